/* Going to the family court, and what comes before it. What was tried with the parents before an application is asked
 * once, in the pre-proceedings that the census wants; the legal case names them. */
#include "dictionary/step.h"
#include "dictionary/values.h"

static const struct kind kind_pre_proceedings = {
    .name = "pre_proceedings", .label = "Pre-proceedings", .plural = "Pre-proceedings",
    .about_text = "Work under the public law outline before an application to the court.",
    .number = 0x0195, .version = 1, .about = ABOUT_PERSON,
    .time = TIME_EVENT, .begins = "start_date", .belongs_to = "referral_id",
    .group = "Court", .in_chronology = true, .worth_opening = true,
    .cin_block = "CINdetails/PreProceedingsandFGDM",
    .fields = (const struct field[]){
        { .name = "start_date", .number = 1, .label = "Pre-proceedings began on",
          .type = TYPE_DAY, .needed = ALWAYS,
          .help = "The day the legal planning meeting decided it.", .in_summary = true,
          .cin = "CINdetails/PreProceedingsandFGDM/PPStartDate" },
        { .name = "letter_sent", .number = 2, .label = "Letter before proceedings sent",
          .type = TYPE_DAY, .needed = OFFERED,
          .cin = "CINdetails/PreProceedingsandFGDM/LBPSentDate",
          .ssd = "ssd_pre_proceedings.prep_pre_pro_letter_date" },
        { .name = "fgdm_offered", .number = 3,
          .label = "Did the letter offer family group decision making", .type = TYPE_FLAG,
          .needed = OFFERED, .cin = "CINdetails/PreProceedingsandFGDM/FGDMMeetingOffer" },
        { .name = "fgdm_held", .number = 4, .label = "Was a family group meeting held",
          .type = TYPE_FLAG, .needed = OFFERED,
          .cin = "CINdetails/PreProceedingsandFGDM/FGDMMeetingFac" },
        { .name = "first_meeting", .number = 5, .label = "First pre-proceedings meeting",
          .type = TYPE_DAY, .needed = OFFERED,
          .cin = "CINdetails/PreProceedingsandFGDM/InitialPPMeetingDate",
          .ssd = "ssd_pre_proceedings.prep_initial_pre_pro_meeting_date" },
        { .name = "review_meetings", .number = 6, .label = "Review meetings after the first",
          .type = TYPE_INT, .needed = OFFERED, .least = 0, .most = 99,
          .cin = "CINdetails/PreProceedingsandFGDM/ReviewMeetingsCount",
          .ssd = "ssd_pre_proceedings.prep_pre_pro_meetings_num" },
        { .name = "step_decision", .number = 7, .label = "Decision to step up or down",
          .type = TYPE_DAY, .needed = OFFERED,
          .cin = "CINdetails/PreProceedingsandFGDM/StepDecisionDate",
          .ssd = "ssd_pre_proceedings.prep_agree_stepdown_issue_date" },
        { .name = "outcome", .number = 8, .label = "How it ended", .type = TYPE_CODE,
          .needed = OFFERED, .codes = "pre_proceedings_census", .in_summary = true,
          .cin = "CINdetails/PreProceedingsandFGDM/PPOutcome",
          .ssd = "ssd_pre_proceedings.prep_pre_pro_outcome" },
        { .name = "court_application", .number = 9, .label = "Application to the court",
          .type = TYPE_DAY, .needed = OFFERED,
          .cin = "CINdetails/PreProceedingsandFGDM/CourtAppDate" },
        { .name = "letter_of_intent", .number = 10,
          .label = "Letter that proceedings are starting", .type = TYPE_DAY, .needed = OFFERED,
          .cin = "CINdetails/PreProceedingsandFGDM/LetterInitCPDate",
          .ssd = "ssd_pre_proceedings.prep_care_pro_letter_date" },
        { .name = "referral_id", .number = 11, .label = "Referral", .type = TYPE_RECORD,
          .needed = OFFERED, .refers = "referral" },
        { 0 },
    },
};

