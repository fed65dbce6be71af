/* The second factor: each code once, five wrong ones and then a wait, recovery codes, what is kept and what is not. */
#include "../record/place.h"

#include "practice/second_factor.h"
#include "practice/sessions.h"

#include <string.h>

#define OK(call) check(#call, (call), "%s %s", err.message, err.detail)
#define MINUTE (60 * US_PER_SECOND)

static struct place place;
static struct error err;
static struct secret_key key;
static struct account ana;
static uint8_t secret[TOTP_SECRET_BYTES];
static struct recovery_codes codes;
static const hash token = { { 1 } }, elsewhere = { { 2 } };

static text code_at(instant t)
{
    return text_format(place.arena, "%06u", totp_code(secret, sizeof secret, totp_step(t)));
}

static enum code_answer take(text code, instant now)
{
    enum code_answer answer = CODE_WRONG;
    OK(second_factor_take(place.store, &key, ana.account, code, now, &answer, &err));
    return answer;
}

static enum code_answer set_up(text code, instant now)
{
    enum code_answer answer;
    OK(ledger_batch_begin(place.ledger, &err));
    OK(second_factor_set_up(place.ledger, &key, &ana, ROLE_SOCIAL_WORKER, secret, code, &token, now, &codes, &answer,
                            &err));
    OK(ledger_batch_commit(place.ledger, &err));
    return answer;
}

static void account_row(void)
{
    struct statement *s;
    OK(store_prepare_literal(place.store, "INSERT INTO account (account, staff, sign_in, name, password, disabled,"
                             " demonstration) VALUES (:account, :staff, :sign_in, :name, '', 0, 0)", &s, &err));
    bind_id(s, "account", ana.account);
    bind_id(s, "staff", ana.staff);
    bind_text(s, "sign_in", ana.sign_in);
    bind_text(s, "name", ana.name);
    OK(statement_run(s, NULL, &err));
}

static void make(instant now)
{
    place_make(&place);
    key = secret_key_new();
    ana = (struct account){ .account = id_new_random(), .staff = id_new_random(), .sign_in = TEXT("ana"),
                            .name = TEXT("Ana"), .roles = { ROLE_SOCIAL_WORKER }, .role_count = 1 };
    OK(store_define(place.store, accounts_schema, &err));
    OK(store_define(place.store, sessions_schema, &err));
    OK(second_factor_define(place.store, &err));
    OK(second_factor_define(place.store, &err));               // it is there already
    account_row();
    second_factor_offer(&key, token, INSTANT_UNKNOWN, secret);
    for (int i = 0; i < 2; i++)
        OK(session_start(place.store, &(struct session){ .token = i ? elsewhere : token, .account = ana.account,
            .role = ROLE_SOCIAL_WORKER, .started = now, .last_seen = now, .ended = INSTANT_UNKNOWN }, &err));
}

static void setting_up(void **state)
{
    (void)state;
    instant now = moment("2026-11-24T09:00:00Z");
    struct second_factor f;
    struct session s;
    bool confirmed;
    make(now);
    OK(second_factor_of(place.store, ana.account, &f, &err));
    check("none at first", !f.set_up && !f.required && !instant_known(f.since), "one");
    uint64_t before = place_size(&place);
    check("a wrong code sets nothing up", set_up(code_at((instant){ now.us - 40 * MINUTE }), now) == CODE_WRONG,
          "it did");
    OK(second_factor_of(place.store, ana.account, &f, &err));
    check("nothing is", !f.set_up, "it is");
    check("a code of it does", set_up(code_at(now), now) == CODE_GOOD, "it did not");
    OK(second_factor_of(place.store, ana.account, &f, &err));
    check("it is there", f.set_up && f.since.us == now.us && f.recovery_left == RECOVERY_CODES, "%zu", f.recovery_left);
    check("one entry says so", place_size(&place) == before + 1, "%llu", (unsigned long long)place_size(&place));
    OK(session_find(place.store, place.arena, elsewhere, now, &s, &err));
    check("other sessions end", s.expired, "open");
    OK(session_find(place.store, place.arena, token, now, &s, &err));
    check("this one goes on, and knows of it", !s.expired && s.second_factor && !s.must_have_one, "not");
    OK(session_confirmed(place.store, token, now, &confirmed, &err));
    check("and is confirmed", confirmed, "not");
    OK(session_confirmed(place.store, token, (instant){ now.us + 5 * MINUTE }, &confirmed, &err));
    check("for five minutes", !confirmed, "still");
    OK(session_confirmed(place.store, elsewhere, now, &confirmed, &err));
    check("no other is", !confirmed, "is");

    uint8_t again[TOTP_SECRET_BYTES];
    second_factor_offer(&key, token, now, again);
    check("what is offered next is another one", memcmp(again, secret, sizeof again) != 0, "the same");
    second_factor_offer(&key, elsewhere, INSTANT_UNKNOWN, again);
    check("and to another session", memcmp(again, secret, sizeof again) != 0, "the same");
    place_remove(&place);
}

