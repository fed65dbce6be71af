/* What somebody outside tells: read from the form, and kept in one write. */
#include "web/pages/front_door/told.h"

#include "web/scan.h"

#include <string.h>

#define BUNDLE_MOST (TOLD_CHILDREN_MAX * (3 + TOLD_FILES_MAX))
#define PUBLIC_FILE_BYTES_MAX (5 * 1024 * 1024)
#define LINE_MAX 200

static const char *const fields[] = { "concern", "child_voice_at_contact", "consent", "consent_reason",
                                      "source_person", "caller_contact", "safe_contact", NULL };
static const char *const public_fields[] = { "source", "concern", "child_voice_at_contact", "source_person",
                                             "caller_contact", "safe_contact", NULL };
static const char *const beside[] = { "go", "rows", "child-*", "made", "seal", "website", NULL };
static const struct form_part partner_part = { fields, beside }, public_part = { public_fields, beside };

/* ---- what was typed ---- */

text told_typed(const struct told_page_model *m, const char *field)
{
    if (m->form->posted)
        return request_field(m->rq, field);
    const struct value *value = values_get(&m->form->values, field);
    return value->given ? value->text : TEXT_NONE;
}

text told_problem(const struct told_page_model *m, const char *field)
{
    return text_of(values_get(&m->form->values, field)->problem);
}

static text row_field(struct request *rq, size_t row, const char *what)
{
    char name[40];
    snprintf(name, sizeof name, "child-%zu-%s", row, what);
    return text_trim(request_field(rq, name));
}

static void child_read(struct request *rq, size_t row, struct told_child *c)
{
    *c = (struct told_child){
        .forename = row_field(rq, row, "forename"), .surname = row_field(rq, row, "surname"),
        .sex = row_field(rq, row, "sex"), .day = row_field(rq, row, "day"),
        .month = row_field(rq, row, "month"), .year = row_field(rq, row, "year"),
        .address = row_field(rq, row, "address"), .postcode = row_field(rq, row, "postcode"),
        .more = row_field(rq, row, "more"), .unborn = text_is(row_field(rq, row, "unborn"), "Y"),
    };
    c->given = !text_empty(c->forename) || !text_empty(c->surname) || !text_empty(c->day)
            || !text_empty(c->month) || !text_empty(c->year) || !text_empty(c->address)
            || !text_empty(c->postcode) || !text_empty(c->more);
}

/* ---- the records that a described child becomes ---- */

static void set(struct request *rq, struct values *v, const char *field, text value)
{
    values_set(v, rq->arena, field_by_name(v->kind, text_of(field)), value);
}

static text born_typed(struct request *rq, const struct told_child *c)
{
    if (text_empty(c->day) && text_empty(c->month) && text_empty(c->year))
        return TEXT_NONE;
    return text_format(rq->arena, "%.*s %.*s %.*s", TEXT_ARG(c->day), TEXT_ARG(c->month), TEXT_ARG(c->year));
}

static struct values person_of(struct request *rq, const struct told_child *c)
{
    struct values v = values_new(rq->arena, kind_by_name(TEXT("person")), rq->today);
    text born = born_typed(rq, c);
    // Outside, a family name may be all that is known of a child: a name to be found under, without a date of birth.
    bool surname_alone = text_empty(c->forename) && text_empty(born) && !text_empty(c->surname);
    set(rq, &v, "recorded_as", TEXT("CHILD"));
    set(rq, &v, "forename", c->forename);
    set(rq, &v, surname_alone ? "known_as" : "surname", c->surname);
    set(rq, &v, "sex", c->sex);
    set(rq, &v, c->unborn ? "expected_dob" : "dob", born);
    values_check(&v, rq->arena);
    return v;
}

static bool has_address(const struct told_child *c)
{
    return !text_empty(c->address) || !text_empty(c->postcode);
}

