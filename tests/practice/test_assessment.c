/* The assessment: from when its days run, whose turn it is each time round, who may sign, what is missing, and what was
 * carried over. */
#include "../record/place.h"

#include "dictionary/step.h"
#include "practice/assessment.h"
#include "practice/authorising.h"
#include "practice/carried.h"
#include "practice/pathway.h"

#include <string.h>

static struct place place;
static const struct error no_error;
static id ann, ben, other_manager;

static int make(void **state)
{
    (void)state;
    place_make(&place);
    instant_fix(moment("2026-03-20T12:00:00Z"));
    ann = place_child(&place, "Ann", "Quill", "2016-01-02").subject;
    ben = place_child(&place, "Ben", "Quill", "2018-01-02").subject;
    other_manager = id_new_random();
    return 0;
}

static int unmake(void **state)
{
    (void)state;
    place_remove(&place);
    return 0;
}

static const char *hex(id i)
{
    return text_cstr(place.arena, id_hex(place.arena, i));
}

static struct values values_with(const char *const fields[])
{
    const struct kind *kind = kind_by_name(TEXT("assessment"));
    struct values v = values_new(place.arena, kind, instant_london_day(instant_now()));
    for (size_t i = 0; fields[i]; i += 2)
        values_set(&v, place.arena, field_by_name(kind, text_of(fields[i])), text_of(fields[i + 1]));
    return v;
}

/* ---- clocks: T02 from the referral, T04 from the start ---- */

static struct kept referral_of(id child)
{
    return place_put(&place, &(struct put){ .kind = "referral", .subject = child,
        .fields = { "received_at", "2026-03-02", "source", "6", "outcome", "SINGLE_ASSESSMENT",
                    "decision_at", "2026-03-03T10:00:00Z", "decision_rationale", "Weighed", NULL } });
}

static void clock_is(const char *what, const char *step, const struct values *v, const char *due, const char *now,
                     enum clock_state state)
{
    struct clock clock;
    struct error err = no_error;
    check(what, assessment_clock(step, v, moment(now), &clock, &err), "%s", err.message);
    text last = day_iso(place.arena, day_add(instant_london_day(clock.due), -1));
    check(what, text_is(last, due), "due by %.*s", TEXT_ARG(last));
    check(what, clock.state == state, "state %d", clock.state);
}

static void test_clocks(void **state)
{
    (void)state;
    struct kept referral = referral_of(ann);
    struct pass pass = pass_of(ann, PASS_NOW);
    struct error err = no_error;
    struct values v = values_with((const char *const[]){ "start_date", "2026-03-05",
                                                         "referral_id", hex(referral.record), NULL });
    check("completed", pathway_complete(place.store, &pass, place.arena, &v, &err), "%s", err.message);
    check("from the referral, not from the start", text_is(day_iso(place.arena, values_day(&v, "clock_from")),
                                                           "2026-03-02"), "another day");
    // Over Good Friday, Easter Monday and the early May holiday.
    clock_is("T02 runs", "assessment_authorise", &v, "2026-05-07", "2026-04-01T10:00:00Z", CLOCK_RUNNING);
    clock_is("T02 on its last day", "assessment_authorise", &v, "2026-05-07", "2026-05-07T22:00:00Z", CLOCK_SOON);
    clock_is("T02 a day after", "assessment_authorise", &v, "2026-05-07", "2026-05-08T08:00:00Z", CLOCK_LATE);
    clock_is("T04 from the start", "assessment_checkpoint", &v, "2026-03-19", "2026-03-06T10:00:00Z", CLOCK_RUNNING);
    clock_is("T04 over", "assessment_checkpoint", &v, "2026-03-19", "2026-03-20T00:30:00Z", CLOCK_LATE);
    struct values late = values_with((const char *const[]){ "start_date", "2026-03-05", "clock_from", "2026-01-05",
                                                            "authorised_at", "2026-03-18", NULL });
    clock_is("authorised, and late", "assessment_authorise", &late, "2026-03-09", "2026-03-19T10:00:00Z", CLOCK_MISSED);
    clock_is("no look half way once it is authorised", "assessment_authorise", &late, "2026-03-09",
             "2026-03-19T10:00:00Z", CLOCK_MISSED);

    struct values alone = values_with((const char *const[]){ "start_date", "2026-03-05", NULL });
    check("without a referral", pathway_complete(place.store, &pass, place.arena, &alone, &err)
          && text_is(day_iso(place.arena, values_day(&alone, "clock_from")), "2026-03-05"), "%s", err.message);
    struct values said = values_with((const char *const[]){ "start_date", "2026-03-05", "clock_from", "2026-03-01",
                                                            "referral_id", hex(referral.record), NULL });
    check("what is said stays", pathway_complete(place.store, &pass, place.arena, &said, &err)
          && text_is(day_iso(place.arena, values_day(&said, "clock_from")), "2026-03-01"), "changed");
    struct values foreign = values_with((const char *const[]){ "start_date", "2026-03-05", "referral_id",
                                                               hex(referral_of(ben).record), NULL });
    check("the referral of another child gives no day",
          pathway_complete(place.store, &pass, place.arena, &foreign, &err)
          && text_is(day_iso(place.arena, values_day(&foreign, "clock_from")), "2026-03-05"), "%s", err.message);
    place_put(&place, &(struct put){ .kind = "assessment", .subject = ann,
        .fields = { "start_date", "2026-03-05", "referral_id", hex(referral.record), "authorised_at", "2026-03-18",
                    NULL } });
    struct values second = values_with((const char *const[]){ "start_date", "2026-03-19", "referral_id",
                                                              hex(referral.record), NULL });
    check("a second one of the episode runs from its own start", pathway_complete(place.store, &pass, place.arena,
          &second, &err) && text_is(day_iso(place.arena, values_day(&second, "clock_from")), "2026-03-19"), "%s",
          err.message);
}

