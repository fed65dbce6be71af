/* Missing from home or care, and harm outside the home. Statutory guidance on children who run away or go missing
 * (2014). */
#include "dictionary/step.h"
#include "dictionary/values.h"

static bool found_after_missing(const struct values *v)
{
    return !instant_before(values_instant(v, "end_at"), values_instant(v, "start_at"));
}

static bool interview_after_found(const struct values *v)
{
    return !instant_before(values_instant(v, "interview_at"), values_instant(v, "end_at"));
}

static bool not_offered_with_reason(const struct values *v)
{
    return !(values_is(v, "interview", "NOTOFFERED") || values_is(v, "interview", "DECLINED"))
        || values_given(v, "no_interview_reason");
}

static const struct check checks_missing_episode[] = {
    { .field = "end_at", .holds = found_after_missing, .message = "The child must be found after they went missing",
      .source = "SSDA903 guidance: missing periods" },
    { .field = "interview_at", .holds = interview_after_found,
      .message = "The return interview must be after the child was found" },
    { .field = "no_interview_reason", .holds = not_offered_with_reason,
      .message = "Say why there was no return interview, and what was done instead" },
    { 0 },
};

static const struct kind kind_missing_episode = {
    .name = "missing_episode", .label = "Missing episode", .plural = "Missing episodes",
    .about_text = "The child was missing, or away without leave, until they were found; and what they said of it.",
    .number = 0x01B6, .version = 1, .about = ABOUT_PERSON,
    .time = TIME_EVENT, .begins = "start_at",
    .late_after_hours = 24, .late_source = "Local standard: recorded within 24 hours",
    .group = "Missing and exploitation", .in_chronology = true, .worth_opening = true,
    .fields = (const struct field[]){
        { .name = "missing_type", .number = 1, .label = "Missing, or away without leave", .type = TYPE_CODE,
          .needed = ALWAYS, .codes = "missing_type", .in_summary = true,
          .ssd = "ssd_missing.miss_missing_episode_type" },
        { .name = "start_at", .number = 2, .label = "Missing since", .type = TYPE_INSTANT, .needed = ALWAYS,
          .ssd = "ssd_missing.miss_missing_episode_start_date" },
        { .name = "reported_to_police_at", .number = 3, .label = "When the police were told",
          .type = TYPE_INSTANT, .needed = WANTED },
        { .name = "risk_grade", .number = 4, .label = "Risk as the police graded it", .type = TYPE_CODE,
          .needed = WANTED, .codes = "missing_risk" },
        { .name = "circumstances", .number = 5, .label = "What is known of it", .type = TYPE_PROSE,
          .needed = WANTED },
        { .name = "end_at", .number = 6, .label = "When found", .type = TYPE_INSTANT, .needed = OFFERED,
          .in_summary = true, .ssd = "ssd_missing.miss_missing_episode_end_date" },
        { .name = "where_found", .number = 7, .label = "Where the child was found", .type = TYPE_TEXT,
          .needed = OFFERED, .care = CARE_PLACE },
        { .name = "strategy_discussion_id", .number = 8, .label = "Strategy discussion about it",
          .type = TYPE_RECORD, .needed = OFFERED, .refers = "strategy_discussion" },
        { .name = "interview", .number = 9, .label = "Return interview", .type = TYPE_CODE, .needed = WANTED,
          .codes = "rhi_status", .ssd = "ssd_missing.miss_missing_rhi_offered; ssd_missing.miss_missing_rhi_accepted" },
        { .name = "interview_at", .number = 10, .label = "When the return interview took place",
          .type = TYPE_INSTANT, .needed = OFFERED, .help = "Within 72 hours of being found." },
        { .name = "interview_by", .number = 11, .label = "Who held it", .type = TYPE_TEXT, .needed = OFFERED },
        { .name = "interview_independent", .number = 12,
          .label = "Was it somebody else than the carer or the child's worker", .type = TYPE_FLAG,
          .needed = WANTED, .when_field = "interview", .when_code = "ACCEPTED" },
        { .name = "no_interview_reason", .number = 13, .label = "Why there was none, and what was done instead",
          .type = TYPE_PROSE, .needed = OFFERED },
        { .name = "push_pull", .number = 14, .label = "What drives the child away, or draws them",
          .type = TYPE_PROSE, .needed = OFFERED },
        { .name = "child_words", .number = 15, .label = "What the child says about it", .type = TYPE_PROSE,
          .needed = WANTED, .care = CARE_CHILD_WORDS },
        { .name = "exploitation_signs", .number = 16, .label = "Signs of exploitation", .type = TYPE_PROSE,
          .needed = OFFERED },
        { .name = "shared_with_police", .number = 17, .label = "Was what we learned shared with the police",
          .type = TYPE_FLAG, .needed = OFFERED },
        { 0 },
    },
    .checks = checks_missing_episode,
};

