/* web/form_fields.h - what reading and showing a form share; for form.c and form_show.c alone. */
#pragma once
#include "web/form.h"

/* What was typed into a field or a part of it: "-day", "-time", or "" for the whole. */
text form_typed(struct request *rq, const struct form *form, const struct field *f, const char *end);
/* The name of its input: the field's own, after what begins the names of a row. */
text form_name(struct request *rq, const struct form *form, const struct field *f);
bool form_asks(const struct form *form, const struct field *f, day today);
/* NULL: nothing was offered. */
const struct form_choices *form_choices_of(const struct form *form, const struct field *f);
