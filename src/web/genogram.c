#include "web/genogram.h"

#include "dictionary/step.h"

#include <graphviz/gvc.h>
#include <limits.h>
#include <pthread.h>
#include <string.h>

/* Points of Graphviz are our pixels. A symbol stands at the left of its box, the words at its right. */
enum { BOX_WIDTH = 176, BOX_HEIGHT = 84, SYMBOL = 27, MARGIN = 24, WORDS_MOST = 15, GENERATIONS_MOST = 16 };

extern gvplugin_library_t gvplugin_dot_layout_LTX_library;

struct spot { Agnode_t *node; int x, y; };
struct drawing {
    struct arena *arena; const struct family *family; struct genogram *to; day today;
    Agraph_t *graph, *house, *people_rank[GENERATIONS_MOST], *couple_rank[GENERATIONS_MOST];
    int lowest, highest;             // generations
    struct spot people[FAMILY_MOST], ghosts[2];
    struct { const char *words; enum figure_shape shape; } ghost[2]; size_t ghost_count;
    struct spot *couples; size_t couple_count;           // the family's, and one more for whom no parent is recorded
    size_t ghost_couple;             // whose second parent is a gap, or FAMILY_NOBODY
    size_t tied[FAMILY_MOST];        // lines that have left this figure so far
    size_t line_room;
};

/* ---- what Graphviz is asked ---- */

static int keep_quiet(char *message)
{
    (void)message;
    return 0;
}

static Agnode_t *node_add(struct drawing *d, const char *kind, size_t number, int width, int height)
{
    char name[32], inches[24];
    snprintf(name, sizeof name, "%s%zu", kind, number);
    Agnode_t *node = agnode(d->graph, name, 1);
    snprintf(inches, sizeof inches, "%.3f", width / 72.0);
    agsafeset(node, "width", inches, "");
    snprintf(inches, sizeof inches, "%.3f", height / 72.0);
    agsafeset(node, "height", inches, "");
    return node;
}

static void edge_add(struct drawing *d, Agnode_t *from, Agnode_t *to, bool orders, const char *weight)
{
    Agedge_t *edge = agedge(d->graph, from, to, NULL, 1);
    agsafeset(edge, "weight", (char *)weight, "");
    if (!orders)
        agsafeset(edge, "constraint", "false", "");
}

/* Whoever stands very far up or down stands in the last row there is. */
static int row_of(const struct drawing *d, int generation)
{
    int row = generation - d->lowest;
    return row < 0 ? 0 : row >= GENERATIONS_MOST ? GENERATIONS_MOST - 1 : row;
}

static int row_of_person(const struct drawing *d, size_t person)
{
    return row_of(d, d->family->people[person].generation);
}

static void settings(Agraph_t *g)
{
    static const struct { int of; const char *name, *value; } all[] = {
        { AGRAPH, "newrank", "true" }, { AGRAPH, "nodesep", "0.25" }, { AGRAPH, "ranksep", "0.42" },
        { AGRAPH, "splines", "false" }, { AGRAPH, "rank", "" }, { AGRAPH, "label", "" }, { AGRAPH, "margin", "18" },
        { AGRAPH, "nslimit", "2" }, { AGRAPH, "nslimit1", "2" }, { AGRAPH, "mclimit", "0.5" },   // bounds of its search
        { AGNODE, "label", "" }, { AGNODE, "shape", "box" }, { AGNODE, "fixedsize", "true" },
        { AGNODE, "width", "1" }, { AGNODE, "height", "1" },
        { AGEDGE, "weight", "1" }, { AGEDGE, "constraint", "true" },
    };
    for (size_t i = 0; i < COUNT_OF(all); i++)
        agattr(g, all[i].of, (char *)all[i].name, (char *)all[i].value);
}

/* One row for each generation and one below it for its couples, the eldest at the top. */
static void rows_add(struct drawing *d)
{
    Agnode_t *above = NULL;
    for (int row = row_of(d, d->highest); row >= 0; row--)
        for (int couples = 0; couples < 2; couples++) {
            char name[32];
            snprintf(name, sizeof name, "%s%d", couples ? "c" : "p", row);
            Agraph_t *rank = agsubg(d->graph, name, 1);
            agsafeset(rank, "rank", "same", "");
            *(couples ? &d->couple_rank[row] : &d->people_rank[row]) = rank;
            Agnode_t *anchor = node_add(d, couples ? "ac" : "ap", (size_t)row, 1, 1);
            agsubnode(rank, anchor, 1);
            if (above)
                edge_add(d, above, anchor, true, "0");
            above = anchor;
        }
}

