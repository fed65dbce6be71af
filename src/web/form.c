#include "web/form_fields.h"

#include "practice/authorising.h"
#include "practice/caseload.h"
#include "practice/library.h"
#include "practice/partner.h"
#include "practice/pathway.h"
#include "web/pages/pages.h"
#include "web/scan.h"
#include "web/state.h"

#include <string.h>

#define TOOL "direct_work_tool"             // the kind whose records all children share
#define PARTNERS "partner_team"             // the field, and the choices that it has

static const char *const own_names[] = {
    "csrf", "entry", "replaces", "reason", "late", "late-reason", "withdraw", "changed-day", "changed-month",
    "changed-year", "mark-copied", "mark-unsourced", NULL,
};

void form_new(struct request *rq, const struct kind *kind, struct form *form)
{
    *form = (struct form){
        .kind = kind, .values = values_new(rq->arena, kind, rq->today), .entry = id_new_ordered(),
        .replaces = NO_ENTRY, .so_from = INSTANT_UNKNOWN,
    };
    for (const struct field *f = kind->fields; f->name; f++)
        form->holds_file = form->holds_file || f->type == TYPE_FILE;
}

void form_from_version(struct request *rq, const struct record_version *version, struct form *form)
{
    form_new(rq, version->kind, form);
    size_t fields = kind_field_count(version->kind);
    memcpy(form->values.at, version->values.at, fields * sizeof *form->values.at);     // the version stays as it is
    form->values.as_received = version->values.as_received;
    form->record = version->record;
    form->replaces = version->seq;
    form->amends = true;
}

/* ---- reading ---- */

/* The field that a posted name belongs to: visited_at-day to visited_at. NULL: none. */
static const struct field *field_of(const struct kind *kind, text name)
{
    const struct field *whole = field_by_name(kind, name);
    if (whole)
        return whole;
    static const char *const ends[] = { "-day", "-month", "-year", "-time" };
    for (size_t i = 0; i < COUNT_OF(ends); i++)
        if (text_ends(name, ends[i])) {
            const struct field *f = field_by_name(kind, text_first(name, name.len - strlen(ends[i])));
            return f && (f->type == TYPE_DAY || f->type == TYPE_INSTANT) ? f : NULL;
        }
    return NULL;
}

static bool name_among(const char *const *names, text name)
{
    for (; names && *names; names++) {
        size_t len = strlen(*names);
        if ((*names)[len - 1] == '*' ? text_same(text_first(name, len - 1), text_first(text_of(*names), len - 1))
                                     : text_is(name, *names))
            return true;
    }
    return false;
}

/* part: NULL for the whole kind. */
static bool names_are_ours(struct request *rq, const struct kind *kind, const struct form_part *part,
                           struct error *err)
{
    for (size_t i = 0; i < rq->field_count; i++) {
        text name = rq->fields[i].name;
        const struct field *f = field_of(kind, name);
        if (part && name_among(part->beside, name))
            continue;                          // the page's own to read
        if (f && part && !name_among(part->fields, text_of(f->name)))
            f = NULL;
        if (!f && !name_among(own_names, name))
            return fail(err, ERROR_INPUT, NULL, "This form has a field that is not ours: open it anew.");
        if (f && f->type == TYPE_CODES)
            continue;
        for (size_t j = 0; j < i; j++)
            if (text_same(rq->fields[j].name, name))
                return request_fail(rq, 400, err, NULL,
                                    "This form holds one field twice: open it anew.");
    }
    return true;
}

text form_name(struct request *rq, const struct form *form, const struct field *f)
{
    return text_empty(form->row) ? text_of(f->name) : text_join(rq->arena, form->row, text_of(f->name));
}

text form_typed(struct request *rq, const struct form *form, const struct field *f, const char *end)
{
    char name[96];
    snprintf(name, sizeof name, "%.*s%s%s", TEXT_ARG(form->row), f->name, end);
    return text_trim(request_field(rq, name));
}

/* As it was sent, blanks and all. */
static text typed_whole(struct request *rq, const struct form *form, const struct field *f)
{
    return request_field(rq, text_cstr(rq->arena, form_name(rq, form, f)));
}

