/* Strategy discussions and section 47 enquiries. Children Act 1989, section 47; Working Together to Safeguard
 * Children (2023), chapter 3. */
#include "dictionary/step.h"
#include "dictionary/values.h"

/* Held before it was called for would be a slip of the pen. */
static bool held_after_trigger(const struct values *v)
{
    return !instant_before(values_instant(v, "held_at"), values_instant(v, "trigger_at"));
}

static bool decided_with_reasons(const struct values *v)
{
    return !values_given(v, "decision") || values_given(v, "rationale");
}

static bool quorate_or_explained(const struct values *v)
{
    return !values_is(v, "quorate", "N") || values_given(v, "quorum_waiver_reason");
}

static const struct check checks_strategy_discussion[] = {
    { .field = "held_at", .holds = held_after_trigger,
      .message = "The discussion must be after the moment at which the worry was known" },
    { .field = "rationale", .holds = decided_with_reasons,
      .message = "Enter the reasons for the decision", .source = "Working Together (2023), chapter 3" },
    { .field = "quorum_waiver_reason", .holds = quorate_or_explained,
      .message = "Say why it went ahead without an agency that had to be there" },
    { 0 },
};

static const struct kind kind_strategy_discussion = {
    .name = "strategy_discussion", .label = "Strategy discussion", .plural = "Strategy discussions",
    .about_text = "Social care, police, health and whoever knows the child decide together whether to enquire under "
                  "section 47.",
    .number = 0x0197, .version = 1, .about = ABOUT_PERSON,
    .time = TIME_EVENT, .begins = "held_at", .belongs_to = "referral_id",
    .late_after_hours = 24, .late_source = "Local standard: a strategy discussion is written up within 24 hours",
    .group = "Protection", .in_chronology = true, .worth_opening = true,
    .fields = (const struct field[]){
        { .name = "referral_id", .number = 1, .label = "Referral", .type = TYPE_RECORD, .needed = WANTED,
          .refers = "referral" },
        { .name = "same_meeting", .number = 2, .label = "First record of the same discussion", .type = TYPE_RECORD,
          .refers = "strategy_discussion", .of_others = true,
          .help = "Brothers and sisters discussed together have a record each." },
        { .name = "trigger_at", .number = 3, .label = "When the worry was known", .type = TYPE_INSTANT,
          .needed = ALWAYS, .help = "From this moment the clock runs." },
        { .name = "worry", .number = 4, .label = "What is the worry?", .type = TYPE_PROSE, .needed = ALWAYS,
          .help = "Whoever is invited reads this: no more than they need." },
        { .name = "planned_at", .number = 5, .label = "When it is planned", .type = TYPE_INSTANT, .needed = OFFERED,
          .tense = TENSE_ANY },
        { .name = "venue", .number = 6, .label = "Where it was held", .type = TYPE_CODE, .needed = WANTED,
          .codes = "strategy_venue" },
        { .name = "mode", .number = 7, .label = "How it was held", .type = TYPE_CODE, .needed = WANTED,
          .codes = "meeting_mode" },
        { .name = "chair", .number = 8, .label = "Chair", .type = TYPE_STAFF, .needed = WANTED,
          .help = "A manager of children's social care." },
        { .name = "sequence", .number = 9, .label = "Which discussion about this worry", .type = TYPE_INT,
          .needed = OFFERED, .least = 1, .most = 99, .help = "1 for the first, 2 for a review of it, and so on." },
        { .name = "held_at", .number = 10, .label = "When it was held", .type = TYPE_INSTANT, .needed = OFFERED,
          .ssd = "ssd_s47_enquiry.s47e_s47_start_date",
          .annex_a = "L5 Strategy discussion initiating Section 47 Enquiry Start Date" },
        { .name = "quorate", .number = 11, .label = "Were the agencies there that had to be", .type = TYPE_FLAG,
          .needed = NEVER_ASKED, .help = "Computed from who came: social care, the police and a health practitioner at "
          "least." },
        { .name = "quorum_waiver_reason", .number = 12, .label = "Why it went ahead without them",
          .overrides = "Held without a quorum",
          .type = TYPE_PROSE,
          .needed = OFFERED },
        { .name = "lawful_basis", .number = 13, .label = "On what basis information was shared", .type = TYPE_CODE,
          .needed = WANTED, .codes = "lawful_basis" },
        { .name = "parents_told", .number = 14, .label = "Were the parents told that it is held", .type = TYPE_FLAG,
          .needed = WANTED },
        { .name = "parents_not_told_reason", .number = 15, .label = "Why the parents were not told",
          .type = TYPE_PROSE, .needed = OFFERED, .when_field = "parents_told", .when_code = "N" },
        { .name = "child_views", .number = 16, .label = "The child's daily life, views and words",
          .type = TYPE_PROSE, .needed = WANTED, .care = CARE_CHILD_WORDS },
        { .name = "risk_analysis", .number = 17, .label = "What it means for the child", .type = TYPE_PROSE,
          .needed = WANTED },
        { .name = "medical_decision", .number = 18, .label = "Is a medical needed: when, where, by whom",
          .type = TYPE_PROSE, .needed = OFFERED, .care = CARE_SENSITIVE },
        { .name = "decision", .number = 19, .label = "Decision", .type = TYPE_CODE, .needed = WANTED,
          .codes = "strategy_outcome", .in_summary = true },
        { .name = "rationale", .number = 20, .label = "Reasons for the decision", .type = TYPE_PROSE,
          .needed = WANTED },
        { .name = "interim_safety_plan", .number = 21, .label = "What keeps the child safe until then",
          .type = TYPE_PROSE, .needed = WANTED },
        { .name = "actions", .number = 22, .label = "Who does what, by when", .type = TYPE_PROSE, .needed = WANTED,
          .help = "A line each: what, who, by which day." },
        { .name = "dissent", .number = 23, .label = "Who disagreed, and why", .type = TYPE_PROSE,
          .needed = OFFERED, .help = "It stands beside the decision." },
        { .name = "decided_at", .number = 24, .label = "When decided", .type = TYPE_INSTANT, .needed = OFFERED },
        { .name = "decided_by", .number = 25, .label = "Decided by", .type = TYPE_STAFF, .needed = OFFERED },
        { .name = "record_shared_at", .number = 26, .label = "When the record was sent to the agencies",
          .type = TYPE_INSTANT, .needed = OFFERED },
        { 0 },
    },
    .checks = checks_strategy_discussion,
};

