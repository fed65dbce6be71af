/* Restricted records, conflicts of interest and emergency openings, so that they can be seen: from dice of their
 * own, so that everybody else is who they were. */
#include "cli/demo/deed.h"

#include <string.h>

/* A child whom the authority has known for a month when the years end, and whom nothing else is done to here. */
struct chosen { struct years *years; struct dice dice; id taken[64]; size_t taken_count; };

static bool fits(const struct chosen *c, const struct deed *deed)
{
    if (strcmp(deed->kind->name, "person") != 0 || deed->replaces
            || deed->recorded.us > instant_london(c->years->last, 0, 0, 0).us - 40 * US_PER_DAY)
        return false;
    for (size_t i = 0; i < deed->field_count; i++)
        if (!strcmp(deed->fields[i].field->name, "recorded_as")
                && !text_is(deed->fields[i].value, "CHILD"))
            return false;
    for (size_t i = 0; i < c->taken_count; i++)
        if (id_same(c->taken[i], deed->subject))
            return false;
    return true;
}

static bool choose(struct chosen *c, id *child)
{
    size_t count = c->years->deed_count;
    if (count == 0 || c->taken_count == COUNT_OF(c->taken))
        return false;
    size_t at = dice_below(&c->dice, (uint32_t)count);
    for (size_t i = 0; i < count; i++) {
        const struct deed *deed = c->years->deeds[(at + i) % count];
        if (fits(c, deed)) {
            *child = c->taken[c->taken_count++] = deed->subject;
            return true;
        }
    }
    return false;
}

static const struct staff_member *by_name(const struct years *years, const char *name)
{
    for (size_t i = 0; i < years->staff_count; i++)
        if (!strcmp(years->staff[i].name, name))
            return &years->staff[i];
    return &years->staff[0];
}

static const struct staff_member *somebody(struct chosen *c, enum role role,
                                           const struct staff_member *but)
{
    for (;;) {
        const struct staff_member *who =
            &c->years->staff[dice_below(&c->dice, (uint32_t)c->years->staff_count)];
        if (who->role == role && who != but)
            return who;
    }
}

static instant days_before_end(struct chosen *c, int days, int hour)
{
    return at_time(&c->dice, day_add(c->years->last, -days), hour, hour + 1);
}

/* ---- the worker who signs in helps with some children ---- */

static bool says(const struct deed *deed, const char *field, const char *value)
{
    for (size_t i = 0; i < deed->field_count; i++)
        if (!strcmp(deed->fields[i].field->name, field))
            return !value || text_is(deed->fields[i].value, value);
    return false;
}

/* Is there a referral with work to do, and somebody who has it? */
static bool worked_with(const struct years *years, id child)
{
    bool open = false, held = false;
    for (size_t i = 0; i < years->deed_count; i++) {
        const struct deed *deed = years->deeds[i];
        if (!id_same(deed->subject, child))
            continue;
        if (!strcmp(deed->kind->name, "referral"))
            open = !says(deed, "close_date", NULL) && !says(deed, "nfa", "Y");
        if (!strcmp(deed->kind->name, "allocation"))
            held = !says(deed, "end_at", NULL);
    }
    return open && held;
}

static void helps_with(struct chosen *c, const struct staff_member *worker,
                       const struct staff_member *by)
{
    size_t wanted = 2 + c->years->children / 100, given = 0;
    struct chosen seen = *c;                   // looked at once each
    id child;
    while (given < wanted && given < 8 && choose(&seen, &child)) {
        if (!worked_with(c->years, child))
            continue;
        instant when = days_before_end(c, 25, 9);
        struct deed *deed = deed_new(c->years, &c->dice, "allocation", child, by, when);
        deed_id(c->years, deed, "staff_id", worker->id);
        deed_set(c->years, deed, "role", TEXT("SECONDARY"));
        deed_instant(c->years, deed, "start_at", when);
        c->taken[c->taken_count++] = child;
        given++;
    }
}

/* ---- deeds ---- */

static void restricted(struct chosen *c, id child, const char *level, const char *why,
                       const struct staff_member *ask)
{
    instant when = days_before_end(c, 30, 10);
    struct deed *deed = deed_new(c->years, &c->dice, "restriction", child, ask, when);
    deed_set(c->years, deed, "level", text_of(level));
    deed_set(c->years, deed, "why", text_of(why));
    deed_day(c->years, deed, "from_date", instant_london_day(when));
    deed_id(c->years, deed, "ask", ask->id);
}

