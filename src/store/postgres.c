/* PostgreSQL through libpq: prepared statements, binary in and out. Prepared at the first run, when the types of the
 * parameters are known from what was bound; prepared again when they change. */
#include "store/backend.h"

#include <arpa/inet.h>
#include <assert.h>
#include <inttypes.h>
#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

#define STORE_VERSION 1

enum { OID_BOOL = 16, OID_BYTEA = 17, OID_NAME = 19, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23,
       OID_TEXT = 25, OID_OID = 26, OID_FLOAT8 = 701, OID_VARCHAR = 1043, OID_NUMERIC = 1700 };

struct connection {
    PGconn *c; uint64_t names, made; bool lost;      // made: counts connections
    int pending;                                     // sent on in a pipeline, not yet answered
    struct statement *asked, **last_asked;           // asked in a pipeline, not yet answered
};

struct own_statement {
    char *sql;
    char name[24]; uint64_t made;          // prepared on that connection; 0: not yet
    Oid types[PARAMETERS_MAX], prepared[PARAMETERS_MAX];
    struct bytes values[PARAMETERS_MAX]; bool given[PARAMETERS_MAX];
    PGresult *result; int row; int64_t changed; bool ran;
    bool asked; struct statement *next_asked;
};

static bool pg_failed(struct store *store, PGresult *result, struct error *err)
{
    const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    enum error_kind kind = ERROR_STORE;
    const char *say = "The database did not answer: nothing was saved. Try again in a moment.";
    if (state && !strcmp(state, "23505")) {
        kind = ERROR_CONFLICT;
        say = "That is there already.";
    } else if (state && !strcmp(state, "53100")) {
        say = "The disk is full: nothing was saved. Free some space, then try again.";
    } else if (state && !strcmp(state, "25006")) {
        say = "The store can only be read: nothing was saved.";
    }
    if (PQstatus(store->db->c) != CONNECTION_OK)
        store->db->lost = true;
    fail(err, kind, NULL, "%s", say);
    return fail_detail(err, "postgresql %s: %s", state ? state : "-", PQerrorMessage(store->db->c));
}

static void hush(void *with, const PGresult *result)
{
    (void)with;
    (void)result;
}

/* ---- the pipeline: what a batch sends on without waiting for each answer ---- */

#define PENDING_MAX 128                // so few that their answers wait in the socket without blocking the server

/* Takes the answers of all that was sent on; the first failure is told. */
static bool drain(struct store *store, struct error *err)
{
    struct connection *db = store->db;
    if (db->pending == 0)
        return true;
    bool good = PQpipelineSync(db->c) == 1 || pg_failed(store, NULL, err), synced = !good;
    db->pending = 0;
    while (!synced) {
        PGresult *result = PQgetResult(db->c);
        ExecStatusType status = PQresultStatus(result);
        bool lost = !result && PQstatus(db->c) != CONNECTION_OK;
        synced = status == PGRES_PIPELINE_SYNC || lost;
        if (good && (lost || status == PGRES_BAD_RESPONSE || (result && status == PGRES_FATAL_ERROR)))
            good = pg_failed(store, result, err);
        PQclear(result);
    }
    PQexitPipelineMode(db->c);
    return good;
}

/* Takes the answers of all that was asked, each to its statement, which says at its step what became of it. */
static void collect(struct connection *db)
{
    struct statement *s = db->asked;
    if (!s)
        return;
    bool synced = PQpipelineSync(db->c) != 1;
    db->asked = NULL;
    for (struct statement *next; s; s = next) {
        next = s->own->next_asked;
        s->own->result = PQgetResult(db->c);
        PQclear(s->own->result ? PQgetResult(db->c) : NULL);       // the end of it: nothing
        s->own->asked = false;
        s->own->ran = true;
        s->own->row = -1;
    }
    while (!synced) {
        PGresult *result = PQgetResult(db->c);
        synced = PQresultStatus(result) == PGRES_PIPELINE_SYNC
              || (!result && PQstatus(db->c) != CONNECTION_OK);
        PQclear(result);
    }
    PQexitPipelineMode(db->c);
}

