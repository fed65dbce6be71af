/* store/backend.h - what SQLite and PostgreSQL each do their own way; for the files of this room only. */
#pragma once
#include "store/dialect.h"
#include "base/bytes.h"
#include "store/store.h"

#define CACHE_SLOTS 256

struct own_statement;                  // the backend's
struct connection;                     // the backend's

struct statement {
    struct store *store;
    struct own_statement *own;
    struct parameters parameters;
    char *sql; size_t sql_len;
    bool busy, counted;        // counted: this time, among the statements run
    int expected;                      // the parameter after the last one bound
    const void *of, *form;             // its name, when it has one: see store_prepared()
    struct statement *next;
};

struct store {
    const struct backend *backend;
    struct connection *db;
    char *where;
    enum store_use use;
    struct statement *cache[CACHE_SLOTS];
    struct statement *named[CACHE_SLOTS];      // of those above, the last that was asked for by a name of this slot
    struct bytes texts, text_marks;            // store_text_put()s to come; where they stood at each savepoint
    bool inside;
    int marks;
    int64_t run;
};

struct bound { enum column_kind kind; int64_t number; double real; text bytes; };

struct backend {
    enum dialect dialect;
    bool (*open)(struct store *store, struct error *err);
    void (*close)(struct store *store);
    bool (*prepare)(struct store *store, text sql, struct statement *s, struct error *err);
    void (*forget)(struct statement *s);                       // frees own
    void (*bind)(struct statement *s, int parameter, const struct bound *value);    // from 1
    enum stepped (*step)(struct statement *s, struct error *err);
    bool (*ask)(struct statement *s, struct error *err);      // NULL: answers when it is stepped
    bool (*send)(struct statement *s, struct error *err);     // inside a transaction; NULL: is run at once
    void (*end)(struct statement *s);
    int64_t (*changed)(const struct statement *s);
    int64_t (*column_int)(const struct statement *s, int column);
    double (*column_real)(const struct statement *s, int column);
    text (*column_bytes)(const struct statement *s, int column);     // of a text too
    enum column_kind (*column_kind)(const struct statement *s, int column);
    int (*column_count)(const struct statement *s);
    const char *(*column_name)(const struct statement *s, int column);
    bool (*script)(struct store *store, const char *sql, struct error *err);    // translated already
    bool (*begin)(struct store *store, enum transaction kind, struct error *err);
    bool (*is_open)(const struct store *store);                // a transaction that a failure did not end
    const char *has_table, *schema;                            // SQL
    bool (*check)(struct store *store, const char *table, struct arena *arena, text *findings, struct error *err);
    bool (*backup)(struct store *store, const char *path, store_progress *progress, void *with,
                   struct error *err);                         // NULL: by store_copy
    const char *text_define, *text_settle, *text_put;          // forms with the table's name as %s
    const char *text_merge;                                    // the same, with :pages; NULL: nothing to merge
    const char *flush, *tidy;                                  // or NULL
    const char *bulk, *mapped;                                 // or NULL
};
extern const struct backend sqlite_backend, postgres_backend;
