/* What was signed, here and elsewhere: kept checkpoints, cosignatures of witnesses, notes handed in. */
#include "ledger/verifying.h"

#include <inttypes.h>
#include <stdlib.h>

#define WITNESS_SLACK_US (5 * 60 * US_PER_SECOND)

static void want(struct verifying *v, uint64_t size)
{
    if (size == 0 || size >= v->size)
        return;
    if ((v->wanted_count & (v->wanted_count - 1)) == 0)
        v->wanted = memory_resize(v->wanted, (v->wanted_count ? 2 * v->wanted_count : 1)
                                             * sizeof *v->wanted);
    v->wanted[v->wanted_count++] = (struct wanted){ .size = size };
}

static int by_size(const void *a, const void *b)
{
    const struct wanted *x = a, *y = b;
    return x->size < y->size ? -1 : x->size > y->size;
}

bool verify_want(struct verifying *v, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(v->store, "SELECT size FROM checkpoint UNION SELECT size FROM verified",
                               &s, err))
        return false;
    enum stepped step;
    while ((step = statement_step(s, err)) == STEP_ROW)
        want(v, column_int(s, 0) < 0 ? 0 : (uint64_t)column_int(s, 0));
    statement_end(s);
    for (size_t i = 0; i < v->options->against_count; i++) {
        struct checkpoint c;
        struct error why = { 0 };
        if (note_read(v->options->against[i], &c, &why))
            want(v, c.size);
    }
    if (v->wanted_count > 0)
        qsort(v->wanted, v->wanted_count, sizeof *v->wanted, by_size);
    size_t kept = 0;
    for (size_t i = 0; i < v->wanted_count; i++)
        if (kept == 0 || v->wanted[kept - 1].size != v->wanted[i].size)
            v->wanted[kept++] = v->wanted[i];
    v->wanted_count = kept;
    return step == STEP_DONE;
}

/* ---- kept checkpoints ---- */

struct log_key { text vkey, name; struct sign_key key; bool good; };

/* The key is the one that the first entry names; a table that says otherwise is believed in nothing. */
static bool read_log_key(struct verifying *v, struct log_key *log, struct error *err)
{
    struct entry genesis;
    struct part parts[PARTS_MAX];
    struct error why = { 0 };
    uint8_t type;
    if (!ledger_key_line(v->store, v->arena, &log->vkey, &why)) {
        verify_say(v, SEVERITY_ERROR, "key", NO_ENTRY, "There is no public key.");
        return why.kind == ERROR_ABSENT || fail(err, why.kind, NULL, "%s", why.message);
    }
    log->good = note_vkey_read(log->vkey, &log->name, &type, &log->key);
    if (!log->good)
        verify_say(v, SEVERITY_ERROR, "key", NO_ENTRY, "The public key cannot be read.");
    if (!ledger_entry(v->store, v->arena, 0, &genesis, parts, &why)) {
        verify_say(v, SEVERITY_ERROR, "genesis", 0, "There is no first entry that can be read.");
        return why.kind != ERROR_STORE || fail(err, why.kind, NULL, "%s", why.message);
    }
    const struct part *told = parts_find(parts, genesis.part_count, 3);
    if (!told || !text_same(told->value, log->vkey))
        verify_say(v, SEVERITY_ERROR, "key-changed", NO_ENTRY,
                   "The public key is not the one that the first entry names.");
    return true;
}

static void check_kept(struct verifying *v, const struct log_key *log, struct statement *s)
{
    struct checkpoint c;
    struct error why = { 0 };
    uint64_t size = (uint64_t)column_int(s, 0);
    text note = column_text(s, 2);
    if (!note_read(note, &c, &why) || c.size != size || !hash_same(c.root, column_hash(s, 1)))
        verify_say(v, SEVERITY_ERROR, "checkpoint-row", NO_ENTRY,
                   "The kept checkpoint of %" PRIu64 " entries does not say what its row says.", size);
    else if (!log->good || !text_same(c.origin, log->name)
             || !note_signed_by(note, log->name, &log->key))
        verify_say(v, SEVERITY_ERROR, "checkpoint-signature", NO_ENTRY,
                   "The kept checkpoint of %" PRIu64 " entries is not signed by the ledger's key.",
                   size);
    else if (size > v->size)
        verify_say(v, SEVERITY_ERROR, "checkpoint-ahead", NO_ENTRY,
                   "A checkpoint covers %" PRIu64 " entries; only %" PRIu64 " are there.", size,
                   v->size);
    else if (!hash_same(verify_root_at(v, size), c.root))
        verify_say(v, SEVERITY_ERROR, "history-changed", NO_ENTRY,
                   "The first %" PRIu64 " entries are not those that were signed.", size);
}

bool verify_checkpoints(struct verifying *v, struct error *err)
{
    struct log_key log = { 0 };
    struct statement *s;
    enum stepped step;
    if (!read_log_key(v, &log, err)
            || !store_prepare_literal(v->store,
                "SELECT size, root, note FROM checkpoint ORDER BY size", &s, err))
        return false;
    while ((step = statement_step(s, err)) == STEP_ROW) {
        v->report->checkpoints++;
        check_kept(v, &log, s);
    }
    statement_end(s);
    return step == STEP_DONE;
}

