/* The live plan, changed in the meeting: saved as often as one likes, and ended once. What the minutes will say is
 * computed, so that nobody has to write while the others talk. */
#include "web/pages/plans/meet.h"

#include <string.h>

static const char *const meet_beside[] = { "meeting-*", "who-*", NULL };

static text label_of(const struct meet *m)
{
    return text_of(m->record.kind->label);
}

/* What is asked while it lasts and at its end; ends with NULL. */
static const char *const *asked(struct meet *m)
{
    const char **all = arena_array(m->rq->arena, const char *, COUNT_OF(m->of->fields) + COUNT_OF(m->of->closing));
    size_t count = 0;
    for (size_t i = 0; m->of->fields[i]; i++)
        all[count++] = m->of->fields[i];
    for (size_t i = 0; m->of->closing[i]; i++)
        all[count++] = m->of->closing[i];
    all[count] = NULL;
    return all;
}

/* ---- opening ---- */

static bool load_brothers(struct meet *m, struct error *err)
{
    struct request *rq = m->rq;
    struct meeting_child others[MEETING_CHILDREN_MAX + 1];
    struct names names = { 0 };
    size_t count, first_child = MEETING_CHILDREN_MAX;
    id first = meet_first(&m->record), subject;
    const struct kind *kind;
    if (!meeting_others(rq->store, m->record.kind, first, others, &count, err)
            || !record_subject(rq->store, first, &subject, &kind, err))
        return false;
    first_child = count;
    others[count++] = (struct meeting_child){ first, subject };
    for (size_t i = 0; i < count; i++)
        names_want(&names, rq->arena, others[i].child);
    if (!names_find(&names, rq, err))
        return false;
    m->brothers = arena_array(rq->arena, struct plan_link, count + 1);
    for (size_t i = 0; i < count; i++) {
        bool opens = false;
        if (id_same(others[i].record, m->record.record))
            continue;
        if (!access_opens(rq->store, &rq->actor, MAY_RECORD, others[i].child, &opens, err))
            return false;
        if (opens)
            m->brothers[m->brother_count++] = (struct plan_link){
                text_join(rq->arena, names_of(&names, others[i].child),
                          i == first_child && !m->has_people ? TEXT(", with who is here") : TEXT_NONE),
                text_join(rq->arena, TEXT("/meetings/"), id_hex(rq->arena, others[i].record), TEXT("/meet")) };
    }
    return true;
}

static bool meet_open(struct request *rq, struct meet *m, struct error *err)
{
    struct opened_record of = { 0 };
    *m = (struct meet){ .rq = rq };
    if (!record_open(rq, MAY_RECORD, NULL, &of, err))
        return false;
    m->of = plan_meeting_of(of.version.kind);
    if (!m->of)
        return page_absent(err);
    id plan = values_id(&of.version.values, m->of->link);
    if (id_none(plan))
        return fail(err, ERROR_INPUT, m->of->link,
                    "This meeting names no plan. Amend its record, and say which plan it "
                    "is about.");
    struct child_view view = of.view;
    view.pass = access_shared(rq->arena, of.view.pass);
    m->pass = of.view.pass;
    m->record = of.version;
    m->has_people = id_same(meet_first(&m->record), m->record.record);
    if (!plan_open_of(rq, &view, view.pass, plan, &m->plan, err) || !load_brothers(m, err))
        return false;
    m->name = m->plan.name;
    m->action = text_format(rq->arena, "/meetings/%.*s/meet", TEXT_ARG(id_hex(rq->arena, of.record)));
    m->since = instant_display(rq->arena, values_instant(&m->record.values, "begun_at"));
    m->kept = text_is(request_query(rq, "kept"), "1");
    return true;
}

static bool goes_on(const struct meet *m)
{
    return values_given(&m->record.values, "begun_at") && !values_given(&m->record.values, "ended_at");
}

/* Where else to go when it does not go on. */
static void lead_on(struct meet *m)
{
    text hex = id_hex(m->rq->arena, m->record.record);
    reply_see_other(m->rq, values_given(&m->record.values, "ended_at")
                    ? text_join(m->rq->arena, TEXT("/meetings/"), hex, TEXT("/minutes"))
                    : plan_link(m->rq, m->plan.plan.record.record, "/meet"));
}

