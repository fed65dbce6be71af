/* What goes into a store comes out of it as it was, on both. */
#include "place.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const int64_t numbers[] = { 0, 1, -1, INT32_MAX, INT64_C(-2147483649), INT64_MAX, INT64_MIN,
                                   INT64_C(1) << 53, (INT64_C(1) << 53) + 1 };

static void numbers_stay(void **state)
{
    (void)state;
    struct error err = { 0 };
    define("CREATE TABLE number (at @key, n @int)@strict");
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        struct statement *s = prepared(place.store, "INSERT INTO number (at, n) VALUES (:at, :n)");
        bind_int(s, "at", (int64_t)i);
        bind_int(s, "n", numbers[i]);
        WELL(statement_run(s, NULL, &err), err);
    }
    struct statement *s = prepared(place.store, "SELECT n FROM number ORDER BY at");
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        assert_int_equal(statement_step(s, &err), STEP_ROW);
        assert_true(column_int(s, 0) == numbers[i]);
        assert_int_equal(column_stored_as(s, 0), COLUMN_INT);
    }
    assert_int_equal(statement_step(s, &err), STEP_DONE);
    statement_end(s);
}

static const char *const texts[] = {
    "", " ", "O'Neill \"Łódź\"", "你好 \xf0\x9f\x98\x80", "line\nline\r\n\ttab", "%s %n :name ?1 $1 @int",
    "\xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7", "e\xcc\x81 and \xc3\xa9", "'; DROP TABLE words; --", "\\x00", "NULL",
};

static void texts_stay(void **state)
{
    (void)state;
    struct error err = { 0 };
    define("CREATE TABLE words (at @key, w @text, b @bytes)@strict");
    size_t large = 1 << 20;
    char *million = malloc(large);
    memset(million, 'x', large);
    for (size_t i = 0; i <= COUNT_OF(texts); i++) {
        text value = i < COUNT_OF(texts) ? text_of(texts[i]) : (text){ million, large };
        struct statement *s = prepared(place.store, "INSERT INTO words (at, w, b) VALUES (:at, :w, :w2)");
        bind_int(s, "at", (int64_t)i);
        bind_text(s, "w", value);
        bind_bytes(s, "w2", value.at, value.len);
        WELL(statement_run(s, NULL, &err), err);
        s = prepared(place.store, "SELECT w, b FROM words WHERE at = :at AND w = :w");
        bind_int(s, "at", (int64_t)i);
        bind_text(s, "w", value);
        check(i < COUNT_OF(texts) ? texts[i] : "1 MB", statement_step(s, &err) == STEP_ROW, "not found: %s",
              err.detail);
        assert_true(text_same(column_text(s, 0), value));
        assert_true(text_same(column_bytes(s, 1), value));
        assert_false(column_null(s, 0));
        statement_end(s);
    }
    free(million);
}

/* Sorted by bytes, as base/text compares. */
static void sorted_by_bytes(void **state)
{
    (void)state;
    struct error err = { 0 };
    define("CREATE TABLE sorted (w @text)@strict");
    static const char *const words[] = { "b", "a", "B", "\xc3\xa9", "z", "", " ", "aa", "_", "-", "1", "10", "2" };
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        struct statement *s = prepared(place.store, "INSERT INTO sorted (w) VALUES (:w)");
        bind_text(s, "w", text_of(words[i]));
        WELL(statement_run(s, NULL, &err), err);
    }
    struct statement *s = prepared(place.store, "SELECT w FROM sorted ORDER BY w");
    text before = TEXT_NONE;
    size_t seen = 0;
    for (; statement_step(s, &err) == STEP_ROW; seen++) {
        check("order", seen == 0 || text_compare(before, column_text(s, 0)) < 0, "at %zu", seen);
        before = text_copy(place.arena, column_text(s, 0));
    }
    statement_end(s);
    assert_int_equal(seen, COUNT_OF(words));
}

