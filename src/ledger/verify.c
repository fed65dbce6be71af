/* Nothing stored is believed: one pass over the entries in order, everything recomputed. Each rule of
 * docs/ledger.md, 'Verify', has its codes here; they never change their meaning. */
#include "ledger/state.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define RANGE 65536                    // a multiple of it begins a complete subtree: where two threads meet
#define SAME_MOMENT_MAX 1000
#define WITNESS_SLACK_US (5 * 60 * US_PER_SECOND)

struct pass_over {                     // one thread's share
    const struct verify_options *options;
    const char *where; id ledger; uint64_t from, to;
    struct edge edge; hash *subtrees; size_t subtree_count, subtree_room;     // of each full RANGE
    struct verify_report report;
    pthread_mutex_t *lock;             // findings of two threads
    uint64_t *redacted_at; size_t redacted_count, redacted_room;              // missing parts: place_of
    uint64_t *excused; size_t excused_count, excused_room;                    // what redactions name
    instant last; uint64_t same_moment;
    uint64_t body_from;                // bodies before it were verified by an earlier run
    _Atomic uint64_t *done; uint64_t all;
    bool ran; struct error err;
};

static void found(struct pass_over *p, enum severity severity, const char *code, uint64_t seq,
                  const char *form, ...) PRINTF(5, 6);
static void found(struct pass_over *p, enum severity severity, const char *code, uint64_t seq,
                  const char *form, ...)
{
    struct finding f = { .severity = severity, .code = code, .seq = seq };
    va_list list;
    va_start(list, form);
    vsnprintf(f.meaning, sizeof f.meaning, form, list);
    va_end(list);
    pthread_mutex_lock(p->lock);
    p->report.findings++;
    if (seq != NO_ENTRY && seq < p->report.first_bad)
        p->report.first_bad = seq;
    if (p->options->found)
        p->options->found(p->options->found_with, &f);
    pthread_mutex_unlock(p->lock);
}

static void numbers_add(uint64_t **list, size_t *count, size_t *room, uint64_t number)
{
    if (*count == *room) {
        *room = *room ? *room * 2 : 64;
        *list = memory_resize(*list, *room * sizeof **list);
    }
    (*list)[(*count)++] = number;
}

/* ---- one entry ---- */

/* An entry and a field of it, in one number. */
static uint64_t place_of(uint64_t seq, uint16_t field)
{
    return seq << 16 | field;
}

/* A lawful erasure names its target in ref, and each field in a part. */
static void note_erasure(struct pass_over *p, const struct entry *e, const struct part *parts,
                         uint32_t count)
{
    int64_t field;
    for (uint32_t i = 0; i < count; i++)
        if (parts[i].field == REDACTION_FIELD && text_to_int(parts[i].value, &field) && field > 0
                && field <= UINT16_MAX)
            numbers_add(&p->excused, &p->excused_count, &p->excused_room,
                        place_of(e->ref, (uint16_t)field));
}

static void check_body(struct pass_over *p, const struct entry *e, text body)
{
    struct part parts[PARTS_MAX];
    uint32_t count;
    if (!parts_read(body, parts, &count) || count != e->part_count) {
        found(p, SEVERITY_ERROR, "body-shape", e->seq, "Its body is not well formed.");
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (parts[i].state == PART_REDACTED) {
            numbers_add(&p->redacted_at, &p->redacted_count, &p->redacted_room,
                        place_of(e->seq, parts[i].field));
            p->report.redacted++;
        }
        if (p->options->allows && e->kind >= ENTRY_FIRST_CASE_KIND
                && !p->options->allows(p->options->allows_with, e->kind, e->kind_version,
                                       parts[i].field))
            found(p, SEVERITY_ERROR, "field-unknown", e->seq,
                  "It holds field %u, which its kind does not have.", parts[i].field);
    }
    p->report.parts += count;
    p->report.bytes += body.len;
    if (!hash_same(parts_root(parts, count), e->body_root))
        found(p, SEVERITY_ERROR, "body-changed", e->seq,
              "Its body is not the one that was committed to.");
    if (e->kind == ENTRY_REDACTION)
        note_erasure(p, e, parts, count);
}

