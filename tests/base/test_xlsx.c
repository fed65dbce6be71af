/* Workbooks made by hand, part by part: what is read of them, and which are refused. */
#include "check.h"

#include "base/bytes.h"
#include "base/package.h"
#include "base/xlsx.h"

#include <stdlib.h>
#include <string.h>
#include <zip.h>

struct made { const char *name, *content; size_t len; };

static const char workbook[] =
    "<workbook xmlns:r='r'><sheets><sheet name='One' sheetId='1' r:id='a'/></sheets></workbook>";
static const char links[] =
    "<Relationships><Relationship Id='a' Type='x/worksheet' Target='worksheets/sheet1.xml'/>"
    "<Relationship Id='b' Type='x/sharedStrings' Target='/xl/sharedStrings.xml'/>"
    "<Relationship Id='c' Type='x/styles' Target='styles.xml'/>"
    "<Relationship Id='d' Type='x/externalLink' Target='http://example.org/' TargetMode='External'/></Relationships>";
static const char strings[] =
    "<sst><si><t>Jay</t></si><si><r><t>Ja</t></r><r><rPr><b/></rPr><t xml:space='preserve'>y &amp; Kay</t></r>"
    "<rPh><t>sound</t></rPh></si><si><t> x </t></si></sst>";
/* 0 plain, 1 built-in date, 2 own date, 3 own with day as a word, 4 time, 5 date behind a colour. */
static const char styles[] =
    "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='dd/mm/yyyy;@'/><numFmt numFmtId='165' formatCode='0 \"days\"'/>"
    "<numFmt numFmtId='166' formatCode='[Red]yyyy'/></numFmts><cellStyleXfs><xf numFmtId='14'/></cellStyleXfs><cellXfs>"
    "<xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='164'/><xf numFmtId='165'/><xf numFmtId='20'/><xf numFmtId='166'/>"
    "</cellXfs></styleSheet>";

/* ---- packages in memory ---- */

static struct bytes pack(const struct made *parts, size_t count)
{
    zip_error_t why;
    zip_source_t *to = zip_source_buffer_create(NULL, 0, 0, &why);
    zip_t *zip = zip_open_from_source(to, ZIP_TRUNCATE, &why);
    zip_stat_t stat;
    struct bytes made = { 0 };

    check("pack", zip != NULL, "no package");
    zip_source_keep(to);
    for (size_t i = 0; i < count; i++) {
        size_t len = parts[i].len > 0 ? parts[i].len : strlen(parts[i].content);
        zip_source_t *content = zip_source_buffer(zip, parts[i].content, len, 0);
        check("pack", zip_file_add(zip, parts[i].name, content, ZIP_FL_ENC_UTF_8) >= 0, "no part");
    }
    check("pack", zip_close(zip) == 0, "not closed");
    check("pack", zip_source_open(to) == 0 && zip_source_stat(to, &stat) == 0, "not read back");
    made.at = memory_alloc(stat.size);
    made.room = made.len = stat.size;
    check("pack", zip_source_read(to, made.at, stat.size) == (zip_int64_t)stat.size, "not read back");
    zip_source_close(to);
    zip_source_free(to);
    return made;
}

/* A workbook with this sheet, and these parts in place of the usual ones where they are not NULL. */
static struct bytes pack_sheet(const char *book, const char *relations, const char *shared, const char *sheet)
{
    const struct made parts[] = {
        { "[Content_Types].xml", "<Types/>", 0 },
        { "xl/workbook.xml", book ? book : workbook, 0 },
        { "xl/_rels/workbook.xml.rels", relations ? relations : links, 0 },
        { "xl/sharedStrings.xml", shared ? shared : strings, 0 },
        { "xl/styles.xml", styles, 0 },
        { "xl/worksheets/sheet1.xml", sheet, 0 },
    };

    return pack(parts, COUNT_OF(parts));
}

/* ---- reading ---- */

