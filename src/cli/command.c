#include "cli/command.h"

#include "base/file.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

const char *command_option(const struct command *command, const char *name)
{
    for (int i = command->given_count; i-- > 0;)            // the last one given counts
        if (!strcmp(command->given[i].name, name))
            return command->given[i].value;
    for (const struct option_row *o = command->verb->options; o && o->name; o++)
        if (!strcmp(o->name, name))
            return o->otherwise;
    return NULL;
}

bool command_switch(const struct command *command, const char *name)
{
    return command_option(command, name) != NULL;
}

const char *command_store(const struct command *command)
{
    const char *given = command_option(command, "store");
    return given ? given : "candour.db";
}

bool command_json(const struct command *command)
{
    return command_switch(command, "json");
}

bool command_number(const struct command *command, const char *name, int64_t least, int64_t most,
                    int64_t *value, struct error *err)
{
    const char *given = command_option(command, name);
    int64_t number;
    if (!given)
        return fail(err, ERROR_INPUT, NULL, "Option --%s is missing.", name);
    if (!text_to_int(text_of(given), &number) || number < least || number > most)
        return fail(err, ERROR_INPUT, NULL,
                    "Option --%s must be a whole number from %lld to %lld, not '%.60s'.", name,
                    (long long)least, (long long)most, given);
    *value = number;
    return true;
}

/* ---- progress ---- */

static volatile sig_atomic_t interrupted;

static void on_interrupt(int signal_number)
{
    (void)signal_number;
    interrupted = 1;
}

static int64_t milliseconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

bool progress_show(void *with, int64_t done, int64_t all)
{
    struct progress *progress = with;
    if (!progress->shown_at) {
        signal(SIGINT, on_interrupt);
        progress->shown_at = milliseconds();
        return true;
    }
    int64_t now = milliseconds();
    if (now - progress->shown_at >= 100 && isatty(STDERR_FILENO)) {
        int per_cent = all > 0 ? (int)(done * 100 / all) : 0;
        fprintf(stderr, "\r%s %d%%  ", progress->doing, per_cent);
        progress->shown_at = now;
        progress->drawn = true;
    }
    return !interrupted;
}

void progress_end(struct progress *progress)
{
    if (progress->drawn)
        fprintf(stderr, "\r%*s\r", (int)strlen(progress->doing) + 8, "");
    signal(SIGINT, SIG_DFL);
}

/* ---- keys ---- */

const struct option_row option_key = {
    "key", "FILE", NULL, "the signing key (otherwise STORE.key, or candour.key for PostgreSQL)"
};

const char *key_path(const struct command *command)
{
    const char *given = command_option(command, "key");
    if (given)
        return given;
    text store = text_of(command_store(command));
    if (text_starts(store, "postgresql://") || text_starts(store, "postgres://"))
        return "candour.key";
    return text_cstr(command->arena, text_format(command->arena, "%.*s.key", TEXT_ARG(store)));
}

bool key_make(const char *path, struct sign_seed *seed, struct error *err)
{
    if (file_exists(path))
        return fail(err, ERROR_CONFLICT, NULL,
                    "There is a signing key in %.150s already; move it away first.", path);
    struct arena *arena = arena_new();
    *seed = sign_seed_new();
    text line = text_format(arena, "%.*s\n", TEXT_ARG(text_hex(arena, seed->b, sizeof seed->b)));
    bool good = file_write(path, 0600, line, err);
    explicit_bzero((void *)(uintptr_t)line.at, line.len);
    arena_free(arena);
    return good;
}

bool key_read(const char *path, struct sign_seed *seed, struct error *err)
{
    struct stat at;
    if (stat(path, &at))
        return fail(err, ERROR_ABSENT, NULL, "The signing key %.150s cannot be read: %s.", path,
                    strerror(errno));
    if (at.st_mode & 077)
        return fail(err, ERROR_REFUSED, NULL,
                    "Others may read the signing key %.120s: run 'chmod 600' on it first.", path);
    struct bytes content = { 0 };
    if (!file_read(path, 4096, &content, err))
        return false;
    bool good = text_unhex(text_trim(bytes_text(&content)), seed->b, sizeof seed->b);
    explicit_bzero(content.at, content.len);
    bytes_free(&content);
    if (!good)
        return fail(err, ERROR_INPUT, NULL, "%.150s is not a signing key of Candour.", path);
    return true;
}
