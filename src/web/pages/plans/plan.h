/* web/pages/plans/plan.h - a child's plan: its page, editing it in one form, signing it off, and changing it in a
 * meeting. */
#pragma once
#include "practice/minutes.h"
#include "web/pages/pages.h"

/* ---- a plan in words: for its page, the family's version, print and PDF ---- */

struct words_shown { text words, source; };                  // of the child; source: who took them, when and how
struct action_shown {
    const struct record_version *version;
    text what, who, due, progress, happened, link;
    text late, over;                             // "Late by 3 days"; "Done on 3 March 2026: what shows it"
};
struct need_shown {
    const struct record_version *version;
    text need, change, measure, now, about, progress, happened, closed, link;
    struct words_shown words;
    struct action_shown *actions; size_t action_count, open_actions;
};
struct plan_shown {
    struct need_shown *needs; size_t need_count, open_count;       // the open ones first
    struct action_shown *loose; size_t loose_count;          // under no need of this plan
    struct child_fact *facts; size_t fact_count;             // what the plan itself says, without words for the family
    text family_words;
};
struct gap_shown { const char *kind; text of, link, often; };      // often: empty, said once

struct plan_page_model {
    struct request *rq; struct child_view view; struct plan plan; struct plan_shown shown;
    text name, child_link, state, signed_state, link;
    struct gap_shown *gaps; size_t gap_count;
    struct plan_link { text label, link; } *others, *meetings; size_t other_count, meeting_count;
    bool may_edit, may_sign_off, print, family, kept, in_force, changed_since;
};

/* The plan of the path's {record}, opened; with names of all who stand in it. shared: as the family may see it. */
struct opened_plan { struct child_view view; struct plan plan; struct names names; text name; };
MUST_USE bool plan_open(struct request *rq, enum may may, bool shared, struct opened_plan *o, struct error *err);
/* The same of a plan that was found otherwise. */
MUST_USE bool plan_open_of(struct request *rq, const struct child_view *view, const struct pass *pass, id record,
                           struct opened_plan *o, struct error *err);
struct plan_shown plan_show(struct request *rq, const struct opened_plan *o);
struct words_shown words_show(struct request *rq, const struct names *names, const struct record_version *words);
text action_who(struct request *rq, const struct names *names, const struct record_version *action);
struct gap_shown *gaps_show(struct request *rq, const struct child_view *view, const struct orphans *orphans);
text line_words(struct arena *arena, const struct record_version *line);     // a need or an action in few words
text plan_link(struct request *rq, id plan, const char *more);

struct no_plan_page_model {
    struct request *rq; struct child_view view; text name, child_link; bool may_record;
    struct plan_link *kinds; size_t kind_count;
};

/* ---- editing: every need and action in one form ---- */

enum plan_row_kind { ROW_NEED, ROW_ACTION };
/* A row of the form: a record as it stands, or a new one. Its inputs begin with form.row. */
struct plan_row {
    enum plan_row_kind kind;
    struct form form;
    const struct record_version *before;         // as it stands now; NULL: a new one
    size_t number;                               // need-3: 3
    size_t under;                                // of an action: the number of its need; 0: none
    text over, why, day, month, year;            // how it ended, as chosen and typed
    const char *over_problem;
    bool offered, taken;                         // a need that was found and stands in no plan; ticked
    bool filled, changed;                        // a new one holds something; one that stands was changed here
    id record;                                   // of a new one, once it is in the bundle
};
enum { PLAN_ROWS_MAX = 160 };
struct plan_edit {
    struct request *rq; struct opened_plan *o;
    struct form form;                            // the plan's own fields
    struct plan_row *rows; size_t row_count;
    size_t needs, actions;                       // the highest numbers given
    bool form_changed;
    size_t changes;                              // records that will be written
    struct form_choices choices[4]; size_t choice_count;
};
/* From the records, with blank rows; from what was posted, with problems beside the fields. beside: names of the page's
 * further inputs; ends with NULL. */
MUST_USE bool plan_edit_new(struct request *rq, struct opened_plan *o, struct plan_edit *e, struct error *err);
MUST_USE bool plan_edit_read(struct request *rq, struct opened_plan *o, const char *const *beside, struct plan_edit *e,
                             struct error *err);
/* One row more, as the button that was pressed asks: "need", "action-3". False: no such button. */
bool plan_edit_more(struct plan_edit *e, text go);
void plan_edit_forget_problems(struct plan_edit *e);         // nobody has pressed Save yet
struct plan_row *plan_edit_need(const struct plan_edit *e, size_t number);          // NULL: none

/* Has somebody else amended what was changed here: each row says what, and the answer has status 409. */
MUST_USE bool plan_edit_conflicts(struct plan_edit *e, bool *any, struct error *err);
/* Puts what was changed, and nothing else, into the bundle. versions: as they will be, PLAN_ROWS_MAX + 1 of them. */
MUST_USE bool plan_edit_fill(struct plan_edit *e, struct record_bundle *bundle, text reason,
                             struct record_version *versions, size_t *version_count, struct error *err);
id plan_edit_entry(const struct plan_edit *e, const struct record_bundle *bundle);  // of the bundle's next record
bool plan_edit_sent_before(struct request *rq);              // a form that is posted twice is its first answer

struct plan_edit_page_model {
    struct request *rq; struct plan_edit *edit; text name, action, back_link; bool restored;
};
void plan_rows(struct html *h, const struct plan_edit *e);

/* ---- signing off ---- */

struct sign_off_page_model {
    struct request *rq; struct form *form; struct opened_plan *o; text name, action, back_link, counted;
    struct gap_shown *gaps; size_t gap_count; const char *refused; bool again;
};

void page_plan(struct html *h, const struct plan_page_model *m);
void page_no_plan(struct html *h, const struct no_plan_page_model *m);
void page_plan_edit(struct html *h, const struct plan_edit_page_model *m);
void page_sign_off(struct html *h, const struct sign_off_page_model *m);
void plan_words(struct html *h, const struct plan_shown *shown, bool links);
