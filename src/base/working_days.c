/* Working days: not a Saturday, a Sunday or a bank holiday in England (SI 2006/1738 reg 2). */
#include "base/working_days.h"

#include "base/day.h"

#include <assert.h>

static bool refuse_year(int year, struct error *err)
{
    return fail(err, ERROR_INPUT, NULL,
                "Bank holidays of the year %d are not known (only %d to %d), so its working days "
                "cannot be counted. Check the date, or add that year to data/bank-holidays.csv.",
                year, working_first_year, working_last_year);
}

/* Working days up to and including d since the beginning of the table. */
static bool working_number(day d, int *number, struct error *err)
{
    int64_t place = (int64_t)d.days - working_first_day;

    assert(day_known(d));
    if (place < 0 || place >= (int64_t)working_day_count)
        return refuse_year(day_civil(d).year, err);
    *number = working_until[place];
    return true;
}

bool day_is_working(day d, bool *working, struct error *err)
{
    int number;

    if (!working_number(d, &number, err))
        return false;
    *working = number > 0 && working_at[number - 1] == d.days;
    return true;
}

bool day_add_working(day from, int working_days, day *limit, struct error *err)
{
    int number;
    int64_t wanted;

    assert(working_days >= 0);
    if (!working_number(from, &number, err))
        return false;
    if (working_days == 0) {
        *limit = from;
        return true;
    }
    wanted = (int64_t)number + working_days;
    if (wanted > (int64_t)working_count)
        return refuse_year(working_last_year + 1, err);
    *limit = (day){ working_at[wanted - 1] };
    return true;
}

bool day_working_distance(day from, day to, int *working_days, struct error *err)
{
    int first, last;

    if (!working_number(from, &first, err) || !working_number(to, &last, err))
        return false;
    *working_days = day_after(to, from) ? last - first : 0;
    return true;
}

int bank_holidays_first_year(void)
{
    return working_first_year;
}

int bank_holidays_last_year(void)
{
    return working_last_year;
}
