/* returns/import_list.h - what was imported: entries of kind ENTRY_IMPORT in the ledger.
 *
 * An import is one main entry, behind the entries it made, and before it as many entries with
 * nothing but IMPORT_STATED as its list needs. The list has a line for each child of the file, in
 * the file's order: the numbers of the entries that hold what the file stated, "104-107 96 109w",
 * where a letter behind a number tells how the file spelled the record's flags (see spelling).
 * From it the file can be made again, whatever was recorded since. Nothing else remembers imports:
 * the list is read from the ledger. */
#pragma once
#include "ledger/ledger.h"

#define IMPORT_CIN "CIN census"
#define IMPORT_ANNEX_A "Annex A"
#define ANNEX_A_RECEIVED "AnnexA/"   // before an item of it kept as received: a census leaves that alone

enum {                          // parts of an import entry, version 1
    IMPORT_SYSTEM = 1,          // IMPORT_CIN, IMPORT_ANNEX_A
    IMPORT_FILE = 2,            // last part of the file's path
    IMPORT_SHA256 = 3,          // hex
    IMPORT_YEAR = 4,            // 0: of no year
    IMPORT_REFERENCE = 5,       // yyyy-mm-dd, or empty
    IMPORT_LEA = 6,
    IMPORT_HEADER = 7,          // header items, one a line, as received
    IMPORT_COUNTS = 8,          // JSON
    IMPORT_FIRST = 9,           // number of the first entry that it made, or its own
    IMPORT_MAPPING = 10,        // version of the reading
    IMPORT_STATED = 11,         // a piece of the list
    IMPORT_PIECES = 12,         // numbers of the entries with earlier pieces, parted by blanks
    IMPORT_VERSION = 1,
};

struct import {
    uint64_t seq, first;        // main entry; first entry made
    int year;
    hash sha256;
    instant recorded;
    text system, file, lea, header, pieces;
};
struct import_list { struct import *at; size_t count; };       // in order of reading

MUST_USE bool import_list_read(struct store *store, struct arena *arena, struct import_list *list,
                               struct error *err);
/* NULL: none. */
const struct import *import_with_hash(const struct import_list *list, hash sha256);
/* Of a system whose files are of no year. NULL: none. */
const struct import *import_last_of_system(const struct import_list *list, text system);
const struct import *import_last_of_year(const struct import_list *list, int year);
/* The import that made this entry. */
const struct import *import_of_entry(const struct import_list *list, uint64_t seq);

/* Of the whole file, with its length. ERROR_INPUT: it is no file, or may not be read. */
MUST_USE bool import_file_hash(const char *path, hash *to, int64_t *bytes, struct error *err);
/* An entry about an import, inside the batch of its transaction. */
MUST_USE bool import_entry_put(struct ledger *ledger, id service, struct part *parts, uint32_t count, uint64_t *seq,
                               struct error *err);

/* ---- the list of what was stated ---- */

#define SPELLING_MAX 8

/* Runs of numbers are drawn together. The text may be taken away and cleared between any two
 * calls. */
struct stated_out { struct bytes text; uint64_t first, last; bool running; };
void stated_out_child(struct stated_out *out);
/* spelling: letters, NULL or "" for none. */
void stated_out_entry(struct stated_out *out, uint64_t seq, const char *spelling);
void stated_out_end(struct stated_out *out);

/* The whole list of one import, its pieces put together. */
MUST_USE bool stated_read(struct store *store, struct arena *arena, const struct import *import,
                          text *list, struct error *err);
struct stated_in { text line; uint64_t next, last; };
/* false: no entry is left in the line. */
bool stated_in_entry(struct stated_in *in, uint64_t *seq, char spelling[SPELLING_MAX + 1]);
