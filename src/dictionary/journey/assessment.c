/* Assessment. Working Together to Safeguard Children (2023), chapter 3: at most 45 working days. */
#include "dictionary/step.h"
#include "dictionary/values.h"

static bool assessment_1(const struct values *v)
{
    return !day_before(values_day(v, "authorised_at"), values_day(v, "start_date"));
}

static const struct check checks_assessment[] = {
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
          .type = TYPE_TEXT, .needed = WANTED },
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
        { .name = "authorised_at", .number = 19, .label = "Authorised on", .type = TYPE_DAY,
          .needed = OFFERED, .in_summary = true,
          .cin = "CINdetails/Assessments/AssessmentAuthorisationDate",
          .annex_a = "L4 Continuous Assessment Date of Authorisation",
          .ssd = "ssd_cin_assessments.cina_assessment_auth_date" },
        { .name = "authorised_by", .number = 20, .label = "Authorised by", .type = TYPE_STAFF,
          .needed = OFFERED, .help = "Manager." },
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

static const struct step steps[] = {
    { .name = "assessment_authorise", .label = "Finish the assessment and have it authorised",
      .after = "assessment", .begins = "start_date", .done_field = "authorised_at",
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
};
