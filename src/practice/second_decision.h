/* practice/second_decision.h - a few contacts, drawn at random, are decided again by somebody who has not seen the
 * first decision.
 *
 * Invariants, named in the code where they are kept:
 *  1. nobody can foresee which contacts are drawn, choose them or wait for a convenient one: a contact is drawn
 *     when the keyed hash of its id says so, and the key is a secret of the store;
 *  2. a contact is asked about once: drawn or passed over, neither a correction nor another rate asks again;
 *  3. whoever took the first decision or wrote it down, or has opened the child's record since, does not decide
 *     again: the log of reads says who has;
 *  4. what the second decider is shown was known before the first decision: no later entry is read, of the contact
 *     itself only the fields that are named here, and no record that hangs on it;
 *  5. a second decision that protects more opens the case again in the same entry. */
#pragma once
#include "practice/access.h"

/* ---- drawing: draw.c ---- */

#define SECOND_DECISIONS_PERCENT 5     // of the contacts decided, unless the authority set another rate

/* Contacts whose decision is entry `from` or later are drawn from: once, when an authority begins. */
MUST_USE bool second_decisions_begin(struct store *store, uint64_t from, struct error *err);
MUST_USE bool second_decisions_rate(struct store *store, int64_t *percent, struct error *err);
MUST_USE bool second_decisions_set_rate(struct store *store, int64_t percent, struct error *err);
/* Inside a write: of the contacts decided since it was last asked, those that are drawn get a second_decision by
 * the service. Imported contacts were decided elsewhere, before anybody could be asked again: they are left out. */
MUST_USE bool second_decisions_draw(struct ledger *ledger, id service, size_t *drawn,
                                    struct error *err);

/* ---- deciding again: second_decision.c ---- */

struct second_case {
    id record, contact, child;
    uint64_t seq, drawn_seq;           // newest version of the record; the version in which it was drawn
    uint64_t known;                    // as many entries may be read before it is decided again
    instant drawn, received;
    id decided_by;                     // none: it waits
    bool own, seen;                    // of the actor: decided first; opened the child since
};
/* The patterns of the routes whose looks at a child give nothing of the first decision away. */
#define SECOND_DECISION_ROUTE "/second-decisions/{record}"
#define SECOND_DECISION_KNOWN_ROUTE "/second-decisions/{record}/known/{other}"

/* What waits for this actor, oldest first: only what they may open, and invariant 3. others: how many
 * wait besides. */
MUST_USE bool second_cases_waiting(struct store *store, struct arena *arena,
                                   const struct actor *actor, struct second_case **cases,
                                   size_t *count, size_t *others, struct error *err);
/* ERROR_ABSENT, in the words of any page that is not there, for none and for one that is not this actor's to decide
 * (invariant 3). One that somebody has decided again is found. Says nothing of access: the caller opens the child. */
MUST_USE bool second_case_find(struct store *store, id record, const struct actor *actor,
                               struct second_case *found, struct error *err);
/* One that was decided again, whoever asks: for comparing the two. ERROR_ABSENT while it waits. */
MUST_USE bool second_case_decided(struct store *store, id record, const struct actor *actor,
                                  struct second_case *found, struct error *err);
/* The contact as it came, with a pass of size `known`: the version before the decision; where it was decided as it
 * was written down, that one, of which only second_case_shows() may be shown. */
MUST_USE bool second_case_contact(struct store *store, const struct pass *pass, struct arena *arena,
                                  const struct second_case *of, struct record_version *contact,
                                  struct error *err);
bool second_case_shows(const char *field);
/* What else was known of the child, newest first, without what hangs on the contact; the checks with other agencies
 * stay. */
MUST_USE bool second_case_history(struct store *store, const struct pass *pass, struct arena *arena,
                                  const struct second_case *of, struct record_list *history,
                                  struct error *err);

/* What was decided, in codes; empty: not recorded. */
struct decided { text decision, level; };
bool more_protective(struct decided second, struct decided first);
/* The first decision as it stood when the case was drawn: what came later may have heard of it. */
MUST_USE bool second_case_first(struct store *store, struct arena *arena,
                                const struct second_case *of, struct decided *first,
                                struct error *err);

/* ---- both decisions beside each other, for figures and for learning ---- */

struct second_pair {
    id record, child;
    day first_day;                     // of the first decision
    struct decided first, second;
    bool opened_again, looked_again, learnt;
};
/* Those whose first decision was taken on that day or later, newest first. */
MUST_USE bool second_pairs(struct store *store, struct arena *arena, day since,
                           struct second_pair **pairs, size_t *count, struct error *err);
