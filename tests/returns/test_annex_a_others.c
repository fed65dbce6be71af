/* Rows of Annex A where people have recorded the same children: what is filled, what stays and is listed, and what
 * still waits for somebody. */
#include "place.h"

#include "base/file.h"
#include "practice/access.h"
#include "returns/annex_a.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct scene {
    struct place place;
    struct arena *arena;
    id child, worker;
    struct difference_list differences;
    struct annex_a_summary *summary;
};

/* ---- recording as people do ---- */

static id record_as(struct scene *s, const char *kind_name, id subject, id record, uint64_t replaces,
                    const char *values, uint16_t flags, bool withdraw, uint64_t *seq)
{
    struct error err = { 0 };
    const struct kind *kind = kind_by_name(text_of(kind_name));
    struct values v = values_new(s->arena, kind, instant_london_day(instant_now()));
    struct draft draft;
    struct receipt receipt;

    for (text rest = text_of(values); !text_empty(rest);) {
        struct text_pair line = text_cut(rest, '|'), pair = text_cut(line.before, '=');
        const struct field *field = field_by_name(kind, pair.before);
        check(kind_name, field != NULL, "there is no %.*s", TEXT_ARG(pair.before));
        values_restore(&v, s->arena, field, pair.after);
        rest = line.after;
    }
    struct record_input input = {
        .values = &v, .entry = id_new_ordered(), .subject = subject, .record = record, .replaces = replaces,
        .reason = replaces == NO_ENTRY ? TEXT_NONE : TEXT("recorded in error"), .author = s->worker, .role = ROLE_SOCIAL_WORKER,
        .flags = flags, .withdraw = withdraw, .so_from = INSTANT_UNKNOWN,
    };
    check(kind_name, record_draft(s->arena, &input, &draft, &record, &err), "%s", err.message);
    check(kind_name, ledger_batch_begin(s->place.ledger, &err), "%s", err.message);
    check(kind_name, ledger_put(s->place.ledger, &draft, record_apply, NULL, &receipt, &err), "%s %s", err.message,
          err.detail);
    check(kind_name, ledger_batch_commit(s->place.ledger, &err), "%s", err.message);
    draft_free(&draft);
    if (seq)
        *seq = receipt.seq;
    return record;
}

static id record_new(struct scene *s, const char *kind, id subject, const char *values)
{
    return record_as(s, kind, subject, ID_NONE, NO_ENTRY, values, 0, false, NULL);
}

static void scene_make(struct scene *s)
{
    *s = (struct scene){
        .arena = arena_new(), .worker = id_new_ordered(), .summary = memory_alloc(sizeof *s->summary),
    };
    place_make(&s->place);
    s->child = record_new(s, "person", ID_NONE, "recorded_as=CHILD|forename=Jay|surname=Nobody|sex=M|dob=2015-03-04");
    record_new(s, "person_identifier", s->child, "identifier_type=LACHILD|value=C1");
}

static void scene_end(struct scene *s, const char *name)
{
    place_check_sound(&s->place, name);
    place_remove(&s->place);
    difference_list_free(&s->differences);
    arena_free(s->arena);
    free(s->summary);
}

/* Rows as tests/returns/annex_a_rows.py takes them. */
static void read_rows(struct scene *s, const char *first, ...)
{
    struct annex_a_options options = { .service = s->place.service, .differences = &s->differences };
    struct error err = { 0 };
    struct bytes command = { 0 };
    const char *path = place_path(&s->place, "rows.xlsx");
    va_list list;

    bytes_add_format(&command, "python3 '%s/tests/returns/annex_a_rows.py' '%s'", source_root, path);
    va_start(list, first);
    for (const char *row = first; row; row = va_arg(list, const char *))
        bytes_add_format(&command, " \"%s\"", row);
    va_end(list);
    bytes_add_u8(&command, '\0');
    check("rows", system((const char *)command.at) == 0, "no workbook");
    bytes_free(&command);
    difference_list_free(&s->differences);
    s->differences = (struct difference_list){ 0 };
    check(first, annex_a_import(s->place.ledger, path, &options, s->summary, &err), "%s %s", err.message, err.detail);
}

/* ---- looking ---- */

static int64_t count(struct scene *s, const char *sql)
{
    struct error err = { 0 };
    struct statement *statement;

    check(sql, store_prepare(s->place.store, text_of(sql), &statement, &err), "%s %s", err.message, err.detail);
    check(sql, statement_step(statement, &err) == STEP_ROW, "no row");
    int64_t number = column_int(statement, 0);
    statement_end(statement);
    return number;
}

