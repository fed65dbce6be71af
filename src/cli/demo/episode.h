/* cli/demo/episode.h - one child's episode in the making: what its parts hand on to each other. */
#pragma once
#include "cli/demo/deed.h"

struct episode {
    struct years *years; struct dice *dice; struct child *child; unsigned gravity;
    const struct staff_member *worker, *manager;
    day received; instant rang, decided;       // the call, and the decision on it
    struct deed *contact, *referral, *allocation, *section_47, *conference;
    const char *source, *need, *mode;
    id call;                                   // first contact of the same call, of another child; or none
};
const struct staff_member *staff_of(struct years *years, struct dice *dice, enum role role,
                                    const char *team_type);
text episode_words(struct episode *e, const char *const *choices);

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
