/* Records of one person, through a pass: one statement a list, and one to know which records are of that person;
 * values from the ledger's own bodies. */
#include "record/tables.h"

#include "record/pass.h"
#include "record/same_person.h"

#include "base/bytes.h"

#include <string.h>

#define LIST_DEFAULT 200
#define HISTORY_MOST 500
#define US_PER_HOUR (INT64_C(3600) * US_PER_SECOND)
// Machines that serve one authority may differ by this much: docs/ledger.md, verify rule 6.
#define CLOCKS_APART_US (5 * 60 * US_PER_SECOND)

/* Columns in the order of version_from_row. :size, how many entries are known. The last is when the record was first
 * written down, unless it came from another system (flag 1, ENTRY_IMPORTED): then nobody witnessed when. */
#define VERSION_OF "SELECT v.kind, v.record, v.subject, v.author, v.role_of_author, v.flags," \
    " v.source_seq, v.superseded_seq, v.valid_from, v.valid_to, v.recorded_at, v.withdrawn, b.parts," \
    " v.nth, (SELECT max(w.nth) FROM version AS w WHERE w.record = v.record" \
    "  AND w.recorded_seq < :size)," \
    " CASE WHEN v.nth = 1 AND (v.flags & 1) = 0 THEN v.recorded_at WHEN v.nth > 1 THEN" \
    "  (SELECT min(w.recorded_at) FROM version AS w WHERE w.record = v.record AND w.nth = 1" \
    "    AND (w.flags & 1) = 0) END" \
    " FROM version AS v JOIN body AS b ON b.seq = v.source_seq "

/* What stands below :size. Of a record that has changed, what was so at :at; of one that had not begun by
 * then, its beginning, if it was planned already. */
#define STANDS "v.recorded_seq < :size AND v.superseded_seq >= :size" \
    " AND (v.valid_from <= :until OR v.recorded_at <= :until)" \
    " AND NOT EXISTS (SELECT 1 FROM version AS o WHERE o.record = v.record" \
    "  AND o.recorded_seq < :size AND o.superseded_seq >= :size" \
    "  AND ((o.valid_from <= :at AND (v.valid_from > :at OR o.valid_from > v.valid_from))" \
    "   OR (o.valid_from > :at AND v.valid_from > :at AND o.valid_from < v.valid_from)))"

static int64_t size_of(const struct pass *pass)
{
    return pass->size == PASS_NOW ? INT64_MAX : (int64_t)pass->size;
}

/* What is so at which moment, and until when a record must have begun, or have been planned, to be shown. A
 * page for now shows all there is: a clock that differs or went back must hide nothing. */
struct moment { int64_t at, until; };

static struct moment moment_of(const struct pass *pass)
{
    int64_t at = instant_known(pass->at) ? pass->at.us : INT64_MAX;
    bool now = pass->size == PASS_NOW && at > instant_now().us - US_PER_DAY;
    if (at < INT64_MAX - CLOCKS_APART_US)
        at += now ? CLOCKS_APART_US : 0;
    return (struct moment){ at, now ? INT64_MAX : at };
}

static void bind_moment(struct statement *s, const struct pass *pass)
{
    struct moment moment = moment_of(pass);
    bind_int(s, "size", size_of(pass));
    bind_int(s, "at", moment.at);
    bind_int(s, "until", moment.until);
}

/* Nearly always one: then the index gives the rows in their order. */
#define OF_ONE "v.subject = :subject"
#define OF_ALL "v.subject " OF_ONE_PERSON

static void bind_whose(struct statement *s, const struct same_persons *all)
{
    if (all->count > 1)
        bind_same_persons(s, all);
    else
        bind_id(s, "subject", all->at[0]);
}

/* ---- one version ---- */

