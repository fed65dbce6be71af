/* Who was invited to a meeting about a child, who came, and what they brought: the same for strategy discussions,
 * conferences, reviews and core groups. */
#include "dictionary/step.h"
#include "dictionary/values.h"

static bool apology_explained(const struct values *v)
{
    return !values_is(v, "status", "NOTINV") || !values_is(v, "required", "Y") || values_given(v, "apology_reason");
}

static const struct check checks_meeting_attendance[] = {
    { .field = "apology_reason", .holds = apology_explained,
      .message = "Say why whoever had to be there was not invited" },
    { 0 },
};

static const struct kind kind_meeting_attendance = {
    .name = "meeting_attendance", .label = "Invitation and attendance", .plural = "Invitations and attendance",
    .about_text = "Somebody who was invited to a meeting about this child: whether they came, and what they brought.",
    .number = 0x0198, .version = 1, .about = ABOUT_PERSON,
    .time = TIME_EVENT, .begins = "invited_at", .belongs_to = "meeting_id",
    .group = "Protection",
    .fields = (const struct field[]){
        { .name = "meeting_id", .number = 1, .label = "Meeting", .type = TYPE_RECORD, .needed = ALWAYS,
          .refers = "strategy_discussion initial_conference cp_review core_group cin_review"
                    " pre_proceedings_meeting" },
        { .name = "agency", .number = 2, .label = "Agency", .type = TYPE_CODE, .needed = OFFERED,
          .codes = "agency", .in_summary = true },
        { .name = "invitee", .number = 3, .label = "Who", .type = TYPE_TEXT, .needed = OFFERED,
          .care = CARE_THIRD_PARTY, .in_summary = true },
        { .name = "role_to_child", .number = 4, .label = "Who they are to the child", .type = TYPE_TEXT,
          .needed = OFFERED },
        { .name = "family", .number = 5, .label = "One of the family", .type = TYPE_FLAG, .needed = OFFERED },
        { .name = "partner_team", .number = 6, .label = "Partner organisation", .type = TYPE_TEAM,
          .needed = OFFERED, .help = "Its people see the invitation when they sign in, and write their part there." },
        { .name = "staff_id", .number = 7, .label = "Member of staff", .type = TYPE_STAFF, .needed = OFFERED },
        { .name = "required", .number = 8, .label = "Had to be there", .type = TYPE_FLAG, .needed = WANTED },
        { .name = "invited_at", .number = 9, .label = "When invited", .type = TYPE_INSTANT, .needed = OFFERED },
        { .name = "status", .number = 10, .label = "What became of it", .type = TYPE_CODE, .needed = OFFERED,
          .codes = "attendance_status", .in_summary = true },
        { .name = "apology_reason", .number = 11, .label = "Reason", .type = TYPE_TEXT, .needed = OFFERED },
        { .name = "report_received_at", .number = 12, .label = "When the report came", .type = TYPE_INSTANT,
          .needed = OFFERED },
        { .name = "report_shared_at", .number = 13, .label = "When the family saw the report",
          .type = TYPE_INSTANT, .needed = OFFERED },
        { .name = "information", .number = 14, .label = "What the agency knows", .type = TYPE_PROSE,
          .needed = OFFERED, .care = CARE_THIRD_PARTY },
        { .name = "analysis", .number = 15, .label = "What it means for the child", .type = TYPE_PROSE,
          .needed = OFFERED },
        { .name = "harm_view", .number = 16, .label = "What the agency judges", .type = TYPE_CODE,
          .needed = OFFERED, .codes = "harm_view" },
        { .name = "category_view", .number = 17, .label = "Category that the agency would choose",
          .type = TYPE_CODE, .needed = OFFERED, .codes = "cp_category" },
        { .name = "dissent", .number = 18, .label = "Where they disagree with the decision, and why",
          .type = TYPE_PROSE, .needed = OFFERED },
        { .name = "lawful_basis", .number = 19, .label = "Lawful basis for sharing", .type = TYPE_CODE,
          .needed = OFFERED, .codes = "lawful_basis" },
        { .name = "share_until", .number = 20, .label = "They see it until", .type = TYPE_DAY,
          .needed = OFFERED, .tense = TENSE_ANY },
        { .name = "answered_by", .number = 21, .label = "Who wrote it", .type = TYPE_STAFF },
        { .name = "answered_at", .number = 22, .label = "When they wrote it", .type = TYPE_INSTANT },
        { .name = "scale_score", .number = 23, .label = "How safe, from 0 to 10", .type = TYPE_INT,
          .needed = OFFERED, .least = 0, .most = 10 },
        { .name = "question", .number = 24, .label = "What we ask them", .type = TYPE_PROSE, .needed = OFFERED,
          .help = "No more about the family than they need in order to answer." },
        { .name = "direct_contact", .number = 25, .label = "Do they work with the child directly", .type = TYPE_FLAG,
          .needed = OFFERED, .help = "A conference needs two such agencies beside social care. Leave it empty where "
          "the agency itself says it: a school does, adult mental health does not." },
        { .name = "will_come", .number = 26, .label = "Will they come", .type = TYPE_FLAG, .needed = OFFERED },
        { 0 },
    },
    .checks = checks_meeting_attendance,
};

const struct journey_part part_meetings = {
    .name = "Meetings",
    .kinds = (const struct kind *const[]){
        &kind_meeting_attendance,
        NULL,
    },
};
