#include "practice/basis.h"

#include <string.h>

/* The program's own words: they stand in the log of reads for ever. */
static const char *const labels[BASIS_COUNT] = {
    [BASIS_ALLOCATED] = "Allocated worker", [BASIS_FAMILY] = "Family of an allocated child",
    [BASIS_TEAM] = "Team", [BASIS_FRONT_DOOR] = "Front door", [BASIS_MANAGER] = "Manager of the worker",
    [BASIS_CHAIR] = "Conference chair",
    [BASIS_SAMPLE] = "Drawn for a second decision",
    [BASIS_AUDIT] = "Audit", [BASIS_INSPECTION] = "Inspection", [BASIS_LEAVE] = "Leave to open it",
    [BASIS_EMERGENCY] = "Emergency opening", [BASIS_REVIEW] = "Review of an emergency opening",
    [BASIS_PARTNER] = "Sent by the organisation, or asked of it",
    [BASIS_OVERSIGHT] = "Oversight of who looked", [BASIS_ROLE] = "Role only",
};

const char *basis_label(enum basis basis)
{
    return basis > BASIS_NONE && basis < BASIS_COUNT ? labels[basis] : NULL;
}

enum basis basis_by_label(text label)
{
    for (int basis = BASIS_NONE + 1; basis < BASIS_COUNT; basis++)
        if (text_is(label, labels[basis]))
            return (enum basis)basis;
    return BASIS_NONE;
}

/* ---- what the record says ---- */

enum tie { TIE_CONFLICT = 1, TIE_NAMED, TIE_HIDDEN, TIE_LEAVE, TIE_EMERGENCY, TIE_TO_REVIEW, TIE_ME,
           TIE_ALLOCATION, TIE_REFERRAL, TIE_CONTACT, TIE_WROTE, TIE_TRANSFER, TIE_CHAIR };

#define STANDS(a) a ".superseded_seq = " NEVER_SQL
#define IN_FORCE(a) STANDS(a) " AND " a ".valid_from <= :now AND :now < " a ".valid_to"

/* Every branch begins with the person, or with the member of staff, by index. Columns: which tie, a moment, who,
 * their team, the team named beside them, their manager, and of which team that one is a part. */
static const char own_sql[] =
    "SELECT 1, 0, c.staff_id, c.staff_id, c.staff_id, c.staff_id, c.staff_id"
    " FROM conflict_of_interest AS c WHERE c.subject = :person AND c.staff_id = :staff AND "
    IN_FORCE("c")
    " UNION ALL SELECT CASE WHEN r.level = 'NAMED' THEN 2 ELSE 3 END, 0, r.ask, NULL, NULL, NULL, NULL"
    " FROM restriction AS r WHERE r.subject = :person AND " IN_FORCE("r")
    " UNION ALL SELECT 4, 0, l.staff_id, NULL, NULL, NULL, NULL"
    " FROM record_access AS l WHERE l.subject = :person AND l.staff_id = :staff AND " IN_FORCE("l")
    " UNION ALL SELECT 5, e.until_at, e.staff_id, NULL, NULL, NULL, NULL"
    " FROM emergency_opening AS e WHERE e.subject = :person AND e.staff_id = :staff"
    " AND " STANDS("e") " AND :now < e.until_at"
    " UNION ALL SELECT 6, 0, e.staff_id, NULL, NULL, NULL, NULL"
    " FROM emergency_opening AS e WHERE e.subject = :person AND e.staff_id <> :staff"
    " AND " STANDS("e") " AND e.reviewed_at IS NULL"
    " UNION ALL SELECT 7, CASE WHEN t.team_type IN ('MASH', 'EDT') THEN 1 ELSE 0 END, m.record,"
    " m.team_id, NULL, NULL, NULL FROM staff AS m LEFT JOIN team AS t ON t.record = m.team_id"
    " AND " IN_FORCE("t") " WHERE m.record = :staff AND " IN_FORCE("m")
    " UNION ALL SELECT 8, 0, a.staff_id, w.team_id, a.team_id, w.manager_id, t.parent_id"
    " FROM allocation AS a LEFT JOIN staff AS w ON w.record = a.staff_id AND " IN_FORCE("w")
    " LEFT JOIN team AS t ON t.record = coalesce(a.team_id, w.team_id) AND " IN_FORCE("t")
    " WHERE a.subject = :person AND " IN_FORCE("a")
    " UNION ALL SELECT 9, 0, f.worker, w.team_id, f.team, w.manager_id, t.parent_id"
    " FROM referral AS f LEFT JOIN staff AS w ON w.record = f.worker AND " IN_FORCE("w")
    " LEFT JOIN team AS t ON t.record = coalesce(f.team, w.team_id) AND " IN_FORCE("t")
    " WHERE f.subject = :person AND " STANDS("f")
    " AND ((f.close_date IS NULL AND coalesce(f.nfa, 0) = 0) OR f.recorded_at > :recent)"
    " UNION ALL SELECT 10, c.recorded_at, c.author, NULL, NULL, NULL, NULL"
    " FROM contact AS c WHERE c.subject = :person AND " STANDS("c")
    " AND (c.decision IS NULL OR c.recorded_at > :recent)"
    " UNION ALL SELECT 11, p.recorded_at, p.author, NULL, NULL, NULL, NULL"
    " FROM person AS p WHERE p.subject = :person AND p.author = :staff AND " STANDS("p")
    " UNION ALL SELECT 12, 0, NULL, NULL, x.to_team, NULL, NULL"
    " FROM case_transfer AS x WHERE x.subject = :person AND " STANDS("x")
    " AND (x.answered_at IS NULL OR x.recorded_at > :recent)"
    " UNION ALL SELECT 13, 0, i.chair, NULL, NULL, NULL, NULL"
    " FROM initial_conference AS i WHERE i.subject = :person AND i.chair = :staff AND " STANDS("i")
    " AND (i.held_at IS NULL OR i.held_at > :chaired_at)"
    " UNION ALL SELECT 13, 0, v.chair, NULL, NULL, NULL, NULL"
    " FROM cp_review AS v WHERE v.subject = :person AND v.chair = :staff AND " STANDS("v")
    " AND (v.review_date IS NULL OR v.review_date > :chaired_on)";

