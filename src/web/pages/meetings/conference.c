/* Child protection conferences and their reviews: planned, held, decided by the chair. The decision makes the plan,
 * changes its category or ends it, in the same write. */
#include "web/pages/meetings/meeting.h"

#include <string.h>

static const char *const start_fields[] = { "conference_type", "planned_at", "venue", "mode", "chair", "child_invited",
                                            "child_not_invited_reason", "advocate_offered", NULL };
static const char *const talk_fields[] = { "planned_at", "held_at", "mode", "chair", "report_ready_at",
    "report_to_family_at", "child_participation", "advocate_offered", "child_views", "family_there", "parents_views",
    "agency_views", "scale_scores", "late_reason", NULL };
static const char *const decide_fields[] = { "decision", "category", "reasons", "dissent", "review_planned_at",
    "core_group_planned_at", "quorum_waiver_reason", NULL };
static const char *const each_fields[] = { "child_participation", "child_views", "decision", "category", "reasons",
                                           NULL };

static const char *const review_start_fields[] = { "planned_at", "venue", "mode", "chair", "child_invited",
                                                   "advocate_offered", NULL };
static const char *const review_talk_fields[] = { "planned_at", "review_date", "mode", "chair", "report_ready_at",
    "report_to_family_at", "child_participation", "advocate_offered", "child_views", "family_there", "parents_views",
    "progress", "late_reason", NULL };
static const char *const review_decide_fields[] = { "review_decision", "new_category", "reasons", "dissent",
    "quorum_waiver_reason", NULL };
static const char *const review_each_fields[] = { "child_participation", "child_views", "review_decision",
                                                  "new_category", "reasons", NULL };

/* ---- before it starts ---- */

static void set_id(struct request *rq, struct form *form, const char *field, id value)
{
    if (!id_none(value))
        form_set(rq, form, field, id_hex(rq->arena, value));
}

/* The 15 working days run from the strategy discussion that began the enquiry. */
static bool found_enquiry(struct request *rq, const struct pass *pass, const struct record_version *s47,
                          struct form *form, struct error *err)
{
    struct record_version strategy;
    struct error why = { 0 };
    id discussion = values_id(&s47->values, "strategy_discussion_id");
    instant from = day_london_start(values_day(&s47->values, "start_date"));
    if (!id_none(discussion) && record_get(rq->store, pass, rq->arena, discussion, &strategy, &why)
            && values_given(&strategy.values, "held_at"))
        from = values_instant(&strategy.values, "held_at");
    day due;
    if (!meeting_working_days(from, CONFERENCE_WITHIN, &due, err))
        return false;
    form_set(rq, form, "s47_id", id_hex(rq->arena, s47->record));
    form_set(rq, form, "counts_from", instant_iso(rq->arena, from));
    form_set(rq, form, "due_date", day_iso(rq->arena, due));
    return true;
}

static bool found_transfer(struct request *rq, const struct pass *pass, struct form *form, struct error *err)
{
    struct record_version move;
    bool found;
    day due;
    if (!meeting_newest(rq, pass, "authority_transfer", NULL, &move, &found, err))
        return false;
    if (!found || !values_is(&move.values, "direction", "IN") || !values_is(&move.values, "on_plan", "Y"))
        return true;
    if (!meeting_working_days(day_london_start(values_day(&move.values, "notified_on")), CONFERENCE_WITHIN, &due, err))
        return false;
    form_set(rq, form, "conference_type", TEXT("TRAN"));
    form_set(rq, form, "transfer_id", id_hex(rq->arena, move.record));
    form_set(rq, form, "due_date", day_iso(rq->arena, due));      // the step of the move has the clock
    return true;
}

static bool conference_found(struct request *rq, const struct pass *pass, struct form *form, struct error *err)
{
    struct record_version v;
    bool found;
    id staff, team;
    if (!meeting_newest(rq, pass, "child_protection_plan", "end_date", &v, &found, err))
        return false;
    if (found)
        return fail(err, ERROR_INPUT, NULL, "This child has a child protection plan since %s: call a review conference "
                    "of it instead.", text_cstr(rq->arena, day_display(rq->arena, values_day(&v.values, "start_date"))));
    if (!meeting_newest(rq, pass, "person", NULL, &v, &found, err))
        return false;
    form_set(rq, form, "conference_type", found && !values_given(&v.values, "dob")
             && values_given(&v.values, "expected_dob") ? TEXT("PREB") : TEXT("ICPC"));
    if (!meeting_newest(rq, pass, "referral", "close_date", &v, &found, err))
        return false;
    if (found)
        form_set(rq, form, "referral_id", id_hex(rq->arena, v.record));
    if (!meeting_newest(rq, pass, "section_47_enquiry", "conference_date", &v, &found, err)
            || (found ? !found_enquiry(rq, pass, &v, form, err) : !found_transfer(rq, pass, form, err))
            || !meeting_worker(rq, access_subject(pass), &staff, &team, err))
        return false;
    set_id(rq, form, "worker", staff);
    set_id(rq, form, "team", team);
    form_set(rq, form, "asked_at", instant_iso(rq->arena, rq->now));
    form_set(rq, form, "advocate_offered", TEXT("OFFERED"));
    return true;
}

