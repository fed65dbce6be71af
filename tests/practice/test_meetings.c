/* Who belongs to a meeting, and whether enough came: matrices of both, and what the record says of a child. */
#include "../record/place.h"

#include "practice/meetings.h"
#include "practice/pathway.h"
#include "practice/tasks.h"

#include <string.h>

static struct place place;
static struct error err;

#define OK(call) check(#call, (call), "%s %s", err.message, err.detail)
#define HEX(i) text_cstr(place.arena, id_hex(place.arena, (i)))

static int make(void **state)
{
    (void)state;
    place_make(&place);
    return 0;
}

static int unmake(void **state)
{
    (void)state;
    place_remove(&place);
    return 0;
}

static const struct kind *of(const char *name)
{
    return kind_by_name(text_of(name));
}

/* ---- whether enough came ---- */

static const struct came {
    const char *what, *meeting, *agencies;      // "CSC:ATT POLICE:REPORT": agency, status, direct
    const char *missing;                        // "" enough
} matrix[] = {
    { "nobody at all", "strategy_discussion", "", "social care; the police; a health practitioner" },
    { "all three", "strategy_discussion", "CSC:ATT POLICE:ATTV HV:ATT", "" },
    { "somebody in their stead", "strategy_discussion", "CSC:ATT POLICE:REP SN:ATTV", "" },
    { "any health body", "strategy_discussion", "CSC:ATT POLICE:ATT AMH:ATT", "" },
    { "a named health lead", "strategy_discussion", "CSC:ATT POLICE:ATT HEALTH_ICB:ATTV", "" },
    { "a report is not a discussion", "strategy_discussion", "CSC:ATT POLICE:REPORT HV:ATT", "the police" },
    { "apologies", "strategy_discussion", "CSC:ATT POLICE:ATT GP:APOL", "a health practitioner" },
    { "invited, and nothing heard", "strategy_discussion", "CSC:ATT POLICE: HV:ATT", "the police" },
    { "not invited", "strategy_discussion", "CSC:ATT POLICE:NOTINV HV:ATT", "the police" },
    { "a call between two", "strategy_discussion", "CSC:ATT POLICE:ATT", "a health practitioner" },
    { "the school does not stand for health", "strategy_discussion", "CSC:ATT POLICE:ATT SCHOOL:ATT",
      "a health practitioner" },
    { "substance misuse is no health body here", "strategy_discussion", "CSC:ATT POLICE:ATT SUBST:ATT",
      "a health practitioner" },
    { "no social care", "strategy_discussion", "POLICE:ATT HV:ATT SCHOOL:ATT", "social care" },
    { "the chair is not social care's worker", "initial_conference", "CHAIR:ATT SCHOOL:ATT HV:ATT", "social care" },
    { "social care and two", "initial_conference", "CSC:ATT SCHOOL:ATT HV:ATTV", "" },
    { "and one", "initial_conference", "CSC:ATT SCHOOL:ATT", "one more agency who works with the child" },
    { "alone", "initial_conference", "CSC:ATT", "two more agencies who work with the child" },
    { "two people of one school are one agency", "initial_conference", "CSC:ATT SCHOOL:ATT SCHOOL:ATT",
      "one more agency who works with the child" },
    { "two health bodies are two", "initial_conference", "CSC:ATT GP:ATT HV:ATT", "" },
    { "family are no agency", "initial_conference", "CSC:ATT FAMILY:ATT CHILD:ATT",
      "two more agencies who work with the child" },
    { "an adult's service does not know the child", "initial_conference", "CSC:ATT AMH:ATT PROB:ATT",
      "two more agencies who work with the child" },
    { "unless the invitation says so", "initial_conference", "CSC:ATT AMH:ATT:Y PROB:ATT:Y", "" },
    { "a school that never met the child", "initial_conference", "CSC:ATT SCHOOL:ATT:N HV:ATT",
      "one more agency who works with the child" },
    { "a report instead of coming", "initial_conference", "CSC:ATT SCHOOL:REPORT HV:ATT",
      "one more agency who works with the child" },
    { "excluded by the chair", "initial_conference", "CSC:ATT SCHOOL:EXCL HV:ATT",
      "one more agency who works with the child" },
    { "a review needs the same", "cp_review", "CSC:ATT SCHOOL:ATT", "one more agency who works with the child" },
    { "police count at a conference", "cp_review", "CSC:ATT POLICE:ATT EY:ATT", "" },
    { "a core group needs one", "core_group", "CSC:ATT HV:ATT", "" },
    { "a core group alone", "core_group", "CSC:ATT", "one more agency who works with the child" },
    { "no rule: nobody is missing", "pre_proceedings_meeting", "", "" },
};

