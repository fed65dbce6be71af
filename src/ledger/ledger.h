/* ledger/ledger.h - one append-only ledger over one store. Bytes only: it knows no kinds of record.
 *
 * Invariants, named in the code where they are kept:
 *  1. only ledger/append.c writes entry, body, tile and head; a redaction alone updates a body;
 *  2. entries are numbered 0, 1, 2 ... without gaps, in commit order;
 *  3. recorded never goes back;
 *  4. entry, derived rows, tiles and head of a batch are one transaction;
 *  5. the edge in memory is a copy of disk: after any failure it is read again;
 *  6. a failed commit ends the process (EXIT_COMMIT_FAILED): nobody is told what may not be so. */
#pragma once
#include "ledger/entry.h"
#include "ledger/note.h"
#include "ledger/tree.h"
#include "store/store.h"

#define EXIT_COMMIT_FAILED 5

/* ---- making and opening ---- */

struct ledger_names {
    text origin;               // "ledger.borough.example/childrens-services"
    text authority;            // as people say it
    text software;             // version of the program
    uint32_t schema;           // version of the derived tables
};
/* The tables of the ledger, for store_define. */
extern const char ledger_schema[];
/* Between the two a store into which very much is put for the first time is without the indexes that only readers
 * ask; they are made at the end, in one go. */
MUST_USE bool ledger_bulk_begin(struct store *store, struct error *err);
MUST_USE bool ledger_bulk_end(struct store *store, struct error *err);
/* Makes tables, writes the genesis entry, signs the first checkpoint. ERROR_CONFLICT when there is one. */
MUST_USE bool ledger_create(struct store *store, const struct ledger_names *names,
                            const struct sign_seed *seed, struct error *err);

struct ledger;                 // an open ledger on one connection
/* ERROR_ABSENT: no ledger in this store; ERROR_BROKEN: the head does not agree with the entries. */
MUST_USE bool ledger_open(struct store *store, struct ledger **ledger, struct error *err);
void ledger_close(struct ledger *ledger);
/* False when the server's clock is over five minutes before the newest entry: do not start then. */
bool ledger_clock_is_sound(const struct ledger *ledger);
struct store *ledger_store(struct ledger *ledger);
id ledger_id(const struct ledger *ledger);
text ledger_origin(const struct ledger *ledger);
text ledger_authority(const struct ledger *ledger);
uint32_t ledger_schema_version(const struct ledger *ledger);

/* ---- appending ---- */

struct receipt { uint64_t seq; hash leaf; instant recorded; bool again; };   // again: this entry id was there

/* What somebody wants recorded. draft_seal() draws salts and commits parts; do it off the writer. */
struct draft {
    uint16_t kind, kind_version, role, flags;
    id entry, subject, author;
    instant valid_from, valid_to;
    uint64_t ref;
    struct part *parts;
    uint32_t part_count;
    struct bytes body;         // made by draft_seal
    hash body_root;
};
/* ERROR_INPUT: too many parts, too long, valid_to before valid_from. Body is freed by draft_free. */
MUST_USE bool draft_seal(struct draft *draft, struct error *err);
void draft_free(struct draft *draft);

/* Makes derived rows of an entry inside the same savepoint. Reads nothing but entry, body and derived
 * rows of this ledger: no clock, no settings, no randomness; otherwise a rebuild would differ. */
typedef bool ledger_apply(struct store *store, const struct entry *entry, const struct part *parts,
                          void *with, struct error *err);

/* A batch is one write transaction. ledger_put may be called many times; nothing is durable until
 * ledger_batch_commit. After a failed put the caller rolls back to its savepoint with
 * ledger_batch_undo, or gives the whole batch up. */
MUST_USE bool ledger_batch_begin(struct ledger *ledger, struct error *err);
MUST_USE bool ledger_batch_mark(struct ledger *ledger, struct error *err);     // savepoint
MUST_USE bool ledger_batch_keep(struct ledger *ledger, struct error *err);     // release it
void ledger_batch_undo(struct ledger *ledger);                                 // back to the mark
/* ERROR_CONFLICT: the entry id is there with another body. Same id and same body: receipt->again, apply is
 * not called. ERROR_INPUT: draft->ref is not an earlier entry. Whether somebody corrected that one first is
 * for the record room, which knows what a correction is: check it in the same batch. */
