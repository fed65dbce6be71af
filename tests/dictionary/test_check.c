/* The dictionary holds, faulty kinds are caught, and every item of the census has its field. */
#include "../base/check.h"

#include "base/bytes.h"
#include "dictionary/check.h"
#include "dictionary/values.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *source_root;

static void whole_dictionary_is_clean(void **state)
{
    (void)state;
    struct bytes said = { 0 };
    size_t faults = dictionary_check(&said);
    check("dictionary", faults == 0, "%zu faults: %.*s", faults, (int)said.len,
          (const char *)said.at);
    bytes_free(&said);
}

#define GOOD .name = "note", .number = 1, .label = "Note", .type = TYPE_TEXT
#define KIND .name = "trial", .label = "Trial", .plural = "Trials", .about_text = "A trial.", \
    .number = 0x7000, .version = 1, .group = "Notes"
#define FIELDS(...) .fields = (const struct field[]){ __VA_ARGS__, { 0 } }

static bool always_holds(const struct values *v)
{
    (void)v;
    return true;
}

static const struct faulty { const char *name; struct kind kind; const char *said; } faulty[] = {
    { "a good kind", { KIND, FIELDS({ GOOD }) }, NULL },
    { "capital in a column", { KIND, FIELDS({ .name = "Note", .number = 1, .label = "Note",
      .type = TYPE_TEXT }) }, "trial.Note: not a name for a column" },
    { "fixed column", { KIND, FIELDS({ .name = "record", .number = 1, .label = "R",
      .type = TYPE_TEXT }) }, "trial.record: a column of this name means something else" },
    { "word of SQL", { KIND, FIELDS({ .name = "order", .number = 1, .label = "Order",
      .type = TYPE_TEXT }) }, "trial.order: a column of this name means something else" },
    { "name of a form", { KIND, FIELDS({ .name = "csrf", .number = 1, .label = "C",
      .type = TYPE_TEXT }) }, "trial.csrf: a column of this name means something else" },
    { "number nought", { KIND, FIELDS({ .name = "note", .label = "Note", .type = TYPE_TEXT }) },
      "trial.note: its number is out of range" },
    { "number of a common part", { KIND, FIELDS({ .name = "note", .number = 0xF001,
      .label = "Note", .type = TYPE_TEXT }) }, "trial.note: its number is out of range" },
    { "no label", { KIND, FIELDS({ .name = "note", .number = 1, .type = TYPE_TEXT }) },
      "trial.note: it has no label" },
    { "no type", { KIND, FIELDS({ .name = "note", .number = 1, .label = "Note" }) },
      "trial.note: it has no type" },
    { "code without set", { KIND, FIELDS({ .name = "note", .number = 1, .label = "Note",
      .type = TYPE_CODE }) }, "trial.note: its code set does not exist, or it should have one" },
    { "unknown set", { KIND, FIELDS({ .name = "note", .number = 1, .label = "Note",
      .type = TYPE_CODE, .codes = "nowhere" }) }, "trial.note: its code set does not exist" },
    { "text with a set", { KIND, FIELDS({ GOOD, .codes = "sex" }) },
      "trial.note: its code set does not exist, or it should have one" },
    { "record of no kind", { KIND, FIELDS({ .name = "of", .number = 1, .label = "Of",
      .type = TYPE_RECORD, .refers = "nothing" }) },
      "trial.of: the kind that it refers to does not exist" },
    { "refers to two kinds", { KIND, FIELDS({ GOOD }, { .name = "of", .number = 2, .label = "Of",
      .type = TYPE_RECORD, .refers = "contact referral" }) }, NULL },
    { "refers to any kind", { KIND, FIELDS({ GOOD }, { .name = "of", .number = 2, .label = "Of",
      .type = TYPE_RECORD, .refers = "*" }) }, NULL },
    { "the second kind is none", { KIND, FIELDS({ GOOD }, { .name = "of", .number = 2, .label = "Of",
      .type = TYPE_RECORD, .refers = "contact nothing" }) },
      "trial.of: the kind that it refers to does not exist" },
    { "waits for nothing", { KIND, FIELDS({ GOOD, .when_field = "other", .when_code = "Y" }) },
      "trial.note: the field that it waits for does not exist" },
    { "waits without a code", { KIND, FIELDS({ GOOD, .when_field = "note" }) },
      "trial.note: the field that it waits for does not exist" },
    { "no such day", { KIND, FIELDS({ GOOD, .until = "2023-02-29" }) },
      "trial.note: a first or last day is no day" },
    { "number twice", { KIND, FIELDS({ GOOD }, { .name = "more", .number = 1, .label = "More",
      .type = TYPE_TEXT }) }, "trial.note: its number stands twice" },
    { "name twice", { KIND, FIELDS({ GOOD }, { .name = "note", .number = 2, .label = "More",
      .type = TYPE_TEXT }) }, "trial.note: its name stands twice" },
    { "table named by SQL", { .name = "select", .label = "S", .plural = "S", .about_text = "S.",
      .number = 0x7000, .group = "Notes", FIELDS({ GOOD }) },
      "select.name: not a name for a table" },
    { "no group", { .name = "trial", .label = "T", .plural = "T", .about_text = "T.",
      .number = 0x7000, FIELDS({ GOOD }) },
      "trial.label: label, plural, about_text and group are needed" },
    { "number of the system", { .name = "trial", .label = "T", .plural = "T", .about_text = "T.",
      .number = 0x0007, .group = "Notes", FIELDS({ GOOD }) }, "trial.number: out of range" },
    { "begins with a text", { KIND, .begins = "note", FIELDS({ GOOD }) },
      "trial.begins: is no day or instant of this kind" },
    { "ends with nothing", { KIND, .ends = "never", FIELDS({ GOOD }) },
      "trial.ends: is no day or instant of this kind" },
    { "belongs to a text", { KIND, .belongs_to = "note", FIELDS({ GOOD }) },
      "trial.belongs_to: is no field that names a record" },
    { "one at a time of what never ends", { KIND, .alone = "end it first", FIELDS({ GOOD }) },
      "trial.alone: of a state of a person that begins and ends" },
    { "limit out of the air", { KIND, .late_after_hours = 24, FIELDS({ GOOD }) },
      "trial.late_after_hours: a limit without its source" },
    { "check of no field", { KIND, FIELDS({ GOOD }), .checks = (const struct check[]){
      { .field = "other", .holds = always_holds, .message = "Say so" }, { 0 } } },
      "trial.other: a check that is not whole" },
    { "check without words", { KIND, FIELDS({ GOOD }), .checks = (const struct check[]){
      { .field = "note", .holds = always_holds }, { 0 } } },
      "trial.note: a check that is not whole" },
};

