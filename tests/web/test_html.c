/* What the writer makes of hostile and of ordinary values. */
#include "../base/check.h"
#include "web/html.h"

#include <string.h>

#define SHOWN(writer, value, wanted) \
    do { \
        struct html h = { 0 }; \
        writer(&h, value); \
        text got = bytes_text(&h.out); \
        check(#value, text_is(got, wanted), "got \"%.*s\"", TEXT_ARG(got)); \
        bytes_free(&h.out); \
    } while (0)

static const struct { const char *name, *given, *shown, *value; } texts[] = {
    { "plain", "Siobhan O Brien", "Siobhan O Brien", "Siobhan O Brien" },
    { "nothing", "", "", "" },
    { "element", "<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;",
      "&lt;script&gt;alert(1)&lt;/script&gt;" },
    { "out of an attribute", "\" onfocus=\"x", "&quot; onfocus=&quot;x", "&quot; onfocus=&quot;x" },
    { "apostrophe", "O'Neill", "O&#39;Neill", "O&#39;Neill" },
    { "reference is not one", "&lt;", "&amp;lt;", "&amp;lt;" },
    { "accents stay", "Zo\u00EB Ng\u0169g\u0129", "Zo\u00EB Ng\u0169g\u0129", "Zo\u00EB Ng\u0169g\u0129" },
    { "outside the first plane", "\U0001F600", "\U0001F600", "\U0001F600" },
    { "tab and line end stay", "a\tb\r\nc", "a\tb\r\nc", "a\tb\r\nc" },
    { "control", "a\x01" "b", "a\uFFFD" "b", "a\uFFFD" "b" },
    { "vertical tab", "a\x0B" "b", "a\uFFFD" "b", "a\uFFFD" "b" },
    { "delete", "a\x7F" "b", "a\uFFFD" "b", "a\uFFFD" "b" },
    { "C1 control", "a\xC2\x85" "b", "a\uFFFD" "b", "a\uFFFD" "b" },
    { "noncharacter", "a\xEF\xBF\xBE" "b", "a\uFFFD" "b", "a\uFFFD" "b" },
    { "noncharacter of a higher plane", "\xF0\x9F\xBF\xBF", "\uFFFD", "\uFFFD" },
    { "stray byte", "a\xFF" "b", "a\uFFFD" "b", "a\uFFFD" "b" },
    { "cut at the end", "a\xE2\x80", "a\uFFFD\uFFFD", "a\uFFFD\uFFFD" },
    { "overlong <", "\xC0\xBCscript>", "\uFFFD\uFFFDscript&gt;", "\uFFFD\uFFFDscript&gt;" },
    { "overlong of three", "\xE0\x80\xBC", "\uFFFD\uFFFD\uFFFD", "\uFFFD\uFFFD\uFFFD" },
    { "surrogate", "\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD", "\uFFFD\uFFFD\uFFFD" },
    { "above the last", "\xF4\x90\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD", "\uFFFD\uFFFD\uFFFD\uFFFD" },
    { "a lead byte eats no mark", "\xE2<b>", "\uFFFD&lt;b&gt;", "\uFFFD&lt;b&gt;" },
    { "override", "safe\u202Eefas", "safe\u27E6U+202E\u27E7efas", "safe\u202Eefas" },
    { "isolate", "\u2066x\u2069", "\u27E6U+2066\u27E7x\u27E6U+2069\u27E7", "\u2066x\u2069" },
    { "zero width space", "a\u200Bb", "a\u27E6U+200B\u27E7b", "a\u200Bb" },
    { "byte order mark", "\uFEFFa", "\u27E6U+FEFF\u27E7a", "\uFEFFa" },
    { "joiners stay, names need them", "a\u200D\u200Cb", "a\u200D\u200Cb", "a\u200D\u200Cb" },
};

static void text_is_escaped(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct html h = { 0 }, v = { 0 };
        html_put(&h, texts[i].given);
        html_value(&v, text_of(texts[i].given));
        text shown = bytes_text(&h.out), value = bytes_text(&v.out);
        check(texts[i].name, text_is(shown, texts[i].shown), "shown as \"%.*s\"", TEXT_ARG(shown));
        check(texts[i].name, text_is(value, texts[i].value), "kept as \"%.*s\"", TEXT_ARG(value));
        bytes_free(&h.out);
        bytes_free(&v.out);
    }
}

