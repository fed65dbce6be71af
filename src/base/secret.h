/* base/secret.h - what must be read back and yet not lie open in the store: XChaCha20-Poly1305 (libsodium). */
#pragma once
#include "base/bytes.h"

struct secret_key { uint8_t b[32]; };

struct secret_key secret_key_new(void);
void secret_forget(void *at, size_t len);              // wipes it

/* about: to whom it belongs; what was locked for one opens for nobody else. Adds nonce and ciphertext to `to`. */
void secret_lock(const struct secret_key *key, text about, const void *plain, size_t len, struct bytes *to);
/* False: another key, another owner, altered, or not of that length. */
bool secret_unlock(const struct secret_key *key, text about, text locked, void *plain, size_t len);
