#include "cli/command.h"

#include "base/json.h"
#include "practice/second_decision.h"

static bool set_rate(struct command *command, struct store *store, struct error *err)
{
    int64_t percent;
    if (!command_option(command, "rate"))
        return true;
    if (!command_number(command, "rate", 0, 100, &percent, err)
            || !store_begin(store, TRANSACTION_WRITE, err))
        return false;
    if (second_decisions_set_rate(store, percent, err) && store_commit(store, err))
        return true;
    store_rollback(store);
    return false;
}

static void say(const struct command *command, int64_t percent)
{
    if (!command_json(command)) {
        printf("Of the contacts that are decided, %lld per cent are decided again by somebody who has not seen"
               " the first decision.\n", (long long)percent);
        return;
    }
    struct bytes answer = { 0 };
    struct json_out out = json_out_to(&answer);
    json_out_object(&out);
    json_out_name(&out, "rate");
    json_out_int(&out, percent);
    json_out_end(&out);
    printf("%.*s\n", TEXT_ARG(bytes_text(&answer)));
    bytes_free(&answer);
}

static int run(struct command *command, struct error *err)
{
    struct store *store;
    int64_t percent;
    if (!store_open(command_store(command), STORE_WRITE, &store, err))
        return EXIT_COULD_NOT;
    bool good = set_rate(command, store, err) && second_decisions_rate(store, &percent, err);
    store_close(store);
    if (!good)
        return EXIT_COULD_NOT;
    say(command, percent);
    return EXIT_CLEAN;
}

static const struct option_row options[] = {
    { "rate", "PERCENT", NULL, "from 0 to 100; holds for what is decided from now on" },
    { 0 },
};

const struct verb verb_second_decisions = {
    .name = "second-decisions", .arguments = "",
    .summary = "Set or say how many contacts are decided again, blind",
    .options = options, .run = run,
};
