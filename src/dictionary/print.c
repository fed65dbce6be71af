#include "dictionary/step.h"

#include "base/json.h"

#include <string.h>

static const char *const type_words[] = {
    [TYPE_TEXT] = "text", [TYPE_PROSE] = "prose", [TYPE_DAY] = "date", [TYPE_INSTANT] = "date and time",
    [TYPE_INT] = "whole number", [TYPE_FLAG] = "yes or no", [TYPE_CODE] = "code",
    [TYPE_CODES] = "several codes", [TYPE_PERSON] = "person", [TYPE_STAFF] = "member of staff",
    [TYPE_TEAM] = "team", [TYPE_RECORD] = "record", [TYPE_FILE] = "file",
};
static const char *const needed_words[] = {
    [NEVER_ASKED] = "not asked", [OFFERED] = "offered", [WANTED] = "wanted", [ALWAYS] = "always",
};
static const char *const care_words[CARE_COUNT] = {
    "", "sensitive", "child's words", "third party", "whereabouts", "privileged"
};

static void print_field(struct bytes *to, const struct field *f)
{
    bytes_add_format(to, "| `%s` | %u | %s | %s", f->name, f->number, f->label,
                     type_words[f->type]);
    if (f->overrides)
        bytes_add_format(to, ", counted as '%s'", f->overrides);
    if (f->codes)
        bytes_add_format(to, ": [%s](#codes-%s)", f->codes, f->codes);
    if (f->refers)
        bytes_add_format(to, ": %s", f->refers);
    bytes_add_format(to, " | %s | %s | %s | %s | %s | %s |\n", needed_words[f->needed],
                     care_words[f->care], f->cin ? f->cin : "", f->ssda903 ? f->ssda903 : "",
                     f->annex_a ? f->annex_a : "", f->ssd ? f->ssd : "");
}

static void print_kind(struct bytes *to, const struct kind *k)
{
    bytes_add_format(to, "\n### %s\n`%s`, number 0x%04X, version %u. %s\n\n", k->label, k->name,
                     k->number, k->version, k->about_text);
    bytes_add_format(to, "%s%s%s%s.", k->time == TIME_EVENT ? "An event" : "A state",
                     k->begins ? ", from `" : "", k->begins ? k->begins : "", k->begins ? "`" : "");
    if (k->late_after_hours)
        bytes_add_format(to, " Shown as late after %u hours (%s).", k->late_after_hours,
                         k->late_source);
    if (k->alone)
        bytes_add_format(to, " A person has one at a time: %s.", k->alone);
    bytes_add_cstr(to, "\n\n| column | number | label | type | needed | care | CIN census | SSDA903 "
                       "| Annex A | standard safeguarding dataset |\n|---|--:|---|---|---|---|---|---|---|---|\n");
    for (const struct field *f = k->fields; f->name; f++)
        print_field(to, f);
    for (const struct check *c = k->checks; c && c->field; c++)
        bytes_add_format(to, "%s- %s%s%s%s\n", c == k->checks ? "\n" : "", c->message,
                         c->source ? " (" : "", c->source ? c->source : "", c->source ? ")" : "");
}

static const char *const unit_words[] = {
    [WORKING_DAYS] = "working days", [DAYS] = "days", [WEEKS] = "weeks", [MONTHS] = "months",
    [HOURS] = "hours",
};

static void print_from(struct bytes *to, const struct step *s, enum again again)
{
    if (again == FIRST_TIME)
        bytes_add_format(to, "`%s.%s`", s->after, s->begins);
    else
        bytes_add_format(to, "each `%s.%s`%s", s->again_kind, s->again_field,
                         s->again_link ? "" : " of the same person");
    if (again != FIRST_TIME && s->again_when_field)
        bytes_add_format(to, " when `%s` is %s", s->again_when_field, s->again_when_codes);
    if (again != FIRST_TIME && s->again_also_field)
        bytes_add_format(to, " and `%s` is %s", s->again_also_field, s->again_also_codes);
    if (again == AGAIN_LATER)
        bytes_add_format(to, ", %d days after `%s.%s` or later", s->later_days, s->after, s->begins);
    if (s->when_field)
        bytes_add_format(to, " %s `%s%s%s` is %s", again == FIRST_TIME ? "when" : "while",
                         again == FIRST_TIME ? "" : s->after, again == FIRST_TIME ? "" : ".", s->when_field,
                         s->when_codes);
}

static void print_limits(struct bytes *to, const struct step *s, enum again again)
{
    for (const struct limit *l = step_limits(s, again); l && l->id; l++) {
        bytes_add_format(to, "| %s | %s | ", l->id, s->label);
        print_from(to, s, again);
        bytes_add_format(to, " | `%s.%s` | %d %s%s%s | %s | %s |\n",
                         s->done_kind ? s->done_kind : s->after, s->done_field, l->length,
                         unit_words[l->unit], l->code ? " when rated " : "", l->code ? l->code : "",
                         s->by, l->source);
    }
}

static void print_step(struct bytes *to, const struct step *s)
{
    for (int again = FIRST_TIME; again < AGAIN_COUNT; again++)
        print_limits(to, s, (enum again)again);
}

