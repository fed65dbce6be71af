/* practice/copying.h - which earlier records a record repeats, before it is kept: told to its author first.
 *
 * Compared with the newest records that tell something in prose: of the same child and of brothers and sisters (through
 * a pass for each), and of the author's own hand, whoever they are about. What practice/copied.h calls much is told.
 *
 * Not compared: text that has not changed since the version before; fields that are marked as pulled forward from an
 * earlier record; a record that names this one or is named by it, or names the same first record of a visit or an
 * assessment (text written once for several children). Nothing is judged: an author may have reasons, and says so. */
#pragma once
#include "practice/copied.h"
#include "record/record.h"

enum { COPYING_RECORDS_MAX = 60,       // of each child, and of the author
       COPYING_TOLD_MAX = 5 };         // the most alike; how many more there were is told as well

struct pass;
struct copying_asked {
    const struct values *values;       // about to be kept
    const struct values *before;       // of the version that it replaces; NULL: none
    id record, author;                 // record: ID_NONE, a new one
    const struct pass *const *passes; size_t pass_count;       // the child's own first
};
enum copying_of { COPYING_OF_CHILD, COPYING_OF_FAMILY, COPYING_OF_OTHERS };
struct copying {
    struct copied copied;
    enum copying_of of;
    const struct kind *kind;
    id record, subject, author;
    instant when;                      // when it happened
};
struct copyings { struct copying at[COPYING_TOLD_MAX]; size_t count, more; };

/* The most alike first. Texts are in the arena. ERROR_STORE from below. */
MUST_USE bool copying_find(struct store *store, struct arena *arena, const struct copying_asked *asked,
                           struct copyings *found, struct error *err);
/* Has the kind a field in which its author says why they repeat? Only these are asked about. */
bool copying_concerns(const struct kind *kind);
