/* Starting an assessment: for one child, or for brothers and sisters together with a record each, in one write. */
#include "web/pages/assessments/assessment.h"

#include "practice/caseload.h"
#include "practice/pathway.h"
#include "web/pages/child/family.h"

#include <string.h>

enum { START_MOST = 16, REFERRALS_MOST = 50 };

static const char *const start_fields[] = { "start_date", "reason_for", "worker", NULL };
static const char *const beside[] = { "child-*", NULL };
static const struct form_part start_part = { start_fields, beside };

struct starting {
    struct child_view view;
    text name;
    struct form form;
    struct start_child *children; size_t count;
};

/* ---- what it goes with ---- */

static bool newest_of(struct request *rq, const struct pass *pass, const char *kind,
                      bool (*fits)(const struct values *), struct record_version *found, bool *there, struct error *err)
{
    struct record_list list;
    struct record_query query = { .kind = kind_by_name(text_of(kind)), .limit = REFERRALS_MOST };
    *there = false;
    if (!record_list(rq->store, pass, rq->arena, &query, &list, err))
        return false;
    for (size_t i = 0; i < list.count && !*there; i++)
        if (!list.at[i].withdrawn && fits(&list.at[i].values)) {
            *found = list.at[i];
            *there = true;
        }
    return true;
}

static bool referral_stands(const struct values *v)
{
    return !values_given(v, "close_date") && !values_is(v, "nfa", "Y") && !values_is(v, "outcome", "NFA")
        && !values_is(v, "outcome", "RETURNED");
}

static bool assessment_runs(const struct values *v)
{
    return !values_given(v, "authorised_at");
}

/* A discussion that led to an enquiry or to an assessment. */
static bool leads_to_assessment(const struct values *v)
{
    return values_given(v, "decision") && !values_is(v, "decision", "NFA");
}

/* ---- for whom ---- */

static bool load_children(struct request *rq, struct starting *s, struct error *err)
{
    struct family *family = arena_new_of(rq->arena, struct family);
    if (!family_of_view(rq, &s->view, family, err))
        return false;
    s->name = family->people[0].name;
    s->children = arena_array(rq->arena, struct start_child, family->count + 1);
    for (size_t i = 1; i < family->count && s->count < START_MOST; i++) {
        const struct family_person *p = &family->people[i];
        text hex = id_hex(rq->arena, p->person);
        if (!p->child || day_known(p->died) || family_siblings(family, 0, i) == NO_SIBLINGS)
            continue;
        s->children[s->count++] = (struct start_child){
            .child = p->person, .name = p->name, .about = family_words(rq->arena, family, i), .closed = !p->opens,
            .ticked = request_has_field(rq, text_cstr(rq->arena, text_format(rq->arena, "child-%.*s",
                                                                             TEXT_ARG(hex)))),
        };
    }
    return true;
}

static bool open_starting(struct request *rq, struct starting *s, struct error *err)
{
    id child;
    if (!id_from_hex(request_path_value(rq, "child"), &child))
        return page_absent(err);
    if (!child_view_open(rq, child, MAY_RECORD, &s->view, err))
        return false;
    if (!access_may_add(rq->actor.role, s->view.pass, kind_by_name(TEXT("assessment"))))
        return page_absent(err);
    return load_children(rq, s, err);
}

/* ---- the page ---- */

static bool start_page(struct request *rq, struct starting *s, struct error *err)
{
    struct record_version running;
    bool runs;
    struct start_page_model m = {
        .rq = rq, .form = &s->form, .name = s->name, .action = rq->path, .fields = start_fields,
        .back_link = child_link(rq, &s->view, ""), .children = s->children, .child_count = s->count,
    };
    struct form_choices *staff = &s->form.choices[s->form.choice_count++];
    struct named *names;
    size_t count;
    if (!newest_of(rq, s->view.pass, "assessment", assessment_runs, &running, &runs, err)
            || !staff_list(rq->store, rq->arena, &names, &count, err))
        return false;
    *staff = (struct form_choices){ "staff", arena_array(rq->arena, struct form_choice, count + 1), 0 };
    for (size_t i = 0; i < count; i++)
        staff->at[staff->count++] = (struct form_choice){ id_hex(rq->arena, names[i].id), names[i].name };
    if (runs) {
        m.running_link = assessment_link(rq, &s->view, running.record, "");
        m.running_words = text_format(rq->arena, "The assessment that started on %.*s",
                                      TEXT_ARG(day_display(rq->arena, values_day(&running.values, "start_date"))));
    }
    page_start(&rq->page, &m);
    return true;
}

/* Whoever works with the child, or else whoever is asking. */
static bool suggest_worker(struct request *rq, struct starting *s, struct error *err)
{
    struct allocated *to;
    size_t count;
    id worker = rq->actor.staff;
    if (!allocated_to(rq->store, rq->arena, s->view.child, rq->now, &to, &count, err))
        return false;
    for (size_t i = count; i-- > 0;)
        if (text_is(to[i].role, "PRIMARY"))
            worker = to[i].staff;
    form_set(rq, &s->form, "worker", id_hex(rq->arena, worker));
    form_set(rq, &s->form, "start_date", day_iso(rq->arena, rq->today));
    return true;
}

