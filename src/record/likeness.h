/* record/likeness.h - before a person is made: who is known already that could be this person?
 *
 * Candidates come from the index alone (by number, postcode, birthday, sound of one name with a date like the one
 * given, sound of both names); what is asked of the store is bounded whatever it holds. Each is then judged in
 * memory by weights of agreement and disagreement (after Fellegi and Sunter), and says in words why it is like. A
 * likeness is never more than a reason to look: nothing is merged by it.
 *
 * Whom the reader must not see is not there; of a record that they cannot open no more is told than that it is
 * like (record_guarded).
 *
 * What it does not find: somebody whose birthday is given wrong in two figures or more and one of whose names sounds
 * differently, unless the postcode or a number agrees. */
#pragma once
#include "record/record.h"

enum { LIKENESS_SCORE_MAX = 1000, LIKENESS_LIKELY = 700, LIKENESS_POSSIBLE = 450 };
enum { LIKENESS_REASONS_MAX = 8, LIKENESS_DIFFERENCES_MAX = 5, LIKENESS_NUMBERS_MAX = 6 };

struct likeness_number { text kind, value; };    // kind: a code of identifier_type, or empty when not known

/* What is known of whom is asked for; whatever is empty or unknown speaks neither for nor against. */
struct likeness_question {
    text forename, surname;                      // first names and family name; "Baby" is no name
    text other_names;                            // other whole or single names, parted by commas
    day born, expected;                          // expected: of an unborn child
    text sex;                                    // a code of the set sex; "U" says nothing
    text postcode, address;                      // address: its lines, without the postcode or with it
    struct likeness_number numbers[LIKENESS_NUMBERS_MAX]; size_t number_count;
};

struct likeness {
    struct person_hit hit;                       // what a page may show of the person; `why` is the first reason
    int score;                                   // 0 to LIKENESS_SCORE_MAX; of a restricted record only the threshold
    bool likely;                                 // else only possible
    text reasons[LIKENESS_REASONS_MAX]; size_t reason_count;             // "Same date of birth"
    text differences[LIKENESS_DIFFERENCES_MAX]; size_t difference_count; // "Another family name"
};
struct likeness_list { struct likeness *at; size_t count; bool more; };

/* Whoever scores LIKENESS_POSSIBLE or more, best first, at most `limit`; more: there were others. Likely is only who
 * has a forename and a birthday like those given, or the same number: a twin has all but the forename.
 * An address that is hidden or protected counts for nothing: the answer must not tell who lives there.
 * Texts are in the arena. ERROR_STORE from below. */
MUST_USE bool likeness_find(struct store *store, struct arena *arena, id reader,
                            const struct likeness_question *question, size_t limit,
                            struct likeness_list *found, struct error *err);
