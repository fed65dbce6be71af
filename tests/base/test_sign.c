#include "check.h"

#include "base/sign.h"

#include <string.h>

/* RFC 8032, 7.1: tests 1 to 3. */
static const struct { const char *seed, *key, *message, *signature; } vectors[] = {
    { "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
      "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b" },
    { "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
      "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
      "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00" },
    { "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
      "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
      "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
      "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a" },
};

static void test_vectors(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(vectors); i++) {
        struct sign_seed seed;
        struct sign_key key, made;
        struct signature expected, s;
        uint8_t message[8] = { 0 };
        size_t len = strlen(vectors[i].message) / 2;

        assert_true(text_unhex(text_of(vectors[i].seed), seed.b, 32));
        assert_true(text_unhex(text_of(vectors[i].key), key.b, 32));
        assert_true(text_unhex(text_of(vectors[i].signature), expected.b, 64));
        assert_true(text_unhex(text_of(vectors[i].message), message, len));
        made = sign_key_of(&seed);
        assert_memory_equal(made.b, key.b, 32);
        s = sign_bytes(&seed, message, len);
        assert_memory_equal(s.b, expected.b, 64);
        assert_true(sign_holds(&key, &s, message, len));
        for (size_t bit = 0; bit < 512; bit++) {
            struct signature altered = s;
            altered.b[bit / 8] ^= (uint8_t)(1 << bit % 8);
            assert_false(sign_holds(&key, &altered, message, len));
        }
        message[0] ^= 1;
        assert_false(sign_holds(&key, &s, message, len > 0 ? len : 1));
        key.b[0] ^= 1;
        message[0] ^= 1;
        assert_false(sign_holds(&key, &s, message, len));
        sign_forget(&seed);
        for (size_t k = 0; k < 32; k++)
            assert_int_equal(seed.b[k], 0);
    }
}

static void test_new_seeds_differ(void **state)
{
    struct sign_seed a = sign_seed_new(), b = sign_seed_new();

    (void)state;
    assert_memory_not_equal(a.b, b.b, 32);
}

static void test_password(void **state)
{
    char phc[PASSWORD_HASH_MAX], other[PASSWORD_HASH_MAX];

    (void)state;
    assert_true(password_hash(TEXT("correct horse"), phc));
    assert_true(password_hash(TEXT("correct horse"), other));
    assert_string_not_equal(phc, other);        // salted
    assert_true(text_starts(text_of(phc), "$argon2id$v=19$m=19456,t=2,p=1$"));
    assert_true(password_holds(phc, TEXT("correct horse")));
    assert_false(password_holds(phc, TEXT("correct Horse")));
    assert_false(password_holds(phc, TEXT("correct horse ")));
    assert_false(password_holds(phc, TEXT_NONE));
    assert_false(password_holds("", TEXT("correct horse")));
    assert_false(password_holds("$argon2id$v=19$m=19456,t=2,p=1$x$y", TEXT("correct horse")));
    assert_false(password_holds("correct horse", TEXT("correct horse")));
    password_waste(TEXT("whatever"));
    password_waste(TEXT_NONE);
}

/* RFC 4648, section 10, both ways. */
static const struct { const char *plain, *base64, *base32; } encodings[] = {
    { "", "", "" }, { "f", "Zg==", "MY" }, { "fo", "Zm8=", "MZXQ" }, { "foo", "Zm9v", "MZXW6" },
    { "foob", "Zm9vYg==", "MZXW6YQ" }, { "fooba", "Zm9vYmE=", "MZXW6YTB" },
    { "foobar", "Zm9vYmFy", "MZXW6YTBOI" },
};

static void test_encodings(void **state)
{
    static const char *const refused[] = {
        "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Z", "====", "Zm 9v", "Zm9v\n", "Zm9v=", "Z-_v",
        "Zg==Zg==", "Zm9vYmFyZm9vYmFyZm9vYmFy",
    };
    struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < COUNT_OF(encodings); i++) {
        size_t len = strlen(encodings[i].plain), back_len = 99;
        char back[8];

        check(encodings[i].plain, text_is(base64_of(arena, encodings[i].plain, len),
                                          encodings[i].base64), "base64");
        check(encodings[i].plain, text_is(base32_of(arena, encodings[i].plain, len),
                                          encodings[i].base32), "base32");
        check(encodings[i].plain, base64_read(text_of(encodings[i].base64), back, 8, &back_len)
              && back_len == len && memcmp(back, encodings[i].plain, len) == 0, "back");
    }
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        size_t len = 99;
        char back[16];

        check(refused[i], !base64_read(text_of(refused[i]), back, sizeof back, &len) && len == 99,
              "was read");
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vectors), cmocka_unit_test(test_new_seeds_differ),
        cmocka_unit_test(test_password), cmocka_unit_test(test_encodings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
