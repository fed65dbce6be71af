/* The journal of erasures, and doing them again in a ledger that was restored from an older copy. */
#include "ledger/state.h"

#include <inttypes.h>

#define MARK "CDJ1"

/* "CDJ1 target-entry fields requester approver role law-in-hex erased-at" */
static bool add_line(struct store *store, struct arena *arena, uint64_t seq, struct bytes *journal,
                     struct error *err)
{
    struct entry e, target;
    struct part parts[PARTS_MAX], ignored[PARTS_MAX];
    text basis = TEXT_NONE, approver = TEXT_NONE;
    const char *between = "";
    if (!ledger_entry(store, arena, seq, &e, parts, err)
            || !ledger_entry(store, arena, e.ref, &target, ignored, err))
        return false;
    bytes_add_format(journal, MARK " %.*s ", TEXT_ARG(id_hex(arena, target.entry)));
    for (uint32_t i = 0; i < e.part_count; i++) {
        if (parts[i].field == REDACTION_FIELD) {
            bytes_add_format(journal, "%s%.*s", between, TEXT_ARG(parts[i].value));
            between = ",";
        } else if (parts[i].field == REDACTION_BASIS) {
            basis = parts[i].value;
        } else if (parts[i].field == REDACTION_APPROVER) {
            approver = parts[i].value;
        }
    }
    bytes_add_format(journal, " %.*s %.*s %u %.*s %.*s\n", TEXT_ARG(id_hex(arena, e.author)),
                     TEXT_ARG(approver), (unsigned)e.role, TEXT_ARG(text_hex(arena, basis.at, basis.len)),
                     TEXT_ARG(instant_iso(arena, e.recorded)));
    return true;
}

bool ledger_erasures(struct store *store, struct bytes *journal, struct error *err)
{
    struct arena *arena = arena_new();
    uint64_t after = 0;
    bool good = true, more = true;
    while (good && more) {
        struct statement *s;
        good = store_prepare_literal(store, "SELECT min(seq) FROM entry WHERE kind = :kind AND seq >= :after",
                                     &s, err);
        if (!good)
            break;
        bind_int(s, "kind", ENTRY_REDACTION);
        bind_int(s, "after", (int64_t)after);
        enum stepped step = statement_step(s, err);
        good = step != STEP_FAILED;
        more = step == STEP_ROW && !column_null(s, 0);
        uint64_t seq = more ? (uint64_t)column_int(s, 0) : 0;
        statement_end(s);
        good = good && (!more || add_line(store, arena, seq, journal, err));
        after = seq + 1;
    }
    arena_free(arena);
    return good;
}

/* ---- again ---- */

struct line { id target; uint16_t fields[PARTS_MAX]; size_t field_count; id requester, approver; int64_t role; text basis; };

static text word(text *rest)
{
    struct text_pair cut = text_cut(*rest, ' ');
    *rest = cut.after;
    return cut.before;
}

static bool read_line(struct arena *arena, text line, struct line *to)
{
    text rest = line, fields;
    *to = (struct line){ 0 };
    if (!text_is(word(&rest), MARK) || !id_from_hex(word(&rest), &to->target))
        return false;
    for (fields = word(&rest); !text_empty(fields);) {
        struct text_pair one = text_cut(fields, ',');
        int64_t number;
        if (!text_to_int(one.before, &number) || number < 1 || number > UINT16_MAX
                || to->field_count == PARTS_MAX)
            return false;
        to->fields[to->field_count++] = (uint16_t)number;
        fields = one.after;
    }
    if (!id_from_hex(word(&rest), &to->requester) || !id_from_hex(word(&rest), &to->approver)
            || !text_to_int(word(&rest), &to->role) || to->role < 0 || to->role > UINT16_MAX)
        return false;
    text hex = word(&rest);
    char *basis = arena_array(arena, char, hex.len / 2 + 1);
    to->basis = (text){ basis, hex.len / 2 };
    return hex.len > 0 && hex.len % 2 == 0 && text_unhex(hex, basis, hex.len / 2);
}

/* What is still held of the fields: a copy made after the erasure has lost them already. */
static bool still_held(struct ledger *ledger, struct arena *arena, uint64_t seq, struct line *line,
                       struct error *err)
{
    struct entry target;
    struct part parts[PARTS_MAX];
    size_t held = 0;
    if (!ledger_entry(ledger->store, arena, seq, &target, parts, err))
        return false;
    for (size_t i = 0; i < line->field_count; i++) {
        const struct part *p = parts_find(parts, target.part_count, line->fields[i]);
        if (p && p->state == PART_HELD)
            line->fields[held++] = line->fields[i];
    }
    line->field_count = held;
    return true;
}

static bool line_again(struct ledger *ledger, struct arena *arena, struct line *line, ledger_apply *apply,
                       void *with, size_t *again, struct error *err)
{
    uint64_t seq;
    struct receipt receipt;
    struct error none = { 0 };
    if (!ledger_find(ledger->store, line->target, &seq, &none)) {
        if (none.kind == ERROR_ABSENT)             // written after the copy was made
            return true;
        *err = none;
        return false;
    }
    if (!still_held(ledger, arena, seq, line, err))
        return false;
    if (line->field_count == 0)
        return true;
    struct redaction r = {
        .target = seq, .fields = line->fields, .field_count = line->field_count, .legal_basis = line->basis,
        .request = NO_ENTRY, .requester = line->requester, .approver = line->approver,
        .role = (uint16_t)line->role,
    };
    ++*again;
    return ledger_redact(ledger, &r, apply, with, &receipt, err);
}

bool ledger_erase_again(struct ledger *ledger, text journal, ledger_apply *apply, void *with, size_t *again,
                        struct error *err)
{
    struct arena *arena = arena_new();
    bool good = true;
    *again = 0;
    for (unsigned number = 1; good && !text_empty(journal); number++) {
        struct text_pair cut = text_cut(journal, '\n');
        struct line line;
        good = read_line(arena, cut.before, &line)
             ? line_again(ledger, arena, &line, apply, with, again, err)
             : fail(err, ERROR_INPUT, NULL, "Line %u of the journal of erasures cannot be read.", number);
        journal = cut.after;
    }
    arena_free(arena);
    return good;
}
