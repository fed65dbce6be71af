/* The dictionary judges itself: a wrong descriptor stops the first test, never a user. */
#include "dictionary/check.h"

#include "base/bytes.h"
#include "dictionary/step.h"

#include <string.h>

#define FIELDS_MAX 56                 // 64 parts an entry, less those that mean the same in every body

static const char *const fixed_columns[] = {
    "record", "subject", "valid_from", "valid_to", "source_seq", "recorded_seq", "superseded_seq",
    "recorded_at", "author", "role_of_author", "flags", NULL
};
/* Names that every form has besides its fields: web/form.c. */
static const char *const form_names[] = {
    "csrf", "entry", "replaces", "reason", "late", "withdraw", NULL
};
static const char *const reserved[] = {
    "all", "and", "as", "by", "case", "check", "column", "default", "desc", "do", "end", "from",
    "group", "in", "into", "limit", "not", "null", "on", "or", "order", "select", "table", "then",
    "to", "union", "user", "when", "with", NULL
};

static bool in_list(const char *const *list, const char *name)
{
    for (; *list; list++)
        if (!strcmp(*list, name))
            return true;
    return false;
}

static bool good_name(const char *name)
{
    if (!name || !*name || *name < 'a' || *name > 'z' || strlen(name) > 39)
        return false;
    for (; *name; name++)
        if (!((*name >= 'a' && *name <= 'z') || (*name >= '0' && *name <= '9') || *name == '_'))
            return false;
    return true;
}

struct judge { struct bytes *to; size_t faults; const struct kind *kind; };

static void fault(struct judge *j, const char *where, const char *what)
{
    bytes_add_format(j->to, "dictionary: %s.%s: %s\n", j->kind->name ? j->kind->name : "?", where,
                     what);
    j->faults++;
}

static bool holds_codes(const struct field *f)
{
    return f->type == TYPE_CODE || f->type == TYPE_CODES;
}

static void judge_day(struct judge *j, const char *where, const char *d)
{
    day read;
    if (d && !day_parse_iso(text_of(d), &read))
        fault(j, where, "a first or last day is no day");
}

static bool kinds_exist(const char *refers)
{
    text rest = text_of(refers);
    size_t count = 0;
    bool exist = !text_empty(rest);
    for (; !text_empty(rest) && !text_is(rest, "*"); count++) {
        struct text_pair one = text_cut(rest, ' ');
        exist = exist && kind_by_name(one.before) != NULL;
        rest = one.after;
    }
    return exist && count <= FIELD_REFERS_MAX;
}

static void judge_field(struct judge *j, const struct field *f)
{
    if (!good_name(f->name))
        fault(j, f->name, "not a name for a column");
    if (in_list(fixed_columns, f->name) || in_list(reserved, f->name)
            || in_list(form_names, f->name))
        fault(j, f->name, "a column of this name means something else");
    if (f->number == 0 || f->number > 0xEFFF)
        fault(j, f->name, "its number is out of range");
    if (!f->label || !*f->label)
        fault(j, f->name, "it has no label");
    if (f->overrides && f->type != TYPE_TEXT && f->type != TYPE_PROSE && f->type != TYPE_CODE)
        fault(j, f->name, "why something was overridden is a text or a code");
    if (f->type == TYPE_NONE)
        fault(j, f->name, "it has no type");
    if (holds_codes(f) != (f->codes != NULL) || (f->codes && !code_set_find(f->codes)))
        fault(j, f->name, "its code set does not exist, or it should have one");
    if ((f->type == TYPE_RECORD) != (f->refers != NULL) || (f->refers && !kinds_exist(f->refers)))
        fault(j, f->name, "the kind that it refers to does not exist, or there are too many");
    if ((f->when_field == NULL) != (f->when_code == NULL)
            || (f->when_field && !field_by_name(j->kind, text_of(f->when_field))))
        fault(j, f->name, "the field that it waits for does not exist");
    judge_day(j, f->name, f->from);
    judge_day(j, f->name, f->until);
    for (const struct field *other = f + 1; other->name; other++) {
        if (other->number == f->number)
            fault(j, f->name, "its number stands twice");
        if (!strcmp(other->name, f->name))
            fault(j, f->name, "its name stands twice");
    }
}

static void judge_time(struct judge *j, const char *which, const char *name)
{
    const struct field *f = name ? field_by_name(j->kind, text_of(name)) : NULL;
    if (name && (!f || (f->type != TYPE_DAY && f->type != TYPE_INSTANT)))
        fault(j, which, "is no day or instant of this kind");
}

