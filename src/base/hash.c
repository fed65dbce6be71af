#include "base/hash.h"

#include "base/arena.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <string.h>

static EVP_MD *sha256;
static pthread_key_t context_key;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static _Thread_local EVP_MD_CTX *own_context;

/* OpenSSL fails here for want of memory only: nothing that we could say would be true any more. */
static void must(bool done)
{
    if (!done)
        out_of_memory();
}

/* At the end of a thread. The main thread's context and the digest live as long as the process:
 * other threads may still be hashing while it ends. */
static void context_free(void *context)
{
    EVP_MD_CTX_free(context);
    own_context = NULL;
}

static void digest_fetch(void)
{
    sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    must(sha256 != NULL);
    must(pthread_key_create(&context_key, context_free) == 0);
}

static EVP_MD_CTX *context(void)
{
    if (own_context == NULL) {
        must(pthread_once(&once, digest_fetch) == 0);
        own_context = EVP_MD_CTX_new();
        must(own_context != NULL && pthread_setspecific(context_key, own_context) == 0);
    }
    return own_context;
}

hash hash_of(const void *at, size_t len)
{
    return hash_of_pieces(&(struct hash_piece){ at, len }, 1);
}

hash hash_of_pieces(const struct hash_piece *pieces, size_t count)
{
    EVP_MD_CTX *c = context();
    hash h;

    must(EVP_DigestInit_ex2(c, sha256, NULL) == 1);
    for (size_t i = 0; i < count; i++)
        must(pieces[i].len == 0 || EVP_DigestUpdate(c, pieces[i].at, pieces[i].len) == 1);
    must(EVP_DigestFinal_ex(c, h.b, NULL) == 1);
    return h;
}

bool hash_same(hash a, hash b)
{
    return CRYPTO_memcmp(a.b, b.b, sizeof a.b) == 0;
}

text hash_hex(struct arena *arena, hash h)
{
    return text_hex(arena, h.b, sizeof h.b);
}

bool hash_from_hex(text s, hash *h)
{
    return text_unhex(s, h->b, sizeof h->b);
}

/* RFC 2104, with the pads as pieces: HMAC() of OpenSSL 3 fetches its digest at each call. */
hash hash_keyed(const void *key, size_t key_len, const void *at, size_t len)
{
    enum { BLOCK = 64 };
    uint8_t inner[BLOCK] = { 0 }, outer[BLOCK];
    hash h;

    if (key_len > BLOCK) {
        h = hash_of(key, key_len);
        memcpy(inner, h.b, sizeof h.b);
    } else if (key_len > 0) {
        memcpy(inner, key, key_len);
    }
    for (size_t i = 0; i < BLOCK; i++) {
        outer[i] = inner[i] ^ 0x5C;
        inner[i] ^= 0x36;
    }
    h = hash_of_pieces((const struct hash_piece[]){ { inner, BLOCK }, { at, len } }, 2);
    h = hash_of_pieces((const struct hash_piece[]){ { outer, BLOCK }, { h.b, sizeof h.b } }, 2);
    OPENSSL_cleanse(inner, sizeof inner);
    OPENSSL_cleanse(outer, sizeof outer);
    return h;
}

struct hasher { EVP_MD_CTX *context; };

struct hasher *hasher_new(void)
{
    struct hasher *h = memory_alloc(sizeof *h);

    context();      // makes sure of the digest
    h->context = EVP_MD_CTX_new();
    must(h->context != NULL && EVP_DigestInit_ex2(h->context, sha256, NULL) == 1);
    return h;
}

void hasher_add(struct hasher *h, const void *at, size_t len)
{
    must(len == 0 || EVP_DigestUpdate(h->context, at, len) == 1);
}

hash hasher_end(struct hasher *h)
{
    hash result;

    must(EVP_DigestFinal_ex(h->context, result.b, NULL) == 1);
    EVP_MD_CTX_free(h->context);
    free(h);
    return result;
}
