#include "store/backend.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

bool store_open(const char *where, enum store_use use, struct store **store, struct error *err)
{
    struct store *made = memory_alloc(sizeof *made);
    bool server = text_starts(text_of(where), "postgresql://")
               || text_starts(text_of(where), "postgres://");
    made->backend = server ? &postgres_backend : &sqlite_backend;
    made->where = memory_alloc(strlen(where) + 1);
    memcpy(made->where, where, strlen(where));
    made->use = use;
    if (!made->backend->open(made, err)) {
        store_close(made);
        return false;
    }
    *store = made;
    return true;
}

void store_close(struct store *store)
{
    if (!store)
        return;
    for (size_t i = 0; i < CACHE_SLOTS; i++)
        for (struct statement *s = store->cache[i], *next; s; s = next) {
            next = s->next;
            store->backend->forget(s);
            free(s->sql);
            free(s);
        }
    bytes_free(&store->texts);
    bytes_free(&store->text_marks);
    store->backend->close(store);
    free(store->where);
    free(store);
}

bool store_is_postgres(const struct store *store)
{
    return store->backend == &postgres_backend;
}

const char *store_where(const struct store *store)
{
    return store->where;
}

/* ---- statements ---- */

static size_t slot_of(text sql)
{
    uint64_t h = 1469598103934665603u;
    for (size_t i = 0; i < sql.len; i++)
        h = (h ^ (unsigned char)sql.at[i]) * 1099511628211u;
    return h % CACHE_SLOTS;
}

static struct statement *taken(struct statement *s)
{
    s->busy = true;
    s->expected = 0;
    return s;
}

bool store_prepare(struct store *store, text sql, struct statement **s, struct error *err)
{
    size_t slot = slot_of(sql);
    for (struct statement *c = store->cache[slot]; c; c = c->next)
        if (!c->busy && c->sql_len == sql.len && !memcmp(c->sql, sql.at, sql.len)) {
            *s = taken(c);
            return true;
        }
    struct statement *made = memory_alloc(sizeof *made);
    struct bytes translated = { 0 };
    made->store = store;
    dialect_translate(store->backend->dialect, sql, &translated, &made->parameters);
    bool good = store->backend->prepare(store, bytes_text(&translated), made, err);
    bytes_free(&translated);
    if (!good) {
        free(made);
        return false;
    }
    made->sql = memory_alloc(sql.len + 1);
    memcpy(made->sql, sql.at, sql.len);
    made->sql_len = sql.len;
    made->next = store->cache[slot];
    store->cache[slot] = made;
    *s = taken(made);
    return true;
}

static struct statement **named_slot(struct store *store, const void *of, const void *form)
{
    uintptr_t name = ((uintptr_t)of >> 3) * 31 + (uintptr_t)form;
    return &store->named[(name ^ name >> 8) % CACHE_SLOTS];
}

struct statement *store_prepared(struct store *store, const void *of, const void *form)
{
    struct statement *s = *named_slot(store, of, form);
    return s && s->of == of && s->form == form && !s->busy ? taken(s) : NULL;
}

bool store_prepare_as(struct store *store, const void *of, const void *form, text sql,
                      struct statement **s, struct error *err)
{
    if ((*s = store_prepared(store, of, form)))
        return true;
    if (!store_prepare(store, sql, s, err))
        return false;
    (*s)->of = of;
    (*s)->form = form;
    *named_slot(store, of, form) = *s;
    return true;
}

/* Looked for from the one after the last: most bind in the order of the text. */
static int number_of(struct statement *s, const char *name)
{
    for (int i = 0; i < s->parameters.count; i++) {
        int at = (s->expected + i) % s->parameters.count;
        if (!strcmp(s->parameters.names[at], name)) {
            s->expected = at + 1;
            return at + 1;
        }
    }
    fprintf(stderr, "store: no parameter :%s in %s\n", name, s->sql);
    abort();
}

// No store takes a longer value; a length beyond it was reckoned wrongly, and must not become a NULL.
#define VALUE_BYTES_MAX ((size_t)1 << 30)

static void bind(struct statement *s, const char *name, struct bound value)
{
    assert(value.bytes.len < VALUE_BYTES_MAX);
    s->store->backend->bind(s, number_of(s, name), &value);
}

void bind_int(struct statement *s, const char *name, int64_t value)
{
    bind(s, name, (struct bound){ .kind = COLUMN_INT, .number = value });
}

void bind_real(struct statement *s, const char *name, double value)
{
    bind(s, name, (struct bound){ .kind = COLUMN_REAL, .real = value });
}

void bind_text(struct statement *s, const char *name, text value)
{
    bind(s, name, (struct bound){ .kind = COLUMN_TEXT, .bytes = value });
}

