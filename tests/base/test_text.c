#include "check.h"

#include "base/bytes.h"
#include "base/error.h"
#include "base/text.h"

#include <string.h>

static void test_trim_cut(void **state)
{
    static const struct { const char *name, *from, *to; } trims[] = {
        { "nothing given", "", "" },
        { "only blanks", " \t\r\n ", "" },
        { "both ends", "  a b \n", "a b" },
        { "the no-break space stays", "\xC2\xA0" "a", "\xC2\xA0" "a" },
    };
    struct text_pair pair;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(trims); i++)
        check(trims[i].name, text_is(text_trim(text_of(trims[i].from)), trims[i].to), "trim");
    pair = text_cut(TEXT("a=b=c"), '=');
    assert_true(pair.found && text_is(pair.before, "a") && text_is(pair.after, "b=c"));
    pair = text_cut(TEXT("a="), '=');
    assert_true(pair.found && text_is(pair.before, "a") && text_empty(pair.after));
    pair = text_cut(TEXT("abc"), '=');
    assert_true(!pair.found && text_is(pair.before, "abc") && text_empty(pair.after));
    assert_false(text_cut(TEXT_NONE, '=').found);
}

static void test_to_int(void **state)
{
    static const struct { const char *from; bool right; int64_t value; } cases[] = {
        { "0", true, 0 }, { "-0", true, 0 }, { "007", true, 7 }, { "-12", true, -12 },
        { "9223372036854775807", true, INT64_MAX }, { "-9223372036854775808", true, INT64_MIN },
        { "9223372036854775808", false, 0 }, { "-9223372036854775809", false, 0 },
        { "", false, 0 }, { "-", false, 0 }, { "+1", false, 0 }, { " 1", false, 0 },
        { "1 ", false, 0 }, { "1.0", false, 0 }, { "--1", false, 0 }, { "0x1", false, 0 },
        { "99999999999999999999999", false, 0 }, { "\xD9\xA1", false, 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t value = -77;
        bool right = text_to_int(text_of(cases[i].from), &value);

        check(cases[i].from, right == cases[i].right, "read");
        check(cases[i].from, value == (right ? cases[i].value : -77), "value %lld",
              (long long)value);
    }
}

static void test_well_formed(void **state)
{
    static const struct { const char *name, *bytes; size_t len; bool right; } cases[] = {
        { "nothing", "", 0, true },
        { "ASCII", "abc", 3, true },
        { "NUL", "a\0b", 3, false },
        { "two bytes", "\xC2\x80\xDF\xBF", 4, true },
        { "three bytes", "\xE0\xA0\x80\xEF\xBF\xBD", 6, true },
        { "four bytes, the last of all", "\xF4\x8F\xBF\xBF", 4, true },
        { "above the last", "\xF4\x90\x80\x80", 4, false },
        { "overlong of two", "\xC0\xAF", 2, false },
        { "overlong of two, C1", "\xC1\xBF", 2, false },
        { "overlong of three", "\xE0\x9F\xBF", 3, false },
        { "overlong of four", "\xF0\x8F\xBF\xBF", 4, false },
        { "high surrogate", "\xED\xA0\x80", 3, false },
        { "low surrogate", "\xED\xBF\xBF", 3, false },
        { "last before the surrogates", "\xED\x9F\xBF", 3, true },
        { "continuation alone", "\x80", 1, false },
        { "cut off after one of two", "\xC3", 1, false },
        { "cut off after two of three", "\xE2\x82", 2, false },
        { "cut off after three of four", "\xF0\x9F\x98", 3, false },
        { "lead where a continuation belongs", "\xE2\x28\xA1", 3, false },
        { "F5 never leads", "\xF5\x80\x80\x80", 4, false },
        { "FF never stands", "\xFF", 1, false },
        { "Windows-1252", "caf\xE9", 4, false },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        text s = { cases[i].bytes, cases[i].len };
        size_t steps = 0;

        check(cases[i].name, text_well_formed(s) == cases[i].right, "well formed");
        while (s.len > 0 && steps++ < 100)      // ends on whatever it is given
            text_next(&s);
        check(cases[i].name, s.len == 0, "reading ends");
    }
}

static void test_characters(void **state)
{
    text s = TEXT("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");

    (void)state;
    assert_int_equal(text_characters(s), 4);
    assert_int_equal(text_clip(s, 99).len, 10);
    assert_int_equal(text_clip(s, 10).len, 10);
    assert_int_equal(text_clip(s, 9).len, 6);
    assert_int_equal(text_clip(s, 5).len, 3);
    assert_int_equal(text_clip(s, 2).len, 1);
    assert_int_equal(text_clip(s, 0).len, 0);
    assert_int_equal(text_next(&s), 'a');
    assert_int_equal(text_next(&s), 0xE9);
    assert_int_equal(text_next(&s), 0x20AC);
    assert_int_equal(text_next(&s), 0x1F600);
    assert_int_equal(text_next(&s), 0);
}

static const struct { const char *name, *from, *to; } folds[] = {
    { "nothing", "", "" },
    { "curly apostrophe", "Siobh\u00e1n O\u2019Brien", "siobhan obrien" },
    { "straight apostrophe", "SIOBHAN O'BRIEN", "siobhan obrien" },
    { "acute, composed", "Jos\u00e9", "jose" },
    { "acute, as a mark", "Jose\u0301", "jose" },
    { "Vietnamese", "\u0110\u1eb7ng Th\u1ecb Ng\u1ecdc", "dang thi ngoc" },
    { "Vietnamese, two marks apart", "D\u0323a\u0306\u0323ng", "dang" },
    { "Polish", "\u0141ukasz \u0141\u0105ka", "lukasz laka" },
    { "sharp s", "Stra\u00dfe", "strasse" },
    { "capital sharp s", "STRA\u1e9eE", "strasse" },
    { "ligatures", "\u00c6gir \u0152uvre", "aegir oeuvre" },
    { "Danish", "S\u00f8ren \u00c5s", "soren as" },
    { "Icelandic", "\u00de\u00f3r\u00f0ur", "thordur" },
    { "Turkish with dot", "\u0130brahim", "ibrahim" },
    { "Turkish without dot", "I\u015f\u0131k", "isik" },
    { "Romanian comma below", "\u0218tefan \u021aepe\u0219", "stefan tepes" },
    { "Maltese", "\u0126amrun", "hamrun" },
    { "Welsh", "\u0174yn T\u0177", "wyn ty" },
    { "Yoruba", "\u1e62\u1ecd\u0301l\u00e1", "sola" },
    { "hyphen", "Smith-Jones", "smithjones" },
    { "en dash and no-break hyphen", "Smith\u2013Jones\u2011Lee", "smithjoneslee" },
    { "soft hyphen and zero width", "Wil\u00adson\u200b", "wilson" },
    { "blanks of all kinds", "  a \t\u00a0\u2009 b\u3000", "a b" },
    { "Greek with final sigma", "\u0393\u03b9\u03ce\u03c1\u03b3\u03bf\u03c2",
      "\u03b3\u03b9\u03c9\u03c1\u03b3\u03bf\u03c3" },
    { "Greek capitals", "\u0393\u0399\u03a9\u03a1\u0393\u039f\u03a3",
      "\u03b3\u03b9\u03c9\u03c1\u03b3\u03bf\u03c3" },
    { "Cyrillic", "\u0418\u0432\u0430\u043d \u0429", "\u0438\u0432\u0430\u043d \u0449" },
    { "Cyrillic short i, both ways", "\u0439\u0438\u0306", "\u0438\u0438" },
    { "Arabic stays", "\u0645\u062d\u0645\u062f", "\u0645\u062d\u0645\u062f" },
    { "Chinese stays", "\u674e\u660e", "\u674e\u660e" },
    { "full width", "\uff21\uff42", "ab" },
    { "digits and points stay", "3.B", "3.b" },
    { "only marks", "\u0301'-", "" },
    { "what is not UTF-8 stays as it is", "A\xFF" "B", "a\xFF" "b" },
};

static void test_fold(void **state)
{
    struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < COUNT_OF(folds); i++) {
        text folded = text_fold(arena, text_of(folds[i].from));
        text again = text_fold(arena, folded);

        check(folds[i].name, text_is(folded, folds[i].to), "became %.*s", TEXT_ARG(folded));
        check(folds[i].name, text_same(folded, again), "folding twice changes it");
    }
    arena_free(arena);
}