static void leave(struct chosen *c, id child, const struct staff_member *who,
                  const struct staff_member *by)
{
    instant when = days_before_end(c, 29, 11);
    struct deed *deed = deed_new(c->years, &c->dice, "record_access", child, by, when);
    deed_id(c->years, deed, "staff_id", who->id);
    deed_set(c->years, deed, "why", TEXT("Visits the family"));
    deed_day(c->years, deed, "from_date", instant_london_day(when));
}

static void conflict(struct chosen *c, id child, const struct staff_member *who, const char *tie,
                     const struct staff_member *by)
{
    instant when = days_before_end(c, 28, 12);
    struct deed *deed = deed_new(c->years, &c->dice, "conflict_of_interest", child, by, when);
    deed_id(c->years, deed, "staff_id", who->id);
    deed_set(c->years, deed, "tie", text_of(tie));
    deed_day(c->years, deed, "from_date", instant_london_day(when));
}

static struct deed *opening(struct chosen *c, id child, const struct staff_member *who, int days,
                            const char *ground, const char *why)
{
    instant when = days_before_end(c, days, 21);
    struct deed *deed = deed_new(c->years, &c->dice, "emergency_opening", child, who, when);
    deed_id(c->years, deed, "staff_id", who->id);
    deed_instant(c->years, deed, "opened_at", when);
    deed_instant(c->years, deed, "until_at",
                 (instant){ when.us + INT64_C(4) * 3600 * US_PER_SECOND });
    deed_set(c->years, deed, "ground", text_of(ground));
    deed_set(c->years, deed, "why", text_of(why));
    return deed;
}

static void review(struct chosen *c, struct deed *opened, const struct staff_member *by)
{
    instant when = at_time(&c->dice, working_days_after(instant_london_day(opened->recorded), 2), 9, 16);
    struct deed *deed = deed_amend(c->years, &c->dice, opened, by, when, "Looked at again");
    deed_instant(c->years, deed, "reviewed_at", when);
    deed_id(c->years, deed, "reviewed_by", by->id);
    deed_set(c->years, deed, "justified", TEXT("Y"));
    deed_set(c->years, deed, "review_note", TEXT("The night worker could not reach the team. What was "
             "opened is what was needed, and the team was told in the morning."));
}

void safeguards_live(struct years *years)
{
    struct chosen c = { .years = years, .dice = dice_of(years->seed * 0xC2B2AE3D27D4EB4Fu + 77) };
    const struct staff_member *worker = by_name(years, "Amina Farrell");
    const struct staff_member *manager = by_name(years, "Gareth Okafor");
    const struct staff_member *other = somebody(&c, ROLE_TEAM_MANAGER, manager);
    const struct staff_member *night = somebody(&c, ROLE_SOCIAL_WORKER, worker);
    id child;

    helps_with(&c, worker, manager);
    if (choose(&c, &child)) {
        restricted(&c, child, "NAMED", "The family is known to the neighbourhood through the press.", other);
        leave(&c, child, night, other);
        opening(&c, child, worker, 3, "DUTY", "Grandmother rang the duty line: she has the child and "
                "does not know whom to tell");
        review(&c, opening(&c, child, night, 20, "HARM", "Police found the child alone at night and "
                           "asked who may take her"), manager);
    }
    if (choose(&c, &child))
        conflict(&c, child, worker, "NEIGHBOUR", manager);
    if (years->children < 50)                  // among a few children these would stand out
        return;
    if (choose(&c, &child))
        restricted(&c, child, "HIDDEN", "A member of staff is a relative of the child.", manager);
    if (choose(&c, &child))
        restricted(&c, child, "SEALED", "Adopted: the order was made, and the record is sealed.", other);
    if (choose(&c, &child)) {
        restricted(&c, child, "NAMED", "The father works for the authority.", manager);
        opening(&c, child, night, 16, "COURT", "The court asks tonight where the child lives");
    }
    for (size_t i = 0; i < years->children / 500 && choose(&c, &child); i++)
        restricted(&c, child, i % 3 ? "NAMED" : "HIDDEN", "Known to people who work here.", other);
}
