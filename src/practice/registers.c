#include "practice/registers.h"

#include "base/bytes.h"
#include "practice/caseload.h"

#include <string.h>

#define STANDS "superseded_seq = 9223372036854775807"
#define OF_SCOPE(subject) " AND (:everybody = 1 OR EXISTS (SELECT 1 FROM allocation AS a WHERE a.subject = " subject \
    " AND a." STANDS " AND a.end_at IS NULL AND a.valid_to > :now AND (a.team_id = :team OR a.staff_id = :staff)))"

bool register_scope(struct store *store, struct arena *arena, const char *role, id staff, struct register_of *of,
                    struct error *err)
{
    struct worker me = { 0 };
    *of = (struct register_of){ .staff = staff, .all = strcmp(role, "SW") && strcmp(role, "TM") };
    if (of->all)
        return true;
    if (!worker_get(store, arena, staff, &me, err))
        return false;
    of->team = me.team;
    return true;
}

/* No allocation is to a team of no id. */
static void bind_scope(struct statement *s, const struct register_of *of, instant now)
{
    bind_int(s, "everybody", of->all);
    bind_id(s, "team", of->team);
    bind_id(s, "staff", of->staff);
    bind_instant(s, "now", now);
    bind_int(s, "limit", REGISTER_MAX + 1);
}

/* ---- missing ---- */

#define MISSING "SELECT m.record, m.subject, m.start_at, m.end_at, coalesce(m.missing_type, '')," \
    " coalesce(m.risk_grade, ''), coalesce(m.interview, '')," \
    " CASE WHEN m.interview_at IS NULL THEN 0 ELSE 1 END, CASE WHEN m.no_interview_reason IS NULL THEN 0 ELSE 1 END," \
    " (SELECT count(*) FROM missing_episode AS p WHERE p.subject = m.subject AND p." STANDS \
    " AND p.record <> m.record AND p.start_at <= m.start_at AND p.start_at > m.start_at - :year)" \
    " FROM missing_episode AS m WHERE m." STANDS

static bool row_of_missing(const struct statement *s, struct arena *arena, instant now, struct missing_row *row,
                           struct error *err)
{
    *row = (struct missing_row){
        .record = column_id(s, 0), .subject = column_id(s, 1), .since = column_instant(s, 2),
        .found = column_null(s, 3) ? INSTANT_UNKNOWN : column_instant(s, 3),
        .type = text_copy(arena, column_text(s, 4)), .risk = text_copy(arena, column_text(s, 5)),
        .interview = text_copy(arena, column_text(s, 6)), .interviewed = column_int(s, 7) > 0,
        .excused = column_int(s, 8) > 0, .before = column_int(s, 9) };
    bool found = instant_known(row->found);
    if (found && (row->interviewed || row->excused))
        return true;
    const struct step *step = step_by_name(found ? TEXT("return_interview") : TEXT("missing_found"));
    return clock_read(step, TEXT_NONE, found ? row->found : row->since, INSTANT_UNKNOWN, now, &row->clock, err);
}

static bool read_missing(struct statement *s, struct arena *arena, const struct guarded *guarded, instant now,
                         struct missing_row **rows, size_t *count, bool *more, struct error *err)
{
    enum stepped step;
    size_t read = 0;
    bool good = true;
    *rows = arena_array(arena, struct missing_row, REGISTER_MAX);
    *count = 0;
    while (good && (step = statement_step(s, err)) == STEP_ROW) {
        if (read++ == REGISTER_MAX) {
            *more = true;
            break;
        }
        good = row_of_missing(s, arena, now, &(*rows)[*count], err);
        *count += good && !guarded_find(guarded, (*rows)[*count].subject);
    }
    statement_end(s);
    return good && step != STEP_FAILED;
}

bool register_missing(struct store *store, struct arena *arena, const struct guarded *guarded,
                      const struct register_of *of, instant now, struct missing_register *made, struct error *err)
{
    struct statement *s;
    *made = (struct missing_register){ 0 };
    if (!store_prepare_literal(store, MISSING " AND m.end_at IS NULL" OF_SCOPE("m.subject")
                               " ORDER BY m.start_at, m.record LIMIT :limit", &s, err))
        return false;
    bind_scope(s, of, now);
    bind_int(s, "year", 365 * US_PER_DAY);
    if (!read_missing(s, arena, guarded, now, &made->missing, &made->missing_count, &made->more, err)
            || !store_prepare_literal(store, MISSING " AND m.end_at > :since" OF_SCOPE("m.subject")
                                      " ORDER BY m.end_at DESC, m.record LIMIT :limit", &s, err))
        return false;
    bind_scope(s, of, now);
    bind_int(s, "year", 365 * US_PER_DAY);
    bind_instant(s, "since", (instant){ now.us - FOUND_SHOWN_DAYS * US_PER_DAY });
    return read_missing(s, arena, guarded, now, &made->found, &made->found_count, &made->more, err);
}

/* ---- privately fostered ---- */

static bool row_of_fostered(const struct statement *s, struct arena *arena, instant now, struct fostered_row *row,
                            struct error *err)
{
    *row = (struct fostered_row){
        .record = column_id(s, 0), .subject = column_id(s, 1), .known = column_day(s, 2), .from = column_day(s, 3),
        .first_visit = column_day(s, 4), .decision = text_copy(arena, column_text(s, 5)),
        .last_visit = INSTANT_UNKNOWN };
    row->notice_known = day_known(row->known) && day_known(row->from);
    row->notice = row->notice_known ? day_distance(row->known, row->from) : 0;
    if (column_null(s, 6))                                  // as a file brought it in: nothing is asked
        return true;
    const struct step *step = step_by_name(TEXT("private_fostering_visits"));
    enum again again = (enum again)column_int(s, 7);
    instant began = step_begins_on_day(step, again) ? day_london_start(column_day(s, 6)) : column_instant(s, 6);
    row->last_visit = again == FIRST_TIME ? INSTANT_UNKNOWN : began;
    return clock_read_again(step, again, TEXT_NONE, began, INSTANT_UNKNOWN, now, &row->clock, err);
}

bool register_fostered(struct store *store, struct arena *arena, const struct guarded *guarded,
                       const struct register_of *of, instant now, struct fostered_register *made, struct error *err)
{
    struct statement *s;
    *made = (struct fostered_register){ .at = arena_array(arena, struct fostered_row, REGISTER_MAX) };
    if (!store_prepare_literal(store,
            "SELECT f.record, f.subject, f.notified_on, f.arrangement_from, f.first_visit_on, coalesce(f.decision, ''),"
            " o.began, o.again FROM private_fostering AS f LEFT JOIN open_step AS o ON o.record = f.record"
            "  AND o.step = 'private_fostering_visits' WHERE f." STANDS " AND f.ended_on IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM private_fostering AS l WHERE l.record = f.record AND l." STANDS
            "  AND l.valid_from > f.valid_from)" OF_SCOPE("f.subject")
            " ORDER BY f.notified_on, f.record LIMIT :limit", &s, err))
        return false;
    bind_scope(s, of, now);
    enum stepped step;
    size_t read = 0;
    bool good = true;
    while (good && (step = statement_step(s, err)) == STEP_ROW) {
        if (read++ == REGISTER_MAX) {
            made->more = true;
            break;
        }
        good = row_of_fostered(s, arena, now, &made->at[made->count], err);
        made->count += good && !guarded_find(guarded, made->at[made->count].subject);
    }
    statement_end(s);
    return good && step != STEP_FAILED;
}
