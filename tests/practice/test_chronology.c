/* What happened, in order, and what of it mattered: from records through passes, and what repeats. */
#include "../record/place.h"

#include "practice/chronology.h"

#include <string.h>

static struct place place;
static id child, brother;

static const char *hex(id of)
{
    return text_cstr(place.arena, id_hex(place.arena, of));
}

static id put_note(id about, const char *at, const char *title)
{
    return place_put(&place, &(struct put){ .kind = "case_note", .subject = about, .fields = { "occurred_at", at,
        "note_type", "PHONE", "title", title, "happened", "Something" } }).record;
}

static void put_visit(id about, const char *at, const char *how)
{
    place_put(&place, &(struct put){ .kind = "visit", .subject = about, .fields = { "visited_at", at, "visit_type",
        "CIN", "child_presence", how } });
}

static struct kept put_mark(id about, const char *at, id source)
{
    return place_put(&place, &(struct put){ .kind = "chronology_entry", .subject = about, .fields = { "event_at", at,
        "what", "It came out", "significance", "KEY", "impact", "She stopped sleeping", "source_record",
        id_none(source) ? "" : hex(source) } });
}

static int make(void **state)
{
    (void)state;
    instant_fix(moment("2026-03-02T10:00:00Z"));
    place_make(&place);
    child = place_child(&place, "Ana", "Bell", "2015-01-02").record;
    brother = place_child(&place, "Ben", "Bell", "2017-01-02").record;
    return 0;
}

static int unmake(void **state)
{
    (void)state;
    place_remove(&place);
    return 0;
}

static struct chronology read_at(const id *whose, size_t count, uint64_t size)
{
    struct chronology c = { 0 };
    struct error err = { 0 };
    for (size_t i = 0; i < count; i++) {
        struct pass pass = pass_of(whose[i], size);
        check("read", chronology_add(place.store, &pass, place.arena, &c, &err), "%s", err.message);
    }
    return c;
}

static struct chronology_answer ask(struct chronology *c, struct chronology_question q)
{
    if (q.after.us == 0)
        q.after = INSTANT_UNKNOWN;
    q.limit = q.limit ? q.limit : 1000;
    return chronology_ask(place.arena, c, &q);
}

/* "Born|Referral|..." */
static text told(const struct chronology_answer *a)
{
    text all = TEXT_NONE;
    for (size_t i = 0; i < a->count; i++)
        all = text_join(place.arena, all, text_of(i ? "|" : ""), a->at[i].what);
    return all;
}

static void what_weighs(void **state)
{
    (void)state;
    static const struct { const char *name; struct put put; const char *significant; } cases[] = {
        { "a note does not", { .kind = "case_note", .fields = { "occurred_at", "2025-05-01T10:00", "note_type", "PHONE",
          "title", "x", "happened", "x" } }, "Born" },
        { "unless its writer says so", { .kind = "case_note", .fields = { "occurred_at", "2025-05-01T10:00", "note_type",
          "PHONE", "title", "x", "happened", "x", "significant", "Y" } }, "Born|Case note" },
        { "a referral does", { .kind = "referral", .fields = { "received_at", "2025-05-01", "source", "1A" } },
          "Born|Referral" },
        { "and its end is one more", { .kind = "referral", .fields = { "received_at", "2025-05-01", "source", "1A",
          "close_date", "2025-06-01", "close_reason", "RC7" } }, "Born|Referral|Referral closed" },
        { "a plan's start and end", { .kind = "child_protection_plan", .fields = { "start_date", "2025-05-01", "end_date",
          "2025-09-01", "initial_category", "NEG" } },
          "Born|Child protection plan started|Child protection plan ended" },
        { "a contact that was for information does not", { .kind = "contact", .fields = { "received_at",
          "2025-05-01T10:00", "source", "1A", "concern", "x", "decision", "ADVICE" } }, "Born" },
        { "one over the threshold does", { .kind = "contact", .fields = { "received_at", "2025-05-01T10:00", "source",
          "1A", "concern", "x", "decision", "CP_ENQUIRY" } }, "Born|Contact over a threshold" },
        { "an enquiry without an outcome", { .kind = "section_47_enquiry", .fields = { "start_date", "2025-05-01" } },
          "Born|Section 47 enquiry" },
        { "an address", { .kind = "address", .fields = { "address_type", "HOME", "lines", "1 Mill Lane", "start_date",
          "2025-05-01" } }, "Born|Moved" },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        id one = place_child(&place, "Cal", "Bell", "2014-01-02").record;
        struct put put = cases[i].put;
        put.subject = one;
        struct kept kept = place_put(&place, &put);
        struct chronology c = read_at(&one, 1, PASS_NOW);
        struct chronology_answer a = ask(&c, (struct chronology_question){ .oldest_first = true, .significant = true });
        check(cases[i].name, text_is(told(&a), cases[i].significant), "'%.*s'", TEXT_ARG(told(&a)));
        put.record = kept.record;
        put.replaces = kept.seq;
        put.withdraw = true;
        put.reason = "Another child";
        place_put(&place, &put);
        c = read_at(&one, 1, PASS_NOW);
        a = ask(&c, (struct chronology_question){ .oldest_first = true, .significant = true });
        check(cases[i].name, text_is(told(&a), "Born"), "withdrawn: '%.*s'", TEXT_ARG(told(&a)));
    }
}

