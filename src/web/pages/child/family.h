/* web/pages/child/family.h - a child's family, drawn and in words, and a relative added to it. */
#pragma once
#include "web/genogram.h"
#include "web/pages/pages.h"

struct family_line {
    text name, link, relation, age, responsibility, record_link;
    bool household, closed;                // closed: their own record does not open to this reader
    const char *gaps[2]; size_t gap_count;
};
struct family_page_model {
    struct request *rq; struct child_view view; text name;
    const struct family *family; const struct genogram *genogram;      // NULL: it could not be drawn
    struct family_line *lines; size_t line_count;      // as family->people; of one person in the same place
    text *couples; size_t couple_count;                // "Asha Khan and Ben Khan: separated"
    bool may_record, print;
};
/* Whose family the view shows, from all records that open to the reader; a look is kept for each of them. */
MUST_USE bool family_of_view(struct request *rq, const struct child_view *view, struct family *family,
                             struct error *err);
/* "aged 7", "died 4 March 2020", "not yet born, due 1 May 2026"; on: the day it is looked at. */
text age_of(struct arena *arena, day born, day expected, day died, day on);
void page_family(struct html *h, const struct family_page_model *m);
