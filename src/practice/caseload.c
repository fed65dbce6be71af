#include "practice/caseload.h"

#include <string.h>

#define OPEN_NOW "a.superseded_seq = 9223372036854775807 AND a.end_at IS NULL AND a.valid_to > :now"
/* One row for each allocation that is so at this moment, and a child has one key worker: nothing but the index is
 * read. */
#define CHILDREN_OF "(SELECT count(*) FROM allocation AS a" \
    " WHERE a.staff_id = s.record AND a.role = 'PRIMARY' AND a.valid_from <= :now AND " OPEN_NOW ")"

static void worker_from_row(const struct statement *s, struct arena *arena, struct worker *w)
{
    text type = column_text(s, 4);
    *w = (struct worker){
        .staff = column_id(s, 0), .name = text_copy(arena, column_text(s, 1)),
        .team = column_id(s, 2), .team_name = text_copy(arena, column_text(s, 3)),
        .front_door = text_is(type, "MASH") || text_is(type, "EDT"),
        .children = column_int(s, 5),
    };
}

#define WORKER_SQL "SELECT s.record, coalesce(s.name, ''), s.team_id, coalesce(t.team_name, '')," \
    " coalesce(t.team_type, ''), "
#define WORKER_FROM " FROM {staff} AS s LEFT JOIN {team} AS t ON t.record = s.team_id "

bool worker_get(struct store *store, struct arena *arena, id staff, struct worker *worker,
                struct error *err)
{
    struct statement *s;
    *worker = (struct worker){ .staff = staff };
    if (!store_prepare(store, record_sql(arena, TEXT(WORKER_SQL "0" WORKER_FROM
                       "WHERE s.record = :staff"), true), &s, err))
        return false;
    bind_id(s, "staff", staff);
    enum stepped step = statement_step(s, err);
    if (step == STEP_ROW)
        worker_from_row(s, arena, worker);
    statement_end(s);
    return step != STEP_FAILED;
}

bool workers_of_team(struct store *store, struct arena *arena, id team, instant now,
                     struct workers *workers, struct error *err)
{
    enum { WORKERS_MAX = 4000 };
    struct statement *s;
    text sql = id_none(team)
        ? TEXT(WORKER_SQL CHILDREN_OF WORKER_FROM
               "WHERE s.job_role IN ('SW', 'NQSW', 'ASW', 'MASHSW') AND s.end_date IS NULL"
               " ORDER BY 4, 6, 2 LIMIT :limit")
        : TEXT(WORKER_SQL CHILDREN_OF WORKER_FROM
               "WHERE s.job_role IN ('SW', 'NQSW', 'ASW', 'MASHSW') AND s.end_date IS NULL"
               " AND s.team_id = :team ORDER BY 6, 2 LIMIT :limit");
    if (!store_prepare(store, record_sql(arena, sql, true), &s, err))
        return false;
    bind_instant(s, "now", now);
    bind_int(s, "limit", WORKERS_MAX);
    if (!id_none(team))
        bind_id(s, "team", team);
    *workers = (struct workers){ .at = arena_array(arena, struct worker, WORKERS_MAX) };
    enum stepped step;
    while ((step = statement_step(s, err)) == STEP_ROW && workers->count < WORKERS_MAX)
        worker_from_row(s, arena, &workers->at[workers->count++]);
    statement_end(s);
    return step != STEP_FAILED;
}

bool teams_list(struct store *store, struct arena *arena, instant now, struct team_line **teams,
                size_t *count, struct error *err)
{
    enum { TEAMS_MAX = 200 };
    struct statement *s;
    if (!store_prepare(store, record_sql(arena, TEXT(
            "SELECT t.record, coalesce(t.team_name, ''), coalesce(t.team_type, ''),"
            " (SELECT count(*) FROM allocation AS a WHERE a.team_id = t.record"
            "  AND a.role = 'PRIMARY' AND a.valid_from <= :now AND " OPEN_NOW ")"
            " FROM {team} AS t WHERE t.team_type <> 'PARTNER' ORDER BY 2, 1 LIMIT :limit"), true),
            &s, err))
        return false;
    bind_instant(s, "now", now);
    bind_int(s, "limit", TEAMS_MAX);
    *teams = arena_array(arena, struct team_line, TEAMS_MAX);
    *count = 0;
    enum stepped step;
    while ((step = statement_step(s, err)) == STEP_ROW && *count < TEAMS_MAX)
        (*teams)[(*count)++] = (struct team_line){
            column_id(s, 0), text_copy(arena, column_text(s, 1)), text_copy(arena, column_text(s, 2)),
            column_int(s, 3) };
    statement_end(s);
    return step != STEP_FAILED;
}

