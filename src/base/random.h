/* base/random.h - randomness of the kernel (getrandom). Ends the process if there is none. */
#pragma once
#include <stddef.h>
#include <stdint.h>

void random_fill(void *at, size_t size);

/* A repeatable stream (xoshiro256**) for the demonstration authority and for tests; never for
 * salts, ids of real people, keys or tokens. */
struct dice { uint64_t s[4]; };
struct dice dice_of(uint64_t seed);
uint64_t dice_next(struct dice *d);
uint32_t dice_below(struct dice *d, uint32_t bound);   // 0 .. bound-1, without bias
double dice_unit(struct dice *d);                      // [0,1)
