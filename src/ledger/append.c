/* The only writer of entry, body, tile and head: invariant 1. */
#include "ledger/state.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#define CLOCK_BACK_NOTICED_US (2 * US_PER_SECOND)
#define CLOCK_BACK_REFUSED_US (5 * 60 * US_PER_SECOND)

bool draft_seal(struct draft *draft, struct error *err)
{
    size_t all = 0;
    if (draft->part_count > PARTS_MAX)
        return fail(err, ERROR_INPUT, NULL, "This record has more fields than one entry can hold.");
    if (draft->valid_to.us < draft->valid_from.us)
        return fail(err, ERROR_INPUT, NULL, "This record would end before it begins.");
    for (uint32_t i = 0; i < draft->part_count; i++) {
        if (draft->parts[i].value.len > PART_BYTES_MAX)
            return fail(err, ERROR_INPUT, NULL,
                        "One of the texts is too long. Add it as a file instead.");
        all += draft->parts[i].value.len;
    }
    if (all > ENTRY_BYTES_MAX)
        return fail(err, ERROR_INPUT, NULL, "This record is too long. Add the text as a file.");
    parts_salt(draft->parts, draft->part_count);
    draft->body_root = parts_root(draft->parts, draft->part_count);
    bytes_clear(&draft->body);
    parts_write(&draft->body, draft->parts, draft->part_count);
    return true;
}

void draft_free(struct draft *draft)
{
    bytes_free(&draft->body);
}

/* ---- tiles ---- */

/* Every 8th level of nodes is a row of tiles; level 0 comes from the entries until it is full. */
static void node_made(void *with, unsigned level, uint64_t index, hash h)
{
    struct ledger *ledger = with;
    if (level % 8 != 0 || level / 8 >= TILE_LEVELS)
        return;
    struct growing *tile = &ledger->tiles[level / 8];
    if (tile->count == TILE_WIDTH) {
        tile->count = 0;
        tile->index = index / TILE_WIDTH;
    }
    tile->row[index % TILE_WIDTH] = h;
    tile->count = (unsigned)(index % TILE_WIDTH) + 1;
    tile->changed = true;
}

static bool tile_write(struct ledger *ledger, unsigned level, struct error *err)
{
    struct growing *tile = &ledger->tiles[level];
    struct statement *s;
    if (!store_prepare_literal(ledger->store,
            "INSERT INTO tile (level, idx, hashes) VALUES (:level, :idx, :hashes)"
            " ON CONFLICT (level, idx) DO UPDATE SET hashes = excluded.hashes", &s, err))
        return false;
    bind_int(s, "level", level);
    bind_int(s, "idx", (int64_t)tile->index);
    bind_bytes(s, "hashes", tile->row, tile->count * sizeof *tile->row);
    tile->changed = false;
    return statement_send(s, err);
}

/* Full tiles are written as they fill, so that a batch of a million entries needs no memory. */
static bool tiles_write(struct ledger *ledger, bool all, struct error *err)
{
    for (unsigned level = 0; level < TILE_LEVELS; level++) {
        struct growing *tile = &ledger->tiles[level];
        bool full = tile->count == TILE_WIDTH;
        if (tile->changed && (full || (all && level > 0)) && !tile_write(ledger, level, err))
            return false;
    }
    return true;
}

/* ---- the head and the edge ---- */

static void edge_to_bytes(const struct edge *edge, struct bytes *to)
{
    for (unsigned k = 0; k < 64; k++)
        if (edge->size >> k & 1)
            bytes_add(to, edge->h[k].b, sizeof edge->h[k].b);
}

static bool head_write(struct ledger *ledger, struct error *err)
{
    struct bytes frontier = { 0 };
    struct statement *s;
    if (!store_prepare_literal(ledger->store,
            "UPDATE head SET size = :size, root = :root, frontier = :frontier,"
            " recorded_at = :recorded WHERE one = 1", &s, err))
        return false;
    edge_to_bytes(&ledger->edge, &frontier);
    bind_int(s, "size", (int64_t)ledger->edge.size);
    bind_hash(s, "root", edge_root(&ledger->edge));
    bind_bytes(s, "frontier", frontier.at, frontier.len);
    bind_instant(s, "recorded", ledger->last);
    bytes_free(&frontier);
    return statement_run(s, NULL, err);
}

/* ---- batches ---- */

