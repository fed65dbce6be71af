/* An entry becomes rows: with index.c the only writer of derived tables.
 *
 *  1. Nothing is read but the entry, its parts and derived rows of the same ledger: no clock, no settings;
 *     otherwise a rebuild would differ.
 *  2. Nothing here may depend on a value that can be erased, save by putting the value itself into a row: an
 *     entry derived again after an erasure must leave the same other rows. What decides stands in the leaf or
 *     in parts that are never erased (FIELD_RECORD, FIELD_WITHDRAWN, FIELD_CHANGES).
 *  3. A row that no longer stands is closed (superseded_seq), never changed or deleted. */
#include "record/tables.h"

#include "base/bytes.h"
#include "record/attachment.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

struct row {
    id record, subject, author;
    int64_t valid_from, valid_to, seq, recorded_at, role, flags;
};

static void bind_row(struct statement *s, const struct row *r)
{
    bind_id(s, "record", r->record);
    bind_id(s, "subject", r->subject);
    bind_int(s, "valid_from", r->valid_from);
    bind_int(s, "valid_to", r->valid_to);
    bind_int(s, "seq", r->seq);
    bind_int(s, "recorded_at", r->recorded_at);
    bind_id(s, "author", r->author);
    bind_int(s, "role", r->role);
    bind_int(s, "flags", r->flags);
}

#define ROW_VALUES ":record, :subject, :valid_from, :valid_to, :seq, :seq, " NEVER_SQL "," \
    " :recorded_at, :author, :role, :flags"

/* Parameters of fields begin with f_: a kind may have a field "role" or "author" of its own. */
static void bind_value(struct statement *s, const struct field *f, const struct value *v)
{
    char name[48] = "f_";
    strncpy(name + 2, f->name, sizeof name - 3);
    if (!v->given || v->erased)                 // what is not bound is nothing
        return;
    switch (f->type) {
    case TYPE_DAY:     bind_day(s, name, v->day); break;
    case TYPE_INSTANT: bind_instant(s, name, v->instant); break;
    case TYPE_INT:     bind_int(s, name, v->number); break;
    case TYPE_FLAG:    bind_int(s, name, v->flag); break;
    case TYPE_PERSON: case TYPE_STAFF: case TYPE_TEAM: case TYPE_RECORD:
        bind_id(s, name, v->id);
        break;
    default:           bind_text(s, name, v->text); break;
    }
}

static bool insert_version(struct store *store, const struct kind *kind, const struct row *r,
                           bool amends, bool withdrawn, struct error *err)
{
    struct statement *s;
    bool prepared = amends
        ? store_prepare_literal(store,
              "INSERT INTO version (" VERSION_COLUMNS ", kind, withdrawn, nth) VALUES (" ROW_VALUES
              ", :kind, :withdrawn, (SELECT coalesce(max(w.nth), 0) + 1 FROM version AS w"
              " WHERE w.record = :record))", &s, err)
        : store_prepare_literal(store,
              "INSERT INTO version (" VERSION_COLUMNS ", kind, withdrawn, nth) VALUES (" ROW_VALUES
              ", :kind, :withdrawn, 1)", &s, err);
    if (!prepared)
        return false;
    bind_row(s, r);
    bind_int(s, "kind", kind->number);
    bind_int(s, "withdrawn", withdrawn);
    return statement_send(s, err);
}

static void add_columns(struct bytes *sql, const struct kind *kind)
{
    for (const struct field *f = kind->fields; f->name; f++)
        bytes_add_format(sql, ", \"%s\"", f->name);
}

static bool prepare_typed(struct store *store, const struct kind *kind, struct statement **s,
                          struct error *err)
{
    static const char form[] = "INSERT INTO %s (" VERSION_COLUMNS;
    struct bytes sql = { 0 };
    if ((*s = store_prepared(store, kind, form)))
        return true;
    bytes_add_format(&sql, form, kind->name);
    add_columns(&sql, kind);
    bytes_add_cstr(&sql, ") VALUES (" ROW_VALUES);
    for (const struct field *f = kind->fields; f->name; f++)
        bytes_add_format(&sql, ", :f_%s", f->name);
    bytes_add_cstr(&sql, ")");
    bool good = store_prepare_as(store, kind, form, bytes_text(&sql), s, err);
    bytes_free(&sql);
    return good;
}

static bool insert_typed(struct store *store, const struct kind *kind, const struct row *r,
                         const struct values *values, struct error *err)
{
    struct statement *s;
    if (!prepare_typed(store, kind, &s, err))
        return false;
    bind_row(s, r);
    for (const struct field *f = kind->fields; f->name; f++)
        bind_value(s, f, &values->at[field_index(kind, f)]);
    return statement_send(s, err);
}

/* ---- what a version replaces: docs/ledger, bitemporal derived tables ---- */

/* The time for which a version decides. An event, a correction or a withdrawal: all of it, since what was
 * wrong was wrong for all the time that it covered. A change of a state: from then on, or for a while. */