static void enough(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(matrix); i++) {
        struct attended all[8];
        size_t count = 0;
        for (text rest = text_of(matrix[i].agencies); !text_empty(rest); ) {
            struct text_pair one = text_cut(rest, ' '), agency = text_cut(one.before, ':');
            struct text_pair status = text_cut(agency.after, ':');
            all[count++] = (struct attended){ agency.before, status.before, status.after };
            rest = one.after;
        }
        struct quorum q = meeting_quorum(place.arena, of(matrix[i].meeting), all, count);
        check(matrix[i].what, text_is(q.missing, matrix[i].missing) && q.met == (matrix[i].missing[0] == '\0'),
              "missing: %.*s", TEXT_ARG(q.missing));
    }
}

/* ---- who belongs ---- */

#define TODAY "2026-11-24"
static const struct belongs {
    const char *what, *meeting, *born, *expected, *factors, *source, *told;
    const char *required, *also, *never;        // agencies parted by blanks
} belongs[] = {
    { "a child at school", "strategy_discussion", "2016-01-01", NULL, "", "", "", "CSC POLICE SN SCHOOL", "",
      "HV MIDW EY" },
    { "a baby", "strategy_discussion", "2026-02-01", NULL, "", "", "", "CSC POLICE HV", "EY", "SN SCHOOL MIDW" },
    { "the day of the fifth birthday", "strategy_discussion", "2021-11-24", NULL, "", "", "", "SN SCHOOL", "", "HV" },
    { "the day before it", "strategy_discussion", "2021-11-25", NULL, "", "", "", "HV", "EY", "SN SCHOOL" },
    { "not born yet", "strategy_discussion", NULL, "2027-01-30", "", "", "", "CSC POLICE MIDW", "", "HV SN SCHOOL EY" },
    { "no day known: rather one more", "strategy_discussion", NULL, NULL, "", "", "", "CSC POLICE SN SCHOOL", "",
      "MIDW" },
    { "the hospital told us", "strategy_discussion", "2016-01-01", NULL, "", "3E", "", "HOSP", "", "" },
    { "an organisation told us", "strategy_discussion", "2016-01-01", NULL, "", "8", "VCS", "VCS", "", "" },
    { "a neighbour told us", "strategy_discussion", "2016-01-01", NULL, "", "1B", "", "CSC POLICE", "", "VCS OTHER" },
    { "drink and violence", "strategy_discussion", "2016-01-01", NULL, "1B 3A", "", "", "CSC", "SUBST IDVA", "CAMHS" },
    { "self-harm", "strategy_discussion", "2012-01-01", NULL, "15A", "", "", "CSC", "CAMHS", "SUBST" },
    { "sexual harm: somebody who can examine", "strategy_discussion", "2016-01-01", NULL, "19C", "", "", "CSC",
      "PAED", "" },
    { "part of a code is no code", "strategy_discussion", "2016-01-01", NULL, "11A", "", "", "CSC", "", "SUBST" },
    { "a conference hears the family", "initial_conference", "2016-01-01", NULL, "", "", "", "CSC FAMILY SCHOOL SN",
      "POLICE GP ADVOC", "" },
    { "an infant has no advocate", "initial_conference", "2025-01-01", NULL, "", "", "", "CSC FAMILY HV", "POLICE GP",
      "ADVOC" },
    { "a discussion does not", "strategy_discussion", "2016-01-01", NULL, "", "", "", "CSC", "", "FAMILY ADVOC" },
};

