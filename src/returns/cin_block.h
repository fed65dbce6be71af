/* returns/cin_block.h - between a block of the file and the values of one record. */
#pragma once
#include "dictionary/values.h"
#include "returns/cin_read.h"
#include "returns/import_list.h"

/* What the file states about one record. */
struct cin_stated {
    const struct kind *kind;
    int node, element;               // in the tree; in the shape
    long line;
    struct values values;            // items that could be read; as_received holds the others
    text key;                        // the item it is known by, as the file has it; empty: none
    char spelling[SPELLING_MAX + 1]; // how its flags were spelled, and which of two items was used
    bool any;                        // it states something
};

/* Of a block: every item in it, and in blocks below that make no record of their own. Of a
 * repeating item that makes a record of its own (a disability, a review): that item. Findings may
 * be NULL. */
struct cin_stated cin_stated_of(struct arena *arena, const struct cin_tree *tree, int node,
                                const struct kind *kind, int year, struct findings *findings);
/* Does this element make a record of its own, beside the one around it. */
bool cin_makes_record(int element);
/* The element around this one whose record it belongs to; Child at the last. */
int cin_owner_of(int element);

/* The item that the census has for a field, as the export writes it, flags as 1 and 0; empty when
 * the record does not hold it. */
text cin_item_text(struct arena *arena, const struct values *values, const struct field *field);
/* The value kept as received for an item, the n-th of them; false: none. */
bool cin_received(struct arena *arena, const struct values *values, const char *path, int n,
                  text *value);
/* What a census keeps as received, without the lines of another return; and those lines beside what a
 * census states. */
text cin_received_own(struct arena *arena, text lines);
text cin_received_with(struct arena *arena, text held, text stated);
/* The text by which a held record is known, to compare with cin_stated.key. */
text cin_held_key(struct arena *arena, const struct values *values, int element);
/* Do they agree in every item of the census that this year asks for. */
bool cin_values_agree(struct arena *arena, const struct values *held, const struct values *stated,
                      int year);
