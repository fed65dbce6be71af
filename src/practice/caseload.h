/* practice/caseload.h - whose child is whose, and how many each worker has. An allocation counts from its beginning
 * until it ends; 'Allocated key worker' is the one that makes a caseload. It belongs to a record: of two records of
 * one person (record/same_person.h) each counts its own, and whoever shows a list makes one of them. */
#pragma once
#include "record/record.h"

struct worker {
    id staff, team; text name, team_name;
    bool front_door;               // in a team that answers calls: MASH or emergency duty
    int64_t children;              // key worker of so many
};
struct workers { struct worker *at; size_t count; };

/* One person, with their team; a person without a record of staff has no team. */
MUST_USE bool worker_get(struct store *store, struct arena *arena, id staff, struct worker *worker,
                         struct error *err);
/* Social workers of a team, or of all teams (ID_NONE), fewest children first. */
MUST_USE bool workers_of_team(struct store *store, struct arena *arena, id team, instant now,
                              struct workers *workers, struct error *err);
/* By name, without partners. now unknown: their children are not counted. */
struct team_line { id team; text name; text type; int64_t children; };
MUST_USE bool teams_list(struct store *store, struct arena *arena, instant now, struct team_line **teams,
                         size_t *count, struct error *err);
/* Who works for the authority, by name, to choose from: not whoever signs in for an organisation outside. */
MUST_USE bool staff_list(struct store *store, struct arena *arena, struct named **staff, size_t *count,
                         struct error *err);

/* The children of one worker, by name: what 'my children' shows. */
struct my_child { id child, allocation; instant since; text role; day born; };
MUST_USE bool children_of(struct store *store, struct arena *arena, id staff, instant now, size_t limit,
                          struct my_child **children, size_t *count, struct error *err);
/* The children that the team has a key worker for. */
MUST_USE bool children_of_team(struct store *store, struct arena *arena, id team, instant now,
                               size_t limit, id **children, size_t *count, struct error *err);
/* Open allocations of one child's own record, key worker first. */
enum { ALLOCATED_MAX = 20 };
struct allocated { id record, staff, team; uint64_t seq; instant since; text role;
                   text telephone; };              // theirs at work, else the team's; or empty
MUST_USE bool allocated_to(struct store *store, struct arena *arena, id child, instant now,
                           struct allocated **to, size_t *count, struct error *err);
