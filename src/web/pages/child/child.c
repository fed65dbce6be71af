#include "web/pages/assessments/assessment.h"
#include "web/pages/child/family.h"

#include "practice/said.h"
#include "record/same_person.h"

#include <string.h>

#define CHRONOLOGY_PAGE 60
#define CHRONOLOGY_PRINT 2000

/* ---- who they are ---- */

static void fact_add(struct child_page_model *m, const char *label, text value)
{
    if (!text_empty(value))
        m->facts[m->fact_count++] = (struct child_fact){ text_of(label), value };
}

static text person_name(struct arena *arena, const struct values *v)
{
    const struct value *forename = values_get(v, "forename"), *surname = values_get(v, "surname");
    if (!forename->given && !surname->given)
        return TEXT_NONE;
    return text_join(arena, forename->text, forename->given && surname->given ? TEXT(" ") : TEXT_NONE,
                     surname->text);
}

static text age_words(struct arena *arena, const struct values *v, day today)
{
    return age_of(arena, values_day(v, "dob"), values_day(v, "expected_dob"), values_day(v, "death_date"), today);
}

/* Every field of the person's record that holds something, in the dictionary's order. */
static void person_facts(struct child_page_model *m, const struct record_version *person)
{
    struct arena *arena = m->rq->arena;
    const struct kind *kind = person->kind;
    m->facts = arena_array(arena, struct child_fact, kind_field_count(kind) + 8);
    for (size_t i = 0; kind->fields[i].name; i++) {
        const struct field *field = &kind->fields[i];
        const struct value *value = &person->values.at[i];
        if (value->hidden)
            fact_add(m, field->label, TEXT("Not shown to your role"));
        else if (value->erased)
            fact_add(m, field->label, TEXT("Erased by law"));
        else if (value->given)
            fact_add(m, field->label, values_display(&person->values, arena, field));
    }
}

/* Their own record is among all of theirs, unless the list was cut off before it. */
static bool load_person(struct child_page_model *m, struct error *err)
{
    for (size_t i = 0; i < m->records.count && !m->person; i++)
        if (id_same(m->records.at[i].record, m->view.child))
            m->person = &m->records.at[i];
    if (!m->person) {
        struct record_version *person = arena_new_of(m->rq->arena, struct record_version);
        if (!record_get(m->rq->store, m->view.pass, m->rq->arena, m->view.child, person, err))
            return false;
        m->person = person;
    }
    m->name = person_name(m->rq->arena, &m->person->values);
    m->age = age_words(m->rq->arena, &m->person->values,
                       day_known(m->view.known) ? m->view.known : m->rq->today);
    person_facts(m, m->person);
    return true;
}

/* ---- what else is known, from one list of every record ---- */

static bool kind_is(const struct record_version *v, const char *name)
{
    return !strcmp(v->kind->name, name);
}

/* The identifier that people use: the authority's own, else the first there is. */
static void note_identifier(struct child_page_model *m, const struct record_version *v)
{
    text value = values_get(&v->values, "value")->text;
    if (text_empty(m->reference) || values_is(&v->values, "identifier_type", "LACHILD"))
        m->reference = value;
}

static bool still_open(const struct record_version *v)
{
    if (kind_is(v, "referral"))
        return !values_given(&v->values, "close_date") && !values_is(&v->values, "nfa", "Y");
    if (kind_is(v, "assessment"))
        return !values_given(&v->values, "authorised_at");
    if (kind_is(v, "child_protection_plan") || kind_is(v, "child_in_need_plan"))
        return !values_given(&v->values, "end_date");
    if (kind_is(v, "legal_case"))
        return values_given(&v->values, "issued_at") && !values_given(&v->values, "ended_at");
    return false;
}

