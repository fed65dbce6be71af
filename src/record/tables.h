/* record/tables.h - names and shapes of the derived tables; for the files of this room. */
#pragma once
#include "record/record.h"

#define VERSION_COLUMNS_SQL \
    "record @bytes NOT NULL, subject @bytes NOT NULL, valid_from @int NOT NULL," \
    " valid_to @int NOT NULL, source_seq @int NOT NULL, recorded_seq @int NOT NULL," \
    " superseded_seq @int NOT NULL, recorded_at @int NOT NULL, author @bytes NOT NULL," \
    " role_of_author @int NOT NULL, flags @int NOT NULL"
#define VERSION_COLUMNS "record, subject, valid_from, valid_to, source_seq, recorded_seq," \
    " superseded_seq, recorded_at, author, role_of_author, flags"
#define VERSION_COLUMN_COUNT 11

MUST_USE bool record_define_derived(struct store *store, struct error *err);
const char *record_table(size_t at);           // NULL after the last

/* Which kind and fields an entry's parts hold; the kind must be known. */
void values_from_parts(struct values *v, struct arena *arena, const struct part *parts,
                       uint32_t count);
text part_text(const struct part *parts, uint32_t count, uint16_t field);

/* Keys of a name for look-ups: see search.c. */
enum { NAME_KEYS_MAX = 48 };
struct name_key { const char *kind; text key; };
size_t name_keys(struct arena *arena, const struct values *values, struct name_key *keys);
text name_sort(struct arena *arena, const struct values *person);
text name_sound(struct arena *arena, text word);
text name_bare(struct arena *arena, text s);     // letters and figures only, folded
