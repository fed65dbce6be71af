/* Derives every table again from entry 0, in a scratch store, and compares row by row; or makes the live ones
 * again. What the ledger says is right. */
#include "record/tables.h"

#include "base/bytes.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct replay {
    struct store *from, *to; uint64_t done, all;
    store_progress *progress; void *with;
};

static bool replay_entry(void *with, const struct entry *e, const struct part *parts,
                         struct error *err)
{
    struct replay *r = with;
    if (++r->done % 1024 == 0 && r->progress
            && !r->progress(r->with, (int64_t)r->done, (int64_t)r->all))
        return fail(err, ERROR_INPUT, NULL, "Interrupted: nothing was changed.");
    return record_apply(r->to, e, parts, r->from, err);
}

static bool replay_all(struct store *from, struct store *to, store_progress *progress, void *with,
                       uint64_t *entries, struct error *err)
{
    uint64_t size;
    if (!ledger_size_now(from, &size, err))
        return false;
    struct replay r = { from, to, 0, size, progress, with };
    *entries = size;
    return ledger_each(from, 0, size, replay_entry, &r, err);
}

/* ---- comparing ---- */

static const char *order_of(const char *table)
{
    if (!strcmp(table, "name_key"))
        return "key, kind, person, record";
    if (!strcmp(table, "listed"))
        return "person";
    return "record, recorded_seq, valid_from";
}

static text shown_value(struct arena *arena, const struct statement *s, int column)
{
    switch (column_stored_as(s, column)) {
    case COLUMN_NULL:  return TEXT("nothing");
    case COLUMN_INT:   return text_format(arena, "%lld", (long long)column_int(s, column));
    case COLUMN_BYTES: return text_hex(arena, column_bytes(s, column).at,
                                       column_bytes(s, column).len);
    default:           return text_format(arena, "'%.*s'",
                                          TEXT_ARG(text_clip(column_text(s, column), 60)));
    }
}

static bool same_column(const struct statement *a, const struct statement *b, int column)
{
    enum column_kind x = column_stored_as(a, column), y = column_stored_as(b, column);
    if (x != y)
        return false;
    if (x == COLUMN_INT)
        return column_int(a, column) == column_int(b, column);
    return x == COLUMN_NULL || text_same(column_bytes(a, column), column_bytes(b, column));
}

static void tell(struct rebuild_report *report, struct arena *arena, const char *table,
                 const struct statement *live, const struct statement *made, int column)
{
    if (!live || !made) {
        const struct statement *there = live ? live : made;
        snprintf(report->first_difference, sizeof report->first_difference,
                 "table %s: a row that begins with %.*s stands only in the %s table.", table,
                 TEXT_ARG(shown_value(arena, there, 0)), live ? "live" : "rebuilt");
        return;
    }
    snprintf(report->first_difference, sizeof report->first_difference,
             "table %s, row %.*s, column %s: live %.*s, rebuilt %.*s.", table,
             TEXT_ARG(shown_value(arena, live, 0)), column_name(live, column),
             TEXT_ARG(shown_value(arena, live, column)), TEXT_ARG(shown_value(arena, made, column)));
}

static bool compare_table(struct store *live, struct store *made, const char *table,
                          struct rebuild_report *report, struct error *err)
{
    struct statement *a, *b;
    char sql[160];
    if (!strcmp(table, "search_text"))
        snprintf(sql, sizeof sql, "SELECT @rowid, words FROM search_text ORDER BY @rowid");
    else
        snprintf(sql, sizeof sql, "SELECT * FROM %s ORDER BY %s", table, order_of(table));
    if (!store_prepare(live, text_of(sql), &a, err))
        return false;
    if (!store_prepare(made, text_of(sql), &b, err)) {
        statement_end(a);
        return false;
    }
    struct arena *arena = arena_new();
    enum step x = STEP_ROW, y = STEP_ROW;
    while (report->same && x == STEP_ROW && y == STEP_ROW) {
        x = statement_step(a, err);
        y = statement_step(b, err);
        if (x == STEP_FAILED || y == STEP_FAILED)
            break;
        if (x != y) {
            report->same = false;
            tell(report, arena, table, x == STEP_ROW ? a : NULL, y == STEP_ROW ? b : NULL, 0);
        }
        for (int i = 0; report->same && x == STEP_ROW && i < column_count(a); i++)
            if (!same_column(a, b, i)) {
                report->same = false;
                tell(report, arena, table, a, b, i);
            }
    }
    arena_free(arena);
    statement_end(a);
    statement_end(b);
    return x != STEP_FAILED && y != STEP_FAILED;
}

static bool compare_all(struct store *live, struct store *made, struct rebuild_report *report,
                        struct error *err)
{
    report->same = true;
    for (size_t i = 0; record_table(i) && report->same; i++)
        if (!compare_table(live, made, record_table(i), report, err))
            return false;
    return !report->same || compare_table(live, made, "search_text", report, err);
}

/* ---- the two ways ---- */

static bool compare_with_scratch(struct store *store, const char *path, store_progress *progress,
                                 void *with, struct rebuild_report *report, struct error *err)
{
    struct store *scratch;
    if (!store_open(path, STORE_CREATE, &scratch, err))
        return false;
    bool good = store_begin(scratch, TRANSACTION_WRITE, err)
             && store_define(scratch, ledger_schema, err)
             && record_define_derived(scratch, err)
             && store_begin(store, TRANSACTION_READ, err);
    if (good) {
        good = replay_all(store, scratch, progress, with, &report->entries, err)
            && compare_all(store, scratch, report, err);
        store_rollback(store);
    }
    store_rollback(scratch);
    store_close(scratch);
    return good;
}

static bool drop_derived(struct store *store, struct error *err)
{
    struct bytes script = { 0 };
    for (size_t i = 0; record_table(i); i++)
        bytes_add_format(&script, "DROP TABLE %s;", record_table(i));
    bytes_add_cstr(&script, "DROP TABLE search_text;");
    bytes_add_u8(&script, 0);
    bool good = store_define(store, (const char *)script.at, err);
    bytes_free(&script);
    return good;
}

static bool replace_live(struct store *store, store_progress *progress, void *with,
                         struct rebuild_report *report, struct error *err)
{
    if (!store_begin(store, TRANSACTION_WRITE, err))
        return false;
    if (drop_derived(store, err) && record_define_derived(store, err)
            && replay_all(store, store, progress, with, &report->entries, err)
            && store_commit(store, err)) {
        report->same = true;
        return true;
    }
    store_rollback(store);
    return false;
}

bool record_rebuild(struct store *store, bool replace, store_progress *progress, void *with,
                    struct rebuild_report *report, struct error *err)
{
    *report = (struct rebuild_report){ 0 };
    if (replace)
        return replace_live(store, progress, with, report, err);
    const char *folder = getenv("TMPDIR");
    char path[256];
    snprintf(path, sizeof path, "%.200s/candour-rebuild-XXXXXX", folder ? folder : "/tmp");
    int fd = mkstemp(path);
    if (fd < 0)
        return fail(err, ERROR_STORE, NULL, "A scratch file could not be made in %.150s.",
                    folder ? folder : "/tmp");
    close(fd);
    bool good = compare_with_scratch(store, path, progress, with, report, err);
    unlink(path);
    return good;
}