static const struct record_version *only(struct scene *s, const char *kind)
{
    struct record_query query = { .kind = kind_by_name(text_of(kind)) };
    struct record_list list;
    struct error err = { 0 };

    check(kind, record_list(s->place.store, access_service(s->arena, s->place.service, s->child), s->arena, &query,
                            &list, &err), "%s %s", err.message, err.detail);
    check(kind, list.count == 1, "there are %zu", list.count);
    return &list.at[0];
}

static bool listed(const struct scene *s, const char *words)
{
    return text_contains(bytes_text(&s->differences.rows), text_of(words));
}

static uint64_t found(const struct scene *s, enum finding_code code)
{
    return s->summary->findings.count[code];
}

#define C1 "Child Unique ID=C1|Gender=a) Male|Date of Birth=04/03/2015|"

/* ---- one record, written by a person ---- */

static const struct {
    const char *name, *kind, *recorded, *row;
    const char *field, *value;       // what the only record of the kind then holds
    const char *difference;          // words of the list; NULL: nothing is listed
} cases[] = {
    { "an empty field is filled", "assessment", "start_date=2026-03-02", "4|" C1
      "Continuous Assessment Start Date=02/03/2026|Child Seen During Continuous Assessment=a) Yes", "child_seen", "Y",
      NULL },
    { "what a worker recorded stays", "assessment", "start_date=2026-03-02|child_seen=N", "4|" C1
      "Continuous Assessment Start Date=02/03/2026|Child Seen During Continuous Assessment=a) Yes", "child_seen", "N",
      "No,a worker,a) Yes" },
    { "what is not said is listed too", "assessment", "start_date=2026-03-02|authorised_at=2026-03-20", "4|" C1
      "Continuous Assessment Start Date=02/03/2026", "authorised_at", "2026-03-20", "20 March 2026,a worker,(empty)" },
    { "unknown says nothing of yes", "assessment", "start_date=2026-03-02|child_seen=Y", "4|" C1
      "Continuous Assessment Start Date=02/03/2026|Child Seen During Continuous Assessment=c) Unknown", "child_seen", "Y",
      "Yes,a worker,c) Unknown" },
    { "a day off is a slip", "assessment", "start_date=2026-03-02", "4|" C1
      "Continuous Assessment Start Date=09/03/2026", "start_date", "2026-03-02", "2 March 2026,a worker" },
    { "the hour of a contact is no difference", "contact", "received_at=2026-07-01T15:55:00.000000Z|source=6|concern=x",
      "1|" C1 "Date of Contact=01/07/2026|Contact Source=r) 6: Police", "source", "6", NULL },
    { "an hour before midnight in summer", "contact", "received_at=2026-06-30T23:30:00.000000Z|source=6|concern=x",
      "1|" C1 "Date of Contact=01/07/2026|Contact Source=r) 6: Police", "source", "6", NULL },
    { "a later day of list 6 is the episode open then", "referral", "received_at=2026-01-05|source=6|primary_need=N1",
      "6|" C1 "CIN Start Date=20/02/2026|Primary Need Code=N1 - Abuse", "received_at", "2026-01-05", "List 6" },
    { "list 6 without a day is the episode open now", "referral", "received_at=2026-01-05|source=6", "6|" C1
      "Primary Need Code=N1 - Abuse", "primary_need", "N1", NULL },
    { "not alone is no difference to seen with others", "visit", "visited_at=2026-03-02T10:00:00.000000Z|visit_type=CP|"
      "child_presence=SEEN_WITH", "7|" C1 "Child Protection Plan Start Date=01/02/2026|Initial Category of Abuse=a) Neglect|"
      "Date of the Last Statutory Visit=02/03/2026|Was the Child Seen Alone?=b) No", "child_presence", "SEEN_WITH", NULL },
    { "not alone is one to alone", "visit", "visited_at=2026-03-02T10:00:00.000000Z|visit_type=CP|"
      "child_presence=SEEN_ALONE", "7|" C1 "Child Protection Plan Start Date=01/02/2026|Initial Category of Abuse=a) Neglect|"
      "Date of the Last Statutory Visit=02/03/2026|Was the Child Seen Alone?=b) No", "child_presence", "SEEN_ALONE",
      "a worker,b) No" },
    { "yes is any disability", "disability", "disability_code=AUT|from_date=2020-01-01", "4|" C1
      "Does the Child have a Disability=a) Yes|Continuous Assessment Start Date=02/03/2026", "disability_code", "AUT", NULL },
    { "no is not", "disability", "disability_code=AUT", "4|" C1
      "Does the Child have a Disability=b) No|Continuous Assessment Start Date=02/03/2026", "disability_code", "AUT",
      "Diagnosed autism,a worker,b) No" },
    { "yes against none", "disability", "disability_code=NONE", "4|" C1
      "Does the Child have a Disability=a) Yes|Continuous Assessment Start Date=02/03/2026", "disability_code", "NONE",
      "a worker,a) Yes" },
    { "what cannot be read is listed where something is recorded", "assessment",
      "start_date=2026-03-02|authorised_at=2026-03-20", "4|" C1 "Continuous Assessment Start Date=02/03/2026|"
      "Continuous Assessment Date of Authorisation=soon", "authorised_at", "2026-03-20", "20 March 2026,a worker,soon" },
    { "another birthday", "assessment", "start_date=2026-03-02", "4|Child Unique ID=C1|Gender=a) Male|"
      "Date of Birth=05/03/2015|Continuous Assessment Start Date=02/03/2026", "start_date", "2026-03-02",
      "4 March 2015,a worker,5 March 2015" },
};

