#include "cli/demo/episode.h"

#include "cli/demo/words.h"

#include <string.h>

/* Shares follow data/demo-parameters: sources, factors, durations and categories of a metropolitan
 * borough, 2024 to 2025. */
static const struct weighed factors[] = {
    { "3B", 348 }, { "4B", 284 }, { "17A", 174 }, { "4A", 134 }, { "1B", 133 }, { "2B", 121 },
    { "16A", 114 }, { "18C", 94 }, { "5A", 79 }, { "3A", 62 }, { "14A", 61 }, { "3C", 47 },
    { "6A", 33 }, { "15A", 32 }, { "10A", 30 }, { "24A", 25 }, { "7A", 21 }, { "20", 100 }, { NULL, 0 }
};
static const struct weighed categories[] = {
    { "EMO", 132 }, { "NEG", 108 }, { "PHY", 22 }, { "SAB", 15 }, { NULL, 0 }
};
static const struct weighed presences[] = {
    { "SEEN_ALONE", 66 }, { "SEEN_WITH", 20 }, { "SEEN_OBS", 8 }, { "ABSENT", 4 }, { "NOACCESS", 2 },
    { NULL, 0 }
};

const struct staff_member *staff_of(struct years *years, struct dice *dice, enum role role,
                                           const char *team_type)
{
    for (unsigned tries = 0;; tries++) {
        const struct staff_member *who =
            &years->staff[dice_below(dice, (uint32_t)years->staff_count)];
        if (who->role == role
                && (tries > 200 || !strcmp(years->teams[who->team].type, team_type)))
            return who;
    }
}

text episode_words(struct episode *e, const char *const *choices)
{
    return words_fill(e->years->arena, e->dice, choices, e->child->forename,
                      e->child->mother_name, *e->child->sex == 'F');
}

static void close_episode(struct episode *e, day closed)
{
    static const struct weighed reasons[] = {
        { "RC7", 700 }, { "RC8", 150 }, { "RC9", 80 }, { "RC5", 43 }, { "RC4", 10 }, { NULL, 0 }
    };
    instant when = at_time(e->dice, closed, 9, 17);
    struct deed *deed = deed_amend(e->years, e->dice, e->referral, e->manager,
                                   written_up(e->dice, when), "Episode closed");
    deed_day(e->years, deed, "close_date", closed);
    deed_set(e->years, deed, "close_reason", text_of(dice_pick(e->dice, reasons)));
    front_door_allocation_end(e, closed);
}

/* ---- visits and notes ---- */

static void visit(struct episode *e, day d, const char *type)
{
    struct years *years = e->years;
    instant when = at_time(e->dice, d, 9, 18);
    const char *presence = dice_pick(e->dice, presences);
    struct deed *deed = deed_new(years, e->dice, "visit", e->child->id, e->worker,
                                 written_up(e->dice, when));
    deed_set(years, deed, "visit_type", text_of(type));
    deed_instant(years, deed, "visited_at", when);
    deed_set(years, deed, "where", text_of(dice_chance(e->dice, 820) ? "Home" : "School"));
    deed_set(years, deed, "announced", text_of(dice_chance(e->dice, 800) ? "Y" : "N"));
    deed_set(years, deed, "child_presence", text_of(presence));
    deed_set(years, deed, "purpose", episode_words(e, words_purpose));
    if (!strncmp(presence, "SEEN", 4)) {
        deed_set(years, deed, "bedroom_seen", text_of(dice_chance(e->dice, 420) ? "Y" : "N"));
        deed_set(years, deed, "child_said", episode_words(e, words_child_said));
        if (strcmp(presence, "SEEN_ALONE"))
            deed_set(years, deed, "not_alone_reason", episode_words(e, words_not_alone));
    }
    deed_set(years, deed, "observation", episode_words(e, words_observation));
}

static void note(struct episode *e, day d)
{
    struct years *years = e->years;
    instant when = at_time(e->dice, d, 9, 17);
    struct deed *deed = deed_new(years, e->dice, "case_note", e->child->id, e->worker,
                                 written_up(e->dice, when));
    deed_instant(years, deed, "occurred_at", when);
    words_note(years, deed, e->dice, e->child->forename, e->child->mother_name,
               *e->child->sex == 'F');
}

static void visits(struct episode *e, day from, day to, unsigned every, const char *type)
{
    for (day d = working_days_after(from, (int)(every / 2 + dice_below(e->dice, every)));
            day_before(d, to);
            d = working_days_after(d, (int)(every * 3 / 4 + dice_below(e->dice, every / 2 + 1)))) {
        visit(e, d, type);
        if (dice_chance(e->dice, 350))
            note(e, working_days_after(d, 1));
    }
}

/* ---- assessment and plans ---- */

