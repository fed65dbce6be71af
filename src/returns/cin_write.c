#include "returns/cin_write.h"

#include "base/xml.h"

#include <string.h>

/* ---- elements ---- */

static void indent(struct bytes *out, int depth)
{
    for (int i = 0; i < depth; i++)
        bytes_add_cstr(out, "  ");
}

static void tag_start(struct bytes *out, int depth, const char *name)
{
    indent(out, depth);
    bytes_add_format(out, "<%s>\n", name);
}

static void tag_end(struct bytes *out, int depth, const char *name)
{
    indent(out, depth);
    bytes_add_format(out, "</%s>\n", name);
}

static void item_out(struct bytes *out, int depth, text name, text value)
{
    indent(out, depth);
    bytes_add_format(out, "<%.*s>", TEXT_ARG(name));
    xml_escape(out, value);
    bytes_add_format(out, "</%.*s>\n", TEXT_ARG(name));
}

void cin_write_tag(struct cin_writer *w, int depth, const char *name, bool end)
{
    if (end)
        tag_end(&w->out, depth, name);
    else
        tag_start(&w->out, depth, name);
}

/* Children stand below Message and Children. */
static int depth_of(int element)
{
    return cin_element_at(element)->depth + 2;
}

/* ---- items of one record ---- */

/* GenderCurrent or Sex: the one that the year asks for, or else the one that there is; a letter
 * says where the file of the year did otherwise. */
static bool sex_wanted(struct cin_writer *w, const struct cin_chosen *record, int element)
{
    bool asked = cin_element_asked(element, w->choice.year);
    bool gender = cin_element_at(element)->last_year != 0;
    const struct cin_place *other = cin_place_of(gender ? element + 1 : element - 1);

    if (strchr(record->spelling, 'b'))
        return true;
    if (strchr(record->spelling, 'g'))
        return gender;
    if (strchr(record->spelling, 's'))
        return !gender;
    if (strchr(record->spelling, 'n') || asked)
        return asked;
    return text_empty(cin_item_text(w->arena, &record->version->values, other->field));
}

/* What ended after 31 March was open on that day: the census does not know its end yet. */
static bool ended_later(struct cin_writer *w, const struct cin_chosen *record, int element)
{
    int end = cin_end_of(cin_element_parent(element));
    day ended = DAY_UNKNOWN;

    if (!record->by_rule || end == CIN_NOWHERE)
        return false;
    day_parse_iso(cin_item_text(w->arena, &record->version->values, cin_place_of(end)->field),
                  &ended);
    if (!day_after(ended, w->choice.last))
        return false;
    return element == end || element == cin_element_by_path(TEXT("CINdetails/ReasonForClosure"));
}

static text flag_spelled(const struct cin_chosen *record, text value, int ordinal)
{
    char letter = (int)strlen(record->spelling) > ordinal ? record->spelling[ordinal] : 'd';
    bool yes = text_is(value, "1");

    if (letter == 'w')
        return yes ? TEXT("true") : TEXT("false");
    if (letter == 'W')
        return yes ? TEXT("TRUE") : TEXT("FALSE");
    return value;
}

/* Which of its record's flags this is, counting those that are held. */
static int flag_ordinal(struct cin_writer *w, const struct cin_chosen *record, int element)
{
    int ordinal = 0;

    for (int e = 1; e < element; e++) {
        const struct cin_place *place = cin_place_of(e);
        ordinal += place->kind == record->version->kind && place->field
                && place->field->type == TYPE_FLAG
                && !text_empty(cin_item_text(w->arena, &record->version->values, place->field));
    }
    return ordinal;
}

static void field_out(struct cin_writer *w, const struct cin_chosen *record, int element)
{
    const struct cin_place *place = cin_place_of(element);
    const struct cin_element *shape = cin_element_at(element);
    text value = cin_item_text(w->arena, &record->version->values, place->field);

    if ((shape->first_year == 2025 || shape->last_year == 2024)
        && !sex_wanted(w, record, element))
        return;
    if (text_empty(value) || ended_later(w, record, element))
        return;
    if (place->field->type == TYPE_FLAG)
        value = flag_spelled(record, value, flag_ordinal(w, record, element));
    while (!text_empty(value)) {
        struct text_pair pair = place->field->type == TYPE_CODES
            ? text_cut(value, ' ') : (struct text_pair){ .before = value };
        item_out(&w->out, depth_of(element), text_of(shape->name), pair.before);
        value = pair.after;
    }
}

static void item_of_record(struct cin_writer *w, const struct cin_chosen *record, int element)
{
    const struct cin_place *place = cin_place_of(element);
    text received;

    if (place->kind == record->version->kind && place->field)
        field_out(w, record, element);
    for (int n = 0; cin_received(w->arena, &record->version->values, cin_element_path(element), n,
                                 &received); n++)
        item_out(&w->out, depth_of(element), text_of(cin_element_at(element)->name), received);
}

/* ---- blocks ---- */

static void block_out(struct cin_writer *w, const struct cin_chosen *record, int block);

static bool is_of(const struct cin_chosen *record, int element, id parent)
{
    const struct cin_place *place = cin_place_of(element);

    return record->version->kind == place->kind
        && (!place->kind->belongs_to || id_same(record->parent, parent))
        && (!place->type
            || values_is(&record->version->values, "identifier_type", place->type));
}

