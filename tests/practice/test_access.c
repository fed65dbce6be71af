/* Who may, for how long, and what a wrong guess learns: nothing. */
#include "../record/place.h"

#include "practice/second_factor.h"
#include "practice/sessions.h"

#include <string.h>

/* security.md section 2, said a second time and in another way than in practice/access.c:
 * find, read, record, looks, rows, ledger, accounts, take contacts, screen, allocate, tasks,
 * open in emergency, see openings, review openings, guard, lift conflicts, decide again, compare
 * decisions, agreement, meet, chair, sign plans off,
 * send as a partner, authorise, see registers. */
static const struct { enum role role; const char *code, *may; } table[] = {
    { ROLE_NONE, NULL, "........................." },
    { ROLE_SOCIAL_WORKER, "SW", "yyy..y.y..yy.......y....y" },
    { ROLE_TEAM_MANAGER, "TM", "yyyy.y.yyyyyyyy.yyyyyy.yy" },
    { ROLE_CONFERENCE_CHAIR, "CC", ".y...y....y........yyy..." },
    { ROLE_MASH_MANAGER, "MM", "yyyy.y.yyyyyyyy.yyyy.y..y" },
    { ROLE_ANALYST, "PA", "....yy............y......" }, { ROLE_AUDITOR, "QA", "yy...y...........yy......" },
    { ROLE_INSPECTOR, "IN", "yy.y.y..................." }, { ROLE_ADMINISTRATOR, "AD", ".....yy.................." },
    { ROLE_SENIOR_LEADER, "SL", "yy.y.y......yy.y..y.....y" },
    { ROLE_DATA_PROTECTION, "DP", "...y.yy.....y..y........." },
    { ROLE_PARTNER, "PX", "......................y.." }, { ROLE_PUBLIC, "PU", "........................." },
    { ROLE_SERVICE, "SV", "........................." },
};

static void roles_and_actions(void **state)
{
    (void)state;
    for (int role = ROLE_NONE; role < ROLE_COUNT; role++) {
        const char *may = ".........................", *code = NULL;
        for (size_t i = 0; i < COUNT_OF(table); i++)
            if (table[i].role == (enum role)role) {
                may = table[i].may;
                code = table[i].code;
            }
        const char *name = code ? code : "no role";
        check(name, access_may((enum role)role, MAY_ANYONE), "anyone");
        check(name, !access_may((enum role)role, MAY_UNSET)
              && !access_may((enum role)role, MAY_COUNT), "a rule that is none");
        for (int m = MAY_FIND_CHILDREN; m < MAY_COUNT; m++)
            check(name, access_may((enum role)role, (enum may)m)
                  == (may[m - MAY_FIND_CHILDREN] == 'y'), "action %d", m);
        check(name, !code || role_by_code(text_of(code)) == (enum role)role, "another code");
    }
    check("no code", role_by_code(TEXT("XX")) == ROLE_NONE, "a role");
}

static void forbidden_is_absent(void **state)
{
    (void)state;
    struct place place;
    place_make(&place);
    id child = place_child(&place, "Ana", "Bell", "2015-01-01").record;
    struct actor actor = { .staff = place.author, .role = ROLE_ANALYST };        // who wrote the child down
    struct access_question q = { .actor = &actor, .may = MAY_READ_CHILD, .subject = child,
        .route = "/children/:child", .size = PASS_NOW, .at = INSTANT_UNKNOWN };
    const struct pass *pass;
    struct look look;
    struct error forbidden = { 0 }, absent = { 0 }, err = { 0 };

    check("forbidden", !access_open(place.store, place.arena, &q, &pass, &look, &forbidden), "opened");
    actor.role = ROLE_SOCIAL_WORKER;
    q.subject = id_new_random();
    check("absent", !access_open(place.store, place.arena, &q, &pass, &look, &absent), "opened");
    check("the same bytes", !memcmp(&forbidden, &absent, sizeof absent), "'%s' and '%s'",
          forbidden.message, absent.message);

    q.subject = child;
    check("open", access_open(place.store, place.arena, &q, &pass, &look, &err), "%s", err.message);
    check("look", id_same(look.reader, actor.staff) && id_same(look.subject, child)
          && look.role == ROLE_SOCIAL_WORKER && !strcmp(look.route, q.route)
          && !strcmp(look.basis, "Front door") && !look.first && instant_known(look.at) && look.size == 0,
          "not filled");
    check("pass", id_same(access_subject(pass), child) && access_size(pass) == PASS_NOW
          && pass->hidden == 0, "others");
    actor.role = ROLE_INSPECTOR;
    q.size = 2;
    check("open", access_open(place.store, place.arena, &q, &pass, &look, &err), "%s", err.message);
    check("as known then", access_size(pass) == 2 && look.size == 2
          && pass->hidden == 1u << CARE_PRIVILEGED, "others");
    check("first", access_look_rule(&actor, MAY_READ_CHILD) == LOOK_FIRST, "soon");
    place_remove(&place);
}

