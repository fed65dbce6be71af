/* What goes on beside the requests: looks written down, the ledger sealed and signed. */
#include "web/state.h"

#include "base/log.h"
#include "practice/second_decision.h"

#include <stdlib.h>

/* ---- the writer, which ends before the last thread that knows it ---- */

bool server_queue(struct server *server, struct write *write)
{
    pthread_mutex_lock(&server->writer_lock);
    bool queued = server->writer && writer_queue(server->writer, write);
    pthread_mutex_unlock(&server->writer_lock);
    return queued;
}

struct writer_figures server_figures(struct server *server)
{
    struct writer_figures figures = { 0 };
    pthread_mutex_lock(&server->writer_lock);
    if (server->writer)
        figures = writer_look(server->writer);
    pthread_mutex_unlock(&server->writer_lock);
    return figures;
}

void server_end_writer(struct server *server)
{
    pthread_mutex_lock(&server->writer_lock);
    struct writer *writer = server->writer;
    server->writer = NULL;
    pthread_mutex_unlock(&server->writer_lock);
    if (writer)                            // outside the lock: what it finishes may ask for more
        writer_stop(writer);
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

void looks_flush(struct server *server)
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
    if (w && !server_queue(server, &w->write))
        looks_kept(&w->write);             // not kept: back into the queue
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

/* A minute after the decision at most: whoever wants to know whether it was drawn waits as everybody does. */
static bool draw(struct ledger *ledger, void *with, struct error *err)
{
    struct server *server = with;
    size_t drawn;
    return second_decisions_draw(ledger, server->service, &drawn, err);
}

static void done_in_background(struct write *write)
{
    if (!write->kept) {
        log_begin(LOG_ERROR, write->also == draw ? "draw" : "seal");
        log_cstr("detail", write->err.detail);
        log_send();
    }
    free(write);
}

static void queue_in_background(struct server *server,
                                bool (*also)(struct ledger *ledger, void *with, struct error *err))
{
    struct write *write = memory_alloc(sizeof *write);
    *write = (struct write){ .also = also, .also_with = server, .done = done_in_background };
    if (!server_queue(server, write))
        free(write);
}

/* Each by itself: a draw that fails keeps no look from being sealed. */
void seal_queue(struct server *server)
{
    queue_in_background(server, draw);
    queue_in_background(server, seal);
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
