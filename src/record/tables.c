/* Tables of records, from the dictionary. Everything here can be dropped and made again: record/rebuild.c. */
#include "record/tables.h"

#include "base/bytes.h"

#include <string.h>

#define CALENDAR_FROM 1990

static const char *column_type(enum field_type type)
{
    switch (type) {
    case TYPE_DAY: case TYPE_INSTANT: case TYPE_INT: case TYPE_FLAG:
        return "@int";
    case TYPE_PERSON: case TYPE_STAFF: case TYPE_TEAM: case TYPE_RECORD:
        return "@bytes";
    default:
        return "@text";
    }
}

/* One row for each version of each record of every kind: a child's chronology is one statement. */
static const char version_sql[] =
    "CREATE TABLE version (" VERSION_COLUMNS_SQL ", kind @int NOT NULL, withdrawn @int NOT NULL,"
    " PRIMARY KEY (record, recorded_seq, valid_from))@strict;"
    "CREATE INDEX version_subject ON version (subject, valid_from);"
    "CREATE INDEX version_source ON version (source_seq);"
    "CREATE INDEX version_author ON version (author, recorded_at);"
    "CREATE TABLE name_key (person @bytes NOT NULL, record @bytes NOT NULL, kind @text NOT NULL,"
    " key @text NOT NULL, PRIMARY KEY (key, kind, person, record))@strict;"
    "CREATE INDEX name_key_record ON name_key (record);"
    "CREATE TABLE listed (person @bytes NOT NULL PRIMARY KEY, sort @text NOT NULL,"
    " child @int NOT NULL, open_work @int NOT NULL)@strict;"
    "CREATE INDEX listed_sort ON listed (child, sort, person);"
    "CREATE INDEX listed_open ON listed (open_work, sort, person);";

static void kind_table(const struct kind *kind, struct bytes *to)
{
    bytes_add_format(to, "CREATE TABLE %s (" VERSION_COLUMNS_SQL, kind->name);
    for (const struct field *f = kind->fields; f->name; f++)
        bytes_add_format(to, ", \"%s\" %s", f->name, column_type(f->type));
    bytes_add_format(to, ", PRIMARY KEY (record, recorded_seq, valid_from))@strict;"
                         "CREATE INDEX %s_subject ON %s (subject);", kind->name, kind->name);
}

static bool calendar_fill(struct store *store, struct error *err)
{
    struct statement *s;
    int working_day = 0;
    day d, end;
    if (!day_from_civil((struct civil){ bank_holidays_first_year(), 1, 1 }, &d)
            || !day_from_civil((struct civil){ bank_holidays_last_year(), 12, 31 }, &end))
        return fail(err, ERROR_INPUT, NULL, "The table of bank holidays is empty.");
    for (; !day_after(d, end); d = day_add(d, 1)) {
        bool working;
        if (!day_is_working(d, &working, err))
            return false;
        working_day += working;
        if (!store_prepare_literal(store,
                "INSERT INTO calendar (day, working_day) VALUES (:day, :working_day)", &s, err))
            return false;
        bind_day(s, "day", d);
        bind_int(s, "working_day", working_day);
        if (!statement_send(s, err))
            return false;
    }
    return true;
}

bool record_define_derived(struct store *store, struct error *err)
{
    struct bytes script = { 0 };
    bytes_add_cstr(&script, version_sql);
    for (const struct kind *k = kind_next(NULL); k; k = kind_next(k))
        kind_table(k, &script);
    // Imports look children up by their numbers, exactly as given.
    bytes_add_cstr(&script, "CREATE INDEX person_identifier_value ON person_identifier (value);");
    bytes_add_u8(&script, 0);
    bool good = store_define(store, (const char *)script.at, err)
             && store_text_define(store, "search_text", err);
    bytes_free(&script);
    return good;
}

bool record_define(struct store *store, struct error *err)
{
    return record_define_derived(store, err)
        && store_define(store, "CREATE TABLE calendar (day @key, working_day @int NOT NULL)@strict",
                        err)
        && calendar_fill(store, err);
}

uint32_t record_schema_version(void)
{
    return 1;
}

/* Names of the derived tables, in a fixed order; for rebuild. */
const char *record_table(size_t at)
{
    static const char *const first[] = { "version", "name_key", "listed" };
    if (at < COUNT_OF(first))
        return first[at];
    const struct kind *k = kind_next(NULL);
    for (size_t i = COUNT_OF(first); k && i < at; i++)
        k = kind_next(k);
    return k ? k->name : NULL;
}