static void faults_are_caught(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(faulty); i++) {
        const struct faulty *f = &faulty[i];
        struct bytes said = { 0 };
        size_t faults = dictionary_check_kind(&f->kind, &said);
        check(f->name, (f->said == NULL) == (faults == 0), "%zu faults: %.*s", faults,
              (int)said.len, (const char *)said.at);
        check(f->name, !f->said || text_contains(bytes_text(&said), text_of(f->said)),
              "'%s' expected, said: %.*s", f->said, (int)said.len, (const char *)said.at);
        bytes_free(&said);
    }
}

#define STEP .name = "trial", .label = "Try it", .after = "contact", .begins = "received_at", .by = "MM"
#define IN_TIME .limits = (const struct limit[]){ { .id = "X1", .length = 1, .source = "A test" }, { 0 } }

#define PLAN .name = "trial", .label = "Try it", .after = "child_protection_plan", .begins = "start_date", .by = "SW", \
    .done_field = "end_date", IN_TIME
#define ROUND PLAN, .again_kind = "cp_review"

static const struct faulty_step { const char *name; struct step step; const char *said; } faulty_steps[] = {
    { "a good step", { STEP, .done_field = "decision_at", IN_TIME }, NULL },
    { "no such kind", { .name = "trial", .label = "T", .after = "nothing", .begins = "received_at", .by = "MM",
      .done_field = "decision_at", IN_TIME }, "kinds that exist are needed" },
    { "begins with a text", { .name = "trial", .label = "T", .after = "contact", .begins = "concern", .by = "MM",
      .done_field = "decision_at", IN_TIME }, "begins or ends with no day" },
    { "ends with nothing", { STEP, .done_field = "never", IN_TIME }, "begins or ends with no day" },
    { "ended by a stranger", { STEP, .done_kind = "visit", .done_link = "referral_id",
      .done_field = "visit_date", IN_TIME }, "step trial: " },
    { "waits for no code", { STEP, .done_field = "decision_at", .when_field = "decision",
      .when_codes = "NFA SHRUG", IN_TIME }, "a code that does not exist" },
    { "no limits", { STEP, .done_field = "decision_at" }, "its limits are not whole" },
    { "a limit without source", { STEP, .done_field = "decision_at",
      .limits = (const struct limit[]){ { .id = "X1", .length = 1 }, { 0 } } }, "its limits are not whole" },
    { "a rating that is no code", { STEP, .done_field = "decision_at", .by_field = "rag",
      .limits = (const struct limit[]){ { .id = "X1", .length = 1, .code = "PUCE", .source = "S" }, { 0 } } },
      "its limits are not whole" },
    { "comes round by a link", { ROUND, .again_link = "cp_plan_id", .again_field = "review_date" }, NULL },
    { "comes round by the person", { ROUND, .again_field = "review_date" }, NULL },
    { "comes round by what is no kind", { PLAN, .again_kind = "nothing", .again_field = "review_date" },
      "its time round begins with no day" },
    { "by no kind at all", { PLAN, .again_field = "review_date" }, "not by which kind" },
    { "later, and never again", { PLAN, .later_days = 365 }, "not by which kind" },
    { "comes round by a text", { ROUND, .again_field = "reasons" }, "its time round begins with no day" },
    { "comes round by a stranger", { ROUND, .again_link = "chair", .again_field = "review_date" },
      "name no record that they belong to" },
    { "comes round by a team's record", { PLAN, .again_kind = "team", .again_field = "opened_on" },
      "its time round" },
    { "counts by no code", { ROUND, .again_field = "review_date", .again_when_field = "review_decision",
      .again_when_codes = "SHRUG" }, "its times round wait for a code" },
    { "counts by no second code", { ROUND, .again_field = "review_date", .again_also_field = "review_decision",
      .again_also_codes = "SHRUG" }, "its times round wait for a code" },
    { "comes round in no time", { ROUND, .again_field = "review_date", .again_limits = (const struct limit[]){ { 0 } } },
      "the limits of its times round" },
    { "later, without a limit", { ROUND, .again_field = "review_date", .later_days = 365 }, "its later limits" },
    { "later limits that never hold", { ROUND, .again_field = "review_date",
      .later_limits = (const struct limit[]){ { .id = "X1", .length = 1, .source = "A test" }, { 0 } } },
      "its later limits" },
};

