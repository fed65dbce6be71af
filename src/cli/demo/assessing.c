/* Assessments of the invented authority: three quarters within 45 working days, one in twelve returned first. */
#include "cli/demo/episode.h"

#include "cli/demo/words.h"

static instant written(struct episode *e, day on)
{
    return written_up(e->dice, at_time(e->dice, on, 9, 17));
}

/* Durations in working days as a metropolitan borough's, 2025. */
static day ends_on(struct episode *e)
{
    static const struct { unsigned per_thousand, least, most; } lasted[] = {
        { 66, 1, 10 }, { 140, 11, 20 }, { 108, 21, 30 }, { 181, 31, 40 }, { 278, 41, 45 },
        { 70, 46, 50 }, { 75, 51, 60 }, { 82, 61, 80 },
    };
    unsigned at = dice_below(e->dice, 1000);
    size_t i = 0;
    while (i + 1 < COUNT_OF(lasted) && at >= lasted[i].per_thousand)
        at -= lasted[i++].per_thousand;
    return working_days_after(e->received, (int)(lasted[i].least
                              + dice_below(e->dice, lasted[i].most - lasted[i].least + 1)));
}

static struct deed *checkpoint(struct episode *e, struct deed *begun, day start, day end)
{
    day on = working_days_after(start, 7 + (int)dice_below(e->dice, 6));
    if (!day_before(on, end) || !dice_chance(e->dice, 720))
        return begun;
    struct deed *deed = deed_amend(e->years, e->dice, begun, e->manager, written(e, on), "Looked at half way");
    deed_instant(e->years, deed, "checkpoint_at", at_time(e->dice, on, 9, 12));
    deed_id(e->years, deed, "checkpoint_by", e->manager->id);
    deed_set(e->years, deed, "checkpoint_note",
             episode_told(e, "What does an ordinary Friday look like for {n}? Speak with grandmother before writing."));
    return deed;
}

static void write_up(struct episode *e, struct deed *deed)
{
    struct years *years = e->years;
    const struct story *s = e->story;
    bool seen = dice_chance(e->dice, 960);
    deed_set(years, deed, "child_seen", text_of(seen ? "Y" : "N"));
    if (seen)
        deed_set(years, deed, "child_seen_alone", text_of(dice_chance(e->dice, 830) ? "Y" : "N"));
    deed_set(years, deed, "child_views", episode_words(e, episode_age(e, e->received) < 3 ? story_infant
                                                                         : s->said[STAGE_EARLY]));
    deed_set(years, deed, "history", episode_words(e, s->history));
    deed_set(years, deed, "development", episode_told(e, s->development));
    deed_set(years, deed, "parental_capacity", episode_told(e, s->parents));
    deed_set(years, deed, "environment", episode_told(e, s->environment));
    deed_set(years, deed, "family_network", episode_told(e, s->network));
    deed_set(years, deed, "strengths", episode_told(e, s->strengths));
    deed_set(years, deed, "risks", episode_told(e, s->risks));
    deed_set(years, deed, "analysis", episode_told(e, s->analysis));
    deed_set(years, deed, "contingency", episode_told(e, s->contingency));
    deed_set(years, deed, "factors", text_of(e->harm || e->gravity > 256 ? s->factors : "21"));
}

static struct deed *returned(struct episode *e, struct deed *sent, day on)
{
    static const struct weighed reasons[] = {
        { "ANALYSIS", 35 }, { "CHILD", 25 }, { "HISTORY", 15 }, { "SEEN", 10 }, { "NEEDS", 10 }, { "COPIED", 5 },
        { NULL, 0 }
    };
    struct deed *deed = deed_amend(e->years, e->dice, sent, e->manager, written(e, on), "Returned to its author");
    deed_instant(e->years, deed, "returned_at", at_time(e->dice, on, 13, 16));
    deed_set(e->years, deed, "submitted_at", TEXT_NONE);
    deed_set(e->years, deed, "return_reason", text_of(dice_pick(e->dice, reasons)));
    deed_set(e->years, deed, "return_note",
             episode_told(e, "It tells what happened and not what it means for {n}. Put {h} words first, then say "
                          "what would have to change, and for whom."));
    return deed;
}

day assessment_lived(struct episode *e)
{
    struct years *years = e->years;
    day start = working_days_after(e->received, 1), end = ends_on(e);
    if (day_before(end, start))
        end = start;
    struct deed *deed = deed_new(years, e->dice, "assessment", e->child->id, e->worker, written(e, start));
    deed_id(years, deed, "referral_id", e->referral->record);
    deed_day(years, deed, "start_date", start);
    deed_day(years, deed, "clock_from", e->received);
    deed_set(years, deed, "reason_for", episode_words(e, e->story->concern));
    deed_id(years, deed, "worker", e->worker->id);
    deed_id(years, deed, "team", years->teams[e->worker->team].id);
    if (e->strategy)
        deed_id(years, deed, "strategy_discussion_id", e->strategy->record);
    deed = checkpoint(e, deed, start, end);

    deed = deed_amend(years, e->dice, deed, e->worker, written(e, end), "Sent for authorisation");
    write_up(e, deed);
    deed_instant(years, deed, "submitted_at", at_time(e->dice, end, 9, 12));
    if (dice_chance(e->dice, 80)) {
        deed = returned(e, deed, end);
        end = working_days_after(end, 2 + (int)dice_below(e->dice, 4));
        deed = deed_amend(years, e->dice, deed, e->worker, written(e, end), "Sent for authorisation again");
        deed_instant(years, deed, "submitted_at", at_time(e->dice, end, 9, 12));
    }
    deed = deed_amend(years, e->dice, deed, e->manager, written(e, end), "Assessment completed and authorised");
    deed_set(years, deed, "outcome", text_of(e->harm ? "STRATEGY_DISCUSSION" : e->gravity > 500 ? "PROV_OF_SERVICES"
                                             : e->gravity > 256 ? "OTHER_ACTIONS" : "NFA"));
    deed_set(years, deed, "support_required", text_of(e->gravity > 256 ? "Y" : "N"));
    deed_set(years, deed, "follows", text_of(e->harm ? "STRATEGY" : e->gravity > 500 ? "PLAN_CIN"
                                             : e->gravity > 256 ? "OTHER" : "CLOSE"));
    deed_day(years, deed, "authorised_at", end);
    deed_id(years, deed, "authorised_by", e->manager->id);
    e->assessment = deed;
    if (dice_chance(e->dice, 975)) {
        day shared = working_days_after(end, 1 + (int)dice_below(e->dice, 5));
        struct deed *told = deed_amend(years, e->dice, deed, e->worker, written(e, shared), "Shared with the family");
        deed_instant(years, told, "shared_with_family_at", at_time(e->dice, shared, 9, 16));
        e->assessment = told;
    }
    visits_lived(e, NULL, start, end, 15, "ASSESS");
    return end;
}
