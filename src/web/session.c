/* Cookies, tokens and the forms of ended sessions. What is kept of a session is in practice/sessions. */
#include "web/state.h"

#include "base/random.h"

#include <sodium.h>
#include <string.h>

#define TOUCH_AFTER_US (60 * US_PER_SECOND)
#define MASK_BYTES 16

static const char *cookie_name(const struct request_state *state)
{
    return state->over_tls ? "__Host-candour" : "candour";
}

static bool cookie_token(struct request_state *state, hash *token)
{
    const char *value = MHD_lookup_connection_value(state->connection, MHD_COOKIE_KIND,
                                                    cookie_name(state));
    state->has_cookie = value && *value;
    if (!value || !text_unhex(text_of(value), state->secret, sizeof state->secret))
        return false;
    *token = hash_of(state->secret, sizeof state->secret);
    return true;
}

static void touched(struct write *write)
{
    free(write);
}

struct touch { struct write write; hash token; instant now; };

static bool touch(struct ledger *ledger, void *with, struct error *err)
{
    struct touch *t = with;
    return session_touch(ledger_store(ledger), t->token, t->now, err);
}

/* At most once a minute, and nobody waits for it. */
static void touch_soon(struct request_state *state)
{
    if (state->rq.now.us - state->session.last_seen.us < TOUCH_AFTER_US)
        return;
    struct touch *t = memory_alloc(sizeof *t);
    *t = (struct touch){ .token = state->token, .now = state->rq.now,
                         .write = { .also = touch, .done = touched } };
    t->write.also_with = t;
    if (!server_queue(state->rq.server, &t->write))
        free(t);
}

bool session_recognise(struct request_state *state, struct error *err)
{
    struct request *rq = &state->rq;
    struct error why = { 0 };
    rq->signed_in = rq->second_factor = state->awaits_code = false;
    rq->actor = (struct actor){ 0 };
    if (!cookie_token(state, &state->token))
        return true;
    if (!session_find(rq->store, rq->arena, state->token, rq->now, &state->session, &why)) {
        if (why.kind == ERROR_ABSENT)
            return true;
        *err = why;
        return false;
    }
    state->has_session = true;
    state->session_expired = state->session.expired;
    if (state->session_expired)
        return true;
    rq->csrf = session_csrf_token(state);
    state->awaits_code = state->session.role == ROLE_NONE;
    if (state->awaits_code)
        return true;
    rq->signed_in = true;
    rq->second_factor = state->session.second_factor;
    rq->actor = (struct actor){ .account = state->session.account, .staff = state->session.staff,
                                .role = state->session.role, .name = state->session.name };
    touch_soon(state);
    return true;
}

/* ---- CSRF: HMAC of the session, masked anew for each answer (compression tells lengths: BREACH) ---- */

/* Keyed by what only the browser holds: a form stays good over a restart and on every node, and whoever
 * reads the store cannot make one. */
static hash csrf_secret(const struct request_state *state)
{
    static const char purpose[] = "candour form";
    return hash_keyed(state->secret, sizeof state->secret, purpose, sizeof purpose - 1);
}

text session_csrf_token(struct request_state *state)
{
    uint8_t made[2 * MASK_BYTES];
    hash secret = csrf_secret(state);
    random_fill(made, MASK_BYTES);
    for (int i = 0; i < MASK_BYTES; i++)
        made[MASK_BYTES + i] = (uint8_t)(made[i] ^ secret.b[i]);
    return text_hex(state->rq.arena, made, sizeof made);
}

bool session_same_site(const struct request_state *state)
{
    const char *site = MHD_lookup_connection_value(state->connection, MHD_HEADER_KIND,
                                                   "Sec-Fetch-Site");
    const char *origin = MHD_lookup_connection_value(state->connection, MHD_HEADER_KIND, "Origin");
    const char *host = MHD_lookup_connection_value(state->connection, MHD_HEADER_KIND, "Host");
    if (site && strcmp(site, "same-origin") && strcmp(site, "none"))
        return false;
    // Our own Referrer-Policy makes browsers send "null" here; then they must say same-origin above.
    if (!origin || !strcmp(origin, "null"))
        return !origin || (site && !strcmp(site, "same-origin"));
    const char *slashes = strstr(origin, "://");
    return slashes && host && !strcmp(slashes + 3, host);
}

