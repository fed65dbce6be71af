/* A kind's fields as the parts of a page. */
#include "web/form_fields.h"

#include <string.h>

#define PROSE_CHARACTERS_MAX 20000     // dictionary/kind.h: what a text is bounded by when it says nothing

struct shown {
    struct html *h; struct request *rq; const struct form *form; const struct field *f;
    const struct value *value; text name, label, hint, error;
};

static text text_value(const struct shown *s)
{
    if (s->form->posted)
        return request_field(s->rq, text_cstr(s->rq->arena, s->name));
    return s->value->given ? s->value->text : TEXT_NONE;
}

static struct date_input date_of(const struct shown *s)
{
    struct arena *arena = s->rq->arena;
    struct date_input o = { .id = s->name, .name = s->name, .legend = s->label, .hint = s->hint,
                            .error = s->error, .legend_classes = TEXT("govuk-fieldset__legend--s") };
    if (s->form->posted) {
        o.day = form_typed(s->rq, s->form, s->f, "-day");
        o.month = form_typed(s->rq, s->form, s->f, "-month");
        o.year = form_typed(s->rq, s->form, s->f, "-year");
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
    text name = text_join(arena, s->name, TEXT("-time")), value = TEXT_NONE;
    if (s->form->posted) {
        value = form_typed(s->rq, s->form, s->f, "-time");
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
            on = on || (text_same(s->rq->fields[j].name, s->name)
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
    if (set->code_count <= RADIOS_MOST && !s->form->brief)
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
    const struct form_choices *choices = form_choices_of(s->form, s->f);
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
            .value = text_value(s), .rows = s->form->brief ? 2 : 4, .label_classes = TEXT("govuk-label--s"),
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

/* What pages write and nobody types comes back as it was. */
static void show_carried_along(const struct shown *s)
{
    html_literal(s->h, "<input type=\"hidden\" name=\"");
    html_text(s->h, s->name);
    html_literal(s->h, "\" value=\"");
    html_value_text(s->h, text_value(s));
    html_literal(s->h, "\">\n");
}

static void show_one(struct html *h, struct request *rq, const struct form *form,
                     const struct field *f)
{
    const struct value *value = &form->values.at[field_index(form->kind, f)];
    text label = text_of(f->label);
    struct shown s = {
        .h = h, .rq = rq, .form = form, .f = f, .value = value, .name = form_name(rq, form, f),
        .label = label, .hint = text_of(f->help), .error = text_of(value->problem),
    };
    if (f->by_program) {
        show_carried_along(&s);
        return;
    }
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
    return f->needed == ALWAYS || f->needed == WANTED || f->type == TYPE_FILE || value->given || value->problem;
}

void form_show_part(struct html *h, struct request *rq, const struct form *form,
                    const char *const *fields)
{
    for (; *fields; fields++)
        show_one(h, rq, form, field_by_name(form->kind, text_of(*fields)));
}

/* What is asked comes first; what is only offered waits in a fold, open when it holds something. */
void form_show(struct html *h, struct request *rq, const struct form *form)
{
    bool more = false;
    form_show_hidden(h, form);
    for (const struct field *f = form->kind->fields; f->name; f++)
        if (form_asks(form, f, rq->today) && of_first_rank(form, f))
            show_one(h, rq, form, f);
        else
            more = more || form_asks(form, f, rq->today);
    if (more) {
        details_open(h, (struct details){ .summary = TEXT("More, if you know it") });
        for (const struct field *f = form->kind->fields; f->name; f++)
            if (form_asks(form, f, rq->today) && !of_first_rank(form, f))
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
    if (form->amends && form->kind->time == TIME_STATE)
        part_date_input(h, (struct date_input){
            .id = TEXT("changed"), .name = TEXT("changed"), .legend = TEXT("Since when is it so?"),
            .legend_classes = TEXT("govuk-fieldset__legend--s"), .error = text_of(form->changed_problem),
            .hint = form->kind->begins
                ? TEXT("Leave empty to correct what was never so. With a day, what was recorded before holds until "
                       "that day.")
                : TEXT("Leave empty when it is so from now on. With a day, what was recorded before holds until that "
                       "day."),
            .day = request_field(rq, "changed-day"), .month = request_field(rq, "changed-month"),
            .year = request_field(rq, "changed-year") });
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

static text problem_link(struct request *rq, const struct form *form, const struct field *f)
{
    bool dated = f->type == TYPE_DAY || f->type == TYPE_INSTANT;
    return text_join(rq->arena, TEXT("#"), form_name(rq, form, f), dated ? TEXT("-day") : TEXT_NONE);
}

void form_tell_row(struct request *rq, struct form *page, const struct form *row)
{
    size_t fields = kind_field_count(row->kind);
    struct error_item *items = arena_array(rq->arena, struct error_item, page->page_problem_count + fields + 1);
    if (page->page_problem_count > 0)
        memcpy(items, page->page_problems, page->page_problem_count * sizeof *items);
    page->page_problems = items;
    for (size_t i = 0; i < fields; i++)
        if (row->values.at[i].problem)
            items[page->page_problem_count++] = (struct error_item){
                text_of(row->values.at[i].problem), problem_link(rq, row, &row->kind->fields[i]) };
    page->problem_count += row->problem_count;
}

void form_show_problems(struct html *h, const struct form *form)
{
    struct error_item items[120];
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
    if (form->changed_problem)
        items[count++] = (struct error_item){ text_of(form->changed_problem), TEXT("#changed-day") };
    if (form->reason_problem)
        items[count++] = (struct error_item){ text_of(form->reason_problem), TEXT("#reason") };
    for (size_t i = 0; i < form->page_problem_count && count < 118; i++)
        items[count++] = form->page_problems[i];
    if (form->general_problem)
        items[count++] = (struct error_item){ text_of(form->general_problem), TEXT("#main-content") };
    if (count > 0)
        part_error_summary(h, (struct error_summary){ .title = TEXT("There is a problem"),
                                                      .items = items, .item_count = count });
}
