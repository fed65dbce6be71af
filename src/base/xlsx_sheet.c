#include "base/xlsx_sheet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { KIND_BYTES = 12 };

/* A cell while its row is read: its text stands in the row's bytes, which may still move. */
struct span { size_t at, len; enum xlsx_type type; };

struct reading {
    const struct xlsx_book *book;
    const char *part;
    xlsx_row *give;
    void *with;
    long row;
    int column, last_column;         // of the cell being read; of the last one with a value
    struct span spans[XLSX_COLUMNS_MAX];
    struct bytes texts;
    char kind[KIND_BYTES];           // attribute t of the cell
    size_t style;
    size_t begun;                    // where the cell's text begins in texts
    bool in_row, in_cell, in_value, in_phonetic;
};

static bool refuse(struct reading *r, struct error *err, const char *what)
{
    return fail(err, ERROR_INPUT, NULL, "%s: its part %.80s, row %ld: %s", package_name(r->book->package), r->part,
                r->row, what);
}

/* ---- where ---- */

static bool row_begin(struct reading *r, const char **attributes, struct error *err)
{
    const char *given = xlsx_attribute(attributes, "r");
    int64_t number = r->row + 1;

    if ((given && !text_to_int(text_of(given), &number)) || number <= r->row || number > XLSX_ROWS_MAX)
        return refuse(r, err, "rows behind it are not in order.");
    r->row = (long)number;
    r->column = 0;
    r->last_column = 0;
    r->in_row = true;
    bytes_clear(&r->texts);
    memset(r->spans, 0, sizeof r->spans);
    return true;
}

/* "AB12": 28. 0: it names no column. */
static int column_of(const char *reference)
{
    int column = 0;

    for (; *reference >= 'A' && *reference <= 'Z' && column < 100000; reference++)
        column = column * 26 + (*reference - 'A' + 1);
    return column;
}

static bool cell_begin(struct reading *r, const char **attributes, struct error *err)
{
    const char *reference = xlsx_attribute(attributes, "r"), *kind = xlsx_attribute(attributes, "t");
    const char *style = xlsx_attribute(attributes, "s");
    int column = reference ? column_of(reference) : r->column + 1;
    int64_t number;

    if (column <= r->column)
        return refuse(r, err, "its cells are not in order.");
    r->column = column;
    r->style = style && text_to_int(text_of(style), &number) && number >= 0 ? (size_t)number : 0;
    snprintf(r->kind, sizeof r->kind, "%s", kind ? kind : "n");
    r->begun = r->texts.len;
    r->in_cell = true;
    return true;
}

/* ---- what ---- */

static text own_text(const struct reading *r)
{
    return text_skip(bytes_text(&r->texts), r->begun);
}

static void own_text_becomes(struct reading *r, text s)
{
    r->texts.len = r->begun;
    bytes_add_text(&r->texts, s);
}

static bool shared_string(struct reading *r, struct error *err)
{
    const struct xlsx_book *book = r->book;
    int64_t number;

    if (!text_to_int(text_trim(own_text(r)), &number) || number < 0 || (size_t)number >= book->string_count)
        return refuse(r, err, "a cell names a shared string that the workbook does not have.");
    size_t from = number > 0 ? book->string_ends[number - 1] : 0;
    own_text_becomes(r, (text){ (const char *)book->strings.at + from, book->string_ends[number] - from });
    return true;
}

/* As a person reads it: whole numbers without a point or an exponent, which references need. */
static enum xlsx_type number_read(struct reading *r)
{
    char plain[64] = "", *end;
    text s = text_trim(own_text(r));
    bool day_style = r->style < r->book->style_count && r->book->style_is_day[r->style];

    if (s.len >= sizeof plain)
        return XLSX_TEXT;
    memcpy(plain, s.at, s.len);
    double number = strtod(plain, &end);
    if (s.len == 0 || *end != '\0' || !isfinite(number))
        return XLSX_TEXT;
    day d = day_style ? xlsx_serial_day(number, r->book->from_1904) : DAY_UNKNOWN;
    if (day_known(d)) {
        struct civil c = day_civil(d);
        snprintf(plain, sizeof plain, "%04d-%02d-%02d", c.year, c.month, c.day);
    } else if (fabs(number) < 9e15 && number == floor(number)) {
        snprintf(plain, sizeof plain, "%.0f", number == 0 ? 0.0 : number);
    }
    own_text_becomes(r, text_of(plain));
    return day_known(d) ? XLSX_DAY : XLSX_NUMBER;
}

