/* bare - the yardstick of a page: libmicrohttpd, the page's statements, the page's bytes, and nothing else.
 *
 *   bare PORT STORE CHILD-HEX BYTES-FILE
 *
 * Runs, for each request, the statements that the child's page runs (session, account, roles, subject, person, list of
 * versions, names), reads every column, and answers with the bytes of the real page. */
#include <microhttpd.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define VERSION "SELECT v.kind, v.record, v.subject, v.author, v.role_of_author, v.flags, v.source_seq," \
    " v.superseded_seq, v.valid_from, v.valid_to, v.recorded_at, v.withdrawn, b.parts," \
    " (SELECT count(*) FROM version AS w WHERE w.record = v.record AND w.recorded_seq < ?2" \
    "   AND w.recorded_seq <= v.recorded_seq)," \
    " (SELECT count(*) FROM version AS w WHERE w.record = v.record AND w.recorded_seq < ?2)" \
    " FROM version AS v JOIN body AS b ON b.seq = v.source_seq WHERE "

static const char *const statements[] = {
    "SELECT size FROM head WHERE one = 1",
    "SELECT account, role, started, last_seen, ended FROM session ORDER BY started DESC LIMIT 1",
    "SELECT account, staff, sign_in, name, password, disabled, demonstration FROM account LIMIT 1",
    "SELECT role FROM account_role LIMIT 1",
    "SELECT subject, kind FROM version WHERE record = ?1 LIMIT 1",
    VERSION "v.record = ?1 AND v.recorded_seq < ?2 AND v.superseded_seq >= ?2 LIMIT 1",
    VERSION "v.subject = ?1 AND v.recorded_seq < ?2 AND v.superseded_seq >= ?2"
        " ORDER BY v.valid_from DESC, v.source_seq DESC LIMIT 2001",
    "SELECT record, name FROM staff WHERE superseded_seq = ?2 LIMIT 8",
};

static const char *store, *page;
static size_t page_len;
static unsigned char child[16];

static enum MHD_Result handle(void *with, struct MHD_Connection *c, const char *url, const char *method,
                              const char *version, const char *data, size_t *size, void **context)
{
    static _Thread_local sqlite3 *db;
    static _Thread_local sqlite3_stmt *s[sizeof statements / sizeof *statements];
    static int seen;
    (void)with; (void)url; (void)method; (void)version; (void)data; (void)size;
    if (!*context) {
        *context = &seen;
        return MHD_YES;
    }
    if (!db) {
        sqlite3_open_v2(store, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
        sqlite3_exec(db, "PRAGMA cache_size = -16000; PRAGMA cell_size_check = ON", NULL, NULL, NULL);
        for (size_t i = 0; i < sizeof s / sizeof *s; i++)
            if (sqlite3_prepare_v2(db, statements[i], -1, &s[i], NULL)) {
                fprintf(stderr, "bare: %s\n", sqlite3_errmsg(db));
                exit(2);
            }
    }
    volatile size_t sum = 0;
    sqlite3_exec(db, "BEGIN", NULL, NULL, NULL);
    for (size_t i = 0; i < sizeof s / sizeof *s; i++) {
        int parameters = sqlite3_bind_parameter_count(s[i]);
        if (parameters > 0)
            sqlite3_bind_blob(s[i], 1, child, sizeof child, SQLITE_STATIC);
        if (parameters > 1)
            sqlite3_bind_int64(s[i], 2, INT64_MAX);
        while (sqlite3_step(s[i]) == SQLITE_ROW)
            for (int k = 0; k < sqlite3_column_count(s[i]); k++)
                if (sqlite3_column_blob(s[i], k))
                    sum += (size_t)sqlite3_column_bytes(s[i], k);
        sqlite3_reset(s[i]);
    }
    sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    struct MHD_Response *r = MHD_create_response_from_buffer(page_len, (void *)(size_t)page,
                                                             MHD_RESPMEM_MUST_COPY);
    MHD_add_response_header(r, "Content-Type", "text/html; charset=utf-8");
    enum MHD_Result done = MHD_queue_response(c, 200, r);
    MHD_destroy_response(r);
    return done;
}

int main(int argc, char **argv)
{
    if (argc != 5)
        return 2;
    store = argv[2];
    for (int i = 0; i < 16; i++)
        sscanf(argv[3] + 2 * i, "%2hhx", &child[i]);
    FILE *file = fopen(argv[4], "rb");
    char *bytes = malloc(4 << 20);
    page_len = file ? fread(bytes, 1, 4 << 20, file) : 0;
    page = bytes;
    if (!MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, (uint16_t)atoi(argv[1]), NULL, NULL, handle, NULL,
                          MHD_OPTION_THREAD_POOL_SIZE, 2u, MHD_OPTION_END))
        return 2;
    for (;;)
        pause();
}