static void test_what_a_worker_recorded(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct scene s;
        scene_make(&s);
        record_new(&s, cases[i].kind, s.child, cases[i].recorded);
        read_rows(&s, cases[i].row, NULL);
        const struct record_version *record = only(&s, cases[i].kind);
        text value = values_get(&record->values, cases[i].field)->text;
        check(cases[i].name, text_is(value, cases[i].value), "it holds %.*s", TEXT_ARG(value));
        check(cases[i].name, s.summary->differences == (cases[i].difference ? 1 : 0), "%d are listed: %.*s",
              (int)s.summary->differences, TEXT_ARG(bytes_text(&s.differences.rows)));
        check(cases[i].name, !cases[i].difference || listed(&s, cases[i].difference), "listed as %.*s",
              TEXT_ARG(bytes_text(&s.differences.rows)));
        check(cases[i].name, s.summary->children_new == 0, "a new child");
        scene_end(&s, cases[i].name);
    }
}

/* An empty ledger: lists 3 and 6 of one workbook tell of one episode. */
static void test_lists_tell_of_one_episode(void **state)
{
    struct scene s;

    (void)state;
    scene_make(&s);
    read_rows(&s, "3|" C1 "Date of referral=05/01/2026|Referral Source=6",
              "6|" C1 "CIN Start Date=20/02/2026|Primary Need Code=N1 - Abuse",
              "3|Child Unique ID=C2|Date of referral=05/01/2026|Referral Source=6",
              "6|Child Unique ID=C2|Primary Need Code=N4", NULL);
    check("one each", count(&s, "SELECT count(*) FROM referral") == 2, "are more");
    check("what differs is reported", found(&s, FINDING_CONTRADICTED) == 1, "it is not");
    const struct values *kept = &only(&s, "referral")->values;
    check("the first day stays", text_is(values_get(kept, "received_at")->text, "2026-01-05"), "it does not");
    check("and the rest is filled", values_is(kept, "primary_need", "N1"), "it is not");
    read_rows(&s, "6|Child Unique ID=C3|Primary Need Code=N4", NULL);
    check("an episode without any day", found(&s, FINDING_ROW_WITHOUT_DATE) == 1, "not reported");
    scene_end(&s, "one episode");
}

static void test_two_weeks_apart_are_two(void **state)
{
    struct scene s;

    (void)state;
    scene_make(&s);
    record_new(&s, "assessment", s.child, "start_date=2026-03-02");
    read_rows(&s, "4|" C1 "Continuous Assessment Start Date=10/03/2026", NULL);
    check("eight days", count(&s, "SELECT count(*) FROM assessment") == 2, "are one");
    scene_end(&s, "eight days");
}

/* An amendment from a file is none of the worker's: what waits for the worker waits on, and what was written up late
 * was late. */
