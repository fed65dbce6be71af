/* QR codes read back by a reader of the test's own, which knows where modules lie by their place alone: the words of
 * every block are a code word (all syndromes nothing), and the bytes are those that went in. */
#include "check.h"

#include "base/qr.h"

#include <stdio.h>
#include <string.h>

/* ISO/IEC 18004, table 9, level M: words in all, correction words of a block, blocks. */
static const struct { int words, correction, blocks; } published[] = {
    { 0, 0, 0 },     { 26, 10, 1 },   { 44, 16, 1 },   { 70, 26, 1 },   { 100, 18, 2 },  { 134, 24, 2 },
    { 172, 16, 4 },  { 196, 18, 4 },  { 242, 22, 4 },  { 292, 22, 5 },  { 346, 26, 5 },
};
/* Table 7, level M, bytes. */
static const int bytes_max[] = { 0, 14, 26, 42, 62, 84, 106, 122, 152, 180, 213 };
static const int middle[] = { 0, 0, 0, 0, 0, 0, 0, 22, 24, 26, 28 };

static bool near(int a, int at, int by)
{
    return a >= at - by && a <= at + by;
}

static bool is_pattern(const struct qr *qr, int version, int y, int x)
{
    int end = qr->side - 1, far = end - 6, m = middle[version];
    bool corner = (y < 9 && x < 9) || (y < 9 && x > end - 8) || (y > end - 8 && x < 9);
    bool version_bits = version >= 7 && ((y < 6 && x > end - 11) || (x < 6 && y > end - 11));
    bool aligned = version > 1 && near(y, far, 2) && near(x, far, 2);
    if (m)
        aligned = aligned || (near(y, m, 2) && (near(x, m, 2) || near(x, far, 2) || near(x, 6, 2)))
               || (near(x, m, 2) && (near(y, far, 2) || near(y, 6, 2)));
    return corner || version_bits || aligned || y == 6 || x == 6;
}

static int read_mask(const struct qr *qr)
{
    static const int turned[] = { 1, 0, 1 };                   // the first five bits of 0x5412 are 10101
    int mask = 0;
    for (int i = 0; i < 3; i++)                                // bits 12 to 10, along row 8
        mask = mask << 1 | (qr->dark[8][i + 2] ^ turned[i]);
    check("level M", qr->dark[8][0] == 1 && qr->dark[8][1] == 0, "another level");
    return mask;
}

static bool light_by_mask(int mask, int i, int j)
{
    const int rest[] = { (i + j) % 2, i % 2, j % 3, (i + j) % 3, (i / 2 + j / 3) % 2, i * j % 2 + i * j % 3,
                         (i * j % 2 + i * j % 3) % 2, ((i + j) % 2 + i * j % 3) % 2 };
    return rest[mask] == 0;
}

static int read_words(const struct qr *qr, int version, uint8_t words[400])
{
    int mask = read_mask(qr), n = 0;
    memset(words, 0, 400);
    for (int pair = 0; pair < (qr->side - 1) / 2; pair++) {
        int right = qr->side - 1 - 2 * pair;
        right -= right <= 6;                                   // the dotted column is none of a pair
        for (int i = 0; i < 2 * qr->side; i++) {
            int x = right - i % 2, y = pair % 2 ? i / 2 : qr->side - 1 - i / 2;
            if (is_pattern(qr, version, y, x))
                continue;
            if (qr->dark[y][x] ^ light_by_mask(mask, y, x))
                words[n / 8] |= (uint8_t)(128 >> n % 8);
            n++;
        }
    }
    return n / 8;
}

static uint8_t power[512], logarithm[256];

static void make_field(void)
{
    int value = 1;
    for (int i = 0; i < 255; i++) {
        power[i] = power[i + 255] = (uint8_t)value;
        logarithm[value] = (uint8_t)i;
        value = value << 1 ^ (value > 127 ? 0x11D : 0);
    }
}

static bool is_code_word(const uint8_t *word, int count, int correction)
{
    for (int root = 0; root < correction; root++) {
        uint8_t sum = 0;
        for (int i = 0; i < count; i++)
            sum = (uint8_t)((sum ? power[logarithm[sum] + root] : 0) ^ word[i]);
        if (sum)
            return false;
    }
    return true;
}

static int bits(const uint8_t *data, int at, int count)
{
    int value = 0;
    for (int i = at; i < at + count; i++)
        value = value << 1 | (data[i / 8] >> (7 - i % 8) & 1);
    return value;
}

static void read_back(const uint8_t *content, int length)
{
    struct qr qr;
    uint8_t words[400], data[400];
    int version = 1, all = 0;
    char name[20];
    snprintf(name, sizeof name, "%d bytes", length);
    while (length > bytes_max[version])
        version++;
    check(name, qr_of((text){ (const char *)content, (size_t)length }, &qr), "refused");
    check(name, qr.side == 17 + 4 * version, "side %d", qr.side);
    int n = read_words(&qr, version, words), blocks = published[version].blocks;
    int correction = published[version].correction, data_words = published[version].words - blocks * correction;
    check(name, n == published[version].words, "%d words", n);
    for (int b = 0; b < blocks; b++) {
        uint8_t block[100];
        int own = data_words / blocks + (b >= blocks - data_words % blocks), count = 0;
        for (int i = 0; i < data_words / blocks; i++)
            block[count++] = words[i * blocks + b];
        if (own > count)
            block[count++] = words[data_words - blocks + b];
        memcpy(data + all, block, (size_t)own);
        all += own;
        for (int i = 0; i < correction; i++)
            block[count++] = words[data_words + i * blocks + b];
        check(name, is_code_word(block, count, correction), "block %d is no code word", b);
    }
    int head = version < 10 ? 8 : 16;
    check(name, bits(data, 0, 4) == 4 && bits(data, 4, head) == length, "mode %d, length %d", bits(data, 0, 4),
          bits(data, 4, head));
    for (int i = 0; i < length; i++)
        check(name, bits(data, 4 + head + 8 * i, 8) == content[i], "byte %d", i);
}

static void every_length(void **state)
{
    (void)state;
    uint8_t content[QR_BYTES_MAX] = { 0 };
    make_field();
    for (int length = 0; length <= QR_BYTES_MAX; length++) {
        for (int i = 0; i < length; i++)
            content[i] = (uint8_t)(i * 31 + length * 7 + i * i);
        read_back(content, length);
    }
    memset(content, 0, sizeof content);
    read_back(content, QR_BYTES_MAX);
    memset(content, 0xFF, sizeof content);
    read_back(content, QR_BYTES_MAX);
}

static void too_long(void **state)
{
    (void)state;
    char content[QR_BYTES_MAX + 1] = { 0 };
    struct qr qr;
    assert_false(qr_of((text){ content, sizeof content }, &qr));
}

static void finders(void **state)
{
    (void)state;
    static const char *const rows[] = { "1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111" };
    struct qr qr;
    assert_true(qr_of(TEXT("otpauth"), &qr));
    for (int y = 0; y < 7; y++)
        for (int x = 0; x < 7; x++) {
            bool dark = rows[y][x] == '1';
            assert_true(qr.dark[y][x] == dark && qr.dark[y][qr.side - 1 - x] == dark
                        && qr.dark[qr.side - 1 - y][x] == dark);
        }
    struct arena *arena = arena_new();
    text path = qr_path(arena, &qr);
    check("the path begins with the upper side of the first finder", text_starts(path, "M4 4h7v1h-7z"), "%.*s",
          TEXT_ARG(text_first(path, 40)));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(every_length), cmocka_unit_test(too_long),
                                        cmocka_unit_test(finders) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
