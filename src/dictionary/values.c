#include "dictionary/values.h"

#include "base/bytes.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#define LINE_CHARACTERS 200
#define PROSE_CHARACTERS 20000
#define YEAR_FIRST 1900                // on forms; files may hold older days

struct values values_new(struct arena *arena, const struct kind *kind, day today)
{
    return (struct values){
        .kind = kind, .at = arena_array(arena, struct value, kind_field_count(kind)),
        .today = today,
    };
}

void values_problem(struct values *v, const struct field *field, const char *message)
{
    struct value *value = &v->at[field_index(v->kind, field)];
    if (!value->problem)
        v->problem_count++;
    value->problem = message;
}

/* The sentence with the label in the place of its %s. */
static void problem(struct values *v, struct arena *arena, const struct field *field,
                    const char *form, const char *label)
{
    const char *hole = strstr(form, "%s");
    assert(hole);
    values_problem(v, field, text_cstr(arena, text_format(arena, "%.*s%s%s", (int)(hole - form),
                                                          form, label, hole + 2)));
}

/* "Date received" inside a sentence: "date received". Abbreviations keep their capitals. */
static const char *inside(struct arena *arena, const char *label)
{
    if (!label[0] || !label[1] || (label[1] >= 'A' && label[1] <= 'Z'))
        return label;
    char *copy = arena_copy(arena, label, strlen(label) + 1);
    if (*copy >= 'A' && *copy <= 'Z')
        *copy = (char)(*copy - 'A' + 'a');
    return copy;
}

/* ---- reading one value of each type; false: it is none ---- */

static bool read_numbers(text s, int64_t numbers[3])
{
    for (int i = 0; i < 3; i++) {
        size_t n = 0;
        while (n < s.len && s.at[n] >= '0' && s.at[n] <= '9')
            n++;
        if (n == 0 || n > 4 || !text_to_int(text_first(s, n), &numbers[i]))
            return false;
        s = text_skip(s, n);
        size_t gap = 0;
        while (gap < s.len && strchr(" /.-", s.at[gap]))
            gap++;
        if (i < 2 && gap == 0)
            return false;
        s = text_skip(s, gap);
    }
    return text_empty(s);
}

bool day_read(text s, day today, day *d)
{
    static const char *const months[] = { "january", "february", "march", "april", "may", "june",
        "july", "august", "september", "october", "november", "december" };
    int64_t n[3];
    if (day_parse_iso(s, d))
        return true;
    if (text_same_ignoring_ascii_case(s, TEXT("today"))
            || text_same_ignoring_ascii_case(s, TEXT("yesterday"))) {
        *d = day_add(today, s.len == 5 ? 0 : -1);
        return true;
    }
    if (read_numbers(s, n))
        return n[2] >= 1000 && n[2] <= 9999
            && day_from_civil((struct civil){ (int)n[2], (int)n[1], (int)n[0] }, d);
    struct text_pair first = text_cut(s, ' '), second = text_cut(first.after, ' ');
    int64_t number, year;
    if (!text_to_int(first.before, &number) || !text_to_int(second.after, &year)
            || second.before.len < 3 || number < 1 || number > 31 || year < 1000 || year > 9999)
        return false;
    for (int m = 0; m < 12; m++)
        if (text_same_ignoring_ascii_case(second.before,
                text_first(text_of(months[m]), second.before.len))
                && second.before.len <= strlen(months[m]))
            return day_from_civil((struct civil){ (int)year, m + 1, (int)number }, d);
    return false;
}

static bool read_flag(text s, bool *flag)
{
    static const struct { const char *word; bool is; } words[] = {
        { "y", true }, { "yes", true }, { "true", true }, { "1", true },
        { "n", false }, { "no", false }, { "false", false }, { "0", false },
    };
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (text_same_ignoring_ascii_case(s, text_of(words[i].word))) {
            *flag = words[i].is;
            return true;
        }
    return false;
}

/* yyyy-mm-ddThh:mm as a browser sends it, or the whole of ISO 8601. */
static bool read_instant(struct arena *arena, text s, instant *t)
{
    if (s.len == 16 && s.at[10] == 'T')
        s = text_format(arena, "%.*s:00", TEXT_ARG(s));
    return instant_parse_iso(s, t);
}

