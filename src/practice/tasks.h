/* practice/tasks.h - what somebody has to do, from the steps that records opened (record/open_steps.c) and the
 * clocks that run on them. A task is nobody's to tick off: it goes when the record says that it was done. */
#pragma once
#include "practice/clocks.h"
#include "record/record.h"

/* How a role sees tasks: a worker those of the children allocated to them, a team manager those of the team, the
 * front door's manager all that the role does. */
struct task {
    const struct step *step;
    id record, subject;
    struct clock clock;            // late, soon or running
};
struct tasks { struct task *at; size_t count; bool more; };
#define TASKS_OF_A_STEP 400            // the oldest; `more` says that there are others

/* Nearest limit first. role: of the actor, by code. */
MUST_USE bool tasks_list(struct store *store, struct arena *arena, const char *role, id staff, instant now,
                         struct tasks *tasks, struct error *err);
/* The tasks of one child, whoever does them. */
MUST_USE bool tasks_of_child(struct store *store, struct arena *arena, id child, instant now,
                             struct tasks *tasks, struct error *err);

enum task_when { TASK_LATE, TASK_TODAY, TASK_THIS_WEEK, TASK_LATER };
/* Today and this week: due before their ends in London; a week ends on Sunday. */
enum task_when task_when(const struct task *task, instant now);
