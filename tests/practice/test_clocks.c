/* Clocks: edge days worked by hand. 2026: Good Friday 3 April, Easter Monday 6 April, Christmas on a Friday and
 * Boxing Day kept on Monday 28 December; New Year's Day 2027 is a Friday. */
#include "../base/check.h"

#include "practice/clocks.h"

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

/* A moment that is London's midnight is written as the day that has just ended. */
static const struct row {
    const char *what, *step, *code, *began, *now, *stopped, *due; enum clock_state state;
} rows[] = {
    { "Friday 16:55, decided on Monday", "contact_decision", "GREEN", "2026-11-20T16:55:00", "2026-11-23T17:30:00",
      NULL, "2026-11-24T00:00:00", CLOCK_SOON },
    { "Friday 16:55, Tuesday is late", "contact_decision", "GREEN", "2026-11-20T16:55:00", "2026-11-24T00:00:00",
      NULL, "2026-11-24T00:00:00", CLOCK_LATE },
    { "on Friday itself", "contact_decision", "GREEN", "2026-11-20T16:55:00", "2026-11-20T17:00:00",
      NULL, "2026-11-24T00:00:00", CLOCK_RUNNING },
    { "Saturday counts as day 0", "contact_decision", "", "2026-11-21T09:00:00", "2026-11-21T09:30:00",
      NULL, "2026-11-24T00:00:00", CLOCK_RUNNING },
    { "Maundy Thursday to the Tuesday after Easter", "contact_decision", "GREEN", "2026-04-02T10:00:00",
      "2026-04-07T12:00:00", NULL, "2026-04-08T00:00:00", CLOCK_SOON },
    { "Christmas Eve", "contact_decision", "GREEN", "2026-12-24T10:00:00", "2026-12-28T10:00:00",
      NULL, "2026-12-30T00:00:00", CLOCK_SOON },
    { "New Year's Eve", "contact_decision", "GREEN", "2026-12-31T10:00:00", "2027-01-04T10:00:00",
      NULL, "2027-01-05T00:00:00", CLOCK_SOON },
    { "one minute before midnight is in time", "contact_decision", "GREEN", "2026-11-20T16:55:00",
      "2026-11-30T12:00:00", "2026-11-23T23:59:00", "2026-11-24T00:00:00", CLOCK_MET },
    { "midnight is not", "contact_decision", "GREEN", "2026-11-20T16:55:00",
      "2026-11-30T12:00:00", "2026-11-24T00:00:00", "2026-11-24T00:00:00", CLOCK_MISSED },
    { "red: four hours, whatever the hour", "contact_decision", "RED", "2026-11-20T16:55:00",
      "2026-11-20T19:56:00", NULL, "2026-11-20T20:55:00", CLOCK_SOON },
    { "red is late on the minute", "contact_decision", "RED", "2026-11-20T16:55:00",
      "2026-11-20T20:55:00", NULL, "2026-11-20T20:55:00", CLOCK_LATE },
    { "amber over the clock change: 24 true hours", "contact_decision", "AMBER", "2026-10-24T12:00:00",
      "2026-10-25T11:30:00", NULL, "2026-10-25T11:00:00", CLOCK_LATE },
    { "a code that no limit names", "contact_decision", "PUCE", "2026-11-20T16:55:00", "2026-11-20T17:00:00",
      NULL, "2026-11-24T00:00:00", CLOCK_RUNNING },
    { "45 working days over Christmas", "assessment_authorise", "", "2026-11-24T00:00:00", "2027-01-20T00:00:00",
      NULL, "2027-01-30T00:00:00", CLOCK_SOON },
    { "15 working days over Easter", "enquiry_outcome", "", "2026-03-27T00:00:00", "2026-04-01T00:00:00",
      NULL, "2026-04-22T00:00:00", CLOCK_RUNNING },
    { "return interview: 72 true hours over a weekend", "return_interview", "", "2026-11-20T22:10:00",
      "2026-11-23T22:09:00", NULL, "2026-11-23T22:10:00", CLOCK_SOON },
    { "and not a minute more", "return_interview", "", "2026-11-20T22:10:00", "2026-11-23T22:10:00",
      NULL, "2026-11-23T22:10:00", CLOCK_LATE },
    { "72 true hours when the clocks go back", "return_interview", "", "2026-10-24T12:00:00", "2026-10-24T13:00:00",
      NULL, "2026-10-27T11:00:00", CLOCK_RUNNING },
    { "held within it", "return_interview", "", "2026-11-20T22:10:00", "2026-11-30T12:00:00", "2026-11-23T22:09:00",
      "2026-11-23T22:10:00", CLOCK_MET },
    { "first visit to a privately fostered child, over Christmas", "private_fostering_visit", "",
      "2026-12-22T00:00:00", "2026-12-30T00:00:00", NULL, "2027-01-06T00:00:00", CLOCK_RUNNING },
    { "letter before proceedings: 16 weeks", "pre_proceedings_end", "", "2026-03-02T00:00:00",
      "2026-05-01T00:00:00", NULL, "2026-06-23T00:00:00", CLOCK_RUNNING },
    { "from the twelfth week on it is soon", "pre_proceedings_end", "", "2026-03-02T00:00:00",
      "2026-05-26T00:00:00", NULL, "2026-06-23T00:00:00", CLOCK_SOON },
    { "an emergency protection order lasts eight days", "order_ends", "EPO", "2026-11-20T11:00:00",
      "2026-11-28T23:00:00", NULL, "2026-11-29T00:00:00", CLOCK_SOON },
    { "police protection lasts 72 hours", "order_ends", "PP", "2026-11-20T23:30:00", "2026-11-23T23:30:00",
      NULL, "2026-11-23T23:30:00", CLOCK_LATE },
    { "the next service answers", "step_accepted", "", "2026-11-20T16:00:00", "2026-11-23T09:00:00",
      NULL, "2026-11-28T00:00:00", CLOCK_RUNNING },
    { "a day set in advance, far off", "alert_review", "", "2027-03-01T00:00:00", "2026-11-24T10:00:00",
      NULL, "2027-03-02T00:00:00", CLOCK_RUNNING },
    { "a day set in advance, a week before", "alert_review", "", "2026-12-01T00:00:00", "2026-11-24T10:00:00",
      NULL, "2026-12-02T00:00:00", CLOCK_SOON },
    { "summer time: the limit is London's midnight", "contact_decision", "GREEN", "2026-07-07T10:00:00",
      "2026-07-08T23:30:00", NULL, "2026-07-09T00:00:00", CLOCK_SOON },
};

