/* Help below child protection, and harm outside the home: child in need plans, steps down, early help, missing
 * episodes, private fostering. */
#include "cli/demo/episode.h"

#include "cli/demo/words.h"

#include <string.h>

static instant written(struct episode *e, day on)
{
    return written_up(e->dice, at_time(e->dice, on, 9, 17));
}

static void stepped_down(struct episode *e, day on)
{
    struct years *years = e->years;
    struct deed *deed = deed_new(years, e->dice, "step_change", e->child->id, e->manager, written(e, on));
    deed_id(years, deed, "referral_id", e->referral->record);
    deed_set(years, deed, "direction", TEXT("DOWN"));
    deed_set(years, deed, "from_level", TEXT("L4CIN"));
    deed_set(years, deed, "to_level", TEXT("L3"));
    deed_instant(years, deed, "decided_at", at_time(e->dice, on, 9, 12));
    deed_id(years, deed, "decided_by", e->manager->id);
    deed_set(years, deed, "receiving_service", TEXT("Family hub, Marlbrook"));
    deed_set(years, deed, "rationale", episode_told(e, e->story->outcome));
    if (!dice_chance(e->dice, 880))
        return;                                       // nobody asked whether the hub had taken over
    day answered = working_days_after(on, 1 + (int)dice_below(e->dice, 8));
    struct deed *taken = deed_amend(years, e->dice, deed, e->worker, written(e, answered), "The hub answered");
    deed_set(years, taken, "receiving_accepted", TEXT("Y"));
    deed_instant(years, taken, "accepted_at", at_time(e->dice, answered, 9, 16));
}

static void need_review(struct episode *e, struct plan_lived *p, day on)
{
    static const struct attended who[] = {
        { "CSC", "Social worker", "Lead practitioner", 1000, 0 }, { "SCHOOL", "Pastoral lead", "Sees the child every day", 700, 100 },
        { "FAMILY", "{m}", "Mother", 900, 0 },
    };
    struct years *years = e->years;
    instant begun = at_time(e->dice, on, 9, 15);
    struct deed *deed = deed_new(years, e->dice, "cin_review", e->child->id, e->worker,
        (instant){ begun.us + MINUTES(3) });
    deed_id(years, deed, "cin_plan_id", p->plan->record);
    deed_instant(years, deed, "held_at", begun);
    deed_instant(years, deed, "begun_at", begun);
    attendance_lived(e, deed, (instant){ begun.us - 5 * US_PER_DAY }, deed->recorded, who, COUNT_OF(who), false);
    size_t moved = plan_moved(e, p, on, (instant){ begun.us + MINUTES(10) });
    enum stage stage = plan_stage(p, on);
    struct deed *ended = deed_amend(years, e->dice, deed, e->worker, (instant){ begun.us + MINUTES(49) },
        "Meeting ended");
    deed_set(years, ended, "decision", text_of(day_before(on, p->to) ? "CONT" : "CLOSE"));
    deed_set(years, ended, "rationale", episode_told(e, stage == STAGE_STUCK ? e->story->danger : e->story->goal));
    deed_set(years, ended, "child_participation", text_of(dice_chance(e->dice, 200) ? "PN1" : "PN6"));
    deed_set(years, ended, "child_views", episode_words(e, episode_age(e, on) < 3 ? story_infant
                                                                  : e->story->said[stage]));
    deed_set(years, ended, "progress", episode_words(e, e->story->seen[stage]));
    deed_instant(years, ended, "ended_at", (instant){ begun.us + MINUTES(48) });
    deed_set(years, ended, "plan_updated", text_of(moved ? "Y" : "N"));
    if (dice_chance(e->dice, 960))
        deed_instant(years, ended, "minutes_sent_at", ended->recorded);
}

