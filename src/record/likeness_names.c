/* Names of two sides, in any order, with their other forms, spellings, sounds and scripts. The weights are meant
 * as in likeness_score.c. */
#include "record/likeness_score.h"

#include <string.h>

#define NAME_SOUND_MAX 64

/* ---- two words of a name ---- */

/* given: an unlike first name speaks against one person more than anything but another generation's birthday:
 * else twins would be one. family: unlike ones are common, by marriage and by parting. */
static const struct { int given, family; } name_weights[] = {
    [ALIKE_SAME] = { 250, 220 }, [ALIKE_SCRIPT] = { 235, 205 }, [ALIKE_SPELT] = { 210, 190 },
    [ALIKE_FORM] = { 200, 170 }, [ALIKE_ONE_OF] = { 150, 160 }, [ALIKE_SOUND] = { 140, 140 },
    [ALIKE_NEAR] = { 130, 120 }, [ALIKE_BEGINNING] = { 90, 60 }, [ALIKE_PARTLY] = { 60, 60 },
    [ALIKE_NOT] = { -350, -130 }, [ALIKE_UNKNOWN] = { 0, 0 },
};
enum { CHANGED_ROUND = -20, OTHER_NAME = -20, SAME_NAMES = 430, FEWER_NAMES = 350 };

static bool ascii(text word)
{
    for (size_t i = 0; i < word.len; i++)
        if ((unsigned char)word.at[i] >= 0x80)
            return false;
    return true;
}

/* Thomas and Thomsa: nobody is called both. */
static bool neighbours_changed_round(text a, text b)
{
    size_t i = 0;
    if (a.len != b.len)
        return false;
    while (i < a.len && a.at[i] == b.at[i])
        i++;
    return i + 1 < a.len && a.at[i] == b.at[i + 1] && a.at[i + 1] == b.at[i]
        && !memcmp(a.at + i + 2, b.at + i + 2, a.len - i - 2);
}

static bool is_other_form(const struct side_name *asked, text word)
{
    for (size_t i = 0; i < asked->other_count; i++)
        if (text_same(asked->others[i], word))
            return true;
    return false;
}

/* Arabic, Hebrew and Persian write v, w and long vowels with one letter: across scripts its sound is left out. */
static enum alike scripts_alike(text a, text b)
{
    char x[NAME_SOUND_MAX], y[NAME_SOUND_MAX];
    size_t n = 0, m = 0;
    for (size_t i = 0; i < a.len && n < NAME_SOUND_MAX; i++)
        if (a.at[i] != 'f')
            x[n++] = a.at[i];
    for (size_t i = 0; i < b.len && m < NAME_SOUND_MAX; i++)
        if (b.at[i] != 'f')
            y[m++] = b.at[i];
    if (text_same(a, b) && a.len > 1)
        return ALIKE_SCRIPT;
    if (n == m && n > 0 && !memcmp(x, y, n))
        return n > 1 ? ALIKE_SOUND : ALIKE_NEAR;
    return a.len > 2 && b.len > 2 && name_distance(a, b, 1) < 2 ? ALIKE_SOUND : ALIKE_NOT;
}

static enum alike words_alike(const struct side_name *a, size_t i, const struct side_name *b, size_t j)
{
    text x = a->latin[i], y = b->latin[j], sound = a->sounds[i];
    bool sounds = text_same(sound, b->sounds[j]);
    size_t shorter = x.len < y.len ? x.len : y.len;
    if (text_same(a->forms[i], b->forms[j]))
        return ALIKE_SAME;
    if (text_same(x, y))
        return ALIKE_SCRIPT;
    if (ascii(a->forms[i]) != ascii(b->forms[j]))
        return scripts_alike(sound, b->sounds[j]);
    if (is_other_form(a, y))
        return ALIKE_FORM;
    int distance = name_distance(x, y, 2);
    if ((sounds && sound.len > 2 && (distance < 2 || (distance == 2 && shorter > 5)))
            || (shorter > 3 && neighbours_changed_round(x, y)))
        return ALIKE_SPELT;
    if (sounds && sound.len > 2)
        return ALIKE_SOUND;
    // Of short names many sound alike or differ by one letter: Mia and Mya, but also Mia and Amy.
    if ((shorter > 3 && distance < 2) || (shorter > 6 && distance == 2)
            || (sounds && sound.len == 2 && shorter > 2) || (sounds && distance < 2 && shorter > 1))
        return ALIKE_NEAR;
    if ((shorter == 1 || shorter > 2) && !memcmp(x.at, y.at, shorter))
        return ALIKE_BEGINNING;
    return ALIKE_NOT;
}

/* ---- two names ---- */

