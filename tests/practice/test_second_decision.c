/* Drawn at random and once, decided again by somebody who knows no more than the first decider did. */
#include "../record/place.h"

#include "practice/accounts.h"
#include "practice/second_decision.h"
#include "practice/tasks.h"

#include <string.h>

#define OK(call) check(#call, (call), "%s %s", err.message, err.detail)

static id service = { { 1 } };

static void begin(struct place *place)
{
    struct error err = { 0 };
    place_make(place);
    OK(store_define(place->store, accounts_schema, &err));
    OK(second_decisions_begin(place->store, 0, &err));
}

static text hex(struct place *place, id i)
{
    return id_hex(place->arena, i);
}

static size_t draw(struct place *place, int64_t percent)
{
    struct error err = { 0 };
    size_t drawn = 0;
    OK(second_decisions_set_rate(place->store, percent, &err));
    OK(ledger_batch_begin(place->ledger, &err));
    OK(second_decisions_draw(place->ledger, service, &drawn, &err));
    OK(ledger_batch_commit(place->ledger, &err));
    return drawn;
}

#define ARRIVED "received_at", "2026-11-23T09:00", "source", "1A", "concern", "Bruise on the arm"
#define DECIDED "decision", "NFA", "nfa_reason", "BELOW", "threshold_level", "L2", \
    "decision_at", "2026-11-23T11:00", "decision_rationale", "Unmistakable"

static struct kept arrived(struct place *place, id child)
{
    return place_put(place, &(struct put){ .kind = "contact", .subject = child, .fields = { ARRIVED } });
}

static struct kept decided(struct place *place, struct kept contact)
{
    return place_put(place, &(struct put){ .kind = "contact", .subject = contact.subject,
        .record = contact.record, .replaces = contact.seq, .reason = "Decided",
        .fields = { ARRIVED, DECIDED } });
}

static struct actor manager(id staff)
{
    return (struct actor){ .staff = staff, .role = ROLE_TEAM_MANAGER };
}

struct waiting { struct second_case *at; size_t count, others; };

static struct waiting waiting_for(struct place *place, struct actor actor)
{
    struct error err = { 0 };
    struct waiting w;
    OK(second_cases_waiting(place->store, place->arena, &actor, &w.at, &w.count, &w.others, &err));
    return w;
}

static void drawn_once(void **state)
{
    (void)state;
    struct place place;
    struct error err = { 0 };
    instant_fix(moment("2026-11-24T10:00:00Z"));
    begin(&place);
    id child = place_child(&place, "Ana", "Bell", "2015-01-01").record;
    struct kept one = arrived(&place, child), two = arrived(&place, child);
    check("not decided: not drawn", draw(&place, 100) == 0, "drawn");
    struct kept now = decided(&place, one);
    check("decided", draw(&place, 100) == 1, "not drawn");
    check("once", draw(&place, 100) == 0, "again");
    place_put(&place, &(struct put){ .kind = "contact", .subject = child, .record = one.record,
        .replaces = now.seq, .reason = "Slip", .fields = { ARRIVED, DECIDED, "mode", "PHONE" } });
    check("corrected: not again", draw(&place, 100) == 0, "again");
    now = decided(&place, two);
    check("passed over", draw(&place, 0) == 0, "drawn");
    check("passed over for ever", draw(&place, 100) == 0, "drawn at another rate");
    place_put(&place, &(struct put){ .kind = "contact", .subject = child, .record = two.record,
        .replaces = now.seq, .reason = "Slip", .fields = { ARRIVED, DECIDED, "mode", "PHONE" } });
    check("nor when it is corrected", draw(&place, 100) == 0, "drawn");
    place_put(&place, &(struct put){ .kind = "contact", .subject = child, .flags = ENTRY_IMPORTED,
                                     .fields = { ARRIVED, DECIDED } });
    check("not what a file brought", draw(&place, 100) == 0, "drawn");
    place_put(&place, &(struct put){ .kind = "contact", .subject = child, .fields = { ARRIVED, DECIDED } });
    check("decided as it was written down", draw(&place, 100) == 1, "not drawn");
    check("a rate of 101", !second_decisions_set_rate(place.store, 101, &err) && err.kind == ERROR_INPUT, "taken");
    place_remove(&place);
}

