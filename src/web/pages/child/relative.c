/* A relative added while one writes: the person, known or new, and the relationship, in one write. */
#include "web/pages/child/relative.h"

#include "record/likeness.h"

#include <string.h>

static const char *const fields[] = { "relationship", "household", "pr_basis", "partnership", NULL };
static const char *const more_fields[] = { "pr_from", "contact_allowed", "information_bar", "risk_flag", NULL };
static const char *const all_fields[] = { "relationship", "household", "pr_basis", "partnership", "pr_from",
                                          "contact_allowed", "information_bar", "risk_flag", NULL };
static const char *const beside[] = { "find", "go", "person", "also", "new-*", "sure", NULL };
static const struct form_part relative_part = { all_fields, beside };

/* ---- who: known ---- */

static void choice_add(struct relative_page_model *m, const struct person_hit *hit, text why,
                       struct relative_choice *to, size_t *count)
{
    if (id_same(hit->person, m->view.child) || hit->restricted)      // whom they may not open they do not tie either
        return;
    for (size_t i = 0; i < *count; i++)
        if (id_same(to[i].person, hit->person))
            return;
    to[(*count)++] = (struct relative_choice){ .person = hit->person, .name = hit->name, .why = why,
        .about = hit_about(m->rq->arena, hit), .chosen = id_same(hit->person, m->person) };
}

static bool find(struct relative_page_model *m, struct error *err)
{
    struct request *rq = m->rq;
    struct person_hits hits = { 0 };
    struct person_hit chosen;
    m->words = text_trim(request_field(rq, "find"));
    m->searched = !text_empty(m->words);
    m->found = arena_array(rq->arena, struct relative_choice, RELATIVES_FOUND + 2);
    if (!id_none(m->person)) {
        if (!record_person_hit(rq->store, rq->arena, rq->actor.staff, m->person, &chosen, err))
            return false;
        choice_add(m, &chosen, TEXT_NONE, m->found, &m->found_count);
    }
    if (m->searched && !record_search_people(rq->store, rq->arena, rq->actor.staff, text_clip(m->words, 200), false,
                                             RELATIVES_FOUND, &hits, err))
        return false;
    for (size_t i = 0; i < hits.count; i++)
        choice_add(m, &hits.at[i], hits.at[i].why, m->found, &m->found_count);
    m->more_found = hits.more;
    return true;
}

/* ---- who: not known here ---- */

static struct values new_person(const struct relative_page_model *m)
{
    struct arena *arena = m->rq->arena;
    const struct kind *person = kind_by_name(TEXT("person"));
    struct values v = values_new(arena, person, m->rq->today);
    bool dated = !text_empty(m->day) || !text_empty(m->month) || !text_empty(m->year);
    bool unborn = text_is(m->standing, "UNBORN");
    const struct { const char *field; text value; } all[] = {
        { "recorded_as", text_is(m->standing, "ADULT") ? TEXT("ADULT") : TEXT("CHILD") },
        { "forename", m->forename }, { "surname", m->surname }, { "sex", m->sex },
        { unborn ? "expected_dob" : "dob",
          dated ? text_format(arena, "%.*s %.*s %.*s", TEXT_ARG(m->day), TEXT_ARG(m->month), TEXT_ARG(m->year))
                : TEXT_NONE },
    };
    for (size_t i = 0; i < COUNT_OF(all); i++)
        values_set(&v, arena, field_by_name(person, text_of(all[i].field)), all[i].value);
    return v;
}

/* Before somebody gets a second file: the likely ones must be looked at. */
static bool likely(struct relative_page_model *m, const struct values *v, struct error *err)
{
    struct request *rq = m->rq;
    struct likeness_question question = {
        .forename = m->forename, .surname = m->surname, .sex = m->sex,
        .born = values_day(v, "dob"), .expected = values_day(v, "expected_dob"),
    };
    struct likeness_list like;
    if (!likeness_find(rq->store, rq->arena, rq->actor.staff, &question, RELATIVES_FOUND, &like, err))
        return false;
    m->likely = arena_array(rq->arena, struct relative_choice, like.count + 1);
    for (size_t i = 0; i < like.count; i++)
        choice_add(m, &like.at[i].hit, like_why(rq->arena, &like.at[i]), m->likely, &m->likely_count);
    m->ask_sure = m->likely_count > 0;                 // also for a possible one: in a family the same names come again
    return true;
}

static bool read_new(struct relative_page_model *m, struct error *err)
{
    struct request *rq = m->rq;
    m->forename = text_trim(request_field(rq, "new-forename"));
    m->surname = text_trim(request_field(rq, "new-surname"));
    m->sex = request_field(rq, "new-sex");
    m->standing = request_field(rq, "new-standing");
    m->day = text_trim(request_field(rq, "new-day"));
    m->month = text_trim(request_field(rq, "new-month"));
    m->year = text_trim(request_field(rq, "new-year"));
    m->fresh = !text_empty(m->forename) || !text_empty(m->surname) || !text_empty(m->day) || !text_empty(m->month)
            || !text_empty(m->year);
    if (!m->fresh)
        return true;
    struct values v = new_person(m);
    values_check(&v, rq->arena);
    static const char *const judged[] = { "forename", "surname", "dob", "expected_dob", "sex" };
    for (size_t i = 0; i < COUNT_OF(judged) && !m->new_problem; i++)
        m->new_problem = values_get(&v, judged[i])->problem;
    if (!m->new_problem && text_empty(m->forename) && text_empty(m->surname) && !text_is(m->standing, "UNBORN"))
        m->new_problem = "Enter a first or a family name, or 'not known'";
    return m->new_problem || likely(m, &v, err);
}

