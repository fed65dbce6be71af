/* web/pages/child/relative.h - a relative added on one page: who, known or new, and what they are to the child. */
#pragma once
#include "practice/siblings.h"
#include "web/pages/pages.h"

enum { RELATIVES_FOUND = 8 };
struct relative_choice { id person; text name, about, why; bool chosen; };
struct relative_page_model {
    struct request *rq; struct form *form; struct child_view view; text name, action, back_link;
    const char *const *fields, *const *more_fields;
    text words; bool searched, more_found;
    struct relative_choice *found; size_t found_count;           // by the words asked, and whoever is chosen
    struct relative_choice *likely; size_t likely_count;         // whom the new one could be
    struct relative_choice also[SIBLINGS_MAX]; size_t also_count;
    bool ask_sure;
    text forename, surname, sex, standing, day, month, year; bool fresh;     // fresh: somebody new is described
    id person;                           // known and chosen, or ID_NONE
    const char *person_problem, *new_problem;
};
void page_relative(struct html *h, const struct relative_page_model *m);
