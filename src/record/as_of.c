#include "record/record.h"

#include "base/bytes.h"

/* {kind} becomes the rows that stand now; or those known at :known_seq and so at :so_at. */
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
        sql = name.after;
        if (now)
            bytes_add_format(&made, "(SELECT * FROM %.*s WHERE superseded_seq ="
                                    " 9223372036854775807)", TEXT_ARG(name.before));
        else
            bytes_add_format(&made, "(SELECT * FROM %.*s WHERE recorded_seq < :known_seq"
                                    " AND superseded_seq >= :known_seq AND valid_from <= :so_at"
                                    " AND :so_at < valid_to)", TEXT_ARG(name.before));
    }
    text all = text_copy(arena, bytes_text(&made));
    bytes_free(&made);
    return all;
}
