/* A day's tasks in piles: counted in the index, and only the nearest of each pile read. */
#include "practice/tasks_ask.h"

#include <stdlib.h>
#include <string.h>

enum { PILES_MAX = 256, LINES_MOST = 10, LINES_LEAST = 3 };

/* A span of one owner, cut where tasks stop being late, due today and due this week. */
struct slice { struct span span; size_t owner; int64_t cuts[TASK_WHENS + 1]; struct statement *count; };

struct counting {
    struct asking *x; const struct guarded *guarded; struct guarded_steps hidden;
    struct slice *slices; size_t slice_count, room;
    struct task_day *piles;
};

static struct slice *slice_new(struct counting *c, const struct span *span, size_t owner)
{
    instant ends[TASK_LATER];
    if (c->slice_count == c->room) {
        size_t room = c->room ? 2 * c->room : 32;
        struct slice *more = arena_array(c->x->arena, struct slice, room);
        if (c->slice_count > 0)
            memcpy(more, c->slices, c->slice_count * sizeof *more);
        c->slices = more;
        c->room = room;
    }
    struct slice *slice = &c->slices[c->slice_count++];
    *slice = (struct slice){ .span = *span, .owner = owner };
    slice->cuts[TASK_LATE] = span->from;
    slice->cuts[TASK_WHENS] = span->until;
    task_when_ends(c->x->now, ends);
    for (int when = 0; when < TASK_LATER; when++)
        slice->cuts[when + 1] = span_due_by(span, ends[when]);
    return slice;
}

static bool hidden_in(const struct counting *c, const struct slice *slice, const struct guarded_step *g,
                      enum task_when when)
{
    return text_is(g->step, slice->span.step->name) && span_holds(&slice->span, (enum again)g->again, g->code, g->began)
        && (c->x->whose != OF_TEAM || id_same(g->team, c->x->owners[slice->owner]))
        && g->began >= slice->cuts[when] && g->began < slice->cuts[when + 1];
}

static int64_t hidden_of(const struct counting *c, const struct slice *slice, enum task_when when)
{
    int64_t count = 0;
    for (size_t i = 0; i < c->hidden.count; i++)
        count += hidden_in(c, slice, &c->hidden.at[i], when);
    return count;
}

/* How many are in each part of a slice: one pass over its stretch of the index. */
static bool ask_count(struct counting *c, struct slice *slice, struct error *err)
{
    struct statement *s;
    if (!prepare_span(c->x, &slice->span, slice->owner,
                      "coalesce(sum(CASE WHEN o.began < :today THEN 1 ELSE 0 END), 0),"
                      " coalesce(sum(CASE WHEN o.began < :week THEN 1 ELSE 0 END), 0),"
                      " coalesce(sum(CASE WHEN o.began < :later THEN 1 ELSE 0 END), 0), count(*)", "", &s, err))
        return false;
    bind_int(s, "from", slice->cuts[TASK_LATE]);
    bind_int(s, "today", slice->cuts[TASK_TODAY]);
    bind_int(s, "week", slice->cuts[TASK_THIS_WEEK]);
    bind_int(s, "later", slice->cuts[TASK_LATER]);
    bind_int(s, "until", slice->cuts[TASK_WHENS]);
    slice->count = s;
    return statement_ask(s, err);
}

static bool ask_counts(struct counting *c, const char *role, struct error *err)
{
    for (const struct step *step = step_next(NULL); step; step = step_next(step)) {
        struct spans spans = { 0 };
        if (step_is_of(step, role))
            spans = spans_of(c->x->arena, step);
        for (size_t i = 0; i < spans.count; i++)
            for (size_t owner = 0; owner < c->x->owner_count; owner++)
                if (!ask_count(c, slice_new(c, &spans.at[i], owner), err))
                    return false;
    }
    return true;
}

static bool take_count(struct counting *c, const struct slice *slice, int64_t counts[TASK_WHENS], struct error *err)
{
    enum stepped stepped = statement_step(slice->count, err);
    int64_t before = 0;
    for (int when = 0; when < TASK_WHENS && stepped == STEP_ROW; when++) {
        int64_t below = column_int(slice->count, when);
        counts[when] += below - before - hidden_of(c, slice, (enum task_when)when);
        before = below;
    }
    return stepped != STEP_FAILED;
}

static void piles_of(struct counting *c, const struct step *step, const int64_t counts[TASK_WHENS])
{
    int64_t before = 0;
    for (int when = 0; when < TASK_WHENS; when++) {
        if (counts[when] > 0 && c->piles->count < PILES_MAX)
            c->piles->at[c->piles->count++] = (struct task_pile){
                .step = step, .when = (enum task_when)when, .count = counts[when], .before = before };
        before += counts[when];
    }
}

/* The slices of one step stand together. */
static bool count_all(struct counting *c, const char *role, struct error *err)
{
    int64_t counts[TASK_WHENS] = { 0 };
    bool good = ask_counts(c, role, err);
    for (size_t i = 0; i < c->slice_count; i++) {
        const struct slice *slice = &c->slices[i];
        good = good && take_count(c, slice, counts, err);
        if (slice->count)
            statement_end(slice->count);
        if (i + 1 < c->slice_count && c->slices[i + 1].span.step == slice->span.step)
            continue;
        piles_of(c, slice->span.step, counts);
        memset(counts, 0, sizeof counts);
    }
    return good;
}

