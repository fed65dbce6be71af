/* The pathway: every decision on a contact, legal and illegal, and what it opens. */
#include "../record/place.h"

#include "dictionary/step.h"
#include "practice/pathway.h"

#include <string.h>

static struct place place;

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

static struct values contact_with(const char *const fields[])
{
    const struct kind *kind = kind_by_name(TEXT("contact"));
    struct values v = values_new(place.arena, kind, instant_london_day(moment("2026-11-24T12:00:00Z")));
    static const char *const told[] = { "received_at", "2026-11-20T16:55:00Z", "source", "6",
                                        "concern", "Heard shouting", NULL };
    for (size_t i = 0; told[i]; i += 2)
        values_set(&v, place.arena, field_by_name(kind, text_of(told[i])), text_of(told[i + 1]));
    for (size_t i = 0; fields[i]; i += 2)
        values_set(&v, place.arena, field_by_name(kind, text_of(fields[i])), text_of(fields[i + 1]));
    return v;
}

#define DECIDED(code) "decision", code, "decision_at", "2026-11-23T10:00:00Z", "decision_rationale", "Weighed"
static const struct decided {
    const char *what, *fields[14]; bool legal; const char *opens;
} decided[] = {
    { "nothing decided yet", { NULL }, true, "contact_decision" },
    { "new referral", { DECIDED("NEW_REFERRAL"), "threshold_level", "L4CIN" }, true,
      "contact_decision contact_feedback contact_referral" },
    { "child protection enquiry", { DECIDED("CP_ENQUIRY"), "threshold_level", "L4CP" }, true,
      "contact_decision contact_feedback contact_referral" },
    { "linked to an open referral", { DECIDED("EXISTING_REFERRAL") }, true, "contact_decision contact_feedback" },
    { "advice", { DECIDED("ADVICE"), "threshold_level", "L1" }, true, "contact_decision contact_feedback" },
    { "early help", { DECIDED("EARLY_HELP"), "threshold_level", "L2" }, true, "contact_decision contact_feedback" },
    { "no further action", { DECIDED("NFA"), "nfa_reason", "BELOW" }, true, "contact_decision contact_feedback" },
    { "private fostering", { DECIDED("PRIVATE_FOSTERING") }, true, "contact_decision contact_feedback" },
    { "missing child notice", { DECIDED("MISSING") }, true, "contact_decision contact_feedback" },
    { "another authority's plan", { DECIDED("OLA_CP") }, true, "contact_decision contact_feedback" },
    { "adoption notice", { DECIDED("NON_AGENCY_ADOPTION") }, true, "contact_decision contact_feedback" },
    { "other outcome", { DECIDED("OTHER") }, true, "contact_decision contact_feedback" },
    { "no further action without why", { DECIDED("NFA") }, false, NULL },
    { "no further action at child protection level", { DECIDED("NFA"), "nfa_reason", "BELOW",
      "threshold_level", "L4CP" }, false, NULL },
    { "advice at child protection level", { DECIDED("ADVICE"), "threshold_level", "L4CP" }, false, NULL },
    { "early help at child protection level", { DECIDED("EARLY_HELP"), "threshold_level", "L4CP" }, false, NULL },
    { "decided before it was received", { "decision", "ADVICE", "decision_rationale", "Weighed",
      "decision_at", "2026-11-19T10:00:00Z" }, false, NULL },
    { "decided without reasons", { "decision", "ADVICE", "decision_at", "2026-11-23T10:00:00Z" }, false, NULL },
    { "decided at no time", { "decision", "ADVICE", "decision_rationale", "Weighed" }, false, NULL },
    { "a decision nobody knows", { DECIDED("SHRUG") }, false, NULL },
    { "feedback before the decision", { "feedback_to_referrer_at", "2026-11-23T11:00:00Z" }, false, NULL },
    { "agreement dispensed with, no reason", { "consent", "DISPENSED" }, false, NULL },
    { "agreement dispensed with, and why", { "consent", "DISPENSED", "consent_reason", "Risk" }, true,
      "contact_decision" },
};

static void every_decision(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(decided); i++) {
        struct values v = contact_with(decided[i].fields);
        bool legal = values_check(&v, place.arena);
        check(decided[i].what, legal == decided[i].legal, "is %s", legal ? "legal" : "not legal");
        if (!legal)
            continue;
        const struct step *opened[PATHWAY_MAX];
        size_t count = pathway_opens(&v, opened), wanted = 0;
        for (text rest = text_of(decided[i].opens); !text_empty(rest); wanted++)
            rest = text_cut(rest, ' ').after;
        check(decided[i].what, count == wanted, "opens %zu steps", count);
        for (size_t j = 0; j < count; j++)
            check(decided[i].what, code_among(decided[i].opens, text_of(opened[j]->name)), "opens %s",
                  opened[j]->name);
    }
}

