#include "record/tables.h"

#include "record/pass.h"

#include <string.h>

#define LIST_DEFAULT 200
#define US_PER_HOUR (INT64_C(3600) * US_PER_SECOND)

/* Which versions stand: what is known now, or what was known when the first `size` entries were there. */
#define STANDS "v.recorded_seq < :size AND v.superseded_seq >= :size"
#define VERSION_OF "SELECT v.kind, v.record, v.subject, v.author, v.role_of_author, v.flags," \
    " v.source_seq, v.superseded_seq, v.valid_from, v.valid_to, v.recorded_at, v.withdrawn, b.parts," \
    " (SELECT count(*) FROM version AS w WHERE w.record = v.record AND w.recorded_seq < :upto" \
    "   AND w.recorded_seq <= v.recorded_seq)," \
    " (SELECT count(*) FROM version AS w WHERE w.record = v.record AND w.recorded_seq < :upto)" \
    " FROM version AS v JOIN body AS b ON b.seq = v.source_seq "

static int64_t size_of(const struct pass *pass)
{
    return pass->size == PASS_NOW ? INT64_MAX : (int64_t)pass->size;
}

static void bind_pass(struct statement *s, const struct pass *pass)
{
    bind_int(s, "upto", size_of(pass));
    bind_int(s, "size", size_of(pass));
}

static void hide(struct record_version *v, uint32_t hidden)
{
    for (const struct field *f = v->kind->fields; hidden && f->name; f++)
        if (hidden >> f->care & 1) {
            struct value *value = &v->values.at[field_index(v->kind, f)];
            *value = (struct value){ .given = value->given, .hidden = value->given };
        }
}

/* Hours between when it happened (for what lasts: when it ended or began) and when it was written down. */
static void judge_delay(struct record_version *v)
{
    if (v->flags & ENTRY_IMPORTED)               // its own record time is not witnessed
        return;
    int64_t delay = v->recorded.us - v->valid_from.us;
    if (delay <= 0 || v->version > 1)
        return;
    v->delay_hours = delay / US_PER_HOUR;
    v->late = v->kind->late_after_hours && v->delay_hours > v->kind->late_after_hours;
}

static bool version_from_row(struct statement *s, const struct pass *pass, struct arena *arena,
                             struct record_version *v, struct error *err)
{
    struct part parts[PARTS_MAX];
    uint32_t count;
    int64_t superseded = column_int(s, 7), line = 0;
    *v = (struct record_version){
        .kind = kind_by_number((uint16_t)column_int(s, 0)), .record = column_id(s, 1),
        .subject = column_id(s, 2), .author = column_id(s, 3), .role = (uint16_t)column_int(s, 4),
        .flags = (uint16_t)column_int(s, 5), .seq = (uint64_t)column_int(s, 6),
        .superseded = superseded == SEQ_NEVER || superseded >= size_of(pass)
                    ? UINT64_MAX : (uint64_t)superseded,
        .valid_from = column_instant(s, 8), .valid_to = column_instant(s, 9),
        .recorded = column_instant(s, 10), .withdrawn = column_int(s, 11) != 0,
        .version = (uint32_t)column_int(s, 13), .versions = (uint32_t)column_int(s, 14),
    };
    if (!v->kind || !parts_read(column_bytes(s, 12), parts, &count))
        return fail(err, ERROR_BROKEN, NULL, "Entry %lld cannot be read: run 'candour verify'.",
                    (long long)v->seq);
    v->values = values_new(arena, v->kind, instant_london_day(v->recorded));
    values_from_parts(&v->values, arena, parts, count);
    v->reason = text_copy(arena, part_text(parts, count, FIELD_AMEND_REASON));
    v->late_reason = text_copy(arena, part_text(parts, count, FIELD_LATE_REASON));
    v->source_file = text_copy(arena, part_text(parts, count, FIELD_SOURCE_FILE));
    if (text_to_int(part_text(parts, count, FIELD_SOURCE_LINE), &line))
        v->source_line = line;
    hide(v, pass->hidden);
    judge_delay(v);
    return true;
}

static bool list_rows(struct statement *s, const struct pass *pass, struct arena *arena,
                      size_t limit, struct record_list *list, struct error *err)
{
    size_t room = 16;
    struct record_list made = { .at = arena_array(arena, struct record_version, room) };
    enum step step = STEP_DONE;
    bool good = true;
    while (good && (step = statement_step(s, err)) == STEP_ROW) {
        if (made.count == limit) {
            made.more = true;
            break;
        }
        if (made.count == room) {
            struct record_version *more = arena_array(arena, struct record_version, room * 2);
            memcpy(more, made.at, made.count * sizeof *more);
            made.at = more;
            room *= 2;
        }
        good = version_from_row(s, pass, arena, &made.at[made.count++], err);
    }
    statement_end(s);
    if (!good || step == STEP_FAILED)
        return false;
    *list = made;
    return true;
}

