/* raw - the yardstick of verify: every entry's hashes over bytes that lie in memory, on one thread.
 * Prints the seconds: those of PIECES stretches spread over the ledger, whose first entries are shorter than most,
 * reckoned up to all. usage: raw STORE */
#include "ledger/ledger.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PIECES = 20, PIECE = 1000 };

struct kept { struct entry entry; struct part parts[PARTS_MAX]; };
struct all { struct kept *at; size_t count, room; struct arena *arena; };

static bool keep(void *with, const struct entry *entry, const struct part *parts, struct error *err)
{
    struct all *all = with;
    (void)err;
    if (all->count == all->room)
        return false;
    struct kept *k = &all->at[all->count++];
    k->entry = *entry;
    for (uint32_t i = 0; i < entry->part_count; i++) {
        k->parts[i] = parts[i];
        k->parts[i].value = text_copy(all->arena, parts[i].value);
    }
    return true;
}

int main(int argc, char **argv)
{
    struct error err = { 0 };
    struct store *store;
    struct all all = { .room = PIECES * PIECE, .arena = arena_new() };
    if (argc != 2 || !store_open(argv[1], STORE_READ, &store, &err))
        return 2;
    all.at = memory_alloc(all.room * sizeof *all.at);
    uint64_t size;
    if (!ledger_size_now(store, &size, &err))
        return 2;
    for (uint64_t i = 0, from; i < PIECES; i++) {
        from = size / PIECES * i;
        uint64_t to = from + (size / PIECES < PIECE ? size / PIECES : PIECE);
        if (!ledger_each(store, from, to, keep, &all, &err) && err.kind != ERROR_NONE)
            return 2;
    }
    struct timespec a, b;
    size_t bad = 0;
    struct edge edge = { 0 };
    clock_gettime(CLOCK_MONOTONIC, &a);
    for (size_t i = 0; i < all.count; i++) {
        struct kept *k = &all.at[i];
        bad += !hash_same(parts_root(k->parts, k->entry.part_count), k->entry.body_root);
        edge_push(&edge, entry_leaf_hash(&k->entry), NULL, NULL);
    }
    clock_gettime(CLOCK_MONOTONIC, &b);
    double took = (double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) / 1e9;
    printf("%.6f\n", took * (double)size / (double)all.count);       // for all entries, at the rate of these
    return bad ? 1 : 0;
}