/* "27 3 2026", or what was typed in its stead, for values_set to judge. */
static text typed_day(struct request *rq, const struct form *form, const struct field *f)
{
    text d = form_typed(rq, form, f, "-day"), m = form_typed(rq, form, f, "-month");
    text y = form_typed(rq, form, f, "-year");
    if (text_empty(d) && text_empty(m) && text_empty(y))
        return typed_whole(rq, form, f);
    return text_format(rq->arena, "%.*s %.*s %.*s", TEXT_ARG(d), TEXT_ARG(m), TEXT_ARG(y));
}

static text typed_instant(struct request *rq, const struct form *form, const struct field *f)
{
    text day_typed = typed_day(rq, form, f), time = form_typed(rq, form, f, "-time");
    struct values one = values_new(rq->arena, kind_by_name(TEXT("person")), rq->today);
    const struct field *any_day = field_by_name(one.kind, TEXT("expected_dob"));     // of any time
    if (text_empty(text_trim(day_typed)) && text_empty(time))
        return TEXT_NONE;
    if (!text_contains(day_typed, TEXT("T")))
        values_set(&one, rq->arena, any_day, day_typed);
    day d = values_day(&one, "expected_dob");
    if (!day_known(d) || values_get(&one, "expected_dob")->problem)
        return text_contains(day_typed, TEXT("T")) ? day_typed : TEXT("not a day");
    if (text_empty(time))
        time = TEXT("12:00");
    if (time.len == 4)
        time = text_format(rq->arena, "0%.*s", TEXT_ARG(time));
    return text_format(rq->arena, "%.*sT%.*s", TEXT_ARG(day_iso(rq->arena, d)), TEXT_ARG(time));
}

static text typed_codes(struct request *rq, const struct form *form, const struct field *f)
{
    struct bytes all = { 0 };
    text name = form_name(rq, form, f);
    for (size_t i = 0; i < rq->field_count; i++)
        if (text_same(rq->fields[i].name, name))
            bytes_add_format(&all, "%s%.*s", all.len ? " " : "", TEXT_ARG(rq->fields[i].value));
    text made = text_copy(rq->arena, bytes_text(&all));
    bytes_free(&all);
    return made;
}

/* A reference read out on the telephone stands for the person. */
static text typed_person(struct request *rq, const struct form *form, const struct field *f)
{
    text typed = text_trim(typed_whole(rq, form, f));
    id already;
    struct person_hits hits = { 0 };
    struct error ignored = { 0 };              // nobody found: values_set says so beside the field
    if (text_empty(typed) || id_from_hex(typed, &already)
            || !record_search_people(rq->store, rq->arena, rq->actor.staff, typed, false, 2, &hits, &ignored)
            || hits.count != 1)
        return typed;
    return id_hex(rq->arena, hits.at[0].person);
}

static text typed_value(struct request *rq, const struct form *form, const struct field *f)
{
    switch (f->type) {
    case TYPE_DAY:     return typed_day(rq, form, f);
    case TYPE_INSTANT: return typed_instant(rq, form, f);
    case TYPE_CODES:   return typed_codes(rq, form, f);
    case TYPE_PERSON:  return typed_person(rq, form, f);
    default:           return typed_whole(rq, form, f);
    }
}

bool form_asks(const struct form *form, const struct field *f, day today)
{
    bool holds = form->values.at[field_index(form->kind, f)].given;
    return holds || (f->needed != NEVER_ASKED && field_in_use(f, today));
}

/* A field left empty sends a file without name and content. */
void form_take_file(struct request *rq, struct form *form, const struct field *f)
{
    for (size_t i = 0; i < rq->upload_count; i++) {
        const struct upload *up = &rq->uploads[i];
        struct error why = { 0 };
        if (!text_is(up->field, f->name) || (text_empty(up->file_name) && text_empty(up->content)))
            continue;
        form->file = arena_new_of(rq->arena, struct attachment);
        if (upload_take(rq, up, form->file, &why)) {
            values_set(&form->values, rq->arena, f, attachment_value(rq->arena, form->file));
        } else {
            form->file = NULL;
            values_problem(&form->values, f, text_cstr(rq->arena, text_of(why.message)));
        }
    }
}

