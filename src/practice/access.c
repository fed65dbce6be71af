#include "practice/basis.h"

#include "base/log.h"
#include "record/pass.h"
#include "record/same_person.h"

#include <string.h>

#define BIT(n) (UINT32_C(1) << (n))

/* The table of security.md section 2 for the roles and actions that exist so far. A person may hold
 * several roles; each request acts in one, and no role inherits another. */
static const struct role_row {
    const char *code, *label;
    uint32_t may;                   // bit MAY_x
    uint32_t hidden;                // bit CARE_x: never shown to this role
    bool look_first;                // the look is durable before anything is shown (security.md, L1)
} role_rows[ROLE_COUNT] = {
    [ROLE_SOCIAL_WORKER] = {
        .code = "SW", .label = "Social worker",
        .may = BIT(MAY_FIND_CHILDREN) | BIT(MAY_READ_CHILD) | BIT(MAY_RECORD) | BIT(MAY_SEE_LEDGER)
             | BIT(MAY_TAKE_CONTACTS) | BIT(MAY_HAVE_TASKS) | BIT(MAY_OPEN_IN_EMERGENCY) | BIT(MAY_MEET)
             | BIT(MAY_SEE_REGISTERS),
    },
    [ROLE_TEAM_MANAGER] = {
        .code = "TM", .label = "Team manager",
        .may = BIT(MAY_FIND_CHILDREN) | BIT(MAY_READ_CHILD) | BIT(MAY_RECORD) | BIT(MAY_SEE_LOOKS)
             | BIT(MAY_SEE_LEDGER) | BIT(MAY_TAKE_CONTACTS) | BIT(MAY_SCREEN) | BIT(MAY_ALLOCATE)
             | BIT(MAY_HAVE_TASKS) | BIT(MAY_OPEN_IN_EMERGENCY) | BIT(MAY_SEE_OPENINGS)
             | BIT(MAY_REVIEW_OPENINGS) | BIT(MAY_GUARD) | BIT(MAY_DECIDE_AGAIN) | BIT(MAY_COMPARE_DECISIONS)
             | BIT(MAY_SEE_AGREEMENT) | BIT(MAY_MEET) | BIT(MAY_CHAIR) | BIT(MAY_SIGN_OFF_PLANS)
             | BIT(MAY_AUTHORISE) | BIT(MAY_SEE_REGISTERS),
    },
    [ROLE_MASH_MANAGER] = {
        .code = "MM", .label = "MASH manager",
        .may = BIT(MAY_FIND_CHILDREN) | BIT(MAY_READ_CHILD) | BIT(MAY_RECORD) | BIT(MAY_SEE_LOOKS)
             | BIT(MAY_SEE_LEDGER) | BIT(MAY_TAKE_CONTACTS) | BIT(MAY_SCREEN) | BIT(MAY_ALLOCATE)
             | BIT(MAY_HAVE_TASKS) | BIT(MAY_OPEN_IN_EMERGENCY) | BIT(MAY_SEE_OPENINGS)
             | BIT(MAY_REVIEW_OPENINGS) | BIT(MAY_GUARD) | BIT(MAY_DECIDE_AGAIN) | BIT(MAY_COMPARE_DECISIONS)
             | BIT(MAY_SEE_AGREEMENT) | BIT(MAY_MEET) | BIT(MAY_SIGN_OFF_PLANS)
             | BIT(MAY_SEE_REGISTERS),
    },
    [ROLE_CONFERENCE_CHAIR] = {
        .code = "CC", .label = "Conference chair",
        .may = BIT(MAY_READ_CHILD) | BIT(MAY_SEE_LEDGER) | BIT(MAY_HAVE_TASKS) | BIT(MAY_MEET) | BIT(MAY_CHAIR)
             | BIT(MAY_SIGN_OFF_PLANS),
    },
    [ROLE_ANALYST] = {
        .code = "PA", .label = "Performance analyst",
        .may = BIT(MAY_EXPORT_ROWS) | BIT(MAY_SEE_LEDGER) | BIT(MAY_SEE_AGREEMENT),
    },
    [ROLE_AUDITOR] = {
        .code = "QA", .label = "Quality auditor",
        .may = BIT(MAY_FIND_CHILDREN) | BIT(MAY_READ_CHILD) | BIT(MAY_SEE_LEDGER)
             | BIT(MAY_COMPARE_DECISIONS) | BIT(MAY_SEE_AGREEMENT),
        .hidden = BIT(CARE_PRIVILEGED),
    },
    [ROLE_SENIOR_LEADER] = {
        .code = "SL", .label = "Senior leader",
        .may = BIT(MAY_FIND_CHILDREN) | BIT(MAY_READ_CHILD) | BIT(MAY_SEE_LOOKS) | BIT(MAY_SEE_LEDGER)
             | BIT(MAY_SEE_OPENINGS) | BIT(MAY_REVIEW_OPENINGS) | BIT(MAY_LIFT_CONFLICTS)
             | BIT(MAY_SEE_AGREEMENT)
             | BIT(MAY_SEE_REGISTERS),
    },
    [ROLE_PARTNER] = {
        .code = "PX", .label = "Partner organisation",
        .may = BIT(MAY_SEND_AS_PARTNER),                        // and nothing else (security.md, A7)
    },
    [ROLE_INSPECTOR] = {
        .code = "IN", .label = "Inspector",
        .may = BIT(MAY_FIND_CHILDREN) | BIT(MAY_READ_CHILD) | BIT(MAY_SEE_LOOKS)
             | BIT(MAY_SEE_LEDGER),
        .hidden = BIT(CARE_PRIVILEGED),       // unless released
        .look_first = true,
    },
    [ROLE_ADMINISTRATOR] = {
        .code = "AD", .label = "System administrator",
        .may = BIT(MAY_SEE_LEDGER) | BIT(MAY_SEE_ACCOUNTS),       // no case content
        .look_first = true,
    },
    [ROLE_DATA_PROTECTION] = {
        .code = "DP", .label = "Data protection officer",
        .may = BIT(MAY_SEE_LOOKS) | BIT(MAY_SEE_LEDGER) | BIT(MAY_SEE_ACCOUNTS) | BIT(MAY_SEE_OPENINGS)
             | BIT(MAY_LIFT_CONFLICTS),
        .hidden = BIT(CARE_SENSITIVE) | BIT(CARE_CHILD_WORDS) | BIT(CARE_THIRD_PARTY) | BIT(CARE_PLACE)
                | BIT(CARE_PRIVILEGED),
    },
    [ROLE_PUBLIC] = { .code = "PU", .label = "Public form" },
    [ROLE_SERVICE] = { .code = "SV", .label = "Service" },
};

