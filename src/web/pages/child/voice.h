/* web/pages/child/voice.h - all that a child has said, with where it comes from and what it changed. */
#pragma once
#include "web/pages/records/said.h"

struct voice_row {
    text when, words, source, what, link;      // what: "The child's words", or the record that holds them
    text answer, answered, answer_link;        // what was done, and when the child was told
    bool saying, sourced, hidden;
    text source_link;                          // to say where they come from
};
struct voice_page_model {
    struct request *rq; struct child_view view; text name, child_link, all_link, unanswered_link, unsourced_link;
    struct voice_row *rows; size_t row_count;
    size_t sayings, unanswered, unsourced;     // of all, whatever is shown
    text show;                                 // "unanswered", "unsourced"; empty: all
    bool more;
};
struct voice_source_model {
    struct request *rq; struct form *form; text name, back_link, action; const char *const *fields;
    struct shown_version source;
};
void page_voice(struct html *h, const struct voice_page_model *m);
void page_voice_source(struct html *h, const struct voice_source_model *m);
