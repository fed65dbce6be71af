/* Opening a plan in a meeting: one that was planned, or one that begins now; brothers and sisters with it, each with a
 * record and a plan of their own. From this moment on what is changed in the plan is what the minutes say. */
#include "web/pages/plans/meet.h"

#include <string.h>

enum { BROTHERS_MOST = 12, CHOICES_MOST = 24 };

/* ---- what can be begun ---- */

static void offer(struct begin_page_model *m, text value, text label)
{
    if (m->choice_count == CHOICES_MOST)
        return;
    m->choices[m->choice_count] = (struct begin_choice){ value, label, m->choice_count == 0 };
    m->choice_count++;
}

static text when_planned(struct request *rq, const struct record_version *v)
{
    return values_given(&v->values, "planned_at") ? instant_display(rq->arena, values_instant(&v->values, "planned_at"))
                                                  : day_display(rq->arena, instant_london_day(v->valid_from));
}

static bool cancelled(const struct record_version *v)
{
    return field_by_name(v->kind, TEXT("cancelled_reason")) && values_given(&v->values, "cancelled_reason");
}

/* Planned ones first; one that is held now needs no plan. A review conference is called on a page of its own. */
static bool load_choices(struct begin_page_model *m, struct error *err)
{
    struct request *rq = m->rq;
    const struct kind *kind = m->o->plan.record.kind;
    m->choices = arena_array(rq->arena, struct begin_choice, CHOICES_MOST + 1);
    m->running = arena_array(rq->arena, struct plan_link, CHOICES_MOST + 1);
    for (const struct plan_meeting *p = plan_meeting_for(kind, NULL); p; p = plan_meeting_for(kind, p)) {
        struct record_query query = { .kind = kind_by_name(text_of(p->kind)), .limit = 60 };
        struct record_list list;
        if (!record_list(rq->store, m->o->view.pass, rq->arena, &query, &list, err))
            return false;
        for (size_t i = 0; i < list.count; i++) {
            const struct record_version *v = &list.at[i];
            text hex = id_hex(rq->arena, v->record);
            if (v->withdrawn || cancelled(v) || values_given(&v->values, "ended_at")
                    || !id_same(values_id(&v->values, p->link), m->o->plan.record.record))
                continue;
            if (!values_given(&v->values, "begun_at") && !values_given(&v->values, p->held))
                offer(m, hex, text_join(rq->arena, text_of(v->kind->label), TEXT(", planned for "),
                                        when_planned(rq, v)));
            else if (values_given(&v->values, "begun_at") && m->running_count < CHOICES_MOST)
                m->running[m->running_count++] = (struct plan_link){
                    text_join(rq->arena, text_of(v->kind->label), TEXT(" begun on "),
                              instant_display(rq->arena, values_instant(&v->values, "begun_at"))),
                    text_join(rq->arena, TEXT("/meetings/"), hex, TEXT("/meet")) };
        }
        if (p->next || plan_meeting_for(kind, NULL) == p)
            offer(m, text_of(p->kind), text_join(rq->arena, text_of(query.kind->label), TEXT(", held now")));
    }
    return true;
}

/* ---- brothers and sisters ---- */

static bool listed(const struct begin_page_model *m, id child)
{
    for (size_t i = 0; i < m->brother_count; i++)
        if (id_same(m->brothers[i].child, child))
            return true;
    return id_same(child, m->o->view.child);
}

/* Who opens to the reader and has a plan of the same kind in force. */
static bool consider(struct begin_page_model *m, id child, struct error *err)
{
    struct request *rq = m->rq;
    struct record_list plans;
    const struct pass *pass;
    bool opens;
    if (!access_opens(rq->store, &rq->actor, MAY_RECORD, child, &opens, err))
        return false;
    if (!opens)
        return true;
    if (!request_open_also(rq, child, MAY_RECORD, &pass, err) || !plans_of(rq->store, pass, rq->arena, &plans, err))
        return false;
    for (size_t i = 0; i < plans.count; i++)
        if (plans.at[i].kind == m->o->plan.record.kind && plans.at[i].valid_to.us == INSTANT_OPEN.us) {
            m->brothers[m->brother_count++] = (struct begin_child){ .child = child, .plan = plans.at[i].record,
                                                                    .pass = pass };
            return true;
        }
    return true;
}