static void faulty_steps_are_caught(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(faulty_steps); i++) {
        const struct faulty_step *f = &faulty_steps[i];
        struct bytes said = { 0 };
        size_t faults = dictionary_check_step(&f->step, &said);
        check(f->name, (f->said == NULL) == (faults == 0), "%zu faults: %.*s", faults,
              (int)said.len, (const char *)said.at);
        check(f->name, !f->said || text_contains(bytes_text(&said), text_of(f->said)),
              "'%s' expected, said: %.*s", f->said, (int)said.len, (const char *)said.at);
        bytes_free(&said);
    }
}

/* More fields than an entry can hold beside the parts that every entry may have. */
static void too_many_fields_are_caught(void **state)
{
    (void)state;
    static struct field many[60];
    static char names[60][8];
    struct kind kind = { KIND, .fields = many };
    struct bytes said = { 0 };

    for (int i = 0; i < 57; i++) {
        snprintf(names[i], sizeof names[i], "f%d", i);
        many[i] = (struct field){ .name = names[i], .number = (uint16_t)(i + 1), .label = "F",
                                  .type = TYPE_TEXT };
    }
    check("57 fields", dictionary_check_kind(&kind, &said) == 1, "not caught");
    many[56] = (struct field){ 0 };
    check("56 fields", dictionary_check_kind(&kind, &said) == 0, "refused");
    bytes_free(&said);
}

static int times_held(text path)
{
    int times = 0;
    for (const struct kind *k = kind_next(NULL); k; k = kind_next(k))
        for (const struct field *f = k->fields; f->name; f++)
            for (text rest = text_of(f->cin); !text_empty(rest);) {
                struct text_pair cut = text_cut(rest, ';');
                times += text_same(text_trim(cut.before), path);
                rest = cut.after;
            }
    return times;
}

