/* Protection: conferences, child protection plans and their reviews, core groups. */
#include "dictionary/step.h"
#include "dictionary/values.h"

static bool conference_decision_whole(const struct values *v)
{
    return !values_given(v, "decided_at") || (values_given(v, "decision") && values_given(v, "reasons"));
}

static bool conference_quorate_or_explained(const struct values *v)
{
    return !values_is(v, "quorate", "N") || !values_given(v, "decided_at")
        || values_given(v, "quorum_waiver_reason");
}

static bool conference_plan_has_category(const struct values *v)
{
    return !values_is(v, "decision", "CP") || !values_given(v, "decided_at") || values_given(v, "category");
}

static const struct check checks_initial_conference[] = {
    { .field = "reasons", .holds = conference_decision_whole,
      .message = "Choose a decision and enter the reasons for it" },
    { .field = "quorum_waiver_reason", .holds = conference_quorate_or_explained,
      .message = "Say why it went ahead without a quorum", .source = "Standard safeguarding dataset guidance: "
                 "social care and two other agencies who know the child" },
    { .field = "category", .holds = conference_plan_has_category,
      .message = "Choose the category of abuse that the plan is for",
      .source = "CIN census item InitialCategoryOfAbuse" },
    { 0 },
};

static const struct kind kind_initial_conference = {
    .name = "initial_conference", .label = "Initial conference", .plural = "Initial conferences",
    .about_text = "Child protection conference: initial, pre-birth or transfer-in. One record for each child.",
    .number = 0x0191, .version = 1, .about = ABOUT_PERSON,
    .time = TIME_EVENT, .begins = "held_at",
    .late_after_hours = 48, .late_source = "Local standard",
    .group = "Protection", .in_chronology = true, .worth_opening = true,
    .fields = (const struct field[]){
        { .name = "conference_type", .number = 1, .label = "What kind of conference",
          .type = TYPE_CODE, .needed = ALWAYS, .codes = "conference_type",
          .ssd = "ssd_initial_cp_conference.icpc_icpc_transfer_in" },
        { .name = "s47_id", .number = 2, .label = "Section 47 enquiry", .type = TYPE_RECORD,
          .needed = OFFERED, .refers = "section_47_enquiry",
          .ssd = "ssd_initial_cp_conference.icpc_s47_enquiry_id" },
        { .name = "cp_plan_id", .number = 3, .label = "Child protection plan",
          .type = TYPE_RECORD, .needed = OFFERED, .help = "Plan reviewed or made.",
          .refers = "child_protection_plan",
          .ssd = "ssd_cp_reviews.cppr_cp_plan_id; ssd_initial_cp_conference.icpc_cp_plan_id" },
        { .name = "referral_id", .number = 4, .label = "Referral", .type = TYPE_RECORD,
          .needed = WANTED, .refers = "referral",
          .ssd = "ssd_initial_cp_conference.icpc_referral_id" },
        { .name = "due_date", .number = 5, .label = "To be held by", .type = TYPE_DAY,
          .needed = OFFERED, .tense = TENSE_ANY,
          .ssd = "ssd_initial_cp_conference.icpc_icpc_target_date; ssd_cp_reviews.cppr_cp_review_due" },
        { .name = "held_at", .number = 6, .label = "Date and time held", .type = TYPE_INSTANT,
          .needed = WANTED,
          .annex_a = "L5 Date of Initial Child Protection Conference",
          .ssd = "ssd_initial_cp_conference.icpc_icpc_date; ssd_cp_reviews.cppr_cp_review_date" },
        { .name = "late_reason", .number = 7, .label = "Why it was late",
          .overrides = "Held after its limit",
          .type = TYPE_TEXT,
          .needed = OFFERED },
        { .name = "chair", .number = 8, .label = "Chair", .type = TYPE_STAFF, .needed = OFFERED,
          .help = "Independent chair." },
        { .name = "quorate", .number = 9, .label = "Was it quorate", .type = TYPE_FLAG,
          .needed = NEVER_ASKED, .help = "Computed from who came.", .ssd = "ssd_cp_reviews.cppr_cp_review_quorate" },
        { .name = "report_to_family_at", .number = 10, .label = "When the family had the report",
          .type = TYPE_INSTANT, .needed = WANTED,
          .help = "Before the meeting, so that they can read it." },
        { .name = "child_invited", .number = 11, .label = "Was the child invited",
          .type = TYPE_FLAG, .needed = WANTED },
        { .name = "child_participation", .number = 12, .label = "How the child took part",
          .type = TYPE_CODE, .needed = WANTED, .codes = "participation",
          .ssd = "ssd_cp_reviews.cppr_cp_review_participation" },
        { .name = "advocate_offered", .number = 13, .label = "Was an advocate offered",
          .type = TYPE_CODE, .needed = WANTED, .codes = "advocacy_status" },
        { .name = "child_views", .number = 14, .label = "The child's views and own words",
          .type = TYPE_PROSE, .needed = WANTED, .help = "Child's words to the conference.",
          .care = CARE_CHILD_WORDS },
        { .name = "parents_views", .number = 15, .label = "The parents' views", .type = TYPE_PROSE,
          .needed = WANTED, .care = CARE_THIRD_PARTY },
        { .name = "agency_views", .number = 16, .label = "What each agency judged",
          .type = TYPE_PROSE, .needed = WANTED,
          .help = "Has the child suffered significant harm, or is it likely.",
          .care = CARE_THIRD_PARTY },
        { .name = "scale_scores", .number = 17, .label = "How safe each person said it is",
          .type = TYPE_PROSE, .needed = OFFERED, .help = "Nought to ten, person by person." },
        { .name = "decision", .number = 18, .label = "Decision", .type = TYPE_CODE,
          .needed = OFFERED, .codes = "icpc_outcome", .in_summary = true,
          .annex_a = "L5 Did the Initial Child Protection Conference Result in a Child Protection Plan",
          .ssd = "ssd_initial_cp_conference.icpc_icpc_outcome_json; ssd_initial_cp_conference.icpc_icpc_outcome_cp_flag" },
        { .name = "review_decision", .number = 19, .label = "Decision of a review",
          .type = TYPE_CODE, .needed = OFFERED, .codes = "rcpc_outcome",
          .ssd = "ssd_cp_reviews.cppr_cp_review_outcome_continue_cp" },
        { .name = "category", .number = 20, .label = "Category of abuse", .type = TYPE_CODE,
          .needed = OFFERED, .codes = "cp_category", .in_summary = true },
        { .name = "dissent", .number = 21, .label = "Who disagreed, and why", .type = TYPE_PROSE,
          .needed = OFFERED },
        { .name = "minutes_sent_at", .number = 22, .label = "When the minutes were sent",
          .type = TYPE_INSTANT, .needed = OFFERED },
        { .name = "decisions_sent_at", .number = 23, .label = "When the decisions were sent",
          .type = TYPE_INSTANT, .needed = OFFERED },
        { .name = "team", .number = 24, .label = "Team", .type = TYPE_TEAM, .needed = OFFERED,
          .annex_a = "L5 Allocated Team", .ssd = "ssd_initial_cp_conference.icpc_icpc_team" },
        { .name = "worker", .number = 25, .label = "Worker", .type = TYPE_STAFF,
          .needed = OFFERED, .annex_a = "L5 Allocated Worker",
          .ssd = "ssd_initial_cp_conference.icpc_icpc_worker_id" },
        { .name = "same_meeting", .number = 26, .label = "First record of the same conference",
          .type = TYPE_RECORD, .refers = "initial_conference", .of_others = true,
          .help = "Brothers and sisters have a record each." },
        { .name = "asked_at", .number = 27, .label = "When the conference was asked for", .type = TYPE_INSTANT,
          .needed = OFFERED },
        { .name = "planned_at", .number = 28, .label = "When it is planned", .type = TYPE_INSTANT,
          .needed = OFFERED, .tense = TENSE_ANY },
        { .name = "venue", .number = 29, .label = "Where", .type = TYPE_TEXT, .needed = OFFERED },
        { .name = "mode", .number = 30, .label = "How it was held", .type = TYPE_CODE, .needed = OFFERED,
          .codes = "meeting_mode" },
        { .name = "quorum_waiver_reason", .number = 31, .label = "Why it went ahead without a quorum",
          .overrides = "Held without a quorum",
          .type = TYPE_PROSE, .needed = OFFERED },
        { .name = "child_not_invited_reason", .number = 32, .label = "Why the child was not invited",
          .type = TYPE_PROSE, .needed = OFFERED, .when_field = "child_invited", .when_code = "N" },
        { .name = "reasons", .number = 33, .label = "Reasons for the decision", .type = TYPE_PROSE,
          .needed = WANTED, .help = "The chair's, for and against. The family reads this." },
        { .name = "family_there", .number = 34, .label = "Who of the family came", .type = TYPE_TEXT,
          .needed = WANTED, .care = CARE_THIRD_PARTY },
        { .name = "decided_at", .number = 35, .label = "When decided", .type = TYPE_INSTANT, .needed = OFFERED },
        { .name = "decided_by", .number = 36, .label = "Decided by", .type = TYPE_STAFF, .needed = OFFERED },
        { .name = "review_planned_at", .number = 37, .label = "When the review is planned", .type = TYPE_INSTANT,
          .needed = OFFERED, .tense = TENSE_ANY },
        { .name = "core_group_planned_at", .number = 38, .label = "When the first core group is planned",
          .type = TYPE_INSTANT, .needed = OFFERED, .tense = TENSE_ANY },
        { .name = "transfer_id", .number = 39, .label = "Move into the authority", .type = TYPE_RECORD,
          .needed = OFFERED, .refers = "authority_transfer" },
        { .name = "report_ready_at", .number = 40, .label = "When the social worker's report was ready",
          .type = TYPE_INSTANT, .needed = OFFERED },
        { .name = "unsourced_reason", .number = 41, .label = "Why a quotation has no source",
          .overrides = "Kept with a quotation without a source",
          .type = TYPE_TEXT },
        { .name = "counts_from", .number = 42, .label = "From when its 15 working days run", .type = TYPE_INSTANT,
          .needed = OFFERED, .help = "From the strategy discussion that began the enquiry; of a child who moves in, from "
          "the day on which we were told." },
        { 0 },
    },
    .checks = checks_initial_conference,
};

