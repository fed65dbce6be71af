/* Closing an episode: what is still open stands on the page, each with its link. Nothing locks; closing with work open
 * needs a reason, and the reason stays with the referral. */
#include "web/pages/records/close.h"

#include "practice/closure.h"
#include "web/pages/front_door/queue.h"

#include <string.h>

static const char *const fields_all_done[] = { "close_date", "close_reason", NULL };
static const char *const fields_left_open[] = { "close_date", "close_reason", "left_open_reason", NULL };

struct closing { struct opened_record of; struct open_works works; };

static bool open_closing(struct request *rq, struct closing *c, struct error *err)
{
    return record_open_named(rq, MAY_RECORD, "referral", &c->of, err)
        && record_is_whole(&c->of.version.values, err)
        && closure_open_work(rq->store, c->of.view.pass, rq->arena, c->of.record, rq->now, &c->works, err);
}

static bool line_of(struct request *rq, const struct closing *c, const struct open_work *work,
                    struct close_line *line, struct error *err)
{
    bool task = work->task.step != NULL;
    *line = (struct close_line){
        .what = text_of(work->what),
        .link = task ? task_link(rq, &work->task) : record_link(rq, &c->of.view, work->record, ""),
        .since = task ? TEXT_NONE : day_display(rq->arena, instant_london_day(work->since)),
        .due_class = task ? clock_class(work->task.clock.state) : NULL };
    return !task || clock_words(rq->arena, &work->task.clock, rq->now, &line->due, err);
}

static bool close_page(struct request *rq, struct closing *c, struct form *form, struct error *err)
{
    struct names names = { 0 };
    struct close_page_model m = {
        .rq = rq, .form = form, .name = c->of.name, .action = rq->path, .more = c->works.more,
        .back_link = record_link(rq, &c->of.view, c->of.record, ""),
        .step_link = record_link(rq, &c->of.view, c->of.record, "/begin/step"),
        .fields = c->works.count > 0 ? fields_left_open : fields_all_done,
        .lines = arena_array(rq->arena, struct close_line, c->works.count + 1),
        .closed = values_given(&c->of.version.values, "close_date"),
    };
    form->amends = false;                                    // why the record changes is said by the step itself
    for (size_t i = 0; i < c->works.count; i++)
        if (!line_of(rq, c, &c->works.at[i], &m.lines[m.line_count++], err))
            return false;
    names_want_of(&names, rq->arena, &c->of.version);
    if (!names_find(&names, rq, err))
        return false;
    m.before = version_shown(rq, &c->of.view, &c->of.version, &names);
    page_close_episode(&rq->page, &m);
    return true;
}

static bool read_closing(struct request *rq, const struct closing *c, struct form *form, struct error *err)
{
    struct form_part part = { .fields = fields_left_open };
    if (!form_read_part(rq, c->of.version.kind, &part, &c->of.version, form, err))
        return false;
    form_check(rq, form);
    if (!values_given(&form->values, "close_date"))
        form_problem(form, "close_date", "Enter the day on which the episode is closed");
    if (!closure_check(rq->store, c->of.view.pass, rq->arena, &c->of.version, rq->now, &form->values, err))
        return false;
    form->problem_count = form->values.problem_count;
    form->reason = TEXT("Episode closed");
    return true;
}

static bool close_show(struct request *rq, struct error *err)
{
    struct closing c = { 0 };
    struct form form;
    if (!open_closing(rq, &c, err))
        return false;
    if (request_kept_form(rq)) {
        if (!read_closing(rq, &c, &form, err))
            return false;
        form.restored = true;
    } else {
        form_from_version(rq, &c.of.version, &form);
        if (!values_given(&form.values, "close_date"))
            form_set(rq, &form, "close_date", day_iso(rq->arena, rq->today));
    }
    return close_page(rq, &c, &form, err);
}

static bool close_after(struct request *rq, struct error *err)
{
    struct error why = { 0 };
    struct closing c = { 0 };
    struct form form;
    if (!request_refused(rq, &why)) {
        reply_see_other(rq, text_format(rq->arena, "/records/%.*s?kept=1",
                                        TEXT_ARG(request_path_value(rq, "record"))));
        return true;
    }
    return refusal_is_for_page(&why, err) && open_closing(rq, &c, err) && read_closing(rq, &c, &form, err)
        && refusal_tell(rq, &form, &c.of, &why, err) && close_page(rq, &c, &form, err);
}

static bool close_post(struct request *rq, struct error *err)
{
    struct closing c = { 0 };
    struct form form;
    if (!open_closing(rq, &c, err) || !read_closing(rq, &c, &form, err))
        return false;
    if (form.problem_count > 0) {
        rq->status = 422;
        return close_page(rq, &c, &form, err);
    }
    form.record = c.of.record;
    return form_keep(rq, &form, c.of.view.child, close_after, err);
}

const struct route close_routes[] = {
    { .method = METHOD_GET, .path = "/referrals/{record}/close", .may = MAY_RECORD, .handle = close_show },
    { .method = METHOD_POST, .path = "/referrals/{record}/close", .may = MAY_RECORD, .handle = close_post },
    { 0 },
};