const char *role_label(enum role role)
{
    return role > ROLE_NONE && role < ROLE_COUNT ? role_rows[role].label : NULL;
}

const char *role_code(enum role role)
{
    return role > ROLE_NONE && role < ROLE_COUNT ? role_rows[role].code : NULL;
}

enum role role_by_code(text code)
{
    for (int role = ROLE_NONE + 1; role < ROLE_COUNT; role++)
        if (role_rows[role].code && text_is(code, role_rows[role].code))
            return (enum role)role;
    return ROLE_NONE;
}

bool access_may(enum role role, enum may may)
{
    if (may == MAY_ANYONE)
        return true;
    if (role <= ROLE_NONE || role >= ROLE_COUNT || may <= MAY_UNSET || may >= MAY_COUNT)
        return false;
    return may == MAY_SIGNED_IN || (role_rows[role].may & BIT(may));
}

enum look_rule access_look_rule(const struct actor *actor, enum may may)
{
    return may == MAY_EXPORT_ROWS || role_rows[actor->role].look_first ? LOOK_FIRST : LOOK_SOON;
}

static bool subject_is_person(struct store *store, id subject, bool *person, struct error *err)
{
    const struct kind *kind = NULL;
    id found;
    struct error why = { 0 };

    *person = false;
    if (record_subject(store, subject, &found, &kind, &why)) {
        *person = kind && kind->founds && kind->about == ABOUT_PERSON;
        return true;
    }
    if (why.kind == ERROR_ABSENT)
        return true;
    *err = why;
    return false;
}

/* Forbidden and absent look the same from outside: security.md A11. What happened stands in the log. */
static bool denied(const struct access_question *question, const char *why, struct error *err)
{
    if (why) {
        log_begin(LOG_WARNING, "denied");
        log_cstr("route", question->route);
        log_id("account", question->actor->account);
        log_cstr("why", why);
        log_send();
    }
    return fail(err, ERROR_ABSENT, NULL, "There is no such page, or it is not yours to see.");
}

/* A record that gave way to another one is read with it: the basis on which that one opens opens this one as well,
 * unless something stands between the reader and it. */
static bool decide_by_kept(struct store *store, const struct access_question *question, instant now,
                           struct ties *ties, struct opening *opening, struct error *err)
{
    const struct actor *actor = question->actor;
    struct ties kept_ties;
    id kept;

