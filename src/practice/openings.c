#include "practice/openings.h"

static bool from_row(const struct statement *s, struct arena *arena, const struct guarded *guarded,
                     id reader, instant now, struct opened_list *list, struct error *err)
{
    const struct guarded_person *g = guarded_find(guarded, column_id(s, 1));
    struct opened *o = &list->at[list->count];
    if (g && g->hidden)
        return true;
    *o = (struct opened){
        .record = column_id(s, 0), .person = column_id(s, 1), .by = column_id(s, 2),
        .at = column_instant(s, 3), .until = column_instant(s, 4),
        .ground = text_copy(arena, column_text(s, 5)), .why = text_copy(arena, column_text(s, 6)),
        .again = column_int(s, 7) > 0, .own = id_same(column_id(s, 2), reader),
        .restricted = g != NULL, .reviewed_at = column_instant(s, 8),
    };
    list->count++;
    return clock_read(step_by_name(TEXT("emergency_review")), TEXT_NONE, o->at, INSTANT_UNKNOWN,
                      instant_before(now, o->at) ? o->at : now, &o->clock, err);
}

#define OPENED \
    "SELECT e.record, e.subject, e.staff_id, e.opened_at, e.until_at, e.ground, e.why," \
    " (SELECT count(*) FROM emergency_opening AS b WHERE b.subject = e.subject" \
    "  AND b.staff_id = e.staff_id AND b.superseded_seq = " NEVER_SQL \
    "  AND b.opened_at < e.opened_at AND b.opened_at > e.opened_at - :day), e.reviewed_at"

static bool read_rows(struct store *store, struct arena *arena, struct statement *s, id reader, instant now,
                      size_t limit, struct opened_list *list, struct error *err)
{
    struct opened_list made = { .at = arena_array(arena, struct opened, limit + 1) };
    struct guarded guarded;
    bool good = record_guarded(store, arena, reader, &guarded, err);
    enum stepped step = STEP_DONE;
    bind_int(s, "day", US_PER_DAY);
    while (good && (step = statement_step(s, err)) == STEP_ROW) {
        if (made.count == limit) {
            made.more = true;
            break;
        }
        good = from_row(s, arena, &guarded, reader, now, &made, err);
    }
    statement_end(s);
    if (!good || step == STEP_FAILED)
        return false;
    *list = made;
    return true;
}

bool openings_to_review(struct store *store, struct arena *arena, id reader, instant now,
                        size_t limit, struct opened_list *list, struct error *err)
{
    struct statement *s;
    return store_prepare_literal(store,
               OPENED " FROM open_step AS o JOIN emergency_opening AS e ON e.record = o.record"
               "  AND e.superseded_seq = " NEVER_SQL
               " WHERE o.step = 'emergency_review' AND o.again = 0 ORDER BY o.began, o.record", &s, err)
        && read_rows(store, arena, s, reader, now, limit, list, err);
}

bool openings_reviewed(struct store *store, struct arena *arena, id reader, instant now,
                       size_t limit, struct opened_list *list, struct error *err)
{
    struct statement *s;
    if (!store_prepare_literal(store,
            OPENED " FROM emergency_opening AS e WHERE e.superseded_seq = " NEVER_SQL
            " AND e.reviewed_at > :since ORDER BY e.reviewed_at DESC, e.record", &s, err))
        return false;
    bind_int(s, "since", now.us - REVIEWED_DAYS * US_PER_DAY);
    return read_rows(store, arena, s, reader, now, limit, list, err);
}
