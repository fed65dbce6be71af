/* What a person types or a file holds becomes a typed value, or one sentence that says what to do. */
#include "../base/check.h"

#include "dictionary/values.h"

#include <string.h>

static bool ends_after_it_begins(const struct values *v)
{
    return !day_before(values_day(v, "last"), values_day(v, "first"));
}

static const struct kind other = {
    .name = "trial", .label = "Trial", .plural = "Trials", .about_text = "A trial.",
    .number = 0x7000, .version = 1, .group = "Notes",
    .fields = (const struct field[]){
        { .name = "line", .number = 1, .label = "Title", .type = TYPE_TEXT, .needed = ALWAYS,
          .in_summary = true },
        { .name = "short_line", .number = 2, .label = "Postcode", .type = TYPE_TEXT,
          .characters_max = 8 },
        { .name = "prose", .number = 3, .label = "What happened", .type = TYPE_PROSE,
          .in_summary = true },
        { .name = "first", .number = 4, .label = "Date received", .type = TYPE_DAY,
          .in_summary = true },
        { .name = "last", .number = 5, .label = "Last day", .type = TYPE_DAY, .tense = TENSE_ANY },
        { .name = "moment", .number = 6, .label = "When it happened", .type = TYPE_INSTANT },
        { .name = "number", .number = 7, .label = "Meetings", .type = TYPE_INT, .least = 0,
          .most = 50 },
        { .name = "flag", .number = 8, .label = "Child seen", .type = TYPE_FLAG,
          .in_summary = true },
        { .name = "sex", .number = 9, .label = "Sex", .type = TYPE_CODE, .codes = "sex",
          .needed = ALWAYS, .when_field = "flag", .when_code = "Y" },
        { .name = "several", .number = 10, .label = "Sexes", .type = TYPE_CODES, .codes = "sex" },
        { .name = "who", .number = 11, .label = "Worker", .type = TYPE_STAFF },
        { .name = "gone", .number = 12, .label = "Gone", .type = TYPE_TEXT, .needed = ALWAYS,
          .until = "2024-03-31" },
        { 0 },
    },
    .checks = (const struct check[]){
        { .field = "last", .holds = ends_after_it_begins,
          .message = "Last day must be on or after the date received" },
        { 0 },
    },
};

static day today(void)
{
    day d = DAY_UNKNOWN;
    return day_from_civil((struct civil){ 2026, 11, 24 }, &d) ? d : DAY_UNKNOWN;
}

static const struct field *named(const char *name)
{
    return field_by_name(&other, text_of(name));
}

#define HEX "0123456789abcdef0123456789abcdef"

static const struct typed { const char *field, *typed, *canonical, *problem; } typed[] = {
    { "line", "  Home visit ", "Home visit", NULL },
    { "line", "   ", NULL, NULL },
    { "line", "two\nlines", NULL, "Title must be on one line" },
    { "line", "bad \xff", NULL, "Title holds characters that cannot be read. Type it again" },
    { "short_line", "AB12 3CD", "AB12 3CD", NULL },
    { "short_line", "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9",
      "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9", NULL },
    { "short_line", "AB12 3CDE", NULL, "Postcode must be 8 characters or fewer" },
    { "prose", " kept as typed\n", " kept as typed\n", NULL },
    { "first", "2026-11-24", "2026-11-24", NULL },
    { "first", "4 3 2026", "2026-03-04", NULL },
    { "first", "04/03/2026", "2026-03-04", NULL },
    { "first", "4.3.2026", "2026-03-04", NULL },
    { "first", "4 March 2026", "2026-03-04", NULL },
    { "first", "4 mar 2026", "2026-03-04", NULL },
    { "first", "Today", "2026-11-24", NULL },
    { "first", "yesterday", "2026-11-23", NULL },
    { "first", "29 2 2024", "2024-02-29", NULL },
    { "first", "29 2 2023", NULL, "Date received must be a real date, such as 27 3 2026" },
    { "first", "31/04/2026", NULL, "Date received must be a real date, such as 27 3 2026" },
    { "first", "4 3 26", NULL, "Date received must be a real date, such as 27 3 2026" },
    { "first", "432026", NULL, "Date received must be a real date, such as 27 3 2026" },
    { "first", "soon", NULL, "Date received must be a real date, such as 27 3 2026" },
    { "first", "25 11 2026", NULL, "Date received must be today or in the past" },
    { "first", "31 12 1899", NULL, "Date received must be in 1900 or later" },
    { "last", "25 11 2026", "2026-11-25", NULL },
    { "moment", "2026-07-01T14:30", "2026-07-01T13:30:00.000000Z", NULL },
    { "moment", "2026-01-01T14:30", "2026-01-01T14:30:00.000000Z", NULL },
    { "moment", "2026-01-01T14:30:00+01:00", "2026-01-01T13:30:00.000000Z", NULL },
    { "moment", "2026-01-01T25:00", NULL,
      "When it happened must be a real date and time, such as 27 3 2026 and 14:30" },
    { "moment", "2026-12-01T10:00", NULL, "When it happened must be today or in the past" },
    { "number", "50", "50", NULL },
    { "number", "007", "7", NULL },
    { "number", "51", NULL, "Meetings must be between 0 and 50" },
    { "number", "-1", NULL, "Meetings must be between 0 and 50" },
    { "number", "4.5", NULL, "Meetings must be a whole number" },
    { "number", "99999999999999999999", NULL, "Meetings must be a whole number" },
    { "flag", "YES", "Y", NULL },
    { "flag", "true", "Y", NULL },
    { "flag", "0", "N", NULL },
    { "flag", "maybe", NULL, "Child seen: choose yes or no" },
    { "sex", "F", "F", NULL },
    { "sex", "f", NULL, "Sex: choose one from the list" },
    { "sex", "F M", NULL, "Sex: choose one from the list" },
    { "several", "M,  F", "M F", NULL },
    { "several", "M X9", NULL, "Sexes: choose one from the list" },
    { "who", HEX, HEX, NULL },
    { "who", "somebody", NULL, "Worker: choose one from the list" },
};

