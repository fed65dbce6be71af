#include "check.h"

#include "base/bytes.h"
#include "base/file.h"
#include "base/xml.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* One line of what was read: <name tags with depth, text in brackets, @ the line. */
static enum xml_event read_all(struct xml *xml, struct bytes *shown, struct error *err)
{
    struct xml_node node;
    enum xml_event event;

    while ((event = xml_next(xml, &node, err)) < XML_FINISHED) {
        if (event == XML_TEXT)
            bytes_add_format(shown, "[%.*s]%d@%ld ", TEXT_ARG(node.value), node.depth, node.line);
        else
            bytes_add_format(shown, "%s%.*s%d@%ld ", event == XML_START ? "<" : "/",
                             TEXT_ARG(node.name), node.depth, node.line);
    }
    assert_int_equal(xml_next(xml, &node, err), event);     // it stays so
    return event;
}

static enum xml_event read_bytes(text bytes, struct bytes *shown, struct error *err)
{
    struct xml *xml;
    enum xml_event event;

    assert_true(xml_open_bytes(bytes, &xml, err));
    event = read_all(xml, shown, err);
    xml_close(xml);
    return event;
}

static const struct { const char *name, *from, *shown; } right[] = {
    { "empty element", "<r/>", "<r0@1 /r0@1 " },
    { "text is trimmed", "<r> a b\n</r>", "<r0@1 [a b]0@1 /r0@2 " },
    { "blanks are not reported", "<r>\n <a/>\n</r>", "<r0@1 <a1@2 /a1@2 /r0@3 " },
    { "text begins later than its element", "<r>\n\n a\n</r>", "<r0@1 [a]0@3 /r0@4 " },
    { "stray text has the depth of its parent", "<r><a/>x<a/></r>",
      "<r0@1 <a1@1 /a1@1 [x]0@1 <a1@1 /a1@1 /r0@1 " },
    { "the five entities", "<r>&lt;&gt;&amp;&quot;&apos;</r>", "<r0@1 [<>&\"']0@1 /r0@1 " },
    { "character references", "<r>&#65;&#x42;&#233;</r>", "<r0@1 [AB\u00e9]0@1 /r0@1 " },
    { "CDATA joins", "<r>a<![CDATA[<b>]]>c</r>", "<r0@1 [a<b>c]0@1 /r0@1 " },
    { "a comment does not part a text", "<r>a<!-- x -->b</r>", "<r0@1 [ab]0@1 /r0@1 " },
    { "an instruction does not either", "<r>a<?x y?>b</r>", "<r0@1 [ab]0@1 /r0@1 " },
    { "prefixes are dropped", "<x:r xmlns:x='u'><x:a>1</x:a></x:r>",
      "<r0@1 <a1@1 [1]1@1 /a1@1 /r0@1 " },
    { "a prefix nobody declared", "<x:r/>", "<r0@1 /r0@1 " },
    { "attributes are not reported", "<r a='1' b='2'>x</r>", "<r0@1 [x]0@1 /r0@1 " },
    { "declaration and byte order mark", "\xEF\xBB\xBF<?xml version='1.0' encoding='UTF-8'?>\n<r/>\n",
      "<r0@2 /r0@2 " },
    { "ISO-8859-1", "<?xml version='1.0' encoding='ISO-8859-1'?><r>caf\xE9</r>",
      "<r0@1 [caf\u00e9]0@1 /r0@1 " },
    { "CRLF", "<r>\r\n<a>x</a>\r\n</r>", "<r0@1 <a1@2 [x]1@2 /a1@2 /r0@3 " },
};

static void test_right(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(right); i++) {
        struct bytes shown = { 0 };
        struct error err = { 0 };
        enum xml_event end = read_bytes(text_of(right[i].from), &shown, &err);

        check(right[i].name, end == XML_FINISHED && err.kind == ERROR_NONE, "%s", err.message);
        check(right[i].name, text_is(bytes_text(&shown), right[i].shown), "%.*s",
              TEXT_ARG(bytes_text(&shown)));
        bytes_free(&shown);
    }
}