/* 2,000 contacts and two secrets: about 5 per cent each time, and other ones. */
static void as_often_as_said(void **state)
{
    (void)state;
    struct place place, other;
    struct error err = { 0 };
    instant_fix(moment("2026-11-24T10:00:00Z"));
    begin(&place);
    begin(&other);
    id child = place_child(&place, "Ana", "Bell", "2015-01-01").record;
    struct record_input inputs = place_input(&place, &(struct put){
        .kind = "contact", .subject = child, .fields = { ARRIVED, DECIDED } });
    OK(ledger_batch_begin(place.ledger, &err));
    OK(ledger_batch_begin(other.ledger, &err));
    for (int i = 0; i < 2000; i++) {
        struct draft draft;
        struct receipt receipt;
        id record;
        inputs.entry = id_new_ordered();
        OK(record_draft(place.arena, &inputs, &draft, &record, &err));
        OK(ledger_put(place.ledger, &draft, record_apply, NULL, &receipt, &err));
        OK(ledger_put(other.ledger, &draft, record_apply, NULL, &receipt, &err));
        draft_free(&draft);
    }
    OK(ledger_batch_commit(place.ledger, &err));
    OK(ledger_batch_commit(other.ledger, &err));
    size_t drawn = draw(&place, 5), drawn_other = draw(&other, 5), both = 0;
    // Binomial, 2,000 at .05: five standard deviations to either side.
    check("about five per cent", drawn > 51 && drawn < 149 && drawn_other > 51 && drawn_other < 149,
          "%zu and %zu of 2000", drawn, drawn_other);
    struct waiting here = waiting_for(&place, manager(id_new_random()));
    check("all of them wait", here.count == drawn, "%zu of %zu", here.count, drawn);
    struct actor anybody = manager(id_new_random());
    struct second_case *there;
    size_t count, others;
    OK(second_cases_waiting(other.store, other.arena, &anybody, &there, &count, &others, &err));
    // The child is not recorded in the other store: nobody may open what was drawn there.
    check("none that cannot be opened", count == 0 && others == drawn_other, "%zu", count);
    for (size_t i = 0; i < here.count; i++)
        for (size_t j = 0; j < others; j++)
            both += id_same(here.at[i].contact, there[j].contact);
    check("another secret, other contacts", both < 25, "%zu in both", both);
    place_remove(&other);
    place_remove(&place);
}

static void look_at(struct place *place, id child, id reader, const char *route, uint64_t size)
{
    struct error err = { 0 };
    struct look look = { .at = instant_now(), .reader = reader, .role = ROLE_TEAM_MANAGER,
                         .subject = child, .route = route, .basis = "Team manager", .size = size };
    OK(ledger_batch_begin(place->ledger, &err));
    OK(looks_keep(place->ledger, &look, 1, &err));
    OK(ledger_batch_commit(place->ledger, &err));
}

