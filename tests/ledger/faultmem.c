/* faultmem - a machine that has no memory at the Nth asking. For LD_PRELOAD.
 *
 *   MEMORY_AT    which allocation fails, from 1; 0: none, and the number of them is told at the end
 *   MEMORY_ALL   1: from there on none is given; otherwise that one alone */
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *at, size_t size);

static atomic_long asked;
static long fail_at = -1;
static bool all;

/* OpenSSL 3.0 breaks by itself when it is starved while it starts up: it may start first. */
static void start_openssl(void)
{
    void *(*fetch)(void *, const char *, const char *);
    *(void **)&fetch = dlsym(RTLD_DEFAULT, "EVP_MD_fetch");
    if (fetch)
        fetch(NULL, "SHA256", NULL);
}

__attribute__((constructor)) static void begin(void)
{
    start_openssl();
    all = getenv("MEMORY_ALL") != NULL;
    asked = 0;
    fail_at = getenv("MEMORY_AT") ? atol(getenv("MEMORY_AT")) : -1;
}

__attribute__((destructor)) static void end(void)
{
    if (fail_at == 0)
        dprintf(STDERR_FILENO, "allocations %ld\n", (long)asked);
}

static bool none_left(void)
{
    long now = ++asked;
    if (fail_at <= 0 || (all ? now < fail_at : now != fail_at))
        return false;
    errno = ENOMEM;
    return true;
}

void *malloc(size_t size)
{
    return none_left() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return none_left() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *at, size_t size)
{
    return none_left() ? NULL : __libc_realloc(at, size);
}
