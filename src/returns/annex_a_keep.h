/* returns/annex_a_keep.h - a child's rows become records: found among what is known, completed, amended, or listed
 * where they differ. Runs inside the batch of one import.
 *
 * invariants
 *   1. A record is written at most once in an import, whatever number of lists tell of it.
 *   2. A value that a worker or another system recorded is never replaced. */
#pragma once
#include "record/record.h"
#include "returns/annex_a_convert.h"
#include "returns/annex_a_read.h"
#include "returns/origin.h"


struct annex_a_keeper {
    struct ledger *ledger;
    struct store *store;
    const struct annex_a_options *options;
    struct annex_a_summary *summary;
    struct import_list imports;
    struct annex_a_names names;
    bool from_1904;
    day today;
    text source_file;
};

/* What a row states about one record. */
struct annex_a_item {
    const struct field *field;
    int column;
    enum annex_a_meaning meaning;
    text value, cell;                // canonical; as the file has it
    bool told;                       // what is odd about the cell was reported with another field
    enum finding_code found;
};
struct annex_a_stated {
    const struct kind *kind;
    const struct annex_a_row *row;
    const struct annex_a_row *also;  // NULL
    bool beside;                     // the row is about another record, and tells of this one as well
    text key;                        // the day it begins, or the cell where that cannot be read; empty: none
    struct annex_a_item *items; size_t item_count;
    struct annex_a_work *work;       // the record that it turned out to be
};

/* A record as it is held, or is to be. */
struct annex_a_work {
    const struct kind *kind;
    const struct record_version *held;     // NULL: new
    struct values values;
    uint8_t *state;                        // of each field: see annex_a_merge.c
    const struct annex_a_row *row;         // that stated it first; NULL: none did
    uint32_t lists;                        // bits: which lists have had a row of their own for it
    struct annex_a_work *beside;           // the record whose row told of it
    text key;
    id record;
    bool dirty;
    bool withdrawn;                        // by a worker: nothing is done to it
    struct origin_history history;
};

struct annex_a_child {
    struct annex_a_keeper *keeper;
    struct arena *arena;
    const struct annex_a_row *rows; size_t row_count;
    text reference;
    id subject;                            // ID_NONE: a new child
    const struct pass *pass;
    struct annex_a_work **works; size_t work_count, work_room;
};

/* ---- one child (annex_a_keep.c) ---- */
MUST_USE bool annex_a_keep_child(struct annex_a_keeper *keeper, struct arena *arena, const struct annex_a_row *rows,
                                 size_t count, struct error *err);

/* ---- which record (annex_a_match.c) ---- */
/* What is held of the child, each as a work. */
MUST_USE bool annex_a_works_read(struct annex_a_child *child, struct error *err);
/* What one row says about records of one kind; false: nothing. */
bool annex_a_state(struct annex_a_child *child, const struct annex_a_row *row, const struct kind *kind,
                   struct annex_a_stated *stated);
/* Gives each of them its work; what nothing matches is a new one. All are of one list. */
void annex_a_match(struct annex_a_child *child, struct annex_a_stated *stated, size_t count);
struct annex_a_work *annex_a_work_new(struct annex_a_child *child, const struct kind *kind);

/* ---- what it becomes (annex_a_merge.c) ---- */
MUST_USE bool annex_a_merge(struct annex_a_child *child, const struct annex_a_stated *stated, struct error *err);
/* "AnnexA/L4 Allocated Worker": the line in which a cell is kept as received. */
text annex_a_received_path(struct arena *arena, const struct kind *kind, int list, int column);
