/* practice/pathway.h - what a record opens, and what it may follow. Declared in dictionary/journey; the engine is
 * here. Any fact may be recorded at any time: only a link to a decision that was not taken is refused. */
#pragma once
#include "practice/clocks.h"
#include "record/record.h"

/* Steps that this record opens as it stands, done or not, in order. Answers how many; at most PATHWAY_MAX. */
enum { PATHWAY_MAX = 8 };
size_t pathway_opens(const struct values *values, const struct step *steps[PATHWAY_MAX]);

/* Links of these values to other records of the child: a problem is put beside the field. False: the store
 * failed. */
MUST_USE bool pathway_check(struct store *store, const struct pass *pass, struct arena *arena,
                            struct values *values, struct error *err);

/* What a record leaves to other records of the child, where it was left empty: from which day the 45 working days of
 * an assessment run (from the referral; from its own start where the referral had been assessed before). Before it is
 * kept, whichever page or program it comes by. */
MUST_USE bool pathway_complete(struct store *store, const struct pass *pass, struct arena *arena,
                               struct values *values, struct error *err);
