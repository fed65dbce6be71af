/* What an organisation sees of what it sent and was asked, and that it sees nobody else's. On both stores. */
#include "../record/place.h"

#include "practice/accounts.h"
#include "practice/outside.h"
#include "practice/partner.h"
#include "practice/queue.h"

#include <string.h>

static struct place place;
static struct error err;
static id police, school, nadia, desmond, worker, ana, ben;
static instant now;

#define OK(call) check(#call, (call), "%s %s", err.message, err.detail)
#define HEX(i) text_cstr(place.arena, id_hex(place.arena, (i)))
#define REFERENCE "7ZZZZZZZZZZZZZZZZZZZZZZZZ4"

static id team(const char *name, const char *type, const char *agency)
{
    return place_put(&place, &(struct put){ .kind = "team", .fields = { "team_name", name, "team_type", type,
        agency ? "agency" : NULL, agency } }).record;
}

static id staff(const char *name, const char *role, id in)
{
    return place_put(&place, &(struct put){ .kind = "staff", .fields = { "name", name, "job_role", role,
        "team_id", HEX(in) } }).record;
}

static struct kept put_as(id author, enum role role, const struct put *put)
{
    struct record_input input = place_input(&place, put);
    struct kept kept = { 0 };
    struct draft draft;
    struct receipt receipt;
    id record;
    input.author = author;
    input.role = (uint16_t)role;
    OK(record_draft(place.arena, &input, &draft, &record, &err));
    OK(ledger_batch_begin(place.ledger, &err));
    OK(ledger_put(place.ledger, &draft, record_apply, NULL, &receipt, &err));
    OK(ledger_batch_commit(place.ledger, &err));
    kept.record = record;
    kept.subject = draft.subject;
    kept.seq = receipt.seq;
    draft_free(&draft);
    return kept;
}

static struct kept sent(id child, id by, id from, const char *reference, id same_call)
{
    return put_as(by, ROLE_PARTNER, &(struct put){ .kind = "contact", .subject = child, .fields = {
        "received_at", "2026-11-24T16:00:00Z", "source", "6", "concern", "Heard shouting", "described", "A boy",
        "partner_team", HEX(from), "partner_reference", reference,
        id_none(same_call) ? NULL : "same_call", id_none(same_call) ? NULL : HEX(same_call) } });
}

static int set_up(void **state)
{
    (void)state;
    place_make(&place);
    OK(store_define(place.store, accounts_schema, &err));
    OK(store_define(place.store, outside_schema, &err));
    now = moment("2026-11-25T10:00:00Z");
    police = team("Police", "PARTNER", "POLICE");
    school = team("School", "PARTNER", "SCHOOL");
    nadia = staff("Nadia Whitlock", "PARTNER", police);
    desmond = staff("Desmond Achebe", "PARTNER", school);
    worker = staff("Amina Farrell", "SW", team("MASH", "MASH", NULL));
    ana = put_as(nadia, ROLE_PARTNER, &(struct put){ .kind = "person", .fields = { "recorded_as", "CHILD",
        "forename", "Ana", "surname", "Bell", "dob", "2015-01-01" } }).record;
    ben = place_child(&place, "Ben", "Bell", "2017-01-01").record;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    place_remove(&place);
    return 0;
}

static void whose_people(void **state)
{
    (void)state;
    struct partner of;
    struct error why = { 0 };
    OK(partner_of(place.store, place.arena, nadia, &of, &err));
    check("police", id_same(of.team, police) && text_is(of.name, "Police") && text_is(of.agency, "POLICE"), "others");
    check("a worker is none", !partner_of(place.store, place.arena, worker, &of, &why)
          && why.kind == ERROR_REFUSED, "is");
    why = (struct error){ 0 };
    check("nobody is none", !partner_of(place.store, place.arena, id_new_random(), &of, &why)
          && why.kind == ERROR_REFUSED, "is");
    static const struct { const char *agency, *source; } sources[] = {
        { "POLICE", "6" }, { "SCHOOL", "2A" }, { "HOSP", "3E" }, { "HOUSING", "4" }, { "VCS", "8" }, { "", "8" },
    };
    for (size_t i = 0; i < COUNT_OF(sources); i++)
        check(sources[i].agency, !strcmp(partner_source(text_of(sources[i].agency)), sources[i].source), "another");
    const struct code_set *agencies = code_set_find("agency"), *all = code_set_find("contact_source");
    for (size_t i = 0; i < agencies->code_count; i++)
        check(agencies->codes[i].code, code_find(all, text_of(partner_source(text_of(agencies->codes[i].code)))),
              "its source is no code");
}

