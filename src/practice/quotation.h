/* practice/quotation.h - words between quotation marks in what a worker wrote, and whether anybody recorded them.
 *
 * A quotation says: these are somebody's own words. Where no record says who took them down, where, and who was
 * there, the author is told before the text is final (beyond what they wrote nothing is judged: least of all whether
 * it is true).
 *
 * What is a quotation: words between “ ” or " ", or between ‘ ’ or ' ' where the first mark begins a word and the last
 * ends one. Only the outermost marks count. A double mark that nobody closed lasts to the end of its paragraph (so is a
 * quotation of several paragraphs written); a single one that nobody closed is an apostrophe. Not a quotation: fewer
 * than QUOTATION_WORDS_LEAST words (a name, a word held at arm's length), 5' 10", the boys' room, 'em. Reported
 * speech without marks (she said that ...) is not looked for. */
#pragma once
#include "base/text.h"

enum { QUOTATION_WORDS_LEAST = 3, QUOTATIONS_MAX = 50 };

struct quotation {
    text words;            // between the marks, as written
    bool closed;
    bool attributed; size_t source;        // which of the sources holds it
};
struct quotations { struct quotation *at; size_t count; bool more; };      // more: over QUOTATIONS_MAX

/* In the order of the text, whose bytes they are. */
struct quotations quotations_of(struct arena *arena, text s);
/* Attributed: the same words stand one behind the other in a source; case, accents and punctuation aside. Where the
 * quotation leaves words out (... or [ ]), its parts stand in the one source in that order. The first source that
 * holds it is named. */
void quotations_attribute(struct arena *arena, struct quotations *quotations, const text *sources, size_t count);
size_t quotations_open(const struct quotations *quotations);               // how many are not attributed