bool ledger_batch_begin(struct ledger *ledger, struct error *err)
{
    assert(!ledger->in_batch);
    if (!store_begin(ledger->store, TRANSACTION_WRITE, err))
        return false;
    struct statement *s;
    // FOR UPDATE on PostgreSQL is the sequencer: the locked head row orders all writers.
    if (!store_prepare_literal(ledger->store,
            "SELECT size FROM head WHERE one = 1 @for_update", &s, err)) {
        store_rollback(ledger->store);
        return false;
    }
    enum stepped step = statement_step(s, err);
    uint64_t size = step == STEP_ROW ? (uint64_t)column_int(s, 0) : 0;
    statement_end(s);
    bool good = step == STEP_ROW;
    if (good && size != ledger->edge.size)            // another process has written: invariant 5
        good = ledger_load(ledger, err);
    if (!good) {
        store_rollback(ledger->store);
        return step == STEP_DONE ? fail(err, ERROR_BROKEN, NULL, "The ledger has no head.") : false;
    }
    ledger->in_batch = true;
    ledger->marked = ledger->lost = false;
    ledger->clock_noted_before = ledger->clock_noted;
    return true;
}

/* A full disk makes SQLite give up the whole transaction, not the savepoint alone. What came after would then
 * be written outside any transaction, so nothing comes after. */
static bool still_inside(const struct ledger *ledger, struct error *err)
{
    return !ledger->lost
        || fail(err, ERROR_STORE, NULL, "The store gave the whole batch up: nothing was saved. "
                "Try again in a moment.");
}

/* Levels that hold anything; the rest need not be copied at each mark. */
static unsigned levels_in_use(const struct ledger *ledger)
{
    unsigned levels = 1;
    while (levels < TILE_LEVELS && ledger->edge.size >> (8 * levels))
        levels++;
    return levels;
}

bool ledger_batch_mark(struct ledger *ledger, struct error *err)
{
    if (!still_inside(ledger, err) || !store_savepoint(ledger->store, err))
        return false;
    ledger->edge_mark = ledger->edge;
    ledger->last_mark = ledger->last;
    ledger->clock_noted_mark = ledger->clock_noted;
    ledger->erased_mark = ledger->erased;
    memcpy(ledger->tiles_mark, ledger->tiles, levels_in_use(ledger) * sizeof *ledger->tiles);
    ledger->marked = true;
    return true;
}

bool ledger_batch_keep(struct ledger *ledger, struct error *err)
{
    ledger->marked = false;
    return store_release(ledger->store, err);
}

void ledger_batch_undo(struct ledger *ledger)
{
    assert(ledger->marked);
    store_rollback_to(ledger->store);
    ledger->lost = !store_in_transaction(ledger->store);
    ledger->edge = ledger->edge_mark;
    ledger->last = ledger->last_mark;
    ledger->clock_noted = ledger->clock_noted_mark;
    ledger->erased = ledger->erased_mark;
    unsigned levels = levels_in_use(ledger);
    memcpy(ledger->tiles, ledger->tiles_mark, levels * sizeof *ledger->tiles);
    memset(ledger->tiles + levels, 0, (TILE_LEVELS - levels) * sizeof *ledger->tiles);
    ledger->marked = false;
}

bool ledger_batch_commit(struct ledger *ledger, struct error *err)
{
    struct error ignored = { 0 };
    if (!still_inside(ledger, err) || !store_texts_write(ledger->store, err)
            || !tiles_write(ledger, true, err) || !head_write(ledger, err)) {
        ledger_batch_abandon(ledger);
        return false;
    }
    if (!store_commit(ledger->store, err)) {          // invariant 6
        fprintf(stderr, "candour: a commit failed (%s); ending, so that nobody is told what may "
                        "not be so.\n", err->detail);
        fflush(NULL);
        _exit(EXIT_COMMIT_FAILED);
    }
    ledger->in_batch = false;
    // Readers may hold the write-ahead log for a moment; then the next commit tries again.
    if (ledger->erased && store_flush(ledger->store, &ignored))
        ledger->erased = false;
    return true;
}

void ledger_batch_abandon(struct ledger *ledger)
{
    struct error ignored = { 0 };
    store_rollback(ledger->store);
    ledger->in_batch = ledger->marked = ledger->lost = false;
    ledger->clock_noted = ledger->clock_noted_before;
    // If even reading the edge fails, the next batch finds the sizes apart and reads it then: invariant 5.
    if (!ledger_load(ledger, &ignored))
        return;
}

uint64_t ledger_batch_size(const struct ledger *ledger)
{
    return ledger->edge.size;
}

/* ---- one entry ---- */