static bool pipeline_open(struct store *store, struct error *err)
{
    collect(store->db);
    if (store->db->pending == 0 && !PQenterPipelineMode(store->db->c))
        return pg_failed(store, NULL, err);
    store->db->pending++;
    return true;
}

/* Whoever sent it on hears of its failure from the next statement that answers, at the latest from RELEASE or
 * COMMIT; a ROLLBACK is the answer to a failure, and asks for none. */
static bool run(struct store *store, const char *sql, struct error *err)
{
    struct error told = { 0 };
    bool rolls_back = !strncmp(sql, "ROLLBACK", 8);
    collect(store->db);
    if (store->inside && !strncmp(sql, "SAVEPOINT ", 10))
        return pipeline_open(store, err)
            && (PQsendQueryParams(store->db->c, sql, 0, NULL, NULL, NULL, NULL, 0)
                || pg_failed(store, NULL, err));
    if (!drain(store, rolls_back ? &told : err) && !rolls_back)
        return false;
    PGresult *result = PQexec(store->db->c, sql);
    ExecStatusType status = PQresultStatus(result);
    bool good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
    if (!good)
        pg_failed(store, result, err);
    PQclear(result);
    return good;
}

static bool setting_is(struct store *store, const char *sql, const char *wanted, struct error *err)
{
    PGresult *result = PQexec(store->db->c, sql);
    bool good = PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) == 1;
    bool same = good && !strcmp(PQgetvalue(result, 0, 0), wanted);
    PQclear(result);
    if (!good)
        return pg_failed(store, NULL, err);
    return same || fail(err, ERROR_INPUT, NULL,
                        "This PostgreSQL is not set to keep what it acknowledges (%.60s is not %s).",
                        sql, wanted);
}

/* A database of ours says so, and of which version. */
static bool check_version(struct store *store, struct error *err)
{
    if (store->use == STORE_CREATE
            && !run(store, "CREATE TABLE IF NOT EXISTS candour_store (version BIGINT NOT NULL);"
                           "INSERT INTO candour_store SELECT 1 WHERE NOT EXISTS"
                           " (SELECT 1 FROM candour_store)", err))
        return false;
    PGresult *result = PQexec(store->db->c, "SELECT max(version)::text FROM candour_store");
    bool good = PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) == 1;
    int64_t version = 0;
    bool number = good && text_to_int(text_of(PQgetvalue(result, 0, 0)), &version);
    PQclear(result);
    if (!number)
        return fail(err, ERROR_ABSENT, NULL,
                    "There is no store of Candour's in this database: make one with 'candour init'.");
    return version <= STORE_VERSION
        || fail(err, ERROR_INPUT, NULL, "This store was made by a newer Candour (version %" PRId64 ").",
                version);
}

static bool settle(struct store *store, struct error *err)
{
    PQsetNoticeReceiver(store->db->c, hush, NULL);
    return run(store, "SET synchronous_commit = on; SET client_encoding = 'UTF8';"
                      "SET standard_conforming_strings = on; SET timezone = 'UTC'; SET jit = off", err)
        && (store->use == STORE_READ || setting_is(store, "SHOW fsync", "on", err))
        && (store->use != STORE_READ
            || run(store, "SET default_transaction_read_only = on; SET statement_timeout = '60s';"
                          // Pages ask by index, whatever the values: planning a list of 32 keys anew takes longer
                          // than the answer. Who writes may have begun with empty tables, and plans anew.
                          "SET plan_cache_mode = force_generic_plan", err));
}

static bool pg_open(struct store *store, struct error *err)
{
    store->db = memory_alloc(sizeof *store->db);
    store->db->c = PQconnectdb(store->where);
    store->db->made = 1;
    if (PQstatus(store->db->c) != CONNECTION_OK) {
        fail(err, ERROR_STORE, NULL, "PostgreSQL cannot be reached. Is it running, and is the address right?");
        return fail_detail(err, "%s", PQerrorMessage(store->db->c));
    }
    return settle(store, err) && check_version(store, err);
}

