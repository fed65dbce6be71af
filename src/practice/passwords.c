#include "practice/passwords.h"

#include "base/arena.h"

#include <string.h>

#define OBVIOUS_WORDS_MAX 3
#define OWN_LETTERS_MIN   5
#define NAME_PARTS_MAX    8

struct guess {
    text parts[NAME_PARTS_MAX]; size_t part_count;       // of the person's own names
    text words[OBVIOUS_WORDS_MAX + 1]; size_t word_count;
    bool own[26]; size_t own_count;
};

static bool one_character_only(text password)
{
    for (size_t i = 1; i < password.len; i++)
        if (password.at[i] != password.at[0])
            return false;
    return true;
}

/* Letters alone; with `disguised`, the figures and marks that people write for letters as well. */
static text letters_of(struct arena *arena, text folded, bool disguised)
{
    static const char marks[] = "013457@$!", letters[] = "oieastasi";
    char *made = arena_alloc(arena, folded.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < folded.len; i++) {
        char c = folded.at[i];
        const char *mark = disguised && c ? strchr(marks, c) : NULL;
        if (mark)
            c = letters[mark - marks];
        if ((c >= 'a' && c <= 'z') || (unsigned char)c >= 0xC0) // of other scripts: one for each
            made[n++] = c;
    }
    return (text){ made, n };
}

static void add_parts(struct arena *arena, struct guess *g, text name)
{
    text folded = text_fold(arena, name);
    for (size_t from = 0, i = 0; i <= folded.len; i++) {
        if (i < folded.len && folded.at[i] >= 'a' && folded.at[i] <= 'z')
            continue;
        if (i - from >= 3 && g->part_count < NAME_PARTS_MAX)
            g->parts[g->part_count++] = (text){ folded.at + from, i - from };
        from = i + 1;
    }
}

static bool begins(text rest, text word)
{
    return word.len > 0 && rest.len >= word.len && !memcmp(rest.at, word.at, word.len);
}

/* Which obvious word, if any, is taken at each letter, so that the fewest letters are left over, and then in the
 * fewest words. Taking the longest first would make `services` and `ervice` of `serviceservice`. */
static text *cover(struct arena *arena, const struct guess *g, text letters)
{
    enum { LETTER = 1000, WORD = 1 };
    text *taken = arena_array(arena, text, letters.len + 1);
    size_t *cost = arena_array(arena, size_t, letters.len + 1);
    cost[letters.len] = 0;
    for (size_t i = letters.len; i-- > 0;) {
        text rest = text_skip(letters, i);
        cost[i] = cost[i + 1] + LETTER;
        taken[i] = TEXT_NONE;
        for (size_t k = 0; k < g->part_count + guessable_count; k++) {
            text word = k < g->part_count ? g->parts[k] : text_of(guessable_words[k - g->part_count]);
            if (begins(rest, word) && cost[i + word.len] + WORD < cost[i]) {
                cost[i] = cost[i + word.len] + WORD;
                taken[i] = word;
            }
        }
    }
    return taken;
}

static void word_found(struct guess *g, text word)
{
    for (size_t i = 0; i < g->word_count; i++)
        if (text_same(g->words[i], word))
            return;
    if (g->word_count < COUNT_OF(g->words))
        g->words[g->word_count++] = word;
}

static void letter_found(struct guess *g, char c)
{
    bool latin = c >= 'a' && c <= 'z';
    if (latin && g->own[c - 'a'])
        return;
    if (latin)
        g->own[c - 'a'] = true;
    g->own_count++;
}

static bool only_obvious(struct arena *arena, struct guess g, text letters)
{
    const text *taken = cover(arena, &g, letters);
    for (size_t i = 0; i < letters.len; i += taken[i].len ? taken[i].len : 1) {
        if (taken[i].len)
            word_found(&g, taken[i]);
        else
            letter_found(&g, letters.at[i]);
    }
    return g.word_count <= OBVIOUS_WORDS_MAX && g.own_count < OWN_LETTERS_MIN;
}

static bool holds(struct arena *arena, text folded, text name)
{
    text part = text_fold(arena, name);
    return part.len > 2 && text_contains(folded, part);
}

static bool guessable(struct arena *arena, text password, text sign_in, text name)
{
    static const char *const never[] = { "candour", "password", "1234567" };
    text folded = text_fold(arena, password), plain = letters_of(arena, folded, false);
    text shown = letters_of(arena, folded, true);
    struct guess g = { 0 };
    add_parts(arena, &g, sign_in);
    add_parts(arena, &g, name);
    text whole = letters_of(arena, text_fold(arena, name), false);
    bool found = one_character_only(password) || holds(arena, folded, sign_in)
                 || (whole.len > 2 && (text_contains(plain, whole) || text_contains(shown, whole)))
                 || only_obvious(arena, g, plain) || only_obvious(arena, g, shown);
    for (size_t i = 0; i < COUNT_OF(never); i++)
        found = found || text_contains(folded, text_of(never[i]));
    return found;
}

bool password_acceptable(text password, text sign_in, text name, struct error *err)
{
    if (!text_well_formed(password))
        return fail(err, ERROR_INPUT, "password", "Password holds what is no text: type it again");
    if (text_characters(password) > PASSWORD_CHARACTERS_MAX)
        return fail(err, ERROR_INPUT, "password", "Password must be %d characters or fewer",
                    PASSWORD_CHARACTERS_MAX);
    if (text_characters(password) < PASSWORD_CHARACTERS_MIN)
        return fail(err, ERROR_INPUT, "password",
                    "Password must be %d characters or more. Several words are a good way.",
                    PASSWORD_CHARACTERS_MIN);
    struct arena *arena = arena_new();
    bool found = guessable(arena, password, sign_in, name);
    arena_free(arena);
    if (found)
        return fail(err, ERROR_INPUT, "password",
                    "Choose a password that is harder to guess: not your name, nor 'password' or "
                    "'candour', nor a few words that everybody tries first. Four words that have "
                    "nothing to do with each other are good.");
    return true;
}
