/* From strategy discussion to the end of a child protection plan, as an ordinary authority does it: mostly in time,
 * sometimes without the police, with core groups that slip in August. Shares follow published figures of a
 * metropolitan borough, 2025, where there are any: docs/demo.md. */
#include "cli/demo/episode.h"

#include "cli/demo/words.h"

#include <string.h>

static instant written(struct episode *e, day on)
{
    return written_up(e->dice, at_time(e->dice, on, 9, 16));
}

static const char *sequel(struct episode *e, unsigned per_thousand, const char *yes, const char *no)
{
    return dice_chance(e->dice, per_thousand) ? yes : no;
}

/* The record of a meeting, sent some working days after it; or forgotten. */
static struct deed *sent_later(struct episode *e, struct deed *of, unsigned per_thousand, unsigned least, unsigned most,
                               const char *reason)
{
    if (!dice_chance(e->dice, per_thousand))
        return of;
    day on = working_days_after(instant_london_day(of->recorded), (int)(least + dice_below(e->dice, most - least)));
    instant sent = at_time(e->dice, on, 9, 17);
    struct deed *deed = deed_amend(e->years, e->dice, of, e->manager, sent, reason);
    deed_instant(e->years, deed, "minutes_sent_at", sent);
    return deed;
}

/* ---- strategy discussion ---- */

/* One in ten is social care and the police on the telephone, and nobody else. */
static size_t who_discussed(struct episode *e, const struct deed *meeting, instant recorded)
{
    static const struct attended thin[] = {
        { "CSC", "Team manager", "Chair", 1000, 0 }, { "POLICE", "Detective sergeant", "Public protection", 900, 900 },
        { "HEALTH_ICB", "Safeguarding nurse", "Health, for all services", 250, 250 },
    };
    static const struct attended whole[] = {
        { "CSC", "Team manager", "Chair", 1000, 0 }, { "CSC", "Social worker", "Allocated worker", 980, 0 },
        { "POLICE", "Detective sergeant", "Public protection", 910, 900 },
        { "HEALTH_ICB", "Safeguarding nurse", "Health, for all services", 930, 930 },
        { "SCHOOL", "Designated safeguarding lead", "Sees the child every day", 820, 800 },
    };
    bool short_one = dice_chance(e->dice, 100);
    return short_one ? attendance_lived(e, meeting, meeting->recorded, recorded, thin, COUNT_OF(thin), false)
                     : attendance_lived(e, meeting, meeting->recorded, recorded, whole, COUNT_OF(whole), false);
}

static void told(struct episode *e, struct deed *deed, instant held, bool enquiry, size_t came)
{
    struct years *years = e->years;
    const struct story *s = e->story;
    bool quorate = came >= 3;
    deed_instant(years, deed, "held_at", held);
    deed_set(years, deed, "quorate", text_of(quorate ? "Y" : "N"));
    if (!quorate)
        deed_set(years, deed, "quorum_waiver_reason", TEXT("The police could not send anybody before the evening, "
                 "and the child was due home at half past three."));
    deed_set(years, deed, "lawful_basis", TEXT("PUBTASK"));
    deed_set(years, deed, "parents_told", text_of(sequel(e, 640, "Y", "N")));
    deed_set(years, deed, "child_views", episode_words(e, episode_age(e, e->received) < 3 ? story_infant
                                                                         : s->said[STAGE_EARLY]));
    deed_set(years, deed, "risk_analysis", episode_told(e, s->discussed));
    deed_set(years, deed, "decision", text_of(!enquiry ? sequel(e, 700, "S17", "NFA")
                                                       : sequel(e, 450, "S47JOINT", "S47SINGLE")));
    deed_set(years, deed, "rationale", enquiry ? episode_told(e, s->decided)
             : TEXT("Significant harm is not likely from what is known today. Assessment as a child in need goes on; "
                    "we meet again if the school's worry grows."));
    deed_set(years, deed, "interim_safety_plan", episode_told(e, s->safety));
    deed_set(years, deed, "actions", episode_told(e, "See {n} at school alone: social worker, today.\n"
             "Checks on the address: police, today.\nWhat the practice holds: health, by tomorrow noon."));
    if (dice_chance(e->dice, 60))
        deed_set(years, deed, "dissent", TEXT("School would have gone further and said so."));
    deed_instant(years, deed, "decided_at", (instant){ held.us + MINUTES(50) });
    deed_id(years, deed, "decided_by", e->manager->id);
}

