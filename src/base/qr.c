#include "base/qr.h"

#include "base/bytes.h"

#include <limits.h>
#include <string.h>

#define WORDS_MAX 346                                  // of version 10, data and correction
#define QUIET 4

/* Level M: correction words of a block, and blocks of the shorter and of the longer kind (one word more). */
static const struct { int correction, blocks, data, longer; int aligned[3]; } versions[] = {
    [1]  = { .correction = 10, .blocks = 1, .data = 16 },
    [2]  = { .correction = 16, .blocks = 1, .data = 28, .aligned = { 6, 18 } },
    [3]  = { .correction = 26, .blocks = 1, .data = 44, .aligned = { 6, 22 } },
    [4]  = { .correction = 18, .blocks = 2, .data = 32, .aligned = { 6, 26 } },
    [5]  = { .correction = 24, .blocks = 2, .data = 43, .aligned = { 6, 30 } },
    [6]  = { .correction = 16, .blocks = 4, .data = 27, .aligned = { 6, 34 } },
    [7]  = { .correction = 18, .blocks = 4, .data = 31, .aligned = { 6, 22, 38 } },
    [8]  = { .correction = 22, .blocks = 2, .data = 38, .longer = 2, .aligned = { 6, 24, 42 } },
    [9]  = { .correction = 22, .blocks = 3, .data = 36, .longer = 2, .aligned = { 6, 26, 46 } },
    [10] = { .correction = 26, .blocks = 4, .data = 43, .longer = 1, .aligned = { 6, 28, 50 } },
};
enum { VERSION_MAX = 10 };

static int data_words(int version)
{
    return (versions[version].blocks + versions[version].longer) * versions[version].data + versions[version].longer;
}

/* ---- the words: mode, length, content, filling; then correction, block by block ---- */

static int count_bits(int version)
{
    return version < 10 ? 8 : 16;
}

static void put_bits(uint8_t *words, int *at, unsigned value, int count)
{
    for (int i = count - 1; i >= 0; i--, ++*at)
        if (value >> i & 1)
            words[*at / 8] |= (uint8_t)(128 >> *at % 8);
}

static void fill_data(text content, int version, uint8_t *data)
{
    int at = 0, all = data_words(version);
    memset(data, 0, (size_t)all);
    put_bits(data, &at, 4, 4);                          // bytes
    put_bits(data, &at, (unsigned)content.len, count_bits(version));
    for (size_t i = 0; i < content.len; i++)
        put_bits(data, &at, (uint8_t)content.at[i], 8);
    at += all * 8 - at < 4 ? all * 8 - at : 4;          // the end: four light bits where there is room
    for (int word = (at + 7) / 8, odd = 0; word < all; word++, odd = !odd)
        data[word] = odd ? 0x11 : 0xEC;
}

/* In the field of 256 elements with x^8 + x^4 + x^3 + x^2 + 1. */
static uint8_t times(uint8_t a, uint8_t b)
{
    unsigned product = 0;
    for (int i = 7; i >= 0; i--) {
        product = product << 1 ^ (product >> 7) * 0x11D;
        if (b >> i & 1)
            product ^= a;
    }
    return (uint8_t)product;
}

/* The remainder of the data by the polynomial whose roots are the first powers of 2. */
static void correct(const uint8_t *data, int data_count, uint8_t *correction, int count)
{
    uint8_t divisor[30] = { 0 }, root = 1;
    divisor[count - 1] = 1;
    for (int i = 0; i < count; i++, root = times(root, 2))
        for (int j = 0; j < count; j++)
            divisor[j] = times(divisor[j], root) ^ (j + 1 < count ? divisor[j + 1] : 0);
    memset(correction, 0, (size_t)count);
    for (int i = 0; i < data_count; i++) {
        uint8_t factor = data[i] ^ correction[0];
        memmove(correction, correction + 1, (size_t)count - 1);
        correction[count - 1] = 0;
        for (int j = 0; j < count; j++)
            correction[j] ^= times(divisor[j], factor);
    }
}

