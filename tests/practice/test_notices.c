/* Mails that say how much waits: to whom, when, at most once, and never of whom. On both stores. */
#include "../record/place.h"

#include "base/smtp.h"
#include "practice/accounts.h"
#include "practice/notices.h"

#include <string.h>

#define OK(call) check(#call, (call), "%s %s", err.message, err.detail)
#define URL "https://candour.example"

static struct place place;
static struct error err;
static id mash, north;
static struct actor screener, manager;

static id team(const char *name, const char *type)
{
    return place_put(&place, &(struct put){ .kind = "team", .fields = { "team_name", name, "team_type", type } })
        .record;
}

static struct actor person(const char *name, enum role role, id in)
{
    id staff = place_put(&place, &(struct put){ .kind = "staff", .fields = { "name", name, "job_role",
        role == ROLE_SOCIAL_WORKER ? "SW" : "TM", "team_id",
        text_cstr(place.arena, id_hex(place.arena, in)) } }).record;
    struct account account = { .account = id_new_random(), .staff = staff, .name = text_of(name),
                               .sign_in = text_of(name), .roles = { role }, .role_count = 1 };
    OK(ledger_batch_begin(place.ledger, &err));
    OK(account_add(place.ledger, &account, place.author, &err));
    OK(ledger_batch_commit(place.ledger, &err));
    return (struct actor){ account.account, staff, role, account.name };
}

static id contact(const char *surname, const char *received, const char *rag)
{
    id child = place_child(&place, "Wilhelmina", surname, "2015-01-01").record;
    place_put(&place, &(struct put){ .kind = "contact", .subject = child, .fields = {
        "received_at", received, "source", "6", "concern", "Heard shouting next door", "rag", rag } });
    return child;
}

/* At ten on a Wednesday; two contacts are late and one is due today. */
static int make(void **state)
{
    (void)state;
    instant_fix(moment("2026-11-25T10:00:00Z"));
    place_make(&place);
    OK(store_define(place.store, accounts_schema, &err));
    OK(notices_define(place.store, &err));
    OK(notices_define(place.store, &err));                       // it is there already
    mash = team("MASH", "MASH");
    north = team("North", "ASSESS");
    screener = person("Leila Brandt", ROLE_MASH_MANAGER, mash);
    manager = person("Tom Ade", ROLE_TEAM_MANAGER, north);
    contact("Quickbird", "2026-11-20T09:00:00Z", "GREEN");
    contact("Slowbird", "2026-11-20T09:00:00Z", "GREEN");
    contact("Todaybird", "2026-11-24T09:00:00Z", "GREEN");
    return 0;
}

static int unmake(void **state)
{
    (void)state;
    place_remove(&place);
    instant_fix(INSTANT_UNKNOWN);
    return 0;
}

static void wish(const struct actor *who, bool daily, bool openings, const char *address)
{
    OK(notices_wish(place.store, who, &(struct notice_wish){ daily, openings, text_of(address) }, instant_now(), &err));
}

static struct notices due_at(const char *when)
{
    struct notices found;
    OK(notices_due(place.store, place.arena, URL, NOTICE_HOURS_USUAL, moment(when), &found, &err));
    return found;
}

static bool claimed(const struct notice *n)
{
    bool taken;
    OK(notice_claim(place.store, n, &taken, &err));
    return taken;
}

static void off_by_default(void **state)
{
    (void)state;
    struct notice_wish kept;
    check("nobody asked", due_at("2026-11-25T10:00:00Z").count == 0, "somebody gets one");
    OK(notices_wish_of(place.store, place.arena, screener.account, &kept, &err));
    check("and nothing is wished", !kept.daily && !kept.openings && text_empty(kept.address), "%.*s",
          TEXT_ARG(kept.address));
}