static void not_who_knows(void **state)
{
    (void)state;
    struct place place;
    struct error err = { 0 }, none = { 0 };
    id decider = id_new_random(), looked = id_new_random(), fresh = id_new_random(), before = id_new_random();
    instant_fix(moment("2026-11-24T10:00:00Z"));
    begin(&place);
    struct kept child = place_child(&place, "Ana", "Bell", "2015-01-01");
    struct kept contact = arrived(&place, child.record);
    look_at(&place, child.record, before, "/children/{child}", 0);
    instant_fix(moment("2026-11-24T11:00:00Z"));
    struct kept first = place_put(&place, &(struct put){ .kind = "contact", .subject = child.record,
        .record = contact.record, .replaces = contact.seq, .reason = "Decided",
        .fields = { ARRIVED, DECIDED, "decision_by", text_cstr(place.arena, id_hex(place.arena, decider)) } });
    draw(&place, 100);
    instant_fix(moment("2026-11-24T12:00:00Z"));
    look_at(&place, child.record, looked, "/children/{child}", 0);
    look_at(&place, child.record, fresh, SECOND_DECISION_ROUTE, contact.seq + 1);
    look_at(&place, child.record, fresh, "/records/{record}", contact.seq + 1);       // as it was known

    static const struct { const char *what; int waits; } who[] = {
        { "fresh eyes", 1 }, { "a look before the decision", 1 }, { "the decider", 0 },
        { "who wrote it down", 0 }, { "who has looked since", 0 },
    };
    id staff[] = { fresh, before, decider, place.author, looked };
    for (size_t i = 0; i < COUNT_OF(who); i++) {
        struct waiting w = waiting_for(&place, manager(staff[i]));
        check(who[i].what, (int)w.count == who[i].waits && w.count + w.others == 1, "%zu wait", w.count);
    }
    struct waiting w = waiting_for(&place, manager(fresh));
    struct second_case found;
    struct actor own = manager(decider), anybody = manager(fresh);
    check("as known before", w.at[0].known == first.seq && id_same(w.at[0].contact, contact.record), "%llu",
          (unsigned long long)w.at[0].known);
    check("the decider", !second_case_find(place.store, w.at[0].record, &own, &found, &err), "found");
    check("nobody's", !second_case_find(place.store, id_new_random(), &anybody, &found, &none), "found");
    check("the same bytes", !memcmp(&err, &none, sizeof err), "'%s' and '%s'", err.message, none.message);
    check("not yet to compare", !second_case_decided(place.store, w.at[0].record, &anybody, &found, &err), "found");
    err = (struct error){ 0 };
    OK(second_case_find(place.store, w.at[0].record, &anybody, &found, &err));
    own.role = ROLE_SOCIAL_WORKER;
    own.staff = fresh;
    check("another role", waiting_for(&place, own).count == 0, "waits");
    place_remove(&place);
}

/* A call about two children is mostly decided at once for both: who has seen one has seen the other. */
static void not_who_knows_a_sibling(void **state)
{
    (void)state;
    struct place place;
    struct error err = { 0 };
    instant_fix(moment("2026-11-24T10:00:00Z"));
    begin(&place);
    id first = place_child(&place, "Ana", "Bell", "2015-01-01").record;
    id second = place_child(&place, "Ben", "Bell", "2017-01-01").record;
    id third = place_child(&place, "Cai", "Coe", "2017-01-01").record, looked = id_new_random();
    struct kept call = arrived(&place, first), also = place_put(&place, &(struct put){ .kind = "contact",
        .subject = second, .fields = { ARRIVED, "same_call", text_cstr(place.arena, hex(&place, call.record)) } });
    decided(&place, call);
    struct kept last = place_put(&place, &(struct put){ .kind = "contact", .subject = second, .record = also.record,
        .replaces = also.seq, .reason = "Decided", .fields = { ARRIVED, DECIDED,
        "same_call", text_cstr(place.arena, hex(&place, call.record)) } });
    decided(&place, arrived(&place, third));
    draw(&place, 100);
    check("three wait", waiting_for(&place, manager(looked)).count == 3, "not");
    look_at(&place, first, looked, "/children/{child}", 0);
    struct waiting w = waiting_for(&place, manager(looked));
    check("the sibling's too", w.count == 1 && id_same(w.at[0].child, third) && w.others == 2, "%zu", w.count);
    id other = id_new_random();
    look_at(&place, second, other, "/second-decisions/{record}/comparison", 0);
    check("the other way round", waiting_for(&place, manager(other)).count == 1, "not");

    struct second_pair *pairs;
    size_t count;
    place_put(&place, &(struct put){ .kind = "contact", .subject = second, .record = also.record,
        .replaces = last.seq, .withdraw = true, .reason = "Another child", .fields = { ARRIVED } });
    w = waiting_for(&place, manager(id_new_random()));
    check("withdrawn: it waits for nobody", w.count == 2 && w.others == 0, "%zu", w.count);
    OK(second_pairs(place.store, place.arena, (day){ 0 }, &pairs, &count, &err));
    check("and counts for nothing", count == 0, "%zu", count);
    place_remove(&place);
}