/* These are values of person_identifier, told apart by its type: returns/cin_shape.c. */
static bool held_by_type(text path)
{
    return text_is(path, "ChildIdentifiers/LAchildID") || text_is(path, "ChildIdentifiers/UPN")
        || text_is(path, "ChildIdentifiers/FormerUPN");
}

static void every_item_has_its_field(void **state)
{
    (void)state;
    static const char child[] = "Message/Children/Child/";
    char path[512], line[2048];
    int items = 0;
    snprintf(path, sizeof path, "%s/data/cin-items.tsv", source_root);
    FILE *file = fopen(path, "r");
    check("cin-items.tsv", file, "cannot be read");
    while (fgets(line, sizeof line, file)) {
        struct text_pair item = text_cut(text_of(line), '\t');
        text type = text_cut(text_cut(item.after, '\t').after, '\t').before;
        if (!text_starts(item.before, child) || text_is(type, "element"))
            continue;
        text name = text_skip(item.before, sizeof child - 1);
        int held = times_held(name), due = held_by_type(name) ? 0 : 1;
        check("item", held == due, "%.*s is held by %d fields", TEXT_ARG(name), held);
        items++;
    }
    fclose(file);
    print_message("%d items of the census, each held once\n", items);
    check("items", items > 40, "only %d were read", items);
}

/* A path that the census does not know would be kept and never returned. */
static void no_field_names_an_unknown_item(void **state)
{
    (void)state;
    struct bytes all = { 0 };
    char path[512], line[2048];
    snprintf(path, sizeof path, "%s/data/cin-items.tsv", source_root);
    FILE *file = fopen(path, "r");
    check("cin-items.tsv", file, "cannot be read");
    while (fgets(line, sizeof line, file)) {
        bytes_add_cstr(&all, "\n");
        bytes_add_text(&all, text_cut(text_of(line), '\t').before);
    }
    fclose(file);
    bytes_add_cstr(&all, "\n");
    for (const struct kind *k = kind_next(NULL); k; k = kind_next(k))
        for (const struct field *f = k->fields; f->name; f++) {
            snprintf(line, sizeof line, "\nMessage/Children/Child/%s\n", f->cin ? f->cin : "");
            check(f->name, !f->cin || text_contains(bytes_text(&all), text_of(line)),
                  "%s is no item of the census", f->cin);
        }
    bytes_free(&all);
}

static void faulty_key_events_are_caught(void **state)
{
    (void)state;
    static const struct { const char *name; struct key_event rule; bool good; } rules[] = {
        { "always", { .kind = "referral", .label = "Referral" }, true },
        { "of some codes", { .kind = "contact", .field = "decision", .codes = "NFA ADVICE", .label = "x" }, true },
        { "at another day", { .kind = "referral", .at_field = "close_date", .label = "x" }, true },
        { "no such kind", { .kind = "nothing", .label = "x" }, false },
        { "no label", { .kind = "referral" }, false },
        { "no such field", { .kind = "referral", .field = "nothing", .label = "x" }, false },
        { "no such code", { .kind = "contact", .field = "decision", .codes = "NFA NOTHING", .label = "x" }, false },
        { "codes of a field that has none", { .kind = "contact", .field = "concern", .codes = "NFA", .label = "x" }, false },
        { "at what is no time", { .kind = "referral", .at_field = "outcome", .label = "x" }, false },
    };
    for (size_t i = 0; i < COUNT_OF(rules); i++) {
        struct bytes said = { 0 };
        check(rules[i].name, (dictionary_check_key_event(&rules[i].rule, &said) == 0) == rules[i].good
              && (said.len == 0) == rules[i].good, "%.*s", (int)said.len, (const char *)said.at);
        bytes_free(&said);
    }
}

int main(int count, char **arguments)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_dictionary_is_clean), cmocka_unit_test(faults_are_caught),
        cmocka_unit_test(faulty_steps_are_caught), cmocka_unit_test(faulty_key_events_are_caught),
        cmocka_unit_test(too_many_fields_are_caught), cmocka_unit_test(every_item_has_its_field),
        cmocka_unit_test(no_field_names_an_unknown_item),
    };
    if (count < 2)
        return EXIT_FAILURE;
    source_root = arguments[1];
    return cmocka_run_group_tests_name("dictionary check", tests, NULL, NULL);
}
