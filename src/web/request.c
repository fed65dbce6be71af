/* One request from its head to its answer, and the one place where errors become pages. */
#include "web/state.h"

#include "base/json.h"
#include "base/log.h"
#include "web/pages/pages.h"

#include <string.h>

/* ---- each HTTP thread reads on a connection of its own ---- */

static _Thread_local struct store *thread_store;
static pthread_key_t at_thread_end;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void close_store(void *store)
{
    store_close(store);
}

static void make_key(void)
{
    pthread_key_create(&at_thread_end, close_store);
}

void thread_store_close(void)
{
    pthread_once(&once, make_key);
    pthread_setspecific(at_thread_end, NULL);
    store_close(thread_store);
    thread_store = NULL;
}

bool request_snapshot(struct request_state *state, struct error *err)
{
    struct request *rq = &state->rq;
    pthread_once(&once, make_key);
    if (!thread_store) {
        if (!store_open(rq->server->options.where, STORE_READ, &thread_store, err))
            return false;
        pthread_setspecific(at_thread_end, thread_store);
    }
    if (!store_begin(thread_store, TRANSACTION_READ, err)
            || !ledger_size_now(thread_store, &rq->size, err)) {
        store_rollback(thread_store);
        return false;
    }
    rq->store = thread_store;
    return true;
}

void request_snapshot_end(struct request_state *state)
{
    if (!state->rq.store)
        return;
    store_rollback(state->rq.store);           // it only read
    state->rq.store = NULL;
}

void request_begin(struct request_state *state, struct server *server)
{
    struct arena *arena = arena_new();
    state->rq = (struct request){
        .server = server, .arena = arena, .state = state, .now = instant_now(), .status = 200,
        .answer_type = TEXT("text/html; charset=utf-8"), .authority = server->authority,
        .demonstration = server->demonstration, .known_size = UINT64_MAX,
        .known_day = DAY_UNKNOWN,
    };
    state->rq.today = instant_london_day(state->rq.now);
    state->started_us = clock_us();
}

void request_free(struct request_state *state)
{
    bytes_free(&state->rq.page.out);
    bytes_free(&state->body);
    draft_free(&state->kept.draft);
    arena_free(state->rq.arena);
    free(state);
}

/* ---- what handlers ask ---- */

text request_path_value(const struct request *rq, const char *name)
{
    for (size_t i = 0; i < rq->path_value_count; i++)
        if (text_is(rq->path_values[i].name, name))
            return rq->path_values[i].value;
    return TEXT_NONE;
}

static text find(const struct pair *pairs, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (text_is(pairs[i].name, name))
            return pairs[i].value;
    return TEXT_NONE;
}

text request_query(const struct request *rq, const char *name)
{
    return find(rq->query, rq->query_count, name);
}

text request_field(const struct request *rq, const char *name)
{
    return find(rq->fields, rq->field_count, name);
}

bool request_has_field(const struct request *rq, const char *name)
{
    return request_field(rq, name).at != NULL;
}

void reply_see_other(struct request *rq, text where)
{
    rq->status = 303;
    rq->state->location = where;
}

void reply_header(struct request *rq, const char *name, text value)
{
    if (rq->state->header_count < COUNT_OF(rq->state->headers))
        rq->state->headers[rq->state->header_count++] = (struct pair){ text_of(name), value };
}

void reply_download(struct request *rq, text file_name, text type, text content)
{
    bytes_clear(&rq->page.out);
    bytes_add_text(&rq->page.out, content);
    rq->answer_type = type;
    rq->state->download_name = file_name;
}

void request_set_with(struct request *rq, void *with)
{
    rq->state->with = with;
}

void *request_with(const struct request *rq)
{
    return rq->state->with;
}

id request_kept_record(const struct request *rq)
{
    return rq->state->kept_record;
}

/* ---- waiting ---- */

static void park(struct request_state *state, request_handler *after)
{
    state->after = after;
    state->parked = true;
    state->rq.server->parked++;
    request_snapshot_end(state);
    MHD_suspend_connection(state->connection);
}

