/* Minutes: what a meeting changed in the plan, who was there and who agreed. Nobody writes them, and no text of them is
 * kept: they are computed from the two sizes of the ledger at which the meeting began and ended. */
#include "web/pages/plans/meet.h"

#include "web/paper.h"

#include <string.h>

enum minutes_face { MINUTES_PAGE, MINUTES_PRINT, MINUTES_FAMILY };

/* ---- what was changed, in words ---- */

static text value_shown(struct request *rq, const struct opened_plan *o, const struct record_version *v,
                        const struct field *f)
{
    const struct value *value = v ? values_get(&v->values, f->name) : NULL;
    if (!value || !value->given || value->hidden || value->erased)
        return TEXT_NONE;
    if (f->type == TYPE_STAFF)
        return names_of(&o->names, value->id);
    if (f->type != TYPE_RECORD)
        return values_display(&v->values, rq->arena, f);
    const struct record_list *lists[] = { &o->plan.needs, &o->plan.words, &o->plan.found };
    for (size_t l = 0; l < COUNT_OF(lists); l++)
        for (size_t i = 0; i < lists[l]->count; i++)
            if (id_same(lists[l]->at[i].record, value->id))
                return line_words(rq->arena, &lists[l]->at[i]);
    return TEXT("another record");
}

/* What the form never asks is no news to anybody: the plan that a line is of, its place in it. */
static bool worth_telling(const struct field *f)
{
    return f->needed != NEVER_ASKED && strcmp(f->name, "plan_id") != 0;
}

static void show_lines(struct request *rq, const struct opened_plan *o, const struct plan_change *c,
                       struct change_shown *shown)
{
    shown->lines = arena_array(rq->arena, struct line_shown, c->step_count + 1);
    for (size_t i = 0; c->after && i < c->step_count; i++) {
        const struct field *f = c->steps[i].field;
        if (!worth_telling(f))
            continue;
        struct line_shown *line = &shown->lines[shown->line_count++];
        *line = (struct line_shown){ .label = text_of(f->label), .before = value_shown(rq, o, c->before, f),
                                     .after = value_shown(rq, o, c->after, f) };
        line->pieces = difference_of(rq->arena, line->before, line->after);
    }
}

static text text_held(const struct record_version *v, const char *field)
{
    const struct value *value = values_get(&v->values, field);
    return value->given && !value->hidden && !value->erased ? value->text : TEXT_NONE;
}

/* One sentence for whoever reads no table: "Ann Farrell: walk with Maya, by 3 December 2026." */
static text sentence_of(struct request *rq, const struct opened_plan *o, const struct plan_change *c)
{
    const struct record_version *v = c->after ? c->after : c->before;
    struct arena *arena = rq->arena;
    bool action = !strcmp(v->kind->name, "plan_action");
    text by = action ? day_display(arena, values_day(&v->values, "due_on")) : TEXT_NONE;
    text who = action ? action_who(rq, &o->names, v) : TEXT_NONE, what = line_words(arena, v);
    switch (c->deed) {
    case DEED_DONE:
        return text_join(arena, what, TEXT(" ("), who, TEXT("). What shows it: "), text_held(v, "evidence"));
    case DEED_DROPPED:
        return text_join(arena, what, TEXT(" ("), who, TEXT("). Why: "), text_held(v, "not_done_reason"));
    case DEED_CLOSED:
        return text_join(arena, what, TEXT(". What shows that it has changed: "), text_held(v, "closing_evidence"));
    case DEED_GONE:
        return what;
    default:
        break;
    }
    if (plan_shape_of(v->kind))
        return TEXT("What the plan as a whole says was changed.");
    if (action)
        return text_join(arena, who, TEXT(": "), what, TEXT(", by "), by, TEXT("."));
    text wanted = text_held(v, "change_wanted");
    return text_empty(wanted) ? what : text_join(arena, what, TEXT(". What will be different: "), wanted);
}

