/* web/pages/records/begin.h - new records begun on a child's page or on the record that they belong to, and what is
 * offered there: pages/records/begin.c, pages/records/deed.c. */
#pragma once
#include "web/pages/pages.h"

struct plan_shown;
struct begun_page_model {
    struct request *rq; struct form *form; text name, title, about, action, back_link;
    const struct kind *kind; const char *const *fields;
    struct shown_version before;           // of a record: the one that it is begun on
    struct plan_shown *plan; text plan_link;       // of a review: the plan as it stands; NULL: none
};
void next_steps(struct html *h, text title, const struct next_step *steps, size_t count);
void page_begin(struct html *h, const struct begun_page_model *m);

/* What can be begun here. Answers how many; at most `room`. */
enum { NEXT_STEPS_MAX = 12 };
size_t beginnings_on_record(struct request *rq, const struct record_version *v, struct next_step *steps, size_t room);
size_t beginnings_on_child(struct request *rq, id child, struct next_step *steps, size_t room);
/* Small steps that this record still waits for. */
size_t deeds_on_record(struct request *rq, const struct record_version *v, struct next_step *steps, size_t room);
