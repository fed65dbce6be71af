/* The log of reads: numbered without gaps, and sealed into the ledger once. */
#include "place.h"

#include <string.h>

static void keep(struct place *place, id subject, size_t count)
{
    struct error err = { 0 };
    struct look looks[8];
    for (size_t i = 0; i < count; i++)
        looks[i] = (struct look){ .at = instant_now(), .reader = place->author, .role = 2,
                                  .subject = subject, .route = "/children/:child",
                                  .basis = "Team manager" };
    check("begin", ledger_batch_begin(place->ledger, &err), "%s", err.message);
    check("keep", looks_keep(place->ledger, looks, count, &err), "%s %s", err.message, err.detail);
    check("commit", ledger_batch_commit(place->ledger, &err), "%s", err.message);
}

static void seal(struct place *place)
{
    struct error err = { 0 };
    check("begin", ledger_batch_begin(place->ledger, &err), "%s", err.message);
    check("seal", looks_seal(place->ledger, place->author, &err), "%s %s", err.message, err.detail);
    check("commit", ledger_batch_commit(place->ledger, &err), "%s", err.message);
}

static int64_t asked(struct place *place, const char *sql)
{
    struct error err = { 0 };
    struct statement *s;
    check(sql, store_prepare(place->store, text_of(sql), &s, &err), "%s", err.message);
    check(sql, statement_step(s, &err) == STEP_ROW, "no row");
    int64_t n = column_int(s, 0);
    statement_end(s);
    return n;
}

static void numbered_and_sealed(void **state)
{
    (void)state;
    struct place place;
    struct error err = { 0 };
    place_make(&place);
    struct kept child = place_child(&place, "Ana", "Bell", "2015-01-01");
    uint64_t before = place_size(&place);

    seal(&place);
    check("nothing to seal", place_size(&place) == before, "an empty entry");
    keep(&place, child.record, 3);
    keep(&place, child.record, 4);
    check("no gaps", asked(&place, "SELECT count(*) FROM access_event") == 7
          && asked(&place, "SELECT min(number) FROM access_event") == 1
          && asked(&place, "SELECT max(number) FROM access_event") == 7, "gaps");
    seal(&place);
    check("sealed", place_size(&place) == before + 1, "not one entry");
    seal(&place);
    check("once", place_size(&place) == before + 1, "sealed twice");
    check("marked", asked(&place, "SELECT count(*) FROM access_event WHERE batch_seq IS NULL") == 0,
          "open ones");

    struct entry e;
    struct part parts[PARTS_MAX];
    check("entry", ledger_entry(place.store, place.arena, before, &e, parts, &err), "%s",
          err.message);
    check("kind 5", e.kind == ENTRY_ACCESS_BATCH && e.part_count == 3, "kind %d", e.kind);
    check("from and to", text_is(parts_find(parts, 3, 1)->value, "1")
          && text_is(parts_find(parts, 3, 2)->value, "7"), "others");
    text lines = parts_find(parts, 3, 3)->value;
    size_t count = 0;
    for (text rest = lines; !text_empty(rest); count++)
        rest = text_cut(rest, '\n').after;
    check("a line a look", count == 7, "%zu", count);
    check("the child's id", text_contains(lines, id_hex(place.arena, child.record)), "absent");

    keep(&place, child.record, 2);
    seal(&place);
    check("the next two", place_size(&place) == before + 2
          && asked(&place, "SELECT count(*) FROM access_event WHERE batch_seq ="
                           " (SELECT max(batch_seq) FROM access_event)") == 2, "others");
    place_remove(&place);
}

/* A look that is rolled back leaves no gap in the numbers. */
static void given_up(void **state)
{
    (void)state;
    struct place place;
    struct error err = { 0 };
    place_make(&place);
    struct kept child = place_child(&place, "Ana", "Bell", "2015-01-01");
    struct look look = { .at = instant_now(), .reader = place.author, .subject = child.record,
                         .route = "/", .basis = "x" };
    keep(&place, child.record, 1);
    check("begin", ledger_batch_begin(place.ledger, &err), "%s", err.message);
    check("keep", looks_keep(place.ledger, &look, 1, &err), "%s", err.message);
    ledger_batch_abandon(place.ledger);
    keep(&place, child.record, 1);
    check("two", asked(&place, "SELECT max(number) FROM access_event") == 2, "a gap");
    place_remove(&place);
}

static void listed_for_one_child(void **state)
{
    (void)state;
    struct place place;
    struct error err = { 0 };
    struct look_rows rows;
    place_make(&place);
    struct kept one = place_child(&place, "Ana", "Bell", NULL);
    struct kept two = place_child(&place, "Ben", "Cole", NULL);
    keep(&place, one.record, 5);
    keep(&place, two.record, 1);
    struct pass pass = pass_of(one.record, PASS_NOW);
    check("list", looks_list(place.store, &pass, place.arena, 3, &rows, &err), "%s", err.message);
    check("three newest", rows.count == 3 && text_is(rows.at[0].route, "/children/:child")
          && rows.at[0].role == 2, "%zu", rows.count);
    pass = pass_of(two.record, PASS_NOW);
    check("list", looks_list(place.store, &pass, place.arena, 3, &rows, &err), "%s", err.message);
    check("the other child", rows.count == 1, "%zu", rows.count);
    place_remove(&place);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbered_and_sealed), cmocka_unit_test(given_up),
        cmocka_unit_test(listed_for_one_child),
    };
    return ON_BOTH_STORES(tests, NULL, NULL);
}
