/* No workbook, however wrong, does more than fail with a sentence; what is read of it is bounded. */
#include "base/xlsx.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool row(void *with, long number, const struct xlsx_cell *cells, int count, struct error *err)
{
    long *last = with;

    (void)err;
    if (number <= *last || number > XLSX_ROWS_MAX || count < 1 || count > XLSX_COLUMNS_MAX)
        abort();
    *last = number;
    for (int i = 0; i < count; i++)
        if (cells[i].text.len > XLSX_CELL_BYTES_MAX || !text_well_formed(cells[i].text))
            abort();
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct xlsx *xlsx;
    struct error err = { 0 };
    bool done = xlsx_open_bytes((text){ (const char *)data, size }, &xlsx, &err);

    if (!done && !*err.message)
        abort();
    for (int i = 0; done && i < xlsx_sheet_count(xlsx); i++) {
        long last = 0;
        if (!xlsx_read(xlsx, i, row, &last, &err) && !*err.message)
            abort();
    }
    if (done)
        xlsx_close(xlsx);
    return 0;
}
