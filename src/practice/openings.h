/* practice/openings.h - emergency openings that nobody has looked at again: who opened whose record, why, and by
 * when a manager must look at it. security.md A5: every one, within five working days, by somebody else. */
#pragma once
#include "practice/clocks.h"
#include "record/record.h"

#define OPENING_HOURS 4

struct opened {
    id record, person, by;
    instant at, until;
    text ground, why;              // ground: a code
    bool own;                      // the reader's: somebody else looks at it
    bool restricted;               // the person's record is closed to the reader: no name is told
    bool again;                    // they had opened it already in the day before
    struct clock clock;
    instant reviewed_at;           // unknown: nobody has looked at it again
};
#define REVIEWED_DAYS 28
struct opened_list { struct opened *at; size_t count; bool more; };

/* Longest waiting first. Leaves out persons who are hidden from the reader. */
MUST_USE bool openings_to_review(struct store *store, struct arena *arena, id reader, instant now,
                                 size_t limit, struct opened_list *list, struct error *err);
/* Those that somebody looked at again in the last REVIEWED_DAYS, newest first; the same persons are left out. */
MUST_USE bool openings_reviewed(struct store *store, struct arena *arena, id reader, instant now,
                                size_t limit, struct opened_list *list, struct error *err);
