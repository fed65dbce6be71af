/* One's own dates as a calendar: what is in it, for whom, and that it reads as RFC 5545 has it. On both stores. */
#include "../record/place.h"

#include "base/ical.h"
#include "practice/accounts.h"
#include "practice/calendar.h"

#include <string.h>

#define OK(call) check(#call, (call), "%s %s", err.message, err.detail)
#define HEX(i) text_cstr(place.arena, id_hex(place.arena, (i)))

static struct place place;
static struct error err;
static id north, ana, ben;
static struct actor worker, invited, chair, other;
static const uint8_t token[FEED_TOKEN_BYTES] = { 1, 2, 3 };

static struct actor person(const char *name, enum role role)
{
    id staff = place_put(&place, &(struct put){ .kind = "staff", .fields = { "name", name, "job_role",
        role == ROLE_SOCIAL_WORKER ? "SW" : "TM", "team_id", HEX(north) } }).record;
    struct account account = { .account = id_new_random(), .staff = staff, .name = text_of(name),
                               .sign_in = text_of(name), .roles = { role }, .role_count = 1 };
    OK(ledger_batch_begin(place.ledger, &err));
    OK(account_add(place.ledger, &account, place.author, &err));
    OK(ledger_batch_commit(place.ledger, &err));
    return (struct actor){ account.account, staff, role, account.name };
}

static struct kept discussion(id child, const char *planned, const char *held, id first)
{
    struct put put = { .kind = "strategy_discussion", .subject = child, .fields = {
        "trigger_at", "2026-11-24T15:00:00Z", "worry", "Seen with a bruise", "planned_at", planned,
        "chair", HEX(chair.staff) } };
    size_t n = 8;
    if (held) {
        put.fields[n++] = "held_at";
        put.fields[n++] = held;
    }
    if (!id_none(first)) {
        put.fields[n++] = "same_meeting";
        put.fields[n++] = HEX(first);
    }
    return place_put(&place, &put);
}

static void asked(id meeting, const struct actor *who, const char *status)
{
    place_put(&place, &(struct put){ .kind = "meeting_attendance", .subject = ana, .fields = {
        "meeting_id", HEX(meeting), "agency", "CSC", "staff_id", HEX(who->staff), status ? "status" : NULL, status } });
}

static void allocate(id child, const struct actor *to)
{
    place_put(&place, &(struct put){ .kind = "allocation", .subject = child, .fields = { "staff_id", HEX(to->staff),
        "role", "PRIMARY", "team_id", HEX(north), "start_at", "2026-11-20T09:30:00Z" } });
}

/* At ten on a Wednesday. */
static int make(void **state)
{
    (void)state;
    instant_fix(moment("2026-11-25T10:00:00Z"));
    place_make(&place);
    OK(store_define(place.store, accounts_schema, &err));
    OK(calendar_define(place.store, &err));
    OK(calendar_define(place.store, &err));                      // it is there already
    north = place_put(&place, &(struct put){ .kind = "team", .fields = { "team_name", "North",
        "team_type", "ASSESS" } }).record;
    worker = person("Mary Okoro", ROLE_SOCIAL_WORKER);
    invited = person("Una Ray", ROLE_SOCIAL_WORKER);
    other = person("Olga Vale", ROLE_SOCIAL_WORKER);
    chair = person("Tom Ade", ROLE_SOCIAL_WORKER);
    ana = place_child(&place, "Wilhelmina", "Quickbird", "2015-01-01").record;
    ben = place_child(&place, "Benjamino", "Quickbird", "2017-01-01").record;
    allocate(ana, &worker);
    allocate(ben, &worker);
    return 0;
}

static int unmake(void **state)
{
    (void)state;
    place_remove(&place);
    instant_fix(INSTANT_UNKNOWN);
    return 0;
}

static text feed(const struct actor *who)
{
    struct bytes to = { 0 };
    OK(calendar_write(place.store, place.arena, who, TEXT("0102"), "https://candour.example", instant_now(), &to,
                      &err));
    text made = text_copy(place.arena, bytes_text(&to));
    bytes_free(&to);
    return made;
}

static size_t count(text in, const char *part)
{
    size_t found = 0, len = strlen(part);
    for (size_t i = 0; i + len <= in.len; i++)
        found += !memcmp(in.at + i, part, len);
    return found;
}

#define AT_TWO "DTSTART:20261202T140000Z\r\nDTEND:20261202T150000Z\r\nSUMMARY:Strategy discussion\r\n"

