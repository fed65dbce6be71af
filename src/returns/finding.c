#include "returns/finding.h"

#include "base/xlsx.h"

#include <assert.h>
#include <inttypes.h>

static const struct { const char *name, *meaning; } codes[FINDING_COUNT] = {
    [FINDING_STRAY_TEXT] = {
        "text between elements", "Text that stands in no item was left out." },
    [FINDING_UNKNOWN_ELEMENT] = {
        "element that the census does not have here", "It was left out, with all inside it." },
    [FINDING_ITEM_TWICE] = {
        "item given twice in one block", "The first is kept; the others are kept as received." },
    [FINDING_UNREADABLE] = {
        "value that is not of its type", "It is kept as received, and the field is left empty." },
    [FINDING_CODE_UNKNOWN] = {
        "code that the code set does not hold", "It is kept as it is." },
    [FINDING_OUT_OF_YEAR] = {
        "item that this year's census does not ask for", "It is kept." },
    [FINDING_BLOCK_WITHOUT_DATE] = {
        "block without the date it begins with",
        "It is kept, and known by its place among such blocks." },
    [FINDING_CHILD_WITHOUT_LACHILDID] = {
        "child without LAchildID", "The child is known by its unique pupil number." },
    [FINDING_CHILD_WITHOUT_ANY_ID] = {
        "child without any identifier",
        "The child is known by its identifiers' other items and its first referral date." },
    [FINDING_CHILD_TWICE] = {
        "LAchildID given by two Child elements", "Both are read as the same child." },
    [FINDING_LACHILDID_OF_TWO] = {
        "LAchildID of two Child elements without a birth date in common",
        "They are kept apart: give one of them its own LAchildID." },
    [FINDING_CONTRADICTED] = {
        "child or block stated twice and not alike", "What was stated first is kept." },
    [FINDING_LACHILDID_CHANGED] = {
        "child who had no LAchildID until now", "The child is known by its unique pupil number." },
    [FINDING_UPN_OF_TWO] = {
        "unique pupil number of two children",
        "They are kept apart: look whether they are one child." },
    [FINDING_CHILD_WITHOUT_EPISODE] = {
        "child without a CINdetails block", "The child is kept without a referral." },
    [FINDING_CHILD_EMPTY] = {
        "Child element without any item", "It was left out." },
    [FINDING_OLDER_FILE] = {
        "block that a file of a later year has stated since",
        "What the later file says is kept." },
    [FINDING_OURS_KEPT] = {
        "item that the file lacks and a worker or another file has recorded",
        "What they recorded is kept." },
    [FINDING_NOT_STATED_NOW] = {
        "record that the earlier file of this year stated and this one does not",
        "It is kept, and is no longer part of this year's export. Withdraw it if it was wrong." },
    [FINDING_HEADER] = {
        "header item that is missing or does not agree", "The file is read all the same." },
    [FINDING_REPLACED] = {
        "item that differs from what a worker or another file recorded",
        "What the census says is recorded now. The list of differences names both: --differences FILE." },
    [FINDING_SHEET_UNKNOWN] = {
        "sheet that is no list of Annex A", "It was left out. Name it 'List 3' and so on if it is one." },
    [FINDING_LIST_WITHOUT_HEADER] = {
        "list without a row of column titles",
        "It was left out. Put the titles of Annex A into one of its first rows." },
    [FINDING_LIST_MISSING] = {
        "list that the workbook does not have", "What is recorded stays as it is." },
    [FINDING_LIST_TWICE] = {
        "list given by two sheets", "Both are read." },
    [FINDING_COLUMN_UNKNOWN] = {
        "column that the list does not have", "It was left out." },
    [FINDING_COLUMN_MISSING] = {
        "column that the list should have", "What is recorded stays as it is." },
    [FINDING_COLUMN_TWICE] = {
        "column given twice", "The first is read." },
    [FINDING_ROW_WITHOUT_CHILD] = {
        "row without a Child Unique ID", "It was left out. Put the child's identifier there." },
    [FINDING_ROW_BARE] = {
        "row with nothing but an identifier", "It was left out." },
    [FINDING_ROW_TWICE] = {
        "row that says again what an earlier row of its list says", "It is read once." },
    [FINDING_ROW_WITHOUT_DATE] = {
        "row without the date it begins with", "It is kept, and known by its place among such rows." },
    [FINDING_CELL_FAULT] = {
        "cell with a fault of the spreadsheet, such as #REF!", "It is read as empty." },
    [FINDING_NAME_UNKNOWN] = {
        "team or worker who is not recorded, or not the only one of that name",
        "The name is kept as received, and the field is left empty." },
    [FINDING_ID_OF_TWO] = {
        "identifier that two children bear", "The row goes to the one with its birth date, or who had it first." },
    [FINDING_ID_ZEROS] = {
        "new child whose identifier is a known one without its leading zeros",
        "It is kept apart: look whether they are one child, and format the column as text." },
    [FINDING_WITHDRAWN] = {
        "row about what a worker has withdrawn, as recorded in error", "It is not made again." },
    [FINDING_DIFFERS] = {
        "value that differs from what is recorded",
        "What is recorded stays. The list of differences names both: --differences FILE." },
};