static struct values address_of(struct request *rq, const struct told_child *c)
{
    struct values v = values_new(rq->arena, kind_by_name(TEXT("address")), rq->today);
    set(rq, &v, "address_type", TEXT("HOME"));
    set(rq, &v, "lines", text_empty(c->address) ? TEXT("Not given") : c->address);
    set(rq, &v, "postcode", c->postcode);
    set(rq, &v, "start_date", day_iso(rq->arena, rq->today));
    values_check(&v, rq->arena);
    return v;
}

/* Everything as it was typed, whatever the records make of it. */
static text described(struct request *rq, const struct told_child *c)
{
    struct bytes all = { 0 };
    text born = born_typed(rq, c);
    const struct { const char *label; text value; } lines[] = {
        { "First names", c->forename }, { "Family name", c->surname },
        { "Sex", text_empty(c->sex) ? TEXT_NONE : code_label(code_set_find("sex"), c->sex) },
        { c->unborn ? "Unborn, due" : "Date of birth", text_empty(born) && c->unborn ? TEXT("not known") : born },
        { "Address", c->address }, { "Postcode", c->postcode }, { "Also", c->more },
    };
    for (size_t i = 0; i < COUNT_OF(lines); i++)
        if (!text_empty(lines[i].value))
            bytes_add_format(&all, "%s%s: %.*s", all.len ? "\n" : "", lines[i].label, TEXT_ARG(lines[i].value));
    text made = text_copy(rq->arena, bytes_text(&all));
    bytes_free(&all);
    return made;
}

/* ---- judging ---- */

static void problem_at(struct told_page_model *m, struct told_child *c, const char *at, const char *problem)
{
    if (!problem || c->problem)
        return;
    c->problem = problem;
    c->problem_at = at;
    m->form->problem_count++;
}

static void child_judge(struct told_page_model *m, struct told_child *c)
{
    static const struct { const char *field, *at; } places[] = {
        { "forename", "-forename" }, { "surname", "-surname" }, { "known_as", "-surname" }, { "dob", "-day" },
        { "expected_dob", "-day" }, { "sex", "-sex" },
    };
    struct values person = person_of(m->rq, c);
    for (size_t i = 0; i < COUNT_OF(places); i++)
        problem_at(m, c, places[i].at, values_get(&person, places[i].field)->problem);
    if (has_address(c)) {
        struct values address = address_of(m->rq, c);
        problem_at(m, c, "-address", values_get(&address, "lines")->problem);
        problem_at(m, c, "-postcode", values_get(&address, "postcode")->problem);
    }
    if (text_characters(c->more) > 2000)
        problem_at(m, c, "-more", "What else helps us must be 2,000 characters or fewer");
}

static void files_read(struct told_page_model *m)
{
    struct request *rq = m->rq;
    for (size_t i = 0; i < TOLD_FILES_MAX; i++) {
        text name = text_format(rq->arena, "file-%zu", i + 1);
        for (size_t k = 0; k < rq->upload_count; k++) {
            const struct upload *up = &rq->uploads[k];
            struct error why = { 0 };
            if (!text_same(up->field, name) || (text_empty(up->file_name) && text_empty(up->content)))
                continue;
            struct attachment *file = arena_new_of(rq->arena, struct attachment);
            if (m->open_to_all && up->content.len > PUBLIC_FILE_BYTES_MAX)
                m->file_problems[i] = "Each file must be 5 MB or smaller";
            else if (upload_take(rq, up, file, &why))
                m->files[i] = file;
            else
                m->file_problems[i] = text_cstr(rq->arena, text_of(why.message));
        }
        m->form->problem_count += m->file_problems[i] != NULL;
    }
}

static void tell_problems(struct told_page_model *m)
{
    struct error_item *items = arena_array(m->rq->arena, struct error_item, TOLD_CHILDREN_MAX + TOLD_FILES_MAX + 1);
    size_t count = 0;
    for (size_t i = 0; i < m->row_count; i++)
        if (m->children[i].problem)
            items[count++] = (struct error_item){ text_of(m->children[i].problem),
                text_format(m->rq->arena, "#child-%zu%s", i + 1, m->children[i].problem_at) };
    for (size_t i = 0; i < TOLD_FILES_MAX; i++)
        if (m->file_problems[i])
            items[count++] = (struct error_item){ text_of(m->file_problems[i]),
                text_format(m->rq->arena, "#file-%zu", i + 1) };
    m->form->page_problems = items;
    m->form->page_problem_count = count;
}

