/* record/pass.h - leave to see one subject's records, which only record/ and practice/access.c may include.
 * access_open() writes the look into the log of reads before it hands the pass out, so that no page,
 * export or measure can look without leave, or without a trace. */
#pragma once
#include "base/id.h"
#include "base/day.h"

struct pass {
    id subject, reader;
    uint16_t role;
    uint64_t size;          // what was known: the first size entries; PASS_NOW for all
    instant at;             // what was so: the moment in the child's life that is shown
    uint32_t hidden;        // bit CARE_x set: this reader may not see fields of that care
    uint16_t basis;         // why it is open to them: enum basis of practice/access.h
    instant until;          // an emergency's end; unknown: no such end
    bool asked;             // this reader decides who may open the record
};
#define PASS_NOW UINT64_MAX
