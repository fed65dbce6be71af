/* practice/tasks_ask.h - whose tasks are asked for; for tasks.c and tasks_day.c. */
#pragma once
#include "practice/caseload.h"
#include "practice/spans.h"
#include "practice/tasks.h"

enum whose { MINE, OF_TEAM, ALL };

struct asking {
    struct store *store; struct arena *arena; instant now;
    const char *role;              // NULL: of every role
    id staff;
    enum whose whose;
    id owners[2]; size_t owner_count;           // of a team: its own, and at the front door nobody's yet
    struct tasks *tasks; size_t room;
};

/* From role and staff: whose, and the owners; tasks are empty. */
MUST_USE bool asking_of(struct asking *x, struct tasks *tasks, struct error *err);
bool step_is_of(const struct step *step, const char *role);
/* A row of record, subject, began, code and again, with its clock. */
void task_keep(struct asking *x, const struct step *step, const struct statement *s);
void tasks_sort(struct tasks *tasks);                   // nearest limit first

/* A question on the open steps o of one span and owner: `after` stands behind the conditions; :from and :until are
 * still to be bound. */
MUST_USE bool prepare_span(struct asking *x, const struct span *span, size_t owner, const char *what,
                           const char *after, struct statement **s, struct error *err);
struct stretch { int64_t from, until; size_t limit, skip; };
/* Its tasks, nearest limit first: asked for, then taken. The caller ends the statement, also after a failure when it
 * is not NULL. */
MUST_USE bool ask_span(struct asking *x, const struct span *span, size_t owner, struct stretch stretch,
                       struct statement **s, struct error *err);
MUST_USE bool take_span(struct asking *x, const struct span *span, struct statement *s, struct error *err);
/* Up to when a task is late, due today and due this week. */
void task_when_ends(instant now, instant ends[TASK_LATER]);
