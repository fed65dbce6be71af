#include "practice/access.h"

#include "record/pass.h"

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
             | BIT(MAY_TAKE_CONTACTS) | BIT(MAY_HAVE_TASKS),
    },
    [ROLE_TEAM_MANAGER] = {
        .code = "TM", .label = "Team manager",
        .may = BIT(MAY_FIND_CHILDREN) | BIT(MAY_READ_CHILD) | BIT(MAY_RECORD) | BIT(MAY_SEE_LOOKS)
             | BIT(MAY_SEE_LEDGER) | BIT(MAY_TAKE_CONTACTS) | BIT(MAY_SCREEN) | BIT(MAY_ALLOCATE)
             | BIT(MAY_HAVE_TASKS),
    },
    [ROLE_MASH_MANAGER] = {
        .code = "MM", .label = "MASH manager",
        .may = BIT(MAY_FIND_CHILDREN) | BIT(MAY_READ_CHILD) | BIT(MAY_RECORD) | BIT(MAY_SEE_LOOKS)
             | BIT(MAY_SEE_LEDGER) | BIT(MAY_TAKE_CONTACTS) | BIT(MAY_SCREEN) | BIT(MAY_ALLOCATE)
             | BIT(MAY_HAVE_TASKS),
    },
    [ROLE_ANALYST] = {
        .code = "PA", .label = "Performance analyst",
        .may = BIT(MAY_EXPORT_ROWS) | BIT(MAY_SEE_LEDGER),
    },
    [ROLE_AUDITOR] = {
        .code = "QA", .label = "Quality auditor",
        .may = BIT(MAY_FIND_CHILDREN) | BIT(MAY_READ_CHILD) | BIT(MAY_SEE_LEDGER),
        .hidden = BIT(CARE_PRIVILEGED),
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
        .may = BIT(MAY_SEE_LEDGER) | BIT(MAY_ADMINISTER),       // no case content
        .look_first = true,
    },
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

bool access_open(struct store *store, struct arena *arena, const struct access_question *question,
                 const struct pass **pass, struct look *look, struct error *err)
{
    const struct actor *actor = question->actor;
    bool person;

    if (!subject_is_person(store, question->subject, &person, err))
        return false;
    // Forbidden and absent look the same from outside: security.md A11.
    if (!person || !access_may(actor->role, question->may))
        return fail(err, ERROR_ABSENT, NULL, "There is no such page, or it is not yours to see.");

    struct pass *made = arena_new_of(arena, struct pass);
    instant now = instant_now();
    *made = (struct pass){
        .subject = question->subject, .reader = actor->staff, .role = (uint16_t)actor->role,
        .size = question->size,
        .at = instant_known(question->at) ? question->at : now,
        .hidden = role_rows[actor->role].hidden,
    };
    *look = (struct look){
        .at = now, .reader = actor->staff, .role = (uint16_t)actor->role,
        .subject = question->subject, .route = question->route,
        // Allocation and team come with the front door; until then the role itself is the basis.
        .basis = role_rows[actor->role].label,
        .size = question->size == PASS_NOW ? 0 : question->size,
    };
    *pass = made;
    return true;
}

const struct pass *access_service(struct arena *arena, id service, id subject)
{
    struct pass *made = arena_new_of(arena, struct pass);
    *made = (struct pass){
        .subject = subject, .reader = service, .role = ROLE_SERVICE,
        .size = PASS_NOW, .at = instant_now(),
    };
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
