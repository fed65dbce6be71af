#include "ledger/state.h"

#include <string.h>

static bool keep(struct ledger *ledger, const struct checkpoint *c, text note, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(ledger->store,
            "INSERT INTO checkpoint (size, root, note, made_at) VALUES (:size, :root, :note, :at)"
            " ON CONFLICT (size) DO NOTHING", &s, err))
        return false;
    bind_int(s, "size", (int64_t)c->size);
    bind_hash(s, "root", c->root);
    bind_text(s, "note", note);
    bind_instant(s, "at", instant_now());
    return statement_run(s, NULL, err);
}

static bool from_row(struct statement *s, struct arena *arena, struct kept_checkpoint *c,
                     struct error *err)
{
    enum stepped step = statement_step(s, err);
    if (step == STEP_ROW)
        *c = (struct kept_checkpoint){
            .size = (uint64_t)column_int(s, 0), .root = column_hash(s, 1),
            .note = text_copy(arena, column_text(s, 2)), .made = column_instant(s, 3),
        };
    statement_end(s);
    if (step == STEP_DONE)
        return fail(err, ERROR_ABSENT, NULL, "There is no such checkpoint.");
    return step == STEP_ROW;
}

bool ledger_checkpoint_last(struct store *store, struct arena *arena, struct kept_checkpoint *c,
                            struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT size, root, note, made_at FROM checkpoint ORDER BY size DESC LIMIT 1", &s, err))
        return false;
    return from_row(s, arena, c, err);
}

bool ledger_checkpoint_covering(struct store *store, struct arena *arena, uint64_t seq,
                                struct kept_checkpoint *c, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT size, root, note, made_at FROM checkpoint WHERE size > :seq"
            " ORDER BY size LIMIT 1", &s, err))
        return false;
    bind_int(s, "seq", (int64_t)seq);
    return from_row(s, arena, c, err);
}

bool ledger_checkpoint(struct ledger *ledger, const struct sign_seed *seed, struct arena *arena,
                       text *note, struct error *err)
{
    struct checkpoint c = { .origin = ledger->origin };
    struct kept_checkpoint last;
    struct error none = { 0 };
    bool inside = ledger->in_batch;

    if (!ledger_head(ledger, &c.size, &c.root, err))
        return false;
    if (ledger_checkpoint_last(ledger->store, arena, &last, &none) && last.size == c.size) {
        *note = last.note;
        return true;
    }
    *note = note_sign(arena, &c, seed);
    if (inside)
        return keep(ledger, &c, *note, err);
    if (!store_begin(ledger->store, TRANSACTION_WRITE, err))
        return false;
    if (keep(ledger, &c, *note, err) && store_commit(ledger->store, err))
        return true;
    store_rollback(ledger->store);
    return false;
}

bool ledger_key_line(struct store *store, struct arena *arena, text *vkey, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT vkey FROM ledger_key ORDER BY from_size DESC LIMIT 1", &s, err))
        return false;
    enum stepped step = statement_step(s, err);
    if (step == STEP_ROW)
        *vkey = text_copy(arena, column_text(s, 0));
    statement_end(s);
    if (step == STEP_DONE)
        return fail(err, ERROR_ABSENT, NULL, "This ledger has no key.");
    return step == STEP_ROW;
}
