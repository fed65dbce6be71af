/* The one form in which a plan is written: its needs and actions as rows, from the records or from what was posted.
 *
 * A row names its record and the version that was seen, so that rows which others added or amended meanwhile disturb
 * nobody's: what was not touched here is not written. */
#include "web/pages/plans/plan.h"

#include <string.h>

static const char *const need_fields[] = {
    "need", "change_wanted", "measure", "baseline", "domain", "answers_words", "found_in", "progress", "progress_note",
        NULL
};
static const char *const action_fields[] = { "what", "who", "agency", "due_on", "progress", "progress_note", NULL };
static const char *const loose_fields[] = {
    "what", "who", "agency", "due_on", "progress", "progress_note", "need_id", NULL
};
static const char *const own_beside[] = { "need-*", "action-*", "needs", "actions", "go", NULL };

static const char *kind_name(enum plan_row_kind kind)
{
    return kind == ROW_NEED ? "need" : "plan_action";
}

static const char *const *fields_of(const struct plan_row *row)
{
    return row->kind == ROW_NEED ? need_fields : row->under == 0 ? loose_fields : action_fields;
}

static text prefix_of(struct arena *arena, enum plan_row_kind kind, size_t number)
{
    return text_format(arena, "%s-%zu-", kind == ROW_NEED ? "need" : "action", number);
}

static text row_input(const struct plan_edit *e, const struct plan_row *row, const char *what)
{
    return text_trim(request_field(e->rq, text_cstr(e->rq->arena, text_join(e->rq->arena, row->form.row,
                                                                            text_of(what)))));
}

/* ---- rows ---- */

/* NULL: the form is full. */
static struct plan_row *row_add(struct plan_edit *e, enum plan_row_kind kind, const struct record_version *before)
{
    if (e->row_count == PLAN_ROWS_MAX)
        return NULL;
    struct plan_row *row = &e->rows[e->row_count++];
    *row = (struct plan_row){ .kind = kind, .before = before,
                              .number = kind == ROW_NEED ? ++e->needs : ++e->actions };
    if (before)
        form_from_version(e->rq, before, &row->form);
    else
        form_new(e->rq, kind_by_name(text_of(kind_name(kind))), &row->form);
    row->form.row = prefix_of(e->rq->arena, kind, row->number);
    row->form.brief = true;
    return row;
}

static void blank_action(struct plan_edit *e, size_t under)
{
    struct plan_row *row = row_add(e, ROW_ACTION, NULL);
    if (row)
        row->under = under;
}

static bool in_rows(const struct plan_edit *e, id record)
{
    for (size_t i = 0; i < e->row_count; i++)
        if (e->rows[i].before && id_same(e->rows[i].before->record, record))
            return true;
    return false;
}

struct plan_row *plan_edit_need(const struct plan_edit *e, size_t number)
{
    for (size_t i = 0; number > 0 && i < e->row_count; i++)
        if (e->rows[i].kind == ROW_NEED && e->rows[i].number == number)
            return &e->rows[i];
    return NULL;
}

static size_t number_of_need(const struct plan_edit *e, id need)
{
    for (size_t i = 0; i < e->row_count; i++)
        if (e->rows[i].kind == ROW_NEED && e->rows[i].before && id_same(e->rows[i].before->record, need))
            return e->rows[i].number;
    return 0;
}

/* What stands in the plan, or was found, and is in no row yet: all of it at first, later what others have added. */
static void add_standing(struct plan_edit *e)
{
    const struct plan *plan = &e->o->plan;
    size_t before = e->needs;
    for (size_t i = 0; i < plan->needs.count; i++)
        if (need_open(&plan->needs.at[i]) && !in_rows(e, plan->needs.at[i].record))
            row_add(e, ROW_NEED, &plan->needs.at[i]);
    for (size_t i = 0; i < plan->found.count; i++) {
        struct plan_row *row = in_rows(e, plan->found.at[i].record) ? NULL : row_add(e, ROW_NEED, &plan->found.at[i]);
        if (row)
            row->offered = true;
    }
    for (size_t i = 0; i < plan->actions.count; i++) {
        const struct record_version *action = &plan->actions.at[i];
        bool wanted = action_open(action) && !in_rows(e, action->record);
        struct plan_row *row = wanted ? row_add(e, ROW_ACTION, action) : NULL;
        if (row)
            row->under = number_of_need(e, values_id(&action->values, "need_id"));
    }
    for (size_t number = before + 1; number <= e->needs; number++)
        blank_action(e, number);
}

