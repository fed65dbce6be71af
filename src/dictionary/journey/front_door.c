/* The front door: contacts and referrals. Working Together to Safeguard Children (2023), chapter 3. */
#include "dictionary/step.h"
#include "dictionary/values.h"

static bool contact_1(const struct values *v)
{
    return !instant_before(values_instant(v, "decision_at"), values_instant(v, "received_at"));
}

static bool contact_2(const struct values *v)
{
    return !values_given(v, "decision")
        || (values_given(v, "decision_at") && values_given(v, "decision_rationale"));
}

static bool contact_3(const struct values *v)
{
    return !values_is(v, "decision", "NFA") || values_given(v, "nfa_reason");
}

static bool contact_4(const struct values *v)
{
    return !(values_is(v, "consent", "DISPENSED") || values_is(v, "consent", "NOTSOUGHT"))
        || values_given(v, "consent_reason");
}

static bool contact_5(const struct values *v)
{
    return !values_is(v, "threshold_level", "L4CP")
        || !(values_is(v, "decision", "NFA") || values_is(v, "decision", "ADVICE")
             || values_is(v, "decision", "EARLY_HELP"));
}

static bool contact_6(const struct values *v)
{
    return !values_given(v, "feedback_to_referrer_at") || values_given(v, "decision_at");
}

static const struct check checks_contact[] = {
    { .field = "decision_at", .holds = contact_1,
      .message = "The decision must come after the contact was received: correct one of the times" },
    { .field = "decision_rationale", .holds = contact_2,
      .message = "Say when it was decided, and why" },
    { .field = "nfa_reason", .holds = contact_3,
      .message = "Select why there is no further action" },
    { .field = "consent_reason", .holds = contact_4,
      .message = "Say why the family was not asked, or why you went on without their agreement",
      .source = "Information sharing advice (May 2024)" },
    { .field = "decision", .holds = contact_5,
      .message = "Child protection level needs a child protection enquiry or a referral: change one of them",
      .source = "Working Together (2023)" },
    { .field = "feedback_to_referrer_at", .holds = contact_6,
      .message = "Feedback comes after the decision: record the decision first" },
    { 0 },
};