static const struct { const char *name, *from, *says; } hostile[] = {
    { "nothing", "", "line 1: the file is empty" },
    { "blanks", "  \n", "line" },
    { "no XML at all", "UPN,Name\n1,2\n", "line 1" },
    { "HTML page of a proxy", "<!DOCTYPE html><html><body><p>Sign in</body></html>", "DOCTYPE" },
    { "DOCTYPE", "<!DOCTYPE r><r/>", "line 1: it contains a DOCTYPE" },
    { "DOCTYPE further down", "<?xml version='1.0'?>\n<!-- x -->\n<!DOCTYPE r>\n<r/>", "line 3: it contains a DOCTYPE" },
    { "billion laughs",
      "<!DOCTYPE r [<!ENTITY a 'haha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>"
      "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'><!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;'>"
      "<!ENTITY e '&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;'>]><r>&e;</r>", "DOCTYPE" },
    { "quadratic growth", "<!DOCTYPE r [<!ENTITY a 'aaaaaaaaaaaaaaaaaaaaaaaaaa'>]><r>&a;&a;&a;</r>",
      "DOCTYPE" },
    { "external entity", "<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><r>&x;</r>", "DOCTYPE" },
    { "external entity over the network",
      "<!DOCTYPE r [<!ENTITY x SYSTEM 'http://127.0.0.1:9/'>]><r>&x;</r>", "DOCTYPE" },
    { "external DTD", "<!DOCTYPE r SYSTEM 'file:///etc/passwd'><r/>", "DOCTYPE" },
    { "parameter entity", "<!DOCTYPE r [<!ENTITY % p SYSTEM 'file:///etc/passwd'> %p;]><r/>", "DOCTYPE" },
    { "entity nobody declared", "<r>&nbsp;</r>", "line 1" },
    { "entity in an attribute", "<r a='&x;'/>", "line 1" },
    { "tags cross", "<r>\n<a><b></a></b></r>", "line 2" },
    { "cut off in an element", "<r>\n<a>x</a>\n<b>", "elements are still open" },
    { "cut off in a tag", "<r>\n<a", "line" },
    { "cut off in CDATA", "<r><![CDATA[x", "line" },
    { "cut off in a comment", "<r><!-- x", "line" },
    { "two roots", "<r/><r/>", "line 1" },
    { "text after the root", "<r/>x", "line 1" },
    { "ampersand", "<r>Smith & Jones</r>", "line 1" },
    { "less than", "<r>age < 5</r>", "line 1" },
    { "attribute twice", "<r a='1' a='2'/>", "line 1" },
    { "attribute without marks", "<r a=1/>", "line 1" },
    { "reference to NUL", "<r>&#0;</r>", "line 1" },
    { "reference to a control", "<r>&#1;</r>", "line 1" },
    { "reference to a surrogate", "<r>&#xD800;</r>", "line 1" },
    { "control character", "<r>\x01</r>", "line 1" },
    { "said to be UTF-8 and is not", "<?xml version='1.0' encoding='UTF-8'?>\n<r>caf\xE9 au</r>", "line 2" },
    { "not UTF-8, nothing said", "<r>caf\xE9 au</r>", "line 1" },
    { "unknown encoding", "<?xml version='1.0' encoding='made-up'?><r/>", "line 1" },
    { "said to be UTF-16 and is not", "<?xml version='1.0' encoding='UTF-16'?><r>a", "line 1" },
    { "bad name", "<1r/>", "line 1" },
};

static void test_hostile(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(hostile); i++) {
        struct bytes shown = { 0 };
        struct error err = { 0 };
        enum xml_event end = read_bytes(text_of(hostile[i].from), &shown, &err);

        check(hostile[i].name, end == XML_FAILED && err.kind == ERROR_INPUT, "was read: %.*s",
              TEXT_ARG(bytes_text(&shown)));
        check(hostile[i].name, strncmp(err.message, "The file, line ", 15) == 0
              && strstr(err.message, hostile[i].says) != NULL, "%s", err.message);
        check(hostile[i].name, !text_contains(bytes_text(&shown), TEXT("root:")), "a file came in");
        bytes_free(&shown);
    }
}

/* Every beginning of a sound file is refused, and none hangs or crashes. */
static void test_truncated(void **state)
{
    static const char whole[] = "<?xml version='1.0'?>\n<r a='b'><!-- c --><a>x &amp; y</a>"
                                "<![CDATA[z]]><?p q?></r>";

    (void)state;
    for (size_t len = 0; len < sizeof whole - 1; len++) {
        struct bytes shown = { 0 };
        struct error err = { 0 };

        if (read_bytes((text){ whole, len }, &shown, &err) != XML_FAILED)
            fail_msg("%zu bytes were read as a whole", len);
        bytes_free(&shown);
    }
}

static void test_nul_and_utf16(void **state)
{
    static const char wide[] = "\xFF\xFE<\0r\0>\0\xE9\0<\0/\0r\0>\0";
    struct bytes shown = { 0 };
    struct error err = { 0 };

    (void)state;
    assert_int_equal(read_bytes((text){ "<r>\n<a/>\n<b>\0</b></r>", 22 }, &shown, &err),
                     XML_FAILED);
    assert_non_null(strstr(err.message, "line 3: there is a NUL byte"));
    error_clear(&err);
    assert_int_equal(read_bytes((text){ "\0\0\0\0", 4 }, &shown, &err), XML_FAILED);
    error_clear(&err);
    bytes_clear(&shown);
    check("UTF-16", read_bytes((text){ wide, sizeof wide - 1 }, &shown, &err) == XML_FINISHED, "%s",
          err.message);
    assert_true(text_is(bytes_text(&shown), "<r0@1 [\u00e9]0@1 /r0@1 "));
    bytes_free(&shown);
}