static void once(void **state)
{
    (void)state;
    instant now = moment("2026-11-24T09:00:00Z"), later = { now.us + MINUTE };
    make(now);
    set_up(code_at(now), now);
    check("the code of setting up is used", take(code_at(now), now) == CODE_WRONG, "taken");
    check("a new one", take(code_at(later), later) == CODE_GOOD, "refused");
    check("twice", take(code_at(later), later) == CODE_WRONG, "taken twice");
    check("an earlier one", take(code_at(now), later) == CODE_WRONG, "taken");
    instant much = { now.us + 10 * MINUTE };
    check("of 90 seconds ago", take(code_at((instant){ much.us - 90 * US_PER_SECOND }), much) == CODE_WRONG, "taken");
    text spaced = code_at(much);
    check("with a blank", take(text_format(place.arena, "%.3s %.3s", spaced.at, spaced.at + 3), much) == CODE_GOOD,
          "refused");

    struct secret_key other = secret_key_new();
    enum code_answer answer;
    instant last = { much.us + MINUTE };
    check("with another key it is our trouble",
          !second_factor_take(place.store, &other, ana.account, code_at(last), last, &answer, &err)
              && err.kind == ERROR_STORE,
          "taken");
    check("without one too", !second_factor_take(place.store, NULL, ana.account, code_at(last), last, &answer, &err),
          "taken");
    err = (struct error){ 0 };
    OK(second_factor_take(place.store, NULL, ana.account, text_of(codes.at[0]), last, &answer, &err));
    check("recovery codes need none", answer == CODE_RECOVERY, "refused");
    place_remove(&place);
}

static void recovery(void **state)
{
    (void)state;
    instant now = moment("2026-11-24T09:00:00Z");
    struct second_factor f;
    make(now);
    set_up(code_at(now), now);
    check("ten of four groups", strlen(codes.at[9]) == 19 && codes.at[9][4] == '-', "%s", codes.at[9]);
    check("one", take(text_of(codes.at[3]), now) == CODE_RECOVERY, "refused");
    check("twice", take(text_of(codes.at[3]), now) == CODE_WRONG, "taken twice");
    char small[20];
    for (int i = 0; i < 20; i++)
        small[i] = codes.at[4][i] >= 'A' ? (char)(codes.at[4][i] + 32) : codes.at[4][i];
    check("in small letters", take(text_of(small), now) == CODE_RECOVERY, "refused");
    check("a part of one", take(text_first(text_of(codes.at[5]), 14), now) == CODE_WRONG, "taken");
    check("more than one", take(text_format(place.arena, "%sA", codes.at[5]), now) == CODE_WRONG, "taken");
    OK(second_factor_of(place.store, ana.account, &f, &err));
    check("eight are left", f.recovery_left == 8, "%zu", f.recovery_left);
    id account = ana.account;
    ana.account = id_new_random();
    check("somebody else's", take(text_of(codes.at[6]), now) == CODE_WRONG, "taken");
    ana.account = account;
    struct recovery_codes before = codes;
    OK(ledger_batch_begin(place.ledger, &err));
    OK(second_factor_new_codes(place.ledger, &ana, ROLE_SOCIAL_WORKER, &codes, &err));
    OK(ledger_batch_commit(place.ledger, &err));
    check("old ones end", take(text_of(before.at[7]), now) == CODE_WRONG, "taken");
    check("new ones hold", take(text_of(codes.at[7]), now) == CODE_RECOVERY, "refused");
    place_remove(&place);
}

