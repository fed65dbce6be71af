/* web/pages/front_door/queue.h - the front door's queue, and the decision on one contact. */
#pragma once
#include "practice/caseload.h"
#include "practice/queue.h"
#include "practice/tasks.h"
#include "web/pages/front_door/match.h"
#include "web/pages/pages.h"

/* One call, with every child of it that waits. */
struct queue_child { text name, about, link; bool repeats, open_work, unmatched;
                     text repeats_words, match_link; };
struct queue_line {
    text received, source, urgency, due, on_it;
    const char *urgency_class, *due_class;
    id record; uint64_t seq;
    bool mine, untaken;
    struct queue_child *children; size_t child_count;
};
struct queue_page_model {
    struct request *rq;
    struct queue_line *lines; size_t line_count, first;     // first: place of the first line, from 0
    int64_t late, untaken; size_t children, calls;          // of all pages
    text next_link, before_link, again;
    bool kept, decided, may_screen;
    text kept_link;
    // decided, and a referral to be made
    struct next_line { text name, link, due; const char *due_class; } *next; size_t next_count; bool next_more;
};
const char *clock_class(enum clock_state state);            // of its tag
MUST_USE bool queue_model_load(struct request *rq, struct queue_page_model *m, struct error *err);

struct decide_page_model {
    struct request *rq; struct form *form;
    struct child_view view; text name, action, child_link, record_link, age;
    struct shown_version contact;
    struct chronology_row *before; size_t before_count;     // earlier contacts and referrals
    struct same_call { id record; text name, about; bool together; } *calls; size_t call_count;
    struct decide_choice { text value, label; } *teams; size_t team_count;
    text team, clock_words; const char *clock_class;
    text referrals_before;                                  // "2 referrals in the twelve months before"
    bool decided, refer;
    struct match_hint match;
    const char *const *fields;
};

/* ---- one record's next step on a page of its own: pages/records/deed.c ---- */

struct deed_page_model {
    struct request *rq; struct form *form; text name, title, action, back_link, about;
    struct shown_version before; const char *const *fields; const char *ask_why;
};

struct allocate_page_model {
    struct request *rq; text name, action, child_link, clock_words; const char *clock_class;
    struct form *form;
    struct allocate_worker { id staff; text name, team, caseload; bool own_team; } *workers; size_t worker_count;
    id chosen;
    struct same_call *brothers; size_t brother_count;
    const char *problem; bool all_teams; text more_link;
    text now_with, first_worker, team_name;                 // first_worker: link to the first choice
};

struct day_page_model {
    struct request *rq;
    struct day_group { const char *title; struct day_line { text what, name, due, link, more_link;
                           const char *due_class; instant due_at; int64_t more; } *lines;
                       size_t line_count; int64_t all; } groups[TASK_WHENS];
    struct my_line { text name, about, link, since, next; const char *next_class; } *children; size_t child_count;
    bool has_children, more_children, kept; text date;
};
struct day_step_model {
    struct request *rq; text title, next_link, before_link; struct day_line *lines; size_t line_count;
};
struct words_page_model {
    struct request *rq; text words; size_t asked; bool of_team, searched, more;      // asked: of how many children
    struct words_child { id child; text name, link; bool more;
                         struct words_row { text when, what, summary, link; } *rows; size_t row_count; } *children;
    size_t child_count;
};
void page_words(struct html *h, const struct words_page_model *m);
struct same_page_model {
    struct request *rq; struct form *form; struct child_view view; text name, child_link, words, chosen;
    struct same_choice { id person; text name, about, why; } *choices; size_t choice_count;
    const char *const *fields;
};
void page_same(struct html *h, const struct same_page_model *m);
void page_queue(struct html *h, const struct queue_page_model *m);
void queue_table(struct html *h, const struct queue_page_model *m);
void page_decide(struct html *h, const struct decide_page_model *m);
void page_deed(struct html *h, const struct deed_page_model *m);
void page_allocate(struct html *h, const struct allocate_page_model *m);
void page_day(struct html *h, const struct day_page_model *m);
void page_day_step(struct html *h, const struct day_step_model *m);
/* In place of whose record gave way, the person that is kept. After what is guarded was left out. */
MUST_USE bool tasks_show_kept(struct request *rq, struct tasks *tasks, struct error *err);
/* Where a task is done. */
text task_link(struct request *rq, const struct task *task);
