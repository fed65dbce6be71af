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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_decision), cmocka_unit_test(referral_follows_contact),
    };
    return ON_BOTH_STORES(tests, make, unmake);
}
