/* bare - the yardstick of a request: libmicrohttpd, the statements that Candour ran for it, the bytes that it
 * answered with, and nothing else.
 *
 *   bare PORT STORE STATEMENTS ANSWER soon|wait|never FIRST
 *
 * STATEMENTS: what overhear.c wrote down of one request, a line a statement, each with a letter in front:
 *   r  read in a snapshot before anything is written      a  read in another one afterwards
 *   w  written for each request                            c  written once before each commit
 *   s  settings of each connection
 * Of what differs from one request to the next a number has its step behind it (12+1), and bytes have a capital
 * letter: they are made anew. Statements are prepared once a thread, bound, stepped as often as Candour stepped them,
 * and every column is read. One thread writes, durably, for all that wait at that moment; the answer waits for it
 * (wait), or it writes four times a second what there is (soon), as Candour writes its log of reads; or nothing is
 * written at all (never).
 * ANSWER: the whole answer, head and all. FIRST: what is new counts on from here, past all who wrote before. */
#include <microhttpd.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define ASKED_MAX 2000
#define SOON_US 250000

struct value { int parameter; char kind; long long number, step; double real; unsigned char *at; size_t len; };
struct asked { char when; int steps; const char *sql; size_t same_as; struct value *values; size_t count; };
struct connection { sqlite3 *db; sqlite3_stmt *s[ASKED_MAX]; };
struct waiting { struct MHD_Connection *connection; bool written; struct waiting *next; };

static struct asked asked[ASKED_MAX];
static size_t asked_count;
static const char *store;
static bool wait_for_it, write_never;
static long long first_new;
static struct { unsigned status; char *names[40], *values[40]; size_t count; char *body; size_t len; } page;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t some = PTHREAD_COND_INITIALIZER;
static struct waiting *waiting;        // under the lock
static long long owed;

static void must(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "bare: %s\n", what);
    exit(2);
}

/* ---- statements ---- */

static struct connection *connect_to_store(void)
{
    struct connection *c = calloc(1, sizeof *c);
    must(!sqlite3_open_v2(store, &c->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL), "store");
    sqlite3_busy_timeout(c->db, 5000);
    for (size_t i = 0; i < asked_count; i++)
        if (asked[i].when == 's')
            must(!sqlite3_exec(c->db, asked[i].sql, NULL, NULL, NULL), sqlite3_errmsg(c->db));
    return c;
}

static sqlite3_stmt *statement(struct connection *c, size_t i)
{
    sqlite3_stmt **s = &c->s[asked[i].same_as];
    if (!*s)
        must(!sqlite3_prepare_v2(c->db, asked[i].sql, -1, s, NULL), sqlite3_errmsg(c->db));
    return *s;
}

/* As it was, or as it is for the nth request: other bytes, and the same ones wherever they stood. */
static void bind_value(sqlite3_stmt *s, const struct value *v, long long n)
{
    unsigned char fresh[64];
    const unsigned char *at = v->at;
    if ((v->kind == 'B' || v->kind == 'T') && v->len <= sizeof fresh && v->len >= 8) {
        // Ids are ordered by time, and so are these: the first eight bytes are a number that grows.
        unsigned long long first = 0;
        memcpy(fresh, v->at, v->len);
        for (int i = 0; i < 8; i++)
            first = first << 8 | fresh[i];
        for (int i = 0; i < 8; i++)
            fresh[i] = v->kind == 'B' ? (unsigned char)((first + (unsigned long long)n) >> (56 - 8 * i))
                                      : (unsigned char)('a' + (n >> (28 - 4 * i) & 15));
        at = fresh;
    }
    int code = v->kind == 'i' ? sqlite3_bind_int64(s, v->parameter, v->number + v->step * n)
             : v->kind == 'r' ? sqlite3_bind_double(s, v->parameter, v->real)
             : v->kind == 't' || v->kind == 'T'
                 ? sqlite3_bind_text(s, v->parameter, (const char *)at, (int)v->len, SQLITE_TRANSIENT)
                 : sqlite3_bind_blob(s, v->parameter, at, (int)v->len, SQLITE_TRANSIENT);
    must(code == SQLITE_OK, "a value cannot be bound");
}

