/* ledger/note.h - checkpoints as C2SP signed notes, keys and the short form read out over a telephone.
 * Pure computation. Signature types are a table, so that a post-quantum one can be added. */
#pragma once
#include "base/error.h"
#include "base/hash.h"
#include "base/sign.h"

#define NOTE_BYTES_MAX 2048
#define ORIGIN_BYTES_MAX 200

struct checkpoint { text origin; uint64_t size; hash root; };

text note_vkey(struct arena *arena, text name, uint8_t type, const struct sign_key *key);
bool note_vkey_read(text vkey, text *name, uint8_t *type, struct sign_key *key);
/* Origin, size, root and one signature line. */
text note_sign(struct arena *arena, const struct checkpoint *c, const struct sign_seed *seed);
/* Adds a witness's cosignature/v1 line (type 4); time in whole seconds since 1970. */
text note_cosign(struct arena *arena, text note, text witness, uint64_t time,
                 const struct sign_seed *seed);
/* The three lines, without looking at signatures. No extension lines. */
MUST_USE bool note_read(text note, struct checkpoint *c, struct error *err);
/* Does it carry a good signature (type 1) of this name and key. */
bool note_signed_by(text note, text name, const struct sign_key *key);
bool note_cosigned_by(text note, text witness, const struct sign_key *key, uint64_t *time);
/* "SIZE ABCD-EFGH-..." : first 160 bits of the root in base32, groups of four. */
text note_short(struct arena *arena, const struct checkpoint *c);
/* An origin is a name the authority owns for ever: no blanks, no plus, not empty. */
bool note_origin_good(text origin);
