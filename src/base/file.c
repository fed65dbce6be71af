#include "base/file.h"

#include "base/id.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE_BYTES = 64 * 1024 };

/* Errors of a file all say what was tried, with which file, and what the system answered. */
static bool fail_file(struct error *err, const char *tried, const char *path, int number)
{
    enum error_kind kind = number == ENOENT ? ERROR_ABSENT
                           : number == EACCES || number == EPERM ? ERROR_REFUSED : ERROR_STORE;

    return fail(err, kind, NULL, "The file %s could not be %s: %s.", path, tried,
                strerrordesc_np(number));
}

static bool descriptor_read(int fd, const char *path, size_t bytes_max, struct bytes *to,
                            struct error *err)
{
    uint8_t *piece = memory_alloc(PIECE_BYTES);
    size_t before = to->len;
    bool done = false;

    for (;;) {
        ssize_t got = read(fd, piece, PIECE_BYTES);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            fail_file(err, "read", path, errno);
            break;
        }
        if (got == 0) {
            done = true;
            break;
        }
        if ((size_t)got > bytes_max - (to->len - before)) {
            fail(err, ERROR_INPUT, NULL, "The file %s is too large: at most %zu bytes are read.",
                 path, bytes_max);
            break;
        }
        bytes_add(to, piece, (size_t)got);
    }
    free(piece);
    if (!done)
        to->len = before;
    return done;
}

bool file_read(const char *path, size_t bytes_max, struct bytes *to, struct error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool done;

    if (fd < 0)
        return fail_file(err, "opened", path, errno);
    done = descriptor_read(fd, path, bytes_max, to, err);
    close(fd);      // only read from: nothing is lost when closing it fails
    return done;
}

static bool descriptor_write(int fd, text content)
{
    while (content.len > 0) {
        ssize_t put = write(fd, content.at, content.len);

        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return false;
        content = text_skip(content, (size_t)put);
    }
    return fsync(fd) == 0;
}

/* A new name is on disk only when its folder is. */
static bool folder_sync(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    size_t len = slash == path ? 1 : slash != NULL ? (size_t)(slash - path) : 0;
    const char *folder = len > 0 ? text_cstr(arena, (text){ path, len }) : ".";
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool done = fd >= 0 && fsync(fd) == 0;
    int number = errno;

    if (fd >= 0)
        close(fd);      // nothing was written through it
    errno = number;
    return done;
}

static bool file_replace(struct arena *arena, const char *path, mode_t mode, text content,
                         struct error *err)
{
    text own = id_hex(arena, id_new_random());
    const char *beside = text_cstr(arena, text_format(arena, "%s.%.*s", path, TEXT_ARG(own)));
    int fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    bool written, closed;
    int number;

    if (fd < 0)
        return fail_file(err, "written", path, errno);
    written = fchmod(fd, mode) == 0 && descriptor_write(fd, content);     // whatever the umask says
    number = errno;
    closed = close(fd) == 0;
    number = written && !closed ? errno : number;
    if (written && closed) {
        if (rename(beside, path) == 0)
            return folder_sync(arena, path) || fail_file(err, "written", path, errno);
        number = errno;
    }
    unlink(beside);         // what was begun; if it stays behind, it hurts nobody
    return fail_file(err, "written", path, number);
}

bool file_write(const char *path, mode_t mode, text content, struct error *err)
{
    struct arena *arena = arena_new();
    bool done = file_replace(arena, path, mode, content, err);

    arena_free(arena);
    return done;
}

bool file_exists(const char *path)
{
    struct stat about;

    return stat(path, &about) == 0;
}

/* Some file systems know no rename that refuses: there the look beforehand must do. */
static bool rename_new(const char *from, const char *to)
{
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
        return true;
    if (errno != EINVAL && errno != ENOSYS)
        return false;
    errno = EEXIST;
    return !file_exists(to) && rename(from, to) == 0;
}

bool file_name(const char *from, const char *to, struct error *err)
{
    if (!rename_new(from, to))
        return errno == EEXIST ? fail(err, ERROR_CONFLICT, NULL, "%.150s is there already.", to)
                               : fail_file(err, "named", to, errno);
    struct arena *arena = arena_new();
    bool done = folder_sync(arena, to) || fail_file(err, "named", to, errno);
    arena_free(arena);
    return done;
}
