#include "web/places.h"

#include "dictionary/step.h"

#include <errno.h>
#include <fcntl.h>
#include <graphviz/gvc.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { GENERATIONS_MOST = 16 };

extern gvplugin_library_t gvplugin_dot_layout_LTX_library;

struct layout {
    const struct places_question *asked; const struct family *family;
    Agraph_t *graph, *house, *people_rank[GENERATIONS_MOST], *couple_rank[GENERATIONS_MOST];
    int lowest, highest;             // generations
    Agnode_t *people[FAMILY_MOST], *ghosts[GHOSTS_MOST], *couples[FAMILY_COUPLES_MOST + 2];
};

/* What a couple and its children say already. */
bool places_say(const struct family *f, const struct family_tie *t)
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

/* ---- what Graphviz is asked ---- */

static int keep_quiet(char *message)
{
    (void)message;
    return 0;
}

static Agnode_t *node_add(struct layout *d, const char *kind, size_t number, int width, int height)
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

static void edge_add(struct layout *d, Agnode_t *from, Agnode_t *to, bool orders, const char *weight)
{
    Agedge_t *edge = agedge(d->graph, from, to, NULL, 1);
    agsafeset(edge, "weight", (char *)weight, "");
    if (!orders)
        agsafeset(edge, "constraint", "false", "");
}

/* Whoever stands very far up or down stands in the last row there is. */
static int row_of(const struct layout *d, int generation)
{
    int row = generation - d->lowest;
    return row < 0 ? 0 : row >= GENERATIONS_MOST ? GENERATIONS_MOST - 1 : row;
}

static int row_of_person(const struct layout *d, size_t person)
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
static void rows_add(struct layout *d)
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

static void couple_add(struct layout *d, size_t number, int row, const size_t *parents, size_t parent_count,
                       const size_t *children, size_t child_count)
{
    Agnode_t *node = d->couples[number] = node_add(d, "m", number, 8, 8);
    agsubnode(d->couple_rank[row], node, 1);
    for (size_t i = 0; i < parent_count; i++)
        edge_add(d, d->people[parents[i]], node, row_of_person(d, parents[i]) >= row, "4");
    for (size_t i = 0; i < child_count; i++)
        edge_add(d, node, d->people[children[i]], row_of_person(d, children[i]) < row, "2");
}

static void couples_add(struct layout *d)
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

/* Who is not recorded: of the person whom the drawing is for. */
static void ghosts_add(struct layout *d)
{
    const struct family *f = d->family;
    size_t child = 0, couple = d->asked->ghost_couple;
    int row = row_of(d, f->people[0].generation + 1);
    if (d->asked->ghost_count == 0)
        return;
    if (couple == f->couple_count)
        couple_add(d, couple, row, NULL, 0, &child, 1);
    for (size_t i = 0; i < d->asked->ghost_count; i++) {
        d->ghosts[i] = node_add(d, "g", i, PLACE_WIDTH, PLACE_HEIGHT);
        agsubnode(d->people_rank[row], d->ghosts[i], 1);
        edge_add(d, d->ghosts[i], d->couples[couple], true, "4");
    }
}

static void loose_add(struct layout *d)
{
    const struct family *f = d->family;
    for (size_t i = 0; i < f->tie_count; i++) {
        const struct family_tie *t = &f->ties[i];
        if (t->of != t->to && !places_say(f, t))
            edge_add(d, d->people[t->to], d->people[t->of],
                     row_of_person(d, t->to) > row_of_person(d, t->of), "1");
    }
}

static void graph_make(struct layout *d)
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
        d->people[i] = node_add(d, "n", i, PLACE_WIDTH, PLACE_HEIGHT);
        agsubnode(d->people_rank[row_of_person(d, i)], d->people[i], 1);
        if (!f->people[i].household)
            continue;
        if (!d->house)
            d->house = agsubg(d->graph, "cluster_house", 1);
        agsubnode(d->house, d->people[i], 1);
    }
    couples_add(d);
    ghosts_add(d);
    loose_add(d);
}

/* ---- what it answers ---- */

static struct place place_read(Agnode_t *node, double left, double top)
{
    pointf at = ND_coord(node);
    return (struct place){ (int)(at.x - left) + PLACE_MARGIN, (int)(top - at.y) + PLACE_MARGIN };
}

static void places_read(const struct layout *d, struct places *to)
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
        to->household = true;
        to->house_x = (int)(b.LL.x - left) + PLACE_MARGIN;
        to->house_y = (int)(top - b.UR.y) + PLACE_MARGIN;
        to->house_width = (int)(b.UR.x - b.LL.x);
        to->house_height = (int)(b.UR.y - b.LL.y);
    }
    for (size_t i = 0; i < d->family->count; i++)
        to->people[i] = place_read(d->people[i], left, top);
    for (size_t i = 0; i < d->asked->ghost_count; i++)
        to->ghosts[i] = place_read(d->ghosts[i], left, top);
    for (size_t i = 0; i <= FAMILY_COUPLES_MOST && d->couples[i]; i++)
        to->couples[i] = place_read(d->couples[i], left, top);
    to->width = (int)(right - left) + 2 * PLACE_MARGIN;
    to->height = (int)(top - bottom) + 2 * PLACE_MARGIN;
}

/* In the child. Nothing is loaded by name: the one plugin is linked. */
static bool lay_out(const struct places_question *question, struct places *to)
{
    static lt_symlist_t plugins[] = { { "gvplugin_dot_layout_LTX_library", &gvplugin_dot_layout_LTX_library },
                                      { NULL, NULL } };
    struct layout d = { .asked = question, .family = question->family };
    agseterrf(keep_quiet);
    GVC_t *context = gvContextPlugins(plugins, 0);
    graph_make(&d);
    if (!context || gvLayout(context, d.graph, "dot") != 0)
        return false;
    places_read(&d, to);
    return true;
}

/* ---- the child ---- */

static bool write_all(int to, const char *at, size_t size)
{
    while (size > 0) {
        ssize_t wrote = write(to, at, size);
        if (wrote <= 0)
            return false;
        at += wrote;
        size -= (size_t)wrote;
    }
    return true;
}

/* All of it, or false: the child ended early, or is not done in time. */
static bool read_all(int from, char *at, size_t size)
{
    instant end = { instant_now().us + PLACES_SECONDS * US_PER_SECOND };
    while (size > 0) {
        struct pollfd waits = { .fd = from, .events = POLLIN };
        int64_t left = (end.us - instant_now().us) / 1000;
        int ready = left > 0 ? poll(&waits, 1, (int)left) : 0;
        if (ready < 0 && errno == EINTR)
            continue;
        ssize_t got = ready > 0 ? read(from, at, size) : 0;
        if (got <= 0)
            return false;
        at += got;
        size -= (size_t)got;
    }
    return true;
}

bool places_find(const struct places_question *question, struct places *places)
{
    int ends[2];
    struct places *found = memory_alloc(sizeof *found);          // before the fork
    if (pipe2(ends, O_CLOEXEC) != 0) {
        free(found);
        return false;
    }
    pid_t child = fork();
    if (child == 0) {
        bool good = lay_out(question, found) && write_all(ends[1], (const char *)found, sizeof *found);
        _exit(good ? 0 : 1);
    }
    close(ends[1]);
    bool good = child > 0 && read_all(ends[0], (char *)found, sizeof *found);
    close(ends[0]);
    if (child > 0) {
        if (!good)
            kill(child, SIGKILL);
        while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
            ;
    }
    if (good)
        *places = *found;
    free(found);
    return good;
}
