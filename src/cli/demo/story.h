/* cli/demo/story.h - what lies behind one family's years, so that what is written at each step is about the same
 * thing: the call, the discussion, the enquiry, the plan and what the child says of it. Everything is invented.
 *
 * Sentences hold {n} the child's name, {m} the mother's, {s} she or he, {h} her or his, {o} her or him. */
#pragma once
#include "cli/demo/deed.h"

/* How far the work has come: what is seen and said at each stage. */
enum stage { STAGE_EARLY, STAGE_MIDDLE, STAGE_BETTER, STAGE_STUCK, STAGE_COUNT };

struct story_action { const char *what, *who, *agency; };
struct story_need {
    const char *domain, *need, *change, *measure, *child_wants;
    struct story_action actions[3];
    const char *better, *stuck;                     // progress by the end of it
};
struct story {
    const char *name, *factors, *category, *primary_need;
    unsigned age_least, age_most;                   // of the eldest, in years, for whom it fits
    unsigned weight;
    const char *const *concern, *const *history;
    const char *development, *parents, *environment, *network, *strengths, *risks, *analysis;
    const char *police, *health, *school, *discussed, *decided, *safety;
    const char *found;                              // by the enquiry
    const char *danger, *goal, *contingency;
    struct story_need needs[3];
    const char *const *seen[STAGE_COUNT], *const *said[STAGE_COUNT];
    const char *impact, *outcome;
};

extern const struct story stories[];
extern const size_t story_count;
/* For a family whose eldest child is so old. */
const struct story *story_pick(struct dice *dice, int years_old);
/* A very young child's day, whatever the story: seen, not said. */
extern const char *const story_infant[];
