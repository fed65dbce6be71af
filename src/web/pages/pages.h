/* web/pages/pages.h - what the handlers hand to the pages. A handler fills a model; the .page file prints it;
 * neither decides. */
#pragma once
#include "practice/conflicts.h"
#include "practice/openings.h"
#include "practice/sessions.h"
#include "record/record.h"
#include "web/form.h"
#include "web/parts/parts.h"
#include "web/request.h"

/* ---- names beside ids: every id of a page is asked for in one statement ---- */

struct names { struct named *at; size_t count, room; struct titled *titled; size_t titled_count, titled_room; };
void names_want(struct names *names, struct arena *arena, id wanted);
void names_want_of(struct names *names, struct arena *arena, const struct record_version *version);
MUST_USE bool names_find(struct names *names, struct request *rq, struct error *err);
text names_of(const struct names *names, id wanted);         // "a person not recorded" when unknown
/* Who wrote a version, or the file that it came from: no person stands behind an import. */
text names_of_author(const struct names *names, struct arena *arena, const struct record_version *version);
/* "Visit, 4 March 2026 at 10:15": what a field of this version names, after names_want_of and names_find. */
text names_of_record(const struct names *names, struct arena *arena, const struct field *field, id record);
bool names_hold(const struct names *names, id wanted);       // false also for whoever is hidden from this reader
/* In what differs between two versions, the names of whom ids stand for: names_want_of of both, and names_find. */
void names_in_changes(struct arena *arena, const struct names *names, const struct record_version *before,
                      const struct record_version *after, struct changes *changes);
/* What tells one person of a list from another: "born 4 March 2019, M000012A, MB4, has open work". */
text hit_about(struct arena *arena, const struct person_hit *hit);
/* Why somebody is thought to be the same: "Same name; but: another sex". */
struct likeness;
text like_why(struct arena *arena, const struct likeness *like);

/* ---- the frame that every page has ---- */

struct page_frame frame_of(struct request *rq, text title);

/* ---- a child ---- */

/* "as known on" and filters of a child's pages, from the query. */
struct child_view {
    id child; text child_hex;
    text known_day;                    // "2026-10-12", as in the query; empty: now
    day known; uint64_t size;          // PASS_NOW when now
    text group;                        // chronology filter; empty: all
    const struct pass *pass;
    struct page_sayings *said;         // web/pages/records/said.h
};
/* Reads the path's {child} (or a record's subject) and the query, and opens the record. */
MUST_USE bool child_view_open(struct request *rq, id child, enum may may, struct child_view *view,
                              struct error *err);
text record_link(struct request *rq, const struct child_view *view, id record, const char *more);
text child_link(struct request *rq, const struct child_view *view, const char *more);   // keeps "known"

/* The record of the path's {record}. kinds: of one of these, parted by blanks; NULL: of any.
 * With MAY_RECORD a kind that has pages of its own is absent. */
struct opened_record { struct child_view view; id record; struct record_version version; text name; };
MUST_USE bool record_open(struct request *rq, enum may may, const char *kinds, struct opened_record *o,
                          struct error *err);
MUST_USE bool record_open_named(struct request *rq, enum may may, const char *kinds,
                                struct opened_record *o, struct error *err);      // with the child's name
bool page_absent(struct error *err);               // false, and the words for what is absent or closed
/* A write was refused: can its page tell why (else err is filled), and then: the first one's change with status
 * 409, or the problem beside its field with 422. */
bool refusal_is_for_page(const struct error *why, struct error *err);
MUST_USE bool refusal_tell(struct request *rq, struct form *form, const struct opened_record *o,
                           const struct error *why, struct error *err);

/* "written up 3 days after"; empty when it was in time. */
text delay_words(struct arena *arena, const struct record_version *version);

struct chronology_row {
    const struct record_version *version;
    text when, what, summary, author, link, recorded, delay;
    bool significant;
};
struct child_fact { text label, value; };
struct child_page_model {
    struct request *rq;
    struct child_view view;
    struct record_list records;        // all of theirs, newest first
    text name, reference, age, born, sex;
    struct child_fact *facts; size_t fact_count;
    const struct record_version *person;
    struct family_row { text name, relation, link, note; } *family; size_t family_count;
    struct open_row { text what, since, link; } *open; size_t open_count;
    struct chronology_row *rows; size_t row_count; bool more;
    text older_link;
    struct group_link { text label, link; bool current; } *groups; size_t group_count;
    uint64_t later;
    bool may_record, may_see_looks, may_merge, print;
    text emergency_until;              // it is open to this reader in an emergency, until then
    struct alert_row { text what, about, link; } *alerts; size_t alert_count;
    struct worker_row { id staff; text name, role, since, telephone; } *workers; size_t worker_count;
    struct due_row { text what, due, link; const char *due_class; } *due; size_t due_count;
    size_t unreviewed;                 // emergency openings that nobody has looked at again
    text kept_name, kept_link;           // when this record gave way: to whom
    size_t merged;                       // how many records that gave way to this one are shown with it
    text search_words; bool searched;
    struct glance *glances; size_t glance_count;       // what somebody asks before anything else
};
/* One question of those, with its answers; none: what was looked at for it. */
enum { GLANCE_LINES = 8 };
struct glance_line { text words, link, tag; const char *tag_class; };
struct glance { const char *question, *looked_at; struct glance_line lines[GLANCE_LINES]; size_t count; };
/* After all else of the model. */
void child_glance_load(struct child_page_model *m, const struct names *names);

