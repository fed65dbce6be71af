/* The CIN census, both ways: samples, what real files hold wrongly, what a second file changes. */
#include "place.h"

#include "base/file.h"
#include "practice/access.h"
#include "returns/cin_shape.h"

#include <stdlib.h>
#include <string.h>

static const struct { const char *name; int year; } samples[] = {
    { "CIN2rows.xml", 2023 },
    { "CIN_Census_2021.xml", 2023 },
    { "CIN_Census_2021_no_assessment_factors.xml", 2023 },
    { "CIN_Census_2024.xml", 2023 },
    { "CIN_header_issues_100.xml", 2023 },
    { "cin-2022.xml", 2022 },
    { "cin-2022-dfe-style-sample.xml", 2022 },
};

static void test_every_sample_comes_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(samples); i++) {
        struct place place;
        struct cin_summary *summary = memory_alloc(sizeof *summary);

        place_make(&place);
        import_well(&place, sample_path(samples[i].name), summary);
        check(samples[i].name, summary->year == samples[i].year, "read as %d", summary->year);
        const char *back = place_path(&place, "back.xml");
        export_well(&place, samples[i].year, false, back, summary);
        check_equal(samples[i].name, sample_path(samples[i].name), back);
        export_well(&place, samples[i].year, true, back, summary);
        check_equal(samples[i].name, sample_path(samples[i].name), back);
        place_check_sound(&place, samples[i].name);
        place_remove(&place);
        free(summary);
    }
}

static void test_every_item_has_a_field(void **state)
{
    (void)state;
    for (int e = 1; e < cin_element_count(); e++) {
        const struct cin_place *at = cin_place_of(e);
        const char *path = cin_element_path(e);
        if (!cin_element_at(e)->block)
            check(path, at->kind && at->field, "the dictionary has no field for it");
        else if (cin_element_at(e)->repeats)
            check(path, at->kind && cin_key_of(e) != CIN_NOWHERE, "no kind, or no beginning");
    }
    for (const struct kind *kind = kind_next(NULL); kind; kind = kind_next(kind)) {
        for (const struct field *field = kind->fields; field->name; field++) {
            bool there = false;
            for (int e = 1; field->cin && e < cin_element_count(); e++)
                there |= cin_place_of(e)->field == field;
            check(field->name, !field->cin || there, "%s of %s is no item of the census",
                  field->cin ? field->cin : "", kind->name);
        }
    }
}

/* ---- what real files hold wrongly ---- */

#define HEAD "<Message><Header><CollectionDetails><Collection>CIN</Collection><Year>2026</Year>" \
    "<ReferenceDate>2026-03-31</ReferenceDate></CollectionDetails><Source><LEA>201</LEA></Source>" \
    "</Header><Children>"
#define TAIL "</Children></Message>"
#define IDENTITY(name, born) "<ChildIdentifiers><LAchildID>" name "</LAchildID>" \
    "<PersonBirthDate>" born "</PersonBirthDate><Sex>M</Sex></ChildIdentifiers>"
#define EPISODE(day) "<CINdetails><CINreferralDate>" day "</CINreferralDate>" \
    "<ReferralSource>1A</ReferralSource><ReferralNFA>0</ReferralNFA></CINdetails>"

