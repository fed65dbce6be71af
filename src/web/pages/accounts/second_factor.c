/* A code beside the password: asked for at sign-in, set up, changed, and ten codes for whoever loses the telephone. */
#include "web/pages/pages.h"

#include "base/qr.h"

#define CODE_BYTES_MAX 60

/* What was typed as a code; longer is none. */
static text typed_code(struct request *rq, const char *field)
{
    text typed = text_trim(request_field(rq, field));
    return typed.len > CODE_BYTES_MAX ? TEXT("-") : typed;
}

static void refuse_code(struct request *rq, enum code_answer answer)
{
    rq->status = answer == CODE_WAIT ? 429 : 422;
    if (answer == CODE_WAIT)
        reply_header(rq, "Retry-After", TEXT("900"));
}

/* ---- at sign-in ---- */

static bool code_page(struct request *rq, const char *problem)
{
    page_sign_in_code(&rq->page, &(struct sign_in_code_page_model){
        .rq = rq, .problem = problem,
        .next = sign_in_next(rq->method == METHOD_POST ? request_field(rq, "next") : request_query(rq, "next")) });
    return true;
}

static bool code_show(struct request *rq, struct error *err)
{
    id account;
    (void)err;
    if (request_awaits_code(rq, &account))
        return code_page(rq, NULL);
    reply_see_other(rq, rq->signed_in ? sign_in_next(request_query(rq, "next")) : TEXT("/sign-in"));
    return true;
}

static bool code_after(struct request *rq, struct error *err)
{
    struct account account;
    id whose;
    if (request_refused(rq, err))
        return false;
    const char *problem = code_problem(request_code_answer(rq));
    if (problem) {
        refuse_code(rq, request_code_answer(rq));
        return code_page(rq, problem);
    }
    if (!request_awaits_code(rq, &whose))                // it ended meanwhile
        return code_show(rq, err);
    return account_by_id(rq->store, rq->arena, whose, &account, err)
        && request_sign_in(rq, &account, account.roles[0], sign_in_next(request_field(rq, "next")), err);
}

static bool code_post(struct request *rq, struct error *err)
{
    id account;
    text code = typed_code(rq, "one-time-code");
    if (text_empty(code))
        code = typed_code(rq, "recovery-code");
    if (!request_awaits_code(rq, &account))
        return code_show(rq, err);
    if (text_empty(code)) {
        rq->status = 422;
        return code_page(rq, "Enter the code from your app, or a recovery code");
    }
    return request_take_code(rq, code, code_after, err);
}

/* ---- set up ---- */

struct setting_up {
    struct write write;
    const struct secret_key *key;
    struct account account; enum role role; hash token; instant now;
    uint8_t secret[TOTP_SECRET_BYTES];
    text present, code;
    bool replaces, present_wrong;
    struct recovery_codes codes;
    enum code_answer answer;
};

static text in_groups(struct arena *arena, text secret)
{
    struct bytes made = { 0 };
    for (size_t i = 0; i < secret.len; i++)
        bytes_add_format(&made, "%s%c", i > 0 && i % 4 == 0 ? " " : "", secret.at[i]);
    text groups = text_copy(arena, bytes_text(&made));
    bytes_free(&made);
    return groups;
}

/* The address that authenticator apps read: who issued it, twice and the same, whose it is, and the secret. */
static text otpauth(struct request *rq, text sign_in, text secret)
{
    struct bytes made = { 0 };
    bytes_add_cstr(&made, "otpauth://totp/Candour:");
    html_percent(&made, text_format(rq->arena, "%.*s, %.*s", TEXT_ARG(sign_in), TEXT_ARG(rq->authority)));
    bytes_add_format(&made, "?secret=%.*s&issuer=Candour", TEXT_ARG(secret));
    text address = text_copy(rq->arena, bytes_text(&made));
    bytes_free(&made);
    return address;
}

static void show_picture(struct request *rq, struct second_factor_page_model *m)
{
    struct qr qr;
    if (!qr_of(m->link, &qr))
        return;
    m->picture = qr_path(rq->arena, &qr);
    m->picture_side = qr.side + 8;
}

static bool set_up_page(struct request *rq, const char *field, const char *problem, struct error *err)
{
    struct second_factor_page_model m = { .rq = rq, .field = field, .problem = problem };
    const struct secret_key *key = request_secrets(rq);
    struct account account;
    uint8_t secret[TOTP_SECRET_BYTES];
    if (!account_by_id(rq->store, rq->arena, rq->actor.account, &account, err)
            || !second_factor_of(rq->store, account.account, &m.now, err))
        return false;
    m.possible = key != NULL;
    m.held_back = m.now.required && !m.now.set_up;
    if (key) {
        second_factor_offer(key, request_session(rq), m.now.since, secret);
        text letters = base32_of(rq->arena, secret, sizeof secret);
        m.secret = in_groups(rq->arena, letters);
        m.link = otpauth(rq, account.sign_in, letters);
        show_picture(rq, &m);
    }
    page_second_factor(&rq->page, &m);
    return true;
}

