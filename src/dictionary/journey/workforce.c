/* The people who do the work, their teams, and whose child is whose. */
#include "dictionary/step.h"
#include "dictionary/values.h"

static const struct kind kind_team = {
    .name = "team", .label = "Team", .plural = "Teams",
    .about_text = "A team of the authority.",
    .number = 0x0130, .version = 1, .about = ABOUT_TEAM, .founds = true,
    .time = TIME_STATE,
    .group = "Workforce",
    .fields = (const struct field[]){
        { .name = "team_name", .number = 1, .label = "Team name", .type = TYPE_TEXT,
          .needed = ALWAYS, .in_summary = true, .annex_a = "L3-9 Allocated Team",
          .ssd = "ssd_department.dept_team_name" },
        { .name = "parent_id", .number = 2, .label = "Part of which team", .type = TYPE_TEAM,
          .needed = OFFERED,
          .ssd = "ssd_department.dept_team_parent_id; ssd_department.dept_team_parent_name" },
        { .name = "team_type", .number = 3, .label = "What kind of team", .type = TYPE_CODE,
          .needed = ALWAYS, .codes = "team_type" },
        { .name = "team_manager_post", .number = 4, .label = "Team manager's post",
          .type = TYPE_TEXT, .needed = WANTED },
        { .name = "supervision_rule", .number = 5, .label = "How often workers are supervised",
          .type = TYPE_CODE, .needed = WANTED, .codes = "supervision_frequency_rule" },
        { .name = "agency", .number = 6, .label = "Agency, of a partner organisation",
          .type = TYPE_CODE, .needed = OFFERED, .codes = "agency" },
        { .name = "telephone", .number = 7, .label = "Telephone", .type = TYPE_TEXT, .needed = OFFERED,
          .help = "Answered in office hours by whoever is there.", .characters_max = 40 },
        { 0 },
    },
};

static const struct kind kind_staff = {
    .name = "staff", .label = "Member of staff", .plural = "Staff",
    .about_text = "Somebody who works here: role, registration, contract.",
    .number = 0x0131, .version = 1, .about = ABOUT_STAFF, .founds = true,
    .time = TIME_STATE,
    .group = "Workforce",
    .fields = (const struct field[]){
        { .name = "name", .number = 1, .label = "Name", .type = TYPE_TEXT, .needed = ALWAYS,
          .in_summary = true, .annex_a = "L3-9 Allocated Worker",
          .ssd = "ssd_professionals.prof_professional_name" },
        { .name = "swe_number", .number = 2, .label = "Social Work England number",
          .type = TYPE_TEXT, .needed = OFFERED, .ssda903 = "SW_ID",
          .ssd = "ssd_professionals.prof_social_worker_registration_no" },
        { .name = "org_role", .number = 3, .label = "Level of post", .type = TYPE_CODE,
          .needed = WANTED, .codes = "org_role",
          .ssd = "ssd_professionals.prof_professional_job_title" },
        { .name = "job_role", .number = 4, .label = "Job role", .type = TYPE_CODE,
          .needed = ALWAYS, .codes = "staff_role", .in_summary = true,
          .ssd = "ssd_professionals.prof_professional_job_title" },
        { .name = "agency", .number = 5, .label = "Is an agency worker", .type = TYPE_CODE,
          .needed = WANTED, .codes = "agency_worker",
          .ssd = "ssd_professionals.prof_agency_worker_flag" },
        { .name = "contract_type", .number = 6, .label = "What kind of contract", .type = TYPE_CODE,
          .needed = WANTED, .codes = "contract_type" },
        { .name = "fte", .number = 7, .label = "Full-time equivalent, in hundredths",
          .type = TYPE_INT, .needed = WANTED, .help = "Full-time equivalent.",
          .ssd = "ssd_professionals.prof_full_time_equivalency" },
        { .name = "start_date", .number = 8, .label = "Started on", .type = TYPE_DAY,
          .needed = WANTED, .help = "Role start." },
        { .name = "start_origin", .number = 9, .label = "Where they came from", .type = TYPE_CODE,
          .needed = OFFERED, .codes = "start_origin" },
        { .name = "end_date", .number = 10, .label = "Ended on", .type = TYPE_DAY,
          .needed = OFFERED, .tense = TENSE_ANY },
        { .name = "leaver_destination", .number = 11, .label = "Where they went", .type = TYPE_CODE,
          .needed = OFFERED, .codes = "leaver_destination" },
        { .name = "leave_reason", .number = 12, .label = "Why they left", .type = TYPE_CODE,
          .needed = OFFERED, .codes = "leave_reason" },
        { .name = "team_id", .number = 13, .label = "Team", .type = TYPE_TEAM, .needed = OFFERED,
          .ssd = "ssd_professionals.prof_professional_department" },
        { .name = "manager_id", .number = 14, .label = "Manager", .type = TYPE_STAFF,
          .needed = OFFERED, .help = "Line manager." },
        { .name = "qualification_level", .number = 15, .label = "Social work qualification",
          .type = TYPE_CODE, .needed = OFFERED, .codes = "qualification_level" },
        { .name = "cfkss_status", .number = 16, .label = "Knowledge and skills assessment",
          .type = TYPE_CODE, .needed = OFFERED, .codes = "cfkss_status" },
        { .name = "asye_start", .number = 17, .label = "Assessed and supported year began",
          .type = TYPE_DAY, .needed = OFFERED },
        { .name = "asye_end", .number = 18, .label = "Assessed and supported year ended",
          .type = TYPE_DAY, .needed = OFFERED },
        { .name = "agency_weeks", .number = 19, .label = "Weeks of the agency contract",
          .type = TYPE_INT, .needed = OFFERED },
        { .name = "post_qualified_years", .number = 20, .label = "Years since qualifying",
          .type = TYPE_INT, .needed = OFFERED, .help = "Agency workers need three." },
        { .name = "caseload_cap", .number = 21, .label = "Most children to hold at once",
          .type = TYPE_INT, .needed = WANTED },
        { .name = "absence_days", .number = 22, .label = "Working days lost this year",
          .type = TYPE_INT, .needed = OFFERED },
        { .name = "base_salary", .number = 23, .label = "Yearly salary in pounds", .type = TYPE_INT,
          .needed = OFFERED },
        { .name = "telephone", .number = 24, .label = "Telephone at work", .type = TYPE_TEXT, .needed = OFFERED,
          .characters_max = 40 },
        { 0 },
    },
};

