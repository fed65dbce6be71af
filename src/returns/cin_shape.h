/* returns/cin_shape.h - the shape of the CIN census: which element stands where, in which order,
 * in which years (cin-notes.md and cin-items.tsv of the reference tables; no schema is copied).
 *
 * The shape says nothing about what an item means or where it is kept: that is the dictionary's,
 * whose fields name their items by the same paths. A test holds that no item is without a field
 * and no field without an item. */
#pragma once
#include "dictionary/kind.h"

enum { CIN_NOWHERE = -1, CIN_CHILD = 0, CIN_DEPTH_MAX = 5 };

struct cin_element {
    const char *name;
    int depth;                       // Child is 0
    bool block;                      // holds elements; otherwise an item, which holds a text
    bool repeats;
    bool ends;                       // the day on which its block ended
    int first_year, last_year;       // collection years in which it is asked for; 0: all
};

int cin_element_count(void);
const struct cin_element *cin_element_at(int element);
int cin_element_parent(int element);                     // CIN_NOWHERE for Child
/* CIN_NOWHERE when there is no such element there. */
int cin_element_find(int parent, text name);
int cin_element_by_path(text path);
/* Below Child: "CINdetails/Section47/S47ActualStartDate"; "Child" for Child. Lives for ever. */
const char *cin_element_path(int element);
bool cin_element_asked(int element, int year);

/* ---- where the dictionary keeps it ---- */

struct cin_place {
    const struct kind *kind;         // NULL: the element only holds others
    const struct field *field;       // of an item; NULL for a block
    const char *type;                // of an item kept as an identifier: its type's code
};
const struct cin_place *cin_place_of(int element);
/* The element that one record of this kind makes: Assessments for assessment, Disability for
 * disability, Child for person; CIN_NOWHERE: none. */
int cin_block_of(const struct kind *kind);
/* The item by which a block is told from its brothers: its beginning. CIN_NOWHERE: it has none. */
int cin_key_of(int block);
/* The item that says when a block ended. CIN_NOWHERE: it has none. */
int cin_end_of(int block);
/* Items of one type of identifier are one record: UPN and the reason for which there is none.
 * This is the first of them. */
int cin_identifier_first(int element);
