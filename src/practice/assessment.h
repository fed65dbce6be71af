/* practice/assessment.h - the child and family assessment: its parts, what of the child's other records bears on it,
 * what is missing before it goes to a manager, and whose records go together.
 *
 * Brothers and sisters have a record each. The first names none in `same_assessment`; the others name it. What is
 * shared is written once and kept in the record of each, so that one child's assessment can be read, printed and
 * disclosed alone. */
#pragma once
#include "practice/clocks.h"
#include "record/record.h"

struct assessment_section {
    const char *name, *title, *about;
    const char *const fields[8];       // ends with NULL; none: its lines are records of their own
    bool shared;                       // written once for brothers and sisters
};
extern const struct assessment_section assessment_sections[];               // ends with an empty row
const struct assessment_section *assessment_section(text name);            // NULL: none

/* ---- what else is recorded of the child ---- */

struct assessment_material {
    struct record_version *visits, *words, *work, *needs;      // newest first; needs: those found in it
    size_t visit_count, word_count, work_count, need_count;
    size_t seen, alone;                // of the visits since the clock began
    day seen_first, seen_last;
    bool more;                         // there were too many records to read them all
};
/* visits, words and work since its clock began, until it was authorised. Four statements. */
MUST_USE bool assessment_material(struct store *store, const struct pass *pass, struct arena *arena,
                                  const struct record_version *assessment, struct assessment_material *m,
                                  struct error *err);
/* Is the record named in the field `cited`? */
bool assessment_cites(const struct values *values, id record);

/* ---- what is missing ---- */

struct assessment_gap { const char *code, *section; text words; };         // code of the set assessment_gap
struct assessment_gaps { struct assessment_gap at[24]; size_t count; };
/* As it stands now. A gap is shown and measured; it stops nobody who says why. */
void assessment_gaps(struct arena *arena, const struct values *values, const struct assessment_material *m,
                     struct assessment_gaps *gaps);
/* Their codes for the field `gaps`, each once. */
text assessment_gap_codes(struct arena *arena, const struct assessment_gaps *gaps);
/* Quotations in what the worker wrote that stand in no words of the child that were recorded. */
size_t assessment_unsourced(struct arena *arena, const struct values *values, const struct assessment_material *m);

/* ---- clocks ---- */

/* of: "assessment_authorise" (T02, from the referral), "assessment_checkpoint" (T04). began unknown: CLOCK_NONE. */
MUST_USE bool assessment_clock(const char *of, const struct values *values, instant now, struct clock *clock,
                               struct error *err);

/* ---- before, and beside ---- */

/* The last other assessment of the pass's person that began no later than this one; *there false: none. */
MUST_USE bool assessment_earlier(struct store *store, const struct pass *pass, struct arena *arena,
                                 const struct record_version *now, struct record_version *earlier, bool *there,
                                 struct error *err);
/* The others of the same family's assessment, as they stand now, withdrawn ones left out; at most
 * ASSESSED_TOGETHER_MAX. Names nothing but ids: each is opened with a pass of its own. */
enum { ASSESSED_TOGETHER_MAX = 24 };
struct assessed { id record, child; uint64_t seq; bool authorised; };
MUST_USE bool assessment_together(struct store *store, struct arena *arena, id record, struct assessed **others,
                                  size_t *count, struct error *err);