bool strategy_lived(struct episode *e, day on)
{
    struct years *years = e->years;
    // Of those discussed, one in seven goes no further; published figures count enquiries only.
    bool enquiry = !dice_chance(e->dice, 140);
    instant trigger = { at_time(e->dice, on, 9, 15).us };
    int late = dice_chance(e->dice, 800) ? 0 : 1 + (int)dice_below(e->dice, 4);
    instant held = late ? at_time(e->dice, working_days_after(on, late), 10, 16)
                        : (instant){ trigger.us + MINUTES(40 + dice_below(e->dice, 160)) };
    struct deed *deed = deed_new(years, e->dice, "strategy_discussion", e->child->id, e->manager,
                                 (instant){ trigger.us + MINUTES(15) });
    deed_id(years, deed, "referral_id", e->referral->record);
    if (!id_none(e->strategy_first))
        deed_id(years, deed, "same_meeting", e->strategy_first);
    deed_instant(years, deed, "trigger_at", trigger);
    deed_set(years, deed, "worry", episode_words(e, e->story->concern));
    deed_instant(years, deed, "planned_at", held);
    deed_set(years, deed, "venue", text_of(sequel(e, 700, "MASH", "TEAM")));
    deed_set(years, deed, "mode", text_of(sequel(e, 800, "VIDEO", "PHONE")));
    deed_id(years, deed, "chair", e->manager->id);
    deed_set(years, deed, "sequence", TEXT("1"));
    instant recorded = written_up(e->dice, (instant){ held.us + MINUTES(55) });
    size_t came = who_discussed(e, deed, recorded);
    struct deed *decided = deed_amend(years, e->dice, deed, e->manager, recorded, "Discussion held");
    told(e, decided, held, enquiry, came);
    e->strategy = decided;
    if (dice_chance(e->dice, 970)) {
        instant sent = at_time(e->dice, working_days_after(instant_london_day(decided->recorded),
                               dice_chance(e->dice, 850) ? 1 : 4), 9, 17);
        struct deed *shared = deed_amend(years, e->dice, decided, e->manager, sent, "Record sent");
        deed_instant(years, shared, "record_shared_at", sent);
    }
    return enquiry;
}

/* ---- section 47 enquiry ---- */

static day conference_day(struct episode *e, day start)
{
    static const struct { unsigned per_thousand, least, most; } waited[] = {       // working days, 2025
        { 80, 6, 10 }, { 647, 11, 15 }, { 78, 16, 20 }, { 195, 21, 32 },
    };
    unsigned at = dice_below(e->dice, 1000);
    size_t i = 0;
    while (i + 1 < COUNT_OF(waited) && at >= waited[i].per_thousand)
        at -= waited[i++].per_thousand;
    return working_days_after(start, (int)(waited[i].least
                              + dice_below(e->dice, waited[i].most - waited[i].least + 1)));
}

