/* Appending and reading: what is refused, what a batch and its marks keep, what two connections see, what the clock
 * does. */
#include "place.h"

#include <stdlib.h>
#include <string.h>

static void test_making(void **state)
{
    (void)state;
    struct place place;
    struct error err = { 0 };
    struct ledger_names names = { TEXT("ledger.test.example/again"), TEXT("Again"), TEXT("test"), 1 };
    uint64_t size;
    hash root;
    place_make(&place);
    check("origin", text_is(ledger_origin(place.ledger), "ledger.test.example/services"), "another");
    check("authority", text_is(ledger_authority(place.ledger), "Test"), "another");
    WELL(ledger_head(place.ledger, &size, &root, &err), err);
    check("one entry", size == 1, "%d", (int)size);
    check("a second ledger", !ledger_create(place.store, &names, &place.seed, &err)
          && err.kind == ERROR_CONFLICT, "%s", err.message);
    error_clear(&err);
    names.origin = TEXT("no good");
    check("a bad origin", !ledger_create(place.store, &names, &place.seed, &err)
          && err.kind == ERROR_INPUT, "%s", err.message);
    place_fill(&place, 300);
    place_reopen(&place);
    place_put(&place, "after opening again");
    struct found_list found;
    struct verify_report report = place_verify(&place, (struct verify_options){ 0 }, &found);
    check("clean", report.findings == 0 && report.entries == 302, "%s", found.at[0].meaning);
    place_remove(&place);
}

static bool try_put(struct place *place, const struct draft *draft, struct receipt *receipt,
                    struct error *err)
{
    error_clear(err);
    if (!ledger_batch_begin(place->ledger, err))
        return false;
    if (ledger_put(place->ledger, draft, NULL, NULL, receipt, err))
        return ledger_batch_commit(place->ledger, err);
    ledger_batch_abandon(place->ledger);
    return false;
}

static void test_same_id(void **state)
{
    (void)state;
    struct place place;
    struct error err = { 0 };
    struct part parts[2];
    struct receipt first, second;
    place_make(&place);
    struct draft draft = draft_of(parts, "One visit.");
    WELL(draft_seal(&draft, &err) && try_put(&place, &draft, &first, &err), err);
    check("new", !first.again && first.seq == 1, "seq %d", (int)first.seq);
    WELL(draft_seal(&draft, &err) && try_put(&place, &draft, &second, &err), err);
    check("sent twice", second.again && second.seq == 1 && hash_same(first.leaf, second.leaf)
          && second.recorded.us == first.recorded.us, "another answer");
    parts[1].value = TEXT("Another visit.");
    WELL(draft_seal(&draft, &err), err);
    check("other words", !try_put(&place, &draft, &second, &err) && err.kind == ERROR_CONFLICT, "%s",
          err.message);
    parts[1].value = TEXT("One visit.");
    draft.kind++;
    WELL(draft_seal(&draft, &err) || true, err);
    error_clear(&err);
    check("other kind", !try_put(&place, &draft, &second, &err) && err.kind == ERROR_CONFLICT, "%s",
          err.message);
    check("nothing was added", place_put(&place, "next").seq == 2, "numbers were used");
    draft_free(&draft);
    place_remove(&place);
}

