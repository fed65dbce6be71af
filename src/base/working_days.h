/* base/working_days.h - running numbers of England's working days, so that a limit is a
 * subtraction. The tables are made at build time by tools/working_days.py from
 * data/bank-holidays.csv. */
#pragma once
#include <stddef.h>
#include <stdint.h>

extern const int working_first_year, working_last_year;
extern const int32_t working_first_day;       // 1 January of the first year, in days since 1970
extern const size_t working_day_count, working_count;

/* For each day from the first: how many working days there were up to and including it. */
extern const uint16_t working_until[];
/* The other way round: the day, in days since 1970, of each working day; the first one is at 0. */
extern const int32_t working_at[];
