/* web/pages/duties/library.h - the library of direct-work tools, as pages. */
#pragma once
#include "web/pages/pages.h"

struct library_tool { text hex, name, ages, good_for, how, care_with, needs, retired, file_link; };
struct library_page_model {
    struct request *rq; bool may_keep, kept;
    struct library_tool *tools; size_t tool_count;
};
struct tool_page_model {
    struct request *rq; struct form *form; text title, action; const char *const *fields;
};
void page_library(struct html *h, const struct library_page_model *m);
void page_tool(struct html *h, const struct tool_page_model *m);