/* ---- whose turn it is: the steps that are open after each version ---- */

static const char *open_steps(id record)
{
    struct statement *s;
    struct error err = no_error;
    struct bytes all = { 0 };
    check("steps", store_prepare_literal(place.store, "SELECT step FROM open_step WHERE record = :record ORDER BY step",
                                         &s, &err), "%s", err.message);
    bind_id(s, "record", record);
    while (statement_step(s, &err) == STEP_ROW)
        bytes_add_format(&all, "%s%.*s", all.len ? " " : "", TEXT_ARG(text_skip(column_text(s, 0),
                                                                               strlen("assessment_"))));
    statement_end(s);
    text made = text_copy(place.arena, bytes_text(&all));
    bytes_free(&all);
    return text_cstr(place.arena, made);
}

#define BEGUN "start_date", "2026-03-05", "clock_from", "2026-03-02"
#define LOOKED BEGUN, "checkpoint_at", "2026-03-12T10:00:00Z"
static const struct round { const char *what, *fields[16], *open; } rounds[] = {
    { "started", { BEGUN, NULL }, "authorise checkpoint" },
    { "looked at half way", { LOOKED, NULL }, "authorise" },
    { "sent", { LOOKED, "submitted_at", "2026-03-13T10:00:00Z", NULL }, "answer authorise" },
    { "returned", { LOOKED, "returned_at", "2026-03-16T10:00:00Z", "return_note", "x", NULL }, "authorise returned" },
    { "sent again", { LOOKED, "submitted_at", "2026-03-17T10:00:00Z", "returned_at", "2026-03-16T10:00:00Z",
                      "return_note", "x", NULL }, "answer authorise" },
    { "returned again", { LOOKED, "returned_at", "2026-03-18T10:00:00Z", "return_note", "y", NULL },
      "authorise returned" },
    { "sent a third time", { LOOKED, "submitted_at", "2026-03-19T10:00:00Z", "returned_at", "2026-03-18T10:00:00Z",
                             "return_note", "y", NULL }, "answer authorise" },
    { "authorised", { LOOKED, "submitted_at", "2026-03-19T10:00:00Z", "returned_at", "2026-03-18T10:00:00Z",
                      "return_note", "y", "authorised_at", "2026-03-19", NULL }, "share" },
    { "shared", { LOOKED, "returned_at", "2026-03-18T10:00:00Z", "return_note", "y", "authorised_at", "2026-03-19",
                  "shared_with_family_at", "2026-03-20T09:00:00Z", NULL }, "" },
    { "authorised without ever being sent", { BEGUN, "authorised_at", "2026-03-19", NULL }, "share" },
};

