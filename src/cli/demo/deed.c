#include "cli/demo/deed.h"

#include <assert.h>
#include <stdarg.h>
#include <string.h>


id dice_id(struct dice *dice)
{
    id made;
    for (size_t i = 0; i < sizeof made.b; i += 8) {
        uint64_t word = dice_next(dice);
        memcpy(made.b + i, &word, 8);
    }
    return made;
}

bool dice_chance(struct dice *dice, unsigned per_thousand)
{
    return dice_below(dice, 1000) < per_thousand;
}

const char *dice_pick(struct dice *dice, const struct weighed *list)
{
    unsigned total = 0;
    for (const struct weighed *w = list; w->what; w++)
        total += w->weight;
    unsigned at = dice_below(dice, total);
    for (const struct weighed *w = list;; w++) {
        if (at < w->weight)
            return w->what;
        at -= w->weight;
    }
}

/* Beyond the shipped table of bank holidays lie only days that nobody in the demonstration lives to see. */
day working_days_after(day from, int working_days)
{
    struct error err = { 0 };
    day limit;
    if (!day_add_working(from, working_days, &limit, &err))
        return day_add(from, working_days * 7 / 5 + 1);
    return limit;
}

instant at_time(struct dice *dice, day d, int from_hour, int to_hour)
{
    int minutes = (int)dice_below(dice, (uint32_t)(to_hour - from_hour) * 60);
    return instant_london(d, from_hour + minutes / 60, minutes % 60, 0);
}

instant written_up(struct dice *dice, instant happened)
{
    static const struct { unsigned per_thousand, least_hours, most_hours; } delays[] = {
        { 620, 0, 4 }, { 210, 4, 26 }, { 110, 26, 96 }, { 45, 96, 240 }, { 15, 240, 700 },
    };
    unsigned at = dice_below(dice, 1000);
    size_t i = 0;
    while (i + 1 < COUNT_OF(delays) && at >= delays[i].per_thousand)
        at -= delays[i++].per_thousand;
    int64_t minutes = delays[i].least_hours * 60
        + dice_below(dice, (delays[i].most_hours - delays[i].least_hours) * 60) + 5;
    return (instant){ happened.us + minutes * 60 * US_PER_SECOND };
}

static void deeds_add(struct years *years, struct deed *deed)
{
    if (years->deed_count == years->deed_room) {
        years->deed_room = years->deed_room ? years->deed_room * 2 : 4096;
        years->deeds = memory_resize(years->deeds, years->deed_room * sizeof *years->deeds);
    }
    deed->order = (uint32_t)years->deed_count;
    years->deeds[years->deed_count++] = deed;
}

struct deed *deed_new(struct years *years, struct dice *dice, const char *kind, id subject,
                      const struct staff_member *author, instant recorded)
{
    const struct kind *found = kind_by_name(text_of(kind));
    assert(found);
    struct deed *deed = arena_new_of(years->arena, struct deed);
    *deed = (struct deed){
        .recorded = recorded, .kind = found, .subject = subject,
        .entry = dice_id(dice), .author = author->id, .role = author->role,
        .fields = arena_array(years->arena, struct deed_field, kind_field_count(found)),
    };
    deed->record = found->founds ? subject : deed->entry;
    if (!instant_before(day_london_end(years->last), recorded))
        deeds_add(years, deed);
    return deed;
}

struct deed *deed_amend(struct years *years, struct dice *dice, struct deed *before,
                        const struct staff_member *author, instant recorded, const char *reason)
{
    if (recorded.us <= before->recorded.us)
        recorded.us = before->recorded.us + 60 * US_PER_SECOND;
    struct deed *deed = deed_new(years, dice, before->kind->name, before->subject, author,
                                 recorded);
    deed->record = before->record;
    deed->replaces = before;
    deed->reason = reason;
    memcpy(deed->fields, before->fields, before->field_count * sizeof *deed->fields);
    deed->field_count = before->field_count;
    return deed;
}

void deed_set(struct years *years, struct deed *deed, const char *field, text value)
{
    (void)years;
    const struct field *found = field_by_name(deed->kind, text_of(field));
    if (!found) {
        fprintf(stderr, "demo: %s has no field %s\n", deed->kind->name, field);
        assert(found);
    }
    for (size_t i = 0; i < deed->field_count; i++)
        if (deed->fields[i].field == found) {
            deed->fields[i].value = value;
            return;
        }
    deed->fields[deed->field_count++] = (struct deed_field){ found, value };
}

void deed_say(struct years *years, struct deed *deed, const char *field, const char *form, ...)
{
    va_list list;
    va_start(list, form);
    text value = text_format_list(years->arena, form, list);
    va_end(list);
    deed_set(years, deed, field, value);
}

void deed_day(struct years *years, struct deed *deed, const char *field, day value)
{
    deed_set(years, deed, field, day_iso(years->arena, value));
}

void deed_instant(struct years *years, struct deed *deed, const char *field, instant value)
{
    deed_set(years, deed, field, instant_iso(years->arena, value));
}

void deed_id(struct years *years, struct deed *deed, const char *field, id value)
{
    deed_set(years, deed, field, id_hex(years->arena, value));
}

instant deed_said(const struct deed *deed, const char *field)
{
    instant found = INSTANT_UNKNOWN;
    for (size_t i = 0; i < deed->field_count; i++)
        if (!strcmp(deed->fields[i].field->name, field) && !instant_parse_iso(deed->fields[i].value, &found))
            found = INSTANT_UNKNOWN;
    assert(instant_known(found));
    return found;
}