static void medical(struct episode *e, day start)
{
    struct years *years = e->years;
    instant asked = at_time(e->dice, start, 11, 15);
    day on = working_days_after(start, (int)dice_below(e->dice, 3));
    struct deed *deed = deed_new(years, e->dice, "child_protection_medical", e->child->id, e->worker,
                                 (instant){ asked.us + MINUTES(20) });
    deed_id(years, deed, "s47_id", e->section_47->record);
    deed_set(years, deed, "medical_kind", text_of(!strcmp(e->story->category, "SAB") ? "SEXUAL"
                                                  : !strcmp(e->story->category, "NEG") ? "NEGLECT" : "CP"));
    deed_instant(years, deed, "asked_at", asked);
    deed_set(years, deed, "consent", episode_told(e, "{m}"));
    deed_set(years, deed, "where", TEXT("Marlbrook General, consultant paediatrician"));
    struct deed *held = deed_amend(years, e->dice, deed, e->worker, written(e, working_days_after(on, 1)),
        "Medical held");
    deed_instant(years, held, "held_at", at_time(e->dice, on, 15, 18));
    deed_set(years, held, "with_child", episode_told(e, "{m} and the social worker"));
    deed_set(years, held, "findings", TEXT("What was found fits the account in part. Photographs and body map in the "
                                           "report; bloods normal."));
}

static void finish_enquiry(struct episode *e, struct deed *begun, day end)
{
    struct years *years = e->years;
    struct deed *deed = deed_amend(years, e->dice, begun, e->worker, written(e, end), "Enquiry written up");
    deed_set(years, deed, "findings", text_of(e->harm ? "SUB_LIKELY" : sequel(e, 520, "SUB_NOLIKELY", "UNSUB")));
    deed_set(years, deed, "outcome", text_of(e->harm ? "CP_CONFERENCE" : sequel(e, 600, "NFA_CONTINUE_SINGLE",
                                                                                "PROV_OF_SERVICES")));
    deed_set(years, deed, "nfa", TEXT("N"));
    deed_set(years, deed, "icpc_not_required", text_of(e->harm ? "N" : "Y"));
    deed_set(years, deed, "analysis", e->harm ? episode_told(e, e->story->found)
             : TEXT("The account fits what was seen, and the family has put it right. No sign that it will happen "
                    "again without warning."));
    deed_set(years, deed, "conference_reason", e->harm ? episode_told(e, e->story->danger)
             : TEXT("Significant harm is not likely now; what is needed can be done with the family's agreement."));
    if (e->harm)
        deed_set(years, deed, "safety_plan", episode_told(e, e->story->safety));
    deed = deed_amend(years, e->dice, deed, e->manager, written(e, end), "Enquiry authorised");
    deed_day(years, deed, "end_date", end);
    deed_id(years, deed, "authorised_by", e->manager->id);
    e->section_47 = deed;
}

day enquiry_lived(struct episode *e)
{
    struct years *years = e->years;
    day start = instant_london_day(deed_said(e->strategy, "held_at"));
    instant seen = at_time(e->dice, dice_chance(e->dice, 860) ? start : working_days_after(start, 2), 15, 19);
    e->harm = dice_chance(e->dice, 286);
    struct deed *deed = deed_new(years, e->dice, "section_47_enquiry", e->child->id, e->worker,
                                 written_up(e->dice, (instant){ e->strategy->recorded.us }));
    deed_id(years, deed, "referral_id", e->referral->record);
    deed_id(years, deed, "strategy_discussion_id", e->strategy->record);
    deed_day(years, deed, "start_date", start);
    deed_set(years, deed, "joint_with_police", text_of(sequel(e, 450, "Y", "N")));
    deed_day(years, deed, "icpc_target_date", working_days_after(start, 15));
    deed_id(years, deed, "worker", e->worker->id);
    visit_lived(e, instant_london_day(seen), "S47", STAGE_EARLY);
    struct deed *met = deed_amend(years, e->dice, deed, e->worker, written_up(e->dice, seen), "The child was seen");
    deed_instant(years, met, "child_seen_at", seen);
    deed_set(years, met, "child_presence", text_of(sequel(e, 870, "SEEN_ALONE", "SEEN_WITH")));
    deed_set(years, met, "bedroom_seen", text_of(sequel(e, 600, "Y", "N")));
    e->section_47 = met;
    if (dice_chance(e->dice, !strcmp(e->story->category, "PHY") ? 700 : 110))
        medical(e, start);
    finish_enquiry(e, met, working_days_after(start, 7 + (int)dice_below(e->dice, 4)));
    return e->harm ? conference_day(e, start) : DAY_UNKNOWN;
}

