#include "practice/access.h"
#include "returns/cin_keep.h"

#include <stdlib.h>
#include <string.h>

/* A piece of the list of what was stated goes into an entry of its own before it is as long as a
 * part may be; one child's line may be this much longer. */
enum {
    PIECE_BYTES = 160 * 1024, MAPPING_VERSION = 1, CHILDREN_A_GLANCE = 50
};

static const char *last_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

/* ---- entries about the import itself ---- */

static bool put_piece(struct cin_keeper *keeper, struct error *err)
{
    uint64_t seq;
    struct part part = { .field = IMPORT_STATED, .value = bytes_text(&keeper->stated.text) };

    if (!import_entry_put(keeper->ledger, keeper->options->service, &part, 1, &seq, err))
        return false;
    bytes_add_format(&keeper->pieces, "%s%llu", keeper->pieces.len > 0 ? " " : "",
                     (unsigned long long)seq);
    bytes_clear(&keeper->stated.text);
    return true;
}

static text counts_json(const struct cin_summary *summary, struct bytes *to)
{
    struct json_out j = json_out_to(to);

    json_out_object(&j);
    json_out_name(&j, "children");
    json_out_int(&j, (int64_t)summary->children);
    json_out_name(&j, "new_children");
    json_out_int(&j, (int64_t)summary->children_new);
    json_out_name(&j, "entries");
    json_out_int(&j, (int64_t)summary->entries);
    json_out_name(&j, "findings");
    json_out_int(&j, (int64_t)findings_total(&summary->findings));
    json_out_name(&j, "bytes");
    json_out_int(&j, summary->bytes);
    json_out_end(&j);
    return bytes_text(to);
}

static bool put_import(struct cin_keeper *keeper, struct arena *arena,
                       const struct cin_header *header, struct error *err)
{
    const struct cin_summary *summary = keeper->summary;
    struct bytes counts = { 0 };
    uint64_t seq;

    stated_out_end(&keeper->stated);
    struct part parts[] = {
        { .field = IMPORT_SYSTEM, .value = TEXT(IMPORT_CIN) },
        { .field = IMPORT_FILE, .value = text_of(summary->file) },
        { .field = IMPORT_SHA256, .value = hash_hex(arena, summary->sha256) },
        { .field = IMPORT_YEAR, .value = text_format(arena, "%d", keeper->year) },
        { .field = IMPORT_REFERENCE, .value = day_iso(arena, summary->reference) },
        { .field = IMPORT_LEA, .value = header->lea },
        { .field = IMPORT_HEADER, .value = header->items },
        { .field = IMPORT_COUNTS, .value = counts_json(summary, &counts) },
        { .field = IMPORT_FIRST,
          .value = text_format(arena, "%llu", (unsigned long long)keeper->first) },
        { .field = IMPORT_MAPPING, .value = text_format(arena, "%d", MAPPING_VERSION) },
        { .field = IMPORT_STATED, .value = bytes_text(&keeper->stated.text) },
        { .field = IMPORT_PIECES, .value = bytes_text(&keeper->pieces) },
    };
    bool done = import_entry_put(keeper->ledger, keeper->options->service, parts, COUNT_OF(parts), &seq, err);
    bytes_free(&counts);
    return done;
}

/* ---- the year ---- */

static int year_of_day(day d)
{
    struct civil c = day_civil(d);

    return c.month > 3 ? c.year + 1 : c.year;      // the census year ends on 31 March
}

/* As the caller says, as the header says, or else the census year that ended last. */
static void year_settle(struct cin_keeper *keeper, const struct cin_header *header,
                        struct arena *arena)
{
    struct cin_summary *summary = keeper->summary;
    int year = keeper->options->year;

    if (year == 0)
        year = header->year;
    if (year == 0 && day_known(header->reference))
        year = year_of_day(header->reference);
    if (header->year == 0 || !day_known(header->reference)
        || year_of_day(header->reference) != header->year)
        finding_add(&summary->findings, FINDING_HEADER, 1,
                    header->year == 0 ? "Year" : "ReferenceDate");
    if (year == 0)
        year = year_of_day(keeper->today) - 1;
    keeper->year = summary->year = year;
    summary->reference = header->reference;
    snprintf(summary->lea, sizeof summary->lea, "%.*s", (int)text_clip(header->lea, 15).len,
             header->lea.at ? header->lea.at : "");
    keeper->reason = text_format(arena, "CIN census %d: the file says so", year);
}