static const struct kind kind_contact = {
    .name = "contact", .label = "Contact", .plural = "Contacts",
    .about_text = "Somebody told us something about a child. One record for each child.",
    .number = 0x0150, .version = 1, .about = ABOUT_PERSON,
    .time = TIME_EVENT, .begins = "received_at",
    .late_after_hours = 24, .late_source = "Local standard: written up within a day",
    .group = "Front door", .in_chronology = true, .worth_opening = true,
    .fields = (const struct field[]){
        { .name = "received_at", .number = 1, .label = "Date and time received",
          .type = TYPE_INSTANT, .needed = ALWAYS, .help = "When it reached the authority.",
          .annex_a = "L1 Date of Contact", .ssd = "ssd_contacts.cont_contact_date" },
        { .name = "source", .number = 2, .label = "Who told us", .type = TYPE_CODE,
          .needed = ALWAYS, .codes = "contact_source", .annex_a = "L1 Contact Source",
          .ssd = "ssd_contacts.cont_contact_source_code" },
        { .name = "source_agency", .number = 3, .label = "Agency", .type = TYPE_CODE,
          .needed = OFFERED, .codes = "agency" },
        { .name = "source_person", .number = 4, .label = "Name and role of the caller",
          .type = TYPE_TEXT, .needed = OFFERED, .care = CARE_THIRD_PARTY },
        { .name = "mode", .number = 5, .label = "How it reached us", .type = TYPE_CODE,
          .needed = WANTED, .codes = "contact_mode" },
        { .name = "concern", .number = 6, .label = "What is the worry?", .type = TYPE_PROSE,
          .needed = ALWAYS, .help = "What was said, verbatim where possible.", .in_summary = true },
        { .name = "child_voice_at_contact", .number = 7,
          .label = "What the child is said to have said", .type = TYPE_PROSE, .needed = OFFERED,
          .help = "What the child is reported to have said.", .care = CARE_CHILD_WORDS },
        { .name = "consent", .number = 8, .label = "Family's agreement", .type = TYPE_CODE,
          .needed = WANTED, .codes = "consent_status" },
        { .name = "lawful_basis", .number = 9, .label = "Lawful basis for sharing",
          .type = TYPE_CODE, .needed = WANTED, .help = "Basis for sharing.",
          .codes = "lawful_basis" },
        { .name = "presenting_factors", .number = 10, .label = "What seems to lie behind it",
          .type = TYPE_CODE, .needed = OFFERED, .codes = "assessment_factor" },
        { .name = "rag", .number = 11, .label = "Urgency", .type = TYPE_CODE, .needed = OFFERED,
          .codes = "contact_rag" },
        { .name = "screened_by", .number = 12, .label = "Screened by", .type = TYPE_STAFF,
          .needed = OFFERED },
        { .name = "mash_enquiry_opened_at", .number = 13, .label = "MASH checks started",
          .type = TYPE_INSTANT, .needed = OFFERED, .help = "Multi-agency checks started." },
        { .name = "mash_enquiry_closed_at", .number = 14, .label = "MASH checks finished",
          .type = TYPE_INSTANT, .needed = OFFERED, .help = "Checks finished." },
        { .name = "history_checked", .number = 15, .label = "Have earlier records been read",
          .type = TYPE_FLAG, .needed = WANTED },
        { .name = "decision", .number = 16, .label = "Decision", .type = TYPE_CODE,
          .needed = OFFERED, .codes = "contact_outcome", .in_summary = true,
          .ssd = "ssd_contacts.cont_contact_outcome_json" },
        { .name = "threshold_level", .number = 17, .label = "Level of need", .type = TYPE_CODE,
          .needed = WANTED, .codes = "threshold_level" },
        { .name = "threshold_criteria", .number = 18, .label = "Criteria relied on",
          .type = TYPE_PROSE, .needed = WANTED,
          .help = "Criteria in the local document relied on." },
        { .name = "decision_by", .number = 19, .label = "Decided by", .type = TYPE_STAFF,
          .needed = OFFERED, .help = "Manager." },
        { .name = "decision_at", .number = 20, .label = "When decided", .type = TYPE_INSTANT,
          .needed = WANTED },
        { .name = "feedback_to_referrer_at", .number = 21, .label = "When the referrer was told",
          .type = TYPE_INSTANT, .needed = OFFERED },
        { .name = "nfa_reason", .number = 22, .label = "Why no further action", .type = TYPE_CODE,
          .needed = OFFERED, .help = "Reason if no further action.", .codes = "nfa_reason" },
        { .name = "decision_rationale", .number = 23, .label = "Reasons for the decision",
          .type = TYPE_PROSE, .needed = OFFERED,
          .help = "What was weighed, for and against. The family may read this." },
        { .name = "caller_contact", .number = 24, .label = "How to reach the caller",
          .type = TYPE_TEXT, .needed = OFFERED, .care = CARE_THIRD_PARTY },
        { .name = "safe_contact", .number = 25, .label = "Is it safe to call back or write",
          .type = TYPE_PROSE, .needed = OFFERED,
          .help = "Times, numbers and words that do not put anybody at risk.",
          .care = CARE_THIRD_PARTY },
        { .name = "consent_reason", .number = 26, .label = "Why without the family's agreement",
          .overrides = "Without the family's agreement",
          .type = TYPE_PROSE, .needed = OFFERED,
          .help = "Needed when agreement was not sought or was dispensed with." },
        { .name = "same_call", .number = 27, .label = "First contact of the same call",
          .type = TYPE_RECORD, .refers = "contact", .of_others = true,
          .help = "Brothers and sisters named in one call have a contact each." },
        { .name = "partner_team", .number = 28, .label = "Partner organisation that sent it",
          .type = TYPE_TEAM },
        { .name = "partner_reference", .number = 29, .label = "Reference given to the sender",
          .type = TYPE_TEXT },
        { .name = "feedback", .number = 30, .label = "What the referrer was told",
          .type = TYPE_PROSE, .needed = OFFERED },
        { .name = "described", .number = 31, .label = "How the sender described the child",
          .type = TYPE_PROSE,
          .help = "As they wrote it: who sends from outside is never told whom we know." },
        { 0 },
    },
    .checks = checks_contact,
};

static bool referral_1(const struct values *v)
{
    return !day_before(values_day(v, "close_date"), values_day(v, "received_at"));
}

static bool referral_2(const struct values *v)
{
    return !values_given(v, "close_date") || values_given(v, "close_reason");
}

static bool referral_3(const struct values *v)
{
    return !values_is(v, "outcome", "RETURNED") || values_given(v, "decision_rationale");
}

static const struct check checks_referral[] = {
    { .field = "close_date", .holds = referral_1,
      .message = "The day of closing must be on or after the day the referral was received",
      .source = "CIN census rule 8831" },
    { .field = "close_reason", .holds = referral_2,
      .message = "Select why the episode was closed",
      .source = "CIN census rule 8620" },
    { .field = "decision_rationale", .holds = referral_3,
      .message = "Say why the referral is returned, so that the front door can act on it" },
    { 0 },
};

