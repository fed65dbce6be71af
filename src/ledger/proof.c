/* Proofs to carry away. C2SP tlog-proof: a version line, an `extra` line, `index`, the path, an empty line and
 * the checkpoint. extra holds the leaf and the parts, so that a checker needs nothing else:
 *     u32 leaf length, leaf, then the parts as in the stored body (ledger/entry.h). */
#include "ledger/state.h"

#include <inttypes.h>
#include <string.h>

static void add_base64_line(struct bytes *to, struct arena *arena, const void *at, size_t len)
{
    bytes_add_text(to, base64_of(arena, at, len));
    bytes_add_u8(to, '\n');
}

static void add_path(struct bytes *to, struct arena *arena, const struct proof *proof)
{
    for (unsigned i = 0; i < proof->count; i++)
        add_base64_line(to, arena, proof->h[i].b, sizeof proof->h[i].b);
}

static bool is_shown(const uint16_t *shown, size_t count, uint16_t field)
{
    for (size_t i = 0; i < count; i++)
        if (shown[i] == field)
            return true;
    return shown == NULL;
}

/* A withheld part looks as an erased one does: its commitment alone. */
static void withhold(struct part *parts, uint32_t count, const uint16_t *shown, size_t shown_count)
{
    for (uint32_t i = 0; i < count; i++)
        if (parts[i].state == PART_HELD && !is_shown(shown, shown_count, parts[i].field)) {
            hash commit = part_commit(&parts[i]);
            parts[i].state = PART_REDACTED;
            parts[i].value = TEXT_NONE;
            memcpy(parts[i].salt, commit.b, sizeof parts[i].salt);
        }
}

bool ledger_prove_kept(struct store *store, const struct kept_checkpoint *c, uint64_t seq,
                       const uint16_t *shown, size_t shown_count, struct arena *arena, text *proof,
                       struct error *err)
{
    struct entry e;
    struct part parts[PARTS_MAX];
    struct proof path;
    if (!ledger_entry(store, arena, seq, &e, parts, err)
            || !tree_prove_inclusion(ledger_tree_source, store, seq, c->size, &path, err))
        return false;
    uint8_t leaf[LEAF_BYTES];
    struct bytes extra = { 0 }, made = { 0 };
    entry_leaf(&e, leaf);
    withhold(parts, e.part_count, shown, shown_count);
    bytes_add_u32(&extra, LEAF_BYTES);
    bytes_add(&extra, leaf, sizeof leaf);
    parts_write(&extra, parts, e.part_count);

    bytes_add_cstr(&made, "c2sp.org/tlog-proof@v1\nextra ");
    add_base64_line(&made, arena, extra.at, extra.len);
    bytes_add_format(&made, "index %" PRIu64 "\n", seq);
    add_path(&made, arena, &path);
    bytes_add_u8(&made, '\n');
    bytes_add_text(&made, c->note);
    *proof = text_copy(arena, bytes_text(&made));
    bytes_free(&extra);
    bytes_free(&made);
    return true;
}

bool ledger_prove_entry(struct ledger *ledger, const struct sign_seed *seed, uint64_t seq,
                        const uint16_t *shown, size_t shown_count, struct arena *arena,
                        text *proof, struct error *err)
{
    struct kept_checkpoint c;
    text note;
    return ledger_checkpoint(ledger, seed, arena, &note, err)
        && ledger_checkpoint_last(ledger->store, arena, &c, err)
        && ledger_prove_kept(ledger->store, &c, seq, shown, shown_count, arena, proof, err);
}

bool ledger_prove_since(struct store *store, const struct kept_checkpoint *now, text old_note,
                        struct arena *arena, text *proof, struct error *err)
{
    struct checkpoint old, latest;
    struct proof path;
    hash root;
    if (!note_read(old_note, &old, err) || !note_read(now->note, &latest, err))
        return false;
    if (!text_same(old.origin, latest.origin))
        return fail(err, ERROR_INPUT, "note", "That checkpoint is of another ledger, %.*s.",
                    TEXT_ARG(text_first(old.origin, 100)));
    if (old.size > now->size)
        return fail(err, ERROR_BROKEN, NULL,
                    "That checkpoint covers %" PRIu64 " entries; the ledger's newest covers %" PRIu64
                    ". Entries are missing, or it was not signed here.", old.size, now->size);
    if (!tree_root_at(ledger_tree_source, store, old.size, &root, err))
        return false;
    if (!hash_same(root, old.root))
        return fail(err, ERROR_BROKEN, NULL,
                    "The first %" PRIu64 " entries are not what that checkpoint covered.", old.size);
    if (!tree_prove_consistency(ledger_tree_source, store, old.size, now->size, &path, err))
        return false;
    struct bytes made = { 0 };
    bytes_add_format(&made, "candour-consistency@v1\n%" PRIu64 " %" PRIu64 "\n", old.size,
                     now->size);
    add_path(&made, arena, &path);
    bytes_add_u8(&made, '\n');
    bytes_add_text(&made, old_note);
    bytes_add_u8(&made, '\n');
    bytes_add_text(&made, now->note);
    *proof = text_copy(arena, bytes_text(&made));
    bytes_free(&made);
    return true;
}

bool ledger_prove_consistency(struct ledger *ledger, const struct sign_seed *seed, text old_note,
                              struct arena *arena, text *proof, struct error *err)
{
    struct kept_checkpoint c;
    text note;
    return ledger_checkpoint(ledger, seed, arena, &note, err)
        && ledger_checkpoint_last(ledger->store, arena, &c, err)
        && ledger_prove_since(ledger->store, &c, old_note, arena, proof, err);
}