MUST_USE bool ledger_put(struct ledger *ledger, const struct draft *draft, ledger_apply *apply,
                         void *with, struct receipt *receipt, struct error *err);
MUST_USE bool ledger_batch_commit(struct ledger *ledger, struct error *err);
void ledger_batch_abandon(struct ledger *ledger);
uint64_t ledger_batch_size(const struct ledger *ledger);                       // entries, with those of this batch

/* ---- reading ---- */

MUST_USE bool ledger_size_now(struct store *store, uint64_t *size, struct error *err);   // of this snapshot
MUST_USE bool ledger_head(struct ledger *ledger, uint64_t *size, hash *root, struct error *err);
/* The number of entries recorded up to and including that moment: "as known then". */
MUST_USE bool ledger_size_at(struct store *store, instant known, uint64_t *size, struct error *err);
/* Body's bytes go to the arena. ERROR_ABSENT when there is no such entry. */
MUST_USE bool ledger_entry(struct store *store, struct arena *arena, uint64_t seq,
                           struct entry *entry, struct part parts[PARTS_MAX], struct error *err);
MUST_USE bool ledger_find(struct store *store, id entry, uint64_t *seq, struct error *err);
/* Every entry from..to-1 in order; step false with err clear ends early. */
typedef bool ledger_visit(void *with, const struct entry *entry, const struct part *parts,
                          struct error *err);
MUST_USE bool ledger_each(struct store *store, uint64_t from, uint64_t to, ledger_visit *visit,
                          void *with, struct error *err);
MUST_USE bool ledger_tree_source(void *store, unsigned level, uint64_t index, hash *h,
                                 struct error *err);       // a tree_source; with = struct store *

/* ---- checkpoints, proofs ---- */

/* Signs the head if it grew (or always_new), keeps and returns the note. */
MUST_USE bool ledger_checkpoint(struct ledger *ledger, const struct sign_seed *seed,
                                struct arena *arena, text *note, struct error *err);
struct kept_checkpoint { uint64_t size; hash root; instant made; text note; };
MUST_USE bool ledger_checkpoint_last(struct store *store, struct arena *arena,
                                     struct kept_checkpoint *c, struct error *err);   // ERROR_ABSENT
/* The newest public key, as people publish it. */
MUST_USE bool ledger_key_line(struct store *store, struct arena *arena, text *vkey,
                              struct error *err);
/* The smallest kept checkpoint that covers this entry. */
MUST_USE bool ledger_checkpoint_covering(struct store *store, struct arena *arena, uint64_t seq,
                                         struct kept_checkpoint *c, struct error *err);
/* A C2SP tlog-proof with leaf and disclosed parts in its extra line; withheld fields are given as bare
 * commitments. shown: NULL for all held parts. */
MUST_USE bool ledger_prove_entry(struct ledger *ledger, const struct sign_seed *seed, uint64_t seq,
                                 const uint16_t *shown, size_t shown_count, struct arena *arena,
                                 text *proof, struct error *err);
/* From an older note to a checkpoint made now: text with both notes and the path. */
MUST_USE bool ledger_prove_consistency(struct ledger *ledger, const struct sign_seed *seed,
                                       text old_note, struct arena *arena, text *proof,
                                       struct error *err);

/* The same from a checkpoint that is kept already, for those who only read. */
MUST_USE bool ledger_prove_kept(struct store *store, const struct kept_checkpoint *c, uint64_t seq,
                                const uint16_t *shown, size_t shown_count, struct arena *arena,
                                text *proof, struct error *err);
MUST_USE bool ledger_prove_since(struct store *store, const struct kept_checkpoint *now,
                                 text old_note, struct arena *arena, text *proof,
                                 struct error *err);

/* ---- lawful erasure ---- */

