/* A plan and what is tied to nothing in it: every gap that is planted is found, and a whole plan has none. */
#include "../record/place.h"

#include "practice/plan.h"

#include <string.h>

#define TODAY "2026-11-24T12:00:00Z"

static struct place place;
static id child;

static int make(void **state)
{
    (void)state;
    instant_fix(moment(TODAY));                  // before the ledger begins: its clock never goes back
    place_make(&place);
    child = place_child(&place, "Maya", "Invented", "2015-01-01").record;
    return 0;
}

static int unmake(void **state)
{
    (void)state;
    place_remove(&place);
    return 0;
}

static const char *hex(id record)
{
    return text_cstr(place.arena, id_hex(place.arena, record));
}

static id new_plan(const char *kind)
{
    bool protection = !strcmp(kind, "child_protection_plan");
    return place_put(&place, &(struct put){ .kind = kind, .subject = child, .fields = {
        "start_date", "2026-11-02", protection ? "initial_category" : "goal", protection ? "NEG" : "Maya is in school",
        "contingency", "We meet again", NULL } }).record;
}

static struct plan read_well(id record)
{
    struct error err = { 0 };
    struct plan plan;
    struct pass pass = pass_of(child, PASS_NOW);
    check("read", plan_read(place.store, &pass, place.arena, record, &plan, &err), "%s %s", err.message, err.detail);
    return plan;
}

static struct orphans orphans_now(id record)
{
    struct plan *plan = arena_new_of(place.arena, struct plan);
    *plan = read_well(record);
    return plan_orphans(place.arena, plan, instant_london_day(moment(TODAY)));
}

/* The whole case: a need under the plan, an action under the need, words that the need answers. */
struct whole { id plan, need, action, words, other; uint64_t need_seq, action_seq, words_seq; };

static struct whole whole_case(const char *kind)
{
    struct whole w = { .plan = new_plan(kind) };
    const char *other = strcmp(kind, "child_in_need_plan") ? "child_in_need_plan" : "child_protection_plan";
    struct kept words = place_put(&place, &(struct put){ .kind = "child_words", .subject = child, .fields = {
        "said_at", "2026-11-03T15:30:00Z", "words", "I want to go back to school", "taken", "VERBATIM", NULL } });
    struct kept need = place_put(&place, &(struct put){ .kind = "need", .subject = child, .fields = {
        "plan_id", hex(w.plan), "found_on", "2026-11-02", "need", "Maya needs to be in school",
        "answers_words", hex(words.record), NULL } });
    struct kept action = place_put(&place, &(struct put){ .kind = "plan_action", .subject = child, .fields = {
        "plan_id", hex(w.plan), "need_id", hex(need.record), "agreed_on", "2026-11-02", "what", "Walk with her",
        "who", "Ann Invented", "due_on", "2026-11-24", NULL } });
    w.other = place_put(&place, &(struct put){ .kind = "need", .subject = child, .fields = {
        "plan_id", hex(new_plan(other)), "found_on", "2026-11-02", "need", "Of another plan", NULL } }).record;
    w.need = need.record;
    w.action = action.record;
    w.words = words.record;
    w.need_seq = need.seq;
    w.action_seq = action.seq;
    w.words_seq = words.seq;
    return w;
}

static void forget_child(void)
{
    child = place_child(&place, "Another", "Invented", "2016-01-01").record;
}

