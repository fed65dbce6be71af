/* Several records in one write: all or none; posted twice it is itself. */
#include "place.h"

#include "ledger/writer.h"

#include <string.h>

static const char *const CALL[] = { "received_at", "2026-11-20T16:55:00Z", "source", "6", "concern",
                                    "Heard shouting", NULL };

static struct record_input contact_about(struct place *place, id subject, id entry)
{
    struct put put = { .kind = "contact", .subject = subject, .entry = entry };
    memcpy(put.fields, CALL, sizeof CALL);
    return place_input(place, &put);
}

static bool put_bundle(struct writer *writer, struct place *place, const struct record_input *inputs,
                       size_t count, struct record_bundle *bundle, struct error *err)
{
    record_bundle_start(bundle, place->arena, count);
    for (size_t i = 0; i < count; i++)
        if (!record_bundle_add(bundle, place->arena, &inputs[i], NULL, err))
            return false;
    return writer_put(writer, &bundle->write, err);
}

static void all_or_none(void **state)
{
    (void)state;
    struct place place;
    struct writer *writer;
    struct error err = { 0 };
    struct record_bundle b;
    place_make(&place);
    id ana = place_child(&place, "Ana", "Bell", "2015-01-01").record;
    id ben = place_child(&place, "Ben", "Bell", "2016-01-01").record;
    struct kept note = place_put(&place, &(struct put){ .kind = "case_note", .subject = ana, .fields = {
        "occurred_at", "2026-11-20T10:00", "note_type", "PHONE", "title", "Call", "happened", "Mum rang" } });
    check("writer", writer_start(place.where, &writer, &err), "%s", err.message);

    id form = id_new_ordered();
    struct record_input two[2] = { contact_about(&place, ana, form),
                                   contact_about(&place, ben, id_derived(form, "contact", 1)) };
    uint64_t before = place_size(&place);
    check("kept", put_bundle(writer, &place, two, 2, &b, &err), "%s", err.message);
    check("two entries", place_size(&place) == before + 2 && b.receipts[1].seq == before + 1
          && !b.receipts[0].again, "%llu", (unsigned long long)place_size(&place));
    id first = b.records[0];
    record_bundle_free(&b);
    check("again", put_bundle(writer, &place, two, 2, &b, &err), "%s", err.message);
    check("nothing new", place_size(&place) == before + 2 && b.receipts[0].again && b.receipts[1].again
          && id_same(first, b.records[0]), "%llu", (unsigned long long)place_size(&place));
    record_bundle_free(&b);

    // The second draft amends a version that is no longer the newest: neither is kept.
    place_put(&place, &(struct put){ .kind = "case_note", .subject = ana, .record = note.record,
        .replaces = note.seq, .reason = "Dad", .fields = { "occurred_at", "2026-11-20T10:00", "note_type",
        "PHONE", "title", "Call", "happened", "Dad rang" } });
    before = place_size(&place);
    struct put late = { .kind = "case_note", .subject = ana, .record = note.record, .replaces = note.seq,
        .reason = "Nan", .fields = { "occurred_at", "2026-11-20T10:00", "note_type", "PHONE", "title",
        "Call", "happened", "Nan rang" } };
    struct record_input mixed[2] = { contact_about(&place, ben, id_new_ordered()), place_input(&place, &late) };
    check("refused", !put_bundle(writer, &place, mixed, 2, &b, &err) && err.kind == ERROR_CONFLICT,
          "%s", err.message);
    check("none of it", place_size(&place) == before, "%llu", (unsigned long long)place_size(&place));
    record_bundle_free(&b);
    record_bundle_start(&b, place.arena, 1);
    memset(&err, 0, sizeof err);
    check("full", record_bundle_add(&b, place.arena, &mixed[0], NULL, &err)
          && !record_bundle_add(&b, place.arena, &mixed[0], NULL, &err) && err.kind == ERROR_INPUT,
          "%s", err.message);
    record_bundle_free(&b);
    check("derived ids", id_same(id_derived(form, "a", 1), id_derived(form, "a", 1))
          && !id_same(id_derived(form, "a", 1), id_derived(form, "a", 2))
          && !id_same(id_derived(form, "a", 1), id_derived(form, "b", 1)), "the same");
    writer_stop(writer);
    place_remove(&place);
}

/* ---- what records still ask ---- */

static int64_t open_of(struct place *place, const char *step)
{
    struct statement *s;
    struct error err = { 0 };
    check("asked", store_prepare_literal(place->store, "SELECT count(*) FROM open_step WHERE step = :step",
          &s, &err), "%s", err.message);
    bind_text(s, "step", text_of(step));
    enum stepped stepped = statement_step(s, &err);
    int64_t count = stepped == STEP_ROW ? column_int(s, 0) : -1;
    statement_end(s);
    return count;
}

#define OPEN(name, count, when) check(when, open_of(&place, name) == (count), "%lld open of %s", \
                                      (long long)open_of(&place, name), name)

static void steps_open_and_close(void **state)
{
    (void)state;
    struct place place;
    place_make(&place);
    id ana = place_child(&place, "Ana", "Bell", "2015-01-01").record;
    struct put contact = { .kind = "contact", .subject = ana };
    memcpy(contact.fields, CALL, sizeof CALL);
    struct kept first = place_put(&place, &contact);
    OPEN("contact_decision", 1, "received");
    OPEN("contact_referral", 0, "not decided");

    struct put decided = { .kind = "contact", .subject = ana, .record = first.record, .replaces = first.seq,
        .reason = "Decided", .fields = { "received_at", "2026-11-20T16:55:00Z", "source", "6", "concern",
        "Heard shouting", "decision", "NEW_REFERRAL", "decision_at", "2026-11-20T17:30:00Z",
        "decision_rationale", "Weighed", "threshold_level", "L4CIN" } };
    struct kept second = place_put(&place, &decided);
    OPEN("contact_decision", 0, "decided");
    OPEN("contact_feedback", 1, "decided");
    OPEN("contact_referral", 1, "decided");

    char hex[33];
    snprintf(hex, sizeof hex, "%.*s", TEXT_ARG(id_hex(place.arena, first.record)));
    struct put referral = { .kind = "referral", .subject = ana, .fields = { "contact_id", hex,
        "received_at", "2026-11-20", "source", "6" } };
    struct kept made = place_put(&place, &referral);
    OPEN("contact_referral", 0, "referred");
    OPEN("referral_decision", 1, "referred");
    struct put taken_back = referral;
    taken_back.record = made.record;
    taken_back.replaces = made.seq;
    taken_back.reason = "Wrong child";
    taken_back.withdraw = true;
    place_put(&place, &taken_back);
    OPEN("contact_referral", 1, "the referral was withdrawn");
    OPEN("referral_decision", 0, "the referral was withdrawn");

    struct put gone = decided;
    gone.replaces = second.seq;
    gone.reason = "Another family";
    gone.withdraw = true;
    place_put(&place, &gone);
    OPEN("contact_feedback", 0, "withdrawn");
    OPEN("contact_referral", 0, "withdrawn");

    contact.flags = ENTRY_IMPORTED;
    contact.entry = id_new_ordered();
    place_put(&place, &contact);
    OPEN("contact_decision", 0, "of a file");
    struct rebuild_report report;
    struct error err = { 0 };
    check("made anew it is the same", record_rebuild(place.store, false, NULL, NULL, &report, &err) && report.same,
          "%s %s", err.message, report.first_difference);
    place_remove(&place);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_or_none), cmocka_unit_test(steps_open_and_close),
    };
    return ON_BOTH_STORES(tests, NULL, NULL);
}
