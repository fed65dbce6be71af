/* The log of reads. Numbered without gaps; sealed into the ledger as entries of kind 5. */
#include "record/tables.h"

#include "record/looks.h"
#include "record/pass.h"
#include "record/same_person.h"

#include "base/bytes.h"

#include <string.h>

#define WORDS_BYTES_MAX 400
#define LINE_BYTES_MAX 1024             // routes and bases are the program's own words

const char looks_schema[] =
    "CREATE TABLE access_event (number @key, at @int NOT NULL, reader @bytes NOT NULL,"
    " role @int NOT NULL, subject @bytes NOT NULL, route @text NOT NULL, basis @text NOT NULL,"
    " size @int NOT NULL, batch_seq @int)@strict;"
    "CREATE INDEX access_event_subject ON access_event (subject, number);"
    "CREATE INDEX access_event_open ON access_event (number) WHERE batch_seq IS NULL;";

static bool next_number(struct store *store, int64_t *number, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store, "SELECT coalesce(max(number), 0) + 1 FROM access_event", &s,
                               err))
        return false;
    enum stepped step = statement_step(s, err);
    if (step == STEP_ROW)
        *number = column_int(s, 0);
    statement_end(s);
    return step == STEP_ROW;
}

bool looks_keep(struct ledger *ledger, const struct look *looks, size_t count, struct error *err)
{
    struct store *store = ledger_store(ledger);
    struct statement *s;
    int64_t number;
    if (!next_number(store, &number, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!store_prepare_literal(store,
                "INSERT INTO access_event (number, at, reader, role, subject, route, basis, size)"
                " VALUES (:number, :at, :reader, :role, :subject, :route, :basis, :size)", &s, err))
            return false;
        bind_int(s, "number", number++);
        bind_instant(s, "at", looks[i].at);
        bind_id(s, "reader", looks[i].reader);
        bind_int(s, "role", looks[i].role);
        bind_id(s, "subject", looks[i].subject);
        bind_text(s, "route", text_clip(text_of(looks[i].route), WORDS_BYTES_MAX));
        bind_text(s, "basis", text_clip(text_of(looks[i].basis), WORDS_BYTES_MAX));
        bind_int(s, "size", (int64_t)looks[i].size);
        if (!statement_send(s, err))
            return false;
    }
    return true;
}

/* Route and basis are the program's own words; were they not, a line end in one would forge a look. */
void look_line(struct bytes *to, struct arena *arena, const struct statement *s)
{
    text route = column_text(s, LOOK_ROUTE), basis = column_text(s, LOOK_BASIS);
    bytes_add_format(to, "%lld %lld %.*s %lld %.*s %lld ", (long long)column_int(s, LOOK_NUMBER),
                     (long long)column_int(s, LOOK_AT),
                     TEXT_ARG(id_hex(arena, column_id(s, LOOK_READER))),
                     (long long)column_int(s, LOOK_ROLE),
                     TEXT_ARG(id_hex(arena, column_id(s, LOOK_SUBJECT))),
                     (long long)column_int(s, LOOK_SIZE));
    for (size_t i = 0; i < route.len; i++)
        bytes_add_u8(to, (uint8_t)(route.at[i] == ' ' || route.at[i] == '\n' ? '_' : route.at[i]));
    bytes_add_u8(to, ' ');
    for (size_t i = 0; i < basis.len; i++)
        bytes_add_u8(to, (uint8_t)(basis.at[i] == '\n' ? '_' : basis.at[i]));
    bytes_add_u8(to, '\n');
}

/* As many looks as one part holds, in the order of their numbers. */
static bool gather(struct store *store, struct arena *arena, struct bytes *lines, int64_t *from,
                   int64_t *to, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT " LOOK_COLUMNS " FROM access_event WHERE batch_seq IS NULL ORDER BY number"
            " LIMIT :most", &s, err))
        return false;
    bind_int(s, "most", PART_BYTES_MAX / 100);           // no line is shorter than its two ids
    enum stepped step;
    *from = *to = 0;
    while ((step = statement_step(s, err)) == STEP_ROW
            && lines->len < PART_BYTES_MAX - LINE_BYTES_MAX) {
        *to = column_int(s, LOOK_NUMBER);
        if (!*from)
            *from = *to;
        look_line(lines, arena, s);
    }
    statement_end(s);
    return step != STEP_FAILED;
}

static bool mark(struct store *store, int64_t from, int64_t to, uint64_t seq, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "UPDATE access_event SET batch_seq = :seq WHERE number >= :from AND number <= :to", &s,
            err))
        return false;
    bind_int(s, "seq", (int64_t)seq);
    bind_int(s, "from", from);
    bind_int(s, "to", to);
    return statement_run(s, NULL, err);
}

static bool seal_some(struct ledger *ledger, struct arena *arena, id service, bool *sealed,
                      struct error *err)
{
    struct bytes lines = { 0 };
    int64_t from, to;
    bool good = gather(ledger_store(ledger), arena, &lines, &from, &to, err);
    *sealed = good && lines.len > 0;
    if (*sealed) {
        instant now = instant_now();
        struct part parts[] = {
            { .field = LOOKS_FROM, .value = text_format(arena, "%lld", (long long)from) },
            { .field = LOOKS_TO, .value = text_format(arena, "%lld", (long long)to) },
            { .field = LOOKS_LINES, .value = bytes_text(&lines) },
        };
        struct draft draft = {
            .kind = ENTRY_ACCESS_BATCH, .kind_version = 1, .flags = ENTRY_BY_SYSTEM,
            .entry = id_new_ordered(), .author = service, .valid_from = now,
            .valid_to = { now.us + 1 }, .ref = NO_ENTRY, .parts = parts,
            .part_count = COUNT_OF(parts),
        };
        struct receipt receipt;
        good = draft_seal(&draft, err)
            && ledger_put(ledger, &draft, record_apply, NULL, &receipt, err)
            && mark(ledger_store(ledger), from, to, receipt.seq, err);
        draft_free(&draft);
    }
    bytes_free(&lines);
    return good;
}

bool looks_seal(struct ledger *ledger, id service, struct error *err)
{
    struct arena *arena = arena_new();
    bool sealed, good;
    do {
        good = seal_some(ledger, arena, service, &sealed, err);
        arena_reset(arena);
    } while (good && sealed);
    arena_free(arena);
    return good;
}

bool looks_list(struct store *store, const struct pass *pass, struct arena *arena, size_t limit,
                struct look_rows *rows, struct error *err)
{
    struct statement *s;
    struct same_persons all;
    if (!same_persons_of(store, pass, &all, err) || !store_prepare_literal(store,
            "SELECT at, reader, role, route, basis FROM access_event WHERE subject " OF_ONE_PERSON
            " ORDER BY number DESC LIMIT :limit", &s, err))
        return false;
    bind_same_persons(s, &all);
    bind_int(s, "limit", (int64_t)limit);
    *rows = (struct look_rows){ .at = arena_array(arena, struct look_row, limit) };
    enum stepped step;
    while ((step = statement_step(s, err)) == STEP_ROW)
        rows->at[rows->count++] = (struct look_row){
            .at = column_instant(s, 0), .reader = column_id(s, 1),
            .role = (uint16_t)column_int(s, 2), .route = text_copy(arena, column_text(s, 3)),
            .basis = text_copy(arena, column_text(s, 4)),
        };
    statement_end(s);
    return step == STEP_DONE;
}