static const struct kind kind_exploitation_risk = {
    .name = "exploitation_risk", .label = "Exploitation risk", .plural = "Exploitation risks",
    .about_text = "How far the child is at risk from people or places outside the home, and what is done about it.",
    .number = 0x01B7, .version = 1, .about = ABOUT_PERSON,
    .time = TIME_EVENT, .begins = "judged_at",
    .late_after_hours = 48, .late_source = "Local standard",
    .group = "Missing and exploitation", .in_chronology = true, .worth_opening = true,
    .fields = (const struct field[]){
        { .name = "judged_at", .number = 1, .label = "When judged", .type = TYPE_INSTANT, .needed = ALWAYS },
        { .name = "kinds_of_harm", .number = 2, .label = "What kind of harm", .type = TYPE_CODES,
          .needed = ALWAYS, .codes = "exploitation_kind", .in_summary = true },
        { .name = "level", .number = 3, .label = "How far at risk", .type = TYPE_CODE, .needed = ALWAYS,
          .codes = "exploitation_level", .in_summary = true },
        { .name = "signs", .number = 4, .label = "What was seen", .type = TYPE_PROSE, .needed = WANTED },
        { .name = "strengths", .number = 5, .label = "What protects the child", .type = TYPE_PROSE,
          .needed = WANTED },
        { .name = "people_places", .number = 6, .label = "People, places and groups", .type = TYPE_PROSE,
          .needed = OFFERED, .care = CARE_THIRD_PARTY },
        { .name = "child_views", .number = 7, .label = "How the child sees it", .type = TYPE_PROSE,
          .needed = WANTED, .care = CARE_CHILD_WORDS },
        { .name = "panel_at", .number = 8, .label = "When the panel looked at it", .type = TYPE_INSTANT,
          .needed = OFFERED },
        { .name = "panel_outcome", .number = 9, .label = "What the panel decided", .type = TYPE_PROSE,
          .needed = OFFERED },
        { .name = "nrm_on", .number = 10, .label = "Referred to the national referral mechanism on",
          .type = TYPE_DAY, .needed = OFFERED },
        { .name = "disruption", .number = 11, .label = "What is done about the people and places",
          .type = TYPE_PROSE, .needed = OFFERED },
        { .name = "review_on", .number = 12, .label = "To be looked at again on", .type = TYPE_DAY,
          .needed = WANTED, .tense = TENSE_ANY },
        { 0 },
    },
};

static const struct limit to_interview[] = {
    { .id = "T35", .length = 72, .warn = 24, .unit = HOURS,
      .source = "Statutory guidance on missing children (2014): a return interview within 72 hours" },
    { 0 },
};

static const struct limit to_find[] = {
    { .id = "L21", .length = 24, .warn = 12, .unit = HOURS, .local = true,
      .source = "Local standard: a manager looks at a child missing for 24 hours" },
    { 0 },
};

static const struct step steps[] = {
    { .name = "missing_found", .label = "Child missing: keep looking, and hold a strategy discussion",
      .after = "missing_episode", .begins = "start_at", .done_field = "end_at",
      .by = "SW TM", .limits = to_find },
    { .name = "return_interview", .label = "Return interview",
      .after = "missing_episode", .begins = "end_at", .unless_field = "no_interview_reason",
      .done_field = "interview_at", .by = "SW TM", .limits = to_interview },
    { 0 },
};

const struct journey_part part_missing = {
    .name = "Missing and exploitation",
    .kinds = (const struct kind *const[]){
        &kind_missing_episode,
        &kind_exploitation_risk,
        NULL,
    },
    .steps = steps,
    .key_events = (const struct key_event[]){
        { .kind = "missing_episode", .label = "Missing" },
        { .kind = "exploitation_risk", .field = "level", .codes = "MODERATE SIGNIFICANT",
          .label = "Risk of exploitation" },
        { 0 },
    },
};