/* Who belongs together: those of one household, through each other's record or a parent's; and an adult of a
 * child's network, whether in the household or not. */
static const char family_sql[] =
    "WITH kin AS (SELECT r.related_person_id AS person FROM relationship AS r"
    "  WHERE r.subject = :person AND r.household = 1 AND " STANDS("r")
    " UNION SELECT r.subject FROM relationship AS r WHERE r.related_person_id = :person AND " STANDS("r")
    "  AND (r.household = 1 OR EXISTS"
    "   (SELECT 1 FROM listed AS l WHERE l.person = :person AND l.child = 0))"
    " UNION SELECT o.subject FROM relationship AS r JOIN relationship AS o"
    "  ON o.related_person_id = r.related_person_id"
    "  WHERE r.subject = :person AND r.household = 1 AND o.household = 1 AND " STANDS("r")
    "  AND " STANDS("o") ")"
    " SELECT 1 FROM kin JOIN allocation AS a ON a.subject = kin.person"
    " LEFT JOIN staff AS w ON w.record = a.staff_id AND " IN_FORCE("w")
    " LEFT JOIN staff AS m ON m.record = :staff AND " IN_FORCE("m")
    " WHERE " IN_FORCE("a") " AND (a.staff_id = :staff OR m.team_id IN (a.team_id, w.team_id))"
    " UNION ALL SELECT 1 FROM kin JOIN referral AS f ON f.subject = kin.person"
    " LEFT JOIN staff AS m ON m.record = :staff AND " IN_FORCE("m")
    " WHERE " STANDS("f") " AND f.close_date IS NULL AND coalesce(f.nfa, 0) = 0"
    " AND (f.worker = :staff OR m.team_id = f.team) LIMIT 1";

#define RECENT_DAYS 7

static void bind_both(struct statement *s, id staff, id person, instant now)
{
    bind_id(s, "staff", staff);
    bind_id(s, "person", person);
    bind_instant(s, "now", now);
}

/* A piece of work and who has it. */
struct work { bool allocation; id worker, worker_team, team, manager, above; };

struct asking { id staff, team; instant now; struct work work[64]; size_t work_count; };

static bool same(id a, id b)
{
    return !id_none(a) && id_same(a, b);
}

/* Whoever a referral names has it until somebody is allocated. */
static void tie_to_work(struct ties *ties, const struct asking *f, const struct work *w)
{
    bool stale = !w->allocation && ties->held;
    ties->allocated = ties->allocated || (!stale && same(w->worker, f->staff));
    ties->team = ties->team || same(f->team, w->team)
              || (!stale && same(f->team, w->worker_team));
    ties->manager = ties->manager || same(w->manager, f->staff) || same(f->team, w->above);
}