static size_t words_of(const struct side_name *n)
{
    return n->count > 1 ? n->count - 1 : n->count;
}

static enum alike whole_alike(const struct side_name *a, const struct side_name *b)
{
    return words_alike(a, a->count - 1, b, b->count - 1);
}

struct matching { enum alike first, best; size_t matched, a_words, b_words; };

/* Each word of the one with at most one of the other, the best taken. first: of the first words together. */
static struct matching match_words(const struct side_name *a, const struct side_name *b,
                                   enum alike least)
{
    struct matching m = { .a_words = words_of(a), .b_words = words_of(b) };
    bool taken[NAME_FORMS_MAX] = { false };
    for (size_t i = 0; i < m.a_words; i++) {
        enum alike best = ALIKE_NOT;
        size_t with = 0;
        for (size_t j = 0; j < m.b_words; j++) {
            enum alike level = taken[j] ? ALIKE_NOT : words_alike(a, i, b, j);
            if (level > best) {
                best = level;
                with = j;
            }
        }
        if (best < least)
            continue;
        taken[with] = true;
        m.matched++;
        if (i == 0 && with == 0)
            m.first = best;
        if (best > m.best)
            m.best = best;
    }
    return m;
}

static enum alike given_alike(const struct side_name *a, const struct side_name *b)
{
    if (!a->count || !b->count)
        return ALIKE_UNKNOWN;
    enum alike whole = whole_alike(a, b);
    if (whole >= ALIKE_NEAR || (a->count == 1 && b->count == 1))
        return whole;
    struct matching m = match_words(a, b, ALIKE_BEGINNING);
    if (!m.matched)
        return ALIKE_NOT;
    // James William and James Robert, Mohammed Hassan and Mohammed Ali: brothers as often as one person.
    if (m.matched < m.a_words && m.matched < m.b_words)
        return ALIKE_PARTLY;
    return m.first ? m.first : ALIKE_ONE_OF < m.best ? ALIKE_ONE_OF : m.best;
}

/* A word that by itself is no half of a family name. */
static bool particle(text word)
{
    static const char *const words[] = { "bin", "ibn", "bint", "binti", "ben", "abu", "van", "von", "der", "den",
        "del", "dos", "das", "ter", "mac", "the" };
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (text_is(word, words[i]))
            return true;
    return text_characters(word) < 2 || (ascii(word) && word.len < 3);
}

static enum alike family_alike(const struct side_name *a, const struct side_name *b)
{
    if (!a->count || !b->count)
        return ALIKE_UNKNOWN;
    enum alike whole = whole_alike(a, b);
    if (whole >= ALIKE_FORM)
        return whole;
    for (size_t i = 0; i < words_of(a); i++)
        for (size_t j = 0; j < words_of(b) && (a->count > 1 || b->count > 1); j++)
            if (!particle(a->forms[i]) && !particle(b->forms[j])
                    && words_alike(a, i, b, j) >= ALIKE_FORM)
                return ALIKE_ONE_OF;
    return whole;
}

/* Borne by so many families that bearing it says little; each counts for half. */
static bool says_little(const struct side_name *family)
{
    static const char *const names[] = { "singh", "kaur", "begum", "bibi", "khatun", "bano", "akhtar" };
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (family->count == 1 && text_is(family->latin[0], names[i]))
            return true;
    return false;
}

/* ---- whole names: which is given and which is family is not the same everywhere ---- */

static struct name_likeness in_order(const struct side_name *ag, const struct side_name *af,
                                     const struct side_name *bg, const struct side_name *bf)
{
    struct name_likeness n = { .given = given_alike(ag, bg), .family = family_alike(af, bf),
                               .a = { ag, af }, .b = { bg, bf } };
    int family = name_weights[n.family].family;
    n.points = name_weights[n.given].given
             + (family > 0 && says_little(af) ? family / 2 : family);
    n.sure = n.given >= ALIKE_FORM && n.given <= ALIKE_SAME;
    return n;
}

static void add_words(struct side_name *to, const struct side_name *from)
{
    for (size_t i = 0; i < words_of(from) && to->count < NAME_FORMS_MAX; i++) {
        to->forms[to->count] = from->forms[i];
        to->latin[to->count] = from->latin[i];
        to->sounds[to->count++] = from->sounds[i];
    }
}

/* Abdi Hassan | Warsame and Abdi | Hassan Warsame. Fewer names are enough when the first is there and there are
 * two or more. */
