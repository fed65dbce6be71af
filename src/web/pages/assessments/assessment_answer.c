/* Sending an assessment to a manager, and the manager's answer: authorised, with what follows from it in the same
 * write, or returned with what must be done. */
#include "web/pages/assessments/assessment.h"
#include "web/pages/records/before_final.h"

#include <string.h>

enum { NEEDS_TAKEN_MOST = 60 };

/* ---- sending ---- */

static const char *const submit_fields[] = { "gaps_reason", NULL };
static const char *const nothing_beside[] = { NULL };
static const struct form_part submit_part = { submit_fields, nothing_beside };

static bool open_submit(struct request *rq, struct assessment_view *v, struct error *err)
{
    if (!assessment_open(rq, MAY_RECORD, v, err))
        return false;
    if (v->authorised)
        return fail(err, ERROR_REFUSED, NULL, "This assessment is authorised already.");
    return record_is_whole(&v->of.version.values, err);
}

/* A quotation without a source is asked about with what repeats an earlier text: web/pages/records/before_final.h. */
static bool gaps_to_explain(const struct assessment_view *v)
{
    for (size_t i = 0; i < v->gaps.count; i++)
        if (strcmp(v->gaps.at[i].code, "UNSOURCED") != 0)
            return true;
    return false;
}

static bool submit_page(struct request *rq, struct assessment_view *v, struct form *form)
{
    struct submit_page_model m = { .rq = rq, .v = v, .form = form, .action = rq->path, .explain = gaps_to_explain(v) };
    page_submit(&rq->page, &m);
    return true;
}

static bool submit_show(struct request *rq, struct error *err)
{
    struct assessment_view v;
    struct form form;
    if (!open_submit(rq, &v, err))
        return false;
    form_from_version(rq, &v.of.version, &form);
    form_set(rq, &form, "gaps_reason", TEXT_NONE);             // of an earlier time: asked anew
    return submit_page(rq, &v, &form);
}

static bool read_submit(struct request *rq, struct assessment_view *v, struct form *form, struct error *err)
{
    if (!form_read_part(rq, v->of.version.kind, &submit_part, &v->of.version, form, err))
        return false;
    form->reason = values_given(&v->of.version.values, "returned_at") ? TEXT("Sent for authorisation again")
                                                                       : TEXT("Sent for authorisation");
    form_set(rq, form, "submitted_at", instant_iso(rq->arena, rq->now));
    form_set(rq, form, "gaps", assessment_gap_codes(rq->arena, &v->gaps));
    if (v->material.seen > 0 && !values_given(&form->values, "child_seen"))
        form_set(rq, form, "child_seen", TEXT("Y"));
    if (v->material.alone > 0 && !values_given(&form->values, "child_seen_alone"))
        form_set(rq, form, "child_seen_alone", TEXT("Y"));
    form_check(rq, form);
    if (gaps_to_explain(v) && !values_given(&form->values, "gaps_reason"))
        form_problem(form, "gaps_reason", "Say why you send it with these gaps, or close them first");
    return true;
}

static bool submit_after(struct request *rq, struct error *err)
{
    struct error why = { 0 };
    struct assessment_view v;
    struct form form;
    if (!request_refused(rq, &why)) {
        reply_see_other(rq, text_format(rq->arena, "/assessments/%.*s?kept=sent",
                                        TEXT_ARG(request_path_value(rq, "record"))));
        return true;
    }
    return refusal_is_for_page(&why, err) && open_submit(rq, &v, err) && read_submit(rq, &v, &form, err)
        && refusal_tell(rq, &form, &v.of, &why, err) && submit_page(rq, &v, &form);
}

static bool submit_post(struct request *rq, struct error *err)
{
    struct assessment_view v;
    struct form form;
    if (!open_submit(rq, &v, err) || !read_submit(rq, &v, &form, err))
        return false;
    if (form.problem_count == 0 && !before_final_of_child(rq, &form, NULL, v.of.view.pass, err))
        return false;
    if (form.problem_count > 0 || form.before_final->stops) {
        rq->status = 422;
        return submit_page(rq, &v, &form);
    }
    return form_keep(rq, &form, v.of.view.child, submit_after, err);
}

/* ---- the manager's answer ---- */

static const char *const answer_fields[] = { "manager_analysis", "authorised_at", "follows", "return_reason",
                                             "return_note", NULL };
static const char *const returning[] = { "return_reason", "return_note", NULL };
static const char *const answer_beside[] = { "answer", NULL };
static const struct form_part answer_part = { answer_fields, answer_beside };

struct answering { struct assessment_view v; struct form form; const char *problem; bool has_plan; };