/* Back to the working day before: a limit is never stepped over. */
static bool working_day_by(day last, day *on, struct error *err)
{
    bool working = false;
    for (*on = last; !working; *on = working ? *on : day_add(*on, -1))
        if (!day_is_working(*on, &working, err))
            return false;
    return true;
}

/* By when a review of this plan must be (T11, T12): three months of the plan, then six of the last review before
 * `held`, other than the one that is judged. */
static bool review_limit(struct request *rq, const struct pass *pass, const struct record_version *plan, id judged,
                         day held, day *limit, struct error *err)
{
    struct record_list list;
    struct record_query query = { .kind = kind_by_name(TEXT("cp_review")), .limit = 50 };
    day last = values_day(&plan->values, "start_date");
    int months = FIRST_REVIEW_MONTHS;
    if (!record_list(rq->store, pass, rq->arena, &query, &list, err))
        return false;
    for (size_t i = 0; i < list.count; i++) {
        const struct values *v = &list.at[i].values;
        day on = values_day(v, "review_date");
        if (list.at[i].withdrawn || id_same(list.at[i].record, judged) || !day_known(on) || day_after(on, held)
                || !id_same(values_id(v, "cp_plan_id"), plan->record) || !day_after(on, last))
            continue;
        last = on;
        months = NEXT_REVIEW_MONTHS;
    }
    *limit = day_known(last) ? day_add_months(last, months) : DAY_UNKNOWN;
    return true;
}

/* The next one is proposed for the last working day of its limit; what is late already is for whoever plans it to
 * say. */
static bool review_proposed(struct request *rq, const struct pass *pass, const struct record_version *plan,
                            struct form *form, struct error *err)
{
    day limit, on;
    if (!review_limit(rq, pass, plan, ID_NONE, rq->today, &limit, err))
        return false;
    if (!day_known(limit))
        return true;
    if (!working_day_by(limit, &on, err))
        return false;
    if (day_after(on, rq->today))
        form_set(rq, form, "planned_at", instant_iso(rq->arena, instant_london(on, 10, 0, 0)));
    return true;
}

static bool review_found(struct request *rq, const struct pass *pass, struct form *form, struct error *err)
{
    struct record_version v;
    bool found;
    if (!meeting_newest(rq, pass, "child_protection_plan", "end_date", &v, &found, err))
        return false;
    if (!found)
        return fail(err, ERROR_INPUT, NULL, "There is no child protection plan to review: the child has none, or it "
                    "has ended.");
    form_set(rq, form, "cp_plan_id", id_hex(rq->arena, v.record));
    set_id(rq, form, "chair", values_id(&v.values, "chair"));
    form_set(rq, form, "child_invited", TEXT("Y"));
    form_set(rq, form, "advocate_offered", TEXT("OFFERED"));
    return review_proposed(rq, pass, &v, form, err);
}

/* ---- while it is held ---- */

static bool propose_dates(struct request *rq, struct meeting *m, struct error *err)
{
    const struct values *v = &m->form.values;
    instant held = values_given(v, "held_at") ? values_instant(v, "held_at")
                 : values_given(v, "planned_at") ? values_instant(v, "planned_at") : rq->now;
    day core;
    if (!meeting_working_days(held, CORE_GROUP_WITHIN, &core, err))
        return false;
    if (!values_given(v, "core_group_planned_at"))
        form_set(rq, &m->form, "core_group_planned_at", instant_iso(rq->arena, instant_london(core, 10, 0, 0)));
    day review;
    if (!working_day_by(day_add_months(instant_london_day(held), FIRST_REVIEW_MONTHS), &review, err))
        return false;
    if (!values_given(v, "review_planned_at"))
        form_set(rq, &m->form, "review_planned_at", instant_iso(rq->arena, instant_london(review, 10, 0, 0)));
    return true;
}

