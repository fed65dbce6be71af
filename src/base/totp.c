#include "base/totp.h"

#include "base/arena.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

int64_t totp_step(instant t)
{
    return t.us / US_PER_SECOND / TOTP_STEP_SECONDS;
}

/* RFC 4226, section 5.3. */
uint32_t totp_code(const uint8_t *secret, size_t len, int64_t step)
{
    uint8_t counter[8], mac[EVP_MAX_MD_SIZE];
    unsigned mac_len = 0;
    for (int i = 0; i < 8; i++)
        counter[i] = (uint8_t)((uint64_t)step >> (56 - 8 * i));
    if (!HMAC(EVP_sha1(), secret, (int)len, counter, sizeof counter, mac, &mac_len) || mac_len != 20)
        out_of_memory();
    unsigned at = mac[19] & 15;
    uint32_t cut = (uint32_t)(mac[at] & 127) << 24 | (uint32_t)mac[at + 1] << 16 | (uint32_t)mac[at + 2] << 8
                 | mac[at + 3];
    return cut % 1000000;
}

static bool read_code(text code, uint32_t *value)
{
    *value = 0;
    for (size_t i = 0; i < code.len; i++) {
        if (code.at[i] < '0' || code.at[i] > '9')
            return false;
        *value = *value * 10 + (uint32_t)(code.at[i] - '0');
    }
    return code.len == TOTP_DIGITS;
}

int64_t totp_match(const uint8_t *secret, size_t len, text code, instant now, int64_t used)
{
    uint32_t typed;
    int64_t step = totp_step(now);
    if (code.len > TOTP_DIGITS || !read_code(code, &typed))
        return 0;
    for (int64_t s = step - 1; s <= step + 1; s++)
        if (s > used && totp_code(secret, len, s) == typed)
            return s;
    return 0;
}
