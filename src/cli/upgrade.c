/* A store whose tables another release made: they are made anew from the entries, in one transaction. Whatever ends it
 * before that leaves the store as it was. */
#include "cli/command.h"

#include "record/record.h"

bool command_fits(struct store *store, struct error *err)
{
    bool fit;
    return record_tables_fit(store, &fit, err)
        && (fit || fail(err, ERROR_CONFLICT, NULL, "The tables of this store were made by another release of Candour. "
                        "Stop what serves it and run 'candour upgrade' with the same --store: it makes them anew from "
                        "the entries, which stay as they are."));
}

static int run(struct command *command, struct error *err)
{
    struct store *store;
    struct rebuild_report report = { 0 };
    struct progress progress = { .doing = "Upgrading" };
    bool only_check = command_switch(command, "check"), fit;

    if (!store_open(command_store(command), only_check ? STORE_READ : STORE_WRITE, &store, err))
        return EXIT_COULD_NOT;
    bool ran = record_tables_fit(store, &fit, err);
    if (ran && !fit && !only_check) {
        ran = record_rebuild(store, true, progress_show, &progress, &report, err);
        progress_end(&progress);
    }
    store_close(store);
    if (!ran)
        return EXIT_COULD_NOT;
    if (fit)
        printf("The tables of this store are those of this release: nothing is to do.\n");
    else if (only_check)
        printf("The tables of this store were made by another release: 'candour upgrade' makes them anew.\n");
    else
        printf("Tables made anew from %llu entries, which stay as they are.\n", (unsigned long long)report.entries);
    return only_check && !fit ? EXIT_FINDINGS : EXIT_CLEAN;
}

static const struct option_row options[] = {
    { "check", NULL, NULL, "change nothing; say whether there is something to do" },
    { 0 },
};

const struct verb verb_upgrade = {
    .name = "upgrade", .arguments = "",
    .summary = "Fit a store that another release made to this one",
    .options = options, .run = run,
};