day child_in_need_lived(struct episode *e, day from)
{
    struct years *years = e->years;
    struct plan_lived p = { .from = working_days_after(from, 3), .stuck = dice_chance(e->dice, 200) };
    p.to = working_days_after(day_add(p.from, 60 + (int)dice_below(e->dice, 500)), 1);
    p.plan = deed_new(years, e->dice, "child_in_need_plan", e->child->id, e->worker, written(e, p.from));
    deed_id(years, p.plan, "referral_id", e->referral->record);
    deed_day(years, p.plan, "start_date", p.from);
    deed_id(years, p.plan, "lead_practitioner", e->worker->id);
    deed_set(years, p.plan, "goal", episode_told(e, e->story->goal));
    if (dice_chance(e->dice, 700))
        deed_set(years, p.plan, "contingency", episode_told(e, e->story->contingency));
    deed_set(years, p.plan, "consent", TEXT("OBTAINED"));
    plan_needs_lived(e, &p, (instant){ p.plan->recorded.us + MINUTES(5) }, e->assessment);
    for (day d = day_add(p.from, dice_chance(e->dice, 720) ? 38 : 55); day_before(d, p.to);
            d = day_add(d, 70 + (int)dice_below(e->dice, 30)))
        need_review(e, &p, working_days_after(day_add(d, -1), 1));
    visits_lived(e, &p, p.from, p.to, 20, "CIN");
    outside_home_lived(e, p.from, p.to);
    struct deed *ended = deed_amend(years, e->dice, p.plan, e->worker, written(e, p.to), "Plan ended");
    deed_day(years, ended, "end_date", p.to);
    deed_set(years, ended, "outcome_summary", episode_told(e, e->story->outcome));
    plan_closed(e, &p, (instant){ ended->recorded.us + MINUTES(2) });
    if (dice_chance(e->dice, 600))
        stepped_down(e, p.to);
    return p.to;
}

void early_help_lived(struct episode *e, day from)
{
    static const struct weighed ends[] = { { "MET", 46 }, { "SINGLE", 20 }, { "DISENGAGED", 16 }, { "STEPUP", 12 },
                                           { "MOVED", 6 }, { NULL, 0 } };
    struct years *years = e->years;
    day end = day_add(from, 40 + (int)dice_below(e->dice, 200));
    struct deed *deed = deed_new(years, e->dice, "early_help_episode", e->child->id, e->worker, written(e, from));
    deed_day(years, deed, "start_date", from);
    deed_set(years, deed, "why", episode_words(e, words_minor));
    deed_set(years, deed, "organisation_type", text_of(dice_chance(e->dice, 400) ? "SCHOOL" : "LA"));
    deed_set(years, deed, "organisation", TEXT("Family hub, Marlbrook"));
    deed_set(years, deed, "lead_practitioner", TEXT("Family support worker"));
    deed_day(years, deed, "assessment_date", from);
    deed_set(years, deed, "consent", TEXT("OBTAINED"));
    deed_set(years, deed, "family_views", episode_told(e, e->story->parents));
    struct deed *over = deed_amend(years, e->dice, deed, e->worker, written(e, end), "Early help ended");
    deed_day(years, over, "end_date", end);
    deed_set(years, over, "end_reason", text_of(dice_pick(e->dice, ends)));
}

/* ---- harm outside the home ---- */

static void missing(struct episode *e, day on)
{
    static const struct weighed grades[] = { { "LOW", 40 }, { "MED", 45 }, { "HIGH", 13 }, { "NOAPP", 2 }, { NULL,
        0 } };
    struct years *years = e->years;
    instant left = at_time(e->dice, on, 18, 23);
    instant back = { left.us + (int64_t)(3 + dice_below(e->dice, 30)) * MINUTES(60) };
    struct deed *deed = deed_new(years, e->dice, "missing_episode", e->child->id, e->worker,
                                 written_up(e->dice, (instant){ left.us + MINUTES(150) }));
    deed_set(years, deed, "missing_type", TEXT("M"));
    deed_instant(years, deed, "start_at", left);
    deed_instant(years, deed, "reported_to_police_at", (instant){ left.us + MINUTES(120) });
    deed_set(years, deed, "risk_grade", text_of(dice_pick(e->dice, grades)));
    deed_set(years, deed, "circumstances", episode_told(e,
        "Did not come home from a friend's. {m} rang round, then us."));
    struct deed *found = deed_amend(years, e->dice, deed, e->worker,
                                    written_up(e->dice, (instant){ back.us + MINUTES(60) }), "Found");
    deed_instant(years, found, "end_at", back);
    deed_set(years, found, "where_found", TEXT("Came back on the first bus"));
    struct deed *after = deed_amend(years, e->dice, found, e->worker,
                                    (instant){ found->recorded.us + (int64_t)(8 + dice_below(e->dice,
                                        90)) * MINUTES(60) },
                                    "Return interview");
    if (dice_chance(e->dice, 640)) {
        deed_set(years, after, "interview", TEXT("ACCEPTED"));
        deed_instant(years, after, "interview_at", (instant){ after->recorded.us - MINUTES(45) });
        deed_set(years, after, "interview_by", TEXT("Return interview worker"));
        deed_set(years, after, "interview_independent", TEXT("Y"));
        deed_set(years, after, "child_words", TEXT("I wasn't missing. I knew where I was."));
        deed_set(years, after, "push_pull", episode_told(e, e->story->needs[0].need));
    } else {
        bool offered = dice_chance(e->dice, 600);
        deed_set(years, after, "interview", text_of(offered ? "DECLINED" : "NOTOFFERED"));
        deed_set(years, after, "no_interview_reason",
                 text_of(offered ? "Did not want to. Spoke with the youth worker instead."
                                 : "The post of the interviewer is empty; nobody was asked in time."));
    }
}

