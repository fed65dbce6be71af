/* Spans against the clocks: what a span says is due is what clock_read() says is due, at every edge. */
#include "../base/check.h"

#include "base/random.h"
#include "practice/spans.h"

#include <stdlib.h>
#include <string.h>

static struct arena *arena;

static instant at(const char *iso)
{
    instant t;
    if (!instant_parse_iso(text_of(iso), &t))
        abort();
    return t;
}

/* Of one beginning, asked as late as one likes. */
static bool due_by(const struct span *span, int64_t began, instant when)
{
    struct clock clock;
    struct error err = { 0 };
    instant begun = span_began(span, began);
    text code = span->code ? text_of(span->code) : TEXT_NONE;
    if (!clock_read_again(span->step, span->again, code, begun, INSTANT_UNKNOWN,
                          instant_before(when, begun) ? begun : when,
                          &clock, &err))
        return true;
    return !instant_before(when, clock.due);
}

/* London's midnights in winter and summer, the days on which the clocks change, Easter, Christmas, and in between. */
static const char *const moments[] = {
    "2026-11-25T10:00:00Z", "2026-11-25T00:00:00Z", "2026-11-24T23:59:59.999999Z", "2026-07-08T23:00:00Z",
    "2026-07-08T22:59:59.999999Z", "2026-03-29T01:00:00Z", "2026-03-29T23:00:00Z", "2026-10-25T00:30:00Z",
    "2026-10-25T01:30:00Z", "2026-10-26T00:00:00Z", "2026-04-07T12:00:00Z", "2026-12-28T10:00:00Z",
    "2027-01-04T00:00:00Z", "2027-01-01T12:00:00Z", "2028-02-29T12:00:00Z", "2027-02-28T00:00:00Z",
};

static void a_bound(const struct span *span, instant when, struct dice *dice)
{
    enum { AROUND_DAYS = 500 };
    int64_t bound = span_due_by(span, when), wrong = 0, first = 0, a_day = span->days ? 1 : US_PER_DAY;
    for (int i = -AROUND_DAYS; i <= 60; i++) {
        int64_t near[] = { bound + i * a_day, bound + i * a_day - 1,
                           bound + i * a_day + (span->days ? 0 : (int64_t)dice_below(dice, 86400) * US_PER_SECOND) };
        for (size_t k = 0; k < COUNT_OF(near); k++)
            if ((near[k] < bound) != due_by(span, near[k], when)) {
                first = wrong++ ? first : near[k];
            }
    }
    check(span->limit->id, wrong == 0, "%s: %lld of them, first %lld with the bound %lld", span->step->name,
          (long long)wrong, (long long)first, (long long)bound);
}

static void as_the_clocks(void **state)
{
    (void)state;
    struct dice dice = dice_of(7);
    for (const struct step *step = step_next(NULL); step; step = step_next(step)) {
        struct spans spans = spans_of(arena, step);
        for (size_t i = 0; i < spans.count; i++)
            for (size_t k = 0; k < COUNT_OF(moments); k++)
                a_bound(&spans.at[i], at(moments[k]), &dice);
    }
}

static size_t holders(const struct spans *spans, enum again again, text code, int64_t began, const struct limit **limit)
{
    size_t count = 0;
    for (size_t i = 0; i < spans->count; i++)
        if (span_holds(&spans->at[i], again, code, began)) {
            *limit = spans->at[i].limit;
            count++;
        }
    return count;
}

/* Whatever the code and the day, one span holds it, with the limit that the dictionary gives. */
static void one_for_each(const struct step *step)
{
    static const char *const codes[] = { "", "RED", "AMBER", "GREEN", "PUCE", "OLD" };
    struct spans spans = spans_of(arena, step);
    day d;
    check("day", day_parse_iso(TEXT("2020-01-01"), &d), "no");
    for (int i = 0; i < 3000; i += 1)
        for (size_t k = 0; k < COUNT_OF(codes) * AGAIN_COUNT; k++) {
            day on = day_add(d, i);
            enum again again = (enum again)(k / COUNT_OF(codes));
            const char *code = codes[k % COUNT_OF(codes)];
            const struct limit *found = NULL, *wanted = step_limit(step, again, text_of(code), on);
            int64_t began = again != FIRST_TIME && !step->again_kind ? 0 : step_begins_on_day(step, again)
                ? on.days : day_london_start(on).us + (i % 24) * 3600 * US_PER_SECOND;
            size_t count = holders(&spans, again, text_of(code), began, &found);
            if (count != (wanted ? 1 : 0) || found != wanted)
                check(step->name, false, "%s on day %d, %d: %zu spans", code, i, (int)again, count);
        }
    check(step->name, true, "%s", "");
}

/* A limit gets a last day and another one follows: nobody's, one code's, and for a while none. */
static void limits_that_change(void **state)
{
    (void)state;
    static const struct limit limits[] = {
        { .id = "A", .length = 4, .unit = HOURS, .code = "RED", .source = "x", .until = "2024-06-30" },
        { .id = "B", .length = 2, .unit = HOURS, .code = "RED", .source = "x", .from = "2024-09-01" },
        { .id = "C", .length = 9, .unit = DAYS, .code = "OLD", .source = "x", .until = "2022-12-31" },
        { .id = "D", .length = 10, .unit = WORKING_DAYS, .source = "x", .until = "2025-01-31" },
        { .id = "E", .length = 1, .unit = MONTHS, .source = "x", .from = "2025-03-01" },
        { 0 },
    };
    static const struct step on_moments = { .name = "one", .after = "contact", .begins = "received_at",
                                            .by_field = "rag", .limits = limits };
    static const struct step on_days = { .name = "two", .after = "referral", .begins = "received_at",
                                         .by_field = "outcome", .limits = limits };
    static const struct limit second[] = {
        { .id = "F", .length = 20, .unit = WORKING_DAYS, .code = "OLD", .source = "x", .from = "2023-06-01" },
        { .id = "G", .length = 6, .unit = WEEKS, .source = "x" },
        { 0 },
    };
    // From a day, then from moments; other codes and other changes each time round.
    static const struct step round = {
        .name = "three", .after = "child_in_need_plan", .begins = "start_date", .by_field = "team", .limits = limits,
        .again_kind = "visit", .again_field = "visited_at", .again_limits = second, .later_days = 365,
        .later_limits = limits,
    };
    one_for_each(&round);
    one_for_each(&on_moments);
    one_for_each(&on_days);
    for (const struct step *step = step_next(NULL); step; step = step_next(step))
        one_for_each(step);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(as_the_clocks), cmocka_unit_test(limits_that_change) };
    arena = arena_new();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(arena);
    return failed;
}
