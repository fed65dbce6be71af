/* My day: what is late, due today and due this week for the role one acts in; and my children. Of many tasks of one
 * kind the nearest are shown, and the others stand on a page of their own. */
#include "web/pages/front_door/queue.h"

#include "record/same_person.h"

#include <stdlib.h>
#include <string.h>

#define CHILDREN_SHOWN 60
#define LINES_SHOWN 100            // in all: a page stays under 60 KB whatever waits
#define LINES_A_PAGE 50            // of one kind

static const char *const titles[] = {
    [TASK_LATE] = "Late", [TASK_TODAY] = "Today", [TASK_THIS_WEEK] = "This week", [TASK_LATER] = "Later",
};

static bool line_of(struct request *rq, const struct task *t, const struct names *names, struct day_line *line,
                    struct error *err)
{
    *line = (struct day_line){
        .what = text_of(t->step->label), .name = names_of(names, t->subject),
        .link = task_link(rq, t), .due_class = clock_class(t->clock.state), .due_at = t->clock.due,
    };
    return clock_words(rq->arena, &t->clock, rq->now, &line->due, err);
}

static int by_due(const void *a, const void *b)
{
    const struct day_line *x = a, *y = b;
    if (x->due_at.us != y->due_at.us)
        return x->due_at.us < y->due_at.us ? -1 : 1;
    int what = text_compare(x->what, y->what);
    return what ? what : text_compare(x->link, y->link);
}

/* The last of a pile says how many more there are, and where. */
static bool add_pile(struct request *rq, const struct task_pile *pile, const struct names *names,
                     struct day_group *group, struct error *err)
{
    for (size_t i = 0; i < pile->shown; i++)
        if (!line_of(rq, &pile->at[i], names, &group->lines[group->line_count++], err))
            return false;
    group->all += pile->count;
    if (pile->shown == 0 || pile->count <= (int64_t)pile->shown)
        return true;
    struct day_line *last = &group->lines[group->line_count - 1];
    last->more = pile->count - (int64_t)pile->shown;
    last->more_link = text_format(rq->arena, "/day/%s?from=%lld", pile->step->name,
                                  (long long)pile->before + (long long)pile->shown);
    return true;
}

static bool load_day(struct request *rq, const struct task_day *piles, const struct names *names,
                     struct day_page_model *m, struct error *err)
{
    size_t room = 1;
    for (size_t i = 0; i < piles->count; i++)
        room += piles->at[i].shown;
    for (size_t g = 0; g < COUNT_OF(m->groups); g++) {
        m->groups[g].title = titles[g];
        m->groups[g].lines = arena_array(rq->arena, struct day_line, room);
    }
    for (size_t i = 0; i < piles->count; i++)
        if (!add_pile(rq, &piles->at[i], names, &m->groups[piles->at[i].when], err))
            return false;
    for (size_t g = 0; g < COUNT_OF(m->groups); g++)
        if (m->groups[g].line_count > 0)
            qsort(m->groups[g].lines, m->groups[g].line_count, sizeof *m->groups[g].lines, by_due);
    return true;
}

/* The next thing that one of the tasks asks for this child. */
static const struct task *next_of(const struct tasks *tasks, id child)
{
    for (size_t i = 0; i < tasks->count; i++)
        if (id_same(tasks->at[i].subject, child))
            return &tasks->at[i];
    return NULL;
}

static void load_children(struct request *rq, const struct my_child *mine, size_t count,
                          const struct tasks *tasks, const struct guarded *guarded, const struct names *names,
                          struct day_page_model *m)
{
    m->children = arena_array(rq->arena, struct my_line, count + 1);
    for (size_t i = 0; i < count; i++) {
        const struct task *next = next_of(tasks, mine[i].child);
        day born = mine[i].born;
        if (guarded_find(guarded, mine[i].child))
            continue;
        m->children[m->child_count++] = (struct my_line){
            .name = names_of(names, mine[i].child),
            .link = text_format(rq->arena, "/children/%.*s", TEXT_ARG(id_hex(rq->arena, mine[i].child))),
            .about = day_known(born) && !day_after(born, rq->today)
                   ? text_format(rq->arena, "%d", day_age(born, rq->today)) : TEXT("unborn or not known"),
            .since = day_display(rq->arena, instant_london_day(mine[i].since)),
            .next = next ? text_of(next->step->label) : TEXT_NONE,
            .next_class = next ? clock_class(next->clock.state) : "",
        };
    }
    m->has_children = m->child_count > 0;
}

bool tasks_show_kept(struct request *rq, struct tasks *tasks, struct error *err)
{
    id **all = arena_array(rq->arena, id *, tasks->count + 1);
    for (size_t i = 0; i < tasks->count; i++)
        all[i] = &tasks->at[i].subject;
    return same_persons_kept(rq->store, rq->actor.staff, all, tasks->count, err);
}

/* Of records that are one person the kept one is named, and stands in a list once. What is guarded was left out
 * before, by the record's own person. */
