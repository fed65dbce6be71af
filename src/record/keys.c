/* Keys under which a name is found: its folded words, their sound, and identifiers. The same keys are made of
 * what is typed, so both stores search with equality and beginnings alone. */
#include "record/tables.h"

#include "base/bytes.h"
#include "record/aliases.h"

#include <stdlib.h>
#include <string.h>

#define KEY_BYTES_MAX 100

struct name_dated { text forename, surname; day born, expected; };

/* ---- sound ---- */

/* What a letter, or several together, sounds like in the names that people in England bear. Longest first.
 * at: 1 only at the beginning, 2 only after it, 3 only at the end, 0 anywhere. before: a letter of these must
 * follow. Vowels, y and w make no sound but at the beginning. Coarse on purpose: Siobhan and Shevaun,
 * Muhammad and Mohammed, Catherine and Kathryn must meet, and the best hits stand first anyway. */
static const struct sound { const char *letters; int at; const char *before, *sound; } sounds[] = {
    { "tsch", 0, NULL, "s" },
    { "sch", 0, NULL, "s" }, { "tch", 0, NULL, "s" }, { "dgh", 0, NULL, "" },
    { "bhf", 0, NULL, "f" }, { "ight", 0, NULL, "t" }, { "mac", 1, "bcdfghjklmnpqrstvwxz", "mk" },
    { "kn", 1, NULL, "n" }, { "gn", 1, NULL, "n" }, { "wr", 1, NULL, "r" }, { "ps", 1, NULL, "s" },
    { "mc", 1, NULL, "mk" }, { "rh", 1, NULL, "r" }, { "gh", 1, NULL, "k" }, { "x", 1, NULL, "s" },
    { "ph", 0, NULL, "f" },
    { "bh", 2, NULL, "f" },                     // Irish and Gaelic: Siobhan, Aoibhe; not Bhavna
    { "mh", 3, NULL, "f" }, { "mh", 2, "e", "f" },          // Niamh, Caoimhe; not Mohammed's m and h
    { "dh", 2, "b", "" },                       // Sadhbh; not Sandhu
    { "sh", 0, NULL, "s" }, { "th", 0, NULL, "t" }, { "dh", 0, NULL, "t" }, { "kh", 0, NULL, "k" },
    { "ch", 0, "r", "k" }, { "ch", 0, NULL, "s" }, { "gh", 2, NULL, "" },
    { "ck", 0, NULL, "k" }, { "cq", 0, NULL, "k" }, { "dg", 0, "ei", "j" }, { "dj", 0, NULL, "j" },
    { "sc", 0, "eiy", "s" }, { "cz", 0, NULL, "s" },
    { "c", 0, "eiy", "s" }, { "c", 0, NULL, "k" }, { "g", 0, "eiy", "j" }, { "g", 0, NULL, "k" },
    { "b", 0, NULL, "b" }, { "p", 0, NULL, "p" }, { "f", 0, NULL, "f" }, { "v", 0, NULL, "f" },
    { "s", 0, NULL, "s" }, { "z", 0, NULL, "s" }, { "x", 0, NULL, "ks" }, { "j", 0, NULL, "j" },
    { "k", 0, NULL, "k" }, { "q", 0, NULL, "k" }, { "d", 0, NULL, "t" }, { "t", 0, NULL, "t" },
    { "m", 0, NULL, "m" }, { "n", 0, NULL, "n" }, { "l", 0, NULL, "l" }, { "r", 0, NULL, "r" },
    { "h", 1, NULL, "h" }, { "w", 1, NULL, "w" }, { "y", 1, "aeiou", "y" },
    { "a", 1, NULL, "a" }, { "e", 1, NULL, "a" }, { "i", 1, NULL, "a" }, { "o", 1, NULL, "a" },
    { "u", 1, NULL, "a" }, { "y", 1, NULL, "a" },
};

