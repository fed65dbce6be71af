#include "cli/command.h"

#include "base/bytes.h"
#include "dictionary/kind.h"

static int run(struct command *command, struct error *err)
{
    struct bytes page = { 0 };
    (void)err;
    if (command_json(command))
        dictionary_print_json(&page);
    else
        dictionary_print_markdown(&page);
    fwrite(page.at, 1, page.len, stdout);
    bytes_free(&page);
    return EXIT_CLEAN;
}

const struct verb verb_dictionary = {
    .name = "dictionary", .arguments = "",
    .summary = "Print every kind of record, field and code set",
    .run = run,
};
