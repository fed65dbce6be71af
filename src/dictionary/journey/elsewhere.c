/* Children who live with others by private arrangement, and children who move between authorities. SI 2005/1533
 * (private fostering); CIN census guide 4.1.1 (transfer-in conferences). */
#include "dictionary/step.h"
#include "dictionary/values.h"

static bool visited_after_notice(const struct values *v)
{
    return !day_before(values_day(v, "first_visit_on"), values_day(v, "notified_on"));
}

static bool pf_ended_after(const struct values *v)
{
    return !day_before(values_day(v, "ended_on"), values_day(v, "notified_on"));
}

static const struct check checks_private_fostering[] = {
    { .field = "first_visit_on", .holds = visited_after_notice,
      .message = "The first visit must be on or after the day the authority knew" },
    { .field = "ended_on", .holds = pf_ended_after,
      .message = "The day it ended must be on or after the day the authority knew" },
    { 0 },
};

static const struct kind kind_private_fostering = {
    .name = "private_fostering", .label = "Private fostering", .plural = "Private fostering",
    .about_text = "A child under 16 (18 if disabled) who lives for 28 days or more with somebody who is no close "
                  "relative, by private arrangement.",
    .number = 0x01B8, .version = 1, .about = ABOUT_PERSON,
    .time = TIME_STATE, .begins = "notified_on", .ends = "ended_on",
    .late_after_hours = 48, .late_source = "Local standard",
    .group = "Living elsewhere", .in_chronology = true, .worth_opening = true,
    .fields = (const struct field[]){
        { .name = "notified_on", .number = 1, .label = "Since when the authority knows", .type = TYPE_DAY,
          .needed = ALWAYS, .help = "The day of the notice, or on which we became aware: the clocks run from it." },
        { .name = "arrangement_from", .number = 2, .label = "Since when, or from when, the child lives there",
          .type = TYPE_DAY, .needed = WANTED, .tense = TENSE_ANY },
        { .name = "notified_by", .number = 3, .label = "Who told us", .type = TYPE_TEXT, .needed = WANTED },
        { .name = "carer", .number = 4, .label = "Carer", .type = TYPE_PERSON, .needed = OFFERED },
        { .name = "carer_name", .number = 5, .label = "Carer's name, if they are not recorded", .type = TYPE_TEXT,
          .needed = OFFERED, .care = CARE_THIRD_PARTY },
        { .name = "why", .number = 6, .label = "Why the child lives there, and for how long",
          .type = TYPE_PROSE, .needed = WANTED },
        { .name = "first_visit_on", .number = 7, .label = "First visit on", .type = TYPE_DAY, .needed = OFFERED },
        { .name = "spoken_alone", .number = 8, .label = "Was the child spoken to alone", .type = TYPE_FLAG,
          .needed = WANTED },
        { .name = "not_alone_reason", .number = 9, .label = "Why not alone", .type = TYPE_TEXT,
          .needed = OFFERED, .when_field = "spoken_alone", .when_code = "N" },
        { .name = "parents_agree", .number = 10, .label = "What the parents say", .type = TYPE_PROSE,
          .needed = WANTED, .care = CARE_THIRD_PARTY },
        { .name = "decision", .number = 11, .label = "Decision", .type = TYPE_CODE, .needed = OFFERED,
          .codes = "private_fostering_outcome", .in_summary = true },
        { .name = "decided_on", .number = 12, .label = "Decided on", .type = TYPE_DAY, .needed = OFFERED },
        { .name = "requirements", .number = 13, .label = "Requirements, or why it is not suitable",
          .type = TYPE_PROSE, .needed = OFFERED },
        { .name = "ended_on", .number = 14, .label = "Ended on", .type = TYPE_DAY, .needed = OFFERED,
          .in_summary = true },
        { .name = "end_note", .number = 15, .label = "Where the child went", .type = TYPE_TEXT,
          .needed = OFFERED, .care = CARE_PLACE },
        { 0 },
    },
    .checks = checks_private_fostering,
};

static bool transfer_answer_whole(const struct values *v)
{
    return !values_given(v, "answered_on") || values_given(v, "answer");
}

static const struct check checks_authority_transfer[] = {
    { .field = "answer", .holds = transfer_answer_whole, .message = "Choose the answer of the other authority" },
    { 0 },
};