static void lateness(void **state)
{
    (void)state;
    static const struct { const char *name; struct put put; const char *late; } cases[] = {
        { "a note of last year", { .kind = "case_note", .fields = { "occurred_at", "2025-05-01T10:00", "note_type", "PHONE",
          "title", "x", "happened", "x" } }, "Case note" },
        { "a note of today", { .kind = "case_note", .fields = { "occurred_at", "2026-03-02T09:00", "note_type", "PHONE",
          "title", "x", "happened", "x" } }, "" },
        { "a plan that runs", { .kind = "child_protection_plan", .fields = { "start_date", "2025-05-01",
          "initial_category", "NEG" } }, "Child protection plan started" },
        { "a plan that has ended", { .kind = "child_protection_plan", .fields = { "start_date", "2025-05-01", "end_date",
          "2025-09-01", "initial_category", "NEG" } }, "Child protection plan ended" },
        { "an end written down in time", { .kind = "child_protection_plan", .fields = { "start_date", "2025-05-01",
          "end_date", "2026-03-01", "initial_category", "NEG" } }, "" },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        id one = place_child(&place, "Hal", "Bell", "2014-01-02").record;
        struct put put = cases[i].put;
        put.subject = one;
        place_put(&place, &put);
        struct chronology c = read_at(&one, 1, PASS_NOW);
        text late = TEXT_NONE;
        for (size_t k = 0; k < c.count; k++)
            if (event_late(&c.at[k]))
                late = text_join(place.arena, late, c.at[k].what);
        check(cases[i].name, text_is(late, cases[i].late), "'%.*s'", TEXT_ARG(late));
    }
}

static void a_workers_mark(void **state)
{
    (void)state;
    id one = place_child(&place, "Dan", "Bell", "2014-01-02").record;
    id note = put_note(one, "2025-05-01T10:00", "The talk at school");
    put_note(one, "2025-05-02T10:00", "Another");
    uint64_t before = place_size(&place);
    struct kept mark = put_mark(one, "2025-05-01T10:00", note);
    struct chronology c = read_at(&one, 1, PASS_NOW);
    struct chronology_answer a = ask(&c, (struct chronology_question){ .oldest_first = true, .significant = true });
    check("stands with what it marks", a.count == 2 && id_same(a.at[1].version->record, note) && a.at[1].mark
          && id_same(a.at[1].mark->record, mark.record), "%zu", a.count);
    a = ask(&c, (struct chronology_question){ .oldest_first = true });
    check("and the whole stays whole", text_is(told(&a), "Born|Case note|Case note"), "'%.*s'", TEXT_ARG(told(&a)));
    c = read_at(&one, 1, before);
    a = ask(&c, (struct chronology_question){ .significant = true });
    check("as known before the mark", a.count == 1, "%zu", a.count);
    put_mark(one, "2025-06-01T10:00", ID_NONE);
    c = read_at(&one, 1, PASS_NOW);
    a = ask(&c, (struct chronology_question){ .oldest_first = true, .significant = true });
    check("a mark of nothing recorded is an event", text_is(told(&a), "Born|Case note|Chronology entry")
          && a.at[2].mark, "'%.*s'", TEXT_ARG(told(&a)));
    place_put(&place, &(struct put){ .kind = "chronology_entry", .subject = one, .record = mark.record,
        .replaces = mark.seq, .withdraw = true, .reason = "Not so", .fields = { "event_at", "2025-05-01T10:00", "what",
        "It came out", "significance", "KEY", "impact", "She stopped sleeping", "source_record", hex(note) } });
    c = read_at(&one, 1, PASS_NOW);
    a = ask(&c, (struct chronology_question){ .oldest_first = true, .significant = true });
    check("a mark that was withdrawn weighs nothing", text_is(told(&a), "Born|Chronology entry"), "'%.*s'",
          TEXT_ARG(told(&a)));
}

static void pages_lose_nothing(void **state)
{
    (void)state;
    id one = place_child(&place, "Eve", "Bell", "2014-01-02").record;
    for (int i = 0; i < 23; i++)                       // several at one moment: the entry's number tells them apart
        put_note(one, i % 3 ? "2025-05-01T10:00" : "2025-05-02T10:00", "x");
    for (int oldest = 0; oldest < 2; oldest++) {
        struct chronology c = read_at(&one, 1, PASS_NOW);
        struct chronology_question q = { .oldest_first = oldest, .after = INSTANT_UNKNOWN, .limit = 5 };
        struct chronology_answer all = ask(&c, (struct chronology_question){ .oldest_first = oldest });
        size_t seen = 0;
        for (bool more = true; more;) {
            struct chronology_answer a = chronology_ask(place.arena, &c, &q);
            for (size_t i = 0; i < a.count; i++, seen++)
                check("in the order of the whole", a.at[i].seq == all.at[seen].seq, "%zu", seen);
            check("all are counted on every page", a.all == 24, "%zu", a.all);
            more = a.more;
            if (!a.count)
                break;
            const struct event *last = &a.at[a.count - 1];
            q.after = last->at;
            q.after_seq = last->seq;
            q.after_nth = last->nth;
        }
        check("every one, once", seen == 24, "%zu", seen);
    }
}

