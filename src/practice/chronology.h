/* practice/chronology.h - what happened, in order, and what of it mattered.
 *
 * Every record of a child that belongs in a chronology is an event, and so is what a rule of the dictionary finds in
 * one (struct key_event: a plan's end, a birth). What weighs is said by such a rule, or by a worker's own record of the
 * kind chronology_entry, with what it meant for the child. Nothing is left out of it for not mattering: significance is
 * a way to look at the whole.
 *
 * Several children are looked at together, each through a pass of their own. What is one event in the records of
 * several (a call about three of them) stands once and names them. */
#pragma once
#include "dictionary/step.h"
#include "practice/access.h"

enum { CHRONOLOGY_CHILDREN_MOST = 16, CHRONOLOGY_RECORDS_MOST = 2000 };      // records: of each child, the newest

struct event {
    instant at; uint64_t seq; uint32_t nth;          // seq: of the entry; nth: of the events of one record
    const struct record_version *version;
    uint32_t whose;                  // bit n: of the nth child added
    const struct key_event *rule;    // by which it weighs, or NULL
    const struct record_version *mark;               // a worker's chronology_entry about it, or NULL
    text what;                       // "Child protection plan ended", or the kind's label
    text summary;
};
struct chronology {
    struct event *at; size_t count, room;
    struct record_list lists[CHRONOLOGY_CHILDREN_MOST]; size_t children;
    bool cut;                        // of one of them there are more records than were read
};

/* The child of the pass, and those whose records gave way to it. */
MUST_USE bool chronology_add(struct store *store, const struct pass *pass, struct arena *arena, struct chronology *c,
                             struct error *err);

struct chronology_question {
    bool oldest_first;
    text group;                      // of the dictionary; empty: all
    int from_year, to_year;          // 0: no bound
    bool significant;                // only what weighs
    /* From after this event on; at unknown: from the beginning. */
    instant after; uint64_t after_seq; uint32_t after_nth;
    size_t limit;
};
struct chronology_answer { struct event *at; size_t count, all; bool more; };         // all: of all pages
struct chronology_answer chronology_ask(struct arena *arena, struct chronology *c,
                                        const struct chronology_question *question);
bool event_weighs(const struct event *event);
/* Is this the event that was written up late? Of what has ended the end is judged: where that is an event of its own,
 * it says so, and the beginning does not. */
bool event_late(const struct event *event);

/* What repeats: events of one kind and the same children between two that weigh, three or more, as one line. Others
 * are lines of their own. */
struct chronology_line {
    const struct event *first;       // as the answer is ordered
    const struct event **all; size_t count;          // 1: nothing repeats
    instant from, to;
    size_t seen, seen_alone;         // of visits: how often the child was seen at all, and alone
    size_t late;                     // how many were written up late
};
struct chronology_line *chronology_lines(struct arena *arena, const struct chronology_answer *answer, size_t *count);