/* What is planted beside a whole case, or changed in it, and the one gap that must be found. */
static const struct planted {
    const char *what; enum orphan_kind gap; size_t gaps;     // gaps 0: none must be found
    const char *kind, *of, *fields[24];                      // "@need": the id in its place
} planted[] = {
    { "nothing", 0, 0, NULL, NULL, { NULL } },
    { "a need without an action", NEED_WITHOUT_ACTION, 1, "need", NULL,
      { "plan_id", "@plan", "found_on", "2026-11-02", "need", "A bed of her own", NULL } },
    { "a need without an action that is closed", 0, 0, "need", NULL,
      { "plan_id", "@plan", "found_on", "2026-11-02", "need", "A bed of her own", "closed_on", "2026-11-20",
        "closing_evidence", "She sleeps in it", NULL } },
    { "an action without a need", ACTION_WITHOUT_NEED, 1, "plan_action", NULL,
      { "plan_id", "@plan", "agreed_on", "2026-11-02", "what", "Ring", "who", "Bo", "due_on", "2026-12-01", NULL } },
    { "an action under a need of another plan", ACTION_WITHOUT_NEED, 1, "plan_action", NULL,
      { "plan_id", "@plan", "need_id", "@other", "agreed_on", "2026-11-02", "what", "Ring", "who", "Bo", "due_on",
        "2026-12-01", NULL } },
    { "an action without a need that is done", 0, 0, "plan_action", NULL,
      { "plan_id", "@plan", "agreed_on", "2026-11-02", "what", "Ring", "who", "Bo", "due_on", "2026-11-10", "done_on",
        "2026-11-09", "evidence", "Rang", NULL } },
    { "words without an answer", WORDS_WITHOUT_ANSWER, 1, "child_words", NULL,
      { "said_at", "2026-11-10T10:00:00Z", "words", "I miss Nan", "taken", "INTERPRETED", NULL } },
    { "words with an answer", 0, 0, "child_words", NULL,
      { "said_at", "2026-11-10T10:00:00Z", "words", "I miss Nan", "taken", "INTERPRETED", "answer",
        "Nan comes on Sundays now", NULL } },
    { "a need that stands in no plan", NEED_NOT_TAKEN_UP, 1, "need", NULL,
      { "found_on", "2026-11-12", "need", "To see Nan", NULL } },
    { "a need that stands in no plan and is closed", 0, 0, "need", NULL,
      { "found_on", "2026-11-12", "need", "To see Nan", "closed_on", "2026-11-20", "closing_evidence", "She does",
          NULL } },
    { "an action that was due yesterday", ACTION_OVERDUE, 1, "plan_action", NULL,
      { "plan_id", "@plan", "need_id", "@need", "agreed_on", "2026-11-02", "what", "Ring", "who", "Bo", "due_on",
        "2026-11-23", NULL } },
    { "an action that is due today", 0, 0, "plan_action", NULL,
      { "plan_id", "@plan", "need_id", "@need", "agreed_on", "2026-11-02", "what", "Ring", "who", "Bo", "due_on",
        "2026-11-24", NULL } },
    { "an action that was due and is taken out", 0, 0, "plan_action", NULL,
      { "plan_id", "@plan", "need_id", "@need", "agreed_on", "2026-11-02", "what", "Ring", "who", "Bo", "due_on",
        "2026-11-10", "dropped_on", "2026-11-09", "not_done_reason", "Moved away", NULL } },
};

static const char *filled(const struct whole *w, const char *value)
{
    return !strcmp(value, "@plan") ? hex(w->plan) : !strcmp(value, "@need") ? hex(w->need)
         : !strcmp(value, "@other") ? hex(w->other) : value;
}

static void planted_are_found(void **state)
{
    (void)state;
    for (const struct plan_shape *s = plan_shape_next(NULL); s; s = plan_shape_next(s))
        for (size_t i = 0; i < COUNT_OF(planted); i++) {
            const struct planted *p = &planted[i];
            forget_child();
            struct whole w = whole_case(s->kind);
            struct put put = { .kind = p->kind, .subject = child };
            for (size_t f = 0; p->fields[f]; f++)
                put.fields[f] = filled(&w, p->fields[f]);
            if (p->kind)
                place_put(&place, &put);
            struct orphans found = orphans_now(w.plan);
            check(p->what, found.count == p->gaps, "%zu gaps in a %s, not %zu", found.count, s->kind, p->gaps);
            if (p->gaps > 0)
                check(p->what, found.of_kind[p->gap] == p->gaps && found.at[0].kind == p->gap, "is '%s'",
                      orphan_words(found.at[0].kind));
        }
}

/* What the child says every week is one thing, told with how often; a need whose actions are over is told otherwise
 * than one that never had any. */
