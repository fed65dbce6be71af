/* practice/outside.h - the door to those outside: how often one may knock, and the number to ring instead.
 *
 * What is counted is no record: an address or an account and a moment, for a day. An IPv6 address counts with its
 * whole /64, which is what one household or one machine is given. */
#pragma once
#include "record/record.h"

extern const char outside_schema[];

enum knock {
    KNOCK_REPORT = 1,          // the public form, by address: five an hour (security.md, H9)
    KNOCK_REFERENCE = 2,       // a reference that is none of theirs, by account: twenty an hour
    KNOCK_NO_FEED = 3,         // a calendar link that opens nothing, by address: twenty an hour
    KNOCK_FEED = 4,            // a calendar that is fetched, by account: sixty an hour
};
/* Who is counted; `who` of the two below. */
text knock_address(struct arena *arena, text address);
MUST_USE bool knocks_over(struct store *store, enum knock knock, text who, instant now, bool *over,
                          struct error *err);
/* Inside a write. ERROR_REFUSED: over the limit; nothing is counted then. */
MUST_USE bool knock_keep(struct store *store, enum knock knock, text who, instant now, struct error *err);
int64_t knock_limit(enum knock knock);
int64_t knock_window_seconds(enum knock knock);

/* The authority's line for whoever is worried about a child; empty: none is set. */
MUST_USE bool outside_telephone(struct store *store, struct arena *arena, text *telephone, struct error *err);
/* Inside a write. ERROR_INPUT: it is no number, of figures, blanks and a plus. */
MUST_USE bool outside_set_telephone(struct store *store, text telephone, struct error *err);
