/* Family help: child in need plans, notes, files. */
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
          .type = TYPE_INT, .needed = WANTED, .help = "The authority's standard for this child." },
        { .name = "review_frequency_days", .number = 7, .label = "Days between reviews",
          .type = TYPE_INT, .needed = WANTED, .help = "The authority's standard for this child." },
        { .name = "outcome_summary", .number = 8, .label = "What the plan achieved",
          .type = TYPE_PROSE, .needed = OFFERED, .in_summary = true },
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
        { .name = "decision", .number = 6, .label = "Decision", .type = TYPE_CODE, .needed = ALWAYS,
          .codes = "cin_review_decision", .in_summary = true },
        { .name = "rationale", .number = 7, .label = "Reasons for the decision", .type = TYPE_TEXT,
          .needed = WANTED },
        { 0 },
    },
};

static const struct kind kind_case_note = {
    .name = "case_note", .label = "Case note", .plural = "Case notes",
    .about_text = "What happened, who said what, what you make of it.",
    .number = 0x01B2, .version = 1, .about = ABOUT_PERSON,
    .time = TIME_EVENT, .begins = "occurred_at",
    .late_after_hours = 24, .late_source = "Local standard: a note is written within 24 hours",
    .group = "Notes", .in_chronology = true, .worth_opening = true,
    .fields = (const struct field[]){
        { .name = "occurred_at", .number = 1, .label = "When it happened", .type = TYPE_INSTANT,
          .needed = ALWAYS, .help = "Not when it is typed: that is noted by itself." },
        { .name = "note_type", .number = 2, .label = "What kind of note", .type = TYPE_CODE,
          .needed = ALWAYS, .codes = "note_type", .in_summary = true },
        { .name = "title", .number = 3, .label = "Title", .type = TYPE_TEXT, .needed = ALWAYS,
          .help = "A few words by which you will find it again.", .in_summary = true },
        { .name = "happened", .number = 4, .label = "What happened", .type = TYPE_PROSE,
          .needed = ALWAYS, .help = "The family may read this.", .in_summary = true },
        { .name = "child_words", .number = 5, .label = "The child's own words",
          .type = TYPE_PROSE, .needed = OFFERED,
          .help = "Word for word. Say where, and who was there.", .care = CARE_CHILD_WORDS },
        { .name = "analysis", .number = 6, .label = "What I make of it", .type = TYPE_PROSE,
          .needed = OFFERED },
        { .name = "third_party", .number = 7, .label = "About somebody else", .type = TYPE_PROSE,
          .needed = OFFERED, .help = "Kept apart, so that the rest can be shared.",
          .care = CARE_THIRD_PARTY },
        { .name = "significant", .number = 8, .label = "Is it significant", .type = TYPE_FLAG,
          .needed = OFFERED, .help = "It will stand out in the chronology." },
        { 0 },
    },
};

static const struct kind kind_attachment = {
    .name = "attachment", .label = "Attachment", .plural = "Attachments",
    .about_text = "A file that belongs to this child.",
    .number = 0x01B3, .version = 1, .about = ABOUT_PERSON,
    .time = TIME_EVENT, .begins = "document_date",
    .group = "Files", .in_chronology = true, .worth_opening = true,
    .fields = (const struct field[]){
        { .name = "title", .number = 1, .label = "Title", .type = TYPE_TEXT, .needed = ALWAYS,
          .in_summary = true },
        { .name = "document_kind", .number = 2, .label = "What it is", .type = TYPE_CODE,
          .needed = ALWAYS, .codes = "document_kind", .in_summary = true },
        { .name = "document_date", .number = 3, .label = "Date on it", .type = TYPE_DAY,
          .needed = OFFERED },
        { .name = "note", .number = 4, .label = "Note", .type = TYPE_PROSE, .needed = OFFERED },
        { .name = "file", .number = 5, .label = "File", .type = TYPE_FILE, .needed = ALWAYS,
          .help = "PDF, Word, Excel, OpenDocument, JPEG, PNG, text, CSV or e-mail; 25 MB at most." },
        { 0 },
    },
};

const struct journey_part part_family_help = {
    .name = "Family help",
    .kinds = (const struct kind *const[]){
        &kind_child_in_need_plan,
        &kind_cin_review,
        &kind_case_note,
        &kind_attachment,
        NULL,
    },
};
