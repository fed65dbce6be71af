#include "ledger/tree.h"

#include <string.h>

hash tree_node(hash left, hash right)
{
    uint8_t bytes[65];
    bytes[0] = 1;
    memcpy(bytes + 1, left.b, 32);
    memcpy(bytes + 33, right.b, 32);
    return hash_of(bytes, sizeof bytes);
}

hash tree_leaf(const void *at, size_t len)
{
    return hash_of_pieces((const struct hash_piece[]){ { "\0", 1 }, { at, len } }, 2);
}

hash tree_empty(void)
{
    return hash_of("", 0);
}

void edge_push(struct edge *edge, hash leaf, edge_made *made, void *with)
{
    hash now = leaf;
    unsigned k = 0;
    if (made)
        made(with, 0, edge->size, now);
    for (; edge->size >> k & 1; k++) {
        now = tree_node(edge->h[k], now);
        if (made)
            made(with, k + 1, edge->size >> (k + 1), now);
    }
    edge->h[k] = now;
    edge->size++;
}

hash edge_root(const struct edge *edge)
{
    hash root = { { 0 } };
    bool begun = false;
    for (unsigned k = 0; k < 64; k++) {
        if (!(edge->size >> k & 1))
            continue;
        root = begun ? tree_node(edge->h[k], root) : edge->h[k];
        begun = true;
    }
    return begun ? root : tree_empty();
}

/* The root of the leaves from..to-1, where from is a multiple of the largest power of two in it, as in
 * every range that RFC 6962 paths name: cut into complete subtrees, fold from the right. */
static bool range_root(tree_source *source, void *with, uint64_t from, uint64_t to, hash *root,
                       struct error *err)
{
    hash roots[64];
    unsigned n = 0;
    while (from < to) {
        unsigned k = 0;
        while (k < 62 && !(from & ((UINT64_C(2) << k) - 1)) && from + (UINT64_C(2) << k) <= to)
            k++;
        if (!source(with, k, from >> k, &roots[n++], err))
            return false;
        from += UINT64_C(1) << k;
    }
    if (n == 0) {
        *root = tree_empty();
        return true;
    }
    hash folded = roots[--n];
    while (n > 0)
        folded = tree_node(roots[--n], folded);
    *root = folded;
    return true;
}

bool tree_root_at(tree_source *source, void *with, uint64_t size, hash *root, struct error *err)
{
    return range_root(source, with, 0, size, root, err);
}

/* The largest power of two below n, for n > 1. */
static uint64_t split(uint64_t n)
{
    return UINT64_C(1) << (63 - __builtin_clzll(n - 1));
}

struct range { uint64_t from, to; };

static bool prove_ranges(tree_source *source, void *with, const struct range *ranges,
                         unsigned count, struct proof *proof, struct error *err)
{
    proof->count = count;
    for (unsigned i = 0; i < count; i++) {           // nearest the leaf first
        const struct range *r = &ranges[count - 1 - i];
        if (!range_root(source, with, r->from, r->to, &proof->h[i], err))
            return false;
    }
    return true;
}

bool tree_prove_inclusion(tree_source *source, void *with, uint64_t index, uint64_t size,
                          struct proof *proof, struct error *err)
{
    struct range ranges[64];
    unsigned n = 0;
    if (index >= size)
        return fail(err, ERROR_ABSENT, NULL, "There is no entry %llu.", (unsigned long long)index);
    for (uint64_t low = 0, high = size; high - low > 1;) {
        uint64_t middle = low + split(high - low);
        if (index < middle) {
            ranges[n++] = (struct range){ middle, high };
            high = middle;
        } else {
            ranges[n++] = (struct range){ low, middle };
            low = middle;
        }
    }
    return prove_ranges(source, with, ranges, n, proof, err);
}

bool tree_prove_consistency(tree_source *source, void *with, uint64_t old_size, uint64_t size,
                            struct proof *proof, struct error *err)
{
    struct range ranges[66];
    unsigned n = 0;
    proof->count = 0;
    if (old_size > size)
        return fail(err, ERROR_INPUT, NULL,
                    "The older checkpoint has %llu entries, more than the ledger's %llu.",
                    (unsigned long long)old_size, (unsigned long long)size);
    if (old_size == 0 || old_size == size)
        return true;
    uint64_t low = 0, high = size;
    bool whole = true;                // is [low,high) cut at old_size still the whole old tree
    while (old_size != high) {
        uint64_t middle = low + split(high - low);
        if (old_size <= middle) {
            ranges[n++] = (struct range){ middle, high };
            high = middle;
        } else {
            ranges[n++] = (struct range){ low, middle };
            low = middle;
            whole = false;
        }
    }
    if (!whole)
        ranges[n++] = (struct range){ low, high };
    return prove_ranges(source, with, ranges, n, proof, err);
}

/* RFC 9162, 2.1.3.2. */
bool tree_inclusion_holds(hash leaf, uint64_t index, uint64_t size, const struct proof *proof,
                          hash root)
{
    if (index >= size || proof->count > PROOF_HASHES_MAX)
        return false;
    uint64_t fn = index, sn = size - 1;
    hash r = leaf;
    for (unsigned i = 0; i < proof->count; i++) {
        if (sn == 0)
            return false;
        if ((fn & 1) || fn == sn) {
            r = tree_node(proof->h[i], r);
            while (!(fn & 1) && fn) {
                fn >>= 1;
                sn >>= 1;
            }
        } else {
            r = tree_node(r, proof->h[i]);
        }
        fn >>= 1;
        sn >>= 1;
    }
    return sn == 0 && hash_same(r, root);
}

/* RFC 9162, 2.1.4.2; the same size needs an empty path, and so does the empty old tree. */
bool tree_consistency_holds(uint64_t old_size, uint64_t size, const struct proof *proof,
                            hash old_root, hash root)
{
    if (old_size > size || proof->count > PROOF_HASHES_MAX)
        return false;
    if (old_size == size)
        return proof->count == 0 && hash_same(old_root, root);
    if (old_size == 0)
        return proof->count == 0 && hash_same(old_root, tree_empty());
    if (proof->count == 0)
        return false;

    unsigned i = 0;
    hash fr = old_root;
    if (old_size & (old_size - 1))
        fr = proof->h[i++];
    hash sr = fr;
    uint64_t fn = old_size - 1, sn = size - 1;
    while (fn & 1) {
        fn >>= 1;
        sn >>= 1;
    }
    for (; i < proof->count; i++) {
        if (sn == 0)
            return false;
        if ((fn & 1) || fn == sn) {
            fr = tree_node(proof->h[i], fr);
            sr = tree_node(proof->h[i], sr);
            while (!(fn & 1) && fn) {
                fn >>= 1;
                sn >>= 1;
            }
        } else {
            sr = tree_node(sr, proof->h[i]);
        }
        fn >>= 1;
        sn >>= 1;
    }
    return sn == 0 && hash_same(fr, old_root) && hash_same(sr, root);
}
