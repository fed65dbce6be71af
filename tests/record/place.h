/* place.h - a ledger in a folder of its own, and records put into it with few words. */
#pragma once
#include "../base/stores.h"

#include "base/random.h"
#include "record/pass.h"
#include "record/record.h"

struct place {
    char folder[64], where[STORE_WHERE_MAX];          // removed at the end, with all in it
    struct store *store;
    struct ledger *ledger;
    struct arena *arena;
    id author;
};

void place_make(struct place *place);
void place_remove(struct place *place);
/* The ledger on a new connection: what another connection wrote is in its edge. */
void place_reopen(struct place *place);
uint64_t place_size(struct place *place);

/* What a form would send. What is left empty says nothing; replaces 0: a new record. */
struct put {
    const char *kind; id subject, record, entry; uint64_t replaces;
    const char *reason, *late_reason; bool withdraw; uint16_t flags;
    const char *so_from;                 // of a state that changed: since when it is so
    const char *fields[24];              // name, as typed, name, as typed
};
struct kept { id record, subject; uint64_t seq; instant recorded; bool again; };
struct record_input place_input(struct place *place, const struct put *put);
/* In a batch of its own, with the check that a writer makes. */
bool place_try(struct place *place, const struct put *put, struct kept *kept, struct error *err);
struct kept place_put(struct place *place, const struct put *put);
/* A child by name; dob may be NULL. */
struct kept place_child(struct place *place, const char *forename, const char *surname,
                        const char *dob);

struct pass pass_of(id subject, uint64_t size);
struct record_version get_well(struct place *place, const struct pass *pass, id record);
struct record_list list_well(struct place *place, const struct pass *pass);
text text_in(const struct record_version *version, const char *field);
instant moment(const char *iso);

/* A history of so many operations on three children, the same for the same seed. Each is told. */
struct step_done {
    const struct kind *kind; id subject, record; uint64_t seq, replaces; bool withdrawn;
    instant valid_from, recorded; const char *word;
};
struct step_list { struct step_done at[512]; size_t count; id children[3]; };
void history_make(struct place *place, uint64_t seed, size_t operations, struct step_list *steps);
/* SEED= of the environment, or these. */
size_t seeds(uint64_t list[10]);
