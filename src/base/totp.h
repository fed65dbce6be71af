/* base/totp.h - codes of an authenticator app: RFC 6238 with SHA-1, 6 digits, steps of 30 seconds. */
#pragma once
#include "base/day.h"

#define TOTP_SECRET_BYTES 20                           // RFC 4226, section 4: 160 bits
#define TOTP_DIGITS 6
#define TOTP_STEP_SECONDS 30

int64_t totp_step(instant t);                          // since 1970
uint32_t totp_code(const uint8_t *secret, size_t len, int64_t step);
/* The step nearest before, at or after `now` (one each way: clocks of telephones) whose code this is, and that is
 * later than `used`; 0: none. Six figures and nothing else. */
int64_t totp_match(const uint8_t *secret, size_t len, text code, instant now, int64_t used);
