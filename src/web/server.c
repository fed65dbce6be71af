#include "web/state.h"

#include "base/log.h"
#include "base/random.h"
#include "web/assets.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define HTTP_THREADS 2
#define JOBS_WAITING_MAX 20
#define CONNECTIONS_MAX 1000
#define CONNECTIONS_OF_ONE_ADDRESS 200
#define HEAD_BYTES_MAX (32 * 1024)
#define TICK_US 250000
#define SEAL_EVERY_US (60 * US_PER_SECOND)
#define SWEPT_MAX 1200

int64_t clock_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* ---- ending ---- */

static _Atomic bool ending;

void server_end(void)
{
    ending = true;
}

static void on_signal(int number)
{
    (void)number;
    ending = true;
}

/* ---- drip-fed requests: MHD's timeout starts anew with each byte, ours does not ---- */

struct swept { int fd; int64_t until; bool used; };         // until: on the monotonic clock, microseconds
static struct { pthread_mutex_t lock; struct swept at[SWEPT_MAX]; } sweep = {
    .lock = PTHREAD_MUTEX_INITIALIZER
};

/* From now on the connection has so many seconds to send what it is sending; 0: it waits for us. */
static void sweep_mark(struct MHD_Connection *connection, int seconds)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    if (!info || info->connect_fd < 0)
        return;
    pthread_mutex_lock(&sweep.lock);
    struct swept *slot = NULL;
    for (size_t i = 0; i < SWEPT_MAX; i++) {
        if (sweep.at[i].used && sweep.at[i].fd == info->connect_fd) {
            slot = &sweep.at[i];
            break;
        }
        if (!slot && !sweep.at[i].used)
            slot = &sweep.at[i];
    }
    if (slot)
        *slot = (struct swept){ .fd = info->connect_fd, .used = seconds > 0,
                               .until = clock_us() + seconds * INT64_C(1000000) };
    pthread_mutex_unlock(&sweep.lock);
}

static void sweep_late(void)
{
    int64_t now = clock_us();
    pthread_mutex_lock(&sweep.lock);
    for (size_t i = 0; i < SWEPT_MAX; i++)
        if (sweep.at[i].used && now > sweep.at[i].until) {
            shutdown(sweep.at[i].fd, SHUT_RDWR);
            sweep.at[i].used = false;
        }
    pthread_mutex_unlock(&sweep.lock);
}

static void on_connection(void *with, struct MHD_Connection *connection, void **context,
                          enum MHD_ConnectionNotificationCode code)
{
    const struct server *server = with;
    (void)context;
    sweep_mark(connection, code == MHD_CONNECTION_NOTIFY_STARTED ? server->options.head_seconds : 0);
}

/* ---- jobs ---- */

bool server_add_job(struct server *server, struct job *job)
{
    pthread_mutex_lock(&server->jobs_lock);
    bool room = server->job_count < JOBS_WAITING_MAX && !server->stopping;
    if (room) {
        *server->last_job = job;
        server->last_job = &job->next;
        server->job_count++;
        pthread_cond_signal(&server->jobs_some);
    }
    pthread_mutex_unlock(&server->jobs_lock);
    return room;
}

static struct job *take_job(struct server *server)
{
    pthread_mutex_lock(&server->jobs_lock);
    while (!server->first_job && !server->stopping)
        pthread_cond_wait(&server->jobs_some, &server->jobs_lock);
    struct job *job = server->first_job;
    if (job) {
        server->first_job = job->next;
        server->job_count--;
        if (!server->first_job)
            server->last_job = &server->first_job;
    }
    pthread_mutex_unlock(&server->jobs_lock);
    return job;
}

static void *work_on(void *with)
{
    struct server *server = with;
    for (struct job *job; (job = take_job(server)) != NULL;) {
        struct request_state *state = job->state;
        job->work(job->with);
        MHD_resume_connection(state->connection);
        server->parked--;
    }
    return NULL;
}

/* ---- looks: kept in the background, sealed and signed once a minute ---- */

