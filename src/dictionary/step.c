#include "dictionary/step.h"

#include "dictionary/values.h"

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

const struct key_event *key_event_next(const struct key_event *after)
{
    NEXT(struct key_event, key_events, at->kind);
}

bool key_event_possible(const struct kind *kind)
{
    const struct key_event *rule = NULL;
    while ((rule = key_event_next(rule)))
        if (!strcmp(rule->kind, kind->name))
            return true;
    return false;
}

bool key_event_is(const struct key_event *rule, const struct values *values)
{
    if (strcmp(rule->kind, values->kind->name) != 0 || (rule->at_field && !values_given(values, rule->at_field)))
        return false;
    if (!rule->field)
        return true;
    const struct value *value = values_get(values, rule->field);
    return value->given && !value->hidden && (!rule->codes || code_among(rule->codes, value->text));
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

const struct limit *step_limits(const struct step *step, enum again again)
{
    if (again == FIRST_TIME)
        return step->limits;
    if (!step->again_kind || (again == AGAIN_LATER && !step->later_days))
        return NULL;
    return again == AGAIN_LATER ? step->later_limits : step->again_limits ? step->again_limits : step->limits;
}

bool step_begins_on_day(const struct step *step, enum again again)
{
    const char *kind = again == FIRST_TIME ? step->after : step->again_kind;
    const char *field = again == FIRST_TIME ? step->begins : step->again_field;
    return field_by_name(kind_by_name(text_of(kind)), text_of(field))->type == TYPE_DAY;
}

const struct limit *step_limit(const struct step *step, enum again again, text code, day started)
{
    for (const struct limit *limit = step_limits(step, again); limit && limit->id; limit++)
        if ((!limit->code || text_is(code, limit->code)) && in_force(limit, started))
            return limit;
    return NULL;
}
