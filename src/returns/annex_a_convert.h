/* returns/annex_a_convert.h - from a cell as authorities fill it in to the canonical text of a field.
 *
 * Codes come with letters and descriptions ("a) Yes", "N1 - Abuse or neglect", "c) 1C: Individual - Self"), days as
 * dates, as serial numbers or as text, workers and teams by their names. */
#pragma once
#include "base/xlsx.h"
#include "dictionary/values.h"
#include "returns/finding.h"

struct store;

/* Who works here, by name. */
struct annex_a_names { struct annex_a_name *at; size_t count; };
MUST_USE bool annex_a_names_read(struct store *store, struct arena *arena, struct annex_a_names *names,
                                 struct error *err);
/* A name that is recorded once; ID_NONE otherwise. */
id annex_a_named(const struct annex_a_names *names, const struct kind *kind, text name);
text annex_a_name_of(const struct annex_a_names *names, id who);

struct annex_a_reader {
    struct arena *arena;
    const struct annex_a_names *names;
    bool from_1904;
    day today;
};
enum annex_a_meaning {
    MEANS_NOTHING,                   // empty, or "c) Unknown"
    MEANS_VALUE,
    MEANS_WORDS,                     // says less than the field can hold: kept as received, without a finding
    MEANS_UNREADABLE,                // kept as received
};
/* found: FINDING_NONE, or what is odd about it. */
enum annex_a_meaning annex_a_convert(const struct annex_a_reader *reader, const struct field *field,
                                     struct xlsx_cell cell, text *canonical, enum finding_code *found);
/* Yes or no, of a column that no flag holds: disability. */
enum annex_a_meaning annex_a_yes(struct xlsx_cell cell, bool *yes);
