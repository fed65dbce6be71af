#include "check.h"

#include "base/bytes.h"
#include "base/hash.h"

#include <pthread.h>
#include <string.h>

/* FIPS 180-4 examples of NIST, and the million a's. */
static const struct { const char *from, *hex; } vectors[] = {
    { "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
    { "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
    { "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
};

static void test_vectors(void **state)
{
    struct arena *arena = arena_new();
    struct hasher *h = hasher_new();
    char thousand[1000];

    (void)state;
    for (size_t i = 0; i < COUNT_OF(vectors); i++) {
        size_t len = strlen(vectors[i].from);
        hash once = hash_of(vectors[i].from, len);
        hash pieces = hash_of_pieces((const struct hash_piece[]){
            { vectors[i].from, len / 2 }, { NULL, 0 }, { vectors[i].from + len / 2, len - len / 2 },
        }, 3);

        check(vectors[i].from, text_is(hash_hex(arena, once), vectors[i].hex), "another hash");
        check(vectors[i].from, hash_same(once, pieces), "pieces differ");
    }
    memset(thousand, 'a', sizeof thousand);
    for (int i = 0; i < 1000; i++)
        hasher_add(h, thousand, sizeof thousand);
    assert_true(text_is(hash_hex(arena, hasher_end(h)),
                        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"));
    arena_free(arena);
}

/* RFC 4231, test cases 1, 2, 6 and 7; and a key of exactly one block. */
static void test_keyed(void **state)
{
    struct arena *arena = arena_new();
    uint8_t key[131];

    (void)state;
    memset(key, 0x0b, sizeof key);
    assert_true(text_is(hash_hex(arena, hash_keyed(key, 20, "Hi There", 8)),
                        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"));
    assert_true(text_is(hash_hex(arena, hash_keyed("Jefe", 4, "what do ya want for nothing?", 28)),
                        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"));
    memset(key, 0xaa, sizeof key);
    assert_true(text_is(hash_hex(arena,
        hash_keyed(key, 131, "Test Using Larger Than Block-Size Key - Hash Key First", 54)),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"));
    assert_true(text_is(hash_hex(arena, hash_keyed(NULL, 0, NULL, 0)),
                        "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"));
    assert_false(hash_same(hash_keyed(key, 64, "a", 1), hash_keyed(key, 65, "a", 1)));
    arena_free(arena);
}

static void test_hex(void **state)
{
    struct arena *arena = arena_new();
    hash h = hash_of("abc", 3), back = h;

    (void)state;
    assert_true(hash_from_hex(hash_hex(arena, h), &back) && hash_same(h, back));
    assert_false(hash_from_hex(TEXT("ba78"), &back));
    back.b[31] ^= 1;
    assert_false(hash_same(h, back));
    arena_free(arena);
}

static void *hash_much(void *result)
{
    hash h = hash_of("", 0);

    for (int i = 0; i < 2000; i++)
        h = hash_of(h.b, sizeof h.b);
    *(hash *)result = h;
    return NULL;
}

static void test_threads(void **state)
{
    pthread_t threads[8];
    hash results[8];

    (void)state;
    for (size_t i = 0; i < COUNT_OF(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, hash_much, &results[i]), 0);
    for (size_t i = 0; i < COUNT_OF(threads); i++)
        pthread_join(threads[i], NULL);
    for (size_t i = 1; i < COUNT_OF(threads); i++)
        assert_true(hash_same(results[0], results[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vectors), cmocka_unit_test(test_keyed), cmocka_unit_test(test_hex),
        cmocka_unit_test(test_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
