#include "house.h"

#include "base/random.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

extern const struct route health_routes[];

/* ---- routes that try one thing each ---- */

static bool hello(struct request *rq, struct error *err)
{
    (void)err;
    bytes_add_cstr(&rq->page.out, "hello");
    return true;
}

static bool token(struct request *rq, struct error *err)
{
    (void)err;
    bytes_add_text(&rq->page.out, rq->csrf);
    return true;
}

static bool noted(struct request *rq, struct error *err)
{
    if (request_refused(rq, err))
        return false;
    reply_see_other(rq, text_format(rq->arena, "/records/%.*s",
                                    TEXT_ARG(id_hex(rq->arena, request_kept_record(rq)))));
    return true;
}

static bool note(struct request *rq, struct error *err)
{
    struct form form;
    id child;
    if (!id_from_hex(request_path_value(rq, "child"), &child))
        return fail(err, ERROR_ABSENT, NULL, "There is no such child.");
    return form_read(rq, kind_by_name(TEXT("case_note")), &form, err)
        && form_keep(rq, &form, child, noted, err);
}

static bool look(struct request *rq, struct error *err)
{
    const struct pass *pass;
    id child;
    if (!id_from_hex(request_path_value(rq, "child"), &child)
            || !request_open_child(rq, child, MAY_READ_CHILD, &pass, err))
        return false;
    bytes_add_cstr(&rq->page.out, "seen");
    return true;
}

static bool broken(struct request *rq, struct error *err)
{
    (void)rq;
    fail(err, ERROR_STORE, NULL, "The disk does not answer. Try again in a minute.");
    return fail_detail(err, "as the test wants it");
}

static bool refuse(struct ledger *ledger, void *with, struct error *err)
{
    (void)ledger;
    (void)with;
    return fail(err, ERROR_STORE, NULL, "The disk is full. Nothing was saved.");
}

static bool write_refused(struct request *rq, struct error *err)
{
    struct write *write = arena_new_of(rq->arena, struct write);
    write->also = refuse;
    return request_write(rq, write, noted, err);
}

static void take_a_while(void *with)
{
    (void)with;
    usleep(300000);
}

static bool slow(struct request *rq, struct error *err)
{
    return request_job(rq, take_a_while, NULL, hello, err);
}

static bool upload(struct request *rq, struct error *err)
{
    (void)err;
    bytes_add_format(&rq->page.out, "%zu", rq->upload_count ? rq->uploads[0].content.len : 0);
    return true;
}

static const struct route own_routes[] = {
    { .method = METHOD_GET, .path = "/hello", .may = MAY_ANYONE, .handle = hello },
    { .method = METHOD_GET, .path = "/token", .may = MAY_SIGNED_IN, .handle = token },
    { .method = METHOD_POST, .path = "/children/{child}/note", .may = MAY_RECORD, .handle = note },
    { .method = METHOD_GET, .path = "/children/{child}", .may = MAY_READ_CHILD, .handle = look },
    { .method = METHOD_GET, .path = "/broken", .may = MAY_ANYONE, .handle = broken },
    { .method = METHOD_POST, .path = "/refused", .may = MAY_ANYONE, .handle = write_refused,
      .no_csrf = true },
    { .method = METHOD_GET, .path = "/slow", .may = MAY_ANYONE, .handle = slow },
    { .method = METHOD_POST, .path = "/upload", .may = MAY_ANYONE, .handle = upload,
      .no_csrf = true, .takes_file = true },
    { .method = METHOD_POST, .path = "/form", .may = MAY_ANYONE, .handle = hello, .no_csrf = true },
    { 0 },
};
static const struct route *const routes[] = { own_routes, health_routes, NULL };

/* ---- a ledger with a child, a worker and an inspector ---- */