static const struct kind kind_pre_proceedings_meeting = {
    .name = "pre_proceedings_meeting", .label = "Pre-proceedings meeting", .plural = "Pre-proceedings meetings",
    .about_text = "Parents, their lawyer and the authority meet before it goes to court: what must change, by when.",
    .number = 0x01A2, .version = 1, .about = ABOUT_PERSON,
    .time = TIME_EVENT, .begins = "held_at", .belongs_to = "pre_proceedings_id",
    .late_after_hours = 48, .late_source = "Local standard",
    .group = "Court", .in_chronology = true, .worth_opening = true,
    .fields = (const struct field[]){
        { .name = "pre_proceedings_id", .number = 1, .label = "Pre-proceedings", .type = TYPE_RECORD,
          .needed = WANTED, .refers = "pre_proceedings" },
        { .name = "planned_at", .number = 2, .label = "When it is planned", .type = TYPE_INSTANT,
          .needed = OFFERED, .tense = TENSE_ANY },
        { .name = "held_at", .number = 3, .label = "When it was held", .type = TYPE_INSTANT, .needed = OFFERED },
        { .name = "parents_there", .number = 4, .label = "Which parents came", .type = TYPE_TEXT,
          .needed = WANTED, .care = CARE_THIRD_PARTY },
        { .name = "parents_represented", .number = 5, .label = "Had they a lawyer with them", .type = TYPE_FLAG,
          .needed = WANTED },
        { .name = "child_views", .number = 6, .label = "The child's views and own words", .type = TYPE_PROSE,
          .needed = WANTED, .care = CARE_CHILD_WORDS },
        { .name = "agreed", .number = 7, .label = "What was agreed, by whom, by when", .type = TYPE_PROSE,
          .needed = WANTED },
        { .name = "assessments", .number = 8, .label = "Assessments asked for", .type = TYPE_PROSE,
          .needed = OFFERED },
        { .name = "decision", .number = 9, .label = "What follows", .type = TYPE_CODE, .needed = WANTED,
          .codes = "pre_proceedings_outcome", .in_summary = true },
        { .name = "reasons", .number = 10, .label = "Reasons", .type = TYPE_PROSE, .needed = WANTED },
        { .name = "legal_advice", .number = 11, .label = "Legal advice", .type = TYPE_PROSE, .needed = OFFERED,
          .care = CARE_PRIVILEGED },
        { .name = "next_planned_at", .number = 12, .label = "When the next one is planned", .type = TYPE_INSTANT,
          .needed = OFFERED, .tense = TENSE_ANY },
        { 0 },
    },
};

/* Orders whose length the statute fixes: sections 44 to 46 of the Children Act 1989. */
static const struct kind kind_court_order = {
    .name = "court_order", .label = "Order or police protection", .plural = "Orders and police protection",
    .about_text = "What a court ordered for the child, or the police used their power for.",
    .number = 0x01A3, .version = 1, .about = ABOUT_PERSON,
    .time = TIME_STATE, .begins = "made_at", .ends = "ended_on", .belongs_to = "legal_case_id",
    .late_after_hours = 24, .late_source = "Local standard",
    .group = "Court", .in_chronology = true, .worth_opening = true,
    .fields = (const struct field[]){
        { .name = "legal_case_id", .number = 1, .label = "Legal case", .type = TYPE_RECORD, .needed = OFFERED,
          .refers = "legal_case" },
        { .name = "order_kind", .number = 2, .label = "Which", .type = TYPE_CODE, .needed = ALWAYS,
          .codes = "order_kind", .in_summary = true },
        { .name = "made_at", .number = 3, .label = "When it began", .type = TYPE_INSTANT, .needed = ALWAYS },
        { .name = "extended_at", .number = 4, .label = "When it was extended", .type = TYPE_INSTANT,
          .needed = OFFERED },
        { .name = "expires_on", .number = 5, .label = "Lasts until", .type = TYPE_DAY, .needed = OFFERED,
          .tense = TENSE_ANY },
        { .name = "ended_on", .number = 6, .label = "Ended on", .type = TYPE_DAY, .needed = OFFERED,
          .in_summary = true },
        { .name = "conditions", .number = 7, .label = "Conditions and directions", .type = TYPE_PROSE,
          .needed = OFFERED },
        { .name = "strategy_discussion_id", .number = 8, .label = "Strategy discussion that it goes with",
          .type = TYPE_RECORD, .needed = OFFERED, .refers = "strategy_discussion" },
        { .name = "file", .number = 9, .label = "Sealed order", .type = TYPE_FILE, .needed = OFFERED },
        { 0 },
    },
};

static bool ended_after_it_began(const struct values *v)
{
    return !day_before(values_day(v, "ended_at"), values_day(v, "issued_at"));
}

/* Proceedings that never began cannot end: a case that goes no further than the meeting is told by its decision. */
static bool ended_only_if_issued(const struct values *v)
{
    return !values_given(v, "ended_at") || values_given(v, "issued_at");
}

static const struct check checks_legal_case[] = {
    { .field = "ended_at", .holds = ended_after_it_began,
      .message = "The day the proceedings ended must be on or after the day the application was issued" },
    { .field = "issued_at", .holds = ended_only_if_issued,
      .message = "Say when the application was issued, since the proceedings have ended" },
    { 0 },
};

