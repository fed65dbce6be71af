#include "cli/command.h"

#include "base/file.h"
#include "record/record.h"

/* A copy that was not verified is a hope. */
static bool verify_copy(const char *where, struct verify_report *report, struct error *err)
{
    struct verify_options options = { .threads = 2, .allows = record_allows_field };
    if (!ledger_verify(where, &options, report, err))
        return false;
    return report->findings == 0
        || fail(err, ERROR_BROKEN, NULL,
                "The copy does not verify (%llu findings): run 'candour verify' on it.",
                (unsigned long long)report->findings);
}

/* Between two files page by page; else table by table into tables of our own making. */
static bool copy(struct store *from, const char *to_where, struct error *err)
{
    struct progress progress = { .doing = "Copying" };
    struct store *to;
    bool server = text_starts(text_of(to_where), "postgres");
    if (!store_is_postgres(from) && !server) {
        bool good = store_backup(from, to_where, progress_show, &progress, err);
        progress_end(&progress);
        return good;
    }
    if (!store_open(to_where, STORE_CREATE, &to, err))
        return false;
    bool has, good = store_has_table(to, "entry", &has, err);
    if (good && has)
        good = fail(err, ERROR_CONFLICT, NULL,
                    "There is a ledger there already; restore into an empty store.");
    if (good && store_begin(to, TRANSACTION_WRITE, err)) {
        good = authority_define(to, err) && store_commit(to, err);
        if (!good)
            store_rollback(to);
    }
    good = good && store_copy(from, to, progress_show, &progress, err);
    progress_end(&progress);
    store_close(to);
    return good;
}

static int run_backup(struct command *command, struct error *err)
{
    struct store *store;
    struct verify_report report = { 0 };
    const char *path = command->arguments[0];

    if (file_exists(path)) {
        fail(err, ERROR_CONFLICT, NULL, "%.150s is there already; name a new file.", path);
        return EXIT_COULD_NOT;
    }
    if (!store_open(command_store(command), STORE_READ, &store, err))
        return EXIT_COULD_NOT;
    bool good = copy(store, path, err);
    store_close(store);
    if (!good || !verify_copy(path, &report, err))
        return EXIT_COULD_NOT;
    printf("%s holds %llu entries and verifies.\nRoot %.*s\n"
           "It is not encrypted: keep it where only you can read it. The signing key is not in it.\n",
           path, (unsigned long long)report.entries,
           TEXT_ARG(hash_hex(command->arena, report.root)));
    return EXIT_CLEAN;
}

/* What was lawfully erased since the backup was made must not come back with it. */
static bool erase_again(struct command *command, const char *where, struct error *err)
{
    const char *path = command_option(command, "erasures");
    struct bytes journal = { 0 };
    struct store *store;
    struct ledger *ledger;
    size_t again = 0;
    if (!path && !file_exists(journal_path(command))) {
        printf("There is no journal of erasures at %s: if anything was erased since the backup, erase it again.\n",
               journal_path(command));
        return true;
    }
    if (!file_read(path ? path : journal_path(command), 64 * 1024 * 1024, &journal, err)
            || !store_open(where, STORE_WRITE, &store, err)) {
        bytes_free(&journal);
        return false;
    }
    bool good = ledger_open(store, &ledger, err);
    if (good) {
        good = ledger_erase_again(ledger, bytes_text(&journal), record_apply, NULL, &again, err);
        ledger_close(ledger);
    }
    store_close(store);
    bytes_free(&journal);
    if (good)
        printf("%zu erasure%s of the journal done again.\n", again, again == 1 ? "" : "s");
    return good;
}

static int run_restore(struct command *command, struct error *err)
{
    struct store *from;
    struct verify_report report = { 0 };
    const char *path = command->arguments[0], *to = command_store(command);

    if (file_exists(to)) {
        fail(err, ERROR_CONFLICT, NULL, "%.150s is there already; restore into a new file.", to);
        return EXIT_COULD_NOT;
    }
    if (!verify_copy(path, &report, err) || !store_open(path, STORE_READ, &from, err))
        return EXIT_COULD_NOT;
    bool good = copy(from, to, err);
    store_close(from);
    if (!good || !erase_again(command, to, err) || !verify_copy(to, &report, err))
        return EXIT_COULD_NOT;
    printf("The store holds %llu entries again and verifies.\nRoot %.*s\n",
           (unsigned long long)report.entries, TEXT_ARG(hash_hex(command->arena, report.root)));
    return EXIT_CLEAN;
}

const struct verb verb_backup = {
    .name = "backup", .arguments = "FILE", .least = 1, .most = 1,
    .summary = "Copy the store into a new file while it is in use, and verify the copy",
    .run = run_backup,
};
static const struct option_row restore_options[] = {
    { "erasures", "FILE", NULL, "the journal of erasures (otherwise the one beside the key, if there is one)" },
    { "key", "FILE", NULL, "the signing key (otherwise STORE.key, or candour.key for PostgreSQL)" },
    { 0 },
};

const struct verb verb_restore = {
    .name = "restore", .arguments = "FILE", .least = 1, .most = 1,
    .summary = "Put a backup into an empty store, erase again what was erased since, and verify it",
    .options = restore_options, .run = run_restore,
};
