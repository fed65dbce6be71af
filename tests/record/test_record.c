/* Recording, amending, withdrawing; and what is refused. */
#include "place.h"

#include "ledger/writer.h"

#include <string.h>

#define NOTE(title_, happened_) .kind = "case_note", .fields = { "occurred_at", \
    "2026-11-20T10:00", "note_type", "PHONE", "title", title_, "happened", happened_ }

static void put_amended_withdrawn(void **state)
{
    (void)state;
    struct place place;
    place_make(&place);
    instant_fix(moment("2026-11-20T11:00:00Z"));
    struct kept child = place_child(&place, "Ana", "Bell", "2015-01-01");
    struct kept first = place_put(&place, &(struct put){ NOTE("Call", "Mum rang"),
                                                         .subject = child.record });
    struct pass pass = pass_of(child.record, PASS_NOW);
    struct record_version v = get_well(&place, &pass, first.record);
    check("first", text_is(text_in(&v, "happened"), "Mum rang") && v.version == 1
          && v.versions == 1 && !v.withdrawn && id_same(v.author, place.author), "others");

    struct kept second = place_put(&place, &(struct put){ NOTE("Call", "Dad rang"),
        .subject = child.record, .record = first.record, .replaces = first.seq,
        .reason = "It was Dad" });
    check("same record", id_same(second.record, first.record), "another one");
    v = get_well(&place, &pass, first.record);
    check("amended", text_is(text_in(&v, "happened"), "Dad rang") && v.version == 2
          && text_is(v.reason, "It was Dad"), "%.*s", TEXT_ARG(v.reason));

    place_put(&place, &(struct put){ NOTE("Call", "Dad rang"), .subject = child.record,
        .record = first.record, .replaces = second.seq, .reason = "Another child",
        .withdraw = true });
    v = get_well(&place, &pass, first.record);
    check("withdrawn", v.withdrawn && v.version == 3, "not withdrawn");

    struct record_list list;
    struct error err = { 0 };
    check("history", record_history(place.store, &pass, place.arena, first.record, &list, &err),
          "%s", err.message);
    check("three versions", list.count == 3 && list.at[0].withdrawn
          && text_is(text_in(&list.at[2], "happened"), "Mum rang")
          && list.at[2].superseded == second.seq, "%zu", list.count);
    struct changes changes = record_changes(place.arena, &list.at[2], &list.at[1]);
    check("changes", changes.count == 1 && !strcmp(changes.at[0].field->name, "happened"),
          "%zu", changes.count);
    place_remove(&place);
}

static bool queue(struct place *place, struct writer *writer, const struct put *put,
                  struct kept *kept, struct error *err)
{
    struct record_input input = place_input(place, put);
    struct record_write w = { 0 };
    struct draft draft;
    id record;
    check("draft", record_draft(place->arena, &input, &draft, &record, err), "%s", err->message);
    record_write_fill(&w, &draft, record, input.replaces);
    bool good = writer_put(writer, &w.write, err);
    draft_free(&draft);
    *kept = (struct kept){ record, draft.subject, w.receipt.seq, w.receipt.recorded,
                           w.receipt.again };
    return good;
}

static void two_amenders_and_a_double_post(void **state)
{
    (void)state;
    struct place place;
    struct writer *writer;
    struct error err = { 0 };
    struct kept kept, again;
    place_make(&place);
    struct kept child = place_child(&place, "Ana", "Bell", "2015-01-01");
    struct kept first = place_put(&place, &(struct put){ NOTE("Call", "Mum rang"),
                                                         .subject = child.record });
    check("writer", writer_start(place.where, &writer, &err), "%s %s", err.message, err.detail);

    struct put amend = { NOTE("Call", "Dad rang"), .subject = child.record,
        .record = first.record, .replaces = first.seq, .reason = "It was Dad",
        .entry = id_new_ordered() };
    check("the first", queue(&place, writer, &amend, &kept, &err), "%s", err.message);
    amend.entry = id_new_ordered();
    check("the second", !queue(&place, writer, &amend, &again, &err)
          && err.kind == ERROR_CONFLICT, "%d %s", err.kind, err.message);
    check("says so", strstr(err.message, "Somebody amended this record"), "%s", err.message);
    error_clear(&err);

    struct put note = { NOTE("Twice", "Posted twice"), .subject = child.record,
                        .entry = id_new_ordered() };
    check("posted", queue(&place, writer, &note, &kept, &err), "%s", err.message);
    uint64_t size = place_size(&place);
    writer_stop(writer);
    // The same draft, as a browser that lost its answer would have it sent again: salts differ.
    check("writer", writer_start(place.where, &writer, &err), "%s", err.message);
    bool good = queue(&place, writer, &note, &again, &err);
    check("posted again", (good && again.again && again.seq == kept.seq)
          || err.kind == ERROR_CONFLICT, "%d %s", err.kind, err.message);
    print_message("posted again: %s\n", good ? "the first answer" : err.message);
    check("one entry", place_size(&place) == size, "two");
    writer_stop(writer);
    place_remove(&place);
}

