#include "returns/annex_a_convert.h"

#include "record/record.h"
#include "returns/annex_a_shape.h"

#include <stdlib.h>
#include <string.h>

enum { PLAIN_BYTES_MAX = 40, LINE_BYTES_MAX = 200, NAMES_MAX = 20000 };

/* Words of Annex A that are no label of the code set, folded; "" as the code: they say less than a code can. */
static const struct { const char *set, *word, *code; } words[] = {
    { "sex", "male", "M" }, { "sex", "m", "M" }, { "sex", "boy", "M" },
    { "sex", "female", "F" }, { "sex", "f", "F" }, { "sex", "girl", "F" },
    { "sex", "notstatedrecorded", "U" }, { "sex", "notstated", "U" }, { "sex", "notrecorded", "U" },
    { "sex", "notstatednotrecorded", "U" }, { "sex", "unknown", "U" },
    { "sex", "neither", "" },
    { "ethnicity", "unknown", "NOBT" }, { "ethnicity", "notknown", "NOBT" },
    { "cp_category", "multiplenotrecommended", "MUL" }, { "cp_category", "multiple", "MUL" },
    { "icpc_outcome", "yes", "CP" }, { "icpc_outcome", "y", "CP" },
    { "icpc_outcome", "no", "" }, { "icpc_outcome", "n", "" },
    { "child_presence", "yes", "SEEN_ALONE" }, { "child_presence", "y", "SEEN_ALONE" },
    { "child_presence", "no", "" }, { "child_presence", "n", "" },
};

static const char *const unknown_words[] = {
    "unknown", "notknown", "notapplicable", "na", "none", "null", "blank", "tbc",
};

/* ---- names ---- */

struct annex_a_name { const struct kind *kind; id who; text name; };

static bool names_of(struct store *store, struct arena *arena, const char *kind_name, struct annex_a_names *names,
                     struct error *err)
{
    const struct kind *kind = kind_by_name(text_of(kind_name));
    struct named *named;
    size_t count;

    if (!record_list_named(store, arena, kind, NAMES_MAX, &named, &count, err))
        return false;
    struct annex_a_name *more = arena_array(arena, struct annex_a_name, names->count + count);
    if (names->count > 0)
        memcpy(more, names->at, names->count * sizeof *more);
    for (size_t i = 0; i < count; i++)
        more[names->count++] = (struct annex_a_name){ .kind = kind, .who = named[i].id, .name = named[i].name };
    names->at = more;
    return true;
}

bool annex_a_names_read(struct store *store, struct arena *arena, struct annex_a_names *names, struct error *err)
{
    *names = (struct annex_a_names){ 0 };
    return names_of(store, arena, "team", names, err) && names_of(store, arena, "staff", names, err);
}

id annex_a_named(const struct annex_a_names *names, const struct kind *kind, text name)
{
    const struct annex_a_name *one = NULL;

    for (size_t i = 0; i < names->count; i++) {
        if (names->at[i].kind != kind || !text_same_ignoring_ascii_case(names->at[i].name, name))
            continue;
        if (one)
            return ID_NONE;
        one = &names->at[i];
    }
    return one ? one->who : ID_NONE;
}

text annex_a_name_of(const struct annex_a_names *names, id who)
{
    for (size_t i = 0; i < names->count; i++)
        if (id_same(names->at[i].who, who))
            return names->at[i].name;
    return TEXT(NAME_UNKNOWN);
}

/* ---- codes ---- */

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* "a) Yes", "(a) Yes" and "Yes" are the same. */
static text without_letter(text s)
{
    text inner = text_starts(s, "(") ? text_skip(s, 1) : s;

    if (inner.len >= 2 && is_letter(inner.at[0]) && inner.at[1] == ')')
        return text_trim(text_skip(inner, 2));
    return s;
}

static bool is_unknown(struct arena *arena, text s)
{
    text folded = annex_a_fold(arena, s);

    for (size_t i = 0; i < COUNT_OF(unknown_words); i++)
        if (text_is(folded, unknown_words[i]))
            return true;
    return false;
}

static const struct code *code_spelled(const struct code_set *set, text s)
{
    for (size_t i = 0; i < set->code_count; i++)
        if (text_same_ignoring_ascii_case(text_of(set->codes[i].code), s))
            return &set->codes[i];
    return NULL;
}

/* "N1" of "N1 - Abuse or neglect". */
static text first_token(text s)
{
    size_t n = 0;

    while (n < s.len && !strchr(" :-,;)\t\n", s.at[n]) && (unsigned char)s.at[n] < 0x80)
        n++;
    return text_first(s, n);
}

static bool plain_code(text s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.at[i] <= ' ' || s.at[i] == ',' || s.at[i] == 0x7F)
            return false;
    return s.len > 0 && s.len <= PLAIN_BYTES_MAX;
}

static enum annex_a_meaning code_read(struct arena *arena, const struct field *field, text s, text *canonical,
                                      enum finding_code *found)
{
    const struct code_set *set = code_set_find(field->codes);
    text inner = without_letter(s), folded = annex_a_fold(arena, inner);
    const struct code *code = code_spelled(set, inner);

    for (size_t i = 0; i < COUNT_OF(words) && !code; i++) {
        if (strcmp(words[i].set, field->codes) != 0 || !text_is(folded, words[i].word))
            continue;
        *canonical = text_of(words[i].code);
        return *words[i].code ? MEANS_VALUE : MEANS_WORDS;
    }
    if (!code)
        code = code_spelled(set, first_token(inner));
    for (size_t i = 0; i < set->code_count && !code; i++)
        if (text_same(annex_a_fold(arena, text_of(set->codes[i].label)), folded))
            code = &set->codes[i];
    if (code) {
        *canonical = text_of(code->code);
        return MEANS_VALUE;
    }
    if (is_unknown(arena, inner))
        return MEANS_NOTHING;
    *found = FINDING_CODE_UNKNOWN;
    *canonical = inner;
    return plain_code(inner) ? MEANS_VALUE : MEANS_UNREADABLE;
}

