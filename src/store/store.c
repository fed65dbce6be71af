#include "store/backend.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

bool store_open(const char *where, enum store_use use, struct store **store, struct error *err)
{
    struct store *made = memory_alloc(sizeof *made);
    bool server = text_starts(text_of(where), "postgresql://")
               || text_starts(text_of(where), "postgres://");
    made->backend = server ? &postgres_backend : &sqlite_backend;
    made->where = memory_alloc(strlen(where) + 1);
    memcpy(made->where, where, strlen(where));
    made->use = use;
    if (!made->backend->open(made, err)) {
        store_close(made);
        return false;
    }
    *store = made;
    return true;
}

void store_close(struct store *store)
{
    if (!store)
        return;
    for (size_t i = 0; i < CACHE_SLOTS; i++)
        for (struct statement *s = store->cache[i], *next; s; s = next) {
            next = s->next;
            store->backend->forget(s);
            free(s->sql);
            free(s);
        }
    bytes_free(&store->texts);
    bytes_free(&store->text_marks);
    store->backend->close(store);
    free(store->where);
    free(store);
}

bool store_is_postgres(const struct store *store)
{
    return store->backend == &postgres_backend;
}

const char *store_where(const struct store *store)
{
    return store->where;
}

/* ---- transactions ---- */

static bool script(struct store *store, const char *sql, struct error *err)
{
    return store->backend->script(store, sql, err);
}

bool store_begin(struct store *store, enum transaction kind, struct error *err)
{
    assert(!store->inside);
    if (!store->backend->begin(store, kind, err))
        return false;
    store->inside = true;
    store->marks = 0;
    bytes_clear(&store->texts);
    bytes_clear(&store->text_marks);
    return true;
}

bool store_commit(struct store *store, struct error *err)
{
    if (!store_texts_write(store, err) || !script(store, "COMMIT", err))
        return false;
    store->inside = false;
    return true;
}

void store_rollback(struct store *store)
{
    struct error ignored = { 0 };
    // A statement that failed may have ended the transaction by itself: nothing is left to undo then.
    if (store->backend->is_open(store) && !script(store, "ROLLBACK", &ignored))
        store->inside = false;
    store->inside = false;
    bytes_clear(&store->texts);
}

bool store_in_transaction(const struct store *store)
{
    return store->inside;
}

bool store_savepoint(struct store *store, struct error *err)
{
    char sql[40];
    snprintf(sql, sizeof sql, "SAVEPOINT mark%d", store->marks + 1);
    if (!script(store, sql, err))
        return false;
    store->marks++;
    bytes_add(&store->text_marks, &store->texts.len, sizeof store->texts.len);
    return true;
}

bool store_release(struct store *store, struct error *err)
{
    char sql[48];
    assert(store->marks > 0);
    snprintf(sql, sizeof sql, "RELEASE SAVEPOINT mark%d", store->marks);
    if (!script(store, sql, err))
        return false;
    store->marks--;
    store->text_marks.len -= sizeof store->texts.len;
    return true;
}

void store_rollback_to(struct store *store)
{
    char sql[100];
    struct error ignored = { 0 };
    assert(store->marks > 0);
    snprintf(sql, sizeof sql, "ROLLBACK TO SAVEPOINT mark%d; RELEASE SAVEPOINT mark%d", store->marks,
             store->marks);
    if (!script(store, sql, &ignored))
        store->inside = store->backend->is_open(store);
    store->marks--;
    store->text_marks.len -= sizeof store->texts.len;
    memcpy(&store->texts.len, store->text_marks.at + store->text_marks.len, sizeof store->texts.len);
}

/* ---- definitions ---- */

bool store_define(struct store *store, const char *sql, struct error *err)
{
    struct bytes translated = { 0 };
    struct parameters none;
    dialect_translate(store->backend->dialect, text_of(sql), &translated, &none);
    bytes_add_u8(&translated, 0);
    bool good = script(store, (const char *)translated.at, err);
    bytes_free(&translated);
    return good;
}

bool store_has_table(struct store *store, const char *name, bool *has, struct error *err)
{
    struct statement *s;
    if (!store_prepare(store, text_of(store->backend->has_table), &s, err))
        return false;
    bind_text(s, "name", text_of(name));
    enum stepped step = statement_step(s, err);
    statement_end(s);
    *has = step == STEP_ROW;
    return step != STEP_FAILED;
}

bool store_define_once(struct store *store, const char *table, const char *script, struct error *err)
{
    bool has;
    if (!store_has_table(store, table, &has, err))
        return false;
    if (has)
        return true;
    if (!store_begin(store, TRANSACTION_WRITE, err))
        return false;
    if (store_define(store, script, err) && store_commit(store, err))
        return true;
    store_rollback(store);
    return false;
}

bool store_schema(struct store *store, struct arena *arena, text *schema, struct error *err)
{
    struct statement *s;
    struct bytes all = { 0 };
    if (!store_prepare(store, text_of(store->backend->schema), &s, err))
        return false;
    enum stepped step;
    while ((step = statement_step(s, err)) == STEP_ROW)
        bytes_add_format(&all, "%.*s %.*s: %.*s\n", TEXT_ARG(column_text(s, 0)),
                         TEXT_ARG(column_text(s, 1)), TEXT_ARG(column_text(s, 2)));
    statement_end(s);
    *schema = text_copy(arena, bytes_text(&all));
    bytes_free(&all);
    return step == STEP_DONE;
}

bool store_check(struct store *store, const char *table, struct arena *arena, text *findings, struct error *err)
{
    return store->backend->check(store, table, arena, findings, err);
}

bool store_count(struct store *store, const char *table, int64_t *count, struct error *err)
{
    char sql[120];
    struct statement *s;
    snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", table);     // table: a literal of the program
    if (!store_prepare(store, text_of(sql), &s, err))
        return false;
    enum stepped step = statement_step(s, err);
    *count = step == STEP_ROW ? column_int(s, 0) : 0;
    statement_end(s);
    return step == STEP_ROW;
}

bool store_backup(struct store *store, const char *path, store_progress *progress, void *with,
                  struct error *err)
{
    return store->backend->backup
        ? store->backend->backup(store, path, progress, with, err)
        : fail(err, ERROR_INPUT, NULL, "This store is copied table by table, not page by page.");
}

bool store_bulk(struct store *store, struct error *err)
{
    return !store->backend->bulk || script(store, store->backend->bulk, err);
}

bool store_mapped(struct store *store, struct error *err)
{
    return !store->backend->mapped || script(store, store->backend->mapped, err);
}

bool store_flush(struct store *store, struct error *err)
{
    return !store->backend->flush || script(store, store->backend->flush, err);
}

bool store_tidy(struct store *store, struct error *err)
{
    return !store->backend->tidy || script(store, store->backend->tidy, err);
}

int64_t store_statements(const struct store *store)
{
    return store->run;
}

text store_where_shown(struct arena *arena, const char *where)
{
    text all = text_of(where);
    for (size_t i = 0; i + 1 < all.len; i++)          // postgresql://user:password@host
        if (all.at[i] == '@' && text_starts(all, "postgres")) {
            struct text_pair scheme = text_cut(text_skip(all, 13), ':');
            return text_format(arena, "postgresql://%.*s%.*s", TEXT_ARG(scheme.before),
                               TEXT_ARG(text_skip(all, i)));
        }
    return text_copy(arena, all);
}
