/* The vectors of docs/ledger.md: bytes and hashes that never change again. */
#include "tests/base/check.h"

#include "ledger/entry.h"
#include "ledger/note.h"
#include "ledger/tree.h"

#include <string.h>

static struct arena *arena;

static bool is(hash h, const char *hex)
{
    return text_is(hash_hex(arena, h), hex);
}

static struct edge grown(size_t size, bool bytes_of_i)
{
    struct edge edge = { 0 };
    for (size_t i = 0; i < size; i++) {
        uint8_t leaf[8];
        memset(leaf, (int)i, sizeof leaf);
        if (!bytes_of_i)
            for (int k = 0; k < 8; k++)
                leaf[k] = (uint8_t)(i >> (56 - 8 * k));
        edge_push(&edge, tree_leaf(leaf, bytes_of_i ? i : 8), NULL, NULL);
    }
    return edge;
}

static void test_set_a(void **state)
{
    static const char *const roots[] = {
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5397b75fcd025549e5c6c04c86b73ee49d8a3135745f4e082f08397d79fa37b3",
        "12c35e40e6189d661c70a762621a48f8bac032746c1712e8d6e73d7c1ef0beb1",
        "2fc5e5989670017aa78cfaf26036dc2e04ee67b7ffa5e233a1def0354950f416",
        "db6d52ab524f99f572fb0198a6a87357ae59e2cbc2d54866ed2a7eee7b801c18",
        "919da75eedccb5ae06e7d1a5aa037e43e3b594ea6a79ae58a29d388a1724642e",
        "b0cc4f00cd89333eef11e629a34d1c746aa6e4d6493bb553e4dac36871ab00e5",
        "c596bdd1cd29b0aec1e58487d6f764fc058a66ec9b3b17836e08338c844c6bc1",
    };
    (void)state;
    for (size_t size = 0; size < COUNT_OF(roots); size++) {
        struct edge edge = grown(size, true);
        check("root of set A", is(edge_root(&edge), roots[size]), "size %zu", size);
    }
}

static void test_set_b(void **state)
{
    struct part parts[2] = {
        { .field = 1, .value = TEXT("seen alone") },
        { .field = 2, .value = TEXT("Visited at home. Child well.") },
    };
    struct entry e = { .kind = 0x0110, .kind_version = 1, .seq = 41,
                       .recorded = { 1767268800000000 }, .valid_from = { 1767186000000000 },
                       .valid_to = { 1767189600000000 }, .role = 1, .part_count = 2, .ref = NO_ENTRY };
    uint8_t leaf[LEAF_BYTES];
    struct entry again;
    (void)state;
    memset(e.ledger.b, 0x11, 16);
    memset(e.entry.b, 0x22, 16);
    memset(e.subject.b, 0x33, 16);
    memset(e.author.b, 0x44, 16);
    for (int i = 0; i < SALT_BYTES; i++) {
        parts[0].salt[i] = (uint8_t)i;
        parts[1].salt[i] = (uint8_t)(0x80 + i);
    }
    check("commitment 0", is(part_commit(&parts[0]),
          "ceec8584a6391d69692f36b6788f86beb36fa1b91ec31705a40baecde66fb695"), "%s", "");
    check("commitment 1", is(part_commit(&parts[1]),
          "debd73d372edabad1fdcd3760a01623bb237d17c1b6361b254e3f2c427ef9ad5"), "%s", "");
    e.body_root = parts_root(parts, 2);
    check("body root", is(e.body_root,
          "3cc1e38f9bd49eafd4093e6c321800bf5217b60afff8e74af55d0334e25a8df2"), "%s", "");
    check("root of no parts", is(parts_root(NULL, 0),
          "e5b86ad26878ddf3b578223e489afda5dffd46d01f3907a25baa8ddf67cab0c3"), "%s", "");
    entry_leaf(&e, leaf);
    check("leaf", text_is(text_hex(arena, leaf, sizeof leaf),
          "43444c3101100001111111111111111111111111111111110000000000000029000647"
          "52550bf0000006473f0dc834000006473fe45bd8002222222222222222222222222222"
          "2222333333333333333333333333333333334444444444444444444444444444444400"
          "01000000000002ffffffffffffffff3cc1e38f9bd49eafd4093e6c321800bf5217b60a"
          "fff8e74af55d0334e25a8df2"), "%s", "");
    check("leaf hash", is(entry_leaf_hash(&e),
          "271c2735e7dae416f525ad64cdd8f136a2330eb61a83e7ad17db4bd7d64a2a53"), "%s", "");
    check("a leaf is read back", entry_from_leaf(leaf, &again) && !memcmp(&e.entry, &again.entry, 16)
          && again.recorded.us == e.recorded.us && again.ref == NO_ENTRY, "%s", "");
    leaf[0] = 'X';
    check("another magic is refused", !entry_from_leaf(leaf, &again), "%s", "");
}

