/* web/pages/assessments/assessment.h - what the pages of the assessment are handed. */
#pragma once
#include "practice/assessment.h"
#include "practice/authorising.h"
#include "practice/carried.h"
#include "web/pages/pages.h"

/* ---- what every page of one assessment knows of it ---- */

struct assessment_time { text label, words, explained; const char *tag; };
struct assessment_words { id record; text words, source, link; bool cited, work; };
struct assessment_visit { text when, how, link; };
struct assessment_need { text domain, need, change, measure, answers, link; };
struct assessment_brother {
    id record, child; uint64_t seq; text name, link;
    bool opens, authorised;
};

struct assessment_view {
    struct request *rq;
    struct opened_record of;
    struct names names;
    struct assessment_material material;
    struct assessment_gaps gaps;
    struct carried_list carried;
    struct assessment_time times[2]; size_t time_count;
    struct assessment_brother *brothers; size_t brother_count;
    struct assessment_words *words; size_t word_count;
    struct assessment_visit *visits; size_t visit_count;
    struct assessment_need *needs; size_t need_count;
    text link, child_link, record_link, seen_words;
    bool past, authorised, sent;       // past: as known on an earlier day
    bool may_write, may_answer, own;
};
/* Opens the record of the path's {record}, which must be an assessment, and loads all of it. */
MUST_USE bool assessment_open(struct request *rq, enum may may, struct assessment_view *v, struct error *err);
/* "/assessments/<record>/write/family"; keeps the day that is looked back to. */
text assessment_link(struct request *rq, const struct child_view *view, id record, const char *more);
/* Where that part is written. */
text assessment_write_link(const struct assessment_view *v, const char *section);

/* ---- reading it ---- */

struct assessment_row { text label, value, mark; bool gap, prose, child_words; };
struct assessment_part {
    const struct assessment_section *is; struct assessment_row *rows; size_t row_count, missing; text link, state;
    bool done;
};
struct assessment_page_model {
    struct request *rq; const struct assessment_view *v;
    struct assessment_part *parts; size_t part_count;
    text kept, earlier_link, earlier_words, submit_link, answer_link, checkpoint_link, share_link;
    text follows_link, follows_words;  // where what the manager decided is done
    text authorised_by, checkpoint_by, changed_since; struct shown_row *signing; size_t signing_count;
    bool print;
};
void assessment_parts(struct request *rq, const struct assessment_view *v, struct assessment_page_model *m);
/* Who signed, what they said, and whether it was changed after it was authorised. */
MUST_USE bool assessment_signed(struct request *rq, const struct assessment_view *v, struct assessment_page_model *m,
                                struct error *err);

struct beside_row { text label; text was, is; struct pieces pieces; bool same, anew; };
struct beside_page_model {
    struct request *rq; const struct assessment_view *v; text was_title, was_link; bool there;
    struct beside_row *rows; size_t row_count;
};

/* ---- writing it ---- */

struct earlier_answer { const char *field; text words, title; bool can_pull; };
struct section_page_model {
    struct request *rq; const struct assessment_view *v; struct form *form;
    const struct assessment_section *section, *next;
    text action; struct earlier_answer *earlier; size_t earlier_count, pull_count;
    text *together, *left_alone, *differing; size_t together_count, left_count, differing_count;
};
const struct earlier_answer *earlier_of(const struct section_page_model *m, const char *field);    // NULL: none
const char *const *one_field(struct arena *arena, const char *field);

struct need_row { struct form *form; text title, record, seq; bool made, out; };
struct needs_page_model {
    struct request *rq; const struct assessment_view *v; struct form *form; text action;
    struct need_row *rows; size_t row_count;
};
extern const char *const need_fields[];

/* ---- starting, sending, answering ---- */

struct start_child { id child; text name, about, why; bool ticked, open, closed; };
struct start_page_model {
    struct request *rq; struct form *form; text name, action, back_link; const char *const *fields;
    struct start_child *children; size_t child_count; text running_link, running_words;
};
struct submit_page_model {
    struct request *rq; const struct assessment_view *v; struct form *form; text action;
    bool explain;                      // there are gaps to be explained
};
struct answer_page_model {
    struct request *rq; const struct assessment_view *v; struct form *form; text action, chosen;
    const struct assessment_page_model *read; const char *problem; bool has_plan;
};

void page_assessment(struct html *h, const struct assessment_page_model *m);
void assessment_head(struct html *h, const struct assessment_view *v);
void assessment_visits(struct html *h, const struct assessment_view *v);
void assessment_times(struct html *h, const struct assessment_view *v);
void assessment_read(struct html *h, const struct assessment_page_model *m);
void assessment_gap_list(struct html *h, const struct assessment_view *v);
void page_beside(struct html *h, const struct beside_page_model *m);
void page_section(struct html *h, const struct section_page_model *m);
void page_needs(struct html *h, const struct needs_page_model *m);
void page_start(struct html *h, const struct start_page_model *m);
void page_submit(struct html *h, const struct submit_page_model *m);
void page_answer(struct html *h, const struct answer_page_model *m);
