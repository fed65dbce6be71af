/* The machinery of the server, through its socket: waiting, ending, deadlines, failures. */
#include "house.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static struct house house;

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int set_up(void **state)
{
    (void)state;
    house_make(&house);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    house_remove(&house);
    return 0;
}

static void token_of(const char *cookie, char token[65])
{
    struct answer a = house_get(&house, "/token", cookie);
    check("token", a.status == 200 && a.body && strlen(a.body) == 64, "%d", a.status);
    memcpy(token, a.body, 65);
    free(a.all);
}

static void note_form(char form[400], const char *token, const char *title)
{
    struct arena *arena = arena_new();
    text entry = id_hex(arena, id_new_ordered());
    snprintf(form, 400, "csrf=%s&entry=%.*s&occurred_at-day=2&occurred_at-month=11"
             "&occurred_at-year=2025&occurred_at-time=10:15&note_type=PHONE&title=%s&happened=She+rang.",
             token, TEXT_ARG(entry), title);
    arena_free(arena);
}

/* ---- 64 at once, and what was acknowledged when the server ends among them ---- */

struct writing { pthread_t thread; char token[65]; int wanted, kept, sent_away, broken; bool until_end; };

static void *write_notes(void *with)
{
    struct writing *w = with;
    char form[400], path[80];
    snprintf(path, sizeof path, "/children/%s/note", house.child_hex);
    for (int i = 0; i < w->wanted; i++) {
        note_form(form, w->token, "Crowd");
        struct answer a = house_post(&house, path, house.cookie, form);
        w->kept += a.status == 303;
        w->sent_away += a.status == 503 || a.status == 0;
        w->broken += a.status != 303 && a.status != 503 && a.status != 0;
        bool end = w->until_end && a.status == 0;
        free(a.all);
        if (end)
            break;
    }
    return NULL;
}

static int crowd(struct writing *all, int count, int wanted, bool until_end, double end_after)
{
    int kept = 0;
    char token[65];
    token_of(house.cookie, token);
    for (int i = 0; i < count; i++) {
        all[i] = (struct writing){ .wanted = wanted, .until_end = until_end };
        memcpy(all[i].token, token, sizeof token);
        pthread_create(&all[i].thread, NULL, write_notes, &all[i]);
    }
    if (until_end) {
        usleep((useconds_t)(end_after * 1e6));
        house_close(&house);
    }
    for (int i = 0; i < count; i++) {
        pthread_join(all[i].thread, NULL);
        kept += all[i].kept;
        check("no answer but kept or sent away", all[i].broken == 0, "%d", all[i].broken);
        check("nobody sent away", until_end || all[i].sent_away == 0, "%d", all[i].sent_away);
    }
    return kept;
}

static void many_write_at_once(void **state)
{
    static struct writing all[64];
    (void)state;
    house_open(&house);
    int kept = crowd(all, 64, 4, false, 0);
    house_close(&house);
    check("each is kept", kept == 256, "%d", kept);
    int64_t rows = house_count(&house, "SELECT count(*) FROM case_note");
    check("and nothing else", rows == 256, "%lld", (long long)rows);
}

static void end_among_writers(void **state)
{
    static struct writing all[32];
    (void)state;
    for (int round = 0; round < 5; round++) {
        int64_t before = house_count(&house, "SELECT count(*) FROM case_note");
        house_open(&house);
        int kept = crowd(all, 32, 100000, true, 0.15 + 0.07 * round);
        int64_t rows = house_count(&house, "SELECT count(*) FROM case_note") - before;
        check("some were kept", kept > 0, "%d", kept);
        // An answer may be lost on its way; an entry that was answered may not.
        check("what was acknowledged is there", rows >= kept, "%lld of %d", (long long)rows, kept);
        check("and no more than was on its way", rows <= kept + 32, "%lld, %d", (long long)rows, kept);
    }
}

static void end_among_jobs(void **state)
{
    (void)state;
    house_open(&house);
    int waiting[8];
    static const char head[] = "GET /slow HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    for (int i = 0; i < 8; i++) {
        waiting[i] = house_connect(&house);
        check("sent", send(waiting[i], head, sizeof head - 1, 0) > 0, "not sent");
    }
    usleep(100000);
    house_close(&house);
    for (int i = 0; i < 8; i++) {
        char answer[100] = "";
        check("answered", recv(waiting[i], answer, sizeof answer - 1, 0) > 0
                          && strstr(answer, " 200 "), "%s", answer);
        close(waiting[i]);
    }
}

