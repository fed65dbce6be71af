/* What somebody must know of a child before anything else: alerts, whose child it is, and what is due. */
#include "web/pages/front_door/queue.h"

#include "record/same_person.h"

#include <string.h>

#define ALERTS_MAX 20

/* Out of all that is recorded of the child, unless that was cut off: an alert may be older than all the rest. */
static bool load_alerts(struct child_page_model *m, struct error *err)
{
    const struct kind *alert = kind_by_name(TEXT("alert"));
    struct record_list list = m->records;
    struct record_query query = { .kind = alert, .limit = ALERTS_MAX };
    struct arena *arena = m->rq->arena;
    size_t count = 0;
    if (list.more && !record_list(m->rq->store, m->view.pass, arena, &query, &list, err))
        return false;
    m->alerts = arena_array(arena, struct alert_row, ALERTS_MAX);
    for (size_t i = 0; i < list.count && count < ALERTS_MAX; i++) {
        const struct record_version *v = &list.at[i];
        if (v->kind != alert)
            continue;
        count++;
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

static bool worker_stands(const struct child_page_model *m, const struct worker_row *row)
{
    for (size_t i = 0; i < m->worker_count; i++)
        if (id_same(m->workers[i].staff, row->staff) && text_same(m->workers[i].role, row->role))
            return true;
    return false;
}

static bool load_workers(struct child_page_model *m, const struct same_persons *all, struct error *err)
{
    struct allocated *to;
    size_t count;
    struct request *rq = m->rq;
    m->workers = arena_array(rq->arena, struct worker_row, all->count * ALLOCATED_MAX);
    for (size_t p = 0; p < all->count; p++) {
        if (!allocated_to(rq->store, rq->arena, all->at[p], rq->now, &to, &count, err))
            return false;
        for (size_t i = 0; i < count; i++) {
            struct worker_row row = {
                .staff = to[i].staff,
                .role = code_label(code_set_find("allocation_role"), to[i].role),
                .since = day_display(rq->arena, instant_london_day(to[i].since)), .telephone = to[i].telephone,
            };
            if (!worker_stands(m, &row))
                m->workers[m->worker_count++] = row;
        }
    }
    return true;
}

void child_workers_want(const struct child_page_model *m, struct names *names)
{
    for (size_t i = 0; i < m->worker_count; i++)
        names_want(names, m->rq->arena, m->workers[i].staff);
}

void child_workers_name(struct child_page_model *m, const struct names *names)
{
    for (size_t i = 0; i < m->worker_count; i++)
        m->workers[i].name = names_of(names, m->workers[i].staff);
}

static bool load_due_of(struct child_page_model *m, id person, struct error *err)
{
    struct tasks tasks;
    struct request *rq = m->rq;
    text role = text_of(role_code(rq->actor.role));
    if (!tasks_of_child(rq->store, rq->arena, person, rq->now, &tasks, err))
        return false;
    struct due_row *all = arena_array(rq->arena, struct due_row, m->due_count + tasks.count + 1);
    if (m->due_count > 0)
        memcpy(all, m->due, m->due_count * sizeof *all);
    m->due = all;
    for (size_t i = 0; i < tasks.count; i++) {
        struct due_row *row = &m->due[m->due_count++];
        *row = (struct due_row){
            .what = text_of(tasks.at[i].step->label), .due_class = clock_class(tasks.at[i].clock.state),
            .link = access_may(rq->actor.role, MAY_RECORD) || code_among(tasks.at[i].step->by, role)
                  ? task_link(rq, &tasks.at[i]) : TEXT_NONE,
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

/* Of whoever is one person with them as well, as far as the reader may open those. */
static bool load_now(struct child_page_model *m, struct error *err)
{
    struct same_persons all;
    if (!same_persons_of(m->rq->store, m->view.pass, &all, err) || !load_workers(m, &all, err))
        return false;
    for (size_t i = 0; i < all.count; i++)
        if (!load_due_of(m, all.at[i], err))
            return false;
    return true;
}

bool child_now_load(struct child_page_model *m, struct error *err)
{
    // What is due is asked of today, not of a day gone by.
    return load_alerts(m, err) && (!text_empty(m->view.known_day) || load_now(m, err));
}
