#include "place.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct place place;

int make(void **state)
{
    (void)state;
    struct error err = { 0 };
    place = (struct place){ .arena = arena_new() };
    strcpy(place.folder, "/tmp/candour-store-XXXXXX");
    check("folder", mkdtemp(place.folder) != NULL, "no temporary folder");
    store_place(place.where, place.folder);
    WELL(store_open(place.where, STORE_CREATE, &place.store, &err), err);
    return 0;
}

int unmake(void **state)
{
    (void)state;
    char command[128];
    store_close(place.store);
    store_place_drop(place.where);
    arena_free(place.arena);
    snprintf(command, sizeof command, "rm -rf '%s'", place.folder);
    return system(command);
}

struct store *another(enum store_use use)
{
    struct error err = { 0 };
    struct store *store;
    WELL(store_open(place.where, use, &store, &err), err);
    return store;
}

void define(const char *script)
{
    struct error err = { 0 };
    check(script, store_define(place.store, script, &err), "%s %s", err.message, err.detail);
}

struct statement *prepared(struct store *store, const char *sql)
{
    struct error err = { 0 };
    struct statement *s;
    check(sql, store_prepare(store, text_of(sql), &s, &err), "%s %s", err.message, err.detail);
    return s;
}

int64_t run_well(struct store *store, const char *sql)
{
    struct error err = { 0 };
    int64_t changed = 0;
    check(sql, statement_run(prepared(store, sql), &changed, &err), "%s %s", err.message, err.detail);
    return changed;
}

int64_t number_of(struct store *store, const char *sql)
{
    struct error err = { 0 };
    struct statement *s = prepared(store, sql);
    check(sql, statement_step(s, &err) == STEP_ROW, "%s %s", err.message, err.detail);
    int64_t number = column_int(s, 0);
    statement_end(s);
    return number;
}
