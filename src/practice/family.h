/* practice/family.h - who is who to whom around one person, worked out from the records of the kind relationship.
 *
 * A family is put together in this order: family_begin() with the pass of the person it is drawn for, family_holders()
 * says whose own records hold more, family_add() with a pass for each of those that open to the reader, and
 * family_finish(). Nothing is told that no pass gave; whoever is hidden from the reader is not in it.
 *
 *  1. Every person stands in it once, also one with several records that are one person (record/same_person.h).
 *  2. Nobody is their own ancestor: a tie that would make them so is left out of the tree and told in `doubts`.
 *  3. Whatever the records say, working out comes to an end: it goes over FAMILY_MOST persons and their ties. */
#pragma once
#include "practice/access.h"

enum { FAMILY_MOST = 60, FAMILY_TIES_MOST = 400, FAMILY_HOLDERS_MOST = 16, FAMILY_PARENTS_MOST = 4,
       FAMILY_DOUBTS_MOST = 12, FAMILY_COUPLES_MOST = FAMILY_MOST + FAMILY_TIES_MOST };
#define FAMILY_NOBODY SIZE_MAX

/* How somebody is a parent, nearest first. */
enum parenthood { PARENT_BIRTH, PARENT_ADOPTIVE, PARENT_STEP };
struct family_parent { size_t who; enum parenthood how; };

struct family_person {
    id person;
    text name, sex;                  // sex: a code of the set sex, or empty
    day born, expected, died;
    bool child, restricted;
    bool opens;                      // their own page opens to the reader
    bool household;                  // recorded as living in the household of whom the family is drawn for
    const struct pass *pass;         // by which their own record was read, or NULL
    bool asked;                      // it was read: what is missing there is a gap
    /* Worked out. */
    bool in_tree;                    // tied by family, not only as a carer or somebody of the network
    int generation;                  // 0: of whom the family is drawn for; 1: their parents'
    struct family_parent parents[FAMILY_PARENTS_MOST]; size_t parent_count;
    size_t twin;                     // a brother or sister of the same mother and birthday, or FAMILY_NOBODY
};

/* One record: `to` is `how` of `of`. */
struct family_tie {
    size_t of, to;
    text how, pr_basis, partnership;             // codes
    bool household;
    id record;
};

/* Two who are or were a couple, or one parent alone (b FAMILY_NOBODY), with the children of both. */
struct family_couple {
    size_t a, b;
    text partnership;                // a code of the set partnership, or empty: nobody has recorded it
    size_t children[FAMILY_MOST]; size_t child_count;
};

struct family {
    struct family_person *people; size_t count;  // the first is the one it is drawn for
    struct family_tie *ties; size_t tie_count;
    struct family_couple *couples; size_t couple_count;
    size_t left_out;                 // tied as well, and beyond FAMILY_MOST: said, not drawn
    bool more_holders;               // there were more records to look into than FAMILY_HOLDERS_MOST
    text doubts[FAMILY_DOUBTS_MOST]; size_t doubt_count;     // what the records say against each other
};

void family_begin(struct arena *arena, id person, struct family *family);
/* The ties of the pass's person's own record, and of those that gave way to it. */
MUST_USE bool family_add(struct store *store, const struct pass *pass, struct arena *arena, struct family *family,
                         struct error *err);
/* Whose own records may hold more, without those added already; at most FAMILY_HOLDERS_MOST. */
MUST_USE bool family_holders(struct store *store, const struct pass *pass, struct arena *arena,
                             struct family *family, id *holders, size_t *count, struct error *err);
/* Makes one of those who are one person, asks what may be shown of each and whose page opens, leaves out whoever is
 * hidden, and works the rest out. */
MUST_USE bool family_finish(struct store *store, const struct pass *pass, struct arena *arena,
                            const struct actor *actor, struct family *family, struct error *err);

/* ---- without a store: from people and ties alone ---- */

/* Index of the person, put in where there is room; FAMILY_NOBODY when there is none (counted in left_out). */
size_t family_person(struct family *family, id person);
/* Parents, generations, couples, twins, doubts. people and ties are given. */
void family_work_out(struct arena *arena, struct family *family);

enum brotherhood {
    NO_SIBLINGS,
    SIBLINGS_FULL,                   // both parents are recorded and the same
    SIBLINGS_HALF,                   // one is the same, and the other is recorded as another
    SIBLINGS_SHARE,                  // one is the same, and of the other nothing is recorded for one of them
    SIBLINGS_STEP,                   // a parent of one is or was the partner of a parent of the other
    SIBLINGS_RECORDED,               // so recorded, without parents to tell
};
enum brotherhood family_siblings(const struct family *family, size_t a, size_t b);
bool family_is_ancestor(const struct family *family, size_t elder, size_t of);
/* "Mother", "Half brother", "Mother of Ben Khan": what they are to whom the family is drawn for, else to whom they are
 * tied. In the dictionary's words where a record says it. */
text family_words(struct arena *arena, const struct family *family, size_t person);
/* "No father recorded", for a child whose own record was read; at most two. Answers how many. */
size_t family_gaps(const struct family *family, size_t person, const char *gaps[2]);