void form_keep_file(struct request *rq, struct form *form, const struct record_version *before)
{
    for (const struct field *f = form->kind->fields; f->name; f++) {
        const struct value *was = values_get(&before->values, f->name);
        struct value *is = &form->values.at[field_index(form->kind, f)];
        if (f->type != TYPE_FILE || !was->given || was->erased || is->given || form->file)
            continue;
        bool missed = is->problem != NULL;
        values_restore(&form->values, rq->arena, f, was->text);
        if (missed) {
            form->values.problem_count--;
            form->problem_count--;
        }
    }
}

/* Since when a state has changed: a day that was, or nothing (record/record.h says what that means). */
static void read_changed(struct request *rq, struct form *form)
{
    struct values one = values_new(rq->arena, kind_by_name(TEXT("person")), rq->today);
    const struct field *past = field_by_name(one.kind, TEXT("dob"));
    text d = text_trim(request_field(rq, "changed-day")), m = text_trim(request_field(rq, "changed-month"));
    text y = text_trim(request_field(rq, "changed-year"));
    if (form->kind->time != TIME_STATE || (text_empty(d) && text_empty(m) && text_empty(y)))
        return;
    values_set(&one, rq->arena, past, text_format(rq->arena, "%.*s %.*s %.*s", TEXT_ARG(d), TEXT_ARG(m),
                                                  TEXT_ARG(y)));
    if (values_get(&one, "dob")->problem || !day_known(values_day(&one, "dob")))
        form->changed_problem = "When it changed must be a real date in the past, such as 27 3 2026";
    else
        form->so_from = day_london_start(values_day(&one, "dob"));
}

/* What stands in every form of ours beside the fields. */
static bool read_own(struct request *rq, const struct kind *kind, const struct form_part *part,
                     struct form *form, struct error *err)
{
    int64_t replaces;
    form->posted = true;
    if (!names_are_ours(rq, kind, part, err))
        return false;
    if (!id_from_hex(request_field(rq, "entry"), &form->entry))
        return fail(err, ERROR_INPUT, NULL, "This form is not whole: open it anew.");
    if (text_to_int(request_field(rq, "replaces"), &replaces) && replaces >= 0) {
        form->replaces = (uint64_t)replaces;
        form->amends = true;
    }
    form->reason = text_trim(request_field(rq, "reason"));
    form->late_reason = text_trim(request_field(rq, "late-reason"));
    form->written_up_after = text_is(request_field(rq, "late"), "Y");
    form->withdraw = text_is(request_field(rq, "withdraw"), "Y");
    read_changed(rq, form);
    return true;
}

static void read_field(struct request *rq, struct form *form, const struct field *f)
{
    if (f->type == TYPE_FILE)
        form_take_file(rq, form, f);
    else
        values_set(&form->values, rq->arena, f, typed_value(rq, form, f));
}

bool form_read_part(struct request *rq, const struct kind *kind, const struct form_part *part,
                    const struct record_version *before, struct form *form, struct error *err)
{
    form_new(rq, kind, form);
    if (before) {
        form_from_version(rq, before, form);
        form->replaces = NO_ENTRY;             // the one that was seen comes with the form
    }
    if (!read_own(rq, kind, part, form, err))
        return false;
    if (before && form->replaces == NO_ENTRY)
        return fail(err, ERROR_INPUT, NULL, "This form is not whole: open it anew.");
    for (const char *const *name = part->fields; *name; name++)
        read_field(rq, form, field_by_name(kind, text_of(*name)));
    form->problem_count = form->values.problem_count;
    return true;
}

void form_read_row(struct request *rq, const struct kind *kind, text row, const char *const *fields,
                   const struct record_version *before, struct form *form)
{
    if (before)
        form_from_version(rq, before, form);
    else
        form_new(rq, kind, form);
    form->row = row;
    form->posted = true;
    for (; *fields; fields++)
        read_field(rq, form, field_by_name(kind, text_of(*fields)));
    form->problem_count = form->values.problem_count;
}