static bool insert_entry(struct ledger *ledger, const struct entry *e, text body,
                         struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(ledger->store,
            "INSERT INTO entry (seq, kind, kind_version, recorded_at, valid_from, valid_to,"
            " entry_id, subject_id, author_id, role, flags, part_count, ref_seq, body_root)"
            " VALUES (:seq, :kind, :kind_version, :recorded, :valid_from, :valid_to, :entry,"
            " :subject, :author, :role, :flags, :parts, :ref, :root)", &s, err))
        return false;
    bind_int(s, "seq", (int64_t)e->seq);
    bind_int(s, "kind", e->kind);
    bind_int(s, "kind_version", e->kind_version);
    bind_int(s, "recorded", e->recorded.us);
    bind_int(s, "valid_from", e->valid_from.us);
    bind_int(s, "valid_to", e->valid_to.us);
    bind_id(s, "entry", e->entry);
    bind_id(s, "subject", e->subject);
    bind_id(s, "author", e->author);
    bind_int(s, "role", e->role);
    bind_int(s, "flags", e->flags);
    bind_int(s, "parts", e->part_count);
    if (e->ref == NO_ENTRY)
        bind_null(s, "ref");
    else
        bind_int(s, "ref", (int64_t)e->ref);
    bind_hash(s, "root", e->body_root);
    if (!statement_send(s, err))
        return false;
    if (!store_prepare_literal(ledger->store,
            "INSERT INTO body (seq, parts) VALUES (:seq, :parts)", &s, err))
        return false;
    bind_int(s, "seq", (int64_t)e->seq);
    bind_bytes(s, "parts", body.at, body.len);
    return statement_send(s, err);
}

/* The same form sent twice is one entry; the same id with other words is refused. A body's salts differ
 * each time, so the values are compared, not the roots. */
static bool known_entry(struct ledger *ledger, const struct draft *draft, bool *known,
                        struct receipt *receipt, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(ledger->store,
            "SELECT seq FROM entry WHERE entry_id = :entry", &s, err))
        return false;
    bind_id(s, "entry", draft->entry);
    enum stepped step = statement_step(s, err);
    uint64_t seq = step == STEP_ROW ? (uint64_t)column_int(s, 0) : 0;
    statement_end(s);
    *known = step == STEP_ROW;
    if (step != STEP_ROW)
        return step == STEP_DONE;

    struct entry e;
    struct part parts[PARTS_MAX];
    struct arena *arena = arena_new();
    bool good = ledger_entry(ledger->store, arena, seq, &e, parts, err);
    bool same = good && e.kind == draft->kind && e.part_count == draft->part_count
             && id_same(e.subject, draft->subject) && id_same(e.author, draft->author);
    for (uint32_t i = 0; same && i < e.part_count; i++)
        same = parts[i].field == draft->parts[i].field
            && (parts[i].state == PART_REDACTED || text_same(parts[i].value, draft->parts[i].value));
    if (good)
        *receipt = (struct receipt){ .seq = seq, .leaf = entry_leaf_hash(&e),
                                     .recorded = e.recorded, .again = true };
    arena_free(arena);
    if (good && !same)
        return fail(err, ERROR_CONFLICT, NULL,
                    "This form was saved before with other words. Open a new form.");
    return good;
}

static bool append(struct ledger *ledger, const struct draft *draft, ledger_apply *apply,
                   void *with, struct receipt *receipt, struct error *err)
{
    instant now = instant_now();
    struct entry e = {
        .kind = draft->kind, .kind_version = draft->kind_version, .ledger = ledger->id,
        .seq = ledger->edge.size,
        .recorded = now.us > ledger->last.us ? now : ledger->last,       // invariant 3
        .valid_from = draft->valid_from, .valid_to = draft->valid_to,
        .entry = draft->entry, .subject = draft->subject, .author = draft->author,
        .role = draft->role, .flags = draft->flags, .part_count = draft->part_count,
        .ref = draft->ref, .body_root = draft->body_root,
    };
    if (draft->ref != NO_ENTRY && draft->ref >= e.seq)
        return fail(err, ERROR_INPUT, NULL, "The entry that this one names does not exist.");
    if (!insert_entry(ledger, &e, bytes_text(&draft->body), err)
            || (apply && !apply(ledger->store, &e, draft->parts, with, err)))
        return false;
    *receipt = (struct receipt){ .seq = e.seq, .leaf = entry_leaf_hash(&e),
                                 .recorded = e.recorded };
    edge_push(&ledger->edge, receipt->leaf, node_made, ledger);
    ledger->last = e.recorded;
    return tiles_write(ledger, false, err);
}