static void what_repeats_and_what_is_over(void **state)
{
    (void)state;
    static const char *const said[][2] = {
        { "2026-11-10T10:00:00Z", "I miss Nan" }, { "2026-11-17T10:00:00Z", "I miss Nan" },
        { "2026-11-12T10:00:00Z", "I miss Nan" }, { "2026-11-12T10:00:00Z", "I like football" },
    };
    forget_child();
    struct whole w = whole_case("child_in_need_plan");
    for (size_t i = 0; i < COUNT_OF(said); i++)
        place_put(&place, &(struct put){ .kind = "child_words", .subject = child, .fields = { "said_at", said[i][0],
            "words", said[i][1], "taken", "VERBATIM", NULL } });
    struct orphans found = orphans_now(w.plan);
    check("two things said", found.count == 2 && found.of_kind[WORDS_WITHOUT_ANSWER] == 2, "%zu gaps", found.count);
    size_t repeated = found.at[0].times == 1;
    check("one of them three times", found.at[repeated].times == 3 && found.at[!repeated].times == 1, "%zu times",
          found.at[repeated].times);
    check("and when it was said last", values_instant(&found.at[repeated].of->values, "said_at").us
          == moment(said[1][0]).us, "another day");

    place_put(&place, &(struct put){ .kind = "plan_action", .subject = child, .record = w.action, .replaces =
        w.action_seq, .reason = "Done", .fields = { "plan_id", hex(w.plan), "need_id", hex(w.need), "agreed_on",
        "2026-11-02", "what", "Walk with her", "who", "Ann Invented", "due_on", "2026-11-24", "done_on", "2026-11-23",
        "evidence", "Walked", NULL } });
    found = orphans_now(w.plan);
    check("its actions are over", found.of_kind[NEED_DONE_WITH] == 1 && found.of_kind[NEED_WITHOUT_ACTION] == 0,
          "%zu done with", found.of_kind[NEED_DONE_WITH]);
}

/* What a plan left open when it ended is offered to the next, and its open action comes with the need. */
static void left_open_by_an_ended_plan(void **state)
{
    (void)state;
    forget_child();
    struct kept ended = place_put(&place, &(struct put){ .kind = "child_protection_plan", .subject = child, .fields = {
        "start_date", "2026-06-01", "initial_category", "NEG", NULL } });
    struct kept need = place_put(&place, &(struct put){ .kind = "need", .subject = child, .fields = { "plan_id",
        hex(ended.record), "found_on", "2026-06-01", "need", "To sleep at night", NULL } });
    for (int over = 0; over < 2; over++)
        place_put(&place, &(struct put){ .kind = "plan_action", .subject = child, .fields = { "plan_id",
            hex(ended.record), "need_id", hex(need.record), "agreed_on", "2026-06-01", "what", over ? "Ask" : "A bed",
            "who", "Ann Invented", "due_on", "2026-12-24", over ? "done_on" : NULL, "2026-07-01", "evidence", "Asked",
            NULL } });
    id next = new_plan("child_in_need_plan");
    struct plan plan = read_well(next);
    check("a plan in force keeps its own", plan.found.count == 0 && plan.needs.count == 0, "%zu", plan.found.count);
    ended = place_put(&place, &(struct put){ .kind = "child_protection_plan", .subject = child, .record = ended.record,
        .replaces = ended.seq, .reason = "Ended", .fields = { "start_date", "2026-06-01", "initial_category", "NEG",
        "end_date", "2026-11-02", NULL } });
    plan = read_well(next);
    check("offered", plan.found.count == 1 && id_same(plan.found.at[0].record, need.record), "%zu", plan.found.count);
    check("not in it yet", plan.needs.count == 0 && plan.actions.count == 0, "%zu actions", plan.actions.count);
    check("told of as a gap", orphans_now(next).of_kind[NEED_NOT_TAKEN_UP] == 1, "not");
    plan = read_well(ended.record);
    check("not offered to itself", plan.found.count == 0 && plan.needs.count == 1 && plan.actions.count == 2, "%zu",
          plan.actions.count);

    place_put(&place, &(struct put){ .kind = "need", .subject = child, .record = need.record, .replaces = need.seq,
        .reason = "Taken up", .fields = { "plan_id", hex(next), "found_on", "2026-06-01", "need", "To sleep at night",
        NULL } });
    plan = read_well(next);
    check("taken up", plan.found.count == 0 && plan.needs.count == 1, "%zu needs", plan.needs.count);
    check("with what is still to do about it, and no more", plan.actions.count == 1
          && text_is(values_get(&plan.actions.at[0].values, "what")->text, "A bed"), "%zu actions", plan.actions.count);
}

