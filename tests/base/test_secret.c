/* What is locked opens with its key and for its owner, and for nobody else. */
#include "check.h"

#include "base/secret.h"

#include <string.h>

static void locked(void **state)
{
    (void)state;
    static const uint8_t plain[20] = "a secret of 20 bytes";
    struct secret_key key = secret_key_new(), other = secret_key_new();
    struct bytes a = { 0 }, b = { 0 };
    uint8_t open[21];
    secret_lock(&key, TEXT("ana"), plain, sizeof plain, &a);
    secret_lock(&key, TEXT("ana"), plain, sizeof plain, &b);
    assert_true(secret_unlock(&key, TEXT("ana"), bytes_text(&a), open, 20));
    assert_memory_equal(open, plain, 20);
    check("twice locked is not twice the same", a.len == b.len && memcmp(a.at, b.at, a.len) != 0, "it is");
    check("the secret is not in it", !memmem(a.at, a.len, plain, 8), "it is");
    check("another key", !secret_unlock(&other, TEXT("ana"), bytes_text(&a), open, 20), "opened");
    check("another owner", !secret_unlock(&key, TEXT("ben"), bytes_text(&a), open, 20), "opened");
    check("another length", !secret_unlock(&key, TEXT("ana"), bytes_text(&a), open, 21), "opened");
    check("nothing", !secret_unlock(&key, TEXT("ana"), TEXT_NONE, open, 20), "opened");
    for (size_t bit = 0; bit < a.len * 8; bit++) {
        a.at[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_false(secret_unlock(&key, TEXT("ana"), bytes_text(&a), open, 20));
        a.at[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    bytes_free(&a);
    bytes_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(locked) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
