/* Family help: child in need plans and their reviews, steps up and down, early help. */
#include "dictionary/step.h"
#include "dictionary/values.h"

static bool child_in_need_plan_1(const struct values *v)
{
    return !day_before(values_day(v, "end_date"), values_day(v, "start_date"));
}

static const struct check checks_child_in_need_plan[] = {
    { .field = "end_date", .holds = child_in_need_plan_1,
      .message = "The day the plan ended must be on or after the day it started",
      .source = "CIN census rule 8897" },
    { 0 },
};

static const struct kind kind_child_in_need_plan = {
    .name = "child_in_need_plan", .label = "Child in need plan", .plural = "Child in need plans",
    .about_text = "What is done for this child under section 17, by whom, and how we will know.",
    .number = 0x01B0, .version = 1, .about = ABOUT_PERSON,
    .time = TIME_STATE, .begins = "start_date", .ends = "end_date", .belongs_to = "referral_id",
    .late_after_hours = 72, .late_source = "Local standard",
    .alone = "change and review that plan, or end it first",
    .group = "Family help", .in_chronology = true, .worth_opening = true,
    .cin_block = "CINdetails/CINPlanDates",
    .fields = (const struct field[]){
        { .name = "referral_id", .number = 1, .label = "Referral", .type = TYPE_RECORD,
          .needed = WANTED, .refers = "referral", .ssd = "ssd_cin_plans.cinp_referral_id" },
        { .name = "start_date", .number = 2, .label = "Started on", .type = TYPE_DAY,
          .needed = ALWAYS, .cin = "CINdetails/CINPlanDates/CINPlanStartDate",
          .ssd = "ssd_cin_plans.cinp_cin_plan_start_date" },
        { .name = "end_date", .number = 3, .label = "Ended on", .type = TYPE_DAY,
          .needed = OFFERED, .tense = TENSE_ANY, .in_summary = true,
          .cin = "CINdetails/CINPlanDates/CINPlanEndDate",
          .ssd = "ssd_cin_plans.cinp_cin_plan_end_date" },
        { .name = "lead_practitioner", .number = 4, .label = "Lead practitioner",
          .type = TYPE_STAFF, .needed = OFFERED, .ssd = "ssd_cin_plans.cinp_cin_plan_worker_id" },
        { .name = "team", .number = 5, .label = "Team", .type = TYPE_TEAM, .needed = OFFERED,
          .ssd = "ssd_cin_plans.cinp_cin_plan_team" },
        { .name = "visit_frequency_days", .number = 6, .label = "Days between visits",
          .type = TYPE_INT, .until = "2026-11-29" },
        { .name = "review_frequency_days", .number = 7, .label = "Days between reviews",
          .type = TYPE_INT, .until = "2026-11-29" },
        { .name = "visit_every", .number = 9, .label = "How often the child is visited", .type = TYPE_CODE,
          .needed = OFFERED, .codes = "visit_frequency",
          .help = "The authority's standard is every 20 working days; say here if it is another for this child." },
        { .name = "outcome_summary", .number = 8, .label = "What the plan achieved",
          .type = TYPE_PROSE, .needed = OFFERED, .in_summary = true },
        { .name = "goal", .number = 10, .label = "What must be different for the child", .type = TYPE_PROSE,
          .needed = WANTED },
        { .name = "contingency", .number = 11, .label = "What happens if the plan does not work",
          .type = TYPE_PROSE, .needed = WANTED },
        { .name = "family_words", .number = 12, .label = "The plan in words the family uses", .type = TYPE_PROSE,
          .needed = OFFERED },
        { .name = "consent", .number = 13, .label = "Family's agreement", .type = TYPE_CODE, .needed = WANTED,
          .codes = "consent_status" },
        { .name = "signed_off_at", .number = 14, .label = "When the plan was signed off", .type = TYPE_INSTANT,
          .needed = OFFERED },
        { .name = "signed_off_by", .number = 15, .label = "Signed off by", .type = TYPE_STAFF, .needed = OFFERED },
        { .name = "orphans_reason", .number = 16, .label = "Why it was signed off with gaps",
          .overrides = "Signed off with gaps",
          .type = TYPE_PROSE, .needed = OFFERED,
          .help = "A need without an action, an action without a need, or words of the child without an answer." },
        { 0 },
    },
    .checks = checks_child_in_need_plan,
};