void bind_bytes(struct statement *s, const char *name, const void *at, size_t len)
{
    bind(s, name, (struct bound){ .kind = COLUMN_BYTES, .bytes = { at, len } });
}

void bind_null(struct statement *s, const char *name)
{
    bind(s, name, (struct bound){ .kind = COLUMN_NULL });
}

void bind_id(struct statement *s, const char *name, id value)
{
    bind_bytes(s, name, value.b, sizeof value.b);
}

void bind_hash(struct statement *s, const char *name, hash value)
{
    bind_bytes(s, name, value.b, sizeof value.b);
}

void bind_day(struct statement *s, const char *name, day value)
{
    if (day_known(value))
        bind_int(s, name, value.days);
    else
        bind_null(s, name);
}

void bind_instant(struct statement *s, const char *name, instant value)
{
    if (instant_known(value))
        bind_int(s, name, value.us);
    else
        bind_null(s, name);
}

enum stepped statement_step(struct statement *s, struct error *err)
{
    s->store->run++;
    return s->store->backend->step(s, err);
}

bool statement_ask(struct statement *s, struct error *err)
{
    return !s->store->backend->ask || s->store->backend->ask(s, err);
}

void statement_end(struct statement *s)
{
    s->store->backend->end(s);
    s->busy = false;
}

bool statement_run(struct statement *s, int64_t *changed, struct error *err)
{
    enum stepped step;
    while ((step = statement_step(s, err)) == STEP_ROW)
        continue;
    if (changed)
        *changed = s->store->backend->changed(s);
    statement_end(s);
    return step == STEP_DONE;
}

bool statement_send(struct statement *s, struct error *err)
{
    if (!s->store->backend->send || !s->store->inside)
        return statement_run(s, NULL, err);
    s->store->run++;
    bool sent = s->store->backend->send(s, err);
    statement_end(s);
    return sent;
}

int64_t column_int(const struct statement *s, int column)
{
    return s->store->backend->column_int(s, column);
}

double column_real(const struct statement *s, int column)
{
    return s->store->backend->column_real(s, column);
}

text column_text(const struct statement *s, int column)
{
    return s->store->backend->column_bytes(s, column);
}

text column_bytes(const struct statement *s, int column)
{
    return s->store->backend->column_bytes(s, column);
}

bool column_null(const struct statement *s, int column)
{
    return s->store->backend->column_kind(s, column) == COLUMN_NULL;
}

enum column_kind column_stored_as(const struct statement *s, int column)
{
    return s->store->backend->column_kind(s, column);
}

int column_count(const struct statement *s)
{
    return s->store->backend->column_count(s);
}

const char *column_name(const struct statement *s, int column)
{
    return s->store->backend->column_name(s, column);
}

id column_id(const struct statement *s, int column)
{
    text bytes = column_bytes(s, column);
    id value = ID_NONE;
    if (bytes.len == sizeof value.b)
        memcpy(value.b, bytes.at, sizeof value.b);
    return value;
}

hash column_hash(const struct statement *s, int column)
{
    text bytes = column_bytes(s, column);
    hash value = { { 0 } };
    if (bytes.len == sizeof value.b)
        memcpy(value.b, bytes.at, sizeof value.b);
    return value;
}

day column_day(const struct statement *s, int column)
{
    return column_null(s, column) ? DAY_UNKNOWN : (day){ (int32_t)column_int(s, column) };
}

instant column_instant(const struct statement *s, int column)
{
    return column_null(s, column) ? INSTANT_UNKNOWN : (instant){ column_int(s, column) };
}

/* ---- transactions ---- */

static bool script(struct store *store, const char *sql, struct error *err)
{
    return store->backend->script(store, sql, err);
}

bool store_begin(struct store *store, enum transaction kind, struct error *err)
{
    assert(!store->inside);
    if (!store->backend->begin(store, kind, err))
        return false;
    store->inside = true;
    store->marks = 0;
    bytes_clear(&store->texts);
    bytes_clear(&store->text_marks);
    return true;
}

bool store_commit(struct store *store, struct error *err)
{
    if (!store_texts_write(store, err) || !script(store, "COMMIT", err))
        return false;
    store->inside = false;
    return true;
}

void store_rollback(struct store *store)
{
    struct error ignored = { 0 };
    // A statement that failed may have ended the transaction by itself: nothing is left to undo then.
    if (store->backend->is_open(store) && !script(store, "ROLLBACK", &ignored))
        store->inside = false;
    store->inside = false;
    bytes_clear(&store->texts);
}

bool store_in_transaction(const struct store *store)
{
    return store->inside;
}

bool store_savepoint(struct store *store, struct error *err)
{
    char sql[40];
    snprintf(sql, sizeof sql, "SAVEPOINT mark%d", store->marks + 1);
    if (!script(store, sql, err))
        return false;
    store->marks++;
    bytes_add(&store->text_marks, &store->texts.len, sizeof store->texts.len);
    return true;
}