static void test_rounds(void **state)
{
    (void)state;
    struct kept last = { 0 };
    for (size_t i = 0; i < COUNT_OF(rounds); i++) {
        struct put put = { .kind = "assessment", .subject = ann, .record = last.record, .replaces = last.seq,
                           .reason = i ? "As it went on" : NULL };
        memcpy(put.fields, rounds[i].fields, sizeof rounds[i].fields);
        last = place_put(&place, &put);
        check(rounds[i].what, !strcmp(open_steps(last.record), rounds[i].open), "open: %s", open_steps(last.record));
    }
    struct kept withdrawn = place_put(&place, &(struct put){ .kind = "assessment", .subject = ann,
        .record = last.record, .replaces = last.seq, .reason = "Recorded in error", .withdraw = true, .fields = { BEGUN, NULL } });
    check("withdrawn, it asks nothing", !strcmp(open_steps(withdrawn.record), ""), "%s", open_steps(withdrawn.record));
}

static void test_referral_asks_for_it(void **state)
{
    (void)state;
    struct kept referral = referral_of(ann);
    check("accepted: to be started", strstr(open_steps(referral.record), "start"), "%s", open_steps(referral.record));
    struct kept begun = place_put(&place, &(struct put){ .kind = "assessment", .subject = ann,
        .fields = { BEGUN, "referral_id", hex(referral.record), NULL } });
    check("started: no more", !strstr(open_steps(referral.record), "start"), "%s", open_steps(referral.record));
    place_put(&place, &(struct put){ .kind = "assessment", .subject = ann, .record = begun.record,
        .replaces = begun.seq, .reason = "Begun twice", .withdraw = true, .fields = { BEGUN, NULL } });
    check("withdrawn: again", strstr(open_steps(referral.record), "start"), "%s", open_steps(referral.record));
}

/* ---- who may sign ---- */

static bool allows(enum role role, id staff, id record, const char *const fields[])
{
    struct pass pass = pass_of(ann, PASS_NOW);
    struct actor actor = { .staff = staff, .role = role };
    struct values v = values_with(fields);
    struct error err = no_error;
    bool good = authorising_allows(place.store, &pass, place.arena, &actor, record, &v, &err);
    check("refused, and nothing worse", good || err.kind == ERROR_REFUSED, "%s", err.message);
    check("and says why", good || strlen(err.message) > 20, "%s", err.message);
    return good;
}

