/* Full text: what is put waits until the transaction ends, so that its words are merged once; and questions to it. */
#include "store/backend.h"

#include <assert.h>
#include <string.h>

/* The form with the table's name in the place of each %s. */
static text with_name(const char *form, const char *name, char sql[240])
{
    size_t len = 0;
    for (const char *hole; (hole = strstr(form, "%s")) != NULL; form = hole + 2)
        len += (size_t)snprintf(sql + len, 240 - len, "%.*s%s", (int)(hole - form), form, name);
    snprintf(sql + len, 240 - len, "%s", form);
    return text_of(sql);
}

bool store_text_define(struct store *store, const char *name, struct error *err)
{
    char sql[240];
    return store->backend->script(store, with_name(store->backend->text_define, name, sql).at, err)
        && store->backend->script(store, with_name(store->backend->text_settle, name, sql).at, err);
}

/* A row that is to be put, or to go, when the transaction ends; its words follow it in store->texts. */
struct text_to_come { const char *name; int64_t seq; size_t len; bool goes; };
#define TEXTS_BYTES_MAX ((size_t)8 << 20)

static bool text_write(struct store *store, const struct text_to_come *t, const char *words, struct error *err)
{
    char sql[240];
    const char *form = t->goes ? "DELETE FROM %s WHERE @rowid = :seq" : store->backend->text_put;
    struct statement *s;
    if (!store_prepare(store, with_name(form, t->name, sql), &s, err))
        return false;
    bind_int(s, "seq", t->seq);
    if (!t->goes)
        bind_text(s, "words", (text){ words, t->len });
    return statement_send(s, err);
}

/* A little of the merging that what was just written will need one day. */
static bool text_merge(struct store *store, const char *name, size_t texts, struct error *err)
{
    enum { PAGES_LEAST = 16, TEXTS_A_PAGE = 2 };
    char sql[240];
    struct statement *s;
    if (texts == 0 || !store->backend->text_merge)
        return true;
    if (!store_prepare(store, with_name(store->backend->text_merge, name, sql), &s, err))
        return false;
    bind_int(s, "pages", (int64_t)(PAGES_LEAST + texts / TEXTS_A_PAGE));
    return statement_send(s, err);
}

bool store_texts_write(struct store *store, struct error *err)
{
    struct text_to_come t = { 0 };
    size_t texts = 0;
    assert(store->marks == 0);           // what is rolled back to a savepoint must not be written before
    for (size_t at = 0; at < store->texts.len; at += sizeof t + t.len, texts++) {
        memcpy(&t, store->texts.at + at, sizeof t);
        if (!text_write(store, &t, (const char *)store->texts.at + at + sizeof t, err))
            return false;
    }
    bytes_clear(&store->texts);
    return text_merge(store, t.name, texts, err);
}

static bool text_later(struct store *store, const struct text_to_come *t, text words, struct error *err)
{
    if (!store->inside)
        return text_write(store, t, words.at, err);
    bytes_add(&store->texts, t, sizeof *t);
    bytes_add_text(&store->texts, words);
    return store->marks > 0 || store->texts.len < TEXTS_BYTES_MAX || store_texts_write(store, err);
}

bool store_text_put(struct store *store, const char *name, int64_t seq, text words,
                    struct error *err)
{
    return text_later(store, &(struct text_to_come){ name, seq, words.len, false }, words, err);
}

bool store_text_drop(struct store *store, const char *name, int64_t seq, struct error *err)
{
    return text_later(store, &(struct text_to_come){ name, seq, 0, true }, TEXT_NONE, err);
}

/* Letters and digits only get through: whatever a search engine takes for an operator is a blank here. */
text store_text_query(struct store *store, struct arena *arena, text folded)
{
    struct bytes query = { 0 };
    bool postgres = store_is_postgres(store);
    char quote = postgres ? '\'' : '"';
    for (text rest = folded; rest.len > 0;) {
        size_t n = 0;
        while (n < rest.len && ((unsigned char)rest.at[n] >= 0x80
                                || (rest.at[n] >= 'a' && rest.at[n] <= 'z')
                                || (rest.at[n] >= '0' && rest.at[n] <= '9')))
            n++;
        if (n > 0)
            bytes_add_format(&query, "%s%c%.*s%c", !query.len ? "" : postgres ? " & " : " ",
                             quote, (int)n, rest.at, quote);
        rest = text_skip(rest, n > 0 ? n : 1);
    }
    if (query.len > 0)
        bytes_add_cstr(&query, postgres ? ":*" : "*");
    else
        bytes_add_cstr(&query, postgres ? "''" : "\"\"");
    text made = text_copy(arena, bytes_text(&query));
    bytes_free(&query);
    return made;
}
