#include "practice/second_factor.h"

#include "base/random.h"
#include "practice/sessions.h"

#include <string.h>

#define MINUTES(n) ((n) * 60 * US_PER_SECOND)
#define WRONG_WINDOW MINUTES(15)
#define WRONG_MAX 5
#define RECOVERY_LETTERS 16              // 80 bits in base32

const char second_factor_schema[] =
    "CREATE TABLE second_factor (account @bytes NOT NULL PRIMARY KEY, required @int NOT NULL, secret @bytes,"
    " since @int, last_step @int NOT NULL)@strict;"
    "CREATE TABLE recovery_code (account @bytes NOT NULL, code @bytes NOT NULL, used @int,"
    " PRIMARY KEY (account, code))@strict;"
    "CREATE TABLE code_attempt (account @bytes NOT NULL, at @int NOT NULL, good @int NOT NULL)@strict;"
    "CREATE INDEX code_attempt_account ON code_attempt (account, at);"
    "CREATE TABLE session_confirmed (token @bytes NOT NULL PRIMARY KEY, at @int NOT NULL)@strict;";

bool second_factor_define(struct store *store, struct error *err)
{
    return store_define_once(store, "second_factor", second_factor_schema, err);
}

bool second_factor_of(struct store *store, id account, struct second_factor *f, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT (SELECT count(*) FROM second_factor WHERE account = :account AND secret IS NOT NULL),"
            " (SELECT count(*) FROM second_factor WHERE account = :account AND required = 1)"
            " + (SELECT count(*) FROM setting WHERE name = 'second_factor' AND value = 'Y'),"
            " (SELECT since FROM second_factor WHERE account = :account),"
            " (SELECT count(*) FROM recovery_code WHERE account = :account AND used IS NULL)", &s, err))
        return false;
    bind_id(s, "account", account);
    enum stepped step = statement_step(s, err);
    if (step == STEP_ROW)
        *f = (struct second_factor){ .set_up = column_int(s, 0) > 0, .required = column_int(s, 1) > 0,
                                     .since = column_instant(s, 2), .recovery_left = (size_t)column_int(s, 3) };
    statement_end(s);
    return step == STEP_ROW;
}

static void mark(struct account *accounts, size_t count, id account, bool has, bool required)
{
    for (size_t i = 0; i < count; i++)
        if (id_same(accounts[i].account, account)) {
            accounts[i].second_factor = has;
            accounts[i].second_factor_required = required;
        }
}

bool second_factors_mark(struct store *store, struct account *accounts, size_t count, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT a.account, (SELECT count(*) FROM second_factor AS f WHERE f.account = a.account"
            " AND f.secret IS NOT NULL), (SELECT count(*) FROM second_factor AS f WHERE f.account = a.account"
            " AND f.required = 1) + (SELECT count(*) FROM setting WHERE name = 'second_factor' AND value = 'Y')"
            " FROM account AS a", &s, err))
        return false;
    enum stepped step;
    while ((step = statement_step(s, err)) == STEP_ROW)
        mark(accounts, count, column_id(s, 0), column_int(s, 1) > 0, column_int(s, 2) > 0);
    statement_end(s);
    return step == STEP_DONE;
}

bool second_factor_require_of_all(struct store *store, struct error *err)
{
    struct statement *s;
    return store_prepare_literal(store, "INSERT INTO setting (name, value) VALUES ('second_factor', 'Y')", &s, err)
        && statement_run(s, NULL, err);
}

bool second_factor_in_use(struct store *store, bool *in_use, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store, "SELECT count(*) FROM second_factor WHERE secret IS NOT NULL", &s, err))
        return false;
    enum stepped step = statement_step(s, err);
    *in_use = step == STEP_ROW && column_int(s, 0) > 0;
    statement_end(s);
    return step == STEP_ROW;
}

/* ---- a code is taken ---- */

bool code_taken(enum code_answer answer)
{
    return answer == CODE_GOOD || answer == CODE_RECOVERY;
}

