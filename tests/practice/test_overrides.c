/* What was done otherwise, with a reason: counted by when it happened, once for each record, as known now, and every
 * number equals the length of the list behind it. On both stores. */
#include "../record/place.h"

#include "practice/overrides.h"

#include <string.h>

static struct place place;
static struct error err;
static id ana, ben;

#define OK(call) check(#call, (call), "%s %s", err.message, err.detail)

static struct kept review(id child, const char *on, const char *reason)
{
    struct put put = { .kind = "cp_review", .subject = child, .fields = { "review_date", on } };
    if (reason) {
        put.fields[2] = "quorum_waiver_reason";
        put.fields[3] = reason;
    }
    return place_put(&place, &put);
}

static struct span span_of(const char *since, const char *until)
{
    return (struct span){ moment(since), moment(until) };
}

static void counted(void **state)
{
    (void)state;
    struct override of;
    struct override_cases cases;
    instant_fix(moment("2026-11-25T10:00:00Z"));
    place_make(&place);
    ana = place_child(&place, "Ana", "Bell", "2012-01-01").record;
    ben = place_child(&place, "Ben", "Bell", "2014-01-01").record;
    review(ana, "2026-09-30", "The day before the span");
    review(ana, "2026-10-01", "Its first day");
    review(ben, "2026-10-10", NULL);
    struct kept twice = review(ben, "2026-10-31", "Its last day"), back = review(ben, "2026-10-20", "Taken back");
    review(ana, "2026-11-01", "The day after it");
    place_put(&place, &(struct put){ .kind = "cp_review", .subject = ben, .record = twice.record, .replaces = twice.seq,
        .reason = "Put right", .fields = { "review_date", "2026-10-31", "quorum_waiver_reason", "Its last day" } });
    place_put(&place, &(struct put){ .kind = "cp_review", .subject = ben, .record = back.record, .replaces = back.seq,
        .reason = "Not so", .fields = { "review_date", "2026-10-20" } });
    struct kept wrong = review(ben, "2026-10-21", "Another child's");
    place_put(&place, &(struct put){ .kind = "cp_review", .subject = ben, .record = wrong.record, .replaces = wrong.seq,
        .reason = "Another child's", .withdraw = true, .fields = { "review_date", "2026-10-21" } });

    // October in London begins at eleven at night in UTC, and ends at midnight.
    const struct span october = span_of("2026-09-30T23:00:00Z", "2026-11-01T00:00:00Z"),
        spans[] = { october, span_of("2026-01-01T00:00:00Z", "2026-12-01T00:00:00Z"),
                    span_of("2025-01-01T00:00:00Z", "2025-02-01T00:00:00Z") };
    static const int64_t want[][2] = { { 4, 2 }, { 6, 4 }, { 0, 0 } };
    check("named", override_find(TEXT("cp_review"), TEXT("quorum_waiver_reason"), &of), "is not");
    OK(override_count(place.store, place.arena, spans, COUNT_OF(spans), &of, &err));
    for (size_t i = 0; i < COUNT_OF(spans); i++) {
        check("out of", of.in[i].of == want[i][0], "%lld of span %zu", (long long)of.in[i].of, i);
        check("so often", of.in[i].given == want[i][1], "%lld of span %zu", (long long)of.in[i].given, i);
        OK(override_cases(place.store, place.arena, &of, spans[i], 50, &cases, &err));
        check("the list behind it", (int64_t)cases.count == want[i][1] && !cases.more, "%zu cases", cases.count);
    }
    OK(override_cases(place.store, place.arena, &of, october, 50, &cases, &err));
    check("newest first", id_same(cases.at[0].child, ben) && id_same(cases.at[0].record, twice.record), "is otherwise");
    OK(override_cases(place.store, place.arena, &of, october, 1, &cases, &err));
    check("cut, and says so", cases.count == 1 && cases.more, "%zu cases", cases.count);


    // A plan that is so since a later day has two rows, and is one.
    struct kept plan = place_put(&place, &(struct put){ .kind = "child_protection_plan", .subject = ana, .fields = {
        "start_date", "2026-10-05", "initial_category", "NEG", "orphans_reason", "On Friday" } });
    place_put(&place, &(struct put){ .kind = "child_protection_plan", .subject = ana, .record = plan.record, .replaces =
        plan.seq, .reason = "Another category", .so_from = "2026-11-05T00:00:00Z", .fields = { "start_date",
        "2026-10-05", "initial_category", "NEG", "latest_category", "EMO", "orphans_reason", "On Friday" } });
    check("named", override_find(TEXT("child_protection_plan"), TEXT("orphans_reason"), &of), "is not");
    OK(override_count(place.store, place.arena, spans, 2, &of, &err));
    check("once in the year", of.in[1].of == 1 && of.in[1].given == 1, "%lld", (long long)of.in[1].given);
    check("under its newest time", of.in[0].given == 0, "%lld", (long long)of.in[0].given);
    OK(override_cases(place.store, place.arena, &of, spans[1], 50, &cases, &err));
    check("one case", cases.count == 1, "%zu cases", cases.count);
    place_remove(&place);
    instant_fix(INSTANT_UNKNOWN);
}

static void small_counts(void **state)
{
    (void)state;
    static const struct { int64_t given[4]; bool hidden[4]; } rows[] = {
        { { 0, 0, 0, 0 }, { false, false, false, false } }, { { 5, 6, 7, 0 }, { false, false, false, false } },
        { { 1, 4, 9, 0 }, { true, true, false, false } },   // neither is known from the sum
        { { 2, 6, 6, 0 }, { true, true, false, false } }, { { 9, 3, 8, 5 }, { false, true, false, true } },
        { { 0, 4, 0, 0 }, { false, true, false, false } },  // the sum is as small, and hidden as well
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        bool hidden[4];
        override_hide(rows[i].given, 4, hidden);
        check("hidden", !memcmp(hidden, rows[i].hidden, sizeof hidden), "row %zu", i);
    }
}

static void named_in_the_dictionary(void **state)
{
    (void)state;
    static const char *const none[][2] = { { "cp_review", "reasons" }, { "cp_review", "nothing" },
        { "nothing", "reasons" }, { "", "" }, { "cp_review; DROP TABLE person", "late_reason" } };
    struct override at[OVERRIDES_MAX], found;
    size_t count;
    instant_fix(moment("2026-11-25T10:00:00Z"));
    place_make(&place);
    const struct span span = span_of("2026-01-01T00:00:00Z", "2026-12-01T00:00:00Z");
    OK(overrides_count(place.store, place.arena, &span, 1, at, &count, &err));
    check("several", count > 10, "%zu", count);
    for (size_t i = 0; i < count; i++) {
        check(at[i].field->name, override_find(text_of(at[i].kind->name), text_of(at[i].field->name), &found)
              && found.field == at[i].field, "is not found by its name");
        check(at[i].field->name, at[i].in[0].of == 0 && at[i].in[0].given == 0, "counted in an empty store");
    }
    for (size_t i = 0; i < COUNT_OF(none); i++)
        check(none[i][1], !override_find(text_of(none[i][0]), text_of(none[i][1]), &found), "is found");
    place_remove(&place);
    instant_fix(INSTANT_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(counted), cmocka_unit_test(named_in_the_dictionary),
                                        cmocka_unit_test(small_counts) };
    return ON_BOTH_STORES(tests, NULL, NULL);
}
