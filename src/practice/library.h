/* practice/library.h - the authority's library of direct-work tools: about nobody, read by whoever reads a child's
 * record, kept by team managers. All of it stands under one team, that of whoever wrote the first. */
#pragma once
#include "practice/access.h"

enum { LIBRARY_MAX = 200 };

/* For reading and writing the library: the team under which it stands, or will. ERROR_INPUT: it is empty, and the actor
 * has no team to begin it under. No look is kept: nobody's record is opened by it. */
MUST_USE bool library_open(struct store *store, struct arena *arena, const struct actor *actor,
                           const struct pass **pass, struct error *err);
/* By name, those in use first; withdrawn ones are left out. */
MUST_USE bool library_list(struct store *store, const struct pass *pass, struct arena *arena, struct record_list *list,
                           struct error *err);