static bool start_show(struct request *rq, struct error *err)
{
    struct starting s = { 0 };
    if (!open_starting(rq, &s, err))
        return false;
    if (request_kept_form(rq)) {
        if (!form_read_part(rq, kind_by_name(TEXT("assessment")), &start_part, NULL, &s.form, err))
            return false;
        s.form.restored = true;
    } else {
        form_new(rq, kind_by_name(TEXT("assessment")), &s.form);
        if (!suggest_worker(rq, &s, err))
            return false;
    }
    return start_page(rq, &s, err);
}

/* ---- keeping ---- */

/* One child's record: with that child's own referral and strategy discussion, through that child's pass. */
static bool add_assessment(struct request *rq, struct starting *s, const struct pass *pass, id child, id entry,
                           id first, struct record_bundle *bundle, id *record, struct error *err)
{
    struct form *form = arena_new_of(rq->arena, struct form);
    struct record_version with;
    struct worker worker;
    bool there;
    form_new(rq, kind_by_name(TEXT("assessment")), form);
    form->entry = entry;
    for (const char *const *name = start_fields; *name; name++)
        form_set(rq, form, *name, values_get(&s->form.values, *name)->text);
    if (!newest_of(rq, pass, "referral", referral_stands, &with, &there, err))
        return false;
    if (there)
        form_set(rq, form, "referral_id", id_hex(rq->arena, with.record));
    if (!newest_of(rq, pass, "strategy_discussion", leads_to_assessment, &with, &there, err)
            || !worker_get(rq->store, rq->arena, values_id(&form->values, "worker"), &worker, err))
        return false;
    if (there && day_distance(instant_london_day(with.valid_from), rq->today) <= 30)
        form_set(rq, form, "strategy_discussion_id", id_hex(rq->arena, with.record));
    if (!id_none(worker.team))
        form_set(rq, form, "team", id_hex(rq->arena, worker.team));
    if (!id_none(first))
        form_set(rq, form, "same_assessment", id_hex(rq->arena, first));
    if (!pathway_complete(rq->store, pass, rq->arena, &form->values, err))
        return false;
    form_check(rq, form);
    struct record_input input = form_input(rq, form, child);
    return access_may_write(&rq->actor, pass, &form->values, err)
        && record_bundle_add(bundle, rq->arena, &input, record, err);
}

static const char *running_of(struct request *rq, const struct start_child *c)
{
    return text_cstr(rq->arena, text_format(rq->arena, "%.*s has an assessment that is not finished: open that one, "
                                            "and take the tick away here", TEXT_ARG(c->name)));
}

/* False with problems on the form as well: a brother or sister who cannot be taken in. */
static bool add_brothers(struct request *rq, struct starting *s, id first, struct record_bundle *bundle,
                         struct error *err)
{
    for (size_t i = 0; i < s->count; i++) {
        struct start_child *c = &s->children[i];
        const struct pass *pass;
        struct record_version running;
        id entry = id_derived(s->form.entry, "together", i);
        bool runs;
        if (!c->ticked || c->closed)
            continue;
        if (!request_open_also(rq, c->child, MAY_RECORD, &pass, err)
                || !newest_of(rq, pass, "assessment", assessment_runs, &running, &runs, err))
            return false;
        if (runs && !id_same(running.record, entry)) {         // that of this form, sent twice, is itself
            form_problem(&s->form, NULL, running_of(rq, c));
            continue;
        }
        if (!add_assessment(rq, s, pass, c->child, entry, first, bundle, NULL, err))
            return false;
    }
    return true;
}

static bool start_after(struct request *rq, struct error *err)
{
    if (request_refused(rq, err))
        return false;
    reply_see_other(rq, text_format(rq->arena, "/assessments/%.*s?kept=started",
                                    TEXT_ARG(request_field(rq, "entry"))));
    return true;
}

static bool start_post(struct request *rq, struct error *err)
{
    struct starting s = { 0 };
    id first;
    if (!open_starting(rq, &s, err)
            || !form_read_part(rq, kind_by_name(TEXT("assessment")), &start_part, NULL, &s.form, err))
        return false;
    form_check(rq, &s.form);
    if (!values_given(&s.form.values, "worker"))
        form_problem(&s.form, "worker", "Choose who writes it");
    struct record_bundle *bundle = request_bundle(rq, START_MOST + 1);
    if (s.form.problem_count == 0
            && (!add_assessment(rq, &s, s.view.pass, s.view.child, s.form.entry, ID_NONE, bundle, &first, err)
                || !add_brothers(rq, &s, first, bundle, err)))
        return false;
    if (s.form.problem_count > 0) {
        rq->status = 422;
        return start_page(rq, &s, err);
    }
    return request_write(rq, &bundle->write, start_after, err);
}

const struct route assessment_start_routes[] = {
    { .method = METHOD_GET, .path = "/children/{child}/assessment", .may = MAY_RECORD, .handle = start_show },
    { .method = METHOD_POST, .path = "/children/{child}/assessment", .may = MAY_RECORD, .handle = start_post },
    { 0 },
};