struct reach { int64_t from, to; };

static struct reach reach_of(const struct entry *e, text changes, bool withdrawn)
{
    if (text_empty(changes) || withdrawn)
        return (struct reach){ INT64_MIN, INT64_MAX };
    return (struct reach){ e->valid_from.us, text_is(changes, "P") ? e->valid_to.us : INT64_MAX };
}

/* One of the forms below, for the table of a kind, or for version when there is none. */
static bool prepare_reach(struct store *store, const char *form, const struct kind *kind, struct statement **s,
                          struct error *err)
{
    struct bytes sql = { 0 };
    if ((*s = store_prepared(store, kind, form)))
        return true;
    for (const char *at = form; *at; at++) {
        if (*at == '#')
            bytes_add_cstr(&sql, kind ? kind->name : "version");
        else if (*at == '+' && kind)
            add_columns(&sql, kind);
        else if (*at == '+')
            bytes_add_cstr(&sql, ", kind, withdrawn, nth");
        else
            bytes_add_u8(&sql, (uint8_t)*at);
    }
    bool good = store_prepare_as(store, kind, form, bytes_text(&sql), s, err);
    bytes_free(&sql);
    return good;
}

/* The names stand in every form. */
static bool run_reach(struct store *store, const char *form, const struct kind *kind, const struct row *r,
                      struct reach reach, struct error *err)
{
    struct statement *s;
    if (!prepare_reach(store, form, kind, &s, err))
        return false;
    bind_int(s, "seq", r->seq);
    bind_id(s, "record", r->record);
    bind_int(s, "to", reach.to);
    bind_int(s, "from", reach.from);
    return statement_send(s, err);
}

/* #: the table; +: its columns after the common ones. Rests keep their values and their source. */
#define REACHED " FROM # WHERE record = :record AND superseded_seq = " NEVER_SQL " AND recorded_seq < :seq" \
    " AND valid_from < :to AND valid_to > :from"
static const char left_rest[] =
    "INSERT INTO # (" VERSION_COLUMNS "+) SELECT record, subject, valid_from, :from, source_seq,"
    " :seq, " NEVER_SQL ", recorded_at, author, role_of_author, flags+" REACHED " AND valid_from < :from";
static const char right_rest[] =
    "INSERT INTO # (" VERSION_COLUMNS "+) SELECT record, subject, :to, valid_to, source_seq,"
    " :seq, " NEVER_SQL ", recorded_at, author, role_of_author, flags+" REACHED " AND valid_to > :to";
static const char closed[] =
    "UPDATE # SET superseded_seq = :seq WHERE record = :record AND superseded_seq = " NEVER_SQL
    " AND recorded_seq < :seq AND valid_from < :to AND valid_to > :from";

static bool replace_in(struct store *store, const struct kind *kind, const struct row *r, struct reach reach,
                       struct error *err)
{
    return (reach.from == INT64_MIN || run_reach(store, left_rest, kind, r, reach, err))
        && (reach.to == INT64_MAX || run_reach(store, right_rest, kind, r, reach, err))
        && run_reach(store, closed, kind, r, reach, err);
}

static bool replace(struct store *store, const struct kind *kind, const struct row *r,
                    struct reach reach, struct error *err)
{
    return replace_in(store, NULL, r, reach, err) && replace_in(store, kind, r, reach, err);
}

/* The record that an entry belongs to: its own id, the one it names, or that of the entry it replaces. */
static bool record_of(struct store *store, const struct kind *kind, const struct entry *e,
                      const struct part *parts, id *record, struct error *err)
{
    if (id_from_hex(part_text(parts, e->part_count, FIELD_RECORD), record))
        return true;
    *record = kind->founds ? e->subject : e->entry;
    if (e->ref == NO_ENTRY)
        return true;
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT record FROM version WHERE source_seq = :seq LIMIT 1", &s, err))
        return false;
    bind_int(s, "seq", (int64_t)e->ref);
    enum stepped step = statement_step(s, err);
    if (step == STEP_ROW)
        *record = column_id(s, 0);
    statement_end(s);
    return step != STEP_FAILED;
}

/* ---- erasure ---- */

static bool erases(const struct part *parts, uint32_t count, uint16_t field)
{
    int64_t number;
    for (uint32_t i = 0; i < count; i++)
        if (parts[i].field == REDACTION_FIELD && text_to_int(parts[i].value, &number)
                && number == field)
            return true;
    return false;
}

/* What these parts hold decides how all rows of the record stand (invariant 2), and tells nothing of anybody. Whose
 * record gave way to whose decides rows of both, and is an id. */