static void bytes_ids_and_nothing(void **state)
{
    (void)state;
    struct error err = { 0 };
    uint8_t all[256];
    for (int i = 0; i < 256; i++)
        all[i] = (uint8_t)i;
    id some = id_new_random();
    hash h = hash_of("abc", 3);
    define("CREATE TABLE mixed (at @key, b @bytes, i @bytes, h @bytes, d @int, t @int, r @real, n @text)@strict");
    struct statement *s = prepared(place.store,
        "INSERT INTO mixed (at, b, i, h, d, t, r, n) VALUES (:at, :b, :i, :h, :d, :t, :r, :n)");
    bind_int(s, "at", 1);
    bind_bytes(s, "b", all, sizeof all);
    bind_id(s, "i", some);
    bind_hash(s, "h", h);
    bind_day(s, "d", DAY_UNKNOWN);
    bind_instant(s, "t", (instant){ -5 });
    bind_real(s, "r", 0.1);
    WELL(statement_run(s, NULL, &err), err);          // n was never bound: it is NULL
    s = prepared(place.store, "SELECT b, i, h, d, t, r, n FROM mixed");
    assert_int_equal(statement_step(s, &err), STEP_ROW);
    assert_int_equal(column_count(s), 7);
    assert_string_equal(column_name(s, 3), "d");
    assert_int_equal(column_bytes(s, 0).len, 256);
    assert_memory_equal(column_bytes(s, 0).at, all, 256);
    assert_true(id_same(column_id(s, 1), some) && hash_same(column_hash(s, 2), h));
    assert_true(!day_known(column_day(s, 3)) && column_null(s, 3));
    assert_true(column_instant(s, 4).us == -5);
    assert_true(fabs(column_real(s, 5) - 0.1) < 1e-12);
    assert_true(column_null(s, 6) && text_empty(column_text(s, 6)));
    assert_true(id_none(column_id(s, 0)));            // not of 16 bytes
    statement_end(s);
}

/* One name bound once and used twice; names that begin alike; marks that are no parameters. */
static void names_of_parameters(void **state)
{
    (void)state;
    struct error err = { 0 };
    struct statement *s = prepared(place.store,
        "SELECT :a AS one, :ab AS two, :a + :ab AS three, ':a' AS four -- :none\n");
    bind_int(s, "a", 2);
    bind_int(s, "ab", 40);
    enum stepped got = statement_step(s, &err);
    check("names", got == STEP_ROW, "%s %s", err.message, err.detail);
    assert_true(column_int(s, 2) == 42 && text_is(column_text(s, 3), ":a"));
    statement_end(s);
}

/* The same SQL in two hands at once; what was bound for one run is not there in the next. */
static void statements_in_hand(void **state)
{
    (void)state;
    struct error err = { 0 };
    define("CREATE TABLE hand (n @int)@strict");
    for (int i = 0; i < 5; i++)
        run_well(place.store, "INSERT INTO hand (n) VALUES (1)");
    struct statement *a = prepared(place.store, "SELECT n FROM hand");
    assert_int_equal(statement_step(a, &err), STEP_ROW);
    struct statement *b = prepared(place.store, "SELECT n FROM hand");
    assert_ptr_not_equal(a, b);
    int rows = 0;
    while (statement_step(b, &err) == STEP_ROW)
        rows++;
    statement_end(b);
    assert_int_equal(rows, 5);
    for (rows = 1; statement_step(a, &err) == STEP_ROW;)
        rows++;
    statement_end(a);
    assert_int_equal(rows, 5);
    struct statement *s = prepared(place.store, "SELECT :x IS NULL");
    bind_int(s, "x", 1);
    assert_int_equal(statement_step(s, &err), STEP_ROW);
    statement_end(s);
    s = prepared(place.store, "SELECT count(*) FROM hand WHERE n = :n");
    bind_int(s, "n", 1);
    assert_int_equal(statement_step(s, &err), STEP_ROW);
    assert_true(column_int(s, 0) == 5);
    statement_end(s);
    s = prepared(place.store, "SELECT count(*) FROM hand WHERE n = :n");
    assert_int_equal(statement_step(s, &err), STEP_ROW);
    assert_true(column_int(s, 0) == 0);               // :n is NULL again
    statement_end(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_stay), cmocka_unit_test(texts_stay), cmocka_unit_test(sorted_by_bytes),
        cmocka_unit_test(bytes_ids_and_nothing), cmocka_unit_test(names_of_parameters),
        cmocka_unit_test(statements_in_hand),
    };
    return ON_BOTH_STORES(tests, make, unmake);
}
