/* Whose child this is to be, with everybody's caseload in view. */
#include "web/pages/front_door/queue.h"

#include <string.h>

#define WORKERS_SHOWN 60               // on a page: it stays under 60 KB

/* From a referral that was accepted, or from a transfer that was. */
struct giving {
    struct opened_record of;
    const struct step *step; id referral, transfer, team;
};

static bool open_giving(struct request *rq, struct giving *g, struct error *err)
{
    if (!record_open_named(rq, MAY_ALLOCATE, "referral case_transfer", &g->of, err))
        return false;
    bool transfer = !strcmp(g->of.version.kind->name, "case_transfer");
    g->step = step_by_name(transfer ? TEXT("transfer_allocation") : TEXT("referral_allocation"));
    g->team = values_id(&g->of.version.values, g->step->team_field);
    g->transfer = transfer ? g->of.record : ID_NONE;
    g->referral = transfer ? values_id(&g->of.version.values, "referral_id") : g->of.record;
    return true;
}

static size_t workers_from(struct request *rq)
{
    int64_t from;
    return text_to_int(request_query(rq, "from"), &from) && from > 0 ? (size_t)from : 0;
}

/* The referral's team first, or the manager's own; everybody when asked for. */
static bool load_workers(struct request *rq, const struct giving *g, struct allocate_page_model *m,
                         struct error *err)
{
    struct worker me;
    struct workers workers;
    id team = g->team;
    m->all_teams = text_is(request_query(rq, "teams"), "all") || text_is(request_field(rq, "teams"), "all");
    if (!worker_get(rq->store, rq->arena, rq->actor.staff, &me, err))
        return false;
    if (id_none(team))
        team = me.team;
    if (!workers_of_team(rq->store, rq->arena, m->all_teams ? ID_NONE : team, rq->now, &workers, err))
        return false;
    size_t from = workers_from(rq), until = from + WORKERS_SHOWN;
    if (until < workers.count)
        m->more_link = text_format(rq->arena, "%.*s?teams=%s&from=%zu", TEXT_ARG(m->action),
                                   m->all_teams ? "all" : "", until);
    m->workers = arena_array(rq->arena, struct allocate_worker, workers.count + 1);
    for (size_t i = from; i < workers.count && i < until; i++) {
        const struct worker *w = &workers.at[i];
        m->workers[m->worker_count++] = (struct allocate_worker){
            .staff = w->staff, .name = w->name, .team = w->team_name,
            .caseload = text_format(rq->arena, "%lld %s", (long long)w->children,
                                    w->children == 1 ? "child" : "children"),
        };
        m->team_name = w->team_name;
    }
    return true;
}

