/* The front door of the invented authority: calls at the hours at which people ring, decided mostly in time and
 * sometimes late, referrals, allocations, and what waits on the last day. */
#include "cli/demo/episode.h"

#include "cli/demo/words.h"

#include <string.h>

/* Shares follow data/demo-parameters: sources of a metropolitan borough, 2024 to 2025. */
static const struct weighed sources[] = {
    { "6", 311 }, { "5A", 90 }, { "5B", 79 }, { "2A", 153 }, { "3A", 30 }, { "3B", 36 }, { "3E", 50 },
    { "1A", 50 }, { "1B", 28 }, { "8", 79 }, { "7", 47 }, { "2B", 18 }, { "4", 14 }, { "9", 10 },
    { NULL, 0 }
};
static const struct weighed needs[] = {
    { "N1", 720 }, { "N2", 86 }, { "N4", 40 }, { "N5", 78 }, { "N6", 16 }, { "N8", 30 }, { "N3", 10 },
    { NULL, 0 }
};
static const struct weighed modes[] = {
    { "FORM", 45 }, { "PHONE", 30 }, { "EMAIL", 20 }, { "EDT", 5 }, { NULL, 0 }
};

static const struct { const char *source, *who; } callers[] = {
    { "6", "Police, public protection desk" }, { "2A", "Designated safeguarding lead" },
    { "2B", "Attendance officer" }, { "3A", "Practice nurse" }, { "3B", "Health visitor" },
    { "3E", "Nurse in charge, emergency department" }, { "1A", "Grandmother" }, { "1B", "Neighbour" },
    { "4", "Housing officer" }, { "5A", "Social worker, adults" }, { "5B", "Youth justice worker" },
    { "7", "Probation officer" }, { "8", "Family support worker, voluntary body" },
};
static const struct weighed unmet[] = {            // decisions that lead to no referral
    { "NFA", 42 }, { "ADVICE", 24 }, { "EARLY_HELP", 30 }, { "MISSING", 4 }, { NULL, 0 }
};
static const struct weighed unmet_reasons[] = {
    { "BELOW", 50 }, { "UNIV", 22 }, { "EH", 12 }, { "INFO", 16 }, { NULL, 0 }
};

/* Few ring at night, most before and after school, and Fridays after lunch are the worst. */
static instant rang_at(struct dice *dice, day d)
{
    static const struct { unsigned share; int from, to; } hours[] = {
        { 40, 0, 8 }, { 300, 8, 11 }, { 240, 11, 14 }, { 310, 14, 17 }, { 110, 17, 24 },
    };
    unsigned at = dice_below(dice, 1000);
    size_t i = 0;
    while (i + 1 < COUNT_OF(hours) && at >= hours[i].share)
        at -= hours[i++].share;
    return at_time(dice, d, hours[i].from, hours[i].to);
}

static const char *rag_of(unsigned gravity)
{
    return gravity > 900 ? "RED" : gravity > 500 ? "AMBER" : "GREEN";
}

/* In office hours by the rating; what comes at night is decided in the morning. One in ten is late. */
static instant decided_at(struct dice *dice, instant rang, unsigned gravity)
{
    int most = gravity > 900 ? 180 : 400;
    instant at = { rang.us + MINUTES(20 + dice_below(dice, (uint32_t)most)) };
    struct time_of_day t = instant_london_time(at);
    day d = instant_london_day(at);
    if (dice_chance(dice, gravity > 900 ? 60 : 110))
        return at_time(dice, working_days_after(d, 2 + (int)dice_below(dice, 2)), 9, 17);
    if (gravity > 900 || (t.hour >= 8 && t.hour < 18 && day_same(working_days_after(day_add(d, -1), 1), d)))
        return at;
    return at_time(dice, working_days_after(d, 1), 8, 11);
}

void front_door_call(struct years *years, struct dice *dice, struct episode *e, day start)
{
    e->years = years;
    e->dice = dice;
    e->received = start;
    e->rang = rang_at(dice, start);
    e->decided = decided_at(dice, e->rang, e->gravity);
    e->source = dice_pick(dice, sources);
    e->need = dice_pick(dice, needs);
    e->mode = dice_pick(dice, modes);
}

