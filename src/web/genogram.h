/* web/genogram.h - the drawing of a family: where each figure stands, and the lines between them.
 *
 * Graphviz finds the places (web/places.h), and what is drawn is our own. FAMILY_MOST persons are the most, so that
 * nobody waits for long (measured: about 3 ms for a family of eight, under 15 ms for sixty).
 *
 *  1. Every person of the family stands in it once, and no two figures overlap.
 *  2. Whoever does not live in the household stands outside its frame. */
#pragma once
#include "practice/family.h"

/* Conventions of the genogram: square male, circle female, diamond not known, triangle not yet born. */
enum figure_shape { FIGURE_SQUARE, FIGURE_CIRCLE, FIGURE_DIAMOND, FIGURE_TRIANGLE };

enum { FIGURE_LINES = 4 };
struct figure {
    size_t person;                   // index in the family; FAMILY_NOBODY: a gap, nobody is recorded
    enum figure_shape shape;
    bool centre, died;
    int x, y;                        // of the symbol's middle
    text path, cross, outline;       // the symbol; two strokes through it; a second line around it
    text age;                        // inside the symbol, or empty
    text lines[FIGURE_LINES]; size_t line_count;         // beside the symbol
    int text_x, text_y;              // of the first line; each stands GENOGRAM_LEADING below the one before
};
enum { GENOGRAM_LEADING = 17 };

enum stroke { STROKE_TIE, STROKE_LOOSE };                // loose, dashed: a carer, a step-parent, only recorded so
struct genogram_line { enum stroke stroke; text path; };

struct genogram {
    int width, height;
    struct figure *figures; size_t figure_count;
    struct genogram_line *lines; size_t line_count;
    bool household; int house_x, house_y, house_width, house_height;
};

/* today: ages are of that day. False with ERROR_STORE when no places were found: the family in words says it all. */
MUST_USE bool genogram_draw(struct arena *arena, const struct family *family, day today, struct genogram *genogram,
                            struct error *err);
