/* web/pages/plans/meet.h - a plan opened in a meeting, on a screen that the family sees; and the minutes, which are
 * what was changed in it.
 *
 * Everything shown while the meeting lasts comes through access_shared: what is about others, and legal advice, is
 * not on the page because the pass does not give it. */
#pragma once
#include "practice/meetings.h"
#include "web/pages/plans/plan.h"

/* ---- opening a plan in a meeting ---- */

struct begin_page_model {
    struct request *rq; struct opened_plan *o; text name, action, back_link, entry;
    struct begin_choice { text value, label; bool chosen; } *choices; size_t choice_count;
    struct begin_child { id child, plan; text name; const struct pass *pass; } *brothers; size_t brother_count;
    struct plan_link *running; size_t running_count;             // begun, and not ended
};

/* ---- while it lasts ---- */

struct meet_person {
    struct form form;                            // of a new one
    const struct record_version *before;         // NULL: a new one
    size_t number; text title; uint64_t seen; bool here, changed, filled;
};
enum { MEET_PEOPLE_MAX = 40 };
struct meet {
    struct request *rq; struct opened_plan plan; struct plan_edit edit;
    const struct plan_meeting *of;
    struct record_version record;                // as it may be written: nothing of it is shown but what is asked
    const struct pass *pass;                     // the reader's own; the plan's view has the shared one
    struct form form; bool form_changed;
    struct meet_person *people; size_t people_count;
    bool has_people;                             // attendance stands on the record of the first child
    struct plan_link *brothers; size_t brother_count;
    text name, action, since; bool restored, kept;
    const char *problem;
};
void meet_people(struct html *h, const struct meet *m);
MUST_USE bool meet_people_load(struct meet *m, struct error *err);
MUST_USE bool meet_people_read(struct meet *m, struct error *err);
MUST_USE bool meet_people_fill(struct meet *m, struct record_bundle *bundle, text reason, struct error *err);
/* Those who are ticked, for the quorum; and who of the family came, in words. */
struct quorum meet_quorum(const struct meet *m);
text meet_family_there(const struct meet *m);
/* Invitations as they stood at the meeting before, or who belongs to such a meeting; in the same write. */
MUST_USE bool meet_invite(struct request *rq, const struct opened_plan *o, const struct pass *pass,
                          const struct plan_meeting *of, id meeting, struct record_bundle *bundle, id entry,
                          struct error *err);
id meet_first(const struct record_version *meeting);         // the record that attendance stands on

/* ---- minutes ---- */

struct line_shown { text label, before, after; struct pieces pieces; };
struct change_shown { const char *deed; text what, kind, link, sentence; struct line_shown *lines; size_t line_count; };
struct minutes_page_model {
    struct request *rq; struct child_view view; struct minutes minutes;
    text name, title, plan_link, record_link, link, sent_action, entry, when, sent, agreed, dissent, next, child_view;
    struct change_shown *changes; size_t change_count;
    struct child_fact *facts; size_t fact_count;             // the child's view, progress, how safe
    text *there; size_t there_count; bool people_elsewhere;
    uint64_t replaces; bool may_send, print, family, known;
};
void page_begin_meeting(struct html *h, const struct begin_page_model *m);
void page_meet(struct html *h, const struct meet *m);
void page_minutes(struct html *h, const struct minutes_page_model *m);
