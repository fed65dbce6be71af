/* cli/demo/deed.h - what somebody in the demonstration authority recorded, and when.
 *
 * The authority is invented and lives through its years before it is handed over: families are made one
 * by one, each from its own dice, so that a family is the same whatever the number of families; then all
 * deeds are put in the order of their recording and appended as if the years had passed. */
#pragma once
#include "base/day.h"
#include "base/id.h"
#include "base/random.h"
#include "dictionary/kind.h"
#include "practice/access.h"

struct deed {
    instant recorded;              // when it was written up
    uint32_t order;                // among deeds of the same moment
    const struct kind *kind;
    id subject, record, entry, author;
    enum role role;
    struct deed *replaces;         // the version that this one amends, or NULL
    uint64_t seq;                  // once appended
    const char *reason;            // of an amendment
    struct deed_field { const struct field *field; text value; } *fields;
    uint16_t field_count;
};

struct staff_member { id id; const char *name; enum role role; uint16_t team; };
struct team { id id; const char *name, *type; };

/* An organisation outside, and whoever signs in for it. */
struct partner_lived { id team; const char *name, *agency, *source, *sign_in; struct staff_member who; };

struct years {
    struct arena *arena;
    day first, last;               // deeds are recorded from the first to the last day
    uint64_t seed;
    id service;
    struct staff_member *staff; size_t staff_count;
    struct staff_member *leaders; size_t leader_count;      // who are over all, and write nothing about a child
    struct team *teams; size_t team_count;
    struct partner_lived *partners; size_t partner_count;
    struct deed **deeds; size_t deed_count, deed_room;
    size_t children;
};

/* A deed of that kind, recorded so long after it happened. NULL-safe: what would lie after the last day is
 * dropped, since nobody has recorded it yet. */
struct deed *deed_new(struct years *years, struct dice *dice, const char *kind, id subject,
                      const struct staff_member *author, instant recorded);
/* The next version of it, with every field it had. */
struct deed *deed_amend(struct years *years, struct dice *dice, struct deed *before,
                        const struct staff_member *author, instant recorded, const char *reason);
/* A field of another name, or a code that is not in its set, is a mistake of ours and stops the program. */
void deed_set(struct years *years, struct deed *deed, const char *field, text value);
void deed_say(struct years *years, struct deed *deed, const char *field, const char *form, ...)
    PRINTF(4, 5);
void deed_day(struct years *years, struct deed *deed, const char *field, day value);
void deed_instant(struct years *years, struct deed *deed, const char *field, instant value);
void deed_id(struct years *years, struct deed *deed, const char *field, id value);
/* What was said of it before; stops the program where nothing was. */
instant deed_said(const struct deed *deed, const char *field);

/* Office hours of a working day, some hours or days after `happened`; mostly the same day, sometimes late. */
instant written_up(struct dice *dice, instant happened);
instant at_time(struct dice *dice, day d, int from_hour, int to_hour);
day working_days_after(day from, int working_days);
id dice_id(struct dice *dice);
bool dice_chance(struct dice *dice, unsigned per_thousand);
struct weighed { const char *what; unsigned weight; };
const char *dice_pick(struct dice *dice, const struct weighed *list);      // ends with an empty row

/* One family: adults, children and their years. Answers how many children it has. */
size_t family_live(struct years *years, uint32_t number, size_t most_children);
/* One child's way through the front door, assessment, plans and visits from a day on. Gravity: 0 to 999; up to
 * GRAVITY_OF_A_PLAN there is no plan after it. Answers the day on which the last of the children is closed. */
enum { GRAVITY_OF_A_PLAN = 440 };
struct child {
    id id; const char *forename, *surname; const char *sex; day born; bool unborn;
    struct deed *person; id mother; const char *mother_name;
};
day episode_live(struct years *years, struct dice *dice, struct child *children, size_t count,
                  day start, unsigned gravity);
/* One in five, where an authority draws one in twenty: so that there are figures to look at. */
enum { SECOND_DECISIONS_LIVED_PERCENT = 20 };
void second_decision_lived(struct years *years, const struct deed *contact);
void workforce_live(struct years *years, size_t children);
void library_live(struct years *years);               // of direct-work tools
/* After the workforce: organisations around the authority. */
void partners_live(struct years *years);
/* A contact by their form, when there is one of that source; call: the first contact of the same call, or none. */
void partner_sent(struct years *years, struct deed *contact, const struct child *child, const char *source,
                  id call);
/* After all families: what came in on the last afternoon and is not matched yet, and what is asked of whom. */
void partners_last_day(struct years *years);
/* After all families: for whom the authority went to court. */
void court_live(struct years *years);
/* After all families: who may not open which of their records, and who opened one in an emergency. */
void safeguards_live(struct years *years);
