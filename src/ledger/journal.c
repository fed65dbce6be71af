/* The journal of erasures, version 2, and doing them again in a ledger that was restored from an older copy.
 *
 * A line for each erasure, six words parted by blanks: "CDJ2", then in base64 the redaction entry (its leaf and
 * parts as in a proof), its path to the root, the leaf of the entry erased from, its path, and the checkpoint that
 * both lead to. Then an empty line and a note that signs the lines as a checkpoint signs entries: its origin is the
 * ledger's with "/erasures" behind it, its size the number of lines, its root that of the tree over them.
 *
 *  1. a line believes nothing of itself: what is to be erased is read from leaves that hash into a signed root;
 *  2. a line left out, added or moved breaks the note at the end;
 *  3. lines of a history that a restore cut off stay: an older copy of that history may still be about. */
#include "ledger/state.h"

#include <inttypes.h>
#include <string.h>

#define MARK "CDJ2"
#define OWN_ORIGIN "/erasures"

static const char broken[] = "Line %u of the journal of erasures was altered: it does not prove what it says.";
static const char unreadable[] = "Line %u of the journal of erasures cannot be read.";

/* Whose journal it must be: the name and key that the ledger's first entry fixes. */
struct signer { text origin; struct sign_key key; };

struct line { struct entry redaction, target; struct part parts[PARTS_MAX]; };

static bool signer_of(struct store *store, struct arena *arena, struct signer *signer, struct error *err)
{
    text vkey;
    uint8_t type;
    return ledger_key_line(store, arena, &vkey, err)
        && (note_vkey_read(vkey, &signer->origin, &type, &signer->key)
            || fail(err, ERROR_BROKEN, NULL, "The ledger's public key cannot be read."));
}

static text own_origin(struct arena *arena, text origin)
{
    return text_format(arena, "%.*s" OWN_ORIGIN,
                       TEXT_ARG(text_first(origin, ORIGIN_BYTES_MAX - (sizeof OWN_ORIGIN - 1))));
}

/* ---- reading ---- */

static text word(text *rest)
{
    struct text_pair cut = text_cut(*rest, ' ');
    *rest = cut.after;
    return cut.before;
}

static bool read_bytes(struct arena *arena, text base64, text *bytes)
{
    size_t room = base64.len / 4 * 3 + 3, len;
    char *made = arena_array(arena, char, room);
    if (!base64_read(base64, made, room, &len))
        return false;
    *bytes = (text){ made, len };
    return true;
}

static bool read_path(text bytes, struct proof *path)
{
    *path = (struct proof){ 0 };
    if (bytes.len % sizeof path->h[0].b || bytes.len / sizeof path->h[0].b > PROOF_HASHES_MAX)
        return false;
    path->count = (unsigned)(bytes.len / sizeof path->h[0].b);
    for (unsigned i = 0; i < path->count; i++)
        memcpy(path->h[i].b, bytes.at + i * sizeof path->h[i].b, sizeof path->h[i].b);
    return true;
}

static bool read_leaf(text bytes, struct entry *e)
{
    return bytes.len == LEAF_BYTES && entry_from_leaf((const uint8_t *)bytes.at, e);
}

static bool read_redaction(text extra, struct line *line)
{
    static const uint8_t leaf_length[4] = { 0, 0, 0, LEAF_BYTES };
    uint32_t count;
    return extra.len > 4 + LEAF_BYTES && !memcmp(extra.at, leaf_length, sizeof leaf_length)
        && read_leaf(text_first(text_skip(extra, 4), LEAF_BYTES), &line->redaction)
        && parts_read(text_skip(extra, 4 + LEAF_BYTES), line->parts, &count)
        && count == line->redaction.part_count;
}

struct pieces { text extra, path, target, target_path, note; };

static bool read_pieces(struct arena *arena, text words, struct pieces *p)
{
    text rest = words;
    return text_is(word(&rest), MARK) && read_bytes(arena, word(&rest), &p->extra)
        && read_bytes(arena, word(&rest), &p->path) && read_bytes(arena, word(&rest), &p->target)
        && read_bytes(arena, word(&rest), &p->target_path) && read_bytes(arena, word(&rest), &p->note)
        && text_empty(rest);
}

