/* Organisations around the invented authority: what they sent in the years lived, what waits on the last day because
 * nobody has matched the child yet, and what they are asked. */
#include "cli/demo/deed.h"

#include <string.h>

static const struct partner_plan { const char *team, *agency, *source, *who, *sign_in; } plan[] = {
    { "Marlbrook Police", "POLICE", "6", "Nadia Whitlock", "police" },
    { "Elmfield Schools Trust", "SCHOOL", "2A", "Desmond Achebe", "school" },
    { "Saint Wilfrid's Hospital", "HOSP", "3E", "Carys Bonham", "hospital" },
    { "Marlbrook Homes", "HOUSING", "4", "Ivan Petrescu", "housing" },
};

void partners_live(struct years *years)
{
    struct dice dice = dice_of(years->seed * 0x9E3779B97F4A7C15u + 23);
    const struct staff_member *first = &years->staff[1];
    instant opening = instant_london(years->first, 8, 30, 0);
    years->partners = arena_array(years->arena, struct partner_lived, COUNT_OF(plan));
    for (size_t i = 0; i < COUNT_OF(plan); i++) {
        struct partner_lived *p = &years->partners[years->partner_count++];
        *p = (struct partner_lived){ .team = dice_id(&dice), .name = plan[i].team, .source = plan[i].source,
            .agency = plan[i].agency, .sign_in = plan[i].sign_in,
            .who = { dice_id(&dice), plan[i].who, ROLE_PARTNER, 0 } };
        struct deed *team = deed_new(years, &dice, "team", p->team, first, opening);
        deed_set(years, team, "team_name", text_of(p->name));
        deed_set(years, team, "team_type", TEXT("PARTNER"));
        deed_set(years, team, "agency", text_of(p->agency));
        struct deed *staff = deed_new(years, &dice, "staff", p->who.id, first, opening);
        deed_set(years, staff, "name", text_of(p->who.name));
        deed_set(years, staff, "job_role", TEXT("PARTNER"));
        deed_id(years, staff, "team_id", p->team);
    }
}

