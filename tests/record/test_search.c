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
    { "2012", 0 }, { "3/2012", 0 }, { "03.2012", 0 }, { "2012-03", 0 }, { "4/2012", -1 }, { "khan 2013", 1 },
    { "1 3 2012 to 31 3 2012", 0 }, { "2016-12-31 - 2016-01-01", 4 }, { "1 1 1998 to 31 12 1999", -1 },
    { "khan 1.1.2013 and 31.12.2013", 1 }, { "between 12/11/2016 and 12/11/2016", 4 }, { "5/2013 mohammed", 1 },
    { "1 1 2014 until 1 1 2015 catherine", 2 },
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
        check(cases[i].typed, record_search_people(place.store, place.arena, ID_NONE,
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

static void around_the_words(void **state)
{
    (void)state;
    static const struct { const char *happened, *words, *excerpt; } texts[] = {
        { "Mum said the caf\xc3\xa9 was closed", "CAFE", "Mum said the caf\xc3\xa9 was closed" },
        { "Mum said (caf\xc3\xa9), twice", "cafe mum", "Mum said (caf\xc3\xa9), twice" },
        { "Nothing of it", "cafe", "" }, { "", "cafe", "" }, { "word", "", "" },
        { "aaaa bbbb cccc dddd eeee ffff gggg hhhh iiii jjjj kkkk llll mmmm nnnn oooo pppp qqqq", "pppp",
          "\xe2\x80\xa6 dddd eeee ffff gggg hhhh iiii jjjj kkkk llll mmmm nnnn oooo pppp qqqq" },
    };
    const struct kind *note = kind_by_name(TEXT("case_note"));
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct record_version v = { .kind = note, .values = values_new(place.arena, note, DAY_UNKNOWN) };
        values_restore(&v.values, place.arena, field_by_name(note, TEXT("happened")), text_of(texts[i].happened));
        text found = record_excerpt(place.arena, &v, text_of(texts[i].words));
        check(texts[i].words, text_is(found, texts[i].excerpt), "%.*s", TEXT_ARG(found));
    }
}

/* Of several: whose records hold the words at all. */
static void words_of_several(void **state)
{
    (void)state;
    id found[COUNT_OF(ids)];
    size_t count;
    struct error err = { 0 };
    place_put(&place, &(struct put){ .kind = "case_note", .subject = ids[2], .fields = {
        "occurred_at", "2026-01-02T10:00", "note_type", "PHONE", "title", "Call", "happened", "The caf\xc3\xa9 again" } });
    check("two of them", record_with_words(place.store, place.arena, ids, COUNT_OF(ids), TEXT("CAFE"), found,
          COUNT_OF(found), &count, &err) && count == 2 && id_same(found[0], ids[0]) && id_same(found[1], ids[2]),
          "%zu %s", count, err.message);
    check("no more than asked for", record_with_words(place.store, place.arena, ids, COUNT_OF(ids), TEXT("cafe"), found,
          1, &count, &err) && count == 1, "%zu", count);
    check("not of others", record_with_words(place.store, place.arena, ids + 3, 3, TEXT("cafe"), found, 3, &count, &err)
          && count == 0, "%zu", count);
    check("of nothing", record_with_words(place.store, place.arena, ids, COUNT_OF(ids), TEXT(" ' "), found, 3, &count,
          &err) && count == 0, "%zu", count);
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
        check(list[i], record_search_people(place.store, place.arena, ID_NONE, text_of(list[i]), false, 10,
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

/* ---- whom a reader may not see ---- */

static const char *hex(id of)
{
    return text_cstr(place.arena, id_hex(place.arena, of));
}

static id person(const char *forename, const char *surname, const char *dob)
{
    return place_child(&place, forename, surname, dob).record;
}

static void restrict_to(id child, const char *level, id ask, const char *until)
{
    place_put(&place, &(struct put){ .kind = "restriction", .subject = child, .fields = {
        "level", level, "why", "Known here", "from_date", "2026-01-01", "ask", hex(ask),
        until ? "to_date" : NULL, until } });
}

static size_t found(id reader, const char *typed, struct person_hit *first)
{
    struct person_hits hits;
    struct error err = { 0 };
    check(typed, record_search_people(place.store, place.arena, reader, text_of(typed), true, 10,
          &hits, &err), "%s %s", err.message, err.detail);
    if (hits.count > 0)
        *first = hits.at[0];
    return hits.count;
}

static bool in_list(id reader, id child)
{
    struct person_hits hits;
    struct error err = { 0 };
    check("list", record_list_children(place.store, place.arena, reader, false, ID_NONE, 100, &hits,
          &err), "%s %s", err.message, err.detail);
    for (size_t i = 0; i < hits.count; i++)
        if (id_same(hits.at[i].person, child))
            return true;
    return false;
}

static bool named(id reader, id child)
{
    struct named n = { .id = child };
    struct error err = { 0 };
    check("name", record_names(place.store, place.arena, reader, &n, 1, &err), "%s", err.message);
    return !text_is(n.name, NAME_UNKNOWN);
}

static void guarded(void **state)
{
    (void)state;
    id ask = id_new_random(), leave = id_new_random(), stranger = id_new_random();
    static const struct { const char *surname, *level, *until; bool found, told, listed, named; }
        rows[] = {
            { "Vandermeer", "NAMED", NULL, true, false, false, true },
            { "Thistlewood", "HIDDEN", NULL, false, false, false, false },
            { "Fotheringay", "SEALED", NULL, false, false, false, false },
            { "Papadopoulos", "HIDDEN", "2026-01-31", true, true, true, true },
            { "Ruttenbergen", NULL, NULL, true, true, true, true },
        };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct person_hit hit = { 0 };
        const char *name = rows[i].surname, *surname = name;
        id child = person("Wilhelmina", surname, "2010-10-10");
        if (rows[i].level)
            restrict_to(child, rows[i].level, ask, rows[i].until);
        place_put(&place, &(struct put){ .kind = "record_access", .subject = child, .fields = {
            "staff_id", hex(leave), "why", "Their worker", "from_date", "2026-01-01" } });
        check(name, found(stranger, surname, &hit) == rows[i].found, "a stranger's search");
        check(name, !rows[i].found || hit.restricted == !rows[i].told, "told: %.*s",
              TEXT_ARG(hit.name));
        check(name, !hit.restricted || (id_same(hit.ask, ask) && !day_known(hit.born)
              && !text_contains(hit.name, TEXT("Wilhelmina"))), "%.*s", TEXT_ARG(hit.name));
        check(name, in_list(stranger, child) == rows[i].listed, "a stranger's list");
        check(name, named(stranger, child) == rows[i].named, "a name for a stranger");
        id readers[] = { ask, leave };
        for (size_t j = 0; j < 2; j++)
            if (rows[i].level)
                check(name, found(readers[j], surname, &hit) == 1 && !hit.restricted
                      && in_list(readers[j], child) && named(readers[j], child), "not for reader %zu", j);
    }
    id niece = person("Quintessa", "Zabrowski", "2011-11-11");
    place_put(&place, &(struct put){ .kind = "conflict_of_interest", .subject = niece, .fields = {
        "staff_id", hex(leave), "tie", "RELATIVE", "from_date", "2026-01-01" } });
    struct person_hit hit;
    check("conflict", found(leave, "Zabrowski", &hit) == 0 && !in_list(leave, niece)
          && !named(leave, niece), "shown");
    check("conflict of another", found(stranger, "Zabrowski", &hit) == 1 && in_list(stranger, niece)
          && named(stranger, niece), "hidden");
}

/* What a hidden record bears changes nothing in what a search tries. */
static void hidden_leaves_no_trace(void **state)
{
    (void)state;
    struct person_hit hit;
    id stranger = id_new_random(), near = person("Otto", "Wanderbeck", "2009-09-09");
    size_t before = found(stranger, "Wandervelt", &hit);
    id child = person("Ida", "Wandervelt", "2008-08-08");
    restrict_to(child, "HIDDEN", id_new_random(), NULL);
    size_t after = found(stranger, "Wandervelt", &hit);
    check("the same hits", before == after, "%zu and %zu", before, after);
    check("none of them it", !id_same(hit.person, child) && !id_none(near), "shown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(people_found), cmocka_unit_test(words_of_a_childs_records), cmocka_unit_test(words_of_several),
        cmocka_unit_test(around_the_words),
        cmocka_unit_test(hostile), cmocka_unit_test(grams),
        cmocka_unit_test(guarded), cmocka_unit_test(hidden_leaves_no_trace),
    };
    return ON_BOTH_STORES(tests, make, unmake);
}
