/* web/pages/child/visit.h - a visit on one page: what is the same for all children once, and each child's own part. */
#pragma once
#include "web/pages/pages.h"

enum { VISITED_MAX = 9, VISIT_NEEDS_MAX = 3 };

/* One child of the visit. */
struct visited {
    id child;
    text hex, name, about;             // about: "born 4 March 2015"
    bool chosen;                       // the first always; others when something is entered for them
    const struct pass *pass;           // NULL until chosen
    struct form seen, words;           // rows of the kinds visit and child_words
    text seen_row, words_row;          // "child-2-", "said-2-"
};
struct visit_need { text value, what; bool chosen; };
struct visit_page_model {
    struct request *rq; struct child_view view; struct form *form; text name, child_link, action;
    text when;                         // NOW, TODAY, YESTERDAY, OTHER
    instant now; text now_label, due;               // due: "Child protection visit due by 14 March", or empty
    const char *due_class;
    struct visited children[VISITED_MAX]; size_t child_count;
    struct visit_need *needs; size_t need_count;
    const char *needs_problem;
    const char *const *first_fields, *const *what_fields, *const *after_fields, *const *more_fields;
};
struct visit_done_model {
    struct request *rq; struct child_view view; text name, child_link, visit_link, direct_link;
    text due; const char *due_class;
    struct visit_other { text name, link; } *others; size_t other_count;
};

/* The child and those brothers and sisters that open to whoever asks, with names; from the posted form where it is
 * one. */
MUST_USE bool visit_children_load(struct request *rq, struct visit_page_model *m, struct error *err);
/* What was entered for each, judged; problems stand beside the inputs and at the top of the page's own form. */
MUST_USE bool visit_children_read(struct request *rq, struct visit_page_model *m, struct error *err);
/* Needs of the child's plans that are not closed, to choose from. */
MUST_USE bool visit_needs_load(struct request *rq, struct visit_page_model *m, struct error *err);
/* When the next visit is due, in the words of its clock; empty: no plan says. */
MUST_USE bool visit_due(struct request *rq, id child, text *due, const char **due_class, struct error *err);
/* A visit for each chosen child, and what they said: all of it in one bundle. */
MUST_USE bool visit_fill(struct request *rq, struct visit_page_model *m, struct record_bundle *bundle,
                         struct error *err);

void page_visit(struct html *h, const struct visit_page_model *m);
void page_visit_done(struct html *h, const struct visit_done_model *m);
