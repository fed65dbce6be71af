#include "store/store.h"

#include "base/file.h"
#include "store/dialect.h"

#include <assert.h>
#include <errno.h>
#include <sqlite3.h>
#include <string.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define APPLICATION_ID 0x43445231
#define STORE_VERSION 1
#define CACHE_SLOTS 256

struct statement {
    struct store *store;
    sqlite3_stmt *s;
    struct parameters parameters;
    char *sql; size_t sql_len;
    bool busy;
    struct statement *next;
};

struct store {
    sqlite3 *db;
    char *where;
    enum store_use use;
    struct statement *cache[CACHE_SLOTS];
    bool inside;
    int marks;
    int64_t run;
};

static bool sqlite_failed(sqlite3 *db, struct error *err)
{
    static const struct { int code; const char *say; } known[] = {
        { SQLITE_FULL, "The disk is full: nothing was saved. Free some space, then try again." },
        { SQLITE_BUSY, "Somebody else has been writing for a long time: nothing was saved. "
                       "Try again in a moment." },
        { SQLITE_READONLY, "The store can only be read: nothing was saved." },
        { SQLITE_NOTADB, "That file is not a database." },
        { SQLITE_CORRUPT, "The database file is damaged. Restore it from a backup." },
        { SQLITE_CANTOPEN, "The store cannot be opened: check the path and who may read it." },
    };
    int code = sqlite3_extended_errcode(db);
    const char *say = "The store did not answer: nothing was saved. Try again in a moment.";
    enum error_kind kind = ERROR_STORE;
    for (size_t i = 0; i < COUNT_OF(known); i++)
        if ((code & 0xff) == known[i].code)
            say = known[i].say;
    if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY) {
        kind = ERROR_CONFLICT;
        say = "That is there already.";
    }
    fail(err, kind, NULL, "%s", say);
    return fail_detail(err, "sqlite %d: %s", code, sqlite3_errmsg(db));
}

static bool pragma(struct store *store, const char *sql, struct error *err)
{
    return sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK
        || sqlite_failed(store->db, err);
}

static bool pragma_value(struct store *store, const char *sql, int64_t *value, struct error *err)
{
    sqlite3_stmt *s;
    if (sqlite3_prepare_v2(store->db, sql, -1, &s, NULL) != SQLITE_OK)
        return sqlite_failed(store->db, err);
    int step = sqlite3_step(s);
    *value = step == SQLITE_ROW ? sqlite3_column_int64(s, 0) : 0;
    sqlite3_finalize(s);
    return step == SQLITE_ROW || sqlite_failed(store->db, err);
}

/* Ours, somebody else's, or from a newer program. */
static bool check_header(struct store *store, bool fresh, struct error *err)
{
    int64_t application, version;
    if (!pragma_value(store, "PRAGMA application_id", &application, err)
            || !pragma_value(store, "PRAGMA user_version", &version, err))
        return false;
    if (fresh && store->use != STORE_READ)
        return pragma(store, "PRAGMA application_id = 0x43445231; PRAGMA user_version = 1", err);
    if (application != APPLICATION_ID)
        return fail(err, ERROR_INPUT, NULL, "%.150s is a database, but not one of Candour's.",
                    store->where);
    if (version > STORE_VERSION)
        return fail(err, ERROR_INPUT, NULL,
                    "%.120s was made by a newer Candour (version %lld of the store; this program "
                    "knows %d).", store->where, (long long)version, STORE_VERSION);
    return true;
}

static bool settle(struct store *store, bool fresh, struct error *err)
{
    sqlite3_extended_result_codes(store->db, 1);
    sqlite3_busy_timeout(store->db, 5000);
    if (!check_header(store, fresh, err))
        return false;
    if (store->use != STORE_READ && !pragma(store, "PRAGMA journal_mode = WAL", err))
        return false;
    return pragma(store, "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
                         "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;"
                         "PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;"
                         "PRAGMA cache_size = -16000", err)
        && (store->use != STORE_READ || pragma(store, "PRAGMA query_only = ON", err));
}

