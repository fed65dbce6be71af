/* What waits for whom: the queue, each role's tasks, caseloads. On both stores. */
#include "../record/place.h"

#include "practice/caseload.h"
#include "practice/queue.h"
#include "practice/tasks.h"

#include <string.h>

static struct place place;
static struct error err;
static id front, north, south, screener, ana, ben, cleo, mary;
static instant now;

#define OK(call) check(#call, (call), "%s %s", err.message, err.detail)
#define HEX(i) text_cstr(place.arena, id_hex(place.arena, (i)))

static id team(const char *name, const char *type)
{
    return place_put(&place, &(struct put){ .kind = "team", .fields = { "team_name", name, "team_type", type } }).record;
}

static id staff(const char *name, const char *role, id in)
{
    return place_put(&place, &(struct put){ .kind = "staff", .fields = { "name", name, "job_role", role,
        "team_id", HEX(in) } }).record;
}

static struct kept contact(id child, const char *received, const char *rag, id same_call)
{
    return place_put(&place, &(struct put){ .kind = "contact", .subject = child, .fields = {
        "received_at", received, "source", "6", "concern", "Heard shouting", "rag", rag,
        id_none(same_call) ? NULL : "same_call", id_none(same_call) ? NULL : HEX(same_call) } });
}

static struct kept referral(id child, const char *received, const char *outcome, id for_team)
{
    struct put put = { .kind = "referral", .subject = child, .fields = { "received_at", received, "source", "6" } };
    size_t n = 4;
    if (!id_none(for_team)) {
        put.fields[n++] = "team";
        put.fields[n++] = HEX(for_team);
    }
    if (outcome) {
        put.fields[n++] = "outcome";
        put.fields[n++] = outcome;
        put.fields[n++] = "decision_at";
        put.fields[n++] = "2026-11-24T15:00:00Z";
    }
    return place_put(&place, &put);
}

static struct kept allocate(id child, id referral_of, id who, id of_team)
{
    struct put put = { .kind = "allocation", .subject = child, .fields = { "staff_id", HEX(who), "role", "PRIMARY",
        "team_id", HEX(of_team), "start_at", "2026-11-25T09:30:00Z" } };
    if (!id_none(referral_of)) {
        put.fields[8] = "referral_id";
        put.fields[9] = HEX(referral_of);
    }
    return place_put(&place, &put);
}

static int make(void **state)
{
    (void)state;
    now = moment("2026-11-25T10:00:00Z");                        // a Wednesday
    instant_fix(now);
    place_make(&place);
    front = team("MASH", "MASH");
    north = team("North", "ASSESS");
    south = team("South", "ASSESS");
    screener = staff("Leila Brandt", "TM", front);
    mary = staff("Mary Okoro", "SW", north);
    ana = place_child(&place, "Ana", "Bell", "2015-01-01").record;
    ben = place_child(&place, "Ben", "Bell", "2017-01-01").record;
    cleo = place_child(&place, "Cleo", "Hart", "2012-01-01").record;
    return 0;
}

static int unmake(void **state)
{
    (void)state;
    place_remove(&place);
    instant_fix(INSTANT_UNKNOWN);
    return 0;
}

static void nearest_limit_first(void **state)
{
    (void)state;
    make(NULL);
    contact(cleo, "2026-11-25T09:00:00Z", "GREEN", ID_NONE);
    struct kept first = contact(ana, "2026-11-24T16:55:00Z", "AMBER", ID_NONE);
    contact(ben, "2026-11-24T16:55:00Z", "AMBER", first.record);
    contact(ana, "2026-11-25T05:30:00Z", "RED", ID_NONE);
    struct queue q;
    OK(queue_list(place.store, place.arena, now, 50, &q, &err));
    check("four wait", q.count == 4 && q.late == 1, "%zu, %lld late", q.count, (long long)q.late);
    check("the immediate one is over and first", id_same(q.at[0].subject, ana) && text_is(q.at[0].rag, "RED")
          && q.at[0].clock.state == CLOCK_LATE, "%.*s", TEXT_ARG(q.at[0].rag));
    check("it repeats", q.at[0].repeats == 1, "%lld", (long long)q.at[0].repeats);
    check("then the call of yesterday", text_is(q.at[1].rag, "AMBER") && text_is(q.at[2].rag, "AMBER")
          && id_same(q.at[1].call, first.record) && id_same(q.at[2].call, first.record), "others");
    check("the green one last", text_is(q.at[3].rag, "GREEN"), "%.*s", TEXT_ARG(q.at[3].rag));

    struct queue short_one;
    OK(queue_list(place.store, place.arena, now, 1, &short_one, &err));
    check("the most urgent is shown, not the oldest", short_one.count == 1 && short_one.more && short_one.waiting == 4
          && text_is(short_one.at[0].rag, "RED"), "%zu of %zu", short_one.count, short_one.waiting);

    struct called *calls;
    size_t count;
    OK(queue_same_call(place.store, place.arena, first.record, &calls, &count, &err));
    check("the brother is of the same call", count == 1 && id_same(calls[0].subject, ben), "%zu", count);
    OK(queue_same_call(place.store, place.arena, calls[0].record, &calls, &count, &err));
    check("and she of his", count == 1 && id_same(calls[0].subject, ana), "%zu", count);
    unmake(NULL);
}

static size_t tasks_named(const struct tasks *t, const char *step, id subject)
{
    size_t count = 0;
    for (size_t i = 0; i < t->count; i++)
        count += !strcmp(t->at[i].step->name, step) && id_same(t->at[i].subject, subject);
    return count;
}

