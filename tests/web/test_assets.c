/* What browsers get: addresses, tags, compression, and style sheets that load nothing. */
#include "../base/check.h"
#include "base/hash.h"
#include "web/assets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SHEETS { "govuk-frontend.css", "candour.css" }

static const struct asset *named(const char *name) { return asset_find(asset_url(name)); }

static void every_asset_is_found_by_its_address(void **state)
{
    (void)state;
    size_t count;
    const struct asset *all = asset_list(&count);
    assert_true(count >= 5);
    for (size_t i = 0; i < count; i++) {
        assert_ptr_equal(asset_find(all[i].url), &all[i]);
        assert_true(text_starts(all[i].url, "/assets/"));
        assert_true(all[i].content.len > 0);
        assert_false(text_empty(all[i].type));
    }
}

static void unknown_addresses_find_nothing(void **state)
{
    (void)state;
    static const char *const none[] = { "", "/", "/assets/", "/assets/candour.css",
        "/assets/candour.0000000000000000.css", "/assets/../candour.css", "candour.css" };
    for (size_t i = 0; i < COUNT_OF(none); i++)
        assert_null(asset_find(text_of(none[i])));
}

static void etag_and_address_hold_the_hash(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    size_t count;
    const struct asset *all = asset_list(&count);
    for (size_t i = 0; i < count; i++) {
        hash of = hash_of(all[i].content.at, all[i].content.len);
        text digits = text_first(text_hex(arena, &of, sizeof of), 16);
        text tag = text_format(arena, "\"%.*s\"", TEXT_ARG(digits));
        check("etag", text_same(all[i].etag, tag), "%.*s has %.*s", TEXT_ARG(all[i].name),
              TEXT_ARG(all[i].etag));
        assert_true(text_contains(all[i].url, digits));
    }
    arena_free(arena);
}

static void brotli_gives_the_content_back(void **state)
{
    (void)state;
    size_t count;
    const struct asset *all = asset_list(&count);
    for (size_t i = 0; i < count; i++) {
        char path[] = "/tmp/candour-asset-XXXXXX", command[128];
        int made = mkstemp(path);
        assert_true(made >= 0 && !text_empty(all[i].brotli));
        assert_int_equal(write(made, all[i].brotli.at, all[i].brotli.len), all[i].brotli.len);
        close(made);
        snprintf(command, sizeof command, "brotli -dc < %s", path);
        FILE *plain = popen(command, "r");
        assert_non_null(plain);
        char *got = malloc(all[i].content.len + 1);
        size_t len = fread(got, 1, all[i].content.len + 1, plain);
        pclose(plain);
        check("round trip", text_same(all[i].content, (text){ got, len }), "%.*s",
              TEXT_ARG(all[i].name));
        free(got);
        unlink(path);
    }
}

static void style_sheets_load_nothing(void **state)
{
    (void)state;
    static const char *const sheets[] = SHEETS;
    static const char *const unwanted[] = { "url(", "@import", "@font-face", "GDS Transport",
        "crest", "sourceMappingURL", "expression(" };
    for (size_t i = 0; i < COUNT_OF(sheets); i++)
        for (size_t j = 0; j < COUNT_OF(unwanted); j++)
            check(sheets[i], !text_contains(named(sheets[i])->content, text_of(unwanted[j])), "%s",
                  unwanted[j]);
}

static void scripts_name_each_other_by_hash(void **state)
{
    (void)state;
    text script = named("candour.js")->content;
    assert_true(text_contains(script, asset_url("govuk-frontend.js")));
    assert_false(text_contains(script, TEXT("eval(")));
    assert_false(text_contains(script, TEXT("innerHTML")));
}

/* A picture served as it is could run a script of its own when opened alone. */
static void pictures_hold_no_script(void **state)
{
    (void)state;
    text mark = named("mark.svg")->content;
    assert_false(text_contains(mark, TEXT("<script")));
    assert_false(text_contains(mark, TEXT("style=")));
    assert_false(text_contains(mark, TEXT("href")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_asset_is_found_by_its_address),
        cmocka_unit_test(unknown_addresses_find_nothing),
        cmocka_unit_test(etag_and_address_hold_the_hash),
        cmocka_unit_test(brotli_gives_the_content_back),
        cmocka_unit_test(style_sheets_load_nothing),
        cmocka_unit_test(scripts_name_each_other_by_hash),
        cmocka_unit_test(pictures_hold_no_script),
    };
    return cmocka_run_group_tests_name("assets", tests, NULL, NULL);
}
