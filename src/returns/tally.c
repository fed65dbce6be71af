#include "returns/tally.h"

#include <assert.h>
#include <inttypes.h>

void tally_add(struct tally *tally, const struct kind *kind, int stated, int added, int amended)
{
    int place = 0;

    while (place < tally->count && tally->at[place].kind != kind)
        place++;
    if (place == tally->count) {
        assert(place < TALLY_KINDS_MAX);
        tally->at[tally->count++].kind = kind;
    }
    tally->at[place].stated += (uint64_t)stated;
    tally->at[place].added += (uint64_t)added;
    tally->at[place].amended += (uint64_t)amended;
}

void tally_print(const struct tally *tally, struct bytes *to)
{
    bytes_add_format(to, "  %-36s %9s %9s %9s\n", "", "in file", "new", "amended");
    for (int i = 0; i < tally->count; i++) {
        const struct tally_row *row = &tally->at[i];
        bytes_add_format(to, "  %-36s %9" PRIu64 " %9" PRIu64 " %9" PRIu64 "\n", row->kind->plural, row->stated,
                         row->added, row->amended);
    }
}

void tally_print_json(const struct tally *tally, struct json_out *to)
{
    json_out_array(to);
    for (int i = 0; i < tally->count; i++) {
        json_out_object(to);
        json_out_name(to, "kind");
        json_out_cstr(to, tally->at[i].kind->name);
        json_out_name(to, "stated");
        json_out_int(to, (int64_t)tally->at[i].stated);
        json_out_name(to, "added");
        json_out_int(to, (int64_t)tally->at[i].added);
        json_out_name(to, "amended");
        json_out_int(to, (int64_t)tally->at[i].amended);
        json_out_end(to);
    }
    json_out_end(to);
}
