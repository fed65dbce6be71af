/* One thread's share of verify: every row checked before anything is rebuilt from it, every leaf and body
 * hashed, every full tile of leaf hashes compared. */
#include "ledger/verifying.h"

#include <inttypes.h>
#include <string.h>

#define ROWS_AT_ONCE 4096              // PostgreSQL hands over a whole answer at once
#define SAME_MOMENT_MAX 1000

static int64_t number_in(const struct part *parts, uint32_t count, uint16_t field)
{
    const struct part *p = parts_find(parts, count, field);
    int64_t number;
    return p && text_to_int(p->value, &number) ? number : -1;
}

/* A lawful erasure names its target in ref and each field in a part, and somebody else approved it. */
static void check_redaction(struct share *p, const struct entry *e, const struct part *parts,
                            uint32_t count)
{
    const struct part *approver = parts_find(parts, count, REDACTION_APPROVER);
    int64_t field;
    id who;
    if (e->ref == NO_ENTRY || !parts_find(parts, count, REDACTION_FIELD))
        verify_say(p->v, SEVERITY_ERROR, "erasure-names-nothing", e->seq,
                   "It is an erasure, and does not say of what.");
    if (!approver || !id_from_hex(approver->value, &who) || id_none(who) || id_same(who, e->author))
        verify_say(p->v, SEVERITY_ERROR, "erasure-unapproved", e->seq,
                   "It is an erasure that nobody else has approved.");
    for (uint32_t i = 0; i < count && e->ref != NO_ENTRY; i++) {
        if (parts[i].field != REDACTION_FIELD || !text_to_int(parts[i].value, &field) || field < 0
                || field > UINT16_MAX)
            continue;
        numbers_add(&p->named, PLACE(e->ref, field));
        if (e->seq >= p->v->body_from && e->ref < p->v->body_from)
            numbers_add(&p->named_new, PLACE(e->ref, field));
    }
}

/* What the ledger's own kinds promise beyond their hash. */
static void check_system_body(struct share *p, const struct entry *e, const struct part *parts,
                              uint32_t count)
{
    struct access_list *list = &p->access;
    if (e->kind == ENTRY_REDACTION)
        check_redaction(p, e, parts, count);
    if (e->kind == ENTRY_SEAL || e->kind == ENTRY_ACCESS_BATCH)
        numbers_add(&p->sealed, e->seq);
    if (e->kind != ENTRY_ACCESS_BATCH)
        return;
    if (list->count == list->room) {
        list->room = list->room ? 2 * list->room : 64;
        list->at = memory_resize(list->at, list->room * sizeof *list->at);
    }
    list->at[list->count++] = (struct access_batch){
        e->seq, number_in(parts, count, ACCESS_FROM), number_in(parts, count, ACCESS_TO) };
}

static void check_body(struct share *p, const struct entry *e, text body)
{
    const struct verify_options *options = p->v->options;
    struct part parts[PARTS_MAX];
    uint32_t count;
    if (!parts_read(body, parts, &count) || count != e->part_count) {
        verify_say(p->v, SEVERITY_ERROR, "body-shape", e->seq, "Its body is not well formed.");
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (parts[i].state == PART_REDACTED) {
            numbers_add(&p->missing, PLACE(e->seq, parts[i].field));
            p->redacted++;
        }
        if (options->allows && e->kind >= ENTRY_FIRST_CASE_KIND
                && !options->allows(options->allows_with, e->kind, e->kind_version, parts[i].field))
            verify_say(p->v, SEVERITY_ERROR, "field-unknown", e->seq,
                       "It holds field %u, which its kind does not have.", parts[i].field);
    }
    p->parts += count;
    p->bytes += body.len;
    if (!hash_same(parts_root(parts, count), e->body_root))
        verify_say(p->v, SEVERITY_ERROR, "body-changed", e->seq,
                   "Its body is not the one that was committed to.");
    if (e->kind < ENTRY_FIRST_CASE_KIND)
        check_system_body(p, e, parts, count);
}

static void check_entry(struct share *p, const struct entry *e)
{
    struct verifying *v = p->v;
    if (!instant_known(p->first))
        p->first = e->recorded;
    if (instant_known(p->last) && e->recorded.us < p->last.us)
        verify_say(v, SEVERITY_ERROR, "time-back", e->seq,
                   "It was recorded before the entry before it.");
    p->same_moment = e->recorded.us == p->last.us ? p->same_moment + 1 : 0;
    if (p->same_moment == SAME_MOMENT_MAX && !(e->flags & (ENTRY_IMPORTED | ENTRY_BY_SYSTEM)))
        verify_say(v, SEVERITY_NOTE, "plateau", e->seq,
                   "Over %d entries bear the same moment of recording.", SAME_MOMENT_MAX);
    p->last = e->recorded;
    if (e->flags & ~ENTRY_FLAGS_KNOWN)
        verify_say(v, SEVERITY_ERROR, "flags", e->seq, "It has flags that nobody knows.");
    if (e->valid_to.us < e->valid_from.us)
        verify_say(v, SEVERITY_ERROR, "period", e->seq, "It ends before it begins.");
    if (e->ref != NO_ENTRY && e->ref >= e->seq)
        verify_say(v, SEVERITY_ERROR, "ref", e->seq, "It names an entry that was not there.");
    if (e->kind < ENTRY_FIRST_CASE_KIND && !entry_system_kind_name(e->kind))
        verify_say(v, SEVERITY_ERROR, "kind-unknown", e->seq, "Its kind is not known.");
    if ((e->seq == 0) != (e->kind == ENTRY_GENESIS))
        verify_say(v, SEVERITY_ERROR, "genesis", e->seq,
                   "The first entry, and no other, makes the ledger.");
}

