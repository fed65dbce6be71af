/* returns/difference_list.h - where a file and what is recorded do not agree: for a person to settle.
 *
 * It names children and values, and so goes nowhere but into the file that is asked for, which only its owner may
 * read: never to the screen, and never into a log. */
#pragma once
#include "base/bytes.h"
#include "base/error.h"

struct difference {
    text child;                      // the authority's reference
    const char *where, *item;        // "List 4", "Date of referral"; or a block and an item of the census
    long row;                        // of the sheet, or line of the file
    text recorded, stated;           // as a person reads them
    const char *recorded_by;         // "a worker", "the CIN census"
    const char *done;                // "what is recorded stays"
};
struct difference_list { struct bytes rows; uint64_t count; };

void difference_add(struct difference_list *list, const struct difference *difference);
/* CSV with a heading, also when there are none. */
MUST_USE bool difference_list_write(const struct difference_list *list, const char *path, struct error *err);
void difference_list_free(struct difference_list *list);