struct looks_write { struct write write; struct look *looks; size_t count; struct server *server; };

void server_look_soon(struct server *server, const struct look *look)
{
    pthread_mutex_lock(&server->looks_lock);
    if (server->look_count == server->look_room) {
        server->look_room = server->look_room ? server->look_room * 2 : 256;
        server->looks = memory_resize(server->looks, server->look_room * sizeof *server->looks);
    }
    server->looks[server->look_count++] = *look;
    pthread_mutex_unlock(&server->looks_lock);
}

static bool keep_looks(struct ledger *ledger, void *with, struct error *err)
{
    struct looks_write *w = with;
    return looks_keep(ledger, w->looks, w->count, err);
}

/* What could not be written goes back to the front of the queue, and until it is written nothing is shown. */
static void looks_kept(struct write *write)
{
    struct looks_write *w = (struct looks_write *)write;
    w->server->looks_failing = !write->kept;
    if (!write->kept)
        for (size_t i = 0; i < w->count; i++)
            server_look_soon(w->server, &w->looks[i]);
    free(w->looks);
    free(w);
}

static void flush_looks(struct server *server)
{
    struct looks_write *w = NULL;
    pthread_mutex_lock(&server->looks_lock);
    if (server->look_count > 0) {
        w = memory_alloc(sizeof *w);
        *w = (struct looks_write){ .looks = server->looks, .count = server->look_count,
                                   .server = server,
                                   .write = { .also = keep_looks, .done = looks_kept } };
        w->write.also_with = w;
        server->looks = NULL;
        server->look_count = server->look_room = 0;
    }
    pthread_mutex_unlock(&server->looks_lock);
    if (w && !writer_queue(server->writer, &w->write)) {
        free(w->looks);
        free(w);
    }
}

static bool seal(struct ledger *ledger, void *with, struct error *err)
{
    struct server *server = with;
    if (!looks_seal(ledger, server->service, err))
        return false;
    struct arena *arena = arena_new();
    text note;
    // The head is written at commit: this signs what the batch before left.
    bool good = !server->options.seed
             || ledger_checkpoint(ledger, server->options.seed, arena, &note, err);
    arena_free(arena);
    return good;
}

static void sealed(struct write *write)
{
    if (!write->kept) {
        log_begin(LOG_ERROR, "seal");
        log_cstr("detail", write->err.detail);
        log_send();
    }
    free(write);
}

static void queue_seal(struct server *server)
{
    struct write *write = memory_alloc(sizeof *write);
    *write = (struct write){ .also = seal, .also_with = server, .done = sealed };
    if (!writer_queue(server->writer, write))
        free(write);
}

static bool sign_now(struct ledger *ledger, void *with, struct error *err)
{
    struct request *rq = with;
    text note;
    return ledger_checkpoint(ledger, rq->server->options.seed, rq->arena, &note, err);
}

bool request_checkpoint(struct request *rq, request_handler *after, struct error *err)
{
    if (!rq->server->options.seed)
        return fail(err, ERROR_STORE, NULL, "This server has no signing key, so nothing newer than "
                    "the last checkpoint can be proved here.");
    rq->state->write = (struct write){ .also = sign_now, .also_with = rq };
    return request_write(rq, &rq->state->write, after, err);
}

/* ---- answering ---- */

static void header(struct MHD_Response *r, const char *name, const char *value)
{
    MHD_add_response_header(r, name, value);
}

