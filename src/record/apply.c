/* An entry becomes rows. The only writer of derived tables. It reads nothing but the entry, its parts and
 * derived rows of the same ledger: no clock, no settings; otherwise a rebuild would differ. */
#include "record/tables.h"

#include "base/bytes.h"

#include <inttypes.h>
#include <string.h>

struct row {
    id record, subject, author;
    int64_t valid_from, valid_to, source_seq, recorded_seq, superseded_seq, recorded_at, role, flags;
};

static void bind_row(struct statement *s, const struct row *r)
{
    bind_id(s, "record", r->record);
    bind_id(s, "subject", r->subject);
    bind_int(s, "valid_from", r->valid_from);
    bind_int(s, "valid_to", r->valid_to);
    bind_int(s, "source_seq", r->source_seq);
    bind_int(s, "recorded_seq", r->recorded_seq);
    bind_int(s, "superseded_seq", r->superseded_seq);
    bind_int(s, "recorded_at", r->recorded_at);
    bind_id(s, "author", r->author);
    bind_int(s, "role", r->role);
    bind_int(s, "flags", r->flags);
}

#define ROW_VALUES ":record, :subject, :valid_from, :valid_to, :source_seq, :recorded_seq," \
    " :superseded_seq, :recorded_at, :author, :role, :flags"

static void bind_value(struct statement *s, const struct field *f, const struct value *v)
{
    if (!v->given || v->erased) {
        bind_null(s, f->name);
        return;
    }
    switch (f->type) {
    case TYPE_DAY:     bind_day(s, f->name, v->day); break;
    case TYPE_INSTANT: bind_instant(s, f->name, v->instant); break;
    case TYPE_INT:     bind_int(s, f->name, v->number); break;
    case TYPE_FLAG:    bind_int(s, f->name, v->flag); break;
    case TYPE_PERSON: case TYPE_STAFF: case TYPE_TEAM: case TYPE_RECORD:
        bind_id(s, f->name, v->id);
        break;
    default:           bind_text(s, f->name, v->text); break;
    }
}

static bool insert_version(struct store *store, const struct kind *kind, const struct row *r,
                           bool withdrawn, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "INSERT INTO version (" VERSION_COLUMNS ", kind, withdrawn) VALUES (" ROW_VALUES
            ", :kind, :withdrawn)", &s, err))
        return false;
    bind_row(s, r);
    bind_int(s, "kind", kind->number);
    bind_int(s, "withdrawn", withdrawn);
    return statement_send(s, err);
}

static bool insert_typed(struct store *store, const struct kind *kind, const struct row *r,
                         const struct values *values, struct error *err)
{
    struct bytes sql = { 0 };
    struct statement *s;
    bytes_add_format(&sql, "INSERT INTO %s (" VERSION_COLUMNS, kind->name);
    for (const struct field *f = kind->fields; f->name; f++)
        bytes_add_format(&sql, ", \"%s\"", f->name);
    bytes_add_cstr(&sql, ") VALUES (" ROW_VALUES);
    for (const struct field *f = kind->fields; f->name; f++)
        bytes_add_format(&sql, ", :%s", f->name);
    bytes_add_cstr(&sql, ")");
    bool good = store_prepare(store, bytes_text(&sql), &s, err);
    bytes_free(&sql);
    if (!good)
        return false;
    bind_row(s, r);
    for (const struct field *f = kind->fields; f->name; f++)
        bind_value(s, f, &values->at[field_index(kind, f)]);
    return statement_send(s, err);
}

/* ---- what a version replaces ---- */

/* The record that an entry belongs to: its own id, the one it names, or that of the entry it replaces. */
static bool record_of(struct store *store, const struct kind *kind, const struct entry *e,
                      const struct part *parts, id *record, struct error *err)
{
    text named = part_text(parts, e->part_count, FIELD_RECORD);
    if (id_from_hex(named, record))
        return true;
    *record = kind->founds ? e->subject : e->entry;
    if (e->ref == NO_ENTRY)
        return true;
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT record FROM version WHERE source_seq = :seq LIMIT 1", &s, err))
        return false;
    bind_int(s, "seq", (int64_t)e->ref);
    enum step step = statement_step(s, err);
    if (step == STEP_ROW)
        *record = column_id(s, 0);
    statement_end(s);
    return step != STEP_FAILED;
}

