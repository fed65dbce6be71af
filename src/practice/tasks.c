#include "practice/tasks.h"

#include "base/bytes.h"
#include "practice/basis.h"
#include "practice/tasks_ask.h"

#include <stdlib.h>
#include <string.h>

#define STANDS "superseded_seq = 9223372036854775807"
/* Allocated at this moment. The words are those of the index allocation_open. */
#define ALLOCATED "a." STANDS " AND a.end_at IS NULL AND a.valid_to > :now"
#define OF_SUBJECTS_MAX 2000           // of one worker's children, or of one child

/* ---- one row ---- */

void task_keep(struct asking *x, const struct step *step, const struct statement *s)
{
    struct tasks *t = x->tasks;
    enum again again = (enum again)column_int(s, 4);
    instant began = step_begins_on_day(step, again) ? day_london_start(column_day(s, 2)) : column_instant(s, 2);
    struct task task = { .step = step, .record = column_id(s, 0), .subject = column_id(s, 1) };
    // The bank holidays of a year long ago may not be known: such a task is late whatever they were.
    struct error ignored = { 0 };
    if (!clock_read_again(step, again, column_text(s, 3), began, INSTANT_UNKNOWN, x->now, &task.clock, &ignored)
            && !(instant_before(x->now, began)           // by another clock than ours
                 && clock_read_again(step, again, column_text(s, 3), began, INSTANT_UNKNOWN, began, &task.clock,
                                     &ignored)))
        task.clock = (struct clock){ .step = step, .limit = step_limits(step, again), .began = began,
                                     .due = began, .state = CLOCK_LATE, .stopped = INSTANT_UNKNOWN };
    if (task.clock.state == CLOCK_NONE)
        return;
    if (t->count == x->room) {
        size_t room = x->room ? x->room * 2 : 32;
        struct task *more = arena_array(x->arena, struct task, room);
        if (t->count > 0)
            memcpy(more, t->at, t->count * sizeof *more);
        t->at = more;
        x->room = room;
    }
    t->at[t->count++] = task;
}

bool step_is_of(const struct step *step, const char *role)
{
    return !step->apart && (!role || code_among(step->by, text_of(role)));
}

static int by_due(const void *a, const void *b)
{
    const struct task *x = a, *y = b;
    if (x->clock.due.us != y->clock.due.us)
        return x->clock.due.us < y->clock.due.us ? -1 : 1;
    int c = strcmp(x->step->name, y->step->name);
    return c ? c : id_compare(x->record, y->record);
}

void tasks_sort(struct tasks *tasks)
{
    if (tasks->count > 0)
        qsort(tasks->at, tasks->count, sizeof *tasks->at, by_due);
}

/* ---- whose ---- */

bool asking_of(struct asking *x, struct tasks *tasks, struct error *err)
{
    struct worker me;
    *tasks = (struct tasks){ 0 };
    x->tasks = tasks;
    x->room = 0;
    x->whose = !strcmp(x->role, "SW") || !strcmp(x->role, "CC") ? MINE : !strcmp(x->role, "TM") ? OF_TEAM : ALL;
    x->owner_count = 1;                            // of all: whoever owns it
    if (x->whose != OF_TEAM)
        return true;
    if (!worker_get(x->store, x->arena, x->staff, &me, err))
        return false;
    x->owner_count = 0;
    if (!id_none(me.team))
        x->owners[x->owner_count++] = me.team;
    if (me.front_door)
        x->owners[x->owner_count++] = ID_NONE;     // nobody's yet
    return true;
}

/* ---- all of some children ---- */

#define OF_STEPS "SELECT o.record, o.subject, o.began, o.code, o.again, o.step FROM open_step AS o WHERE "
#define OF_CHILDREN OF_STEPS "o.subject "

static bool of_children(struct asking *x, struct statement *s, struct error *err)
{
    enum stepped stepped;
    size_t count = 0;
    bind_int(s, "limit", OF_SUBJECTS_MAX + 1);
    while ((stepped = statement_step(s, err)) == STEP_ROW) {
        const struct step *step = step_by_name(column_text(s, 5));
        if (count++ == OF_SUBJECTS_MAX) {
            x->tasks->more = true;
            break;
        }
        if (step && step_is_of(step, x->role))
            task_keep(x, step, s);
    }
    statement_end(s);
    tasks_sort(x->tasks);
    return stepped != STEP_FAILED;
}

/* Of the conferences that they chair, whoever the child's worker is: as long as these open to them (practice/basis.c).
 * What is left undone for longer is the manager's to see. */