static void test_compare(void **state)
{
    (void)state;
    assert_true(text_compare(TEXT("a"), TEXT("b")) < 0);
    assert_true(text_compare(TEXT("ab"), TEXT("a")) > 0);
    assert_true(text_compare(TEXT_NONE, TEXT("")) == 0);
    assert_true(text_compare(TEXT("z"), TEXT("\xC3\xA9")) < 0);     // by bytes, not by alphabet
    assert_true(text_same(TEXT_NONE, TEXT("")));
    assert_true(text_same_ignoring_ascii_case(TEXT("SW1A"), TEXT("sw1a")));
    assert_false(text_same_ignoring_ascii_case(TEXT("\xC3\x89"), TEXT("\xC3\xA9")));
    assert_true(text_starts(TEXT("abc"), "ab") && !text_starts(TEXT("a"), "ab"));
    assert_true(text_ends(TEXT("abc"), "bc") && !text_ends(TEXT("c"), "bc"));
    assert_true(text_contains(TEXT("abc"), TEXT("b")) && text_contains(TEXT("abc"), TEXT_NONE));
    assert_false(text_contains(TEXT_NONE, TEXT("a")));
    assert_true(text_empty(text_skip(TEXT("abc"), 9)));
    assert_true(text_is(text_first(TEXT("abc"), 9), "abc"));
}

