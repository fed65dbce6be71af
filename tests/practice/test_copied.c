/* How much of a text was copied: labelled pairs with floors, and edges. */
#include "../base/check.h"

#include "base/bytes.h"
#include "base/day.h"
#include "base/file.h"
#include "practice/copied.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Reached when these were written; they are never lowered. */
static const double RECALL_30 = 1, RECALL_60 = 1, RECALL_90 = 1, RECALL_CHANGED = 1, PRECISION = 0.99;
/* Per cent of a pair's words by which the figure may be off, in the mean; words changed on the way do not count as
 * copied, and short sentences with one in their midst fall out whole. */
static const double FIGURE_OFF = 2, FIGURE_OFF_CHANGED = 16;

struct labelled { bool alike; int copied; const char *name; text earlier, later; };

static struct arena *arena;

static text file_of(const char *path)
{
    struct error err = { 0 };
    struct bytes held = { 0 };
    check(path, file_read(path, 8 << 20, &held, &err), "%s", err.message);
    text file = text_copy(arena, bytes_text(&held));
    bytes_free(&held);
    return file;
}

static bool next_pair(text *file, struct labelled *p)
{
    while (!text_empty(*file)) {
        struct text_pair line = text_cut(*file, '\n');
        text rest = line.before, cells[5];
        *file = line.after;
        for (size_t i = 0; i < COUNT_OF(cells); i++) {
            struct text_pair cell = text_cut(rest, '\t');
            cells[i] = cell.before;
            rest = cell.after;
        }
        int64_t copied;
        if (!text_to_int(cells[1], &copied))
            continue;
        *p = (struct labelled){ text_is(cells[0], "1"), (int)copied, text_cstr(arena, cells[2]), cells[3], cells[4] };
        return true;
    }
    return false;
}

static struct copied compared(text later, text earlier)
{
    bool more;
    struct words there = words_of(arena, earlier, COPIED_WORDS_MAX, &more);
    return copied_from(arena, copied_text(arena, later), &there);
}

/* ---- the pairs ---- */

struct figures { const char *name; size_t count, told; double off; };

static struct figures *figures_of(struct figures *all, size_t *count, const char *name)
{
    for (size_t i = 0; i < *count; i++)
        if (!strcmp(all[i].name, name))
            return &all[i];
    all[*count] = (struct figures){ .name = name };
    return &all[(*count)++];
}

static double least_of(const char *name)
{
    return !strcmp(name, "30 per cent") ? RECALL_30 : !strcmp(name, "60 per cent") ? RECALL_60
         : !strcmp(name, "90 per cent") ? RECALL_90 : RECALL_CHANGED;
}

static void labelled_pairs(void **state)
{
    (void)state;
    struct figures all[32];
    size_t count = 0, right = 0, wrong = 0;
    struct labelled p;
    for (text file = file_of(COPYING_FILE); next_pair(&file, &p);) {
        struct copied c = compared(p.later, p.earlier);
        struct figures *f = figures_of(all, &count, p.name);
        int off = c.share - p.copied;
        f->count++;
        f->told += c.much;
        f->off += off < 0 ? -off : off;
        right += c.much && p.alike;
        wrong += c.much && !p.alike;
        if (c.much != p.alike && getenv("COPYING_SHOW"))
            printf("  %s: %d of %d per cent, %zu words\n    %.*s\n    %.*s\n", p.name, c.share, p.copied, c.words,
                   TEXT_ARG(p.earlier), TEXT_ARG(p.later));
    }
    check("cases", count >= 10, "%zu", count);
    for (size_t i = 0; i < count; i++)
        printf("%-36s %3zu pairs, %3zu told, figure off by %.1f\n", all[i].name, all[i].count, all[i].told,
               all[i].off / (double)all[i].count);
    double precision = (double)right / (double)(right + wrong);
    printf("precision %.3f\n", precision);
    check("precision", precision >= PRECISION, "%.3f", precision);
    for (text file = file_of(COPYING_FILE); next_pair(&file, &p);) {
        struct figures *f = figures_of(all, &count, p.name);
        double recall = (double)f->told / (double)f->count;
        if (p.alike)
            check(p.name, recall >= least_of(p.name), "recall %.3f", recall);
        bool changed = strstr(p.name, "changed") || strstr(p.name, "touched");
        if (p.alike)
            check(p.name, f->off / (double)f->count <= (changed ? FIGURE_OFF_CHANGED : FIGURE_OFF), "off by %.1f",
                  f->off / (double)f->count);
    }
}

/* ---- edges ---- */

#define TWELVE "one two three four five six seven eight nine ten eleven twelve"
#define OTHER "mum rang from the bus to say that they would be late again today"

static const struct { const char *name, *later, *earlier; size_t words, passages; } edges[] = {
    { "nothing here", "", TWELVE, 0, 0 },
    { "nothing there", TWELVE, "", 0, 0 },
    { "only marks", "... - ' \xE2\x80\x9C \xE2\x80\x9D", "...", 0, 0 },
    { "the same", TWELVE, TWELVE, 12, 1 },
    { "a word short of a run", "two three four five six seven eight nine ten eleven twelve", TWELVE, 0, 0 },
    { "case and marks do not count", "One, two: three; FOUR five. Six seven eight nine ten eleven twelve!", TWELVE, 12, 1 },
    { "accents do not count", "on\xC3\xA9 two three four five six seven eight nine ten eleven twelve", TWELVE, 12, 1 },
    { "typographic apostrophes", "it\xE2\x80\x99s two three four five six seven eight nine ten eleven twelve",
      "it's two three four five six seven eight nine ten eleven twelve", 12, 1 },
    { "a name changed in its midst", TWELVE " Amina " TWELVE, TWELVE " Jakub " TWELVE, 24, 1 },
    { "two words for one", TWELVE " young Amina " TWELVE, TWELVE " Jakub " TWELVE, 24, 1 },
    { "a word left out", TWELVE " " TWELVE, TWELVE " Jakub " TWELVE, 24, 1 },
    { "a sentence put between", TWELVE " " OTHER " " TWELVE, TWELVE " but " TWELVE, 24, 2 },
    { "in another order", OTHER ". " TWELVE, TWELVE ". " OTHER, 26, 2 },
    { "short phrases strewn", "one two three four five " OTHER " six seven eight nine ten", TWELVE, 0, 0 },
    { "twice here, once there", TWELVE " and " OTHER " " TWELVE, TWELVE, 24, 2 },
    { "every third word another", "one two x four five x seven eight x ten eleven x one two x four five x seven", TWELVE
      " one two three four five six seven", 0, 0 },
};

