/* A new record begun where the worker stands: on the child's page, or on the record that it belongs to. Only what is
 * known at that moment is asked, each page a row of a table; the record that it belongs to stands beside, and of a
 * plan its needs and actions. What comes later is a step on the record: deed.c. */
#include "web/pages/records/begin.h"
#include "web/pages/plans/plan.h"

#include <string.h>

struct begin_page {
    const char *name, *from;               // kind of the record that it is begun on; NULL: on the child's page
    const char *kind, *link;               // link: field that names that record
    const char *title, *about;
    const char *const fields[12];
    const char *me_field;                  // set by the page: who
    const char *until_field;               // of `from`: offered until this is given; or NULL
};

static const struct begin_page pages[] = {
    { .name = "missing", .kind = "missing_episode", .title = "A child is missing",
      .about = "Only what is known now. When the child is found, and what they say of it, is asked later.",
      .fields = { "missing_type", "start_at", "reported_to_police_at", "risk_grade", "circumstances", NULL } },
    { .name = "private-fostering", .kind = "private_fostering", .title = "A child is privately fostered",
      .about = "The first visit is due within seven working days of the day on which we knew.",
      .fields = { "notified_on", "arrangement_from", "notified_by", "carer_name", "why", NULL } },
    { .name = "exploitation", .kind = "exploitation_risk", .title = "Judge the risk of exploitation",
      .fields = { "judged_at", "kinds_of_harm", "level", "signs", "strengths", "people_places", "child_views",
                  "disruption", "review_on", NULL } },
    { .name = "early-help", .kind = "early_help_episode", .title = "Early help begins",
      .fields = { "start_date", "why", "organisation_type", "organisation", "lead_practitioner", "consent",
                  "child_views", "family_views", "next_review_on", NULL } },
    { .name = "move", .kind = "authority_transfer", .title = "A child moves from or to another authority",
      .fields = { "direction", "authority", "notified_on", "moved_on", "on_plan", "plan_id", "category",
                  "records_sent_on", "note", NULL } },
    { .name = "review", .from = "child_in_need_plan", .kind = "cin_review", .link = "cin_plan_id",
      .title = "Review the child in need plan", .until_field = "end_date",
      .about = "Is the plan working for this child? What it says now stands beside.",
      .fields = { "held_at", "child_participation", "child_views", "family_there", "progress", "decision",
                  "rationale", "agreed", "dissent", NULL } },
    { .name = "step", .from = "referral", .kind = "step_change", .link = "referral_id",
      .title = "Step up or down", .until_field = "close_date", .me_field = "decided_by",
      .about = "What the next service answers is written down later: until then this one goes on.",
      .fields = { "direction", "from_level", "to_level", "decided_at", "receiving_service", "rationale",
                  "child_told_at", NULL } },
    { .name = "pre-proceedings", .from = "referral", .kind = "pre_proceedings", .link = "referral_id",
      .title = "Pre-proceedings begin", .until_field = "close_date",
      .about = "The day is that of the legal planning meeting which decided it.",
      .fields = { "start_date", "letter_sent", "fgdm_offered", NULL } },
    { .name = "meeting", .from = "pre_proceedings", .kind = "pre_proceedings_meeting",
      .link = "pre_proceedings_id", .title = "Pre-proceedings meeting", .until_field = "step_decision",
      .fields = { "planned_at", "held_at", "parents_there", "parents_represented", "child_views", "agreed",
                  "assessments", "decision", "reasons", "legal_advice", "next_planned_at", NULL } },
};

/* Pages of their own that a record leads to. */
static const struct { const char *from, *until_field, *title, *before, *after; } elsewhere[] = {
    { "referral", "close_date", "Close the episode", "/referrals/", "/close" },
};

struct beginning {
    const struct begin_page *page; const struct kind *kind;
    struct child_view view; struct opened_record of;       // of: the record that it is begun on, if one is
    text name;
};

static bool open_beginning(struct request *rq, struct beginning *b, struct error *err)
{
    text name = request_path_value(rq, "what");
    bool on_record = !text_empty(request_path_value(rq, "record"));
    struct names names = { 0 };
    id child;
    for (size_t i = 0; i < COUNT_OF(pages) && !b->page; i++)
        if (text_is(name, pages[i].name) && on_record == (pages[i].from != NULL))
            b->page = &pages[i];
    if (!b->page)
        return page_absent(err);
    b->kind = kind_by_name(text_of(b->page->kind));
    if (on_record) {
        if (!record_open_named(rq, MAY_RECORD, b->page->from, &b->of, err))
            return false;
        b->view = b->of.view;
        b->name = b->of.name;
    } else {
        if (!id_from_hex(request_path_value(rq, "child"), &child))
            return page_absent(err);
        names_want(&names, rq->arena, child);
        if (!child_view_open(rq, child, MAY_RECORD, &b->view, err) || !names_find(&names, rq, err))
            return false;
        b->name = names_of(&names, child);
    }
    return access_may_add(rq->actor.role, b->view.pass, b->kind) || page_absent(err);
}

static struct form_part part_of(const struct begin_page *page)
{
    static const char *const beside[] = { "late", "late-reason", NULL };
    return (struct form_part){ .fields = page->fields, .beside = beside };
}

static bool load_plan(struct request *rq, const struct beginning *b, struct begun_page_model *m, struct error *err)
{
    struct opened_plan *o = arena_new_of(rq->arena, struct opened_plan);
    if (!plan_open_of(rq, &b->view, b->view.pass, b->of.record, o, err))
        return false;
    m->plan = arena_new_of(rq->arena, struct plan_shown);
    *m->plan = plan_show(rq, o);
    m->plan_link = plan_link(rq, b->of.record, "");
    return true;
}

