/* check.h - tests as lists of cases: the name of the case says what it shows. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
/* cmocka's macro fail() hides our function of base/error.h, and its fail_msg() needs it. */
#undef fail
#undef fail_msg
#define fail_msg(...) (print_error(__VA_ARGS__), print_error("\n"), _fail(__FILE__, __LINE__))

/* Fails the test with the name of the case and with what was seen. */
#define check(name, holds, ...) \
    do { \
        if (!(holds)) { \
            print_error("%s: ", name); \
            fail_msg(__VA_ARGS__); \
        } \
    } while (0)