static void pg_close(struct store *store)
{
    if (store->db && store->db->c)
        PQfinish(store->db->c);
    free(store->db);
}

/* Between transactions a lost connection is made again; what was prepared on it is gone. */
static bool revive(struct store *store, struct error *err)
{
    if (!store->db->lost && PQstatus(store->db->c) == CONNECTION_OK)
        return true;
    PQreset(store->db->c);
    store->db->made++;
    store->db->lost = PQstatus(store->db->c) != CONNECTION_OK;
    if (store->db->lost)
        return pg_failed(store, NULL, err);
    return settle(store, err);
}

/* ---- statements ---- */

static bool prepare(struct store *store, text sql, struct statement *s, struct error *err)
{
    (void)store;
    (void)err;
    s->own = memory_alloc(sizeof *s->own);
    s->own->sql = memory_alloc(sql.len + 1);
    memcpy(s->own->sql, sql.at, sql.len);
    return true;
}

static void forget(struct statement *s)
{
    for (int i = 0; i < PARAMETERS_MAX; i++)
        bytes_free(&s->own->values[i]);
    PQclear(s->own->result);
    free(s->own->sql);
    free(s->own);
}

static void bind_value(struct statement *s, int parameter, const struct bound *value)
{
    static const Oid oids[] = { [COLUMN_NULL] = 0, [COLUMN_INT] = OID_INT8, [COLUMN_REAL] = OID_FLOAT8,
                                [COLUMN_TEXT] = OID_TEXT, [COLUMN_BYTES] = OID_BYTEA };
    struct own_statement *own = s->own;
    int i = parameter - 1;
    uint64_t bits;
    bytes_clear(&own->values[i]);
    own->given[i] = value->kind != COLUMN_NULL;
    if (value->kind == COLUMN_NULL)                 // NULL of whatever type was seen before
        return;
    own->types[i] = oids[value->kind];
    switch (value->kind) {
    case COLUMN_INT:
        bytes_add_u64(&own->values[i], (uint64_t)value->number);
        break;
    case COLUMN_REAL:
        memcpy(&bits, &value->real, sizeof bits);
        bytes_add_u64(&own->values[i], bits);
        break;
    default:
        bytes_add_text(&own->values[i], value->bytes);
    }
}

static bool prepare_now(struct statement *s, struct error *err)
{
    struct own_statement *own = s->own;
    struct connection *db = s->store->db;
    int count = s->parameters.count;
    if (own->made == db->made && !memcmp(own->types, own->prepared, sizeof own->types))
        return true;
    collect(db);
    if (!drain(s->store, err))
        return false;
    snprintf(own->name, sizeof own->name, "s%" PRIu64, ++db->names);
    PGresult *result = PQprepare(db->c, own->name, own->sql, count, own->types);
    bool good = PQresultStatus(result) == PGRES_COMMAND_OK;
    if (!good)
        pg_failed(s->store, result, err);
    PQclear(result);
    if (good) {
        own->made = db->made;
        memcpy(own->prepared, own->types, sizeof own->types);
    }
    return good;
}

struct arguments { const char *at[PARAMETERS_MAX]; int lengths[PARAMETERS_MAX], formats[PARAMETERS_MAX]; };

static void arguments_of(const struct statement *s, struct arguments *a)
{
    const struct own_statement *own = s->own;
    for (int i = 0; i < s->parameters.count; i++) {
        a->at[i] = own->given[i] ? own->values[i].at ? (const char *)own->values[i].at : "" : NULL;
        a->lengths[i] = (int)own->values[i].len;
        a->formats[i] = 1;
    }
}

static bool execute(struct statement *s, struct error *err)
{
    struct own_statement *own = s->own;
    struct arguments a;
    if (!s->store->inside && !revive(s->store, err))
        return false;
    if (!prepare_now(s, err) || !drain(s->store, err))
        return false;
    collect(s->store->db);
    arguments_of(s, &a);
    own->result = PQexecPrepared(s->store->db->c, own->name, s->parameters.count, a.at, a.lengths,
                                 a.formats, 1);
    ExecStatusType status = PQresultStatus(own->result);
    own->row = -1;
    own->ran = true;
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
        own->changed = strtoll(PQcmdTuples(own->result), NULL, 10);
        return true;
    }
    pg_failed(s->store, own->result, err);
    return false;
}

