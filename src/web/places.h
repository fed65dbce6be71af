/* web/places.h - where the figures of a family stand in its drawing: found by Graphviz, in a process of its own.
 *
 * Graphviz is made for one thread, keeps memory of every graph with a frame in it, and ends the process when it runs
 * out: so each family is laid out by a child of the server that writes down the places and ends. It is given numbers
 * only, never a word of the record. */
#pragma once
#include "practice/family.h"

enum { PLACE_WIDTH = 176, PLACE_HEIGHT = 84, PLACE_MARGIN = 24, GHOSTS_MOST = 2, PLACES_SECONDS = 3 };

struct place { int x, y; };          // of the middle of a box PLACE_WIDTH by PLACE_HEIGHT; of a couple, of its line
struct places {
    int width, height;
    bool household; int house_x, house_y, house_width, house_height;
    struct place people[FAMILY_MOST], ghosts[GHOSTS_MOST], couples[FAMILY_COUPLES_MOST + 1];
};
/* Parents who are not recorded, of one couple: of ghost_couple, which is the family's couple_count where none is
 * recorded at all. False: none were found, in PLACES_SECONDS. */
struct places_question { const struct family *family; size_t ghost_count, ghost_couple; };
MUST_USE bool places_find(const struct places_question *question, struct places *places);
/* What a couple and its children say already: no line of its own. */
bool places_say(const struct family *family, const struct family_tie *tie);
