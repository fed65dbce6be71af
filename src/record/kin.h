/* record/kin.h - what a family is put together from: who may belong to it, and what may be shown of each. Ties
 * themselves are records of the kind relationship and are read with a pass for each person (record_list).
 *
 * Everything is as known at the pass's size. Whoever is hidden from the reader is not there; of a record that the
 * reader cannot open no more is told than the name, as record_names does. */
#pragma once
#include "record/record.h"

struct kin_person {
    id person;
    bool there;                 // false: nobody of that id, or hidden from the reader
    bool restricted;            // the name, and nothing else is told
    bool child;
    text name, sex;             // sex: a code of the set sex, or empty
    day born, expected, died;
};

/* Fills `there` and all that follows, for each person. A statement for every thirty-two. */
MUST_USE bool kin_persons(struct store *store, const struct pass *pass, struct arena *arena,
                          struct kin_person *persons, size_t count, struct error *err);
/* In place of each person whose record gave way to another one: whose is kept. */
MUST_USE bool kin_kept(struct store *store, const struct pass *pass, id *persons, size_t count, struct error *err);
/* Those whose own records hold ties that bear on these persons: they are among them, or name one of them as near
 * family. In a fixed order, `most` at most. Only where to look: whoever is found is opened with a pass before anything
 * is told of them. */
MUST_USE bool kin_holders(struct store *store, const struct pass *pass, const id *persons, size_t count,
                          id *found, size_t most, size_t *found_count, struct error *err);
