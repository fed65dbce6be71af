#include "cli/command.h"

#include "record/record.h"

static int run(struct command *command, struct error *err)
{
    struct store *store;
    struct rebuild_report report = { 0 };
    struct progress progress = { .doing = "Rebuilding" };
    bool compare = command_switch(command, "compare");

    if (!store_open(command_store(command), compare ? STORE_READ : STORE_WRITE, &store, err))
        return EXIT_COULD_NOT;
    bool ran = record_rebuild(store, !compare, progress_show, &progress, &report, err);
    progress_end(&progress);
    store_close(store);
    if (!ran)
        return EXIT_COULD_NOT;

    if (!compare)
        printf("Derived tables made again from %llu entries.\n",
               (unsigned long long)report.entries);
    else if (report.same)
        printf("Same: the tables derived again from %llu entries equal the live ones.\n",
               (unsigned long long)report.entries);
    else
        printf("Different: %s\n", report.first_difference);
    return compare && !report.same ? EXIT_FINDINGS : EXIT_CLEAN;
}

static const struct option_row options[] = {
    { "compare", NULL, NULL, "change nothing; compare the live tables row by row" },
    { 0 },
};

const struct verb verb_rebuild = {
    .name = "rebuild", .arguments = "",
    .summary = "Make the derived tables again from the entries, or compare them",
    .options = options, .run = run,
};