static void note_open(struct child_page_model *m, const struct record_version *v)
{
    if (v->withdrawn || !still_open(v))
        return;
    struct arena *arena = m->rq->arena;
    m->open[m->open_count++] = (struct open_row){
        .what = text_of(v->kind->label),
        .since = day_display(arena, instant_london_day(v->valid_from)),
        .link = kind_is(v, "assessment") ? assessment_link(m->rq, &m->view, v->record, "")
                                         : record_link(m->rq, &m->view, v->record, ""),
    };
}

static void note_opening(struct child_page_model *m, const struct record_version *v)
{
    m->unreviewed += kind_is(v, "emergency_opening") && !v->withdrawn
                  && !values_given(&v->values, "reviewed_at");
}

static void note_family(struct child_page_model *m, const struct record_version *v,
                        const struct names *names)
{
    struct arena *arena = m->rq->arena;
    id other = values_id(&v->values, "related_person_id");
    if (!names_hold(names, other))              // hidden from this reader: no link, and no gap that tells of one
        return;
    m->family[m->family_count++] = (struct family_row){
        .name = names_of(names, other),
        .relation = values_display(&v->values, arena, field_by_name(v->kind, TEXT("relationship"))),
        .link = text_join(arena, TEXT("/children/"), id_hex(arena, other)),
        .note = values_is(&v->values, "household", "Y") ? TEXT("lives in the household")
                                                        : TEXT_NONE,
    };
}

text delay_words(struct arena *arena, const struct record_version *v)
{
    if (!v->late)
        return TEXT_NONE;
    return v->delay_hours >= 48 ? text_format(arena, "written up %lld days after", (long long)(v->delay_hours / 24))
                                : text_format(arena, "written up %lld hours after", (long long)v->delay_hours);
}

static struct chronology_row row_of(struct child_page_model *m, const struct record_version *v,
                                    const struct names *names, const struct sayings *said)
{
    struct arena *arena = m->rq->arena;
    struct chronology_row row = {
        .version = v,
        .when = day_display(arena, instant_london_day(v->valid_from)),
        .what = text_of(v->kind->label),
        .summary = v->withdrawn ? TEXT("Withdrawn: recorded in error")
                                : said_summary(arena, said, v),
        .author = names_of_author(names, arena, v),
        .link = record_link(m->rq, &m->view, v->record, ""),
        .recorded = instant_display(arena, v->recorded),
        .significant = field_by_name(v->kind, TEXT("significant"))
                    && values_is(&v->values, "significant", "Y"),
    };
    row.delay = delay_words(arena, v);
    return row;
}

/* To whom this record gave way, when the reader may know of them. */
static void note_kept(struct child_page_model *m, id kept, const struct names *names)
{
    struct arena *arena = m->rq->arena;
    if (id_same(kept, m->view.child) || !names_hold(names, kept))
        return;
    m->kept_name = names_of(names, kept);
    m->kept_link = text_format(arena, "/children/%.*s", TEXT_ARG(id_hex(arena, kept)));
}

/* How many other records are shown with this one as of one person; each was founded by a record of its own. */
static void note_merged(struct child_page_model *m, const struct record_version *v)
{
    m->merged += kind_is(v, "person") && !id_same(v->subject, m->view.child);
}

static void take_rows(struct child_page_model *m, const struct names *names)
{
    struct arena *arena = m->rq->arena;
    const struct record_list *list = &m->records;
    m->open = arena_array(arena, struct open_row, list->count + 1);
    m->family = arena_array(arena, struct family_row, list->count + 1);
    m->rows = arena_array(arena, struct chronology_row, list->count + 1);
    struct sayings *said = arena_new_of(arena, struct sayings);
    sayings_among(arena, list, said);
    size_t most = m->print ? CHRONOLOGY_PRINT : CHRONOLOGY_PAGE;
    for (size_t i = 0; i < list->count; i++) {
        const struct record_version *v = &list->at[i];
        if (kind_is(v, "person_identifier") && !v->withdrawn)
            note_identifier(m, v);
        if (kind_is(v, "relationship") && !v->withdrawn)
            note_family(m, v, names);
        note_open(m, v);
        note_opening(m, v);
        note_merged(m, v);
        if (!v->kind->in_chronology
                || (!text_empty(m->view.group) && !text_is(m->view.group, v->kind->group)))
            continue;
        if (m->row_count < most)
            m->rows[m->row_count++] = row_of(m, v, names, said);
        else
            m->more = true;
    }
    m->more = m->more || list->more;
}

