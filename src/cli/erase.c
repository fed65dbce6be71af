/* Lawful erasure: what a law requires to be forgotten goes, and that something went, when, by which law and whose
 * word stays. */
#include "cli/command.h"

#include "base/file.h"
#include "practice/accounts.h"

#include <string.h>

const char *journal_path(const struct command *command)
{
    return text_cstr(command->arena, text_format(command->arena, "%s.erasures", key_path(command)));
}

/* A journal of the first version, without proofs, was always made from the store: it is made from it again. */
static bool journal_before(const char *path, struct bytes *before, struct error *err)
{
    if (!file_exists(path))
        return true;
    if (!file_read(path, JOURNAL_BYTES_MAX, before, err))
        return false;
    if (text_starts(bytes_text(before), "CDJ1 "))
        bytes_clear(before);
    return true;
}

bool journal_keep(struct command *command, struct ledger *ledger, const struct sign_seed *seed, struct error *err)
{
    struct bytes before = { 0 }, journal = { 0 };
    bool good = journal_before(journal_path(command), &before, err)
             && ledger_erasures(ledger, seed, bytes_text(&before), &journal, err)
             && file_write(journal_path(command), 0600, bytes_text(&journal), err);
    bytes_free(&before);
    bytes_free(&journal);
    return good;
}

/* Asked before anything is erased: afterwards it could not be told of in a journal that somebody altered, or that
 * another key would sign. */
static bool journal_ready(struct command *command, struct store *store, const struct sign_seed *seed,
                          struct error *err)
{
    struct bytes before = { 0 };
    struct sign_key key, own = sign_key_of(seed);
    text vkey, name;
    uint8_t type;
    if (!ledger_key_line(store, command->arena, &vkey, err))
        return false;
    if (!note_vkey_read(vkey, &name, &type, &key) || memcmp(key.b, own.b, sizeof key.b) != 0)
        return fail(err, ERROR_REFUSED, NULL, "%.150s is not the key of this ledger, which signs the journal of "
                    "erasures. Nothing was erased.", key_path(command));
    bool good = journal_before(journal_path(command), &before, err)
             && (before.len == 0 || ledger_erasures_hold(store, bytes_text(&before), err));
    bytes_free(&before);
    return good;
}

static bool find_person(struct command *command, struct store *store, const char *option,
                        struct account *account, struct error *err)
{
    const char *name = command_option(command, option);
    struct error why = { 0 };
    if (!name)
        return fail(err, ERROR_INPUT, NULL, "Say who with --%s, by the sign-in name.", option);
    if (account_by_sign_in(store, command->arena, text_of(name), account, &why))
        return true;
    if (why.kind == ERROR_ABSENT)
        return fail(err, ERROR_INPUT, NULL, "Nobody signs in as '%.60s'.", name);
    *err = why;
    return false;
}

/* security.md section 2: whoever works with the child asks, and the data protection officer approves. */
static bool may_approve(const struct account *account, struct error *err)
{
    for (size_t i = 0; i < account->role_count; i++)
        if (account->roles[i] == ROLE_DATA_PROTECTION && !account->disabled)
            return true;
    return fail(err, ERROR_REFUSED, NULL, "'%.*s' is no data protection officer (DP): only they approve an "
                "erasure. Nothing was erased.", TEXT_ARG(text_first(account->sign_in, 60)));
}

static bool read_fields(struct command *command, const struct kind *kind, uint16_t fields[PARTS_MAX],
                        size_t *count, struct error *err)
{
    static const struct { const char *name; uint16_t number; } own[] = {
        { "reason", FIELD_AMEND_REASON }, { "late-reason", FIELD_LATE_REASON },
        { "as-received", FIELD_AS_RECEIVED },
    };
    text rest = text_of(command_option(command, "fields"));
    *count = 0;
    while (!text_empty(rest)) {
        struct text_pair cut = text_cut(rest, ',');
        const struct field *f = field_by_name(kind, cut.before);
        uint16_t number = f ? f->number : 0;
        for (size_t i = 0; i < COUNT_OF(own); i++)
            if (text_is(cut.before, own[i].name))
                number = own[i].number;
        if (!number || *count == PARTS_MAX)
            return fail(err, ERROR_INPUT, NULL, "%s has no field '%.*s': docs/dictionary.md lists them.",
                        kind->label, TEXT_ARG(text_first(cut.before, 60)));
        fields[(*count)++] = number;
        rest = cut.after;
    }
    return *count > 0 || fail(err, ERROR_INPUT, NULL, "Say which fields with --fields, parted by commas.");
}