/* A clock that went back is written down, once, and entries go on with the last time. */
static bool note_clock(struct ledger *ledger, struct error *err)
{
    instant now = instant_now();
    if (now.us >= ledger->last.us)
        ledger->clock_noted = false;
    if (ledger->clock_noted || now.us >= ledger->last.us - CLOCK_BACK_NOTICED_US)
        return true;
    struct part parts[] = { { .field = 1, .value = TEXT("The server's clock went back.") } };
    struct draft draft = {
        .kind = ENTRY_RECOVERY, .kind_version = 1, .flags = ENTRY_BY_SYSTEM,
        .entry = id_new_ordered(), .valid_from = ledger->last,
        .valid_to = { ledger->last.us + 1 }, .ref = NO_ENTRY, .parts = parts, .part_count = 1,
    };
    struct receipt receipt;
    ledger->clock_noted = draft_seal(&draft, err)
                       && append(ledger, &draft, NULL, NULL, &receipt, err);
    draft_free(&draft);
    return ledger->clock_noted;
}

bool ledger_put(struct ledger *ledger, const struct draft *draft, ledger_apply *apply, void *with,
                struct receipt *receipt, struct error *err)
{
    bool known;
    assert(ledger->in_batch && draft->kind != 0);
    if (!still_inside(ledger, err) || !known_entry(ledger, draft, &known, receipt, err))
        return false;
    return known || (note_clock(ledger, err)
                     && append(ledger, draft, apply, with, receipt, err));
}

/* ---- making ---- */

static bool head_insert(struct store *store, id ledger, struct error *err)
{
    struct statement *s;
    int64_t heads;
    if (!store_count(store, "head", &heads, err))
        return false;
    if (heads > 0)
        return fail(err, ERROR_CONFLICT, NULL, "There is a ledger in this store. It stays as it is.");
    if (!store_prepare_literal(store,
            "INSERT INTO head (one, ledger_id, size, root, frontier, recorded_at)"
            " VALUES (1, :ledger, 0, :root, :frontier, 0)", &s, err))
        return false;
    bind_id(s, "ledger", ledger);
    bind_hash(s, "root", tree_empty());
    bind_bytes(s, "frontier", "", 0);
    return statement_run(s, NULL, err);
}

static bool key_insert(struct store *store, text vkey, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "INSERT INTO ledger_key (vkey, from_size) VALUES (:vkey, 0)", &s, err))
        return false;
    bind_text(s, "vkey", vkey);
    return statement_run(s, NULL, err);
}

static bool genesis(struct ledger *ledger, const struct ledger_names *names, text vkey,
                    struct error *err)
{
    char schema[16];
    snprintf(schema, sizeof schema, "%" PRIu32, names->schema);
    struct part parts[] = {
        { .field = 1, .value = names->origin }, { .field = 2, .value = names->authority },
        { .field = 3, .value = vkey }, { .field = 4, .value = names->software },
        { .field = 5, .value = text_of(schema) },
    };
    instant now = instant_now();
    struct draft draft = {
        .kind = ENTRY_GENESIS, .kind_version = 1, .flags = ENTRY_BY_SYSTEM,
        .entry = id_new_ordered(), .valid_from = now, .valid_to = INSTANT_OPEN, .ref = NO_ENTRY,
        .parts = parts, .part_count = COUNT_OF(parts),
    };
    struct receipt receipt;
    bool good = draft_seal(&draft, err)
             && append(ledger, &draft, NULL, NULL, &receipt, err);
    draft_free(&draft);
    return good;
}

bool ledger_create(struct store *store, const struct ledger_names *names,
                   const struct sign_seed *seed, struct error *err)
{
    bool has;
    if (!note_origin_good(names->origin))
        return fail(err, ERROR_INPUT, NULL,
                    "An origin needs letters, and no blanks or plus signs.");
    if (!store_has_table(store, "entry", &has, err))
        return false;
    struct arena *arena = arena_new();
    struct ledger ledger = { .store = store, .id = id_new_random(), .arena = arena };
    struct sign_key key = sign_key_of(seed);
    text vkey = note_vkey(arena, names->origin, 1, &key), note;

    bool good = store_begin(store, TRANSACTION_WRITE, err);
    if (good) {
        good = (has || store_define(store, ledger_schema, err))
            && head_insert(store, ledger.id, err) && key_insert(store, vkey, err)
            && genesis(&ledger, names, vkey, err) && tiles_write(&ledger, true, err)
            && head_write(&ledger, err);
        if (!good || !store_commit(store, err)) {
            store_rollback(store);
            good = false;
        }
    }
    struct ledger *opened = NULL;
    if (good && ledger_open(store, &opened, err)) {
        good = ledger_checkpoint(opened, seed, arena, &note, err);
        ledger_close(opened);
    } else {
        good = false;
    }
    arena_free(arena);
    return good;
}

bool ledger_clock_is_sound(const struct ledger *ledger)
{
    return instant_now().us >= ledger->last.us - CLOCK_BACK_REFUSED_US;
}
