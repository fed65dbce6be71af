/* returns/finding.h - what reading or writing a return had to say, bounded however bad the file
 * is.
 *
 * Every finding is counted under its code; only the first FINDINGS_SHOWN of a code keep their line
 * and place. No finding holds a value from the file: a line, or a row and a column, finds it, and nothing
 * personal leaves through a log. */
#pragma once
#include "base/json.h"

#define FINDINGS_SHOWN 20

enum finding_code {
    FINDING_NONE,
    FINDING_STRAY_TEXT,
    FINDING_UNKNOWN_ELEMENT,
    FINDING_ITEM_TWICE,
    FINDING_UNREADABLE,
    FINDING_CODE_UNKNOWN,
    FINDING_OUT_OF_YEAR,
    FINDING_BLOCK_WITHOUT_DATE,
    FINDING_CHILD_WITHOUT_LACHILDID,
    FINDING_CHILD_WITHOUT_ANY_ID,
    FINDING_CHILD_TWICE,
    FINDING_LACHILDID_OF_TWO,
    FINDING_CONTRADICTED,
    FINDING_LACHILDID_CHANGED,
    FINDING_UPN_OF_TWO,
    FINDING_CHILD_WITHOUT_EPISODE,
    FINDING_CHILD_EMPTY,
    FINDING_OLDER_FILE,
    FINDING_OURS_KEPT,
    FINDING_NOT_STATED_NOW,
    FINDING_HEADER,
    FINDING_REPLACED,
    // Of a workbook.
    FINDING_SHEET_UNKNOWN,
    FINDING_LIST_WITHOUT_HEADER,
    FINDING_LIST_MISSING,
    FINDING_LIST_TWICE,
    FINDING_COLUMN_UNKNOWN,
    FINDING_COLUMN_MISSING,
    FINDING_COLUMN_TWICE,
    FINDING_ROW_WITHOUT_CHILD,
    FINDING_ROW_BARE,
    FINDING_ROW_TWICE,
    FINDING_ROW_WITHOUT_DATE,
    FINDING_CELL_FAULT,
    FINDING_NAME_UNKNOWN,
    FINDING_ID_OF_TWO,
    FINDING_ID_ZEROS,
    FINDING_WITHDRAWN,
    FINDING_DIFFERS,
    FINDING_COUNT
};

/* In a text file a line and an element; in a workbook a sheet, a row, a column and its title. Texts live as long as
 * the findings; any may be NULL, and numbers 0. */
struct finding_place { long line; const char *where, *sheet; int column; };

struct findings {
    uint64_t count[FINDING_COUNT];
    struct finding_place first[FINDING_COUNT][FINDINGS_SHOWN];
};

const char *finding_name(enum finding_code code);              // "child without LAchildID"
const char *finding_meaning(enum finding_code code);           // what was done about it, a sentence

void finding_add(struct findings *findings, enum finding_code code, long line, const char *where);
void finding_add_cell(struct findings *findings, enum finding_code code, const struct finding_place *place);
uint64_t findings_total(const struct findings *findings);
/* For people: a line a code, then the first lines of the file where it was seen. */
void findings_print(const struct findings *findings, struct bytes *to);
void findings_print_json(const struct findings *findings, struct json_out *to);