static void check_entry(struct pass_over *p, const struct entry *e, uint64_t expected)
{
    if (e->seq != expected)
        found(p, SEVERITY_ERROR, "gap", expected, "Entry %" PRIu64 " is missing.", expected);
    if (instant_known(p->last) && e->recorded.us < p->last.us)
        found(p, SEVERITY_ERROR, "time-back", e->seq, "It was recorded before the entry before it.");
    p->same_moment = e->recorded.us == p->last.us ? p->same_moment + 1 : 0;
    if (p->same_moment == SAME_MOMENT_MAX && !(e->flags & (ENTRY_IMPORTED | ENTRY_BY_SYSTEM)))
        found(p, SEVERITY_NOTE, "plateau", e->seq,
              "Over %d entries bear the same moment of recording.", SAME_MOMENT_MAX);
    p->last = e->recorded;
    if (e->flags & ~ENTRY_FLAGS_KNOWN)
        found(p, SEVERITY_ERROR, "flags", e->seq, "It has flags that nobody knows.");
    if (e->valid_to.us < e->valid_from.us)
        found(p, SEVERITY_ERROR, "period", e->seq, "It ends before it begins.");
    if (e->ref != NO_ENTRY && e->ref >= e->seq)
        found(p, SEVERITY_ERROR, "ref", e->seq, "It names an entry that was not there.");
    if (e->kind < ENTRY_FIRST_CASE_KIND && !entry_system_kind_name(e->kind))
        found(p, SEVERITY_ERROR, "kind-unknown", e->seq, "Its kind is not known.");
}

/* ---- the tree: complete subtrees of RANGE entries are compared with the stored tiles as they fill ---- */

struct tile_check { struct pass_over *p; struct store *store; hash row[TILE_WIDTH]; };

static void check_tile(struct tile_check *c, uint64_t index)
{
    struct statement *s;
    struct pass_over *p = c->p;
    if (!store_prepare_literal(c->store,
            "SELECT hashes FROM tile WHERE level = 0 AND idx = :idx", &s, &p->err))
        return;
    bind_int(s, "idx", (int64_t)index);
    enum step step = statement_step(s, &p->err);
    text stored = step == STEP_ROW ? column_bytes(s, 0) : TEXT_NONE;
    if (stored.len != sizeof c->row || memcmp(stored.at, c->row, sizeof c->row))
        found(p, SEVERITY_ERROR, "tile", index * TILE_WIDTH,
              "The stored hashes of entries %" PRIu64 " to %" PRIu64 " are not theirs.",
              index * TILE_WIDTH, index * TILE_WIDTH + TILE_WIDTH - 1);
    statement_end(s);
}

static void keep_node(void *with, unsigned level, uint64_t index, hash h)
{
    struct pass_over *p = with;
    (void)index;
    if (level != 16)
        return;
    if (p->subtree_count == p->subtree_room) {
        p->subtree_room = p->subtree_room ? p->subtree_room * 2 : 16;
        p->subtrees = memory_resize(p->subtrees, p->subtree_room * sizeof *p->subtrees);
    }
    p->subtrees[p->subtree_count++] = h;
}

static bool walk(struct pass_over *p, struct store *store, struct statement *s)
{
    struct tile_check tiles = { p, store, { { { 0 } } } };
    uint64_t expected = p->from;
    struct entry e;
    enum step step;
    while ((step = statement_step(s, &p->err)) == STEP_ROW) {
        if (!entry_from_row(s, p->ledger, &e)) {
            found(p, SEVERITY_ERROR, "row", expected, "Its row holds what no row may hold.");
            e = (struct entry){ .seq = expected };
        } else {
            check_entry(p, &e, expected);
            if (column_stored_as(s, ENTRY_COLUMN_COUNT) != COLUMN_BYTES)
                found(p, SEVERITY_ERROR, "body-missing", e.seq, "It has no body.");
            else if (e.seq >= p->body_from || e.kind == ENTRY_REDACTION)
                check_body(p, &e, column_bytes(s, ENTRY_COLUMN_COUNT));
        }
        hash leaf = entry_leaf_hash(&e);
        tiles.row[expected % TILE_WIDTH] = leaf;
        edge_push(&p->edge, leaf, keep_node, p);
        expected = e.seq + 1;
        p->report.entries++;
        if (expected % TILE_WIDTH == 0)
            check_tile(&tiles, expected / TILE_WIDTH - 1);
        if (++*p->done % 4096 == 0 && p->options->progress && p->from == 0
                && !p->options->progress(p->options->progress_with, (int64_t)*p->done,
                                         (int64_t)p->all))
            return fail(&p->err, ERROR_INPUT, NULL, "Interrupted before the end.");
    }
    if (step == STEP_DONE && expected != p->to)
        found(p, SEVERITY_ERROR, "count", expected < p->to ? expected : p->to,
              "There are entries up to %" PRIu64 ", not %" PRIu64 ".", expected, p->to);
    return step == STEP_DONE;
}

