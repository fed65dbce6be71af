#include "record/record.h"

#include "base/bytes.h"

#include <assert.h>

/* An event has one row that stands. A state that changed has several, one after the other: the last one is
 * taken, or the last that had begun by then. */
static void now_of(struct bytes *to, const struct kind *kind)
{
    bytes_add_format(to, "(SELECT k.* FROM %s AS k WHERE k.superseded_seq = 9223372036854775807",
                     kind->name);
    if (kind->time == TIME_STATE)
        bytes_add_format(to, " AND NOT EXISTS (SELECT 1 FROM %s AS o WHERE o.record = k.record"
                             " AND o.superseded_seq = 9223372036854775807"
                             " AND o.valid_from > k.valid_from)", kind->name);
    bytes_add_cstr(to, ")");
}

static void then_of(struct bytes *to, const struct kind *kind)
{
    bytes_add_format(to, "(SELECT k.* FROM %s AS k WHERE k.recorded_seq < :known_seq"
                         " AND k.superseded_seq >= :known_seq AND k.valid_from <= :so_at",
                     kind->name);
    if (kind->time == TIME_STATE)
        bytes_add_format(to, " AND NOT EXISTS (SELECT 1 FROM %s AS o WHERE o.record = k.record"
                             " AND o.recorded_seq < :known_seq AND o.superseded_seq >= :known_seq"
                             " AND o.valid_from > k.valid_from AND o.valid_from <= :so_at)",
                         kind->name);
    bytes_add_cstr(to, ")");
}

text record_sql(struct arena *arena, text sql, bool now)
{
    struct bytes made = { 0 };
    while (!text_empty(sql)) {
        struct text_pair open = text_cut(sql, '{');
        bytes_add_text(&made, open.before);
        sql = open.after;
        if (!open.found)
            break;
        struct text_pair name = text_cut(sql, '}');
        const struct kind *kind = kind_by_name(name.before);
        assert(kind && name.found);              // the SQL is ours, and a test runs each statement
        sql = name.after;
        if (now)
            now_of(&made, kind);
        else
            then_of(&made, kind);
    }
    text all = text_copy(arena, bytes_text(&made));
    bytes_free(&made);
    return all;
}