/* The checks of the kind let nobody write such a line; files from elsewhere hold them. */
static void an_imported_line_without_person_and_day(void **state)
{
    (void)state;
    forget_child();
    struct whole w = whole_case("child_in_need_plan");
    place_put(&place, &(struct put){ .kind = "plan_action", .subject = child, .flags = ENTRY_IMPORTED, .fields = {
        "plan_id", hex(w.plan), "need_id", hex(w.need), "agreed_on", "2026-11-02", "what", "Ring", NULL } });
    struct orphans found = orphans_now(w.plan);
    check("both", found.count == 2 && found.of_kind[ACTION_WITHOUT_PERSON] == 1
          && found.of_kind[ACTION_WITHOUT_DAY] == 1,
          "%zu gaps", found.count);
}

/* Taking away the one action, the one answer, the one need of the whole case. */
static void what_held_it_goes(void **state)
{
    (void)state;
    forget_child();
    struct whole w = whole_case("child_protection_plan");
    place_put(&place, &(struct put){ .kind = "plan_action", .subject = child, .record = w.action,
        .replaces = w.action_seq,
        .reason = "Recorded twice", .withdraw = true, .fields = { "plan_id", hex(w.plan), "need_id", hex(w.need),
        "agreed_on", "2026-11-02", "what", "Walk with her", "who", "Ann", "due_on", "2026-12-24", NULL } });
    struct orphans found = orphans_now(w.plan);
    check("the action is withdrawn", found.count == 1 && found.at[0].kind == NEED_WITHOUT_ACTION
          && id_same(found.at[0].of->record, w.need), "%zu gaps", found.count);
    place_put(&place, &(struct put){ .kind = "need", .subject = child, .record = w.need, .replaces = w.need_seq,
        .reason = "Recorded twice", .withdraw = true, .fields = { "plan_id", hex(w.plan), "found_on", "2026-11-02",
        "need", "Maya needs to be in school", "answers_words", hex(w.words), NULL } });
    found = orphans_now(w.plan);
    check("the need as well", found.count == 1 && found.at[0].kind == WORDS_WITHOUT_ANSWER, "%zu gaps", found.count);
}

static void as_known_before(void **state)
{
    (void)state;
    struct error err = { 0 };
    struct plan plan;
    forget_child();
    id record = new_plan("child_in_need_plan");
    struct pass before = pass_of(child, place_size(&place));
    place_put(&place, &(struct put){ .kind = "need", .subject = child, .fields = {
        "plan_id", hex(record), "found_on", "2026-11-02", "need", "A bed", NULL } });
    check("read", plan_read(place.store, &before, place.arena, record, &plan, &err), "%s", err.message);
    check("before it was written", plan.needs.count == 0, "%zu needs", plan.needs.count);
    check("now", read_well(record).needs.count == 1, "none");
}

static void refusals(void **state)
{
    (void)state;
    struct error err = { 0 };
    struct plan plan;
    forget_child();
    struct whole w = whole_case("child_in_need_plan");
    struct pass pass = pass_of(child, PASS_NOW), other = pass_of(id_new_random(), PASS_NOW);
    check("a need is no plan", !plan_read(place.store, &pass, place.arena, w.need, &plan, &err)
          && err.kind == ERROR_ABSENT,
          "read");
    err = (struct error){ 0 };
    check("another child's plan", !plan_read(place.store, &other, place.arena, w.plan, &plan, &err)
          && err.kind == ERROR_ABSENT, "read");
}

/* ---- who signs off ---- */

