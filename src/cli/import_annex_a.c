#include "cli/command.h"

#include "practice/accounts.h"
#include "returns/annex_a.h"

#include <stdlib.h>

static void show(struct command *command, const struct annex_a_summary *summary)
{
    struct bytes page = { 0 };
    if (command_json(command)) {
        annex_a_summary_print_json(summary, &page);
        bytes_add_u8(&page, '\n');
    } else {
        annex_a_summary_print(summary, &page);
    }
    fwrite(page.at, 1, page.len, stdout);
    bytes_free(&page);
}

static int import_all(struct command *command, struct ledger *ledger, id service, struct error *err)
{
    const char *differences = command_option(command, "differences");
    struct difference_list list = { 0 };
    struct annex_a_summary *summary = memory_alloc(sizeof *summary);
    int status = EXIT_CLEAN;
    for (int i = 0; i < command->argument_count && status != EXIT_COULD_NOT; i++) {
        struct progress progress = { .doing = "Reading" };
        struct annex_a_options options = {
            .service = service, .differences = &list, .progress = progress_show, .progress_with = &progress,
        };
        bool good = annex_a_import(ledger, command->arguments[i], &options, summary, err);
        progress_end(&progress);
        if (!good) {
            status = EXIT_COULD_NOT;
            break;
        }
        show(command, summary);
        if (findings_total(&summary->findings) > 0)
            status = EXIT_FINDINGS;
    }
    // Of the workbooks that were kept, even when a later one was not.
    if (differences && !difference_list_write(&list, differences, err))
        status = EXIT_COULD_NOT;
    difference_list_free(&list);
    free(summary);
    return status;
}

static int run_import(struct command *command, struct error *err)
{
    struct store *store;
    struct ledger *ledger;
    id service;
    if (!store_open(command_store(command), STORE_WRITE, &store, err))
        return EXIT_COULD_NOT;
    int status = EXIT_COULD_NOT;
    if (command_fits(store, err) && ledger_open(store, &ledger, err)) {
        if (accounts_service(store, &service, err))
            status = import_all(command, ledger, service, err);
        ledger_close(ledger);
    }
    store_close(store);
    return status;
}

static const struct option_row import_options[] = {
    { "differences", "FILE", NULL, "list as CSV where a workbook and what is recorded do not agree" },
    { 0 },
};

const struct verb verb_import_annex_a = {
    .name = "import", .object = "annex-a", .arguments = "FILE.xlsx...", .least = 1, .most = 256,
    .summary = "Read Annex A workbooks; reading one twice changes nothing",
    .options = import_options, .run = run_import,
};
