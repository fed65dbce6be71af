/* Who is who to whom, from people and ties alone. Every loop goes over people and ties and is bounded by them. */
#include "practice/family.h"

#include "dictionary/step.h"

#include <stdlib.h>

static bool tie_is(const struct family_tie *t, const char *codes)
{
    return code_among(codes, t->how);
}

/* "Asha Khan" between "and Ben Khan" after. */
static void doubt(struct arena *arena, struct family *f, size_t a, const char *between, size_t b, const char *after)
{
    if (f->doubt_count < FAMILY_DOUBTS_MOST)
        f->doubts[f->doubt_count++] = text_join(arena, f->people[a].name, text_of(between), f->people[b].name,
                                                text_of(after));
}

/* ---- parents ---- */

/* By any way up, nobody looked at twice: invariant 3. */
bool family_is_ancestor(const struct family *f, size_t elder, size_t of)
{
    bool seen[FAMILY_MOST] = { false };
    size_t waiting[FAMILY_MOST], count = 0;
    waiting[count++] = of;
    seen[of] = true;
    while (count > 0) {
        const struct family_person *p = &f->people[waiting[--count]];
        for (size_t i = 0; i < p->parent_count; i++) {
            size_t up = p->parents[i].who;
            if (up == elder)
                return true;
            if (!seen[up]) {
                seen[up] = true;
                waiting[count++] = up;
            }
        }
    }
    return false;
}

static void parent_add(struct arena *arena, struct family *f, size_t child, size_t who, enum parenthood how)
{
    struct family_person *p = &f->people[child];
    for (size_t i = 0; i < p->parent_count; i++)
        if (p->parents[i].who == who) {
            if (how < p->parents[i].how)
                p->parents[i].how = how;
            return;
        }
    if (child == who || family_is_ancestor(f, child, who)) {              // invariant 2
        doubt(arena, f, who, " is recorded as a parent of ", child, child == who
              ? ", who is the same person: one of the records is wrong."
              : ", and the other way round: one of the records is wrong.");
        return;
    }
    if (p->parent_count == FAMILY_PARENTS_MOST) {
        doubt(arena, f, who, " is recorded as one more parent of ", child, " than can be drawn.");
        return;
    }
    p->parents[p->parent_count++] = (struct family_parent){ who, how };
}

static void parents_find(struct arena *arena, struct family *f)
{
    for (size_t i = 0; i < f->tie_count; i++) {
        const struct family_tie *t = &f->ties[i];
        if (tie_is(t, "MOTHER FATHER"))
            parent_add(arena, f, t->of, t->to, PARENT_BIRTH);
        else if (tie_is(t, "ADOPTER"))
            parent_add(arena, f, t->of, t->to, PARENT_ADOPTIVE);
        else if (tie_is(t, "CHILD"))
            parent_add(arena, f, t->to, t->of, PARENT_BIRTH);
    }
    for (size_t i = 0; i < f->tie_count; i++)                      // after the others: nearest first
        if (tie_is(&f->ties[i], "STEP"))
            parent_add(arena, f, f->ties[i].of, f->ties[i].to, PARENT_STEP);
}

/* Birth parents only: of step-parents and adopters there may be more. */
static size_t birth_parents(const struct family *f, size_t child, size_t who[FAMILY_PARENTS_MOST])
{
    const struct family_person *p = &f->people[child];
    size_t count = 0;
    for (size_t i = 0; i < p->parent_count; i++)
        if (p->parents[i].how == PARENT_BIRTH)
            who[count++] = p->parents[i].who;
    return count;
}

static void doubt_parents(struct arena *arena, struct family *f)
{
    for (size_t i = 0; i < f->tie_count; i++)
        for (size_t k = 0; k < i; k++) {
            const struct family_tie *a = &f->ties[k], *b = &f->ties[i];
            if (a->of == b->of && a->to != b->to && text_same(a->how, b->how) && tie_is(a, "MOTHER FATHER"))
                doubt(arena, f, a->of, tie_is(a, "MOTHER") ? " has more than one mother recorded, "
                      : " has more than one father recorded, ", b->to, " among them.");
        }
}