static void hide(struct record_version *v, uint32_t hidden)
{
    for (const struct field *f = v->kind->fields; hidden && f->name; f++)
        if (hidden >> f->care & 1) {
            struct value *value = &v->values.at[field_index(v->kind, f)];
            *value = (struct value){ .given = value->given, .hidden = value->given };
        }
    if (hidden)                                  // items of any field, as a file had them
        v->values.as_received = TEXT_NONE;
}

static struct value *person_named(const struct record_version *v, size_t field)
{
    struct value *value = &v->values.at[field];
    return v->kind->fields[field].type == TYPE_PERSON && value->given && !value->hidden ? value : NULL;
}

static bool hide_some(struct store *store, const struct pass *pass, struct value *const *at, size_t count,
                      struct error *err)
{
    id persons[IDS_AT_ONCE] = { 0 };
    bool hidden[IDS_AT_ONCE];
    for (size_t i = 0; i < count; i++)
        persons[i] = at[i]->id;
    if (!persons_hidden(store, pass->reader, persons, count, hidden, err))
        return false;
    for (size_t i = 0; i < count; i++)
        if (hidden[i])
            *at[i] = (struct value){ .given = true, .hidden = true };
    return true;
}

/* Of somebody who is hidden from the reader not even the id is told: it would say that they are there, and twice
 * the same would say that it is one person. */
static bool hide_persons(struct store *store, const struct pass *pass, struct record_list *list, struct error *err)
{
    struct value *named[IDS_AT_ONCE];
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++)
        for (size_t f = 0; list->at[i].kind->fields[f].name; f++) {
            struct value *value = person_named(&list->at[i], f);
            if (!value)
                continue;
            named[count++] = value;
            if (count == IDS_AT_ONCE && !hide_some(store, pass, named, count, err))
                return false;
            count %= IDS_AT_ONCE;
        }
    return count == 0 || hide_some(store, pass, named, count, err);
}

/* From when it happened to when that was first written down; of what has ended, from its end to when the end
 * was written down. A day has all its hours to happen in: it counts from its end. (docs: lateness) */
static void judge_delay(struct record_version *v, instant first_recorded)
{
    const struct kind *kind = v->kind;
    bool ended = kind->time == TIME_STATE && v->valid_to.us != INSTANT_OPEN.us;
    // The record time of what came from another system is not witnessed.
    if (ended ? (v->flags & ENTRY_IMPORTED) != 0 : !instant_known(first_recorded))
        return;
    instant happened = ended ? v->valid_to : v->valid_from;
    if (!ended && kind->begins
            && field_by_name(kind, text_of(kind->begins))->type == TYPE_DAY)
        happened = day_london_end(instant_london_day(happened));
    int64_t delay = (ended ? v->recorded.us : first_recorded.us) - happened.us;
    if (delay <= 0)
        return;
    v->delay_hours = delay / US_PER_HOUR;
    v->late = kind->late_after_hours && delay > kind->late_after_hours * US_PER_HOUR;
}

/* parts: room for PARTS_MAX, which every row uses again. */
static bool version_from_row(struct statement *s, const struct pass *pass, struct arena *arena, struct part *parts,
                             struct record_version *v, struct error *err)
{
    uint32_t count;
    int64_t superseded = column_int(s, 7), line = 0;
    *v = (struct record_version){
        .kind = kind_by_number((uint16_t)column_int(s, 0)), .record = column_id(s, 1),
        .subject = column_id(s, 2), .author = column_id(s, 3), .role = (uint16_t)column_int(s, 4),
        .flags = (uint16_t)column_int(s, 5), .seq = (uint64_t)column_int(s, 6),
        .superseded = superseded >= size_of(pass) ? UINT64_MAX : (uint64_t)superseded,
        .valid_from = column_instant(s, 8), .valid_to = column_instant(s, 9),
        .recorded = column_instant(s, 10), .withdrawn = column_int(s, 11) != 0,
        .version = (uint32_t)column_int(s, 13), .versions = (uint32_t)column_int(s, 14),
    };
    if (!v->kind || !parts_read(text_copy(arena, column_bytes(s, 12)), parts, &count))
        return fail(err, ERROR_BROKEN, NULL, "Entry %lld cannot be read: run 'candour verify'.",
                    (long long)v->seq);
    v->values = values_new(arena, v->kind, instant_london_day(v->recorded));
    values_from_parts(&v->values, arena, parts, count);
    v->reason = part_text(parts, count, FIELD_AMEND_REASON);
    v->late_reason = part_text(parts, count, FIELD_LATE_REASON);
    v->source_file = part_text(parts, count, FIELD_SOURCE_FILE);
    if (text_to_int(part_text(parts, count, FIELD_SOURCE_LINE), &line))
        v->source_line = line;
    hide(v, pass->hidden);
    judge_delay(v, column_instant(s, 15));
    return true;
}