static void says_how_much_and_of_nobody(void **state)
{
    (void)state;
    wish(&screener, true, true, "leila.brandt@example.org");
    struct notices n = due_at("2026-11-25T10:00:00Z");
    check("one", n.count == 1 && n.at[0].what == NOTICE_DAY, "%zu", n.count);
    check("to the address", text_is(n.at[0].to, "leila.brandt@example.org"), "%.*s", TEXT_ARG(n.at[0].to));
    check("what it says above", text_is(n.at[0].subject, "Candour: 2 late, 1 due today"), "%.*s",
          TEXT_ARG(n.at[0].subject));
    check("what it says", text_is(n.at[0].body, "2 things are late, 1 due today in Candour.\n\nSign in to see them: "
          URL "/day\n\nThis mail says on purpose nothing of any child.\nTo get no more of them, or to change the "
          "address: " URL "/me/notices\n"), "%.*s", TEXT_ARG(n.at[0].body));
    struct bytes wire = { 0 };
    mail_write(&wire, "candour@example.org", &(struct mail){ n.at[0].to, n.at[0].subject, n.at[0].body });
    static const char *const never[] = { "Wilhelmina", "bird", "Brandt", "Heard", "shouting", "MASH", "contact" };
    for (size_t i = 0; i < COUNT_OF(never); i++)
        check(never[i], !text_contains(bytes_text(&wire), text_of(never[i])), "is in the mail");
    bytes_free(&wire);
}

static void in_the_morning_of_a_working_day(void **state)
{
    (void)state;
    static const struct { const char *name, *when; bool comes; } moments[] = {
        { "before seven", "2026-11-25T06:59:59Z", false }, { "at seven", "2026-11-25T07:00:00Z", true },
        { "before eleven", "2026-11-25T10:59:59Z", true }, { "at eleven", "2026-11-25T11:00:00Z", false },
        { "on Saturday", "2026-11-28T08:00:00Z", false }, { "on Sunday", "2026-11-29T08:00:00Z", false },
        { "on Monday", "2026-11-30T08:00:00Z", true }, { "on Christmas Day", "2026-12-25T08:00:00Z", false },
        { "in summer, by London's clock", "2027-06-02T06:30:00Z", true },
        { "and not by another", "2027-06-02T10:30:00Z", false },
    };
    wish(&screener, true, false, "l@example.org");
    for (size_t i = 0; i < COUNT_OF(moments); i++)
        check(moments[i].name, (due_at(moments[i].when).count == 1) == moments[i].comes, "it does not hold");
    instant_fix(moment("2026-11-25T10:00:00Z"));
}

static void once_a_day(void **state)
{
    (void)state;
    wish(&screener, true, false, "l@example.org");
    struct notices n = due_at("2026-11-25T08:00:00Z");
    check("it is taken once", claimed(&n.at[0]) && !claimed(&n.at[0]), "twice, or never");
    check("none more today", due_at("2026-11-25T08:10:00Z").count == 0, "another");
    wish(&screener, true, false, "new@example.org");
    check("none more with another address", due_at("2026-11-25T08:10:00Z").count == 0, "another");
    n = due_at("2026-11-26T08:00:00Z");
    check("one tomorrow, to the new address", n.count == 1 && text_is(n.at[0].to, "new@example.org"), "%zu", n.count);
    wish(&screener, true, false, "newer@example.org");
    check("an address that changed meanwhile is not written to", !claimed(&n.at[0]), "it is");
}