static bool erase(struct command *command, struct ledger *ledger, uint64_t seq, struct error *err)
{
    struct store *store = ledger_store(ledger);
    struct account asked, approved;
    struct entry target;
    struct part parts[PARTS_MAX];
    uint16_t fields[PARTS_MAX];
    size_t count;
    struct receipt receipt;
    if (!command_option(command, "law"))
        return fail(err, ERROR_INPUT, NULL, "Say which law requires it with --law.");
    if (!find_person(command, store, "asked-by", &asked, err)
            || !find_person(command, store, "approved-by", &approved, err) || !may_approve(&approved, err)
            || !ledger_entry(store, command->arena, seq, &target, parts, err))
        return false;
    const struct kind *kind = kind_by_number(target.kind);
    if (!kind)
        return fail(err, ERROR_REFUSED, NULL, "The ledger's own entries cannot be erased.");
    if (!read_fields(command, kind, fields, &count, err))
        return false;
    struct redaction r = {
        .target = seq, .fields = fields, .field_count = count,
        .legal_basis = text_of(command_option(command, "law")), .request = NO_ENTRY,
        .requester = asked.staff, .approver = approved.staff,
        .role = (uint16_t)(asked.role_count ? asked.roles[0] : ROLE_NONE),
    };
    if (!ledger_redact(ledger, &r, record_apply, NULL, &receipt, err))
        return false;
    printf("Erased from entry %llu; entry %llu says that it was, and by which law.\n",
           (unsigned long long)seq, (unsigned long long)receipt.seq);
    return true;
}

static bool erase_and_tell(struct command *command, struct store *store, uint64_t seq,
                           const struct sign_seed *seed, struct error *err)
{
    struct ledger *ledger;
    struct error why = { 0 };
    if (!journal_ready(command, store, seed, err) || !ledger_open(store, &ledger, err))
        return false;
    bool good = erase(command, ledger, seq, err);
    if (good && !journal_keep(command, ledger, seed, &why))
        good = fail(err, why.kind, NULL, "It is erased, but the journal of erasures could not be written: %.150s "
                    "'candour checkpoint' writes it again.", why.message);
    ledger_close(ledger);
    return good;
}

static int run(struct command *command, struct error *err)
{
    struct store *store;
    struct sign_seed seed;
    int64_t seq;
    if (!text_to_int(text_of(command->arguments[0]), &seq) || seq < 0) {
        fail(err, ERROR_INPUT, NULL, "'%.40s' is no number of an entry.", command->arguments[0]);
        return EXIT_COULD_NOT;
    }
    if (!key_read(key_path(command), &seed, err)
            || !store_open(command_store(command), STORE_WRITE, &store, err))
        return EXIT_COULD_NOT;
    bool good = erase_and_tell(command, store, (uint64_t)seq, &seed, err);
    sign_forget(&seed);
    store_close(store);
    if (good)
        printf("%s names it: carry it away with the key. 'candour restore' does it again in an older copy.\n",
               journal_path(command));
    return good ? EXIT_CLEAN : EXIT_COULD_NOT;
}

static const struct option_row options[] = {
    { "fields", "NAME,NAME", NULL, "fields of that version, by their names in the dictionary" },
    { "law", "TEXT", NULL, "which law or order requires it" },
    { "asked-by", "SIGN-IN", NULL, "who asks for it" },
    { "approved-by", "SIGN-IN", NULL, "a second person, who approves it: a data protection officer" },
    { "key", "FILE", NULL, "the signing key; the journal of erasures lies beside it" },
    { 0 },
};

const struct verb verb_erase = {
    .name = "erase", .arguments = "SEQ", .least = 1, .most = 1,
    .summary = "Erase parts of one version by law; every proof still holds",
    .options = options, .run = run,
};
