/* cli/demo/ahead.h - drafts of the demonstration's deeds, made on a thread of their own ahead of the one that
 * appends: what was typed is checked, salts are drawn and parts committed to while the writer writes. */
#pragma once
#include "cli/demo/deed.h"
#include "ledger/ledger.h"

struct ahead;
MUST_USE bool ahead_start(const struct years *years, struct ahead **ahead, struct error *err);
/* The draft of the next deed of the years, in their order; good until the next is asked for. Of an amendment, ref is
 * to be set by the caller, who knows the number that the version before was given. */
MUST_USE bool ahead_next(struct ahead *ahead, struct draft **draft, struct error *err);
void ahead_stop(struct ahead *ahead);          // also before the end, and with NULL