size_t dictionary_check_kind(const struct kind *kind, struct bytes *to)
{
    struct judge j = { to, 0, kind };
    if (!good_name(kind->name) || in_list(reserved, kind->name))
        fault(&j, "name", "not a name for a table");
    if (!kind->label || !kind->plural || !kind->about_text || !kind->group)
        fault(&j, "label", "label, plural, about_text and group are needed");
    if (kind->number < 0x0100 || kind->number > 0xEFFF)
        fault(&j, "number", "out of range");
    if (kind_field_count(kind) > FIELDS_MAX)
        fault(&j, "fields", "more than an entry can hold");
    for (const struct field *f = kind->fields; f->name; f++)
        judge_field(&j, f);
    judge_time(&j, "begins", kind->begins);
    judge_time(&j, "ends", kind->ends);
    const struct field *above = kind->belongs_to ? field_by_name(kind, text_of(kind->belongs_to))
                                                 : NULL;
    if (kind->belongs_to && (!above || above->type != TYPE_RECORD))
        fault(&j, "belongs_to", "is no field that names a record");
    if (kind->late_after_hours && !kind->late_source)
        fault(&j, "late_after_hours", "a limit without its source");
    if (kind->alone && (kind->time != TIME_STATE || kind->about != ABOUT_PERSON || !kind->begins || !kind->ends))
        fault(&j, "alone", "of a state of a person that begins and ends");
    for (const struct check *c = kind->checks; c && c->field; c++)
        if (!field_by_name(kind, text_of(c->field)) || !c->holds || !c->message)
            fault(&j, c->field, "a check that is not whole");
    return j.faults;
}

/* ---- what follows ---- */

static bool is_time(const struct kind *kind, const char *name)
{
    const struct field *f = kind && name ? field_by_name(kind, text_of(name)) : NULL;
    return f && (f->type == TYPE_DAY || f->type == TYPE_INSTANT);
}

static bool names_kind(const struct kind *kind, const char *link, const char *refers)
{
    const struct field *f = kind && link ? field_by_name(kind, text_of(link)) : NULL;
    return f && f->type == TYPE_RECORD && field_refers_to(f, refers);
}

/* Every code of the list belongs to the set of that field. */
static bool codes_of(const struct kind *kind, const char *field, const char *codes)
{
    const struct field *f = kind && field ? field_by_name(kind, text_of(field)) : NULL;
    text rest = text_of(codes);
    if (!f || f->type != TYPE_CODE)
        return false;
    while (!text_empty(rest)) {
        struct text_pair one = text_cut(rest, ' ');
        if (!code_find(code_set_find(f->codes), one.before))
            return false;
        rest = one.after;
    }
    return true;
}

static bool limits_whole(const struct step *step, const struct limit *limits, const struct kind *after)
{
    if (!limits || !limits->id)
        return false;
    for (const struct limit *l = limits; l->id; l++)
        if (l->length < 0 || l->warn < 0 || !l->source
                || (l->code && !codes_of(after, step->by_field, l->code)))
            return false;
    return true;
}

/* What comes round again, after all else of the step was found whole. */
static const char *again_fault(const struct step *step, const struct kind *after)
{
    const struct kind *again = step->again_kind ? kind_by_name(text_of(step->again_kind)) : NULL;
    if (!step->again_kind)
        return step->again_link || step->again_field || step->again_when_field || step->again_also_field
            || step->again_limits || step->later_days || step->later_limits
             ? "it says how it comes round again, and not by which kind" : NULL;
    if (!is_time(again, step->again_field))
        return "its time round begins with no day or instant";
    if (step->again_link ? !names_kind(again, step->again_link, step->after) : again->about != after->about)
        return "its times round name no record that they belong to";
    if ((step->again_when_field && !codes_of(again, step->again_when_field, step->again_when_codes))
            || (step->again_also_field && !codes_of(again, step->again_also_field, step->again_also_codes)))
        return "its times round wait for a code that does not exist";
    if (step->again_limits && !limits_whole(step, step->again_limits, after))
        return "the limits of its times round are not whole";
    if (step->later_days < 0 || (step->later_days > 0) != (step->later_limits != NULL)
            || (step->later_limits && !limits_whole(step, step->later_limits, after)))
        return "its later limits are not whole";
    return NULL;
}

