/* Every table of one store into another, of either kind, in one transaction of each. */
#include "store/backend.h"

#include <string.h>

static bool list_tables(struct store *store, struct arena *arena, text *tables, size_t room,
                        size_t *count, struct error *err)
{
    struct statement *s;
    text sql = store_is_postgres(store)
        ? TEXT("SELECT table_name FROM information_schema.tables WHERE table_schema ="
               " current_schema() AND table_type = 'BASE TABLE'"
               " AND table_name <> 'candour_store' ORDER BY table_name")
        : TEXT("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
               " AND name NOT LIKE 'search_text_%' ORDER BY name");
    if (!store_prepare(store, sql, &s, err))
        return false;
    enum stepped step;
    *count = 0;
    while ((step = statement_step(s, err)) == STEP_ROW && *count < room)
        tables[(*count)++] = text_copy(arena, column_text(s, 0));
    statement_end(s);
    return step == STEP_DONE;
}

static bool put_row(struct store *to, struct statement *row, text insert, struct error *err)
{
    struct statement *s;
    char name[16];
    if (!store_prepare(to, insert, &s, err))
        return false;
    for (int i = 0; i < column_count(row); i++) {
        snprintf(name, sizeof name, "c%d", i);
        switch (column_stored_as(row, i)) {
        case COLUMN_NULL:  bind_null(s, name); break;
        case COLUMN_INT:   bind_int(s, name, column_int(row, i)); break;
        case COLUMN_REAL:  bind_real(s, name, column_real(row, i)); break;
        case COLUMN_TEXT:  bind_text(s, name, column_text(row, i)); break;
        case COLUMN_BYTES: bind_bytes(s, name, column_bytes(row, i).at, column_bytes(row, i).len);
        }
    }
    return statement_send(s, err);
}

/* What the definitions put there themselves, such as the calendar, gives way to what is copied. */
static bool empty_table(struct store *to, text table, struct error *err)
{
    struct bytes sql = { 0 };
    bytes_add_format(&sql, "DELETE FROM %.*s", TEXT_ARG(table));
    bytes_add_u8(&sql, 0);
    bool good = store_define(to, (const char *)sql.at, err);
    bytes_free(&sql);
    return good;
}

static bool copy_search(struct store *from, struct store *to, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(from, "SELECT @rowid, words FROM search_text", &s, err))
        return false;
    enum stepped step;
    bool good = true;
    while (good && (step = statement_step(s, err)) == STEP_ROW)
        good = store_text_put(to, "search_text", column_int(s, 0), column_text(s, 1), err);
    statement_end(s);
    return good && step == STEP_DONE;
}

static bool copy_table(struct store *from, struct store *to, text table, struct error *err)
{
    struct bytes select = { 0 }, insert = { 0 };
    struct statement *s;
    bytes_add_format(&select, "SELECT * FROM %.*s", TEXT_ARG(table));
    bool good = store_prepare(from, bytes_text(&select), &s, err);
    bytes_free(&select);
    if (!good)
        return false;
    bytes_add_format(&insert, "INSERT INTO %.*s (", TEXT_ARG(table));
    enum stepped step = statement_step(s, err);
    for (int i = 0; step == STEP_ROW && i < column_count(s); i++)
        bytes_add_format(&insert, "%s\"%s\"", i ? ", " : "", column_name(s, i));
    bytes_add_cstr(&insert, ") VALUES (");
    for (int i = 0; step == STEP_ROW && i < column_count(s); i++)
        bytes_add_format(&insert, "%s:c%d", i ? ", " : "", i);
    bytes_add_cstr(&insert, ")");
    for (; good && step == STEP_ROW; step = good ? statement_step(s, err) : STEP_FAILED)
        good = put_row(to, s, bytes_text(&insert), err);
    bytes_free(&insert);
    statement_end(s);
    return good && step == STEP_DONE;
}

/* account_role names account, which sorts before it; nothing else refers. */
bool store_copy(struct store *from, struct store *to, store_progress *progress, void *with,
                struct error *err)
{
    struct arena *arena = arena_new();
    text tables[100];
    size_t count = 0;
    bool own = !store_in_transaction(to), good = store_begin(from, TRANSACTION_READ, err);
    if (good && own && !store_begin(to, TRANSACTION_WRITE, err)) {
        store_rollback(from);
        good = false;
    }
    if (good) {
        good = list_tables(from, arena, tables, COUNT_OF(tables), &count, err);
        for (size_t i = 0; good && i < count; i++) {
            if (progress && !progress(with, (int64_t)i, (int64_t)count))
                good = fail(err, ERROR_INPUT, NULL, "Interrupted: nothing was copied.");
            else if (!empty_table(to, tables[i], err))
                good = false;
            else if (text_is(tables[i], "search_text"))
                good = copy_search(from, to, err);
            else
                good = copy_table(from, to, tables[i], err);
        }
        if (own && (!good || !store_commit(to, err))) {
            store_rollback(to);
            good = false;
        }
        store_rollback(from);
    }
    arena_free(arena);
    return good;
}