static bool section_47_enquiry_1(const struct values *v)
{
    return !day_before(values_day(v, "end_date"), values_day(v, "start_date"));
}

/* Concerns were substantiated and the child is likely to suffer significant harm: a conference, or a reason. */
static bool conference_explained(const struct values *v)
{
    return !values_is(v, "findings", "SUB_LIKELY") || !values_is(v, "icpc_not_required", "Y")
        || values_given(v, "conference_reason");
}

static const struct check checks_section_47_enquiry[] = {
    { .field = "end_date", .holds = section_47_enquiry_1,
      .message = "The day it ended must be on or after the day it started" },
    { .field = "conference_reason", .holds = conference_explained,
      .message = "Say why no conference is held although significant harm was found or is likely",
      .source = "Working Together (2023), chapter 3" },
    { 0 },
};

static const struct kind kind_section_47_enquiry = {
    .name = "section_47_enquiry", .label = "Section 47 enquiry", .plural = "Section 47 enquiries",
    .about_text = "Enquiry into whether the child suffers, or is likely to suffer, significant harm.",
    .number = 0x0190, .version = 1, .about = ABOUT_PERSON,
    .time = TIME_EVENT, .begins = "start_date", .belongs_to = "referral_id",
    .late_after_hours = 24, .late_source = "Local standard",
    .group = "Protection", .in_chronology = true, .worth_opening = true,
    .cin_block = "CINdetails/Section47",
    .fields = (const struct field[]){
        { .name = "referral_id", .number = 1, .label = "Referral", .type = TYPE_RECORD,
          .needed = WANTED, .refers = "referral", .ssd = "ssd_s47_enquiry.s47e_referral_id" },
        { .name = "strategy_id", .number = 2, .label = "Strategy discussion that started it (as text)",
          .type = TYPE_TEXT, .until = "2026-11-29" },
        { .name = "strategy_discussion_id", .number = 41, .label = "Strategy discussion that started it",
          .type = TYPE_RECORD, .needed = WANTED, .refers = "strategy_discussion" },
        { .name = "start_date", .number = 3, .label = "Started on", .type = TYPE_DAY,
          .needed = ALWAYS, .help = "Date of that discussion.",
          .cin = "CINdetails/Section47/S47ActualStartDate",
          .annex_a = "L5 Strategy discussion initiating Section 47 Enquiry Start Date",
          .ssd = "ssd_s47_enquiry.s47e_s47_start_date" },
        { .name = "joint_with_police", .number = 4, .label = "Joint with the police",
          .type = TYPE_FLAG, .needed = WANTED },
        { .name = "child_seen_at", .number = 5, .label = "When the child was seen",
          .type = TYPE_INSTANT, .needed = WANTED, .help = "First seen." },
        { .name = "child_presence", .number = 6, .label = "How the child was seen",
          .type = TYPE_CODE, .needed = WANTED, .codes = "child_presence" },
        { .name = "bedroom_seen", .number = 7, .label = "Was the bedroom seen", .type = TYPE_FLAG,
          .needed = OFFERED },
        { .name = "findings", .number = 8, .label = "Finding", .type = TYPE_CODE,
          .needed = WANTED, .codes = "s47_finding", .in_summary = true },
        { .name = "outcome", .number = 9, .label = "Outcome", .type = TYPE_CODE, .needed = WANTED,
          .codes = "s47_outcome", .in_summary = true,
          .ssd = "ssd_s47_enquiry.s47e_s47_outcome_json" },
        { .name = "nfa", .number = 10, .label = "No further action", .type = TYPE_FLAG,
          .needed = WANTED, .ssd = "ssd_s47_enquiry.s47e_s47_nfa" },
        { .name = "icpc_not_required", .number = 11, .label = "Conference found not to be needed",
          .type = TYPE_FLAG, .needed = WANTED, .cin = "CINdetails/Section47/ICPCnotRequired",
          .annex_a = "L5 Was an Initial Child Protection Conference deemed unnecessary?",
          .ssd = "ssd_s47_enquiry.s47e_s47_outcome_json" },
        { .name = "icpc_target_date", .number = 12, .label = "Conference due by",
          .type = TYPE_DAY, .needed = OFFERED,
          .help = "Fifteen working days from the strategy discussion.", .tense = TENSE_ANY,
          .cin = "CINdetails/Section47/InitialCPCtarget",
          .ssd = "ssd_initial_cp_conference.icpc_icpc_target_date" },
        { .name = "end_date", .number = 13, .label = "Ended on", .type = TYPE_DAY,
          .needed = OFFERED, .help = "Completed and authorised.", .tense = TENSE_ANY,
          .ssd = "ssd_s47_enquiry.s47e_s47_end_date" },
        { .name = "authorised_by", .number = 14, .label = "Authorised by", .type = TYPE_STAFF,
          .needed = OFFERED, .help = "Manager." },
        { .name = "worker", .number = 15, .label = "Worker", .type = TYPE_STAFF,
          .needed = OFFERED, .help = "Lead social worker.", .annex_a = "L5 Allocated Worker",
          .ssd = "ssd_s47_enquiry.s47e_s47_completed_by_worker_id" },
        { .name = "team", .number = 16, .label = "Team", .type = TYPE_TEAM, .needed = OFFERED,
          .annex_a = "L5 Allocated Team", .ssd = "ssd_s47_enquiry.s47e_s47_completed_by_team" },
        { .name = "parents_informed_at", .number = 17,
          .label = "When the parents were told the outcome", .type = TYPE_INSTANT,
          .needed = OFFERED },
        { .name = "child_informed_at", .number = 18, .label = "When the child was told the outcome",
          .type = TYPE_INSTANT, .needed = OFFERED },
        { .name = "analysis", .number = 42, .label = "What the enquiry found, and what it means", .type = TYPE_PROSE,
          .needed = WANTED, .help = "For and against, with its sources. The family may read this." },
        { .name = "safety_plan", .number = 43, .label = "What keeps the child safe until the conference",
          .type = TYPE_PROSE, .needed = OFFERED, .help = "Who does what, from today, and who checks." },
        { .name = "conference_reason", .number = 44, .label = "Why a conference is, or is not, needed",
          .type = TYPE_PROSE, .needed = WANTED },
        { .name = "not_seen_reason", .number = 45, .label = "Why the child was not seen", .type = TYPE_PROSE,
          .needed = OFFERED },
        { .name = "submitted_at", .number = 46, .label = "When sent for authorisation", .type = TYPE_INSTANT },
        { .name = "submitted_by", .number = 47, .label = "Who sent it", .type = TYPE_STAFF },
        { .name = "authorised_at", .number = 48, .label = "When authorised", .type = TYPE_INSTANT },
        { .name = "returned_at", .number = 49, .label = "When last returned", .type = TYPE_INSTANT },
        { .name = "return_note", .number = 50, .label = "What must be done before it comes back",
          .type = TYPE_PROSE },
        { .name = "conference_date", .number = 40, .label = "Date of the initial conference",
          .type = TYPE_DAY, .needed = OFFERED, .help = "When it was held, if one was.",
          .cin = "CINdetails/Section47/DateOfInitialCPC",
          .annex_a = "L5 Date of Initial Child Protection Conference" },
        { 0 },
    },
    .checks = checks_section_47_enquiry,
};

