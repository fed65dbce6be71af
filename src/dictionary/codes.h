/* dictionary/codes.h - the table that tools/codes.py makes of data/codes.tsv. */
#pragma once
#include "dictionary/kind.h"

extern const struct code_set code_sets[];      // by name
extern const size_t code_set_count;