/* ---- brothers and sisters ---- */

static bool recorded_siblings(const struct family *f, size_t a, size_t b, const char *codes)
{
    for (size_t i = 0; i < f->tie_count; i++) {
        const struct family_tie *t = &f->ties[i];
        if (tie_is(t, codes) && ((t->of == a && t->to == b) || (t->of == b && t->to == a)))
            return true;
    }
    return false;
}

static bool is_parent(const struct family *f, size_t who, size_t child)
{
    for (size_t i = 0; i < f->people[child].parent_count; i++)
        if (f->people[child].parents[i].who == who)
            return true;
    return false;
}

enum brotherhood family_siblings(const struct family *f, size_t a, size_t b)
{
    size_t of_a[FAMILY_PARENTS_MOST], of_b[FAMILY_PARENTS_MOST];
    size_t a_count = birth_parents(f, a, of_a), b_count = birth_parents(f, b, of_b), shared = 0;
    if (a == b)
        return NO_SIBLINGS;
    for (size_t i = 0; i < a_count; i++)
        for (size_t k = 0; k < b_count; k++)
            shared += of_a[i] == of_b[k];
    if (shared >= 2)
        return SIBLINGS_FULL;
    if (shared == 1)
        return a_count >= 2 && b_count >= 2 ? SIBLINGS_HALF : SIBLINGS_SHARE;
    for (size_t i = 0; i < a_count; i++)
        if (is_parent(f, of_a[i], b))                  // a's own parent is b's step-parent
            return SIBLINGS_STEP;
    for (size_t i = 0; i < b_count; i++)
        if (is_parent(f, of_b[i], a))
            return SIBLINGS_STEP;
    return recorded_siblings(f, a, b, "SIB_FULL SIB_HALF SIB_STEP") ? SIBLINGS_RECORDED : NO_SIBLINGS;
}

/* Born of one mother within a day. */
static void twins_find(struct family *f)
{
    for (size_t i = 0; i < f->count; i++) {
        struct family_person *p = &f->people[i];
        p->twin = FAMILY_NOBODY;
        for (size_t k = 0; k < f->count && p->twin == FAMILY_NOBODY; k++) {
            enum brotherhood how = family_siblings(f, i, k);
            if ((how == SIBLINGS_FULL || how == SIBLINGS_SHARE) && day_known(p->born)
                    && day_known(f->people[k].born) && abs(day_distance(p->born, f->people[k].born)) <= 1)
                p->twin = k;
        }
    }
}

static void doubt_siblings(struct arena *arena, struct family *f)
{
    for (size_t i = 0; i < f->tie_count; i++) {
        const struct family_tie *t = &f->ties[i];
        enum brotherhood how = tie_is(t, "SIB_FULL SIB_HALF") ? family_siblings(f, t->of, t->to) : NO_SIBLINGS;
        if (tie_is(t, "SIB_FULL") && how == SIBLINGS_HALF)
            doubt(arena, f, t->of, " and ", t->to,
                  " are recorded as full brothers or sisters, but with different parents.");
        if (tie_is(t, "SIB_HALF") && how == SIBLINGS_FULL)
            doubt(arena, f, t->of, " and ", t->to,
                  " are recorded as half brothers or sisters, but with the same parents.");
    }
}

/* ---- generations ---- */

/* How much older a generation `to` is than `of`; false for ties that place nobody. */
static bool tie_step(const struct family_tie *t, int *up)
{
    static const struct { const char *how; int up; } steps[] = {
        { "MOTHER", 1 }, { "FATHER", 1 }, { "STEP", 1 }, { "PARTNER", 1 }, { "ADOPTER", 1 }, { "AUNT", 1 },
        { "GRAND", 2 }, { "SIB_FULL", 0 }, { "SIB_HALF", 0 }, { "SIB_STEP", 0 }, { "COUSIN", 0 }, { "SPOUSE", 0 },
        { "CHILD", -1 },
    };
    for (size_t i = 0; i < COUNT_OF(steps); i++)
        if (text_is(t->how, steps[i].how)) {
            *up = steps[i].up;
            return true;
        }
    return false;
}

