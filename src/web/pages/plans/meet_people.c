/* Who is in the room, each a tick: on a screen that everybody sees they are shown by what they are to the child. */
#include "web/pages/plans/meet.h"

#include <string.h>

static const char *const new_fields[] = { "agency", "role_to_child", NULL };

id meet_first(const struct record_version *meeting)
{
    id first = values_id(&meeting->values, "same_meeting");
    return id_none(first) ? meeting->record : first;
}

static text held(const struct record_version *v, const char *field)
{
    const struct value *value = values_get(&v->values, field);
    return value->given && !value->hidden && !value->erased ? value->text : TEXT_NONE;
}

/* Through the shared pass: names of others are not there to be shown. */
static text title_of(struct meet *m, const struct names *names, const struct record_version *a)
{
    id staff = values_id(&a->values, "staff_id");
    text role = held(a, "role_to_child"), who = !id_none(staff) ? names_of(names, staff) : role;
    const struct field *agency = field_by_name(a->kind, TEXT("agency"));
    text of = values_given(&a->values, "agency") ? values_display(&a->values, m->rq->arena, agency) : TEXT_NONE;
    if (text_empty(who))
        return text_empty(of) ? TEXT("Somebody who was invited") : of;
    return text_join(m->rq->arena, who, text_empty(of) ? TEXT_NONE : TEXT(", "), of);
}

static struct meet_person *blank_person(struct meet *m)
{
    struct meet_person *p = &m->people[m->people_count];
    *p = (struct meet_person){ .number = ++m->people_count };
    form_new(m->rq, kind_by_name(TEXT("meeting_attendance")), &p->form);
    p->form.row = TEXT("who-new-");
    p->form.brief = true;
    return p;
}

bool meet_people_load(struct meet *m, struct error *err)
{
    struct request *rq = m->rq;
    struct record_list shown;
    struct names names = { 0 };
    m->people = arena_array(rq->arena, struct meet_person, MEET_PEOPLE_MAX + 1);
    m->has_people = id_same(meet_first(&m->record), m->record.record);
    if (!m->has_people)
        return true;
    if (!meeting_attendance(rq->store, m->plan.view.pass, rq->arena, m->record.record, &shown, err))
        return false;
    for (size_t i = 0; i < shown.count; i++)
        names_want(&names, rq->arena, values_id(&shown.at[i].values, "staff_id"));
    if (!names_find(&names, rq, err))
        return false;
    if (shown.count >= MEET_PEOPLE_MAX)
        return fail(err, ERROR_INPUT, NULL, "More people are invited than this page shows: write down who came on the "
                    "record of the meeting.");
    for (size_t i = 0; i < shown.count; i++)
        m->people[m->people_count++] = (struct meet_person){
            .before = &shown.at[i], .number = i + 1, .title = title_of(m, &names, &shown.at[i]),
            .seen = shown.at[i].seq,
            .here = attendance_was_there(held(&shown.at[i], "status")),
        };
    blank_person(m);
    return true;
}

bool meet_people_read(struct meet *m, struct error *err)
{
    if (!meet_people_load(m, err))
        return false;
    size_t standing = m->people_count;
    for (size_t i = 0; i < standing; i++) {
        struct meet_person *p = &m->people[i];
        if (p->before) {
            text name = id_hex(m->rq->arena, p->before->record);
            bool was = p->here;
            if (!request_has_field(m->rq, text_cstr(m->rq->arena, text_join(m->rq->arena, TEXT("who-"), name))))
                continue;                        // invited since the page was opened
            p->here = text_is(request_field(m->rq, text_cstr(m->rq->arena, text_join(m->rq->arena, TEXT("who-"), name,
                                                                                     TEXT("-here")))), "Y");
            p->changed = p->here != was;
            continue;
        }
        form_read_row(m->rq, p->form.kind, p->form.row, new_fields, NULL, &p->form);
        p->form.brief = true;
        p->filled = values_given(&p->form.values, "agency") || values_given(&p->form.values, "role_to_child");
    }
    return true;
}

/* Written on the record as it may be written: the whole of it, names and all. */
static bool add_tick(struct meet *m, const struct meet_person *p, struct record_bundle *bundle, text reason,
                     struct error *err)
{
    struct request *rq = m->rq;
    struct record_version whole;
    struct form form;
    if (!record_get(rq->store, m->pass, rq->arena, p->before->record, &whole, err))
        return false;
    form_from_version(rq, &whole, &form);
    form.reason = reason;
    form.entry = plan_edit_entry(&m->edit, bundle);
    form_set(rq, &form, "status", p->here ? TEXT("ATT") : TEXT_NONE);
    struct record_input input = form_input(rq, &form, m->plan.view.child);
    return access_may_write(&rq->actor, m->pass, &form.values, err)
        && record_bundle_add(bundle, rq->arena, &input, NULL, err);
}

bool meet_people_fill(struct meet *m, struct record_bundle *bundle, text reason, struct error *err)
{
    struct request *rq = m->rq;
    for (size_t i = 0; i < m->people_count; i++) {
        struct meet_person *p = &m->people[i];
        if (p->changed && !add_tick(m, p, bundle, reason, err))
            return false;
        if (!p->filled)
            continue;
        form_set(rq, &p->form, "meeting_id", id_hex(rq->arena, m->record.record));
        form_set(rq, &p->form, "status", TEXT("ATT"));
        form_set(rq, &p->form, "family", values_is(&p->form.values, "agency", "FAMILY")
                 || values_is(&p->form.values, "agency", "CHILD") ? TEXT("Y") : TEXT_NONE);
        p->form.entry = plan_edit_entry(&m->edit, bundle);
        struct record_input input = form_input(rq, &p->form, m->plan.view.child);
        if (!access_may_write(&rq->actor, m->pass, &p->form.values, err)
                || !record_bundle_add(bundle, rq->arena, &input, NULL, err))
            return false;
    }
    return true;
}