/* ---- conference ---- */

static const struct attended at_conference[] = {
    { "CSC", "Social worker", "Allocated worker", 1000, 1000 },
    { "POLICE", "Conference officer, police", "Public protection", 620, 900 },
    { "HV", "Health visitor or school nurse", "Health of the child", 860, 900 },
    { "SCHOOL", "Designated safeguarding lead", "Sees the child every day", 880, 850 },
    { "GP", "{n}'s practice", "Family doctor", 120, 560 },
    { "FAMILY", "{m}", "Mother", 900, 0 }, { "FAMILY", "Grandmother", "Grandmother", 420, 0 },
};

static bool hold_conference(struct episode *e, day held)
{
    struct years *years = e->years;
    instant when = at_time(e->dice, held, 9, 14);
    bool plan = dice_chance(e->dice, 853);
    day asked = instant_london_day(deed_said(e->strategy, "held_at"));
    struct deed *deed = deed_new(years, e->dice, "initial_conference", e->child->id, e->manager,
                                 (instant){ e->section_47->recorded.us + MINUTES(30) });
    deed_set(years, deed, "conference_type", text_of(episode_age(e, held) < 0 ? "PREB" : "ICPC"));
    deed_id(years, deed, "s47_id", e->section_47->record);
    deed_id(years, deed, "referral_id", e->referral->record);
    if (!id_none(e->conference_first))
        deed_id(years, deed, "same_meeting", e->conference_first);
    deed_instant(years, deed, "asked_at", at_time(e->dice, asked, 16, 17));
    deed_day(years, deed, "due_date", working_days_after(asked, 15));
    deed_instant(years, deed, "planned_at", when);
    deed_id(years, deed, "chair", e->chair->id);
    deed_set(years, deed, "child_invited", text_of(episode_age(e, held) >= 10 ? "Y" : "N"));
    if (episode_age(e, held) < 10)
        deed_set(years, deed, "child_not_invited_reason", TEXT("Too young for the room; the worker brings the child's "
                                                               "own words and drawing."));
    instant recorded = written_up(e->dice, when);
    size_t came = attendance_lived(e, deed, deed->recorded, recorded, at_conference, COUNT_OF(at_conference), true);
    struct deed *done = deed_amend(years, e->dice, deed, e->chair, recorded, "Conference held");
    deed_instant(years, done, "held_at", when);
    deed_set(years, done, "mode", text_of(sequel(e, 350, "HYBRID", "INPERSON")));
    deed_set(years, done, "quorate", text_of(came >= 3 ? "Y" : "N"));
    if (came < 3)
        deed_set(years, done, "quorum_waiver_reason", TEXT("Reports of health and school were in time and complete; "
                                                           "waiting would have left the children without a plan."));
    if (day_after(held, working_days_after(asked, 15)))
        deed_set(years, done, "late_reason", text_of(sequel(e, 500, "No chair free in the week",
                                                             "The family had asked for more time to read the report")));
    if (dice_chance(e->dice, 780))
        deed_instant(years, done, "report_to_family_at", (instant){ when.us - 2 * US_PER_DAY });
    deed_set(years, done, "child_participation", text_of(episode_age(e, held) < 4 ? "PN0"
             : sequel(e, 250, "PN1", sequel(e, 650, "PN6", "PN7"))));
    if (dice_chance(e->dice, 560))                     // otherwise nobody thought of it: a gap
        deed_set(years, done, "advocate_offered", text_of(sequel(e, 400, "ACCEPTED", "DECLINED")));
    deed_set(years, done, "child_views", episode_words(e, episode_age(e, held) < 3 ? story_infant
                                                                   : e->story->said[STAGE_EARLY]));
    deed_set(years, done, "parents_views", episode_told(e, "{m} agrees with most of it. She says that the report was "
                                                           "fair and too long."));
    deed_set(years, done, "family_there", episode_told(e, "{m}, grandmother"));
    deed_set(years, done, "decision", text_of(plan ? "CP" : "PROV_OF_SERVICES"));
    if (plan)
        deed_set(years, done, "category", text_of(e->story->category));
    deed_set(years, done, "reasons", plan ? episode_told(e, e->story->danger)
             : TEXT("Harm was found and is not likely to go on: what changed it is in place and checked."));
    if (dice_chance(e->dice, 70))
        deed_set(years, done, "dissent", TEXT("The school would have decided otherwise: they see Mondays."));
    deed_instant(years, done, "decided_at", (instant){ when.us + MINUTES(85) });
    deed_id(years, done, "decided_by", e->chair->id);
    if (dice_chance(e->dice, 970))
        deed_instant(years, done, "decisions_sent_at", (instant){ done->recorded.us });
    e->conference = sent_later(e, done, 940, 8, 27, "Record of the conference sent");
    return plan;
}