static void tie_row(struct ties *ties, struct asking *f, struct statement *s)
{
    id who = column_id(s, 2);
    instant at = { column_int(s, 1) };
    enum tie tie = (enum tie)column_int(s, 0);
    switch (tie) {
    case TIE_CONFLICT:
        ties->conflict = true;
        break;
    case TIE_NAMED:
    case TIE_HIDDEN:
        ties->asked = ties->asked || same(who, f->staff);
        ties->leave = ties->leave || ties->asked;
        if (ties->restriction < RESTRICTION_NAMED + (tie == TIE_HIDDEN)) {
            ties->restriction = tie == TIE_HIDDEN ? RESTRICTION_HIDDEN : RESTRICTION_NAMED;
            ties->ask = who;
        }
        break;
    case TIE_LEAVE:
        ties->leave = true;
        break;
    case TIE_EMERGENCY:
        if (!instant_known(ties->emergency_until) || instant_before(ties->emergency_until, at))
            ties->emergency_until = at;
        break;
    case TIE_TO_REVIEW:
        ties->to_review = true;
        break;
    case TIE_ME:
        f->team = column_id(s, 3);
        ties->duty = at.us != 0;
        break;
    case TIE_ALLOCATION:
    case TIE_REFERRAL:
    case TIE_TRANSFER:
        if (tie == TIE_ALLOCATION && !ties->held) {
            ties->held = !id_none(who);
            ties->worker = who;
        }
        ties->referral = ties->referral || tie == TIE_REFERRAL;
        if (f->work_count < COUNT_OF(f->work))
            f->work[f->work_count++] = (struct work){ tie == TIE_ALLOCATION, who, column_id(s, 3),
                column_id(s, 4), column_id(s, 5), column_id(s, 6) };
        break;
    case TIE_CHAIR:
        ties->chairs = true;
        break;
    case TIE_CONTACT:
    case TIE_WROTE:
        ties->contact = ties->contact || tie == TIE_CONTACT;
        ties->took = ties->took || (same(who, f->staff)
            && (day_same(instant_london_day(at), instant_london_day(f->now))
                || f->now.us - at.us < TOOK_HOURS * 3600 * US_PER_SECOND));
        break;
    }
}

static bool find_own(struct store *store, struct asking *f, id person, struct ties *ties,
                     struct error *err)
{
    struct statement *s;
    if (!store_prepare_as(store, NULL, own_sql, (text){ own_sql, sizeof own_sql - 1 }, &s, err))
        return false;
    bind_both(s, f->staff, person, f->now);
    bind_int(s, "recent", f->now.us - RECENT_DAYS * US_PER_DAY);
    bind_int(s, "chaired_at", f->now.us - CHAIR_READS_DAYS * US_PER_DAY);
    bind_day(s, "chaired_on", day_add(instant_london_day(f->now), -CHAIR_READS_DAYS));
    enum stepped step;
    while ((step = statement_step(s, err)) == STEP_ROW)
        tie_row(ties, f, s);
    statement_end(s);
    return step == STEP_DONE;
}

static bool find_family(struct store *store, const struct asking *f, id person,
                        struct ties *ties, struct error *err)
{
    struct statement *s;
    if (!store_prepare_as(store, NULL, family_sql, (text){ family_sql, sizeof family_sql - 1 }, &s, err))
        return false;
    bind_both(s, f->staff, person, f->now);
    enum stepped step = statement_step(s, err);
    ties->family = step == STEP_ROW;
    statement_end(s);
    return step != STEP_FAILED;
}

bool ties_find(struct store *store, id staff, id person, instant now, struct ties *ties,
               struct error *err)
{
    struct ties found = { .emergency_until = INSTANT_UNKNOWN };
    struct asking f = { .staff = staff, .now = now };
    if (!find_own(store, &f, person, &found, err))
        return false;
    for (size_t i = 0; i < f.work_count; i++)
        tie_to_work(&found, &f, &f.work[i]);
    // Asked for only when it decides: most who open a record have it, and a restricted one is not opened so.
    bool enough = found.conflict || found.restriction || found.allocated || found.team;
    if (!enough && !find_family(store, &f, person, &found, err))
        return false;
    *ties = found;
    return true;
}

