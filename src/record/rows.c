/* Rows for analysis: one CSV file a kind, as known now. A child is a code that holds within one download only;
 * names, addresses, identifiers, narrative and free text are left out. */
#include "record/tables.h"

#include "base/csv.h"
#include "base/random.h"

#include <string.h>

static bool told(const struct field *f)
{
    if (f->care == CARE_PLACE || f->care == CARE_CHILD_WORDS || f->care == CARE_THIRD_PARTY
            || f->care == CARE_PRIVILEGED)
        return false;
    switch (f->type) {
    case TYPE_DAY: case TYPE_INSTANT: case TYPE_INT: case TYPE_FLAG: case TYPE_CODE: case TYPE_CODES:
        return true;
    default:
        return false;
    }
}

/* A birthday is a name in a small place: of days about the person only the month is given. */
static text told_value(struct arena *arena, const struct kind *kind, const struct field *f,
                       const struct statement *s, int column)
{
    if (column_null(s, column))
        return TEXT_NONE;
    switch (f->type) {
    case TYPE_DAY: {
        text iso = day_iso(arena, column_day(s, column));
        return kind->founds ? text_first(iso, 7) : iso;
    }
    case TYPE_INSTANT: return instant_iso(arena, column_instant(s, column));
    case TYPE_FLAG:    return column_int(s, column) ? TEXT("Y") : TEXT("N");
    case TYPE_INT:     return text_format(arena, "%lld", (long long)column_int(s, column));
    default:           return column_text(s, column);
    }
}

static text code_of(struct arena *arena, const uint8_t key[32], id who)
{
    hash h = hash_keyed(key, 32, who.b, sizeof who.b);
    return text_hex(arena, h.b, 8);
}

bool record_export_rows(struct store *store, const struct kind *kind, struct bytes *to,
                        struct error *err)
{
    struct bytes sql = { 0 };
    struct statement *s;
    struct csv_out out = { .to = to };
    uint8_t key[32];
    random_fill(key, sizeof key);
    bytes_add_cstr(&sql, "SELECT subject, record, valid_from, recorded_at");
    csv_out_cell(&out, TEXT("child"));
    csv_out_cell(&out, TEXT("record"));
    csv_out_cell(&out, TEXT("event_at"));
    csv_out_cell(&out, TEXT("recorded_at"));
    for (const struct field *f = kind->fields; f->name; f++)
        if (told(f)) {
            bytes_add_format(&sql, ", \"%s\"", f->name);
            csv_out_cell(&out, text_of(f->name));
        }
    csv_out_end_row(&out);
    // Of an adopted child figures only, never a row (security.md, section 2).
    bytes_add_format(&sql, " FROM %s AS k WHERE superseded_seq = " NEVER_SQL " AND NOT EXISTS (SELECT 1"
                           " FROM restriction AS rs WHERE rs.subject = k.subject AND rs.level = 'SEALED'"
                           " AND " GUARD_IN_FORCE("rs") ") ORDER BY source_seq", kind->name);
    bool good = store_prepare(store, bytes_text(&sql), &s, err);
    bytes_free(&sql);
    if (!good)
        return false;
    bind_instant(s, "now", instant_now());
    struct arena *arena = arena_new();
    enum stepped step;
    while ((step = statement_step(s, err)) == STEP_ROW) {
        csv_out_cell(&out, code_of(arena, key, column_id(s, 0)));
        csv_out_cell(&out, code_of(arena, key, column_id(s, 1)));
        csv_out_cell(&out, instant_iso(arena, column_instant(s, 2)));
        csv_out_cell(&out, instant_iso(arena, column_instant(s, 3)));
        int column = 4;
        for (const struct field *f = kind->fields; f->name; f++)
            if (told(f))
                csv_out_cell(&out, told_value(arena, kind, f, s, column++));
        csv_out_end_row(&out);
        arena_reset(arena);
    }
    statement_end(s);
    arena_free(arena);
    return step == STEP_DONE;
}
