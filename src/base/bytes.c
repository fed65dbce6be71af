#include "base/bytes.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROOM_LEAST = 256 };

static void bytes_reserve(struct bytes *b, size_t more)
{
    size_t room = b->room > 0 ? b->room : ROOM_LEAST;

    if (more <= b->room - b->len)
        return;
    while (room - b->len < more)
        room = room > SIZE_MAX / 2 ? SIZE_MAX : room * 2;   // SIZE_MAX ends in arena.c, explained
    b->at = memory_resize(b->at, room);
    b->room = room;
}

void bytes_add(struct bytes *b, const void *at, size_t size)
{
    if (size == 0)
        return;
    bytes_reserve(b, size);
    memcpy(b->at + b->len, at, size);
    b->len += size;
}

void bytes_add_text(struct bytes *b, text s)
{
    bytes_add(b, s.at, s.len);
}

void bytes_add_cstr(struct bytes *b, const char *s)
{
    if (s != NULL)
        bytes_add(b, s, strlen(s));
}

void bytes_add_format(struct bytes *b, const char *form, ...)
{
    va_list list, again;
    int length;

    va_start(list, form);
    va_copy(again, list);
    bytes_reserve(b, 64);
    length = vsnprintf((char *)b->at + b->len, b->room - b->len, form, list);
    assert(length >= 0);
    if ((size_t)length >= b->room - b->len) {
        bytes_reserve(b, (size_t)length + 1);
        vsnprintf((char *)b->at + b->len, b->room - b->len, form, again);
    }
    b->len += (size_t)length;
    va_end(again);
    va_end(list);
}

void bytes_add_u8(struct bytes *b, uint8_t v)
{
    bytes_add(b, &v, 1);
}

void bytes_add_u16(struct bytes *b, uint16_t v)
{
    const uint8_t at[2] = { (uint8_t)(v >> 8), (uint8_t)v };

    bytes_add(b, at, sizeof at);
}

void bytes_add_u32(struct bytes *b, uint32_t v)
{
    const uint8_t at[4] = { (uint8_t)(v >> 24), (uint8_t)(v >> 16), (uint8_t)(v >> 8), (uint8_t)v };

    bytes_add(b, at, sizeof at);
}

void bytes_add_u64(struct bytes *b, uint64_t v)
{
    bytes_add_u32(b, (uint32_t)(v >> 32));
    bytes_add_u32(b, (uint32_t)v);
}

text bytes_text(const struct bytes *b)
{
    return (text){ (const char *)b->at, b->len };
}

void bytes_clear(struct bytes *b)
{
    b->len = 0;
}

void bytes_free(struct bytes *b)
{
    free(b->at);
    *b = (struct bytes){ 0 };
}
