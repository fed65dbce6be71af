#include "web/genogram.h"

#include "web/places.h"

#include <limits.h>
#include <string.h>

/* A symbol stands at the left of its box, the words at its right. */
enum { SYMBOL = 27, WORDS_MOST = 15 };

struct drawing {
    struct arena *arena; const struct family *family; struct genogram *to; day today;
    struct places at;
    const char *gaps[GHOSTS_MOST]; size_t ghost_count;
    size_t ghost_couple;             // whose parents are gaps: one of the family's, or one more
    size_t tied[FAMILY_MOST];        // lines that have left this figure so far
    size_t line_room;
};

/* ---- figures ---- */

static int symbol_x(const struct place *spot)
{
    return spot->x - PLACE_WIDTH / 2 + SYMBOL + 4;
}

static text shape_path(struct arena *arena, enum figure_shape shape, int x, int y, int r)
{
    switch (shape) {
    case FIGURE_SQUARE:
        return text_format(arena, "M%d %dh%dv%dh%dz", x - r, y - r, 2 * r, 2 * r, -2 * r);
    case FIGURE_CIRCLE:
        return text_format(arena, "M%d %da%d %d 0 1 0 %d 0a%d %d 0 1 0 %d 0z", x - r, y, r, r, 2 * r, r, r, -2 * r);
    case FIGURE_DIAMOND:
        return text_format(arena, "M%d %dL%d %dL%d %dL%d %dz", x, y - r, x + r, y, x, y + r, x - r, y);
    default:
        return text_format(arena, "M%d %dL%d %dL%d %dz", x, y - r, x + r, y + r, x - r, y + r);
    }
}

static enum figure_shape shape_of(const struct family *f, size_t person)
{
    const struct family_person *p = &f->people[person];
    if (!day_known(p->born) && day_known(p->expected))
        return FIGURE_TRIANGLE;
    if (text_is(p->sex, "M"))
        return FIGURE_SQUARE;
    if (text_is(p->sex, "F"))
        return FIGURE_CIRCLE;
    for (size_t i = 0; text_empty(p->sex) && i < f->tie_count; i++)
        if (f->ties[i].to == person && (text_is(f->ties[i].how, "MOTHER") || text_is(f->ties[i].how, "FATHER")))
            return text_is(f->ties[i].how, "MOTHER") ? FIGURE_CIRCLE : FIGURE_SQUARE;
    return FIGURE_DIAMOND;
}

/* At blanks and hyphens, up to three lines; what does not fit ends in an ellipsis, and stands whole in the list below
 * and in the figure's own name. */
static void words_wrap(struct arena *arena, struct figure *to, text name)
{
    text rest = name;
    while (!text_empty(rest) && to->line_count < FIGURE_LINES - 1) {
        size_t end = 0, characters = 0, at_blank = 0;
        text walk = rest;
        while (!text_empty(walk) && characters < WORDS_MOST) {
            bool hyphen = walk.at[0] == '-';
            if (walk.at[0] == ' ')
                at_blank = (size_t)(walk.at - rest.at);
            text_next(&walk);
            if (hyphen)
                at_blank = (size_t)(walk.at - rest.at);
            characters++;
        }
        end = (size_t)(walk.at - rest.at);
        bool fits = text_empty(walk);
        if (!fits && at_blank)
            end = at_blank;
        bool last = to->line_count + 1 == FIGURE_LINES - 1 && !fits;
        to->lines[to->line_count++] = last ? text_format(arena, "%.*s\u2026", (int)end, rest.at)
                                           : text_first(rest, end);
        rest = text_trim(text_skip(rest, end));
    }
}

static void figure_person(struct drawing *d, size_t person)
{
    const struct family_person *p = &d->family->people[person];
    const struct place *spot = &d->at.people[person];
    struct figure *to = &d->to->figures[d->to->figure_count++];
    int x = symbol_x(spot), y = spot->y, years = day_known(p->born) ? day_age(p->born, d->today) : AGE_UNKNOWN;
    *to = (struct figure){
        .person = person, .shape = shape_of(d->family, person), .centre = person == 0, .died = day_known(p->died),
        .x = x, .y = y, .text_x = x + SYMBOL + 8,
    };
    if (day_known(p->died))
        years = day_known(p->born) ? day_age(p->born, p->died) : AGE_UNKNOWN;
    if (years != AGE_UNKNOWN)
        to->age = text_format(d->arena, "%d", years);
    to->path = shape_path(d->arena, to->shape, x, y, SYMBOL);
    if (to->centre)
        to->outline = shape_path(d->arena, to->shape, x, y, SYMBOL + 4);
    if (to->died)
        to->cross = text_format(d->arena, "M%d %dL%d %dM%d %dL%d %d", x - SYMBOL, y - SYMBOL, x + SYMBOL, y + SYMBOL,
                                x + SYMBOL, y - SYMBOL, x - SYMBOL, y + SYMBOL);
    words_wrap(d->arena, to, p->name);
    if (day_known(p->died))
        to->lines[to->line_count++] = text_format(d->arena, "died %d", day_civil(p->died).year);
    else if (to->shape == FIGURE_TRIANGLE)
        to->lines[to->line_count++] = TEXT("not yet born");
    to->text_y = y + 5 - (int)(to->line_count - 1) * GENOGRAM_LEADING / 2;
}