bool record_get(struct store *store, const struct pass *pass, struct arena *arena, id record,
                struct record_version *version, struct error *err)
{
    struct statement *s;
    struct record_list list;
    if (!store_prepare_literal(store,
            VERSION_OF "WHERE v.record = :record AND v.subject = :subject AND " STANDS
            " ORDER BY v.valid_from DESC LIMIT 1", &s, err))
        return false;
    bind_pass(s, pass);
    bind_id(s, "record", record);
    bind_id(s, "subject", pass->subject);
    if (!list_rows(s, pass, arena, 1, &list, err))
        return false;
    if (list.count == 0)
        return fail(err, ERROR_ABSENT, NULL, "There is no such page, or it is not yours to see.");
    *version = list.at[0];
    return true;
}

bool record_list(struct store *store, const struct pass *pass, struct arena *arena,
                 const struct record_query *query, struct record_list *list, struct error *err)
{
    struct statement *s;
    size_t limit = query->limit ? query->limit : LIST_DEFAULT;
    text sql = query->oldest_first
        ? TEXT(VERSION_OF "WHERE v.subject = :subject AND " STANDS
               " AND (:kind = 0 OR v.kind = :kind) AND v.valid_from < :before"
               " ORDER BY v.valid_from, v.source_seq LIMIT :limit")
        : TEXT(VERSION_OF "WHERE v.subject = :subject AND " STANDS
               " AND (:kind = 0 OR v.kind = :kind) AND v.valid_from < :before"
               " ORDER BY v.valid_from DESC, v.source_seq DESC LIMIT :limit");
    if (!store_prepare(store, sql, &s, err))
        return false;
    bind_pass(s, pass);
    bind_id(s, "subject", pass->subject);
    bind_int(s, "kind", query->kind ? query->kind->number : 0);
    bind_int(s, "before", query->before.us && instant_known(query->before) ? query->before.us
                                                                          : INT64_MAX);
    bind_int(s, "limit", (int64_t)limit + 1);
    return list_rows(s, pass, arena, limit, list, err);
}

bool record_history(struct store *store, const struct pass *pass, struct arena *arena, id record,
                    struct record_list *list, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            VERSION_OF "WHERE v.record = :record AND v.subject = :subject"
            " AND v.recorded_seq < :size AND v.recorded_seq = v.source_seq"
            " ORDER BY v.recorded_seq DESC LIMIT 500", &s, err))
        return false;
    bind_pass(s, pass);
    bind_id(s, "record", record);
    bind_id(s, "subject", pass->subject);
    return list_rows(s, pass, arena, 500, list, err);
}

bool record_later(struct store *store, const struct pass *pass, uint64_t *count, struct error *err)
{
    struct statement *s;
    *count = 0;
    if (pass->size == PASS_NOW)
        return true;
    if (!store_prepare_literal(store,
            "SELECT count(*) FROM version AS v WHERE v.subject = :subject"
            " AND v.recorded_seq >= :size AND v.recorded_seq = v.source_seq", &s, err))
        return false;
    bind_id(s, "subject", pass->subject);
    bind_int(s, "size", size_of(pass));
    enum step step = statement_step(s, err);
    if (step == STEP_ROW)
        *count = (uint64_t)column_int(s, 0);
    statement_end(s);
    return step == STEP_ROW;
}

bool record_subject(struct store *store, id record, id *subject, const struct kind **kind,
                    struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT subject, kind FROM version WHERE record = :record LIMIT 1", &s, err))
        return false;
    bind_id(s, "record", record);
    enum step step = statement_step(s, err);
    if (step == STEP_ROW) {
        *subject = column_id(s, 0);
        *kind = kind_by_number((uint16_t)column_int(s, 1));
    }
    statement_end(s);
    if (step == STEP_DONE)
        return fail(err, ERROR_ABSENT, NULL, "There is no such page, or it is not yours to see.");
    return step == STEP_ROW;
}

/* ---- names beside ids ---- */

enum { NAMES_AT_ONCE = 16 };
#define NAME_IDS "(:id0, :id1, :id2, :id3, :id4, :id5, :id6, :id7, :id8, :id9, :id10, :id11," \
    " :id12, :id13, :id14, :id15)"

static void name_from_row(struct statement *s, struct arena *arena, struct named *n)
{
    text first = column_text(s, 1), last = column_text(s, 2), whole = column_text(s, 3);
    n->name = text_empty(whole)
        ? text_trim(text_format(arena, "%.*s %.*s", TEXT_ARG(first), TEXT_ARG(last)))
        : text_copy(arena, whole);
}