static void *run_pass(void *with)
{
    struct pass_over *p = with;
    struct store *store;
    struct statement *s;
    p->report.first_bad = NO_ENTRY;
    p->last = INSTANT_UNKNOWN;
    p->edge.size = 0;
    if (!store_open(p->where, STORE_READ, &store, &p->err))
        return NULL;
    if (store_begin(store, TRANSACTION_READ, &p->err)
            && store_prepare_literal(store,
                "SELECT " ENTRY_COLUMNS ", b.parts FROM entry AS e LEFT JOIN body AS b"
                " ON b.seq = e.seq WHERE e.seq >= :from AND (e.seq < :to OR :last = 1)"
                " ORDER BY e.seq", &s, &p->err)) {
        bind_int(s, "from", (int64_t)p->from);
        bind_int(s, "to", (int64_t)p->to);
        bind_int(s, "last", 0);
        p->ran = walk(p, store, s);
        statement_end(s);
    }
    store_rollback(store);
    store_close(store);
    return NULL;
}

/* ---- what stands above the entries ---- */

struct whole { struct pass_over *first; struct store *store; struct arena *arena; hash root; uint64_t size; };

static bool is_in(const uint64_t *list, size_t count, uint64_t number)
{
    for (size_t i = 0; i < count; i++)
        if (list[i] == number)
            return true;
    return false;
}

static void check_erasures(struct whole *w, struct pass_over *passes, int count)
{
    for (int i = 0; i < count; i++)
        for (size_t j = 0; j < passes[i].redacted_count; j++) {
            bool excused = false;
            for (int k = 0; k < count; k++)
                excused = excused || is_in(passes[k].excused, passes[k].excused_count,
                                           passes[i].redacted_at[j]);
            if (!excused)
                found(w->first, SEVERITY_ERROR, "erased-quietly", passes[i].redacted_at[j] >> 16,
                      "Field %u of it is gone, and no entry says why.",
                      (unsigned)(passes[i].redacted_at[j] & 0xffff));
        }
}

static bool check_head(struct whole *w, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(w->store,
            "SELECT size, root, frontier, recorded_at FROM head WHERE one = 1", &s, err))
        return false;
    enum step step = statement_step(s, err);
    struct bytes frontier = { 0 };
    for (unsigned k = 0; k < 64; k++)
        if (w->first->edge.size >> k & 1)
            bytes_add(&frontier, w->first->edge.h[k].b, 32);
    if (step == STEP_ROW) {
        if (!hash_same(column_hash(s, 1), w->root))
            found(w->first, SEVERITY_ERROR, "head-root", NO_ENTRY,
                  "The head's root is not that of the entries.");
        if (!text_same(column_bytes(s, 2), bytes_text(&frontier)))
            found(w->first, SEVERITY_ERROR, "head-frontier", NO_ENTRY,
                  "The head's frontier is not that of the entries.");
        if (column_int(s, 3) != w->first->last.us)
            found(w->first, SEVERITY_ERROR, "head-time", NO_ENTRY,
                  "The head's time is not that of the newest entry.");
    }
    bytes_free(&frontier);
    statement_end(s);
    return step == STEP_ROW;
}