static void couple_add(struct drawing *d, size_t number, int row, const size_t *parents, size_t parent_count,
                       const size_t *children, size_t child_count)
{
    Agnode_t *node = d->couples[number].node = node_add(d, "m", number, 8, 8);
    agsubnode(d->couple_rank[row], node, 1);
    for (size_t i = 0; i < parent_count; i++)
        edge_add(d, d->people[parents[i]].node, node, row_of_person(d, parents[i]) >= row, "4");
    for (size_t i = 0; i < child_count; i++)
        edge_add(d, node, d->people[children[i]].node, row_of_person(d, children[i]) < row, "2");
}

static void couples_add(struct drawing *d)
{
    const struct family *f = d->family;
    for (size_t i = 0; i < f->couple_count; i++) {
        const struct family_couple *c = &f->couples[i];
        size_t parents[2] = { c->a, c->b }, count = c->b == FAMILY_NOBODY ? 1 : 2;
        int row = row_of_person(d, c->a);
        if (count == 2 && row_of_person(d, c->b) < row)
            row = row_of_person(d, c->b);
        couple_add(d, i, row, parents, count, c->children, c->child_count);
    }
}

/* A parent who is not recorded is a gap to see: of the person whom the drawing is for. */
static void ghosts_add(struct drawing *d)
{
    const struct family *f = d->family;
    const char *gaps[2];
    size_t child = 0;
    d->ghost_count = family_gaps(f, 0, gaps);
    d->ghost_couple = FAMILY_NOBODY;
    for (size_t i = 0; i < f->couple_count && d->ghost_couple == FAMILY_NOBODY; i++)
        for (size_t k = 0; k < f->couples[i].child_count; k++)
            if (f->couples[i].children[k] == 0)
                d->ghost_couple = i;
    if (d->ghost_couple != FAMILY_NOBODY && f->couples[d->ghost_couple].b != FAMILY_NOBODY)
        d->ghost_count = 0;
    if (d->ghost_count == 0)
        return;
    int row = row_of(d, f->people[0].generation + 1);
    if (d->ghost_couple == FAMILY_NOBODY) {
        d->ghost_couple = d->couple_count++;
        couple_add(d, d->ghost_couple, row, NULL, 0, &child, 1);
    }
    for (size_t i = 0; i < d->ghost_count; i++) {
        d->ghost[i].words = gaps[i];
        d->ghost[i].shape = strstr(gaps[i], "mother") ? FIGURE_CIRCLE : FIGURE_SQUARE;
        d->ghosts[i].node = node_add(d, "g", i, BOX_WIDTH, BOX_HEIGHT);
        agsubnode(d->people_rank[row], d->ghosts[i].node, 1);
        edge_add(d, d->ghosts[i].node, d->couples[d->ghost_couple].node, true, "4");
    }
}

static bool is_drawn_tie(const struct family *f, const struct family_tie *t);

static void loose_add(struct drawing *d)
{
    const struct family *f = d->family;
    for (size_t i = 0; i < f->tie_count; i++) {
        const struct family_tie *t = &f->ties[i];
        if (t->of != t->to && !is_drawn_tie(f, t))
            edge_add(d, d->people[t->to].node, d->people[t->of].node,
                     row_of_person(d, t->to) > row_of_person(d, t->of), "1");
    }
}

static void graph_make(struct drawing *d)
{
    const struct family *f = d->family;
    d->graph = agopen("family", Agdirected, NULL);
    settings(d->graph);
    d->lowest = d->highest = 0;
    for (size_t i = 0; i < f->count; i++) {
        int at = f->people[i].generation;
        d->lowest = at < d->lowest ? at : d->lowest;
        d->highest = at > d->highest ? at : d->highest;
    }
    d->highest++;                                      // room for parents whom nobody has recorded
    rows_add(d);
    for (size_t i = 0; i < f->count; i++) {
        d->people[i].node = node_add(d, "n", i, BOX_WIDTH, BOX_HEIGHT);
        agsubnode(d->people_rank[row_of_person(d, i)], d->people[i].node, 1);
        if (!f->people[i].household)
            continue;
        if (!d->house)
            d->house = agsubg(d->graph, "cluster_house", 1);
        agsubnode(d->house, d->people[i].node, 1);
    }
    couples_add(d);
    ghosts_add(d);
    loose_add(d);
}