static void test_hex(void **state)
{
    static const char *const refused[] = { "", "a", "abc", "abcg", "abcde", "abcdef", "0x12",
                                         "ab d" };
    struct arena *arena = arena_new();
    uint8_t two[2] = { 7, 7 };

    (void)state;
    assert_true(text_unhex(TEXT("aBf0"), two, 2) && two[0] == 0xAB && two[1] == 0xF0);
    assert_true(text_is(text_hex(arena, two, 2), "abf0"));
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        check(refused[i], !text_unhex(text_of(refused[i]), two, 2), "was read");
        check(refused[i], two[0] == 0xAB, "the result was touched");
    }
    arena_free(arena);
}

static void test_arena(void **state)
{
    struct arena *arena = arena_new();
    text nothing = text_skip(TEXT("a"), 1);
    char long_one[3000];
    unsigned char *at;

    (void)state;
    for (size_t round = 0; round < 3; round++) {
        for (size_t size = 1; size < 100000; size = size * 3 + 1) {
            at = arena_alloc(arena, size);
            assert_int_equal((uintptr_t)at % sizeof(void *), 0);
            for (size_t i = 0; i < size; i++)
                assert_int_equal(at[i], 0);
            memset(at, 0xEE, size);
        }
        assert_true(arena_used(arena) > 100000);
        arena_reset(arena);
        assert_int_equal(arena_used(arena), 0);
    }
    assert_non_null(arena_alloc(arena, 0));
    memset(long_one, 'x', sizeof long_one - 1);
    long_one[sizeof long_one - 1] = '\0';
    assert_int_equal(text_format(arena, "%s-%d", long_one, 7).len, sizeof long_one - 1 + 2);
    assert_true(text_is(text_format(arena, "%.*s!", TEXT_ARG(nothing)), "!"));
    assert_string_equal(text_cstr(arena, text_first(TEXT("abc"), 2)), "ab");
    assert_string_equal(text_cstr(arena, TEXT_NONE), "");
    arena_free(arena);
    arena_free(NULL);
}

static void test_bytes(void **state)
{
    static const uint8_t expected[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };
    struct bytes b = { 0 };

    (void)state;
    bytes_add_u8(&b, 1);
    bytes_add_u16(&b, 0x0203);
    bytes_add_u32(&b, 0x04050607);
    bytes_add_u64(&b, UINT64_C(0x08090A0B0C0D0E0F));
    assert_int_equal(b.len, sizeof expected);
    assert_memory_equal(b.at, expected, sizeof expected);
    bytes_clear(&b);
    for (int i = 0; i < 5000; i++)
        bytes_add_format(&b, "%04d", i);
    bytes_add_cstr(&b, NULL);
    bytes_add_text(&b, TEXT_NONE);
    assert_int_equal(b.len, 20000);
    assert_true(text_ends(bytes_text(&b), "49984999"));
    bytes_free(&b);
    assert_null(b.at);
}

static void test_error(void **state)
{
    struct error err = { 0 };
    char lead[241];

    (void)state;
    assert_false(fail_detail(&err, "nothing failed yet"));
    assert_string_equal(err.detail, "");
    assert_false(fail(&err, ERROR_INPUT, "received", "Enter %s", "the date"));
    assert_false(fail(&err, ERROR_STORE, NULL, "A later failure does not hide the first"));
    assert_false(fail_detail(&err, "row %d", 7));
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_string_equal(err.message, "Enter the date");
    assert_string_equal(err.field, "received");
    assert_string_equal(err.detail, "row 7");
    assert_false(fail(NULL, ERROR_INPUT, NULL, "nobody listens"));

    // However long the lead, what is cut is whole characters.
    for (size_t len = 230; len <= 240; len++) {
        memset(lead, 'a', len);
        lead[len] = '\0';
        error_clear(&err);
        fail(&err, ERROR_INPUT, NULL, "%s\u20ac\u00e9\U0001F600", lead);
        check("cut message", text_well_formed(text_of(err.message)), "after %zu bytes", len);
        check("cut message", strlen(err.message) >= 230, "too short after %zu bytes", len);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_trim_cut), cmocka_unit_test(test_to_int),
        cmocka_unit_test(test_well_formed), cmocka_unit_test(test_characters),
        cmocka_unit_test(test_fold), cmocka_unit_test(test_compare), cmocka_unit_test(test_hex),
        cmocka_unit_test(test_arena), cmocka_unit_test(test_bytes), cmocka_unit_test(test_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