static const struct {
    const char *name, *content;
    int children, referrals;
    enum finding_code finding;
    bool comes_back;                 // in every item
} tolerated[] = {
    { "stray text in a block",
      HEAD "<Child><ChildIdentifiers><LAchildID>A</LAchildID>PersonBirthDate</ChildIdentifiers>"
      EPISODE("2025-05-01") "</Child>" TAIL, 1, 1, FINDING_STRAY_TEXT, true },
    { "stray text between children",
      HEAD "text<Child>" IDENTITY("A", "2015-01-01") EPISODE("2025-05-01") "</Child>" TAIL,
      1, 1, FINDING_STRAY_TEXT, true },
    { "an element that nobody knows",
      HEAD "<Child>" IDENTITY("A", "2015-01-01") "<Pet><Name>Rex</Name></Pet>"
      EPISODE("2025-05-01") "</Child>" TAIL, 1, 1, FINDING_UNKNOWN_ELEMENT, false },
    { "a child without any identifier",
      HEAD "<Child><ChildIdentifiers><PersonBirthDate>2015-01-01</PersonBirthDate>"
      "</ChildIdentifiers>" EPISODE("2025-05-01") "</Child>" TAIL,
      1, 1, FINDING_CHILD_WITHOUT_ANY_ID, true },
    { "twins without any identifier",
      HEAD "<Child><ChildIdentifiers><PersonBirthDate>2015-01-01</PersonBirthDate>"
      "</ChildIdentifiers>" EPISODE("2025-05-01") "</Child>"
      "<Child><ChildIdentifiers><PersonBirthDate>2015-01-01</PersonBirthDate>"
      "</ChildIdentifiers>" EPISODE("2025-05-01") "</Child>" TAIL,
      2, 2, FINDING_CHILD_WITHOUT_ANY_ID, true },
    { "a child with a pupil number only",
      HEAD "<Child><ChildIdentifiers><UPN>A123456789123</UPN></ChildIdentifiers>"
      EPISODE("2025-05-01") "</Child>" TAIL, 1, 1, FINDING_CHILD_WITHOUT_LACHILDID, true },
    { "an empty Child element",
      HEAD "<Child/><Child><ChildIdentifiers/></Child>" TAIL, 0, 0, FINDING_CHILD_EMPTY, true },
    { "a child without an episode",
      HEAD "<Child>" IDENTITY("A", "2015-01-01") "</Child>" TAIL,
      1, 0, FINDING_CHILD_WITHOUT_EPISODE, true },
    { "an episode without a date",
      HEAD "<Child>" IDENTITY("A", "2015-01-01") "<CINdetails><ReferralSource>2A</ReferralSource>"
      "</CINdetails></Child>" TAIL, 1, 1, FINDING_BLOCK_WITHOUT_DATE, true },
    { "an empty episode beside a full one",
      HEAD "<Child>" IDENTITY("A", "2015-01-01") "<CINdetails/>" EPISODE("2025-05-01") "</Child>"
      TAIL, 1, 1, FINDING_NONE, true },
    { "days, numbers and flags that are none",
      HEAD "<Child>" IDENTITY("A", "XX") "<CINdetails><CINreferralDate>31/05/2025"
      "</CINreferralDate><ReferralNFA>perhaps</ReferralNFA><ChildProtectionPlans>"
      "<CPPstartDate>2025-13-01</CPPstartDate><NumberOfPreviousCPP>02</NumberOfPreviousCPP>"
      "<Reviews><CPPreviewDate>2025-06-01</CPPreviewDate><CPPreviewDate>soon</CPPreviewDate>"
      "</Reviews></ChildProtectionPlans></CINdetails></Child>" TAIL,
      1, 1, FINDING_UNREADABLE, true },
    { "codes that no set holds",
      HEAD "<Child>" IDENTITY("A", "2015-01-01") "<CINdetails><CINreferralDate>2025-05-01"
      "</CINreferralDate><ReferralSource>99Z</ReferralSource><Assessments>"
      "<AssessmentActualStartDate>2025-05-02</AssessmentActualStartDate>"
      "<FactorsIdentifiedAtAssessment><AssessmentFactors>3A</AssessmentFactors>"
      "<AssessmentFactors>RB</AssessmentFactors><AssessmentFactors>1A</AssessmentFactors>"
      "</FactorsIdentifiedAtAssessment></Assessments></CINdetails></Child>" TAIL,
      1, 1, FINDING_CODE_UNKNOWN, true },
    { "an item given twice",
      HEAD "<Child><ChildIdentifiers><LAchildID>A</LAchildID>"
      "<PersonBirthDate>2015-01-01</PersonBirthDate><PersonBirthDate>2016-01-01</PersonBirthDate>"
      "</ChildIdentifiers>" EPISODE("2025-05-01") "</Child>" TAIL,
      1, 1, FINDING_ITEM_TWICE, true },
    { "GenderCurrent beside Sex",
      HEAD "<Child><ChildIdentifiers><LAchildID>A</LAchildID><GenderCurrent>1</GenderCurrent>"
      "<Sex>M</Sex></ChildIdentifiers>" EPISODE("2025-05-01") "</Child>" TAIL,
      1, 1, FINDING_OUT_OF_YEAR, true },
    { "one child in two Child elements",
      HEAD "<Child>" IDENTITY("A", "2015-01-01") EPISODE("2025-05-01") "</Child>"
      "<Child>" IDENTITY("A", "2015-01-01") EPISODE("2025-09-01") "</Child>" TAIL,
      2, 2, FINDING_CHILD_TWICE, true },
    { "two children with one LAchildID",
      HEAD "<Child>" IDENTITY("A", "2015-01-01") EPISODE("2025-05-01") "</Child>"
      "<Child>" IDENTITY("A", "2012-01-01") EPISODE("2025-05-01") "</Child>" TAIL,
      2, 2, FINDING_LACHILDID_OF_TWO, true },
    { "one block stated twice",
      HEAD "<Child>" IDENTITY("A", "2015-01-01") EPISODE("2025-05-01") EPISODE("2025-05-01")
      "</Child>" TAIL, 1, 2, FINDING_NONE, true },
    { "no header",
      "<Message><Children><Child>" IDENTITY("A", "2015-01-01") EPISODE("2025-05-01") "</Child>"
      TAIL, 1, 1, FINDING_HEADER, true },
    { "a namespace and a comment",
      "<c:Message xmlns:c=\"urn:census\"><c:Children><!-- one --><c:Child><c:ChildIdentifiers>"
      "<c:LAchildID>A</c:LAchildID></c:ChildIdentifiers></c:Child></c:Children></c:Message>",
      1, 0, FINDING_HEADER, true },
    { "letters that XML escapes",
      HEAD "<Child><ChildIdentifiers><LAchildID>A&amp;B&lt;\\n</LAchildID></ChildIdentifiers>"
      EPISODE("2025-05-01") "</Child>" TAIL, 1, 1, FINDING_NONE, true },
};

