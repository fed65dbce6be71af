/* Who is who to whom: from ties alone, table by table, and from records through passes. */
#include "../record/place.h"

#include "practice/family.h"

#include <string.h>

static struct arena *arena;

/* "B MOTHER A": of A, B is the mother. Persons are letters; A is whom the family is drawn for. About a person:
 * "A born 2015-01-02", "C sex F". Parted by commas. */
static struct family told(const char *story)
{
    struct family f;
    family_begin(arena, (id){ { 'A' } }, &f);
    f.people[0].name = TEXT("A");
    f.people[0].child = f.people[0].asked = true;
    for (text rest = text_of(story); !text_empty(rest);) {
        struct text_pair line = text_cut(rest, ',');
        text words = text_trim(line.before);
        struct text_pair first = text_cut(words, ' '), second = text_cut(first.after, ' ');
        size_t who = family_person(&f, (id){ { (uint8_t)first.before.at[0] } });
        f.people[who].name = first.before;
        if (text_is(second.before, "born"))
            assert_true(day_parse_iso(second.after, &f.people[who].born));
        else if (text_is(second.before, "sex"))
            f.people[who].sex = second.after;
        else if (text_is(second.before, "child"))
            f.people[who].child = f.people[who].asked = true;
        else {
            struct text_pair how = text_cut(second.before, '/');           // "FATHER/DIVORCED"
            struct text_pair of = text_cut(second.after, '/');             // "A/home"
            size_t whose = family_person(&f, (id){ { (uint8_t)of.before.at[0] } });
            f.people[whose].name = of.before;
            f.ties[f.tie_count++] = (struct family_tie){ .of = whose, .to = who, .how = how.before,
                .partnership = how.after, .household = text_is(of.after, "home") };
        }
        rest = line.after;
    }
    family_work_out(arena, &f);
    return f;
}

static size_t at(struct family *f, char letter)
{
    return family_person(f, (id){ { (uint8_t)letter } });
}

static void brothers_and_sisters(void **state)
{
    (void)state;
    static const struct { const char *name, *story; enum brotherhood how; } cases[] = {
        { "same mother, same father", "M MOTHER A, F FATHER A, M MOTHER B, F FATHER B", SIBLINGS_FULL },
        { "same mother, other father", "M MOTHER A, F FATHER A, M MOTHER B, G FATHER B", SIBLINGS_HALF },
        { "same father, other mother", "M MOTHER A, F FATHER A, N MOTHER B, F FATHER B", SIBLINGS_HALF },
        { "same mother, one father not recorded", "M MOTHER A, F FATHER A, M MOTHER B", SIBLINGS_SHARE },
        { "same mother, no father recorded", "M MOTHER A, M MOTHER B", SIBLINGS_SHARE },
        { "said on the mother's own record", "A CHILD M, B CHILD M, A CHILD F, B CHILD F", SIBLINGS_FULL },
        { "the mother's husband's son", "M MOTHER A, F FATHER A, S STEP A, S FATHER B, N MOTHER B", SIBLINGS_STEP },
        { "recorded full, parents of one only", "M MOTHER A, B SIB_FULL A", SIBLINGS_RECORDED },
        { "recorded from the other end", "A SIB_HALF B", SIBLINGS_RECORDED },
        { "recorded full, and fathers differ: the parents tell", "M MOTHER A, F FATHER A, M MOTHER B, G FATHER B,"
          " B SIB_FULL A", SIBLINGS_HALF },
        { "cousins", "M MOTHER A, N MOTHER B, B COUSIN A", NO_SIBLINGS },
        { "nothing", "M MOTHER A, B FRIEND A", NO_SIBLINGS },
        { "a foster carer of both", "P FOSTER A, P FOSTER B", NO_SIBLINGS },
        { "an adopter is no birth parent", "P ADOPTER A, P ADOPTER B", NO_SIBLINGS },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct family f = told(cases[i].story);
        check(cases[i].name, family_siblings(&f, 0, at(&f, 'B')) == cases[i].how
              && family_siblings(&f, at(&f, 'B'), 0) == cases[i].how, "%d", family_siblings(&f, 0, at(&f, 'B')));
    }
}

