#include "practice/second_decision.h"

#include <string.h>

#define NOT_YOURS "There is no such page, or it is not yours to see."
#define HISTORY_LIMIT 500
#define LIST_LIMIT 1000

/* ---- which case is whose: the log of reads is asked as well ---- */

enum { CASE_RECORD, CASE_CHILD, CASE_CONTACT, CASE_SEQ, CASE_DRAWN_SEQ, CASE_DRAWN, CASE_DECIDED_BY,
       CASE_DECIDED_SEQ, CASE_BEFORE, CASE_RECEIVED, CASE_OWN, CASE_SEEN };

/* decided_seq: the entry of the first decision. seen: a look at what was known later than that, on any page but those
 * on which one decides again; of the child or of another that the same call was about, since one decision is mostly
 * taken for all of them. A contact that was withdrawn, recorded in error, waits for nobody. */
#define STANDS "superseded_seq = 9223372036854775807"
#define OF_THE_CALL \
    "(SELECT w.subject UNION ALL SELECT k.subject FROM contact AS k WHERE k." STANDS \
    "  AND k.same_call = w.call_of UNION ALL SELECT h.subject FROM contact AS h WHERE h." STANDS \
    "  AND h.record = w.call_of)"
#define CASES_SQL \
    "SELECT w.record, w.subject, w.contact_id, w.source_seq, w.drawn_seq, w.drawn_at, w.decided_by," \
    " w.decided_seq," \
    " (SELECT count(*) FROM contact AS b WHERE b.record = w.contact_id" \
    "   AND b.recorded_seq < w.decided_seq)," \
    " (SELECT min(r.received_at) FROM contact AS r WHERE r.record = w.contact_id" \
    "   AND r.recorded_seq = w.decided_seq)," \
    " (SELECT count(*) FROM contact AS m WHERE m.record = w.contact_id AND m.decision IS NOT NULL" \
    "   AND (m.decision_by = :staff OR m.author = :staff))," \
    " (SELECT count(*) FROM access_event AS a WHERE a.subject IN " OF_THE_CALL " AND a.reader = :staff" \
    "   AND (a.size = 0 OR a.size > w.decided_seq) AND a.route <> :route" \
    "   AND a.route <> :known_route" \
    "   AND a.at >= (SELECT min(e.recorded_at) FROM contact AS e WHERE e.record = w.contact_id" \
    "    AND e.recorded_seq = w.decided_seq))" \
    " FROM (SELECT d.record, d.subject, d.contact_id, d.source_seq, d.drawn_at, d.decided_at, d.decided_by," \
    "  v.source_seq AS drawn_seq, coalesce(z.same_call, z.record) AS call_of," \
    "  (SELECT min(f.recorded_seq) FROM contact AS f" \
    "   WHERE f.record = d.contact_id AND f.decision IS NOT NULL) AS decided_seq" \
    "  FROM {second_decision} AS d JOIN version AS v ON v.record = d.record AND v.nth = 1" \
    "  JOIN contact AS z ON z.record = d.contact_id AND z." STANDS ") AS w" \
    " WHERE w.decided_seq IS NOT NULL "

static bool prepare_cases(struct store *store, struct arena *arena, const struct actor *actor,
                          const char *sql, struct statement **s, struct error *err)
{
    if (!store_prepare(store, record_sql(arena, text_of(sql), true), s, err))
        return false;
    bind_id(*s, "staff", actor->staff);
    bind_text(*s, "route", TEXT(SECOND_DECISION_ROUTE));
    bind_text(*s, "known_route", TEXT(SECOND_DECISION_KNOWN_ROUTE));
    return true;
}

static struct second_case case_from_row(const struct statement *s)
{
    uint64_t decided_seq = (uint64_t)column_int(s, CASE_DECIDED_SEQ);
    return (struct second_case){
        .record = column_id(s, CASE_RECORD), .child = column_id(s, CASE_CHILD),
        .contact = column_id(s, CASE_CONTACT), .seq = (uint64_t)column_int(s, CASE_SEQ),
        .drawn_seq = (uint64_t)column_int(s, CASE_DRAWN_SEQ),
        // Invariant 4. Decided as it was written down: there is no version before, and that one entry is read.
        .known = column_int(s, CASE_BEFORE) > 0 ? decided_seq : decided_seq + 1,
        .drawn = column_instant(s, CASE_DRAWN), .received = column_instant(s, CASE_RECEIVED),
        .decided_by = column_id(s, CASE_DECIDED_BY), .own = column_int(s, CASE_OWN) > 0,
        .seen = column_int(s, CASE_SEEN) > 0,
    };
}

