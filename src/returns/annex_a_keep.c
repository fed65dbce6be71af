#include "returns/annex_a_keep.h"

#include "practice/access.h"
#include "returns/bearer.h"

#include <string.h>

/* Episodes first, then what may belong to one. */
static const int order_of_lists[] = { 3, 6, 1, 2, 4, 5, 7, 8 };

/* ---- which child ---- */

static text birth_stated(struct annex_a_child *child)
{
    const struct kind *person = kind_by_name(TEXT("person"));

    for (size_t i = 0; i < child->row_count; i++) {
        struct annex_a_stated stated;
        if (!annex_a_state(child, &child->rows[i], person, &stated))
            continue;
        for (size_t k = 0; k < stated.item_count; k++)
            if (stated.items[k].meaning == MEANS_VALUE && text_ends(text_of(stated.items[k].field->name), "dob"))
                return stated.items[k].value;
    }
    return TEXT_NONE;
}

static bool all_digits(text s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.at[i] < '0' || s.at[i] > '9')
            return false;
    return s.len > 0;
}

static bool child_find(struct annex_a_child *child, struct error *err)
{
    struct annex_a_keeper *keeper = child->keeper;
    struct finding_place place = annex_a_place_of(&child->rows[0], -1);
    struct bearer bearers[BEARERS_MAX];
    size_t count;
    bool zeros = false;

    if (!bearers_find(keeper->store, child->arena, "LACHILD", child->reference, bearers, &count, err))
        return false;
    if (count == 0 && all_digits(child->reference)
        && !bearer_with_zeros(keeper->store, child->arena, "LACHILD", child->reference, &zeros, err))
        return false;
    if (zeros)
        finding_add_cell(&keeper->summary->findings, FINDING_ID_ZEROS, &place);
    if (count > 0)
        child->subject = bearers[0].subject;
    if (count <= 1)
        return true;
    finding_add_cell(&keeper->summary->findings, FINDING_ID_OF_TWO, &place);
    text birth = birth_stated(child);
    for (size_t i = count; i > 0; i--)
        if (text_same(bearers[i - 1].birth, birth))
            child->subject = bearers[i - 1].subject;
    return true;
}

/* ---- what its rows say ---- */

static bool rows_same(const struct annex_a_row *a, const struct annex_a_row *b)
{
    for (int i = 0; i < a->sheet->column_count; i++)
        if (!text_same(a->cells[i].text, b->cells[i].text))
            return false;
    return a->sheet == b->sheet;
}

/* Two like contacts on one day are two contacts; of all else, once is enough. */
static bool said_before(struct annex_a_child *child, size_t row)
{
    for (size_t i = row; i > 0 && child->rows[row].sheet->list != 1; i--)
        if (rows_same(&child->rows[i - 1], &child->rows[row]))
            return true;
    return false;
}

/* What rows from..to say of one kind. works: of each row, that which it is about; may be NULL. */
static bool keep_kind(struct annex_a_child *child, size_t from, size_t to, const struct kind *kind,
                      struct annex_a_work **works, struct error *err)
{
    struct annex_a_stated *stated = arena_array(child->arena, struct annex_a_stated, to - from);
    struct findings *findings = &child->keeper->summary->findings;
    size_t count = 0;

    for (size_t i = from; i < to; i++) {
        if (said_before(child, i) || !annex_a_state(child, &child->rows[i], kind, &stated[count]))
            continue;
        count++;
    }
    annex_a_match(child, stated, count);
    for (size_t i = 0; i < count; i++) {
        size_t row = (size_t)(stated[i].row - child->rows);
        if (text_empty(stated[i].work->key) && annex_a_begins_by(stated[i].row->sheet->list, kind)) {
            struct finding_place place = annex_a_place_of(stated[i].row, -1);
            finding_add_cell(findings, FINDING_ROW_WITHOUT_DATE, &place);
        }
        if (!annex_a_merge(child, &stated[i], err))
            return false;
        if (works && !stated[i].beside)
            works[row] = stated[i].work;
        else if (works && !stated[i].work->beside)
            stated[i].work->beside = works[row];
    }
    return true;
}

