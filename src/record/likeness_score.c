/* Weights of agreement and disagreement. A weight is about 35 times the binary logarithm of how much oftener
 * the one thing is seen among records of one person than among records of two, where two means those that the
 * index brings up: two of one street or one birthday, not any two of an authority. They were set by hand after
 * what is known of such records (twins share all but a first name, parents and children a whole name, a third
 * of women change the family name) and proved on tests/record/likeness_pairs.tsv. */
#include "record/likeness_score.h"

#include "base/bytes.h"

#include <stdlib.h>
#include <string.h>

/* ---- in words ---- */

void likeness_tell(struct arena *arena, struct likeness *to, const char *form, ...)
{
    va_list list;
    va_start(list, form);
    text reason = text_format_list(arena, form, list);
    va_end(list);
    if (to->reason_count < LIKENESS_REASONS_MAX)
        to->reasons[to->reason_count++] = reason;
}

void likeness_differ(struct arena *arena, struct likeness *to, const char *words)
{
    (void)arena;
    if (to->difference_count < LIKENESS_DIFFERENCES_MAX)
        to->differences[to->difference_count++] = text_of(words);
}

/* ---- birthdays ---- */

/* one: 170 and more only where few others could be meant. Other dates speak against, another generation's
 * as much as anything can: father and son of one name live at one address. */
static const struct { int points; bool alike; const char *words; } born_weights[] = {
    [BORN_NOT_KNOWN] = { 0, false, NULL }, [BORN_SAME] = { 350, true, "Same date of birth" },
    [BORN_SWAPPED] = { 240, true, "Day and month of birth changed round" },
    [BORN_YEAR] = { 190, true, "Born on the same day a year apart" },
    [BORN_FIGURE] = { 190, true, "One figure of the date of birth differs" },
    [BORN_FIGURES] = { 200, true, "Two figures of the date of birth changed round" },
    // The first of January is what is written down for somebody who does not know.
    [BORN_GUESSED] = { 0, true, "Same year of birth, one of the days may be a guess" },
    [BORN_MONTH] = { 60, false, "Same month and year of birth" },
    [BORN_SAME_YEAR] = { -120, false, NULL }, [BORN_OTHER] = { -300, false, NULL },
    [BORN_FAR] = { -450, false, NULL },
};
enum { GENERATION_YEARS = 14 };
enum { DUE_CLOSE_DAYS = 16, DUE_CLOSE = 260, DUE_NEAR = 200, DUE_BOTH = 220, DUE_NOT = -300 };
enum { FIGURES = 8 };

static void figures_of(struct civil c, char f[FIGURES + 1])
{
    snprintf(f, FIGURES + 1, "%02u%02u%04u", (unsigned)c.day % 100, (unsigned)c.month % 100,
             (unsigned)c.year % 10000);
}

enum born_level born_compare(day a, day b)
{
    char x[FIGURES + 1], y[FIGURES + 1];
    int differ = 0, first = -1;
    if (!day_known(a) || !day_known(b))
        return BORN_NOT_KNOWN;
    struct civil p = day_civil(a), q = day_civil(b);
    int years = abs(p.year - q.year);
    figures_of(p, x);
    figures_of(q, y);
    for (int i = FIGURES - 1; i >= 0; i--)
        if (x[i] != y[i]) {
            differ++;
            first = i;
        }
    if (differ == 0)
        return BORN_SAME;
    if (years == 0 && p.day == q.month && p.month == q.day)
        return BORN_SWAPPED;
    if (years == 1 && p.day == q.day && p.month == q.month)
        return BORN_YEAR;
    if (years == 0 && ((p.day == 1 && p.month == 1) || (q.day == 1 && q.month == 1)))
        return BORN_GUESSED;
    // Not the figures of the century, and not those of two generations.
    if (differ == 1 && first != 4 && first != 5 && years < 2 * GENERATION_YEARS)
        return BORN_FIGURE;
    if (differ == 2 && first % 2 == 0 && first != 4 && x[first] == y[first + 1]
            && x[first + 1] == y[first])
        return BORN_FIGURES;
    if (years == 0)
        return p.month == q.month ? BORN_MONTH : BORN_SAME_YEAR;
    return years < GENERATION_YEARS ? BORN_OTHER : BORN_FAR;
}

