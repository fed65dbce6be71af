/* The parts of the journey, in order. */
#include "dictionary/kind.h"

extern const struct journey_part part_people, part_workforce, part_front_door, part_assessment,
    part_protection, part_family_help;

const struct journey_part *const dictionary_parts[] = {
    &part_people, &part_workforce, &part_front_door, &part_assessment, &part_protection,
    &part_family_help, NULL,
};