/* ---- the whole form ---- */

static bool offer_siblings(struct relative_page_model *m, struct error *err)
{
    struct request *rq = m->rq;
    id found[SIBLINGS_MAX];
    size_t count;
    if (!siblings_of(rq->store, &rq->actor, MAY_RECORD, m->view.child, found, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct person_hit hit;
        if (!record_person_hit(rq->store, rq->arena, rq->actor.staff, found[i], &hit, err))
            return false;
        if (hit.restricted)
            continue;
        struct relative_choice *also = &m->also[m->also_count++];
        *also = (struct relative_choice){ .person = found[i], .name = hit.name, .about = hit_about(rq->arena, &hit) };
        for (size_t k = 0; k < rq->field_count; k++)
            also->chosen = also->chosen || (text_is(rq->fields[k].name, "also")
                                            && text_same(rq->fields[k].value, id_hex(rq->arena, found[i])));
    }
    return true;
}

static bool open_page(struct request *rq, struct relative_page_model *m, struct form *form, struct error *err)
{
    id child;
    struct names names = { 0 };
    *m = (struct relative_page_model){ .rq = rq, .form = form, .fields = fields, .more_fields = more_fields,
                                       .action = rq->path };
    if (!id_from_hex(request_path_value(rq, "child"), &child))
        return page_absent(err);
    if (!child_view_open(rq, child, MAY_RECORD, &m->view, err))
        return false;
    if (!access_may_add(rq->actor.role, m->view.pass, kind_by_name(TEXT("relationship"))))
        return page_absent(err);
    names_want(&names, rq->arena, child);
    if (!names_find(&names, rq, err))
        return false;
    m->name = names_of(&names, child);
    m->back_link = child_link(rq, &m->view, "/family");
    return true;
}

static void problem_add(struct relative_page_model *m, const char *message, const char *at)
{
    struct form *form = m->form;
    if (!form->page_problems)
        form->page_problems = arena_array(m->rq->arena, struct error_item, 4);
    form->page_problems[form->page_problem_count++] = (struct error_item){ text_of(message), text_of(at) };
    form->problem_count++;
}

/* Two records of one tie say nothing more than one, and are amended apart. */
static bool recorded_already(struct relative_page_model *m, id person, bool *already, struct error *err)
{
    struct record_list list;
    struct record_query query = { .kind = kind_by_name(TEXT("relationship")), .limit = 400 };
    text how = values_get(&m->form->values, "relationship")->text;
    *already = false;
    if (!record_list(m->rq->store, m->view.pass, m->rq->arena, &query, &list, err))
        return false;
    for (size_t i = 0; i < list.count && !*already; i++) {
        const struct values *v = &list.at[i].values;
        *already = !list.at[i].withdrawn && id_same(values_id(v, "related_person_id"), person)
                && text_same(values_get(v, "relationship")->text, how);
    }
    return true;
}

static bool read_all(struct request *rq, struct relative_page_model *m, struct error *err)
{
    struct form *form = m->form;
    bool already = false;
    if (!form_read_part(rq, kind_by_name(TEXT("relationship")), &relative_part, NULL, form, err))
        return false;
    m->person = ID_NONE;
    if (!text_empty(request_field(rq, "person")) && !id_from_hex(request_field(rq, "person"), &m->person))
        return fail(err, ERROR_INPUT, "person", "This form is not whole: open it anew.");
    if (!read_new(m, err) || !offer_siblings(m, err))
        return false;
    if (!id_none(m->person)) {                         // whoever is chosen is meant, whatever was typed before
        struct person_hit hit;                         // absent also for who is hidden: not even a number tells of them
        if (!record_person_hit(rq->store, rq->arena, rq->actor.staff, m->person, &hit, err))
            return false;
        if (hit.restricted)
            return page_absent(err);
        m->fresh = m->ask_sure = false;
        m->new_problem = NULL;
    }
    id who = !id_none(m->person) ? m->person : id_derived(form->entry, "person", 1);
    form_set(rq, form, "related_person_id", id_hex(rq->arena, who));
    form_check(rq, form);
    if (!id_none(m->person) && !recorded_already(m, m->person, &already, err))
        return false;
    if (id_none(m->person) && !m->fresh)
        m->person_problem = "Find the person, or enter who they are";
    else if (id_same(m->person, m->view.child))
        m->person_problem = "Nobody is their own relative";
    else if (already)
        m->person_problem = "That is recorded already: amend that record instead";
    if (m->person_problem)
        problem_add(m, m->person_problem, "#find");
    if (m->new_problem)
        problem_add(m, m->new_problem, "#new-forename");
    if (m->ask_sure && id_none(m->person) && !text_is(request_field(rq, "sure"), "Y") && !m->new_problem)
        problem_add(m, "Somebody much like this is known here: is it the same person?", "#sure");
    return true;
}

static void forget_problems(struct relative_page_model *m)
{
    for (const struct field *f = m->form->kind->fields; f->name; f++)
        m->form->values.at[field_index(m->form->kind, f)].problem = NULL;
    m->form->problem_count = m->form->page_problem_count = 0;
    m->person_problem = m->new_problem = NULL;
}

static bool show(struct relative_page_model *m, struct error *err)
{
    if (!find(m, err))
        return false;
    page_relative(&m->rq->page, m);
    return true;
}

static bool relative_show(struct request *rq, struct error *err)
{
    struct relative_page_model m;
    struct form form;
    if (!open_page(rq, &m, &form, err))
        return false;
    if (request_kept_form(rq)) {
        if (!read_all(rq, &m, err))
            return false;
        form.restored = true;
        forget_problems(&m);
        return show(&m, err);
    }
    form_new(rq, kind_by_name(TEXT("relationship")), &form);
    return offer_siblings(&m, err) && show(&m, err);
}

/* ---- one write ---- */

static bool add_tie(struct relative_page_model *m, struct record_bundle *bundle, const struct pass *pass, id subject,
                    size_t nth, struct error *err)
{
    struct request *rq = m->rq;
    struct form *one = arena_new_of(rq->arena, struct form);
    *one = *m->form;
    if (nth > 0)
        one->entry = id_derived(m->form->entry, "also", nth);
    struct record_input input = form_input(rq, one, subject);
    return access_may_write(&rq->actor, pass, &one->values, err)
        && record_bundle_add(bundle, rq->arena, &input, NULL, err);
}

static bool fill(struct relative_page_model *m, struct record_bundle *bundle, struct error *err)
{
    struct request *rq = m->rq;
    if (m->fresh) {
        struct values *v = arena_new_of(rq->arena, struct values);
        *v = new_person(m);
        id entry = id_derived(m->form->entry, "person", 1);
        struct record_input input = { .values = v, .entry = entry, .subject = entry, .replaces = NO_ENTRY,
                                      .author = rq->actor.staff, .role = (uint16_t)rq->actor.role };
        if (!access_may_write(&rq->actor, NULL, v, err) || !record_bundle_add(bundle, rq->arena, &input, NULL, err))
            return false;
    }
    if (!add_tie(m, bundle, m->view.pass, m->view.child, 0, err))
        return false;
    for (size_t i = 0; i < m->also_count; i++) {
        const struct pass *pass;
        if (!m->also[i].chosen || id_same(m->also[i].person, m->person))
            continue;
        if (!request_open_also(rq, m->also[i].person, MAY_RECORD, &pass, err)
                || !add_tie(m, bundle, pass, m->also[i].person, i + 1, err))
            return false;
    }
    return true;
}

static bool relative_after(struct request *rq, struct error *err)
{
    struct error why = { 0 };
    struct relative_page_model m;
    struct form form;
    if (!request_refused(rq, &why)) {
        reply_see_other(rq, text_format(rq->arena, "/children/%.*s/family",
                                        TEXT_ARG(request_path_value(rq, "child"))));
        return true;
    }
    if (why.kind != ERROR_INPUT) {
        *err = why;
        return false;
    }
    if (!open_page(rq, &m, &form, err) || !read_all(rq, &m, err))
        return false;
    form_problem(&form, why.field, why.message);
    rq->status = 422;
    return show(&m, err);
}

/* Sent a second time: whom it made must not be taken for somebody like them. */
static bool sent_before(struct request *rq)
{
    struct error none = { 0 };
    uint64_t seq;
    id entry;
    return id_from_hex(request_field(rq, "entry"), &entry) && ledger_find(rq->store, entry, &seq, &none);
}

static bool relative_post(struct request *rq, struct error *err)
{
    struct relative_page_model m;
    struct form form;
    if (!open_page(rq, &m, &form, err))
        return false;
    if (sent_before(rq))
        return relative_after(rq, err);
    if (!read_all(rq, &m, err))
        return false;
    if (!text_is(request_field(rq, "go"), "save")) {
        forget_problems(&m);
        return show(&m, err);
    }
    if (form.problem_count > 0) {
        rq->status = 422;
        return show(&m, err);
    }
    struct record_bundle *bundle = request_bundle(rq, SIBLINGS_MAX + 2);
    return fill(&m, bundle, err) && request_write(rq, &bundle->write, relative_after, err);
}

const struct route relative_routes[] = {
    { .method = METHOD_GET, .path = "/children/{child}/family/add", .may = MAY_RECORD, .handle = relative_show },
    { .method = METHOD_POST, .path = "/children/{child}/family/add", .may = MAY_RECORD, .handle = relative_post },
    { 0 },
};