static const struct { struct row row; enum again again; } rows_again[] = {
    { { "first review conference", "protection_review", "", "2026-08-31T00:00:00", "2026-11-25T10:00:00",
      NULL, "2026-12-01T00:00:00", CLOCK_SOON }, FIRST_TIME },         // the month has no 31st
    { { "the next review conference", "protection_review", "", "2026-08-31T00:00:00", "2026-11-25T10:00:00",
      NULL, "2027-03-01T00:00:00", CLOCK_RUNNING }, AGAIN },
    { { "first visit, counted from the day of the plan", "protection_visit", "", "2026-12-18T00:00:00",
      "2027-01-07T10:00:00", NULL, "2027-01-07T00:00:00", CLOCK_LATE }, FIRST_TIME },
    { { "the next visit, counted from an evening", "protection_visit", "", "2026-12-18T23:30:00", "2027-01-06T23:59:00",
      NULL, "2027-01-07T00:00:00", CLOCK_SOON }, AGAIN },
    { { "first review of a child in need plan", "need_review", "", "2026-10-14T00:00:00", "2026-11-25T10:00:00",
      NULL, "2026-11-26T00:00:00", CLOCK_SOON }, FIRST_TIME },
    { { "every six weeks a privately fostered child", "private_fostering_visits", "", "2026-10-14T00:00:00",
      "2026-11-25T10:00:00", NULL, "2026-11-26T00:00:00", CLOCK_SOON }, FIRST_TIME },
    { { "from one visit to the next", "private_fostering_visits", "", "2026-10-14T15:00:00",
      "2026-11-25T10:00:00", NULL, "2026-11-26T00:00:00", CLOCK_SOON }, AGAIN },
    { { "every twelve after the first year", "private_fostering_visits", "", "2026-10-14T15:00:00",
      "2026-11-25T10:00:00", NULL, "2027-01-07T00:00:00", CLOCK_RUNNING }, AGAIN_LATER },
    { { "the first core group", "protection_core_group", "", "2026-12-18T00:00:00", "2027-01-06T10:00:00",
      NULL, "2027-01-07T00:00:00", CLOCK_SOON }, FIRST_TIME },
    { { "the next one", "protection_core_group", "", "2026-12-18T15:00:00", "2027-01-06T10:00:00",
      NULL, "2027-01-21T00:00:00", CLOCK_RUNNING }, AGAIN },
    { { "a visit as often as the plan says", "need_visit", "5", "2026-11-18T15:00:00", "2026-11-25T10:00:00",
      NULL, "2026-11-26T00:00:00", CLOCK_SOON }, AGAIN },
    { { "else every twenty working days", "need_visit", "", "2026-11-18T15:00:00", "2026-11-25T10:00:00",
      NULL, "2026-12-17T00:00:00", CLOCK_RUNNING }, AGAIN },
    { { "the next one", "need_review", "", "2026-10-14T14:00:00", "2026-11-25T10:00:00",
      NULL, "2027-01-07T00:00:00", CLOCK_RUNNING }, AGAIN },
};