static _Thread_local volatile size_t bytes_read;         // written alone: nothing that is read may be left unread

static void run(struct connection *c, char when, long long n)
{
    for (size_t i = 0; i < asked_count; i++) {
        if (asked[i].when != when)
            continue;
        sqlite3_stmt *s = statement(c, i);
        int code = SQLITE_ROW;
        for (size_t k = 0; k < asked[i].count; k++)
            bind_value(s, &asked[i].values[k], n);
        for (int step = 0; step < asked[i].steps && code == SQLITE_ROW; step++)
            if ((code = sqlite3_step(s)) == SQLITE_ROW)
                for (int k = 0; k < sqlite3_column_count(s); k++)
                    if (sqlite3_column_blob(s, k))
                        bytes_read += (size_t)sqlite3_column_bytes(s, k);
        if (code != SQLITE_ROW && code != SQLITE_DONE) {
            fprintf(stderr, "bare: %s: %s\n", sqlite3_errmsg(c->db), asked[i].sql);
            exit(2);
        }
        sqlite3_reset(s);
        sqlite3_clear_bindings(s);
    }
}

/* ---- writing ---- */

static void *write_on(void *with)
{
    struct connection *c = connect_to_store();
    sqlite3_stmt *begin, *commit;
    long long n = first_new;
    (void)with;
    sqlite3_prepare_v2(c->db, "BEGIN IMMEDIATE", -1, &begin, NULL);
    sqlite3_prepare_v2(c->db, "COMMIT", -1, &commit, NULL);
    for (;;) {
        if (!wait_for_it)
            usleep(SOON_US);
        pthread_mutex_lock(&lock);
        while (!owed)
            pthread_cond_wait(&some, &lock);
        struct waiting *batch = waiting;
        long long count = owed;
        waiting = NULL;
        owed = 0;
        pthread_mutex_unlock(&lock);
        must(sqlite3_step(begin) == SQLITE_DONE, sqlite3_errmsg(c->db));
        sqlite3_reset(begin);
        for (long long i = 0; i < count; i++)
            run(c, 'w', n++);
        run(c, 'c', n);
        must(sqlite3_step(commit) == SQLITE_DONE, sqlite3_errmsg(c->db));
        sqlite3_reset(commit);
        for (struct waiting *next; batch; batch = next) {
            next = batch->next;
            batch->written = true;
            MHD_resume_connection(batch->connection);
        }
    }
    return NULL;
}

static void write_it(struct waiting *w)
{
    pthread_mutex_lock(&lock);
    if (wait_for_it) {
        MHD_suspend_connection(w->connection);
        w->next = waiting;
        waiting = w;
    }
    owed++;
    pthread_cond_signal(&some);
    pthread_mutex_unlock(&lock);
}

/* ---- answering ---- */

static bool writes(void)
{
    if (write_never)
        return false;
    for (size_t i = 0; i < asked_count; i++)
        if (asked[i].when == 'w')
            return true;
    return false;
}

static enum MHD_Result handle(void *with, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *data, size_t *size, void **context)
{
    static _Thread_local struct connection *c;
    struct waiting *w = *context;
    (void)with; (void)url; (void)method; (void)version; (void)data;
    if (!w) {
        *context = w = calloc(1, sizeof *w);
        w->connection = connection;
        return MHD_YES;
    }
    if (*size > 0) {
        *size = 0;
        return MHD_YES;
    }
    if (!c)
        c = connect_to_store();
    run(c, w->written ? 'a' : 'r', 0);
    if (!w->written && writes()) {
        write_it(w);
        if (wait_for_it)
            return MHD_YES;
    }
    struct MHD_Response *r = MHD_create_response_from_buffer(page.len, page.body, MHD_RESPMEM_MUST_COPY);
    for (size_t i = 0; i < page.count; i++)
        MHD_add_response_header(r, page.names[i], page.values[i]);
    enum MHD_Result done = MHD_queue_response(connection, page.status, r);
    MHD_destroy_response(r);
    return done;
}