static void resume(struct request_state *state)
{
    struct server *server = state->rq.server;
    MHD_resume_connection(state->connection);
    server->parked--;
}

static void written(struct write *write)
{
    struct request_state *state = write->done_with;
    state->write_refused = !write->kept;
    state->refusal = write->err;
    resume(state);
}

bool request_write(struct request *rq, struct write *write, request_handler *after,
                   struct error *err)
{
    (void)err;                         // what goes wrong from here on is told to `after`
    write->done = written;
    write->done_with = rq->state;
    park(rq->state, after);
    if (writer_queue(rq->server->writer, write))
        return false;
    write->kept = false;
    write->err = (struct error){ .kind = ERROR_STORE,
        .message = "Candour is being restarted. Nothing was saved; try again in a minute." };
    written(write);
    return false;
}

bool request_refused(const struct request *rq, struct error *why)
{
    if (rq->state->write_refused)
        *why = rq->state->refusal;
    return rq->state->write_refused;
}

bool request_job(struct request *rq, void (*work)(void *with), void *with, request_handler *after,
                 struct error *err)
{
    struct job *job = arena_new_of(rq->arena, struct job);
    (void)err;                         // as above
    *job = (struct job){ .work = work, .with = with, .state = rq->state };
    park(rq->state, after);
    if (!server_add_job(rq->server, job)) {
        rq->state->write_refused = true;
        rq->state->refusal = (struct error){ .kind = ERROR_STORE,
            .message = "Too many people are signing in at once. Try again in a moment." };
        resume(rq->state);
    }
    return false;
}

/* ---- a child's record: pass and look ---- */

static bool keep_look(struct ledger *ledger, void *with, struct error *err)
{
    return looks_keep(ledger, &((struct request_state *)with)->look, 1, err);
}

static bool again(struct request *rq, struct error *err)
{
    struct request_state *state = rq->state;
    if (request_refused(rq, err))
        return false;
    state->look_kept = true;
    return state->route->handle(rq, err);
}

bool request_open_child(struct request *rq, id subject, enum may may, const struct pass **pass,
                        struct error *err)
{
    struct request_state *state = rq->state;
    struct access_question question = {
        .actor = &rq->actor, .may = may, .subject = subject, .route = state->route->path,
        .size = rq->known_size, .at = INSTANT_UNKNOWN,
    };
    if (rq->server->looks_failing)
        return fail(err, ERROR_STORE, NULL,
                    "Looks cannot be written down just now, so nothing is shown. Try again soon.");
    if (!access_open(rq->store, rq->arena, &question, pass, &state->look, err))
        return false;
    if (state->after && state->after != again)          // a write of ours went before: looked at already
        return true;
    if (state->look_kept)
        return true;
    if (access_look_rule(&rq->actor, may) == LOOK_SOON) {
        server_look_soon(rq->server, &state->look);
        return true;
    }
    state->write = (struct write){ .also = keep_look, .also_with = state };
    return request_write(rq, &state->write, again, err);
}

/* ---- errors become pages ---- */

static const struct { enum error_kind kind; int status; const char *title; } error_pages[] = {
    { ERROR_INPUT, 422, "There is a problem" },
    { ERROR_ABSENT, 404, "Page not found" },
    { ERROR_REFUSED, 403, "You cannot do this" },
    { ERROR_CONFLICT, 409, "Somebody was first" },
    { ERROR_BROKEN, 500, "Something is wrong with the record" },
    { ERROR_STORE, 503, "Not saved" },
};

static void json_problem(struct request *rq, const struct error *err, const char *title)
{
    struct json_out j = json_out_to(&rq->page.out);
    rq->answer_type = TEXT("application/problem+json");
    json_out_object(&j);
    json_out_name(&j, "title");
    json_out_cstr(&j, title);
    json_out_name(&j, "status");
    json_out_int(&j, rq->status);
    json_out_name(&j, "detail");
    json_out_cstr(&j, err->message);
    if (err->field) {
        json_out_name(&j, "field");
        json_out_cstr(&j, err->field);
    }
    json_out_end(&j);
}

