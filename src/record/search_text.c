/* Finding words in one person's records. */
#include "record/tables.h"

#include "record/pass.h"
#include "record/same_person.h"

#include "base/bytes.h"

#include <string.h>

#define TYPED_BYTES_MAX 200             // a longer search finds nothing and would take long

/* Do the words stand in what these eyes may see: a search must not tell what is hidden. */
static bool seen_in(struct arena *arena, const struct record_version *v, text words)
{
    struct bytes seen = { 0 };
    bool all = true;
    for (const struct field *f = v->kind->fields; f->name; f++) {
        const struct value *value = &v->values.at[field_index(v->kind, f)];
        bytes_add_u8(&seen, ' ');
        if (value->given && !value->hidden && !value->erased
                && (f->type == TYPE_TEXT || f->type == TYPE_PROSE))
            bytes_add_text(&seen, name_words(arena, value->text));
    }
    for (text rest = words; all && !text_empty(rest);) {
        struct text_pair cut = text_cut(rest, ' ');
        all = text_contains(bytes_text(&seen), text_format(arena, " %.*s", TEXT_ARG(cut.before)));
        rest = cut.after;
    }
    bytes_free(&seen);
    return all;
}

/* Versions as the pass sees them: an old word is found only where the pass shows the past. */
static bool matching(struct store *store, uint64_t known, struct arena *arena, id subject,
                     text words, id records[100], size_t *count, struct error *err)
{
    struct statement *s;
    int64_t size = known == PASS_NOW ? SEQ_NEVER : (int64_t)known;
    if (!store_prepare_literal(store,
            "SELECT v.record, max(v.valid_from) FROM search_text"
            " JOIN version AS v ON v.source_seq = search_text.@rowid"
            " WHERE @matches(search_text, :words) AND v.subject = :subject"
            " AND v.recorded_seq < :size AND v.superseded_seq >= :size"
            " GROUP BY v.record ORDER BY 2 DESC LIMIT 100", &s, err))
        return false;
    text whose = text_format(arena, "s%.*s %.*s", TEXT_ARG(id_hex(arena, subject)),
                             TEXT_ARG(words));
    bind_text(s, "words", store_text_query(store, arena, whose));
    bind_id(s, "subject", subject);
    bind_int(s, "size", size);
    enum stepped step;
    while ((step = statement_step(s, err)) == STEP_ROW && *count < 100)
        records[(*count)++] = column_id(s, 0);
    statement_end(s);
    return step != STEP_FAILED;
}

bool record_search_text(struct store *store, const struct pass *pass, struct arena *arena,
                        text words, struct record_list *list, struct error *err)
{
    id records[100];
    size_t count = 0;
    struct same_persons all;
    struct record_list made = { .at = arena_array(arena, struct record_version, 101) };
    *list = made;
    words = name_words(arena, text_clip(words, TYPED_BYTES_MAX));
    if (text_empty(words))
        return true;
    if (!same_persons_of(store, pass, &all, err))
        return false;
    for (size_t i = 0; i < all.count; i++)
        if (!matching(store, pass->size, arena, all.at[i], words, records, &count, err))
            return false;
    for (size_t i = 0; i < count; i++) {
        struct error why = { 0 };
        struct record_version *v = &made.at[made.count];
        if (record_get(store, pass, arena, records[i], v, &why)) {
            // Of a record that changed, the words may stand in another row than the one shown.
            made.count += seen_in(arena, v, words);
        } else if (why.kind != ERROR_ABSENT) {
            *err = why;
            return false;
        }
    }
    *list = made;
    return true;
}

#define BEFORE_BYTES 60                 // of an excerpt, on either side of the word
#define AFTER_BYTES 100

/* From a blank before to a blank after, so that no word and no letter is cut. */
static text excerpt_at(struct arena *arena, text whole, size_t at)
{
    size_t from = at > BEFORE_BYTES ? at - BEFORE_BYTES : 0;
    size_t end = whole.len - at > AFTER_BYTES ? at + AFTER_BYTES : whole.len;
    while (from > 0 && from < at && whole.at[from - 1] != ' ' && whole.at[from - 1] != '\n')
        from++;
    while (end < whole.len && end > at && whole.at[end] != ' ' && whole.at[end] != '\n')
        end--;
    if (end == at)                       // no blank for so long: cut after a letter
        end = at + text_clip(text_skip(whole, at), AFTER_BYTES).len;
    return text_format(arena, "%s%.*s%s", from > 0 ? "\xe2\x80\xa6 " : "", (int)(end - from), whole.at + from,
                       end < whole.len ? " \xe2\x80\xa6" : "");
}

text record_excerpt(struct arena *arena, const struct record_version *v, text words)
{
    text first = text_cut(name_words(arena, text_clip(words, TYPED_BYTES_MAX)), ' ').before;
    for (const struct field *f = v->kind->fields; f->name && !text_empty(first); f++) {
        const struct value *value = &v->values.at[field_index(v->kind, f)];
        if (!value->given || value->hidden || value->erased || (f->type != TYPE_TEXT && f->type != TYPE_PROSE))
            continue;
        for (size_t at = 0; at < value->text.len;) {
            size_t end = at;
            while (end < value->text.len && value->text.at[end] != ' ' && value->text.at[end] != '\n')
                end++;
            text word = name_words(arena, (text){ value->text.at + at, end - at });
            for (text rest = word; !text_empty(rest); rest = text_cut(rest, ' ').after)
                if (text_starts(rest, text_cstr(arena, first)))
                    return excerpt_at(arena, value->text, at);
            at = end + 1;
        }
    }
    return TEXT_NONE;
}

bool record_with_words(struct store *store, struct arena *arena, const id *persons, size_t count, text words,
                       id *found, size_t most, size_t *found_count, struct error *err)
{
    id records[100];
    *found_count = 0;
    words = name_words(arena, text_clip(words, TYPED_BYTES_MAX));
    for (size_t i = 0; i < count && *found_count < most && !text_empty(words); i++) {
        size_t here = 0;
        if (!matching(store, PASS_NOW, arena, persons[i], words, records, &here, err))
            return false;
        if (here > 0)
            found[(*found_count)++] = persons[i];
    }
    return true;
}