static void late_or_not(void **state)
{
    (void)state;
    static const struct {
        const char *name, *kind, *recorded; uint16_t flags; bool late; int64_t hours;
    } cases[] = {
        { "three days after", "case_note", "2026-11-23T10:00:00Z", 0, true, 72 },
        { "imported", "case_note", "2026-11-23T10:00:00Z", ENTRY_IMPORTED, false, 0 },
        { "the same day", "case_note", "2026-11-20T15:30:00Z", 0, false, 5 },
        { "24 hours after", "case_note", "2026-11-21T10:00:00Z", 0, false, 24 },
        { "25 hours after", "case_note", "2026-11-21T11:00:00Z", 0, true, 25 },
    };
    id child = id_new_random();
    struct pass pass = pass_of(child, PASS_NOW);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        // A ledger's clock never goes back: each case has a ledger of its own.
        struct place own;
        instant_fix(moment(cases[i].recorded));
        place_make(&own);
        struct kept kept = place_put(&own, &(struct put){ NOTE("Call", "x"),
            .subject = child, .flags = cases[i].flags });
        struct record_version v = get_well(&own, &pass, kept.record);
        check(cases[i].name, v.late == cases[i].late && v.delay_hours == cases[i].hours,
              "late %d after %d hours", v.late, (int)v.delay_hours);
        check("recorded", kept.recorded.us == moment(cases[i].recorded).us
              && v.recorded.us == kept.recorded.us, "another time than the clock's");
        place_remove(&own);
    }
}

/* The author says when it happened; when it was recorded is the clock's alone, and never goes back. */
static void recorded_is_the_clock(void **state)
{
    (void)state;
    struct place place;
    instant_fix(moment("2026-11-20T08:00:00Z"));       // the genesis entry has a time as well
    place_make(&place);
    instant first = moment("2026-11-20T10:00:00Z"), second = moment("2026-11-20T09:00:00Z");
    instant_fix(first);
    struct kept child = place_child(&place, "Ana", "Bell", "2015-01-01");
    check("the clock", child.recorded.us == first.us, "another");
    instant_fix(second);
    struct record_input input = place_input(&place, &(struct put){ NOTE("Call", "x"),
                                                                   .subject = child.record });
    input.so_from = moment("2020-01-01T00:00:00Z");
    struct draft draft;
    struct receipt receipt;
    struct error err = { 0 };
    id record;
    check("draft", record_draft(place.arena, &input, &draft, &record, &err), "%s", err.message);
    check("put", ledger_batch_begin(place.ledger, &err)
          && ledger_put(place.ledger, &draft, record_apply, NULL, &receipt, &err)
          && ledger_batch_commit(place.ledger, &err), "%s", err.message);
    draft_free(&draft);
    check("never back", receipt.recorded.us == first.us, "went back");
    struct pass pass = pass_of(child.record, PASS_NOW);
    struct record_version v = get_well(&place, &pass, record);
    check("an event is when its own field says", instant_known(v.valid_from)
          && v.valid_from.us == moment("2026-11-20T10:00:00Z").us, "not as said");
    place_remove(&place);
}

