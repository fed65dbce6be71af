#include "cli/command.h"
#include "cli/demo/ahead.h"
#include "cli/demo/deed.h"
#include "practice/accounts.h"
#include "practice/outside.h"
#include "practice/second_decision.h"

#include <stdlib.h>
#include <unistd.h>
#include <string.h>

#define YEARS_LIVED 3

/* One account for each role that exists: the sign-in page of a demonstration lists them. */
static const struct { enum role role; const char *sign_in, *name; } people[] = {
    { ROLE_SOCIAL_WORKER, "worker", "Amina Farrell" },
    { ROLE_TEAM_MANAGER, "manager", "Gareth Okafor" },
    { ROLE_MASH_MANAGER, "mash", "Leila Brandt" },
    { ROLE_ANALYST, "analyst", "Priya Lindqvist" },
    { ROLE_AUDITOR, "auditor", "Tomasz Hale" },
    { ROLE_SENIOR_LEADER, "leader", "Helena Marchbank" },
    { ROLE_INSPECTOR, "inspector", "Ruth Abernathy" },
    { ROLE_ADMINISTRATOR, "administrator", "Owen Castellane" },
    { ROLE_DATA_PROTECTION, "protection", "Idris Colbeck" },
    { ROLE_CONFERENCE_CHAIR, "chair", "Rosamund Quill" },
};

/* Of Ofcom's numbers for drama: nobody answers. */
#define LINE_TO_RING "01632 960117"

static bool partner_account(struct ledger *ledger, struct years *years, size_t at, const char *phc, id service,
                            struct error *err)
{
    const struct partner_lived *p = &years->partners[at];
    struct dice dice = dice_of(years->seed ^ (0xACC100 + at));
    struct account account = {
        .account = dice_id(&dice), .staff = p->who.id, .sign_in = text_of(p->sign_in),
        .name = text_format(years->arena, "%s, %s", p->who.name, p->name),
        .roles = { ROLE_PARTNER }, .role_count = 1, .demonstration = true,
    };
    snprintf(account.password, sizeof account.password, "%s", phc);
    return account_add(ledger, &account, service, err);
}

static bool accounts_make(struct ledger *ledger, struct years *years, id service,
                          struct error *err)
{
    char phc[PASSWORD_HASH_MAX];
    if (!password_hash(TEXT(DEMONSTRATION_PASSWORD), phc))
        return fail(err, ERROR_STORE, NULL, "There was not enough memory to hash a password.");
    for (size_t i = 0; i < COUNT_OF(people); i++) {
        struct dice dice = dice_of(years->seed ^ (0xACC0 + i));
        struct account account = {
            .account = dice_id(&dice), .staff = dice_id(&dice),
            .sign_in = text_of(people[i].sign_in), .name = text_of(people[i].name),
            .roles = { people[i].role }, .role_count = 1, .demonstration = true,
        };
        for (size_t j = 0; j < years->staff_count; j++)
            if (!strcmp(years->staff[j].name, people[i].name))
                account.staff = years->staff[j].id;
        for (size_t j = 0; j < years->leader_count; j++)
            if (!strcmp(years->leaders[j].name, people[i].name))
                account.staff = years->leaders[j].id;
        memcpy(account.password, phc, sizeof phc);
        if (!account_add(ledger, &account, service, err))
            return false;
    }
    for (size_t i = 0; i < years->partner_count; i++)
        if (!partner_account(ledger, years, i, phc, service, err))
            return false;
    return outside_set_telephone(ledger_store(ledger), TEXT(LINE_TO_RING), err)
        && accounts_set_demonstration(ledger_store(ledger), err);
}

