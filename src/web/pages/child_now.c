/* What somebody must know of a child before anything else: alerts, whose child it is, and what is due. */
#include "web/pages/queue.h"

static bool load_alerts(struct child_page_model *m, struct error *err)
{
    struct record_list list;
    struct record_query query = { .kind = kind_by_name(TEXT("alert")), .limit = 20 };
    struct arena *arena = m->rq->arena;
    if (!record_list(m->rq->store, m->view.pass, arena, &query, &list, err))
        return false;
    m->alerts = arena_array(arena, struct alert_row, list.count + 1);
    for (size_t i = 0; i < list.count; i++) {
        const struct record_version *v = &list.at[i];
        if (v->withdrawn || values_given(&v->values, "to_date"))
            continue;
        m->alerts[m->alert_count++] = (struct alert_row){
            .what = values_display(&v->values, arena, field_by_name(v->kind, TEXT("alert_type"))),
            .about = values_get(&v->values, "about_it")->text,
            .link = record_link(m->rq, &m->view, v->record, ""),
        };
    }
    return true;
}

static bool load_workers(struct child_page_model *m, struct error *err)
{
    struct allocated *to;
    struct names names = { 0 };
    size_t count;
    struct request *rq = m->rq;
    if (!allocated_to(rq->store, rq->arena, m->view.child, rq->now, &to, &count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        names_want(&names, rq->arena, to[i].staff);
    if (!names_find(&names, rq, err))
        return false;
    m->workers = arena_array(rq->arena, struct worker_row, count + 1);
    for (size_t i = 0; i < count; i++)
        m->workers[m->worker_count++] = (struct worker_row){
            .name = names_of(&names, to[i].staff),
            .role = code_label(code_set_find("allocation_role"), to[i].role),
            .since = day_display(rq->arena, instant_london_day(to[i].since)),
        };
    return true;
}

static bool load_due(struct child_page_model *m, struct error *err)
{
    struct tasks tasks;
    struct request *rq = m->rq;
    if (!tasks_of_child(rq->store, rq->arena, m->view.child, rq->now, &tasks, err))
        return false;
    m->due = arena_array(rq->arena, struct due_row, tasks.count + 1);
    for (size_t i = 0; i < tasks.count; i++) {
        struct due_row *row = &m->due[m->due_count++];
        *row = (struct due_row){
            .what = text_of(tasks.at[i].step->label), .due_class = clock_class(tasks.at[i].clock.state),
            .link = access_may(rq->actor.role, MAY_RECORD) ? task_link(rq, &tasks.at[i]) : TEXT_NONE,
        };
        if (!clock_words(rq->arena, &tasks.at[i].clock, rq->now, &row->due, err))
            return false;
    }
    return true;
}

bool next_of_record(struct request *rq, id child, id record, text *what, text *link, struct error *err)
{
    struct tasks tasks;
    const char *role = role_code(rq->actor.role);
    if (!tasks_of_child(rq->store, rq->arena, child, rq->now, &tasks, err))
        return false;
    for (size_t i = 0; i < tasks.count; i++)
        if (id_same(tasks.at[i].record, record) && code_among(tasks.at[i].step->by, text_of(role))) {
            *what = text_of(tasks.at[i].step->label);
            *link = task_link(rq, &tasks.at[i]);
            break;
        }
    return true;
}

bool child_now_load(struct child_page_model *m, struct error *err)
{
    if (!load_alerts(m, err))
        return false;
    return !text_empty(m->view.known_day)              // what is due is asked of today, not of a day gone by
        || (load_workers(m, err) && load_due(m, err));
}
