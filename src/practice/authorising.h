/* practice/authorising.h - who may sign an assessment, whatever page, form or program they come by.
 *
 *  1. Only a manager looks half way, authorises or returns (MAY_AUTHORISE).
 *  2. Nobody does so with an assessment of their own: one whose worker they are, or were in any version; where no
 *     version names a worker, whoever recorded the first.
 *  3. Who signs is who is signed in: nobody enters another one's signature.
 * An assessment is complete when a manager has seen and authorised it (standard safeguarding dataset, guidance). */
#pragma once
#include "practice/access.h"

/* May these values be recorded as the next version of that record (ID_NONE: as a new one)? Asks the history only
 * when something about signing changes. ERROR_REFUSED says who may. */
MUST_USE bool authorising_allows(struct store *store, const struct pass *pass, struct arena *arena,
                                 const struct actor *actor, id record, const struct values *values,
                                 struct error *err);
/* Is it this person's own? Of the history of one assessment, newest first. */
bool assessment_is_own(const struct record_list *history, id staff);
