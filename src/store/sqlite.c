#include "store/backend.h"

#include <errno.h>
#include <pthread.h>
#include <sqlite3.h>
#include <string.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define APPLICATION_ID 0x43445231
#define STORE_VERSION 1

struct connection { sqlite3 *db; };
struct own_statement { sqlite3_stmt *s; };

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
    return sqlite3_exec(store->db->db, sql, NULL, NULL, NULL) == SQLITE_OK
        || sqlite_failed(store->db->db, err);
}

static bool pragma_value(struct store *store, const char *sql, int64_t *value, struct error *err)
{
    sqlite3_stmt *s;
    if (sqlite3_prepare_v2(store->db->db, sql, -1, &s, NULL) != SQLITE_OK)
        return sqlite_failed(store->db->db, err);
    int step = sqlite3_step(s);
    *value = step == SQLITE_ROW ? sqlite3_column_int64(s, 0) : 0;
    sqlite3_finalize(s);
    return step == SQLITE_ROW || sqlite_failed(store->db->db, err);
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
    sqlite3_extended_result_codes(store->db->db, 1);
    sqlite3_busy_timeout(store->db->db, 5000);
    if (!check_header(store, fresh, err))
        return false;
    if (store->use != STORE_READ && !pragma(store, "PRAGMA journal_mode = WAL", err))
        return false;
    return pragma(store, "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
                         "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;"
                         "PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;"
                         "PRAGMA cache_size = -16000; PRAGMA wal_autocheckpoint = 16000", err)
        && (store->use != STORE_READ || pragma(store, "PRAGMA query_only = ON", err));
}

/* A count of bytes that nobody reads has every allocation wait for a lock that all threads share. It stays on if SQLite
 * is in use already, and then nothing is lost but time. */
static void count_no_bytes(void)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static bool open_file(struct store *store, struct error *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct stat at;
    const char *where = store->where;
    bool there = !stat(where, &at);
    pthread_once(&once, count_no_bytes);
    if (!there && store->use != STORE_CREATE)
        return fail(err, ERROR_ABSENT, NULL,
                    "There is no store at %.150s: make one with 'candour init'.", where);
    bool fresh = !there || at.st_size == 0;
    if (fresh && store->use != STORE_CREATE)
        return fail(err, ERROR_INPUT, NULL, "%.150s is not a database.", where);
    if (there && store->use != STORE_READ && access(where, W_OK))
        return fail(err, ERROR_STORE, NULL, "%.150s can only be read: nothing was saved.", where);
    store->db = memory_alloc(sizeof *store->db);
    mode_t before = umask(077);
    int code = sqlite3_open_v2(where, &store->db->db, SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE
                               | (store->use == STORE_CREATE ? SQLITE_OPEN_CREATE : 0), NULL);
    umask(before);
    return code == SQLITE_OK ? settle(store, fresh, err) : sqlite_failed(store->db->db, err);
}

static void close_file(struct store *store)
{
    if (store->db)
        sqlite3_close_v2(store->db->db);
    free(store->db);
}

static bool prepare(struct store *store, text sql, struct statement *s, struct error *err)
{
    s->own = memory_alloc(sizeof *s->own);
    if (sqlite3_prepare_v3(store->db->db, sql.at, (int)sql.len, SQLITE_PREPARE_PERSISTENT,
                           &s->own->s, NULL) == SQLITE_OK)
        return true;
    free(s->own);
    return sqlite_failed(store->db->db, err);
}

static void forget(struct statement *s)
{
    sqlite3_finalize(s->own->s);
    free(s->own);
}

static void bind(struct statement *s, int parameter, const struct bound *value)
{
    sqlite3_stmt *at = s->own->s;
    switch (value->kind) {
    case COLUMN_NULL: sqlite3_bind_null(at, parameter); break;
    case COLUMN_INT:  sqlite3_bind_int64(at, parameter, value->number); break;
    case COLUMN_REAL: sqlite3_bind_double(at, parameter, value->real); break;
    case COLUMN_TEXT:
        sqlite3_bind_text64(at, parameter, value->bytes.at ? value->bytes.at : "", value->bytes.len,
                            SQLITE_TRANSIENT, SQLITE_UTF8);
        break;
    case COLUMN_BYTES:
        sqlite3_bind_blob64(at, parameter, value->bytes.at ? value->bytes.at : "", value->bytes.len,
                            SQLITE_TRANSIENT);
        break;
    }
}

static enum stepped step(struct statement *s, struct error *err)
{
    int code = sqlite3_step(s->own->s);
    if (code == SQLITE_ROW)
        return STEP_ROW;
    if (code == SQLITE_DONE)
        return STEP_DONE;
    sqlite_failed(s->store->db->db, err);
    return STEP_FAILED;
}

static void end(struct statement *s)
{
    sqlite3_reset(s->own->s);
    sqlite3_clear_bindings(s->own->s);
}

static int64_t changed(const struct statement *s)
{
    return sqlite3_changes64(s->store->db->db);
}

static int64_t read_int(const struct statement *s, int column)
{
    return sqlite3_column_int64(s->own->s, column);
}

static double read_real(const struct statement *s, int column)
{
    return sqlite3_column_double(s->own->s, column);
}