static void show_changes(struct minutes_page_model *m, const struct opened_plan *o)
{
    struct request *rq = m->rq;
    const struct plan_difference *d = &m->minutes.difference;
    m->changes = arena_array(rq->arena, struct change_shown, d->count + 1);
    for (size_t i = 0; i < d->count; i++) {
        const struct plan_change *c = &d->at[i];
        const struct record_version *v = c->after ? c->after : c->before;
        struct change_shown *shown = &m->changes[m->change_count++];
        *shown = (struct change_shown){
            .deed = deed_words(c->deed), .kind = text_of(v->kind->label),
            .what = plan_shape_of(v->kind) ? TEXT("the plan as a whole") : line_words(rq->arena, v),
            .link = record_link(rq, &m->view, v->record, ""), .sentence = sentence_of(rq, o, c),
        };
        show_lines(rq, o, c, shown);
        if (c->deed == DEED_CHANGED && shown->line_count == 0)
            m->change_count--;                   // nothing but its place
    }
}

/* ---- the meeting ---- */

static void show_facts(struct minutes_page_model *m)
{
    const struct record_version *v = &m->minutes.meeting;
    m->facts = arena_array(m->rq->arena, struct child_fact, COUNT_OF(m->minutes.of->fields));
    for (const char *const *name = m->minutes.of->fields; *name; name++) {
        const struct field *f = field_by_name(v->kind, text_of(*name));
        const struct value *value = values_get(&v->values, *name);
        if (value->given && !value->hidden && !value->erased)
            m->facts[m->fact_count++] = (struct child_fact){ text_of(f->label),
                                                             values_display(&v->values, m->rq->arena, f) };
    }
}

static text meeting_when(struct request *rq, const struct minutes *minutes)
{
    const struct values *v = &minutes->meeting.values;
    if (!minutes->begun)
        return TEXT("The plan was not opened in this meeting, so there is nothing to compare.");
    text begun = instant_display(rq->arena, values_instant(v, "begun_at"));
    return minutes->ended
        ? text_join(rq->arena, TEXT("Begun on "), begun, TEXT(", ended on "),
                    instant_display(rq->arena, values_instant(v, "ended_at")))
        : text_join(rq->arena, TEXT("Begun on "), begun, TEXT(", and not ended yet"));
}

static text sent_words(struct request *rq, const struct record_version *meeting)
{
    int64_t minutes = minutes_sent_after(meeting);
    if (!values_given(&meeting->values, "minutes_sent_at"))
        return TEXT("The minutes have not been sent yet.");
    text at = instant_display(rq->arena, values_instant(&meeting->values, "minutes_sent_at"));
    if (minutes < 0)
        return text_join(rq->arena, TEXT("The minutes were sent on "), at, TEXT("."));
    int64_t hours = minutes / 60, days = hours / 24;
    return text_format(rq->arena, "The minutes were sent on %.*s, %lld %s after the meeting ended.", TEXT_ARG(at),
                       (long long)(days > 1 ? days : hours > 1 ? hours : minutes),
                       days > 1 ? "days" : hours > 1 ? "hours" : minutes == 1 ? "minute" : "minutes");
}

static text person_words(struct request *rq, const struct names *names, const struct record_version *a)
{
    id staff = values_id(&a->values, "staff_id");
    text who = text_held(a, "invitee"), role = text_held(a, "role_to_child");
    const struct value *agency = values_get(&a->values, "agency");
    text of = agency->given ? values_display(&a->values, rq->arena, field_by_name(a->kind, TEXT("agency"))) : TEXT_NONE;
    who = !text_empty(who) ? who : !id_none(staff) ? names_of(names, staff) : role;
    if (text_empty(who))
        return text_empty(of) ? TEXT("Somebody whose name is not recorded") : of;
    return text_join(rq->arena, who, text_empty(of) ? TEXT_NONE : TEXT(", "), of);
}

