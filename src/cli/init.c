#include "cli/command.h"

#include "practice/accounts.h"
#include "practice/calendar.h"
#include "practice/notices.h"
#include "practice/outside.h"
#include "practice/second_decision.h"
#include "practice/second_factor.h"
#include "practice/sessions.h"

#include <string.h>
#include <unistd.h>

bool authority_define(struct store *store, struct error *err)
{
    return store_define(store, ledger_schema, err)
        && record_define(store, err)
        && store_define(store, looks_schema, err)
        && store_define(store, accounts_schema, err)
        && store_define(store, sessions_schema, err)
        && store_define(store, second_factor_schema, err)
        && store_define(store, outside_schema, err)
        && store_define(store, notices_schema, err)
        && store_define(store, calendar_schema, err);
}

static text origin_from(struct arena *arena, const char *authority)
{
    text folded = text_fold(arena, text_of(authority));
    char *name = arena_alloc(arena, folded.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < folded.len; i++) {
        char c = folded.at[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (letter)
            name[n++] = c;
        else if (n > 0 && name[n - 1] != '-')
            name[n++] = '-';
    }
    while (n > 0 && name[n - 1] == '-')
        n--;
    return text_format(arena, "ledger.%.*s.example/childrens-services", (int)n, name);
}

static bool make_in_transaction(struct store *store, struct error *err)
{
    if (!store_begin(store, TRANSACTION_WRITE, err))
        return false;
    bool good = authority_define(store, err) && accounts_make_service(store, err)
             && second_decisions_begin(store, 0, err);
    if (good && store_commit(store, err))
        return true;
    store_rollback(store);
    return false;
}

bool authority_make(struct command *command, const char *authority, const char *origin,
                    struct store **store, struct sign_seed *seed, struct error *err)
{
    const char *where = command_store(command), *key = key_path(command);
    struct store *made;
    bool has;

    if (!store_open(where, STORE_CREATE, &made, err))
        return false;
    if (!store_has_table(made, "entry", &has, err)) {
        store_close(made);
        return false;
    }
    if (has) {
        store_close(made);
        return fail(err, ERROR_CONFLICT, NULL,
                    "There is a ledger in %.120s already. It stays as it is.",
                    text_cstr(command->arena, store_where_shown(command->arena, where)));
    }
    struct ledger_names names = {
        .origin = origin ? text_of(origin) : origin_from(command->arena, authority),
        .authority = text_of(authority), .software = TEXT("candour " VERSION),
        .schema = record_schema_version(),
    };
    if (!note_origin_good(names.origin)) {
        store_close(made);
        return fail(err, ERROR_INPUT, NULL,
                    "'%.100s' cannot be an origin: it needs letters, and no blanks or plus signs.",
                    origin ? origin : authority);
    }
    if (!key_make(key, seed, err)) {
        store_close(made);
        return false;
    }
    if (!make_in_transaction(made, err) || !ledger_create(made, &names, seed, err)) {
        store_close(made);
        unlink(key);
        return false;
    }
    *store = made;
    return true;
}

static int run(struct command *command, struct error *err)
{
    struct store *store;
    struct sign_seed seed;
    const char *authority = command_option(command, "authority");

    if (!authority || !*authority) {
        fail(err, ERROR_INPUT, NULL, "Name the authority: --authority NAME.");
        return EXIT_COULD_NOT;
    }
    if (!authority_make(command, authority, command_option(command, "origin"), &store, &seed, err))
        return EXIT_COULD_NOT;

    struct ledger *ledger;
    if ((command_switch(command, "second-factor") && !second_factor_require_of_all(store, err))
            || !ledger_open(store, &ledger, err)) {
        store_close(store);
        return EXIT_COULD_NOT;
    }
    struct sign_key key = sign_key_of(&seed);
    sign_forget(&seed);
    text vkey = note_vkey(command->arena, ledger_origin(ledger), 1, &key);
    printf("The ledger of %s is made in %s.\n"
           "Signing key: %s (readable by you only; keep a copy off this machine).\n"
           "Public key, to publish: %.*s\n"
           "Next: 'candour account --sign-in NAME --name \"FULL NAME\" --role TM' makes somebody who can sign in.\n",
           authority, text_cstr(command->arena, store_where_shown(command->arena,
                                                                  command_store(command))),
           key_path(command), TEXT_ARG(vkey));
    ledger_close(ledger);
    store_close(store);
    return EXIT_CLEAN;
}

static const struct option_row options[] = {
    { "authority", "NAME", NULL, "the authority, as people say it" },
    { "origin", "NAME", NULL, "the ledger's name for ever (otherwise made from the authority's)" },
    { "second-factor", NULL, NULL, "everybody must set up a second factor before anything else" },
    { "key", "FILE", NULL, "where to keep the signing key (otherwise STORE.key)" },
    { 0 },
};

const struct verb verb_init = {
    .name = "init", .arguments = "", .summary = "Make an empty ledger with its keys and tables",
    .options = options, .run = run,
};
