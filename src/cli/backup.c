#include "cli/command.h"

#include "base/file.h"
#include "record/record.h"

#include <unistd.h>

/* invariants of a restore:
 *  1. the journal of erasures is read and checked before anything is copied;
 *  2. the copy is made under another name, and gets its own only when what was lawfully erased has been erased
 *     from it again and it verifies: a store by that name is never one that lacks an erasure;
 *  3. a server's database gets its tables and rows from such a copy in one transaction. */

static const char ledger_there[] = "There is a ledger there already; restore into an empty store.";

static bool is_server(const char *where)
{
    return text_starts(text_of(where), "postgres");
}

/* A copy that was not verified is a hope. */
static bool verify_copy(const char *where, struct verify_report *report, struct error *err)
{
    struct verify_options options = { .threads = 2, .allows = record_allows_field,
                                      .whole_database = true };
    if (!ledger_verify(where, &options, report, err) || !verify_beside(where, NULL, NULL, report, err))
        return false;
    return report->findings == 0
        || fail(err, ERROR_BROKEN, NULL,
                "The copy does not verify (%llu findings): run 'candour verify' on it.",
                (unsigned long long)report->findings);
}

/* Into tables of our own making, with them in one transaction: a copy that fails leaves nothing there. */
static bool copy_tables(struct store *from, struct store *to, struct progress *progress, struct error *err)
{
    bool has;
    if (!store_has_table(to, "entry", &has, err))
        return false;
    if (has)
        return fail(err, ERROR_CONFLICT, NULL, "%s", ledger_there);
    if (!store_begin(to, TRANSACTION_WRITE, err))
        return false;
    if (authority_define(to, err) && store_copy(from, to, progress_show, progress, err) && store_commit(to, err))
        return true;
    store_rollback(to);
    return false;
}

/* Between two files page by page; else table by table. */
static bool copy(struct store *from, const char *to_where, struct error *err)
{
    struct progress progress = { .doing = "Copying" };
    struct store *to;
    bool good;
    if (!store_is_postgres(from) && !is_server(to_where)) {
        good = store_backup(from, to_where, progress_show, &progress, err);
    } else if ((good = store_open(to_where, STORE_CREATE, &to, err))) {
        good = copy_tables(from, to, &progress, err);
        store_close(to);
    }
    progress_end(&progress);
    return good;
}

static int run_backup(struct command *command, struct error *err)
{
    struct store *store;
    struct verify_report report = { 0 };
    const char *path = command->arguments[0];

    if (file_exists(path)) {
        fail(err, ERROR_CONFLICT, NULL, "%.150s is there already; name a new file.", path);
        return EXIT_COULD_NOT;
    }
    if (!store_open(command_store(command), STORE_READ, &store, err))
        return EXIT_COULD_NOT;
    bool good = copy(store, path, err);
    store_close(store);
    if (!good || !verify_copy(path, &report, err))
        return EXIT_COULD_NOT;
    printf("%s holds %llu entries and verifies.\nRoot %.*s\n"
           "It is not encrypted: keep it where only you can read it. The signing key is not in it.\n",
           path, (unsigned long long)report.entries,
           TEXT_ARG(hash_hex(command->arena, report.root)));
    return EXIT_CLEAN;
}

/* ---- restore ---- */

struct restore {
    const char *from, *to, *work;
    struct bytes journal;
    bool nothing_erased;
    struct verify_report report;
};

/* invariant 1 */
static bool check_journal(const struct restore *r, struct error *err)
{
    struct store *from;
    if (!store_open(r->from, STORE_READ, &from, err))
        return false;
    bool good = ledger_erasures_cover(from, bytes_text(&r->journal), err);
    store_close(from);
    return good;
}

static bool erased_before(const struct restore *r, bool *ever, struct error *err)
{
    struct store *from;
    if (!store_open(r->from, STORE_READ, &from, err))
        return false;
    bool good = ledger_erased_ever(from, ever, err);
    store_close(from);
    return good;
}

/* Where nothing was ever erased there is no journal, and none is asked for. What was erased after the copy was made
 * only the journal could tell: that is said. Whoever has lost it must be able to restore all the same. */
static bool without_journal(struct restore *r, bool insists, const char *path, struct error *err)
{
    bool ever;
    if (!erased_before(r, &ever, err))
        return false;
    if (ever && !insists)
        return fail(err, ERROR_INPUT, NULL,
                    "There is no journal of erasures at %.150s, and this copy tells of erasures. "
                    "Name it with --erasures; or, if it is lost, say --no-erasures.",
                    path);
    r->nothing_erased = true;
    fprintf(stderr,
            "candour: no journal of erasures was read: whatever was erased after the copy was made comes back with "
            "it. If anything was, restore again with --erasures.\n");
    return true;
}

