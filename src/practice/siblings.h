/* practice/siblings.h - brothers and sisters whose records open to somebody: for forms that are written once for
 * several children. */
#pragma once
#include "practice/access.h"

enum { SIBLINGS_MAX = 8 };

/* Children of the same parent (by birth, adoption or marriage), or recorded as brother or sister, the youngest first.
 * Only those whose record opens to the actor; nothing is told of others, not even that they are there. */
MUST_USE bool siblings_of(struct store *store, const struct actor *actor, enum may may, id child,
                          id found[SIBLINGS_MAX], size_t *count, struct error *err);
