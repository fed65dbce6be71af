/* practice/partner.h - what an organisation outside sees: what it sent, what it was asked, what became of it.
 *
 * Every row is asked for by the organisation of whoever asks (security.md, A7): never another's, nor that there is
 * one. A reference or a record that is not theirs is ERROR_ABSENT, as one that does not exist. Of a contact they see
 * their own words as they sent them, that it was decided, and what they were told of it, once they were told. */
#pragma once
#include "practice/access.h"
#include "practice/clocks.h"

struct partner { id team; text name, agency; };
/* Of this member of staff. ERROR_REFUSED: their record names no partner organisation. */
MUST_USE bool partner_of(struct store *store, struct arena *arena, id staff, struct partner *partner,
                         struct error *err);
/* Every organisation, by name, to choose whom to ask. */
MUST_USE bool partners_list(struct store *store, struct arena *arena, struct partner **partners, size_t *count,
                            struct error *err);
/* The census's source of a contact from such an agency: a code of contact_source. */
const char *partner_source(text agency);

/* 128 random bits in 26 characters of base32 (Crockford): says nothing, and cannot be guessed. */
text reference_new(struct arena *arena);
/* As read out on the telephone: small letters, blanks, O for 0. False: it is no reference. */
bool reference_read(struct arena *arena, text typed, text *reference);
text reference_shown(struct arena *arena, text reference);          // in groups, to be read out

/* ---- what was sent: one reference for all children of a call ---- */

struct partner_sent { text reference; instant sent; int64_t children, decided, told; };
struct partner_sent_page { struct partner_sent *at; size_t count; bool more; };
/* Newest first. after: the last one of the page before, by its moment and its reference; NULL: from the newest. */
MUST_USE bool partner_contacts(struct store *store, struct arena *arena, id team, const struct partner_sent *after,
                               size_t limit, struct partner_sent_page *page, struct error *err);
enum { PARTNER_CHILDREN_MAX = 12 };
struct partner_child { text described; bool decided; instant told_at; text feedback; };
struct partner_contact {
    text reference, from, reach, safe, concern, child_words; instant sent;
    struct partner_child children[PARTNER_CHILDREN_MAX]; size_t child_count;
    struct look looks[PARTNER_CHILDREN_MAX];                        // one a child, for the caller to keep
};
MUST_USE bool partner_contact(struct store *store, struct arena *arena, const struct actor *actor,
                              const struct partner *partner, text reference, const char *route,
                              struct partner_contact *contact, struct error *err);
/* The reference of the contact that was made with this form. team ID_NONE: by the form for everybody.
 * ERROR_ABSENT: none was. */
MUST_USE bool reference_of(struct store *store, struct arena *arena, id contact, id team, text *reference,
                           struct error *err);

/* ---- what was asked ---- */

struct partner_asked { id record; instant asked, answered; text question; struct clock clock; };  // unknown: open
struct partner_asked_page { struct partner_asked *at; size_t count; bool more; int64_t open; };   // open: of all pages
/* Open ones first, nearest limit first; then those answered, newest first. after: the last one of the page before, by
 * its moments and its record; NULL: from the first. */
MUST_USE bool partner_requests(struct store *store, struct arena *arena, id team, instant now,
                               const struct partner_asked *after, size_t limit, struct partner_asked_page *page,
                               struct error *err);
/* Whole, since an amendment holds every field: what may be shown of it is the question, who it is about, the limit
 * and their own answer. */
MUST_USE bool partner_request(struct store *store, struct arena *arena, const struct actor *actor,
                              const struct partner *partner, id record, const char *route,
                              struct record_version *version, struct look *look, struct error *err);

/* ---- what it was invited to: practice/partner_meetings.c ---- */

/* Its own invitation and nothing of other agencies; the decision only once it was sent, and until the day to which it
 * was shared. An invitation that was withdrawn, or whose day is over, is absent. */
struct partner_meeting { id record; instant invited, planned, answered; text what, worry; bool decided; };
struct partner_meeting_page { struct partner_meeting *at; size_t count; bool more; };
/* Those to come first, nearest first; then those decided, newest first. */
MUST_USE bool partner_meetings(struct store *store, struct arena *arena, id team, day today, size_t limit,
                               struct partner_meeting_page *page, struct error *err);
struct partner_told { const char *label; text value; };
struct partner_invitation {
    struct record_version own;                   // whole, since an amendment holds every field
    const struct kind *meeting;
    text worry, mode; instant planned, held, shared; bool decided;
    struct partner_told told[4]; size_t told_count;
    id children[PARTNER_CHILDREN_MAX]; size_t child_count;
    struct look looks[PARTNER_CHILDREN_MAX];     // one a child, for the caller to keep
};
MUST_USE bool partner_invitation(struct store *store, struct arena *arena, const struct actor *actor,
                                 const struct partner *partner, id record, day today, const char *route,
                                 struct partner_invitation *invitation, struct error *err);