static void meant_add(day given, struct civil c, day meant[BORN_MEANT_MAX], size_t *count)
{
    day d;
    if (*count >= BORN_MEANT_MAX || !day_from_civil(c, &d))
        return;
    enum born_level level = born_compare(given, d);
    if (level < BORN_SAME || level > BORN_FIGURES)
        return;
    for (size_t i = 0; i < *count; i++)
        if (day_same(meant[i], d))
            return;
    meant[(*count)++] = d;
}

static struct civil civil_of(const char f[FIGURES])
{
    return (struct civil){
        .day = (f[0] - '0') * 10 + f[1] - '0', .month = (f[2] - '0') * 10 + f[3] - '0',
        .year = (f[4] - '0') * 1000 + (f[5] - '0') * 100 + (f[6] - '0') * 10 + f[7] - '0',
    };
}

size_t born_meant(day given, day meant[BORN_MEANT_MAX])
{
    size_t count = 0;
    if (!day_known(given))
        return 0;
    struct civil c = day_civil(given);
    char f[FIGURES + 1], other[FIGURES + 1];
    figures_of(c, f);
    meant_add(given, c, meant, &count);
    meant_add(given, (struct civil){ c.year, c.day, c.month }, meant, &count);
    meant_add(given, (struct civil){ c.year - 1, c.month, c.day }, meant, &count);
    meant_add(given, (struct civil){ c.year + 1, c.month, c.day }, meant, &count);
    for (int i = 0; i < FIGURES; i++) {
        memcpy(other, f, sizeof other);
        if (i % 2 == 0) {
            other[i] = f[i + 1];
            other[i + 1] = f[i];
            meant_add(given, civil_of(other), meant, &count);
            memcpy(other, f, sizeof other);
        }
        for (other[i] = '0'; other[i] <= '9'; other[i]++)
            meant_add(given, civil_of(other), meant, &count);
    }
    return count;
}

/* ---- sides ---- */

static void side_name_fill(struct arena *arena, struct side_name *to, text name)
{
    to->shown = text_trim(name);
    to->count = name_forms(arena, name, to->forms);
    for (size_t i = 0; i < to->count; i++) {
        to->latin[i] = name_latin(arena, to->forms[i]);
        to->sounds[i] = name_sound(arena, to->latin[i]);
    }
}

void side_add_name(struct arena *arena, struct side *side, text forename, text surname, bool other)
{
    if (side->name_count >= SIDE_NAMES_MAX
            || (text_empty(text_trim(forename)) && text_empty(text_trim(surname))))
        return;
    size_t n = side->name_count++;
    side->names[n].other = other;
    side_name_fill(arena, &side->names[n].given, forename);
    side_name_fill(arena, &side->names[n].family, surname);
}

static void add_forms(struct arena *arena, struct side_name *n)
{
    text *others = arena_array(arena, text, (size_t)NAME_FORMS_MAX * NAME_ALIASES_MAX);
    for (size_t i = 0; i < n->count; i++)
        n->other_count += name_aliases(n->latin[i], others + n->other_count);
    n->others = others;
}

void side_add_forms(struct arena *arena, struct side *side)
{
    for (size_t i = 0; i < side->name_count; i++) {
        add_forms(arena, &side->names[i].given);
        add_forms(arena, &side->names[i].family);
    }
}

void side_add_place(struct arena *arena, struct side *side, text postcode, text lines)
{
    struct side_place place = { name_bare(arena, postcode), name_words(arena, lines) };
    if (side->place_count < SIDE_PLACES_MAX
            && !(text_empty(place.postcode) && text_empty(place.lines)))
        side->places[side->place_count++] = place;
}