static bool load_plan(struct request *rq, struct answering *a, struct error *err)
{
    struct record_list list;
    struct record_query query = { .kind = kind_by_name(TEXT("child_in_need_plan")), .limit = 20 };
    if (!record_list(rq->store, a->v.of.view.pass, rq->arena, &query, &list, err))
        return false;
    for (size_t i = 0; i < list.count; i++)
        a->has_plan = a->has_plan || (!list.at[i].withdrawn && !values_given(&list.at[i].values, "end_date"));
    return true;
}

/* The rule itself is practice/authorising.h, which every write passes: here it is said before anything is typed. */
static bool open_answer(struct request *rq, struct answering *a, struct error *err)
{
    if (!assessment_open(rq, MAY_AUTHORISE, &a->v, err))
        return false;
    if (a->v.own)
        return fail(err, ERROR_REFUSED, NULL, "This assessment is your own. Nobody authorises or returns their own "
                    "assessment: ask another manager.");
    if (a->v.authorised)
        return fail(err, ERROR_REFUSED, NULL, "This assessment is authorised already. What must be put right in it is "
                    "amended on its record, with the reason.");
    return record_is_whole(&a->v.of.version.values, err) && load_plan(rq, a, err);
}

static bool answer_page(struct request *rq, struct answering *a, struct error *err)
{
    struct assessment_page_model read = { .print = true };         // to be read here, not to be written
    struct answer_page_model m = {
        .rq = rq, .v = &a->v, .form = &a->form, .action = rq->path, .chosen = request_field(rq, "answer"),
        .read = &read, .problem = a->problem, .has_plan = a->has_plan,
    };
    (void)err;
    assessment_parts(rq, &a->v, &read);
    page_answer(&rq->page, &m);
    return true;
}

/* What the outcome suggests; the manager may decide otherwise. */
static text suggested(const struct answering *a)
{
    const struct values *v = &a->v.of.version.values;
    if (a->has_plan)
        return TEXT("GOES_ON");
    if (values_is(v, "outcome", "PROV_OF_SERVICES") || values_is(v, "outcome", "PROV_OF_SB_CARE"))
        return TEXT("PLAN_CIN");
    if (values_is(v, "outcome", "STRATEGY_DISCUSSION"))
        return TEXT("STRATEGY");
    return values_is(v, "outcome", "NFA") || values_is(v, "outcome", "NFA_S47_END") ? TEXT("CLOSE") : TEXT_NONE;
}

static bool answer_show(struct request *rq, struct error *err)
{
    struct answering a = { 0 };
    if (!open_answer(rq, &a, err))
        return false;
    if (request_kept_form(rq)) {
        if (!form_read_part(rq, a.v.of.version.kind, &answer_part, &a.v.of.version, &a.form, err))
            return false;
        a.form.restored = true;
        return answer_page(rq, &a, err);
    }
    form_from_version(rq, &a.v.of.version, &a.form);
    if (!values_given(&a.form.values, "follows"))
        form_set(rq, &a.form, "follows", suggested(&a));
    form_set(rq, &a.form, "authorised_at", day_iso(rq->arena, rq->today));
    for (const char *const *name = returning; *name; name++)
        form_set(rq, &a.form, *name, TEXT_NONE);               // of the time before
    return answer_page(rq, &a, err);
}

static void read_authorised(struct request *rq, struct answering *a)
{
    struct form *form = &a->form;
    for (const char *const *name = returning; *name; name++)
        form_set(rq, form, *name, values_get(&a->v.of.version.values, *name)->text);
    form_set(rq, form, "authorised_by", id_hex(rq->arena, rq->actor.staff));
    form->reason = TEXT("Authorised");
    form_check(rq, form);
    if (!values_given(&form->values, "follows"))
        form_problem(form, "follows", "Choose what follows from it");
    if (!values_given(&form->values, "authorised_at") && !values_get(&form->values, "authorised_at")->problem)
        form_problem(form, "authorised_at", "Enter the day on which you authorise it");
}

static void read_returned(struct request *rq, struct answering *a)
{
    struct form *form = &a->form;
    form_set(rq, form, "follows", values_get(&a->v.of.version.values, "follows")->text);
    form_set(rq, form, "authorised_at", TEXT_NONE);
    form_set(rq, form, "returned_at", instant_iso(rq->arena, rq->now));
    form_set(rq, form, "submitted_at", TEXT_NONE);
    form->reason = TEXT("Returned");
    form_check(rq, form);
    if (!values_given(&form->values, "return_reason"))
        form_problem(form, "return_reason", "Choose why it is returned");
}

static bool read_answer(struct request *rq, struct answering *a, struct error *err)
{
    text answer = request_field(rq, "answer");
    if (!form_read_part(rq, a->v.of.version.kind, &answer_part, &a->v.of.version, &a->form, err))
        return false;
    if (text_is(answer, "authorise")) {
        read_authorised(rq, a);
    } else if (text_is(answer, "return")) {
        read_returned(rq, a);
    } else {
        a->problem = "Choose whether you authorise it or return it";
        a->form.problem_count++;
    }
    return true;
}

