/* base/fold.h - what each character becomes for search; the table is made by
 * tools/fold_table.py. */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct fold { uint32_t from; char to[8]; };    // UTF-8; empty: the character is dropped

extern const struct fold folds[];              // by `from`, rising
extern const size_t fold_count;
