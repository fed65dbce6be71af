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
    return place_put(&place, &(struct put){ .kind = "team", .fields = { "team_name", name, "team_type", type } })
        .record;
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

#define HAS(role, who, step, subject, times)                                                                           \
    do {                                                                                                               \
        struct tasks t_;                                                                                               \
        OK(tasks_list(place.store, place.arena, role, who, now, &t_, &err));                                           \
        check(role " " step, tasks_named(&t_, step, subject) == (times), "%zu", tasks_named(&t_, step, subject));      \
    } while (0)

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

/* ---- a day in piles, against all tasks one by one ---- */

static size_t listed(const struct tasks *all, const struct guarded *guarded, const struct step *step,
                     enum task_when when)
{
    size_t count = 0;
    for (size_t i = 0; i < all->count; i++)
        count += all->at[i].step == step && task_when(&all->at[i], now) == when
              && !guarded_find(guarded, all->at[i].subject);
    return count;
}

static void pile_as_listed(const struct task_pile *pile, const struct tasks *all, const struct guarded *guarded)
{
    size_t shown = 0;
    int64_t before = 0;
    for (int when = 0; when < (int)pile->when; when++)
        before += (int64_t)listed(all, guarded, pile->step, (enum task_when)when);
    check("as many as there are", pile->count == (int64_t)listed(all, guarded, pile->step, pile->when), "%s %d: %lld",
          pile->step->name, (int)pile->when, (long long)pile->count);
    check("so many stand before", pile->before == before, "%s: %lld", pile->step->name, (long long)pile->before);
    for (size_t i = 0; i < all->count && shown < pile->shown; i++) {
        const struct task *t = &all->at[i];
        if (t->step != pile->step || task_when(t, now) != pile->when || guarded_find(guarded, t->subject))
            continue;
        check("the nearest ones, in order", id_same(pile->at[shown].record, t->record), "%s, %zu", pile->step->name,
              shown);
        shown++;
    }
    check("none but those", shown == pile->shown && pile->shown > 0, "%zu of %zu", shown, pile->shown);
}

static void day_as_listed(const char *role, id who)
{
    struct tasks all;
    struct task_day piles;
    struct guarded guarded;
    size_t piled = 0, seen = 0;
    OK(record_guarded(place.store, place.arena, who, &guarded, &err));
    OK(tasks_list(place.store, place.arena, role, who, now, &all, &err));
    OK(tasks_day(place.store, place.arena, &guarded, role, who, now, 30, &piles, &err));
    for (size_t i = 0; i < piles.count; i++) {
        pile_as_listed(&piles.at[i], &all, &guarded);
        piled += (size_t)piles.at[i].count;
    }
    for (size_t i = 0; i < all.count; i++)
        seen += !guarded_find(&guarded, all.at[i].subject);
    check(role, piled == seen, "%zu in piles, %zu in the list", piled, seen);
}

static void step_page_by_page(const char *role, id who, const char *name)
{
    const struct step *step = step_by_name(text_of(name));
    struct guarded none = { 0 };
    struct tasks all, page = { .more = true };
    size_t at = 0;
    OK(tasks_list(place.store, place.arena, role, who, now, &all, &err));
    for (size_t from = 0; page.more && from < 200; from += 4) {
        OK(tasks_of_step(place.store, place.arena, &none, role, who, now, step, from, 4, &page, &err));
        for (size_t i = 0; i < page.count; i++) {
            while (at < all.count && all.at[at].step != step)
                at++;
            check("page by page in one order", at < all.count && id_same(all.at[at].record, page.at[i].record),
                  "%s %s %zu", role, name, from + i);
            at++;
        }
    }
    while (at < all.count && all.at[at].step != step)
        at++;
    check("to the last one", at == all.count, "%zu of %zu", at, all.count);
}

static id one_of(const id *at, size_t count, struct dice *d)
{
    return at[dice_below(d, (uint32_t)count)];
}

static const char *days_ago(struct dice *d, uint32_t most)
{
    return text_cstr(place.arena, day_iso(place.arena, day_add(instant_london_day(now), -(int)dice_below(d, most))));
}

