/* ledger/tree.h - the Merkle tree of RFC 6962 / RFC 9162 over leaf hashes. Pure computation.
 *
 * Kept as C2SP tiles (256 hashes a row) plus the edge: one hash for each set bit of the size. */
#pragma once
#include "base/error.h"
#include "base/hash.h"

#define TILE_WIDTH 256
#define PROOF_HASHES_MAX 64

hash tree_node(hash left, hash right);        // SHA-256(0x01 || left || right)
hash tree_leaf(const void *at, size_t len);   // SHA-256(0x00 || bytes)
hash tree_empty(void);                        // SHA-256("")

struct edge { uint64_t size; hash h[64]; };   // h[k] in use when bit k of size is set
/* Every node that a push completes, level 0 first; those with level % 8 == 0 belong to tile level/8. */
typedef void edge_made(void *with, unsigned level, uint64_t index, hash h);
void edge_push(struct edge *edge, hash leaf, edge_made *made, void *with);
hash edge_root(const struct edge *edge);

struct proof { hash h[PROOF_HASHES_MAX + 2]; unsigned count; };
/* Answers the hash of the complete subtree (level, index); false with err filled. */
typedef bool tree_source(void *with, unsigned level, uint64_t index, hash *h, struct error *err);
MUST_USE bool tree_root_at(tree_source *source, void *with, uint64_t size, hash *root,
                           struct error *err);
MUST_USE bool tree_prove_inclusion(tree_source *source, void *with, uint64_t index, uint64_t size,
                                   struct proof *proof, struct error *err);
MUST_USE bool tree_prove_consistency(tree_source *source, void *with, uint64_t old_size,
                                     uint64_t size, struct proof *proof, struct error *err);
bool tree_inclusion_holds(hash leaf, uint64_t index, uint64_t size, const struct proof *proof,
                          hash root);
bool tree_consistency_holds(uint64_t old_size, uint64_t size, const struct proof *proof,
                            hash old_root, hash root);