bool store_open(const char *where, enum store_use use, struct store **store, struct error *err)
{
    struct stat at;
    bool there = !stat(where, &at);
    if (text_starts(text_of(where), "postgres"))
        return fail(err, ERROR_INPUT, NULL, "This build does not open PostgreSQL yet.");
    if (!there && use != STORE_CREATE)
        return fail(err, ERROR_ABSENT, NULL,
                    "There is no store at %.150s: make one with 'candour init'.", where);
    bool fresh = !there || at.st_size == 0;
    if (fresh && use != STORE_CREATE)
        return fail(err, ERROR_INPUT, NULL, "%.150s is not a database.", where);
    if (there && use != STORE_READ && access(where, W_OK))
        return fail(err, ERROR_STORE, NULL, "%.150s can only be read: nothing was saved.", where);

    struct store *made = memory_alloc(sizeof *made);
    made->where = memory_alloc(strlen(where) + 1);
    memcpy(made->where, where, strlen(where));
    made->use = use;
    mode_t before = umask(077);
    int flags = SQLITE_OPEN_NOMUTEX | (use == STORE_CREATE ? SQLITE_OPEN_CREATE : 0)
              | SQLITE_OPEN_READWRITE;
    int code = sqlite3_open_v2(where, &made->db, flags, NULL);
    umask(before);
    if (code != SQLITE_OK ? !sqlite_failed(made->db, err) : !settle(made, fresh, err)) {
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
            sqlite3_finalize(s->s);
            free(s->sql);
            free(s);
        }
    sqlite3_close_v2(store->db);
    free(store->where);
    free(store);
}

bool store_is_postgres(const struct store *store)
{
    (void)store;
    return false;
}

const char *store_where(const struct store *store)
{
    return store->where;
}

/* ---- statements ---- */

static size_t slot_of(text sql)
{
    uint64_t h = 1469598103934665603u;
    for (size_t i = 0; i < sql.len; i++)
        h = (h ^ (unsigned char)sql.at[i]) * 1099511628211u;
    return h % CACHE_SLOTS;
}

bool store_prepare(struct store *store, text sql, struct statement **s, struct error *err)
{
    size_t slot = slot_of(sql);
    for (struct statement *c = store->cache[slot]; c; c = c->next)
        if (!c->busy && c->sql_len == sql.len && !memcmp(c->sql, sql.at, sql.len)) {
            c->busy = true;
            *s = c;
            return true;
        }
    struct statement *made = memory_alloc(sizeof *made);
    struct bytes translated = { 0 };
    dialect_translate(DIALECT_SQLITE, sql, &translated, &made->parameters);
    int code = sqlite3_prepare_v3(store->db, (const char *)translated.at, (int)translated.len,
                                  SQLITE_PREPARE_PERSISTENT, &made->s, NULL);
    bytes_free(&translated);
    if (code != SQLITE_OK) {
        free(made);
        return sqlite_failed(store->db, err);
    }
    made->store = store;
    made->sql = memory_alloc(sql.len + 1);
    memcpy(made->sql, sql.at, sql.len);
    made->sql_len = sql.len;
    made->busy = true;
    made->next = store->cache[slot];
    store->cache[slot] = made;
    *s = made;
    return true;
}

static int number_of(const struct statement *s, const char *name)
{
    for (int i = 0; i < s->parameters.count; i++)
        if (!strcmp(s->parameters.names[i], name))
            return i + 1;
    fprintf(stderr, "store: no parameter :%s in %s\n", name, s->sql);
    abort();
}

void bind_int(struct statement *s, const char *name, int64_t value)
{
    sqlite3_bind_int64(s->s, number_of(s, name), value);
}

void bind_real(struct statement *s, const char *name, double value)
{
    sqlite3_bind_double(s->s, number_of(s, name), value);
}

void bind_text(struct statement *s, const char *name, text value)
{
    sqlite3_bind_text64(s->s, number_of(s, name), value.at ? value.at : "", value.len,
                        SQLITE_TRANSIENT, SQLITE_UTF8);
}

void bind_bytes(struct statement *s, const char *name, const void *at, size_t len)
{
    sqlite3_bind_blob64(s->s, number_of(s, name), at ? at : "", len, SQLITE_TRANSIENT);
}

