#include "cli/command.h"

#include "base/file.h"
#include "base/json.h"
#include "record/attachment.h"
#include "record/record.h"

#include <unistd.h>

#define NOTES_MAX 64

struct shown { bool json; struct json_out *out; };

static const char *const severity_words[] = {
    [SEVERITY_NOTE] = "note", [SEVERITY_WARNING] = "warning", [SEVERITY_ERROR] = "error",
};

static void show_finding(void *with, const struct finding *f)
{
    struct shown *shown = with;
    if (!shown->json) {
        if (f->seq == NO_ENTRY)
            printf("%s %s - %s\n", severity_words[f->severity], f->code, f->meaning);
        else
            printf("%s %s %llu %s\n", severity_words[f->severity], f->code,
                   (unsigned long long)f->seq, f->meaning);
        return;
    }
    json_out_object(shown->out);
    json_out_name(shown->out, "severity");
    json_out_cstr(shown->out, severity_words[f->severity]);
    json_out_name(shown->out, "code");
    json_out_cstr(shown->out, f->code);
    json_out_name(shown->out, "entry");
    if (f->seq == NO_ENTRY)
        json_out_null(shown->out);
    else
        json_out_int(shown->out, (int64_t)f->seq);
    json_out_name(shown->out, "meaning");
    json_out_cstr(shown->out, f->meaning);
    json_out_end(shown->out);
}

struct counting { verify_found *found; void *with; struct verify_report *report; };

static void count_finding(void *with, const struct finding *f)
{
    struct counting *c = with;
    c->report->findings++;
    if (f->seq < c->report->first_bad)                 // NO_ENTRY is the largest of all
        c->report->first_bad = f->seq;
    if (c->found)
        c->found(c->with, f);
}

bool verify_beside(const char *where, verify_found *found, void *with, struct verify_report *report,
                   struct error *err)
{
    struct counting counting = { found, with, report };
    struct store *store;
    if (!store_open(where, STORE_READ, &store, err))
        return false;
    bool good = store_begin(store, TRANSACTION_READ, err);
    if (good) {
        good = looks_verify(store, count_finding, &counting, err)
            && attachments_verify(store, count_finding, &counting, err);
        store_rollback(store);
    }
    store_close(store);
    return good;
}

static bool read_note(struct command *command, const char *path, text *note, struct error *err)
{
    struct bytes content = { 0 };
    if (!file_read(path, NOTE_BYTES_MAX, &content, err))
        return false;
    *note = text_copy(command->arena, bytes_text(&content));
    bytes_free(&content);
    return true;
}

static void show_report(const struct verify_report *report, struct arena *arena)
{
    if (report->findings == 0)
        printf("Clean: %llu entries, %llu parts (%llu lawfully erased), %llu checkpoints.\n"
               "Root %.*s\n",
               (unsigned long long)report->entries, (unsigned long long)report->parts,
               (unsigned long long)report->redacted, (unsigned long long)report->checkpoints,
               TEXT_ARG(hash_hex(arena, report->root)));
    else if (report->first_bad == NO_ENTRY)
        printf("%llu findings; none of them is about a single entry.\n",
               (unsigned long long)report->findings);
    else
        printf("%llu findings; the first bad entry is %llu.\n",
               (unsigned long long)report->findings, (unsigned long long)report->first_bad);
}

static void finish_json(struct json_out *out, const struct verify_report *report,
                        struct arena *arena)
{
    json_out_end(out);
    json_out_name(out, "entries");
    json_out_int(out, (int64_t)report->entries);
    json_out_name(out, "parts");
    json_out_int(out, (int64_t)report->parts);
    json_out_name(out, "erased");
    json_out_int(out, (int64_t)report->redacted);
    json_out_name(out, "checkpoints");
    json_out_int(out, (int64_t)report->checkpoints);
    json_out_name(out, "first_bad");
    if (report->first_bad == NO_ENTRY)
        json_out_null(out);
    else
        json_out_int(out, (int64_t)report->first_bad);
    json_out_name(out, "root");
    json_out_text(out, hash_hex(arena, report->root));
    json_out_name(out, "clean");
    json_out_bool(out, report->findings == 0);
    json_out_end(out);
}

static int run(struct command *command, struct error *err)
{
    text notes[NOTES_MAX];
    size_t note_count = 0;
    int64_t threads;

    if (!command_number(command, "threads", 1, 2, &threads, err))
        return EXIT_COULD_NOT;
    for (int i = 0; i < command->given_count; i++) {
        if (text_is(text_of(command->given[i].name), "against") && note_count < NOTES_MAX
                && !read_note(command, command->given[i].value, &notes[note_count++], err))
            return EXIT_COULD_NOT;
    }

    struct bytes answer = { 0 };
    struct json_out out = json_out_to(&answer);
    struct shown shown = { .json = command_json(command), .out = &out };
    struct progress progress = { .doing = "Verifying" };
    if (shown.json) {
        json_out_object(&out);
        json_out_name(&out, "findings");
        json_out_array(&out);
    }
    struct verify_options options = {
        .threads = (int)threads, .against = notes, .against_count = note_count,
        .incremental = command_switch(command, "incremental"),
        .whole_database = command_switch(command, "database"),
        .allows = record_allows_field,
        .progress = progress_show, .progress_with = &progress,
        .found = show_finding, .found_with = &shown,
    };
    struct verify_report report = { 0 };
    bool ran = ledger_verify(command_store(command), &options, &report, err)
            && (options.incremental
                || verify_beside(command_store(command), show_finding, &shown, &report, err));
    progress_end(&progress);
    if (!ran) {
        bytes_free(&answer);
        return EXIT_COULD_NOT;
    }
    if (shown.json) {
        finish_json(&out, &report, command->arena);
        fwrite(answer.at, 1, answer.len, stdout);
        putchar('\n');
    } else {
        show_report(&report, command->arena);
    }
    bytes_free(&answer);
    return report.findings ? EXIT_FINDINGS : EXIT_CLEAN;
}

static const struct option_row options[] = {
    { "against", "NOTE", NULL, "a checkpoint kept elsewhere; may be given several times" },
    { "incremental", NULL, NULL, "only what came since the last clean run" },
    { "database", NULL, NULL, "also what the database says of its whole file; takes three times as long" },
    { "threads", "N", "2", "1 or 2" },
    { 0 },
};

const struct verb verb_verify = {
    .name = "verify", .arguments = "",
    .summary = "Recompute everything from the entries and say what does not hold",
    .options = options, .run = run,
};
