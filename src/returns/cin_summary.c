/* What a reading or writing did, for people and for programs. */
#include "returns/cin.h"

#include <inttypes.h>

void cin_summary_print(const struct cin_summary *summary, struct bytes *to)
{
    struct arena *arena = arena_new();

    bytes_add_format(to, "%s: CIN census %d", summary->file, summary->year);
    if (summary->lea[0])
        bytes_add_format(to, ", authority %s", summary->lea);
    bytes_add_format(to, ", %" PRId64 " bytes\n", summary->bytes);
    if (summary->read_before) {
        text when = instant_display(arena, summary->read_on);
        bytes_add_format(to, "Read before, on %.*s. Nothing changed.\n", TEXT_ARG(when));
    } else {
        bytes_add_format(to, "%" PRIu64 " children, %" PRIu64 " of them new; %" PRIu64
                         " entries in the ledger\n", summary->children, summary->children_new,
                         summary->entries);
        tally_print(&summary->records, to);
        if (findings_total(&summary->findings) > 0)
            bytes_add_cstr(to, "Found:\n");
        findings_print(&summary->findings, to);
    }
    arena_free(arena);
}

void cin_summary_print_json(const struct cin_summary *summary, struct bytes *to)
{
    struct arena *arena = arena_new();
    struct json_out j = json_out_to(to);

    json_out_object(&j);
    json_out_name(&j, "file");
    json_out_cstr(&j, summary->file);
    json_out_name(&j, "year");
    json_out_int(&j, summary->year);
    json_out_name(&j, "reference_date");
    json_out_day(&j, summary->reference);
    json_out_name(&j, "lea");
    json_out_cstr(&j, summary->lea);
    json_out_name(&j, "sha256");
    json_out_text(&j, hash_hex(arena, summary->sha256));
    json_out_name(&j, "bytes");
    json_out_int(&j, summary->bytes);
    json_out_name(&j, "read_before");
    json_out_instant(&j, summary->read_before ? summary->read_on : INSTANT_UNKNOWN);
    json_out_name(&j, "children");
    json_out_int(&j, (int64_t)summary->children);
    json_out_name(&j, "new_children");
    json_out_int(&j, (int64_t)summary->children_new);
    json_out_name(&j, "entries");
    json_out_int(&j, (int64_t)summary->entries);
    json_out_name(&j, "differences");
    json_out_int(&j, (int64_t)summary->differences);
    json_out_name(&j, "records");
    tally_print_json(&summary->records, &j);
    json_out_name(&j, "findings");
    findings_print_json(&summary->findings, &j);
    json_out_end(&j);
    arena_free(arena);
}