/* Rows above level 0 are few; each hash is compared with the tree made of level 0, which was checked. */
static bool check_upper_tiles(struct whole *w, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(w->store,
            "SELECT level, idx, hashes FROM tile WHERE level > 0 OR idx >= :full"
            " ORDER BY level, idx", &s, err))
        return false;
    bind_int(s, "full", (int64_t)(w->size / TILE_WIDTH));
    enum step step;
    bool good = true;
    while (good && (step = statement_step(s, err)) == STEP_ROW) {
        int64_t level = column_int(s, 0);
        uint64_t index = (uint64_t)column_int(s, 1);
        text row = column_bytes(s, 2);
        uint64_t nodes = level >= 1 && level < TILE_LEVELS ? w->size >> (8 * level) : 0;
        uint64_t first = index * TILE_WIDTH;
        uint64_t want = nodes > first ? nodes - first : 0;
        want = want > TILE_WIDTH ? TILE_WIDTH : want;
        if (want == 0 || row.len != want * 32) {
            found(w->first, SEVERITY_ERROR, "tile-size", NO_ENTRY,
                  "Row %" PRIu64 " of level %lld of the tree has the wrong size.", index,
                  (long long)level);
            continue;
        }
        for (uint64_t i = 0; good && i < want; i++) {
            hash h, below;
            memcpy(h.b, row.at + i * 32, 32);
            // One level down: 256 children in one tile.
            good = ledger_tree_source(w->store, (unsigned)(8 * (level - 1)) + 7,
                                      (first + i) * 2, &below, err);
            hash right = below;
            good = good && ledger_tree_source(w->store, (unsigned)(8 * (level - 1)) + 7,
                                              (first + i) * 2 + 1, &right, err);
            if (good && !hash_same(tree_node(below, right), h))
                found(w->first, SEVERITY_ERROR, "tile-upper", NO_ENTRY,
                      "A hash in row %" PRIu64 " of level %lld of the tree is wrong.", index,
                      (long long)level);
        }
    }
    statement_end(s);
    return good && step == STEP_DONE;
}

static bool upper_tiles_present(struct whole *w, struct error *err)
{
    struct statement *s;
    for (unsigned level = 1; level < TILE_LEVELS && w->size >> (8 * level); level++) {
        uint64_t want = ((w->size >> (8 * level)) + TILE_WIDTH - 1) / TILE_WIDTH;
        if (!store_prepare_literal(w->store, "SELECT count(*) FROM tile WHERE level = :level", &s, err))
            return false;
        bind_int(s, "level", level);
        enum step step = statement_step(s, err);
        if (step == STEP_ROW && (uint64_t)column_int(s, 0) != want)
            found(w->first, SEVERITY_ERROR, "tile-count", NO_ENTRY,
                  "Level %u of the tree has rows missing or too many.", level);
        statement_end(s);
        if (step != STEP_ROW)
            return false;
    }
    return true;
}

static bool root_of(struct whole *w, uint64_t size, hash *root, struct error *err)
{
    if (size == w->size) {
        *root = w->root;
        return true;
    }
    return tree_root_at(ledger_tree_source, w->store, size, root, err);
}

static bool check_checkpoints(struct whole *w, struct verify_report *report, struct error *err)
{
    struct statement *s;
    text vkey, name;
    uint8_t type;
    struct sign_key key;
    if (!ledger_key_line(w->store, w->arena, &vkey, err))
        return false;
    if (!note_vkey_read(vkey, &name, &type, &key))
        found(w->first, SEVERITY_ERROR, "key", NO_ENTRY, "The public key cannot be read.");
    struct entry genesis;
    struct part parts[PARTS_MAX];
    struct error none = { 0 };
    if (!ledger_entry(w->store, w->arena, 0, &genesis, parts, &none))
        found(w->first, SEVERITY_ERROR, "genesis", 0, "There is no first entry that can be read.");
    else if (!text_same(parts_find(parts, genesis.part_count, 3)
                        ? parts_find(parts, genesis.part_count, 3)->value : TEXT_NONE, vkey))
        found(w->first, SEVERITY_ERROR, "key-changed", NO_ENTRY,
              "The public key is not the one that the first entry names.");
    if (!store_prepare_literal(w->store, "SELECT size, root, note FROM checkpoint ORDER BY size", &s,
                               err))
        return false;
    enum step step;
    bool good = true;
    while (good && (step = statement_step(s, err)) == STEP_ROW) {
        struct checkpoint c;
        struct error why = { 0 };
        uint64_t size = (uint64_t)column_int(s, 0);
        text note = column_text(s, 2);
        hash root;
        report->checkpoints++;
        if (!note_read(note, &c, &why) || c.size != size || !hash_same(c.root, column_hash(s, 1))) {
            found(w->first, SEVERITY_ERROR, "checkpoint-row", NO_ENTRY,
                  "The kept checkpoint of %" PRIu64 " entries does not say what its row says.", size);
        } else if (!text_same(c.origin, name) || !note_signed_by(note, name, &key)) {
            found(w->first, SEVERITY_ERROR, "checkpoint-signature", NO_ENTRY,
                  "The kept checkpoint of %" PRIu64 " entries is not signed by the ledger's key.", size);
        } else if (size > w->size) {
            found(w->first, SEVERITY_ERROR, "checkpoint-ahead", NO_ENTRY,
                  "A checkpoint covers %" PRIu64 " entries; only %" PRIu64 " are there.", size, w->size);
        } else if ((good = root_of(w, size, &root, err)) && !hash_same(root, c.root)) {
            found(w->first, SEVERITY_ERROR, "history-changed", NO_ENTRY,
                  "The first %" PRIu64 " entries are not those that were signed.", size);
        }
    }
    statement_end(s);
    return good && step == STEP_DONE;
}

