#include "record/same_person.h"

#include "record/pass.h"
#include "record/tables.h"

#include <string.h>

#define NOW "superseded_seq = 9223372036854775807"

/* ---- from the kept record to those that gave way ---- */

/* Nobody's, nearly always: then the way back need not be walked. */
static bool anybody_gave_way_to(struct store *store, id person, bool *anybody, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store, "SELECT 1 FROM same_person AS m WHERE m.same_as = :person LIMIT 1", &s, err))
        return false;
    bind_id(s, "person", person);
    enum stepped step = statement_step(s, err);
    *anybody = step == STEP_ROW;
    statement_end(s);
    return step != STEP_FAILED;
}

bool same_persons_of(struct store *store, const struct pass *pass, struct same_persons *all,
                     struct error *err)
{
    struct statement *s;
    bool anybody;
    all->at[0] = pass->subject;
    all->count = 1;
    if (!anybody_gave_way_to(store, pass->subject, &anybody, err))
        return false;
    if (!anybody)
        return true;
    // UNION, not UNION ALL: whatever the rows say, it comes to an end.
    if (!store_prepare_literal(store,
            "WITH RECURSIVE one (person) AS (SELECT CAST(:subject AS @bytes) UNION"
            " SELECT m.subject FROM one JOIN same_person AS m ON m.same_as = one.person"
            " WHERE m.recorded_seq < :size AND m.superseded_seq >= :size)"
            " SELECT person FROM one WHERE person <> :subject AND " LISTED_TO_READER("one.person")
            " ORDER BY person LIMIT :most", &s, err))
        return false;
    bind_id(s, "subject", pass->subject);
    bind_int(s, "size", pass->size == PASS_NOW ? INT64_MAX : (int64_t)pass->size);
    bind_id(s, "reader", pass->reader);
    bind_instant(s, "now", instant_now());
    bind_int(s, "most", SAME_PERSONS_MAX - 1);
    enum stepped step;
    while ((step = statement_step(s, err)) == STEP_ROW)
        all->at[all->count++] = column_id(s, 0);
    statement_end(s);
    return step == STEP_DONE;
}

static const char *const names[SAME_PERSONS_MAX] = { "one0", "one1", "one2", "one3", "one4", "one5",
    "one6", "one7", "one8", "one9", "one10", "one11", "one12", "one13", "one14", "one15" };

void bind_same_persons(struct statement *s, const struct same_persons *all)
{
    for (size_t i = 0; i < SAME_PERSONS_MAX; i++)
        bind_id(s, names[i], all->at[i < all->count ? i : 0]);
}

/* ---- from a record that gave way to the kept one ---- */

/* To whom this one record gives way, other than by `but`. */
static bool gave_way_to(struct store *store, id person, int64_t size, id but, id *to,
                         struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT m.same_as, m.source_seq FROM same_person AS m WHERE m.subject = :person AND m.record <> :but"
            " AND m.recorded_seq < :size AND m.superseded_seq >= :size AND m.same_as IS NOT NULL", &s, err))
        return false;
    bind_id(s, "person", person);
    bind_id(s, "but", but);
    bind_int(s, "size", size);
    enum stepped step;
    int64_t first = INT64_MAX;
    *to = ID_NONE;
    while ((step = statement_step(s, err)) == STEP_ROW)
        if (column_int(s, 1) < first) {
            *to = column_id(s, 0);
            first = column_int(s, 1);
        }
    statement_end(s);
    return step == STEP_DONE;
}

bool gives_way_to(struct store *store, id person, id *to, struct error *err)
{
    return gave_way_to(store, person, INT64_MAX, ID_NONE, to, err);
}

bool same_person_kept(struct store *store, id person, uint64_t size, id *kept, struct error *err)
{
    id at = person, next;
    int64_t known = size > INT64_MAX ? INT64_MAX : (int64_t)size;
    for (int steps = 0; steps < SAME_PERSONS_MAX; steps++) {
        if (!gave_way_to(store, at, known, ID_NONE, &next, err))
            return false;
        if (id_none(next))
            break;
        at = next;
    }
    *kept = at;
    return true;
}

/* Sixteen at most, one step of their way. */
static bool step_on(struct store *store, id reader, id *const *persons, size_t count, bool *any, struct error *err)
{
    struct same_persons asked = { .count = count };
    struct statement *s;
    for (size_t i = 0; i < count; i++)
        asked.at[i] = *persons[i];
    if (!store_prepare_literal(store,
            "SELECT m.subject, m.same_as FROM same_person AS m WHERE m.subject " OF_ONE_PERSON " AND m." NOW
            " AND m.same_as IS NOT NULL AND " LISTED_TO_READER("m.same_as"), &s, err))
        return false;
    bind_same_persons(s, &asked);
    bind_id(s, "reader", reader);
    bind_instant(s, "now", instant_now());
    enum stepped step;
    *any = false;
    while ((step = statement_step(s, err)) == STEP_ROW)
        for (size_t i = 0; i < count; i++)
            if (id_same(asked.at[i], column_id(s, 0))) {
                *persons[i] = column_id(s, 1);
                *any = true;
            }
    statement_end(s);
    return step != STEP_FAILED;
}

