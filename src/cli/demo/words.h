/* cli/demo/words.h - invented sentences for invented children. {n} the child's name, {m} the mother's,
 * {s} she or he, {h} her or his, {o} her or him. */
#pragma once
#include "cli/demo/deed.h"

extern const char *const words_threshold[], *const words_rationale[], *const words_not_asked[], *const words_purpose[],
    *const words_not_alone[], *const words_detail[], *const words_minor[];

text words_fill(struct arena *arena, struct dice *dice, const char *const *choices,
                const char *name, const char *mother, bool girl);
void words_note(struct years *years, struct deed *deed, struct dice *dice, const char *name,
                const char *mother, bool girl);
