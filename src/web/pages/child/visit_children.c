/* The children of a visit: how each was seen, what each said, and what is kept of it. */
#include "web/pages/child/visit.h"

#include "practice/siblings.h"
#include "practice/tasks.h"
#include "web/pages/front_door/queue.h"

#include <string.h>

static const char *const seen_fields[] = { "child_presence", "not_alone_reason", "not_seen_reason", "bedroom_seen",
                                           NULL };
static const char *const words_fields[] = { "words", "taken", "present", "told_by", "language", "confirmed", NULL };

/* ---- who ---- */

static void add_child(struct request *rq, struct visit_page_model *m, id child)
{
    struct visited *c = &m->children[m->child_count++];
    *c = (struct visited){
        .child = child, .hex = id_hex(rq->arena, child), .chosen = m->child_count == 1,
        .seen_row = text_format(rq->arena, "child-%zu-", m->child_count),
        .words_row = text_format(rq->arena, "said-%zu-", m->child_count),
    };
    form_new(rq, kind_by_name(TEXT("visit")), &c->seen);
    form_new(rq, kind_by_name(TEXT("child_words")), &c->words);
    c->seen.row = c->seen_row;
    c->words.row = c->words_row;
}

/* As the form names them: "whose-2" and so on. The first is the page's own. */
static bool children_of_form(struct request *rq, struct visit_page_model *m, struct error *err)
{
    for (size_t i = 0; i < rq->field_count; i++) {
        id child;
        if (!text_starts(rq->fields[i].name, "whose-"))
            continue;
        if (m->child_count == VISITED_MAX || !id_from_hex(rq->fields[i].value, &child))
            return fail(err, ERROR_INPUT, NULL, "This form is not whole: open it anew.");
        for (size_t k = 0; k < m->child_count; k++)
            if (id_same(m->children[k].child, child))
                return fail(err, ERROR_INPUT, NULL, "This form names one child twice: open it anew.");
        add_child(rq, m, child);
    }
    return true;
}