void side_add_number(struct arena *arena, struct side *side, text kind, text value)
{
    text bare = name_bare(arena, value);
    if (side->number_count < SIDE_NUMBERS_MAX && !text_empty(bare))
        side->numbers[side->number_count++] = (struct likeness_number){ kind, bare };
}

/* ---- what else agrees ---- */

/* One child may be expected, then born, or expected twice by different reckonings. */
static int due_points(struct arena *arena, const struct side *x, const struct side *y,
                      struct likeness *to)
{
    bool both = !day_known(x->born) && !day_known(y->born);
    bool said = (day_known(x->born) || day_known(x->expected))
             && (day_known(y->born) || day_known(y->expected));
    day due = day_known(x->expected) && (both || !day_known(x->born)) ? x->expected : y->expected;
    day other = both ? y->expected : day_known(x->born) ? x->born : y->born;
    if (!said || (day_known(x->born) && day_known(y->born)) || !day_known(due)
            || !day_known(other))
        return 0;
    int apart = day_distance(due, other);
    bool close = abs(apart) <= DUE_CLOSE_DAYS;
    if (both ? abs(apart) > DUE_APART_DAYS : apart > DUE_AFTER_DAYS || apart < -DUE_BEFORE_DAYS) {
        likeness_differ(arena, to, both ? "Expected at another time"
                                        : "Not born when the child was expected");
        return DUE_NOT;
    }
    likeness_tell(arena, to, both ? "Expected at the same time"
                                  : "Born about when the child was expected");
    return both ? DUE_BOTH : close ? DUE_CLOSE : DUE_NEAR;
}

static bool number_word(text word)
{
    return word.at[0] >= '0' && word.at[0] <= '9';
}

static bool holds_word(text words, text word)
{
    for (text rest = words; !text_empty(rest);) {
        struct text_pair cut = text_cut(rest, ' ');
        if (text_same(cut.before, word))
            return true;
        rest = cut.after;
    }
    return false;
}

static bool street_word(text word)
{
    static const char *const words[] = { "street", "road", "avenue", "close", "lane", "drive", "court", "place",
        "house", "flat", "the", "way", "walk", "grove", "gardens", "terrace", "crescent", "upper", "lower" };
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (text_is(word, words[i]))
            return true;
    return word.len < 3;
}

/* Every number of the one that says less stands in the other, and a word of the street or town does. */
static bool lines_alike(text a, text b)
{
    size_t numbers = 0, words = 0;
    text less = a.len < b.len ? a : b, more = a.len < b.len ? b : a;
    for (text rest = less; !text_empty(rest);) {
        struct text_pair cut = text_cut(rest, ' ');
        bool held = holds_word(more, cut.before);
        if (number_word(cut.before) && !held)
            return false;
        numbers += number_word(cut.before);
        words += held && !number_word(cut.before) && !street_word(cut.before);
        rest = cut.after;
    }
    return numbers > 0 && words > 0;
}

/* By how many who live there are one: a postcode holds some fifteen households. */
enum { SAME_POSTCODE = 120, SAME_LINES = 60, LINES_ALONE = 110 };

static int place_points(struct arena *arena, const struct side *x, const struct side *y,
                        struct likeness *to)
{
    bool postcode = false, lines = false;
    for (size_t i = 0; i < x->place_count; i++)
        for (size_t j = 0; j < y->place_count; j++) {
            const struct side_place *a = &x->places[i], *b = &y->places[j];
            bool same = !text_empty(a->postcode) && text_same(a->postcode, b->postcode);
            // A postcode typed wrong is an address all the same; another one altogether is another place.
            bool slip = text_empty(a->postcode) || text_empty(b->postcode)
                     || name_distance(a->postcode, b->postcode, 1) < 2;
            postcode = postcode || same;
            lines = lines || (slip && lines_alike(a->lines, b->lines));
        }
    if (postcode || lines)
        likeness_tell(arena, to, lines ? "Same address" : "Same postcode");
    return postcode && lines ? SAME_POSTCODE + SAME_LINES : postcode ? SAME_POSTCODE
         : lines ? LINES_ALONE : 0;
}