static const struct proposed *in(const struct proposed *all, size_t count, text agency)
{
    for (size_t i = 0; i < count; i++)
        if (text_same(all[i].agency, agency))
            return &all[i];
    return NULL;
}

static void who_belongs(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(belongs); i++) {
        const struct belongs *b = &belongs[i];
        struct meeting_facts f = { .born = DAY_UNKNOWN, .expected = DAY_UNKNOWN, .factors = text_of(b->factors),
                                   .source = text_of(b->source), .told_agency = text_of(b->told) };
        struct proposed all[PROPOSED_MAX];
        check("today", day_parse_iso(TEXT(TODAY), &f.today), "not a day");
        check("born", !b->born || day_parse_iso(text_of(b->born), &f.born), "not a day");
        check("expected", !b->expected || day_parse_iso(text_of(b->expected), &f.expected), "not a day");
        size_t count = meeting_propose(of(b->meeting), &f, all);
        const struct { const char *agencies; int wanted; } parts[] = { { b->required, 2 }, { b->also, 1 },
                                                                       { b->never, 0 } };
        for (size_t p = 0; p < COUNT_OF(parts); p++)
            for (text rest = text_of(parts[p].agencies); !text_empty(rest); rest = text_cut(rest, ' ').after) {
                text agency = text_cut(rest, ' ').before;
                const struct proposed *found = in(all, count, agency);
                int got = !found ? 0 : found->required ? 2 : 1;
                check(b->what, got == parts[p].wanted, "%.*s is %d", TEXT_ARG(agency), got);
            }
        for (size_t n = 0; n < count; n++) {
            check(b->what, in(all, n, all[n].agency) == NULL, "an agency twice");
            check(b->what, all[n].reason && all[n].source, "without a reason");
            check(b->what, n == 0 || all[n - 1].required || !all[n].required, "who has to be there is not first");
            check(b->what, code_find(code_set_find("agency"), all[n].agency), "no agency of ours");
        }
    }
}

/* Each agency once, whatever speaks for it: required wins, and the organisation is kept. */
static void once(void **state)
{
    (void)state;
    id team = id_new_random(), staff = id_new_random();
    struct meeting_facts f = { .born = DAY_UNKNOWN, .expected = DAY_UNKNOWN, .source = TEXT("6"),
        .told_agency = TEXT("POLICE"), .told_team = team, .worker = staff, .early_help = true, .disabled = true,
        .court = true, .answered = { { TEXT("GP"), ID_NONE }, { TEXT("POLICE"), ID_NONE } }, .answered_count = 2 };
    struct proposed all[PROPOSED_MAX];
    check("today", day_parse_iso(TEXT(TODAY), &f.today), "not a day");
    size_t count = meeting_propose(of("initial_conference"), &f, all);
    const struct proposed *police = in(all, count, TEXT("POLICE")), *csc = in(all, count, TEXT("CSC"));
    check("who told us has to be there", police && police->required && id_same(police->team, team), "not");
    check("the worker stands for social care", csc && id_same(csc->staff, staff), "not");
    check("who answered is asked again", in(all, count, TEXT("GP")) != NULL, "not");
    check("services that know the child", in(all, count, TEXT("EH")) && in(all, count, TEXT("SEND"))
          && in(all, count, TEXT("LEGAL")), "not");
}

/* ---- by when ---- */

