#include "practice/clocks.h"

static const int64_t us_per_minute = 60 * US_PER_SECOND;
static const int64_t us_per_hour = 3600 * US_PER_SECOND;

const char *clock_state_label(enum clock_state state)
{
    static const char *const labels[] = {
        [CLOCK_NONE] = "Not begun", [CLOCK_RUNNING] = "In time", [CLOCK_SOON] = "Due soon",
        [CLOCK_LATE] = "Late", [CLOCK_MET] = "Done in time", [CLOCK_MISSED] = "Done late",
    };
    return labels[state];
}

bool limit_end(const struct limit *limit, instant began, int length, instant *end,
               struct error *err)
{
    day from = instant_london_day(began), last = from;
    switch (limit->unit) {
    case HOURS:
        *end = (instant){ began.us + length * us_per_hour };
        return true;
    case WORKING_DAYS:
        if (!day_add_working(from, length, &last, err))
            return false;
        break;
    case DAYS:
        last = day_add(from, length);
        break;
    case WEEKS:
        last = day_add(from, 7 * length);
        break;
    case MONTHS:
        last = day_add_months(from, length);
        break;
    }
    *end = day_london_end(last);
    return true;
}

static enum clock_state state_of(const struct clock *clock, instant now)
{
    if (instant_known(clock->stopped))
        return instant_before(clock->stopped, clock->due) ? CLOCK_MET : CLOCK_MISSED;
    if (!instant_before(now, clock->due))
        return CLOCK_LATE;
    return instant_before(now, clock->soon) ? CLOCK_RUNNING : CLOCK_SOON;
}

bool clock_read_again(const struct step *step, enum again again, text code, instant began, instant stopped,
                      instant now, struct clock *clock, struct error *err)
{
    *clock = (struct clock){ .step = step, .began = began, .stopped = stopped,
                             .soon = INSTANT_UNKNOWN, .due = INSTANT_UNKNOWN };
    if (!instant_known(began))
        return true;
    clock->limit = step_limit(step, again, code, instant_london_day(began));
    if (!clock->limit)
        return true;
    // A limit of nothing is a day set in advance, such as the day of a review.
    if (instant_before(now, began) && clock->limit->length > 0)
        return fail(err, ERROR_INPUT, again == FIRST_TIME ? step->begins : step->again_field,
                    "A clock cannot start in the future: correct the day or the time");
    int before = clock->limit->length - clock->limit->warn;
    if (!limit_end(clock->limit, began, clock->limit->length, &clock->due, err))
        return false;
    if (before >= 0) {
        if (!limit_end(clock->limit, began, before, &clock->soon, err))
            return false;
    } else {
        clock->soon = day_london_start(day_add(instant_london_day(began), before));
    }
    clock->state = state_of(clock, now);
    return true;
}

bool clock_read(const struct step *step, text code, instant began, instant stopped, instant now,
                struct clock *clock, struct error *err)
{
    return clock_read_again(step, FIRST_TIME, code, began, stopped, now, clock, err);
}

bool clock_of(const struct step *step, const struct values *values, instant stopped, instant now,
              struct clock *clock, struct error *err)
{
    text code = TEXT_NONE;
    instant began = values_instant(values, step->begins);
    if (step->by_field)
        code = values_get(values, step->by_field)->text;
    if (step->when_field && !code_among(step->when_codes, values_get(values, step->when_field)->text))
        began = INSTANT_UNKNOWN;
    if (step->unless_field && values_given(values, step->unless_field)
            && (step->done_kind || !values_given(values, step->done_field)))
        began = INSTANT_UNKNOWN;
    if (!step->done_kind && values_given(values, step->done_field))
        stopped = values_instant(values, step->done_field);
    return clock_read(step, code, began, stopped, now, clock, err);
}

/* ---- in words ---- */

/* Minutes of one day's office hours that lie between the two. */
static int64_t minutes_of_day(day d, instant from, instant to)
{
    instant opens = instant_london(d, OFFICE_OPENS, 0, 0);
    instant closes = instant_london(d, OFFICE_CLOSES, 0, 0);
    instant first = instant_before(from, opens) ? opens : from;
    instant last = instant_before(closes, to) ? closes : to;
    return instant_before(first, last) ? (last.us - first.us) / us_per_minute : 0;
}

bool office_minutes(instant from, instant to, int64_t *minutes, struct error *err)
{
    *minutes = 0;
    if (!instant_before(from, to))
        return true;
    day first = instant_london_day(from), last = instant_london_day(to);
    bool working;
    int between;
    if (!day_is_working(first, &working, err))
        return false;
    *minutes = working ? minutes_of_day(first, from, to) : 0;
    if (day_same(first, last))
        return true;
    // Whole days between the first and the last are counted, not walked.
    if (!day_working_distance(first, day_add(last, -1), &between, err)
            || !day_is_working(last, &working, err))
        return false;
    *minutes += (int64_t)between * (OFFICE_CLOSES - OFFICE_OPENS) * 60
              + (working ? minutes_of_day(last, from, to) : 0);
    return true;
}

static text count_of(struct arena *arena, int64_t count, const char *what, const char *after)
{
    return text_format(arena, "%lld %s%s %s", (long long)count, what, count == 1 ? "" : "s", after);
}

static bool lateness(struct arena *arena, const struct clock *clock, instant until, const char *how,
                     text *words, struct error *err)
{
    int64_t minutes;
    if (!office_minutes(clock->due, until, &minutes, err))
        return false;
    int64_t hours = minutes / 60, days = hours / (OFFICE_CLOSES - OFFICE_OPENS);
    if (days > 0)
        *words = count_of(arena, days, "working day", how);
    else if (hours > 0)
        *words = count_of(arena, hours, "working hour", how);
    else
        *words = text_format(arena, "less than an hour %s", how);
    return true;
}

bool clock_words(struct arena *arena, const struct clock *clock, instant now, text *words,
                 struct error *err)
{
    int64_t minutes;
    switch (clock->state) {
    case CLOCK_NONE:
        *words = TEXT("no limit");
        return true;
    case CLOCK_MET:
        *words = TEXT("done in time");
        return true;
    case CLOCK_MISSED:
        return lateness(arena, clock, clock->stopped, "late", words, err);
    case CLOCK_LATE:
        return lateness(arena, clock, now, "late", words, err);
    case CLOCK_RUNNING:
    case CLOCK_SOON:
        break;
    }
    if (clock->limit->unit == HOURS) {
        minutes = (clock->due.us - now.us) / us_per_minute;
        *words = minutes >= 60 ? count_of(arena, minutes / 60, "hour", "left")
                               : count_of(arena, minutes, "minute", "left");
        return true;
    }
    if (!office_minutes(now, clock->due, &minutes, err))
        return false;
    day last = day_add(instant_london_day(clock->due), -1);
    if (minutes < (OFFICE_CLOSES - OFFICE_OPENS) * 60 * 2)
        *words = minutes >= 60 ? count_of(arena, minutes / 60, "working hour", "left")
                               : count_of(arena, minutes, "working minute", "left");
    else
        *words = text_format(arena, "due by %.*s", TEXT_ARG(day_display(arena, last)));
    return true;
}
