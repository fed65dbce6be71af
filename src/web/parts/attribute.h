/* web/parts/attribute.h - pieces of attributes that several parts share. For src/web/parts only. */
#pragma once
#include "web/parts/parts.h"

static inline bool given(text t) { return t.len > 0; }

/* What is written when the first is empty. */
static inline text given_or(text t, const char *otherwise)
{
    return given(t) ? t : text_of(otherwise);
}

/* " CLASSES" behind the class of a part, nothing when there are none. */
void attribute_classes(struct html *h, text classes);

/* Ids of what describes a field: own, then ID-hint and ID-error where there are such. */
void attribute_describers(struct html *h, text own, text field, text hint, text error);

/* What every field has: the form group around it, label, hint and error above it. */
struct field {
    FIELD;
    text module, module_classes;  // data-module of the group, for a part with a script
    int length_max, words_max, threshold;
};
#define FIELD_OF(o) ((struct field){ .id = given((o).id) ? (o).id : (o).name, .name = (o).name, \
    .label = (o).label, .label_classes = (o).label_classes, .label_heading = (o).label_heading, \
    .hint = (o).hint, .error = (o).error, .described_by = (o).described_by, \
    .classes = (o).classes, \
    .group_classes = (o).group_classes, .disabled = (o).disabled })
void field_open(struct html *h, struct field f);
void field_close(struct html *h);
static inline bool field_described(const struct field *f)
{
    return given(f->described_by) || given(f->hint) || given(f->error);
}

/* The same for several inputs under one legend; without a legend there is no fieldset. */
struct group { GROUP; text role; };
#define GROUP_OF(o) ((struct group){ .id = given((o).id) ? (o).id : (o).name, .name = (o).name, \
    .legend = (o).legend, .legend_classes = (o).legend_classes, \
    .legend_heading = (o).legend_heading, \
    .hint = (o).hint, .error = (o).error, .described_by = (o).described_by, \
    .classes = (o).classes, \
    .fieldset_classes = (o).fieldset_classes, .group_classes = (o).group_classes })
/* Writes the group around what items() writes. */
void group_write(struct html *h, struct group g,
                 void (*items)(struct html *h, const struct group *g, const void *part),
                 const void *part);

/* Id of an item: its own, or ID for the first, ID-2 for the second: a link of the error summary to
 * ID leads to the first. */
void attribute_item_id(struct html *h, text own, text field, size_t number);
