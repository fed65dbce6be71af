/* Recording a visit: one page, from a telephone, for one child or for brothers and sisters together. */
#include "web/pages/records/before_final.h"
#include "web/pages/child/visit.h"

#include <string.h>

enum { BUNDLE_MOST = 2 * VISITED_MAX };

static const char *const first_fields[] = { "visit_type", "where", NULL };
static const char *const what_fields[] = { "purpose", "observation", NULL };
static const char *const after_fields[] = { "plan_progress", "worries_arising", NULL };
static const char *const more_fields[] = { "announced", "others_seen", "next_visit_due", "corroboration", NULL };
static const char *const all_fields[] = {
    "visit_type", "where", "purpose", "observation", "plan_progress", "worries_arising", "announced", "others_seen",
    "next_visit_due", "corroboration", NULL
};
static const char *const beside[] = { "when", "now", "visited_at-*", "whose-*", "child-*", "said-*", "need", NULL };
static const struct form_part visit_part = { all_fields, beside };

static bool open_visit(struct request *rq, struct visit_page_model *m, struct form *form, struct error *err)
{
    id child;
    *m = (struct visit_page_model){ .rq = rq, .form = form, .first_fields = first_fields, .what_fields = what_fields,
                                    .after_fields = after_fields, .more_fields = more_fields };
    if (!id_from_hex(request_path_value(rq, "child"), &child))
        return page_absent(err);
    if (!child_view_open(rq, child, MAY_RECORD, &m->view, err))
        return false;
    // Now is when the page was opened: a form sent twice, or out of a draft, says the same.
    if (!instant_parse_iso(request_field(rq, "now"), &m->now) || instant_before(rq->now, m->now))
        m->now = rq->now;
    m->child_link = child_link(rq, &m->view, "");
    m->action = text_format(rq->arena, "/children/%.*s/visit", TEXT_ARG(m->view.child_hex));
    return visit_children_load(rq, m, err);
}

static bool show(struct request *rq, struct visit_page_model *m, struct error *err)
{
    struct time_of_day t = instant_london_time(m->now);
    m->now_label = day_same(instant_london_day(m->now), rq->today)
        ? text_format(rq->arena, "Just now (%02d:%02d)", t.hour, t.minute)
        : text_format(rq->arena, "When this page was opened: %.*s", TEXT_ARG(instant_display(rq->arena, m->now)));
    if (!visit_due(rq, m->view.child, &m->due, &m->due_class, err))
        return false;
    page_visit(&rq->page, m);
    return true;
}

/* What the child's plan makes likely; the list is there to choose another. */
static bool likely_type(struct request *rq, const struct visit_page_model *m, const char **type, struct error *err)
{
    static const struct { const char *kind, *over, *type; } those[] = {
        { "child_protection_plan", "end_date", "CP" }, { "child_in_need_plan", "end_date", "CIN" },
        { "assessment", "authorised_at", "ASSESS" },
    };
    *type = NULL;
    for (size_t i = 0; i < COUNT_OF(those) && !*type; i++) {
        struct record_list list;
        struct record_query query = { .kind = kind_by_name(text_of(those[i].kind)), .limit = 5 };
        if (!record_list(rq->store, m->view.pass, rq->arena, &query, &list, err))
            return false;
        for (size_t k = 0; k < list.count; k++)
            if (!list.at[k].withdrawn && !values_given(&list.at[k].values, those[i].over))
                *type = those[i].type;
    }
    return true;
}

/* ---- reading ---- */

static void copy_value(struct form *to, const struct form *from, const char *name)
{
    int at = field_index(to->kind, field_by_name(to->kind, text_of(name)));
    to->values.at[at] = from->values.at[at];
    to->values.problem_count += from->values.at[at].problem != NULL;
}

/* One touch says when; only another time needs a date. Without an hour it is noon, as on every form. */
static void read_when(struct request *rq, struct visit_page_model *m)
{
    static const char *const typed[] = { "visited_at", NULL };
    struct form other;
    text time = text_trim(request_field(rq, "visited_at-time"));
    m->when = request_field(rq, "when");
    day on = text_is(m->when, "YESTERDAY") ? day_add(rq->today, -1) : rq->today;
    if (text_is(m->when, "NOW")) {
        form_set(rq, m->form, "visited_at", instant_iso(rq->arena, m->now));
    } else if (text_is(m->when, "TODAY") || text_is(m->when, "YESTERDAY")) {
        text hour = text_empty(time) ? TEXT("12:00") : time.len == 4 ? text_join(rq->arena, TEXT("0"), time) : time;
        form_set(rq, m->form, "visited_at", text_join(rq->arena, day_iso(rq->arena, on), TEXT("T"), hour));
    } else if (text_is(m->when, "OTHER")) {
        form_read_row(rq, m->form->kind, TEXT_NONE, typed, NULL, &other);
        copy_value(m->form, &other, "visited_at");
    }
    m->form->problem_count = m->form->values.problem_count;
}

static bool read_visit(struct request *rq, struct visit_page_model *m, struct form *form, struct error *err)
{
    if (!open_visit(rq, m, form, err) || !form_read_part(rq, kind_by_name(TEXT("visit")), &visit_part, NULL, form, err))
        return false;
    read_when(rq, m);
    return visit_needs_load(rq, m, err) && visit_children_read(rq, m, err);
}

