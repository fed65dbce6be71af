#include "web/pages/routes.h"

extern const struct route enquiry_routes[], partner_meeting_routes[];
extern const struct route library_routes[];
extern const struct route assessment_routes[], assessment_section_routes[], assessment_needs_routes[],
    assessment_start_routes[], assessment_answer_routes[], assessment_paper_routes[];
extern const struct route family_routes[], chronology_routes[], mark_routes[], relative_routes[];
extern const struct route notices_routes[], calendar_routes[];
extern const struct route visit_routes[], voice_routes[];
extern const struct route meeting_routes[], meeting_start_routes[], meeting_send_routes[];
extern const struct route meeting_paper_routes[];
extern const struct route begin_routes[], close_routes[], register_routes[];
extern const struct route plan_routes[], plan_sign_off_routes[], plan_edit_routes[], meet_begin_routes[], meet_routes[],
    minutes_routes[];
extern const struct route home_routes[], sign_in_routes[], people_routes[], child_routes[],
    record_routes[], contact_routes[], queue_routes[], decide_routes[], deed_routes[], allocate_routes[],
    day_routes[], same_routes[], second_decision_routes[], agreement_routes[], opening_routes[],
    second_factor_routes[], conflict_routes[],
    partner_routes[], report_routes[], match_routes[], words_routes[], on_paper_routes[], health_routes[], api_routes[];

const struct route *const all_routes[] = {
    home_routes, sign_in_routes, people_routes, child_routes, record_routes, contact_routes,
    queue_routes, decide_routes, deed_routes, allocate_routes, day_routes, same_routes, second_decision_routes,
    plan_routes, plan_sign_off_routes, plan_edit_routes, meet_begin_routes, meet_routes, minutes_routes,
    enquiry_routes, partner_meeting_routes, meeting_paper_routes,
    agreement_routes, opening_routes, conflict_routes, second_factor_routes, partner_routes, report_routes,
    notices_routes, calendar_routes,
    visit_routes, voice_routes,
    assessment_routes, assessment_section_routes, assessment_needs_routes, assessment_start_routes,
    assessment_answer_routes, assessment_paper_routes,
    library_routes,
    match_routes, words_routes, on_paper_routes, health_routes, api_routes,
    meeting_routes, meeting_start_routes, meeting_send_routes,
    family_routes, chronology_routes, mark_routes, relative_routes,
    begin_routes, close_routes, register_routes, NULL,
};
