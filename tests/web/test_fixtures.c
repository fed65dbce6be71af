/* Every fixture of every part, those that use options we do not offer counted and listed, not
 * hidden. */
#include "fixtures.h"

#include <string.h>

static const char *folder;

struct result { size_t matched, differed, not_offered; struct bytes missing; };

static bool is_offered(const char *offered, const char *path)
{
    size_t len = strlen(path);
    for (const char *at = offered; (at = strstr(at, path)) != NULL; at++)
        if ((at == offered || at[-1] == ' ') && at[len] == ' ')
            return true;
    return false;
}

/* Values whose option we offer only for its other value. */
static bool is_left_out(const char *path, const json_t *value)
{
    bool one_way = strcmp(path, "preventDoubleClick") == 0 || strcmp(path, "disableAutoFocus") == 0;
    return (one_way && json_is_false(value)) ||
           (strstr(path, "checked") && json_is_false(value)) ||
           (strstr(path, "selected") && json_is_false(value)) ||
           (text_ends(text_of(path), ".error") && json_is_false(value));
}

/* Walks the options; each that is not offered is noted. */
static bool all_offered(const struct component *c, const json_t *at, const char *path,
                        struct result *result)
{
    char below[160];
    bool all = true;
    if (json_is_object(at) && (json_object_size(at) > 0 || !*path)) {
        const char *key;
        json_t *value;
        json_object_foreach((json_t *)at, key, value) {
            snprintf(below, sizeof below, "%s%s%s", path, *path ? "." : "", key);
            all = all_offered(c, value, below, result) && all;
        }
    } else if (json_is_array(at)) {
        for (size_t i = 0; i < json_array_size(at); i++) {
            const json_t *value = json_array_get(at, i);
            snprintf(below, sizeof below, "%s.[]", path);
            bool hole = !json_is_object(value) && !json_is_array(value) &&
                        is_offered(c->offered, below);
            all = (hole || all_offered(c, value, below, result)) && all;
        }
    } else if (!json_is_null(at) && (!is_offered(c->offered, path) || is_left_out(path, at))) {
        text known = bytes_text(&result->missing);
        const char *what = is_left_out(path, at) ? " (false)" : "";
        char word[200];
        snprintf(word, sizeof word, "%s%s, ", path, what);
        if (!text_contains(known, text_of(word)))
            bytes_add_cstr(&result->missing, word);
        all = false;
    }
    return all;
}

static void compare(const struct component *c, const json_t *fixture, struct result *result)
{
    const json_t *options = json_object_get(fixture, "options");
    if (!all_offered(c, options, "", result)) {
        result->not_offered++;
        return;
    }
    struct arena *arena = arena_new();
    struct html h = { 0 };
    c->write(&h, arena, options);
    text got = same_form(arena, bytes_text(&h.out));
    text wanted = same_form(arena, option(arena, fixture, "html"));
    if (text_same(got, wanted)) {
        result->matched++;
    } else {
        result->differed++;
        printf("%s, fixture '%s':\n  ours   %.*s\n  theirs %.*s\n", c->name,
               json_string_value(json_object_get(fixture, "name")), TEXT_ARG(got),
               TEXT_ARG(wanted));
    }
    bytes_free(&h.out);
    arena_free(arena);
}

static struct result run(const struct component *c)
{
    struct result result = { 0 };
    char path[512];
    json_error_t error;
    snprintf(path, sizeof path, "%s/%s.json", folder, c->name);
    json_t *all = json_load_file(path, 0, &error), *fixture;
    if (!all && snprintf(path, sizeof path, "%s/%s/fixtures.json", folder, c->name) > 0)
        all = json_load_file(path, 0, &error);
    if (!all)
        fail_msg("%s: %s", path, error.text);
    size_t i;
    json_array_foreach(json_object_get(all, "fixtures"), i, fixture)
        compare(c, fixture, &result);
    json_decref(all);
    return result;
}

static void report(const struct component *c, struct result *result)
{
    text missing = bytes_text(&result->missing);
    printf("%s: %zu of %zu fixtures match", c->name, result->matched,
           result->matched + result->differed + result->not_offered);
    if (result->not_offered)
        printf("; %zu use options not offered: %.*s", result->not_offered, (int)missing.len - 2,
               missing.at);
    printf("\n");
    bytes_free(&result->missing);
}

static void every_fixture_matches(void **state)
{
    const struct component *c = *state;
    for (; c->name; c++) {
        struct result result = run(c);
        report(c, &result);
        check(c->name, result.differed == 0, "%zu fixtures differ", result.differed);
        check(c->name, result.matched > 0, "no fixture was compared");
    }
}

/* The comparison itself must see what matters. */
static void comparison_sees_differences(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    static const struct { const char *a, *b; bool same; } pairs[] = {
        { "<a  b=\"1\" c=\"2\">x</a>", "<a c=\"2\"\n b=\"1\">\n x\n</a>", true },
        { "<p>a <span>b</span></p>", "<p>a<span>b</span></p>", false },
        { "<p>a</p>", "<p>b</p>", false },
        { "<p class=\"a\">x</p>", "<p>x</p>", false },
        { "<p class=\"a b\">x</p>", "<p class=\"b a\">x</p>", false },
        { "<p>a &#96;</p>", "<p>a `</p>", true },
        { "<input checked>", "<input>", false },
    };
    for (size_t i = 0; i < COUNT_OF(pairs); i++)
        check(pairs[i].a, text_same(same_form(arena, text_of(pairs[i].a)),
                                    same_form(arena, text_of(pairs[i].b))) == pairs[i].same,
              "against %s", pairs[i].b);
    arena_free(arena);
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    folder = argv[1];
    struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(every_fixture_matches, (void *)form_components),
        cmocka_unit_test_prestate(every_fixture_matches, (void *)other_components),
        cmocka_unit_test(comparison_sees_differences),
    };
    return cmocka_run_group_tests_name("fixtures", tests, NULL, NULL);
}
