/* practice/queue.h - contacts that wait for a decision, nearest limit first; and what came before them. A line says
 * who, from whom, how urgent and until when. What the caller said is on the contact's own page, where the look at
 * it is kept. */
#pragma once
#include "practice/clocks.h"
#include "record/record.h"

struct queued {
    id record, subject, call;      // call: the first contact of the same call, or the record itself
    instant received; text rag, source, mode;
    id screened_by;                // who is on it; ID_NONE: nobody yet
    uint64_t seq;                  // newest version, for taking it
    struct clock clock;
    int64_t repeats;               // earlier contacts about this child in the window before
    bool open_work;
    id partner_team;               // organisation that sent it; ID_NONE: none
    bool outside, unmatched;       // sent from outside; and nobody here has said yet who the child is
    day born, expected;
};
/* One page of it. Contacts and calls of all pages are counted; what the reader may not open is not among them. */
struct queue {
    struct queued *at; size_t count, waiting; int64_t late;
    // of all pages; untaken: calls that nobody is on; more: there are pages after this one
    size_t calls, untaken; bool more;
};

#define REPEAT_WINDOW_DAYS 90      // local standard: repeat concerns in three months are flagged
#define REPEAT_MANY 2

/* All are put in order before a page is cut: what came in just now may be the most urgent. The contacts of one call
 * stand together at the place of the nearest, on one page. It ends with `calls`, or earlier once it holds `contacts`.
 * guarded: whom the reader may not open, or NULL. */
#define QUEUE_READ 4000
struct queue_cut { size_t from, calls, contacts; };         // from: so many calls stand before
MUST_USE bool queue_page(struct store *store, struct arena *arena, const struct guarded *guarded, instant now,
                         struct queue_cut cut, struct queue *queue, struct error *err);
/* The first page, whoever reads. */
MUST_USE bool queue_list(struct store *store, struct arena *arena, instant now, size_t limit,
                         struct queue *queue, struct error *err);
/* Referrals of a child in the twelve months before a day: more than none makes the next one a re-referral
 * (Annex A list 3). except: the contact's own referral, or ID_NONE. */
MUST_USE bool referrals_before(struct store *store, id child, day before, id except, int64_t *count,
                               struct error *err);
/* Has this contact been made a referral, that still stands. */
MUST_USE bool contact_referred(struct store *store, id contact, bool *referred, struct error *err);
/* Is this child still as somebody outside described them: whoever screens has neither said that it is one whom we
 * know, nor that it is a new person. */
MUST_USE bool contact_unmatched(struct store *store, id child, bool *unmatched, struct error *err);
/* Contacts of the same call that wait for a decision, the asked one left out. */
struct called { id record, subject; uint64_t seq; };
MUST_USE bool queue_same_call(struct store *store, struct arena *arena, id record, struct called **calls,
                              size_t *count, struct error *err);