static void one_limit(const struct row *row, enum again again)
{
    struct clock clock;
    struct error err = { 0 };
    const struct step *step = step_by_name(text_of(row->step));
    assert_non_null(step);
    check(row->what, clock_read_again(step, again, text_of(row->code), at(row->began),
          row->stopped ? at(row->stopped) : INSTANT_UNKNOWN, at(row->now), &clock, &err), "%s", err.message);
    check(row->what, clock.due.us == at(row->due).us, "due %s",
          text_cstr(arena, instant_display(arena, clock.due)));
    check(row->what, clock.state == row->state, "%s", clock_state_label(clock.state));
}

static void limits(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        one_limit(&rows[i], FIRST_TIME);
    for (size_t i = 0; i < COUNT_OF(rows_again); i++)
        one_limit(&rows_again[i].row, rows_again[i].again);
}

/* The code that the record holds chooses the limit each time round, and after a year others hold. */
static void each_time_round(void **state)
{
    (void)state;
    static const struct limit first[] = {
        { .id = "A", .length = 7, .unit = WORKING_DAYS, .code = "OFTEN", .source = "x" },
        { .id = "B", .length = 10, .unit = WORKING_DAYS, .source = "x" }, { 0 } };
    static const struct limit next[] = {
        { .id = "C", .length = 5, .unit = WORKING_DAYS, .code = "OFTEN", .source = "x" },
        { .id = "D", .length = 6, .unit = WEEKS, .source = "x" }, { 0 } };
    static const struct limit later[] = { { .id = "E", .length = 12, .unit = WEEKS, .source = "x" }, { 0 } };
    static const struct step step = {
        .name = "s", .after = "child_in_need_plan", .begins = "start_date", .by_field = "team", .limits = first,
        .again_kind = "visit", .again_field = "visited_at", .again_limits = next, .later_days = 365,
        .later_limits = later };
    static const struct step same_again = {
        .name = "t", .after = "child_in_need_plan", .begins = "start_date", .limits = first,
        .again_kind = "visit", .again_field = "visited_at" };
    static const struct { const struct step *step; enum again again; const char *code, *limit; } table[] = {
        { &step, FIRST_TIME, "OFTEN", "A" }, { &step, FIRST_TIME, "", "B" }, { &step, AGAIN, "OFTEN", "C" },
        { &step, AGAIN, "SELDOM", "D" }, { &step, AGAIN_LATER, "OFTEN", "E" }, { &same_again, AGAIN, "", "B" },
        { &same_again, AGAIN_LATER, "", NULL },
    };
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        struct clock clock;
        struct error err = { 0 };
        assert_true(clock_read_again(table[i].step, table[i].again, text_of(table[i].code), at("2026-11-20T10:00:00"),
                                     INSTANT_UNKNOWN, at("2026-11-24T10:00:00"), &clock, &err));
        check(table[i].limit ? table[i].limit : "none", table[i].limit ? clock.limit
              && !strcmp(clock.limit->id, table[i].limit) : !clock.limit && clock.state == CLOCK_NONE, "%s",
              clock.limit ? clock.limit->id : "no limit");
    }
}

