/* Statements: prepared once a connection and found again by their words, bound by name, stepped, read by column. */
#include "store/backend.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

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
    s->store->run += !s->counted;
    s->counted = true;
    return s->store->backend->step(s, err);
}

bool statement_ask(struct statement *s, struct error *err)
{
    return !s->store->backend->ask || s->store->backend->ask(s, err);
}

void statement_end(struct statement *s)
{
    s->store->backend->end(s);
    s->busy = s->counted = false;
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