static bool supersede(struct store *store, const char *table, const struct row *old, int64_t seq,
                      struct error *err)
{
    struct statement *s;
    char sql[240];
    snprintf(sql, sizeof sql, "UPDATE %s SET superseded_seq = :seq WHERE record = :record"
             " AND recorded_seq = :recorded_seq AND valid_from = :valid_from", table);
    if (!store_prepare(store, text_of(sql), &s, err))
        return false;
    bind_int(s, "seq", seq);
    bind_id(s, "record", old->record);
    bind_int(s, "recorded_seq", old->recorded_seq);
    bind_int(s, "valid_from", old->valid_from);
    return statement_send(s, err);
}

#define OLD_ROWS_MAX 64

static bool rows_now(struct store *store, id record, struct row rows[OLD_ROWS_MAX], size_t *count,
                     struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT " VERSION_COLUMNS " FROM version WHERE record = :record"
            " AND superseded_seq = :never ORDER BY valid_from", &s, err))
        return false;
    bind_id(s, "record", record);
    bind_int(s, "never", SEQ_NEVER);
    enum step step;
    *count = 0;
    while ((step = statement_step(s, err)) == STEP_ROW && *count < OLD_ROWS_MAX)
        rows[(*count)++] = (struct row){
            .record = column_id(s, 0), .subject = column_id(s, 1), .valid_from = column_int(s, 2),
            .valid_to = column_int(s, 3), .source_seq = column_int(s, 4),
            .recorded_seq = column_int(s, 5), .superseded_seq = column_int(s, 6),
            .recorded_at = column_int(s, 7), .author = column_id(s, 8), .role = column_int(s, 9),
            .flags = column_int(s, 10),
        };
    statement_end(s);
    return step != STEP_FAILED;
}

/* A correction of an event or a state takes the place of every row of the record that stands: what was wrong
 * was wrong for all the time it covered. (A state that changed is a new record with its own beginning.) */
static bool replace_all(struct store *store, const struct kind *kind, const struct row *fresh,
                        struct error *err)
{
    struct row old[OLD_ROWS_MAX];
    size_t count;
    if (!rows_now(store, fresh->record, old, &count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!supersede(store, "version", &old[i], fresh->source_seq, err)
                || !supersede(store, kind->name, &old[i], fresh->source_seq, err))
            return false;
    return true;
}

/* ---- look-ups ---- */

static bool keys_drop(struct store *store, id record, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store, "DELETE FROM name_key WHERE record = :record", &s, err))
        return false;
    bind_id(s, "record", record);
    return statement_send(s, err);
}

static bool keys_put(struct store *store, const struct row *r, const struct name_key *keys,
                     size_t count, struct error *err)
{
    struct statement *s;
    for (size_t i = 0; i < count; i++) {
        if (!store_prepare_literal(store,
                "INSERT INTO name_key (person, record, kind, key)"
                " VALUES (:person, :record, :kind, :key)"
                " ON CONFLICT (key, kind, person, record) DO NOTHING", &s, err))
            return false;
        bind_id(s, "person", r->subject);
        bind_id(s, "record", r->record);
        bind_text(s, "kind", text_of(keys[i].kind));
        bind_text(s, "key", keys[i].key);
        if (!statement_send(s, err))
            return false;
    }
    return true;
}

static bool list_person(struct store *store, struct arena *arena, const struct row *r,
                        const struct values *person, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "INSERT INTO listed (person, sort, child, open_work) VALUES (:person, :sort, :child, 0)"
            " ON CONFLICT (person) DO UPDATE SET sort = excluded.sort, child = excluded.child",
            &s, err))
        return false;
    bind_id(s, "person", r->subject);
    bind_text(s, "sort", name_sort(arena, person));
    bind_int(s, "child", !values_is(person, "recorded_as", "ADULT"));
    return statement_send(s, err);
}

static bool count_open(struct store *store, id subject, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "UPDATE listed SET open_work = (SELECT count(*) FROM referral AS r"
            " JOIN version AS v ON v.record = r.record AND v.recorded_seq = r.recorded_seq"
            "  AND v.valid_from = r.valid_from"
            " WHERE r.subject = :subject AND r.superseded_seq = :never AND v.withdrawn = 0"
            "  AND r.close_date IS NULL AND coalesce(r.nfa, 0) = 0)"
            " WHERE person = :subject", &s, err))
        return false;
    bind_id(s, "subject", subject);
    bind_int(s, "never", SEQ_NEVER);
    return statement_send(s, err);
}

