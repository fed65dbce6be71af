/* candour-check - proves a record or a history that was carried out of Candour, on your own machine.
 *
 *   candour-check record PROOF --key VKEY
 *   candour-check consistency PROOF --key VKEY
 *
 * VKEY is the ledger's public key, as text or in a file, from somewhere you trust. Exit status: 0 proved, 1 not proved,
 * 2 the files cannot be read. It shares no code with Candour: its own SHA-256, its own trees and notes; Ed25519 by
 * libcrypto, where Candour uses libsodium. No database, no network. Formats: docs/ledger.md. */
#include <openssl/evp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define FILE_MAX (4u << 20)
#define PATH_MAX_HASHES 64
#define DASH "\xe2\x80\x94 "

typedef struct { uint8_t b[32]; } digest;

/* ---- SHA-256 (FIPS 180-4) ---- */

struct sha { uint32_t h[8]; uint8_t block[64]; uint64_t len; };

static uint32_t turn(uint32_t x, int n)
{
    return x >> n | x << (32 - n);
}

static void sha_block(struct sha *s, const uint8_t *at)
{
    static const uint32_t k[64] = {
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    };
    uint32_t w[64], v[8];
    for (int i = 0; i < 16; i++)
        w[i] = (uint32_t)at[4 * i] << 24 | (uint32_t)at[4 * i + 1] << 16
             | (uint32_t)at[4 * i + 2] << 8 | at[4 * i + 3];
    for (int i = 16; i < 64; i++)
        w[i] = w[i - 16] + w[i - 7] + (turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ w[i - 15] >> 3)
             + (turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ w[i - 2] >> 10);
    memcpy(v, s->h, sizeof v);
    for (int i = 0; i < 64; i++) {
        uint32_t a = v[7] + (turn(v[4], 6) ^ turn(v[4], 11) ^ turn(v[4], 25))
                   + ((v[4] & v[5]) ^ (~v[4] & v[6])) + k[i] + w[i];
        uint32_t b = (turn(v[0], 2) ^ turn(v[0], 13) ^ turn(v[0], 22))
                   + ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
        memmove(v + 1, v, 7 * sizeof *v);
        v[4] += a;
        v[0] = a + b;
    }
    for (int i = 0; i < 8; i++)
        s->h[i] += v[i];
}

static struct sha sha_begin(void)
{
    return (struct sha){ .h = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c,
                                0x1f83d9ab, 0x5be0cd19 } };
}

static void sha_add(struct sha *s, const void *bytes, size_t len)
{
    const uint8_t *at = bytes;
    for (; len > 0; len--) {
        s->block[s->len++ % 64] = *at++;
        if (s->len % 64 == 0)
            sha_block(s, s->block);
    }
}

static digest sha_end(struct sha *s)
{
    uint64_t bits = s->len * 8;
    digest made;
    sha_add(s, "\x80", 1);
    while (s->len % 64 != 56)
        sha_add(s, "\0", 1);
    for (int i = 7; i >= 0; i--)
        sha_add(s, &(uint8_t){ (uint8_t)(bits >> (8 * i)) }, 1);
    for (int i = 0; i < 32; i++)
        made.b[i] = (uint8_t)(s->h[i / 4] >> (24 - 8 * (i % 4)));
    return made;
}

static digest sha_of(const void *a, size_t a_len, const void *b, size_t b_len)
{
    struct sha s = sha_begin();
    sha_add(&s, a, a_len);
    sha_add(&s, b, b_len);
    return sha_end(&s);
}

static bool same(digest a, digest b)
{
    return !memcmp(a.b, b.b, sizeof a.b);
}

/* ---- the tree (RFC 9162, sections 2.1.3.2 and 2.1.4.2) ---- */

struct path { digest at[PATH_MAX_HASHES]; size_t count; };

static digest node(digest left, digest right)
{
    uint8_t bytes[65] = { 1 };
    memcpy(bytes + 1, left.b, 32);
    memcpy(bytes + 33, right.b, 32);
    return sha_of(bytes, sizeof bytes, "", 0);
}

static void up(uint64_t *fn, uint64_t *sn, bool past_even)
{
    while (past_even && !(*fn & 1) && *fn) {
        *fn >>= 1;
        *sn >>= 1;
    }
    *fn >>= 1;
    *sn >>= 1;
}

static bool included(digest leaf, uint64_t index, uint64_t size, const struct path *path, digest root)
{
    if (index >= size)
        return false;
    uint64_t fn = index, sn = size - 1;
    for (size_t i = 0; i < path->count; i++) {
        bool right = (fn & 1) || fn == sn;
        if (sn == 0)
            return false;
        leaf = right ? node(path->at[i], leaf) : node(leaf, path->at[i]);
        up(&fn, &sn, right);
    }
    return sn == 0 && same(leaf, root);
}

