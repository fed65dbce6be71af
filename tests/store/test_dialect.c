/* Our SQL in each store's words: parameters numbered, quotes and comments left alone. */
#include "place.h"

#include "store/dialect.h"

#include <string.h>

static const struct { const char *ours, *sqlite, *postgres; int parameters; } rows[] = {
    { "SELECT 1", "SELECT 1", "SELECT 1", 0 },
    { "SELECT :a, :b, :a", "SELECT ?1, ?2, ?1", "SELECT $1, $2, $1", 2 },
    { "SELECT ':a', \":b\" -- :c", "SELECT ':a', \":b\" -- :c", "SELECT ':a', \":b\" -- :c", 0 },
    { "SELECT 'it''s :a', :b", "SELECT 'it''s :a', ?1", "SELECT 'it''s :a', $1", 1 },
    { "CREATE TABLE t (n @key, w @text, b @bytes, i @int)@strict",
      "CREATE TABLE t (n INTEGER PRIMARY KEY, w TEXT, b BLOB, i INTEGER) STRICT",
      "CREATE TABLE t (n BIGINT PRIMARY KEY, w TEXT, b BYTEA, i BIGINT)", 0 },
    { "SELECT n FROM t @for_update", "SELECT n FROM t ", "SELECT n FROM t FOR UPDATE", 0 },
};

static void words(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        for (int d = 0; d < 2; d++) {
            struct bytes to = { 0 };
            struct parameters parameters = { .count = 0 };
            dialect_translate(d ? DIALECT_POSTGRES : DIALECT_SQLITE, text_of(rows[i].ours), &to, &parameters);
            check(rows[i].ours, text_is(bytes_text(&to), d ? rows[i].postgres : rows[i].sqlite), "%.*s", (int)to.len,
                  (const char *)to.at);
            check(rows[i].ours, parameters.count == rows[i].parameters, "%d parameters", parameters.count);
            bytes_free(&to);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(words) };
    return cmocka_run_group_tests_name("dialect", tests, NULL, NULL);
}