static bool put_child(struct house *house, struct ledger *ledger, struct arena *arena,
                      struct error *err)
{
    struct values values = values_new(arena, kind_by_name(TEXT("person")),
                                      instant_london_day(instant_now()));
    static const char *const given[] = { "recorded_as", "CHILD", "forename", "Ada", "surname", "Test" };
    for (size_t i = 0; i < COUNT_OF(given); i += 2)
        values_set(&values, arena, field_by_name(values.kind, text_of(given[i])),
                   text_of(given[i + 1]));
    struct record_input input = { .values = &values, .entry = id_new_ordered(), .author = house->account,
                                  .replaces = NO_ENTRY, .role = ROLE_SOCIAL_WORKER };
    struct draft draft;
    struct receipt receipt;
    bool good = record_draft(arena, &input, &draft, &house->child, err)
             && ledger_put(ledger, &draft, record_apply, NULL, &receipt, err);
    draft_free(&draft);
    return good;
}

static bool put_person(struct ledger *ledger, id account, const char *name, enum role role,
                       char cookie[80], struct error *err)
{
    uint8_t secret[32];
    random_fill(secret, sizeof secret);
    strcpy(cookie, "candour=");
    for (size_t i = 0; i < sizeof secret; i++)
        sprintf(cookie + 8 + 2 * i, "%02x", secret[i]);
    struct account made = { .account = account, .staff = account, .sign_in = text_of(name),
                            .name = text_of(name), .roles = { role }, .role_count = 1,
                            .password = "none" };
    struct session session = { .token = hash_of(secret, sizeof secret), .account = account,
                               .role = role, .started = instant_now(), .last_seen = instant_now(),
                               .ended = INSTANT_UNKNOWN };
    return account_add(ledger, &made, account, err)
        && session_start(ledger_store(ledger), &session, err);
}

void house_make(struct house *house)
{
    struct error err = { 0 };
    struct sign_seed seed = { 0 };
    struct arena *arena = arena_new();
    struct store *store = NULL;
    struct ledger *ledger = NULL;
    struct ledger_names names = { .origin = TEXT("ledger.test.example/web"), .authority = TEXT("Test"),
                                  .software = TEXT("test"), .schema = record_schema_version() };

    *house = (struct house){ .account = id_new_random(), .lock = PTHREAD_MUTEX_INITIALIZER,
                             .changed = PTHREAD_COND_INITIALIZER };
    strcpy(house->folder, "/tmp/candour-web-XXXXXX");
    check("folder", mkdtemp(house->folder) != NULL, "no temporary folder");
    snprintf(house->where, sizeof house->where, "%s/test.db", house->folder);
    bool good = store_open(house->where, STORE_CREATE, &store, &err)
        && store_begin(store, TRANSACTION_WRITE, &err)
        && store_define(store, ledger_schema, &err) && record_define(store, &err)
        && store_define(store, looks_schema, &err) && store_define(store, accounts_schema, &err)
        && store_define(store, sessions_schema, &err)
        && store_define(store, second_factor_schema, &err)
        && store_define(store, outside_schema, &err) && accounts_make_service(store, &err)
        && store_commit(store, &err) && ledger_create(store, &names, &seed, &err)
        && ledger_open(store, &ledger, &err) && ledger_batch_begin(ledger, &err)
        && put_child(house, ledger, arena, &err)
        && put_person(ledger, house->account, "worker", ROLE_SOCIAL_WORKER, house->cookie, &err)
        && put_person(ledger, id_new_random(), "inspector", ROLE_INSPECTOR, house->inspector, &err)
        && ledger_batch_commit(ledger, &err);
    check("a new ledger", good, "%s %s", err.message, err.detail);
    strcpy(house->child_hex, text_cstr(arena, id_hex(arena, house->child)));
    ledger_close(ledger);
    store_close(store);
    arena_free(arena);
}

void house_remove(struct house *house)
{
    char command[96];
    snprintf(command, sizeof command, "rm -rf '%s'", house->folder);
    check("remove", system(command) == 0, "%s", house->folder);
}

int64_t house_count(struct house *house, const char *sql)
{
    struct error err = { 0 };
    struct store *store = NULL;
    struct statement *s = NULL;
    check("open", store_open(house->where, STORE_READ, &store, &err)
                  && store_prepare(store, text_of(sql), &s, &err), "%s %s", err.message, err.detail);
    check(sql, statement_step(s, &err) == STEP_ROW, "%s", err.message);
    int64_t count = column_int(s, 0);
    statement_end(s);
    store_close(store);
    return count;
}

