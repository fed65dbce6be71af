/* Where a child's words come from: which sayings hold which words, and what is said of them. */
#include "../record/place.h"

#include "practice/said.h"

#include <string.h>

static struct place place;
static id child;

static int make(void **state)
{
    (void)state;
    instant_fix(moment("2026-03-02T10:00:00Z"));
    place_make(&place);
    child = place_child(&place, "Ada", "Quoted", NULL).record;
    return 0;
}

static int unmake(void **state)
{
    (void)state;
    place_remove(&place);
    return 0;
}

static struct record_version version_with(const char *kind, const char *const *fields)
{
    struct record_version v = { .kind = kind_by_name(text_of(kind)), .author = place.author,
                                .valid_from = moment("2026-02-20T10:00:00Z") };
    v.values = values_new(place.arena, v.kind, instant_london_day(instant_now()));
    for (; *fields; fields += 2)
        values_set(&v.values, place.arena, field_by_name(v.kind, text_of(fields[0])), text_of(fields[1]));
    return v;
}

static struct record_version visit_said(const char *said)
{
    return version_with("visit", (const char *const[]){ "child_said", said, NULL });
}

static struct sayings sayings_with(const char *const *words)
{
    struct record_list list = { .at = arena_array(place.arena, struct record_version, 20) };
    for (; *words; words++)
        list.at[list.count++] = version_with("child_words", (const char *const[]){ "words", *words, "taken", "VERBATIM",
                                                                                   NULL });
    struct sayings made;
    sayings_among(place.arena, &list, &made);
    return made;
}

static const struct { const char *name, *said, *sayings[4]; size_t count; bool whole; } cases[] = {
    { "the same", "I want to stay", { "I want to stay" }, 1, true },
    { "marks and case aside", "\"I WANT to stay!\"", { "i want, to stay" }, 1, true },
    { "a part of what was said", "I want to stay", { "I like Nan. I want to stay. Is it teatime?" }, 1, true },
    { "two sayings", "I want to stay. I like Nan.", { "I like Nan", "I want to stay" }, 2, true },
    { "a part without a source", "I want to stay and I hate the new school most of all", { "I want to stay" }, 1, false },
    { "a word between", "He said I want to stay here with Nan and the two dogs", { "I want to stay here with Nan and the "
      "two dogs" }, 1, false },
    { "one word in eleven", "Said: I want to stay here with Nan and the dogs", { "I want to stay here with Nan and the "
      "dogs" }, 1, true },
    { "nothing recorded", "I want to stay", { NULL }, 0, false },
    { "something else recorded", "I want to stay", { "I want to go" }, 0, false },
    { "the same twice counts once", "I want to stay", { "I want to stay", "I want to stay" }, 1, true },
    { "an empty saying holds nothing", "I want to stay", { "..." }, 0, false },
};

static void which_sayings(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sayings sayings = sayings_with(cases[i].sayings);
        struct record_version v = visit_said(cases[i].said);
        struct said said = said_in(place.arena, &sayings, &v, field_by_name(v.kind, TEXT("child_said")));
        check(cases[i].name, said.count == cases[i].count, "%zu sources", said.count);
        check(cases[i].name, said.whole == cases[i].whole && !said.own, "whole %d", said.whole);
        text line = said_summary(place.arena, &sayings, &v);
        check(cases[i].name, text_contains(line, TEXT("No source recorded")) == !cases[i].whole, "%.*s",
              TEXT_ARG(line));
    }
    struct sayings none = sayings_with((const char *const[]){ NULL });
    struct record_version own = version_with("direct_work_session",
        (const char *const[]){ "child_showed", "A cave", NULL });
    struct said said = said_in(place.arena, &none, &own, field_by_name(own.kind, TEXT("child_showed")));
    check("direct work tells it itself", said.own && said.whole, "own %d", said.own);
}

static void quotations_in_prose(void **state)
{
    (void)state;
    struct sayings sayings = sayings_with((const char *const[]){ "I hid the key", NULL });
    struct record_version v = version_with("visit", (const char *const[]){
        "observation", "She said 'I hid the key' and 'you will never find it'", "child_said", "'never ever again'", NULL });
    struct quotations q = said_unsourced(place.arena, &sayings, &v, field_by_name(v.kind, TEXT("observation")));
    check("only those without", q.count == 1 && text_is(q.at[0].words, "you will never find it"), "%zu", q.count);
    q = said_unsourced(place.arena, &sayings, &v, field_by_name(v.kind, TEXT("child_said")));
    check("a field of the child's words is judged as a whole", q.count == 0, "%zu", q.count);
    v = version_with("contact", (const char *const[]){ "concern", "She said 'you will never find it'", NULL });
    q = said_unsourced(place.arena, &sayings, &v, field_by_name(v.kind, TEXT("concern")));
    check("a caller's words are the caller's", q.count == 0, "%zu", q.count);
}

static void in_words(void **state)
{
    (void)state;
    static const struct { const char *name, *fields[16], *told; } sayings[] = {
        { "all of it", { "words", "Stay", "taken", "SECOND_HAND", "told_by", "Her teacher", "place", "School", "present",
          "Nobody", "language", "Urdu, interpreter", "confirmed", "Y" },
          "Told by somebody else, taken by Sam on 20 February 2026, place: School. Also present: Nobody. Told by: Her "
          "teacher. Language or aid: Urdu, interpreter. Checked by the child: Child checked and agreed the record." },
        { "what is missing is said", { "words", "Stay", "taken", "VERBATIM" },
          "Word for word, taken by Sam on 20 February 2026, place not recorded. Also present: not recorded. Checked by the "
          "child: not recorded." },
    };
    for (size_t i = 0; i < COUNT_OF(sayings); i++) {
        struct record_version v = version_with("child_words", sayings[i].fields);
        text told = said_source(place.arena, &v, TEXT("Sam"));
        check(sayings[i].name, text_is(told, sayings[i].told), "%.*s", TEXT_ARG(told));
    }
    struct record_version v = version_with("child_words", (const char *const[]){ "words", "Stay", NULL });
    check("else who recorded it took them", id_same(said_taker(&v), place.author), "another");
}

/* Out of the store: withdrawn ones are no source, another child's are none. */
static void out_of_the_store(void **state)
{
    (void)state;
    id other = place_child(&place, "Ben", "Quoted", NULL).record;
    struct kept kept[3];
    for (size_t i = 0; i < 3; i++)
        kept[i] = place_put(&place, &(struct put){ .kind = "child_words", .subject = i == 2 ? other : child, .fields = {
            "said_at", "2026-02-20T10:00:00Z", "words", "I want to stay", "taken", "VERBATIM" } });
    place_put(&place, &(struct put){ .kind = "child_words", .subject = child, .record = kept[0].record,
                                     .replaces = kept[0].seq, .reason = "Another child's", .withdraw = true });
    struct pass pass = pass_of(child, PASS_NOW);
    struct sayings sayings;
    struct error err = { 0 };
    check("read", sayings_of(place.store, &pass, place.arena, &sayings, &err), "%s", err.message);
    check("one stands", sayings.count == 1 && id_same(sayings.at[0]->record, kept[1].record), "%zu", sayings.count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(which_sayings), cmocka_unit_test(quotations_in_prose), cmocka_unit_test(in_words),
        cmocka_unit_test(out_of_the_store),
    };
    return ON_BOTH_STORES(tests, make, unmake);
}
