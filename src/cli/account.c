#include "cli/command.h"

#include "practice/accounts.h"
#include "practice/passwords.h"
#include "practice/second_factor.h"

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
                        "'%.*s' is no role; there are SW, TM, MM, PA, QA, SL, PX, IN, AD and DP.",
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
    if (!wanted && account->roles[0] == ROLE_PARTNER && !command_option(command, "team"))
        return fail(err, ERROR_INPUT, NULL, "Somebody of a partner organisation needs --team, or --staff when they "
                    "are on record: it says which organisation is theirs.");
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

/* ---- a new member of staff, when nobody has recorded them ---- */

static const char *job_of(enum role role)
{
    switch (role) {
    case ROLE_TEAM_MANAGER: case ROLE_MASH_MANAGER: return "TM";
    case ROLE_ANALYST:       return "PERF";
    case ROLE_AUDITOR:       return "QA";
    case ROLE_SENIOR_LEADER: return "HOS";
    case ROLE_INSPECTOR:     return "INSPECTOR";
    case ROLE_ADMINISTRATOR: return "SYSADMIN";
    case ROLE_DATA_PROTECTION: return "DPO";
    case ROLE_PARTNER:       return "PARTNER";
    default:                 return "SW";
    }
}

/* fields: name and value in turn; an empty value is left out. */
static bool put_founding(struct command *command, struct ledger *ledger, const char *kind, id record,
                         const text *fields, size_t count, id service, struct error *err)
{
    struct values values = values_new(command->arena, kind_by_name(text_of(kind)),
                                      instant_london_day(instant_now()));
    struct draft draft;
    struct receipt receipt;
    for (size_t i = 0; i + 1 < count; i += 2)
        if (!text_empty(fields[i + 1]))
            values_set(&values, command->arena, field_by_name(values.kind, fields[i]), fields[i + 1]);
    if (!values_check(&values, command->arena))
        return fail(err, ERROR_INPUT, NULL, "The name, the team or its type is not one that can be recorded.");
    struct record_input input = {
        .values = &values, .entry = id_new_ordered(), .subject = record, .replaces = NO_ENTRY,
        .author = service, .role = ROLE_SERVICE,
    };
    if (!record_draft(command->arena, &input, &draft, &record, err))
        return false;
    bool good = ledger_put(ledger, &draft, record_apply, NULL, &receipt, err);
    draft_free(&draft);
    return good;
}

