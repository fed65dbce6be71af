/* Steps that come round again: what stands in open_step after each of a child's plans, visits and reviews, in whatever
 * order they are written down. */
#include "place.h"

#include "dictionary/step.h"

#include <string.h>

static struct place place;
static id ana, ben;

enum act { PUT, AMEND, WITHDRAW, IMPORT };

/* slot: which record; PLAN stands for the plan's id. Expected of each step: "0 2026-09-01", the time round and what
 * began it; "-": not open; NULL: as before. */
static const struct act_row {
    const char *what; enum act act; const char *kind; int slot; const char *fields[12];
    const char *review, *visit;
} history[] = {
    { "a plan starts both", PUT, "child_protection_plan", 0, { "start_date", "2026-06-01", "initial_category", "NEG" },
      "0 2026-06-01", "0 2026-06-01" },
    { "the day before the plan is no visit of it", PUT, "visit", 1, { "visit_type", "CP", "visited_at",
      "2026-05-31T23:59", "child_presence", "SEEN_ALONE" }, NULL, NULL },
    { "nobody was at home", PUT, "visit", 2, { "visit_type", "CP", "visited_at", "2026-06-10T15:00", "child_presence",
      "NOACCESS" }, NULL, NULL },
    { "how the child was seen is not said", PUT, "visit", 3, { "visit_type", "CP", "visited_at", "2026-06-10T16:00" },
      NULL, NULL },
    { "a visit of another kind", PUT, "visit", 4, { "visit_type", "CIN", "visited_at", "2026-06-11T15:00",
      "child_presence", "SEEN_ALONE" }, NULL, NULL },
    { "another child's", PUT, "visit", -1, { "visit_type", "CP", "visited_at", "2026-06-11T15:00", "child_presence",
      "SEEN_ALONE" }, NULL, NULL },
    { "first minute of the plan's day, in summer", PUT, "visit", 5, { "visit_type", "CP", "visited_at",
      "2026-06-01T00:00", "child_presence", "SEEN_OBS" }, NULL, "1 2026-05-31T23:00" },
    { "seen", PUT, "visit", 6, { "visit_type", "CP", "visited_at", "2026-06-12T15:30", "child_presence", "SEEN_WITH" },
      NULL, "1 2026-06-12T14:30" },
    { "an earlier one, written up after it", PUT, "visit", 7, { "visit_type", "CP", "visited_at", "2026-06-05T15:30",
      "child_presence", "SEEN_ALONE" }, NULL, "1 2026-06-12T14:30" },
    { "its day was wrong", AMEND, "visit", 7, { "visit_type", "CP", "visited_at", "2026-06-15T15:30", "child_presence",
      "SEEN_ALONE" }, NULL, "1 2026-06-15T14:30" },
    { "it was no visit", WITHDRAW, "visit", 7, { "visit_type", "CP", "visited_at", "2026-06-15T15:30",
      "child_presence", "SEEN_ALONE" }, NULL, "1 2026-06-12T14:30" },
    { "the child was not there after all", AMEND, "visit", 6, { "visit_type", "CP", "visited_at", "2026-06-12T15:30",
      "child_presence", "ABSENT" }, NULL, "1 2026-05-31T23:00" },
    { "none is left", WITHDRAW, "visit", 5, { "visit_type", "CP", "visited_at", "2026-06-01T00:00", "child_presence",
      "SEEN_OBS" }, NULL, "0 2026-06-01" },
    { "the child had been there", AMEND, "visit", 2, { "visit_type", "CP", "visited_at", "2026-06-10T15:00",
      "child_presence", "SEEN_ALONE" }, NULL, "1 2026-06-10T14:00" },
    { "a review of no plan", PUT, "cp_review", 8, { "review_date", "2026-08-20" }, NULL, NULL },
    { "of this plan", AMEND, "cp_review", 8, { "review_date", "2026-08-20", "cp_plan_id", "PLAN" }, "1 2026-08-20",
      NULL },
    { "the next one", PUT, "cp_review", 9, { "review_date", "2026-10-01", "cp_plan_id", "PLAN" }, "1 2026-10-01",
      NULL },
    { "it was of no plan", AMEND, "cp_review", 9, { "review_date", "2026-10-01" }, "1 2026-08-20", NULL },
    { "the plan began later than was thought", AMEND, "child_protection_plan", 0, { "start_date", "2026-06-11",
      "initial_category", "NEG" }, "1 2026-08-20", "0 2026-06-11" },
    { "the plan ended", AMEND, "child_protection_plan", 0, { "start_date", "2026-06-11", "initial_category", "NEG",
      "end_date", "2026-11-01" }, "-", "-" },
    { "a visit after it", PUT, "visit", 10, { "visit_type", "CP", "visited_at", "2026-11-02T15:30", "child_presence",
      "SEEN_ALONE" }, "-", "-" },
    { "it had not ended", AMEND, "child_protection_plan", 0, { "start_date", "2026-06-11", "initial_category", "NEG" },
      "1 2026-08-20", "1 2026-11-02T15:30" },
    { "the plan was another child's", WITHDRAW, "child_protection_plan", 0, { "start_date", "2026-06-11",
      "initial_category", "NEG" }, "-", "-" },
    { "a file's plan asks for nothing", IMPORT, "child_protection_plan", 11, { "start_date", "2026-06-01",
      "initial_category", "NEG" }, "-", "-" },
    { "nor does a visit wake it", PUT, "visit", 12, { "visit_type", "CP", "visited_at", "2026-11-03T15:30",
      "child_presence", "SEEN_ALONE" }, "-", "-" },
};
enum { SLOTS = 16 };

