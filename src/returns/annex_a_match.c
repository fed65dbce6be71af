/* Which record a row is about: by the day on which it begins. */
#include "returns/annex_a_keep.h"

#include "practice/access.h"
#include "returns/cin_block.h"
#include "returns/cin_read.h"

#include <stdlib.h>
#include <string.h>

enum { HELD_MAX = 20000 };

/* ---- what is held ---- */

struct annex_a_work *annex_a_work_new(struct annex_a_child *child, const struct kind *kind)
{
    struct annex_a_work *work = arena_new_of(child->arena, struct annex_a_work);

    work->kind = kind;
    work->values = values_new(child->arena, kind, child->keeper->today);
    work->state = arena_array(child->arena, uint8_t, kind_field_count(kind));
    if (child->work_count == child->work_room) {
        size_t room = child->work_room > 0 ? child->work_room * 2 : 32;
        struct annex_a_work **more = arena_array(child->arena, struct annex_a_work *, room);
        if (child->work_count > 0)
            memcpy(more, child->works, child->work_count * sizeof(struct annex_a_work *));
        child->works = more;
        child->work_room = room;
    }
    child->works[child->work_count++] = work;
    return work;
}

static bool of_any_list(const struct kind *kind)
{
    for (int list = 1; list <= ANNEX_A_LISTS; list++)
        if (annex_a_makes(list, kind))
            return true;
    return false;
}

/* The day, or, where an earlier workbook had none that could be read, what its cell said. Of a kind whose beginning
 * no list has, nothing: a disability. */
static text key_held(struct arena *arena, const struct values *values)
{
    const char *begins = values->kind->begins;
    const struct field *field = begins ? field_by_name(values->kind, text_of(begins)) : NULL;
    text received;

    for (int list = 1; list <= ANNEX_A_LISTS && field; list++) {
        int column = annex_a_column_of(list, field);
        if (column < 0)
            continue;
        if (values_given(values, field->name))
            return day_iso(arena, values_day(values, field->name));
        if (cin_received(arena, values,
                text_cstr(arena, annex_a_received_path(arena, values->kind, list, column)), 0, &received))
            return received;
    }
    return TEXT_NONE;
}

static int by_making(const void *a, const void *b)
{
    const struct annex_a_work *const *x = a, *const *y = b;

    return id_compare((*x)->record, (*y)->record);
}

bool annex_a_works_read(struct annex_a_child *child, struct error *err)
{
    struct record_query query = { .oldest_first = true, .own_only = true, .limit = HELD_MAX };
    struct record_list list;

    child->pass = access_service(child->arena, child->keeper->options->service, child->subject);
    if (!record_list(child->keeper->store, child->pass, child->arena, &query, &list, err))
        return false;
    for (size_t i = 0; i < list.count; i++) {
        const struct record_version *version = &list.at[i];
        bool imported = (version->flags & ENTRY_IMPORTED) != 0;
        if ((version->withdrawn && imported) || !of_any_list(version->kind))
            continue;
        struct annex_a_work *work = annex_a_work_new(child, version->kind);
        work->held = version;
        work->record = version->record;
        work->withdrawn = version->withdrawn;
        work->values.as_received = version->values.as_received;
        memcpy(work->values.at, version->values.at, kind_field_count(version->kind) * sizeof *work->values.at);
        for (size_t f = 0; f < kind_field_count(version->kind); f++)
            work->values.at[f].problem = NULL;
        work->key = key_held(child->arena, &work->values);
    }
    if (child->work_count > 0)
        qsort(child->works, child->work_count, sizeof *child->works, by_making);
    return true;
}

/* ---- what a row states ---- */

/* Yes names no disability, and so is no code; No is one. */
static enum annex_a_meaning disability_read(struct xlsx_cell cell, text *value, enum finding_code *found)
{
    bool yes = false;
    enum annex_a_meaning meaning = annex_a_yes(cell, &yes);

    *found = meaning == MEANS_UNREADABLE ? FINDING_UNREADABLE : FINDING_NONE;
    *value = meaning == MEANS_VALUE && !yes ? TEXT("NONE") : TEXT_NONE;
    return meaning == MEANS_VALUE && yes ? MEANS_WORDS : meaning;
}