static void twins(void **state)
{
    (void)state;
    static const struct { const char *name, *story; bool twins; } cases[] = {
        { "one birthday", "M MOTHER A, M MOTHER B, A born 2015-01-02, B born 2015-01-02", true },
        { "either side of midnight", "M MOTHER A, M MOTHER B, A born 2015-01-02, B born 2015-01-03", true },
        { "two days apart", "M MOTHER A, M MOTHER B, A born 2015-01-02, B born 2015-01-04", false },
        { "of two mothers", "F FATHER A, M MOTHER A, F FATHER B, N MOTHER B, A born 2015-01-02, B born 2015-01-02", false },
        { "one birthday not known", "M MOTHER A, M MOTHER B, A born 2015-01-02", false },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct family f = told(cases[i].story);
        check(cases[i].name, (f.people[0].twin == at(&f, 'B')) == cases[i].twins, "not so");
    }
}

static void in_words(void **state)
{
    (void)state;
    static const struct { const char *name, *story; char who; const char *words; } cases[] = {
        { "mother", "M MOTHER A", 'M', "Mother" },
        { "step-parent", "M MOTHER A, S STEP A", 'S', "Step-parent" },
        { "grandmother by way of the mother", "M MOTHER A, G MOTHER M", 'G', "Mother, of M" },
        { "half brother although recorded full", "M MOTHER A, F FATHER A, M MOTHER B, G FATHER B, B SIB_FULL A", 'B',
          "Half brother or sister" },
        { "own child of a young mother", "C CHILD A", 'C', "Own child" },
        { "known from their own record only", "A COUSIN B", 'B', "Has A as: Cousin" },
        { "of another child", "M MOTHER A, M MOTHER B, G FATHER B", 'G', "Father, of B" },
        { "a carer", "P FOSTER A", 'P', "Foster carer" },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct family f = told(cases[i].story);
        text words = family_words(arena, &f, at(&f, cases[i].who));
        check(cases[i].name, text_is(words, cases[i].words), "'%.*s'", TEXT_ARG(words));
    }
}

static void generations(void **state)
{
    (void)state;
    static const struct { const char *name, *story; char who; int generation; bool in_tree; } cases[] = {
        { "mother", "M MOTHER A", 'M', 1, true },
        { "mother's mother", "M MOTHER A, G MOTHER M", 'G', 2, true },
        { "grandparent recorded so", "G GRAND A", 'G', 2, true },
        { "sister", "B SIB_FULL A", 'B', 0, true },
        { "own child", "C CHILD A", 'C', -1, true },
        { "parent's partner", "M MOTHER A, S PARTNER A", 'S', 1, true },
        { "grandfather's wife", "G GRAND A, H SPOUSE G", 'H', 2, true },
        { "uncle", "U AUNT A", 'U', 1, true },
        { "foster carer is no family", "P FOSTER A", 'P', 1, false },
        { "family by birth although a carer as well", "G GUARDIAN A, G GRAND A", 'G', 2, true },
        { "the carer's own son", "P FOSTER A, P FATHER Q", 'Q', 0, false },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct family f = told(cases[i].story);
        const struct family_person *p = &f.people[at(&f, cases[i].who)];
        check(cases[i].name, p->generation == cases[i].generation && p->in_tree == cases[i].in_tree, "%d %d",
              p->generation, p->in_tree);
    }
}

static void couples(void **state)
{
    (void)state;
    static const struct {
        const char *name, *story; size_t count, children; char a, b; const char *partnership;
    } cases[] = {
        { "two parents", "M MOTHER A, F FATHER A", 1, 1, 'M', 'F', "" },
        { "separated, said of the father", "M MOTHER A, F FATHER/SEPARATED A", 1, 1, 'M', 'F', "SEPARATED" },
        { "one parent alone", "M MOTHER A", 1, 1, 'M', 0, "" },
        { "a step-parent beside the only parent", "M MOTHER A, S STEP/TOGETHER A", 2, 0, 'M', 'S', "TOGETHER" },
        { "the mother's partner, who lives with her", "M MOTHER A/home, F FATHER A, S PARTNER A/home", 2, 0, 'M', 'S', "" },
        { "a partner: of whom nobody can tell", "M MOTHER A, F FATHER A, S PARTNER A", 1, 1, 'M', 'F', "" },
        { "two adopters", "P ADOPTER A, Q ADOPTER A", 1, 1, 'P', 'Q', "" },
        { "divorced, with no child together", "M MOTHER A, X SPOUSE/DIVORCED M", 2, 0, 'M', 'X', "DIVORCED" },
        { "two children of one couple", "M MOTHER A, F FATHER A, F FATHER B, M MOTHER B", 1, 2, 'M', 'F', "" },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct family f = told(cases[i].story);
        const struct family_couple *last = &f.couples[f.couple_count - 1];
        size_t b = cases[i].b ? at(&f, cases[i].b) : FAMILY_NOBODY;
        check(cases[i].name, f.couple_count == cases[i].count && last->child_count == cases[i].children
              && last->a == at(&f, cases[i].a) && last->b == b && text_is(last->partnership, cases[i].partnership),
              "%zu couples, %zu children, %zu %zu", f.couple_count, last->child_count, last->a, last->b);
    }
}

