/* One request from its head to its answer, and the one place where errors become pages. */
#include "web/state.h"

#include "base/json.h"
#include "base/log.h"
#include "record/attachment.h"
#include "web/pages/pages.h"
#include "web/scan.h"

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
        // Whatever the cause, to who asks it is one thing, and where the store lies is not theirs to know.
        struct error why = { 0 };
        if (!store_open(rq->server->options.where, STORE_READ, &thread_store, &why)) {
            fail(err, ERROR_STORE, NULL, "The records cannot be reached just now. Try again in a minute.");
            return fail_detail(err, "%s", why.detail[0] ? why.detail : why.message);
        }
        pthread_setspecific(at_thread_end, thread_store);
    }
    state->statements_before = store_statements(thread_store);
    if (!store_begin(thread_store, TRANSACTION_READ, err)
            || !ledger_size_now(thread_store, &rq->size, err)) {
        store_rollback(thread_store);
        return false;
    }
    rq->store = thread_store;
    state->size_known = true;
    return true;
}

void request_snapshot_end(struct request_state *state)
{
    if (!state->rq.store)
        return;
    store_rollback(state->rq.store);           // it only read
    state->statements += store_statements(state->rq.store) - state->statements_before;
    state->rq.store = NULL;
}

void request_begin(struct request_state *state, struct server *server)
{
    struct arena *arena = arena_new();
    state->rq = (struct request){
        .server = server, .arena = arena, .state = state, .now = instant_now(), .status = 200,
        .answer_type = TEXT("text/html; charset=utf-8"), .authority = server->authority,
        .demonstration = server->demonstration, .known_size = UINT64_MAX,
        .known_day = DAY_UNKNOWN, .so_at = INSTANT_UNKNOWN,
    };
    state->rq.today = instant_london_day(state->rq.now);
    state->started_us = clock_us();
}

