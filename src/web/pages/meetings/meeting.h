/* web/pages/meetings/meeting.h - a meeting about a child on one screen: who belongs to it, what each said, what was
 * decided, and what follows. Strategy discussions, child protection conferences and their reviews; one handler for
 * all, from a table of what each kind asks. Brothers and sisters have a record each and one page: the first child's. */
#pragma once
#include "practice/meetings.h"
#include "web/pages/pages.h"

struct meeting;
/* What follows from the decision about one child, in the same write. made: what it links to the record in hand. */
struct followed {
    const struct pass *pass; id record, child, entry; struct form *form; const struct record_version *before;
};
typedef bool meeting_follow(struct request *rq, struct meeting *m, struct record_bundle *bundle,
                            const struct followed *of, struct error *err);
/* What the page finds before it starts a meeting about one child: fields of the new record. */
typedef bool meeting_found(struct request *rq, const struct pass *pass, struct form *form, struct error *err);
/* Is it whole enough to be decided: problems beside fields. */
typedef bool meeting_judge(struct request *rq, struct meeting *m, struct error *err);

struct meeting_page {
    const char *kind, *path;           // "/strategy/"
    const char *start, *title, *start_title, *start_about;     // start: the last part of its path below a child
    const char *const *start_fields, *const *talk_fields, *const *decide_fields;
    const char *const *each_fields;    // of every further child
    const char *reasons;               // its field of reasons
    enum may decides; const char *who_decides;
    meeting_found *found; meeting_follow *follow;
    meeting_judge *propose, *judge;    // propose: before anything was typed
    meeting_judge *next;               // where it goes on, once it is decided
    const char *offers, *offers_about; // a box to tick with the decision; NULL: none
};
const struct meeting_page *meeting_page_of(const struct kind *kind);        // NULL: no meeting of ours
const struct meeting_page *meeting_page_from(text start);
extern const struct meeting_page strategy_page, conference_page, review_page;

struct meeting_row {
    const struct record_version *version; struct form form; uint64_t seen;
    text title, came, answered, information, analysis, harm; bool required, theirs, report_here, invited;
    bool ask_direct;                   // it counts for the quorum only where it works with this child
};
struct meeting_other {
    struct record_version version; const struct pass *pass; struct form form; uint64_t seen; text name, link;
};
struct meeting {
    struct request *rq;
    const struct meeting_page *page; const struct meeting_terms *terms;
    struct opened_record of; struct form form;
    struct meeting_row *rows; size_t row_count;
    struct meeting_other *others; size_t other_count;
    struct quorum quorum; bool decided, may_decide, may_write, has_minutes, kept;
    text action, child_link, plan_link, clock_words, shared, minutes, report; const char *clock_class, *report_class;
    struct shown_version shown;
    struct form invite;
    bool offer;                        // ticked
    const char *advice;                // what the page says above, such as that somebody was first
    struct meeting_next { text label, link; } next[8]; size_t next_count;
    const char *follow_later;          // what a button does that the decision has not done yet
};

/* ---- starting one ---- */

struct start_row {
    text agency, name, reason; const char *source; bool required, chosen; id team, staff;
    struct form form; text why_problem;
};
struct called_child { id child; text name, age; bool chosen; const struct pass *pass; };
struct meeting_start_model {
    struct request *rq; const struct meeting_page *page; struct form form; struct child_view view;
    text name, child_link, action, question;
    struct start_row rows[PROPOSED_MAX]; size_t row_count;
    struct called_child *children; size_t child_count;
    const char *advice;
};

/* ---- what they share ---- */

struct field_text { const char *field; text value; };
/* A new record of another kind, in the same write. record may be NULL. */
MUST_USE bool meeting_add(struct request *rq, struct record_bundle *bundle, const char *kind,
                          const struct field_text *all, size_t count, id child, id entry, id *record,
                          struct error *err);
/* The newest record of a kind that stands and whose field is empty; closed NULL: whatever it holds. found: is there. */
MUST_USE bool meeting_newest(struct request *rq, const struct pass *pass, const char *kind, const char *closed,
                             struct record_version *version, bool *found, struct error *err);
/* The form of an amendment, of a record that another one changes. */
struct form *meeting_amend(struct request *rq, const struct record_version *v, id entry, const char *what,
                           const char *reason);
void meeting_next(struct meeting *m, text label, text link);
/* Everything of a meeting: invitations, further children, clock, what is shown. */
MUST_USE bool meeting_open(struct request *rq, struct meeting *m, bool *elsewhere, struct error *err);
MUST_USE bool meeting_dress(struct meeting *m, struct error *err);
/* The key worker of a child, by their own record; ID_NONE: nobody. */
MUST_USE bool meeting_worker(struct request *rq, id child, id *staff, id *team, struct error *err);

/* ---- on paper: pages/meetings/meeting_paper.c ---- */

enum sheet_kind { SHEET_HEADING, SHEET_ROW, SHEET_WORDS };
struct sheet_line { enum sheet_kind kind; text label, value; bool child_words; };
struct sheet_model {
    struct request *rq; text title, name, back, pdf; const struct sheet_line *lines; size_t line_count;
};
void page_sheet(struct html *h, const struct sheet_model *m);

void page_meeting(struct html *h, const struct meeting *m);
void page_meeting_start(struct html *h, const struct meeting_start_model *m);