static void forms(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(typed); i++) {
        const struct typed *c = &typed[i];
        struct values v = values_new(arena, &other, today());
        values_set(&v, arena, named(c->field), text_of(c->typed));
        const struct value *got = values_get(&v, c->field);
        check(c->typed, v.problem_count == (c->problem != NULL), "%zu problems", v.problem_count);
        check(c->typed, c->problem ? got->problem && !strcmp(got->problem, c->problem)
                                   : got->problem == NULL, "said: %s", got->problem);
        check(c->typed, c->problem || got->given == (c->canonical != NULL), "given: %d",
              got->given);
        check(c->typed, !c->canonical || text_is(got->text, c->canonical), "kept: %.*s",
              TEXT_ARG(got->text));
    }
    arena_free(arena);
}

/* What the ledger holds comes back as what was set. */
static void restored(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(typed); i++) {
        const struct typed *c = &typed[i];
        if (!c->canonical)
            continue;
        struct values set = values_new(arena, &other, today());
        struct values kept = values_new(arena, &other, DAY_UNKNOWN);
        values_set(&set, arena, named(c->field), text_of(c->typed));
        values_restore(&kept, arena, named(c->field), values_get(&set, c->field)->text);
        check(c->typed, values_same(&set, &kept), "restored as %.*s",
              TEXT_ARG(values_get(&kept, c->field)->text));
        text a = values_display(&set, arena, named(c->field));
        text b = values_display(&kept, arena, named(c->field));
        check(c->typed, text_same(a, b), "shown as %.*s", TEXT_ARG(b));
    }
    struct values v = values_new(arena, &other, today());
    values_restore(&v, arena, named("sex"), TEXT("OLD"));
    check("a code of yesterday", text_is(values_get(&v, "sex")->text, "OLD"), "lost");
    arena_free(arena);
}

static void a_problem_can_be_mended(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct values v = values_new(arena, &other, today());
    values_set(&v, arena, named("first"), TEXT("never"));
    check("wrong", v.problem_count == 1 && text_is(values_get(&v, "first")->text, "never"),
          "what was typed is not kept");
    values_set(&v, arena, named("first"), TEXT("4 3 2026"));
    check("right", v.problem_count == 0 && values_given(&v, "first"), "still a problem");
    arena_free(arena);
}

static void long_texts(void **state)
{
    (void)state;
    static const struct { const char *field; size_t len; bool good; const char *problem; } cases[] = {
        { "line", 200, true, NULL },
        { "line", 201, false, "Title must be 200 characters or fewer" },
        { "prose", 20000, true, NULL },
        { "prose", 20001, false, "What happened must be 20000 characters or fewer" },
        { "prose", 1 << 20, false, "What happened must be 20000 characters or fewer" },
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char *at = arena_alloc(arena, cases[i].len);
        memset(at, 'x', cases[i].len);
        struct values v = values_new(arena, &other, today());
        values_set(&v, arena, named(cases[i].field), (text){ at, cases[i].len });
        const char *said = values_get(&v, cases[i].field)->problem;
        check(cases[i].field, cases[i].good ? !said : said && !strcmp(said, cases[i].problem),
              "%zu: %s", cases[i].len, said);
    }
    arena_free(arena);
}