/* Whatever comes in, no mark of HTML's and no control comes out, and what comes out is UTF-8. */
static void no_bytes_break_out(void **state)
{
    (void)state;
    uint32_t chance = 12345;
    for (int round = 0; round < 20000; round++) {
        char given[24];
        size_t len = (size_t)round % sizeof given;
        for (size_t i = 0; i < len; i++) {
            chance = chance * 1664525 + 1013904223;
            given[i] = (char)(chance >> 24);
        }
        struct html h = { 0 };
        html_put(&h, ((text){ given, len }));
        text got = bytes_text(&h.out);
        assert_true(text_empty(got) || text_well_formed(got));
        for (size_t i = 0; i < got.len; i++)
            assert_false(strchr("<>\"'\x01\x0B\x1F\x7F", got.at[i]) && got.at[i]);
        bytes_free(&h.out);
    }
}

static void zero_is_replaced(void **state)
{
    (void)state;
    SHOWN(html_put, TEXT("a\0b"), "a\uFFFDb");
    SHOWN(html_put, TEXT_NONE, "");
    SHOWN(html_put, (const char *)NULL, "");
}

static void numbers_days_and_ids(void **state)
{
    (void)state;
    SHOWN(html_put, 0, "0");
    SHOWN(html_put, -7, "-7");
    SHOWN(html_put, INT64_MIN, "-9223372036854775808");
    SHOWN(html_put, UINT64_MAX, "18446744073709551615");
    SHOWN(html_put, (size_t)40, "40");
    SHOWN(html_put, ((id){ { 0x0A, 0xFF } }), "0aff0000000000000000000000000000");
    SHOWN(html_put, DAY_UNKNOWN, "not recorded");
    SHOWN(html_put, INSTANT_UNKNOWN, "not recorded");
    SHOWN(html_put, INSTANT_OPEN, "still so");
}

static void days_read_as_everywhere(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    for (int d = -200000; d < 200000; d += 97) {
        struct html h = { 0 }, t = { 0 };
        instant at = { (int64_t)d * US_PER_DAY + (int64_t)d * 1234567 };
        html_put(&h, ((day){ d }));
        html_put(&t, at);
        assert_true(text_same(bytes_text(&h.out), day_display(arena, (day){ d })));
        assert_true(text_same(bytes_text(&t.out), instant_display(arena, at)));
        bytes_free(&h.out);
        bytes_free(&t.out);
    }
    arena_free(arena);
}

static const struct { const char *given, *wanted; } urls[] = {
    { "/children/1?known=2026-10-12#top", "/children/1?known=2026-10-12#top" },
    { "#name", "#name" }, { "?page=2", "?page=2" }, { "", "" }, { "a/b:c", "a/b:c" },
    { "https://www.gov.uk/", "https://www.gov.uk/" }, { "HTTP://a/", "HTTP://a/" },
    { "mailto:a@example.org", "mailto:a@example.org" }, { "tel:0123", "tel:0123" },
    { "otpauth://totp/A:b?secret=C", "otpauth://totp/A:b?secret=C" },
    { "/a&b\"", "/a&amp;b&quot;" },
    { "javascript:alert(1)", "#blocked" }, { "JaVaScRiPt:x", "#blocked" }, { " javascript:x", "#blocked" },
    { "java\tscript:x", "#blocked" }, { "\x01javascript:x", "#blocked" }, { "java\nscript:x", "#blocked" },
    { "data:text/html,x", "#blocked" }, { "vbscript:x", "#blocked" }, { "blob:x", "#blocked" },
    { "//evil.example", "#blocked" }, { "\\\\evil.example", "#blocked" }, { "/\\evil.example", "#blocked" },
    { ":x", "#blocked" }, { "httpsx:y", "#blocked" },
};

static void addresses_are_guarded(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(urls); i++) {
        struct html h = { 0 };
        html_url(&h, urls[i].given);
        text got = bytes_text(&h.out);
        check(urls[i].given, text_is(got, urls[i].wanted), "got \"%.*s\"", TEXT_ARG(got));
        bytes_free(&h.out);
    }
}

static void parts_of_addresses_are_encoded(void **state)
{
    (void)state;
    SHOWN(html_url_part, "abc-._~09", "abc-._~09");
    SHOWN(html_url_part, "/../a?b#c&d", "%2F..%2Fa%3Fb%23c%26d");
    SHOWN(html_url_part, "\"><b>", "%22%3E%3Cb%3E");
    SHOWN(html_url_part, TEXT("Zo\u00EB \0"), "Zo%C3%AB%20%00");
    SHOWN(html_url_part, 12, "12");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_escaped), cmocka_unit_test(no_bytes_break_out),
        cmocka_unit_test(zero_is_replaced), cmocka_unit_test(numbers_days_and_ids),
        cmocka_unit_test(days_read_as_everywhere), cmocka_unit_test(addresses_are_guarded),
        cmocka_unit_test(parts_of_addresses_are_encoded),
    };
    return cmocka_run_group_tests_name("html", tests, NULL, NULL);
}