static void tried_again_and_given_up(void **state)
{
    (void)state;
    bool given_up;
    const char *const next[] = { "2026-11-25T07:05:00Z", "2026-11-25T07:15:00Z", "2026-11-25T07:35:00Z" };
    const char *const early[] = { "2026-11-25T07:04:00Z", "2026-11-25T07:14:00Z", "2026-11-25T07:34:00Z" };
    instant at = moment("2026-11-25T07:00:00Z");
    wish(&screener, true, false, "l@example.org");
    for (int i = 0; i < NOTICE_TRIES; i++) {
        struct notices n;
        OK(notices_due(place.store, place.arena, URL, NOTICE_HOURS_USUAL, at, &n, &err));
        check("it is tried", n.count == 1 && claimed(&n.at[0]), "time %d", i + 1);
        OK(notice_failed(place.store, &n.at[0], at, &given_up, &err));
        check("given up after the last", given_up == (i == NOTICE_TRIES - 1), "after %d", i + 1);
        if (given_up)
            break;
        check("not before its time", due_at(early[i]).count == 0, "%s", early[i]);
        at = moment(next[i]);
    }
    check("no more today", due_at("2026-11-25T10:59:00Z").count == 0, "another");
    struct notices n = due_at("2026-11-26T07:00:00Z");
    check("tomorrow it is tried anew", n.count == 1 && claimed(&n.at[0]), "%zu", n.count);
    OK(notice_sent(place.store, &n.at[0], &err));
    check("sent is sent", due_at("2026-11-26T07:01:00Z").count == 0, "another");
}

static void nothing_to_say_is_not_said(void **state)
{
    (void)state;
    wish(&manager, true, false, "t@example.org");
    struct notices n = due_at("2026-11-25T08:00:00Z");
    check("without a text", n.count == 1 && text_empty(n.at[0].body) && claimed(&n.at[0]), "%zu", n.count);
    check("and not asked again today", due_at("2026-11-25T09:00:00Z").count == 0, "again");
}

static void ends_with_the_account(void **state)
{
    (void)state;
    static const char *const endings[] = {
        "UPDATE account SET disabled = 1 WHERE account = :account",
        "DELETE FROM account_role WHERE account = :account",
    };
    wish(&screener, true, false, "l@example.org");
    for (size_t i = 0; i < COUNT_OF(endings); i++) {
        struct statement *s;
        check("before", due_at("2026-11-25T08:00:00Z").count == 1, "none");
        OK(store_begin(place.store, TRANSACTION_WRITE, &err));
        OK(store_prepare(place.store, text_of(endings[i]), &s, &err));
        bind_id(s, "account", screener.account);
        OK(statement_run(s, NULL, &err));
        check(endings[i], due_at("2026-11-25T08:00:00Z").count == 0, "it goes on");
        store_rollback(place.store);
    }
    wish(&screener, false, false, "");
    check("wished away", due_at("2026-11-25T08:00:00Z").count == 0, "it goes on");
    struct statement *s;
    OK(store_prepare_literal(place.store, "SELECT count(*) FROM notice", &s, &err));
    check("with the address", statement_step(s, &err) == STEP_ROW && column_int(s, 0) == 0, "it is kept");
    statement_end(s);
}

static void opened(id child, id by, const char *at)
{
    place_put(&place, &(struct put){ .kind = "emergency_opening", .subject = child, .fields = {
        "staff_id", text_cstr(place.arena, id_hex(place.arena, by)), "opened_at", at, "until_at", "2026-11-26T23:00:00Z",
        "ground", "HARM", "why", "A reason that nobody else reads" } });
}