static void plan_begun(struct episode *e, struct plan_lived *p)
{
    struct years *years = e->years;
    bool before = dice_chance(e->dice, 276);
    struct deed *deed = deed_new(years, e->dice, "child_protection_plan", e->child->id, e->chair,
                                 (instant){ e->conference->recorded.us + MINUTES(3) });
    deed_id(years, deed, "referral_id", e->referral->record);
    deed_id(years, deed, "icpc_id", e->conference->record);
    deed_day(years, deed, "start_date", p->from);
    deed_set(years, deed, "initial_category", text_of(e->story->category));
    deed_set(years, deed, "latest_category", text_of(e->story->category));
    deed_set(years, deed, "previous_plans", text_of(before ? "1" : "0"));
    deed_set(years, deed, "danger_statement", episode_told(e, e->story->danger));
    deed_set(years, deed, "safety_goal", episode_told(e, e->story->goal));
    deed_set(years, deed, "contingency", episode_told(e, e->story->contingency));
    deed_id(years, deed, "key_worker", e->worker->id);
    deed_id(years, deed, "chair", e->chair->id);
    deed_set(years, deed, "core_group_members", episode_told(e, "{m}\nGrandmother\nSocial worker\nSchool\nHealth"));
    p->plan = deed;
    plan_needs_lived(e, p, (instant){ deed->recorded.us + MINUTES(20) }, e->conference);
    struct deed *dated = deed_amend(years, e->dice, e->section_47, e->manager,
                                    (instant){ deed->recorded.us + MINUTES(2) }, "Conference held");
    deed_day(years, dated, "conference_date", p->from);
    e->section_47 = dated;
}

/* ---- core groups and reviews: the plan is changed between the meeting's beginning and its end ---- */

static const struct attended in_core_group[] = {
    { "CSC", "Social worker", "Key worker", 1000, 0 }, { "SCHOOL", "Pastoral lead", "Sees the child every day", 800, 150 },
    { "HV", "Health visitor or school nurse", "Health of the child", 720, 200 }, { "FAMILY", "{m}", "Mother", 860, 0 },
};

