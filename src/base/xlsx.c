/* The workbook around its sheets: their names and parts, shared strings, and which formats are dates. */
#include "base/xlsx_sheet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    NAME_BYTES = 32 * 4, TARGET_BYTES = 256, RELATION_BYTES = 64, RELATIONS_MAX = 256,
    STRINGS_MAX = 4000000, STYLES_MAX = 65536, FORMATS_MAX = 4096
};

struct relation { char id[RELATION_BYTES], part[TARGET_BYTES], type[RELATION_BYTES]; };
struct sheet { char name[NAME_BYTES], id[RELATION_BYTES], part[TARGET_BYTES]; };

struct xlsx {
    struct xlsx_book book;
    struct sheet sheets[XLSX_SHEETS_MAX];
    int sheet_count;
    struct relation relations[RELATIONS_MAX];
    int relation_count;
    int64_t formats[FORMATS_MAX];    // own number formats that show a date
    size_t format_count;
    bool in_formats, in_text, in_phonetic;
    size_t string_begun;
};

static bool refuse(const struct xlsx *x, struct error *err, const char *what)
{
    return fail(err, ERROR_INPUT, NULL, "%s %s", package_name(x->book.package), what);
}

static void keep(char *to, size_t room, const char *s)
{
    text shown = text_clip(text_of(s), room - 1);

    memcpy(to, shown.at, shown.len);
    to[shown.len] = '\0';
}

/* ---- relations: which part is what ---- */

static bool relation_start(void *with, text name, const char **attributes, struct error *err)
{
    struct xlsx *x = with;
    const char *id = xlsx_attribute(attributes, "Id"), *target = xlsx_attribute(attributes, "Target");
    const char *type = xlsx_attribute(attributes, "Type"), *mode = xlsx_attribute(attributes, "TargetMode");

    // What lies outside the file is never fetched.
    if (!text_is(name, "Relationship") || !id || !target || !type || (mode && !strcmp(mode, "External")))
        return true;
    if (x->relation_count == RELATIONS_MAX || strlen(target) + 3 >= TARGET_BYTES)
        return refuse(x, err, "has more or longer links between its parts than a workbook has.");
    struct relation *relation = &x->relations[x->relation_count++];
    const char *last = strrchr(type, '/');
    keep(relation->id, sizeof relation->id, id);
    keep(relation->type, sizeof relation->type, last ? last + 1 : type);
    snprintf(relation->part, sizeof relation->part, "%s%s", *target == '/' ? "" : "xl/",
             *target == '/' ? target + 1 : target);
    return true;
}

static const struct relation *relation_of_type(const struct xlsx *x, const char *type)
{
    for (int i = 0; i < x->relation_count; i++)
        if (!strcmp(x->relations[i].type, type))
            return &x->relations[i];
    return NULL;
}

/* ---- the workbook ---- */

static bool flag_set(const char *value)
{
    return value && (!strcmp(value, "1") || !strcmp(value, "true") || !strcmp(value, "on"));
}

static bool workbook_start(void *with, text name, const char **attributes, struct error *err)
{
    struct xlsx *x = with;

    if (text_is(name, "workbookPr"))
        x->book.from_1904 = flag_set(xlsx_attribute(attributes, "date1904"));
    if (!text_is(name, "sheet"))
        return true;
    const char *shown = xlsx_attribute(attributes, "name"), *id = NULL;
    // Beside r:id stands sheetId, and in some workbooks a plain id.
    for (size_t i = 0; attributes[i]; i += 2)
        if (text_ends(text_of(attributes[i]), ":id"))
            id = attributes[i + 1];
    if (x->sheet_count == XLSX_SHEETS_MAX)
        return refuse(x, err, "has over 64 sheets. Save the lists alone as a workbook.");
    if (!shown || !id)
        return refuse(x, err, "has a sheet without a name or a part. Open it, and save it again.");
    struct sheet *sheet = &x->sheets[x->sheet_count++];
    keep(sheet->name, sizeof sheet->name, shown);
    keep(sheet->id, sizeof sheet->id, id);
    return true;
}

