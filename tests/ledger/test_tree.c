/* Sets A and D of docs/ledger.md, and every proof there is in trees of 1 to 66 leaves: all true ones hold and no
 * altered one does. The proofs come from a tree kept here, and are compared with RFC 9162's recursive text. */
#include "../base/check.h"

#include "ledger/tree.h"

#include <string.h>

#define LEAVES 66

static hash leaves[8192];

static bool source(void *with, unsigned level, uint64_t index, hash *h, struct error *err)
{
    (void)with;
    if (level == 0) {
        *h = leaves[index];
        return true;
    }
    hash left, right;
    if (!source(NULL, level - 1, 2 * index, &left, err)
            || !source(NULL, level - 1, 2 * index + 1, &right, err))
        return false;
    *h = tree_node(left, right);
    return true;
}

/* RFC 9162, section 2.1.1, as it stands there. */
static hash mth(const hash *d, uint64_t n)
{
    if (n == 0)
        return tree_empty();
    if (n == 1)
        return d[0];
    uint64_t k = 1;
    while (2 * k < n)
        k *= 2;
    return tree_node(mth(d, k), mth(d + k, n - k));
}

static hash root_of(uint64_t size)
{
    struct error err = { 0 };
    hash root;
    check("root", tree_root_at(source, NULL, size, &root, &err), "%s", err.message);
    return root;
}