static text about(const id *account)
{
    return (text){ (const char *)account->b, sizeof account->b };
}

/* As people type it: in groups, in small letters. Empty: nothing that could be a code. */
static text typed_code(text typed, char room[RECOVERY_LETTERS])
{
    size_t n = 0;
    for (size_t i = 0; i < typed.len; i++) {
        char c = typed.at[i];
        if (c == ' ' || c == '-')
            continue;
        if (n == RECOVERY_LETTERS)
            return TEXT_NONE;
        room[n++] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
    }
    return (text){ room, n };
}

static hash recovery_hash(id account, text code)
{
    static const char purpose[] = "candour recovery code";
    return hash_of_pieces((const struct hash_piece[]){
        { purpose, sizeof purpose }, { account.b, sizeof account.b }, { code.at, code.len } }, 3);
}

/* invariant 3 */
static bool must_wait(struct store *store, id account, instant now, bool *wait, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT count(*) FROM code_attempt AS a WHERE a.account = :account AND a.at > :since AND a.good = 0"
            " AND a.at > coalesce((SELECT max(g.at) FROM code_attempt AS g WHERE g.account = :account"
            " AND g.good = 1), 0)", &s, err))
        return false;
    bind_id(s, "account", account);
    bind_int(s, "since", now.us - WRONG_WINDOW);
    enum stepped step = statement_step(s, err);
    *wait = step == STEP_ROW && column_int(s, 0) >= WRONG_MAX;
    statement_end(s);
    return step == STEP_ROW;
}

static bool keep_attempt(struct store *store, id account, instant now, bool good, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store, "DELETE FROM code_attempt WHERE at < :old", &s, err))
        return false;
    bind_int(s, "old", now.us - US_PER_DAY);
    if (!statement_run(s, NULL, err)
            || !store_prepare_literal(store,
                "INSERT INTO code_attempt (account, at, good) VALUES (:account, :at, :good)", &s, err))
        return false;
    bind_id(s, "account", account);
    bind_instant(s, "at", now);
    bind_int(s, "good", good);
    return statement_run(s, NULL, err);
}

static bool take_recovery(struct store *store, id account, text code, instant now, enum code_answer *answer,
                          struct error *err)
{
    struct statement *s;
    int64_t changed = 0;
    if (!store_prepare_literal(store,
            "UPDATE recovery_code SET used = :now WHERE account = :account AND code = :code AND used IS NULL", &s,
            err))
        return false;
    bind_instant(s, "now", now);
    bind_id(s, "account", account);
    bind_hash(s, "code", recovery_hash(account, code));
    if (!statement_run(s, &changed, err))
        return false;
    *answer = changed == 1 ? CODE_RECOVERY : CODE_WRONG;
    return true;
}

/* used: the newest step that counted; INT64_MAX, so that no code counts, where there is no secret. */
static bool read_secret(struct store *store, const struct secret_key *key, id account, uint8_t *secret,
                        int64_t *used, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT secret, last_step FROM second_factor WHERE account = :account AND secret IS NOT NULL", &s, err))
        return false;
    bind_id(s, "account", account);
    enum stepped step = statement_step(s, err);
    bool open = step == STEP_ROW && key
             && secret_unlock(key, about(&account), column_bytes(s, 0), secret, TOTP_SECRET_BYTES);
    *used = step == STEP_ROW ? column_int(s, 1) : INT64_MAX;
    statement_end(s);
    if (step == STEP_FAILED)
        return false;
    return open || *used == INT64_MAX
        || fail(err, ERROR_STORE, NULL, "Codes of an app cannot be checked here just now: the key for them is not "
                "the one that this server was given. Use a recovery code, or tell your administrator.");
}

