/* Two records of one person: this one gives way to the one that is kept. Nothing is moved, and it can be undone. */
#include "web/pages/front_door/queue.h"

#include "record/likeness.h"

#include <string.h>

#define LIKE_SHOWN 8

static const char *const same_fields[] = { "why", "approved_by", NULL };
static const char *const beside[] = { "find", "go", "same_as", NULL };
static const struct form_part same_part = { same_fields, beside };

struct merging_page { struct child_view view; struct record_version person; text name; };

static bool open_giving_way(struct request *rq, struct merging_page *p, struct error *err)
{
    struct names names = { 0 };
    id child;
    if (!id_from_hex(request_path_value(rq, "child"), &child))
        return page_absent(err);
    if (!child_view_open(rq, child, MAY_RECORD, &p->view, err)
            || !record_get(rq->store, p->view.pass, rq->arena, child, &p->person, err))
        return false;
    names_want(&names, rq->arena, child);
    if (!names_find(&names, rq, err))
        return false;
    p->name = names_of(&names, child);
    return true;
}

static void choice_add(struct request *rq, struct same_page_model *m, const struct person_hit *hit, text why)
{
    if (id_same(hit->person, m->view.child) || hit->restricted)
        return;
    for (size_t i = 0; i < m->choice_count; i++)
        if (id_same(m->choices[i].person, hit->person))
            return;
    m->choices[m->choice_count++] = (struct same_choice){
        .person = hit->person, .name = hit->name, .why = why,
        .about = hit_about(rq->arena, hit),
    };
}

/* Whoever was asked for first, then those like this one. */
static bool load_choices(struct request *rq, const struct merging_page *p, struct same_page_model *m,
                         struct error *err)
{
    const struct values *v = &p->person.values;
    struct likeness_question question = {
        .forename = values_get(v, "forename")->text, .surname = values_get(v, "surname")->text,
        .sex = values_get(v, "sex")->text, .born = values_day(v, "dob"),
        .expected = values_day(v, "expected_dob"),
    };
    struct likeness_list like;
    struct person_hits hits = { 0 };
    m->words = text_trim(request_field(rq, "find"));
    if (!likeness_find(rq->store, rq->arena, rq->actor.staff, &question, LIKE_SHOWN, &like, err))
        return false;
    if (!text_empty(m->words)
            && !record_search_people(rq->store, rq->arena, rq->actor.staff, text_clip(m->words, 200), false,
                                     LIKE_SHOWN, &hits, err))
        return false;
    m->choices = arena_array(rq->arena, struct same_choice, like.count + hits.count + 1);
    for (size_t i = 0; i < hits.count; i++)
        choice_add(rq, m, &hits.at[i], text_format(rq->arena, "found by: %.*s", TEXT_ARG(hits.at[i].why)));
    for (size_t i = 0; i < like.count; i++)
        choice_add(rq, m, &like.at[i].hit, like_why(rq->arena, &like.at[i]));
    return true;
}

static bool same_page(struct request *rq, struct merging_page *p, struct form *form, struct error *err)
{
    struct same_page_model m = {
        .rq = rq, .form = form, .view = p->view, .name = p->name, .fields = same_fields,
        .child_link = child_link(rq, &p->view, ""), .chosen = request_field(rq, "same_as"),
    };
    if (!load_choices(rq, p, &m, err) || !form_offer_records(rq, form, p->view.pass, err))
        return false;
    page_same(&rq->page, &m);
    return true;
}

static bool same_show(struct request *rq, struct error *err)
{
    struct merging_page p = { 0 };
    struct form form;
    if (!open_giving_way(rq, &p, err))
        return false;
    form_new(rq, kind_by_name(TEXT("same_person")), &form);
    return same_page(rq, &p, &form, err);
}

static bool read_merging(struct request *rq, struct form *form, struct error *err)
{
    struct error_item *item = arena_new_of(rq->arena, struct error_item);
    if (!form_read_part(rq, kind_by_name(TEXT("same_person")), &same_part, NULL, form, err))
        return false;
    form_set(rq, form, "same_as", request_field(rq, "same_as"));
    form_check(rq, form);
    struct value *kept = &form->values.at[field_index(form->kind, field_by_name(form->kind, TEXT("same_as")))];
    if (!kept->given || kept->problem) {           // told at the choices, which are the page's own
        kept->problem = NULL;
        *item = (struct error_item){ TEXT("Choose the record that is kept"), TEXT("#find") };
        form->page_problems = item;
        form->page_problem_count = 1;
    }
    return true;
}

static bool same_after(struct request *rq, struct error *err)
{
    struct merging_page p = { 0 };
    struct error why = { 0 };
    struct form form;
    if (!request_refused(rq, &why)) {
        reply_see_other(rq, text_format(rq->arena, "/children/%.*s", TEXT_ARG(request_field(rq, "same_as"))));
        return true;
    }
    if (why.kind != ERROR_INPUT) {
        *err = why;
        return false;
    }
    if (!open_giving_way(rq, &p, err) || !read_merging(rq, &form, err))
        return false;
    form_problem(&form, why.field && !strcmp(why.field, "approved_by") ? why.field : NULL, why.message);
    rq->status = 422;
    return same_page(rq, &p, &form, err);
}

static bool same_post(struct request *rq, struct error *err)
{
    struct merging_page p = { 0 };
    struct form form;
    const struct pass *kept;
    if (!open_giving_way(rq, &p, err) || !read_merging(rq, &form, err))
        return false;
    bool only_looking = !text_is(request_field(rq, "go"), "merge");
    if (only_looking || form.problem_count > 0) {
        rq->status = only_looking ? 200 : 422;
        if (only_looking) {
            for (const struct field *f = form.kind->fields; f->name; f++)
                form.values.at[field_index(form.kind, f)].problem = NULL;
            form.problem_count = form.page_problem_count = 0;
        }
        return same_page(rq, &p, &form, err);
    }
    // Whoever merges has seen both: what they may not open they cannot judge.
    return request_open_also(rq, values_id(&form.values, "same_as"), MAY_RECORD, &kept, err)
        && form_keep_own(rq, &form, p.view.child, same_after, err);
}

const struct route same_routes[] = {
    { .method = METHOD_GET, .path = "/children/{child}/same", .may = MAY_ALLOCATE, .handle = same_show },
    { .method = METHOD_POST, .path = "/children/{child}/same", .may = MAY_ALLOCATE, .handle = same_post },
    { 0 },
};
