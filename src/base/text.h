/* base/text.h - text that came from outside: UTF-8 bytes with a length.
 *
 * A text points at bytes it does not own. Bytes live in the arena of the request, in the
 * request's own buffer, or for ever in the program; they are never freed one by one.
 * An empty text may point nowhere, and no text is NUL-ended: to hand one to a C library,
 * text_cstr() makes a copy that is. */
#pragma once
#include "base/arena.h"
#include "base/attributes.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct text { const char *at; size_t len; } text;

#define TEXT(literal) ((text){ "" literal "", sizeof(literal) - 1 })   // a string literal only
#define TEXT_NONE ((text){ NULL, 0 })
#define TEXT_ARG(t) (int)(t).len, (t).at     // for "%.*s"

text text_of(const char *cstr);              // NULL gives the empty text
text text_copy(struct arena *arena, text s);
const char *text_cstr(struct arena *arena, text s);
text text_format(struct arena *arena, const char *form, ...) PRINTF(2, 3);
/* One after the other: what text_format makes of "%.*s%.*s", in a tenth of the time. */
#define text_join(arena, ...) text_join_all((arena), (const text[]){ __VA_ARGS__ }, \
    sizeof((const text[]){ __VA_ARGS__ }) / sizeof(text))
text text_join_all(struct arena *arena, const text *parts, size_t count);
text text_format_list(struct arena *arena, const char *form, va_list list) PRINTF(2, 0);

bool text_empty(text s);
bool text_same(text a, text b);
bool text_is(text s, const char *cstr);
bool text_same_ignoring_ascii_case(text a, text b);
int text_compare(text a, text b);            // by bytes, as both stores sort
bool text_starts(text s, const char *prefix);
bool text_ends(text s, const char *suffix);
bool text_contains(text s, text part);

/* Without the blanks at both ends. Blank: space, tab, CR, LF; not the no-break space. */
text text_trim(text s);
text text_skip(text s, size_t bytes);        // the rest after so many bytes; empty past the end
text text_first(text s, size_t bytes);

/* Cuts at the first mark. Without a mark: before = s, after empty, found = false. */
struct text_pair { text before, after; bool found; };
struct text_pair text_cut(text s, char mark);

/* Whole decimal number, an optional minus, nothing else: no blanks, no plus, no overflow. */
bool text_to_int(text s, int64_t *value);

/* Well-formed UTF-8 (no overlong forms, no surrogates, nothing above U+10FFFF) without NUL. */
bool text_well_formed(text s);
/* Next character; moves s past it. 0 at the end. Input must be well formed. */
uint32_t text_next(text *s);
size_t text_characters(text s);
/* The longest beginning of at most so many bytes that does not split a character. */
text text_clip(text s, size_t bytes);

/* For search, never for keeping: lower case, accents, apostrophes and hyphens removed (a letter
 * with a mark and the same letter followed by its mark fold alike), ss for a sharp s, ae for a
 * ligature, Greek and Cyrillic case folded, other scripts as they are, runs of blanks to one space,
 * none at the ends. Characters that nobody sees (zero width, direction) are dropped. */
text text_fold(struct arena *arena, text s);

text text_hex(struct arena *arena, const void *bytes, size_t size);
bool text_unhex(text s, void *bytes, size_t size);       // exactly 2 * size hex digits, either case
