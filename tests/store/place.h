/* place.h - an empty store of a test's own, on the store that the round is for. */
#pragma once
#include "../base/stores.h"

#include "base/arena.h"
#include "store/store.h"

struct place { char folder[64], where[STORE_WHERE_MAX]; struct store *store; struct arena *arena; };
extern struct place place;
int make(void **state);
int unmake(void **state);

#define WELL(done, err) check("done", (done), "%s %s", (err).message, (err).detail)
struct store *another(enum store_use use);               // another connection to the same store
void define(const char *script);
struct statement *prepared(struct store *store, const char *sql);
int64_t run_well(struct store *store, const char *sql);  // answers how many rows changed
int64_t number_of(struct store *store, const char *sql); // the one number it selects
