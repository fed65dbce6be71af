#include "ledger/writer.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define BATCH_MAX 256

struct writer {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t some;
    struct write *first, **last;           // under the lock
    bool stopping;
    struct store *store;                   // the thread's own
    struct ledger *ledger;
    _Atomic uint64_t commits, requests, refused, entries;
    _Atomic int64_t waiting;
    _Atomic bool healthy;
};

static struct write *take_batch(struct writer *writer)
{
    pthread_mutex_lock(&writer->lock);
    while (!writer->first && !writer->stopping)
        pthread_cond_wait(&writer->some, &writer->lock);
    struct write *batch = writer->first, *end = batch;
    for (int i = 1; end && i < BATCH_MAX && end->next; i++)
        end = end->next;
    if (end) {
        writer->first = end->next;
        end->next = NULL;
        if (!writer->first)
            writer->last = &writer->first;
    }
    pthread_mutex_unlock(&writer->lock);
    return batch;
}

static bool run_one(struct writer *writer, struct write *w)
{
    if (w->also && !w->also(writer->ledger, w->also_with, &w->err))
        return false;
    for (size_t i = 0; i < w->draft_count; i++)
        if (!ledger_put(writer->ledger, &w->drafts[i], w->apply, w->apply_with, &w->receipts[i],
                        &w->err))
            return false;
    return true;
}

/* False: the transaction itself is gone, and so is the batch. */
static bool run_batch(struct writer *writer, struct write *batch, struct error *err)
{
    if (!ledger_batch_begin(writer->ledger, err))
        return false;
    for (struct write *w = batch; w; w = w->next) {
        error_clear(&w->err);
        if (!ledger_batch_mark(writer->ledger, err)) {
            ledger_batch_abandon(writer->ledger);
            return false;
        }
        w->kept = run_one(writer, w);
        if (w->kept && !ledger_batch_keep(writer->ledger, err)) {
            ledger_batch_abandon(writer->ledger);
            return false;
        }
        if (!w->kept)
            ledger_batch_undo(writer->ledger);
    }
    return ledger_batch_commit(writer->ledger, err);
}

static void answer(struct writer *writer, struct write *batch, bool good, const struct error *why)
{
    for (struct write *w = batch, *next; w; w = next) {
        next = w->next;                    // done may free it
        if (!good) {
            w->kept = false;
            w->err = *why;
        }
        writer->requests++;
        writer->waiting--;
        if (w->kept)
            writer->entries += w->draft_count;
        else
            writer->refused++;
        w->done(w);
    }
}

static void *write_on(void *with)
{
    struct writer *writer = with;
    for (struct write *batch; (batch = take_batch(writer)) != NULL;) {
        struct error err = { 0 };
        bool good = run_batch(writer, batch, &err);
        writer->healthy = good;
        if (good)
            writer->commits++;
        answer(writer, batch, good, &err);
    }
    return NULL;
}

static bool start(const char *where, bool trust_clock, struct writer **writer, struct error *err)
{
    struct writer *made = memory_alloc(sizeof *made);
    made->last = &made->first;
    made->healthy = true;
    if (!store_open(where, STORE_WRITE, &made->store, err)) {
        free(made);
        return false;
    }
    if (!ledger_open(made->store, &made->ledger, err)) {
        store_close(made->store);
        free(made);
        return false;
    }
    if (!trust_clock && !ledger_clock_is_sound(made->ledger)) {
        ledger_close(made->ledger);
        store_close(made->store);
        free(made);
        return fail(err, ERROR_INPUT, NULL,
                    "The clock of this machine is more than five minutes before the newest entry. "
                    "Set the clock right, then start again.");
    }
    pthread_mutex_init(&made->lock, NULL);
    pthread_cond_init(&made->some, NULL);
    if (pthread_create(&made->thread, NULL, write_on, made)) {
        ledger_close(made->ledger);
        store_close(made->store);
        free(made);
        return fail(err, ERROR_STORE, NULL, "The writer's thread could not be started.");
    }
    *writer = made;
    return true;
}

bool writer_start(const char *where, struct writer **writer, struct error *err)
{
    return start(where, false, writer, err);
}

bool writer_start_trusting_clock(const char *where, struct writer **writer, struct error *err)
{
    return start(where, true, writer, err);
}

bool writer_queue(struct writer *writer, struct write *write)
{
    pthread_mutex_lock(&writer->lock);
    bool open = !writer->stopping;
    if (open) {
        write->next = NULL;
        *writer->last = write;
        writer->last = &write->next;
        writer->waiting++;
        pthread_cond_signal(&writer->some);
    }
    pthread_mutex_unlock(&writer->lock);
    return open;
}

struct waiting { pthread_mutex_t lock; pthread_cond_t over; bool done; };

static void wake(struct write *write)
{
    struct waiting *waiting = write->done_with;
    pthread_mutex_lock(&waiting->lock);
    waiting->done = true;
    pthread_cond_signal(&waiting->over);
    pthread_mutex_unlock(&waiting->lock);
}

bool writer_put(struct writer *writer, struct write *write, struct error *err)
{
    struct waiting waiting = { .lock = PTHREAD_MUTEX_INITIALIZER, .over = PTHREAD_COND_INITIALIZER };
    write->done = wake;
    write->done_with = &waiting;
    if (!writer_queue(writer, write))
        return fail(err, ERROR_STORE, NULL, "The program is ending: nothing was saved.");
    pthread_mutex_lock(&waiting.lock);
    while (!waiting.done)
        pthread_cond_wait(&waiting.over, &waiting.lock);
    pthread_mutex_unlock(&waiting.lock);
    if (!write->kept)
        *err = write->err;
    return write->kept;
}

void writer_stop(struct writer *writer)
{
    if (!writer)
        return;
    pthread_mutex_lock(&writer->lock);
    writer->stopping = true;
    pthread_cond_signal(&writer->some);
    pthread_mutex_unlock(&writer->lock);
    pthread_join(writer->thread, NULL);
    ledger_close(writer->ledger);
    store_close(writer->store);
    pthread_mutex_destroy(&writer->lock);
    pthread_cond_destroy(&writer->some);
    free(writer);
}

struct writer_figures writer_look(struct writer *writer)
{
    return (struct writer_figures){
        .commits = writer->commits, .requests = writer->requests, .refused = writer->refused,
        .entries = writer->entries, .waiting = writer->waiting, .healthy = writer->healthy,
    };
}