static day assessment(struct episode *e)
{
    static const struct { unsigned per_thousand, least, most; } lasted[] = {   // working days
        { 60, 1, 10 }, { 127, 11, 20 }, { 98, 21, 30 }, { 164, 31, 40 }, { 251, 41, 45 },
        { 92, 46, 50 }, { 100, 51, 60 }, { 108, 61, 80 },
    };
    struct years *years = e->years;
    unsigned at = dice_below(e->dice, 1000);
    size_t i = 0;
    while (i + 1 < COUNT_OF(lasted) && at >= lasted[i].per_thousand)
        at -= lasted[i++].per_thousand;
    day start = working_days_after(e->received, 1);
    day end = working_days_after(e->received, (int)(lasted[i].least
                  + dice_below(e->dice, lasted[i].most - lasted[i].least + 1)));
    if (day_before(end, start))
        end = start;

    struct deed *deed = deed_new(years, e->dice, "assessment", e->child->id, e->worker,
                                 written_up(e->dice, at_time(e->dice, start, 9, 17)));
    deed_id(years, deed, "referral_id", e->referral->record);
    deed_day(years, deed, "start_date", start);
    deed_id(years, deed, "worker", e->worker->id);
    deed_id(years, deed, "team", years->teams[e->worker->team].id);

    const char *a = dice_pick(e->dice, factors), *b = dice_pick(e->dice, factors);
    struct deed *done = deed_amend(years, e->dice, deed, e->worker,
                                   written_up(e->dice, at_time(e->dice, end, 9, 17)),
                                   "Assessment completed and authorised");
    deed_set(years, done, "child_seen", text_of(dice_chance(e->dice, 960) ? "Y" : "N"));
    deed_set(years, done, "child_views", episode_words(e, words_child_said));
    deed_set(years, done, "strengths", episode_words(e, words_strengths));
    deed_set(years, done, "risks", episode_words(e, words_risks));
    deed_set(years, done, "analysis", episode_words(e, words_analysis));
    deed_say(years, done, "factors", "%s%s%s", a, strcmp(a, b) ? " " : "", strcmp(a, b) ? b : "");
    deed_set(years, done, "outcome", text_of(e->gravity > 700 ? "PROV_OF_SERVICES" : "NFA"));
    deed_day(years, done, "authorised_at", end);
    deed_id(years, done, "authorised_by", e->manager->id);
    visits(e, start, end, 15, "ASSESS");
    return end;
}

static day section_47(struct episode *e)
{
    struct years *years = e->years;
    day start = working_days_after(e->received, (int)dice_below(e->dice, 3));
    bool conference = dice_chance(e->dice, 330);
    day target = working_days_after(start, 15);
    instant seen = at_time(e->dice, start, 13, 19);
    struct deed *deed = deed_new(years, e->dice, "section_47_enquiry", e->child->id, e->worker,
                                 written_up(e->dice, at_time(e->dice, start, 9, 13)));
    deed_id(years, deed, "referral_id", e->referral->record);
    deed_day(years, deed, "start_date", start);
    deed_set(years, deed, "joint_with_police", text_of(dice_chance(e->dice, 450) ? "Y" : "N"));
    deed_instant(years, deed, "child_seen_at", seen);
    deed_set(years, deed, "child_presence", TEXT("SEEN_ALONE"));
    deed_day(years, deed, "icpc_target_date", target);
    deed_set(years, deed, "icpc_not_required", text_of(conference ? "N" : "Y"));
    deed_id(years, deed, "worker", e->worker->id);
    visit(e, start, "S47");
    e->section_47 = deed;

    struct deed *done = deed_amend(years, e->dice, deed, e->manager,
        written_up(e->dice, at_time(e->dice, working_days_after(start, 9), 9, 17)),
        "Enquiry completed");
    deed_set(years, done, "findings", text_of(conference ? "SUB_LIKELY" : "SUB_NOLIKELY"));
    deed_set(years, done, "outcome", text_of(conference ? "CP_CONFERENCE" : "NFA_CONTINUE_SINGLE"));
    deed_day(years, done, "end_date", working_days_after(start, 9));
    if (!conference)
        return DAY_UNKNOWN;
    int wait = dice_chance(e->dice, 727) ? 9 + (int)dice_below(e->dice, 7)
                                         : 16 + (int)dice_below(e->dice, 12);
    return working_days_after(start, wait);
}

