#include "returns/annex_a_keep.h"

#include <stdlib.h>
#include <string.h>

enum { MAPPING_VERSION = 1, CHILDREN_A_GLANCE = 50 };

static text counts_json(const struct annex_a_summary *summary, struct bytes *to)
{
    struct json_out j = json_out_to(to);

    json_out_object(&j);
    json_out_name(&j, "rows");
    json_out_int(&j, (int64_t)summary->rows);
    json_out_name(&j, "children");
    json_out_int(&j, (int64_t)summary->children);
    json_out_name(&j, "new_children");
    json_out_int(&j, (int64_t)summary->children_new);
    json_out_name(&j, "entries");
    json_out_int(&j, (int64_t)summary->entries);
    json_out_name(&j, "differences");
    json_out_int(&j, (int64_t)summary->differences);
    json_out_name(&j, "findings");
    json_out_int(&j, (int64_t)findings_total(&summary->findings));
    json_out_name(&j, "bytes");
    json_out_int(&j, summary->bytes);
    json_out_end(&j);
    return bytes_text(to);
}

static bool put_import(struct annex_a_keeper *keeper, struct arena *arena, uint64_t first, struct error *err)
{
    const struct annex_a_summary *summary = keeper->summary;
    struct bytes counts = { 0 };
    uint64_t seq;
    struct part parts[] = {
        { .field = IMPORT_SYSTEM, .value = TEXT(IMPORT_ANNEX_A) },
        { .field = IMPORT_FILE, .value = text_of(summary->file) },
        { .field = IMPORT_SHA256, .value = hash_hex(arena, summary->sha256) },
        { .field = IMPORT_YEAR, .value = TEXT("0") },
        { .field = IMPORT_COUNTS, .value = counts_json(summary, &counts) },
        { .field = IMPORT_FIRST, .value = text_format(arena, "%llu", (unsigned long long)first) },
        { .field = IMPORT_MAPPING, .value = text_format(arena, "%d", MAPPING_VERSION) },
    };
    bool done = import_entry_put(keeper->ledger, keeper->options->service, parts, COUNT_OF(parts), &seq, err);

    bytes_free(&counts);
    return done;
}

static bool glance(struct annex_a_keeper *keeper, size_t row, size_t rows, struct error *err)
{
    const struct annex_a_options *options = keeper->options;

    if (!options->progress || keeper->summary->children % CHILDREN_A_GLANCE != 0
        || options->progress(options->progress_with, (int64_t)row, (int64_t)rows))
        return true;
    return fail(err, ERROR_CONFLICT, NULL, "The import was stopped. Nothing of the workbook was kept.");
}

static bool keep_children(struct annex_a_keeper *keeper, const struct annex_a_book *book, struct error *err)
{
    struct arena *arena = arena_new();
    uint64_t first = ledger_batch_size(keeper->ledger);
    bool done = true;

    for (size_t from = 0, to; from < book->row_count && done; from = to) {
        for (to = from + 1; to < book->row_count && text_same(book->rows[to].child, book->rows[from].child); to++)
            ;
        arena_reset(arena);
        done = annex_a_keep_child(keeper, arena, &book->rows[from], to - from, err)
            && glance(keeper, to, book->row_count, err);
    }
    done = done && put_import(keeper, arena, first, err);
    arena_free(arena);
    return done;
}

/* The workbook is read before the transaction begins, so that a hostile one holds nobody up. */
static bool keep_whole(struct annex_a_keeper *keeper, const char *path, struct error *err)
{
    struct annex_a_book book = { 0 };
    bool done = annex_a_read(path, &book, keeper->summary, err);

    keeper->from_1904 = book.from_1904;
    if (done && ledger_batch_begin(keeper->ledger, err)) {
        done = keep_children(keeper, &book, err);
        if (done)
            done = ledger_batch_commit(keeper->ledger, err);
        else
            ledger_batch_abandon(keeper->ledger);
    } else {
        done = false;
    }
    annex_a_book_free(&book);
    return done;
}

bool annex_a_import(struct ledger *ledger, const char *path, const struct annex_a_options *options,
                    struct annex_a_summary *summary, struct error *err)
{
    struct arena *life = arena_new();
    struct annex_a_keeper keeper = {
        .ledger = ledger, .store = ledger_store(ledger), .options = options, .summary = summary,
        .today = instant_london_day(instant_now()),
    };
    const struct import *before = NULL;
    const char *slash = strrchr(path, '/');

    memset(summary, 0, sizeof *summary);
    summary->read_on = INSTANT_UNKNOWN;
    snprintf(summary->file, sizeof summary->file, "%s", slash ? slash + 1 : path);
    keeper.source_file = text_of(summary->file);
    bool done = import_file_hash(path, &summary->sha256, &summary->bytes, err)
             && import_list_read(keeper.store, life, &keeper.imports, err)
             && annex_a_names_read(keeper.store, life, &keeper.names, err);
    if (done)
        before = import_with_hash(&keeper.imports, summary->sha256);
    // A workbook that was read before and then followed by another is read again.
    if (before && before == import_last_of_system(&keeper.imports, TEXT(IMPORT_ANNEX_A))) {
        summary->read_before = true;
        summary->read_on = before->recorded;
    } else if (done) {
        done = keep_whole(&keeper, path, err);
    }
    arena_free(life);
    return done;
}