static void clients_that_go(void **state)
{
    (void)state;
    house_open(&house);
    char token[65], form[400], head[1200];
    token_of(house.cookie, token);
    for (int i = 0; i < 100; i++) {
        int s = house_connect(&house);
        note_form(form, token, "Gone");
        int n = snprintf(head, sizeof head, "POST /children/%s/note HTTP/1.1\r\nHost: a\r\nCookie: %s\r\n"
                 "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n%s",
                 house.child_hex, house.cookie, strlen(form), form);
        struct linger now = { .l_onoff = 1 };                    // half of them end with a reset
        if (i % 2)
            setsockopt(s, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        check("sent", send(s, head, (size_t)n, MSG_NOSIGNAL) == n, "not sent");
        close(s);
    }
    usleep(300000);
    struct answer a = house_get(&house, "/ready", NULL);
    check("still ready", a.status == 200, "%d", a.status);
    free(a.all);
    house_close(&house);
}

/* ---- looks ---- */

static void looks_are_written(void **state)
{
    (void)state;
    char path[80];
    snprintf(path, sizeof path, "/children/%s", house.child_hex);
    int64_t before = house_count(&house, "SELECT count(*) FROM access_event");
    house_open(&house);
    for (int i = 0; i < 20; i++) {
        struct answer a = house_get(&house, path, house.cookie);
        check("seen", a.status == 200 && !strcmp(a.body, "seen"), "%d", a.status);
        free(a.all);
    }
    house_close(&house);                             // at once: none of them may be lost
    int64_t after = house_count(&house, "SELECT count(*) FROM access_event");
    check("a look each", after - before == 20, "%lld", (long long)(after - before));
    int64_t open = house_count(&house, "SELECT count(*) FROM access_event WHERE batch_seq IS NULL");
    check("and sealed into the ledger", open == 0, "%lld", (long long)open);
    house_open(&house);
    struct answer a = house_get(&house, path, house.inspector);
    check("an inspector sees", a.status == 200 && !strcmp(a.body, "seen"), "%d", a.status);
    // Durable first: it is there while the server still serves.
    check("after the look was written", house_count(&house,
          "SELECT count(*) FROM access_event") == after + 1, "not there");
    free(a.all);
    house_close(&house);
}

/* Connections that stay open are those that still speak when the server has begun to end. */
struct staying { pthread_t thread; char token[65]; bool writes; int seen, broken; };

static void *stay(void *with)
{
    struct staying *w = with;
    char all[1600], form[400], answer[8192];
    int s = house_connect(&house);
    for (;;) {
        note_form(form, w->token, "Staying");
        int n = w->writes
            ? snprintf(all, sizeof all, "POST /children/%s/note HTTP/1.1\r\nHost: a\r\nCookie: %s\r\n"
                       "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n%s",
                       house.child_hex, house.cookie, strlen(form), form)
            : snprintf(all, sizeof all, "GET /children/%s HTTP/1.1\r\nHost: a\r\nCookie: %s\r\n\r\n",
                       house.child_hex, house.cookie);
        size_t got = 0;
        char *blank = NULL;
        if (send(s, all, (size_t)n, MSG_NOSIGNAL) != n)
            break;
        answer[0] = 0;
        while (!(blank = strstr(answer, "\r\n\r\n")) || (!w->writes && !strstr(blank, "seen"))) {
            ssize_t more = recv(s, answer + got, sizeof answer - 1 - got, 0);
            if (more <= 0)
                break;
            got += (size_t)more;
            answer[got] = 0;
            if (strstr(answer, "restarted"))
                break;
        }
        int status = 0;
        sscanf(answer, "HTTP/1.1 %d", &status);
        w->seen += status == (w->writes ? 303 : 200);
        w->broken += status && status != 503 && status != (w->writes ? 303 : 200);
        if (status == 0 || status == 503)
            break;
    }
    close(s);
    return NULL;
}

static void end_among_those_who_stay(void **state)
{
    static struct staying all[16];
    char token[65];
    (void)state;
    for (int round = 0; round < 6; round++) {
        int64_t looks = house_count(&house, "SELECT count(*) FROM access_event");
        int64_t notes = house_count(&house, "SELECT count(*) FROM case_note");
        int seen = 0, kept = 0;
        house_open(&house);
        token_of(house.cookie, token);
        for (int i = 0; i < 16; i++) {
            all[i] = (struct staying){ .writes = i % 2 };
            memcpy(all[i].token, token, sizeof token);
            pthread_create(&all[i].thread, NULL, stay, &all[i]);
        }
        usleep(200000);
        house_close(&house);
        for (int i = 0; i < 16; i++) {
            pthread_join(all[i].thread, NULL);
            *(all[i].writes ? &kept : &seen) += all[i].seen;
            check("nothing odd", all[i].broken == 0, "%d", all[i].broken);
        }
        looks = house_count(&house, "SELECT count(*) FROM access_event") - looks;
        notes = house_count(&house, "SELECT count(*) FROM case_note") - notes;
        check("what was shown is written down", looks >= seen && seen > 0, "%lld of %d",
              (long long)looks, seen);
        check("what was acknowledged is kept", notes >= kept && kept > 0, "%lld of %d",
              (long long)notes, kept);
    }
}

/* ---- deadlines ---- */

/* Sends a byte every 0.2 s; answers how long the server bore it. */
static double drip(const char *head, const char *more)
{
    int s = house_connect(&house);
    double start = seconds();
    check("sent", send(s, head, strlen(head), MSG_NOSIGNAL) > 0, "not sent");
    while (seconds() - start < 15) {
        char end;
        usleep(200000);
        if (recv(s, &end, 1, MSG_DONTWAIT) == 0 || send(s, more, 1, MSG_NOSIGNAL) <= 0)
            break;
    }
    close(s);
    return seconds() - start;
}

static void drips_are_cut(void **state)
{
    (void)state;
    house.head_seconds = 1;
    house.body_seconds = 2;
    house_open(&house);
    double head = drip("G", "E");
    check("a head", head > 0.7 && head < 3, "%f", head);
    double body = drip("POST /form HTTP/1.1\r\nHost: a\r\nContent-Type: application/"
                       "x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\n", "a");
    check("a body", body > 1.6 && body < 4.5, "%f", body);
    struct answer a = house_get(&house, "/slow", NULL);
    check("who waits for us is not cut", a.status == 200, "%d", a.status);
    free(a.all);
    house_close(&house);
    house.head_seconds = house.body_seconds = 0;
}

/* ---- failures ---- */

static void failures(void **state)
{
    (void)state;
    house_open(&house);
    struct answer a = house_get(&house, "/broken", NULL);
    check("a read fails", a.status == 503 && strstr(a.body, "there is a problem with the service")
          && strstr(a.body, "Reference:") && !strstr(a.body, "as the test wants it"), "%d", a.status);
    free(a.all);
    a = house_post(&house, "/refused", NULL, "happened=She+rang+%3Cat+noon%3E&password=secret");
    check("a write fails: not saved, and the words are there", a.status == 503
          && strstr(a.body, "Not saved") && strstr(a.body, "She rang &lt;at noon&gt;")
          && !strstr(a.body, "secret"), "%d", a.status);
    check("no store", !strcmp(answer_header(&a, "Cache-Control"), "no-store"), "kept");
    free(a.all);
    a = house_get(&house, "/nowhere", NULL);
    check("an absence has no reference", a.status == 404 && !strstr(a.body, "Reference"), "%d", a.status);
    free(a.all);
    a = house_get(&house, "/slow", "candour=0000000000000000000000000000000000000000000000000000000000000000");
    check("a cookie of nobody does no harm", a.status == 200, "%d", a.status);
    free(a.all);
    a = house_get(&house, "/token", "candour=0000000000000000000000000000000000000000000000000000000000000000");
    check("and is taken away at the sign-in", a.status == 303
          && strstr(answer_header(&a, "Set-Cookie"), "Max-Age=0"), "%d", a.status);
    free(a.all);
    house_close(&house);
}

static void alive_without_a_store(void **state)
{
    char moved[110];
    (void)state;
    house_open(&house);
    struct answer a = house_get(&house, "/hello", NULL);
    check("before", a.status == 200, "%d", a.status);
    free(a.all);
    house_close(&house);
    house_open(&house);                              // threads that have not opened it yet
    snprintf(moved, sizeof moved, "%s.away", house.where);
    rename(house.where, moved);
    a = house_get(&house, "/hello", NULL);
    check("no store: not now", a.status == 503, "%d", a.status);
    check("no size is claimed", !*answer_header(&a, "X-Candour-Size"), "claimed");
    free(a.all);
    a = house_get(&house, "/health", NULL);
    check("but alive", a.status == 200 && !strcmp(a.body, "alive\n"), "%d", a.status);
    free(a.all);
    rename(moved, house.where);
    a = house_get(&house, "/hello", NULL);
    check("and well again", a.status == 200, "%d", a.status);
    free(a.all);
    house_close(&house);
}

static void starts_that_fail(void **state)
{
    static const struct route *const none[] = { NULL };
    struct error err = { 0 };
    (void)state;
    static const struct { const char *name, *listen, *says; } cases[] = {
        { "no port", "127.0.0.1", "no address and port" },
        { "a name", "candour.example:80", "no address to listen at" },
        { "a port too high", "127.0.0.1:70000", "no address and port" },
        { "nothing before the colon", ":80", "no address and port" },
        { "an address of somebody else", "192.0.2.1:0", "Nothing can listen" },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct server_options options = { .where = house.where, .listen = cases[i].listen,
                                          .routes = none };
        err = (struct error){ 0 };
        check(cases[i].name, !server_run(&options, &err) && strstr(err.message, cases[i].says), "%s",
              err.message);
    }
    struct server_options bad = { .where = house.where, .listen = "127.0.0.1:0", .routes = none,
                                  .tls_certificate = "no", .tls_key = "no" };
    err = (struct error){ 0 };
    check("a certificate that is none", !server_run(&bad, &err) && strstr(err.message, "certificate"),
          "%s", err.message);
}

/* ---- sizes ---- */

static struct answer post_of(const char *path, const char *type, size_t len)
{
    char *all = malloc(len + 600), *body;
    int n = snprintf(all, 600, "POST %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: %s\r\n"
                     "Content-Length: %zu\r\n\r\n", path, type, len);
    static const char first[] = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n";
    static const char last[] = "\r\n--x--\r\n";
    body = all + n;
    memset(body, 'a', len);
    memcpy(body, first, sizeof first - 1);
    memcpy(body + len - sizeof last + 1, last, sizeof last - 1);
    struct answer a = ask(&house, all, (size_t)n + len);
    free(all);
    return a;
}

static void sizes(void **state)
{
    static const struct { const char *name, *path, *type; size_t len; int status; } cases[] = {
        { "a file of 20 MB", "/upload", "multipart/form-data; boundary=x", 20 << 20, 200 },
        { "a file of 26 MB", "/upload", "multipart/form-data; boundary=x", 26 << 20, 413 },
        { "a file where none is taken", "/form", "multipart/form-data; boundary=x", 2 << 20, 413 },
        { "a form over 1 MB", "/form", "application/x-www-form-urlencoded", 2 << 20, 413 },
        { "nowhere", "/nowhere", "multipart/form-data; boundary=x", 2 << 20, 413 },
    };
    (void)state;
    house_open(&house);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct answer a = post_of(cases[i].path, cases[i].type, cases[i].len);
        check(cases[i].name, a.status == cases[i].status, "%d, not %d", a.status, cases[i].status);
        check(cases[i].name, *answer_header(&a, "Content-Security-Policy"), "no policy");
        free(a.all);
    }
    house_close(&house);
}

