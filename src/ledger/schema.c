#include "ledger/ledger.h"

/* docs/ledger.md, 'Tables'. entry never changes (triggers see to it on SQLite, rights on PostgreSQL);
 * body changes by redaction alone. */
#define READING_INDEXES \
    "CREATE INDEX entry_recorded ON entry (recorded_at);" \
    "CREATE INDEX entry_system ON entry (kind, seq) WHERE " ENTRY_OF_SYSTEM_SQL ";"

const char ledger_schema[] =
    "CREATE TABLE entry (seq @key, kind @int NOT NULL, kind_version @int NOT NULL,"
    " recorded_at @int NOT NULL, valid_from @int NOT NULL, valid_to @int NOT NULL,"
    " entry_id @bytes NOT NULL UNIQUE, subject_id @bytes NOT NULL, author_id @bytes NOT NULL,"
    " role @int NOT NULL, flags @int NOT NULL, part_count @int NOT NULL, ref_seq @int,"
    " body_root @bytes NOT NULL)@strict;"
    "CREATE TABLE body (seq @key, parts @bytes NOT NULL)@strict;"
    "CREATE TABLE tile (level @int NOT NULL, idx @int NOT NULL, hashes @bytes NOT NULL,"
    " PRIMARY KEY (level, idx))@strict;"
    "CREATE TABLE head (one @key, ledger_id @bytes NOT NULL, size @int NOT NULL,"
    " root @bytes NOT NULL, frontier @bytes NOT NULL, recorded_at @int NOT NULL)@strict;"
    "CREATE TABLE checkpoint (size @key, root @bytes NOT NULL, note @text NOT NULL,"
    " made_at @int NOT NULL)@strict;"
    "CREATE TABLE cosignature (size @int NOT NULL, witness @text NOT NULL, time @int NOT NULL,"
    " line @text NOT NULL, PRIMARY KEY (size, witness))@strict;"
    "CREATE TABLE ledger_key (vkey @text NOT NULL PRIMARY KEY, from_size @int NOT NULL,"
    " until_size @int)@strict;"
    "CREATE TABLE verified (size @key, root @bytes NOT NULL, at @int NOT NULL)@strict;"
    READING_INDEXES
    "@append_only(entry)";

/* Appending asks none of these. */
bool ledger_bulk_begin(struct store *store, struct error *err)
{
    return store_bulk(store, err)
        && store_define(store, "DROP INDEX entry_recorded; DROP INDEX entry_system", err);
}

bool ledger_bulk_end(struct store *store, struct error *err)
{
    return store_define(store, READING_INDEXES, err);
}
