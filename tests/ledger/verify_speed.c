/* verify_speed - how fast verify is beside bare hashing of the same entries, in one run: median of five each.
 * usage: verify_speed STORE, as append_load makes it. Targets: 0.4 on one thread, 0.7 on two. */
#include "ledger/ledger.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROUNDS 5
#define KEPT 20000                       // entries whose bytes lie in memory for the yardstick

struct kept { struct entry entry; struct part parts[3]; };
static struct kept kept[KEPT];
static size_t kept_count;
static struct arena *arena;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool keep(void *with, const struct entry *entry, const struct part *parts, struct error *err)
{
    (void)with;
    (void)err;
    if (entry->part_count != COUNT_OF(kept->parts))
        return true;
    struct kept *k = &kept[kept_count++];
    k->entry = *entry;
    for (size_t i = 0; i < COUNT_OF(k->parts); i++) {
        k->parts[i] = parts[i];
        k->parts[i].value = text_copy(arena, parts[i].value);
    }
    return kept_count < KEPT;
}

static double bare(uint64_t size)
{
    struct edge edge = { 0 };
    size_t bad = 0;
    double from = now();
    for (size_t i = 0; i < kept_count; i++) {
        bad += !hash_same(parts_root(kept[i].parts, 3), kept[i].entry.body_root);
        edge_push(&edge, entry_leaf_hash(&kept[i].entry), NULL, NULL);
    }
    return bad ? 0 : (now() - from) * (double)size / (double)kept_count;
}

static double verify(const char *where, int threads)
{
    struct error err = { 0 };
    struct verify_report report;
    struct verify_options options = { .threads = threads };
    double from = now();
    if (!ledger_verify(where, &options, &report, &err) || report.findings) {
        printf("%s %llu findings\n", err.message, (unsigned long long)report.findings);
        exit(1);
    }
    return now() - from;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double median(double times[ROUNDS])
{
    qsort(times, ROUNDS, sizeof *times, by_size);
    return times[ROUNDS / 2];
}

int main(int argc, char **argv)
{
    struct error err = { 0 };
    struct store *store;
    uint64_t size;
    double raw[ROUNDS], one[ROUNDS], two[ROUNDS];
    arena = arena_new();
    if (argc != 2 || !store_open(argv[1], STORE_READ, &store, &err)
            || !ledger_size_now(store, &size, &err)
            || !ledger_each(store, 0, size, keep, NULL, &err) || kept_count == 0) {
        fprintf(stderr, "verify_speed: %s\n", err.message);
        return 2;
    }
    store_close(store);
    for (int i = 0; i < ROUNDS; i++) {
        raw[i] = bare(size);
        one[i] = verify(argv[1], 1);
        two[i] = verify(argv[1], 2);
    }
    double r = median(raw), a = median(one), b = median(two);
    printf("%llu entries: bare hashing %.2f s; verify %.2f s (%.2f of it), two threads %.2f s (%.2f)\n",
           (unsigned long long)size, r, a, r / a, b, r / b);
    arena_free(arena);
    return 0;
}
