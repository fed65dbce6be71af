/* A few children about whom the authority went to the family court: from dice of their own, so that everybody else is
 * who they were. */
#include "cli/demo/deed.h"

#include <string.h>

static const char *const thresholds[] = {
    "Counsel advises that the threshold is met: neglect over two plans, an injury without a history that fits it, and "
    "what was agreed in writing was not kept to.",
    "Met on likely harm. The plan has not changed what the child lives with, and the assessment of the parents says "
    "that it will not change within the child's time.",
    "Met on emotional harm. The child's own words have been the same to three people since the spring.",
};
static const char *const views[] = {
    "Wants the judge to know that being asked the same again is tiring. Told to the guardian, in the child's own words.",
    "Drew two houses and said which one is quiet. The guardian has the drawing and showed it to the court.",
    "Would like to stay near nan and keep the same school. Wrote it down, and the letter was handed in.",
};

struct going { struct years *years; struct dice dice; const struct deed *plan; struct staff_member by; };

/* What this file adds stands last. */
static bool been_to_court(const struct years *years, id child)
{
    for (size_t i = years->deed_count; i-- > 0 && !strcmp(years->deeds[i]->kind->group, "Court");)
        if (id_same(years->deeds[i]->subject, child))
            return true;
    return false;
}

/* A child protection plan that had time to fail, and has not ended: a child's years stand together. */
static bool plan_runs(const struct years *years, size_t at)
{
    const struct deed *plan = years->deeds[at];
    if (strcmp(plan->kind->name, "child_protection_plan") != 0 || plan->replaces
            || plan->recorded.us > day_london_start(years->last).us - 150 * US_PER_DAY)
        return false;
    for (size_t i = at + 1; i < years->deed_count && id_same(years->deeds[i]->subject, plan->subject); i++)
        if (years->deeds[i]->replaces == plan)
            return false;
    return true;
}

static instant written(struct going *g, day when)
{
    return written_up(&g->dice, at_time(&g->dice, when, 9, 16));
}

/* The letter, a meeting, and the decision that it was not enough. Answers on which day that was. */
static day pre_proceedings(struct going *g, day met, struct deed **made)
{
    struct years *years = g->years;
    struct deed *deed = deed_new(years, &g->dice, "pre_proceedings", g->plan->subject, &g->by, written(g, met));
    deed_day(years, deed, "start_date", met);
    *made = deed;
    day letter = working_days_after(met, 4), stepped = day_add(letter, 40 + (int)dice_below(&g->dice, 40));
    deed = deed_amend(years, &g->dice, deed, &g->by, written(g, working_days_after(letter, 8)),
                      "Letter sent, and the parents met");
    deed_day(years, deed, "letter_sent", letter);
    deed_set(years, deed, "fgdm_offered", TEXT("Y"));
    deed_day(years, deed, "first_meeting", working_days_after(letter, 7));
    day applied = working_days_after(stepped, 3);
    deed = deed_amend(years, &g->dice, deed, &g->by, written(g, applied), "Stepped up: application to the court");
    deed_day(years, deed, "step_decision", stepped);
    deed_set(years, deed, "review_meetings", TEXT("1"));
    deed_set(years, deed, "outcome", TEXT("A"));
    deed_day(years, deed, "court_application", applied);
    return stepped;
}

static struct deed *issued(struct going *g, struct deed *decided, day on, size_t number)
{
    struct years *years = g->years;
    struct deed *deed = deed_amend(years, &g->dice, decided, &g->by, written(g, on), "Application issued");
    deed_day(years, deed, "issued_at", on);
    deed_say(years, deed, "court_ref", "INVENTED-%02d-%04zu", day_civil(on).year % 100, 40 + number * 7);
    deed_set(years, deed, "parents_represented_at_issue", TEXT("Y"));
    deed_set(years, deed, "short_notice", text_of(number % 3 == 2 ? "Y" : "N"));
    if (number % 3 == 2)
        deed_set(years, deed, "short_notice_reason", TEXT("A"));
    deed_set(years, deed, "initial_plan", text_of(number % 2 ? "B" : "A"));
    deed_set(years, deed, "hearings", TEXT("0"));
    return deed;
}

static void judged(struct going *g, struct deed *before, day issued_on)
{
    struct years *years = g->years;
    day heard = day_add(issued_on, 16), last = day_add(issued_on, 150 + (int)dice_below(&g->dice, 70));
    struct deed *deed = deed_amend(years, &g->dice, before, &g->by, written(g, heard), "First hearing");
    deed_set(years, deed, "hearings", TEXT("1"));
    deed_set(years, deed, "initial_plan_approved", TEXT("Y"));
    deed_set(years, deed, "child_views_to_court", text_of(views[dice_below(&g->dice, COUNT_OF(views))]));
    deed = deed_amend(years, &g->dice, deed, &g->by, written(g, last), "Final order");
    deed_set(years, deed, "hearings", TEXT("4"));
    deed_day(years, deed, "final_hearing_at", last);
    deed_set(years, deed, "final_plan", text_of(dice_chance(&g->dice, 500) ? "D" : "A"));
    deed_set(years, deed, "final_plan_approved", TEXT("Y"));
    deed_day(years, deed, "ended_at", last);
}

/* Every second one is tried with the parents first, and one in five goes no further than the meeting. */
static void went_to_court(struct going *g, size_t number)
{
    struct years *years = g->years;
    bool tried = number % 2 == 1, no_further = number % 5 == 3;
    day planned = instant_london_day(g->plan->recorded);
    int room = day_distance(planned, years->last) - 100;
    day met = working_days_after(day_add(planned, 40 + (int)dice_below(&g->dice, (uint32_t)room)), 1);
    struct deed *before = NULL;
    struct deed *deed = deed_new(years, &g->dice, "legal_case", g->plan->subject, &g->by, written(g, met));
    deed_day(years, deed, "gateway_at", met);
    deed_set(years, deed, "gateway_outcome", text_of(no_further ? "A" : tried ? "B" : "C"));
    deed_set(years, deed, "threshold_statement", text_of(no_further
             ? "Not met today: the school and the health visitor both see a change. Looked at again if the plan stalls."
             : thresholds[dice_below(&g->dice, COUNT_OF(thresholds))]));
    if (no_further)
        return;
    day stepped = tried ? pre_proceedings(g, met, &before) : met;
    if (before) {
        deed_id(years, deed, "pre_proceedings_id", before->record);
        deed_set(years, deed, "parents_represented", TEXT("Y"));
    }
    day on = working_days_after(stepped, 5);
    judged(g, issued(g, deed, on, number), on);
}

void court_live(struct years *years)
{
    struct going g = { .years = years, .dice = dice_of(years->seed * 0x9E3779B97F4A7C15u + 101) };
    size_t wanted = 2 + years->children / 250, number = 0, count = years->deed_count;
    size_t at = count ? dice_below(&g.dice, (uint32_t)count) : 0;
    for (size_t i = 0; i < count && number < wanted; i++) {
        g.plan = years->deeds[(at + i) % count];
        if (!plan_runs(years, (at + i) % count) || been_to_court(years, g.plan->subject))
            continue;
        g.by = (struct staff_member){ .id = g.plan->author, .role = g.plan->role };
        went_to_court(&g, number++);
    }
}
