/* practice/minutes.h - minutes that nobody writes: what a meeting changed in the plan, computed from the plan as it was
 * known when the meeting began and as it was known when it ended.
 *
 * Invariants:
 *  1. no text of minutes is stored: the same two sizes of the ledger give the same minutes for ever;
 *  2. the difference, applied to the plan before, gives the plan after (plan_apply);
 *  3. "the plan was changed" is set from the difference, never ticked;
 *  4. both plans are read by the reader's own pass: minutes show nobody what the plan would not. */
#pragma once
#include "practice/plan.h"

enum plan_deed {
    DEED_ADDED,                // a need or an action that was not in the plan
    DEED_CHANGED,
    DEED_CLOSED,               // a need, with what shows that it has changed
    DEED_DONE,                 // an action, with what shows that it was done
    DEED_DROPPED,              // an action was taken out, with the reason
    DEED_OPENED,               // closed, done or taken out before, and open again
    DEED_GONE,                 // withdrawn, or moved to another plan
    PLAN_DEEDS,
};
const char *deed_words(enum plan_deed deed);                 // "Added"
/* A field that differs; its canonical text before and after; empty: not given. */
struct plan_step { const struct field *field; text before, after; };
struct plan_change {
    enum plan_deed deed;
    const struct record_version *before, *after;             // before NULL: added; after NULL: gone
    struct plan_step *steps; size_t step_count;
};
struct plan_difference { struct plan_change *at; size_t count; };
/* Of the plan's record, its needs and its actions, in that order and then as they stand in the plan. The versions are
 * those of the two plans. */
struct plan_difference plan_difference(struct arena *arena, const struct plan *before, const struct plan *after);
/* Invariant 2. */
struct plan plan_apply(struct arena *arena, const struct plan *before, const struct plan_difference *difference);
bool plan_same(const struct plan *a, const struct plan *b);  // same records with the same values

/* The sizes of the ledger at which a meeting was begun and ended: just after the first of its versions that says so.
 * NO_ENTRY: it was not, or not yet. */
struct meeting_span { uint64_t begun, ended; };
MUST_USE bool meeting_span(struct store *store, const struct pass *pass, struct arena *arena, id meeting,
                           struct meeting_span *span, struct error *err);

struct minutes {
    struct record_version meeting;
    const struct plan_meeting *of;
    struct meeting_span span;
    struct plan before, after;                   // after: of a meeting that has not ended, as it is known now
    struct plan_difference difference;
    bool begun, ended, nothing;                  // nothing: the plan stands as it stood
};
/* ERROR_ABSENT: no such meeting. A meeting whose plan was never opened in it has minutes without a difference: begun is
 * false. ERROR_INPUT: it names no plan. */
MUST_USE bool minutes_read(struct store *store, const struct pass *pass, struct arena *arena, id meeting,
                           struct minutes *minutes, struct error *err);
/* Minutes between the end of the meeting and the sending; -1: not both are known. */
int64_t minutes_sent_after(const struct record_version *meeting);
