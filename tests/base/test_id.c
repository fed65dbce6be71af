#include "check.h"

#include "base/day.h"
#include "base/id.h"
#include "base/random.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static void test_hex(void **state)
{
    static const char *const refused[] = {
        "", "00", "000102030405060708090a0b0c0d0e", "000102030405060708090a0b0c0d0e0f00",
        "000102030405060708090a0b0c0d0e0g", "00010203-0405-0607-0809-0a0b0c0d0e0f",
    };
    struct arena *arena = arena_new();
    id i = id_new_random(), back = ID_NONE;

    (void)state;
    assert_true(id_from_hex(id_hex(arena, i), &back) && id_same(i, back));
    assert_true(id_from_hex(TEXT("000102030405060708090A0B0C0D0E0F"), &back));
    assert_true(text_is(id_hex(arena, back), "000102030405060708090a0b0c0d0e0f"));
    for (size_t k = 0; k < COUNT_OF(refused); k++)
        check(refused[k], !id_from_hex(text_of(refused[k]), &back), "was read");
    assert_true(id_none(ID_NONE) && !id_none(i));
    assert_int_equal(id_compare(i, i), 0);
    assert_true(id_compare(ID_NONE, i) < 0 && id_compare(i, ID_NONE) > 0);
    arena_free(arena);
}

static void test_short(void **state)
{
    struct arena *arena = arena_new();
    id i = { { 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0x21 } };

    (void)state;
    assert_true(text_is(id_short(arena, i), "0000-0000-0011"));
    memset(i.b, 0xFF, sizeof i.b);
    assert_true(text_is(id_short(arena, i), "ZZZZ-ZZZZ-ZZZZ"));
    arena_free(arena);
}

static void test_versions(void **state)
{
    (void)state;
    for (int k = 0; k < 1000; k++) {
        id random = id_new_random(), ordered = id_new_ordered();

        assert_int_equal(random.b[6] >> 4, 4);
        assert_int_equal(random.b[8] >> 6, 2);
        assert_int_equal(ordered.b[6] >> 4, 7);
        assert_int_equal(ordered.b[8] >> 6, 2);
    }
}

/* Also within a millisecond, and when the clock goes back an hour. */
static void test_order(void **state)
{
    id last = ID_NONE;

    (void)state;
    for (int k = 0; k < 30000; k++) {
        id next;

        instant_fix((instant){ (INT64_C(1800000000) - (k > 20000 ? 3600 : 0)) * US_PER_SECOND });
        next = id_new_ordered();
        assert_true(id_compare(last, next) < 0);
        last = next;
    }
    instant_fix(INSTANT_UNKNOWN);
}

enum { OF_EACH = 5000 };

static void *make_many(void *at)
{
    id *ids = at;

    for (int k = 0; k < OF_EACH; k++)
        ids[k] = id_new_ordered();
    return NULL;
}

static int by_bytes(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(id));
}

static void test_threads(void **state)
{
    static id ids[4 * OF_EACH];
    pthread_t threads[4];

    (void)state;
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, make_many, ids + i * OF_EACH), 0);
    for (size_t i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    qsort(ids, COUNT_OF(ids), sizeof *ids, by_bytes);
    for (size_t i = 1; i < COUNT_OF(ids); i++)
        assert_false(id_same(ids[i - 1], ids[i]));
}

/* The reference program of xoshiro256** begins so when its four words come from SplitMix64 of 0. */
static void test_dice(void **state)
{
    static const uint64_t first[] = {
        UINT64_C(0x99ec5f36cb75f2b4), UINT64_C(0xbf6e1f784956452a), UINT64_C(0x1a5f849d4933e6e0),
    };
    struct dice a = dice_of(0), b = dice_of(7), c = dice_of(7);
    int counts[6] = { 0 };
    double sum = 0;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(first); i++)
        assert_true(dice_next(&a) == first[i]);
    for (int i = 0; i < 60000; i++) {
        uint32_t thrown = dice_below(&b, 6);
        double unit = dice_unit(&a);

        assert_true(thrown < 6 && thrown == dice_below(&c, 6));
        counts[thrown]++;
        assert_true(unit >= 0 && unit < 1);
        sum += unit;
    }
    for (size_t i = 0; i < 6; i++)
        assert_in_range(counts[i], 9600, 10400);
    assert_true(sum > 29500 && sum < 30500);
    assert_int_equal(dice_below(&a, 1), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hex), cmocka_unit_test(test_short), cmocka_unit_test(test_versions),
        cmocka_unit_test(test_order), cmocka_unit_test(test_threads), cmocka_unit_test(test_dice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