static bool mixed(const struct name_likeness *n, int *points)
{
    struct side_name a = { 0 }, b = { 0 };
    add_words(&a, n->a[0]);
    add_words(&a, n->a[1]);
    add_words(&b, n->b[0]);
    add_words(&b, n->b[1]);
    a.others = n->a[0]->others;
    a.other_count = n->a[0]->other_count;
    if (a.count < 2 || b.count < 2 || a.count + b.count < 5)
        return false;
    a.count += a.count < NAME_FORMS_MAX;         // as if all in one stood last: words_of() leaves it out
    b.count += b.count < NAME_FORMS_MAX;
    struct matching m = match_words(&a, &b, ALIKE_FORM);
    bool all = m.matched == m.a_words && m.matched == m.b_words;
    bool fewer = m.first && m.matched > 1 && (m.matched == m.a_words || m.matched == m.b_words);
    *points = all ? SAME_NAMES : FEWER_NAMES;
    return all || fewer;
}

struct name_likeness names_compare(const struct side *x, const struct side *y)
{
    struct name_likeness best = { .points = INT32_MIN, .given = ALIKE_UNKNOWN,
                                  .family = ALIKE_UNKNOWN };
    for (size_t i = 0; i < x->name_count; i++)
        for (size_t j = 0; j < y->name_count; j++) {
            const struct side_name *ag = &x->names[i].given, *af = &x->names[i].family,
                *bg = &y->names[j].given, *bf = &y->names[j].family;
            struct name_likeness n = in_order(ag, af, bg, bf), round = in_order(ag, af, bf, bg);
            int points;
            round.points += CHANGED_ROUND;
            round.round = true;
            // Of one name alone nobody knows which it is.
            bool all_there = ag->count && af->count && bg->count && bf->count;
            if (mixed(&n, &points) && points > n.points && points > round.points)
                n = (struct name_likeness){ .points = points, .given = ALIKE_SAME, .sure = true,
                    .family = ALIKE_SAME, .mixed = true, .a = { ag, af }, .b = { bg, bf } };
            else if (round.points > n.points + (all_there ? 100 : 0))
                n = round;
            n.other = x->names[i].other || y->names[j].other;
            n.points += n.other ? OTHER_NAME : 0;
            if (n.points > best.points)
                best = n;
        }
    if (best.points == INT32_MIN)
        best.points = 0;
    return best;
}

/* ---- in words ---- */

static void tell_pair(struct arena *arena, struct likeness *to, const char *what,
                      const struct side_name *a, const struct side_name *b)
{
    likeness_tell(arena, to, "%s: %.*s and %.*s", what, TEXT_ARG(a->shown), TEXT_ARG(b->shown));
}

static bool sound_alike(const struct side_name *a, const struct side_name *b)
{
    return text_same(a->sounds[a->count - 1], b->sounds[b->count - 1]);
}

static void tell_name(struct arena *arena, struct likeness *to, enum alike level, bool family,
                      const struct side_name *a, const struct side_name *b)
{
    static const char *const words[] = {
        [ALIKE_SCRIPT] = "Same name in another script", [ALIKE_SPELT] = "Spelt nearly so",
        [ALIKE_FORM] = "Other form of the name", [ALIKE_SOUND] = "Sounds alike",
        [ALIKE_NEAR] = "Spelt a little like it", [ALIKE_BEGINNING] = "Begins alike",
        [ALIKE_PARTLY] = "One first name of several",
    };
    if (level == ALIKE_SAME)
        likeness_tell(arena, to, family ? "Same family name" : "Same first name");
    else if (level == ALIKE_ONE_OF)
        tell_pair(arena, to, family ? "One half of the family name"
                                    : "Known by one of several first names", a, b);
    else if (level == ALIKE_FORM && sound_alike(a, b))
        tell_pair(arena, to, words[ALIKE_SOUND], a, b);
    else if (level > ALIKE_NOT && level < ALIKE_SAME)
        tell_pair(arena, to, words[level], a, b);
}

void names_tell(struct arena *arena, const struct name_likeness *n, struct likeness *to)
{
    if (n->mixed || (n->given == ALIKE_SAME && n->family == ALIKE_SAME)) {
        likeness_tell(arena, to, n->mixed ? "The same names, parted elsewhere" : "Same name");
    } else {
        tell_name(arena, to, n->given, false, n->a[0], n->b[0]);
        tell_name(arena, to, n->family, true, n->a[1], n->b[1]);
    }
    if (n->round)
        likeness_tell(arena, to, "First name and family name changed round");
    if (n->other)
        likeness_tell(arena, to, "By another name: %.*s %.*s", TEXT_ARG(n->b[0]->shown),
                      TEXT_ARG(n->b[1]->shown));
    if (n->given == ALIKE_NOT)
        likeness_differ(arena, to, "Another first name");
    if (n->family == ALIKE_NOT)
        likeness_differ(arena, to, "Another family name");
}
