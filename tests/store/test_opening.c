/* Opening what is not there, not ours or lost in between: a sentence, and never half a write. */
#include "place.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void file_with(const char *name, const char *bytes, mode_t mode, char *path, size_t size)
{
    snprintf(path, size, "%s/%s", place.folder, name);
    FILE *file = fopen(path, "wb");
    check(name, file && fwrite(bytes, 1, strlen(bytes), file) == strlen(bytes), "not written");
    fclose(file);
    chmod(path, mode);
}

static void not_to_be_opened(void **state)
{
    (void)state;
    char text_file[120], folder[120], nowhere[140];
    file_with("letter.txt", "Dear colleague, this is no database at all, only a letter of some length.", 0600,
              text_file, sizeof text_file);
    snprintf(folder, sizeof folder, "%s/folder", place.folder);
    mkdir(folder, 0700);
    snprintf(nowhere, sizeof nowhere, "%s/no/such/place.db", place.folder);
    const struct { const char *what, *where; enum store_use use; } rows[] = {
        { "a letter", text_file, STORE_WRITE }, { "a folder", folder, STORE_WRITE },
        { "nothing there, to read", nowhere, STORE_READ }, { "no such folder", nowhere, STORE_CREATE },
        { "no such server", "postgresql://nobody:x@127.0.0.1:1/none", STORE_WRITE },
        { "no such host", "postgresql://nobody:x@host.invalid/none", STORE_READ },
        { "no address", "postgresql://[", STORE_READ },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct error err = { 0 };
        struct store *store = NULL;
        bool open = store_open(rows[i].where, rows[i].use, &store, &err);
        int64_t n;
        if (open) {                                    // SQLite looks at a file only when it is asked something
            open = store_count(store, "row_of", &n, &err);
            store_close(store);
        }
        check(rows[i].what, !open && err.message[0], "opened");
        check(rows[i].what, !strstr(err.message, "nobody:x"), "a password in: %s", err.message);
    }
}

static void passwords_are_not_shown(void **state)
{
    (void)state;
    text shown = store_where_shown(place.arena, "postgresql://ann:se%40cret@db.example/candour?x=1");
    assert_false(text_contains(shown, TEXT("cret")));
    assert_true(text_contains(shown, TEXT("db.example")));
}

/* PostgreSQL goes away in the middle: that statement fails, the next one is answered by a new connection. */
static void lost_and_found(void **state)
{
    (void)state;
    if (!on_postgres())
        return;
    struct error err = { 0 };
    struct store *other = another(STORE_WRITE);
    define("CREATE TABLE lasting (n @key)");
    WELL(store_begin(place.store, TRANSACTION_WRITE, &err), err);
    run_well(place.store, "INSERT INTO lasting (n) VALUES (1)");
    int64_t backend = number_of(place.store, "SELECT pg_backend_pid()");
    struct statement *s = prepared(other, "SELECT count(pg_terminate_backend(CAST(:pid AS INTEGER)))");
    bind_int(s, "pid", backend);
    assert_int_equal(statement_step(s, &err), STEP_ROW);
    statement_end(s);
    bool kept = statement_run(prepared(place.store, "INSERT INTO lasting (n) VALUES (2)"), NULL, &err)
             && store_commit(place.store, &err);
    assert_false(kept);
    assert_int_equal(err.kind, ERROR_STORE);
    assert_true(err.message[0] != 0);
    store_rollback(place.store);
    err = (struct error){ 0 };
    WELL(store_begin(place.store, TRANSACTION_WRITE, &err), err);
    run_well(place.store, "INSERT INTO lasting (n) VALUES (3)");
    WELL(store_commit(place.store, &err), err);
    assert_true(number_of(place.store, "SELECT sum(n) FROM lasting") == 3);
    store_close(other);
}

/* One writer at a time: the second waits, and is told so when it has waited long enough. */
static void locked(void **state)
{
    (void)state;
    if (on_postgres())
        return;
    struct error err = { 0 };
    struct store *other = another(STORE_WRITE);
    define("CREATE TABLE taken (n @key)@strict");
    WELL(store_begin(place.store, TRANSACTION_WRITE, &err), err);
    assert_false(store_begin(other, TRANSACTION_WRITE, &err));
    assert_int_equal(err.kind, ERROR_STORE);
    assert_true(strstr(err.message, "again") != NULL);       // what to do
    WELL(store_commit(place.store, &err), err);
    err = (struct error){ 0 };
    WELL(store_begin(other, TRANSACTION_WRITE, &err), err);
    store_rollback(other);
    store_close(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(not_to_be_opened), cmocka_unit_test(passwords_are_not_shown),
        cmocka_unit_test(lost_and_found), cmocka_unit_test(locked),
    };
    return ON_BOTH_STORES(tests, make, unmake);
}
