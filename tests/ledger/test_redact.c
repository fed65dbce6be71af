/* Lawful erasure: the value leaves the file, every proof stays, and a quiet erasure is found. */
#include "tests/base/check.h"
#include "base/error.h"
#include "ledger/ledger.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SECRET "Quillfeather-Zebra-4711"
static char folder[] = "/tmp/candour-redact-XXXXXX";
static char where[64];
static struct store *store;
static struct ledger *ledger;
static struct error err;

static bool file_holds(const char *suffix)
{
    char path[80];
    snprintf(path, sizeof path, "%s%s", where, suffix);
    FILE *f = fopen(path, "rb");
    if (!f)
        return false;
    static char all[1 << 22];
    size_t len = fread(all, 1, sizeof all, f);
    fclose(f);
    return memmem(all, len, SECRET, strlen(SECRET)) != NULL;
}

static uint64_t findings(void)
{
    struct verify_report report = { 0 };
    struct verify_options options = { .threads = 1 };
    check("verify runs", ledger_verify(where, &options, &report, &err), "%s", err.detail);
    return report.findings;
}

static uint64_t put_one(void)
{
    struct part parts[] = { { .field = 1, .value = TEXT(SECRET) },
                            { .field = 2, .value = TEXT("kept") } };
    instant now = instant_now();
    struct draft d = { .kind = ENTRY_FIRST_CASE_KIND, .kind_version = 1, .entry = id_new_ordered(),
        .author = id_new_random(), .valid_from = now, .valid_to = { now.us + 1 }, .ref = NO_ENTRY,
        .parts = parts, .part_count = 2 };
    struct receipt receipt;
    check("put", draft_seal(&d, &err) && ledger_batch_begin(ledger, &err)
          && ledger_put(ledger, &d, NULL, NULL, &receipt, &err)
          && ledger_batch_commit(ledger, &err), "%s", err.detail);
    draft_free(&d);
    return receipt.seq;
}

static void test_redact(void **state)
{
    (void)state;
    struct sign_seed seed = { 0 };
    struct ledger_names names = { TEXT("ledger.example/test"), TEXT("Test"), TEXT("1"), 1 };
    check("folder", mkdtemp(folder) != NULL, "no folder");
    snprintf(where, sizeof where, "%s/a.db", folder);
    check("made", store_open(where, STORE_CREATE, &store, &err)
          && ledger_create(store, &names, &seed, &err)
          && ledger_open(store, &ledger, &err), "%s", err.detail);
    uint64_t seq = put_one(), quiet = put_one(), size;
    hash before, after;
    check("head", ledger_head(ledger, &size, &before, &err), "%s", err.detail);

    uint16_t field = 1;
    id person = id_new_random();
    struct redaction r = { .target = seq, .fields = &field, .field_count = 1,
        .legal_basis = TEXT("UK GDPR art. 17"), .request = NO_ENTRY, .requester = person,
        .approver = person };
    struct receipt receipt;
    check("alone", !ledger_redact(ledger, &r, NULL, NULL, &receipt, &err), "one person sufficed");
    r.approver = id_new_random();
    check("first", ledger_redact(ledger, &r, NULL, NULL, &receipt, &err), "%s", err.detail);
    check("old root", tree_root_at(ledger_tree_source, store, size, &after, &err)
          && memcmp(&before, &after, sizeof before) == 0, "the root changed");
    check("twice", !ledger_redact(ledger, &r, NULL, NULL, &receipt, &err), "erased twice");
    r.target = quiet;
    check("second", ledger_redact(ledger, &r, NULL, NULL, &receipt, &err), "%s", err.detail);
    check("gone", !file_holds("") && !file_holds("-wal"), "the value is still on disk");
    check("clean", findings() == 0, "verify complains");

    quiet = put_one();
    struct arena *arena = arena_new();
    struct entry e;
    struct part parts[PARTS_MAX];
    struct bytes body = { 0 };
    check("read", ledger_entry(store, arena, quiet, &e, parts, &err), "%s", err.detail);
    hash commit = part_commit(&parts[0]);
    parts[0].state = PART_REDACTED;
    memcpy(parts[0].salt, commit.b, sizeof commit.b);
    parts[0].value = (text){ 0 };
    parts_write(&body, parts, e.part_count);
    struct statement *s;
    check("prepare", store_prepare_literal(store, "UPDATE body SET parts = :p WHERE seq = :s", &s,
                                           &err), "%s", err.detail);
    bind_bytes(s, "p", body.at, body.len);
    bind_int(s, "s", (int64_t)quiet);
    check("quietly", statement_run(s, NULL, &err), "%s", err.detail);
    bytes_free(&body);
    arena_free(arena);
    check("found", findings() > 0, "a quiet erasure was not found");
    ledger_close(ledger);
    store_close(store);
    const char *suffixes[] = { "", "-wal", "-shm" };
    for (int i = 0; i < 3; i++) {
        char path[80];
        snprintf(path, sizeof path, "%s%s", where, suffixes[i]);
        unlink(path);
    }
    rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_redact) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
