/* practice/calendar.h - one's own dates as a calendar that other programs fetch: what is due with its limit, and the
 * meetings that are planned; 'Core group', 'Visit due', never whose.
 *
 *  1. The link is the key: 128 random bits, of which only the hash is kept, shown once. Whoever has it sees the dates
 *     of one person and one role, until it is replaced or revoked, the account disabled or the role taken away.
 *  2. No byte is about anybody: no name, reference, place or id of a record. An event's UID is a keyed hash. */
#pragma once
#include "practice/access.h"

#define FEED_TOKEN_BYTES 16
#define FEED_EVENTS_MAX 400

extern const char calendar_schema[];
/* For stores made before there was one. Does nothing where it is. */
MUST_USE bool calendar_define(struct store *store, struct error *err);

bool calendar_may(enum role role);

/* ---- the link ---- */

/* made unknown: there is none. */
MUST_USE bool feed_of(struct store *store, id account, instant *made, enum role *role, struct error *err);
/* Inside a write: in place of the one before. */
MUST_USE bool feed_make(struct store *store, const struct actor *actor, const uint8_t token[FEED_TOKEN_BYTES],
                        instant now, struct error *err);
MUST_USE bool feed_revoke(struct store *store, id account, struct error *err);
/* Whose it is, in lower-case hex; the same ERROR_ABSENT for what never was, was revoked or has ended. */
MUST_USE bool feed_find(struct store *store, struct arena *arena, text token, struct actor *actor, struct error *err);

/* ---- what stands in it ---- */

/* url: where people sign in, without a slash at its end, or NULL. More than FEED_EVENTS_MAX: the nearest, and an event
 * of today that says so. */
struct bytes;
MUST_USE bool calendar_write(struct store *store, struct arena *arena, const struct actor *actor, text token,
                             const char *url, instant now, struct bytes *to, struct error *err);