/* ISO 8601 in a cell of the kind d. */
static enum xlsx_type iso_read(struct reading *r)
{
    text s = text_first(text_trim(own_text(r)), 10);
    day d;
    char plain[16];

    if (!day_parse_iso(s, &d))
        return XLSX_TEXT;
    snprintf(plain, sizeof plain, "%.*s", TEXT_ARG(s));
    own_text_becomes(r, text_of(plain));
    return XLSX_DAY;
}

static bool cell_end(struct reading *r, struct error *err)
{
    enum xlsx_type type = XLSX_TEXT;

    r->in_cell = false;
    if (own_text(r).len == 0)
        return true;
    if (!strcmp(r->kind, "s") && !shared_string(r, err))
        return false;
    if (!strcmp(r->kind, "n"))
        type = number_read(r);
    else if (!strcmp(r->kind, "b"))
        type = XLSX_FLAG;
    else if (!strcmp(r->kind, "e"))
        type = XLSX_FAULT;
    else if (!strcmp(r->kind, "d"))
        type = iso_read(r);
    if (text_empty(text_trim(own_text(r))))
        return true;
    if (r->column > XLSX_COLUMNS_MAX)
        return refuse(r, err, "it has values beyond column IV; a list has far fewer columns.");
    r->spans[r->column - 1] = (struct span){ .at = r->begun, .len = own_text(r).len, .type = type };
    r->last_column = r->column;
    return true;
}

static bool row_end(struct reading *r, struct error *err)
{
    struct xlsx_cell cells[XLSX_COLUMNS_MAX];

    r->in_row = false;
    if (r->last_column == 0)
        return true;
    for (int i = 0; i < r->last_column; i++)
        cells[i] = (struct xlsx_cell){
            .text = { (const char *)r->texts.at + r->spans[i].at, r->spans[i].len }, .type = r->spans[i].type,
        };
    return r->give(r->with, r->row, cells, r->last_column, err);
}

/* ---- elements ---- */

static bool on_start(void *with, text name, const char **attributes, struct error *err)
{
    struct reading *r = with;

    if (text_is(name, "row") && !r->in_row)
        return row_begin(r, attributes, err);
    if (text_is(name, "c") && r->in_row && !r->in_cell)
        return cell_begin(r, attributes, err);
    if (text_is(name, "rPh"))
        r->in_phonetic = true;
    r->in_value = r->in_cell && !r->in_phonetic && (text_is(name, "v") || text_is(name, "t"));
    return true;
}

static bool on_characters(void *with, text piece, struct error *err)
{
    struct reading *r = with;

    if (!r->in_value)
        return true;
    if (own_text(r).len + piece.len > XLSX_CELL_BYTES_MAX)
        return refuse(r, err, "a cell holds more text than a spreadsheet can.");
    bytes_add_text(&r->texts, piece);
    return true;
}

static bool on_end(void *with, text name, struct error *err)
{
    struct reading *r = with;

    r->in_value = false;
    if (text_is(name, "rPh"))
        r->in_phonetic = false;
    if (text_is(name, "c") && r->in_cell)
        return cell_end(r, err);
    if (text_is(name, "row") && r->in_row)
        return row_end(r, err);
    return true;
}

bool xlsx_sheet_read(const struct xlsx_book *book, const char *part, xlsx_row *row, void *with, struct error *err)
{
    static const struct xlsx_handler handler = { .start = on_start, .characters = on_characters, .end = on_end };
    struct reading *r = memory_alloc(sizeof *r);

    r->book = book;
    r->part = part;
    r->give = row;
    r->with = with;
    bool done = xlsx_part_parse(book->package, part, &handler, r, err);
    bytes_free(&r->texts);
    free(r);
    return done;
}