/* ---- what follows, in the same write ---- */

static bool add_plan(struct request *rq, const struct answering *a, struct record_bundle *bundle, id *plan,
                     struct error *err)
{
    const struct kind *kind = kind_by_name(TEXT("child_in_need_plan"));
    const struct values *from = &a->v.of.version.values;
    struct form *form = arena_new_of(rq->arena, struct form);
    form_new(rq, kind, form);
    form->entry = id_derived(a->form.entry, "plan", 0);
    form_set(rq, form, "referral_id", values_get(from, "referral_id")->text);
    form_set(rq, form, "start_date", day_iso(rq->arena, rq->today));
    form_set(rq, form, "lead_practitioner", values_get(from, "worker")->text);
    form_set(rq, form, "team", values_get(from, "team")->text);
    form_set(rq, form, "contingency", values_get(from, "contingency")->text);
    form_check(rq, form);
    struct record_input input = form_input(rq, form, a->v.of.view.child);
    return access_may_write(&rq->actor, a->v.of.view.pass, &form->values, err)
        && record_bundle_add(bundle, rq->arena, &input, plan, err);
}

static bool add_need(struct request *rq, const struct answering *a, const struct record_version *need, id plan,
                     struct record_bundle *bundle, struct error *err)
{
    struct form *form = arena_new_of(rq->arena, struct form);
    form_from_version(rq, need, form);
    form->entry = id_derived(a->form.entry, "need", bundle->count);
    form->reason = TEXT("Taken up in the child in need plan");
    form_set(rq, form, "plan_id", id_hex(rq->arena, plan));
    form_check(rq, form);
    struct record_input input = form_input(rq, form, a->v.of.view.child);
    return access_may_write(&rq->actor, a->v.of.view.pass, &form->values, err)
        && record_bundle_add(bundle, rq->arena, &input, NULL, err);
}

static bool add_what_follows(struct request *rq, const struct answering *a, struct record_bundle *bundle,
                             struct error *err)
{
    const struct assessment_material *m = &a->v.material;
    id plan;
    if (!text_is(request_field(rq, "answer"), "authorise") || !values_is(&a->form.values, "follows", "PLAN_CIN")
            || a->has_plan)
        return true;
    if (!add_plan(rq, a, bundle, &plan, err))
        return false;
    for (size_t i = m->need_count; i-- > 0 && bundle->count < NEEDS_TAKEN_MOST;)
        if (!values_given(&m->needs[i].values, "plan_id") && !values_given(&m->needs[i].values, "closed_on")
                && !add_need(rq, a, &m->needs[i], plan, bundle, err))
            return false;
    return true;
}

static bool answer_after(struct request *rq, struct error *err)
{
    struct error why = { 0 };
    struct answering a = { 0 };
    if (!request_refused(rq, &why)) {
        reply_see_other(rq, text_format(rq->arena, "/assessments/%.*s?kept=%s",
                                        TEXT_ARG(request_path_value(rq, "record")),
                                        text_is(request_field(rq, "answer"), "return") ? "returned" : "authorised"));
        return true;
    }
    return refusal_is_for_page(&why, err) && open_answer(rq, &a, err) && read_answer(rq, &a, err)
        && refusal_tell(rq, &a.form, &a.v.of, &why, err) && answer_page(rq, &a, err);
}

static bool answer_post(struct request *rq, struct error *err)
{
    struct answering a = { 0 };
    if (!open_answer(rq, &a, err) || !read_answer(rq, &a, err))
        return false;
    if (a.form.problem_count > 0) {
        rq->status = 422;
        return answer_page(rq, &a, err);
    }
    const struct pass *pass = a.v.of.view.pass;
    struct record_bundle *bundle = request_bundle(rq, NEEDS_TAKEN_MOST + 2);
    struct record_input input = form_input(rq, &a.form, a.v.of.view.child);
    return access_may_write(&rq->actor, pass, &a.form.values, err)
        && authorising_allows(rq->store, pass, rq->arena, &rq->actor, a.v.of.record, &a.form.values, err)
        && record_bundle_add(bundle, rq->arena, &input, NULL, err) && add_what_follows(rq, &a, bundle, err)
        && request_write(rq, &bundle->write, answer_after, err);
}

const struct route assessment_answer_routes[] = {
    { .method = METHOD_GET, .path = "/assessments/{record}/submit", .may = MAY_RECORD, .handle = submit_show },
    { .method = METHOD_POST, .path = "/assessments/{record}/submit", .may = MAY_RECORD, .handle = submit_post },
    { .method = METHOD_GET, .path = "/assessments/{record}/answer", .may = MAY_AUTHORISE, .handle = answer_show },
    { .method = METHOD_POST, .path = "/assessments/{record}/answer", .may = MAY_AUTHORISE, .handle = answer_post },
    { 0 },
};
