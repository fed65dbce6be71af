/* Nothing stored is believed: one pass over the entries in order, everything recomputed. The rules and their codes,
 * which never change their meaning, stand in docs/ledger.md, 'Verify'. */
#include "ledger/verifying.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define SNAPSHOT_TRIES 5

void verify_say(struct verifying *v, enum severity severity, const char *code, uint64_t seq,
                const char *form, ...)
{
    struct finding f = { .severity = severity, .code = code, .seq = seq };
    va_list list;
    va_start(list, form);
    vsnprintf(f.meaning, sizeof f.meaning, form, list);
    va_end(list);
    pthread_mutex_lock(&v->lock);
    v->report->findings++;
    if (seq != NO_ENTRY && seq < v->report->first_bad)
        v->report->first_bad = seq;
    if (v->options->found)
        v->options->found(v->options->found_with, &f);
    pthread_mutex_unlock(&v->lock);
}

void numbers_add(struct numbers *list, uint64_t number)
{
    if (list->count == list->room) {
        list->room = list->room ? list->room * 2 : 64;
        list->at = memory_resize(list->at, list->room * sizeof *list->at);
    }
    list->at[list->count++] = number;
}

static int by_number(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

void numbers_sort(struct numbers *list)
{
    if (list->count > 0)
        qsort(list->at, list->count, sizeof *list->at, by_number);
}

bool numbers_hold(const struct numbers *sorted, uint64_t number)
{
    return sorted->count > 0
        && bsearch(&number, sorted->at, sorted->count, sizeof number, by_number) != NULL;
}

void hashes_add(struct hashes *list, hash h)
{
    if (list->count == list->room) {
        list->room = list->room ? list->room * 2 : 64;
        list->at = memory_resize(list->at, list->room * sizeof *list->at);
    }
    list->at[list->count++] = h;
}

/* ---- the database itself ---- */

/* The largest first. */
static const char *const own_tables[] = { "body", "entry", "tile", "head", "checkpoint", "cosignature",
                                          "ledger_key", "verified" };

static bool has_line(text all, text line)
{
    for (text rest = all; rest.len > 0;) {
        struct text_pair cut = text_cut(rest, '\n');
        if (text_same(cut.before, line))
            return true;
        rest = cut.after;
    }
    return false;
}

/* A trigger on a table of ours could write something else than it was given. */
static void check_triggers(struct verifying *v, text schema, text wanted)
{
    for (text rest = schema; rest.len > 0;) {
        struct text_pair cut = text_cut(rest, '\n');
        rest = cut.after;
        if (!text_starts(cut.before, "trigger ") || has_line(wanted, cut.before))
            continue;
        for (size_t i = 0; i < COUNT_OF(own_tables); i++)
            if (text_contains(cut.before, text_format(v->arena, " ON %s ", own_tables[i])))
                verify_say(v, SEVERITY_ERROR, "schema-trigger", NO_ENTRY,
                           "Table %s has a trigger that this program did not make.", own_tables[i]);
    }
}

/* Our own tables, indexes and triggers, word for word as this program would make them: checks and triggers are text
 * in the file, and would be the first thing to be changed. Other rooms' tables are derived, and compared by
 * rebuild. PostgreSQL tells its definitions in its own words; there the rights of the account take this place. */
static bool check_schema(struct verifying *v, struct error *err)
{
    struct store *fresh;
    text wanted, schema;
    if (store_is_postgres(v->store))
        return true;
    if (!store_schema(v->store, v->arena, &schema, err)
            || !store_open(":memory:", STORE_CREATE, &fresh, err))
        return false;
    bool good = store_define(fresh, ledger_schema, err)
             && store_schema(fresh, v->arena, &wanted, err);
    store_close(fresh);
    for (text rest = good ? wanted : TEXT_NONE; rest.len > 0;) {
        struct text_pair cut = text_cut(rest, '\n');
        if (!has_line(schema, cut.before))
            verify_say(v, SEVERITY_ERROR, "schema", NO_ENTRY,
                       "The database's %.*s is not defined as this program defines it.",
                       TEXT_ARG(text_cut(cut.before, ':').before));
        rest = cut.after;
    }
    if (good)
        check_triggers(v, schema, wanted);
    return good;
}

static bool check_pages(struct verifying *v, struct store *store, const char *table, struct error *err)
{
    struct arena *arena = arena_new();
    text findings;
    bool good = store_check(store, table, arena, &findings, err);
    if (good && !text_empty(findings))
        verify_say(v, SEVERITY_ERROR, "database", NO_ENTRY, "The database finds itself damaged: %.*s",
                   TEXT_ARG(text_first(text_cut(findings, '\n').before, 120)));
    arena_free(arena);
    return good;
}

/* The pages of the ledger's own tables, by whichever share has its rows behind it; the tables made from them are
 * compared by rebuild. */
static bool check_tables(struct verifying *v, struct store *store, struct error *err)
{
    for (size_t i; (i = v->next_table++) < COUNT_OF(own_tables);)
        if (!check_pages(v, store, own_tables[i], err))
            return false;
    return true;
}

/* ---- before and after ---- */

static bool read_size(struct store *store, id *ledger, uint64_t *size, struct error *err)
{
    struct statement *s;
    bool has;
    if (!store_has_table(store, "head", &has, err))
        return false;
    if (!has)
        return fail(err, ERROR_ABSENT, NULL, "There is no ledger in this store.");
    if (!store_prepare_literal(store, "SELECT ledger_id, size FROM head WHERE one = 1", &s, err))
        return false;
    enum stepped step = statement_step(s, err);
    *ledger = column_id(s, 0);
    *size = step == STEP_ROW ? (uint64_t)column_int(s, 1) : 0;
    statement_end(s);
    if (step == STEP_ROW && *size > INT64_MAX)
        return fail(err, ERROR_BROKEN, NULL, "The head counts fewer entries than none.");
    return step == STEP_ROW
        || (step == STEP_DONE && fail(err, ERROR_BROKEN, NULL, "The ledger has no head."));
}

/* The size up to which an earlier run found everything clean. That it was this ledger is checked by its root. */
static bool verified_before(struct store *store, uint64_t *size, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store, "SELECT size FROM verified ORDER BY size DESC LIMIT 1", &s, err))
        return false;
    enum stepped step = statement_step(s, err);
    *size = step == STEP_ROW && column_int(s, 0) > 0 ? (uint64_t)column_int(s, 0) : 0;
    statement_end(s);
    return step != STEP_FAILED;
}