void bind_null(struct statement *s, const char *name)
{
    sqlite3_bind_null(s->s, number_of(s, name));
}

void bind_id(struct statement *s, const char *name, id value)
{
    bind_bytes(s, name, value.b, sizeof value.b);
}

void bind_hash(struct statement *s, const char *name, hash value)
{
    bind_bytes(s, name, value.b, sizeof value.b);
}

void bind_day(struct statement *s, const char *name, day value)
{
    if (day_known(value))
        bind_int(s, name, value.days);
    else
        bind_null(s, name);
}

void bind_instant(struct statement *s, const char *name, instant value)
{
    if (instant_known(value))
        bind_int(s, name, value.us);
    else
        bind_null(s, name);
}

enum step statement_step(struct statement *s, struct error *err)
{
    int code = sqlite3_step(s->s);
    s->store->run++;
    if (code == SQLITE_ROW)
        return STEP_ROW;
    if (code == SQLITE_DONE)
        return STEP_DONE;
    sqlite_failed(s->store->db, err);
    return STEP_FAILED;
}

void statement_end(struct statement *s)
{
    sqlite3_reset(s->s);
    sqlite3_clear_bindings(s->s);
    s->busy = false;
}

bool statement_run(struct statement *s, int64_t *changed, struct error *err)
{
    enum step step;
    while ((step = statement_step(s, err)) == STEP_ROW)
        continue;
    if (changed)
        *changed = sqlite3_changes64(s->store->db);
    statement_end(s);
    return step == STEP_DONE;
}

bool statement_send(struct statement *s, struct error *err)
{
    return statement_run(s, NULL, err);
}

int64_t column_int(const struct statement *s, int column)
{
    return sqlite3_column_int64(s->s, column);
}

double column_real(const struct statement *s, int column)
{
    return sqlite3_column_double(s->s, column);
}

text column_text(const struct statement *s, int column)
{
    const char *at = (const char *)sqlite3_column_text(s->s, column);
    return (text){ at, at ? (size_t)sqlite3_column_bytes(s->s, column) : 0 };
}

text column_bytes(const struct statement *s, int column)
{
    const char *at = sqlite3_column_blob(s->s, column);
    return (text){ at, at ? (size_t)sqlite3_column_bytes(s->s, column) : 0 };
}

bool column_null(const struct statement *s, int column)
{
    return sqlite3_column_type(s->s, column) == SQLITE_NULL;
}

id column_id(const struct statement *s, int column)
{
    text bytes = column_bytes(s, column);
    id value = ID_NONE;
    if (bytes.len == sizeof value.b)
        memcpy(value.b, bytes.at, sizeof value.b);
    return value;
}

hash column_hash(const struct statement *s, int column)
{
    text bytes = column_bytes(s, column);
    hash value = { { 0 } };
    if (bytes.len == sizeof value.b)
        memcpy(value.b, bytes.at, sizeof value.b);
    return value;
}

day column_day(const struct statement *s, int column)
{
    return column_null(s, column) ? DAY_UNKNOWN : (day){ (int32_t)column_int(s, column) };
}

instant column_instant(const struct statement *s, int column)
{
    return column_null(s, column) ? INSTANT_UNKNOWN : (instant){ column_int(s, column) };
}

int column_count(const struct statement *s)
{
    return sqlite3_column_count(s->s);
}

const char *column_name(const struct statement *s, int column)
{
    return sqlite3_column_name(s->s, column);
}

enum column_kind column_stored_as(const struct statement *s, int column)
{
    static const enum column_kind kinds[] = {
        [SQLITE_NULL] = COLUMN_NULL, [SQLITE_INTEGER] = COLUMN_INT, [SQLITE_FLOAT] = COLUMN_REAL,
        [SQLITE_TEXT] = COLUMN_TEXT, [SQLITE_BLOB] = COLUMN_BYTES,
    };
    return kinds[sqlite3_column_type(s->s, column)];
}

/* ---- transactions ---- */

bool store_begin(struct store *store, enum transaction kind, struct error *err)
{
    assert(!store->inside);
    if (!pragma(store, kind == TRANSACTION_READ ? "BEGIN" : "BEGIN IMMEDIATE", err))
        return false;
    store->inside = true;
    store->marks = 0;
    return true;
}