static bool conference_judge(struct request *rq, struct meeting *m, struct error *err)
{
    struct form *form = &m->form;
    const struct values *v = &form->values;
    day last = day_add_months(values_day(v, "held_at"), FIRST_REVIEW_MONTHS);
    (void)err;
    if (day_after(values_day(v, "held_at"), values_day(v, "due_date")) && !values_given(v, "late_reason"))
        form_problem(form, "late_reason", "It was held after its limit: say why");
    if (!values_is(v, "decision", "CP"))
        return true;
    if (!values_given(v, "review_planned_at"))
        form_problem(form, "review_planned_at", "Enter when the first review is: within three months");
    else if (day_after(values_day(v, "review_planned_at"), last))
        form_problem(form, "review_planned_at",
                     text_cstr(rq->arena, text_format(rq->arena, "The first review must be within three months of the "
                                                                 "conference: by %.*s",
                                                      TEXT_ARG(day_display(rq->arena, last)))));
    if (!values_given(v, "core_group_planned_at"))
        form_problem(form, "core_group_planned_at", "Enter when the first core group is: within 10 working days");
    return true;
}

/* ---- what follows ---- */

static bool count_plans(struct request *rq, const struct pass *pass, int *count, struct error *err)
{
    struct record_list list;
    struct record_query query = { .kind = kind_by_name(TEXT("child_protection_plan")), .limit = 100 };
    *count = 0;
    if (!record_list(rq->store, pass, rq->arena, &query, &list, err))
        return false;
    for (size_t i = 0; i < list.count; i++)
        *count += !list.at[i].withdrawn && !values_is(&list.at[i].values, "ola_plan", "Y");
    return true;
}

static bool add_plan(struct request *rq, struct record_bundle *bundle, const struct followed *of, struct error *err)
{
    const struct values *v = &of->form->values;
    int before;
    id staff, team, plan, chair = values_id(v, "chair");
    if (!count_plans(rq, of->pass, &before, err) || !meeting_worker(rq, of->child, &staff, &team, err))
        return false;
    const struct field_text all[] = {
        { "referral_id", values_get(v, "referral_id")->text }, { "icpc_id", id_hex(rq->arena, of->record) },
        { "start_date", day_iso(rq->arena, values_day(v, "held_at")) },
        { "initial_category", values_get(v, "category")->text }, { "latest_category", values_get(v, "category")->text },
        { "previous_plans", text_format(rq->arena, "%d", before) },
        { "chair", id_none(chair) ? TEXT_NONE : id_hex(rq->arena, chair) },
        { "key_worker", id_none(staff) ? TEXT_NONE : id_hex(rq->arena, staff) },
    };
    if (!meeting_add(rq, bundle, "child_protection_plan", all, COUNT_OF(all), of->child,
                     id_derived(of->entry, "plan", 0), &plan, err))
        return false;
    form_set(rq, of->form, "cp_plan_id", id_hex(rq->arena, plan));
    return true;
}

/* The census has the date of the conference with the enquiry that led to it, or, where there was none, with the
 * referral. */
static bool date_of_conference(struct request *rq, struct record_bundle *bundle, const struct followed *of,
                               struct error *err)
{
    const struct values *v = &of->form->values;
    const char *link = values_given(v, "s47_id") ? "s47_id" : "referral_id";
    const char *field = values_given(v, "s47_id") ? "conference_date" : "initial_conference_date";
    struct record_version of_it;
    if (!values_given(v, link))
        return true;
    if (!record_get(rq->store, of->pass, rq->arena, values_id(v, link), &of_it, err))
        return false;
    if (values_given(&of_it.values, field))
        return true;
    struct form *form = meeting_amend(rq, &of_it, of->entry, field, "The initial conference was held");
    form_set(rq, form, field, day_iso(rq->arena, values_day(v, "held_at")));
    form_check(rq, form);
    struct record_input input = form_input(rq, form, of->child);
    return record_bundle_add(bundle, rq->arena, &input, NULL, err);
}

static bool conference_follow(struct request *rq, struct meeting *m, struct record_bundle *bundle,
                              const struct followed *of, struct error *err)
{
    struct record_version plan;
    bool found = false;
    (void)m;
    if (values_is(&of->form->values, "decision", "CP")) {
        if (!meeting_newest(rq, of->pass, "child_protection_plan", "end_date", &plan, &found, err))
            return false;
        if (found)                               // reconvened, or two forms at once: never two plans
            form_set(rq, of->form, "cp_plan_id", id_hex(rq->arena, plan.record));
        else if (!add_plan(rq, bundle, of, err))
            return false;
    }
    return date_of_conference(rq, bundle, of, err);
}

