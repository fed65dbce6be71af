#include "check.h"

#include "base/json.h"

#include <stdlib.h>
#include <string.h>

static const struct { const char *name, *from, *says; } refused[] = {
    { "nothing", "", "Line 1" },
    { "blanks", "  \n ", "Line" },
    { "a number alone", "7", "expected" },
    { "duplicate key", "{\"a\":1,\n\"a\":2}", "Line 2" },
    { "duplicate key, one escaped", "{\"a\":1,\"\\u0061\":2}", "duplicate" },
    { "trailing bytes", "{} x", "end of file expected" },
    { "two documents", "{}{}", "end of file expected" },
    { "trailing comma", "[1,]", "unexpected token" },
    { "single quotes", "{'a':1}", "expected" },
    { "comment", "[1 /* one */]", "" },
    { "not closed", "{\"a\":", "" },
    { "string not closed", "[\"a", "" },
    { "lone high surrogate", "[\"\\ud800\"]", "" },
    { "lone low surrogate", "[\"\\udc00\"]", "" },
    { "surrogates in the wrong order", "[\"\\udc00\\ud800\"]", "" },
    { "escaped NUL", "[\"\\u0000\"]", "" },
    { "not UTF-8", "[\"caf\xE9\"]", "" },
    { "overlong UTF-8", "[\"\xC0\xAF\"]", "" },
    { "control in a string", "[\"a\nb\"]", "" },
    { "too large a number", "[1e400]", "overflow" },
    { "too large a whole number", "[9223372036854775808]", "too big" },
    { "NaN", "[NaN]", "" },
    { "leading zero", "[01]", "" },
    { "plus", "[+1]", "" },
};

static void test_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        struct error err = { 0 };
        json_t *root = NULL;

        check(refused[i].name, !json_read(text_of(refused[i].from), &root, &err), "was read");
        check(refused[i].name, root == NULL && err.kind == ERROR_INPUT, "kind %d", err.kind);
        check(refused[i].name, strstr(err.message, refused[i].says) != NULL, "%s", err.message);
    }
}

static void test_bounds(void **state)
{
    struct bytes b = { 0 };
    struct error err = { 0 };
    json_t *root = NULL;

    (void)state;
    for (int depth = 31; depth <= 34; depth++) {
        bytes_clear(&b);
        for (int i = 0; i < depth; i++)
            bytes_add_u8(&b, '[');
        for (int i = 0; i < depth; i++)
            bytes_add_u8(&b, ']');
        error_clear(&err);
        if (depth <= 32) {
            assert_true(json_read(bytes_text(&b), &root, &err));
            json_decref(root);
        } else {
            assert_false(json_read(bytes_text(&b), &root, &err));
            assert_non_null(strstr(err.message, "deeper than 32"));
        }
    }
    // Brackets in a string, also behind an escaped quotation mark, are no depth.
    bytes_clear(&b);
    bytes_add_cstr(&b, "[\"\\\\\\\"");
    for (int i = 0; i < 100; i++)
        bytes_add_u8(&b, '[');
    bytes_add_cstr(&b, "\"]");
    error_clear(&err);
    check("brackets in a string", json_read(bytes_text(&b), &root, &err), "%s", err.message);
    json_decref(root);

    bytes_clear(&b);
    bytes_add_u8(&b, '[');
    while (b.len < JSON_BYTES_MAX - 1)
        bytes_add_u8(&b, ' ');
    bytes_add_u8(&b, ']');
    error_clear(&err);
    assert_true(json_read(bytes_text(&b), &root, &err));
    json_decref(root);
    bytes_add_u8(&b, ' ');
    assert_false(json_read(bytes_text(&b), &root, &err));
    assert_non_null(strstr(err.message, "256 KiB"));

    error_clear(&err);
    assert_false(json_read((text){ "[1\n\0]", 5 }, &root, &err));
    assert_non_null(strstr(err.message, "Line 2"));
    assert_non_null(strstr(err.message, "NUL"));
    bytes_free(&b);
}

