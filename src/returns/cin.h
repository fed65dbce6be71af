/* returns/cin.h - the CIN census, both ways.
 *
 * READING. One file, one transaction: it is kept whole or not at all. What real files hold wrongly
 * is read as far as it can be, reported with its line, and kept as received where a field cannot
 * hold it, so that the export gives it back.
 *
 * Which child: the one with this LAchildID; without one, the one with this unique pupil number;
 * without either, the one with the same other identifiers' items and first referral date. Two
 * children of one file with one LAchildID are one child, unless they have no birth date in common.
 *
 * Which block: within the child (or the episode, or the plan), a block of the same element with
 * the same beginning; several of those in the order in which they stand. A block that agrees in
 * every item goes before one that does not.
 *
 * What a file changes: an item that differs becomes an amendment that names file and line; where it
 * takes the place of what a worker or another return recorded, that is a difference, and is listed. An item
 * that a file lacks clears what an earlier census file said, and never what a worker recorded. A
 * file never erases a record: a block that it lacks stays. A file of an earlier year than the one
 * that stated a record last adds what is new and amends nothing. A file that was read before, byte
 * for byte, changes nothing.
 *
 * WRITING. The ledger keeps for each file which entries it stated, in order (see import_list.h).
 * The export of a year for which a file was read holds what the last such file stated, as it is
 * known now, and beside that what workers recorded for the year. A year without a file holds every
 * episode that was open at any time between 1 April and 31 March. Nothing but items comes back: no
 * comments, no stray text. */
#pragma once
#include "ledger/ledger.h"
#include "returns/difference_list.h"
#include "returns/finding.h"
#include "returns/tally.h"

struct cin_import_options {
    id service;                        // account in whose name it is recorded
    int year;                          // 0: as the file says
    struct difference_list *differences;               // NULL: they are counted
    store_progress *progress;          // bytes done of all; false stops, and nothing is kept
    void *progress_with;
};

struct cin_export_options {
    id service;
    bool as_received;                  // as the year's last file stated it; nothing recorded since
    text lea, software, release;       // for a year without a file; empty: left out
    store_progress *progress;          // children done of all
    void *progress_with;
};

struct cin_summary {
    char file[256];                    // the last part of its path
    int year;
    day reference;
    char lea[16];
    hash sha256;                       // of the file read or written
    int64_t bytes;
    bool read_before;                  // the same bytes: nothing was done
    instant read_on;                   // when, if so
    uint64_t children, children_new, entries;       // entries: appended to the ledger
    uint64_t differences;              // values of others that the file's took the place of
    struct tally records;
    struct findings findings;
};

struct kind;
/* ERROR_INPUT: not XML, hostile, or no census, with its line; ERROR_STORE from below;
 * ERROR_CONFLICT when the caller stopped it. After an error the ledger is as it was. */
MUST_USE bool cin_import(struct ledger *ledger, const char *path,
                         const struct cin_import_options *options, struct cin_summary *summary,
                         struct error *err);
/* Writes the file whole or not at all. ERROR_INPUT: a year before 2017, or as_received without a
 * file. */
MUST_USE bool cin_export(struct store *store, int year, const struct cin_export_options *options,
                         const char *path, struct cin_summary *summary, struct error *err);

/* What was read (or written), skipped, and why. */
void cin_summary_print(const struct cin_summary *summary, struct bytes *to);
void cin_summary_print_json(const struct cin_summary *summary, struct bytes *to);