static void test_refused(void **state)
{
    (void)state;
    struct place place;
    struct error err = { 0 };
    struct part parts[PARTS_MAX + 1] = { 0 };
    struct receipt receipt;
    place_make(&place);
    struct draft draft = draft_of(parts, "words");
    draft.part_count = PARTS_MAX + 1;
    check("65 parts", !draft_seal(&draft, &err) && err.kind == ERROR_INPUT, "sealed");
    draft = draft_of(parts, "words");
    parts[1].value.len = PART_BYTES_MAX + 1;
    error_clear(&err);
    check("a part too long", !draft_seal(&draft, &err) && err.kind == ERROR_INPUT, "sealed");

    draft = draft_of(parts, "words");
    char *much = memory_alloc(PART_BYTES_MAX);
    draft.part_count = 5;
    for (int i = 0; i < 5; i++)
        parts[i] = (struct part){ .field = (uint16_t)i, .value = { much, PART_BYTES_MAX } };
    error_clear(&err);
    check("too long in all", !draft_seal(&draft, &err) && err.kind == ERROR_INPUT, "sealed");
    draft.part_count = 4;
    error_clear(&err);
    WELL(draft_seal(&draft, &err) && try_put(&place, &draft, &receipt, &err), err);     // 1 MiB fits
    free(much);

    draft_free(&draft);
    draft = draft_of(parts, "words");
    draft.valid_to.us = draft.valid_from.us - 1;
    check("ends before it begins", !draft_seal(&draft, &err) && err.kind == ERROR_INPUT, "sealed");
    draft = draft_of(parts, "words");
    draft.ref = 2;
    error_clear(&err);
    WELL(draft_seal(&draft, &err), err);
    check("names itself", !try_put(&place, &draft, &receipt, &err) && err.kind == ERROR_INPUT, "put");
    draft.ref = 1;
    WELL(draft_seal(&draft, &err) || true, err);
    WELL(try_put(&place, &draft, &receipt, &err), err);
    draft_free(&draft);
    place_remove(&place);
}

static uint64_t put_in_batch(struct place *place, const char *words)
{
    struct error err = { 0 };
    struct part parts[2];
    struct receipt receipt = { 0 };
    struct draft draft = draft_of(parts, words);
    WELL(draft_seal(&draft, &err) && ledger_put(place->ledger, &draft, NULL, NULL, &receipt, &err), err);
    draft_free(&draft);
    return receipt.seq;
}

/* Undone puts leave nothing, also where a tile filled meanwhile; what is put after them takes their numbers. */
static void test_marks(void **state)
{
    (void)state;
    static const struct { int before, undone, after; } cases[] = {
        { 0, 1, 1 }, { 250, 10, 10 }, { 254, 1, 0 }, { 255, 1, 1 }, { 255, 300, 2 }, { 256, 256, 256 },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct place place;
        struct error err = { 0 };
        struct found_list found;
        place_make(&place);
        WELL(ledger_batch_begin(place.ledger, &err), err);
        for (int k = 0; k < cases[i].before; k++)
            put_in_batch(&place, "before");
        WELL(ledger_batch_mark(place.ledger, &err), err);
        for (int k = 0; k < cases[i].undone; k++)
            put_in_batch(&place, "undone");
        ledger_batch_undo(place.ledger);
        WELL(ledger_batch_mark(place.ledger, &err), err);
        for (int k = 0; k < cases[i].after; k++)
            put_in_batch(&place, "after");
        WELL(ledger_batch_keep(place.ledger, &err), err);
        WELL(ledger_batch_commit(place.ledger, &err), err);
        uint64_t wanted = (uint64_t)(1 + cases[i].before + cases[i].after);
        check("size", ledger_batch_size(place.ledger) == wanted, "case %zu", i);
        struct verify_report report = place_verify(&place, (struct verify_options){ 0 }, &found);
        check("clean", report.findings == 0 && report.entries == wanted, "case %zu: %s", i,
              found.at[0].meaning);
        place_remove(&place);
    }
}

