/* Instants, and the time of day in London. Contract: base/day.h. */
#include "base/day.h"

#include <assert.h>
#include <stdatomic.h>
#include <time.h>

enum { SECONDS_PER_HOUR = 3600 };

static _Atomic int64_t fixed_us = INT64_MIN;
static _Thread_local int64_t fixed_here_us = INT64_MIN;

bool instant_known(instant t)
{
    return t.us != INT64_MIN;
}

bool instant_before(instant a, instant b)
{
    return instant_known(a) && instant_known(b) && a.us < b.us;
}

instant instant_now(void)
{
    int64_t fixed = fixed_here_us;
    struct timespec now;

    if (fixed == INT64_MIN)
        fixed = atomic_load_explicit(&fixed_us, memory_order_relaxed);
    if (fixed != INT64_MIN)
        return (instant){ fixed };
    clock_gettime(CLOCK_REALTIME, &now);
    return (instant){ now.tv_sec * US_PER_SECOND + now.tv_nsec / 1000 };
}

void instant_fix(instant t)
{
    atomic_store(&fixed_us, t.us);
}

void instant_fix_here(instant t)
{
    fixed_here_us = t.us;
}

static int64_t floor_days(int64_t us)
{
    return us / US_PER_DAY - (us % US_PER_DAY < 0);
}

static bool has_day(instant t)
{
    return instant_known(t) && t.us != INSTANT_OPEN.us;
}

/* 01:00 UTC on the last Sunday of that month, which has 31 days. */
static int64_t last_sunday_us(int year, int month)
{
    day last = DAY_UNKNOWN;
    bool exists = day_from_civil((struct civil){ year, month, 31 }, &last);

    assert(exists);
    last.days -= day_weekday(last) % 7;
    return last.days * US_PER_DAY + SECONDS_PER_HOUR * US_PER_SECOND;
}

/* The Summer Time Order 2002 (SI 2002/262): last Sunday of March to last Sunday of October. */
static bool summer_time(int64_t us)
{
    int64_t days = floor_days(us);
    struct civil c;

    if (days < INT32_MIN + 1 || days > INT32_MAX)
        return false;
    c = day_civil((day){ (int32_t)days });
    if (c.year < 1 || c.year > 9999 || c.month < 3 || c.month > 10)
        return false;
    if (c.month == 3)
        return us >= last_sunday_us(c.year, 3);
    return c.month < 10 || us < last_sunday_us(c.year, 10);
}

static int64_t london_us(instant t)
{
    return summer_time(t.us) ? t.us + SECONDS_PER_HOUR * US_PER_SECOND : t.us;
}

day instant_london_day(instant t)
{
    int64_t days;

    if (!has_day(t))
        return DAY_UNKNOWN;
    days = floor_days(london_us(t));
    return (day){ (int32_t)days };
}

/* From the London clock to UTC: summer time first, so that of an hour that comes twice in October
 * the first is meant; the hour left out in March is read as if the clocks had not moved. */
static instant from_london_us(int64_t us)
{
    int64_t in_summer = us - SECONDS_PER_HOUR * US_PER_SECOND;

    return (instant){ summer_time(in_summer) ? in_summer : us };
}

instant instant_london(day d, int hour, int minute, int second)
{
    assert(hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60);
    if (!day_known(d))
        return INSTANT_UNKNOWN;
    return from_london_us(d.days * US_PER_DAY
                          + (hour * SECONDS_PER_HOUR + minute * 60 + second) * US_PER_SECOND);
}

instant day_london_start(day d)
{
    return instant_london(d, 0, 0, 0);
}

instant day_london_end(day d)
{
    if (!day_known(d))
        return INSTANT_UNKNOWN;
    return instant_london((day){ d.days + 1 }, 0, 0, 0);
}

struct time_of_day instant_london_time(instant t)
{
    int64_t us, second;

    assert(has_day(t));
    us = london_us(t);
    second = (us - floor_days(us) * US_PER_DAY) / US_PER_SECOND;
    return (struct time_of_day){
        .hour = (int)(second / SECONDS_PER_HOUR),
        .minute = (int)(second / 60 % 60),
        .second = (int)(second % 60),
    };
}

/* Two digits below a bound. */
static bool two_read(text *s, int bound, int *value)
{
    if (s->len < 2 || s->at[0] < '0' || s->at[0] > '9' || s->at[1] < '0' || s->at[1] > '9')
        return false;
    *value = (s->at[0] - '0') * 10 + s->at[1] - '0';
    *s = text_skip(*s, 2);
    return *value < bound;
}