/* Appends a redaction entry and replaces the parts by their commitments. The root does not change, and
 * every proof made before still holds. apply is called with the redaction entry, when the body is
 * changed already, so that derived rows lose the value in the same transaction. Inside a batch it is
 * part of that batch; otherwise it is one of its own. After the commit the store's log is emptied.
 * ERROR_INPUT     no field, or no legal basis
 * ERROR_REFUSED   requester and approver are one, or it is one of the ledger's own entries
 * ERROR_ABSENT    no such entry or field
 * ERROR_CONFLICT  erased already
 * request: the entry that asked for it, or NO_ENTRY. */
struct redaction {
    uint64_t target; const uint16_t *fields; size_t field_count;
    text legal_basis; uint64_t request; id requester, approver; uint16_t role;
};
MUST_USE bool ledger_redact(struct ledger *ledger, const struct redaction *r, ledger_apply *apply,
                            void *with, struct receipt *receipt, struct error *err);

/* The journal of erasures: a signed text with a line for each, which proves that it was ordered and says nothing of
 * what was erased (docs/ledger.md). It is kept beside the key and carried away with it; a backup that is older than
 * an erasure is only lawful once it was done again there.
 *
 * Adds to `before` (a journal of this ledger, or empty) what this ledger erased and it does not tell of; signs it. */
MUST_USE bool ledger_erasures(struct ledger *ledger, const struct sign_seed *seed, text before,
                              struct bytes *journal, struct error *err);
MUST_USE bool ledger_erased_ever(struct store *store, bool *ever, struct error *err);
/* Is it this ledger's, whole, and proves each line what it says: to be asked before a copy is made. ERROR_INPUT
 * says what is wrong, and with which line. */
MUST_USE bool ledger_erasures_hold(struct store *store, text journal, struct error *err);
/* The same, and it tells of every erasure that the store itself tells of: an older journal would let come back what
 * was erased since it was written. */
MUST_USE bool ledger_erasures_cover(struct store *store, text journal, struct error *err);
/* Does each erasure of the journal that this ledger holds the target of, and has not erased yet. again: how many.
 * ERROR_INPUT as above, and nothing is erased then. */
MUST_USE bool ledger_erase_again(struct ledger *ledger, text journal, ledger_apply *apply, void *with,
                                 size_t *again, struct error *err);

/* ---- verify ---- */

enum severity { SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR };
struct finding { enum severity severity; const char *code; uint64_t seq; char meaning[200]; };
typedef void verify_found(void *with, const struct finding *f);
/* Is this field allowed for this kind and version; the ledger itself knows only system kinds. */
typedef bool verify_allows(void *with, uint16_t kind, uint16_t version, uint16_t field);
/* For the room above: does this seal or log of reads (kinds 4 and 5) agree with its tables. False: f holds code
 * and meaning. Called in the order of the entries, after all of them were read. */
typedef bool verify_seal(void *with, struct store *store, const struct entry *e,
                         const struct part *parts, struct finding *f);
struct verify_options {
    // Bodies only from the last clean incremental run on; leaves and tree whole. Trusts the row that
    // that run left in the store: somebody who can write there could have moved it.
    bool incremental;
    int threads;                         // 1 or 2
    const text *against; size_t against_count;         // notes kept elsewhere
    const text *witnesses; size_t witness_count;       // their keys; without, cosignatures are counted
    verify_allows *allows; void *allows_with;
    verify_seal *sealed; void *sealed_with;
    store_progress *progress; void *progress_with;     // entries done of all
    verify_found *found; void *found_with;
    bool whole_database;                 // the database's own check of everything, not of the ledger's pages alone
};
struct verify_report {
    uint64_t entries, parts, redacted, bytes; uint64_t findings; uint64_t first_bad;   // NO_ENTRY: none
    hash root; uint64_t checkpoints, cosignatures, cosignatures_checked;
};
/* Nothing stored is believed. True: it ran (look at findings); false: it could not. */
/* Reads the store as store_mapped() does: not for a server's process. */
MUST_USE bool ledger_verify(const char *where, const struct verify_options *options,
                            struct verify_report *report, struct error *err);