static bool consistent(uint64_t old, uint64_t size, const struct path *path, digest old_root,
                       digest root)
{
    if (old > size)
        return false;
    if (old == size)
        return path->count == 0 && same(old_root, root);
    if (old == 0)
        return path->count == 0 && same(old_root, sha_of("", 0, "", 0));
    if (path->count == 0)
        return false;
    size_t i = 0;
    digest fr = old & (old - 1) ? path->at[i++] : old_root, sr = fr;
    uint64_t fn = old - 1, sn = size - 1;
    for (; fn & 1; fn >>= 1)
        sn >>= 1;
    for (; i < path->count; i++) {
        bool right = (fn & 1) || fn == sn;
        if (sn == 0)
            return false;
        if (right)
            fr = node(path->at[i], fr);
        sr = right ? node(path->at[i], sr) : node(sr, path->at[i]);
        up(&fn, &sn, right);
    }
    return sn == 0 && same(fr, old_root) && same(sr, root);
}

/* ---- lines, base64, keys, notes ---- */

static const char *why;                      // the sentence about what could not be read or proved

static bool unreadable(const char *sentence)
{
    why = sentence;
    return false;
}

/* Strict: the padding and the unused bits are as they must be. -1: not base64. */
static long decode(const char *s, size_t len, uint8_t *out, size_t room)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t n = 0;
    if (len % 4)
        return -1;
    for (size_t i = 0; i < len; i += 4) {
        int pad = 0, v[4];
        for (int k = 0; k < 4; k++) {
            const char *at = s[i + (size_t)k] ? strchr(digits, s[i + (size_t)k]) : NULL;
            if (!at && (s[i + (size_t)k] != '=' || i + 4 != len || k < 2))
                return -1;
            if (at && pad)
                return -1;
            pad += !at;
            v[k] = at ? (int)(at - digits) : 0;
        }
        if ((pad == 1 && v[2] & 3) || (pad == 2 && v[1] & 15) || n + 3 - (size_t)pad > room)
            return -1;
        uint32_t word = (uint32_t)(v[0] << 18 | v[1] << 12 | v[2] << 6 | v[3]);
        for (int k = 0; k < 3 - pad; k++)
            out[n++] = (uint8_t)(word >> (16 - 8 * k));
    }
    return (long)n;
}

struct key { char name[256]; uint8_t id[4], public[32]; };

static bool read_key(const char *given, struct key *key)
{
    char text[1024] = "", hex[9];
    uint8_t data[40];
    FILE *file = fopen(given, "rb");
    if (file) {
        size_t n = fread(text, 1, sizeof text - 1, file);
        text[n] = 0;
        fclose(file);
    } else {
        snprintf(text, sizeof text, "%s", given);
    }
    text[strcspn(text, "\r\n \t")] = 0;
    char *first = strchr(text, '+'), *second = first ? strchr(first + 1, '+') : NULL;
    if (!second || first - text >= (long)sizeof key->name)
        return unreadable("the key is not NAME+ID+BASE64");
    if (decode(second + 1, strlen(second + 1), data, sizeof data) != 33 || data[0] != 1)
        return unreadable("the key is of no known kind");
    memset(key, 0, sizeof *key);
    memcpy(key->name, text, (size_t)(first - text));
    memcpy(key->public, data + 1, 32);
    struct sha s = sha_begin();
    sha_add(&s, key->name, strlen(key->name));
    sha_add(&s, "\n", 1);
    sha_add(&s, data, 33);
    digest d = sha_end(&s);
    memcpy(key->id, d.b, 4);
    snprintf(hex, sizeof hex, "%02x%02x%02x%02x", d.b[0], d.b[1], d.b[2], d.b[3]);
    return !strncmp(first + 1, hex, 8) && second == first + 9
        ? true : unreadable("the key does not agree with itself");
}

static bool signature_holds(const struct key *key, const uint8_t *signature, const char *at,
                            size_t len)
{
    EVP_PKEY *public = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key->public, 32);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool good = public && context && EVP_DigestVerifyInit(context, NULL, NULL, NULL, public) == 1
             && EVP_DigestVerify(context, signature, 64, (const uint8_t *)at, len) == 1;
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(public);
    return good;
}

static bool read_number(const char **at, char end, uint64_t *number)
{
    const char *s = *at;
    uint64_t n = 0;
    if (*s < '0' || *s > '9' || (*s == '0' && s[1] >= '0' && s[1] <= '9'))
        return false;
    for (; *s >= '0' && *s <= '9'; s++) {
        if (n > (UINT64_MAX - 9) / 10)
            return false;
        n = n * 10 + (uint64_t)(*s - '0');
    }
    if (*s != end)
        return false;
    *at = s + 1;
    *number = n;
    return true;
}