static void by_when(void **state)
{
    (void)state;
    static const struct { const char *kind, *planned, *due; } reports[] = {
        { "initial_conference", "2026-11-27T10:00:00Z", "2026-11-25" },       // Friday: Wednesday
        { "initial_conference", "2026-11-30T10:00:00Z", "2026-11-26" },       // Monday: Thursday
        { "cp_review", "2026-11-27T10:00:00Z", "2026-11-20" },
        { "cp_review", "2026-12-29T10:00:00Z", "2026-12-18" },                // over Christmas
    };
    for (size_t i = 0; i < COUNT_OF(reports); i++) {
        day due = DAY_UNKNOWN;
        OK(meeting_report_due(of(reports[i].kind), moment(reports[i].planned), &due, &err));
        check(reports[i].planned, text_is(day_iso(place.arena, due), reports[i].due), "%s",
              text_cstr(place.arena, day_iso(place.arena, due)));
    }
    day target = DAY_UNKNOWN;
    OK(meeting_working_days(moment("2026-12-14T16:00:00Z"), CONFERENCE_WITHIN, &target, &err));
    check("15 working days over Christmas and New Year", text_is(day_iso(place.arena, target), "2027-01-07"), "%s",
          text_cstr(place.arena, day_iso(place.arena, target)));
}

/* ---- what the record says ---- */

static void facts(void **state)
{
    (void)state;
    struct kept child = place_child(&place, "Ana", "Bell", "2016-03-01");
    id police = place_put(&place, &(struct put){ .kind = "team", .fields = { "team_name", "Police", "team_type",
        "PARTNER",
                                                                            "agency", "POLICE" } }).record;
    id contact = place_put(&place, &(struct put){ .kind = "contact", .subject = child.subject, .fields = {
        "received_at", "2026-11-20T16:00:00Z", "source", "6", "concern", "Heard shouting", "source_agency", "POLICE",
        "partner_team", HEX(police), "presenting_factors", "3A" } }).record;
    place_put(&place, &(struct put){ .kind = "information_request", .subject = child.subject, .fields = {
        "contact_id", HEX(contact), "agency", "GP", "asked_at", "2026-11-20T17:00:00Z", "question", "Seen lately?",
        "lawful_basis", "PUBTASK", "answered_at", "2026-11-21T09:00:00Z", "information", "Seen in March" } });
    place_put(&place, &(struct put){ .kind = "information_request", .subject = child.subject, .fields = {
        "contact_id", HEX(contact), "agency", "HOUSING", "asked_at", "2026-11-20T17:00:00Z", "question",
        "Who lives there?",
        "lawful_basis", "PUBTASK", "answered_at", "2026-11-21T09:00:00Z", "nothing_held", "Y" } });
    const struct pass *pass = access_service(place.arena, id_new_random(), child.subject);
    struct meeting_facts f;
    day today;
    check("today", day_parse_iso(TEXT(TODAY), &today), "not a day");
    OK(meeting_facts_load(place.store, pass, place.arena, today, &f, &err));
    check("the birthday", day_known(f.born), "not");
    check("what was seen", text_is(f.factors, "3A"), "%.*s", TEXT_ARG(f.factors));
    check("who told us", text_is(f.told_agency, "POLICE") && id_same(f.told_team, police), "not");
    check("who knew something", f.answered_count == 1 && text_is(f.answered[0].agency, "GP"), "%zu", f.answered_count);
}

/* ---- what a meeting's records are ---- */