/* Only cases whose people both may see: what is closed to somebody is not offered to them. */
static void not_what_is_closed(void **state)
{
    (void)state;
    struct place place;
    instant_fix(moment("2026-11-24T10:00:00Z"));
    begin(&place);
    id named = id_new_random(), anybody = id_new_random();
    id child = place_child(&place, "Ana", "Bell", "2015-01-01").record;
    id uncle = id_new_random();
    decided(&place, arrived(&place, child));
    draw(&place, 100);
    check("open to managers", waiting_for(&place, manager(anybody)).count == 1, "not");
    place_put(&place, &(struct put){ .kind = "conflict_of_interest", .subject = child, .fields = {
        "staff_id", text_cstr(place.arena, hex(&place, uncle)), "tie", "RELATIVE", "from_date", "2026-01-01" } });
    struct waiting w = waiting_for(&place, manager(uncle));
    check("not to a relative", w.count == 0 && w.others == 1, "%zu", w.count);
    place_put(&place, &(struct put){ .kind = "restriction", .subject = child, .fields = { "level", "NAMED",
        "why", "Staff's own family", "from_date", "2026-01-01",
        "ask", text_cstr(place.arena, hex(&place, named)) } });
    check("restricted: not to managers", waiting_for(&place, manager(anybody)).count == 0, "offered");
    check("but to who is named", waiting_for(&place, manager(named)).count == 1, "not offered");
    place_remove(&place);
}

static bool holds(const struct record_list *list, id record)
{
    for (size_t i = 0; i < list->count; i++)
        if (id_same(list->at[i].record, record))
            return true;
    return false;
}

/* What was known then, whatever the order in which things were written down. */
static void nothing_of_the_first(void **state)
{
    (void)state;
    struct place place;
    struct error err = { 0 };
    struct record_version contact;
    struct record_list history;
    instant_fix(moment("2026-11-24T10:00:00Z"));
    begin(&place);
    id child = place_child(&place, "Ana", "Bell", "2015-01-01").record;
    struct kept earlier = arrived(&place, child), one = arrived(&place, child);
    const char *of_one = text_cstr(place.arena, hex(&place, one.record));
    struct kept check_made = place_put(&place, &(struct put){ .kind = "information_request", .subject = child,
        .fields = { "contact_id", of_one, "agency", "GP", "asked_at", "2026-11-23T09:30", "question", "Known?",
                    "lawful_basis", "PUBTASK" } });
    // The referral is written down before the decision is: it hangs on the contact all the same.
    struct kept referral = place_put(&place, &(struct put){ .kind = "referral", .subject = child,
        .fields = { "contact_id", of_one, "received_at", "2026-11-23", "source", "1A" } });
    struct kept first = decided(&place, one);
    struct kept later = arrived(&place, child);
    draw(&place, 100);
    struct waiting w = waiting_for(&place, manager(id_new_random()));
    check("one waits", w.count == 1, "%zu", w.count);
    struct pass pass = pass_of(child, w.at[0].known);
    OK(second_case_contact(place.store, &pass, place.arena, &w.at[0], &contact, &err));
    check("the version before", contact.seq == one.seq && !values_given(&contact.values, "decision"), "%llu",
          (unsigned long long)contact.seq);
    OK(second_case_history(place.store, &pass, place.arena, &w.at[0], &history, &err));
    check("an earlier contact", holds(&history, earlier.record), "missing");
    check("the agency's answer", holds(&history, check_made.record), "missing");
    check("not the contact itself", !holds(&history, one.record), "shown");
    check("not its referral", !holds(&history, referral.record), "shown");
    check("not what came later", !holds(&history, later.record), "shown");

    // Decided as it was written down: that entry is read, and only what may be shown of it is shown.
    struct kept at_once = place_put(&place, &(struct put){ .kind = "contact", .subject = child,
                                                           .fields = { ARRIVED, DECIDED } });
    draw(&place, 100);
    w = waiting_for(&place, manager(id_new_random()));
    check("two wait", w.count == 2 && id_same(w.at[1].contact, at_once.record), "%zu", w.count);
    pass = pass_of(child, w.at[1].known);
    OK(second_case_contact(place.store, &pass, place.arena, &w.at[1], &contact, &err));
    check("that one entry", contact.seq == at_once.seq && w.at[1].known == at_once.seq + 1, "%llu",
          (unsigned long long)contact.seq);
    static const char *const of_decision[] = { "decision", "threshold_level", "threshold_criteria", "decision_by",
        "decision_at", "feedback_to_referrer_at", "nfa_reason", "decision_rationale", "feedback", "screened_by" };
    for (size_t i = 0; i < COUNT_OF(of_decision); i++)
        check("hidden", field_by_name(contact.kind, text_of(of_decision[i]))
              && !second_case_shows(of_decision[i]), "%s is shown", of_decision[i]);
    for (const struct field *f = contact.kind->fields; f->name; f++)
        check("shown as words", !second_case_shows(f->name) || (f->type != TYPE_STAFF && f->type != TYPE_RECORD
              && f->type != TYPE_TEAM && f->type != TYPE_PERSON), "%s is an id", f->name);
    (void)first;
    place_remove(&place);
}