static const struct kind kind_cin_review = {
    .name = "cin_review", .label = "Child in need review", .plural = "Child in need reviews",
    .about_text = "Is the plan working for this child.",
    .number = 0x01B1, .version = 1, .about = ABOUT_PERSON,
    .time = TIME_EVENT, .begins = "held_at", .belongs_to = "cin_plan_id",
    .late_after_hours = 72, .late_source = "Local standard",
    .group = "Family help", .in_chronology = true, .worth_opening = true,
    .fields = (const struct field[]){
        { .name = "cin_plan_id", .number = 1, .label = "Child in need plan", .type = TYPE_RECORD,
          .needed = WANTED, .refers = "child_in_need_plan" },
        { .name = "due_date", .number = 2, .label = "Due date", .type = TYPE_DAY,
          .needed = OFFERED, .tense = TENSE_ANY },
        { .name = "held_at", .number = 3, .label = "Date and time held", .type = TYPE_INSTANT,
          .needed = OFFERED, .help = "Held." },
        { .name = "chair", .number = 4, .label = "Chair", .type = TYPE_STAFF, .needed = OFFERED,
          .help = "Chair, ideally not the case holder." },
        { .name = "child_participation", .number = 5, .label = "How the child took part",
          .type = TYPE_CODE, .needed = WANTED, .codes = "participation" },
        { .name = "decision", .number = 6, .label = "Decision", .type = TYPE_CODE, .needed = WANTED,
          .codes = "cin_review_decision", .in_summary = true },
        { .name = "rationale", .number = 7, .label = "Reasons for the decision", .type = TYPE_TEXT,
          .needed = WANTED },
        { .name = "planned_at", .number = 8, .label = "When it is planned", .type = TYPE_INSTANT,
          .needed = OFFERED, .tense = TENSE_ANY },
        { .name = "same_meeting", .number = 9, .label = "First record of the same review", .type = TYPE_RECORD,
          .refers = "cin_review", .of_others = true },
        { .name = "child_views", .number = 10, .label = "The child's view this time", .type = TYPE_PROSE,
          .needed = WANTED, .care = CARE_CHILD_WORDS },
        { .name = "progress", .number = 11, .label = "What is different for the child", .type = TYPE_PROSE,
          .needed = WANTED },
        { .name = "family_there", .number = 12, .label = "Who of the family came", .type = TYPE_TEXT,
          .needed = WANTED, .care = CARE_THIRD_PARTY },
        { .name = "begun_at", .number = 13, .label = "When the plan was opened in the meeting",
          .type = TYPE_INSTANT },
        { .name = "ended_at", .number = 14, .label = "When the meeting ended", .type = TYPE_INSTANT },
        { .name = "plan_updated", .number = 15, .label = "Was the plan changed in the meeting", .type = TYPE_FLAG },
        { .name = "agreed", .number = 16, .label = "Who agreed to the changes", .type = TYPE_PROSE,
          .needed = OFFERED },
        { .name = "dissent", .number = 17, .label = "Who disagreed, and why", .type = TYPE_PROSE,
          .needed = OFFERED },
        { .name = "minutes_sent_at", .number = 18, .label = "When the minutes were sent", .type = TYPE_INSTANT,
          .needed = OFFERED },
        { 0 },
    },
};

static bool step_change_has_reasons(const struct values *v)
{
    return !values_is(v, "receiving_accepted", "N") || values_given(v, "refused_reason");
}

static const struct check checks_step_change[] = {
    { .field = "refused_reason", .holds = step_change_has_reasons,
      .message = "Say why the service did not take the child over, and who goes on meanwhile" },
    { 0 },
};

