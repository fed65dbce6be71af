#include "practice/sessions.h"

#define MINUTES(n) ((n) * 60 * US_PER_SECOND)
#define HOURS(n) MINUTES((n) * 60)
#define OPEN_AT_ONCE_MAX 3
#define CODE_ASKED_FOR MINUTES(10)       // between the password and the code
#define DRAFT_KEPT HOURS(24)

const char sessions_schema[] =
    "CREATE TABLE session (token @bytes NOT NULL PRIMARY KEY, account @bytes NOT NULL,"
    " role @int NOT NULL, started @int NOT NULL, last_seen @int NOT NULL, ended @int)@strict;"
    "CREATE INDEX session_account ON session (account, started);"
    "CREATE TABLE form_draft (account @bytes NOT NULL, path @text NOT NULL, fields @text NOT NULL,"
    " at @int NOT NULL, PRIMARY KEY (account, path))@strict;";

static int64_t idle_of(enum role role)
{
    return role == ROLE_NONE         ? CODE_ASKED_FOR
        : role == ROLE_INSPECTOR     ? MINUTES(30)
        : role == ROLE_ADMINISTRATOR ? MINUTES(15)
                                     : MINUTES(20);
}

static int64_t absolute_of(enum role role)
{
    return role == ROLE_NONE         ? CODE_ASKED_FOR
        : role == ROLE_INSPECTOR     ? HOURS(8)
        : role == ROLE_ADMINISTRATOR ? HOURS(2)
                                     : HOURS(10);
}

bool session_over(const struct session *session, instant now)
{
    return instant_known(session->ended)
        || now.us - session->last_seen.us > idle_of(session->role)
        || now.us - session->started.us > absolute_of(session->role);
}

/* The oldest go when one person has more than three; one that waits for its code is none yet. */
static bool end_oldest(struct store *store, id account, instant now, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "UPDATE session SET ended = :now WHERE account = :account AND ended IS NULL AND role <> 0"
            " AND started <= coalesce((SELECT started FROM session WHERE account = :account"
            " AND ended IS NULL AND role <> 0 ORDER BY started DESC LIMIT 1 OFFSET :most), 0)", &s, err))
        return false;
    bind_instant(s, "now", now);
    bind_id(s, "account", account);
    bind_int(s, "most", OPEN_AT_ONCE_MAX - 1);
    return statement_run(s, NULL, err);
}

bool session_start(struct store *store, const struct session *session, struct error *err)
{
    struct statement *s;
    if ((session->role != ROLE_NONE && !end_oldest(store, session->account, session->started, err))
            || !store_prepare_literal(store,
                "INSERT INTO session (token, account, role, started, last_seen)"
                " VALUES (:token, :account, :role, :started, :started)", &s, err))
        return false;
    bind_hash(s, "token", session->token);
    bind_id(s, "account", session->account);
    bind_int(s, "role", session->role);
    bind_instant(s, "started", session->started);
    if (!statement_run(s, NULL, err)
            || !store_prepare_literal(store, "DELETE FROM session WHERE started < :old", &s, err))
        return false;
    bind_int(s, "old", session->started.us - 30 * US_PER_DAY);
    return statement_run(s, NULL, err);
}

bool session_find(struct store *store, struct arena *arena, hash token, instant now, struct session *session,
                  struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT s.account, s.role, s.started, s.last_seen, s.ended,"
            " (SELECT count(*) FROM second_factor AS f WHERE f.account = s.account AND f.secret IS NOT NULL),"
            " (SELECT count(*) FROM second_factor AS f WHERE f.account = s.account AND f.required = 1)"
            " + (SELECT count(*) FROM setting WHERE name = 'second_factor' AND value = 'Y'),"
            " a.staff, a.name, a.disabled"
            " FROM session AS s JOIN account AS a ON a.account = s.account WHERE s.token = :token", &s, err))
        return false;
    bind_hash(s, "token", token);
    enum stepped step = statement_step(s, err);
    if (step == STEP_ROW) {
        *session = (struct session){
            .token = token, .account = column_id(s, 0), .role = (enum role)column_int(s, 1),
            .started = column_instant(s, 2), .last_seen = column_instant(s, 3),
            .ended = column_instant(s, 4), .second_factor = column_int(s, 5) > 0,
            .must_have_one = column_int(s, 5) == 0 && column_int(s, 6) > 0,
            .staff = column_id(s, 7), .name = text_copy(arena, column_text(s, 8)),
        };
        session->expired = session_over(session, now) || column_int(s, 9) != 0;
    }
    statement_end(s);
    if (step == STEP_DONE)
        return fail(err, ERROR_ABSENT, NULL, "There is no such session.");
    return step == STEP_ROW;
}

