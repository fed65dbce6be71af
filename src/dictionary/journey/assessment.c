/* Assessment. Working Together to Safeguard Children (2023), chapter 3: at most 45 working days. */
#include "dictionary/step.h"
#include "dictionary/values.h"

static bool assessment_1(const struct values *v)
{
    return !day_before(values_day(v, "authorised_at"), values_day(v, "start_date"));
}

/* An assessment is complete when a manager has seen and authorised it: standard safeguarding dataset, guidance. */
static bool returned_with_reason(const struct values *v)
{
    return !values_given(v, "returned_at") || values_given(v, "return_note");
}

static bool ends_with_nothing(const struct values *v)
{
    return !values_given(v, "outcome") || values_is(v, "outcome", "NFA") || values_is(v, "outcome", "NFA_S47_END");
}

static bool no_factors_only_then(const struct values *v)
{
    return !values_has_code(v, "factors", "21") || ends_with_nothing(v);
}

static bool no_factors_alone(const struct values *v)
{
    return !values_has_code(v, "factors", "21") || text_is(values_get(v, "factors")->text, "21");
}

static const struct check checks_assessment[] = {
    { .field = "factors", .holds = no_factors_only_then,
      .message = "'No factors identified' goes only with no further action: choose what was found, or another outcome",
      .source = "CIN census guide, factors: 21 only with no further action" },
    { .field = "factors", .holds = no_factors_alone,
      .message = "'No factors identified' goes with no other factor: take it off, or the others",
      .source = "CIN census guide, factors" },
    { .field = "return_note", .holds = returned_with_reason,
      .message = "Say what must be done before it comes back" },
    { .field = "authorised_at", .holds = assessment_1,
      .message = "The day of authorisation must be on or after the day it started",
      .source = "CIN census rule 8565" },
    { 0 },
};

