#include "cli/command.h"

#include "base/file.h"
#include "base/json.h"

#include <string.h>

/* Opens store, ledger and key; closes what it opened when it fails. */
struct opened { struct store *store; struct ledger *ledger; struct sign_seed seed; };

static bool open_all(struct command *command, struct opened *opened, struct error *err)
{
    *opened = (struct opened){ 0 };
    if (!key_read(key_path(command), &opened->seed, err))
        return false;
    if (!store_open(command_store(command), STORE_WRITE, &opened->store, err))
        return false;
    if (!ledger_open(opened->store, &opened->ledger, err)) {
        store_close(opened->store);
        return false;
    }
    return true;
}

static void close_all(struct opened *opened)
{
    sign_forget(&opened->seed);
    ledger_close(opened->ledger);
    store_close(opened->store);
}

static bool give(const struct command *command, text content, struct error *err)
{
    const char *output = command_option(command, "output");
    if (output)
        return file_write(output, 0644, content, err);
    fwrite(content.at, 1, content.len, stdout);
    return true;
}

static bool give_checkpoint(struct command *command, text note, struct error *err)
{
    struct checkpoint c;
    if (!command_json(command))
        return give(command, note, err);
    if (!note_read(note, &c, err))
        return false;
    struct bytes answer = { 0 };
    struct json_out out = json_out_to(&answer);
    json_out_object(&out);
    json_out_name(&out, "size");
    json_out_int(&out, (int64_t)c.size);
    json_out_name(&out, "root");
    json_out_text(&out, hash_hex(command->arena, c.root));
    json_out_name(&out, "short");
    json_out_text(&out, note_short(command->arena, &c));
    json_out_name(&out, "note");
    json_out_text(&out, note);
    json_out_end(&out);
    bytes_add_cstr(&answer, "\n");
    bool good = give(command, bytes_text(&answer), err);
    bytes_free(&answer);
    return good;
}

/* The journal goes out with the checkpoint, where something was ever erased. */
static bool journal_too(struct command *command, struct opened *opened, struct error *err)
{
    bool any;
    if (!ledger_erased_ever(opened->store, &any, err))
        return false;
    return !any || journal_keep(command, opened->ledger, &opened->seed, err);
}

static int run_checkpoint(struct command *command, struct error *err)
{
    struct opened opened;
    text note;
    if (!open_all(command, &opened, err))
        return EXIT_COULD_NOT;
    bool good = ledger_checkpoint(opened.ledger, &opened.seed, command->arena, &note, err)
             && give_checkpoint(command, note, err) && journal_too(command, &opened, err);
    close_all(&opened);
    return good ? EXIT_CLEAN : EXIT_COULD_NOT;
}

static int run_prove_entry(struct command *command, struct error *err)
{
    struct opened opened;
    text proof;
    int64_t seq;
    if (!text_to_int(text_of(command->arguments[0]), &seq) || seq < 0) {
        fail(err, ERROR_INPUT, NULL, "'%.60s' is not the number of an entry.",
             command->arguments[0]);
        return EXIT_COULD_NOT;
    }
    if (!open_all(command, &opened, err))
        return EXIT_COULD_NOT;
    bool good = ledger_prove_entry(opened.ledger, &opened.seed, (uint64_t)seq, NULL, 0,
                                   command->arena, &proof, err)
             && give(command, proof, err);
    close_all(&opened);
    return good ? EXIT_CLEAN : EXIT_COULD_NOT;
}

static int run_prove_consistency(struct command *command, struct error *err)
{
    struct opened opened;
    struct bytes old = { 0 };
    text proof;
    if (!file_read(command->arguments[0], NOTE_BYTES_MAX, &old, err))
        return EXIT_COULD_NOT;
    if (!open_all(command, &opened, err)) {
        bytes_free(&old);
        return EXIT_COULD_NOT;
    }
    bool good = ledger_prove_consistency(opened.ledger, &opened.seed, bytes_text(&old),
                                         command->arena, &proof, err);
    // Another root at that size is the finding itself, not a failure to look.
    int status = good ? EXIT_CLEAN : err->kind == ERROR_BROKEN ? EXIT_FINDINGS : EXIT_COULD_NOT;
    if (good && !give(command, proof, err))
        status = EXIT_COULD_NOT;
    if (status == EXIT_FINDINGS)
        printf("HISTORY CHANGED: %s\n", err->message);
    close_all(&opened);
    bytes_free(&old);
    return status;
}

static const struct option_row options[] = {
    { "key", "FILE", NULL, "the signing key (otherwise STORE.key, or candour.key for PostgreSQL)" },
    { "output", "FILE", NULL, "write there (otherwise standard output)" },
    { 0 },
};

const struct verb verb_checkpoint = {
    .name = "checkpoint", .arguments = "",
    .summary = "Sign the ledger as it stands: a few bytes for somebody outside to keep",
    .options = options, .run = run_checkpoint,
};
const struct verb verb_prove_entry = {
    .name = "prove", .object = "entry", .arguments = "SEQ", .least = 1, .most = 1,
    .summary = "Prove that one entry is in the ledger; candour-check reads the answer",
    .options = options, .run = run_prove_entry,
};
const struct verb verb_prove_consistency = {
    .name = "prove", .object = "consistency", .arguments = "OLD-NOTE", .least = 1, .most = 1,
    .summary = "Prove that nothing before an older checkpoint was changed since",
    .options = options, .run = run_prove_consistency,
};