static void core_group(struct episode *e, struct plan_lived *p, day on)
{
    struct years *years = e->years;
    instant begun = at_time(e->dice, on, 9, 15);
    struct deed *deed = deed_new(years, e->dice, "core_group", e->child->id, e->worker,
                                 (instant){ begun.us + MINUTES(4) });
    deed_id(years, deed, "cp_plan_id", p->plan->record);
    if (dice_chance(e->dice, 90)) {
        deed_set(years, deed, "cancelled_reason", text_of(sequel(e, 500, "The worker was ill and nobody took it over",
                                                                 "No room, and the school had an inspection")));
        return;
    }
    deed_instant(years, deed, "held_at", begun);
    deed_instant(years, deed, "begun_at", begun);
    deed_set(years, deed, "where", text_of(sequel(e, 600, "School", "Family centre")));
    size_t came = attendance_lived(e, deed, (instant){ begun.us - 5 * US_PER_DAY }, deed->recorded, in_core_group,
        COUNT_OF(in_core_group), false);
    size_t moved = plan_moved(e, p, on, (instant){ begun.us + MINUTES(12) });
    enum stage stage = plan_stage(p, on);
    struct deed *ended = deed_amend(years, e->dice, deed, e->worker, (instant){ begun.us + MINUTES(58) },
        "Meeting ended");
    deed_set(years, ended, "quorate", text_of(came >= 2 ? "Y" : "N"));
    deed_set(years, ended, "family_there", episode_told(e, "{m}"));
    deed_set(years, ended, "child_participation", text_of(sequel(e, 120, "PN1", "PN6")));
    deed_set(years, ended, "child_views", episode_words(e, episode_age(e, on) < 3 ? story_infant
                                                                  : e->story->said[stage]));
    deed_set(years, ended, "progress", episode_words(e, e->story->seen[stage]));
    deed_say(years, ended, "scale_score", "%u", (stage == STAGE_BETTER ? 7 : stage == STAGE_STUCK ? 3 : 4)
                                                + dice_below(e->dice, 2));
    deed_instant(years, ended, "ended_at", (instant){ begun.us + MINUTES(57) });
    deed_set(years, ended, "plan_updated", text_of(moved ? "Y" : "N"));
    deed_set(years, ended, "agreed", episode_told(e, "{m}, school and health agreed in the room."));
    if (dice_chance(e->dice, 660))
        deed_instant(years, ended, "minutes_sent_at", (instant){ begun.us + MINUTES(58) });
    else
        sent_later(e, ended, 900, 1, 12, "Minutes sent");
}

static void core_groups(struct episode *e, struct plan_lived *p)
{
    day d = working_days_after(p->from, dice_chance(e->dice, 760) ? 6 + (int)dice_below(e->dice, 5)
                                                                  : 11 + (int)dice_below(e->dice, 9));
    while (day_before(d, p->to)) {
        core_group(e, p, d);
        d = working_days_after(d, dice_chance(e->dice, 700) ? 17 + (int)dice_below(e->dice, 4)
                                                            : 21 + (int)dice_below(e->dice, 16));
    }
}

static void review(struct episode *e, struct plan_lived *p, day on, bool last)
{
    static const struct attended who[] = {
        { "CSC", "Social worker", "Key worker", 1000, 1000 }, { "POLICE", "Conference officer, police", "Public protection", 300, 700 },
        { "SCHOOL", "Pastoral lead", "Sees the child every day", 840, 800 },
        { "HV", "Health visitor or school nurse", "Health of the child", 800, 800 }, { "FAMILY", "{m}", "Mother", 850, 0 },
    };
    struct years *years = e->years;
    instant held = at_time(e->dice, on, 9, 14);
    struct deed *deed = deed_new(years, e->dice, "cp_review", e->child->id, e->chair, written_up(e->dice, held));
    deed_id(years, deed, "cp_plan_id", p->plan->record);
    deed_day(years, deed, "review_date", on);
    deed_id(years, deed, "chair", e->chair->id);
    size_t came = attendance_lived(e, deed, (instant){ held.us - 15 * US_PER_DAY }, deed->recorded, who, COUNT_OF(who),
                                   false);
    deed_set(years, deed, "quorate", text_of(came >= 3 ? "Y" : "N"));
    if (came < 3)
        deed_set(years, deed, "quorum_waiver_reason",
            TEXT("Those who could not come had written; the family was here."));
    deed_set(years, deed, "child_participation", text_of(episode_age(e, on) < 4 ? "PN0" : sequel(e, 260, "PN1",
        "PN6")));
    deed_set(years, deed, "child_views", episode_words(e, episode_age(e, on) < 3 ? story_infant
                                                                 : e->story->said[plan_stage(p, on)]));
    deed_set(years, deed, "progress", episode_words(e, e->story->seen[plan_stage(p, on)]));
    deed_set(years, deed, "review_decision", text_of(!last ? "CONT" : p->stuck ? sequel(e, 500, "END_CLA", "END_CIN")
                                                                           : sequel(e, 600, "END_CIN", "END_EH")));
    deed_set(years, deed, "reasons", last ? episode_told(e, e->story->outcome) : episode_told(e, e->story->danger));
    deed_instant(years, deed, "decided_at", (instant){ held.us + MINUTES(80) });
    deed_id(years, deed, "decided_by", e->chair->id);
    if (dice_chance(e->dice, 970))
        deed_instant(years, deed, "decisions_sent_at", (instant){ deed->recorded.us });
    sent_later(e, deed, 930, 8, 27, "Record of the review sent");
}