static bool list_rows(struct store *store, struct statement *s, const struct pass *pass,
                      struct arena *arena, size_t limit, struct record_list *list, struct error *err)
{
    size_t room = 16;
    struct part *parts = arena_take(arena, PARTS_MAX * sizeof *parts);
    struct record_list made = { .at = arena_array(arena, struct record_version, room) };
    enum stepped step = STEP_DONE;
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
        good = version_from_row(s, pass, arena, parts, &made.at[made.count++], err);
    }
    statement_end(s);
    if (!good || step == STEP_FAILED)
        return false;
    *list = made;
    return hide_persons(store, pass, list, err);
}

static bool get_of(struct store *store, const struct pass *pass, struct arena *arena, id record,
                   const struct same_persons *all, struct record_list *list, struct error *err)
{
    struct statement *s;
    bool prepared = all->count > 1
        ? store_prepare_literal(store, VERSION_OF "WHERE v.record = :record AND " OF_ALL " AND " STANDS, &s, err)
        : store_prepare_literal(store, VERSION_OF "WHERE v.record = :record AND " OF_ONE " AND " STANDS, &s, err);
    if (!prepared)
        return false;
    bind_moment(s, pass);
    bind_whose(s, all);
    bind_id(s, "record", record);
    return list_rows(store, s, pass, arena, 1, list, err);
}

bool record_get(struct store *store, const struct pass *pass, struct arena *arena, id record,
                struct record_version *version, struct error *err)
{
    struct record_list list;
    struct same_persons all = { { pass->subject }, 1 };
    if (!get_of(store, pass, arena, record, &all, &list, err))
        return false;
    if (list.count == 0 && (!same_persons_of(store, pass, &all, err)
            || (all.count > 1 && !get_of(store, pass, arena, record, &all, &list, err))))
        return false;
    if (list.count == 0)
        return fail(err, ERROR_ABSENT, NULL, "There is no such page, or it is not yours to see.");
    *version = list.at[0];
    return true;
}

/* ---- lists ---- */

/* The kinds that are asked for, by their numbers, which are the program's own; nothing: all of them. */
static void add_kinds(struct bytes *sql, const struct record_query *query)
{
    size_t count = 0;
    if (!query->kind && !query->group && !query->chronology_only && !query->only)
        return;
    for (const struct kind *k = kind_next(NULL); k; k = kind_next(k)) {
        if ((query->kind && k != query->kind) || (query->chronology_only && !k->in_chronology)
                || (query->group && (!k->group || strcmp(k->group, query->group)))
                || (query->only && !query->only(k)))
            continue;
        // The plus keeps it from the index of kinds: a person has few records, an authority many of each kind.
        bytes_add_format(sql, count++ ? ", %u" : " AND +v.kind IN (%u", (unsigned)k->number);
    }
    bytes_add_cstr(sql, count ? ")" : " AND +v.kind IN (0)");
}

