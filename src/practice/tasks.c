#include "practice/tasks.h"

#include "base/bytes.h"
#include "practice/caseload.h"

#include <stdlib.h>
#include <string.h>

#define STANDS "superseded_seq = 9223372036854775807"
/* Allocated at this moment. The words are those of the index allocation_open. */
#define ALLOCATED "a." STANDS " AND a.end_at IS NULL AND a.valid_to > :now"

enum whose { MINE, OF_TEAM, ALL, OF_CHILD };

struct asking {
    struct store *store; struct arena *arena; instant now;
    enum whose whose; id staff, team, child; bool front_door;
    struct tasks *tasks; size_t room;
};

static void task_keep(struct asking *x, const struct task *task)
{
    struct tasks *t = x->tasks;
    if (t->count == x->room) {
        size_t room = x->room ? x->room * 2 : 32;
        struct task *more = arena_array(x->arena, struct task, room);
        if (t->count > 0)
            memcpy(more, t->at, t->count * sizeof *more);
        t->at = more;
        x->room = room;
    }
    t->at[t->count++] = *task;
}

/* Whose task it is: of the team that the record names, else of the team of whoever is allocated to the child. */
static void add_team(struct bytes *sql, const struct step *step)
{
    if (step->team_field)
        bytes_add_format(sql, "coalesce((SELECT k.\"%s\" FROM %s AS k WHERE k.record = o.record AND k." STANDS
                         " LIMIT 1), ", step->team_field, step->after);
    bytes_add_cstr(sql, "(SELECT a.team_id FROM allocation AS a WHERE a.subject = o.subject AND " ALLOCATED
                   " AND a.role = 'PRIMARY' ORDER BY a.valid_from DESC, a.record LIMIT 1)");
    if (step->team_field)
        bytes_add_cstr(sql, ")");
}

static bool prepare(struct asking *x, const struct step *step, struct statement **s, struct error *err)
{
    struct bytes sql = { 0 };
    bytes_add_cstr(&sql, "SELECT o.record, o.subject, o.began, o.code FROM open_step AS o"
                   " WHERE o.step = :step");
    if (x->whose == MINE)
        bytes_add_cstr(&sql, " AND o.subject IN (SELECT a.subject FROM allocation AS a"
                       " WHERE a.staff_id = :staff AND " ALLOCATED ")");
    else if (x->whose == OF_CHILD)
        bytes_add_cstr(&sql, " AND o.subject = :child");
    if (x->whose == OF_TEAM) {
        // Nobody else's children are asked about one by one: they are the whole authority's.
        if (!step->team_field && !x->front_door)
            bytes_add_cstr(&sql, " AND o.subject IN (SELECT a.subject FROM allocation AS a"
                           " WHERE a.team_id = :team AND a.role = 'PRIMARY' AND " ALLOCATED ")");
        bytes_add_cstr(&sql, " AND ");
        add_team(&sql, step);
        bytes_add_cstr(&sql, " = :team");
        if (x->front_door) {
            bytes_add_cstr(&sql, " OR o.step = :step AND ");
            add_team(&sql, step);
            bytes_add_cstr(&sql, " IS NULL");
        }
    }
    bytes_add_cstr(&sql, " ORDER BY o.began LIMIT :limit");
    bool good = store_prepare(x->store, bytes_text(&sql), s, err);
    bytes_free(&sql);
    if (!good)
        return false;
    bind_text(*s, "step", text_of(step->name));
    bind_int(*s, "limit", TASKS_OF_A_STEP + 1);
    if (x->whose == MINE)
        bind_id(*s, "staff", x->staff);
    if (x->whose == MINE || x->whose == OF_TEAM)
        bind_instant(*s, "now", x->now);
    if (x->whose == OF_TEAM)
        bind_id(*s, "team", x->team);
    if (x->whose == OF_CHILD)
        bind_id(*s, "child", x->child);
    return true;
}

static bool ask_step(struct asking *x, const struct step *step, struct error *err)
{
    struct statement *s;
    const struct kind *kind = kind_by_name(text_of(step->after));
    bool day_only = field_by_name(kind, text_of(step->begins))->type == TYPE_DAY;
    size_t count = 0;
    enum stepped stepped;
    if (!prepare(x, step, &s, err))
        return false;
    while ((stepped = statement_step(s, err)) == STEP_ROW) {
        struct task task = { .step = step, .record = column_id(s, 0), .subject = column_id(s, 1) };
        instant began = day_only ? day_london_start(column_day(s, 2)) : column_instant(s, 2);
        if (count++ == TASKS_OF_A_STEP) {
            x->tasks->more = true;
            break;
        }
        // The bank holidays of a year long ago may not be known: such a task is late whatever they were.
        struct error ignored = { 0 };
        if (!clock_read(step, column_text(s, 3), began, INSTANT_UNKNOWN, x->now, &task.clock, &ignored))
            task.clock = (struct clock){ .step = step, .limit = step->limits, .began = began,
                                         .due = began, .state = CLOCK_LATE, .stopped = INSTANT_UNKNOWN };
        if (task.clock.state != CLOCK_NONE)
            task_keep(x, &task);
    }
    statement_end(s);
    return stepped != STEP_FAILED;
}

static int by_due(const void *a, const void *b)
{
    const struct task *x = a, *y = b;
    if (x->clock.due.us != y->clock.due.us)
        return x->clock.due.us < y->clock.due.us ? -1 : 1;
    int c = strcmp(x->step->name, y->step->name);
    return c ? c : id_compare(x->record, y->record);
}

static bool ask(struct asking *x, const char *role, struct tasks *tasks, struct error *err)
{
    *tasks = (struct tasks){ 0 };
    x->tasks = tasks;
    for (const struct step *s = step_next(NULL); s; s = step_next(s))
        if (!s->apart && (!role || code_among(s->by, text_of(role))) && !ask_step(x, s, err))
            return false;
    if (tasks->count > 0)
        qsort(tasks->at, tasks->count, sizeof *tasks->at, by_due);
    return true;
}

bool tasks_list(struct store *store, struct arena *arena, const char *role, id staff, instant now,
                struct tasks *tasks, struct error *err)
{
    struct asking x = { .store = store, .arena = arena, .now = now, .staff = staff };
    bool one_of_many = !strcmp(role, "SW");
    x.whose = one_of_many ? MINE : !strcmp(role, "TM") ? OF_TEAM : ALL;
    if (x.whose == OF_TEAM) {
        struct worker me;
        if (!worker_get(store, arena, staff, &me, err))
            return false;
        x.team = me.team;
        x.front_door = me.front_door;
    }
    return ask(&x, role, tasks, err);
}

bool tasks_of_child(struct store *store, struct arena *arena, id child, instant now, struct tasks *tasks,
                    struct error *err)
{
    struct asking x = { .store = store, .arena = arena, .now = now, .whose = OF_CHILD, .child = child };
    return ask(&x, NULL, tasks, err);
}

enum task_when task_when(const struct task *task, instant now)
{
    day today = instant_london_day(now);
    instant due = task->clock.due;
    if (task->clock.state == CLOCK_LATE)
        return TASK_LATE;
    if (!instant_before(day_london_end(today), due))
        return TASK_TODAY;
    day sunday = day_add(today, 7 - day_weekday(today));
    return !instant_before(day_london_end(sunday), due) ? TASK_THIS_WEEK : TASK_LATER;
}
