/* Derives every table again from entry 0, in a scratch store, and compares row by row; or makes the live ones
 * again. What the ledger says is right. */
#include "record/tables.h"

#include "base/bytes.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- deriving ---- */

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

/* The first `size` entries, or all there are. Which redactions there were later is in their bodies already. */
static bool replay_all(struct store *from, struct store *to, uint64_t size,
                       store_progress *progress, void *with, uint64_t *entries, struct error *err)
{
    uint64_t all;
    if (!ledger_size_now(from, &all, err))
        return false;
    if (size > all)
        size = all;
    struct replay r = { from, to, 0, size, progress, with };
    *entries = size;
    return ledger_each(from, 0, size, replay_entry, &r, err) && store_texts_write(to, err);
}

/* ---- comparing ---- */

/* The table as it stood when the first :size entries were there; of one that is not timed, as it stands. */
static void select_of(struct bytes *sql, const struct derived_table *t)
{
    bytes_add_cstr(sql, "SELECT ");
    if (t->timed)
        bytes_add_cstr(sql, "record, recorded_seq, valid_from, subject, valid_to, source_seq,"
                            " CASE WHEN superseded_seq < :size THEN superseded_seq ELSE " NEVER_SQL " END"
                            " AS superseded_seq, recorded_at, author, role_of_author, flags");
    bytes_add_cstr(sql, t->columns);
    for (const struct field *f = t->kind ? t->kind->fields : NULL; f && f->name; f++)
        bytes_add_format(sql, ", \"%s\"", f->name);
    bytes_add_format(sql, " FROM %s%s ORDER BY %s", t->name,
                     t->timed ? " WHERE recorded_seq < :size" : "", t->order);
}

static bool open_rows(struct store *store, const struct derived_table *t, int64_t size,
                      struct statement **s, struct error *err)
{
    struct bytes sql = { 0 };
    select_of(&sql, t);
    bool good = store_prepare(store, bytes_text(&sql), s, err);
    bytes_free(&sql);
    if (good && t->timed) {
        bind_int(*s, "size", size);
    }
    return good;
}

static text shown_value(struct arena *arena, const struct statement *s, int column)
{
    switch (column_stored_as(s, column)) {
    case COLUMN_NULL:  return TEXT("nothing");
    case COLUMN_INT:   return text_format(arena, "%" PRId64, column_int(s, column));
    case COLUMN_BYTES: return text_hex(arena, column_bytes(s, column).at,
                                       column_bytes(s, column).len);
    default:           return text_format(arena, "'%.*s'",
                                          TEXT_ARG(text_clip(column_text(s, column), 60)));
    }
}