/* ---- one version of a record, for people ---- */

struct shown_row { text label, value, link, mark; bool prose, gap, child_words, picture; };   // mark: carried over
struct shown_version {
    const struct record_version *version;
    struct shown_row *rows; size_t row_count;
    bool unsourced;                    // words of the child are in it of which no source is recorded
    text author, role, recorded, happened, entry, link, source, delay;
};
struct shown_version version_shown(struct request *rq, const struct child_view *view,
                                   const struct record_version *v, const struct names *names);

/* The same on paper (web/paper.h): every field as a row, and when it was and who recorded it. */
struct pdf;
void version_on_paper(struct pdf *pdf, const struct shown_version *s);
void times_on_paper(struct request *rq, struct pdf *pdf, const struct shown_version *s);

/* What can be done next on a record, or begun: a page of its own. */
struct next_step { text label, link; };

struct record_page_model {
    struct request *rq; struct child_view view; text name; id record;
    struct shown_version shown;
    text mark_link;                    // empty: not theirs to mark
    text words_link, words_about;      // to say where the child's words come from, or what they changed
    text work_link, work_words;        // the page on which records of this kind are worked on; empty: none
    text child_link, history_link, amend_link, proof_link, pdf_link, versions, next, next_link;
    bool may_amend, kept;
    struct next_step *steps; size_t step_count;
};
struct history_step { struct shown_version shown; bool first; struct changes changes; };
struct history_page_model {
    struct request *rq; struct child_view view; text name; const struct kind *kind;
    text record_link, child_link;
    struct history_step *steps; size_t step_count;
};
struct form_page_model {
    struct request *rq; struct form *form; const struct kind *kind;
    text name, title, action, back_link; bool amending;
};
struct add_page_model {
    struct request *rq; struct child_view view; text name, child_link;
    struct add_choice { text group, label, about, link; } *choices; size_t choice_count;
    struct next_step *begun; size_t begun_count;
};
struct looks_page_model {
    struct request *rq; struct child_view view; text name, back;
    struct look_line { text when, who, role, what, basis; bool emergency, role_only; } *rows;
    size_t row_count, emergencies, role_only;
};
text look_words(text route);           // "Their page"; the route itself when nobody has put it into words

/* ---- a record that is closed to whoever asks, and its emergency openings ---- */

struct door_page_model {
    struct request *rq; struct door door; struct form *form; text name, ask, action;
    bool code_due; const char *code_problem;         // a code of the second factor is asked for as well
};
struct opening_line { const struct opened *opened; text who, whose, when, ground, due, link; };
struct openings_page_model {
    struct request *rq; struct opening_line *rows; size_t row_count, late; bool more, may_review;
    struct opening_line *reviewed; size_t reviewed_count;          // and told of although somebody was quick
    bool finds_trails; text reference; const char *problem;        // who looked, by the child's reference
};
struct conflict_line { text who, whose, tie, since, asked, link; };
struct conflicts_page_model { struct request *rq; struct conflict_line *rows; size_t row_count; bool more; };
struct conflict_page_model {
    struct request *rq; struct form *form; struct shown_version shown; text name, who, asked, why, action;
    bool agrees, over;
};
struct review_page_model {
    struct request *rq; struct form *form; struct shown_version shown; text name, who, action;
    struct look_line *looks; size_t look_count; bool reviewed, may_review; text looks_link;
};
/* Whose trail it is: the name, and for those who find no children, the data protection officer, the reference. */
MUST_USE bool trail_names(struct request *rq, const struct names *names, id person, text *name, struct error *err);
extern const char *const door_fields[], *const review_fields[];
/* After ERROR_ABSENT: the page of a record that is there and closed, as far as that may be known. */
MUST_USE bool child_door(struct request *rq, id child, struct error *err);