static void test_real_files_are_tolerated(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(tolerated); i++) {
        const char *name = tolerated[i].name;
        struct cin_summary *summary = memory_alloc(sizeof *summary);
        struct place place;

        place_make(&place);
        const char *in = place_write(&place, "in.xml", tolerated[i].content,
                                     strlen(tolerated[i].content));
        import_well(&place, in, summary);
        check(name, (int)summary->children == tolerated[i].children, "%d children",
              (int)summary->children);
        check(name, (int)count_of_kind(summary, "referral")->stated == tolerated[i].referrals,
              "%d referrals", (int)count_of_kind(summary, "referral")->stated);
        check(name, tolerated[i].finding == FINDING_NONE
              || summary->findings.count[tolerated[i].finding] > 0, "not reported");
        int year = summary->year;
        const char *back = place_path(&place, "back.xml");
        export_well(&place, year, false, back, summary);
        if (tolerated[i].comes_back && strstr(tolerated[i].content, "<Header>"))
            check_equal(name, in, back);

        // The same content under another hash is read, and changes nothing.
        uint64_t before = place_size(&place);
        FILE *more = fopen(in, "ab");
        fputs("<!-- again -->", more);
        fclose(more);
        import_well(&place, in, summary);
        check(name, summary->entries == 0, "%d entries the second time", (int)summary->entries);
        check(name, place_size(&place) == before + 1, "more than the import itself was written");
        place_remove(&place);
        free(summary);
    }
}

/* ---- a second file ---- */

