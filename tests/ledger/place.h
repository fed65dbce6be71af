/* place.h - a ledger of its own for a test, on the store that the round is for, and entries with few words. */
#pragma once
#include "../base/stores.h"

#include "base/random.h"
#include "ledger/ledger.h"
#include "ledger/writer.h"

struct place {
    char folder[64], where[STORE_WHERE_MAX];         // removed at the end, with all in it
    struct store *store;
    struct ledger *ledger;
    struct arena *arena;
    struct sign_seed seed;
};

#define WELL(done, err) check("done", (done), "%s %s", (err).message, (err).detail)

void place_make(struct place *place);
void place_remove(struct place *place);
void place_reopen(struct place *place);
/* Another connection to the same ledger. */
void place_second(const struct place *place, struct store **store, struct ledger **ledger);
/* Any SQL, triggers out of the way: the database administrator of the threat model. */
void place_tamper(const struct place *place, const char *sql);

/* An entry of two parts: field 1 "yes", field 2 the words. */
struct draft draft_of(struct part parts[2], const char *words);
/* In a batch of its own. */
struct receipt place_put(struct place *place, const char *words);
void place_fill(struct place *place, int count);             // in one batch

/* Findings, by code. */
struct found_list { struct { char code[40]; uint64_t seq; char meaning[200]; } at[400]; size_t count; };
bool found_code(const struct found_list *found, const char *code);
/* Fills options->found; answers the report. threads 1 or 2 as in options. */
struct verify_report place_verify(const struct place *place, struct verify_options options,
                                  struct found_list *found);
