#include "cli/command.h"

#include "practice/accounts.h"
#include "returns/cin.h"

static void show(struct command *command, const struct cin_summary *summary)
{
    struct bytes page = { 0 };
    if (command_json(command)) {
        cin_summary_print_json(summary, &page);
        bytes_add_u8(&page, '\n');
    } else {
        cin_summary_print(summary, &page);
    }
    fwrite(page.at, 1, page.len, stdout);
    bytes_free(&page);
}

static int import_all(struct command *command, struct ledger *ledger, id service,
                      struct error *err)
{
    const char *differences = command_option(command, "differences");
    struct difference_list list = { 0 };
    int status = EXIT_CLEAN;
    for (int i = 0; i < command->argument_count; i++) {
        struct progress progress = { .doing = "Reading" };
        struct cin_import_options options = {
            .service = service, .differences = &list, .progress = progress_show,
            .progress_with = &progress,
        };
        struct cin_summary summary = { 0 };
        bool good = cin_import(ledger, command->arguments[i], &options, &summary, err);
        progress_end(&progress);
        if (!good) {
            status = EXIT_COULD_NOT;
            break;
        }
        show(command, &summary);
        if (findings_total(&summary.findings) > 0)
            status = EXIT_FINDINGS;
    }
    // Of the files that were kept, even when a later one was not.
    if (differences && !difference_list_write(&list, differences, err))
        status = EXIT_COULD_NOT;
    difference_list_free(&list);
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

static int run_export(struct command *command, struct error *err)
{
    struct store *store;
    int64_t year;
    const char *output = command_option(command, "output");
    struct cin_summary summary = { 0 };
    struct progress progress = { .doing = "Writing" };
    struct cin_export_options options = {
        .as_received = command_switch(command, "as-received"),
        .software = TEXT("Candour"), .release = TEXT(VERSION),
        .lea = text_of(command_option(command, "lea")),
        .progress = progress_show, .progress_with = &progress,
    };
    if (!output) {
        fail(err, ERROR_INPUT, NULL, "Say where to write: --output FILE.");
        return EXIT_COULD_NOT;
    }
    if (!command_number(command, "year", 2017, 2100, &year, err)
            || !store_open(command_store(command), STORE_READ, &store, err))
        return EXIT_COULD_NOT;
    bool good = accounts_service(store, &options.service, err)
             && cin_export(store, (int)year, &options, output, &summary, err);
    progress_end(&progress);
    store_close(store);
    if (!good)
        return EXIT_COULD_NOT;
    show(command, &summary);
    return EXIT_CLEAN;
}

static const struct option_row import_options[] = {
    { "differences", "FILE", NULL, "list as CSV where a file took the place of what others recorded" },
    { 0 },
};

const struct verb verb_import_cin = {
    .name = "import", .object = "cin", .arguments = "FILE...", .least = 1, .most = 256,
    .summary = "Read children in need census files; reading one twice changes nothing",
    .options = import_options, .run = run_import,
};

static const struct option_row export_options[] = {
    { "year", "YEAR", NULL, "of the reference date: 2026 for the year to 31 March 2026" },
    { "output", "FILE", NULL, "the file to write" },
    { "lea", "NUMBER", NULL, "number of the authority, for a year without an imported file" },
    { "as-received", NULL, NULL, "as the year's last file stated it, without later changes" },
    { 0 },
};

const struct verb verb_export_cin = {
    .name = "export", .object = "cin", .arguments = "",
    .summary = "Write the children in need census of a year",
    .options = export_options, .run = run_export,
};