static void test_twice_changes_nothing(void **state)
{
    struct cin_summary *summary = memory_alloc(sizeof *summary);
    struct place place;

    (void)state;
    place_make(&place);
    import_well(&place, sample_path("CIN_Census_2024.xml"), summary);
    uint64_t size = place_size(&place);
    import_well(&place, sample_path("CIN_Census_2024.xml"), summary);
    check("twice", summary->read_before && summary->entries == 0, "it was read again");
    check("twice", place_size(&place) == size, "the ledger grew");
    place_remove(&place);
    free(summary);
}

#define PLAN(latest, reviews) "<ChildProtectionPlans><CPPstartDate>2024-06-01</CPPstartDate>" \
    "<InitialCategoryOfAbuse>NEG</InitialCategoryOfAbuse><LatestCategoryOfAbuse>" latest \
    "</LatestCategoryOfAbuse><NumberOfPreviousCPP>0</NumberOfPreviousCPP><Reviews>" reviews \
    "</Reviews></ChildProtectionPlans>"
#define REVIEW(day) "<CPPreviewDate>" day "</CPPreviewDate>"
#define FILE_OF(year, closed, plan) "<Message><Header><CollectionDetails>" \
    "<Collection>CIN</Collection><Year>" year "</Year><ReferenceDate>" year "-03-31" \
    "</ReferenceDate></CollectionDetails></Header><Children><Child>" \
    IDENTITY("A", "2015-01-01") "<CINdetails><CINreferralDate>2024-05-01</CINreferralDate>" \
    "<ReferralSource>1A</ReferralSource>" closed "<ReferralNFA>false</ReferralNFA>" plan \
    "</CINdetails></Child></Children></Message>"

static const char year_2025[] = FILE_OF("2025", "", PLAN("NEG", REVIEW("2024-08-01")));
static const char year_2026[] = FILE_OF("2026", "<CINclosureDate>2025-11-01</CINclosureDate>",
    PLAN("EMO", REVIEW("2024-08-01") REVIEW("2025-02-01")));

static void test_next_year_updates(void **state)
{
    struct cin_summary *summary = memory_alloc(sizeof *summary);
    struct place place;

    (void)state;
    place_make(&place);
    const char *first = place_write(&place, "2025.xml", year_2025, sizeof year_2025 - 1);
    const char *second = place_write(&place, "2026.xml", year_2026, sizeof year_2026 - 1);
    const char *back = place_path(&place, "back.xml");
    import_well(&place, first, summary);
    import_well(&place, second, summary);
    check("next year", summary->children_new == 0, "a new child");
    check("next year", count_of_kind(summary, "referral")->amended == 1, "closure not recorded");
    check("next year", count_of_kind(summary, "child_protection_plan")->amended == 1, "category");
    check("next year", count_of_kind(summary, "cp_review")->added == 1, "review not added");
    check("next year", summary->entries == 3, "%d entries", (int)summary->entries);
    export_well(&place, 2026, false, back, summary);
    check_equal("2026 as known now", second, back);
    export_well(&place, 2025, true, back, summary);
    check_equal("2025 as received", first, back);
    place_check_sound(&place, "next year");
    place_remove(&place);
    free(summary);
}

static void test_earlier_year_amends_nothing(void **state)
{
    struct cin_summary *summary = memory_alloc(sizeof *summary);
    struct place place;

    (void)state;
    place_make(&place);
    import_well(&place, place_write(&place, "2026.xml", year_2026, sizeof year_2026 - 1), summary);
    import_well(&place, place_write(&place, "2025.xml", year_2025, sizeof year_2025 - 1), summary);
    check("earlier year", summary->entries == 0, "%d entries", (int)summary->entries);
    check("earlier year", summary->findings.count[FINDING_OLDER_FILE] == 2, "not reported");
    place_remove(&place);
    free(summary);
}

