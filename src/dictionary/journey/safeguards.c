/* Safeguards of the record: who may not see it, who opened it in an emergency, who is too close to it, what must
 * be known at the door, and when two records are one person. */
#include "dictionary/step.h"
#include "dictionary/values.h"

static const struct kind kind_alert = {
    .name = "alert", .label = "Alert", .plural = "Alerts",
    .about_text = "What anybody who visits or calls must know first. It is looked at again on a day.",
    .number = 0x0140, .version = 1, .about = ABOUT_PERSON,
    .time = TIME_STATE, .begins = "from_date", .ends = "to_date",
    .group = "Safeguards", .in_chronology = true, .worth_opening = true,
    .fields = (const struct field[]){
        { .name = "alert_type", .number = 1, .label = "What kind of alert", .type = TYPE_CODE,
          .needed = ALWAYS, .codes = "alert_type", .in_summary = true },
        { .name = "about_it", .number = 2, .label = "What to know, and what to do",
          .type = TYPE_TEXT, .needed = ALWAYS, .in_summary = true },
        { .name = "from_date", .number = 3, .label = "Since", .type = TYPE_DAY, .needed = ALWAYS },
        { .name = "review_date", .number = 4, .label = "To be looked at again by",
          .type = TYPE_DAY, .needed = ALWAYS, .tense = TENSE_ANY },
        { .name = "to_date", .number = 5, .label = "Ended on", .type = TYPE_DAY,
          .needed = OFFERED },
        { 0 },
    },
};

/* Who may open a restricted record: practice/access. */
static const struct kind kind_restriction = {
    .name = "restriction", .label = "Restriction", .plural = "Restrictions",
    .about_text = "Only the people named may open this record.",
    .number = 0x0141, .version = 1, .about = ABOUT_PERSON,
    .time = TIME_STATE, .begins = "from_date", .ends = "to_date",
    .group = "Safeguards", .worth_opening = true,
    .fields = (const struct field[]){
        { .name = "level", .number = 1, .label = "How far", .type = TYPE_CODE, .needed = ALWAYS,
          .codes = "restriction_level", .in_summary = true },
        { .name = "why", .number = 2, .label = "Why it is restricted", .type = TYPE_PROSE,
          .needed = ALWAYS },
        { .name = "from_date", .number = 3, .label = "Since", .type = TYPE_DAY, .needed = ALWAYS },
        { .name = "to_date", .number = 4, .label = "Ended on", .type = TYPE_DAY,
          .needed = OFFERED },
        { .name = "ask", .number = 5, .label = "Whom to ask", .type = TYPE_STAFF,
          .needed = ALWAYS, .help = "Named to whoever meets the restriction." },
        { 0 },
    },
};

static const struct kind kind_record_access = {
    .name = "record_access", .label = "Leave to open a restricted record",
    .plural = "Leaves to open a restricted record",
    .about_text = "This member of staff may open the record although it is restricted.",
    .number = 0x0142, .version = 1, .about = ABOUT_PERSON,
    .time = TIME_STATE, .begins = "from_date", .ends = "to_date",
    .group = "Safeguards", .worth_opening = true,
    .fields = (const struct field[]){
        { .name = "staff_id", .number = 1, .label = "Member of staff", .type = TYPE_STAFF,
          .needed = ALWAYS },
        { .name = "why", .number = 2, .label = "Why they may open it", .type = TYPE_TEXT,
          .needed = ALWAYS, .in_summary = true },
        { .name = "from_date", .number = 3, .label = "Since", .type = TYPE_DAY, .needed = ALWAYS },
        { .name = "to_date", .number = 4, .label = "Ended on", .type = TYPE_DAY,
          .needed = OFFERED, .tense = TENSE_ANY },
        { 0 },
    },
};

static const struct kind kind_conflict_of_interest = {
    .name = "conflict_of_interest", .label = "Conflict of interest",
    .plural = "Conflicts of interest",
    .about_text = "This member of staff is too close to the person to open the record, on any basis.",
    .number = 0x0143, .version = 1, .about = ABOUT_PERSON,
    .time = TIME_STATE, .begins = "from_date", .ends = "to_date",
    .group = "Safeguards", .worth_opening = true,
    .fields = (const struct field[]){
        { .name = "staff_id", .number = 1, .label = "Member of staff", .type = TYPE_STAFF,
          .needed = ALWAYS },
        { .name = "tie", .number = 2, .label = "How they are close", .type = TYPE_CODE,
          .needed = ALWAYS, .codes = "conflict_tie", .in_summary = true },
        { .name = "from_date", .number = 3, .label = "Since", .type = TYPE_DAY, .needed = ALWAYS },
        { .name = "to_date", .number = 4, .label = "Ended on", .type = TYPE_DAY,
          .needed = OFFERED },
        { 0 },
    },
};

static bool reason_long_enough(const struct values *v)
{
    return values_get(v, "why")->text.len >= 15;
}