/* Ninety-two in a hundred reviews are in time. */
static void reviews(struct episode *e, struct plan_lived *p)
{
    day due = day_add_months(p->from, 3);
    while (day_before(day_add(due, 20), p->to)) {
        day on = dice_chance(e->dice, 921) ? day_add(due, -(int)dice_below(e->dice, 14))
                                           : day_add(due, 3 + (int)dice_below(e->dice, 20));
        on = working_days_after(day_add(on, -1), 1);
        review(e, p, on, false);
        due = day_add_months(on, 6);
    }
    review(e, p, p->to, true);
}

/* Days that a plan lasts, as those that ended in 2025. */
static int plan_days(struct episode *e)
{
    static const struct { unsigned per_thousand, least, most; } lasted[] = {
        { 192, 60, 92 }, { 76, 95, 182 }, { 399, 190, 364 }, { 296, 370, 725 }, { 37, 735, 900 },
    };
    unsigned at = dice_below(e->dice, 1000);
    size_t i = 0;
    while (i + 1 < COUNT_OF(lasted) && at >= lasted[i].per_thousand)
        at -= lasted[i++].per_thousand;
    return (int)(lasted[i].least + dice_below(e->dice, lasted[i].most - lasted[i].least));
}

static void sign_off(struct episode *e, struct plan_lived *p)
{
    if (!dice_chance(e->dice, 820))
        return;
    day on = working_days_after(p->from, 3 + (int)dice_below(e->dice, 8));
    struct deed *deed = deed_amend(e->years, e->dice, p->plan, e->manager, written(e, on), "Plan signed off");
    deed_instant(e->years, deed, "signed_off_at", at_time(e->dice, on, 9, 12));
    deed_id(e->years, deed, "signed_off_by", e->manager->id);
    if (dice_chance(e->dice, 120))
        deed_set(e->years, deed, "orphans_reason", TEXT("The second need is taken up when the assessment of the "
                                                        "father is in."));
    p->plan = deed;
}

day protection_lived(struct episode *e, day held)
{
    struct plan_lived p = { .from = held, .to = held };
    if (!hold_conference(e, held))
        return child_in_need_lived(e, held);
    p.to = working_days_after(day_add(held, plan_days(e)), 1);
    p.stuck = dice_chance(e->dice, 270);
    plan_begun(e, &p);
    sign_off(e, &p);
    core_groups(e, &p);
    visits_lived(e, &p, held, p.to, 10, "CP");
    reviews(e, &p);
    outside_home_lived(e, held, p.to);
    struct deed *ended = deed_amend(e->years, e->dice, p.plan, e->chair, written(e, p.to),
                                    "Plan ended at review conference");
    deed_day(e->years, ended, "end_date", p.to);
    deed_set(e->years, ended, "end_reason", text_of(p.stuck ? "END_CIN" : "END_EH"));
    plan_closed(e, &p, (instant){ ended->recorded.us + MINUTES(2) });
    return dice_chance(e->dice, 400) ? child_in_need_lived(e, p.to)
                                     : day_add(p.to, 10 + (int)dice_below(e->dice, 60));
}
