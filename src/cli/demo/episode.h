/* cli/demo/episode.h - one child's episode in the making: what its parts hand on to each other. */
#pragma once
#include "cli/demo/story.h"

#define MINUTES(n) ((int64_t)(n) * 60 * US_PER_SECOND)

enum { NEEDS_LIVED = 3, ACTIONS_LIVED = 9 };

/* A plan that is lived: its newest versions, and how it goes. */
struct plan_lived {
    struct deed *plan, *needs[NEEDS_LIVED], *actions[ACTIONS_LIVED];
    const struct story_need *of[NEEDS_LIVED]; const struct story_action *act[ACTIONS_LIVED];
    uint8_t need_of[ACTIONS_LIVED];
    size_t need_count, action_count;
    day from, to;
    bool stuck;                                // it does not change what the child lives with
};

struct episode {
    struct years *years; struct dice *dice; struct child *child; unsigned gravity;
    const struct staff_member *worker, *manager, *chair;
    const struct story *story;
    day received; instant rang, decided;       // the call, and the decision on it
    struct deed *contact, *referral, *allocation, *strategy, *section_47, *conference, *assessment;
    const char *source, *need, *mode;
    id call;                                   // first contact of the same call, of another child; or none
    id strategy_first, conference_first;       // of brothers and sisters: the first record of the same meeting
    bool harm;                                 // the enquiry ends with a conference
    const char *last_seen;                     // what the visit before saw: some write it again
};
const struct staff_member *staff_of(struct years *years, struct dice *dice, enum role role,
                                    const char *team_type);
text episode_words(struct episode *e, const char *const *choices);
text episode_told(struct episode *e, const char *one);         // of the story
int episode_age(const struct episode *e, day on);              // in years; below nought: not born yet
/* Something between the two days, of a plan that has come so far. */
enum stage plan_stage(const struct plan_lived *p, day on);

/* ---- front_door.c ---- */
void front_door_call(struct years *years, struct dice *dice, struct episode *e, day start);   // once for a family
void front_door_contact(struct episode *e);
void front_door_referral(struct episode *e, bool nothing_further);
void front_door_allocation(struct episode *e);
void front_door_allocation_end(struct episode *e, day closed);
/* Contacts that led to no referral, in the years before and after an episode, and those of the last days that
 * nobody has decided yet. */
void front_door_other_calls(struct years *years, struct dice *dice, struct child *children, size_t count,
                            day known);

/* ---- visiting.c ---- */
void visit_lived(struct episode *e, day d, const char *type, enum stage stage);
void visits_lived(struct episode *e, const struct plan_lived *p, day from, day to, unsigned every, const char *type);

/* ---- assessing.c: answers on which day it was authorised ---- */
day assessment_lived(struct episode *e);

/* ---- protecting.c ---- */
/* The strategy discussion, and whether it ends in an enquiry. */
bool strategy_lived(struct episode *e, day on);
/* Day of the conference, or unknown: none was needed. */
day enquiry_lived(struct episode *e);
/* Conference, plan, core groups, reviews; day on which it was over. */
day protection_lived(struct episode *e, day held);

/* ---- planning.c ---- */
void plan_needs_lived(struct episode *e, struct plan_lived *p, instant recorded, const struct deed *found_in);
/* What a meeting changes in the plan: some of it goes on, some is done, some is stuck. Answers how much changed. */
size_t plan_moved(struct episode *e, struct plan_lived *p, day on, instant recorded);
void plan_closed(struct episode *e, struct plan_lived *p, instant recorded);
struct attended { const char *agency, *invitee, *role; unsigned came, wrote; };      // per thousand
/* Who was asked to a meeting, who came, what they brought. Answers how many agencies came. */
size_t attendance_lived(struct episode *e, const struct deed *meeting, instant invited, instant recorded,
                        const struct attended *who, size_t count, bool judges);

/* ---- helping.c ---- */
day child_in_need_lived(struct episode *e, day from);
void early_help_lived(struct episode *e, day from);
void outside_home_lived(struct episode *e, day from, day to);  // missing episodes, exploitation
void private_fostering_lived(struct episode *e, day from);