/* The columns of the key stand first. */
static text shown_key(struct arena *arena, const struct derived_table *t, const struct statement *s)
{
    text key = shown_value(arena, s, 0);
    if (t->timed)
        key = text_format(arena, "%.*s made by entry %.*s", TEXT_ARG(key),
                          TEXT_ARG(shown_value(arena, s, 1)));
    return key;
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

struct comparing {
    const struct derived_table *table; struct arena *arena; struct rebuild_report *report;
    struct statement *live, *made;
};

static void tell_row(struct comparing *c, bool live)
{
    c->report->same = false;
    snprintf(c->report->first_difference, sizeof c->report->first_difference,
             "table %s, row %.*s: stands only in the %s table.", c->table->name,
             TEXT_ARG(shown_key(c->arena, c->table, live ? c->live : c->made)),
             live ? "live" : "rebuilt");
}

static void tell_column(struct comparing *c, int column)
{
    c->report->same = false;
    snprintf(c->report->first_difference, sizeof c->report->first_difference,
             "table %s, row %.*s, column %s: live %.*s, rebuilt %.*s.", c->table->name,
             TEXT_ARG(shown_key(c->arena, c->table, c->live)), column_name(c->live, column),
             TEXT_ARG(shown_value(c->arena, c->live, column)),
             TEXT_ARG(shown_value(c->arena, c->made, column)));
}

static bool compare_rows(struct comparing *c, struct error *err)
{
    enum stepped x = STEP_ROW, y = STEP_ROW;
    while (c->report->same && x == STEP_ROW && y == STEP_ROW) {
        x = statement_step(c->live, err);
        y = statement_step(c->made, err);
        if (x == STEP_FAILED || y == STEP_FAILED)
            return false;
        if (x != y)
            tell_row(c, x == STEP_ROW);
        for (int i = 0; c->report->same && x == STEP_ROW && i < column_count(c->live); i++)
            if (!same_column(c->live, c->made, i))
                tell_column(c, i);
    }
    return true;
}

static bool compare_table(struct store *live, struct store *made, const struct derived_table *t,
                          int64_t size, struct rebuild_report *report, struct error *err)
{
    struct comparing c = { .table = t, .report = report };
    if (!open_rows(live, t, size, &c.live, err))
        return false;
    if (!open_rows(made, t, size, &c.made, err)) {
        statement_end(c.live);
        return false;
    }
    c.arena = arena_new();
    bool good = compare_rows(&c, err);
    arena_free(c.arena);
    statement_end(c.live);
    statement_end(c.made);
    return good;
}

static bool compare_all(struct store *live, struct store *made, uint64_t size,
                        struct rebuild_report *report, struct error *err)
{
    bool whole = size > INT64_MAX;
    report->same = true;
    for (size_t i = 0; record_table(i).name && report->same; i++) {
        struct derived_table t = record_table(i);
        if ((whole || t.timed)
                && !compare_table(live, made, &t, whole ? INT64_MAX : (int64_t)size, report, err))
            return false;
    }
    return true;
}

/* ---- the two ways ---- */

/* That the rows are right says nothing of the indexes through which they are found. */
static bool check_file(struct store *store, struct rebuild_report *report, struct error *err)
{
    struct arena *arena = arena_new();
    text findings;
    bool good = store_check(store, NULL, arena, &findings, err);
    if (good && !text_empty(findings)) {
        report->same = false;
        snprintf(report->first_difference, sizeof report->first_difference, "the database finds itself damaged: %.*s",
                 TEXT_ARG(text_first(text_cut(findings, '\n').before, 200)));
    }
    arena_free(arena);
    return good;
}

static bool compare_with_scratch(struct store *store, const char *path, uint64_t size,
                                 store_progress *progress, void *with,
                                 struct rebuild_report *report, struct error *err)
{
    struct store *scratch;
    if (!store_open(path, STORE_CREATE, &scratch, err))
        return false;
    bool good = store_begin(scratch, TRANSACTION_WRITE, err)
             && record_define_derived(scratch, err) && record_bulk_begin(scratch, err)
             && store_begin(store, TRANSACTION_READ, err);
    if (good) {
        good = replay_all(store, scratch, size, progress, with, &report->entries, err)
            && compare_all(store, scratch, size, report, err)
            && (!report->same || check_file(store, report, err));
        store_rollback(store);
    }
    store_rollback(scratch);
    store_close(scratch);
    return good;
}

static bool drop_derived(struct store *store, struct error *err)
{
    struct bytes script = { 0 };
    for (size_t i = 0; record_table(i).name; i++)
        bytes_add_format(&script, "DROP TABLE IF EXISTS %s;", record_table(i).name);
    bytes_add_cstr(&script, "DROP TABLE IF EXISTS derived_as;");
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
    if (drop_derived(store, err) && record_define_derived(store, err) && record_bulk_begin(store, err)
            && replay_all(store, store, UINT64_MAX, progress, with, &report->entries, err)
            && record_bulk_end(store, err)
            && store_commit(store, err)) {
        report->same = true;
        return true;
    }
    store_rollback(store);
    return false;
}

/* A file that only we can read, beside the store where that is a file: what it holds is as secret. */
static bool scratch_file(struct store *store, char path[512], struct error *err)
{
    const char *folder = getenv("TMPDIR"), *where = store_where(store);
    const char *last = strrchr(where, '/');
    int fd = -1;
    if (!store_is_postgres(store)) {
        snprintf(path, 512, "%.*s/.candour-rebuild-XXXXXX", last ? (int)(last - where) : 1,
                 last ? where : ".");
        fd = mkstemp(path);
    }
    if (fd < 0) {
        snprintf(path, 512, "%.400s/candour-rebuild-XXXXXX", folder ? folder : "/tmp");
        fd = mkstemp(path);
    }
    if (fd < 0)
        return fail(err, ERROR_STORE, NULL, "A scratch file could not be made in %.150s.",
                    folder ? folder : "/tmp");
    close(fd);
    return true;
}

static bool compare_at(struct store *store, uint64_t size, store_progress *progress, void *with,
                       struct rebuild_report *report, struct error *err)
{
    char path[512];
    *report = (struct rebuild_report){ 0 };
    if (!scratch_file(store, path, err))
        return false;
    bool good = compare_with_scratch(store, path, size, progress, with, report, err);
    unlink(path);
    return good;
}

bool record_rebuild(struct store *store, bool replace, store_progress *progress, void *with,
                    struct rebuild_report *report, struct error *err)
{
    *report = (struct rebuild_report){ 0 };
    return replace ? replace_live(store, progress, with, report, err)
                   : compare_at(store, UINT64_MAX, progress, with, report, err);
}

bool record_rebuild_at(struct store *store, uint64_t size, store_progress *progress, void *with,
                       struct rebuild_report *report, struct error *err)
{
    return compare_at(store, size, progress, with, report, err);
}
