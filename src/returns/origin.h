/* returns/origin.h - who recorded the value that stands: a worker, a census file, an Annex A. */
#pragma once
#include "record/record.h"
#include "returns/import_list.h"

/* Of one record, read when it is first needed. */
struct origin_history { struct record_list versions; bool read; };

/* The version that brought the value which stands in this field: later ones carry it on. */
MUST_USE bool origin_version(struct store *store, const struct pass *pass, struct arena *arena,
                             const struct record_version *held, int field, struct origin_history *history,
                             const struct record_version **by, struct error *err);
/* The system of the import that made this version; empty: no import did. Unknown imports are "another system". */
text origin_system(const struct import_list *imports, const struct record_version *by);
/* For people: "a worker", "the CIN census", "Annex A". */
const char *origin_words(text system);
