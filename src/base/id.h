/* base/id.h - 128-bit identifiers: of children, people, records and entries.
 *
 * id_new_random() for persons and ledgers: says nothing about anything. id_new_ordered() is UUIDv7
 * (RFC 9562): for entries, records and forms, so that indexes stay dense. */
#pragma once
#include "base/text.h"

typedef struct id { uint8_t b[16]; } id;

#define ID_NONE ((id){ { 0 } })

id id_new_random(void);
id id_new_ordered(void);
/* The same for the same arguments: what is made beside a form that may be posted twice. */
id id_derived(id from, const char *word, uint64_t number);
bool id_none(id i);
bool id_same(id a, id b);
int id_compare(id a, id b);
text id_hex(struct arena *arena, id i);          // 32 lower-case hex digits
bool id_from_hex(text s, id *i);
/* A short reference to read out over the telephone: 12 characters of base32 (Crockford) in groups
 * of four, the last 60 bits of the id. For people, never for look-ups in code. */
text id_short(struct arena *arena, id i);
