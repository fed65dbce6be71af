/* The parts of the journey, in order. */
#include "dictionary/kind.h"

extern const struct journey_part part_people, part_workforce, part_front_door, part_screening, part_strategy,
    part_assessment, part_protection, part_meetings, part_plans, part_visits, part_voice, part_court,
    part_family_help, part_missing, part_elsewhere, part_notes, part_safeguards;

const struct journey_part *const dictionary_parts[] = {
    &part_people, &part_workforce, &part_front_door, &part_screening, &part_strategy, &part_assessment,
    &part_protection, &part_meetings, &part_plans, &part_visits, &part_voice, &part_court, &part_family_help,
    &part_missing, &part_elsewhere, &part_notes, &part_safeguards, NULL,
};
