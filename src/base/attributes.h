/* base/attributes.h - promises that the compiler can check. */
#pragma once

#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF(form, first) __attribute__((format(printf, form, first)))
#define COUNT_OF(array) (sizeof(array) / sizeof *(array))
