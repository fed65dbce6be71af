/* The page of a plan: as it stands now, as it was known on an earlier day, for print, and in the family's words. */
#include "web/pages/plans/plan.h"

#include "web/paper.h"

#include <string.h>

enum plan_face { FACE_PAGE, FACE_PRINT, FACE_FAMILY };

static text plan_state(struct request *rq, const struct record_version *v)
{
    text begun = day_display(rq->arena, instant_london_day(v->valid_from));
    return v->valid_to.us == INSTANT_OPEN.us
        ? text_join(rq->arena, TEXT("In force since "), begun)
        : text_format(rq->arena, "From %.*s to %.*s", TEXT_ARG(begun),
                      TEXT_ARG(day_display(rq->arena, instant_london_day((instant){ v->valid_to.us - 1 }))));
}

static text signed_words(struct request *rq, const struct opened_plan *o)
{
    const struct values *v = &o->plan.record.values;
    if (!plan_signed_off(&o->plan))
        return TEXT("Not signed off yet");
    return text_format(rq->arena, "Signed off by %.*s on %.*s%s",
                       TEXT_ARG(names_of(&o->names, values_id(v, "signed_off_by"))),
                       TEXT_ARG(instant_display(rq->arena, values_instant(v, "signed_off_at"))),
                       plan_changed_since(&o->plan) ? "; changed since then" : "");
}

static bool load_others(struct plan_page_model *m, const struct opened_plan *o, struct error *err)
{
    struct request *rq = m->rq;
    struct record_list plans;
    if (!plans_of(rq->store, o->view.pass, rq->arena, &plans, err))
        return false;
    m->others = arena_array(rq->arena, struct plan_link, plans.count + 1);
    for (size_t i = 0; i < plans.count; i++)
        if (!id_same(plans.at[i].record, o->plan.record.record))
            m->others[m->other_count++] = (struct plan_link){
                text_format(rq->arena, "%s, %.*s", plans.at[i].kind->label, TEXT_ARG(plan_state(rq, &plans.at[i]))),
                plan_link(rq, plans.at[i].record, "") };
    return true;
}

static bool load_meetings(struct plan_page_model *m, const struct opened_plan *o, struct error *err)
{
    struct request *rq = m->rq;
    const struct kind *kind = o->plan.record.kind;
    for (const struct plan_meeting *p = plan_meeting_for(kind, NULL); p; p = plan_meeting_for(kind, p)) {
        struct record_query query = { .kind = kind_by_name(text_of(p->kind)), .limit = 60 };
        struct record_list list;
        if (!record_list(rq->store, o->view.pass, rq->arena, &query, &list, err))
            return false;
        struct plan_link *all = arena_array(rq->arena, struct plan_link, m->meeting_count + list.count + 1);
        if (m->meeting_count > 0)
            memcpy(all, m->meetings, m->meeting_count * sizeof *all);
        m->meetings = all;
        for (size_t i = 0; i < list.count; i++) {
            const struct record_version *v = &list.at[i];
            if (v->withdrawn || !values_given(&v->values, "begun_at")
                    || !id_same(values_id(&v->values, p->link), o->plan.record.record))
                continue;
            bool over = values_given(&v->values, "ended_at");
            m->meetings[m->meeting_count++] = (struct plan_link){
                text_format(rq->arena, "%s of %.*s%s", v->kind->label,
                            TEXT_ARG(day_display(rq->arena, values_day(&v->values, "begun_at"))),
                            over ? ": minutes" : ": goes on"),
                text_format(rq->arena, "/meetings/%.*s/%s", TEXT_ARG(id_hex(rq->arena, v->record)),
                            over || day_known(rq->known_day) ? "minutes" : "meet") };
        }
    }
    return true;
}