/* In proceedings: issued and not ended. record/same_person.c reads these two. */
static const struct kind kind_legal_case = {
    .name = "legal_case", .label = "Legal case", .plural = "Legal cases",
    .about_text = "What a legal planning meeting decided about the child, and the care proceedings that followed.",
    .number = 0x0196, .version = 1, .about = ABOUT_PERSON,
    .time = TIME_EVENT, .begins = "gateway_at", .belongs_to = "referral_id",
    .late_after_hours = 48, .late_source = "Local standard",
    .group = "Court", .in_chronology = true, .worth_opening = true,
    .fields = (const struct field[]){
        { .name = "gateway_at", .number = 1, .label = "Day of the legal planning meeting",
          .type = TYPE_DAY, .needed = ALWAYS,
          .help = "Where there was no time for one: the day on which it was decided to apply.",
          .ssd = "ssd_pre_proceedings.prep_pre_pro_decision_date" },
        { .name = "gateway_outcome", .number = 2, .label = "Decision", .type = TYPE_CODE,
          .needed = ALWAYS, .codes = "legal_gateway_outcome", .in_summary = true,
          .ssd = "ssd_pre_proceedings.prep_legal_gateway_outcome" },
        { .name = "threshold_statement", .number = 3, .label = "Reasons why the threshold is met, or is not",
          .type = TYPE_PROSE, .needed = ALWAYS, .care = CARE_PRIVILEGED,
          .help = "With the legal advice: it is not shown to inspectors and auditors." },
        { .name = "pre_proceedings_id", .number = 4, .label = "Pre-proceedings before it",
          .type = TYPE_RECORD, .needed = OFFERED, .refers = "pre_proceedings" },
        { .name = "parents_represented", .number = 5,
          .label = "Did the parents have a lawyer in pre-proceedings", .type = TYPE_FLAG,
          .needed = OFFERED, .ssd = "ssd_pre_proceedings.prep_pre_pro_parents_legal_rep" },
        { .name = "issued_at", .number = 6, .label = "Application issued on", .type = TYPE_DAY,
          .needed = OFFERED, .when_field = "gateway_outcome", .when_code = "B C",
          .help = "From this day until they end the child is in proceedings." },
        { .name = "court_ref", .number = 7, .label = "Case number of the court", .type = TYPE_TEXT,
          .needed = OFFERED, .characters_max = 40, .in_summary = true,
          .when_field = "gateway_outcome", .when_code = "B C",
          .ssd = "ssd_pre_proceedings.prep_court_reference" },
        { .name = "ended_at", .number = 19, .label = "Proceedings ended on", .type = TYPE_DAY,
          .needed = OFFERED, .in_summary = true, .when_field = "gateway_outcome", .when_code = "B C",
          .help = "The day of the final order, or on which the application was withdrawn." },
        { .name = "parents_represented_at_issue", .number = 8,
          .label = "Did the parents have a lawyer when it was issued", .type = TYPE_FLAG,
          .needed = OFFERED, .ssd = "ssd_pre_proceedings.prep_parents_legal_rep_point_of_issue" },
        { .name = "short_notice", .number = 9, .label = "Was the application made at short notice",
          .type = TYPE_FLAG, .needed = OFFERED,
          .ssd = "ssd_pre_proceedings.prep_care_proc_short_notice" },
        { .name = "short_notice_reason", .number = 10, .label = "Why at short notice",
          .type = TYPE_CODE, .needed = OFFERED, .codes = "short_notice_reason",
          .when_field = "short_notice", .when_code = "Y",
          .ssd = "ssd_pre_proceedings.prep_proc_short_notice_reason" },
        { .name = "guardian", .number = 11, .label = "Children's guardian", .type = TYPE_TEXT,
          .needed = OFFERED, .care = CARE_THIRD_PARTY, .help = "Whom Cafcass appointed for the child." },
        { .name = "child_views_to_court", .number = 12,
          .label = "What the child wants the court to know, and how it was told", .type = TYPE_PROSE,
          .needed = WANTED, .care = CARE_CHILD_WORDS },
        { .name = "initial_plan", .number = 13, .label = "Care plan at the first hearing",
          .type = TYPE_CODE, .needed = OFFERED, .codes = "care_plan_initial",
          .ssd = "ssd_pre_proceedings.prep_la_initial_care_plan" },
        { .name = "initial_plan_approved", .number = 14, .label = "Did the court approve that plan",
          .type = TYPE_FLAG, .needed = OFFERED,
          .ssd = "ssd_pre_proceedings.prep_la_inital_plan_approved" },
        { .name = "hearings", .number = 15, .label = "Hearings so far", .type = TYPE_INT,
          .needed = OFFERED, .least = 0, .most = 99,
          .ssd = "ssd_pre_proceedings.prep_care_proc_court_hearings" },
        { .name = "final_hearing_at", .number = 16, .label = "Day of the final hearing",
          .type = TYPE_DAY, .needed = OFFERED, .tense = TENSE_ANY, .help = "Also when it is still to come." },
        { .name = "final_plan", .number = 17, .label = "Care plan at the final hearing",
          .type = TYPE_CODE, .needed = OFFERED, .codes = "care_plan_final",
          .ssd = "ssd_pre_proceedings.prep_la_final_care_plan" },
        { .name = "final_plan_approved", .number = 18, .label = "Did the court approve the final plan",
          .type = TYPE_FLAG, .needed = OFFERED,
          .ssd = "ssd_pre_proceedings.prep_la_final_plan_approved" },
        { .name = "cp_plans_this_referral", .number = 20,
          .label = "Child protection plans in this referral", .type = TYPE_INT, .needed = OFFERED,
          .least = 0, .most = 99, .ssd = "ssd_pre_proceedings.prep_cp_plans_referral_period" },
        { .name = "previous_pre_pro", .number = 21, .label = "Earlier pre-proceedings about this child",
          .type = TYPE_INT, .needed = OFFERED, .least = 0, .most = 99,
          .ssd = "ssd_pre_proceedings.prep_prev_pre_proc_child" },
        { .name = "previous_proceedings", .number = 22, .label = "Earlier care proceedings about this child",
          .type = TYPE_INT, .needed = OFFERED, .least = 0, .most = 99,
          .ssd = "ssd_pre_proceedings.prep_prev_care_proc_child" },
        { .name = "referral_id", .number = 23, .label = "Referral", .type = TYPE_RECORD,
          .needed = OFFERED, .refers = "referral" },
        { 0 },
    },
    .checks = checks_legal_case,
};