static bool show_row(void *with, long row, const struct xlsx_cell *cells, int count, struct error *err)
{
    static const char letters[] = "-TNDFX";
    struct bytes *shown = with;

    (void)err;
    bytes_add_format(shown, "%ld:", row);
    for (int i = 0; i < count; i++)
        bytes_add_format(shown, "%c[%.*s]", letters[cells[i].type], TEXT_ARG(cells[i].text));
    bytes_add_u8(shown, ' ');
    return true;
}

static bool read_all(text file, struct bytes *shown, struct error *err)
{
    struct xlsx *xlsx;
    bool done = true;

    if (!xlsx_open_bytes(file, &xlsx, err))
        return false;
    for (int i = 0; i < xlsx_sheet_count(xlsx) && done; i++)
        done = xlsx_read(xlsx, i, show_row, shown, err);
    xlsx_close(xlsx);
    return done;
}

#define ROWS(rows) "<worksheet><sheetData>" rows "</sheetData></worksheet>"
#define ROW(cells) ROWS("<row r='1'>" cells "</row>")

static const struct { const char *name, *sheet, *shown; } right[] = {
    { "a shared string", ROW("<c r='A1' t='s'><v>0</v></c>"), "1:T[Jay] " },
    { "runs are one text, without how they sound", ROW("<c r='A1' t='s'><v>1</v></c>"), "1:T[Jay & Kay] " },
    { "blanks are kept", ROW("<c r='A1' t='s'><v>2</v></c>"), "1:T[ x ] " },
    { "an inline string", ROW("<c r='A1' t='inlineStr'><is><r><t>a</t></r><t>b</t></is></c>"), "1:T[ab] " },
    { "what a formula came to", ROW("<c r='A1' t='str'><f>B1&amp;C1</f><v>abc</v></c>"), "1:T[abc] " },
    { "whole numbers are whole", ROW("<c r='A1'><v>12.0</v></c><c r='B1'><v>1.5E3</v></c><c r='C1'><v>-0</v></c>"),
      "1:N[12]N[1500]N[0] " },
    { "parts are as they are", ROW("<c r='A1'><v>0.5</v></c>"), "1:N[0.5] " },
    { "a number that is none", ROW("<c r='A1'><v>12x</v></c>"), "1:T[12x] " },
    { "yes and a fault", ROW("<c r='A1' t='b'><v>1</v></c><c r='B1' t='e'><v>#REF!</v></c>"), "1:F[1]X[#REF!] " },
    { "dates by style", ROW("<c r='A1' s='1'><v>46112</v></c><c r='B1' s='2'><v>46112.75</v></c>"),
      "1:D[2026-03-31]D[2026-03-31] " },
    { "styles that only look like dates", ROW("<c r='A1' s='3'><v>46112</v></c><c r='B1' s='4'><v>0.5</v></c>"
      "<c r='C1' s='9'><v>1</v></c>"), "1:N[46112]N[0.5]N[1] " },
    { "a colour before the year", ROW("<c r='A1' s='5'><v>46112</v></c>"), "1:D[2026-03-31] " },
    { "a day in ISO", ROW("<c r='A1' t='d'><v>2026-03-31T09:00:00</v></c>"), "1:D[2026-03-31] " },
    { "the day that never was", ROW("<c r='A1' s='1'><v>59</v></c><c r='B1' s='1'><v>60</v></c>"
      "<c r='C1' s='1'><v>61</v></c>"), "1:D[1900-02-28]N[60]D[1900-03-01] " },
    { "cells left out", ROW("<c r='B1'><v>2</v></c><c r='D1'><v>4</v></c>"), "1:-[]N[2]-[]N[4] " },
    { "cells without a reference", ROW("<c><v>1</v></c><c><v>2</v></c>"), "1:N[1]N[2] " },
    { "rows without a number", ROWS("<row><c><v>1</v></c></row><row><c><v>2</v></c></row>"), "1:N[1] 2:N[2] " },
    { "rows left out, and rows without values", ROWS("<row r='3'><c r='A3'><v>1</v></c></row><row r='4'/>"
      "<row r='5'><c r='A5' s='1'/></row><row r='1048576'><c r='A1'><v>9</v></c></row>"), "3:N[1] 1048576:N[9] " },
    { "prefixes are left off", "<x:worksheet xmlns:x='u'><x:sheetData><x:row r='1'><x:c r='A1'><x:v>7</x:v></x:c></x:row>"
      "</x:sheetData></x:worksheet>", "1:N[7] " },
    { "an empty sheet", "<worksheet/>", "" },
    { "styled cells far to the right", ROW("<c r='A1'><v>1</v></c><c r='XFD1' s='1'/>"), "1:N[1] " },
};