static text read_bytes(const struct statement *s, int column)
{
    const char *at = sqlite3_column_blob(s->own->s, column);
    return (text){ at, at ? (size_t)sqlite3_column_bytes(s->own->s, column) : 0 };
}

static enum column_kind read_kind(const struct statement *s, int column)
{
    static const enum column_kind kinds[] = {
        [SQLITE_NULL] = COLUMN_NULL, [SQLITE_INTEGER] = COLUMN_INT, [SQLITE_FLOAT] = COLUMN_REAL,
        [SQLITE_TEXT] = COLUMN_TEXT, [SQLITE_BLOB] = COLUMN_BYTES,
    };
    return kinds[sqlite3_column_type(s->own->s, column)];
}

static int read_count(const struct statement *s)
{
    return sqlite3_column_count(s->own->s);
}

static const char *read_name(const struct statement *s, int column)
{
    return sqlite3_column_name(s->own->s, column);
}

/* A transaction's own words come with every request and every write: they are prepared once like all others. */
static bool script(struct store *store, const char *sql, struct error *err)
{
    static const char *const often[] = { "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT ", "RELEASE " };
    struct statement *s;
    bool own = false;
    for (size_t i = 0; !strchr(sql, ';') && i < COUNT_OF(often); i++)
        own = own || !strncmp(sql, often[i], strlen(often[i]));
    if (!own)
        return pragma(store, sql, err);
    if (!store_prepare(store, text_of(sql), &s, err))
        return false;
    bool good = step(s, err) == STEP_DONE;
    statement_end(s);
    return good;
}

static bool begin(struct store *store, enum transaction kind, struct error *err)
{
    return script(store, kind == TRANSACTION_READ ? "BEGIN" : "BEGIN IMMEDIATE", err);
}

static bool is_open(const struct store *store)
{
    return !sqlite3_get_autocommit(store->db->db);
}

static bool check(struct store *store, const char *table, struct arena *arena, text *findings, struct error *err)
{
    struct statement *s;
    struct bytes said = { 0 };
    text sql = table ? text_format(arena, "PRAGMA quick_check(%s)", table) : TEXT("PRAGMA integrity_check(20)");
    if (!store_prepare(store, sql, &s, err))
        return false;
    enum stepped at;
    while ((at = statement_step(s, err)) == STEP_ROW)
        if (!text_is(column_text(s, 0), "ok"))
            bytes_add_format(&said, "%.*s\n", TEXT_ARG(column_text(s, 0)));
    statement_end(s);
    *findings = text_copy(arena, bytes_text(&said));
    bytes_free(&said);
    return at == STEP_DONE;
}

static bool backup(struct store *store, const char *path, store_progress *progress, void *with,
                   struct error *err)
{
    sqlite3 *copy;
    mode_t before = umask(077);
    int code = sqlite3_open_v2(path, &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
    umask(before);
    sqlite3_backup *copying = code == SQLITE_OK ? sqlite3_backup_init(copy, "main", store->db->db, "main")
                                               : NULL;
    bool stopped = false;
    code = copying ? SQLITE_OK : SQLITE_CANTOPEN;
    while (copying && (code = sqlite3_backup_step(copying, 2048)) == SQLITE_OK && !stopped)
        if (progress) {
            int all = sqlite3_backup_pagecount(copying);
            stopped = !progress(with, all - sqlite3_backup_remaining(copying), all);
        }
    if (copying)
        sqlite3_backup_finish(copying);
    sqlite3_close(copy);
    if (code == SQLITE_DONE && !stopped)
        return true;
    unlink(path);
    if (stopped)
        return fail(err, ERROR_INPUT, NULL, "Interrupted: there is no copy.");
    fail(err, ERROR_STORE, NULL, "The copy to %.120s could not be written; there is none.", path);
    return fail_detail(err, "sqlite %d", code);
}

const struct backend sqlite_backend = {
    .dialect = DIALECT_SQLITE, .open = open_file, .close = close_file, .prepare = prepare,
    .forget = forget, .bind = bind, .step = step, .end = end, .changed = changed,
    .column_int = read_int, .column_real = read_real, .column_bytes = read_bytes,
    .column_kind = read_kind, .column_count = read_count, .column_name = read_name,
    .script = script, .begin = begin, .is_open = is_open, .check = check, .backup = backup,
    .has_table = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = :name",
    .schema = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"
              " AND name NOT LIKE 'sqlite_%' ORDER BY type, name",
    .text_define = "CREATE VIRTUAL TABLE %s USING fts5(words,"
                   " tokenize = 'unicode61 remove_diacritics 0')",
    // Left to itself it merges once in 64 commits, hundreds of pages at a time: whoever writes then waits for it.
    .text_settle = "INSERT INTO %s (%s, rank) VALUES ('automerge', 0)",
    .text_merge = "INSERT INTO %s (%s, rank) VALUES ('merge', :pages)",
    .text_put = "INSERT INTO %s (rowid, words) VALUES (:seq, :words)",
    .flush = "PRAGMA wal_checkpoint(TRUNCATE)", .tidy = "PRAGMA wal_checkpoint(PASSIVE)",
    .bulk = "PRAGMA cache_size = -256000", .mapped = "PRAGMA mmap_size = 1099511627776",
};