bool store_release(struct store *store, struct error *err)
{
    char sql[48];
    assert(store->marks > 0);
    snprintf(sql, sizeof sql, "RELEASE SAVEPOINT mark%d", store->marks);
    if (!script(store, sql, err))
        return false;
    store->marks--;
    store->text_marks.len -= sizeof store->texts.len;
    return true;
}

void store_rollback_to(struct store *store)
{
    char sql[100];
    struct error ignored = { 0 };
    assert(store->marks > 0);
    snprintf(sql, sizeof sql, "ROLLBACK TO SAVEPOINT mark%d; RELEASE SAVEPOINT mark%d", store->marks,
             store->marks);
    if (!script(store, sql, &ignored))
        store->inside = store->backend->is_open(store);
    store->marks--;
    store->text_marks.len -= sizeof store->texts.len;
    memcpy(&store->texts.len, store->text_marks.at + store->text_marks.len, sizeof store->texts.len);
}

/* ---- definitions ---- */

bool store_define(struct store *store, const char *sql, struct error *err)
{
    struct bytes translated = { 0 };
    struct parameters none;
    dialect_translate(store->backend->dialect, text_of(sql), &translated, &none);
    bytes_add_u8(&translated, 0);
    bool good = script(store, (const char *)translated.at, err);
    bytes_free(&translated);
    return good;
}

bool store_has_table(struct store *store, const char *name, bool *has, struct error *err)
{
    struct statement *s;
    if (!store_prepare(store, text_of(store->backend->has_table), &s, err))
        return false;
    bind_text(s, "name", text_of(name));
    enum stepped step = statement_step(s, err);
    statement_end(s);
    *has = step == STEP_ROW;
    return step != STEP_FAILED;
}

bool store_schema(struct store *store, struct arena *arena, text *schema, struct error *err)
{
    struct statement *s;
    struct bytes all = { 0 };
    if (!store_prepare(store, text_of(store->backend->schema), &s, err))
        return false;
    enum stepped step;
    while ((step = statement_step(s, err)) == STEP_ROW)
        bytes_add_format(&all, "%.*s %.*s: %.*s\n", TEXT_ARG(column_text(s, 0)),
                         TEXT_ARG(column_text(s, 1)), TEXT_ARG(column_text(s, 2)));
    statement_end(s);
    *schema = text_copy(arena, bytes_text(&all));
    bytes_free(&all);
    return step == STEP_DONE;
}

bool store_check(struct store *store, const char *table, struct arena *arena, text *findings, struct error *err)
{
    return store->backend->check(store, table, arena, findings, err);
}

bool store_count(struct store *store, const char *table, int64_t *count, struct error *err)
{
    char sql[120];
    struct statement *s;
    snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", table);     // table: a literal of the program
    if (!store_prepare(store, text_of(sql), &s, err))
        return false;
    enum stepped step = statement_step(s, err);
    *count = step == STEP_ROW ? column_int(s, 0) : 0;
    statement_end(s);
    return step == STEP_ROW;
}

/* ---- full text ---- */

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
    return script(store, with_name(store->backend->text_define, name, sql).at, err)
        && script(store, with_name(store->backend->text_settle, name, sql).at, err);
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

bool store_backup(struct store *store, const char *path, store_progress *progress, void *with,
                  struct error *err)
{
    return store->backend->backup
        ? store->backend->backup(store, path, progress, with, err)
        : fail(err, ERROR_INPUT, NULL, "This store is copied table by table, not page by page.");
}

bool store_bulk(struct store *store, struct error *err)
{
    return !store->backend->bulk || script(store, store->backend->bulk, err);
}

bool store_mapped(struct store *store, struct error *err)
{
    return !store->backend->mapped || script(store, store->backend->mapped, err);
}

bool store_flush(struct store *store, struct error *err)
{
    return !store->backend->flush || script(store, store->backend->flush, err);
}

bool store_tidy(struct store *store, struct error *err)
{
    return !store->backend->tidy || script(store, store->backend->tidy, err);
}

int64_t store_statements(const struct store *store)
{
    return store->run;
}

text store_where_shown(struct arena *arena, const char *where)
{
    text all = text_of(where);
    for (size_t i = 0; i + 1 < all.len; i++)          // postgresql://user:password@host
        if (all.at[i] == '@' && text_starts(all, "postgres")) {
            struct text_pair scheme = text_cut(text_skip(all, 13), ':');
            return text_format(arena, "postgresql://%.*s%.*s", TEXT_ARG(scheme.before),
                               TEXT_ARG(text_skip(all, i)));
        }
    return text_copy(arena, all);
}
