/* ledger/verifying.h - what the parts of verify share; for src/ledger/verify*.c only. */
#pragma once
#include "ledger/state.h"

#include <pthread.h>
#include <stdatomic.h>

#define RANGE 4096              // a multiple of it begins a node of KEPT_LEVEL: where two threads meet
#define KEPT_LEVEL 8            // nodes from this level up are kept in memory: 32 bytes for 256 entries

struct numbers { uint64_t *at; size_t count, room; };
void numbers_add(struct numbers *list, uint64_t number);
void numbers_sort(struct numbers *list);
bool numbers_hold(const struct numbers *sorted, uint64_t number);

struct hashes { hash *at; size_t count, room; };
void hashes_add(struct hashes *list, hash h);

/* A size whose root somebody has signed or remembers. low: what its last size % 256 entries fold to. */
struct wanted { uint64_t size; hash low; };

struct access_batch { uint64_t seq; int64_t from, to; };
struct access_list { struct access_batch *at; size_t count, room; };

/* An entry and a field of it, in one number. */
#define PLACE(seq, field) ((uint64_t)(seq) << 16 | (uint16_t)(field))

struct verifying {              // the whole run; threads share what stands above the line
    const struct verify_options *options;
    struct verify_report *report;                    // under the lock while threads run
    pthread_mutex_t lock;
    _Atomic uint64_t done;
    _Atomic bool stop;
    _Atomic size_t next_table;                       // whose pages nobody checks yet
    id ledger; uint64_t size, body_from;             // bodies before it an earlier run has seen
    struct wanted *wanted; size_t wanted_count;      // ascending
    /* ---- */
    struct store *store;
    struct arena *arena;
    struct hashes levels[64 - KEPT_LEVEL];           // all complete nodes of KEPT_LEVEL and above
    struct edge edge;                                // only h[0..7] are in use
    hash root;
    instant last;
};

struct share {                  // one thread's entries
    struct verifying *v;
    struct store *store;
    uint64_t from, to;
    struct edge edge;
    struct hashes kept;
    size_t next_wanted;
    struct numbers missing;     // PLACE of parts that are gone
    struct numbers named;       // PLACE of parts that an erasure names
    struct numbers named_new;   // those of them that stand behind body_from and name something before it
    struct access_list access;
    struct numbers sealed;      // entries of the kinds that a hook looks at
    instant first, last; uint64_t same_moment;
    uint64_t entries, parts, redacted, bytes;
    bool ran; struct error err;
};

void verify_say(struct verifying *v, enum severity severity, const char *code, uint64_t seq,
                const char *form, ...) PRINTF(5, 6);

/* verify_entries.c: leaves, bodies and full tiles of one thread's range. */
void verify_share(struct share *share);
/* verify_erasures.c: after all shares. */
MUST_USE bool verify_erasures(struct verifying *v, struct share *shares, int count,
                              struct error *err);
void verify_access(struct verifying *v, struct share *shares, int count);
MUST_USE bool verify_sealed_ones(struct verifying *v, struct share *shares, int count,
                                 struct error *err);
/* verify_tree.c */
void verify_join(struct verifying *v, struct share *shares, int count);
hash verify_root_at(const struct verifying *v, uint64_t size);      // size: in v->wanted, or the whole
MUST_USE bool verify_tiles(struct verifying *v, struct error *err);
MUST_USE bool verify_head(struct verifying *v, struct error *err);
/* verify_outside.c: what was signed, here and elsewhere. */
MUST_USE bool verify_want(struct verifying *v, struct error *err);  // fills v->wanted, before the shares
MUST_USE bool verify_checkpoints(struct verifying *v, struct error *err);
MUST_USE bool verify_cosignatures(struct verifying *v, struct error *err);
MUST_USE bool verify_against(struct verifying *v, struct error *err);
