/* Verify on both stores: one thing is changed in a good ledger at a time, by somebody who may write every table,
 * and each change is found, by the code that docs/ledger.md gives it. */
#include "place.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define ENTRIES 300                      // one full tile and a growing end
enum { ERASED = 40 };                    // the entry whose field 2 is erased by law

static const char *const tables[] = { "entry", "body", "tile", "head", "checkpoint", "cosignature",
                                      "ledger_key", "verified" };
static struct place place;
static struct sign_seed witness_seed;
static text witness_key;
static uint64_t size;

static void put_access(int64_t from, int64_t to)
{
    struct error err = { 0 };
    char first[24], last[24];
    struct receipt receipt;
    snprintf(first, sizeof first, "%" PRId64, from);
    snprintf(last, sizeof last, "%" PRId64, to);
    struct part parts[] = { { .field = ACCESS_FROM, .value = text_of(first) },
                            { .field = ACCESS_TO, .value = text_of(last) } };
    struct draft draft = draft_of((struct part[2]){ { 0 } }, "");
    draft.kind = ENTRY_ACCESS_BATCH;
    draft.parts = parts;
    WELL(draft_seal(&draft, &err) && ledger_batch_begin(place.ledger, &err)
         && ledger_put(place.ledger, &draft, NULL, NULL, &receipt, &err)
         && ledger_batch_commit(place.ledger, &err), err);
    draft_free(&draft);
}

static void erase(uint64_t target, uint16_t field)
{
    struct error err = { 0 };
    struct receipt receipt;
    struct redaction r = {
        .target = target, .fields = &field, .field_count = 1, .legal_basis = TEXT("UK GDPR article 17"),
        .request = NO_ENTRY, .requester = { "who asks for it" }, .approver = { "who approves it" },
    };
    WELL(ledger_redact(place.ledger, &r, NULL, NULL, &receipt, &err), err);
}

static text checkpoint(void)
{
    struct error err = { 0 };
    text note = TEXT_NONE;
    WELL(ledger_checkpoint(place.ledger, &place.seed, place.arena, &note, &err), err);
    return note;
}

/* The line of a witness, at that time, beside the newest checkpoint. */
static void cosign(text note, int64_t time)
{
    struct error err = { 0 };
    struct statement *s;
    text both = note_cosign(place.arena, note, TEXT("witness.test/w1"), (uint64_t)time, &witness_seed);
    text line = text_skip(text_first(both, both.len - 1), note.len);
    uint64_t covered;
    hash root;
    WELL(ledger_head(place.ledger, &covered, &root, &err), err);
    WELL(store_prepare_literal(place.store,
            "INSERT INTO cosignature (size, witness, time, line) VALUES (:size, :witness, :time, :line)",
            &s, &err), err);
    bind_int(s, "size", (int64_t)covered);
    bind_text(s, "witness", TEXT("witness.test/w1"));
    bind_int(s, "time", time);
    bind_text(s, "line", line);
    WELL(statement_run(s, NULL, &err), err);
}

/* Two checkpoints, the second with a cosignature, an erasure, two logs of reads; and a copy of every table. */
static int make(void **state)
{
    (void)state;
    struct error err = { 0 };
    place_make(&place);
    memset(witness_seed.b, 2, sizeof witness_seed.b);
    struct sign_key key = sign_key_of(&witness_seed);
    witness_key = note_vkey(place.arena, TEXT("witness.test/w1"), 4, &key);
    place_fill(&place, 200);
    checkpoint();
    erase(ERASED, 2);
    put_access(1, 5);
    put_access(6, 9);
    place_fill(&place, ENTRIES - 204);
    text note = checkpoint();
    cosign(note, instant_now().us / US_PER_SECOND);
    place_put(&place, "after the checkpoint");
    size = ENTRIES + 1;
    WELL(store_begin(place.store, TRANSACTION_WRITE, &err), err);
    for (size_t i = 0; i < COUNT_OF(tables); i++) {
        char sql[100];
        snprintf(sql, sizeof sql, "CREATE TABLE saved_%s AS SELECT * FROM %s", tables[i], tables[i]);
        WELL(store_define(place.store, sql, &err), err);
    }
    WELL(store_commit(place.store, &err), err);
    return 0;
}

static int end(void **state)
{
    (void)state;
    place_remove(&place);
    return 0;
}

static void restore(void)
{
    char sql[2000] = "";
    for (size_t i = 0; i < COUNT_OF(tables); i++) {
        size_t at = strlen(sql);
        snprintf(sql + at, sizeof sql - at, "DELETE FROM %s; INSERT INTO %s SELECT * FROM saved_%s;",
                 tables[i], tables[i], tables[i]);
    }
    place_tamper(&place, sql);
}

