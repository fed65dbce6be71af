/* returns/tally.h - how many records of each kind a file stated, and what became of them. */
#pragma once
#include "base/json.h"
#include "dictionary/kind.h"

#define TALLY_KINDS_MAX 24

struct tally_row { const struct kind *kind; uint64_t stated, added, amended; };
struct tally { struct tally_row at[TALLY_KINDS_MAX]; int count; };

void tally_add(struct tally *tally, const struct kind *kind, int stated, int added, int amended);
void tally_print(const struct tally *tally, struct bytes *to);
void tally_print_json(const struct tally *tally, struct json_out *to);
