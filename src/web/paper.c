#include "web/paper.h"

#include "web/state.h"

/* Into the page of the request, which is freed with it whatever becomes of the connection. */
struct drawing { const struct pdf *pdf; const char *file_name; struct bytes *out; bool good; struct error err; };

struct pdf *paper_new(struct request *rq, text title, text subtitle)
{
    struct arena *arena = rq->arena;
    bool back = day_known(rq->known_day);
    text known = back ? text_format(arena, "As it was known at the end of %.*s. ",
                                    TEXT_ARG(day_display(arena, rq->known_day))) : TEXT_NONE;
    struct pdf_head head = {
        .title = title, .subtitle = subtitle,
        .foot = text_join(arena, rq->authority, TEXT(". "), known, TEXT("Made by "), rq->actor.name, TEXT(" on "),
                          instant_display(arena, rq->now), TEXT(". What was recorded since is not in it.")),
        .ledger_size = back ? rq->known_size : rq->size,
    };
    if (rq->demonstration)
        head.banner = TEXT("Demonstration: everybody in this document is invented");
    return pdf_new(arena, &head);
}

static void draw(void *with)
{
    struct drawing *d = with;
    d->good = pdf_draw(d->pdf, d->out, &d->err);
}

static bool drawn(struct request *rq, struct error *err)
{
    struct drawing *d = request_with(rq);
    if (request_refused(rq, err))
        return false;
    if (!d->good) {
        *err = d->err;
        return false;
    }
    rq->answer_type = TEXT("application/pdf");
    rq->state->download_name = text_of(d->file_name);
    return true;
}

bool paper_reply(struct request *rq, struct pdf *pdf, const char *file_name, struct error *err)
{
    struct drawing *d = arena_new_of(rq->arena, struct drawing);
    *d = (struct drawing){ .pdf = pdf, .file_name = file_name, .out = &rq->page.out };
    bytes_clear(d->out);
    request_set_with(rq, d);
    return request_long_job(rq, draw, d, drawn, err);
}