struct people_page_model {
    struct request *rq;
    struct person_row { text name, known_as, reference, about, age, place, why, link;
                        bool open, adult, restricted; } *rows;
    size_t row_count;
    bool more, open_only, searched, everybody, may_record;
    text words, next_link;
};
struct sign_in_page_model {
    struct request *rq; const char *problem; text next, name; bool ended, kept;
    struct demo_person { text sign_in, name, role; } *people; size_t person_count;
};
struct entry_line { text entry, what, recorded, link; };
/* Where to go after signing in: a path of ours, never another site. */
text sign_in_next(text next);
text sign_in_code_path(struct arena *arena, text next);
struct me_page_model {
    struct request *rq; text sign_in, name, role; bool second_factor, may_have_mails, may_have_calendar;
    struct session_line *sessions; size_t session_count;
    struct entry_line *entries; size_t entry_count;
};
struct sign_in_code_page_model { struct request *rq; const char *problem; text next; };
struct second_factor_page_model {
    struct request *rq; struct second_factor now;
    const char *field, *problem;       // which input is at fault
    text secret, link;                 // in groups of four; otpauth:
    text picture; int picture_side;    // the link as a path of an SVG; empty: it is too long for one
    bool possible, held_back;
};
struct recovery_codes_page_model { struct request *rq; const struct recovery_codes *codes; bool set_up; };
struct home_page_model {
    struct request *rq;
    bool may_take, may_find, may_record, may_export, may_see_accounts, may_decide_again, may_see_agreement;
    bool may_review, may_see_openings; bool may_lift; size_t openings_wait, openings_late, to_agree;
    struct entry_line *entries; size_t entry_count;
};
struct ledger_page_model {
    struct request *rq; text size, checkpoint_size, checkpoint_made, checkpoint_short, note,
        not_covered, vkey; bool has_checkpoint;
    struct entry_count { text what, count; } *counts; size_t count_count;
};
struct consistency_page_model { struct request *rq; bool same, changed; text why, note, proof; };
struct export_page_model {
    struct request *rq; struct export_kind { text label, name, link; } *kinds; size_t kind_count;
};
struct accounts_page_model { struct request *rq; struct account *accounts; size_t account_count; };
struct plain_page_model { struct request *rq; };
struct error_page_model { struct request *rq; text title, message, reference;
                          struct pair *typed; size_t typed_count; };

/* Entries of the last seven days in somebody's name: whoever finds one that is not theirs says so
 * (docs/ledger.md, threats). */
MUST_USE bool entries_by(struct store *store, struct arena *arena, const struct actor *author, instant now,
                         struct entry_line **entries, size_t *count, struct error *err);

MUST_USE bool child_model_load(struct request *rq, struct child_page_model *m, struct error *err);

MUST_USE bool child_now_load(struct child_page_model *m, struct error *err);      // alerts, workers, what is due
/* What the reader's role has to do next on this very record; both empty when there is nothing. */
MUST_USE bool next_of_record(struct request *rq, id child, id record, text *what, text *link, struct error *err);
/* The workers' names are asked for with all others of the page. */
void child_workers_want(const struct child_page_model *m, struct names *names);
void child_workers_name(struct child_page_model *m, const struct names *names);

/* ---- the pages, compiled from the .page files beside this ---- */

void page_home(struct html *h, const struct home_page_model *m);
void page_sign_in(struct html *h, const struct sign_in_page_model *m);
void page_sign_in_code(struct html *h, const struct sign_in_code_page_model *m);
void page_second_factor(struct html *h, const struct second_factor_page_model *m);
void page_recovery_codes(struct html *h, const struct recovery_codes_page_model *m);
void code_input(struct html *h, const char *place, const char *name, const char *label, const char *problem);
void page_me(struct html *h, const struct me_page_model *m);
void page_children(struct html *h, const struct people_page_model *m);
void page_child(struct html *h, const struct child_page_model *m);
void page_child_print(struct html *h, const struct child_page_model *m);
void page_looks(struct html *h, const struct looks_page_model *m);
void page_door(struct html *h, const struct door_page_model *m);
void page_openings(struct html *h, const struct openings_page_model *m);
void page_conflicts(struct html *h, const struct conflicts_page_model *m);
void page_conflict(struct html *h, const struct conflict_page_model *m);
void page_review(struct html *h, const struct review_page_model *m);
void page_record(struct html *h, const struct record_page_model *m);
void page_history(struct html *h, const struct history_page_model *m);
void page_form(struct html *h, const struct form_page_model *m);
void page_add(struct html *h, const struct add_page_model *m);
void page_ledger(struct html *h, const struct ledger_page_model *m);
void page_consistency(struct html *h, const struct consistency_page_model *m);
void page_export(struct html *h, const struct export_page_model *m);
void page_accounts(struct html *h, const struct accounts_page_model *m);
void page_accessibility(struct html *h, const struct plain_page_model *m);
void page_error(struct html *h, const struct error_page_model *m);
struct contact_page_model;
void page_contact(struct html *h, const struct contact_page_model *m);
void contact_people_found(struct html *h, const struct contact_page_model *m);
/* Pieces of pages that others hold. */
void chronology(struct html *h, const struct child_page_model *m);
void merged_told(struct html *h, const struct child_page_model *m);
void who_they_are(struct html *h, const struct child_page_model *m);
void family(struct html *h, const struct child_page_model *m);
void open_work(struct html *h, const struct child_page_model *m);
void version_rows(struct html *h, const struct shown_version *s);
void version_times(struct html *h, const struct shown_version *s);
void change_words(struct html *h, const struct field_change *c);
void conflict_told(struct html *h, const struct form *form);       // nothing when nobody was first
void entry_list(struct html *h, const struct entry_line *entries, size_t count);

extern const struct route home_routes[], sign_in_routes[], people_routes[], child_routes[],
    record_routes[], contact_routes[], queue_routes[], decide_routes[], deed_routes[],
    allocate_routes[], day_routes[], same_routes[], opening_routes[], partner_routes[], report_routes[],
    match_routes[];
