#include "cli/demo/episode.h"

#include "cli/demo/names.h"

#include <string.h>

/* Shares by ethnic group follow data/open figures for children in need in England (see docs/demo.md);
 * which list of names goes with which group is our assumption. */
static const struct people { unsigned weight; const char *code, *surname, *girl, *boy; } groups[] = {
    { 650, "WBRI", "surname_white_british", "child_F", "child_M" },
    { 48, "WOTH", "surname_white_other", "east_european_F", "east_european_M" },
    { 30, "MWBC", "surname_white_british", "child_F", "child_M" },
    { 28, "MWAS", "surname_pakistani", "child_F", "child_M" },
    { 36, "MOTH", "surname_white_british", "child_F", "child_M" },
    { 60, "APKN", "surname_pakistani", "south_asian_muslim_F", "south_asian_muslim_M" },
    { 20, "ABAN", "surname_bangladeshi", "south_asian_muslim_F", "south_asian_muslim_M" },
    { 24, "AIND", "surname_indian", "sikh_hindu_F", "sikh_hindu_M" },
    { 56, "BAFR", "surname_black_african", "black_african_caribbean_F", "black_african_caribbean_M" },
    { 24, "BCRB", "surname_black_caribbean", "black_african_caribbean_F", "black_african_caribbean_M" },
    { 24, "OOTH", "surname_arab_kurdish_afghan", "south_asian_muslim_F", "south_asian_muslim_M" },
};

struct family {
    struct years *years; struct dice dice; uint32_t number;
    const struct people *group; const char *surname;
    text address, postcode; day moved_in;
    struct child children[6]; size_t child_count;
    id mother, father; const char *mother_name;
};

static const struct people *group_pick(struct dice *dice)
{
    unsigned total = 0, at;
    for (size_t i = 0; i < COUNT_OF(groups); i++)
        total += groups[i].weight;
    at = dice_below(dice, total);
    size_t i = 0;
    while (at >= groups[i].weight)
        at -= groups[i++].weight;
    return &groups[i];
}

static void home(struct family *f)
{
    struct dice *dice = &f->dice;
    f->address = text_format(f->years->arena, "%u %s %s, Marlbrook", 1 + dice_below(dice, 180),
                             name_pick(dice, "street_stem"), name_pick(dice, "street_type"));
    // ZZ is no postcode area of Royal Mail: these are nobody's doors.
    f->postcode = text_format(f->years->arena, "ZZ%u %u%c%c", 1 + dice_below(dice, 19),
                              dice_below(dice, 10), 'A' + (char)dice_below(dice, 26),
                              'A' + (char)dice_below(dice, 26));
    f->moved_in = day_add(f->years->first, -(int)dice_below(dice, 2500));
}

static const struct staff_member *worker_pick(struct years *years, struct dice *dice,
                                              enum role role)
{
    for (;;) {
        const struct staff_member *who = &years->staff[dice_below(dice,
                                                                  (uint32_t)years->staff_count)];
        if (who->role == role)
            return who;
    }
}

static void address_deed(struct family *f, id who, const struct staff_member *by, instant when)
{
    struct deed *deed = deed_new(f->years, &f->dice, "address", who, by, when);
    deed_set(f->years, deed, "address_type", TEXT("HOME"));
    deed_set(f->years, deed, "lines", f->address);
    deed_set(f->years, deed, "postcode", f->postcode);
    deed_day(f->years, deed, "start_date", f->moved_in);
    deed_set(f->years, deed, "hidden", TEXT("N"));
}

/* older: by so many years than the parents are. */
static id grown(struct family *f, bool woman, unsigned older, const struct staff_member *by, instant when,
                const char **name)
{
    struct dice *dice = &f->dice;
    id who = dice_id(dice);
    const char *forename = name_pick(dice, woman ? "adult_F" : "adult_M");
    const char *surname = woman && dice_chance(dice, 300) ? name_pick(dice, f->group->surname)
                                                          : f->surname;
    struct deed *deed = deed_new(f->years, dice, "person", who, by, when);
    deed_set(f->years, deed, "recorded_as", TEXT("ADULT"));
    deed_set(f->years, deed, "forename", text_of(forename));
    deed_set(f->years, deed, "surname", text_of(surname));
    deed_set(f->years, deed, "sex", text_of(woman ? "F" : "M"));
    deed_set(f->years, deed, "ethnicity", text_of(f->group->code));
    if (dice_chance(dice, 700))
        deed_day(f->years, deed, "dob",
                 day_add(f->years->first, -365 * (22 + (int)older + (int)dice_below(dice, 25))
                                          - (int)dice_below(dice, 365)));
    if (name)
        *name = forename;
    return who;
}