static bool load_people(struct minutes_page_model *m, const struct pass *pass, struct error *err)
{
    struct request *rq = m->rq;
    id first = meet_first(&m->minutes.meeting);
    struct record_list list;
    struct names names = { 0 };
    m->people_elsewhere = !id_same(first, m->minutes.meeting.record);
    if (m->people_elsewhere)
        return true;
    if (!meeting_attendance(rq->store, pass, rq->arena, first, &list, err))
        return false;
    for (size_t i = 0; i < list.count; i++)
        names_want(&names, rq->arena, values_id(&list.at[i].values, "staff_id"));
    if (!names_find(&names, rq, err))
        return false;
    m->there = arena_array(rq->arena, text, list.count + 1);
    for (size_t i = 0; i < list.count; i++)
        if (attendance_was_there(text_held(&list.at[i], "status")))
            m->there[m->there_count++] = person_words(rq, &names, &list.at[i]);
    return true;
}

static bool load(struct request *rq, enum minutes_face face, struct minutes_page_model *m, struct error *err)
{
    struct opened_record of = { 0 };
    struct opened_plan o = { 0 };
    if (!record_open(rq, MAY_READ_CHILD, NULL, &of, err))
        return false;
    const struct pass *pass = face == MINUTES_FAMILY ? access_shared(rq->arena, of.view.pass) : of.view.pass;
    *m = (struct minutes_page_model){ .rq = rq, .view = of.view, .print = face == MINUTES_PRINT,
                                      .family = face == MINUTES_FAMILY, .known = !text_empty(of.view.known_day) };
    if (!minutes_read(rq->store, pass, rq->arena, of.record, &m->minutes, err)
            || !plan_open_of(rq, &of.view, pass, m->minutes.after.record.record, &o, err))
        return false;
    const struct record_version *meeting = &m->minutes.meeting;
    text hex = id_hex(rq->arena, of.record);
    m->name = o.name;
    m->title = text_format(rq->arena, "%s of %.*s", meeting->kind->label,
                           TEXT_ARG(day_display(rq->arena, instant_london_day(meeting->valid_from))));
    m->plan_link = plan_link(rq, o.plan.record.record, "");
    m->record_link = record_link(rq, &of.view, of.record, "");
    m->link = text_join(rq->arena, TEXT("/meetings/"), hex, TEXT("/minutes"));
    m->sent_action = text_join(rq->arena, m->link, TEXT("/sent"));
    m->entry = id_hex(rq->arena, id_new_ordered());
    m->replaces = meeting->seq;
    m->when = meeting_when(rq, &m->minutes);
    m->sent = sent_words(rq, meeting);
    m->agreed = text_held(meeting, "agreed");
    m->dissent = text_held(meeting, "dissent");
    if (m->minutes.of->next && values_given(&meeting->values, m->minutes.of->next))
        m->next = instant_display(rq->arena, values_instant(&meeting->values, m->minutes.of->next));
    m->may_send = !m->known && m->minutes.ended && !values_given(&meeting->values, "minutes_sent_at")
               && access_may_add(rq->actor.role, of.view.pass, meeting->kind);
    show_changes(m, &o);
    show_facts(m);
    return load_people(m, pass, err);
}

static bool minutes_face(struct request *rq, enum minutes_face face, struct error *err)
{
    struct minutes_page_model m;
    if (!load(rq, face, &m, err))
        return false;
    page_minutes(&rq->page, &m);
    return true;
}

static bool minutes_show(struct request *rq, struct error *err)
{
    return minutes_face(rq, MINUTES_PAGE, err);
}

static bool minutes_print(struct request *rq, struct error *err)
{
    return minutes_face(rq, MINUTES_PRINT, err);
}

static bool minutes_family(struct request *rq, struct error *err)
{
    return minutes_face(rq, MINUTES_FAMILY, err);
}

/* ---- on paper ---- */

static void change_on_paper(struct request *rq, struct pdf *pdf, const struct change_shown *c, bool family)
{
    pdf_heading(pdf, 3, text_join(rq->arena, text_of(c->deed), TEXT(": "), c->what));
    if (family) {
        pdf_paragraph(pdf, PDF_PLAIN, c->sentence);
        return;
    }
    for (size_t i = 0; i < c->line_count; i++) {
        const struct line_shown *l = &c->lines[i];
        pdf_row(pdf, l->label, PDF_PLAIN, text_empty(l->before) ? l->after
                : text_join(rq->arena, TEXT("Before: "), l->before, TEXT("\nNow: "),
                            text_empty(l->after) ? TEXT("nothing") : l->after));
    }
}

