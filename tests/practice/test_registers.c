/* Who is missing and who is privately fostered, of a team and of all; what is open when an episode is closed. On both
 * stores. */
#include "../record/place.h"

#include "practice/access.h"
#include "practice/closure.h"
#include "practice/registers.h"

#include <string.h>

static struct place place;
static struct error err;
static id north, south, mary, manager, ana, ben, cleo;
static instant now;

#define OK(call) check(#call, (call), "%s %s", err.message, err.detail)
#define HEX(i) text_cstr(place.arena, id_hex(place.arena, (i)))

static id allocated(const char *name, id team)
{
    id child = place_child(&place, name, "Bell", "2012-01-01").record;
    place_put(&place, &(struct put){ .kind = "allocation", .subject = child, .fields = { "staff_id", HEX(mary), "role",
        "PRIMARY", "team_id", HEX(team), "start_at", "2026-11-01T09:30:00Z" } });
    return child;
}

static id team(const char *name)
{
    return place_put(&place, &(struct put){ .kind = "team", .fields = { "team_name", name, "team_type", "ASSESS" } })
        .record;
}

static struct kept gone(id child, const char *since, const char *found)
{
    struct put put = { .kind = "missing_episode", .subject = child, .fields = { "missing_type", "M", "start_at",
        since } };
    if (found) {
        put.fields[4] = "end_at";
        put.fields[5] = found;
    }
    return place_put(&place, &put);
}

static void make(void)
{
    now = moment("2026-11-25T10:00:00Z");
    instant_fix(now);
    place_make(&place);
    north = team("North");
    south = team("South");
    mary = place_put(&place, &(struct put){ .kind = "staff", .fields = { "name", "Mary Okoro", "job_role", "SW",
        "team_id", HEX(south) } }).record;
    manager = place_put(&place, &(struct put){ .kind = "staff", .fields = { "name", "Gareth Okafor", "job_role", "TM",
        "team_id", HEX(north) } }).record;
    ana = allocated("Ana", north);
    ben = allocated("Ben", north);
    cleo = allocated("Cleo", south);
}

static void unmake(void)
{
    place_remove(&place);
    instant_fix(INSTANT_UNKNOWN);
}

static struct missing_register missing_of(const char *role, id reader)
{
    struct guarded guarded;
    struct register_of of;
    struct missing_register made = { 0 };
    OK(record_guarded(place.store, place.arena, reader, &guarded, &err));
    OK(register_scope(place.store, place.arena, role, reader, &of, &err));
    OK(register_missing(place.store, place.arena, &guarded, &of, now, &made, &err));
    return made;
}

static void who_is_missing(void **state)
{
    (void)state;
    make();
    gone(ana, "2026-11-25T08:00:00Z", NULL);
    gone(cleo, "2026-11-23T08:00:00Z", NULL);
    struct kept first = gone(ben, "2026-03-02T08:00:00Z", "2026-03-02T20:00:00Z");
    gone(ben, "2025-11-25T09:00:00Z", "2025-11-25T20:00:00Z");      // a year before the last one
    struct kept last = gone(ben, "2026-11-25T09:00:00Z", "2026-11-25T09:30:00Z");

    struct missing_register all = missing_of("MM", manager), own = missing_of("TM", manager),
        hers = missing_of("SW", mary);
    check("two are missing, the longer first", all.missing_count == 2 && id_same(all.missing[0].subject, cleo)
          && id_same(all.missing[1].subject, ana), "%zu", all.missing_count);
    check("over a day is late", all.missing[0].clock.state == CLOCK_LATE && all.missing[1].clock.state == CLOCK_RUNNING,
          "%d", (int)all.missing[0].clock.state);
    check("a manager sees the team's", own.missing_count == 1 && id_same(own.missing[0].subject, ana)
          && own.found_count == 1, "%zu", own.missing_count);
    check("a worker the team's, and those allocated to them", hers.missing_count == 2 && hers.found_count == 1, "%zu",
          hers.missing_count);
    check("found of late, and no longer ago than 30 days", all.found_count == 1
          && id_same(all.found[0].record, last.record), "%zu", all.found_count);
    check("one other in the twelve months before", all.found[0].before == 1, "%lld", (long long)all.found[0].before);
    check("an interview is due", all.found[0].clock.step && !strcmp(all.found[0].clock.step->name, "return_interview"),
          "%s", "none");
    (void)first;

    place_put(&place, &(struct put){ .kind = "restriction", .subject = cleo, .fields = { "level", "NAMED", "why",
        "Family of a colleague", "from_date", "2026-11-20", "ask", HEX(mary) } });
    check("who is guarded stands in no list of others", missing_of("MM", manager).missing_count == 1, "no");
    check("but in that of whoever is named", missing_of("SW", mary).missing_count == 2, "no");
    place_put(&place, &(struct put){ .kind = "missing_episode", .subject = ben, .record = last.record,
        .replaces = last.seq, .reason = "By mistake", .withdraw = true, .fields = { "missing_type", "M", "start_at",
        "2026-11-25T09:00:00Z", "end_at", "2026-11-25T09:30:00Z" } });
    check("what was withdrawn is gone", missing_of("MM", manager).found_count == 0, "no");
    unmake();
}

