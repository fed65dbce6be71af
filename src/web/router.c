#include "web/state.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* A route without a rule or a handler stops the program at start: nobody can forget. */
void routes_check(const struct route *const *routes)
{
    for (; *routes; routes++)
        for (const struct route *r = *routes; r->path; r++)
            if (r->may == MAY_UNSET || !r->handle || r->path[0] != '/') {
                fprintf(stderr, "candour: route %s lacks who may use it, or its handler\n", r->path);
                abort();
            }
}

/* "/children/{child}/looks" against the path, part by part. */
static bool path_fits(struct request_state *state, const char *pattern)
{
    struct request *rq = &state->rq;
    text want = text_skip(text_of(pattern), 1), have = text_skip(rq->path, 1);
    rq->path_value_count = 0;
    for (;;) {
        struct text_pair w = text_cut(want, '/'), h = text_cut(have, '/');
        if (w.found != h.found)
            return false;
        if (text_starts(w.before, "{")) {
            if (text_empty(h.before) || rq->path_value_count == COUNT_OF(rq->path_values))
                return false;
            rq->path_values[rq->path_value_count++] = (struct pair){
                text_first(text_skip(w.before, 1), w.before.len - 2), h.before };
        } else if (!text_same(w.before, h.before)) {
            return false;
        }
        if (!w.found)
            return true;
        want = w.after;
        have = h.after;
    }
}

void route_find(struct request_state *state)
{
    bool reads = false, posts = false;
    state->route = NULL;
    for (const struct route *const *list = state->rq.server->options.routes; *list; list++)
        for (const struct route *r = *list; r->path; r++) {
            if (!path_fits(state, r->path))
                continue;
            if (r->method == state->rq.method) {
                state->route = r;
                state->rq.pattern = text_of(r->path);
                return;
            }
            reads = reads || r->method == METHOD_GET;
            posts = posts || r->method == METHOD_POST;
        }
    state->allow = reads ? posts ? TEXT("GET, HEAD, POST") : TEXT("GET, HEAD")
                 : posts ? TEXT("POST") : TEXT_NONE;
}
