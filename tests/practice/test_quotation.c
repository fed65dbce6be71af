/* What is a quotation in a worker's text, and who took it down. */
#include "../base/check.h"

#include "base/bytes.h"
#include "base/day.h"
#include "practice/quotation.h"

#include <string.h>

#define LDQ "\xE2\x80\x9C"
#define RDQ "\xE2\x80\x9D"
#define LSQ "\xE2\x80\x98"
#define RSQ "\xE2\x80\x99"
#define DOTS "\xE2\x80\xA6"

static struct arena *arena;

/* Quotations expected, parted by |. */
static const struct { const char *name, *from, *found; } cases[] = {
    { "nothing", "", "" },
    { "no marks", "She said that she wants to go home.", "" },
    { "straight double", "She said \"I want to go home\" and cried.", "I want to go home" },
    { "curly double", "She said " LDQ "I want to go home" RDQ " and cried.", "I want to go home" },
    { "curly single", "She said " LSQ "I want to go home" RSQ ".", "I want to go home" },
    { "straight single", "She said 'I want to go home'.", "I want to go home" },
    { "mark after a comma", "'I want to go,' she said, 'right now please.'", "I want to go,|right now please." },
    { "at both ends of the text", "\"I want to go\"", "I want to go" },
    { "in brackets", "(\"I want to go\")", "I want to go" },
    { "after a dash", "He said -\"I want to go\"", "I want to go" },
    { "apostrophes are none", "It's Amina's room and the boys' too; they don't mind.", "" },
    { "curly apostrophes are none", "It" RSQ "s Amina" RSQ "s room and the boys" RSQ " too; they don" RSQ "t mind.", "" },
    { "apostrophe in single marks", "'I don't want it,' he said.", "I don't want it," },
    { "curly apostrophe in single marks", LSQ "I don" RSQ "t want it" RSQ " he said", "I don" RSQ "t want it" },
    { "the boys' room in single marks", LSQ "the boys" RSQ " room is mine now" RSQ ", said Tia", "the boys" RSQ " room is mine now" },
    { "ends in s", "'I like my socks' she said. It is Mo's.", "I like my socks" },
    { "two that end in s", "'I like my socks' and 'I hate my shoes' she said", "I like my socks|I hate my shoes" },
    { "cut words", "Get 'em out, 'cause it was the '90s and 'tis fine. 'bout time too", "" },
    { "cut words and a quotation", "'cause he said 'leave them all alone'", "leave them all alone" },
    { "measures", "He is 5' 10\" tall and the shelf is 6\" deep.", "" },
    { "a measure between marks", "\"He is 5' 10\" tall now\" she said", "He is 5' 10\" tall now" },
    { "a number closes", "\"There were only 10\" he said and \"go away now\"", "There were only 10|go away now" },
    { "one word at arm's length", "the so-called \"incident\" and the \u2018naughty\u2019 chair", "" },
    { "two words at arm's length", "his \"special friend\" came, the 'bad place' again", "" },
    { "three words are one", "he drew \"the bad place\"", "the bad place" },
    { "hyphens make one word", "a \"well-being-check-in\" and \"a pick-me-up\"", "" },
    { "single within double", LDQ "Dad said " LSQ "go to your room" RSQ " and I went" RDQ, "Dad said " LSQ "go to your room" RSQ " and I went" },
    { "double within single", LSQ "Dad said " LDQ "go to your room" RDQ " and I went" RSQ, "Dad said " LDQ "go to your room" RDQ " and I went" },
    { "straight within straight", "\"Dad said 'go to your room' and I went\"", "Dad said 'go to your room' and I went" },
    { "open double lasts to the end", "He said " LDQ "I do not want to", "I do not want to" },
    { "open straight double lasts to the end", "He said \"I do not want to", "I do not want to" },
    { "open double ends with the paragraph", LDQ "I do not want to.\n\nThen he left the room.", "I do not want to." },
    { "paragraph of blanks", LDQ "I do not want to.\n \t\r\nThen he left the room.", "I do not want to." },
    { "a line break is no end", "\"I do not\nwant to\" he said", "I do not\nwant to" },
    { "several paragraphs", LDQ "I was very scared.\n\n" LDQ "Then I ran away." RDQ " He stopped.",
      "I was very scared.|Then I ran away." },
    { "open single is an apostrophe", "and 'I do not want to", "" },
    { "mixed marks", LDQ "I do not want it\" she said", "I do not want it" },
    { "a blank behind the mark", "He said \" I want to go \" twice", "" },
    { "marks without words", "\"\" '' " LDQ RDQ " \"...\" \"- - -\"", "" },
    { "many in a row", "\"one two three\"\"four five six\"", "one two three|four five six" },
    { "another script", "\"\u041C\u0435\u043D\u0456 \u0434\u0443\u0436\u0435 \u0441\u0442\u0440\u0430\u0448\u043D\u043E\"",
      "\u041C\u0435\u043D\u0456 \u0434\u0443\u0436\u0435 \u0441\u0442\u0440\u0430\u0448\u043D\u043E" },
};

