/* A child has one child protection plan at a time: what is refused, and what is not. */
#include "place.h"

#include "ledger/writer.h"

#include <string.h>


static struct place place;

#define HEX(i) text_cstr(place.arena, id_hex(place.arena, (i)))

static id child(const char *forename)
{
    return place_child(&place, forename, "Bell", "2015-01-01").record;
}

static struct put plan_of(id who, const char *from, const char *to)
{
    struct put put = { .kind = "child_protection_plan", .subject = who, .fields = { "initial_category", "NEG",
        "start_date", from } };
    if (to) {
        put.fields[4] = "end_date";
        put.fields[5] = to;
    }
    return put;
}

static bool tried(const struct put *put, struct kept *kept, struct error *err)
{
    uint64_t before = place_size(&place);
    *err = (struct error){ 0 };
    bool kept_it = place_try(&place, put, kept, err);
    check("all or nothing", place_size(&place) == before + (kept_it ? 1 : 0), "%s", err->message);
    return kept_it;
}

static void beside_a_plan(void **state)
{
    (void)state;
    static const struct { const char *what, *from, *to, *kind; bool allowed; } rows[] = {
        // Beside one from 1 March 2026 to 1 June 2026.
        { "within it", "2026-04-01", "2026-05-01", NULL, false },
        { "around it", "2026-01-01", "2026-10-01", NULL, false },
        { "across its end", "2026-05-30", NULL, NULL, false },
        { "across its beginning", "2026-01-01", "2026-03-05", NULL, false },
        { "open, from before it", "2025-01-01", NULL, NULL, false },
        { "the same days", "2026-03-01", "2026-06-01", NULL, false },
        { "long before it", "2025-01-01", "2025-09-01", NULL, true },
        { "ended on the day it began", "2025-12-01", "2026-03-01", NULL, true },
        { "begun on the day it ended", "2026-06-01", NULL, NULL, true },
        { "another kind of plan", "2026-04-01", NULL, "child_in_need_plan", true },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        id ana = child("Ana"), ben = child("Ben");
        struct put first = plan_of(ana, "2026-03-01", "2026-06-01"), second = plan_of(ana, rows[i].from, rows[i].to);
        struct kept kept;
        struct error err;
        place_put(&place, &first);
        if (rows[i].kind)
            second = (struct put){ .kind = rows[i].kind, .subject = ana, .fields = { "start_date", rows[i].from } };
        bool allowed = tried(&second, &kept, &err);
        check(rows[i].what, allowed == rows[i].allowed, "%s", err.message);
        check(rows[i].what, allowed || (err.kind == ERROR_INPUT && !strcmp(err.field, "start_date")
              && strstr(err.message, "since 1 March 2026: hold a review conference")), "%s", err.message);
        struct put others = plan_of(ben, rows[i].from, rows[i].to);
        check("another child", tried(&others, &kept, &err), "%s", err.message);
    }
}

static void amended(void **state)
{
    (void)state;
    id ana = child("Ana");
    struct put put = plan_of(ana, "2025-01-01", "2025-06-01");
    struct kept first = place_put(&place, &put), second, kept;
    struct error err;
    put = plan_of(ana, "2026-03-01", NULL);
    second = place_put(&place, &put);

    put = plan_of(ana, "2025-01-01", NULL);
    put.record = first.record;
    put.replaces = first.seq;
    put.reason = "It never ended";
    check("opened again beside another", !tried(&put, &kept, &err) && strstr(err.message, "1 March 2026"), "%s",
          err.message);
    put.fields[4] = "end_date";
    put.fields[5] = "2025-08-01";
    check("ended later, before the other", tried(&put, &kept, &err), "%s", err.message);

    put = plan_of(ana, "2026-02-01", NULL);
    put.record = second.record;
    put.replaces = second.seq;
    put.reason = "Begun earlier";
    check("the only one of its time", tried(&put, &second, &err), "%s", err.message);
    put.replaces = second.seq;
    put.reason = "Another child's";
    put.withdraw = true;
    check("withdrawn", tried(&put, &kept, &err), "%s", err.message);
    put = plan_of(ana, "2026-03-01", NULL);
    check("and then another", tried(&put, &kept, &err), "%s", err.message);
}

static void merged(void **state)
{
    (void)state;
    id ana = child("Ana"), twice = child("Anna"), thrice = child("Annie");
    struct put put = plan_of(twice, "2026-03-01", NULL);
    struct kept kept;
    struct error err;
    place_put(&place, &put);
    put = plan_of(ana, "2026-04-01", NULL);
    check("two records of nobody knows whom", tried(&put, &kept, &err), "%s", err.message);
    put.withdraw = true;
    put.record = kept.record;
    put.replaces = kept.seq;
    put.reason = "Not hers";
    check("withdrawn", tried(&put, &kept, &err), "%s", err.message);
    for (int i = 0; i < 2; i++)
        place_put(&place, &(struct put){ .kind = "same_person", .subject = i ? thrice : twice, .fields = { "same_as",
            HEX(ana), "why", "The same birth certificate" } });
    const id whose[] = { ana, twice, thrice };
    for (size_t i = 0; i < COUNT_OF(whose); i++) {
        put = plan_of(whose[i], "2026-04-01", NULL);
        check("of one person", !tried(&put, &kept, &err) && strstr(err.message, "1 March 2026"), "%s", err.message);
    }
}

/* Moved from one authority to another: the one plan ends and the other begins in the same write; what a file says
 * stands as the file says it. */
static void in_one_write(void **state)
{
    (void)state;
    id ana = child("Ana");
    struct put put = plan_of(ana, "2026-03-01", NULL), next = plan_of(ana, "2026-05-01", NULL);
    struct kept first = place_put(&place, &put);
    struct record_bundle b;
    struct writer *writer;
    struct error err = { 0 };
    put.record = first.record;
    put.replaces = first.seq;
    put.reason = "Ended";
    put.fields[4] = "end_date";
    check("writer", writer_start(place.where, &writer, &err), "%s", err.message);
    for (int in_time = 0; in_time < 2; in_time++) {
        put.fields[5] = in_time ? "2026-05-01" : "2026-05-20";
        next.entry = id_new_ordered();
        struct record_input inputs[] = { place_input(&place, &next), place_input(&place, &put) };
        record_bundle_start(&b, place.arena, 2);
        for (size_t i = 0; i < 2; i++)
            check("added", record_bundle_add(&b, place.arena, &inputs[i], NULL, &err), "%s", err.message);
        check(put.fields[5], writer_put(writer, &b.write, &err) == (in_time == 1), "%s", err.message);
        record_bundle_free(&b);
    }

    struct put said = plan_of(ana, "2026-04-01", "2026-04-20");
    struct record_input input = place_input(&place, &said);
    input.flags = ENTRY_IMPORTED;
    record_bundle_start(&b, place.arena, 1);
    check("added", record_bundle_add(&b, place.arena, &input, NULL, &err), "%s", err.message);
    check("from a file", writer_put(writer, &b.write, &err), "%s", err.message);
    record_bundle_free(&b);
    writer_stop(writer);
}

static void whole(void **state)
{
    place_make(&place);
    beside_a_plan(state);
    amended(state);
    merged(state);
    in_one_write(state);
    place_remove(&place);
    instant_fix(INSTANT_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(whole) };
    return ON_BOTH_STORES(tests, NULL, NULL);
}