/* A worker gives the referral a need; the next file, which has none, must not take it away. */
static void worker_amends(struct place *place, struct arena *arena)
{
    struct error err = { 0 };
    struct statement *s;
    struct record_version version;
    struct draft draft;
    struct receipt receipt;
    id record;

    check("find", store_prepare_literal(place->store, "SELECT subject, record FROM referral", &s,
                                        &err), "%s", err.message);
    check("find", statement_step(s, &err) == STEP_ROW, "no referral");
    id subject = column_id(s, 0), referral = column_id(s, 1);
    statement_end(s);
    const struct pass *pass = access_service(arena, place->service, subject);
    check("get", record_get(place->store, pass, arena, referral, &version, &err), "%s",
          err.message);
    const struct cin_place *need = cin_place_of(
        cin_element_by_path(TEXT("CINdetails/PrimaryNeedCode")));
    values_restore(&version.values, arena, need->field, TEXT("N4"));
    struct record_input input = {
        .values = &version.values, .entry = id_new_ordered(), .subject = subject,
        .record = referral, .replaces = version.seq, .reason = TEXT("Seen at the visit"),
        .author = id_new_random(), .role = ROLE_SOCIAL_WORKER, .so_from = INSTANT_UNKNOWN,
    };
    check("draft", record_draft(arena, &input, &draft, &record, &err), "%s", err.message);
    check("put", ledger_batch_begin(place->ledger, &err)
          && ledger_put(place->ledger, &draft, record_apply, NULL, &receipt, &err)
          && ledger_batch_commit(place->ledger, &err), "%s", err.message);
    draft_free(&draft);
}

static void test_worker_is_not_overwritten(void **state)
{
    struct cin_summary *summary = memory_alloc(sizeof *summary);
    struct arena *arena = arena_new();
    struct bytes held = { 0 };
    struct error err = { 0 };
    struct place place;

    (void)state;
    place_make(&place);
    import_well(&place, place_write(&place, "2025.xml", year_2025, sizeof year_2025 - 1), summary);
    worker_amends(&place, arena);
    import_well(&place, place_write(&place, "2026.xml", year_2026, sizeof year_2026 - 1), summary);
    check("worker", summary->findings.count[FINDING_OURS_KEPT] == 1, "not reported");
    const char *back = place_path(&place, "back.xml");
    export_well(&place, 2026, false, back, summary);
    check("worker", file_read(back, 1 << 20, &held, &err), "%s", err.message);
    bytes_add_u8(&held, '\0');
    check("worker", strstr((char *)held.at, "<PrimaryNeedCode>N4<") != NULL, "the need is gone");
    check("worker", strstr((char *)held.at, "<CINclosureDate>2025-11-01<") != NULL, "no closure");
    bytes_free(&held);
    place_remove(&place);
    arena_free(arena);
    free(summary);
}

static void test_year_without_a_file(void **state)
{
    struct cin_summary *summary = memory_alloc(sizeof *summary);
    struct cin_export_options received = { .as_received = true };
    struct error err = { 0 };
    struct place place;

    (void)state;
    place_make(&place);
    import_well(&place, place_write(&place, "2025.xml", year_2025, sizeof year_2025 - 1), summary);
    const char *back = place_path(&place, "back.xml");
    export_well(&place, 2026, false, back, summary);
    check("still open", summary->children == 1, "%d children", (int)summary->children);
    export_well(&place, 2024, false, back, summary);
    check("not yet referred", summary->children == 0, "%d children", (int)summary->children);
    check("nothing to give back", !cin_export(place.store, 2026, &received, back, summary, &err)
          && err.kind == ERROR_INPUT, "it was written");
    place_remove(&place);
    free(summary);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_item_has_a_field),
        cmocka_unit_test(test_every_sample_comes_back),
        cmocka_unit_test(test_real_files_are_tolerated),
        cmocka_unit_test(test_twice_changes_nothing),
        cmocka_unit_test(test_next_year_updates),
        cmocka_unit_test(test_earlier_year_amends_nothing),
        cmocka_unit_test(test_worker_is_not_overwritten),
        cmocka_unit_test(test_year_without_a_file),
    };

    source_root = argc > 1 ? argv[1] : ".";
    return cmocka_run_group_tests(tests, NULL, NULL);
}
