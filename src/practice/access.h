/* practice/access.h - who may. One table of roles and actions, one function that opens a child's record.
 *
 * Rules: deny unless a row allows; decide here, on the server, for each request and field; record the look.
 * Each request acts in one role. No role inherits another. (docs/access.md) */
#pragma once
#include "record/record.h"

enum role {                     // numbers stand in the ledger's leaves: for ever
    ROLE_NONE = 0,
    ROLE_SOCIAL_WORKER = 1,
    ROLE_TEAM_MANAGER = 2,
    ROLE_MASH_MANAGER = 3,
    ROLE_CONFERENCE_CHAIR = 4,  // children with a conference that they chair, from invitation to 28 days after
    ROLE_ANALYST = 6,
    ROLE_AUDITOR = 7,
    ROLE_SENIOR_LEADER = 8,     // director, head of service: reads, and writes nothing about a child
    ROLE_PARTNER = 9,           // police, health, a school: what their organisation sent or was asked
    ROLE_INSPECTOR = 11,
    ROLE_ADMINISTRATOR = 12,
    ROLE_DATA_PROTECTION = 13,  // who looked, and no case content
    ROLE_PUBLIC = 14,           // nobody signs in as this: what came in by the form for everybody
    ROLE_SERVICE = 15,          // imports and the program itself
    ROLE_COUNT = 16,
};
const char *role_label(enum role role);                 // "Social worker"; NULL: none
const char *role_code(enum role role);                  // "SW"
enum role role_by_code(text code);                      // ROLE_NONE: none

enum may {
    MAY_UNSET,                  // a route without a rule stops the program at start
    MAY_ANYONE,                 // also without signing in
    MAY_SIGNED_IN,
    MAY_FIND_CHILDREN,          // lists and searches: name, year of birth, locality
    MAY_READ_CHILD,             // needs a pass as well
    MAY_RECORD,                 // new records and amendments about a child
    MAY_SEE_LOOKS,              // who looked at this child
    MAY_EXPORT_ROWS,            // pseudonymous rows
    MAY_SEE_LEDGER,             // state, checkpoints, proofs
    MAY_SEE_ACCOUNTS,           // who can sign in, and as what; no case content
    MAY_TAKE_CONTACTS,          // the queue of contacts, and a new one
    MAY_SCREEN,                 // rate, decide on a contact, make it a referral
    MAY_ALLOCATE,               // whose child is whose
    MAY_HAVE_TASKS,             // a day of one's own
    MAY_OPEN_IN_EMERGENCY,      // for four hours, with a reason, and looked at again
    MAY_SEE_OPENINGS,           // emergency openings, and what was looked at while they ran
    MAY_REVIEW_OPENINGS,        // say whether one of somebody else's was right
    MAY_GUARD,                  // restrict a record, give leave to open it, name a conflict of interest
    MAY_LIFT_CONFLICTS,         // of interest, one asking and another agreeing: practice/conflicts.h
    MAY_DECIDE_AGAIN,           // the second decision on a contact, without seeing the first
    MAY_COMPARE_DECISIONS,      // both beside each other, with the case
    MAY_SEE_AGREEMENT,          // how far they agree: figures
    MAY_MEET,                   // plan a meeting about a child, invite, and write up what was said
    MAY_CHAIR,                  // decide a child protection conference
    MAY_SIGN_OFF_PLANS,         // of others: practice/plan.h
    MAY_SEND_AS_PARTNER,        // an organisation's own pages: a contact, an answer, what became of it
    MAY_AUTHORISE,              // look at assessments half way, authorise or return them: practice/authorising.h
    MAY_SEE_REGISTERS,          // who is missing, and who is privately fostered: of the own team, or all
    MAY_COUNT,
};
bool access_may(enum role role, enum may may);

/* Why a record is open to somebody; in the order in which they are tried: practice/basis.h. */
enum basis {
    BASIS_NONE,
    BASIS_ALLOCATED, BASIS_FAMILY, BASIS_TEAM,
    BASIS_FRONT_DOOR,           // arrived, and nobody is allocated yet
    BASIS_MANAGER,
    BASIS_CHAIR,                // of a conference about the child, until 28 days after it
    BASIS_SAMPLE,               // drawn for a second decision
    BASIS_AUDIT, BASIS_INSPECTION,
    BASIS_LEAVE,                // named by a restriction, or by a leave to open it
    BASIS_EMERGENCY,
    BASIS_REVIEW,               // of somebody else's emergency opening
    BASIS_PARTNER,              // sent by the reader's organisation, or asked of it
    BASIS_OVERSIGHT,            // who looked, for the data protection officer: never what the record says
    BASIS_ROLE,                 // nothing but the role
    BASIS_COUNT,
};
const char *basis_label(enum basis basis);              // "Allocated worker": as a look says it; NULL: none
enum basis basis_by_label(text label);                  // BASIS_NONE: none of these