static const struct kind kind_referral = {
    .name = "referral", .label = "Referral (CIN episode)", .plural = "Referrals",
    .about_text = "A request for help that was accepted, and the episode of need that began with it.",
    .number = 0x0151, .version = 1, .about = ABOUT_PERSON,
    .time = TIME_EVENT, .begins = "received_at",
    .late_after_hours = 24, .late_source = "Working Together (2023): decision within one working day",
    .group = "Front door", .in_chronology = true, .worth_opening = true,
    .cin_block = "CINdetails",
    .fields = (const struct field[]){
        { .name = "contact_id", .number = 1, .label = "Contact it came from", .type = TYPE_RECORD,
          .needed = OFFERED, .refers = "contact" },
        { .name = "received_at", .number = 2, .label = "Date received", .type = TYPE_DAY,
          .needed = ALWAYS, .cin = "CINdetails/CINreferralDate",
          .annex_a = "L3 Date of referral; L6 CIN Start Date",
          .ssd = "ssd_cin_episodes.cine_referral_date" },
        { .name = "source", .number = 3, .label = "Who told us", .type = TYPE_CODE,
          .needed = ALWAYS, .codes = "contact_source", .cin = "CINdetails/ReferralSource",
          .annex_a = "L3 Referral Source", .ssd = "ssd_cin_episodes.cine_referral_source_code" },
        { .name = "primary_need", .number = 4, .label = "Main need", .type = TYPE_CODE,
          .needed = OFFERED, .codes = "primary_need", .in_summary = true,
          .cin = "CINdetails/PrimaryNeedCode", .ssda903 = "CIN (episode)",
          .annex_a = "L6 Primary Need Code", .ssd = "ssd_cin_episodes.cine_cin_primary_need_code" },
        { .name = "nfa", .number = 5, .label = "No further action", .type = TYPE_FLAG,
          .needed = WANTED, .cin = "CINdetails/ReferralNFA", .annex_a = "L3 Referral NFA?",
          .ssd = "ssd_cin_episodes.cine_referral_nfa" },
        { .name = "nfa_reason", .number = 6, .label = "Why no further action", .type = TYPE_CODE,
          .needed = OFFERED, .codes = "nfa_reason", .when_field = "nfa", .when_code = "Y" },
        { .name = "outcome", .number = 7, .label = "What it led to", .type = TYPE_CODE,
          .needed = WANTED, .codes = "referral_outcome", .in_summary = true,
          .ssd = "ssd_cin_episodes.cine_referral_outcome_json" },
        { .name = "decision_by", .number = 8, .label = "Decided by", .type = TYPE_STAFF,
          .needed = OFFERED, .help = "Manager." },
        { .name = "decision_at", .number = 9, .label = "When decided", .type = TYPE_INSTANT,
          .needed = WANTED, .help = "When; one working day rule." },
        { .name = "decision_rationale", .number = 10, .label = "Reasons for the decision",
          .type = TYPE_PROSE, .needed = WANTED, .help = "Measured by the threshold document." },
        { .name = "is_rereferral", .number = 11, .label = "Referred before in the last 12 months",
          .type = TYPE_FLAG },
        { .name = "referrals_12m", .number = 12, .label = "Referrals in the last 12 months",
          .type = TYPE_INT, .annex_a = "L3 Number of Referrals in Last 12 Months" },
        { .name = "team", .number = 13, .label = "Team", .type = TYPE_TEAM, .needed = OFFERED,
          .annex_a = "L3 Allocated Team", .ssd = "ssd_cin_episodes.cine_referral_team" },
        { .name = "worker", .number = 14, .label = "Worker", .type = TYPE_STAFF,
          .needed = OFFERED, .ssda903 = "care_worker_details", .annex_a = "L3 Allocated Worker",
          .ssd = "ssd_cin_episodes.cine_referral_worker_id" },
        { .name = "close_date", .number = 15, .label = "Closed on", .type = TYPE_DAY,
          .needed = OFFERED, .in_summary = true, .cin = "CINdetails/CINclosureDate",
          .annex_a = "L6 CIN Closure Date", .ssd = "ssd_cin_episodes.cine_close_date" },
        { .name = "close_reason", .number = 16, .label = "Why closed", .type = TYPE_CODE,
          .needed = OFFERED, .codes = "closure_reason", .cin = "CINdetails/ReasonForClosure",
          .annex_a = "L6 Reason for Closure", .ssd = "ssd_cin_episodes.cine_close_reason" },
        { .name = "parents_told", .number = 17, .label = "Have the parents been told",
          .type = TYPE_FLAG, .needed = WANTED },
        { .name = "left_open_reason", .number = 18, .label = "Why it is closed although work is open",
          .overrides = "Closed with work open",
          .type = TYPE_PROSE, .needed = OFFERED, .characters_max = 2000,
          .help = "What is left, who goes on with it, and why the episode ends all the same." },
        { .name = "initial_conference_date", .number = 40,
          .label = "Initial conference that no enquiry here led to", .type = TYPE_DAY,
          .needed = OFFERED,
          .help = "Only when the conference followed no section 47 enquiry of this episode.",
          .cin = "CINdetails/DateOfInitialCPC" },
        { 0 },
    },
    .checks = checks_referral,
};