static void five_wrong(void **state)
{
    (void)state;
    instant now = moment("2026-11-24T09:00:00Z"), then = { now.us + MINUTE };
    make(now);
    set_up(code_at(now), now);
    for (int i = 0; i < 5; i++)
        check("wrong", take(TEXT("x"), then) == CODE_WRONG, "the %d.", i + 1);
    check("then even a right one waits", take(code_at(then), then) == CODE_WAIT, "taken");
    check("and a recovery code", take(text_of(codes.at[0]), then) == CODE_WAIT, "taken");
    instant after = { then.us + 15 * MINUTE + 1 };
    check("for 15 minutes", take(code_at(after), after) == CODE_GOOD, "refused");
    for (int i = 0; i < 4; i++)
        take(TEXT("x"), (instant){ after.us + 1 });
    instant next = { after.us + MINUTE };
    check("four and then a right one", take(code_at(next), next) == CODE_GOOD, "refused");
    check("begins anew", take(TEXT("x"), (instant){ next.us + 1 }) == CODE_WRONG, "waits");
    place_remove(&place);
}

static void by_an_administrator(void **state)
{
    (void)state;
    instant now = moment("2026-11-24T09:00:00Z");
    struct second_factor f;
    struct session s;
    bool in_use;
    make(now);
    id service = id_new_random();
    OK(second_factor_in_use(place.store, &in_use, &err));
    check("nobody has one", !in_use, "somebody");
    OK(ledger_batch_begin(place.ledger, &err));
    OK(second_factor_require(place.ledger, &ana, service, &err));
    OK(ledger_batch_commit(place.ledger, &err));
    OK(session_find(place.store, place.arena, token, now, &s, &err));
    check("required", s.must_have_one && !s.second_factor, "not");
    set_up(code_at(now), now);
    OK(second_factor_of(place.store, ana.account, &f, &err));
    check("still required when it is there", f.required && f.set_up, "not");
    OK(second_factor_in_use(place.store, &in_use, &err));
    check("somebody has one", in_use, "nobody");
    uint64_t before = place_size(&place);
    OK(ledger_batch_begin(place.ledger, &err));
    OK(second_factor_reset(place.ledger, &ana, service, &err));
    OK(ledger_batch_commit(place.ledger, &err));
    check("an entry says so", place_size(&place) == before + 1, "none");
    OK(second_factor_of(place.store, ana.account, &f, &err));
    check("gone, and still required", f.required && !f.set_up && f.recovery_left == 0, "not");
    OK(session_find(place.store, place.arena, token, now, &s, &err));
    check("no session goes on", s.expired, "one");
    check("no code holds", take(text_of(codes.at[0]), now) == CODE_WRONG, "one");
    check("nor of the app", take(code_at((instant){ now.us + MINUTE }), (instant){ now.us + MINUTE }) == CODE_WRONG,
          "one");
    ana.account = id_new_random();
    OK(second_factor_require_of_all(place.store, &err));
    OK(second_factor_of(place.store, ana.account, &f, &err));
    check("everybody must have one", f.required, "not");
    place_remove(&place);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(setting_up), cmocka_unit_test(once),
                                        cmocka_unit_test(recovery), cmocka_unit_test(five_wrong),
                                        cmocka_unit_test(by_an_administrator) };
    return ON_BOTH_STORES(tests, NULL, NULL);
}
