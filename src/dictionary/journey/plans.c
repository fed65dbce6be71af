/* What was found that must change for the child, and what is done about it: the same in child protection and child in
 * need plans, and later in care and pathway plans. Needs, actions and the child's words are tied to each other while
 * they are written; practice/plan lists what is tied to nothing. */
#include "dictionary/step.h"
#include "dictionary/values.h"

static bool need_closed_with_evidence(const struct values *v)
{
    return !values_given(v, "closed_on") || values_given(v, "closing_evidence");
}

static bool need_closed_after_found(const struct values *v)
{
    return !day_before(values_day(v, "closed_on"), values_day(v, "found_on"));
}

static const struct check checks_need[] = {
    { .field = "closing_evidence", .holds = need_closed_with_evidence,
      .message = "Say what shows that it has changed for the child, or why it is no longer in the plan" },
    { .field = "closed_on", .holds = need_closed_after_found,
      .message = "The day it was closed must be on or after the day it was found" },
    { 0 },
};

static const struct kind kind_need = {
    .name = "need", .label = "Need", .plural = "Needs",
    .about_text = "What this child needs, and what must be different for them. A plan answers it with actions.",
    .number = 0x0171, .version = 1, .about = ABOUT_PERSON,
    .time = TIME_STATE, .begins = "found_on", .ends = "closed_on", .belongs_to = "plan_id",
    .group = "Plans",
    .fields = (const struct field[]){
        { .name = "found_in", .number = 1, .label = "Where it was found", .type = TYPE_RECORD, .needed = WANTED,
          .refers = "assessment section_47_enquiry initial_conference cp_review core_group cin_review"
                    " strategy_discussion visit" },
        { .name = "plan_id", .number = 2, .label = "Plan that answers it", .type = TYPE_RECORD, .needed = OFFERED,
          .refers = "child_protection_plan child_in_need_plan" },
        { .name = "found_on", .number = 3, .label = "Found on", .type = TYPE_DAY, .needed = ALWAYS },
        { .name = "domain", .number = 4, .label = "What it is about", .type = TYPE_CODE, .needed = WANTED,
          .codes = "need_domain", .in_summary = true },
        { .name = "need", .number = 5, .label = "What the child needs", .type = TYPE_PROSE, .needed = ALWAYS,
          .help = "About this child, not about brothers and sisters together.", .in_summary = true },
        { .name = "change_wanted", .number = 6, .label = "What will be different for the child",
          .type = TYPE_PROSE, .needed = WANTED, .help = "In words that the family uses." },
        { .name = "measure", .number = 7, .label = "How we will know", .type = TYPE_PROSE, .needed = WANTED },
        { .name = "baseline", .number = 8, .label = "How it is now", .type = TYPE_PROSE, .needed = OFFERED },
        { .name = "answers_words", .number = 9, .label = "The child's words that it answers", .type = TYPE_RECORD,
          .needed = OFFERED, .refers = "child_words" },
        { .name = "progress", .number = 10, .label = "How it is going", .type = TYPE_CODE, .needed = OFFERED,
          .codes = "progress_rating", .in_summary = true },
        { .name = "progress_note", .number = 11, .label = "What has changed for the child", .type = TYPE_PROSE,
          .needed = OFFERED },
        { .name = "closed_on", .number = 12, .label = "Closed on", .type = TYPE_DAY, .needed = OFFERED },
        { .name = "closing_evidence", .number = 13, .label = "What shows that it has changed",
          .type = TYPE_PROSE, .needed = OFFERED },
        { .name = "position", .number = 14, .label = "Place in the plan", .type = TYPE_INT },
        { 0 },
    },
    .checks = checks_need,
};

static bool action_has_somebody(const struct values *v)
{
    return values_given(v, "who") || values_given(v, "staff_id");
}

static bool action_done_with_evidence(const struct values *v)
{
    return !values_given(v, "done_on") || values_given(v, "evidence");
}

static bool action_over_with_reason(const struct values *v)
{
    return !values_given(v, "dropped_on") || values_given(v, "not_done_reason");
}

static const struct check checks_plan_action[] = {
    { .field = "who", .holds = action_has_somebody, .message = "Say who does it" },
    { .field = "evidence", .holds = action_done_with_evidence, .message = "Say what shows that it was done" },
    { .field = "not_done_reason", .holds = action_over_with_reason, .message = "Say why it is not done any more" },
    { 0 },
};

static const struct kind kind_plan_action = {
    .name = "plan_action", .label = "Action", .plural = "Actions",
    .about_text = "What somebody does so that a need of the child is met, and by when.",
    .number = 0x019B, .version = 1, .about = ABOUT_PERSON,
    .time = TIME_STATE, .begins = "agreed_on", .belongs_to = "plan_id",
    .group = "Plans",
    .fields = (const struct field[]){
        { .name = "plan_id", .number = 1, .label = "Plan", .type = TYPE_RECORD, .needed = WANTED,
          .refers = "child_protection_plan child_in_need_plan" },
        { .name = "need_id", .number = 2, .label = "Need that it answers", .type = TYPE_RECORD, .needed = WANTED,
          .refers = "need" },
        { .name = "agreed_on", .number = 3, .label = "Agreed on", .type = TYPE_DAY, .needed = ALWAYS },
        { .name = "what", .number = 4, .label = "What will be done", .type = TYPE_PROSE, .needed = ALWAYS,
          .in_summary = true },
        { .name = "who", .number = 5, .label = "Who does it", .type = TYPE_TEXT, .needed = OFFERED,
          .help = "A person by name, not an agency.", .in_summary = true },
        { .name = "staff_id", .number = 6, .label = "Member of staff who does it", .type = TYPE_STAFF,
          .needed = OFFERED },
        { .name = "agency", .number = 7, .label = "Agency", .type = TYPE_CODE, .needed = OFFERED,
          .codes = "agency" },
        { .name = "due_on", .number = 8, .label = "By when", .type = TYPE_DAY, .needed = ALWAYS,
          .tense = TENSE_ANY, .help = "A day: nothing in a plan is ongoing for ever.", .in_summary = true },
        { .name = "progress", .number = 9, .label = "How it is going", .type = TYPE_CODE, .needed = OFFERED,
          .codes = "progress_rating", .in_summary = true },
        { .name = "progress_note", .number = 10, .label = "What has happened", .type = TYPE_PROSE,
          .needed = OFFERED },
        { .name = "done_on", .number = 11, .label = "Done on", .type = TYPE_DAY, .needed = OFFERED },
        { .name = "evidence", .number = 12, .label = "What shows that it was done", .type = TYPE_PROSE,
          .needed = OFFERED },
        { .name = "dropped_on", .number = 13, .label = "Taken out of the plan on", .type = TYPE_DAY,
          .needed = OFFERED },
        { .name = "not_done_reason", .number = 14, .label = "Why it was not done, or is late",
          .type = TYPE_PROSE, .needed = OFFERED },
        { .name = "position", .number = 15, .label = "Place in the plan", .type = TYPE_INT },
        { 0 },
    },
    .checks = checks_plan_action,
};

const struct journey_part part_plans = {
    .name = "Plans",
    .kinds = (const struct kind *const[]){
        &kind_need,
        &kind_plan_action,
        NULL,
    },
};
