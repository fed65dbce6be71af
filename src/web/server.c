#include "web/state.h"

#include "base/log.h"
#include "web/assets.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define HTTP_THREADS 2
#define CONNECTIONS_MAX 1000
#define CONNECTIONS_OF_ONE_ADDRESS 200
#define HEAD_BYTES_MAX (32 * 1024)
#define FILES_OF_OUR_OWN 64            // store, listener, threads, log
#define CONNECTIONS_LEAST 32
#define WAIT_AT_END_US (10 * US_PER_SECOND)
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
    const char *told = MHD_lookup_connection_value(state->connection, MHD_HEADER_KIND,
                                                   "X-Forwarded-For");
    state->forwarded = told != NULL;
    if (proxy && !strcmp(proxy, shown)) {
        const char *scheme = MHD_lookup_connection_value(state->connection, MHD_HEADER_KIND,
                                                         "X-Forwarded-Proto");
        state->over_tls = scheme && !strcmp(scheme, "https");
        const char *comma = told ? strrchr(told, ',') : NULL;
        text last = text_trim(text_of(comma ? comma + 1 : told));
        const char *address = text_cstr(state->rq.arena, last);
        struct in6_addr any;
        if (inet_pton(AF_INET, address, &any) == 1 || inet_pton(AF_INET6, address, &any) == 1)
            return text_of(address);
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
    route_find(state);
    return state;
}

static size_t body_most(const struct request_state *state)
{
    if (!http_brings_files(state))
        return state->rq.api ? JSON_BODY_MAX : FORM_BYTES_MAX;
    return state->route->body_most ? state->route->body_most : FILE_BYTES_MAX;
}

/* Whoever need not sign in can send large bodies from many addresses at once: together they have a bound. A form
 * without files is small, and always has room. */
static bool room_for_stranger(struct request_state *state, size_t size)
{
    struct server *server = state->rq.server;
    if (!state->route || state->route->may != MAY_ANYONE || state->received <= STRANGERS_SMALL)
        return true;
    state->strangers_bytes += size;
    return atomic_fetch_add(&server->strangers_bytes, size) + size <= STRANGERS_BYTES_MAX;
}

static void let_go(struct request_state *state)
{
    bytes_free(&state->body);
    state->rq.server->strangers_bytes -= state->strangers_bytes;
    state->strangers_bytes = 0;
}

/* What is too large is let go as it comes, so that there is somebody to answer; to a limit. */
static enum MHD_Result take_body(struct request_state *state, const char *data, size_t size)
{
    state->received += size;
    if (state->received > body_most(state)) {
        state->too_large = true;
        let_go(state);
    } else if (state->too_many || !room_for_stranger(state, size)) {
        state->too_many = true;
        let_go(state);
    } else if (!state->refused_head) {
        bytes_add(&state->body, data, size);
    }
    return state->received > 2 * FILE_BYTES_MAX ? MHD_NO : MHD_YES;
}

static void uncount(struct request_state *state)
{
    if (state->counted)
        state->rq.server->active--;
    state->counted = false;
}

static enum MHD_Result answer(struct request_state *state)
{
    struct server *server = state->rq.server;
    if (state->refused_head)
        return answer_bare(state, state->refused_head, "This request cannot be answered.\n");
    const struct asset *asset = state->rq.method == METHOD_GET ? asset_find(state->rq.path) : NULL;
    if (asset)
        return answer_asset(state, asset);
    if (!state->counted) {
        // Counted first, asked second: stop() does it the other way round, so neither misses the other.
        state->counted = true;
        server->active++;
        if (server->closing) {
            uncount(state);
            return answer_bare(state, 503, "Candour is being restarted. Nothing was saved; "
                                           "try again in a minute.\n");
        }
    }
    request_run(state);
    if (state->parked)
        return MHD_YES;
    enum MHD_Result done = request_answer(state);
    uncount(state);
    return done;
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
        enum MHD_Result go_on = take_body(state, data, *size);
        *size = 0;
        return go_on;
    }
    sweep_mark(connection, 0);
    return answer(state);
}