/* ---- the tree ---- */

static void check_tile(struct share *p, const hash row[TILE_WIDTH], uint64_t index)
{
    struct statement *s;
    if (!store_prepare_literal(p->store,
            "SELECT hashes FROM tile WHERE level = 0 AND idx = :idx", &s, &p->err))
        return;
    bind_int(s, "idx", (int64_t)index);
    enum stepped step = statement_step(s, &p->err);
    text stored = step == STEP_ROW ? column_bytes(s, 0) : TEXT_NONE;
    if (stored.len != TILE_WIDTH * sizeof *row || memcmp(stored.at, row, stored.len))
        verify_say(p->v, SEVERITY_ERROR, "tile", index * TILE_WIDTH,
                   "The stored hashes of entries %" PRIu64 " to %" PRIu64 " are not theirs.",
                   index * TILE_WIDTH, index * TILE_WIDTH + TILE_WIDTH - 1);
    statement_end(s);
}

static void keep_node(void *with, unsigned level, uint64_t index, hash h)
{
    struct share *p = with;
    (void)index;
    if (level == KEPT_LEVEL)
        hashes_add(&p->kept, h);
}

/* What the entries since the last full tile fold to. */
static hash low_part(const struct edge *edge)
{
    struct edge low = { .size = edge->size % TILE_WIDTH };
    memcpy(low.h, edge->h, KEPT_LEVEL * sizeof *low.h);
    return edge_root(&low);
}

struct row { hash at[TILE_WIDTH]; };

static void push(struct share *p, struct row *row, hash leaf)
{
    struct verifying *v = p->v;
    row->at[p->edge.size % TILE_WIDTH] = leaf;
    edge_push(&p->edge, leaf, keep_node, p);
    uint64_t size = p->from + p->edge.size;
    if (size % TILE_WIDTH == 0)
        check_tile(p, row->at, size / TILE_WIDTH - 1);
    if (p->next_wanted < v->wanted_count && v->wanted[p->next_wanted].size == size)
        v->wanted[p->next_wanted++].low = low_part(&p->edge);
}

/* A missing entry has no leaf. With this in its place everything behind it stays where it is, so that the
 * findings name what is wrong and not all that follows. */
static void push_missing(struct share *p, struct row *row, uint64_t up_to)
{
    verify_say(p->v, SEVERITY_ERROR, "gap", p->from + p->edge.size,
               "Entries %" PRIu64 " to %" PRIu64 " are missing.", p->from + p->edge.size, up_to - 1);
    while (p->from + p->edge.size < up_to)
        push(p, row, (hash){ { 0 } });
}

static void check_row(struct share *p, struct statement *s, struct row *row)
{
    struct entry e;
    int64_t seq = column_int(s, 0);
    if (seq < 0 || (uint64_t)seq < p->from + p->edge.size)
        return;                              // its place has been checked; the database is damaged
    if ((uint64_t)seq > p->from + p->edge.size)
        push_missing(p, row, (uint64_t)seq);
    p->entries++;
    if (!entry_from_row(s, p->v->ledger, &e)) {
        verify_say(p->v, SEVERITY_ERROR, "row", (uint64_t)seq, "Its row holds what no row may hold.");
        push(p, row, (hash){ { 0 } });
        return;
    }
    check_entry(p, &e);
    if (column_stored_as(s, ENTRY_COLUMN_COUNT) != COLUMN_BYTES)
        verify_say(p->v, SEVERITY_ERROR, "body-missing", e.seq, "It has no body.");
    else if (e.seq >= p->v->body_from || e.kind < ENTRY_FIRST_CASE_KIND)
        check_body(p, &e, column_bytes(s, ENTRY_COLUMN_COUNT));
    push(p, row, entry_leaf_hash(&e));
}

static bool check_rows(struct share *p, struct row *row, uint64_t from, uint64_t to)
{
    struct statement *s;
    enum stepped step;
    if (!store_prepare_literal(p->store,
            "SELECT " ENTRY_COLUMNS ", b.parts FROM entry AS e LEFT JOIN body AS b ON b.seq = e.seq"
            " WHERE e.seq >= :from AND e.seq < :to ORDER BY e.seq", &s, &p->err))
        return false;
    bind_int(s, "from", (int64_t)from);
    bind_int(s, "to", (int64_t)to);
    while ((step = statement_step(s, &p->err)) == STEP_ROW)
        check_row(p, s, row);
    statement_end(s);
    if (step == STEP_DONE && p->from + p->edge.size < to)
        push_missing(p, row, to);
    return step == STEP_DONE;
}

/* Only the first share tells: progress need not be ready for two threads. */
static bool go_on(struct share *p, uint64_t more)
{
    struct verifying *v = p->v;
    v->done += more;
    if (p->from == 0 && v->options->progress
            && !v->options->progress(v->options->progress_with, (int64_t)v->done, (int64_t)v->size))
        v->stop = true;
    return !v->stop || fail(&p->err, ERROR_INPUT, NULL, "Interrupted before the end.");
}

void verify_share(struct share *p)
{
    struct row row;
    p->first = p->last = INSTANT_UNKNOWN;
    while (p->next_wanted < p->v->wanted_count
           && p->v->wanted[p->next_wanted].size <= p->from)
        p->next_wanted++;
    p->ran = true;
    for (uint64_t at = p->from; p->ran && at < p->to; at += ROWS_AT_ONCE) {
        uint64_t until = p->to - at > ROWS_AT_ONCE ? at + ROWS_AT_ONCE : p->to;
        p->ran = check_rows(p, &row, at, until) && go_on(p, until - at)
              && p->err.kind == ERROR_NONE;
    }
}
