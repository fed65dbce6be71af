/* My day: what is late, due today and due this week for the role one acts in; and my children. */
#include "web/pages/queue.h"

#include <string.h>

#define CHILDREN_SHOWN 200
#define LINES_A_GROUP 200
#define LINES_A_STEP 10            // of one kind in a group: the others are counted, so that none hides another

static const char *const titles[] = {
    [TASK_LATE] = "Late", [TASK_TODAY] = "Today", [TASK_THIS_WEEK] = "This week", [TASK_LATER] = "Later",
};

static bool add_line(struct request *rq, const struct task *t, const struct names *names,
                     struct day_group *group, struct error *err)
{
    size_t alike = 0;
    for (size_t i = 0; i < group->line_count; i++)
        alike += group->lines[i].step == t->step;
    if (alike > LINES_A_STEP || group->line_count == LINES_A_GROUP) {
        for (size_t i = group->line_count; i-- > 0;)
            if (group->lines[i].step == t->step) {
                group->lines[i].more++;
                break;
            }
        return true;
    }
    struct day_line *line = &group->lines[group->line_count++];
    *line = (struct day_line){
        .step = t->step, .what = text_of(t->step->label), .name = names_of(names, t->subject),
        .link = task_link(rq, t), .due_class = clock_class(t->clock.state),
    };
    return clock_words(rq->arena, &t->clock, rq->now, &line->due, err);
}

static bool load_tasks(struct request *rq, const struct tasks *tasks, const struct names *names,
                       const struct guarded *guarded, struct day_page_model *m, struct error *err)
{
    for (size_t g = 0; g < COUNT_OF(m->groups); g++) {
        m->groups[g].title = titles[g];
        m->groups[g].lines = arena_array(rq->arena, struct day_line, LINES_A_GROUP);
    }
    m->more = tasks->more;
    for (size_t i = 0; i < tasks->count; i++) {
        struct day_group *group = &m->groups[task_when(&tasks->at[i], rq->now)];
        if (guarded_find(guarded, tasks->at[i].subject))
            continue;                          // not theirs to open, so not theirs to do
        group->all++;
        if (!add_line(rq, &tasks->at[i], names, group, err))
            return false;
    }
    return true;
}

/* The next thing that one of the day's tasks asks for this child. */
static const struct task *next_of(const struct tasks *tasks, id child)
{
    for (size_t i = 0; i < tasks->count; i++)
        if (id_same(tasks->at[i].subject, child))
            return &tasks->at[i];
    return NULL;
}

static bool load_children(struct request *rq, const struct my_child *mine, size_t count,
                          const struct tasks *tasks, const struct guarded *guarded, struct day_page_model *m,
                          struct error *err)
{
    m->children = arena_array(rq->arena, struct my_line, count + 1);
    for (size_t i = 0; i < count; i++) {
        struct person_hit hit;
        const struct task *next = next_of(tasks, mine[i].child);
        struct my_line *line = &m->children[m->child_count];
        if (guarded_find(guarded, mine[i].child))
            continue;
        m->child_count++;
        if (!record_person_hit(rq->store, rq->arena, rq->actor.staff, mine[i].child, &hit, err))
            return false;
        *line = (struct my_line){
            .name = hit.name, .link = text_format(rq->arena, "/children/%.*s",
                                                  TEXT_ARG(id_hex(rq->arena, mine[i].child))),
            .about = day_known(hit.born) && !day_after(hit.born, rq->today)
                   ? text_format(rq->arena, "%d", day_age(hit.born, rq->today)) : TEXT("unborn or not known"),
            .since = day_display(rq->arena, instant_london_day(mine[i].since)),
            .next = next ? text_of(next->step->label) : TEXT_NONE,
            .next_class = next ? clock_class(next->clock.state) : "",
        };
    }
    m->has_children = m->child_count > 0;
    return true;
}

static bool day_show(struct request *rq, struct error *err)
{
    struct day_page_model m = { .rq = rq, .date = day_display(rq->arena, rq->today) };
    struct tasks tasks;
    struct guarded guarded;
    struct names names = { 0 };
    struct my_child *mine;
    size_t count;
    if (!tasks_list(rq->store, rq->arena, role_code(rq->actor.role), rq->actor.staff, rq->now, &tasks, err)
            || !record_guarded(rq->store, rq->arena, rq->actor.staff, &guarded, err)
            || !children_of(rq->store, rq->arena, rq->actor.staff, rq->now, CHILDREN_SHOWN, &mine, &count,
                            err))
        return false;
    for (size_t i = 0; i < tasks.count; i++)
        names_want(&names, rq->arena, tasks.at[i].subject);
    if (!names_find(&names, rq, err) || !load_tasks(rq, &tasks, &names, &guarded, &m, err)
            || !load_children(rq, mine, count, &tasks, &guarded, &m, err))
        return false;
    m.kept = text_is(request_query(rq, "kept"), "allocated");
    page_day(&rq->page, &m);
    return true;
}

const struct route day_routes[] = {
    { .method = METHOD_GET, .path = "/day", .may = MAY_HAVE_TASKS, .handle = day_show, .query = "kept" },
    { 0 },
};
