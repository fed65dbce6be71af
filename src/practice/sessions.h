/* practice/sessions.h - who is signed in, and what they had typed when a session ended.
 *
 * A token is 256 random bits; only its SHA-256 is kept. Idle and absolute ends are settings of the role
 * (security.md, S7). A session without a role (ROLE_NONE) is of somebody whose password was right and whose code
 * has not been given yet: it opens the page that asks for the code, and nothing else. */
#pragma once
#include "practice/accounts.h"

extern const char sessions_schema[];

struct session {
    hash token; id account; enum role role; instant started, last_seen, ended;     // ended: unknown while open
    bool expired;                        // over its idle or absolute end, signed out, or of a disabled account
    bool second_factor, must_have_one;   // of the account: it has one; it has none and must
    id staff; text name;                 // of the account, from session_find
};
/* All but session_find and session_list run inside a write. */
MUST_USE bool session_start(struct store *store, const struct session *session, struct error *err);
/* ERROR_ABSENT: no such token. An expired one is found, and says so. Asked at every request, and never from memory:
 * who was signed out or disabled is so from the next request on, whichever process did it. */
MUST_USE bool session_find(struct store *store, struct arena *arena, hash token, instant now,
                           struct session *session, struct error *err);
MUST_USE bool session_touch(struct store *store, hash token, instant now, struct error *err);
MUST_USE bool session_end(struct store *store, hash token, instant now, struct error *err);
/* Of an account but the one named (a token, or NULL): its password or second factor changed. */
MUST_USE bool session_end_others(struct store *store, id account, const hash *but, instant now, struct error *err);
bool session_over(const struct session *session, instant now);

struct session_line { instant started, last_seen; };
MUST_USE bool session_list(struct store *store, struct arena *arena, id account, instant now,
                           struct session_line **lines, size_t *count, struct error *err);

/* A form whose session had ended: kept a day for the same account and path. Passwords never get here. */
MUST_USE bool form_keep_draft(struct store *store, id account, text path, text fields, instant now,
                              struct error *err);
/* Empty when there is none. Needs no write. */
MUST_USE bool form_find_draft(struct store *store, struct arena *arena, id account, text path,
                              instant now, text *fields, struct error *err);
MUST_USE bool form_forget_draft(struct store *store, id account, text path, struct error *err);
