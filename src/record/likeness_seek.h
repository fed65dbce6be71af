/* record/likeness_seek.h - candidates from the index; for likeness.c. */
#pragma once
#include "record/likeness_score.h"

enum {
    SEEK_PAIRS_MAX = 9, SEEK_PROBES_MAX = 128,
    CANDIDATES_MAX = 2048, CANDIDATE_SLOTS = 8192,            // a power of two, more than twice as many
};

struct candidate {
    struct person_hit hit; text forename, surname;
    bool protected, by_number, by_place, by_names, listed;    // listed: the list has been read
    int guess;                                   // the score by what the index and the list say
    struct side *side; struct likeness *likeness;             // of the best ones, or NULL
};

/* A question to the index, on its way; pair: both names' sounds, where it may not have taken all. */
struct probe { struct statement *s; int by; text pair; int rows, taken; };

struct seeking {
    struct store *store; struct arena *arena; struct error *err;
    const struct likeness_question *question; struct side asked;
    struct guarded guarded;                      // whom this reader may not see
    struct candidate *at[CANDIDATES_MAX]; size_t count;
    struct candidate *slots[CANDIDATE_SLOTS];
    struct probe probes[SEEK_PROBES_MAX]; size_t probe_count;
    text pairs[SEEK_PAIRS_MAX]; size_t pair_count;            // sounds of both names
    text sounds[2 * NAME_FORMS_MAX]; size_t sound_count;      // of one name
};

/* From the question to candidates: fills asked and at. Whom the reader must not see is not among them. */
MUST_USE bool seek_candidates(struct seeking *f);
