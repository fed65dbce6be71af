/* Screening: what is asked of other agencies, and a second decision taken without seeing the first. */
#include "dictionary/step.h"
#include "dictionary/values.h"

static bool answered_after_asked(const struct values *v)
{
    return !instant_before(values_instant(v, "answered_at"), values_instant(v, "asked_at"));
}

static bool answered_whole(const struct values *v)
{
    return !values_given(v, "answered_at") || values_given(v, "information")
        || values_is(v, "nothing_held", "Y");
}

static const struct check checks_information_request[] = {
    { .field = "answered_at", .holds = answered_after_asked,
      .message = "The answer must be after the question" },
    { .field = "information", .holds = answered_whole,
      .message = "Enter what is held, or say that nothing is" },
    { 0 },
};

static const struct kind kind_information_request = {
    .name = "information_request", .label = "Information request",
    .plural = "Information requests",
    .about_text = "A MASH check: what an agency was asked about this child, and what it answered.",
    .number = 0x0152, .version = 1, .about = ABOUT_PERSON,
    .time = TIME_EVENT, .begins = "asked_at", .belongs_to = "contact_id",
    .late_after_hours = 24, .late_source = "Local standard: written up within a day",
    .group = "Front door", .in_chronology = true, .worth_opening = true,
    .fields = (const struct field[]){
        { .name = "contact_id", .number = 1, .label = "Contact", .type = TYPE_RECORD,
          .needed = ALWAYS, .refers = "contact" },
        { .name = "agency", .number = 2, .label = "Agency asked", .type = TYPE_CODE,
          .needed = ALWAYS, .codes = "agency", .in_summary = true },
        { .name = "partner_team", .number = 3, .label = "Partner organisation asked",
          .type = TYPE_TEAM, .needed = OFFERED,
          .help = "Its people see the question and whom it is about when they sign in, and answer here." },
        { .name = "asked_at", .number = 4, .label = "When asked", .type = TYPE_INSTANT,
          .needed = ALWAYS },
        { .name = "question", .number = 5, .label = "What we ask", .type = TYPE_PROSE,
          .needed = ALWAYS,
          .help = "No more about the family than the agency needs in order to answer." },
        { .name = "lawful_basis", .number = 6, .label = "Lawful basis for sharing",
          .type = TYPE_CODE, .needed = ALWAYS, .codes = "lawful_basis" },
        { .name = "answered_at", .number = 7, .label = "When answered", .type = TYPE_INSTANT,
          .needed = OFFERED },
        { .name = "nothing_held", .number = 8, .label = "The agency holds nothing",
          .type = TYPE_FLAG, .needed = OFFERED },
        { .name = "information", .number = 9, .label = "What the agency holds",
          .type = TYPE_PROSE, .needed = OFFERED, .care = CARE_THIRD_PARTY },
        { .name = "analysis", .number = 10, .label = "What it means for the child",
          .type = TYPE_PROSE, .needed = OFFERED },
        { .name = "shared_with", .number = 11, .label = "With whom the answer was shared",
          .type = TYPE_TEXT, .needed = OFFERED },
        { .name = "answered_by", .number = 12, .label = "Who answered", .type = TYPE_STAFF },
        { 0 },
    },
    .checks = checks_information_request,
};

static bool second_whole(const struct values *v)
{
    return !values_given(v, "decided_at")
        || (values_given(v, "decision") && values_given(v, "threshold_level")
            && values_given(v, "rationale"));
}

/* As the first decision: see contact. */
static bool second_fits(const struct values *v)
{
    return !values_is(v, "threshold_level", "L4CP")
        || !(values_is(v, "decision", "NFA") || values_is(v, "decision", "ADVICE")
             || values_is(v, "decision", "EARLY_HELP"));
}

static bool second_looked_again(const struct values *v)
{
    return !values_given(v, "looked_again_at")
        || (values_given(v, "reopened_at") && values_given(v, "learning"));
}

