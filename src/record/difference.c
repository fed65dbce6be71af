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

static struct pieces all_gone(struct arena *arena, text before, text after)
{
    struct pieces pieces = { arena_array(arena, struct piece, 2), 0 };
    piece_add(&pieces, PIECE_GONE, before);
    piece_add(&pieces, PIECE_NEW, after);
    return pieces;
}

/* Longest common run of words, by the table that everybody knows: lengths of the tails. */
struct pieces difference_of(struct arena *arena, text before, text after)
{
    text *a = arena_array(arena, text, WORDS_MAX + 1), *b = arena_array(arena, text, WORDS_MAX + 1);
    size_t n = cut_words(before, a), m = cut_words(after, b);
    if (n > WORDS_MAX || m > WORDS_MAX)
        return all_gone(arena, before, after);

    uint16_t *tail = arena_alloc_array(arena, (n + 1) * (m + 1), sizeof *tail);
    for (size_t i = n; i-- > 0;)
        for (size_t j = m; j-- > 0;) {
            uint16_t down = tail[(i + 1) * (m + 1) + j], right = tail[i * (m + 1) + j + 1];
            tail[i * (m + 1) + j] = text_same(a[i], b[j])
                ? (uint16_t)(tail[(i + 1) * (m + 1) + j + 1] + 1) : down > right ? down : right;
        }
    struct pieces pieces = { arena_array(arena, struct piece, n + m + 1), 0 };
    size_t i = 0, j = 0;
    while (i < n && j < m) {
        if (text_same(a[i], b[j])) {
            piece_add(&pieces, PIECE_SAME, b[j]);
            i++;
            j++;
        } else if (tail[(i + 1) * (m + 1) + j] >= tail[i * (m + 1) + j + 1]) {
            piece_add(&pieces, PIECE_GONE, a[i++]);
        } else {
            piece_add(&pieces, PIECE_NEW, b[j++]);
        }
    }
    while (i < n)
        piece_add(&pieces, PIECE_GONE, a[i++]);
    while (j < m)
        piece_add(&pieces, PIECE_NEW, b[j++]);
    return pieces;
}

static text shown(struct arena *arena, const struct values *v, const struct field *f)
{
    const struct value *value = &v->at[field_index(v->kind, f)];
    if (value->erased)
        return TEXT("(erased by law)");
    if (value->hidden)
        return TEXT("(not shown to your role)");
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