static struct verify_report look(struct found_list *found)
{
    return place_verify(&place, (struct verify_options){ .witnesses = &witness_key,
                                                         .witness_count = 1 }, found);
}

static void test_clean(void **state)
{
    (void)state;
    struct found_list found;
    struct verify_report report = look(&found);
    check("clean", report.findings == 0, "%s: %s", found.at[0].code, found.at[0].meaning);
    check("counted", report.entries == size && report.redacted == 1 && report.checkpoints == 3
          && report.cosignatures == 1 && report.cosignatures_checked == 1, "%d entries",
          (int)report.entries);
    report = place_verify(&place, (struct verify_options){ .threads = 2 }, &found);
    check("without the witness's key", report.findings == 0 && report.cosignatures_checked == 0, "%s",
          found.at[0].meaning);
    restore();
    check("a copy is as good", look(&found).findings == 0, "%s", found.at[0].meaning);
}

/* 1 tamper, 1 look, 1 code that must be among the findings. Blobs: X'' is spelt for the store at hand. */
static const struct { const char *name, *sql, *code; } changes[] = {
    { "entry deleted", "DELETE FROM entry WHERE seq = 7; DELETE FROM body WHERE seq = 7", "gap" },
    { "first deleted", "DELETE FROM entry WHERE seq = 0; DELETE FROM body WHERE seq = 0", "gap" },
    { "tail deleted", "DELETE FROM entry WHERE seq > 290; DELETE FROM body WHERE seq > 290", "gap" },
    { "tail deleted, head's size too", "DELETE FROM entry WHERE seq > 290; DELETE FROM body WHERE seq > 290;"
      "UPDATE head SET size = 291", "head-root" },
    { "swapped", "UPDATE entry SET seq = 9999 WHERE seq = 20; UPDATE entry SET seq = 20 WHERE seq = 21;"
      "UPDATE entry SET seq = 21 WHERE seq = 9999", "tile" },
    { "renumbered", "DELETE FROM entry WHERE seq = 300; DELETE FROM body WHERE seq = 300;"
      "UPDATE entry SET seq = 300 WHERE seq = 299; UPDATE body SET seq = 300 WHERE seq = 299", "gap" },
    { "body deleted", "DELETE FROM body WHERE seq = 7", "body-missing" },
    { "body of another", "UPDATE body SET parts = (SELECT b.parts FROM body AS b WHERE b.seq = 8) WHERE seq = 9",
      "body-changed" },
    { "empty body", "UPDATE body SET parts = X'' WHERE seq = 7", "body-shape" },
    { "body with no part", "UPDATE body SET parts = X'00' WHERE seq = 7", "body-shape" },
    { "body of nobody", "INSERT INTO body SELECT 5000, parts FROM saved_body WHERE seq = 7", "rows" },
    { "body below nought", "INSERT INTO body SELECT -5, parts FROM saved_body WHERE seq = 7", "rows" },
    { "erased again, restored", "UPDATE body SET parts = (SELECT b.parts FROM body AS b WHERE b.seq = 41)"
      " WHERE seq = 40", "erasure-undone" },
    { "erasure of another field", "UPDATE entry SET ref_seq = 39 WHERE kind = 2", "erased-quietly" },
    { "erasure made something else", "UPDATE entry SET kind = 272 WHERE kind = 2", "erased-quietly" },
    { "erasure of nothing", "UPDATE entry SET ref_seq = NULL WHERE kind = 2", "erasure-names-nothing" },
    { "erasure approved by its author", "UPDATE entry SET author_id = X'77686f20617070726f76657320697400'"
      " WHERE kind = 2", "erasure-unapproved" },
    { "log of reads made something else", "UPDATE entry SET kind = 9 WHERE kind = 5 AND seq = 202",
      "access-gap" },
    { "a second genesis", "UPDATE entry SET kind = 1 WHERE seq = 9", "genesis" },
    { "no genesis", "UPDATE entry SET kind = 9 WHERE seq = 0", "genesis" },
    { "unknown kind", "UPDATE entry SET kind = 99 WHERE seq = 9", "kind-unknown" },
    { "kind too large", "UPDATE entry SET kind = 65536 + 272 WHERE seq = 9", "row" },
    { "unknown flags", "UPDATE entry SET flags = 64 WHERE seq = 9", "flags" },
    { "recorded back", "UPDATE entry SET recorded_at = 5 WHERE seq = 9", "time-back" },
    { "recorded ahead", "UPDATE entry SET recorded_at = recorded_at + 5 WHERE seq = 300", "head-time" },
    { "ends before it begins", "UPDATE entry SET valid_to = valid_from - 1 WHERE seq = 9", "period" },
    { "names a later entry", "UPDATE entry SET ref_seq = 200 WHERE seq = 9", "ref" },
    { "names itself", "UPDATE entry SET ref_seq = 9 WHERE seq = 9", "ref" },
    { "id too short", "UPDATE entry SET author_id = X'0102' WHERE seq = 9", "row" },
    { "root too short", "UPDATE entry SET body_root = X'0102' WHERE seq = 9", "row" },
    { "tile", "UPDATE tile SET hashes = (SELECT b.parts FROM body AS b WHERE b.seq = 8) WHERE level = 0", "tile" },
    { "tile deleted", "DELETE FROM tile WHERE level = 0", "tile" },
    { "upper tile", "UPDATE tile SET hashes = (SELECT h.root FROM head AS h) WHERE level = 1", "tile-upper" },
    { "upper tile deleted", "DELETE FROM tile WHERE level = 1", "tile-count" },
    { "tile too many", "INSERT INTO tile SELECT 3, 9, hashes FROM saved_tile WHERE level = 1", "tile-size" },
    { "growing tile written", "INSERT INTO tile SELECT 0, 1, hashes FROM saved_tile WHERE level = 1", "tile-size" },
    { "tile below nought", "INSERT INTO tile SELECT -1, 0, hashes FROM saved_tile WHERE level = 1", "tile-size" },
    { "head's size less", "UPDATE head SET size = size - 1", "rows" },
    { "head's size more", "UPDATE head SET size = size + 1", "gap" },
    { "head's size enormous", "UPDATE head SET size = 4000000000000000000", "count" },
    { "head's root", "UPDATE head SET root = (SELECT k.root FROM checkpoint AS k WHERE k.size = 1)", "head-root" },
    { "head's frontier", "UPDATE head SET frontier = X''", "head-frontier" },
    { "head's time", "UPDATE head SET recorded_at = recorded_at - 1", "head-time" },
    { "head's ledger", "UPDATE head SET ledger_id = X'00112233445566778899aabbccddeeff'", "tile" },
    { "a second head", "INSERT INTO head SELECT 2, ledger_id, size, root, frontier, recorded_at FROM saved_head",
      "head-rows" },
    { "checkpoint's root", "UPDATE checkpoint SET root = (SELECT h.root FROM head AS h) WHERE size = 201",
      "checkpoint-row" },
    { "checkpoint's note of another", "UPDATE checkpoint SET note = (SELECT s.note FROM saved_checkpoint AS s"
      " WHERE s.size = 1) WHERE size = 201", "checkpoint-row" },
    { "checkpoint's note changed", "UPDATE checkpoint SET note = replace(note, 'services', 'servicez')",
      "checkpoint-signature" },
    { "checkpoint of more", "DELETE FROM entry WHERE seq >= 299; DELETE FROM body WHERE seq >= 299;"
      "UPDATE head SET size = 299", "checkpoint-ahead" },
    { "key", "UPDATE ledger_key SET vkey = replace(vkey, 'services', 'servicez')", "key" },
    { "key deleted", "DELETE FROM ledger_key", "key" },
    { "a newer key", "INSERT INTO ledger_key (vkey, from_size) VALUES ('candour.test/borough+ab78a819+AYqI4910"
      "CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c', 100)", "key-changed" },
    { "cosignature's time", "UPDATE cosignature SET time = time - 100000", "witness-time" },
    { "cosignature's line", "UPDATE cosignature SET line = replace(line, 'D9', 'D8')", "cosignature" },
    { "cosignature's checkpoint", "DELETE FROM checkpoint WHERE size = 300", "cosignature-alone" },
};

