#include "fixtures.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

const json_t *option_at(const json_t *options, const char *path)
{
    while (options && *path) {
        char key[64];
        size_t len = strcspn(path, ".");
        snprintf(key, sizeof key, "%.*s", (int)len, path);
        options = json_object_get(options, key);
        path += len + (path[len] == '.');
    }
    return options;
}

text option(struct arena *arena, const json_t *options, const char *path)
{
    const json_t *at = option_at(options, path);
    if (json_is_string(at))
        return (text){ json_string_value(at), json_string_length(at) };
    if (json_is_integer(at))
        return text_format(arena, "%lld", (long long)json_integer_value(at));
    if (json_is_boolean(at))
        return json_is_true(at) ? TEXT("true") : TEXT("false");
    return TEXT_NONE;
}

bool option_true(const json_t *options, const char *path)
{
    return json_is_true(option_at(options, path));
}

int option_number(const json_t *options, const char *path)
{
    const json_t *at = option_at(options, path);
    return json_is_string(at) ? atoi(json_string_value(at)) : (int)json_integer_value(at);
}

/* ---- the form in which two pieces of HTML are compared ---- */

struct attribute { text name, value; };

static int by_name(const void *a, const void *b)
{
    return text_compare(((const struct attribute *)a)->name, ((const struct attribute *)b)->name);
}

static bool blank(char c) { return isspace((unsigned char)c) != 0; }

static text skip_blanks(text s)
{
    while (s.len && blank(*s.at))
        s = text_skip(s, 1);
    return s;
}

/* Words with their blanks as one; ` and \ as characters: nunjucks writes them as references. */
static void add_words(struct bytes *out, text s)
{
    bool gap = false;
    while (s.len) {
        if (blank(*s.at)) {
            gap = true;
            s = text_skip(s, 1);
            continue;
        }
        if (gap)
            bytes_add_u8(out, ' ');
        gap = false;
        bool tick = text_starts(s, "&#96;"), slash = text_starts(s, "&#92;");
        bytes_add_u8(out, tick ? '`' : slash ? '\\' : (uint8_t)*s.at);
        s = text_skip(s, tick || slash ? 5 : 1);
    }
    if (gap)
        bytes_add_u8(out, ' ');
}

/* Reads one tag at s, which begins with <, and writes it with its attributes in order. */
static text read_tag(struct bytes *out, text s, text *name)
{
    struct attribute attributes[40];
    size_t count = 0, n = 1;
    while (n < s.len && !blank(s.at[n]) && s.at[n] != '>')
        n++;
    *name = (text){ s.at + 1, n - 1 };
    bytes_add(out, s.at, n);
    s = skip_blanks(text_skip(s, n));
    while (s.len && *s.at != '>') {
        struct attribute *a = &attributes[count++];
        assert_true(count < COUNT_OF(attributes));
        for (n = 0; n < s.len && !blank(s.at[n]) && s.at[n] != '>' && s.at[n] != '=';)
            n++;
        a->name = text_first(s, n);
        a->value = TEXT_NONE;
        s = text_skip(s, n);
        if (text_starts(s, "=\"")) {
            s = text_skip(s, 2);
            const char *end = memchr(s.at, '"', s.len);
            assert_non_null(end);
            a->value = text_first(s, (size_t)(end - s.at));
            s = text_skip(s, a->value.len + 1);
        }
        s = skip_blanks(s);
    }
    qsort(attributes, count, sizeof *attributes, by_name);
    for (size_t i = 0; i < count; i++) {
        if (text_is(attributes[i].name, "/"))
            continue;
        bytes_add_format(out, " %.*s=\"", TEXT_ARG(attributes[i].name));
        add_words(out, text_trim(attributes[i].value));
        bytes_add_cstr(out, "\"");
    }
    bytes_add_cstr(out, ">");
    return text_skip(s, 1);
}

text same_form(struct arena *arena, text html)
{
    struct bytes out = { 0 };
    text name = TEXT_NONE;
    while (html.len) {
        if (*html.at == '<') {
            html = read_tag(&out, html, &name);
            continue;
        }
        const char *next = memchr(html.at, '<', html.len);
        text words = text_first(html, next ? (size_t)(next - html.at) : html.len);
        html = text_skip(html, words.len);
        if (text_empty(text_trim(words)))
            continue;
        bool after_span = text_is(name, "span") || text_is(name, "/span");
        bool before_span = text_starts(html, "<span") || text_starts(html, "</span");
        if (!after_span)
            words = skip_blanks(words);
        while (!before_span && words.len && blank(words.at[words.len - 1]))
            words.len--;
        add_words(&out, words);
    }
    text form = text_copy(arena, bytes_text(&out));
    bytes_free(&out);
    return form;
}
