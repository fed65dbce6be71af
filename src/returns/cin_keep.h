/* returns/cin_keep.h - a child's blocks become records: found among what is known, amended where
 * they differ. Runs inside the batch of one import. */
#pragma once
#include "record/record.h"
#include "returns/cin.h"
#include "returns/cin_block.h"

#define CIN_NAMELESS_MAX 100000      // children without any identifier in one file

/* Children of this file so far, with how many looked alike; open addressing. */
struct cin_seen { struct cin_seen_slot *slots; size_t used, room; };
/* Counts one more, and answers how many there were before. */
uint32_t cin_seen_add(struct cin_seen *seen, id who);
bool cin_seen_has(const struct cin_seen *seen, id who);
void cin_seen_free(struct cin_seen *seen);

struct cin_keeper {
    struct ledger *ledger;
    struct store *store;
    const struct cin_import_options *options;
    struct cin_summary *summary;
    struct import_list imports;
    struct cin_seen seen, nameless;
    struct stated_out stated;
    struct bytes pieces;             // numbers of the entries that hold earlier pieces
    uint64_t first;                  // number of the first entry of this import
    int year;
    day today;
    text source_file, reason;        // reason of every amendment
};

/* ---- which child (cin_child.c) ---- */

struct cin_child {
    id subject;                      // ID_NONE: a new one
    id made;                         // of a new one: the id it is to have, or ID_NONE for any
    bool again;                      // an earlier Child of this file was the same
};
MUST_USE bool cin_child_find(struct cin_keeper *keeper, struct arena *arena,
                             const struct cin_tree *tree, struct cin_child *child,
                             struct error *err);

/* ---- what it states (cin_keep.c) ---- */

MUST_USE bool cin_keep_child(struct cin_keeper *keeper, struct arena *arena,
                             const struct cin_tree *tree, struct error *err);
