/* Notes, files, the curated chronology, and decisions of managers. */
#include "dictionary/step.h"
#include "dictionary/values.h"

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
        { .name = "copied_reason", .number = 9, .label = "Why text stands as it stood elsewhere",
          .overrides = "Kept with text that stands elsewhere",
          .type = TYPE_CODE, .codes = "mark_reason" },
        { .name = "unsourced_reason", .number = 10, .label = "Why a quotation has no source",
          .overrides = "Kept with a quotation without a source",
          .type = TYPE_TEXT },
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
          .help = "Document, text, e-mail, picture (JPEG, PNG, WebP, HEIC) or recording (M4A, MP3, OGG, WAV); 25 MB at "
                  "most." },
        { 0 },
    },
};

static const struct kind kind_chronology_entry = {
    .name = "chronology_entry", .label = "Chronology entry", .plural = "Chronology entries",
    .about_text = "An event that mattered, and what it meant for the child. The record it comes from stays as it is.",
    .number = 0x01B9, .version = 1, .about = ABOUT_PERSON,
    .time = TIME_EVENT, .begins = "event_at",
    .group = "Notes", .in_chronology = true, .worth_opening = true,
    .fields = (const struct field[]){
        { .name = "event_at", .number = 1, .label = "When it happened", .type = TYPE_INSTANT, .needed = ALWAYS },
        { .name = "what", .number = 2, .label = "What happened, in a line or two", .type = TYPE_PROSE,
          .needed = ALWAYS, .characters_max = 600, .in_summary = true },
        { .name = "source_record", .number = 3, .label = "Record it comes from", .type = TYPE_RECORD,
          .needed = OFFERED, .refers = "*" },
        { .name = "significance", .number = 4, .label = "How much it matters", .type = TYPE_CODE,
          .needed = ALWAYS, .codes = "significance", .in_summary = true },
        { .name = "impact", .number = 5, .label = "What it meant for the child", .type = TYPE_PROSE,
          .needed = ALWAYS },
        { 0 },
    },
};

static bool decision_after_asked(const struct values *v)
{
    return !instant_before(values_instant(v, "decided_at"), values_instant(v, "asked_at"));
}

static bool decision_whole(const struct values *v)
{
    return !values_given(v, "decided_at") || values_given(v, "rationale");
}

static const struct check checks_management_decision[] = {
    { .field = "decided_at", .holds = decision_after_asked, .message = "The decision must be after it was asked for" },
    { .field = "rationale", .holds = decision_whole, .message = "Enter the reasons, for and against" },
    { 0 },
};

static const struct kind kind_management_decision = {
    .name = "management_decision", .label = "Management decision", .plural = "Management decisions",
    .about_text = "What a manager decided about the child, on what grounds, and what was weighed.",
    .number = 0x01BA, .version = 1, .about = ABOUT_PERSON,
    .time = TIME_EVENT, .begins = "decided_at",
    .late_after_hours = 24, .late_source = "Local standard",
    .group = "Notes", .in_chronology = true, .worth_opening = true,
    .fields = (const struct field[]){
        { .name = "decision_type", .number = 1, .label = "About what", .type = TYPE_CODE, .needed = ALWAYS,
          .codes = "decision_type", .in_summary = true },
        { .name = "about_record", .number = 2, .label = "Record it is about", .type = TYPE_RECORD,
          .needed = OFFERED, .refers = "*" },
        { .name = "asked_at", .number = 3, .label = "When asked for", .type = TYPE_INSTANT, .needed = ALWAYS },
        { .name = "asked", .number = 4, .label = "What is asked", .type = TYPE_PROSE, .needed = WANTED },
        { .name = "decided_at", .number = 5, .label = "When decided", .type = TYPE_INSTANT, .needed = OFFERED },
        { .name = "decided_by", .number = 6, .label = "Decided by", .type = TYPE_STAFF, .needed = OFFERED },
        { .name = "decision", .number = 7, .label = "Decision", .type = TYPE_PROSE, .needed = OFFERED,
          .in_summary = true },
        { .name = "options_considered", .number = 8, .label = "What else was weighed", .type = TYPE_PROSE,
          .needed = WANTED },
        { .name = "rationale", .number = 9, .label = "Reasons, for and against", .type = TYPE_PROSE,
          .needed = WANTED },
        { .name = "child_words_id", .number = 10, .label = "The child's words relied on", .type = TYPE_RECORD,
          .needed = OFFERED, .refers = "child_words" },
        { .name = "policy_basis", .number = 11, .label = "Threshold or policy", .type = TYPE_TEXT,
          .needed = OFFERED },
        { .name = "actions", .number = 12, .label = "Who does what, by when", .type = TYPE_PROSE,
          .needed = OFFERED },
        { 0 },
    },
    .checks = checks_management_decision,
};

static const struct limit to_decide[] = {
    { .id = "L20", .length = 2, .warn = 1, .unit = WORKING_DAYS, .local = true,
      .source = "Local standard: a manager decides within two working days of being asked" },
    { 0 },
};

static const struct step steps[] = {
    { .name = "management_decide", .label = "Decide what a worker has asked",
      .after = "management_decision", .begins = "asked_at", .done_field = "decided_at",
      .by = "TM", .limits = to_decide },
    { 0 },
};

const struct journey_part part_notes = {
    .name = "Notes and files",
    .kinds = (const struct kind *const[]){
        &kind_case_note,
        &kind_attachment,
        &kind_chronology_entry,
        &kind_management_decision,
        NULL,
    },
    .steps = steps,
};
