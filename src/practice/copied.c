#include "practice/copied.h"

#include <stdlib.h>
#include <string.h>

enum {
    SHINGLE = 4,                   // words by which a run is found
    SAME_MOST = 16,                // places of one shingle that are tried
    AFTER_GAP = 3,                 // words that must agree behind words that differ
    DENSE_PER_CENT = 70,           // of a passage's words, how many agree at least
};

/* Places of shingles: a table of first places, and from each place to the next with the same. */
struct shingles { uint32_t *first, *next; size_t mask; };

struct copied_text { struct words words; struct shingles shingles; };

static uint64_t shingle_at(const struct words *w, size_t i)
{
    uint64_t h = 0;
    for (size_t k = 0; k < SHINGLE; k++)
        h = (h ^ w->at[i + k].is) * UINT64_C(0x9E3779B97F4A7C15) + (h >> 29);
    return h ^ h >> 32;
}

/* Places are kept with one added: 0 is none. Later ones stand first. */
static struct shingles shingles_of(struct arena *arena, const struct words *w)
{
    size_t room = 16;
    while (room < w->count * 2)
        room *= 2;
    struct shingles s = { arena_array(arena, uint32_t, room), arena_array(arena, uint32_t, w->count + 1), room - 1 };
    for (size_t i = 0; i + SHINGLE <= w->count; i++) {
        size_t slot = shingle_at(w, i) & s.mask;
        s.next[i] = s.first[slot];
        s.first[slot] = (uint32_t)i + 1;
    }
    return s;
}

struct copied_text *copied_text(struct arena *arena, text s)
{
    struct copied_text *made = arena_new_of(arena, struct copied_text);
    bool more;
    made->words = words_of(arena, s, COPIED_WORDS_MAX, &more);
    made->shingles = shingles_of(arena, &made->words);
    return made;
}

struct run { size_t here, here_end, there, there_end, agree; };

static bool agree(const struct words *a, size_t i, const struct words *b, size_t j, size_t count)
{
    if (i + count > a->count || j + count > b->count)
        return false;
    for (size_t k = 0; k < count; k++)
        if (a->at[i + k].is != b->at[j + k].is)
            return false;
    return true;
}

/* Over the fewest words that differ, to where both go on alike. */
static bool over_gap(const struct words *a, size_t *i, const struct words *b, size_t *j)
{
    for (size_t both = 1; both <= 2 * COPIED_GAP_MOST; both++)
        for (size_t x = 0; x <= both; x++) {
            size_t y = both - x;
            if (x <= COPIED_GAP_MOST && y <= COPIED_GAP_MOST && agree(a, *i + x, b, *j + y, AFTER_GAP)) {
                *i += x;
                *j += y;
                return true;
            }
        }
    return false;
}

static struct run run_from(const struct words *a, size_t i, const struct words *b, size_t j)
{
    struct run r = { .here = i, .there = j };
    do {
        while (agree(a, i, b, j, 1)) {
            i++;
            j++;
            r.agree++;
        }
        r.here_end = i;
        r.there_end = j;
    } while (over_gap(a, &i, b, &j));
    return r;
}

static bool counts(const struct run *r)
{
    return r->agree >= COPIED_RUN_LEAST && r->agree * 100 >= (r->here_end - r->here) * DENSE_PER_CENT;
}

/* The longest run that begins at word i here. */
static struct run longest_at(const struct words *here, size_t i, const struct words *there, const struct shingles *s)
{
    struct run best = { 0 };
    uint32_t at = s->first[shingle_at(here, i) & s->mask];
    for (size_t tried = 0; at && tried < SAME_MOST; at = s->next[at - 1])
        if (agree(here, i, there, at - 1, SHINGLE)) {
            struct run r = run_from(here, i, there, at - 1);
            tried++;
            if (r.agree > best.agree)
                best = r;
        }
    return best;
}

static void tell(struct copied *made, const struct words *here, const struct words *there, const struct run *r)
{
    if (made->passage_count == COPIED_PASSAGES_MAX) {
        made->more++;
        return;
    }
    made->passages[made->passage_count++] = (struct copied_passage){
        words_between(here, r->here, r->here_end), words_between(there, r->there, r->there_end), r->agree };
}

/* Most earlier texts have next to nothing of this one: they are put aside before anything is made of them. */
static bool worth_comparing(const struct copied_text *here, const struct words *there)
{
    size_t met = 0;
    for (size_t j = 0; j + SHINGLE <= there->count && met <= COPIED_RUN_LEAST / SHINGLE; j++)
        met += here->shingles.first[shingle_at(there, j) & here->shingles.mask] != 0;
    return met > COPIED_RUN_LEAST / SHINGLE;
}

static void judge(struct copied *c)
{
    c->share = c->of ? (int)(c->words * 100 / c->of) : 0;
    c->much = c->longest >= COPIED_RUN_MUCH || (c->words >= COPIED_WORDS_LEAST && c->share >= COPIED_SHARE_LEAST);
}

struct copied copied_from(struct arena *arena, const struct copied_text *text_here, const struct words *there)
{
    const struct words *here = &text_here->words;
    struct copied made = { .of = here->count };
    if (!worth_comparing(text_here, there))
        return made;
    struct shingles s = shingles_of(arena, there);
    for (size_t i = 0; i + SHINGLE <= here->count;) {
        struct run r = longest_at(here, i, there, &s);
        if (!counts(&r)) {
            i++;
            continue;
        }
        tell(&made, here, there, &r);
        made.words += r.agree;
        made.longest = r.agree > made.longest ? r.agree : made.longest;
        i = r.here_end;
    }
    judge(&made);
    return made;
}

void copied_add(struct copied *to, const struct copied *more)
{
    to->words += more->words;
    to->of += more->of;
    to->longest = more->longest > to->longest ? more->longest : to->longest;
    to->more += more->more;
    for (size_t i = 0; i < more->passage_count; i++)
        if (to->passage_count < COPIED_PASSAGES_MAX)
            to->passages[to->passage_count++] = more->passages[i];
        else
            to->more++;
    judge(to);
}
