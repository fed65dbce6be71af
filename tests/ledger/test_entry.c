/* Set B of docs/ledger.md, and every other shape of a body refused. */
#include "../base/check.h"

#include "base/random.h"
#include "ledger/entry.h"

#include <string.h>

static const char leaf_b[] =
    "43444c3101100001111111111111111111111111111111110000000000000029000647"
    "52550bf0000006473f0dc834000006473fe45bd8002222222222222222222222222222"
    "2222333333333333333333333333333333334444444444444444444444444444444400"
    "01000000000002ffffffffffffffff3cc1e38f9bd49eafd4093e6c321800bf5217b60a"
    "fff8e74af55d0334e25a8df2";

static void fill_parts(struct part parts[2])
{
    parts[0] = (struct part){ .field = 1, .value = TEXT("seen alone") };
    parts[1] = (struct part){ .field = 2, .value = TEXT("Visited at home. Child well.") };
    for (int i = 0; i < SALT_BYTES; i++) {
        parts[0].salt[i] = (uint8_t)i;
        parts[1].salt[i] = (uint8_t)(0x80 + i);
    }
}

static struct entry entry_b(void)
{
    struct part parts[2];
    fill_parts(parts);
    struct entry e = {
        .kind = 0x0110, .kind_version = 1, .seq = 41, .recorded = { 1767268800000000 },
        .valid_from = { 1767186000000000 }, .valid_to = { 1767189600000000 }, .role = 1,
        .part_count = 2, .ref = NO_ENTRY, .body_root = parts_root(parts, 2),
    };
    memset(e.ledger.b, 0x11, 16);
    memset(e.entry.b, 0x22, 16);
    memset(e.subject.b, 0x33, 16);
    memset(e.author.b, 0x44, 16);
    return e;
}

static void test_set_b(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct part parts[2];
    uint8_t leaf[LEAF_BYTES];
    fill_parts(parts);
    struct entry e = entry_b();
    entry_leaf(&e, leaf);
    const struct { const char *name; text seen; const char *wanted; } cases[] = {
        { "commit 0", hash_hex(arena, part_commit(&parts[0])),
          "ceec8584a6391d69692f36b6788f86beb36fa1b91ec31705a40baecde66fb695" },
        { "commit 1", hash_hex(arena, part_commit(&parts[1])),
          "debd73d372edabad1fdcd3760a01623bb237d17c1b6361b254e3f2c427ef9ad5" },
        { "body root", hash_hex(arena, e.body_root),
          "3cc1e38f9bd49eafd4093e6c321800bf5217b60afff8e74af55d0334e25a8df2" },
        { "leaf", text_hex(arena, leaf, sizeof leaf), leaf_b },
        { "leaf hash", hash_hex(arena, entry_leaf_hash(&e)),
          "271c2735e7dae416f525ad64cdd8f136a2330eb61a83e7ad17db4bd7d64a2a53" },
        { "no parts", hash_hex(arena, parts_root(parts, 0)),
          "e5b86ad26878ddf3b578223e489afda5dffd46d01f3907a25baa8ddf67cab0c3" },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        check(cases[i].name, text_is(cases[i].seen, cases[i].wanted), "%.*s",
              TEXT_ARG(cases[i].seen));
    arena_free(arena);
}

/* Every field of the leaf is in its bytes: read back it is the same, and no flipped bit gives the same entry. */
static void test_leaf_round_trip(void **state)
{
    (void)state;
    uint8_t leaf[LEAF_BYTES], again[LEAF_BYTES];
    struct entry e = entry_b(), read;
    entry_leaf(&e, leaf);
    check("read", entry_from_leaf(leaf, &read), "refused");
    entry_leaf(&read, again);
    check("same", !memcmp(leaf, again, sizeof leaf), "another leaf");
    for (int bit = 0; bit < LEAF_BYTES * 8; bit++) {
        leaf[bit / 8] ^= (uint8_t)(1 << bit % 8);
        if (entry_from_leaf(leaf, &read))
            check("flipped", !hash_same(entry_leaf_hash(&read), entry_leaf_hash(&e)), "bit %d", bit);
        else
            check("refused for cause", bit < 32 || (bit >= 40 * 8 && bit < 56 * 8), "bit %d", bit);
        leaf[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
}

static void test_bodies(void **state)
{
    (void)state;
    struct part parts[PARTS_MAX], read[PARTS_MAX];
    struct bytes body = { 0 };
    uint32_t count;
    fill_parts(parts);
    hash commit = part_commit(&parts[1]), root = parts_root(parts, 2);
    parts_write(&body, parts, 2);
    check("read", parts_read(bytes_text(&body), read, &count) && count == 2, "refused");
    check("same root", hash_same(parts_root(read, 2), root), "another");
    check("found", parts_find(read, 2, 2) == &read[1] && !parts_find(read, 2, 3), "wrong part");
    for (size_t cut = 1; cut < body.len; cut++)
        check("cut", !parts_read(text_first(bytes_text(&body), cut), read, &count) || cut == 49,
              "at %zu", cut);

    read[1].state = PART_REDACTED;                   // a part that was erased keeps the root
    memcpy(read[1].salt, commit.b, sizeof commit.b);
    read[1].value = TEXT_NONE;
    read[0] = parts[0];
    check("erased, same root", hash_same(parts_root(read, 2), root), "another");
    bytes_clear(&body);
    parts_write(&body, read, 2);
    body.at[49 + 6] = 1;                             // an erased part with a length
    check("erased with bytes", !parts_read(bytes_text(&body), read, &count), "accepted");
    body.at[49 + 6] = 0;
    body.at[49] = 2;                                 // a state that is none
    check("state 2", !parts_read(bytes_text(&body), read, &count), "accepted");

    bytes_clear(&body);
    for (int i = 0; i < PARTS_MAX; i++)
        parts[i] = parts[0];
    parts_write(&body, parts, PARTS_MAX);
    check("64 parts", parts_read(bytes_text(&body), read, &count) && count == PARTS_MAX, "refused");
    parts_write(&body, parts, 1);
    check("65 parts", !parts_read(bytes_text(&body), read, &count), "accepted");
    check("no parts", parts_read(TEXT_NONE, read, &count) && count == 0, "refused");
    bytes_free(&body);
}

/* What a reader takes, a writer gives back byte for byte; so no two bodies mean the same. */
static void test_random_bodies(void **state)
{
    (void)state;
    struct dice d = dice_of(20261124);
    uint8_t junk[300];
    struct part parts[PARTS_MAX];
    struct bytes again = { 0 };
    uint32_t count, taken = 0;
    for (int round = 0; round < 200000; round++) {
        size_t len = dice_below(&d, sizeof junk);
        for (size_t i = 0; i < len; i++)
            junk[i] = (uint8_t)(dice_below(&d, 4) ? 0 : dice_next(&d));
        if (len > 7)
            junk[6] = (uint8_t)(len >= 39 ? len - 39 : 0);
        text body = { (const char *)junk, len };
        if (!parts_read(body, parts, &count))
            continue;
        taken++;
        bytes_clear(&again);
        parts_write(&again, parts, count);
        check("round trip", text_same(bytes_text(&again), body), "round %d", round);
    }
    check("some were taken", taken > 100, "%u", taken);
    bytes_free(&again);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_set_b), cmocka_unit_test(test_leaf_round_trip),
        cmocka_unit_test(test_bodies), cmocka_unit_test(test_random_bodies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