static bool sheets_settle(struct xlsx *x, struct error *err)
{
    for (int s = 0; s < x->sheet_count; s++) {
        struct sheet *sheet = &x->sheets[s];
        for (int i = 0; i < x->relation_count; i++)
            if (!strcmp(x->relations[i].id, sheet->id))
                snprintf(sheet->part, sizeof sheet->part, "%s", x->relations[i].part);
        if (!*sheet->part || !package_has(x->book.package, sheet->part))
            return fail(err, ERROR_INPUT, NULL, "%s: the part of its sheet %s is missing. It is damaged: open it, and "
                        "save it again.", package_name(x->book.package), sheet->name);
    }
    return x->sheet_count > 0 || refuse(x, err, "has no sheet.");
}

/* ---- shared strings ---- */

static bool string_start(void *with, text name, const char **attributes, struct error *err)
{
    struct xlsx *x = with;

    (void)attributes, (void)err;
    if (text_is(name, "si"))
        x->string_begun = x->book.strings.len;
    if (text_is(name, "rPh"))
        x->in_phonetic = true;
    x->in_text = text_is(name, "t") && !x->in_phonetic;
    return true;
}

static bool string_characters(void *with, text piece, struct error *err)
{
    struct xlsx *x = with;

    if (!x->in_text)
        return true;
    if (x->book.strings.len + piece.len - x->string_begun > XLSX_CELL_BYTES_MAX)
        return refuse(x, err, "has a text longer than a cell can hold.");
    bytes_add_text(&x->book.strings, piece);
    return true;
}

static bool string_end(void *with, text name, struct error *err)
{
    struct xlsx *x = with;
    struct xlsx_book *book = &x->book;

    x->in_text = false;
    if (text_is(name, "rPh"))
        x->in_phonetic = false;
    if (!text_is(name, "si"))
        return true;
    if (book->string_count == STRINGS_MAX)
        return refuse(x, err, "has over 4 million different texts. Split it.");
    if (book->string_count == book->string_room) {
        book->string_room = book->string_room > 0 ? book->string_room * 2 : 1024;
        book->string_ends = memory_resize(book->string_ends, book->string_room * sizeof *book->string_ends);
    }
    book->string_ends[book->string_count++] = book->strings.len;
    return true;
}

/* ---- styles: which cells show a date ---- */

/* Days and years outside quotes, brackets and escapes. "m" alone may be minutes. */
static bool format_shows_day(const char *code)
{
    bool quoted = false, bracketed = false;

    for (; *code; code++) {
        if (*code == '"')
            quoted = !quoted;
        else if (!quoted && (*code == '\\' || *code == '_' || *code == '*') && code[1])
            code++;
        else if (!quoted && *code == '[')
            bracketed = true;
        else if (!quoted && *code == ']')
            bracketed = false;
        else if (!quoted && !bracketed && strchr("dDyY", *code))
            return true;
    }
    return false;
}

/* Formats that every workbook has: 14 to 17 and 22 show days; 27 to 36 and 50 to 58 do in East Asia. */
static bool format_is_day(const struct xlsx *x, int64_t number)
{
    if ((number >= 14 && number <= 17) || number == 22 || (number >= 27 && number <= 36)
        || (number >= 50 && number <= 58))
        return true;
    for (size_t i = 0; i < x->format_count; i++)
        if (x->formats[i] == number)
            return true;
    return false;
}

static bool style_start(void *with, text name, const char **attributes, struct error *err)
{
    struct xlsx *x = with;
    struct xlsx_book *book = &x->book;
    const char *format = xlsx_attribute(attributes, "numFmtId");
    int64_t number = 0;

    if (format)
        (void)text_to_int(text_of(format), &number);
    if (text_is(name, "cellXfs"))
        x->in_formats = true;
    if (text_is(name, "numFmt")) {
        const char *code = xlsx_attribute(attributes, "formatCode");
        if (code && format_shows_day(code) && x->format_count == FORMATS_MAX)
            return refuse(x, err, "has over 4,096 formats of numbers. Save the lists alone as a workbook.");
        if (code && format_shows_day(code))
            x->formats[x->format_count++] = number;
    }
    if (!x->in_formats || !text_is(name, "xf"))
        return true;
    if (book->style_count == STYLES_MAX)
        return refuse(x, err, "has over 65,536 formats of cells. Save the lists alone as a workbook.");
    if (book->style_count == book->style_room) {
        book->style_room = book->style_room > 0 ? book->style_room * 2 : 256;
        book->style_is_day = memory_resize(book->style_is_day, book->style_room * sizeof *book->style_is_day);
    }
    book->style_is_day[book->style_count++] = format_is_day(x, number);
    return true;
}

