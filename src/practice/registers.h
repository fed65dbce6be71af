/* practice/registers.h - lists that an authority keeps of children in a certain position: who is missing or was of
 * late, and who is privately fostered. A list shows no more of a child than any list of children, and of what is
 * recorded days and codes only. */
#pragma once
#include "practice/clocks.h"
#include "record/record.h"

/* Whose: children of the team of this member of staff, or allocated to them; or all. */
struct register_of { id staff, team; bool all; };
MUST_USE bool register_scope(struct store *store, struct arena *arena, const char *role, id staff,
                             struct register_of *of, struct error *err);

struct missing_row {
    id record, subject;
    instant since, found;              // found unknown: still missing
    text type, risk, interview;        // codes; empty: not said
    int64_t before;                    // other episodes that began in the twelve months before
    bool interviewed, excused;         // excused: the record says why there was none
    struct clock clock;                // of the return interview, or while missing of the search
};
struct missing_register { struct missing_row *missing, *found; size_t missing_count, found_count; bool more; };
/* Longest missing first; found in the last 30 days, newest first. Who is guarded from the reader is left out. */
enum { REGISTER_MAX = 300, FOUND_SHOWN_DAYS = 30 };
MUST_USE bool register_missing(struct store *store, struct arena *arena, const struct guarded *guarded,
                               const struct register_of *of, instant now, struct missing_register *made,
                               struct error *err);

struct fostered_row {
    id record, subject;
    day known, from, first_visit;      // since when the authority knows, and the child lives there
    text decision;
    instant last_visit;                // on which the child was seen; unknown: none
    int notice;                        // days from notice to arrangement; negative: told after it began
    bool notice_known;
    struct clock clock;                // of the next visit
};
struct fostered_register { struct fostered_row *at; size_t count; bool more; };
MUST_USE bool register_fostered(struct store *store, struct arena *arena, const struct guarded *guarded,
                                const struct register_of *of, instant now, struct fostered_register *made,
                                struct error *err);
