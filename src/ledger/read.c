#include "ledger/state.h"

#include <stdlib.h>
#include <string.h>

#define ROWS_AT_ONCE 2048

bool entry_from_row(const struct statement *row, id ledger, struct entry *e)
{
    static const bool bytes[ENTRY_COLUMN_COUNT] = { [6] = true, [7] = true, [8] = true, [13] = true };
    for (int i = 0; i < ENTRY_COLUMN_COUNT; i++) {
        enum column_kind kind = column_stored_as(row, i);
        if (i == 12 ? kind != COLUMN_NULL && kind != COLUMN_INT
                    : kind != (bytes[i] ? COLUMN_BYTES : COLUMN_INT))
            return false;
    }
    for (int i = 6; i <= 8; i++)
        if (column_bytes(row, i).len != 16)
            return false;
    int64_t kind = column_int(row, 1), version = column_int(row, 2), role = column_int(row, 9);
    int64_t flags = column_int(row, 10), parts = column_int(row, 11), ref = column_int(row, 12);
    if (column_int(row, 0) < 0 || kind < 1 || kind > 0xFFFF || version < 0 || version > 0xFFFF
            || role < 0 || role > 0xFFFF || flags < 0 || flags > 0xFFFF || parts < 0
            || parts > PARTS_MAX || ref < 0 || column_bytes(row, 13).len != 32)
        return false;
    *e = (struct entry){
        .seq = (uint64_t)column_int(row, 0), .kind = (uint16_t)kind,
        .kind_version = (uint16_t)version, .ledger = ledger,
        .recorded = { column_int(row, 3) }, .valid_from = { column_int(row, 4) },
        .valid_to = { column_int(row, 5) }, .entry = column_id(row, 6),
        .subject = column_id(row, 7), .author = column_id(row, 8), .role = (uint16_t)role,
        .flags = (uint16_t)flags, .part_count = (uint32_t)parts,
        .ref = column_null(row, 12) ? NO_ENTRY : (uint64_t)ref, .body_root = column_hash(row, 13),
    };
    return true;
}

static bool read_ledger_id(struct store *store, id *ledger, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store, "SELECT ledger_id FROM head WHERE one = 1", &s, err))
        return false;
    enum stepped step = statement_step(s, err);
    if (step == STEP_ROW)
        *ledger = column_id(s, 0);
    statement_end(s);
    if (step == STEP_DONE)
        return fail(err, ERROR_ABSENT, NULL, "There is no ledger in this store.");
    return step == STEP_ROW;
}

struct walk { ledger_visit *visit; void *with; id ledger; bool stopped; };

/* Entries from..to-1; next: behind the last that was there. */
static bool each_of(struct store *store, uint64_t from, uint64_t to, struct walk *walk,
                    uint64_t *next, struct error *err)
{
    struct statement *s;
    struct part parts[PARTS_MAX];
    struct entry e;
    uint32_t count;
    if (!store_prepare_literal(store,
            "SELECT " ENTRY_COLUMNS ", b.parts FROM entry AS e LEFT JOIN body AS b ON b.seq = e.seq"
            " WHERE e.seq >= :from AND e.seq < :to ORDER BY e.seq", &s, err))
        return false;
    bind_int(s, "from", (int64_t)from);
    bind_int(s, "to", (int64_t)to);
    enum stepped step = STEP_FAILED;
    bool good = true;
    *next = from;
    while (good && !walk->stopped && (step = statement_step(s, err)) == STEP_ROW) {
        if (!entry_from_row(s, walk->ledger, &e) || e.seq != *next
                || !parts_read(column_bytes(s, ENTRY_COLUMN_COUNT), parts, &count)
                || count != e.part_count) {
            good = fail(err, ERROR_BROKEN, NULL,
                        "Entry %llu cannot be read: run 'candour verify'.",
                        (unsigned long long)*next);
            break;
        }
        ++*next;
        walk->stopped = !walk->visit(walk->with, &e, parts, err);
        good = !walk->stopped || err->kind == ERROR_NONE;
    }
    statement_end(s);
    return good && (walk->stopped || step == STEP_DONE);
}

bool ledger_each(struct store *store, uint64_t from, uint64_t to, ledger_visit *visit, void *with,
                 struct error *err)
{
    struct walk walk = { visit, with, ID_NONE, false };
    uint64_t next = from, until = from;
    if (!read_ledger_id(store, &walk.ledger, err))
        return false;
    // By pieces: PostgreSQL hands over a whole answer at once.
    while (next == until && until < to && !walk.stopped) {
        until = to - next > ROWS_AT_ONCE ? next + ROWS_AT_ONCE : to;
        if (!each_of(store, next, until, &walk, &next, err))
            return false;
    }
    return true;
}

struct one { struct arena *arena; struct entry *entry; struct part *parts; bool found; };

static bool keep_one(void *with, const struct entry *entry, const struct part *parts,
                     struct error *err)
{
    struct one *one = with;
    (void)err;
    *one->entry = *entry;
    for (uint32_t i = 0; i < entry->part_count; i++) {
        one->parts[i] = parts[i];
        one->parts[i].value = text_copy(one->arena, parts[i].value);
    }
    one->found = true;
    return true;
}

