#include "check.h"

#include "base/day.h"

static day on(int year, int month, int number)
{
    day d = DAY_UNKNOWN;

    assert_true(day_from_civil((struct civil){ year, month, number }, &d));
    return d;
}

static day iso(const char *s)
{
    day d = DAY_UNKNOWN;

    check(s, day_parse_iso(text_of(s), &d), "is no day");
    return d;
}

static instant at(const char *s)
{
    instant t = INSTANT_UNKNOWN;

    check(s, instant_parse_iso(text_of(s), &t), "is no instant");
    return t;
}

static void test_parse(void **state)
{
    static const struct { const char *from; bool right; int days; } cases[] = {
        { "1970-01-01", true, 0 }, { "1969-12-31", true, -1 }, { "2000-02-29", true, 11016 },
        { "2024-02-29", true, 19782 }, { "0001-01-01", true, -719162 },
        { "9999-12-31", true, 2932896 }, { "1900-02-28", true, -25509 },
        { "2023-02-29", false, 0 }, { "1900-02-29", false, 0 }, { "2100-02-29", false, 0 },
        { "0000-01-01", false, 0 }, { "2026-00-10", false, 0 }, { "2026-13-01", false, 0 },
        { "2026-04-31", false, 0 }, { "2026-01-00", false, 0 }, { "2026-1-01", false, 0 },
        { "26-01-01", false, 0 }, { "2026/01/01", false, 0 }, { "2026-01-01 ", false, 0 },
        { " 2026-01-01", false, 0 }, { "", false, 0 }, { "12026-01-01", false, 0 },
        { "-026-01-01", false, 0 }, { "2026-01-0a", false, 0 }, { "01-01-2026", false, 0 },
        { "30000-01-01", false, 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        day d = DAY_UNKNOWN;

        check(cases[i].from, day_parse_iso(text_of(cases[i].from), &d) == cases[i].right, "read");
        check(cases[i].from, cases[i].right ? d.days == cases[i].days : !day_known(d), "%d",
              d.days);
    }
}

/* Every day of ten thousand years, counted on by hand. */
static void test_civil(void **state)
{
    static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    struct civil c = { 1, 1, 1 };
    int weekday = 1;        // 1 January of the year 1 was a Monday in the proleptic calendar

    (void)state;
    for (int32_t days = -719162; days <= 2932896; days++) {
        struct civil seen = day_civil((day){ days });
        bool leap = c.year % 400 == 0 || (c.year % 4 == 0 && c.year % 100 != 0);
        day back;

        if (seen.year != c.year || seen.month != c.month || seen.day != c.day
            || !day_from_civil(c, &back) || back.days != days
            || day_weekday((day){ days }) != weekday)
            fail_msg("day %d is not %d-%d-%d", days, c.year, c.month, c.day);
        weekday = weekday % 7 + 1;
        if (++c.day > lengths[c.month - 1] + (c.month == 2 && leap)) {
            c.day = 1;
            c.month = c.month % 12 + 1;
            c.year += c.month == 1;
        }
    }
    assert_int_equal(c.year, 10000);
}

static void test_unknown(void **state)
{
    day d = on(2026, 3, 4);
    struct arena *arena = arena_new();

    (void)state;
    assert_false(day_before(DAY_UNKNOWN, d) || day_after(DAY_UNKNOWN, d));
    assert_false(day_before(d, DAY_UNKNOWN) || day_after(d, DAY_UNKNOWN));
    assert_false(instant_before(INSTANT_UNKNOWN, INSTANT_OPEN));
    assert_true(instant_before(at("2026-01-01T00:00:00Z"), INSTANT_OPEN));
    assert_false(day_known(day_add(DAY_UNKNOWN, 1)) || day_known(day_add_months(DAY_UNKNOWN, 1)));
    assert_false(day_known(day_add(on(9999, 12, 31), 1)) || day_known(day_add(d, INT32_MAX)));
    assert_false(day_known(day_add_months(on(9999, 12, 1), 1)));
    assert_false(day_known(instant_london_day(INSTANT_UNKNOWN)));
    assert_false(day_known(instant_london_day(INSTANT_OPEN)));
    assert_false(instant_known(day_london_start(DAY_UNKNOWN)));
    assert_int_equal(day_age(DAY_UNKNOWN, d), AGE_UNKNOWN);
    assert_int_equal(day_age(day_add(d, 1), d), AGE_UNKNOWN);
    assert_true(text_is(day_iso(arena, DAY_UNKNOWN), ""));
    assert_true(text_is(day_display(arena, DAY_UNKNOWN), "not recorded"));
    assert_true(text_is(instant_iso(arena, INSTANT_OPEN), ""));
    assert_true(text_is(instant_display(arena, INSTANT_UNKNOWN), "not recorded"));
    assert_true(text_is(day_display(arena, d), "4 March 2026"));
    assert_true(text_is(day_iso(arena, on(33, 4, 3)), "0033-04-03"));
    arena_free(arena);
}

static void test_months(void **state)
{
    static const struct { const char *from; int months; const char *to; } cases[] = {
        { "2026-01-31", 1, "2026-02-28" }, { "2024-01-31", 1, "2024-02-29" },
        { "2026-03-31", -1, "2026-02-28" }, { "2026-12-15", 1, "2027-01-15" },
        { "2026-01-15", -1, "2025-12-15" }, { "2024-02-29", 12, "2025-02-28" },
        { "2026-08-31", 6, "2027-02-28" }, { "2026-05-05", 0, "2026-05-05" },
        { "2026-10-31", -20, "2025-02-28" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        check(cases[i].from, day_same(day_add_months(iso(cases[i].from), cases[i].months),
                                      iso(cases[i].to)), "%+d months", cases[i].months);
}

static void test_age(void **state)
{
    static const struct { const char *born, *on; int age; } cases[] = {
        { "2010-05-04", "2026-05-03", 15 }, { "2010-05-04", "2026-05-04", 16 },
        { "2008-11-24", "2026-11-23", 17 }, { "2008-11-24", "2026-11-24", 18 },
        { "2008-02-29", "2026-02-28", 17 }, { "2008-02-29", "2026-03-01", 18 },
        { "2008-02-29", "2028-02-28", 19 }, { "2008-02-29", "2028-02-29", 20 },
        { "2026-11-24", "2026-11-24", 0 }, { "2025-12-31", "2026-01-01", 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        check(cases[i].on, day_age(iso(cases[i].born), iso(cases[i].on)) == cases[i].age,
              "born %s", cases[i].born);
}

static void test_instant_parse(void **state)
{
    static const struct { const char *from, *utc; } cases[] = {
        { "1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000000Z" },
        { "2026-03-04T10:15:30.5Z", "2026-03-04T10:15:30.500000Z" },
        { "2026-03-04T10:15:30.1234567Z", "2026-03-04T10:15:30.123456Z" },
        { "2026-03-04T10:15:30+01:00", "2026-03-04T09:15:30.000000Z" },
        { "2026-03-04T00:15:30+05:30", "2026-03-03T18:45:30.000000Z" },
        { "2026-03-04T23:15:30-08:00", "2026-03-05T07:15:30.000000Z" },
        { "1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z" },
        { "2026-01-15T12:00:00", "2026-01-15T12:00:00.000000Z" },
        { "2026-07-15T12:00:00", "2026-07-15T11:00:00.000000Z" },
    };
    static const char *const refused[] = {
        "", "2026-03-04", "2026-03-04T", "2026-03-04T10:15", "2026-03-04 10:15:30",
        "2026-03-04T24:00:00", "2026-03-04T10:60:00", "2026-03-04T10:15:60", "2026-02-29T10:15:30",
        "2026-03-04T10:15:30.", "2026-03-04T10:15:30.1234567890Z", "2026-03-04T10:15:30z",
        "2026-03-04T10:15:30+1:00", "2026-03-04T10:15:30+0100", "2026-03-04T10:15:30+15:00",
        "2026-03-04T10:15:30+14:30", "2026-03-04T10:15:30ZZ", "2026-03-04T10:15:30 Z",
        "2026-03-04T-1:15:30Z", "2026-03-04T10:15:3",
    };
    struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        text utc = instant_iso(arena, at(cases[i].from));

        check(cases[i].from, text_is(utc, cases[i].utc), "became %.*s", TEXT_ARG(utc));
    }
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        instant t = { 5 };

        check(refused[i], !instant_parse_iso(text_of(refused[i]), &t) && t.us == 5, "was read");
    }
    arena_free(arena);
}

static void test_london(void **state)
{
    static const struct { const char *name, *utc, *shown, *day; } cases[] = {
        { "winter", "2026-03-04T10:15:00Z", "4 March 2026 at 10:15", "2026-03-04" },
        { "last second of winter", "2026-03-29T00:59:59Z", "29 March 2026 at 00:59", "2026-03-29" },
        { "first of summer", "2026-03-29T01:00:00Z", "29 March 2026 at 02:00", "2026-03-29" },
        { "late in summer is tomorrow", "2026-06-30T23:30:00Z", "1 July 2026 at 00:30", "2026-07-01" },
        { "last of summer", "2026-10-25T00:59:59Z", "25 October 2026 at 01:59", "2026-10-25" },
        { "first of winter", "2026-10-25T01:00:00Z", "25 October 2026 at 01:00", "2026-10-25" },
        { "31 March may be the Sunday", "2024-03-31T01:00:00Z", "31 March 2024 at 02:00", "2024-03-31" },
        { "before 1970", "1969-12-31T23:59:59Z", "31 December 1969 at 23:59", "1969-12-31" },
    };
    struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        instant t = at(cases[i].utc);
        text shown = instant_display(arena, t);

        check(cases[i].name, text_is(shown, cases[i].shown), "shown as %.*s", TEXT_ARG(shown));
        check(cases[i].name, day_same(instant_london_day(t), iso(cases[i].day)), "another day");
    }
    arena_free(arena);
}

static void test_london_day_bounds(void **state)
{
    static const struct { const char *day; int hours; } lengths[] = {
        { "2026-03-28", 24 }, { "2026-03-29", 23 }, { "2026-03-30", 24 }, { "2026-10-25", 25 },
        { "2026-10-26", 24 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(lengths); i++) {
        day d = iso(lengths[i].day);
        int64_t us = day_london_end(d).us - day_london_start(d).us;

        check(lengths[i].day, us == lengths[i].hours * 3600 * US_PER_SECOND, "%lld", (long long)us);
    }
    // The hour left out, the hour that comes twice, and a whole year there and back.
    assert_int_equal(instant_london(iso("2026-03-29"), 1, 30, 0).us, at("2026-03-29T01:30:00Z").us);
    assert_int_equal(instant_london(iso("2026-10-25"), 1, 30, 0).us, at("2026-10-25T00:30:00Z").us);
    for (day d = iso("2026-01-01"); !day_after(d, iso("2026-12-31")); d = day_add(d, 1)) {
        instant t = instant_london(d, 12, 34, 56);
        struct time_of_day time = instant_london_time(t);

        assert_true(day_same(instant_london_day(t), d));
        assert_true(time.hour == 12 && time.minute == 34 && time.second == 56);
        assert_true(day_same(instant_london_day(day_london_start(d)), d));
        assert_true(day_same(instant_london_day((instant){ day_london_end(d).us - 1 }), d));
    }
}

static void test_now(void **state)
{
    instant fixed = at("2026-11-24T16:55:00Z");

    (void)state;
    instant_fix(fixed);
    assert_int_equal(instant_now().us, fixed.us);
    instant_fix(INSTANT_UNKNOWN);
    assert_true(instant_now().us != fixed.us);
}

/* Worked by hand with a printed calendar. */
static const struct { const char *name, *from; int days; const char *limit; } limits[] = {
    { "none: the day itself, Sunday or not", "2026-11-22", 0, "2026-11-22" },
    { "Monday to Tuesday", "2026-11-23", 1, "2026-11-24" },
    { "Friday to Monday", "2026-11-20", 1, "2026-11-23" },
    { "Saturday to Monday", "2026-11-21", 1, "2026-11-23" },
    { "Sunday to Monday", "2026-11-22", 1, "2026-11-23" },
    { "Christmas Eve 2026: 25 and substitute 28 are holidays", "2026-12-24", 1, "2026-12-29" },
    { "15 days across Christmas and New Year", "2026-12-14", 15, "2027-01-07" },
    { "Maundy Thursday 2026 to Easter Tuesday", "2026-04-02", 1, "2026-04-07" },
    { "10 days across Easter", "2026-03-30", 10, "2026-04-15" },
    { "both May holidays", "2026-05-01", 20, "2026-06-02" },
    { "45 days from a Monday in February", "2026-02-02", 45, "2026-04-08" },
    { "the Queen's funeral, 19 September 2022", "2022-09-16", 1, "2022-09-20" },
    { "the coronation, 8 May 2023", "2023-05-05", 1, "2023-05-09" },
    { "VE Day moved Early May to Friday 8 May 2020", "2020-05-07", 1, "2020-05-11" },
    { "Jubilee: Thursday and Friday off in June 2022", "2022-06-01", 1, "2022-06-06" },
};

static void test_working_limits(void **state)
{
    struct error err = { 0 };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(limits); i++) {
        struct arena *arena = arena_new();
        day limit = DAY_UNKNOWN;
        int distance = -1;

        check(limits[i].name, day_add_working(iso(limits[i].from), limits[i].days, &limit, &err),
              "%s", err.message);
        check(limits[i].name, day_same(limit, iso(limits[i].limit)), "limit %.*s",
              TEXT_ARG(day_iso(arena, limit)));
        check(limits[i].name, day_working_distance(iso(limits[i].from), limit, &distance, &err)
              && distance == limits[i].days, "distance %d", distance);
        arena_free(arena);
    }
}

/* Every day of the table against a count that goes day by day. */
static void test_working_naive(void **state)
{
    struct error err = { 0 };
    day first = on(bank_holidays_first_year(), 1, 1), last = on(bank_holidays_last_year(), 12, 31);
    int holidays = 0, seen = 0, distance;
    bool working;

    (void)state;
    for (day d = first; !day_after(d, last); d = day_add(d, 1)) {
        assert_true(day_is_working(d, &working, &err));
        assert_true(!working || day_weekday(d) <= 5);
        holidays += !working && day_weekday(d) <= 5;
        seen += working && day_after(d, first);
        assert_true(day_working_distance(first, d, &distance, &err));
        assert_int_equal(distance, seen);
    }
    assert_int_equal(holidays, 140);        // none of GOV.UK's rows falls on a weekend
    assert_true(day_working_distance(last, first, &distance, &err));
    assert_int_equal(distance, 0);
}

static void test_working_refusals(void **state)
{
    static const char *const refused[] = { "2011-12-31", "2029-01-01", "1900-01-01" };
    struct error err = { 0 };
    day limit = DAY_UNKNOWN;
    bool working;
    int distance = -5;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        error_clear(&err);
        check(refused[i], !day_is_working(iso(refused[i]), &working, &err), "was answered");
        check(refused[i], err.kind == ERROR_INPUT, "kind");
        check(refused[i], text_contains(text_of(err.message), text_first(text_of(refused[i]), 4)),
              "%s", err.message);
        check(refused[i], text_contains(text_of(err.message), TEXT("data/bank-holidays.csv")),
              "%s", err.message);
    }
    error_clear(&err);
    assert_false(day_add_working(iso("2028-12-20"), 10, &limit, &err));
    assert_true(text_contains(text_of(err.message), TEXT("2029")) && !day_known(limit));
    error_clear(&err);
    assert_false(day_add_working(iso("2028-12-20"), INT32_MAX, &limit, &err));
    error_clear(&err);
    assert_false(day_working_distance(iso("2028-12-20"), iso("2029-01-02"), &distance, &err));
    assert_int_equal(distance, -5);
    error_clear(&err);
    assert_true(day_is_working(iso("2012-01-02"), &working, &err) && !working);
    assert_true(day_is_working(iso("2028-12-29"), &working, &err) && working);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parse), cmocka_unit_test(test_civil), cmocka_unit_test(test_unknown),
        cmocka_unit_test(test_months), cmocka_unit_test(test_age),
        cmocka_unit_test(test_instant_parse), cmocka_unit_test(test_london),
        cmocka_unit_test(test_london_day_bounds), cmocka_unit_test(test_now),
        cmocka_unit_test(test_working_limits), cmocka_unit_test(test_working_naive),
        cmocka_unit_test(test_working_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
