/* docs/dictionary.md is what the dictionary prints: it is made by `candour dictionary`, never by hand. */
#include "../base/check.h"

#include "base/bytes.h"
#include "dictionary/kind.h"

#include <stdio.h>
#include <stdlib.h>

static const char *source_root;

static text read_whole(struct arena *arena, const char *name)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", source_root, name);
    FILE *file = fopen(path, "rb");
    check(name, file, "%s cannot be read", path);
    struct bytes all = { 0 };
    char block[4096];
    for (size_t n; (n = fread(block, 1, sizeof block, file)) > 0;)
        bytes_add(&all, block, n);
    fclose(file);
    text whole = text_copy(arena, bytes_text(&all));
    bytes_free(&all);
    return whole;
}

static void page_is_current(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct bytes printed = { 0 };
    text kept = read_whole(arena, "docs/dictionary.md");

    dictionary_print_markdown(&printed);
    text now = bytes_text(&printed);
    for (int line = 1; !text_empty(kept) || !text_empty(now); line++) {
        struct text_pair a = text_cut(kept, '\n'), b = text_cut(now, '\n');
        check("docs/dictionary.md", text_same(a.before, b.before),
              "line %d is '%.*s', printed '%.*s': run candour dictionary > docs/dictionary.md",
              line, TEXT_ARG(a.before), TEXT_ARG(b.before));
        kept = a.after;
        now = b.after;
    }
    bytes_free(&printed);
    arena_free(arena);
}

static void every_kind_is_printed(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct bytes page = { 0 }, json = { 0 };

    dictionary_print_markdown(&page);
    dictionary_print_json(&json);
    for (const struct kind *k = kind_next(NULL); k; k = kind_next(k)) {
        text name = text_format(arena, "`%s`, number 0x%04X", k->name, k->number);
        check(k->name, text_contains(bytes_text(&page), name), "not in the page");
        check(k->name, text_contains(bytes_text(&json), text_format(arena, "\"%s\"", k->name)),
              "not in the JSON");
    }
    bytes_free(&page);
    bytes_free(&json);
    arena_free(arena);
}

int main(int count, char **arguments)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(page_is_current), cmocka_unit_test(every_kind_is_printed),
    };
    if (count < 2)
        return EXIT_FAILURE;
    source_root = arguments[1];
    return cmocka_run_group_tests_name("dictionary print", tests, NULL, NULL);
}
