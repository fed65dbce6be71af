/* returns/bearer.h - who bears an identifier: by it the children of a file are told from each other. */
#pragma once
#include "base/error.h"
#include "base/id.h"
#include "base/text.h"

enum { BEARERS_MAX = 16 };

struct store;
struct bearer { id subject; text birth; bool has_lachildid; };   // birth: yyyy-mm-dd, the expected one if unborn

/* Whoever bears the identifier now, first recorded first. */
MUST_USE bool bearers_find(struct store *store, struct arena *arena, const char *type, text value,
                           struct bearer bearers[BEARERS_MAX], size_t *count, struct error *err);
/* Does somebody bear it with one to three zeros before it: a spreadsheet drops them from numbers. */
MUST_USE bool bearer_with_zeros(struct store *store, struct arena *arena, const char *type, text value, bool *there,
                                struct error *err);