static void planned_meetings(void **state)
{
    (void)state;
    struct kept first = discussion(ana, "2026-12-02T14:00:00Z", NULL, ID_NONE);
    discussion(ben, "2026-12-02T14:00:00Z", NULL, first.record);
    asked(first.record, &invited, NULL);
    asked(first.record, &other, "APOL");
    check("of two children it is one", count(feed(&worker), AT_TWO) == 1, "%.*s", TEXT_ARG(feed(&worker)));
    check("whoever is asked has it", count(feed(&invited), AT_TWO) == 1, "%.*s", TEXT_ARG(feed(&invited)));
    check("whoever chairs has it", count(feed(&chair), AT_TWO) == 1, "%.*s", TEXT_ARG(feed(&chair)));
    check("whoever cannot come has not", count(feed(&other), "BEGIN:VEVENT") == 0, "%.*s", TEXT_ARG(feed(&other)));
    struct kept apart = discussion(ben, "2026-12-02T14:00:00Z", NULL, ID_NONE);
    check("two at once are two", count(feed(&worker), AT_TWO) == 2, "%.*s", TEXT_ARG(feed(&worker)));
    place_put(&place, &(struct put){ .kind = "strategy_discussion", .subject = ben, .record = apart.record,
        .replaces = apart.seq, .reason = "It was held", .fields = { "trigger_at", "2026-11-24T15:00:00Z", "worry",
        "Seen with a bruise", "planned_at", "2026-12-02T14:00:00Z", "held_at", "2026-11-25T09:00:00Z" } });
    check("one that was held is none any more", count(feed(&worker), AT_TWO) == 1, "%.*s", TEXT_ARG(feed(&worker)));
    static const char *const never[] = { "Wilhelmina", "bird", "Benjamino", "bruise", "Okoro", "North", "LOCATION" };
    for (size_t i = 0; i < COUNT_OF(never); i++)
        check(never[i], count(feed(&worker), never[i]) == 0, "stands in it");
}

/* What a meeting says of the next one stands there until the next one has a record of its own. */
static void the_next_meeting(void **state)
{
    (void)state;
    struct kept plan = place_put(&place, &(struct put){ .kind = "child_protection_plan", .subject = ana, .fields = {
        "start_date", "2026-11-20", "initial_category", "NEG" } });
    place_put(&place, &(struct put){ .kind = "core_group", .subject = ana, .fields = { "cp_plan_id", HEX(plan.record),
        "planned_at", "2026-11-24T10:00:00Z", "held_at", "2026-11-24T10:00:00Z",
        "next_planned_at", "2026-12-09T11:30:00Z" } });
    check("the next core group", count(feed(&worker), "DTSTART:20261209T113000Z\r\nDTEND:20261209T123000Z\r\n"
          "SUMMARY:Core group\r\n") == 1, "%.*s", TEXT_ARG(feed(&worker)));
    check("not for whose child it is not", count(feed(&other), "BEGIN:VEVENT") == 0, "%.*s", TEXT_ARG(feed(&other)));
    place_put(&place, &(struct put){ .kind = "core_group", .subject = ana, .fields = { "cp_plan_id", HEX(plan.record),
        "planned_at", "2026-12-10T11:30:00Z" } });
    check("once it has a record, that one's time", count(feed(&worker), "DTSTART:20261210T113000Z") == 1
          && count(feed(&worker), "DTSTART:20261209T113000Z") == 0, "%.*s", TEXT_ARG(feed(&worker)));
}

static void what_is_due(void **state)
{
    (void)state;
    place_put(&place, &(struct put){ .kind = "child_in_need_plan", .subject = ana, .fields = {
        "start_date", "2026-11-23" } });
    text made = feed(&worker);
    check("a visit on its last day", count(made, "SUMMARY:Visit due\r\n") == 1
          && count(made, "DTSTART;VALUE=DATE:") >= 2, "%.*s", TEXT_ARG(made));
    check("nothing that is a paper", count(made, "minutes") == 0 && count(made, "Authorise") == 0, "%.*s",
          TEXT_ARG(made));
    check("not for whose child it is not", count(feed(&other), "BEGIN:VEVENT") == 0, "%.*s", TEXT_ARG(feed(&other)));
    instant_fix(moment("2027-06-01T10:00:00Z"));
    made = feed(&worker);
    check("what is late stands on today", count(made, "SUMMARY:Visit late since ") == 1
          && count(made, "DTSTART;VALUE=DATE:20270601\r\nDTEND;VALUE=DATE:20270602\r\n") >= 1, "%.*s", TEXT_ARG(made));
}