static const struct kind kind_allocation = {
    .name = "allocation", .label = "Allocation", .plural = "Allocations",
    .about_text = "Who is responsible for this child, in which role, from when to when.",
    .number = 0x0132, .version = 1, .about = ABOUT_PERSON,
    .time = TIME_STATE, .begins = "start_at", .ends = "end_at",
    .group = "Allocation", .in_chronology = true, .worth_opening = true,
    .fields = (const struct field[]){
        { .name = "referral_id", .number = 1, .label = "Referral", .type = TYPE_RECORD,
          .needed = OFFERED, .refers = "referral", .ssd = "ssd_involvements.invo_referral_id" },
        { .name = "staff_id", .number = 2, .label = "Who", .type = TYPE_STAFF, .needed = OFFERED,
          .help = "Empty only while nobody is allocated.", .annex_a = "L3-9 Allocated Worker",
          .ssd = "ssd_involvements.invo_professional_id" },
        { .name = "role", .number = 3, .label = "In which role", .type = TYPE_CODE,
          .needed = ALWAYS, .codes = "allocation_role", .in_summary = true,
          .ssd = "ssd_involvements.invo_professional_role_id" },
        { .name = "team_id", .number = 4, .label = "Team", .type = TYPE_TEAM, .needed = OFFERED,
          .annex_a = "L3-9 Allocated Team", .ssd = "ssd_involvements.invo_professional_team" },
        { .name = "start_at", .number = 5, .label = "From", .type = TYPE_INSTANT, .needed = ALWAYS,
          .ssda903 = "SW_DECOM", .ssd = "ssd_involvements.invo_involvement_start_date" },
        { .name = "end_at", .number = 6, .label = "Until", .type = TYPE_INSTANT, .needed = OFFERED,
          .ssda903 = "SW_DEC", .ssd = "ssd_involvements.invo_involvement_end_date" },
        { .name = "change_reason", .number = 7, .label = "Why the worker changed",
          .type = TYPE_CODE, .needed = OFFERED, .codes = "worker_change_reason",
          .ssda903 = "SW_REASON", .ssd = "ssd_involvements.invo_worker_change_reason" },
        { .name = "handover_meeting_at", .number = 8, .label = "When the worker handed over",
          .type = TYPE_INSTANT, .needed = OFFERED,
          .help = "The meeting with the child where one worker hands over to the next.",
          .tense = TENSE_ANY },
        { .name = "child_told_at", .number = 9, .label = "When the child was told",
          .type = TYPE_INSTANT, .needed = OFFERED },
        { .name = "transfer_id", .number = 11, .label = "Transfer it came from", .type = TYPE_RECORD,
          .needed = OFFERED, .refers = "case_transfer" },
        { .name = "weighting", .number = 10, .label = "How heavy the case is", .type = TYPE_INT,
          .needed = OFFERED, .help = "Complexity weight." },
        { 0 },
    },
};

