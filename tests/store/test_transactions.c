/* Transactions, savepoints, snapshots, and what is refused, on both stores. */
#include "place.h"

#include "base/bytes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define COUNT "SELECT count(*) FROM row_of"

static void begin(struct store *store, enum transaction kind)
{
    struct error err = { 0 };
    WELL(store_begin(store, kind, &err), err);
    assert_true(store_in_transaction(store));
}

static void commit(struct store *store)
{
    struct error err = { 0 };
    WELL(store_commit(store, &err), err);
    assert_false(store_in_transaction(store));
}

static void table(void)
{
    define("CREATE TABLE row_of (n @key, w @text NOT NULL)@strict;"
           "CREATE TABLE child_of (n @key, row @int NOT NULL REFERENCES row_of (n))@strict;"
           "CREATE TABLE never_changed (n @key)@strict; @append_only(never_changed)");
}

static void kept_or_not(void **state)
{
    (void)state;
    table();
    begin(place.store, TRANSACTION_WRITE);
    run_well(place.store, "INSERT INTO row_of (n, w) VALUES (1, 'a')");
    store_rollback(place.store);
    assert_true(number_of(place.store, COUNT) == 0);
    begin(place.store, TRANSACTION_WRITE);
    assert_true(run_well(place.store, "INSERT INTO row_of (n, w) VALUES (1, 'a'), (2, 'b')") == 2);
    commit(place.store);
    struct store *other = another(STORE_READ);
    assert_true(number_of(other, COUNT) == 2);
    store_close(other);
    store_rollback(place.store);                       // quietly, also when there is nothing to roll back
}

static void savepoints(void **state)
{
    (void)state;
    struct error err = { 0 };
    run_well(place.store, "DELETE FROM row_of");
    begin(place.store, TRANSACTION_WRITE);
    run_well(place.store, "INSERT INTO row_of (n, w) VALUES (1, 'kept')");
    WELL(store_savepoint(place.store, &err), err);
    run_well(place.store, "INSERT INTO row_of (n, w) VALUES (2, 'outer')");
    WELL(store_savepoint(place.store, &err), err);
    run_well(place.store, "INSERT INTO row_of (n, w) VALUES (3, 'inner')");
    store_rollback_to(place.store);
    assert_true(number_of(place.store, COUNT) == 2);
    WELL(store_release(place.store, &err), err);
    // A refused statement ends its savepoint, not the transaction.
    WELL(store_savepoint(place.store, &err), err);
    int64_t changed;
    assert_false(statement_run(prepared(place.store, "INSERT INTO row_of (n, w) VALUES (1, 'again')"), &changed, &err));
    store_rollback_to(place.store);
    run_well(place.store, "INSERT INTO row_of (n, w) VALUES (4, 'after')");
    commit(place.store);
    assert_true(number_of(place.store, COUNT) == 3);
    assert_true(number_of(place.store, "SELECT sum(n) FROM row_of") == 7);
}

/* A reader's snapshot is one moment, whatever is committed beside it. */
#define TEXTS "SELECT coalesce(sum(@rowid), 0) FROM said"

/* Texts are written when the transaction ends, in their order, and go with what they belong to. */
static void texts(void **state)
{
    (void)state;
    struct error err = { 0 };
    WELL(store_text_define(place.store, "said", &err), err);
    begin(place.store, TRANSACTION_WRITE);
    WELL(store_text_put(place.store, "said", 1, TEXT("kept"), &err), err);
    WELL(store_savepoint(place.store, &err), err);
    WELL(store_text_put(place.store, "said", 2, TEXT("rolled back"), &err), err);
    store_rollback_to(place.store);
    WELL(store_savepoint(place.store, &err), err);
    WELL(store_text_put(place.store, "said", 4, TEXT("put, dropped and put"), &err), err);
    WELL(store_text_drop(place.store, "said", 4, &err), err);
    WELL(store_text_put(place.store, "said", 4, TEXT("put again"), &err), err);
    WELL(store_text_put(place.store, "said", 8, TEXT("dropped"), &err), err);
    WELL(store_text_drop(place.store, "said", 8, &err), err);
    WELL(store_release(place.store, &err), err);
    WELL(store_texts_write(place.store, &err), err);
    assert_true(number_of(place.store, TEXTS) == 5);
    commit(place.store);
    assert_true(number_of(place.store, TEXTS) == 5);
    begin(place.store, TRANSACTION_WRITE);
    WELL(store_text_put(place.store, "said", 16, TEXT("never"), &err), err);
    store_rollback(place.store);
    begin(place.store, TRANSACTION_WRITE);
    WELL(store_text_drop(place.store, "said", 1, &err), err);
    commit(place.store);
    assert_true(number_of(place.store, TEXTS) == 4);
}