static day protection(struct episode *e, day held)
{
    struct years *years = e->years;
    const char *category = dice_pick(e->dice, categories);
    instant when = at_time(e->dice, held, 9, 15);
    struct deed *conference = deed_new(years, e->dice, "initial_conference", e->child->id,
                                       e->manager, written_up(e->dice, when));
    deed_set(years, conference, "conference_type", TEXT("ICPC"));
    deed_id(years, conference, "s47_id", e->section_47->record);
    deed_instant(years, conference, "held_at", when);
    deed_set(years, conference, "quorate", text_of(dice_chance(e->dice, 950) ? "Y" : "N"));
    deed_set(years, conference, "child_views", episode_words(e, words_child_said));
    deed_set(years, conference, "decision", TEXT("CP"));
    deed_set(years, conference, "category", text_of(category));

    struct deed *plan = deed_new(years, e->dice, "child_protection_plan", e->child->id, e->manager,
                                 written_up(e->dice, when));
    deed_id(years, plan, "referral_id", e->referral->record);
    deed_day(years, plan, "start_date", held);
    deed_set(years, plan, "initial_category", text_of(category));
    deed_set(years, plan, "latest_category", text_of(category));
    deed_set(years, plan, "previous_plans", TEXT("0"));
    deed_set(years, plan, "danger_statement", episode_words(e, words_risks));
    deed_set(years, plan, "safety_goal", episode_words(e, words_goal));
    deed_set(years, plan, "contingency", episode_words(e, words_contingency));

    day end = day_add(held, 90 + (int)dice_below(e->dice, 540));
    visits(e, held, end, 10, "CP");
    day review = day_add_months(held, 3);
    for (int i = 0; day_before(review, end); i++, review = day_add_months(review, 6)) {
        day on = day_add(review, -(int)dice_below(e->dice, 12) + (dice_chance(e->dice, 79) ? 14 : 0));
        struct deed *deed = deed_new(years, e->dice, "cp_review", e->child->id, e->manager,
                                     written_up(e->dice, at_time(e->dice, on, 9, 16)));
        deed_id(years, deed, "cp_plan_id", plan->record);
        deed_day(years, deed, "review_date", on);
    }
    struct deed *ended = deed_amend(years, e->dice, plan, e->manager,
        written_up(e->dice, at_time(e->dice, end, 9, 16)), "Plan ended at review conference");
    deed_day(years, ended, "end_date", end);
    return day_add(end, 30 + (int)dice_below(e->dice, 120));
}

static day child_in_need(struct episode *e, day from)
{
    struct years *years = e->years;
    day start = working_days_after(from, 3);
    day end = day_add(start, 60 + (int)dice_below(e->dice, 500));
    struct deed *plan = deed_new(years, e->dice, "child_in_need_plan", e->child->id, e->worker,
                                 written_up(e->dice, at_time(e->dice, start, 9, 17)));
    deed_id(years, plan, "referral_id", e->referral->record);
    deed_day(years, plan, "start_date", start);
    deed_id(years, plan, "lead_practitioner", e->worker->id);
    deed_set(years, plan, "visit_frequency_days", TEXT("20"));
    visits(e, start, end, 20, "CIN");
    struct deed *ended = deed_amend(years, e->dice, plan, e->worker,
        written_up(e->dice, at_time(e->dice, end, 9, 17)), "Plan ended");
    deed_day(years, ended, "end_date", end);
    deed_set(years, ended, "outcome_summary", episode_words(e, words_outcome));
    return end;
}

static void birth(struct episode *e)
{
    struct child *child = e->child;
    if (!child->unborn)
        return;
    struct deed *deed = deed_amend(e->years, e->dice, child->person, e->worker,
        at_time(e->dice, day_add(child->born, 2), 9, 16), "Born; the record goes on");
    deed_day(e->years, deed, "dob", child->born);
    child->person = deed;
    child->unborn = false;
}

void episode_live(struct years *years, struct dice *dice, struct child *children, size_t count,
                  day start, unsigned gravity)
{
    const struct staff_member *worker = staff_of(years, dice, ROLE_SOCIAL_WORKER,
                                                 gravity > 700 ? "SAFEG" : "ASSESS");
    const struct staff_member *manager = staff_of(years, dice, ROLE_TEAM_MANAGER,
                                                  gravity > 700 ? "SAFEG" : "ASSESS");
    bool nothing_further = dice_chance(dice, 10);
    struct episode call = { .gravity = gravity, .worker = worker, .manager = manager };

    front_door_call(years, dice, &call, start);
    for (size_t i = 0; i < count; i++) {
        struct episode e = call;
        e.child = &children[i];
        front_door_contact(&e);
        if (i == 0)
            call.call = e.contact->record;
        front_door_referral(&e, nothing_further);
        birth(&e);
        if (nothing_further)
            continue;
        front_door_allocation(&e);
        day over = assessment(&e);
        if (gravity > 620) {                       // about two enquiries in five referrals
            day held = section_47(&e);
            over = day_known(held) ? protection(&e, held)
                 : gravity > 800 ? child_in_need(&e, over) : over;
        } else if (gravity > 380) {
            over = child_in_need(&e, over);
        }
        close_episode(&e, working_days_after(over, 5));
    }
}
