#include "returns/difference_list.h"

#include "base/csv.h"
#include "base/file.h"

static const char *const headings[] = {
    "Child", "List", "Row", "Item", "Recorded", "Recorded by", "In the file", "What was done",
};

void difference_add(struct difference_list *list, const struct difference *difference)
{
    struct csv_out out = { .to = &list->rows };

    csv_out_cell(&out, difference->child);
    csv_out_cell(&out, text_of(difference->where));
    csv_out_int(&out, difference->row);
    csv_out_cell(&out, text_of(difference->item));
    csv_out_cell(&out, difference->recorded);
    csv_out_cell(&out, text_of(difference->recorded_by));
    csv_out_cell(&out, difference->stated);
    csv_out_cell(&out, text_of(difference->done));
    csv_out_end_row(&out);
    list->count++;
}

bool difference_list_write(const struct difference_list *list, const char *path, struct error *err)
{
    struct bytes whole = { 0 };
    struct csv_out out = { .to = &whole };

    for (size_t i = 0; i < COUNT_OF(headings); i++)
        csv_out_cell(&out, text_of(headings[i]));
    csv_out_end_row(&out);
    bytes_add_text(&whole, bytes_text(&list->rows));
    bool done = file_write(path, 0600, bytes_text(&whole), err);
    bytes_free(&whole);
    return done;
}

void difference_list_free(struct difference_list *list)
{
    bytes_free(&list->rows);
}
