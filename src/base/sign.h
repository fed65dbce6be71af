/* base/sign.h - Ed25519 signatures and argon2id password hashes, through libsodium. */
#pragma once
#include "base/text.h"

struct sign_seed { uint8_t b[32]; };
struct sign_key { uint8_t b[32]; };                    // the public half
struct signature { uint8_t b[64]; };

struct sign_seed sign_seed_new(void);
struct sign_key sign_key_of(const struct sign_seed *seed);
struct signature sign_bytes(const struct sign_seed *seed, const void *at, size_t len);
bool sign_holds(const struct sign_key *key, const struct signature *s, const void *at, size_t len);
void sign_forget(struct sign_seed *seed);              // wipes it

/* argon2id, m = 19 456 KiB, t = 2, p = 1 (OWASP ASVS 5.0.0 appendix C); a PHC string.
 * Takes 25 to 50 ms and 19 MiB: never on an HTTP thread. */
#define PASSWORD_HASH_MAX 128
MUST_USE bool password_hash(text password, char out[PASSWORD_HASH_MAX]);
bool password_holds(const char *phc, text password);
/* The same work for a user who does not exist. */
void password_waste(text password);

text base64_of(struct arena *arena, const void *at, size_t len);        // standard alphabet, padded
bool base64_read(text s, void *at, size_t room, size_t *len);           // strict
text base32_of(struct arena *arena, const void *at, size_t len);        // RFC 4648, no padding