static const char *step_fault(const struct step *step)
{
    const struct kind *after = kind_by_name(text_of(step->after));
    const struct kind *done = step->done_kind ? kind_by_name(text_of(step->done_kind)) : after;
    if (!good_name(step->name) || !step->label || !after || !done || !step->by)
        return "a name, a label, roles and kinds that exist are needed";
    if (!is_time(after, step->begins) || !is_time(done, step->done_field))
        return "its clock begins or ends with no day or instant";
    if (step->done_kind && !names_kind(done, step->done_link, step->after))
        return "what ends it names no record that it follows";
    if (step->when_field && !codes_of(after, step->when_field, step->when_codes))
        return "it waits for a code that does not exist";
    if (step->unless_field && !field_by_name(after, text_of(step->unless_field)))
        return "the field that stops it does not exist";
    if (step->team_field && (!field_by_name(after, text_of(step->team_field))
                             || field_by_name(after, text_of(step->team_field))->type != TYPE_TEAM))
        return "its team_field is no field that names a team";
    if (step->by_field && !field_by_name(after, text_of(step->by_field)))
        return "the field that rates it does not exist";
    if (!limits_whole(step, step->limits, after))
        return "its limits are not whole";
    return again_fault(step, after);
}

size_t dictionary_check_step(const struct step *step, struct bytes *to)
{
    const char *what = step_fault(step);
    if (what)
        bytes_add_format(to, "dictionary: step %s: %s\n", step->name ? step->name : "?", what);
    return what != NULL;
}

size_t dictionary_check_follow(const struct follow *follow, struct bytes *to)
{
    const struct kind *kind = kind_by_name(text_of(follow->kind));
    const struct field *link = kind ? field_by_name(kind, text_of(follow->link)) : NULL;
    if (link && field_refers_only(link) && follow->message
            && codes_of(field_refers_only(link), follow->field, follow->codes))
        return 0;
    bytes_add_format(to, "dictionary: what %s.%s may follow does not resolve\n", follow->kind,
                     follow->link);
    return 1;
}

size_t dictionary_check_key_event(const struct key_event *rule, struct bytes *to)
{
    const struct kind *kind = kind_by_name(text_of(rule->kind));
    if (kind && rule->label && (!rule->field || field_by_name(kind, text_of(rule->field)))
            && (!rule->codes || codes_of(kind, rule->field, rule->codes))
            && (!rule->at_field || is_time(kind, rule->at_field)))
        return 0;
    bytes_add_format(to, "dictionary: key event '%s' of %s does not resolve\n", rule->label ? rule->label : "?",
                     rule->kind);
    return 1;
}

static size_t check_steps(struct bytes *to)
{
    size_t faults = 0;
    for (const struct step *s = step_next(NULL); s; s = step_next(s)) {
        faults += dictionary_check_step(s, to);
        for (const struct step *other = step_next(s); other; other = step_next(other))
            if (!strcmp(other->name, s->name)) {
                bytes_add_format(to, "dictionary: step %s stands twice\n", s->name);
                faults++;
            }
    }
    for (const struct follow *f = follow_next(NULL); f; f = follow_next(f))
        faults += dictionary_check_follow(f, to);
    for (const struct key_event *e = key_event_next(NULL); e; e = key_event_next(e))
        faults += dictionary_check_key_event(e, to);
    return faults;
}

/* No census item may be held by two fields: they could disagree. */
static size_t check_items(const struct kind *kind, struct bytes *to)
{
    size_t faults = 0;
    for (const struct field *f = kind->fields; f->name; f++)
        for (const struct kind *k = f->cin ? kind : NULL; k; k = kind_next(k))
            for (const struct field *g = k == kind ? f + 1 : k->fields; g->name; g++)
                if (g->cin && !strcmp(g->cin, f->cin)) {
                    bytes_add_format(to, "dictionary: census item %s is held by %s.%s and %s.%s\n",
                                     f->cin, kind->name, f->name, k->name, g->name);
                    faults++;
                }
    return faults;
}

size_t dictionary_check(struct bytes *to)
{
    size_t faults = check_steps(to);
    for (const struct kind *k = kind_next(NULL); k; k = kind_next(k)) {
        faults += dictionary_check_kind(k, to) + check_items(k, to);
        for (const struct kind *other = kind_next(k); other; other = kind_next(other))
            if (other->number == k->number || !strcmp(other->name, k->name)) {
                bytes_add_format(to, "dictionary: %s and %s share a name or number\n", k->name,
                                 other->name);
                faults++;
            }
    }
    return faults;
}
