#include "cli/command.h"

#include "practice/outside.h"

static bool set_number(struct command *command, struct store *store, struct error *err)
{
    const char *number = command_option(command, "number");
    if (!number)
        return true;
    if (!store_begin(store, TRANSACTION_WRITE, err))
        return false;
    if (outside_set_telephone(store, text_of(number), err) && store_commit(store, err))
        return true;
    store_rollback(store);
    return false;
}

static int run(struct command *command, struct error *err)
{
    struct store *store;
    text telephone;
    if (!store_open(command_store(command), STORE_WRITE, &store, err))
        return EXIT_COULD_NOT;
    bool good = set_number(command, store, err)
             && outside_telephone(store, command->arena, &telephone, err);
    store_close(store);
    if (!good)
        return EXIT_COULD_NOT;
    if (text_empty(telephone))
        printf("No line is set: the forms for those outside name no number to ring.\n");
    else
        printf("The forms for those outside name %.*s to ring.\n", TEXT_ARG(telephone));
    return EXIT_CLEAN;
}

static const struct option_row options[] = {
    { "number", "NUMBER", NULL, "the authority's line for whoever is worried about a child" },
    { 0 },
};

const struct verb verb_telephone = {
    .name = "telephone", .arguments = "",
    .summary = "Set or say the line to ring about a child",
    .options = options, .run = run,
};