static bool load_brothers(struct begin_page_model *m, struct error *err)
{
    struct request *rq = m->rq;
    struct record_query query = { .kind = kind_by_name(TEXT("relationship")), .limit = 60 };
    struct record_list list;
    struct names names = { 0 };
    if (!record_list(rq->store, m->o->view.pass, rq->arena, &query, &list, err))
        return false;
    m->brothers = arena_array(rq->arena, struct begin_child, BROTHERS_MOST);
    for (size_t i = 0; i < list.count && m->brother_count < BROTHERS_MOST; i++) {
        const struct values *v = &list.at[i].values;
        id other = values_id(v, "related_person_id");
        if (!list.at[i].withdrawn && !id_none(other) && !listed(m, other)
                && code_among("SIB_FULL SIB_HALF SIB_STEP", values_get(v, "relationship")->text)
                && !consider(m, other, err))
            return false;
    }
    for (size_t i = 0; i < m->brother_count; i++)
        names_want(&names, rq->arena, m->brothers[i].child);
    if (!names_find(&names, rq, err))
        return false;
    for (size_t i = 0; i < m->brother_count; i++)
        m->brothers[i].name = names_of(&names, m->brothers[i].child);
    return true;
}

static bool begin_load(struct request *rq, struct begin_page_model *m, struct error *err)
{
    struct opened_plan *o = arena_new_of(rq->arena, struct opened_plan);
    if (!plan_open(rq, MAY_RECORD, false, o, err))
        return false;
    *m = (struct begin_page_model){
        .rq = rq, .o = o, .name = o->name, .back_link = plan_link(rq, o->plan.record.record, ""),
        .action = plan_link(rq, o->plan.record.record, "/meet"), .entry = id_hex(rq->arena, id_new_ordered()),
    };
    return load_choices(m, err) && load_brothers(m, err);
}

static bool begin_show(struct request *rq, struct error *err)
{
    struct begin_page_model m;
    if (!begin_load(rq, &m, err))
        return false;
    page_begin_meeting(&rq->page, &m);
    return true;
}

/* ---- beginning ---- */

static text held_text(struct request *rq, const struct kind *kind, const char *field)
{
    return field_by_name(kind, text_of(field))->type == TYPE_DAY ? day_iso(rq->arena, rq->today)
                                                                 : instant_iso(rq->arena, rq->now);
}

/* The record of the meeting about one child: one that is planned, opened now; or a new one. */
static bool add_meeting(struct request *rq, struct record_bundle *bundle, const struct plan_meeting *of,
                        const struct record_version *planned, const struct begin_child *child, id first, id entry,
                        id *record, struct error *err)
{
    const struct kind *kind = kind_by_name(text_of(of->kind));
    struct form form;
    if (planned)
        form_from_version(rq, planned, &form);
    else
        form_new(rq, kind, &form);
    form.entry = entry;
    form.reason = TEXT("Plan opened in the meeting");
    form_set(rq, &form, of->link, id_hex(rq->arena, child->plan));
    form_set(rq, &form, "begun_at", instant_iso(rq->arena, rq->now));
    if (!values_given(&form.values, of->held))
        form_set(rq, &form, of->held, held_text(rq, kind, of->held));
    if (!id_none(first))
        form_set(rq, &form, "same_meeting", id_hex(rq->arena, first));
    struct record_input input = form_input(rq, &form, child->child);
    return access_may_write(&rq->actor, child->pass, &form.values, err)
        && record_bundle_add(bundle, rq->arena, &input, record, err);
}

