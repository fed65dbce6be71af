/* practice/tasks.h - what somebody has to do, from the steps that records opened (record/open_steps.c) and the
 * clocks that run on them. A task is nobody's to tick off: it goes when the record says that it was done.
 *
 * Of a worker's children and of one child all tasks are read. What a team or the whole authority has to do is counted
 * in the index, and only what is shown is read: practice/spans.h. */
#pragma once
#include "practice/clocks.h"
#include "record/record.h"

/* How a role sees tasks: a worker those of the children allocated to them, a conference chair those of the conferences
 * that they chair, a team manager those of the team, the front door's manager all that the role does. */
struct task {
    const struct step *step;
    id record, subject;
    struct clock clock;            // late, soon or running
};
struct tasks { struct task *at; size_t count; bool more; };
#define TASKS_OF_A_STEP 400            // the nearest to their limit; `more` says that there are others

/* Nearest limit first. role: of the actor, by code. */
MUST_USE bool tasks_list(struct store *store, struct arena *arena, const char *role, id staff, instant now,
                         struct tasks *tasks, struct error *err);
/* Those of one step from the nth on, that many; more: there are others. The place counts what a reader may not see,
 * so that a page can have fewer. */
#define TASKS_FROM_MAX 20000
MUST_USE bool tasks_of_step(struct store *store, struct arena *arena, const struct guarded *guarded, const char *role,
                            id staff, instant now, const struct step *step, size_t from, size_t limit,
                            struct tasks *tasks, struct error *err);
/* The tasks of one child, whoever does them. */
MUST_USE bool tasks_of_child(struct store *store, struct arena *arena, id child, instant now,
                             struct tasks *tasks, struct error *err);
/* The tasks of the children allocated to this member of staff that the role does. */
MUST_USE bool tasks_of_mine(struct store *store, struct arena *arena, const char *role, id staff, instant now,
                            struct tasks *tasks, struct error *err);

enum task_when { TASK_LATE, TASK_TODAY, TASK_THIS_WEEK, TASK_LATER };
enum { TASK_WHENS = TASK_LATER + 1 };
/* Today and this week: due before their ends in London; a week ends on Sunday. */
enum task_when task_when(const struct task *task, instant now);

/* A day: one pile for each step and time that has any. All are counted; the nearest of each are read, `lines` in
 * all or a few more, so that none hides another. */
struct task_pile {
    const struct step *step; enum task_when when;
    int64_t count, before;         // before: of this step, in earlier piles
    struct task *at; size_t shown; // nearest limit first
};
struct task_day { struct task_pile *at; size_t count; };        // by time, then in the order of their nearest
MUST_USE bool tasks_day(struct store *store, struct arena *arena, const struct guarded *guarded, const char *role,
                        id staff, instant now, size_t lines, struct task_day *piles, struct error *err);