static const char *const roots_a[] = {
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
static const char *const leaves_a[] = {
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "b413f47d13ee2fe6c845b2ee141af81de858df4ec549a58b7970bb96645bc8d2",
    "65fde13cf1e4ea4206c293082657037684ee456e40041c816509b63e1b89d387",
    "9e27c5e07151a25b193049452eed53d86128624661f398113f99a60290919198",
    "cfa5bd3fb34be17ff2791f53c3dac08f1e45df1717c940c132fa69a4318f071e",
    "2851ddf061ccde8675d83f08d671c6890d60a3176214a75b1778d7ce4fb3942f",
    "7256dfffe5ce3aaa3b6385dfb93cf2ff69b5eed1e65903ad238d337dc0ac8f7a",
    "5a359a4dedf8493727ab85565ce2a92e4c67ab04ecba5b122815e1c5c3c7389c",
};

static void make_set_a(void)
{
    uint8_t data[8];
    for (uint8_t i = 0; i < 8; i++) {
        memset(data, i, sizeof data);
        leaves[i] = tree_leaf(data, i);
    }
}

static void test_set_a(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct edge edge = { 0 };
    make_set_a();
    for (size_t i = 0; i <= 8; i++) {
        check("root from the leaves", text_is(hash_hex(arena, root_of(i)), roots_a[i]), "size %zu", i);
        check("root from the edge", text_is(hash_hex(arena, edge_root(&edge)), roots_a[i]), "size %zu",
              i);
        if (i == 8)
            break;
        check("leaf", text_is(hash_hex(arena, leaves[i]), leaves_a[i]), "leaf %zu", i);
        edge_push(&edge, leaves[i], NULL, NULL);
    }
    arena_free(arena);
}

/* The proofs that docs/ledger.md prints. */
static const struct { const char *name; bool inclusion; uint64_t a, b; const char *path[5]; } paths_a[] = {
    { "leaf 5 in 7", true, 5, 7, {
        "cfa5bd3fb34be17ff2791f53c3dac08f1e45df1717c940c132fa69a4318f071e",
        "7256dfffe5ce3aaa3b6385dfb93cf2ff69b5eed1e65903ad238d337dc0ac8f7a",
        "2fc5e5989670017aa78cfaf26036dc2e04ee67b7ffa5e233a1def0354950f416" } },
    { "leaf 6 in 7", true, 6, 7, {
        "d96f0c876a840860e62bd0206dbf468bbea958ff3d6ba323431ce80f331351cc",
        "2fc5e5989670017aa78cfaf26036dc2e04ee67b7ffa5e233a1def0354950f416" } },
    { "3 to 7", false, 3, 7, {
        "65fde13cf1e4ea4206c293082657037684ee456e40041c816509b63e1b89d387",
        "9e27c5e07151a25b193049452eed53d86128624661f398113f99a60290919198",
        "5397b75fcd025549e5c6c04c86b73ee49d8a3135745f4e082f08397d79fa37b3",
        "e7837decee7818f4327aa92f6b9f82cc83cd0dcb20ea9f2f8e2bef19ad0a86cd" } },
    { "4 to 7", false, 4, 7, {
        "e7837decee7818f4327aa92f6b9f82cc83cd0dcb20ea9f2f8e2bef19ad0a86cd" } },
    { "6 to 8", false, 6, 8, {
        "d96f0c876a840860e62bd0206dbf468bbea958ff3d6ba323431ce80f331351cc",
        "ff4a2bb0cd436c317eb10f8d535cc3a89e1ae9d1eb19c4a102d4c85a8b231547",
        "2fc5e5989670017aa78cfaf26036dc2e04ee67b7ffa5e233a1def0354950f416" } },
};

static void test_printed_proofs(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct error err = { 0 };
    make_set_a();
    for (size_t i = 0; i < COUNT_OF(paths_a); i++) {
        struct proof p;
        unsigned count = 0;
        bool made = paths_a[i].inclusion
            ? tree_prove_inclusion(source, NULL, paths_a[i].a, paths_a[i].b, &p, &err)
            : tree_prove_consistency(source, NULL, paths_a[i].a, paths_a[i].b, &p, &err);
        check(paths_a[i].name, made, "%s", err.message);
        for (; count < 5 && paths_a[i].path[count]; count++)
            check(paths_a[i].name, count < p.count
                  && text_is(hash_hex(arena, p.h[count]), paths_a[i].path[count]), "hash %u", count);
        check(paths_a[i].name, p.count == count, "%u hashes", p.count);
    }
    arena_free(arena);
}

static void make_set_d(uint64_t count)
{
    uint8_t data[8];
    for (uint64_t i = 0; i < count; i++) {
        for (int b = 0; b < 8; b++)
            data[b] = (uint8_t)(i >> (56 - 8 * b));
        leaves[i] = tree_leaf(data, sizeof data);
    }
}

static void test_set_d(void **state)
{
    static const struct { uint64_t size; const char *root; } cases[] = {
        { 256, "15e2dd4973ae44de8c8cf3048fd98d17adaaea6287f4e0606a55a643617408c0" },
        { 257, "d418c0873259bce7d0561ab004486112416c1c4490865415342bfe06e673146c" },
        { 1000, "c89faf3395d034a77c12c76d636db96358d6d2839c3c68f6329a07231e82fce2" },
        { 4096, "8c88194860d2b6b4209450ac544ff6a71bf071ee23078f64ebcbc91536e20a95" },
        { 4999, "3a75aede5e5390d6fa40ec250a31dbbdcba582b324e37dee08ab23979d07e961" },
    };
    (void)state;
    struct arena *arena = arena_new();
    struct edge edge = { 0 };
    make_set_d(5000);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        while (edge.size < cases[i].size)
            edge_push(&edge, leaves[edge.size], NULL, NULL);
        check("edge", text_is(hash_hex(arena, edge_root(&edge)), cases[i].root), "size %llu",
              (unsigned long long)cases[i].size);
        check("leaves", text_is(hash_hex(arena, root_of(cases[i].size)), cases[i].root), "size %llu",
              (unsigned long long)cases[i].size);
    }
    arena_free(arena);
}

/* Each hash changed, one left out, one added, two changed round: none of them holds. */
static unsigned long refused;

