/* A meeting is called: about which children, who has to be there and why, and what each is asked. One write. */
#include "web/pages/meetings/meeting.h"

#include "practice/caseload.h"
#include "practice/partner.h"

#include <string.h>

#define CHILDREN_LISTED 8

static const char *const invited_fields[] = { "invitee", "role_to_child", "partner_team", NULL };
static const char *const beside[] = { "ask-*", "who-*", "why-*", "with-*", "question", NULL };

/* ---- what meetings share ---- */

bool meeting_add(struct request *rq, struct record_bundle *bundle, const char *kind_name, const struct field_text *all,
                 size_t count, id child, id entry, id *record, struct error *err)
{
    const struct kind *kind = kind_by_name(text_of(kind_name));
    struct values *v = arena_new_of(rq->arena, struct values);
    *v = values_new(rq->arena, kind, rq->today);
    for (size_t i = 0; i < count; i++)
        values_set(v, rq->arena, field_by_name(kind, text_of(all[i].field)), all[i].value);
    values_check(v, rq->arena);
    struct record_input input = {
        .values = v, .entry = entry, .subject = child, .replaces = NO_ENTRY, .author = rq->actor.staff,
        .role = (uint16_t)rq->actor.role,
    };
    return record_bundle_add(bundle, rq->arena, &input, record, err);
}

bool meeting_newest(struct request *rq, const struct pass *pass, const char *kind, const char *closed,
                    struct record_version *version, bool *found, struct error *err)
{
    struct record_list list;
    struct record_query query = { .kind = kind_by_name(text_of(kind)), .limit = 50 };
    *found = false;
    if (!record_list(rq->store, pass, rq->arena, &query, &list, err))
        return false;
    for (size_t i = 0; i < list.count && !*found; i++) {
        if (list.at[i].withdrawn || (closed && values_given(&list.at[i].values, closed)))
            continue;
        *version = list.at[i];
        *found = true;
    }
    return true;
}

struct form *meeting_amend(struct request *rq, const struct record_version *v, id entry, const char *what,
                           const char *reason)
{
    struct form *form = arena_new_of(rq->arena, struct form);
    form_from_version(rq, v, form);
    form->entry = id_derived(entry, what, 0);
    form->reason = text_of(reason);
    return form;
}

bool meeting_worker(struct request *rq, id child, id *staff, id *team, struct error *err)
{
    struct allocated *to;
    size_t count;
    *staff = *team = ID_NONE;
    if (!allocated_to(rq->store, rq->arena, child, rq->now, &to, &count, err))
        return false;
    if (count > 0 && text_is(to[0].role, "PRIMARY")) {
        *staff = to[0].staff;
        *team = to[0].team;
    }
    return true;
}

/* ---- loading ---- */

static bool open_child(struct request *rq, struct meeting_start_model *m, struct error *err)
{
    id child;
    struct names names = { 0 };
    text start = rq->pattern;
    while (text_contains(start, TEXT("/")))
        start = text_cut(start, '/').after;
    *m = (struct meeting_start_model){ .rq = rq, .page = meeting_page_from(start) };
    if (!id_from_hex(request_path_value(rq, "child"), &child))
        return page_absent(err);
    if (!child_view_open(rq, child, MAY_MEET, &m->view, err))
        return false;
    if (!access_may_add(rq->actor.role, m->view.pass, kind_by_name(text_of(m->page->kind))))
        return fail(err, ERROR_REFUSED, NULL, "The role you act in, %s, calls no such meeting.",
                    role_label(rq->actor.role));
    names_want(&names, rq->arena, child);
    if (!names_find(&names, rq, err))
        return false;
    m->name = names_of(&names, child);
    m->child_link = child_link(rq, &m->view, "");
    m->action = rq->path;
    return true;
}

static bool listed(const struct meeting_start_model *m, id child)
{
    for (size_t i = 0; i < m->child_count; i++)
        if (id_same(m->children[i].child, child))
            return true;
    return id_same(m->view.child, child);
}