static void on_completed(void *with, struct MHD_Connection *connection, void **context,
                         enum MHD_RequestTerminationCode code)
{
    (void)code;
    if (*context) {
        uncount(*context);                 // gone while it waited
        let_go(*context);
        request_free(*context);
    }
    *context = NULL;
    const struct server *server = with;
    sweep_mark(connection, server->options.head_seconds);      // for the next request, if any
}

/* ---- starting and stopping ---- */

/* "127.0.0.1:8080", "[::1]:8080". */
static bool address_of(const char *where, struct addrinfo **found, struct error *err)
{
    struct addrinfo wanted = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM,
                               .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE };
    char host[64];
    const char *colon = strrchr(where, ':');
    size_t len = colon ? (size_t)(colon - where) : 0;
    int64_t number;
    if (len == 0 || len >= sizeof host || !text_to_int(text_of(colon + 1), &number) || number < 0
            || number > 65535)
        return fail(err, ERROR_INPUT, NULL, "'%.80s' is no address and port, such as 127.0.0.1:8080.",
                    where);
    bool bracketed = where[0] == '[' && where[len - 1] == ']';
    snprintf(host, sizeof host, "%.*s", (int)len - 2 * bracketed, where + bracketed);
    if (getaddrinfo(!strcmp(host, "localhost") ? "127.0.0.1" : host, colon + 1, &wanted, found))
        return fail(err, ERROR_INPUT, NULL, "'%.60s' is no address to listen at: give an IPv4 address, "
                    "or an IPv6 address in brackets.", host);
    return true;
}

static bool listen_on(const char *where, int *fd, int *port, struct error *err)
{
    struct addrinfo *at;
    struct sockaddr_storage given;
    socklen_t len = sizeof given;
    int one = 1;
    if (!address_of(where, &at, err))
        return false;
    int s = socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (at->ai_family == AF_INET6)
        setsockopt(s, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof one);
    bool good = s >= 0 && !bind(s, at->ai_addr, at->ai_addrlen) && !listen(s, 512)
             && !getsockname(s, (struct sockaddr *)&given, &len);
    int why = errno;
    freeaddrinfo(at);
    if (!good) {
        if (s >= 0)
            close(s);
        return fail(err, ERROR_INPUT, NULL, "Nothing can listen at %.80s: %s.", where,
                    why == EADDRINUSE ? "another program does already" : strerror(why));
    }
    *fd = s;
    *port = ntohs(given.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&given)->sin6_port
                                              : ((struct sockaddr_in *)&given)->sin_port);
    return true;
}