static void references(void **state)
{
    (void)state;
    text made = reference_new(place.arena), other = reference_new(place.arena), again;
    check("26 characters", made.len == 26 && !text_same(made, other), "%.*s", TEXT_ARG(made));
    check("the last holds three bits", strchr("048CGMRW", made.at[25]), "%.*s", TEXT_ARG(made));
    check("read as it is", reference_read(place.arena, made, &again) && text_same(again, made), "not");
    check("read as it is shown", reference_read(place.arena, reference_shown(place.arena, made), &again)
          && text_same(again, made), "not");
    static const struct { const char *typed, *reference; } typed[] = {
        { "oil00000000000000000000000", "01100000000000000000000000" },
        { "", NULL }, { "x", NULL }, { "7ZZZZZZZZZZZZZZZZZZZZZZZZ44", NULL }, { "7ZZZZZZZZZZZZZZZZZZZZZZZZU", NULL },
        { "7ZZZZZZZZZZZZZZZZZZZZZZZZ\xC3", NULL },
    };
    for (size_t i = 0; i < COUNT_OF(typed); i++)
        check(typed[i].typed,
              reference_read(place.arena, text_of(typed[i].typed), &again) == (typed[i].reference != NULL)
                  && (!typed[i].reference || text_is(again, typed[i].reference)),
              "%.*s", TEXT_ARG(again));
}