static bool examined_after_asked(const struct values *v)
{
    return !instant_before(values_instant(v, "held_at"), values_instant(v, "asked_at"));
}

static const struct check checks_medical[] = {
    { .field = "held_at", .holds = examined_after_asked,
      .message = "The examination must be after it was asked for" },
    { 0 },
};

static const struct kind kind_medical = {
    .name = "child_protection_medical", .label = "Child protection medical", .plural = "Child protection medicals",
    .about_text = "An examination that an enquiry asked for, and what it found.",
    .number = 0x019E, .version = 1, .about = ABOUT_PERSON,
    .time = TIME_EVENT, .begins = "held_at", .belongs_to = "s47_id",
    .late_after_hours = 48, .late_source = "Local standard",
    .group = "Protection", .in_chronology = true, .worth_opening = true,
    .fields = (const struct field[]){
        { .name = "s47_id", .number = 1, .label = "Section 47 enquiry", .type = TYPE_RECORD, .needed = WANTED,
          .refers = "section_47_enquiry" },
        { .name = "medical_kind", .number = 2, .label = "What kind of medical", .type = TYPE_CODE, .needed = ALWAYS,
          .codes = "medical_kind", .in_summary = true },
        { .name = "asked_at", .number = 3, .label = "When asked for", .type = TYPE_INSTANT, .needed = ALWAYS },
        { .name = "consent", .number = 4, .label = "Who agreed to it", .type = TYPE_TEXT, .needed = WANTED,
          .help = "Who has parental responsibility, the child, or the court." },
        { .name = "held_at", .number = 5, .label = "When it took place", .type = TYPE_INSTANT, .needed = OFFERED },
        { .name = "where", .number = 6, .label = "Where, and by whom", .type = TYPE_TEXT, .needed = WANTED },
        { .name = "with_child", .number = 7, .label = "Who went with the child", .type = TYPE_TEXT,
          .needed = OFFERED, .care = CARE_THIRD_PARTY },
        { .name = "findings", .number = 8, .label = "What it found", .type = TYPE_PROSE, .needed = OFFERED,
          .care = CARE_SENSITIVE },
        { .name = "not_held_reason", .number = 9, .label = "Why it did not take place", .type = TYPE_PROSE,
          .needed = OFFERED },
        { .name = "report_received_on", .number = 10, .label = "Report received on", .type = TYPE_DAY,
          .needed = OFFERED },
        { 0 },
    },
    .checks = checks_medical,
};