/* One word of each block in turn, the correction behind the data. Answers how many there are. */
static int interleave(const uint8_t *data, int version, uint8_t *words)
{
    int shorter = versions[version].blocks, blocks = shorter + versions[version].longer;
    int length = versions[version].data, count = versions[version].correction, n = 0;
    uint8_t correction[8][30];
    int from[8];
    for (int b = 0, at = 0; b < blocks; b++) {
        int own = length + (b >= shorter);
        from[b] = at;
        correct(data + at, own, correction[b], count);
        at += own;
    }
    for (int i = 0; i <= length; i++)
        for (int b = 0; b < blocks; b++)
            if (i < length || b >= shorter)
                words[n++] = data[from[b] + i];
    for (int i = 0; i < count; i++)
        for (int b = 0; b < blocks; b++)
            words[n++] = correction[b][i];
    return n;
}

/* ---- the square ---- */

struct square { struct qr *qr; bool fixed[QR_SIDE_MAX][QR_SIDE_MAX]; };

static void set_fixed(struct square *s, int row, int column, bool dark)
{
    s->qr->dark[row][column] = dark;
    s->fixed[row][column] = true;
}

static void put_finder(struct square *s, int row, int column)
{
    for (int y = -1; y <= 7; y++)
        for (int x = -1; x <= 7; x++) {
            bool inside = x >= 0 && x <= 6 && y >= 0 && y <= 6;
            bool ring = x == 0 || x == 6 || y == 0 || y == 6;
            bool heart = x >= 2 && x <= 4 && y >= 2 && y <= 4;
            if (row + y >= 0 && row + y < s->qr->side && column + x >= 0 && column + x < s->qr->side)
                set_fixed(s, row + y, column + x, inside && (ring || heart));
        }
}

static void put_aligned(struct square *s, int version)
{
    const int *at = versions[version].aligned;
    int count = version == 1 ? 0 : version < 7 ? 2 : 3;
    for (int i = 0; i < count; i++)
        for (int j = 0; j < count; j++) {
            bool corner = (i == 0 && j == 0) || (i == 0 && j == count - 1) || (i == count - 1 && j == 0);
            for (int y = -2; y <= 2 && !corner; y++)
                for (int x = -2; x <= 2; x++)
                    set_fixed(s, at[i] + y, at[j] + x, x == -2 || x == 2 || y == -2 || y == 2 || (!x && !y));
        }
}

/* The value with the remainder of its division behind it. */
static unsigned with_remainder(unsigned value, unsigned divisor, int bits)
{
    unsigned rest = value << bits;
    for (int i = 31; i >= bits; i--)
        if (rest >> i & 1)
            rest ^= divisor << (i - bits);
    return value << bits | rest;
}

static void put_format(struct square *s, int mask)
{
    unsigned bits = with_remainder((unsigned)mask, 0x537, 10) ^ 0x5412;          // level M is 00
    int side = s->qr->side;
    for (int i = 0; i < 15; i++) {
        bool dark = bits >> i & 1;
        set_fixed(s, i < 6 ? i : i < 8 ? i + 1 : 8, i < 8 ? 8 : i == 8 ? 7 : 14 - i, dark);
        set_fixed(s, i < 8 ? 8 : side - 15 + i, i < 8 ? side - 1 - i : 8, dark);
    }
    set_fixed(s, side - 8, 8, true);
}

static void put_version(struct square *s, int version)
{
    unsigned bits = with_remainder((unsigned)version, 0x1F25, 12);
    for (int i = 0; i < 18 && version >= 7; i++) {
        set_fixed(s, i / 3, s->qr->side - 11 + i % 3, bits >> i & 1);
        set_fixed(s, s->qr->side - 11 + i % 3, i / 3, bits >> i & 1);
    }
}

static void put_patterns(struct square *s, int version)
{
    int side = s->qr->side;
    for (int i = 0; i < side; i++) {
        set_fixed(s, 6, i, i % 2 == 0);
        set_fixed(s, i, 6, i % 2 == 0);
    }
    put_finder(s, 0, 0);
    put_finder(s, 0, side - 7);
    put_finder(s, side - 7, 0);
    put_aligned(s, version);
    put_version(s, version);
    put_format(s, 0);                                   // keeps its place
}

/* Two columns at a time from the right, up and down in turn; the upright row of dots is stepped over. */
static void put_words(struct square *s, const uint8_t *words, int count)
{
    int side = s->qr->side, bit = 0;
    bool up = true;
    for (int right = side - 1; right > 0; right -= 2, up = !up) {
        if (right == 6)
            right--;
        for (int i = 0; i < side; i++)
            for (int column = right; column > right - 2; column--) {
                int row = up ? side - 1 - i : i;
                if (s->fixed[row][column] || bit >= count * 8)
                    continue;
                s->qr->dark[row][column] = words[bit / 8] >> (7 - bit % 8) & 1;
                bit++;
            }
    }
}