static bool child_protection_plan_1(const struct values *v)
{
    return !day_before(values_day(v, "end_date"), values_day(v, "start_date"));
}

static const struct check checks_child_protection_plan[] = {
    { .field = "end_date", .holds = child_protection_plan_1,
      .message = "The day the plan ended must be on or after the day it started",
      .source = "CIN census rule 8925" },
    { 0 },
};

static const struct kind kind_child_protection_plan = {
    .name = "child_protection_plan", .label = "Child protection plan", .plural = "Child protection plans",
    .about_text = "What must change so that this child is safe, who does it, and what happens if not.",
    .number = 0x0192, .version = 1, .about = ABOUT_PERSON,
    .time = TIME_STATE, .begins = "start_date", .ends = "end_date", .belongs_to = "referral_id",
    .late_after_hours = 48, .late_source = "Local standard",
    .alone = "hold a review conference of that plan, or end it first",
    .group = "Protection", .in_chronology = true, .worth_opening = true,
    .cin_block = "CINdetails/ChildProtectionPlans",
    .fields = (const struct field[]){
        { .name = "referral_id", .number = 1, .label = "Referral", .type = TYPE_RECORD,
          .needed = WANTED, .refers = "referral", .ssd = "ssd_cp_plans.cppl_referral_id" },
        { .name = "icpc_id", .number = 2, .label = "Conference", .type = TYPE_RECORD,
          .needed = WANTED, .refers = "initial_conference", .ssd = "ssd_cp_plans.cppl_icpc_id" },
        { .name = "start_date", .number = 3, .label = "Plan started on", .type = TYPE_DAY,
          .needed = ALWAYS, .cin = "CINdetails/ChildProtectionPlans/CPPstartDate",
          .annex_a = "L7 Child Protection Plan Start Date",
          .ssd = "ssd_cp_plans.cppl_cp_plan_start_date" },
        { .name = "end_date", .number = 4, .label = "Ended on", .type = TYPE_DAY,
          .needed = OFFERED, .tense = TENSE_ANY, .in_summary = true,
          .cin = "CINdetails/ChildProtectionPlans/CPPendDate",
          .annex_a = "L7 Child Protection Plan End Date",
          .ssd = "ssd_cp_plans.cppl_cp_plan_end_date" },
        { .name = "initial_category", .number = 5, .label = "Category of abuse at the start",
          .type = TYPE_CODE, .needed = ALWAYS, .codes = "cp_category",
          .cin = "CINdetails/ChildProtectionPlans/InitialCategoryOfAbuse",
          .annex_a = "L7 Initial Category of Abuse",
          .ssd = "ssd_cp_plans.cppl_cp_plan_initial_category" },
        { .name = "latest_category", .number = 6, .label = "Category of abuse now",
          .type = TYPE_CODE, .needed = WANTED, .codes = "cp_category", .in_summary = true,
          .cin = "CINdetails/ChildProtectionPlans/LatestCategoryOfAbuse",
          .annex_a = "L7 Latest Category of Abuse",
          .ssd = "ssd_cp_plans.cppl_cp_plan_latest_category" },
        { .name = "multiple_categories", .number = 7, .label = "Which categories, where several",
          .type = TYPE_CODE, .needed = OFFERED, .codes = "cp_category" },
        { .name = "previous_plans", .number = 8, .label = "Earlier plans by this authority",
          .type = TYPE_INT, .needed = OFFERED,
          .cin = "CINdetails/ChildProtectionPlans/NumberOfPreviousCPP",
          .annex_a = "L7 Number of Previous Child Protection Plans" },
        { .name = "ola_plan", .number = 9, .label = "Another authority's temporary plan",
          .type = TYPE_FLAG, .needed = WANTED, .ssd = "ssd_cp_plans.cppl_cp_plan_ola" },
        { .name = "visit_frequency_days", .number = 10, .label = "Days between visits",
          .type = TYPE_INT, .until = "2026-11-29" },
        { .name = "visit_every", .number = 16, .label = "How often the child is visited", .type = TYPE_CODE,
          .needed = OFFERED, .codes = "visit_frequency",
          .help = "The authority's standard is every 10 working days; say here if it is another for this child." },
        { .name = "danger_statement", .number = 11, .label = "What we are worried will happen",
          .type = TYPE_PROSE, .needed = WANTED, .help = "What harm, and to whom." },
        { .name = "safety_goal", .number = 12, .label = "What must be different",
          .type = TYPE_PROSE, .needed = WANTED },
        { .name = "bottom_lines", .number = 13, .label = "What must happen, whatever else",
          .type = TYPE_PROSE, .needed = OFFERED },
        { .name = "contingency", .number = 14, .label = "What happens if the plan fails",
          .type = TYPE_PROSE, .needed = WANTED },
        { .name = "epo_or_pp_6m", .number = 15,
          .label = "Emergency protection order or police protection in the last six months",
          .type = TYPE_FLAG,
          .annex_a = "L7 Subject to Emergency Protection Order or Protected Under Police Powers in Last Six Months"
                     " (Y/N)" },
        { .name = "key_worker", .number = 17, .label = "Key worker", .type = TYPE_STAFF, .needed = WANTED },
        { .name = "chair", .number = 18, .label = "Conference chair", .type = TYPE_STAFF, .needed = WANTED },
        { .name = "core_group_members", .number = 19, .label = "Who is in the core group", .type = TYPE_PROSE,
          .needed = WANTED, .help = "Family members and professionals, a line each." },
        { .name = "family_words", .number = 20, .label = "The plan in words the family uses", .type = TYPE_PROSE,
          .needed = OFFERED },
        { .name = "signed_off_at", .number = 21, .label = "When the plan was signed off", .type = TYPE_INSTANT,
          .needed = OFFERED },
        { .name = "signed_off_by", .number = 22, .label = "Signed off by", .type = TYPE_STAFF, .needed = OFFERED },
        { .name = "orphans_reason", .number = 23, .label = "Why it was signed off with gaps",
          .overrides = "Signed off with gaps",
          .type = TYPE_PROSE, .needed = OFFERED,
          .help = "A need without an action, an action without a need, or words of the child without an answer." },
        { .name = "end_reason", .number = 24, .label = "How it ended", .type = TYPE_CODE, .needed = OFFERED,
          .codes = "rcpc_outcome" },
        { 0 },
    },
    .checks = checks_child_protection_plan,
};