/* The records that stand as this element in the record around it. */
static void records_out(struct cin_writer *w, const struct cin_chosen *around, int element)
{
    for (size_t i = 0; i < w->chosen->count; i++) {
        const struct cin_chosen *record = &w->chosen->at[i];
        if (!is_of(record, element, around->version->record))
            continue;
        if (cin_identifier_first(element) == element)
            tally_add(&w->summary->records, record->version->kind, 1, 0, 0);
        if (!cin_element_at(element)->block) {
            item_of_record(w, record, element);
            continue;
        }
        tag_start(&w->out, depth_of(element), cin_element_at(element)->name);
        block_out(w, record, element);
        tag_end(&w->out, depth_of(element), cin_element_at(element)->name);
    }
}

/* What stands in a block, all of it of this record or of records that belong to it. */
static void block_out(struct cin_writer *w, const struct cin_chosen *record, int block)
{
    for (int e = block + 1; e < cin_element_count()
             && cin_element_at(e)->depth > cin_element_at(block)->depth; e++) {
        if (cin_element_parent(e) != block)
            continue;
        if (cin_makes_record(e)) {
            records_out(w, record, e);
        } else if (!cin_element_at(e)->block) {
            item_of_record(w, record, e);
        } else {
            size_t before = w->out.len;
            tag_start(&w->out, depth_of(e), cin_element_at(e)->name);
            size_t empty = w->out.len;
            block_out(w, record, e);
            if (w->out.len == empty)
                w->out.len = before;             // a block that holds nothing is left out
            else
                tag_end(&w->out, depth_of(e), cin_element_at(e)->name);
        }
    }
}

void cin_write_child(struct cin_writer *w, const struct cin_chosen_list *chosen)
{
    const struct kind *person = cin_place_of(CIN_CHILD)->kind;
    const struct cin_chosen *child = NULL;

    for (size_t i = 0; i < chosen->count && !child; i++)
        if (chosen->at[i].version->kind == person)
            child = &chosen->at[i];
    if (!child)
        return;                                  // the child's own record was withdrawn
    w->chosen = chosen;
    w->summary->children++;
    tally_add(&w->summary->records, person, 1, 0, 0);
    tag_start(&w->out, depth_of(CIN_CHILD), "Child");
    block_out(w, child, CIN_CHILD);
    tag_end(&w->out, depth_of(CIN_CHILD), "Child");
}

/* ---- the header ---- */

enum { HEADER_DEPTH_MAX = 8 };

static int path_cut(text path, text names[HEADER_DEPTH_MAX])
{
    int count = 0;

    while (!text_empty(path) && count < HEADER_DEPTH_MAX) {
        struct text_pair pair = text_cut(path, '/');
        names[count++] = pair.before;
        path = pair.after;
    }
    return count;
}

static void header_close(struct bytes *out, text open[HEADER_DEPTH_MAX], int *opened, int keep)
{
    while (*opened > keep) {
        (*opened)--;
        indent(out, *opened + 2);
        bytes_add_format(out, "</%.*s>\n", TEXT_ARG(open[*opened]));
    }
}

/* Each line "CollectionDetails/Year=2026": elements are opened and closed as the paths ask for. */
void cin_write_header(struct cin_writer *w, text items)
{
    text open[HEADER_DEPTH_MAX], names[HEADER_DEPTH_MAX];
    int opened = 0;

    tag_start(&w->out, 1, "Header");
    while (!text_empty(items)) {
        struct text_pair line = text_cut(items, '\n');
        struct text_pair pair = text_cut(line.before, '=');
        int count = path_cut(pair.before, names), same = 0;
        items = line.after;
        if (count == 0)
            continue;
        while (same < opened && same < count - 1 && text_same(open[same], names[same]))
            same++;
        header_close(&w->out, open, &opened, same);
        for (; opened < count - 1; opened++) {
            open[opened] = names[opened];
            indent(&w->out, opened + 2);
            bytes_add_format(&w->out, "<%.*s>\n", TEXT_ARG(names[opened]));
        }
        item_out(&w->out, opened + 2, names[count - 1], cin_line_plain(w->arena, pair.after));
    }
    header_close(&w->out, open, &opened, 0);
    tag_end(&w->out, 1, "Header");
}

static void line_add(struct bytes *to, struct arena *arena, const char *path, text value)
{
    if (text_empty(value))
        return;
    value = cin_line_escape(arena, value);
    bytes_add_format(to, "%s=%.*s\n", path, TEXT_ARG(value));
}

text cin_header_made(struct cin_writer *w)
{
    const struct cin_export_options *options = w->choice.options;
    struct bytes lines = { 0 };
    text now = instant_iso(w->arena, instant_now());

    line_add(&lines, w->arena, "CollectionDetails/Collection", TEXT("CIN"));
    line_add(&lines, w->arena, "CollectionDetails/Year",
             text_format(w->arena, "%d", w->choice.year));
    line_add(&lines, w->arena, "CollectionDetails/ReferenceDate",
             day_iso(w->arena, w->choice.last));
    line_add(&lines, w->arena, "Source/SourceLevel", TEXT("L"));
    line_add(&lines, w->arena, "Source/LEA", options->lea);
    line_add(&lines, w->arena, "Source/SoftwareCode", options->software);
    line_add(&lines, w->arena, "Source/Release", options->release);
    line_add(&lines, w->arena, "Source/SerialNo", TEXT("001"));
    line_add(&lines, w->arena, "Source/DateTime", text_first(now, 19));
    text made = text_copy(w->arena, bytes_text(&lines));
    bytes_free(&lines);
    return made;
}
