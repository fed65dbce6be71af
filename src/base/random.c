#include "base/random.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

void random_fill(void *at, size_t size)
{
    unsigned char *next = at;

    while (size > 0) {
        ssize_t got = getrandom(next, size, 0);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            static const char sentence[] = "candour: the kernel gives no random bytes; stopping.\n";
            // The process ends either way; nobody is left to tell when this write fails.
            if (write(STDERR_FILENO, sentence, sizeof sentence - 1) < 0)
                abort();
            abort();
        }
        next += got;
        size -= (size_t)got;
    }
}

/* SplitMix64 spreads one seed over the four words, as the authors of xoshiro advise. */
struct dice dice_of(uint64_t seed)
{
    struct dice d;

    for (size_t i = 0; i < 4; i++) {
        uint64_t z = (seed += UINT64_C(0x9E3779B97F4A7C15));
        z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
        z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
        d.s[i] = z ^ (z >> 31);
    }
    return d;
}

static uint64_t turned_left(uint64_t x, int bits)
{
    return (x << bits) | (x >> (64 - bits));
}

/* xoshiro256** 1.0, Blackman and Vigna, public domain. */
uint64_t dice_next(struct dice *d)
{
    uint64_t *s = d->s;
    uint64_t result = turned_left(s[1] * 5, 7) * 9;
    uint64_t t = s[1] << 17;

    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = turned_left(s[3], 45);
    return result;
}

/* Lemire's multiplication: the few values that would make some results likelier are thrown
 * again. */
uint32_t dice_below(struct dice *d, uint32_t bound)
{
    uint64_t product;
    uint32_t least;

    assert(bound > 0);
    least = -bound % bound;
    do {
        product = (dice_next(d) >> 32) * bound;
    } while ((uint32_t)product < least);
    return (uint32_t)(product >> 32);
}

double dice_unit(struct dice *d)
{
    return (double)(dice_next(d) >> 11) * 0x1.0p-53;
}