static void test_right(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(right); i++) {
        struct bytes file = pack_sheet(NULL, NULL, NULL, right[i].sheet), shown = { 0 };
        struct error err = { 0 };

        check(right[i].name, read_all(bytes_text(&file), &shown, &err), "%s", err.message);
        check(right[i].name, text_is(bytes_text(&shown), right[i].shown), "read as %.*s", TEXT_ARG(bytes_text(&shown)));
        bytes_free(&shown);
        bytes_free(&file);
    }
}

static void test_days_from_1904(void **state)
{
    static const char book[] = "<workbook xmlns:r='r'><workbookPr date1904='1'/><sheets>"
        "<sheet name='One' r:id='a'/></sheets></workbook>";
    struct bytes file = pack_sheet(book, NULL, NULL, ROW("<c r='A1' s='1'><v>44650</v></c>")), shown = { 0 };
    struct error err = { 0 };

    (void)state;
    check("1904", read_all(bytes_text(&file), &shown, &err), "%s", err.message);
    check("1904", text_is(bytes_text(&shown), "1:D[2026-03-31] "), "%.*s", TEXT_ARG(bytes_text(&shown)));
    bytes_free(&shown);
    bytes_free(&file);
}

static void test_column_names(void **state)
{
    static const struct { int column; const char *name; } names[] = {
        { 1, "A" }, { 26, "Z" }, { 27, "AA" }, { 52, "AZ" }, { 256, "IV" }, { 16384, "XFD" }, { 0, "" },
    };
    struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < COUNT_OF(names); i++)
        check(names[i].name, text_is(xlsx_column_name(arena, names[i].column), names[i].name), "otherwise");
    arena_free(arena);
}

/* ---- refused ---- */

static const char deep[] =
    "<a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a>"
    "<a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a>";