/* A number of five figures or more is given to one person; shorter ones are counted anew in every system. */
enum { NUMBER_LONG = 5, SAME_NUMBER = 450, SAME_SHORT_NUMBER = 150, OTHER_KIND = 120, OTHER_NHS = -250 };

static bool kinds_agree(text a, text b)
{
    return text_empty(a) || text_empty(b) || text_same(a, b)
        || (text_ends(a, "UPN") && text_ends(b, "UPN"));
}

static int number_points(struct arena *arena, const struct side *x, const struct side *y,
                         struct likeness *to, bool *same)
{
    int most = 0;
    bool nhs = false;
    for (size_t i = 0; i < x->number_count; i++)
        for (size_t j = 0; j < y->number_count; j++) {
            const struct likeness_number *a = &x->numbers[i], *b = &y->numbers[j];
            bool agree = kinds_agree(a->kind, b->kind);
            int points = !text_same(a->value, b->value) ? 0 : !agree ? OTHER_KIND
                       : a->value.len >= NUMBER_LONG ? SAME_NUMBER : SAME_SHORT_NUMBER;
            nhs = nhs || (!points && text_is(a->kind, "NHS") && text_is(b->kind, "NHS"));
            most = points > most ? points : most;
        }
    *same = most == SAME_NUMBER;
    if (most > 0)
        likeness_tell(arena, to, most == OTHER_KIND ? "Same number, as another kind of identifier"
                                                    : "Same identifier");
    else if (nhs)
        likeness_differ(arena, to, "Another NHS number");
    return most > 0 ? most : nhs ? OTHER_NHS : 0;
}

enum { SAME_SEX = 20, OTHER_SEX = -80 };
// A child expected under one name is often born to another one: less speaks against it than of a born child.
enum { RENAMED_AT_BIRTH = 200 };

static bool sex_said(text sex)
{
    return !text_empty(sex) && !text_is(sex, "U");
}

/* ---- all of it ---- */

void side_compare(struct arena *arena, const struct side *asked, const struct side *known,
                  struct likeness *to)
{
    bool same_number, sexes = sex_said(asked->sex) && sex_said(known->sex);
    bool other_sex = sexes && !text_same(asked->sex, known->sex);
    enum born_level born = born_compare(asked->born, known->born);
    to->reason_count = to->difference_count = 0;
    int points = number_points(arena, asked, known, to, &same_number);
    struct name_likeness names = names_compare(asked, known);
    names_tell(arena, &names, to);
    points += names.points + born_weights[born].points;
    if (born_weights[born].words)
        likeness_tell(arena, to, "%s", born_weights[born].words);
    else if (born != BORN_NOT_KNOWN)
        likeness_differ(arena, to, "Another date of birth");
    int due = due_points(arena, asked, known, to);
    points += due + (due > 0 && names.given == ALIKE_NOT ? RENAMED_AT_BIRTH : 0);
    points += place_points(arena, asked, known, to);
    points += other_sex ? OTHER_SEX : sexes ? SAME_SEX : 0;
    if (other_sex)
        likeness_differ(arena, to, "Another sex recorded");
    // Daniel and Daniela are twins; Hassan and Hussein as well.
    bool sure = same_number || (born_weights[born].alike && names.sure
                                && (!other_sex || names.given >= ALIKE_SCRIPT));
    if (points >= LIKENESS_LIKELY && !sure)
        points = LIKENESS_LIKELY - 1;
    // One number on two records is to be looked at, whatever else they say.
    if (same_number && points < LIKENESS_POSSIBLE)
        points = LIKENESS_POSSIBLE;
    to->score = points < 0 ? 0 : points > LIKENESS_SCORE_MAX ? LIKENESS_SCORE_MAX : points;
    to->likely = to->score >= LIKENESS_LIKELY;
}