static void print_steps(struct bytes *to, const struct journey_part *part)
{
    if (!part->steps)
        return;
    bytes_add_cstr(to, "\n### What follows\n\n| clock | what is to be done | from | until | limit | by | source |"
                       "\n|---|---|---|---|---|---|---|\n");
    for (const struct step *s = part->steps; s->name; s++)
        print_step(to, s);
}

static void print_key_events(struct bytes *to, const struct journey_part *part)
{
    if (!part->key_events)
        return;
    bytes_add_cstr(to, "\n### Key events of a chronology\n\n");
    for (const struct key_event *e = part->key_events; e->kind; e++) {
        bytes_add_format(to, "- %s: `%s`", e->label, e->kind);
        if (e->at_field)
            bytes_add_format(to, ", at `%s`", e->at_field);
        if (e->field)
            bytes_add_format(to, ", when `%s` is %s", e->field, e->codes ? e->codes : "given");
        bytes_add_cstr(to, "\n");
    }
}

static bool printed_before(const struct field *upto, const struct kind *kind)
{
    for (const struct kind *k = kind_next(NULL); k; k = kind_next(k))
        for (const struct field *f = k->fields; f->name; f++) {
            if (f == upto)
                return false;
            if (f->codes && text_is(text_of(f->codes), upto->codes))
                return true;
            if (k == kind && f > upto)
                return false;
        }
    return false;
}

void dictionary_print_markdown(struct bytes *to)
{
    bytes_add_cstr(to, "# The dictionary\n\nPrinted by `candour dictionary`; never edited.\n");
    for (size_t i = 0; dictionary_parts[i]; i++) {
        bytes_add_format(to, "\n## %s\n", dictionary_parts[i]->name);
        for (const struct kind *const *k = dictionary_parts[i]->kinds; *k; k++)
            print_kind(to, *k);
        print_steps(to, dictionary_parts[i]);
        print_key_events(to, dictionary_parts[i]);
    }
    bytes_add_cstr(to, "\n## Code sets\n");
    for (const struct kind *k = kind_next(NULL); k; k = kind_next(k))
        for (const struct field *f = k->fields; f->name; f++) {
            const struct code_set *set = f->codes ? code_set_find(f->codes) : NULL;
            if (!set || printed_before(f, k))
                continue;
            bytes_add_format(to, "\n### <a id=\"codes-%s\"></a>%s\n%s\n\n| code | label | used |\n|---|---|---|\n",
                             set->name, set->name, set->authority);
            for (size_t i = 0; i < set->code_count; i++) {
                const struct code *c = &set->codes[i];
                bytes_add_format(to, "| %s | %s | %s%s%s%s |\n", c->code, c->label,
                                 c->from ? "from " : "", c->from ? c->from : "",
                                 c->until ? " until " : "", c->until ? c->until : "");
            }
        }
}

static void print_json_field(struct json_out *j, const struct field *f)
{
    json_out_object(j);
    json_out_name(j, "name");
    json_out_cstr(j, f->name);
    json_out_name(j, "number");
    json_out_int(j, f->number);
    json_out_name(j, "label");
    json_out_cstr(j, f->label);
    json_out_name(j, "type");
    json_out_cstr(j, type_words[f->type]);
    json_out_name(j, "needed");
    json_out_cstr(j, needed_words[f->needed]);
    json_out_name(j, "codes");
    json_out_cstr(j, f->codes);
    json_out_name(j, "refers");
    json_out_cstr(j, f->refers);
    json_out_name(j, "cin");
    json_out_cstr(j, f->cin);
    json_out_end(j);
}

/* What a record of this kind asks of whom. */
static void print_json_steps(struct json_out *j, const struct kind *kind)
{
    json_out_name(j, "steps");
    json_out_array(j);
    for (const struct step *s = step_next(NULL); s; s = step_next(s)) {
        if (strcmp(s->after, kind->name) != 0)
            continue;
        json_out_object(j);
        json_out_name(j, "name");
        json_out_cstr(j, s->name);
        json_out_name(j, "label");
        json_out_cstr(j, s->label);
        json_out_name(j, "by");
        json_out_cstr(j, s->by);
        json_out_end(j);
    }
    json_out_end(j);
}

void dictionary_print_json(struct bytes *to)
{
    struct json_out j = json_out_to(to);
    json_out_array(&j);
    for (const struct kind *k = kind_next(NULL); k; k = kind_next(k)) {
        json_out_object(&j);
        json_out_name(&j, "name");
        json_out_cstr(&j, k->name);
        json_out_name(&j, "label");
        json_out_cstr(&j, k->label);
        json_out_name(&j, "number");
        json_out_int(&j, k->number);
        json_out_name(&j, "fields");
        json_out_array(&j);
        for (const struct field *f = k->fields; f->name; f++)
            print_json_field(&j, f);
        json_out_end(&j);
        print_json_steps(&j, k);
        json_out_end(&j);
    }
    json_out_end(&j);
    bytes_add_u8(to, '\n');
}
