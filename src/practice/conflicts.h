/* practice/conflicts.h - conflicts of interest in force, and how one is lifted: a senior leader and the data
 * protection officer together (security.md A4). One asks, with a reason, which is a version of the record in their
 * name that changes nothing else; the other agrees, which ends it. No field says who asked: a field can be typed, the
 * author and role of a version cannot. */
#pragma once
#include "practice/access.h"

struct lifting { id asked_by; enum role asked_as; };       // ROLE_NONE: nobody has asked
struct conflict {
    id record, person, staff;
    text tie;                      // a code
    day since;
    struct lifting lifting;
    bool restricted;               // the person's record is closed to the reader: no name is told
};
struct conflict_list { struct conflict *at; size_t count, to_agree; bool more; };    // to_agree: by this reader

/* Newest first. Leaves out persons who are hidden from the reader, and those to whom the reader is too close. */
MUST_USE bool conflicts_list(struct store *store, struct arena *arena, const struct actor *reader, size_t limit,
                             struct conflict_list *list, struct error *err);
/* Who asks for it to be lifted, by the newest version of the conflict. */
struct lifting lifting_of(id author, enum role role);
/* May this reader's word, with the asker's, lift it: another person, in the other role. */
bool lifting_agrees(const struct lifting *lifting, const struct actor *reader);