static bool load_now(struct request *rq, const struct giving *g, struct allocate_page_model *m,
                     struct error *err)
{
    struct allocated *to;
    struct names names = { 0 };
    size_t count;
    if (!allocated_to(rq->store, rq->arena, g->of.view.child, rq->now, &to, &count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        names_want(&names, rq->arena, to[i].staff);
    if (!names_find(&names, rq, err))
        return false;
    for (size_t i = 0; i < count; i++)
        if (text_is(to[i].role, "PRIMARY"))
            m->now_with = names_of(&names, to[i].staff);
    return true;
}

static bool allocate_page(struct request *rq, struct giving *g, struct form *form, const char *problem,
                          struct error *err)
{
    struct clock clock;
    struct allocate_page_model m = {
        .rq = rq, .form = form, .name = g->of.name, .problem = problem,
        .action = rq->path, .child_link = child_link(rq, &g->of.view, ""),
    };
    if (!clock_of(g->step, &g->of.version.values, INSTANT_UNKNOWN, rq->now,
                  &clock, err)
            || !clock_words(rq->arena, &clock, rq->now, &m.clock_words, err)
            || !load_workers(rq, g, &m, err) || !load_now(rq, g, &m, err))
        return false;
    m.first_worker = m.worker_count == 0 ? TEXT("#main-content")
        : text_format(rq->arena, "#worker-%.*s", TEXT_ARG(id_hex(rq->arena, m.workers[0].staff)));
    m.clock_class = clock_class(clock.state);
    id_from_hex(request_field(rq, "worker"), &m.chosen);
    page_allocate(&rq->page, &m);
    return true;
}

static bool allocate_show(struct request *rq, struct error *err)
{
    struct giving g = { 0 };
    struct form form;
    if (!open_giving(rq, &g, err))
        return false;
    form_new(rq, kind_by_name(TEXT("allocation")), &form);
    return allocate_page(rq, &g, &form, NULL, err);
}

/* Whoever was the key worker until now is so no longer: the same write ends it. */
static bool end_others(struct request *rq, const struct giving *g, struct record_bundle *bundle,
                       id entry, struct error *err)
{
    struct allocated *to;
    size_t count;
    if (!allocated_to(rq->store, rq->arena, g->of.view.child, rq->now, &to, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct record_version v;
        struct form *form = arena_new_of(rq->arena, struct form);
        if (!text_is(to[i].role, "PRIMARY"))
            continue;
        if (!record_get(rq->store, g->of.view.pass, rq->arena, to[i].record, &v, err))
            return false;
        form_from_version(rq, &v, form);
        form->entry = id_derived(entry, "end", i);
        form->reason = TEXT("Allocated to somebody else");
        form_set(rq, form, "end_at", instant_iso(rq->arena, rq->now));
        form_check(rq, form);
        struct record_input input = form_input(rq, form, g->of.view.child);
        if (!record_bundle_add(bundle, rq->arena, &input, NULL, err))
            return false;
    }
    return true;
}

static bool allocate_after(struct request *rq, struct error *err)
{
    struct error why = { 0 };
    struct giving g = { 0 };
    struct form form;
    if (!request_refused(rq, &why)) {
        reply_see_other(rq, TEXT("/day?kept=allocated"));
        return true;
    }
    if (why.kind != ERROR_CONFLICT) {
        *err = why;
        return false;
    }
    if (!open_giving(rq, &g, err))
        return false;
    rq->status = 409;
    form_new(rq, kind_by_name(TEXT("allocation")), &form);
    return allocate_page(rq, &g, &form, "Somebody allocated this child while you were choosing: look again", err);
}

static bool add_allocation(struct request *rq, const struct giving *g, struct record_bundle *bundle,
                           const struct worker *worker, id entry, struct error *err)
{
    const struct kind *kind = kind_by_name(TEXT("allocation"));
    struct values *v = arena_new_of(rq->arena, struct values);
    *v = values_new(rq->arena, kind, rq->today);
    const struct { const char *field; text value; } all[] = {
        { "referral_id", id_none(g->referral) ? TEXT_NONE : id_hex(rq->arena, g->referral) },
        { "transfer_id", id_none(g->transfer) ? TEXT_NONE : id_hex(rq->arena, g->transfer) },
        { "change_reason", id_none(g->transfer) ? TEXT_NONE : TEXT("TSPROC") }, { "staff_id", id_hex(rq->arena, worker->staff) },
        { "role", TEXT("PRIMARY") }, { "start_at", instant_iso(rq->arena, rq->now) },
        { "team_id", id_none(worker->team) ? TEXT_NONE : id_hex(rq->arena, worker->team) },
    };
    for (size_t i = 0; i < COUNT_OF(all); i++)
        values_set(v, rq->arena, field_by_name(kind, text_of(all[i].field)), all[i].value);
    values_check(v, rq->arena);
    struct record_input input = {
        .values = v, .entry = entry, .subject = g->of.view.child, .replaces = NO_ENTRY,
        .author = rq->actor.staff, .role = (uint16_t)rq->actor.role,
    };
    return record_bundle_add(bundle, rq->arena, &input, NULL, err);
}

/* What to do first, or NULL. */
static const char *not_accepted(const struct giving *g)
{
    const struct follow *rule = follow_of("allocation", id_none(g->transfer) ? "referral_id" : "transfer_id");
    return code_among(rule->codes, values_get(&g->of.version.values, rule->field)->text) ? NULL : rule->message;
}

static bool allocate_post(struct request *rq, struct error *err)
{
    struct giving g = { 0 };
    struct form form;
    struct worker worker;
    id staff, entry;
    if (!open_giving(rq, &g, err))
        return false;
    form_new(rq, kind_by_name(TEXT("allocation")), &form);
    if (!id_from_hex(request_field(rq, "entry"), &entry))
        return fail(err, ERROR_INPUT, NULL, "This form is not whole: open it anew.");
    form.entry = entry;
    if (!id_from_hex(request_field(rq, "worker"), &staff)) {
        rq->status = 422;
        return allocate_page(rq, &g, &form, "Choose who works with this child", err);
    }
    const char *not_yet = not_accepted(&g);
    if (not_yet) {
        rq->status = 422;
        return allocate_page(rq, &g, &form, not_yet, err);
    }
    if (!worker_get(rq->store, rq->arena, staff, &worker, err))
        return false;
    if (text_empty(worker.name)) {
        rq->status = 422;
        return allocate_page(rq, &g, &form, "Choose somebody from the list", err);
    }
    struct record_bundle *bundle = request_bundle(rq, 24);
    return add_allocation(rq, &g, bundle, &worker, entry, err) && end_others(rq, &g, bundle, entry, err)
        && request_write(rq, &bundle->write, allocate_after, err);
}

const struct route allocate_routes[] = {
    { .method = METHOD_GET, .path = "/referrals/{record}/allocate", .may = MAY_ALLOCATE,
      .handle = allocate_show, .query = "teams from" },
    { .method = METHOD_POST, .path = "/referrals/{record}/allocate", .may = MAY_ALLOCATE,
      .handle = allocate_post },
    { 0 },
};
