#include "returns/bearer.h"

#include "record/record.h"

bool bearers_find(struct store *store, struct arena *arena, const char *type, text value,
                  struct bearer bearers[BEARERS_MAX], size_t *count, struct error *err)
{
    struct statement *s;
    enum stepped step;

    *count = 0;
    if (!store_prepare(store, TEXT(
            "SELECT held.subject, person.dob, person.expected_dob,"
            "       (SELECT count(*) FROM person_identifier AS own"
            "         WHERE own.subject = held.subject AND own.identifier_type = 'LACHILD'"
            "           AND own.superseded_seq = " NEVER_SQL ") AS own_count"
            "  FROM person_identifier AS held"
            "  LEFT JOIN person ON person.record = held.subject AND person.superseded_seq = " NEVER_SQL
            " WHERE held.identifier_type = :type AND held.value = :value"
            "   AND held.superseded_seq = " NEVER_SQL
            " ORDER BY held.recorded_seq LIMIT 16"), &s, err))
        return false;
    bind_text(s, "type", text_of(type));
    bind_text(s, "value", value);
    while ((step = statement_step(s, err)) == STEP_ROW && *count < BEARERS_MAX) {
        day born = column_day(s, 1);
        bearers[(*count)++] = (struct bearer){
            .subject = column_id(s, 0),
            .birth = day_iso(arena, day_known(born) ? born : column_day(s, 2)),
            .has_lachildid = column_int(s, 3) > 0,
        };
    }
    statement_end(s);
    return step != STEP_FAILED;
}

bool bearer_with_zeros(struct store *store, struct arena *arena, const char *type, text value, bool *there,
                       struct error *err)
{
    struct statement *s;

    if (!store_prepare(store, TEXT(
            "SELECT count(*) FROM person_identifier"
            " WHERE identifier_type = :type AND value IN (:one, :two, :three)"
            "   AND superseded_seq = " NEVER_SQL), &s, err))
        return false;
    bind_text(s, "type", text_of(type));
    bind_text(s, "one", text_join(arena, TEXT("0"), value));
    bind_text(s, "two", text_join(arena, TEXT("00"), value));
    bind_text(s, "three", text_join(arena, TEXT("000"), value));
    enum stepped step = statement_step(s, err);
    *there = step == STEP_ROW && column_int(s, 0) > 0;
    statement_end(s);
    return step != STEP_FAILED;
}
