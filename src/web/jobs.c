/* Work that an HTTP thread must not wait for. Two lanes, so that whoever signs in does not wait behind a file that a
 * scanner is slow to look at: one for what is short and only computes, one for what waits for other programs or takes
 * long. What is in a lane when the server ends is still done: somebody waits for each of them. */
#include "web/state.h"

#include "base/log.h"

#define JOBS_WAITING_MAX 20

void lanes_start(struct server *server)
{
    for (size_t i = 0; i < LANE_COUNT; i++) {
        struct lane *lane = &server->lanes[i];
        lane->server = server;
        lane->last = &lane->first;
        pthread_mutex_init(&lane->lock, NULL);
        pthread_cond_init(&lane->some, NULL);
    }
}

static bool add(struct lane *lane, struct job *job)
{
    pthread_mutex_lock(&lane->lock);
    bool room = lane->count < JOBS_WAITING_MAX && !lane->stopping;
    if (room) {
        *lane->last = job;
        lane->last = &job->next;
        lane->count++;
        pthread_cond_signal(&lane->some);
    }
    pthread_mutex_unlock(&lane->lock);
    return room;
}

static struct job *take(struct lane *lane)
{
    pthread_mutex_lock(&lane->lock);
    while (!lane->first && !lane->stopping)
        pthread_cond_wait(&lane->some, &lane->lock);
    struct job *job = lane->first;
    if (job) {
        lane->first = job->next;
        lane->count--;
        if (!lane->first)
            lane->last = &lane->first;
    }
    pthread_mutex_unlock(&lane->lock);
    return job;
}

static void *work(void *with)
{
    struct lane *lane = with;
    for (struct job *job; (job = take(lane)) != NULL;) {
        struct request_state *state = job->state;
        job->work(job->with);
        MHD_resume_connection(state->connection);
        lane->server->parked--;
    }
    return NULL;
}

bool lanes_run(struct server *server, struct error *err)
{
    for (size_t i = 0; i < LANE_COUNT; i++)
        for (size_t k = 0; k < (i == LANE_LONG ? LONG_THREADS : 1); k++) {
            struct lane *lane = &server->lanes[i];
            if (pthread_create(&lane->threads[k], NULL, work, lane)) {
                lanes_end(server);
                return fail(err, ERROR_STORE, NULL, "A job thread could not be started.");
            }
            lane->thread_count++;
        }
    return true;
}

void lanes_end(struct server *server)
{
    for (size_t i = 0; i < LANE_COUNT; i++) {
        struct lane *lane = &server->lanes[i];
        pthread_mutex_lock(&lane->lock);
        lane->stopping = true;
        pthread_cond_broadcast(&lane->some);
        pthread_mutex_unlock(&lane->lock);
        while (lane->thread_count > 0)
            pthread_join(lane->threads[--lane->thread_count], NULL);
    }
}

uint64_t lane_waiting(struct server *server, enum lane_name name)
{
    struct lane *lane = &server->lanes[name];
    pthread_mutex_lock(&lane->lock);
    uint64_t count = (uint64_t)lane->count;
    pthread_mutex_unlock(&lane->lock);
    return count;
}

static bool queue(struct request *rq, enum lane_name name, void (*todo)(void *with), void *with, request_handler *after)
{
    struct job *job = arena_new_of(rq->arena, struct job);
    *job = (struct job){ .work = todo, .with = with, .state = rq->state };
    request_park(rq->state, after);
    if (!add(&rq->server->lanes[name], job)) {
        rq->state->write_refused = true;
        error_clear(&rq->state->refusal);
        fail(&rq->state->refusal, ERROR_STORE, NULL, "%s", name == LANE_SHORT
             ? "Too many people are signing in at once. Try again in a moment."
             : "Too many documents are being made or checked at once. Try again in a minute.");
        request_resume(rq->state);
    }
    return false;
}

bool request_job(struct request *rq, void (*todo)(void *with), void *with, request_handler *after, struct error *err)
{
    (void)err;                         // what goes wrong from here on is told to `after`
    return queue(rq, LANE_SHORT, todo, with, after);
}

bool request_long_job(struct request *rq, void (*todo)(void *with), void *with, request_handler *after,
                      struct error *err)
{
    (void)err;
    return queue(rq, LANE_LONG, todo, with, after);
}
