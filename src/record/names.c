/* Names beside ids: bounded statements for a page of any size. */
#include "record/pass.h"
#include "record/tables.h"

#include <string.h>

const char *const ids_asked[IDS_AT_ONCE] = { "id0", "id1", "id2", "id3", "id4", "id5", "id6", "id7", "id8", "id9",
    "id10", "id11", "id12", "id13", "id14", "id15", "id16", "id17", "id18", "id19", "id20", "id21", "id22", "id23",
    "id24", "id25", "id26", "id27", "id28", "id29", "id30", "id31" };

/* Of a member of staff or a team that changed, the newest name counts. */
static void name_from_row(struct statement *s, struct arena *arena, struct named *n, int64_t *since, size_t count)
{
    id whose = column_id(s, 0);
    int64_t from = column_int(s, 6);
    text name = TEXT_NONE;
    for (size_t i = 0; i < count; i++) {
        if (!id_same(n[i].id, whose) || (!text_empty(n[i].name) && from <= since[i]))
            continue;
        if (text_empty(name))
            name = column_int(s, 5)
                ? name_shown(arena, column_text(s, 1), column_text(s, 2), column_text(s, 4), whose)
                : text_copy(arena, column_text(s, 3));
        if (text_empty(name))
            return;
        n[i].name = name;
        since[i] = from;
    }
}

static bool ask_some(struct store *store, id reader, const struct named *n, size_t count, struct statement **asked,
                     struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT l.person, l.forename, l.surname, '', l.reference, 1, 0 FROM " IDS_ASKED " CROSS JOIN listed AS l"
            " WHERE l.person = a.column1 AND " NAMED_TO_READER("l.person")
            " UNION ALL SELECT s.record, '', '', coalesce(s.name, ''), '', 0, s.valid_from"
            " FROM " IDS_ASKED " CROSS JOIN staff AS s WHERE s.record = a.column1 AND s.superseded_seq = " NEVER_SQL
            " UNION ALL SELECT t.record, '', '', coalesce(t.team_name, ''), '', 0, t.valid_from"
            " FROM " IDS_ASKED " CROSS JOIN team AS t WHERE t.record = a.column1 AND t.superseded_seq = " NEVER_SQL, &s, err))
        return false;
    for (size_t i = 0; i < count; i++)
        bind_id(s, ids_asked[i], n[i].id);
    bind_id(s, "reader", reader);
    bind_instant(s, "now", instant_now());
    *asked = s;
    return statement_ask(s, err);
}

static bool name_some(struct statement *s, struct arena *arena, struct named *n, size_t count, struct error *err)
{
    int64_t since[IDS_AT_ONCE];
    enum stepped step;
    while ((step = statement_step(s, err)) == STEP_ROW)
        name_from_row(s, arena, n, since, count);
    return step != STEP_FAILED;
}

static size_t some_of(size_t count)
{
    return count < IDS_AT_ONCE ? count : IDS_AT_ONCE;
}

bool record_names(struct store *store, struct arena *arena, id reader, struct named *names,
                  size_t count, struct error *err)
{
    for (size_t i = 0; i < count; i++)
        names[i].name = TEXT_NONE;
    struct statement **asked = arena_array(arena, struct statement *, count / IDS_AT_ONCE + 1);
    size_t questions = 0;
    bool good = true;
    for (size_t i = 0; i < count && good; i += IDS_AT_ONCE, questions += asked[questions] != NULL)
        good = ask_some(store, reader, names + i, some_of(count - i), &asked[questions], err);
    for (size_t i = 0; i < questions; i++) {
        good = good && name_some(asked[i], arena, names + i * IDS_AT_ONCE, some_of(count - i * IDS_AT_ONCE), err);
        statement_end(asked[i]);
    }
    if (!good)
        return false;
    for (size_t i = 0; i < count; i++)
        if (text_empty(names[i].name))
            names[i].name = TEXT(NAME_UNKNOWN);
    return true;
}

/* ---- records ---- */

