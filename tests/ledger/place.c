#include "place.h"

#include <stdlib.h>
#include <string.h>

void place_make(struct place *place)
{
    struct error err = { 0 };
    struct ledger_names names = {
        .origin = TEXT("ledger.test.example/services"), .authority = TEXT("Test"),
        .software = TEXT("test"), .schema = 1,
    };
    *place = (struct place){ .arena = arena_new() };
    memset(place->seed.b, 1, sizeof place->seed.b);
    strcpy(place->folder, "/tmp/candour-ledger-XXXXXX");
    check("folder", mkdtemp(place->folder) != NULL, "no temporary folder");
    store_place(place->where, place->folder);
    WELL(store_open(place->where, STORE_CREATE, &place->store, &err), err);
    WELL(ledger_create(place->store, &names, &place->seed, &err), err);
    WELL(ledger_open(place->store, &place->ledger, &err), err);
}

void place_remove(struct place *place)
{
    char command[128];
    instant_fix(INSTANT_UNKNOWN);
    ledger_close(place->ledger);
    store_close(place->store);
    store_place_drop(place->where);
    arena_free(place->arena);
    snprintf(command, sizeof command, "rm -rf '%s'", place->folder);
    check("remove", system(command) == 0, "%s", place->folder);
}

void place_second(const struct place *place, struct store **store, struct ledger **ledger)
{
    struct error err = { 0 };
    WELL(store_open(place->where, STORE_WRITE, store, &err), err);
    WELL(ledger_open(*store, ledger, &err), err);
}

void place_reopen(struct place *place)
{
    ledger_close(place->ledger);
    store_close(place->store);
    place_second(place, &place->store, &place->ledger);
}

void place_tamper(const struct place *place, const char *sql)
{
    struct error err = { 0 };
    struct store *store;
    WELL(store_open(place->where, STORE_WRITE, &store, &err), err);
    WELL(store_begin(store, TRANSACTION_WRITE, &err), err);
    WELL(store_define(store, on_postgres() ? "DROP TRIGGER entry_never ON entry"
                                      : "DROP TRIGGER entry_no_update; DROP TRIGGER entry_no_delete",
                      &err), err);
    check(sql, store_define(store, sql, &err), "%s", err.detail);
    WELL(store_define(store, "@append_only(entry)", &err) && store_commit(store, &err), err);
    store_close(store);
}

struct draft draft_of(struct part parts[2], const char *words)
{
    static const id subject = { "subject of tests" }, author = { "author of tests." };
    instant now = instant_now();
    parts[0] = (struct part){ .field = 1, .value = TEXT("yes") };
    parts[1] = (struct part){ .field = 2, .value = text_of(words) };
    return (struct draft){
        .kind = 0x0110, .kind_version = 1, .role = 1, .entry = id_new_ordered(), .subject = subject,
        .author = author, .valid_from = { now.us - US_PER_DAY }, .valid_to = now, .ref = NO_ENTRY,
        .parts = parts, .part_count = 2,
    };
}

static struct receipt put(struct ledger *ledger, const char *words)
{
    struct error err = { 0 };
    struct part parts[2];
    struct receipt receipt = { 0 };
    struct draft draft = draft_of(parts, words);
    WELL(draft_seal(&draft, &err), err);
    WELL(ledger_put(ledger, &draft, NULL, NULL, &receipt, &err), err);
    draft_free(&draft);
    return receipt;
}

struct receipt place_put(struct place *place, const char *words)
{
    struct error err = { 0 };
    WELL(ledger_batch_begin(place->ledger, &err), err);
    struct receipt receipt = put(place->ledger, words);
    WELL(ledger_batch_commit(place->ledger, &err), err);
    return receipt;
}

void place_fill(struct place *place, int count)
{
    struct error err = { 0 };
    char words[60];
    WELL(ledger_batch_begin(place->ledger, &err), err);
    for (int i = 0; i < count; i++) {
        snprintf(words, sizeof words, "Visited at home, number %d.", i);
        put(place->ledger, words);
    }
    WELL(ledger_batch_commit(place->ledger, &err), err);
}

static void keep_finding(void *with, const struct finding *f)
{
    struct found_list *found = with;
    if (found->count == COUNT_OF(found->at))
        return;
    snprintf(found->at[found->count].code, sizeof found->at->code, "%s", f->code);
    snprintf(found->at[found->count].meaning, sizeof found->at->meaning, "%s", f->meaning);
    found->at[found->count++].seq = f->seq;
}

bool found_code(const struct found_list *found, const char *code)
{
    for (size_t i = 0; i < found->count; i++)
        if (!strcmp(found->at[i].code, code))
            return true;
    return false;
}

struct verify_report place_verify(const struct place *place, struct verify_options options,
                                  struct found_list *found)
{
    struct error err = { 0 };
    struct verify_report report;
    found->count = 0;
    options.found = keep_finding;
    options.found_with = found;
    WELL(ledger_verify(place->where, &options, &report, &err), err);
    return report;
}
