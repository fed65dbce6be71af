/* web/pages/records/close.h - closing an episode: pages/records/close.c. */
#pragma once
#include "web/pages/pages.h"

struct close_line { text what, link, since, due; const char *due_class; };
struct close_page_model {
    struct request *rq; struct form *form; text name, action, back_link, step_link;
    struct close_line *lines; size_t line_count; bool more, closed;
    struct shown_version before; const char *const *fields;
};
void page_close_episode(struct html *h, const struct close_page_model *m);