/* On every answer, errors too (security.md, H2). */
static void safe_headers(struct MHD_Response *r, bool tls, bool keep)
{
    header(r, "Content-Security-Policy",
           "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self';"
           " form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none';"
           " connect-src 'self'");
    header(r, "X-Content-Type-Options", "nosniff");
    header(r, "Referrer-Policy", "no-referrer");
    header(r, "Cross-Origin-Opener-Policy", "same-origin");
    header(r, "Cross-Origin-Resource-Policy", "same-origin");
    header(r, "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
    if (tls)
        header(r, "Strict-Transport-Security", "max-age=31536000; includeSubDomains");
    if (!keep)
        header(r, "Cache-Control", "no-store");
}

static enum MHD_Result answer_bare(struct MHD_Connection *connection, unsigned status,
                                   const char *words)
{
    struct MHD_Response *r = MHD_create_response_from_buffer(strlen(words), (void *)(uintptr_t)words,
                                                             MHD_RESPMEM_PERSISTENT);
    header(r, "Content-Type", "text/plain; charset=utf-8");
    header(r, "Connection", "close");
    if (status == 405)
        header(r, "Allow", "GET, HEAD, POST");
    safe_headers(r, false, false);
    enum MHD_Result done = MHD_queue_response(connection, status, r);
    MHD_destroy_response(r);
    return done;
}

static enum MHD_Result answer_asset(struct request_state *state, const struct asset *asset)
{
    const char *accept = MHD_lookup_connection_value(state->connection, MHD_HEADER_KIND,
                                                     "Accept-Encoding");
    const char *match = MHD_lookup_connection_value(state->connection, MHD_HEADER_KIND,
                                                    "If-None-Match");
    bool brotli = asset->brotli.len > 0 && accept && strstr(accept, "br");
    bool same = match && text_contains(text_of(match), asset->etag);
    text content = same ? TEXT_NONE : brotli ? asset->brotli : asset->content;
    struct MHD_Response *r = MHD_create_response_from_buffer(
        content.len, (void *)(uintptr_t)content.at, MHD_RESPMEM_PERSISTENT);
    header(r, "Content-Type", text_cstr(state->rq.arena, asset->type));
    header(r, "ETag", text_cstr(state->rq.arena, asset->etag));
    header(r, "Vary", "Accept-Encoding");
    header(r, "Cache-Control", "public, max-age=31536000, immutable");
    if (brotli && !same)
        header(r, "Content-Encoding", "br");
    safe_headers(r, state->over_tls, true);
    enum MHD_Result done = MHD_queue_response(state->connection, same ? 304 : 200, r);
    MHD_destroy_response(r);
    return done;
}

static void count_answer(struct server *server, int status, int64_t us)
{
    static const int64_t limits[LATENCY_SLOTS - 1] = { 500, 1000, 2500, 5000, 10000, 50000, 250000 };
    size_t slot = 0;
    while (slot < LATENCY_SLOTS - 1 && us > limits[slot])
        slot++;
    server->latencies[slot]++;
    server->micros += (uint64_t)us;
    server->answers[status / 100 < STATUS_SLOTS ? status / 100 : 0]++;
}

void request_log(struct request_state *state)
{
    int64_t us = clock_us() - state->started_us;
    count_answer(state->rq.server, state->rq.status, us);
    log_begin(LOG_INFO, "request");
    log_text("route", text_empty(state->rq.pattern) ? TEXT("-") : state->rq.pattern);
    log_int("status", state->rq.status);
    log_int("us", us);
    log_int("bytes", (int64_t)state->rq.page.out.len);
    log_send();
}

enum MHD_Result request_answer(struct request_state *state)
{
    struct request *rq = &state->rq;
    size_t len = rq->page.out.len;
    void *bytes = rq->page.out.at;
    rq->page.out = (struct bytes){ 0 };                 // MHD frees it
    struct MHD_Response *r = MHD_create_response_from_buffer(len, bytes, MHD_RESPMEM_MUST_FREE);
    rq->page.out.len = len;
    if (len > 0)
        header(r, "Content-Type", text_cstr(rq->arena, rq->answer_type));
    if (!text_empty(state->location))
        header(r, "Location", text_cstr(rq->arena, state->location));
    if (!text_empty(state->cookie))
        header(r, "Set-Cookie", text_cstr(rq->arena, state->cookie));
    if (!text_empty(state->download_name))
        header(r, "Content-Disposition", text_cstr(rq->arena, text_format(rq->arena,
               "attachment; filename=\"%.*s\"", TEXT_ARG(state->download_name))));
    for (size_t i = 0; i < state->header_count; i++)
        header(r, text_cstr(rq->arena, state->headers[i].name),
               text_cstr(rq->arena, state->headers[i].value));
    header(r, "X-Candour-Size", text_cstr(rq->arena, text_format(rq->arena, "%llu",
                                          (unsigned long long)rq->size)));
    safe_headers(r, state->over_tls, false);
    request_log(state);
    rq->page.out.len = 0;
    enum MHD_Result done = MHD_queue_response(state->connection, (unsigned)rq->status, r);
    MHD_destroy_response(r);
    return done;
}

/* ---- one call of MHD ---- */

/* MHD would decode %00 and cut the path there, unseen; http_decode refuses it. */
static size_t leave_as_sent(void *with, struct MHD_Connection *connection, char *s)
{
    (void)with;
    (void)connection;
    return strlen(s);
}

/* What cannot be decoded becomes an empty text: no page of ours asks for it. */
static text decoded(struct request *rq, const char *sent)
{
    text made;
    return http_decode(rq->arena, text_of(sent), true, &made) && text_well_formed(made) ? made
                                                                                       : TEXT("");
}

static enum MHD_Result each_query(void *with, enum MHD_ValueKind kind, const char *name,
                                  const char *value)
{
    struct request *rq = with;
    (void)kind;
    if (!rq->query)
        rq->query = arena_array(rq->arena, struct pair, 32);
    if (rq->query_count < 32)
        rq->query[rq->query_count++] = (struct pair){ decoded(rq, name), decoded(rq, value) };
    return MHD_YES;
}

static text client_address(struct request_state *state)
{
    char shown[INET6_ADDRSTRLEN] = "";
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(state->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const struct sockaddr *at = info ? info->client_addr : NULL;
    if (at && at->sa_family == AF_INET)
        inet_ntop(AF_INET, &((const struct sockaddr_in *)at)->sin_addr, shown, sizeof shown);
    else if (at && at->sa_family == AF_INET6)
        inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)at)->sin6_addr, shown, sizeof shown);
    const char *proxy = state->rq.server->options.behind_proxy;
    if (proxy && !strcmp(proxy, shown)) {
        const char *told = MHD_lookup_connection_value(state->connection, MHD_HEADER_KIND,
                                                       "X-Forwarded-For");
        const char *scheme = MHD_lookup_connection_value(state->connection, MHD_HEADER_KIND,
                                                         "X-Forwarded-Proto");
        state->over_tls = scheme && !strcmp(scheme, "https");
        const char *last = told ? strrchr(told, ',') : NULL;
        if (told)
            return text_copy(state->rq.arena, text_trim(text_of(last ? last + 1 : told)));
    }
    return text_copy(state->rq.arena, text_of(shown));
}

