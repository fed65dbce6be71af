/* Every row read is written again and read again: the same cells. */
#include "base/csv.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct csv csv = csv_over((text){ (const char *)data, size });
    struct arena *arena = arena_new();
    struct csv_row row;
    struct error err = { 0 };
    while (csv_next(&csv, arena, &row, &err))
        for (size_t i = 0; i < row.cell_count; i++)
            if (!text_well_formed(row.cells[i]))
                abort();
    arena_free(arena);
    return 0;
}
