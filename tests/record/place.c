#include "place.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WELL(what) check(what, (done), "%s %s", err.message, err.detail)

void place_make(struct place *place)
{
    struct error err = { 0 };
    struct sign_seed seed = { 0 };
    struct ledger_names names = {
        .origin = TEXT("ledger.test.example/record"), .authority = TEXT("Test"),
        .software = TEXT("test"), .schema = record_schema_version(),
    };

    *place = (struct place){ .author = id_new_random(), .arena = arena_new() };
    strcpy(place->folder, "/tmp/candour-record-XXXXXX");
    check("folder", mkdtemp(place->folder) != NULL, "no temporary folder");
    store_place(place->where, place->folder);
    bool done = store_open(place->where, STORE_CREATE, &place->store, &err)
        // One transaction: a file's worth of tables each on its own would be synced one by one.
        && store_begin(place->store, TRANSACTION_WRITE, &err)
        && store_define(place->store, ledger_schema, &err) && record_define(place->store, &err)
        && store_define(place->store, looks_schema, &err) && store_commit(place->store, &err)
        && ledger_create(place->store, &names, &seed, &err)
        && ledger_open(place->store, &place->ledger, &err);
    WELL("a new ledger");
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

void place_reopen(struct place *place)
{
    struct error err = { 0 };

    ledger_close(place->ledger);
    store_close(place->store);
    bool done = store_open(place->where, STORE_WRITE, &place->store, &err)
             && ledger_open(place->store, &place->ledger, &err);
    WELL("open again");
}

uint64_t place_size(struct place *place)
{
    struct error err = { 0 };
    uint64_t size = 0;
    bool done = ledger_size_now(place->store, &size, &err);
    WELL("size");
    return size;
}

struct record_input place_input(struct place *place, const struct put *put)
{
    const struct kind *kind = kind_by_name(text_of(put->kind));
    check("kind", kind, "no kind %s", put->kind);
    struct values *values = arena_new_of(place->arena, struct values);
    *values = values_new(place->arena, kind, instant_london_day(instant_now()));
    for (size_t i = 0; put->fields[i]; i += 2) {
        const struct field *field = field_by_name(kind, text_of(put->fields[i]));
        check("field", field, "no field %s of %s", put->fields[i], put->kind);
        values_set(values, place->arena, field, text_of(put->fields[i + 1]));
    }
    return (struct record_input){
        .values = values, .entry = id_none(put->entry) ? id_new_ordered() : put->entry,
        .subject = put->subject, .record = put->record,
        .replaces = put->replaces ? put->replaces : NO_ENTRY,
        .reason = text_of(put->reason), .late_reason = text_of(put->late_reason),
        .withdraw = put->withdraw, .author = place->author, .role = 1, .flags = put->flags,
        .so_from = put->so_from ? moment(put->so_from) : (instant){ 0 },
    };
}

bool place_try(struct place *place, const struct put *put, struct kept *kept, struct error *err)
{
    struct record_input input = place_input(place, put);
    struct record_write w = { 0 };
    struct draft draft;
    id record;

    if (!record_draft(place->arena, &input, &draft, &record, err))
        return false;
    record_write_fill(&w, &draft, record, input.replaces);
    bool good = ledger_batch_begin(place->ledger, err);
    if (good && !(w.write.also(place->ledger, w.write.also_with, err)
                  && ledger_put(place->ledger, &w.draft, record_apply, NULL, &w.receipt, err)
                  && ledger_batch_commit(place->ledger, err))) {
        ledger_batch_abandon(place->ledger);
        good = false;
    }
    draft_free(&draft);
    *kept = (struct kept){ record, draft.subject, w.receipt.seq, w.receipt.recorded,
                           w.receipt.again };
    return good;
}

struct kept place_put(struct place *place, const struct put *put)
{
    struct error err = { 0 };
    struct kept kept;
    bool done = place_try(place, put, &kept, &err);
    WELL(put->kind);
    return kept;
}

struct kept place_child(struct place *place, const char *forename, const char *surname,
                        const char *dob)
{
    return place_put(place, &(struct put){ .kind = "person", .fields = {
        "recorded_as", "CHILD", "forename", forename, "surname", surname, dob ? "dob" : NULL, dob,
    } });
}

struct pass pass_of(id subject, uint64_t size)
{
    return (struct pass){ .subject = subject, .reader = subject, .role = 1, .size = size,
                          .at = instant_now() };
}

struct record_version get_well(struct place *place, const struct pass *pass, id record)
{
    struct error err = { 0 };
    struct record_version version = { 0 };
    bool done = record_get(place->store, pass, place->arena, record, &version, &err);
    WELL("get");
    return version;
}

struct record_list list_well(struct place *place, const struct pass *pass)
{
    struct error err = { 0 };
    struct record_list list = { 0 };
    struct record_query query = { .limit = 2000 };
    bool done = record_list(place->store, pass, place->arena, &query, &list, &err);
    WELL("list");
    return list;
}

text text_in(const struct record_version *version, const char *field)
{
    return values_get(&version->values, field)->text;
}

instant moment(const char *iso)
{
    instant t = INSTANT_UNKNOWN;
    check(iso, instant_parse_iso(text_of(iso), &t), "no moment");
    return t;
}

/* ---- histories ---- */

static const char *const kinds[] = { "case_note", "address", "early_help_episode", "person_name" };

/* A new version's values: one text holds the word by which the model knows it. */
static struct put put_of(struct place *place, struct dice *d, const char *kind, id subject,
                         const char *word)
{
    static const char *const days[] = { "2024-01-05", "2024-03-31", "2025-02-28", "2025-12-24" };
    static const char *const ends[] = { "2025-12-31", "2026-01-01", "2026-02-02", "2026-03-03" };
    const char *on = days[dice_below(d, 4)], *end = ends[dice_below(d, 4)];
    bool open = dice_below(d, 2);
    (void)place;
    if (!strcmp(kind, "case_note"))
        return (struct put){ .kind = kind, .subject = subject, .fields = {
            "occurred_at", on[3] == '4' ? "2024-01-05T09:30" : "2025-07-01T18:00",
            "note_type", "PHONE", "title", word, "happened", "They spoke." } };
    if (!strcmp(kind, "address"))
        return (struct put){ .kind = kind, .subject = subject, .fields = {
            "address_type", "HOME", "lines", word, "start_date", on, open ? NULL : "end_date",
            end } };
    if (!strcmp(kind, "early_help_episode"))
        return (struct put){ .kind = kind, .subject = subject, .fields = {
            "start_date", on, "why", word, open ? NULL : "end_date", end, "end_reason", "MET" } };
    return (struct put){ .kind = kind, .subject = subject, .fields = {
        "surname", word, open ? NULL : "from_date", on } };
}

void history_make(struct place *place, uint64_t seed, size_t operations, struct step_list *steps)
{
    struct dice d = dice_of(seed);
    int64_t now = moment("2026-05-01T08:00:00Z").us;

    steps->count = 0;
    for (int i = 0; i < 3; i++) {
        instant_fix((instant){ now });
        struct kept kept = place_child(place, "Child", i ? "Two" : "One", "2015-01-01");
        steps->children[i] = kept.record;
        steps->at[steps->count++] = (struct step_done){
            kind_by_name(TEXT("person")), kept.subject, kept.record, kept.seq, 0, false,
            { now }, kept.recorded, "Child" };
    }
    while (steps->count < operations) {
        // The clock goes on, stands still, and now and then goes back a little.
        now += dice_below(&d, 5) ? (int64_t)dice_below(&d, 90000) * US_PER_SECOND
                                 : -(int64_t)dice_below(&d, 200) * US_PER_SECOND;
        instant_fix((instant){ now });
        char *word = arena_alloc(place->arena, 24);
        snprintf(word, 24, "Word%zu", steps->count);
        struct step_done *old = dice_below(&d, 2) ? &steps->at[dice_below(&d,
                                                       (uint32_t)steps->count)] : NULL;
        for (size_t i = 0; old && i < steps->count; i++)         // its newest version
            if (id_same(steps->at[i].record, old->record))
                old = &steps->at[i];
        if (old && old->kind->founds)
            old = NULL;
        id subject = old ? old->subject : steps->children[dice_below(&d, 3)];
        const char *kind = old ? old->kind->name : kinds[dice_below(&d, COUNT_OF(kinds))];
        struct put put = put_of(place, &d, kind, subject, word);
        if (old) {
            put.record = old->record;
            put.replaces = old->seq;
            put.reason = "Typed wrong";
            put.withdraw = dice_below(&d, 6) == 0;
        }
        struct record_input input = place_input(place, &put);
        const struct kind *k = input.values->kind;
        instant from = values_instant(input.values, k->begins);
        struct kept kept = place_put(place, &put);
        steps->at[steps->count++] = (struct step_done){
            k, subject, kept.record, kept.seq, put.replaces, put.withdraw,
            instant_known(from) ? from : (instant){ now }, kept.recorded, word };
    }
}

size_t seeds(uint64_t list[10])
{
    const char *given = getenv("SEED");
    if (given) {
        list[0] = strtoull(given, NULL, 10);
        return 1;
    }
    for (uint64_t i = 0; i < 10; i++)
        list[i] = 20261124 + i;
    return 10;
}