/* ---- serving ---- */

static void say(struct house *house, bool *what)
{
    pthread_mutex_lock(&house->lock);
    *what = true;
    pthread_cond_broadcast(&house->changed);
    pthread_mutex_unlock(&house->lock);
}

static void listening(void *with, int port)
{
    struct house *house = with;
    house->port = port;
    say(house, &house->ready);
}

static void *serve(void *with)
{
    struct house *house = with;
    struct server_options options = {
        .where = house->where, .listen = "127.0.0.1:0", .routes = routes, .ready = listening,
        .ready_with = house, .head_seconds = house->head_seconds, .body_seconds = house->body_seconds,
    };
    house->good = server_run(&options, &house->err);
    say(house, &house->over);
    return NULL;
}

void house_open(struct house *house)
{
    house->ready = house->over = false;
    pthread_create(&house->thread, NULL, serve, house);
    pthread_mutex_lock(&house->lock);
    while (!house->ready && !house->over)
        pthread_cond_wait(&house->changed, &house->lock);
    pthread_mutex_unlock(&house->lock);
    check("serving", house->ready, "%s", house->err.message);
}

void house_close(struct house *house)
{
    server_end();
    pthread_join(house->thread, NULL);
    check("ended well", house->good, "%s", house->err.message);
}

/* ---- asking ---- */

int house_connect(const struct house *house)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons((uint16_t)house->port),
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    struct timeval most = { .tv_sec = 20 };
    int s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof most);
    if (connect(s, (struct sockaddr *)&at, sizeof at)) {
        close(s);
        return -1;
    }
    return s;
}

struct answer ask(const struct house *house, const char *bytes, size_t len)
{
    struct answer answer = { .all = calloc(1, 1 << 20), .body = NULL };
    int s = house_connect(house);
    size_t sent = 0;
    while (s >= 0 && sent < len) {
        ssize_t n = send(s, bytes + sent, len - sent, MSG_NOSIGNAL);
        if (n <= 0)
            break;
        sent += (size_t)n;
    }
    for (ssize_t n; s >= 0 && answer.len < (1 << 20) - 1
             && (n = recv(s, answer.all + answer.len, (1 << 20) - 1 - answer.len, 0)) > 0;)
        answer.len += (size_t)n;
    if (s >= 0)
        close(s);
    sscanf(answer.all, "HTTP/1.1 %d", &answer.status);
    char *blank = strstr(answer.all, "\r\n\r\n");
    answer.body = blank ? blank + 4 : answer.all + answer.len;
    return answer;
}

struct answer house_get(const struct house *house, const char *path, const char *cookie)
{
    char head[600];
    int n = snprintf(head, sizeof head, "GET %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n%s%s%s\r\n",
                     path, cookie ? "Cookie: " : "", cookie ? cookie : "", cookie ? "\r\n" : "");
    return ask(house, head, (size_t)n);
}

struct answer house_post(const struct house *house, const char *path, const char *cookie,
                         const char *form)
{
    size_t room = strlen(form) + 800;
    char *all = malloc(room);
    int n = snprintf(all, room, "POST %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n%s%s%s"
                     "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n%s",
                     path, cookie ? "Cookie: " : "", cookie ? cookie : "", cookie ? "\r\n" : "",
                     strlen(form), form);
    struct answer answer = ask(house, all, (size_t)n);
    free(all);
    return answer;
}

const char *answer_header(const struct answer *answer, const char *name)
{
    static _Thread_local char value[1000];
    size_t len = strlen(name);
    value[0] = 0;
    for (const char *line = strstr(answer->all, "\r\n"); line && line + 2 < answer->body;
             line = strstr(line + 2, "\r\n"))
        if (!strncasecmp(line + 2, name, len) && line[2 + len] == ':')
            snprintf(value, sizeof value, "%.*s", (int)strcspn(line + 4 + len, "\r"), line + 4 + len);
    return value;
}