void form_set(struct request *rq, struct form *form, const char *field, text value)
{
    values_set(&form->values, rq->arena, field_by_name(form->kind, text_of(field)), value);
}

void form_check(struct request *rq, struct form *form)
{
    values_check(&form->values, rq->arena);
    form->problem_count = form->values.problem_count;
}

bool form_read(struct request *rq, const struct kind *kind, struct form *form, struct error *err)
{
    form_new(rq, kind, form);
    if (!read_own(rq, kind, NULL, form, err))
        return false;
    for (const struct field *f = kind->fields; f->name; f++)
        read_field(rq, form, f);
    if (!form->withdraw)
        values_check(&form->values, rq->arena);
    form->problem_count = form->values.problem_count;
    bool any = form->withdraw || form->problem_count > 0;
    for (const struct field *f = kind->fields; f->name; f++)
        any = any || form->values.at[field_index(kind, f)].given;
    if (!any)
        form_problem(form, NULL, "Fill in at least one answer");
    form->problem_count += form->changed_problem != NULL;
    if (form->amends && text_empty(form->reason))
        form_problem(form, "reason", "Say why you change the record");
    else if (text_characters(form->reason) > 500)
        form_problem(form, "reason", "Why you change the record must be 500 characters or fewer");
    return true;
}

void form_problem(struct form *form, const char *field, const char *message)
{
    const struct field *f = field ? field_by_name(form->kind, text_of(field)) : NULL;
    if (f)
        values_problem(&form->values, f, message);
    else if (field && !strcmp(field, "reason"))
        form->reason_problem = message;
    else
        form->general_problem = message;
    form->problem_count++;
}

/* ---- what can be chosen ---- */

enum { CHOICES_MAX = 100 };

static struct form_choices *choices_add(struct form *form, const char *refers, size_t room,
                                        struct arena *arena)
{
    if (form->choice_count == COUNT_OF(form->choices))
        return NULL;
    struct form_choices *c = &form->choices[form->choice_count++];
    *c = (struct form_choices){ refers, arena_array(arena, struct form_choice, room + 1), 0 };
    return c;
}

static bool offer_staff(struct request *rq, struct form *form, struct error *err)
{
    struct named *names;
    size_t count;
    if (!staff_list(rq->store, rq->arena, &names, &count, err))
        return false;
    struct form_choices *c = choices_add(form, "staff", count, rq->arena);
    for (size_t i = 0; c && i < count; i++)
        c->at[c->count++] = (struct form_choice){ id_hex(rq->arena, names[i].id), names[i].name };
    return true;
}

/* A child is referred to a team of the authority; an organisation outside is asked. */
static bool offer_teams(struct request *rq, struct form *form, struct error *err)
{
    struct team_line *teams;
    size_t count;
    if (!teams_list(rq->store, rq->arena, INSTANT_UNKNOWN, &teams, &count, err))
        return false;
    struct form_choices *c = choices_add(form, "team", count, rq->arena);
    for (size_t i = 0; c && i < count; i++)
        c->at[c->count++] = (struct form_choice){ id_hex(rq->arena, teams[i].team), teams[i].name };
    return true;
}

static bool offer_partners(struct request *rq, struct form *form, struct error *err)
{
    struct partner *partners;
    size_t count;
    if (!partners_list(rq->store, rq->arena, &partners, &count, err))
        return false;
    struct form_choices *c = choices_add(form, PARTNERS, count, rq->arena);
    for (size_t i = 0; c && i < count; i++)
        c->at[c->count++] = (struct form_choice){ id_hex(rq->arena, partners[i].team), partners[i].name };
    return true;
}