static void test_depth(void **state)
{
    (void)state;
    for (int depth = 63; depth <= 66; depth++) {
        struct bytes file = { 0 }, shown = { 0 };
        struct error err = { 0 };
        enum xml_event end;

        for (int i = 0; i < depth; i++)
            bytes_add_cstr(&file, "<a>");
        for (int i = 0; i < depth; i++)
            bytes_add_cstr(&file, "</a>");
        end = read_bytes(bytes_text(&file), &shown, &err);
        assert_int_equal(end, depth <= 64 ? XML_FINISHED : XML_FAILED);
        assert_true(depth <= 64 || strstr(err.message, "64 levels") != NULL);
        bytes_free(&file);
        bytes_free(&shown);
    }
}

static void test_long_text(void **state)
{
    static const struct { size_t len; bool right; } lengths[] = {
        { 5000, true }, { 1024 * 1024, true }, { 1024 * 1024 + 1, false },
        { 9 * 1024 * 1024, false },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(lengths); i++) {
        struct bytes file = { 0 };
        struct error err = { 0 };
        struct xml_node node;
        struct xml *xml;

        bytes_add_cstr(&file, "<r>");
        for (size_t k = 0; k < lengths[i].len; k++)
            bytes_add_u8(&file, (uint8_t)('a' + k % 26));
        bytes_add_cstr(&file, "</r>");
        assert_true(xml_open_bytes(bytes_text(&file), &xml, &err));
        assert_int_equal(xml_next(xml, &node, &err), XML_START);
        if (lengths[i].right) {
            assert_int_equal(xml_next(xml, &node, &err), XML_TEXT);
            assert_int_equal(node.value.len, lengths[i].len);
            assert_memory_equal(node.value.at, file.at + 3, node.value.len);
            assert_int_equal(xml_next(xml, &node, &err), XML_END);
        } else {
            assert_int_equal(xml_next(xml, &node, &err), XML_FAILED);
            assert_non_null(strstr(err.message, "1 MiB"));
        }
        assert_true(xml_bytes_read(xml) <= (int64_t)file.len);
        xml_close(xml);
        bytes_free(&file);
    }
}

/* Each text of this file says on which line it stands. */
static void test_lines(void **state)
{
    enum { LINES = 200000 };
    char path[] = "/tmp/candour-xml-XXXXXX";
    struct bytes file = { 0 };
    struct error err = { 0 };
    struct xml_node node;
    struct xml *xml;
    long seen = 0;
    enum xml_event event;

    (void)state;
    bytes_add_cstr(&file, "<r>\n");
    for (int line = 2; line < LINES; line++) {
        if (line % 7 == 0)
            bytes_add_format(&file, "<!-- a comment --> %d stray\n", line);
        else if (line % 11 == 0)
            bytes_add_format(&file, "<a><![CDATA[%d]]> &amp;</a>\r\n", line);
        else
            bytes_add_format(&file, "<a b='c'>%d</a><d/>\n", line);
    }
    bytes_add_cstr(&file, "</r>\n");
    close(mkstemp(path));
    assert_true(file_write(path, 0600, bytes_text(&file), &err));
    assert_true(xml_open(path, &xml, &err));
    while ((event = xml_next(xml, &node, &err)) < XML_FINISHED) {
        int64_t said;

        if (event != XML_TEXT)
            continue;
        if (!text_to_int(text_cut(node.value, ' ').before, &said) || said != node.line)
            fail_msg("line %ld says %.*s", node.line, TEXT_ARG(node.value));
        seen++;
    }
    check("the end", event == XML_FINISHED, "%s", err.message);
    assert_int_equal(seen, LINES - 2);
    assert_int_equal(xml_bytes_read(xml), file.len);
    xml_close(xml);
    unlink(path);
    bytes_free(&file);
}

static void test_open(void **state)
{
    struct error err = { 0 };
    struct xml *xml;
    struct xml_node node;

    (void)state;
    assert_false(xml_open("/tmp/candour/there-is-no-such.xml", &xml, &err));
    assert_int_equal(err.kind, ERROR_ABSENT);
    error_clear(&err);
    assert_true(xml_open("/tmp", &xml, &err));      // a folder opens, and cannot be read
    assert_int_equal(xml_next(xml, &node, &err), XML_FAILED);
    assert_int_equal(err.kind, ERROR_STORE);
    xml_close(xml);
    xml_close(NULL);
}

static void test_escape(void **state)
{
    struct bytes b = { 0 };

    (void)state;
    xml_escape(&b, TEXT("a<b>&\"'\t\r\n\x01\xE9\u00e9\uFFFE"));
    assert_true(text_is(bytes_text(&b),
                        "a&lt;b&gt;&amp;&quot;'\t&#13;\n\uFFFD\uFFFD\u00e9\uFFFD"));
    bytes_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_right), cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_truncated), cmocka_unit_test(test_nul_and_utf16),
        cmocka_unit_test(test_depth), cmocka_unit_test(test_long_text),
        cmocka_unit_test(test_lines), cmocka_unit_test(test_open), cmocka_unit_test(test_escape),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
