/* Notes, keys and bodies from outside. */
#include "ledger/entry.h"
#include "ledger/note.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    text sent = { (const char *)data, size };
    struct checkpoint c;
    struct error err = { 0 };
    struct sign_key key = { { 0 } };
    struct part parts[PARTS_MAX];
    uint32_t count;
    uint64_t time;
    uint8_t type;
    text name;
    if (note_read(sent, &c, &err) && !note_origin_good(c.origin))
        abort();
    note_signed_by(sent, TEXT("candour.test/borough"), &key);
    note_cosigned_by(sent, TEXT("witness.test/w1"), &key, &time);
    note_vkey_read(sent, &name, &type, &key);
    if (parts_read(sent, parts, &count)) {             // what can be read is written back the same
        struct bytes again = { 0 };
        parts_write(&again, parts, count);
        if (!text_same(bytes_text(&again), sent))
            abort();
        bytes_free(&again);
    }
    return 0;
}