bool plan_edit_more(struct plan_edit *e, text go)
{
    int64_t number;
    if (text_is(go, "need")) {
        struct plan_row *row = row_add(e, ROW_NEED, NULL);
        if (row)
            blank_action(e, row->number);
    } else if (text_starts(go, "action-") && text_to_int(text_skip(go, strlen("action-")), &number)
               && plan_edit_need(e, (size_t)number)) {
        blank_action(e, (size_t)number);
    } else {
        return false;
    }
    if (e->row_count == PLAN_ROWS_MAX)
        form_problem(&e->form, NULL, "This form holds no more lines. Save what is there; then add the others.");
    return true;
}

/* ---- what can be picked while writing ---- */

static struct form_choices *choices_add(struct plan_edit *e, const char *kind, const char *field, size_t room)
{
    const struct field *f = field_by_name(kind_by_name(text_of(kind)), text_of(field));
    struct form_choices *c = &e->choices[e->choice_count++];
    *c = (struct form_choices){ f->refers, arena_array(e->rq->arena, struct form_choice, room + 1), 0 };
    return c;
}

static text in_few_words(struct arena *arena, text words)
{
    enum { FEW = 90 };
    if (words.len <= FEW)
        return words;
    size_t len = FEW;
    while (len > 0 && ((unsigned char)words.at[len] & 0xC0) == 0x80)       // not inside a character
        len--;
    return text_join(arena, text_first(words, len), TEXT(" ..."));
}

static bool offer_places(struct plan_edit *e, struct error *err)
{
    static struct form empty;
    struct form form = empty;
    const struct kind *need = kind_by_name(TEXT("need"));
    const struct field *f = field_by_name(need, TEXT("found_in"));
    form_new(e->rq, need, &form);
    if (!form_offer_records(e->rq, &form, e->o->view.pass, err))
        return false;
    for (size_t i = 0; i < form.choice_count; i++)
        if (!strcmp(form.choices[i].refers, f->refers))
            e->choices[e->choice_count++] = form.choices[i];
    return true;
}

static bool offer_links(struct plan_edit *e, struct error *err)
{
    struct arena *arena = e->rq->arena;
    const struct plan *plan = &e->o->plan;
    struct form_choices *words = choices_add(e, "need", "answers_words", plan->words.count);
    for (size_t i = 0; i < plan->words.count; i++)
        words->at[words->count++] = (struct form_choice){ id_hex(arena, plan->words.at[i].record),
            in_few_words(arena, line_words(arena, &plan->words.at[i])) };
    struct form_choices *needs = choices_add(e, "plan_action", "need_id", plan->needs.count);
    for (size_t i = 0; i < plan->needs.count; i++)
        if (need_open(&plan->needs.at[i]))
            needs->at[needs->count++] = (struct form_choice){ id_hex(arena, plan->needs.at[i].record),
                in_few_words(arena, line_words(arena, &plan->needs.at[i])) };
    if (!offer_places(e, err))
        return false;
    for (size_t i = 0; i < e->row_count; i++) {
        memcpy(e->rows[i].form.choices, e->choices, sizeof e->choices);
        e->rows[i].form.choice_count = e->choice_count;
    }
    return true;
}

static void edit_begin(struct request *rq, struct opened_plan *o, struct plan_edit *e)
{
    *e = (struct plan_edit){ .rq = rq, .o = o, .rows = arena_array(rq->arena, struct plan_row, PLAN_ROWS_MAX) };
}

bool plan_edit_new(struct request *rq, struct opened_plan *o, struct plan_edit *e, struct error *err)
{
    edit_begin(rq, o, e);
    form_from_version(rq, &o->plan.record, &e->form);
    add_standing(e);
    plan_edit_more(e, TEXT("need"));
    return offer_links(e, err);
}

/* ---- what was posted ---- */

static const struct record_version *standing(const struct record_list *list, id record)
{
    for (size_t i = 0; i < list->count; i++)
        if (id_same(list->at[i].record, record))
            return &list->at[i];
    return NULL;
}

static const struct record_version *find_standing(const struct plan *plan, enum plan_row_kind kind, id record)
{
    if (kind == ROW_ACTION)
        return standing(&plan->actions, record);
    const struct record_version *need = standing(&plan->needs, record);
    return need ? need : standing(&plan->found, record);
}