static bool canonical_codes(struct arena *arena, const struct code_set *set, text typed,
                            text *canonical, bool *all_known)
{
    struct bytes made = { 0 };
    *all_known = true;
    for (text rest = typed; !text_empty(rest = text_trim(rest));) {
        size_t n = 0;
        while (n < rest.len && rest.at[n] != ' ' && rest.at[n] != ',')
            n++;
        text one = text_first(rest, n);
        rest = text_skip(rest, n + 1);
        if (text_empty(one))
            continue;
        *all_known = *all_known && code_find(set, one);
        if (made.len > 0)
            bytes_add_u8(&made, ' ');
        bytes_add_text(&made, one);
    }
    *canonical = text_copy(arena, bytes_text(&made));
    bytes_free(&made);
    return !text_empty(*canonical);
}

/* Fills value from the text by the field's type. NULL: good; else the sentence, with %s for the label. */
static const char *read_typed(struct arena *arena, const struct field *field, day today, text s,
                              struct value *value, bool *unknown_code)
{
    const struct code_set *set = code_set_find(field->codes);
    bool known;
    switch (field->type) {
    case TYPE_DAY:
        if (!day_read(s, today, &value->day))
            return "%s must be a real date, such as 27 3 2026";
        value->text = day_iso(arena, value->day);
        return NULL;
    case TYPE_INSTANT:
        if (!read_instant(arena, s, &value->instant))
            return "%s must be a real date and time, such as 27 3 2026 and 14:30";
        value->text = instant_iso(arena, value->instant);
        return NULL;
    case TYPE_INT:
        if (!text_to_int(s, &value->number))
            return "%s must be a whole number";
        value->text = text_format(arena, "%" PRId64, value->number);
        return NULL;
    case TYPE_FLAG:
        if (!read_flag(s, &value->flag))
            return "%s: choose yes or no";
        value->text = value->flag ? TEXT("Y") : TEXT("N");
        return NULL;
    case TYPE_CODE:
        value->text = s;
        *unknown_code = !code_find(set, s);
        return NULL;
    case TYPE_CODES:
        canonical_codes(arena, set, s, &value->text, &known);
        *unknown_code = !known;
        return NULL;
    case TYPE_PERSON: case TYPE_STAFF: case TYPE_TEAM: case TYPE_RECORD:
        if (!id_from_hex(s, &value->id))
            return "%s: choose one from the list";
        value->text = id_hex(arena, value->id);
        return NULL;
    case TYPE_TEXT: case TYPE_PROSE: case TYPE_FILE: case TYPE_NONE:
        value->text = s;
        return NULL;
    }
    return "%s cannot be read";
}

static bool has_line_end(text s)
{
    return memchr(s.at, '\n', s.len) || memchr(s.at, '\r', s.len);
}

static size_t characters_most(const struct field *field)
{
    return field->characters_max ? field->characters_max
         : field->type == TYPE_PROSE ? PROSE_CHARACTERS : LINE_CHARACTERS;
}

/* What a form asks beyond the type: length, range, tense, codes in use. */
static void judge(struct values *v, struct arena *arena, const struct field *field,
                  const struct value *value)
{
    if (field->type == TYPE_TEXT || field->type == TYPE_PROSE) {
        size_t most = characters_most(field);
        if (text_characters(value->text) > most)
            values_problem(v, field, text_cstr(arena, text_format(arena,
                "%s must be %zu characters or fewer", field->label, most)));
        else if (field->type == TYPE_TEXT && has_line_end(value->text))
            problem(v, arena, field, "%s must be on one line", field->label);
    }
    if (field->type == TYPE_INT && field->most > field->least
            && (value->number < field->least || value->number > field->most))
        values_problem(v, field, text_cstr(arena, text_format(arena,
            "%s must be between %" PRId64 " and %" PRId64, field->label, field->least,
            field->most)));
    if (field->type != TYPE_DAY && field->type != TYPE_INSTANT)
        return;
    day d = field->type == TYPE_DAY ? value->day : instant_london_day(value->instant);
    if (day_civil(d).year < YEAR_FIRST || day_civil(d).year > 2200)
        problem(v, arena, field, "%s must be in 1900 or later", field->label);
    else if (field->tense == TENSE_PAST && day_after(d, v->today))
        problem(v, arena, field, "%s must be today or in the past", field->label);
}

static bool fits(struct values *v, struct arena *arena, const struct field *field, text typed)
{
    if (!text_well_formed(typed)) {
        problem(v, arena, field, "%s holds characters that cannot be read. Type it again", field->label);
        return false;
    }
    return true;
}

