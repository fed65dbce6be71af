/* base/day.h - days of the civil calendar, instants in UTC, and England's working days.
 *
 * A day is a whole number of days since 1970-01-01 (proleptic Gregorian). An instant is a whole
 * number of microseconds since 1970-01-01T00:00:00Z. The two do not mix: a day becomes an instant
 * only by naming a time of day in London. An unknown day is before nothing and after nothing.
 * London time follows the rule in force since 1996: summer time from 01:00 UTC on the last Sunday
 * of March to 01:00 UTC on the last Sunday of October. */
#pragma once
#include "base/error.h"
#include "base/text.h"

typedef struct day { int32_t days; } day;
typedef struct instant { int64_t us; } instant;

#define DAY_UNKNOWN ((day){ INT32_MIN })
#define INSTANT_UNKNOWN ((instant){ INT64_MIN })
#define INSTANT_OPEN ((instant){ INT64_MAX })    // still so: the open end of a period
#define US_PER_SECOND INT64_C(1000000)
#define US_PER_DAY INT64_C(86400000000)

struct civil { int year, month, day; };          // month 1..12, day 1..31

bool day_known(day d);
bool instant_known(instant t);                   // false for INSTANT_UNKNOWN; the open end is known
bool day_same(day a, day b);
bool day_before(day a, day b);                   // false when either is unknown
bool day_after(day a, day b);
bool instant_before(instant a, instant b);
day day_add(day d, int days);                    // unknown stays unknown; so does past year 9999
int day_distance(day from, day to);              // days from one to the other; both must be known
day day_add_months(day d, int months);           // calendar months, capped at the month's last day
struct civil day_civil(day d);
bool day_from_civil(struct civil c, day *d);     // false for no such day; years 1 to 9999
int day_weekday(day d);                          // 1 Monday .. 7 Sunday
/* Completed years. Born on 29 February: a year older on 1 March of a common year. AGE_UNKNOWN when
 * a day is unknown or the birth is still to come. */
#define AGE_UNKNOWN (-1)
int day_age(day born, day on);

/* yyyy-mm-dd exactly, years 0001 to 9999. */
bool day_parse_iso(text s, day *d);
text day_iso(struct arena *arena, day d);        // "2026-03-04"; empty when unknown
text day_display(struct arena *arena, day d);    // "4 March 2026"; "not recorded" when unknown

instant instant_now(void);                       // the server's clock; see instant_fix for tests
void instant_fix(instant t);                     // tests only; INSTANT_UNKNOWN: the clock again
void instant_fix_here(instant t);                // the same for the calling thread alone, before what holds for all
day instant_london_day(instant t);               // unknown for an unknown instant and the open end
instant day_london_start(day d);                 // 00:00 in London
instant day_london_end(day d);                   // 00:00 in London of the next day
/* An hour that comes twice, in October, means the first; the hour that is left out in March is read
 * as if the clocks had not moved yet (01:30 is then shown as 02:30). */
instant instant_london(day d, int hour, int minute, int second);
struct time_of_day { int hour, minute, second; };
struct time_of_day instant_london_time(instant t);
/* yyyy-mm-ddThh:mm:ss[.f to .fffffffff](Z|+hh:mm|-hh:mm); without a zone it is London time. */
bool instant_parse_iso(text s, instant *t);
text instant_iso(struct arena *arena, instant t);       // UTC, "2026-03-04T10:15:30.000000Z"
/* London, "4 March 2026 at 10:15"; "not recorded" when unknown, "still so" for the open end. */
text instant_display(struct arena *arena, instant t);

/* Working day: not a Saturday, a Sunday or a bank holiday in England (SI 2006/1738 reg 2).
 * Bank holidays come from data/bank-holidays.csv, which is built in. A year without a row there is
 * an error, never a guess. */
MUST_USE bool day_is_working(day d, bool *working, struct error *err);
/* Day 0 is the day of the event, whatever day of the week it is; the limit falls on the end of the
 * Nth working day after it, N not below 0. */
MUST_USE bool day_add_working(day from, int working_days, day *limit, struct error *err);
/* Working days after `from` up to and including `to`; 0 when to is not after from. Days handed to
 * these three must be known. */
MUST_USE bool day_working_distance(day from, day to, int *working_days, struct error *err);
int bank_holidays_first_year(void);
int bank_holidays_last_year(void);
