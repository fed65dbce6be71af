/* Lawful erasure: an entry that says so, and the parts replaced by their commitments, in one transaction.
 * The only code beside append.c that writes a body: invariant 1. What may be erased, and who asks and
 * approves, is decided above; here stand the rules without which the proof would not hold. */
#include "ledger/state.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static bool is_erasable(uint16_t kind)
{
    return kind != ENTRY_GENESIS && kind != ENTRY_REDACTION && kind != ENTRY_KEY_CHANGE;
}

static bool refuse(const struct ledger *ledger, const struct redaction *r, struct error *err)
{
    if (r->field_count == 0 || r->field_count > PARTS_MAX - 3)
        return fail(err, ERROR_INPUT, "fields", "Say which fields are to be erased.");
    if (text_empty(text_trim(r->legal_basis)))
        return fail(err, ERROR_INPUT, "legal_basis", "Say on which legal basis this is erased.");
    if (id_none(r->requester) || id_none(r->approver) || id_same(r->requester, r->approver))
        return fail(err, ERROR_REFUSED, NULL,
                    "Somebody else has to approve an erasure than the one who asks for it.");
    if (r->target >= ledger->edge.size)
        return fail(err, ERROR_ABSENT, NULL, "There is no such entry.");
    return true;
}

/* Each part of one of these fields becomes its commitment. The salt is wiped from our memory too. */
static bool erase(struct part *parts, uint32_t count, const struct redaction *r, struct error *err)
{
    for (size_t i = 0; i < r->field_count; i++) {
        const struct part *first = parts_find(parts, count, r->fields[i]);
        if (!first)
            return fail(err, ERROR_ABSENT, "fields", "That entry has no field %u.", r->fields[i]);
        if (first->state == PART_REDACTED)
            return fail(err, ERROR_CONFLICT, "fields", "Field %u has been erased already.",
                        r->fields[i]);
        for (uint32_t k = 0; k < count; k++) {
            if (parts[k].field != r->fields[i] || parts[k].state == PART_REDACTED)
                continue;
            hash commit = part_commit(&parts[k]);
            explicit_bzero(parts[k].salt, sizeof parts[k].salt);
            memcpy(parts[k].salt, commit.b, sizeof parts[k].salt);
            parts[k].state = PART_REDACTED;
            parts[k].value = TEXT_NONE;
        }
    }
    return true;
}

static bool body_replace(struct ledger *ledger, uint64_t seq, const struct part *parts,
                         uint32_t count, struct error *err)
{
    struct statement *s;
    struct bytes body = { 0 };
    int64_t changed = 0;
    if (!store_prepare_literal(ledger->store, "UPDATE body SET parts = :parts WHERE seq = :seq", &s,
                               err))
        return false;
    parts_write(&body, parts, count);
    bind_int(s, "seq", (int64_t)seq);
    bind_bytes(s, "parts", body.at, body.len);
    bytes_free(&body);
    return statement_run(s, &changed, err)
        && (changed == 1 || fail(err, ERROR_BROKEN, NULL, "Entry %" PRIu64 " has no body: run "
                                 "'candour verify'.", seq));
}

static bool append_redaction(struct ledger *ledger, const struct redaction *r, id subject,
                             struct arena *arena, ledger_apply *apply, void *with,
                             struct receipt *receipt, struct error *err)
{
    struct part parts[PARTS_MAX];
    uint32_t count = 0;
    for (size_t i = 0; i < r->field_count; i++)
        parts[count++] = (struct part){ .field = REDACTION_FIELD,
                                        .value = text_format(arena, "%u", r->fields[i]) };
    parts[count++] = (struct part){ .field = REDACTION_BASIS, .value = r->legal_basis };
    if (r->request != NO_ENTRY)
        parts[count++] = (struct part){ .field = REDACTION_REQUEST,
                                        .value = text_format(arena, "%" PRIu64, r->request) };
    parts[count++] = (struct part){ .field = REDACTION_APPROVER, .value = id_hex(arena, r->approver) };
    instant now = instant_now();
    struct draft draft = {
        .kind = ENTRY_REDACTION, .kind_version = 1, .role = r->role, .entry = id_new_ordered(),
        .subject = subject, .author = r->requester, .valid_from = now, .valid_to = { now.us + 1 },
        .ref = r->target, .parts = parts, .part_count = count,
    };
    bool good = draft_seal(&draft, err) && ledger_append(ledger, &draft, apply, with, receipt, err);
    draft_free(&draft);
    return good;
}

static bool redact(struct ledger *ledger, const struct redaction *r, ledger_apply *apply, void *with,
                   struct receipt *receipt, struct error *err)
{
    struct arena *arena = arena_new();
    struct entry target;
    struct part parts[PARTS_MAX];
    bool good = refuse(ledger, r, err)
             && ledger_entry(ledger->store, arena, r->target, &target, parts, err);
    if (good && !is_erasable(target.kind))
        good = fail(err, ERROR_REFUSED, NULL,
                    "That entry holds the ledger together and cannot be erased.");
    // The body first: apply finds it as a rebuild will find it.
    good = good && erase(parts, target.part_count, r, err)
        && body_replace(ledger, r->target, parts, target.part_count, err)
        && append_redaction(ledger, r, target.subject, arena, apply, with, receipt, err);
    ledger->erased = ledger->erased || good;
    arena_free(arena);
    return good;
}

bool ledger_redact(struct ledger *ledger, const struct redaction *r, ledger_apply *apply, void *with,
                   struct receipt *receipt, struct error *err)
{
    if (ledger->in_batch)
        return redact(ledger, r, apply, with, receipt, err);
    if (!ledger_batch_begin(ledger, err))
        return false;
    if (redact(ledger, r, apply, with, receipt, err))
        return ledger_batch_commit(ledger, err);
    ledger_batch_abandon(ledger);
    return false;
}
