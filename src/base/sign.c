#include "base/sign.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { PASSWORD_PASSES = 2, PASSWORD_MEMORY = 19456 * 1024 };

_Static_assert(PASSWORD_HASH_MAX >= crypto_pwhash_argon2id_STRBYTES, "a PHC string must fit");
_Static_assert(sizeof(struct sign_seed) == crypto_sign_ed25519_SEEDBYTES, "seed of RFC 8032");
_Static_assert(sizeof(struct sign_key) == crypto_sign_ed25519_PUBLICKEYBYTES, "key of RFC 8032");
_Static_assert(sizeof(struct signature) == crypto_sign_ed25519_BYTES, "signature of RFC 8032");

static void sodium_begin(void)
{
    if (sodium_init() < 0)
        abort();        // no randomness: nothing after this could be kept secret
}

static void sodium_ready(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, sodium_begin);
}

/* libsodium wants a place even for no bytes at all. */
static const void *place(const void *at)
{
    return at != NULL ? at : "";
}

struct sign_seed sign_seed_new(void)
{
    struct sign_seed seed;

    sodium_ready();
    randombytes_buf(seed.b, sizeof seed.b);
    return seed;
}

struct sign_key sign_key_of(const struct sign_seed *seed)
{
    uint8_t secret[crypto_sign_ed25519_SECRETKEYBYTES];
    struct sign_key key;

    sodium_ready();
    crypto_sign_ed25519_seed_keypair(key.b, secret, seed->b);
    sodium_memzero(secret, sizeof secret);
    return key;
}

struct signature sign_bytes(const struct sign_seed *seed, const void *at, size_t len)
{
    uint8_t secret[crypto_sign_ed25519_SECRETKEYBYTES];
    struct sign_key key;
    struct signature s;

    sodium_ready();
    crypto_sign_ed25519_seed_keypair(key.b, secret, seed->b);
    crypto_sign_ed25519_detached(s.b, NULL, place(at), len, secret);
    sodium_memzero(secret, sizeof secret);
    return s;
}

bool sign_holds(const struct sign_key *key, const struct signature *s, const void *at, size_t len)
{
    sodium_ready();
    return crypto_sign_ed25519_verify_detached(s->b, place(at), len, key->b) == 0;
}

void sign_forget(struct sign_seed *seed)
{
    sodium_memzero(seed->b, sizeof seed->b);
}

bool password_hash(text password, char out[PASSWORD_HASH_MAX])
{
    char phc[crypto_pwhash_argon2id_STRBYTES];

    sodium_ready();
    if (crypto_pwhash_argon2id_str(phc, place(password.at), password.len, PASSWORD_PASSES,
                                   PASSWORD_MEMORY) != 0)
        return false;
    memcpy(out, phc, sizeof phc);
    return true;
}

bool password_holds(const char *phc, text password)
{
    sodium_ready();
    return crypto_pwhash_argon2id_str_verify(phc, place(password.at), password.len) == 0;
}

void password_waste(text password)
{
    static const uint8_t salt[crypto_pwhash_argon2id_SALTBYTES];
    uint8_t result[32];

    sodium_ready();
    // Its result is of no use, and a machine without the memory for it answers sooner; so it would
    // for a user who exists.
    if (crypto_pwhash_argon2id(result, sizeof result, place(password.at), password.len,
                               salt, PASSWORD_PASSES, PASSWORD_MEMORY,
                               crypto_pwhash_argon2id_ALG_ARGON2ID13) == 0)
        sodium_memzero(result, sizeof result);
}

text base64_of(struct arena *arena, const void *at, size_t len)
{
    size_t room = sodium_base64_encoded_len(len, sodium_base64_VARIANT_ORIGINAL);
    char *made = arena_alloc(arena, room);

    sodium_bin2base64(made, room, at, len, sodium_base64_VARIANT_ORIGINAL);
    return (text){ made, room - 1 };
}

bool base64_read(text s, void *at, size_t room, size_t *len)
{
    const char *end;
    size_t made;

    if (text_empty(s)) {
        *len = 0;
        return true;
    }
    if (sodium_base642bin(at, room, s.at, s.len, NULL, &made, &end,
                          sodium_base64_VARIANT_ORIGINAL) != 0
        || end != s.at + s.len)
        return false;
    *len = made;
    return true;
}

text base32_of(struct arena *arena, const void *at, size_t len)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    const uint8_t *b = at;
    char *made = arena_alloc(arena, len / 5 * 8 + 8);
    size_t count = 0;
    unsigned bits = 0, bit_count = 0;

    for (size_t i = 0; i < len; i++) {
        bits = bits << 8 | b[i];
        for (bit_count += 8; bit_count >= 5; bit_count -= 5)
            made[count++] = digits[bits >> (bit_count - 5) & 31];
    }
    if (bit_count > 0)
        made[count++] = digits[bits << (5 - bit_count) & 31];
    return (text){ made, count };
}