/* From the first person outwards, by family ties first; whoever is reached only as a carer or somebody of the network
 * stands with the parents. What contradicts the place that somebody has changes nothing. */
static void generations_find(struct family *f)
{
    bool placed[FAMILY_MOST] = { true };
    f->people[0].generation = 0;
    f->people[0].in_tree = true;
    for (int round = 0; round < 2; round++)
        for (bool more = true; more;) {
            more = false;
            for (size_t i = 0; i < f->tie_count; i++) {
                const struct family_tie *t = &f->ties[i];
                int up = 1;
                bool family = tie_step(t, &up);
                if (placed[t->of] == placed[t->to] || (!family && round == 0))
                    continue;
                size_t from = placed[t->of] ? t->of : t->to, next = placed[t->of] ? t->to : t->of;
                f->people[next].generation = f->people[from].generation + (placed[t->of] ? up : -up);
                f->people[next].in_tree = family && f->people[from].in_tree;
                placed[next] = more = true;
            }
        }
}

/* ---- couples ---- */

static struct family_couple *couple_of(struct family *f, size_t a, size_t b)
{
    for (size_t i = 0; i < f->couple_count; i++) {
        struct family_couple *c = &f->couples[i];
        if ((c->a == a && c->b == b) || (c->a == b && c->b == a))
            return c;
    }
    struct family_couple *c = &f->couples[f->couple_count++];
    *c = (struct family_couple){ .a = a, .b = b };
    return c;
}

/* The parent whose partner a step-parent or a parent's partner is: the only one, or the only one of the household
 * where they live there too. Else nobody can tell. */
static size_t whose_partner(const struct family *f, size_t child, size_t partner)
{
    size_t who[FAMILY_PARENTS_MOST], count = birth_parents(f, child, who), at_home = FAMILY_NOBODY, homes = 0;
    for (size_t i = 0; i < count; i++)
        if (who[i] == partner)
            return FAMILY_NOBODY;
    if (count == 1)
        return who[0];
    for (size_t i = 0; i < count; i++)
        if (f->people[who[i]].household) {
            at_home = who[i];
            homes++;
        }
    return homes == 1 && f->people[partner].household ? at_home : FAMILY_NOBODY;
}

static void couple_says(struct family *f, const struct family_tie *t, size_t a, size_t b)
{
    if (a == FAMILY_NOBODY || b == FAMILY_NOBODY || a == b)
        return;
    struct family_couple *c = couple_of(f, a, b);
    if (!text_empty(t->partnership))
        c->partnership = t->partnership;
}

static void couples_find(struct arena *arena, struct family *f)
{
    f->couples = arena_array(arena, struct family_couple, f->count + f->tie_count + 1);
    for (size_t i = 0; i < f->count; i++) {
        size_t who[FAMILY_PARENTS_MOST], count = birth_parents(f, i, who);
        if (count == 0) {                               // adopted, and nobody knows of whom they were born
            for (size_t k = 0; k < f->people[i].parent_count && count < 2; k++)
                if (f->people[i].parents[k].how == PARENT_ADOPTIVE)
                    who[count++] = f->people[i].parents[k].who;
        }
        if (count == 0)
            continue;
        struct family_couple *c = couple_of(f, who[0], count > 1 ? who[1] : FAMILY_NOBODY);
        c->children[c->child_count++] = i;
    }
    for (size_t i = 0; i < f->tie_count; i++) {
        const struct family_tie *t = &f->ties[i];
        size_t who[FAMILY_PARENTS_MOST];
        if (tie_is(t, "SPOUSE"))
            couple_says(f, t, t->of, t->to);
        else if (tie_is(t, "STEP PARTNER"))
            couple_says(f, t, whose_partner(f, t->of, t->to), t->to);
        else if (tie_is(t, "MOTHER FATHER") && !text_empty(t->partnership) && birth_parents(f, t->of, who) == 2)
            couple_says(f, t, who[0], who[1]);
    }
}

