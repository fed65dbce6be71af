#include "base/error.h"

#include <assert.h>
#include <stdarg.h>

/* A message cut at its end must not keep half a character: it goes into pages and JSON.
 * `wanted` is what vsnprintf() would have written. */
static void close_cleanly(char *message, size_t room, int wanted)
{
    size_t last = room - 2, present, length;

    if (wanted < 0 || (size_t)wanted < room)
        return;
    while (last > 0 && ((unsigned char)message[last] & 0xC0) == 0x80)
        last--;
    present = room - 1 - last;
    length = (unsigned char)message[last] >= 0xF0 ? 4
             : (unsigned char)message[last] >= 0xE0 ? 3
             : (unsigned char)message[last] >= 0xC0 ? 2 : 1;
    if (present < length)
        message[last] = '\0';
}

bool fail(struct error *err, enum error_kind kind, const char *field, const char *form, ...)
{
    va_list list;

    assert(kind != ERROR_NONE);
    if (err == NULL || err->kind != ERROR_NONE)
        return false;
    err->kind = kind;
    err->field = field;
    err->detail[0] = '\0';
    va_start(list, form);
    close_cleanly(err->message, sizeof err->message,
                  vsnprintf(err->message, sizeof err->message, form, list));
    va_end(list);
    return false;
}

bool fail_detail(struct error *err, const char *form, ...)
{
    va_list list;

    if (err == NULL || err->kind == ERROR_NONE || err->detail[0] != '\0')
        return false;
    va_start(list, form);
    close_cleanly(err->detail, sizeof err->detail,
                  vsnprintf(err->detail, sizeof err->detail, form, list));
    va_end(list);
    return false;
}

void error_clear(struct error *err)
{
    *err = (struct error){ .kind = ERROR_NONE };
}