static struct request_state *state_new(struct server *server, struct MHD_Connection *connection,
                                       const char *url, const char *method, const char *version)
{
    struct request_state *state = memory_alloc(sizeof *state);
    state->connection = connection;
    request_begin(state, server);
    state->over_tls = server->options.tls_certificate != NULL;
    state->refused_head = http_judge_head(connection, method, url, version);
    struct request *rq = &state->rq;
    const char *type = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Content-Type");
    rq->content_type = text_copy(rq->arena, text_of(type));
    rq->method = !strcmp(method, "POST") ? METHOD_POST : METHOD_GET;
    state->head_only = !strcmp(method, "HEAD");
    if (!http_decode(rq->arena, text_of(url), false, &rq->path)
            && !state->refused_head)
        state->refused_head = 400;
    rq->api = text_starts(rq->path, "/api/");
    rq->address = client_address(state);
    MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, each_query, rq);
    return state;
}

static size_t body_most(const struct request_state *state)
{
    if (state->rq.api)
        return JSON_BODY_MAX;
    return text_starts(state->rq.content_type, "multipart/") ? FILE_BYTES_MAX : FORM_BYTES_MAX;
}

static enum MHD_Result on_request(void *with, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *data,
                                  size_t *size, void **context)
{
    struct server *server = with;
    struct request_state *state = *context;
    if (!state) {
        *context = state_new(server, connection, url, method, version);
        sweep_mark(connection, server->options.body_seconds);
        return MHD_YES;
    }
    if (*size > 0) {
        if (state->body.len + *size > body_most(state))
            state->too_large = true;
        else if (!state->refused_head)
            bytes_add(&state->body, data, *size);
        *size = 0;
        return MHD_YES;
    }
    sweep_mark(connection, 0);
    if (state->refused_head)
        return answer_bare(connection, state->refused_head, "This request cannot be answered.\n");
    if (state->too_large)
        return answer_bare(connection, 413, "This is too large: forms may be 1 MB, files 25 MB.\n");
    const struct asset *asset = state->rq.method == METHOD_GET ? asset_find(state->rq.path) : NULL;
    if (asset)
        return answer_asset(state, asset);
    request_run(state);
    return state->parked ? MHD_YES : request_answer(state);
}

