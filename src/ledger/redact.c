/* Lawful erasure: the only place that updates a body (invariant 1). The leaf commits to each part through
 * its commitment, so that putting the commitment where salt and value stood leaves the root as it was. */
#include "ledger/state.h"

#include <inttypes.h>
#include <string.h>

static bool is_named(const struct redaction *r, uint16_t field)
{
    for (size_t i = 0; i < r->field_count; i++)
        if (r->fields[i] == field)
            return true;
    return false;
}

/* A redaction entry itself is never erased from: it is the reason why something else is missing. */
static bool may_redact(const struct redaction *r, const struct entry *target, struct error *err)
{
    if (r->field_count == 0 || r->field_count > PARTS_MAX - 3)
        return fail(err, ERROR_INPUT, NULL, "Say which parts of the record are to be erased.");
    if (r->legal_basis.len == 0)
        return fail(err, ERROR_INPUT, NULL, "Say which law requires the erasure.");
    if (id_none(r->requester) || id_none(r->approver) || id_same(r->requester, r->approver))
        return fail(err, ERROR_REFUSED, NULL,
                    "An erasure needs a second person: whoever asked for it cannot approve it.");
    if (target->kind < ENTRY_FIRST_CASE_KIND)
        return fail(err, ERROR_REFUSED, NULL, "The ledger's own entries cannot be erased.");
    return true;
}

static bool replace_parts(const struct redaction *r, struct part *parts, uint32_t count,
                          struct error *err)
{
    for (size_t i = 0; i < r->field_count; i++) {
        const struct part *p = parts_find(parts, count, r->fields[i]);
        if (!p)
            return fail(err, ERROR_ABSENT, NULL, "The record has no such part.");
        if (p->state == PART_REDACTED)
            return fail(err, ERROR_CONFLICT, NULL, "This part was erased before.");
    }
    for (uint32_t i = 0; i < count; i++) {
        if (!is_named(r, parts[i].field) || parts[i].state == PART_REDACTED)
            continue;
        hash commit = part_commit(&parts[i]);
        explicit_bzero(parts[i].salt, sizeof parts[i].salt);
        parts[i].state = PART_REDACTED;
        memcpy(parts[i].salt, commit.b, sizeof commit.b);
        parts[i].value = (text){ 0 };
    }
    return true;
}

static bool body_replace(struct ledger *ledger, uint64_t seq, const struct part *parts,
                         uint32_t count, struct error *err)
{
    struct statement *s;
    struct bytes body = { 0 };
    int64_t changed = 0;
    if (!store_prepare_literal(ledger->store,
            "UPDATE body SET parts = :parts WHERE seq = :seq", &s, err))
        return false;
    parts_write(&body, parts, count);
    bind_bytes(s, "parts", body.at, body.len);
    bind_int(s, "seq", (int64_t)seq);
    bytes_free(&body);
    if (!statement_run(s, &changed, err))
        return false;
    return changed == 1 || fail(err, ERROR_BROKEN, NULL, "The record to erase from has no body.");
}

static bool append_reason(struct ledger *ledger, struct arena *arena, const struct redaction *r,
                          const struct entry *target, ledger_apply *apply, void *with,
                          struct receipt *receipt, struct error *err)
{
    struct part parts[PARTS_MAX] = { 0 };
    uint32_t n = 0;
    for (size_t i = 0; i < r->field_count; i++)
        parts[n++] = (struct part){ .field = REDACTION_FIELD,
            .value = text_format(arena, "%u", (unsigned)r->fields[i]) };
    parts[n++] = (struct part){ .field = REDACTION_BASIS, .value = r->legal_basis };
    if (r->request != NO_ENTRY)
        parts[n++] = (struct part){ .field = REDACTION_REQUEST,
            .value = text_format(arena, "%" PRIu64, r->request) };
    parts[n++] = (struct part){ .field = REDACTION_APPROVER, .value = id_hex(arena, r->approver) };
    instant now = instant_now();
    struct draft draft = {
        .kind = ENTRY_REDACTION, .kind_version = 1, .role = r->role, .entry = id_new_ordered(),
        .subject = target->subject, .author = r->requester, .valid_from = now,
        .valid_to = { now.us + 1 }, .ref = r->target, .parts = parts, .part_count = n,
    };
    bool good = draft_seal(&draft, err) && ledger_put(ledger, &draft, apply, with, receipt, err);
    draft_free(&draft);
    return good;
}

/* The body first: apply then finds it as a rebuild will find it. The commit empties the store's log. */
bool ledger_redact(struct ledger *ledger, const struct redaction *r, ledger_apply *apply, void *with,
                   struct receipt *receipt, struct error *err)
{
    struct entry target;
    struct part parts[PARTS_MAX];
    bool own = !ledger->in_batch;
    if (own && !ledger_batch_begin(ledger, err))
        return false;
    struct arena *arena = arena_new();
    bool good = ledger_entry(ledger->store, arena, r->target, &target, parts, err)
             && may_redact(r, &target, err)
             && replace_parts(r, parts, target.part_count, err)
             && body_replace(ledger, r->target, parts, target.part_count, err)
             && append_reason(ledger, arena, r, &target, apply, with, receipt, err);
    ledger->erased = ledger->erased || good;
    arena_free(arena);
    if (!own)
        return good;
    if (!good) {
        ledger_batch_abandon(ledger);
        return false;
    }
    return ledger_batch_commit(ledger, err);
}
