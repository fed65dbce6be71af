/* web/form.h - a kind becomes a form, a form becomes values, values become a draft. */
#pragma once
#include "web/parts/parts.h"
#include "web/request.h"
#include "record/attachment.h"
#include "record/record.h"

struct form_choice { text value, label; };
struct form_choices { const char *refers; struct form_choice *at; size_t count; };   // "staff", "team", a kind

struct form {
    const struct kind *kind;
    struct values values;
    size_t problem_count;
    bool posted;                       // what to show again is what was typed, not the values
    id entry;                          // made with the form: posted twice it is one entry
    text row;                          // begins the names of its inputs, "action-3-", where a page has several
    bool brief;                        // of a row: codes in a list to choose from, prose in a few lines
    id record;                         // being amended, or none
    uint64_t replaces;                 // version that the person saw; NO_ENTRY: a new record
    text reason, late_reason; const char *reason_problem;
    // of a state: since when the new values are so; unknown: not said
    instant so_from; const char *changed_problem;
    bool amends, withdraw, written_up_after;
    bool holds_file;                   // of a kind with a file: sent as multipart/form-data
    struct attachment *file;           // chosen now; NULL: none, the one recorded stays
    const char *general_problem;       // beside no field
    struct error_item *page_problems; size_t page_problem_count;       // of the page's own inputs
    bool restored, conflicted;
    struct changes conflict; struct record_version conflict_with;
    struct before_final *before_final; // what the author is told first: pages/records/before_final.h; NULL: not asked
    struct form_choices choices[16]; size_t choice_count;
};

void form_new(struct request *rq, const struct kind *kind, struct form *form);
void form_from_version(struct request *rq, const struct record_version *version, struct form *form);
/* Types and checks; problems are counted and kept beside their fields. False with ERROR_INPUT for a form that is
 * not one of ours: a field of no such name, one field twice, no entry id. */
MUST_USE bool form_read(struct request *rq, const struct kind *kind, struct form *form,
                        struct error *err);
/* Some fields of a kind on a page of its own, beside inputs that are the page's. */
struct form_part {
    const char *const *fields;     // end with NULL
    const char *const *beside;     // names of the page's own inputs, "child-*" for all that begin so; end with NULL
};
/* As form_read, of these fields only; the others are as `before` holds them, or empty when it is NULL. Checks
 * nothing yet: the page may have something to add. Then form_check. */
MUST_USE bool form_read_part(struct request *rq, const struct kind *kind, const struct form_part *part,
                             const struct record_version *before, struct form *form, struct error *err);
/* One of several records on one page: those fields, each input's name begun by `row`. The rest as `before` holds it, or
 * empty. Whether it is posted twice, and which version was seen, is the page's to know. Checks nothing yet. */
void form_read_row(struct request *rq, const struct kind *kind, text row, const char *const *fields,
                   const struct record_version *before, struct form *form);
/* The problems of a row, in the list at the top of the page's own form. */
void form_tell_row(struct request *rq, struct form *page, const struct form *row);
/* What the page itself says, in canonical text: who decided, and when. */
void form_set(struct request *rq, struct form *form, const char *field, text value);
void form_check(struct request *rq, struct form *form);
void form_problem(struct form *form, const char *field, const char *message);
/* The file that was sent under the field's name, judged; a problem stands beside the field. */
void form_take_file(struct request *rq, struct form *form, const struct field *f);
/* What the form did not send and the version before holds: its file. */
void form_keep_file(struct request *rq, struct form *form, const struct record_version *before);
/* Staff and teams, and this subject's records, to choose from. pass may be NULL: no records then. */
MUST_USE bool form_offer_records(struct request *rq, struct form *form, const struct pass *pass,
                                 struct error *err);
/* What was typed, as it is to be recorded; for a bundle of several. */
struct record_input form_input(struct request *rq, const struct form *form, id subject);
/* Somebody amended first: tells what they changed, and makes saving again a decision with open eyes. Status 409. */
MUST_USE bool form_tell_conflict(struct request *rq, struct form *form, const struct pass *pass,
                                 const struct record_version *newest, struct error *err);
/* Asks access_may_write, then queues the draft; `after` goes on when it is on disk or refused. */
MUST_USE bool form_keep(struct request *rq, struct form *form, id subject, request_handler *after,
                        struct error *err);
/* Without asking: only for a page whose route decides who may, such as an emergency opening. */
MUST_USE bool form_keep_own(struct request *rq, struct form *form, id subject, request_handler *after,
                            struct error *err);

void form_show_hidden(struct html *h, const struct form *form);
void form_show_problems(struct html *h, const struct form *form);
void form_show_part(struct html *h, struct request *rq, const struct form *form,
                    const char *const *fields);
void form_show(struct html *h, struct request *rq, const struct form *form);