static bool set_up_show(struct request *rq, struct error *err)
{
    return set_up_page(rq, NULL, NULL, err);
}

/* Whoever changes what is set up gives a code of it first (security.md S8). */
static bool set_up_write(struct ledger *ledger, void *with, struct error *err)
{
    struct setting_up *s = with;
    if (s->replaces) {
        if (!second_factor_take(ledger_store(ledger), s->key, s->account.account, s->present, s->now, &s->answer, err))
            return false;
        s->present_wrong = !code_taken(s->answer);
        if (s->present_wrong)
            return true;
    }
    return second_factor_set_up(ledger, s->key, &s->account, s->role, s->secret, s->code, &s->token, s->now,
                                &s->codes, &s->answer, err);
}

static bool set_up_after(struct request *rq, struct error *err)
{
    struct setting_up *s = request_with(rq);
    secret_forget(s->secret, sizeof s->secret);
    if (request_refused(rq, err))
        return false;
    if (!code_taken(s->answer)) {
        refuse_code(rq, s->answer);
        return set_up_page(rq, s->present_wrong ? "present-code" : "one-time-code", code_problem(s->answer), err);
    }
    page_recovery_codes(&rq->page, &(struct recovery_codes_page_model){ .rq = rq, .codes = &s->codes, .set_up = true });
    return true;
}

static bool set_up_post(struct request *rq, struct error *err)
{
    struct setting_up *s = arena_new_of(rq->arena, struct setting_up);
    struct second_factor now;
    *s = (struct setting_up){ .key = request_secrets(rq), .role = rq->actor.role, .token = request_session(rq),
                              .now = rq->now, .present = typed_code(rq, "present-code"),
                              .code = typed_code(rq, "one-time-code") };
    if (!s->key)
        return fail(err, ERROR_STORE, NULL, "This server has no key for second factors, so none can be set up.");
    if (!account_by_id(rq->store, rq->arena, rq->actor.account, &s->account, err)
            || !second_factor_of(rq->store, s->account.account, &now, err))
        return false;
    s->replaces = now.set_up;
    if (text_empty(s->code) || (s->replaces && text_empty(s->present))) {
        bool present = s->replaces && text_empty(s->present);
        rq->status = 422;
        return set_up_page(rq, present ? "present-code" : "one-time-code",
                           present ? "Enter a code from the app that you use now" : "Enter the code from your app",
                           err);
    }
    second_factor_offer(s->key, s->token, now.since, s->secret);
    s->write = (struct write){ .also = set_up_write, .also_with = s };
    request_set_with(rq, s);
    return request_write(rq, &s->write, set_up_after, err);
}

/* ---- ten new recovery codes ---- */

static bool codes_write(struct ledger *ledger, void *with, struct error *err)
{
    struct setting_up *s = with;
    return second_factor_new_codes(ledger, &s->account, s->role, &s->codes, err);
}

static bool codes_made(struct request *rq, struct error *err)
{
    struct setting_up *s = request_with(rq);
    if (request_refused(rq, err))
        return false;
    page_recovery_codes(&rq->page, &(struct recovery_codes_page_model){ .rq = rq, .codes = &s->codes });
    return true;
}

static bool codes_confirmed(struct request *rq, struct error *err)
{
    struct setting_up *s = arena_new_of(rq->arena, struct setting_up);
    if (request_refused(rq, err))
        return false;
    const char *problem = code_problem(request_code_answer(rq));
    if (problem) {
        refuse_code(rq, request_code_answer(rq));
        return set_up_page(rq, "code", problem, err);
    }
    s->role = rq->actor.role;
    if (!account_by_id(rq->store, rq->arena, rq->actor.account, &s->account, err))
        return false;
    s->write = (struct write){ .also = codes_write, .also_with = s };
    request_set_with(rq, s);
    return request_write(rq, &s->write, codes_made, err);
}

static bool codes_post(struct request *rq, struct error *err)
{
    text code = typed_code(rq, "one-time-code");
    if (!rq->second_factor)
        return fail(err, ERROR_CONFLICT, NULL, "No second factor is set up, so there are no recovery codes.");
    if (text_empty(code)) {
        rq->status = 422;
        return set_up_page(rq, "code", "Enter the code from your app", err);
    }
    return request_take_code(rq, code, codes_confirmed, err);
}

const struct route second_factor_routes[] = {
    { .method = METHOD_GET, .path = "/sign-in/code", .may = MAY_ANYONE, .handle = code_show },
    { .method = METHOD_POST, .path = "/sign-in/code", .may = MAY_ANYONE, .handle = code_post },
    { .method = METHOD_GET, .path = "/me/second-factor", .may = MAY_SIGNED_IN, .handle = set_up_show,
      .held_back_too = true },
    { .method = METHOD_POST, .path = "/me/second-factor", .may = MAY_SIGNED_IN, .handle = set_up_post,
      .held_back_too = true },
    { .method = METHOD_POST, .path = "/me/second-factor/recovery-codes", .may = MAY_SIGNED_IN, .handle = codes_post },
    { 0 },
};
