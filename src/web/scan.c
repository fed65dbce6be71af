#include "web/scan.h"

#include "base/clamd.h"
#include "base/log.h"
#include "web/state.h"

/* All files of one request together: longer than a scanner takes for 25 MB, shorter than a browser or the end of the
 * service waits. Files whose turn comes while the server ends get less. */
#define SCAN_SECONDS 25
#define SCAN_SECONDS_AT_END 1
/* Of those who sign in nowhere, so many are checked at once; staff never wait behind more of them. */
#define STRANGERS_CHECKED_MAX 4

struct scanning { struct request *rq; bool stranger; };

bool scan_is_due(const struct request *rq)
{
    if (!rq->server->options.clamd)
        return false;
    for (size_t i = 0; i < rq->upload_count; i++)
        if (!text_empty(rq->uploads[i].content))
            return true;
    return false;
}

static void judge(struct request *rq, struct upload *up, int seconds)
{
    struct server *server = rq->server;
    struct clamd_said said = seconds > 0 ? clamd_check(server->options.clamd, up->content, seconds)
        : (struct clamd_said){ .answer = CLAMD_UNANSWERED, .why = "the files before it took too long" };
    server->scanned[said.answer]++;
    switch (said.answer) {
    case CLAMD_CLEAN:
        return;
    case CLAMD_FOUND:
        up->problem = text_format(rq->arena, "The virus scanner found something harmful in this file (%s), so it was "
                                  "not kept. Do not open it; tell your IT service.", said.found);
        break;
    case CLAMD_TOO_LARGE:
        up->problem = TEXT("This file is larger than what the virus scanner looks at, so it was not kept. Send it in "
                           "parts, or tell your IT service.");
        break;
    case CLAMD_UNANSWERED:
        up->problem = TEXT("The file could not be checked for viruses just now, so it was not kept. Try again in a few "
                           "minutes, or save without it.");
        break;
    }
    log_begin(LOG_WARNING, "file refused by scan");
    log_cstr("found", said.found);
    log_cstr("detail", said.why);
    log_int("bytes", (int64_t)up->content.len);
    log_send();
}

static void scan(void *with)
{
    struct scanning *s = with;
    int seconds = s->rq->server->closing ? SCAN_SECONDS_AT_END : SCAN_SECONDS;
    int64_t until = clock_us() + seconds * US_PER_SECOND;
    for (size_t i = 0; i < s->rq->upload_count; i++)
        if (!text_empty(s->rq->uploads[i].content))
            judge(s->rq, &s->rq->uploads[i], (int)((until - clock_us() + US_PER_SECOND - 1) / US_PER_SECOND));
    if (s->stranger)
        s->rq->server->strangers_checked--;
}

bool scan_uploads(struct request *rq, request_handler *after, struct error *err)
{
    struct scanning *s = arena_new_of(rq->arena, struct scanning);
    *s = (struct scanning){ .rq = rq, .stranger = !rq->signed_in };
    if (s->stranger && ++rq->server->strangers_checked > STRANGERS_CHECKED_MAX) {
        rq->server->strangers_checked--;
        return fail(err, ERROR_STORE, NULL, "Many files are being sent just now. Nothing was saved: send it without "
                    "files, or again in a minute.");
    }
    return request_long_job(rq, scan, s, after, err);
}

bool upload_take(struct request *rq, const struct upload *up, struct attachment *a, struct error *err)
{
    if (!text_empty(up->problem))
        return fail(err, ERROR_INPUT, "file", "%.*s", TEXT_ARG(up->problem));
    return attachment_make(rq->arena, up->file_name, up->type, up->content, a, err);
}