static void years_and_groups(void **state)
{
    (void)state;
    id one = place_child(&place, "Fay", "Bell", "2014-01-02").record;
    put_note(one, "2023-12-31T23:30", "x");
    put_note(one, "2024-01-01T00:30", "x");
    put_visit(one, "2024-05-01T10:00", "SEEN_ALONE");
    struct chronology c = read_at(&one, 1, PASS_NOW);
    static const struct { const char *name; struct chronology_question q; size_t count; } cases[] = {
        { "all", { 0 }, 4 }, { "from 2024", { .from_year = 2024 }, 2 }, { "to 2023", { .to_year = 2023 }, 2 },
        { "one year", { .from_year = 2023, .to_year = 2023 }, 1 }, { "turned round", { .from_year = 2024, .to_year = 2023 }, 0 },
        { "visits", { .group = { "Visits", 6 } }, 1 }, { "no such group", { .group = { "Nothing", 7 } }, 0 },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct chronology_answer a = ask(&c, cases[i].q);
        check(cases[i].name, a.count == cases[i].count, "%zu", a.count);
    }
}

static void several_children(void **state)
{
    (void)state;
    id both[2] = { child, brother };
    for (int i = 0; i < 2; i++)
        place_put(&place, &(struct put){ .kind = "contact", .subject = both[i], .fields = { "received_at",
            "2025-05-01T10:00", "source", "1A", "concern", "One call about two" } });
    put_note(child, "2025-05-02T10:00", "Ana only");
    put_note(brother, "2025-05-02T10:00", "Ben only");
    struct chronology c = read_at(both, 2, PASS_NOW);
    struct chronology_answer a = ask(&c, (struct chronology_question){ .oldest_first = true });
    check("one call stands once, of both", text_is(told(&a), "Born|Born|Contact|Case note|Case note")
          && a.at[2].whose == 3, "'%.*s' %u", TEXT_ARG(told(&a)), a.count > 2 ? a.at[2].whose : 0);
    check("each birth and each note is one's own", a.at[0].whose == 1 && a.at[1].whose == 2
          && (a.at[3].whose ^ a.at[4].whose) == 3, "mixed");
    c = read_at(both, 1, PASS_NOW);
    a = ask(&c, (struct chronology_question){ .oldest_first = true });
    check("alone, nothing of the other", a.count == 3, "%zu", a.count);
}

static void what_repeats(void **state)
{
    (void)state;
    id one = place_child(&place, "Gus", "Bell", "2014-01-02").record;
    static const char *const days[] = { "2025-03-03T10:00", "2025-03-10T10:00", "2025-03-17T10:00",
                                        "2025-03-24T10:00" };
    static const char *const how[] = { "SEEN_ALONE", "SEEN_WITH", "NOACCESS", "SEEN_ALONE" };
    for (size_t i = 0; i < 4; i++)
        put_visit(one, days[i], how[i]);
    put_note(one, "2025-03-11T10:00", "between");
    place_put(&place, &(struct put){ .kind = "referral", .subject = one, .fields = { "received_at", "2025-03-20",
        "source", "1A" } });
    struct chronology c = read_at(&one, 1, PASS_NOW);
    struct chronology_answer a = ask(&c, (struct chronology_question){ .oldest_first = true });
    size_t count;
    struct chronology_line *lines = chronology_lines(place.arena, &a, &count);
    check("three visits before the referral are one line", count == 5 && lines[1].count == 3, "%zu, %zu", count,
          lines[1].count);
    check("counted honestly", lines[1].seen == 2 && lines[1].seen_alone == 1, "%zu %zu", lines[1].seen,
          lines[1].seen_alone);
    check("all were written up late", lines[1].late == 3, "%zu", lines[1].late);
    check("from the first to the last", instant_before(lines[1].from, lines[1].to)
          && lines[1].from.us == lines[1].all[0]->at.us, "not so");
    size_t told_of = 0;
    for (size_t i = 0; i < count; i++)
        told_of += lines[i].count;
    check("every event is in one line", told_of == a.count, "%zu of %zu", told_of, a.count);
    check("the visit after the referral stands alone", lines[4].count == 1 && lines[3].first->rule, "%zu",
          lines[4].count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_weighs), cmocka_unit_test(lateness), cmocka_unit_test(a_workers_mark),
        cmocka_unit_test(pages_lose_nothing),
        cmocka_unit_test(years_and_groups), cmocka_unit_test(several_children), cmocka_unit_test(what_repeats),
    };
    return cmocka_run_group_tests(tests, make, unmake);
}