/* How it ended, on which day, and what shows it or why: three answers where the record has a field for each end. */
static void read_over(struct plan_edit *e, struct plan_row *row)
{
    static const struct { enum plan_row_kind kind; const char *over, *day, *why; } ends[] = {
        { ROW_NEED, "CLOSED", "closed_on", "closing_evidence" }, { ROW_ACTION, "DONE", "done_on", "evidence" },
        { ROW_ACTION, "OUT", "dropped_on", "not_done_reason" },
    };
    row->over = row_input(e, row, "over");
    row->why = row_input(e, row, "over-why");
    row->day = row_input(e, row, "over-day");
    row->month = row_input(e, row, "over-month");
    row->year = row_input(e, row, "over-year");
    bool dated = !text_empty(row->day) || !text_empty(row->month) || !text_empty(row->year);
    for (size_t i = 0; i < COUNT_OF(ends); i++)
        if (ends[i].kind == row->kind && text_is(row->over, ends[i].over)) {
            form_set(e->rq, &row->form, ends[i].day, !dated ? day_iso(e->rq->arena, e->rq->today)
                     : text_format(e->rq->arena, "%.*s %.*s %.*s", TEXT_ARG(row->day), TEXT_ARG(row->month),
                                   TEXT_ARG(row->year)));
            form_set(e->rq, &row->form, ends[i].why, row->why);
        }
    if (text_empty(row->over) && (dated || !text_empty(row->why)))
        row->over_problem = row->kind == ROW_NEED ? "Choose 'Close this need', or leave the rest of it empty"
                                                  : "Choose whether it was done or is taken out";
}

static bool holds_something(const struct plan_row *row)
{
    for (const char *const *name = fields_of(row); *name; name++) {
        const struct value *value = values_get(&row->form.values, *name);
        if (value->given || value->problem)
            return true;
    }
    return !text_empty(row->over);
}

static text held(const struct values *values, const struct field *f)
{
    const struct value *value = values_get(values, f->name);
    return value->given ? value->text : TEXT_NONE;
}

/* Against the version that was seen, which need not be the newest. */
static bool changed_since_seen(struct plan_edit *e, const struct form *form, const struct record_version *newest,
                               bool *changed, struct error *err)
{
    struct record_list list;
    const struct values *seen = &newest->values;
    if (form->replaces != newest->seq) {
        if (!record_history(e->rq->store, e->o->view.pass, e->rq->arena, newest->record, &list, err))
            return false;
        for (size_t i = 0; i < list.count; i++)
            if (list.at[i].seq == form->replaces)
                seen = &list.at[i].values;
    }
    *changed = false;
    for (const struct field *f = form->kind->fields; f->name; f++) {
        text is = held(&form->values, f);
        // What the form does not ask is as it stands now, whoever set it.
        *changed = *changed || values_get(&form->values, f->name)->problem
            || (!text_same(is, held(seen, f)) && !text_same(is, held(&newest->values, f)));
    }
    return true;
}

static bool read_row(struct plan_edit *e, enum plan_row_kind kind, size_t number, struct error *err)
{
    struct plan_row *row = row_add(e, kind, NULL);
    id record;
    int64_t seen = -1, under = 0;
    if (!row)
        return fail(err, ERROR_INPUT, NULL, "This form holds more lines than a plan can be changed in at once.");
    row->number = number;
    row->form.row = prefix_of(e->rq->arena, kind, number);
    if (id_from_hex(row_input(e, row, "record"), &record))
        row->before = find_standing(&e->o->plan, kind, record);
    if (kind == ROW_ACTION && text_to_int(row_input(e, row, "under"), &under) && plan_edit_need(e, (size_t)under))
        row->under = (size_t)under;
    form_read_row(e->rq, row->form.kind, row->form.row, fields_of(row), row->before, &row->form);
    row->form.brief = true;
    read_over(e, row);
    if (!row->before) {
        row->filled = holds_something(row);
        return true;
    }
    if (!text_to_int(row_input(e, row, "replaces"), &seen) || seen < 0)
        return fail(err, ERROR_INPUT, NULL, "This form is not whole: open it anew.");
    row->form.replaces = (uint64_t)seen;
    row->offered = standing(&e->o->plan.found, row->before->record) != NULL;
    row->taken = row->offered && text_is(row_input(e, row, "take"), "Y");
    return changed_since_seen(e, &row->form, row->before, &row->changed, err);
}

static bool read_rows(struct plan_edit *e, struct error *err)
{
    int64_t needs = 0, actions = 0;
    if (!text_to_int(request_field(e->rq, "needs"), &needs) || !text_to_int(request_field(e->rq, "actions"), &actions)
            || needs < 0 || actions < 0 || needs + actions > PLAN_ROWS_MAX)
        return fail(err, ERROR_INPUT, NULL, "This form is not whole: open it anew.");
    for (int64_t i = 1; i <= needs; i++)
        if (!read_row(e, ROW_NEED, (size_t)i, err))
            return false;
    for (int64_t i = 1; i <= actions; i++)
        if (!read_row(e, ROW_ACTION, (size_t)i, err))
            return false;
    return true;
}

/* ---- what the form itself says, and what is wrong ---- */

