/* For those who watch the machine: alive, ready, figures. No word of any person. */
#include "web/state.h"

#include "base/clamd.h"

#include <string.h>

static bool health(struct request *rq, struct error *err)
{
    (void)err;
    rq->answer_type = TEXT("text/plain; charset=utf-8");
    bytes_add_cstr(&rq->page.out, "alive\n");
    return true;
}

static bool ready(struct request *rq, struct error *err)
{
    struct writer_figures figures = server_figures(rq->server);
    if (!figures.healthy || rq->server->looks_failing)
        return fail(err, ERROR_STORE, NULL, "The writer cannot write just now.");
    rq->answer_type = TEXT("text/plain; charset=utf-8");
    bytes_add_cstr(&rq->page.out, "ready\n");
    return true;
}

static void figure(struct bytes *to, const char *name, const char *help, const char *type,
                   uint64_t value)
{
    bytes_add_format(to, "# HELP candour_%s %s\n# TYPE candour_%s %s\ncandour_%s %llu\n", name, help,
                     name, type, name, (unsigned long long)value);
}

static bool metrics(struct request *rq, struct error *err)
{
    static const char *const limits[LATENCY_SLOTS] = { "0.0005", "0.001", "0.0025", "0.005", "0.01",
                                                       "0.05", "0.25", "+Inf" };
    struct server *server = rq->server;
    struct bytes *to = &rq->page.out;
    // From this machine only, and not through a proxy on this machine.
    if (rq->state->forwarded || !(text_is(rq->address, "127.0.0.1") || text_is(rq->address, "::1")))
        return fail(err, ERROR_ABSENT, NULL, "There is no such page, or it is not yours to see.");
    struct writer_figures w = server_figures(server);
    rq->answer_type = TEXT("text/plain; version=0.0.4");
    figure(to, "entries", "Entries in the ledger", "gauge", rq->size);
    figure(to, "commits_total", "Commits of the writer", "counter", w.commits);
    figure(to, "writes_total", "Requests that wrote", "counter", w.requests);
    figure(to, "writes_refused_total", "Requests that were refused", "counter", w.refused);
    figure(to, "writes_waiting", "Requests in the writer's queue", "gauge", (uint64_t)w.waiting);
    figure(to, "parked", "Requests that wait", "gauge", (uint64_t)server->parked);
    figure(to, "jobs_waiting", "Jobs in the queue, 20 at most", "gauge", lane_waiting(server, LANE_SHORT));
    figure(to, "long_jobs_waiting", "PDFs and files to check in the queue, 20 at most", "gauge",
           lane_waiting(server, LANE_LONG));
    figure(to, "files_refused_total", "Files in which the scanner found something", "counter",
           server->scanned[CLAMD_FOUND]);
    figure(to, "files_unchecked_total", "Files that the scanner did not or would not look at", "counter",
           server->scanned[CLAMD_UNANSWERED] + server->scanned[CLAMD_TOO_LARGE]);
    figure(to, "mails_sent_total", "Mails to staff", "counter", server->mails_sent);
    figure(to, "mails_failed_total", "Mails that the mail server did not take", "counter", server->mails_failed);
    pthread_mutex_lock(&server->looks_lock);
    uint64_t looks = server->look_count;
    pthread_mutex_unlock(&server->looks_lock);
    figure(to, "looks_waiting", "Looks not written down yet", "gauge", looks);
    bytes_add_cstr(to, "# HELP candour_answers_total Answers by status\n"
                       "# TYPE candour_answers_total counter\n");
    for (int i = 1; i < STATUS_SLOTS; i++)
        bytes_add_format(to, "candour_answers_total{status=\"%dxx\"} %llu\n", i,
                         (unsigned long long)server->answers[i]);
    uint64_t sum = 0;
    bytes_add_cstr(to, "# HELP candour_request_seconds Time to an answer\n"
                       "# TYPE candour_request_seconds histogram\n");
    for (size_t i = 0; i < LATENCY_SLOTS; i++) {
        sum += server->latencies[i];
        bytes_add_format(to, "candour_request_seconds_bucket{le=\"%s\"} %llu\n", limits[i],
                         (unsigned long long)sum);
    }
    bytes_add_format(to, "candour_request_seconds_sum %.6f\ncandour_request_seconds_count %llu\n",
                     (double)server->micros / 1e6, (unsigned long long)sum);
    return true;
}

extern const struct route health_routes[];
const struct route health_routes[] = {
    { .method = METHOD_GET, .path = "/health", .may = MAY_ANYONE, .handle = health,
      .bare = true },
    { .method = METHOD_GET, .path = "/ready", .may = MAY_ANYONE, .handle = ready },
    { .method = METHOD_GET, .path = "/metrics", .may = MAY_ANYONE, .handle = metrics },
    { 0 },
};