static const struct { const char *first, *first_level, *second, *second_level; bool more; } orders[] = {
    { "NFA", "L1", "NFA", "L1", false }, { "NFA", "L1", "ADVICE", "L1", true },
    { "NFA", "L2", "NFA", "L3", true }, { "NFA", "L3", "NFA", "L2", false },
    { "NEW_REFERRAL", "L4CIN", "CP_ENQUIRY", "L4CP", true },
    { "CP_ENQUIRY", "L4CP", "NEW_REFERRAL", "L4CIN", false },
    { "NEW_REFERRAL", "L4CIN", "EXISTING_REFERRAL", "L4CIN", false },
    { "EARLY_HELP", "L3", "NEW_REFERRAL", "L2", true },          // the step is stronger, if not the level
    { "CP_ENQUIRY", "L4CP", "NEW_REFERRAL", "L4CLA", true },
    { "OTHER", "L2", "ADVICE", "L2", true }, { "NFA", "", "NFA", "L4CIN", false },
};

static void every_code_has_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(orders); i++)
        check(orders[i].first, more_protective(
                  (struct decided){ text_of(orders[i].second), text_of(orders[i].second_level) },
                  (struct decided){ text_of(orders[i].first), text_of(orders[i].first_level) })
              == orders[i].more, "%s %s after %s %s", orders[i].second, orders[i].second_level,
              orders[i].first, orders[i].first_level);
    // A code that is added gets a place, or the test says so: each protects more than none, or is named here.
    const struct code_set *outcomes = code_set_find("contact_outcome"), *levels = code_set_find("threshold_level");
    for (size_t i = 0; i < outcomes->code_count; i++) {
        text code = text_of(outcomes->codes[i].code);
        check(outcomes->codes[i].code, text_is(code, "NFA") || text_is(code, "OTHER")
              || more_protective((struct decided){ code, TEXT("L1") }, (struct decided){ TEXT("NFA"), TEXT("L1") }),
              "no place in the order");
    }
    for (size_t i = 1; i < levels->code_count; i++)
        check(levels->codes[i].code, more_protective(
                  (struct decided){ TEXT("NFA"), text_of(levels->codes[i].code) },
                  (struct decided){ TEXT("NFA"), text_of(levels->codes[i - 1].code) }), "not above the one before");
}

static size_t tasks_of(struct place *place, const char *step)
{
    struct error err = { 0 };
    struct tasks tasks;
    size_t count = 0;
    OK(tasks_list(place->store, place->arena, "MM", place->author, instant_now(), &tasks, &err));
    for (size_t i = 0; i < tasks.count; i++)
        count += !strcmp(tasks.at[i].step->name, step);
    return count;
}

static void opened_again(struct place *place, const struct second_case *drawn, id second, const char *looked)
{
    struct error err = { 0 };
    struct actor actor = manager(second);
    struct second_case now;
    OK(second_case_decided(place->store, drawn->record, &actor, &now, &err));
    check("a task for the front door", tasks_of(place, "contact_reopened") == 1, "none");
    struct put put = { .kind = "second_decision", .subject = drawn->child, .record = drawn->record,
        .replaces = now.seq, .reason = "Learnt", .fields = {
        "contact_id", text_cstr(place->arena, hex(place, drawn->contact)), "drawn_at", "2026-11-24T10:00:00Z",
        "decided_at", "2026-11-24T10:00:00Z", "decided_by", text_cstr(place->arena, hex(place, second)),
        "decision", "ADVICE", "threshold_level", "L3", "rationale", "Same facts",
        "reopened_at", "2026-11-24T10:00:00Z", "learning", "The bruise was read differently",
        looked ? "looked_again_at" : NULL, looked } };
    place_put(place, &put);
    check("until somebody has looked", tasks_of(place, "contact_reopened") == (looked ? 0 : 1), "another");
}

