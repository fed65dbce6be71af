#include "base/clamd.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define CHUNK_BYTES 65536
#define ANSWER_BYTES_MAX 500

/* ---- where ---- */

/* Host and port of "127.0.0.1:3310" or "[::1]:3310"; false: it is neither. */
static bool host_and_port(const char *place, char host[64], char port[8])
{
    const char *colon = strrchr(place, ':');
    text name = { place, colon ? (size_t)(colon - place) : 0 };
    int64_t number;
    if (!colon || !text_to_int(text_of(colon + 1), &number) || number < 1 || number > 65535)
        return false;
    if (text_starts(name, "[") && text_ends(name, "]"))
        name = (text){ name.at + 1, name.len - 2 };
    snprintf(host, 64, "%.*s", TEXT_ARG(name));
    snprintf(port, 8, "%d", (int)number);
    return text_starts(name, "127.") || text_is(name, "::1");
}

bool clamd_place_holds(const char *place, struct error *err)
{
    char host[64], port[8];
    if (place[0] == '/')
        return strlen(place) < sizeof((struct sockaddr_un){ 0 }.sun_path)
            || fail(err, ERROR_INPUT, NULL, "The path of clamd's socket is too long.");
    return host_and_port(place, host, port)
        || fail(err, ERROR_INPUT, NULL, "Say where clamd listens on this machine: a socket such as "
                "/run/clamav/clamd.ctl, or 127.0.0.1:3310.");
}

/* ---- one conversation, until a moment ---- */

struct talk { int fd; int64_t until_ms; };

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* What is ready of `wanted`; 0: the time is over. */
static short wait_for(const struct talk *talk, short wanted)
{
    for (;;) {
        int64_t left = talk->until_ms - now_ms();
        struct pollfd p = { .fd = talk->fd, .events = wanted };
        if (left <= 0)
            return 0;
        int n = poll(&p, 1, (int)left);
        if (n > 0)
            return p.revents;
        if (n == 0 || errno != EINTR)
            return 0;
    }
}

static bool connected(const struct talk *talk, const struct sockaddr *at, socklen_t len)
{
    int problem = 0;
    socklen_t size = sizeof problem;
    if (connect(talk->fd, at, len) == 0)
        return true;
    if (errno != EINPROGRESS && errno != EAGAIN)
        return false;
    return wait_for(talk, POLLOUT) && getsockopt(talk->fd, SOL_SOCKET, SO_ERROR, &problem, &size) == 0 && problem == 0;
}

static bool reach(struct talk *talk, const char *place)
{
    struct sockaddr_un path = { .sun_family = AF_UNIX };
    char host[64], port[8];
    if (place[0] == '/') {
        snprintf(path.sun_path, sizeof path.sun_path, "%s", place);
        talk->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        return talk->fd >= 0 && connected(talk, (struct sockaddr *)&path, sizeof path);
    }
    struct addrinfo wanted = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV }, *found;
    if (!host_and_port(place, host, port) || getaddrinfo(host, port, &wanted, &found))
        return false;
    talk->fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    bool good = talk->fd >= 0 && connected(talk, found->ai_addr, found->ai_addrlen);
    freeaddrinfo(found);
    return good;
}

/* False when it takes no more, or has something to say before it has heard all. */
static bool say(const struct talk *talk, const void *at, size_t len)
{
    const char *rest = at;
    while (len > 0) {
        short ready = wait_for(talk, POLLOUT | POLLIN);
        if (!(ready & POLLOUT) || (ready & POLLIN))
            return false;
        ssize_t n = send(talk->fd, rest, len, MSG_NOSIGNAL);
        if (n < 0 && errno != EAGAIN && errno != EINTR)
            return false;
        if (n > 0) {
            rest += n;
            len -= (size_t)n;
        }
    }
    return true;
}

static bool say_file(const struct talk *talk, text content)
{
    static const uint8_t end[4] = { 0 };
    if (!say(talk, "zINSTREAM", sizeof "zINSTREAM"))             // with its NUL
        return false;
    for (size_t from = 0; from < content.len; from += CHUNK_BYTES) {
        text chunk = text_first(text_skip(content, from), CHUNK_BYTES);
        uint8_t size[4] = { (uint8_t)(chunk.len >> 24), (uint8_t)(chunk.len >> 16), (uint8_t)(chunk.len >> 8),
                            (uint8_t)chunk.len };
        if (!say(talk, size, sizeof size) || !say(talk, chunk.at, chunk.len))
            return false;
    }
    return say(talk, end, sizeof end);
}

/* Up to the NUL that ends an answer; without it, it is none. */
static bool hear(const struct talk *talk, char answer[ANSWER_BYTES_MAX])
{
    size_t len = 0;
    while (len < ANSWER_BYTES_MAX) {
        if (!wait_for(talk, POLLIN))
            return false;
        ssize_t n = recv(talk->fd, answer + len, ANSWER_BYTES_MAX - len, 0);
        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            continue;
        if (n <= 0)
            return false;
        if (memchr(answer + len, 0, (size_t)n))
            return true;
        len += (size_t)n;
    }
    return false;
}

/* ---- what it says ---- */

static struct clamd_said unanswered(const char *why)
{
    struct clamd_said said = { .answer = CLAMD_UNANSWERED };
    snprintf(said.why, sizeof said.why, "%s", why);
    return said;
}

static struct clamd_said judged(const char *answer, bool all_said)
{
    struct clamd_said said = { .answer = CLAMD_FOUND };
    text words = text_of(answer);
    if (text_is(words, "stream: OK"))
        return all_said ? (struct clamd_said){ .answer = CLAMD_CLEAN }
                        : unanswered("it called a file clean that it had not heard to the end");
    if (text_starts(words, "stream: ") && text_ends(words, " FOUND")) {
        text name = text_skip(text_first(words, words.len - 6), 8);
        size_t len = 0;
        for (size_t i = 0; i < name.len && len + 1 < sizeof said.found; i++)
            said.found[len++] = name.at[i] >= 0x20 && name.at[i] < 0x7F ? name.at[i] : '?';
        return said;
    }
    if (text_contains(words, TEXT("size limit exceeded")))
        return (struct clamd_said){ .answer = CLAMD_TOO_LARGE };
    return unanswered("it answered with an error");
}

struct clamd_said clamd_check(const char *place, text content, int seconds)
{
    struct talk talk = { .fd = -1, .until_ms = now_ms() + (int64_t)seconds * 1000 };
    char answer[ANSWER_BYTES_MAX + 1] = { 0 };
    struct clamd_said said;
    if (!reach(&talk, place)) {
        said = unanswered("it could not be reached");
    } else {
        bool all_said = say_file(&talk, content);
        said = hear(&talk, answer) ? judged(answer, all_said)
             : unanswered(now_ms() >= talk.until_ms ? "it was too slow" : "it closed before it answered");
    }
    if (talk.fd >= 0)
        close(talk.fd);
    return said;
}
