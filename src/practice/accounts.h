/* practice/accounts.h - who can sign in. Accounts are not records: a password hash has no place in a ledger
 * that forgets nothing. What an account may do is an entry (kind 7) as well as a row. */
#pragma once
#include "practice/access.h"

extern const char accounts_schema[];

struct account {
    id account, staff; text sign_in, name; bool disabled;
    enum role roles[ROLE_COUNT]; size_t role_count;
    char password[PASSWORD_HASH_MAX];                   // PHC string
    bool demonstration;
    bool second_factor, second_factor_required;         // filled by second_factors_mark alone
};
MUST_USE bool account_by_sign_in(struct store *store, struct arena *arena, text sign_in,
                                 struct account *account, struct error *err);   // ERROR_ABSENT
MUST_USE bool account_by_id(struct store *store, struct arena *arena, id account,
                            struct account *found, struct error *err);
MUST_USE bool account_list(struct store *store, struct arena *arena, struct account **accounts,
                           size_t *count, struct error *err);
/* Inside a batch: the row, and the entry that says which roles were granted, by whom. ERROR_REFUSED: it would make one
 * person, by this account or another of theirs, both system administrator and senior leader (security.md section 1). */
MUST_USE bool account_add(struct ledger *ledger, const struct account *account, id granted_by,
                          struct error *err);
/* Inside a batch: an entry that says what became of an account, and by whose word. Never a secret. */
MUST_USE bool account_permission(struct ledger *ledger, const struct account *account, const char *what, id by,
                                 enum role role, struct error *err);
/* Is this the demonstration authority: decided once, by `candour demo`, when the store was made. */
MUST_USE bool accounts_demonstration(struct store *store, bool *demonstration, struct error *err);
MUST_USE bool accounts_set_demonstration(struct store *store, struct error *err);
#define DEMONSTRATION_PASSWORD "invented people only"

/* The commands' own name in the ledger: what init, demo, import and export write is written by the service,
 * and says so. Its id is kept as a setting. */
MUST_USE bool accounts_make_service(struct store *store, struct error *err);
MUST_USE bool accounts_service(struct store *store, id *service, struct error *err);

/* Throttle: wrong passwords of an account and of an address in the last 15 minutes (security.md S5). */
MUST_USE bool account_throttled(struct store *store, text sign_in, text address, instant now,
                                bool *throttled, struct error *err);
MUST_USE bool account_attempt(struct store *store, text sign_in, text address, instant now, bool good,
                              struct error *err);       // inside a write