static text found_in(struct quotations *q)
{
    text all = TEXT_NONE;
    for (size_t i = 0; i < q->count; i++)
        all = text_join(arena, all, i ? TEXT("|") : TEXT_NONE, q->at[i].words);
    return all;
}

static void what_is_one(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct quotations q = quotations_of(arena, text_of(cases[i].from));
        text all = found_in(&q);
        check(cases[i].name, text_is(all, cases[i].found), "%.*s", TEXT_ARG(all));
    }
    struct quotations q = quotations_of(arena, TEXT("\"one two three\" and \"four five six"));
    assert_true(q.count == 2 && q.at[0].closed && !q.at[1].closed);
}

static const struct { const char *name, *quoted, *source; bool held; } sources[] = {
    { "the same", "I want to go home", "I want to go home", true },
    { "a part", "want to go", "I want to go home", true },
    { "case, marks and accents", "I WANT to g\xC3\xB3, home!", "i want: to go home", true },
    { "typographic apostrophe", "I don" RSQ "t want it", "I don't want it", true },
    { "one word another", "I want to go away", "I want to go home", false },
    { "one word left out", "I want go home", "I want to go home", false },
    { "another order", "to go home I want", "I want to go home", false },
    { "more than was said", "I want to go home now", "I want to go home", false },
    { "nothing recorded", "I want to go home", "", false },
    { "left out, said so", "I want ... go home", "I want so much to go home", true },
    { "left out, one character", "I want " DOTS " go home", "I want so much to go home", true },
    { "left out at both ends", DOTS "want to go" DOTS, "I want to go home", true },
    { "left out, the other way round", "go home " DOTS " I want", "I want so much to go home", false },
    { "put in by the writer", "he [step-father] shouted at me", "he shouted at me", true },
    { "put in for another word", "[step-father] shouted at me", "he shouted at me", true },
    { "a bracket nobody closed", "he [step shouted at me", "he shouted at me", false },
    { "half a word is none", "want to go hom", "I want to go home", false },
};

static void who_took_them(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(sources); i++) {
        text said = text_format(arena, "She said \"%s\".", sources[i].quoted);
        text from[] = { TEXT("something else altogether"), text_of(sources[i].source) };
        struct quotations q = quotations_of(arena, said);
        check(sources[i].name, q.count == 1, "%zu", q.count);
        quotations_attribute(arena, &q, from, COUNT_OF(from));
        check(sources[i].name, q.at[0].attributed == sources[i].held, "%d", q.at[0].attributed);
        check(sources[i].name, !q.at[0].attributed || q.at[0].source == 1, "source %zu", q.at[0].source);
        check(sources[i].name, quotations_open(&q) == !sources[i].held, "open");
    }
    // Parts of one saying do not come from two records.
    text two[] = { TEXT("I want so much"), TEXT("to go home") };
    struct quotations q = quotations_of(arena, TEXT("\"I want ... go home\""));
    quotations_attribute(arena, &q, two, 2);
    assert_false(q.at[0].attributed);
    quotations_attribute(arena, &q, NULL, 0);
    assert_int_equal(quotations_open(&q), 1);
}

static void bounds(void **state)
{
    (void)state;
    struct bytes many = { 0 };
    for (int i = 0; i < QUOTATIONS_MAX + 1; i++)
        bytes_add_cstr(&many, "\"one two three\" ");
    struct quotations q = quotations_of(arena, bytes_text(&many));
    assert_true(q.count == QUOTATIONS_MAX && q.more);
    bytes_free(&many);
    for (int i = 0; i < 5000; i++)
        bytes_add_cstr(&many, "'as \"5 'is ");             // every mark is in doubt
    int64_t before = instant_now().us;
    (void)quotations_of(arena, bytes_text(&many));
    check("time", instant_now().us - before < 2000000, "%lld us", (long long)(instant_now().us - before));
    bytes_free(&many);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_one), cmocka_unit_test(who_took_them), cmocka_unit_test(bounds),
    };
    arena = arena_new();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(arena);
    return failed;
}