static void snapshots(void **state)
{
    (void)state;
    run_well(place.store, "DELETE FROM row_of");
    struct store *reader = another(STORE_READ);
    begin(reader, TRANSACTION_READ);
    assert_true(number_of(reader, COUNT) == 0);
    run_well(place.store, "INSERT INTO row_of (n, w) VALUES (1, 'new')");
    assert_true(number_of(place.store, COUNT) == 1);
    assert_true(number_of(reader, COUNT) == 0);
    commit(reader);
    assert_true(number_of(reader, COUNT) == 1);
    store_close(reader);
}

static const struct { const char *what, *sql; enum error_kind kind; } refused[] = {
    { "a key twice", "INSERT INTO row_of (n, w) VALUES (1, 'x')", ERROR_CONFLICT },
    { "nothing where something must be", "INSERT INTO row_of (n, w) VALUES (50, NULL)", ERROR_STORE },
    { "a child without its row", "INSERT INTO child_of (n, row) VALUES (1, 999)", ERROR_STORE },
    { "a row changed that never changes", "UPDATE never_changed SET n = 2", ERROR_STORE },
    { "a row deleted that never goes", "DELETE FROM never_changed", ERROR_STORE },
};

static void refusals(void **state)
{
    (void)state;
    run_well(place.store, "INSERT INTO never_changed (n) VALUES (1)");
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        struct error err = { 0 };
        check(refused[i].what, !statement_run(prepared(place.store, refused[i].sql), NULL, &err), "taken");
        check(refused[i].what, err.message[0] && err.kind == refused[i].kind, "kind %d: %s", err.kind, err.message);
        check(refused[i].what, !strstr(err.message, "INSERT") && !strstr(err.message, "row_of"),
              "the sentence shows SQL: %s", err.message);
        assert_true(number_of(place.store, "SELECT count(*) FROM never_changed") == 1);
    }
    struct store *reader = another(STORE_READ);
    struct error err = { 0 };
    check("a reader writes", !statement_run(prepared(reader, "INSERT INTO row_of (n, w) VALUES (9, 'r')"), NULL, &err),
          "taken");
    store_close(reader);
}

/* Sent on in a batch: a failure shows at the latest at commit, and then nothing of it is there. */
static void sent_batches(void **state)
{
    (void)state;
    struct error err = { 0 };
    run_well(place.store, "DELETE FROM row_of");
    for (int bad = 0; bad < 2; bad++) {
        begin(place.store, TRANSACTION_WRITE);
        bool good = true;
        for (int i = 0; good && i < 2000; i++) {
            struct statement *s = prepared(place.store, "INSERT INTO row_of (n, w) VALUES (:n, :w)");
            bind_int(s, "n", bad && i == 1000 ? 1 : i + bad * 5000);
            bind_text(s, "w", TEXT("sent"));
            good = statement_send(s, &err);
        }
        good = good && store_commit(place.store, &err);
        assert_true(good == !bad);
        if (!good)
            store_rollback(place.store);
        assert_true(number_of(place.store, COUNT) == 2000);
    }
}

/* Several questions on their way at once, answered in any order, among others that wait; one of them fails. */
static void asked_together(void **state)
{
    (void)state;
    enum { MANY = 40 };
    struct error err = { 0 };
    struct statement *s[MANY];
    run_well(place.store, "DELETE FROM row_of");
    run_well(place.store, "INSERT INTO row_of (n, w) VALUES (1, 'a'), (2, 'b'), (3, 'c')");
    for (int round = 0; round < 2; round++) {          // outside of a transaction, and inside
        if (round)
            begin(place.store, TRANSACTION_READ);
        for (int64_t i = 0; i < MANY; i++) {
            s[i] = prepared(place.store, "SELECT n, w FROM row_of WHERE n > :above ORDER BY n");
            bind_int(s[i], "above", i % 4);
            WELL(statement_ask(s[i], &err), err);
        }
        assert_true(number_of(place.store, COUNT) == 3);
        for (int64_t i = MANY - 1; i >= 0; i--) {
            int64_t rows = 0;
            while (i % 5 != 4 && statement_step(s[i], &err) == STEP_ROW)
                rows += column_int(s[i], 0) == i % 4 + 1 + rows;
            statement_end(s[i]);                       // every fifth without a look at its answer
            assert_true(i % 5 == 4 || rows == 3 - i % 4);
        }
        if (round)
            commit(place.store);
    }
    begin(place.store, TRANSACTION_READ);
    s[0] = prepared(place.store, COUNT);
    s[1] = prepared(place.store, "SELECT n FROM row_of WHERE n = :n");
    WELL(statement_ask(s[0], &err), err);
    WELL(statement_ask(s[1], &err), err);
    store_rollback(place.store);                       // with answers still on their way
    statement_end(s[0]);
    statement_end(s[1]);
    assert_true(number_of(place.store, COUNT) == 3);
}

