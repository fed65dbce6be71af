/* cli/demo/names.h - names for invented people, from data/names. */
#pragma once
#include "base/random.h"

#include <stdint.h>

struct weighed_name { const char *name; uint32_t up_to; };         // running weight
struct name_list { const char *group; const struct weighed_name *names; size_t count; };
extern const struct name_list name_lists[];

/* One of "child_F", "adult_M", "surname_pakistani", "street_stem" ... by weight. */
const char *name_pick(struct dice *dice, const char *group);
