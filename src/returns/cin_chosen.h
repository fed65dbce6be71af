/* returns/cin_chosen.h - which records of a child stand in the census of a year. */
#pragma once
#include "record/record.h"
#include "returns/cin.h"
#include "returns/cin_block.h"

struct cin_chosen {
    const struct record_version *version;
    id parent;                       // the record it belongs to; ID_NONE: the child's own
    char spelling[SPELLING_MAX + 1];
    bool by_rule;                    // not stated by a file of the year
};
struct cin_chosen_list {
    struct cin_chosen *at; size_t count, room;
    struct record_list records;      // everything of the child, once it was read
    bool read;
};

struct cin_choice {
    struct store *store;
    const struct cin_export_options *options;
    int year;
    day first, last;                 // 1 April and 31 March
    const struct import_list *imports;
};
struct cin_choice cin_choice_of(struct store *store, int year,
                                const struct cin_export_options *options);

/* From a line of what a file stated, as known now or as received. Answers whose they are. */
MUST_USE bool cin_choose_stated(const struct cin_choice *choice, struct arena *arena, text line,
                                id *subject, struct cin_chosen_list *chosen, struct error *err);
/* Adds what was open at any time in the year. after_file: only what a worker or a return of another
 * kind recorded. */
MUST_USE bool cin_choose_open(const struct cin_choice *choice, struct arena *arena, id subject,
                              bool after_file, struct cin_chosen_list *chosen, struct error *err);