static bool minutes_pdf(struct request *rq, struct error *err)
{
    struct minutes_page_model m;
    bool family = text_is(request_query(rq, "for"), "family");
    if (!load(rq, family ? MINUTES_FAMILY : MINUTES_PRINT, &m, err))
        return false;
    struct pdf *pdf = paper_new(rq, m.title, m.name);
    pdf_paragraph(pdf, PDF_PLAIN, text_join(rq->arena, m.when, TEXT(".")));
    for (size_t i = 0; i < m.there_count; i++)
        pdf_bullet(pdf, m.there[i]);
    for (size_t i = 0; i < m.fact_count; i++)
        pdf_row(pdf, m.facts[i].label, PDF_PLAIN, m.facts[i].value);
    pdf_heading(pdf, 2, TEXT("What was changed in the plan"));
    if (m.change_count == 0)
        pdf_paragraph(pdf, PDF_PLAIN, TEXT("Nothing: the plan stands as it stood."));
    for (size_t i = 0; i < m.change_count; i++)
        change_on_paper(rq, pdf, &m.changes[i], family);
    pdf_heading(pdf, 2, TEXT("Who agreed"));
    pdf_row(pdf, TEXT("Agreed"), PDF_PLAIN, m.agreed);
    pdf_row(pdf, TEXT("Disagreed, and why"), PDF_PLAIN, m.dissent);
    pdf_row(pdf, TEXT("Next time"), PDF_PLAIN, m.next);
    return paper_reply(rq, pdf, "minutes.pdf", err);
}

/* ---- sent ---- */

static bool sent_after(struct request *rq, struct error *err)
{
    struct error why = { 0 };
    if (request_refused(rq, &why) && why.kind != ERROR_CONFLICT) {
        *err = why;
        return false;
    }
    // A conflict: somebody amended the meeting; the page shows how it stands.
    reply_see_other(rq, text_format(rq->arena, "/meetings/%.*s/minutes", TEXT_ARG(request_path_value(rq, "record"))));
    return true;
}

static bool minutes_sent(struct request *rq, struct error *err)
{
    static const char *const none[] = { NULL };
    static const struct form_part part = { .fields = none };
    struct opened_record o = { 0 };
    struct form form;
    if (!record_open(rq, MAY_RECORD, NULL, &o, err))
        return false;
    if (!plan_meeting_of(o.version.kind) || !values_given(&o.version.values, "ended_at"))
        return page_absent(err);
    if (!form_read_part(rq, o.version.kind, &part, &o.version, &form, err))
        return false;
    form.reason = TEXT("Minutes sent");
    form_set(rq, &form, "minutes_sent_at", instant_iso(rq->arena, rq->now));
    return form_keep(rq, &form, o.view.child, sent_after, err);
}

const struct route minutes_routes[] = {
    { .method = METHOD_GET, .path = "/meetings/{record}/minutes", .may = MAY_READ_CHILD, .handle = minutes_show,
      .query = "known" },
    { .method = METHOD_GET, .path = "/meetings/{record}/minutes/print", .may = MAY_READ_CHILD, .handle = minutes_print,
      .query = "known" },
    { .method = METHOD_GET, .path = "/meetings/{record}/minutes/family", .may = MAY_READ_CHILD,
      .handle = minutes_family, .query = "known" },
    { .method = METHOD_GET, .path = "/meetings/{record}/minutes/pdf", .may = MAY_READ_CHILD, .handle = minutes_pdf,
      .carried_off = true, .query = "known for" },
    { .method = METHOD_POST, .path = "/meetings/{record}/minutes/sent", .may = MAY_RECORD, .handle = minutes_sent },
    { 0 },
};
