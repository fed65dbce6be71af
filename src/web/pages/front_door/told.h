/* web/pages/front_door/told.h - what somebody outside tells of children, in their own words: a partner organisation,
 * or anybody by the public form. Nobody is searched for and nobody is found: the children are made as they are
 * described, and matched by whoever screens (pages/front_door/match.c). */
#pragma once
#include "practice/outside.h"
#include "practice/partner.h"
#include "web/pages/pages.h"

enum { TOLD_CHILDREN_MAX = 6, TOLD_FILES_MAX = 3 };

struct told_child {
    bool given, unborn;
    text forename, surname, sex, day, month, year, address, postcode, more;
    const char *problem, *problem_at;              // the ending of the field's name
};
struct told_page_model {
    struct request *rq; struct form *form;
    bool open_to_all;                              // the public form
    text title, action, organisation, telephone;
    struct told_child children[TOLD_CHILDREN_MAX]; size_t row_count;
    struct attachment *files[TOLD_FILES_MAX]; const char *file_problems[TOLD_FILES_MAX];
    text made, seal;                               // when the public form was made, and that it was
};
/* Whose words they are; kept with every record of the call. */
struct told_sender { id author; uint16_t role; id team; text reference, source, agency; };

void told_new(struct told_page_model *m);
/* Types and checks what was sent; problems are counted in m->form. False with ERROR_INPUT: no form of ours. */
MUST_USE bool told_read(struct told_page_model *m, const struct told_sender *sender, struct error *err);
/* Another child, or back to the page: nobody has sent it yet. */
void told_forget_problems(struct told_page_model *m);
/* Everything in one write: the children as described, a contact for each, the files. knock: what is counted with it,
 * in the name of `who`; 0: nothing. `after` goes on when it is on disk or refused. */
MUST_USE bool told_keep(struct told_page_model *m, const struct told_sender *sender, enum knock knock, text who,
                        request_handler *after, struct error *err);
/* The form was sent before: whatever happened to that answer, it is kept. */
bool told_before(struct request *rq, id team, text *reference);

text told_typed(const struct told_page_model *m, const char *field);
text told_problem(const struct told_page_model *m, const char *field);
void page_told(struct html *h, const struct told_page_model *m);

/* ---- the public form's own answer ---- */

struct reported_page_model { struct request *rq; text reference, telephone; };
void page_reported(struct html *h, const struct reported_page_model *m);

/* ---- a partner's pages ---- */

struct partner_page_model {
    struct request *rq; text organisation;
    struct partner_meeting_line { text what, about, when, state, link; } *meetings; size_t meeting_count;
    bool more_meetings;
    struct partner_asked_line { text question, asked, due, link; const char *due_class; bool answered; } *asked;
    size_t asked_count; int64_t open_count;
    struct partner_sent_line { text reference, link, sent, children, state; } *sent; size_t sent_count;
    text older_asked, older_sent;                  // links; empty: these are all
    bool later_asked, later_sent;                  // not the newest page of it
};
struct partner_contact_page_model {
    struct request *rq; text organisation, shown; const struct partner_contact *contact; bool just_sent;
};
struct partner_request_page_model {
    struct request *rq; text organisation, action, about, question, asked, due, answered, answer, basis;
    const char *due_class; struct form *form; bool is_answered, just_sent, changed;
    const char *const *fields;
};
struct partner_invitation_page_model {
    struct request *rq; text organisation, action, about, question, basis, planned, answered;
    const struct partner_invitation *invitation; struct form *form; const char *const *fields; bool just_sent, writes;
};
void page_partner_invitation(struct html *h, const struct partner_invitation_page_model *m);
/* done: the page is written already, and says to wait: too many references were guessed. */
MUST_USE bool partner_may_ask(struct request *rq, struct partner *partner, bool *done, struct error *err);
/* The same answer for another's, for what does not exist, and for what is no reference: and it is counted. */
MUST_USE bool partner_not_theirs(struct request *rq, struct error *why, struct error *err);
text partner_clipped(struct request *rq, text words, size_t most);
text partner_about(struct request *rq, id child);
MUST_USE bool partner_load_meetings(struct request *rq, const struct partner *partner, struct partner_page_model *m,
                                    struct error *err);
void page_partner(struct html *h, const struct partner_page_model *m);
void page_partner_contact(struct html *h, const struct partner_contact_page_model *m);
void page_partner_request(struct html *h, const struct partner_request_page_model *m);
