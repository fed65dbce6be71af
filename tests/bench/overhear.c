/* overhear - what a program asks of SQLite, written down as it asks: LD_PRELOAD=overhear.so OVERHEARD=FILE.
 *
 * A line a statement, when it is reset: thread, how often it was stepped, its SQL, and each bound value, parted by
 * tabs. A value is its parameter's number, a letter (i, r, t, b; null is left out) and the number, or the bytes in
 * hex. What SQLite runs for itself inside a statement (full text) is not heard. `bare` runs such lines again. */
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PARAMETERS_MAX 100

struct heard { sqlite3_stmt *s; int steps; char *values[PARAMETERS_MAX]; struct heard *next; };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct heard *all;
static _Thread_local int inside;           // a call of the program's own is nought deep

#define REAL(type, name, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) \
        *(void **)&real = dlsym(RTLD_NEXT, name)

static struct heard *heard_of(sqlite3_stmt *s)
{
    pthread_mutex_lock(&lock);
    struct heard *h = all;
    while (h && h->s != s)
        h = h->next;
    if (!h) {
        h = calloc(1, sizeof *h);
        h->s = s;
        h->next = all;
        all = h;
    }
    pthread_mutex_unlock(&lock);
    return h;
}

static void keep(sqlite3_stmt *s, int parameter, char kind, const char *number, const void *at, size_t len)
{
    if (parameter < 0 || parameter >= PARAMETERS_MAX)
        return;
    char **value = &heard_of(s)->values[parameter];
    free(*value);
    *value = malloc(40 + 2 * len);
    int n = sprintf(*value, "\t%d%c%s", parameter, kind, number);
    for (size_t i = 0; i < len; i++)
        n += sprintf(*value + n, "%02x", ((const unsigned char *)at)[i]);
}

/* One write a line: threads do not mix. */
static void say(int steps, const char *sql, const struct heard *h)
{
    static int fd = -1;
    char *line;
    size_t len;
    FILE *to = open_memstream(&line, &len);
    fprintf(to, "%d\t%d\t", (int)gettid(), steps);
    for (const char *p = sql; *p; p++)
        fputc(*p == '\n' || *p == '\t' ? ' ' : *p, to);
    for (int i = 0; h && i < PARAMETERS_MAX; i++)
        if (h->values[i])
            fputs(h->values[i], to);
    fputc('\n', to);
    fclose(to);
    pthread_mutex_lock(&lock);
    if (fd < 0)
        fd = open(getenv("OVERHEARD") ? getenv("OVERHEARD") : "/dev/null", O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (write(fd, line, len) != (ssize_t)len)
        abort();
    pthread_mutex_unlock(&lock);
    free(line);
}

int sqlite3_step(sqlite3_stmt *s)
{
    REAL(int, "sqlite3_step", sqlite3_stmt *);
    if (inside == 0)
        heard_of(s)->steps++;
    inside++;
    int code = real(s);
    inside--;
    return code;
}

int sqlite3_reset(sqlite3_stmt *s)
{
    REAL(int, "sqlite3_reset", sqlite3_stmt *);
    if (inside == 0 && s) {
        struct heard *h = heard_of(s);
        if (h->steps > 0)
            say(h->steps, sqlite3_sql(s), h);
        h->steps = 0;
    }
    inside++;
    int code = real(s);
    inside--;
    return code;
}

int sqlite3_clear_bindings(sqlite3_stmt *s)
{
    REAL(int, "sqlite3_clear_bindings", sqlite3_stmt *);
    struct heard *h = heard_of(s);
    for (int i = 0; inside == 0 && i < PARAMETERS_MAX; i++) {
        free(h->values[i]);
        h->values[i] = NULL;
    }
    return real(s);
}

int sqlite3_exec(sqlite3 *db, const char *sql, int (*row)(void *, int, char **, char **), void *with, char **why)
{
    REAL(int, "sqlite3_exec", sqlite3 *, const char *, int (*)(void *, int, char **, char **), void *, char **);
    if (inside == 0)
        say(1, sql, NULL);
    inside++;
    int code = real(db, sql, row, with, why);
    inside--;
    return code;
}

int sqlite3_bind_int64(sqlite3_stmt *s, int parameter, sqlite3_int64 value)
{
    REAL(int, "sqlite3_bind_int64", sqlite3_stmt *, int, sqlite3_int64);
    char number[24];
    snprintf(number, sizeof number, "%lld", (long long)value);
    if (inside == 0)
        keep(s, parameter, 'i', number, NULL, 0);
    return real(s, parameter, value);
}

int sqlite3_bind_double(sqlite3_stmt *s, int parameter, double value)
{
    REAL(int, "sqlite3_bind_double", sqlite3_stmt *, int, double);
    char number[32];
    snprintf(number, sizeof number, "%.17g", value);
    if (inside == 0)
        keep(s, parameter, 'r', number, NULL, 0);
    return real(s, parameter, value);
}

int sqlite3_bind_text64(sqlite3_stmt *s, int parameter, const char *at, sqlite3_uint64 len, void (*drop)(void *),
                        unsigned char encoding)
{
    REAL(int, "sqlite3_bind_text64", sqlite3_stmt *, int, const char *, sqlite3_uint64, void (*)(void *),
         unsigned char);
    if (inside == 0)
        keep(s, parameter, 't', "", at, len);
    return real(s, parameter, at, len, drop, encoding);
}

int sqlite3_bind_blob64(sqlite3_stmt *s, int parameter, const void *at, sqlite3_uint64 len, void (*drop)(void *))
{
    REAL(int, "sqlite3_bind_blob64", sqlite3_stmt *, int, const void *, sqlite3_uint64, void (*)(void *));
    if (inside == 0)
        keep(s, parameter, 'b', "", at, len);
    return real(s, parameter, at, len, drop);
}