static const struct { const char *name, *book, *links, *shared, *sheet, *sentence; } refused[] = {
    { "an entity in a sheet", NULL, NULL, NULL,
      "<!DOCTYPE w [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]>" ROW("<c><v>&b;</v></c>"), "DOCTYPE" },
    { "an entity from outside", "<!DOCTYPE w SYSTEM 'file:///etc/passwd'><workbook/>", NULL, NULL, ROW(""), "DOCTYPE" },
    { "a bomb of entities in the strings", NULL, NULL,
      "<!DOCTYPE s [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;'>]><sst><si><t>&b;</t></si></sst>",
      ROW(""), "DOCTYPE" },
    { "an entity nobody declared", NULL, NULL, NULL, ROW("<c><v>&x;</v></c>"), "damaged at line" },
    { "nested too deep", NULL, NULL, NULL, deep, "nested deeper" },
    { "a sheet that is cut", NULL, NULL, NULL, "<worksheet><sheetData><row r='1'><c r='A1'><v>1</v>", "damaged" },
    { "a sheet that is no XML", NULL, NULL, NULL, "PK\003\004", "damaged" },
    { "a workbook without sheets", "<workbook/>", NULL, NULL, ROW(""), "has no sheet" },
    { "a sheet without a part", NULL, "<Relationships/>", NULL, ROW(""), "the part of its sheet One is missing" },
    { "a part that is not there", NULL, "<Relationships><Relationship Id='a' Type='x/worksheet' Target='gone.xml'/>"
      "</Relationships>", NULL, ROW(""), "the part of its sheet One is missing" },
    { "a sheet outside the file", NULL, "<Relationships><Relationship Id='a' Type='x/worksheet' TargetMode='External' "
      "Target='http://example.org/'/></Relationships>", NULL, ROW(""), "is missing" },
    { "a sheet without a name", "<workbook xmlns:r='r'><sheets><sheet r:id='a'/></sheets></workbook>", NULL, NULL, ROW(""),
      "without a name" },
    { "a string that is not there", NULL, NULL, NULL, ROW("<c t='s'><v>3</v></c>"), "shared string" },
    { "a string before the first", NULL, NULL, NULL, ROW("<c t='s'><v>-1</v></c>"), "shared string" },
    { "rows that go back", NULL, NULL, NULL, ROWS("<row r='2'/><row r='2'/>"), "not in order" },
    { "a row beyond the last", NULL, NULL, NULL, ROWS("<row r='1048577'/>"), "not in order" },
    { "cells that go back", NULL, NULL, NULL, ROW("<c r='B1'/><c r='A1'/>"), "cells are not in order" },
    { "a cell nowhere", NULL, NULL, NULL, ROW("<c r='1'/>"), "cells are not in order" },
    { "a column beyond the last", NULL, NULL, NULL, ROW("<c r='IW1'><v>1</v></c>"), "beyond column IV" },
};

static void test_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        struct bytes file = pack_sheet(refused[i].book, refused[i].links, refused[i].shared, refused[i].sheet);
        struct bytes shown = { 0 };
        struct error err = { 0 };

        check(refused[i].name, !read_all(bytes_text(&file), &shown, &err), "was read");
        check(refused[i].name, strstr(err.message, refused[i].sentence) != NULL, "says '%s'", err.message);
        bytes_free(&shown);
        bytes_free(&file);
    }
}

static void check_file_refused(const char *name, text file, const char *sentence)
{
    struct bytes shown = { 0 };
    struct error err = { 0 };

    check(name, !read_all(file, &shown, &err), "was read");
    check(name, strstr(err.message, sentence) != NULL, "says '%s'", err.message);
    bytes_free(&shown);
}

static void test_files_that_are_no_workbook(void **state)
{
    static const struct made alone[] = { { "word/document.xml", "<w/>", 0 } };
    struct bytes whole = pack_sheet(NULL, NULL, NULL, ROW("<c><v>1</v></c>"));
    struct bytes other = pack(alone, 1);

    (void)state;
    check_file_refused("nothing", TEXT(""), "no .xlsx workbook");
    check_file_refused("a text", TEXT("Child Unique ID,Gender\r\n1,a) Male\r\n"), "no .xlsx workbook");
    check_file_refused("an old workbook, or one with a password",
                       TEXT("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and so on"), "without a password");
    check_file_refused("a document", bytes_text(&other), "lacks its part xl/workbook.xml");
    check_file_refused("cut at its end", text_first(bytes_text(&whole), whole.len - 30), "no .xlsx workbook");
    check_file_refused("cut in the middle", text_first(bytes_text(&whole), whole.len / 2), "no .xlsx workbook");
    bytes_free(&whole);
    bytes_free(&other);
}