/* Size and root of the checkpoint that begins here, signed by this key; `rest` is behind its signature lines. */
static bool read_note(const char *note, const struct key *key, uint64_t *size, digest *root,
                      const char **rest)
{
    size_t name = strlen(key->name);
    const char *at = note;
    if (strncmp(at, key->name, name) || at[name] != '\n')
        return unreadable("a checkpoint is not of this ledger");
    at += name + 1;
    if (!read_number(&at, '\n', size))
        return unreadable("a checkpoint has no size");
    size_t line = strcspn(at, "\n");
    if (decode(at, line, root->b, 32) != 32 || strncmp(at + line, "\n\n", 2))
        return unreadable("a checkpoint is not three lines");
    size_t signed_len = (size_t)(at + line + 1 - note);
    bool good = false;
    for (at += line + 2; !strncmp(at, DASH, 4);) {
        uint8_t signature[80];
        line = strcspn(at, "\n");
        if (!strncmp(at + 4, key->name, name) && at[4 + name] == ' '
                && decode(at + 5 + name, line - 5 - name, signature, sizeof signature) == 68
                && !memcmp(signature, key->id, 4))
            good = good || signature_holds(key, signature + 4, note, signed_len);
        at += line + (at[line] == '\n');
    }
    *rest = at;
    return good ? true : unreadable("a checkpoint is not signed by this key");
}

/* Lines of hashes up to an empty line. */
static bool read_path(const char **at, struct path *path)
{
    path->count = 0;
    while (**at && **at != '\n') {
        size_t line = strcspn(*at, "\n");
        if (path->count == PATH_MAX_HASHES || decode(*at, line, path->at[path->count++].b, 32) != 32)
            return unreadable("the path is not made of hashes");
        *at += line + ((*at)[line] == '\n');
    }
    *at += **at == '\n';
    return true;
}

/* ---- a record ---- */

static uint64_t number_at(const uint8_t *at, int bytes)
{
    uint64_t n = 0;
    for (int i = 0; i < bytes; i++)
        n = n << 8 | at[i];
    return n;
}

static void print_moment(const char *what, int64_t us)
{
    time_t seconds = (time_t)(us / 1000000 - (us % 1000000 < 0));
    struct tm t;
    char words[64] = "still so";
    if (us != INT64_MAX && gmtime_r(&seconds, &t))
        strftime(words, sizeof words, "%Y-%m-%d %H:%M:%S UTC", &t);
    printf("  %-9s %s\n", what, words);
}

static void print_hex(const char *what, const uint8_t *at, int count)
{
    printf("  %-9s ", what);
    for (int i = 0; i < count; i++)
        printf("%02x", at[i]);
    printf("\n");
}

/* Control characters are not let through to the terminal. */
static void print_value(unsigned field, const uint8_t *at, size_t len)
{
    printf("  field %5u ", field);
    for (size_t i = 0; i < len; i++)
        putchar(at[i] < 32 && at[i] != '\n' ? '?' : at[i] == 127 ? '?' : at[i]);
    printf("\n");
}

static bool walk_parts(const uint8_t *at, size_t left, uint32_t want, digest *root, bool print)
{
    struct sha s = sha_begin();
    uint32_t count = 0;
    uint8_t big[4] = { (uint8_t)(want >> 24), (uint8_t)(want >> 16), (uint8_t)(want >> 8), (uint8_t)want };
    sha_add(&s, "CDB1", 4);
    sha_add(&s, big, 4);
    for (; left > 0; count++) {
        if (left < 39)
            return unreadable("a part is cut off");
        uint32_t len = (uint32_t)number_at(at + 3, 4);
        if (at[0] > 1 || (at[0] == 1 && len) || len > left - 39)
            return unreadable("a part is not well formed");
        if (at[0] == 1) {
            sha_add(&s, at + 7, 32);
            if (print)
                printf("  field %5u (withheld or erased)\n", (unsigned)number_at(at + 1, 2));
        } else {
            struct sha part = sha_begin();
            sha_add(&part, "CDP1", 4);
            sha_add(&part, at + 1, 2);
            sha_add(&part, at + 7, 32 + len);
            digest commit = sha_end(&part);
            sha_add(&s, commit.b, 32);
            if (print)
                print_value((unsigned)number_at(at + 1, 2), at + 39, len);
        }
        at += 39 + len;
        left -= 39 + len;
    }
    *root = sha_end(&s);
    return count == want ? true : unreadable("the number of parts is not that of the entry");
}