static const struct check checks_second_decision[] = {
    { .field = "rationale", .holds = second_whole,
      .message = "Choose a decision and a level of need, and say why" },
    { .field = "decision", .holds = second_fits,
      .message = "Child protection level needs a child protection enquiry or a referral: change one of them",
      .source = "Working Together (2023)" },
    { .field = "learning", .holds = second_looked_again,
      .message = "Say what was decided when you looked at the case again" },
    { 0 },
};

/* The draw is a record too, so that nobody can wait for a convenient case: who draws, decides and sees what is in
 * practice/second_decision; how far the two agree, in practice/agreement. */
static const struct kind kind_second_decision = {
    .name = "second_decision", .label = "Second threshold decision",
    .plural = "Second threshold decisions",
    .about_text = "A contact drawn at random is decided again by somebody who has not seen the first decision.",
    .number = 0x0153, .version = 1, .about = ABOUT_PERSON,
    .time = TIME_EVENT, .begins = "drawn_at", .belongs_to = "contact_id",
    .group = "Front door", .own_pages = true,
    .fields = (const struct field[]){
        { .name = "contact_id", .number = 1, .label = "Contact", .type = TYPE_RECORD,
          .needed = ALWAYS, .refers = "contact" },
        { .name = "drawn_at", .number = 2, .label = "When drawn", .type = TYPE_INSTANT,
          .needed = ALWAYS },
        { .name = "decided_at", .number = 3, .label = "When decided", .type = TYPE_INSTANT,
          .needed = OFFERED },
        { .name = "decided_by", .number = 4, .label = "Decided by", .type = TYPE_STAFF,
          .needed = OFFERED },
        { .name = "decision", .number = 5, .label = "Decision", .type = TYPE_CODE,
          .needed = OFFERED, .codes = "contact_outcome" },
        { .name = "threshold_level", .number = 6, .label = "Level of need", .type = TYPE_CODE,
          .needed = OFFERED, .codes = "threshold_level" },
        { .name = "rationale", .number = 7, .label = "Reasons for the decision",
          .type = TYPE_PROSE, .needed = OFFERED },
        { .name = "reopened_at", .number = 8, .label = "When the case was opened again",
          .type = TYPE_INSTANT,
          .help = "The second decision protects more than the first: the case is looked at again at once." },
        { .name = "learning", .number = 9, .label = "What we learn from the difference",
          .type = TYPE_PROSE, .needed = OFFERED },
        { .name = "looked_again_at", .number = 10, .label = "When the case was looked at again",
          .type = TYPE_INSTANT,
          .help = "Kept with what was learnt, by whoever looked again at a case that was opened again." },
        { 0 },
    },
    .checks = checks_second_decision,
};

static const struct limit to_answer[] = {
    { .id = "L03", .length = 1, .warn = 1, .unit = WORKING_DAYS, .local = true,
      .source = "Local standard: agencies answer within a working day" },
    { 0 },
};

static const struct limit to_second[] = {
    { .id = "L04", .length = 5, .warn = 2, .unit = WORKING_DAYS, .local = true,
      .source = "Local standard: decided again within five working days" },
    { 0 },
};

static const struct limit to_look_again[] = {
    { .id = "L04R", .length = 1, .warn = 1, .unit = WORKING_DAYS, .local = true,
      .source = "Local standard: a case opened again is looked at within a working day" },
    { 0 },
};

static const struct step steps[] = {
    { .name = "information_answer", .label = "Chase the agency's answer",
      .after = "information_request", .begins = "asked_at", .done_field = "answered_at",
      .by = "MM SW", .limits = to_answer },
    { .name = "second_decision", .label = "Decide again, without seeing the first decision",
      .after = "second_decision", .begins = "drawn_at", .done_field = "decided_at",
      .by = "MM TM", .apart = true, .limits = to_second },
    // Done when somebody has looked, and said so: that the contact is amended proves neither.
    { .name = "contact_reopened", .label = "Look again: a second decision protects more than the first",
      .after = "second_decision", .begins = "reopened_at", .done_field = "looked_again_at",
      .by = "MM TM", .limits = to_look_again },
    { 0 },
};

const struct journey_part part_screening = {
    .name = "Screening",
    .kinds = (const struct kind *const[]){
        &kind_information_request,
        &kind_second_decision,
        NULL,
    },
    .steps = steps,
};