static bool all_waiting(struct store *store, struct arena *arena, const struct actor *actor,
                        struct second_case **cases, size_t *count, struct error *err)
{
    struct statement *s;
    if (!prepare_cases(store, arena, actor,
                       CASES_SQL "AND w.decided_at IS NULL ORDER BY w.drawn_at, w.source_seq"
                                 " LIMIT :most", &s, err))
        return false;
    bind_int(s, "most", LIST_LIMIT);
    *cases = arena_array(arena, struct second_case, LIST_LIMIT);
    *count = 0;
    enum stepped step;
    while ((step = statement_step(s, err)) == STEP_ROW)
        (*cases)[(*count)++] = case_from_row(s);
    statement_end(s);
    return step == STEP_DONE;
}

bool second_cases_waiting(struct store *store, struct arena *arena, const struct actor *actor,
                          struct second_case **cases, size_t *count, size_t *others,
                          struct error *err)
{
    struct second_case *all;
    size_t all_count;
    if (!all_waiting(store, arena, actor, &all, &all_count, err))
        return false;
    *count = 0;
    for (size_t i = 0; i < all_count; i++) {
        bool open = !all[i].own && !all[i].seen;              // invariant 3
        if (open && !access_opens(store, actor, MAY_DECIDE_AGAIN, all[i].child, &open, err))
            return false;
        if (open)
            all[(*count)++] = all[i];
    }
    *cases = all;
    *others = all_count - *count;
    return true;
}

static bool find(struct store *store, id record, const struct actor *actor,
                 struct second_case *found, struct error *err)
{
    struct statement *s;
    struct arena *arena = arena_new();
    bool good = prepare_cases(store, arena, actor, CASES_SQL "AND w.record = :record", &s, err);
    arena_free(arena);
    if (!good)
        return false;
    bind_id(s, "record", record);
    enum stepped step = statement_step(s, err);
    if (step == STEP_ROW)
        *found = case_from_row(s);
    statement_end(s);
    return step == STEP_ROW || (step == STEP_DONE && fail(err, ERROR_ABSENT, NULL, NOT_YOURS));
}

bool second_case_find(struct store *store, id record, const struct actor *actor,
                      struct second_case *found, struct error *err)
{
    if (!find(store, record, actor, found, err))
        return false;
    // One's own looks as if it were not there: nobody is told that others look at it just now.
    bool closed = found->own || (found->seen && id_none(found->decided_by));
    return !closed || fail(err, ERROR_ABSENT, NULL, NOT_YOURS);
}

bool second_case_decided(struct store *store, id record, const struct actor *actor,
                         struct second_case *found, struct error *err)
{
    return find(store, record, actor, found, err)
        && (!id_none(found->decided_by) || fail(err, ERROR_ABSENT, NULL, NOT_YOURS));
}

/* ---- what may be shown before it is decided: invariant 4 ---- */

/* Named one by one, so that a field that is added later is not shown until somebody has thought about it. */
static const char *const shown_fields[] = {
    "received_at", "source", "source_agency", "source_person", "mode", "concern",
    "child_voice_at_contact", "consent", "consent_reason", "lawful_basis", "presenting_factors",
    "rag", "mash_enquiry_opened_at", "mash_enquiry_closed_at", "history_checked", "safe_contact",
};

bool second_case_shows(const char *field)
{
    for (size_t i = 0; i < COUNT_OF(shown_fields); i++)
        if (!strcmp(shown_fields[i], field))
            return true;
    return false;
}

bool second_case_contact(struct store *store, const struct pass *pass, struct arena *arena,
                         const struct second_case *of, struct record_version *contact,
                         struct error *err)
{
    return record_get(store, pass, arena, of->contact, contact, err);
}

struct left_out { id at[HISTORY_LIMIT + 1]; size_t count; };

static bool is_left_out(const struct left_out *left, id record)
{
    for (size_t i = 0; i < left->count; i++)
        if (id_same(left->at[i], record))
            return true;
    return false;
}

static bool hangs_on(const struct left_out *left, const struct record_version *v)
{
    if (!strcmp(v->kind->name, "information_request"))
        return false;                            // asked and answered for the decision, not because of it
    for (const struct field *f = v->kind->fields; f->name; f++) {
        const struct value *value = values_get(&v->values, f->name);
        if (f->type == TYPE_RECORD && value->given && !value->hidden && !value->erased
                && is_left_out(left, value->id))
            return true;
    }
    return false;
}

bool second_case_history(struct store *store, const struct pass *pass, struct arena *arena,
                         const struct second_case *of, struct record_list *history,
                         struct error *err)
{
    struct record_query query = { .limit = HISTORY_LIMIT, .chronology_only = true };
    struct record_list all, shown = { 0 };
    struct left_out *left = arena_new_of(arena, struct left_out);
    size_t before;
    if (!record_list(store, pass, arena, &query, &all, err))
        return false;
    left->at[left->count++] = of->contact;
    do {                                         // a referral made from it, an assessment of that referral ...
        before = left->count;
        for (size_t i = 0; i < all.count; i++)
            if (!is_left_out(left, all.at[i].record) && hangs_on(left, &all.at[i]))
                left->at[left->count++] = all.at[i].record;
    } while (left->count > before);
    shown.at = arena_array(arena, struct record_version, all.count + 1);
    for (size_t i = 0; i < all.count; i++)
        if (!is_left_out(left, all.at[i].record) && !all.at[i].withdrawn)
            shown.at[shown.count++] = all.at[i];
    shown.more = all.more;
    *history = shown;
    return true;
}