static bool remember(const char *where, const struct verifying *v, struct error *err)
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
        bind_int(s, "size", (int64_t)v->size);
        bind_hash(s, "root", v->root);
        bind_instant(s, "at", instant_now());
        good = statement_run(s, NULL, err) && store_commit(store, err);
    }
    if (store_in_transaction(store))
        store_rollback(store);
    store_close(store);
    return good;
}

/* ---- threads ---- */

static bool begin(struct store *store, uint64_t *size, struct error *err)
{
    id ledger;
    return store_begin(store, TRANSACTION_READ, err) && read_size(store, &ledger, size, err);
}

/* A second connection that sees the same entries: head of the same size, in a transaction each. second stays NULL
 * when writers are quicker than we; one thread does it all then. False: our own view is lost. */
static bool second_view(struct verifying *v, const char *where, struct store **second,
                        struct error *err)
{
    struct store *made;
    struct error ignored = { 0 };
    uint64_t size;
    if (!store_open(where, STORE_READ, &made, &ignored))
        return true;
    if (!store_mapped(made, &ignored)) {
        store_close(made);
        return true;
    }
    for (int i = 0; i < SNAPSHOT_TRIES; i++) {
        if (begin(made, &size, &ignored) && size == v->size) {
            *second = made;
            return true;
        }
        store_rollback(made);
        store_rollback(v->store);
        if (!begin(v->store, &v->size, err)) {
            store_close(made);
            return false;
        }
    }
    store_close(made);
    return true;
}

/* A head that counts far more entries than there are would keep us looking for them for years. */
static bool bound_size(struct verifying *v, struct error *err)
{
    int64_t rows;
    if (!store_count(v->store, "entry", &rows, err))
        return false;
    if (v->size / 2 <= (uint64_t)rows + RANGE)
        return true;
    verify_say(v, SEVERITY_ERROR, "count", NO_ENTRY,
               "The head counts %" PRIu64 " entries; there are %" PRId64 ".", v->size, rows);
    v->size = (uint64_t)rows;
    return true;
}