static void not_begun_and_future(void **state)
{
    (void)state;
    struct clock clock;
    struct error err = { 0 };
    const struct step *step = step_by_name(TEXT("contact_decision"));
    assert_true(clock_read(step, TEXT_NONE, INSTANT_UNKNOWN, INSTANT_UNKNOWN, at("2026-11-24T10:00:00"), &clock, &err));
    assert_int_equal(clock.state, CLOCK_NONE);
    assert_false(clock_read(step, TEXT_NONE, at("2026-11-24T10:00:01"), INSTANT_UNKNOWN, at("2026-11-24T10:00:00"),
                            &clock, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_string_equal(err.field, "received_at");
    err = (struct error){ 0 };
    assert_false(clock_read(step, TEXT_NONE, at("1950-01-03T10:00:00"), INSTANT_UNKNOWN, at("2026-11-24T10:00:00"),
                            &clock, &err));     // no bank holidays are known for 1950: not guessed
}

static const struct { const char *from, *to; int64_t minutes; } offices[] = {
    { "2026-11-20T16:55:00", "2026-11-23T09:05:00", 10 },
    { "2026-11-20T16:55:00", "2026-11-20T16:55:00", 0 },
    { "2026-11-20T17:00:00", "2026-11-23T09:00:00", 0 },
    { "2026-11-20T08:00:00", "2026-11-20T18:00:00", 480 },
    { "2026-11-16T09:00:00", "2026-11-20T17:00:00", 5 * 480 },
    { "2026-04-02T16:00:00", "2026-04-07T10:00:00", 120 },       // over Easter
    { "2026-11-21T09:00:00", "2026-11-22T17:00:00", 0 },         // a weekend
    { "2026-11-23T10:00:00", "2026-11-20T10:00:00", 0 },         // backwards
};

static void office_hours(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(offices); i++) {
        int64_t minutes;
        struct error err = { 0 };
        assert_true(office_minutes(at(offices[i].from), at(offices[i].to), &minutes, &err));
        check(offices[i].from, minutes == offices[i].minutes, "%lld", (long long)minutes);
    }
}

static const struct { const char *code, *began, *stopped, *now, *words; } said[] = {
    { "RED", "2026-11-20T16:55:00", NULL, "2026-11-20T17:55:00", "3 hours left" },
    { "RED", "2026-11-20T16:55:00", NULL, "2026-11-20T20:54:00", "1 minute left" },
    { "GREEN", "2026-11-20T16:55:00", NULL, "2026-11-23T13:00:00", "4 working hours left" },
    { "GREEN", "2026-11-20T16:55:00", NULL, "2026-11-24T09:30:00", "less than an hour late" },
    { "GREEN", "2026-11-20T16:55:00", NULL, "2026-11-27T09:30:00", "3 working days late" },
    { "GREEN", "2026-11-20T16:55:00", "2026-11-23T10:00:00", "2026-11-27T09:30:00", "done in time" },
    { "GREEN", "2026-11-20T16:55:00", "2026-11-24T12:00:00", "2026-11-27T09:30:00", "3 working hours late" },
};

static void words_of_clocks(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(said); i++) {
        struct clock clock;
        struct error err = { 0 };
        text words;
        assert_true(clock_read(step_by_name(TEXT("contact_decision")), text_of(said[i].code), at(said[i].began),
                               said[i].stopped ? at(said[i].stopped) : INSTANT_UNKNOWN, at(said[i].now), &clock, &err));
        assert_true(clock_words(arena, &clock, at(said[i].now), &words, &err));
        check(said[i].words, text_is(words, said[i].words), "%s", text_cstr(arena, words));
    }
}

static int start(void **state)
{
    (void)state;
    arena = arena_new();
    return 0;
}

static int stop(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(limits), cmocka_unit_test(each_time_round), cmocka_unit_test(not_begun_and_future),
        cmocka_unit_test(office_hours), cmocka_unit_test(words_of_clocks),
    };
    return cmocka_run_group_tests_name("clocks", tests, start, stop);
}