static void completed(void *with, struct MHD_Connection *connection, void **context,
                      enum MHD_RequestTerminationCode code)
{
    (void)with; (void)connection; (void)code;
    free(*context);
    *context = NULL;
}

/* ---- reading what is to be done ---- */

static char *read_file(const char *path, size_t *len)
{
    FILE *file = fopen(path, "rb");
    size_t room = 64 << 20;
    char *bytes = malloc(room);
    must(file && bytes, path);
    *len = fread(bytes, 1, room - 1, file);
    bytes[*len] = 0;
    fclose(file);
    return bytes;
}

static struct value value_of(char *s)
{
    struct value v = { .parameter = (int)strtol(s, &s, 10) };
    v.kind = *s++;
    if (v.kind == 'i') {
        v.number = strtoll(s, &s, 10);
        v.step = *s == '+' ? strtoll(s + 1, NULL, 10) : 0;
    } else if (v.kind == 'r') {
        v.real = strtod(s, NULL);
    } else {
        v.len = strlen(s) / 2;
        v.at = malloc(v.len + 1);
        for (size_t i = 0; i < v.len; i++)
            sscanf(s + 2 * i, "%2hhx", &v.at[i]);
    }
    return v;
}

static void read_asked(char *all)
{
    for (char *line; (line = strsep(&all, "\n")) && *line;) {
        struct asked *a = &asked[asked_count];
        must(asked_count < ASKED_MAX, "too many statements");
        a->when = *strsep(&line, "\t");
        a->steps = atoi(strsep(&line, "\t"));
        a->sql = strsep(&line, "\t");
        a->values = calloc(100, sizeof *a->values);
        for (char *value; (value = strsep(&line, "\t"));)
            a->values[a->count++] = value_of(value);
        a->same_as = asked_count;
        for (size_t i = asked_count; i-- > 0;)
            if (!strcmp(asked[i].sql, a->sql))
                a->same_as = i;
        asked_count++;
    }
}

/* Those headers that libmicrohttpd makes itself are left to it. */
static void read_answer(char *all, size_t len)
{
    static const char *const own[] = { "Date", "Content-Length", "Connection", "Keep-Alive" };
    char *body = strstr(all, "\r\n\r\n");
    must(body, "the answer has no head");
    page.body = body + 4;
    page.len = len - (size_t)(page.body - all);
    *body = 0;
    page.status = (unsigned)atoi(all + 9);
    for (char *rest = strstr(all, "\r\n"); rest && page.count < 40;) {
        char *name = rest + 2, *colon = strstr(name, ": ");
        rest = strstr(name, "\r\n");
        bool ours = colon && (!rest || colon < rest);
        if (rest)
            *rest = 0;
        if (!ours)
            continue;
        *colon = 0;
        for (size_t i = 0; i < sizeof own / sizeof *own; i++)
            ours = ours && strcasecmp(own[i], name);
        if (!ours)
            continue;
        page.names[page.count] = name;
        page.values[page.count++] = colon + 2;
    }
}

int main(int argc, char **argv)
{
    size_t len;
    pthread_t writer;
    must(argc == 7, "usage: bare PORT STORE STATEMENTS ANSWER soon|wait|never FIRST");
    store = argv[2];
    read_asked(read_file(argv[3], &len));
    char *answer = read_file(argv[4], &len);
    read_answer(answer, len);
    wait_for_it = !strcmp(argv[5], "wait");
    write_never = !strcmp(argv[5], "never");
    first_new = atoll(argv[6]);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    if (writes())
        must(!pthread_create(&writer, NULL, write_on, NULL), "no thread");
    must(MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, (uint16_t)atoi(argv[1]), NULL,
                          NULL, handle, NULL, MHD_OPTION_THREAD_POOL_SIZE, 2u, MHD_OPTION_NOTIFY_COMPLETED,
                          completed, NULL, MHD_OPTION_END), "nothing can listen there");
    for (;;)
        pause();
}