static bool review_dated(const struct values *v)
{
    return values_given(v, "review_date") || values_given(v, "planned_at");
}

static bool review_decision_whole(const struct values *v)
{
    return !values_given(v, "decided_at") || (values_given(v, "review_decision") && values_given(v, "reasons"));
}

static bool review_quorate_or_explained(const struct values *v)
{
    return !values_is(v, "quorate", "N") || !values_given(v, "decided_at")
        || values_given(v, "quorum_waiver_reason");
}

static const struct check checks_cp_review[] = {
    { .field = "review_date", .holds = review_dated,
      .message = "Enter the date of the review, or when it is planned",
      .source = "CIN census item CPPreviewDate" },
    { .field = "reasons", .holds = review_decision_whole,
      .message = "Choose a decision and enter the reasons for it" },
    { .field = "quorum_waiver_reason", .holds = review_quorate_or_explained,
      .message = "Say why it went ahead without a quorum" },
    { 0 },
};

static const struct kind kind_cp_review = {
    .name = "cp_review", .label = "Review conference", .plural = "Review conferences",
    .about_text = "Review of a child protection plan.",
    .number = 0x0193, .version = 1, .about = ABOUT_PERSON,
    .time = TIME_EVENT, .begins = "review_date", .belongs_to = "cp_plan_id",
    .late_after_hours = 48, .late_source = "Local standard",
    .group = "Protection", .in_chronology = true, .worth_opening = true,
    .cin_block = "CINdetails/ChildProtectionPlans/Reviews",
    .fields = (const struct field[]){
        { .name = "cp_plan_id", .number = 1, .label = "Child protection plan",
          .type = TYPE_RECORD, .needed = WANTED, .refers = "child_protection_plan" },
        { .name = "review_date", .number = 2, .label = "Date of the review", .type = TYPE_DAY,
          .needed = WANTED,
          .help = "First within 3 months of the plan, then every 6 months at most.",
          .in_summary = true, .cin = "CINdetails/ChildProtectionPlans/Reviews/CPPreviewDate",
          .annex_a = "L7 Date of latest review conference",
          .ssd = "ssd_cp_reviews.cppr_cp_review_date" },
        { .name = "quorate", .number = 3, .label = "Was it quorate", .type = TYPE_FLAG,
          .needed = NEVER_ASKED, .help = "Computed from who came.", .ssd = "ssd_cp_reviews.cppr_cp_review_quorate" },
        { .name = "child_participation", .number = 4, .label = "How the child took part",
          .type = TYPE_CODE, .needed = WANTED, .codes = "participation" },
        { .name = "child_views", .number = 5, .label = "The child's views and own words",
          .type = TYPE_PROSE, .needed = WANTED, .care = CARE_CHILD_WORDS },
        { .name = "review_decision", .number = 6, .label = "Decision", .type = TYPE_CODE,
          .needed = WANTED, .codes = "rcpc_outcome", .in_summary = true },
        { .name = "reasons", .number = 7, .label = "Reasons for the decision", .type = TYPE_PROSE,
          .needed = WANTED },
        { .name = "dissent", .number = 8, .label = "Who disagreed, and why", .type = TYPE_PROSE,
          .needed = OFFERED },
        { .name = "chair", .number = 9, .label = "Chair", .type = TYPE_STAFF, .needed = OFFERED },
        { .name = "same_meeting", .number = 10, .label = "First record of the same review", .type = TYPE_RECORD,
          .refers = "cp_review", .of_others = true },
        { .name = "planned_at", .number = 11, .label = "When it is planned", .type = TYPE_INSTANT,
          .needed = OFFERED, .tense = TENSE_ANY },
        { .name = "venue", .number = 12, .label = "Where", .type = TYPE_TEXT, .needed = OFFERED },
        { .name = "mode", .number = 13, .label = "How it was held", .type = TYPE_CODE, .needed = OFFERED,
          .codes = "meeting_mode" },
        { .name = "quorum_waiver_reason", .number = 14, .label = "Why it went ahead without a quorum",
          .overrides = "Held without a quorum",
          .type = TYPE_PROSE, .needed = OFFERED },
        { .name = "report_ready_at", .number = 15, .label = "When the social worker's report was ready",
          .type = TYPE_INSTANT, .needed = OFFERED },
        { .name = "report_to_family_at", .number = 16, .label = "When the family had the report",
          .type = TYPE_INSTANT, .needed = WANTED, .help = "Before the meeting, so that they can read it." },
        { .name = "child_invited", .number = 17, .label = "Was the child invited", .type = TYPE_FLAG,
          .needed = WANTED },
        { .name = "advocate_offered", .number = 18, .label = "Was an advocate offered", .type = TYPE_CODE,
          .needed = WANTED, .codes = "advocacy_status" },
        { .name = "parents_views", .number = 19, .label = "The parents' views", .type = TYPE_PROSE,
          .needed = WANTED, .care = CARE_THIRD_PARTY },
        { .name = "family_there", .number = 20, .label = "Who of the family came", .type = TYPE_TEXT,
          .needed = WANTED, .care = CARE_THIRD_PARTY },
        { .name = "progress", .number = 21, .label = "What has changed since the last conference",
          .type = TYPE_PROSE, .needed = WANTED },
        { .name = "new_category", .number = 22, .label = "Category of abuse from now on", .type = TYPE_CODE,
          .needed = OFFERED, .codes = "cp_category", .when_field = "review_decision", .when_code = "CONTCH" },
        { .name = "late_reason", .number = 23, .label = "Why it was late",
          .overrides = "Held after its limit",
          .type = TYPE_TEXT, .needed = OFFERED },
        { .name = "decided_at", .number = 24, .label = "When decided", .type = TYPE_INSTANT, .needed = OFFERED },
        { .name = "decided_by", .number = 25, .label = "Decided by", .type = TYPE_STAFF, .needed = OFFERED },
        { .name = "decisions_sent_at", .number = 26, .label = "When the decisions were sent",
          .type = TYPE_INSTANT, .needed = OFFERED },
        { .name = "minutes_sent_at", .number = 27, .label = "When the minutes were sent", .type = TYPE_INSTANT,
          .needed = OFFERED },
        { .name = "begun_at", .number = 28, .label = "When the plan was opened in the meeting",
          .type = TYPE_INSTANT },
        { .name = "ended_at", .number = 29, .label = "When the meeting ended", .type = TYPE_INSTANT },
        { .name = "agreed", .number = 30, .label = "Who agreed to the changes", .type = TYPE_PROSE,
          .needed = OFFERED },
        { .name = "unsourced_reason", .number = 31, .label = "Why a quotation has no source",
          .overrides = "Kept with a quotation without a source",
          .type = TYPE_TEXT },
        { 0 },
    },
    .checks = checks_cp_review,
};