static bool ask(struct statement *s, struct error *err)
{
    struct connection *db = s->store->db;
    struct arguments a;
    if (!s->store->inside && !revive(s->store, err))
        return false;
    if (!prepare_now(s, err) || !drain(s->store, err))
        return false;
    if (!db->asked && !PQenterPipelineMode(db->c))
        return pg_failed(s->store, NULL, err);
    arguments_of(s, &a);
    if (!PQsendQueryPrepared(db->c, s->own->name, s->parameters.count, a.at, a.lengths, a.formats, 1)) {
        if (!db->asked)
            PQexitPipelineMode(db->c);
        return pg_failed(s->store, NULL, err);
    }
    if (!db->asked)
        db->last_asked = &db->asked;
    *db->last_asked = s;
    db->last_asked = &s->own->next_asked;
    s->own->next_asked = NULL;
    s->own->asked = true;
    return true;
}

static bool send_on(struct statement *s, struct error *err)
{
    struct connection *db = s->store->db;
    struct arguments a;
    if (!prepare_now(s, err) || !pipeline_open(s->store, err))
        return false;
    arguments_of(s, &a);
    if (!PQsendQueryPrepared(db->c, s->own->name, s->parameters.count, a.at, a.lengths, a.formats, 1))
        return pg_failed(s->store, NULL, err);
    return db->pending < PENDING_MAX || drain(s->store, err);
}

static enum stepped step(struct statement *s, struct error *err)
{
    if (s->own->asked)
        collect(s->store->db);
    if (!s->own->ran && !execute(s, err))
        return STEP_FAILED;
    ExecStatusType status = PQresultStatus(s->own->result);
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
        pg_failed(s->store, s->own->result, err);
        return STEP_FAILED;
    }
    if (status == PGRES_COMMAND_OK)
        return STEP_DONE;
    return ++s->own->row < PQntuples(s->own->result) ? STEP_ROW : STEP_DONE;
}

static void end(struct statement *s)
{
    struct own_statement *own = s->own;
    if (own->asked)
        collect(s->store->db);
    PQclear(own->result);
    own->result = NULL;
    own->ran = false;
    for (int i = 0; i < s->parameters.count; i++) {
        own->given[i] = false;
        bytes_clear(&own->values[i]);
    }
}

static int64_t changed(const struct statement *s)
{
    return s->own->changed;
}

/* ---- columns ---- */

static uint64_t big_endian(const char *at, int len)
{
    uint64_t n = 0;
    for (int i = 0; i < len; i++)
        n = n << 8 | (unsigned char)at[i];
    return n;
}

/* sum(bigint) is numeric: digits of base 10,000 with a weight. Whole numbers only. */
static int64_t from_numeric(const char *at)
{
    int digits = (int)big_endian(at, 2), weight = (int16_t)big_endian(at + 2, 2);
    bool negative = big_endian(at + 4, 2) == 0x4000;
    int64_t n = 0;
    for (int i = 0; i <= weight; i++)
        n = n * 10000 + (i < digits ? (int64_t)big_endian(at + 8 + 2 * i, 2) : 0);
    return negative ? -n : n;
}

static bool is_null(const struct statement *s, int column)
{
    const struct own_statement *own = s->own;
    return !own->result || own->row < 0 || own->row >= PQntuples(own->result)
        || PQgetisnull(own->result, own->row, column);
}

static int64_t read_int(const struct statement *s, int column)
{
    if (is_null(s, column))
        return 0;
    const char *at = PQgetvalue(s->own->result, s->own->row, column);
    switch (PQftype(s->own->result, column)) {
    case OID_INT8:    return (int64_t)big_endian(at, 8);
    case OID_INT4:    return (int32_t)big_endian(at, 4);
    case OID_OID:     return (int64_t)big_endian(at, 4);
    case OID_INT2:    return (int16_t)big_endian(at, 2);
    case OID_BOOL:    return *at != 0;
    case OID_NUMERIC: return from_numeric(at);
    default:          return 0;
    }
}