static id adult(struct family *f, bool woman, const struct staff_member *by, instant when, const char **name)
{
    id who = grown(f, woman, 0, by, when, name);
    address_deed(f, who, by, (instant){ when.us + 60 * US_PER_SECOND });
    return who;
}

static struct deed *relation(struct family *f, id child, id other, const char *what, const char *basis,
                     bool household, const struct staff_member *by, instant when)
{
    struct deed *deed = deed_new(f->years, &f->dice, "relationship", child, by, when);
    deed_id(f->years, deed, "related_person_id", other);
    deed_set(f->years, deed, "relationship", text_of(what));
    deed_set(f->years, deed, "pr_basis", text_of(basis));
    deed_set(f->years, deed, "household", text_of(household ? "Y" : "N"));
    return deed;
}

static day born_pick(struct family *f)
{
    static const struct { unsigned share, from, to; } ages[] = {      // of children in need, England
        { 40, 0, 1 }, { 141, 1, 5 }, { 213, 5, 10 }, { 340, 10, 16 }, { 266, 16, 18 },
    };
    unsigned at = dice_below(&f->dice, 1000);
    size_t i = 0;
    while (i + 1 < COUNT_OF(ages) && at >= ages[i].share)
        at -= ages[i++].share;
    unsigned days = ages[i].from * 365 + dice_below(&f->dice, (ages[i].to - ages[i].from) * 365);
    return day_add(f->years->last, -(int)days - 1);
}

static void child_deeds(struct family *f, struct child *child, const struct staff_member *by,
                        instant when)
{
    struct years *years = f->years;
    struct dice *dice = &f->dice;
    struct deed *person = deed_new(years, dice, "person", child->id, by, when);
    deed_set(years, person, "recorded_as", TEXT("CHILD"));
    deed_set(years, person, "forename", text_of(child->forename));
    deed_set(years, person, "surname", text_of(child->surname));
    deed_set(years, person, "sex", text_of(child->sex));
    deed_set(years, person, "ethnicity", text_of(f->group->code));
    if (child->unborn)
        deed_day(years, person, "expected_dob", child->born);
    else
        deed_day(years, person, "dob", child->born);
    if (dice_chance(dice, 120))
        deed_set(years, person, "known_as", text_of(name_pick(dice,
                 *child->sex == 'F' ? "child_F" : "child_M")));
    child->person = person;

    struct deed *number = deed_new(years, dice, "person_identifier", child->id, by,
                                   (instant){ when.us + 30 * US_PER_SECOND });
    deed_set(years, number, "identifier_type", TEXT("LACHILD"));
    deed_say(years, number, "value", "M%06u%c", f->number,
             'A' + (char)(child - f->children));
    address_deed(f, child->id, by, (instant){ when.us + 60 * US_PER_SECOND });
    if (dice_chance(dice, 118)) {
        static const struct weighed kinds[] = { { "LD", 30 }, { "AUT", 30 }, { "BEH", 20 },
            { "MOB", 10 }, { "COMM", 10 }, { "HEAR", 5 }, { "VIS", 3 }, { NULL, 0 } };
        struct deed *deed = deed_new(years, dice, "disability", child->id, by,
                                     (instant){ when.us + 120 * US_PER_SECOND });
        deed_set(years, deed, "disability_code", text_of(dice_pick(dice, kinds)));
    }
    // A slip of the keyboard, put right some days later: the history shows both.
    if (!child->unborn && dice_chance(dice, 40)) {
        struct deed *amended = deed_amend(years, dice, person, by,
            (instant){ when.us + (int64_t)(2 + dice_below(dice, 20)) * US_PER_DAY },
            "Birth certificate seen");
        deed_day(years, amended, "dob", day_add(child->born, -(int)(1 + dice_below(dice, 9))));
    }
}

/* Dice of its own: the family is the same with it and without. */
static void alert_lived(struct family *f, const struct staff_member *by, instant known)
{
    static const struct { const char *type, *about; } alerts[] = {
        { "DOG", "Large dog, not tied. Ring before you come." },
        { "STAFF", "Visit in twos: threats to a worker at the door in the spring." },
        { "INFOBAR", "The address must not be told to the father: court order, non-molestation." },
        { "MEDICAL", "Peanut allergy. The pen is in the kitchen drawer and at school." },
    };
    struct dice dice = dice_of(f->years->seed ^ (0xA1E27u + f->number));
    if (!dice_chance(&dice, 40))
        return;
    size_t i = dice_below(&dice, COUNT_OF(alerts));
    day from = instant_london_day(known);
    struct deed *deed = deed_new(f->years, &dice, "alert", f->children[0].id, by,
                                 (instant){ known.us + 4000 * US_PER_SECOND });
    deed_set(f->years, deed, "alert_type", text_of(alerts[i].type));
    deed_set(f->years, deed, "about_it", text_of(alerts[i].about));
    deed_day(f->years, deed, "from_date", from);
    deed_day(f->years, deed, "review_date", day_add_months(f->years->last, (int)dice_below(&dice, 7) - 1));
}