/* The meeting edits the plan itself. Its minutes are the difference between the plan when it began and when it
 * ended: practice/minutes. */
static bool core_group_held_or_not(const struct values *v)
{
    return !values_given(v, "held_at") || !values_given(v, "cancelled_reason");
}

static const struct check checks_core_group[] = {
    { .field = "cancelled_reason", .holds = core_group_held_or_not,
      .message = "It was either held or cancelled: leave one of the two empty" },
    { 0 },
};

static const struct kind kind_core_group = {
    .name = "core_group", .label = "Core group", .plural = "Core groups",
    .about_text = "Family and professionals who carry out the child protection plan meet, and change it where it "
                  "does not work.",
    .number = 0x0199, .version = 1, .about = ABOUT_PERSON,
    .time = TIME_EVENT, .begins = "held_at", .belongs_to = "cp_plan_id",
    .late_after_hours = 48, .late_source = "Local standard",
    .group = "Protection", .in_chronology = true, .worth_opening = true,
    .fields = (const struct field[]){
        { .name = "cp_plan_id", .number = 1, .label = "Child protection plan", .type = TYPE_RECORD,
          .needed = WANTED, .refers = "child_protection_plan" },
        { .name = "same_meeting", .number = 2, .label = "First record of the same core group", .type = TYPE_RECORD,
          .refers = "core_group", .of_others = true },
        { .name = "planned_at", .number = 3, .label = "When it is planned", .type = TYPE_INSTANT,
          .needed = OFFERED, .tense = TENSE_ANY },
        { .name = "held_at", .number = 4, .label = "When it was held", .type = TYPE_INSTANT, .needed = OFFERED,
          .in_summary = true },
        { .name = "cancelled_reason", .number = 5, .label = "Why it was not held", .type = TYPE_PROSE,
          .needed = OFFERED },
        { .name = "where", .number = 6, .label = "Where", .type = TYPE_TEXT, .needed = OFFERED },
        { .name = "quorate", .number = 7, .label = "Was enough of the core group there", .type = TYPE_FLAG,
          .needed = WANTED },
        { .name = "family_there", .number = 8, .label = "Who of the family came", .type = TYPE_TEXT,
          .needed = WANTED, .care = CARE_THIRD_PARTY },
        { .name = "child_participation", .number = 9, .label = "How the child took part", .type = TYPE_CODE,
          .needed = WANTED, .codes = "participation" },
        { .name = "child_views", .number = 10, .label = "The child's view this time", .type = TYPE_PROSE,
          .needed = WANTED, .care = CARE_CHILD_WORDS },
        { .name = "progress", .number = 11, .label = "What is different for the child", .type = TYPE_PROSE,
          .needed = WANTED },
        { .name = "scale_score", .number = 12, .label = "How safe is it, from 0 to 10", .type = TYPE_INT,
          .needed = OFFERED, .least = 0, .most = 10 },
        { .name = "begun_at", .number = 13, .label = "When the plan was opened in the meeting",
          .type = TYPE_INSTANT },
        { .name = "ended_at", .number = 14, .label = "When the meeting ended", .type = TYPE_INSTANT },
        { .name = "plan_updated", .number = 15, .label = "Was the plan changed in the meeting", .type = TYPE_FLAG },
        { .name = "agreed", .number = 16, .label = "Who agreed to the changes", .type = TYPE_PROSE,
          .needed = WANTED },
        { .name = "dissent", .number = 17, .label = "Who disagreed, and why", .type = TYPE_PROSE,
          .needed = OFFERED },
        { .name = "minutes_sent_at", .number = 18, .label = "When the minutes were sent", .type = TYPE_INSTANT,
          .needed = WANTED, .help = "Before people leave, if you can." },
        { .name = "next_planned_at", .number = 19, .label = "When the next one is planned", .type = TYPE_INSTANT,
          .needed = OFFERED, .tense = TENSE_ANY },
        { .name = "escalated", .number = 20, .label = "Was anything taken to a manager or the chair",
          .type = TYPE_PROSE, .needed = OFFERED },
        { 0 },
    },
    .checks = checks_core_group,
};