#define OK(call) check(#call, (call), "%s %s", err.message, err.detail)

static bool throttled(struct place *place, const char *who, const char *from, instant now)
{
    struct error err = { 0 };
    bool is = false;
    OK(account_throttled(place->store, text_of(who), text_of(from), now, &is, &err));
    return is;
}

static void wrong_passwords(void **state)
{
    (void)state;
    struct place place;
    struct error err = { 0 };
    instant now = moment("2026-11-24T09:00:00Z"), later = { now.us + 15 * 60 * US_PER_SECOND + 1 };
    place_make(&place);
    OK(store_define(place.store, accounts_schema, &err));
    for (int i = 1; i <= 5; i++) {
        check("before the fifth", !throttled(&place, "ana", "a", now), "after %d", i - 1);
        OK(account_attempt(place.store, TEXT("ana"), TEXT("a"), now, false, &err));
    }
    check("after five", throttled(&place, "ana", "b", now), "not");
    check("somebody else", !throttled(&place, "ben", "a", now), "throttled");
    check("15 minutes after", !throttled(&place, "ana", "a", later), "still");
    OK(account_attempt(place.store, TEXT("ana"), TEXT("a"), (instant){ now.us + 1 }, true, &err));
    check("a good one clears", !throttled(&place, "ana", "a", (instant){ now.us + 2 }), "still");
    for (int i = 0; i < 50; i++)
        OK(account_attempt(place.store, text_format(place.arena, "w%d", i), TEXT("c"), now, false,
                           &err));
    check("fifty of one address", throttled(&place, "new", "c", now), "not");
    place_remove(&place);
}

static hash token_of(uint8_t n)
{
    hash token = { { n } };
    return token;
}

static void account_row(struct place *place, id account, const char *name)
{
    struct statement *s;
    struct error err = { 0 };
    OK(store_prepare_literal(place->store, "INSERT INTO account (account, staff, sign_in, name, password, disabled,"
                             " demonstration) VALUES (:account, :account, 'a', :name, '', 0, 0)", &s, &err));
    bind_id(s, "account", account);
    bind_text(s, "name", text_of(name));
    OK(statement_run(s, NULL, &err));
}

