/* Which earlier records a new one repeats: whose are compared, and what belongs together; on both stores. */
#include "../record/place.h"

#include "practice/copying.h"

#include <stdio.h>
#include <string.h>

#define STORY "When I arrived the front door stood open and the smallest one was sitting on the stairs with a " \
    "packet of crisps. Her brother had gone to the shop on the corner. She took me by the sleeve to show me the " \
    "hamster, which she says is hers alone, and told me how it bit the postman last week."
#define OTHER_STORY "Nobody answered at first. After some minutes a light went on upstairs and the older boy let me " \
    "in. He made tea for both of us, talked about the lorry that he wants to drive, and asked twice when the court " \
    "will say something about his father."
#define SHORT "The home was clean and tidy and no new concerns were raised."

static struct place place;
static id child, brother, stranger;

static int make(void **state)
{
    (void)state;
    instant_fix(moment("2026-03-02T10:00:00Z"));
    place_make(&place);
    child = place_child(&place, "Ada", "Copied", NULL).record;
    brother = place_child(&place, "Ben", "Copied", NULL).record;
    stranger = place_child(&place, "Cy", "Elsewhere", NULL).record;
    return 0;
}

static int unmake(void **state)
{
    (void)state;
    place_remove(&place);
    return 0;
}

static struct kept note(id whose, const char *happened)
{
    return place_put(&place, &(struct put){ .kind = "case_note", .subject = whose, .fields = {
        "occurred_at", "2026-02-20T10:00:00Z", "note_type", "PHONE", "title", "A call", "happened", happened } });
}

static void withdraw(struct kept kept, const char *kind)
{
    place_put(&place, &(struct put){ .kind = kind, .subject = kept.subject, .record = kept.record,
                                     .replaces = kept.seq, .reason = "Recorded in error", .withdraw = true });
}

static struct values values_with(const char *kind, const char *const *fields)
{
    struct values v = values_new(place.arena, kind_by_name(text_of(kind)), instant_london_day(instant_now()));
    for (; *fields; fields += 2)
        values_set(&v, place.arena, field_by_name(v.kind, text_of(fields[0])), text_of(fields[1]));
    return v;
}

static struct values note_with(const char *happened)
{
    return values_with("case_note", (const char *const[]){ "happened", happened, NULL });
}

static struct copyings find(const struct values *v, const struct values *before, id record, id author)
{
    static struct pass passes[2];
    passes[0] = pass_of(child, PASS_NOW);
    passes[1] = pass_of(brother, PASS_NOW);
    const struct pass *const both[] = { &passes[0], &passes[1] };
    struct copying_asked asked = { .values = v, .before = before, .record = record, .author = author,
                                   .passes = both, .pass_count = 2 };
    struct copyings found;
    struct error err = { 0 };
    check("find", copying_find(place.store, place.arena, &asked, &found, &err), "%s %s", err.message, err.detail);
    return found;
}

/* ---- whose ---- */

static void whose_are_compared(void **state)
{
    (void)state;
    const struct { const char *name; id whose, author; size_t count; enum copying_of of; } those[] = {
        { "the same child", child, id_new_random(), 1, COPYING_OF_CHILD },
        { "a brother", brother, id_new_random(), 1, COPYING_OF_FAMILY },
        { "somebody else, another's hand", stranger, id_new_random(), 0, 0 },
        { "somebody else, the same hand", stranger, place.author, 1, COPYING_OF_OTHERS },
        { "the same child, the same hand", child, place.author, 1, COPYING_OF_CHILD },
    };
    for (size_t i = 0; i < COUNT_OF(those); i++) {
        struct kept kept = note(those[i].whose, STORY);
        struct values v = note_with("Today: " STORY);
        struct copyings found = find(&v, NULL, ID_NONE, those[i].author);
        check(those[i].name, found.count == those[i].count, "%zu", found.count);
        if (found.count == 1) {
            check(those[i].name, found.at[0].of == those[i].of && id_same(found.at[0].record, kept.record)
                  && id_same(found.at[0].subject, those[i].whose), "of %d", found.at[0].of);
            check(those[i].name, found.at[0].copied.share >= 95, "%d", found.at[0].copied.share);
        }
        v = note_with(OTHER_STORY);
        check(those[i].name, find(&v, NULL, ID_NONE, those[i].author).count == 0, "text of its own");
        v = note_with(SHORT " " SHORT);
        check(those[i].name, find(&v, NULL, ID_NONE, those[i].author).count == 0, "stock phrases");
        withdraw(kept, "case_note");
        v = note_with(STORY);
        check(those[i].name, find(&v, NULL, ID_NONE, those[i].author).count == 0, "withdrawn");
    }
}

static void hidden_from_the_author(void **state)
{
    (void)state;
    struct kept kept = note(stranger, STORY);
    struct values v = note_with(STORY);
    assert_int_equal(find(&v, NULL, ID_NONE, place.author).count, 1);
    struct kept restriction = place_put(&place, &(struct put){ .kind = "restriction", .subject = stranger, .fields = {
        "level", "HIDDEN", "why", "Staff family", "from_date", "2026-01-01",
        "ask", text_cstr(place.arena, id_hex(place.arena, child)) } });
    check("hidden", find(&v, NULL, ID_NONE, place.author).count == 0, "told");
    withdraw(restriction, "restriction");
    withdraw(kept, "case_note");
}

