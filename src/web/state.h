/* web/state.h - what the machinery keeps beside a request; for the files of this room that are not pages. */
#pragma once
#include "practice/sessions.h"
#include "web/request.h"
#include "web/server.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

#define FORM_BYTES_MAX (1024 * 1024)
#define FILE_BYTES_MAX (25 * 1024 * 1024 + 64 * 1024)
#define JSON_BODY_MAX (256 * 1024)
#define STRANGERS_SMALL (256 * 1024)             // of one body; what is over it counts
#define STRANGERS_BYTES_MAX (128 * 1024 * 1024)  // of all bodies to routes that need no signing in
#define FIELDS_MAX 3000               // a plan of many needs and actions is one form
#define LONG_THREADS 2
#define SCAN_ANSWERS 4                           // enum clamd_answer
#define STATUS_SLOTS 6
#define LATENCY_SLOTS 8

/* ---- jobs.c ---- */
enum lane_name { LANE_SHORT, LANE_LONG, LANE_COUNT };
struct job { void (*work)(void *with); void *with; struct request_state *state; struct job *next; };
struct lane {
    struct server *server;
    pthread_mutex_t lock; pthread_cond_t some;
    struct job *first, **last; int count;
    bool stopping;
    pthread_t threads[LONG_THREADS]; size_t thread_count;
};
void lanes_start(struct server *server);
MUST_USE bool lanes_run(struct server *server, struct error *err);
uint64_t lane_waiting(struct server *server, enum lane_name name);
void lanes_end(struct server *server);               // what is queued is done first

struct server {
    struct server_options options;
    struct MHD_Daemon *daemon;
    pthread_mutex_t writer_lock;
    struct writer *writer;             // NULL once it has ended; use server_queue and server_figures
    text authority; bool demonstration;
    id service;
    struct arena *arena;

    struct lane lanes[LANE_COUNT];

    pthread_mutex_t looks_lock;
    struct look *looks; size_t look_count, look_room;
    _Atomic bool looks_failing;

    _Atomic bool closing;              // no new request is begun
    pthread_t post_thread; bool posting;
    _Atomic uint64_t mails_sent, mails_failed;
    _Atomic int strangers_checked;     // files of whoever signs in nowhere, that the scanner has or will have
    _Atomic uint64_t scanned[SCAN_ANSWERS];      // files, by what the scanner said
    _Atomic size_t strangers_bytes;    // of large bodies in memory that nobody signed in sends
    _Atomic int64_t active, parked;    // requests begun and not answered; those of them that wait
    _Atomic uint64_t answers[STATUS_SLOTS], latencies[LATENCY_SLOTS], micros;
};

struct request_state {
    struct request rq;
    struct MHD_Connection *connection;
    const struct route *route;
    text allow;                        // methods that the path has, when it has no such route
    struct bytes body;
    uint64_t received;                 // bytes of the body, also of those that were let go
    unsigned refused_head;             // status of a head that is not answered otherwise
    int error_status;                  // of the page of an error, when its kind does not say; 0: it does
    size_t strangers_bytes;            // of this body, in the server's sum
    bool too_large, too_many, counted, size_known;
    int64_t statements, statements_before;       // run for this request; on this connection before it
    const struct values *wrong;        // whose problems the API tells, each by its field; or NULL
    bool show_typed;                   // the page of an error gives back what was typed
    request_handler *after;            // once resumed
    bool parked;
    bool write_refused; struct error refusal;
    void *with;                        // what a handler keeps over a wait
    struct write write;                // of the machinery's own
    struct look look;
    id looked_at[64]; size_t look_count;         // whose looks were queued, or made durable before going on
    const struct pass *opened;         // the last one; NULL: nobody's record
    struct session session; bool has_session, session_expired; hash token;
    bool awaits_code;                  // the password was right; that is not being signed in yet
    struct taking *taking;             // a code, while and after it is looked at
    uint8_t secret[32]; bool has_cookie;         // what the cookie says; the store holds its hash
    text cookie;                       // Set-Cookie of the answer
    struct pair headers[12]; size_t header_count;
    text location, download_name;
    id kept_record;
    struct record_write kept;
    struct record_bundle bundle;
    bool head_only, over_tls, forwarded;
    int64_t started_us;
};

/* ---- http.c ---- */
/* 0, or the status of a head that two parsers could read differently, or that we do not answer. */
unsigned http_judge_head(struct MHD_Connection *connection, const char *method, const char *url,
                         const char *version);
/* The route takes files, and the body says that it is of parts. */
bool http_brings_files(const struct request_state *state);
/* Fields of application/x-www-form-urlencoded or multipart/form-data. */
MUST_USE bool http_read_form(struct request_state *state, struct error *err);
bool http_decode(struct arena *arena, text s, bool plus_is_blank, text *decoded);

/* ---- session.c ---- */
MUST_USE bool session_recognise(struct request_state *state, struct error *err);
bool session_csrf_holds(struct request_state *state);
bool session_same_site(const struct request_state *state);
/* Signed in, but must set up a second factor before anything else. */
bool session_is_held_back(const struct request_state *state);
void session_forget_cookie(struct request_state *state);
text session_csrf_token(struct request_state *state);
bool session_keep_expired_form(struct request_state *state);

/* ---- request.c ---- */
/* As fail(ERROR_INPUT), with a status of its own: 400, 405, 413. */
MUST_USE bool request_fail(struct request *rq, int status, struct error *err, const char *field,
                           const char *message);
void request_begin(struct request_state *state, struct server *server);
void request_run(struct request_state *state);       // the handler, or what comes after a wait
void request_free(struct request_state *state);
void request_park(struct request_state *state, request_handler *after);
void request_resume(struct request_state *state);    // on any thread
void request_log(struct request_state *state);
enum MHD_Result request_answer(struct request_state *state);
MUST_USE bool request_snapshot(struct request_state *state, struct error *err);
void request_snapshot_end(struct request_state *state);
void thread_store_close(void);

/* ---- router.c ---- */
/* Fills route and path values, or, when there is no such route, the methods that the path has. */
void route_find(struct request_state *state);
void routes_check(const struct route *const *routes);

/* ---- background.c ---- */
void server_look_soon(struct server *server, const struct look *look);
void looks_flush(struct server *server);
void seal_queue(struct server *server);
/* As writer_queue; also false once the writer has ended. */
bool server_queue(struct server *server, struct write *write);
struct writer_figures server_figures(struct server *server);
/* Finishes what is queued; from then on server_queue answers false. */
void server_end_writer(struct server *server);

/* ---- post.c ---- */
MUST_USE bool post_run(struct server *server, struct error *err);      // does nothing where no mails are sent
void post_end(struct server *server);

/* ---- answer.c ---- */
struct asset;
/* One sentence and an end: for heads that are not ours to read, and while the server ends. */
enum MHD_Result answer_bare(struct request_state *state, unsigned status, const char *words);
enum MHD_Result answer_asset(struct request_state *state, const struct asset *asset);

/* ---- sweep.c ---- */
int64_t clock_us(void);                              // monotonic
void sweep_mark(struct MHD_Connection *connection, int seconds);
void sweep_late(void);