static bool load_records(struct child_page_model *m, struct error *err)
{
    struct request *rq = m->rq;
    id kept;
    struct record_query query = { .limit = CHRONOLOGY_PRINT };
    struct names names = { 0 };

    if (!record_list(rq->store, m->view.pass, rq->arena, &query, &m->records, err)
            || !same_person_kept(rq->store, m->view.child, m->view.size, &kept, err)
            || !child_now_load(m, err))
        return false;
    for (size_t i = 0; i < m->records.count; i++)
        names_want_of(&names, rq->arena, &m->records.at[i]);
    names_want(&names, rq->arena, kept);
    child_workers_want(m, &names);
    if (!names_find(&names, rq, err))
        return false;
    note_kept(m, kept, &names);
    child_workers_name(m, &names);
    take_rows(m, &names);
    if (!load_person(m, err))
        return false;
    child_glance_load(m, &names);
    return true;
}

static void load_groups(struct child_page_model *m)
{
    struct arena *arena = m->rq->arena;
    m->groups = arena_array(arena, struct group_link, 40);
    m->groups[m->group_count++] = (struct group_link){
        TEXT("Everything"), child_link(m->rq, &m->view, ""), text_empty(m->view.group)
    };
    for (const struct kind *k = kind_next(NULL); k && m->group_count < 40; k = kind_next(k)) {
        bool known = !k->in_chronology || !k->group || k->about != ABOUT_PERSON;
        for (size_t i = 0; i < m->group_count && !known; i++)
            known = text_is(m->groups[i].label, k->group);
        if (known)
            continue;
        struct bytes more = { 0 };
        bytes_add_cstr(&more, "?show=");
        html_percent(&more, text_of(k->group));
        m->groups[m->group_count++] = (struct group_link){
            text_of(k->group),
            child_link(m->rq, &m->view, text_cstr(arena, bytes_text(&more))),
            text_is(m->view.group, k->group)
        };
        bytes_free(&more);
    }
}

bool child_model_load(struct request *rq, struct child_page_model *m, struct error *err)
{
    m->rq = rq;
    if (!load_records(m, err) || !record_later(rq->store, m->view.pass, &m->later, err))
        return false;
    if (text_empty(m->name))
        m->name = text_format(rq->arena, "Child %.*s", TEXT_ARG(
            text_empty(m->reference) ? id_short(rq->arena, m->view.child) : m->reference));
    load_groups(m);
    m->may_record = access_may(rq->actor.role, MAY_RECORD) && text_empty(m->view.known_day);
    m->may_merge = m->may_record && access_may(rq->actor.role, MAY_ALLOCATE);
    m->may_see_looks = access_may(rq->actor.role, MAY_SEE_LOOKS);
    if (access_basis(m->view.pass) == BASIS_EMERGENCY)
        m->emergency_until = instant_display(rq->arena, access_until(m->view.pass));
    return true;
}

static bool child_page(struct request *rq, bool print, struct error *err)
{
    struct child_page_model m = { .print = print };
    struct error why = { 0 };
    id child;
    if (!id_from_hex(request_path_value(rq, "child"), &child))
        return fail(err, ERROR_ABSENT, NULL, "There is no such page, or it is not yours to see.");
    if (!child_view_open(rq, child, MAY_READ_CHILD, &m.view, &why)) {
        if (why.kind == ERROR_ABSENT && !print)
            return child_door(rq, child, err);
        *err = why;
        return false;
    }
    if (!child_model_load(rq, &m, err))
        return false;
    if (print)
        page_child_print(&rq->page, &m);
    else
        page_child(&rq->page, &m);
    return true;
}