/* ---- which protects more ---- */

/* By the partnership's levels and by what is done. What says nothing about protection has 0, so that nearly any
 * other second decision opens the case again: safety beats statistics. */
static const struct { const char *code; int protection; } order[] = {
    { "L1", 1 }, { "L2", 2 }, { "L3", 3 }, { "L4CIN", 4 }, { "L4CP", 5 }, { "L4CLA", 6 },
    { "NFA", 0 }, { "OTHER", 0 }, { "ADVICE", 1 }, { "EARLY_HELP", 2 },
    { "EXISTING_REFERRAL", 3 }, { "NEW_REFERRAL", 3 }, { "NON_AGENCY_ADOPTION", 3 },
    { "PRIVATE_FOSTERING", 3 }, { "MISSING", 3 }, { "OLA_CP", 3 }, { "CP_ENQUIRY", 4 },
};

static int protection_of(text code)
{
    for (size_t i = 0; i < COUNT_OF(order); i++)
        if (text_is(code, order[i].code))
            return order[i].protection;
    return 0;
}

/* Either is enough: a lower level with a stronger step is a reason to look again, not to wait. A level that the
 * first did not write down is compared with nothing. */
bool more_protective(struct decided second, struct decided first)
{
    if (protection_of(second.decision) > protection_of(first.decision))
        return true;
    return !text_empty(first.level) && protection_of(second.level) > protection_of(first.level);
}

bool second_case_first(struct store *store, struct arena *arena, const struct second_case *of,
                       struct decided *first, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT decision, threshold_level FROM contact WHERE record = :record"
            " AND recorded_seq < :drawn AND superseded_seq >= :drawn", &s, err))
        return false;
    bind_id(s, "record", of->contact);
    bind_int(s, "drawn", (int64_t)of->drawn_seq);
    enum stepped step = statement_step(s, err);
    *first = (struct decided){ 0 };
    if (step == STEP_ROW)
        *first = (struct decided){ text_copy(arena, column_text(s, 0)),
                                   text_copy(arena, column_text(s, 1)) };
    statement_end(s);
    return step != STEP_FAILED;
}

/* ---- both beside each other ---- */

static const char pairs_sql[] =
    "SELECT d.record, d.subject, coalesce(c.decision_at, c.recorded_at) AS first_at, c.decision,"
    " c.threshold_level, d.decision, d.threshold_level, d.reopened_at, d.looked_again_at, d.learning"
    " FROM {second_decision} AS d JOIN version AS v ON v.record = d.record AND v.nth = 1"
    " JOIN contact AS c ON c.record = d.contact_id AND c.recorded_seq < v.source_seq"
    "  AND c.superseded_seq >= v.source_seq"
    " JOIN contact AS z ON z.record = d.contact_id AND z." STANDS
    " WHERE d.decided_at IS NOT NULL AND c.decision IS NOT NULL"
    "  AND coalesce(c.decision_at, c.recorded_at) >= :since"
    " ORDER BY first_at DESC, d.source_seq DESC";

static struct second_pair pair_from_row(struct arena *arena, const struct statement *s)
{
    return (struct second_pair){
        .record = column_id(s, 0), .child = column_id(s, 1),
        .first_day = instant_london_day(column_instant(s, 2)),
        .first = { text_copy(arena, column_text(s, 3)), text_copy(arena, column_text(s, 4)) },
        .second = { text_copy(arena, column_text(s, 5)), text_copy(arena, column_text(s, 6)) },
        .opened_again = !column_null(s, 7), .looked_again = !column_null(s, 8),
        .learnt = !column_null(s, 9),
    };
}

bool second_pairs(struct store *store, struct arena *arena, day since, struct second_pair **pairs,
                  size_t *count, struct error *err)
{
    struct statement *s;
    size_t room = 256, n = 0;
    struct second_pair *list = arena_array(arena, struct second_pair, room);
    if (!store_prepare(store, record_sql(arena, text_of(pairs_sql), true), &s, err))
        return false;
    bind_instant(s, "since", day_london_start(since));
    enum stepped step;
    while ((step = statement_step(s, err)) == STEP_ROW) {
        if (n == room) {
            struct second_pair *more = arena_array(arena, struct second_pair, room * 2);
            memcpy(more, list, n * sizeof *list);
            list = more;
            room *= 2;
        }
        list[n++] = pair_from_row(arena, s);
    }
    statement_end(s);
    *pairs = list;
    *count = n;
    return step == STEP_DONE;
}