/* What follows. Ratings have local limits; whatever the rating, statutory guidance gives one working day. */
static const char guidance[] = "Working Together (2023), chapter 3: within one working day";

static const struct limit by_rating[] = {
    { .id = "T01R", .length = 4, .warn = 1, .unit = HOURS, .code = "RED", .local = true,
      .source = "Local standard: immediate, within four hours" },
    { .id = "T01A", .length = 24, .warn = 4, .unit = HOURS, .code = "AMBER", .local = true,
      .source = "Local standard: within 24 hours" },
    { .id = "T01", .length = 1, .warn = 1, .unit = WORKING_DAYS, .source = guidance },
    { 0 },
};

static const struct limit one_working_day[] = {
    { .id = "T01", .length = 1, .warn = 1, .unit = WORKING_DAYS, .source = guidance },
    { 0 },
};

static const struct limit to_referral[] = {
    { .id = "L01", .length = 1, .warn = 1, .unit = WORKING_DAYS, .local = true,
      .source = "Local standard: the referral is made within a working day of the decision" },
    { 0 },
};

static const struct limit to_allocation[] = {
    { .id = "L02", .length = 1, .warn = 1, .unit = WORKING_DAYS, .local = true,
      .source = "Local standard: allocated within a working day of the decision" },
    { 0 },
};

static const struct step steps[] = {
    { .name = "contact_decision", .label = "Decide what happens next",
      .after = "contact", .begins = "received_at", .done_field = "decision_at",
      .by = "MM TM", .by_field = "rag", .limits = by_rating },
    { .name = "contact_feedback", .label = "Tell the referrer what was decided",
      .after = "contact", .begins = "decision_at", .done_field = "feedback_to_referrer_at",
      .by = "MM TM SW", .limits = one_working_day },
    { .name = "contact_referral", .label = "Make the referral",
      .after = "contact", .begins = "decision_at",
      .when_field = "decision", .when_codes = "NEW_REFERRAL CP_ENQUIRY",
      .done_kind = "referral", .done_link = "contact_id", .done_field = "received_at",
      .by = "MM TM", .limits = to_referral },
    { .name = "referral_decision", .label = "Accept the referral, or return it with a reason",
      .after = "referral", .begins = "received_at", .unless_field = "close_date",
      .done_field = "decision_at", .by = "TM", .team_field = "team", .limits = one_working_day },
    { .name = "referral_returned", .label = "Look again at a returned referral",
      .after = "referral", .begins = "decision_at", .unless_field = "close_date",
      .when_field = "outcome", .when_codes = "RETURNED", .done_field = "close_date",
      .by = "MM", .limits = one_working_day },
    { .name = "referral_allocation", .label = "Allocate to a social worker",
      .after = "referral", .begins = "decision_at", .unless_field = "close_date",
      .when_field = "outcome",
      .when_codes = "SINGLE_ASSESSMENT STRATEGY_DISCUSSION CLA_REQUEST PRIVATE_FOSTERING"
                    " CP_TRANSFER_IN CP_CONFERENCE CARE_LEAVER",
      .done_kind = "allocation", .done_link = "referral_id", .done_field = "start_at",
      .by = "TM", .team_field = "team", .limits = to_allocation },
    { 0 },
};

static const struct follow follows[] = {
    { .kind = "referral", .link = "contact_id", .field = "decision",
      .codes = "NEW_REFERRAL CP_ENQUIRY OLA_CP NON_AGENCY_ADOPTION PRIVATE_FOSTERING",
      .message = "That contact was not decided as a referral: decide on the contact first, or leave it out" },
    { .kind = "allocation", .link = "referral_id", .field = "outcome",
      .codes = "SINGLE_ASSESSMENT STRATEGY_DISCUSSION CLA_REQUEST NON_AGENCY_ADOPTION PRIVATE_FOSTERING"
               " CP_TRANSFER_IN CP_CONFERENCE CARE_LEAVER OTHER",
      .message = "That referral is not accepted: decide on it first" },
    { 0 },
};

const struct journey_part part_front_door = {
    .name = "Front door",
    .kinds = (const struct kind *const[]){
        &kind_contact,
        &kind_referral,
        NULL,
    },
    .steps = steps,
    .follows = follows,
    .key_events = (const struct key_event[]){
        { .kind = "referral", .label = "Referral" },
        { .kind = "referral", .at_field = "close_date", .label = "Referral closed" },
        { .kind = "contact", .field = "decision", .codes = "CP_ENQUIRY PRIVATE_FOSTERING MISSING OLA_CP",
          .label = "Contact over a threshold" },
        { 0 },
    },
};
