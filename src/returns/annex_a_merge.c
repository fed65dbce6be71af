/* What a record becomes when a row tells of it. */
#include "returns/annex_a_keep.h"

#include "returns/cin_block.h"
#include "returns/cin_read.h"

#include <string.h>

/* Of a field: nothing in this workbook spoke of it yet; it stated what now stands; it was listed as different. */
enum { AS_HELD, STATED, LISTED };

static void finding_at(struct annex_a_child *child, const struct annex_a_stated *stated,
                       const struct annex_a_item *item, enum finding_code code)
{
    struct finding_place place = annex_a_place_of(stated->row, item->column);

    finding_add_cell(&child->keeper->summary->findings, code, &place);
}

/* ---- kept as received ---- */

text annex_a_received_path(struct arena *arena, const struct kind *kind, int list, int column)
{
    bool of_all = !strcmp(kind->name, "person") || !strcmp(kind->name, "disability");

    // What every list says of a child is one item, and not one for each list.
    return text_format(arena, ANNEX_A_RECEIVED "%s", of_all ? annex_a_column(column)->title
                                                            : annex_a_path(list, column));
}

/* The lines with this path's replaced, added, or taken out where cell is empty. */
static text received_with(struct arena *arena, text lines, text path, text cell)
{
    struct bytes made = { 0 };
    text rest = lines;

    while (!text_empty(rest)) {
        struct text_pair line = text_cut(rest, '\n');
        struct text_pair pair = text_cut(line.before, '=');
        if (!text_empty(line.before) && !text_same(pair.before, path))
            bytes_add_format(&made, "%.*s\n", TEXT_ARG(line.before));
        rest = line.after;
    }
    if (!text_empty(cell)) {
        text escaped = cin_line_escape(arena, cell);
        bytes_add_format(&made, "%.*s=%.*s\n", TEXT_ARG(path), TEXT_ARG(escaped));
    }
    text whole = text_copy(arena, bytes_text(&made));
    bytes_free(&made);
    return whole;
}

static void receive(struct annex_a_child *child, const struct annex_a_stated *stated, const struct annex_a_item *item,
                    text cell)
{
    struct annex_a_work *work = stated->work;
    if (text_empty(cell) && text_empty(work->values.as_received))
        return;
    text path = annex_a_received_path(child->arena, work->kind, stated->row->sheet->list, item->column);
    text lines = received_with(child->arena, work->values.as_received, path, cell);

    if (text_same(lines, work->values.as_received))
        return;
    work->values.as_received = lines;
    work->dirty = true;
}

/* ---- who recorded what stands ---- */

static text ours_of(const struct annex_a_work *work, const struct field *field)
{
    const struct value *value = &work->values.at[field_index(work->kind, field)];

    return value->given && !value->erased && !value->hidden ? value->text : TEXT_NONE;
}

/* "" when it was an earlier Annex A, which a later one may amend. */
static bool recorded_by(struct annex_a_child *child, struct annex_a_work *work, const struct field *field,
                        const char **who, struct error *err)
{
    const struct record_version *by;

    *who = "";
    if (!work->held)
        return true;
    if (!origin_version(child->keeper->store, child->pass, child->arena, work->held, field_index(work->kind, field),
                        &work->history, &by, err))
        return false;
    text system = origin_system(&child->keeper->imports, by);
    if (!text_is(system, IMPORT_ANNEX_A))
        *who = origin_words(system);
    return true;
}

/* ---- differences ---- */

static text shown(struct annex_a_child *child, const struct annex_a_work *work, const struct field *field)
{
    const struct value *value = &work->values.at[field_index(work->kind, field)];

    if (field->type == TYPE_STAFF || field->type == TYPE_TEAM)
        return annex_a_name_of(&child->keeper->names, value->id);
    if (field->type == TYPE_INSTANT)
        return day_display(child->arena, instant_london_day(value->instant));
    if (field->type == TYPE_CODE)
        return text_format(child->arena, "%.*s: %.*s", TEXT_ARG(value->text),
                           TEXT_ARG(code_label(code_set_find(field->codes), value->text)));
    return values_display(&work->values, child->arena, field);
}

/* As the file has it; a day as people write it, whatever the spreadsheet made of it. */
static text stated_as(struct annex_a_child *child, const struct annex_a_item *item)
{
    instant t;
    day d;

    if (item->meaning == MEANS_VALUE && item->field->type == TYPE_DAY && day_parse_iso(item->value, &d))
        return day_display(child->arena, d);
    if (item->meaning == MEANS_VALUE && item->field->type == TYPE_INSTANT && instant_parse_iso(item->value, &t))
        return day_display(child->arena, instant_london_day(t));
    return text_empty(item->cell) ? TEXT("(empty)") : item->cell;
}

static void differ(struct annex_a_child *child, const struct annex_a_stated *stated, const struct annex_a_item *item,
                   const char *who)
{
    struct annex_a_work *work = stated->work;
    const struct annex_a_row *row = stated->row;
    struct difference difference = {
        .child = child->reference, .row = row->row, .item = annex_a_column(item->column)->title,
        .where = text_cstr(child->arena, text_format(child->arena, "List %d", row->sheet->list)),
        .recorded = shown(child, work, item->field), .recorded_by = who,
        .stated = stated_as(child, item), .done = "What is recorded stays",
    };

    work->state[field_index(work->kind, item->field)] = LISTED;
    child->keeper->summary->differences++;
    finding_at(child, stated, item, FINDING_DIFFERS);
    if (child->keeper->options->differences)
        difference_add(child->keeper->options->differences, &difference);
}

/* ---- one item ---- */

