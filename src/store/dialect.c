#include "store/dialect.h"

#include <assert.h>
#include <string.h>

static const struct { const char *word, *sqlite, *postgres; } words[] = {
    { "@int", "INTEGER", "BIGINT" }, { "@text", "TEXT", "TEXT" }, { "@bytes", "BLOB", "BYTEA" },
    { "@real", "REAL", "DOUBLE PRECISION" },
    { "@key", "INTEGER PRIMARY KEY", "BIGINT PRIMARY KEY" },
    { "@strict", " STRICT", "" }, { "@for_update", "", "FOR UPDATE" },
    { "@rowid", "rowid", "seq" },
};

static bool name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static size_t name_length(text sql, size_t from)
{
    size_t n = 0;
    while (from + n < sql.len && name_char(sql.at[from + n]))
        n++;
    return n;
}

static int parameter_number(struct parameters *parameters, const char *name, size_t len)
{
    for (int i = 0; i < parameters->count; i++)
        if (strlen(parameters->names[i]) == len && !memcmp(parameters->names[i], name, len))
            return i + 1;
    assert(parameters->count < PARAMETERS_MAX && len < sizeof parameters->names[0]);
    memcpy(parameters->names[parameters->count], name, len);
    parameters->names[parameters->count][len] = 0;
    return ++parameters->count;
}

/* @matches(column, :q) */
static size_t put_matches(enum dialect dialect, text sql, size_t at, struct bytes *to,
                          struct parameters *parameters)
{
    size_t column = at + strlen("@matches("), column_end = column + name_length(sql, column);
    while (column_end < sql.len && sql.at[column_end] == '.')
        column_end = column_end + 1 + name_length(sql, column_end + 1);
    size_t colon = column_end;
    while (colon < sql.len && sql.at[colon] != ':')
        colon++;
    size_t name = colon + 1, len = name_length(sql, name);
    int number = parameter_number(parameters, sql.at + name, len);
    if (dialect == DIALECT_SQLITE)
        bytes_add_format(to, "%.*s MATCH ?%d", (int)(column_end - column), sql.at + column, number);
    else
        bytes_add_format(to, "%.*s.tsv @@ to_tsquery('simple', $%d)", (int)(column_end - column),
                         sql.at + column, number);
    return name + len + 1;                   // past the bracket
}

/* @append_only(table): rows are never changed or deleted. On SQLite triggers see to it; on PostgreSQL a
 * rule of the same meaning, and the program's own account should hold no right to do so either. */
static size_t put_append_only(enum dialect dialect, text sql, size_t at, struct bytes *to)
{
    size_t table = at + strlen("@append_only("), len = name_length(sql, table);
    const char *name = sql.at + table;
    int n = (int)len;
    if (dialect == DIALECT_SQLITE)
        bytes_add_format(to,
            "CREATE TRIGGER %.*s_no_update BEFORE UPDATE ON %.*s BEGIN"
            " SELECT raise(ABORT, 'entries are never changed'); END;"
            "CREATE TRIGGER %.*s_no_delete BEFORE DELETE ON %.*s BEGIN"
            " SELECT raise(ABORT, 'entries are never deleted'); END",
            n, name, n, name, n, name, n, name);
    else
        bytes_add_format(to,
            "CREATE OR REPLACE FUNCTION %.*s_never() RETURNS trigger LANGUAGE plpgsql AS"
            " 'BEGIN RAISE EXCEPTION ''entries are never changed or deleted''; END';"
            "CREATE TRIGGER %.*s_never BEFORE UPDATE OR DELETE ON %.*s"
            " FOR EACH ROW EXECUTE FUNCTION %.*s_never()",
            n, name, n, name, n, name, n, name);
    return table + len + 1;
}

static size_t put_word(enum dialect dialect, text sql, size_t at, struct bytes *to)
{
    size_t len = 1 + name_length(sql, at + 1);
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (strlen(words[i].word) == len && !memcmp(words[i].word, sql.at + at, len)) {
            bytes_add_cstr(to, dialect == DIALECT_SQLITE ? words[i].sqlite : words[i].postgres);
            return at + len;
        }
    assert(!"an @ word that no store knows");
    return at + len;
}

/* A quoted text or a comment, copied as it is. Answers where it ends, or `at` when there is none. */
static size_t skip_quiet(text sql, size_t at)
{
    char c = sql.at[at];
    if (c == '\'' || c == '"') {
        size_t end = at + 1;
        while (end < sql.len && sql.at[end] != c)
            end++;
        return end < sql.len ? end + 1 : end;
    }
    if (c == '-' && at + 1 < sql.len && sql.at[at + 1] == '-') {
        size_t end = at;
        while (end < sql.len && sql.at[end] != '\n')
            end++;
        return end;
    }
    return at;
}

void dialect_translate(enum dialect dialect, text sql, struct bytes *to,
                       struct parameters *parameters)
{
    parameters->count = 0;
    for (size_t at = 0; at < sql.len;) {
        size_t quiet = skip_quiet(sql, at);
        if (quiet > at) {
            bytes_add_text(to, (text){ sql.at + at, quiet - at });
            at = quiet;
        } else if (sql.at[at] == ':' && name_length(sql, at + 1) > 0) {
            size_t len = name_length(sql, at + 1);
            bytes_add_format(to, "%c%d", dialect == DIALECT_SQLITE ? '?' : '$',
                             parameter_number(parameters, sql.at + at + 1, len));
            at += 1 + len;
        } else if (sql.at[at] == '@' && text_starts(text_skip(sql, at), "@matches(")) {
            at = put_matches(dialect, sql, at, to, parameters);
        } else if (sql.at[at] == '@' && text_starts(text_skip(sql, at), "@append_only(")) {
            at = put_append_only(dialect, sql, at, to);
        } else if (sql.at[at] == '@' && name_length(sql, at + 1) > 0) {
            at = put_word(dialect, sql, at, to);
        } else {
            bytes_add_u8(to, (uint8_t)sql.at[at++]);
        }
    }
}