static struct deed *call_deed(struct episode *e, const struct staff_member *taker, const char *const *concern)
{
    struct years *years = e->years;
    instant typed = { e->rang.us + MINUTES(4 + dice_below(e->dice, 14)) };
    struct deed *deed = deed_new(years, e->dice, "contact", e->child->id, taker, typed);
    deed_instant(years, deed, "received_at", e->rang);
    deed_set(years, deed, "source", text_of(e->source));
    for (size_t i = 0; i < COUNT_OF(callers); i++)
        if (!strcmp(callers[i].source, e->source))
            deed_set(years, deed, "source_person", text_of(callers[i].who));
    deed_set(years, deed, "mode", text_of(e->mode));
    deed_set(years, deed, "concern", episode_words(e, concern));
    bool agreed = dice_chance(e->dice, 700);
    deed_set(years, deed, "consent", text_of(agreed ? "OBTAINED" : "DISPENSED"));
    if (!agreed)
        deed_set(years, deed, "consent_reason", episode_words(e, words_not_asked));
    deed_set(years, deed, "lawful_basis", TEXT("PUBTASK"));
    deed_set(years, deed, "rag", text_of(rag_of(e->gravity)));
    if (!id_none(e->call))
        deed_id(years, deed, "same_call", e->call);
    if (!strcmp(e->mode, "FORM"))
        partner_sent(years, deed, e->child, e->source, e->call);
    return deed;
}

static struct deed *decision_deed(struct episode *e, struct deed *call, const char *decision,
                                  const char *level)
{
    struct years *years = e->years;
    const struct staff_member *decider = staff_of(years, e->dice, ROLE_MASH_MANAGER, "MASH");
    struct deed *deed = deed_amend(years, e->dice, call, decider,
        (instant){ e->decided.us + MINUTES(2 + dice_below(e->dice, 20)) }, "Threshold decision");
    deed_id(years, deed, "screened_by", staff_of(years, e->dice, ROLE_SOCIAL_WORKER, "MASH")->id);
    deed_set(years, deed, "history_checked", text_of(dice_chance(e->dice, 960) ? "Y" : "N"));
    deed_set(years, deed, "decision", text_of(decision));
    deed_set(years, deed, "threshold_level", text_of(level));
    if (!strcmp(decision, "NFA"))
        deed_set(years, deed, "nfa_reason", text_of(dice_pick(e->dice, unmet_reasons)));
    deed_set(years, deed, "threshold_criteria", episode_words(e, words_threshold));
    deed_set(years, deed, "decision_rationale", episode_words(e, words_rationale));
    deed_id(years, deed, "decision_by", decider->id);
    deed_instant(years, deed, "decision_at", e->decided);
    // Referrers are told in the same call more often than in another: one time in ten it is forgotten for days.
    if (dice_chance(e->dice, 880)) {
        deed_instant(years, deed, "feedback_to_referrer_at", e->decided);
        deed_set(years, deed, "feedback", TEXT("Told by telephone what was decided, and why."));
    } else if (dice_chance(e->dice, 985)) {
        instant told = at_time(e->dice, working_days_after(instant_london_day(e->decided),
                               1 + (int)dice_below(e->dice, 4)), 9, 17);
        struct deed *late = deed_amend(years, e->dice, deed, decider,
                                       (instant){ told.us + MINUTES(5) }, "Referrer told");
        deed_instant(years, late, "feedback_to_referrer_at", told);
        deed_set(years, late, "feedback", TEXT("Letter sent: what was decided, and whom to ring."));
    }
    return deed;
}

void front_door_contact(struct episode *e)
{
    e->contact = call_deed(e, staff_of(e->years, e->dice, ROLE_SOCIAL_WORKER, "MASH"), e->story->concern);
    bool protection = e->gravity > 850;
    second_decision_lived(e->years, decision_deed(e, e->contact, protection ? "CP_ENQUIRY" : "NEW_REFERRAL",
                                                  protection ? "L4CP" : "L4CIN"));
}