/* ---- what belongs together ---- */

static void amendments(void **state)
{
    (void)state;
    struct kept own = note(child, STORY);
    struct values before = note_with(STORY), v = note_with(STORY " And more.");
    check("itself", find(&v, &before, own.record, place.author).count == 0, "its own earlier version");
    struct kept other = note(child, OTHER_STORY);
    v = note_with(STORY);
    check("unchanged", find(&v, &before, id_new_random(), place.author).count == 0, "told of what was there before");
    v = note_with(STORY " " OTHER_STORY);
    struct copyings found = find(&v, &before, own.record, place.author);
    check("put in", found.count == 1 && id_same(found.at[0].record, other.record), "%zu", found.count);
    withdraw(own, "case_note");
    withdraw(other, "case_note");
}

static void written_once_for_several(void **state)
{
    (void)state;
    struct kept first = place_put(&place, &(struct put){ .kind = "visit", .subject = brother, .fields = {
        "visit_type", "CP", "visited_at", "2026-02-20T10:00:00Z", "child_presence", "SEEN_ALONE",
        "observation", STORY } });
    const char *hex = text_cstr(place.arena, id_hex(place.arena, first.record));
    struct values v = values_with("visit", (const char *const[]){ "observation", STORY, NULL });
    assert_int_equal(find(&v, NULL, ID_NONE, place.author).count, 1);
    v = values_with("visit", (const char *const[]){ "observation", STORY, "same_visit", hex, NULL });
    check("names the first", find(&v, NULL, ID_NONE, place.author).count == 0, "told");
    place_put(&place, &(struct put){ .kind = "visit", .subject = stranger, .fields = {
        "visit_type", "CP", "visited_at", "2026-02-20T10:00:00Z", "child_presence", "SEEN_ALONE",
        "observation", STORY, "same_visit", hex } });
    check("both name the first", find(&v, NULL, ID_NONE, place.author).count == 0, "told");
    v = note_with(STORY);
    struct copyings found = find(&v, NULL, ID_NONE, place.author);
    check("a note that repeats the visit", found.count == 2 && found.at[0].kind == kind_by_name(TEXT("visit")), "%zu",
          found.count);
}

static void pulled_forward(void **state)
{
    (void)state;
    struct kept earlier = place_put(&place, &(struct put){ .kind = "assessment", .subject = child, .fields = {
        "start_date", "2025-02-20", "history", OTHER_STORY } });
    struct values v = values_with("assessment", (const char *const[]){ "history", OTHER_STORY, NULL });
    check("copied", find(&v, NULL, ID_NONE, place.author).count == 1, "not told");
    static const struct { const char *name, *list; size_t count; } lists[] = {
        { "pulled", "history, 00, 1, 2025-02-20", 0 }, { "in the second line", "risks, 00\nhistory", 0 },
        { "another field", "risks, 00, 1, 2025-02-20", 1 }, { "a longer name", "history_of, 00", 1 },
        { "nothing", "", 1 },
    };
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        v = values_with("assessment", (const char *const[]){ "history", OTHER_STORY, "pulled_forward", lists[i].list,
                                                             NULL });
        size_t count = find(&v, NULL, ID_NONE, place.author).count;
        check(lists[i].name, count == lists[i].count, "%zu", count);
    }
    withdraw(earlier, "assessment");
}

/* Only so many records are read, and only so many told; how many more there were is said. */
static void bounds(void **state)
{
    (void)state;
    enum { MANY = COPYING_TOLD_MAX + 3 };
    struct kept kept[MANY];
    for (size_t i = 0; i < MANY; i++)
        kept[i] = note(child, i == 3 ? OTHER_STORY " " STORY : OTHER_STORY);
    struct values v = note_with(OTHER_STORY " " STORY);
    struct copyings found = find(&v, NULL, ID_NONE, place.author);
    check("told", found.count == COPYING_TOLD_MAX && found.more >= 3, "%zu and %zu more", found.count, found.more);
    check("the most alike first", id_same(found.at[0].record, kept[3].record), "another");
    for (size_t i = 0; i < COPYING_RECORDS_MAX; i++)
        note(child, SHORT);
    int64_t before = instant_now().us;
    instant_fix(INSTANT_UNKNOWN);
    before = instant_now().us;
    for (size_t i = 0; i < 10; i++)
        found = find(&v, NULL, ID_NONE, id_new_random());
    printf("a child with %d records and a brother: %.1f ms\n", COPYING_RECORDS_MAX,
           (double)(instant_now().us - before) / 10000);
    check("the newest only", found.count == 1 && found.at[0].of == COPYING_OF_FAMILY, "%zu", found.count);
    instant_fix(moment("2026-03-02T10:00:00Z"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whose_are_compared), cmocka_unit_test(hidden_from_the_author), cmocka_unit_test(amendments),
        cmocka_unit_test(pulled_forward), cmocka_unit_test(written_once_for_several), cmocka_unit_test(bounds),
    };
    return ON_BOTH_STORES(tests, make, unmake);
}