static void what_was_sent(void **state)
{
    (void)state;
    struct actor actor = { .account = id_new_random(), .staff = nadia, .role = ROLE_PARTNER };
    struct partner of = { .team = police }, others = { .team = school };
    struct partner_contact c;
    struct partner_sent_page list;
    struct error why = { 0 };
    text reference;
    bool unmatched;
    struct kept first = sent(ana, nadia, police, REFERENCE, ID_NONE);
    sent(ben, nadia, police, REFERENCE, first.record);
    OK(partner_contact(place.store, place.arena, &actor, &of, TEXT(REFERENCE), "/x", &c, &err));
    check("two children", c.child_count == 2 && text_is(c.concern, "Heard shouting")
          && text_is(c.children[0].described, "A boy") && !c.children[0].decided, "%zu", c.child_count);
    check("the first of the call first", id_same(c.looks[0].subject, ana) && id_same(c.looks[1].subject, ben), "not");
    check("a look at each", id_same(c.looks[0].reader, nadia) && c.looks[0].role == ROLE_PARTNER
          && !strcmp(c.looks[0].basis, basis_label(BASIS_PARTNER)), "none");
    check("not another's", !partner_contact(place.store, place.arena, &actor, &others, TEXT(REFERENCE), "/x", &c, &why)
          && why.kind == ERROR_ABSENT, "shown");

    // What a screener puts right is not theirs; what they are told is.
    struct put amended = { .kind = "contact", .subject = ana, .record = first.record, .replaces = first.seq,
        .reason = "Decided", .fields = { "received_at", "2026-11-24T16:00:00Z", "source", "6", "concern", "Rewritten",
        "described", "Another boy", "partner_team", HEX(police), "partner_reference", REFERENCE,
        "decision", "ADVICE", "decision_at", "2026-11-24T17:00:00Z", "decision_rationale", "x",
        "feedback", "Not yet" } };
    struct kept second = place_put(&place, &amended);
    OK(partner_contact(place.store, place.arena, &actor, &of, TEXT(REFERENCE), "/x", &c, &err));
    check("decided, in their own words, not told", c.children[0].decided && text_is(c.concern, "Heard shouting")
          && text_is(c.children[0].described, "A boy") && !instant_known(c.children[0].told_at)
          && text_empty(c.children[0].feedback), "%.*s", TEXT_ARG(c.children[0].feedback));
    amended.replaces = second.seq;
    amended.reason = "Told";
    amended.fields[20] = "feedback_to_referrer_at";
    amended.fields[21] = "2026-11-24T18:00:00Z";
    place_put(&place, &amended);
    OK(partner_contact(place.store, place.arena, &actor, &of, TEXT(REFERENCE), "/x", &c, &err));
    check("told", text_is(c.children[0].feedback, "Not yet") && instant_known(c.children[0].told_at), "not");

    OK(partner_contacts(place.store, place.arena, police, NULL, 50, &list, &err));
    check("one reference", list.count == 1 && !list.more && list.at[0].children == 2 && list.at[0].decided == 1
          && list.at[0].told == 1, "%zu", list.count);
    OK(partner_contacts(place.store, place.arena, school, NULL, 50, &list, &err));
    check("none of the school's", list.count == 0 && !list.more, "%zu", list.count);
    OK(reference_of(place.store, place.arena, first.record, police, &reference, &err));
    check("found by its form", text_is(reference, REFERENCE), "%.*s", TEXT_ARG(reference));
    why = (struct error){ 0 };
    check("not by another", !reference_of(place.store, place.arena, first.record, ID_NONE, &reference, &why)
          && why.kind == ERROR_ABSENT, "found");

    OK(contact_unmatched(place.store, ana, &unmatched, &err));
    check("described from outside: not matched", unmatched, "matched");
    OK(contact_unmatched(place.store, ben, &unmatched, &err));
    check("written down here: matched", !unmatched, "not");
    place_put(&place, &(struct put){ .kind = "same_person", .subject = ana, .fields = { "same_as", HEX(ben),
        "why", "One child" } });
    OK(contact_unmatched(place.store, ana, &unmatched, &err));
    check("said to be the same: matched", !unmatched, "not");
}

static void what_was_asked(void **state)
{
    (void)state;
    struct actor actor = { .account = id_new_random(), .staff = desmond, .role = ROLE_PARTNER };
    struct partner of = { .team = school }, others = { .team = police };
    struct partner_asked_page list;
    struct record_version v;
    struct look look;
    struct error why = { 0 };
    struct kept contact = sent(ben, nadia, police, REFERENCE, ID_NONE);
    struct put asked = { .kind = "information_request", .subject = ben, .fields = {
        "contact_id", HEX(contact.record), "agency", "SCHOOL", "partner_team", HEX(school),
        "asked_at", "2026-11-24T16:30:00Z", "question", "A pupil?", "lawful_basis", "PUBTASK" } };
    struct kept kept = place_put(&place, &asked);
    OK(partner_requests(place.store, place.arena, school, now, NULL, 50, &list, &err));
    check("asked, with a limit", list.count == 1 && list.open == 1 && !instant_known(list.at[0].answered)
          && text_is(list.at[0].question, "A pupil?")
          && (list.at[0].clock.state == CLOCK_SOON || list.at[0].clock.state == CLOCK_RUNNING), "%zu", list.count);
    OK(partner_request(place.store, place.arena, &actor, &of, kept.record, "/x", &v, &look, &err));
    check("open to them", id_same(v.subject, ben) && id_same(look.subject, ben), "not");
    static const char *const names[] = { "another's", "a contact", "nothing there" };
    id records[] = { kept.record, contact.record, id_new_random() };
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        why = (struct error){ 0 };
        check(names[i], !partner_request(place.store, place.arena, &actor, i == 0 ? &others : &of, records[i], "/x", &v,
                                         &look, &why) && why.kind == ERROR_ABSENT, "opened");
    }
    asked.record = kept.record;
    asked.replaces = kept.seq;
    asked.reason = "Asked in error";
    asked.withdraw = true;
    place_put(&place, &asked);
    why = (struct error){ 0 };
    check("withdrawn", !partner_request(place.store, place.arena, &actor, &of, kept.record, "/x", &v, &look, &why)
          && why.kind == ERROR_ABSENT, "opened");
    OK(partner_requests(place.store, place.arena, school, now, NULL, 50, &list, &err));
    check("and not listed", list.count == 0 && list.open == 0, "%zu", list.count);
}