static void imports_are_lenient(void **state)
{
    (void)state;
    static const struct { const char *field, *typed, *kept, *note; bool good; } cases[] = {
        { "sex", "F", "F", NULL, true },
        { "sex", "X9", "X9", "is a code that the census does not know", true },
        { "first", "1850-01-01", "1850-01-01", NULL, true },
        { "first", "2199-01-01", "2199-01-01", NULL, true },
        { "first", "2026-02-30", NULL, "cannot be read as what it should be", false },
        { "number", "900", "900", NULL, true },
        { "number", "many", NULL, "cannot be read as what it should be", false },
        { "short_line", "longer than eight", "longer than eight", NULL, true },
        { "line", "\xc3", NULL, "holds bytes that are not UTF-8", false },
        { "line", "  ", NULL, NULL, true },
        { "flag", "1", "Y", NULL, true },
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *note;
        struct values v = values_new(arena, &other, today());
        bool good = values_import(&v, arena, named(cases[i].field), text_of(cases[i].typed), &note);
        const struct value *got = values_get(&v, cases[i].field);
        check(cases[i].typed, good == cases[i].good && v.problem_count == 0, "good: %d", good);
        check(cases[i].typed, got->given == (cases[i].kept != NULL)
              && (!cases[i].kept || text_is(got->text, cases[i].kept)), "kept: %.*s",
              TEXT_ARG(got->text));
        check(cases[i].typed, cases[i].note ? note && !strcmp(note, cases[i].note) : !note,
              "note: %s", note);
    }
    arena_free(arena);
}

static void needed_and_checked(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct values v = values_new(arena, &other, today());

    check("nothing typed", !values_check(&v, arena), "accepted");
    check("needed", !strcmp(values_get(&v, "line")->problem, "Enter title"), "said: %s",
          values_get(&v, "line")->problem);
    check("not asked until yes", !values_get(&v, "sex")->problem, "asked");
    check("out of use", !values_get(&v, "gone")->problem, "asked");

    v = values_new(arena, &other, today());
    values_set(&v, arena, named("line"), TEXT("A"));
    values_set(&v, arena, named("flag"), TEXT("N"));
    check("no", values_check(&v, arena), "refused");

    v = values_new(arena, &other, today());
    values_set(&v, arena, named("line"), TEXT("A"));
    values_set(&v, arena, named("flag"), TEXT("Y"));
    check("yes", !values_check(&v, arena), "accepted");
    check("asked after yes", !strcmp(values_get(&v, "sex")->problem, "Select sex"), "said: %s",
          values_get(&v, "sex")->problem);

    v = values_new(arena, &other, today());
    values_set(&v, arena, named("line"), TEXT("A"));
    values_set(&v, arena, named("first"), TEXT("4 3 2026"));
    values_set(&v, arena, named("last"), TEXT("3 3 2026"));
    check("ends first", !values_check(&v, arena), "accepted");
    check("ends first", !strcmp(values_get(&v, "last")->problem,
          "Last day must be on or after the date received"), "said: %s",
          values_get(&v, "last")->problem);
    arena_free(arena);
}

static void the_line_in_lists(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct values v = values_new(arena, &other, today());
    values_set(&v, arena, named("line"), TEXT("Home visit."));
    values_set(&v, arena, named("prose"), TEXT("Kitchen was warm"));
    values_set(&v, arena, named("first"), TEXT("2026-03-04"));
    values_set(&v, arena, named("flag"), TEXT("y"));
    text line = values_summary(&v, arena);
    check("summary", text_is(line, "Home visit. Kitchen was warm. Date received: 4 March 2026."
                                   " Child seen: Yes"), "%.*s", TEXT_ARG(line));
    v.at[2].hidden = true;
    line = values_summary(&v, arena);
    check("hidden", !text_contains(line, TEXT("Kitchen")), "%.*s", TEXT_ARG(line));
    check("hidden", !values_given(&v, "prose"), "given");
    char *long_text = arena_alloc(arena, 400);
    memset(long_text, 'x', 400);
    values_set(&v, arena, named("prose"), (text){ long_text, 400 });
    check("clipped", text_contains(values_summary(&v, arena), TEXT("xx\xe2\x80\xa6. Date")),
          "%.*s", TEXT_ARG(values_summary(&v, arena)));
    arena_free(arena);
}

static void looked_at(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct values v = values_new(arena, &other, today());
    values_set(&v, arena, named("moment"), TEXT("2026-06-30T23:30:00Z"));
    values_set(&v, arena, named("several"), TEXT("M U"));
    values_set(&v, arena, named("flag"), TEXT("no"));
    check("a moment's day in London", text_is(day_iso(arena, values_day(&v, "moment")),
                                              "2026-07-01"), "other day");
    check("codes", values_has_code(&v, "several", "U") && !values_has_code(&v, "several", "F"),
          "other codes");
    check("flag", values_is(&v, "flag", "N"), "other");
    check("nothing", values_number(&v, "number", 7) == 7 && !day_known(values_day(&v, "first"))
          && id_none(values_id(&v, "who")), "something");
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms), cmocka_unit_test(restored),
        cmocka_unit_test(a_problem_can_be_mended), cmocka_unit_test(long_texts),
        cmocka_unit_test(imports_are_lenient), cmocka_unit_test(needed_and_checked),
        cmocka_unit_test(the_line_in_lists), cmocka_unit_test(looked_at),
    };
    return cmocka_run_group_tests_name("dictionary values", tests, NULL, NULL);
}
