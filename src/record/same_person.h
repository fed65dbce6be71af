/* record/same_person.h - which records are of one person.
 *
 * A record of the kind same_person says that the record of its subject gives way to another one, which is kept. Both
 * ids stay and nothing is moved: every record keeps its own subject, and whoever opens the kept person through a pass
 * reads those of all that gave way to it as well, also by way of a third. Withdrawing the same_person record parts
 * them again, and a pass for the time before it shows them apart.
 *
 *  1. A record gives way to one other at most, and never, by whatever way, to itself.
 *  2. At most SAME_PERSONS_MAX records are one person: what reads them asks for all in one statement.
 *  3. A record that the reader could not open by itself is not opened by being merged into one that they can. */
#pragma once
#include "record/record.h"

enum { SAME_PERSONS_MAX = 16 };

/* The person of the pass first, then all whose records gave way to it, as the pass knows them. */
struct same_persons { id at[SAME_PERSONS_MAX]; size_t count; };
MUST_USE bool same_persons_of(struct store *store, const struct pass *pass, struct same_persons *all,
                              struct error *err);
/* Whose record is kept for this person, as known from the first `size` entries (UINT64_MAX: from all): the end of the
 * way; the person itself where its record gave way to none. */
MUST_USE bool same_person_kept(struct store *store, id person, uint64_t size, id *kept,
                               struct error *err);
/* For a list: in place of each person whose record gave way, whose is kept, as known now; as they are where the reader
 * may not open the kept one in a list. A statement for every sixteen, and for each step of a longer way. */
MUST_USE bool same_persons_kept(struct store *store, id reader, id *const *persons, size_t count,
                                struct error *err);
/* In SQL, of a person's id: only somebody outside has described them yet (roles of practice/access.h: a partner
 * organisation, and the form for everybody). */
#define DESCRIBED_OUTSIDE(person) "EXISTS (SELECT 1 FROM person AS u WHERE u.record = " person \
    " AND u.superseded_seq = " NEVER_SQL ") AND NOT EXISTS (SELECT 1 FROM person AS u WHERE u.record = " person \
    " AND u.superseded_seq = " NEVER_SQL " AND u.role_of_author NOT IN (9, 14))"
/* Before a same_person record is put, inside its transaction. record: its own id, whose earlier version is not
 * counted; approved_by: the second person, or ID_NONE.
 * ERROR_INPUT, field "same_as": by it a record would give way to itself, to a second one, or to too many.
 * ERROR_INPUT, field "same_as", as well: one of them, or whoever is one person with them already, is in proceedings
 * before the court: what is known of a person must not become another's while it is judged. Whom nobody but somebody
 * outside has described brings nothing that is judged, and is matched with a person in proceedings as with any other.
 * ERROR_INPUT, field "approved_by": one of the two is restricted, and nobody but the author agreed. */
struct merging { id record, gives_way, same_as, author, approved_by; };
MUST_USE bool same_person_allowed(struct store *store, const struct merging *merging,
                                  struct error *err);