static void whose_link(void **state)
{
    (void)state;
    struct actor found;
    struct error why = { 0 };
    text hex = text_hex(place.arena, token, sizeof token);
    static const char *const none[] = { "", "00", "01020300000000000000000000000001", "0102030000000000000000000000000",
        "0102030000000000000000000000000g", "010203000000000000000000000000000" };
    OK(feed_make(place.store, &worker, token, instant_now(), &err));
    OK(feed_find(place.store, place.arena, hex, &found, &err));
    check("theirs, in their role", id_same(found.account, worker.account) && id_same(found.staff, worker.staff)
          && found.role == ROLE_SOCIAL_WORKER, "%.*s", TEXT_ARG(found.name));
    for (size_t i = 0; i < COUNT_OF(none); i++) {
        why = (struct error){ 0 };
        check(none[i], !feed_find(place.store, place.arena, text_of(none[i]), &found, &why) && why.kind == ERROR_ABSENT,
              "it opens");
    }
    const uint8_t next[FEED_TOKEN_BYTES] = { 9 };
    OK(feed_make(place.store, &worker, next, instant_now(), &err));
    why = (struct error){ 0 };
    check("the one before is gone", !feed_find(place.store, place.arena, hex, &found, &why) && why.kind == ERROR_ABSENT,
          "it opens");
    OK(feed_revoke(place.store, worker.account, &err));
    why = (struct error){ 0 };
    check("revoked", !feed_find(place.store, place.arena, text_hex(place.arena, next, sizeof next), &found, &why)
          && why.kind == ERROR_ABSENT, "it opens");
}

static void lines_as_the_standard_has_them(void **state)
{
    (void)state;
    struct bytes to = { 0 };
    struct ical_event event = { .uid = TEXT("u@candour"), .day = DAY_UNKNOWN, .from = moment("2026-06-02T23:30:00Z"),
        .until = moment("2026-06-03T00:30:00Z"), .url = TEXT("https://candour.example/a;b,c"),
        .summary = TEXT("a;b,c\\d\ne\tf\x7f"),
        .description = TEXT("\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9"
            "\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9"
            "\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9") };
    ical_begin(&to, TEXT("Candour"), "-//Candour//EN");
    ical_event(&to, &event, moment("2026-06-01T00:00:00Z"));
    event.day = (day){ 0 };
    ical_event(&to, &event, moment("1969-12-31T23:59:59Z"));
    ical_end(&to);
    text made = bytes_text(&to);
    check("escaped, and no control characters", count(made, "SUMMARY:a\\;b\\,c\\\\d\\ne f \r\n") == 2, "%.*s",
          TEXT_ARG(made));
    check("an address is not", count(made, "URL:https://candour.example/a;b,c\r\n") == 2, "%.*s", TEXT_ARG(made));
    check("in UTC over midnight", count(made, "DTSTART:20260602T233000Z\r\nDTEND:20260603T003000Z\r\n") == 1, "%.*s",
          TEXT_ARG(made));
    check("before 1970", count(made, "DTSTAMP:19691231T235959Z\r\n") == 1, "%.*s", TEXT_ARG(made));
    check("a whole day", count(made, "DTSTART;VALUE=DATE:19700101\r\nDTEND;VALUE=DATE:19700102\r\n") == 1, "%.*s",
          TEXT_ARG(made));
    size_t folded = 0;
    for (text rest = made; !text_empty(rest);) {
        struct text_pair line = text_cut(rest, '\n');
        check("75 octets at most", line.before.len <= 76 && text_ends(line.before, "\r"), "%zu", line.before.len);
        check("folded between characters", text_well_formed(line.before), "%.*s", TEXT_ARG(line.before));
        folded += text_starts(line.before, " ");
        rest = line.after;
    }
    check("something was folded", folded == 2, "%zu lines", folded);
    bytes_free(&to);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(planned_meetings, make, unmake),
        cmocka_unit_test_setup_teardown(the_next_meeting, make, unmake),
        cmocka_unit_test_setup_teardown(what_is_due, make, unmake),
        cmocka_unit_test_setup_teardown(whose_link, make, unmake),
        cmocka_unit_test_setup_teardown(lines_as_the_standard_has_them, make, unmake),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