static void edge_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(edges); i++) {
        struct copied c = compared(text_of(edges[i].later), text_of(edges[i].earlier));
        check(edges[i].name, c.words == edges[i].words, "%zu words", c.words);
        check(edges[i].name, c.passage_count == edges[i].passages, "%zu passages", c.passage_count);
        check(edges[i].name, !c.much, "thirty words are the least");
    }
    struct copied c = compared(TEXT("He said: " TWELVE ", then left."), TEXT("Before. " TWELVE "! After."));
    check("the passage here", text_is(c.passages[0].here, TWELVE), "%.*s", TEXT_ARG(c.passages[0].here));
    check("the passage there", text_is(c.passages[0].there, TWELVE), "%.*s", TEXT_ARG(c.passages[0].there));
}

static text spread(const char *word, size_t count, bool numbered)
{
    struct bytes made = { 0 };
    for (size_t i = 0; i < count; i++)
        bytes_add_format(&made, numbered ? "%s%zu " : "%s ", word, i);
    text t = text_copy(arena, bytes_text(&made));
    bytes_free(&made);
    return t;
}

static void what_is_much(void **state)
{
    (void)state;
    text forty = spread("w", 40, true), more = spread("other", 200, true);
    struct { const char *name; text later; bool much; } cases[] = {
        { "all of a short note", spread("w", 29, true), false },
        { "all of a note", spread("w", 30, true), true },
        { "forty words of eighty", text_join(arena, forty, spread("other", 40, true)), true },
        { "forty words of 240", text_join(arena, forty, more), false },
        { "one long passage in a long text", text_join(arena, spread("w", 60, true), more, more, more), true },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct copied c = compared(cases[i].later, spread("w", 100, true));
        check(cases[i].name, c.much == cases[i].much, "%zu words, %d per cent", c.words, c.share);
    }
}

/* The fields of a record are judged together. */
static void several_texts(void **state)
{
    (void)state;
    struct copied a = compared(spread("w", 25, true), spread("w", 100, true));
    struct copied b = compared(spread("other", 10, true), spread("w", 100, true));
    struct copied c = compared(text_join(arena, spread("w", 12, true), spread("other", 60, true)),
                               spread("w", 100, true));
    assert_true(!a.much && a.words == 25 && a.longest == 25);
    copied_add(&a, &b);
    assert_true(!a.much && a.of == 35 && a.share == 71 && a.passage_count == 1);
    copied_add(&a, &c);
    assert_true(a.much && a.words == 37 && a.of == 107 && a.share == 34 && a.passage_count == 2);
    for (size_t i = 0; i < COPIED_PASSAGES_MAX; i++)
        copied_add(&a, &c);
    assert_true(a.passage_count == COPIED_PASSAGES_MAX && a.more == 2);
}

/* Texts made to be slow: one word again and again, and the longest that a form takes. */
static void bounds(void **state)
{
    (void)state;
    text same = spread("no", 40000, false), long_one = spread("w", COPIED_WORDS_MAX + 5000, true);
    int64_t before = instant_now().us;
    struct copied c = compared(same, same);
    check("one word again and again", c.much && c.of == COPIED_WORDS_MAX, "%zu of %zu", c.words, c.of);
    c = compared(long_one, long_one);
    check("what follows is not compared", c.words == COPIED_WORDS_MAX && c.share == 100, "%zu", c.words);
    check("time", instant_now().us - before < 2000000, "%lld us", (long long)(instant_now().us - before));
    text ordinary = spread("w", 1500, true), other = spread("v", 1500, true);
    struct copied_text *ready = copied_text(arena, ordinary);
    before = instant_now().us;
    for (size_t i = 0; i < 200; i++) {
        bool more;
        struct words there = words_of(arena, other, COPIED_WORDS_MAX, &more);
        c = copied_from(arena, ready, &there);
    }
    printf("200 earlier texts of 1,500 words: %.1f ms\n", (double)(instant_now().us - before) / 1000);
    text many = TEXT_NONE;
    for (size_t i = 0; i < COPIED_PASSAGES_MAX + 3; i++)
        many = text_join(arena, many, TEXT(TWELVE " "),
                         spread(text_cstr(arena, text_format(arena, "x%zuy", i)), 20, true));
    c = compared(many, TEXT(TWELVE));
    check("all are counted", c.passage_count == COPIED_PASSAGES_MAX && c.more == 3
          && c.words == 12 * (COPIED_PASSAGES_MAX + 3), "%zu, %zu more", c.passage_count, c.more);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labelled_pairs), cmocka_unit_test(edge_cases), cmocka_unit_test(what_is_much),
        cmocka_unit_test(several_texts), cmocka_unit_test(bounds),
    };
    arena = arena_new();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(arena);
    return failed;
}
