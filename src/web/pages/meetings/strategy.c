/* Strategy discussions: called from a child, held with the police, health and whoever knows the child, decided with
 * reasons. A decision to enquire opens the section 47 enquiry, and the assessment that goes with it, in the same
 * write. */
#include "web/pages/meetings/meeting.h"

#include <string.h>

#define RECENT_WORRY_DAYS 7            // older contacts are not what set the clock going

static const char *const start_fields[] = { "trigger_at", "worry", "planned_at", "venue", "mode", "chair",
                                            "lawful_basis", "parents_told", "parents_not_told_reason", NULL };
static const char *const talk_fields[] = { "held_at", "mode", "chair", "child_views", "risk_analysis",
                                           "medical_decision", NULL };
static const char *const decide_fields[] = { "decision", "rationale", "interim_safety_plan", "actions", "dissent",
                                             "quorum_waiver_reason", NULL };
static const char *const each_fields[] = { "child_views", "decision", "rationale", NULL };

/* ---- before it starts ---- */

static bool find_sequence(struct request *rq, const struct pass *pass, struct form *form, struct error *err)
{
    struct record_list list;
    struct record_query query = { .kind = kind_by_name(TEXT("strategy_discussion")), .limit = 100 };
    const struct value *referral = values_get(&form->values, "referral_id");
    int count = 1;
    if (!record_list(rq->store, pass, rq->arena, &query, &list, err))
        return false;
    for (size_t i = 0; i < list.count; i++)
        count += !list.at[i].withdrawn && referral->given
              && id_same(values_id(&list.at[i].values, "referral_id"), referral->id);
    form_set(rq, form, "sequence", text_format(rq->arena, "%d", count < 99 ? count : 99));
    return true;
}

static bool strategy_found(struct request *rq, const struct pass *pass, struct form *form, struct error *err)
{
    struct record_version v;
    bool found;
    instant trigger = rq->now;
    if (!meeting_newest(rq, pass, "contact", NULL, &v, &found, err))
        return false;
    if (found) {
        instant received = values_instant(&v.values, "received_at");
        if (instant_known(received) && received.us > rq->now.us - RECENT_WORRY_DAYS * US_PER_DAY)
            trigger = received;
    }
    form_set(rq, form, "trigger_at", instant_iso(rq->arena, trigger));
    form_set(rq, form, "lawful_basis", TEXT("PUBTASK"));
    if (rq->actor.role == ROLE_MASH_MANAGER)
        form_set(rq, form, "venue", TEXT("MASH"));
    if (!meeting_newest(rq, pass, "referral", "close_date", &v, &found, err))
        return false;
    if (found)
        form_set(rq, form, "referral_id", id_hex(rq->arena, v.record));
    return find_sequence(rq, pass, form, err);
}

/* ---- what follows ---- */

static bool add_enquiry(struct request *rq, struct record_bundle *bundle, const struct followed *of, id staff, id team,
                        day target, struct error *err)
{
    const struct values *v = &of->form->values;
    const struct field_text all[] = {
        { "referral_id", values_get(v, "referral_id")->text },
        { "strategy_discussion_id", id_hex(rq->arena, of->record) },
        { "start_date", day_iso(rq->arena, values_day(v, "held_at")) },
        { "joint_with_police", values_is(v, "decision", "S47JOINT") ? TEXT("Y") : TEXT("N") },
        { "icpc_target_date", day_iso(rq->arena, target) },
        { "worker", id_none(staff) ? TEXT_NONE : id_hex(rq->arena, staff) },
        { "team", id_none(team) ? TEXT_NONE : id_hex(rq->arena, team) },
    };
    return meeting_add(rq, bundle, "section_47_enquiry", all, COUNT_OF(all), of->child,
                       id_derived(of->entry, "enquiry", 0), NULL, err);
}

/* The census guide: an assessment is recorded with each enquiry. One that is under way is that one. */
static bool add_assessment(struct request *rq, struct record_bundle *bundle, const struct followed *of, id staff,
                           id team, struct error *err)
{
    const struct values *v = &of->form->values;
    struct record_version open;
    bool found;
    if (!meeting_newest(rq, of->pass, "assessment", "authorised_at", &open, &found, err))
        return false;
    if (found)
        return true;
    const struct field_text all[] = {
        { "referral_id", values_get(v, "referral_id")->text },
        { "strategy_discussion_id", id_hex(rq->arena, of->record) },
        { "start_date", day_iso(rq->arena, values_day(v, "held_at")) },
        { "worker", id_none(staff) ? TEXT_NONE : id_hex(rq->arena, staff) },
        { "team", id_none(team) ? TEXT_NONE : id_hex(rq->arena, team) },
    };
    return meeting_add(rq, bundle, "assessment", all, COUNT_OF(all), of->child, id_derived(of->entry, "assessment", 0),
                       NULL, err);
}