bool staff_list(struct store *store, struct arena *arena, struct named **staff, size_t *count,
                struct error *err)
{
    enum { STAFF_MAX = 5000 };
    struct statement *s;
    if (!store_prepare(store, record_sql(arena, TEXT(
            "SELECT s.record, coalesce(s.name, '')" WORKER_FROM
            "WHERE coalesce(t.team_type, '') <> 'PARTNER' ORDER BY 2, 1 LIMIT :limit"), true), &s, err))
        return false;
    bind_int(s, "limit", STAFF_MAX);
    *staff = arena_array(arena, struct named, STAFF_MAX);
    *count = 0;
    enum stepped step;
    while ((step = statement_step(s, err)) == STEP_ROW && *count < STAFF_MAX)
        (*staff)[(*count)++] = (struct named){ column_id(s, 0), text_copy(arena, column_text(s, 1)) };
    statement_end(s);
    return step != STEP_FAILED;
}

bool children_of(struct store *store, struct arena *arena, id staff, instant now, size_t limit,
                 struct my_child **children, size_t *count, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT a.subject, a.record, a.start_at, coalesce(a.role, ''), l.born FROM allocation AS a"
            " LEFT JOIN listed AS l ON l.person = a.subject"
            " WHERE a.staff_id = :staff AND " OPEN_NOW " ORDER BY l.sort, a.subject, a.record"
            " LIMIT :limit", &s, err))
        return false;
    bind_id(s, "staff", staff);
    bind_instant(s, "now", now);
    bind_int(s, "limit", (int64_t)limit);
    *children = arena_array(arena, struct my_child, limit + 1);
    *count = 0;
    enum stepped step;
    while ((step = statement_step(s, err)) == STEP_ROW && *count < limit) {
        struct my_child mine = { column_id(s, 0), column_id(s, 1), column_instant(s, 2),
                                 text_copy(arena, column_text(s, 3)), column_day(s, 4) };
        if (*count == 0 || !id_same((*children)[*count - 1].child, mine.child))
            (*children)[(*count)++] = mine;
    }
    statement_end(s);
    return step != STEP_FAILED;
}

bool children_of_team(struct store *store, struct arena *arena, id team, instant now, size_t limit,
                      id **children, size_t *count, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT DISTINCT a.subject FROM allocation AS a WHERE a.team_id = :team AND a.role = 'PRIMARY'"
            " AND a.valid_from <= :now AND " OPEN_NOW " LIMIT :limit", &s, err))
        return false;
    bind_id(s, "team", team);
    bind_instant(s, "now", now);
    bind_int(s, "limit", (int64_t)limit);
    *children = arena_array(arena, id, limit + 1);
    *count = 0;
    enum stepped step;
    while ((step = statement_step(s, err)) == STEP_ROW && *count < limit)
        (*children)[(*count)++] = column_id(s, 0);
    statement_end(s);
    return step != STEP_FAILED;
}

bool allocated_to(struct store *store, struct arena *arena, id child, instant now,
                  struct allocated **to, size_t *count, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            "SELECT a.record, a.staff_id, a.team_id, a.source_seq, a.start_at, coalesce(a.role, ''),"
            " coalesce((SELECT w.telephone FROM staff AS w WHERE w.record = a.staff_id AND w.superseded_seq = " NEVER_SQL
            "  AND w.telephone <> '' ORDER BY w.valid_from DESC LIMIT 1),"
            " (SELECT t.telephone FROM team AS t WHERE t.record = a.team_id AND t.superseded_seq = " NEVER_SQL
            "  ORDER BY t.valid_from DESC LIMIT 1), '')"
            " FROM allocation AS a WHERE a.subject = :child AND " OPEN_NOW
            " ORDER BY CASE WHEN a.role = 'PRIMARY' THEN 0 ELSE 1 END, a.valid_from DESC, a.record"
            " LIMIT :limit", &s, err))
        return false;
    bind_id(s, "child", child);
    bind_instant(s, "now", now);
    bind_int(s, "limit", ALLOCATED_MAX);
    *to = arena_array(arena, struct allocated, ALLOCATED_MAX);
    *count = 0;
    enum stepped step;
    while ((step = statement_step(s, err)) == STEP_ROW && *count < ALLOCATED_MAX)
        (*to)[(*count)++] = (struct allocated){
            column_id(s, 0), column_id(s, 1), column_id(s, 2), (uint64_t)column_int(s, 3),
            column_instant(s, 4), text_copy(arena, column_text(s, 5)), text_copy(arena, column_text(s, 6)) };
    statement_end(s);
    return step != STEP_FAILED;
}
