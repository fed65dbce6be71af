/* web/pages/child/chronology.h - a chronology as a page, on paper, and a record added to what mattered in it. */
#pragma once
#include "practice/chronology.h"
#include "web/pages/pages.h"

struct chronology_view {
    struct request *rq; struct child_view child; text name;
    bool family, print;              // brothers and sisters too
    struct chronology_question question;
    bool apart;                      // every event by itself: nothing is counted together
};
struct event_row {
    text when, whose, what, summary, author, recorded, delay, link, source;      // source: the record and its entry
    text impact, marked_by, mark_link, significance;
    bool weighs, amended, withdrawn;
};
struct line_row {
    struct event_row first;
    text count_words;                // "8 visits between 3 March 2025 and ..."; empty: it is one event
    struct event_row *all; size_t all_count;
};
struct chronology_page_model {
    struct request *rq; const struct chronology_view *view; text name;
    struct line_row *lines; size_t line_count;
    size_t shown, all; bool cut;
    text next_link, back_link, print_link, pdf_link, significant_link, everything_link, apart_link;
    text form_action;
    struct select_option *groups; size_t group_count;
    text *siblings; size_t sibling_count;              // whose events are shown beside the child's
    text *left_out; size_t left_out_count;             // whose record is closed to this reader
};
struct mark_page_model {
    struct request *rq; struct form *form; text name, action, back_link, link; struct shown_version source;
    const char *const *fields;
};
void page_chronology(struct html *h, const struct chronology_page_model *m);
void page_mark(struct html *h, const struct mark_page_model *m);
