/* web/pages/assessments/enquiry.h - the page of a section 47 enquiry. */
#pragma once
#include "web/pages/pages.h"

struct enquiry_page_model {
    struct request *rq; struct opened_record of; struct form form; const char *const *fields;
    struct shown_version shown;
    text child_link, action, clock_words, sent_by, returned, conference, note, note_problem; const char *clock_class;
    bool submitted, authorised, may_write, may_authorise, own, kept, offer;
};
void page_enquiry(struct html *h, const struct enquiry_page_model *m);