/* Page after page: everything once, in the order of one long page. */
static void pages(void **state)
{
    (void)state;
    static const char *const moments[] = { "2026-11-20T09:00:00Z", "2026-11-21T09:00:00Z", "2026-11-22T09:00:00Z" };
    id hospital = team("Hospital", "PARTNER", "HOSP"), olu = staff("Olu Berrington", "PARTNER", hospital);
    struct partner_sent_page all, part;
    struct partner_asked_page every, some;
    for (size_t i = 0; i < 8; i++) {                 // several of the same moment
        char reference[] = REFERENCE;
        reference[3] = (char)('A' + i * 5 % 8);
        put_as(olu, ROLE_PARTNER, &(struct put){ .kind = "contact", .subject = ben, .fields = {
            "received_at", moments[i % 3], "source", "3E", "concern", "x", "described", "A boy",
            "partner_team", HEX(hospital), "partner_reference", text_cstr(place.arena, text_of(reference)) } });
        place_put(&place, &(struct put){ .kind = "information_request", .subject = ben, .fields = {
            "agency", "HOSP", "partner_team", HEX(hospital), "asked_at", moments[i % 3], "question", "Seen?",
            "lawful_basis", "PUBTASK", i % 2 ? "answered_at" : NULL, moments[i / 3], "nothing_held", "Y" } });
    }
    OK(partner_contacts(place.store, place.arena, hospital, NULL, 50, &all, &err));
    OK(partner_requests(place.store, place.arena, hospital, now, NULL, 50, &every, &err));
    check("all", all.count == 8 && !all.more && every.count == 8 && every.open == 4 && !every.more, "%zu %zu",
          all.count, every.count);
    size_t seen = 0, told = 0;
    for (const struct partner_sent *after = NULL; seen < all.count; after = &part.at[part.count - 1]) {
        OK(partner_contacts(place.store, place.arena, hospital, after, 3, &part, &err));
        check("a page", part.count > 0 && part.more == (seen + part.count < 8), "%zu at %zu", part.count, seen);
        for (size_t i = 0; i < part.count; i++, seen++)
            check("in its place", text_same(part.at[i].reference, all.at[seen].reference)
                  && (!seen || !instant_before(all.at[seen - 1].sent, all.at[seen].sent)), "%zu", seen);
    }
    for (const struct partner_asked *after = NULL; told < every.count; after = &some.at[some.count - 1]) {
        OK(partner_requests(place.store, place.arena, hospital, now, after, 3, &some, &err));
        check("a page", some.count > 0 && some.more == (told + some.count < 8) && some.open == 4, "%zu", some.count);
        for (size_t i = 0; i < some.count; i++, told++)
            check("in its place", id_same(some.at[i].record, every.at[told].record)
                  && instant_known(some.at[i].answered) == (told >= 4), "%zu", told);
    }
}

