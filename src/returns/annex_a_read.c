#include "returns/annex_a_read.h"

#include <stdlib.h>
#include <string.h>

enum { TITLES_LEAST = 3, IDENTIFIER_BYTES_MAX = 40 };

struct reading {
    struct annex_a_book *book;
    struct annex_a_summary *summary;
    struct annex_a_sheet *sheet;
    bool headed;                     // its row of titles was found
    int id_column;                   // of the shape: Child Unique ID
    bool counted[ANNEX_A_COLUMNS_MAX];               // by place in the sheet: it has no field, and is counted
};

static void found(struct reading *r, enum finding_code code, long row, int column, const char *where)
{
    finding_add_cell(&r->summary->findings, code, &(struct finding_place){
        .sheet = r->sheet ? r->sheet->name : NULL, .line = row, .column = column, .where = where,
    });
}

/* ---- the row of titles ---- */

static int titles_matched(int list, const struct xlsx_cell *cells, int count, bool *own)
{
    int matched = 0;

    *own = false;
    for (int i = 0; i < count; i++) {
        int column = text_empty(cells[i].text) ? -1 : annex_a_column_find(list, cells[i].text);
        if (column < 0)
            continue;
        matched++;
        *own |= annex_a_column(column)->first == annex_a_column(column)->last;
    }
    return matched;
}

/* By the sheet's name, and when that tells nothing, the list whose titles are most of these. */
static int list_of_titles(const struct reading *r, const struct xlsx_cell *cells, int count)
{
    int best = 0, best_matched = TITLES_LEAST;
    bool own;

    if (r->sheet->list > 0)
        return titles_matched(r->sheet->list, cells, count, &own) >= TITLES_LEAST ? r->sheet->list : 0;
    for (int list = 1; list <= ANNEX_A_LISTS; list++) {
        int matched = titles_matched(list, cells, count, &own);
        if (own && matched > best_matched) {
            best = list;
            best_matched = matched;
        }
    }
    return best;
}

static void columns_settle(struct reading *r, long row, const struct xlsx_cell *cells, int count)
{
    struct annex_a_sheet *sheet = r->sheet;

    for (int i = 0; i < count; i++) {
        if (text_empty(text_trim(cells[i].text)))
            continue;
        int column = annex_a_column_find(sheet->list, cells[i].text);
        if (column < 0)
            found(r, FINDING_COLUMN_UNKNOWN, row, i + 1, NULL);
        else if (annex_a_sheet_has(sheet, column))
            found(r, FINDING_COLUMN_TWICE, row, i + 1, annex_a_column(column)->title);
        else if (sheet->column_count < ANNEX_A_COLUMNS_MAX) {
            sheet->columns[sheet->column_count].column = column;
            sheet->columns[sheet->column_count++].at = i + 1;
        }
    }
    r->id_column = annex_a_column_find(sheet->list, TEXT("Child Unique ID"));
    for (int i = 0; i < sheet->column_count; i++) {
        const struct annex_a_place *places;
        int column = sheet->columns[i].column;
        r->counted[i] = column != r->id_column && annex_a_places(sheet->list, column, &places) == 0;
    }
    for (int c = 0; c < annex_a_column_count(); c++) {
        const struct annex_a_column *column = annex_a_column(c);
        if (column->needed && sheet->list >= column->first && sheet->list <= column->last
            && !annex_a_sheet_has(sheet, c))
            found(r, FINDING_COLUMN_MISSING, row, 0, column->title);
    }
}

static void look_for_titles(struct reading *r, long row, const struct xlsx_cell *cells, int count)
{
    int list = list_of_titles(r, cells, count);

    if (list == 0)
        return;
    r->headed = true;
    r->sheet->list = list;
    columns_settle(r, row, cells, count);
}

/* ---- rows below ---- */

bool annex_a_sheet_has(const struct annex_a_sheet *sheet, int column)
{
    for (int i = 0; i < sheet->column_count; i++)
        if (sheet->columns[i].column == column)
            return true;
    return false;
}

struct xlsx_cell annex_a_cell(const struct annex_a_row *row, int column)
{
    for (int i = 0; i < row->sheet->column_count; i++)
        if (row->sheet->columns[i].column == column)
            return row->cells[i];
    return (struct xlsx_cell){ 0 };
}

struct finding_place annex_a_place_of(const struct annex_a_row *row, int column)
{
    struct finding_place place = { .sheet = row->sheet->name, .line = row->row };

    for (int i = 0; i < row->sheet->column_count && column >= 0; i++)
        if (row->sheet->columns[i].column == column)
            place.column = row->sheet->columns[i].at;
    place.where = column >= 0 ? annex_a_column(column)->title : NULL;
    return place;
}

/* The authority's identifiers have no blanks; a remark below a list does. */
static bool is_identifier(text s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.at[i] <= ' ')
            return false;
    return s.len > 0 && s.len <= IDENTIFIER_BYTES_MAX && text_well_formed(s);
}

static struct xlsx_cell cell_keep(struct reading *r, long row, int place, struct xlsx_cell cell)
{
    cell.text = text_trim(cell.text);
    if (cell.type == XLSX_FAULT || !text_well_formed(cell.text)) {
        found(r, FINDING_CELL_FAULT, row, r->sheet->columns[place].at,
              annex_a_column(r->sheet->columns[place].column)->title);
        return (struct xlsx_cell){ 0 };
    }
    cell.text = text_copy(r->book->arena, cell.text);
    return text_empty(cell.text) ? (struct xlsx_cell){ 0 } : cell;
}