static const struct kind kind_authority_transfer = {
    .name = "authority_transfer", .label = "Move between authorities", .plural = "Moves between authorities",
    .about_text = "A child moves in from another authority, or out to one: who was told, and who has the plan.",
    .number = 0x01A1, .version = 1, .about = ABOUT_PERSON,
    .time = TIME_EVENT, .begins = "notified_on",
    .late_after_hours = 48, .late_source = "Local standard",
    .group = "Living elsewhere", .in_chronology = true, .worth_opening = true,
    .fields = (const struct field[]){
        { .name = "direction", .number = 1, .label = "Which way", .type = TYPE_CODE, .needed = ALWAYS,
          .codes = "authority_transfer_direction", .in_summary = true },
        { .name = "authority", .number = 2, .label = "Other authority", .type = TYPE_TEXT, .needed = ALWAYS,
          .in_summary = true },
        { .name = "notified_on", .number = 3, .label = "Told on", .type = TYPE_DAY, .needed = ALWAYS,
          .help = "The day we were told, or told them." },
        { .name = "moved_on", .number = 4, .label = "Moves on", .type = TYPE_DAY, .needed = WANTED,
          .tense = TENSE_ANY },
        { .name = "on_plan", .number = 5, .label = "Is there a child protection plan", .type = TYPE_FLAG,
          .needed = ALWAYS },
        { .name = "plan_id", .number = 6, .label = "Our plan", .type = TYPE_RECORD, .needed = OFFERED,
          .refers = "child_protection_plan child_in_need_plan" },
        { .name = "category", .number = 7, .label = "Category of abuse", .type = TYPE_CODE, .needed = OFFERED,
          .codes = "cp_category", .when_field = "on_plan", .when_code = "Y" },
        { .name = "records_sent_on", .number = 8, .label = "Records sent, or received, on", .type = TYPE_DAY,
          .needed = OFFERED },
        { .name = "answered_on", .number = 9, .label = "Answered on", .type = TYPE_DAY, .needed = OFFERED },
        { .name = "answer", .number = 10, .label = "Answer", .type = TYPE_CODE, .needed = OFFERED,
          .codes = "transfer_answer" },
        { .name = "note", .number = 11, .label = "What the next authority must know", .type = TYPE_PROSE,
          .needed = WANTED },
        { 0 },
    },
    .checks = checks_authority_transfer,
};

static const struct limit to_first_visit[] = {
    { .id = "T37", .length = 7, .warn = 2, .unit = WORKING_DAYS,
      .source = "SI 2005/1533, regulation 4: visit and speak with child and carer within 7 working days" },
    { 0 },
};

static const struct limit to_transfer_conference[] = {
    { .id = "T08", .length = 15, .warn = 5, .unit = WORKING_DAYS, .code = "IN",
      .source = "CIN census guide 4.1.1: transfer-in conference within 15 working days of the notice" },
    { .id = "L22", .length = 15, .warn = 5, .unit = WORKING_DAYS, .local = true,
      .source = "Local standard: the other authority answers within 15 working days" },
    { 0 },
};

static const struct limit to_transfer_answer[] = {
    { .id = "L22", .length = 15, .warn = 5, .unit = WORKING_DAYS, .local = true,
      .source = "Local standard: the other authority answers within 15 working days" },
    { 0 },
};

static const char fostering_visits[] = "Private fostering: SI 2005/1533, regulation 8";
static const struct limit to_fostering_visit[] = {
    { .id = "T38", .length = 6, .warn = 2, .unit = WEEKS, .source = fostering_visits },
    { 0 },
};

static const struct limit to_later_fostering_visit[] = {
    { .id = "T38", .length = 12, .warn = 2, .unit = WEEKS, .source = fostering_visits },
    { 0 },
};

static const struct step steps[] = {
    { .name = "private_fostering_visits", .label = "Visit the privately fostered child",
      .after = "private_fostering", .begins = "notified_on", .done_field = "ended_on",
      .again_kind = "visit", .again_field = "visited_at",
      .again_when_field = "child_presence", .again_when_codes = "SEEN_ALONE SEEN_WITH SEEN_OBS",
      .again_also_field = "visit_type", .again_also_codes = "PF",
      .later_days = 365, .later_limits = to_later_fostering_visit,
      .by = "SW TM", .limits = to_fostering_visit },
    { .name = "private_fostering_visit", .label = "First visit to a privately fostered child",
      .after = "private_fostering", .begins = "notified_on", .unless_field = "ended_on",
      .done_field = "first_visit_on", .by = "SW TM", .limits = to_first_visit },
    { .name = "transfer_in_conference", .label = "Hold the transfer-in conference",
      .after = "authority_transfer", .begins = "notified_on",
      .when_field = "direction", .when_codes = "IN",
      .done_kind = "initial_conference", .done_link = "transfer_id", .done_field = "held_at",
      .by = "CC TM SW", .by_field = "direction", .limits = to_transfer_conference },
    { .name = "transfer_out_answer", .label = "Have the other authority's answer",
      .after = "authority_transfer", .begins = "notified_on",
      .when_field = "direction", .when_codes = "OUT", .done_field = "answered_on",
      .by = "SW TM", .limits = to_transfer_answer },
    { 0 },
};

const struct journey_part part_elsewhere = {
    .name = "Living elsewhere",
    .kinds = (const struct kind *const[]){
        &kind_private_fostering,
        &kind_authority_transfer,
        NULL,
    },
    .steps = steps,
    .key_events = (const struct key_event[]){
        { .kind = "private_fostering", .label = "Private fostering" },
        { .kind = "authority_transfer", .label = "Move between authorities" },
        { 0 },
    },
};