/* ---- the mask: of eight the one that reads best ---- */

static bool masked(int mask, int y, int x)
{
    switch (mask) {
    case 0:  return (x + y) % 2 == 0;
    case 1:  return y % 2 == 0;
    case 2:  return x % 3 == 0;
    case 3:  return (x + y) % 3 == 0;
    case 4:  return (x / 3 + y / 2) % 2 == 0;
    case 5:  return x * y % 2 + x * y % 3 == 0;
    case 6:  return (x * y % 2 + x * y % 3) % 2 == 0;
    default: return ((x + y) % 2 + x * y % 3) % 2 == 0;
    }
}

static void turn(struct square *s, int mask)
{
    for (int y = 0; y < s->qr->side; y++)
        for (int x = 0; x < s->qr->side; x++)
            if (!s->fixed[y][x])
                s->qr->dark[y][x] ^= masked(mask, y, x);
}

static bool module(const struct qr *qr, int line, int i, bool upright)
{
    return upright ? qr->dark[i][line] : qr->dark[line][i];
}

/* Long runs of one colour, and what looks like a finder with light beside it. */
static int line_penalty(const struct qr *qr, int line, bool upright)
{
    int penalty = 0, run = 0;
    unsigned last = 0;
    for (int i = 0; i < qr->side; i++) {
        bool dark = module(qr, line, i, upright);
        run = i > 0 && dark == module(qr, line, i - 1, upright) ? run + 1 : 1;
        penalty += run == 5 ? 3 : run > 5;
        last = (last << 1 | dark) & 0x7FF;
        penalty += i >= 10 && (last == 0x5D0 || last == 0x05D) ? 40 : 0;
    }
    return penalty;
}

static int penalty_of(const struct qr *qr)
{
    int penalty = 0, dark = 0, all = qr->side * qr->side;
    for (int line = 0; line < qr->side; line++)
        penalty += line_penalty(qr, line, false) + line_penalty(qr, line, true);
    for (int y = 0; y < qr->side; y++)
        for (int x = 0; x < qr->side; x++) {
            bool own = qr->dark[y][x];
            dark += own;
            penalty += x > 0 && y > 0 && qr->dark[y - 1][x] == own && qr->dark[y][x - 1] == own
                    && qr->dark[y - 1][x - 1] == own ? 3 : 0;
        }
    int away = dark * 20 - all * 10;                    // from half, in twentieths
    return penalty + (away < 0 ? -away : away) / all * 10;
}

static void choose_mask(struct square *s)
{
    int best = 0, least = INT_MAX;
    for (int mask = 0; mask < 8; mask++) {
        put_format(s, mask);
        turn(s, mask);
        int penalty = penalty_of(s->qr);
        turn(s, mask);
        if (penalty < least) {
            least = penalty;
            best = mask;
        }
    }
    put_format(s, best);
    turn(s, best);
}

bool qr_of(text content, struct qr *qr)
{
    struct square s = { .qr = qr };
    uint8_t data[WORDS_MAX], words[WORDS_MAX];
    int version = 1;
    while (version <= VERSION_MAX
           && content.len * 8 + 4 + (size_t)count_bits(version) > (size_t)data_words(version) * 8)
        version++;
    if (version > VERSION_MAX)
        return false;
    *qr = (struct qr){ .side = 17 + 4 * version };
    fill_data(content, version, data);
    put_patterns(&s, version);
    put_words(&s, words, interleave(data, version, words));
    choose_mask(&s);
    return true;
}

text qr_path(struct arena *arena, const struct qr *qr)
{
    struct bytes path = { 0 };
    for (int y = 0; y < qr->side; y++)
        for (int x = 0, run; x < qr->side; x += run) {
            for (run = 1; x + run < qr->side && qr->dark[y][x + run] == qr->dark[y][x]; run++)
                ;
            if (qr->dark[y][x])
                bytes_add_format(&path, "M%d %dh%dv1h-%dz", x + QUIET, y + QUIET, run, run);
        }
    text made = text_copy(arena, bytes_text(&path));
    bytes_free(&path);
    return made;
}
