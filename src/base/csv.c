#include "base/csv.h"

#include <inttypes.h>
#include <string.h>

struct csv csv_over(text file)
{
    return (struct csv){
        .rest = text_starts(file, "\xEF\xBB\xBF") ? text_skip(file, 3) : file,
        .next_line = 1,
    };
}

static void row_add(struct arena *arena, struct csv_row *row, size_t *room, text cell)
{
    if (row->cell_count == *room) {
        text *more;

        *room = *room > 0 ? *room * 2 : 16;
        more = arena_array(arena, text, *room);
        if (row->cell_count > 0)
            memcpy(more, row->cells, row->cell_count * sizeof *more);
        row->cells = more;
    }
    row->cells[row->cell_count++] = cell;
}

/* Bytes of the line end at the front: 2 for CRLF, 1 for LF, else 0. */
static size_t line_end(text s)
{
    return text_starts(s, "\r\n") ? 2 : text_starts(s, "\n") ? 1 : 0;
}

/* A cell after its opening quotation mark; s is left behind the closing one. */
static bool quoted_read(struct csv *csv, struct arena *arena, text *cell, struct error *err)
{
    text s = csv->rest;
    size_t doubled = 0, len = 0;
    char *plain;

    for (;; len++) {
        if (len >= s.len)
            return fail(err, ERROR_INPUT, NULL, "Line %zu: a quoted cell is not closed.",
                        csv->line);
        csv->next_line += s.at[len] == '\n';
        if (s.at[len] != '"')
            continue;
        if (len + 1 == s.len || s.at[len + 1] != '"')
            break;
        doubled++;
        len++;
    }
    *cell = text_first(s, len);
    csv->rest = text_skip(s, len + 1);
    if (doubled == 0)
        return true;
    plain = arena_alloc(arena, len - doubled);
    for (size_t from = 0, to = 0; from < len; from++, to++) {
        plain[to] = s.at[from];
        from += s.at[from] == '"';
    }
    *cell = (text){ plain, len - doubled };
    return true;
}

static text plain_read(struct csv *csv)
{
    text s = csv->rest;
    size_t len = 0;

    while (len < s.len && s.at[len] != ',' && s.at[len] != '\n'
           && !(s.at[len] == '\r' && len + 1 < s.len && s.at[len + 1] == '\n'))
        len++;
    csv->rest = text_skip(s, len);
    return text_first(s, len);
}

static bool cell_read(struct csv *csv, struct arena *arena, text *cell, struct error *err)
{
    if (!text_starts(csv->rest, "\"")) {
        *cell = plain_read(csv);
    } else {
        csv->rest = text_skip(csv->rest, 1);
        if (!quoted_read(csv, arena, cell, err))
            return false;
        if (csv->rest.len > 0 && csv->rest.at[0] != ',' && line_end(csv->rest) == 0)
            return fail(err, ERROR_INPUT, NULL,
                        "Line %zu: after a quoted cell there must be a comma or the end of the "
                        "line.", csv->line);
    }
    if (!text_well_formed(*cell))
        return fail(err, ERROR_INPUT, NULL,
                    "Line %zu: these are not characters of UTF-8. Save the file as \"CSV UTF-8\".",
                    csv->line);
    return true;
}

bool csv_next(struct csv *csv, struct arena *arena, struct csv_row *row, struct error *err)
{
    struct csv_row read = { 0 };
    size_t room = 0, end;
    text cell;

    while ((end = line_end(csv->rest)) > 0) {       // lines without anything
        csv->rest = text_skip(csv->rest, end);
        csv->next_line++;
    }
    if (text_empty(csv->rest))
        return false;
    csv->line = csv->next_line;
    for (;;) {
        if (!cell_read(csv, arena, &cell, err))
            return false;
        row_add(arena, &read, &room, cell);
        if (!text_starts(csv->rest, ","))
            break;
        csv->rest = text_skip(csv->rest, 1);
    }
    csv->next_line += line_end(csv->rest) > 0;
    csv->rest = text_skip(csv->rest, line_end(csv->rest));
    *row = read;
    return true;
}

static void cell_begin(struct csv_out *out)
{
    if (out->started)
        bytes_add_u8(out->to, ',');
    out->started = true;
}

static bool has_any(text s, const char *marks)
{
    for (; *marks != '\0'; marks++)
        if (memchr(s.at, *marks, s.len) != NULL)
            return true;
    return false;
}

void csv_out_cell(struct csv_out *out, text cell)
{
    bool guarded, quoted;

    cell_begin(out);
    if (text_empty(cell))
        return;
    guarded = strchr("=+-@\t\r", cell.at[0]) != NULL && cell.at[0] != '\0';
    quoted = has_any(cell, ",\"\r\n");
    if (quoted)
        bytes_add_u8(out->to, '"');
    if (guarded)
        bytes_add_u8(out->to, '\'');
    while (quoted && cell.len > 0) {
        struct text_pair pair = text_cut(cell, '"');

        bytes_add_text(out->to, pair.before);
        if (pair.found)
            bytes_add_cstr(out->to, "\"\"");
        cell = pair.after;
    }
    bytes_add_text(out->to, cell);
    if (quoted)
        bytes_add_u8(out->to, '"');
}

void csv_out_int(struct csv_out *out, int64_t value)
{
    cell_begin(out);
    bytes_add_format(out->to, "%" PRId64, value);
}

void csv_out_end_row(struct csv_out *out)
{
    bytes_add_cstr(out->to, "\r\n");
    out->started = false;
}
