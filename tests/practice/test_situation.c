/* How things stand with a child: what each record makes of it, and what one that ended or was withdrawn does not. */
#include "../record/place.h"

#include "practice/situation.h"

#include <string.h>

static struct place place;

static int make(void **state)
{
    (void)state;
    instant_fix(moment("2026-03-02T10:00:00Z"));
    place_make(&place);
    return 0;
}

static int unmake(void **state)
{
    (void)state;
    place_remove(&place);
    return 0;
}

#define VISIT(at, how) { .kind = "visit", .fields = { "visited_at", at, "visit_type", "CIN", "child_presence", how } }
#define HOME(type, from, to) { .kind = "address", .fields = { "address_type", type, "lines", "1 Mill Lane", \
    "start_date", from, "end_date", to } }
#define PROTECTION(from, to) { .kind = "child_protection_plan", .fields = { "start_date", from, "end_date", to, \
    "initial_category", "NEG" } }
#define NEED(from, to) { .kind = "child_in_need_plan", .fields = { "start_date", from, "end_date", to } }

/* What is found, in one line: "home2 plan:child_protection_plan seen:2026-02-01". */
static text found(const struct situation *s)
{
    struct arena *arena = place.arena;
    text all = s->home_count ? text_format(arena, "homes:%zu:%.*s ", s->home_count,
                                           TEXT_ARG(text_in(s->homes[0], "address_type"))) : TEXT_NONE;
    const struct { const char *what; const struct record_version *v; } records[] = {
        { "plan", s->plan }, { "ended", s->ended_plan }, { "enquiry", s->enquiry }, { "strategy", s->strategy },
        { "missing", s->missing }, { "exploitation", s->exploitation }, { "proceedings", s->proceedings },
    };
    for (size_t i = 0; i < COUNT_OF(records); i++)
        if (records[i].v)
            all = text_format(arena, "%.*s%s:%s ", TEXT_ARG(all), records[i].what, records[i].v->kind->name);
    if (s->last.record)
        all = text_format(arena, "%.*sseen:%.*s ", TEXT_ARG(all),
                          TEXT_ARG(day_iso(arena, instant_london_day(s->last.at))));
    if (s->alone.record)
        all = text_format(arena, "%.*salone:%.*s ", TEXT_ARG(all),
                          TEXT_ARG(day_iso(arena, instant_london_day(s->alone.at))));
    if (s->order_count || s->service_count)
        all = text_format(arena, "%.*sorders:%zu services:%zu ", TEXT_ARG(all), s->order_count, s->service_count);
    return all;
}

static const struct { const char *name; struct put puts[3]; const char *found; } cases[] = {
    { "nothing", { { 0 } }, "" },
    { "a home", { HOME("HOME", "2020-01-01", "") }, "homes:1:HOME " },
    { "one that was left", { HOME("HOME", "2020-01-01", "2026-02-01") }, "" },
    { "left today still is", { HOME("HOME", "2020-01-01", "2026-03-02") }, "homes:1:HOME " },
    { "letters only", { HOME("CORR", "2020-01-01", "") }, "" },
    { "home stands first", { HOME("HOME", "2020-01-01", ""), HOME("TEMP", "2026-01-01", "") }, "homes:2:HOME " },
    { "seen alone", { VISIT("2026-02-01T10:00", "SEEN_ALONE") }, "seen:2026-02-01 alone:2026-02-01 " },
    { "seen later, not alone", { VISIT("2026-02-01T10:00", "SEEN_ALONE"), VISIT("2026-02-20T10:00", "SEEN_WITH") },
      "seen:2026-02-20 alone:2026-02-01 " },
    { "written up in another order", { VISIT("2026-02-20T10:00", "SEEN_WITH"), VISIT("2026-02-01T10:00", "SEEN_ALONE") },
      "seen:2026-02-20 alone:2026-02-01 " },
    { "no access is not seen", { VISIT("2026-02-01T10:00", "NOACCESS") }, "" },
    { "absent is not seen", { VISIT("2026-02-01T10:00", "ABSENT") }, "" },
    { "by video is not seen", { VISIT("2026-02-01T10:00", "VIRTUAL") }, "" },
    { "a plan", { PROTECTION("2026-01-01", "") }, "plan:child_protection_plan " },
    { "a plan that ended", { PROTECTION("2026-01-01", "2026-02-01") }, "ended:child_protection_plan " },
    { "protection before need", { NEED("2026-02-01", ""),
      PROTECTION("2026-01-01", "") }, "plan:child_protection_plan " },
    { "stepped down", { PROTECTION("2025-01-01", "2026-01-01"),
      NEED("2026-01-01", "") }, "plan:child_in_need_plan ended:child_protection_plan " },
    { "an enquiry", { { .kind = "section_47_enquiry", .fields = { "start_date", "2026-02-01" } } },
      "enquiry:section_47_enquiry " },
    { "an enquiry that ended", { { .kind = "section_47_enquiry", .fields = { "start_date", "2026-02-01", "end_date",
      "2026-02-10" } } }, "" },
    { "missing", { { .kind = "missing_episode", .fields = { "missing_type", "M", "start_at", "2026-03-01T20:00" } } },
      "missing:missing_episode " },
    { "an order that ran out", { { .kind = "court_order", .fields = { "order_kind", "EPO", "made_at", "2026-02-01T10:00",
      "expires_on", "2026-02-09" } } }, "" },
    { "an order in force", { { .kind = "court_order", .fields = { "order_kind", "ICO", "made_at", "2026-02-01T10:00" } } },
      "orders:1 services:0 " },
};

static void what_each_record_makes_of_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        id child = place_child(&place, "Ana", "Bell", "2015-01-02").record;
        struct kept kept[3];
        struct situation s;
        for (size_t k = 0; k < 3 && cases[i].puts[k].kind; k++) {
            struct put put = cases[i].puts[k];
            put.subject = child;
            kept[k] = place_put(&place, &put);
        }
        struct pass pass = pass_of(child, PASS_NOW);
        struct record_list list = list_well(&place, &pass);
        situation_find(&list, instant_london_day(instant_now()), &s);
        check(cases[i].name, text_is(found(&s), cases[i].found), "'%.*s'", TEXT_ARG(found(&s)));
        for (size_t k = 0; k < 3 && cases[i].puts[k].kind; k++) {
            struct put put = cases[i].puts[k];
            put.subject = child;
            put.record = kept[k].record;
            put.replaces = kept[k].seq;
            put.withdraw = true;
            put.reason = "Another child";
            place_put(&place, &put);
        }
        list = list_well(&place, &pass);
        situation_find(&list, instant_london_day(instant_now()), &s);
        check(cases[i].name, text_empty(found(&s)), "withdrawn: '%.*s'", TEXT_ARG(found(&s)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(what_each_record_makes_of_it) };
    return cmocka_run_group_tests(tests, make, unmake);
}