/* A birth that is still to come is an expected one; an age of -1 says that it was when the list was made. */
static const struct field *field_of_birth(const struct annex_a_child *child, const struct annex_a_row *row,
                                          const struct kind *kind, const struct field *field, text value)
{
    int age = annex_a_column_find(row->sheet->list, TEXT("Age"));
    day born;

    if (strcmp(kind->name, "person") != 0 || strcmp(field->name, "dob") != 0 || !day_parse_iso(value, &born)
        || (!day_after(born, child->keeper->today) && !text_is(annex_a_cell(row, age).text, "-1")))
        return field;
    return field_by_name(kind, TEXT("expected_dob"));
}

static void state_item(struct annex_a_child *child, struct annex_a_stated *stated, int column,
                       const struct field *field, bool told)
{
    struct annex_a_reader reader = {
        .arena = child->arena, .names = &child->keeper->names, .from_1904 = child->keeper->from_1904,
        .today = child->keeper->today,
    };
    struct xlsx_cell cell = annex_a_cell(stated->row, column);
    struct annex_a_item *item = &stated->items[stated->item_count++];

    *item = (struct annex_a_item){ .field = field, .column = column, .cell = cell.text, .told = told };
    if (!strcmp(stated->kind->name, "disability"))
        item->meaning = disability_read(cell, &item->value, &item->found);
    else
        item->meaning = annex_a_convert(&reader, field, cell, &item->value, &item->found);
    if (item->meaning == MEANS_VALUE)
        item->field = field_of_birth(child, stated->row, stated->kind, field, item->value);
    if (!stated->kind->begins || strcmp(field->name, stated->kind->begins) != 0)
        return;
    stated->key = item->meaning == MEANS_VALUE ? text_first(item->value, 10) : cell.text;
    if (item->meaning == MEANS_VALUE && field->type == TYPE_INSTANT) {
        instant t;
        if (instant_parse_iso(item->value, &t))
            stated->key = day_iso(child->arena, instant_london_day(t));
    }
}

bool annex_a_state(struct annex_a_child *child, const struct annex_a_row *row, const struct kind *kind,
                   struct annex_a_stated *stated)
{
    const struct annex_a_sheet *sheet = row->sheet;
    const struct annex_a_place *places;
    size_t room = 0;
    bool says = false;

    *stated = (struct annex_a_stated){ .kind = kind, .row = row, .beside = kind != annex_a_subject(sheet->list) };
    for (int i = 0; i < sheet->column_count; i++)
        room += annex_a_places(sheet->list, sheet->columns[i].column, &places);
    stated->items = arena_array(child->arena, struct annex_a_item, room);
    for (int i = 0; i < sheet->column_count; i++) {
        int column = sheet->columns[i].column;
        size_t count = annex_a_places(sheet->list, column, &places);
        for (size_t p = 0; p < count; p++)
            if (places[p].kind == kind)
                state_item(child, stated, column, places[p].field, p > 0);
    }
    // "No" to whether a conference led to a plan makes no conference; "Yes" to a disability makes a disability.
    bool needs_day = stated->beside && annex_a_begins_by(sheet->list, kind);
    for (size_t i = 0; i < stated->item_count; i++)
        says |= stated->items[i].meaning == MEANS_VALUE || (stated->items[i].meaning != MEANS_NOTHING && !needs_day);
    return says || !stated->beside || !text_empty(stated->key);
}

/* ---- which is which ---- */

static bool values_agree(const struct annex_a_work *work, const struct annex_a_stated *stated)
{
    bool disability = !strcmp(stated->kind->name, "disability");

    for (size_t i = 0; i < stated->item_count; i++) {
        const struct annex_a_item *item = &stated->items[i];
        const struct value *ours = &work->values.at[field_index(work->kind, item->field)];
        if (item->meaning == MEANS_VALUE && ours->given && item->field->type != TYPE_INSTANT
            && !text_same(ours->text, item->value))
            return false;
        // Yes is any disability that has a name.
        if (disability && item->meaning == MEANS_WORDS && (!ours->given || text_is(ours->text, "NONE")))
            return false;
    }
    return true;
}

/* A record that is told of beside others may be told of by many rows; otherwise each row of a list is another. */
static bool free_for(const struct annex_a_work *work, const struct annex_a_stated *stated)
{
    return work->kind == stated->kind && !work->withdrawn
        && (stated->beside || !(work->lists & 1u << stated->row->sheet->list));
}