bool ledger_entry(struct store *store, struct arena *arena, uint64_t seq, struct entry *entry,
                  struct part parts[PARTS_MAX], struct error *err)
{
    struct one one = { arena, entry, parts, false };
    if (seq < INT64_MAX && !ledger_each(store, seq, seq + 1, keep_one, &one, err))
        return false;
    return one.found || fail(err, ERROR_ABSENT, NULL, "There is no such entry.");
}

static bool one_number(struct statement *s, int64_t *number, struct error *err)
{
    enum stepped step = statement_step(s, err);
    if (step == STEP_ROW)
        *number = column_int(s, 0);
    statement_end(s);
    if (step == STEP_DONE)
        return fail(err, ERROR_ABSENT, NULL, "There is no such entry.");
    return step == STEP_ROW;
}

bool ledger_find(struct store *store, id entry, uint64_t *seq, struct error *err)
{
    struct statement *s;
    int64_t found;
    if (!store_prepare_literal(store, "SELECT seq FROM entry WHERE entry_id = :entry", &s, err))
        return false;
    bind_id(s, "entry", entry);
    if (!one_number(s, &found, err))
        return false;
    *seq = (uint64_t)found;
    return true;
}

bool ledger_size_at(struct store *store, instant known, uint64_t *size, struct error *err)
{
    struct statement *s;
    int64_t found;
    // recorded_at never goes back, so the newest entry not after that moment ends the set.
    if (!store_prepare_literal(store,
            "SELECT coalesce((SELECT seq + 1 FROM entry WHERE recorded_at <= :known"
            " ORDER BY recorded_at DESC, seq DESC LIMIT 1), 0)", &s, err))
        return false;
    bind_instant(s, "known", known);
    if (!one_number(s, &found, err))
        return false;
    *size = (uint64_t)found;
    return true;
}

bool ledger_head(struct ledger *ledger, uint64_t *size, hash *root, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(ledger->store, "SELECT size, root FROM head WHERE one = 1", &s,
                               err))
        return false;
    enum stepped step = statement_step(s, err);
    if (step == STEP_ROW) {
        *size = (uint64_t)column_int(s, 0);
        *root = column_hash(s, 1);
    }
    statement_end(s);
    return step == STEP_ROW;
}

bool ledger_size_now(struct store *store, uint64_t *size, struct error *err)
{
    struct statement *s;
    int64_t found;
    if (!store_prepare_literal(store, "SELECT size FROM head WHERE one = 1", &s, err)
            || !one_number(s, &found, err))
        return false;
    *size = (uint64_t)found;
    return true;
}

/* ---- nodes of the tree ---- */

static bool tile_row(struct store *store, unsigned level, uint64_t index, text *hashes,
                     struct statement **s, struct error *err)
{
    if (!store_prepare_literal(store,
            "SELECT hashes FROM tile WHERE level = :level AND idx = :idx", s, err))
        return false;
    bind_int(*s, "level", level);
    bind_int(*s, "idx", (int64_t)index);
    enum stepped step = statement_step(*s, err);
    *hashes = step == STEP_ROW ? column_bytes(*s, 0) : TEXT_NONE;
    if (step == STEP_FAILED)
        statement_end(*s);
    return step != STEP_FAILED;
}

struct leaves { hash *at; unsigned want, have; };

static bool keep_leaf(void *with, const struct entry *entry, const struct part *parts,
                      struct error *err)
{
    struct leaves *leaves = with;
    (void)parts;
    (void)err;
    leaves->at[leaves->have++] = entry_leaf_hash(entry);
    return leaves->have < leaves->want || leaves->want == 0;
}

/* count hashes of a tile's level from `first`, out of the tile or, at the growing end of level 0, out of the
 * entries. */
static bool tile_hashes(struct store *store, unsigned level, uint64_t first, unsigned count,
                        hash *hashes, struct error *err)
{
    struct statement *s;
    text row;
    uint64_t offset = first % TILE_WIDTH;
    if (!tile_row(store, level, first / TILE_WIDTH, &row, &s, err))
        return false;
    bool held = row.len >= (offset + count) * sizeof *hashes;
    if (held)
        memcpy(hashes, row.at + offset * sizeof *hashes, count * sizeof *hashes);
    statement_end(s);
    if (held)
        return true;
    struct leaves leaves = { hashes, 0, 0 };
    if (level == 0 && !ledger_each(store, first, first + count, keep_leaf, &leaves, err))
        return false;
    return leaves.have == count
        || fail(err, ERROR_BROKEN, NULL, "The tree lacks a node: run 'candour verify'.");
}

bool ledger_tree_source(void *with, unsigned level, uint64_t index, hash *h, struct error *err)
{
    struct store *store = with;
    hash hashes[TILE_WIDTH];
    unsigned within = level % 8, count = 1u << within;
    if (!tile_hashes(store, level / 8, index << within, count, hashes, err))
        return false;
    for (; count > 1; count /= 2)
        for (unsigned i = 0; i < count / 2; i++)
            hashes[i] = tree_node(hashes[2 * i], hashes[2 * i + 1]);
    *h = hashes[0];
    return true;
}

