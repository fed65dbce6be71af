/* The drawing of a family: every person once, nothing on top of another, and the household around its own. */
#include "../base/check.h"

#include "web/genogram.h"

#include <stdlib.h>
#include <string.h>

static struct arena *arena;

static struct family family_of(unsigned seed, size_t most)
{
    const struct code_set *hows = code_set_find("relationship");
    static const char *const sexes[] = { "M", "F", "U", "" };
    struct family f;
    srand(seed);
    family_begin(arena, (id){ { 1 } }, &f);
    for (size_t i = 0; i < most * 2 && f.tie_count < FAMILY_TIES_MOST; i++) {
        size_t of = (size_t)rand() % f.count;
        size_t to = family_person(&f, (id){ { (uint8_t)(1 + rand() % (int)most) } });
        if (to != FAMILY_NOBODY)
            f.ties[f.tie_count++] = (struct family_tie){ .of = of, .to = to, .household = rand() % 3 == 0,
                .how = text_of(hows->codes[(size_t)rand() % hows->code_count].code), .partnership = TEXT("DIVORCED") };
    }
    for (size_t i = 0; i < f.count; i++) {
        f.people[i].name = TEXT("Bartholomew Featherstonehaugh-Cholmondeley of Marlbrook");
        f.people[i].sex = text_of(sexes[rand() % 4]);
        f.people[i].child = f.people[i].asked = i == 0;
    }
    family_work_out(arena, &f);
    return f;
}

static void nothing_lies_on_another(const char *name, const struct family *f, const struct genogram *g)
{
    size_t drawn[FAMILY_MOST] = { 0 };
    for (size_t i = 0; i < g->figure_count; i++) {
        const struct figure *a = &g->figures[i];
        if (a->person != FAMILY_NOBODY)
            drawn[a->person]++;
        check(name, a->x > 0 && a->y > 0 && a->x < g->width && a->y < g->height, "outside: %d %d", a->x, a->y);
        check(name, a->line_count <= FIGURE_LINES && a->line_count > 0, "%zu lines", a->line_count);
        for (size_t k = 0; k < i; k++)
            check(name, abs(a->x - g->figures[k].x) >= 170 || abs(a->y - g->figures[k].y) >= 80, "%zu on %zu", i, k);
        bool inside = g->household && a->x > g->house_x && a->x < g->house_x + g->house_width && a->y > g->house_y
                   && a->y < g->house_y + g->house_height;
        check(name, inside == (a->person != FAMILY_NOBODY && f->people[a->person].household), "the household's frame");
    }
    for (size_t i = 0; i < f->count; i++)
        check(name, drawn[i] == 1, "%zu is drawn %zu times", i, drawn[i]);
}

static void every_family_can_be_drawn(void **state)
{
    (void)state;
    for (unsigned seed = 0; seed < 120; seed++) {
        struct family f = family_of(seed, 2 + seed % 59);
        struct genogram g;
        struct error err = { 0 };
        char name[32];
        snprintf(name, sizeof name, "family %u of %zu", seed, f.count);
        check(name, genogram_draw(arena, &f, (day){ 20000 }, &g, &err), "%s", err.message);
        nothing_lies_on_another(name, &f, &g);
        arena_reset(arena);
    }
}

static void conventions(void **state)
{
    (void)state;
    static const struct { const char *name, *sex; bool unborn, died; enum figure_shape shape; } cases[] = {
        { "male", "M", false, false, FIGURE_SQUARE }, { "female", "F", false, false, FIGURE_CIRCLE },
        { "not known", "U", false, false, FIGURE_DIAMOND }, { "not recorded", "", false, false, FIGURE_DIAMOND },
        { "not yet born", "F", true, false, FIGURE_TRIANGLE }, { "died", "M", false, true, FIGURE_SQUARE },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct family f;
        struct genogram g;
        struct error err = { 0 };
        family_begin(arena, (id){ { 1 } }, &f);
        f.people[0].name = TEXT("Ana Bell");
        f.people[0].sex = text_of(cases[i].sex);
        f.people[0].born = cases[i].unborn ? DAY_UNKNOWN : (day){ 15000 };
        f.people[0].expected = cases[i].unborn ? (day){ 20100 } : DAY_UNKNOWN;
        f.people[0].died = cases[i].died ? (day){ 19000 } : DAY_UNKNOWN;
        f.people[0].child = f.people[0].asked = true;
        family_work_out(arena, &f);
        check(cases[i].name, genogram_draw(arena, &f, (day){ 20000 }, &g, &err), "%s", err.message);
        const struct figure *a = &g.figures[0];
        check(cases[i].name, a->shape == cases[i].shape && a->centre && !text_empty(a->outline), "another shape");
        check(cases[i].name, a->died == cases[i].died && text_empty(a->cross) == !cases[i].died, "the cross");
        check(cases[i].name, text_is(a->age, cases[i].unborn ? "" : cases[i].died ? "10" : "13"), "age '%.*s'",
              TEXT_ARG(a->age));
        check("two parents are gaps to see", g.figure_count == 3 && g.figures[1].person == FAMILY_NOBODY
              && text_is(g.figures[1].age, "?"), "%zu", g.figure_count);
    }
}

static int make(void **state)
{
    (void)state;
    arena = arena_new();
    return 0;
}

static int unmake(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(every_family_can_be_drawn), cmocka_unit_test(conventions) };
    return cmocka_run_group_tests(tests, make, unmake);
}
