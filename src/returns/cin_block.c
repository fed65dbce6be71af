#include "returns/cin_block.h"

#include <assert.h>
#include <string.h>

/* How a flag may be spelled: the schemas allow six words (cin-notes.md). Digits need no letter. */
static const struct { const char *word, *canonical; char letter; } flags[] = {
    { "1", "Y", 'd' }, { "0", "N", 'd' },
    { "true", "Y", 'w' }, { "false", "N", 'w' },
    { "TRUE", "Y", 'W' }, { "FALSE", "N", 'W' },
};

bool cin_makes_record(int element)
{
    const struct cin_place *place = cin_place_of(element);
    const struct cin_element *e = cin_element_at(element);

    if (!place->kind)
        return false;
    if (place->type)
        return true;
    if (!e->repeats)
        return false;
    return e->block || place->field->type != TYPE_CODES;
}

int cin_owner_of(int element)
{
    int owner = cin_element_parent(element);

    while (owner > CIN_CHILD && !cin_makes_record(owner))
        owner = cin_element_parent(owner);
    return owner;
}

/* ---- from the file ---- */

struct reading {
    struct arena *arena;
    const struct cin_tree *tree;
    struct cin_stated *stated;
    int year;
    struct findings *findings;
    struct bytes received;
    size_t spelled;
    bool gender, sex;
};

static void found(struct reading *r, enum finding_code code, const struct cin_node *node)
{
    if (r->findings)
        finding_add(r->findings, code, node->line, cin_element_path(node->element));
}

static void keep_received(struct reading *r, const struct cin_node *node)
{
    bytes_add_cstr(&r->received, cin_element_path(node->element));
    bytes_add_u8(&r->received, '=');
    bytes_add_text(&r->received, cin_line_escape(r->arena, node->value));
    bytes_add_u8(&r->received, '\n');
}

static bool plain_code(text value)
{
    for (size_t i = 0; i < value.len; i++)
        if ((unsigned char)value.at[i] <= ' ' || value.at[i] == ',' || value.at[i] == 0x7F)
            return false;
    return value.len > 0 && value.len <= 40;
}

/* Keeps which letter the n-th flag was spelled with. */
static void spell(struct reading *r, char letter)
{
    if (r->spelled < SPELLING_MAX)
        r->stated->spelling[r->spelled++] = letter;
}

/* The canonical text of a value; false when the field cannot hold it as it stands. */
static bool canonical(struct reading *r, const struct field *field, text value, text *to)
{
    day d;
    int64_t number;

    switch (field->type) {
    case TYPE_DAY:
        *to = value;
        return day_parse_iso(value, &d);
    case TYPE_INSTANT:
        if (!day_parse_iso(value, &d))
            return false;
        *to = instant_iso(r->arena, day_london_start(d));
        return true;
    case TYPE_INT:
        if (!text_to_int(value, &number))
            return false;
        *to = text_format(r->arena, "%lld", (long long)number);
        return text_same(*to, value);            // 010 would come back as 10
    case TYPE_FLAG:
        for (size_t i = 0; i < COUNT_OF(flags); i++) {
            if (!text_is(value, flags[i].word))
                continue;
            spell(r, flags[i].letter);
            *to = text_of(flags[i].canonical);
            return true;
        }
        return false;
    case TYPE_CODE:
        *to = value;
        return plain_code(value);
    default:
        *to = value;
        return value.len <= 200 && memchr(value.at, '\n', value.len) == NULL;
    }
}

static void check_code(struct reading *r, const struct field *field, const struct cin_node *node)
{
    const struct code_set *set = field->codes ? code_set_find(field->codes) : NULL;

    if (set && !code_find(set, node->value))
        found(r, FINDING_CODE_UNKNOWN, node);
}

static void state_item(struct reading *r, const struct cin_node *node)
{
    const struct field *field = cin_place_of(node->element)->field;
    struct value *value = &r->stated->values.at[field_index(r->stated->kind, field)];
    text to;

    r->stated->any = true;
    if (!cin_element_asked(node->element, r->year))
        found(r, FINDING_OUT_OF_YEAR, node);
    if (value->given) {
        found(r, FINDING_ITEM_TWICE, node);
        keep_received(r, node);
        return;
    }
    if (!canonical(r, field, node->value, &to)) {
        found(r, FINDING_UNREADABLE, node);
        keep_received(r, node);
        return;
    }
    if (field->type == TYPE_CODE)
        check_code(r, field, node);
    values_restore(&r->stated->values, r->arena, field, to);
}

