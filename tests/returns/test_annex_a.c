/* The shape of Annex A against the dictionary, and what cells of real workbooks mean. */
#include "../base/check.h"

#include "returns/annex_a_convert.h"
#include "returns/annex_a_shape.h"

#include <stdlib.h>
#include <string.h>

/* ---- shape ---- */

static bool row_makes(int list)
{
    return list <= 8 && (annex_a_subject(list) || annex_a_list(list)->beside[0]);
}

static void test_every_column_has_a_field_or_a_reason(void **state)
{
    int id_column = annex_a_column_find(1, TEXT("Child Unique ID"));

    (void)state;
    for (int list = 1; list <= ANNEX_A_LISTS; list++) {
        for (int c = 0; c < annex_a_column_count() && row_makes(list); c++) {
            const struct annex_a_column *column = annex_a_column(c);
            const struct annex_a_place *places;
            if (list < column->first || list > column->last || c == id_column)
                continue;
            bool has = annex_a_places(list, c, &places) > 0;
            check(annex_a_path(list, c), has != (column->unkept != NULL), "%s",
                  has ? "a field, and a reason against one" : "neither field nor reason");
        }
    }
}

/* A field that names a column of the shape in other words would quietly not be kept. */
static void test_every_field_names_a_column(void **state)
{
    (void)state;
    for (const struct kind *kind = kind_next(NULL); kind; kind = kind_next(kind)) {
        for (const struct field *field = kind->fields; field->name; field++) {
            for (text rest = text_of(field->annex_a); !text_empty(rest);) {
                struct text_pair item = text_cut(rest, ';'), parts = text_cut(text_trim(item.before), ' ');
                struct text_pair range = text_cut(text_skip(parts.before, 1), '-');
                int64_t first = 0, last;
                rest = item.after;
                check(kind->name, text_starts(parts.before, "L") && text_to_int(range.before, &first),
                      "%s names no list", field->name);
                if (!text_to_int(range.after, &last))
                    last = first;
                for (int64_t list = first; list <= last; list++)
                    check(kind->name, annex_a_column_find((int)list, parts.after) >= 0,
                          "%s: list %d has no column '%.*s'", field->name, (int)list, TEXT_ARG(parts.after));
            }
        }
    }
}

static const struct { const char *name; int list; } sheets[] = {
    { "List 1", 1 }, { "list_1", 1 }, { "LIST 10", 10 }, { "List11", 11 }, { "1_Contacts", 1 }, { "1. Contacts", 1 },
    { "3 - Referrals", 3 }, { "Contacts", 1 }, { "referrals", 3 }, { "Early Help", 2 }, { "S47", 5 }, { "CIN", 6 },
    { "Child Protection", 7 }, { "L8", 8 }, { "Care Leavers", 9 }, { "List 4 Assessments", 4 }, { "Annex A List 5", 5 },
    { "Guidance", 0 }, { "Sheet1", 0 }, { "List", 0 }, { "List 12", 0 }, { "2026", 0 }, { "Looked after", 8 },
    { "", 0 }, { "L", 0 }, { "Leavers 9", 0 },
};

static void test_sheets(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(sheets); i++) {
        int list = annex_a_list_of_sheet(text_of(sheets[i].name));
        check(sheets[i].name, list == sheets[i].list, "taken for list %d", list);
    }
}

static const struct { int list; const char *title; bool there; } titles[] = {
    { 3, "Date of referral", true }, { 3, "DATE OF REFERRAL", true }, { 3, " Date  of\nReferral ", true },
    { 3, "Referral NFA", true }, { 1, "Date of referral", false }, { 1, "Age", true },
    { 1, "Age of Child (Years)", true },
    { 8, "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N))", true },
    { 8, "Number of Episodes the Child has been \xE2\x80\x98Missing\xE2\x80\x99 from their Placement in the last 12 "
         "months", true },
    { 3, "Locality", false }, { 3, "", false }, { 4, "Allocated Worker", true }, { 1, "Allocated Worker", false },
};

static void test_titles(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(titles); i++)
        check(titles[i].title, (annex_a_column_find(titles[i].list, text_of(titles[i].title)) >= 0) == titles[i].there,
              "otherwise, in list %d", titles[i].list);
}

/* ---- cells ---- */

