#include "web/state.h"

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
#define CONNECTIONS_MAX 1000
#define CONNECTIONS_OF_ONE_ADDRESS 200
#define HEAD_BYTES_MAX (32 * 1024)
#define TICK_US 250000
#define SEAL_EVERY_US (60 * US_PER_SECOND)

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

/* ---- one call of MHD ---- */

static void on_connection(void *with, struct MHD_Connection *connection, void **context,
                          enum MHD_ConnectionNotificationCode code)
{
    const struct server *server = with;
    (void)context;
    sweep_mark(connection, code == MHD_CONNECTION_NOTIFY_STARTED ? server->options.head_seconds : 0);
}

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
    looks_flush(server);
    seal_queue(server);
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
        looks_flush(server);
        sweep_late();
        if (clock_us() - sealed_at > SEAL_EVERY_US) {
            seal_queue(server);
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
    if (good && pthread_create(&server->job_thread, NULL, jobs_work, server))
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