static const struct kind kind_step_change = {
    .name = "step_change", .label = "Step up or down", .plural = "Steps up and down",
    .about_text = "The child moves to more or to less help: why, who decided, and whether the next service took over.",
    .number = 0x01B4, .version = 1, .about = ABOUT_PERSON,
    .time = TIME_EVENT, .begins = "decided_at", .belongs_to = "referral_id",
    .late_after_hours = 48, .late_source = "Local standard",
    .group = "Family help", .in_chronology = true, .worth_opening = true,
    .fields = (const struct field[]){
        { .name = "referral_id", .number = 1, .label = "Referral", .type = TYPE_RECORD, .needed = OFFERED,
          .refers = "referral" },
        { .name = "direction", .number = 2, .label = "Up or down", .type = TYPE_CODE, .needed = ALWAYS,
          .codes = "direction", .in_summary = true },
        { .name = "from_level", .number = 3, .label = "From", .type = TYPE_CODE, .needed = ALWAYS,
          .codes = "threshold_level", .in_summary = true },
        { .name = "to_level", .number = 4, .label = "To", .type = TYPE_CODE, .needed = ALWAYS,
          .codes = "threshold_level", .in_summary = true },
        { .name = "decided_at", .number = 5, .label = "When decided", .type = TYPE_INSTANT, .needed = ALWAYS },
        { .name = "decided_by", .number = 6, .label = "Decided by", .type = TYPE_STAFF, .needed = WANTED },
        { .name = "receiving_service", .number = 7, .label = "Service that takes over", .type = TYPE_TEXT,
          .needed = WANTED },
        { .name = "receiving_accepted", .number = 8, .label = "Did it take the child over", .type = TYPE_FLAG,
          .needed = OFFERED },
        { .name = "accepted_at", .number = 9, .label = "When it answered", .type = TYPE_INSTANT,
          .needed = OFFERED },
        { .name = "refused_reason", .number = 10, .label = "Why not, and who goes on meanwhile",
          .type = TYPE_PROSE, .needed = OFFERED },
        { .name = "rationale", .number = 11, .label = "Reasons for the decision", .type = TYPE_PROSE,
          .needed = ALWAYS, .help = "What has changed for the child, and what could go wrong." },
        { .name = "child_told_at", .number = 12, .label = "When the child was told", .type = TYPE_INSTANT,
          .needed = OFFERED },
        { 0 },
    },
    .checks = checks_step_change,
};

static bool early_help_ended_after(const struct values *v)
{
    return !day_before(values_day(v, "end_date"), values_day(v, "start_date"));
}

static bool early_help_ended_with_reason(const struct values *v)
{
    return !values_given(v, "end_date") || values_given(v, "end_reason");
}

static const struct check checks_early_help[] = {
    { .field = "end_date", .holds = early_help_ended_after,
      .message = "The day it ended must be on or after the day it started" },
    { .field = "end_reason", .holds = early_help_ended_with_reason, .message = "Choose how it ended" },
    { 0 },
};

static const struct kind kind_early_help_episode = {
    .name = "early_help_episode", .label = "Early help", .plural = "Early help",
    .about_text = "Help that comes early, led by whoever knows the family best.",
    .number = 0x01B5, .version = 1, .about = ABOUT_PERSON,
    .time = TIME_STATE, .begins = "start_date", .ends = "end_date",
    .group = "Family help", .in_chronology = true, .worth_opening = true,
    .fields = (const struct field[]){
        { .name = "start_date", .number = 1, .label = "Started on", .type = TYPE_DAY, .needed = ALWAYS,
          .annex_a = "L2 Assessment start date",
          .ssd = "ssd_early_help_episodes.earl_episode_start_date" },
        { .name = "end_date", .number = 2, .label = "Ended on", .type = TYPE_DAY, .needed = OFFERED,
          .ssd = "ssd_early_help_episodes.earl_episode_end_date" },
        { .name = "why", .number = 3, .label = "Why", .type = TYPE_PROSE, .needed = ALWAYS,
          .in_summary = true, .ssd = "ssd_early_help_episodes.earl_episode_reason" },
        { .name = "end_reason", .number = 4, .label = "How it ended", .type = TYPE_CODE, .needed = OFFERED,
          .codes = "early_help_end_reason", .in_summary = true,
          .ssd = "ssd_early_help_episodes.earl_episode_end_reason" },
        { .name = "organisation_type", .number = 5, .label = "What kind of organisation leads",
          .type = TYPE_CODE, .needed = WANTED, .codes = "early_help_org_type" },
        { .name = "organisation", .number = 6, .label = "Organisation that leads", .type = TYPE_TEXT,
          .needed = WANTED, .annex_a = "L2 Organisation completing assessment",
          .ssd = "ssd_early_help_episodes.earl_episode_organisation" },
        { .name = "lead_practitioner", .number = 7, .label = "Lead practitioner", .type = TYPE_TEXT,
          .needed = WANTED },
        { .name = "assessment_date", .number = 8, .label = "Assessment completed on", .type = TYPE_DAY,
          .needed = OFFERED, .annex_a = "L2 Assessment completion date" },
        { .name = "consent", .number = 9, .label = "Family's agreement", .type = TYPE_CODE, .needed = WANTED,
          .codes = "consent_status" },
        { .name = "child_views", .number = 10, .label = "The child's view", .type = TYPE_PROSE,
          .needed = WANTED, .care = CARE_CHILD_WORDS },
        { .name = "family_views", .number = 11, .label = "The family's view", .type = TYPE_PROSE,
          .needed = WANTED, .care = CARE_THIRD_PARTY },
        { .name = "outcome", .number = 12, .label = "What has changed for the child", .type = TYPE_PROSE,
          .needed = OFFERED },
        { .name = "next_review_on", .number = 13, .label = "Next review on", .type = TYPE_DAY,
          .needed = OFFERED, .tense = TENSE_ANY },
        { 0 },
    },
    .checks = checks_early_help,
};

