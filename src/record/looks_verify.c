/* The log of reads against the batches in the ledger: whoever takes a look out of the table, or changes one,
 * would have to change the tree. */
#include "record/looks.h"

#include "base/bytes.h"

#include <inttypes.h>
#include <string.h>

struct checking {
    struct store *store; struct statement *rows; enum stepped step;
    struct arena *arena;
    int64_t next;                     // number that is due
    verify_found *found; void *with; struct error *err;
};

static void tell(struct checking *c, const char *code, uint64_t seq, const char *form, ...)
    PRINTF(4, 5);

static void tell(struct checking *c, const char *code, uint64_t seq, const char *form, ...)
{
    struct finding f = { .severity = SEVERITY_ERROR, .code = code, .seq = seq };
    va_list list;
    va_start(list, form);
    vsnprintf(f.meaning, sizeof f.meaning, form, list);
    va_end(list);
    c->found(c->with, &f);
}

static bool next_row(struct checking *c)
{
    c->step = statement_step(c->rows, c->err);
    if (c->step == STEP_ROW) {
        int64_t number = column_int(c->rows, LOOK_NUMBER);
        if (number != c->next)
            tell(c, "look-gap", NO_ENTRY, "Look number %" PRId64 " is missing from the log of reads.",
                 c->next);
        c->next = number + 1;
    }
    return c->step != STEP_FAILED;
}

/* Rows from where we stand up to the batch's last number, written again as the ledger has them. */
static bool check_batch(struct checking *c, const struct entry *e, const struct part *parts)
{
    struct bytes lines = { 0 };
    int64_t from = 0, to = 0;
    const struct part *first = parts_find(parts, e->part_count, LOOKS_FROM);
    const struct part *last = parts_find(parts, e->part_count, LOOKS_TO);
    const struct part *held = parts_find(parts, e->part_count, LOOKS_LINES);
    if (!first || !last || !held || !text_to_int(first->value, &from)
            || !text_to_int(last->value, &to) || from > to) {
        tell(c, "look-batch", e->seq, "This batch of looks cannot be read (%" PRId64 ").", from);
        return true;
    }
    bool marked = true, good = true;
    while (good && c->step == STEP_ROW && column_int(c->rows, LOOK_NUMBER) <= to) {
        marked = marked && column_int(c->rows, LOOK_BATCH) == (int64_t)e->seq
              && !column_null(c->rows, LOOK_BATCH);
        look_line(&lines, c->arena, c->rows);
        arena_reset(c->arena);
        good = next_row(c);
    }
    if (good && !text_same(bytes_text(&lines), held->value))
        tell(c, "look-changed", e->seq, "The log of reads differs from what was sealed of it, in the"
             " batch that begins with look %" PRId64 ".", from);
    else if (good && !marked)
        tell(c, "look-mark", e->seq, "Looks of this batch, which begins with %" PRId64 ", name"
             " another one.", from);
    bytes_free(&lines);
    return good;
}

/* By their numbers: the bodies of all other entries need not be read again for this. */
static bool each_batch(struct checking *c, uint64_t size)
{
    struct arena *arena = arena_new();
    struct part parts[PARTS_MAX];
    struct statement *s;
    struct entry e;
    enum stepped step = STEP_FAILED;
    bool good = store_prepare_literal(c->store,
        "SELECT seq FROM entry WHERE kind = :kind AND seq < :size AND " ENTRY_OF_SYSTEM_SQL " ORDER BY seq", &s, c->err);
    if (good) {
        bind_int(s, "kind", ENTRY_ACCESS_BATCH);
        bind_int(s, "size", (int64_t)size);
        while (good && (step = statement_step(s, c->err)) == STEP_ROW) {
            good = ledger_entry(c->store, arena, (uint64_t)column_int(s, 0), &e, parts, c->err)
                && check_batch(c, &e, parts);
            arena_reset(arena);
        }
        statement_end(s);
    }
    arena_free(arena);
    return good && step == STEP_DONE;
}

bool looks_verify(struct store *store, verify_found *found, void *with, struct error *err)
{
    struct checking c = { .store = store, .next = 1, .found = found, .with = with, .err = err,
                          .arena = arena_new() };
    uint64_t size;
    bool good = ledger_size_now(store, &size, err)
             && store_prepare_literal(store,
                    "SELECT " LOOK_COLUMNS " FROM access_event ORDER BY number", &c.rows, err);
    if (good) {
        good = next_row(&c) && each_batch(&c, size);
        while (good && c.step == STEP_ROW) {             // not yet sealed: only the newest may be
            if (!column_null(c.rows, LOOK_BATCH))
                tell(&c, "look-batch", (uint64_t)column_int(c.rows, LOOK_BATCH), "Look %" PRId64
                     " says that it is sealed, and no batch holds it.",
                     column_int(c.rows, LOOK_NUMBER));
            good = next_row(&c);
        }
        statement_end(c.rows);
    }
    arena_free(c.arena);
    return good;
}