static void who_is_fostered(void **state)
{
    (void)state;
    static const struct { const char *what, *visited, *presence, *ended; int64_t count; bool seen; } steps[] = {
        { "nobody has seen the child", NULL, NULL, NULL, 1, false },
        { "not at home", "2026-10-20T10:00:00Z", "NOACCESS", NULL, 1, false },
        { "seen", "2026-10-21T10:00:00Z", "SEEN_ALONE", NULL, 1, true },
        { "ended", NULL, NULL, "2026-11-20", 0, false },
    };
    make();
    struct kept kept = place_put(&place, &(struct put){ .kind = "private_fostering", .subject = ana, .fields = {
        "notified_on", "2026-10-01", "arrangement_from", "2026-09-27" } });
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        struct guarded guarded = { 0 };
        struct register_of all = { .all = true };
        struct fostered_register made;
        if (steps[i].visited)
            place_put(&place, &(struct put){ .kind = "visit", .subject = ana, .fields = { "visit_type", "PF",
                "visited_at", steps[i].visited, "child_presence", steps[i].presence } });
        if (steps[i].ended)
            place_put(&place, &(struct put){ .kind = "private_fostering", .subject = ana, .record = kept.record,
                .replaces = kept.seq, .reason = "Home", .fields = { "notified_on", "2026-10-01", "arrangement_from",
                "2026-09-27", "ended_on", steps[i].ended } });
        OK(register_fostered(place.store, place.arena, &guarded, &all, now, &made, &err));
        check(steps[i].what, (int64_t)made.count == steps[i].count, "%zu", made.count);
        if (made.count != 1)
            continue;
        check(steps[i].what, made.at[0].notice_known && made.at[0].notice == -4, "notice %d", made.at[0].notice);
        check(steps[i].what, instant_known(made.at[0].last_visit) == steps[i].seen, "%s", "seen or not");
        check(steps[i].what, made.at[0].clock.state == (steps[i].seen ? CLOCK_SOON : CLOCK_LATE), "%s",
              clock_state_label(made.at[0].clock.state));
    }
    unmake();
}

/* Each thing that can be open, and then not. */
static void what_is_open(void **state)
{
    (void)state;
    static const struct { const char *kind, *fields[8], *done[4]; } rows[] = {
        { "child_in_need_plan", { "start_date", "2026-11-01" }, { "end_date", "2026-11-20" } },
        { "child_protection_plan", { "start_date", "2026-11-01", "initial_category", "NEG" },
          { "end_date", "2026-11-20" } },
        { "section_47_enquiry", { "start_date", "2026-11-01" }, { "end_date", "2026-11-20" } },
        { "assessment", { "start_date", "2026-11-01" }, { "authorised_at", "2026-11-20", "shared_with_family_at",
          "2026-11-20T10:00:00Z" } },
        { "private_fostering", { "notified_on", "2026-11-01" }, { "ended_on", "2026-11-20" } },
        { "alert", { "alert_type", "DOG", "about_it", "Ring first", "from_date", "2026-11-20", "review_date",
          "2026-11-26" }, { "to_date", "2026-11-24" } },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct open_works works;
        make();
        struct pass pass = pass_of(ana, PASS_NOW);
        struct kept referral = place_put(&place, &(struct put){ .kind = "referral", .subject = ana, .fields = {
            "received_at", "2026-11-01", "source", "6" } });
        struct put put = { .kind = rows[i].kind, .subject = ana };
        memcpy(put.fields, rows[i].fields, sizeof rows[i].fields);
        OK(closure_open_work(place.store, &pass, place.arena, referral.record, now, &works, &err));
        check("what the referral itself asks is not counted", works.count == 0, "%zu", works.count);
        struct kept kept = place_put(&place, &put);
        OK(closure_open_work(place.store, &pass, place.arena, referral.record, now, &works, &err));
        check(rows[i].kind, works.count == 1 && id_same(works.at[0].record, kept.record), "%zu open", works.count);
        put.record = kept.record;
        put.replaces = kept.seq;
        put.reason = "Done";
        size_t at = 0;
        while (put.fields[at])
            at++;
        for (size_t k = 0; k < COUNT_OF(rows[i].done) && rows[i].done[k]; k++)
            put.fields[at++] = rows[i].done[k];
        place_put(&place, &put);
        OK(closure_open_work(place.store, &pass, place.arena, referral.record, now, &works, &err));
        check(rows[i].kind, works.count == 0, "%zu open after it was done: %s", works.count,
              works.count ? works.at[0].what : "");
        unmake();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(who_is_missing), cmocka_unit_test(who_is_fostered),
                                        cmocka_unit_test(what_is_open) };
    return ON_BOTH_STORES(tests, NULL, NULL);
}
