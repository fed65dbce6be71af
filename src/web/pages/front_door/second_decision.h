/* web/pages/front_door/second_decision.h - what the pages of second decisions and of agreement are handed. */
#pragma once
#include "practice/agreement.h"
#include "practice/second_decision.h"
#include "web/pages/pages.h"

struct waiting_row { text name, link, arrived, due; bool late; };
struct waiting_page_model {
    struct request *rq;
    struct waiting_row *rows; size_t row_count;
    text others;                       // how many wait that are somebody else's to decide; empty: none
};

/* A record as it was known before the first decision: no name of who wrote or decided anything. */
struct known_row { text when, what, summary, link; };
struct decide_page_model {
    struct request *rq; text name, about, action;
    struct shown_row *contact; size_t contact_count;
    struct known_row *history; size_t history_count; bool more;
    struct form *form;
};
struct known_page_model {
    struct request *rq; text name, what, when, back_link;
    struct shown_row *rows; size_t row_count;
};

struct compared { text label, first, second; bool differs, prose; };
struct comparison_page_model {
    struct request *rq; text name, contact_link, learning_action;
    struct compared *rows; size_t row_count;
    bool kept, agree, opened_again, looked_again, may_learn;
    text opened_at, looked_again_at, learning;
    struct form *form;
};

struct month_row { text month, cases, agreed, observed, kappa, ac1; bool all; };
struct month_table { text caption; struct month_row *rows; size_t row_count; };
struct category_row { text label, first, second, both, same; };
struct category_table { text caption; struct category_row *rows; size_t row_count; };
struct difference_row {
    text name, link, when, first, second;
    bool opened_again, looked_again, learnt;
};
struct agreement_page_model {
    struct request *rq;
    struct month_table tables[2];
    struct category_table categories[2];        // for those who may see the cases
    bool may_compare, may_decide, some_hidden, any;
    struct difference_row *differences; size_t difference_count; bool more;
};

extern const char *const second_decision_asked[];      // the fields of the form; end with NULL
extern const char *const second_decision_learnt[];

void page_waiting(struct html *h, const struct waiting_page_model *m);
void page_decide_again(struct html *h, const struct decide_page_model *m);
void page_known(struct html *h, const struct known_page_model *m);
void page_comparison(struct html *h, const struct comparison_page_model *m);
void page_agreement(struct html *h, const struct agreement_page_model *m);
void known_rows(struct html *h, const struct shown_row *rows, size_t count);