static bool read_journal(struct command *command, struct restore *r, struct error *err)
{
    const char *named = command_option(command, "erasures"), *path = named ? named : journal_path(command);
    bool insists = command_switch(command, "no-erasures");
    if (insists || (!named && !file_exists(path)))
        return without_journal(r, insists, path, err);
    if (!file_exists(path))
        return fail(err, ERROR_INPUT, NULL, "There is no journal of erasures at %.150s.", path);
    return file_read(path, JOURNAL_BYTES_MAX, &r->journal, err) && check_journal(r, err);
}

static void remove_work(const struct restore *r, struct command *command)
{
    static const char *const ends[] = { "", "-wal", "-shm", "-journal" };
    for (size_t i = 0; i < COUNT_OF(ends); i++)
        unlink(text_cstr(command->arena, text_format(command->arena, "%s%s", r->work, ends[i])));
}

/* Asked first, since a copy takes its time; and again when it is given its name. */
static bool is_free(const char *to, struct error *err)
{
    struct store *store;
    bool has = false;
    if (!is_server(to))
        return !file_exists(to)
            || fail(err, ERROR_CONFLICT, NULL, "%.150s is there already; restore into a new file.", to);
    if (!store_open(to, STORE_CREATE, &store, err))
        return false;
    bool good = store_has_table(store, "entry", &has, err);
    store_close(store);
    return good && (!has || fail(err, ERROR_CONFLICT, NULL, "%s", ledger_there));
}

/* Only what is in the copy and not erased there yet; nothing of it stays in the store's log. */
static bool erase_again(const struct restore *r, size_t *again, struct error *err)
{
    struct store *store;
    struct ledger *ledger;
    if (r->nothing_erased)
        return true;
    if (!store_open(r->work, STORE_WRITE, &store, err))
        return false;
    bool good = ledger_open(store, &ledger, err);
    if (good) {
        good = ledger_erase_again(ledger, bytes_text(&r->journal), record_apply, NULL, again, err)
            && store_flush(store, err);
        ledger_close(ledger);
    }
    store_close(store);
    return good;
}

static bool make_copy(const struct restore *r, struct error *err)
{
    struct store *from;
    if (!store_open(r->from, STORE_READ, &from, err))
        return false;
    bool good = copy(from, r->work, err);
    store_close(from);
    return good;
}

/* invariants 2 and 3 */
static bool give_name(const struct restore *r, struct error *err)
{
    struct store *work;
    // Opened for writing once more: what reading left beside the file goes when it is closed.
    if (!store_open(r->work, STORE_WRITE, &work, err))
        return false;
    bool good = !is_server(r->to) || copy(work, r->to, err);
    store_close(work);
    return good && (is_server(r->to) || file_name(r->work, r->to, err));
}

static bool restore(struct command *command, struct restore *r, struct error *err)
{
    size_t again = 0;
    if (!read_journal(command, r, err) || !verify_copy(r->from, &r->report, err))
        return false;
    remove_work(r, command);               // of a restore that was killed
    bool good = make_copy(r, err) && erase_again(r, &again, err) && verify_copy(r->work, &r->report, err)
             && give_name(r, err);
    remove_work(r, command);
    if (!good || (is_server(r->to) && !verify_copy(r->to, &r->report, err)))
        return false;
    printf("%zu erasure%s of the journal done again.\n", again, again == 1 ? "" : "s");
    return true;
}

static int run_restore(struct command *command, struct error *err)
{
    const char *to = command_store(command);
    struct restore r = { .from = command->arguments[0], .to = to };
    r.work = text_cstr(command->arena, text_format(command->arena, "%s.restoring",
                                                   is_server(to) ? key_path(command) : to));
    bool good = is_free(to, err) && restore(command, &r, err);
    bytes_free(&r.journal);
    if (!good)
        return EXIT_COULD_NOT;
    printf("The store holds %llu entries again and verifies.\nRoot %.*s\n",
           (unsigned long long)r.report.entries, TEXT_ARG(hash_hex(command->arena, r.report.root)));
    return EXIT_CLEAN;
}

const struct verb verb_backup = {
    .name = "backup", .arguments = "FILE", .least = 1, .most = 1,
    .summary = "Copy the store into a new file while it is in use, and verify the copy",
    .run = run_backup,
};
static const struct option_row restore_options[] = {
    { "erasures", "FILE", NULL, "the journal of erasures (otherwise the one beside the key)" },
    { "no-erasures", NULL, NULL, "restore without the journal, though this copy tells of erasures" },
    { "key", "FILE", NULL, "the signing key (otherwise STORE.key, or candour.key for PostgreSQL)" },
    { 0 },
};

const struct verb verb_restore = {
    .name = "restore", .arguments = "FILE", .least = 1, .most = 1,
    .summary = "Put a backup into an empty store, erase again what was erased since, and verify it",
    .options = restore_options, .run = run_restore,
};