static void test_set_c(void **state)
{
    static const char note[] =
        "candour.test/borough\n7\nsMxPAM2JMz7vEeYpo00cdGqm5NZJO7VT5NrDaHGrAOU=\n\n"
        "\xe2\x80\x94 candour.test/borough q3ioGcPpZxvr/5E9kkgBbOXF6jmO++8xjh8rURfKjo7a12BELNmaFoqFqkx1ANhTvnq/grFs/cnR0tTYA1K0Lvhwlw0=\n"
        "\xe2\x80\x94 witness.test/w1 D9DmOAAAAABpVmH8avh+7Pw6WRsC6RsGZnt6B5CpIexzm4x9eWxnKTgPqX7RQ5xvtbSe+DotmuZGoC4ES/J6vDJheFku8l4zAymGDw==\n";
    struct sign_seed log, witness;
    struct edge edge = grown(7, true);
    struct checkpoint c = { .origin = TEXT("candour.test/borough"), .size = 7,
                            .root = edge_root(&edge) }, read;
    struct error err = { 0 };
    uint64_t time = 0;
    (void)state;
    memset(log.b, 1, sizeof log.b);
    memset(witness.b, 2, sizeof witness.b);
    struct sign_key log_key = sign_key_of(&log), witness_key = sign_key_of(&witness);
    check("key of the log", text_is(note_vkey(arena, c.origin, 1, &log_key),
          "candour.test/borough+ab78a819+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c"), "%s", "");
    check("key of the witness", text_is(note_vkey(arena, TEXT("witness.test/w1"), 4, &witness_key),
          "witness.test/w1+0fd0e638+BIE5dw6ofRdfVqNUZsNMfszLjYqRtO43ol32D1uPybOU"), "%s", "");
    text made = note_cosign(arena, note_sign(arena, &c, &log), TEXT("witness.test/w1"), 1767268860,
                            &witness);
    check("note with its witness", text_is(made, note), "%.*s", TEXT_ARG(made));
    check("it is read", note_read(made, &read, &err) && read.size == 7 && hash_same(read.root, c.root),
          "%s", "");
    check("signed by the log", note_signed_by(made, c.origin, &log_key), "%s", "");
    check("not by the witness's key", !note_signed_by(made, c.origin, &witness_key), "%s", "");
    check("cosigned", note_cosigned_by(made, TEXT("witness.test/w1"), &witness_key, &time)
          && time == 1767268860, "%s", "");
    for (size_t i = 0; i < 67; i++) {                  // a bit of the signed lines
        char *altered = arena_copy(arena, made.at, made.len);
        altered[i] ^= 1;
        check("an altered note has no signature",
              !note_signed_by((text){ altered, made.len }, c.origin, &log_key), "byte %zu", i);
    }
}