static void exploitation(struct episode *e, day on)
{
    struct years *years = e->years;
    struct deed *deed = deed_new(years, e->dice, "exploitation_risk", e->child->id, e->worker, written(e, on));
    deed_instant(years, deed, "judged_at", at_time(e->dice, on, 10, 15));
    deed_set(years, deed, "kinds_of_harm", TEXT("CCE COUNTY"));
    deed_set(years, deed, "level", text_of(dice_chance(e->dice, 300) ? "SIGNIFICANT" : "MODERATE"));
    deed_set(years, deed, "signs", episode_told(e, e->story->risks));
    deed_set(years, deed, "strengths", episode_told(e, e->story->strengths));
    deed_set(years, deed, "child_views", episode_words(e, e->story->said[STAGE_EARLY]));
    deed_set(years, deed, "disruption", episode_told(e, e->story->needs[0].actions[0].what));
    deed_day(years, deed, "review_on", day_add(on, 42));
}

void outside_home_lived(struct episode *e, day from, day to)
{
    bool streets = !strcmp(e->story->name, "streets");
    if (episode_age(e, from) < 11 || !dice_chance(e->dice, streets ? 800 : 60))
        return;
    if (streets)
        exploitation(e, working_days_after(from, 8));
    unsigned times = 1 + dice_below(e->dice, streets ? 7 : 2);
    for (unsigned i = 0; i < times; i++) {
        day on = day_add(from, 5 + (int)dice_below(e->dice, (uint32_t)day_distance(from, to)));
        if (day_before(on, to))
            missing(e, on);
    }
}

/* Some fifteen at a time in a borough of 70,000 children. */
void private_fostering_lived(struct episode *e, day from)
{
    struct years *years = e->years;
    int age = episode_age(e, from);
    if (age < 9 || age > 15 || !dice_chance(e->dice, 9))
        return;
    struct deed *deed = deed_new(years, e->dice, "private_fostering", e->child->id, e->worker, written(e, from));
    deed_day(years, deed, "notified_on", from);
    deed_day(years, deed, "arrangement_from", day_add(from, -40));
    deed_set(years, deed, "notified_by", TEXT("School"));
    deed_set(years, deed, "carer_name", TEXT("A friend's mother, named in the file"));
    deed_set(years, deed, "why", episode_told(e,
        "{m} has gone abroad to work until the summer. {n} stays for school."));
    day visited = working_days_after(from, dice_chance(e->dice, 800) ? 4 : 9);
    struct deed *seen = deed_amend(years, e->dice, deed, e->worker, written(e, visited), "First visit");
    deed_day(years, seen, "first_visit_on", visited);
    deed_set(years, seen, "spoken_alone", TEXT("Y"));
    day decided = working_days_after(visited, 15);
    struct deed *suitable = deed_amend(years, e->dice, seen, e->manager, written(e, decided), "Decision");
    deed_set(years, suitable, "decision", text_of(dice_chance(e->dice, 900) ? "SUIT" : "SUITREQ"));
    deed_day(years, suitable, "decided_on", decided);
}