static const struct kind kind_assessment = {
    .name = "assessment", .label = "Assessment", .plural = "Assessments",
    .about_text = "Child and family assessment: what it means for this child, and what is needed.",
    .number = 0x0170, .version = 1, .about = ABOUT_PERSON,
    .time = TIME_EVENT, .begins = "start_date", .belongs_to = "referral_id",
    .late_after_hours = 72, .late_source = "Local standard",
    .group = "Assessment", .in_chronology = true, .worth_opening = true,
    .cin_block = "CINdetails/Assessments",
    .fields = (const struct field[]){
        { .name = "referral_id", .number = 1, .label = "Referral", .type = TYPE_RECORD,
          .needed = WANTED, .refers = "referral", .ssd = "ssd_cin_assessments.cina_referral_id" },
        { .name = "start_date", .number = 2, .label = "Started on", .type = TYPE_DAY,
          .needed = ALWAYS, .cin = "CINdetails/Assessments/AssessmentActualStartDate",
          .annex_a = "L4 Continuous Assessment Start Date",
          .ssd = "ssd_cin_assessments.cina_assessment_start_date" },
        { .name = "internal_review_date", .number = 3, .label = "Date of the check half way",
          .type = TYPE_DAY, .needed = OFFERED, .help = "Planned internal check point.",
          .tense = TENSE_ANY, .cin = "CINdetails/Assessments/AssessmentInternalReviewDate" },
        { .name = "due_date", .number = 4, .label = "Due date", .type = TYPE_DAY,
          .needed = OFFERED, .help = "Forty-five working days from referral.", .tense = TENSE_ANY },
        { .name = "child_seen", .number = 5, .label = "Was the child seen", .type = TYPE_FLAG,
          .needed = WANTED, .annex_a = "L4 Child Seen During Continuous Assessment",
          .ssd = "ssd_cin_assessments.cina_assessment_child_seen" },
        { .name = "child_seen_dates", .number = 6, .label = "When the child was seen",
          .type = TYPE_DAY, .needed = WANTED, .help = "Every date seen." },
        { .name = "child_views", .number = 7, .label = "The child's views and own words",
          .type = TYPE_PROSE, .needed = WANTED,
          .help = "Wishes and feelings, with source and quote.", .care = CARE_CHILD_WORDS },
        { .name = "history", .number = 8, .label = "The family's history", .type = TYPE_PROSE,
          .needed = WANTED, .help = "What earlier records and the chronology say." },
        { .name = "strengths", .number = 9, .label = "Strengths", .type = TYPE_PROSE,
          .needed = WANTED },
        { .name = "risks", .number = 10, .label = "Risks", .type = TYPE_PROSE, .needed = WANTED },
        { .name = "analysis", .number = 11, .label = "What it means for this child",
          .type = TYPE_PROSE, .needed = WANTED },
        { .name = "identity_and_diversity", .number = 12, .label = "Identity and culture",
          .type = TYPE_PROSE, .needed = WANTED,
          .help = "What matters to this child about who they are." },
        { .name = "parental_capacity", .number = 13, .label = "What the parents can do",
          .type = TYPE_PROSE, .needed = WANTED },
        { .name = "family_network", .number = 14, .label = "Family and friends who can help",
          .type = TYPE_PROSE, .needed = WANTED,
          .help = "Say whether family group decision making was offered." },
        { .name = "partner_contributions", .number = 15, .label = "What other agencies said",
          .type = TYPE_PROSE, .needed = WANTED },
        { .name = "per_child_text", .number = 16, .label = "Written for this child alone",
          .type = TYPE_FLAG, .needed = WANTED,
          .help = "Not copied from the assessment of a brother or sister." },
        { .name = "outcome", .number = 17, .label = "Outcome", .type = TYPE_CODE,
          .needed = WANTED, .codes = "assessment_outcome", .in_summary = true,
          .ssd = "ssd_cin_assessments.cina_assessment_outcome_json" },
        { .name = "support_required", .number = 18, .label = "Is social care support needed",
          .type = TYPE_FLAG, .needed = WANTED,
          .annex_a = "L4 Was the child assessed as requiring LA children's social care support?",
          .ssd = "ssd_cin_assessments.cina_assessment_outcome_nfa (inverse)" },
        /* What a manager signs has pages of its own: practice/authorising.h says who may. */
        { .name = "authorised_at", .number = 19, .label = "Authorised on", .type = TYPE_DAY, .in_summary = true,
          .cin = "CINdetails/Assessments/AssessmentAuthorisationDate",
          .annex_a = "L4 Continuous Assessment Date of Authorisation",
          .ssd = "ssd_cin_assessments.cina_assessment_auth_date" },
        { .name = "authorised_by", .number = 20, .label = "Authorised by", .type = TYPE_STAFF, .help = "Manager." },
        { .name = "manager_analysis", .number = 21, .label = "What the manager adds",
          .type = TYPE_PROSE, .needed = OFFERED },
        { .name = "worker", .number = 22, .label = "Worker", .type = TYPE_STAFF,
          .needed = OFFERED, .annex_a = "L4 Allocated Worker",
          .ssd = "ssd_cin_assessments.cina_assessment_worker_id" },
        { .name = "team", .number = 23, .label = "Team", .type = TYPE_TEAM, .needed = OFFERED,
          .annex_a = "L4 Allocated Team", .ssd = "ssd_cin_assessments.cina_assessment_team" },
        { .name = "shared_with_family_at", .number = 24, .label = "When shared with the family",
          .type = TYPE_INSTANT, .needed = OFFERED },
        { .name = "shared_with_child_at", .number = 25, .label = "When shared with the child",
          .type = TYPE_INSTANT, .needed = OFFERED, .help = "In a form that they follow." },
        { .name = "strategy_discussion_id", .number = 26, .label = "Strategy discussion that it goes with",
          .type = TYPE_RECORD, .needed = OFFERED, .refers = "strategy_discussion" },
        { .name = "same_assessment", .number = 27, .label = "First record of the same family's assessment",
          .type = TYPE_RECORD, .refers = "assessment", .of_others = true,
          .help = "Brothers and sisters have a record each; what is shared is written once." },
        { .name = "child_seen_alone", .number = 28, .label = "Was the child seen alone", .type = TYPE_FLAG,
          .needed = WANTED },
        { .name = "not_alone_reason", .number = 29, .label = "Why not alone", .type = TYPE_TEXT,
          .needed = OFFERED, .when_field = "child_seen_alone", .when_code = "N" },
        { .name = "reason_for", .number = 30, .label = "Why it is done, and what it must answer",
          .type = TYPE_PROSE, .needed = WANTED },
        { .name = "development", .number = 31, .label = "The child's development and daily life",
          .type = TYPE_PROSE, .needed = WANTED,
          .help = "Health, learning, feelings and behaviour, relationships, looking after themselves." },
        { .name = "environment", .number = 32, .label = "Wider family, home and surroundings",
          .type = TYPE_PROSE, .needed = WANTED, .help = "Housing, money, work, neighbours, harm outside the home." },
        { .name = "checkpoint_at", .number = 33, .label = "When a manager looked half way",
          .type = TYPE_INSTANT },
        { .name = "checkpoint_by", .number = 34, .label = "Who looked half way", .type = TYPE_STAFF },
        { .name = "checkpoint_note", .number = 35, .label = "What the manager asked for half way",
          .type = TYPE_PROSE, .needed = OFFERED },
        { .name = "submitted_at", .number = 36, .label = "When sent for authorisation", .type = TYPE_INSTANT },
        { .name = "returned_at", .number = 37, .label = "When last returned", .type = TYPE_INSTANT },
        { .name = "return_reason", .number = 38, .label = "Why it was returned", .type = TYPE_CODES, .codes = "assessment_return" },
        { .name = "return_note", .number = 39, .label = "What must be done before it comes back",
          .type = TYPE_PROSE },
        { .name = "pulled_forward", .number = 42, .label = "What was carried over from earlier records",
          .type = TYPE_PROSE, .by_program = true,
          .help = "A line each: field, record, ledger entry, day, and the first of the text's hash." },
        { .name = "copied_reason", .number = 43, .label = "Why text stands as it stood elsewhere",
          .overrides = "Kept with text that stands elsewhere",
          .type = TYPE_CODE, .codes = "mark_reason" },
        { .name = "unsourced_reason", .number = 44, .label = "Why a quotation has no source",
          .overrides = "Kept with a quotation without a source",
          .type = TYPE_TEXT },
        { .name = "contingency", .number = 45, .label = "What happens if it gets worse", .type = TYPE_PROSE,
          .needed = OFFERED },
        { .name = "clock_from", .number = 46, .label = "The 45 working days run from", .type = TYPE_DAY,
          .needed = OFFERED,
          .help = "The day the referral was received; where there is none, the day it started. Left empty, it is "
                  "taken from them." },
        { .name = "cited", .number = 47, .label = "The child's words and work that it rests on",
          .type = TYPE_PROSE, .by_program = true, .help = "A line each: the record." },
        { .name = "gaps", .number = 48, .label = "What was missing when it was sent", .type = TYPE_CODES,
          .codes = "assessment_gap" },
        { .name = "gaps_reason", .number = 49, .label = "Why it was sent with gaps",
          .overrides = "Sent to a manager with gaps",
          .type = TYPE_PROSE },
        { .name = "follows", .number = 50, .label = "What follows", .type = TYPE_CODE,
          .codes = "assessment_follows", .in_summary = true },
        { .name = "factors", .number = 40, .label = "Factors found", .type = TYPE_CODES,
          .needed = OFFERED, .help = "All that the assessment found, not only the main one.",
          .codes = "assessment_factor", .in_summary = true,
          .cin = "CINdetails/Assessments/FactorsIdentifiedAtAssessment/AssessmentFactors",
          .ssd = "ssd_assessment_factors.cinf_assessment_factors_json" },
        { .name = "factors_note", .number = 41, .label = "Why these factors", .type = TYPE_PROSE,
          .needed = OFFERED, .help = "Why each is judged to be present." },
        { 0 },
    },
    .checks = checks_assessment,
};

