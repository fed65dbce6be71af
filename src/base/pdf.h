/* base/pdf.h - a document of headings, paragraphs, rows, tables and lists as a tagged PDF on A4.
 *
 * Who wants one fills a model in reading order and has it drawn; it paginates itself. Texts are those of people, in
 * any script and of any length: what is not UTF-8 or is a control character is shown as a blank, a line break begins
 * a new line, a word that is wider than its column is broken, and each paragraph takes its own direction. Texts are
 * not copied: they live at least as long as the arena that the model is made in.
 *
 * What is said once: title (a heading of level 1, and the title that a reader's window shows), subtitle, banner. What
 * is said on each page: banner, foot, and which page of how many. Those on the pages after the first, and the heads of
 * tables that go on, are no part of the structure, so that nobody hears them again in the middle of a sentence.
 *
 * Structure: H1 to H4, P, Table with TR, TH and TD, L with LI, BlockQuote; language en-GB. It is not called PDF/UA:
 * cairo 1.16 can mark neither the scope of a heading cell nor what repeats as an artifact. */
#pragma once
#include "base/bytes.h"
#include "base/error.h"

#include <stdint.h>

#define PDF_PAGES_MAX 600

struct pdf_head {
    text title, subtitle;      // subtitle may be empty
    text banner;               // "Demonstration: everybody is invented"; empty: none
    text foot;                 // of each page: whose document, what of, made when; at most two lines are shown
    uint64_t ledger_size;      // "Read at ledger size N" stands in the foot; 0: it does not
};

enum pdf_look {
    PDF_PLAIN,
    PDF_STRONG,                // bold
    PDF_QUIET,                 // smaller and grey: who wrote it and when, what is not recorded
    PDF_CHILD_WORDS,           // as a quotation, with a bar beside it
    PDF_WARNING,               // with a heavy bar and bold: must not be passed over
};

struct pdf;
struct pdf *pdf_new(struct arena *arena, const struct pdf_head *head);

/* level 2 to 4. Stays with what follows it. */
void pdf_heading(struct pdf *pdf, int level, text words);
/* An empty text is nothing at all, here and below. */
void pdf_paragraph(struct pdf *pdf, enum pdf_look look, text words);
/* A child's words, and beneath them who took them, where, and how ("verbatim", "interpreted"). With no source it says
 * so: a quotation that nobody took is marked. */
void pdf_quotation(struct pdf *pdf, text words, text source);
void pdf_bullet(struct pdf *pdf, text words);            // those that follow each other are one list
/* A label and what is said of it; those that follow each other are one table. */
void pdf_row(struct pdf *pdf, text label, enum pdf_look look, text value);
void pdf_page_break(struct pdf *pdf);

/* A table whose head is repeated on each page that it reaches. Rows are not torn over pages unless one is longer than
 * a page is. */
#define PDF_COLUMNS_MAX 8
struct pdf_column { const char *label; double share; };  // of the width; the shares need not make 1
struct pdf_cell { text words; enum pdf_look look; };
void pdf_table(struct pdf *pdf, text caption, const struct pdf_column *columns, size_t column_count);
/* As many cells as the last table has columns; copied, their texts are not. Nothing else comes between. */
void pdf_table_row(struct pdf *pdf, const struct pdf_cell *cells);

/* Draws it, at the end of `to`. On any thread, one thread a model: about 5 ms a page, and 20 more for the
 * first of a thread, which reads what fonts there are; so it belongs on a job thread.
 * ERROR_INPUT: more than PDF_PAGES_MAX pages. */
MUST_USE bool pdf_draw(const struct pdf *pdf, struct bytes *to, struct error *err);
