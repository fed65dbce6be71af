/* base/csv.h - RFC 4180 in and out.
 *
 * Reading is in place over the whole file in memory; a quoted cell is unescaped into the arena. A
 * byte order mark is skipped; CRLF, LF and a missing last line end are all read; empty lines are
 * passed over, and counted. Every cell is well-formed UTF-8 without NUL, or the row is refused. A
 * quotation mark inside a cell that does not begin with one stands for itself. Writing quotes where
 * needed, ends rows with CRLF, and puts an apostrophe before = + - @ tab CR at the start of a cell
 * that came from a person, so that a spreadsheet does not run it (CWE-1236). */
#pragma once
#include "base/bytes.h"
#include "base/error.h"

struct csv { text rest; size_t line, next_line; };    // line of the row read last, from 1
struct csv_row { text *cells; size_t cell_count; };

struct csv csv_over(text file);
/* false at the end, err untouched; or err filled: "Line 7: a quoted cell is not closed." */
MUST_USE bool csv_next(struct csv *csv, struct arena *arena, struct csv_row *row,
                       struct error *err);

struct csv_out { struct bytes *to; bool started; };
void csv_out_cell(struct csv_out *out, text cell);          // guarded against formulas
void csv_out_int(struct csv_out *out, int64_t value);
void csv_out_end_row(struct csv_out *out);
