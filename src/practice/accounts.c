#include "practice/accounts.h"

#include <string.h>

#define THROTTLE_WINDOW_US (15 * 60 * US_PER_SECOND)
#define WRONG_PER_ACCOUNT_MAX 5          // security.md S5
#define WRONG_PER_ADDRESS_MAX 50

const char accounts_schema[] =
    "CREATE TABLE account (account @bytes NOT NULL PRIMARY KEY, staff @bytes NOT NULL,"
    " sign_in @text NOT NULL UNIQUE, name @text NOT NULL, password @text NOT NULL,"
    " disabled @int NOT NULL, demonstration @int NOT NULL)@strict;"
    "CREATE TABLE account_role (account @bytes NOT NULL REFERENCES account(account),"
    " role @int NOT NULL, PRIMARY KEY (account, role))@strict;"
    "CREATE TABLE sign_in_attempt (at @int NOT NULL, sign_in @text NOT NULL,"
    " address @text NOT NULL, good @int NOT NULL)@strict;"
    "CREATE INDEX sign_in_attempt_at ON sign_in_attempt (at);"
    "CREATE TABLE setting (name @text NOT NULL PRIMARY KEY, value @text NOT NULL)@strict;";

#define ACCOUNT_COLUMNS "account, staff, sign_in, name, password, disabled, demonstration"

static void account_from_row(struct arena *arena, const struct statement *row,
                             struct account *account)
{
    *account = (struct account){
        .account = column_id(row, 0), .staff = column_id(row, 1),
        .sign_in = text_copy(arena, column_text(row, 2)),
        .name = text_copy(arena, column_text(row, 3)),
        .disabled = column_int(row, 5) != 0, .demonstration = column_int(row, 6) != 0,
    };
    text phc = column_text(row, 4);
    if (phc.len < sizeof account->password)
        memcpy(account->password, phc.at, phc.len);
}

static bool account_roles(struct store *store, struct account *account, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT role FROM account_role WHERE account = :account ORDER BY role", &s, err))
        return false;
    bind_id(s, "account", account->account);

    enum stepped step;
    while ((step = statement_step(s, err)) == STEP_ROW) {
        int64_t role = column_int(s, 0);
        if (role > ROLE_NONE && role < ROLE_COUNT && account->role_count < ROLE_COUNT)
            account->roles[account->role_count++] = (enum role)role;
    }
    statement_end(s);
    return step == STEP_DONE;
}

static bool account_read(struct store *store, struct arena *arena, struct statement *s,
                         struct account *account, struct error *err)
{
    enum stepped step = statement_step(s, err);
    if (step == STEP_ROW)
        account_from_row(arena, s, account);
    statement_end(s);
    if (step == STEP_FAILED)
        return false;
    if (step == STEP_DONE)
        return fail(err, ERROR_ABSENT, NULL, "There is no such account.");
    return account_roles(store, account, err);
}

bool account_by_sign_in(struct store *store, struct arena *arena, text sign_in,
                        struct account *account, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT " ACCOUNT_COLUMNS " FROM account WHERE sign_in = :sign_in", &s, err))
        return false;
    bind_text(s, "sign_in", sign_in);
    return account_read(store, arena, s, account, err);
}

bool account_by_id(struct store *store, struct arena *arena, id account, struct account *found,
                   struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT " ACCOUNT_COLUMNS " FROM account WHERE account = :account", &s, err))
        return false;
    bind_id(s, "account", account);
    return account_read(store, arena, s, found, err);
}

bool account_list(struct store *store, struct arena *arena, struct account **accounts,
                  size_t *count, struct error *err)
{
    struct statement *s;
    size_t room = 64, n = 0;
    struct account *list = arena_array(arena, struct account, room);

    if (!store_prepare_literal(store,
            "SELECT " ACCOUNT_COLUMNS " FROM account ORDER BY name, sign_in", &s, err))
        return false;
    enum stepped step;
    while ((step = statement_step(s, err)) == STEP_ROW) {
        if (n == room) {
            struct account *more = arena_array(arena, struct account, room * 2);
            memcpy(more, list, n * sizeof *list);
            list = more;
            room *= 2;
        }
        account_from_row(arena, s, &list[n++]);
    }
    statement_end(s);
    if (step == STEP_FAILED)
        return false;
    for (size_t i = 0; i < n; i++)
        if (!account_roles(store, &list[i], err))
            return false;
    *accounts = list;
    *count = n;
    return true;
}