static bool reviewed_by_other(const struct values *v)
{
    const struct value *opened = values_get(v, "staff_id"), *reviewed = values_get(v, "reviewed_by");
    return !opened->given || !reviewed->given || !id_same(opened->id, reviewed->id);
}

static const struct check checks_emergency_opening[] = {
    { .field = "why", .holds = reason_long_enough,
      .message = "Say why this record must be opened now, in 15 characters or more" },
    { .field = "reviewed_by", .holds = reviewed_by_other,
      .message = "Somebody else than the person who opened the record must look at it again" },
    { 0 },
};

static const struct kind kind_emergency_opening = {
    .name = "emergency_opening", .label = "Emergency opening", .plural = "Emergency openings",
    .about_text = "Somebody opened this record without the usual basis, for four hours, and said why.",
    .number = 0x0144, .version = 1, .about = ABOUT_PERSON,
    .time = TIME_EVENT, .begins = "opened_at",
    .group = "Safeguards", .in_chronology = true, .own_pages = true,
    .fields = (const struct field[]){
        { .name = "staff_id", .number = 1, .label = "Opened by", .type = TYPE_STAFF,
          .needed = ALWAYS },
        { .name = "opened_at", .number = 2, .label = "When opened", .type = TYPE_INSTANT,
          .needed = ALWAYS },
        { .name = "until_at", .number = 3, .label = "Open until", .type = TYPE_INSTANT,
          .needed = ALWAYS, .tense = TENSE_ANY },
        { .name = "ground", .number = 4, .label = "On what ground", .type = TYPE_CODE,
          .needed = ALWAYS, .codes = "emergency_ground", .in_summary = true },
        { .name = "why", .number = 5, .label = "Why this record must be opened now",
          .type = TYPE_TEXT, .needed = ALWAYS, .in_summary = true },
        { .name = "reviewed_at", .number = 6, .label = "When looked at again",
          .type = TYPE_INSTANT, .needed = OFFERED },
        { .name = "reviewed_by", .number = 7, .label = "Looked at again by", .type = TYPE_STAFF,
          .needed = OFFERED },
        { .name = "justified", .number = 8, .label = "Was it right to open it",
          .type = TYPE_FLAG, .needed = OFFERED },
        { .name = "review_note", .number = 9, .label = "What the review found",
          .type = TYPE_PROSE, .needed = OFFERED },
        { 0 },
    },
    .checks = checks_emergency_opening,
};

/* Both ids stay; what is shown and counted as one is decided by record/same_person. Withdrawing it parts them. */
static bool merged_with_other(const struct values *v)
{
    return values_get(v, "same_as")->given;
}

static const struct check checks_same_person[] = {
    { .field = "same_as", .holds = merged_with_other,
      .message = "Choose the record of the same person that is to be kept" },
    { 0 },
};

static const struct kind kind_same_person = {
    .name = "same_person", .label = "Same person", .plural = "Same persons",
    .about_text = "This record and another one are of one person. It can be undone at any time.",
    .number = 0x0145, .version = 1, .about = ABOUT_PERSON,
    .time = TIME_EVENT,
    .group = "Safeguards", .in_chronology = true, .worth_opening = true,
    .fields = (const struct field[]){
        { .name = "same_as", .number = 1, .label = "Record that is kept", .type = TYPE_PERSON,
          .needed = ALWAYS },
        { .name = "why", .number = 2, .label = "How we know", .type = TYPE_PROSE,
          .needed = ALWAYS, .in_summary = true },
        { .name = "approved_by", .number = 3, .label = "Agreed by a second person",
          .type = TYPE_STAFF, .needed = OFFERED,
          .help = "Needed when either record is restricted." },
        { 0 },
    },
    .checks = checks_same_person,
};

static const struct limit review_day[] = {
    { .id = "L05", .length = 0, .warn = 7, .unit = DAYS, .local = true,
      .source = "The day set for looking at it again" },
    { 0 },
};

static const struct limit emergency_review[] = {
    { .id = "L06", .length = 5, .warn = 2, .unit = WORKING_DAYS, .local = true,
      .source = "Local standard: every emergency opening is looked at again within five working days" },
    { 0 },
};

static const struct step steps[] = {
    { .name = "alert_review", .label = "Look at the alert again",
      .after = "alert", .begins = "review_date", .done_field = "to_date",
      .by = "SW TM", .limits = review_day },
    { .name = "emergency_review", .label = "Look again at an emergency opening",
      .after = "emergency_opening", .begins = "opened_at", .done_field = "reviewed_at",
      .by = "TM SL", .limits = emergency_review },
    { 0 },
};

const struct journey_part part_safeguards = {
    .name = "Safeguards",
    .kinds = (const struct kind *const[]){
        &kind_alert,
        &kind_restriction,
        &kind_record_access,
        &kind_conflict_of_interest,
        &kind_emergency_opening,
        &kind_same_person,
        NULL,
    },
    .steps = steps,
};
