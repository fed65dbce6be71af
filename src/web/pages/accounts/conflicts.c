/* Conflicts of interest, and the page on which a senior leader and the data protection officer lift one together. */
#include "web/pages/pages.h"

static text whose(struct request *rq, const struct conflict *c, const struct names *names)
{
    text name;
    struct error ignored = { 0 };
    if (c->restricted && access_may(rq->actor.role, MAY_FIND_CHILDREN))
        return TEXT("A restricted record");
    return trail_names(rq, names, c->person, &name, &ignored) ? name : TEXT("A record that cannot be named now");
}

static text asked_words(struct request *rq, const struct lifting *lifting, const struct names *names)
{
    if (lifting->asked_as == ROLE_NONE)
        return TEXT_NONE;
    return text_format(rq->arena, "%.*s, %s", TEXT_ARG(names_of(names, lifting->asked_by)),
                       role_label(lifting->asked_as));
}

static bool conflicts(struct request *rq, struct error *err)
{
    struct conflicts_page_model m = { .rq = rq };
    struct conflict_list list;
    struct names names = { 0 };
    if (!conflicts_list(rq->store, rq->arena, &rq->actor, 200, &list, err))
        return false;
    for (size_t i = 0; i < list.count; i++) {
        names_want(&names, rq->arena, list.at[i].staff);
        names_want(&names, rq->arena, list.at[i].person);
        names_want(&names, rq->arena, list.at[i].lifting.asked_by);
    }
    if (!names_find(&names, rq, err))
        return false;
    m.rows = arena_array(rq->arena, struct conflict_line, list.count + 1);
    for (size_t i = 0; i < list.count; i++) {
        const struct conflict *c = &list.at[i];
        m.rows[m.row_count++] = (struct conflict_line){
            .who = names_of(&names, c->staff), .whose = whose(rq, c, &names),
            .tie = code_label(code_set_find("conflict_tie"), c->tie), .since = day_display(rq->arena, c->since),
            .asked = asked_words(rq, &c->lifting, &names),
            .link = text_format(rq->arena, "/conflicts/%.*s", TEXT_ARG(id_hex(rq->arena, c->record))),
        };
    }
    m.more = list.more;
    page_conflicts(&rq->page, &m);
    return true;
}

/* ---- one of them ---- */

struct opened_conflict { struct opened_record of; struct lifting lifting; struct names names; };

static bool open_conflict(struct request *rq, struct opened_conflict *c, struct error *err)
{
    const struct record_version *v = &c->of.version;
    if (!record_open(rq, MAY_LIFT_CONFLICTS, "conflict_of_interest", &c->of, err))
        return false;
    if (!text_empty(c->of.view.known_day))
        return fail(err, ERROR_INPUT, "known", "A conflict of interest is lifted as it is today");
    c->lifting = lifting_of(v->author, (enum role)v->role);
    names_want(&c->names, rq->arena, c->of.view.child);
    names_want_of(&c->names, rq->arena, v);
    return names_find(&c->names, rq, err);
}

static bool is_over(const struct record_version *v)
{
    return v->withdrawn || values_given(&v->values, "to_date");
}

static bool conflict_page(struct request *rq, const struct opened_conflict *c, struct form *form, struct error *err)
{
    struct conflict_page_model m = {
        .rq = rq, .form = form, .over = is_over(&c->of.version),
        .agrees = lifting_agrees(&c->lifting, &rq->actor),
        .asked = asked_words(rq, &c->lifting, &c->names), .why = c->of.version.reason,
        .who = names_of(&c->names, values_id(&c->of.version.values, "staff_id")),
        .action = text_format(rq->arena, "/conflicts/%.*s", TEXT_ARG(id_hex(rq->arena, c->of.record))),
        .shown = version_shown(rq, &c->of.view, &c->of.version, &c->names),
    };
    if (!trail_names(rq, &c->names, c->of.view.child, &m.name, err))
        return false;
    page_conflict(&rq->page, &m);
    return true;
}

static bool conflict_show(struct request *rq, struct error *err)
{
    struct opened_conflict c = { 0 };
    struct form form;
    if (!open_conflict(rq, &c, err))
        return false;
    form_from_version(rq, &c.of.version, &form);
    return conflict_page(rq, &c, &form, err);
}

static bool conflict_after(struct request *rq, struct error *err)
{
    if (request_refused(rq, err))
        return false;
    reply_see_other(rq, TEXT("/conflicts"));
    return true;
}

static bool conflict_post(struct request *rq, struct error *err)
{
    static const char *const none[] = { NULL };
    struct form_part part = { .fields = none, .beside = none };
    struct opened_conflict c = { 0 };
    struct form form;
    if (!open_conflict(rq, &c, err)
            || !form_read_part(rq, c.of.version.kind, &part, &c.of.version, &form, err))
        return false;
    if (is_over(&c.of.version))
        return fail(err, ERROR_CONFLICT, NULL, "This conflict of interest has been lifted already.");
    bool agrees = lifting_agrees(&c.lifting, &rq->actor);
    if (agrees && text_empty(form.reason))
        form.reason = TEXT("Agreed: it is lifted");
    if (agrees)
        form_set(rq, &form, "to_date", day_iso(rq->arena, rq->today));
    form.withdraw = false;                       // it was so, and the same record says until when
    form.so_from = INSTANT_UNKNOWN;
    form.changed_problem = NULL;
    form.record = c.of.record;
    form_check(rq, &form);
    if (text_empty(form.reason))
        form_problem(&form, "reason", "Enter why the conflict of interest should be lifted");
    else if (text_characters(form.reason) > 500)
        form_problem(&form, "reason", "Why it should be lifted must be 500 characters or fewer");
    if (form.problem_count > 0) {
        rq->status = 422;
        return conflict_page(rq, &c, &form, err);
    }
    return form_keep_own(rq, &form, c.of.view.child, conflict_after, err);
}

const struct route conflict_routes[] = {
    { .method = METHOD_GET, .path = "/conflicts", .may = MAY_LIFT_CONFLICTS, .handle = conflicts },
    { .method = METHOD_GET, .path = "/conflicts/{record}", .may = MAY_LIFT_CONFLICTS, .handle = conflict_show },
    { .method = METHOD_POST, .path = "/conflicts/{record}", .may = MAY_LIFT_CONFLICTS, .handle = conflict_post },
    { 0 },
};