static const struct {
    const char *kind, *field, *cell;
    enum xlsx_type type;
    enum annex_a_meaning meaning;
    const char *value;
    enum finding_code found;
} cells[] = {
    { "person", "sex", "a) Male", XLSX_TEXT, MEANS_VALUE, "M", 0 },
    { "person", "sex", "female", XLSX_TEXT, MEANS_VALUE, "F", 0 },
    { "person", "sex", "m", XLSX_TEXT, MEANS_VALUE, "M", 0 },
    { "person", "sex", "c) Not stated/recorded", XLSX_TEXT, MEANS_VALUE, "U", 0 },
    { "person", "sex", "d) Neither", XLSX_TEXT, MEANS_WORDS, "", 0 },
    { "person", "sex", "", XLSX_EMPTY, MEANS_NOTHING, "", 0 },
    { "person", "ethnicity", "a) WBRI", XLSX_TEXT, MEANS_VALUE, "WBRI", 0 },
    { "person", "ethnicity", "wbri", XLSX_TEXT, MEANS_VALUE, "WBRI", 0 },
    { "person", "ethnicity", "White British", XLSX_TEXT, MEANS_VALUE, "WBRI", 0 },
    { "person", "ethnicity", "u) UNKNOWN", XLSX_TEXT, MEANS_VALUE, "NOBT", 0 },
    { "person", "ethnicity", "ZZZZ", XLSX_TEXT, MEANS_VALUE, "ZZZZ", FINDING_CODE_UNKNOWN },
    { "person", "ethnicity", "from over the sea", XLSX_TEXT, MEANS_UNREADABLE, "from over the sea", FINDING_CODE_UNKNOWN },
    { "contact", "source", "a) 1A: Individual - Family member/relative/carer", XLSX_TEXT, MEANS_VALUE, "1A", 0 },
    { "contact", "source", "u) 10: Unknown", XLSX_TEXT, MEANS_VALUE, "10", 0 },
    { "contact", "source", "6", XLSX_NUMBER, MEANS_VALUE, "6", 0 },
    { "contact", "source", "Police", XLSX_TEXT, MEANS_VALUE, "6", 0 },
    { "contact", "source", "(e) 2A", XLSX_TEXT, MEANS_VALUE, "2A", 0 },
    { "referral", "primary_need", "N1 - Abuse or neglect", XLSX_TEXT, MEANS_VALUE, "N1", 0 },
    { "referral", "primary_need", "N4\xE2\x80\x93" "Family in acute stress", XLSX_TEXT, MEANS_VALUE, "N4", 0 },
    { "referral", "primary_need", "Low income", XLSX_TEXT, MEANS_VALUE, "N7", 0 },
    { "referral", "close_reason", "RC8: Case closed after assessment", XLSX_TEXT, MEANS_VALUE, "RC8", 0 },
    { "referral", "nfa", "a) Yes", XLSX_TEXT, MEANS_VALUE, "Y", 0 },
    { "referral", "nfa", "n", XLSX_TEXT, MEANS_VALUE, "N", 0 },
    { "referral", "nfa", "0", XLSX_FLAG, MEANS_VALUE, "N", 0 },
    { "referral", "nfa", "c) Unknown", XLSX_TEXT, MEANS_NOTHING, "", 0 },
    { "referral", "nfa", "perhaps", XLSX_TEXT, MEANS_UNREADABLE, "", FINDING_UNREADABLE },
    { "referral", "received_at", "2026-03-31", XLSX_DAY, MEANS_VALUE, "2026-03-31", 0 },
    { "referral", "received_at", "46112", XLSX_NUMBER, MEANS_VALUE, "2026-03-31", 0 },
    { "referral", "received_at", "46112.5", XLSX_NUMBER, MEANS_VALUE, "2026-03-31", 0 },
    { "referral", "received_at", "31/03/2026", XLSX_TEXT, MEANS_VALUE, "2026-03-31", 0 },
    { "referral", "received_at", "31.3.2026", XLSX_TEXT, MEANS_VALUE, "2026-03-31", 0 },
    { "referral", "received_at", "31-Mar-2026", XLSX_TEXT, MEANS_VALUE, "2026-03-31", 0 },
    { "referral", "received_at", "31 March 2026", XLSX_TEXT, MEANS_VALUE, "2026-03-31", 0 },
    { "referral", "received_at", "31/03/2026 00:00:00", XLSX_TEXT, MEANS_VALUE, "2026-03-31", 0 },
    { "referral", "received_at", "2026-03-31 14:05", XLSX_TEXT, MEANS_VALUE, "2026-03-31", 0 },
    { "referral", "received_at", "2026-03-31T00:00:00", XLSX_TEXT, MEANS_VALUE, "2026-03-31", 0 },
    { "referral", "received_at", "31/03/26", XLSX_TEXT, MEANS_UNREADABLE, "", FINDING_UNREADABLE },
    { "referral", "received_at", "03/31/2026", XLSX_TEXT, MEANS_UNREADABLE, "", FINDING_UNREADABLE },
    { "referral", "received_at", "31/02/2026", XLSX_TEXT, MEANS_UNREADABLE, "", FINDING_UNREADABLE },
    { "referral", "received_at", "today", XLSX_TEXT, MEANS_UNREADABLE, "", FINDING_UNREADABLE },
    { "referral", "received_at", "14:05", XLSX_TEXT, MEANS_UNREADABLE, "", FINDING_UNREADABLE },
    { "referral", "received_at", "0", XLSX_NUMBER, MEANS_UNREADABLE, "", FINDING_UNREADABLE },
    { "contact", "received_at", "01/07/2026", XLSX_TEXT, MEANS_VALUE, "2026-06-30T23:00:00.000000Z", 0 },
    { "child_protection_plan", "initial_category", "e) Multiple/not recommended", XLSX_TEXT, MEANS_VALUE, "MUL", 0 },
    { "child_protection_plan", "initial_category", "Emotional Abuse", XLSX_TEXT, MEANS_VALUE, "EMO", 0 },
    { "child_protection_plan", "previous_plans", "2", XLSX_NUMBER, MEANS_VALUE, "2", 0 },
    { "child_protection_plan", "previous_plans", "two", XLSX_TEXT, MEANS_UNREADABLE, "two", FINDING_UNREADABLE },
    { "initial_conference", "decision", "a) Yes", XLSX_TEXT, MEANS_VALUE, "CP", 0 },
    { "initial_conference", "decision", "b) No", XLSX_TEXT, MEANS_WORDS, "", 0 },
    { "visit", "child_presence", "Yes", XLSX_TEXT, MEANS_VALUE, "SEEN_ALONE", 0 },
    { "visit", "child_presence", "b) No", XLSX_TEXT, MEANS_WORDS, "", 0 },
    { "visit", "child_presence", "c) Unknown", XLSX_TEXT, MEANS_NOTHING, "", 0 },
    { "assessment", "worker", "Jay Nobody", XLSX_TEXT, MEANS_UNREADABLE, "Jay Nobody", FINDING_NAME_UNKNOWN },
};

