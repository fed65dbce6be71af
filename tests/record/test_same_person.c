/* Records of one person: read as one, found as one, parted again as if they had never been merged. */
#include "place.h"

#include "base/bytes.h"
#include "record/likeness.h"
#include "record/same_person.h"

#include <string.h>

enum { PEOPLE = 12 };

static struct place place;
static id people[PEOPLE];
static const char *const surnames[PEOPLE] = { "Abbotsbury", "Branwell", "Cotterstock", "Dunsfold", "Elvaston",
    "Farthinghoe", "Glympton", "Hackthorn", "Ickleford", "Jevington", "Kilverstone", "Lydlinch" };

/* The clock goes on by a minute with every record. */
static int64_t clock_us;

static void tick(void)
{
    clock_us += 60 * US_PER_SECOND;
    instant_fix((instant){ clock_us });
}

static int make(void **state)
{
    (void)state;
    place_make(&place);
    clock_us = moment("2026-05-01T08:00:00Z").us;
    for (size_t i = 0; i < PEOPLE; i++) {
        tick();
        people[i] = place_child(&place, "Marigold", surnames[i], "2014-03-02").record;
        tick();
        place_put(&place, &(struct put){ .kind = "case_note", .subject = people[i], .fields = {
            "occurred_at", "2026-04-01T10:00", "note_type", "PHONE", "title", surnames[i],
            "happened", "A lighthouse was mentioned" } });
        if (i % 3 == 0)
            place_put(&place, &(struct put){ .kind = "referral", .subject = people[i], .fields = {
                "received_at", "2026-04-02", "source", "1A" } });
    }
    return 0;
}

static int unmake(void **state)
{
    (void)state;
    place_remove(&place);
    return 0;
}

static bool try_merge(id gives_way, id kept, struct kept *made, struct error *err)
{
    tick();
    return place_try(&place, &(struct put){ .kind = "same_person", .subject = gives_way, .fields = {
        "same_as", text_cstr(place.arena, id_hex(place.arena, kept)),
        "why", "The mother was asked" } }, made, err);
}

static struct kept merge(id gives_way, id kept)
{
    struct error err = { 0 };
    struct kept made = { 0 };
    check("merge", try_merge(gives_way, kept, &made, &err), "%s %s", err.message, err.detail);
    return made;
}

static void part(struct kept merged, id subject, id kept)
{
    tick();
    place_put(&place, &(struct put){ .kind = "same_person", .subject = subject, .record = merged.record,
        .replaces = merged.seq, .withdraw = true, .reason = "They are two", .fields = {
            "same_as", text_cstr(place.arena, id_hex(place.arena, kept)),
            "why", "The mother was asked" } });
}

static id kept_for(id person, uint64_t size)
{
    struct error err = { 0 };
    id kept = ID_NONE;
    check("kept", same_person_kept(place.store, person, size, &kept, &err), "%s", err.message);
    return kept;
}

static bool holds(const struct record_list *list, id subject)
{
    for (size_t i = 0; i < list->count; i++)
        if (id_same(list->at[i].subject, subject) && !strcmp(list->at[i].kind->name, "case_note"))
            return true;
    return false;
}

/* ---- what all of it looks like, as one text ---- */

static void note_hits(struct bytes *to, const char *what, const struct person_hits *hits)
{
    bytes_add_cstr(to, what);
    for (size_t i = 0; i < hits->count; i++)
        bytes_add_format(to, " %.*s/%.*s/%d", TEXT_ARG(id_hex(place.arena, hits->at[i].person)),
                         TEXT_ARG(hits->at[i].why), hits->at[i].open);
    bytes_add_cstr(to, hits->more ? " and more\n" : "\n");
}