static bool child_show(struct request *rq, struct error *err)
{
    return child_page(rq, false, err);
}

static bool child_print(struct request *rq, struct error *err)
{
    return child_page(rq, true, err);
}

/* ---- who looked at this child ---- */

static bool child_looks(struct request *rq, struct error *err)
{
    struct looks_page_model m = { .rq = rq };
    struct names names = { 0 };
    struct look_rows rows;
    id child;

    if (!id_from_hex(request_path_value(rq, "child"), &child))
        return fail(err, ERROR_ABSENT, NULL, "There is no such page, or it is not yours to see.");
    if (!child_view_open(rq, child, MAY_SEE_LOOKS, &m.view, err)
            || !looks_list(rq->store, m.view.pass, rq->arena, 500, &rows, err))
        return false;
    for (size_t i = 0; i < rows.count; i++)
        names_want(&names, rq->arena, rows.at[i].reader);
    names_want(&names, rq->arena, child);
    if (!names_find(&names, rq, err))
        return false;
    if (!trail_names(rq, &names, child, &m.name, err))
        return false;
    m.back = access_may(rq->actor.role, MAY_READ_CHILD) ? child_link(rq, &m.view, "") : TEXT("/openings");
    m.rows = arena_array(rq->arena, struct look_line, rows.count + 1);
    for (size_t i = 0; i < rows.count; i++) {
        enum basis basis = basis_by_label(rows.at[i].basis);
        m.rows[m.row_count++] = (struct look_line){
            .when = instant_display(rq->arena, rows.at[i].at),
            .who = names_of(&names, rows.at[i].reader),
            .role = text_of(role_label((enum role)rows.at[i].role)),
            .what = look_words(rows.at[i].route), .basis = rows.at[i].basis,
            .emergency = basis == BASIS_EMERGENCY, .role_only = basis == BASIS_ROLE,
        };
        m.emergencies += basis == BASIS_EMERGENCY;
        m.role_only += basis == BASIS_ROLE;
    }
    page_looks(&rq->page, &m);
    return true;
}

/* ---- words within this child's records ---- */

static bool child_search(struct request *rq, struct error *err)
{
    struct child_page_model m = { 0 };
    struct record_list list;
    struct names names = { 0 };
    id child;

    if (!id_from_hex(request_path_value(rq, "child"), &child))
        return fail(err, ERROR_ABSENT, NULL, "There is no such page, or it is not yours to see.");
    if (!child_view_open(rq, child, MAY_READ_CHILD, &m.view, err)
            || !child_model_load(rq, &m, err))
        return false;
    m.search_words = text_trim(request_field(rq, "words"));
    m.searched = true;
    if (!record_search_text(rq->store, m.view.pass, rq->arena, m.search_words, &list, err))
        return false;
    for (size_t i = 0; i < list.count; i++)
        names_want_of(&names, rq->arena, &list.at[i]);
    if (!names_find(&names, rq, err))
        return false;
    m.rows = arena_array(rq->arena, struct chronology_row, list.count + 1);
    struct sayings *said = arena_new_of(rq->arena, struct sayings);
    sayings_among(rq->arena, &m.records, said);
    m.row_count = 0;
    for (size_t i = 0; i < list.count; i++)
        m.rows[m.row_count++] = row_of(&m, &list.at[i], &names, said);
    m.more = list.more;
    page_child(&rq->page, &m);
    return true;
}

const struct route child_routes[] = {
    { .method = METHOD_GET, .path = "/children/{child}", .may = MAY_READ_CHILD,
      .handle = child_show },
    { .method = METHOD_GET, .path = "/children/{child}/print", .may = MAY_READ_CHILD,
      .handle = child_print },
    { .method = METHOD_GET, .path = "/children/{child}/looks", .may = MAY_SEE_LOOKS,
      .handle = child_looks },
    { .method = METHOD_POST, .path = "/children/{child}/search", .may = MAY_READ_CHILD,
      .handle = child_search },
    { 0 },
};
