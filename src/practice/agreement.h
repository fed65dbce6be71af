/* practice/agreement.h - how far two people who decided the same cases agree: plain agreement, Cohen's kappa, and
 * Gwet's AC1, each with a 95 per cent interval.
 *
 * Kappa compares with the agreement that two people who decide by chance, each with their own habits, would reach.
 * Where nearly all cases belong in one category that chance is great, and kappa is low and unsteady although hardly
 * a case differs; AC1 stays steady there. Both are shown, so that nobody can choose the kinder one.
 *
 * Intervals are made on Fisher's scale (atanh) and turned back: they stay between -1 and 1 and hold what they
 * promise with twenty cases as with two hundred, where the plain ones (value and twice the error) do not. Where the
 * error is nothing, as when nobody differed, they come from Wilson's interval of the plain agreement. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CATEGORIES_MAX = 16 };
enum { AGREEMENT_PAIRS_LEAST = 10 };   // below, no figure is given: "too few to say"
/* Kappa is not given either unless each of the two put so many cases outside their own commonest category: from
 * fewer it is a throw of dice, and its interval covers the truth in no more than 55 to 80 per cent. */
enum { KAPPA_CASES_OUTSIDE_LEAST = 3 };

/* Cases by what the first said (row) and what the second said (column). Categories that the two could have chosen
 * and did not count as well: AC1 depends on how many there are. */
struct ratings { size_t categories; uint32_t cases[CATEGORIES_MAX][CATEGORIES_MAX]; };

struct estimate {
    bool known;                // no: too few cases, or for kappa too few outside one category
    double value, error;       // error: large-sample standard error
    double low, high;          // 95 per cent
};
struct agreement {
    size_t pairs, agreed;
    bool enough;               // at least AGREEMENT_PAIRS_LEAST; otherwise no estimate is known
    struct estimate observed, kappa, ac1;
};
/* kappa: error after Fleiss, Cohen and Everitt (1969). ac1: value and variance after Gwet (2008), of cases that are
 * a sample of many more. Two categories or more. */
struct agreement agreement_of(const struct ratings *ratings);
