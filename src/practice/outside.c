#include "practice/outside.h"

#include <arpa/inet.h>

const char outside_schema[] =
    "CREATE TABLE knock (what @int NOT NULL, who @text NOT NULL, at @int NOT NULL)@strict;"
    "CREATE INDEX knock_who ON knock (what, who, at);"
    "CREATE INDEX knock_at ON knock (at);";

#define KEPT_US US_PER_DAY
#define IPV6_PREFIX_BYTES 8

static const struct { int64_t most, window_seconds; } limits[] = {
    [KNOCK_REPORT] = { 5, 60 * 60 },
    [KNOCK_REFERENCE] = { 20, 60 * 60 },
    [KNOCK_NO_FEED] = { 20, 60 * 60 },
    [KNOCK_FEED] = { 60, 60 * 60 },
};

int64_t knock_limit(enum knock knock)
{
    return limits[knock].most;
}

int64_t knock_window_seconds(enum knock knock)
{
    return limits[knock].window_seconds;
}

text knock_address(struct arena *arena, text address)
{
    struct in6_addr at;
    char shown[INET6_ADDRSTRLEN];
    if (inet_pton(AF_INET6, text_cstr(arena, address), &at) != 1 || IN6_IS_ADDR_V4MAPPED(&at))
        return address;
    for (size_t i = IPV6_PREFIX_BYTES; i < sizeof at.s6_addr; i++)
        at.s6_addr[i] = 0;
    inet_ntop(AF_INET6, &at, shown, sizeof shown);
    return text_format(arena, "%s/64", shown);
}

bool knocks_over(struct store *store, enum knock knock, text who, instant now, bool *over,
                 struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store, "SELECT count(*) FROM knock AS k WHERE k.what = :what"
                               " AND k.who = :who AND k.at > :since", &s, err))
        return false;
    bind_int(s, "what", knock);
    bind_text(s, "who", who);
    bind_int(s, "since", now.us - limits[knock].window_seconds * US_PER_SECOND);
    enum stepped step = statement_step(s, err);
    int64_t count = step == STEP_ROW ? column_int(s, 0) : 0;
    statement_end(s);
    if (step == STEP_FAILED)
        return false;
    *over = count >= limits[knock].most;
    return true;
}

bool knock_keep(struct store *store, enum knock knock, text who, instant now, struct error *err)
{
    struct statement *s;
    bool over;
    if (!knocks_over(store, knock, who, now, &over, err))
        return false;
    if (over)
        return fail(err, ERROR_REFUSED, NULL, "That was more often than this page takes in an hour.");
    if (!store_prepare_literal(store, "DELETE FROM knock WHERE at < :old", &s, err))
        return false;
    bind_int(s, "old", now.us - KEPT_US);
    if (!statement_run(s, NULL, err)
            || !store_prepare_literal(store, "INSERT INTO knock (what, who, at) VALUES (:what, :who, :at)",
                                      &s, err))
        return false;
    bind_int(s, "what", knock);
    bind_text(s, "who", who);
    bind_instant(s, "at", now);
    return statement_run(s, NULL, err);
}

bool outside_telephone(struct store *store, struct arena *arena, text *telephone, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store, "SELECT value FROM setting WHERE name = 'telephone'", &s, err))
        return false;
    enum stepped step = statement_step(s, err);
    *telephone = step == STEP_ROW ? text_copy(arena, column_text(s, 0)) : TEXT_NONE;
    statement_end(s);
    return step != STEP_FAILED;
}

static bool is_number(text telephone)
{
    size_t figures = 0;
    for (size_t i = 0; i < telephone.len; i++) {
        char c = telephone.at[i];
        bool figure = c >= '0' && c <= '9';
        if (!figure && c != ' ' && !(c == '+' && i == 0))
            return false;
        figures += figure;
    }
    return figures >= 3 && figures <= 15;
}

bool outside_set_telephone(struct store *store, text telephone, struct error *err)
{
    struct statement *s;
    text number = text_trim(telephone);
    if (!is_number(number))
        return fail(err, ERROR_INPUT, NULL, "A telephone number has 3 to 15 figures, blanks between them, and at "
                    "most a plus before.");
    if (!store_prepare_literal(store, "INSERT INTO setting (name, value) VALUES ('telephone', :value)"
                               " ON CONFLICT (name) DO UPDATE SET value = excluded.value", &s, err))
        return false;
    bind_text(s, "value", number);
    return statement_run(s, NULL, err);
}
