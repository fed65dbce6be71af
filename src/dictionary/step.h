/* dictionary/step.h - what follows from a record: who does what next, and by when. Declared beside the kinds of
 * its part; practice/pathway, practice/clocks and practice/tasks are the engines that read it.
 *
 * A limit is never deleted: it gets a last day, and a clock is judged by the limit of the day on which it
 * started. */
#pragma once
#include "dictionary/kind.h"

enum limit_unit {
    WORKING_DAYS,      // to the end of the Nth working day after the day it began, in London
    DAYS,              // to the end of the Nth day after
    WEEKS,             // seven days each
    MONTHS,            // calendar months, capped at the month's last day
    HOURS,             // of the clock, at any time of day or week
};

struct limit {
    const char *id;            // of the clock table in docs/dictionary.md: "T01"
    int length, warn;          // warn: so many units before the end it counts as soon due
    enum limit_unit unit;
    const char *code;          // only when the step's by_field holds it; NULL: whatever it holds
    const char *source;        // statute or guidance; shown wherever the clock is
    bool local;                // no national number: an authority may set its own
    const char *from, *until;  // first and last day on which a clock that starts is judged by it, or NULL
};

/* After a record of kind `after`, from the moment in its field `begins`, somebody has this to do. It is done when
 * `done_field` of that record is given; or, where done_kind is set, when a record of that kind names it in its
 * field `done_link` (the moment is that record's `done_field`).
 *
 * Where again_kind is set it comes round again until then: from each record of that kind that names it in again_link,
 * or where that is NULL is about the same subject, the clock starts anew at that record's again_field, the latest
 * one. A record without that field, or from before the step began, does not count: what is planned is no visit. */
struct step {
    const char *name;          // "contact_decision": in links and figures, for ever
    const char *label;         // as a task reads: "Decide what happens next"
    const char *after, *begins;
    const char *when_field, *when_codes;    // only when that field holds one of these, parted by blanks; or NULL
    const char *unless_field;               // not when this field is given: it ended another way; or NULL
    const char *done_kind, *done_link, *done_field;
    const char *by;            // roles by code, parted by blanks: "MM TM"
    const char *team_field;    // field whose team has it to do; NULL: the team of whoever is allocated, or else
                               // the front door
    const char *by_field;      // field whose code chooses the limit: the rating; or NULL
    const char *again_kind, *again_link, *again_field;
    const char *again_when_field, *again_when_codes;    // counts only when that field of it holds one of these; or NULL
    const char *again_also_field, *again_also_codes;    // and that one one of these; or NULL
    const struct limit *again_limits;       // from one to the next; NULL: as limits
    int later_days;                         // from so many days after it began on other limits hold; 0: never
    const struct limit *later_limits;       // from one that was so late to the next
    bool apart;                // not among the tasks: a list of its own knows who may do it
    const struct limit *limits;             // the first that fits; ends with an empty row
};

/* Which time round it is: what is stored in open_step.again. */
enum again { FIRST_TIME, AGAIN, AGAIN_LATER };
enum { AGAIN_COUNT = AGAIN_LATER + 1 };

/* A record of this kind may name, in `link`, only a record of the kind it refers to that holds one of these codes
 * in `field`. */
struct follow {
    const char *kind, *link, *field, *codes;
    const char *message;       // for a person; says what to do
};

/* A record of this kind is by itself an event of weight in a child's life: always, or where `field` holds one of these
 * codes (codes NULL: where it is given). A worker's own mark is a record of the kind chronology_entry, and weighs as
 * much. at_field: the event is what that day or instant says, an event beside the record's own (a plan ends, somebody
 * is born); NULL: the record itself is it. */
struct key_event {
    const char *kind, *field, *codes, *at_field;
    const char *label;         // "Child protection plan ended"
};
const struct key_event *key_event_next(const struct key_event *after);
/* May a record of this kind be one, whatever it holds? */
bool key_event_possible(const struct kind *kind);
struct values;
/* Does this rule say so of these values? */
bool key_event_is(const struct key_event *rule, const struct values *values);

const struct step *step_next(const struct step *after);                    // NULL starts; NULL ends
const struct step *step_by_name(text name);                                // NULL: none
const struct follow *follow_next(const struct follow *after);
const struct follow *follow_of(const char *kind, const char *link);        // NULL: none
/* Is this code one of those parted by blanks? */
bool code_among(const char *codes, text code);
/* The limits of that time round; NULL: the step does not come round so. */
const struct limit *step_limits(const struct step *step, enum again again);
/* Limit for a clock that starts on that day with that code; NULL: none. */
const struct limit *step_limit(const struct step *step, enum again again, text code, day started);
/* Does the clock of that time round start with a day, and not with an instant? */
bool step_begins_on_day(const struct step *step, enum again again);