static void on_completed(void *with, struct MHD_Connection *connection, void **context,
                         enum MHD_RequestTerminationCode code)
{
    (void)code;
    if (*context)
        request_free(*context);
    *context = NULL;
    const struct server *server = with;
    sweep_mark(connection, server->options.head_seconds);      // for the next request, if any
}

/* ---- starting and stopping ---- */

static bool listen_on(const char *where, int *fd, int *port, struct error *err)
{
    struct sockaddr_in at = { .sin_family = AF_INET };
    char host[64];
    const char *colon = strrchr(where, ':');
    int64_t number = 0;
    if (!colon || (size_t)(colon - where) >= sizeof host
            || !text_to_int(text_of(colon + 1), &number) || number < 0 || number > 65535)
        return fail(err, ERROR_INPUT, NULL, "'%.80s' is no address and port, such as 127.0.0.1:8080.",
                    where);
    memcpy(host, where, (size_t)(colon - where));
    host[colon - where] = 0;
    at.sin_port = htons((uint16_t)number);
    if (inet_pton(AF_INET, !strcmp(host, "localhost") ? "127.0.0.1" : host, &at.sin_addr) != 1)
        return fail(err, ERROR_INPUT, NULL, "'%.60s' is no IPv4 address.", host);
    int one = 1, s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    socklen_t len = sizeof at;
    setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(s, (struct sockaddr *)&at, sizeof at) || listen(s, 512)
            || getsockname(s, (struct sockaddr *)&at, &len)) {
        int why = errno;
        close(s);
        return fail(err, ERROR_INPUT, NULL, "Nothing can listen at %.80s: %s.", where,
                    why == EADDRINUSE ? "another program does already" : strerror(why));
    }
    *fd = s;
    *port = ntohs(at.sin_port);
    return true;
}

static void tell_service_manager(const char *what)
{
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un at = { .sun_family = AF_UNIX };
    if (!path || strlen(path) >= sizeof at.sun_path)
        return;
    memcpy(at.sun_path, path, strlen(path));
    if (*path == '@')
        at.sun_path[0] = 0;
    int s = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (s >= 0) {
        // Nobody hears it: then nobody asked.
        ssize_t sent = sendto(s, what, strlen(what), 0, (struct sockaddr *)&at,
                              (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path)));
        (void)sent;
        close(s);
    }
}

