/* web/pages/records/before_final.h - what an author is told before a record is final: passages that stand in an
 * earlier record, and quotations of which nobody recorded whose words they are. The page comes back once with both,
 * and everything that was typed; the author changes it, or says why it stays so. The reason is kept in the record
 * and can be counted.
 *
 * Only kinds that have a field for the reason are asked about (copied_reason, unsourced_reason). How a page does it:
 * on POST, when nothing else is wrong: before_final_find(); if form->before_final->stops, 422 and the page again. in
 * its <form>, before the button: before_final_told(). */
#pragma once
#include "web/pages/pages.h"

struct before_final_asked {
    const struct values *before;           // of the version that is amended; NULL: a new record
    const struct pass *const *passes; size_t pass_count;   // the child's own first, then others it is kept for
    const text *said; size_t said_count;   // the child's words that come with the same form
};
/* Fills form->before_final, sets what was answered in the form's values, and puts what is missing in the list of
 * problems. Brothers and sisters whose records open to the author are looked into where there is enough text. */
MUST_USE bool before_final_find(struct request *rq, struct form *form, const struct before_final_asked *asked,
                                struct error *err);
/* The same with the one child alone. */
MUST_USE bool before_final_of_child(struct request *rq, struct form *form, const struct record_version *before,
                             const struct pass *pass, struct error *err);
/* The child's words that are recorded with who took them: what quotations are held against. */
MUST_USE bool words_recorded(struct request *rq, const struct pass *pass, struct record_list *list, struct error *err);

struct mark_passage { text here, there; };
struct mark_copy {
    text what, share, link;                // "Visit of 3 March 2026, Amina Khan, written by you", "64 per cent ..."
    struct mark_passage *passages; size_t passage_count, more;
};
struct mark_quotation { text field, words; };
struct before_final {
    bool stops;                            // something is told that is not answered
    struct mark_copy *copies; size_t copy_count, more_copies;
    struct mark_quotation *quotations; size_t quotation_count;
    text copied_reason, unsourced_reason;  // as typed
    const char *copied_problem, *unsourced_problem;
};
void before_final_told(struct html *h, const struct form *form);          // nothing where there is nothing to tell