static void knocking(void **state)
{
    (void)state;
    struct error why = { 0 };
    text telephone;
    bool over;
    static const struct { const char *address, *counted; } addresses[] = {
        { "192.0.2.7", "192.0.2.7" }, { "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64" },
        { "2001:db8:1:2::9", "2001:db8:1:2::/64" }, { "::ffff:192.0.2.7", "::ffff:192.0.2.7" }, { "", "" },
    };
    for (size_t i = 0; i < COUNT_OF(addresses); i++)
        check(addresses[i].address, text_is(knock_address(place.arena, text_of(addresses[i].address)),
                                            addresses[i].counted), "another");
    for (int64_t i = 0; i < knock_limit(KNOCK_REPORT); i++)
        OK(knock_keep(place.store, KNOCK_REPORT, TEXT("a"), (instant){ now.us + i }, &err));
    OK(knocks_over(place.store, KNOCK_REPORT, TEXT("a"), (instant){ now.us + 9 }, &over, &err));
    check("five are enough", over, "not over");
    check("the sixth is refused", !knock_keep(place.store, KNOCK_REPORT, TEXT("a"), (instant){ now.us + 9 }, &why)
          && why.kind == ERROR_REFUSED, "kept");
    OK(knocks_over(place.store, KNOCK_REPORT, TEXT("b"), now, &over, &err));
    check("another address", !over, "over");
    OK(knocks_over(place.store, KNOCK_REFERENCE, TEXT("a"), now, &over, &err));
    check("another door", !over, "over");
    OK(knocks_over(place.store, KNOCK_REPORT, TEXT("a"),
                   (instant){ now.us + 4 + knock_window_seconds(KNOCK_REPORT) * US_PER_SECOND }, &over, &err));
    check("an hour after", !over, "still over");

    OK(outside_telephone(place.store, place.arena, &telephone, &err));
    check("no line is set", text_empty(telephone), "%.*s", TEXT_ARG(telephone));
    static const struct { const char *number; bool good; } numbers[] = {
        { "01632 960117", true }, { "+44 1632 960117", true }, { "999", true }, { "12", false }, { "", false },
        { "ring me", false }, { "01632-960117", false }, { "0163 296 0117 0163 2960", false },
    };
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        why = (struct error){ 0 };
        check(numbers[i].number, outside_set_telephone(place.store, text_of(numbers[i].number), &why)
              == numbers[i].good, "%s", why.message);
    }
    OK(outside_telephone(place.store, place.arena, &telephone, &err));
    check("the last good one", text_is(telephone, "999"), "%.*s", TEXT_ARG(telephone));
}

/* ---- what it was invited to ---- */

enum { HIDDEN, OPEN, OVER, TOLD };
static const struct invitation_case {
    const char *what, *decided, *shared, *until, *status; bool other, withdrawn, meeting_withdrawn; int seen;
} invitations[] = {
    { "invited", NULL, NULL, NULL, NULL, false, false, false, OPEN },
    { "and came", NULL, NULL, NULL, "ATT", false, false, false, OPEN },
    { "another organisation's", NULL, NULL, NULL, NULL, true, false, false, HIDDEN },
    { "named, and not invited", NULL, NULL, NULL, "NOTINV", false, false, false, HIDDEN },
    { "withdrawn", NULL, NULL, NULL, NULL, false, true, false, HIDDEN },
    { "a meeting recorded in error", NULL, NULL, NULL, NULL, false, false, true, HIDDEN },
    { "decided, and nobody was told", "2026-11-25T09:00:00Z", NULL, NULL, "ATT", false, false, false, OVER },
    { "decided, and told", "2026-11-25T09:00:00Z", "2026-11-25T09:30:00Z", NULL, "ATT", false, false, false, TOLD },
    { "told, until today", "2026-11-25T09:00:00Z", "2026-11-25T09:30:00Z", "2026-11-25", "ATT", false, false, false,
      TOLD },
    { "told, until yesterday", "2026-11-25T09:00:00Z", "2026-11-25T09:30:00Z", "2026-11-24", "ATT", false, false, false,
      HIDDEN },
    { "another's, told", "2026-11-25T09:00:00Z", "2026-11-25T09:30:00Z", NULL, "ATT", true, false, false, HIDDEN },
};

static id invite(id meeting, id to, const struct invitation_case *c)
{
    struct put put = { .kind = "meeting_attendance", .subject = ben, .fields = { "meeting_id", HEX(meeting),
        "agency", "POLICE", "partner_team", HEX(to), "invited_at", "2026-11-24T16:00:00Z",
        c->status ? "status" : NULL, c->status, NULL } };
    if (c->until) {
        size_t n = c->status ? 10 : 8;
        put.fields[n] = "share_until";
        put.fields[n + 1] = c->until;
    }
    struct kept kept = place_put(&place, &put);
    if (c->withdrawn) {
        put.record = kept.record;
        put.replaces = kept.seq;
        put.withdraw = true;
        put.reason = "Another police force";
        place_put(&place, &put);
    }
    return kept.record;
}

