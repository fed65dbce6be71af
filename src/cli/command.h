/* cli/command.h - a verb of the command line: one job, its options, and how it ends.
 *
 * Exit status: 0 done and clean; 1 done, with findings; 2 could not be done, with one sentence on standard
 * error. Standard output is for people, or JSON with --json; progress goes to standard error and only to
 * a terminal. */
#pragma once
#include "base/error.h"
#include "base/secret.h"
#include "base/sign.h"
#include "ledger/ledger.h"

enum { EXIT_CLEAN = 0, EXIT_FINDINGS = 1, EXIT_COULD_NOT = 2 };

#define VERSION "0.1.0"

struct option_row {
    const char *name;              // "store"; without the two dashes
    const char *argument;          // "FILE"; NULL for a switch
    const char *otherwise;         // value when it is not given; NULL: none
    const char *help;
};

struct command {
    struct arena *arena;
    const struct verb *verb;
    struct { const char *name, *value; } given[24]; int given_count;
    const char *arguments[256]; int argument_count;
};

struct verb {
    const char *name;              // "import"
    const char *object;            // "cin", for verbs with a second word; or NULL
    const char *arguments;         // "FILE..." for the usage line; "" for none
    int least, most;               // how many arguments
    const char *summary;
    const struct option_row *options;      // beside --store, --json and --help
    int (*run)(struct command *command, struct error *err);    // an exit status
};

/* One list of verbs, each from its own file. */
extern const struct verb verb_init, verb_account, verb_serve, verb_demo, verb_import_cin,
    verb_import_annex_a, verb_export_cin, verb_verify, verb_checkpoint, verb_prove_entry, verb_prove_consistency,
    verb_second_decisions, verb_telephone, verb_erase, verb_rebuild, verb_upgrade, verb_backup, verb_restore,
    verb_dictionary;

const char *command_option(const struct command *command, const char *name);   // NULL: not given
bool command_switch(const struct command *command, const char *name);
MUST_USE bool command_number(const struct command *command, const char *name, int64_t least,
                             int64_t most, int64_t *value, struct error *err);
const char *command_store(const struct command *command);
/* ERROR_CONFLICT: another release made the tables of this store; it says to run 'candour upgrade'. */
MUST_USE bool command_fits(struct store *store, struct error *err);
bool command_json(const struct command *command);

/* "Reading ... 42%" on a terminal's standard error, at most ten times a second; a store_progress. Ctrl-C
 * makes it answer false, so that long work ends cleanly with nothing half-written. */
struct progress { const char *doing; int64_t shown_at; bool drawn; };
bool progress_show(void *progress, int64_t done, int64_t all);
void progress_end(struct progress *progress);

/* ---- keys: the signing seed lies beside the store, readable by its owner only ---- */

/* --key FILE, or STORE.key for a file, or candour.key for PostgreSQL. */
const char *key_path(const struct command *command);
MUST_USE bool key_make(const char *path, struct sign_seed *seed, struct error *err);
MUST_USE bool key_read(const char *path, struct sign_seed *seed, struct error *err);
extern const struct option_row option_key;
/* Of the secrets of authenticator apps: beside the signing key, KEY.secrets, made when it is first needed. */
MUST_USE bool secrets_read(struct command *command, struct store *store, struct secret_key *key, struct error *err);
/* Of erasures, beside the key; made by the first one, and written again with each erasure and checkpoint. */
#define JOURNAL_BYTES_MAX (64 * 1024 * 1024)
const char *journal_path(const struct command *command);
MUST_USE bool journal_keep(struct command *command, struct ledger *ledger, const struct sign_seed *seed,
                           struct error *err);

/* Tables of every room, for a new store. */
MUST_USE bool authority_define(struct store *store, struct error *err);
/* What stands beside the entries and is no derived row: the log of reads, and the files that records name. Findings
 * are counted in the report too. */
MUST_USE bool verify_beside(const char *where, verify_found *found, void *with, struct verify_report *report,
                            struct error *err);
/* Genesis, tables and key; used by init and demo. */
MUST_USE bool authority_make(struct command *command, const char *authority, const char *origin,
                             struct store **store, struct sign_seed *seed, struct error *err);