/* However the same entries are parted into batches, the tree is the same: sizes about a tile's end, three ways. */
static void test_batches(void **state)
{
    (void)state;
    static const int ways[] = { 1, 7, 600 };
    struct draft drafts[600];
    struct part parts[600][2];
    hash roots[COUNT_OF(ways)];
    struct error err = { 0 };
    for (int i = 0; i < 600; i++) {
        drafts[i] = draft_of(parts[i], "the same words");
        WELL(draft_seal(&drafts[i], &err), err);
    }
    struct place place;
    place_make(&place);
    struct edge start = { 0 };
    for (size_t w = 0; w < COUNT_OF(ways); w++) {
        if (w > 0)
            place_make(&place);
        struct receipt receipt;
        struct edge edge = start;
        struct entry genesis;
        struct part held[PARTS_MAX];
        WELL(ledger_entry(place.store, place.arena, 0, &genesis, held, &err), err);
        edge_push(&edge, entry_leaf_hash(&genesis), NULL, NULL);
        for (int i = 0; i < 600; i += ways[w]) {
            WELL(ledger_batch_begin(place.ledger, &err), err);
            for (int k = i; k < i + ways[w] && k < 600; k++) {
                WELL(ledger_put(place.ledger, &drafts[k], NULL, NULL, &receipt, &err), err);
                edge_push(&edge, receipt.leaf, NULL, NULL);
            }
            WELL(ledger_batch_commit(place.ledger, &err), err);
            if (i % 35 == 0)
                place_reopen(&place);
        }
        uint64_t size;
        WELL(ledger_head(place.ledger, &size, &roots[w], &err), err);
        check("size", size == 601, "%d", (int)size);
        check("root of the receipts", hash_same(roots[w], edge_root(&edge)), "way %zu", w);
        place_remove(&place);
    }
    for (int i = 0; i < 600; i++)
        draft_free(&drafts[i]);
}

/* Two connections write in turn; each reads again what the other has written. */
static void test_two_connections(void **state)
{
    (void)state;
    struct place place;
    struct store *store;
    struct ledger *other;
    struct error err = { 0 };
    struct found_list found;
    place_make(&place);
    place_second(&place, &store, &other);
    struct place second = place;
    second.store = store;
    second.ledger = other;
    for (uint64_t i = 1; i < 600; i += 2) {
        check("ours", place_put(&place, "from the first").seq == i, "a number twice or left out");
        check("theirs", place_put(&second, "from the second").seq == i + 1, "a number twice or left out");
    }
    struct verify_report report = place_verify(&place, (struct verify_options){ 0 }, &found);
    check("clean", report.findings == 0 && report.entries == 601, "%s", found.at[0].meaning);
    ledger_close(other);
    store_close(store);
    place_remove(&place);
    (void)err;
}

static uint16_t kind_of(struct place *place, uint64_t seq)
{
    struct error err = { 0 };
    struct entry e;
    struct part parts[PARTS_MAX];
    WELL(ledger_entry(place->store, place->arena, seq, &e, parts, &err), err);
    return e.kind;
}

/* recorded never goes back. Two seconds back and more become an entry, once, until the clock has gone on. */
static void test_clock(void **state)
{
    (void)state;
    struct place place;
    struct error err = { 0 };
    struct writer *writer;
    struct found_list found;
    place_make(&place);
    int64_t now = instant_now().us + 60 * US_PER_SECOND;
    instant_fix((instant){ now });
    struct receipt a = place_put(&place, "now"), b;
    check("at its time", a.recorded.us == now && a.seq == 1, "another time");
    instant_fix((instant){ now - US_PER_SECOND });
    b = place_put(&place, "a second back");
    check("kept at the last", b.recorded.us == now && b.seq == 2, "went back");
    instant_fix((instant){ now - 3 * US_PER_SECOND });

    WELL(ledger_batch_begin(place.ledger, &err) && ledger_batch_mark(place.ledger, &err), err);
    put_in_batch(&place, "undone");
    ledger_batch_undo(place.ledger);                 // and with it the entry about the clock
    check("put", put_in_batch(&place, "three seconds back") == 4, "no entry about the clock");
    WELL(ledger_batch_commit(place.ledger, &err), err);
    check("the clock", kind_of(&place, 3) == ENTRY_RECOVERY, "another kind");
    check("once", place_put(&place, "and another").seq == 5, "twice");
    instant_fix((instant){ now + US_PER_SECOND });
    check("goes on", place_put(&place, "later").recorded.us == now + US_PER_SECOND, "stood still");
    instant_fix((instant){ now - 4 * US_PER_SECOND });
    check("again", place_put(&place, "back again").seq == 8 && kind_of(&place, 7) == ENTRY_RECOVERY,
          "not told a second time");

    instant_fix((instant){ now - 4 * 60 * US_PER_SECOND });
    check("four minutes", ledger_clock_is_sound(place.ledger), "refused");
    instant_fix((instant){ now - 6 * 60 * US_PER_SECOND });
    check("six minutes", !ledger_clock_is_sound(place.ledger), "accepted");
    check("no writer", !writer_start(place.where, &writer, &err) && err.kind == ERROR_INPUT, "began");
    error_clear(&err);
    WELL(writer_start_trusting_clock(place.where, &writer, &err), err);
    writer_stop(writer);
    struct verify_report report = place_verify(&place, (struct verify_options){ 0 }, &found);
    check("clean", report.findings == 0, "%s", found.at[0].meaning);
    place_remove(&place);
}

