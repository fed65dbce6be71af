#include "practice/agreement.h"

#include <assert.h>
#include <math.h>

static const double two_sided_95 = 1.959963984540054;      // of the normal distribution
static const double nothing = 1e-9;                        // an error below this is rounding

struct shares {                        // of all cases
    size_t categories;
    double pairs, cell[CATEGORIES_MAX][CATEGORIES_MAX], first[CATEGORIES_MAX],
        second[CATEGORIES_MAX], agreed;
};

static struct shares shares_of(const struct ratings *r, size_t pairs)
{
    struct shares s = { .categories = r->categories, .pairs = (double)pairs };
    for (size_t i = 0; i < r->categories; i++)
        for (size_t j = 0; j < r->categories; j++) {
            s.cell[i][j] = r->cases[i][j] / s.pairs;
            s.first[i] += s.cell[i][j];
            s.second[j] += s.cell[i][j];
            s.agreed += i == j ? s.cell[i][j] : 0;
        }
    return s;
}

/* Wilson's interval of a share. */
static struct estimate wilson(double share, double pairs)
{
    double zz = two_sided_95 * two_sided_95;
    double middle = (share + zz / (2 * pairs)) / (1 + zz / pairs);
    double half = two_sided_95 / (1 + zz / pairs)
                * sqrt(share * (1 - share) / pairs + zz / (4 * pairs * pairs));
    return (struct estimate){
        .known = true, .value = share, .error = sqrt(share * (1 - share) / pairs),
        .low = middle - half > 0 ? middle - half : 0, .high = middle + half < 1 ? middle + half : 1,
    };
}

static double within_one(double x)
{
    return x < -1 ? -1 : x > 1 ? 1 : x;
}

/* What agreement is worth beyond chance: 1 when all agree, 0 when as many as by chance. */
static double beyond(double agreed, double chance)
{
    return (agreed - chance) / (1 - chance);
}

static struct estimate with_interval(const struct shares *s, double chance, double value,
                                     double error)
{
    struct estimate e = { .known = true, .value = value, .error = error };
    if (error < nothing || fabs(value) > 1 - nothing) {
        struct estimate plain = wilson(s->agreed, s->pairs);
        e.low = within_one(beyond(plain.low, chance));
        e.high = within_one(beyond(plain.high, chance));
        return e;
    }
    double middle = atanh(value), half = two_sided_95 * error / (1 - value * value);
    e.low = tanh(middle - half);
    e.high = tanh(middle + half);
    return e;
}

/* Both estimates are (agreed - chance) / (1 - chance); they differ in what chance is. `slope` says how fast chance
 * grows with each cell's share: the variance follows from it, as the authors give it. degrees: of freedom. */
static struct estimate estimate_of(const struct shares *s, double chance,
                                   double (*slope)(const struct shares *s, size_t i, size_t j),
                                   double degrees)
{
    assert(chance < 1 - nothing);                // kappa_of has seen to it; AC1's never is
    double sum = 0, squares = 0;
    for (size_t i = 0; i < s->categories; i++)
        for (size_t j = 0; j < s->categories; j++) {
            double pull = (i == j ? 1 - chance : 0) - (1 - s->agreed) * slope(s, i, j);
            sum += s->cell[i][j] * pull;
            squares += s->cell[i][j] * pull * pull;
        }
    double spread = squares - sum * sum, scale = (1 - chance) * (1 - chance);
    double error = spread > 0 ? sqrt(spread / degrees) / scale : 0;
    return with_interval(s, chance, beyond(s->agreed, chance), error);
}

static double kappa_slope(const struct shares *s, size_t i, size_t j)
{
    return s->second[i] + s->first[j];
}

/* Cases outside the commonest category of one of the two. */
static double outside(const struct shares *s, const double of_one[])
{
    double most = 0;
    for (size_t i = 0; i < s->categories; i++)
        most = of_one[i] > most ? of_one[i] : most;
    return s->pairs * (1 - most);
}

static struct estimate kappa_of(const struct shares *s)
{
    double chance = 0, least = KAPPA_CASES_OUTSIDE_LEAST - nothing;
    if (outside(s, s->first) < least || outside(s, s->second) < least)
        return (struct estimate){ .known = false };
    for (size_t i = 0; i < s->categories; i++)
        chance += s->first[i] * s->second[i];
    return estimate_of(s, chance, kappa_slope, s->pairs);
}

static double of_both(const struct shares *s, size_t i)
{
    return (s->first[i] + s->second[i]) / 2;
}

static double ac1_slope(const struct shares *s, size_t i, size_t j)
{
    return (1 - of_both(s, i) - of_both(s, j)) / (double)(s->categories - 1);
}

static struct estimate ac1_of(const struct shares *s)
{
    double chance = 0;
    for (size_t i = 0; i < s->categories; i++)
        chance += of_both(s, i) * (1 - of_both(s, i)) / (double)(s->categories - 1);
    return estimate_of(s, chance, ac1_slope, s->pairs - 1);
}

struct agreement agreement_of(const struct ratings *r)
{
    struct agreement a = { 0 };
    assert(r->categories >= 2 && r->categories <= CATEGORIES_MAX);
    for (size_t i = 0; i < r->categories; i++)
        for (size_t j = 0; j < r->categories; j++) {
            a.pairs += r->cases[i][j];
            a.agreed += i == j ? r->cases[i][j] : 0;
        }
    a.enough = a.pairs >= AGREEMENT_PAIRS_LEAST;
    if (!a.enough)
        return a;
    struct shares s = shares_of(r, a.pairs);
    a.observed = wilson(s.agreed, s.pairs);
    a.kappa = kappa_of(&s);
    a.ac1 = ac1_of(&s);
    return a;
}