static bool check_against(struct whole *w, const struct verify_options *options, struct error *err)
{
    for (size_t i = 0; i < options->against_count; i++) {
        struct checkpoint c;
        struct error why = { 0 };
        hash root;
        if (!note_read(options->against[i], &c, &why)) {
            found(w->first, SEVERITY_ERROR, "against-unreadable", NO_ENTRY,
                  "Checkpoint %zu that was handed in cannot be read.", i + 1);
        } else if (c.size > w->size) {
            found(w->first, SEVERITY_ERROR, "against-ahead", NO_ENTRY,
                  "The checkpoint handed in covers %" PRIu64 " entries; only %" PRIu64 " are there.",
                  c.size, w->size);
        } else {
            if (!root_of(w, c.size, &root, err))
                return false;
            if (!hash_same(root, c.root))
                found(w->first, SEVERITY_ERROR, "against-changed", NO_ENTRY,
                      "HISTORY CHANGED: the first %" PRIu64 " entries are not those of the checkpoint "
                      "handed in.", c.size);
        }
    }
    return true;
}

static bool check_database(struct whole *w, struct error *err)
{
    text findings;
    if (!store_check(w->store, w->arena, &findings, err))
        return false;
    if (!text_empty(findings))
        found(w->first, SEVERITY_ERROR, "database", NO_ENTRY, "The database finds itself damaged: %.*s",
              TEXT_ARG(text_first(text_cut(findings, '\n').before, 120)));
    return true;
}

static bool check_bodies_count(struct whole *w, struct error *err)
{
    int64_t entries, bodies;
    if (!store_count(w->store, "entry", &entries, err) || !store_count(w->store, "body", &bodies, err))
        return false;
    if ((uint64_t)entries != w->size || bodies != entries)
        found(w->first, SEVERITY_ERROR, "rows", NO_ENTRY,
              "The head counts %" PRIu64 " entries; there are %lld entries and %lld bodies.", w->size,
              (long long)entries, (long long)bodies);
    return true;
}

static bool remember(const char *where, const struct whole *w, struct error *err)
{
    struct store *store;
    struct statement *s;
    if (!store_open(where, STORE_WRITE, &store, err))
        return false;
    bool good = store_begin(store, TRANSACTION_WRITE, err)
             && store_prepare_literal(store,
                    "INSERT INTO verified (size, root, at) VALUES (:size, :root, :at)"
                    " ON CONFLICT (size) DO UPDATE SET root = excluded.root, at = excluded.at", &s, err);
    if (good) {
        bind_int(s, "size", (int64_t)w->size);
        bind_hash(s, "root", w->root);
        bind_instant(s, "at", instant_now());
        good = statement_run(s, NULL, err) && store_commit(store, err);
    }
    if (store_in_transaction(store))
        store_rollback(store);
    store_close(store);
    return good;
}

/* Up to where an earlier run found everything clean, provided that the tree there is still the same. */
static bool verified_before(struct store *store, uint64_t *size, struct error *err)
{
    struct statement *s;
    *size = 0;
    if (!store_prepare_literal(store, "SELECT size, root FROM verified ORDER BY size DESC LIMIT 1", &s,
                               err))
        return false;
    enum step step = statement_step(s, err);
    uint64_t kept = step == STEP_ROW ? (uint64_t)column_int(s, 0) : 0;
    hash root = column_hash(s, 1), now;
    statement_end(s);
    struct error why = { 0 };
    if (kept > 0 && tree_root_at(ledger_tree_source, store, kept, &now, &why)
            && hash_same(root, now))
        *size = kept;
    return step != STEP_FAILED;
}