/* With what comes round again: some plans not visited yet, some long ago, some just now, some ended. */
static void make_a_plan(struct dice *d, id child)
{
    struct kept plan = place_put(&place, &(struct put){ .kind = "child_protection_plan", .subject = child, .fields = {
        "start_date", days_ago(d, 200), "initial_category", "NEG", dice_below(d, 4) ? NULL : "end_date",
        "2026-11-25" } });
    for (uint32_t i = dice_below(d, 3); i > 0; i--) {
        instant at = { now.us - (int64_t)dice_below(d, 40 * 86400) * US_PER_SECOND };
        place_put(&place, &(struct put){ .kind = "visit", .subject = child, .fields = { "visit_type", "CP",
            "visited_at", text_cstr(place.arena, instant_iso(place.arena, at)), "child_presence",
            dice_below(d, 4) ? "SEEN_ALONE" : "NOACCESS" } });
        place_put(&place, &(struct put){ .kind = "cp_review", .subject = child, .fields = { "review_date",
            days_ago(d, 220), "cp_plan_id", HEX(plan.record) } });
    }
}

static void make_a_day(struct dice *d)
{
    static const char *const rags[] = { "RED", "AMBER", "GREEN", "BLUE" };
    const id children[] = { ana, ben, cleo }, teams[] = { north, south, ID_NONE };
    const char *outcomes[] = { NULL, "SINGLE_ASSESSMENT", NULL };
    for (int i = 0; i < 40; i++) {
        instant received = { now.us - (int64_t)dice_below(d, 14 * 86400) * US_PER_SECOND };
        const char *when = text_cstr(place.arena, instant_iso(place.arena, received));
        id child = one_of(children, 3, d);
        contact(child, when, rags[dice_below(d, 4)], ID_NONE);
        if (i % 2 == 0)
            referral(child, text_cstr(place.arena, day_iso(place.arena, instant_london_day(received))),
                     outcomes[dice_below(d, 3)], one_of(teams, 3, d));
        if (i % 9 == 0)
            allocate(one_of(children, 3, d), ID_NONE, mary, one_of(teams, 2, d));
        if (i % 4 == 0)
            place_put(&place, &(struct put){ .kind = "alert", .subject = child, .fields = { "alert_type", "DOG",
                "about_it", "Ring first", "from_date", "2026-11-01", "review_date", text_cstr(place.arena,
                day_iso(place.arena, day_add(instant_london_day(now), (int)dice_below(d, 30) - 10))) } });
    }
    for (int i = 0; i < 12; i++) {                // a child has one plan at a time
        id child = i < 3 ? children[i] : place_child(&place, "Planned", "Invented", "2016-01-01").record;
        if (i >= 3 && dice_below(d, 3))
            allocate(child, ID_NONE, mary, one_of(teams, 2, d));
        make_a_plan(d, child);
    }
}

static void a_day_in_piles(void **state)
{
    (void)state;
    make(NULL);
    struct dice d = dice_of(3);
    id tm_north = staff("Gareth Okafor", "TM", north), tm_south = staff("Ines Duarte", "TM", south);
    make_a_day(&d);
    for (int again = 0; again < 2; again++) {
        day_as_listed("MM", screener);
        day_as_listed("TM", screener);
        day_as_listed("TM", tm_north);
        day_as_listed("TM", tm_south);
        day_as_listed("SW", mary);
        // Once more with a record that is closed to all but one.
        if (!again)
            place_put(&place, &(struct put){ .kind = "restriction", .subject = ben, .fields = { "level", "NAMED",
                "why", "Family of a colleague", "from_date", "2026-11-20", "ask", HEX(tm_south) } });
    }
    struct guarded guarded;
    OK(record_guarded(place.store, place.arena, tm_north, &guarded, &err));
    check("somebody is guarded", guarded.count == 1, "%zu", guarded.count);
    step_page_by_page("MM", screener, "contact_decision");
    step_page_by_page("TM", screener, "contact_decision");
    step_page_by_page("TM", tm_north, "referral_decision");
    step_page_by_page("SW", mary, "alert_review");
    step_page_by_page("TM", tm_south, "protection_visit");
    step_page_by_page("TM", tm_north, "protection_review");
    step_page_by_page("SW", mary, "protection_visit");
    struct rebuild_report report;
    OK(record_rebuild(place.store, false, NULL, NULL, &report, &err));
    check("made again it is the same", report.same, "%s", report.first_difference);
    unmake(NULL);
}

