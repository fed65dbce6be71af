/* A family put together from the records that open to one reader. Who is who to whom: family_tree.c. */
#include "practice/family.h"

#include "record/kin.h"

#include <string.h>

void family_begin(struct arena *arena, id person, struct family *family)
{
    *family = (struct family){
        .people = arena_array(arena, struct family_person, FAMILY_MOST),
        .ties = arena_array(arena, struct family_tie, FAMILY_TIES_MOST),
    };
    family_person(family, person);
}

size_t family_person(struct family *family, id person)
{
    for (size_t i = 0; i < family->count; i++)
        if (id_same(family->people[i].person, person))
            return i;
    if (family->count == FAMILY_MOST) {
        family->left_out++;
        return FAMILY_NOBODY;
    }
    family->people[family->count] = (struct family_person){
        .person = person, .born = DAY_UNKNOWN, .expected = DAY_UNKNOWN, .died = DAY_UNKNOWN,
    };
    return family->count++;
}

/* Texts live as long as the arena that the list was read into. */
static void take_tie(struct family *family, size_t of, const struct record_version *v)
{
    const struct value *who = values_get(&v->values, "related_person_id");
    if (v->withdrawn || !who->given || who->hidden || who->erased)
        return;
    if (family->tie_count == FAMILY_TIES_MOST) {
        family->left_out++;
        return;
    }
    size_t to = family_person(family, who->id);
    if (to == FAMILY_NOBODY)
        return;
    family->ties[family->tie_count++] = (struct family_tie){
        .of = of, .to = to, .record = v->record, .how = values_get(&v->values, "relationship")->text,
        .pr_basis = values_get(&v->values, "pr_basis")->text,
        .partnership = values_get(&v->values, "partnership")->text,
        .household = values_is(&v->values, "household", "Y"),
    };
}

bool family_add(struct store *store, const struct pass *pass, struct arena *arena, struct family *family,
                struct error *err)
{
    struct record_list list;
    struct record_query query = { .kind = kind_by_name(TEXT("relationship")), .limit = FAMILY_TIES_MOST };
    size_t of = family_person(family, access_subject(pass));
    if (of == FAMILY_NOBODY)
        return true;
    family->people[of].asked = true;
    family->people[of].pass = pass;
    if (!record_list(store, pass, arena, &query, &list, err))
        return false;
    family->left_out += list.more;
    for (size_t i = list.count; i-- > 0;)              // the eldest first: what was recorded first stands first
        take_tie(family, of, &list.at[i]);
    return true;
}

static size_t ids_of(const struct family *family, id *ids)
{
    for (size_t i = 0; i < family->count; i++)
        ids[i] = family->people[i].person;
    return family->count;
}

bool family_holders(struct store *store, const struct pass *pass, struct arena *arena, struct family *family,
                    id *holders, size_t *count, struct error *err)
{
    enum { LOOKED_AT = FAMILY_HOLDERS_MOST * 2 };
    id near[FAMILY_MOST], *found = arena_array(arena, id, LOOKED_AT + 1);
    size_t near_count = ids_of(family, near), found_count;
    *count = 0;
    if (!kin_holders(store, pass, near, near_count, found, LOOKED_AT, &found_count, err)
            || !kin_kept(store, pass, found, found_count, err))
        return false;
    for (size_t i = 0; i < found_count; i++) {
        bool known = false;
        for (size_t k = 0; k < family->count && !known; k++)
            known = family->people[k].asked && id_same(family->people[k].person, found[i]);
        for (size_t k = 0; k < *count && !known; k++)
            known = id_same(holders[k], found[i]);
        if (known)
            continue;
        if (*count == FAMILY_HOLDERS_MOST) {
            family->more_holders = true;
            break;
        }
        holders[(*count)++] = found[i];
    }
    return true;
}

/* ---- one of each, and nobody who is hidden ---- */

static void renumber(struct family *family, const size_t *new_place)
{
    size_t kept = 0;
    for (size_t i = 0; i < family->tie_count; i++) {
        struct family_tie tie = family->ties[i];
        tie.of = new_place[tie.of];
        tie.to = new_place[tie.to];
        if (tie.of != FAMILY_NOBODY && tie.to != FAMILY_NOBODY)
            family->ties[kept++] = tie;
    }
    family->tie_count = kept;
}

static bool merge_records(struct store *store, const struct pass *pass, struct family *family, struct error *err)
{
    id ids[FAMILY_MOST];
    size_t place[FAMILY_MOST], count = ids_of(family, ids), kept = 0;
    if (!kin_kept(store, pass, ids, count, err))
        return false;
    ids[0] = family->people[0].person;                 // whom the page is of stays, and those merged into it join it
    for (size_t i = 0; i < count; i++) {
        size_t at = 0;
        while (at < kept && !id_same(family->people[at].person, ids[i]))
            at++;
        if (at == kept) {
            family->people[kept] = family->people[i];
            family->people[kept++].person = ids[i];
        } else {
            family->people[at].asked = family->people[at].asked || family->people[i].asked;
            family->people[at].pass = family->people[at].pass ? family->people[at].pass : family->people[i].pass;
        }
        place[i] = at;
    }
    family->count = kept;
    renumber(family, place);
    return true;
}

static bool show_what_may_be(struct store *store, const struct pass *pass, struct arena *arena,
                             struct family *family, struct error *err)
{
    struct kin_person shown[FAMILY_MOST] = { 0 };
    size_t place[FAMILY_MOST], kept = 0;
    for (size_t i = 0; i < family->count; i++)
        shown[i].person = family->people[i].person;
    if (!kin_persons(store, pass, arena, shown, family->count, err))
        return false;
    for (size_t i = 0; i < family->count; i++) {
        place[i] = FAMILY_NOBODY;
        if (!shown[i].there && i > 0)
            continue;
        struct family_person *p = &family->people[kept];
        *p = family->people[i];
        p->name = shown[i].there ? shown[i].name : TEXT(NAME_UNKNOWN);
        p->sex = shown[i].sex;
        p->born = shown[i].born;
        p->expected = shown[i].expected;
        p->died = shown[i].died;
        p->child = shown[i].child;
        p->restricted = shown[i].restricted;
        place[i] = kept++;
    }
    family->count = kept;
    renumber(family, place);
    return true;
}

/* In another person's record a tie to somebody the whole family is not tied to any more (all between are hidden)
 * stands alone; nothing leads to it, and it is left out. */
static void keep_connected(struct family *family)
{
    bool reached[FAMILY_MOST] = { true };
    size_t place[FAMILY_MOST], kept = 0;
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < family->tie_count; i++) {
            const struct family_tie *t = &family->ties[i];
            if (reached[t->of] == reached[t->to])
                continue;
            reached[t->of] = reached[t->to] = more = true;
        }
    }
    for (size_t i = 0; i < family->count; i++) {
        place[i] = reached[i] ? kept : FAMILY_NOBODY;
        if (reached[i])
            family->people[kept++] = family->people[i];
    }
    family->count = kept;
    renumber(family, place);
}

bool family_finish(struct store *store, const struct pass *pass, struct arena *arena, const struct actor *actor,
                   struct family *family, struct error *err)
{
    if (!merge_records(store, pass, family, err) || !show_what_may_be(store, pass, arena, family, err))
        return false;
    keep_connected(family);
    for (size_t i = 0; i < family->count; i++)
        if (i == 0 || family->people[i].pass)
            family->people[i].opens = true;
        else if (!family->people[i].restricted
                && !access_opens(store, actor, MAY_READ_CHILD, family->people[i].person, &family->people[i].opens, err))
            return false;
    family_work_out(arena, family);
    return true;
}
