#include "practice/meetings.h"

#include <stdlib.h>
#include <string.h>

#define FACTS_READ 400                 // of the child's newest records
#define ATTENDANCE_READ 2000           // of all meetings about one child

static const struct meeting_terms all_terms[] = {
    { .kind = "strategy_discussion", .worry = "worry", .planned = "planned_at", .held = "held_at",
      .decided = "decided_at", .shared = "record_shared_at", .decision = "decision",
      .told = { "decision", "interim_safety_plan", "actions", NULL } },
    { .kind = "initial_conference", .planned = "planned_at", .held = "held_at", .decided = "decided_at",
      .shared = "decisions_sent_at", .decision = "decision", .told = { "decision", "category", NULL } },
    { .kind = "cp_review", .planned = "planned_at", .held = "review_date", .decided = "decided_at",
      .shared = "decisions_sent_at", .decision = "review_decision", .told = { "review_decision", NULL } },
    { .kind = "core_group", .planned = "planned_at", .held = "held_at", .decided = "ended_at",
      .shared = "minutes_sent_at", .told = { NULL } },
    { .kind = "cin_review", .planned = "planned_at", .held = "held_at", .decided = "ended_at",
      .shared = "minutes_sent_at", .decision = "decision", .told = { NULL } },
    { .kind = "pre_proceedings_meeting", .planned = "planned_at", .held = "held_at", .decided = "decided_at",
      .decision = "decision", .told = { NULL } },
};

const struct meeting_terms *meeting_terms_of(const struct kind *kind)
{
    for (size_t i = 0; kind && i < COUNT_OF(all_terms); i++)
        if (!strcmp(all_terms[i].kind, kind->name))
            return &all_terms[i];
    return NULL;
}

/* A kind that says nothing of when it was decided is decided once it says what. */
bool meeting_is_decided(const struct meeting_terms *terms, const struct values *meeting)
{
    const struct field *f = field_by_name(meeting->kind, text_of(terms->decided));
    return values_given(meeting, f ? terms->decided : terms->decision);
}

/* ---- what the record says ---- */

static text text_given(const struct values *v, const char *field)
{
    const struct value *value = values_get(v, field);
    return value->given && !value->erased && !value->hidden ? value->text : TEXT_NONE;
}

static void take_factors(struct arena *arena, struct meeting_facts *f, text codes)
{
    if (!text_empty(codes))
        f->factors = text_format(arena, "%.*s%s%.*s", TEXT_ARG(f->factors), text_empty(f->factors) ? "" : " ",
                                 TEXT_ARG(codes));
}

static void take_answer(struct meeting_facts *f, const struct values *v)
{
    text agency = text_given(v, "agency");
    if (!values_given(v, "answered_at") || text_empty(agency) || values_is(v, "nothing_held", "Y")
            || f->answered_count == COUNT_OF(f->answered))
        return;
    f->answered[f->answered_count].agency = agency;
    f->answered[f->answered_count++].team = values_id(v, "partner_team");
}

/* Newest first: the first source that is met is the newest. */
static void take(struct arena *arena, struct meeting_facts *f, const struct record_version *v)
{
    const struct values *values = &v->values;
    const char *kind = v->kind->name;
    if (!strcmp(kind, "person")) {
        f->born = values_day(values, "dob");
        f->expected = values_day(values, "expected_dob");
    } else if (!strcmp(kind, "contact")) {
        take_factors(arena, f, text_given(values, "presenting_factors"));
        if (text_empty(f->source))
            f->source = text_given(values, "source");
        if (text_empty(f->told_agency)) {
            f->told_agency = text_given(values, "source_agency");
            f->told_team = values_id(values, "partner_team");
        }
    } else if (!strcmp(kind, "referral")) {
        if (text_empty(f->source))
            f->source = text_given(values, "source");
    } else if (!strcmp(kind, "assessment")) {
        take_factors(arena, f, text_given(values, "factors"));
    } else if (!strcmp(kind, "information_request")) {
        take_answer(f, values);
    } else if (!strcmp(kind, "allocation")) {
        if (values_is(values, "role", "PRIMARY") && !values_given(values, "end_at") && id_none(f->worker))
            f->worker = values_id(values, "staff_id");
    } else if (!strcmp(kind, "early_help_episode")) {
        f->early_help = true;
    } else if (!strcmp(kind, "disability")) {
        f->disabled = true;
    } else if (!strcmp(kind, "legal_case")) {
        f->court = f->court || !values_given(values, "ended_at");
    }
}

