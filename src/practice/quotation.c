#include "practice/quotation.h"

#include "base/words.h"

enum { DOUBLE_OPEN = 0x201C, DOUBLE_CLOSE = 0x201D, SINGLE_OPEN = 0x2018, SINGLE_CLOSE = 0x2019 };
enum { WORDS_MAX = 20000, PARTS_MAX = 40 };

/* ---- the text as characters ---- */

struct letters { text text; uint32_t *at; size_t *offset; size_t count; };     // offset[count]: the end

static struct letters letters_of(struct arena *arena, text s)
{
    struct letters made = { s, arena_array(arena, uint32_t, s.len + 1), arena_array(arena, size_t, s.len + 1), 0 };
    for (text rest = s; rest.len > 0;) {
        made.offset[made.count] = s.len - rest.len;
        made.at[made.count++] = text_next(&rest);
    }
    made.offset[made.count] = s.len;
    return made;
}

static uint32_t letter(const struct letters *l, size_t i)
{
    return i < l->count ? l->at[i] : 0;
}

static uint32_t before(const struct letters *l, size_t i)
{
    return i > 0 ? l->at[i - 1] : 0;
}

static bool blank(uint32_t c)
{
    return c == 0 || c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0xA0;
}

static bool digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

/* A paragraph ends at the end, or where a line without words follows. */
static bool paragraph_ends(const struct letters *l, size_t i)
{
    if (i >= l->count)
        return true;
    if (l->at[i] != '\n')
        return false;
    for (i++; blank(letter(l, i)) && i < l->count; i++)
        if (l->at[i] == '\n')
            return true;
    return i >= l->count;
}

/* ---- marks ---- */

/* Words that are written with an apostrophe before them. */
static bool cut_short(const struct letters *l, size_t i)
{
    static const char *const those[] = { "tis", "twas", "em", "cause", "cos", "til", "till", "bout", "ere", "n" };
    size_t end = i + 1;
    while (word_character(letter(l, end)))
        end++;
    text word = text_first(text_skip(l->text, l->offset[i + 1]), l->offset[end] - l->offset[i + 1]);
    for (size_t k = 0; k < sizeof those / sizeof *those; k++)
        if (text_same_ignoring_ascii_case(word, text_of(those[k])))
            return true;
    return digit(letter(l, i + 1)) && digit(letter(l, i + 2)) && letter(l, i + 3) == 's';      // the '90s
}

static bool opens(const struct letters *l, size_t i)
{
    uint32_t c = l->at[i];
    bool begins = !word_character(before(l, i)) && !blank(letter(l, i + 1));
    switch (c) {
    case DOUBLE_OPEN: return true;
    case '"':         return begins && before(l, i) != '\'' && before(l, i) != SINGLE_CLOSE;
    case SINGLE_OPEN:
    case '\'':        return begins && word_character(letter(l, i + 1)) && !digit(before(l, i)) && !cut_short(l, i);
    default:          return false;
    }
}

static bool same_mark(uint32_t open, uint32_t c)
{
    switch (open) {
    case DOUBLE_OPEN: return c == DOUBLE_CLOSE || c == '"';
    case SINGLE_OPEN: return c == SINGLE_CLOSE || c == '\'';
    default:          return c == open;
    }
}

static bool may_close(const struct letters *l, uint32_t open, size_t i)
{
    return same_mark(open, l->at[i]) && !blank(before(l, i)) && !word_character(letter(l, i + 1));
}

/* Is the next mark in the paragraph one that closes? Then this one was inches, feet, or the boys'. */
static bool closes_later(const struct letters *l, uint32_t open, size_t i)
{
    for (i++; !paragraph_ends(l, i); i++) {
        if (may_close(l, open, i))
            return true;
        if (opens(l, i) && (l->at[i] == open || same_mark(open, l->at[i])))
            return false;
    }
    return false;
}

static bool closes(const struct letters *l, uint32_t open, size_t i)
{
    bool single = open == SINGLE_OPEN || open == '\'';
    bool doubtful = digit(before(l, i)) || (single && (before(l, i) == 's' || before(l, i) == 'S'));
    return may_close(l, open, i) && !(doubtful && closes_later(l, open, i));
}