/* Every list, search and history, without the records that say who is one person. */
static text seen_at(uint64_t size)
{
    struct bytes all = { 0 };
    struct error err = { 0 };
    for (size_t i = 0; i < PEOPLE; i++) {
        struct pass pass = pass_of(people[i], size);
        struct record_list list = list_well(&place, &pass), found;
        bytes_add_format(&all, "%zu:", i);
        for (size_t k = 0; k < list.count; k++)
            if (strcmp(list.at[k].kind->name, "same_person"))
                bytes_add_format(&all, " %llu %.*s", (unsigned long long)list.at[k].seq,
                                 TEXT_ARG(id_hex(place.arena, list.at[k].subject)));
        check("words", record_search_text(place.store, &pass, place.arena, TEXT("lighthouse"), &found, &err),
              "%s", err.message);
        for (size_t k = 0; k < found.count; k++)
            bytes_add_format(&all, " w%llu", (unsigned long long)found.at[k].seq);
    }
    for (size_t i = 0; i < PEOPLE && size == PASS_NOW; i++) {
        struct person_hits hits;
        check("search", record_search_people(place.store, place.arena, place.author,
              text_of(surnames[i]), true, 20, &hits, &err), "%s", err.message);
        note_hits(&all, surnames[i], &hits);
    }
    for (int open = 0; open < 2 && size == PASS_NOW; open++) {
        struct person_hits hits;
        check("children", record_list_children(place.store, place.arena, place.author, open, ID_NONE,
              50, &hits, &err), "%s", err.message);
        note_hits(&all, open ? "open" : "children", &hits);
    }
    text seen = text_copy(place.arena, bytes_text(&all));
    bytes_free(&all);
    return seen;
}

/* ---- cases ---- */

static void one_person(void **state)
{
    (void)state;
    uint64_t before = place_size(&place);
    text apart = seen_at(PASS_NOW), apart_then = seen_at(before);
    struct kept first = merge(people[0], people[1]), second = merge(people[1], people[2]);
    struct pass kept = pass_of(people[2], PASS_NOW), middle = pass_of(people[1], PASS_NOW),
        gone = pass_of(people[0], PASS_NOW), then = pass_of(people[2], before);
    struct record_list all = list_well(&place, &kept), some = list_well(&place, &middle),
        own = list_well(&place, &gone), earlier = list_well(&place, &then);
    assert_true(holds(&all, people[0]) && holds(&all, people[1]) && holds(&all, people[2]));
    assert_true(holds(&some, people[0]) && holds(&some, people[1]) && !holds(&some, people[2]));
    assert_true(holds(&own, people[0]) && !holds(&own, people[1]));
    assert_true(!holds(&earlier, people[0]) && holds(&earlier, people[2]));
    assert_true(id_same(kept_for(people[0], UINT64_MAX), people[2]));
    assert_true(id_same(kept_for(people[0], before), people[0]));
    assert_true(id_same(kept_for(people[2], UINT64_MAX), people[2]));
    // By its own page as well: the kept person's pass opens a record of the one that gave way, not the other way.
    struct record_version version;
    struct record_list history;
    struct error err = { 0 };
    id note = ID_NONE;
    for (size_t i = 0; i < all.count; i++)
        if (id_same(all.at[i].subject, people[0]) && !strcmp(all.at[i].kind->name, "case_note"))
            note = all.at[i].record;
    assert_true(record_get(place.store, &kept, place.arena, note, &version, &err));
    assert_true(id_same(version.subject, people[0]));
    assert_true(record_history(place.store, &kept, place.arena, note, &history, &err) && history.count == 1);
    assert_false(record_get(place.store, &then, place.arena, note, &version, &err));
    assert_int_equal(err.kind, ERROR_ABSENT);
    check("as known before the merge", text_same(apart_then, seen_at(before)), "another past");
    part(second, people[1], people[2]);
    part(first, people[0], people[1]);
    check("parted", text_same(apart, seen_at(PASS_NOW)), "was\n%.*s\nis\n%.*s", TEXT_ARG(apart),
          TEXT_ARG(seen_at(PASS_NOW)));
}