static void a_question_that_fails(void **state)
{
    (void)state;
    struct error err = { 0 };
    struct statement *good = prepared(place.store, COUNT), *after = prepared(place.store, COUNT),
        *bad = prepared(place.store, "SELECT abs(:least - :one + n) FROM row_of");
    bind_int(bad, "least", INT64_MIN);
    bind_int(bad, "one", 0);
    run_well(place.store, "DELETE FROM row_of");
    run_well(place.store, "INSERT INTO row_of (n, w) VALUES (0, 'a')");
    begin(place.store, TRANSACTION_READ);
    for (int i = 0; i < 2; i++) {                      // what was never run is prepared first, and waits for that
        WELL(statement_ask(good, &err), err);
        WELL(statement_ask(after, &err), err);
        assert_true(i == 1 || statement_step(after, &err) == STEP_ROW);
        if (i == 0) {
            statement_end(good);
            statement_end(after);
        }
    }
    WELL(statement_ask(bad, &err), err);
    assert_true(statement_step(good, &err) == STEP_ROW && column_int(good, 0) == 1);
    assert_true(statement_step(bad, &err) == STEP_FAILED);
    assert_true(err.kind == ERROR_STORE);
    assert_true(statement_step(after, &err) == STEP_ROW);      // asked before it
    statement_end(good);
    statement_end(bad);
    statement_end(after);
    store_rollback(place.store);
    assert_true(number_of(place.store, COUNT) == 1);
}

static int64_t size_of(const char *path)
{
    struct stat at;
    return stat(path, &at) ? 0 : (int64_t)at.st_size;
}

/* Words are put one text a commit: no commit pays for the merging of many. Only SQLite's log tells. */
static void no_commit_merges_for_all(void **state)
{
    (void)state;
    enum { COMMITS = 900, PAGE = 4096, PAGES_MOST = 90 };
    struct error err = { 0 };
    char log[STORE_WHERE_MAX + 8];
    int64_t most = 0, before = 0;
    WELL(store_text_define(place.store, "words_of", &err), err);
    snprintf(log, sizeof log, "%s-wal", store_where(place.store));
    for (int64_t seq = 1; seq <= COMMITS; seq++) {
        struct bytes words = { 0 };
        for (int64_t i = 0; i < 60; i++)
            bytes_add_format(&words, "w%lld ", (long long)(seq * 7919 + i * i * 104729) % 5000);
        begin(place.store, TRANSACTION_WRITE);
        WELL(store_text_put(place.store, "words_of", seq, bytes_text(&words), &err), err);
        commit(place.store);
        bytes_free(&words);
        int64_t grown = size_of(log) - before;
        before += grown;
        most = grown > most ? grown : most;
    }
    check("the most that a commit wrote", most < (int64_t)PAGES_MOST * PAGE, "%lld pages", (long long)most / PAGE);
    define("DROP TABLE words_of");
}

static void copies_and_counts(void **state)
{
    (void)state;
    struct error err = { 0 };
    bool has;
    int64_t count;
    text findings;
    WELL(store_has_table(place.store, "row_of", &has, &err), err);
    assert_true(has);
    WELL(store_has_table(place.store, "no_such", &has, &err), err);
    assert_false(has);
    WELL(store_count(place.store, "row_of", &count, &err), err);
    assert_true(count >= 0);
    WELL(store_check(place.store, NULL, place.arena, &findings, &err), err);
    assert_true(text_empty(findings));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kept_or_not), cmocka_unit_test(savepoints), cmocka_unit_test(texts),
        cmocka_unit_test(snapshots),
        cmocka_unit_test(refusals), cmocka_unit_test(sent_batches), cmocka_unit_test(copies_and_counts),
        cmocka_unit_test(asked_together), cmocka_unit_test(a_question_that_fails),
        cmocka_unit_test(no_commit_merges_for_all),
    };
    return ON_BOTH_STORES(tests, make, unmake);
}