static const struct limit to_authorise[] = {
    { .id = "T02", .length = 45, .warn = 10, .unit = WORKING_DAYS,
      .source = "Working Together (2023), chapter 3; CIN census guide 4.9: 45 working days" },
    { 0 },
};

static const struct limit to_checkpoint[] = {
    { .id = "T04", .length = 10, .warn = 3, .unit = WORKING_DAYS, .local = true,
      .source = "Local standard: a manager looks at an assessment within ten working days of its start" },
    { 0 },
};

static const struct limit to_answer[] = {
    { .id = "L16", .length = 3, .warn = 1, .unit = WORKING_DAYS, .local = true,
      .source = "Local standard: a manager authorises or returns an assessment within three working days" },
    { 0 },
};

static const struct limit to_share[] = {
    { .id = "L17", .length = 5, .warn = 2, .unit = WORKING_DAYS, .local = true,
      .source = "Local standard: the family has the assessment within five working days of its authorisation" },
    { 0 },
};

static const struct limit to_start[] = {
    { .id = "L40", .length = 2, .warn = 1, .unit = WORKING_DAYS, .local = true,
      .source = "Local standard: an assessment starts within two working days of the decision" },
    { 0 },
};

static const struct limit to_send_again[] = {
    { .id = "L41", .length = 5, .warn = 2, .unit = WORKING_DAYS, .local = true,
      .source = "Local standard: what a manager returned comes back within five working days" },
    { 0 },
};

