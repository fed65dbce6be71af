/* What a reading or writing did, for people and for programs. */
#include "returns/cin.h"

#include "dictionary/kind.h"

#include <assert.h>
#include <inttypes.h>

void cin_summary_count(struct cin_summary *summary, const struct kind *kind, int stated, int added,
                       int amended)
{
    int place = 0;

    while (place < summary->kind_count && summary->kinds[place].kind != kind)
        place++;
    if (place == summary->kind_count) {
        assert(place < CIN_KINDS_MAX);
        summary->kinds[summary->kind_count++].kind = kind;
    }
    summary->kinds[place].stated += (uint64_t)stated;
    summary->kinds[place].added += (uint64_t)added;
    summary->kinds[place].amended += (uint64_t)amended;
}

static void print_kinds(const struct cin_summary *summary, struct bytes *to)
{
    bytes_add_format(to, "  %-36s %9s %9s %9s\n", "", "in file", "new", "amended");
    for (int i = 0; i < summary->kind_count; i++) {
        const struct cin_kind_count *count = &summary->kinds[i];
        bytes_add_format(to, "  %-36s %9" PRIu64 " %9" PRIu64 " %9" PRIu64 "\n",
                         count->kind->plural, count->stated, count->added, count->amended);
    }
}

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
        print_kinds(summary, to);
        if (findings_total(&summary->findings) > 0)
            bytes_add_cstr(to, "Found:\n");
        findings_print(&summary->findings, to);
    }
    arena_free(arena);
}

static void json_kinds(const struct cin_summary *summary, struct json_out *j)
{
    json_out_array(j);
    for (int i = 0; i < summary->kind_count; i++) {
        json_out_object(j);
        json_out_name(j, "kind");
        json_out_cstr(j, summary->kinds[i].kind->name);
        json_out_name(j, "stated");
        json_out_int(j, (int64_t)summary->kinds[i].stated);
        json_out_name(j, "added");
        json_out_int(j, (int64_t)summary->kinds[i].added);
        json_out_name(j, "amended");
        json_out_int(j, (int64_t)summary->kinds[i].amended);
        json_out_end(j);
    }
    json_out_end(j);
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
    json_out_name(&j, "records");
    json_kinds(summary, &j);
    json_out_name(&j, "findings");
    findings_print_json(&summary->findings, &j);
    json_out_end(&j);
    arena_free(arena);
}
