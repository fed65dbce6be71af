#include "returns/finding.h"

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
        "item that the file lacks and a worker has recorded", "What the worker recorded is kept." },
    [FINDING_NOT_STATED_NOW] = {
        "record that the earlier file of this year stated and this one does not",
        "It is kept, and is no longer part of this year's export. Withdraw it if it was wrong." },
    [FINDING_HEADER] = {
        "header item that is missing or does not agree", "The file is read all the same." },
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

void finding_add(struct findings *findings, enum finding_code code, long line, const char *where)
{
    assert(code > FINDING_NONE && code < FINDING_COUNT);
    uint64_t n = findings->count[code]++;
    if (n < FINDINGS_SHOWN)
        findings->first[code][n] = (struct finding_place){ .line = line, .where = where };
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

void findings_print(const struct findings *findings, struct bytes *to)
{
    for (int code = FINDING_NONE + 1; code < FINDING_COUNT; code++) {
        if (findings->count[code] == 0)
            continue;
        bytes_add_format(to, "%8" PRIu64 "  %s. %s\n", findings->count[code], codes[code].name,
                         codes[code].meaning);
        size_t count = shown(findings, code);
        for (size_t i = 0; i < count && i < 5; i++) {
            const struct finding_place *place = &findings->first[code][i];
            bytes_add_format(to, "          line %ld%s%s\n", place->line, place->where ? ": " : "",
                             place->where ? place->where : "");
        }
        if (findings->count[code] > 5)
            bytes_add_format(to, "          and %" PRIu64 " more\n", findings->count[code] - 5);
    }
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
            json_out_object(to);
            json_out_name(to, "line");
            json_out_int(to, findings->first[code][i].line);
            json_out_name(to, "where");
            json_out_cstr(to, findings->first[code][i].where);
            json_out_end(to);
        }
        json_out_end(to);
        json_out_end(to);
    }
    json_out_end(to);
}
