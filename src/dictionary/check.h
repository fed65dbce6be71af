/* dictionary/check.h - one kind judged by itself, so that tests can hand in faulty ones. */
#pragma once
#include "dictionary/kind.h"

struct bytes;
size_t dictionary_check_kind(const struct kind *kind, struct bytes *to);
