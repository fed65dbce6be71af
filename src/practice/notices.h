/* practice/notices.h - mails that say how much waits, and nothing of whom: at most one a working day, in the morning,
 * and one when a record that is open to a manager was opened in an emergency.
 *
 *  1. Nobody gets one who did not ask for it, by an account and a role that they still have.
 *  2. A mail holds numbers and the way to the sign-in page: no name, no reference, no reason.
 *  3. It is claimed before it is sent, so that a mail that was sent once is never sent again, whatever ends in between;
 *     one that was refused is tried NOTICE_TRIES times, and then left to the next day or the next opening.
 *  4. The address stands in this table alone, never in the ledger, and is forgotten with the wish. */
#pragma once
#include "practice/access.h"

#define NOTICE_TRIES 4

extern const char notices_schema[];
/* For stores made before there were any. Does nothing where they are. */
MUST_USE bool notices_define(struct store *store, struct error *err);

struct notice_wish { bool daily, openings; text address; };
bool notices_may(enum role role);                        // something of this can come to that role
MUST_USE bool notices_wish_of(struct store *store, struct arena *arena, id account, struct notice_wish *wish,
                              struct error *err);
/* Inside a write. Neither wished: the row goes, and the address with it. ERROR_INPUT, field "address". */
MUST_USE bool notices_wish(struct store *store, const struct actor *actor, const struct notice_wish *wish, instant now,
                           struct error *err);

/* When mails of the day go out: London hours, from and until. */
struct notice_hours { int from, until; };
#define NOTICE_HOURS_USUAL ((struct notice_hours){ 7, 11 })

enum notice_what { NOTICE_DAY, NOTICE_OPENINGS };
struct notice {
    enum notice_what what;
    id account;
    text to, subject, body;
    int64_t before, now;       // of the claim: what it was, and what it becomes
};
struct notices { struct notice *at; size_t count; };
/* What is to be sent at this moment; url: where people sign in, without a slash at its end. A mail of the day that
 * would say that nothing waits is in the list without a text: to be claimed, and not sent. */
MUST_USE bool notices_due(struct store *store, struct arena *arena, const char *url, struct notice_hours hours,
                          instant now, struct notices *notices, struct error *err);
/* Inside a write, each. taken false: somebody else took it, or the wish has changed. */
MUST_USE bool notice_claim(struct store *store, const struct notice *notice, bool *taken, struct error *err);
MUST_USE bool notice_failed(struct store *store, const struct notice *notice, instant now, bool *given_up,
                            struct error *err);
MUST_USE bool notice_sent(struct store *store, const struct notice *notice, struct error *err);