/* Several codes make one value, in the order of the file; one that is no code keeps them all as
 * received, so that their order stands. */
static void state_codes(struct reading *r, int first)
{
    const struct cin_node *at = r->tree->at;
    int element = at[first].element;
    const struct field *field = cin_place_of(element)->field;
    struct value *value = &r->stated->values.at[field_index(r->stated->kind, field)];
    struct bytes codes = { 0 };
    bool plain = !value->given;

    for (int n = first; n != CIN_NOWHERE; n = at[n].next)
        if (at[n].element == element && !text_empty(at[n].value))
            plain = plain && plain_code(at[n].value);
    for (int n = first; n != CIN_NOWHERE; n = at[n].next) {
        if (at[n].element != element || text_empty(at[n].value))
            continue;
        r->stated->any = true;
        if (!plain) {
            found(r, FINDING_UNREADABLE, &at[n]);
            keep_received(r, &at[n]);
            continue;
        }
        check_code(r, field, &at[n]);
        if (codes.len > 0)
            bytes_add_u8(&codes, ' ');
        bytes_add_text(&codes, at[n].value);
    }
    if (plain && codes.len > 0)
        values_restore(&r->stated->values, r->arena, field,
                       text_copy(r->arena, bytes_text(&codes)));
    bytes_free(&codes);
}

static void state_block(struct reading *r, int node)
{
    const struct cin_node *at = r->tree->at;
    bool codes_read = false;

    for (int n = at[node].child; n != CIN_NOWHERE; n = at[n].next) {
        const struct cin_place *place = cin_place_of(at[n].element);
        if (cin_makes_record(at[n].element))
            continue;
        if (cin_element_at(at[n].element)->block) {
            state_block(r, n);
        } else if (text_empty(at[n].value)) {
            continue;
        } else if (place->kind != r->stated->kind) {
            keep_received(r, &at[n]);         // no field holds it: kept, so that it comes back
            r->stated->any = true;
        } else if (place->field->type == TYPE_CODES) {
            if (!codes_read)
                state_codes(r, n);
            codes_read = true;
        } else {
            state_item(r, &at[n]);
        }
    }
}

/* The other items of the same identifier stand beside its first one. */
static void state_identifier(struct reading *r, int node)
{
    const struct cin_node *at = r->tree->at;
    const char *type = cin_place_of(at[node].element)->type;

    values_restore(&r->stated->values, r->arena,
                   field_by_name(r->stated->kind, TEXT("identifier_type")), text_of(type));
    for (int n = at[at[node].parent].child; n != CIN_NOWHERE; n = at[n].next) {
        const struct cin_place *place = cin_place_of(at[n].element);
        if (at[n].element == at[node].element) {
            if (n < node)
                return;                       // a second one: the first has taken them
        } else if (place->type && text_is(text_of(type), place->type) && !text_empty(at[n].value)) {
            state_item(r, &at[n]);
        }
    }
}

/* The years decide between GenderCurrent and Sex; that a child was given the other, both or none is
 * remembered by a letter, since earlier files may have left the other in the record. */
static void spell_sex(struct reading *r)
{
    int gender = cin_element_by_path(TEXT("ChildIdentifiers/GenderCurrent"));
    int sex = cin_element_by_path(TEXT("ChildIdentifiers/Sex"));
    bool has_gender = false, has_sex = false;

    for (int n = 0; n < r->tree->count; n++) {
        has_gender |= r->tree->at[n].element == gender && !text_empty(r->tree->at[n].value);
        has_sex |= r->tree->at[n].element == sex && !text_empty(r->tree->at[n].value);
    }
    if (has_gender && has_sex)
        spell(r, 'b');
    else if (has_gender && !cin_element_asked(gender, r->year))
        spell(r, 'g');
    else if (has_sex && !cin_element_asked(sex, r->year))
        spell(r, 's');
    else if (!has_gender && !has_sex)
        spell(r, 'n');
}