static void hidden_groups(void **state)
{
    (void)state;
    struct place place;
    place_make(&place);
    instant_fix(moment("2026-11-20T11:00:00Z"));
    struct kept child = place_child(&place, "Ana", "Bell", "2015-01-01");
    struct kept note = place_put(&place, &(struct put){ .kind = "case_note",
        .subject = child.record, .fields = { "occurred_at", "2026-11-20T10:00", "note_type",
        "PHONE", "title", "Call", "happened", "Seen", "child_words", "I like school",
        "third_party", "Uncle drinks" } });
    struct pass pass = pass_of(child.record, PASS_NOW);
    pass.hidden = 1u << CARE_THIRD_PARTY | 1u << CARE_PLACE;
    struct record_version v = get_well(&place, &pass, note.record);
    const struct value *hidden = values_get(&v.values, "third_party");
    check("hidden", hidden->hidden && text_empty(hidden->text), "shown");
    check("the rest", text_is(text_in(&v, "child_words"), "I like school"), "gone");
    struct record_list list = list_well(&place, &pass);
    for (size_t i = 0; i < list.count; i++)
        if (id_same(list.at[i].record, note.record))
            check("in the list", values_get(&list.at[i].values, "third_party")->hidden, "shown");
    struct error err = { 0 };
    check("history", record_history(place.store, &pass, place.arena, note.record, &list, &err)
          && list.count == 1 && values_get(&list.at[0].values, "third_party")->hidden, "shown");
    check("found by hidden words", record_search_text(place.store, &pass, place.arena,
          TEXT("drinks"), &list, &err), "%s", err.message);
    check("found by hidden words", list.count == 0, "the search tells what is hidden");
    check("found by others", record_search_text(place.store, &pass, place.arena, TEXT("seen"),
          &list, &err) && list.count == 1, "not found");
    place_remove(&place);
}

static void refused(void **state)
{
    (void)state;
    struct place place;
    struct error err = { 0 };
    struct kept kept;
    place_make(&place);
    struct kept child = place_child(&place, "Ana", "Bell", "2015-01-01");
    char *long_text = arena_alloc(place.arena, (1 << 20) + 1);
    memset(long_text, 'x', 1 << 20);
    uint64_t size = place_size(&place);

    struct put note = { NOTE("Call", "x"), .subject = child.record };
    note.fields[7] = long_text;
    check("a megabyte", !place_try(&place, &note, &kept, &err) && err.kind == ERROR_INPUT, "%s",
          err.message);
    error_clear(&err);
    struct record_input input = place_input(&place, &(struct put){ NOTE("Call", "x"),
                                                                   .subject = child.record });
    struct values values = *input.values;
    values_restore(&values, place.arena, field_by_name(values.kind, TEXT("happened")),
                   (text){ long_text, 1 << 20 });
    input.values = &values;
    struct draft draft;
    id record;
    check("a megabyte past the form", !record_draft(place.arena, &input, &draft, &record, &err)
          && err.kind == ERROR_INPUT, "%s", err.message);
    error_clear(&err);

    struct kept first = place_put(&place, &(struct put){ NOTE("Call", "x"),
                                                         .subject = child.record });
    check("no reason", !place_try(&place, &(struct put){ NOTE("Call", "y"),
          .subject = child.record, .record = first.record, .replaces = first.seq,
          .reason = "  " }, &kept, &err) && err.kind == ERROR_INPUT
          && !strcmp(err.field, "reason"), "%s", err.message);
    error_clear(&err);
    check("of no record", !place_try(&place, &(struct put){ NOTE("Call", "y"),
          .subject = child.record, .record = id_new_ordered(), .replaces = first.seq,
          .reason = "Why" }, &kept, &err) && err.kind == ERROR_ABSENT, "%s", err.message);
    check("nothing kept", place_size(&place) == size + 1, "something");
    place_remove(&place);
}

static void names_beside_ids(void **state)
{
    (void)state;
    struct place place;
    struct error err = { 0 };
    struct named names[40];
    char expected[40][40];
    place_make(&place);
    for (int i = 0; i < 39; i++) {
        char forename[16];
        snprintf(forename, sizeof forename, "Ana%d", i);
        snprintf(expected[i], sizeof expected[i], "Ana%d Bell", i);
        names[i] = (struct named){ .id = place_child(&place, forename, "Bell", NULL).record };
    }
    names[39] = (struct named){ .id = id_new_random() };
    check("names", record_names(place.store, place.arena, ID_NONE, names, 40, &err), "%s %s", err.message,
          err.detail);
    for (int i = 0; i < 39; i++)
        check(expected[i], text_is(names[i].name, expected[i]), "%.*s", TEXT_ARG(names[i].name));
    place_remove(&place);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(put_amended_withdrawn), cmocka_unit_test(two_amenders_and_a_double_post),
        cmocka_unit_test(late_or_not), cmocka_unit_test(recorded_is_the_clock),
        cmocka_unit_test(hidden_groups), cmocka_unit_test(refused),
        cmocka_unit_test(names_beside_ids),
    };
    return ON_BOTH_STORES(tests, NULL, NULL);
}
