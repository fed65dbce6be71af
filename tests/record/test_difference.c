/* The pieces of a difference put together are the two texts, and say no more than that. */
#include "place.h"

#include "base/bytes.h"

#include <string.h>

static text put_together(struct arena *arena, const struct pieces *pieces, enum piece_kind kind)
{
    struct bytes all = { 0 };
    for (size_t i = 0; i < pieces->count; i++)
        if (pieces->at[i].kind == PIECE_SAME || pieces->at[i].kind == kind)
            bytes_add_text(&all, pieces->at[i].text);
    text made = text_copy(arena, bytes_text(&all));
    bytes_free(&all);
    return made;
}

static void check_spells(struct arena *arena, const char *name, text before, text after)
{
    struct pieces pieces = difference_of(arena, before, after);
    text gone = put_together(arena, &pieces, PIECE_GONE);
    text fresh = put_together(arena, &pieces, PIECE_NEW);
    check(name, text_same(gone, before), "'%.*s' and not '%.*s'", TEXT_ARG(gone), TEXT_ARG(before));
    check(name, text_same(fresh, after), "'%.*s' and not '%.*s'", TEXT_ARG(fresh), TEXT_ARG(after));
    for (size_t i = 0; i < pieces.count; i++)
        check(name, pieces.at[i].text.len > 0, "an empty piece");
}

static void cases(void **state)
{
    (void)state;
    static const struct { const char *before, *after, *shown; } list[] = {
        { "", "", "" },
        { "", "new", "+new" },
        { "old", "", "-old" },
        { "same", "same", "=same" },
        { "one two three", "one 2 three", "=one |-two |+2 |=three" },
        { "one two", "one two three", "=one |-two|+two three" },
        { "a b c d", "b c d", "-a |=b c d" },
        { "b c d", "a b c d", "+a |=b c d" },
        { "one\ntwo\n", "one\ntwo\nthree\n", "=one\ntwo\n|+three\n" },
        { "caf\xc3\xa9 au lait", "cafe au lait", "-caf\xc3\xa9 |+cafe |=au lait" },
        { "all of it", "nothing stays", "-all of it|+nothing stays" },
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(list); i++) {
        text before = text_of(list[i].before), after = text_of(list[i].after);
        struct pieces pieces = difference_of(arena, before, after);
        struct bytes shown = { 0 };
        for (size_t p = 0; p < pieces.count; p++) {
            bytes_add_cstr(&shown, p ? "|" : "");
            bytes_add_u8(&shown, (uint8_t)"=-+"[pieces.at[p].kind]);
            bytes_add_text(&shown, pieces.at[p].text);
        }
        check(list[i].after, text_is(bytes_text(&shown), list[i].shown), "%.*s", (int)shown.len,
              (const char *)shown.at);
        check_spells(arena, list[i].after, before, after);
        bytes_free(&shown);
    }
    arena_free(arena);
}

static text random_text(struct arena *arena, struct dice *d, uint32_t words)
{
    static const char *const stock[] = { "the ", "child ", "was  ", "seen\n", "alone", " ", "\xc3\xa9t\xc3\xa9 ",
                                         "\t", "not ", "by " };
    struct bytes made = { 0 };
    for (uint32_t i = dice_below(d, words + 1); i > 0; i--)
        bytes_add_cstr(&made, stock[dice_below(d, COUNT_OF(stock))]);
    text all = text_copy(arena, bytes_text(&made));
    bytes_free(&made);
    return all;
}

static void random_texts(void **state)
{
    (void)state;
    uint64_t list[10];
    size_t count = seeds(list);
    struct arena *arena = arena_new();
    for (size_t i = 0; i < count; i++) {
        char name[40];
        struct dice d = dice_of(list[i]);
        snprintf(name, sizeof name, "SEED=%llu", (unsigned long long)list[i]);
        for (int round = 0; round < 200; round++) {
            text before = random_text(arena, &d, 40), after = random_text(arena, &d, 40);
            check_spells(arena, name, before, after);
            arena_reset(arena);
        }
        // Longer than anybody reads: still both texts.
        check_spells(arena, name, random_text(arena, &d, 5000), random_text(arena, &d, 5000));
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(cases), cmocka_unit_test(random_texts) };
    return ON_BOTH_STORES(tests, NULL, NULL);
}
