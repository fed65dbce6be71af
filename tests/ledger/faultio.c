/* faultio - a disk that fails at the Nth write, sync or cut of a database file. For LD_PRELOAD.
 *
 *   FAULT_MATCH  part of the path (".db")          FAULT_AT    which operation, from 1
 *   FAULT_MODE   count | enospc | eio | short | fsync | lose
 *   FAULT_SEED   with lose: a random half of what was not synced reaches the disk; 0: nothing of it
 *   FAULT_DEAF   1: syncs are believed and not done, for the test of the test
 *
 * enospc fails from the Nth on, eio, short and fsync at it alone. lose is a power cut: what was written and not
 * synced is put back as it was, and the process ends. count tells the number of operations at the end. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILES_MAX = 256, UNDO_MAX = 200000 };

struct undo { int fd; off_t at, size_before; size_t len; unsigned char *bytes; };

static bool watched[FILES_MAX];
static struct undo *undo;
static int undo_count;
static long operations, fault_at = -1;
static bool deaf;
static const char *mode = "", *match = ".db";

static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static int (*real_fsync)(int), (*real_fdatasync)(int), (*real_ftruncate)(int, off_t);
static int (*real_close)(int), (*real_open)(const char *, int, ...);

/* ISO C has no cast from an object pointer to a function; POSIX says how dlsym is meant. */
#define FIND(pointer, name) (*(void **)&(pointer) = dlsym(RTLD_NEXT, (name)))

__attribute__((constructor)) static void begin(void)
{
    FIND(real_pwrite, "pwrite64");
    FIND(real_fsync, "fsync");
    FIND(real_fdatasync, "fdatasync");
    FIND(real_ftruncate, "ftruncate64");
    FIND(real_close, "close");
    FIND(real_open, "open64");
    mode = getenv("FAULT_MODE") ? getenv("FAULT_MODE") : "";
    match = getenv("FAULT_MATCH") ? getenv("FAULT_MATCH") : match;
    fault_at = getenv("FAULT_AT") ? atol(getenv("FAULT_AT")) : -1;
    deaf = getenv("FAULT_DEAF") != NULL;
    undo = calloc(UNDO_MAX, sizeof *undo);
}

__attribute__((destructor)) static void end(void)
{
    if (!strcmp(mode, "count"))
        dprintf(STDERR_FILENO, "operations %ld\n", operations);
}

static bool is(const char *wanted)
{
    return !strcmp(mode, wanted);
}

static bool is_watched(int fd)
{
    return fd >= 0 && fd < FILES_MAX && watched[fd];
}

/* A random half stays, or nothing; the file gets its old length back unless something of it stays. */
static void lose(void)
{
    unsigned x = getenv("FAULT_SEED") ? (unsigned)atoi(getenv("FAULT_SEED")) : 0;
    for (int i = undo_count - 1; i >= 0; i--) {
        if (x) {
            x = x * 1103515245u + 12345u;
            if (x >> 16 & 1)
                continue;
        }
        if (undo[i].len)
            real_pwrite(undo[i].fd, undo[i].bytes, undo[i].len, undo[i].at);
        if (!x)
            real_ftruncate(undo[i].fd, undo[i].size_before);
    }
    _exit(99);
}

static bool hit(void)
{
    bool now = ++operations == fault_at;
    if (now && is("lose"))
        lose();
    return now;
}

static void remember(int fd, size_t len, off_t at)
{
    struct stat file;
    if (!is("lose") || undo_count == UNDO_MAX || fstat(fd, &file))
        return;
    struct undo *u = &undo[undo_count++];
    *u = (struct undo){ .fd = fd, .at = at, .size_before = file.st_size };
    if (at < file.st_size)
        u->len = (size_t)(file.st_size - at) < len ? (size_t)(file.st_size - at) : len;
    u->bytes = malloc(u->len + 1);
    if (u->len && pread(fd, u->bytes, u->len, at) != (ssize_t)u->len)
        u->len = 0;
}

int open64(const char *path, int flags, ...)
{
    va_list list;
    va_start(list, flags);
    int fd = real_open(path, flags, va_arg(list, int));
    va_end(list);
    if (fd >= 0 && fd < FILES_MAX)
        watched[fd] = strstr(path, match) && !strstr(path, "-shm");
    return fd;
}

int close(int fd)
{
    if (fd >= 0 && fd < FILES_MAX)
        watched[fd] = false;
    return real_close(fd);
}

ssize_t pwrite64(int fd, const void *bytes, size_t len, off_t at)
{
    if (!is_watched(fd))
        return real_pwrite(fd, bytes, len, at);
    bool now = hit();
    if ((is("enospc") && fault_at > 0 && operations >= fault_at) || (is("eio") && now)) {
        errno = is("eio") ? EIO : ENOSPC;
        return -1;
    }
    if (is("short") && now && len > 1)
        return real_pwrite(fd, bytes, len / 2, at);
    remember(fd, len, at);
    return real_pwrite(fd, bytes, len, at);
}

static int sync_with(int fd, int (*real)(int))
{
    if (!is_watched(fd))
        return real(fd);
    if (hit() && is("fsync")) {
        errno = EIO;
        return -1;
    }
    int result = deaf ? 0 : real(fd);
    int kept = 0;
    for (int i = 0; i < undo_count && !deaf && !result; i++)
        if (undo[i].fd == fd)
            free(undo[i].bytes);
        else
            undo[kept++] = undo[i];
    if (!deaf && !result)
        undo_count = kept;
    return result;
}

int fsync(int fd)
{
    return sync_with(fd, real_fsync);
}

int fdatasync(int fd)
{
    return sync_with(fd, real_fdatasync);
}

int ftruncate64(int fd, off_t len)
{
    if (is_watched(fd) && hit() && is("eio")) {
        errno = EIO;
        return -1;
    }
    return real_ftruncate(fd, len);
}
