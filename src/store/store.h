/* store/store.h - one small SQL interface with SQLite and PostgreSQL behind it.
 *
 * Where: a path is an SQLite file (WAL, synchronous=FULL, STRICT tables, foreign keys);
 * postgresql://... is a PostgreSQL database. Every statement runs unchanged on both. What differs
 * between them stands in store/dialect.c and nowhere else.
 *
 * SQL is written once, with named parameters (:child), which the store numbers. Text outside quotes:
 *     :name                 a parameter
 *     @int @text @bytes @real   column types (BIGINT/INTEGER, TEXT, BYTEA/BLOB, DOUBLE PRECISION/REAL)
 *     @key                  an integer primary key that is given, never made by the store
 *     @strict               after the closing bracket of CREATE TABLE
 *     @for_update           after a SELECT whose row is then changed: locks it on PostgreSQL
 *     @append_only(table)   rows are never changed or deleted
 *     @matches(table, :q)  full-text match on a table of store_text_define(), by its alias; :q from
 *                           store_text_query()
 * Integers are 64 bit; booleans are 0 and 1; dates are days, instants are UTC microseconds.
 * Not to be used, since the two differ: string_agg and group_concat, ->> on text, LIKE's case rule,
 * boolean results, lower() beyond ASCII, the order of rows of RETURNING.
 *
 * A store is one connection and belongs to one thread at a time. On PostgreSQL a lost connection fails
 * the statement in hand with ERROR_STORE and is made again at the next store_begin or statement
 * outside a transaction; the caller sees 503 once, and never half a write. */
#pragma once
#include "base/day.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/id.h"

struct store;
struct statement;

enum store_use {
    STORE_READ,        // an existing store; writes fail
    STORE_WRITE,       // an existing store
    STORE_CREATE,      // makes the file when it is absent (owner-only permissions)
};

MUST_USE bool store_open(const char *where, enum store_use use, struct store **store,
                         struct error *err);
void store_close(struct store *store);
bool store_is_postgres(const struct store *store);     // for verify's and backup's words, nothing else
const char *store_where(const struct store *store);
/* Without password: for logs and messages. */
text store_where_shown(struct arena *arena, const char *where);

/* Cached by text: asking again for the same SQL costs a look-up. A statement still in use is never
 * handed out twice; a second one is made. */
MUST_USE bool store_prepare(struct store *store, text sql, struct statement **s, struct error *err);
/* The same for SQL whose text is dear to make or to compare: under a name of two addresses that live for ever
 * (of a kind and of a form, say), each pair for one text only. NULL: not there or in use; then prepare it. */
struct statement *store_prepared(struct store *store, const void *of, const void *form);
MUST_USE bool store_prepare_as(struct store *store, const void *of, const void *form, text sql,
                               struct statement **s, struct error *err);
#define store_prepare_literal(store, literal, s, err) \
    store_prepare_as((store), NULL, "" literal, TEXT(literal), (s), (err))

/* Values are copied. A name that the SQL does not hold is a mistake of ours and stops the program;
 * a parameter never bound is NULL. */
void bind_int(struct statement *s, const char *name, int64_t value);
void bind_real(struct statement *s, const char *name, double value);
void bind_text(struct statement *s, const char *name, text value);          // empty text is '', not NULL
void bind_bytes(struct statement *s, const char *name, const void *at, size_t len);
void bind_null(struct statement *s, const char *name);
void bind_id(struct statement *s, const char *name, id value);               // 16 bytes; ID_NONE is 16 zero bytes
void bind_hash(struct statement *s, const char *name, hash value);
void bind_day(struct statement *s, const char *name, day value);             // unknown is NULL
void bind_instant(struct statement *s, const char *name, instant value);     // unknown is NULL

enum stepped { STEP_ROW, STEP_DONE, STEP_FAILED };
/* The next row. Texts and bytes of a row live until the next step or end. */
enum stepped statement_step(struct statement *s, struct error *err);
/* Asks, and waits for no answer: statement_step brings it. On PostgreSQL questions that are asked one after the
 * other cost one wait together. Optional, before the first step, outside of batches of statement_send; in any order
 * of stepping. */
MUST_USE bool statement_ask(struct statement *s, struct error *err);
/* Gives the statement back. Needed after every loop, also after STEP_DONE and STEP_FAILED. */
void statement_end(struct statement *s);
/* Runs to the end, gives back, answers how many rows changed (NULL: not wanted). */
MUST_USE bool statement_run(struct statement *s, int64_t *changed, struct error *err);
/* As statement_run, for long batches inside a transaction: PostgreSQL may send it on later, in a
 * pipeline; a failure then shows at the next statement that answers, or at commit, and the whole
 * transaction is to be rolled back. SQLite runs it at once. */
MUST_USE bool statement_send(struct statement *s, struct error *err);