static void found_as_one(void **state)
{
    (void)state;
    struct person_hits hits;
    struct error err = { 0 };
    struct kept merged = merge(people[3], people[4]);          // people[3] has an open referral
    assert_true(record_search_people(place.store, place.arena, place.author, text_of(surnames[3]), true, 20,
                                     &hits, &err));
    assert_int_equal(hits.count, 1);
    assert_true(id_same(hits.at[0].person, people[4]) && hits.at[0].open);
    assert_true(text_is(hits.at[0].why, "Name, on a record merged into this one"));
    assert_true(record_search_people(place.store, place.arena, place.author, TEXT("Marigold"), true, 20, &hits,
                                     &err));
    assert_int_equal(hits.count, PEOPLE - 1);
    assert_true(record_list_children(place.store, place.arena, place.author, true, ID_NONE, 50, &hits, &err));
    bool kept = false, gone = false;
    for (size_t i = 0; i < hits.count; i++) {
        kept = kept || id_same(hits.at[i].person, people[4]);
        gone = gone || id_same(hits.at[i].person, people[3]);
    }
    assert_true(kept && !gone);
    struct pass pass = pass_of(people[3], PASS_NOW);
    struct record_version person = get_well(&place, &pass, people[3]);
    struct likeness_question asked = { .forename = TEXT("Marigold"), .surname = text_of(surnames[3]),
                                       .born = values_day(&person.values, "dob"),
                                       .expected = DAY_UNKNOWN };
    struct likeness_list like;
    assert_true(likeness_find(place.store, place.arena, place.author, &asked, 10, &like, &err));
    size_t times = 0;
    for (size_t i = 0; i < like.count; i++) {
        assert_false(id_same(like.at[i].hit.person, people[3]));
        times += id_same(like.at[i].hit.person, people[4]);
    }
    assert_true(times == 1 && id_same(like.at[0].hit.person, people[4]) && like.at[0].likely);
    part(merged, people[3], people[4]);
}

/* Merging must open no record that the reader could not open by itself. */
static void restricted_ones_stay_shut(void **state)
{
    (void)state;
    struct kept merged = merge(people[5], people[6]);
    struct pass pass = pass_of(people[6], PASS_NOW);
    struct record_list before = list_well(&place, &pass);
    tick();
    struct kept shut = place_put(&place, &(struct put){ .kind = "restriction", .subject = people[5], .fields = {
        "level", "NAMED", "why", "Staff family", "from_date", "2026-01-01", "ask",
        text_cstr(place.arena, id_hex(place.arena, place.author)) } });
    struct record_list after = list_well(&place, &pass);
    assert_true(holds(&before, people[5]) && !holds(&after, people[5]));
    tick();
    place_put(&place, &(struct put){ .kind = "restriction", .subject = people[5], .record = shut.record,
        .replaces = shut.seq, .withdraw = true, .reason = "A mistake", .fields = {
            "level", "NAMED", "why", "Staff family", "from_date", "2026-01-01", "ask",
            text_cstr(place.arena, id_hex(place.arena, place.author)) } });
    part(merged, people[5], people[6]);
}

