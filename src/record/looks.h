/* record/looks.h - the form in which looks stand in the ledger; for looks.c and looks_verify.c. */
#pragma once
#include "record/record.h"

/* Parts of an access batch. LOOKS_LINES: a line a look, as look_line writes it. */
enum { LOOKS_FROM = 1, LOOKS_TO = 2, LOOKS_LINES = 3 };

#define LOOK_COLUMNS "number, at, reader, role, subject, size, route, basis, batch_seq"
enum { LOOK_NUMBER, LOOK_AT, LOOK_READER, LOOK_ROLE, LOOK_SUBJECT, LOOK_SIZE, LOOK_ROUTE,
       LOOK_BASIS, LOOK_BATCH };

/* Number, microseconds, reader, role, subject, size, route, basis, parted by blanks; a line end. */
void look_line(struct bytes *to, struct arena *arena, const struct statement *s);