/* The text is made once for each form and kind; with a group or the chronology alone, each time. */
static bool prepare_list(struct store *store, const struct record_query *query, bool all, bool paged,
                         struct statement **s, struct error *err)
{
    static const char forms[8];                  // nothing but their addresses, which name the statements
    const char *form = &forms[all + 2 * paged + 4 * query->oldest_first];
    bool named = !query->group && !query->chronology_only && !query->only;
    struct bytes sql = { 0 };
    if (named && (*s = store_prepared(store, query->kind, form)))
        return true;
    bytes_add_cstr(&sql, all ? VERSION_OF "WHERE " OF_ALL " AND " STANDS : VERSION_OF "WHERE " OF_ONE " AND " STANDS);
    add_kinds(&sql, query);
    if (paged)
        bytes_add_cstr(&sql, " AND (v.valid_from, v.source_seq) < (:before, :before_seq)");
    bytes_add_cstr(&sql, query->oldest_first
                   ? " ORDER BY v.valid_from, v.source_seq LIMIT :limit"
                   : " ORDER BY v.valid_from DESC, v.source_seq DESC LIMIT :limit");
    bool good = named ? store_prepare_as(store, query->kind, form, bytes_text(&sql), s, err)
                      : store_prepare(store, bytes_text(&sql), s, err);
    bytes_free(&sql);
    return good;
}

bool record_list(struct store *store, const struct pass *pass, struct arena *arena,
                 const struct record_query *query, struct record_list *list, struct error *err)
{
    struct statement *s;
    size_t limit = query->limit ? query->limit : LIST_DEFAULT;
    bool paged = instant_known(query->before) && query->before.us != 0;
    struct same_persons all = { { pass->subject }, 1 };
    if ((!query->own_only && !same_persons_of(store, pass, &all, err))
            || !prepare_list(store, query, all.count > 1, paged, &s, err))
        return false;
    bind_moment(s, pass);
    bind_whose(s, &all);
    if (paged) {
        bind_instant(s, "before", query->before);
        bind_int(s, "before_seq", (int64_t)query->before_seq);
    }
    bind_int(s, "limit", (int64_t)limit + 1);
    return list_rows(store, s, pass, arena, limit, list, err);
}

static bool history_of(struct store *store, const struct pass *pass, struct arena *arena, id record,
                       const struct same_persons *all, struct record_list *list, struct error *err)
{
    // The first of a version's rows is the one that its own entry made; rests of it come later.
    static const char rest[] = " AND v.recorded_seq < :size AND v.recorded_seq = v.source_seq"
        " ORDER BY v.recorded_seq DESC LIMIT :limit";
    struct statement *s;
    struct bytes sql = { 0 };
    bytes_add_cstr(&sql, all->count > 1 ? VERSION_OF "WHERE v.record = :record AND " OF_ALL
                                        : VERSION_OF "WHERE v.record = :record AND " OF_ONE);
    bytes_add_cstr(&sql, rest);
    bool good = store_prepare(store, bytes_text(&sql), &s, err);
    bytes_free(&sql);
    if (!good)
        return false;
    bind_int(s, "size", size_of(pass));
    bind_id(s, "record", record);
    bind_whose(s, all);
    bind_int(s, "limit", HISTORY_MOST + 1);
    return list_rows(store, s, pass, arena, HISTORY_MOST, list, err);
}

bool record_history(struct store *store, const struct pass *pass, struct arena *arena, id record,
                    struct record_list *list, struct error *err)
{
    struct same_persons all = { { pass->subject }, 1 };
    if (!history_of(store, pass, arena, record, &all, list, err))
        return false;
    if (list->count > 0)
        return true;
    return same_persons_of(store, pass, &all, err)
        && (all.count == 1 || history_of(store, pass, arena, record, &all, list, err));
}