static void figure_gap(struct drawing *d, size_t number)
{
    const struct place *spot = &d->at.ghosts[number];
    struct figure *to = &d->to->figures[d->to->figure_count++];
    int x = symbol_x(spot);
    *to = (struct figure){ .person = FAMILY_NOBODY, .x = x, .y = spot->y, .text_x = x + SYMBOL + 8, .age = TEXT("?"),
                           .shape = strstr(d->gaps[number], "mother") ? FIGURE_CIRCLE : FIGURE_SQUARE };
    to->path = shape_path(d->arena, to->shape, x, spot->y, SYMBOL);
    words_wrap(d->arena, to, text_of(d->gaps[number]));
    to->text_y = spot->y + 5 - (int)(to->line_count - 1) * GENOGRAM_LEADING / 2;
}

/* ---- lines ---- */

static void line_add(struct drawing *d, enum stroke stroke, text path)
{
    if (d->to->line_count < d->line_room)
        d->to->lines[d->to->line_count++] = (struct genogram_line){ stroke, path };
}

/* Each line leaves a figure a little beside the one before, so that two couples of one person can be told apart. */
static int foot_x(struct drawing *d, size_t person)
{
    static const int beside[] = { 0, 8, -8, 14, -14 };
    size_t nth = person == FAMILY_NOBODY ? 0 : d->tied[person]++;
    return beside[nth % COUNT_OF(beside)];
}

/* One stroke through the line: separated; two: divorced. */
static void parted_mark(struct drawing *d, text partnership, int x, int y)
{
    if (text_is(partnership, "SEPARATED"))
        line_add(d, STROKE_TIE, text_format(d->arena, "M%d %dl10 -16", x - 5, y + 8));
    if (text_is(partnership, "DIVORCED"))
        line_add(d, STROKE_TIE, text_format(d->arena, "M%d %dl10 -16M%d %dl10 -16", x - 9, y + 8, x - 1, y + 8));
}

static void children_lines(struct drawing *d, const struct family_couple *c, int x, int from_y, int bar_y)
{
    const struct family *f = d->family;
    for (size_t i = 0; i < c->child_count; i++) {
        size_t child = c->children[i], twin = f->people[child].twin;
        int to_x = symbol_x(&d->at.people[child]), to_y = d->at.people[child].y - SYMBOL - (child == 0 ? 4 : 0);
        int at_x = to_x;
        if (to_y < bar_y) {                            // beside or above the parents: the records say odd things
            line_add(d, STROKE_LOOSE, text_format(d->arena, "M%d %dL%d %d", x, from_y, to_x, to_y));
            continue;
        }
        for (size_t k = 0; k < c->child_count && twin != FAMILY_NOBODY; k++)
            if (c->children[k] == twin && f->people[twin].twin == child)
                at_x = (to_x + symbol_x(&d->at.people[twin])) / 2;
        line_add(d, STROKE_TIE, text_format(d->arena, "M%d %dV%dH%dL%d %d", x, from_y, bar_y, at_x, to_x, to_y));
    }
}

/* Above the middle of the children, as far as that is between the parents. */
static int drop_x(const struct drawing *d, const struct family_couple *c, int left, int right)
{
    int sum = 0;
    for (size_t i = 0; i < c->child_count; i++)
        sum += symbol_x(&d->at.people[c->children[i]]);
    int x = c->child_count > 0 ? sum / (int)c->child_count : (left + right) / 2;
    int beside = right - left > 48 ? 16 : 0;           // of the lines that come down from the parents
    return x < left + beside ? left + beside : x > right - beside ? right - beside : x;
}