/* Out of the authority's library; those that are no longer used are not offered. */
static bool offer_tools(struct request *rq, struct form *form, struct error *err)
{
    const struct pass *pass;
    struct record_list list = { 0 };
    struct error none = { 0 };                 // no library, and no team to begin one: nothing to choose
    if (library_open(rq->store, rq->arena, &rq->actor, &pass, &none)
            && !library_list(rq->store, pass, rq->arena, &list, err))
        return false;
    struct form_choices *c = choices_add(form, TOOL, list.count, rq->arena);
    for (size_t i = 0; c && i < list.count; i++)
        if (!values_given(&list.at[i].values, "retired_on"))
            c->at[c->count++] = (struct form_choice){ id_hex(rq->arena, list.at[i].record),
                                                      values_get(&list.at[i].values, "name")->text };
    return true;
}

static void choices_of_list(struct form_choices *c, struct arena *arena, const struct record_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        if (!list->at[i].withdrawn)
            c->at[c->count++] = (struct form_choice){
                id_hex(arena, list->at[i].record), record_titled(arena, list->at[i].kind, list->at[i].valid_from) };
}

/* A field that any kind may be named in offers what is told in the chronology. */
static bool offer_any(struct request *rq, struct form *form, const struct pass *pass, const char *refers,
                      struct error *err)
{
    struct record_list list;
    struct record_query query = { .chronology_only = true, .limit = CHOICES_MAX };
    if (!record_list(rq->store, pass, rq->arena, &query, &list, err))
        return false;
    struct form_choices *c = choices_add(form, refers, list.count, rq->arena);
    if (c)
        choices_of_list(c, rq->arena, &list);
    return true;
}

/* Newest first, one kind after the other. */
static bool offer_kinds(struct request *rq, struct form *form, const struct pass *pass, const char *refers,
                        struct error *err)
{
    struct record_list lists[FIELD_REFERS_MAX];
    size_t count = 0, room = 0;
    if (!strcmp(refers, "*"))
        return offer_any(rq, form, pass, refers, err);
    for (text rest = text_of(refers); !text_empty(rest) && count < FIELD_REFERS_MAX; count++) {
        struct text_pair one = text_cut(rest, ' ');
        struct record_query query = { .kind = kind_by_name(one.before), .limit = CHOICES_MAX };
        if (!record_list(rq->store, pass, rq->arena, &query, &lists[count], err))
            return false;
        room += lists[count].count;
        rest = one.after;
    }
    struct form_choices *c = choices_add(form, refers, room, rq->arena);
    for (size_t i = 0; c && i < count; i++)
        choices_of_list(c, rq->arena, &lists[i]);
    return true;
}

const struct form_choices *form_choices_of(const struct form *form, const struct field *f)
{
    const char *refers = f->type == TYPE_STAFF ? "staff" : f->type != TYPE_TEAM ? f->refers
                       : !strcmp(f->name, PARTNERS) ? PARTNERS : "team";
    for (size_t i = 0; refers && i < form->choice_count; i++)
        if (!strcmp(form->choices[i].refers, refers))
            return &form->choices[i];
    return NULL;
}

bool form_offer_records(struct request *rq, struct form *form, const struct pass *pass,
                        struct error *err)
{
    for (const struct field *f = form->kind->fields; f->name; f++) {
        if (!form_asks(form, f, rq->today) || form_choices_of(form, f))
            continue;
        bool good = true;
        if (f->type == TYPE_STAFF)
            good = offer_staff(rq, form, err);
        else if (f->type == TYPE_TEAM)
            good = strcmp(f->name, PARTNERS) ? offer_teams(rq, form, err) : offer_partners(rq, form, err);
        else if (f->type == TYPE_RECORD && f->refers && !strcmp(f->refers, TOOL))
            good = offer_tools(rq, form, err);
        else if (f->type == TYPE_RECORD && pass)
            good = offer_kinds(rq, form, pass, f->refers, err);
        if (!good)
            return false;
    }
    return true;
}

/* ---- keeping ---- */

/* The file goes with the record that names it, or neither. */
struct file_write {
    const struct attachment *file;
    bool (*also)(struct ledger *ledger, void *with, struct error *err); void *also_with;
};