bool meeting_facts_load(struct store *store, const struct pass *pass, struct arena *arena, day today,
                        struct meeting_facts *facts, struct error *err)
{
    struct record_list list;
    struct record_query query = { .limit = FACTS_READ };
    struct meeting_facts f = { .born = DAY_UNKNOWN, .expected = DAY_UNKNOWN, .today = today };
    if (!record_list(store, pass, arena, &query, &list, err))
        return false;
    for (size_t i = 0; i < list.count; i++)
        if (!list.at[i].withdrawn)
            take(arena, &f, &list.at[i]);
    *facts = f;
    return true;
}

/* ---- who came ---- */

static size_t place_of(text agency)
{
    const struct code_set *set = code_set_find("agency");
    size_t i = 0;
    while (i < set->code_count && !text_is(agency, set->codes[i].code))
        i++;
    return i;
}

/* Who has to be there first, then in the order of the agencies. */
static int by_invited(const void *a, const void *b)
{
    const struct record_version *x = a, *y = b;
    bool rx = values_is(&x->values, "required", "Y"), ry = values_is(&y->values, "required", "Y");
    size_t px = place_of(text_given(&x->values, "agency")), py = place_of(text_given(&y->values, "agency"));
    if (rx != ry)
        return rx ? -1 : 1;
    if (px != py)
        return px < py ? -1 : 1;
    if (x->valid_from.us != y->valid_from.us)
        return x->valid_from.us < y->valid_from.us ? -1 : 1;
    return id_compare(x->record, y->record);
}

bool meeting_attendance(struct store *store, const struct pass *pass, struct arena *arena, id meeting,
                        struct record_list *list, struct error *err)
{
    struct record_query query = { .kind = kind_by_name(TEXT("meeting_attendance")), .limit = ATTENDANCE_READ };
    size_t kept = 0;
    if (!record_list(store, pass, arena, &query, list, err))
        return false;
    for (size_t i = 0; i < list->count; i++)
        if (!list->at[i].withdrawn && id_same(values_id(&list->at[i].values, "meeting_id"), meeting))
            list->at[kept++] = list->at[i];
    list->count = kept;
    if (kept > 0)
        qsort(list->at, kept, sizeof *list->at, by_invited);
    return true;
}

bool meeting_others(struct store *store, const struct kind *meeting, id first,
                    struct meeting_child others[MEETING_CHILDREN_MAX], size_t *count, struct error *err)
{
    static const char *const kinds[] = { "strategy_discussion", "initial_conference", "cp_review", "core_group",
                                         "cin_review" };
    static const char *const sql[] = {
#define OF(kind) "SELECT m.record, m.subject FROM " kind " AS m WHERE m.same_meeting = :first" \
                 " AND m.superseded_seq = " NEVER_SQL " ORDER BY m.recorded_seq, m.record LIMIT 13"
        OF("strategy_discussion"), OF("initial_conference"), OF("cp_review"), OF("core_group"), OF("cin_review"),
    };
    *count = 0;
    for (size_t k = 0; k < COUNT_OF(kinds); k++) {
        struct statement *s;
        if (strcmp(kinds[k], meeting->name) != 0)
            continue;
        if (!store_prepare(store, text_of(sql[k]), &s, err))
            return false;
        bind_id(s, "first", first);
        enum stepped step;
        while ((step = statement_step(s, err)) == STEP_ROW && *count < MEETING_CHILDREN_MAX)
            others[(*count)++] = (struct meeting_child){ column_id(s, 0), column_id(s, 1) };
        statement_end(s);
        if (step == STEP_FAILED)
            return false;
        if (step == STEP_ROW)
            return fail(err, ERROR_INPUT, NULL, "More than %d children are named in this meeting: part it.",
                        MEETING_CHILDREN_MAX);
    }
    return true;
}

struct quorum meeting_quorum_of(struct arena *arena, const struct kind *meeting, const struct record_list *attendance)
{
    struct attended *all = arena_array(arena, struct attended, attendance->count + 1);
    for (size_t i = 0; i < attendance->count; i++) {
        const struct values *v = &attendance->at[i].values;
        all[i] = (struct attended){ text_given(v, "agency"), text_given(v, "status"), text_given(v, "direct_contact") };
    }
    return meeting_quorum(arena, meeting, all, attendance->count);
}

/* ---- by when ---- */

bool meeting_working_days(instant from, int days, day *due, struct error *err)
{
    return day_add_working(instant_london_day(from), days, due, err);
}

/* The last working day from which so many run to the meeting. */
bool meeting_report_due(const struct kind *meeting, instant planned, day *due, struct error *err)
{
    int before = strcmp(meeting->name, "cp_review") ? REPORT_BEFORE_INITIAL : REPORT_BEFORE_REVIEW, left = 0;
    day held = instant_london_day(planned), d = held;
    bool working = false;
    while (left < before || !working) {
        d = day_add(d, -1);
        if (!day_working_distance(d, held, &left, err) || !day_is_working(d, &working, err))
            return false;
    }
    *due = d;
    return true;
}