/* ---- the file ---- */

static bool glance(struct cin_keeper *keeper, const struct cin_reader *reader, struct error *err)
{
    const struct cin_import_options *options = keeper->options;

    if (!options->progress || keeper->summary->children % CHILDREN_A_GLANCE != 0)
        return true;
    if (options->progress(options->progress_with, cin_reader_bytes(reader), keeper->summary->bytes))
        return true;
    return fail(err, ERROR_CONFLICT, NULL, "The import was stopped. Nothing of the file was kept.");
}

static bool keep_children(struct cin_keeper *keeper, struct cin_reader *reader, struct arena *arena,
                          struct arena *life, struct error *err)
{
    struct cin_tree tree;

    for (;;) {
        arena_reset(arena);
        enum cin_event event = cin_reader_next(reader, arena, &tree, err);
        if (event == CIN_EVENT_FAILED)
            return false;
        if (keeper->year == 0)
            year_settle(keeper, cin_reader_header(reader), life);
        if (event == CIN_EVENT_END)
            return true;
        if (!cin_keep_child(keeper, arena, &tree, err) || !glance(keeper, reader, err))
            return false;
        if (keeper->stated.text.len > PIECE_BYTES && !put_piece(keeper, err))
            return false;
    }
}

static bool keep_file(struct cin_keeper *keeper, const char *path, struct arena *life,
                      struct error *err)
{
    struct cin_reader *reader;

    if (!cin_reader_open(path, &keeper->summary->findings, &reader, err))
        return false;
    struct arena *arena = arena_new();
    bool done = keep_children(keeper, reader, arena, life, err)
             && put_import(keeper, arena, cin_reader_header(reader), err);
    arena_free(arena);
    cin_reader_close(reader);
    return done;
}

/* One transaction: a file is kept whole, or the ledger is as it was. */
static bool keep_whole(struct cin_keeper *keeper, const char *path, struct arena *life,
                       struct error *err)
{
    if (!ledger_batch_begin(keeper->ledger, err))
        return false;
    keeper->first = ledger_batch_size(keeper->ledger);
    if (!keep_file(keeper, path, life, err)) {
        ledger_batch_abandon(keeper->ledger);
        return false;
    }
    return ledger_batch_commit(keeper->ledger, err);
}

bool cin_import(struct ledger *ledger, const char *path, const struct cin_import_options *options,
                struct cin_summary *summary, struct error *err)
{
    struct arena *life = arena_new();
    struct cin_keeper keeper = {
        .ledger = ledger, .store = ledger_store(ledger), .options = options, .summary = summary,
        .today = instant_london_day(instant_now()),
    };
    const struct import *before = NULL;

    *summary = (struct cin_summary){ .reference = DAY_UNKNOWN, .read_on = INSTANT_UNKNOWN };
    text name = text_of(last_name(path));
    snprintf(summary->file, sizeof summary->file, "%.*s", TEXT_ARG(name));
    keeper.source_file = text_of(summary->file);
    bool done = import_file_hash(path, &summary->sha256, &summary->bytes, err)
             && import_list_read(keeper.store, life, &keeper.imports, err);
    if (done)
        before = import_with_hash(&keeper.imports, summary->sha256);
    // A file that was read before and then followed by another of its year is read again.
    if (before && before->year != 0 && before == import_last_of_year(&keeper.imports, before->year)) {
        summary->read_before = true;
        summary->read_on = before->recorded;
        summary->year = before->year;
    } else if (done) {
        done = keep_whole(&keeper, path, life, err);
    }
    cin_seen_free(&keeper.seen);
    cin_seen_free(&keeper.nameless);
    bytes_free(&keeper.stated.text);
    bytes_free(&keeper.pieces);
    arena_free(life);
    return done;
}
