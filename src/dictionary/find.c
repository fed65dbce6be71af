#include "dictionary/codes.h"
#include "dictionary/step.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define KINDS_MAX 512

static int by_name(const void *name, const void *set)
{
    return strcmp(name, ((const struct code_set *)set)->name);
}

/* tools/codes.py writes the sets in the order of their names. */
const struct code_set *code_set_find(const char *name)
{
    return name ? bsearch(name, code_sets, code_set_count, sizeof *code_sets, by_name) : NULL;
}

const struct code *code_find(const struct code_set *set, text code)
{
    for (size_t i = 0; set && i < set->code_count; i++)
        if (text_is(code, set->codes[i].code))
            return &set->codes[i];
    return NULL;
}

text code_label(const struct code_set *set, text code)
{
    const struct code *found = code_find(set, code);
    return found ? text_of(found->label) : code;
}

static bool in_use(const char *from, const char *until, day on)
{
    day first, last;
    if (from && day_parse_iso(text_of(from), &first) && day_before(on, first))
        return false;
    return !(until && day_parse_iso(text_of(until), &last) && day_after(on, last));
}

bool code_in_use(const struct code *code, day on)
{
    return in_use(code->from, code->until, on);
}

bool field_refers_to(const struct field *field, const char *kind)
{
    return field->refers && (!strcmp(field->refers, "*") || code_among(field->refers, text_of(kind)));
}

const struct kind *field_refers_only(const struct field *field)
{
    return field->refers ? kind_by_name(text_of(field->refers)) : NULL;
}

bool field_in_use(const struct field *field, day on)
{
    return in_use(field->from, field->until, on);
}

/* ---- kinds ---- */

/* All of them in the dictionary's order, and by number: every row that is read asks for one. */
static struct { const struct kind *all[KINDS_MAX], *by_number[KINDS_MAX]; size_t count; } kinds;
static pthread_once_t gathered = PTHREAD_ONCE_INIT;

static int by_number(const void *a, const void *b)
{
    const struct kind *const *x = a, *const *y = b;
    return (*x)->number < (*y)->number ? -1 : (*x)->number > (*y)->number;
}

static void gather(void)
{
    for (size_t i = 0; dictionary_parts[i]; i++)
        for (const struct kind *const *k = dictionary_parts[i]->kinds; *k; k++) {
            assert(kinds.count < KINDS_MAX);
            kinds.by_number[kinds.count] = kinds.all[kinds.count] = *k;
            kinds.count++;
        }
    qsort(kinds.by_number, kinds.count, sizeof *kinds.by_number, by_number);
}

const struct kind *kind_next(const struct kind *after)
{
    size_t next = 0;
    pthread_once(&gathered, gather);
    while (after && next < kinds.count && kinds.all[next++] != after)
        continue;
    return next < kinds.count ? kinds.all[next] : NULL;
}

const struct kind *kind_by_name(text name)
{
    pthread_once(&gathered, gather);
    for (size_t i = 0; i < kinds.count; i++)
        if (text_is(name, kinds.all[i]->name))
            return kinds.all[i];
    return NULL;
}

const struct kind *kind_by_number(uint16_t number)
{
    pthread_once(&gathered, gather);
    size_t low = 0, high = kinds.count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const struct kind *kind = kinds.by_number[middle];
        if (kind->number == number)
            return kind;
        if (kind->number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

size_t kind_field_count(const struct kind *kind)
{
    size_t count = 0;
    while (kind->fields[count].name)
        count++;
    return count;
}

const struct field *field_by_name(const struct kind *kind, text name)
{
    for (const struct field *f = kind->fields; f->name; f++)
        if (text_is(name, f->name))
            return f;
    return NULL;
}

const struct field *field_by_number(const struct kind *kind, uint16_t number)
{
    for (const struct field *f = kind->fields; f->name; f++)
        if (f->number == number)
            return f;
    return NULL;
}

int field_index(const struct kind *kind, const struct field *field)
{
    return (int)(field - kind->fields);
}
