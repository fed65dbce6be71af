/* returns/annex_a_read.h - a workbook as rows of its lists, child by child.
 *
 * Lists stand side by side in a workbook, and a child's rows in all of them: so all rows are in memory at once,
 * bounded by ANNEX_A_CELLS_MAX. */
#pragma once
#include "base/xlsx.h"
#include "returns/annex_a.h"

#define ANNEX_A_CELLS_MAX 8000000    // twenty thousand children have under two million
#define ANNEX_A_TITLE_ROWS 40        // below which no row of titles is looked for

struct annex_a_row {
    const struct annex_a_sheet *sheet;
    long row;
    text child;                      // its unique ID
    const struct xlsx_cell *cells;   // one for each of sheet->columns
};
struct annex_a_book {
    struct arena *arena;
    struct annex_a_row *rows;        // by child, and within a child in the order of lists and rows
    size_t row_count, room, cells;
    bool from_1904;
};

/* Reports what is odd about sheets, columns and rows. */
MUST_USE bool annex_a_read(const char *path, struct annex_a_book *book, struct annex_a_summary *summary,
                           struct error *err);
void annex_a_book_free(struct annex_a_book *book);
/* Empty when the sheet has no such column. */
struct xlsx_cell annex_a_cell(const struct annex_a_row *row, int column);
bool annex_a_sheet_has(const struct annex_a_sheet *sheet, int column);
struct finding_place annex_a_place_of(const struct annex_a_row *row, int column);     // -1: the whole row