/* ---- the page ---- */

static bool begin_show_page(struct request *rq, struct beginning *b, struct form *form, struct error *err)
{
    struct names names = { 0 };
    struct begun_page_model m = {
        .rq = rq, .form = form, .name = b->name, .title = text_of(b->page->title),
        .about = text_of(b->page->about), .fields = b->page->fields, .action = rq->path, .kind = b->kind,
        .back_link = b->page->from ? record_link(rq, &b->view, b->of.record, "") : child_link(rq, &b->view, ""),
    };
    if (!form_offer_records(rq, form, b->view.pass, err))
        return false;
    if (b->page->from) {
        names_want_of(&names, rq->arena, &b->of.version);
        if (!names_find(&names, rq, err))
            return false;
        m.before = version_shown(rq, &b->view, &b->of.version, &names);
    }
    if (b->page->link && !strcmp(b->page->link, "cin_plan_id") && !load_plan(rq, b, &m, err))
        return false;
    page_begin(&rq->page, &m);
    return true;
}

static bool read_beginning(struct request *rq, struct beginning *b, struct form *form, struct error *err)
{
    struct form_part part = part_of(b->page);
    if (!form_read_part(rq, b->kind, &part, NULL, form, err))
        return false;
    if (b->page->link)
        form_set(rq, form, b->page->link, id_hex(rq->arena, b->of.record));
    if (b->page->me_field)
        form_set(rq, form, b->page->me_field, id_hex(rq->arena, rq->actor.staff));
    form_check(rq, form);
    return true;
}

static bool begin_show(struct request *rq, struct error *err)
{
    struct beginning b = { 0 };
    struct form form;
    if (!open_beginning(rq, &b, err))
        return false;
    if (request_kept_form(rq)) {
        if (!read_beginning(rq, &b, &form, err))
            return false;
        form.restored = true;
    } else {
        form_new(rq, b.kind, &form);
    }
    return begin_show_page(rq, &b, &form, err);
}

static bool begin_after(struct request *rq, struct error *err)
{
    struct error why = { 0 };
    struct beginning b = { 0 };
    struct form form;
    if (!request_refused(rq, &why)) {
        reply_see_other(rq, text_format(rq->arena, "/records/%.*s?kept=1",
                                        TEXT_ARG(id_hex(rq->arena, request_kept_record(rq)))));
        return true;
    }
    if (why.kind != ERROR_INPUT) {
        *err = why;
        return false;
    }
    if (!open_beginning(rq, &b, err) || !read_beginning(rq, &b, &form, err))
        return false;
    form_problem(&form, why.field, why.message);
    rq->status = 422;
    return begin_show_page(rq, &b, &form, err);
}

static bool begin_post(struct request *rq, struct error *err)
{
    struct beginning b = { 0 };
    struct form form;
    if (!open_beginning(rq, &b, err) || !read_beginning(rq, &b, &form, err))
        return false;
    if (form.problem_count > 0) {
        rq->status = 422;
        return begin_show_page(rq, &b, &form, err);
    }
    return form_keep(rq, &form, b.view.child, begin_after, err);
}

/* ---- where they are offered ---- */

size_t beginnings_on_record(struct request *rq, const struct record_version *v, struct next_step *steps, size_t room)
{
    size_t count = 0;
    for (size_t i = 0; i < COUNT_OF(pages) && count < room; i++)
        if (pages[i].from && !strcmp(pages[i].from, v->kind->name)
                && !(pages[i].until_field && values_given(&v->values, pages[i].until_field)))
            steps[count++] = (struct next_step){
                text_of(pages[i].title), text_format(rq->arena, "/records/%.*s/begin/%s",
                                                     TEXT_ARG(id_hex(rq->arena, v->record)), pages[i].name) };
    for (size_t i = 0; i < COUNT_OF(elsewhere) && count < room; i++)
        if (!strcmp(elsewhere[i].from, v->kind->name) && !values_given(&v->values, elsewhere[i].until_field))
            steps[count++] = (struct next_step){
                text_of(elsewhere[i].title), text_format(rq->arena, "%s%.*s%s", elsewhere[i].before,
                                                         TEXT_ARG(id_hex(rq->arena, v->record)), elsewhere[i].after) };
    return count;
}

size_t beginnings_on_child(struct request *rq, id child, struct next_step *steps, size_t room)
{
    size_t count = 0;
    for (size_t i = 0; i < COUNT_OF(pages) && count < room; i++)
        if (!pages[i].from)
            steps[count++] = (struct next_step){
                text_of(pages[i].title), text_format(rq->arena, "/children/%.*s/begin/%s",
                                                     TEXT_ARG(id_hex(rq->arena, child)), pages[i].name) };
    return count;
}

const struct route begin_routes[] = {
    { .method = METHOD_GET, .path = "/children/{child}/begin/{what}", .may = MAY_RECORD, .handle = begin_show },
    { .method = METHOD_POST, .path = "/children/{child}/begin/{what}", .may = MAY_RECORD, .handle = begin_post },
    { .method = METHOD_GET, .path = "/records/{record}/begin/{what}", .may = MAY_RECORD, .handle = begin_show },
    { .method = METHOD_POST, .path = "/records/{record}/begin/{what}", .may = MAY_RECORD, .handle = begin_post },
    { 0 },
};