/* Working Together gives no number: as soon as there is reasonable cause. */
static const struct limit to_hold[] = {
    { .id = "T05", .length = 1, .warn = 1, .unit = WORKING_DAYS, .local = true,
      .source = "Local standard: held within a working day of the worry; Working Together (2023) gives no number" },
    { 0 },
};

static const struct limit to_see[] = {
    { .id = "T06", .length = 24, .warn = 4, .unit = HOURS, .local = true,
      .source = "Local standard: the child is seen within 24 hours of the strategy discussion" },
    { 0 },
};

static const struct limit to_enquire[] = {
    { .id = "L10", .length = 1, .warn = 1, .unit = WORKING_DAYS, .local = true,
      .source = "Local standard: the enquiry is opened within a working day of the strategy discussion" },
    { 0 },
};

static const struct limit to_share[] = {
    { .id = "L11", .length = 1, .warn = 1, .unit = WORKING_DAYS, .local = true,
      .source = "Local standard: the record goes to the agencies within a working day" },
    { 0 },
};

static const struct limit to_authorise[] = {
    { .id = "L24", .length = 1, .warn = 1, .unit = WORKING_DAYS, .local = true,
      .source = "Local standard: a manager answers an enquiry within a working day" },
    { 0 },
};

static const struct limit to_medical[] = {
    { .id = "L12", .length = 2, .warn = 1, .unit = WORKING_DAYS, .local = true,
      .source = "Local standard: a child protection medical within two working days" },
    { 0 },
};

