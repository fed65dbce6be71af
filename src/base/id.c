#include "base/id.h"

#include "base/bytes.h"
#include "base/day.h"
#include "base/hash.h"
#include "base/random.h"

#include <pthread.h>
#include <string.h>

id id_new_random(void)
{
    id i;

    // Version 4, variant 1 (RFC 9562, 5.4): a random id is a UUID to whoever reads our export.
    random_fill(i.b, sizeof i.b);
    i.b[6] = (uint8_t)((i.b[6] & 0x0F) | 0x40);
    i.b[8] = (uint8_t)((i.b[8] & 0x3F) | 0x80);
    return i;
}

/* RFC 9562, 5.7 with method 1 of 6.2: 48 bits of milliseconds, then a 12-bit counter that starts in
 * the lower half and rises within a millisecond, then 62 random bits. Ids of one process rise even
 * when the clock goes back: time then stands still until the clock has caught up. */
id id_new_ordered(void)
{
    static struct { pthread_mutex_t lock; int64_t ms; unsigned counter; } last = {
        .lock = PTHREAD_MUTEX_INITIALIZER,
    };
    int64_t ms = instant_now().us / 1000;
    unsigned counter;
    uint8_t chance[2];
    id i;

    random_fill(i.b + 8, 8);
    random_fill(chance, sizeof chance);
    pthread_mutex_lock(&last.lock);
    if (ms > last.ms) {
        last.ms = ms;
        last.counter = (unsigned)((chance[0] << 8 | chance[1]) & 0x7FF);
    } else if (++last.counter > 0xFFF) {
        last.ms++;
        last.counter = (unsigned)((chance[0] << 8 | chance[1]) & 0x7FF);
    }
    ms = last.ms;
    counter = last.counter;
    pthread_mutex_unlock(&last.lock);

    for (size_t k = 0; k < 6; k++)
        i.b[k] = (uint8_t)(ms >> (40 - 8 * k));
    i.b[6] = (uint8_t)(0x70 | counter >> 8);
    i.b[7] = (uint8_t)counter;
    i.b[8] = (uint8_t)((i.b[8] & 0x3F) | 0x80);
    return i;
}

id id_derived(id from, const char *word, uint64_t number)
{
    struct bytes all = { 0 };
    id made;
    bytes_add(&all, from.b, sizeof from.b);
    bytes_add_u64(&all, number);
    bytes_add_cstr(&all, word);
    hash h = hash_of(all.at, all.len);
    bytes_free(&all);
    memcpy(made.b, h.b, sizeof made.b);
    return made;
}

bool id_none(id i)
{
    return id_same(i, ID_NONE);
}

bool id_same(id a, id b)
{
    return memcmp(a.b, b.b, sizeof a.b) == 0;
}

int id_compare(id a, id b)
{
    return memcmp(a.b, b.b, sizeof a.b);
}

text id_hex(struct arena *arena, id i)
{
    return text_hex(arena, i.b, sizeof i.b);
}

bool id_from_hex(text s, id *i)
{
    return text_unhex(s, i->b, sizeof i->b);
}

text id_short(struct arena *arena, id i)
{
    static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    char *at = arena_alloc(arena, 15);
    uint64_t bits = 0;

    for (size_t k = 8; k < 16; k++)
        bits = bits << 8 | i.b[k];
    for (int k = 13; k >= 0; k--) {
        if (k == 4 || k == 9) {
            at[k] = '-';
            continue;
        }
        at[k] = digits[bits & 31];
        bits >>= 5;
    }
    return (text){ at, 14 };
}
