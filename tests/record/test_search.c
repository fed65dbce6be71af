/* People are found however their names are typed, and no search text makes the search fail. */
#include "place.h"

#include "record/tables.h"

#include <string.h>

static const struct { const char *forename, *surname, *dob; } people[] = {
    { "Siobh\xc3\xa1n", "O'Brien", "2012-03-04" },
    { "Mohammed", "Khan", "2013-05-06" },
    { "Catherine", "Smith-Jones", "2014-07-08" },
    { "\xd0\x9e\xd0\xbb\xd0\xb5\xd0\xbd\xd0\xb0", "\xd0\x9a\xd0\xbe\xd0\xb2\xd0\xb0\xd0\xbb\xd1\x8c", "2015-09-10" },
    { "\xd9\x85\xd8\xad\xd9\x85\xd8\xaf", "\xd8\xad\xd8\xb3\xd9\x86", "2016-11-12" },
    { "Zo\xc3\xab", "Adeyemi", "2011-01-02" },
};

static const struct { const char *typed; int first; } cases[] = {
    { "Siobh\xc3\xa1n O'Brien", 0 }, { "obrien siobhan", 0 }, { "O\xe2\x80\x99" "Brien", 0 },
    { "O'BRIEN", 0 }, { "Shevaun", 0 }, { "Muhammad", 1 }, { "khan mohammed", 1 },
    { "Moh", 1 }, { "Kathryn", 2 }, { "Smith-Jones", 2 }, { "smithjones catherine", 2 },
    { "Cath", 2 }, { "\xd0\x9a\xd0\xbe\xd0\xb2\xd0\xb0\xd0\xbb\xd1\x8c", 3 },
    { "\xd0\xbe\xd0\xbb\xd0\xb5\xd0\xbd\xd0\xb0", 3 },
    { "\xd9\x85\xd8\xad\xd9\x85\xd8\xaf", 4 }, { "zoe", 5 }, { "Adeyemi Zo\xc3\xab", 5 },
    { "4 3 2012", 0 }, { "04/03/2012", 0 }, { "2012-03-04", 0 }, { "khan 6 5 2013", 1 },
    { "AB 123/45", 5 }, { "ab12345", 5 }, { "Nobodyhere Xylophone", -1 }, { "1 1 1999", -1 },
    { "", -1 }, { "   ", -1 },
};

static struct place place;
static id ids[COUNT_OF(people)];

static int make(void **state)
{
    (void)state;
    place_make(&place);
    for (size_t i = 0; i < COUNT_OF(people); i++)
        ids[i] = place_child(&place, people[i].forename, people[i].surname, people[i].dob).record;
    place_put(&place, &(struct put){ .kind = "person_identifier", .subject = ids[5], .fields = {
        "identifier_type", "LACHILD", "value", "AB12345" } });
    place_put(&place, &(struct put){ .kind = "case_note", .subject = ids[0], .fields = {
        "occurred_at", "2026-01-01T10:00", "note_type", "PHONE", "title", "Call",
        "happened", "Mum said the caf\xc3\xa9 was closed" } });
    return 0;
}

static int unmake(void **state)
{
    (void)state;
    place_remove(&place);
    return 0;
}

static void people_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct person_hits hits;
        struct error err = { 0 };
        check(cases[i].typed, record_search_people(place.store, place.arena,
              text_of(cases[i].typed), true, 10, &hits, &err), "%s %s", err.message, err.detail);
        check(cases[i].typed, (cases[i].first < 0) == (hits.count == 0), "%zu found", hits.count);
        check(cases[i].typed, cases[i].first < 0
              || id_same(hits.at[0].person, ids[cases[i].first]), "first is %.*s",
              TEXT_ARG(hits.at[0].name));
    }
}

static void words_of_a_childs_records(void **state)
{
    (void)state;
    static const struct { const char *typed; size_t count; } words[] = {
        { "cafe", 1 }, { "CAF\xc3\x89 closed", 1 }, { "clos", 1 }, { "open", 0 }, { "", 0 },
    };
    struct pass pass = pass_of(ids[0], PASS_NOW), other = pass_of(ids[1], PASS_NOW);
    struct record_list list;
    struct error err = { 0 };
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        check(words[i].typed, record_search_text(place.store, &pass, place.arena,
              text_of(words[i].typed), &list, &err), "%s %s", err.message, err.detail);
        check(words[i].typed, list.count == words[i].count, "%zu found", list.count);
    }
    check("another child", record_search_text(place.store, &other, place.arena, TEXT("cafe"),
          &list, &err) && list.count == 0, "found");
    struct pass before = pass_of(ids[0], 3);
    check("before it was recorded", record_search_text(place.store, &before, place.arena,
          TEXT("cafe"), &list, &err) && list.count == 0, "%s", err.message);
}

static void hostile(void **state)
{
    (void)state;
    static char long_text[3][10241];
    static const char filling[3] = { 'a', '1', '"' };
    const char *list[] = { "'", "\"", "\"\"\"", "a\" OR \"b", "*", "a*", "NEAR(", "NOT", "AND OR",
        "words:", "{a b}", "^a", "-", "--", "; DROP TABLE person", "%", "_", "\\", "(((", "a+b",
        "' OR 1=1 --", "\xe2\x80\x8b", "\xf0\x9f\x98\x80", ":words", "@rowid",
        long_text[0], long_text[1], long_text[2] };
    struct pass pass = pass_of(ids[0], PASS_NOW);
    for (int i = 0; i < 3; i++) {
        memset(long_text[i], filling[i], 10240);
        for (int j = 1; i && j < 10240; j += 2)
            long_text[i][j] = ' ';
    }
    for (size_t i = 0; i < COUNT_OF(list); i++) {
        struct person_hits hits;
        struct record_list found;
        struct error err = { 0 };
        check(list[i], record_search_people(place.store, place.arena, text_of(list[i]), false, 10,
              &hits, &err), "%s %s", err.message, err.detail);
        check(list[i], record_search_text(place.store, &pass, place.arena, text_of(list[i]),
              &found, &err), "%s %s", err.message, err.detail);
    }
}

/* Threes of letters, not of bytes; the last of a word ends where the word does. */
static void grams(void **state)
{
    (void)state;
    static const struct { const char *word, *grams[5]; } words[] = {
        { "ana", { "^an", "ana", "na$" } }, { "x", { "^x$" } }, { "", { NULL } },
        { "zo\xc3\xab", { "^zo", "zo\xc3\xab", "o\xc3\xab$" } },
    };
    text made[NAME_GRAMS_MAX];
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        size_t count = name_grams(place.arena, text_of(words[i].word), made), k = 0;
        for (; k < count; k++)
            assert_true(words[i].grams[k] && text_is(made[k], words[i].grams[k]));
        assert_null(words[i].grams[k]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(people_found), cmocka_unit_test(words_of_a_childs_records),
        cmocka_unit_test(hostile), cmocka_unit_test(grams),
    };
    return ON_BOTH_STORES(tests, make, unmake);
}