static bool may_erase(const struct part *parts, uint32_t count, const struct kind *kind,
                      struct error *err)
{
    static const uint16_t never[] = { FIELD_RECORD, FIELD_WITHDRAWN, FIELD_CHANGES };
    if (kind && !strcmp(kind->name, "same_person")
            && erases(parts, count, field_by_name(kind, TEXT("same_as"))->number))
        return fail(err, ERROR_REFUSED, NULL, "This part holds no words of anybody: it says which record "
                    "is kept, and cannot be erased. Withdraw the record instead.");
    for (size_t i = 0; i < COUNT_OF(never); i++)
        if (erases(parts, count, never[i]))
            return fail(err, ERROR_REFUSED, NULL, "This part holds no words of anybody: it says to "
                        "which record the entry belongs, and cannot be erased.");
    return true;
}

static bool null_column(struct store *store, const struct kind *kind, const struct field *f,
                        id record, int64_t seq, struct error *err)
{
    char sql[200];
    struct statement *s;
    snprintf(sql, sizeof sql, "UPDATE %s SET \"%s\" = NULL WHERE record = :record"
             " AND source_seq = :seq", kind->name, f->name);
    if (!store_prepare(store, text_of(sql), &s, err))
        return false;
    bind_id(s, "record", record);
    bind_int(s, "seq", seq);
    return statement_send(s, err);
}

/* The value goes from every row that came from the target, whether it stands or not: the past forgets it too. */
static bool erase_from(struct store *store, struct arena *arena, const struct entry *e,
                       const struct part *parts, const struct entry *target,
                       const struct part *held, bool blobs, struct error *err)
{
    const struct kind *kind = kind_by_number(target->kind);
    struct indexed x = { .subject = target->subject, .seq = (int64_t)target->seq };
    if (!kind)
        return true;
    struct values left = values_new(arena, kind, DAY_UNKNOWN);
    values_from_parts(&left, arena, held, target->part_count);
    if (!record_of(store, kind, target, held, &x.record, err))
        return false;
    for (const struct field *f = kind->fields; f->name; f++) {
        struct value *value = &left.at[field_index(kind, f)];
        if (!erases(parts, e->part_count, f->number))
            continue;
        // The file first: the row that is emptied next names it.
        if (f->type == TYPE_FILE && blobs
                && !attachment_erase(store, kind, f, x.record, x.seq, e->seq, err))
            return false;
        if (!null_column(store, kind, f, x.record, x.seq, err))
            return false;
        *value = (struct value){ .given = true, .erased = true };
    }
    x.values = &left;
    x.withdrawn = text_is(part_text(held, target->part_count, FIELD_WITHDRAWN), "Y");
    return index_again(store, arena, &x, err);
}

static bool apply_redaction(struct store *store, struct store *source, const struct entry *e,
                            const struct part *parts, bool blobs, struct error *err)
{
    struct entry target;
    struct part held[PARTS_MAX];
    struct arena *arena = arena_new();
    bool good = ledger_entry(source, arena, e->ref, &target, held, err)
             && may_erase(parts, e->part_count, kind_by_number(target.kind), err)
             && erase_from(store, arena, e, parts, &target, held, blobs, err);
    arena_free(arena);
    return good;
}

/* ---- one entry ---- */

static bool apply_version(struct store *store, struct arena *arena, const struct kind *kind,
                          const struct entry *e, const struct part *parts, struct error *err)
{
    struct values values = values_new(arena, kind, DAY_UNKNOWN);
    struct row r = {
        .subject = e->subject, .author = e->author, .valid_from = e->valid_from.us,
        .valid_to = e->valid_to.us, .seq = (int64_t)e->seq, .recorded_at = e->recorded.us,
        .role = e->role, .flags = e->flags,
    };
    bool amends = e->ref != NO_ENTRY;
    bool withdrawn = text_is(part_text(parts, e->part_count, FIELD_WITHDRAWN), "Y");
    text changes = part_text(parts, e->part_count, FIELD_CHANGES);
    values_from_parts(&values, arena, parts, e->part_count);
    if (!record_of(store, kind, e, parts, &r.record, err))
        return false;
    struct indexed x = {
        .values = &values, .record = r.record, .subject = r.subject, .seq = r.seq,
        .amends = amends, .withdrawn = withdrawn, .newest = !text_is(changes, "P"),
    };
    // A withdrawn record is a row of its history, and of no table that is counted from.
    return (!amends || replace(store, kind, &r, reach_of(e, changes, withdrawn), err))
        && insert_version(store, kind, &r, amends, withdrawn, err)
        && (withdrawn || insert_typed(store, kind, &r, &values, err))
        && index_version(store, arena, &x, err);
}

bool record_apply(struct store *store, const struct entry *e, const struct part *parts, void *with,
                  struct error *err)
{
    if (e->kind == ENTRY_REDACTION)
        return apply_redaction(store, with ? with : store, e, parts, with == NULL, err);
    const struct kind *kind = kind_by_number(e->kind);
    if (!kind)
        return e->kind < ENTRY_FIRST_CASE_KIND
            || fail(err, ERROR_BROKEN, NULL, "Entry %" PRIu64 " is of a kind that this program does "
                    "not know.", e->seq);
    struct arena *arena = arena_new();
    bool good = apply_version(store, arena, kind, e, parts, err);
    arena_free(arena);
    return good;
}