/* ---- days ---- */

/* "04-Mar-2026 00:00:00" as "04 Mar 2026". */
static text day_alone(struct arena *arena, text s)
{
    size_t n = 0;
    char *plain = arena_take(arena, s.len + 1);

    for (; n < s.len; n++)
        plain[n] = strchr("/.-,", s.at[n]) ? ' ' : s.at[n];
    text words_of_it = { plain, n };
    // A time of day behind the date stands apart by a blank or a T, and holds a colon.
    const char *colon = memchr(plain, ':', n);
    if (colon) {
        size_t cut = (size_t)(colon - plain);
        while (cut > 0 && plain[cut - 1] != ' ' && plain[cut - 1] != 'T')
            cut--;
        words_of_it = text_first(words_of_it, cut > 0 ? cut - 1 : 0);
    }
    return text_trim(words_of_it);
}

static bool read_any_day(const struct annex_a_reader *reader, struct xlsx_cell cell, day *d)
{
    char *end, plain[32];
    text s = cell.text;

    if (cell.type == XLSX_NUMBER && s.len < sizeof plain) {
        memcpy(plain, s.at, s.len);
        plain[s.len] = '\0';
        *d = xlsx_serial_day(strtod(plain, &end), reader->from_1904);
        return day_known(*d);
    }
    if (day_parse_iso(text_first(s, 10), d) && (s.len == 10 || s.at[10] == ' ' || s.at[10] == 'T'))
        return true;
    return day_read(day_alone(reader->arena, s), DAY_UNKNOWN, d) && day_known(*d);
}

/* ---- fields ---- */

static enum annex_a_meaning flag_read(text s, bool *yes)
{
    text inner = without_letter(s);
    static const char *const yes_words[] = { "yes", "y", "true", "1" }, *const no_words[] = { "no", "n", "false", "0" };

    for (size_t i = 0; i < COUNT_OF(yes_words); i++) {
        *yes = text_same_ignoring_ascii_case(inner, text_of(yes_words[i]));
        if (*yes || text_same_ignoring_ascii_case(inner, text_of(no_words[i])))
            return MEANS_VALUE;
    }
    return MEANS_UNREADABLE;
}

enum annex_a_meaning annex_a_yes(struct xlsx_cell cell, bool *yes)
{
    struct arena *arena = arena_new();
    enum annex_a_meaning meaning = MEANS_NOTHING;

    if (!text_empty(cell.text) && !is_unknown(arena, without_letter(cell.text)))
        meaning = flag_read(cell.text, yes);
    arena_free(arena);
    return meaning;
}

static enum annex_a_meaning name_read(const struct annex_a_reader *reader, const struct field *field, text s,
                                      text *canonical, enum finding_code *found)
{
    const struct kind *kind = kind_by_name(field->type == TYPE_TEAM ? TEXT("team") : TEXT("staff"));
    id who = annex_a_named(reader->names, kind, s);

    *found = id_none(who) ? FINDING_NAME_UNKNOWN : FINDING_NONE;
    *canonical = id_none(who) ? s : id_hex(reader->arena, who);
    return id_none(who) ? MEANS_UNREADABLE : MEANS_VALUE;
}

static enum annex_a_meaning convert(const struct annex_a_reader *reader, const struct field *field,
                                    struct xlsx_cell cell, text *canonical, enum finding_code *found)
{
    struct arena *arena = reader->arena;
    int64_t number;
    bool yes;
    day d;

    switch (field->type) {
    case TYPE_DAY: case TYPE_INSTANT:
        if (!read_any_day(reader, cell, &d))
            return MEANS_UNREADABLE;
        *canonical = field->type == TYPE_DAY ? day_iso(arena, d) : instant_iso(arena, day_london_start(d));
        return MEANS_VALUE;
    case TYPE_INT:
        *canonical = cell.text;
        return text_to_int(cell.text, &number) ? MEANS_VALUE : MEANS_UNREADABLE;
    case TYPE_FLAG:
        if (flag_read(cell.text, &yes) == MEANS_VALUE) {
            *canonical = yes ? TEXT("Y") : TEXT("N");
            return MEANS_VALUE;
        }
        return is_unknown(arena, without_letter(cell.text)) ? MEANS_NOTHING : MEANS_UNREADABLE;
    case TYPE_CODE:
        return code_read(arena, field, cell.text, canonical, found);
    case TYPE_STAFF: case TYPE_TEAM:
        return name_read(reader, field, cell.text, canonical, found);
    default:
        *canonical = cell.text;
        return cell.text.len <= LINE_BYTES_MAX && !memchr(cell.text.at, '\n', cell.text.len) ? MEANS_VALUE
                                                                                             : MEANS_UNREADABLE;
    }
}

enum annex_a_meaning annex_a_convert(const struct annex_a_reader *reader, const struct field *field,
                                     struct xlsx_cell cell, text *canonical, enum finding_code *found)
{
    *found = FINDING_NONE;
    *canonical = TEXT_NONE;
    if (text_empty(cell.text))
        return MEANS_NOTHING;
    enum annex_a_meaning meaning = convert(reader, field, cell, canonical, found);
    if (meaning == MEANS_UNREADABLE && *found == FINDING_NONE)
        *found = FINDING_UNREADABLE;
    return meaning;
}
