/* Under 'Who am I': whether somebody wants mails that say how much waits. */
#include "web/pages/pages.h"

#include "practice/notices.h"
#include "web/pages/duties/notices.h"
#include "web/state.h"

struct wishing { struct write write; struct actor actor; struct notice_wish wish; instant now; };

static bool show(struct request *rq, const struct notice_wish *wish, const char *problem)
{
    struct notices_page_model m = {
        .rq = rq, .daily = wish->daily, .openings = wish->openings, .address = wish->address, .problem = problem,
        .may_daily = access_may(rq->actor.role, MAY_HAVE_TASKS),
        .may_openings = access_may(rq->actor.role, MAY_REVIEW_OPENINGS),
        .possible = rq->server->options.smtp != NULL, .kept = text_is(request_query(rq, "kept"), "1"),
        .from = rq->server->options.mail_hours.from, .until = rq->server->options.mail_hours.until,
    };
    page_notices(&rq->page, &m);
    return true;
}

static bool notices_show(struct request *rq, struct error *err)
{
    struct notice_wish wish;
    if (!notices_may(rq->actor.role))
        return page_absent(err);
    return notices_wish_of(rq->store, rq->arena, rq->actor.account, &wish, err) && show(rq, &wish, NULL);
}

static bool keep_wish(struct ledger *ledger, void *with, struct error *err)
{
    struct wishing *w = with;
    return notices_wish(ledger_store(ledger), &w->actor, &w->wish, w->now, err);
}

static bool wished(struct request *rq, struct error *err)
{
    const struct wishing *w = request_with(rq);
    struct error why = { 0 };
    if (!request_refused(rq, &why)) {
        reply_see_other(rq, TEXT("/me/notices?kept=1"));
        return true;
    }
    if (why.kind != ERROR_INPUT) {
        *err = why;
        return false;
    }
    rq->status = 422;
    return show(rq, &w->wish, text_cstr(rq->arena, text_of(why.message)));
}

static bool notices_post(struct request *rq, struct error *err)
{
    if (!notices_may(rq->actor.role) || !rq->server->options.smtp)
        return page_absent(err);
    struct wishing *w = arena_new_of(rq->arena, struct wishing);
    *w = (struct wishing){ .actor = rq->actor, .now = rq->now, .wish = {
        .daily = text_is(request_field(rq, "daily"), "Y"), .openings = text_is(request_field(rq, "openings"), "Y"),
        .address = text_trim(request_field(rq, "address")) } };
    w->write = (struct write){ .also = keep_wish, .also_with = w };
    request_set_with(rq, w);
    return request_write(rq, &w->write, wished, err);
}

const struct route notices_routes[] = {
    { .method = METHOD_GET, .path = "/me/notices", .may = MAY_SIGNED_IN, .handle = notices_show, .query = "kept" },
    { .method = METHOD_POST, .path = "/me/notices", .may = MAY_SIGNED_IN, .handle = notices_post },
    { 0 },
};
