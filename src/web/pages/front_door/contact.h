/* web/pages/front_door/contact.h - one call, on one page: who rang, whom it is about, and what the worry is. */
#pragma once
#include "web/pages/pages.h"

/* Somebody the call is about, found among those we know, or described. */
struct called_person {
    bool chosen;                        // of those found: ticked
    struct person_hit known;            // of somebody known
    text about;                         // "born 4 March 2015, M000012A"
    text who;                           // "ABOUT" (a child), "UNBORN", or what an adult is to the children
    size_t row;                         // of somebody not known here: 1, 2 ...
    text forename, surname, sex, day, month, year;
    day born;
    const char *problem, *problem_at;   // the ending of the field's name
    struct called_person *likely; size_t likely_count;     // whom this could be
};
struct contact_page_model {
    struct request *rq; struct form *form;
    struct called_person *known; size_t known_count;       // chosen already
    struct called_person *found; size_t found_count;       // by the words just asked
    struct called_person *fresh; size_t row_count;
    text words; bool searched, more_found, ask_sure;
    const char *people_problem;
    const char *const *call_fields, *const *worry_fields, *const *urgency_fields, *const *agreement_fields,
        *const *more_fields;
    bool may_allocate;
};

extern const struct form_part contact_part;
/* People of the posted form, with what is wrong beside them; counted in form->problem_count. */
MUST_USE bool contact_read_people(struct request *rq, struct contact_page_model *m, struct error *err);
MUST_USE bool contact_find(struct request *rq, text words, struct contact_page_model *m, struct error *err);
/* All of it in one bundle: new people, who they are to each other, a contact for each child. */
MUST_USE bool contact_fill(struct request *rq, const struct contact_page_model *m,
                           struct record_bundle *bundle, struct error *err);