static void test_set_d(void **state)
{
    static const struct { size_t size; const char *root; } roots[] = {
        { 256, "15e2dd4973ae44de8c8cf3048fd98d17adaaea6287f4e0606a55a643617408c0" },
        { 257, "d418c0873259bce7d0561ab004486112416c1c4490865415342bfe06e673146c" },
        { 1000, "c89faf3395d034a77c12c76d636db96358d6d2839c3c68f6329a07231e82fce2" },
        { 4096, "8c88194860d2b6b4209450ac544ff6a71bf071ee23078f64ebcbc91536e20a95" },
        { 4999, "3a75aede5e5390d6fa40ec250a31dbbdcba582b324e37dee08ab23979d07e961" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(roots); i++) {
        struct edge edge = grown(roots[i].size, false);
        check("root of set D", is(edge_root(&edge), roots[i].root), "size %zu", roots[i].size);
    }
}

/* ---- every proof in trees of 1 to 66 leaves ---- */

#define SIZE_MAX_TESTED 66

static hash leaves[SIZE_MAX_TESTED];

static hash root_of(size_t from, size_t to)            // RFC 6962's own words
{
    if (to - from == 0)
        return tree_empty();
    if (to - from == 1)
        return leaves[from];
    size_t k = 1;
    while (k * 2 < to - from)
        k *= 2;
    return tree_node(root_of(from, from + k), root_of(from + k, to));
}

static bool nodes(void *with, unsigned level, uint64_t index, hash *h, struct error *err)
{
    (void)with;
    (void)err;
    *h = root_of(index << level, (index + 1) << level);
    return true;
}

/* Each hash with a bit turned, one left out, one too many, two changed round: none passes. */
static size_t altered_that_pass(struct proof *proof, bool (*holds)(const struct proof *, const void *),
                                const void *with)
{
    size_t passing = 0;
    for (unsigned i = 0; i < proof->count; i++) {
        proof->h[i].b[i % 32] ^= (uint8_t)(1 << i % 8);
        passing += holds(proof, with);
        proof->h[i].b[i % 32] ^= (uint8_t)(1 << i % 8);
        if (i > 0 && !hash_same(proof->h[i], proof->h[i - 1])) {
            struct proof turned = *proof;
            turned.h[i] = proof->h[i - 1];
            turned.h[i - 1] = proof->h[i];
            passing += holds(&turned, with);
        }
    }
    if (proof->count > 0) {
        proof->count--;
        passing += holds(proof, with);
        proof->count++;
    }
    proof->h[proof->count++] = leaves[0];
    passing += holds(proof, with);
    proof->count--;
    return passing;
}

struct inclusion { hash leaf, root; uint64_t index, size; };

static bool inclusion_holds(const struct proof *proof, const void *with)
{
    const struct inclusion *i = with;
    return tree_inclusion_holds(i->leaf, i->index, i->size, proof, i->root);
}

struct consistency { hash old_root, root; uint64_t old_size, size; };

static bool consistency_holds(const struct proof *proof, const void *with)
{
    const struct consistency *c = with;
    return tree_consistency_holds(c->old_size, c->size, proof, c->old_root, c->root);
}

static void test_every_proof(void **state)
{
    struct error err = { 0 };
    struct proof proof;
    size_t good = 0, all = 0, passing = 0;
    (void)state;
    for (size_t i = 0; i < SIZE_MAX_TESTED; i++)
        leaves[i] = tree_leaf(&i, sizeof i);
    for (uint64_t size = 1; size <= SIZE_MAX_TESTED; size++) {
        for (uint64_t index = 0; index < size; index++) {
            struct inclusion with = { leaves[index], root_of(0, size), index, size };
            assert_true(tree_prove_inclusion(nodes, NULL, index, size, &proof, &err));
            good += inclusion_holds(&proof, &with);
            all++;
            passing += altered_that_pass(&proof, inclusion_holds, &with);
            with.leaf.b[0] ^= 1;
            passing += inclusion_holds(&proof, &with);
        }
        for (uint64_t old = 1; old <= size; old++) {
            struct consistency with = { root_of(0, old), root_of(0, size), old, size };
            assert_true(tree_prove_consistency(nodes, NULL, old, size, &proof, &err));
            good += consistency_holds(&proof, &with);
            all++;
            passing += altered_that_pass(&proof, consistency_holds, &with);
            with.old_root.b[0] ^= 1;
            passing += consistency_holds(&proof, &with);
        }
    }
    check("all proofs hold", good == all && all == 4422, "%zu of %zu", good, all);
    check("none that was altered", passing == 0, "%zu passed", passing);
}

int main(void)
{
    arena = arena_new();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_set_a), cmocka_unit_test(test_set_b), cmocka_unit_test(test_set_c),
        cmocka_unit_test(test_set_d), cmocka_unit_test(test_every_proof),
    };
    int failed = cmocka_run_group_tests_name("vectors", tests, NULL, NULL);
    arena_free(arena);
    return failed;
}
