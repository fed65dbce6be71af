/* What a record may name: a record that is there, of a kind that the field refers to, of the same person. */
#include "place.h"

#include "ledger/writer.h"

#include <string.h>

static struct place place;
static id ana, ben, twin;
static struct kept referral, plan, withdrawn, bens, twins, contact_of_ben;

#define HEX(i) text_cstr(place.arena, id_hex(place.arena, (i)))

static struct kept put_plan(id child)
{
    return place_put(&place, &(struct put){ .kind = "child_protection_plan", .subject = child, .fields = {
        "start_date", "2026-06-01", "initial_category", "NEG" } });
}

static void make(void)
{
    instant_fix(moment("2026-11-25T10:00:00Z"));
    place_make(&place);
    ana = place_child(&place, "Ana", "Bell", "2015-01-01").record;
    ben = place_child(&place, "Ben", "Bell", "2016-01-01").record;
    twin = place_child(&place, "Anna", "Bell", "2015-01-01").record;
    referral = place_put(&place, &(struct put){ .kind = "referral", .subject = ana, .fields = { "received_at",
        "2026-05-01", "source", "6" } });
    plan = put_plan(ana);
    bens = put_plan(ben);
    twins = put_plan(twin);
    place_put(&place, &(struct put){ .kind = "same_person", .subject = twin, .fields = { "same_as", HEX(ana), "why",
        "The same birth certificate" } });
    withdrawn = place_put(&place, &(struct put){ .kind = "child_protection_plan", .subject = ana, .fields = {
        "start_date", "2025-06-01", "end_date", "2025-07-01", "initial_category", "NEG" } });
    withdrawn.seq = place_put(&place, &(struct put){ .kind = "child_protection_plan", .subject = ana,
        .record = withdrawn.record, .replaces = withdrawn.seq, .reason = "Wrong child", .withdraw = true, .fields = {
        "start_date", "2026-06-01", "initial_category", "NEG" } }).seq;
    contact_of_ben = place_put(&place, &(struct put){ .kind = "contact", .subject = ben, .fields = { "received_at",
        "2026-11-20T16:55:00Z", "source", "6", "concern", "Heard shouting" } });
}

static void what_may_be_named(void **state)
{
    (void)state;
    make();
    const struct { const char *what; id named; bool allowed; const char *said; } rows[] = {
        { "her plan", plan.record, true, NULL },
        { "of her other record, merged into this one", twins.record, true, NULL },
        { "nothing", ID_NONE, true, NULL },
        { "another child's plan", bens.record, false, "of this person" },
        { "what is not there", id_new_ordered(), false, "of this person" },
        { "her referral", referral.record, false, "kind 'Referral (CIN episode)'" },
        { "herself", ana, false, "cannot be named here" },
        { "one that was withdrawn", withdrawn.record, false, "was withdrawn" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct put review = { .kind = "cp_review", .subject = ana, .fields = { "review_date", "2026-08-20" } };
        struct kept kept;
        struct error err = { 0 };
        if (!id_none(rows[i].named)) {
            review.fields[2] = "cp_plan_id";
            review.fields[3] = HEX(rows[i].named);
        }
        uint64_t before = place_size(&place);
        bool allowed = place_try(&place, &review, &kept, &err);
        check(rows[i].what, allowed == rows[i].allowed, "%s", err.message);
        check(rows[i].what, place_size(&place) == before + (rows[i].allowed ? 1 : 0), "%s", "entries");
        if (allowed)
            continue;
        check(rows[i].what, err.kind == ERROR_INPUT && err.field && !strcmp(err.field, "cp_plan_id")
              && strstr(err.message, rows[i].said), "%s: %s", err.field ? err.field : "no field", err.message);
    }
    // A call about several children: the first contact is another child's.
    struct kept kept;
    struct error err = { 0 };
    check("of others", place_try(&place, &(struct put){ .kind = "contact", .subject = ana, .fields = { "received_at",
          "2026-11-20T16:55:00Z", "source", "6", "concern", "Heard shouting", "same_call",
          HEX(contact_of_ben.record) } }, &kept, &err), "%s", err.message);
    place_remove(&place);
    instant_fix(INSTANT_UNKNOWN);
}

/* Nobody must mend an old link before anything else of a record is put right; a new wrong one is refused. */
static void what_was_named_before(void **state)
{
    (void)state;
    make();
    struct error err = { 0 };
    struct kept kept, review = place_put(&place, &(struct put){ .kind = "cp_review", .subject = ana, .fields = {
        "review_date", "2026-08-20", "cp_plan_id", HEX(plan.record) } });
    plan.seq = place_put(&place, &(struct put){ .kind = "child_protection_plan", .subject = ana, .record = plan.record,
        .replaces = plan.seq, .reason = "Wrong child", .withdraw = true, .fields = { "start_date", "2026-06-01",
        "initial_category", "NEG" } }).seq;
    struct put again = { .kind = "cp_review", .subject = ana, .record = review.record, .replaces = review.seq,
        .reason = "Day", .fields = { "review_date", "2026-08-21", "cp_plan_id", HEX(plan.record) } };
    check("still named", place_try(&place, &again, &kept, &err), "%s", err.message);
    again.replaces = kept.seq;
    again.fields[3] = HEX(bens.record);
    check("not another's", !place_try(&place, &again, &kept, &err) && err.kind == ERROR_INPUT, "%s", err.message);
    err = (struct error){ 0 };
    again.fields[3] = HEX(plan.record);
    again.withdraw = true;
    check("whatever it names, it can be withdrawn", place_try(&place, &again, &kept, &err), "%s", err.message);
    place_remove(&place);
    instant_fix(INSTANT_UNKNOWN);
}

/* A plan and its review in one write: neither is there before. */
static void named_in_one_write(void **state)
{
    (void)state;
    make();
    struct writer *writer;
    struct error err = { 0 };
    struct record_bundle b;
    id entry = id_new_ordered();
    check("writer", writer_start(place.where, &writer, &err), "%s", err.message);
    for (int whose = 0; whose < 2; whose++) {
        struct put of_plan = { .kind = "child_protection_plan", .subject = whose ? ben : ana,
            .entry = id_derived(entry, "plan", (uint32_t)whose), .fields = { "start_date", "2024-06-01",
            "initial_category", "NEG", "end_date", "2024-09-01" } };
        struct put of_review = { .kind = "cp_review", .subject = ana,
            .entry = id_derived(entry, "review", (uint32_t)whose), .fields = { "review_date", "2024-08-20",
            "cp_plan_id", HEX(of_plan.entry) } };
        struct record_input inputs[] = { place_input(&place, &of_review), place_input(&place, &of_plan) };
        record_bundle_start(&b, place.arena, 2);
        for (size_t i = 0; i < 2; i++)
            check("added", record_bundle_add(&b, place.arena, &inputs[i], NULL, &err), "%s", err.message);
        bool put = writer_put(writer, &b.write, &err);
        check(whose ? "the other child's" : "hers", put == (whose == 0), "%s", err.message);
        record_bundle_free(&b);
    }
    writer_stop(writer);
    place_remove(&place);
    instant_fix(INSTANT_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_may_be_named), cmocka_unit_test(what_was_named_before),
        cmocka_unit_test(named_in_one_write),
    };
    return ON_BOTH_STORES(tests, NULL, NULL);
}