static void join(struct pass_over *first, const struct pass_over *second)
{
    for (size_t i = 0; i < second->subtree_count; i++) {
        // A complete subtree of 2^16 leaves enters the edge as one.
        hash now = second->subtrees[i];
        unsigned k = 16;
        for (; first->edge.size >> k & 1; k++)
            now = tree_node(first->edge.h[k], now);
        first->edge.h[k] = now;
        first->edge.size += RANGE;
    }
    for (unsigned k = 16; k-- > 0;)
        if (second->edge.size >> k & 1) {
            first->edge.h[k] = second->edge.h[k];
            first->edge.size += UINT64_C(1) << k;
        }
    if (second->report.entries > 0)
        first->last = second->last;
}

static bool read_ledger(struct store *store, id *ledger, uint64_t *size, struct error *err)
{
    struct statement *s;
    bool has;
    if (!store_has_table(store, "head", &has, err))
        return false;
    if (!has)
        return fail(err, ERROR_ABSENT, NULL, "There is no ledger in this store.");
    if (!store_prepare_literal(store, "SELECT ledger_id, size FROM head WHERE one = 1", &s, err))
        return false;
    enum step step = statement_step(s, err);
    *ledger = column_id(s, 0);
    *size = step == STEP_ROW ? (uint64_t)column_int(s, 1) : 0;
    statement_end(s);
    return step == STEP_ROW || (step == STEP_DONE
        && fail(err, ERROR_BROKEN, NULL, "The ledger has no head."));
}

bool ledger_verify(const char *where, const struct verify_options *options,
                   struct verify_report *report, struct error *err)
{
    struct whole w = { .arena = arena_new() };
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    _Atomic uint64_t done = 0;
    struct pass_over passes[2];
    id ledger;
    uint64_t clean = 0;
    *report = (struct verify_report){ .first_bad = NO_ENTRY };
    if (!store_open(where, STORE_READ, &w.store, err)) {
        arena_free(w.arena);
        return false;
    }
    bool good = store_begin(w.store, TRANSACTION_READ, err)
             && read_ledger(w.store, &ledger, &w.size, err)
             && (!options->incremental || verified_before(w.store, &clean, err));
    int threads = good && options->threads > 1 && w.size >= 2 * RANGE ? 2 : 1;
    uint64_t middle = w.size / 2 / RANGE * RANGE;
    for (int i = 0; i < threads; i++)
        passes[i] = (struct pass_over){
            .options = options, .where = where, .ledger = ledger, .lock = &lock, .done = &done,
            .all = w.size, .from = i ? middle : 0, .to = threads == 2 && !i ? middle : w.size,
            .body_from = clean,
        };
    if (good) {
        pthread_t other;
        bool apart = threads == 2 && !pthread_create(&other, NULL, run_pass, &passes[1]);
        run_pass(&passes[0]);
        if (apart)
            pthread_join(other, NULL);
        else if (threads == 2)
            run_pass(&passes[1]);
        for (int i = 0; i < threads && good; i++)
            if (!passes[i].ran) {
                *err = passes[i].err;
                good = false;
            }
    }
    if (good) {
        if (threads == 2)
            join(&passes[0], &passes[1]);
        w.first = &passes[0];
        w.root = edge_root(&passes[0].edge);
        check_erasures(&w, passes, threads);
        good = check_head(&w, err) && check_bodies_count(&w, err) && upper_tiles_present(&w, err)
            && check_upper_tiles(&w, err) && check_checkpoints(&w, report, err)
            && check_against(&w, options, err)
            && (options->skip_database_check || check_database(&w, err));
        if (!good && err->kind == ERROR_BROKEN) {          // a tree that cannot be walked is a finding
            found(w.first, SEVERITY_ERROR, "tree", NO_ENTRY, "%s", err->message);
            error_clear(err);
            good = true;
        }
        for (int i = 0; i < threads; i++) {
            report->entries += passes[i].report.entries;
            report->parts += passes[i].report.parts;
            report->redacted += passes[i].report.redacted;
            report->bytes += passes[i].report.bytes;
            report->findings += passes[i].report.findings;
            if (passes[i].report.first_bad < report->first_bad)
                report->first_bad = passes[i].report.first_bad;
        }
        report->root = w.root;
    }
    for (int i = 0; i < threads && w.size; i++) {
        free(passes[i].subtrees);
        free(passes[i].redacted_at);
        free(passes[i].excused);
    }
    store_rollback(w.store);
    store_close(w.store);
    struct error ignored = { 0 };              // a read-only copy is verified all the same
    if (good && report->findings == 0 && options->incremental
            && !remember(where, &w, &ignored))
        good = true;
    arena_free(w.arena);
    return good;
}