static bool add_brothers(struct begin_page_model *m, struct record_bundle *bundle, const struct plan_meeting *of,
                         id first, id entry, struct error *err)
{
    struct request *rq = m->rq;
    struct meeting_child others[MEETING_CHILDREN_MAX];
    size_t count, at = 0;
    if (!meeting_others(rq->store, kind_by_name(text_of(of->kind)), first, others, &count, err))
        return false;
    for (size_t f = 0; f < rq->field_count; f++) {
        id child, made;
        struct record_version planned;
        const struct record_version *there = NULL;
        if (!text_is(rq->fields[f].name, "brother") || !id_from_hex(rq->fields[f].value, &child))
            continue;
        for (size_t b = 0; b < m->brother_count; b++) {
            if (!id_same(m->brothers[b].child, child))
                continue;
            for (size_t i = 0; i < count; i++)
                if (id_same(others[i].child, child)) {
                    if (!record_get(rq->store, m->brothers[b].pass, rq->arena, others[i].record, &planned, err))
                        return false;
                    there = &planned;
                }
            if (!add_meeting(rq, bundle, of, there, &m->brothers[b], first, id_derived(entry, "brother", at++),
                             &made, err))
                return false;
        }
    }
    return true;
}

static bool begin_after(struct request *rq, struct error *err)
{
    struct error why = { 0 };
    if (request_refused(rq, &why)) {
        *err = why;
        return false;
    }
    text choice = request_field(rq, "meeting");
    id planned;
    reply_see_other(rq, text_format(rq->arena, "/meetings/%.*s/meet",
                                    TEXT_ARG(id_from_hex(choice, &planned) ? choice : request_field(rq, "entry"))));
    return true;
}

static const struct plan_meeting *meeting_named(const struct begin_page_model *m, text kind)
{
    const struct kind *plan = m->o->plan.record.kind;
    for (const struct plan_meeting *p = plan_meeting_for(plan, NULL); p; p = plan_meeting_for(plan, p))
        if (text_is(kind, p->kind))
            return p;
    return NULL;
}

static bool begin_post(struct request *rq, struct error *err)
{
    struct begin_page_model m;
    struct record_version planned;
    struct begin_child own;
    text choice = request_field(rq, "meeting");
    id entry, record, first;
    if (plan_edit_sent_before(rq))
        return begin_after(rq, err);
    if (!begin_load(rq, &m, err))
        return false;
    bool offered = false, is_planned = id_from_hex(choice, &record);
    for (size_t i = 0; i < m.choice_count; i++)
        offered = offered || text_same(m.choices[i].value, choice);
    if (!offered || !id_from_hex(request_field(rq, "entry"), &entry))
        return fail(err, ERROR_INPUT, "meeting", "Choose which meeting it is: open this page anew.");
    if (is_planned && !record_get(rq->store, m.o->view.pass, rq->arena, record, &planned, err))
        return false;
    const struct plan_meeting *of = is_planned ? plan_meeting_of(planned.kind) : meeting_named(&m, choice);
    struct record_bundle *bundle = request_bundle(rq, 2 * MEET_PEOPLE_MAX);
    own = (struct begin_child){ .child = m.o->view.child, .plan = m.o->plan.record.record, .pass = m.o->view.pass };
    if (!add_meeting(rq, bundle, of, is_planned ? &planned : NULL, &own, ID_NONE, entry, &record, err))
        return false;
    first = is_planned ? meet_first(&planned) : record;
    struct record_list there = { 0 };
    if (is_planned && !meeting_attendance(rq->store, m.o->view.pass, rq->arena, record, &there, err))
        return false;
    if (id_same(first, record) && there.count == 0
            && !meet_invite(rq, m.o, m.o->view.pass, of, record, bundle, entry, err))
        return false;
    return add_brothers(&m, bundle, of, first, entry, err) && request_write(rq, &bundle->write, begin_after, err);
}

const struct route meet_begin_routes[] = {
    { .method = METHOD_GET, .path = "/plans/{record}/meet", .may = MAY_RECORD, .handle = begin_show },
    { .method = METHOD_POST, .path = "/plans/{record}/meet", .may = MAY_RECORD, .handle = begin_post },
    { 0 },
};
