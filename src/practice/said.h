/* practice/said.h - where the words come from that a record puts in a child's mouth.
 *
 * A saying is a record of the kind child_words: what the child said, who took it, how, where, and who was there. Words
 * in a field of CARE_CHILD_WORDS have a source where a saying holds them, or they hold it: the same words one behind
 * the other, case, accents and punctuation aside. Records that tell these things of themselves (a saying, direct work)
 * are their own source. Never is it judged whether the words are true. */
#pragma once
#include "base/words.h"
#include "practice/quotation.h"
#include "record/record.h"

#define SAID_NO_SOURCE "No source recorded for these words"
#define SAID_REST_WITHOUT "No source recorded for the rest of these words"
enum { SAYINGS_MAX = 400, SAID_SOURCES_MAX = 8 };

struct pass;
struct sayings {
    const struct record_version *at[SAYINGS_MAX];
    struct words words[SAYINGS_MAX];           // of each, made once for many comparings
    size_t count;
};
/* Those that stand, newest first, of the child of the pass. */
MUST_USE bool sayings_of(struct store *store, const struct pass *pass, struct arena *arena, struct sayings *sayings,
                         struct error *err);
/* Out of records that were read already. */
void sayings_among(struct arena *arena, const struct record_list *list, struct sayings *sayings);

struct said {
    bool own;                                  // the record is its own source
    const struct record_version *sources[SAID_SOURCES_MAX]; size_t count;      // in the order of the words
    bool whole;                                // nothing is without a source, but for a word here and there
};
/* f: a field of CARE_CHILD_WORDS that holds something. */
struct said said_in(struct arena *arena, const struct sayings *sayings, const struct record_version *v,
                    const struct field *f);
/* Quotations in a field of prose of a kind whose author is asked for their source: those that have none. In a field
 * about somebody else (CARE_THIRD_PARTY) they are somebody else's. */
struct quotations said_unsourced(struct arena *arena, const struct sayings *sayings, const struct record_version *v,
                                 const struct field *f);

/* "Word for word, taken by Amina Farrell on 3 March 2026 at home. Present: nobody. Not checked by the child." What was
 * not recorded is said as well. taker: name of whoever took them. */
text said_source(struct arena *arena, const struct record_version *source, text taker);
id said_taker(const struct record_version *source);       // whoever took them; else who recorded them
/* The one line that stands for a record in lists, and of the child's words in it how they were taken. */
text said_summary(struct arena *arena, const struct sayings *sayings, const struct record_version *v);