static bool show_kept(struct request *rq, const struct task_day *piles, struct tasks *next, struct my_child *mine,
                      size_t *count, struct error *err)
{
    size_t room = *count + next->count, n = 0, left = 0;
    for (size_t i = 0; i < piles->count; i++)
        room += piles->at[i].shown;
    id **all = arena_array(rq->arena, id *, room + 1);
    for (size_t i = 0; i < piles->count; i++)
        for (size_t k = 0; k < piles->at[i].shown; k++)
            all[n++] = &piles->at[i].at[k].subject;
    for (size_t i = 0; i < next->count; i++)
        all[n++] = &next->at[i].subject;
    for (size_t i = 0; i < *count; i++)
        all[n++] = &mine[i].child;
    if (!same_persons_kept(rq->store, rq->actor.staff, all, n, err))
        return false;
    for (size_t i = 0; i < *count; i++) {
        bool there = false;
        for (size_t k = 0; k < left && !there; k++)
            there = id_same(mine[k].child, mine[i].child);
        if (!there)
            mine[left++] = mine[i];
    }
    *count = left;
    return true;
}

static void want_all(struct request *rq, const struct task_day *piles, const struct my_child *mine, size_t count,
                     struct names *names)
{
    for (size_t i = 0; i < piles->count; i++)
        for (size_t k = 0; k < piles->at[i].shown; k++)
            names_want(names, rq->arena, piles->at[i].at[k].subject);
    for (size_t i = 0; i < count; i++)
        names_want(names, rq->arena, mine[i].child);
}

static bool day_show(struct request *rq, struct error *err)
{
    struct day_page_model m = { .rq = rq, .date = day_display(rq->arena, rq->today) };
    const char *role = role_code(rq->actor.role);
    id me = rq->actor.staff;
    struct task_day piles;
    struct tasks next = { 0 };
    struct guarded guarded;
    struct names names = { 0 };
    struct my_child *mine;
    size_t count;
    if (!record_guarded(rq->store, rq->arena, me, &guarded, err)
            || !tasks_day(rq->store, rq->arena, &guarded, role, me, rq->now, LINES_SHOWN, &piles, err)
            || !children_of(rq->store, rq->arena, me, rq->now, CHILDREN_SHOWN, &mine, &count, err))
        return false;
    if (count > 0 && !tasks_of_mine(rq->store, rq->arena, role, me, rq->now, &next, err))
        return false;
    m.more_children = count == CHILDREN_SHOWN;
    if (!show_kept(rq, &piles, &next, mine, &count, err))
        return false;
    want_all(rq, &piles, mine, count, &names);
    if (!names_find(&names, rq, err) || !load_day(rq, &piles, &names, &m, err))
        return false;
    load_children(rq, mine, count, &next, &guarded, &names, &m);
    m.kept = text_is(request_query(rq, "kept"), "allocated");
    page_day(&rq->page, &m);
    return true;
}

/* All of one kind, a page at a time. */
static bool day_step(struct request *rq, struct error *err)
{
    const struct step *step = step_by_name(request_path_value(rq, "step"));
    const char *role = role_code(rq->actor.role);
    struct day_step_model m = { .rq = rq };
    struct guarded guarded;
    struct tasks tasks;
    struct names names = { 0 };
    int64_t from = 0;
    text asked = request_query(rq, "from");
    if (!step || step->apart || !code_among(step->by, text_of(role))
            || (!text_empty(asked) && (!text_to_int(asked, &from) || from < 0 || from > TASKS_FROM_MAX)))
        return page_absent(err);
    if (!record_guarded(rq->store, rq->arena, rq->actor.staff, &guarded, err)
            || !tasks_of_step(rq->store, rq->arena, &guarded, role, rq->actor.staff, rq->now, step, (size_t)from,
                              LINES_A_PAGE, &tasks, err))
        return false;
    if (!tasks_show_kept(rq, &tasks, err))
        return false;
    for (size_t i = 0; i < tasks.count; i++)
        names_want(&names, rq->arena, tasks.at[i].subject);
    if (!names_find(&names, rq, err))
        return false;
    m.title = text_of(step->label);
    m.lines = arena_array(rq->arena, struct day_line, tasks.count + 1);
    for (size_t i = 0; i < tasks.count; i++)
        if (!line_of(rq, &tasks.at[i], &names, &m.lines[m.line_count++], err))
            return false;
    if (tasks.more && from + LINES_A_PAGE <= TASKS_FROM_MAX)
        m.next_link = text_format(rq->arena, "/day/%s?from=%lld", step->name, (long long)from + LINES_A_PAGE);
    if (from > 0)
        m.before_link = text_format(rq->arena, "/day/%s?from=%lld", step->name,
                                    (long long)(from > LINES_A_PAGE ? from - LINES_A_PAGE : 0));
    page_day_step(&rq->page, &m);
    return true;
}

const struct route day_routes[] = {
    { .method = METHOD_GET, .path = "/day", .may = MAY_HAVE_TASKS, .handle = day_show, .query = "kept" },
    { .method = METHOD_GET, .path = "/day/{step}", .may = MAY_HAVE_TASKS, .handle = day_step, .query = "from" },
    { 0 },
};
