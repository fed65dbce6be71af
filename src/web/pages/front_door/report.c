/* The form for everybody: nobody signs in, and nobody is told whether a child is known. Protected against floods:
 * five an hour from one address, a form that is ours and not of this very second, a field that only a program fills
 * in, and small files. Whoever is kept out is told the number to ring instead (security.md, H9). */
#include "web/pages/front_door/told.h"

#include "base/random.h"

#include <pthread.h>

#define QUICKEST_US (4 * US_PER_SECOND)          // nobody tells of a child in less
#define OLDEST_US US_PER_DAY
#define BODY_BYTES_MAX (16 * 1024 * 1024)

struct reporting { struct told_page_model m; struct form form; struct told_sender sender; id service; };

/* ---- that the form is ours, and how old it is ---- */

/* Of this process: a form that was open over a restart is sent once more. */
static uint8_t key[32];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void make_key(void)
{
    random_fill(key, sizeof key);
}

static text seal_of(struct request *rq, id entry, text made)
{
    pthread_once(&once, make_key);
    text sealed = text_format(rq->arena, "%.*s %.*s", TEXT_ARG(id_hex(rq->arena, entry)), TEXT_ARG(made));
    return hash_hex(rq->arena, hash_keyed(key, sizeof key, sealed.at, sealed.len));
}

static void seal_anew(struct reporting *r)
{
    struct request *rq = r->m.rq;
    r->m.made = text_format(rq->arena, "%lld", (long long)rq->now.us);
    r->m.seal = seal_of(rq, r->form.entry, r->m.made);
}

/* NULL, or what to tell whoever sent it. Keeps the seal where it holds. */
static const char *seal_problem(struct reporting *r)
{
    struct request *rq = r->m.rq;
    text made = request_field(rq, "made"), seal = request_field(rq, "seal");
    hash ours, sent;
    int64_t us;
    bool whole = text_to_int(made, &us) && hash_from_hex(seal, &sent)
              && hash_from_hex(seal_of(rq, r->form.entry, made), &ours) && hash_same(ours, sent);
    if (!whole || rq->now.us - us > OLDEST_US || us > rq->now.us) {
        seal_anew(r);
        return "This page was open for too long. Read what you typed, choose your files again, and send it once more";
    }
    r->m.made = made;
    r->m.seal = seal;
    return rq->now.us - us < QUICKEST_US
         ? "That was sent faster than anybody types. Read what you typed, and send it again in a few seconds" : NULL;
}

/* ---- the pages ---- */

static bool reporting_new(struct request *rq, struct reporting *r, struct error *err)
{
    *r = (struct reporting){ 0 };
    if (!accounts_service(rq->store, &r->service, err)
            || !outside_telephone(rq->store, rq->arena, &r->m.telephone, err))
        return false;
    r->sender = (struct told_sender){ .author = r->service, .role = ROLE_PUBLIC,
                                      .reference = reference_new(rq->arena) };
    r->m.rq = rq;
    r->m.form = &r->form;
    r->m.open_to_all = true;
    r->m.title = TEXT("Tell us about a child");
    r->m.action = TEXT("/report");
    return true;
}

static bool show(struct reporting *r, int status)
{
    r->m.rq->status = status;
    page_told(&r->m.rq->page, &r->m);
    return true;
}

static text ring(struct request *rq, text telephone)
{
    return text_empty(telephone) ? TEXT("ring the authority instead")
                                 : text_format(rq->arena, "ring %.*s instead", TEXT_ARG(telephone));
}

static bool too_often(struct reporting *r)
{
    struct request *rq = r->m.rq;
    reply_header(rq, "Retry-After", text_format(rq->arena, "%lld", (long long)knock_window_seconds(KNOCK_REPORT)));
    form_problem(&r->form, NULL, text_cstr(rq->arena, text_format(rq->arena,
        "This form was sent %lld times from your connection within an hour. It is not sent now: %.*s",
        (long long)knock_limit(KNOCK_REPORT), TEXT_ARG(ring(rq, r->m.telephone)))));
    return show(r, 429);
}

static bool reported(struct reporting *r, text reference)
{
    struct reported_page_model m = { .rq = r->m.rq, .telephone = r->m.telephone,
                                     .reference = reference_shown(r->m.rq->arena, reference) };
    page_reported(&r->m.rq->page, &m);
    return true;
}

static bool report_show(struct request *rq, struct error *err)
{
    struct reporting r;
    if (!reporting_new(rq, &r, err))
        return false;
    told_new(&r.m);
    seal_anew(&r);
    return show(&r, 200);
}

static bool report_after(struct request *rq, struct error *err)
{
    struct error why = { 0 };
    struct reporting r;
    text reference;
    bool refused = request_refused(rq, &why);
    if (!reporting_new(rq, &r, err))
        return false;
    if (told_before(rq, ID_NONE, &reference))
        return reported(&r, reference);
    if (!refused || (why.kind != ERROR_INPUT && why.kind != ERROR_REFUSED)) {
        *err = why;
        return false;
    }
    if (!told_read(&r.m, &r.sender, err))
        return false;
    (void)seal_problem(&r);
    if (why.kind == ERROR_REFUSED)               // others of the same address were a moment faster
        return too_often(&r);
    form_problem(&r.form, why.field, why.message);
    return show(&r, 422);
}

static bool report_post(struct request *rq, struct error *err)
{
    struct reporting r;
    text reference, who = knock_address(rq->arena, rq->address);
    bool over;
    if (!reporting_new(rq, &r, err))
        return false;
    if (told_before(rq, ID_NONE, &reference))
        return reported(&r, reference);
    if (!knocks_over(rq->store, KNOCK_REPORT, who, rq->now, &over, err) || !told_read(&r.m, &r.sender, err))
        return false;
    const char *problem = seal_problem(&r);
    if (text_is(request_field(rq, "go"), "row")) {
        told_forget_problems(&r.m);
        r.m.row_count += r.m.row_count < TOLD_CHILDREN_MAX;
        return show(&r, 200);
    }
    if (over)
        return too_often(&r);
    // A person could be helped by a program that fills in everything: not sent, and told so, never lost in silence.
    if (!text_empty(request_field(rq, "website")))
        problem = text_cstr(rq->arena, text_format(rq->arena, "Leave the field 'Website' empty and send it again, or "
                            "%.*s", TEXT_ARG(ring(rq, r.m.telephone))));
    if (problem)
        form_problem(&r.form, NULL, problem);
    if (r.form.problem_count > 0)
        return show(&r, 422);
    return told_keep(&r.m, &r.sender, KNOCK_REPORT, who, report_after, err);
}

const struct route report_routes[] = {
    { .method = METHOD_GET, .path = "/report", .may = MAY_ANYONE, .handle = report_show },
    { .method = METHOD_POST, .path = "/report", .may = MAY_ANYONE, .handle = report_post, .takes_file = true,
      .body_most = BODY_BYTES_MAX, .no_csrf = true },
    { 0 },
};