bool store_commit(struct store *store, struct error *err)
{
    if (!pragma(store, "COMMIT", err))
        return false;
    store->inside = false;
    return true;
}

void store_rollback(struct store *store)
{
    // A statement that failed may have ended the transaction by itself: nothing is left to undo then.
    if (!sqlite3_get_autocommit(store->db))
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    store->inside = false;
}

bool store_in_transaction(const struct store *store)
{
    return store->inside;
}

bool store_savepoint(struct store *store, struct error *err)
{
    char sql[40];
    snprintf(sql, sizeof sql, "SAVEPOINT mark%d", store->marks + 1);
    if (!pragma(store, sql, err))
        return false;
    store->marks++;
    return true;
}

bool store_release(struct store *store, struct error *err)
{
    char sql[40];
    assert(store->marks > 0);
    snprintf(sql, sizeof sql, "RELEASE mark%d", store->marks);
    if (!pragma(store, sql, err))
        return false;
    store->marks--;
    return true;
}

void store_rollback_to(struct store *store)
{
    char sql[80];
    assert(store->marks > 0);
    snprintf(sql, sizeof sql, "ROLLBACK TO mark%d; RELEASE mark%d", store->marks, store->marks);
    sqlite3_exec(store->db, sql, NULL, NULL, NULL);
    store->marks--;
}

/* ---- definitions ---- */

bool store_define(struct store *store, const char *script, struct error *err)
{
    struct bytes sql = { 0 };
    struct parameters none;
    dialect_translate(DIALECT_SQLITE, text_of(script), &sql, &none);
    bytes_add_u8(&sql, 0);
    bool good = pragma(store, (const char *)sql.at, err);
    bytes_free(&sql);
    return good;
}

bool store_has_table(struct store *store, const char *name, bool *has, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = :name", &s, err))
        return false;
    bind_text(s, "name", text_of(name));
    enum step step = statement_step(s, err);
    statement_end(s);
    *has = step == STEP_ROW;
    return step != STEP_FAILED;
}

bool store_schema(struct store *store, struct arena *arena, text *schema, struct error *err)
{
    struct statement *s;
    struct bytes all = { 0 };
    if (!store_prepare_literal(store,
            "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"
            " AND name NOT LIKE 'sqlite_%' ORDER BY type, name", &s, err))
        return false;
    enum step step;
    while ((step = statement_step(s, err)) == STEP_ROW)
        bytes_add_format(&all, "%.*s %.*s: %.*s\n", TEXT_ARG(column_text(s, 0)),
                         TEXT_ARG(column_text(s, 1)), TEXT_ARG(column_text(s, 2)));
    statement_end(s);
    *schema = text_copy(arena, bytes_text(&all));
    bytes_free(&all);
    return step == STEP_DONE;
}

bool store_check(struct store *store, struct arena *arena, text *findings, struct error *err)
{
    struct statement *s;
    struct bytes said = { 0 };
    if (!store_prepare_literal(store, "PRAGMA integrity_check(20)", &s, err))
        return false;
    enum step step;
    while ((step = statement_step(s, err)) == STEP_ROW)
        if (!text_is(column_text(s, 0), "ok"))
            bytes_add_format(&said, "%.*s\n", TEXT_ARG(column_text(s, 0)));
    statement_end(s);
    *findings = text_copy(arena, bytes_text(&said));
    bytes_free(&said);
    return step == STEP_DONE;
}

bool store_count(struct store *store, const char *table, int64_t *count, struct error *err)
{
    char sql[120];
    struct statement *s;
    snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", table);     // table: a literal of the program
    if (!store_prepare(store, text_of(sql), &s, err))
        return false;
    enum step step = statement_step(s, err);
    *count = step == STEP_ROW ? column_int(s, 0) : 0;
    statement_end(s);
    return step == STEP_ROW;
}

/* ---- full text ---- */

bool store_text_define(struct store *store, const char *name, struct error *err)
{
    char sql[200];
    snprintf(sql, sizeof sql,
             "CREATE VIRTUAL TABLE %s USING fts5(words, tokenize = 'unicode61 remove_diacritics 0')",
             name);
    return pragma(store, sql, err);
}