static void records(void **state)
{
    (void)state;
    struct kept ana = place_child(&place, "Ana", "Bell", "2016-03-01"),
        ben = place_child(&place, "Ben", "Bell", "2018-03-01");
    id first = place_put(&place, &(struct put){ .kind = "strategy_discussion", .subject = ana.subject, .fields = {
        "trigger_at", "2026-11-20T16:00:00Z", "worry", "A burn" } }).record;
    id second = place_put(&place, &(struct put){ .kind = "strategy_discussion", .subject = ben.subject, .fields = {
        "trigger_at", "2026-11-20T16:00:00Z", "worry", "A burn", "same_meeting", HEX(first) } }).record;
    id other = place_put(&place, &(struct put){ .kind = "strategy_discussion", .subject = ana.subject, .fields = {
        "trigger_at", "2026-10-20T16:00:00Z", "worry", "Another" } }).record;
    static const char *const agencies[] = { "GP", "CSC", "POLICE" };
    for (size_t i = 0; i < COUNT_OF(agencies); i++)
        place_put(&place, &(struct put){ .kind = "meeting_attendance", .subject = ana.subject, .fields = {
            "meeting_id", HEX(first), "agency", agencies[i], "required", i ? "Y" : "N", "status", "ATT",
            "invited_at", "2026-11-20T17:00:00Z" } });
    place_put(&place, &(struct put){ .kind = "meeting_attendance", .subject = ana.subject, .fields = {
        "meeting_id", HEX(other), "agency", "SCHOOL", "invited_at", "2026-10-20T17:00:00Z" } });
    const struct pass *pass = access_service(place.arena, id_new_random(), ana.subject);
    struct record_list list;
    struct meeting_child others[MEETING_CHILDREN_MAX];
    size_t count = 0;
    OK(meeting_attendance(place.store, pass, place.arena, first, &list, &err));
    check("its own invitations", list.count == 3, "%zu", list.count);
    check("who has to be there comes first", list.count == 3 && values_is(&list.at[2].values, "agency", "GP"), "not");
    check("counted from what is recorded", meeting_quorum_of(place.arena, of("strategy_discussion"), &list).met, "not");
    OK(meeting_others(place.store, of("strategy_discussion"), first, others, &count, &err));
    check("the brother's record", count == 1 && id_same(others[0].record, second)
          && id_same(others[0].child, ben.subject), "%zu", count);
    OK(meeting_others(place.store, of("strategy_discussion"), other, others, &count, &err));
    check("alone", count == 0, "%zu", count);
}

/* ---- what each record opens, and what statute forbids ---- */