static void *run_share(void *with)
{
    struct share *p = with;
    verify_share(p);
    p->ran = p->ran && (p->v->options->whole_database || check_tables(p->v, p->store, &p->err));
    return NULL;
}

static bool run_shares(struct verifying *v, struct share shares[2], int count, struct error *err)
{
    pthread_t other;
    bool apart = count == 2 && pthread_create(&other, NULL, run_share, &shares[1]) == 0;
    run_share(&shares[0]);
    if (apart)
        pthread_join(other, NULL);
    else if (count == 2)
        run_share(&shares[1]);
    for (int i = 0; i < count; i++) {
        v->report->entries += shares[i].entries;
        v->report->parts += shares[i].parts;
        v->report->redacted += shares[i].redacted;
        v->report->bytes += shares[i].bytes;
        if (!shares[i].ran) {
            *err = shares[i].err;
            return false;
        }
    }
    if (count == 2 && instant_known(shares[0].last) && instant_known(shares[1].first)
            && shares[1].first.us < shares[0].last.us)
        verify_say(v, SEVERITY_ERROR, "time-back", shares[1].from,
                   "It was recorded before the entry before it.");
    return true;
}

static void forget(struct verifying *v, struct share shares[2])
{
    for (int i = 0; i < 2; i++) {
        free(shares[i].kept.at);
        free(shares[i].missing.at);
        free(shares[i].named.at);
        free(shares[i].named_new.at);
        free(shares[i].access.at);
        free(shares[i].sealed.at);
    }
    for (size_t i = 0; i < COUNT_OF(v->levels); i++)
        free(v->levels[i].at);
    free(v->wanted);
    pthread_mutex_destroy(&v->lock);
    arena_free(v->arena);
}

static bool verify(struct verifying *v, const char *where, struct share shares[2], struct error *err)
{
    struct store *second = NULL;
    bool good = store_begin(v->store, TRANSACTION_READ, err)
             && read_size(v->store, &v->ledger, &v->size, err);
    if (good && v->options->threads > 1 && v->size >= 2 * RANGE)
        good = second_view(v, where, &second, err);
    good = good && bound_size(v, err)
        && (!v->options->incremental || verified_before(v->store, &v->body_from, err))
        && verify_want(v, err);
    uint64_t middle = second ? v->size / 2 / RANGE * RANGE : v->size;
    shares[0] = (struct share){ .v = v, .store = v->store, .to = middle };
    shares[1] = (struct share){ .v = v, .store = second, .from = middle, .to = v->size };
    int count = second ? 2 : 1;
    good = good && run_shares(v, shares, count, err);
    if (second) {
        store_rollback(second);
        store_close(second);
    }
    if (!good)
        return false;
    verify_join(v, shares, count);
    verify_access(v, shares, count);
    return verify_erasures(v, shares, count, err) && verify_tiles(v, err) && verify_head(v, err)
        && verify_checkpoints(v, err) && verify_cosignatures(v, err) && verify_against(v, err)
        && verify_sealed_ones(v, shares, count, err) && check_schema(v, err)
        && (!v->options->whole_database || check_pages(v, v->store, NULL, err));
}

bool ledger_verify(const char *where, const struct verify_options *options,
                   struct verify_report *report, struct error *err)
{
    struct share shares[2] = { 0 };
    struct verifying v = { .options = options, .report = report, .arena = arena_new() };
    struct error ignored = { 0 };
    pthread_mutex_init(&v.lock, NULL);
    *report = (struct verify_report){ .first_bad = NO_ENTRY };
    bool good = store_open(where, STORE_READ, &v.store, err);
    if (good) {
        good = store_mapped(v.store, err) && verify(&v, where, shares, err);
        store_rollback(v.store);
        store_close(v.store);
    }
    report->root = v.root;
    if (good && report->findings == 0 && options->incremental)
        good = remember(where, &v, &ignored) || good;         // a copy that can only be read verifies too
    forget(&v, shares);
    return good;
}
