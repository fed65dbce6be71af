/* One's own dates for another program: the secret link under 'Who am I', and what is fetched with it. */
#include "web/pages/duties/calendar.h"

#include "base/random.h"
#include "practice/calendar.h"
#include "practice/outside.h"
#include "web/state.h"

#include <string.h>

/* ---- the link ---- */

struct linking { struct write write; struct actor actor; uint8_t token[FEED_TOKEN_BYTES]; instant now; };

/* Where people reach this server; as they came here, when nobody has said it. */
static text reached_at(struct request *rq)
{
    if (rq->server->options.public_url)
        return text_of(rq->server->options.public_url);
    const char *host = MHD_lookup_connection_value(rq->state->connection, MHD_HEADER_KIND, "Host");
    return text_format(rq->arena, "http%s://%s", request_over_tls(rq) ? "s" : "", host ? host : "localhost");
}

static bool show(struct request *rq, text link, struct error *err)
{
    struct calendar_page_model m = { .rq = rq, .link = link, .revoked = text_is(request_query(rq, "revoked"), "1") };
    instant made;
    enum role role;
    if (!feed_of(rq->store, rq->actor.account, &made, &role, err))
        return false;
    if (instant_known(made)) {
        m.made = instant_display(rq->arena, made);
        m.role = text_of(role_label(role));
    }
    page_calendar(&rq->page, &m);
    return true;
}

static bool calendar_show(struct request *rq, struct error *err)
{
    return show(rq, TEXT_NONE, err);
}

static bool make_link(struct ledger *ledger, void *with, struct error *err)
{
    struct linking *l = with;
    return feed_make(ledger_store(ledger), &l->actor, l->token, l->now, err);
}

static bool link_made(struct request *rq, struct error *err)
{
    struct linking *l = request_with(rq);
    if (request_refused(rq, err))
        return false;
    return show(rq, text_join(rq->arena, reached_at(rq), TEXT("/calendar/"),
                              text_hex(rq->arena, l->token, sizeof l->token), TEXT(".ics")), err);
}

static bool calendar_make(struct request *rq, struct error *err)
{
    struct linking *l = arena_new_of(rq->arena, struct linking);
    *l = (struct linking){ .actor = rq->actor, .now = rq->now };
    random_fill(l->token, sizeof l->token);
    l->write = (struct write){ .also = make_link, .also_with = l };
    request_set_with(rq, l);
    return request_write(rq, &l->write, link_made, err);
}

static bool end_link(struct ledger *ledger, void *with, struct error *err)
{
    struct linking *l = with;
    return feed_revoke(ledger_store(ledger), l->actor.account, err);
}

static bool link_ended(struct request *rq, struct error *err)
{
    if (request_refused(rq, err))
        return false;
    reply_see_other(rq, TEXT("/me/calendar?revoked=1"));
    return true;
}

static bool calendar_revoke(struct request *rq, struct error *err)
{
    struct linking *l = arena_new_of(rq->arena, struct linking);
    *l = (struct linking){ .actor = rq->actor };
    l->write = (struct write){ .also = end_link, .also_with = l };
    return request_write(rq, &l->write, link_ended, err);
}

/* ---- what is fetched ---- */

struct fetching { struct write write; enum knock knock; text who, token; instant now; };

static text token_of(const struct request *rq)
{
    text link = request_path_value(rq, "link");
    return text_ends(link, ".ics") ? text_first(link, link.len - 4) : TEXT_NONE;
}

static bool count(struct ledger *ledger, void *with, struct error *err)
{
    struct fetching *f = with;
    return knock_keep(ledger_store(ledger), f->knock, f->who, f->now, err);
}

static bool counted(struct request *rq, struct error *err)
{
    const struct fetching *f = request_with(rq);
    struct error why = { 0 };
    struct actor actor;
    if (request_refused(rq, &why)) {
        if (why.kind != ERROR_REFUSED) {
            *err = why;
            return false;
        }
        reply_header(rq, "Retry-After", text_format(rq->arena, "%lld", (long long)knock_window_seconds(f->knock)));
        return request_fail(rq, 429, err, NULL, "This was asked for too often. Try again in an hour.");
    }
    struct bytes feed = { 0 };
    bool good = feed_find(rq->store, rq->arena, f->token, &actor, err)
             && calendar_write(rq->store, rq->arena, &actor, f->token, rq->server->options.public_url, rq->now, &feed,
                               err);
    if (good)
        reply_download(rq, TEXT("candour.ics"), TEXT("text/calendar; charset=utf-8"), bytes_text(&feed));
    bytes_free(&feed);
    return good;
}

/* Wrong links are counted by address, right ones by whose they are: nobody is kept from their own by the guesses of a
 * neighbour. */
static bool calendar_fetch(struct request *rq, struct error *err)
{
    struct fetching *f = arena_new_of(rq->arena, struct fetching);
    struct actor actor;
    struct error why = { 0 };
    *f = (struct fetching){ .knock = KNOCK_FEED, .token = token_of(rq), .now = rq->now };
    if (feed_find(rq->store, rq->arena, f->token, &actor, &why)) {
        f->who = id_hex(rq->arena, actor.account);
    } else if (why.kind == ERROR_ABSENT) {
        f->knock = KNOCK_NO_FEED;
        f->who = knock_address(rq->arena, rq->address);
    } else {
        *err = why;
        return false;
    }
    f->write = (struct write){ .also = count, .also_with = f };
    request_set_with(rq, f);
    return request_write(rq, &f->write, counted, err);
}

const struct route calendar_routes[] = {
    { .method = METHOD_GET, .path = "/me/calendar", .may = MAY_HAVE_TASKS, .handle = calendar_show, .query = "revoked" },
    { .method = METHOD_POST, .path = "/me/calendar", .may = MAY_HAVE_TASKS, .handle = calendar_make },
    { .method = METHOD_POST, .path = "/me/calendar/revoke", .may = MAY_HAVE_TASKS, .handle = calendar_revoke },
    { .method = METHOD_GET, .path = "/calendar/{link}", .may = MAY_ANYONE, .handle = calendar_fetch },
    { 0 },
};
