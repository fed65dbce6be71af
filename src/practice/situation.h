/* practice/situation.h - how things stand with a child, out of the records that one pass gave: where, at what risk, on
 * which plan, when last seen. Each is the record that says so, or NULL where none does. What was withdrawn says
 * nothing. */
#pragma once
#include "record/record.h"

enum { SITUATION_HOMES = 3, SITUATION_ORDERS = 3, SITUATION_PEOPLE = 3, SITUATION_SERVICES = 6 };

struct seen { const struct record_version *record; instant at; text how; };      // how: of child_presence, or empty
struct situation {
    const struct record_version *homes[SITUATION_HOMES]; size_t home_count;      // addresses that are so, home first
    const struct record_version *plan;           // open: child protection before child in need
    const struct record_version *ended_plan;     // the one that ended last
    const struct record_version *enquiry;        // open, under section 47
    const struct record_version *strategy;       // planned or held, and nothing decided yet
    const struct record_version *missing;        // and not found yet
    const struct record_version *exploitation;   // the newest judgement, when it is of a risk
    const struct record_version *proceedings;    // before the court, and not ended
    const struct record_version *orders[SITUATION_ORDERS]; size_t order_count;   // in force
    const struct record_version *dangers[SITUATION_PEOPLE]; size_t danger_count; // relationships with a risk recorded
    struct seen last, alone;                     // last seen by a worker; last seen and spoken to alone
    /* Of those outside who work with the family: the newest invitation of each agency, and open early help. */
    const struct record_version *services[SITUATION_SERVICES]; size_t service_count;
};

/* records: all of theirs, newest first, as record_list gives them. on: the day that is looked at. */
void situation_find(const struct record_list *records, day on, struct situation *situation);