bool store_text_put(struct store *store, const char *name, int64_t seq, text words,
                    struct error *err)
{
    char sql[200];
    struct statement *s;
    snprintf(sql, sizeof sql, "INSERT INTO %s (rowid, words) VALUES (:seq, :words)", name);
    if (!store_prepare(store, text_of(sql), &s, err))
        return false;
    bind_int(s, "seq", seq);
    bind_text(s, "words", words);
    return statement_send(s, err);
}

bool store_text_drop(struct store *store, const char *name, int64_t seq, struct error *err)
{
    char sql[200];
    struct statement *s;
    snprintf(sql, sizeof sql, "DELETE FROM %s WHERE rowid = :seq", name);
    if (!store_prepare(store, text_of(sql), &s, err))
        return false;
    bind_int(s, "seq", seq);
    return statement_send(s, err);
}

/* Letters and digits only get through: whatever FTS takes for an operator is a blank here. */
text store_text_query(struct store *store, struct arena *arena, text folded)
{
    struct bytes query = { 0 };
    (void)store;
    for (text rest = folded; rest.len > 0;) {
        size_t n = 0;
        while (n < rest.len && ((unsigned char)rest.at[n] >= 0x80
                                || (rest.at[n] >= 'a' && rest.at[n] <= 'z')
                                || (rest.at[n] >= '0' && rest.at[n] <= '9')))
            n++;
        if (n > 0)
            bytes_add_format(&query, "%s\"%.*s\"", query.len ? " " : "", (int)n, rest.at);
        rest = text_skip(rest, n > 0 ? n : 1);
    }
    if (query.len > 0)
        bytes_add_u8(&query, '*');
    else
        bytes_add_cstr(&query, "\"\"");
    text made = text_copy(arena, bytes_text(&query));
    bytes_free(&query);
    return made;
}

/* ---- copies ---- */

bool store_backup(struct store *store, const char *path, store_progress *progress, void *with,
                  struct error *err)
{
    sqlite3 *copy;
    mode_t before = umask(077);
    int code = sqlite3_open_v2(path, &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
    umask(before);
    sqlite3_backup *backup = code == SQLITE_OK ? sqlite3_backup_init(copy, "main", store->db, "main")
                                               : NULL;
    bool stopped = false;
    code = backup ? SQLITE_OK : SQLITE_CANTOPEN;
    while (backup && (code = sqlite3_backup_step(backup, 2048)) == SQLITE_OK && !stopped)
        if (progress) {
            int all = sqlite3_backup_pagecount(backup);
            stopped = !progress(with, all - sqlite3_backup_remaining(backup), all);
        }
    if (backup)
        sqlite3_backup_finish(backup);
    sqlite3_close(copy);
    if (code == SQLITE_DONE && !stopped)
        return true;
    unlink(path);
    if (stopped)
        return fail(err, ERROR_INPUT, NULL, "Interrupted: there is no copy.");
    fail(err, ERROR_STORE, NULL, "The copy to %.120s could not be written; there is none.", path);
    return fail_detail(err, "sqlite %d", code);
}

bool store_copy(struct store *from, struct store *to, store_progress *progress, void *with,
                struct error *err)
{
    sqlite3_backup *backup = sqlite3_backup_init(to->db, "main", from->db, "main");
    if (!backup)
        return sqlite_failed(to->db, err);
    int code;
    bool stopped = false;
    while ((code = sqlite3_backup_step(backup, 2048)) == SQLITE_OK && !stopped)
        if (progress) {
            int all = sqlite3_backup_pagecount(backup);
            stopped = !progress(with, all - sqlite3_backup_remaining(backup), all);
        }
    sqlite3_backup_finish(backup);
    if (stopped)
        return fail(err, ERROR_INPUT, NULL, "Interrupted: nothing was restored.");
    return code == SQLITE_DONE || sqlite_failed(to->db, err);
}

bool store_flush(struct store *store, struct error *err)
{
    return pragma(store, "PRAGMA wal_checkpoint(TRUNCATE)", err);
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