/* invariant 2: the step is moved on only from below, whoever else tries the same code at the same moment. */
static bool take_totp(struct store *store, const struct secret_key *key, id account, text code, instant now,
                      enum code_answer *answer, struct error *err)
{
    uint8_t secret[TOTP_SECRET_BYTES] = { 0 };
    struct statement *s;
    int64_t used, changed = 0;
    if (!read_secret(store, key, account, secret, &used, err))
        return false;
    int64_t step = totp_match(secret, sizeof secret, code, now, used);
    secret_forget(secret, sizeof secret);
    *answer = CODE_WRONG;
    if (!step)
        return true;
    if (!store_prepare_literal(store,
            "UPDATE second_factor SET last_step = :step WHERE account = :account AND last_step < :step", &s, err))
        return false;
    bind_int(s, "step", step);
    bind_id(s, "account", account);
    if (!statement_run(s, &changed, err))
        return false;
    *answer = changed == 1 ? CODE_GOOD : CODE_WRONG;
    return true;
}

bool second_factor_take(struct store *store, const struct secret_key *key, id account, text typed, instant now,
                        enum code_answer *answer, struct error *err)
{
    char room[RECOVERY_LETTERS];
    text code = typed_code(typed, room);
    bool wait;
    *answer = CODE_WRONG;
    if (!must_wait(store, account, now, &wait, err))
        return false;
    if (wait) {
        *answer = CODE_WAIT;
        return true;
    }
    bool good = code.len == RECOVERY_LETTERS ? take_recovery(store, account, code, now, answer, err)
              : code.len == TOTP_DIGITS ? take_totp(store, key, account, code, now, answer, err) : true;
    return good && keep_attempt(store, account, now, code_taken(*answer), err);
}

/* ---- set up, and taken back ---- */

void second_factor_offer(const struct secret_key *key, hash token, instant since, uint8_t secret[TOTP_SECRET_BYTES])
{
    struct bytes from = { 0 };
    bytes_add_cstr(&from, "candour second factor");
    bytes_add(&from, token.b, sizeof token.b);
    bytes_add_u64(&from, (uint64_t)since.us);
    hash h = hash_keyed(key->b, sizeof key->b, from.at, from.len);
    memcpy(secret, h.b, TOTP_SECRET_BYTES);
    bytes_free(&from);
}

static bool drop_codes(struct store *store, id account, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store, "DELETE FROM recovery_code WHERE account = :account", &s, err))
        return false;
    bind_id(s, "account", account);
    return statement_run(s, NULL, err);
}

static bool put_code(struct store *store, id account, text code, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store, "INSERT INTO recovery_code (account, code) VALUES (:account, :code)", &s, err))
        return false;
    bind_id(s, "account", account);
    bind_hash(s, "code", recovery_hash(account, code));
    return statement_run(s, NULL, err);
}

static bool make_codes(struct store *store, id account, struct recovery_codes *codes, struct error *err)
{
    struct arena *arena = arena_new();
    bool good = drop_codes(store, account, err);
    for (size_t i = 0; good && i < RECOVERY_CODES; i++) {
        uint8_t bytes[RECOVERY_BYTES];
        random_fill(bytes, sizeof bytes);
        text code = base32_of(arena, bytes, sizeof bytes);
        good = put_code(store, account, code, err);
        snprintf(codes->at[i], sizeof codes->at[i], "%.4s-%.4s-%.4s-%.4s", code.at, code.at + 4, code.at + 8,
                 code.at + 12);
    }
    arena_free(arena);
    return good;
}

/* A row for the account, whatever of it there was. locked NULL: no secret. */
static bool put_secret(struct store *store, id account, const struct bytes *locked, instant since, int64_t step,
                       struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "INSERT INTO second_factor (account, required, secret, since, last_step)"
            " VALUES (:account, 0, :secret, :since, :step) ON CONFLICT (account)"
            " DO UPDATE SET secret = excluded.secret, since = excluded.since, last_step = excluded.last_step", &s, err))
        return false;
    bind_id(s, "account", account);
    if (locked)
        bind_bytes(s, "secret", locked->at, locked->len);
    else
        bind_null(s, "secret");
    bind_instant(s, "since", since);
    bind_int(s, "step", step);
    return statement_run(s, NULL, err);
}

