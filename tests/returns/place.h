/* place.h - an authority's ledger for a test of the returns, with generator and comparer. */
#pragma once
#include "../base/check.h"

#include "record/record.h"
#include "returns/cin.h"

struct place {
    char folder[64];                 // temporary; removed with all in it
    const char *where;               // of the store
    struct store *store;
    struct ledger *ledger;
    id service;
};

extern const char *source_root;      // argv[1] of the test program

/* A new authority in a new store; where NULL: SQLite in the folder. */
void place_make(struct place *place);
void place_remove(struct place *place);
uint64_t place_size(struct place *place);
/* The ledger verifies without a finding, and its tables are what a rebuild makes. */
void place_check_sound(struct place *place, const char *name);

/* A file in the place's folder. The path lives as long as the place. */
const char *place_path(struct place *place, const char *name);
const char *place_write(struct place *place, const char *name, const char *content, size_t size);
const char *sample_path(const char *name);

/* Read or written without error. */
void import_well(struct place *place, const char *path, struct cin_summary *summary);
void export_well(struct place *place, int year, bool as_received, const char *path,
                 struct cin_summary *summary);
/* tests/returns/cin_equal.py says that they are equal in every item, flags as spelled. */
void check_equal(const char *name, const char *first, const char *second);
/* tools/gen_cin.py with these arguments. */
void generate(const char *arguments, ...) PRINTF(1, 2);

const struct tally_row *count_of_kind(const struct cin_summary *summary, const char *kind);