static const struct limit to_take_over[] = {
    { .id = "L18", .length = 5, .warn = 2, .unit = WORKING_DAYS, .local = true,
      .source = "Local standard: the next service answers within five working days" },
    { 0 },
};

static const struct limit to_cin_minutes[] = {
    { .id = "L19", .length = 5, .warn = 2, .unit = WORKING_DAYS, .local = true,
      .source = "Local standard: minutes of a review go out within five working days" },
    { 0 },
};

static const struct limit to_first_review[] = {
    { .id = "T16", .length = 6, .warn = 2, .unit = WEEKS, .local = true,
      .source = "Local standard: first review of a child in need plan within six weeks" },
    { 0 },
};

static const struct limit to_next_review[] = {
    { .id = "T16", .length = 12, .warn = 2, .unit = WEEKS, .local = true,
      .source = "Local standard: reviews of a child in need plan within twelve weeks of each other" },
    { 0 },
};

static const char need_visits[] = "Local standard: the child is seen as often as the plan says, else every twenty "
                                  "working days";
static const struct limit to_need_visit[] = {
    { .id = "T17", .length = 5, .warn = 2, .unit = WORKING_DAYS, .code = "5", .local = true, .source = need_visits },
    { .id = "T17", .length = 10, .warn = 3, .unit = WORKING_DAYS, .code = "10", .local = true, .source = need_visits },
    { .id = "T17", .length = 15, .warn = 3, .unit = WORKING_DAYS, .code = "15", .local = true, .source = need_visits },
    { .id = "T17", .length = 30, .warn = 5, .unit = WORKING_DAYS, .code = "30", .local = true, .source = need_visits },
    { .id = "T17", .length = 20, .warn = 5, .unit = WORKING_DAYS, .local = true, .source = need_visits },
    { 0 },
};

static const struct step steps[] = {
    { .name = "need_review", .label = "Review the child in need plan",
      .after = "child_in_need_plan", .begins = "start_date", .done_field = "end_date",
      .again_kind = "cin_review", .again_link = "cin_plan_id", .again_field = "held_at",
      .by = "SW TM", .limits = to_first_review, .again_limits = to_next_review },
    { .name = "need_visit", .label = "Visit the child, who has a child in need plan",
      .after = "child_in_need_plan", .begins = "start_date", .done_field = "end_date",
      .again_kind = "visit", .again_field = "visited_at",
      .again_when_field = "child_presence", .again_when_codes = "SEEN_ALONE SEEN_WITH SEEN_OBS",
      .again_also_field = "visit_type", .again_also_codes = "CIN",
      .by = "SW TM", .by_field = "visit_every", .limits = to_need_visit },
    { .name = "step_accepted", .label = "Learn whether the next service takes the child over",
      .after = "step_change", .begins = "decided_at", .done_field = "accepted_at",
      .by = "SW TM", .limits = to_take_over },
    { .name = "cin_review_minutes", .label = "Send the minutes of the child in need review",
      .after = "cin_review", .begins = "ended_at", .done_field = "minutes_sent_at",
      .by = "SW TM", .limits = to_cin_minutes },
    { 0 },
};

const struct journey_part part_family_help = {
    .name = "Family help",
    .kinds = (const struct kind *const[]){
        &kind_child_in_need_plan,
        &kind_cin_review,
        &kind_step_change,
        &kind_early_help_episode,
        NULL,
    },
    .steps = steps,
    .key_events = (const struct key_event[]){
        { .kind = "child_in_need_plan", .label = "Child in need plan started" },
        { .kind = "child_in_need_plan", .at_field = "end_date", .label = "Child in need plan ended" },
        { .kind = "step_change", .label = "Stepped up or down" },
        { .kind = "early_help_episode", .label = "Early help started" },
        { 0 },
    },
};
