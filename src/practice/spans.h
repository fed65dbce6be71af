/* practice/spans.h - the open steps that one limit judges. Within a span whatever begins later is due later, so that
 * order, and how many are late, are asked of the index on the beginnings, and no clock is read for what is not
 * shown. */
#pragma once
#include "practice/clocks.h"

struct span {
    const struct step *step; const struct limit *limit;
    enum again again;              // the time round: what begins it, and which limits hold
    const char *code;              // the only one; NULL: all but `not_codes`
    const char *const *not_codes;  // ends with NULL
    int64_t from, until;           // began in this time, half open, as its field has it: a day or an instant
    bool days;                     // that field holds a day
};

/* Every open step of the kind that has a limit is in one of them and in no other. */
struct spans { struct span *at; size_t count; };
struct spans spans_of(struct arena *arena, const struct step *step);
bool span_holds(const struct span *span, enum again again, text code, int64_t began);
/* What began before it, within the span, is due at that moment or was before. */
int64_t span_due_by(const struct span *span, instant at);
/* A beginning, as its field has it. */
instant span_began(const struct span *span, int64_t began);
/* " AND o.again = 0 AND o.code = 'RED'": the dictionary's own words. */
text span_condition(struct arena *arena, const struct span *span);
