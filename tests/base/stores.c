#include "stores.h"

#include "base/id.h"
#include "base/arena.h"
#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool postgres;

bool on_postgres(void)
{
    return postgres;
}

int on_both_stores(const struct CMUnitTest *tests, size_t count, CMFixtureFunction make,
                   CMFixtureFunction unmake)
{
    postgres = false;
    int failed = _cmocka_run_group_tests("sqlite", tests, count, make, unmake);
    if (!getenv("CANDOUR_TEST_POSTGRES")) {
        print_message("PostgreSQL left out: CANDOUR_TEST_POSTGRES names no database.\n");
        return failed;
    }
    postgres = true;
    return failed + _cmocka_run_group_tests("postgresql", tests, count, make, unmake);
}

static void run_script(enum store_use mode, const char *sql)
{
    struct error err = { 0 };
    struct store *store;
    check(sql, store_open(getenv("CANDOUR_TEST_POSTGRES"), mode, &store, &err), "%s %s",
          err.message, err.detail);
    check(sql, store_define(store, sql, &err), "%s %s", err.message, err.detail);
    store_close(store);
}

void store_place(char where[STORE_WHERE_MAX], const char *folder)
{
    if (!postgres) {
        snprintf(where, STORE_WHERE_MAX, "%s/test.db", folder);
        return;
    }
    struct arena *arena = arena_new();
    char name[48], sql[80];
    snprintf(name, sizeof name, "test_%.*s",
             TEXT_ARG(text_first(id_hex(arena, id_new_random()), 16)));
    snprintf(sql, sizeof sql, "CREATE SCHEMA %s", name);
    run_script(STORE_CREATE, sql);
    snprintf(where, STORE_WHERE_MAX, "%s?options=-csearch_path%%3D%s",
             getenv("CANDOUR_TEST_POSTGRES"), name);
    arena_free(arena);
}

void store_place_drop(const char *where)
{
    if (!postgres)
        return;
    char sql[100];
    snprintf(sql, sizeof sql, "DROP SCHEMA %s CASCADE", strrchr(where, 'D') + 1);
    run_script(STORE_WRITE, sql);
}
