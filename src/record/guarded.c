/* Whom a list, a search or a name beside an id must not show to somebody. practice/basis says who may open a
 * record; here is only what the same safeguards mean for those who merely look for one. */
#include "record/tables.h"

#include <stdlib.h>

static int by_person(const void *a, const void *b)
{
    return id_compare(*(const id *)a, *(const id *)b);
}

/* Of several rows of one person the strictest stays. */
static void put(struct guarded *g, struct guarded_person p)
{
    struct guarded_person *last = g->count ? &g->at[g->count - 1] : NULL;
    if (!last || !id_same(last->person, p.person))
        g->at[g->count++] = p;
    else if (p.hidden && !last->hidden)
        *last = p;
}

bool record_guarded(struct store *store, struct arena *arena, id reader, struct guarded *guarded,
                    struct error *err)
{
    struct statement *s;
    struct guarded made = { 0 };
    size_t room = 0;
    if (!store_prepare_literal(store,
            "SELECT r.subject, CASE WHEN r.level = 'NAMED' THEN 0 ELSE 1 END, r.ask"
            " FROM restriction AS r WHERE " GUARD_IN_FORCE("r")
            " AND NOT " LEAVE_OF_READER("r.subject")
            " UNION ALL SELECT c.subject, 1, c.staff_id FROM conflict_of_interest AS c"
            " WHERE c.staff_id = :reader AND " GUARD_IN_FORCE("c") " ORDER BY 1", &s, err))
        return false;
    bind_id(s, "reader", reader);
    bind_instant(s, "now", instant_now());
    enum stepped step;
    while ((step = statement_step(s, err)) == STEP_ROW) {
        if (made.count == room) {
            struct guarded_person *before = made.at;
            room = room ? 2 * room : 64;
            made.at = arena_array(arena, struct guarded_person, room);
            for (size_t i = 0; i < made.count; i++)
                made.at[i] = before[i];
        }
        put(&made, (struct guarded_person){ column_id(s, 0), column_int(s, 1) != 0,
                                            column_id(s, 2) });
    }
    statement_end(s);
    if (step == STEP_FAILED)
        return false;
    *guarded = made;
    return true;
}

bool record_guarded_steps(struct store *store, struct arena *arena, const struct guarded *guarded, id reader,
                          struct guarded_steps *steps, struct error *err)
{
    struct statement *s;
    size_t room = 0;
    *steps = (struct guarded_steps){ 0 };
    if (guarded->count == 0)
        return true;
    if (!store_prepare_literal(store,
            "SELECT o.subject, o.team, o.step, o.code, o.began, o.again FROM (SELECT r.subject AS person"
            " FROM restriction AS r WHERE " GUARD_IN_FORCE("r") " AND NOT " LEAVE_OF_READER("r.subject")
            " UNION SELECT c.subject FROM conflict_of_interest AS c WHERE c.staff_id = :reader AND "
            GUARD_IN_FORCE("c") ") AS g JOIN open_step AS o ON o.subject = g.person", &s, err))
        return false;
    bind_id(s, "reader", reader);
    bind_instant(s, "now", instant_now());
    enum stepped step;
    while ((step = statement_step(s, err)) == STEP_ROW) {
        if (steps->count == room) {
            struct guarded_step *before = steps->at;
            room = room ? 2 * room : 64;
            steps->at = arena_array(arena, struct guarded_step, room);
            for (size_t i = 0; i < steps->count; i++)
                steps->at[i] = before[i];
        }
        steps->at[steps->count++] = (struct guarded_step){
            column_id(s, 0), column_id(s, 1), text_copy(arena, column_text(s, 2)),
            text_copy(arena, column_text(s, 3)), column_int(s, 4), column_int(s, 5) };
    }
    statement_end(s);
    return step != STEP_FAILED;
}

bool persons_hidden(struct store *store, id reader, const id *persons, size_t count, bool *hidden,
                    struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store, "SELECT a.column1 FROM " IDS_ASKED " WHERE a.column1 IS NOT NULL AND NOT ("
                               NAMED_TO_READER("a.column1") ")", &s, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        bind_id(s, ids_asked[i], persons[i]);
        hidden[i] = false;
    }
    bind_id(s, "reader", reader);
    bind_instant(s, "now", instant_now());
    enum stepped step;
    while ((step = statement_step(s, err)) == STEP_ROW)
        for (size_t i = 0; i < count; i++)
            hidden[i] = hidden[i] || id_same(persons[i], column_id(s, 0));
    statement_end(s);
    return step != STEP_FAILED;
}

const struct guarded_person *guarded_find(const struct guarded *guarded, id person)
{
    return guarded->count == 0 ? NULL
         : bsearch(&person, guarded->at, guarded->count, sizeof *guarded->at, by_person);
}
