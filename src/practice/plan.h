/* practice/plan.h - a plan for a child: its own record, the needs that it answers, what is done about each and by whom,
 * and the child's words that they answer; as known at any size of the ledger, by the pass that it is read through.
 *
 * Child protection plans and child in need plans are the same to everything here and on the pages: plan_shapes is the
 * one place that names a kind of plan, and plan_meetings that of the meetings in which a plan is changed. */
#pragma once
#include "practice/access.h"
#include "record/record.h"

/* Fields of a kind of plan, by name; NULL where the kind has none. */
struct plan_shape {
    const char *kind;
    const char *worry, *goal, *must, *contingency, *family_words;
    const char *of_plan[8];            // fields that are edited with the plan, in order; ends with NULL
    const char *key_worker, *chair;
};
extern const struct plan_shape plan_shapes[];                              // ends with an empty row
const struct plan_shape *plan_shape_of(const struct kind *kind);           // NULL: not a plan
const struct plan_shape *plan_shape_next(const struct plan_shape *after);  // NULL starts; NULL ends

/* A meeting in which the live plan is changed: opened at begun_at, over at ended_at. */
struct plan_meeting {
    const char *kind, *link, *plan;    // `link` names a record of kind `plan`
    const char *held;                  // when it was held: a day or an instant
    const char *next;                  // when the next one is planned, or NULL
    const char *fields[10];            // asked while the meeting lasts; ends with NULL
    const char *closing[8];            // asked at its end
};
extern const struct plan_meeting plan_meetings[];                          // ends with an empty row
const struct plan_meeting *plan_meeting_of(const struct kind *kind);       // NULL: not such a meeting
const struct plan_meeting *plan_meeting_for(const struct kind *plan, const struct plan_meeting *after);

/* The plan, and what hangs on it. Withdrawn records are not in it. In the order in which they stand in the plan. */
struct plan {
    struct record_version record;
    const struct plan_shape *shape;
    struct record_list needs, actions;           // of this plan
    struct record_list words;                    // all of the child's own
    struct record_list all;                      // plans of the child, as plans_of lists them
    struct record_list found;                    // needs that are open and stand in no plan, or in one that has ended
};
#define PLAN_LINES_MAX 400                       // needs of a child, actions of a child: more are refused
/* Seven statements, whatever its size. An open action comes with its need when an ended plan left both. ERROR_ABSENT,
 * also when the record is no plan. ERROR_INPUT: more than PLAN_LINES_MAX. */
MUST_USE bool plan_read(struct store *store, const struct pass *pass, struct arena *arena, id record,
                        struct plan *plan, struct error *err);
/* The plans of the pass's child, those in force first, then newest first; without what was withdrawn. */
MUST_USE bool plans_of(struct store *store, const struct pass *pass, struct arena *arena, struct record_list *plans,
                       struct error *err);
/* With these versions in the place of the same records, or added to it: what a plan will be once they are kept. */
struct plan plan_with(struct arena *arena, const struct plan *plan, const struct record_version *versions,
                      size_t count);

bool need_open(const struct record_version *need);
bool action_open(const struct record_version *action);       // neither done nor taken out
bool action_of(const struct record_version *action, id need);
/* The words of the child that this need answers; NULL: none are named, or they cannot be seen. */
const struct record_version *need_words(const struct plan *plan, const struct record_version *need);

/* ---- what is tied to nothing ---- */

enum orphan_kind {
    NEED_WITHOUT_ACTION,       // open, and nobody ever had anything to do about it
    NEED_DONE_WITH,            // open, though all that was to do about it is done or dropped
    ACTION_WITHOUT_NEED,       // open, and under no open need of this plan
    WORDS_WITHOUT_ANSWER,      // of the child: not answered, and no need says that it answers them
    NEED_NOT_TAKEN_UP,         // found in an assessment, enquiry or conference, or left open by an ended plan
    ACTION_OVERDUE,
    ACTION_WITHOUT_PERSON,
    ACTION_WITHOUT_DAY,
    ORPHAN_KINDS,
};
/* The same words said again and again are one gap: `of` is when they were said last, `times` how often. */
struct orphan { enum orphan_kind kind; const struct record_version *of; size_t times; };
struct orphans { struct orphan *at; size_t count, of_kind[ORPHAN_KINDS]; };
const char *orphan_words(enum orphan_kind kind);             // "A need without an action"
struct orphans plan_orphans(struct arena *arena, const struct plan *plan, day today);

/* ---- signing off ---- */

bool plan_signed_off(const struct plan *plan);
/* Something of it was recorded after it was signed off. */
bool plan_changed_since(const struct plan *plan);
/* Whoever wrote a part of the plan as it stands does not sign it off: two pairs of eyes. ERROR_REFUSED says so. */
MUST_USE bool plan_may_sign_off(const struct actor *actor, const struct plan *plan, struct error *err);
/* Of the plans signed off since then, how many with a written reason for what was tied to nothing. */
struct signed_off { int64_t all, with_gaps; };
MUST_USE bool plans_signed_off(struct store *store, struct arena *arena, instant since, struct signed_off *count,
                               struct error *err);
