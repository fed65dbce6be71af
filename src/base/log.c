#include "base/log.h"

#include "base/day.h"
#include "base/hash.h"
#include "base/random.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LINE_BYTES = 4096, ENDING_BYTES = 32 };     // room kept for `,"cut":true}` and the line end

static _Thread_local struct { char at[LINE_BYTES]; size_t len; bool begun, wanted, cut; } line;
static _Atomic int least_level = LOG_INFO;
static _Atomic int log_fd = STDERR_FILENO;

static struct { pthread_once_t once; uint8_t key[32]; } secret = { .once = PTHREAD_ONCE_INIT };

void log_set_level(enum log_level least)
{
    atomic_store(&least_level, (int)least);
}

void log_set_file(int fd)
{
    atomic_store(&log_fd, fd);
}

static void put(const char *at, size_t len)
{
    memcpy(line.at + line.len, at, len);
    line.len += len;
}

static bool fits(size_t len)
{
    return line.len + len <= LINE_BYTES - ENDING_BYTES;
}

/* One character of a value as JSON. What is ill formed, and NUL, becomes U+FFFD. What controls a
 * terminal or the direction of text is escaped, since people read logs on terminals. */
static size_t character_json(uint32_t character, text own, char to[8])
{
    if (character == 0)
        character = 0xFFFD;
    if (character == '"' || character == '\\') {
        to[0] = '\\';
        to[1] = (char)character;
        return 2;
    }
    if (character < 0x20 || (character >= 0x7F && character < 0xA0)
        || (character >= 0x202A && character <= 0x202E)
        || (character >= 0x2028 && character <= 0x2029)
        || (character >= 0x2066 && character <= 0x2069) || (character == 0xFFFD && own.len < 3))
        return (size_t)snprintf(to, 8, "\\u%04x", (unsigned)character);
    memcpy(to, own.at, own.len);
    return own.len;
}

static void put_text(text s)
{
    put("\"", 1);
    while (s.len > 0 && !line.cut) {
        text before = s;
        char json[8];
        uint32_t character = text_next(&s);
        size_t len = character_json(character, text_first(before, before.len - s.len), json);

        if (fits(len + 1))
            put(json, len);
        else
            line.cut = true;
    }
    put("\"", 1);
}

/* `,"name":` when it and a short value fit; nothing at all after a cut. */
static bool put_name(const char *name)
{
    size_t len = strlen(name);

    assert(line.begun);
    if (!line.wanted || line.cut)
        return false;
    if (!fits(len + 4 + 24)) {
        line.cut = true;
        return false;
    }
    put(",\"", 2);
    put(name, len);
    put("\":", 2);
    return true;
}

void log_begin(enum log_level level, const char *event)
{
    static const char *const names[] = { "debug", "info", "warning", "error" };
    instant now = instant_now();
    int64_t days = now.us / US_PER_DAY, us = now.us % US_PER_DAY;
    struct civil c = day_civil((day){ (int32_t)days });

    assert(!line.begun);
    line.begun = true;
    line.cut = false;
    line.len = 0;
    line.wanted = (int)level >= atomic_load_explicit(&least_level, memory_order_relaxed);
    if (!line.wanted)
        return;
    line.len = (size_t)snprintf(line.at, LINE_BYTES - ENDING_BYTES,
        "{\"time\":\"%04d-%02d-%02dT%02d:%02d:%02d.%03dZ\",\"level\":\"%s\"",
        c.year, c.month, c.day,
        (int)(us / US_PER_SECOND / 3600), (int)(us / US_PER_SECOND / 60 % 60),
        (int)(us / US_PER_SECOND % 60), (int)(us % US_PER_SECOND / 1000), names[level]);
    log_cstr("event", event);
}

void log_int(const char *name, int64_t value)
{
    char digits[24];

    if (put_name(name))
        put(digits, (size_t)snprintf(digits, sizeof digits, "%lld", (long long)value));
}

void log_cstr(const char *name, const char *value)
{
    if (value != NULL)
        log_text(name, text_of(value));
    else if (put_name(name))
        put("null", 4);
}

void log_text(const char *name, text value)
{
    if (put_name(name))
        put_text(value);
}

static void secret_make(void)
{
    random_fill(secret.key, sizeof secret.key);
}

void log_id(const char *name, id value)
{
    static const char digits[] = "0123456789abcdef";
    char shown[8];
    hash h;

    if (!line.wanted || line.cut)
        return;
    pthread_once(&secret.once, secret_make);
    h = hash_keyed(secret.key, sizeof secret.key, value.b, sizeof value.b);
    for (size_t i = 0; i < 4; i++) {
        shown[2 * i] = digits[h.b[i] >> 4];
        shown[2 * i + 1] = digits[h.b[i] & 15];
    }
    log_text(name, (text){ shown, sizeof shown });
}

void log_send(void)
{
    assert(line.begun);
    line.begun = false;
    if (!line.wanted)
        return;
    if (line.cut)
        put(",\"cut\":true", 11);
    put("}\n", 2);
    // One write(2) a line, so that lines of threads never mix. A log that cannot be written must
    // not stop the work, and there is nowhere left to say so.
    if (write(atomic_load(&log_fd), line.at, line.len) < 0)
        return;
}
