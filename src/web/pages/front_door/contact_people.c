/* Whom a call is about: those that we know, those that nobody here knew, and what they are to each other. */
#include "web/pages/front_door/contact.h"

#include "record/likeness.h"

#include <string.h>

#define KNOWN_MAX 20
#define ROWS_MAX 12
#define FOUND_MAX 12
#define LIKELY_MAX 4

static bool child_like(text who)
{
    return text_is(who, "ABOUT") || text_is(who, "UNBORN");
}

static struct called_person known_person(struct request *rq, const struct person_hit *hit)
{
    if (hit->restricted)
        return (struct called_person){ .known = *hit, .who = TEXT("ABOUT"), .born = DAY_UNKNOWN,
            .about = TEXT("somebody of that name or date; ask the person named when you open it") };
    return (struct called_person){ .known = *hit, .about = hit_about(rq->arena, hit), .born = hit->born,
                                   .who = hit->child ? TEXT("ABOUT") : TEXT_NONE };
}

static bool chosen_already(const struct contact_page_model *m, id person)
{
    for (size_t i = 0; i < m->known_count; i++)
        if (id_same(m->known[i].known.person, person))
            return true;
    return false;
}

/* ---- finding ---- */

bool contact_find(struct request *rq, text words, struct contact_page_model *m, struct error *err)
{
    struct person_hits hits = { 0 };
    m->words = text_trim(words);
    m->searched = !text_empty(m->words);
    if (m->words.len > 200)
        return fail(err, ERROR_INPUT, "find", "Search words must be 200 characters or fewer");
    if (m->searched
            && !record_search_people(rq->store, rq->arena, rq->actor.staff, m->words, false, FOUND_MAX, &hits, err))
        return false;
    m->found = arena_array(rq->arena, struct called_person, hits.count + 1);
    for (size_t i = 0; i < hits.count; i++)
        if (!chosen_already(m, hits.at[i].person))
            m->found[m->found_count++] = known_person(rq, &hits.at[i]);
    m->more_found = hits.more;
    return true;
}

/* ---- those that are known ---- */

static void problem_at(struct contact_page_model *m, struct called_person *p, const char *at,
                       const char *problem)
{
    if (p->problem)
        return;
    p->problem = problem;
    p->problem_at = at;
    m->form->problem_count++;
}

static bool read_known(struct request *rq, struct contact_page_model *m, struct error *err)
{
    m->known = arena_array(rq->arena, struct called_person, KNOWN_MAX);
    for (size_t i = 0; i < rq->field_count; i++) {
        struct person_hit hit;
        id person;
        if (!text_is(rq->fields[i].name, "child") || !id_from_hex(rq->fields[i].value, &person))
            continue;
        if (m->known_count == KNOWN_MAX)
            return fail(err, ERROR_INPUT, "child", "Twenty people are the most that one contact can hold.");
        if (!record_person_hit(rq->store, rq->arena, rq->actor.staff, person, &hit, err))
            return false;
        struct called_person *p = &m->known[m->known_count++];
        *p = known_person(rq, &hit);
        p->chosen = true;
        text who = request_field(rq, text_cstr(rq->arena, text_format(rq->arena, "who-%.*s",
                                 TEXT_ARG(id_hex(rq->arena, person)))));
        if (!text_empty(who))
            p->who = who;
        if (text_empty(p->who))
            problem_at(m, p, "", "Say what this adult is to the children");
    }
    return true;
}

/* ---- those that are not ---- */

static text row_field(struct request *rq, size_t row, const char *what)
{
    char name[40];
    snprintf(name, sizeof name, "new-%zu-%s", row, what);
    return text_trim(request_field(rq, name));
}

static bool row_read(struct request *rq, size_t row, struct called_person *p)
{
    *p = (struct called_person){
        .row = row, .forename = row_field(rq, row, "forename"), .surname = row_field(rq, row, "surname"),
        .who = row_field(rq, row, "who"), .sex = row_field(rq, row, "sex"),
        .day = row_field(rq, row, "day"), .month = row_field(rq, row, "month"),
        .year = row_field(rq, row, "year"), .born = DAY_UNKNOWN,
    };
    if (text_empty(p->who))
        p->who = TEXT("ABOUT");
    return !text_empty(p->forename) || !text_empty(p->surname) || !text_empty(p->day)
        || !text_empty(p->month) || !text_empty(p->year);
}

