/* practice/second_factor.h - a code beside the password: from an authenticator app (RFC 6238), or, once each, one of
 * ten recovery codes (security.md S4).
 *
 *  1. the app's secret stands in the store only locked, with a key that lies beside the signing key; neither it nor a
 *     code ever reaches the ledger or a log;
 *  2. a code counts once: what was used, and everything before it, is refused;
 *  3. five wrong codes of an account in 15 minutes: wait; a right one begins the count anew;
 *  4. what became of a second factor, and by whom, is an entry (kind 7). */
#pragma once
#include "base/secret.h"
#include "base/totp.h"
#include "practice/accounts.h"

#define RECOVERY_CODES 10
#define RECOVERY_BYTES 10                // 80 bits each
#define CONFIRMED_MINUTES 5              // how long a session counts as confirmed (security.md S8)

extern const char second_factor_schema[];
/* For stores made before there was one: its tables. Does nothing where they are. */
MUST_USE bool second_factor_define(struct store *store, struct error *err);

struct second_factor { bool set_up, required; instant since; size_t recovery_left; };
/* required: of this account, or of everybody here. */
MUST_USE bool second_factor_of(struct store *store, id account, struct second_factor *f, struct error *err);
/* The same of a whole list, in one statement. */
MUST_USE bool second_factors_mark(struct store *store, struct account *accounts, size_t count, struct error *err);
MUST_USE bool second_factor_require_of_all(struct store *store, struct error *err);       // once, when it is made
MUST_USE bool second_factor_in_use(struct store *store, bool *in_use, struct error *err); // somebody has one

/* ---- inside a write ---- */

enum code_answer { CODE_WRONG, CODE_GOOD, CODE_RECOVERY, CODE_WAIT };       // good ones: not below CODE_GOOD, not WAIT
bool code_taken(enum code_answer answer);
/* Uses the code up. An answer is no error: that somebody tried is to be kept. key NULL: recovery codes alone count. */
MUST_USE bool second_factor_take(struct store *store, const struct secret_key *key, id account, text typed,
                                 instant now, enum code_answer *answer, struct error *err);

/* What a page offers before it is kept: the same for one session until something is set up, so that showing it
 * changes nothing. since: of the second factor that it would replace, or unknown. */
void second_factor_offer(const struct secret_key *key, hash token, instant since, uint8_t secret[TOTP_SECRET_BYTES]);
struct recovery_codes { char at[RECOVERY_CODES][20]; };                      // "ABCD-EFGH-IJKL-MNOP"
/* Keeps the secret if the code is one of it; ends the account's other sessions. */
MUST_USE bool second_factor_set_up(struct ledger *ledger, const struct secret_key *key, const struct account *account,
                                   enum role role, const uint8_t secret[TOTP_SECRET_BYTES], text code,
                                   const hash *token, instant now, struct recovery_codes *codes,
                                   enum code_answer *answer, struct error *err);
MUST_USE bool second_factor_new_codes(struct ledger *ledger, const struct account *account, enum role role,
                                      struct recovery_codes *codes, struct error *err);
/* By an administrator: of somebody who has lost the telephone. Ends every session of the account. */
MUST_USE bool second_factor_reset(struct ledger *ledger, const struct account *account, id by, struct error *err);
MUST_USE bool second_factor_require(struct ledger *ledger, const struct account *account, id by, struct error *err);

/* ---- confirmed again, for what is grave ---- */

MUST_USE bool session_confirm(struct store *store, hash token, instant now, struct error *err);       // inside a write
MUST_USE bool session_confirmed(struct store *store, hash token, instant now, bool *confirmed, struct error *err);