static void household_find(struct family *f)
{
    for (size_t i = 0; i < f->count; i++)
        f->people[i].household = false;
    for (size_t i = 0; i < f->tie_count; i++)
        if (f->ties[i].of == 0 && f->ties[i].household)
            f->people[f->ties[i].to].household = f->people[0].household = true;
        else if (f->ties[i].to == 0 && f->ties[i].household)
            f->people[f->ties[i].of].household = f->people[0].household = true;
}

void family_work_out(struct arena *arena, struct family *family)
{
    for (size_t i = 0; i < family->count; i++)
        family->people[i].parent_count = 0;
    family->couple_count = family->doubt_count = 0;
    household_find(family);
    parents_find(arena, family);
    generations_find(family);
    couples_find(arena, family);
    twins_find(family);
    doubt_parents(arena, family);
    doubt_siblings(arena, family);
}

/* ---- in words ---- */

static text how_words(const struct family_tie *t)
{
    return code_label(code_set_find("relationship"), t->how);
}

static text sibling_words(const struct family *f, size_t person)
{
    bool twin = f->people[0].twin == person;
    switch (family_siblings(f, 0, person)) {
    case SIBLINGS_FULL:  return twin ? TEXT("Twin brother or sister") : TEXT("Full brother or sister");
    case SIBLINGS_HALF:  return TEXT("Half brother or sister");
    case SIBLINGS_SHARE: return twin ? TEXT("Twin brother or sister")
                                     : TEXT("Brother or sister by one parent; the other parent is not recorded");
    case SIBLINGS_STEP:  return TEXT("Step brother or sister");
    default:             return TEXT_NONE;
    }
}

text family_words(struct arena *arena, const struct family *f, size_t person)
{
    if (person == 0)
        return TEXT("Whose family this is");
    text siblings = sibling_words(f, person);
    if (!text_empty(siblings))
        return siblings;
    if (is_parent(f, 0, person))
        return TEXT("Own child");
    for (size_t i = 0; i < f->tie_count; i++)
        if (f->ties[i].of == 0 && f->ties[i].to == person)
            return how_words(&f->ties[i]);
    for (size_t i = 0; i < f->tie_count; i++)           // said on their own record, of the first person
        if (f->ties[i].of == person && f->ties[i].to == 0)
            return text_format(arena, "Has %.*s as: %.*s", TEXT_ARG(f->people[0].name),
                               TEXT_ARG(how_words(&f->ties[i])));
    for (size_t i = 0; i < f->tie_count; i++)
        if (f->ties[i].to == person)
            return text_format(arena, "%.*s, of %.*s", TEXT_ARG(how_words(&f->ties[i])),
                               TEXT_ARG(f->people[f->ties[i].of].name));
    for (size_t i = 0; i < f->tie_count; i++)
        if (f->ties[i].of == person)
            return text_format(arena, "Has %.*s as: %.*s", TEXT_ARG(f->people[f->ties[i].to].name),
                               TEXT_ARG(how_words(&f->ties[i])));
    return TEXT("Not said");
}

size_t family_gaps(const struct family *f, size_t person, const char *gaps[2])
{
    const struct family_person *p = &f->people[person];
    bool mother = false, father = false;
    size_t count = 0;
    if (!p->child || !p->asked || p->restricted)
        return 0;
    for (size_t i = 0; i < f->tie_count; i++) {
        const struct family_tie *t = &f->ties[i];
        mother = mother || (t->of == person && tie_is(t, "MOTHER"))
              || (t->to == person && tie_is(t, "CHILD") && text_is(f->people[t->of].sex, "F"));
        father = father || (t->of == person && tie_is(t, "FATHER"))
              || (t->to == person && tie_is(t, "CHILD") && text_is(f->people[t->of].sex, "M"));
    }
    if (!mother)
        gaps[count++] = "No mother recorded";
    if (!father)
        gaps[count++] = "No father recorded";
    return count;
}
