/* web/html.h - writes HTML. Every value is escaped for the place where it stands; the page compiler
 * (tools/pagec.h) chooses the place, the C type of the value chooses the form. A type that is not
 * listed here does not compile: above all bool, since nobody wants to read 1.
 *
 * In text and attributes: & < > " and ' as references; what HTML forbids (control characters,
 * noncharacters, bytes that are no UTF-8) as U+FFFD. Characters that turn the direction of writing
 * or take no room could make a record read as something else than it says; they are shown by name,
 * like ⟦U+202E⟧, except in form fields, where what is sent back must be what was stored. */
#pragma once
#include "base/bytes.h"
#include "base/day.h"
#include "base/id.h"

struct html { struct bytes out; };  // { 0 } is an empty page; bytes_free(&h->out) at the end

/* ---- the writers that pages use; see html_put and its sisters below ---- */

void html_text(struct html *h, text s);
void html_cstr(struct html *h, const char *s);             // NULL writes nothing
void html_int(struct html *h, int64_t v);
void html_count(struct html *h, uint64_t v);
void html_day(struct html *h, day d);  // "4 March 2026"; "not recorded" when unknown
void html_instant(struct html *h, instant t);              // London, "4 March 2026 at 10:15"
void html_id(struct html *h, id i);                        // 32 hex digits

void html_value_text(struct html *h, text s);              // as it is stored: for form fields
void html_value_cstr(struct html *h, const char *s);

/* The beginning of an address: a path of ours, # or ?, or http:, https:, mailto:, tel:, otpauth:. Anything
 * else, `//host` too, becomes #blocked. */
void html_url_text(struct html *h, text s);
void html_url_cstr(struct html *h, const char *s);
void html_url_part_text(struct html *h, text s);  // one part of a path or query, percent-encoded
void html_url_part_cstr(struct html *h, const char *s);

/* For an address built in C: all but letters, digits and - . _ ~ as %XX (RFC 3986, 2.3). */
void html_percent(struct bytes *out, text s);

/* Unescaped. For html.c, and through html_literal, which takes only a literal, for made code. */
void html_raw(struct html *h, const char *s, size_t size);
#define html_literal(h, s) html_raw((h), "" s "", sizeof(s) - 1)

#define html_put(h, ...) _Generic((__VA_ARGS__), \
    struct text: html_text, char *: html_cstr, const char *: html_cstr, \
    struct day: html_day, struct instant: html_instant, struct id: html_id, \
    int: html_int, long: html_int, long long: html_int, \
    unsigned: html_count, unsigned long: html_count, \
    unsigned long long: html_count)((h), (__VA_ARGS__))
#define html_value(h, ...) _Generic((__VA_ARGS__), \
    struct text: html_value_text, char *: html_value_cstr, const char *: html_value_cstr, \
    struct id: html_id, int: html_int, long: html_int, long long: html_int, \
    unsigned: html_count, unsigned long: html_count, \
    unsigned long long: html_count)((h), (__VA_ARGS__))
#define html_url(h, ...) _Generic((__VA_ARGS__), \
    struct text: html_url_text, char *: html_url_cstr, \
    const char *: html_url_cstr)((h), (__VA_ARGS__))
#define html_url_part(h, ...) _Generic((__VA_ARGS__), \
    struct text: html_url_part_text, char *: html_url_part_cstr, const char *: html_url_part_cstr, \
    struct id: html_id, int: html_int, long: html_int, long long: html_int, \
    unsigned: html_count, unsigned long: html_count, \
    unsigned long long: html_count)((h), (__VA_ARGS__))