static const struct sound *sound_at(text word, size_t i)
{
    for (size_t k = 0; k < COUNT_OF(sounds); k++) {
        const struct sound *s = &sounds[k];
        if (s->letters[0] != word.at[i])
            continue;
        size_t len = strlen(s->letters), end = i + len;
        if (end > word.len || memcmp(word.at + i, s->letters, len) || (s->at == 1 && i > 0)
                || (s->at == 2 && i == 0) || (s->at == 3 && end < word.len))
            continue;
        if (s->before && (end >= word.len || !strchr(s->before, word.at[end])))
            continue;
        return s;
    }
    return NULL;
}

text name_sound(struct arena *arena, text word)
{
    word = name_latin(arena, word);
    char *sound = arena_alloc(arena, 2 * word.len + 1), last = 0;
    size_t n = 0, i = 0;
    for (size_t k = 0; k < word.len; k++)
        if (word.at[k] < 'a' || word.at[k] > 'z')
            return TEXT_NONE;
    while (i < word.len) {
        const struct sound *s = sound_at(word, i);
        if (!s) {                                // silent: parts two sounds of one kind, as in Mohammed
            last = 0;
            i++;
            continue;
        }
        for (const char *c = s->sound; *c; c++)
            if (*c != last)
                sound[n++] = last = *c;
        if (!*s->sound || *s->sound == 'a')
            last = 0;
        i += strlen(s->letters);
    }
    return (text){ sound, n };
}

/* ---- words ---- */

