#include "dictionary/step.h"

#include <string.h>

/* Lists of all parts, one after the other. */
#define NEXT(type, list, is_row)                                          \
    bool next = after == NULL;                                            \
    for (size_t i = 0; dictionary_parts[i]; i++)                          \
        for (const type *at = dictionary_parts[i]->list; at && is_row; at++) { \
            if (next)                                                     \
                return at;                                                \
            next = at == after;                                           \
        }                                                                 \
    return NULL

const struct step *step_next(const struct step *after)
{
    NEXT(struct step, steps, at->name);
}

const struct follow *follow_next(const struct follow *after)
{
    NEXT(struct follow, follows, at->kind);
}

const struct step *step_by_name(text name)
{
    const struct step *step = NULL;
    while ((step = step_next(step)))
        if (text_is(name, step->name))
            return step;
    return NULL;
}

const struct follow *follow_of(const char *kind, const char *link)
{
    const struct follow *follow = NULL;
    while ((follow = follow_next(follow)))
        if (!strcmp(follow->kind, kind) && !strcmp(follow->link, link))
            return follow;
    return NULL;
}

bool code_among(const char *codes, text code)
{
    text rest = text_of(codes);
    while (!text_empty(rest) && !text_empty(code)) {
        struct text_pair one = text_cut(rest, ' ');
        if (text_same(one.before, code))
            return true;
        rest = one.after;
    }
    return false;
}

static bool in_force(const struct limit *limit, day on)
{
    day d;
    if (limit->from && day_parse_iso(text_of(limit->from), &d) && day_before(on, d))
        return false;
    return !(limit->until && day_parse_iso(text_of(limit->until), &d) && day_after(on, d));
}

const struct limit *step_limit(const struct step *step, text code, day started)
{
    for (const struct limit *limit = step->limits; limit->id; limit++)
        if ((!limit->code || text_is(code, limit->code)) && in_force(limit, started))
            return limit;
    return NULL;
}
