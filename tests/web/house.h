/* house.h - a server with a ledger of its own, a few routes to try its machinery, and a plain client. */
#pragma once
#include "../base/check.h"

#include "base/day.h"
#include "practice/outside.h"
#include "practice/sessions.h"
#include "web/form.h"
#include "web/request.h"
#include "web/server.h"

#include <pthread.h>

struct house {
    char folder[64], where[96];          // removed at the end, with all in it
    id child, account; char child_hex[33];
    char cookie[80], inspector[80];      // "candour=..." of a worker, and of an inspector
    int head_seconds, body_seconds;      // 0: as the server has them
    int port;
    pthread_t thread;
    pthread_mutex_t lock; pthread_cond_t changed; bool ready, over, good;
    struct error err;
};

void house_make(struct house *house);
void house_remove(struct house *house);
void house_open(struct house *house);                // the server begins to serve
void house_close(struct house *house);               // and ends, well
/* One number from the store, while nobody serves. */
int64_t house_count(struct house *house, const char *sql);

struct answer { int status; char *all, *body; size_t len; };     // free(all)
/* Sends, reads to the end of the connection. Status 0: it ended without an answer. */
struct answer ask(const struct house *house, const char *bytes, size_t len);
struct answer house_get(const struct house *house, const char *path, const char *cookie);
struct answer house_post(const struct house *house, const char *path, const char *cookie,
                         const char *form);
/* The value of a header, in a buffer of the caller's thread; "" when there is none. */
const char *answer_header(const struct answer *answer, const char *name);
int house_connect(const struct house *house);