static void what_contradicts(void **state)
{
    (void)state;
    static const struct { const char *name, *story; size_t doubts; } cases[] = {
        { "nothing", "M MOTHER A, F FATHER A", 0 },
        { "each the other's parent", "B MOTHER A, A MOTHER B", 1 },
        { "a ring of three", "B MOTHER A, C MOTHER B, A MOTHER C", 1 },
        { "a ring with a way out", "B MOTHER A, C MOTHER B, B FATHER C, G FATHER C", 2 },
        { "their own mother", "A MOTHER A", 1 },
        { "two mothers", "M MOTHER A, N MOTHER A", 1 },
        { "the same mother twice", "M MOTHER A, M MOTHER A", 0 },
        { "full, with other fathers", "M MOTHER A, F FATHER A, M MOTHER B, G FATHER B, B SIB_FULL A", 1 },
        { "half, with the same parents", "M MOTHER A, F FATHER A, M MOTHER B, F FATHER B, A SIB_HALF B", 1 },
        { "five mothers", "M MOTHER A, N MOTHER A, O MOTHER A, P MOTHER A, Q MOTHER A", 11 },
        { "a grandfather who is a brother", "B GRAND A, B SIB_FULL A", 0 },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct family f = told(cases[i].story);
        check(cases[i].name, f.doubt_count == cases[i].doubts, "%zu", f.doubt_count);
        for (size_t k = 0; k < f.count; k++)
            check(cases[i].name, !family_is_ancestor(&f, k, k), "an ancestor of themselves");
    }
}

static void gaps(void **state)
{
    (void)state;
    static const struct { const char *name, *story; size_t count; const char *first; } cases[] = {
        { "no parent", "B SIB_FULL A", 2, "No mother recorded" }, { "no father", "M MOTHER A", 1, "No father recorded" },
        { "both", "M MOTHER A, F FATHER A", 0, NULL },
        { "said on his own record", "M MOTHER A, A CHILD F, F sex M", 0, NULL },
        { "a step-father is no father", "M MOTHER A, S STEP A", 1, "No father recorded" },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct family f = told(cases[i].story);
        const char *missing[2];
        size_t count = family_gaps(&f, 0, missing);
        check(cases[i].name, count == cases[i].count && (!count || !strcmp(missing[0], cases[i].first)), "%zu", count);
    }
    struct family f = told("M MOTHER A, B SIB_HALF A");
    const char *missing[2];
    check("whose record was not read has no gaps", family_gaps(&f, at(&f, 'B'), missing) == 0, "told");
}

/* Ties between whoever with whatever they say: it ends, and invariants 1 and 2 hold. */
static void anything_at_all(void **state)
{
    (void)state;
    const struct code_set *hows = code_set_find("relationship");
    uint64_t dice = 20261130;
    for (int round = 0; round < 300; round++) {
        struct family f;
        family_begin(arena, (id){ { 1 } }, &f);
        size_t ties = (size_t)round + 20;
        for (size_t i = 0; i < ties && f.tie_count < FAMILY_TIES_MOST; i++) {
            size_t ends[2];
            for (int k = 0; k < 2; k++) {
                dice = dice * 6364136223846793005u + 1442695040888963407u;
                ends[k] = family_person(&f, (id){ { (uint8_t)(1 + (dice >> 40) % (uint64_t)(2 + round % 70)) } });
            }
            if (ends[0] != FAMILY_NOBODY && ends[1] != FAMILY_NOBODY)
                f.ties[f.tie_count++] = (struct family_tie){ .of = ends[0], .to = ends[1],
                    .how = text_of(hows->codes[(dice >> 20) % hows->code_count].code) };
        }
        family_work_out(arena, &f);
        assert_true(f.count <= FAMILY_MOST);
        for (size_t i = 0; i < f.count; i++)
            assert_false(family_is_ancestor(&f, i, i));
        arena_reset(arena);
    }
}

/* ---- through passes ---- */

static struct place place;

static const char *hex(id of)
{
    return text_cstr(place.arena, id_hex(place.arena, of));
}

static void relate(id child, id to, const char *how, const char *household)
{
    place_put(&place, &(struct put){ .kind = "relationship", .subject = child, .fields = {
        "related_person_id", hex(to), "relationship", how, "household", household } });
}