void request_free(struct request_state *state)
{
    bytes_free(&state->rq.page.out);
    bytes_free(&state->body);
    draft_free(&state->kept.draft);
    record_bundle_free(&state->bundle);
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

bool request_over_tls(const struct request *rq)
{
    return rq->state->over_tls;
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

bool reply_file(struct request *rq, const struct attachment *file, struct error *err)
{
    if (file->erased)
        return fail(err, ERROR_ABSENT, NULL, "This file was erased by law. The record says when and why.");
    reply_header(rq, "Content-Security-Policy", TEXT("sandbox; default-src 'none'"));
    reply_download(rq, file->name, text_of(file->type), file->content);
    return true;
}

void request_set_with(struct request *rq, void *with)
{
    rq->state->with = with;
}

void *request_with(const struct request *rq)
{
    return rq->state->with;
}

struct record_bundle *request_bundle(struct request *rq, size_t room)
{
    struct record_bundle *bundle = &rq->state->bundle;
    record_bundle_free(bundle);
    record_bundle_start(bundle, rq->arena, room);
    return bundle;
}

id request_kept_record(const struct request *rq)
{
    return rq->state->kept_record;
}

/* ---- waiting ---- */

void request_park(struct request_state *state, request_handler *after)
{
    state->after = after;
    state->parked = true;
    state->write_refused = false;
    state->rq.server->parked++;
    request_snapshot_end(state);
    MHD_suspend_connection(state->connection);
}

void request_resume(struct request_state *state)
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
    request_resume(state);
}

bool request_write(struct request *rq, struct write *write, request_handler *after,
                   struct error *err)
{
    (void)err;                         // what goes wrong from here on is told to `after`
    write->done = written;
    write->done_with = rq->state;
    request_park(rq->state, after);
    if (server_queue(rq->server, write))
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

/* ---- a child's record: pass and look ---- */

static bool keep_look(struct ledger *ledger, void *with, struct error *err)
{
    return looks_keep(ledger, &((struct request_state *)with)->look, 1, err);
}

static void look_done(struct request_state *state, id subject)
{
    if (state->look_count < COUNT_OF(state->looked_at))
        state->looked_at[state->look_count++] = subject;
}

static bool again(struct request *rq, struct error *err)
{
    if (request_refused(rq, err))
        return false;
    look_done(rq->state, rq->state->look.subject);
    return rq->state->route->handle(rq, err);
}

/* Once for each subject, however often the handler is run: soon, or durable before it goes on. */
static bool see_to_look(struct request *rq, const struct look *look, struct error *err)
{
    struct request_state *state = rq->state;
    if (state->after && state->after != again)          // a write of ours went before: looked at already
        return true;
    for (size_t i = 0; i < state->look_count; i++)
        if (id_same(state->looked_at[i], look->subject))
            return true;
    if (!look->first) {
        server_look_soon(rq->server, look);
        look_done(state, look->subject);
        return true;
    }
    if (state->look_count == COUNT_OF(state->looked_at))
        return fail(err, ERROR_ABSENT, NULL, "One page shows only a few people.");
    state->look = *look;
    state->write = (struct write){ .also = keep_look, .also_with = state };
    return request_write(rq, &state->write, again, err);
}

static bool looks_can_be_kept(const struct request *rq, struct error *err)
{
    return !rq->server->looks_failing
        || fail(err, ERROR_STORE, NULL,
                "Looks cannot be written down just now, so nothing is shown. Try again soon.");
}

bool request_open_also(struct request *rq, id subject, enum may may, const struct pass **pass,
                       struct error *err)
{
    struct access_question question = {
        .actor = &rq->actor, .may = may, .subject = subject, .route = rq->state->route->path,
        .size = rq->known_size, .at = rq->so_at,
    };
    struct look look;
    if (!looks_can_be_kept(rq, err) || !access_open(rq->store, rq->arena, &question, pass, &look, err))
        return false;
    look.first = look.first || rq->state->route->carried_off;
    return see_to_look(rq, &look, err);
}

bool request_open_child(struct request *rq, id subject, enum may may, const struct pass **pass,
                        struct error *err)
{
    if (!request_open_also(rq, subject, may, pass, err))
        return false;
    rq->state->opened = *pass;
    return true;
}

bool request_export(struct request *rq, const char *what, struct error *err)
{
    struct look look = {
        .at = instant_now(), .reader = rq->actor.staff, .role = (uint16_t)rq->actor.role, .subject = ID_NONE,
        .route = what, .basis = basis_label(BASIS_ROLE), .first = true,
    };
    return looks_can_be_kept(rq, err) && see_to_look(rq, &look, err);
}

bool request_looked(struct request *rq, const struct look *looks, size_t count, struct error *err)
{
    if (!looks_can_be_kept(rq, err))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!see_to_look(rq, &looks[i], err))
            return false;
    return true;
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

bool request_fail(struct request *rq, int status, struct error *err, const char *field,
                  const char *message)
{
    rq->state->error_status = status;
    return fail(err, ERROR_INPUT, field, "%s", message);
}

/* Every problem of a form that came as JSON, by its field. */
static void json_fields_wrong(struct json_out *j, const struct values *values)
{
    json_out_name(j, "problems");
    json_out_array(j);
    for (const struct field *f = values->kind->fields; f->name; f++) {
        const char *problem = values->at[field_index(values->kind, f)].problem;
        if (!problem)
            continue;
        json_out_object(j);
        json_out_name(j, "field");
        json_out_cstr(j, f->name);
        json_out_name(j, "detail");
        json_out_cstr(j, problem);
        json_out_end(j);
    }
    json_out_end(j);
}

/* RFC 9457. */
static void json_problem(struct request *rq, const struct error *err, const char *title,
                         text reference)
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
    if (rq->state->wrong)
        json_fields_wrong(&j, rq->state->wrong);
    if (!text_empty(reference)) {
        json_out_name(&j, "reference");
        json_out_text(&j, reference);
    }
    json_out_end(&j);
}

/* Where somebody has to look: the same reference stands on the page and in the log. An answer that must
 * not tell one absence from another has none (security.md, A11). */
static text log_error(const struct request_state *state, const struct error *err)
{
    if (err->kind != ERROR_STORE && err->kind != ERROR_BROKEN)
        return TEXT_NONE;
    text reference = id_short(state->rq.arena, id_new_random());
    log_begin(LOG_ERROR, "failed");
    log_text("route", state->rq.pattern);
    log_text("reference", reference);
    log_cstr("detail", err->detail);
    log_send();
    return reference;
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
    if (state->error_status)
        rq->status = state->error_status;
    if (err->kind == ERROR_STORE && rq->method == METHOD_GET)
        title = "Sorry, there is a problem with the service";     // nothing was to be saved
    text reference = log_error(state, err);
    bytes_clear(&rq->page.out);
    rq->answer_type = TEXT("text/html; charset=utf-8");
    if (rq->api) {
        json_problem(rq, err, title, reference);
        return;
    }
    // What was typed is not lost with the answer: it stands on the page, to be copied.
    bool typed = state->show_typed || (err->kind == ERROR_STORE && rq->method == METHOD_POST);
    page_error(&rq->page, &(struct error_page_model){
        .rq = rq, .title = text_of(title), .message = text_of(err->message), .reference = reference,
        .typed = typed ? rq->fields : NULL, .typed_count = typed ? rq->field_count : 0 });
}

/* ---- running ---- */

static bool sign_in_first(struct request_state *state)
{
    struct request *rq = &state->rq;
    struct bytes next = { 0 };
    bool kept = rq->method == METHOD_POST && !rq->api && session_keep_expired_form(state);
    if (state->has_cookie && !state->awaits_code)
        session_forget_cookie(state);
    if (rq->api) {
        rq->status = 401;
        json_problem(rq, &(struct error){ .message = "Sign in first." }, "Not signed in", TEXT_NONE);
        return false;
    }
    bytes_add_format(&next, "%s?%s%snext=", state->awaits_code ? "/sign-in/code" : "/sign-in",
                     state->has_session && !state->awaits_code ? "ended=1&" : "", kept ? "kept=1&" : "");
    html_percent(&next, rq->path);
    reply_see_other(rq, text_copy(rq->arena, bytes_text(&next)));
    bytes_free(&next);
    return false;
}

static bool second_factor_first(struct request_state *state, struct error *err)
{
    if (state->rq.method == METHOD_POST || state->rq.api)
        return fail(err, ERROR_REFUSED, NULL, "Your account needs a second factor: set it up first, at "
                    "/me/second-factor.");
    reply_see_other(&state->rq, TEXT("/me/second-factor"));
    return false;
}

static bool may_use(struct request_state *state, struct error *err)
{
    struct request *rq = &state->rq;
    if (state->route->may == MAY_ANYONE)
        return true;
    if (!rq->signed_in)
        return sign_in_first(state);
    if (session_is_held_back(state) && !state->route->held_back_too)
        return second_factor_first(state, err);
    return access_may(rq->actor.role, state->route->may)
        || fail(err, ERROR_REFUSED, NULL, "The role you act in, %s, may not use this page.",
                role_label(rq->actor.role));
}

static bool no_route(struct request_state *state, struct error *err)
{
    if (text_empty(state->allow))
        return fail(err, ERROR_ABSENT, NULL, "There is no such page, or it is not yours to see.");
    reply_header(&state->rq, "Allow", state->allow);
    return request_fail(&state->rq, 405, err, NULL, "This page cannot be used in that way.");
}

/* The handler is run as if nothing had gone before: it is its first run, and its looks are kept as on any. */
static bool scanned(struct request *rq, struct error *err)
{
    struct error why = { 0 };
    bool refused = request_refused(rq, &why);
    rq->state->after = NULL;
    if (refused)
        *err = why;
    return !refused && may_use(rq->state, err) && rq->state->route->handle(rq, err);
}

static bool first_run(struct request_state *state, struct error *err)
{
    struct request *rq = &state->rq;
    if (!state->route || !state->route->bare)
        if (!session_recognise(state, err))
            return false;
    if (state->too_large)
        return request_fail(rq, 413, err, NULL, state->route && state->route->body_most
                            ? "What was sent is too large: all files together may hold 15 MB. Nothing was saved. "
                              "Send less at once." : "What was sent is too large: a form may hold 1 MB, "
                              "a file 25 MB. Nothing was saved. Send less at once.");
    if (state->too_many) {
        reply_header(rq, "Retry-After", TEXT("60"));
        return request_fail(rq, 503, err, NULL, "Many files are being sent just now. Nothing was saved: send it "
                            "without files, or again in a minute.");
    }
    if (!state->route)
        return no_route(state, err);
    if (rq->method == METHOD_POST && (!rq->api || http_brings_files(state)) && !http_read_form(state, err))
        return false;
    if (!may_use(state, err))
        return false;
    if (rq->method == METHOD_POST && !session_csrf_holds(state)) {
        // Given back to whoever typed it, never to a page of somebody else who had it sent.
        state->show_typed = session_same_site(state);
        return fail(err, ERROR_REFUSED, NULL,
                    "This form is too old, or did not come from a page of ours. Go back, open it "
                    "again and copy what you typed.");
    }
    return scan_is_due(rq) ? scan_uploads(rq, scanned, err) : state->route->handle(rq, err);
}

void request_run(struct request_state *state)
{
    struct error err = { 0 };
    request_handler *after = state->after;
    bool bare = state->route && state->route->bare;
    bool good = bare || request_snapshot(state, &err);
    state->parked = false;
    if (good && after)
        good = session_recognise(state, &err) && after(&state->rq, &err);
    else if (good)
        good = first_run(state, &err);
    if (state->parked)
        return;
    if (!good && err.kind != ERROR_NONE) {
        error_page(state, &err);
        if (err.kind == ERROR_STORE) {
            request_snapshot_end(state);
            thread_store_close();                     // a lost connection is made anew
        }
    }
    request_snapshot_end(state);
}