bool session_csrf_holds(struct request_state *state)
{
    uint8_t sent[2 * MASK_BYTES];
    if (!session_same_site(state))
        return false;
    if (state->route->no_csrf)
        return true;
    if (state->rq.api) {
        const char *ours = MHD_lookup_connection_value(state->connection, MHD_HEADER_KIND,
                                                       "X-Candour");
        return ours && !strcmp(ours, "1");
    }
    if (!text_unhex(request_field(&state->rq, "csrf"), sent, sizeof sent))
        return false;
    hash secret = csrf_secret(state);
    for (int i = 0; i < MASK_BYTES; i++)
        sent[MASK_BYTES + i] ^= sent[i];
    return sodium_memcmp(sent + MASK_BYTES, secret.b, MASK_BYTES) == 0;
}

/* ---- signing in and out ---- */

struct starting { struct session session; uint8_t secret[32]; text next; const struct request_state *state; };

/* A new token once the code was given: the one from before it opens nothing any more. */
static bool start(struct ledger *ledger, void *with, struct error *err)
{
    struct starting *s = with;
    return (!s->state->awaits_code || session_end(ledger_store(ledger), s->state->token, s->session.started, err))
        && session_start(ledger_store(ledger), &s->session, err);
}

static bool started(struct request *rq, struct error *err)
{
    struct starting *s = rq->state->with;
    if (request_refused(rq, err))
        return false;
    rq->state->cookie = text_format(rq->arena, "%s=%.*s; Path=/; HttpOnly; SameSite=Lax%s",
                                    cookie_name(rq->state),
                                    TEXT_ARG(text_hex(rq->arena, s->secret, sizeof s->secret)),
                                    rq->state->over_tls ? "; Secure" : "");
    reply_see_other(rq, s->next);
    return true;
}

bool request_sign_in(struct request *rq, const struct account *account, enum role role, text next,
                     struct error *err)
{
    struct starting *s = arena_new_of(rq->arena, struct starting);
    random_fill(s->secret, sizeof s->secret);
    s->session = (struct session){
        .token = hash_of(s->secret, sizeof s->secret), .account = account->account, .role = role,
        .started = rq->now, .last_seen = rq->now, .ended = INSTANT_UNKNOWN };
    s->next = next;
    s->state = rq->state;
    rq->state->with = s;
    rq->state->write = (struct write){ .also = start, .also_with = s };
    return request_write(rq, &rq->state->write, started, err);
}

static bool end(struct ledger *ledger, void *with, struct error *err)
{
    struct request_state *state = with;
    return session_end(ledger_store(ledger), state->token, state->rq.now, err);
}

void session_forget_cookie(struct request_state *state)
{
    state->cookie = text_format(state->rq.arena, "%s=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0%s",
                                cookie_name(state), state->over_tls ? "; Secure" : "");
}

static bool ended(struct request *rq, struct error *err)
{
    if (request_refused(rq, err))
        return false;
    session_forget_cookie(rq->state);
    reply_header(rq, "Clear-Site-Data", TEXT("\"cache\", \"storage\""));
    reply_see_other(rq, TEXT("/sign-in"));
    return true;
}

bool request_sign_out(struct request *rq, struct error *err)
{
    rq->state->write = (struct write){ .also = end, .also_with = rq->state };
    return request_write(rq, &rq->state->write, ended, err);
}

/* ---- what was typed when a session had ended ---- */

struct keeping { struct write write; id account; text path, fields; instant now; struct arena *arena; };

static bool keep(struct ledger *ledger, void *with, struct error *err)
{
    struct keeping *k = with;
    return form_keep_draft(ledger_store(ledger), k->account, k->path, k->fields, k->now, err);
}