struct cin_stated cin_stated_of(struct arena *arena, const struct cin_tree *tree, int node,
                                const struct kind *kind, int year, struct findings *findings)
{
    const struct cin_node *at = &tree->at[node];
    struct cin_stated stated = {
        .kind = kind, .node = node, .element = at->element, .line = at->line,
        .values = values_new(arena, kind, DAY_UNKNOWN),
    };
    struct reading r = {
        .arena = arena, .tree = tree, .stated = &stated, .year = year, .findings = findings,
    };

    if (cin_element_at(at->element)->block)
        state_block(&r, node);
    else
        state_item(&r, at);
    if (cin_place_of(at->element)->type)
        state_identifier(&r, node);
    if (at->element == CIN_CHILD)
        spell_sex(&r);
    stated.values.as_received = text_copy(arena, bytes_text(&r.received));
    bytes_free(&r.received);
    stated.spelling[r.spelled] = '\0';
    if (strspn(stated.spelling, "d") == r.spelled)
        stated.spelling[0] = '\0';
    stated.key = cin_held_key(arena, &stated.values, at->element);
    return stated;
}

/* ---- from the record ---- */

text cin_item_text(struct arena *arena, const struct values *values, const struct field *field)
{
    const struct value *value = &values->at[field_index(values->kind, field)];

    if (!value->given || value->erased || value->hidden)
        return TEXT_NONE;
    if (field->type == TYPE_INSTANT)
        return day_iso(arena, instant_london_day(value->instant));
    if (field->type == TYPE_FLAG)
        return value->flag ? TEXT("1") : TEXT("0");
    return value->text;
}

bool cin_received(struct arena *arena, const struct values *values, const char *path, int n,
                  text *value)
{
    text rest = values->as_received;

    while (!text_empty(rest)) {
        struct text_pair line = text_cut(rest, '\n');
        struct text_pair pair = text_cut(line.before, '=');
        if (pair.found && text_is(pair.before, path) && n-- == 0) {
            *value = cin_line_plain(arena, pair.after);
            return true;
        }
        rest = line.after;
    }
    return false;
}

/* Lines that begin with ANNEX_A_RECEIVED, or all the others. */
static text lines_of(struct arena *arena, text lines, bool annex_a)
{
    struct bytes kept = { 0 };

    while (!text_empty(lines)) {
        struct text_pair line = text_cut(lines, '\n');
        if (text_starts(line.before, ANNEX_A_RECEIVED) == annex_a)
            bytes_add_format(&kept, "%.*s\n", TEXT_ARG(line.before));
        lines = line.after;
    }
    text own = text_copy(arena, bytes_text(&kept));
    bytes_free(&kept);
    return own;
}

text cin_received_own(struct arena *arena, text lines)
{
    return text_empty(lines) ? lines : lines_of(arena, lines, false);
}

text cin_received_with(struct arena *arena, text held, text stated)
{
    return text_empty(held) ? stated : text_join(arena, lines_of(arena, held, true), stated);
}

text cin_held_key(struct arena *arena, const struct values *values, int element)
{
    int item = cin_element_at(element)->block ? cin_key_of(element) : element;
    text received;

    if (item == CIN_NOWHERE)
        return TEXT_NONE;
    const struct cin_place *place = cin_place_of(item);
    text held = place->field ? cin_item_text(arena, values, place->field) : TEXT_NONE;
    if (text_empty(held) && cin_received(arena, values, cin_element_path(item), 0, &received))
        return received;
    return held;
}

bool cin_values_agree(struct arena *arena, const struct values *held, const struct values *stated,
                      int year)
{
    for (int e = 1; e < cin_element_count(); e++) {
        const struct cin_place *place = cin_place_of(e);
        if (place->kind != stated->kind || !place->field)
            continue;
        text said = cin_item_text(arena, stated, place->field);
        if (text_empty(said) && !cin_element_asked(e, year))
            continue;
        if (!text_same(said, cin_item_text(arena, held, place->field)))
            return false;
    }
    return text_same(cin_received_own(arena, held->as_received), stated->as_received);
}
