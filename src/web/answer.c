/* How answers leave: the headers that every one has, the count, the line in the log. */
#include "web/state.h"

#include "base/log.h"
#include "web/assets.h"

#include <string.h>

/* ---- answering ---- */

static void header(struct MHD_Response *r, const char *name, const char *value)
{
    MHD_add_response_header(r, name, value);
}

/* On every answer, errors too (security.md, H2). */
static void safe_headers(struct MHD_Response *r, bool tls, bool keep)
{
    header(r, "Content-Security-Policy",
           "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self';"
           " form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none';"
           " connect-src 'self'");
    header(r, "X-Content-Type-Options", "nosniff");
    header(r, "Referrer-Policy", "no-referrer");
    header(r, "Cross-Origin-Opener-Policy", "same-origin");
    header(r, "Cross-Origin-Resource-Policy", "same-origin");
    header(r, "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
    if (tls)
        header(r, "Strict-Transport-Security", "max-age=31536000; includeSubDomains");
    if (!keep)
        header(r, "Cache-Control", "no-store");
}

static void count_answer(struct server *server, int status, int64_t us)
{
    static const int64_t limits[LATENCY_SLOTS - 1] = { 500, 1000, 2500, 5000, 10000, 50000, 250000 };
    size_t slot = 0;
    while (slot < LATENCY_SLOTS - 1 && us > limits[slot])
        slot++;
    server->latencies[slot]++;
    server->micros += (uint64_t)us;
    server->answers[status / 100 < STATUS_SLOTS ? status / 100 : 0]++;
}

void request_log(struct request_state *state)
{
    int64_t us = clock_us() - state->started_us;
    count_answer(state->rq.server, state->rq.status, us);
    log_begin(LOG_INFO, "request");
    log_text("route", text_empty(state->rq.pattern) ? TEXT("-") : state->rq.pattern);
    log_int("status", state->rq.status);
    log_int("us", us);
    log_int("bytes", (int64_t)state->rq.page.out.len);
    log_send();
}

enum MHD_Result answer_bare(struct request_state *state, unsigned status, const char *words)
{
    struct MHD_Response *r = MHD_create_response_from_buffer(strlen(words), (void *)(uintptr_t)words,
                                                             MHD_RESPMEM_PERSISTENT);
    header(r, "Content-Type", "text/plain; charset=utf-8");
    header(r, "Connection", "close");
    if (status == 405)
        header(r, "Allow", "GET, HEAD, POST");
    if (status == 503)
        header(r, "Retry-After", "30");
    safe_headers(r, state->over_tls, false);
    state->rq.status = (int)status;
    request_log(state);
    enum MHD_Result done = MHD_queue_response(state->connection, status, r);
    MHD_destroy_response(r);
    return done;
}

enum MHD_Result answer_asset(struct request_state *state, const struct asset *asset)
{
    const char *accept = MHD_lookup_connection_value(state->connection, MHD_HEADER_KIND,
                                                     "Accept-Encoding");
    const char *match = MHD_lookup_connection_value(state->connection, MHD_HEADER_KIND,
                                                    "If-None-Match");
    bool brotli = asset->brotli.len > 0 && accept && strstr(accept, "br");
    bool same = match && text_contains(text_of(match), asset->etag);
    text content = same ? TEXT_NONE : brotli ? asset->brotli : asset->content;
    struct MHD_Response *r = MHD_create_response_from_buffer(
        content.len, (void *)(uintptr_t)content.at, MHD_RESPMEM_PERSISTENT);
    header(r, "Content-Type", text_cstr(state->rq.arena, asset->type));
    header(r, "ETag", text_cstr(state->rq.arena, asset->etag));
    header(r, "Vary", "Accept-Encoding");
    header(r, "Cache-Control", "public, max-age=31536000, immutable");
    if (brotli && !same)
        header(r, "Content-Encoding", "br");
    safe_headers(r, state->over_tls, true);
    state->rq.status = same ? 304 : 200;
    state->rq.pattern = TEXT("/assets/{asset}");
    request_log(state);
    enum MHD_Result done = MHD_queue_response(state->connection, same ? 304 : 200, r);
    MHD_destroy_response(r);
    return done;
}

/* A name of ours is plain; a person's name for a file may hold anything, so it is spelt twice: plainly for old
 * readers, and in full (RFC 6266, RFC 8187). */
static text disposition(struct arena *arena, text name)
{
    struct bytes plain = { 0 }, full = { 0 };
    for (size_t i = 0; i < name.len; i++) {
        unsigned char c = (unsigned char)name.at[i];
        bool safe = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
                 || c == '.' || c == '-' || c == '_';
        bytes_add_u8(&plain, safe || c == ' ' ? c : '_');
        bytes_add_format(&full, safe ? "%c" : "%%%02X", c);
    }
    text made = text_format(arena, "attachment; filename=\"%.*s\"; filename*=UTF-8''%.*s",
                            TEXT_ARG(bytes_text(&plain)), TEXT_ARG(bytes_text(&full)));
    bytes_free(&plain);
    bytes_free(&full);
    return made;
}

/* Over all the waits of the request. */
static int64_t statements_of(const struct request_state *state)
{
    int64_t now = state->rq.store ? store_statements(state->rq.store) - state->statements_before : 0;
    return state->statements + now;
}

enum MHD_Result request_answer(struct request_state *state)
{
    struct request *rq = &state->rq;
    size_t len = rq->page.out.len;
    void *bytes = rq->page.out.at;
    rq->page.out = (struct bytes){ 0 };                 // MHD frees it
    struct MHD_Response *r = MHD_create_response_from_buffer(len, bytes, MHD_RESPMEM_MUST_FREE);
    rq->page.out.len = len;
    if (len > 0)
        header(r, "Content-Type", text_cstr(rq->arena, rq->answer_type));
    if (!text_empty(state->location))
        header(r, "Location", text_cstr(rq->arena, state->location));
    if (!text_empty(state->cookie))
        header(r, "Set-Cookie", text_cstr(rq->arena, state->cookie));
    if (!text_empty(state->download_name))
        header(r, "Content-Disposition",
               text_cstr(rq->arena, disposition(rq->arena, state->download_name)));
    for (size_t i = 0; i < state->header_count; i++)
        header(r, text_cstr(rq->arena, state->headers[i].name),
               text_cstr(rq->arena, state->headers[i].value));
    if (state->size_known)
        header(r, "X-Candour-Size", text_cstr(rq->arena, text_format(rq->arena, "%llu",
                                              (unsigned long long)rq->size)));
    // How many questions a page costs is for whoever builds it; of what is absent it would tell that it is there.
    if (rq->demonstration && rq->status == 200)
        header(r, "X-Candour-Statements", text_cstr(rq->arena, text_format(rq->arena, "%lld",
                                                    (long long)statements_of(state))));
    safe_headers(r, state->over_tls, false);
    request_log(state);
    rq->page.out.len = 0;
    enum MHD_Result done = MHD_queue_response(state->connection, (unsigned)rq->status, r);
    MHD_destroy_response(r);
    return done;
}