static const struct limit to_conference[] = {
    { .id = "T07C", .length = 15, .warn = 5, .unit = WORKING_DAYS,
      .source = "Working Together (2023); CIN census guide 4.12: 15 working days from the strategy discussion" },
    { 0 },
};

static const struct limit to_decisions[] = {
    { .id = "L13", .length = 1, .warn = 1, .unit = WORKING_DAYS, .local = true,
      .source = "Local standard: the decisions of a conference go out within a working day" },
    { 0 },
};

static const struct limit to_minutes[] = {
    { .id = "L14", .length = 20, .warn = 5, .unit = WORKING_DAYS, .local = true,
      .source = "Local standard: the record of a conference goes out within 20 working days" },
    { 0 },
};

static const struct limit to_core_group_minutes[] = {
    { .id = "L15", .length = 1, .warn = 1, .unit = WORKING_DAYS, .local = true,
      .source = "Local standard: minutes of a core group before people leave, or the next working day" },
    { 0 },
};

static const struct limit to_first_review[] = {
    { .id = "T11", .length = 3, .warn = 1, .unit = MONTHS,
      .source = "Working Together (2023): within three months of the initial conference" },
    { 0 },
};

static const struct limit to_next_review[] = {
    { .id = "T12", .length = 6, .warn = 1, .unit = MONTHS,
      .source = "Working Together (2023): within six months of each other" },
    { 0 },
};