static bool of_chaired(struct asking *x, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(x->store,
            // Each its own: a chair's years are long, and only an index of both chair and day leaves them out.
            OF_STEPS "o.record IN (SELECT c.record FROM initial_conference AS c WHERE c.chair = :staff AND c." STANDS
            " AND c.held_at IS NULL UNION SELECT c.record FROM initial_conference AS c WHERE c.chair = :staff"
            " AND c." STANDS " AND c.held_at > :held_at"
            " UNION SELECT r.record FROM cp_review AS r WHERE r.chair = :staff AND r." STANDS
            " AND r.review_date IS NULL UNION SELECT r.record FROM cp_review AS r WHERE r.chair = :staff"
            " AND r." STANDS " AND r.review_date > :held_on) LIMIT :limit", &s, err))
        return false;
    bind_id(s, "staff", x->staff);
    bind_int(s, "held_at", x->now.us - CHAIR_READS_DAYS * US_PER_DAY);
    bind_day(s, "held_on", day_add(instant_london_day(x->now), -CHAIR_READS_DAYS));
    return of_children(x, s, err);
}

static bool of_mine(struct asking *x, struct error *err)
{
    struct statement *s;
    if (!strcmp(x->role, "CC"))
        return of_chaired(x, err);
    if (!store_prepare_literal(x->store,
            OF_CHILDREN "IN (SELECT a.subject FROM allocation AS a WHERE a.staff_id = :staff AND " ALLOCATED ")"
            " LIMIT :limit", &s, err))
        return false;
    bind_id(s, "staff", x->staff);
    bind_instant(s, "now", x->now);
    return of_children(x, s, err);
}

bool tasks_of_mine(struct store *store, struct arena *arena, const char *role, id staff, instant now,
                   struct tasks *tasks, struct error *err)
{
    *tasks = (struct tasks){ 0 };
    return of_mine(&(struct asking){ .store = store, .arena = arena, .now = now, .role = role, .staff = staff,
                                     .tasks = tasks }, err);
}

bool tasks_of_child(struct store *store, struct arena *arena, id child, instant now, struct tasks *tasks,
                    struct error *err)
{
    struct asking x = { .store = store, .arena = arena, .now = now, .tasks = tasks };
    struct statement *s;
    *tasks = (struct tasks){ 0 };
    if (!store_prepare_literal(store, OF_CHILDREN "= :child LIMIT :limit", &s, err))
        return false;
    bind_id(s, "child", child);
    return of_children(&x, s, err);
}

/* ---- of a team, or of all: a stretch of one span ---- */

bool prepare_span(struct asking *x, const struct span *span, size_t owner, const char *what, const char *after,
                  struct statement **s, struct error *err)
{
    struct bytes sql = { 0 };
    bytes_add_format(&sql, "SELECT %s FROM open_step AS o WHERE o.step = :step%s%.*s AND o.began >= :from"
                     " AND o.began < :until%s", what, x->whose == OF_TEAM ? " AND o.team = :team" : "",
                     TEXT_ARG(span_condition(x->arena, span)), after);
    bool good = store_prepare(x->store, bytes_text(&sql), s, err);
    bytes_free(&sql);
    if (!good)
        return false;
    bind_text(*s, "step", text_of(span->step->name));
    if (x->whose == OF_TEAM)
        bind_id(*s, "team", x->owners[owner]);
    return true;
}

bool ask_span(struct asking *x, const struct span *span, size_t owner, struct stretch stretch, struct statement **s,
              struct error *err)
{
    if (!prepare_span(x, span, owner, "o.record, o.subject, o.began, o.code, o.again",
                      " ORDER BY o.began, o.record LIMIT :limit OFFSET :skip", s, err))
        return false;
    bind_int(*s, "from", stretch.from);
    bind_int(*s, "until", stretch.until);
    bind_int(*s, "limit", (int64_t)stretch.limit);
    bind_int(*s, "skip", (int64_t)stretch.skip);
    return statement_ask(*s, err);
}

bool take_span(struct asking *x, const struct span *span, struct statement *s, struct error *err)
{
    enum stepped stepped;
    while ((stepped = statement_step(s, err)) == STEP_ROW)
        task_keep(x, span->step, s);
    return stepped != STEP_FAILED;
}

static bool read_span(struct asking *x, const struct span *span, size_t owner, struct stretch stretch,
                      struct error *err)
{
    struct statement *s = NULL;
    bool good = ask_span(x, span, owner, stretch, &s, err) && take_span(x, span, s, err);
    if (s)
        statement_end(s);
    return good;
}

