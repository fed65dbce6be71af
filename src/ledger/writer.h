/* ledger/writer.h - the one thread that writes: a queue of requests, group commit, answers after commit.
 *
 * Any thread queues; the writer takes up to 256 waiting requests (it never waits for more to come), runs
 * each in its own savepoint, commits once and calls every request's done. */
#pragma once
#include "ledger/ledger.h"

struct writer;

struct write {
    /* What to append, in order, all or nothing. May be none: then only `also` runs. */
    struct draft *drafts; size_t draft_count;
    ledger_apply *apply; void *apply_with;
    /* Runs first, inside the savepoint: checks that need the newest state, and rows that are no record
     * (sessions, drafts, looks). May be NULL. */
    bool (*also)(struct ledger *ledger, void *with, struct error *err); void *also_with;
    /* Runs on the writer's thread, after commit or refusal. Must not block and may free the write. */
    void (*done)(struct write *write); void *done_with;
    /* The answer. */
    bool kept; struct error err; struct receipt *receipts;   // room for draft_count, the caller's
    struct write *next;                                      // the queue's
};

/* Opens its own connection. ERROR_STORE when the store cannot be opened; ERROR_INPUT when this machine's
 * clock is over five minutes before the newest entry. A batch that another process keeps out for over 5 s is
 * answered with ERROR_STORE. */
MUST_USE bool writer_start(const char *where, struct writer **writer, struct error *err);
/* The same whatever the clock says: an operator has looked at it. That it went back becomes an entry. */
MUST_USE bool writer_start_trusting_clock(const char *where, struct writer **writer,
                                          struct error *err);
/* False when stopping: done is not called. */
bool writer_queue(struct writer *writer, struct write *write);
/* Queues and waits; for commands and tests. */
MUST_USE bool writer_put(struct writer *writer, struct write *write, struct error *err);
/* Finishes what is queued, commits, closes. */
void writer_stop(struct writer *writer);
struct writer_figures { uint64_t commits, requests, refused, entries; int64_t waiting; bool healthy; };
struct writer_figures writer_look(struct writer *writer);
