#include "cli/demo/episode.h"

#include "cli/demo/words.h"

#include <assert.h>
#include <string.h>

const struct staff_member *staff_of(struct years *years, struct dice *dice, enum role role,
                                           const char *team_type)
{
    for (unsigned tries = 0;; tries++) {
        const struct staff_member *who =
            &years->staff[dice_below(dice, (uint32_t)years->staff_count)];
        if (who->role == role
                && (tries > 200 || !strcmp(years->teams[who->team].type, team_type)))
            return who;
    }
}

text episode_words(struct episode *e, const char *const *choices)
{
    return words_fill(e->years->arena, e->dice, choices, e->child->forename,
                      e->child->mother_name, *e->child->sex == 'F');
}

text episode_told(struct episode *e, const char *one)
{
    const char *const only[] = { one, NULL };
    return episode_words(e, only);
}

int episode_age(const struct episode *e, day on)
{
    return day_before(on, e->child->born) ? -1 : day_distance(e->child->born, on) / 365;
}

static void close_episode(struct episode *e, day closed)
{
    static const struct weighed reasons[] = {
        { "RC7", 700 }, { "RC8", 150 }, { "RC9", 80 }, { "RC5", 43 }, { "RC4", 10 }, { NULL, 0 }
    };
    instant when = at_time(e->dice, closed, 9, 17);
    struct deed *deed = deed_amend(e->years, e->dice, e->referral, e->manager,
                                   written_up(e->dice, when), "Episode closed");
    deed_day(e->years, deed, "close_date", closed);
    deed_set(e->years, deed, "close_reason", text_of(dice_pick(e->dice, reasons)));
    front_door_allocation_end(e, closed);
}

static void birth(struct episode *e)
{
    struct child *child = e->child;
    if (!child->unborn)
        return;
    struct deed *deed = deed_amend(e->years, e->dice, child->person, e->worker,
        at_time(e->dice, day_add(child->born, 2), 9, 16), "Born; the record goes on");
    deed_day(e->years, deed, "dob", child->born);
    child->person = deed;
    child->unborn = false;
}

/* Whoever chairs is nobody's manager; an authority without a chair lets a manager of another team do it. */
static const struct staff_member *chair_of(struct years *years, struct dice *dice)
{
    enum role chair = role_by_code(TEXT("CC"));
    for (size_t i = 0; chair && i < years->leader_count; i++)
        if (years->leaders[i].role == chair)
            return &years->leaders[i];
    return staff_of(years, dice, ROLE_TEAM_MANAGER, "SAFEG");
}

/* What follows from the referral, for one child: day on which nothing more was to do. */
static day worked_with(struct episode *e)
{
    bool enquiry = e->gravity > 564;               // with those that end there, an enquiry for each 38 of 100 referrals
    day held = DAY_UNKNOWN;
    if (enquiry && strategy_lived(e, working_days_after(e->received, (int)dice_below(e->dice, 3))))
        held = enquiry_lived(e);
    day over = assessment_lived(e);
    if (day_known(held))
        return protection_lived(e, held);
    bool plan = enquiry ? dice_chance(e->dice, 200) : e->gravity > GRAVITY_OF_A_PLAN;
    private_fostering_lived(e, over);
    return plan ? child_in_need_lived(e, over) : over;
}

day episode_live(struct years *years, struct dice *dice, struct child *children, size_t count,
                 day start, unsigned gravity)
{
    day last = start;
    const struct staff_member *worker = staff_of(years, dice, ROLE_SOCIAL_WORKER,
                                                 gravity > 700 ? "SAFEG" : "ASSESS");
    const struct staff_member *manager = staff_of(years, dice, ROLE_TEAM_MANAGER,
                                                  gravity > 700 ? "SAFEG" : "ASSESS");
    bool nothing_further = dice_chance(dice, 10);
    struct episode call = { .years = years, .dice = dice, .child = &children[0], .gravity = gravity,
                            .worker = worker, .manager = manager, .chair = chair_of(years, dice) };
    call.story = story_pick(dice, episode_age(&call, start));

    front_door_call(years, dice, &call, start);
    for (size_t i = 0; i < count; i++) {
        struct episode e = call;
        e.child = &children[i];
        front_door_contact(&e);
        if (i == 0)
            call.call = e.contact->record;
        front_door_referral(&e, nothing_further);
        birth(&e);
        if (nothing_further)
            continue;
        front_door_allocation(&e);
        day closed = working_days_after(worked_with(&e), 5);
        close_episode(&e, closed);
        last = day_after(closed, last) ? closed : last;
        if (i == 0 && e.strategy)
            call.strategy_first = e.strategy->record;
        if (i == 0 && e.conference)
            call.conference_first = e.conference->record;
    }
    return last;
}