static bool keep_list(struct annex_a_child *child, int list, struct annex_a_work **works, struct error *err)
{
    const struct annex_a_list *l = annex_a_list(list);
    const struct kind *subject = annex_a_subject(list);
    size_t from = 0, to;

    while (from < child->row_count && child->rows[from].sheet->list < list)
        from++;
    for (to = from; to < child->row_count && child->rows[to].sheet->list == list; to++)
        if (said_before(child, to)) {
            struct finding_place place = annex_a_place_of(&child->rows[to], -1);
            finding_add_cell(&child->keeper->summary->findings, FINDING_ROW_TWICE, &place);
        }
    if (from == to)
        return true;
    if (subject && !keep_kind(child, from, to, subject, works, err))
        return false;
    for (int i = 0; l->beside[i]; i++)
        if (!keep_kind(child, from, to, kind_by_name(text_of(l->beside[i])), works, err))
            return false;
    return true;
}

/* ---- writing ---- */

static bool put(struct annex_a_child *child, struct annex_a_work *work, struct error *err)
{
    struct annex_a_keeper *keeper = child->keeper;
    const struct annex_a_row *row = work->row ? work->row : child->rows;
    struct draft draft;
    struct receipt receipt;
    struct record_input input = {
        .values = &work->values, .entry = id_new_ordered(), .subject = child->subject,
        .record = work->held ? work->record : ID_NONE, .replaces = work->held ? work->held->seq : NO_ENTRY,
        .reason = work->held ? TEXT("Annex A: the workbook says so") : TEXT_NONE,
        .author = keeper->options->service, .role = ROLE_SERVICE, .flags = ENTRY_IMPORTED,
        .source_file = text_format(child->arena, "%.*s, sheet %s", TEXT_ARG(keeper->source_file), row->sheet->name),
        .source_line = row->row, .so_from = INSTANT_UNKNOWN,
    };

    if (!record_draft(child->arena, &input, &draft, &work->record, err))
        return false;
    bool done = ledger_put(keeper->ledger, &draft, record_apply, NULL, &receipt, err);
    draft_free(&draft);
    if (!done)
        return false;
    keeper->summary->entries++;
    tally_add(&keeper->summary->records, work->kind, 0, !work->held, work->held != NULL);
    return true;
}

static bool write_work(struct annex_a_child *child, struct annex_a_work *work, struct error *err)
{
    if (work->row)
        tally_add(&child->keeper->summary->records, work->kind, 1, 0, 0);
    return !(work->dirty || !work->held) || put(child, work, err);
}

static bool write_person(struct annex_a_child *child, struct error *err)
{
    const struct kind *person = kind_by_name(TEXT("person")), *identifier = kind_by_name(TEXT("person_identifier"));
    struct annex_a_work *work = NULL;

    for (size_t w = 0; w < child->work_count && !work; w++)
        if (child->works[w]->kind == person)
            work = child->works[w];
    if (!work)
        work = annex_a_work_new(child, person);
    if (!values_given(&work->values, "recorded_as")) {
        values_restore(&work->values, child->arena, field_by_name(person, TEXT("recorded_as")), TEXT("CHILD"));
        work->dirty = true;
    }
    if (!write_work(child, work, err))
        return false;
    if (!id_none(child->subject))
        return true;
    child->subject = work->record;
    child->keeper->summary->children_new++;
    struct annex_a_work *name = annex_a_work_new(child, identifier);
    name->row = child->rows;
    values_restore(&name->values, child->arena, field_by_name(identifier, TEXT("identifier_type")), TEXT("LACHILD"));
    values_restore(&name->values, child->arena, field_by_name(identifier, TEXT("value")), child->reference);
    return write_work(child, name, err);
}