static void refused(void **state)
{
    (void)state;
    struct kept a = merge(people[0], people[1]), b = merge(people[1], people[2]),
        c = merge(people[7], people[8]);
    const struct { const char *name; id gives_way, kept; const char *words; } cases[] = {
        { "itself", people[3], people[3], "A record cannot give way to itself" },
        { "back", people[8], people[7], "The record that you chose has given way" },
        { "round by a third", people[2], people[0], "The record that you chose has given way" },
        { "a second one", people[0], people[4], "This record has given way to another one already" },
        { "nobody", people[5], place.author, "Choose a person who is on record" },
        { "restricted", people[9], people[10], "One of these records is restricted" },
    };
    tick();
    struct put shut = { .kind = "restriction", .subject = people[10], .fields = {
        "level", "NAMED", "why", "Staff family", "from_date", "2026-01-01", "ask",
        text_cstr(place.arena, id_hex(place.arena, place.author)) } };
    struct kept restriction = place_put(&place, &shut);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct error err = { 0 };
        struct kept made;
        uint64_t size = place_size(&place);
        check(cases[i].name, !try_merge(cases[i].gives_way, cases[i].kept, &made, &err), "it was done");
        check(cases[i].name, err.kind == ERROR_INPUT && !strcmp(err.field, strcmp(cases[i].name, "restricted")
              ? "same_as" : "approved_by"), "%d", err.kind);
        check(cases[i].name, text_starts(text_of(err.message), cases[i].words), "%s", err.message);
        check(cases[i].name, place_size(&place) == size, "something was recorded");
    }
    struct error err = { 0 };
    struct kept agreed = { 0 };
    tick();
    check("agreed by another", place_try(&place, &(struct put){ .kind = "same_person", .subject = people[9],
          .fields = { "same_as", text_cstr(place.arena, id_hex(place.arena, people[10])), "why", "Asked",
          "approved_by", text_cstr(place.arena, id_hex(place.arena, people[0])) } }, &agreed, &err), "%s",
          err.message);
    part(agreed, people[9], people[10]);
    shut.record = restriction.record;
    shut.replaces = restriction.seq;
    shut.withdraw = true;
    shut.reason = "A mistake";
    place_put(&place, &shut);
    part(c, people[7], people[8]);
    part(b, people[1], people[2]);
    part(a, people[0], people[1]);
}

/* ---- while a court judges, nobody becomes another person ---- */

static struct kept case_put(id subject, const struct kept *before, const char *issued, const char *ended)
{
    tick();
    struct put put = { .kind = "legal_case", .subject = subject, .fields = {
        "gateway_at", "2026-02-02", "gateway_outcome", "C", "threshold_statement", "Likely harm",
        "court_ref", "TEST-1", issued ? "issued_at" : "hearings", issued ? issued : "0",
        ended ? "ended_at" : "short_notice", ended ? ended : "N" } };
    if (before) {
        put.record = before->record;
        put.replaces = before->seq;
        put.reason = "It went on";
    }
    return place_put(&place, &put);
}

/* A person of whom only a partner organisation has written. */
static struct kept told_by_partner(void)
{
    struct put put = { .kind = "person", .fields = {
        "recorded_as", "CHILD", "forename", "Marigold", "surname", "Mistleborough" } };
    struct record_input input = place_input(&place, &put);
    struct record_write w = { 0 };
    struct error err = { 0 };
    struct draft draft;
    id record;
    tick();
    input.role = 9;
    check("told", record_draft(place.arena, &input, &draft, &record, &err), "%s", err.message);
    record_write_fill(&w, &draft, record, input.replaces);
    check("told", ledger_batch_begin(place.ledger, &err)
          && ledger_put(place.ledger, &w.draft, record_apply, NULL, &w.receipt, &err)
          && ledger_batch_commit(place.ledger, &err), "%s", err.message);
    draft_free(&w.draft);
    return (struct kept){ .record = record, .subject = record, .seq = w.receipt.seq };
}

static void refused_in_proceedings(const char *name, id gives_way, id kept)
{
    struct error err = { 0 };
    struct kept made;
    uint64_t size = place_size(&place);
    check(name, !try_merge(gives_way, kept, &made, &err), "it was done");
    check(name, err.kind == ERROR_INPUT && !strcmp(err.field, "same_as"), "%d", err.kind);
    check(name, text_starts(text_of(err.message), "One of these people is in proceedings before the court"), "%s",
          err.message);
    check(name, place_size(&place) == size, "something was recorded");
}