void values_set(struct values *v, struct arena *arena, const struct field *field, text typed)
{
    struct value *value = &v->at[field_index(v->kind, field)];
    bool unknown = false;
    if (value->problem)
        v->problem_count--;
    *value = (struct value){ .text = typed };
    if (field->type != TYPE_PROSE)
        typed = text_trim(typed);
    if (text_empty(text_trim(typed)) || !fits(v, arena, field, typed))
        return;
    struct value read = { .given = true };
    const char *wrong = read_typed(arena, field, v->today, typed, &read, &unknown);
    if (wrong) {
        problem(v, arena, field, wrong, field->label);
        return;
    }
    *value = read;
    if (unknown)
        problem(v, arena, field, "%s: choose one from the list", field->label);
    else
        judge(v, arena, field, &read);
}

bool values_import(struct values *v, struct arena *arena, const struct field *field, text typed,
                   const char **note)
{
    struct value *value = &v->at[field_index(v->kind, field)];
    struct value read = { .given = true };
    bool unknown = false;
    *note = NULL;
    typed = text_trim(typed);
    if (text_empty(typed))
        return true;
    if (!text_well_formed(typed)) {
        *note = "holds bytes that are not UTF-8";
        return false;
    }
    if (read_typed(arena, field, v->today, typed, &read, &unknown)) {
        *note = "cannot be read as what it should be";
        return false;
    }
    if (unknown)
        *note = "is a code that the census does not know";
    *value = read;
    return true;
}

static bool plain_number(text s)
{
    return s.len > 0 && s.len < 19 && ((s.at[0] >= '1' && s.at[0] <= '9') || text_is(s, "0"));
}

static bool small_hex(text s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.at[i] >= 'A' && s.at[i] <= 'F')
            return false;
    return true;
}

/* What is canonical already needs no second making, and no look into a code set: a page restores thousands. */
static bool restore_canonical(const struct field *field, text s, struct value *value)
{
    enum { INSTANT_LENGTH = sizeof "2026-10-12T10:00:00.000000Z" - 1 };
    value->text = s;
    switch (field->type) {
    case TYPE_DAY:
        return day_parse_iso(s, &value->day);
    case TYPE_INSTANT:
        return s.len == INSTANT_LENGTH && s.at[s.len - 1] == 'Z' && instant_parse_iso(s, &value->instant);
    case TYPE_INT:
        return plain_number(s) && text_to_int(s, &value->number);
    case TYPE_FLAG:
        value->flag = text_is(s, "Y");
        return value->flag || text_is(s, "N");
    case TYPE_PERSON: case TYPE_STAFF: case TYPE_TEAM: case TYPE_RECORD:
        return small_hex(s) && id_from_hex(s, &value->id);
    case TYPE_CODE: case TYPE_TEXT: case TYPE_PROSE: case TYPE_FILE: case TYPE_NONE:
        return true;
    case TYPE_CODES:
        return false;
    }
    return false;
}

void values_restore(struct values *v, struct arena *arena, const struct field *field,
                    text canonical)
{
    struct value *value = &v->at[field_index(v->kind, field)];
    bool unknown;
    *value = (struct value){ .given = true };
    if (restore_canonical(field, canonical, value))
        return;
    *value = (struct value){ .given = true };
    if (read_typed(arena, field, v->today, canonical, value, &unknown))
        *value = (struct value){ .given = true, .text = canonical };
}

static bool asked(const struct values *v, const struct field *field)
{
    if (!field->when_field)
        return true;
    const struct value *other = values_get(v, field->when_field);
    for (text codes = text_of(field->when_code); !text_empty(codes);) {
        struct text_pair cut = text_cut(codes, ' ');
        if (other->given && text_same(other->text, cut.before))
            return true;
        codes = cut.after;
    }
    return false;
}

bool values_check(struct values *v, struct arena *arena)
{
    for (const struct field *f = v->kind->fields; f->name; f++) {
        const struct value *value = &v->at[field_index(v->kind, f)];
        bool chosen = f->type == TYPE_CODE || f->type == TYPE_FLAG || f->type == TYPE_CODES
                   || f->type == TYPE_STAFF || f->type == TYPE_TEAM || f->type == TYPE_PERSON
                   || f->type == TYPE_RECORD || f->type == TYPE_FILE;
        if (f->needed == ALWAYS && !value->given && !value->problem && asked(v, f)
                && field_in_use(f, v->today))
            problem(v, arena, f, chosen ? "Select %s" : "Enter %s", inside(arena, f->label));
    }
    for (const struct check *c = v->kind->checks; c && c->field; c++)
        if (!c->holds(v))
            values_problem(v, field_by_name(v->kind, text_of(c->field)), c->message);
    return v->problem_count == 0;
}