static void what_it_is_invited_to(void **state)
{
    (void)state;
    struct actor actor = { .staff = nadia, .role = ROLE_PARTNER };
    struct partner us = { .team = police };
    day today = instant_london_day(now);
    size_t listed = 0;
    for (size_t i = 0; i < COUNT_OF(invitations); i++) {
        const struct invitation_case *c = &invitations[i];
        struct put put = { .kind = "strategy_discussion", .subject = ben,
                           .fields = { "trigger_at", "2026-11-24T15:00:00Z",
            "worry", "A burn", "risk_analysis", "What health said", "held_at", "2026-11-24T17:00:00Z", "decision",
            "S47JOINT", "rationale", "Because", "interim_safety_plan", "Grandmother stays",
            c->decided ? "decided_at" : NULL, c->decided, c->shared ? "record_shared_at" : NULL, c->shared } };
        struct kept meeting = place_put(&place, &put);
        id record = invite(meeting.record, c->other ? school : police, c);
        if (c->meeting_withdrawn) {
            put.record = meeting.record;
            put.replaces = meeting.seq;
            put.withdraw = true;
            put.reason = "Another child";
            place_put(&place, &put);
        }
        struct partner_invitation to;
        struct error why = { 0 };
        bool seen = partner_invitation(place.store, place.arena, &actor, &us, record, today, "/x", &to, &why);
        int got = !seen ? HIDDEN : !to.decided ? OPEN : to.told_count == 0 ? OVER : TOLD;
        listed += c->seen != HIDDEN;
        check(c->what, got == c->seen, "seen as %d", got);
        check(c->what, seen || (why.kind == ERROR_ABSENT
              && !strcmp(why.message, "There is no such page, or it is not yours to see.")), "%s", why.message);
        if (!seen)
            continue;
        check(c->what, text_is(to.worry, "A burn") && to.child_count == 1 && id_same(to.looks[0].subject, ben)
              && to.looks[0].first, "others");
        for (size_t n = 0; n < to.told_count; n++)
            check(c->what, !text_contains(to.told[n].value, TEXT("Because"))
                  && !text_contains(to.told[n].value, TEXT("What health said")), "what was said by others");
    }
    struct partner_meeting_page page;
    OK(partner_meetings(place.store, place.arena, police, today, 50, &page, &err));
    check("the list holds what opens", page.count == listed && !page.more, "%zu of %zu", page.count, listed);
    for (size_t i = 1; i < page.count; i++)
        check("those to come first", !page.at[i - 1].decided || page.at[i].decided, "%zu", i);
    OK(partner_meetings(place.store, place.arena, police, today, 2, &page, &err));
    check("and says when there are more", page.count == 2 && page.more, "%zu", page.count);
    static const char *const others[] = { "contact", "person", "strategy_discussion" };
    id not_invitations[] = { sent(ben, nadia, police, REFERENCE, ID_NONE).record, ben,
        place_put(&place, &(struct put){ .kind = "strategy_discussion", .subject = ben, .fields = { "trigger_at",
            "2026-11-24T15:00:00Z", "worry", "x" } }).record };
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        struct partner_invitation to;
        struct error why = { 0 };
        check(others[i], !partner_invitation(place.store, place.arena, &actor, &us, not_invitations[i], today, "/x",
                                             &to,
                                             &why) && why.kind == ERROR_ABSENT, "seen");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(whose_people, set_up, tear_down),
        cmocka_unit_test_setup_teardown(references, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_was_sent, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_was_asked, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_it_is_invited_to, set_up, tear_down),
        cmocka_unit_test_setup_teardown(pages, set_up, tear_down),
        cmocka_unit_test_setup_teardown(knocking, set_up, tear_down),
    };
    return ON_BOTH_STORES(tests, NULL, NULL);
}