static bool enquiry_of(struct request *rq, const struct pass *pass, id discussion, id *enquiry, struct error *err)
{
    struct record_list list;
    struct record_query query = { .kind = kind_by_name(TEXT("section_47_enquiry")), .limit = 50 };
    *enquiry = ID_NONE;
    if (!record_list(rq->store, pass, rq->arena, &query, &list, err))
        return false;
    for (size_t i = 0; i < list.count; i++)
        if (!list.at[i].withdrawn && id_same(values_id(&list.at[i].values, "strategy_discussion_id"), discussion))
            *enquiry = list.at[i].record;
    return true;
}

static bool enquiry_there(struct request *rq, const struct pass *pass, id discussion, bool *there, struct error *err)
{
    id enquiry;
    if (!enquiry_of(rq, pass, discussion, &enquiry, err))
        return false;
    *there = !id_none(enquiry);
    return true;
}

static bool strategy_follow(struct request *rq, struct meeting *m, struct record_bundle *bundle,
                            const struct followed *of, struct error *err)
{
    const struct values *v = &of->form->values;
    id staff, team;
    day target;
    bool there;
    if (!m->offer || !code_among("S47SINGLE S47JOINT", values_get(v, "decision")->text))
        return true;
    if (!enquiry_there(rq, of->pass, of->record, &there, err))
        return false;
    return there || (meeting_worker(rq, of->child, &staff, &team, err)
        && meeting_working_days(values_instant(v, "held_at"), CONFERENCE_WITHIN, &target, err)
        && add_enquiry(rq, bundle, of, staff, team, target, err)
        && add_assessment(rq, bundle, of, staff, team, err));
}

static bool strategy_next(struct request *rq, struct meeting *m, struct error *err)
{
    const struct values *v = &m->of.version.values;
    text decision = values_get(v, "decision")->text;
    id enquiry = ID_NONE;
    if (code_among("S47SINGLE S47JOINT", decision)) {
        if (!enquiry_of(rq, m->of.view.pass, m->of.record, &enquiry, err))
            return false;
        if (id_none(enquiry))
            m->follow_later = "Open the section 47 enquiry and the assessment";
        else
            meeting_next(m, TEXT("The section 47 enquiry"),
                         text_format(rq->arena, "/enquiries/%.*s", TEXT_ARG(id_hex(rq->arena, enquiry))));
    }
    if (code_among("RECONV IMMED S47SINGLE S47JOINT", decision))
        meeting_next(m, TEXT("Call the next discussion"), child_link(rq, &m->of.view, "/strategy"));
    if (text_is(decision, "IMMED"))
        meeting_next(m, TEXT("Record an order or police protection"), child_link(rq, &m->of.view, "/add/court_order"));
    return true;
}

static bool strategy_judge(struct request *rq, struct meeting *m, struct error *err)
{
    const struct values *v = &m->form.values;
    (void)err;
    if (values_is(v, "mode", "CORR"))
        form_problem(&m->form, "mode", "By correspondence there is no discussion: say how they spoke with each other");
    if (!values_given(v, "interim_safety_plan")
            && code_among("S47SINGLE S47JOINT IMMED", values_get(v, "decision")->text))
        form_problem(&m->form, "interim_safety_plan", "Say what keeps the child safe until the enquiry has seen them");
    (void)rq;
    return true;
}

const struct meeting_page strategy_page = {
    .kind = "strategy_discussion", .path = "/strategy/", .start = "strategy", .title = "Strategy discussion",
    .start_title = "Call a strategy discussion",
    .start_about = "The clock runs from when the worry was known. Whoever has to be there is ticked; whom you leave "
                   "out, say why.",
    .start_fields = start_fields, .talk_fields = talk_fields, .decide_fields = decide_fields,
    .each_fields = each_fields,
    .reasons = "rationale", .decides = MAY_ALLOCATE,
    .who_decides = "A manager of children's social care decides in a strategy discussion. Save what was said, and ask "
                   "one.",
    .found = strategy_found, .judge = strategy_judge, .follow = strategy_follow, .next = strategy_next,
    .offers = "Open the section 47 enquiry and the assessment with the decision",
    .offers_about = "For each child for whom an enquiry is decided. The conference is due 15 working days from the "
                    "discussion.",
};
