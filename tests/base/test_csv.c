#include "check.h"

#include "base/csv.h"

#include <string.h>

/* Rows are shown as cells in brackets, with the line they begin on. */
static const struct { const char *name, *from, *shown; } right[] = {
    { "nothing", "", "" },
    { "byte order mark only", "\xEF\xBB\xBF", "" },
    { "empty lines only", "\n\r\n\n", "" },
    { "one cell, no line end", "a", "1:[a]" },
    { "LF", "a,b\nc,d\n", "1:[a][b] 2:[c][d]" },
    { "CRLF", "a,b\r\nc,d\r\n", "1:[a][b] 2:[c][d]" },
    { "line ends mixed", "a\r\nb\nc", "1:[a] 2:[b] 3:[c]" },
    { "byte order mark", "\xEF\xBB\xBF" "a,b\n", "1:[a][b]" },
    { "empty cells", ",\n,,", "1:[][] 2:[][][]" },
    { "comma at the end", "a,\n", "1:[a][]" },
    { "empty lines are passed over and counted", "a\n\n\nb", "1:[a] 4:[b]" },
    { "quoted", "\"a\",\"b\"\n", "1:[a][b]" },
    { "quoted and empty", "\"\"\n", "1:[]" },
    { "comma inside", "\"a,b\",c", "1:[a,b][c]" },
    { "doubled marks", "\"a\"\"b\"\"\",\"\"\"\"", "1:[a\"b\"][\"]" },
    { "line end inside", "\"a\r\nb\nc\",d\ne", "1:[a\r\nb\nc][d] 4:[e]" },
    { "a mark inside a plain cell", "5'6\",b\"c\n", "1:[5'6\"][b\"c]" },
    { "blanks stay", " a , b ", "1:[ a ][ b ]" },
    { "CR inside a plain cell", "a\rb\n", "1:[a\rb]" },
    { "UTF-8", "Jos\u00e9,\u674e", "1:[Jos\u00e9][\u674e]" },
    { "a row longer than the first array", "1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7,8",
      "1:[1][2][3][4][5][6][7][8][9][0][1][2][3][4][5][6][7][8]" },
};

static const struct { const char *name, *from; size_t len; const char *says; } refused[] = {
    { "never closed", "a\n\"b\nc", 6, "Line 2: a quoted cell is not closed." },
    { "opened at the end", "a,\"", 3, "Line 1: a quoted cell is not closed." },
    { "closed by half a double", "\"a\"\"", 4, "not closed" },
    { "after the closing mark", "x\n\"a\"b,c\n", 9, "Line 2: after a quoted cell" },
    { "blank after the closing mark", "\"a\" ,b", 6, "Line 1: after a quoted cell" },
    { "CR alone after the closing mark", "\"a\"\rb", 5, "Line 1: after a quoted cell" },
    { "Windows-1252", "a\ncaf\xE9\n", 7, "Line 2: these are not characters of UTF-8" },
    { "the same in a quoted cell", "\"caf\xE9\"", 6, "Line 1: these are not characters" },
    { "NUL", "a\0b", 3, "Line 1: these are not characters" },
    { "UTF-16", "\xFF\xFE" "a\0,\0b\0", 8, "Line 1: these are not characters" },
};

static void show(struct bytes *to, const struct csv *csv, const struct csv_row *row)
{
    bytes_add_format(to, "%s%zu:", to->len > 0 ? " " : "", csv->line);
    for (size_t i = 0; i < row->cell_count; i++) {
        bytes_add_u8(to, '[');
        bytes_add_text(to, row->cells[i]);
        bytes_add_u8(to, ']');
    }
}

static void test_right(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(right); i++) {
        struct arena *arena = arena_new();
        struct csv csv = csv_over(text_of(right[i].from));
        struct bytes shown = { 0 };
        struct error err = { 0 };
        struct csv_row row;

        while (csv_next(&csv, arena, &row, &err))
            show(&shown, &csv, &row);
        check(right[i].name, err.kind == ERROR_NONE, "%s", err.message);
        check(right[i].name, text_is(bytes_text(&shown), right[i].shown), "%.*s",
              TEXT_ARG(bytes_text(&shown)));
        bytes_free(&shown);
        arena_free(arena);
    }
}

static void test_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        struct arena *arena = arena_new();
        struct csv csv = csv_over((text){ refused[i].from, refused[i].len });
        struct error err = { 0 };
        struct csv_row row;

        while (csv_next(&csv, arena, &row, &err))
            assert_true(row.cell_count > 0);
        check(refused[i].name, err.kind == ERROR_INPUT, "was read");
        check(refused[i].name, strstr(err.message, refused[i].says) != NULL, "%s", err.message);
        arena_free(arena);
    }
}

static void test_write(void **state)
{
    static const struct { const char *cell, *written; } cells[] = {
        { "", "" }, { "plain", "plain" }, { "a,b", "\"a,b\"" }, { "a\"b", "\"a\"\"b\"" },
        { "\"", "\"\"\"\"" }, { "a\nb", "\"a\nb\"" }, { "a\rb", "\"a\rb\"" },
        { "=1+1", "'=1+1" }, { "+44 7700 900000", "'+44 7700 900000" }, { "-5", "'-5" },
        { "@SUM(A1)", "'@SUM(A1)" }, { "\t=1", "'\t=1" }, { "\r=1", "\"'\r=1\"" },
        { "=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"" },
        { "a=b", "a=b" }, { "'=1", "'=1" },
    };
    struct bytes b = { 0 };
    struct csv_out out = { .to = &b };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cells); i++) {
        bytes_clear(&b);
        csv_out_cell(&out, text_of(cells[i].cell));
        csv_out_int(&out, -5);
        csv_out_end_row(&out);
        check(cells[i].cell, text_starts(bytes_text(&b), cells[i].written), "%.*s",
              TEXT_ARG(bytes_text(&b)));
        check(cells[i].cell, b.len == strlen(cells[i].written) + 5, "length %zu", b.len);
        check(cells[i].cell, text_ends(bytes_text(&b), ",-5\r\n"), "number and end");
    }
    bytes_free(&b);
}

static void test_round_trip(void **state)
{
    static const char *const cells[] = { "a", "", "b,c", "say \"yes\"", "two\r\nlines", "\u00e9",
                                          " " };
    struct arena *arena = arena_new();
    struct bytes b = { 0 };
    struct csv_out out = { .to = &b };
    struct error err = { 0 };
    struct csv_row row;
    struct csv csv;

    (void)state;
    for (size_t round = 0; round < 3; round++) {
        for (size_t i = 0; i < COUNT_OF(cells); i++)
            csv_out_cell(&out, text_of(cells[i]));
        csv_out_end_row(&out);
    }
    csv = csv_over(bytes_text(&b));
    for (size_t round = 0; round < 3; round++) {
        assert_true(csv_next(&csv, arena, &row, &err));
        assert_int_equal(row.cell_count, COUNT_OF(cells));
        for (size_t i = 0; i < COUNT_OF(cells); i++)
            check(cells[i], text_is(row.cells[i], cells[i]), "%.*s", TEXT_ARG(row.cells[i]));
    }
    assert_false(csv_next(&csv, arena, &row, &err));
    assert_int_equal(err.kind, ERROR_NONE);
    bytes_free(&b);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_right), cmocka_unit_test(test_refused), cmocka_unit_test(test_write),
        cmocka_unit_test(test_round_trip),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