static bool transfer_answered(const struct values *v)
{
    return !values_is(v, "answer", "REFUSED") || values_given(v, "refused_reason");
}

static bool transfer_handed_over(const struct values *v)
{
    return values_given(v, "handover");
}

static const struct check checks_case_transfer[] = {
    { .field = "refused_reason", .holds = transfer_answered,
      .message = "Say why the transfer is refused" },
    { .field = "handover", .holds = transfer_handed_over,
      .message = "Enter what the next team must know" },
    { 0 },
};

static const struct kind kind_case_transfer = {
    .name = "case_transfer", .label = "Transfer", .plural = "Transfers",
    .about_text = "One team asks another to take a child over, with what it must know.",
    .number = 0x0133, .version = 1, .about = ABOUT_PERSON,
    .time = TIME_EVENT, .begins = "requested_at", .belongs_to = "referral_id",
    .late_after_hours = 24, .late_source = "Local standard: written up within a day",
    .group = "Allocation", .in_chronology = true, .worth_opening = true,
    .fields = (const struct field[]){
        { .name = "referral_id", .number = 1, .label = "Referral", .type = TYPE_RECORD,
          .needed = WANTED, .refers = "referral" },
        { .name = "from_team", .number = 2, .label = "Team that asks", .type = TYPE_TEAM,
          .needed = ALWAYS },
        { .name = "to_team", .number = 3, .label = "Team that is asked", .type = TYPE_TEAM,
          .needed = ALWAYS },
        { .name = "requested_at", .number = 4, .label = "When asked", .type = TYPE_INSTANT,
          .needed = ALWAYS },
        { .name = "handover", .number = 5, .label = "What the next team must know",
          .type = TYPE_PROSE, .needed = ALWAYS,
          .help = "What the child knows and wants, what is open and due, who to ring, what worries you." },
        { .name = "answered_at", .number = 6, .label = "When answered", .type = TYPE_INSTANT,
          .needed = OFFERED },
        { .name = "answer", .number = 7, .label = "Answer", .type = TYPE_CODE,
          .needed = OFFERED, .codes = "transfer_answer", .in_summary = true },
        { .name = "refused_reason", .number = 8, .label = "Why refused", .type = TYPE_PROSE,
          .needed = OFFERED, .when_field = "answer", .when_code = "REFUSED" },
        { .name = "joint_visit_at", .number = 9, .label = "When both teams visited",
          .type = TYPE_INSTANT, .needed = OFFERED, .tense = TENSE_ANY },
        { .name = "child_told_at", .number = 10, .label = "When the child was told",
          .type = TYPE_INSTANT, .needed = OFFERED },
        { 0 },
    },
    .checks = checks_case_transfer,
};

static const struct limit to_answer[] = {
    { .id = "L07", .length = 2, .warn = 1, .unit = WORKING_DAYS, .local = true,
      .source = "Local standard: a transfer is answered within two working days" },
    { 0 },
};

static const struct limit to_new_worker[] = {
    { .id = "L08", .length = 1, .warn = 1, .unit = WORKING_DAYS, .local = true,
      .source = "Local standard: a child taken over has a worker within a working day" },
    { 0 },
};

static const struct step steps[] = {
    { .name = "transfer_allocation", .label = "Allocate a child taken over",
      .after = "case_transfer", .begins = "answered_at",
      .when_field = "answer", .when_codes = "ACCEPTED",
      .done_kind = "allocation", .done_link = "transfer_id", .done_field = "start_at",
      .by = "TM", .team_field = "to_team", .limits = to_new_worker },
    { .name = "transfer_answer", .label = "Accept or refuse the transfer",
      .after = "case_transfer", .begins = "requested_at", .done_field = "answered_at",
      .by = "TM", .team_field = "to_team", .limits = to_answer },
    { 0 },
};

static const struct follow follows[] = {
    { .kind = "allocation", .link = "transfer_id", .field = "answer", .codes = "ACCEPTED",
      .message = "That transfer is not accepted: answer it first" },
    { 0 },
};

const struct journey_part part_workforce = {
    .name = "Workforce",
    .kinds = (const struct kind *const[]){
        &kind_team,
        &kind_staff,
        &kind_allocation,
        &kind_case_transfer,
        NULL,
    },
    .steps = steps,
    .follows = follows,
};