/* invariant 1 */
static bool proves(const struct signer *signer, const struct pieces *p, const struct line *line,
                   const struct proof paths[2])
{
    struct checkpoint c;
    struct error ignored = { 0 };
    const struct entry *r = &line->redaction;
    return note_signed_by(p->note, signer->origin, &signer->key) && note_read(p->note, &c, &ignored)
        && text_same(c.origin, signer->origin)
        && r->kind == ENTRY_REDACTION && r->ref == line->target.seq
        && hash_same(parts_root(line->parts, r->part_count), r->body_root)
        && tree_inclusion_holds(entry_leaf_hash(r), r->seq, c.size, &paths[0], c.root)
        && tree_inclusion_holds(entry_leaf_hash(&line->target), line->target.seq, c.size, &paths[1], c.root);
}

static bool read_line(struct arena *arena, const struct signer *signer, text words, unsigned number,
                      struct line *line, struct error *err)
{
    struct pieces p;
    struct proof paths[2];
    if (!read_pieces(arena, words, &p) || !read_redaction(p.extra, line) || !read_path(p.path, &paths[0])
            || !read_leaf(p.target, &line->target) || !read_path(p.target_path, &paths[1]))
        return fail(err, ERROR_INPUT, NULL, unreadable, number);
    return proves(signer, &p, line, paths) || fail(err, ERROR_INPUT, NULL, broken, number);
}

/* invariant 2 */
static bool note_holds(struct arena *arena, const struct signer *signer, text note, const struct edge *lines,
                       struct error *err)
{
    struct checkpoint c;
    text origin = own_origin(arena, signer->origin);
    struct error ignored = { 0 };
    if (!note_read(note, &c, &ignored) || !text_same(c.origin, origin)
            || !note_signed_by(note, origin, &signer->key))
        return fail(err, ERROR_INPUT, NULL, "The journal of erasures is not signed by this ledger's key.");
    if (c.size != lines->size || !hash_same(c.root, edge_root(lines)))
        return fail(err, ERROR_INPUT, NULL, "The journal of erasures is not whole: it was signed with other lines.");
    return true;
}

typedef bool journal_visit(void *with, text words, const struct line *line, struct error *err);

/* Every line in order, each checked; then whether all of them are there. The first line that is not ours ends it. */
static bool each_line(struct store *store, text journal, journal_visit *visit, void *with, struct error *err)
{
    struct arena *arena = arena_new();
    struct signer signer;
    struct edge lines = { 0 };
    struct text_pair cut = { .after = journal };
    bool good = signer_of(store, arena, &signer, err), end = false;
    for (unsigned number = 1; good && !end; number++) {
        struct line line;
        cut = text_cut(cut.after, '\n');
        end = text_empty(cut.before);
        if (end)
            break;
        good = read_line(arena, &signer, cut.before, number, &line, err)
            && (!visit || visit(with, cut.before, &line, err));
        edge_push(&lines, tree_leaf(cut.before.at, cut.before.len), NULL, NULL);
    }
    good = good && note_holds(arena, &signer, cut.after, &lines, err);
    arena_free(arena);
    return good;
}

bool ledger_erasures_hold(struct store *store, text journal, struct error *err)
{
    return each_line(store, journal, NULL, NULL, err);
}

/* ---- writing ---- */

static void add_word(struct bytes *to, struct arena *arena, const void *at, size_t len)
{
    bytes_add_u8(to, ' ');
    bytes_add_text(to, base64_of(arena, at, len));
}

static bool prove(struct store *store, struct arena *arena, uint64_t seq, uint64_t size, struct bytes *to,
                  struct error *err)
{
    struct proof path;
    if (!tree_prove_inclusion(ledger_tree_source, store, seq, size, &path, err))
        return false;
    add_word(to, arena, path.h, path.count * sizeof path.h[0]);
    return true;
}

static bool make_line(struct store *store, struct arena *arena, const struct entry *redaction,
                      const struct part *parts, const struct kept_checkpoint *c, text *line, struct error *err)
{
    struct entry target;
    struct part ignored[PARTS_MAX];
    uint8_t leaf[LEAF_BYTES];
    struct bytes extra = { 0 }, made = { 0 };
    if (!ledger_entry(store, arena, redaction->ref, &target, ignored, err))
        return false;
    entry_leaf(redaction, leaf);
    bytes_add_u32(&extra, LEAF_BYTES);
    bytes_add(&extra, leaf, sizeof leaf);
    parts_write(&extra, parts, redaction->part_count);
    bytes_add_cstr(&made, MARK);
    add_word(&made, arena, extra.at, extra.len);
    bool good = prove(store, arena, redaction->seq, c->size, &made, err);
    entry_leaf(&target, leaf);
    add_word(&made, arena, leaf, sizeof leaf);
    good = good && prove(store, arena, target.seq, c->size, &made, err);
    add_word(&made, arena, c->note.at, c->note.len);
    *line = text_copy(arena, bytes_text(&made));
    bytes_free(&extra);
    bytes_free(&made);
    return good;
}