static bool check_record(const char *text, const struct key *key, char *proved, size_t room)
{
    static uint8_t extra[FILE_MAX];
    struct path path;
    uint64_t index, size;
    digest root, parts;
    const char *at = text, *rest;
    if (strncmp(at, "c2sp.org/tlog-proof@v1\nextra ", 29))
        return unreadable("this is not a proof of an entry");
    at += 29;
    size_t line = strcspn(at, "\n");
    long len = decode(at, line, extra, sizeof extra);
    at += line + (at[line] == '\n');
    if (len < 156 || number_at(extra, 4) != 152 || memcmp(extra + 4, "CDL1", 4))
        return unreadable("the entry's leaf is not one of Candour's");
    if (strncmp(at, "index ", 6))
        return unreadable("the proof has no index");
    at += 6;
    if (!read_number(&at, '\n', &index))
        return unreadable("the proof has no index");
    if (!read_path(&at, &path) || !read_note(at, key, &size, &root, &rest))
        return false;
    const uint8_t *leaf = extra + 4;
    uint32_t count = (uint32_t)number_at(leaf + 108, 4);
    if (!walk_parts(extra + 156, (size_t)len - 156, count, &parts, false))
        return false;
    if (number_at(leaf + 24, 8) != index || memcmp(parts.b, leaf + 120, 32))
        return unreadable("the parts are not those that the entry committed to");
    if (!included(sha_of("\0", 1, leaf, 152), index, size, &path, root))
        return unreadable("the entry is not in the ledger that was signed");
    printf("Entry %llu of %s, kind 0x%04x version %u\n", (unsigned long long)index, key->name,
           (unsigned)number_at(leaf + 4, 2), (unsigned)number_at(leaf + 6, 2));
    print_moment("happened", (int64_t)number_at(leaf + 40, 8));
    print_moment("recorded", (int64_t)number_at(leaf + 32, 8));
    print_hex("author", leaf + 88, 16);
    print_hex("subject", leaf + 72, 16);
    walk_parts(extra + 156, (size_t)len - 156, count, &parts, true);
    snprintf(proved, room, "this is entry %llu of the %llu that the checkpoint covers, word for word",
             (unsigned long long)index, (unsigned long long)size);
    return true;
}

static bool check_consistency(const char *text, const struct key *key, char *proved, size_t room)
{
    struct path path;
    uint64_t old_told, told, old_size, size;
    digest old_root, root;
    const char *at = text, *rest;
    if (strncmp(at, "candour-consistency@v1\n", 23))
        return unreadable("this is not a proof of consistency");
    at += 23;
    if (!read_number(&at, ' ', &old_told) || !read_number(&at, '\n', &told))
        return unreadable("the proof has no sizes");
    if (!read_path(&at, &path) || !read_note(at, key, &old_size, &old_root, &rest))
        return false;
    if (*rest != '\n')
        return unreadable("the proof does not hold two checkpoints");
    if (!read_note(rest + 1, key, &size, &root, &rest))
        return false;
    if (old_size != old_told || size != told)
        return unreadable("the sizes are not those of the checkpoints");
    if (!consistent(old_size, size, &path, old_root, root))
        return unreadable("the newer ledger does not begin with the older one");
    snprintf(proved, room, "the first %llu of %llu entries are what they were",
             (unsigned long long)old_size, (unsigned long long)size);
    return true;
}

int main(int argc, char **argv)
{
    static char text[FILE_MAX + 1];
    char proved[200];
    struct key key;
    bool record = argc == 5 && !strcmp(argv[1], "record");
    if (argc != 5 || (!record && strcmp(argv[1], "consistency")) || strcmp(argv[3], "--key")) {
        fprintf(stderr, "usage: candour-check record PROOF --key VKEY\n"
                        "       candour-check consistency PROOF --key VKEY\n");
        return 2;
    }
    FILE *file = fopen(argv[2], "rb");
    if (!file) {
        fprintf(stderr, "candour-check: %s cannot be read.\n", argv[2]);
        return 2;
    }
    size_t len = fread(text, 1, FILE_MAX, file);
    fclose(file);
    bool good = read_key(argv[4], &key)
             && (strlen(text) == len || unreadable("the file holds bytes that no proof has"))
             && (record ? check_record : check_consistency)(text, &key, proved, sizeof proved);
    const char *verdict = record ? good ? "PROVED" : "NOT PROVED"
                                 : good ? "SAME HISTORY" : "HISTORY CHANGED, or not proved";
    printf("%s: %s.\n", verdict, good ? proved : why);
    return good ? 0 : 1;
}