static bool meet_page(struct meet *m)
{
    page_meet(&m->rq->page, m);
    return true;
}

/* ---- what was posted ---- */

static bool meet_read(struct meet *m, struct error *err)
{
    struct request *rq = m->rq;
    int64_t seen;
    if (!plan_edit_read(rq, &m->plan, meet_beside, &m->edit, err) || !meet_people_read(m, err))
        return false;
    const char *const *fields = asked(m);
    form_read_row(rq, m->record.kind, TEXT("meeting-"), fields, &m->record, &m->form);
    if (!text_to_int(request_field(rq, "meeting-replaces"), &seen) || seen < 0)
        return fail(err, ERROR_INPUT, NULL, "This form is not whole: open it anew.");
    m->form.replaces = (uint64_t)seen;
    for (; *fields; fields++) {
        const struct value *is = values_get(&m->form.values, *fields), *was = values_get(&m->record.values, *fields);
        m->form_changed = m->form_changed || is->problem || is->given != was->given
                       || (is->given && !text_same(is->text, was->text));
    }
    return true;
}

/* Was the plan changed in this meeting, by what is in the bundle and by what was saved before. */
static bool plan_changed(struct meet *m, const struct record_version *versions, size_t count, bool *changed,
                         struct error *err)
{
    struct request *rq = m->rq;
    struct meeting_span span;
    const struct pass *then;
    struct plan before;
    const struct pass *pass = m->plan.view.pass;
    if (!meeting_span(rq->store, pass, rq->arena, m->record.record, &span, err)
            || !access_earlier(rq->arena, pass, span.begun, &then, err)
            || !plan_read(rq->store, then, rq->arena, m->plan.plan.record.record, &before, err))
        return false;
    struct plan after = plan_with(rq->arena, &m->plan.plan, versions, count);
    *changed = plan_difference(rq->arena, &before, &after).count > 0;
    return true;
}

static void set_if_there(struct meet *m, const char *field, text value)
{
    if (field_by_name(m->record.kind, text_of(field)))
        form_set(m->rq, &m->form, field, value);
}

static void judge(struct meet *m, bool ends)
{
    struct form *form = &m->form;
    if (ends)
        form_set(m->rq, form, "ended_at", instant_iso(m->rq->arena, m->rq->now));
    if (ends || m->form_changed)
        form_check(m->rq, form);
    if (ends && !values_given(&form->values, "agreed"))
        form_problem(form, "agreed", "Say who agreed to what was changed, or that nothing was changed");
    form_tell_row(m->rq, &m->edit.form, form);
}

/* Says what somebody else has changed meanwhile, in the plan's lines and in the meeting's own record. */
static bool meet_conflicts(struct meet *m, bool *any, struct error *err)
{
    bool own = m->form_changed && m->form.replaces != m->record.seq;
    if (!plan_edit_conflicts(&m->edit, any, err))
        return false;
    *any = *any || own;
    return !own || form_tell_conflict(m->rq, &m->form, m->plan.view.pass, &m->record, err);
}

static bool meet_fill(struct meet *m, bool ends, struct record_bundle *bundle, struct error *err)
{
    struct request *rq = m->rq;
    struct record_version *versions = arena_array(rq->arena, struct record_version, PLAN_ROWS_MAX + 1);
    size_t count;
    bool changed;
    if (!plan_edit_fill(&m->edit, bundle, label_of(m), versions, &count, err)
            || !meet_people_fill(m, bundle, label_of(m), err))
        return false;
    if (!ends && !m->form_changed)
        return true;
    if (ends) {
        if (!plan_changed(m, versions, count, &changed, err))
            return false;
        set_if_there(m, "plan_updated", changed ? TEXT("Y") : TEXT("N"));
        if (m->has_people) {
            set_if_there(m, "quorate", meet_quorum(m).met ? TEXT("Y") : TEXT("N"));
            if (!text_empty(meet_family_there(m)))
                set_if_there(m, "family_there", meet_family_there(m));
        }
    }
    m->form.entry = plan_edit_entry(&m->edit, bundle);
    m->form.reason = ends ? TEXT("The meeting ended") : label_of(m);
    if (m->form.replaces != m->record.seq)       // seen, and nothing of it changed here
        m->form.replaces = m->record.seq;
    struct record_input input = form_input(rq, &m->form, m->plan.view.child);
    return access_may_write(&rq->actor, m->pass, &m->form.values, err)
        && record_bundle_add(bundle, rq->arena, &input, NULL, err);
}

