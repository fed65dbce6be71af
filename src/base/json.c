#include "base/json.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

enum { DEPTH_MAX = 32, OUT_DEPTH_MAX = sizeof((struct json_out *)0)->after };

struct json_out json_out_to(struct bytes *to)
{
    return (struct json_out){ .to = to };
}

/* What stands before a value: nothing after its name, a comma after a neighbour. */
static void value_begin(struct json_out *j)
{
    assert(j->named || !j->in_object[j->depth]);
    assert(j->depth > 0 || !j->after[0]);       // one value at the top
    if (!j->named && j->after[j->depth])
        bytes_add_u8(j->to, ',');
    j->after[j->depth] = true;
    j->named = false;
}

static void open_one(struct json_out *j, bool object)
{
    value_begin(j);
    assert(j->depth + 1 < OUT_DEPTH_MAX);
    j->depth++;
    j->after[j->depth] = false;
    j->in_object[j->depth] = object;
    bytes_add_u8(j->to, object ? '{' : '[');
}

void json_out_object(struct json_out *j)
{
    open_one(j, true);
}

void json_out_array(struct json_out *j)
{
    open_one(j, false);
}

void json_out_end(struct json_out *j)
{
    assert(j->depth > 0 && !j->named);
    bytes_add_u8(j->to, j->in_object[j->depth] ? '}' : ']');
    j->depth--;
}

/* True for what may stand in a string as it is; the rest is escaped or ill formed. */
static bool plain(char c)
{
    return (unsigned char)c >= 0x20 && (unsigned char)c < 0x80 && c != '"' && c != '\\';
}

static void add_character(struct bytes *to, text *s)
{
    text own = *s;
    uint32_t character = text_next(s);

    own.len -= s->len;
    if (character == '"' || character == '\\')
        bytes_add_format(to, "\\%c", (int)character);
    else if (character == '\n')
        bytes_add_cstr(to, "\\n");
    else if (character == 0xFFFD || character == 0)     // a byte that is not UTF-8; NUL
        bytes_add_cstr(to, "\xEF\xBF\xBD");
    else if (character < 0x20)
        bytes_add_format(to, "\\u%04x", (unsigned)character);
    else if (character == 0x2028 || character == 0x2029)    // line ends to old JavaScript
        bytes_add_format(to, "\\u%04x", (unsigned)character);
    else
        bytes_add_text(to, own);
}

static void add_string(struct bytes *to, text s)
{
    bytes_add_u8(to, '"');
    while (s.len > 0) {
        size_t run = 0;

        while (run < s.len && plain(s.at[run]))
            run++;
        bytes_add(to, s.at, run);
        s = text_skip(s, run);
        if (s.len > 0)
            add_character(to, &s);
    }
    bytes_add_u8(to, '"');
}

void json_out_name(struct json_out *j, const char *name)
{
    assert(j->in_object[j->depth] && !j->named);
    if (j->after[j->depth])
        bytes_add_u8(j->to, ',');
    add_string(j->to, text_of(name));
    bytes_add_u8(j->to, ':');
    j->named = true;
}

void json_out_text(struct json_out *j, text s)
{
    value_begin(j);
    add_string(j->to, s);
}

void json_out_cstr(struct json_out *j, const char *s)
{
    if (s == NULL)
        json_out_null(j);
    else
        json_out_text(j, text_of(s));
}

void json_out_int(struct json_out *j, int64_t v)
{
    value_begin(j);
    bytes_add_format(j->to, "%" PRId64, v);
}

void json_out_bool(struct json_out *j, bool v)
{
    value_begin(j);
    bytes_add_cstr(j->to, v ? "true" : "false");
}

void json_out_null(struct json_out *j)
{
    value_begin(j);
    bytes_add_cstr(j->to, "null");
}

/* These are made in an arena elsewhere; here they go straight into the buffer. */
void json_out_day(struct json_out *j, day d)
{
    struct civil c;

    value_begin(j);
    if (!day_known(d)) {
        bytes_add_cstr(j->to, "null");
        return;
    }
    c = day_civil(d);
    bytes_add_format(j->to, "\"%04d-%02d-%02d\"", c.year, c.month, c.day);
}

void json_out_instant(struct json_out *j, instant t)
{
    struct arena *arena;
    text iso;

    if (!instant_known(t) || t.us == INSTANT_OPEN.us) {
        json_out_null(j);
        return;
    }
    arena = arena_new();
    iso = instant_iso(arena, t);
    json_out_text(j, iso);
    arena_free(arena);
}

void json_out_id(struct json_out *j, id i)
{
    value_begin(j);
    if (id_none(i)) {
        bytes_add_cstr(j->to, "null");
        return;
    }
    bytes_add_u8(j->to, '"');
    for (size_t k = 0; k < sizeof i.b; k++)
        bytes_add_format(j->to, "%02x", i.b[k]);
    bytes_add_u8(j->to, '"');
}

/* Depth and NUL, before jansson allocates anything. Brackets inside strings do not count. */
static bool json_scan(text s, struct error *err)
{
    int depth = 0;
    size_t line = 1;
    bool in_string = false;

    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];

        line += c == '\n';
        if (c == '\0')
            return fail(err, ERROR_INPUT, NULL, "Line %zu: the JSON contains a NUL byte.", line);
        if (in_string) {
            if (c == '\\')
                i++;
            else if (c == '"')
                in_string = false;
        } else if (c == '"') {
            in_string = true;
        } else if (c == '{' || c == '[') {
            if (++depth > DEPTH_MAX)
                return fail(err, ERROR_INPUT, NULL,
                            "Line %zu: the JSON is nested deeper than %d levels.", line, DEPTH_MAX);
        } else if (c == '}' || c == ']') {
            depth--;
        }
    }
    return true;
}

bool json_read(text s, json_t **root, struct error *err)
{
    json_error_t wrong;
    json_t *read;
    char *near_what;

    if (s.len > JSON_BYTES_MAX)
        return fail(err, ERROR_INPUT, NULL, "The JSON is too long: at most %d KiB are read.",
                    JSON_BYTES_MAX / 1024);
    if (!json_scan(s, err))
        return false;
    read = json_loadb(s.at != NULL ? s.at : "", s.len, JSON_REJECT_DUPLICATES, &wrong);
    if (read == NULL) {
        // jansson quotes what was sent, which may be about a child: only the reason is passed on.
        near_what = strstr(wrong.text, " near ");
        if (near_what != NULL)
            *near_what = '\0';
        return fail(err, ERROR_INPUT, NULL,
                    "Line %d, column %d: this is not JSON as we read it (%s).", wrong.line,
                    wrong.column, wrong.text);
    }
    *root = read;
    return true;
}
