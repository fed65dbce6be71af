/* What stands behind the question mark, and what somebody types into the search: decoded or refused; the words,
 * sounds and threes of letters made of it are well formed and end where they say. */
#include "record/tables.h"
#include "web/state.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void one_word(struct arena *arena, text word)
{
    text grams[NAME_GRAMS_MAX], others[NAME_ALIASES_MAX];
    size_t count = name_grams(arena, word, grams);
    if (count > NAME_GRAMS_MAX)
        abort();
    for (size_t i = 0; i < count; i++)
        if (grams[i].len > word.len + 2 || !text_well_formed(grams[i]))
            abort();
    if (name_aliases(word, others) > NAME_ALIASES_MAX || !text_well_formed(name_sound(arena, word)))
        abort();
    if (name_distance(word, word, 2) != 0)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    text decoded;
    if (http_decode(arena, (text){ (const char *)data, size }, true, &decoded) && text_well_formed(decoded)) {
        if (memchr(decoded.at, 0, decoded.len))
            abort();
        text words = name_words(arena, decoded);
        if (!text_well_formed(words) || !text_well_formed(name_bare(arena, decoded)))
            abort();
        while (!text_empty(words)) {
            struct text_pair one = text_cut(words, ' ');
            if (text_empty(one.before))
                abort();
            one_word(arena, one.before);
            words = one.after;
        }
    }
    arena_free(arena);
    return 0;
}