static text open_now(const char *step)
{
    struct statement *s;
    struct error err = { 0 };
    text said = TEXT("-");
    check("asked", store_prepare_literal(place.store, "SELECT again, began FROM open_step WHERE step = :step"
          " AND subject = :ana", &s, &err), "%s", err.message);
    bind_text(s, "step", text_of(step));
    bind_id(s, "ana", ana);
    if (statement_step(s, &err) == STEP_ROW) {
        enum again again = (enum again)column_int(s, 0);
        text began = step_begins_on_day(step_by_name(text_of(step)), again)
            ? day_iso(place.arena, column_day(s, 1))
            : text_cut(instant_iso(place.arena, column_instant(s, 1)), '.').before;
        if (began.len == strlen("2026-11-25T10:00:00"))
            began.len -= strlen(":00");
        said = text_format(place.arena, "%d %.*s", (int)again, TEXT_ARG(began));
    }
    statement_end(s);
    return said;
}

static bool anew_same(void)
{
    struct rebuild_report report;
    struct error err = { 0 };
    bool good = record_rebuild(place.store, false, NULL, NULL, &report, &err);
    check("made anew", good && report.same, "%s %s", err.message, good ? report.first_difference : "");
    return good && report.same;
}

static struct put put_of(const struct act_row *row, const struct kept *slots)
{
    struct put put = { .kind = row->kind, .subject = row->slot < 0 ? ben : ana };
    for (size_t i = 0; i < COUNT_OF(row->fields) && row->fields[i]; i++)
        put.fields[i] = strcmp(row->fields[i], "PLAN") ? row->fields[i]
                      : text_cstr(place.arena, id_hex(place.arena, slots[0].record));
    if (row->act == IMPORT)
        put.flags = ENTRY_IMPORTED;
    if (row->act == AMEND || row->act == WITHDRAW) {
        put.record = slots[row->slot].record;
        put.replaces = slots[row->slot].seq;
        put.reason = row->what;
        put.withdraw = row->act == WITHDRAW;
    }
    return put;
}

static void as_it_is_written_down(void **state)
{
    (void)state;
    struct kept slots[SLOTS];
    const char *review = "-", *visit = "-";
    instant_fix(moment("2026-11-25T10:00:00Z"));
    place_make(&place);
    ana = place_child(&place, "Ana", "Bell", "2015-01-01").record;
    ben = place_child(&place, "Ben", "Bell", "2016-01-01").record;
    for (size_t i = 0; i < COUNT_OF(history); i++) {
        const struct act_row *row = &history[i];
        struct put put = put_of(row, slots);
        struct kept kept = place_put(&place, &put);
        if (row->slot >= 0)
            slots[row->slot] = kept;
        review = row->review ? row->review : review;
        visit = row->visit ? row->visit : visit;
        text r = open_now("protection_review"), v = open_now("protection_visit");
        check(row->what, text_is(r, review), "review %.*s, not %s", TEXT_ARG(r), review);
        check(row->what, text_is(v, visit), "visit %.*s, not %s", TEXT_ARG(v), visit);
        if (i % 4 == 0 && !anew_same())
            break;
    }
    anew_same();
    place_remove(&place);
    instant_fix(INSTANT_UNKNOWN);
}

/* In whatever order the same visits come, the same one counts. */
static void in_any_order(void **state)
{
    (void)state;
    static const char *const days[] = { "2026-06-20T10:00", "2026-07-01T10:00", "2026-07-15T09:30",
                                        "2026-06-25T10:00" };
    static const size_t orders[][4] = { { 0, 1, 2, 3 }, { 3, 2, 1, 0 }, { 2, 0, 3, 1 }, { 1, 3, 0, 2 } };
    instant_fix(moment("2026-11-25T10:00:00Z"));
    for (size_t o = 0; o < COUNT_OF(orders); o++) {
        place_make(&place);
        ana = place_child(&place, "Ana", "Bell", "2015-01-01").record;
        for (size_t i = 0; i < 4; i++) {
            place_put(&place, &(struct put){ .kind = "visit", .subject = ana, .fields = { "visit_type", "CP",
                "visited_at", days[orders[o][i]], "child_presence", "SEEN_ALONE" } });
            if (i == o)                                     // the plan itself may be written up last, or between
                place_put(&place, &(struct put){ .kind = "child_protection_plan", .subject = ana, .fields = {
                    "start_date", "2026-06-01", "initial_category", "NEG" } });
        }
        text v = open_now("protection_visit");
        check("the latest counts", text_is(v, "1 2026-07-15T08:30"), "order %zu: %.*s", o, TEXT_ARG(v));
        anew_same();
        place_remove(&place);
    }
    instant_fix(INSTANT_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(as_it_is_written_down), cmocka_unit_test(in_any_order) };
    return ON_BOTH_STORES(tests, NULL, NULL);
}
