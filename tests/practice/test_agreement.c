/* Agreement of two deciders: tables worked by hand, and 2,000 runs with two deciders whose agreement is known. */
#include "../base/check.h"

#include "base/random.h"
#include "practice/agreement.h"

#include <math.h>

#define COUNT(a) (sizeof (a) / sizeof *(a))

static const struct {
    const char *what; struct ratings ratings; size_t agreed;
    double observed, kappa, kappa_error, ac1, ac1_error;
} tables[] = {
    /* Shares .40 .10 / .20 .30. Chance: kappa .5 * .6 + .5 * .4 = .5; AC1 2 * .55 * .45 = .495.
     * Kappa's variance: (.4 * .17^2 + .3 * .23^2 + .09 * (.1 * 1.1^2 + .2 * .9^2) - .05^2) / (50 * .5^4) = .016128.
     * AC1's: (.4 * .535^2 + .3 * .475^2 - .3565^2) / (49 * .505^4) = .017285. */
    { "two levels", { 2, { { 20, 5 }, { 10, 15 } } }, 35, .7, .4, .126996, .405941, .131473 },
    /* The three diagnoses of 200 cases in Fleiss, Cohen and Everitt (1969): kappa .429. */
    { "three levels", { 3, { { 106, 10, 4 }, { 22, 28, 10 }, { 2, 12, 6 } } }, 140,
      .7, .428571, .053711, .593565, .047747 },
    /* Chance: .9 * .9 + .1 * .1 = .82, and 2 * .9 * .1 = .18: (.9 - .82) / .18 beside (.9 - .18) / .82. */
    { "nearly all in one level", { 2, { { 85, 5 }, { 5, 5 } } }, 90,
      .9, .444444, .147245, .878049, .040295 },
    { "agreement by chance", { 2, { { 25, 25 }, { 25, 25 } } }, 50, .5, 0, .1, 0, .100504 },
    /* A third level that neither chose changes AC1's chance (.495 / 2) and not kappa's. */
    { "a level never chosen", { 3, { { 20, 5, 0 }, { 10, 15, 0 }, { 0, 0, 0 } } }, 35,
      .7, .4, .126996, .601329, .087301 },
};

static bool near(double a, double b)
{
    return fabs(a - b) < 0.000002;
}

static void hand_worked(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(tables); i++) {
        struct agreement a = agreement_of(&tables[i].ratings);
        check(tables[i].what, a.enough && a.agreed == tables[i].agreed, "%zu agreed", a.agreed);
        check(tables[i].what, near(a.observed.value, tables[i].observed), "%f", a.observed.value);
        check(tables[i].what, near(a.kappa.value, tables[i].kappa), "kappa %f", a.kappa.value);
        check(tables[i].what, near(a.kappa.error, tables[i].kappa_error), "kappa's error %f", a.kappa.error);
        check(tables[i].what, near(a.ac1.value, tables[i].ac1), "AC1 %f", a.ac1.value);
        check(tables[i].what, near(a.ac1.error, tables[i].ac1_error), "AC1's error %f", a.ac1.error);
        check(tables[i].what, a.kappa.low < a.kappa.value && a.kappa.value < a.kappa.high
              && a.ac1.low < a.ac1.value && a.ac1.value < a.ac1.high, "outside its interval");
    }
    struct agreement a = agreement_of(&tables[0].ratings);      // atanh .4 = .423649; half .296318
    check("on Fisher's scale", near(a.kappa.low, .126647) && near(a.kappa.high, .616889),
          "%f to %f", a.kappa.low, a.kappa.high);
    check("Wilson's", near(a.observed.low, .562496) && near(a.observed.high, .808964),
          "%f to %f", a.observed.low, a.observed.high);
}

static void edges(void **state)
{
    (void)state;
    struct agreement a = agreement_of(&(struct ratings){ 3, { { 12 }, { 0, 9 }, { 0, 0, 9 } } });
    check("nobody differed", near(a.kappa.value, 1) && near(a.ac1.value, 1) && near(a.kappa.high, 1), "%f",
          a.kappa.value);
    check("and yet it is not certain", near(a.kappa.low, 0.828010) && a.ac1.low > .8 && a.ac1.low < 1,
          "%f, %f", a.kappa.low, a.ac1.low);
    a = agreement_of(&(struct ratings){ 2, { { 0, 10 }, { 10, 0 } } });
    check("always differed", near(a.kappa.value, -1) && near(a.kappa.low, -1) && near(a.kappa.high, -.677750),
          "%f to %f", a.kappa.low, a.kappa.high);
    a = agreement_of(&(struct ratings){ 6, { { 0 }, { 0, 0, 0, 30 } } });
    check("one of them chose one level throughout", !a.kappa.known && a.ac1.known && a.ac1.value < 0,
          "kappa %d, AC1 %f", a.kappa.known, a.ac1.value);
    a = agreement_of(&(struct ratings){ 2, { { 25, 1 }, { 2, 1 } } });
    check("two cases outside", !a.kappa.known && a.ac1.known, "a figure");
    a = agreement_of(&(struct ratings){ 2, { { 25, 1 }, { 1, 2 } } });
    check("three", a.kappa.known, "no figure");
    a = agreement_of(&(struct ratings){ 6, { { 0 }, { 0, 30 } } });
    check("one level throughout", !a.kappa.known && a.ac1.known && near(a.ac1.value, 1) && a.ac1.low < 1,
          "kappa %d", a.kappa.known);
    a = agreement_of(&(struct ratings){ 2, { { 5, 1 }, { 1, 2 } } });
    check("nine cases", a.pairs == 9 && a.agreed == 7 && !a.enough && !a.observed.known && !a.kappa.known
          && !a.ac1.known, "a figure");
    a = agreement_of(&(struct ratings){ 2, { { 5, 1 }, { 1, 3 } } });
    check("ten cases", a.enough && a.kappa.known, "no figure");
    a = agreement_of(&(struct ratings){ .categories = 2 });
    check("none", a.pairs == 0 && !a.enough, "a figure");
}

