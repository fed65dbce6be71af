/* practice/closure.h - what is still open for a child whose episode is to be closed. It never locks: closing with work
 * open needs a recorded reason, referral.left_open_reason, which can be counted. */
#pragma once
#include "practice/tasks.h"

/* A plan that has not ended, an assessment that nobody authorised and so on; or, with a step, what somebody has to do
 * on a record that is not among these. */
struct open_work { const struct kind *kind; id record; const char *what; instant since; struct task task; };
struct open_works { struct open_work *at; size_t count; bool more; };

/* Of the pass's person, but not what the referral itself still asks. Open records first, then what has to be done,
 * nearest limit first. A bounded number of statements. */
MUST_USE bool closure_open_work(struct store *store, const struct pass *pass, struct arena *arena, id referral,
                                instant now, struct open_works *works, struct error *err);
/* Does this amendment close a referral while work is open, and say nothing of why? Then a problem is put beside
 * left_open_reason. Other kinds, and what was closed before, are let through. False: the store failed. */
MUST_USE bool closure_check(struct store *store, const struct pass *pass, struct arena *arena,
                            const struct record_version *before, instant now, struct values *values,
                            struct error *err);
