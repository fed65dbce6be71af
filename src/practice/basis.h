/* practice/basis.h - why somebody may open a record: what ties a member of staff to a person, and what stands
 * between them, as the record says it now. Rights are today's, whatever day of the past is looked at.
 *
 * security.md gives this rule. A role reads a record of its matrix's small letters only on a basis of A1:
 * allocated, of the team, at the front door, ...; capital letters need none beside the role. A conflict of interest
 * bars on any basis (A4). A restricted record is open to the people named, and in an emergency; one whose
 * existence is hidden is open to the people named alone, and to others it is absent (A3, A5). */
#pragma once
#include "practice/access.h"

enum restriction {
    RESTRICTION_NONE,
    RESTRICTION_NAMED,          // it may be known that the record is there, and whom to ask
    RESTRICTION_HIDDEN,         // nobody else may know: staff's families, adoption after the order
};

/* A conference chair reads from the invitation until so many days after it (security.md, section 1). */
#define CHAIR_READS_DAYS 28
/* Who wrote somebody down reads them for that day, and so long in any case: what a night shift takes down before
 * midnight is still theirs after it. A local limit. */
#define TOOK_HOURS 12

/* Between one member of staff and one person. */
struct ties {
    bool conflict;
    enum restriction restriction; id ask;        // the strongest that stands; whom to ask
    bool asked;                 // whom a restriction that stands names: they give leave, and end it
    bool leave;                 // that, or a leave that is in force
    instant emergency_until;    // an emergency opening of theirs that still runs; or unknown
    bool to_review;             // somebody else's emergency opening has not been looked at again
    bool allocated, team, manager;              // team: also the one that is asked to take the child over
    bool chairs;                // a conference about them, which is to be held or was in the last 28 days
    bool family;                // of somebody who is allocated to them or to their team
    bool contact;               // one waits for a decision, or was written down within seven days
    bool referral;              // one is open, or was written down within seven days
    bool held; id worker;       // somebody is allocated, and who
    bool duty;                  // their team is the front door, or on duty out of hours
    bool took;                  // wrote the person or a contact down themselves, today or within TOOK_HOURS
};
MUST_USE bool ties_find(struct store *store, id staff, id person, instant now, struct ties *ties,
                        struct error *err);

/* The basis, or none; known: may these eyes know that the record is there. */
struct opening { enum basis basis; bool known; };
struct opening basis_decide(enum role role, enum may may, const struct ties *ties);