bool same_persons_kept(struct store *store, id reader, id *const *persons, size_t count, struct error *err)
{
    for (size_t i = 0; i < count; i += SAME_PERSONS_MAX) {
        size_t some = count - i < SAME_PERSONS_MAX ? count - i : SAME_PERSONS_MAX;
        bool any = true;
        for (int steps = 0; any && steps < SAME_PERSONS_MAX; steps++)
            if (!step_on(store, reader, persons + i, some, &any, err))
                return false;
    }
    return true;
}

/* ---- whether it may be so ---- */

static bool is_person(struct store *store, id person, bool *is, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store, "SELECT 1 FROM listed WHERE person = :person", &s, err))
        return false;
    bind_id(s, "person", person);
    enum stepped step = statement_step(s, err);
    *is = step == STEP_ROW;
    statement_end(s);
    return step != STEP_FAILED;
}

static bool count_under(struct store *store, id person, int64_t *count, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "WITH RECURSIVE one (person) AS (SELECT CAST(:person AS @bytes) UNION"
            " SELECT m.subject FROM one JOIN same_person AS m ON m.same_as = one.person"
            " WHERE m." NOW ") SELECT count(*) FROM one", &s, err))
        return false;
    bind_id(s, "person", person);
    enum stepped step = statement_step(s, err);
    *count = step == STEP_ROW ? column_int(s, 0) : 0;
    statement_end(s);
    return step == STEP_ROW;
}

static bool restricted(struct store *store, const struct merging *m, bool *is, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT 1 FROM restriction AS r WHERE r.subject IN (:gives_way, :same_as) AND "
            GUARD_IN_FORCE("r") " LIMIT 1", &s, err))
        return false;
    bind_id(s, "gives_way", m->gives_way);
    bind_id(s, "same_as", m->same_as);
    bind_instant(s, "now", instant_now());
    enum stepped step = statement_step(s, err);
    *is = step == STEP_ROW;
    statement_end(s);
    return step != STEP_FAILED;
}

static bool agreed(struct store *store, const struct merging *m, struct error *err)
{
    bool is;
    if (!restricted(store, m, &is, err))
        return false;
    if (is && (id_none(m->approved_by) || id_same(m->approved_by, m->author)))
        return fail(err, ERROR_INPUT, "approved_by", "One of these records is restricted: a second person "
                    "must agree");
    return true;
}

/* end: of the way that the record would go. */
static bool in_no_proceedings(struct store *store, const struct merging *m, id end, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "WITH RECURSIVE one (person) AS (SELECT l.person FROM listed AS l"
            " WHERE l.person = :gives_way OR (l.person = :end AND NOT (" DESCRIBED_OUTSIDE(":gives_way") "))"
            " UNION"
            " SELECT m.subject FROM one JOIN same_person AS m ON m.same_as = one.person WHERE m." NOW ")"
            " SELECT 1 FROM one JOIN legal_case AS c ON c.subject = one.person WHERE c." NOW
            " AND c.issued_at IS NOT NULL AND c.ended_at IS NULL LIMIT 1", &s, err))
        return false;
    bind_id(s, "gives_way", m->gives_way);
    bind_id(s, "end", end);
    enum stepped step = statement_step(s, err);
    statement_end(s);
    if (step == STEP_FAILED)
        return false;
    return step != STEP_ROW
        || fail(err, ERROR_INPUT, "same_as", "One of these people is in proceedings before the court: merge "
                "the records when the proceedings have ended");
}

/* Neither to a second one, nor by any way to itself. end: where the way goes on to. */
static bool leads_elsewhere(struct store *store, const struct merging *m, id *end, struct error *err)
{
    id at, other;
    if (!gave_way_to(store, m->gives_way, INT64_MAX, m->record, &other, err))
        return false;
    if (!id_none(other))
        return fail(err, ERROR_INPUT, "same_as", "This record has given way to another one already: "
                    "withdraw that first, or merge the one that was kept");
    at = *end = m->same_as;
    for (int steps = 0; !id_none(at) && steps <= SAME_PERSONS_MAX; steps++) {
        if (!gave_way_to(store, at, INT64_MAX, m->record, &at, err))
            return false;
        if (id_same(at, m->gives_way))
            return fail(err, ERROR_INPUT, "same_as", "The record that you chose has given way to this "
                        "one: withdraw that first");
        *end = id_none(at) ? *end : at;
    }
    return true;
}

bool same_person_allowed(struct store *store, const struct merging *m, struct error *err)
{
    int64_t under, all;
    bool is;
    id end;
    if (id_same(m->gives_way, m->same_as))
        return fail(err, ERROR_INPUT, "same_as", "A record cannot give way to itself: choose the "
                    "other record of this person");
    if (!is_person(store, m->same_as, &is, err))
        return false;
    if (!is)
        return fail(err, ERROR_INPUT, "same_as", "Choose a person who is on record");
    if (!leads_elsewhere(store, m, &end, err) || !in_no_proceedings(store, m, end, err)
            || !agreed(store, m, err)
            || !count_under(store, end, &all, err)
            || !count_under(store, m->gives_way, &under, err))
        return false;
    if (all + under > SAME_PERSONS_MAX)
        return fail(err, ERROR_INPUT, "same_as", "No more than %d records can be one person: look at "
                    "those that are merged already", SAME_PERSONS_MAX);
    return true;
}