/* Parts of a permission entry (kind 7): who may sign in as what from now on. Never the password. */
enum { PERMISSION_ACCOUNT = 1, PERMISSION_ROLES = 2, PERMISSION_WHAT = 3 };

bool account_permission(struct ledger *ledger, const struct account *account, const char *what, id by,
                        enum role role, struct error *err)
{
    struct arena *arena = arena_new();
    struct bytes roles = { 0 };
    for (size_t i = 0; i < account->role_count; i++)
        bytes_add_format(&roles, "%s%s", i ? " " : "", role_code(account->roles[i]));
    struct part parts[] = {
        { .field = PERMISSION_ACCOUNT, .value = id_hex(arena, account->account) },
        { .field = PERMISSION_ROLES, .value = text_copy(arena, bytes_text(&roles)) },
        { .field = PERMISSION_WHAT, .value = text_of(what) },
    };
    instant now = instant_now();
    struct draft draft = {
        .kind = ENTRY_PERMISSION, .kind_version = 1, .role = (uint16_t)role,
        .entry = id_new_ordered(), .subject = account->staff, .author = by,
        .valid_from = now, .valid_to = INSTANT_OPEN, .ref = NO_ENTRY,
        .parts = parts, .part_count = COUNT_OF(parts),
    };
    struct receipt receipt;
    bool good = draft_seal(&draft, err)
             && ledger_put(ledger, &draft, record_apply, NULL, &receipt, err);
    draft_free(&draft);
    bytes_free(&roles);
    arena_free(arena);
    return good;
}

static bool holds(const struct account *account, enum role role)
{
    for (size_t i = 0; i < account->role_count; i++)
        if (account->roles[i] == role)
            return true;
    return false;
}

/* Whoever makes accounts reads no child's record, and whoever reads all of them makes no accounts. */
static bool roles_apart(struct store *store, const struct account *account, struct error *err)
{
    bool administrator = holds(account, ROLE_ADMINISTRATOR), leader = holds(account, ROLE_SENIOR_LEADER);
    struct statement *s;
    if (!administrator && !leader)
        return true;
    if (!store_prepare_literal(store,
            "SELECT 1 FROM account AS a JOIN account_role AS r ON r.account = a.account"
            " WHERE a.staff = :staff AND a.disabled = 0 AND r.role = :other LIMIT 1", &s, err))
        return false;
    bind_id(s, "staff", account->staff);
    bind_int(s, "other", administrator ? ROLE_SENIOR_LEADER : ROLE_ADMINISTRATOR);
    enum stepped step = statement_step(s, err);
    statement_end(s);
    if (step == STEP_FAILED)
        return false;
    if (step == STEP_ROW || (administrator && leader))
        return fail(err, ERROR_REFUSED, NULL, "One person cannot be both system administrator (AD) and senior leader "
                    "(SL): give one of the two to somebody else.");
    return true;
}

bool account_add(struct ledger *ledger, const struct account *account, id granted_by,
                 struct error *err)
{
    struct store *store = ledger_store(ledger);
    struct statement *s;

    if (!roles_apart(store, account, err))
        return false;
    if (!store_prepare_literal(store,
            "INSERT INTO account (" ACCOUNT_COLUMNS ") VALUES"
            " (:account, :staff, :sign_in, :name, :password, :disabled, :demonstration)", &s, err))
        return false;
    bind_id(s, "account", account->account);
    bind_id(s, "staff", account->staff);
    bind_text(s, "sign_in", account->sign_in);
    bind_text(s, "name", account->name);
    bind_text(s, "password", text_of(account->password));
    bind_int(s, "disabled", account->disabled);
    bind_int(s, "demonstration", account->demonstration);
    if (!statement_run(s, NULL, err))
        return false;
    for (size_t i = 0; i < account->role_count; i++) {
        if (!store_prepare_literal(store,
                "INSERT INTO account_role (account, role) VALUES (:account, :role)", &s, err))
            return false;
        bind_id(s, "account", account->account);
        bind_int(s, "role", account->roles[i]);
        if (!statement_run(s, NULL, err))
            return false;
    }