#define HAS(role, who, step, subject, times) do { struct tasks t_; \
    OK(tasks_list(place.store, place.arena, role, who, now, &t_, &err)); \
    check(role " " step, tasks_named(&t_, step, subject) == (times), "%zu", tasks_named(&t_, step, subject)); } while (0)

static void each_role_its_own(void **state)
{
    (void)state;
    make(NULL);
    id tm_north = staff("Gareth Okafor", "TM", north), tm_south = staff("Ines Duarte", "TM", south);
    contact(cleo, "2026-11-25T09:00:00Z", "GREEN", ID_NONE);
    HAS("MM", screener, "contact_decision", cleo, 1);
    HAS("TM", tm_north, "contact_decision", cleo, 0);            // no team has her yet: the front door's
    HAS("TM", screener, "contact_decision", cleo, 1);
    HAS("SW", mary, "contact_decision", cleo, 0);

    struct kept new_one = referral(ana, "2026-11-25", NULL, north);
    HAS("TM", tm_north, "referral_decision", ana, 1);
    HAS("TM", tm_south, "referral_decision", ana, 0);
    struct kept accepted = referral(ben, "2026-11-24", "SINGLE_ASSESSMENT", north);
    HAS("TM", tm_north, "referral_allocation", ben, 1);
    struct kept given = allocate(ben, accepted.record, mary, north);
    HAS("TM", tm_north, "referral_allocation", ben, 0);

    // An alert's review is the worker's whose child it is, and nobody else's.
    place_put(&place, &(struct put){ .kind = "alert", .subject = ben, .fields = { "alert_type", "DOG", "about_it",
        "Ring first", "from_date", "2026-11-20", "review_date", "2026-11-26" } });
    id other = staff("Noor Khan", "SW", south);
    HAS("SW", mary, "alert_review", ben, 1);
    HAS("SW", other, "alert_review", ben, 0);
    HAS("TM", tm_north, "alert_review", ben, 1);
    HAS("TM", tm_south, "alert_review", ben, 0);

    struct workers workers;
    OK(workers_of_team(place.store, place.arena, north, now, &workers, &err));
    check("one worker with one child", workers.count == 1 && id_same(workers.at[0].staff, mary)
          && workers.at[0].children == 1, "%zu", workers.count);
    struct my_child *mine;
    size_t count;
    OK(children_of(place.store, place.arena, mary, now, 50, &mine, &count, &err));
    check("her child", count == 1 && id_same(mine[0].child, ben), "%zu", count);

    place_put(&place, &(struct put){ .kind = "allocation", .subject = ben, .record = given.record,
        .replaces = given.seq, .reason = "Ended", .fields = { "referral_id", HEX(accepted.record), "staff_id",
        HEX(mary), "role", "PRIMARY", "team_id", HEX(north), "start_at", "2026-11-25T09:30:00Z", "end_at",
        "2026-11-25T09:45:00Z" } });
    HAS("SW", mary, "alert_review", ben, 0);
    OK(workers_of_team(place.store, place.arena, north, now, &workers, &err));
    check("no child is left", workers.at[0].children == 0, "%lld", (long long)workers.at[0].children);
    (void)new_one;
    unmake(NULL);
}

static void referred_before(void **state)
{
    (void)state;
    make(NULL);
    static const struct { const char *on; int64_t before; } table[] = {    // worked by hand
        { "2025-11-24", 0 }, { "2025-11-25", 1 }, { "2026-11-24", 2 }, { "2026-11-25", 2 }, { "2026-11-26", 1 },
        { "2027-11-24", 1 }, { "2027-11-25", 0 },
    };
    referral(ana, "2025-11-24", NULL, ID_NONE);                    // a year and a day before the 25th
    struct kept in = referral(ana, "2025-11-25", NULL, ID_NONE);   // twelve months to the day
    referral(ana, "2026-11-24", NULL, ID_NONE);
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        day on;
        int64_t count;
        check("day", day_parse_iso(text_of(table[i].on), &on), "%s", table[i].on);
        OK(referrals_before(place.store, ana, on, ID_NONE, &count, &err));
        check(table[i].on, count == table[i].before, "%lld", (long long)count);
    }
    int64_t count;
    day on;
    check("day", day_parse_iso(TEXT("2026-11-25"), &on), "no");
    OK(referrals_before(place.store, ana, on, in.record, &count, &err));
    check("the one in hand is left out", count == 1, "%lld", (long long)count);
    unmake(NULL);
}

static void today_and_this_week(void **state)
{
    (void)state;
    static const struct { const char *due; enum clock_state state; enum task_when when; } table[] = {
        { "2026-11-25T09:00:00Z", CLOCK_LATE, TASK_LATE }, { "2026-11-26T00:00:00Z", CLOCK_SOON, TASK_TODAY },
        { "2026-11-26T00:00:01Z", CLOCK_SOON, TASK_THIS_WEEK },
        { "2026-11-30T00:00:00Z", CLOCK_RUNNING, TASK_THIS_WEEK },
        { "2026-11-30T00:00:01Z", CLOCK_RUNNING, TASK_LATER },
    };
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        struct task t = { .clock = { .due = moment(table[i].due), .state = table[i].state } };
        check(table[i].due, task_when(&t, moment("2026-11-25T10:00:00Z")) == table[i].when, "%d",
              (int)task_when(&t, moment("2026-11-25T10:00:00Z")));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nearest_limit_first), cmocka_unit_test(each_role_its_own),
        cmocka_unit_test(referred_before), cmocka_unit_test(today_and_this_week),
    };
    return ON_BOTH_STORES(tests, NULL, NULL);
}