/* A referral may name only a contact that was decided as one, of the same child. */
static void referral_follows_contact(void **state)
{
    (void)state;
    struct kept child = place_child(&place, "Ada", "Moor", "2015-03-04");
    struct kept other = place_child(&place, "Ben", "Moor", "2017-03-04");
    static const struct { const char *decision, *level, *nfa; bool follows; } rows[] = {
        { "NEW_REFERRAL", "L4CIN", NULL, true }, { "CP_ENQUIRY", "L4CP", NULL, true },
        { "NFA", "L1", "BELOW", false }, { "ADVICE", "L1", NULL, false }, { NULL, NULL, NULL, false },
    };
    const struct kind *referral = kind_by_name(TEXT("referral"));
    for (size_t i = 0; i < 2 * COUNT_OF(rows); i++) {
        bool same_child = i < COUNT_OF(rows);
        size_t r = i % COUNT_OF(rows);
        struct put put = { .kind = "contact", .subject = (same_child ? child : other).subject,
                           .fields = { "received_at", "2026-11-20T16:55:00Z", "source", "6",
                                       "concern", "Heard shouting" } };
        size_t at = 6;
        const char *more[] = { "decision", rows[r].decision, "threshold_level", rows[r].level,
                               "nfa_reason", rows[r].nfa, "decision_at", "2026-11-23T10:00:00Z",
                               "decision_rationale", "Weighed" };
        for (size_t m = 0; rows[r].decision && m < COUNT_OF(more); m += 2)
            if (more[m + 1]) {
                put.fields[at++] = more[m];
                put.fields[at++] = more[m + 1];
            }
        struct kept contact = place_put(&place, &put);
        struct values v = values_new(place.arena, referral, instant_london_day(instant_now()));
        values_set(&v, place.arena, field_by_name(referral, TEXT("contact_id")),
                   id_hex(place.arena, contact.record));
        struct pass pass = pass_of(child.subject, PASS_NOW);
        struct error err = { 0 };
        assert_true(pathway_check(place.store, &pass, place.arena, &v, &err));
        bool follows = values_get(&v, "contact_id")->problem == NULL;
        check(rows[r].decision ? rows[r].decision : "undecided", follows == (rows[r].follows && same_child),
              "%s", follows ? "accepted" : values_get(&v, "contact_id")->problem);
    }
}

/* ---- help, missing children, private fostering, court and moves ---- */