#define CALLED "trigger_at", "2026-11-20T16:00:00Z", "worry", "A burn"
#define HELD CALLED, "held_at", "2026-11-20T18:00:00Z"
#define DECIDED_AT "decided_at", "2026-11-20T19:00:00Z"
#define ASKED "conference_type", "ICPC", "asked_at", "2026-11-21T10:00:00Z"
#define BEGUN "start_date", "2026-11-20"
static const struct opened { const char *what, *kind, *fields[20]; bool legal; const char *opens; } opened_by[] = {
    { "a discussion is called", "strategy_discussion", { CALLED }, true, "strategy_hold" },
    { "and held", "strategy_discussion", { HELD }, true, "strategy_hold strategy_decide" },
    { "an enquiry is decided", "strategy_discussion", { HELD, "decision", "S47JOINT", "rationale", "Two accounts",
      DECIDED_AT }, true, "strategy_hold strategy_decide strategy_share enquiry_open" },
    { "one of social care alone", "strategy_discussion", { HELD, "decision", "S47SINGLE", "rationale", "x",
                                                           DECIDED_AT },
      true, "strategy_hold strategy_decide strategy_share enquiry_open" },
    { "no enquiry", "strategy_discussion", { HELD, "decision", "S17", "rationale", "x", DECIDED_AT }, true,
      "strategy_hold strategy_decide strategy_share" },
    { "reconvened", "strategy_discussion", { HELD, "decision", "RECONV", "rationale", "x", DECIDED_AT }, true,
      "strategy_hold strategy_decide strategy_share" },
    { "decided without reasons", "strategy_discussion", { HELD, "decision", "S17", DECIDED_AT }, false, NULL },
    { "held before the worry was known", "strategy_discussion", { CALLED, "held_at", "2026-11-20T15:00:00Z" }, false,
      NULL },
    { "not quorate, and not why", "strategy_discussion", { HELD, "quorate", "N" }, false, NULL },
    { "not quorate, and why", "strategy_discussion", { HELD, "quorate", "N", "quorum_waiver_reason",
                                                       "Nobody answered" },
      true, "strategy_hold strategy_decide" },
    { "an enquiry begins", "section_47_enquiry", { BEGUN }, true, "enquiry_seen enquiry_outcome" },
    { "it is sent", "section_47_enquiry", { BEGUN, "submitted_at", "2026-11-23T10:00:00Z" }, true,
      "enquiry_seen enquiry_outcome enquiry_authorise" },
    { "it ended another way", "section_47_enquiry", { BEGUN, "conference_date", "2026-11-23" }, true, "enquiry_seen" },
    { "harm was found, no conference, and not why", "section_47_enquiry", { BEGUN, "findings", "SUB_LIKELY",
      "icpc_not_required", "Y" }, false, NULL },
    { "and why", "section_47_enquiry", { BEGUN, "findings", "SUB_LIKELY", "icpc_not_required", "Y", "conference_reason",
      "The father has moved out" }, true, "enquiry_seen enquiry_outcome" },
    { "it ended before it began", "section_47_enquiry", { BEGUN, "end_date", "2026-11-19" }, false, NULL },
    { "a conference is asked for", "initial_conference", { ASKED, "counts_from", "2026-11-20T18:00:00Z" }, true,
      "conference_hold" },
    { "of a child who moves in the move has the clock", "initial_conference", { "conference_type", "TRAN", "asked_at",
      "2026-11-21T10:00:00Z" }, true, "" },
    { "a plan without a category", "initial_conference", { ASKED, "decision", "CP", "reasons", "x", "decided_at",
      "2026-11-23T10:00:00Z" }, false, NULL },
    { "a plan with one", "initial_conference", { ASKED, "decision", "CP", "reasons", "x", "category", "NEG",
                                                 "decided_at",
      "2026-11-23T10:00:00Z" }, true, "conference_decisions conference_minutes" },
    { "decided and no decision", "initial_conference", { ASKED, "decided_at", "2026-11-23T10:00:00Z", "reasons", "x" },
      false, NULL },
    { "decided without a quorum, and not why", "initial_conference", { ASKED, "decision", "NFA", "reasons", "x",
      "quorate", "N", "decided_at", "2026-11-23T10:00:00Z" }, false, NULL },
    { "a review is planned", "cp_review", { "planned_at", "2027-02-01T10:00:00Z" }, true, "" },
    { "on no day", "cp_review", { "progress", "Some" }, false, NULL },
    { "and decided", "cp_review", { "review_date", "2026-11-23", "review_decision", "CONT", "reasons", "x",
                                    "decided_at",
      "2026-11-23T10:00:00Z" }, true, "review_decisions review_minutes" },
    { "decided without reasons", "cp_review", { "review_date", "2026-11-23", "review_decision", "CONT", "decided_at",
      "2026-11-23T10:00:00Z" }, false, NULL },
    { "who had to be there is not invited, and not why", "meeting_attendance", { "meeting_id",
      "00000000000000000000000000000001", "required", "Y", "status", "NOTINV" }, false, NULL },
    { "and why", "meeting_attendance", { "meeting_id", "00000000000000000000000000000001", "required", "Y", "status",
      "NOTINV", "apology_reason", "The father works there" }, true, "" },
};

