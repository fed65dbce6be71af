/* web/pages/duties/registers.h - who is missing, and who is privately fostered: pages/duties/registers.c. */
#pragma once
#include "web/pages/pages.h"

struct missing_line { text name, child_link, link, since, found, type, risk, before, state; const char *state_class; };
struct missing_page_model {
    struct request *rq; bool all, more;
    struct missing_line *missing, *found; size_t missing_count, found_count;
};
struct fostered_line { text name, child_link, link, known, from, notice, first_visit, last_visit, decision, next;
                       const char *next_class; bool notice_late, unvisited; };
struct fostered_page_model { struct request *rq; bool all, more; struct fostered_line *lines; size_t line_count; };
void page_missing(struct html *h, const struct missing_page_model *m);
void page_fostered(struct html *h, const struct fostered_page_model *m);
