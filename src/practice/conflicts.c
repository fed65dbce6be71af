#include "practice/conflicts.h"

struct lifting lifting_of(id author, enum role role)
{
    return access_may(role, MAY_LIFT_CONFLICTS) ? (struct lifting){ author, role }
                                                : (struct lifting){ ID_NONE, ROLE_NONE };
}

bool lifting_agrees(const struct lifting *lifting, const struct actor *reader)
{
    return lifting->asked_as != ROLE_NONE && lifting->asked_as != reader->role
        && access_may(reader->role, MAY_LIFT_CONFLICTS) && !id_same(lifting->asked_by, reader->staff);
}

static void from_row(const struct statement *s, struct arena *arena, const struct guarded *guarded,
                     const struct actor *reader, struct conflict_list *list)
{
    const struct guarded_person *g = guarded_find(guarded, column_id(s, 1));
    struct conflict *c = &list->at[list->count];
    if (g && g->hidden)
        return;
    *c = (struct conflict){
        .record = column_id(s, 0), .person = column_id(s, 1), .staff = column_id(s, 2),
        .tie = text_copy(arena, column_text(s, 3)), .since = column_day(s, 4),
        .lifting = lifting_of(column_id(s, 5), (enum role)column_int(s, 6)), .restricted = g != NULL,
    };
    list->to_agree += lifting_agrees(&c->lifting, reader);
    list->count++;
}

bool conflicts_list(struct store *store, struct arena *arena, const struct actor *reader, size_t limit,
                    struct conflict_list *list, struct error *err)
{
    struct conflict_list made = { .at = arena_array(arena, struct conflict, limit + 1) };
    struct guarded guarded;
    struct statement *s;
    enum stepped step;
    if (!record_guarded(store, arena, reader->staff, &guarded, err))
        return false;
    // One that is lifted holds until the end of its last day, and is nobody's to lift again.
    if (!store_prepare_literal(store,
            "SELECT c.record, c.subject, c.staff_id, c.tie, c.from_date, c.author, c.role_of_author"
            " FROM conflict_of_interest AS c WHERE c.superseded_seq = " NEVER_SQL " AND c.to_date IS NULL"
            " AND c.valid_from <= :now AND :now < c.valid_to ORDER BY c.recorded_seq DESC, c.record", &s, err))
        return false;
    bind_instant(s, "now", instant_now());
    while ((step = statement_step(s, err)) == STEP_ROW) {
        if (made.count == limit) {
            made.more = true;
            break;
        }
        from_row(s, arena, &guarded, reader, &made);
    }
    statement_end(s);
    if (step == STEP_FAILED)
        return false;
    *list = made;
    return true;
}
