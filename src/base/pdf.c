#include "base/pdf_model.h"

#include <assert.h>

/* ---- the model: lines of cells, in reading order ---- */

static struct pdf_line *line_add(struct pdf *pdf, enum pdf_sort sort, size_t cells)
{
    struct pdf_line *line = arena_new_of(pdf->arena, struct pdf_line);
    *line = (struct pdf_line){ .sort = sort, .cell_count = cells,
                               .cells = arena_array(pdf->arena, struct pdf_cell, cells + 1) };
    *pdf->last = line;
    pdf->last = &line->next;
    return line;
}

static struct pdf_line *single(struct pdf *pdf, enum pdf_sort sort, enum pdf_look look, text words)
{
    struct pdf_line *line = line_add(pdf, sort, 1);
    line->cells[0] = (struct pdf_cell){ words, look };
    return line;
}

struct pdf *pdf_new(struct arena *arena, const struct pdf_head *head)
{
    struct pdf *pdf = arena_new_of(arena, struct pdf);
    *pdf = (struct pdf){ .arena = arena, .head = *head };
    pdf->last = &pdf->first;
    single(pdf, PDF_TITLE, PDF_STRONG, head->title);
    if (!text_empty(head->subtitle))
        single(pdf, PDF_SUBTITLE, PDF_PLAIN, head->subtitle);
    return pdf;
}

void pdf_heading(struct pdf *pdf, int level, text words)
{
    assert(level >= 2 && level <= 4);
    if (!text_empty(words))
        single(pdf, PDF_HEADING, PDF_STRONG, words)->level = level;
}

void pdf_paragraph(struct pdf *pdf, enum pdf_look look, text words)
{
    if (!text_empty(words))
        single(pdf, PDF_PROSE, look, words);
}

void pdf_quotation(struct pdf *pdf, text words, text source)
{
    if (text_empty(words))
        return;
    single(pdf, PDF_QUOTATION, PDF_CHILD_WORDS, words);
    if (text_empty(source))
        single(pdf, PDF_SOURCE, PDF_WARNING, TEXT("It is not recorded who took these words."));
    else
        single(pdf, PDF_SOURCE, PDF_QUIET, source);
}

void pdf_bullet(struct pdf *pdf, text words)
{
    if (text_empty(words))
        return;
    struct pdf_line *line = line_add(pdf, PDF_ITEM, 2);
    line->cells[0] = (struct pdf_cell){ TEXT("\xE2\x80\xA2"), PDF_PLAIN };
    line->cells[1] = (struct pdf_cell){ words, PDF_PLAIN };
}

void pdf_row(struct pdf *pdf, text label, enum pdf_look look, text value)
{
    if (text_empty(value))
        return;
    struct pdf_line *line = line_add(pdf, PDF_ROW, 2);
    line->cells[0] = (struct pdf_cell){ label, PDF_STRONG };
    line->cells[1] = (struct pdf_cell){ value, look };
}

void pdf_page_break(struct pdf *pdf)
{
    line_add(pdf, PDF_BREAK, 0);
}

void pdf_table(struct pdf *pdf, text caption, const struct pdf_column *columns, size_t column_count)
{
    assert(column_count > 0 && column_count <= PDF_COLUMNS_MAX);
    if (!text_empty(caption))
        single(pdf, PDF_CAPTION, PDF_STRONG, caption);
    struct pdf_line *head = line_add(pdf, PDF_TABLE_HEAD, column_count);
    for (size_t i = 0; i < column_count; i++)
        head->cells[i] = (struct pdf_cell){ text_of(columns[i].label), PDF_STRONG };
    head->columns = arena_copy(pdf->arena, columns, column_count * sizeof *columns);
    pdf->table = head;
}

void pdf_table_row(struct pdf *pdf, const struct pdf_cell *cells)
{
    assert(pdf->table);
    struct pdf_line *line = line_add(pdf, PDF_TABLE_ROW, pdf->table->cell_count);
    for (size_t i = 0; i < line->cell_count; i++)
        line->cells[i] = cells[i];
    line->columns = pdf->table->columns;
    line->table = pdf->table;
}