/* X'0a' becomes what the store calls those bytes. */
static void spell(const char *sql, char out[1000])
{
    size_t n = 0;
    for (const char *at = sql; *at && n < 990; at++) {
        if (on_postgres() && at[0] == 'X' && at[1] == '\'') {
            const char *close = strchr(at + 2, '\'');
            n += (size_t)snprintf(out + n, 1000 - n, "CAST('\\x%.*s' AS BYTEA)", (int)(close - at - 2), at + 2);
            at = close;
        } else {
            out[n++] = *at;
        }
    }
    out[n] = 0;
}

static void test_changes(void **state)
{
    (void)state;
    struct found_list found;
    char sql[1000];
    for (size_t i = 0; i < COUNT_OF(changes); i++) {
        spell(changes[i].sql, sql);
        place_tamper(&place, sql);
        look(&found);
        check(changes[i].name, found_code(&found, changes[i].code), "not %s but %s (%zu findings)",
              changes[i].code, found.count ? found.at[0].code : "nothing", found.count);
        restore();
    }
    check("clean again", look(&found).findings == 0, "%s", found.at[0].meaning);
    print_message("%zu changes found\n", COUNT_OF(changes));
}

/* Each column of an entry, changed in rows of the full tile and of the growing end. */
static void test_every_column(void **state)
{
    (void)state;
    static const char *const columns[] = {
        "kind = kind + 1", "kind_version = kind_version + 1", "recorded_at = recorded_at + 1",
        "valid_from = valid_from - 1", "valid_to = valid_to - 1", "role = role + 1", "flags = flags + 1",
        "part_count = part_count + 1", "ref_seq = 0", "seq = seq + 5000",
        "entry_id = X'00112233445566778899aabbccddeeff'",
        "subject_id = X'00112233445566778899aabbccddeeff'",
        "author_id = X'00112233445566778899aabbccddeeff'",
        "body_root = X'00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff'",
    };
    static const int rows[] = { 1, 100, 255, 256, 299, 300 };
    struct found_list found;
    char sql[1000], form[200];
    for (size_t r = 0; r < COUNT_OF(rows); r++)
        for (size_t c = 0; c < COUNT_OF(columns); c++) {
            snprintf(form, sizeof form, "UPDATE entry SET %s WHERE seq = %d", columns[c], rows[r]);
            spell(form, sql);
            place_tamper(&place, sql);
            check(form, look(&found).findings > 0, "not found");
            restore();
        }
}

