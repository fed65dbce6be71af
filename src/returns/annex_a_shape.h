/* returns/annex_a_shape.h - the shape of Annex A: the lists that Ofsted asks for at the start of an inspection of
 * local authority children's services, and their columns (layouts of 2021 and 2024; titles only, as public schemas
 * have them; no file is copied).
 *
 * The shape says nothing about where a column is kept: that is the dictionary's, whose fields name their columns as
 * "L3 Date of referral; L6 CIN Start Date" or, of several lists, "L1-11 Gender". A test holds that every column of a
 * list that is kept has a field or a reason why not, and that no field names a column that is not there. */
#pragma once
#include "dictionary/kind.h"

enum { ANNEX_A_LISTS = 11, ANNEX_A_PLACES_MAX = 4, ANNEX_A_BESIDE_MAX = 2 };

struct annex_a_list {
    int number;                      // 1 to 11
    const char *name;                // "Section 47 enquiries and initial conferences"
    const char *words;               // by which sheets are named beside the number, folded, parted by blanks
    const char *subject;             // name of the kind of which each row is one record; NULL: not kept yet
    const char *beside[ANNEX_A_BESIDE_MAX + 1];     // kinds of which a row may tell as well
};
const struct annex_a_list *annex_a_list(int number);

struct annex_a_column {
    int first, last;                 // lists that have it
    const char *title, *also;        // also: an older title, or NULL
    bool needed;                     // its absence is reported
    const char *unkept;              // why it is not kept; NULL: a field of the dictionary holds it
};
int annex_a_column_count(void);
const struct annex_a_column *annex_a_column(int column);
/* It follows from the record, and so is not kept. */
bool annex_a_worked_out(int column);
/* By title, whatever its case, blanks, line ends and punctuation. -1: the list has no such column. */
int annex_a_column_find(int list, text title);
/* "L4 Continuous Assessment Start Date"; lives for ever. */
const char *annex_a_path(int list, int column);

/* Which list a sheet is by its name: "List 3", "list_3", "3_Referrals", "L3", "Referrals". 0: none. */
int annex_a_list_of_sheet(text name);

struct annex_a_place { const struct kind *kind; const struct field *field; };
/* The fields in which this list's column is kept. */
size_t annex_a_places(int list, int column, const struct annex_a_place **places);
/* The column of this list that a field is kept from; -1: none. */
int annex_a_column_of(int list, const struct field *field);
/* Has the list a column for the day on which such a record begins. */
bool annex_a_begins_by(int list, const struct kind *kind);
/* NULL: rows of this list are not kept yet. */
const struct kind *annex_a_subject(int list);
/* A row of the list makes or completes records of this kind. */
bool annex_a_makes(int list, const struct kind *kind);

/* Letters and digits alone, in small letters: what titles, sheets' names and words of codes are compared by. */
text annex_a_fold(struct arena *arena, text s);
