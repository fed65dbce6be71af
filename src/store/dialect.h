/* store/dialect.h - what differs between SQLite and PostgreSQL, and nowhere else. */
#pragma once
#include "base/bytes.h"

enum dialect { DIALECT_SQLITE, DIALECT_POSTGRES };

#define PARAMETERS_MAX 64
struct parameters { char names[PARAMETERS_MAX][40]; int count; };

/* Turns our SQL into the store's: :name becomes ?N or $N, @words become types. Quotes and -- comments
 * are left alone. Over 64 parameters or an unknown @word stops the program. */
void dialect_translate(enum dialect dialect, text sql, struct bytes *to,
                       struct parameters *parameters);