static void complete_row(struct plan_edit *e, struct plan_row *row, int64_t place)
{
    struct request *rq = e->rq;
    text today = day_iso(rq->arena, rq->today);
    if (!row->before || row->taken)
        form_set(rq, &row->form, "plan_id", id_hex(rq->arena, e->o->plan.record.record));
    if (!row->before) {
        form_set(rq, &row->form, row->kind == ROW_NEED ? "found_on" : "agreed_on", today);
        form_set(rq, &row->form, "position", text_format(rq->arena, "%lld", (long long)place));
    }
}

static void add_problem(struct plan_edit *e, const char *words, text link)
{
    struct form *form = &e->form;
    struct error_item *items = arena_array(e->rq->arena, struct error_item, form->page_problem_count + 1);
    if (form->page_problem_count > 0)
        memcpy(items, form->page_problems, form->page_problem_count * sizeof *items);
    items[form->page_problem_count++] = (struct error_item){ text_of(words), link };
    form->page_problems = items;
    form->problem_count++;
}

/* The fields of its end are not on the page under their own names: what is wrong with them stands beside the
 * question. */
static void judge_row(struct plan_edit *e, struct plan_row *row)
{
    static const char *const ends[] = { "closed_on", "closing_evidence", "done_on", "evidence", "dropped_on",
                                        "not_done_reason" };
    form_check(e->rq, &row->form);
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        const struct field *f = field_by_name(row->form.kind, text_of(ends[i]));
        struct value *value = f ? &row->form.values.at[field_index(row->form.kind, f)] : NULL;
        if (!value || !value->problem)
            continue;
        row->over_problem = row->over_problem ? row->over_problem : value->problem;
        value->problem = NULL;
        row->form.values.problem_count--;
        row->form.problem_count--;
    }
    if (row->over_problem)
        add_problem(e, row->over_problem, text_join(e->rq->arena, TEXT("#"), row->form.row, TEXT("over")));
    form_tell_row(e->rq, &e->form, &row->form);
}

static int64_t highest_place(const struct plan *plan)
{
    int64_t highest = 0;
    for (size_t i = 0; i < plan->needs.count + plan->actions.count; i++) {
        const struct record_version *v = i < plan->needs.count ? &plan->needs.at[i]
                                                               : &plan->actions.at[i - plan->needs.count];
        int64_t place = values_number(&v->values, "position", 0);
        highest = place > highest ? place : highest;
    }
    return highest;
}

/* An action under a need that is new, or only offered, brings the need with it. */
static void bring_needs(struct plan_edit *e)
{
    for (size_t i = 0; i < e->row_count; i++) {
        struct plan_row *row = &e->rows[i], *need = row->kind == ROW_ACTION ? plan_edit_need(e, row->under) : NULL;
        if (!need || row->before || !row->filled)
            continue;
        need->filled = need->filled || !need->before;
        need->taken = need->taken || need->offered;
    }
}

static void judge_rows(struct plan_edit *e)
{
    int64_t place = highest_place(&e->o->plan);
    bring_needs(e);
    for (size_t i = 0; i < e->row_count; i++) {
        struct plan_row *row = &e->rows[i];
        bool written = row->before ? row->taken || (row->changed && !row->offered) : row->filled;
        if (!written && !row->over_problem)
            continue;
        complete_row(e, row, ++place);
        row->changed = row->before && written;
        e->changes++;
        judge_row(e, row);
    }
}

bool plan_edit_read(struct request *rq, struct opened_plan *o, const char *const *beside, struct plan_edit *e,
                    struct error *err)
{
    const char *names[16];
    size_t count = 0;
    for (const char *const *name = own_beside; *name; name++)
        names[count++] = *name;
    for (; beside && *beside && count < COUNT_OF(names) - 1; beside++)
        names[count++] = *beside;
    names[count] = NULL;
    struct form_part part = { .fields = o->plan.shape->of_plan, .beside = names };
    edit_begin(rq, o, e);
    if (!form_read_part(rq, o->plan.record.kind, &part, &o->plan.record, &e->form, err)
            || !changed_since_seen(e, &e->form, &o->plan.record, &e->form_changed, err) || !read_rows(e, err))
        return false;
    if (e->form_changed)
        form_check(rq, &e->form);
    e->changes = e->form_changed;
    judge_rows(e);
    add_standing(e);
    return offer_links(e, err);
}

void plan_edit_forget_problems(struct plan_edit *e)
{
    struct form *form = &e->form;
    for (size_t f = 0; form->kind->fields[f].name; f++)
        form->values.at[f].problem = NULL;
    for (size_t i = 0; i < e->row_count; i++) {
        struct plan_row *row = &e->rows[i];
        row->over_problem = NULL;
        row->form.problem_count = 0;
        for (size_t f = 0; row->form.kind->fields[f].name; f++)
            row->form.values.at[f].problem = NULL;
    }
    form->problem_count = form->page_problem_count = 0;
    form->general_problem = NULL;
}
