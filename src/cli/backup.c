#include "cli/command.h"

#include "base/file.h"
#include "record/record.h"

#include <unistd.h>

/* A copy that was not verified is a hope. */
static bool verify_copy(const char *path, struct verify_report *report, struct error *err)
{
    struct verify_options options = { .threads = 2, .allows = record_allows_field };
    if (!ledger_verify(path, &options, report, err))
        return false;
    return report->findings == 0
        || fail(err, ERROR_BROKEN, NULL,
                "The copy %.120s does not verify (%llu findings): run 'candour verify' on it.",
                path, (unsigned long long)report->findings);
}

static int run_backup(struct command *command, struct error *err)
{
    struct store *store;
    struct verify_report report = { 0 };
    const char *path = command->arguments[0];
    struct progress progress = { .doing = "Copying" };

    if (file_exists(path)) {
        fail(err, ERROR_CONFLICT, NULL, "%.150s is there already; name a new file.", path);
        return EXIT_COULD_NOT;
    }
    if (!store_open(command_store(command), STORE_READ, &store, err))
        return EXIT_COULD_NOT;
    bool good = store_backup(store, path, progress_show, &progress, err);
    progress_end(&progress);
    store_close(store);
    if (!good || !verify_copy(path, &report, err))
        return EXIT_COULD_NOT;
    printf("%s holds %llu entries and verifies.\nRoot %.*s\n"
           "It is not encrypted: keep it where only you can read it. The signing key is not in it.\n",
           path, (unsigned long long)report.entries,
           TEXT_ARG(hash_hex(command->arena, report.root)));
    return EXIT_CLEAN;
}

static int run_restore(struct command *command, struct error *err)
{
    struct store *from, *to;
    struct verify_report report = { 0 };
    const char *path = command->arguments[0];
    struct progress progress = { .doing = "Restoring" };
    bool has;

    if (!verify_copy(path, &report, err) || !store_open(path, STORE_READ, &from, err))
        return EXIT_COULD_NOT;
    if (!store_open(command_store(command), STORE_CREATE, &to, err)) {
        store_close(from);
        return EXIT_COULD_NOT;
    }
    bool good = store_has_table(to, "entry", &has, err);
    if (good && has)
        good = fail(err, ERROR_CONFLICT, NULL,
                    "There is a ledger in %.120s already; restore into an empty store.",
                    command_store(command));
    if (good)
        good = store_copy(from, to, progress_show, &progress, err);
    progress_end(&progress);
    store_close(from);
    store_close(to);
    if (!good || !verify_copy(command_store(command), &report, err))
        return EXIT_COULD_NOT;
    printf("%s holds %llu entries again and verifies.\nRoot %.*s\n", command_store(command),
           (unsigned long long)report.entries, TEXT_ARG(hash_hex(command->arena, report.root)));
    return EXIT_CLEAN;
}

const struct verb verb_backup = {
    .name = "backup", .arguments = "FILE", .least = 1, .most = 1,
    .summary = "Copy the store into a new file while it is in use, and verify the copy",
    .run = run_backup,
};
const struct verb verb_restore = {
    .name = "restore", .arguments = "FILE", .least = 1, .most = 1,
    .summary = "Put a backup into an empty store, and verify it there",
    .run = run_restore,
};
