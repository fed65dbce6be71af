/* returns/annex_a.h - an Annex A workbook, read: the lists of children that Ofsted asks for at an inspection.
 *
 * One workbook, one transaction: it is kept whole or not at all. Sheets are found by list number or name, columns by
 * their titles, in whatever order they stand. Lists 1 to 7 become records, and of list 8 the child and the last
 * visit; what has no place yet is counted and said, never passed over.
 *
 * Which child: the one with this LACHILD identifier, as the CIN census has it: a census file and an Annex A of the
 * same children meet in one record.
 *
 * Which record: within the child, one of the same kind that begins on the same day; several of those in the order
 * of the rows. A referral, assessment, enquiry or plan that nothing else in the list matches is also known by a day
 * at most ANNEX_A_NEAR_DAYS away, and a row of list 6 by the episode that was open on its day.
 *
 * What a workbook changes: an empty field is filled. A value that an earlier Annex A stated, and nobody has recorded
 * otherwise, is amended, or cleared by an empty cell. A value that a worker or a census recorded stays: where the
 * workbook says otherwise, that is a difference, and is listed. A workbook never erases a record. Read twice, byte
 * for byte, it changes nothing. */
#pragma once
#include "ledger/ledger.h"
#include "returns/annex_a_shape.h"
#include "returns/difference_list.h"
#include "returns/finding.h"
#include "returns/tally.h"

#define ANNEX_A_NEAR_DAYS 7
#define ANNEX_A_SHEETS_MAX 64
#define ANNEX_A_COLUMNS_MAX 128

struct annex_a_options {
    id service;                      // account in whose name it is recorded
    struct difference_list *differences;
    store_progress *progress;        // children done of all; false stops, and nothing is kept
    void *progress_with;
};

struct annex_a_sheet {
    char name[128];
    int list;                        // 0: it is no list, or has no row of titles
    uint64_t rows;                   // below its titles
    int column_count;
    struct { int column, at; } columns[ANNEX_A_COLUMNS_MAX];    // of the shape; of the sheet, from 1
};

struct annex_a_summary {
    char file[256];                  // the last part of its path
    hash sha256;
    int64_t bytes;
    bool read_before; instant read_on;
    struct annex_a_sheet sheets[ANNEX_A_SHEETS_MAX];
    int sheet_count;
    uint64_t rows, children, children_new, entries, differences;
    uint64_t unkept[ANNEX_A_LISTS + 1][ANNEX_A_COLUMNS_MAX];    // values in columns that are not kept
    struct tally records;
    struct findings findings;        // points into sheets: a summary is not copied
};

/* ERROR_INPUT: no workbook, hostile, or without any list of Annex A; ERROR_STORE from below; ERROR_CONFLICT when the
 * caller stopped it. After an error the ledger is as it was. */
MUST_USE bool annex_a_import(struct ledger *ledger, const char *path, const struct annex_a_options *options,
                             struct annex_a_summary *summary, struct error *err);
void annex_a_summary_print(const struct annex_a_summary *summary, struct bytes *to);
void annex_a_summary_print_json(const struct annex_a_summary *summary, struct bytes *to);