/* The first of a step by all its spans and owners; only of a single one can the index leave out what comes before. */
static bool read_step(struct asking *x, const struct step *step, size_t from, size_t limit, struct error *err)
{
    struct spans spans = spans_of(x->arena, step);
    struct tasks all = { 0 }, *to = x->tasks;
    bool single = spans.count * x->owner_count == 1;
    x->tasks = &all;
    x->room = 0;
    for (size_t i = 0; i < spans.count; i++)
        for (size_t owner = 0; owner < x->owner_count; owner++)
            if (!read_span(x, &spans.at[i], owner, (struct stretch){
                    spans.at[i].from, spans.at[i].until, (single ? 0 : from) + limit + 1, single ? from : 0 }, err))
                return false;
    tasks_sort(&all);
    size_t first = single ? 0 : from < all.count ? from : all.count;
    size_t count = all.count - first;
    all.more = count > limit;
    all.at += first;
    all.count = all.more ? limit : count;
    *to = all;
    x->tasks = to;
    return true;
}

bool tasks_list(struct store *store, struct arena *arena, const char *role, id staff, instant now,
                struct tasks *tasks, struct error *err)
{
    struct asking x = { .store = store, .arena = arena, .now = now, .role = role, .staff = staff };
    if (!asking_of(&x, tasks, err))
        return false;
    if (x.whose == MINE)
        return of_mine(&x, err);
    struct tasks all = { 0 };
    for (const struct step *step = step_next(NULL); step; step = step_next(step)) {
        struct tasks of = { 0 };
        x.tasks = &of;
        if (!step_is_of(step, role))
            continue;
        if (!read_step(&x, step, 0, TASKS_OF_A_STEP, err))
            return false;
        struct task *more = arena_array(arena, struct task, all.count + of.count + 1);
        if (all.count > 0)
            memcpy(more, all.at, all.count * sizeof *more);
        if (of.count > 0)
            memcpy(more + all.count, of.at, of.count * sizeof *more);
        all = (struct tasks){ more, all.count + of.count, all.more || of.more };
    }
    tasks_sort(&all);
    *tasks = all;
    return true;
}

static void drop_guarded(struct tasks *tasks, const struct guarded *guarded)
{
    size_t kept = 0;
    for (size_t i = 0; i < tasks->count; i++)
        if (!guarded_find(guarded, tasks->at[i].subject))
            tasks->at[kept++] = tasks->at[i];
    tasks->count = kept;
}

/* Of a worker's all tasks the part that is asked for. */
static void cut_step(struct tasks *tasks, const struct step *step, size_t from, size_t limit)
{
    size_t kept = 0, place = 0;
    tasks->more = false;
    for (size_t i = 0; i < tasks->count; i++) {
        if (tasks->at[i].step != step || place++ < from)
            continue;
        tasks->more = kept == limit;
        if (tasks->more)
            break;
        tasks->at[kept++] = tasks->at[i];
    }
    tasks->count = kept;
}

bool tasks_of_step(struct store *store, struct arena *arena, const struct guarded *guarded, const char *role,
                   id staff, instant now, const struct step *step, size_t from, size_t limit,
                   struct tasks *tasks, struct error *err)
{
    struct asking x = { .store = store, .arena = arena, .now = now, .role = role, .staff = staff };
    if (!asking_of(&x, tasks, err))
        return false;
    if (!step_is_of(step, role))
        return true;
    if (x.whose == MINE ? !of_mine(&x, err) : !read_step(&x, step, from, limit, err))
        return false;
    if (x.whose == MINE)
        cut_step(tasks, step, from, limit);
    drop_guarded(tasks, guarded);
    return true;
}

/* ---- when ---- */

void task_when_ends(instant now, instant ends[TASK_LATER])
{
    day today = instant_london_day(now);
    ends[TASK_LATE] = now;
    ends[TASK_TODAY] = day_london_end(today);
    ends[TASK_THIS_WEEK] = day_london_end(day_add(today, 7 - day_weekday(today)));
}

enum task_when task_when(const struct task *task, instant now)
{
    instant ends[TASK_LATER];
    if (task->clock.state == CLOCK_LATE)
        return TASK_LATE;
    task_when_ends(now, ends);
    return !instant_before(ends[TASK_TODAY], task->clock.due) ? TASK_TODAY
         : !instant_before(ends[TASK_THIS_WEEK], task->clock.due) ? TASK_THIS_WEEK : TASK_LATER;
}
