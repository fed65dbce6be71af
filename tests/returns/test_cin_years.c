/* Generated files of every year, with faults; then the next year's edition of the same children. */
#include "place.h"

#include "base/file.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static void test_every_year_comes_back(void **state)
{
    (void)state;
    for (int year = 2017; year <= 2027; year++) {
        struct cin_summary *summary = memory_alloc(sizeof *summary);
        struct place place;
        char name[16];

        snprintf(name, sizeof name, "%d", year);
        place_make(&place);
        const char *in = place_path(&place, "in.xml"), *back = place_path(&place, "back.xml");
        generate("--children 150 --year %d --seed %d --errors 0.06 --out '%s' %s", year, year, in,
                 year >= 2026 ? "--preproc" : "");
        import_well(&place, in, summary);
        check(name, summary->year == year && summary->children == 150, "%d children",
              (int)summary->children);
        export_well(&place, year, false, back, summary);
        check_equal(name, in, back);
        place_check_sound(&place, name);
        place_remove(&place);
        free(summary);
    }
}

static int64_t expected(const char *path, const char *name)
{
    json_t *root = json_load_file(path, 0, NULL);
    int64_t value = json_integer_value(json_object_get(root, name));

    json_decref(root);
    return value;
}

static void read_next_year(struct place *place, const char *previous, const char *next, int year)
{
    struct cin_summary *summary = memory_alloc(sizeof *summary);
    const char *counts = place_path(place, "counts.json"), *back = place_path(place, "back.xml");
    char name[16];

    snprintf(name, sizeof name, "%d", year);
    generate("--previous '%s' --seed %d --out '%s' --expected '%s'", previous, year, next, counts);
    import_well(place, next, summary);
    check(name, (int64_t)summary->children_new == expected(counts, "children_new"),
          "%d new children", (int)summary->children_new);
    check(name, (int64_t)count_of_kind(summary, "referral")->amended
          == expected(counts, "episodes_closed"), "%d referrals amended",
          (int)count_of_kind(summary, "referral")->amended);
    check(name, (int64_t)count_of_kind(summary, "child_protection_plan")->amended
          == expected(counts, "plans_changed"), "%d plans amended",
          (int)count_of_kind(summary, "child_protection_plan")->amended);
    check(name, count_of_kind(summary, "assessment")->amended == 0, "assessments amended");
    check(name, count_of_kind(summary, "person_identifier")->amended == 0, "identifiers amended");
    export_well(place, year, false, back, summary);
    check_equal(name, next, back);
    export_well(place, year - 1, true, back, summary);
    check_equal("the year before, as received", previous, back);
    place_check_sound(place, name);
    free(summary);
}

static void test_three_years_of_two_thousand_children(void **state)
{
    struct cin_summary *summary = memory_alloc(sizeof *summary);
    struct place place;

    (void)state;
    place_make(&place);
    const char *first = place_path(&place, "2024.xml"), *second = place_path(&place, "2025.xml");
    const char *third = place_path(&place, "2026.xml"), *back = place_path(&place, "back.xml");
    generate("--children 2000 --year 2024 --out '%s'", first);
    import_well(&place, first, summary);
    check("2024", summary->children == 2000, "%d children", (int)summary->children);
    export_well(&place, 2024, false, back, summary);
    check_equal("2024", first, back);
    uint64_t size = place_size(&place);
    import_well(&place, first, summary);
    check("twice", summary->read_before && place_size(&place) == size, "the ledger grew");
    place_check_sound(&place, "2024");
    read_next_year(&place, first, second, 2025);
    read_next_year(&place, second, third, 2026);
    place_remove(&place);
    free(summary);
}

/* An edited file of the same year writes the difference and nothing else. */
static void test_edited_file_of_the_year(void **state)
{
    struct cin_summary *summary = memory_alloc(sizeof *summary);
    struct bytes content = { 0 };
    struct error err = { 0 };
    struct place place;

    (void)state;
    place_make(&place);
    const char *in = place_path(&place, "in.xml"), *back = place_path(&place, "back.xml");
    generate("--children 200 --errors 0 --year 2026 --out '%s'", in);
    import_well(&place, in, summary);
    check("edit", file_read(in, 1 << 24, &content, &err), "%s", err.message);
    bytes_add_u8(&content, '\0');
    char *source = strstr((char *)content.at, "<ReferralSource>");
    source += strlen("<ReferralSource>");
    *source = *source == '3' ? '1' : '3';
    const char *edited = place_write(&place, "edited.xml", (char *)content.at, content.len - 1);
    import_well(&place, edited, summary);
    check("edit", summary->entries == 1, "%d entries", (int)summary->entries);
    export_well(&place, 2026, false, back, summary);
    check_equal("edited", edited, back);
    bytes_free(&content);
    place_remove(&place);
    free(summary);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_year_comes_back),
        cmocka_unit_test(test_three_years_of_two_thousand_children),
        cmocka_unit_test(test_edited_file_of_the_year),
    };

    source_root = argc > 1 ? argv[1] : ".";
    return cmocka_run_group_tests(tests, NULL, NULL);
}