static int by_recording(const void *a, const void *b)
{
    const struct deed *x = *(struct deed *const *)a, *y = *(struct deed *const *)b;
    if (x->recorded.us != y->recorded.us)
        return x->recorded.us < y->recorded.us ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

/* The clock stands where the deed was written up. */
static bool append(struct ledger *ledger, struct ahead *ahead, struct deed *deed, struct error *err)
{
    struct draft *draft;
    struct receipt receipt;
    instant_fix(deed->recorded);
    if (!ahead_next(ahead, &draft, err))
        return false;
    if (deed->replaces)
        draft->ref = deed->replaces->seq;
    if (!ledger_put(ledger, draft, record_apply, NULL, &receipt, err))
        return false;
    deed->seq = receipt.seq;
    return true;
}

/* Deeds of one transaction: what is written at once has to be kept at hand until it is committed. */
#define BATCH_DEEDS 65536

/* The years pass. */
static bool live_through(struct ledger *ledger, struct years *years, struct ahead *ahead, struct error *err)
{
    struct progress progress = { .doing = "Living through invented years" };
    bool good = true;
    for (size_t i = 0; good && i < years->deed_count; i++) {
        good = append(ledger, ahead, years->deeds[i], err);
        if (good && i % BATCH_DEEDS == BATCH_DEEDS - 1)
            good = ledger_batch_commit(ledger, err) && ledger_batch_begin(ledger, err);
        if (good && i % 512 == 0
                && !progress_show(&progress, (int64_t)i, (int64_t)years->deed_count))
            good = fail(err, ERROR_INPUT, NULL, "Interrupted. Nothing was kept.");
    }
    progress_end(&progress);
    return good;
}

static bool live(struct ledger *ledger, struct years *years, id service, struct error *err)
{
    struct store *store = ledger_store(ledger);
    struct ahead *ahead = NULL;
    bool good = ledger_batch_begin(ledger, err) && ledger_bulk_begin(store, err)
             && record_bulk_begin(store, err) && accounts_make(ledger, years, service, err)
             && ahead_start(years, &ahead, err) && live_through(ledger, years, ahead, err);
    ahead_stop(ahead);
    good = good && ledger_bulk_end(store, err) && record_bulk_end(store, err);
    // What the years held is over: second decisions are drawn from what is decided from now on.
    good = good && second_decisions_begin(store, ledger_batch_size(ledger), err)
        && second_decisions_set_rate(store, SECOND_DECISIONS_LIVED_PERCENT, err);
    if (good)
        return ledger_batch_commit(ledger, err);
    ledger_batch_abandon(ledger);
    return false;
}

static void make_years(struct years *years, size_t children)
{
    workforce_live(years, children);
    partners_live(years);
    for (uint32_t family = 0; years->children < children; family++)
        years->children += family_live(years, family, children - years->children);
    safeguards_live(years);
    partners_last_day(years);
    court_live(years);
    library_live(years);
    qsort(years->deeds, years->deed_count, sizeof *years->deeds, by_recording);
}

/* Half an authority is none: what was made in this run goes. PostgreSQL's tables are its owner's to drop. */
static void unmake(struct command *command, struct error *err)
{
    const char *where = command_store(command);
    static const char *const ends[] = { "", "-wal", "-shm" };
    if (text_starts(text_of(where), "postgresql://")) {
        snprintf(err->detail, sizeof err->detail, "the database holds a part of it");
        return;
    }
    for (size_t i = 0; i < COUNT_OF(ends); i++)
        unlink(text_cstr(command->arena, text_format(command->arena, "%s%s", where, ends[i])));
    unlink(key_path(command));
}

static bool choose_last_day(struct command *command, day *last, struct error *err)
{
    const char *until = command_option(command, "until");
    *last = day_add(instant_london_day(instant_now()), -1);
    if (!until)
        return true;
    day asked;
    if (!day_parse_iso(text_of(until), &asked) || day_after(asked, *last))
        return fail(err, ERROR_INPUT, NULL,
                    "Option --until must be a day before today, such as 2026-09-30.");
    *last = asked;
    return true;
}

static int run(struct command *command, struct error *err)
{
    struct store *store;
    struct ledger *ledger;
    struct sign_seed seed;
    struct years years = { .arena = command->arena };
    int64_t children, number;
    id service;
    text note;

    if (!command_number(command, "children", 1, 1000000, &children, err)
            || !command_number(command, "seed", 0, INT64_MAX, &number, err)
            || !choose_last_day(command, &years.last, err))
        return EXIT_COULD_NOT;
    years.seed = (uint64_t)number;
    years.first = day_add(years.last, -365 * YEARS_LIVED);

    instant_fix(day_london_start(years.first));
    if (!authority_make(command, "Marlbrook (demonstration: everyone is invented)",
                        "demonstration.example/marlbrook", &store, &seed, err))
        return EXIT_COULD_NOT;
    bool good = accounts_service(store, &service, err) && ledger_open(store, &ledger, err);
    if (!good) {
        store_close(store);
        return EXIT_COULD_NOT;
    }
    years.service = service;
    make_years(&years, (size_t)children);
    good = live(ledger, &years, service, err);
    instant_fix(INSTANT_UNKNOWN);
    good = good && ledger_checkpoint(ledger, &seed, command->arena, &note, err);
    sign_forget(&seed);
    const char *shown = text_cstr(command->arena,
                                  store_where_shown(command->arena, command_store(command)));
    if (good)
        printf("Marlbrook is made in %s: %lld invented children, %llu entries over %d years.\n"
               "Serve it with 'candour serve --store %s'; the sign-in page lists who can sign in.\n",
               shown, (long long)children, (unsigned long long)ledger_batch_size(ledger), YEARS_LIVED,
               shown);
    ledger_close(ledger);
    store_close(store);
    if (!good)
        unmake(command, err);
    free(years.deeds);
    return good ? EXIT_CLEAN : EXIT_COULD_NOT;
}

static const struct option_row options[] = {
    { "children", "N", "2000", "how many children; 8700 make a borough of 70,000, with 3,400 referrals a year" },
    { "seed", "S", "1", "the same seed makes the same people and the same years" },
    { "until", "DAY", NULL, "the last day lived through (otherwise yesterday)" },
    { "key", "FILE", NULL, "where to keep the signing key (otherwise STORE.key)" },
    { 0 },
};

const struct verb verb_demo = {
    .name = "demo", .arguments = "",
    .summary = "Make a demonstration authority of invented people",
    .options = options, .run = run,
};