static struct values values_of_row(struct request *rq, const struct called_person *p)
{
    const struct kind *person = kind_by_name(TEXT("person"));
    struct values v = values_new(rq->arena, person, rq->today);
    const struct { const char *field; text value; } all[] = {
        { "recorded_as", child_like(p->who) ? TEXT("CHILD") : TEXT("ADULT") },
        { "forename", p->forename }, { "surname", p->surname }, { "sex", p->sex },
        { text_is(p->who, "UNBORN") ? "expected_dob" : "dob",
          text_empty(p->day) && text_empty(p->month) && text_empty(p->year) ? TEXT_NONE
          : text_format(rq->arena, "%.*s %.*s %.*s", TEXT_ARG(p->day), TEXT_ARG(p->month),
                        TEXT_ARG(p->year)) },
    };
    for (size_t i = 0; i < COUNT_OF(all); i++)
        values_set(&v, rq->arena, field_by_name(person, text_of(all[i].field)), all[i].value);
    return v;
}

static void row_judge(struct request *rq, struct contact_page_model *m, struct called_person *p)
{
    static const struct { const char *field, *at; } places[] = {
        { "forename", "-forename" }, { "surname", "-surname" }, { "dob", "-day" },
        { "expected_dob", "-day" }, { "sex", "-sex" },
    };
    struct values v = values_of_row(rq, p);
    values_check(&v, rq->arena);
    for (size_t i = 0; i < COUNT_OF(places); i++)
        if (values_get(&v, places[i].field)->problem)
            problem_at(m, p, places[i].at, values_get(&v, places[i].field)->problem);
    if (text_empty(p->forename) && text_empty(p->surname) && !text_is(p->who, "UNBORN"))
        problem_at(m, p, "-forename", "Enter a first or a family name, or 'not known'");
    if (!child_like(p->who) && !code_find(code_set_find("relationship"), p->who))
        problem_at(m, p, "-who", "Choose who this person is");
    p->born = values_day(&v, text_is(p->who, "UNBORN") ? "expected_dob" : "dob");
}

/* Before somebody gets a second file. Likely ones must be looked at; possible ones are shown beside them. */
static bool row_likely(struct request *rq, struct contact_page_model *m, struct called_person *p,
                       struct error *err)
{
    bool unborn = text_is(p->who, "UNBORN");
    struct likeness_question question = {
        .forename = p->forename, .surname = p->surname, .sex = p->sex,
        .born = unborn ? DAY_UNKNOWN : p->born, .expected = unborn ? p->born : DAY_UNKNOWN,
    };
    struct likeness_list like;
    if (p->problem)
        return true;
    if (!likeness_find(rq->store, rq->arena, rq->actor.staff, &question, LIKELY_MAX, &like, err))
        return false;
    p->likely = arena_array(rq->arena, struct called_person, like.count + 1);
    for (size_t i = 0; i < like.count; i++) {
        if (chosen_already(m, like.at[i].hit.person))
            continue;
        struct called_person *shown = &p->likely[p->likely_count++];
        *shown = known_person(rq, &like.at[i].hit);
        shown->known.why = like_why(rq->arena, &like.at[i]);
        m->ask_sure = m->ask_sure || like.at[i].likely;
    }
    return true;
}

/* Each beside its input, and in the list at the top. */
static void tell_problems(struct request *rq, struct contact_page_model *m)
{
    struct error_item *items = arena_array(rq->arena, struct error_item, KNOWN_MAX + ROWS_MAX + 1);
    size_t count = 0;
    for (size_t i = 0; i < m->known_count; i++)
        if (m->known[i].problem)
            items[count++] = (struct error_item){ text_of(m->known[i].problem),
                text_format(rq->arena, "#who-%.*s", TEXT_ARG(id_hex(rq->arena, m->known[i].known.person))) };
    for (size_t i = 0; i < m->row_count; i++)
        if (m->fresh[i].problem)
            items[count++] = (struct error_item){ text_of(m->fresh[i].problem),
                text_format(rq->arena, "#new-%zu%s", i + 1, m->fresh[i].problem_at) };
    if (m->people_problem)
        items[count++] = (struct error_item){ text_of(m->people_problem), TEXT("#find") };
    m->form->page_problems = items;
    m->form->page_problem_count = count;
}

bool contact_read_people(struct request *rq, struct contact_page_model *m, struct error *err)
{
    int64_t rows = 1, children = 0;
    if (!read_known(rq, m, err))
        return false;
    if (!text_to_int(request_field(rq, "rows"), &rows) || rows < 1 || rows > ROWS_MAX)
        rows = 1;
    m->fresh = arena_array(rq->arena, struct called_person, ROWS_MAX + 1);
    m->row_count = (size_t)rows;
    for (size_t i = 0; i < m->row_count; i++) {
        struct called_person *p = &m->fresh[i];
        if (!row_read(rq, i + 1, p))
            continue;
        p->chosen = true;
        row_judge(rq, m, p);
        if (!row_likely(rq, m, p, err))
            return false;
    }
    for (size_t i = 0; i < m->known_count; i++)
        children += child_like(m->known[i].who);
    for (size_t i = 0; i < m->row_count; i++)
        children += m->fresh[i].chosen && child_like(m->fresh[i].who);
    if (children == 0) {
        m->people_problem = "Say which child it is about: find the child, or enter what is known";
        m->form->problem_count++;
    }
    tell_problems(rq, m);
    return true;
}