    return account_permission(ledger, account, "account made", granted_by, ROLE_ADMINISTRATOR, err);
}

bool accounts_demonstration(struct store *store, bool *demonstration, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT value FROM setting WHERE name = 'demonstration'", &s, err))
        return false;
    enum stepped step = statement_step(s, err);
    bool is = step == STEP_ROW && text_is(column_text(s, 0), "Y");
    statement_end(s);
    if (step == STEP_FAILED)
        return false;
    *demonstration = is;
    return true;
}

bool accounts_set_demonstration(struct store *store, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "INSERT INTO setting (name, value) VALUES ('demonstration', 'Y')", &s, err))
        return false;
    return statement_run(s, NULL, err);
}

bool accounts_make_service(struct store *store, struct error *err)
{
    struct arena *arena = arena_new();
    struct statement *s;
    bool good = store_prepare_literal(store,
        "INSERT INTO setting (name, value) VALUES ('service', :service)", &s, err);
    if (good) {
        bind_text(s, "service", id_hex(arena, id_new_random()));
        good = statement_run(s, NULL, err);
    }
    arena_free(arena);
    return good;
}

bool accounts_service(struct store *store, id *service, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store, "SELECT value FROM setting WHERE name = 'service'", &s, err))
        return false;
    enum stepped step = statement_step(s, err);
    bool found = step == STEP_ROW && id_from_hex(column_text(s, 0), service);
    statement_end(s);
    if (step == STEP_FAILED)
        return false;
    return found || fail(err, ERROR_BROKEN, NULL,
                         "This store has no service account; make it again with 'candour init'.");
}

bool account_throttled(struct store *store, text sign_in, text address, instant now,
                       bool *throttled, struct error *err)
{
    struct statement *s;
    // A good sign-in clears the account's own count, so that a typing slip costs nothing later.
    if (!store_prepare_literal(store,
            "SELECT (SELECT count(*) FROM sign_in_attempt AS a WHERE a.at > :since"
            "   AND a.sign_in = :sign_in AND a.good = 0 AND a.at > coalesce((SELECT max(g.at)"
            "   FROM sign_in_attempt AS g WHERE g.sign_in = :sign_in AND g.good = 1), 0)),"
            " (SELECT count(*) FROM sign_in_attempt AS b WHERE b.at > :since"
            "   AND b.address = :address AND b.good = 0)", &s, err))
        return false;
    bind_int(s, "since", now.us - THROTTLE_WINDOW_US);
    bind_text(s, "sign_in", sign_in);
    bind_text(s, "address", address);
    enum stepped step = statement_step(s, err);
    bool over = step == STEP_ROW && (column_int(s, 0) >= WRONG_PER_ACCOUNT_MAX
                                  || column_int(s, 1) >= WRONG_PER_ADDRESS_MAX);
    statement_end(s);
    if (step == STEP_FAILED)
        return false;
    *throttled = over;
    return true;
}

bool account_attempt(struct store *store, text sign_in, text address, instant now, bool good,
                     struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store, "DELETE FROM sign_in_attempt WHERE at < :old", &s, err))
        return false;
    bind_int(s, "old", now.us - US_PER_DAY);
    if (!statement_run(s, NULL, err))
        return false;
    if (!store_prepare_literal(store,
            "INSERT INTO sign_in_attempt (at, sign_in, address, good)"
            " VALUES (:at, :sign_in, :address, :good)", &s, err))
        return false;
    bind_int(s, "at", now.us);
    bind_text(s, "sign_in", text_clip(sign_in, 200));
    bind_text(s, "address", address);
    bind_int(s, "good", good);
    return statement_run(s, NULL, err);
}