static id grown(const char *name, const char *sex)
{
    return place_put(&place, &(struct put){ .kind = "person", .fields = { "recorded_as", "ADULT", "forename", name,
        "surname", "Mill", "sex", sex } }).record;
}

static struct family family_at(id child, uint64_t size, id also)
{
    struct actor actor = { .staff = place.author, .role = ROLE_SOCIAL_WORKER };
    struct pass pass = pass_of(child, size), other = pass_of(also, size);
    struct family f;
    struct error err = { 0 };
    pass.reader = other.reader = place.author;
    family_begin(place.arena, child, &f);
    check("own ties", family_add(place.store, &pass, place.arena, &f, &err), "%s", err.message);
    if (!id_none(also))
        check("theirs", family_add(place.store, &other, place.arena, &f, &err), "%s", err.message);
    check("finished", family_finish(place.store, &pass, place.arena, &actor, &f, &err), "%s", err.message);
    return f;
}

static bool holds(const struct family *f, id person)
{
    for (size_t i = 0; i < f->count; i++)
        if (id_same(f->people[i].person, person))
            return true;
    return false;
}

static void from_records(void **state)
{
    (void)state;
    place_make(&place);
    id child = place_child(&place, "Ana", "Bell", "2015-01-01").record;
    id brother = place_child(&place, "Ben", "Bell", "2017-01-01").record;
    id mother = grown("Mia", "F"), second = grown("Mia", "F"), father = grown("Col", "M"), hidden = grown("Hid", "M");
    relate(child, mother, "MOTHER", "Y");
    relate(brother, second, "MOTHER", "Y");
    relate(brother, father, "FATHER", "N");
    relate(child, hidden, "AUNT", "Y");
    relate(child, brother, "SIB_HALF", "Y");
    uint64_t before = place_size(&place);
    struct family f = family_at(child, PASS_NOW, ID_NONE);
    check("own ties only", f.count == 4 && !holds(&f, father), "%zu", f.count);
    f = family_at(child, PASS_NOW, brother);
    check("with the brother's", f.count == 6 && holds(&f, father) && holds(&f, second), "%zu", f.count);

    place_put(&place, &(struct put){ .kind = "same_person", .subject = second, .fields = { "same_as", hex(mother),
        "why", "One woman" } });
    place_put(&place, &(struct put){ .kind = "restriction", .subject = hidden, .fields = { "level", "HIDDEN",
        "why", "Staff's family", "ask", hex(id_new_random()), "from_date", "2020-01-01" } });
    f = family_at(child, PASS_NOW, brother);
    check("one mother, once; nobody who is hidden", f.count == 4 && !holds(&f, second) && !holds(&f, hidden), "%zu",
          f.count);
    check("and so half brothers", family_siblings(&f, 0, 1) == SIBLINGS_SHARE
          || family_siblings(&f, 0, 2) == SIBLINGS_SHARE, "not so");
    for (size_t i = 0; i < f.tie_count; i++)
        check("every tie is between people of it", f.ties[i].of < f.count && f.ties[i].to < f.count, "out of it");
    f = family_at(child, before, brother);
    check("as known before, two mothers", holds(&f, second) && !holds(&f, hidden), "%zu", f.count);
    f = family_at(child, 3, ID_NONE);
    check("as known before any tie", f.count == 1, "%zu", f.count);
    place_remove(&place);
}

static void more_than_can_be_drawn(void **state)
{
    (void)state;
    place_make(&place);
    id child = place_child(&place, "Ana", "Bell", "2015-01-01").record;
    for (int i = 0; i < FAMILY_MOST + 5; i++)
        relate(child, grown("Ann", "F"), i ? "FRIEND" : "MOTHER", "N");
    struct family f = family_at(child, PASS_NOW, ID_NONE);
    check("sixty, and how many are not in it", f.count == FAMILY_MOST && f.left_out == 6, "%zu %zu", f.count,
          f.left_out);
    place_remove(&place);
}

static int make(void **state)
{
    (void)state;
    arena = arena_new();
    return 0;
}

static int unmake(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(brothers_and_sisters), cmocka_unit_test(twins), cmocka_unit_test(in_words),
        cmocka_unit_test(generations), cmocka_unit_test(couples), cmocka_unit_test(what_contradicts),
        cmocka_unit_test(gaps), cmocka_unit_test(anything_at_all), cmocka_unit_test(from_records),
        cmocka_unit_test(more_than_can_be_drawn),
    };
    return cmocka_run_group_tests(tests, make, unmake);
}
