#include "place.h"

#include "practice/access.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *source_root;

static void run(const char *command)
{
    int status = system(command);
    check("a command", status == 0, "%s ended with %d", command, status);
}

void place_make(struct place *place)
{
    struct error err = { 0 };
    struct sign_seed seed = { 0 };
    struct ledger_names names = {
        .origin = TEXT("ledger.test.example/returns"), .authority = TEXT("Test"),
        .software = TEXT("test"), .schema = record_schema_version(),
    };

    *place = (struct place){ .service = id_new_random() };
    strcpy(place->folder, "/tmp/candour-returns-XXXXXX");
    check("folder", mkdtemp(place->folder) != NULL, "no temporary folder");
    place->where = strdup(place_path(place, "test.db"));
    check("store", store_open(place->where, STORE_CREATE, &place->store, &err), "%s %s",
          err.message, err.detail);
    // One transaction: a file's worth of tables each on its own would be synced one by one.
    check("begin", store_begin(place->store, TRANSACTION_WRITE, &err), "%s", err.message);
    check("ledger tables", store_define(place->store, ledger_schema, &err), "%s %s", err.message,
          err.detail);
    check("record tables", record_define(place->store, &err), "%s %s", err.message,
          err.detail);
    check("looks", store_define(place->store, looks_schema, &err), "%s %s", err.message,
          err.detail);
    check("commit", store_commit(place->store, &err), "%s %s", err.message, err.detail);
    check("genesis", ledger_create(place->store, &names, &seed, &err), "%s %s", err.message,
          err.detail);
    check("open", ledger_open(place->store, &place->ledger, &err), "%s %s", err.message,
          err.detail);
}

void place_remove(struct place *place)
{
    char command[128];

    ledger_close(place->ledger);
    store_close(place->store);
    snprintf(command, sizeof command, "rm -rf '%s'", place->folder);
    run(command);
    free((char *)place->where);
}

uint64_t place_size(struct place *place)
{
    struct error err = { 0 };
    uint64_t size;

    check("size", ledger_size_now(place->store, &size, &err), "%s %s", err.message,
          err.detail);
    return size;
}

static void finding_seen(void *with, const struct finding *f)
{
    const char *name = with;

    print_error("%s: %s %s\n", name, f->code, f->meaning);
}

void place_check_sound(struct place *place, const char *name)
{
    struct error err = { 0 };
    struct verify_options options = {
        .threads = 1, .allows = record_allows_field, .found = finding_seen,
        .found_with = (void *)name,
    };
    struct verify_report report;
    struct rebuild_report rebuilt;

    check(name, ledger_verify(place->where, &options, &report, &err), "%s", err.message);
    check(name, report.findings == 0, "%d findings", (int)report.findings);
    check(name, record_rebuild(place->store, false, NULL, NULL, &rebuilt, &err), "%s %s",
          err.message, err.detail);
    check(name, rebuilt.same, "a rebuild differs: %s", rebuilt.first_difference);
}

const char *place_path(struct place *place, const char *name)
{
    static char paths[64][160];
    static unsigned next;
    char *path = paths[next++ % COUNT_OF(paths)];

    snprintf(path, sizeof paths[0], "%s/%s", place->folder, name);
    return path;
}

const char *place_write(struct place *place, const char *name, const char *content, size_t size)
{
    const char *path = place_path(place, name);
    FILE *file = fopen(path, "wb");

    check(name, file && fwrite(content, 1, size, file) == size && fclose(file) == 0,
          "could not be written");
    return path;
}

const char *sample_path(const char *name)
{
    static char path[512];

    snprintf(path, sizeof path, "%s/tests/returns/samples/%s", source_root, name);
    return path;
}

void import_well(struct place *place, const char *path, struct cin_summary *summary)
{
    struct cin_import_options options = { .service = place->service };
    struct error err = { 0 };

    check(path, cin_import(place->ledger, path, &options, summary, &err), "%s %s", err.message,
          err.detail);
}

void export_well(struct place *place, int year, bool as_received, const char *path,
                 struct cin_summary *summary)
{
    struct cin_export_options options = { .service = place->service, .as_received = as_received };
    struct error err = { 0 };

    check(path, cin_export(place->store, year, &options, path, summary, &err), "%s %s",
          err.message, err.detail);
}

void check_equal(const char *name, const char *first, const char *second)
{
    char command[1024];

    snprintf(command, sizeof command,
             "python3 '%s/tests/returns/cin_equal.py' --flags-exact '%s' '%s'", source_root, first,
             second);
    check(name, system(command) == 0, "not equal in every item");
}

void generate(const char *arguments, ...)
{
    char command[1024];
    va_list list;
    int start = snprintf(command, sizeof command, "python3 '%s/tools/gen_cin.py' ", source_root);

    va_start(list, arguments);
    vsnprintf(command + start, sizeof command - (size_t)start, arguments, list);
    va_end(list);
    run(command);
}

const struct tally_row *count_of_kind(const struct cin_summary *summary, const char *kind)
{
    static const struct tally_row none = { 0 };

    for (int i = 0; i < summary->records.count; i++)
        if (!strcmp(summary->records.at[i].kind->name, kind))
            return &summary->records.at[i];
    return &none;
}
