/* practice/overrides.h - where a professional did otherwise than the rule, and said why: how often, out of how many,
 * and which. What is an override stands in the dictionary (kind.h, `overrides`), and only there.
 *
 * Counted is what happened, or began, in a span of time, as known now, each record once: a reason that was taken back
 * is not counted.
 * Figures hold no child; whoever opens a case of a list needs a pass for it like anywhere else. */
#pragma once
#include "dictionary/kind.h"
#include "store/store.h"

enum { OVERRIDES_MAX = 40, OVERRIDE_MONTHS = 13 };
/* From `since` on and before `until`; the last of them may be now. */
struct span { instant since, until; };
/* Of how many records of the kind, and in how many of those the reason is given; for each of the spans asked. */
struct override {
    const struct kind *kind; const struct field *field;
    struct { int64_t of, given; } in[OVERRIDE_MONTHS];
};

/* All that the dictionary names, in its order. Two statements for each, whatever the number of spans. */
MUST_USE bool overrides_count(struct store *store, struct arena *arena, const struct span *spans, size_t span_count,
                              struct override at[OVERRIDES_MAX], size_t *count, struct error *err);
/* One of them, by the names of its kind and field; false: there is none such. */
bool override_find(text kind, text field, struct override *found);
MUST_USE bool override_count(struct store *store, struct arena *arena, const struct span *spans, size_t span_count,
                             struct override *of, struct error *err);

/* Which counts are not shown to who may not see cases: those from 1 to 4, and, where that is only one, the next
 * smallest, or the sum that is known less the others would say it (security.md, A10). */
enum { OVERRIDE_SMALL = 5 };
void override_hide(const int64_t *given, size_t count, bool *hidden);

/* The cases of one, newest first. The reason is no part of a list: it is read in its record, with a look. */
struct override_case { id record, child; instant when, recorded; };
struct override_cases { struct override_case *at; size_t count; bool more; };
MUST_USE bool override_cases(struct store *store, struct arena *arena, const struct override *of, struct span span,
                             size_t limit, struct override_cases *cases, struct error *err);