/* Brothers and sisters by the child's own record; each with a basis of its own. */
static bool load_children(struct meeting_start_model *m, struct error *err)
{
    struct request *rq = m->rq;
    struct record_list list;
    struct record_query query = { .kind = kind_by_name(TEXT("relationship")), .limit = 60 };
    struct names names = { 0 };
    if (!record_list(rq->store, m->view.pass, rq->arena, &query, &list, err))
        return false;
    m->children = arena_array(rq->arena, struct called_child, CHILDREN_LISTED);
    for (size_t i = 0; i < list.count && m->child_count < CHILDREN_LISTED; i++) {
        const struct values *v = &list.at[i].values;
        id other = values_id(v, "related_person_id");
        bool opens;
        if (list.at[i].withdrawn || id_none(other) || listed(m, other)
                || !code_among("SIB_FULL SIB_HALF SIB_STEP", values_get(v, "relationship")->text))
            continue;
        if (!access_opens(rq->store, &rq->actor, MAY_MEET, other, &opens, err))
            return false;
        if (opens)
            m->children[m->child_count++] = (struct called_child){ .child = other };
    }
    for (size_t i = 0; i < m->child_count; i++)
        names_want(&names, rq->arena, m->children[i].child);
    if (!names_find(&names, rq, err))
        return false;
    for (size_t i = 0; i < m->child_count; i++)
        m->children[i].name = names_of(&names, m->children[i].child);
    return true;
}

/* Of an agency that is one organisation only here, that one signs in and writes its part. */
static id only_team(const struct partner *partners, size_t count, text agency)
{
    id found = ID_NONE;
    for (size_t i = 0; i < count; i++)
        if (text_same(partners[i].agency, agency)) {
            if (!id_none(found))
                return ID_NONE;
            found = partners[i].team;
        }
    return found;
}

static bool load_rows(struct meeting_start_model *m, struct error *err)
{
    struct request *rq = m->rq;
    const struct kind *meeting = kind_by_name(text_of(m->page->kind));
    struct meeting_facts facts;
    struct proposed proposed[PROPOSED_MAX];
    struct partner *partners;
    struct names names = { 0 };
    size_t partner_count;
    if (!meeting_facts_load(rq->store, m->view.pass, rq->arena, rq->today, &facts, err)
            || !partners_list(rq->store, rq->arena, &partners, &partner_count, err))
        return false;
    m->row_count = meeting_propose(meeting, &facts, proposed);
    for (size_t i = 0; i < m->row_count; i++) {
        struct start_row *row = &m->rows[i];
        *row = (struct start_row){ .agency = proposed[i].agency, .reason = text_of(proposed[i].reason),
            .source = proposed[i].source, .required = proposed[i].required, .chosen = true, .staff = proposed[i].staff,
            .team = !id_none(proposed[i].team) ? proposed[i].team
                  : only_team(partners, partner_count, proposed[i].agency) };
        row->name = code_label(code_set_find("agency"), row->agency);
        row->chosen = row->required || !id_none(row->team);
        form_new(rq, kind_by_name(TEXT("meeting_attendance")), &row->form);
        row->form.row = text_format(rq->arena, "who-%.*s-", TEXT_ARG(row->agency));
        row->form.brief = true;
        if (!id_none(row->team))
            form_set(rq, &row->form, "partner_team", id_hex(rq->arena, row->team));
        names_want(&names, rq->arena, row->staff);
    }
    if (!names_find(&names, rq, err))
        return false;
    for (size_t i = 0; i < m->row_count; i++)
        if (!id_none(m->rows[i].staff))
            form_set(rq, &m->rows[i].form, "invitee", names_of(&names, m->rows[i].staff));
    return true;
}

static bool start_answer(struct meeting_start_model *m, struct error *err)
{
    struct request *rq = m->rq;
    m->form.brief = true;
    if (!form_offer_records(rq, &m->form, m->view.pass, err))
        return false;
    for (size_t i = 0; i < m->row_count; i++)
        if (!form_offer_records(rq, &m->rows[i].form, NULL, err))
            return false;
    page_meeting_start(&rq->page, m);
    return true;
}

static bool read_start(struct meeting_start_model *m, struct error *err);

static bool start_show(struct request *rq, struct error *err)
{
    struct meeting_start_model m;
    if (!open_child(rq, &m, err))
        return false;
    if (request_kept_form(rq)) {
        if (!read_start(&m, err))
            return false;
        m.form.restored = true;
        return start_answer(&m, err);
    }
    form_new(rq, kind_by_name(text_of(m.page->kind)), &m.form);
    if (access_may(rq->actor.role, m.page->decides))
        form_set(rq, &m.form, "chair", id_hex(rq->arena, rq->actor.staff));
    return m.page->found(rq, m.view.pass, &m.form, err) && load_children(&m, err) && load_rows(&m, err)
        && start_answer(&m, err);
}

