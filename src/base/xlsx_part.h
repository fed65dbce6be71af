/* base/xlsx_part.h - one part of a workbook as XML, for base/xlsx alone. */
#pragma once
#include "base/package.h"

/* Names come without prefix. attributes: name, value, ..., NULL. False ends the reading, with err filled. */
struct xlsx_handler {
    bool (*start)(void *with, text name, const char **attributes, struct error *err);
    bool (*characters)(void *with, text piece, struct error *err);      // may be NULL
    bool (*end)(void *with, text name, struct error *err);              // may be NULL
};
MUST_USE bool xlsx_part_parse(struct package *package, const char *part, const struct xlsx_handler *handler,
                              void *with, struct error *err);
/* NULL: it has none of that name, whatever its prefix. */
const char *xlsx_attribute(const char **attributes, const char *name);