/* Folded words of every text of the version; a newer version's words take its place. */
static bool index_text(struct store *store, struct arena *arena, const struct entry *e,
                       const struct values *values, struct error *err)
{
    struct bytes words = { 0 };
    for (const struct field *f = values->kind->fields; f->name; f++) {
        const struct value *v = &values->at[field_index(values->kind, f)];
        if (v->given && !v->erased && (f->type == TYPE_PROSE || f->type == TYPE_TEXT)) {
            bytes_add_text(&words, text_fold(arena, v->text));
            bytes_add_u8(&words, ' ');
        }
    }
    bool good = words.len == 0
             || store_text_put(store, "search_text", (int64_t)e->seq, bytes_text(&words), err);
    bytes_free(&words);
    return good;
}

static bool index_all(struct store *store, struct arena *arena, const struct entry *e,
                      const struct row *r, const struct values *values, bool withdrawn,
                      struct error *err)
{
    struct name_key keys[NAME_KEYS_MAX];
    if (e->ref != NO_ENTRY && !store_text_drop(store, "search_text", (int64_t)e->ref, err))
        return false;
    if (!withdrawn && !index_text(store, arena, e, values, err))
        return false;
    size_t count = withdrawn ? 0 : name_keys(arena, values, keys);
    bool has_keys = count > 0 || e->ref != NO_ENTRY;
    if (has_keys && ((e->ref != NO_ENTRY && !keys_drop(store, r->record, err))
                     || !keys_put(store, r, keys, count, err)))
        return false;
    if (!strcmp(values->kind->name, "person"))
        return list_person(store, arena, r, values, err)
            && (e->ref == NO_ENTRY || count_open(store, r->subject, err));
    return strcmp(values->kind->name, "referral") || count_open(store, r->subject, err);
}

/* ---- erasure ---- */

/* Parts of a redaction entry: the target's number, then the fields, one part each (ledger/redact.c). */
static bool apply_redaction(struct store *store, struct store *source, const struct entry *e,
                            const struct part *parts, struct error *err)
{
    struct entry target;
    struct part held[PARTS_MAX];
    struct arena *arena = arena_new();
    bool good = ledger_entry(source, arena, e->ref, &target, held, err);
    const struct kind *kind = good ? kind_by_number(target.kind) : NULL;
    for (uint32_t i = 0; good && kind && i < e->part_count; i++) {
        int64_t number;
        if (parts[i].field != REDACTION_FIELD || !text_to_int(parts[i].value, &number))
            continue;
        const struct field *f = field_by_number(kind, (uint16_t)number);
        char sql[200];
        struct statement *s;
        if (!f)
            continue;
        snprintf(sql, sizeof sql, "UPDATE %s SET \"%s\" = NULL WHERE source_seq = :seq", kind->name,
                 f->name);
        good = store_prepare(store, text_of(sql), &s, err);
        if (good) {
            bind_int(s, "seq", (int64_t)e->ref);
            good = statement_run(s, NULL, err);
        }
    }
    good = good && store_text_drop(store, "search_text", (int64_t)e->ref, err);
    if (good && kind) {
        id record;
        good = record_of(store, kind, &target, held, &record, err)
            && keys_drop(store, record, err);
    }
    arena_free(arena);
    return good;
}

bool record_apply(struct store *store, const struct entry *e, const struct part *parts, void *with,
                  struct error *err)
{
    if (e->kind == ENTRY_REDACTION)
        return apply_redaction(store, with ? with : store, e, parts, err);
    const struct kind *kind = kind_by_number(e->kind);
    if (!kind)
        return e->kind < ENTRY_FIRST_CASE_KIND
            || fail(err, ERROR_BROKEN, NULL, "Entry %" PRIu64 " is of a kind that this program does "
                    "not know.", e->seq);

    struct arena *arena = arena_new();
    struct values values = values_new(arena, kind, DAY_UNKNOWN);
    struct row r = {
        .subject = e->subject, .author = e->author, .valid_from = e->valid_from.us,
        .valid_to = e->valid_to.us, .source_seq = (int64_t)e->seq,
        .recorded_seq = (int64_t)e->seq, .superseded_seq = SEQ_NEVER,
        .recorded_at = e->recorded.us, .role = e->role, .flags = e->flags,
    };
    values_from_parts(&values, arena, parts, e->part_count);
    bool withdrawn = text_is(part_text(parts, e->part_count, FIELD_WITHDRAWN), "Y");
    bool good = record_of(store, kind, e, parts, &r.record, err)
             && (e->ref == NO_ENTRY || replace_all(store, kind, &r, err))
             && insert_version(store, kind, &r, withdrawn, err)
             && insert_typed(store, kind, &r, &values, err)
             && index_all(store, arena, e, &r, &values, withdrawn, err);
    arena_free(arena);
    return good;
}