static const struct limit to_conference[] = {
    { .id = "T07", .length = 15, .warn = 5, .unit = WORKING_DAYS,
      .source = "Working Together (2023); CIN census guide 4.12: 15 working days from the strategy discussion" },
    { 0 },
};

static const struct step steps[] = {
    { .name = "strategy_hold", .label = "Hold the strategy discussion",
      .after = "strategy_discussion", .begins = "trigger_at", .done_field = "held_at",
      .by = "TM MM", .limits = to_hold },
    { .name = "strategy_decide", .label = "Write down what the strategy discussion decided",
      .after = "strategy_discussion", .begins = "held_at", .done_field = "decided_at",
      .by = "TM MM", .limits = to_share },
    { .name = "strategy_share", .label = "Send the record of the strategy discussion",
      .after = "strategy_discussion", .begins = "decided_at", .done_field = "record_shared_at",
      .by = "TM MM", .limits = to_share },
    { .name = "enquiry_open", .label = "Open the section 47 enquiry",
      .after = "strategy_discussion", .begins = "held_at",
      .when_field = "decision", .when_codes = "S47SINGLE S47JOINT",
      .done_kind = "section_47_enquiry", .done_link = "strategy_discussion_id", .done_field = "start_date",
      .by = "SW TM", .limits = to_enquire },
    { .name = "enquiry_seen", .label = "See the child for the section 47 enquiry",
      .after = "section_47_enquiry", .begins = "start_date", .unless_field = "end_date",
      .done_field = "child_seen_at", .by = "SW", .limits = to_see },
    { .name = "enquiry_outcome", .label = "Finish the enquiry; hold the conference if one is needed",
      .after = "section_47_enquiry", .begins = "start_date", .unless_field = "conference_date",
      .done_field = "end_date", .by = "SW TM", .limits = to_conference },
    { .name = "enquiry_authorise", .label = "Authorise the section 47 enquiry, or return it",
      .after = "section_47_enquiry", .begins = "submitted_at", .done_field = "authorised_at",
      .by = "TM", .limits = to_authorise },
    { .name = "medical_held", .label = "Have the child protection medical",
      .after = "child_protection_medical", .begins = "asked_at", .unless_field = "not_held_reason",
      .done_field = "held_at", .by = "SW", .limits = to_medical },
    { 0 },
};

static const struct follow follows[] = {
    { .kind = "section_47_enquiry", .link = "strategy_discussion_id", .field = "decision",
      .codes = "S47SINGLE S47JOINT IMMED",
      .message = "That strategy discussion did not decide on an enquiry: record its decision first, or leave it out" },
    { 0 },
};

const struct journey_part part_strategy = {
    .name = "Strategy discussion and enquiry",
    .kinds = (const struct kind *const[]){
        &kind_strategy_discussion,
        &kind_section_47_enquiry,
        &kind_medical,
        NULL,
    },
    .steps = steps,
    .follows = follows,
    .key_events = (const struct key_event[]){
        { .kind = "strategy_discussion", .label = "Strategy discussion" },
        { .kind = "section_47_enquiry", .label = "Section 47 enquiry" },
        { .kind = "section_47_enquiry", .field = "outcome", .at_field = "end_date",
          .label = "Section 47 enquiry: outcome" },
        { .kind = "child_protection_medical", .field = "held_at", .label = "Child protection medical" },
        { 0 },
    },
};
