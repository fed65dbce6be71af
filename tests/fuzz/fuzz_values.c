/* Whatever is typed into a field: a problem, or a canonical text that restores to itself. */
#include "dictionary/values.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const kinds[] = { "contact", "visit", "assessment", "person" };
    if (size < 2)
        return 0;
    const struct kind *kind = kind_by_name(text_of(kinds[data[0] % 4]));
    const struct field *f = &kind->fields[data[1] % kind_field_count(kind)];
    struct arena *arena = arena_new();
    struct values v = values_new(arena, kind, (day){ 20000 });
    values_set(&v, arena, f, (text){ (const char *)data + 2, size - 2 });
    const struct value *value = values_get(&v, f->name);
    if (value->given && !value->problem) {
        struct values again = values_new(arena, kind, (day){ 20000 });
        values_restore(&again, arena, f, value->text);
        if (!text_same(values_get(&again, f->name)->text, value->text))
            abort();
    }
    values_check(&v, arena);
    arena_free(arena);
    return 0;
}