/* ---- forms and restarts ---- */

static void forms_outlive_a_restart(void **state)
{
    char token[65], path[80], form[400];
    (void)state;
    snprintf(path, sizeof path, "/children/%s/note", house.child_hex);
    house_open(&house);
    token_of(house.cookie, token);
    house_close(&house);
    house_open(&house);
    note_form(form, token, "Over+a+restart");
    struct answer a = house_post(&house, path, house.cookie, form);
    check("the form is still good", a.status == 303, "%d", a.status);
    free(a.all);
    note_form(form, token, "Of+another");
    a = house_post(&house, path, house.inspector, form);
    check("and no good to another session", a.status == 403, "%d", a.status);
    free(a.all);
    form[10] = form[10] == '0' ? '1' : '0';
    a = house_post(&house, path, house.cookie, form);
    check("a token that was changed: refused, and the words are given back", a.status == 403
          && strstr(a.body, "She rang."), "%d", a.status);
    free(a.all);
    house_close(&house);
}

/* A head in pieces, two on one connection: what is judged of the buffer must hold there too. */
static void heads_in_pieces(void **state)
{
    static const char head[] = "GET /hello HTTP/1.1\r\nHost: a\r\nX-One:  1\r\nX-Two:\r\nX-Three: \t 3 \r\n\r\n";
    (void)state;
    house_open(&house);
    for (size_t piece = 1; piece < 12; piece += 2) {
        int s = house_connect(&house);
        for (int again = 0; again < 3; again++) {
            for (size_t i = 0; i < sizeof head - 1; i += piece) {
                size_t len = sizeof head - 1 - i < piece ? sizeof head - 1 - i : piece;
                check("sent", send(s, head + i, len, MSG_NOSIGNAL) == (ssize_t)len, "not sent");
                usleep(200);
            }
            char answer[4000] = "";
            for (size_t got = 0; !strstr(answer, "hello");) {
                ssize_t n = recv(s, answer + got, sizeof answer - 1 - got, 0);
                check("answered", n > 0, "in pieces of %zu, %d before", piece, again);
                got += (size_t)n;
            }
            check("200", strstr(answer, " 200 "), "%.40s", answer);
        }
        close(s);
    }
    house_close(&house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heads_in_pieces),      cmocka_unit_test(many_write_at_once),
        cmocka_unit_test(end_among_writers),    cmocka_unit_test(end_among_jobs),
        cmocka_unit_test(clients_that_go),      cmocka_unit_test(looks_are_written),
        cmocka_unit_test(drips_are_cut),        cmocka_unit_test(failures),
        cmocka_unit_test(alive_without_a_store), cmocka_unit_test(starts_that_fail),
        cmocka_unit_test(sizes),                cmocka_unit_test(forms_outlive_a_restart),
        cmocka_unit_test(end_among_those_who_stay),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
