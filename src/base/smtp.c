#include "base/smtp.h"

#include "base/bytes.h"
#include "base/random.h"

#include <assert.h>
#include <curl/curl.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

/* ---- what holds ---- */

static bool starts(const char *s, const char *with)
{
    return !strncmp(s, with, strlen(with));
}

/* The host of a url without its port; brackets of IPv6 taken off. */
static text host_of(const char *url)
{
    const char *at = strstr(url, "://");
    text rest = text_of(at ? at + 3 : url);
    if (text_starts(rest, "["))
        return text_cut(text_skip(rest, 1), ']').before;
    return text_cut(rest, ':').before;
}

static bool is_this_machine(text host)
{
    return text_is(host, "localhost") || text_is(host, "::1") || text_starts(host, "127.");
}

bool smtp_place_holds(const char *url, struct error *err)
{
    text host = host_of(url);
    bool plain = !text_empty(host) && (starts(url, "smtps://") || starts(url, "smtp://"));
    for (const char *c = url; *c; c++)
        plain = plain && *c > ' ' && *c < 0x7F && *c != '@' && *c != '?' && *c != '#';
    plain = plain && !strchr(strstr(url, "://") + 3, '/');
    return plain || fail(err, ERROR_INPUT, NULL, "Say where the mail server is as smtps://HOST or smtp://HOST:587, "
                         "without a name or a password in it.");
}

bool mail_address_holds(text address)
{
    struct text_pair at = text_cut(address, '@');
    if (!at.found || text_empty(at.before) || address.len > MAIL_ADDRESS_MAX
            || !text_contains(at.after, TEXT(".")) || text_starts(at.after, ".") || text_ends(at.after, "."))
        return false;
    for (size_t i = 0; i < address.len; i++) {
        char c = address.at[i];
        if (c <= ' ' || c >= 0x7F || strchr("<>()[],;:\\\"", c) || (c == '@' && i != at.before.len))
            return false;
    }
    return true;
}

/* ---- what goes over the wire ---- */

static void add_date(struct bytes *to)
{
    static const char days[][4] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
    static const char months[][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
                                      "Dec" };
    time_t now = time(NULL);
    struct tm t;
    gmtime_r(&now, &t);
    bytes_add_format(to, "Date: %s, %d %s %d %02d:%02d:%02d +0000\r\n", days[t.tm_wday], t.tm_mday, months[t.tm_mon],
                     t.tm_year + 1900, t.tm_hour, t.tm_min, t.tm_sec);
}

void mail_write(struct bytes *to, const char *from, const struct mail *mail)
{
    uint64_t number[2];
    for (size_t i = 0; i < mail->subject.len; i++)
        assert(mail->subject.at[i] >= ' ' && mail->subject.at[i] < 0x7F);
    random_fill(number, sizeof number);
    add_date(to);
    bytes_add_format(to, "From: Candour <%s>\r\nTo: <%.*s>\r\nSubject: %.*s\r\n", from, TEXT_ARG(mail->to),
                     TEXT_ARG(mail->subject));
    bytes_add_format(to, "Message-ID: <%016llx%016llx%s>\r\n", (unsigned long long)number[0],
                     (unsigned long long)number[1], strchr(from, '@'));
    bytes_add_cstr(to, "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
                       "Content-Transfer-Encoding: 8bit\r\nAuto-Submitted: auto-generated\r\n\r\n");
    for (text rest = mail->body; !text_empty(rest);) {
        struct text_pair line = text_cut(rest, '\n');
        bytes_add_text(to, line.before);
        bytes_add_cstr(to, "\r\n");
        rest = line.after;
    }
}

struct reading { text rest; };

static size_t give(char *to, size_t size, size_t count, void *with)
{
    struct reading *r = with;
    text piece = text_first(r->rest, size * count);
    memcpy(to, piece.at, piece.len);
    r->rest = text_skip(r->rest, piece.len);
    return piece.len;
}

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void begin(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

static CURLcode perform(const struct smtp *smtp, const char *from, struct curl_slist *to, text message, long *status)
{
    struct reading reading = { message };
    CURL *curl = curl_easy_init();
    if (!curl)
        return CURLE_OUT_OF_MEMORY;
    curl_easy_setopt(curl, CURLOPT_URL, smtp->url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_USE_SSL, is_this_machine(host_of(smtp->url)) ? (long)CURLUSESSL_TRY
                                                                                 : (long)CURLUSESSL_ALL);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 10L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)SMTP_SECONDS);
    if (smtp->user) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, smtp->user);
        curl_easy_setopt(curl, CURLOPT_PASSWORD, smtp->password);
    }
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, from);
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, give);
    curl_easy_setopt(curl, CURLOPT_READDATA, &reading);
    CURLcode code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, status);
    curl_easy_cleanup(curl);
    return code;
}

bool smtp_send(const struct smtp *smtp, const struct mail *mail, struct error *err)
{
    struct bytes message = { 0 };
    struct arena *arena = arena_new();
    long status = 0;
    pthread_once(&once, begin);
    assert(mail_address_holds(mail->to));
    mail_write(&message, smtp->from, mail);
    struct curl_slist *to = curl_slist_append(NULL, text_cstr(arena, text_format(arena, "<%.*s>", TEXT_ARG(mail->to))));
    const char *from = text_cstr(arena, text_format(arena, "<%s>", smtp->from));
    CURLcode code = to ? perform(smtp, from, to, bytes_text(&message), &status) : CURLE_OUT_OF_MEMORY;
    curl_slist_free_all(to);
    bytes_free(&message);
    arena_free(arena);
    if (code == CURLE_OK)
        return true;
    fail(err, ERROR_STORE, NULL, "The mail server did not take the mail.");
    return fail_detail(err, "%s, answer %ld", curl_easy_strerror(code), status);
}
