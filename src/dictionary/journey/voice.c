/* The child's own words: whose ear they reached, where, and who was there. Nobody edits them but whoever took them. */
#include "dictionary/step.h"
#include "dictionary/values.h"

static bool second_hand_says_who(const struct values *v)
{
    return !values_is(v, "taken", "SECOND_HAND") || values_given(v, "told_by");
}

static bool answer_whole(const struct values *v)
{
    return !values_given(v, "answered_at") || values_given(v, "answer");
}

static const struct check checks_child_words[] = {
    { .field = "told_by", .holds = second_hand_says_who, .message = "Say who told you what the child said" },
    { .field = "answer", .holds = answer_whole, .message = "Say what the child was told" },
    { 0 },
};

static const struct kind kind_child_words = {
    .name = "child_words", .label = "The child's words", .plural = "The child's words",
    .about_text = "What the child said, showed or wrote, with who took it, where, and who was there.",
    .number = 0x019D, .version = 1, .about = ABOUT_PERSON,
    .time = TIME_EVENT, .begins = "said_at", .belongs_to = "said_in",
    .late_after_hours = 24, .late_source = "Local standard: the child's words are written down within 24 hours",
    .group = "The child's voice", .in_chronology = true, .worth_opening = true,
    .fields = (const struct field[]){
        { .name = "said_in", .number = 1, .label = "Where it is recorded", .type = TYPE_RECORD, .needed = OFFERED,
          .refers = "*" },
        { .name = "said_at", .number = 2, .label = "When the child said it", .type = TYPE_INSTANT,
          .needed = ALWAYS },
        { .name = "topic", .number = 3, .label = "What it is about", .type = TYPE_CODE, .needed = OFFERED,
          .codes = "view_topic", .in_summary = true },
        { .name = "words", .number = 4, .label = "The child's own words", .type = TYPE_PROSE, .needed = ALWAYS,
          .care = CARE_CHILD_WORDS, .in_summary = true },
        { .name = "taken", .number = 5, .label = "How they were taken", .type = TYPE_CODE, .needed = ALWAYS,
          .codes = "words_taken", .in_summary = true },
        { .name = "taken_by", .number = 6, .label = "Who took them", .type = TYPE_STAFF, .needed = OFFERED,
          .help = "You, unless you say otherwise." },
        { .name = "told_by", .number = 7, .label = "Who told us", .type = TYPE_TEXT, .needed = OFFERED,
          .care = CARE_THIRD_PARTY, .when_field = "taken", .when_code = "SECOND_HAND" },
        { .name = "source", .number = 8, .label = "Through whom", .type = TYPE_CODE, .needed = OFFERED,
          .codes = "view_source" },
        { .name = "place", .number = 9, .label = "Where it was", .type = TYPE_TEXT, .needed = WANTED },
        { .name = "present", .number = 10, .label = "Who else was present", .type = TYPE_TEXT, .needed = WANTED,
          .care = CARE_THIRD_PARTY, .help = "'Nobody' where the child was alone with whoever took them." },
        { .name = "carer_present", .number = 11, .label = "Was anybody there who could sway the child",
          .type = TYPE_FLAG, .needed = OFFERED },
        { .name = "form_of_words", .number = 12, .label = "In what form", .type = TYPE_CODE, .needed = OFFERED,
          .codes = "view_format" },
        { .name = "language", .number = 13, .label = "Language, interpreter or communication aid",
          .type = TYPE_TEXT, .needed = OFFERED },
        { .name = "interpretation", .number = 14, .label = "What I make of it", .type = TYPE_PROSE,
          .needed = OFFERED, .help = "Kept apart from the words." },
        { .name = "confirmed", .number = 15, .label = "Did the child check what was written", .type = TYPE_CODE,
          .needed = OFFERED, .codes = "child_confirmed" },
        { .name = "agreement", .number = 16, .label = "What the child thinks of the decision", .type = TYPE_CODE,
          .needed = OFFERED, .codes = "view_agreement" },
        { .name = "weight", .number = 17, .label = "What the decision did with it", .type = TYPE_CODE,
          .needed = OFFERED, .codes = "voice_weight" },
        { .name = "answer", .number = 18, .label = "What we did, and what the child was told",
          .type = TYPE_PROSE, .needed = OFFERED },
        { .name = "answered_at", .number = 19, .label = "When the child was told", .type = TYPE_INSTANT,
          .needed = OFFERED },
        { .name = "shared_with", .number = 20, .label = "Who the child agreed may see it", .type = TYPE_TEXT,
          .needed = OFFERED },
        { 0 },
    },
    .checks = checks_child_words,
};

const struct journey_part part_voice = {
    .name = "The child's voice",
    .kinds = (const struct kind *const[]){
        &kind_child_words,
        NULL,
    },
};
