/* base/pdf_model.h - what pdf.c keeps and pdf_draw.c draws: for these two files only. */
#pragma once
#include "base/pdf.h"

/* A line of the model: cells side by side. What is of one sort and follows each other belongs to one element. */
enum pdf_sort {
    PDF_TITLE, PDF_SUBTITLE, PDF_HEADING, PDF_PROSE, PDF_QUOTATION, PDF_SOURCE, PDF_ITEM, PDF_ROW, PDF_CAPTION,
    PDF_TABLE_HEAD, PDF_TABLE_ROW, PDF_BREAK,
};
struct pdf_line {
    enum pdf_sort sort;
    int level;                             // of a heading
    size_t cell_count;
    struct pdf_cell *cells;
    const struct pdf_column *columns;      // of a table; otherwise NULL
    const struct pdf_line *table;          // of a row: the head to repeat
    struct pdf_line *next;
};
struct pdf {
    struct arena *arena;
    struct pdf_head head;
    struct pdf_line *first, **last, *table;
};

/* ---- pdf_finish.c ---- */

/* Adds to a finished file what cairo has no words for: its language, that it is tagged, and that a window
 * shows its title. A file of another build than is known stays as it is. from: where it begins in `to`. */
void pdf_finish(struct bytes *to, size_t from);