static void test_who_signs(void **state)
{
    (void)state;
    id worker = id_new_random(), manager = other_manager, third = id_new_random();
    struct kept made = place_put(&place, &(struct put){ .kind = "assessment", .subject = ann,
        .fields = { BEGUN, "worker", hex(worker), NULL } });
#define OF_WORKER BEGUN, "worker", hex(worker)
#define BY(person) "authorised_at", "2026-03-19", "authorised_by", hex(person)
    const struct { const char *what; enum role role; id who; const char *fields[12]; bool may; } cases[] = {
        { "a worker writes", ROLE_SOCIAL_WORKER, worker, { OF_WORKER, "analysis", "x", NULL }, true },
        { "a worker sends", ROLE_SOCIAL_WORKER, worker, { OF_WORKER, "submitted_at", "2026-03-19T10:00:00Z", NULL }, true },
        { "a worker authorises", ROLE_SOCIAL_WORKER, worker, { OF_WORKER, BY(worker), NULL }, false },
        { "a worker in a manager's name", ROLE_SOCIAL_WORKER, worker, { OF_WORKER, BY(manager), NULL }, false },
        { "another worker", ROLE_SOCIAL_WORKER, third, { OF_WORKER, BY(third), NULL }, false },
        { "a manager", ROLE_TEAM_MANAGER, manager, { OF_WORKER, BY(manager), NULL }, true },
        { "a manager in another one's name", ROLE_TEAM_MANAGER, manager, { OF_WORKER, BY(third), NULL }, false },
        { "a manager without a name", ROLE_TEAM_MANAGER, manager, { OF_WORKER, "authorised_at", "2026-03-19", NULL }, false },
        { "the manager who is its worker", ROLE_TEAM_MANAGER, worker, { OF_WORKER, BY(worker), NULL }, false },
        { "and gives it away in the same write", ROLE_TEAM_MANAGER, worker,
          { BEGUN, "worker", hex(third), BY(worker), NULL }, false },
        { "the front door's manager", ROLE_MASH_MANAGER, manager, { OF_WORKER, BY(manager), NULL }, false },
        { "a worker looks half way", ROLE_SOCIAL_WORKER, worker,
          { OF_WORKER, "checkpoint_at", "2026-03-12T10:00:00Z", "checkpoint_by", hex(manager), NULL }, false },
        { "a manager looks half way", ROLE_TEAM_MANAGER, manager,
          { OF_WORKER, "checkpoint_at", "2026-03-12T10:00:00Z", "checkpoint_by", hex(manager), NULL }, true },
        { "a worker returns it", ROLE_SOCIAL_WORKER, third,
          { OF_WORKER, "returned_at", "2026-03-16T10:00:00Z", "return_note", "x", NULL }, false },
        { "a manager returns it", ROLE_TEAM_MANAGER, manager,
          { OF_WORKER, "returned_at", "2026-03-16T10:00:00Z", "return_note", "x", NULL }, true },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        check(cases[i].what, allows(cases[i].role, cases[i].who, made.record, cases[i].fields) == cases[i].may,
              "%s", cases[i].may ? "refused" : "let through");
    check("a new one that is authorised, of nobody: their own", !allows(ROLE_TEAM_MANAGER, manager, ID_NONE,
          (const char *const[]){ BEGUN, BY(manager), NULL }), "let through");
    check("of a worker, written up by the manager who authorised it", allows(ROLE_TEAM_MANAGER, manager, ID_NONE,
          (const char *const[]){ OF_WORKER, BY(manager), NULL }), "refused");

    struct kept given = place_put(&place, &(struct put){ .kind = "assessment", .subject = ann, .record = made.record,
        .replaces = made.seq, .reason = "Given to somebody else", .fields = { BEGUN, "worker", hex(third), NULL } });
    check("whose it was before may not either", !allows(ROLE_TEAM_MANAGER, worker, given.record,
          (const char *const[]){ BEGUN, "worker", hex(third), BY(worker), NULL }), "let through");
    struct kept signed_off = place_put(&place, &(struct put){ .kind = "assessment", .subject = ann,
        .record = made.record, .replaces = given.seq, .reason = "Authorised",
        .fields = { BEGUN, "worker", hex(third), BY(manager), NULL } });
    check("what was signed stays when a worker corrects a word", allows(ROLE_SOCIAL_WORKER, third, signed_off.record,
          (const char *const[]){ BEGUN, "worker", hex(third), BY(manager), "analysis", "x", NULL }), "refused");
    check("a worker does not take a signature away", !allows(ROLE_SOCIAL_WORKER, third, signed_off.record,
          (const char *const[]){ BEGUN, "worker", hex(third), NULL }), "let through");
    check("nor put another day to it", !allows(ROLE_SOCIAL_WORKER, third, signed_off.record, (const char *const[]){
          BEGUN, "worker", hex(third), "authorised_at", "2026-03-17", "authorised_by", hex(manager), NULL }),
          "let through");
}

/* ---- what is missing ---- */

static bool misses(const struct assessment_gaps *gaps, const char *code)
{
    for (size_t i = 0; i < gaps->count; i++)
        if (!strcmp(gaps->at[i].code, code))
            return true;
    return false;
}

static struct assessment_gaps gaps_of(struct kept made, struct assessment_material *m)
{
    struct pass pass = pass_of(ann, PASS_NOW);
    struct record_version v = get_well(&place, &pass, made.record);
    struct assessment_gaps gaps;
    struct error err = no_error;
    check("material", assessment_material(place.store, &pass, place.arena, &v, m, &err), "%s", err.message);
    assessment_gaps(place.arena, &v.values, m, &gaps);
    return gaps;
}

static void test_gaps(void **state)
{
    (void)state;
    struct assessment_material m;
    struct kept made = place_put(&place, &(struct put){ .kind = "assessment", .subject = ann,
        .fields = { BEGUN, "outcome", "PROV_OF_SERVICES", NULL } });
    place_put(&place, &(struct put){ .kind = "visit", .subject = ann,             // before the clock began
        .fields = { "visit_type", "CIN", "visited_at", "2026-02-27T10:00:00Z", "child_presence", "SEEN_ALONE", NULL } });
    place_put(&place, &(struct put){ .kind = "visit", .subject = ben,             // another child
        .fields = { "visit_type", "CIN", "visited_at", "2026-03-10T10:00:00Z", "child_presence", "SEEN_ALONE", NULL } });
    place_put(&place, &(struct put){ .kind = "visit", .subject = ann,
        .fields = { "visit_type", "CIN", "visited_at", "2026-03-10T10:00:00Z", "child_presence", "NOACCESS", NULL } });
    struct assessment_gaps gaps = gaps_of(made, &m);
    check("not seen", misses(&gaps, "NOT_SEEN") && m.seen == 0 && m.visit_count == 1, "%zu seen", m.seen);
    check("not alone, no words, no need, no analysis, no history", misses(&gaps, "NOT_ALONE") && misses(&gaps, "WORDS")
          && misses(&gaps, "NEEDS") && misses(&gaps, "ANALYSIS") && misses(&gaps, "HISTORY")
          && misses(&gaps, "FACTORS"), "some are not told");
    check("the outcome is there", !misses(&gaps, "OUTCOME"), "told");
    text codes = assessment_gap_codes(place.arena, &gaps);
    check("each code once", !strstr(text_cstr(place.arena, text_skip(codes, (size_t)(strstr(text_cstr(place.arena,
          codes), "SECTIONS") - text_cstr(place.arena, codes)) + 8)), "SECTIONS"), "%.*s", TEXT_ARG(codes));

    place_put(&place, &(struct put){ .kind = "visit", .subject = ann,
        .fields = { "visit_type", "CIN", "visited_at", "2026-03-11T10:00:00Z", "child_presence", "SEEN_WITH", NULL } });
    gaps = gaps_of(made, &m);
    check("seen, not alone", !misses(&gaps, "NOT_SEEN") && misses(&gaps, "NOT_ALONE"), "otherwise");
    place_put(&place, &(struct put){ .kind = "visit", .subject = ann,
        .fields = { "visit_type", "CIN", "visited_at", "2026-03-12T10:00:00Z", "child_presence", "SEEN_ALONE", NULL } });
    place_put(&place, &(struct put){ .kind = "child_words", .subject = ann,
        .fields = { "said_at", "2026-03-12T10:00:00Z", "words", "I like it at Nan's", "taken", "VERBATIM", NULL } });
    place_put(&place, &(struct put){ .kind = "need", .subject = ann,
        .fields = { "found_in", hex(made.record), "found_on", "2026-03-12", "need", "Breakfast", NULL } });
    gaps = gaps_of(made, &m);
    check("seen alone, heard, with a need", !misses(&gaps, "NOT_ALONE") && !misses(&gaps, "WORDS")
          && !misses(&gaps, "NEEDS") && m.seen == 2 && m.alone == 1, "%zu seen, %zu alone", m.seen, m.alone);
}

/* ---- carried over ---- */

static void test_carried(void **state)
{
    (void)state;
    struct pass pass = pass_of(ann, PASS_NOW);
    struct kept old = place_put(&place, &(struct put){ .kind = "assessment", .subject = ann,
        .fields = { BEGUN, "analysis", "What it was.\nAnd is.", "risks", "Rows at night.", NULL } });
    struct record_version from = get_well(&place, &pass, old.record);
    struct values v = values_with((const char *const[]){ "start_date", "2026-03-19", NULL });
    const struct field *lines = field_by_name(v.kind, TEXT("pulled_forward"));
    day of = instant_london_day(from.valid_from);
    static const char *const fields[] = { "analysis", "risks" };
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        values_set(&v, place.arena, field_by_name(v.kind, text_of(fields[i])),
                   values_get(&from.values, fields[i])->text);
        values_set(&v, place.arena, lines, carried_with(place.arena, &v, fields[i], &from, of));
    }
    struct carried_list list = carried_of(place.arena, &v);
    const struct carried *c = carried_in(&list, "analysis");
    check("two are marked", list.count == 2 && c && !c->changed && c->seq == from.seq && id_same(c->record, old.record),
          "%zu", list.count);
    text words = carried_words(place.arena, c, v.kind);
    check("in words", text_starts(words, "Carried over from the assessment of 5 March 2026 (entry ")
          && text_ends(words, "), not changed since"), "%.*s", TEXT_ARG(words));
    check("another field is not", !carried_in(&list, "strengths"), "marked");

    static const struct { const char *what, *text; bool marked, changed; } edits[] = {
        { "line ends of a browser", "What it was.\r\nAnd is.", true, false },
        { "blanks at the end", "What it was.\nAnd is. \n", true, false },
        { "a word more", "What it was.\nAnd is not.", true, true },
        { "another letter case", "what it was.\nAnd is.", true, true },
        { "taken out", "", false, false },
    };
    for (size_t i = 0; i < COUNT_OF(edits); i++) {
        values_set(&v, place.arena, field_by_name(v.kind, TEXT("analysis")), text_of(edits[i].text));
        list = carried_of(place.arena, &v);
        c = carried_in(&list, "analysis");
        check(edits[i].what, (c != NULL) == edits[i].marked && (!c || c->changed == edits[i].changed), "otherwise");
    }
    values_set(&v, place.arena, lines, TEXT("nothing of ours\nanalysis zz 1 2026-03-04 x\nrisks"));
    check("lines that are none of ours mark nothing", carried_of(place.arena, &v).count == 0, "marked");
    struct values contact = values_new(place.arena, kind_by_name(TEXT("contact")), of);
    check("a kind that takes nothing over", carried_of(place.arena, &contact).count == 0, "marked");
}

