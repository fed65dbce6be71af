#include "web/pages/routes.h"

#define LIST(name) extern const struct route name##_routes[];
#define ROW(name) name##_routes,

/* Every list of routes, by the folder in which it stands. The first route that fits is taken: a path that another one's
 * pattern would take as well stands above it in the same list, so that the order here says nothing. */
#define ALL(R) \
    R(home) R(day) R(notices) R(calendar) R(library) R(register) R(words) \
    R(contact) R(queue) R(decide) R(allocate) R(same) R(match) R(second_decision) R(agreement) R(override) R(report) \
    R(assessment) R(assessment_section) R(assessment_needs) R(assessment_start) R(assessment_answer) \
    R(assessment_paper) R(enquiry) \
    R(meeting) R(meeting_start) R(meeting_send) R(meeting_paper) \
    R(plan) R(plan_sign_off) R(plan_edit) R(meet_begin) R(meet) R(minutes) \
    R(child) R(people) R(family) R(chronology) R(relative) R(visit) R(voice) \
    R(record) R(deed) R(begin) R(close) R(mark) R(on_paper) \
    R(partner) R(partner_meeting) \
    R(sign_in) R(second_factor) R(opening) R(conflict) \
    R(health) R(api)
ALL(LIST)

const struct route *const all_routes[] = { ALL(ROW) NULL };
