/* Tables of records, from the dictionary. All but calendar and blob can be dropped and made again: record/rebuild.c. */
#include "record/tables.h"

#include "base/bytes.h"
#include "record/attachment.h"

#include <string.h>

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

/* version     one row for each version of each record of every kind: a child's chronology is one statement;
 *             nth: its place among the versions of its record, from 1; an amendment of what was so for a
 *             while leaves rests of the rows before it, with their source and their nth
 * name_key    under which people are found: words of names, their sound, birthdays, numbers, postcodes, and
 *             for likeness.c the sound of one name or of both with a birthday
 * name_gram   the vocabulary of names in threes of letters, for misspellings: no person in it
 * listed      one row a person: what a list or a search shows of them, as known now
 * open_step   what waits for somebody: record/open_steps.c */
static const char fixed_sql[] =
    "CREATE TABLE version (" VERSION_COLUMNS_SQL ", kind @int NOT NULL, withdrawn @int NOT NULL,"
    " nth @int NOT NULL, PRIMARY KEY (record, recorded_seq, valid_from),"
    " CHECK (valid_from < valid_to), CHECK (recorded_seq <= superseded_seq))@strict;"
    "CREATE INDEX version_source ON version (source_seq);"
    "CREATE TABLE name_key (kind @text NOT NULL, key @text NOT NULL, person @bytes NOT NULL,"
    " record @bytes NOT NULL, source_seq @int NOT NULL,"
    " PRIMARY KEY (kind, key, person, record, source_seq))@strict;"
    "CREATE INDEX name_key_record ON name_key (record);"
    "CREATE TABLE name_gram (gram @text NOT NULL, word @text NOT NULL,"
    " PRIMARY KEY (gram, word))@strict;"
    "CREATE INDEX name_gram_word ON name_gram (word);"
    "CREATE TABLE listed (person @bytes NOT NULL PRIMARY KEY, sort @text NOT NULL,"
    " named @int NOT NULL, forename @text NOT NULL, surname @text NOT NULL,"
    " known_as @text NOT NULL, born @int, expected @int, died @int NOT NULL, child @int NOT NULL,"
    " protected @int NOT NULL, reference @text NOT NULL, place @text NOT NULL,"
    " open_work @int NOT NULL)@strict;";

/* ---- indexes ---- */

/* Those that only readers ask: what makes rows does not, and is faster while they are away. What apply.c, index.c
 * and open_steps.c look up stands with the tables. */
static const struct { const char *name, *on; } reading[] = {
    { "version_subject", "version (subject, valid_from, source_seq)" },      // the order of every list of theirs
    { "version_author", "version (author, recorded_at)" },
    { "version_kind", "version (kind, recorded_seq)" },
    { "listed_sort", "listed (child, sort, person)" },
    { "listed_open", "listed (sort, person) WHERE child = 1 AND open_work > 0" },
    // Nearest limit first, and how many, without a look at the rows: practice/spans.c.
    { "open_step_began", "open_step (step, again, began, record, code)" },
    { "open_step_team", "open_step (team, step, again, began, record, code)" },
    // Imports look children up by their numbers, exactly as given.
    { "person_identifier_value", "person_identifier (value)" },
    // Whose children these are now, and how many: counted at each page without a look at the rows. For SQLite what
    // such an index is limited by stands among its columns as well: else it reads the row to see it.
    { "allocation_open", "allocation (staff_id, role, valid_to, valid_from, subject, superseded_seq, end_at)"
                         " WHERE superseded_seq = " NEVER_SQL " AND end_at IS NULL" },
    { "allocation_team", "allocation (team_id, role, valid_to, valid_from, superseded_seq, end_at)"
                         " WHERE superseded_seq = " NEVER_SQL " AND end_at IS NULL" },
    // The queue is put in order over all that wait, and reads the contacts of one page: practice/queue.c.
    { "contact_waiting", "contact (record, subject, same_call, screened_by, superseded_seq, decision_at)"
                         " WHERE superseded_seq = " NEVER_SQL " AND decision_at IS NULL" },
    // Who is missing, or was found of late, and who is privately fostered: practice/registers.c.
    { "missing_open", "missing_episode (start_at, record) WHERE superseded_seq = " NEVER_SQL " AND end_at IS NULL" },
    { "missing_found", "missing_episode (end_at, record) WHERE superseded_seq = " NEVER_SQL },
    { "fostered_now", "private_fostering (notified_on, record) WHERE superseded_seq = " NEVER_SQL
                      " AND ended_on IS NULL" },
    // Whoever asks about one child of a call asks about the others.
    { "contact_same_call", "contact (same_call) WHERE same_call IS NOT NULL" },
    // Brothers and sisters of one meeting, who was invited to it, and what an organisation was invited to.
    { "strategy_discussion_same", "strategy_discussion (same_meeting) WHERE same_meeting IS NOT NULL" },
    { "initial_conference_same", "initial_conference (same_meeting) WHERE same_meeting IS NOT NULL" },
    { "cp_review_same", "cp_review (same_meeting) WHERE same_meeting IS NOT NULL" },
    { "cin_review_same", "cin_review (same_meeting) WHERE same_meeting IS NOT NULL" },
    { "core_group_same", "core_group (same_meeting) WHERE same_meeting IS NOT NULL" },
    { "meeting_attendance_partner", "meeting_attendance (partner_team, invited_at) WHERE partner_team IS NOT NULL" },
    // What a conference chair has to hold and to send.
    { "initial_conference_chaired", "initial_conference (chair, held_at) WHERE superseded_seq = " NEVER_SQL
        " AND chair IS NOT NULL" },
    { "cp_review_chaired", "cp_review (chair, review_date) WHERE superseded_seq = " NEVER_SQL
        " AND chair IS NOT NULL" },
    // Whose family somebody is, asked from the other end.
    { "relationship_related", "relationship (related_person_id)" },
    // What an organisation sent, and what it was asked.
    { "contact_sent", "contact (partner_team, received_at, partner_reference)"
        " WHERE partner_team IS NOT NULL AND same_call IS NULL" },
    { "contact_partner", "contact (partner_team, partner_reference) WHERE partner_team IS NOT NULL" },
    // Brothers and sisters who are assessed together.
    { "assessment_together", "assessment (same_assessment) WHERE same_assessment IS NOT NULL" },
    { "information_request_partner", "information_request (partner_team) WHERE partner_team IS NOT NULL" },
};