/* ---- what follows ---- */

/* What a role needs beside itself. The capitals of security.md, section 2: inspectors and senior leaders read
 * everything; auditors read what is sampled to them, and until there are samples everything; the front door's
 * managers have contacts, referrals and identities of all. */
static const enum basis by_role[ROLE_COUNT] = {
    [ROLE_MASH_MANAGER] = BASIS_ROLE,
    [ROLE_AUDITOR] = BASIS_AUDIT,
    [ROLE_SENIOR_LEADER] = BASIS_ROLE,
    [ROLE_INSPECTOR] = BASIS_INSPECTION,
};

/* They see the trail, and what bars somebody from a record: each on its own pages, and nothing else. */
static enum basis by_oversight(enum may may)
{
    return may == MAY_SEE_LOOKS || may == MAY_SEE_OPENINGS || may == MAY_LIFT_CONFLICTS ? BASIS_OVERSIGHT : BASIS_NONE;
}

/* A contact is the front door's until it is decided, whoever has the child; a referral until somebody has. */
static bool came_in(enum role role, const struct ties *ties)
{
    bool screens = access_may(role, MAY_SCREEN) || ties->duty;
    return ties->took || (screens && (ties->contact || (ties->referral && !ties->held)));
}

static bool in_emergency(enum role role, const struct ties *ties)
{
    return instant_known(ties->emergency_until) && access_may(role, MAY_OPEN_IN_EMERGENCY);
}

static bool to_review(enum may may, const struct ties *ties)
{
    return (may == MAY_SEE_OPENINGS || may == MAY_REVIEW_OPENINGS) && ties->to_review;
}

static enum basis of_restricted(enum role role, enum may may, const struct ties *ties)
{
    if (ties->leave)
        return BASIS_LEAVE;
    if (ties->restriction == RESTRICTION_HIDDEN)
        return BASIS_NONE;
    if (role == ROLE_DATA_PROTECTION)              // emergencies open what is restricted: so does their trail
        return by_oversight(may);
    if (to_review(may, ties))
        return BASIS_REVIEW;
    return in_emergency(role, ties) ? BASIS_EMERGENCY : BASIS_NONE;
}

static enum basis of_ordinary(enum role role, enum may may, const struct ties *ties)
{
    if (role == ROLE_AUDITOR || role == ROLE_INSPECTOR)
        return by_role[role];
    if (role == ROLE_DATA_PROTECTION)
        return by_oversight(may);
    if (role == ROLE_SENIOR_LEADER)                // no team's, no child's: what they open, they open as who they are
        return to_review(may, ties) ? BASIS_REVIEW : ties->leave ? BASIS_LEAVE : by_role[role];
    if (role == ROLE_CONFERENCE_CHAIR)             // whatever else they are to the child in another role
        return ties->chairs ? BASIS_CHAIR : BASIS_NONE;
    if (ties->allocated)
        return BASIS_ALLOCATED;
    if (ties->team)
        return BASIS_TEAM;
    if (ties->family)
        return BASIS_FAMILY;
    if (ties->manager && access_may(role, MAY_ALLOCATE))
        return BASIS_MANAGER;
    // Whoever takes a call has to write it down, whoever has the child.
    if (may == MAY_TAKE_CONTACTS || came_in(role, ties))
        return BASIS_FRONT_DOOR;
    // Their pages open only what was drawn, whoever's team the child is of by now.
    if (may == MAY_DECIDE_AGAIN || may == MAY_COMPARE_DECISIONS)
        return BASIS_SAMPLE;
    if (ties->leave)
        return BASIS_LEAVE;
    if (to_review(may, ties))
        return BASIS_REVIEW;
    return in_emergency(role, ties) ? BASIS_EMERGENCY : by_role[role];
}

struct opening basis_decide(enum role role, enum may may, const struct ties *ties)
{
    struct opening closed = { 0 };
    if (ties->conflict || !access_may(role, may) || (role == ROLE_DATA_PROTECTION && !by_oversight(may)))
        return closed;
    closed.known = access_may(role, MAY_FIND_CHILDREN)
                && (ties->restriction != RESTRICTION_HIDDEN || ties->leave);
    enum basis basis = ties->restriction ? of_restricted(role, may, ties)
                                         : of_ordinary(role, may, ties);
    return (struct opening){ basis, closed.known || basis };
}
