/* Codes beside the password. They are taken on the writer's thread: each counts once, and a wrong one is kept. */
#include "web/state.h"

#include "base/log.h"

struct taking {
    struct write write;
    const struct secret_key *key;
    id account; text code; instant now; hash token;
    bool confirms;                     // of somebody signed in; otherwise a session is yet to begin
    enum code_answer answer;
};

static void tell(const struct taking *t)
{
    static const char *const words[] = {
        [CODE_WRONG] = "wrong", [CODE_GOOD] = "good", [CODE_RECOVERY] = "recovery code", [CODE_WAIT] = "waits"
    };
    log_begin(code_taken(t->answer) ? LOG_INFO : LOG_WARNING, t->confirms ? "step-up" : "second-factor");
    log_id("account", t->account);
    log_cstr("answer", words[t->answer]);
    log_send();
}

static bool take(struct ledger *ledger, void *with, struct error *err)
{
    struct taking *t = with;
    struct store *store = ledger_store(ledger);
    if (!second_factor_take(store, t->key, t->account, t->code, t->now, &t->answer, err))
        return false;
    tell(t);
    return !t->confirms || !code_taken(t->answer) || session_confirm(store, t->token, t->now, err);
}

bool request_take_code(struct request *rq, text code, request_handler *after, struct error *err)
{
    struct request_state *state = rq->state;
    struct taking *t = arena_new_of(rq->arena, struct taking);
    *t = (struct taking){
        .write = { .also = take, .also_with = t }, .key = request_secrets(rq), .account = state->session.account,
        .code = code, .now = rq->now, .token = state->token, .confirms = rq->signed_in };
    state->taking = t;
    return request_write(rq, &t->write, after, err);
}

bool request_code_tried(const struct request *rq)
{
    return rq->state->taking != NULL;
}

enum code_answer request_code_answer(const struct request *rq)
{
    return rq->state->taking->answer;
}

const char *code_problem(enum code_answer answer)
{
    return answer == CODE_WRONG ? "Code does not match, or was used before. Wait for the next one and try again."
         : answer == CODE_WAIT ? "There were too many wrong codes. Wait 15 minutes, then try again." : NULL;
}

bool request_confirmed(struct request *rq, bool *confirmed, struct error *err)
{
    return session_confirmed(rq->store, rq->state->token, rq->now, confirmed, err);
}

bool request_awaits_code(const struct request *rq, id *account)
{
    *account = rq->state->session.account;
    return rq->state->awaits_code;
}

bool session_is_held_back(const struct request_state *state)
{
    return state->rq.signed_in && state->session.must_have_one;
}

hash request_session(const struct request *rq)
{
    return rq->state->token;
}

const struct secret_key *request_secrets(const struct request *rq)
{
    return rq->server->options.secrets;
}
