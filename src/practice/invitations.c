/* Who belongs to a meeting: a declared table, so that an authority can read it, and so that nobody is left out because
 * nobody thought of them. What it proposes is a proposal: whoever invites may add, and may leave out with a reason. */
#include "practice/meetings.h"

#include <string.h>

enum when {
    ALWAYS_THERE,
    WHILE_UNBORN, UNDER_FIVE, FROM_FIVE,
    FACTOR,            // one of these codes was seen or found
    SOURCE,            // the contact or referral came from one of these sources
    EARLY_HELP, DISABLED, IN_CARE, IN_COURT,
};

#define STRATEGY "strategy_discussion"
#define CONFERENCES "initial_conference cp_review"
#define ALL_OF_PROTECTION STRATEGY " initial_conference cp_review core_group"
#define GUIDANCE "Working Together to Safeguard Children (2023), chapter 3"
#define LOCAL "Local standard: journey 5, those who know the child"
#define QUORUM "Standard safeguarding dataset: social care and two agencies in direct contact with the child"

static const struct rule {
    const char *meetings, *agency; enum when when; const char *codes; bool required; const char *reason, *source;
} rules[] = {
    { ALL_OF_PROTECTION " cin_review", "CSC", ALWAYS_THERE, NULL, true, "Social care leads", GUIDANCE },
    { STRATEGY, "POLICE", ALWAYS_THERE, NULL, true, "The police have to be there", GUIDANCE },
    { ALL_OF_PROTECTION, "MIDW", WHILE_UNBORN, NULL, true, "Health: the child is not born yet", GUIDANCE },
    { ALL_OF_PROTECTION, "HV", UNDER_FIVE, NULL, true, "Health: the child is under five", GUIDANCE },
    { ALL_OF_PROTECTION, "SN", FROM_FIVE, NULL, true, "Health: the child is of school age", GUIDANCE },
    { CONFERENCES, "POLICE", ALWAYS_THERE, NULL, false, "The police say what they know", LOCAL },
    { ALL_OF_PROTECTION " cin_review", "EY", UNDER_FIVE, NULL, false,
      "The nursery, if the child goes to one", LOCAL },
    { ALL_OF_PROTECTION " cin_review", "SCHOOL", FROM_FIVE, NULL, true, "The school that the child goes to", LOCAL },
    { CONFERENCES, "GP", ALWAYS_THERE, NULL, false, "The family's doctor", LOCAL },
    { CONFERENCES, "FAMILY", ALWAYS_THERE, NULL, true, "Parents and carers, unless the chair excludes one", GUIDANCE },
    { CONFERENCES, "ADVOC", FROM_FIVE, NULL, false, "An advocate, offered to the child", LOCAL },

    { ALL_OF_PROTECTION, "SCHOOL", SOURCE, "2A", true, "They told us", GUIDANCE },
    { ALL_OF_PROTECTION, "EDU", SOURCE, "2B", true, "They told us", GUIDANCE },
    { ALL_OF_PROTECTION, "GP", SOURCE, "3A", true, "They told us", GUIDANCE },
    { ALL_OF_PROTECTION, "HV", SOURCE, "3B", true, "They told us", GUIDANCE },
    { ALL_OF_PROTECTION, "SN", SOURCE, "3C", true, "They told us", GUIDANCE },
    { ALL_OF_PROTECTION, "HOSP", SOURCE, "3E", true, "They told us", GUIDANCE },
    { ALL_OF_PROTECTION, "HOUSING", SOURCE, "4", true, "They told us", GUIDANCE },
    { ALL_OF_PROTECTION, "ASC", SOURCE, "5A", true, "They told us", GUIDANCE },
    { ALL_OF_PROTECTION, "YJS", SOURCE, "5B", true, "They told us", GUIDANCE },
    { ALL_OF_PROTECTION, "OLA", SOURCE, "5C", true, "They told us", GUIDANCE },
    { ALL_OF_PROTECTION, "EH", SOURCE, "5D", true, "They told us", GUIDANCE },
    { ALL_OF_PROTECTION, "POLICE", SOURCE, "6", true, "They told us", GUIDANCE },

    { ALL_OF_PROTECTION, "SUBST", FACTOR, "1A 1B 1C 2A 2B 2C", false, "Alcohol or drugs are part of the worry", LOCAL },
    { ALL_OF_PROTECTION, "IDVA", FACTOR, "3A 3B 3C", false, "Domestic abuse is part of the worry", LOCAL },
    { ALL_OF_PROTECTION, "CAMHS", FACTOR, "4A 15A", false, "The child's mental health is part of the worry", LOCAL },
    { ALL_OF_PROTECTION, "AMH", FACTOR, "4B 4C", false, "An adult's mental health is part of the worry", LOCAL },
    { ALL_OF_PROTECTION, "ASC", FACTOR, "5B 5C 6B 6C", false, "An adult needs care of their own", LOCAL },
    { ALL_OF_PROTECTION, "PAED", FACTOR, "5A 6A 16A 18A 18B 18C 19A 19B 19C 22A", false,
      "Harm that a paediatrician may have to judge", LOCAL },
    { ALL_OF_PROTECTION, "YJS", FACTOR, "13A 14A 24A", false, "Gangs or offending are part of the worry", LOCAL },
    { ALL_OF_PROTECTION, "IMMIG", FACTOR, "9A", false, "The child came without a parent", LOCAL },
    { ALL_OF_PROTECTION, "PAED", DISABLED, NULL, false, "The child has a disability", LOCAL },
    { ALL_OF_PROTECTION, "SEND", DISABLED, NULL, false, "The child has a disability", LOCAL },
    { ALL_OF_PROTECTION, "EH", EARLY_HELP, NULL, false, "Early help works with the family", LOCAL },
    { ALL_OF_PROTECTION, "FOST", IN_CARE, NULL, false, "The child is looked after", LOCAL },
    { ALL_OF_PROTECTION, "LEGAL", IN_COURT, NULL, false, "The family is in proceedings", LOCAL },
};