/* As many connections as there may be open files for. */
static bool room_for_connections(unsigned *connections, struct error *err)
{
    struct rlimit files;
    rlim_t wanted = CONNECTIONS_MAX + FILES_OF_OUR_OWN;
    *connections = CONNECTIONS_MAX;
    if (getrlimit(RLIMIT_NOFILE, &files) || files.rlim_cur >= wanted)
        return true;
    files.rlim_cur = files.rlim_max < wanted ? files.rlim_max : wanted;
    if (setrlimit(RLIMIT_NOFILE, &files) || files.rlim_cur < FILES_OF_OUR_OWN + CONNECTIONS_LEAST)
        return fail(err, ERROR_INPUT, NULL, "This account may open only %llu files: allow at least %d "
                    "(LimitNOFILE= of the unit, or ulimit -n).", (unsigned long long)files.rlim_cur,
                    FILES_OF_OUR_OWN + CONNECTIONS_LEAST);
    *connections = (unsigned)(files.rlim_cur - FILES_OF_OUR_OWN);
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
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, connections;
    if (!room_for_connections(&connections, err))
        return false;
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
        MHD_OPTION_CONNECTION_LIMIT, connections,
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

static void wait_for_requests(struct server *server)
{
    for (int64_t until = clock_us() + WAIT_AT_END_US; server->active > 0 && clock_us() < until;)
        usleep(10000);
}

/* Everybody who waits gets an answer; then nobody is left who could look; then the last looks are written
 * down and sealed. MHD must not be stopped while a connection is suspended. */
static void stop(struct server *server)
{
    // New requests are answered with 503 from here on. The listening socket stays with libmicrohttpd until its
    // threads have ended: quiesced from this thread it once aborted the process inside the library, under load. Why,
    // was not found out for certain; left alone, it has not happened again.
    server->closing = true;
    wait_for_requests(server);
    lanes_end(server);
    post_end(server);
    if (server->active > 0)                // a writer that hangs: its end answers those who wait for it
        server_end_writer(server);
    wait_for_requests(server);
    MHD_stop_daemon(server->daemon);
    looks_flush(server);
    seal_queue(server);
    server_end_writer(server);
    if (server->look_count > 0) {
        log_begin(LOG_ERROR, "looks lost");
        log_int("count", (int64_t)server->look_count);
        log_send();
    }
}

/* Opened when there is something to tidy; a store that is away is opened again at the next turn. */
static void tidy(struct server *server, struct store **store)
{
    struct error ignored = { 0 };
    if (!*store && !store_open(server->options.where, STORE_READ, store, &ignored))
        *store = NULL;
    if (*store && !store_tidy(*store, &ignored)) {
        store_close(*store);
        *store = NULL;
    }
}

static void serve(struct server *server)
{
    int64_t sealed_at = clock_us();
    struct store *store = NULL;
    while (!ending) {
        usleep(TICK_US);
        looks_flush(server);
        sweep_late();
        tidy(server, &store);
        if (clock_us() - sealed_at > SEAL_EVERY_US) {
            seal_queue(server);
            sealed_at = clock_us();
        }
    }
    store_close(store);
}

static struct server *server_new(const struct server_options *options)
{
    struct server *server = memory_alloc(sizeof *server);
    server->options = *options;
    if (!server->options.head_seconds)
        server->options.head_seconds = 10;
    if (!server->options.body_seconds)
        server->options.body_seconds = 60;
    server->arena = arena_new();
    lanes_start(server);
    pthread_mutex_init(&server->looks_lock, NULL);
    pthread_mutex_init(&server->writer_lock, NULL);
    return server;
}

static void server_free(struct server *server)
{
    free(server->looks);
    arena_free(server->arena);
    free(server);
}

static void heed_signals(void)
{
    struct sigaction action = { .sa_handler = on_signal }, leave = { .sa_handler = SIG_IGN };
    ending = false;
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGPIPE, &leave, NULL);      // TLS writes to a client that has gone
}

/* Takes fd. */
static bool run_daemon(struct server *server, int fd, int port, struct error *err)
{
    if (!lanes_run(server, err) || !post_run(server, err)) {
        lanes_end(server);
        close(fd);
        return false;
    }
    if (!start_daemon(server, fd, err)) {
        post_end(server);
        lanes_end(server);
        close(fd);
        return false;
    }
    if (RELEASE)
        prctl(PR_SET_DUMPABLE, 0);         // case notes are in memory: no core, no debugger of others
    tell_service_manager("READY=1");
    if (server->options.ready)
        server->options.ready(server->options.ready_with, port);
    serve(server);
    tell_service_manager("STOPPING=1");
    stop(server);
    return true;
}

bool server_run(const struct server_options *options, struct error *err)
{
    struct server *server = server_new(options);
    int fd, port;
    routes_check(options->routes);
    heed_signals();
    bool good = know_authority(server, err) && listen_on(options->listen, &fd, &port, err);
    if (good && !writer_start(options->where, &server->writer, err)) {
        close(fd);
        good = false;
    }
    good = good && run_daemon(server, fd, port, err);
    server_end_writer(server);
    server_free(server);
    return good;
}