static bool find_team(struct command *command, struct ledger *ledger, id service, id *team,
                      struct error *err)
{
    const char *wanted = command_option(command, "team"), *type = command_option(command, "team-type");
    struct named *teams;
    size_t count;
    *team = ID_NONE;
    if (!wanted)
        return true;
    if (!record_list_named(ledger_store(ledger), command->arena, kind_by_name(TEXT("team")), 10000, &teams,
                           &count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        if (text_is(teams[i].name, wanted)) {
            *team = teams[i].id;
            return true;
        }
    if (!type)
        return fail(err, ERROR_INPUT, NULL, "No team is called '%.100s'. To make it, give --team-type, such "
                    "as MASH, ASSESS or SAFEG.", wanted);
    *team = id_new_random();
    const text fields[] = { TEXT("team_name"), text_of(wanted), TEXT("team_type"), text_of(type),
                            TEXT("agency"), text_of(command_option(command, "agency")) };
    return put_founding(command, ledger, "team", *team, fields, COUNT_OF(fields), service, err);
}

static bool put_staff(struct command *command, struct ledger *ledger, const struct account *account,
                      id service, struct error *err)
{
    id team;
    if (command_option(command, "staff"))
        return true;
    if (!find_team(command, ledger, service, &team, err))
        return false;
    const text fields[] = {
        TEXT("name"), account->name, TEXT("job_role"), text_of(job_of(account->roles[0])),
        TEXT("team_id"), id_none(team) ? TEXT_NONE : id_hex(command->arena, team),
    };
    return put_founding(command, ledger, "staff", account->staff, fields, COUNT_OF(fields), service, err);
}

/* ---- what changes of an account that is there ---- */

static bool change(struct command *command, struct ledger *ledger, const struct account *account, id service,
                   struct error *err)
{
    return (!command_switch(command, "reset-second-factor") || second_factor_reset(ledger, account, service, err))
        && (!command_switch(command, "require-second-factor")
            || second_factor_require(ledger, account, service, err));
}

static bool change_in_batch(struct command *command, struct store *store, struct error *err)
{
    struct account account;
    struct ledger *ledger;
    id service;
    struct error why = { 0 };
    const char *sign_in = command_option(command, "sign-in");
    if (!account_by_sign_in(store, command->arena, text_of(sign_in), &account, &why))
        return fail(err, ERROR_INPUT, NULL,
                    why.kind == ERROR_ABSENT ? "Nobody signs in as '%.60s'." : "The account of '%.60s' cannot be read.",
                    sign_in);
    if (!second_factor_define(store, err) || !accounts_service(store, &service, err)
            || !ledger_open(store, &ledger, err))
        return false;
    bool good = ledger_batch_begin(ledger, err);
    if (good && !change(command, ledger, &account, service, err)) {
        ledger_batch_abandon(ledger);
        good = false;
    }
    good = good && ledger_batch_commit(ledger, err);
    ledger_close(ledger);
    return good;
}

static int run_change(struct command *command, struct error *err)
{
    struct store *store;
    if (!command_option(command, "sign-in") || !store_open(command_store(command), STORE_WRITE, &store, err)) {
        if (!command_option(command, "sign-in"))
            fail(err, ERROR_INPUT, NULL, "Say whose account with --sign-in.");
        return EXIT_COULD_NOT;
    }
    bool good = change_in_batch(command, store, err);
    store_close(store);
    if (!good)
        return EXIT_COULD_NOT;
    if (command_switch(command, "reset-second-factor"))
        printf("The second factor of '%s' is gone, and so are the sessions.\n", command_option(command, "sign-in"));
    if (command_switch(command, "require-second-factor"))
        printf("'%s' must set up a second factor before anything else.\n", command_option(command, "sign-in"));
    return EXIT_CLEAN;
}

static bool changes_one(const struct command *command)
{
    return !command_option(command, "name")
        && (command_switch(command, "reset-second-factor") || command_switch(command, "require-second-factor"));
}

static int run(struct command *command, struct error *err)
{
    if (changes_one(command))
        return run_change(command, err);

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
    bool good = find_staff(command, store, &account, err) && second_factor_define(store, err)
             && ledger_batch_begin(ledger, err);
    if (good) {
        good = account_add(ledger, &account, service, err)
            && put_staff(command, ledger, &account, service, err)
            && (!command_switch(command, "require-second-factor")
                || second_factor_require(ledger, &account, service, err));
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
    { "role", "CODES", NULL, "SW, TM, MM, PA, QA, SL, PX, IN, AD or DP; several with commas" },
    { "staff", "NAME", NULL, "who is on record already: allocations and team are that person's" },
    { "team", "NAME", NULL, "of somebody who is not on record yet" },
    { "team-type", "CODE", NULL, "of a team that is not there yet: MASH, ASSESS, SAFEG, PARTNER, ..." },
    { "require-second-factor", NULL, NULL, "it must be set up before anything else; without --name, of an account there is" },
    { "reset-second-factor", NULL, NULL, "of an account there is: whoever lost the telephone sets up another one" },
    { "agency", "CODE", NULL, "of a new team that is PARTNER: POLICE, SCHOOL, HOSP, HOUSING, ..." },
    { 0 },
};

const struct verb verb_account = {
    .name = "account", .arguments = "",
    .summary = "Make an account (the password comes on standard input), or change its second factor",
    .options = options, .run = run,
};