static bool any_of(const char *codes, text held)
{
    while (!text_empty(held)) {
        struct text_pair one = text_cut(held, ' ');
        if (code_among(codes, one.before))
            return true;
        held = one.after;
    }
    return false;
}

static bool applies(const struct rule *rule, const struct meeting_facts *f)
{
    bool born = day_known(f->born) && !day_after(f->born, f->today);
    int age = born ? day_age(f->born, f->today) : AGE_UNKNOWN;
    switch (rule->when) {
    case ALWAYS_THERE: return true;
    case WHILE_UNBORN: return !born && day_known(f->expected);
    case UNDER_FIVE:   return born && age < 5;
    case FROM_FIVE:    return (born && age >= 5) || (!born && !day_known(f->expected));   // not known: rather one more
    case FACTOR:       return any_of(rule->codes, f->factors);
    case SOURCE:       return any_of(rule->codes, f->source);
    case EARLY_HELP:   return f->early_help;
    case DISABLED:     return f->disabled;
    case IN_CARE:      return f->in_care;
    case IN_COURT:     return f->court;
    }
    return false;
}

static struct proposed *find(struct proposed *all, size_t count, text agency)
{
    for (size_t i = 0; i < count; i++)
        if (text_same(all[i].agency, agency))
            return &all[i];
    return NULL;
}

/* Each agency once: what makes it required wins, and the first reason stays. */
static void add(struct proposed *all, size_t *count, struct proposed one)
{
    struct proposed *there = find(all, *count, one.agency);
    if (!there && *count < PROPOSED_MAX) {
        all[(*count)++] = one;
        return;
    }
    if (!there)
        return;
    if (one.required && !there->required) {
        there->required = true;
        there->reason = one.reason;
        there->source = one.source;
    }
    if (id_none(there->team))
        there->team = one.team;
    if (id_none(there->staff))
        there->staff = one.staff;
}