static void take(struct annex_a_stated *stated, struct annex_a_work *work)
{
    stated->work = work;
    if (!stated->beside)
        work->lists |= 1u << stated->row->sheet->list;
    if (!work->row)
        work->row = stated->row;
}

static bool by_same_day(struct annex_a_child *child, struct annex_a_stated *stated, bool agreeing)
{
    for (size_t w = 0; w < child->work_count && !stated->work; w++) {
        struct annex_a_work *work = child->works[w];
        if (free_for(work, stated) && text_same(work->key, stated->key) && (!agreeing || values_agree(work, stated)))
            take(stated, work);
    }
    return stated->work != NULL;
}

/* Two contacts or visits in one week are two; two referrals, assessments or plans are one and a slip of the pen. */
static bool slips(const struct kind *kind)
{
    static const char *const kinds[] = {
        "referral", "assessment", "section_47_enquiry", "child_protection_plan", "early_help_episode",
    };

    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (!strcmp(kind->name, kinds[i]))
            return true;
    return false;
}

static bool by_near_day(struct annex_a_child *child, struct annex_a_stated *stated)
{
    struct annex_a_work *nearest = NULL;
    int least = ANNEX_A_NEAR_DAYS + 1;
    day own, other;

    if (stated->beside || !slips(stated->kind) || !day_parse_iso(stated->key, &own))
        return false;
    for (size_t w = 0; w < child->work_count; w++) {
        struct annex_a_work *work = child->works[w];
        if (!free_for(work, stated) || !day_parse_iso(work->key, &other))
            continue;
        int apart = abs(day_distance(own, other));
        if (apart < least) {
            least = apart;
            nearest = work;
        }
    }
    if (nearest)
        take(stated, nearest);
    return nearest != NULL;
}

/* List 6 may count a child's need from a later day than that of the referral, or from none: it is the episode that was
 * open then, or that is open now, and of several the last to begin. */
static bool by_open_episode(struct annex_a_child *child, struct annex_a_stated *stated)
{
    struct annex_a_work *open = NULL;
    day own = child->keeper->today, begun, latest = DAY_UNKNOWN;

    if (stated->row->sheet->list != 6 || stated->beside
        || (!text_empty(stated->key) && !day_parse_iso(stated->key, &own)))
        return false;
    for (size_t w = 0; w < child->work_count; w++) {
        struct annex_a_work *work = child->works[w];
        if (!free_for(work, stated) || !day_parse_iso(work->key, &begun) || day_after(begun, own)
            || day_before(values_day(&work->values, "close_date"), own) || (open && !day_after(begun, latest)))
            continue;
        open = work;
        latest = begun;
    }
    if (open)
        take(stated, open);
    return open != NULL;
}

/* What a worker took out is not put back because an older system still has it. */
static bool by_withdrawn(struct annex_a_child *child, struct annex_a_stated *stated)
{
    for (size_t w = 0; w < child->work_count && !stated->work; w++) {
        struct annex_a_work *work = child->works[w];
        if (work->withdrawn && work->kind == stated->kind && text_same(work->key, stated->key)
            && (stated->beside || !(work->lists & 1u << stated->row->sheet->list)))
            take(stated, work);
    }
    return stated->work != NULL;
}

void annex_a_match(struct annex_a_child *child, struct annex_a_stated *stated, size_t count)
{
    for (size_t i = 0; i < count; i++)
        by_same_day(child, &stated[i], true);
    for (size_t i = 0; i < count; i++)
        if (!stated[i].work)
            by_same_day(child, &stated[i], false);
    for (size_t i = 0; i < count; i++)
        if (!stated[i].work && !by_near_day(child, &stated[i]))
            by_open_episode(child, &stated[i]);
    for (size_t i = 0; i < count; i++) {
        // Of two rows that tell of one visit beside others, the second finds the first one's.
        if (stated[i].work || (stated[i].beside && by_same_day(child, &stated[i], false))
            || by_withdrawn(child, &stated[i]))
            continue;
        struct annex_a_work *work = annex_a_work_new(child, stated[i].kind);
        work->key = stated[i].key;
        take(&stated[i], work);
    }
}