/* Who else belongs to them: mother's mother, her partner, an aunt, a friend. Dice of their own, as above. */
static void wider_family_lived(struct family *f, const struct staff_member *by, instant known)
{
    struct family wider = *f;
    instant when = { known.us + 3300 * US_PER_SECOND };
    wider.dice = dice_of(f->years->seed ^ (0xFA111u + 7 * f->number));
    struct dice *dice = &wider.dice;
    bool grandmother = dice_chance(dice, 350), partner = dice_chance(dice, id_none(f->father) ? 300 : 120),
        aunt = dice_chance(dice, 150), friend = dice_chance(dice, 100);
    id who;
    if (grandmother) {
        who = grown(&wider, true, 24, by, when, NULL);
        relation(&wider, f->mother, who, "MOTHER", "NONE", false, by, when);
        for (size_t i = 0; i < f->child_count; i++)
            relation(&wider, f->children[i].id, who, "GRAND", "NONE", false, by, when);
    }
    if (partner) {
        who = grown(&wider, false, 0, by, when, NULL);
        for (size_t i = 0; i < f->child_count; i++)
            deed_set(f->years, relation(&wider, f->children[i].id, who, "PARTNER", "NONE", true, by, when),
                     "partnership", TEXT("TOGETHER"));
    }
    if (aunt)
        relation(&wider, f->children[0].id, grown(&wider, true, 0, by, when, NULL), "AUNT", "NONE", false, by, when);
    if (friend)
        relation(&wider, f->children[0].id, grown(&wider, true, 0, by, when, NULL), "FRIEND", "NONE", false, by, when);
}

size_t family_live(struct years *years, uint32_t number, size_t most_children)
{
    struct family f = { .years = years, .number = number,
                        .dice = dice_of(years->seed * 0xD1B54A32D192ED03u + number) };
    struct dice *dice = &f.dice;
    static const unsigned sizes[] = { 1, 1, 1, 1, 2, 2, 2, 3, 3, 4 };
    const struct staff_member *worker = worker_pick(years, dice, ROLE_SOCIAL_WORKER);

    f.group = group_pick(dice);
    f.surname = name_pick(dice, f.group->surname);
    home(&f);
    day start = day_add(years->first, (int)dice_below(dice, 365 * 3 - 10));
    instant known = at_time(dice, start, 9, 17);

    f.mother = adult(&f, true, worker, known, &f.mother_name);
    bool father = dice_chance(dice, 620);          // often nobody has written him down
    if (father)
        f.father = adult(&f, false, worker, known, NULL);

    size_t count = sizes[dice_below(dice, COUNT_OF(sizes))];
    if (count > most_children)
        count = most_children;
    for (size_t i = 0; i < count; i++) {
        bool girl = dice_chance(dice, 440);
        struct child *child = &f.children[f.child_count++];
        *child = (struct child){
            .id = dice_id(dice), .sex = girl ? "F" : "M", .surname = f.surname,
            .forename = name_pick(dice, girl ? f.group->girl : f.group->boy),
            .born = born_pick(&f), .mother = f.mother, .mother_name = f.mother_name,
        };
        if (day_after(child->born, start))         // known before birth
            child->unborn = true;
        child_deeds(&f, child, worker, (instant){ known.us + (int64_t)(i + 1) * 600 * US_PER_SECOND });
        relation(&f, child->id, f.mother, "MOTHER", "BIRTH", true, worker,
                 (instant){ known.us + 3000 * US_PER_SECOND });
        if (father)
            relation(&f, child->id, f.father, "FATHER", "REGISTER", dice_chance(dice, 500), worker,
                     (instant){ known.us + 3100 * US_PER_SECOND });
    }
    for (size_t i = 1; i < f.child_count; i++)
        relation(&f, f.children[i].id, f.children[0].id, "SIB_FULL", "NONE", true, worker,
                 (instant){ known.us + 3200 * US_PER_SECOND });

    alert_lived(&f, worker, known);
    wider_family_lived(&f, worker, known);
    day closed = episode_live(years, dice, f.children, f.child_count, start, dice_below(dice, 1000));
    if (dice_chance(dice, 225)) {                  // referred again within twelve months: 22.5 per cent
        day again = day_add(start, 120 + (int)dice_below(dice, 240));
        unsigned gravity = dice_below(dice, 1000);
        // While there is a plan nobody begins a second one: it is assessed, and the plan goes on.
        episode_live(years, dice, f.children, f.child_count, again,
                     day_after(again, closed) ? gravity : gravity % GRAVITY_OF_A_PLAN);
    }
    front_door_other_calls(years, dice, f.children, f.child_count, start);
    return f.child_count;
}
