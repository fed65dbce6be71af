#include "base/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

text text_of(const char *cstr)
{
    return cstr != NULL ? (text){ cstr, strlen(cstr) } : TEXT_NONE;
}

text text_copy(struct arena *arena, text s)
{
    return (text){ arena_copy(arena, s.at, s.len), s.len };
}

const char *text_cstr(struct arena *arena, text s)
{
    char *at = arena_alloc(arena, s.len + 1);

    if (s.len > 0)
        memcpy(at, s.at, s.len);
    return at;
}

text text_format_list(struct arena *arena, const char *form, va_list list)
{
    char small[512];
    va_list again;
    int length;
    char *at;

    va_copy(again, list);
    length = vsnprintf(small, sizeof small, form, list);
    assert(length >= 0);
    if ((size_t)length < sizeof small) {
        at = arena_copy(arena, small, (size_t)length + 1);
    } else {
        at = arena_alloc(arena, (size_t)length + 1);
        vsnprintf(at, (size_t)length + 1, form, again);
    }
    va_end(again);
    return (text){ at, (size_t)length };
}

text text_format(struct arena *arena, const char *form, ...)
{
    va_list list;
    text made;

    va_start(list, form);
    made = text_format_list(arena, form, list);
    va_end(list);
    return made;
}

text text_join_all(struct arena *arena, const text *parts, size_t count)
{
    size_t len = 0;
    char *at, *to;

    for (size_t i = 0; i < count; i++)
        len += parts[i].len;
    at = to = arena_take(arena, len);
    for (size_t i = 0; i < count; i++) {
        if (parts[i].len > 0)
            memcpy(to, parts[i].at, parts[i].len);
        to += parts[i].len;
    }
    return (text){ at, len };
}

bool text_empty(text s)
{
    return s.len == 0;
}

bool text_same(text a, text b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

bool text_is(text s, const char *cstr)
{
    if (s.len > 0 && cstr != NULL && s.at[0] != cstr[0])    // most that are compared differ here
        return false;
    return text_same(s, text_of(cstr));
}

static unsigned char ascii_lower(unsigned char c)
{
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c + 'a' - 'A') : c;
}

bool text_same_ignoring_ascii_case(text a, text b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (ascii_lower((unsigned char)a.at[i]) != ascii_lower((unsigned char)b.at[i]))
            return false;
    return true;
}

int text_compare(text a, text b)
{
    size_t both = a.len < b.len ? a.len : b.len;
    int order = both > 0 ? memcmp(a.at, b.at, both) : 0;

    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

bool text_starts(text s, const char *prefix)
{
    size_t len = strlen(prefix);

    return s.len >= len && (len == 0 || memcmp(s.at, prefix, len) == 0);
}

bool text_ends(text s, const char *suffix)
{
    size_t len = strlen(suffix);

    return s.len >= len && (len == 0 || memcmp(s.at + s.len - len, suffix, len) == 0);
}

bool text_contains(text s, text part)
{
    return part.len == 0 || (s.len > 0 && memmem(s.at, s.len, part.at, part.len) != NULL);
}

static bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

text text_trim(text s)
{
    while (s.len > 0 && blank(s.at[s.len - 1]))
        s.len--;
    while (s.len > 0 && blank(s.at[0]))
        s = text_skip(s, 1);
    return s;
}

text text_skip(text s, size_t bytes)
{
    return bytes < s.len ? (text){ s.at + bytes, s.len - bytes } : TEXT_NONE;
}

text text_first(text s, size_t bytes)
{
    return (text){ s.at, bytes < s.len ? bytes : s.len };
}

struct text_pair text_cut(text s, char mark)
{
    const char *at = s.len > 0 ? memchr(s.at, mark, s.len) : NULL;

    if (at == NULL)
        return (struct text_pair){ .before = s };
    return (struct text_pair){
        .before = text_first(s, (size_t)(at - s.at)),
        .after = text_skip(s, (size_t)(at - s.at) + 1),
        .found = true,
    };
}

bool text_to_int(text s, int64_t *value)
{
    bool minus = text_starts(s, "-");
    int64_t sum = 0;

    s = text_skip(s, minus);
    if (s.len == 0)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        int digit = s.at[i] - '0';

        if (digit < 0 || digit > 9)
            return false;
        // Summed on the side of its sign, so that the least of all numbers can be read too.
        if (__builtin_mul_overflow(sum, 10, &sum)
            || __builtin_add_overflow(sum, minus ? -digit : digit, &sum))
            return false;
    }
    *value = sum;
    return true;
}