static bool review_judge(struct request *rq, struct meeting *m, struct error *err)
{
    const struct values *v = &m->form.values;
    struct record_version plan;
    day held = values_day(v, "review_date"), limit;
    if (values_is(v, "review_decision", "CONTCH") && !values_given(v, "new_category"))
        form_problem(&m->form, "new_category", "Choose the category of abuse from now on");
    if (!day_known(held) || !values_given(v, "cp_plan_id") || values_given(v, "late_reason"))
        return true;
    if (!record_get(rq->store, m->of.view.pass, rq->arena, values_id(v, "cp_plan_id"), &plan, err)
            || !review_limit(rq, m->of.view.pass, &plan, m->of.record, held, &limit, err))
        return false;
    if (day_known(limit) && day_after(held, limit))
        form_problem(&m->form, "late_reason",
                     text_cstr(rq->arena, text_join(rq->arena, TEXT("It was held after its limit, "),
                                                    day_display(rq->arena, limit), TEXT(": say why"))));
    return true;
}

static bool review_follow(struct request *rq, struct meeting *m, struct record_bundle *bundle,
                          const struct followed *of, struct error *err)
{
    const struct values *v = &of->form->values;
    text decision = values_get(v, "review_decision")->text;
    day held = values_day(v, "review_date");
    struct record_version plan;
    (void)m;
    if (text_is(decision, "CONT") || !values_given(v, "cp_plan_id"))
        return true;
    if (!record_get(rq->store, of->pass, rq->arena, values_id(v, "cp_plan_id"), &plan, err))
        return false;
    struct form *form = meeting_amend(rq, &plan, of->entry, "plan", "Decided by the review conference");
    if (text_is(decision, "CONTCH")) {
        form_set(rq, form, "latest_category", values_get(v, "new_category")->text);
        form->so_from = day_london_start(held);
    } else {
        form_set(rq, form, "end_date", day_iso(rq->arena, held));
        form_set(rq, form, "end_reason", decision);
    }
    form_check(rq, form);
    struct record_input input = form_input(rq, form, of->child);
    return record_bundle_add(bundle, rq->arena, &input, NULL, err);
}

static void plan_next(struct request *rq, struct meeting *m, text decision)
{
    id plan = values_id(&m->of.version.values, "cp_plan_id");
    if (!id_none(plan))
        meeting_next(m, TEXT("The child protection plan"),
                     text_format(rq->arena, "/records/%.*s", TEXT_ARG(id_hex(rq->arena, plan))));
    if (code_among("PROV_OF_SERVICES END_CIN", decision))
        meeting_next(m, TEXT("Make the child in need plan"),
                     child_link(rq, &m->of.view, "/add/child_in_need_plan"));
    if (text_is(decision, "END_EH"))
        meeting_next(m, TEXT("Hand over to early help"), child_link(rq, &m->of.view, "/add/step_change"));
    if (code_among("CP CONT CONTCH", decision))
        meeting_next(m, TEXT("Plan the next review conference"), child_link(rq, &m->of.view, "/review"));
}

static bool conference_next(struct request *rq, struct meeting *m, struct error *err)
{
    (void)err;
    plan_next(rq, m, values_get(&m->of.version.values, m->terms->decision)->text);
    return true;
}

const struct meeting_page conference_page = {
    .kind = "initial_conference", .path = "/conferences/", .start = "conference",
    .title = "Child protection conference",
    .start_title = "Ask for a child protection conference",
    .start_about = "Initial, before birth, or for a child who moves in on a plan. Social care's report is with the "
                   "family two working days before.",
    .start_fields = start_fields, .talk_fields = talk_fields, .decide_fields = decide_fields,
    .each_fields = each_fields,
    .reasons = "reasons", .decides = MAY_CHAIR,
    .who_decides = "The chair decides, after everybody has been heard. Save what was said.",
    .found = conference_found, .propose = propose_dates, .judge = conference_judge, .follow = conference_follow,
    .next = conference_next,
};

const struct meeting_page review_page = {
    .kind = "cp_review", .path = "/reviews/", .start = "review", .title = "Review conference",
    .start_title = "Plan a review conference",
    .start_about = "The first within three months of the plan, the next within six. Social care's report is with the "
                   "family five working days before.",
    .start_fields = review_start_fields, .talk_fields = review_talk_fields, .decide_fields = review_decide_fields,
    .each_fields = review_each_fields, .reasons = "reasons", .decides = MAY_CHAIR,
    .who_decides = "The chair decides, after everybody has been heard. Save what was said.",
    .found = review_found, .judge = review_judge, .follow = review_follow, .next = conference_next,
};