static void test_cells(void **state)
{
    struct arena *arena = arena_new();
    struct annex_a_names names = { 0 };
    struct annex_a_reader reader = { .arena = arena, .names = &names, .today = DAY_UNKNOWN };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cells); i++) {
        const struct kind *kind = kind_by_name(text_of(cells[i].kind));
        const struct field *field = kind ? field_by_name(kind, text_of(cells[i].field)) : NULL;
        struct xlsx_cell cell = { .text = text_of(cells[i].cell), .type = cells[i].type };
        enum finding_code found;
        text value;

        check(cells[i].cell, field != NULL, "there is no field %s of %s", cells[i].field, cells[i].kind);
        enum annex_a_meaning meaning = annex_a_convert(&reader, field, cell, &value, &found);
        check(cells[i].cell, meaning == cells[i].meaning, "of %s means %d", cells[i].field, (int)meaning);
        check(cells[i].cell, found == cells[i].found, "of %s: found %d", cells[i].field, (int)found);
        check(cells[i].cell, meaning != MEANS_VALUE || text_is(value, cells[i].value), "of %s is '%.*s'",
              cells[i].field, TEXT_ARG(value));
    }
    arena_free(arena);
}

static const struct { const char *cell; enum annex_a_meaning meaning; bool yes; } disabled[] = {
    { "a) Yes", MEANS_VALUE, true }, { "b) No", MEANS_VALUE, false }, { "Y", MEANS_VALUE, true },
    { "c) Unknown", MEANS_NOTHING, false }, { "", MEANS_NOTHING, false }, { "autism", MEANS_UNREADABLE, false },
};

static void test_disabled(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(disabled); i++) {
        bool yes = false;
        struct xlsx_cell cell = { .text = text_of(disabled[i].cell), .type = XLSX_TEXT };
        check(disabled[i].cell, annex_a_yes(cell, &yes) == disabled[i].meaning && yes == disabled[i].yes, "otherwise");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_column_has_a_field_or_a_reason),
        cmocka_unit_test(test_every_field_names_a_column),
        cmocka_unit_test(test_sheets),
        cmocka_unit_test(test_titles),
        cmocka_unit_test(test_cells),
        cmocka_unit_test(test_disabled),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