void told_new(struct told_page_model *m)
{
    form_new(m->rq, kind_by_name(TEXT("contact")), m->form);
    if (!m->open_to_all)
        form_set(m->rq, m->form, "source_person", m->rq->actor.name);
    m->row_count = 1;
}

/* In words of this page, where the dictionary's are for who works here. */
static void in_plain_words(struct told_page_model *m)
{
    static const struct { const char *field, *words; } plain[] = {
        { "source", "Choose who you are; you need not say your name" },
        { "concern", "Say what the worry is: what happened, in your own words" },
        { "consent_reason", "Say why asking could put somebody at risk" },
    };
    const struct values *v = &m->form->values;
    for (size_t i = 0; i < COUNT_OF(plain); i++) {
        const struct field *f = field_by_name(v->kind, text_of(plain[i].field));
        struct value *value = &v->at[field_index(v->kind, f)];
        if (value->problem && !value->given)
            value->problem = plain[i].words;
    }
}

bool told_read(struct told_page_model *m, const struct told_sender *sender, struct error *err)
{
    struct request *rq = m->rq;
    int64_t rows = 1;
    bool any = false;
    if (!form_read_part(rq, kind_by_name(TEXT("contact")), m->open_to_all ? &public_part : &partner_part, NULL,
                        m->form, err))
        return false;
    if (!m->open_to_all)
        form_set(rq, m->form, "source", sender->source);
    if (!m->open_to_all && text_empty(text_trim(request_field(rq, "source_person"))))
        form_set(rq, m->form, "source_person", rq->actor.name);
    form_set(rq, m->form, "source_agency", sender->agency);
    form_set(rq, m->form, "mode", TEXT("FORM"));
    form_set(rq, m->form, "received_at", instant_iso(rq->arena, rq->now));
    if (!id_none(sender->team))
        form_set(rq, m->form, "partner_team", id_hex(rq->arena, sender->team));
    form_set(rq, m->form, "partner_reference", sender->reference);
    form_check(rq, m->form);
    in_plain_words(m);
    if (!text_to_int(request_field(rq, "rows"), &rows) || rows < 1 || rows > TOLD_CHILDREN_MAX)
        rows = 1;
    m->row_count = (size_t)rows;
    for (size_t i = 0; i < m->row_count; i++) {
        child_read(rq, i + 1, &m->children[i]);
        if (m->children[i].given)
            child_judge(m, &m->children[i]);
        any = any || m->children[i].given;
    }
    if (!any)
        problem_at(m, &m->children[0], "-forename",
                   "Say what you know of the child: a name, an age, an address, or where you saw them");
    files_read(m);
    tell_problems(m);
    return true;
}

void told_forget_problems(struct told_page_model *m)
{
    struct form *form = m->form;
    for (const struct field *f = form->kind->fields; f->name; f++)
        form->values.at[field_index(form->kind, f)].problem = NULL;
    for (size_t i = 0; i < TOLD_CHILDREN_MAX; i++)
        m->children[i].problem = NULL;
    for (size_t i = 0; i < TOLD_FILES_MAX; i++)
        m->file_problems[i] = NULL;
    form->problem_count = form->page_problem_count = form->values.problem_count = 0;
}

/* ---- keeping ---- */

struct sending {
    struct told_page_model *m; const struct told_sender *sender; struct record_bundle *bundle;
    enum knock knock; text who; instant now;
    struct attachment *files[TOLD_FILES_MAX];              // the page model is gone when the writer comes to it
    bool (*also)(struct ledger *ledger, void *with, struct error *err); void *also_with;
};

static bool put(struct sending *s, const struct values *values, id entry, id subject, id *made, struct error *err)
{
    struct record_input input = {
        .values = values, .entry = entry, .subject = subject, .replaces = NO_ENTRY,
        .author = s->sender->author, .role = s->sender->role,
    };
    return record_bundle_add(s->bundle, s->m->rq->arena, &input, made, err);
}