static bool start_daemon(struct server *server, int fd, struct error *err)
{
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME;
    struct MHD_OptionItem tls[] = {
        { MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)server->options.tls_certificate },
        { MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)server->options.tls_key },
        { MHD_OPTION_HTTPS_PRIORITIES, 0,
          (void *)(uintptr_t)"NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:%SERVER_PRECEDENCE" },
        { MHD_OPTION_END, 0, NULL },
    };
    if (server->options.tls_certificate)
        flags |= MHD_USE_TLS;
    else
        tls[0] = (struct MHD_OptionItem){ MHD_OPTION_END, 0, NULL };
    server->daemon = MHD_start_daemon(flags, 0, NULL, NULL, on_request, server,
        MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_THREAD_POOL_SIZE, (unsigned)HTTP_THREADS,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS_MAX,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, (unsigned)CONNECTIONS_OF_ONE_ADDRESS,
        MHD_OPTION_CONNECTION_TIMEOUT, 30u,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEAD_BYTES_MAX,
        MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_NOTIFY_COMPLETED, on_completed, server,
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, server,
        MHD_OPTION_UNESCAPE_CALLBACK, leave_as_sent, NULL,
        MHD_OPTION_ARRAY, tls, MHD_OPTION_END);
    return server->daemon
        || fail(err, ERROR_INPUT, NULL, "The server could not be started: check the certificate and key.");
}

static bool know_authority(struct server *server, struct error *err)
{
    struct store *store;
    struct ledger *ledger;
    if (!store_open(server->options.where, STORE_READ, &store, err))
        return false;
    bool good = ledger_open(store, &ledger, err);
    if (good) {
        server->authority = text_copy(server->arena, ledger_authority(ledger));
        good = accounts_demonstration(store, &server->demonstration, err)
            && accounts_service(store, &server->service, err);
        ledger_close(ledger);
    }
    store_close(store);
    return good;
}

/* What was acknowledged is on disk already; this lets everybody who waits have an answer. */
static void stop(struct server *server)
{
    MHD_quiesce_daemon(server->daemon);
    pthread_mutex_lock(&server->jobs_lock);
    server->stopping = true;
    pthread_cond_broadcast(&server->jobs_some);
    pthread_mutex_unlock(&server->jobs_lock);
    pthread_join(server->job_thread, NULL);
    flush_looks(server);
    queue_seal(server);
    for (int i = 0; server->parked > 0 && i < 200; i++)
        usleep(50000);
    writer_stop(server->writer);
    for (int i = 0; server->parked > 0 && i < 20; i++)
        usleep(50000);
    MHD_stop_daemon(server->daemon);
}

static void serve(struct server *server)
{
    int64_t sealed_at = clock_us();
    while (!ending) {
        usleep(TICK_US);
        flush_looks(server);
        sweep_late();
        if (clock_us() - sealed_at > SEAL_EVERY_US) {
            queue_seal(server);
            sealed_at = clock_us();
        }
    }
}

bool server_run(const struct server_options *options, struct error *err)
{
    struct server *server = memory_alloc(sizeof *server);
    int fd = -1, port = 0;
    server->options = *options;
    if (!server->options.head_seconds)
        server->options.head_seconds = 10;
    if (!server->options.body_seconds)
        server->options.body_seconds = 60;
    server->arena = arena_new();
    server->last_job = &server->first_job;
    pthread_mutex_init(&server->jobs_lock, NULL);
    pthread_cond_init(&server->jobs_some, NULL);
    pthread_mutex_init(&server->looks_lock, NULL);
    random_fill(server->csrf_key, sizeof server->csrf_key);
    routes_check(options->routes);
    ending = false;

    bool good = know_authority(server, err) && listen_on(options->listen, &fd, &port, err)
             && writer_start(options->where, &server->writer, err);
    if (good && pthread_create(&server->job_thread, NULL, work_on, server))
        good = fail(err, ERROR_STORE, NULL, "The job thread could not be started.");
    if (good && start_daemon(server, fd, err)) {
        struct sigaction action = { .sa_handler = on_signal };
        sigaction(SIGTERM, &action, NULL);
        sigaction(SIGINT, &action, NULL);
#ifdef NDEBUG
        prctl(PR_SET_DUMPABLE, 0);
#endif
        tell_service_manager("READY=1");
        if (options->ready)
            options->ready(options->ready_with, port);
        serve(server);
        tell_service_manager("STOPPING=1");
        stop(server);
    } else {
        good = false;
        if (fd >= 0)
            close(fd);
        if (server->writer)
            writer_stop(server->writer);
    }
    free(server->looks);
    arena_free(server->arena);
    free(server);
    return good;
}
