#include "web/form.h"

#include "web/state.h"

#include <string.h>

#define PROSE_CHARACTERS_MAX 20000     // dictionary/kind.h: what a text is bounded by when it says nothing

static const char *const own_names[] = {
    "csrf", "entry", "replaces", "reason", "late", "late-reason", "withdraw",
};

void form_new(struct request *rq, const struct kind *kind, struct form *form)
{
    *form = (struct form){
        .kind = kind, .values = values_new(rq->arena, kind, rq->today), .entry = id_new_ordered(),
        .replaces = NO_ENTRY,
    };
    for (const struct field *f = kind->fields; f->name; f++)
        form->holds_file = form->holds_file || f->type == TYPE_FILE;
}

void form_from_version(struct request *rq, const struct record_version *version, struct form *form)
{
    form_new(rq, version->kind, form);
    form->values = version->values;
    form->values.today = rq->today;
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

static bool names_are_ours(struct request *rq, const struct kind *kind, struct error *err)
{
    for (size_t i = 0; i < rq->field_count; i++) {
        text name = rq->fields[i].name;
        const struct field *f = field_of(kind, name);
        bool own = false;
        for (size_t j = 0; j < COUNT_OF(own_names); j++)
            own = own || text_is(name, own_names[j]);
        if (!f && !own)
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

static text field_part(struct request *rq, const struct field *f, const char *end)
{
    char name[64];
    snprintf(name, sizeof name, "%s%s", f->name, end);
    return text_trim(request_field(rq, name));
}

/* "27 3 2026", or what was typed in its stead, for values_set to judge. */
static text typed_day(struct request *rq, const struct field *f)
{
    text d = field_part(rq, f, "-day"), m = field_part(rq, f, "-month");
    text y = field_part(rq, f, "-year");
    if (text_empty(d) && text_empty(m) && text_empty(y))
        return request_field(rq, f->name);
    return text_format(rq->arena, "%.*s %.*s %.*s", TEXT_ARG(d), TEXT_ARG(m), TEXT_ARG(y));
}

static text typed_instant(struct request *rq, const struct field *f)
{
    text day_typed = typed_day(rq, f), time = field_part(rq, f, "-time");
    struct values one = values_new(rq->arena, kind_by_name(TEXT("person")), rq->today);
    const struct field *dob = field_by_name(one.kind, TEXT("dob"));
    if (text_empty(text_trim(day_typed)) && text_empty(time))
        return TEXT_NONE;
    if (!text_contains(day_typed, TEXT("T")))
        values_set(&one, rq->arena, dob, day_typed);
    day d = values_day(&one, "dob");
    if (!day_known(d) || values_get(&one, "dob")->problem)
        return text_contains(day_typed, TEXT("T")) ? day_typed : TEXT("not a day");
    if (text_empty(time))
        time = TEXT("12:00");
    if (time.len == 4)
        time = text_format(rq->arena, "0%.*s", TEXT_ARG(time));
    return text_format(rq->arena, "%.*sT%.*s", TEXT_ARG(day_iso(rq->arena, d)), TEXT_ARG(time));
}

static text typed_codes(struct request *rq, const struct field *f)
{
    struct bytes all = { 0 };
    for (size_t i = 0; i < rq->field_count; i++)
        if (text_is(rq->fields[i].name, f->name))
            bytes_add_format(&all, "%s%.*s", all.len ? " " : "", TEXT_ARG(rq->fields[i].value));
    text made = text_copy(rq->arena, bytes_text(&all));
    bytes_free(&all);
    return made;
}

/* A reference read out on the telephone stands for the person. */
static text typed_person(struct request *rq, const struct field *f)
{
    text typed = text_trim(request_field(rq, f->name));
    id already;
    struct person_hits hits = { 0 };
    struct error ignored = { 0 };              // nobody found: values_set says so beside the field
    if (text_empty(typed) || id_from_hex(typed, &already)
            || !record_search_people(rq->store, rq->arena, typed, false, 2, &hits, &ignored)
            || hits.count != 1)
        return typed;
    return id_hex(rq->arena, hits.at[0].person);
}

static text typed_value(struct request *rq, const struct field *f)
{
    switch (f->type) {
    case TYPE_DAY:     return typed_day(rq, f);
    case TYPE_INSTANT: return typed_instant(rq, f);
    case TYPE_CODES:   return typed_codes(rq, f);
    case TYPE_PERSON:  return typed_person(rq, f);
    default:           return request_field(rq, f->name);
    }
}

static bool asked(const struct field *f, const struct form *form, day today)
{
    bool holds = form->values.at[field_index(form->kind, f)].given;
    return holds || (f->needed != NEVER_ASKED && field_in_use(f, today));
}

/* A field left empty sends a file without name and content. */
static void read_file(struct request *rq, struct form *form, const struct field *f)
{
    for (size_t i = 0; i < rq->upload_count; i++) {
        const struct upload *up = &rq->uploads[i];
        struct error why = { 0 };
        if (!text_is(up->field, f->name) || (text_empty(up->file_name) && text_empty(up->content)))
            continue;
        form->file = arena_new_of(rq->arena, struct attachment);
        if (attachment_make(rq->arena, up->file_name, up->type, up->content, form->file, &why)) {
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

bool form_read(struct request *rq, const struct kind *kind, struct form *form, struct error *err)
{
    int64_t replaces;
    form_new(rq, kind, form);
    form->posted = true;
    if (!names_are_ours(rq, kind, err))
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
    for (const struct field *f = kind->fields; f->name; f++)
        if (f->type == TYPE_FILE)
            read_file(rq, form, f);
        else
            values_set(&form->values, rq->arena, f, typed_value(rq, f));
    if (!form->withdraw)
        values_check(&form->values, rq->arena);
    form->problem_count = form->values.problem_count;
    bool any = form->withdraw || form->problem_count > 0;
    for (const struct field *f = kind->fields; f->name; f++)
        any = any || form->values.at[field_index(kind, f)].given;
    if (!any)
        form_problem(form, NULL, "Fill in at least one answer");
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

static struct form_choices *choices_add(struct form *form, const char *refers, size_t room,
                                        struct arena *arena)
{
    if (form->choice_count == COUNT_OF(form->choices))
        return NULL;
    struct form_choices *c = &form->choices[form->choice_count++];
    *c = (struct form_choices){ refers, arena_array(arena, struct form_choice, room + 1), 0 };
    return c;
}

static bool offer_named(struct request *rq, struct form *form, const char *kind, struct error *err)
{
    struct named *names;
    size_t count;
    if (!record_list_named(rq->store, rq->arena, kind_by_name(text_of(kind)), 2000, &names, &count,
                           err))
        return false;
    struct form_choices *c = choices_add(form, kind, count, rq->arena);
    for (size_t i = 0; c && i < count; i++)
        c->at[c->count++] = (struct form_choice){ id_hex(rq->arena, names[i].id), names[i].name };
    return true;
}

static bool offer_kind(struct request *rq, struct form *form, const struct pass *pass,
                       const char *refers, struct error *err)
{
    struct record_list list;
    struct record_query query = { .kind = kind_by_name(text_of(refers)), .limit = 100 };
    if (!record_list(rq->store, pass, rq->arena, &query, &list, err))
        return false;
    struct form_choices *c = choices_add(form, refers, list.count, rq->arena);
    for (size_t i = 0; c && i < list.count; i++)
        if (!list.at[i].withdrawn)
            c->at[c->count++] = (struct form_choice){
                id_hex(rq->arena, list.at[i].record),
                text_format(rq->arena, "%s of %.*s", query.kind->label,
                    TEXT_ARG(day_display(rq->arena, instant_london_day(list.at[i].valid_from)))) };
    return true;
}

static const struct form_choices *choices_of(const struct form *form, const struct field *f)
{
    const char *refers = f->type == TYPE_STAFF ? "staff" : f->type == TYPE_TEAM ? "team" : f->refers;
    for (size_t i = 0; refers && i < form->choice_count; i++)
        if (!strcmp(form->choices[i].refers, refers))
            return &form->choices[i];
    return NULL;
}

bool form_offer_records(struct request *rq, struct form *form, const struct pass *pass,
                        struct error *err)
{
    for (const struct field *f = form->kind->fields; f->name; f++) {
        if (!asked(f, form, rq->today) || choices_of(form, f))
            continue;
        bool good = true;
        if (f->type == TYPE_STAFF || f->type == TYPE_TEAM)
            good = offer_named(rq, form, f->type == TYPE_STAFF ? "staff" : "team", err);
        else if (f->type == TYPE_RECORD && pass)
            good = offer_kind(rq, form, pass, f->refers, err);
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

bool form_keep(struct request *rq, struct form *form, id subject, request_handler *after,
               struct error *err)
{
    struct request_state *state = rq->state;
    struct record_input input = {
        .values = &form->values, .entry = form->entry, .subject = subject, .record = form->record,
        .replaces = form->amends ? form->replaces : NO_ENTRY, .reason = form->reason,
        .late_reason = !text_empty(form->late_reason) ? form->late_reason
                     : form->written_up_after ? TEXT("Written up after") : TEXT_NONE,
        .withdraw = form->withdraw, .author = rq->actor.staff, .role = (uint16_t)rq->actor.role,
    };
    // A founding record of a form posted twice must be the same person: its id comes from the form.
    if (form->kind->founds && id_none(subject))
        input.subject = form->entry;
    struct draft draft;
    if (!record_draft(rq->arena, &input, &draft, &state->kept_record, err))
        return false;
    record_write_fill(&state->kept, &draft, state->kept_record, input.replaces);
    if (form->file)
        write_with_file(rq, form, &state->kept.write);
    return request_write(rq, &state->kept.write, after, err);
}

/* ---- showing ---- */

struct shown {
    struct html *h; struct request *rq; const struct form *form; const struct field *f;
    const struct value *value; text name, label, hint, error;
};

static text text_value(const struct shown *s)
{
    if (s->form->posted)
        return request_field(s->rq, s->f->name);
    return s->value->given ? s->value->text : TEXT_NONE;
}

static struct date_input date_of(const struct shown *s)
{
    struct arena *arena = s->rq->arena;
    struct date_input o = { .id = s->name, .name = s->name, .legend = s->label, .hint = s->hint,
                            .error = s->error, .legend_classes = TEXT("govuk-fieldset__legend--s") };
    if (s->form->posted) {
        o.day = field_part(s->rq, s->f, "-day");
        o.month = field_part(s->rq, s->f, "-month");
        o.year = field_part(s->rq, s->f, "-year");
    } else if (s->value->given) {
        day d = s->f->type == TYPE_DAY ? s->value->day : instant_london_day(s->value->instant);
        struct civil c = day_civil(d);
        o.day = text_format(arena, "%d", c.day);
        o.month = text_format(arena, "%d", c.month);
        o.year = text_format(arena, "%d", c.year);
    }
    return o;
}

static void show_time(const struct shown *s)
{
    struct arena *arena = s->rq->arena;
    text name = text_format(arena, "%s-time", s->f->name), value = TEXT_NONE;
    if (s->form->posted) {
        value = field_part(s->rq, s->f, "-time");
    } else if (s->value->given) {
        struct time_of_day t = instant_london_time(s->value->instant);
        value = text_format(arena, "%02d:%02d", t.hour, t.minute);
    }
    part_input(s->h, (struct input){
        .id = name, .name = name, .value = value, .inputmode = TEXT("numeric"),
        .label = text_format(arena, "Time (%.*s)", TEXT_ARG(s->label)),
        .hint = TEXT("24-hour clock, for example 14:30"),
        .classes = TEXT("govuk-input--width-5") });
}

static void show_codes(const struct shown *s)
{
    const struct code_set *set = code_set_find(s->f->codes);
    struct arena *arena = s->rq->arena;
    size_t count = 0, chosen_count = 0;
    struct checkbox *items = arena_array(arena, struct checkbox, set->code_count + 1);
    text *chosen = arena_array(arena, text, set->code_count + 1);
    for (size_t i = 0; i < set->code_count; i++) {
        bool on = s->form->posted ? false : values_has_code(&s->form->values, s->f->name,
                                                            set->codes[i].code);
        for (size_t j = 0; s->form->posted && j < s->rq->field_count; j++)
            on = on || (text_is(s->rq->fields[j].name, s->f->name)
                        && text_is(s->rq->fields[j].value, set->codes[i].code));
        if (!on && !code_in_use(&set->codes[i], s->rq->today))
            continue;
        if (on)
            chosen[chosen_count++] = text_of(set->codes[i].code);
        items[count++] = (struct checkbox){ .value = text_of(set->codes[i].code),
                                            .text = text_of(set->codes[i].label) };
    }
    part_checkboxes(s->h, (struct checkboxes){
        .id = s->name, .name = s->name, .legend = s->label, .hint = s->hint, .error = s->error,
        .legend_classes = TEXT("govuk-fieldset__legend--s"), .classes = TEXT("govuk-checkboxes--small"),
        .values = chosen, .value_count = chosen_count, .items = items, .item_count = count });
}

#define RADIOS_MOST 6

static void show_code(const struct shown *s)
{
    const struct code_set *set = code_set_find(s->f->codes);
    struct arena *arena = s->rq->arena;
    text value = text_value(s);
    struct radio *radios = arena_array(arena, struct radio, set->code_count + 1);
    struct select_option *options = arena_array(arena, struct select_option, set->code_count + 3);
    size_t count = 0, option_count = 1;
    options[0] = (struct select_option){ .value = TEXT(""), .text = TEXT("Choose") };
    for (size_t i = 0; i < set->code_count; i++) {
        const struct code *c = &set->codes[i];
        if (!code_in_use(c, s->rq->today) && !text_is(value, c->code))
            continue;
        radios[count++] = (struct radio){ .value = text_of(c->code), .text = text_of(c->label) };
        options[option_count++] = (struct select_option){ .value = text_of(c->code),
                                                          .text = text_of(c->label) };
    }
    if (!text_empty(value) && !code_find(set, value))           // as a file gave it
        options[option_count++] = (struct select_option){ .value = value, .text = value };
    if (set->code_count <= RADIOS_MOST)
        part_radios(s->h, (struct radios){
            .id = s->name, .name = s->name, .legend = s->label, .hint = s->hint, .error = s->error,
            .legend_classes = TEXT("govuk-fieldset__legend--s"), .classes = TEXT("govuk-radios--small"),
            .value = value, .items = radios, .item_count = count });
    else
        part_select(s->h, (struct select){
            .id = s->name, .name = s->name, .label = s->label, .hint = s->hint, .error = s->error,
            .value = value, .items = options, .item_count = option_count,
            .label_classes = TEXT("govuk-label--s") });
}

static void show_flag(const struct shown *s)
{
    part_radios(s->h, (struct radios){
        .id = s->name, .name = s->name, .legend = s->label, .hint = s->hint, .error = s->error,
        .legend_classes = TEXT("govuk-fieldset__legend--s"),
        .classes = TEXT("govuk-radios--inline govuk-radios--small"), .value = text_value(s),
        ITEMS(struct radio, { .value = TEXT("Y"), .text = TEXT("Yes") },
                            { .value = TEXT("N"), .text = TEXT("No") }) });
}

static void show_choice(const struct shown *s)
{
    const struct form_choices *choices = choices_of(s->form, s->f);
    size_t most = choices ? choices->count : 0, count = 1;
    text value = text_value(s);
    bool held = text_empty(value);
    struct select_option *options = arena_array(s->rq->arena, struct select_option, most + 2);
    options[0] = (struct select_option){ .value = TEXT(""), .text = TEXT("Choose") };
    for (size_t i = 0; i < most; i++) {
        options[count++] = (struct select_option){ .value = choices->at[i].value,
                                                   .text = choices->at[i].label };
        held = held || text_same(choices->at[i].value, value);
    }
    if (!held)
        options[count++] = (struct select_option){ .value = value, .text = TEXT("As recorded") };
    part_select(s->h, (struct select){
        .id = s->name, .name = s->name, .label = s->label, .hint = s->hint, .error = s->error,
        .value = value, .items = options, .item_count = count,
        .label_classes = TEXT("govuk-label--s") });
}

static void show_line(const struct shown *s)
{
    part_input(s->h, (struct input){
        .id = s->name, .name = s->name, .label = s->label, .error = s->error, .value = text_value(s),
        .hint = s->f->type == TYPE_PERSON
              ? TEXT("Their reference, such as M000012A. Search for them in another tab.") : s->hint,
        .inputmode = s->f->type == TYPE_INT ? TEXT("numeric") : TEXT_NONE,
        .classes = s->f->type == TYPE_INT ? TEXT("govuk-input--width-5") : TEXT_NONE,
        .label_classes = TEXT("govuk-label--s") });
}

static void show_file(const struct shown *s)
{
    struct attachment held;
    text hint = s->hint;
    if (s->value->given && !s->value->problem
            && attachment_read(s->rq->arena, s->value->text, &held))
        hint = text_format(s->rq->arena, "%.*s %.*s Recorded now: %.*s.", TEXT_ARG(s->hint),
                           TEXT_ARG(s->form->posted ? TEXT("Choose the file again.")
                                                    : TEXT("Choose one only to replace it.")),
                           TEXT_ARG(held.name));
    part_file_upload(s->h, (struct file_upload){
        .id = s->name, .name = s->name, .label = s->label, .hint = hint, .error = s->error,
        .label_classes = TEXT("govuk-label--s") });
}

static void show_field(const struct shown *s)
{
    switch (s->f->type) {
    case TYPE_FILE:  show_file(s); break;
    case TYPE_DAY:
        part_date_input(s->h, date_of(s));
        break;
    case TYPE_INSTANT:
        part_date_input(s->h, date_of(s));
        show_time(s);
        break;
    case TYPE_FLAG:  show_flag(s); break;
    case TYPE_CODE:  show_code(s); break;
    case TYPE_CODES: show_codes(s); break;
    case TYPE_STAFF: case TYPE_TEAM: case TYPE_RECORD:
        show_choice(s);
        break;
    case TYPE_PROSE:
        part_character_count(s->h, (struct character_count){
            .id = s->name, .name = s->name, .label = s->label, .hint = s->hint, .error = s->error,
            .value = text_value(s), .rows = 4, .label_classes = TEXT("govuk-label--s"),
            .length_max = s->f->characters_max ? s->f->characters_max : PROSE_CHARACTERS_MAX,
            .threshold = 75 });
        break;
    default:
        show_line(s);
    }
}

/* Asked only after a certain answer: shown always, since no script need run, under that condition. The
 * words of the field it hangs on are the heading: "If Outcome is No further action". */
static void show_condition(struct html *h, struct request *rq, const struct form *form,
                           const struct field *f)
{
    const struct field *on = field_by_name(form->kind, text_of(f->when_field));
    const struct code_set *set = on->codes ? code_set_find(on->codes) : NULL;
    const char *between = " is ";
    html_literal(h, "<h2 class=\"govuk-heading-s\">");
    html_text(h, text_format(rq->arena, "If \xE2\x80\x98%s\xE2\x80\x99", on->label));
    for (text codes = text_of(f->when_code); !text_empty(codes); between = " or ") {
        struct text_pair one = text_cut(codes, ' ');
        html_cstr(h, between);
        html_text(h, set ? code_label(set, one.before)
                   : text_is(one.before, "Y") ? TEXT("Yes") : TEXT("No"));
        codes = one.after;
    }
    html_literal(h, "</h2>\n");
}

static void show_one(struct html *h, struct request *rq, const struct form *form,
                     const struct field *f)
{
    const struct value *value = &form->values.at[field_index(form->kind, f)];
    text label = text_of(f->label);
    struct shown s = {
        .h = h, .rq = rq, .form = form, .f = f, .value = value, .name = text_of(f->name),
        .label = label, .hint = text_of(f->help), .error = text_of(value->problem),
    };
    const struct field *before = f > form->kind->fields ? f - 1 : NULL;
    if (f->when_field && !(before && before->when_field && !strcmp(before->when_field, f->when_field)
                           && !strcmp(before->when_code, f->when_code)))
        show_condition(h, rq, form, f);
    show_field(&s);
}

static bool of_first_rank(const struct form *form, const struct field *f)
{
    const struct value *value = &form->values.at[field_index(form->kind, f)];
    if (f->when_field && of_first_rank(form, field_by_name(form->kind, text_of(f->when_field))))
        return true;                               // what hangs on an answer stands below it
    return f->needed == ALWAYS || f->needed == WANTED || value->given || value->problem;
}

/* What is asked comes first; what is only offered waits in a fold, open when it holds something. */
void form_show(struct html *h, struct request *rq, const struct form *form)
{
    bool more = false;
    form_show_hidden(h, form);
    for (const struct field *f = form->kind->fields; f->name; f++)
        if (asked(f, form, rq->today) && of_first_rank(form, f))
            show_one(h, rq, form, f);
        else
            more = more || asked(f, form, rq->today);
    if (more) {
        details_open(h, (struct details){ .summary = TEXT("More, if you know it") });
        for (const struct field *f = form->kind->fields; f->name; f++)
            if (asked(f, form, rq->today) && !of_first_rank(form, f))
                show_one(h, rq, form, f);
        details_close(h);
    }
    if (form->kind->late_after_hours && !form->amends) {
        part_checkboxes(h, (struct checkboxes){
            .id = TEXT("late"), .name = TEXT("late"), .legend = TEXT("Written up after?"),
            .legend_classes = TEXT("govuk-fieldset__legend--s"),
            .hint = TEXT("Late is better than never. The record shows both times."),
            .classes = TEXT("govuk-checkboxes--small"),
            .values = (const text[]){ TEXT("Y") }, .value_count = form->written_up_after,
            ITEMS(struct checkbox, { .value = TEXT("Y"), .text = TEXT("Yes, written up after") }) });
        part_input(h, (struct input){
            .id = TEXT("late-reason"), .name = TEXT("late-reason"), .value = form->late_reason,
            .label = TEXT("Why, if you like to say") });
    }
    if (form->amends) {
        part_input(h, (struct input){
            .id = TEXT("reason"), .name = TEXT("reason"), .value = form->reason,
            .label = TEXT("Why do you change the record?"), .label_classes = TEXT("govuk-label--s"),
            .hint = TEXT("The version before stays, with your reason beside it."),
            .error = text_of(form->reason_problem) });
        if (!form->kind->founds)
            part_checkboxes(h, (struct checkboxes){
                .id = TEXT("withdraw"), .name = TEXT("withdraw"),
                .legend = TEXT("Was it recorded in error altogether?"),
                .legend_classes = TEXT("govuk-fieldset__legend--s"),
                .classes = TEXT("govuk-checkboxes--small"),
                .values = (const text[]){ TEXT("Y") }, .value_count = form->withdraw,
                ITEMS(struct checkbox, { .value = TEXT("Y"),
                                         .text = TEXT("Withdraw it; it stays readable, marked as withdrawn") }) });
    }
}

void form_show_problems(struct html *h, const struct form *form)
{
    struct error_item items[80];
    size_t count = 0;
    char links[80][64];
    for (const struct field *f = form->kind->fields; f->name && count < 70; f++) {
        const struct value *value = &form->values.at[field_index(form->kind, f)];
        if (!value->problem)
            continue;
        bool dated = f->type == TYPE_DAY || f->type == TYPE_INSTANT;
        snprintf(links[count], sizeof links[count], "#%s%s", f->name, dated ? "-day" : "");
        items[count] = (struct error_item){ text_of(value->problem), text_of(links[count]) };
        count++;
    }
    if (form->reason_problem)
        items[count++] = (struct error_item){ text_of(form->reason_problem), TEXT("#reason") };
    if (form->general_problem)
        items[count++] = (struct error_item){ text_of(form->general_problem), TEXT("#main-content") };
    if (count > 0)
        part_error_summary(h, (struct error_summary){ .title = TEXT("There is a problem"),
                                                      .items = items, .item_count = count });
}