/* What a list shows of a person, and whose an open step is, come from the rows of these: index.c, open_steps.c. */
static bool subject_asked_in_writing(const struct kind *kind)
{
    static const char *const kinds[] = { "referral", "address", "person_identifier",
                                         "same_person", "allocation" };
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (!strcmp(kind->name, kinds[i]))
            return true;
    return false;
}

static void subject_index(const struct kind *kind, struct bytes *to)
{
    bytes_add_format(to, "CREATE INDEX %s_subject ON %s (subject, valid_from);", kind->name, kind->name);
}

/* What was overridden is counted, out of how many, by when it happened: practice/overrides.c. */
static void override_indexes(const struct kind *kind, struct bytes *to, bool make)
{
    bool any = false;
    for (const struct field *f = kind->fields; f->name; f++) {
        if (!f->overrides)
            continue;
        any = true;
        if (make)
            bytes_add_format(to, "CREATE INDEX %s_over_%u ON %s (valid_from) WHERE superseded_seq = " NEVER_SQL
                                 " AND \"%s\" IS NOT NULL;", kind->name, f->number, kind->name, f->name);
        else
            bytes_add_format(to, "DROP INDEX %s_over_%u;", kind->name, f->number);
    }
    if (any && make)
        bytes_add_format(to, "CREATE INDEX %s_happened ON %s (valid_from, record) WHERE superseded_seq = " NEVER_SQL
                             ";", kind->name, kind->name);
    else if (any)
        bytes_add_format(to, "DROP INDEX %s_happened;", kind->name);
}

static void reading_indexes(struct bytes *script)
{
    for (size_t i = 0; i < COUNT_OF(reading); i++)
        bytes_add_format(script, "CREATE INDEX %s ON %s;", reading[i].name, reading[i].on);
    for (const struct kind *k = kind_next(NULL); k; k = kind_next(k)) {
        bytes_add_format(script, "CREATE INDEX %s_now ON %s (record, valid_from)"
                                 " WHERE superseded_seq = " NEVER_SQL ";", k->name, k->name);
        override_indexes(k, script, true);
        if (!subject_asked_in_writing(k))
            subject_index(k, script);
    }
}

static bool define(struct store *store, void (*say)(struct bytes *script), struct error *err)
{
    struct bytes script = { 0 };
    say(&script);
    bytes_add_u8(&script, 0);
    bool good = store_define(store, (const char *)script.at, err);
    bytes_free(&script);
    return good;
}

static bool reading_indexes_make(struct store *store, struct error *err)
{
    return define(store, reading_indexes, err);
}

static bool reading_indexes_drop(struct store *store, struct error *err)
{
    struct bytes script = { 0 };
    for (size_t i = 0; i < COUNT_OF(reading); i++)
        bytes_add_format(&script, "DROP INDEX %s;", reading[i].name);
    for (const struct kind *k = kind_next(NULL); k; k = kind_next(k)) {
        bytes_add_format(&script, "DROP INDEX %s_now;", k->name);
        override_indexes(k, &script, false);
        if (!subject_asked_in_writing(k))
            bytes_add_format(&script, "DROP INDEX %s_subject;", k->name);
    }
    bytes_add_u8(&script, 0);
    bool good = store_define(store, (const char *)script.at, err);
    bytes_free(&script);
    return good;
}

