#include "cli/demo/deed.h"

#include "cli/demo/names.h"

#include <string.h>

/* Teams of an authority with one front door; the number of workers follows the number of children. */
static const struct { const char *name, *type; unsigned share; } team_plan[] = {
    { "MASH", "MASH", 15 }, { "Assessment North", "ASSESS", 20 },
    { "Assessment South", "ASSESS", 20 }, { "Safeguarding East", "SAFEG", 20 },
    { "Safeguarding West", "SAFEG", 20 }, { "Disabled Children", "DISAB", 5 },
};
#define CHILDREN_A_WORKER 40

/* People who also sign in: see demo.c. */
static const struct { const char *name; enum role role; uint16_t team; } known_people[] = {
    { "Amina Farrell", ROLE_SOCIAL_WORKER, 1 }, { "Gareth Okafor", ROLE_TEAM_MANAGER, 1 },
    { "Leila Brandt", ROLE_MASH_MANAGER, 0 },
    { "Priya Lindqvist", ROLE_ANALYST, 0 }, { "Tomasz Hale", ROLE_AUDITOR, 0 },
    { "Ruth Abernathy", ROLE_INSPECTOR, 0 }, { "Owen Castellane", ROLE_ADMINISTRATOR, 0 },
};

static void team_deed(struct years *years, struct dice *dice, const struct team *team,
                      const struct staff_member *by, instant when)
{
    struct deed *deed = deed_new(years, dice, "team", team->id, by, when);
    deed_set(years, deed, "team_name", text_of(team->name));
    deed_set(years, deed, "team_type", text_of(team->type));
    deed_say(years, deed, "telephone", "01632 960%03u", 100 + (unsigned)(team - years->teams));
}

static void staff_deed(struct years *years, struct dice *dice, const struct staff_member *who,
                       const struct staff_member *by, instant when)
{
    static const struct weighed contracts[] = { { "PERM", 80 }, { "AGENCY", 15 }, { "FIXED", 5 },
                                                { NULL, 0 } };
    struct deed *deed = deed_new(years, dice, "staff", who->id, by, when);
    const char *contract = dice_pick(dice, contracts);
    bool manager = who->role == ROLE_TEAM_MANAGER || who->role == ROLE_MASH_MANAGER;
    deed_set(years, deed, "name", text_of(who->name));
    deed_set(years, deed, "job_role", text_of(manager ? "TM" : who->role == ROLE_SOCIAL_WORKER ? "SW"
             : who->role == ROLE_ANALYST ? "PERF" : who->role == ROLE_AUDITOR ? "QA"
             : who->role == ROLE_INSPECTOR ? "INSPECTOR" : "SYSADMIN"));
    deed_set(years, deed, "org_role", text_of(manager ? "3" : "5"));
    deed_set(years, deed, "agency", text_of(!strcmp(contract, "AGENCY") ? "1" : "0"));
    deed_set(years, deed, "contract_type", text_of(contract));
    // Of the numbers that Ofcom keeps free for stories: they ring nowhere.
    if (who->role == ROLE_SOCIAL_WORKER || manager)
        deed_say(years, deed, "telephone", "01632 960%03u", 200 + (unsigned)(who - years->staff) % 800);
    deed_id(years, deed, "team_id", years->teams[who->team].id);
    deed_day(years, deed, "start_date", day_add(years->first, -(int)dice_below(dice, 2000)));
}

static const char *invented_name(struct years *years, struct dice *dice)
{
    bool woman = dice_chance(dice, 800);           // the workforce is mostly women
    return text_cstr(years->arena, text_format(years->arena, "%s %s",
        name_pick(dice, woman ? "adult_F" : "adult_M"),
        name_pick(dice, dice_chance(dice, 750) ? "surname_white_british"
                      : dice_chance(dice, 500) ? "surname_pakistani" : "surname_black_african")));
}

/* From dice of their own, and apart from the staff of whom the others are drawn: everybody else is who they were. */
static void leaders_live(struct years *years, const struct staff_member *by, instant opening)
{
    static const struct { const char *name; enum role role; const char *job; } plan[] = {
        { "Helena Marchbank", ROLE_SENIOR_LEADER, "DCS" }, { "Idris Colbeck", ROLE_DATA_PROTECTION, "DPO" },
        { "Rosamund Quill", ROLE_CONFERENCE_CHAIR, "CPCHAIR" },
    };
    struct dice dice = dice_of(years->seed * 0x9E3779B97F4A7C15u + 31);
    years->leaders = arena_array(years->arena, struct staff_member, COUNT_OF(plan));
    for (size_t i = 0; i < COUNT_OF(plan); i++) {
        struct staff_member *who = &years->leaders[years->leader_count++];
        *who = (struct staff_member){ dice_id(&dice), plan[i].name, plan[i].role, 0 };
        struct deed *deed = deed_new(years, &dice, "staff", who->id, by, opening);
        deed_set(years, deed, "name", text_of(who->name));
        deed_set(years, deed, "job_role", text_of(plan[i].job));
        deed_set(years, deed, "contract_type", TEXT("PERM"));
        deed_day(years, deed, "start_date", day_add(years->first, -(int)dice_below(&dice, 2000)));
    }
}

void workforce_live(struct years *years, size_t children)
{
    struct dice dice = dice_of(years->seed * 0x9E3779B97F4A7C15u + 11);
    size_t workers = children / CHILDREN_A_WORKER + COUNT_OF(team_plan);
    instant opening = instant_london(years->first, 8, 0, 0);

    years->team_count = COUNT_OF(team_plan);
    years->teams = arena_array(years->arena, struct team, years->team_count);
    for (size_t i = 0; i < years->team_count; i++)
        years->teams[i] = (struct team){ dice_id(&dice), team_plan[i].name, team_plan[i].type };

    years->staff = arena_array(years->arena, struct staff_member,
                               COUNT_OF(known_people) + COUNT_OF(team_plan) + workers);
    for (size_t i = 0; i < COUNT_OF(known_people); i++)
        years->staff[years->staff_count++] = (struct staff_member){
            dice_id(&dice), known_people[i].name, known_people[i].role, known_people[i].team };
    for (uint16_t team = 0; team < years->team_count; team++)
        if (team != 1)
            years->staff[years->staff_count++] = (struct staff_member){
                dice_id(&dice), invented_name(years, &dice), ROLE_TEAM_MANAGER, team };
    for (size_t i = 0; i < workers; i++) {
        unsigned at = dice_below(&dice, 100);
        uint16_t team = 0;
        while (at >= team_plan[team].share)
            at -= team_plan[team++].share;
        years->staff[years->staff_count++] = (struct staff_member){
            dice_id(&dice), invented_name(years, &dice), ROLE_SOCIAL_WORKER, team };
    }

    const struct staff_member *first = &years->staff[1];      // a manager writes the first pages
    for (size_t i = 0; i < years->team_count; i++)
        team_deed(years, &dice, &years->teams[i], first, opening);
    for (size_t i = 0; i < years->staff_count; i++)
        staff_deed(years, &dice, &years->staff[i], first, (instant){ opening.us + (int64_t)i });
    leaders_live(years, first, (instant){ opening.us + (int64_t)years->staff_count });
}