const char *finding_name(enum finding_code code)
{
    assert(code > FINDING_NONE && code < FINDING_COUNT);
    return codes[code].name;
}

const char *finding_meaning(enum finding_code code)
{
    assert(code > FINDING_NONE && code < FINDING_COUNT);
    return codes[code].meaning;
}

void finding_add_cell(struct findings *findings, enum finding_code code, const struct finding_place *place)
{
    assert(code > FINDING_NONE && code < FINDING_COUNT);
    uint64_t n = findings->count[code]++;
    if (n < FINDINGS_SHOWN)
        findings->first[code][n] = *place;
}

void finding_add(struct findings *findings, enum finding_code code, long line, const char *where)
{
    finding_add_cell(findings, code, &(struct finding_place){ .line = line, .where = where });
}

uint64_t findings_total(const struct findings *findings)
{
    uint64_t total = 0;
    for (int code = FINDING_NONE + 1; code < FINDING_COUNT; code++)
        total += findings->count[code];
    return total;
}

static size_t shown(const struct findings *findings, int code)
{
    return findings->count[code] < FINDINGS_SHOWN ? (size_t)findings->count[code] : FINDINGS_SHOWN;
}

/* "line 12: CINdetails", or "sheet List 3, row 12, column G (Date of referral)". */
static void place_print(const struct finding_place *place, struct bytes *to)
{
    struct arena *arena = arena_new();
    text column = xlsx_column_name(arena, place->column);
    const char *where = place->where ? place->where : "";

    if (!place->sheet && place->line == 0)
        bytes_add_cstr(to, where);
    else if (!place->sheet)
        bytes_add_format(to, "line %ld%s%s", place->line, *where ? ": " : "", where);
    else
        bytes_add_format(to, "sheet %s", place->sheet);
    if (place->sheet && place->line > 0)
        bytes_add_format(to, ", row %ld", place->line);
    if (place->sheet && place->column > 0)
        bytes_add_format(to, ", column %.*s%s%s%s", TEXT_ARG(column), *where ? " (" : "", where, *where ? ")" : "");
    else if (place->sheet && *where)
        bytes_add_format(to, ": %s", where);
    arena_free(arena);
}

void findings_print(const struct findings *findings, struct bytes *to)
{
    for (int code = FINDING_NONE + 1; code < FINDING_COUNT; code++) {
        if (findings->count[code] == 0)
            continue;
        bytes_add_format(to, "%8" PRIu64 "  %s. %s\n", findings->count[code], codes[code].name,
                         codes[code].meaning);
        size_t count = shown(findings, code);
        for (size_t i = 0; i < count && i < 5; i++) {
            bytes_add_cstr(to, "          ");
            place_print(&findings->first[code][i], to);
            bytes_add_u8(to, '\n');
        }
        if (findings->count[code] > 5)
            bytes_add_format(to, "          and %" PRIu64 " more\n", findings->count[code] - 5);
    }
}

static void json_place(const struct finding_place *place, struct json_out *to)
{
    json_out_object(to);
    if (place->sheet) {
        json_out_name(to, "sheet");
        json_out_cstr(to, place->sheet);
        json_out_name(to, "row");
        json_out_int(to, place->line);
        json_out_name(to, "column");
        json_out_int(to, place->column);
    } else {
        json_out_name(to, "line");
        json_out_int(to, place->line);
    }
    json_out_name(to, "where");
    json_out_cstr(to, place->where);
    json_out_end(to);
}

void findings_print_json(const struct findings *findings, struct json_out *to)
{
    json_out_array(to);
    for (int code = FINDING_NONE + 1; code < FINDING_COUNT; code++) {
        if (findings->count[code] == 0)
            continue;
        json_out_object(to);
        json_out_name(to, "finding");
        json_out_cstr(to, codes[code].name);
        json_out_name(to, "meaning");
        json_out_cstr(to, codes[code].meaning);
        json_out_name(to, "count");
        json_out_int(to, (int64_t)findings->count[code]);
        json_out_name(to, "first");
        json_out_array(to);
        size_t count = shown(findings, code);
        for (size_t i = 0; i < count; i++) {
            json_place(&findings->first[code][i], to);
        }
        json_out_end(to);
        json_out_end(to);
    }
    json_out_end(to);
}