static void not_in_proceedings(void **state)
{
    (void)state;
    struct kept planned = case_put(people[0], NULL, NULL, NULL);
    part(merge(people[0], people[1]), people[0], people[1]);      // decided, not issued
    struct kept issued = case_put(people[0], &planned, "2026-02-09", NULL);
    refused_in_proceedings("the one that gives way", people[0], people[1]);
    refused_in_proceedings("the one that is kept", people[1], people[0]);
    struct kept ended = case_put(people[0], &issued, "2026-02-09", "2026-04-20");
    struct kept under = merge(people[0], people[1]);
    struct kept again = case_put(people[0], &ended, "2026-02-09", NULL);
    refused_in_proceedings("one that gave way to it", people[2], people[1]);
    refused_in_proceedings("one that it gave way to", people[2], people[0]);
    refused_in_proceedings("one under the one that gives way", people[1], people[2]);
    part(under, people[0], people[1]);                            // parting is no merging
    struct kept told = told_by_partner();
    part(merge(told.subject, people[0]), told.subject, people[0]);
    struct kept theirs = case_put(told.subject, NULL, "2026-02-09", NULL);
    refused_in_proceedings("described outside, and in proceedings itself", told.subject, people[2]);
    case_put(told.subject, &theirs, "2026-02-09", "2026-04-20");
    part(merge(people[2], people[1]), people[2], people[1]);
    tick();
    place_put(&place, &(struct put){ .kind = "legal_case", .subject = people[0], .record = again.record,
        .replaces = again.seq, .withdraw = true, .reason = "Another child's", .fields = {
            "gateway_at", "2026-02-02", "gateway_outcome", "C", "threshold_statement", "Likely harm",
            "issued_at", "2026-02-09" } });
    part(merge(people[0], people[1]), people[0], people[1]);
}

/* ---- a list shows whose is kept ---- */

static void kept_in_lists(void **state)
{
    (void)state;
    struct kept a = merge(people[0], people[1]), b = merge(people[1], people[2]), c = merge(people[3], people[4]);
    struct error err = { 0 };
    id shown[40], *all[COUNT_OF(shown)];
    for (size_t i = 0; i < COUNT_OF(shown); i++) {               // more than one statement asks for
        shown[i] = people[i % 6];
        all[i] = &shown[i];
    }
    check("kept", same_persons_kept(place.store, place.author, all, COUNT_OF(shown), &err), "%s", err.message);
    static const size_t ends[] = { 2, 2, 2, 4, 4, 5 };
    for (size_t i = 0; i < COUNT_OF(shown); i++)
        check("the end of the way", id_same(shown[i], people[ends[i % 6]]), "%zu", i);
    tick();
    struct put shut = { .kind = "restriction", .subject = people[4], .fields = {
        "level", "HIDDEN", "why", "Staff family", "from_date", "2026-01-01", "ask",
        text_cstr(place.arena, id_hex(place.arena, people[9])) } };
    struct kept restriction = place_put(&place, &shut);
    id gone = people[3], *one[] = { &gone };
    check("hidden", same_persons_kept(place.store, place.author, one, 1, &err) && id_same(gone, people[3]),
          "the hidden one is named");
    check("to whom may see", same_persons_kept(place.store, people[9], one, 1, &err) && id_same(gone, people[4]),
          "not");
    shut.record = restriction.record;
    shut.replaces = restriction.seq;
    shut.withdraw = true;
    shut.reason = "A mistake";
    place_put(&place, &shut);
    part(c, people[3], people[4]);
    part(b, people[1], people[2]);
    part(a, people[0], people[1]);
}

/* ---- whatever is merged and parted ---- */

struct merged { bool now; struct kept kept; size_t into; };

static size_t end_of(const struct merged *m, size_t i)
{
    while (m[i].now)
        i = m[i].into;
    return i;
}

/* Everybody is read where they were merged to, and nowhere that was not merged to. */
static void as_the_model_says(const struct merged *m)
{
    for (size_t i = 0; i < PEOPLE; i++) {
        struct pass pass = pass_of(people[i], PASS_NOW);
        struct record_list list = list_well(&place, &pass);
        check("kept", id_same(kept_for(people[i], UINT64_MAX), people[end_of(m, i)]), "%zu", i);
        for (size_t k = 0; k < PEOPLE; k++) {
            bool under = k == i;
            for (size_t at = k; m[at].now; at = m[at].into)
                under = under || m[at].into == i;
            check("read", holds(&list, people[k]) == under, "%zu with %zu", k, i);
        }
    }
}