static void sessions(void **state)
{
    (void)state;
    struct place place;
    struct error err = { 0 };
    struct session s;
    struct session_line *lines;
    size_t count;
    instant now = moment("2026-11-24T09:00:00Z");
    id account = id_new_random();
    place_make(&place);
    OK(store_define(place.store, accounts_schema, &err));
    OK(store_define(place.store, second_factor_schema, &err));
    OK(store_define(place.store, sessions_schema, &err));
    account_row(&place, account, "Ana Example");
    for (uint8_t i = 1; i <= 4; i++) {
        instant then = { now.us + i };
        OK(session_start(place.store, &(struct session){ .token = token_of(i), .account = account,
            .role = ROLE_SOCIAL_WORKER, .started = then, .last_seen = then,
            .ended = INSTANT_UNKNOWN }, &err));
    }
    OK(session_list(place.store, place.arena, account, now, &lines, &count, &err));
    check("at most three", count == 3, "%zu", count);
    OK(session_find(place.store, place.arena, token_of(1), now, &s, &err));
    check("the oldest went", s.expired, "open");
    OK(session_end(place.store, token_of(4), now, &err));
    OK(session_find(place.store, place.arena, token_of(4), now, &s, &err));
    check("signed out", s.expired, "open");
    check("no such token", !session_find(place.store, place.arena, token_of(9), now, &s, &err)
          && err.kind == ERROR_ABSENT, "found");
    OK(session_find(place.store, place.arena, token_of(3), now, &s, &err));
    check("whose it is", !s.expired && id_same(s.account, account) && text_is(s.name, "Ana Example"), "%.*s",
          TEXT_ARG(s.name));
    OK(store_define(place.store, "UPDATE account SET disabled = 1", &err));
    OK(session_find(place.store, place.arena, token_of(3), now, &s, &err));
    check("a disabled account's session is over", s.expired, "open");
    OK(store_define(place.store, "UPDATE account SET disabled = 0", &err));

    instant after = { now.us + 10 };
    OK(session_start(place.store, &(struct session){ .token = token_of(5), .account = account,
        .role = ROLE_NONE, .started = after, .last_seen = after, .ended = INSTANT_UNKNOWN }, &err));
    OK(session_list(place.store, place.arena, account, now, &lines, &count, &err));
    check("one that waits for its code is none, and ends none", count == 2, "%zu", count);
    hash but = token_of(2);
    OK(session_end_others(place.store, account, &but, after, &err));
    OK(session_list(place.store, place.arena, account, now, &lines, &count, &err));
    check("all but one are ended", count == 1, "%zu", count);

    static const struct { enum role role; int idle, absolute; } ends[] = {
        { ROLE_SOCIAL_WORKER, 20, 600 }, { ROLE_INSPECTOR, 30, 480 },
        { ROLE_ADMINISTRATOR, 15, 120 }, { ROLE_NONE, 10, 10 },             // the last: waits for its code
    };
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        struct session one = { .role = ends[i].role, .started = now, .last_seen = now,
                               .ended = INSTANT_UNKNOWN };
        instant idle = { now.us + ends[i].idle * 60 * US_PER_SECOND };
        instant absolute = { now.us + ends[i].absolute * 60 * US_PER_SECOND };
        check(ends[i].role ? role_label(one.role) : "waits", !session_over(&one, idle)
              && session_over(&one, (instant){ idle.us + 1 }), "idle end");
        one.last_seen = absolute;
        check(ends[i].role ? role_label(one.role) : "waits", !session_over(&one, absolute), "absolute end");
        one.last_seen.us++;
        check(ends[i].role ? role_label(one.role) : "waits", session_over(&one, one.last_seen), "absolute end");
    }
    place_remove(&place);
}

static void drafts(void **state)
{
    (void)state;
    struct place place;
    struct error err = { 0 };
    text fields;
    instant now = moment("2026-11-24T09:00:00Z");
    id account = id_new_random();
    place_make(&place);
    OK(store_define(place.store, sessions_schema, &err));
    OK(form_keep_draft(place.store, account, TEXT("/a"), TEXT("x=1"), now, &err));
    OK(form_keep_draft(place.store, account, TEXT("/a"), TEXT("x=2"), now, &err));
    OK(form_find_draft(place.store, place.arena, account, TEXT("/a"),
                       (instant){ now.us + US_PER_DAY - 1 }, &fields, &err));
    check("within a day", text_is(fields, "x=2"), "%.*s", TEXT_ARG(fields));
    OK(form_find_draft(place.store, place.arena, account, TEXT("/a"),
                       (instant){ now.us + US_PER_DAY }, &fields, &err));
    check("a day after", text_empty(fields), "kept");
    OK(form_find_draft(place.store, place.arena, id_new_random(), TEXT("/a"), now, &fields, &err));
    check("somebody else", text_empty(fields), "shown");
    OK(form_forget_draft(place.store, account, TEXT("/a"), &err));
    OK(form_find_draft(place.store, place.arena, account, TEXT("/a"), now, &fields, &err));
    check("forgotten", text_empty(fields), "kept");
    place_remove(&place);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roles_and_actions), cmocka_unit_test(forbidden_is_absent),
        cmocka_unit_test(wrong_passwords), cmocka_unit_test(sessions), cmocka_unit_test(drafts),
    };
    return ON_BOTH_STORES(tests, NULL, NULL);
}