static bool children_of_family(struct request *rq, struct visit_page_model *m, struct error *err)
{
    id found[SIBLINGS_MAX];
    size_t count;
    if (!siblings_of(rq->store, &rq->actor, MAY_RECORD, m->view.child, found, &count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        add_child(rq, m, found[i]);
    return true;
}

bool visit_children_load(struct request *rq, struct visit_page_model *m, struct error *err)
{
    add_child(rq, m, m->view.child);
    m->children[0].pass = m->view.pass;
    if (!(rq->field_count > 0 ? children_of_form(rq, m, err) : children_of_family(rq, m, err)))
        return false;
    for (size_t i = 0; i < m->child_count; i++) {
        struct visited *c = &m->children[i];
        struct person_hit hit;
        if (!record_person_hit(rq->store, rq->arena, rq->actor.staff, c->child, &hit, err))
            return false;
        c->name = hit.restricted ? TEXT(NAME_RESTRICTED) : hit.name;
        c->about = hit.restricted || !day_known(hit.born) ? TEXT_NONE
                 : text_format(rq->arena, "born %.*s", TEXT_ARG(day_display(rq->arena, hit.born)));
    }
    m->name = m->children[0].name;
    return true;
}

/* ---- what was entered ---- */

static bool anything(const struct form *form)
{
    for (const struct field *f = form->kind->fields; f->name; f++) {
        const struct value *value = &form->values.at[field_index(form->kind, f)];
        if (value->given || value->problem)
            return true;
    }
    return false;
}

static void judge_seen(struct form *seen)
{
    if (!values_given(&seen->values, "child_presence"))
        form_problem(seen, "child_presence", "Say how the child was seen, or that they were not");
    text how = values_get(&seen->values, "child_presence")->text;
    const struct { const char *field, *message; } reasons[] = {
        { "not_alone_reason", "Say why the child was not seen alone" },
        { "not_seen_reason", "Say why the child was not seen, and what you did" },
    };
    for (size_t i = 0; i < COUNT_OF(reasons); i++) {
        const struct field *f = field_by_name(seen->kind, text_of(reasons[i].field));
        if (!text_empty(how) && code_among(f->when_code, how) && !values_given(&seen->values, f->name))
            form_problem(seen, f->name, reasons[i].message);
    }
}

/* Words carry how they were taken, and who was there: asked here, where it is still known. */
static void judge_words(struct form *words)
{
    if (!anything(words))
        return;
    if (!values_given(&words->values, "words"))
        form_problem(words, "words", "Enter the child's words, or leave how they were taken empty");
    if (!values_given(&words->values, "taken"))
        form_problem(words, "taken", "Say how the words were taken");
    if (values_is(&words->values, "taken", "SECOND_HAND") && !values_given(&words->values, "told_by"))
        form_problem(words, "told_by", "Say who told you what the child said");
}

bool visit_children_read(struct request *rq, struct visit_page_model *m, struct error *err)
{
    for (size_t i = 0; i < m->child_count; i++) {
        struct visited *c = &m->children[i];
        form_read_row(rq, c->seen.kind, c->seen_row, seen_fields, NULL, &c->seen);
        form_read_row(rq, c->words.kind, c->words_row, words_fields, NULL, &c->words);
        c->chosen = i == 0 || anything(&c->seen) || anything(&c->words);
        if (!c->chosen)
            continue;
        judge_seen(&c->seen);
        judge_words(&c->words);
        form_tell_row(rq, m->form, &c->seen);
        form_tell_row(rq, m->form, &c->words);
        if (i > 0 && !request_open_also(rq, c->child, MAY_RECORD, &c->pass, err))
            return false;
    }
    return true;
}

/* ---- what the plan says ---- */

bool visit_needs_load(struct request *rq, struct visit_page_model *m, struct error *err)
{
    struct record_list list;
    struct record_query query = { .kind = kind_by_name(TEXT("need")), .limit = 40 };
    size_t chosen = 0;
    if (!record_list(rq->store, m->view.pass, rq->arena, &query, &list, err))
        return false;
    m->needs = arena_array(rq->arena, struct visit_need, list.count + 1);
    for (size_t i = 0; i < list.count; i++) {
        const struct record_version *v = &list.at[i];
        if (v->withdrawn || values_given(&v->values, "closed_on"))
            continue;
        struct visit_need *need = &m->needs[m->need_count++];
        *need = (struct visit_need){ .value = id_hex(rq->arena, v->record),
                                     .what = values_get(&v->values, "need")->text };
        for (size_t k = 0; k < rq->field_count; k++)
            need->chosen = need->chosen || (text_is(rq->fields[k].name, "need")
                                            && text_same(rq->fields[k].value, need->value));
        chosen += need->chosen;
    }
    if (chosen > VISIT_NEEDS_MAX && m->form->posted) {
        m->needs_problem = "Choose three needs at most: those that the visit was about";
        m->form->problem_count++;
    }
    return true;
}

bool visit_due(struct request *rq, id child, text *due, const char **due_class, struct error *err)
{
    struct tasks tasks;
    *due = TEXT_NONE;
    *due_class = "";
    if (!tasks_of_child(rq->store, rq->arena, child, rq->now, &tasks, err))
        return false;
    for (size_t i = 0; i < tasks.count; i++) {
        const struct task *task = &tasks.at[i];
        if (!task->step->again_kind || strcmp(task->step->again_kind, "visit"))
            continue;
        text words;
        if (!clock_words(rq->arena, &task->clock, rq->now, &words, err))
            return false;
        day last = instant_london_day((instant){ task->clock.due.us - 1 });
        *due = text_format(rq->arena, "Next visit due by %.*s", TEXT_ARG(day_display(rq->arena, last)));
        if (!text_starts(words, "due by"))
            *due = text_format(rq->arena, "%.*s (%.*s)", TEXT_ARG(*due), TEXT_ARG(words));
        *due_class = clock_class(task->clock.state);
        break;                                 // the nearest limit is the first
    }
    return true;
}

/* ---- what is kept ---- */

static struct form *visit_of(struct request *rq, const struct visit_page_model *m, const struct visited *c, size_t nth,
                             id first)
{
    static const char *const links[VISIT_NEEDS_MAX] = { "plan_needs", "plan_need_2", "plan_need_3" };
    struct form *form = arena_new_of(rq->arena, struct form);
    size_t linked = 0;
    *form = *m->form;
    form->values.at = arena_copy(rq->arena, m->form->values.at,
                                 kind_field_count(form->kind) * sizeof *form->values.at);
    for (const char *const *name = seen_fields; *name; name++)
        form_set(rq, form, *name, values_get(&c->seen.values, *name)->text);
    form_set(rq, form, "child_said", values_get(&c->words.values, "words")->text);
    for (size_t i = 0; nth == 0 && i < m->need_count && linked < VISIT_NEEDS_MAX; i++)
        if (m->needs[i].chosen)
            form_set(rq, form, links[linked++], m->needs[i].value);
    if (nth > 0) {
        form->entry = id_derived(m->form->entry, "visit", nth);
        form_set(rq, form, "same_visit", id_hex(rq->arena, first));
    }
    return form;
}

static void words_of_visit(struct request *rq, const struct form *visit, struct visited *c, size_t nth, id record)
{
    struct form *words = &c->words;
    words->entry = id_derived(visit->entry, "words", nth);
    form_set(rq, words, "said_in", id_hex(rq->arena, record));
    form_set(rq, words, "said_at", values_get(&visit->values, "visited_at")->text);
    form_set(rq, words, "taken_by", id_hex(rq->arena, rq->actor.staff));
    form_set(rq, words, "place", values_get(&visit->values, "where")->text);
}

static bool add_one(struct request *rq, struct record_bundle *bundle, const struct form *form, const struct visited *c,
                    id *made, struct error *err)
{
    struct record_input input = form_input(rq, form, c->child);
    return access_may_write(&rq->actor, c->pass, &form->values, err)
        && record_bundle_add(bundle, rq->arena, &input, made, err);
}

bool visit_fill(struct request *rq, struct visit_page_model *m, struct record_bundle *bundle, struct error *err)
{
    id first = ID_NONE;
    for (size_t i = 0; i < m->child_count; i++) {
        struct visited *c = &m->children[i];
        id made;
        if (!c->chosen)
            continue;
        struct form *visit = visit_of(rq, m, c, i, first);
        if (!add_one(rq, bundle, visit, c, &made, err))
            return false;
        if (i == 0)
            first = made;
        if (!values_given(&c->words.values, "words"))
            continue;
        words_of_visit(rq, visit, c, i, made);
        if (!add_one(rq, bundle, &c->words, c, NULL, err))
            return false;
    }
    return true;
}