static void kept(struct write *write)
{
    struct keeping *k = (struct keeping *)write;
    arena_free(k->arena);                       // the keeping itself lies in it
}

/* As the browser sent it, without tokens, passwords and codes. */
static struct keeping *keeping_of(struct request_state *state, id account, text path)
{
    struct arena *arena = arena_new();
    struct keeping *k = arena_new_of(arena, struct keeping);
    struct bytes fields = { 0 };
    for (size_t i = 0; i < state->rq.field_count; i++) {
        const struct pair *f = &state->rq.fields[i];
        if (text_is(f->name, "csrf") || text_is(f->name, "draft-path")
                || text_is(f->name, "one-time-code")
                || text_contains(f->name, TEXT("password")))
            continue;
        if (fields.len > 0)
            bytes_add_u8(&fields, '&');
        html_percent(&fields, f->name);
        bytes_add_u8(&fields, '=');
        html_percent(&fields, f->value);
    }
    *k = (struct keeping){
        .write = { .also = keep, .also_with = k, .done = kept }, .account = account,
        .path = text_copy(arena, path), .fields = text_copy(arena, bytes_text(&fields)),
        .now = state->rq.now, .arena = arena,
    };
    bytes_free(&fields);
    return k;
}

bool session_keep_expired_form(struct request_state *state)
{
    if (!state->has_session || state->awaits_code || state->rq.field_count == 0)
        return false;
    struct keeping *k = keeping_of(state, state->session.account, state->rq.path);
    if (server_queue(state->rq.server, &k->write))
        return true;
    arena_free(k->arena);
    return false;
}

static bool draft_kept(struct request *rq, struct error *err)
{
    struct keeping *k = request_with(rq);
    arena_free(k->arena);
    if (request_refused(rq, err))
        return false;
    struct time_of_day t = instant_london_time(rq->now);
    rq->answer_type = TEXT("text/plain; charset=utf-8");
    bytes_add_format(&rq->page.out, "Draft kept at %02d:%02d", t.hour, t.minute);
    return true;
}

bool request_keep_draft(struct request *rq, text path, struct error *err)
{
    struct keeping *k = keeping_of(rq->state, rq->actor.account, path);
    request_set_with(rq, k);
    return request_write(rq, &k->write, draft_kept, err);
}

struct forgetting { struct write write; id account; text path; struct arena *arena; };

static bool forget(struct ledger *ledger, void *with, struct error *err)
{
    struct forgetting *f = with;
    return form_forget_draft(ledger_store(ledger), f->account, f->path, err);
}

static void forgotten(struct write *write)
{
    arena_free(((struct forgetting *)write)->arena);
}

bool request_kept_form(struct request *rq)
{
    struct error ignored = { 0 };              // a draft that cannot be read must not stop the form
    text fields;
    if (!form_find_draft(rq->store, rq->arena, rq->actor.account, rq->path, rq->now, &fields,
                         &ignored) || text_empty(fields))
        return false;
    bytes_clear(&rq->state->body);
    bytes_add_text(&rq->state->body, fields);
    rq->content_type = TEXT("application/x-www-form-urlencoded");
    if (!http_read_form(rq->state, &ignored))
        return false;
    id entry;
    uint64_t seq;                              // saved since: what was kept as one typed is a draft no more
    bool saved = id_from_hex(request_field(rq, "entry"), &entry)
              && ledger_find(rq->store, entry, &seq, &ignored);
    struct arena *arena = arena_new();
    struct forgetting *f = arena_new_of(arena, struct forgetting);
    *f = (struct forgetting){ .write = { .also = forget, .also_with = f, .done = forgotten },
                              .account = rq->actor.account, .path = text_copy(arena, rq->path),
                              .arena = arena };
    if (!server_queue(rq->server, &f->write))
        arena_free(arena);
    if (saved)
        rq->field_count = 0;
    return !saved;
}