static void merges_and_partings(void **state)
{
    (void)state;
    uint64_t list[10], before = place_size(&place);
    text apart = seen_at(PASS_NOW), apart_then = seen_at(before);
    size_t rounds = seeds(list), done = 0;
    for (size_t r = 0; r < rounds; r++) {
        struct dice d = dice_of(list[r]);
        struct merged m[PEOPLE] = { { 0 } };
        for (size_t n = 0; n < 50; n++) {
            size_t i = dice_below(&d, PEOPLE), k = dice_below(&d, PEOPLE);
            struct error err = { 0 };
            if (m[i].now) {
                part(m[i].kept, people[i], people[m[i].into]);
                m[i].now = false;
                continue;
            }
            bool may = i != k && end_of(m, k) != i;
            m[i].into = k;
            m[i].now = try_merge(people[i], people[k], &m[i].kept, &err);
            check("merged or refused", m[i].now == may, "%s", err.message);
            done += m[i].now;
        }
        as_the_model_says(m);
        check("the past", text_same(apart_then, seen_at(before)), "seed %llu: another past",
              (unsigned long long)list[r]);
        for (size_t i = 0; i < PEOPLE; i++)
            if (m[i].now)
                part(m[i].kept, people[i], people[m[i].into]);
        text again = seen_at(PASS_NOW);
        check("parted", text_same(apart, again), "seed %llu: was\n%.*s\nis\n%.*s",
              (unsigned long long)list[r], TEXT_ARG(apart), TEXT_ARG(again));
    }
    printf("%zu merges undone\n", done);
}

/* Who was kept decides rows of both records: that is withdrawn, never erased. Why may be erased. */
static void what_may_be_erased(void **state)
{
    (void)state;
    struct kept merged = merge(people[2], people[3]);
    const struct kind *kind = kind_by_name(TEXT("same_person"));
    uint16_t same_as = field_by_name(kind, TEXT("same_as"))->number,
        why = field_by_name(kind, TEXT("why"))->number;
    struct redaction r = { .target = merged.seq, .fields = &same_as, .field_count = 1,
        .legal_basis = TEXT("UK GDPR art. 17"), .request = NO_ENTRY, .requester = place.author,
        .approver = people[0] };
    struct receipt receipt;
    struct error err = { 0 }, none = { 0 };
    tick();
    assert_false(ledger_redact(place.ledger, &r, record_apply, NULL, &receipt, &err));
    assert_int_equal(err.kind, ERROR_REFUSED);
    assert_true(id_same(kept_for(people[2], UINT64_MAX), people[3]));
    r.fields = &why;
    check("why", ledger_redact(place.ledger, &r, record_apply, NULL, &receipt, &none), "%s %s", none.message,
          none.detail);
    part(merged, people[2], people[3]);
}

static void derived_again(void **state)
{
    (void)state;
    struct kept a = merge(people[0], people[4]), b = merge(people[4], people[7]);
    struct rebuild_report report;
    struct error err = { 0 };
    check("rebuild", record_rebuild(place.store, false, NULL, NULL, &report, &err), "%s %s", err.message,
          err.detail);
    check("the same", report.same, "%s", report.first_difference);
    part(a, people[0], people[4]);
    part(b, people[4], people[7]);
    check("rebuild", record_rebuild(place.store, false, NULL, NULL, &report, &err), "%s", err.message);
    check("the same when parted", report.same, "%s", report.first_difference);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_person), cmocka_unit_test(found_as_one),
        cmocka_unit_test(restricted_ones_stay_shut), cmocka_unit_test(refused),
        cmocka_unit_test(not_in_proceedings), cmocka_unit_test(kept_in_lists),
        cmocka_unit_test(merges_and_partings),
        cmocka_unit_test(what_may_be_erased), cmocka_unit_test(derived_again),
    };
    return ON_BOTH_STORES(tests, make, unmake);
}
