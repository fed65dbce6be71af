/* text_fold(): text as it is searched for, never as it is kept. */
#include "base/fold.h"
#include "base/text.h"

#include <string.h>

static const struct fold *fold_of(uint32_t character)
{
    size_t low = 0, high = fold_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (folds[middle].from == character)
            return &folds[middle];
        if (folds[middle].from < character)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* What one character becomes; a blank of any kind becomes one space. `own` is the character as it
 * was written, which stays when no rule speaks of it. */
static text folded(uint32_t character, text own, char ascii[1])
{
    if (character < 0x80) {
        if (character == '\'' || character == '-' || character == '`')
            return TEXT_NONE;
        ascii[0] = character >= 'A' && character <= 'Z' ? (char)(character + 'a' - 'A')
                   : character == '\t' || character == '\r' || character == '\n' ? ' '
                   : (char)character;
        return (text){ ascii, 1 };
    }
    const struct fold *fold = fold_of(character);
    return fold != NULL ? text_of(fold->to) : own;
}

text text_fold(struct arena *arena, text s)
{
    enum { LONGEST_FOLD = sizeof folds[0].to };
    size_t len = 0;
    bool blank_before = true;      // no blank at the start either
    char *at;

    // A character of at least two bytes becomes at most seven, one of ASCII stays one.
    at = arena_alloc(arena, s.len * (LONGEST_FOLD - 1) / 2 + 1);
    while (s.len > 0) {
        text before = s;
        char ascii[1];
        uint32_t character = text_next(&s);
        text to = folded(character, text_first(before, before.len - s.len), ascii);
        bool blank = text_is(to, " ");

        if (text_empty(to) || (blank && blank_before))
            continue;
        memcpy(at + len, to.at, to.len);
        len += to.len;
        blank_before = blank;
    }
    if (len > 0 && at[len - 1] == ' ')
        len--;
    return (text){ at, len };
}
