/* What reading a workbook did, for people and for programs. */
#include "returns/annex_a.h"

#include <inttypes.h>

static void print_sheets(const struct annex_a_summary *summary, struct bytes *to)
{
    for (int i = 0; i < summary->sheet_count; i++) {
        const struct annex_a_sheet *sheet = &summary->sheets[i];
        if (sheet->list > 0)
            bytes_add_format(to, "  %-36s %9" PRIu64 " rows: list %d, %s\n", sheet->name, sheet->rows, sheet->list,
                             annex_a_list(sheet->list)->name);
    }
}

static uint64_t rows_of(const struct annex_a_summary *summary, int list)
{
    uint64_t rows = 0;

    for (int i = 0; i < summary->sheet_count; i++)
        if (summary->sheets[i].list == list)
            rows += summary->sheets[i].rows;
    return rows;
}

/* A list of which nothing is kept is one line. */
static bool kept(int list)
{
    return list <= 8 && (annex_a_subject(list) || annex_a_list(list)->beside[0]);
}

static const char *why_not(int column)
{
    const char *why = annex_a_column(column)->unkept;

    return why ? why : "not yet kept: later";
}

/* What follows from the record is one line; what has no place is said column by column. */
static void print_unkept_of(const struct annex_a_summary *summary, int list, struct bytes *to)
{
    for (int c = 0; c < annex_a_column_count(); c++)
        if (summary->unkept[list][c] > 0 && !annex_a_worked_out(c))
            bytes_add_format(to, "%8" PRIu64 "  values of list %d, %s: %s\n", summary->unkept[list][c], list,
                             annex_a_column(c)->title, why_not(c));
}

static void print_unkept(const struct annex_a_summary *summary, struct bytes *to)
{
    struct bytes lines = { 0 };
    uint64_t worked_out = 0;

    for (int list = 1; list <= ANNEX_A_LISTS; list++) {
        for (int c = 0; c < annex_a_column_count() && kept(list); c++)
            worked_out += annex_a_worked_out(c) ? summary->unkept[list][c] : 0;
        if (kept(list))
            print_unkept_of(summary, list, &lines);
        else if (rows_of(summary, list) > 0)
            bytes_add_format(&lines, "%8" PRIu64 "  rows of list %d, %s: not yet kept: later\n",
                             rows_of(summary, list), list, annex_a_list(list)->name);
    }
    if (worked_out > 0)
        bytes_add_format(&lines, "%8" PRIu64 "  ages, statuses and numbers in twelve months: worked out from the "
                         "record\n", worked_out);
    if (lines.len > 0)
        bytes_add_cstr(to, "Read, and not kept:\n");
    bytes_add_text(to, bytes_text(&lines));
    bytes_free(&lines);
}

void annex_a_summary_print(const struct annex_a_summary *summary, struct bytes *to)
{
    struct arena *arena = arena_new();

    bytes_add_format(to, "%s: Annex A, %" PRId64 " bytes\n", summary->file, summary->bytes);
    if (summary->read_before) {
        text when = instant_display(arena, summary->read_on);
        bytes_add_format(to, "Read before, on %.*s. Nothing changed.\n", TEXT_ARG(when));
    } else {
        print_sheets(summary, to);
        bytes_add_format(to, "%" PRIu64 " rows; %" PRIu64 " children, %" PRIu64 " of them new; %" PRIu64
                         " entries in the ledger; %" PRIu64 " differences from what is recorded\n", summary->rows,
                         summary->children, summary->children_new, summary->entries, summary->differences);
        tally_print(&summary->records, to);
        print_unkept(summary, to);
        if (findings_total(&summary->findings) > 0)
            bytes_add_cstr(to, "Found:\n");
        findings_print(&summary->findings, to);
    }
    arena_free(arena);
}

static void json_sheets(const struct annex_a_summary *summary, struct json_out *j)
{
    json_out_array(j);
    for (int i = 0; i < summary->sheet_count; i++) {
        json_out_object(j);
        json_out_name(j, "sheet");
        json_out_cstr(j, summary->sheets[i].name);
        json_out_name(j, "list");
        json_out_int(j, summary->sheets[i].list);
        json_out_name(j, "rows");
        json_out_int(j, (int64_t)summary->sheets[i].rows);
        json_out_end(j);
    }
    json_out_end(j);
}

static void json_unkept(const struct annex_a_summary *summary, struct json_out *j)
{
    json_out_array(j);
    for (int list = 1; list <= ANNEX_A_LISTS; list++) {
        for (int c = 0; c < annex_a_column_count(); c++) {
            if (summary->unkept[list][c] == 0)
                continue;
            json_out_object(j);
            json_out_name(j, "list");
            json_out_int(j, list);
            json_out_name(j, "column");
            json_out_cstr(j, annex_a_column(c)->title);
            json_out_name(j, "values");
            json_out_int(j, (int64_t)summary->unkept[list][c]);
            json_out_name(j, "why");
            json_out_cstr(j, why_not(c));
            json_out_end(j);
        }
    }
    json_out_end(j);
}

void annex_a_summary_print_json(const struct annex_a_summary *summary, struct bytes *to)
{
    struct arena *arena = arena_new();
    struct json_out j = json_out_to(to);

    json_out_object(&j);
    json_out_name(&j, "file");
    json_out_cstr(&j, summary->file);
    json_out_name(&j, "sha256");
    json_out_text(&j, hash_hex(arena, summary->sha256));
    json_out_name(&j, "bytes");
    json_out_int(&j, summary->bytes);
    json_out_name(&j, "read_before");
    json_out_instant(&j, summary->read_before ? summary->read_on : INSTANT_UNKNOWN);
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
    json_out_name(&j, "sheets");
    json_sheets(summary, &j);
    json_out_name(&j, "records");
    tally_print_json(&summary->records, &j);
    json_out_name(&j, "not_kept");
    json_unkept(summary, &j);
    json_out_name(&j, "findings");
    findings_print_json(&summary->findings, &j);
    json_out_end(&j);
    arena_free(arena);
}
