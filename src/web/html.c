#include "web/html.h"

#include <inttypes.h>
#include <string.h>

void html_raw(struct html *h, const char *s, size_t size) { bytes_add(&h->out, s, size); }

/* ---- characters ---- */

#define REPLACEMENT "\xEF\xBF\xBD"             // U+FFFD

/* Reads one character at s, moves on by its length. False for bytes that are no UTF-8: then one
 * byte is passed. text_next() may not be used here, since it trusts its input; this is the last
 * line. */
static bool next(const uint8_t *s, size_t left, size_t *len, uint32_t *c)
{
    static const uint32_t lowest[] = { 0, 0, 0x80, 0x800, 0x10000 };
    size_t n = s[0] >= 0xF0 ? 4 : s[0] >= 0xE0 ? 3 : s[0] >= 0xC0 ? 2 : 1;
    *len = 1;
    *c = s[0];
    if (n == 1)
        return s[0] < 0x80;
    if (s[0] > 0xF4 || n > left)
        return false;
    uint32_t value = s[0] & (0x7Fu >> n);
    for (size_t i = 1; i < n; i++) {
        if ((s[i] & 0xC0) != 0x80)
            return false;
        value = value << 6 | (s[i] & 0x3Fu);
    }
    if (value < lowest[n] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
        return false;
    *len = n;
    *c = value;
    return true;
}

/* HTML, 13.2.3.5: controls other than white space, and noncharacters, are errors in a page. */
static bool forbidden(uint32_t c)
{
    return (c < 0x20 && c != '\t' && c != '\n' && c != '\f' && c != '\r') ||
           (c >= 0x7F && c <= 0x9F) || (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE;
}

/* Embeddings, overrides and isolates of direction (Unicode, UAX #9), and what takes no room. The
 * joiners U+200C and U+200D and the marks U+200E and U+200F stay: names are written with them. */
static bool misleading(uint32_t c)
{
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200B ||
           (c >= 0x2060 && c <= 0x2064) || c == 0xFEFF;
}

static const char *reference(uint8_t c)
{
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return NULL;
    }
}

/* Nearly every byte is one of these: printable in ASCII, and in no need of a reference. */
static const bool plain[256] = {
    [' '] = 1, 1, 0, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1,      // but " & '
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 0, 1,              // but < >
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0,
};

static void write_escaped(struct html *h, text s, bool show)
{
    const uint8_t *at = (const uint8_t *)s.at, *end = at + s.len, *run = at;
    while (at < end) {
        if (plain[*at]) {
            at++;
            continue;
        }
        size_t len;
        uint32_t c;
        bool sound = next(at, (size_t)(end - at), &len, &c);
        const char *instead = sound && c < 0x80 ? reference(*at) : NULL;
        bool shown = sound && show && misleading(c);
        if (!sound || forbidden(c))
            instead = REPLACEMENT;
        if (instead || shown) {
            html_raw(h, (const char *)run, (size_t)(at - run));
            if (shown)
                bytes_add_format(&h->out, "\u27E6U+%04" PRIX32 "\u27E7", c);
            else
                bytes_add_cstr(&h->out, instead);
            run = at + len;
        }
        at += len;
    }
    html_raw(h, (const char *)run, (size_t)(end - run));
}

void html_text(struct html *h, text s) { write_escaped(h, s, true); }
void html_cstr(struct html *h, const char *s) { write_escaped(h, text_of(s), true); }
void html_value_text(struct html *h, text s) { write_escaped(h, s, false); }
void html_value_cstr(struct html *h, const char *s) { write_escaped(h, text_of(s), false); }

/* ---- numbers, days, ids ---- */

void html_int(struct html *h, int64_t v) { bytes_add_format(&h->out, "%" PRId64, v); }
void html_count(struct html *h, uint64_t v) { bytes_add_format(&h->out, "%" PRIu64, v); }

/* In the words of day_display() and instant_display(), which would need an arena; a test
 * compares. */
void html_day(struct html *h, day d)
{
    static const char *const months[] = { "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December" };
    if (!day_known(d)) {
        bytes_add_cstr(&h->out, "not recorded");
        return;
    }
    struct civil c = day_civil(d);
    bytes_add_format(&h->out, "%d %s %d", c.day, months[c.month - 1], c.year);
}

void html_instant(struct html *h, instant t)
{
    if (t.us == INSTANT_OPEN.us) {
        bytes_add_cstr(&h->out, "still so");
        return;
    }
    html_day(h, instant_london_day(t));
    if (!instant_known(t))
        return;
    struct time_of_day time = instant_london_time(t);
    bytes_add_format(&h->out, " at %02d:%02d", time.hour, time.minute);
}

void html_id(struct html *h, id i)
{
    for (size_t k = 0; k < sizeof i.b; k++)
        bytes_add_format(&h->out, "%02x", i.b[k]);
}

/* ---- addresses ---- */

static bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/* No blanks and no controls: browsers take them out, and "java\tscript:" would be a scheme again. A
 * backslash is a slash to them. */
static bool url_safe(text s)
{
    static const char *const schemes[] = { "http", "https", "mailto", "tel", "otpauth" };
    for (size_t i = 0; i < s.len; i++)
        if ((uint8_t)s.at[i] <= ' ' || s.at[i] == 0x7F || s.at[i] == '\\')
            return false;
    if (text_starts(s, "//"))
        return false;
    size_t end = 0;
    while (end < s.len && !strchr(":/?#", s.at[end]))
        end++;
    if (end == s.len || s.at[end] != ':')
        return true;
    for (size_t i = 0; i < COUNT_OF(schemes); i++)
        if (text_same_ignoring_ascii_case(text_first(s, end), text_of(schemes[i])))
            return true;
    return false;
}

void html_url_text(struct html *h, text s)
{
    write_escaped(h, url_safe(s) ? s : TEXT("#blocked"), true);
}

void html_url_cstr(struct html *h, const char *s) { html_url_text(h, text_of(s)); }

void html_percent(struct bytes *out, text s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        if (letter(c) || (c >= '0' && c <= '9') || (c && strchr("-._~", c)))
            bytes_add_u8(out, (uint8_t)c);
        else
            bytes_add_format(out, "%%%02X", (uint8_t)c);
    }
}

/* What percent-encoding leaves needs no escape in an attribute. */
void html_url_part_text(struct html *h, text s) { html_percent(&h->out, s); }
void html_url_part_cstr(struct html *h, const char *s) { html_percent(&h->out, text_of(s)); }