/* Up to sixteen in one statement; those without a name are asked for by their reference. */
static bool name_some(struct store *store, struct arena *arena, struct named *n, size_t count,
                      struct error *err)
{
    static const char *const ids[NAMES_AT_ONCE] = { "id0", "id1", "id2", "id3", "id4", "id5",
        "id6", "id7", "id8", "id9", "id10", "id11", "id12", "id13", "id14", "id15" };
    struct statement *s;
    bool found[NAMES_AT_ONCE] = { false };
    if (!store_prepare_literal(store,
            "SELECT p.record, coalesce(p.forename, ''), coalesce(p.surname, ''), ''"
            " FROM person AS p WHERE p.record IN " NAME_IDS " AND p.superseded_seq = :never"
            " UNION ALL SELECT s.record, '', '', s.name FROM staff AS s"
            " WHERE s.record IN " NAME_IDS " AND s.superseded_seq = :never"
            " UNION ALL SELECT t.record, '', '', t.team_name FROM team AS t"
            " WHERE t.record IN " NAME_IDS " AND t.superseded_seq = :never", &s, err))
        return false;
    for (size_t i = 0; i < NAMES_AT_ONCE; i++)
        bind_id(s, ids[i], n[i < count ? i : 0].id);
    bind_int(s, "never", SEQ_NEVER);
    enum step step;
    while ((step = statement_step(s, err)) == STEP_ROW)
        for (size_t i = 0; i < count; i++)
            if (!found[i] && id_same(n[i].id, column_id(s, 0))) {
                name_from_row(s, arena, &n[i]);
                found[i] = true;
            }
    statement_end(s);
    if (step == STEP_FAILED)
        return false;
    for (size_t i = 0; i < count; i++)
        if (found[i] && text_empty(n[i].name)
                && !record_reference(store, arena, n[i].id, &n[i].name, err))
            return false;
    return true;
}

/* A child whom a census named by a number only is called by it. */
bool record_reference(struct store *store, struct arena *arena, id person, text *name,
                      struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT i.value FROM person_identifier AS i WHERE i.subject = :id"
            " AND i.superseded_seq = :never AND i.value IS NOT NULL"
            " ORDER BY CASE WHEN i.identifier_type = 'LACHILD' THEN 0 ELSE 1 END, i.source_seq"
            " LIMIT 1", &s, err))
        return false;
    bind_id(s, "id", person);
    bind_int(s, "never", SEQ_NEVER);
    enum step step = statement_step(s, err);
    *name = step == STEP_ROW
        ? text_format(arena, "Child %.*s", TEXT_ARG(column_text(s, 0)))
        : text_format(arena, "Child %.*s", TEXT_ARG(id_short(arena, person)));
    statement_end(s);
    return step != STEP_FAILED;
}

bool record_names(struct store *store, struct arena *arena, struct named *names, size_t count,
                  struct error *err)
{
    for (size_t i = 0; i < count; i += NAMES_AT_ONCE) {
        size_t some = count - i < NAMES_AT_ONCE ? count - i : NAMES_AT_ONCE;
        if (!name_some(store, arena, names + i, some, err))
            return false;
    }
    return true;
}

bool record_list_named(struct store *store, struct arena *arena, const struct kind *kind,
                       size_t limit, struct named **names, size_t *count, struct error *err)
{
    struct statement *s;
    text sql = kind->about == ABOUT_TEAM
        ? TEXT("SELECT record, coalesce(team_name, '') FROM team WHERE superseded_seq = :never"
               " ORDER BY 2, 1 LIMIT :limit")
        : TEXT("SELECT record, coalesce(name, '') FROM staff WHERE superseded_seq = :never"
               " ORDER BY 2, 1 LIMIT :limit");
    if (!store_prepare(store, sql, &s, err))
        return false;
    bind_int(s, "never", SEQ_NEVER);
    bind_int(s, "limit", (int64_t)limit);
    *names = arena_array(arena, struct named, limit + 1);
    *count = 0;
    enum step step;
    while ((step = statement_step(s, err)) == STEP_ROW)
        (*names)[(*count)++] = (struct named){ column_id(s, 0), text_copy(arena, column_text(s, 1)) };
    statement_end(s);
    return step == STEP_DONE;
}

/* ---- entries in somebody's name ---- */

bool record_entries_by(struct store *store, struct arena *arena, id author, instant since,
                       size_t limit, struct own_entry **entries, size_t *count, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT source_seq, kind, record, recorded_at FROM version WHERE author = :author"
            " AND recorded_at >= :since AND recorded_seq = source_seq"
            " ORDER BY recorded_at DESC, source_seq DESC LIMIT :limit", &s, err))
        return false;
    bind_id(s, "author", author);
    bind_instant(s, "since", since);
    bind_int(s, "limit", (int64_t)limit);
    *entries = arena_array(arena, struct own_entry, limit + 1);
    *count = 0;
    enum step step;
    while ((step = statement_step(s, err)) == STEP_ROW)
        (*entries)[(*count)++] = (struct own_entry){
            .seq = (uint64_t)column_int(s, 0),
            .kind = kind_by_number((uint16_t)column_int(s, 1)),
            .record = column_id(s, 2), .recorded = column_instant(s, 3),
        };
    statement_end(s);
    return step == STEP_DONE;
}

bool record_counts(struct store *store, struct arena *arena, struct kind_count **counts,
                   size_t *count, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT kind, count(*) FROM version WHERE recorded_seq = source_seq GROUP BY kind"
            " ORDER BY kind", &s, err))
        return false;
    *counts = arena_array(arena, struct kind_count, 80);
    *count = 0;
    enum step step;
    while ((step = statement_step(s, err)) == STEP_ROW && *count < 80)
        (*counts)[(*count)++] = (struct kind_count){
            kind_by_number((uint16_t)column_int(s, 0)), (uint64_t)column_int(s, 1)
        };
    statement_end(s);
    return step != STEP_FAILED;
}
