/* Keys under which a name is found: its folded words, their sound, and identifiers. The same keys are made of
 * what is typed, so both stores search with equality and beginnings alone. */
#include "record/tables.h"

#include "base/bytes.h"

#include <string.h>

/* Sound: first letter's class, then classes of consonants without repeats; vowels, h, w and y are dropped.
 * Coarse on purpose: Siobhan and Shevaun, Mohammed and Muhammad, Catherine and Kathryn must meet. */
static char sound_class(char c)
{
    static const char classes[] = {
        ['b'] = 'f', ['p'] = 'f', ['f'] = 'f', ['v'] = 'f',
        ['c'] = 's', ['s'] = 's', ['z'] = 's', ['x'] = 's', ['j'] = 'j', ['g'] = 'k', ['k'] = 'k',
        ['q'] = 'k', ['d'] = 't', ['t'] = 't', ['m'] = 'm', ['n'] = 'n', ['l'] = 'l', ['r'] = 'r',
    };
    return c > 0 && (size_t)c < sizeof classes ? classes[(size_t)c] : 0;
}

text name_sound(struct arena *arena, text word)
{
    char *sound = arena_alloc(arena, word.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < word.len; i++) {
        char c = word.at[i], next = i + 1 < word.len ? word.at[i + 1] : 0;
        if ((unsigned char)c >= 0x80) {              // another script: the letters themselves
            sound[n++] = c;
            continue;
        }
        char made = sound_class(c);
        if (c == 'c' && next != 'e' && next != 'i' && next != 'y' && next != 'h')
            made = 'k';
        if (c == 'c' && next == 'h' && i == 0)
            made = 'k';
        if (c == 'p' && next == 'h')
            made = 'f';
        if (c == 'b' && next == 'h')                 // Irish: Siobhan, Aoibheann
            made = 'f';
        if (c == 'g' && next == 'h')
            made = 0;
        if (made && (n == 0 || sound[n - 1] != made))
            sound[n++] = made;
    }
    return (text){ sound, n };
}

static void key_add(struct name_key *keys, size_t *count, const char *kind, text key)
{
    if (!text_empty(key) && *count < NAME_KEYS_MAX)
        keys[(*count)++] = (struct name_key){ kind, text_clip(key, 100) };
}

static void words_add(struct arena *arena, struct name_key *keys, size_t *count, text name)
{
    for (text rest = text_fold(arena, name); !text_empty(rest);) {
        struct text_pair cut = text_cut(rest, ' ');
        key_add(keys, count, "word", cut.before);
        key_add(keys, count, "sound", name_sound(arena, cut.before));
        rest = cut.after;
    }
}

/* Letters and figures only: references are read out and typed in many ways. */
static text bare(struct arena *arena, text s)
{
    text folded = text_fold(arena, s);
    char *made = arena_alloc(arena, folded.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < folded.len; i++)
        if ((unsigned char)folded.at[i] >= 0x80
                || (folded.at[i] >= 'a' && folded.at[i] <= 'z')
                || (folded.at[i] >= '0' && folded.at[i] <= '9'))
            made[n++] = folded.at[i];
    return (text){ made, n };
}

size_t name_keys(struct arena *arena, const struct values *v, struct name_key *keys)
{
    const char *kind = v->kind->name;
    size_t count = 0;
    if (!strcmp(kind, "person")) {
        words_add(arena, keys, &count, values_get(v, "forename")->text);
        words_add(arena, keys, &count, values_get(v, "surname")->text);
        words_add(arena, keys, &count, values_get(v, "known_as")->text);
        if (values_given(v, "dob"))
            key_add(keys, &count, "born", day_iso(arena, values_day(v, "dob")));
    } else if (!strcmp(kind, "person_name")) {
        words_add(arena, keys, &count, values_get(v, "forename")->text);
        words_add(arena, keys, &count, values_get(v, "surname")->text);
    } else if (!strcmp(kind, "person_identifier")) {
        key_add(keys, &count, "number", bare(arena, values_get(v, "value")->text));
    } else if (!strcmp(kind, "address")) {
        key_add(keys, &count, "place", bare(arena, values_get(v, "postcode")->text));
    }
    return count;
}

text name_bare(struct arena *arena, text s)
{
    return bare(arena, s);
}

text name_sort(struct arena *arena, const struct values *v)
{
    text last = text_fold(arena, values_get(v, "surname")->text);
    text first = text_fold(arena, values_get(v, "forename")->text);
    // The nameless come after all names.
    if (text_empty(last) && text_empty(first))
        return TEXT("~");
    return text_format(arena, "%.*s %.*s", TEXT_ARG(last), TEXT_ARG(first));
}