static void all_altered_fail(const struct proof *p, bool (*holds)(const struct proof *, void *),
                             void *with)
{
    struct proof q;
    for (unsigned i = 0; i < p->count; i++) {
        q = *p;
        q.h[i].b[(i * 7) % 32] ^= (uint8_t)(1 << i % 8);
        check("altered hash", !holds(&q, with), "hash %u", i);
        q = *p;
        memmove(q.h + i, q.h + i + 1, (q.count - i - 1) * sizeof *q.h);
        q.count--;
        check("left out", !holds(&q, with), "hash %u", i);
        q = *p;
        memmove(q.h + i + 1, q.h + i, (q.count - i) * sizeof *q.h);
        q.count++;
        check("doubled", !holds(&q, with), "hash %u", i);
        refused += 3;
        if (i == 0 || hash_same(p->h[i], p->h[i - 1]))
            continue;
        q = *p;
        q.h[i] = p->h[i - 1];
        q.h[i - 1] = p->h[i];
        check("changed round", !holds(&q, with), "hash %u", i);
        refused++;
    }
    q = *p;
    q.h[q.count++] = tree_empty();
    check("one more", !holds(&q, with), "%u hashes", p->count);
    q = *p;
    q.count = PROOF_HASHES_MAX + 1;
    check("too long", !holds(&q, with), "65 hashes");
    refused += 2;
}

struct claim { hash a, root; uint64_t x, size; };

static bool inclusion(const struct proof *p, void *with)
{
    const struct claim *c = with;
    return tree_inclusion_holds(c->a, c->x, c->size, p, c->root);
}

static bool consistency(const struct proof *p, void *with)
{
    const struct claim *c = with;
    return tree_consistency_holds(c->x, c->size, p, c->a, c->root);
}

static void test_every_inclusion(void **state)
{
    (void)state;
    struct error err = { 0 };
    struct proof p;
    make_set_d(LEAVES);
    for (uint64_t size = 1; size <= LEAVES; size++) {
        hash root = root_of(size);
        check("recursive text", hash_same(root, mth(leaves, size)), "size %d", (int)size);
        for (uint64_t i = 0; i < size; i++) {
            check("made", tree_prove_inclusion(source, NULL, i, size, &p, &err), "%s", err.message);
            struct claim c = { leaves[i], root, i, size }, wrong = c;
            check("holds", inclusion(&p, &c), "leaf %d in %d", (int)i, (int)size);
            all_altered_fail(&p, inclusion, &c);
            for (uint64_t other = 0; other <= size; other++) {
                wrong.x = other;
                check("another place", other == i || !inclusion(&p, &wrong), "%d", (int)other);
            }
            wrong = c;
            wrong.a.b[0] ^= 1;
            check("another leaf", !inclusion(&p, &wrong), "leaf %d", (int)i);
            wrong = c;
            wrong.root.b[31] ^= 1;
            check("another root", !inclusion(&p, &wrong), "leaf %d", (int)i);
        }
        check("no such leaf", !tree_prove_inclusion(source, NULL, size, size, &p, &err), "made");
        error_clear(&err);
    }
}

static void test_every_consistency(void **state)
{
    (void)state;
    struct error err = { 0 };
    struct proof p;
    make_set_d(LEAVES);
    for (uint64_t size = 0; size <= LEAVES; size++) {
        hash root = root_of(size);
        for (uint64_t old = 0; old <= size; old++) {
            check("made", tree_prove_consistency(source, NULL, old, size, &p, &err), "%s", err.message);
            struct claim c = { root_of(old), root, old, size }, wrong = c;
            check("holds", consistency(&p, &c), "%d to %d", (int)old, (int)size);
            all_altered_fail(&p, consistency, &c);
            wrong.root.b[31] ^= 1;
            check("another root", old == 0 || !consistency(&p, &wrong), "%d to %d", (int)old, (int)size);
            wrong = c;
            wrong.a.b[0] ^= 1;
            check("another old root", !consistency(&p, &wrong), "%d to %d", (int)old, (int)size);
        }
        check("more before", !tree_prove_consistency(source, NULL, size + 1, size, &p, &err), "made");
        error_clear(&err);
    }
    print_message("%lu altered proofs refused\n", refused);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_set_a), cmocka_unit_test(test_printed_proofs),
        cmocka_unit_test(test_set_d), cmocka_unit_test(test_every_inclusion),
        cmocka_unit_test(test_every_consistency),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