/* ---- two deciders with a known confusion matrix ---- */

static const struct {
    const char *what; uint64_t seed; uint32_t cases; size_t categories; double share[6][6], kappa, ac1;
} deciders[] = {
    /* (1 - .6) of the cases by chance with shares .5 .3 .2, the rest the same: kappa .6; agreed .752, AC1's chance
     * .31. */
    { "kappa .6", 4711, 200, 3, { { .40, .06, .04 }, { .06, .216, .024 }, { .04, .024, .136 } }, .6, .640580 },
    { "AC1 .878, nearly all in one level", 815, 200, 2, { { .85, .05 }, { .05, .05 } }, .444444, .878049 },
    { "six levels, one decider more careful", 2026, 200, 6,
      { { .20, .05 }, { .01, .18, .05 }, { 0, .01, .13, .04 }, { 0, 0, .01, .13, .03 },
        { 0, 0, 0, .01, .09, .01 }, { 0, 0, 0, 0, 0, .05 } }, .728026, .737570 },
    { "six levels, fifty cases", 99, 50, 6,
      { { .20, .05 }, { .01, .18, .05 }, { 0, .01, .13, .04 }, { 0, 0, .01, .13, .03 },
        { 0, 0, 0, .01, .09, .01 }, { 0, 0, 0, 0, 0, .05 } }, .728026, .737570 },
};

static struct ratings drawn(struct dice *dice, size_t design, uint32_t cases)
{
    struct ratings r = { .categories = deciders[design].categories };
    for (uint32_t n = 0; n < cases; n++) {
        double at = dice_unit(dice);
        size_t cell = 0, last = r.categories * r.categories - 1;
        for (; cell < last; cell++) {
            at -= deciders[design].share[cell / r.categories][cell % r.categories];
            if (at < 0)
                break;
        }
        r.cases[cell / r.categories][cell % r.categories]++;
    }
    return r;
}

static bool covers(const struct estimate *e, double truth)
{
    return e->known && e->low <= truth && truth <= e->high;
}

static void intervals_cover_the_truth(void **state)
{
    (void)state;
    enum { RUNS = 2000 };
    for (size_t i = 0; i < COUNT(deciders); i++) {
        struct dice dice = dice_of(deciders[i].seed);
        int kappa = 0, ac1 = 0;
        for (int run = 0; run < RUNS; run++) {
            struct ratings r = drawn(&dice, i, deciders[i].cases);
            struct agreement a = agreement_of(&r);
            kappa += covers(&a.kappa, deciders[i].kappa);
            ac1 += covers(&a.ac1, deciders[i].ac1);
        }
        double kappa_percent = 100.0 * kappa / RUNS, ac1_percent = 100.0 * ac1 / RUNS;
        print_message("%s: kappa %.2f, AC1 %.2f per cent of %d runs\n", deciders[i].what, kappa_percent,
                      ac1_percent, RUNS);
        check(deciders[i].what, kappa_percent >= 93 && kappa_percent <= 97, "kappa %.2f", kappa_percent);
        check(deciders[i].what, ac1_percent >= 93 && ac1_percent <= 97, "AC1 %.2f", ac1_percent);
    }
}

/* Twenty cases, nearly all in one level: AC1 holds its promise, and kappa is given only where it can. */
static void few_cases(void **state)
{
    (void)state;
    enum { RUNS = 2000, AC1_878 = 1 };
    struct dice dice = dice_of(31);
    int given = 0, kappa = 0, ac1 = 0;
    for (int run = 0; run < RUNS; run++) {
        struct ratings r = drawn(&dice, AC1_878, 20);
        struct agreement a = agreement_of(&r);
        given += a.kappa.known;
        kappa += covers(&a.kappa, deciders[AC1_878].kappa);
        ac1 += covers(&a.ac1, deciders[AC1_878].ac1);
    }
    print_message("twenty cases: AC1 %.2f per cent of %d; kappa given in %d, right in %.2f\n",
                  100.0 * ac1 / RUNS, RUNS, given, 100.0 * kappa / given);
    check("AC1", ac1 >= RUNS * 93 / 100 && ac1 <= RUNS * 98 / 100, "%d", ac1);
    check("kappa", given > 100 && kappa >= given * 93 / 100, "%d of %d", kappa, given);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hand_worked), cmocka_unit_test(edges),
        cmocka_unit_test(intervals_cover_the_truth), cmocka_unit_test(few_cases),
    };
    return cmocka_run_group_tests_name("agreement", tests, NULL, NULL);
}