/* The child's part is judged in its row; here it would be missed. */
static void judge(struct request *rq, struct visit_page_model *m)
{
    size_t of_rows = m->form->problem_count - m->form->values.problem_count;
    (void)rq;
    if (!values_given(&m->form->values, "visit_type") && !values_get(&m->form->values, "visit_type")->problem)
        form_problem(m->form, "visit_type", "Choose the type of visit");
    const struct value *when = values_get(&m->form->values, "visited_at");
    if (!when->given && !when->problem)
        form_problem(m->form, "visited_at", "Say when the visit was");
    m->form->problem_count = of_rows + m->form->values.problem_count;
}

static void forget_problems(struct visit_page_model *m)
{
    for (const struct field *f = m->form->kind->fields; f->name; f++)
        m->form->values.at[field_index(m->form->kind, f)].problem = NULL;
    for (size_t i = 0; i < m->child_count; i++) {
        struct form *rows[] = { &m->children[i].seen, &m->children[i].words };
        for (size_t r = 0; r < COUNT_OF(rows); r++)
            for (const struct field *f = rows[r]->kind->fields; f->name; f++)
                rows[r]->values.at[field_index(rows[r]->kind, f)].problem = NULL;
    }
    m->form->problem_count = m->form->page_problem_count = 0;
    m->needs_problem = NULL;
}

/* ---- pages ---- */

static bool done_show(struct request *rq, struct visit_page_model *m, id visit, struct error *err)
{
    struct record_version v;
    if (!record_get(rq->store, m->view.pass, rq->arena, visit, &v, err))
        return false;
    if (strcmp(v.kind->name, "visit"))
        return page_absent(err);
    struct visit_done_model done = {
        .rq = rq, .view = m->view, .name = m->name, .child_link = m->child_link,
        .visit_link = record_link(rq, &m->view, visit, ""),
        .direct_link = child_link(rq, &m->view, "/add/direct_work_session"),
    };
    if (!visit_due(rq, m->view.child, &done.due, &done.due_class, err))
        return false;
    done.others = arena_array(rq->arena, struct visit_other, m->child_count);
    for (size_t i = 1; i < m->child_count; i++)
        done.others[done.other_count++] = (struct visit_other){ m->children[i].name,
            text_join(rq->arena, TEXT("/children/"), m->children[i].hex) };
    page_visit_done(&rq->page, &done);
    return true;
}

static bool visit_show(struct request *rq, struct error *err)
{
    struct form form;
    struct visit_page_model m;
    const char *type;
    id kept;
    if (request_kept_form(rq)) {
        if (!read_visit(rq, &m, &form, err))
            return false;
        form.restored = true;
        forget_problems(&m);
        return show(rq, &m, err);
    }
    form_new(rq, kind_by_name(TEXT("visit")), &form);
    if (!open_visit(rq, &m, &form, err))
        return false;
    if (id_from_hex(request_query(rq, "kept"), &kept))
        return done_show(rq, &m, kept, err);
    if (!visit_needs_load(rq, &m, err) || !likely_type(rq, &m, &type, err))
        return false;
    if (type)
        form_set(rq, &form, "visit_type", text_of(type));
    m.when = TEXT("NOW");
    return show(rq, &m, err);
}

static bool visit_after(struct request *rq, struct error *err)
{
    struct error why = { 0 };
    struct form form;
    struct visit_page_model m;
    if (!request_refused(rq, &why)) {
        reply_see_other(rq, text_format(rq->arena, "/children/%.*s/visit?kept=%.*s",
                                        TEXT_ARG(request_path_value(rq, "child")),
                                        TEXT_ARG(request_field(rq, "entry"))));
        return true;
    }
    if (!refusal_is_for_page(&why, err) || !read_visit(rq, &m, &form, err))
        return false;
    form_problem(&form, why.field, why.message);
    rq->status = 422;
    return show(rq, &m, err);
}

/* What is written once is looked at once, with every child's words beside it. */
static bool mark(struct request *rq, struct visit_page_model *m, struct error *err)
{
    const struct pass *passes[VISITED_MAX];
    text said[VISITED_MAX];
    struct before_final_asked asked = { .passes = passes, .said = said };
    for (size_t i = 0; i < m->child_count; i++)
        if (m->children[i].chosen) {
            passes[asked.pass_count++] = m->children[i].pass;
            said[asked.said_count++] = values_get(&m->children[i].words.values, "words")->text;
        }
    return before_final_find(rq, m->form, &asked, err);
}

static bool visit_post(struct request *rq, struct error *err)
{
    struct form form;
    struct visit_page_model m;
    if (!read_visit(rq, &m, &form, err))
        return false;
    judge(rq, &m);
    if (form.problem_count > 0) {
        rq->status = 422;
        return show(rq, &m, err);
    }
    if (!mark(rq, &m, err))
        return false;
    if (form.before_final->stops) {
        rq->status = 422;
        return show(rq, &m, err);
    }
    struct record_bundle *bundle = request_bundle(rq, BUNDLE_MOST);
    return visit_fill(rq, &m, bundle, err) && request_write(rq, &bundle->write, visit_after, err);
}

const struct route visit_routes[] = {
    { .method = METHOD_GET, .path = "/children/{child}/visit", .may = MAY_RECORD, .handle = visit_show,
      .query = "kept" },
    { .method = METHOD_POST, .path = "/children/{child}/visit", .may = MAY_RECORD, .handle = visit_post },
    { 0 },
};