struct tally { uint64_t next, stop; };

static bool tally(void *with, const struct entry *e, const struct part *parts, struct error *err)
{
    struct tally *t = with;
    (void)parts;
    (void)err;
    check("in order", e->seq == t->next, "%d", (int)e->seq);
    t->next++;
    return t->next != t->stop;
}

static void test_reading(void **state)
{
    (void)state;
    struct place place;
    struct error err = { 0 };
    struct entry e;
    struct part parts[PARTS_MAX];
    uint64_t seq, size;
    place_make(&place);
    int64_t start = instant_now().us + US_PER_SECOND;
    for (int i = 0; i < 5; i++) {
        instant_fix((instant){ start + i * US_PER_SECOND });
        place_put(&place, "one");
        place_put(&place, "two at the same time");
    }
    static const struct { const char *name; int64_t at; uint64_t size; } cases[] = {
        { "before the ledger", -3600 * 1000000LL, 0 }, { "just before the first", -1, 1 },
        { "ties all count", 0, 3 }, { "between", 500000, 3 }, { "the third second", 2000000, 7 },
        { "long after", 99000000, 11 },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        WELL(ledger_size_at(place.store, (instant){ start + cases[i].at }, &size, &err), err);
        check(cases[i].name, size == cases[i].size, "%d", (int)size);
    }
    WELL(ledger_entry(place.store, place.arena, 10, &e, parts, &err), err);
    WELL(ledger_find(place.store, e.entry, &seq, &err), err);
    check("found", seq == 10 && text_is(parts[1].value, "two at the same time"), "another");
    check("not there", !ledger_entry(place.store, place.arena, 11, &e, parts, &err)
          && err.kind == ERROR_ABSENT, "%s", err.message);
    error_clear(&err);
    check("nor far away", !ledger_entry(place.store, place.arena, UINT64_MAX, &e, parts, &err)
          && err.kind == ERROR_ABSENT, "%s", err.message);
    error_clear(&err);
    check("no such id", !ledger_find(place.store, id_new_random(), &seq, &err)
          && err.kind == ERROR_ABSENT, "%s", err.message);
    error_clear(&err);
    struct tally all = { 0, 0 }, some = { 2, 6 };
    WELL(ledger_each(place.store, 0, UINT64_MAX >> 1, tally, &all, &err), err);
    check("all", all.next == 11, "%d", (int)all.next);
    WELL(ledger_each(place.store, 2, 11, tally, &some, &err), err);
    check("ended early", some.next == 6, "%d", (int)some.next);

    place_tamper(&place, "DELETE FROM body WHERE seq = 4");
    all.next = 0;
    check("a body is gone", !ledger_each(place.store, 0, 11, tally, &all, &err)
          && err.kind == ERROR_BROKEN && all.next == 4, "read on");
    error_clear(&err);
    place_tamper(&place, "DELETE FROM entry WHERE seq = 10");
    struct ledger *ledger;
    check("head and entries apart", !ledger_open(place.store, &ledger, &err)
          && err.kind == ERROR_BROKEN, "opened");
    place_remove(&place);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_making), cmocka_unit_test(test_same_id), cmocka_unit_test(test_refused),
        cmocka_unit_test(test_marks), cmocka_unit_test(test_batches),
        cmocka_unit_test(test_two_connections), cmocka_unit_test(test_clock),
        cmocka_unit_test(test_reading),
    };
    return ON_BOTH_STORES(tests, NULL, NULL);
}
