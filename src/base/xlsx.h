/* base/xlsx.h - a forward-only reader of .xlsx workbooks that may be hostile, over base/package and expat.
 *
 * A row is in memory at a time, besides the table of shared strings. No DTD, hence no entities beyond the five
 * built in and nothing from outside the file; at most 64 levels of elements, 1,048,576 rows, 256 columns, 64
 * sheets, 32,767 characters in a cell, 4 million shared strings: what exceeds that is refused with a sentence,
 * never cut. Formulas are not run: what the spreadsheet program last worked out is read. */
#pragma once
#include "base/day.h"
#include "base/error.h"
#include "base/text.h"

#define XLSX_COLUMNS_MAX 256
#define XLSX_ROWS_MAX 1048576
#define XLSX_SHEETS_MAX 64
#define XLSX_CELL_BYTES_MAX (32767 * 4)

enum xlsx_type {
    XLSX_EMPTY,
    XLSX_TEXT,           // as it is, not trimmed
    XLSX_NUMBER,         // in decimal: "12", "0.5"
    XLSX_DAY,            // a number shown as a date: "2026-03-04"; a time of day is left off
    XLSX_FLAG,           // "1" or "0"
    XLSX_FAULT,          // "#REF!" and the like
};
struct xlsx_cell { text text; enum xlsx_type type; };

struct xlsx;
MUST_USE bool xlsx_open(const char *path, struct xlsx **xlsx, struct error *err);
/* The bytes stay the caller's until xlsx_close(). */
MUST_USE bool xlsx_open_bytes(text bytes, struct xlsx **xlsx, struct error *err);
void xlsx_close(struct xlsx *xlsx);

int xlsx_sheet_count(const struct xlsx *xlsx);
text xlsx_sheet_name(const struct xlsx *xlsx, int sheet);    // until it closes
bool xlsx_from_1904(const struct xlsx *xlsx);                // what its serial numbers of days count from

/* row: as the spreadsheet numbers it, from 1. cells: count of them, from column A on, with empty ones between;
 * their texts live until the next row. False ends the reading, with err filled. Rows without any value are not
 * given. */
typedef bool xlsx_row(void *with, long row, const struct xlsx_cell *cells, int count, struct error *err);
MUST_USE bool xlsx_read(struct xlsx *xlsx, int sheet, xlsx_row *row, void *with, struct error *err);

/* "G" for 7: as the spreadsheet names its columns. */
text xlsx_column_name(struct arena *arena, int column);
/* The day that a serial number means, in the system that counts from 1900 or from 1904. Unknown: none. */
day xlsx_serial_day(double serial, bool from_1904);
