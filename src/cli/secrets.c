#include "cli/command.h"

#include "base/file.h"
#include "practice/second_factor.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static const char *secrets_path(const struct command *command)
{
    return text_cstr(command->arena, text_format(command->arena, "%s.secrets", key_path(command)));
}

static bool make(const char *path, struct secret_key *key, struct error *err)
{
    struct arena *arena = arena_new();
    *key = secret_key_new();
    text line = text_format(arena, "%.*s\n", TEXT_ARG(text_hex(arena, key->b, sizeof key->b)));
    bool good = file_write(path, 0600, line, err);
    secret_forget((void *)(uintptr_t)line.at, line.len);
    arena_free(arena);
    return good;
}

static bool read(const char *path, struct secret_key *key, struct error *err)
{
    struct bytes content = { 0 };
    struct stat at;
    if (stat(path, &at))
        return fail(err, ERROR_ABSENT, NULL, "The key %.150s cannot be read: %s.", path, strerror(errno));
    if (at.st_mode & 077)
        return fail(err, ERROR_REFUSED, NULL, "Others may read the key %.120s: run 'chmod 600' on it first.", path);
    if (!file_read(path, 4096, &content, err))
        return false;
    bool good = text_unhex(text_trim(bytes_text(&content)), key->b, sizeof key->b);
    secret_forget(content.at, content.len);
    bytes_free(&content);
    return good || fail(err, ERROR_INPUT, NULL, "%.150s is not a key of Candour for second factors.", path);
}

/* A new one only where nothing was ever locked: with another key nobody's codes would hold. */
bool secrets_read(struct command *command, struct store *store, struct secret_key *key, struct error *err)
{
    const char *path = secrets_path(command);
    bool in_use;
    if (file_exists(path))
        return read(path, key, err);
    if (!second_factor_in_use(store, &in_use, err))
        return false;
    return in_use ? fail(err, ERROR_ABSENT, NULL, "%.150s is missing: the key with which the second factors of this "
                         "store are locked. Put it back.", path) : make(path, key, err);
}
