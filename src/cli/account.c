#include "cli/command.h"

#include "practice/accounts.h"
#include "practice/passwords.h"

#include <string.h>
#include <termios.h>
#include <unistd.h>

/* From a terminal without echo, or the first line of standard input; never from the command line, where
 * every user of the machine could read it. */
static bool read_password(struct arena *arena, text *password, struct error *err)
{
    char line[1024];
    struct termios before, quiet;
    bool terminal = isatty(STDIN_FILENO) && !tcgetattr(STDIN_FILENO, &before);

    if (terminal) {
        fprintf(stderr, "Password: ");
        quiet = before;
        quiet.c_lflag &= (tcflag_t)~ECHO;
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    }
    bool got = fgets(line, sizeof line, stdin) != NULL;
    if (terminal) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
        fprintf(stderr, "\n");
    }
    if (!got)
        return fail(err, ERROR_INPUT, NULL, "Give the password on standard input.");
    line[strcspn(line, "\r\n")] = 0;
    *password = text_copy(arena, text_of(line));
    explicit_bzero(line, sizeof line);
    return true;
}

static bool read_account(struct command *command, struct account *account, struct error *err)
{
    const char *sign_in = command_option(command, "sign-in");
    const char *name = command_option(command, "name");
    const char *roles = command_option(command, "role");
    text password;

    if (!sign_in || !name || !roles)
        return fail(err, ERROR_INPUT, NULL, "Give --sign-in, --name and --role.");
    *account = (struct account){
        .account = id_new_random(), .staff = id_new_random(),
        .sign_in = text_of(sign_in), .name = text_of(name),
    };
    for (struct text_pair cut = { .after = text_of(roles), .found = true }; cut.found;) {
        cut = text_cut(cut.after, ',');
        enum role role = role_by_code(cut.before);
        if (role == ROLE_NONE || role == ROLE_SERVICE || role == ROLE_PUBLIC || account->role_count == 4)
            return fail(err, ERROR_INPUT, NULL,
                        "'%.*s' is no role; there are SW, TM, MM, PA, QA, PX, IN and AD.",
                        TEXT_ARG(text_first(cut.before, 60)));
        account->roles[account->role_count++] = role;
    }
    if (!read_password(command->arena, &password, err)
            || !password_acceptable(password, account->sign_in, account->name, err))
        return false;
    if (!password_hash(password, account->password))
        return fail(err, ERROR_STORE, NULL, "There was not enough memory to hash the password.");
    return true;
}

/* Whose children and whose team are theirs follows from the staff record. */
static bool find_staff(struct command *command, struct store *store, struct account *account,
                       struct error *err)
{
    const char *wanted = command_option(command, "staff");
    struct named *staff;
    size_t count, found = 0;
    if (!wanted && account->roles[0] == ROLE_PARTNER)
        return fail(err, ERROR_INPUT, NULL, "Somebody of a partner organisation needs --staff: their record "
                    "of staff says which organisation it is.");
    if (!wanted)
        return true;
    if (!record_list_named(store, command->arena, kind_by_name(TEXT("staff")), 100000, &staff, &count,
                           err))
        return false;
    for (size_t i = 0; i < count; i++)
        if (text_is(staff[i].name, wanted) || text_is(id_hex(command->arena, staff[i].id), wanted)) {
            account->staff = staff[i].id;
            found++;
        }
    return found == 1
        || fail(err, ERROR_INPUT, NULL, found ? "Several members of staff are called '%.100s': give the "
                "record's id instead." : "No member of staff is called '%.100s'.", wanted);
}

static int run(struct command *command, struct error *err)
{
    struct account account;
    struct store *store;
    struct ledger *ledger;
    id service;

    if (!read_account(command, &account, err)
            || !store_open(command_store(command), STORE_WRITE, &store, err))
        return EXIT_COULD_NOT;
    if (!accounts_service(store, &service, err) || !ledger_open(store, &ledger, err)) {
        store_close(store);
        return EXIT_COULD_NOT;
    }
    bool good = find_staff(command, store, &account, err) && ledger_batch_begin(ledger, err);
    if (good) {
        good = account_add(ledger, &account, service, err);
        if (good)
            good = ledger_batch_commit(ledger, err);
        else
            ledger_batch_abandon(ledger);
    }
    ledger_close(ledger);
    store_close(store);
    if (!good) {
        if (err->kind == ERROR_CONFLICT)
            snprintf(err->message, sizeof err->message, "Somebody signs in as '%.100s' already.",
                     command_option(command, "sign-in"));
        return EXIT_COULD_NOT;
    }
    printf("%.*s can sign in as '%.*s'.\n", TEXT_ARG(account.name), TEXT_ARG(account.sign_in));
    return EXIT_CLEAN;
}

static const struct option_row options[] = {
    { "sign-in", "NAME", NULL, "what is typed at sign-in" },
    { "name", "NAME", NULL, "full name" },
    { "role", "CODES", NULL, "SW, TM, MM, PA, QA, PX, IN or AD; several with commas" },
    { "staff", "NAME", NULL, "as the staff record has it: allocations and team are that person's" },
    { 0 },
};

const struct verb verb_account = {
    .name = "account", .arguments = "",
    .summary = "Make an account; the password comes on standard input",
    .options = options, .run = run,
};
