/* Mails to staff (practice/notices.h): a thread of its own, since a mail server may be slow to answer. One round at
 * the start and then one every POST_EVERY_US: what is due is read, each is claimed by the writer, then sent, and what
 * became of it is written down. */
#include "web/state.h"

#include "base/log.h"
#include "base/smtp.h"
#include "practice/notices.h"

#include <unistd.h>

#define POST_EVERY_US (20 * US_PER_SECOND)
#define POST_TICK_US 200000

struct posting {
    struct write write;
    pthread_mutex_t lock; pthread_cond_t changed; bool done;
    const struct notice *notice;
    enum { CLAIM, FAILED, SENT } what;
    bool answer;                         // taken, or given up
};

static bool write_down(struct ledger *ledger, void *with, struct error *err)
{
    struct posting *p = with;
    struct store *store = ledger_store(ledger);
    switch (p->what) {
    case CLAIM:  return notice_claim(store, p->notice, &p->answer, err);
    case FAILED: return notice_failed(store, p->notice, instant_now(), &p->answer, err);
    case SENT:   return notice_sent(store, p->notice, err);
    }
    return false;
}

static void written_down(struct write *write)
{
    struct posting *p = write->done_with;
    pthread_mutex_lock(&p->lock);
    p->done = true;
    pthread_cond_signal(&p->changed);
    pthread_mutex_unlock(&p->lock);
}

/* Waits for the writer. False: it was not written down. */
static bool put(struct server *server, const struct notice *notice, int what, bool *answer)
{
    struct posting p = { .notice = notice, .what = what };
    pthread_mutex_init(&p.lock, NULL);
    pthread_cond_init(&p.changed, NULL);
    p.write = (struct write){ .also = write_down, .also_with = &p, .done = written_down, .done_with = &p };
    bool queued = server_queue(server, &p.write);
    pthread_mutex_lock(&p.lock);
    while (queued && !p.done)
        pthread_cond_wait(&p.changed, &p.lock);
    pthread_mutex_unlock(&p.lock);
    pthread_cond_destroy(&p.changed);
    pthread_mutex_destroy(&p.lock);
    *answer = p.answer;
    return queued && p.write.kept;
}

static void tell(enum log_level level, const char *event, id account, const char *detail)
{
    log_begin(level, event);
    log_id("account", account);
    log_cstr("detail", detail);
    log_send();
}

static void post_one(struct server *server, const struct notice *n)
{
    struct error err = { 0 };
    bool taken, given_up, ignored;
    if (!put(server, n, CLAIM, &taken) || !taken || text_empty(n->body))
        return;
    if (smtp_send(server->options.smtp, &(struct mail){ n->to, n->subject, n->body }, &err)) {
        server->mails_sent++;
        if (!put(server, n, SENT, &ignored))
            tell(LOG_WARNING, "mail sent, not noted", n->account, "");
        return;
    }
    server->mails_failed++;
    bool noted = put(server, n, FAILED, &given_up);
    tell(LOG_WARNING, noted && given_up ? "mail given up" : "mail not sent", n->account, err.detail);
}

static void round_of(struct server *server, struct store **store, struct arena *arena)
{
    struct notices notices = { 0 };
    struct error err = { 0 };
    bool good = (*store || store_open(server->options.where, STORE_READ, store, &err))
             && store_begin(*store, TRANSACTION_READ, &err);
    if (good) {
        good = notices_due(*store, arena, server->options.public_url, server->options.mail_hours, instant_now(),
                           &notices, &err);
        store_rollback(*store);
    }
    if (!good) {
        log_begin(LOG_ERROR, "mails not looked for");
        log_cstr("detail", err.detail[0] ? err.detail : err.message);
        log_send();
        store_close(*store);
        *store = NULL;
    }
    for (size_t i = 0; good && i < notices.count && !server->closing; i++)
        post_one(server, &notices.at[i]);
}

static void *post(void *with)
{
    struct server *server = with;
    struct store *store = NULL;
    int64_t next = 0;
    while (!server->closing) {
        if (clock_us() < next) {
            usleep(POST_TICK_US);
            continue;
        }
        struct arena *arena = arena_new();
        round_of(server, &store, arena);
        arena_free(arena);
        next = clock_us() + POST_EVERY_US;
    }
    store_close(store);
    return NULL;
}

bool post_run(struct server *server, struct error *err)
{
    if (!server->options.smtp)
        return true;
    server->posting = pthread_create(&server->post_thread, NULL, post, server) == 0;
    return server->posting || fail(err, ERROR_STORE, NULL, "The thread for mails could not be started.");
}

void post_end(struct server *server)
{
    server->closing = true;
    if (server->posting)
        pthread_join(server->post_thread, NULL);
    server->posting = false;
}