static bool load(struct request *rq, struct opened_plan *o, enum plan_face face, struct plan_page_model *m,
                 struct error *err)
{
    *m = (struct plan_page_model){
        .rq = rq, .view = o->view, .plan = o->plan, .shown = plan_show(rq, o), .name = o->name,
        .child_link = child_link(rq, &o->view, ""), .link = plan_link(rq, o->plan.record.record, ""),
        .state = plan_state(rq, &o->plan.record), .signed_state = signed_words(rq, o),
        .in_force = o->plan.record.valid_to.us == INSTANT_OPEN.us, .print = face == FACE_PRINT,
        .family = face == FACE_FAMILY, .changed_since = plan_changed_since(&o->plan),
        .kept = text_is(request_query(rq, "kept"), "1"),
    };
    bool now = text_empty(o->view.known_day);
    struct orphans orphans = plan_orphans(rq->arena, &m->plan, now ? rq->today : rq->known_day);
    m->gaps = gaps_show(rq, &o->view, &orphans);
    m->gap_count = orphans.count;
    m->may_edit = now && access_may(rq->actor.role, MAY_RECORD)
        && access_may_add(rq->actor.role, o->view.pass, kind_by_name(TEXT("need")));
    m->may_sign_off = now && access_may(rq->actor.role, MAY_SIGN_OFF_PLANS);
    return face != FACE_PAGE || (load_others(m, o, err) && load_meetings(m, o, err));
}

static bool plan_face(struct request *rq, enum plan_face face, struct error *err)
{
    struct opened_plan o = { 0 };
    struct plan_page_model m;
    if (!plan_open(rq, MAY_READ_CHILD, face == FACE_FAMILY, &o, err) || !load(rq, &o, face, &m, err))
        return false;
    page_plan(&rq->page, &m);
    return true;
}

static bool plan_page(struct request *rq, struct error *err)
{
    return plan_face(rq, FACE_PAGE, err);
}

static bool plan_print(struct request *rq, struct error *err)
{
    return plan_face(rq, FACE_PRINT, err);
}

static bool plan_family(struct request *rq, struct error *err)
{
    return plan_face(rq, FACE_FAMILY, err);
}

/* ---- the plan of a child: the one in force, or how to begin one ---- */

static bool no_plan(struct request *rq, const struct child_view *view, struct error *err)
{
    struct names names = { 0 };
    struct no_plan_page_model m = { .rq = rq, .view = *view, .child_link = child_link(rq, view, "") };
    names_want(&names, rq->arena, view->child);
    if (!names_find(&names, rq, err))
        return false;
    m.name = names_of(&names, view->child);
    m.kinds = arena_array(rq->arena, struct plan_link, 8);
    for (const struct plan_shape *s = plan_shape_next(NULL); s; s = plan_shape_next(s)) {
        const struct kind *kind = kind_by_name(text_of(s->kind));
        if (access_may_add(rq->actor.role, view->pass, kind))
            m.kinds[m.kind_count++] = (struct plan_link){ text_of(kind->label),
                text_format(rq->arena, "/children/%.*s/add/%s", TEXT_ARG(view->child_hex), kind->name) };
    }
    page_no_plan(&rq->page, &m);
    return true;
}

static bool child_plan(struct request *rq, struct error *err)
{
    struct child_view view;
    struct record_list plans;
    struct opened_plan o = { 0 };
    struct plan_page_model m;
    id child;
    if (!id_from_hex(request_path_value(rq, "child"), &child))
        return page_absent(err);
    if (!child_view_open(rq, child, MAY_READ_CHILD, &view, err)
            || !plans_of(rq->store, view.pass, rq->arena, &plans, err))
        return false;
    if (plans.count == 0)
        return no_plan(rq, &view, err);
    if (!plan_open_of(rq, &view, view.pass, plans.at[0].record, &o, err) || !load(rq, &o, FACE_PAGE, &m, err))
        return false;
    page_plan(&rq->page, &m);
    return true;
}

/* ---- on paper ---- */

static void action_on_paper(struct request *rq, struct pdf *pdf, const struct action_shown *a)
{
    text state = !text_empty(a->over) ? a->over : a->progress;
    pdf_table_row(pdf, (const struct pdf_cell[]){
        { a->what, PDF_PLAIN }, { a->who, PDF_PLAIN },
        { text_empty(a->late) ? a->due : text_join(rq->arena, a->due, TEXT("\n"), a->late),
          text_empty(a->late) ? PDF_PLAIN : PDF_STRONG },
        { text_join(rq->arena, state, text_empty(a->happened) || text_empty(state) ? TEXT_NONE : TEXT("\n"),
                    a->happened),
          PDF_PLAIN } });
}

