/* stores.h - the same tests on SQLite, and on PostgreSQL when CANDOUR_TEST_POSTGRES names a database for it. */
#pragma once
#include "check.h"

#define STORE_WHERE_MAX 400

/* make and unmake run for each store, around its tests; may be NULL. */
int on_both_stores(const struct CMUnitTest *tests, size_t count, CMFixtureFunction make,
                   CMFixtureFunction unmake);
#define ON_BOTH_STORES(tests, make, unmake) on_both_stores((tests), COUNT_OF(tests), (make), (unmake))
bool on_postgres(void);              // which of the two this round is for

/* Where to open a new and empty store: a file in the folder, or a schema of its own. */
void store_place(char where[STORE_WHERE_MAX], const char *folder);
void store_place_drop(const char *where);
