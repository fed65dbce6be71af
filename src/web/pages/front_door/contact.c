/* A new contact. Everything is on one page: at 16:55 on a Friday nobody looks for the next one. */
#include "web/pages/front_door/contact.h"

#include <string.h>

#define BUNDLE_MOST 200

static const char *const call_fields[] = { "source", "source_person", "received_at", "mode", "caller_contact",
                                           "safe_contact", NULL };
static const char *const worry_fields[] = { "concern", "child_voice_at_contact", NULL };
static const char *const urgency_fields[] = { "rag", NULL };
static const char *const agreement_fields[] = { "consent", "consent_reason", NULL };
static const char *const more_fields[] = { "source_agency", "lawful_basis", "presenting_factors", NULL };
static const char *const all_fields[] = {
    "source", "source_person", "received_at", "mode", "caller_contact", "safe_contact", "concern",
    "child_voice_at_contact", "rag", "consent", "consent_reason", "source_agency", "lawful_basis",
    "presenting_factors", NULL
};
static const char *const beside[] = { "find", "go", "child", "who-*", "rows", "new-*", "sure", NULL };
const struct form_part contact_part = { all_fields, beside };

static bool show(struct request *rq, struct contact_page_model *m)
{
    m->call_fields = call_fields;
    m->worry_fields = worry_fields;
    m->urgency_fields = urgency_fields;
    m->agreement_fields = agreement_fields;
    m->more_fields = more_fields;
    page_contact(&rq->page, m);
    return true;
}

static void forget_problems(struct form *form, struct contact_page_model *m)
{
    for (const struct field *f = form->kind->fields; f->name; f++)
        form->values.at[field_index(form->kind, f)].problem = NULL;
    for (size_t i = 0; i < m->known_count; i++)
        m->known[i].problem = NULL;
    for (size_t i = 0; i < m->row_count; i++)
        m->fresh[i].problem = NULL;
    form->problem_count = form->page_problem_count = 0;
    m->people_problem = NULL;
}

static bool contact_new(struct request *rq, struct error *err)
{
    struct form form;
    struct contact_page_model m = { .rq = rq, .form = &form };
    const struct kind *kind = kind_by_name(TEXT("contact"));
    if (request_kept_form(rq)) {
        if (!form_read_part(rq, kind, &contact_part, NULL, &form, err)
                || !contact_read_people(rq, &m, err)
                || !contact_find(rq, request_field(rq, "find"), &m, err))
            return false;
        form.restored = true;
        forget_problems(&form, &m);            // nobody has pressed Save yet
        return show(rq, &m);
    }
    form_new(rq, kind, &form);
    form_set(rq, &form, "received_at", instant_iso(rq->arena, rq->now));
    m.fresh = arena_array(rq->arena, struct called_person, 1);
    m.row_count = 1;
    m.fresh[0].who = TEXT("ABOUT");
    return show(rq, &m);
}

/* What to show again: what was typed, with the people found or another row. */
static bool show_again(struct request *rq, struct contact_page_model *m, struct error *err)
{
    text go = request_field(rq, "go");
    if (!contact_find(rq, text_is(go, "save") ? TEXT_NONE : request_field(rq, "find"), m, err))
        return false;
    if (text_is(go, "row") && m->row_count < 12) {
        m->fresh[m->row_count] = (struct called_person){ .who = TEXT("ABOUT") };
        m->row_count++;
    }
    return show(rq, m);
}

static bool read_all(struct request *rq, struct form *form, struct contact_page_model *m, struct error *err)
{
    *m = (struct contact_page_model){ .rq = rq, .form = form };
    if (!form_read_part(rq, kind_by_name(TEXT("contact")), &contact_part, NULL, form, err))
        return false;
    form_check(rq, form);
    return contact_read_people(rq, m, err);
}

static bool contact_after(struct request *rq, struct error *err)
{
    struct error why = { 0 };
    struct form form;
    struct contact_page_model m;
    if (!request_refused(rq, &why)) {
        reply_see_other(rq, text_format(rq->arena, "/queue?kept=%.*s",
                                        TEXT_ARG(request_field(rq, "entry"))));
        return true;
    }
    if (why.kind != ERROR_INPUT) {
        *err = why;
        return false;
    }
    if (!read_all(rq, &form, &m, err))
        return false;
    form_problem(&form, why.field, why.message);
    rq->status = 422;
    return show_again(rq, &m, err);
}

static bool open_known(struct request *rq, const struct contact_page_model *m, struct error *err)
{
    const struct pass *pass;
    for (size_t i = 0; i < m->known_count; i++)
        if (!request_open_also(rq, m->known[i].known.person, MAY_TAKE_CONTACTS, &pass, err))
            return false;
    return true;
}

/* Sent a second time: the people it made must not be taken for others like them. */
static bool sent_before(struct request *rq)
{
    struct error none = { 0 };
    uint64_t seq;
    id entry;
    return id_from_hex(request_field(rq, "entry"), &entry)
        && ledger_find(rq->store, entry, &seq, &none);
}

static bool contact_post(struct request *rq, struct error *err)
{
    struct form form;
    struct contact_page_model m;
    text go = request_field(rq, "go");
    if (sent_before(rq))
        return contact_after(rq, err);
    if (!read_all(rq, &form, &m, err))
        return false;
    if (!text_is(go, "save")) {                // only looking for somebody, or one row more
        forget_problems(&form, &m);
        return show_again(rq, &m, err);
    }
    bool unsure = m.ask_sure && !text_is(request_field(rq, "sure"), "Y");
    if (form.problem_count > 0 || unsure) {
        rq->status = 422;
        if (unsure && form.problem_count == 0)
            form_problem(&form, NULL, "Somebody much like this is known here: is it the same person?");
        return show_again(rq, &m, err);
    }
    struct record_bundle *bundle = request_bundle(rq, BUNDLE_MOST);
    return open_known(rq, &m, err) && contact_fill(rq, &m, bundle, err)
        && request_write(rq, &bundle->write, contact_after, err);
}

/* People found as one types: a piece of the page, where scripts run. */
static bool contact_found(struct request *rq, struct error *err)
{
    struct contact_page_model m = { .rq = rq };
    m.known = arena_array(rq->arena, struct called_person, rq->field_count + 1);
    for (size_t i = 0; i < rq->field_count; i++)           // ticked already: not to be found again
        if (text_is(rq->fields[i].name, "child")
                && id_from_hex(rq->fields[i].value, &m.known[m.known_count].known.person))
            m.known_count++;
    if (!contact_find(rq, request_field(rq, "find"), &m, err))
        return false;
    contact_people_found(&rq->page, &m);
    return true;
}

const struct route contact_routes[] = {
    { .method = METHOD_GET, .path = "/contacts/new", .may = MAY_TAKE_CONTACTS, .handle = contact_new },
    { .method = METHOD_POST, .path = "/contacts/new", .may = MAY_TAKE_CONTACTS, .handle = contact_post },
    { .method = METHOD_POST, .path = "/contacts/find", .may = MAY_TAKE_CONTACTS,
      .handle = contact_found },
    { 0 },
};