static bool keep_file(struct ledger *ledger, void *with, struct error *err)
{
    const struct file_write *w = with;
    return (!w->also || w->also(ledger, w->also_with, err))
        && attachment_keep(ledger_store(ledger), w->file, err);
}

static void write_with_file(struct request *rq, const struct form *form, struct write *write)
{
    struct file_write *w = arena_new_of(rq->arena, struct file_write);
    *w = (struct file_write){ form->file, write->also, write->also_with };
    write->also = keep_file;
    write->also_with = w;
}

struct record_input form_input(struct request *rq, const struct form *form, id subject)
{
    return (struct record_input){
        .values = &form->values, .entry = form->entry, .record = form->record,
        // A founding record of a form posted twice must be the same person: its id comes from the form.
        .subject = form->kind->founds && id_none(subject) ? form->entry : subject,
        .replaces = form->amends ? form->replaces : NO_ENTRY, .reason = form->reason,
        .late_reason = !text_empty(form->late_reason) ? form->late_reason
                     : form->written_up_after ? TEXT("Written up after") : TEXT_NONE,
        .withdraw = form->withdraw, .so_from = form->so_from, .author = rq->actor.staff, .role = (uint16_t)rq->actor.role,
    };
}

/* What only pages of their own write stays as the version before holds it, whatever was sent. */
static bool keep_program_lines(struct request *rq, struct form *form, const struct pass *pass, struct error *err)
{
    struct record_version before;
    struct error why = { 0 };
    bool any = false, there = false;
    for (const struct field *f = form->kind->fields; f->name; f++)
        any = any || f->by_program;
    if (!any)
        return true;
    if (!id_none(form->record)
            && !(there = record_get(rq->store, pass, rq->arena, form->record, &before, &why))
            && why.kind != ERROR_ABSENT) {
        *err = why;
        return false;
    }
    for (const struct field *f = form->kind->fields; f->name; f++)
        if (f->by_program)
            form_set(rq, form, f->name, there ? values_get(&before.values, f->name)->text : TEXT_NONE);
    return true;
}

bool form_keep(struct request *rq, struct form *form, id subject, request_handler *after,
               struct error *err)
{
    const struct pass *pass = rq->state->opened;
    return ((!form->amends && id_none(form->record)) || access_may_amend(form->kind, err))
        && access_may_write(&rq->actor, pass, &form->values, err)
        && authorising_allows(rq->store, pass, rq->arena, &rq->actor, form->record, &form->values, err)
        && keep_program_lines(rq, form, pass, err)
        && pathway_complete(rq->store, pass, rq->arena, &form->values, err)
        && form_keep_own(rq, form, subject, after, err);
}

bool form_keep_own(struct request *rq, struct form *form, id subject, request_handler *after,
                   struct error *err)
{
    struct request_state *state = rq->state;
    struct record_input input = form_input(rq, form, subject);
    struct draft draft;
    if (!record_draft(rq->arena, &input, &draft, &state->kept_record, err))
        return false;
    record_write_fill(&state->kept, &draft, state->kept_record, input.replaces);
    if (form->file)
        write_with_file(rq, form, &state->kept.write);
    return request_write(rq, &state->kept.write, after, err);
}

bool form_tell_conflict(struct request *rq, struct form *form, const struct pass *pass,
                        const struct record_version *newest, struct error *err)
{
    struct record_list list;
    struct names names = { 0 };
    if (!record_history(rq->store, pass, rq->arena, newest->record, &list, err))
        return false;
    for (size_t i = 0; i < list.count; i++)
        if (list.at[i].seq == form->replaces) {
            names_want_of(&names, rq->arena, &list.at[i]);
            names_want_of(&names, rq->arena, &list.at[0]);
            if (!names_find(&names, rq, err))
                return false;
            form->conflict = record_changes(rq->arena, &list.at[i], &list.at[0]);
            names_in_changes(rq->arena, &names, &list.at[i], &list.at[0], &form->conflict);
            form->conflict_with = list.at[0];
        }
    form->conflicted = true;
    form->replaces = newest->seq;
    form->entry = id_new_ordered();
    rq->status = 409;
    return true;
}