static void error_page(struct request_state *state, const struct error *err)
{
    struct request *rq = &state->rq;
    const char *title = "Something went wrong";
    rq->status = 500;
    for (size_t i = 0; i < COUNT_OF(error_pages); i++)
        if (error_pages[i].kind == err->kind) {
            rq->status = error_pages[i].status;
            title = error_pages[i].title;
        }
    bytes_clear(&rq->page.out);
    if (rq->api) {
        json_problem(rq, err, title);
        return;
    }
    page_error(&rq->page, &(struct error_page_model){
        .rq = rq, .title = text_of(title), .message = text_of(err->message),
        // What was typed is not lost with the answer: it stands on the page, to be copied.
        .typed = err->kind == ERROR_STORE ? rq->fields : NULL,
        .typed_count = err->kind == ERROR_STORE ? rq->field_count : 0 });
}

static void log_error(const struct request_state *state, const struct error *err)
{
    if (err->kind != ERROR_STORE && err->kind != ERROR_BROKEN)
        return;
    log_begin(LOG_ERROR, "failed");
    log_text("route", state->rq.pattern);
    log_cstr("detail", err->detail);
    log_send();
}

/* ---- running ---- */

static bool may_use(struct request_state *state, struct error *err)
{
    struct request *rq = &state->rq;
    if (state->route->may == MAY_ANYONE)
        return true;
    if (!rq->signed_in) {
        bool kept = rq->method == METHOD_POST && session_keep_expired_form(state);
        struct bytes next = { 0 };
        if (rq->api) {
            rq->status = 401;
            json_problem(rq, &(struct error){ .message = "Sign in first." }, "Not signed in");
            return false;
        }
        bytes_add_format(&next, "/sign-in?%s%snext=", state->has_session ? "ended=1&" : "",
                         kept ? "kept=1&" : "");
        html_percent(&next, rq->path);
        reply_see_other(rq, text_copy(rq->arena, bytes_text(&next)));
        bytes_free(&next);
        return false;
    }
    return access_may(rq->actor.role, state->route->may)
        || fail(err, ERROR_REFUSED, NULL, "The role you act in, %s, may not use this page.",
                role_label(rq->actor.role));
}

static bool first_run(struct request_state *state, struct error *err)
{
    struct request *rq = &state->rq;
    text allow = TEXT_NONE;
    route_find(state, &allow);
    if (!session_recognise(state, err))
        return false;
    if (!state->route && !text_empty(allow)) {
        reply_header(rq, "Allow", allow);
        fail(err, ERROR_ABSENT, NULL, "This page cannot be used in that way.");
        error_page(state, err);
        rq->status = 405;
        error_clear(err);
        return false;
    }
    if (!state->route)
        return fail(err, ERROR_ABSENT, NULL, "There is no such page, or it is not yours to see.");
    if (rq->method == METHOD_POST && !rq->api && !http_read_form(state, err))
        return false;
    if (!may_use(state, err))
        return false;
    if (rq->method == METHOD_POST && !session_csrf_holds(state))
        return fail(err, ERROR_REFUSED, NULL,
                    "This form is too old, or did not come from a page of ours. Go back, open it "
                    "again and copy what you typed.");
    return state->route->handle(rq, err);
}

void request_run(struct request_state *state)
{
    struct error err = { 0 };
    request_handler *after = state->after;
    bool good = request_snapshot(state, &err);
    state->parked = false;
    if (good && after)
        good = session_recognise(state, &err) && after(&state->rq, &err);
    else if (good)
        good = first_run(state, &err);
    if (state->parked)
        return;
    if (!good && err.kind != ERROR_NONE) {
        error_page(state, &err);
        log_error(state, &err);
        if (err.kind == ERROR_STORE) {
            request_snapshot_end(state);
            thread_store_close();                     // a lost connection is made anew
        }
    }
    request_snapshot_end(state);
}
