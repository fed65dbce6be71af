#include "record/kin.h"

#include "record/pass.h"
#include "record/same_person.h"
#include "record/tables.h"

/* As known at the pass's size; of what changed later the rows of then. */
#define KNOWN(a) a ".recorded_seq < :size AND " a ".superseded_seq >= :size"
/* A foster carer or a family friend is near to many children who are no family of each other. */
#define NEAR_FAMILY "('MOTHER', 'FATHER', 'STEP', 'PARTNER', 'SPOUSE', 'SIB_FULL', 'SIB_HALF', 'SIB_STEP', 'CHILD'," \
    " 'ADOPTER')"

static size_t some_of(size_t count)
{
    return count < IDS_AT_ONCE ? count : IDS_AT_ONCE;
}

static void bind_asked(struct statement *s, const struct pass *pass)
{
    bind_int(s, "size", pass->size == PASS_NOW ? INT64_MAX : (int64_t)pass->size);
}

/* ---- what may be shown of a person ---- */

/* A person's record has parts in time as any state has; the newest tells. */
static void take_person(struct statement *s, struct arena *arena, struct kin_person *p, int64_t *since)
{
    int64_t from = column_int(s, 9);
    if (p->there && from <= *since)
        return;
    *since = from;
    p->there = true;
    p->restricted = column_int(s, 8) != 0;
    p->name = name_shown(arena, column_text(s, 1), column_text(s, 2), column_text(s, 10), p->person);
    if (p->restricted)
        return;
    p->sex = text_copy(arena, column_text(s, 3));
    p->born = column_day(s, 4);
    p->expected = column_day(s, 5);
    p->died = column_day(s, 6);
    p->child = text_is(column_text(s, 7), "CHILD");
}

static bool some_persons(struct store *store, const struct pass *pass, struct arena *arena,
                         struct kin_person *persons, size_t count, struct error *err)
{
    struct statement *s;
    int64_t since[IDS_AT_ONCE];
    if (!store_prepare_literal(store,
            "SELECT p.record, coalesce(p.forename, ''), coalesce(p.surname, ''), coalesce(p.sex, ''), p.dob,"
            " p.expected_dob, p.death_date, coalesce(p.recorded_as, ''),"
            " CASE WHEN " LISTED_TO_READER("p.record") " THEN 0 ELSE 1 END, p.valid_from,"
            " coalesce((SELECT l.reference FROM listed AS l WHERE l.person = p.record), '')"
            " FROM " IDS_ASKED " CROSS JOIN person AS p WHERE p.record = a.column1 AND " KNOWN("p")
            " AND " NAMED_TO_READER("p.record"), &s, err))
        return false;
    for (size_t i = 0; i < count; i++)
        bind_id(s, ids_asked[i], persons[i].person);
    bind_asked(s, pass);
    bind_id(s, "reader", pass->reader);
    bind_instant(s, "now", instant_now());
    enum stepped step;
    while ((step = statement_step(s, err)) == STEP_ROW)
        for (size_t i = 0; i < count; i++)
            if (id_same(persons[i].person, column_id(s, 0)))
                take_person(s, arena, &persons[i], &since[i]);
    statement_end(s);
    return step != STEP_FAILED;
}

bool kin_persons(struct store *store, const struct pass *pass, struct arena *arena, struct kin_person *persons,
                 size_t count, struct error *err)
{
    for (size_t i = 0; i < count; i++)
        persons[i] = (struct kin_person){ .person = persons[i].person, .born = DAY_UNKNOWN,
                                          .expected = DAY_UNKNOWN, .died = DAY_UNKNOWN };
    for (size_t i = 0; i < count; i += IDS_AT_ONCE)
        if (!some_persons(store, pass, arena, persons + i, some_of(count - i), err))
            return false;
    return true;
}

/* ---- two records of one person ---- */

static bool step_on(struct store *store, const struct pass *pass, id *persons, size_t count, bool *any,
                    struct error *err)
{
    struct statement *s;
    id before[IDS_AT_ONCE];
    if (!store_prepare_literal(store,
            "SELECT m.subject, m.same_as FROM " IDS_ASKED " CROSS JOIN same_person AS m WHERE m.subject = a.column1"
            " AND " KNOWN("m") " AND m.same_as IS NOT NULL AND " LISTED_TO_READER("m.same_as"), &s, err))
        return false;
    for (size_t i = 0; i < count; i++)
        bind_id(s, ids_asked[i], before[i] = persons[i]);
    bind_asked(s, pass);
    bind_id(s, "reader", pass->reader);
    bind_instant(s, "now", instant_now());
    enum stepped step;
    *any = false;
    while ((step = statement_step(s, err)) == STEP_ROW)
        for (size_t i = 0; i < count; i++)
            if (id_same(before[i], column_id(s, 0))) {
                persons[i] = column_id(s, 1);
                *any = true;
            }
    statement_end(s);
    return step != STEP_FAILED;
}

bool kin_kept(struct store *store, const struct pass *pass, id *persons, size_t count, struct error *err)
{
    for (size_t i = 0; i < count; i += IDS_AT_ONCE) {
        bool any = true;
        for (int steps = 0; any && steps < SAME_PERSONS_MAX; steps++)
            if (!step_on(store, pass, persons + i, some_of(count - i), &any, err))
                return false;
    }
    return true;
}

/* ---- where to look for more ---- */

static bool known_already(const id *found, size_t count, id person)
{
    for (size_t i = 0; i < count; i++)
        if (id_same(found[i], person))
            return true;
    return false;
}

static bool some_holders(struct store *store, const struct pass *pass, const id *persons, size_t count, id *found,
                         size_t most, size_t *found_count, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT r.subject FROM " IDS_ASKED " CROSS JOIN relationship AS r WHERE r.subject = a.column1 AND "
            KNOWN("r")
            " UNION SELECT r.subject FROM " IDS_ASKED " CROSS JOIN relationship AS r"
            " WHERE r.related_person_id = a.column1 AND " KNOWN("r") " AND r.relationship IN " NEAR_FAMILY
            " ORDER BY 1 LIMIT :most", &s, err))
        return false;
    for (size_t i = 0; i < count; i++)
        bind_id(s, ids_asked[i], persons[i]);
    bind_asked(s, pass);
    bind_int(s, "most", (int64_t)(most + 1));
    enum stepped step;
    while ((step = statement_step(s, err)) == STEP_ROW)
        if (*found_count < most && !known_already(found, *found_count, column_id(s, 0)))
            found[(*found_count)++] = column_id(s, 0);
    statement_end(s);
    return step != STEP_FAILED;
}

bool kin_holders(struct store *store, const struct pass *pass, const id *persons, size_t count, id *found,
                 size_t most, size_t *found_count, struct error *err)
{
    *found_count = 0;
    for (size_t i = 0; i < count; i += IDS_AT_ONCE)
        if (!some_holders(store, pass, persons + i, some_of(count - i), found, most, found_count, err))
            return false;
    return true;
}