bool session_touch(struct store *store, hash token, instant now, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "UPDATE session SET last_seen = :now WHERE token = :token AND ended IS NULL", &s, err))
        return false;
    bind_instant(s, "now", now);
    bind_hash(s, "token", token);
    return statement_run(s, NULL, err);
}

bool session_end(struct store *store, hash token, instant now, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "UPDATE session SET ended = :now WHERE token = :token AND ended IS NULL", &s, err))
        return false;
    bind_instant(s, "now", now);
    bind_hash(s, "token", token);
    return statement_run(s, NULL, err);
}

bool session_end_others(struct store *store, id account, const hash *but, instant now, struct error *err)
{
    static const hash nobody;
    struct statement *s;
    if (!store_prepare_literal(store,
            "UPDATE session SET ended = :now WHERE account = :account AND ended IS NULL AND token <> :but", &s, err))
        return false;
    bind_instant(s, "now", now);
    bind_id(s, "account", account);
    bind_hash(s, "but", but ? *but : nobody);
    return statement_run(s, NULL, err);
}

bool session_list(struct store *store, struct arena *arena, id account, instant now,
                  struct session_line **lines, size_t *count, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT started, last_seen, role FROM session WHERE account = :account"
            " AND ended IS NULL AND role <> 0 ORDER BY started DESC LIMIT 20", &s, err))
        return false;
    bind_id(s, "account", account);
    *lines = arena_array(arena, struct session_line, 20);
    *count = 0;
    enum stepped step;
    while ((step = statement_step(s, err)) == STEP_ROW) {
        struct session one = { .started = column_instant(s, 0), .last_seen = column_instant(s, 1),
                               .role = (enum role)column_int(s, 2), .ended = INSTANT_UNKNOWN };
        if (!session_over(&one, now))
            (*lines)[(*count)++] = (struct session_line){ one.started, one.last_seen };
    }
    statement_end(s);
    return step == STEP_DONE;
}

bool form_keep_draft(struct store *store, id account, text path, text fields, instant now,
                     struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store, "DELETE FROM form_draft WHERE at < :old", &s, err))
        return false;
    bind_int(s, "old", now.us - DRAFT_KEPT);
    if (!statement_run(s, NULL, err)
            || !store_prepare_literal(store,
                "INSERT INTO form_draft (account, path, fields, at)"
                " VALUES (:account, :path, :fields, :at) ON CONFLICT (account, path)"
                " DO UPDATE SET fields = excluded.fields, at = excluded.at", &s, err))
        return false;
    bind_id(s, "account", account);
    bind_text(s, "path", path);
    bind_text(s, "fields", fields);
    bind_instant(s, "at", now);
    return statement_run(s, NULL, err);
}

bool form_find_draft(struct store *store, struct arena *arena, id account, text path, instant now,
                     text *fields, struct error *err)
{
    struct statement *s;
    *fields = TEXT_NONE;
    if (!store_prepare_literal(store,
            "SELECT fields FROM form_draft WHERE account = :account AND path = :path"
            " AND at > :old", &s, err))
        return false;
    bind_id(s, "account", account);
    bind_text(s, "path", path);
    bind_int(s, "old", now.us - DRAFT_KEPT);
    enum stepped step = statement_step(s, err);
    if (step == STEP_ROW)
        *fields = text_copy(arena, column_text(s, 0));
    statement_end(s);
    return step != STEP_FAILED;
}

bool form_forget_draft(struct store *store, id account, text path, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "DELETE FROM form_draft WHERE account = :account AND path = :path", &s, err))
        return false;
    bind_id(s, "account", account);
    bind_text(s, "path", path);
    return statement_run(s, NULL, err);
}
