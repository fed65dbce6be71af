/* ledger/state.h - what an open ledger keeps in memory; for the files of this room only. */
#pragma once
#include "ledger/ledger.h"

#define TILE_LEVELS 8

/* The growing tile of each level above 0. Level 0's growing end is rebuilt from at most 255 entry rows. */
struct growing { hash row[TILE_WIDTH]; unsigned count; uint64_t index; bool changed; };

struct ledger {
    struct store *store;
    struct arena *arena;                 // names
    id id;
    text origin, authority;
    uint32_t schema;
    struct edge edge, edge_mark;                     // invariant 5
    struct growing tiles[TILE_LEVELS], tiles_mark[TILE_LEVELS];
    instant last, last_mark;             // recorded time of the newest entry
    bool in_batch, marked;
    bool lost;                           // the store gave up the whole batch, not the savepoint alone
    bool clock_noted, clock_noted_before, clock_noted_mark;      // that it went back is in the ledger
    bool erased, erased_mark;            // something lawfully erased may still be in the store's log
};

MUST_USE bool ledger_load(struct ledger *ledger, struct error *err);
/* Columns of entry in the order of entry_from_row. */
#define ENTRY_COLUMNS "e.seq, e.kind, e.kind_version, e.recorded_at, e.valid_from, e.valid_to," \
    " e.entry_id, e.subject_id, e.author_id, e.role, e.flags, e.part_count, e.ref_seq, e.body_root"
#define ENTRY_COLUMN_COUNT 14
/* Types and ranges are checked before anything is rebuilt from a row: SQLite would otherwise coerce. */
bool entry_from_row(const struct statement *row, id ledger, struct entry *e);
