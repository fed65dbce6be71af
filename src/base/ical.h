/* base/ical.h - a calendar as RFC 5545 has it: lines with CRLF, folded at 75 octets between characters, texts escaped,
 * moments in UTC. Who writes one begins it, adds events, ends it. */
#pragma once
#include "base/bytes.h"
#include "base/day.h"

struct ical_event {
    text uid;                  // the same for the same thing each time, and unlike any other in the world
    text summary, description, url;        // the last two may be empty
    day day;                   // the whole of it; or unknown, and then:
    instant from, until;
};

/* name: what a program may call the calendar; product: "-//Candour//EN"; now: when it was written. */
void ical_begin(struct bytes *to, text name, const char *product);
void ical_event(struct bytes *to, const struct ical_event *event, instant now);
void ical_end(struct bytes *to);