/* ---- looking ---- */

const struct value *values_get(const struct values *v, const char *name)
{
    const struct field *field = field_by_name(v->kind, text_of(name));
    assert(field);
    return &v->at[field_index(v->kind, field)];
}

static enum field_type type_of(const struct values *v, const char *name)
{
    return field_by_name(v->kind, text_of(name))->type;
}

bool values_given(const struct values *v, const char *name)
{
    const struct value *value = values_get(v, name);
    return value->given && !value->hidden && !value->erased;
}

day values_day(const struct values *v, const char *name)
{
    const struct value *value = values_get(v, name);
    if (!values_given(v, name))
        return DAY_UNKNOWN;
    return type_of(v, name) == TYPE_INSTANT ? instant_london_day(value->instant) : value->day;
}

instant values_instant(const struct values *v, const char *name)
{
    const struct value *value = values_get(v, name);
    if (!values_given(v, name))
        return INSTANT_UNKNOWN;
    return type_of(v, name) == TYPE_DAY ? day_london_start(value->day) : value->instant;
}

bool values_is(const struct values *v, const char *name, const char *code)
{
    return values_given(v, name) && text_is(values_get(v, name)->text, code);
}

bool values_has_code(const struct values *v, const char *name, const char *code)
{
    if (!values_given(v, name))
        return false;
    for (text rest = values_get(v, name)->text; !text_empty(rest);) {
        struct text_pair cut = text_cut(rest, ' ');
        if (text_is(cut.before, code))
            return true;
        rest = cut.after;
    }
    return false;
}

int64_t values_number(const struct values *v, const char *name, int64_t otherwise)
{
    return values_given(v, name) ? values_get(v, name)->number : otherwise;
}

id values_id(const struct values *v, const char *name)
{
    return values_given(v, name) ? values_get(v, name)->id : ID_NONE;
}

static text codes_display(struct arena *arena, const struct code_set *set, text codes)
{
    struct bytes made = { 0 };
    for (text rest = codes; !text_empty(rest);) {
        struct text_pair cut = text_cut(rest, ' ');
        if (made.len > 0)
            bytes_add_cstr(&made, "; ");
        bytes_add_text(&made, code_label(set, cut.before));
        rest = cut.after;
    }
    text shown = text_copy(arena, bytes_text(&made));
    bytes_free(&made);
    return shown;
}

text values_display(const struct values *v, struct arena *arena, const struct field *field)
{
    const struct value *value = &v->at[field_index(v->kind, field)];
    if (!value->given || value->hidden || value->erased)
        return TEXT_NONE;
    switch (field->type) {
    case TYPE_DAY:     return day_display(arena, value->day);
    case TYPE_INSTANT: return instant_display(arena, value->instant);
    case TYPE_FLAG:    return value->flag ? TEXT("Yes") : TEXT("No");
    case TYPE_CODE:    return code_label(code_set_find(field->codes), value->text);
    case TYPE_CODES:   return codes_display(arena, code_set_find(field->codes), value->text);
    default:           return value->text;
    }
}

text values_summary(const struct values *v, struct arena *arena)
{
    struct bytes line = { 0 };
    for (const struct field *f = v->kind->fields; f->name; f++) {
        text shown = f->in_summary ? values_display(v, arena, f) : TEXT_NONE;
        if (text_empty(shown))
            continue;
        if (line.len > 0)
            bytes_add_cstr(&line, ". ");
        if (f->type == TYPE_DAY || f->type == TYPE_INSTANT || f->type == TYPE_FLAG
                || f->type == TYPE_INT)
            bytes_add_format(&line, "%s: ", f->label);
        text cut = text_clip(shown, 180);
        while (cut.len > 0 && cut.at[cut.len - 1] == '.')
            cut.len--;
        bytes_add_text(&line, cut);
        if (cut.len + 1 < shown.len)
            bytes_add_cstr(&line, "\xe2\x80\xa6");
    }
    text made = text_copy(arena, bytes_text(&line));
    bytes_free(&line);
    return made;
}

bool values_same(const struct values *a, const struct values *b)
{
    for (size_t i = 0; a->kind->fields[i].name; i++)
        if (a->at[i].given != b->at[i].given
                || (a->at[i].given && !text_same(a->at[i].text, b->at[i].text)))
            return false;
    return true;
}
