/* base/bytes.h - a growing buffer: pages, exports, bodies of entries. Owned by whoever made it. */
#pragma once
#include "base/text.h"

struct bytes { uint8_t *at; size_t len, room; };     // { 0 } is an empty one

void bytes_add(struct bytes *b, const void *at, size_t size);
void bytes_add_text(struct bytes *b, text s);
void bytes_add_cstr(struct bytes *b, const char *s);
void bytes_add_format(struct bytes *b, const char *form, ...) PRINTF(2, 3);
void bytes_add_u8(struct bytes *b, uint8_t v);
void bytes_add_u16(struct bytes *b, uint16_t v);     // big-endian, as in every format of ours
void bytes_add_u32(struct bytes *b, uint32_t v);
void bytes_add_u64(struct bytes *b, uint64_t v);
text bytes_text(const struct bytes *b);              // a view, until the next change
void bytes_clear(struct bytes *b);                   // keeps the room
void bytes_free(struct bytes *b);