/* ---- opening ---- */

static bool load_growing(struct ledger *ledger, struct error *err)
{
    uint64_t nodes = ledger->edge.size;
    for (unsigned level = 0; level < TILE_LEVELS; level++, nodes >>= 8) {
        struct growing *tile = &ledger->tiles[level];
        *tile = (struct growing){ .count = (unsigned)(nodes % TILE_WIDTH),
                                  .index = nodes / TILE_WIDTH };
        if (tile->count > 0 && !tile_hashes(ledger->store, level, tile->index * TILE_WIDTH,
                                            tile->count, tile->row, err))
            return false;
    }
    return true;
}

/* Entries end where the head says, at its time. */
static bool newest_agrees(struct ledger *ledger, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(ledger->store,
            "SELECT seq, recorded_at FROM entry ORDER BY seq DESC LIMIT 1", &s, err))
        return false;
    enum stepped step = statement_step(s, err);
    uint64_t size = step == STEP_ROW ? (uint64_t)column_int(s, 0) + 1 : 0;
    bool agrees = size == ledger->edge.size
               && (step == STEP_DONE || column_int(s, 1) == ledger->last.us);
    statement_end(s);
    return step != STEP_FAILED
        && (agrees || fail(err, ERROR_BROKEN, NULL, "The ledger's head does not agree with its "
                           "entries: run 'candour verify'."));
}

static bool load(struct ledger *ledger, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(ledger->store,
            "SELECT ledger_id, size, root, frontier, recorded_at FROM head WHERE one = 1", &s, err))
        return false;
    enum stepped step = statement_step(s, err);
    bool good = step == STEP_ROW;
    hash root = { { 0 } };
    if (good) {
        ledger->id = column_id(s, 0);
        ledger->edge = (struct edge){ .size = (uint64_t)column_int(s, 1) };
        root = column_hash(s, 2);
        ledger->last = column_instant(s, 4);
        text frontier = column_bytes(s, 3);
        size_t at = 0;
        for (unsigned k = 0; k < 64; k++)
            if ((ledger->edge.size >> k & 1) && at + 32 <= frontier.len) {
                memcpy(ledger->edge.h[k].b, frontier.at + at, 32);
                at += 32;
            }
    }
    statement_end(s);
    if (step == STEP_DONE)
        return fail(err, ERROR_ABSENT, NULL, "There is no ledger in this store.");
    if (!good)
        return false;
    if (!hash_same(edge_root(&ledger->edge), root))
        return fail(err, ERROR_BROKEN, NULL,
                    "The ledger's head does not agree with itself: run 'candour verify'.");
    return newest_agrees(ledger, err) && load_growing(ledger, err);
}

bool ledger_load(struct ledger *ledger, struct error *err)
{
    bool inside = store_in_transaction(ledger->store);
    // Head and entries of one moment, whatever others append meanwhile.
    if (!inside && !store_begin(ledger->store, TRANSACTION_READ, err))
        return false;
    bool good = load(ledger, err);
    if (!inside)
        store_rollback(ledger->store);
    if (!good)
        ledger->edge.size = UINT64_MAX;          // so that the next batch reads it: invariant 5
    return good;
}

bool ledger_open(struct store *store, struct ledger **ledger, struct error *err)
{
    bool has;
    if (!store_has_table(store, "head", &has, err))
        return false;
    if (!has)
        return fail(err, ERROR_ABSENT, NULL,
                    "There is no ledger in this store: make one with 'candour init'.");
    struct ledger *made = memory_alloc(sizeof *made);
    struct entry genesis;
    struct part parts[PARTS_MAX];
    made->store = store;
    made->arena = arena_new();
    if (!ledger_load(made, err)
            || !ledger_entry(store, made->arena, 0, &genesis, parts, err)) {
        ledger_close(made);
        return false;
    }
    for (uint32_t i = 0; i < genesis.part_count; i++) {
        int64_t number = 0;
        if (parts[i].field == 1)
            made->origin = parts[i].value;
        if (parts[i].field == 2)
            made->authority = parts[i].value;
        if (parts[i].field == 5 && text_to_int(parts[i].value, &number))
            made->schema = (uint32_t)number;
    }
    *ledger = made;
    return true;
}

void ledger_close(struct ledger *ledger)
{
    if (!ledger)
        return;
    arena_free(ledger->arena);
    free(ledger);
}

struct store *ledger_store(struct ledger *ledger)
{
    return ledger->store;
}

id ledger_id(const struct ledger *ledger)
{
    return ledger->id;
}

text ledger_origin(const struct ledger *ledger)
{
    return ledger->origin;
}

text ledger_authority(const struct ledger *ledger)
{
    return ledger->authority;
}

uint32_t ledger_schema_version(const struct ledger *ledger)
{
    return ledger->schema;
}