static double read_real(const struct statement *s, int column)
{
    double value;
    if (is_null(s, column))
        return 0;
    if (PQftype(s->own->result, column) != OID_FLOAT8)
        return (double)read_int(s, column);
    uint64_t bits = big_endian(PQgetvalue(s->own->result, s->own->row, column), 8);
    memcpy(&value, &bits, sizeof value);
    return value;
}

static text read_bytes(const struct statement *s, int column)
{
    if (is_null(s, column))
        return TEXT_NONE;
    return (text){ PQgetvalue(s->own->result, s->own->row, column),
                   (size_t)PQgetlength(s->own->result, s->own->row, column) };
}

static enum column_kind read_kind(const struct statement *s, int column)
{
    if (is_null(s, column))
        return COLUMN_NULL;
    switch (PQftype(s->own->result, column)) {
    case OID_INT8: case OID_INT4: case OID_INT2: case OID_BOOL: case OID_NUMERIC: case OID_OID:
        return COLUMN_INT;
    case OID_FLOAT8: return COLUMN_REAL;
    case OID_BYTEA:  return COLUMN_BYTES;
    default:         return COLUMN_TEXT;
    }
}

static int read_count(const struct statement *s)
{
    return s->own->result ? PQnfields(s->own->result) : 0;
}

static const char *read_name(const struct statement *s, int column)
{
    return PQfname(s->own->result, column);
}

/* ---- transactions and checks ---- */

static bool begin(struct store *store, enum transaction kind, struct error *err)
{
    if (!revive(store, err))
        return false;
    if (run(store, kind == TRANSACTION_READ ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
                                            : "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE", err))
        return true;
    return false;
}

static bool is_open(const struct store *store)
{
    PGTransactionStatusType status = PQtransactionStatus(store->db->c);
    // Only inside a transaction is anything sent on; until it is answered the status says just 'active'.
    return store->db->pending > 0 || store->db->asked || status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
}

/* PostgreSQL checks each page that it reads: of a table there is nothing to ask. */
static bool check(struct store *store, const char *table, struct arena *arena, text *findings, struct error *err)
{
    struct statement *s;
    (void)table;
    if (!store_prepare_literal(store, "SHOW data_checksums", &s, err))
        return false;
    enum stepped at = statement_step(s, err);
    bool on = at == STEP_ROW && text_is(column_text(s, 0), "on");
    statement_end(s);
    *findings = at != STEP_ROW || on ? TEXT_NONE
        : text_copy(arena, TEXT("data checksums are off in this PostgreSQL cluster"));
    return at == STEP_ROW;
}

const struct backend postgres_backend = {
    .dialect = DIALECT_POSTGRES, .open = pg_open, .close = pg_close, .prepare = prepare,
    .forget = forget, .bind = bind_value, .ask = ask, .send = send_on, .step = step, .end = end, .changed = changed,
    .column_int = read_int, .column_real = read_real, .column_bytes = read_bytes,
    .column_kind = read_kind, .column_count = read_count, .column_name = read_name,
    .script = run, .begin = begin, .is_open = is_open, .check = check,
    .has_table = "SELECT 1 FROM information_schema.tables WHERE table_schema = current_schema()"
                 " AND table_name = :name",
    .schema = "SELECT 'column', table_name::text, column_name::text || ' ' || data_type::text"
              " FROM information_schema.columns WHERE table_schema = current_schema()"
              " ORDER BY 2, 3",
    .text_define = "CREATE TABLE %s (seq BIGINT PRIMARY KEY, words TEXT NOT NULL,"
                   " tsv tsvector GENERATED ALWAYS AS (to_tsvector('simple', words)) STORED)",
    .text_settle = "CREATE INDEX %s_tsv ON %s USING gin (tsv)",
    .text_put = "INSERT INTO %s (seq, words) VALUES (:seq, :words)",
};