/* ---- one bundle ---- */

struct filling {
    struct request *rq; const struct contact_page_model *m; struct record_bundle *bundle;
    id children[KNOWN_MAX + ROWS_MAX]; bool new_child[KNOWN_MAX + ROWS_MAX]; size_t child_count;
    struct { id person; text who; bool made; } adults[KNOWN_MAX + ROWS_MAX]; size_t adult_count;
};

static void sort_out(struct filling *x, id person, text who, bool made)
{
    if (child_like(who)) {
        x->new_child[x->child_count] = made;
        x->children[x->child_count++] = person;
    } else {
        x->adults[x->adult_count].person = person;
        x->adults[x->adult_count].made = made;
        x->adults[x->adult_count++].who = who;
    }
}

static struct record_input input_of(struct filling *x, const struct values *values, id entry, id subject)
{
    return (struct record_input){ .values = values, .entry = entry, .subject = subject,
        .replaces = NO_ENTRY, .author = x->rq->actor.staff, .role = (uint16_t)x->rq->actor.role };
}

static bool add_people(struct filling *x, struct error *err)
{
    const struct contact_page_model *m = x->m;
    for (size_t i = 0; i < m->known_count; i++)
        sort_out(x, m->known[i].known.person, m->known[i].who, false);
    for (size_t i = 0; i < m->row_count; i++) {
        const struct called_person *p = &m->fresh[i];
        if (!p->chosen)
            continue;
        struct values *v = arena_new_of(x->rq->arena, struct values);
        *v = values_of_row(x->rq, p);
        id entry = id_derived(m->form->entry, "person", p->row);
        struct record_input input = input_of(x, v, entry, entry);
        if (!record_bundle_add(x->bundle, x->rq->arena, &input, NULL, err))
            return false;
        sort_out(x, entry, p->who, true);
    }
    return true;
}

/* Two that were known may be related already; what is recorded stands. */
static bool add_ties(struct filling *x, struct error *err)
{
    const struct kind *tie = kind_by_name(TEXT("relationship"));
    for (size_t a = 0; a < x->adult_count; a++)
        for (size_t c = 0; c < x->child_count; c++) {
            if (!x->adults[a].made && !x->new_child[c])
                continue;
            struct values *v = arena_new_of(x->rq->arena, struct values);
            *v = values_new(x->rq->arena, tie, x->rq->today);
            values_set(v, x->rq->arena, field_by_name(tie, TEXT("related_person_id")),
                       id_hex(x->rq->arena, x->adults[a].person));
            values_set(v, x->rq->arena, field_by_name(tie, TEXT("relationship")), x->adults[a].who);
            struct record_input input = input_of(x, v,
                id_derived(x->m->form->entry, "tie", a * (KNOWN_MAX + ROWS_MAX) + c), x->children[c]);
            if (!record_bundle_add(x->bundle, x->rq->arena, &input, NULL, err))
                return false;
        }
    return true;
}

static bool add_contacts(struct filling *x, struct error *err)
{
    const struct form *form = x->m->form;
    id first = ID_NONE;
    for (size_t c = 0; c < x->child_count; c++) {
        struct form *one = arena_new_of(x->rq->arena, struct form);
        *one = *form;
        one->values.at = arena_array(x->rq->arena, struct value, kind_field_count(form->kind));
        memcpy(one->values.at, form->values.at, kind_field_count(form->kind) * sizeof *one->values.at);
        one->entry = c == 0 ? form->entry : id_derived(form->entry, "contact", c);
        if (c > 0)
            form_set(x->rq, one, "same_call", id_hex(x->rq->arena, first));
        struct record_input input = form_input(x->rq, one, x->children[c]);
        id made;
        if (!record_bundle_add(x->bundle, x->rq->arena, &input, &made, err))
            return false;
        if (c == 0)
            first = made;
    }
    return true;
}

bool contact_fill(struct request *rq, const struct contact_page_model *m, struct record_bundle *bundle,
                  struct error *err)
{
    struct filling x = { .rq = rq, .m = m, .bundle = bundle };
    return add_people(&x, err) && add_ties(&x, err) && add_contacts(&x, err);
}