struct actor { id account, staff; enum role role; text name; };

/* What a look needs before anything is shown. */
enum look_rule {
    LOOK_SOON,                  // within a second, in the background
    LOOK_FIRST,                 // durable before the page is sent: inspectors, administrators, exports
};
enum look_rule access_look_rule(const struct actor *actor, enum may may);

struct access_question {
    const struct actor *actor; enum may may; id subject;
    const char *route;          // for the log of reads: the route's pattern, a literal
    uint64_t size;              // PASS_NOW, or "as known at"
    instant at;                 // "so at"; INSTANT_UNKNOWN: now
};
/* Decides, and hands out the look to keep beside the pass; the caller keeps the look (soon or first, as
 * access_look_rule says) and only then shows anything. ERROR_ABSENT for forbidden and for absent alike: the
 * same bytes (A11). Passes live in the arena. */
MUST_USE bool access_open(struct store *store, struct arena *arena,
                          const struct access_question *question, const struct pass **pass,
                          struct look *look, struct error *err);
/* Why access_open said ERROR_ABSENT, as far as the asker may know it: that the record is there and restricted, or
 * that they have no basis. ask: whom the restriction names, or who is allocated; or none. ERROR_ABSENT where even
 * that is nobody's business: conflicts, hidden records. */
struct door { bool open, restricted, may_open_in_emergency; id ask; };     // open: it opens to them as it is
MUST_USE bool access_door(struct store *store, const struct access_question *question,
                          struct door *door, struct error *err);
/* May this reader write these values through this pass? ERROR_REFUSED says why not. Safeguards are for those who
 * may guard; an emergency opens for reading, and for what an emergency needs. pass NULL: a new person. */
bool access_may_add(enum role role, const struct pass *pass, const struct kind *kind);
bool access_guards(const struct kind *kind);            // it decides who may open the record
MUST_USE bool access_may_write(const struct actor *actor, const struct pass *pass,
                               const struct values *values, struct error *err);
/* Whoever may add one may amend it as well; but a conflict of interest is ended only as practice/conflicts.h says.
 * ERROR_REFUSED says so. */
MUST_USE bool access_may_amend(const struct kind *kind, struct error *err);
enum basis access_basis(const struct pass *pass);
instant access_until(const struct pass *pass);          // an emergency's end; unknown: no such end
/* Would it be opened: for lists, which show no more of a child than any list of children. */
MUST_USE bool access_opens(struct store *store, const struct actor *actor, enum may may, id subject,
                           bool *opens, struct error *err);
/* Leave for a job without a person: import, export of a return, rebuild. Its look is an entry of its own kind. */
const struct pass *access_service(struct arena *arena, id service, id subject);
/* What the teams of the authority keep for all of it, such as the library of tools: nobody's record, no look. */
const struct pass *access_team(struct arena *arena, const struct actor *actor, id team);
/* For practice/partner.c, which gives on only what an organisation sent or was asked, and has it looked at. */
const struct pass *access_partner(struct arena *arena, const struct actor *actor, id subject);
/* The same leave, for what was known EARLIER: same reader, same subject, same hidden fields, over the first `size`
 * entries. For comparing a record with itself; the look that goes with the pass covers it, since it saw all of that.
 * ERROR_REFUSED: more than the pass itself shows. */
MUST_USE bool access_earlier(struct arena *arena, const struct pass *pass, uint64_t size, const struct pass **earlier,
                             struct error *err);
/* The same leave, for a screen that the family sees: what is about others, and legal advice, is hidden as well,
 * whatever the role. A record that holds such is read, and never written, through it. */
const struct pass *access_shared(struct arena *arena, const struct pass *pass);
uint64_t access_size(const struct pass *pass);          // PASS_NOW or the size shown
instant access_at(const struct pass *pass);
id access_subject(const struct pass *pass);
