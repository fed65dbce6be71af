/* practice/clocks.h - one function for every limit: running, soon due, late, kept or missed.
 *
 * Day 0 is the day of the event that starts the clock, in London; a limit in working days falls on the end of the
 * Nth working day after it (SI 2006/1738 reg 2 says what a working day is). Clocks run on when things happened,
 * never on when they were typed. They inform; nothing is locked when one runs out. */
#pragma once
#include "dictionary/step.h"
#include "dictionary/values.h"

enum clock_state {
    CLOCK_NONE,        // not begun
    CLOCK_RUNNING,
    CLOCK_SOON,        // within the limit's warning
    CLOCK_LATE,        // over, and still not done
    CLOCK_MET,         // done in time
    CLOCK_MISSED,      // done, but late
};
const char *clock_state_label(enum clock_state state);         // "Late"

struct clock {
    const struct step *step;
    const struct limit *limit;
    instant began, soon, due;          // due: the first moment that is late
    instant stopped;                   // unknown: it runs
    enum clock_state state;
};

/* code: what the step's by_field holds, or empty. stopped: unknown while it runs. began unknown: CLOCK_NONE.
 * ERROR_INPUT: it would begin in the future, or the bank holidays of its year are not known. */
MUST_USE bool clock_read(const struct step *step, text code, instant began, instant stopped,
                         instant now, struct clock *clock, struct error *err);
/* The same of a step that comes round again: began is when that time round did. */
MUST_USE bool clock_read_again(const struct step *step, enum again again, text code, instant began, instant stopped,
                               instant now, struct clock *clock, struct error *err);
/* Of a record: from the values of its kind; another record's end comes in `stopped`. Of a step that comes round again
 * it is the first time. */
MUST_USE bool clock_of(const struct step *step, const struct values *values, instant stopped,
                       instant now, struct clock *clock, struct error *err);
/* The first moment after `length` units from `began`. */
MUST_USE bool limit_end(const struct limit *limit, instant began, int length, instant *end,
                        struct error *err);

/* Office hours: 09:00 to 17:00 on working days, a local standard. */
enum { OFFICE_OPENS = 9, OFFICE_CLOSES = 17 };
MUST_USE bool office_minutes(instant from, instant to, int64_t *minutes, struct error *err);
/* "2 working hours left", "due by 5 March 2026", "3 working days late", "done in time". */
MUST_USE bool clock_words(struct arena *arena, const struct clock *clock, instant now, text *words,
                          struct error *err);
