#include "check.h"

#include "base/file.h"
#include "base/json.h"
#include "base/log.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/candour-file-XXXXXX";
static char path[64];

static int set_up(void **state)
{
    (void)state;
    snprintf(path, sizeof path, "%s/one", mkdtemp(folder));
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);       // fails when a temporary file stayed behind
}

static void test_write_read(void **state)
{
    struct bytes b = { 0 };
    struct error err = { 0 };
    struct stat about;

    (void)state;
    assert_false(file_exists(path));
    check("new", file_write(path, 0600, TEXT("first"), &err), "%s", err.message);
    check("again", file_write(path, 0640, TEXT("second\0with NUL"), &err), "%s", err.message);
    assert_true(file_exists(path));
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0640);
    bytes_add_cstr(&b, "before ");
    assert_true(file_read(path, 100, &b, &err));
    assert_true(text_same(bytes_text(&b), TEXT("before second\0with NUL")));
    bytes_clear(&b);
    assert_true(file_read(path, 15, &b, &err));         // exactly as much as there is
    assert_false(file_read(path, 14, &b, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_int_equal(b.len, 15);                        // left as it was
    bytes_free(&b);
}

static void test_refusals(void **state)
{
    struct bytes b = { 0 };
    struct error err = { 0 };

    (void)state;
    assert_false(file_read("/tmp/candour/no/such", 10, &b, &err));
    assert_int_equal(err.kind, ERROR_ABSENT);
    error_clear(&err);
    assert_false(file_read("/tmp", 10, &b, &err));
    assert_int_equal(err.kind, ERROR_STORE);
    error_clear(&err);
    assert_false(file_write("/tmp/candour/no/such", 0600, TEXT("x"), &err));
    assert_int_equal(err.kind, ERROR_ABSENT);
    error_clear(&err);
    assert_false(file_write(folder, 0600, TEXT("x"), &err));    // a folder stands there
    assert_int_equal(b.len, 0);
    bytes_free(&b);
}

static void log_read(int fd, struct bytes *to)
{
    char piece[8192];
    ssize_t got;

    while ((got = read(fd, piece, sizeof piece)) > 0)
        bytes_add(to, piece, (size_t)got);
}

static void test_log(void **state)
{
    struct bytes b = { 0 };
    struct error err = { 0 };
    char *long_one = memset(memory_alloc(9000), 'x', 8999);
    int ends[2];
    struct text_pair line;
    json_t *root;
    id i = id_new_random();

    (void)state;
    assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
    log_set_file(ends[1]);
    log_begin(LOG_DEBUG, "unseen");
    log_int("n", 1);
    log_send();
    log_begin(LOG_WARNING, "request");
    log_int("status", -404);
    log_cstr("none", NULL);
    log_text("hostile", TEXT("a\"\\\n\r\x1b[31m\x7f\u202e\xE9\u00e9\0z"));
    log_id("child", i);
    log_id("again", i);
    log_send();
    log_begin(LOG_ERROR, "long");
    log_cstr("value", long_one);
    log_int("after", 1);
    log_send();
    log_set_file(2);
    log_read(ends[0], &b);

    line = text_cut(bytes_text(&b), '\n');
    check("first line", json_read(line.before, &root, &err), "%s", err.message);
    assert_string_equal(json_string_value(json_object_get(root, "event")), "request");
    assert_string_equal(json_string_value(json_object_get(root, "level")), "warning");
    assert_int_equal(json_integer_value(json_object_get(root, "status")), -404);
    assert_true(json_is_null(json_object_get(root, "none")));
    assert_int_equal(strlen(json_string_value(json_object_get(root, "child"))), 8);
    assert_string_equal(json_string_value(json_object_get(root, "child")),
                        json_string_value(json_object_get(root, "again")));
    assert_true(text_contains(line.before,
                              TEXT("a\\\"\\\\\\u000a\\u000d\\u001b[31m\\u007f\\u202e")));
    json_decref(root);

    line = text_cut(line.after, '\n');
    assert_true(line.found && text_empty(line.after));
    assert_true(line.before.len < 4096 && line.before.len > 4000);
    check("cut line", json_read(line.before, &root, &err), "%s", err.message);
    assert_true(json_is_true(json_object_get(root, "cut")));
    assert_null(json_object_get(root, "after"));
    json_decref(root);
    close(ends[0]);
    close(ends[1]);
    free(long_one);
    bytes_free(&b);
}

static void *log_lines(void *event)
{
    for (int i = 0; i < 100; i++) {
        log_begin(LOG_INFO, event);
        log_int("i", i);
        log_send();
    }
    return NULL;
}

static void test_log_threads(void **state)
{
    static char events[4][2] = { "a", "b", "c", "d" };
    struct error err = { 0 };
    struct bytes b = { 0 };
    struct text_pair line;
    pthread_t threads[4];
    int ends[2], count = 0;

    (void)state;
    assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
    log_set_file(ends[1]);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, log_lines, events[i]), 0);
    for (size_t i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    log_set_file(2);
    log_read(ends[0], &b);
    line = text_cut(bytes_text(&b), '\n');
    for (; line.found; line = text_cut(line.after, '\n')) {
        json_t *root;

        assert_true(json_read(line.before, &root, &err));
        json_decref(root);
        count++;
    }
    assert_int_equal(count, 400);
    close(ends[0]);
    close(ends[1]);
    bytes_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_write_read), cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_log), cmocka_unit_test(test_log_threads),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