static void set(struct annex_a_child *child, const struct annex_a_stated *stated, const struct annex_a_item *item)
{
    struct annex_a_work *work = stated->work;
    int index = field_index(work->kind, item->field);

    work->values.at[index] = (struct value){ 0 };
    if (!text_empty(item->value))
        values_restore(&work->values, child->arena, item->field, item->value);
    work->state[index] = STATED;
    work->dirty = true;
}

static bool same(const struct annex_a_work *work, const struct annex_a_item *item)
{
    const struct value *ours = &work->values.at[field_index(work->kind, item->field)];
    instant theirs;

    if (text_same(ours->text, item->value))
        return true;
    // A list has days only: whoever recorded the hour as well has said the same.
    return item->field->type == TYPE_INSTANT && instant_parse_iso(item->value, &theirs)
        && day_same(instant_london_day(ours->instant), instant_london_day(theirs));
}

/* Once born, a child whose birth was expected on the day of the list is not another's. */
static bool expected_then(const struct annex_a_work *work, const struct annex_a_item *item)
{
    return !strcmp(work->kind->name, "person") && !strcmp(item->field->name, "dob")
        && !values_given(&work->values, "dob")
        && text_same(values_get(&work->values, "expected_dob")->text, item->value);
}

static bool merge_value(struct annex_a_child *child, const struct annex_a_stated *stated,
                        const struct annex_a_item *item, struct error *err)
{
    struct annex_a_work *work = stated->work;
    uint8_t *state = &work->state[field_index(work->kind, item->field)];
    const char *who;

    receive(child, stated, item, TEXT_NONE);
    if (text_empty(ours_of(work, item->field)) && !expected_then(work, item)) {
        set(child, stated, item);
        return true;
    }
    if (expected_then(work, item) || same(work, item)) {
        *state = STATED;
        return true;
    }
    if (*state == STATED)
        finding_at(child, stated, item, FINDING_CONTRADICTED);
    if (*state != AS_HELD)
        return true;
    if (!recorded_by(child, work, item->field, &who, err))
        return false;
    if (*who)
        differ(child, stated, item, who);
    else
        set(child, stated, item);
    return true;
}

/* Words that no code of the set stands for: what they rule out. "No" to "seen alone" rules out that code alone. */
static bool words_deny(const struct annex_a_item *item, text ours)
{
    if (item->field->codes && !strcmp(item->field->codes, "disability"))
        return text_is(ours, "NONE");
    if (item->field->codes && !strcmp(item->field->codes, "child_presence"))
        return text_is(ours, "SEEN_ALONE");
    if (item->field->codes && !strcmp(item->field->codes, "icpc_outcome"))
        return text_is(ours, "CP");
    return true;
}

/* An empty day to begin with says nothing against the day by which others know the record. */
static bool is_beginning(const struct field *field, const struct kind *kind)
{
    return kind->begins && !strcmp(field->name, kind->begins);
}

/* The cell holds no value that the field could: it is empty, or kept as received. */
static bool merge_other(struct annex_a_child *child, const struct annex_a_stated *stated,
                        const struct annex_a_item *item, struct error *err)
{
    struct annex_a_work *work = stated->work;
    uint8_t *state = &work->state[field_index(work->kind, item->field)];
    bool empty = item->meaning == MEANS_NOTHING;
    text ours = ours_of(work, item->field);
    const char *who;

    if (text_empty(ours) || *state != AS_HELD
        || (empty && (stated->beside || is_beginning(item->field, work->kind)))
        || (item->meaning == MEANS_WORDS && !words_deny(item, ours))) {
        receive(child, stated, item, !empty && text_empty(ours) ? item->cell : TEXT_NONE);
        return true;
    }
    if (!recorded_by(child, work, item->field, &who, err))
        return false;
    if (*who) {
        differ(child, stated, item, who);
        return true;
    }
    // What an earlier Annex A said stays beside a cell that cannot be read.
    if (item->meaning != MEANS_UNREADABLE)
        set(child, stated, item);
    receive(child, stated, item, empty ? TEXT_NONE : item->cell);
    return true;
}

/* What a list is about, where no column says it: whatever a row of list 7 calls the last visit was a visit under the
 * plan. Only into a field that nobody has filled. */
static void give(struct annex_a_child *child, const struct annex_a_stated *stated)
{
    static const struct { int list; const char *kind, *field, *code; } given[] = {
        { 5, "initial_conference", "conference_type", "ICPC" },
        { 7, "visit", "visit_type", "CP" },
        { 8, "visit", "visit_type", "CLA" },
    };

    for (size_t i = 0; i < COUNT_OF(given); i++) {
        if (given[i].list != stated->row->sheet->list || strcmp(given[i].kind, stated->kind->name) != 0
            || values_given(&stated->work->values, given[i].field))
            continue;
        values_restore(&stated->work->values, child->arena, field_by_name(stated->kind, text_of(given[i].field)),
                       text_of(given[i].code));
        stated->work->dirty = true;
    }
}

bool annex_a_merge(struct annex_a_child *child, const struct annex_a_stated *stated, struct error *err)
{
    if (stated->work->withdrawn) {
        struct finding_place place = annex_a_place_of(stated->row, -1);
        finding_add_cell(&child->keeper->summary->findings, FINDING_WITHDRAWN, &place);
        return true;
    }
    for (size_t i = 0; i < stated->item_count; i++) {
        const struct annex_a_item *item = &stated->items[i];
        if (item->found != FINDING_NONE && !item->told)
            finding_at(child, stated, item, item->found);
        bool done = item->meaning == MEANS_VALUE ? merge_value(child, stated, item, err)
                                                 : merge_other(child, stated, item, err);
        if (!done)
            return false;
    }
    give(child, stated);
    return true;
}