    if (!same_person_kept(store, question->subject, UINT64_MAX, &kept, err))
        return false;
    if (id_same(kept, question->subject))
        return true;
    if (!ties_find(store, actor->staff, kept, now, &kept_ties, err))
        return false;
    struct opening by_kept = basis_decide(actor->role, question->may, &kept_ties);
    if (kept_ties.conflict || kept_ties.restriction || by_kept.basis == BASIS_NONE)
        return true;
    *ties = kept_ties;
    *opening = by_kept;
    return true;
}

/* Who asks for whom, and what is between them. Without a person there, or a role that may: as absent. */
static bool decide(struct store *store, const struct access_question *question, instant now,
                   struct ties *ties, struct opening *opening, struct error *err)
{
    const struct actor *actor = question->actor;
    bool person;

    if (!subject_is_person(store, question->subject, &person, err))
        return false;
    if (!person)
        return denied(question, NULL, err);
    if (!access_may(actor->role, question->may))
        return denied(question, "role", err);
    if (!ties_find(store, actor->staff, question->subject, now, ties, err))
        return false;
    *opening = basis_decide(actor->role, question->may, ties);
    return (opening->basis != BASIS_NONE && opening->basis != BASIS_ROLE) || ties->conflict
        || ties->restriction || decide_by_kept(store, question, now, ties, opening, err);
}

bool access_open(struct store *store, struct arena *arena, const struct access_question *question,
                 const struct pass **pass, struct look *look, struct error *err)
{
    const struct actor *actor = question->actor;
    struct opening opening = { .basis = BASIS_NONE };
    struct ties ties;
    instant now = instant_now();

    if (!decide(store, question, now, &ties, &opening, err))
        return false;
    if (!opening.basis)
        return denied(question, ties.conflict ? "conflict" : ties.restriction ? "restricted"
                                                                              : "no basis", err);
    struct pass *made = arena_new_of(arena, struct pass);
    *made = (struct pass){
        .subject = question->subject, .reader = actor->staff, .role = (uint16_t)actor->role,
        .size = question->size,
        .at = instant_known(question->at) ? question->at : now,
        .hidden = role_rows[actor->role].hidden, .basis = (uint16_t)opening.basis,
        .until = opening.basis == BASIS_EMERGENCY ? ties.emergency_until : INSTANT_UNKNOWN,
        .asked = ties.asked,
    };
    *look = (struct look){
        .at = now, .reader = actor->staff, .role = (uint16_t)actor->role,
        .subject = question->subject, .route = question->route,
        .basis = basis_label(opening.basis),
        .size = question->size == PASS_NOW ? 0 : question->size,
        .first = ties.restriction || opening.basis == BASIS_EMERGENCY
              || access_look_rule(actor, question->may) == LOOK_FIRST,
    };
    *pass = made;
    return true;
}

bool access_door(struct store *store, const struct access_question *question, struct door *door,
                 struct error *err)
{
    struct opening opening = { .basis = BASIS_NONE };
    struct ties ties;
    if (!decide(store, question, instant_now(), &ties, &opening, err))
        return false;
    if (!opening.known)
        return denied(question, NULL, err);
    *door = (struct door){
        .open = opening.basis != BASIS_NONE, .restricted = ties.restriction != RESTRICTION_NONE,
        .ask = ties.restriction ? ties.ask : ties.worker,
        .may_open_in_emergency = access_may(question->actor->role, MAY_OPEN_IN_EMERGENCY),
    };
    return true;
}

/* ---- who may write what ---- */

/* Kinds that decide who sees a record, and what may be written in an emergency (security.md A5). */
static const char *const guarded[] = { "restriction", "record_access", "conflict_of_interest" };
static const char *const urgent[] = { "contact", "strategy_discussion", "meeting_attendance" };
/* What a conference chair writes: the conference, and the plan that it makes. */
static const char *const chaired[] = { "initial_conference", "cp_review", "meeting_attendance", "child_protection_plan",
                                       "need", "plan_action" };

static bool among(const char *const *names, size_t count, const struct kind *kind)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(names[i], kind->name))
            return true;
    return false;
}

bool access_guards(const struct kind *kind)
{
    return among(guarded, COUNT_OF(guarded), kind);
}

static bool basis_lets(const struct pass *pass, const struct kind *kind)
{
    enum basis basis = pass ? access_basis(pass) : BASIS_NONE;
    return basis != BASIS_REVIEW
        && (basis != BASIS_EMERGENCY || among(urgent, COUNT_OF(urgent), kind));
}

/* Managers guard records; whom a restriction names decides about that one, whatever their role. */
static bool may_guard(enum role role, const struct pass *pass, const struct kind *kind)
{
    return access_may(role, MAY_GUARD)
        || (pass && pass->asked && strcmp(kind->name, "conflict_of_interest") != 0);
}