/* What is written, and what it tells of so far: entry ids of the redactions. */
struct writing { struct arena *arena; struct bytes *journal; struct edge lines; struct bytes told; };

static void put_line(struct writing *w, text line, id redaction)
{
    bytes_add_text(w->journal, line);
    bytes_add_u8(w->journal, '\n');
    bytes_add(&w->told, redaction.b, sizeof redaction.b);
    edge_push(&w->lines, tree_leaf(line.at, line.len), NULL, NULL);
}

/* invariant 3 */
static bool keep_line(void *with, text words, const struct line *line, struct error *err)
{
    (void)err;
    put_line(with, words, line->redaction.entry);
    return true;
}

static bool is_told(const struct writing *w, id redaction)
{
    for (size_t i = 0; i < w->told.len; i += sizeof redaction.b)
        if (!memcmp(w->told.at + i, redaction.b, sizeof redaction.b))
            return true;
    return false;
}

static bool next_redaction(struct store *store, uint64_t from, uint64_t *seq, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store, "SELECT min(seq) FROM entry WHERE kind = :kind AND seq >= :from AND "
                               ENTRY_OF_SYSTEM_SQL, &s, err))
        return false;
    bind_int(s, "kind", ENTRY_REDACTION);
    bind_int(s, "from", (int64_t)from);
    enum stepped step = statement_step(s, err);
    *seq = step == STEP_ROW && !column_null(s, 0) ? (uint64_t)column_int(s, 0) : NO_ENTRY;
    statement_end(s);
    return step != STEP_FAILED;
}

/* ---- is it newer than the copy ---- */

/* Target and field of each erasure that the journal tells of: by what was erased, since a restore does it in an entry
 * of its own. */
struct covered { id target; uint16_t field; };

static void add_covered(struct bytes *all, const struct entry *target, const struct part *parts, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        int64_t number;
        struct covered one = { .target = target->entry };
        if (parts[i].field != REDACTION_FIELD || !text_to_int(parts[i].value, &number))
            continue;
        one.field = (uint16_t)number;
        bytes_add(all, &one, sizeof one);
    }
}

static bool cover_line(void *with, text words, const struct line *line, struct error *err)
{
    (void)words;
    (void)err;
    add_covered(with, &line->target, line->parts, line->redaction.part_count);
    return true;
}

static bool are_covered(const struct bytes *told, const struct bytes *wanted)
{
    for (size_t i = 0; i < wanted->len; i += sizeof(struct covered)) {
        bool found = false;
        for (size_t k = 0; k < told->len && !found; k += sizeof(struct covered))
            found = !memcmp(told->at + k, wanted->at + i, sizeof(struct covered));
        if (!found)
            return false;
    }
    return true;
}

static bool covers(struct store *store, const struct bytes *told, struct error *err)
{
    struct arena *arena = arena_new();
    struct part parts[PARTS_MAX], ignored[PARTS_MAX];
    struct entry e, target;
    uint64_t seq;
    bool good = next_redaction(store, 0, &seq, err);
    while (good && seq != NO_ENTRY) {
        struct bytes wanted = { 0 };
        good = ledger_entry(store, arena, seq, &e, parts, err)
            && ledger_entry(store, arena, e.ref, &target, ignored, err);
        if (good)
            add_covered(&wanted, &target, parts, e.part_count);
        if (good && !are_covered(told, &wanted))
            good = fail(err, ERROR_INPUT, NULL, "The journal of erasures is older than this copy: it does not tell of "
                        "the erasure in entry %" PRIu64 ". Find the newest one.", seq);
        bytes_free(&wanted);
        arena_reset(arena);
        good = good && next_redaction(store, seq + 1, &seq, err);
    }
    arena_free(arena);
    return good;
}

bool ledger_erasures_cover(struct store *store, text journal, struct error *err)
{
    struct bytes told = { 0 };
    bool good = each_line(store, journal, cover_line, &told, err) && covers(store, &told, err);
    bytes_free(&told);
    return good;
}

bool ledger_erased_ever(struct store *store, bool *ever, struct error *err)
{
    uint64_t first;
    if (!next_redaction(store, 0, &first, err))
        return false;
    *ever = first != NO_ENTRY;
    return true;
}