/* ---- keeping ---- */

static text named(struct request *rq, const char *what, text of)
{
    return request_field(rq, text_cstr(rq->arena, text_format(rq->arena, "%s-%.*s", what, TEXT_ARG(of))));
}

/* A problem with one of the page's own inputs, in the list at the top. */
static void page_problem(struct meeting_start_model *m, text message, text at)
{
    struct form *form = &m->form;
    struct error_item *items = arena_array(m->rq->arena, struct error_item, form->page_problem_count + 1);
    if (form->page_problem_count > 0)
        memcpy(items, form->page_problems, form->page_problem_count * sizeof *items);
    items[form->page_problem_count++] = (struct error_item){ message, at };
    form->page_problems = items;
    form->problem_count++;
}

static void read_row(struct meeting_start_model *m, struct start_row *row)
{
    struct request *rq = m->rq;
    text prefix = row->form.row;
    form_read_row(rq, row->form.kind, prefix, invited_fields, NULL, &row->form);
    row->form.brief = true;
    row->chosen = text_is(named(rq, "ask", row->agency), "Y");
    form_set(rq, &row->form, "meeting_id", id_hex(rq->arena, m->form.entry));
    form_set(rq, &row->form, "agency", row->agency);
    form_set(rq, &row->form, "required", row->required ? TEXT("Y") : TEXT("N"));
    if (!id_none(row->staff))
        form_set(rq, &row->form, "staff_id", id_hex(rq->arena, row->staff));
    if (text_is(row->agency, "FAMILY"))
        form_set(rq, &row->form, "family", TEXT("Y"));
    form_set(rq, &row->form, "invited_at", instant_iso(rq->arena, rq->now));
    if (row->chosen) {
        form_set(rq, &row->form, "question", m->question);
        const struct field *basis = field_by_name(m->form.kind, TEXT("lawful_basis"));
        form_set(rq, &row->form, "lawful_basis", basis && values_given(&m->form.values, "lawful_basis")
                 ? values_get(&m->form.values, "lawful_basis")->text : TEXT("PUBTASK"));
    } else {
        form_set(rq, &row->form, "status", TEXT("NOTINV"));
        form_set(rq, &row->form, "apology_reason", named(rq, "why", row->agency));
    }
    form_check(rq, &row->form);
    if (row->required && !row->chosen && text_empty(text_trim(named(rq, "why", row->agency)))) {
        row->why_problem = text_format(rq->arena, "%.*s: say why they are not invited", TEXT_ARG(row->name));
        page_problem(m, row->why_problem, text_format(rq->arena, "#why-%.*s", TEXT_ARG(row->agency)));
    } else if (row->chosen || row->required) {
        form_tell_row(rq, &m->form, &row->form);
    }
}

static bool asks(const struct meeting_page *page, const char *field)
{
    for (const char *const *f = page->start_fields; *f; f++)
        if (!strcmp(*f, field))
            return true;
    return false;
}

static bool read_start(struct meeting_start_model *m, struct error *err)
{
    struct request *rq = m->rq;
    struct form_part part = { m->page->start_fields, beside };
    if (!form_read_part(rq, kind_by_name(text_of(m->page->kind)), &part, NULL, &m->form, err))
        return false;
    struct form found;
    form_new(rq, m->form.kind, &found);
    if (!m->page->found(rq, m->view.pass, &found, err) || !load_children(m, err) || !load_rows(m, err))
        return false;
    for (const struct field *f = m->form.kind->fields; f->name; f++)          // what is not asked is found
        if (values_given(&found.values, f->name) && !asks(m->page, f->name))
            form_set(rq, &m->form, f->name, values_get(&found.values, f->name)->text);
    m->question = text_trim(request_field(rq, "question"));
    form_check(rq, &m->form);
    for (size_t i = 0; i < m->child_count; i++)
        m->children[i].chosen = text_is(named(rq, "with", id_hex(rq->arena, m->children[i].child)), "Y");
    for (size_t i = 0; i < m->row_count; i++)
        read_row(m, &m->rows[i]);
    return true;
}