/* ---- the nearest of each pile ---- */

struct reading { struct task_pile *pile; const struct slice *slice; struct statement *s; };

/* Behind those that the reader may not see come as many more. */
static bool ask_piles(struct counting *c, size_t lines, struct reading *readings, size_t *count, struct error *err)
{
    for (size_t p = 0; p < c->piles->count; p++)
        for (size_t i = 0; i < c->slice_count; i++) {
            struct task_pile *pile = &c->piles->at[p];
            const struct slice *slice = &c->slices[i];
            struct stretch stretch = { slice->cuts[pile->when], slice->cuts[pile->when + 1],
                                       lines + (size_t)hidden_of(c, slice, pile->when), 0 };
            if (slice->span.step != pile->step || stretch.from >= stretch.until)
                continue;
            struct reading *reading = &readings[(*count)++];
            *reading = (struct reading){ .pile = pile, .slice = slice };
            if (!ask_span(c->x, &slice->span, slice->owner, stretch, &reading->s, err))
                return false;
        }
    return true;
}

static void keep_nearest(struct counting *c, struct task_pile *pile, struct tasks *found, size_t lines)
{
    size_t kept = 0;
    tasks_sort(found);
    for (size_t i = 0; i < found->count && kept < lines; i++)
        if (!guarded_find(c->guarded, found->at[i].subject))
            found->at[kept++] = found->at[i];
    pile->at = found->at;
    pile->shown = kept;
}

static bool read_piles(struct counting *c, size_t lines, struct error *err)
{
    struct reading *readings = arena_array(c->x->arena, struct reading, c->slice_count * TASK_WHENS + 1);
    struct tasks found = { 0 };
    size_t count = 0;
    bool good = ask_piles(c, lines, readings, &count, err);
    c->x->tasks = &found;
    c->x->room = 0;
    for (size_t i = 0; i < count; i++) {
        const struct reading *reading = &readings[i];
        good = good && take_span(c->x, &reading->slice->span, reading->s, err);
        if (reading->s)
            statement_end(reading->s);
        if (i + 1 < count && readings[i + 1].pile == reading->pile)
            continue;
        keep_nearest(c, reading->pile, &found, lines);
        found = (struct tasks){ 0 };
        c->x->room = 0;
    }
    return good;
}

static int by_nearest(const void *a, const void *b)
{
    const struct task_pile *x = a, *y = b;
    int64_t p = x->shown ? x->at->clock.due.us : INT64_MAX, q = y->shown ? y->at->clock.due.us : INT64_MAX;
    if (x->when != y->when)
        return x->when < y->when ? -1 : 1;
    return p != q ? p < q ? -1 : 1 : strcmp(x->step->name, y->step->name);
}

static size_t lines_of_each(const struct task_day *piles, size_t lines)
{
    size_t each = piles->count > 0 ? lines / piles->count : 0;
    return each < LINES_LEAST ? LINES_LEAST : each > LINES_MOST ? LINES_MOST : each;
}

/* All of a worker's tasks are in hand, nearest limit first: so are those of each pile. */
static void pile_up(struct asking *x, const struct guarded *guarded, struct task_day *piles, size_t lines)
{
    for (size_t i = 0; i < x->tasks->count; i++) {
        struct task *task = &x->tasks->at[i];
        enum task_when when = task_when(task, x->now);
        struct task_pile *pile = piles->at, *end = piles->at + piles->count;
        int64_t before = 0;
        if (guarded_find(guarded, task->subject))
            continue;
        for (; pile < end && (pile->step != task->step || pile->when != when); pile++)
            before += pile->step == task->step ? pile->count : 0;
        if (pile == end && piles->count == PILES_MAX)
            continue;
        if (pile == end) {
            piles->count++;
            *pile = (struct task_pile){ .step = task->step, .when = when, .before = before,
                                        .at = arena_array(x->arena, struct task, LINES_MOST) };
        }
        if (pile->count++ < LINES_MOST)
            pile->at[pile->shown++] = *task;
    }
    for (size_t i = 0; i < piles->count; i++)
        if (piles->at[i].shown > lines_of_each(piles, lines))
            piles->at[i].shown = lines_of_each(piles, lines);
}

bool tasks_day(struct store *store, struct arena *arena, const struct guarded *guarded, const char *role,
               id staff, instant now, size_t lines, struct task_day *piles, struct error *err)
{
    struct asking x = { .store = store, .arena = arena, .now = now, .role = role, .staff = staff };
    struct counting c = { .x = &x, .guarded = guarded, .piles = piles };
    struct tasks mine;
    *piles = (struct task_day){ .at = arena_array(arena, struct task_pile, PILES_MAX) };
    if (!asking_of(&x, &mine, err))
        return false;
    if (x.whose == MINE) {
        if (!tasks_of_mine(store, arena, role, staff, now, &mine, err))
            return false;
        pile_up(&x, guarded, piles, lines);
    } else {
        if (!record_guarded_steps(store, arena, guarded, staff, &c.hidden, err) || !count_all(&c, role, err)
                || !read_piles(&c, lines_of_each(piles, lines), err))
            return false;
    }
    if (piles->count > 0)
        qsort(piles->at, piles->count, sizeof *piles->at, by_nearest);
    return true;
}