static bool role_lets(enum role role, const struct pass *pass, const struct kind *kind)
{
    return (access_may(role, MAY_RECORD) || (role == ROLE_CONFERENCE_CHAIR && among(chaired, COUNT_OF(chaired), kind)))
        && !kind->own_pages
        && (!access_guards(kind) || may_guard(role, pass, kind));
}

bool access_may_add(enum role role, const struct pass *pass, const struct kind *kind)
{
    return role_lets(role, pass, kind) && basis_lets(pass, kind);
}

bool access_may_write(const struct actor *actor, const struct pass *pass,
                      const struct values *values, struct error *err)
{
    const struct kind *kind = values->kind;

    if (kind->own_pages)
        return fail(err, ERROR_REFUSED, NULL, "This is recorded on a page of its own, and nowhere else.");
    if (!role_lets(actor->role, pass, kind))
        return fail(err, ERROR_REFUSED, NULL, "Only a manager may do this: ask yours.");
    if (!strcmp(kind->name, "record_access") && id_same(values_id(values, "staff_id"), actor->staff))
        return fail(err, ERROR_REFUSED, NULL, "Nobody gives leave to themselves: ask another manager.");
    return basis_lets(pass, kind)
        || fail(err, ERROR_REFUSED, NULL, "In an emergency opening only a contact or a strategy "
                "discussion may be recorded. Ask the child's worker or their manager.");
}

bool access_may_amend(const struct kind *kind, struct error *err)
{
    return strcmp(kind->name, "conflict_of_interest") != 0
        || fail(err, ERROR_REFUSED, NULL, "A conflict of interest is lifted by a senior leader and the data "
                "protection officer together: ask one of them.");
}

enum basis access_basis(const struct pass *pass)
{
    return (enum basis)pass->basis;
}

instant access_until(const struct pass *pass)
{
    return pass->until;
}

bool access_opens(struct store *store, const struct actor *actor, enum may may, id subject,
                  bool *opens, struct error *err)
{
    struct opening opening = { 0 };
    struct ties ties;
    struct error why = { 0 };
    struct access_question question = { .actor = actor, .may = may, .subject = subject };
    bool asked = decide(store, &question, instant_now(), &ties, &opening, &why);
    if (!asked && why.kind != ERROR_ABSENT) {
        *err = why;
        return false;
    }
    *opens = asked && opening.basis != BASIS_NONE;
    return true;
}

const struct pass *access_service(struct arena *arena, id service, id subject)
{
    struct pass *made = arena_new_of(arena, struct pass);
    *made = (struct pass){
        .subject = subject, .reader = service, .role = ROLE_SERVICE,
        .size = PASS_NOW, .at = instant_now(), .until = INSTANT_UNKNOWN,
    };
    return made;
}

const struct pass *access_team(struct arena *arena, const struct actor *actor, id team)
{
    struct pass *made = arena_new_of(arena, struct pass);
    *made = (struct pass){
        .subject = team, .reader = actor->staff, .role = (uint16_t)actor->role,
        .size = PASS_NOW, .at = instant_now(), .basis = BASIS_ROLE, .until = INSTANT_UNKNOWN,
    };
    return made;
}

const struct pass *access_partner(struct arena *arena, const struct actor *actor, id subject)
{
    struct pass *made = arena_new_of(arena, struct pass);
    *made = (struct pass){
        .subject = subject, .reader = actor->staff, .role = (uint16_t)actor->role,
        .size = PASS_NOW, .at = instant_now(), .basis = BASIS_PARTNER, .until = INSTANT_UNKNOWN,
    };
    return made;
}

bool access_earlier(struct arena *arena, const struct pass *pass, uint64_t size, const struct pass **earlier,
                    struct error *err)
{
    if (size > pass->size)
        return fail(err, ERROR_REFUSED, NULL, "That was recorded later than what is shown here. Look at the record as "
                    "it is known now.");
    struct pass *made = arena_new_of(arena, struct pass);
    *made = *pass;
    made->size = size;
    *earlier = made;
    return true;
}

const struct pass *access_shared(struct arena *arena, const struct pass *pass)
{
    struct pass *made = arena_new_of(arena, struct pass);
    *made = *pass;
    made->hidden |= BIT(CARE_THIRD_PARTY) | BIT(CARE_PRIVILEGED);
    return made;
}

uint64_t access_size(const struct pass *pass)
{
    return pass->size;
}

instant access_at(const struct pass *pass)
{
    return pass->at;
}

id access_subject(const struct pass *pass)
{
    return pass->subject;
}