static const struct limit to_first_core_group[] = {
    { .id = "T09", .length = 10, .warn = 3, .unit = WORKING_DAYS,
      .source = "Working Together (2023): within ten working days of the initial conference" },
    { 0 },
};

static const struct limit to_next_core_group[] = {
    { .id = "T10", .length = 20, .warn = 5, .unit = WORKING_DAYS, .local = true,
      .source = "Local standard: core groups every 20 working days" },
    { 0 },
};

static const char protection_visits[] = "Local standard: the child is seen as often as the plan says, else every ten "
                                        "working days";
static const struct limit to_protection_visit[] = {
    { .id = "T14", .length = 5, .warn = 2, .unit = WORKING_DAYS, .code = "5", .local = true,
      .source = protection_visits },
    { .id = "T14", .length = 15, .warn = 3, .unit = WORKING_DAYS, .code = "15", .local = true,
      .source = protection_visits },
    { .id = "T14", .length = 20, .warn = 5, .unit = WORKING_DAYS, .code = "20", .local = true,
      .source = protection_visits },
    { .id = "T14", .length = 30, .warn = 5, .unit = WORKING_DAYS, .code = "30", .local = true,
      .source = protection_visits },
    { .id = "T14", .length = 10, .warn = 3, .unit = WORKING_DAYS, .local = true, .source = protection_visits },
    { 0 },
};

