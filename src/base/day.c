#include "base/day.h"

#include <assert.h>

static const char *const month_names[] = {
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
};

enum { YEAR_FIRST = 1, YEAR_LAST = 9999, DAY_FIRST = -719162, DAY_LAST = 2932896 };

bool day_known(day d)
{
    return d.days != INT32_MIN;
}

bool day_same(day a, day b)
{
    return a.days == b.days;
}

bool day_before(day a, day b)
{
    return day_known(a) && day_known(b) && a.days < b.days;
}

bool day_after(day a, day b)
{
    return day_before(b, a);
}

day day_add(day d, int days)
{
    int64_t sum = (int64_t)d.days + days;

    if (!day_known(d) || sum < DAY_FIRST || sum > DAY_LAST)
        return DAY_UNKNOWN;
    return (day){ (int32_t)sum };
}

int day_distance(day from, day to)
{
    assert(day_known(from) && day_known(to));
    return to.days - from.days;
}

static bool leap_year(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int month_days(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

    return month == 2 && leap_year(year) ? 29 : days[month - 1];
}

static int64_t floor_divided(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* Days and civil dates after Howard Hinnant's "chrono-compatible low-level date algorithms": a year
 * begins in March, so that the leap day is its last, and 400 years ("era") always have 146,097
 * days. */
static int32_t days_of_civil(struct civil c)
{
    int64_t year = c.month <= 2 ? c.year - 1 : c.year;
    int64_t era = floor_divided(year, 400);
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (c.month > 2 ? c.month - 3 : c.month + 9) + 2) / 5 + c.day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return (int32_t)(era * 146097 + day_of_era - 719468);
}

struct civil day_civil(day d)
{
    int64_t days = (int64_t)d.days + 719468;
    int64_t era = floor_divided(days, 146097);
    int64_t day_of_era = days - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int month = (int)((5 * day_of_year + 2) / 153);

    assert(day_known(d));
    return (struct civil){
        .year = (int)(year_of_era + era * 400 + (month >= 10)),
        .month = month < 10 ? month + 3 : month - 9,
        .day = (int)(day_of_year - (153 * month + 2) / 5 + 1),
    };
}

bool day_from_civil(struct civil c, day *d)
{
    if (c.year < YEAR_FIRST || c.year > YEAR_LAST || c.month < 1 || c.month > 12 || c.day < 1
        || c.day > month_days(c.year, c.month))
        return false;
    *d = (day){ days_of_civil(c) };
    return true;
}

day day_add_months(day d, int months)
{
    struct civil c;
    int64_t month;
    day moved;

    if (!day_known(d))
        return d;
    c = day_civil(d);
    month = (int64_t)c.year * 12 + c.month - 1 + months;
    if (month < YEAR_FIRST * 12 || month >= (YEAR_LAST + 1) * 12)
        return DAY_UNKNOWN;
    c.year = (int)(month / 12);
    c.month = (int)(month % 12) + 1;
    if (c.day > month_days(c.year, c.month))
        c.day = month_days(c.year, c.month);
    return day_from_civil(c, &moved) ? moved : DAY_UNKNOWN;
}

int day_weekday(day d)
{
    assert(day_known(d));
    // 1970-01-01 was a Thursday, day 4.
    return (int)(((int64_t)d.days + 3) - floor_divided((int64_t)d.days + 3, 7) * 7) + 1;
}

int day_age(day born, day on)
{
    struct civil b, o;

    if (!day_known(born) || !day_known(on) || day_before(on, born))
        return AGE_UNKNOWN;
    b = day_civil(born);
    o = day_civil(on);
    return o.year - b.year - (o.month < b.month || (o.month == b.month && o.day < b.day));
}

/* So many digits and nothing else, from the front of s; moves s past them. */
static bool digits_read(text *s, size_t count, int *value)
{
    int sum = 0;

    if (s->len < count)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (s->at[i] < '0' || s->at[i] > '9')
            return false;
        sum = sum * 10 + (s->at[i] - '0');
    }
    *s = text_skip(*s, count);
    *value = sum;
    return true;
}

static bool mark_read(text *s, char mark)
{
    if (s->len == 0 || s->at[0] != mark)
        return false;
    *s = text_skip(*s, 1);
    return true;
}

static bool civil_read(text *s, day *d)
{
    struct civil c;

    return digits_read(s, 4, &c.year) && mark_read(s, '-') && digits_read(s, 2, &c.month)
           && mark_read(s, '-') && digits_read(s, 2, &c.day) && day_from_civil(c, d);
}

bool day_parse_iso(text s, day *d)
{
    day read;

    if (!civil_read(&s, &read) || s.len > 0)
        return false;
    *d = read;
    return true;
}

text day_iso(struct arena *arena, day d)
{
    struct civil c;

    if (!day_known(d))
        return TEXT_NONE;
    c = day_civil(d);
    return text_format(arena, "%04d-%02d-%02d", c.year, c.month, c.day);
}

/* A number from nought, in decimal; without stdio, since a page shows hundreds of days. */
static text digits_text(char to[11], int number)
{
    size_t at = 11;

    do {
        to[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    return (text){ to + at, 11 - at };
}

text day_display(struct arena *arena, day d)
{
    char digits[2][11];
    struct civil c;

    if (!day_known(d))
        return TEXT("not recorded");
    c = day_civil(d);
    if (c.year < 0)
        return text_format(arena, "%d %s %d", c.day, month_names[c.month - 1], c.year);
    return text_join(arena, digits_text(digits[0], c.day), TEXT(" "), text_of(month_names[c.month - 1]), TEXT(" "),
                     digits_text(digits[1], c.year));
}
