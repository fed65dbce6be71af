/* append_load - appends entries and prints a line for each that is acknowledged: "ack SEQ SIZE ROOT".
 * For the tests that kill it, break its disk, or time what it made.
 *   append_load STORE COUNT BATCH [WORDS]    COUNT 0: for ever; WORDS: bytes of text an entry (30)
 *   append_load --check STORE < ACKS         all of them are there under their roots, and verify is clean
 * Status 0 done, 1 not so, 2 not begun, 3 a batch was refused, EXIT_COMMIT_FAILED a commit failed. */
#include "ledger/ledger.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BATCH_MAX 4096

static char words[PART_BYTES_MAX];

static bool put(struct ledger *ledger, uint64_t number, size_t len, struct receipt *receipt,
                struct error *err)
{
    struct part parts[] = {
        { .field = 1, .value = TEXT("yes") }, { .field = 2, .value = { words, len } },
        { .field = 3, .value = TEXT("2026-11-02T10:00:00Z") },
    };
    instant now = instant_now();
    id subject = { "a subject......" };
    memcpy(subject.b, &(uint64_t){ number % 1000 }, sizeof number);
    struct draft draft = {
        .kind = ENTRY_FIRST_CASE_KIND, .kind_version = 1, .role = 1, .entry = id_new_ordered(),
        .subject = subject, .author = { "an author......" }, .valid_from = now,
        .valid_to = { now.us + 1 }, .ref = NO_ENTRY, .parts = parts, .part_count = 3,
    };
    bool good = draft_seal(&draft, err) && ledger_put(ledger, &draft, NULL, NULL, receipt, err);
    draft_free(&draft);
    return good;
}

/* Told only after the commit: one line an entry, each with the size and root after the batch. */
static bool tell(const struct receipt *receipts, uint64_t count, uint64_t size, hash root)
{
    static char lines[BATCH_MAX * 120];
    struct arena *arena = arena_new();
    size_t len = 0;
    for (uint64_t i = 0; i < count; i++)
        len += (size_t)snprintf(lines + len, sizeof lines - len, "ack %" PRIu64 " %" PRIu64 " %.*s\n",
                                receipts[i].seq, size, TEXT_ARG(hash_hex(arena, root)));
    arena_free(arena);
    return write(STDOUT_FILENO, lines, len) == (ssize_t)len;
}

/* As the writer does it: each in a savepoint, and one that is refused leaves the others in place. */
static uint64_t put_batch(struct ledger *ledger, uint64_t first, uint64_t batch, size_t len,
                          struct receipt *receipts, struct error *err)
{
    uint64_t kept = 0;
    if (!ledger_batch_begin(ledger, err))
        return 0;
    for (uint64_t k = 0; k < batch; k++) {
        struct error refused = { 0 };
        if (!ledger_batch_mark(ledger, err)) {
            ledger_batch_abandon(ledger);
            return 0;
        }
        if (!put(ledger, first + k, len, &receipts[kept], &refused)) {
            ledger_batch_undo(ledger);
        } else if (ledger_batch_keep(ledger, err)) {
            kept++;
        } else {
            ledger_batch_abandon(ledger);
            return 0;
        }
    }
    return ledger_batch_commit(ledger, err) ? kept : 0;
}

static bool run(const char *where, uint64_t count, uint64_t batch, size_t len, struct error *err)
{
    static struct receipt receipts[BATCH_MAX];
    struct store *store;
    struct ledger *ledger;
    hash root;
    uint64_t size;
    if (!store_open(where, STORE_WRITE, &store, err) || !ledger_open(store, &ledger, err))
        return false;
    for (uint64_t i = 0; count == 0 || i < count; i += batch) {
        uint64_t kept = put_batch(ledger, i, batch, len, receipts, err);
        if (kept == 0 || !ledger_head(ledger, &size, &root, err) || !tell(receipts, kept, size, root))
            return false;
    }
    ledger_close(ledger);
    store_close(store);
    return true;
}

/* A new ledger where there is none. */
static bool make(const char *where, struct error *err)
{
    struct store *store;
    struct sign_seed seed = { { 1 } };
    struct ledger_names names = { TEXT("ledger.test.example/load"), TEXT("Test"), TEXT("test"), 1 };
    bool has;
    if (!store_open(where, STORE_CREATE, &store, err))
        return false;
    bool good = store_has_table(store, "head", &has, err)
             && (has || ledger_create(store, &names, &seed, err));
    store_close(store);
    return good;
}

static void show(void *with, const struct finding *f)
{
    (void)with;
    printf("%s %s\n", f->code, f->meaning);
}

/* Lines come in the order of the sizes, so a root is computed once for each batch. */
static int check(const char *where, struct error *err)
{
    struct verify_options options = { .found = show };
    struct verify_report report;
    struct store *store;
    uint64_t seq, size, newest, rooted = 0;
    char line[200], hex[65];
    hash told, root = { { 0 } };
    if (!ledger_verify(where, &options, &report, err) || !store_open(where, STORE_READ, &store, err)
            || !ledger_size_now(store, &newest, err))
        return 2;
    bool good = report.findings == 0;
    while (fgets(line, sizeof line, stdin)) {
        if (sscanf(line, "ack %" SCNu64 " %" SCNu64 " %64s", &seq, &size, hex) != 3
                || !hash_from_hex(text_of(hex), &told))
            return 2;
        bool there = seq < newest && size <= newest;
        if (there && size != rooted && !tree_root_at(ledger_tree_source, store, size, &root, err))
            return 2;
        rooted = size;
        if (!there || !hash_same(told, root)) {
            printf("lost: %s", line);
            good = false;
        }
    }
    store_close(store);
    return good ? 0 : 1;
}

int main(int argc, char **argv)
{
    struct error err = { 0 };
    if (argc == 3 && !strcmp(argv[1], "--check"))
        return check(argv[2], &err);
    if (argc < 4)
        return 2;
    uint64_t count = strtoull(argv[2], NULL, 10), batch = strtoull(argv[3], NULL, 10);
    size_t len = argc > 4 ? strtoul(argv[4], NULL, 10) : 30;
    if (batch < 1 || batch > BATCH_MAX || len > sizeof words)
        return 2;
    memset(words, 'w', sizeof words);
    if (!make(argv[1], &err)) {
        fprintf(stderr, "append_load: %s %s\n", err.message, err.detail);
        return 2;
    }
    if (!run(argv[1], count, batch, len, &err)) {
        fprintf(stderr, "append_load: %s %s\n", err.message, err.detail);
        return 3;
    }
    return 0;
}