size_t meeting_propose(const struct kind *meeting, const struct meeting_facts *facts,
                       struct proposed proposed[PROPOSED_MAX])
{
    struct proposed all[PROPOSED_MAX];
    size_t count = 0, kept = 0;
    for (size_t i = 0; i < COUNT_OF(rules); i++)
        if (code_among(rules[i].meetings, text_of(meeting->name)) && applies(&rules[i], facts))
            add(all, &count, (struct proposed){ .agency = text_of(rules[i].agency), .required = rules[i].required,
                .reason = rules[i].reason, .source = rules[i].source,
                .staff = strcmp(rules[i].agency, "CSC") ? ID_NONE : facts->worker });
    if (!text_empty(facts->told_agency))
        add(all, &count, (struct proposed){ .agency = facts->told_agency, .required = true,
            .reason = "They told us", .source = GUIDANCE, .team = facts->told_team });
    for (size_t i = 0; i < facts->answered_count; i++)
        add(all, &count, (struct proposed){ .agency = facts->answered[i].agency, .team = facts->answered[i].team,
            .reason = "They told us what they know when asked", .source = LOCAL });
    for (int required = 1; required >= 0; required--)
        for (size_t i = 0; i < count; i++)
            if (all[i].required == (required == 1))
                proposed[kept++] = all[i];
    return kept;
}

/* ---- whether enough were there ---- */

static const char health[] = "HEALTH_ICB GP HV SN MIDW PAED HOSP CAMHS AMH";
/* Whose work is with the child; the others count only where the invitation says that they work with this one. */
static const char direct[] = "POLICE GP HV SN MIDW PAED HOSP CAMHS EY SCHOOL EDU SEND YJS EH FOST RESID VCS DA IDVA";

static const struct quorum_rule {
    const char *meetings;
    const char *const groups[4], *const words[4];      // one of each group
    int others;                                        // so many agencies more, of those in direct contact
    const char *source;
} quorums[] = {
    { STRATEGY, { "CSC", "POLICE", health, NULL }, { "social care", "the police", "a health practitioner", NULL }, 0,
      GUIDANCE ": social care, police and a health practitioner at least" },
    { CONFERENCES, { "CSC", NULL }, { "social care", NULL }, 2, QUORUM },
    { "core_group", { "CSC", NULL }, { "social care", NULL }, 1,
      "Local standard: the key worker and one other agency at least" },
};

bool agency_is_health(text agency)
{
    return code_among(health, agency);
}

bool agency_works_with_children(text agency)
{
    return code_among(direct, agency);
}

bool attendance_was_there(text status)
{
    return code_among("ATT ATTV REP", status);
}

static bool group_there(const char *group, const struct attended *attended, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (attendance_was_there(attended[i].status) && code_among(group, attended[i].agency))
            return true;
    return false;
}

static bool in_direct_contact(const struct attended *a)
{
    if (code_among("CSC CHAIR FAMILY CHILD", a->agency) || text_empty(a->agency))
        return false;
    return text_empty(a->direct) ? code_among(direct, a->agency) : text_is(a->direct, "Y");
}

/* Two people of one school are one agency. */
static int others_there(const struct attended *attended, size_t count)
{
    int found = 0;
    for (size_t i = 0; i < count; i++) {
        bool first = attendance_was_there(attended[i].status) && in_direct_contact(&attended[i]);
        for (size_t j = 0; j < i && first; j++)
            first = !(attendance_was_there(attended[j].status) && in_direct_contact(&attended[j])
                      && text_same(attended[j].agency, attended[i].agency));
        found += first;
    }
    return found;
}

struct quorum meeting_quorum(struct arena *arena, const struct kind *meeting, const struct attended *attended,
                             size_t count)
{
    struct quorum q = { .met = true };
    for (size_t i = 0; i < COUNT_OF(quorums); i++) {
        const struct quorum_rule *rule = &quorums[i];
        if (!code_among(rule->meetings, text_of(meeting->name)))
            continue;
        q.source = rule->source;
        for (size_t g = 0; rule->groups[g]; g++)
            if (!group_there(rule->groups[g], attended, count))
                q.missing = text_format(arena, "%.*s%s%s", TEXT_ARG(q.missing), text_empty(q.missing) ? "" : "; ",
                                        rule->words[g]);
        int lacking = rule->others - others_there(attended, count);
        if (lacking > 0)
            q.missing = text_format(arena, "%.*s%s%s who work%s with the child", TEXT_ARG(q.missing),
                                    text_empty(q.missing) ? "" : "; ",
                                    lacking == 1 ? "one more agency" : "two more agencies", lacking == 1 ? "s" : "");
    }
    q.met = text_empty(q.missing);
    return q;
}