/* A state that once was true, with everything newer removed, is true in itself: only a checkpoint kept
 * elsewhere tells. docs/ledger.md says so. */
static void test_rolled_back(void **state)
{
    (void)state;
    struct found_list found;
    struct error err = { 0 };
    place_fill(&place, 20);
    text newer = checkpoint(), older;
    restore();
    check("true in itself", look(&found).findings == 0, "%s", found.at[0].meaning);
    struct verify_report report = place_verify(&place, (struct verify_options){
        .against = &newer, .against_count = 1 }, &found);
    check("not beside a newer checkpoint", report.findings == 1 && found_code(&found, "against-ahead"),
          "%d findings", (int)report.findings);
    struct kept_checkpoint kept;
    WELL(ledger_checkpoint_covering(place.store, place.arena, 100, &kept, &err), err);
    older = kept.note;
    report = place_verify(&place, (struct verify_options){ .against = &older, .against_count = 1 }, &found);
    check("an older one holds", report.findings == 0 && kept.size == 201, "%s", found.at[0].meaning);
    struct checkpoint forged = { .origin = ledger_origin(place.ledger), .size = 150, .root = kept.root };
    text note = note_sign(place.arena, &forged, &place.seed);
    report = place_verify(&place, (struct verify_options){ .against = &note, .against_count = 1 }, &found);
    check("another history", found_code(&found, "against-changed"), "%d findings", (int)report.findings);
    text junk = TEXT("not a note");
    report = place_verify(&place, (struct verify_options){ .against = &junk, .against_count = 1 }, &found);
    check("not a note", found_code(&found, "against-unreadable"), "%d findings", (int)report.findings);
    place_reopen(&place);
}

/* An incremental run reads new bodies, all leaves, and the old bodies that new erasures name. */
static void test_incremental(void **state)
{
    (void)state;
    const struct verify_options incremental = { .incremental = true };
    struct found_list found;
    check("the first reads all", place_verify(&place, incremental, &found).parts > 500, "too little");
    struct verify_report report = place_verify(&place, incremental, &found);
    check("the second reads little", report.findings == 0 && report.parts < 20, "%d parts",
          (int)report.parts);
    erase(50, 2);
    put_access(10, 11);
    check("a new erasure of an old entry", place_verify(&place, incremental, &found).findings == 0, "%s",
          found.at[0].meaning);
    erase(51, 2);
    place_tamper(&place, "UPDATE body SET parts = (SELECT s.parts FROM saved_body AS s WHERE s.seq = 51)"
                         " WHERE seq = 51");
    place_verify(&place, incremental, &found);
    check("not carried out", found_code(&found, "erasure-undone"), "%zu findings", found.count);
    restore();
    place_reopen(&place);
    place_verify(&place, incremental, &found);
    place_tamper(&place, "UPDATE body SET parts = (SELECT b.parts FROM body AS b WHERE b.seq = 8)"
                         " WHERE seq = 9");
    check("an old body is left to the full run", place_verify(&place, incremental, &found).findings == 0,
          "%s", found.at[0].meaning);
    check("which finds it", look(&found).findings > 0, "clean");
    place_tamper(&place, "UPDATE entry SET role = 9 WHERE seq = 9");
    place_verify(&place, incremental, &found);
    check("an old leaf is not", found_code(&found, "tile") && found_code(&found, "verified-changed"), "%s",
          found.at[0].code);
    restore();
}