static void test_work_goes_on(void **state)
{
    static const char waiting[] = "SELECT count(*) FROM open_step WHERE step = 'assessment_authorise'";
    struct scene s;

    (void)state;
    scene_make(&s);
    record_new(&s, "assessment", s.child, "start_date=2026-03-02|clock_from=2026-03-02");
    check("before", count(&s, waiting) == 1, "nothing waits");
    check("before", only(&s, "assessment")->late, "it is not late");
    read_rows(&s, "4|" C1 "Continuous Assessment Start Date=02/03/2026|"
              "Child Seen During Continuous Assessment=a) Yes", NULL);
    check("the row was kept", values_is(&only(&s, "assessment")->values, "child_seen", "Y"), "it was not");
    check("what waited still waits", count(&s, waiting) == 1, "it does not");
    check("what was late still is", only(&s, "assessment")->late, "it is not");
    read_rows(&s, "4|" C1 "Continuous Assessment Start Date=02/03/2026|Child Seen During Continuous Assessment=a) Yes|"
              "Continuous Assessment Date of Authorisation=20/03/2026", NULL);
    check("until it is done", count(&s, waiting) == 0, "it waits");
    scene_end(&s, "work goes on");
    scene_make(&s);
    read_rows(&s, "4|Child Unique ID=NEW1|Continuous Assessment Start Date=02/03/2026", NULL);
    check("what came from a file alone waits for nobody", count(&s, waiting) == 0, "it waits");
    scene_end(&s, "files alone");
}

static void test_withdrawn_stays_withdrawn(void **state)
{
    struct scene s;
    uint64_t seq;

    (void)state;
    scene_make(&s);
    static const char call[] = "received_at=2026-07-01T10:00:00.000000Z|source=6|concern=x";
    id contact = record_as(&s, "contact", s.child, ID_NONE, NO_ENTRY, call, 0, false, &seq);
    record_as(&s, "contact", s.child, contact, seq, call, 0, true, NULL);
    read_rows(&s, "1|" C1 "Date of Contact=01/07/2026|Contact Source=r) 6: Police",
              "1|" C1 "Date of Contact=02/07/2026|Contact Source=r) 6: Police", NULL);
    check("withdrawn", found(&s, FINDING_WITHDRAWN) == 1, "not reported");
    check("withdrawn", count(&s, "SELECT count(DISTINCT record) FROM contact") == 2, "made again, or the other lost");
    scene_end(&s, "withdrawn");
}

/* ---- who is who ---- */

static void test_workers_and_teams(void **state)
{
    struct scene s;

    (void)state;
    scene_make(&s);
    id team = record_new(&s, "team", ID_NONE, "team_name=North|team_type=ASSESS");
    id hart = record_new(&s, "staff", ID_NONE, "name=Jo Hart|job_role=SW");
    record_new(&s, "staff", ID_NONE, "name=Sam Lee|job_role=SW");
    record_new(&s, "staff", ID_NONE, "name=Sam Lee|job_role=SW");
    read_rows(&s, "4|" C1 "Continuous Assessment Start Date=02/03/2026|Allocated Team=north|Allocated Worker=Jo Hart",
              NULL);
    const struct record_version *record = only(&s, "assessment");
    check("named once", id_same(values_id(&record->values, "team"), team)
          && id_same(values_id(&record->values, "worker"), hart), "not found");
    check("named once", findings_total(&s.summary->findings) == 10, "%d findings: ten lists are missing",
          (int)findings_total(&s.summary->findings));
    read_rows(&s, "3|" C1 "Date of referral=01/03/2026|Referral Source=6|Allocated Worker=Sam Lee|Allocated Team=South",
              NULL);
    check("named twice, or not at all", found(&s, FINDING_NAME_UNKNOWN) == 2, "not reported");
    record = only(&s, "referral");
    check("kept as received", text_contains(record->values.as_received, TEXT("L3 Allocated Worker=Sam Lee\n"))
          && !values_given(&record->values, "worker"), "%.*s", TEXT_ARG(record->values.as_received));
    scene_end(&s, "workers and teams");
}