/* Length of the well-formed character at the start, by table 3-7 of the Unicode Standard; 0 when
 * there is none. */
static size_t character_bytes(text s)
{
    const unsigned char *b = (const unsigned char *)s.at;
    size_t length;

    if (s.len == 0)
        return 0;
    if (b[0] < 0x80)
        return 1;
    length = b[0] >= 0xC2 && b[0] <= 0xDF ? 2 : (b[0] & 0xF0) == 0xE0 ? 3
             : b[0] >= 0xF0 && b[0] <= 0xF4 ? 4 : 0;
    if (length == 0 || s.len < length)
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((b[i] & 0xC0) != 0x80)
            return 0;
    if ((b[0] == 0xE0 && b[1] < 0xA0) || (b[0] == 0xED && b[1] > 0x9F)
        || (b[0] == 0xF0 && b[1] < 0x90) || (b[0] == 0xF4 && b[1] > 0x8F))
        return 0;
    return length;
}

bool text_well_formed(text s)
{
    while (s.len > 0) {
        size_t length = s.at[0] != '\0' ? character_bytes(s) : 0;

        if (length == 0)
            return false;
        s = text_skip(s, length);
    }
    return true;
}

uint32_t text_next(text *s)
{
    static const unsigned char lead_mask[] = { 0, 0x7F, 0x1F, 0x0F, 0x07 };
    size_t length = character_bytes(*s);
    uint32_t character;

    if (s->len == 0)
        return 0;
    if (length == 0) {      // ill formed: one byte becomes U+FFFD, so that every loop still ends
        *s = text_skip(*s, 1);
        return 0xFFFD;
    }
    character = (unsigned char)s->at[0] & lead_mask[length];
    for (size_t i = 1; i < length; i++)
        character = character << 6 | ((unsigned char)s->at[i] & 0x3F);
    *s = text_skip(*s, length);
    return character;
}

size_t text_characters(text s)
{
    size_t count = 0;

    for (size_t i = 0; i < s.len; i++)
        count += ((unsigned char)s.at[i] & 0xC0) != 0x80;
    return count;
}

text text_clip(text s, size_t bytes)
{
    if (bytes >= s.len)
        return s;
    while (bytes > 0 && ((unsigned char)s.at[bytes] & 0xC0) == 0x80)
        bytes--;
    return text_first(s, bytes);
}

text text_hex(struct arena *arena, const void *bytes, size_t size)
{
    static const char digits[] = "0123456789abcdef";
    const unsigned char *b = bytes;
    char *at = arena_take(arena, 2 * size);

    for (size_t i = 0; i < size; i++) {
        at[2 * i] = digits[b[i] >> 4];
        at[2 * i + 1] = digits[b[i] & 15];
    }
    return (text){ at, 2 * size };
}

/* One more than the digit; nothing for what is none. */
static const unsigned char hex_digits[256] = {
    ['0'] = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, ['A'] = 11, 12, 13, 14, 15, 16, ['a'] = 11, 12, 13, 14, 15, 16,
};

bool text_unhex(text s, void *bytes, size_t size)
{
    const unsigned char *at = (const unsigned char *)s.at;
    unsigned char *b = bytes;

    if (s.len / 2 != size || s.len % 2 != 0)
        return false;
    for (size_t i = 0; i < s.len; i++)
        if (hex_digits[at[i]] == 0)
            return false;
    for (size_t i = 0; i < size; i++)
        b[i] = (unsigned char)((hex_digits[at[2 * i]] - 1) << 4 | (hex_digits[at[2 * i + 1]] - 1));
    return true;
}