static bool style_end(void *with, text name, struct error *err)
{
    struct xlsx *x = with;

    (void)err;
    if (text_is(name, "cellXfs"))
        x->in_formats = false;
    return true;
}

/* ---- the whole ---- */

static bool book_read(struct xlsx *x, struct error *err)
{
    static const struct xlsx_handler relations = { .start = relation_start }, workbook = { .start = workbook_start };
    static const struct xlsx_handler styles = { .start = style_start, .end = style_end };
    static const struct xlsx_handler strings = {
        .start = string_start, .characters = string_characters, .end = string_end,
    };
    struct package *package = x->book.package;

    if (!xlsx_part_parse(package, "xl/workbook.xml", &workbook, x, err)
        || !xlsx_part_parse(package, "xl/_rels/workbook.xml.rels", &relations, x, err)
        || !sheets_settle(x, err))
        return false;
    const struct relation *shared = relation_of_type(x, "sharedStrings"), *style = relation_of_type(x, "styles");
    return (!style || xlsx_part_parse(package, style->part, &styles, x, err))
        && (!shared || xlsx_part_parse(package, shared->part, &strings, x, err));
}

static bool xlsx_of(struct package *package, struct xlsx **xlsx, struct error *err)
{
    struct xlsx *x = memory_alloc(sizeof *x);

    x->book.package = package;
    if (!book_read(x, err)) {
        xlsx_close(x);
        return false;
    }
    *xlsx = x;
    return true;
}

bool xlsx_open(const char *path, struct xlsx **xlsx, struct error *err)
{
    struct package *package;

    return package_open(path, &package, err) && xlsx_of(package, xlsx, err);
}

bool xlsx_open_bytes(text bytes, struct xlsx **xlsx, struct error *err)
{
    struct package *package;

    return package_open_bytes(bytes, &package, err) && xlsx_of(package, xlsx, err);
}

void xlsx_close(struct xlsx *x)
{
    if (!x)
        return;
    package_close(x->book.package);
    bytes_free(&x->book.strings);
    free(x->book.string_ends);
    free(x->book.style_is_day);
    free(x);
}

int xlsx_sheet_count(const struct xlsx *x)
{
    return x->sheet_count;
}

text xlsx_sheet_name(const struct xlsx *x, int sheet)
{
    return text_of(x->sheets[sheet].name);
}

bool xlsx_from_1904(const struct xlsx *x)
{
    return x->book.from_1904;
}

bool xlsx_read(struct xlsx *x, int sheet, xlsx_row *row, void *with, struct error *err)
{
    return xlsx_sheet_read(&x->book, x->sheets[sheet].part, row, with, err);
}

text xlsx_column_name(struct arena *arena, int column)
{
    char name[8], *at = name + sizeof name;

    for (; column > 0 && at > name; column = (column - 1) / 26)
        *--at = (char)('A' + (column - 1) % 26);
    return text_copy(arena, (text){ at, (size_t)(name + sizeof name - at) });
}

/* The system from 1900 has a 29 February 1900, which never was: serial 60. */
day xlsx_serial_day(double serial, bool from_1904)
{
    day first;

    if (!isfinite(serial) || serial < (from_1904 ? 0 : 1) || serial >= 2958466)
        return DAY_UNKNOWN;
    int days = (int)floor(serial);
    if (from_1904)
        return day_from_civil((struct civil){ 1904, 1, 1 }, &first) ? day_add(first, days) : DAY_UNKNOWN;
    if (days == 60 || !day_from_civil((struct civil){ 1899, 12, days < 60 ? 31 : 30 }, &first))
        return DAY_UNKNOWN;
    return day_add(first, days);
}