static bool keep_secret(struct store *store, const struct secret_key *key, id account, const uint8_t *secret,
                        instant now, int64_t step, struct error *err)
{
    struct bytes locked = { 0 };
    secret_lock(key, about(&account), secret, TOTP_SECRET_BYTES, &locked);
    bool good = put_secret(store, account, &locked, now, step, err);
    bytes_free(&locked);
    return good;
}

bool second_factor_set_up(struct ledger *ledger, const struct secret_key *key, const struct account *account,
                          enum role role, const uint8_t secret[TOTP_SECRET_BYTES], text typed, const hash *token,
                          instant now, struct recovery_codes *codes, enum code_answer *answer, struct error *err)
{
    struct store *store = ledger_store(ledger);
    char room[RECOVERY_LETTERS];
    bool wait;
    *answer = CODE_WRONG;
    if (!must_wait(store, account->account, now, &wait, err))
        return false;
    if (wait) {
        *answer = CODE_WAIT;
        return true;
    }
    int64_t step = totp_match(secret, TOTP_SECRET_BYTES, typed_code(typed, room), now, 0);
    if (!step)
        return keep_attempt(store, account->account, now, false, err);
    *answer = CODE_GOOD;
    return keep_attempt(store, account->account, now, true, err)
        && keep_secret(store, key, account->account, secret, now, step, err)
        && make_codes(store, account->account, codes, err)
        && session_end_others(store, account->account, token, now, err)
        && session_confirm(store, *token, now, err)
        && account_permission(ledger, account, "second factor set up", account->staff, role, err);
}

bool second_factor_new_codes(struct ledger *ledger, const struct account *account, enum role role,
                             struct recovery_codes *codes, struct error *err)
{
    return make_codes(ledger_store(ledger), account->account, codes, err)
        && account_permission(ledger, account, "recovery codes made again", account->staff, role, err);
}

bool second_factor_reset(struct ledger *ledger, const struct account *account, id by, struct error *err)
{
    struct store *store = ledger_store(ledger);
    return put_secret(store, account->account, NULL, INSTANT_UNKNOWN, 0, err)
        && drop_codes(store, account->account, err)
        && session_end_others(store, account->account, NULL, instant_now(), err)
        && account_permission(ledger, account, "second factor reset", by, ROLE_ADMINISTRATOR, err);
}

bool second_factor_require(struct ledger *ledger, const struct account *account, id by, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(ledger_store(ledger),
            "INSERT INTO second_factor (account, required, last_step) VALUES (:account, 1, 0)"
            " ON CONFLICT (account) DO UPDATE SET required = 1", &s, err))
        return false;
    bind_id(s, "account", account->account);
    return statement_run(s, NULL, err)
        && account_permission(ledger, account, "second factor required", by, ROLE_ADMINISTRATOR, err);
}

/* ---- confirmed again ---- */

bool session_confirm(struct store *store, hash token, instant now, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store, "DELETE FROM session_confirmed WHERE at < :old", &s, err))
        return false;
    bind_int(s, "old", now.us - US_PER_DAY);
    if (!statement_run(s, NULL, err)
            || !store_prepare_literal(store,
                "INSERT INTO session_confirmed (token, at) VALUES (:token, :at)"
                " ON CONFLICT (token) DO UPDATE SET at = excluded.at", &s, err))
        return false;
    bind_hash(s, "token", token);
    bind_instant(s, "at", now);
    return statement_run(s, NULL, err);
}

bool session_confirmed(struct store *store, hash token, instant now, bool *confirmed, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store, "SELECT at FROM session_confirmed WHERE token = :token AND at > :since", &s, err))
        return false;
    bind_hash(s, "token", token);
    bind_int(s, "since", now.us - MINUTES(CONFIRMED_MINUTES));
    enum stepped step = statement_step(s, err);
    statement_end(s);
    *confirmed = step == STEP_ROW;
    return step != STEP_FAILED;
}