bool record_bulk_begin(struct store *store, struct error *err)
{
    return store_bulk(store, err) && reading_indexes_drop(store, err);
}

bool record_bulk_end(struct store *store, struct error *err)
{
    return reading_indexes_make(store, err);
}

/* ---- tables ---- */

static void kind_table(const struct kind *kind, struct bytes *to)
{
    bytes_add_format(to, "CREATE TABLE %s (" VERSION_COLUMNS_SQL, kind->name);
    for (const struct field *f = kind->fields; f->name; f++)
        bytes_add_format(to, ", \"%s\" %s", f->name, column_type(f->type));
    bytes_add_format(to, ", PRIMARY KEY (record, recorded_seq, valid_from),"
                         " CHECK (valid_from < valid_to),"
                         " CHECK (recorded_seq <= superseded_seq))@strict;");
    if (subject_asked_in_writing(kind))
        subject_index(kind, to);
}

/* working_day: how many working days there were up to and including the day, so that a limit of so many
 * working days is a subtraction. */
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

static void derived_tables(struct bytes *script)
{
    bytes_add_cstr(script, fixed_sql);
    bytes_add_cstr(script, open_steps_schema);
    for (const struct kind *k = kind_next(NULL); k; k = kind_next(k))
        kind_table(k, script);
    bytes_add_cstr(script, "CREATE INDEX same_person_same_as ON same_person (same_as);");
    open_steps_indexes(script);
}

/* ---- do they fit this program ---- */

/* Another release may know more kinds, fields and steps: its tables are others, and so is what it makes of an entry. */
static text fingerprint(struct arena *arena)
{
    struct bytes script = { 0 };
    bytes_add_format(&script, "%u;", record_schema_version());
    derived_tables(&script);
    reading_indexes(&script);
    text hex = hash_hex(arena, hash_of(script.at, script.len));
    bytes_free(&script);
    return hex;
}

bool record_tables_fit(struct store *store, bool *fit, struct error *err)
{
    struct statement *s;
    bool has;
    *fit = false;
    if (!store_has_table(store, "derived_as", &has, err))
        return false;
    if (!has)
        return true;
    if (!store_prepare_literal(store, "SELECT fingerprint FROM derived_as", &s, err))
        return false;
    struct arena *arena = arena_new();
    enum stepped step = statement_step(s, err);
    *fit = step == STEP_ROW && text_same(column_text(s, 0), fingerprint(arena));
    statement_end(s);
    arena_free(arena);
    return step != STEP_FAILED;
}

static bool fingerprint_keep(struct store *store, struct error *err)
{
    struct statement *s;
    if (!store_define(store, "CREATE TABLE derived_as (fingerprint @text NOT NULL)@strict", err)
            || !store_prepare_literal(store, "INSERT INTO derived_as (fingerprint) VALUES (:fingerprint)", &s, err))
        return false;
    struct arena *arena = arena_new();
    bind_text(s, "fingerprint", fingerprint(arena));
    bool good = statement_send(s, err);
    arena_free(arena);
    return good;
}

bool record_define_derived(struct store *store, struct error *err)
{
    return define(store, derived_tables, err) && store_text_define(store, "search_text", err)
        && reading_indexes_make(store, err) && fingerprint_keep(store, err);
}

bool record_define(struct store *store, struct error *err)
{
    return record_define_derived(store, err)
        && store_define(store, attachment_schema, err)
        && store_define(store, "CREATE TABLE calendar (day @key, working_day @int NOT NULL)@strict",
                        err)
        && calendar_fill(store, err);
}

uint32_t record_schema_version(void)
{
    return 6;
}

#define TIMED_ORDER "record, recorded_seq, valid_from"

struct derived_table record_table(size_t at)
{
    static const struct derived_table first[] = {
        { .name = "version", .columns = ", kind, withdrawn, nth", .order = TIMED_ORDER,
          .timed = true },
        { .name = "name_key", .columns = "kind, key, person, record, source_seq",
          .order = "kind, key, person, record, source_seq" },
        { .name = "name_gram", .columns = "gram, word", .order = "gram, word" },
        { .name = "listed", .columns = "person, sort, named, forename, surname, known_as, born,"
          " expected, died, child, protected, reference, place, open_work", .order = "person" },
        { .name = "open_step", .columns = "step, record, subject, began, code, again, team, own",
          .order = "record, step" },
        { .name = "search_text", .columns = "@rowid, words", .order = "@rowid" },
    };
    if (at < COUNT_OF(first))
        return first[at];
    const struct kind *k = kind_next(NULL);
    for (size_t i = COUNT_OF(first); k && i < at; i++)
        k = kind_next(k);
    return (struct derived_table){ .name = k ? k->name : NULL, .columns = "",
                                   .order = TIMED_ORDER, .timed = true, .kind = k };
}