static const struct step steps[] = {
    { .name = "conference_hold", .label = "Hold the child protection conference",
      .after = "initial_conference", .begins = "counts_from", .done_field = "held_at",
      .by = "CC TM SW", .limits = to_conference },
    { .name = "conference_decisions", .label = "Send the decisions of the conference",
      .after = "initial_conference", .begins = "decided_at", .done_field = "decisions_sent_at",
      .by = "CC TM", .limits = to_decisions },
    { .name = "conference_minutes", .label = "Send the record of the conference",
      .after = "initial_conference", .begins = "decided_at", .done_field = "minutes_sent_at",
      .by = "CC TM", .limits = to_minutes },
    { .name = "review_decisions", .label = "Send the decisions of the review conference",
      .after = "cp_review", .begins = "decided_at", .done_field = "decisions_sent_at",
      .by = "CC TM", .limits = to_decisions },
    { .name = "review_minutes", .label = "Send the record of the review conference",
      .after = "cp_review", .begins = "decided_at", .done_field = "minutes_sent_at",
      .by = "CC TM", .limits = to_minutes },
    { .name = "core_group_minutes", .label = "Send the minutes of the core group",
      .after = "core_group", .begins = "ended_at", .done_field = "minutes_sent_at",
      .by = "SW TM", .limits = to_core_group_minutes },
    { .name = "protection_review", .label = "Hold the review conference",
      .after = "child_protection_plan", .begins = "start_date", .done_field = "end_date",
      .again_kind = "cp_review", .again_link = "cp_plan_id", .again_field = "review_date",
      .by = "CC TM SW", .limits = to_first_review, .again_limits = to_next_review },
    { .name = "protection_core_group", .label = "Hold the core group",
      .after = "child_protection_plan", .begins = "start_date", .done_field = "end_date",
      .again_kind = "core_group", .again_link = "cp_plan_id", .again_field = "held_at",
      .by = "SW TM", .limits = to_first_core_group, .again_limits = to_next_core_group },
    { .name = "protection_visit", .label = "Visit the child, who has a protection plan",
      .after = "child_protection_plan", .begins = "start_date", .done_field = "end_date",
      .again_kind = "visit", .again_field = "visited_at",
      .again_when_field = "child_presence", .again_when_codes = "SEEN_ALONE SEEN_WITH SEEN_OBS",
      .again_also_field = "visit_type", .again_also_codes = "CP",
      .by = "SW TM", .by_field = "visit_every", .limits = to_protection_visit },
    { 0 },
};

const struct journey_part part_protection = {
    .name = "Protection",
    .kinds = (const struct kind *const[]){
        &kind_initial_conference,
        &kind_child_protection_plan,
        &kind_cp_review,
        &kind_core_group,
        NULL,
    },
    .steps = steps,
    .key_events = (const struct key_event[]){
        { .kind = "initial_conference", .label = "Conference" },
        { .kind = "child_protection_plan", .label = "Child protection plan started" },
        { .kind = "child_protection_plan", .at_field = "end_date", .label = "Child protection plan ended" },
        { .kind = "cp_review", .field = "review_decision", .label = "Review conference: decision" },
        { 0 },
    },
};