static bool add_new(struct store *store, struct writing *w, const struct kept_checkpoint *c, struct error *err)
{
    struct part parts[PARTS_MAX];
    struct entry e;
    text line;
    uint64_t seq;
    bool good = next_redaction(store, 0, &seq, err);
    while (good && seq != NO_ENTRY) {
        good = ledger_entry(store, w->arena, seq, &e, parts, err);
        if (good && !is_told(w, e.entry)) {
            good = make_line(store, w->arena, &e, parts, c, &line, err);
            if (good)
                put_line(w, line, e.entry);
        }
        good = good && next_redaction(store, seq + 1, &seq, err);
    }
    return good;
}

bool ledger_erasures(struct ledger *ledger, const struct sign_seed *seed, text before, struct bytes *journal,
                     struct error *err)
{
    struct arena *arena = arena_new();
    struct writing w = { .arena = arena, .journal = journal };
    struct kept_checkpoint c;
    text note;
    bool good = ledger_checkpoint(ledger, seed, arena, &note, err)
             && ledger_checkpoint_last(ledger->store, arena, &c, err)
             && (text_empty(before) || each_line(ledger->store, before, keep_line, &w, err))
             && add_new(ledger->store, &w, &c, err);
    if (good) {
        struct checkpoint own = { .origin = own_origin(arena, ledger->origin), .size = w.lines.size,
                                  .root = edge_root(&w.lines) };
        bytes_add_u8(journal, '\n');
        bytes_add_text(journal, note_sign(arena, &own, seed));
    }
    bytes_free(&w.told);
    arena_free(arena);
    return good;
}

/* ---- again ---- */

struct again {
    struct ledger *ledger; ledger_apply *apply; void *with; size_t done;
    struct arena *arena;
};

/* What the line's redaction took away and is still held: a copy made after the erasure has lost it already. */
static bool still_held(struct again *a, uint64_t seq, const struct line *line, uint16_t fields[PARTS_MAX],
                       size_t *count, struct error *err)
{
    struct entry target;
    struct part parts[PARTS_MAX];
    *count = 0;
    if (!ledger_entry(a->ledger->store, a->arena, seq, &target, parts, err))
        return false;
    for (uint32_t i = 0; i < line->redaction.part_count; i++) {
        int64_t number;
        if (line->parts[i].field != REDACTION_FIELD || !text_to_int(line->parts[i].value, &number)
                || number < 1 || number > UINT16_MAX)
            continue;
        const struct part *p = parts_find(parts, target.part_count, (uint16_t)number);
        if (p && p->state == PART_HELD)
            fields[(*count)++] = (uint16_t)number;
    }
    return true;
}

static bool line_again(void *with, text words, const struct line *line, struct error *err)
{
    struct again *a = with;
    const struct entry *r = &line->redaction;
    const struct part *basis = parts_find(line->parts, r->part_count, REDACTION_BASIS);
    const struct part *approver = parts_find(line->parts, r->part_count, REDACTION_APPROVER);
    struct redaction redaction = { .request = NO_ENTRY, .requester = r->author, .role = r->role };
    uint16_t fields[PARTS_MAX];
    struct receipt receipt;
    struct error none = { 0 };
    (void)words;
    // By its id, not its number: after a restore the same form may have been sent again.
    if (!ledger_find(a->ledger->store, line->target.entry, &redaction.target, &none)) {
        if (none.kind == ERROR_ABSENT)             // written after the copy was made
            return true;
        *err = none;
        return false;
    }
    if (!still_held(a, redaction.target, line, fields, &redaction.field_count, err))
        return false;
    if (redaction.field_count == 0)
        return true;
    redaction.fields = fields;
    redaction.legal_basis = basis ? basis->value : TEXT_NONE;
    if (!approver || !id_from_hex(approver->value, &redaction.approver))
        return fail(err, ERROR_BROKEN, NULL, "Nobody approved the erasure of entry %" PRIu64 ".", r->seq);
    a->done++;
    return ledger_redact(a->ledger, &redaction, a->apply, a->with, &receipt, err);
}

bool ledger_erase_again(struct ledger *ledger, text journal, ledger_apply *apply, void *with, size_t *again,
                        struct error *err)
{
    struct again a = { .ledger = ledger, .apply = apply, .with = with, .arena = arena_new() };
    bool good = ledger_erasures_hold(ledger->store, journal, err)
             && each_line(ledger->store, journal, line_again, &a, err);
    *again = a.done;
    arena_free(a.arena);
    return good;
}