static int hook_calls;

static bool judge(void *with, struct store *store, const struct entry *e, const struct part *parts,
                  struct finding *f)
{
    (void)store;
    uint64_t *last = with;
    check("in order", e->kind == ENTRY_ACCESS_BATCH && e->seq > *last && e->part_count == 2, "another");
    *last = e->seq;
    hook_calls++;
    if (text_is(parts[0].value, "1"))
        return true;
    f->code = "looks-changed";
    snprintf(f->meaning, sizeof f->meaning, "Its looks are not those in the table.");
    return false;
}

static bool allow(void *with, uint16_t kind, uint16_t version, uint16_t field)
{
    (void)with;
    return kind == 0x0110 && version == 1 && field == 1;
}

static bool stop(void *with, int64_t done, int64_t all)
{
    (void)with;
    return done > all;
}

static void test_hooks(void **state)
{
    (void)state;
    struct found_list found;
    struct error err = { 0 };
    uint64_t last = 0;
    hook_calls = 0;
    place_verify(&place, (struct verify_options){ .sealed = judge, .sealed_with = &last }, &found);
    check("both logs", hook_calls == 2 && found.count == 1 && found_code(&found, "looks-changed"), "%d",
          hook_calls);
    place_verify(&place, (struct verify_options){ .allows = allow }, &found);
    check("field 2 is not allowed", found_code(&found, "field-unknown"), "%zu", found.count);
    struct verify_report report;
    struct verify_options stopped = { .progress = stop };
    check("stopped", !ledger_verify(place.where, &stopped, &report, &err) && err.kind == ERROR_INPUT, "ran");
}

static void test_schema(void **state)
{
    (void)state;
    static const struct { const char *name, *sql, *code; } cases[] = {
        { "a trigger dropped", "DROP TRIGGER entry_no_update", "schema" },
        { "an index dropped", "DROP INDEX entry_system", "schema" },
        { "a column added", "ALTER TABLE entry ADD COLUMN more INTEGER", "schema" },
        { "a trigger added", "CREATE TRIGGER quiet AFTER INSERT ON body BEGIN SELECT 1; END", "schema-trigger" },
    };
    if (on_postgres())
        return;                                        // there the rights of the account take its place
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct place other;
        struct store *store;
        struct error err = { 0 };
        struct found_list found;
        place_make(&other);
        WELL(store_open(other.where, STORE_WRITE, &store, &err), err);
        WELL(store_define(store, cases[i].sql, &err), err);
        store_close(store);
        place_verify(&other, (struct verify_options){ 0 }, &found);
        check(cases[i].name, found_code(&found, cases[i].code), "%zu findings", found.count);
        place_remove(&other);
    }
}

/* What somebody appends meanwhile is not taken for a change. */
static void test_while_writing(void **state)
{
    (void)state;
    struct found_list found;
    struct error err = { 0 };
    struct writer *writer;
    enum { QUEUED = 400 };
    static struct part parts[QUEUED][2];
    static struct draft drafts[QUEUED];
    static struct receipt receipts[QUEUED];
    struct place other;
    place_make(&other);
    WELL(writer_start(other.where, &writer, &err), err);
    for (int i = 0; i < QUEUED; i++) {
        drafts[i] = draft_of(parts[i], "while verify runs");
        struct write w = { .drafts = &drafts[i], .draft_count = 1, .receipts = &receipts[i] };
        WELL(draft_seal(&drafts[i], &err) && writer_put(writer, &w, &err), err);
        draft_free(&drafts[i]);
        if (i % 20 == 0)
            check("clean", place_verify(&other, (struct verify_options){ 0 }, &found).findings == 0, "%s",
                  found.at[0].meaning);
    }
    writer_stop(writer);
    place_remove(&other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_clean, make), cmocka_unit_test(test_changes),
        cmocka_unit_test(test_every_column), cmocka_unit_test(test_rolled_back),
        cmocka_unit_test(test_hooks), cmocka_unit_test_teardown(test_incremental, end),
        cmocka_unit_test(test_schema), cmocka_unit_test(test_while_writing),
    };
    return ON_BOTH_STORES(tests, NULL, NULL);
}