static void pairs_are_of_the_time_drawn(void **state)
{
    (void)state;
    struct place place;
    struct error err = { 0 };
    struct second_pair *pairs;
    struct decided first;
    struct second_case found;
    size_t count;
    instant_fix(moment("2026-11-24T10:00:00Z"));
    begin(&place);
    id child = place_child(&place, "Ana", "Bell", "2015-01-01").record, second = id_new_random();
    struct kept now = decided(&place, arrived(&place, child));
    draw(&place, 100);
    struct actor actor = manager(second);
    struct second_case drawn = waiting_for(&place, actor).at[0];
    check("apart from the tasks of those who know", tasks_of(&place, "second_decision") == 0, "a task");
    // The first decider thinks again after the draw: what counts is what was decided.
    place_put(&place, &(struct put){ .kind = "contact", .subject = child, .record = now.record, .replaces = now.seq,
        .reason = "Heard of it", .fields = { ARRIVED, "decision", "NEW_REFERRAL", "threshold_level", "L4CIN",
        "decision_at", "2026-11-23T11:00", "decision_rationale", "Now" } });
    OK(second_pairs(place.store, place.arena, (day){ 0 }, &pairs,
                    &count, &err));
    check("none yet", count == 0, "%zu", count);
    place_put(&place, &(struct put){ .kind = "second_decision", .subject = child, .record = drawn.record,
        .replaces = drawn.seq, .reason = "Decided again", .fields = {
        "contact_id", text_cstr(place.arena, hex(&place, now.record)), "drawn_at", "2026-11-24T10:00:00Z",
        "decided_at", "2026-11-24T10:00:00Z", "decided_by", text_cstr(place.arena, hex(&place, second)),
        "decision", "ADVICE", "threshold_level", "L3", "rationale", "Same facts",
        "reopened_at", "2026-11-24T10:00:00Z" } });
    day since;
    check("a day", day_from_civil((struct civil){ 2026, 11, 23 }, &since), "none");
    OK(second_pairs(place.store, place.arena, since, &pairs, &count, &err));
    check("one", count == 1, "%zu", count);
    check("the first as it stood when drawn", text_is(pairs[0].first.decision, "NFA")
          && text_is(pairs[0].first.level, "L2") && day_same(pairs[0].first_day, since), "another");
    check("the second", text_is(pairs[0].second.decision, "ADVICE") && text_is(pairs[0].second.level, "L3")
          && pairs[0].opened_again && !pairs[0].looked_again && !pairs[0].learnt, "another");
    OK(second_case_decided(place.store, drawn.record, &actor, &found, &err));
    OK(second_case_first(place.store, place.arena, &found, &first, &err));
    check("the same for one case", text_is(first.decision, "NFA") && id_same(found.decided_by, second), "another");
    opened_again(&place, &drawn, second, NULL);              // written up, and nobody has looked
    opened_again(&place, &drawn, second, "2026-11-24T10:00:00Z");
    OK(second_pairs(place.store, place.arena, since, &pairs, &count, &err));
    check("and looked at", count == 1 && pairs[0].looked_again && pairs[0].learnt, "not");
    OK(second_pairs(place.store, place.arena, day_add(since, 1), &pairs, &count, &err));
    check("since the day after", count == 0, "%zu", count);
    place_remove(&place);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(drawn_once), cmocka_unit_test(as_often_as_said), cmocka_unit_test(not_who_knows),
        cmocka_unit_test(not_what_is_closed), cmocka_unit_test(not_who_knows_a_sibling),
        cmocka_unit_test(nothing_of_the_first), cmocka_unit_test(every_code_has_its_place),
        cmocka_unit_test(pairs_are_of_the_time_drawn),
    };
    return ON_BOTH_STORES(tests, NULL, NULL);
}