/* Sending sets submitted_at, returning takes it away and sets returned_at: each time round opens its step anew, and
 * every version of it stays in the history. */
static const struct step steps[] = {
    { .name = "assessment_start", .label = "Start the assessment",
      .after = "referral", .begins = "decision_at", .when_field = "outcome", .when_codes = "SINGLE_ASSESSMENT",
      .unless_field = "close_date", .done_kind = "assessment", .done_link = "referral_id",
      .done_field = "start_date", .by = "SW", .limits = to_start },
    { .name = "assessment_checkpoint", .label = "Look at the assessment half way",
      .after = "assessment", .begins = "start_date", .unless_field = "authorised_at",
      .done_field = "checkpoint_at", .by = "TM", .limits = to_checkpoint },
    { .name = "assessment_answer", .label = "Authorise the assessment, or return it",
      .after = "assessment", .begins = "submitted_at", .done_field = "authorised_at", .by = "TM",
      .limits = to_answer },
    { .name = "assessment_returned", .label = "Do what the manager asked, and send the assessment again",
      .after = "assessment", .begins = "returned_at", .unless_field = "authorised_at",
      .done_field = "submitted_at", .by = "SW", .limits = to_send_again },
    { .name = "assessment_share", .label = "Share the assessment with the family",
      .after = "assessment", .begins = "authorised_at", .done_field = "shared_with_family_at",
      .by = "SW", .limits = to_share },
    { .name = "assessment_authorise", .label = "Finish the assessment and have it authorised",
      .after = "assessment", .begins = "clock_from", .done_field = "authorised_at",
      .by = "SW TM", .limits = to_authorise },
    { 0 },
};

const struct journey_part part_assessment = {
    .name = "Assessment",
    .kinds = (const struct kind *const[]){
        &kind_assessment,
        NULL,
    },
    .steps = steps,
    .key_events = (const struct key_event[]){
        { .kind = "assessment", .field = "outcome", .at_field = "authorised_at", .label = "Assessment finished" },
        { 0 },
    },
};
