/* returns/cin_write.h - the census as text, a child at a time, in its order of elements. */
#pragma once
#include "returns/cin_chosen.h"

struct cin_writer {
    struct cin_choice choice;
    struct arena *arena;             // of one child
    struct bytes out;                // what is written and not yet taken away
    struct cin_summary *summary;
    const struct cin_chosen_list *chosen;
};

/* Header items as received, "CollectionDetails/Year=2026" a line. */
void cin_write_header(struct cin_writer *w, text items);
text cin_header_made(struct cin_writer *w);
/* Nothing when the child's own record is not among them. */
void cin_write_child(struct cin_writer *w, const struct cin_chosen_list *chosen);
void cin_write_tag(struct cin_writer *w, int depth, const char *name, bool end);