static void actions_on_paper(struct request *rq, struct pdf *pdf, const struct action_shown *actions, size_t count)
{
    static const struct pdf_column columns[] = {
        { "What will be done", 3 }, { "Who", 1.6 }, { "By when", 1.4 }, { "How it is going", 2.4 },
    };
    if (count == 0) {
        pdf_paragraph(pdf, PDF_WARNING, TEXT("Nobody has anything to do about this yet."));
        return;
    }
    pdf_table(pdf, TEXT_NONE, columns, COUNT_OF(columns));
    for (size_t i = 0; i < count; i++)
        action_on_paper(rq, pdf, &actions[i]);
}

static void need_on_paper(struct request *rq, struct pdf *pdf, const struct need_shown *n)
{
    pdf_heading(pdf, 3, n->need);
    if (!text_empty(n->words.words))
        pdf_quotation(pdf, n->words.words, n->words.source);
    pdf_row(pdf, TEXT("What will be different"), PDF_PLAIN, n->change);
    pdf_row(pdf, TEXT("How we will know"), PDF_PLAIN, n->measure);
    pdf_row(pdf, TEXT("How it is now"), PDF_PLAIN, n->now);
    pdf_row(pdf, TEXT("How it is going"), PDF_PLAIN,
            text_join(rq->arena, n->progress,
                      text_empty(n->happened) || text_empty(n->progress) ? TEXT_NONE : TEXT(". "), n->happened));
    pdf_row(pdf, TEXT("Closed"), PDF_PLAIN, n->closed);
    actions_on_paper(rq, pdf, n->actions, n->action_count);
}

static bool plan_pdf(struct request *rq, struct error *err)
{
    struct opened_plan o = { 0 };
    struct plan_page_model m;
    bool family = text_is(request_query(rq, "for"), "family");
    if (!plan_open(rq, MAY_READ_CHILD, family, &o, err) || !load(rq, &o, family ? FACE_FAMILY : FACE_PRINT, &m, err))
        return false;
    struct pdf *pdf = paper_new(rq, text_of(o.plan.record.kind->label), o.name);
    pdf_paragraph(pdf, PDF_PLAIN, text_join(rq->arena, m.state, TEXT(". "), m.signed_state, TEXT(".")));
    pdf_paragraph(pdf, PDF_PLAIN, m.shown.family_words);
    for (size_t i = 0; !family && i < m.shown.fact_count; i++)
        pdf_row(pdf, m.shown.facts[i].label, PDF_PLAIN, m.shown.facts[i].value);
    pdf_heading(pdf, 2, TEXT("What needs to change, and who does what"));
    for (size_t i = 0; i < m.shown.need_count; i++)
        need_on_paper(rq, pdf, &m.shown.needs[i]);
    if (m.shown.loose_count > 0) {
        pdf_heading(pdf, 3, TEXT("Other actions"));
        actions_on_paper(rq, pdf, m.shown.loose, m.shown.loose_count);
    }
    return paper_reply(rq, pdf, "plan.pdf", err);
}

const struct route plan_routes[] = {
    { .method = METHOD_GET, .path = "/children/{child}/plan", .may = MAY_READ_CHILD, .handle = child_plan,
      .query = "known" },
    { .method = METHOD_GET, .path = "/plans/{record}", .may = MAY_READ_CHILD, .handle = plan_page,
      .query = "known kept" },
    { .method = METHOD_GET, .path = "/plans/{record}/print", .may = MAY_READ_CHILD, .handle = plan_print,
      .query = "known" },
    { .method = METHOD_GET, .path = "/plans/{record}/family", .may = MAY_READ_CHILD, .handle = plan_family,
      .query = "known" },
    { .method = METHOD_GET, .path = "/plans/{record}/pdf", .may = MAY_READ_CHILD, .handle = plan_pdf,
      .carried_off = true, .query = "known for" },
    { 0 },
};