static void told_of_openings_at_once(void **state)
{
    (void)state;
    id child = contact("Openbird", "2026-11-24T09:00:00Z", "GREEN");             // so at the front door
    struct actor other = person("Una Ray", ROLE_SOCIAL_WORKER, north);
    opened(child, other.staff, "2026-11-25T09:00:00Z");
    wish(&screener, false, true, "l@example.org");
    check("those of before are not told of", due_at("2026-11-25T10:00:30Z").count == 0, "they are");
    instant_fix(moment("2026-11-25T22:00:00Z"));
    opened(child, other.staff, "2026-11-25T22:00:00Z");
    struct notices n = due_at("2026-11-25T22:00:10Z");
    check("at night too", n.count == 1 && n.at[0].what == NOTICE_OPENINGS, "%zu", n.count);
    check("how many", text_is(n.at[0].subject, "Candour: 1 emergency opening to look at"), "%.*s",
          TEXT_ARG(n.at[0].subject));
    check("and of nobody", !text_contains(n.at[0].body, TEXT("bird")) && !text_contains(n.at[0].body, TEXT("reason"))
          && !text_contains(n.at[0].body, TEXT("Una")) && text_contains(n.at[0].body, TEXT(URL "/openings")), "%.*s",
          TEXT_ARG(n.at[0].body));
    check("once", claimed(&n.at[0]) && due_at("2026-11-25T22:01:00Z").count == 0, "again");
    opened(child, screener.staff, "2026-11-25T22:30:00Z");
    check("not of one's own", due_at("2026-11-25T22:31:00Z").count == 0, "it is");
    wish(&manager, false, true, "t@example.org");
    id theirs = place_child(&place, "Wilhelmina", "Northbird", "2015-01-01").record;
    place_put(&place, &(struct put){ .kind = "allocation", .subject = theirs, .fields = {
        "staff_id", text_cstr(place.arena, id_hex(place.arena, other.staff)), "role", "PRIMARY", "team_id",
        text_cstr(place.arena, id_hex(place.arena, north)), "start_at", "2026-11-25T09:30:00Z" } });
    opened(theirs, screener.staff, "2026-11-25T23:00:00Z");
    n = due_at("2026-11-25T23:00:10Z");
    check("only who may open the record", n.count == 1 && text_is(n.at[0].to, "t@example.org"), "%zu", n.count);
}

static void addresses(void **state)
{
    (void)state;
    static const struct { const char *address; bool holds; } cases[] = {
        { "jo@example.org", true }, { "jo.o'hara+x@sub.example.org", true }, { "", false }, { "jo", false },
        { "jo@", false }, { "@example.org", false }, { "jo@example", false }, { "jo@.org", false }, { "jo@example.", false },
        { "a@b@example.org", false }, { "jo @example.org", false }, { "jo@example.org\r\nBcc: x@y.org", false },
        { "<jo@example.org>", false }, { "jo@example.org,x@y.org", false }, { "jo@example.org x@y.org", false },
        { "j\xC3\xB6@example.org", false }, { "jo@example.org\t", false },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct error why = { 0 };
        text address = text_of(cases[i].address);
        check(cases[i].address, mail_address_holds(address) == cases[i].holds, "it is judged otherwise");
        bool kept = notices_wish(place.store, &screener, &(struct notice_wish){ true, false, address }, instant_now(),
                                 &why);
        check(cases[i].address, kept == cases[i].holds && (kept || why.kind == ERROR_INPUT), "it is kept otherwise");
    }
    static const struct { const char *url; bool holds; } places[] = {
        { "smtps://mail.example.org", true }, { "smtp://mail.example.org:587", true }, { "smtp://[::1]:2525", true },
        { "mail.example.org", false }, { "http://mail.example.org", false }, { "smtp://", false },
        { "smtp://me:secret@mail.example.org", false }, { "smtp://mail.example.org/x", false }, { "", false },
        { "smtp://mail.example.org\n", false },
    };
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        struct error why = { 0 };
        check(places[i].url, smtp_place_holds(places[i].url, &why) == places[i].holds, "it is judged otherwise");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(off_by_default, make, unmake),
        cmocka_unit_test_setup_teardown(says_how_much_and_of_nobody, make, unmake),
        cmocka_unit_test_setup_teardown(in_the_morning_of_a_working_day, make, unmake),
        cmocka_unit_test_setup_teardown(once_a_day, make, unmake),
        cmocka_unit_test_setup_teardown(tried_again_and_given_up, make, unmake),
        cmocka_unit_test_setup_teardown(nothing_to_say_is_not_said, make, unmake),
        cmocka_unit_test_setup_teardown(ends_with_the_account, make, unmake),
        cmocka_unit_test_setup_teardown(told_of_openings_at_once, make, unmake),
        cmocka_unit_test_setup_teardown(addresses, make, unmake),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
