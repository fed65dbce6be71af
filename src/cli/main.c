#include "cli/command.h"

#include "dictionary/kind.h"

#include <libxml/parser.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct verb *const verbs[] = {
    &verb_init, &verb_demo, &verb_serve, &verb_account, &verb_second_decisions, &verb_telephone,
    &verb_import_cin, &verb_import_annex_a, &verb_export_cin,
    &verb_verify, &verb_checkpoint, &verb_prove_entry, &verb_prove_consistency,
    &verb_rebuild, &verb_upgrade, &verb_backup, &verb_restore, &verb_erase, &verb_dictionary,
};

static const struct option_row options_of_all[] = {
    { "store", "FILE", "candour.db", "the store: a file, or postgresql://user@host/database" },
    { "json", NULL, NULL, "answer in JSON on standard output" },
    { "help", NULL, NULL, "show this and end" },
    { 0 },
};

/* Verifying reads the store as it lies in memory; there a disk that fails says so by a signal. */
static void on_bus_error(int signal)
{
    static const char words[] =
        "candour: the disk did not give back what was asked of it. Check the disk, then restore "
        "the store from a backup.\n";
    (void)signal;
    (void)!write(STDERR_FILENO, words, sizeof words - 1);
    _exit(EXIT_COULD_NOT);
}

static void print_verb_name(FILE *to, const struct verb *verb)
{
    fprintf(to, "%s%s%s", verb->name, verb->object ? " " : "", verb->object ? verb->object : "");
}

static void print_help(FILE *to)
{
    fprintf(to, "Candour %s: children's social care records that cannot be quietly changed.\n\n"
                "Usage: candour VERB [options]\n\n", VERSION);
    for (size_t i = 0; i < COUNT_OF(verbs); i++) {
        char name[64];
        snprintf(name, sizeof name, "%s%s%s", verbs[i]->name, verbs[i]->object ? " " : "",
                 verbs[i]->object ? verbs[i]->object : "");
        fprintf(to, "  %-20s %s\n", name, verbs[i]->summary);
    }
    fprintf(to, "\n'candour VERB --help' tells more. Exit status: 0 clean, 1 findings, "
                "2 could not be done.\n");
}

static void print_options(FILE *to, const struct option_row *options)
{
    for (const struct option_row *o = options; o && o->name; o++) {
        char name[64];
        snprintf(name, sizeof name, "--%s%s%s", o->name, o->argument ? " " : "",
                 o->argument ? o->argument : "");
        fprintf(to, "  %-26s %s%s%s%s\n", name, o->help, o->otherwise ? " (otherwise " : "",
                o->otherwise ? o->otherwise : "", o->otherwise ? ")" : "");
    }
}

static void print_verb_help(const struct verb *verb)
{
    printf("Usage: candour ");
    print_verb_name(stdout, verb);
    printf(" [options]%s%s\n\n%s.\n\nOptions:\n", *verb->arguments ? " " : "", verb->arguments,
           verb->summary);
    print_options(stdout, verb->options);
    print_options(stdout, options_of_all);
}

static const struct option_row *option_find(const struct option_row *options, const char *name,
                                            size_t len)
{
    for (const struct option_row *o = options; o && o->name; o++)
        if (strlen(o->name) == len && !strncmp(o->name, name, len))
            return o;
    return NULL;
}

/* How many words of the command line name this verb; 0: it does not. */
static int verb_words(const struct verb *verb, int count, char **words)
{
    if (count < 1 || strcmp(verb->name, words[0]))
        return 0;
    if (!verb->object)
        return 1;
    return count > 1 && !strcmp(verb->object, words[1]) ? 2 : 0;
}

static bool read_option(struct command *command, int count, char **words, int *at,
                        struct error *err)
{
    const char *name = words[*at] + 2, *equals = strchr(name, '=');
    size_t len = equals ? (size_t)(equals - name) : strlen(name);
    const struct option_row *o = option_find(command->verb->options, name, len);
    if (!o)
        o = option_find(options_of_all, name, len);
    if (!o)
        return fail(err, ERROR_INPUT, NULL, "There is no option --%.*s here; try --help.",
                    (int)len, name);

    const char *value = "";
    if (o->argument && equals)
        value = equals + 1;
    else if (o->argument && *at + 1 < count)
        value = words[++*at];
    else if (o->argument)
        return fail(err, ERROR_INPUT, NULL, "Option --%s needs %s.", o->name, o->argument);
    if (command->given_count == (int)COUNT_OF(command->given))
        return fail(err, ERROR_INPUT, NULL, "There are too many options.");
    command->given[command->given_count].name = o->name;
    command->given[command->given_count++].value = value;
    return true;
}

static bool read_command(struct command *command, int count, char **words, struct error *err)
{
    bool options_over = false;
    for (int i = 0; i < count; i++) {
        if (!options_over && !strcmp(words[i], "--")) {
            options_over = true;
        } else if (!options_over && !strncmp(words[i], "--", 2)) {
            if (!read_option(command, count, words, &i, err))
                return false;
        } else if (command->argument_count == (int)COUNT_OF(command->arguments)) {
            return fail(err, ERROR_INPUT, NULL, "There are too many arguments.");
        } else {
            command->arguments[command->argument_count++] = words[i];
        }
    }
    if (command_switch(command, "help"))
        return true;
    if (command->argument_count < command->verb->least)
        return fail(err, ERROR_INPUT, NULL, "Something is missing: %s. Try --help.",
                    command->verb->arguments);
    if (command->argument_count > command->verb->most)
        return fail(err, ERROR_INPUT, NULL, "'%.100s' is one word too many; try --help.",
                    command->arguments[command->verb->most]);
    return true;
}

static int run_verb(const struct verb *verb, int count, char **words)
{
    struct error err = { 0 };
    struct command command = { .arena = arena_new(), .verb = verb };
    int status = EXIT_COULD_NOT;

    if (read_command(&command, count, words, &err)) {
        if (command_switch(&command, "help")) {
            print_verb_help(verb);
            status = EXIT_CLEAN;
        } else {
            status = verb->run(&command, &err);
        }
    }
    if (status == EXIT_COULD_NOT) {
        fprintf(stderr, "candour: %s\n", *err.message ? err.message : "It could not be done.");
        if (*err.detail)
            fprintf(stderr, "candour: cause: %s\n", err.detail);
    }
    arena_free(command.arena);
    return status;
}

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN);
    signal(SIGBUS, on_bus_error);
    struct bytes faults = { 0 };
    if (dictionary_check(&faults) > 0) {          // our mistake stops us before anybody meets it
        fwrite(faults.at, 1, faults.len, stderr);
        return EXIT_COULD_NOT;
    }
    bytes_free(&faults);
    xmlInitParser();

    if (argc < 2 || !strcmp(argv[1], "--help") || !strcmp(argv[1], "help")) {
        print_help(argc < 2 ? stderr : stdout);
        return argc < 2 ? EXIT_COULD_NOT : EXIT_CLEAN;
    }
    if (!strcmp(argv[1], "--version")) {
        printf("candour %s\n", VERSION);
        return EXIT_CLEAN;
    }
    for (size_t i = 0; i < COUNT_OF(verbs); i++) {
        int words = verb_words(verbs[i], argc - 1, argv + 1);
        if (words)
            return run_verb(verbs[i], argc - 1 - words, argv + 1 + words);
    }
    fprintf(stderr, "candour: There is no verb '%.100s'; 'candour help' lists them.\n", argv[1]);
    return EXIT_COULD_NOT;
}