/* As practice/partner makes them, and the same for all children of a call. */
static text reference_of(struct years *years, id call)
{
    static const char base32[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    uint64_t seed;
    memcpy(&seed, call.b, sizeof seed);
    struct dice dice = dice_of(seed);
    char *made = arena_alloc(years->arena, 26);
    for (size_t i = 0; i < 26; i++)
        made[i] = base32[dice_below(&dice, i < 25 ? 32 : 8) << (i < 25 ? 0 : 2)];
    return (text){ made, 26 };
}

static void sent_by(struct years *years, struct deed *contact, const struct partner_lived *p, id call,
                    text described)
{
    contact->author = p->who.id;
    contact->role = ROLE_PARTNER;
    deed_set(years, contact, "source_agency", text_of(p->agency));
    deed_say(years, contact, "source_person", "%s, %s", p->who.name, p->name);
    deed_id(years, contact, "partner_team", p->team);
    deed_set(years, contact, "partner_reference", reference_of(years, call));
    deed_set(years, contact, "described", described);
}

void partner_sent(struct years *years, struct deed *contact, const struct child *child, const char *source,
                  id call)
{
    struct civil born = day_civil(child->born);
    for (size_t i = 0; i < years->partner_count; i++)
        if (!strcmp(years->partners[i].source, source))
            sent_by(years, contact, &years->partners[i], id_none(call) ? contact->record : call,
                    text_format(years->arena, "First names: %s\nFamily name: %s\n%s: %d %d %d", child->forename,
                                child->surname, child->unborn ? "Unborn, due" : "Date of birth", born.day,
                                born.month, born.year));
}

/* ---- the last afternoon ---- */

static text held(const struct deed *deed, const char *field)
{
    for (size_t i = 0; i < deed->field_count; i++)
        if (!strcmp(deed->fields[i].field->name, field))
            return deed->fields[i].value;
    return TEXT_NONE;
}

static bool restricted(const struct years *years, id person)
{
    for (size_t i = 0; i < years->deed_count; i++)
        if (id_same(years->deeds[i]->subject, person) && (!strcmp(years->deeds[i]->kind->name, "restriction")
                || !strcmp(years->deeds[i]->kind->name, "conflict_of_interest")))
            return true;
    return false;
}

/* Somebody known for a while, to be described again by who does not know it. */
static const struct deed *somebody_known(struct years *years, struct dice *dice)
{
    for (unsigned tries = 0; tries < 4000; tries++) {
        const struct deed *deed = years->deeds[dice_below(dice, (uint32_t)years->deed_count)];
        if (!strcmp(deed->kind->name, "person") && !deed->replaces && text_is(held(deed, "recorded_as"), "CHILD")
                && !text_empty(held(deed, "dob")) && !text_empty(held(deed, "forename"))
                && !restricted(years, deed->subject))
            return deed;
    }
    return NULL;
}

static struct deed *new_child(struct years *years, struct dice *dice, const struct staff_member *by, instant when,
                              text forename, text surname, text dob)
{
    struct deed *person = deed_new(years, dice, "person", dice_id(dice), by, when);
    deed_set(years, person, "recorded_as", TEXT("CHILD"));
    deed_set(years, person, "forename", forename);
    deed_set(years, person, "surname", surname);
    deed_set(years, person, "dob", dob);
    return person;
}

static struct deed *new_contact(struct years *years, struct dice *dice, const struct deed *person,
                                const struct staff_member *by, const char *source, const char *concern)
{
    struct deed *contact = deed_new(years, dice, "contact", person->subject, by, person->recorded);
    deed_instant(years, contact, "received_at", person->recorded);
    deed_set(years, contact, "source", text_of(source));
    deed_set(years, contact, "mode", TEXT("FORM"));
    deed_set(years, contact, "concern", text_of(concern));
    return contact;
}

static void ask(struct years *years, struct dice *dice, const struct deed *contact, const struct partner_lived *p,
                const struct staff_member *by, instant when, const char *question)
{
    struct deed *deed = deed_new(years, dice, "information_request", contact->subject, by, when);
    deed_id(years, deed, "contact_id", contact->record);
    deed_set(years, deed, "agency", text_of(p->agency));
    deed_id(years, deed, "partner_team", p->team);
    deed_instant(years, deed, "asked_at", when);
    deed_set(years, deed, "question", text_of(question));
    deed_set(years, deed, "lawful_basis", TEXT("PUBTASK"));
}

static const struct staff_member *screener(const struct years *years)
{
    for (size_t i = 0; i < years->staff_count; i++)
        if (years->staff[i].role == ROLE_SOCIAL_WORKER && years->staff[i].team == 0)
            return &years->staff[i];
    return &years->staff[0];
}

/* As it is typed into the form. */
static text typed_day(struct years *years, text iso)
{
    day d;
    if (!day_parse_iso(iso, &d))
        return iso;
    struct civil c = day_civil(d);
    return text_format(years->arena, "%d %d %d", c.day, c.month, c.year);
}

void partners_last_day(struct years *years)
{
    struct dice dice = dice_of(years->seed * 0x9E3779B97F4A7C15u + 29);
    const struct partner_lived *police = &years->partners[0], *school = &years->partners[1];
    const struct staff_member *front = screener(years);
    const struct staff_member service = { .id = years->service, .role = ROLE_PUBLIC };
    const struct deed *known = somebody_known(years, &dice);
    instant sent = instant_london(years->last, 16, 35, 0), asked = instant_london(years->last, 16, 50, 0);
    if (!known)
        return;
    text forename = held(known, "forename"), surname = held(known, "surname"), dob = held(known, "dob");
    text typed = typed_day(years, dob);

    struct deed *again = new_child(years, &dice, &police->who, sent, forename, surname, dob);
    struct deed *first = new_contact(years, &dice, again, &police->who, police->source,
        "Officers came to the address after a call from a neighbour. Two adults were shouting; the child was on "
        "the stairs and had not eaten. No arrest was made.");
    sent_by(years, first, police, first->record,
            text_format(years->arena, "First names: %.*s\nFamily name: %.*s\nDate of birth: %.*s\nAlso: lives with "
                        "the mother", TEXT_ARG(forename), TEXT_ARG(surname), TEXT_ARG(typed)));

    struct deed *pupil = new_child(years, &dice, &school->who, (instant){ sent.us + 120 * US_PER_SECOND },
                                   TEXT("Rosalind"), TEXT("Thackerby-Moss"), TEXT("2016-05-17"));
    struct deed *second = new_contact(years, &dice, pupil, &school->who, school->source,
        "She fell asleep in class again and says that she minds the baby at night.");
    sent_by(years, second, school, second->record,
            TEXT("First names: Rosalind\nFamily name: Thackerby-Moss\nDate of birth: 17 5 2016\nAlso: year 5"));

    struct deed *third = new_contact(years, &dice,
        new_child(years, &dice, &service, (instant){ sent.us + 240 * US_PER_SECOND }, TEXT("Jory"), TEXT("Pellow"),
                  TEXT("2021-02-03")), &service, "1B",
        "A little boy next door cries at night and nobody seems to go to him.");
    deed_set(years, third, "partner_reference", reference_of(years, third->record));
    deed_set(years, third, "described", TEXT("First names: Jory\nFamily name: Pellow\nDate of birth: 3 2 2021"));

    ask(years, &dice, second, police, front, asked,
        "Has the address been visited in the last year, and is anybody there known for violence?");
    ask(years, &dice, first, school, front, asked,
        "Is this child a pupil of yours? What do staff see: attendance, mood, who comes to the gate?");
    ask(years, &dice, second, &years->partners[2], front, (instant){ asked.us + 60 * US_PER_SECOND },
        "Has this child, or a baby of the household, been seen at the hospital in the last year, and for what?");
    ask(years, &dice, first, &years->partners[3], front, (instant){ asked.us + 60 * US_PER_SECOND },
        "Who holds the tenancy at the address, who lives there as far as you know, and were there complaints?");
}