/* The record of that kind which was open on the day, or else began last before it. */
static struct annex_a_work *open_on(struct annex_a_child *child, const struct kind *kind, text key)
{
    const char *ends = kind->ends ? kind->ends : field_by_name(kind, TEXT("close_date")) ? "close_date" : NULL;
    struct annex_a_work *best = NULL;
    bool best_open = false;
    day on, begun, latest = DAY_UNKNOWN;

    if (!day_parse_iso(key, &on))
        return NULL;
    for (size_t w = 0; w < child->work_count; w++) {
        struct annex_a_work *work = child->works[w];
        if (work->kind != kind || work->withdrawn || id_none(work->record) || !day_parse_iso(work->key, &begun)
            || day_after(begun, on))
            continue;
        bool open = !ends || !day_before(values_day(&work->values, ends), on);
        if (!best || (open && !best_open) || (open == best_open && day_after(begun, latest))) {
            best = work;
            best_open = open;
            latest = begun;
        }
    }
    return best;
}

/* Fields that name another record, where they are empty: the one whose row told of this, or the episode that was
 * open then. */
static void link_up(struct annex_a_child *child, struct annex_a_work *work)
{
    for (const struct field *field = work->kind->fields; field->name; field++) {
        bool parent = work->kind->belongs_to && !strcmp(field->name, work->kind->belongs_to);
        const struct kind *kind = field->type == TYPE_RECORD ? kind_by_name(text_of(field->refers)) : NULL;
        struct annex_a_work *other = NULL;

        if (!kind || kind == work->kind || values_given(&work->values, field->name))
            continue;
        if (work->beside && work->beside->kind == kind)
            other = work->beside;
        else if (parent)
            other = open_on(child, kind, work->key);
        if (!other || id_none(other->record))
            continue;
        values_restore(&work->values, child->arena, field, id_hex(child->arena, other->record));
        work->dirty = true;
    }
}

/* What others name comes before them. */
static int rank(const struct annex_a_work *work)
{
    return work->beside ? 2 : work->kind->belongs_to ? 1 : 0;
}

static bool write_all(struct annex_a_child *child, struct error *err)
{
    const struct kind *person = kind_by_name(TEXT("person")), *identifier = kind_by_name(TEXT("person_identifier"));

    if (!write_person(child, err))
        return false;
    for (int r = 0; r <= 2; r++) {
        for (size_t w = 0; w < child->work_count; w++) {
            struct annex_a_work *work = child->works[w];
            if (work->kind == person || work->kind == identifier || rank(work) != r || !work->row || work->withdrawn)
                continue;
            link_up(child, work);
            if (!write_work(child, work, err))
                return false;
        }
    }
    return true;
}

/* A child whose own record was withdrawn: nothing of it is made again. */
static bool is_withdrawn(const struct annex_a_child *child)
{
    for (size_t w = 0; w < child->work_count; w++)
        if (child->works[w]->withdrawn && child->works[w]->kind->founds)
            return true;
    return false;
}

bool annex_a_keep_child(struct annex_a_keeper *keeper, struct arena *arena, const struct annex_a_row *rows,
                        size_t count, struct error *err)
{
    struct annex_a_child child = {
        .keeper = keeper, .arena = arena, .rows = rows, .row_count = count, .reference = rows[0].child,
    };
    struct annex_a_work **works = arena_array(arena, struct annex_a_work *, count);

    if (!child_find(&child, err) || (!id_none(child.subject) && !annex_a_works_read(&child, err)))
        return false;
    if (is_withdrawn(&child)) {
        struct finding_place place = annex_a_place_of(&rows[0], -1);
        finding_add_cell(&keeper->summary->findings, FINDING_WITHDRAWN, &place);
        return true;
    }
    if (!keep_kind(&child, 0, count, kind_by_name(TEXT("person")), NULL, err)
        || !keep_kind(&child, 0, count, kind_by_name(TEXT("disability")), NULL, err))
        return false;
    for (size_t i = 0; i < COUNT_OF(order_of_lists); i++)
        if (!keep_list(&child, order_of_lists[i], works, err))
            return false;
    keeper->summary->children++;
    return write_all(&child, err);
}