static const struct limit pre_proceedings_weeks[] = {
    { .id = "T39", .length = 16, .warn = 4, .unit = WEEKS,
      .source = "Best practice guidance on public law, March 2021: 12 weeks, and 16 at most" },
    { 0 },
};

static const struct limit proceedings_weeks[] = {
    { .id = "T40", .length = 26, .warn = 4, .unit = WEEKS,
      .source = "Children Act 1989, section 32: 26 weeks, unless the court gives longer" },
    { 0 },
};

static const struct limit order_lasts[] = {
    { .id = "T41", .length = 8, .warn = 2, .unit = DAYS, .code = "EPO",
      .source = "Children Act 1989, section 45: an emergency protection order lasts 8 days at most, 7 more once" },
    { .id = "T42", .length = 72, .warn = 24, .unit = HOURS, .code = "PP",
      .source = "Children Act 1989, section 46: police protection lasts 72 hours at most" },
    { 0 },
};

static const struct limit to_letter_meeting[] = {
    { .id = "L23", .length = 10, .warn = 3, .unit = WORKING_DAYS, .local = true,
      .source = "Local standard: the first meeting within ten working days of the letter" },
    { 0 },
};

static const struct step steps[] = {
    { .name = "order_ends", .label = "Decide before the order or police protection runs out",
      .after = "court_order", .begins = "made_at", .when_field = "order_kind", .when_codes = "EPO PP",
      .unless_field = "extended_at", .done_field = "ended_on", .by = "SW TM", .by_field = "order_kind",
      .limits = order_lasts },
    { .name = "pre_proceedings_first", .label = "Hold the first pre-proceedings meeting",
      .after = "pre_proceedings", .begins = "letter_sent", .unless_field = "court_application",
      .done_field = "first_meeting", .by = "SW TM", .limits = to_letter_meeting },
    { .name = "pre_proceedings_end", .label = "End the pre-proceedings: step up or down",
      .after = "pre_proceedings", .begins = "letter_sent", .unless_field = "court_application",
      .done_field = "step_decision", .by = "SW TM", .limits = pre_proceedings_weeks },
    { .name = "proceedings_end", .label = "Bring the care proceedings to their end",
      .after = "legal_case", .begins = "issued_at", .done_field = "ended_at", .by = "SW TM",
      .limits = proceedings_weeks },
    { 0 },
};

const struct journey_part part_court = {
    .name = "Court",
    .kinds = (const struct kind *const[]){
        &kind_pre_proceedings,
        &kind_pre_proceedings_meeting,
        &kind_legal_case,
        &kind_court_order,
        NULL,
    },
    .steps = steps,
    .key_events = (const struct key_event[]){
        { .kind = "pre_proceedings", .label = "Pre-proceedings" },
        { .kind = "court_order", .label = "Order made" },
        { .kind = "court_order", .at_field = "ended_on", .label = "Order ended" },
        { .kind = "legal_case", .at_field = "issued_at", .label = "Care proceedings issued" },
        { .kind = "legal_case", .at_field = "final_hearing_at", .label = "Final hearing" },
        { 0 },
    },
};