/* ---- handlers ---- */

static bool meet_show(struct request *rq, struct error *err)
{
    struct meet *m = arena_new_of(rq->arena, struct meet);
    struct record_version shown;
    if (!meet_open(rq, m, err))
        return false;
    if (!goes_on(m)) {
        lead_on(m);
        return true;
    }
    m->restored = request_kept_form(rq);
    if (m->restored) {
        if (!meet_read(m, err))
            return false;
        plan_edit_forget_problems(&m->edit);
        return meet_page(m);
    }
    if (!plan_edit_new(rq, &m->plan, &m->edit, err) || !meet_people_load(m, err)
            || !record_get(rq->store, m->plan.view.pass, rq->arena, m->record.record, &shown, err))
        return false;
    form_from_version(rq, &shown, &m->form);
    m->form.row = TEXT("meeting-");
    return meet_page(m);
}

static bool meet_after(struct request *rq, struct error *err)
{
    struct error why = { 0 };
    struct meet *m = arena_new_of(rq->arena, struct meet);
    bool any;
    if (!request_refused(rq, &why)) {
        text hex = request_path_value(rq, "record");
        reply_see_other(rq, text_is(request_field(rq, "go"), "end")
                        ? text_join(rq->arena, TEXT("/meetings/"), hex, TEXT("/minutes"))
                        : text_join(rq->arena, TEXT("/meetings/"), hex, TEXT("/meet?kept=1")));
        return true;
    }
    if (!refusal_is_for_page(&why, err) || !meet_open(rq, m, err) || !meet_read(m, err)
            || !meet_conflicts(m, &any, err))
        return false;
    if (!any) {
        form_problem(&m->edit.form, why.field, why.message);
        rq->status = 422;
    }
    return meet_page(m);
}

static bool meet_post(struct request *rq, struct error *err)
{
    struct meet *m = arena_new_of(rq->arena, struct meet);
    text go = request_field(rq, "go");
    bool ends = text_is(go, "end"), any;
    if (plan_edit_sent_before(rq))
        return meet_after(rq, err);
    if (!meet_open(rq, m, err))
        return false;
    if (!goes_on(m)) {
        m->problem = "This meeting has ended: what you typed was not kept. Change the plan on its own page.";
        return fail(err, ERROR_CONFLICT, NULL, "%s", m->problem);
    }
    if (!meet_read(m, err))
        return false;
    if (!ends && !text_is(go, "save")) {
        plan_edit_forget_problems(&m->edit);
        return plan_edit_more(&m->edit, go) ? meet_page(m)
             : fail(err, ERROR_INPUT, NULL, "This form is not whole: open it anew.");
    }
    judge(m, ends);
    if (m->edit.form.problem_count > 0) {
        rq->status = 422;
        return meet_page(m);
    }
    if (!meet_conflicts(m, &any, err))
        return false;
    if (any)
        return meet_page(m);
    struct record_bundle *bundle = request_bundle(rq, PLAN_ROWS_MAX + MEET_PEOPLE_MAX + 2);
    if (!meet_fill(m, ends, bundle, err))
        return false;
    return bundle->count == 0 ? meet_after(rq, err) : request_write(rq, &bundle->write, meet_after, err);
}

const struct route meet_routes[] = {
    { .method = METHOD_GET, .path = "/meetings/{record}/meet", .may = MAY_RECORD, .handle = meet_show,
      .query = "kept" },
    { .method = METHOD_POST, .path = "/meetings/{record}/meet", .may = MAY_RECORD, .handle = meet_post },
    { 0 },
};
