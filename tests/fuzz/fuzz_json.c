/* What is read is well formed; what we write, jansson reads. */
#include "base/json.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    json_t *root;
    struct error err = { 0 };
    text sent = { (const char *)data, size };
    if (json_read(sent, &root, &err))
        json_decref(root);
    else if (err.kind != ERROR_INPUT || !*err.message)
        abort();
    if (!text_well_formed(sent))
        return 0;
    struct bytes made = { 0 };
    struct json_out out = json_out_to(&made);
    error_clear(&err);
    json_out_array(&out);
    json_out_text(&out, sent);
    json_out_end(&out);
    if (made.len < JSON_BYTES_MAX / 2) {
        if (!json_read(bytes_text(&made), &root, &err))
            abort();
        json_decref(root);
    }
    bytes_free(&made);
    return 0;
}