static void what_opens(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(opened_by); i++) {
        const struct opened *o = &opened_by[i];
        const struct kind *kind = of(o->kind);
        struct values v = values_new(place.arena, kind, instant_london_day(moment("2026-11-24T12:00:00Z")));
        for (size_t k = 0; k < COUNT_OF(o->fields) && o->fields[k]; k += 2)
            values_set(&v, place.arena, field_by_name(kind, text_of(o->fields[k])), text_of(o->fields[k + 1]));
        bool legal = values_check(&v, place.arena);
        check(o->what, legal == o->legal, "is %s", legal ? "legal" : "not legal");
        if (!legal || !o->legal)
            continue;
        const struct step *steps[PATHWAY_MAX];
        size_t count = pathway_opens(&v, steps), wanted = 0;
        for (text rest = text_of(o->opens); !text_empty(rest); wanted++)
            rest = text_cut(rest, ' ').after;
        check(o->what, count == wanted, "opens %zu steps", count);
        for (size_t k = 0; k < count; k++)
            check(o->what, code_among(o->opens, text_of(steps[k]->name)), "opens %s", steps[k]->name);
    }
}

/* What waits goes when the record says that it was done; and a chair has those of the conferences that they chair. */
static bool waits(id child, const char *step)
{
    struct tasks tasks;
    OK(tasks_of_child(place.store, place.arena, child, moment("2026-11-24T12:00:00Z"), &tasks, &err));
    for (size_t i = 0; i < tasks.count; i++)
        if (!strcmp(tasks.at[i].step->name, step))
            return true;
    return false;
}

static void what_waits(void **state)
{
    (void)state;
    struct kept child = place_child(&place, "Cal", "Bell", "2016-03-01");
    struct put strategy = { .kind = "strategy_discussion", .subject = child.subject, .fields = { HELD, "decision",
        "S47SINGLE", "rationale", "x", DECIDED_AT } };
    id discussion = place_put(&place, &strategy).record;
    check("the enquiry is to be opened", waits(child.subject, "enquiry_open") && !waits(child.subject, "strategy_hold"),
          "not");
    place_put(&place, &(struct put){ .kind = "section_47_enquiry", .subject = child.subject, .fields = { BEGUN,
        "strategy_discussion_id", HEX(discussion) } });
    check("and was", !waits(child.subject, "enquiry_open") && waits(child.subject, "enquiry_seen"), "not");
    id chair = place_put(&place, &(struct put){ .kind = "staff", .fields = { "name", "Rosamund", "job_role",
        "CPCHAIR" } }).record;
    place_put(&place, &(struct put){ .kind = "initial_conference", .subject = child.subject, .fields = { ASKED,
        "counts_from", "2026-11-20T18:00:00Z", "chair", HEX(chair) } });
    struct tasks mine, others;
    OK(tasks_list(place.store, place.arena, "CC", chair, moment("2026-11-24T12:00:00Z"), &mine, &err));
    OK(tasks_list(place.store, place.arena, "CC", id_new_random(), moment("2026-11-24T12:00:00Z"), &others, &err));
    check("a chair's own", mine.count == 1 && !strcmp(mine.at[0].step->name, "conference_hold"), "%zu", mine.count);
    check("and nobody else's", others.count == 0, "%zu", others.count);
    place_put(&place, &(struct put){ .kind = "initial_conference", .subject = child.subject,
                                     .fields = { ASKED, "held_at",
        "2026-10-20T10:00:00Z", "decision", "NFA", "reasons", "x", "decided_at", "2026-10-20T12:00:00Z", "chair",
        HEX(chair) } });
    OK(tasks_list(place.store, place.arena, "CC", chair, moment("2026-11-24T12:00:00Z"), &mine, &err));
    check("nothing of a conference that does not open to them any more", mine.count == 1, "%zu", mine.count);
    OK(tasks_list(place.store, place.arena, "CC", chair, moment("2026-11-10T12:00:00Z"), &mine, &err));
    check("while it did, what was left undone", mine.count == 3, "%zu", mine.count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(enough), cmocka_unit_test(who_belongs), cmocka_unit_test(once),
        cmocka_unit_test(by_when), cmocka_unit_test(facts), cmocka_unit_test(records),
        cmocka_unit_test(what_opens), cmocka_unit_test(what_waits),
    };
    return ON_BOTH_STORES(tests, make, unmake);
}
