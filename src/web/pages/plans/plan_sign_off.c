/* Signing a plan off: what is tied to nothing is listed first, and needs a written reason to stay so. */
#include "web/pages/plans/plan.h"

static const char *const sign_fields[] = { "orphans_reason", NULL };
static const struct form_part sign_part = { .fields = sign_fields };

static text counted_words(struct request *rq, const struct signed_off *count)
{
    if (count->all == 0)
        return TEXT("No plan was signed off in the last twelve months.");
    return text_format(rq->arena, "In the last twelve months %lld of %lld plans were signed off with such a reason.",
                       (long long)count->with_gaps, (long long)count->all);
}

static bool sign_off_page(struct request *rq, struct opened_plan *o, struct form *form, struct error *err)
{
    struct orphans orphans = plan_orphans(rq->arena, &o->plan, rq->today);
    struct error why = { 0 };
    struct signed_off count;
    if (!plans_signed_off(rq->store, rq->arena, day_london_start(day_add_months(rq->today, -12)), &count, err))
        return false;
    struct sign_off_page_model m = {
        .rq = rq, .o = o, .form = form, .name = o->name, .back_link = plan_link(rq, o->plan.record.record, ""),
        .action = plan_link(rq, o->plan.record.record, "/sign-off"), .gaps = gaps_show(rq, &o->view, &orphans),
        .gap_count = orphans.count, .counted = counted_words(rq, &count), .again = plan_signed_off(&o->plan),
    };
    if (!plan_may_sign_off(&rq->actor, &o->plan, &why))
        m.refused = text_cstr(rq->arena, text_of(why.message));
    page_sign_off(&rq->page, &m);
    return true;
}

static bool sign_off_show(struct request *rq, struct error *err)
{
    struct opened_plan o = { 0 };
    struct form form;
    if (!plan_open(rq, MAY_SIGN_OFF_PLANS, false, &o, err))
        return false;
    if (request_kept_form(rq)) {
        if (!form_read_part(rq, o.plan.record.kind, &sign_part, &o.plan.record, &form, err))
            return false;
        form.restored = true;
    } else {
        form_from_version(rq, &o.plan.record, &form);
        form_set(rq, &form, "orphans_reason", TEXT_NONE);          // of the last time; this time is another
    }
    return sign_off_page(rq, &o, &form, err);
}

static bool read_sign_off(struct request *rq, struct opened_plan *o, struct form *form, struct error *err)
{
    struct orphans orphans = plan_orphans(rq->arena, &o->plan, rq->today);
    if (!form_read_part(rq, o->plan.record.kind, &sign_part, &o->plan.record, form, err))
        return false;
    form->reason = TEXT("Signed off");
    form_set(rq, form, "signed_off_at", instant_iso(rq->arena, rq->now));
    form_set(rq, form, "signed_off_by", id_hex(rq->arena, rq->actor.staff));
    if (orphans.count == 0)
        form_set(rq, form, "orphans_reason", TEXT_NONE);
    form_check(rq, form);
    if (orphans.count > 0 && !values_given(&form->values, "orphans_reason"))
        form_problem(form, "orphans_reason", "Say why it is signed off with what is listed above");
    return true;
}

static bool sign_off_after(struct request *rq, struct error *err)
{
    struct error why = { 0 };
    struct opened_plan o = { 0 };
    struct form form;
    if (!request_refused(rq, &why)) {
        reply_see_other(rq, text_format(rq->arena, "/plans/%.*s?kept=1", TEXT_ARG(request_path_value(rq, "record"))));
        return true;
    }
    if (!refusal_is_for_page(&why, err) || !plan_open(rq, MAY_SIGN_OFF_PLANS, false, &o, err)
            || !read_sign_off(rq, &o, &form, err))
        return false;
    struct opened_record of = { .view = o.view, .record = o.plan.record.record, .version = o.plan.record };
    return refusal_tell(rq, &form, &of, &why, err) && sign_off_page(rq, &o, &form, err);
}

static bool sign_off_post(struct request *rq, struct error *err)
{
    struct opened_plan o = { 0 };
    struct form form;
    if (!plan_open(rq, MAY_SIGN_OFF_PLANS, false, &o, err) || !read_sign_off(rq, &o, &form, err)
            || !plan_may_sign_off(&rq->actor, &o.plan, err))
        return false;
    if (form.problem_count > 0) {
        rq->status = 422;
        return sign_off_page(rq, &o, &form, err);
    }
    return form_keep(rq, &form, o.view.child, sign_off_after, err);
}

const struct route plan_sign_off_routes[] = {
    { .method = METHOD_GET, .path = "/plans/{record}/sign-off", .may = MAY_SIGN_OFF_PLANS, .handle = sign_off_show },
    { .method = METHOD_POST, .path = "/plans/{record}/sign-off", .may = MAY_SIGN_OFF_PLANS, .handle = sign_off_post },
    { 0 },
};
