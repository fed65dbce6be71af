/* A form's body, in either way of sending it: read whole or refused with a sentence; what is read lies inside what
 * was sent, and holds no NUL. The first byte chooses the way. */
#include "web/state.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void inside(const struct request_state *state, text t)
{
    const char *from = (const char *)state->body.at;
    if (t.len > state->body.len || (t.len && t.at >= from && t.at < from + state->body.len
                                    && t.at + t.len > from + state->body.len))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct request_state state = { .rq.arena = arena_new() };
    struct error err = { 0 };
    state.rq.content_type = data[0] & 1 ? TEXT("multipart/form-data; boundary=x")
                                        : TEXT("application/x-www-form-urlencoded");
    bytes_add(&state.body, data + 1, size - 1);
    if (http_read_form(&state, &err)) {
        for (size_t i = 0; i < state.rq.field_count; i++) {
            inside(&state, state.rq.fields[i].name);
            inside(&state, state.rq.fields[i].value);
            if (!(data[0] & 1) && memchr(state.rq.fields[i].value.at, 0, state.rq.fields[i].value.len))
                abort();
        }
        for (size_t i = 0; i < state.rq.upload_count; i++)
            inside(&state, state.rq.uploads[i].content);
    } else if (err.kind != ERROR_INPUT || !*err.message) {
        abort();
    }
    bytes_free(&state.body);
    arena_free(state.rq.arena);
    return 0;
}