static void two_pairs_of_eyes(void **state)
{
    (void)state;
    forget_child();
    struct whole w = whole_case("child_in_need_plan");
    struct actor author = { .staff = place.author, .role = ROLE_TEAM_MANAGER }, other = author;
    struct error err = { 0 };
    struct plan plan = read_well(w.plan);
    other.staff = id_new_random();
    check("who wrote it does not", !plan_may_sign_off(&author, &plan, &err) && err.kind == ERROR_REFUSED, "may");
    check("somebody else does", plan_may_sign_off(&other, &plan, &err), "%s", err.message);
    static const struct { enum role role; bool may; } roles[] = {
        { ROLE_TEAM_MANAGER, true }, { ROLE_MASH_MANAGER, true }, { ROLE_SOCIAL_WORKER, false },
        { ROLE_SENIOR_LEADER, false }, { ROLE_AUDITOR, false }, { ROLE_INSPECTOR, false }, { ROLE_PARTNER, false },
    };
    for (size_t i = 0; i < COUNT_OF(roles); i++)
        check(role_label(roles[i].role), access_may(roles[i].role, MAY_SIGN_OFF_PLANS) == roles[i].may, "is otherwise");

    // Signed off by another; a second time by the same, although the newest version is theirs now.
    id me = place.author;
    place.author = other.staff;
    struct kept signed_off = place_put(&place, &(struct put){ .kind = "child_in_need_plan", .subject = child,
        .record = w.plan, .replaces = plan.record.seq, .reason = "Signed off", .fields = { "start_date", "2026-11-02",
        "goal", "Maya is in school", "contingency", "We meet again", "signed_off_at", TODAY, "signed_off_by",
        hex(other.staff), "orphans_reason", "Words to be answered on Friday", NULL } });
    place.author = me;
    plan = read_well(w.plan);
    check("signed off", plan_signed_off(&plan) && !plan_changed_since(&plan), "changed since");
    instant_fix((instant){ moment(TODAY).us + 3600 * US_PER_SECOND });
    place_put(&place, &(struct put){ .kind = "need", .subject = child, .fields = {
        "plan_id", hex(w.plan), "found_on", "2026-11-02", "need", "A bed", NULL } });
    plan = read_well(w.plan);
    check("changed since", plan_changed_since(&plan), "not");
    instant_fix(moment(TODAY));
    struct signed_off count;
    check("counted", plans_signed_off(place.store, place.arena, moment("2026-11-01T00:00:00Z"), &count, &err),
          "%s", err.message);
    check("with gaps", count.all == 1 && count.with_gaps == 1 && signed_off.seq > 0, "%lld of %lld",
          (long long)count.with_gaps, (long long)count.all);
}

/* The table names only fields that are there. */
static void tables_name_what_is_there(void **state)
{
    (void)state;
    for (const struct plan_shape *s = plan_shape_next(NULL); s; s = plan_shape_next(s)) {
        const struct kind *kind = kind_by_name(text_of(s->kind));
        check(s->kind, kind, "no such kind");
        const char *const names[] = { s->worry, s->goal, s->must, s->contingency, s->family_words, s->key_worker,
            s->chair,
                                      "signed_off_at", "signed_off_by", "orphans_reason" };
        for (size_t i = 0; i < COUNT_OF(names); i++)
            check(s->kind, !names[i] || field_by_name(kind, text_of(names[i])), "no field %s", names[i]);
        for (size_t i = 0; s->of_plan[i]; i++)
            check(s->kind, field_by_name(kind, text_of(s->of_plan[i])), "no field %s", s->of_plan[i]);
    }
    for (const struct plan_meeting *m = plan_meetings; m->kind; m++) {
        const struct kind *kind = kind_by_name(text_of(m->kind));
        const char *const names[] = { m->link, m->held, m->next, "begun_at", "ended_at", "agreed", "dissent",
                                      "minutes_sent_at", "same_meeting", "planned_at" };
        for (size_t i = 0; i < COUNT_OF(names); i++)
            check(m->kind, !names[i] || field_by_name(kind, text_of(names[i])), "no field %s", names[i]);
        for (size_t i = 0; m->fields[i]; i++)
            check(m->kind, field_by_name(kind, text_of(m->fields[i])), "no field %s", m->fields[i]);
        for (size_t i = 0; m->closing[i]; i++)
            check(m->kind, field_by_name(kind, text_of(m->closing[i])), "no field %s", m->closing[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_name_what_is_there), cmocka_unit_test(planted_are_found),
        cmocka_unit_test(what_repeats_and_what_is_over),
        cmocka_unit_test(left_open_by_an_ended_plan),
        cmocka_unit_test(an_imported_line_without_person_and_day), cmocka_unit_test(what_held_it_goes),
        cmocka_unit_test(as_known_before), cmocka_unit_test(refusals), cmocka_unit_test(two_pairs_of_eyes),
    };
    return ON_BOTH_STORES(tests, make, unmake);
}