/* ---- together, and before ---- */

static void test_together(void **state)
{
    (void)state;
    struct assessed *others;
    size_t count;
    struct error err = no_error;
    struct kept first = place_put(&place, &(struct put){ .kind = "assessment", .subject = ann,
        .fields = { BEGUN, NULL } });
    struct kept second = place_put(&place, &(struct put){ .kind = "assessment", .subject = ben,
        .fields = { BEGUN, "same_assessment", hex(first.record), NULL } });
    place_put(&place, &(struct put){ .kind = "assessment", .subject = ben, .fields = { BEGUN, NULL } });
    check("from the first", assessment_together(place.store, place.arena, first.record, &others, &count, &err)
          && count == 1 && id_same(others[0].record, second.record) && id_same(others[0].child, ben)
          && !others[0].authorised, "%zu %s", count, err.message);
    check("from the other", assessment_together(place.store, place.arena, second.record, &others, &count, &err)
          && count == 1 && id_same(others[0].record, first.record), "%zu %s", count, err.message);
    place_put(&place, &(struct put){ .kind = "assessment", .subject = ben, .record = second.record,
        .replaces = second.seq, .reason = "In error", .withdraw = true,
        .fields = { BEGUN, "same_assessment", hex(first.record), NULL } });
    check("not one that was withdrawn",
          assessment_together(place.store, place.arena, first.record, &others, &count, &err)
          && count == 0, "%zu %s", count, err.message);
}

