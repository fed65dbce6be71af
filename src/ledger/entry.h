/* ledger/entry.h - the bytes of an entry: leaf, parts, commitments. design: docs/ledger.md.
 *
 * An entry is a fixed 152-byte leaf and a body of 0 to 64 parts. The leaf is hashed into the tree, the
 * text never is: each part is committed to with its own 256-bit salt, so that one part can be withheld
 * or lawfully erased and every proof still holds. */
#pragma once
#include "base/bytes.h"
#include "base/day.h"
#include "base/hash.h"
#include "base/id.h"

#define LEAF_BYTES 152
#define SALT_BYTES 32
#define PARTS_MAX 64
#define PART_BYTES_MAX (256 * 1024)          // of one value; longer text is an attachment
#define ENTRY_BYTES_MAX (1024 * 1024)        // of all values of an entry
#define NO_ENTRY UINT64_MAX

enum {                                        // system kinds; case kinds start at 0x0100
    ENTRY_GENESIS = 0x0001, ENTRY_REDACTION = 0x0002, ENTRY_KEY_CHANGE = 0x0003,
    ENTRY_SEAL = 0x0004, ENTRY_ACCESS_BATCH = 0x0005, ENTRY_BREAK_GLASS = 0x0006,
    ENTRY_PERMISSION = 0x0007, ENTRY_WITNESS_RECEIPT = 0x0008, ENTRY_EXPORT = 0x0009,
    ENTRY_MIGRATION = 0x000A, ENTRY_IMPORT = 0x000B, ENTRY_RECOVERY = 0x000C,
    ENTRY_FIRST_CASE_KIND = 0x0100,
};
/* A condition word for word as the index entry_system has it: entries of the ledger's own kinds are found by it. */
#define ENTRY_OF_SYSTEM_SQL "kind < 256"
/* Parts of a redaction entry, whose ref is the target: one REDACTION_FIELD for each field erased. */
enum { REDACTION_FIELD = 1, REDACTION_BASIS = 2, REDACTION_REQUEST = 3, REDACTION_APPROVER = 4 };
/* Parts of an access batch: the first and the last number of the looks that it logs, and the looks. */
enum { ACCESS_FROM = 1, ACCESS_TO = 2, ACCESS_LOOKS = 3 };
const char *entry_system_kind_name(uint16_t kind);     // "Export"; NULL for a case kind

enum {
    ENTRY_IMPORTED = 1 << 0,                  // came from another system; its own record time is not witnessed
    ENTRY_BY_SYSTEM = 1 << 1,
    ENTRY_UNDER_BREAK_GLASS = 1 << 2,
    ENTRY_LATE_REASON = 1 << 3,               // the author said why it was written up later
    ENTRY_FLAGS_KNOWN = 0xF,
};

struct entry {
    uint16_t kind, kind_version;
    id ledger;
    uint64_t seq;
    instant recorded;                         // server's clock, never before the entry before
    instant valid_from, valid_to;             // when it was so; half open; INSTANT_OPEN = still so
    id entry, subject, author;                // subject: ID_NONE when about nobody
    uint16_t role, flags;
    uint32_t part_count;
    uint64_t ref;                             // entry that this one corrects, withdraws, redacts; NO_ENTRY
    hash body_root;
};

enum part_state { PART_HELD = 0, PART_REDACTED = 1 };
struct part {
    uint16_t field;
    uint8_t state;
    uint8_t salt[SALT_BYTES];                 // held: the salt; redacted: the commitment
    text value;                               // empty when redacted
};

void entry_leaf(const struct entry *e, uint8_t leaf[LEAF_BYTES]);
// false: not version 1, or ends before it begins
bool entry_from_leaf(const uint8_t leaf[LEAF_BYTES], struct entry *e);
hash entry_leaf_hash(const struct entry *e);                             // SHA-256(0x00 || leaf)

hash part_commit(const struct part *p);       // "CDP1" || field || salt || value; of a redacted one: as kept
hash parts_root(const struct part *parts, uint32_t count);               // "CDB1" || count || commits
void part_salt(struct part *p);               // fresh from the kernel
void parts_salt(struct part *parts, uint32_t count);                     // all at once: one call into the kernel

/* The stored body: for each part state u8, field u16, len u32, 32 bytes, value. */
void parts_write(struct bytes *to, const struct part *parts, uint32_t count);
/* Values point into body. False for any other shape. */
bool parts_read(text body, struct part parts[PARTS_MAX], uint32_t *count);
const struct part *parts_find(const struct part *parts, uint32_t count, uint16_t field);   // NULL: none