/* ---- what it answers ---- */

static void spot_read(struct spot *spot, double left, double top)
{
    spot->x = (int)(ND_coord(spot->node).x - left) + MARGIN;
    spot->y = (int)(top - ND_coord(spot->node).y) + MARGIN;
}

static void places_read(struct drawing *d)
{
    double left = 1e9, right = -1e9, bottom = 1e9, top = -1e9;
    for (Agnode_t *n = agfstnode(d->graph); n; n = agnxtnode(d->graph, n)) {
        if (agnameof(n)[0] == 'a')                     // an anchor of a row: nothing is there
            continue;
        pointf at = ND_coord(n);
        double w = ND_width(n) * 36, h = ND_height(n) * 36;
        left = at.x - w < left ? at.x - w : left;
        right = at.x + w > right ? at.x + w : right;
        bottom = at.y - h < bottom ? at.y - h : bottom;
        top = at.y + h > top ? at.y + h : top;
    }
    if (d->house) {
        boxf b = GD_bb(d->house);
        left = b.LL.x < left ? b.LL.x : left;
        right = b.UR.x > right ? b.UR.x : right;
        bottom = b.LL.y < bottom ? b.LL.y : bottom;
        top = b.UR.y > top ? b.UR.y : top;
        d->to->household = true;
        d->to->house_x = (int)(b.LL.x - left) + MARGIN;
        d->to->house_y = (int)(top - b.UR.y) + MARGIN;
        d->to->house_width = (int)(b.UR.x - b.LL.x);
        d->to->house_height = (int)(b.UR.y - b.LL.y);
    }
    for (size_t i = 0; i < d->family->count; i++)
        spot_read(&d->people[i], left, top);
    for (size_t i = 0; i < d->ghost_count; i++)
        spot_read(&d->ghosts[i], left, top);
    for (size_t i = 0; i < d->couple_count; i++)
        spot_read(&d->couples[i], left, top);
    d->to->width = (int)(right - left) + 2 * MARGIN;
    d->to->height = (int)(top - bottom) + 2 * MARGIN;
}

static bool lay_out(struct drawing *d)
{
    static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
    static GVC_t *context;
    static lt_symlist_t plugins[] = { { "gvplugin_dot_layout_LTX_library", &gvplugin_dot_layout_LTX_library },
                                      { NULL, NULL } };
    pthread_mutex_lock(&one_at_a_time);
    if (!context) {                                    // kept for ever, and nothing is loaded by name
        agseterrf(keep_quiet);
        context = gvContextPlugins(plugins, 0);
    }
    graph_make(d);
    bool good = context && gvLayout(context, d->graph, "dot") == 0;
    if (good) {
        places_read(d);
        gvFreeLayout(context, d->graph);
    }
    agclose(d->graph);
    pthread_mutex_unlock(&one_at_a_time);
    return good;
}

/* ---- figures ---- */

static int symbol_x(const struct spot *spot)
{
    return spot->x - BOX_WIDTH / 2 + SYMBOL + 4;
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
    const struct spot *spot = &d->people[person];
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
    const struct spot *spot = &d->ghosts[number];
    struct figure *to = &d->to->figures[d->to->figure_count++];
    int x = symbol_x(spot);
    *to = (struct figure){ .person = FAMILY_NOBODY, .shape = d->ghost[number].shape, .x = x, .y = spot->y,
                           .text_x = x + SYMBOL + 8, .age = TEXT("?") };
    to->path = shape_path(d->arena, to->shape, x, spot->y, SYMBOL);
    words_wrap(d->arena, to, text_of(d->ghost[number].words));
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
        int to_x = symbol_x(&d->people[child]), to_y = d->people[child].y - SYMBOL - (child == 0 ? 4 : 0);
        int at_x = to_x;
        if (to_y < bar_y) {                            // beside or above the parents: the records say odd things
            line_add(d, STROKE_LOOSE, text_format(d->arena, "M%d %dL%d %d", x, from_y, to_x, to_y));
            continue;
        }
        for (size_t k = 0; k < c->child_count && twin != FAMILY_NOBODY; k++)
            if (c->children[k] == twin && f->people[twin].twin == child)
                at_x = (to_x + symbol_x(&d->people[twin])) / 2;
        line_add(d, STROKE_TIE, text_format(d->arena, "M%d %dV%dH%dL%d %d", x, from_y, bar_y, at_x, to_x, to_y));
    }
}

