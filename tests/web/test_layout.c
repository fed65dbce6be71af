/* The frame of a page: what must stand in it, and what must not. */
#include "../base/check.h"
#include "web/parts/parts.h"

#include <string.h>

static char made[40000];

static const char *framed(struct page_frame frame)
{
    struct html h = { 0 };
    page_open(&h, &frame);
    page_close(&h, &frame);
    text page = bytes_text(&h.out);
    assert_true(page.len < sizeof made);
    memcpy(made, page.at, page.len);
    made[page.len] = '\0';
    bytes_free(&h.out);
    return made;
}

static void title_says_when_there_are_problems(void **state)
{
    (void)state;
    assert_non_null(strstr(framed((struct page_frame){ .title = TEXT("Sign in") }),
                           "<title>Sign in - Candour</title>"));
    assert_non_null(strstr(framed((struct page_frame){ .title = TEXT("Sign in"),
                                                       .problems = true }),
                           "<title>Error: Sign in - Candour</title>"));
    assert_non_null(strstr(framed((struct page_frame){ .title = TEXT("</title><script>") }),
                           "<title>&lt;/title&gt;&lt;script&gt; - Candour</title>"));
}

static void nobody_signed_in_sees_no_search_and_no_way_out(void **state)
{
    (void)state;
    const char *page = framed((struct page_frame){ .title = TEXT("x") });
    assert_null(strstr(page, "/sign-out"));
    assert_null(strstr(page, "/children/search"));
    assert_null(strstr(page, "csrf"));
}

/* Names go in the body of a request, never in an address that is logged and kept. */
static void search_and_sign_out_are_posted_with_a_token(void **state)
{
    (void)state;
    const char *page = framed((struct page_frame){ .title = TEXT("x"), .person = TEXT("A <b>"),
        .role = TEXT("social worker"), .csrf = TEXT("t\"1") });
    assert_non_null(strstr(page, "method=\"post\" action=\"/children/search\""));
    assert_non_null(strstr(page, "method=\"post\" action=\"/sign-out\""));
    assert_null(strstr(page, "method=\"get\""));
    const char *first = strstr(page, "name=\"csrf\" value=\"t&quot;1\"");
    assert_non_null(first);
    assert_non_null(strstr(first + 1, "name=\"csrf\" value=\"t&quot;1\""));
    assert_non_null(strstr(page, "A &lt;b&gt;"));
    assert_non_null(strstr(page, "as social worker"));
}

static void the_past_says_so(void **state)
{
    (void)state;
    const char *now = framed((struct page_frame){ .title = TEXT("x") });
    assert_null(strstr(now, "as it was known on"));
    const char *then = framed((struct page_frame){ .title = TEXT("x"),
        .known = TEXT("12 October 2026"), .known_now_link = TEXT("/children/1") });
    assert_non_null(strstr(then, "as it was known on <strong>12 October 2026</strong>"));
    assert_non_null(strstr(then, "href=\"/children/1\""));
}

static void every_page_says_at_which_size_it_was_read(void **state)
{
    (void)state;
    assert_non_null(strstr(framed((struct page_frame){ .size_known = true, .size = 48210 }),
                           "Read at ledger size 48210"));
    assert_non_null(strstr(framed((struct page_frame){ .size_known = true, .plain = true }),
                           "Read at ledger size 0"));
    assert_null(strstr(framed((struct page_frame){ .title = TEXT("x") }), "ledger size"));
}

static void the_demonstration_says_so(void **state)
{
    (void)state;
    assert_non_null(strstr(framed((struct page_frame){ .demonstration = true }), "is invented"));
    assert_non_null(strstr(framed((struct page_frame){ .demonstration = true, .plain = true }),
                           "is invented"));
    assert_null(strstr(framed((struct page_frame){ .plain = true }), "is invented"));
}

/* What the content policy would refuse, and what screen readers need. */
static void the_frame_keeps_the_policy(void **state)
{
    (void)state;
    const char *page = framed((struct page_frame){ .title = TEXT("x"), .person = TEXT("p") });
    assert_null(strstr(page, " style="));
    assert_null(strstr(page, "<style"));
    assert_null(strstr(page, " onclick"));
    const char *script = strstr(page, "<script");
    assert_non_null(script);
    assert_memory_equal(script, "<script type=\"module\" src=\"/assets/candour.", 43);
    assert_null(strstr(script + 1, "<script"));
    assert_non_null(strstr(page, "<html lang=\"en\""));
    assert_non_null(strstr(page, "href=\"#main-content\""));
    assert_non_null(strstr(page, "id=\"main-content\""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(title_says_when_there_are_problems),
        cmocka_unit_test(nobody_signed_in_sees_no_search_and_no_way_out),
        cmocka_unit_test(search_and_sign_out_are_posted_with_a_token),
        cmocka_unit_test(the_past_says_so),
        cmocka_unit_test(every_page_says_at_which_size_it_was_read),
        cmocka_unit_test(the_demonstration_says_so),
        cmocka_unit_test(the_frame_keeps_the_policy),
    };
    return cmocka_run_group_tests_name("layout", tests, NULL, NULL);
}