void front_door_referral(struct episode *e, bool nothing_further)
{
    struct years *years = e->years;
    const struct staff_member *front = staff_of(years, e->dice, ROLE_MASH_MANAGER, "MASH");
    instant made = { e->decided.us + MINUTES(22 + dice_below(e->dice, 20)) };
    instant decided = at_time(e->dice, working_days_after(instant_london_day(made),
                              dice_chance(e->dice, 880) ? 1 : 2), 9, 17);
    struct deed *first = deed_new(years, e->dice, "referral", e->child->id, front, made);
    deed_day(years, first, "received_at", instant_london_day(e->rang));
    deed_id(years, first, "contact_id", e->contact->record);
    deed_set(years, first, "source", text_of(e->source));
    deed_id(years, first, "team", years->teams[e->worker->team].id);

    struct deed *deed = deed_amend(years, e->dice, first, e->manager, decided, "Decision on the referral");
    deed_set(years, deed, "primary_need", text_of(e->need));
    deed_set(years, deed, "nfa", text_of(nothing_further ? "Y" : "N"));
    deed_set(years, deed, "outcome", text_of(nothing_further ? "NFA"
             : e->gravity > 850 ? "STRATEGY_DISCUSSION" : "SINGLE_ASSESSMENT"));
    if (nothing_further)
        deed_set(years, deed, "nfa_reason", TEXT("BELOW"));
    deed_id(years, deed, "decision_by", e->manager->id);
    deed_instant(years, deed, "decision_at", decided);
    deed_set(years, deed, "decision_rationale", episode_words(e, words_rationale));
    deed_set(years, deed, "parents_told", text_of(dice_chance(e->dice, 930) ? "Y" : "N"));
    deed_id(years, deed, "worker", e->worker->id);
    e->referral = deed;
    e->decided = decided;
}

void front_door_allocation(struct episode *e)
{
    struct years *years = e->years;
    instant given = at_time(e->dice, working_days_after(instant_london_day(e->decided),
                            dice_chance(e->dice, 850) ? 1 : 3), 9, 17);
    struct deed *deed = deed_new(years, e->dice, "allocation", e->child->id, e->manager, given);
    deed_id(years, deed, "referral_id", e->referral->record);
    deed_id(years, deed, "staff_id", e->worker->id);
    deed_set(years, deed, "role", TEXT("PRIMARY"));
    deed_id(years, deed, "team_id", years->teams[e->worker->team].id);
    deed_instant(years, deed, "start_at", given);
    e->allocation = deed;
}

void front_door_allocation_end(struct episode *e, day closed)
{
    instant end = at_time(e->dice, closed, 16, 17);
    struct deed *deed = deed_amend(e->years, e->dice, e->allocation, e->manager,
                                   (instant){ end.us + MINUTES(10) }, "Episode closed");
    deed_instant(e->years, deed, "end_at", end);
}

/* ---- calls that led to no referral ---- */

static void other_call(struct years *years, struct dice *dice, struct child *children, size_t count,
                       day when, bool decided)
{
    struct episode call = { .years = years, .dice = dice, .child = &children[0],
                            .gravity = dice_below(dice, decided ? 700 : 1000) };
    call.story = story_pick(dice, episode_age(&call, when));
    call.worker = staff_of(years, dice, ROLE_SOCIAL_WORKER, "MASH");
    const char *decision = dice_pick(dice, unmet);
    front_door_call(years, dice, &call, when);
    for (size_t i = 0; i < count; i++) {
        struct episode e = call;
        e.child = &children[i];
        // What the night left may be anything; what was decided without a referral was not grave.
        e.contact = call_deed(&e, staff_of(years, dice, ROLE_SOCIAL_WORKER, "MASH"),
                              decided ? words_minor : e.story->concern);
        if (i == 0)
            call.call = e.contact->record;
        if (decided)
            decision_deed(&e, e.contact, decision, call.gravity > 350 ? "L2" : "L1");
        if (decided && !strcmp(decision, "EARLY_HELP") && dice_chance(dice, 450))
            early_help_lived(&e, working_days_after(when, 4));
    }
}

void front_door_other_calls(struct years *years, struct dice *dice, struct child *children, size_t count,
                            day known)
{
    // Four contacts for each referral in all (see docs/demo.md); most of them about few families.
    static const unsigned how_many[] = { 0, 0, 1, 1, 2, 3, 4, 6, 9, 12 };
    unsigned calls = how_many[dice_below(dice, COUNT_OF(how_many))];
    int span = day_distance(known, years->last);
    for (unsigned i = 0; i < calls && span > 4; i++)
        other_call(years, dice, children, count, day_add(known, 1 + (int)dice_below(dice, (uint32_t)span - 3)),
                   true);
    // What the night left for the morning: a borough has some dozens of calls, a small demonstration a few.
    if (dice_chance(dice, years->children < 600 ? 22 : 8))
        other_call(years, dice, children, count, day_add(years->last, -(int)dice_below(dice, 2)), false);
}
