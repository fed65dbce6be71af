#include "practice/carried.h"

#include "base/bytes.h"
#include "base/hash.h"

#include <ctype.h>
#include <string.h>

#define FIELD "pulled_forward"
enum { MARK_DIGITS = 8, LINES_MAX = 40 };

/* Of the words alone: a browser sends line ends of its own. */
static text mark_of(struct arena *arena, text s)
{
    struct bytes bare = { 0 };
    for (size_t i = 0; i < s.len; i++)
        if (s.at[i] != '\r')
            bytes_add_u8(&bare, (uint8_t)s.at[i]);
    text words = text_trim(bytes_text(&bare));
    text mark = text_first(hash_hex(arena, hash_of(words.at, words.len)), MARK_DIGITS);
    bytes_free(&bare);
    return mark;
}

static text lines_of(const struct values *values)
{
    const struct field *f = field_by_name(values->kind, TEXT(FIELD));
    const struct value *v = f ? &values->at[field_index(values->kind, f)] : NULL;
    return v && v->given && !v->erased && !v->hidden ? v->text : TEXT_NONE;
}

/* False for a line that is none of ours. */
static bool read_line(const struct values *values, text line, struct carried *c, text *mark)
{
    struct text_pair field = text_cut(line, ' '), record = text_cut(field.after, ' ');
    struct text_pair seq = text_cut(record.after, ' '), of = text_cut(seq.after, ' ');
    int64_t number;
    *c = (struct carried){ .field = field.before };
    *mark = text_trim(of.after);
    if (!field_by_name(values->kind, field.before) || !id_from_hex(record.before, &c->record)
            || !text_to_int(seq.before, &number) || number < 0 || !day_parse_iso(of.before, &c->of))
        return false;
    c->seq = (uint64_t)number;
    return true;
}

struct carried_list carried_of(struct arena *arena, const struct values *values)
{
    struct carried_list list = { arena_array(arena, struct carried, LINES_MAX), 0 };
    for (text rest = lines_of(values); !text_empty(rest) && list.count < LINES_MAX;) {
        struct text_pair line = text_cut(rest, '\n');
        struct carried c;
        text mark;
        rest = line.after;
        if (!read_line(values, line.before, &c, &mark))
            continue;
        const struct value *v = values_get(values, text_cstr(arena, c.field));
        if (!v->given || v->erased || v->hidden)
            continue;
        c.changed = !text_same(mark, mark_of(arena, v->text));
        list.at[list.count++] = c;
    }
    return list;
}

const struct carried *carried_in(const struct carried_list *list, const char *field)
{
    for (size_t i = 0; i < list->count; i++)
        if (text_is(list->at[i].field, field))
            return &list->at[i];
    return NULL;
}

text carried_with(struct arena *arena, const struct values *values, const char *field,
                  const struct record_version *from, day of)
{
    struct bytes all = { 0 };
    for (text rest = lines_of(values); !text_empty(rest);) {
        struct text_pair line = text_cut(rest, '\n');
        rest = line.after;
        if (!text_is(text_cut(line.before, ' ').before, field))
            bytes_add_format(&all, "%.*s\n", TEXT_ARG(line.before));
    }
    bytes_add_format(&all, "%s %.*s %llu %.*s %.*s", field, TEXT_ARG(id_hex(arena, from->record)),
                     (unsigned long long)from->seq, TEXT_ARG(day_iso(arena, of)),
                     TEXT_ARG(mark_of(arena, values_get(&from->values, field)->text)));
    text made = text_copy(arena, bytes_text(&all));
    bytes_free(&all);
    return made;
}

text carried_words(struct arena *arena, const struct carried *c, const struct kind *kind)
{
    char label[80];
    snprintf(label, sizeof label, "%s", kind->label);
    label[0] = (char)tolower((unsigned char)label[0]);
    return text_format(arena, "Carried over from the %s of %.*s (entry %llu), %s", label,
                       TEXT_ARG(day_display(arena, c->of)), (unsigned long long)c->seq,
                       c->changed ? "changed since" : "not changed since");
}

text carried_told(struct arena *arena, const struct values *values)
{
    struct carried_list list = carried_of(arena, values);
    struct bytes all = { 0 };
    for (size_t i = 0; i < list.count; i++)
        bytes_add_format(&all, "%s%s: %.*s", i ? "\n" : "", field_by_name(values->kind, list.at[i].field)->label,
                         TEXT_ARG(carried_words(arena, &list.at[i], values->kind)));
    text made = text_copy(arena, bytes_text(&all));
    bytes_free(&all);
    return made;
}