bool record_later(struct store *store, const struct pass *pass, uint64_t *count, struct error *err)
{
    struct statement *s;
    *count = 0;
    struct same_persons all;
    if (pass->size == PASS_NOW)
        return true;
    if (!same_persons_of(store, pass, &all, err) || !store_prepare_literal(store,
            "SELECT count(*) FROM version AS v WHERE " OF_ALL
            " AND v.recorded_seq >= :size AND v.recorded_seq = v.source_seq"
            " AND v.valid_from <= :until", &s, err))
        return false;
    bind_int(s, "size", size_of(pass));
    bind_int(s, "until", moment_of(pass).until);
    bind_same_persons(s, &all);
    enum stepped step = statement_step(s, err);
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
    enum stepped step = statement_step(s, err);
    if (step == STEP_ROW) {
        *subject = column_id(s, 0);
        *kind = kind_by_number((uint16_t)column_int(s, 1));
    }
    statement_end(s);
    if (step == STEP_DONE)
        return fail(err, ERROR_ABSENT, NULL, "There is no such page, or it is not yours to see.");
    return step == STEP_ROW;
}

/* ---- entries in somebody's name ---- */

bool record_entries_by(struct store *store, struct arena *arena, id author, instant since,
                       size_t limit, struct own_entry **entries, size_t *count, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT source_seq, kind, record, recorded_at FROM version WHERE author = :author"
            " AND recorded_at >= :since AND recorded_seq = source_seq AND " NAMED_TO_READER("version.subject")
            " ORDER BY recorded_at DESC, source_seq DESC LIMIT :limit", &s, err))
        return false;
    bind_id(s, "author", author);
    bind_id(s, "reader", author);
    bind_instant(s, "now", instant_now());
    bind_instant(s, "since", since);
    bind_int(s, "limit", (int64_t)limit);
    *entries = arena_array(arena, struct own_entry, limit + 1);
    *count = 0;
    enum stepped step;
    while ((step = statement_step(s, err)) == STEP_ROW)
        (*entries)[(*count)++] = (struct own_entry){
            .seq = (uint64_t)column_int(s, 0),
            .kind = kind_by_number((uint16_t)column_int(s, 1)),
            .record = column_id(s, 2), .recorded = column_instant(s, 3),
        };
    statement_end(s);
    return step == STEP_DONE;
}

bool record_written_by(struct store *store, struct arena *arena, id author, size_t limit, struct record_list *list,
                       struct error *err)
{
    struct statement *s;
    struct pass own = { .reader = author, .size = PASS_NOW, .at = INSTANT_UNKNOWN };
    if (!store_prepare_literal(store, VERSION_OF "WHERE v.author = :author AND v.superseded_seq = " NEVER_SQL
            " AND v.recorded_seq = v.source_seq AND " NAMED_TO_READER("v.subject")
            " ORDER BY v.recorded_at DESC, v.source_seq DESC LIMIT :limit", &s, err))
        return false;
    bind_int(s, "size", size_of(&own));
    bind_id(s, "author", author);
    bind_id(s, "reader", author);
    bind_instant(s, "now", instant_now());
    bind_int(s, "limit", (int64_t)limit + 1);
    return list_rows(store, s, &own, arena, limit, list, err);
}

bool record_counts(struct store *store, struct arena *arena, struct kind_count **counts,
                   size_t *count, struct error *err)
{
    struct statement *s;
    size_t room = 0;
    for (const struct kind *k = kind_next(NULL); k; k = kind_next(k))
        room++;
    if (!store_prepare_literal(store,
            "SELECT kind, count(*) FROM version WHERE recorded_seq = source_seq GROUP BY kind"
            " ORDER BY kind", &s, err))
        return false;
    *counts = arena_array(arena, struct kind_count, room + 1);
    *count = 0;
    enum stepped step;
    while ((step = statement_step(s, err)) == STEP_ROW && *count < room)
        (*counts)[(*count)++] = (struct kind_count){
            kind_by_number((uint16_t)column_int(s, 0)), (uint64_t)column_int(s, 1)
        };
    statement_end(s);
    return step != STEP_FAILED;
}
