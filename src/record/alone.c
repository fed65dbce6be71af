/* Of some kinds a person has one record at a time (kind.h, `alone`): a second child protection plan beside the first
 * would give two conferences, two core groups and two numbers for one child. Judged inside the transaction that puts
 * it, since two people may begin one in the same minute. What a file says is kept as it says it. */
#include "record/same_person.h"
#include "record/tables.h"

#include <string.h>

/* One may end on the day on which the next begins; the longest day has 25 hours. */
#define SAME_DAY_US (US_PER_DAY + US_PER_DAY / 12)

struct other { bool found; id record; instant since; };

static bool withdrawn(const struct draft *draft)
{
    return text_is(part_text(draft->parts, draft->part_count, FIELD_WITHDRAWN), "Y");
}

/* One that is put in the same write. */
static void find_beside(const struct links *links, const struct draft *draft, id record, struct other *other)
{
    for (size_t i = 0; i < links->count && !other->found; i++) {
        const struct draft *d = &links->drafts[i];
        if (d->kind == draft->kind && id_same(d->subject, draft->subject) && !id_same(links->records[i], record)
                && !withdrawn(d) && d->valid_from.us < draft->valid_to.us - SAME_DAY_US
                && d->valid_to.us > draft->valid_from.us + SAME_DAY_US)
            *other = (struct other){ true, links->records[i], d->valid_from };
    }
}

/* Another one that stands at some time of this one, and that the same write does not change. */
static bool find_other(struct store *store, const struct links *links, const struct draft *draft, id record,
                       struct other *other, struct error *err)
{
    char sql[700];
    const struct kind *kind = kind_by_number(draft->kind);
    struct statement *s;
    id kept;
    *other = (struct other){ 0 };
    if (!same_person_kept(store, draft->subject, UINT64_MAX, &kept, err))
        return false;
    snprintf(sql, sizeof sql,
             "SELECT record, valid_from FROM %s WHERE superseded_seq = " NEVER_SQL
             " AND (subject IN (:subject, :kept) OR subject IN (SELECT m.subject FROM same_person AS m"
             " WHERE m.same_as = :kept AND m.superseded_seq = " NEVER_SQL "))"
             " AND record <> :record AND valid_from < :until AND valid_to > :since ORDER BY valid_from, record",
             kind->name);
    if (!store_prepare(store, text_of(sql), &s, err))
        return false;
    bind_id(s, "subject", draft->subject);
    bind_id(s, "kept", kept);
    bind_id(s, "record", record);
    bind_instant(s, "until", (instant){ draft->valid_to.us - SAME_DAY_US });
    bind_instant(s, "since", (instant){ draft->valid_from.us + SAME_DAY_US });
    enum stepped step;
    while (!other->found && (step = statement_step(s, err)) == STEP_ROW) {
        *other = (struct other){ true, column_id(s, 0), column_instant(s, 1) };
        for (size_t i = 0; i < links->count; i++)
            other->found = other->found && !id_same(links->records[i], other->record);
    }
    statement_end(s);
    return other->found || step != STEP_FAILED;
}

/* Did they stand beside each other already: then nobody is to mend that before anything else. */
static bool stood_before(struct store *store, const struct kind *kind, id record, id other, bool *before,
                         struct error *err)
{
    char sql[500];
    struct statement *s;
    snprintf(sql, sizeof sql,
             "SELECT 1 FROM %s AS a, %s AS b WHERE a.record = :record AND b.record = :other"
             " AND a.superseded_seq = " NEVER_SQL " AND b.superseded_seq = " NEVER_SQL
             " AND a.valid_from < b.valid_to AND b.valid_from < a.valid_to LIMIT 1", kind->name, kind->name);
    if (!store_prepare(store, text_of(sql), &s, err))
        return false;
    bind_id(s, "record", record);
    bind_id(s, "other", other);
    enum stepped step = statement_step(s, err);
    *before = step == STEP_ROW;
    statement_end(s);
    return step != STEP_FAILED;
}

static bool refuse(const struct kind *kind, instant since, struct error *err)
{
    struct arena *arena = arena_new();
    (void)fail(err, ERROR_INPUT, kind->begins, "This child has one since %s: %s",
               text_cstr(arena, day_display(arena, instant_london_day(since))), kind->alone);
    arena_free(arena);
    return false;
}

bool alone_allowed(struct store *store, const struct links *links, const struct draft *draft, id record,
                   struct error *err)
{
    const struct kind *kind = kind_by_number(draft->kind);
    struct other other;
    bool before = false;
    if (!kind || !kind->alone || withdrawn(draft) || (draft->flags & ENTRY_IMPORTED))
        return true;
    if (!find_other(store, links, draft, record, &other, err))
        return false;
    if (!other.found)
        find_beside(links, draft, record, &other);
    if (other.found && draft->ref != NO_ENTRY && !stood_before(store, kind, record, other.record, &before, err))
        return false;
    return !other.found || before || refuse(kind, other.since, err);
}