static const struct values *values_of(const struct meet_person *p)
{
    return p->before ? &p->before->values : &p->form.values;
}

static bool came(const struct meet_person *p)
{
    return p->before ? p->here : p->filled;
}

struct quorum meet_quorum(const struct meet *m)
{
    struct attended *all = arena_array(m->rq->arena, struct attended, m->people_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < m->people_count; i++) {
        const struct values *v = values_of(&m->people[i]);
        const struct value *direct = values_get(v, "direct_contact"), *agency = values_get(v, "agency");
        if (came(&m->people[i]))
            all[count++] = (struct attended){ agency->given ? agency->text : TEXT_NONE, TEXT("ATT"),
                                              direct->given ? direct->text : TEXT_NONE };
    }
    return meeting_quorum(m->rq->arena, m->record.kind, all, count);
}

text meet_family_there(const struct meet *m)
{
    struct bytes all = { 0 };
    for (size_t i = 0; i < m->people_count; i++) {
        const struct values *v = values_of(&m->people[i]);
        bool family = values_is(v, "family", "Y") || values_is(v, "agency", "FAMILY")
                   || values_is(v, "agency", "CHILD");
        const struct value *role = values_get(v, "role_to_child");
        if (came(&m->people[i]) && family)
            bytes_add_format(&all, "%s%.*s", all.len ? ", " : "", TEXT_ARG(role->given ? role->text : TEXT("family")));
    }
    text made = text_copy(m->rq->arena, text_first(bytes_text(&all), 200));
    bytes_free(&all);
    return made;
}

/* ---- who is invited ---- */

static bool invite_one(struct request *rq, const struct opened_plan *o, const struct pass *pass, id meeting,
                       const struct record_version *like, const struct proposed *proposed,
                       struct record_bundle *bundle, id entry, struct error *err)
{
    static const char *const copied[] = { "agency", "invitee", "role_to_child", "family", "partner_team", "staff_id",
                                          "required", "direct_contact", NULL };
    const struct kind *kind = kind_by_name(TEXT("meeting_attendance"));
    struct values *v = arena_new_of(rq->arena, struct values);
    *v = values_new(rq->arena, kind, rq->today);
    for (const char *const *name = copied; like && *name; name++)
        values_set(v, rq->arena, field_by_name(kind, text_of(*name)), held(like, *name));
    if (proposed) {
        values_set(v, rq->arena, field_by_name(kind, TEXT("agency")), proposed->agency);
        values_set(v, rq->arena, field_by_name(kind, TEXT("required")), proposed->required ? TEXT("Y") : TEXT("N"));
        if (!id_none(proposed->staff))
            values_set(v, rq->arena, field_by_name(kind, TEXT("staff_id")), id_hex(rq->arena, proposed->staff));
    }
    values_set(v, rq->arena, field_by_name(kind, TEXT("meeting_id")), id_hex(rq->arena, meeting));
    struct record_input input = { .values = v, .entry = entry, .subject = o->view.child, .replaces = NO_ENTRY,
                                  .author = rq->actor.staff, .role = (uint16_t)rq->actor.role };
    return access_may_write(&rq->actor, pass, v, err) && record_bundle_add(bundle, rq->arena, &input, NULL, err);
}

/* The newest meeting of this kind about the plan, with people on its record. */
static bool people_before(struct request *rq, const struct pass *pass, const struct plan_meeting *of, id plan,
                          struct record_list *list, struct error *err)
{
    struct record_query query = { .kind = kind_by_name(text_of(of->kind)), .limit = 20 };
    struct record_list meetings;
    list->count = 0;
    if (!record_list(rq->store, pass, rq->arena, &query, &meetings, err))
        return false;
    for (size_t i = 0; i < meetings.count && list->count == 0; i++)
        if (!meetings.at[i].withdrawn && id_same(values_id(&meetings.at[i].values, of->link), plan)
                && !meeting_attendance(rq->store, pass, rq->arena, meetings.at[i].record, list, err))
            return false;
    return true;
}

bool meet_invite(struct request *rq, const struct opened_plan *o, const struct pass *pass,
                 const struct plan_meeting *of,
                 id meeting, struct record_bundle *bundle, id entry, struct error *err)
{
    // Before any agency: it is their plan.
    static const struct proposed family[] = {
        { .agency = { "CHILD", 5 } }, { .agency = { "FAMILY", 6 }, .required = true },
    };
    struct record_list before;
    struct meeting_facts facts;
    struct proposed proposed[PROPOSED_MAX];
    if (!people_before(rq, pass, of, o->plan.record.record, &before, err))
        return false;
    for (size_t i = 0; i < before.count && i < MEET_PEOPLE_MAX - 1; i++)
        if (!invite_one(rq, o, pass, meeting, &before.at[i], NULL, bundle, id_derived(entry, "invited", i), err))
            return false;
    if (before.count > 0)
        return true;
    if (!meeting_facts_load(rq->store, pass, rq->arena, rq->today, &facts, err))
        return false;
    size_t count = meeting_propose(kind_by_name(text_of(of->kind)), &facts, proposed);
    for (size_t i = 0; i < COUNT_OF(family); i++)
        if (!invite_one(rq, o, pass, meeting, NULL, &family[i], bundle, id_derived(entry, "family", i), err))
            return false;
    for (size_t i = 0; i < count; i++)
        if (!invite_one(rq, o, pass, meeting, NULL, &proposed[i], bundle, id_derived(entry, "invited", i), err))
            return false;
    return true;
}