static const struct led { const char *what, *kind, *fields[14]; bool legal; const char *opens; } led[] = {
    { "missing", "missing_episode", { "missing_type", "M", "start_at", "2026-11-20T22:00:00Z" }, true, "missing_found" },
    { "found", "missing_episode", { "missing_type", "M", "start_at", "2026-11-20T22:00:00Z", "end_at",
      "2026-11-21T02:00:00Z" }, true, "missing_found return_interview" },
    { "no interview, and why", "missing_episode", { "missing_type", "M", "start_at", "2026-11-20T22:00:00Z", "end_at",
      "2026-11-21T02:00:00Z", "interview", "DECLINED", "no_interview_reason", "He asked for his aunt; she will" },
      true, "missing_found" },
    { "no interview, and nothing of why", "missing_episode", { "missing_type", "M", "start_at", "2026-11-20T22:00:00Z",
      "end_at", "2026-11-21T02:00:00Z", "interview", "NOTOFFERED" }, false, NULL },
    { "found before missing", "missing_episode", { "missing_type", "M", "start_at", "2026-11-20T22:00:00Z", "end_at",
      "2026-11-20T21:00:00Z" }, false, NULL },
    { "interviewed before found", "missing_episode", { "missing_type", "M", "start_at", "2026-11-20T22:00:00Z",
      "end_at", "2026-11-21T02:00:00Z", "interview_at", "2026-11-21T01:00:00Z" }, false, NULL },
    { "missing in the future", "missing_episode", { "missing_type", "M", "start_at", "2026-11-26T22:00:00Z" }, false,
      NULL },
    { "child in need plan", "child_in_need_plan", { "start_date", "2026-11-20" }, true, "need_review need_visit" },
    { "it ends before it began", "child_in_need_plan", { "start_date", "2026-11-20", "end_date", "2026-11-19" }, false,
      NULL },
    { "review that is planned", "cin_review", { "planned_at", "2026-12-20T10:00:00Z" }, true, "" },
    { "review that was held", "cin_review", { "held_at", "2026-11-20T10:00:00Z", "decision", "CONT" }, true, "" },
    { "held in the future", "cin_review", { "held_at", "2026-12-20T10:00:00Z" }, false, NULL },
    { "step down", "step_change", { "direction", "DOWN", "from_level", "L4CIN", "to_level", "L2", "decided_at",
      "2026-11-20T10:00:00Z", "rationale", "Safer now" }, true, "step_accepted" },
    { "without reasons", "step_change", { "direction", "DOWN", "from_level", "L4CIN", "to_level", "L2", "decided_at",
      "2026-11-20T10:00:00Z" }, false, NULL },
    { "refused without why", "step_change", { "direction", "DOWN", "from_level", "L4CIN", "to_level", "L2",
      "decided_at", "2026-11-20T10:00:00Z", "rationale", "Safer now", "receiving_accepted", "N" }, false, NULL },
    { "early help", "early_help_episode", { "start_date", "2026-11-20", "why", "Sleep" }, true, "" },
    { "ended, and not how", "early_help_episode", { "start_date", "2026-11-20", "why", "Sleep", "end_date",
      "2026-11-21" }, false, NULL },
    { "privately fostered", "private_fostering", { "notified_on", "2026-11-20" }, true,
      "private_fostering_visits private_fostering_visit" },
    { "visited before we knew", "private_fostering", { "notified_on", "2026-11-20", "first_visit_on", "2026-11-19" },
      false, NULL },
    { "the arrangement may lie ahead", "private_fostering", { "notified_on", "2026-11-20", "arrangement_from",
      "2027-01-08" }, true, "private_fostering_visits private_fostering_visit" },
    { "pre-proceedings without a letter", "pre_proceedings", { "start_date", "2026-11-20" }, true, "" },
    { "with the letter", "pre_proceedings", { "start_date", "2026-11-20", "letter_sent", "2026-11-21" }, true,
      "pre_proceedings_first pre_proceedings_end" },
    { "before the court", "pre_proceedings", { "start_date", "2026-11-20", "letter_sent", "2026-11-21",
      "court_application", "2026-11-23" }, true, "" },
    { "move out", "authority_transfer", { "direction", "OUT", "authority", "Invented Borough", "notified_on",
      "2026-11-20", "on_plan", "N" }, true, "transfer_out_answer" },
    { "move in on a plan", "authority_transfer", { "direction", "IN", "authority", "Invented Borough", "notified_on",
      "2026-11-20", "on_plan", "Y" }, true, "transfer_in_conference" },
    { "answered, and not what", "authority_transfer", { "direction", "OUT", "authority", "Invented Borough",
      "notified_on", "2026-11-20", "on_plan", "N", "answered_on", "2026-11-21" }, false, NULL },
    { "closed, and not why", "referral", { "received_at", "2026-11-01", "source", "6", "close_date", "2026-11-20" },
      false, NULL },
    { "closed before it came", "referral", { "received_at", "2026-11-01", "source", "6", "close_date", "2026-10-20",
      "close_reason", "RC7" }, false, NULL },
};

static void where_each_record_leads(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(led); i++) {
        const struct kind *kind = kind_by_name(text_of(led[i].kind));
        struct values v = values_new(place.arena, kind, instant_london_day(moment("2026-11-24T12:00:00Z")));
        for (size_t k = 0; k < COUNT_OF(led[i].fields) && led[i].fields[k]; k += 2)
            values_set(&v, place.arena, field_by_name(kind, text_of(led[i].fields[k])), text_of(led[i].fields[k + 1]));
        bool legal = values_check(&v, place.arena);
        check(led[i].what, legal == led[i].legal, "is %s", legal ? "legal" : "not legal");
        if (!legal || !led[i].legal)
            continue;
        const struct step *opened[PATHWAY_MAX];
        size_t count = pathway_opens(&v, opened), wanted = 0;
        for (text rest = text_of(led[i].opens); !text_empty(rest); wanted++)
            rest = text_cut(rest, ' ').after;
        check(led[i].what, count == wanted, "opens %zu steps", count);
        for (size_t k = 0; k < count; k++)
            check(led[i].what, code_among(led[i].opens, text_of(opened[k]->name)), "opens %s", opened[k]->name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_decision), cmocka_unit_test(referral_follows_contact),
        cmocka_unit_test(where_each_record_leads),
    };
    return ON_BOTH_STORES(tests, make, unmake);
}
