/* record/likeness_score.h - how alike two sides are; for the files of this room. No store here. */
#pragma once
#include "record/likeness.h"
#include "record/tables.h"

enum { SIDE_NAMES_MAX = 6, SIDE_PLACES_MAX = 12, SIDE_NUMBERS_MAX = 16 };

/* A forename or family name in the forms of name_forms(), with what comparing needs made once. */
struct side_name {
    text forms[NAME_FORMS_MAX]; size_t count;              // none: not known
    text latin[NAME_FORMS_MAX], sounds[NAME_FORMS_MAX];
    text shown;                                            // as it was written
    const text *others; size_t other_count;                // other forms of any of them: side_add_forms()
};
struct side_place { text postcode, lines; };               // postcode as name_bare() gives it; lines folded words

struct side {
    struct { struct side_name given, family; bool other; } names[SIDE_NAMES_MAX]; size_t name_count;
    day born, expected;
    text sex;
    struct side_place places[SIDE_PLACES_MAX]; size_t place_count;
    struct likeness_number numbers[SIDE_NUMBERS_MAX]; size_t number_count;      // value as name_bare() gives it
};

/* other: not the name in use. What is over the bounds is left out. */
void side_add_name(struct arena *arena, struct side *side, text forename, text surname, bool other);
/* Looks the other forms of every name up (Bill, William): for the side that is asked for, and only for that. */
void side_add_forms(struct arena *arena, struct side *side);
void side_add_place(struct arena *arena, struct side *side, text postcode, text lines);
void side_add_number(struct arena *arena, struct side *side, text kind, text value);

enum alike {
    ALIKE_NOT,          // the least first
    ALIKE_PARTLY,       // of several first names one is the same and another is not
    ALIKE_BEGINNING,    // an initial, or a name cut short
    ALIKE_NEAR,         // a letter differs and with it the sound: a slip, or a twin
    ALIKE_SOUND,
    ALIKE_ONE_OF,       // one of the other's first names, or one half of the family name
    ALIKE_FORM,         // Bill and William
    ALIKE_SPELT,        // a letter differs, the sound does not
    ALIKE_SCRIPT,       // the same in another script
    ALIKE_SAME,
    ALIKE_UNKNOWN,      // one of them is not known
};

struct name_likeness {
    int points; enum alike given, family;
    bool round, mixed;                           // changed round; the same words, parted elsewhere
    bool sure;                                   // of the first name, as far as a name can be
    const struct side_name *a[2], *b[2]; bool other;
};
/* The two names that agree best, one of each side. */
struct name_likeness names_compare(const struct side *x, const struct side *y);
void names_tell(struct arena *arena, const struct name_likeness *n, struct likeness *to);

void likeness_tell(struct arena *arena, struct likeness *to, const char *form, ...) PRINTF(3, 4);
void likeness_differ(struct arena *arena, struct likeness *to, const char *words);

/* How two birthdays agree. */
enum born_level {
    BORN_NOT_KNOWN, BORN_SAME, BORN_SWAPPED, BORN_YEAR, BORN_FIGURE, BORN_FIGURES, BORN_GUESSED, BORN_MONTH,
    BORN_SAME_YEAR, BORN_OTHER, BORN_FAR,
};
enum born_level born_compare(day a, day b);
/* Days that somebody may have meant who gave this one: itself first, then all that are as BORN_SWAPPED, BORN_YEAR,
 * BORN_FIGURE or BORN_FIGURES. Answers how many. */
enum { BORN_MEANT_MAX = 80 };
size_t born_meant(day given, day meant[BORN_MEANT_MAX]);
/* A child expected on the one day may be the one born on the other: from so many days before to so many after. */
enum { DUE_BEFORE_DAYS = 98, DUE_AFTER_DAYS = 21, DUE_APART_DAYS = 28 };

/* Fills score, likely, reasons and differences; asked is the side of the question. */
void side_compare(struct arena *arena, const struct side *asked, const struct side *known,
                  struct likeness *to);