/* Blanks inside a sheet: a few kilobytes that unpack to very much. */
static void test_bomb(void **state)
{
    size_t blanks = 64 * 1024 * 1024;
    struct bytes sheet = { 0 }, shown = { 0 };
    struct error err = { 0 };

    (void)state;
    bytes_add_cstr(&sheet, "<worksheet><sheetData>");
    sheet.at = memory_resize(sheet.at, blanks + 1024);
    sheet.room = blanks + 1024;
    memset(sheet.at + sheet.len, ' ', blanks);
    sheet.len += blanks;
    bytes_add_cstr(&sheet, "</sheetData></worksheet>");
    const struct made parts[] = {
        { "xl/workbook.xml", workbook, 0 }, { "xl/_rels/workbook.xml.rels", links, 0 },
        { "xl/sharedStrings.xml", strings, 0 }, { "xl/styles.xml", styles, 0 },
        { "xl/worksheets/sheet1.xml", (const char *)sheet.at, sheet.len },
    };
    struct bytes file = pack(parts, COUNT_OF(parts));
    check("a bomb", file.len < 1024 * 1024, "%zu bytes", file.len);
    check("a bomb", !read_all(bytes_text(&file), &shown, &err), "was read");
    check("a bomb", strstr(err.message, "over 100 times its size") != NULL, "says '%s'", err.message);
    bytes_free(&file);
    bytes_free(&sheet);
    bytes_free(&shown);
}

static void test_too_much(void **state)
{
    struct made *parts = memory_alloc(1001 * sizeof *parts);
    static char names[1001][16];
    struct bytes sheets = { 0 }, cell = { 0 };

    (void)state;
    for (int i = 0; i < 1001; i++) {
        snprintf(names[i], sizeof names[i], "part%d", i);
        parts[i] = (struct made){ names[i], "x", 1 };
    }
    struct bytes file = pack(parts, 1001);
    check_file_refused("too many parts", bytes_text(&file), "has 1001 parts");
    bytes_free(&file);
    bytes_add_cstr(&sheets, "<workbook xmlns:r='r'><sheets>");
    for (int i = 0; i < 65; i++)
        bytes_add_format(&sheets, "<sheet name='S%d' r:id='a'/>", i);
    bytes_add_cstr(&sheets, "</sheets></workbook>");
    bytes_add_u8(&sheets, '\0');
    file = pack_sheet((const char *)sheets.at, NULL, NULL, ROW(""));
    check_file_refused("too many sheets", bytes_text(&file), "over 64 sheets");
    bytes_free(&file);
    bytes_add_cstr(&cell, "<worksheet><sheetData><row r='1'><c r='A1' t='str'><v>");
    for (int i = 0; i < XLSX_CELL_BYTES_MAX + 1; i++)
        bytes_add_u8(&cell, (uint8_t)('a' + i * 7 % 26));
    bytes_add_cstr(&cell, "</v></c></row></sheetData></worksheet>");
    bytes_add_u8(&cell, '\0');
    file = pack_sheet(NULL, NULL, NULL, (const char *)cell.at);
    check_file_refused("a cell too long", bytes_text(&file), "more text than a spreadsheet can");
    bytes_free(&file);
    bytes_free(&sheets);
    bytes_free(&cell);
    free(parts);
}

/* Every byte of a workbook changed in turn: read or refused, and never more than that. */
static void test_damaged(void **state)
{
    struct bytes file = pack_sheet(NULL, NULL, NULL,
                                   ROW("<c r='A1' t='s'><v>1</v></c><c r='B1' s='1'><v>46112</v></c>"));

    (void)state;
    for (size_t i = 0; i < file.len; i++) {
        struct bytes shown = { 0 };
        struct error err = { 0 };
        uint8_t before = file.at[i];

        file.at[i] ^= 0x55;
        if (!read_all(bytes_text(&file), &shown, &err))
            check("a damaged workbook", err.kind == ERROR_INPUT && *err.message, "byte %zu: no sentence", i);
        file.at[i] = before;
        bytes_free(&shown);
    }
    bytes_free(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_right),
        cmocka_unit_test(test_days_from_1904),
        cmocka_unit_test(test_column_names),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_files_that_are_no_workbook),
        cmocka_unit_test(test_bomb),
        cmocka_unit_test(test_too_much),
        cmocka_unit_test(test_damaged),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
