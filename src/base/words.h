/* base/words.h - the words of a text, folded as for search, each with where it stands.
 *
 * A word is letters, digits and marks; an apostrophe or hyphen between two of these belongs to it and does not count
 * (don't = dont), case and accents do not count either. Everything else parts words and is forgotten. */
#pragma once
#include "base/text.h"

struct word {
    uint64_t is;           // the same for words that fold alike; never 0
    uint32_t from, to;     // bytes of the text, half open
};
struct words { text text; struct word *at; size_t count; };

/* Words after the first `most` are left out; more: there were some. Text must be well formed and below 4 GB. */
struct words words_of(struct arena *arena, text s, size_t most, bool *more);
/* From the first byte of word `from` to the last of word `to - 1`; empty when there is none between. */
text words_between(const struct words *words, size_t from, size_t to);
/* Is this a character of which words are made? */
bool word_character(uint32_t character);