static bool letter_or_figure(char c)
{
    return (unsigned char)c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

text name_words(struct arena *arena, text s)
{
    text folded = text_fold(arena, s);
    char *made = arena_alloc(arena, folded.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < folded.len; i++)
        if (letter_or_figure(folded.at[i]))
            made[n++] = folded.at[i];
        else if (n > 0 && made[n - 1] != ' ')
            made[n++] = ' ';
    while (n > 0 && made[n - 1] == ' ')
        n--;
    return (text){ made, n };
}

/* Letters and figures only: references are read out and typed in many ways. */
text name_bare(struct arena *arena, text s)
{
    text words = name_words(arena, s);
    char *made = arena_alloc(arena, words.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < words.len; i++)
        if (words.at[i] != ' ')
            made[n++] = words.at[i];
    return (text){ made, n };
}

/* ---- the forms of a name ---- */

/* Said of somebody whose name nobody knows yet. */
static bool stands_for_nobody(text word)
{
    static const char *const words[] = { "baby", "unborn", "unknown", "not", "boy", "girl",
        "infant", "newborn", "bump", "twin", "notknown", "unnamed", "nk", "tbc", "tba" };
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (text_is(word, words[i]))
            return true;
    return false;
}

/* Every dash of Unicode parts a name in two; text_fold() would take it out. */
static text name_parted(struct arena *arena, text name)
{
    struct bytes made = { 0 };
    for (text rest = name; !text_empty(rest);) {
        text before = rest;
        uint32_t c = text_next(&rest);
        if (c == '-' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212)
            bytes_add_u8(&made, ' ');
        else
            bytes_add(&made, before.at, before.len - rest.len);
    }
    text copy = text_copy(arena, bytes_text(&made));
    bytes_free(&made);
    return copy;
}

size_t name_forms(struct arena *arena, text name, text forms[NAME_FORMS_MAX])
{
    text words = name_words(arena, name_parted(arena, text_clip(name, KEY_BYTES_MAX)));
    size_t count = 0;
    for (text rest = words; !text_empty(rest) && count < NAME_FORMS_MAX - 1;) {
        struct text_pair cut = text_cut(rest, ' ');
        if (stands_for_nobody(cut.before) && count == 0)
            return 0;
        forms[count++] = cut.before;
        rest = cut.after;
    }
    if (count > 1)
        forms[count++] = name_bare(arena, words);
    return count;
}

text name_sound_or_word(struct arena *arena, text word)
{
    text sound = name_sound(arena, word);
    return text_empty(sound) ? word : sound;
}

text name_both(struct arena *arena, text a, text b)
{
    bool in_order = text_compare(a, b) <= 0;
    return text_format(arena, "%.*s %.*s", TEXT_ARG(in_order ? a : b), TEXT_ARG(in_order ? b : a));
}

/* ---- the keys of a record ---- */

static void key_add(struct name_key *keys, size_t *count, const char *kind, text key)
{
    if (!text_empty(key) && *count < NAME_KEYS_MAX)
        keys[(*count)++] = (struct name_key){ kind, text_clip(key, KEY_BYTES_MAX) };
}

static void words_add(struct arena *arena, struct name_key *keys, size_t *count, text folded)
{
    for (text rest = folded; !text_empty(rest);) {
        struct text_pair cut = text_cut(rest, ' ');
        key_add(keys, count, "word", cut.before);
        key_add(keys, count, "sound", name_sound(arena, cut.before));
        rest = cut.after;
    }
}

/* Smith-Jones is found as smithjones, as smith and as jones. */
static void name_add(struct arena *arena, struct name_key *keys, size_t *count, text name)
{
    words_add(arena, keys, count, name_words(arena, name));
    if (!memchr(name.len ? name.at : "", '-', name.len))
        return;
    char *parted = arena_copy(arena, name.at, name.len);
    for (size_t i = 0; i < name.len; i++)
        if (parted[i] == '-')
            parted[i] = ' ';
    words_add(arena, keys, count, name_words(arena, (text){ parted, name.len }));
}

static void key_add_once(struct name_key *keys, size_t *count, const char *kind, text key)
{
    for (size_t i = 0; i < *count; i++)
        if (!strcmp(keys[i].kind, kind) && text_same(keys[i].key, key))
            return;
    key_add(keys, count, kind, key);
}

/* name_born, name_due   the sound of one name and a day: found when the other name has changed
 * names_born            the sounds of two names in the order of letters, and a day or "-": found in a range,
 *                       when the day is not known or wrong */
static void joint_add(struct arena *arena, struct name_key *keys, size_t *count,
                      const struct name_dated *n)
{
    enum { EACH = 3 };                           // of each name; who has more is found by these
    text given[NAME_FORMS_MAX], family[NAME_FORMS_MAX];
    size_t givens = name_forms(arena, n->forename, given), families = name_forms(arena, n->surname,
                                                                                family);
    text born = day_iso(arena, n->born), due = day_iso(arena, n->expected);
    for (size_t i = 0; i < givens + families; i++) {
        text sound = name_sound_or_word(arena, i < givens ? given[i] : family[i - givens]);
        if (!text_empty(born))
            key_add_once(keys, count, "name_born", text_format(arena, "%.*s %.*s", TEXT_ARG(sound),
                                                               TEXT_ARG(born)));
        if (!text_empty(due))
            key_add_once(keys, count, "name_due", text_format(arena, "%.*s %.*s", TEXT_ARG(sound),
                                                              TEXT_ARG(due)));
    }
    for (size_t i = 0; i < givens && i < EACH; i++)
        for (size_t j = 0; j < families && j < EACH; j++) {
            text both = name_both(arena, name_sound_or_word(arena, given[i]),
                                  name_sound_or_word(arena, family[j]));
            key_add_once(keys, count, "names_born",
                         text_format(arena, "%.*s %.*s", TEXT_ARG(both),
                                     TEXT_ARG(text_empty(born) ? TEXT("-") : born)));
        }
}

static text kept(const struct values *v, const char *field)
{
    const struct value *value = values_get(v, field);
    return value->given && !value->erased ? value->text : TEXT_NONE;
}

static day kept_day(const struct values *v, const char *field)
{
    return text_empty(kept(v, field)) ? DAY_UNKNOWN : values_day(v, field);
}

size_t name_keys(struct arena *arena, const struct values *v, struct name_key *keys)
{
    const char *kind = v->kind->name;
    size_t count = 0;
    if (!strcmp(kind, "person")) {
        name_add(arena, keys, &count, kept(v, "forename"));
        name_add(arena, keys, &count, kept(v, "surname"));
        name_add(arena, keys, &count, kept(v, "known_as"));
        if (values_given(v, "dob"))
            key_add(keys, &count, "born", day_iso(arena, values_day(v, "dob")));
        key_add(keys, &count, "number", name_bare(arena, kept(v, "legacy_id")));
        struct name_dated n = { kept(v, "forename"), kept(v, "surname"), kept_day(v, "dob"),
                                kept_day(v, "expected_dob") };
        joint_add(arena, keys, &count, &n);
        n.forename = kept(v, "known_as");
        joint_add(arena, keys, &count, &n);
    } else if (!strcmp(kind, "person_name")) {
        name_add(arena, keys, &count, kept(v, "forename"));
        name_add(arena, keys, &count, kept(v, "surname"));
        joint_add(arena, keys, &count, &(struct name_dated){
            kept(v, "forename"), kept(v, "surname"), DAY_UNKNOWN, DAY_UNKNOWN });
    } else if (!strcmp(kind, "person_identifier")) {
        key_add(keys, &count, "number", name_bare(arena, kept(v, "value")));
    } else if (!strcmp(kind, "address")) {
        key_add(keys, &count, "place", name_bare(arena, kept(v, "postcode")));
    }
    return count;
}

bool name_has_keys(const struct kind *kind)
{
    static const char *const those[] = { "person", "person_name", "person_identifier", "address" };
    for (size_t i = 0; i < COUNT_OF(those); i++)
        if (!strcmp(kind->name, those[i]))
            return true;
    return false;
}

/* Threes of letters, with a mark at both ends: ana is ^an, ana, na$. */
size_t name_grams(struct arena *arena, text word, text grams[NAME_GRAMS_MAX])
{
    text marked = text_format(arena, "^%.*s$", TEXT_ARG(word));
    size_t count = 0;
    for (text rest = marked; count < NAME_GRAMS_MAX; text_next(&rest)) {
        text end = rest;
        int letters = 0;
        while (letters < 3 && text_next(&end))
            letters++;
        if (letters < 3)
            break;
        grams[count++] = (text){ rest.at, rest.len - end.len };
    }
    return count;
}

/* ---- comparing ---- */

static int least(int a, int b)
{
    return a < b ? a : b;
}

int name_distance(text a, text b, int most)
{
    enum { LETTERS = 32 };
    uint32_t x[LETTERS], y[LETTERS];
    int n = 0, m = 0, row[3][LETTERS + 1];
    while (n < LETTERS && (x[n] = text_next(&a)) != 0)
        n++;
    while (m < LETTERS && (y[m] = text_next(&b)) != 0)
        m++;
    if (abs(n - m) > most)
        return most + 1;
    for (int j = 0; j <= m; j++)
        row[0][j] = j;
    for (int i = 1; i <= n; i++) {
        int *now = row[i % 3], *before = row[(i + 2) % 3], *two = row[(i + 1) % 3];
        now[0] = i;
        for (int j = 1; j <= m; j++) {
            now[j] = least(least(before[j], now[j - 1]) + 1, before[j - 1] + (x[i - 1] != y[j - 1]));
            if (i > 1 && j > 1 && x[i - 1] == y[j - 2] && x[i - 2] == y[j - 1])
                now[j] = least(now[j], two[j - 2] + 1);
        }
    }
    return least(row[n % 3][m], most + 1);
}

size_t name_aliases(text word, text others[NAME_ALIASES_MAX])
{
    size_t count = 0;
    if (text_empty(word))
        return 0;
    for (size_t i = 0; i < name_alias_count; i++) {
        bool in = false;
        for (const char *const *name = name_alias_sets[i]; !in && *name; name++)
            in = (*name)[0] == word.at[0] && text_is(word, *name);
        for (const char *const *name = name_alias_sets[i]; in && *name; name++)
            if (!text_is(word, *name) && count < NAME_ALIASES_MAX)
                others[count++] = text_of(*name);
    }
    return count;
}

/* ---- showing ---- */

text name_sort(struct arena *arena, text forename, text surname)
{
    text last = text_fold(arena, surname), first = text_fold(arena, forename);
    return text_trim(text_format(arena, "%.*s %.*s", TEXT_ARG(last), TEXT_ARG(first)));
}

text name_shown(struct arena *arena, text forename, text surname, text reference, id person)
{
    text name = text_trim(text_join(arena, text_trim(forename), TEXT(" "), text_trim(surname)));
    if (!text_empty(name))
        return name;
    return text_format(arena, "Child %.*s", TEXT_ARG(text_empty(reference)
                                                     ? id_short(arena, person) : reference));
}