/* ---- quotations ---- */

static bool enough_words(struct arena *arena, text s)
{
    bool more;
    return words_of(arena, s, QUOTATION_WORDS_LEAST, &more).count == QUOTATION_WORDS_LEAST;
}

/* From an opening mark to behind the quotation; without one, to behind the mark. */
static size_t quotation_at(const struct letters *l, size_t i, struct quotation *q)
{
    uint32_t open = l->at[i];
    size_t end = i + 1;
    while (!paragraph_ends(l, end) && !closes(l, open, end))
        end++;
    bool closed = end < l->count && !paragraph_ends(l, end);
    *q = (struct quotation){ .closed = closed };
    if (!closed && (open == SINGLE_OPEN || open == '\''))
        return i + 1;
    q->words = text_trim(text_first(text_skip(l->text, l->offset[i + 1]), l->offset[end] - l->offset[i + 1]));
    return closed ? end + 1 : end;
}

struct quotations quotations_of(struct arena *arena, text s)
{
    struct letters l = letters_of(arena, s);
    struct quotations made = { .at = arena_array(arena, struct quotation, QUOTATIONS_MAX) };
    for (size_t i = 0; i < l.count;) {
        struct quotation q;
        if (!opens(&l, i)) {
            i++;
            continue;
        }
        i = quotation_at(&l, i, &q);
        if (!enough_words(arena, q.words))
            continue;
        if (made.count == QUOTATIONS_MAX) {
            made.more = true;
            break;
        }
        made.at[made.count++] = q;
    }
    return made;
}

/* ---- who took them down ---- */

/* What stands between omissions: ..., the character for it, and what is put in by the writer in square brackets. */
static size_t parts_of(text s, text parts[PARTS_MAX])
{
    size_t count = 0, from = 0, i = 0;
    while (i < s.len && count + 1 < PARTS_MAX) {
        text rest = text_skip(s, i);
        size_t skip = text_starts(rest, "...") ? 3 : text_starts(rest, "\xE2\x80\xA6") ? 3 : 0;
        if (text_starts(rest, "[")) {
            struct text_pair cut = text_cut(rest, ']');
            skip = cut.found ? cut.before.len + 1 : 0;
        }
        if (skip) {
            parts[count++] = text_first(text_skip(s, from), i - from);
            from = i + skip;
        }
        i += skip ? skip : 1;
    }
    parts[count++] = text_skip(s, from);
    return count;
}

/* Where the part ends in the source, looked for from word `from`; false: it is not there. */
static bool stands_in(const struct words *part, const struct words *source, size_t from, size_t *end)
{
    for (size_t j = from; j + part->count <= source->count; j++) {
        size_t k = 0;
        while (k < part->count && part->at[k].is == source->at[j + k].is)
            k++;
        if (k == part->count) {
            *end = j + k;
            return true;
        }
    }
    return false;
}

static bool held_by(const struct words *parts, size_t count, const struct words *source)
{
    size_t at = 0;
    for (size_t i = 0; i < count; i++)
        if (!stands_in(&parts[i], source, at, &at))
            return false;
    return true;
}

void quotations_attribute(struct arena *arena, struct quotations *quotations, const text *sources, size_t count)
{
    struct words *held = arena_array(arena, struct words, count + 1);
    bool more;
    for (size_t k = 0; k < count; k++)
        held[k] = words_of(arena, sources[k], WORDS_MAX, &more);
    for (size_t i = 0; i < quotations->count; i++) {
        struct quotation *q = &quotations->at[i];
        text cut[PARTS_MAX];
        struct words parts[PARTS_MAX];
        size_t part_count = parts_of(q->words, cut);
        for (size_t p = 0; p < part_count; p++)
            parts[p] = words_of(arena, cut[p], WORDS_MAX, &more);
        for (size_t k = 0; k < count && !q->attributed; k++) {
            q->attributed = held_by(parts, part_count, &held[k]);
            q->source = k;
        }
    }
}

size_t quotations_open(const struct quotations *quotations)
{
    size_t open = 0;
    for (size_t i = 0; i < quotations->count; i++)
        open += !quotations->at[i].attributed;
    return open;
}
