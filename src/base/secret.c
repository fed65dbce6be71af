#include "base/secret.h"

#include "base/random.h"

#include <sodium.h>
#include <stdlib.h>

enum {
    NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG_BYTES = crypto_aead_xchacha20poly1305_ietf_ABYTES,
};

_Static_assert(sizeof(struct secret_key) == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "key of the cipher");

static void sodium_ready(void)
{
    if (sodium_init() < 0)                              // may be called again, from any thread
        abort();
}

struct secret_key secret_key_new(void)
{
    struct secret_key key;
    random_fill(key.b, sizeof key.b);
    return key;
}

void secret_forget(void *at, size_t len)
{
    sodium_memzero(at, len);
}

void secret_lock(const struct secret_key *key, text about, const void *plain, size_t len, struct bytes *to)
{
    uint8_t nonce[NONCE_BYTES];
    unsigned long long made;
    uint8_t *locked = memory_alloc(len + TAG_BYTES);
    sodium_ready();
    random_fill(nonce, sizeof nonce);
    crypto_aead_xchacha20poly1305_ietf_encrypt(locked, &made, plain, len, (const uint8_t *)about.at, about.len, NULL,
                                               nonce, key->b);
    bytes_add(to, nonce, sizeof nonce);
    bytes_add(to, locked, (size_t)made);
    free(locked);
}

bool secret_unlock(const struct secret_key *key, text about, text locked, void *plain, size_t len)
{
    const uint8_t *at = (const uint8_t *)locked.at;
    unsigned long long made;
    sodium_ready();
    return locked.len == NONCE_BYTES + len + TAG_BYTES
        && crypto_aead_xchacha20poly1305_ietf_decrypt(plain, &made, NULL, at + NONCE_BYTES, len + TAG_BYTES,
                                                      (const uint8_t *)about.at, about.len, at, key->b) == 0;
}