int64_t column_int(const struct statement *s, int column);       // 0 for NULL
double column_real(const struct statement *s, int column);
text column_text(const struct statement *s, int column);         // empty for NULL
text column_bytes(const struct statement *s, int column);
bool column_null(const struct statement *s, int column);
id column_id(const struct statement *s, int column);             // ID_NONE unless 16 bytes
hash column_hash(const struct statement *s, int column);
day column_day(const struct statement *s, int column);           // unknown for NULL
instant column_instant(const struct statement *s, int column);
int column_count(const struct statement *s);
const char *column_name(const struct statement *s, int column);
enum column_kind { COLUMN_NULL, COLUMN_INT, COLUMN_REAL, COLUMN_TEXT, COLUMN_BYTES };
/* As stored; verify asks, since SQLite would otherwise coerce a tampered value. */
enum column_kind column_stored_as(const struct statement *s, int column);

enum transaction {
    TRANSACTION_READ,       // a snapshot: every statement sees the same moment
    TRANSACTION_WRITE,      // SQLite: BEGIN IMMEDIATE; PostgreSQL: READ COMMITTED, synchronous commit
};
MUST_USE bool store_begin(struct store *store, enum transaction kind, struct error *err);
/* A failed commit of a write says ERROR_STORE; whoever must not go on then ends the process. */
MUST_USE bool store_commit(struct store *store, struct error *err);
void store_rollback(struct store *store);                        // quietly; also after a failed commit
bool store_in_transaction(const struct store *store);
/* Nest freely; released or rolled back in reverse order. */
MUST_USE bool store_savepoint(struct store *store, struct error *err);
MUST_USE bool store_release(struct store *store, struct error *err);
void store_rollback_to(struct store *store);

/* Several statements, separated by semicolons, with the @ words above. For DDL. */
MUST_USE bool store_define(struct store *store, const char *script, struct error *err);
/* The same in a transaction of its own, unless the table is there: for stores made before there was one. */
MUST_USE bool store_define_once(struct store *store, const char *table, const char *script, struct error *err);
/* Did this name exist as a table. */
MUST_USE bool store_has_table(struct store *store, const char *name, bool *has, struct error *err);
/* Every table, index and trigger of ours as one text in a fixed order, as the database holds it, for
 * verify to compare with a fresh definition. */
MUST_USE bool store_schema(struct store *store, struct arena *arena, text *schema, struct error *err);
/* The database's own check: of one table's pages and those of its indexes, or, without a table, of everything, each
 * row in each index as well, which takes several times as long. findings: what it said, empty when sound. */
MUST_USE bool store_check(struct store *store, const char *table, struct arena *arena, text *findings,
                          struct error *err);
/* Rows of the table in a cheap estimate or exactly, whichever the store has at hand. */
MUST_USE bool store_count(struct store *store, const char *table, int64_t *count, struct error *err);

/* A table for full text: NAME(seq @key, words) with words folded and parted by blanks. Inside a transaction, what is
 * put or dropped is written when the transaction ends: SQLite's index would else be written out at every savepoint,
 * those that it makes for itself among them. Whoever reads the table, or must know of a failure before the commit,
 * asks for it with store_texts_write() first. name: a literal. */
MUST_USE bool store_text_define(struct store *store, const char *name, struct error *err);
MUST_USE bool store_texts_write(struct store *store, struct error *err);
MUST_USE bool store_text_put(struct store *store, const char *name, int64_t seq, text words,
                             struct error *err);
MUST_USE bool store_text_drop(struct store *store, const char *name, int64_t seq, struct error *err);
/* Turns a person's folded search words into what @matches takes: every word, the last as a beginning. */
text store_text_query(struct store *store, struct arena *arena, text folded);

/* Online copy of an SQLite store into a new file, page by page; a PostgreSQL store is copied with store_copy
 * into one whose tables are defined. The copy is complete or the file is removed. progress may be NULL: parts done
 * of all, and false stops it. */
typedef bool store_progress(void *with, int64_t done, int64_t all);
MUST_USE bool store_backup(struct store *store, const char *path, store_progress *progress,
                           void *with, struct error *err);
/* Every table of `from` into `to`, where the same tables are defined, in one transaction of each; of `to` it may
 * have been begun already, and is then neither committed nor rolled back here. */
MUST_USE bool store_copy(struct store *from, struct store *to, store_progress *progress, void *with,
                         struct error *err);
/* After lawful erasure: nothing of it may stay in the write-ahead log or in free pages. */
MUST_USE bool store_flush(struct store *store, struct error *err);
/* Moves what has been committed from SQLite's write-ahead log to where it belongs, without keeping anybody waiting:
 * called every now and then on a connection of its own, it spares the writer that work. */
MUST_USE bool store_tidy(struct store *store, struct error *err);
/* All of it is going to be read: from the file as it lies in memory. A disk that fails then ends the process with
 * SIGBUS, so this is for programs that do nothing else, and say so when it happens. */
MUST_USE bool store_mapped(struct store *store, struct error *err);
/* Much is going to be written on this connection: it may take 256 MB to keep the pages at hand. */
MUST_USE bool store_bulk(struct store *store, struct error *err);
/* Statements run on this connection since it was opened: for tests and a demo's debug header. */
int64_t store_statements(const struct store *store);