/* ---- witnesses ---- */

/* Entries below the size were recorded before the witness signed, the others after, give or take. A clock that
 * was set back or forward shows here. */
static bool check_bracket(struct verifying *v, uint64_t size, int64_t time, text witness,
                          struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(v->store,
            "SELECT seq, recorded_at FROM entry WHERE seq = :size - 1 OR seq = :size ORDER BY seq", &s,
            err))
        return false;
    bind_int(s, "size", (int64_t)size);
    int64_t signed_at = time > INT64_MAX / US_PER_SECOND ? INT64_MAX : time * US_PER_SECOND;
    enum stepped step;
    while ((step = statement_step(s, err)) == STEP_ROW) {
        uint64_t seq = (uint64_t)column_int(s, 0);
        int64_t recorded = column_int(s, 1);
        if (seq < size ? recorded - WITNESS_SLACK_US > signed_at
                       : recorded + WITNESS_SLACK_US < signed_at)
            verify_say(v, SEVERITY_ERROR, "witness-time", seq,
                       "Its time of recording is not the one that witness %.*s saw.",
                       TEXT_ARG(text_first(witness, 80)));
    }
    statement_end(s);
    return step == STEP_DONE;
}

/* True when a key for this witness was handed in, and then `holds` says whether the line is its signature. */
static bool cosignature_known(struct verifying *v, text witness, text note, int64_t time, bool *holds)
{
    for (size_t i = 0; i < v->options->witness_count; i++) {
        text name;
        uint8_t type;
        uint64_t when = 0;
        struct sign_key key;
        if (!note_vkey_read(v->options->witnesses[i], &name, &type, &key)
                || !text_same(name, witness))
            continue;
        *holds = note_cosigned_by(note, name, &key, &when) && when == (uint64_t)time;
        return true;
    }
    return false;
}

bool verify_cosignatures(struct verifying *v, struct error *err)
{
    struct statement *s;
    enum stepped step;
    bool good = true;
    if (!store_prepare_literal(v->store,
            "SELECT c.size, c.witness, c.time, c.line, k.note FROM cosignature AS c"
            " LEFT JOIN checkpoint AS k ON k.size = c.size ORDER BY c.size, c.witness", &s, err))
        return false;
    while (good && (step = statement_step(s, err)) == STEP_ROW) {
        text witness = column_text(s, 1);
        bool holds = false;
        v->report->cosignatures++;
        if (column_null(s, 4)) {
            verify_say(v, SEVERITY_ERROR, "cosignature-alone", NO_ENTRY,
                       "Witness %.*s signed a checkpoint that is not kept.",
                       TEXT_ARG(text_first(witness, 80)));
            continue;
        }
        text note = text_format(v->arena, "%.*s%.*s\n", TEXT_ARG(column_text(s, 4)),
                                TEXT_ARG(column_text(s, 3)));
        if (cosignature_known(v, witness, note, column_int(s, 2), &holds)) {
            v->report->cosignatures_checked++;
            if (!holds)
                verify_say(v, SEVERITY_ERROR, "cosignature", NO_ENTRY,
                           "The cosignature of witness %.*s does not hold.",
                           TEXT_ARG(text_first(witness, 80)));
        }
        good = check_bracket(v, (uint64_t)column_int(s, 0), column_int(s, 2), witness, err);
    }
    statement_end(s);
    return good && step == STEP_DONE;
}

/* ---- notes kept elsewhere ---- */

static void check_against(struct verifying *v, text note, size_t number)
{
    struct checkpoint c;
    struct error why = { 0 };
    if (!note_read(note, &c, &why))
        verify_say(v, SEVERITY_ERROR, "against-unreadable", NO_ENTRY,
                   "Checkpoint %zu that was handed in cannot be read.", number);
    else if (c.size > v->size)
        verify_say(v, SEVERITY_ERROR, "against-ahead", NO_ENTRY,
                   "The checkpoint handed in covers %" PRIu64 " entries; only %" PRIu64 " are there.",
                   c.size, v->size);
    else if (!hash_same(verify_root_at(v, c.size), c.root))
        verify_say(v, SEVERITY_ERROR, "against-changed", NO_ENTRY,
                   "HISTORY CHANGED: the first %" PRIu64 " entries are not those of the checkpoint "
                   "handed in.", c.size);
}

bool verify_against(struct verifying *v, struct error *err)
{
    struct statement *s;
    for (size_t i = 0; i < v->options->against_count; i++)
        check_against(v, v->options->against[i], i + 1);
    if (!v->options->incremental)
        return true;
    if (!store_prepare_literal(v->store, "SELECT size, root FROM verified ORDER BY size", &s, err))
        return false;
    enum stepped step;
    while ((step = statement_step(s, err)) == STEP_ROW) {
        uint64_t size = (uint64_t)column_int(s, 0);
        if (size > v->size || !hash_same(verify_root_at(v, size), column_hash(s, 1)))
            verify_say(v, SEVERITY_ERROR, "verified-changed", NO_ENTRY,
                       "The first %" PRIu64 " entries are not those that an earlier run verified: run "
                       "verify in full.", size);
    }
    statement_end(s);
    return step == STEP_DONE;
}
