/* dictionary/values.h - the values of one record, typed once at the door and believed from then on.
 *
 * One value for each field of the kind, in the kind's order. Canonical text is what the ledger keeps:
 * day yyyy-mm-dd, instant ISO in UTC, flag Y or N, number in decimal, ids in 32 hex digits, codes as they
 * are, several codes parted by single blanks. */
#pragma once
#include "base/error.h"
#include "base/id.h"
#include "dictionary/kind.h"

struct value {
    bool given;
    bool erased;           // was held and is lawfully erased
    bool hidden;           // these eyes may not see it
    text text;             // canonical text, or, when `problem` is set, as it was typed
    union { day day; instant instant; int64_t number; bool flag; id id; };
    const char *problem;   // message beside the field, or NULL; in the arena or for ever
};

struct values {
    const struct kind *kind;
    struct value *at;      // kind_field_count(kind) of them
    size_t problem_count;
    day today;             // London day on which it is checked
    text as_received;      // imports: what could not be read
};

struct values values_new(struct arena *arena, const struct kind *kind, day today);

/* From a person or a file. Reads, types and checks one field; a problem is kept beside it. */
void values_set(struct values *v, struct arena *arena, const struct field *field, text typed);
/* From a file: what can be read is kept, codes that no set holds as well, days of any year. False: it cannot
 * be read as its type, and goes to as_received. note: what is odd about it, or NULL; lives for ever. */
bool values_import(struct values *v, struct arena *arena, const struct field *field, text typed,
                   const char **note);
/* As people write a day: 27 3 2026, 27/03/2026, 27 March 2026, 2026-03-27, today. */
bool day_read(text s, day today, day *d);
/* From canonical text that was checked before (the ledger). Codes unknown today are kept as they are. */
void values_restore(struct values *v, struct arena *arena, const struct field *field, text canonical);
/* What is needed and missing, codes out of use, the kind's own checks. Answers whether all holds. */
bool values_check(struct values *v, struct arena *arena);
void values_problem(struct values *v, const struct field *field, const char *message);

/* For checks and display. An unknown name is a mistake of ours and stops the program. */
const struct value *values_get(const struct values *v, const char *name);
bool values_given(const struct values *v, const char *name);
day values_day(const struct values *v, const char *name);           // also of an instant, in London; unknown
instant values_instant(const struct values *v, const char *name);   // of a day: its start in London
bool values_is(const struct values *v, const char *name, const char *code);   // flags: "Y", "N"
bool values_has_code(const struct values *v, const char *name, const char *code);   // of TYPE_CODES
int64_t values_number(const struct values *v, const char *name, int64_t otherwise);
id values_id(const struct values *v, const char *name);
/* As a person reads it: "4 March 2026", the code's label, "Yes"; empty when not given. Ids are for the
 * caller to name. */
text values_display(const struct values *v, struct arena *arena, const struct field *field);
/* The one line that stands for the record in lists. */
text values_summary(const struct values *v, struct arena *arena);
/* Same canonical text in every field. */
bool values_same(const struct values *a, const struct values *b);
