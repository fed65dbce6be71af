/* practice/meetings.h - one engine for every meeting about a child: who belongs to it, who was invited and came, and
 * whether that was enough to decide. Strategy discussions, conferences and their reviews, core groups, reviews of
 * children in need, pre-proceedings meetings.
 *
 * Who is invited is one record of meeting_attendance each, on the record of the first child of the meeting; brothers
 * and sisters discussed together have a record of the meeting each, which names the first in `same_meeting`. */
#pragma once
#include "practice/access.h"
#include "practice/clocks.h"

/* Which of its fields say what, for a kind that is a meeting. NULL: it has none. */
struct meeting_terms {
    const char *kind;
    const char *worry;             // what those who are invited read; NULL: only the question put to each
    const char *planned, *held;    // held: an instant, or the day of a review conference
    const char *decided, *shared;  // when decided, and when those invited were told
    const char *decision;
    const char *const told[4];     // what they are told; ends with NULL
};
const struct meeting_terms *meeting_terms_of(const struct kind *kind);      // NULL: no meeting
bool meeting_is_decided(const struct meeting_terms *terms, const struct values *meeting);

/* ---- who belongs to it ---- */

/* What the record says of a child and of the worry, as far as it decides who belongs to a meeting. */
struct meeting_facts {
    day born, expected, today;     // unknown; expected: unborn
    text factors;                  // what was seen or found, codes of assessment_factor parted by blanks
    text source;                   // contact_source of the referral or the newest contact
    text told_agency; id told_team;                    // of the agency that told us, where it is known
    struct { text agency; id team; } answered[16]; size_t answered_count;   // who answered when asked
    id worker;                     // allocated key worker; ID_NONE: nobody
    bool early_help, disabled, in_care, court;         // known to those services
};
MUST_USE bool meeting_facts_load(struct store *store, const struct pass *pass, struct arena *arena, day today,
                                 struct meeting_facts *facts, struct error *err);

enum { PROPOSED_MAX = 24 };
struct proposed { text agency; bool required; const char *reason, *source; id team, staff; };
/* By the declared table of practice/invitations.c, each agency once, those that have to be there first. Answers how
 * many. partner teams and the worker stand beside the agency that they are of. */
size_t meeting_propose(const struct kind *meeting, const struct meeting_facts *facts,
                       struct proposed proposed[PROPOSED_MAX]);

/* ---- who came ---- */

/* What stands of its invitations, in the order of inviting; and the records of the meeting about brothers and sisters,
 * the first child's left out. meeting: the first child's record. */
MUST_USE bool meeting_attendance(struct store *store, const struct pass *pass, struct arena *arena, id meeting,
                                 struct record_list *list, struct error *err);
struct meeting_child { id record, child; };
enum { MEETING_CHILDREN_MAX = 12 };
MUST_USE bool meeting_others(struct store *store, const struct kind *meeting, id first,
                             struct meeting_child others[MEETING_CHILDREN_MAX], size_t *count, struct error *err);

bool attendance_was_there(text status);                // in the room, on the line, or somebody in their stead
bool agency_is_health(text agency);
bool agency_works_with_children(text agency);         // by what it is; an invitation may say otherwise

/* Enough to decide? Computed from the records of who came, never ticked; who decides without it says why. missing:
 * "the police; a health practitioner", for a person; empty when met. source: guidance. */
struct quorum { bool met; text missing; const char *source; };
struct attended { text agency, status, direct; };      // direct: "Y", "N" or empty: works with the child directly
struct quorum meeting_quorum(struct arena *arena, const struct kind *meeting, const struct attended *attended,
                             size_t count);
struct quorum meeting_quorum_of(struct arena *arena, const struct kind *meeting, const struct record_list *attendance);

/* ---- by when ---- */

/* The end of the Nth working day after the day of this moment. */
MUST_USE bool meeting_working_days(instant from, int days, day *due, struct error *err);
/* A report is with the family so many working days before the meeting (T15, a local standard). */
enum { REPORT_BEFORE_INITIAL = 2, REPORT_BEFORE_REVIEW = 5, CONFERENCE_WITHIN = 15, CORE_GROUP_WITHIN = 10,
       FIRST_REVIEW_MONTHS = 3, NEXT_REVIEW_MONTHS = 6 };
MUST_USE bool meeting_report_due(const struct kind *meeting, instant planned, day *due, struct error *err);
