/* base/xlsx_sheet.h - the rows of one sheet, for base/xlsx alone. */
#pragma once
#include "base/bytes.h"
#include "base/xlsx.h"
#include "base/xlsx_part.h"

struct xlsx_book {
    struct package *package;
    bool from_1904;
    struct bytes strings;            // shared ones, end to end
    size_t *string_ends, string_count, string_room;
    bool *style_is_day;              // by number of the cell's format
    size_t style_count, style_room;
};
MUST_USE bool xlsx_sheet_read(const struct xlsx_book *book, const char *part, xlsx_row *row, void *with,
                              struct error *err);