/* Above the middle of the children, as far as that is between the parents. */
static int drop_x(const struct drawing *d, const struct family_couple *c, int left, int right)
{
    int sum = 0;
    for (size_t i = 0; i < c->child_count; i++)
        sum += symbol_x(&d->people[c->children[i]]);
    int x = c->child_count > 0 ? sum / (int)c->child_count : (left + right) / 2;
    int beside = right - left > 48 ? 16 : 0;           // of the lines that come down from the parents
    return x < left + beside ? left + beside : x > right - beside ? right - beside : x;
}

static void couple_lines(struct drawing *d, size_t number)
{
    const struct family *f = d->family;
    const struct spot *spot = &d->couples[number];
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
        const struct spot *at = ghost ? &d->ghosts[i - 2] : &d->people[ends[i]];
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

/* What a couple and its children say already. */
static bool is_drawn_tie(const struct family *f, const struct family_tie *t)
{
    bool sibling = code_among("SIB_FULL SIB_HALF SIB_STEP", t->how);
    if (sibling && family_siblings(f, t->of, t->to) != SIBLINGS_RECORDED)
        return true;
    for (size_t i = 0; i < f->couple_count; i++) {
        const struct family_couple *c = &f->couples[i];
        bool of_in = c->a == t->of || c->b == t->of, to_in = c->a == t->to || c->b == t->to;
        if (of_in && to_in)
            return true;
        for (size_t k = 0; k < c->child_count; k++)
            if ((of_in && c->children[k] == t->to) || (to_in && c->children[k] == t->of))
                return true;
    }
    // A step-parent stands beside the parent as their partner.
    if (code_among("STEP PARTNER", t->how))
        for (size_t i = 0; i < f->couple_count; i++) {
            const struct family_couple *c = &f->couples[i];
            size_t other = c->a == t->to ? c->b : c->b == t->to ? c->a : FAMILY_NOBODY;
            for (size_t k = 0; other != FAMILY_NOBODY && k < f->people[t->of].parent_count; k++)
                if (f->people[t->of].parents[k].who == other && f->people[t->of].parents[k].how == PARENT_BIRTH)
                    return true;
        }
    return text_is(t->how, "GRAND") && family_is_ancestor(f, t->to, t->of);
}

static void loose_lines(struct drawing *d)
{
    const struct family *f = d->family;
    for (size_t i = 0; i < f->tie_count; i++) {
        const struct family_tie *t = &f->ties[i];
        if (t->of == t->to || is_drawn_tie(f, t))
            continue;
        const struct spot *a = &d->people[t->to], *b = &d->people[t->of];
        int ax = symbol_x(a), bx = symbol_x(b), top = a->y - SYMBOL;
        if (a->y == b->y)
            line_add(d, STROKE_LOOSE, text_format(d->arena, "M%d %dv-9H%dv9", ax, top, bx));
        else
            line_add(d, STROKE_LOOSE, text_format(d->arena, "M%d %dL%d %d", ax, a->y + (a->y < b->y ? SYMBOL : -SYMBOL),
                                                  bx, b->y + (a->y < b->y ? -SYMBOL : SYMBOL)));
    }
}

bool genogram_draw(struct arena *arena, const struct family *family, day today, struct genogram *genogram,
                   struct error *err)
{
    struct drawing *d = arena_new_of(arena, struct drawing);
    *genogram = (struct genogram){ .figures = arena_array(arena, struct figure, FAMILY_MOST + 2) };
    d->arena = arena;
    d->family = family;
    d->to = genogram;
    d->today = today;
    d->couple_count = family->couple_count;
    d->couples = arena_array(arena, struct spot, family->couple_count + 1);
    d->line_room = 5 * family->couple_count + 2 * family->count + family->tie_count + 16;
    genogram->lines = arena_array(arena, struct genogram_line, d->line_room);
    if (!lay_out(d))
        return fail(err, ERROR_STORE, NULL, "The family cannot be drawn just now. The list below says the same.");
    for (size_t i = 0; i < family->count; i++)
        figure_person(d, i);
    for (size_t i = 0; i < d->ghost_count; i++)
        figure_gap(d, i);
    for (size_t i = 0; i < d->couple_count; i++)
        couple_lines(d, i);
    loose_lines(d);
    return true;
}