text record_titled(struct arena *arena, const struct kind *kind, instant began)
{
    const struct field *begins = kind->begins ? field_by_name(kind, text_of(kind->begins)) : NULL;
    // Midnight would be said of what has a day and no hour.
    bool day_only = kind->time == TIME_STATE || (begins && begins->type == TYPE_DAY);
    text when = day_only ? day_display(arena, instant_london_day(began)) : instant_display(arena, began);
    return text_format(arena, "%s, %.*s", kind->label, TEXT_ARG(when));
}

static bool title_some(struct store *store, struct arena *arena, uint64_t size, struct titled *t, size_t count,
                       struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT v.record, v.subject, v.kind, min(v.valid_from) FROM " IDS_ASKED " CROSS JOIN version AS v"
            " WHERE v.record = a.column1 AND v.recorded_seq < :size AND v.superseded_seq >= :size"
            " GROUP BY v.record, v.subject, v.kind", &s, err))
        return false;
    for (size_t i = 0; i < count; i++)
        bind_id(s, ids_asked[i], t[i].record);
    bind_int(s, "size", size == PASS_NOW ? INT64_MAX : (int64_t)size);
    enum stepped step;
    while ((step = statement_step(s, err)) == STEP_ROW)
        for (size_t i = 0; i < count; i++) {
            const struct kind *kind = kind_by_number((uint16_t)column_int(s, 2));
            if (kind && id_same(t[i].record, column_id(s, 0)) && id_same(t[i].subject, column_id(s, 1)))
                t[i].title = record_titled(arena, kind, column_instant(s, 3));
        }
    statement_end(s);
    return step != STEP_FAILED;
}

bool record_titles(struct store *store, struct arena *arena, const struct pass *pass, struct titled *titles,
                   size_t count, struct error *err)
{
    uint64_t size = pass ? pass->size : PASS_NOW;
    for (size_t i = 0; i < count; i++)
        titles[i].title = TEXT_NONE;
    for (size_t i = 0; i < count; i += IDS_AT_ONCE)
        if (!title_some(store, arena, size, titles + i, some_of(count - i), err))
            return false;
    return true;
}

bool record_by_reference(struct store *store, text reference, id *person, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store, "SELECT person FROM listed WHERE reference = :reference ORDER BY person LIMIT 1",
                               &s, err))
        return false;
    bind_text(s, "reference", reference);
    enum stepped step = statement_step(s, err);
    *person = step == STEP_ROW ? column_id(s, 0) : ID_NONE;
    statement_end(s);
    return step != STEP_FAILED;
}

bool record_reference(struct store *store, struct arena *arena, id person, text *name,
                      struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store, "SELECT reference FROM listed WHERE person = :person", &s,
                               err))
        return false;
    bind_id(s, "person", person);
    enum stepped step = statement_step(s, err);
    *name = name_shown(arena, TEXT_NONE, TEXT_NONE,
                       step == STEP_ROW ? column_text(s, 0) : TEXT_NONE, person);
    statement_end(s);
    return step != STEP_FAILED;
}

bool record_list_named(struct store *store, struct arena *arena, const struct kind *kind,
                       size_t limit, struct named **names, size_t *count, struct error *err)
{
    struct statement *s;
    text sql = kind->about == ABOUT_TEAM
        ? TEXT("SELECT t.record, coalesce(t.team_name, '') FROM {team} AS t ORDER BY 2, 1"
               " LIMIT :limit")
        : TEXT("SELECT s.record, coalesce(s.name, '') FROM {staff} AS s ORDER BY 2, 1"
               " LIMIT :limit");
    if (!store_prepare(store, record_sql(arena, sql, true), &s, err))
        return false;
    bind_int(s, "limit", (int64_t)limit);
    *names = arena_array(arena, struct named, limit + 1);
    *count = 0;
    enum stepped step;
    while ((step = statement_step(s, err)) == STEP_ROW)
        (*names)[(*count)++] = (struct named){ column_id(s, 0), text_copy(arena, column_text(s, 1)) };
    statement_end(s);
    return step == STEP_DONE;
}