/* What was sent may be about a child: no message repeats it. */
static void test_no_echo(void **state)
{
    static const char *const sent[] = { "{\"Siobhan\":1,\"Siobhan\":2}", "[Siobhan]",
                                         "{\"a\" Siobhan}" };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(sent); i++) {
        struct error err = { 0 };
        json_t *root;

        assert_false(json_read(text_of(sent[i]), &root, &err));
        check(sent[i], strstr(err.message, "Siobhan") == NULL, "%s", err.message);
    }
}

static void test_write(void **state)
{
    struct bytes b = { 0 };
    struct json_out j = json_out_to(&b);
    id i;

    (void)state;
    assert_true(id_from_hex(TEXT("000102030405060708090A0b0c0d0e0f"), &i));
    json_out_object(&j);
    json_out_name(&j, "a");
    json_out_array(&j);
    json_out_int(&j, INT64_MIN);
    json_out_bool(&j, true);
    json_out_null(&j);
    json_out_cstr(&j, NULL);
    json_out_array(&j);
    json_out_end(&j);
    json_out_end(&j);
    json_out_name(&j, "t\"\n");
    json_out_text(&j, TEXT("\x01\\/\"\t\n<\u00e9\u2028"));
    json_out_name(&j, "none");
    json_out_text(&j, TEXT_NONE);
    json_out_name(&j, "broken");
    json_out_text(&j, TEXT("a\xE9\0"));
    json_out_name(&j, "o");
    json_out_object(&j);
    json_out_end(&j);
    json_out_name(&j, "d");
    json_out_day(&j, (day){ 0 });
    json_out_name(&j, "u");
    json_out_day(&j, DAY_UNKNOWN);
    json_out_name(&j, "i");
    json_out_instant(&j, (instant){ 1500000 });
    json_out_name(&j, "open");
    json_out_instant(&j, INSTANT_OPEN);
    json_out_name(&j, "id");
    json_out_id(&j, i);
    json_out_name(&j, "noid");
    json_out_id(&j, ID_NONE);
    json_out_end(&j);
    bytes_add_u8(&b, '\0');
    assert_string_equal((const char *)b.at,
        "{\"a\":[-9223372036854775808,true,null,null,[]],"
        "\"t\\\"\\n\":\"\\u0001\\\\/\\\"\\u0009\\n<\u00e9\\u2028\","
        "\"none\":\"\",\"broken\":\"a\uFFFD\uFFFD\",\"o\":{},\"d\":\"1970-01-01\",\"u\":null,"
        "\"i\":\"1970-01-01T00:00:01.500000Z\",\"open\":null,"
        "\"id\":\"000102030405060708090a0b0c0d0e0f\","
        "\"noid\":null}");
    bytes_free(&b);
}

/* Any text written is read back as it was. */
static void test_round_trip(void **state)
{
    (void)state;
    for (uint32_t c = 1; c < 0x2100; c++) {
        char utf8[4];
        size_t len = c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
        struct bytes b = { 0 };
        struct json_out j = json_out_to(&b);
        struct error err = { 0 };
        json_t *root;

        utf8[0] = (char)(len == 1 ? c : len == 2 ? 0xC0 | c >> 6 : 0xE0 | c >> 12);
        utf8[1] = (char)(len == 2 ? 0x80 | (c & 63) : 0x80 | (c >> 6 & 63));
        utf8[2] = (char)(0x80 | (c & 63));
        json_out_array(&j);
        json_out_text(&j, (text){ utf8, len });
        json_out_end(&j);
        assert_true(json_read(bytes_text(&b), &root, &err));
        assert_int_equal(json_string_length(json_array_get(root, 0)), len);
        assert_memory_equal(json_string_value(json_array_get(root, 0)), utf8, len);
        json_decref(root);
        bytes_free(&b);
    }
}

static void test_exact_integer(void **state)
{
    struct error err = { 0 };
    json_t *root;

    (void)state;
    assert_true(json_read(TEXT("[9007199254740993]"), &root, &err));
    assert_true(json_integer_value(json_array_get(root, 0)) == 9007199254740993);
    json_decref(root);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused), cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_no_echo), cmocka_unit_test(test_write),
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_exact_integer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
