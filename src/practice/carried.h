/* practice/carried.h - text that was carried over into a record from an earlier one, and whether it was changed since.
 *
 * A kind that takes text over keeps in its field `pulled_forward` one line for each field: the field, the record and
 * the ledger entry that it came from, the day which that record is of, and the first bytes of the text's hash. The
 * mark stays when the text is changed, and says so; it goes when the text does. Nobody types these lines. */
#pragma once
#include "record/record.h"

struct carried { text field; id record; uint64_t seq; day of; bool changed; };
struct carried_list { struct carried *at; size_t count; };

/* Of fields that hold something; none of a kind that takes nothing over. */
struct carried_list carried_of(struct arena *arena, const struct values *values);
const struct carried *carried_in(const struct carried_list *list, const char *field);      // NULL: not carried over
/* The field `pulled_forward` with a line for this field, in place of one that it may have had. */
text carried_with(struct arena *arena, const struct values *values, const char *field,
                  const struct record_version *from, day of);
/* "Carried over from the assessment of 4 March 2025 (entry 1234), not changed since". */
text carried_words(struct arena *arena, const struct carried *c, const struct kind *kind);
/* All of them for people, a line each, in place of the field's own text. */
text carried_told(struct arena *arena, const struct values *values);