static void test_children(void **state)
{
    struct scene s;

    (void)state;
    scene_make(&s);
    id twin = record_new(&s, "person", ID_NONE, "recorded_as=CHILD|forename=Kay|surname=Nobody|dob=2015-03-05");
    record_new(&s, "person_identifier", twin, "identifier_type=LACHILD|value=C1");
    record_new(&s, "person_identifier", s.child, "identifier_type=LACHILD|value=00123");
    read_rows(&s, "1|Child Unique ID=C1|Date of Birth=05/03/2015|Date of Contact=01/07/2026|Contact Source=6", NULL);
    check("two bear it", found(&s, FINDING_ID_OF_TWO) == 1 && s.summary->children_new == 0, "not reported");
    id first = s.child;
    s.child = twin;
    check("the birth date tells", only(&s, "contact") != NULL, "it went to the other");
    s.child = first;
    read_rows(&s, "1|Child Unique ID=123|Date of Birth=04/03/2015|Date of Contact=01/07/2026|Contact Source=6", NULL);
    check("zeros that a spreadsheet drops", found(&s, FINDING_ID_ZEROS) == 1 && s.summary->children_new == 1,
          "not reported");
    read_rows(&s, "1|Child Unique ID=U1|Date of Birth=01/02/2026|Age of Child (Years)=-1|Date of Contact=01/12/2025|"
              "Contact Source=6", NULL);
    check("not yet born then",
          count(&s, "SELECT count(*) FROM person WHERE expected_dob IS NOT NULL AND dob IS NULL") == 1, "otherwise");
    read_rows(&s, "1|Child Unique ID=U1|Date of Birth=01/02/2026|Age of Child (Years)=0|Date of Contact=01/12/2025|"
              "Contact Source=6", NULL);
    check("born on the day", s.summary->differences == 0 && s.summary->children_new == 0, "another, or different");
    scene_end(&s, "children");
}

/* What an Annex A added to a year of which a census file was read goes out with it; what it only completed does not
 * come in by that. */
static void test_census_goes_out(void **state)
{
    static const char census[] =
        "<Message><Header><CollectionDetails><Collection>CIN</Collection><Year>2026</Year><ReferenceDate>2026-03-31"
        "</ReferenceDate></CollectionDetails><Source><LEA>201</LEA></Source></Header><Children><Child><ChildIdentifiers>"
        "<LAchildID>C1</LAchildID><PersonBirthDate>2015-03-04</PersonBirthDate><Sex>M</Sex></ChildIdentifiers><CINdetails>"
        "<CINreferralDate>2025-05-01</CINreferralDate><ReferralSource>6</ReferralSource><CINclosureDate>2025-06-01"
        "</CINclosureDate><ReasonForClosure>RC7</ReasonForClosure></CINdetails></Child></Children></Message>";
    struct scene s;
    struct error err = { 0 };
    struct bytes out = { 0 };
    struct cin_summary *summary = memory_alloc(sizeof *summary);

    (void)state;
    scene_make(&s);
    import_well(&s.place, place_write(&s.place, "cin.xml", census, sizeof census - 1), summary);
    read_rows(&s, "3|" C1 "Date of referral=01/05/2025|Referral Source=6|Referral NFA?=b) No",
              "3|" C1 "Date of referral=10/09/2025|Referral Source=9", "4|" C1 "Does the Child have a Disability=a) Yes|"
              "Continuous Assessment Start Date=12/09/2025",
              "3|Child Unique ID=C2|Date of Birth=01/01/2016|Date of referral=11/11/2025|Referral Source=6", NULL);
    check("nothing differs", s.summary->differences == 0, "%d do", (int)s.summary->differences);
    export_well(&s.place, 2026, false, place_path(&s.place, "out.xml"), summary);
    check("out", file_read(place_path(&s.place, "out.xml"), 1 << 20, &out, &err), "%s", err.message);
    static const struct { const char *words; bool there; } told[] = {
        { "<CINreferralDate>2025-05-01<", true }, { "<CINreferralDate>2025-09-10<", true },
        { "<AssessmentActualStartDate>2025-09-12<", true }, { "<LAchildID>C2<", true },
        { "<CINreferralDate>2025-11-11<", true }, { "<Disability></Disability>", false }, { "<Disability/>", false },
        { "AnnexA", false },
    };
    for (size_t i = 0; i < COUNT_OF(told); i++)
        check(told[i].words, text_contains(bytes_text(&out), text_of(told[i].words)) == told[i].there, "%.*s",
              TEXT_ARG(bytes_text(&out)));
    bytes_free(&out);
    free(summary);
    scene_end(&s, "the census goes out");
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_a_worker_recorded),
        cmocka_unit_test(test_lists_tell_of_one_episode),
        cmocka_unit_test(test_two_weeks_apart_are_two),
        cmocka_unit_test(test_work_goes_on),
        cmocka_unit_test(test_withdrawn_stays_withdrawn),
        cmocka_unit_test(test_workers_and_teams),
        cmocka_unit_test(test_children),
        cmocka_unit_test(test_census_goes_out),
    };

    source_root = argc > 1 ? argv[1] : ".";
    return cmocka_run_group_tests(tests, NULL, NULL);
}