/* A brother's or sister's record of the same meeting: what was typed, and what is found in their own record. */
static bool add_child(struct meeting_start_model *m, struct record_bundle *bundle, const struct called_child *with,
                      struct error *err)
{
    struct request *rq = m->rq;
    const struct pass *pass;
    struct form *form = arena_new_of(rq->arena, struct form);
    if (!request_open_also(rq, with->child, MAY_MEET, &pass, err))
        return false;
    form_new(rq, m->form.kind, form);
    if (!m->page->found(rq, pass, form, err))
        return false;
    for (const char *const *f = m->page->start_fields; *f; f++)
        form_set(rq, form, *f, values_get(&m->form.values, *f)->text);
    form_set(rq, form, "same_meeting", id_hex(rq->arena, m->form.entry));
    form->entry = id_derived(m->form.entry, text_cstr(rq->arena, id_hex(rq->arena, with->child)), 0);
    form_check(rq, form);
    if (form->values.problem_count > 0) {
        m->advice = "The record of a brother or sister does not take what was typed. Start theirs alone.";
        form_problem(&m->form, NULL, m->advice);
        return true;
    }
    struct record_input input = form_input(rq, form, with->child);
    return record_bundle_add(bundle, rq->arena, &input, NULL, err);
}

static bool add_all(struct meeting_start_model *m, struct record_bundle *bundle, struct error *err)
{
    struct request *rq = m->rq;
    struct record_input input = form_input(rq, &m->form, m->view.child);
    if (!record_bundle_add(bundle, rq->arena, &input, NULL, err))
        return false;
    for (size_t i = 0; i < m->row_count; i++) {
        struct start_row *row = &m->rows[i];
        if (!row->chosen && !row->required)
            continue;
        row->form.entry = id_derived(m->form.entry, text_cstr(rq->arena, row->agency), 0);
        struct record_input invitation = form_input(rq, &row->form, m->view.child);
        if (!record_bundle_add(bundle, rq->arena, &invitation, NULL, err))
            return false;
    }
    for (size_t i = 0; i < m->child_count; i++)
        if (m->children[i].chosen && !add_child(m, bundle, &m->children[i], err))
            return false;
    return true;
}

static bool start_after(struct request *rq, struct error *err)
{
    struct error why = { 0 };
    struct meeting_start_model m;
    if (!request_refused(rq, &why)) {
        id *made = request_with(rq);
        if (!open_child(rq, &m, err))
            return false;
        reply_see_other(rq, text_format(rq->arena, "%s%.*s?kept=1", m.page->path, TEXT_ARG(id_hex(rq->arena, *made))));
        return true;
    }
    if (!refusal_is_for_page(&why, err) || !open_child(rq, &m, err) || !read_start(&m, err))
        return false;
    form_problem(&m.form, why.field, why.message);
    rq->status = why.kind == ERROR_CONFLICT ? 409 : 422;
    return start_answer(&m, err);
}

/* The form was sent before: whatever happened to that answer, the meeting is called. */
static bool called_before(struct request *rq, const struct meeting_start_model *m)
{
    id entry, subject;
    const struct kind *kind;
    struct error none = { 0 };
    if (!id_from_hex(request_field(rq, "entry"), &entry) || !record_subject(rq->store, entry, &subject, &kind, &none)
            || !kind || strcmp(kind->name, m->page->kind) != 0 || !id_same(subject, m->view.child))
        return false;
    reply_see_other(rq, text_format(rq->arena, "%s%.*s?kept=1", m->page->path, TEXT_ARG(id_hex(rq->arena, entry))));
    return true;
}

static bool start_post(struct request *rq, struct error *err)
{
    struct meeting_start_model m;
    if (!open_child(rq, &m, err))
        return false;
    if (called_before(rq, &m))
        return true;
    if (!read_start(&m, err))
        return false;
    struct record_bundle *bundle = request_bundle(rq, 60);
    if (m.form.problem_count == 0 && !add_all(&m, bundle, err))
        return false;
    if (m.form.problem_count > 0) {
        rq->status = 422;
        return start_answer(&m, err);
    }
    id *made = arena_new_of(rq->arena, id);
    *made = m.form.entry;
    request_set_with(rq, made);
    return request_write(rq, &bundle->write, start_after, err);
}

#define START_ROUTES(path_) \
    { .method = METHOD_GET, .path = path_, .may = MAY_MEET, .handle = start_show }, \
    { .method = METHOD_POST, .path = path_, .may = MAY_MEET, .handle = start_post }

const struct route meeting_start_routes[] = {
    START_ROUTES("/children/{child}/strategy"), START_ROUTES("/children/{child}/conference"),
    START_ROUTES("/children/{child}/review"), { 0 },
};