static bool mark_read(text *s, char mark)
{
    if (s->len == 0 || s->at[0] != mark)
        return false;
    *s = text_skip(*s, 1);
    return true;
}

/* One to nine digits after the point; what is smaller than a microsecond is cut off. */
static bool fraction_read(text *s, int64_t *us)
{
    int64_t unit = US_PER_SECOND / 10;
    size_t count = 0;

    *us = 0;
    if (!mark_read(s, '.'))
        return true;
    for (; s->len > 0 && s->at[0] >= '0' && s->at[0] <= '9'; count++) {
        *us += (s->at[0] - '0') * unit;
        unit /= 10;
        *s = text_skip(*s, 1);
    }
    return count >= 1 && count <= 9;
}

/* Z, an offset, or nothing at all for London. */
static bool zone_read(text s, int64_t us, instant *t)
{
    bool west = text_starts(s, "-");
    int hour, minute;
    int64_t offset;

    if (text_empty(s)) {
        *t = from_london_us(us);
        return true;
    }
    if (text_is(s, "Z")) {
        *t = (instant){ us };
        return true;
    }
    if (!mark_read(&s, west ? '-' : '+') || !two_read(&s, 15, &hour) || !mark_read(&s, ':')
        || !two_read(&s, 60, &minute) || !text_empty(s) || hour * 60 + minute > 14 * 60)
        return false;
    offset = (hour * 60 + minute) * 60 * US_PER_SECOND;
    *t = (instant){ west ? us + offset : us - offset };
    return true;
}

/* Exactly what instant_iso() writes; the ledger holds thousands of these for every page. */
static bool canonical_read(text s, instant *t)
{
    static const char form[] = "0000-00-00T00:00:00.000000Z";
    int64_t part[7] = { 0 };                    // year, month, day, hour, minute, second, microsecond
    size_t at = 0;
    day d;

    if (s.len != sizeof form - 1)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        if (form[i] == '0' && s.at[i] >= '0' && s.at[i] <= '9')
            part[at] = part[at] * 10 + (s.at[i] - '0');
        else if (form[i] != '0' && form[i] == s.at[i])
            at++;
        else
            return false;
    }
    if (part[3] > 23 || part[4] > 59 || part[5] > 59
        || !day_from_civil((struct civil){ (int)part[0], (int)part[1], (int)part[2] }, &d))
        return false;
    *t = (instant){ d.days * US_PER_DAY
                    + (part[3] * SECONDS_PER_HOUR + part[4] * 60 + part[5]) * US_PER_SECOND + part[6] };
    return true;
}

bool instant_parse_iso(text s, instant *t)
{
    text rest = text_skip(s, 10);
    int hour, minute, second;
    int64_t fraction;
    day d;

    if (canonical_read(s, t))
        return true;
    if (!day_parse_iso(text_first(s, 10), &d) || !mark_read(&rest, 'T')
        || !two_read(&rest, 24, &hour) || !mark_read(&rest, ':') || !two_read(&rest, 60, &minute)
        || !mark_read(&rest, ':') || !two_read(&rest, 60, &second)
        || !fraction_read(&rest, &fraction))
        return false;
    return zone_read(rest, d.days * US_PER_DAY
                     + (hour * SECONDS_PER_HOUR + minute * 60 + second) * US_PER_SECOND + fraction,
                     t);
}

text instant_iso(struct arena *arena, instant t)
{
    int64_t days, us;
    struct civil c;

    if (!has_day(t))
        return TEXT_NONE;
    days = floor_days(t.us);
    us = t.us - days * US_PER_DAY;
    c = day_civil((day){ (int32_t)days });
    return text_format(arena, "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", c.year, c.month, c.day,
                       (int)(us / US_PER_SECOND / SECONDS_PER_HOUR),
                       (int)(us / US_PER_SECOND / 60 % 60), (int)(us / US_PER_SECOND % 60),
                       (int)(us % US_PER_SECOND));
}

text instant_display(struct arena *arena, instant t)
{
    struct time_of_day time;
    char clock[5];
    text on;

    if (!instant_known(t))
        return TEXT("not recorded");
    if (!has_day(t))
        return TEXT("still so");
    on = day_display(arena, instant_london_day(t));
    time = instant_london_time(t);
    clock[0] = (char)('0' + time.hour / 10);
    clock[1] = (char)('0' + time.hour % 10);
    clock[2] = ':';
    clock[3] = (char)('0' + time.minute / 10);
    clock[4] = (char)('0' + time.minute % 10);
    return text_join(arena, on, TEXT(" at "), (text){ clock, sizeof clock });
}
