#include "record/record.h"

#include <string.h>

#define WORDS_MAX 1200           // beyond it a text is shown as gone and new: nobody reads such a difference

/* A word with the blanks after it, so that the pieces put together are the text. */
static size_t cut_words(text s, text words[WORDS_MAX + 1])
{
    size_t count = 0;
    while (s.len > 0 && count <= WORDS_MAX) {
        size_t n = 0;
        while (n < s.len && !strchr(" \t\r\n", s.at[n]))
            n++;
        while (n < s.len && strchr(" \t\r\n", s.at[n]))
            n++;
        words[count++] = text_first(s, n);
        s = text_skip(s, n);
    }
    return count;
}

static void piece_add(struct pieces *pieces, enum piece_kind kind, text t)
{
    if (t.len == 0)
        return;
    struct piece *last = pieces->count ? &pieces->at[pieces->count - 1] : NULL;
    if (last && last->kind == kind && last->text.at + last->text.len == t.at)
        last->text.len += t.len;
    else
        pieces->at[pieces->count++] = (struct piece){ kind, t };
}

/* Longest common run of words, by the table that everybody knows: lengths of the tails. */
static void add_between(struct arena *arena, struct pieces *pieces, const text *a, size_t n,
                        const text *b, size_t m)
{
    uint16_t *tail = arena_alloc_array(arena, (n + 1) * (m + 1), sizeof *tail);
    for (size_t i = n; i-- > 0;)
        for (size_t j = m; j-- > 0;) {
            uint16_t down = tail[(i + 1) * (m + 1) + j], right = tail[i * (m + 1) + j + 1];
            tail[i * (m + 1) + j] = text_same(a[i], b[j])
                ? (uint16_t)(tail[(i + 1) * (m + 1) + j + 1] + 1) : down > right ? down : right;
        }
    size_t i = 0, j = 0;
    while (i < n && j < m) {
        if (text_same(a[i], b[j])) {
            piece_add(pieces, PIECE_SAME, b[j]);
            i++;
            j++;
        } else if (tail[(i + 1) * (m + 1) + j] >= tail[i * (m + 1) + j + 1]) {
            piece_add(pieces, PIECE_GONE, a[i++]);
        } else {
            piece_add(pieces, PIECE_NEW, b[j++]);
        }
    }
    while (i < n)
        piece_add(pieces, PIECE_GONE, a[i++]);
    while (j < m)
        piece_add(pieces, PIECE_NEW, b[j++]);
}

/* How many bytes both begin with, up to the end of a word. */
static size_t same_beginning(text a, text b)
{
    size_t n = 0, word = 0;
    while (n < a.len && n < b.len && a.at[n] == b.at[n])
        if (strchr(" \t\r\n", a.at[n++]))
            word = n;
    return n == a.len && n == b.len ? n : word;
}

/* How many bytes both end with, from the beginning of a word. */
static size_t same_end(text a, text b)
{
    size_t n = 0, word = 0;
    while (n < a.len && n < b.len && a.at[a.len - 1 - n] == b.at[b.len - 1 - n]) {
        n++;
        if (n < a.len && n < b.len && strchr(" \t\r\n", a.at[a.len - 1 - n])
                && strchr(" \t\r\n", b.at[b.len - 1 - n]))
            word = n;
    }
    return word;
}

/* Most amendments change a few words of a long text: only what lies between is compared. */
struct pieces difference_of(struct arena *arena, text before, text after)
{
    size_t head = same_beginning(before, after);
    text a = text_skip(before, head), b = text_skip(after, head);
    size_t end = same_end(a, b);
    text *x = arena_array(arena, text, WORDS_MAX + 1), *y = arena_array(arena, text, WORDS_MAX + 1);
    text was = text_first(a, a.len - end), is = text_first(b, b.len - end);
    size_t n = cut_words(was, x), m = cut_words(is, y);
    struct pieces pieces = { arena_array(arena, struct piece, n + m + 4), 0 };

    piece_add(&pieces, PIECE_SAME, text_first(after, head));
    if (n > WORDS_MAX || m > WORDS_MAX) {
        piece_add(&pieces, PIECE_GONE, was);
        piece_add(&pieces, PIECE_NEW, is);
    } else {
        add_between(arena, &pieces, x, n, y, m);
    }
    piece_add(&pieces, PIECE_SAME, text_skip(b, b.len - end));
    return pieces;
}

static text shown(struct arena *arena, const struct values *v, const struct field *f)
{
    const struct value *value = &v->at[field_index(v->kind, f)];
    if (value->erased)
        return TEXT("(erased by law)");
    if (value->hidden)
        return f->type == TYPE_PERSON ? TEXT(NAME_UNKNOWN) : TEXT("(not shown to your role)");
    return values_display(v, arena, f);
}

struct changes record_changes(struct arena *arena, const struct record_version *before,
                              const struct record_version *after)
{
    struct changes changes = {
        arena_array(arena, struct field_change, kind_field_count(after->kind) + 1), 0
    };
    for (const struct field *f = after->kind->fields; f->name; f++) {
        int i = field_index(after->kind, f);
        const struct value *was = &before->values.at[i], *is = &after->values.at[i];
        if (was->given == is->given && was->erased == is->erased
                && (!is->given || text_same(was->text, is->text)))
            continue;
        struct field_change *c = &changes.at[changes.count++];
        *c = (struct field_change){ .field = f, .before = shown(arena, &before->values, f),
                                    .after = shown(arena, &after->values, f) };
        c->pieces = difference_of(arena, c->before, c->after);
    }
    return changes;
}