static bool put_files(struct sending *s, size_t row, id child, struct error *err)
{
    struct request *rq = s->m->rq;
    for (size_t i = 0; i < TOLD_FILES_MAX; i++) {
        struct attachment *file = s->m->files[i];
        if (!file)
            continue;
        struct values *v = arena_new_of(rq->arena, struct values);
        *v = values_new(rq->arena, kind_by_name(TEXT("attachment")), rq->today);
        set(rq, v, "title", text_format(rq->arena, "Sent with the contact: %.*s",
                                        TEXT_ARG(text_clip(file->name, LINE_MAX - 30))));
        set(rq, v, "document_kind", TEXT("OTHER"));
        set(rq, v, "file", attachment_value(rq->arena, file));
        values_check(v, rq->arena);
        if (!put(s, v, id_derived(s->m->form->entry, "file", row * TOLD_FILES_MAX + i), child, NULL, err))
            return false;
    }
    return true;
}

static bool put_child(struct sending *s, size_t row, const struct told_child *c, id *first, struct error *err)
{
    const struct form *form = s->m->form;
    struct request *rq = s->m->rq;
    id child = id_derived(form->entry, "child", row), made;
    struct values *person = arena_new_of(rq->arena, struct values), *address = arena_new_of(rq->arena, struct values);
    struct form *one = arena_new_of(rq->arena, struct form);

    *person = person_of(rq, c);
    if (!put(s, person, child, child, NULL, err))
        return false;
    *one = *form;
    one->values.at = arena_array(rq->arena, struct value, kind_field_count(form->kind));
    memcpy(one->values.at, form->values.at, kind_field_count(form->kind) * sizeof *one->values.at);
    form_set(rq, one, "described", described(rq, c));
    if (!id_none(*first))
        form_set(rq, one, "same_call", id_hex(rq->arena, *first));
    if (!put(s, &one->values, id_none(*first) ? form->entry : id_derived(form->entry, "contact", row), child, &made,
             err))
        return false;
    if (id_none(*first))
        *first = made;
    if (has_address(c)) {
        *address = address_of(rq, c);
        if (!put(s, address, id_derived(form->entry, "address", row), child, NULL, err))
            return false;
    }
    return put_files(s, row, child, err);
}

/* Counted, checked and kept with the records, or none of it. */
static bool with_it(struct ledger *ledger, void *with, struct error *err)
{
    const struct sending *s = with;
    if (s->knock && !knock_keep(ledger_store(ledger), s->knock, s->who, s->now, err))
        return false;
    if (!s->also(ledger, s->also_with, err))
        return false;
    for (size_t i = 0; i < TOLD_FILES_MAX; i++)
        if (s->files[i] && !attachment_keep(ledger_store(ledger), s->files[i], err))
            return false;
    return true;
}

bool told_keep(struct told_page_model *m, const struct told_sender *sender, enum knock knock, text who,
               request_handler *after, struct error *err)
{
    struct record_bundle *bundle = request_bundle(m->rq, BUNDLE_MOST);
    struct sending *s = arena_new_of(m->rq->arena, struct sending);
    id first = ID_NONE;
    *s = (struct sending){ .m = m, .sender = sender, .bundle = bundle, .knock = knock, .who = who,
                           .now = m->rq->now, .also = bundle->write.also, .also_with = bundle->write.also_with };
    memcpy(s->files, m->files, sizeof s->files);
    for (size_t i = 0; i < m->row_count; i++)
        if (m->children[i].given && !put_child(s, i + 1, &m->children[i], &first, err))
            return false;
    bundle->write.also = with_it;
    bundle->write.also_with = s;
    return request_write(m->rq, &bundle->write, after, err);
}

bool told_before(struct request *rq, id team, text *reference)
{
    struct error none = { 0 };                   // not there, or not readable: then it is sent as a new one
    id entry;
    return id_from_hex(request_field(rq, "entry"), &entry)
        && reference_of(rq->store, rq->arena, entry, team, reference, &none);
}