static void couple_lines(struct drawing *d, size_t number)
{
    const struct family *f = d->family;
    const struct place *spot = &d->at.couples[number];
    struct family_couple none = { .a = FAMILY_NOBODY, .b = FAMILY_NOBODY, .child_count = 1 };      // of child 0
    const struct family_couple *c = number < f->couple_count ? &f->couples[number] : &none;
    int y = spot->y - 6 + (int)(number % 3) * 7, bar_y = spot->y + 18 + (int)(number % 4) * 5;
    size_t ends[2] = { c->a, c->b };
    int left = INT_MAX, right = INT_MIN;
    bool gap = false;
    for (size_t i = 0; i < 2 + d->ghost_count; i++) {
        bool ghost = i >= 2;
        if (ghost ? number != d->ghost_couple : ends[i] == FAMILY_NOBODY)
            continue;
        const struct place *at = ghost ? &d->at.ghosts[i - 2] : &d->at.people[ends[i]];
        int x = symbol_x(at) + foot_x(d, ghost ? FAMILY_NOBODY : ends[i]);
        line_add(d, ghost ? STROKE_LOOSE : STROKE_TIE,
                 text_format(d->arena, "M%d %dV%d", x, at->y + SYMBOL, y));
        gap = gap || ghost;
        left = x < left ? x : left;
        right = x > right ? x : right;
    }
    if (left > right)                                  // nobody stands above: nothing to hang from
        left = right = spot->x;
    line_add(d, gap ? STROKE_LOOSE : STROKE_TIE, text_format(d->arena, "M%d %dH%d", left, y, right));
    int x = drop_x(d, c, left, right);
    parted_mark(d, c->partnership, x - left > right - x ? left + (x - left) / 2 : x + (right - x) / 2, y);
    children_lines(d, c, x, y, bar_y);
}

static void loose_lines(struct drawing *d)
{
    const struct family *f = d->family;
    for (size_t i = 0; i < f->tie_count; i++) {
        const struct family_tie *t = &f->ties[i];
        if (t->of == t->to || places_say(f, t))
            continue;
        const struct place *a = &d->at.people[t->to], *b = &d->at.people[t->of];
        int ax = symbol_x(a), bx = symbol_x(b), top = a->y - SYMBOL;
        if (a->y == b->y)
            line_add(d, STROKE_LOOSE, text_format(d->arena, "M%d %dv-9H%dv9", ax, top, bx));
        else
            line_add(d, STROKE_LOOSE, text_format(d->arena, "M%d %dL%d %d", ax, a->y + (a->y < b->y ? SYMBOL : -SYMBOL),
                                                  bx, b->y + (a->y < b->y ? -SYMBOL : SYMBOL)));
    }
}

/* A parent who is not recorded is a gap to see: of the person whom the drawing is for. */
static void gaps_find(struct drawing *d)
{
    const struct family *f = d->family;
    d->ghost_count = family_gaps(f, 0, d->gaps);
    d->ghost_couple = f->couple_count;
    for (size_t i = 0; i < f->couple_count && d->ghost_couple == f->couple_count; i++)
        for (size_t k = 0; k < f->couples[i].child_count; k++)
            if (f->couples[i].children[k] == 0)
                d->ghost_couple = i;
    if (d->ghost_couple < f->couple_count && f->couples[d->ghost_couple].b != FAMILY_NOBODY)
        d->ghost_count = 0;
}

bool genogram_draw(struct arena *arena, const struct family *family, day today, struct genogram *genogram,
                   struct error *err)
{
    struct drawing *d = arena_new_of(arena, struct drawing);
    *genogram = (struct genogram){ .figures = arena_array(arena, struct figure, FAMILY_MOST + GHOSTS_MOST) };
    d->arena = arena;
    d->family = family;
    d->to = genogram;
    d->today = today;
    d->line_room = 5 * family->couple_count + 2 * family->count + family->tie_count + 16;
    genogram->lines = arena_array(arena, struct genogram_line, d->line_room);
    gaps_find(d);
    if (!places_find(&(struct places_question){ family, d->ghost_count, d->ghost_couple }, &d->at))
        return fail(err, ERROR_STORE, NULL, "The family cannot be drawn just now. The list below says the same.");
    genogram->width = d->at.width;
    genogram->height = d->at.height;
    genogram->household = d->at.household;
    genogram->house_x = d->at.house_x;
    genogram->house_y = d->at.house_y;
    genogram->house_width = d->at.house_width;
    genogram->house_height = d->at.house_height;
    for (size_t i = 0; i < family->count; i++)
        figure_person(d, i);
    for (size_t i = 0; i < d->ghost_count; i++)
        figure_gap(d, i);
    for (size_t i = 0; i < family->couple_count; i++)
        couple_lines(d, i);
    if (d->ghost_count > 0 && d->ghost_couple == family->couple_count)
        couple_lines(d, family->couple_count);
    loose_lines(d);
    return true;
}
