#include "returns/import_list.h"

#include <inttypes.h>
#include <string.h>

/* ---- entries ---- */

static text part_text(const struct part *parts, uint32_t count, uint16_t field)
{
    const struct part *part = parts_find(parts, count, field);

    return part && part->state == PART_HELD ? part->value : TEXT_NONE;
}

static bool import_from_entry(const struct entry *entry, const struct part *parts,
                              struct import *import)
{
    int64_t year, first;
    hash sha256;

    // A piece of a list has no year: it is read with the import that names it.
    if (!text_to_int(part_text(parts, entry->part_count, IMPORT_YEAR), &year)
        || !text_to_int(part_text(parts, entry->part_count, IMPORT_FIRST), &first)
        || !hash_from_hex(part_text(parts, entry->part_count, IMPORT_SHA256), &sha256))
        return false;
    *import = (struct import){
        .seq = entry->seq, .first = (uint64_t)first, .year = (int)year, .sha256 = sha256,
        .recorded = entry->recorded,
        .system = part_text(parts, entry->part_count, IMPORT_SYSTEM),
        .file = part_text(parts, entry->part_count, IMPORT_FILE),
        .lea = part_text(parts, entry->part_count, IMPORT_LEA),
        .header = part_text(parts, entry->part_count, IMPORT_HEADER),
        .pieces = part_text(parts, entry->part_count, IMPORT_PIECES),
    };
    return true;
}

static bool import_numbers(struct store *store, struct arena *arena, uint64_t **numbers,
                           size_t *count, struct error *err)
{
    struct statement *s;
    size_t room = 0;
    enum stepped step;

    *numbers = NULL;
    *count = 0;
    if (!store_prepare_literal(store, "SELECT seq FROM entry WHERE kind = :kind AND " ENTRY_OF_SYSTEM_SQL
                               " ORDER BY seq", &s, err))
        return false;
    bind_int(s, "kind", ENTRY_IMPORT);
    while ((step = statement_step(s, err)) == STEP_ROW) {
        if (*count == room) {
            room = room > 0 ? room * 2 : 64;
            uint64_t *more = arena_array(arena, uint64_t, room);
            if (*count > 0)
                memcpy(more, *numbers, *count * sizeof *more);
            *numbers = more;
        }
        (*numbers)[(*count)++] = (uint64_t)column_int(s, 0);
    }
    statement_end(s);
    return step == STEP_DONE;
}

bool import_list_read(struct store *store, struct arena *arena, struct import_list *list,
                      struct error *err)
{
    uint64_t *numbers;
    size_t count;
    struct import_list made = { 0 };

    if (!import_numbers(store, arena, &numbers, &count, err))
        return false;
    made.at = arena_array(arena, struct import, count);
    struct part *parts = arena_array(arena, struct part, PARTS_MAX);
    for (size_t i = 0; i < count; i++) {
        struct entry entry;
        if (!ledger_entry(store, arena, numbers[i], &entry, parts, err))
            return false;
        if (import_from_entry(&entry, parts, &made.at[made.count]))
            made.count++;
    }
    *list = made;
    return true;
}

const struct import *import_with_hash(const struct import_list *list, hash sha256)
{
    for (size_t i = 0; i < list->count; i++)
        if (hash_same(list->at[i].sha256, sha256))
            return &list->at[i];
    return NULL;
}

const struct import *import_last_of_system(const struct import_list *list, text system)
{
    for (size_t i = list->count; i > 0; i--)
        if (text_same(list->at[i - 1].system, system))
            return &list->at[i - 1];
    return NULL;
}

const struct import *import_last_of_year(const struct import_list *list, int year)
{
    for (size_t i = list->count; i > 0; i--)
        if (list->at[i - 1].year == year)
            return &list->at[i - 1];
    return NULL;
}

const struct import *import_of_entry(const struct import_list *list, uint64_t seq)
{
    for (size_t i = 0; i < list->count; i++)
        if (seq >= list->at[i].first && seq < list->at[i].seq)
            return &list->at[i];
    return NULL;
}

/* ---- the list of what was stated ---- */

static void run_end(struct stated_out *out)
{
    if (!out->running)
        return;
    if (out->first == out->last)
        bytes_add_format(&out->text, "%" PRIu64 " ", out->first);
    else
        bytes_add_format(&out->text, "%" PRIu64 "-%" PRIu64 " ", out->first, out->last);
    out->running = false;
}

void stated_out_child(struct stated_out *out)
{
    run_end(out);
    bytes_add_u8(&out->text, '\n');
}

void stated_out_entry(struct stated_out *out, uint64_t seq, const char *spelling)
{
    if (spelling && *spelling) {
        run_end(out);
        bytes_add_format(&out->text, "%" PRIu64 "%s ", seq, spelling);
        return;
    }
    if (out->running && seq == out->last + 1) {
        out->last = seq;
        return;
    }
    run_end(out);
    *out = (struct stated_out){ .text = out->text, .first = seq, .last = seq, .running = true };
}

void stated_out_end(struct stated_out *out)
{
    run_end(out);
}

static bool piece_add(struct store *store, struct arena *arena, uint64_t seq, struct part *parts,
                      struct bytes *list, struct error *err)
{
    struct entry entry;

    if (!ledger_entry(store, arena, seq, &entry, parts, err))
        return false;
    for (uint32_t i = 0; i < entry.part_count; i++)
        if (parts[i].field == IMPORT_STATED && parts[i].state == PART_HELD)
            bytes_add_text(list, parts[i].value);
    return true;
}

bool stated_read(struct store *store, struct arena *arena, const struct import *import, text *list,
                 struct error *err)
{
    struct part *parts = arena_array(arena, struct part, PARTS_MAX);
    struct bytes whole = { 0 };
    text rest = import->pieces;
    bool done = true;

    while (done && !text_empty(rest)) {
        struct text_pair pair = text_cut(rest, ' ');
        int64_t seq;
        if (text_to_int(pair.before, &seq))
            done = piece_add(store, arena, (uint64_t)seq, parts, &whole, err);
        rest = pair.after;
    }
    done = done && piece_add(store, arena, import->seq, parts, &whole, err);
    if (done)
        *list = text_copy(arena, bytes_text(&whole));
    bytes_free(&whole);
    return done;
}

/* Digits at the beginning; moves past them. */
static uint64_t number_take(text *s)
{
    uint64_t number = 0;

    while (s->len > 0 && s->at[0] >= '0' && s->at[0] <= '9') {
        number = number * 10 + (uint64_t)(s->at[0] - '0');
        *s = text_skip(*s, 1);
    }
    return number;
}

bool stated_in_entry(struct stated_in *in, uint64_t *seq, char spelling[SPELLING_MAX + 1])
{
    size_t letters = 0;

    spelling[0] = '\0';
    if (in->next < in->last) {
        *seq = ++in->next;
        return true;
    }
    in->line = text_trim(in->line);
    if (text_empty(in->line) || in->line.at[0] < '0' || in->line.at[0] > '9')
        return false;
    struct text_pair pair = text_cut(in->line, ' ');
    text token = pair.before;
    in->line = pair.after;
    *seq = in->next = in->last = number_take(&token);
    if (text_starts(token, "-")) {
        token = text_skip(token, 1);
        in->last = number_take(&token);
    }
    while (token.len > 0 && letters < SPELLING_MAX) {
        spelling[letters++] = token.at[0];
        token = text_skip(token, 1);
    }
    spelling[letters] = '\0';
    return true;
}
