/* practice/copied.h - how much of one text stands in another, and which passages. Texts only, no records.
 *
 * A passage is a run of the same words in the same order. One or two words that differ in its midst (a name, he for
 * she) do not part it; neither do case, accents and punctuation. A run of fewer than COPIED_RUN_LEAST words that
 * agree counts for nothing: workers do say "the home was clean and tidy". Paragraphs in another order are found, since
 * each is a run; text said again in other words is not.
 *
 * Figures of recall and precision, by share copied, are measured on a labelled set: tests/practice/test_copied.c. */
#pragma once
#include "base/words.h"

enum {
    COPIED_RUN_LEAST = 12,         // words that agree
    COPIED_GAP_MOST = 2,           // words that differ, on either side, between words that agree
    COPIED_WORDS_MAX = 20000,      // of one text; what follows is not compared
    COPIED_PASSAGES_MAX = 20,      // told; all are counted
    COPIED_SHARE_LEAST = 20,       // per cent of the text, and
    COPIED_WORDS_LEAST = 30,       // so many words, that the author should see it; or
    COPIED_RUN_MUCH = 60,          // one passage of so many words, whatever the share
};

struct copied_passage {
    text here, there;              // as they were written
    size_t words;                  // that agree
};
struct copied {
    size_t words, of, longest;     // of the words here, how many stand in passages; the longest of these
    int share;                     // per cent, rounded down
    bool much;                     // so much that the author should see it
    struct copied_passage passages[COPIED_PASSAGES_MAX]; size_t passage_count;      // as they come in the text here
    size_t more;                   // passages that are not told
};

/* A text made ready to be compared with many others. */
struct copied_text;
struct copied_text *copied_text(struct arena *arena, text s);
/* there: words_of() of an earlier one, at most COPIED_WORDS_MAX. Texts of the answer are parts of the two. */
struct copied copied_from(struct arena *arena, const struct copied_text *here, const struct words *there);
/* Two texts of one record, as if they were one. */
void copied_add(struct copied *to, const struct copied *more);