static void test_earlier(void **state)
{
    (void)state;
    struct pass pass = pass_of(ben, PASS_NOW);
    struct error err = no_error;
    struct record_version earlier;
    bool there;
    struct kept now = place_put(&place, &(struct put){ .kind = "assessment", .subject = ben,
        .fields = { "start_date", "2026-03-19", NULL } });
    struct record_version v = get_well(&place, &pass, now.record);
    check("none", assessment_earlier(place.store, &pass, place.arena, &v, &earlier, &there, &err) && !there, "one");
    struct kept before = place_put(&place, &(struct put){ .kind = "assessment", .subject = ben,
        .fields = { "start_date", "2025-01-10", NULL } });
    const struct { id child; const char *start; } no_such[] = {
        { ben, "2024-01-10" }, { ben, "2026-03-20" }, { ann, "2026-01-10" },
    };
    for (size_t i = 0; i < COUNT_OF(no_such); i++)
        place_put(&place, &(struct put){ .kind = "assessment", .subject = no_such[i].child,
            .fields = { "start_date", no_such[i].start, NULL } });
    check("the last that began no later, of this child",
          assessment_earlier(place.store, &pass, place.arena, &v, &earlier, &there, &err)
          && there && id_same(earlier.record, before.record), "another");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_clocks, make, unmake),
        cmocka_unit_test_setup_teardown(test_rounds, make, unmake),
        cmocka_unit_test_setup_teardown(test_referral_asks_for_it, make, unmake),
        cmocka_unit_test_setup_teardown(test_who_signs, make, unmake),
        cmocka_unit_test_setup_teardown(test_gaps, make, unmake),
        cmocka_unit_test_setup_teardown(test_carried, make, unmake),
        cmocka_unit_test_setup_teardown(test_together, make, unmake),
        cmocka_unit_test_setup_teardown(test_earlier, make, unmake),
    };
    return ON_BOTH_STORES(tests, NULL, NULL);
}