/* Values of columns without a place are counted: lists that are not kept at all, and columns of the others. */
static void count_unkept(struct reading *r, const struct xlsx_cell *cells)
{
    for (int i = 0; i < r->sheet->column_count; i++)
        if (r->counted[i] && !text_empty(cells[i].text))
            r->summary->unkept[r->sheet->list][r->sheet->columns[i].column]++;
}

static bool row_add(struct reading *r, const struct annex_a_row *row, struct error *err)
{
    struct annex_a_book *book = r->book;

    book->cells += (size_t)r->sheet->column_count;
    if (book->cells > ANNEX_A_CELLS_MAX)
        return fail(err, ERROR_INPUT, NULL, "The workbook holds over %d cells: more than the children of any "
                    "authority. Split it by year.", ANNEX_A_CELLS_MAX);
    if (book->row_count == book->room) {
        book->room = book->room > 0 ? book->room * 2 : 1024;
        book->rows = memory_resize(book->rows, book->room * sizeof *book->rows);
    }
    book->rows[book->row_count++] = *row;
    return true;
}

static bool keep_row(struct reading *r, long number, const struct xlsx_cell *given, int count, struct error *err)
{
    struct annex_a_sheet *sheet = r->sheet;
    struct xlsx_cell *cells = arena_array(r->book->arena, struct xlsx_cell, (size_t)sheet->column_count);
    struct annex_a_row row = { .sheet = sheet, .row = number, .cells = cells };
    int filled = 0;

    for (int i = 0; i < sheet->column_count; i++) {
        int at = sheet->columns[i].at;
        if (at <= count)
            cells[i] = cell_keep(r, number, i, given[at - 1]);
        filled += !text_empty(cells[i].text) && sheet->columns[i].column != r->id_column;
        if (sheet->columns[i].column == r->id_column)
            row.child = cells[i].text;
    }
    if (filled == 0 && text_empty(row.child))
        return true;
    sheet->rows++;
    r->summary->rows++;
    count_unkept(r, cells);
    if (sheet->list > 8)
        return true;
    if (!is_identifier(row.child))
        found(r, FINDING_ROW_WITHOUT_CHILD, number, 0, NULL);
    else if (filled == 0)
        found(r, FINDING_ROW_BARE, number, 0, NULL);
    else
        return row_add(r, &row, err);
    return true;
}

static bool on_row(void *with, long row, const struct xlsx_cell *cells, int count, struct error *err)
{
    struct reading *r = with;

    if (r->headed)
        return keep_row(r, row, cells, count, err);
    if (row <= ANNEX_A_TITLE_ROWS)
        look_for_titles(r, row, cells, count);
    return true;
}

/* ---- the workbook ---- */

static int by_child(const void *a, const void *b)
{
    const struct annex_a_row *x = a, *y = b;
    int order = text_compare(x->child, y->child);

    if (order == 0)
        order = x->sheet->list - y->sheet->list;
    if (order == 0)
        order = x->sheet < y->sheet ? -1 : x->sheet > y->sheet;
    return order != 0 ? order : x->row < y->row ? -1 : x->row > y->row;
}

static bool read_sheet(struct reading *r, struct xlsx *xlsx, int number, struct error *err)
{
    text name = xlsx_sheet_name(xlsx, number);
    struct annex_a_sheet *sheet = &r->summary->sheets[r->summary->sheet_count++];

    snprintf(sheet->name, sizeof sheet->name, "%.*s", TEXT_ARG(name));
    sheet->list = annex_a_list_of_sheet(name);
    r->sheet = sheet;
    r->headed = false;
    if (!xlsx_read(xlsx, number, on_row, r, err))
        return false;
    if (!r->headed) {
        found(r, sheet->list > 0 ? FINDING_LIST_WITHOUT_HEADER : FINDING_SHEET_UNKNOWN, 0, 0, NULL);
        sheet->list = 0;
    }
    for (int i = 0; i + 1 < r->summary->sheet_count && sheet->list > 0; i++)
        if (r->summary->sheets[i].list == sheet->list)
            found(r, FINDING_LIST_TWICE, 0, 0, annex_a_list(sheet->list)->name);
    return true;
}

static bool lists_settle(struct reading *r, struct error *err)
{
    int there = 0;

    r->sheet = NULL;
    for (int list = 1; list <= ANNEX_A_LISTS; list++) {
        bool given = false, named = false;
        for (int i = 0; i < r->summary->sheet_count; i++) {
            given |= r->summary->sheets[i].list == list;
            named |= annex_a_list_of_sheet(text_of(r->summary->sheets[i].name)) == list;
        }
        there += given;
        if (!given && !named)
            found(r, FINDING_LIST_MISSING, 0, 0, annex_a_list(list)->name);
    }
    return there > 0 || fail(err, ERROR_INPUT, NULL, "%.100s has no list of Annex A: no sheet has a row with at least "
                             "three of its column titles.", r->summary->file);
}

bool annex_a_read(const char *path, struct annex_a_book *book, struct annex_a_summary *summary, struct error *err)
{
    struct reading r = { .book = book, .summary = summary };
    struct xlsx *xlsx;
    bool done = true;

    book->arena = arena_new();
    if (!xlsx_open(path, &xlsx, err))
        return false;
    book->from_1904 = xlsx_from_1904(xlsx);
    for (int i = 0; i < xlsx_sheet_count(xlsx) && done; i++)
        done = read_sheet(&r, xlsx, i, err);
    xlsx_close(xlsx);
    if (!done || !lists_settle(&r, err))
        return false;
    if (book->row_count > 0)
        qsort(book->rows, book->row_count, sizeof *book->rows, by_child);
    return true;
}

void annex_a_book_free(struct annex_a_book *book)
{
    arena_free(book->arena);
    free(book->rows);
    *book = (struct annex_a_book){ 0 };
}
