#include "base/words.h"

#include <assert.h>

#define FNV_START UINT64_C(14695981039346656037)
#define FNV_PRIME UINT64_C(1099511628211)

bool word_character(uint32_t c)
{
    if (c < 0x80)
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    // Latin signs (but not the letters among them), general and ideographic punctuation, no-break space.
    return !(c <= 0xBF && c != 0xAA && c != 0xB5 && c != 0xBA) && c != 0xD7 && c != 0xF7
        && !(c >= 0x2000 && c <= 0x206F) && !(c >= 0x3000 && c <= 0x303F) && c != 0xFEFF;
}

static bool joins(uint32_t c)
{
    return c == '\'' || c == '-' || c == 0x2019 || c == 0x2018 || c == 0x2010 || c == 0x2011;
}

static uint64_t hash_on(uint64_t h, text s)
{
    for (size_t i = 0; i < s.len; i++)
        h = (h ^ (uint8_t)s.at[i]) * FNV_PRIME;
    return h;
}

static uint64_t folded_hash(struct arena *arena, text word)
{
    uint64_t h = FNV_START;
    for (size_t i = 0; i < word.len; i++) {
        uint8_t c = (uint8_t)word.at[i];
        if (c >= 0x80) {
            h = hash_on(FNV_START, text_fold(arena, word));
            break;
        }
        if (c >= 'A' && c <= 'Z')
            c += 'a' - 'A';
        if (c != '\'' && c != '-')
            h = (h ^ c) * FNV_PRIME;
    }
    return h ? h : 1;
}

/* From a word's first character to behind its last; s is what follows the first. */
static text word_end(text s)
{
    for (;;) {
        text ahead = s;
        uint32_t c = text_next(&ahead);
        if (joins(c)) {
            text behind = ahead;
            if (!word_character(text_next(&behind)))
                return s;
            s = behind;
        } else if (c && word_character(c)) {
            s = ahead;
        } else {
            return s;
        }
    }
}

struct words words_of(struct arena *arena, text s, size_t most, bool *more)
{
    size_t room = s.len / 2 + 1 < most ? s.len / 2 + 1 : most;
    struct words made = { .text = s, .at = arena_array(arena, struct word, room + 1) };
    assert(s.len < UINT32_MAX);
    *more = false;
    for (text rest = s; rest.len > 0;) {
        text before = rest;
        if (!word_character(text_next(&rest)))
            continue;
        if (made.count == most) {
            *more = true;
            break;
        }
        rest = word_end(rest);
        size_t from = s.len - before.len, to = s.len - rest.len;
        made.at[made.count++] = (struct word){ folded_hash(arena, text_first(before, to - from)),
                                               (uint32_t)from, (uint32_t)to };
    }
    return made;
}

text words_between(const struct words *words, size_t from, size_t to)
{
    if (from >= to || to > words->count)
        return TEXT_NONE;
    uint32_t first = words->at[from].from;
    return text_first(text_skip(words->text, first), words->at[to - 1].to - first);
}
