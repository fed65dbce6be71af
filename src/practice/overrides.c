#include "practice/overrides.h"

#include "base/bytes.h"

#include <string.h>

#define STANDS "superseded_seq = 9223372036854775807"
/* Once for each record: a state that changed has a row for each of its times, and the newest speaks for it. */
#define NEWEST "NOT EXISTS (SELECT 1 FROM %s AS later WHERE later.record = o.record AND later." STANDS \
    " AND later.valid_from > o.valid_from)"

/* How many records, counted once each, of every span: the condition is an index's (record/tables.c). */
static bool count_in(struct store *store, struct arena *arena, const struct override *of, bool given,
                     const struct span *spans, size_t span_count, int64_t counts[OVERRIDE_MONTHS], struct error *err)
{
    struct bytes sql = { 0 };
    struct statement *s;
    int64_t least = spans[0].since.us, most = spans[0].until.us;
    bytes_add_cstr(&sql, "SELECT ");
    for (size_t i = 0; i < span_count; i++) {
        bytes_add_format(&sql, "%scount(CASE WHEN valid_from >= :since%zu AND valid_from < :until%zu"
                               " THEN record END)", i ? ", " : "", i, i);
        least = spans[i].since.us < least ? spans[i].since.us : least;
        most = spans[i].until.us > most ? spans[i].until.us : most;
    }
    bytes_add_format(&sql, " FROM %s AS o WHERE " STANDS " AND valid_from >= :least AND valid_from < :most AND " NEWEST,
                     of->kind->name, of->kind->name);
    if (given)
        bytes_add_format(&sql, " AND \"%s\" IS NOT NULL", of->field->name);
    text asked = text_copy(arena, (text){ (const char *)sql.at, sql.len });
    bytes_free(&sql);
    if (!store_prepare(store, asked, &s, err))
        return false;
    for (size_t i = 0; i < span_count; i++) {
        char name[40];
        snprintf(name, sizeof name, "since%zu", i);
        bind_instant(s, name, spans[i].since);
        snprintf(name, sizeof name, "until%zu", i);
        bind_instant(s, name, spans[i].until);
    }
    bind_int(s, "least", least);
    bind_int(s, "most", most);
    enum stepped step = statement_step(s, err);
    for (size_t i = 0; step == STEP_ROW && i < span_count; i++)
        counts[i] = column_int(s, (int)i);
    statement_end(s);
    return step == STEP_ROW;
}

bool override_count(struct store *store, struct arena *arena, const struct span *spans, size_t span_count,
                    struct override *of, struct error *err)
{
    int64_t all[OVERRIDE_MONTHS] = { 0 }, given[OVERRIDE_MONTHS] = { 0 };
    if (!count_in(store, arena, of, false, spans, span_count, all, err)
            || !count_in(store, arena, of, true, spans, span_count, given, err))
        return false;
    for (size_t i = 0; i < span_count; i++) {
        of->in[i].of = all[i];
        of->in[i].given = given[i];
    }
    return true;
}

bool overrides_count(struct store *store, struct arena *arena, const struct span *spans, size_t span_count,
                     struct override at[OVERRIDES_MAX], size_t *count, struct error *err)
{
    *count = 0;
    for (const struct kind *k = kind_next(NULL); k; k = kind_next(k))
        for (const struct field *f = k->fields; f->name; f++) {
            if (!f->overrides)
                continue;
            if (*count == OVERRIDES_MAX)
                return fail(err, ERROR_STORE, NULL, "The dictionary names more overrides than can be counted.");
            at[*count] = (struct override){ .kind = k, .field = f };
            if (!override_count(store, arena, spans, span_count, &at[(*count)++], err))
                return false;
        }
    return true;
}

bool override_find(text kind, text field, struct override *found)
{
    const struct kind *k = kind_by_name(kind);
    const struct field *f = k ? field_by_name(k, field) : NULL;
    *found = (struct override){ .kind = k, .field = f };
    return f && f->overrides;
}

bool override_cases(struct store *store, struct arena *arena, const struct override *of, struct span span,
                    size_t limit, struct override_cases *cases, struct error *err)
{
    struct statement *s;
    text sql = text_format(arena, "SELECT record, subject, valid_from, recorded_at FROM %s AS o WHERE " STANDS
                           " AND \"%s\" IS NOT NULL AND valid_from >= :since AND valid_from < :until AND " NEWEST
                           " ORDER BY valid_from DESC, record LIMIT :limit", of->kind->name, of->field->name,
                           of->kind->name);
    *cases = (struct override_cases){ .at = arena_array(arena, struct override_case, limit + 1) };
    if (!store_prepare(store, sql, &s, err))
        return false;
    bind_instant(s, "since", span.since);
    bind_instant(s, "until", span.until);
    bind_int(s, "limit", (int64_t)limit + 1);
    enum stepped step;
    while ((step = statement_step(s, err)) == STEP_ROW && cases->count <= limit)
        cases->at[cases->count++] = (struct override_case){ .record = column_id(s, 0), .child = column_id(s, 1),
            .when = column_instant(s, 2), .recorded = column_instant(s, 3) };
    statement_end(s);
    cases->more = cases->count > limit;
    cases->count -= cases->more;
    return step != STEP_FAILED;
}

void override_hide(const int64_t *given, size_t count, bool *hidden)
{
    size_t small = 0, next = count;
    for (size_t i = 0; i < count; i++) {
        hidden[i] = given[i] > 0 && given[i] < OVERRIDE_SMALL;
        small += hidden[i];
        if (!hidden[i] && given[i] > 0 && (next == count || given[i] < given[next]))
            next = i;
    }
    if (small == 1 && next < count)
        hidden[next] = true;
}
