/* record/aliases.h - the table that tools/aliases.py makes of data/name-aliases.csv. */
#pragma once
#include <stddef.h>

/* Sets of folded names, each ending with NULL, the last set followed by nothing. */
extern const char *const *const name_alias_sets[];
extern const size_t name_alias_count;