/* Whoever is allocated last has the tasks that no record gives to a team, and with the end of it nobody has. */
static void tasks_go_with_the_child(void **state)
{
    (void)state;
    make(NULL);
    id tm_north = staff("Gareth Okafor", "TM", north), tm_south = staff("Ines Duarte", "TM", south);
    contact(cleo, "2026-11-25T09:00:00Z", "GREEN", ID_NONE);
    referral(cleo, "2026-11-25", NULL, south);
    HAS("TM", screener, "contact_decision", cleo, 1);
    struct kept given = allocate(cleo, ID_NONE, mary, north);
    HAS("TM", tm_north, "contact_decision", cleo, 1);
    HAS("TM", screener, "contact_decision", cleo, 0);
    HAS("TM", tm_south, "referral_decision", cleo, 1);           // the referral says whose it is
    struct kept second = place_put(&place, &(struct put){ .kind = "allocation", .subject = cleo, .fields = {
        "staff_id", HEX(mary), "role", "PRIMARY", "team_id", HEX(south), "start_at", "2026-11-25T09:40:00Z" } });
    HAS("TM", tm_south, "contact_decision", cleo, 1);
    place_put(&place, &(struct put){ .kind = "allocation", .subject = cleo, .record = second.record,
        .replaces = second.seq, .reason = "By mistake", .withdraw = true, .fields = { "staff_id", HEX(mary), "role",
        "PRIMARY", "team_id", HEX(south), "start_at", "2026-11-25T09:40:00Z" } });
    HAS("TM", tm_north, "contact_decision", cleo, 1);
    place_put(&place, &(struct put){ .kind = "allocation", .subject = cleo, .record = given.record,
        .replaces = given.seq, .reason = "Ended", .fields = { "staff_id", HEX(mary), "role", "PRIMARY", "team_id",
        HEX(north), "start_at", "2026-11-25T09:30:00Z", "end_at", "2026-11-25T09:45:00Z" } });
    HAS("TM", tm_north, "contact_decision", cleo, 0);
    HAS("TM", screener, "contact_decision", cleo, 1);
    HAS("TM", tm_south, "referral_decision", cleo, 1);
    unmake(NULL);
}

/* However a call's limits differ, its contacts stand on one page, and each stands on one page only. */
static void calls_stay_together(void **state)
{
    (void)state;
    make(NULL);
    struct dice d = dice_of(5);
    static const char *const rags[] = { "RED", "AMBER", "GREEN" };
    const id children[] = { ana, ben, cleo };
    for (int i = 0; i < 20; i++) {
        instant received = { now.us - (int64_t)dice_below(&d, 5 * 86400) * US_PER_SECOND };
        const char *when = text_cstr(place.arena, instant_iso(place.arena, received));
        struct kept first = contact(ana, when, rags[dice_below(&d, 3)], ID_NONE);
        for (uint32_t k = dice_below(&d, 3); k > 0; k--)
            contact(children[k], when, rags[dice_below(&d, 3)], first.record);
    }
    struct queue all, page = { .more = true };
    OK(queue_list(place.store, place.arena, now, 100, &all, &err));
    check("twenty calls", all.calls == 20 && all.count == all.waiting && !all.more, "%zu", all.calls);
    size_t at = 0;
    instant last = { INT64_MIN };
    for (size_t from = 0; page.more; from += 6) {
        OK(queue_page(place.store, place.arena, NULL, now, (struct queue_cut){ from, 6, 1000 }, &page, &err));
        for (size_t i = 0; i < page.count; i++, at++) {
            bool opens = at == 0 || !id_same(all.at[at].call, all.at[at - 1].call);
            check("one order on all pages", id_same(page.at[i].record, all.at[at].record), "%zu", at);
            if (opens) {
                check("nearest limit first", !instant_before(page.at[i].clock.due, last), "%zu", at);
                last = page.at[i].clock.due;
            }
        }
    }
    check("all pages hold all", at == all.count, "%zu of %zu", at, all.count);
    for (size_t i = 0; i < all.count; i++)
        for (size_t k = i + 1; k < all.count; k++)
            if (id_same(all.at[i].call, all.at[k].call))
                check("a call in one piece", id_same(all.at[k - 1].call, all.at[k].call), "%zu %zu", i, k);
    unmake(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nearest_limit_first), cmocka_unit_test(each_role_its_own),
        cmocka_unit_test(referred_before), cmocka_unit_test(today_and_this_week),
        cmocka_unit_test(a_day_in_piles), cmocka_unit_test(tasks_go_with_the_child),
        cmocka_unit_test(calls_stay_together),
    };
    return ON_BOTH_STORES(tests, NULL, NULL);
}
