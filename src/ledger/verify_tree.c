/* The tree above the leaves, from the nodes that the shares kept: tiles, head, and the root at any size that
 * somebody has signed. Nothing is read from the stored tree but to be compared. */
#include "ledger/verifying.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Shares meet at multiples of RANGE, so their nodes of KEPT_LEVEL stand side by side. */
void verify_join(struct verifying *v, struct share *shares, int count)
{
    struct share *last = &shares[count - 1];
    for (int i = 0; i < count; i++)
        for (size_t k = 0; k < shares[i].kept.count; k++)
            hashes_add(&v->levels[0], shares[i].kept.at[k]);
    for (size_t level = 1; v->levels[level - 1].count > 1; level++) {
        const struct hashes *below = &v->levels[level - 1];
        for (size_t i = 0; i + 1 < below->count; i += 2)
            hashes_add(&v->levels[level], tree_node(below->at[i], below->at[i + 1]));
    }
    v->edge.size = v->size;
    memcpy(v->edge.h, last->edge.h, KEPT_LEVEL * sizeof *v->edge.h);
    for (unsigned k = KEPT_LEVEL; k < 64; k++)
        if (v->size >> k & 1)
            v->edge.h[k] = v->levels[k - KEPT_LEVEL].at[(v->size >> k) - 1];
    v->root = edge_root(&v->edge);
    v->last = last->last;
}

static int by_size(const void *a, const void *b)
{
    const struct wanted *x = a, *y = b;
    return x->size < y->size ? -1 : x->size > y->size;
}

hash verify_root_at(const struct verifying *v, uint64_t size)
{
    if (size == v->size)
        return v->root;
    if (size == 0)
        return tree_empty();
    const struct wanted key = { .size = size };
    const struct wanted *w = bsearch(&key, v->wanted, v->wanted_count, sizeof key, by_size);
    bool begun = size % TILE_WIDTH != 0;
    hash root = begun ? w->low : tree_empty();
    for (unsigned k = KEPT_LEVEL; k < 64; k++) {
        if (!(size >> k & 1))
            continue;
        hash node = v->levels[k - KEPT_LEVEL].at[(size >> k) - 1];
        root = begun ? tree_node(node, root) : node;
        begun = true;
    }
    return root;
}

/* Tiles above the leaves, which grow, and any row that should not be there. */
static void check_upper(struct verifying *v, int64_t level, int64_t index, text row,
                        uint64_t seen[TILE_LEVELS])
{
    uint64_t want = 0, first = (uint64_t)index * TILE_WIDTH;
    const struct hashes *nodes = NULL;
    if (level >= 1 && level < TILE_LEVELS && index >= 0) {
        nodes = &v->levels[8 * level - KEPT_LEVEL];
        want = nodes->count > first ? nodes->count - first : 0;
        want = want > TILE_WIDTH ? TILE_WIDTH : want;
        seen[level]++;
    }
    if (want == 0 || row.len != want * sizeof(hash))
        verify_say(v, SEVERITY_ERROR, "tile-size", NO_ENTRY,
                   "Row %" PRId64 " of level %" PRId64 " of the tree has the wrong size.", index, level);
    else if (memcmp(row.at, nodes->at + first, row.len))
        verify_say(v, SEVERITY_ERROR, "tile-upper", NO_ENTRY,
                   "A hash in row %" PRId64 " of level %" PRId64 " of the tree is wrong.", index, level);
}

bool verify_tiles(struct verifying *v, struct error *err)
{
    struct statement *s;
    uint64_t seen[TILE_LEVELS] = { 0 };
    enum stepped step;
    if (!store_prepare_literal(v->store,
            "SELECT level, idx, hashes FROM tile WHERE level <> 0 OR idx < 0 OR idx >= :full"
            " ORDER BY level, idx", &s, err))
        return false;
    bind_int(s, "full", (int64_t)(v->size / TILE_WIDTH));
    while ((step = statement_step(s, err)) == STEP_ROW)
        check_upper(v, column_int(s, 0), column_int(s, 1), column_bytes(s, 2), seen);
    statement_end(s);
    for (unsigned level = 1; level < TILE_LEVELS; level++) {
        uint64_t rows = (v->levels[8 * level - KEPT_LEVEL].count + TILE_WIDTH - 1) / TILE_WIDTH;
        if (seen[level] != rows)
            verify_say(v, SEVERITY_ERROR, "tile-count", NO_ENTRY,
                       "Level %u of the tree has rows missing or too many.", level);
    }
    return step == STEP_DONE;
}

static bool rows_outside(struct verifying *v, const char *sql, const char *what, struct error *err)
{
    struct statement *s;
    if (!store_prepare(v->store, text_of(sql), &s, err))
        return false;
    bind_int(s, "size", (int64_t)v->size);
    enum stepped step = statement_step(s, err);
    if (step == STEP_ROW && column_int(s, 0) > 0)
        verify_say(v, SEVERITY_ERROR, "rows", v->size,
                   "The head counts %" PRIu64 " entries; there are %" PRId64 " %s outside of them.",
                   v->size, column_int(s, 0), what);
    statement_end(s);
    return step == STEP_ROW;
}

bool verify_head(struct verifying *v, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(v->store,
            "SELECT root, frontier, recorded_at, (SELECT count(*) FROM head) FROM head WHERE one = 1",
            &s, err))
        return false;
    enum stepped step = statement_step(s, err);
    struct bytes frontier = { 0 };
    for (unsigned k = 0; k < 64; k++)
        if (v->edge.size >> k & 1)
            bytes_add(&frontier, v->edge.h[k].b, sizeof v->edge.h[k].b);
    if (step == STEP_ROW) {
        if (!hash_same(column_hash(s, 0), v->root))
            verify_say(v, SEVERITY_ERROR, "head-root", NO_ENTRY,
                       "The head's root is not that of the entries.");
        if (!text_same(column_bytes(s, 1), bytes_text(&frontier)))
            verify_say(v, SEVERITY_ERROR, "head-frontier", NO_ENTRY,
                       "The head's frontier is not that of the entries.");
        if (column_int(s, 2) != v->last.us)
            verify_say(v, SEVERITY_ERROR, "head-time", NO_ENTRY,
                       "The head's time is not that of the newest entry.");
        if (column_int(s, 3) != 1)
            verify_say(v, SEVERITY_ERROR, "head-rows", NO_ENTRY, "There is more than one head.");
    }
    bytes_free(&frontier);
    statement_end(s);
    return step == STEP_ROW
        && rows_outside(v, "SELECT count(*) FROM entry WHERE seq < 0 OR seq >= :size", "entries", err)
        && rows_outside(v, "SELECT count(*) FROM body WHERE seq < 0 OR seq >= :size", "bodies", err);
}
