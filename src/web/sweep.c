/* Deadlines of connections: a request that drips in is cut off. */
#include "web/state.h"

#include <sys/socket.h>

#define SWEPT_MAX 1200

int64_t clock_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* ---- drip-fed requests: MHD's timeout starts anew with each byte, ours does not ---- */

struct swept { int fd; int64_t until; bool used; };         // until: on the monotonic clock, microseconds
static struct { pthread_mutex_t lock; struct swept at[SWEPT_MAX]; } sweep = {
    .lock = PTHREAD_MUTEX_INITIALIZER
};

/* From now on the connection has so many seconds to send what it is sending; 0: it waits for us. */
void sweep_mark(struct MHD_Connection *connection, int seconds)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    if (!info || info->connect_fd < 0)
        return;
    pthread_mutex_lock(&sweep.lock);
    struct swept *slot = NULL;
    for (size_t i = 0; i < SWEPT_MAX; i++) {
        if (sweep.at[i].used && sweep.at[i].fd == info->connect_fd) {
            slot = &sweep.at[i];
            break;
        }
        if (!slot && !sweep.at[i].used)
            slot = &sweep.at[i];
    }
    if (slot)
        *slot = (struct swept){ .fd = info->connect_fd, .used = seconds > 0,
                               .until = clock_us() + seconds * INT64_C(1000000) };
    pthread_mutex_unlock(&sweep.lock);
}

void sweep_late(void)
{
    int64_t now = clock_us();
    pthread_mutex_lock(&sweep.lock);
    for (size_t i = 0; i < SWEPT_MAX; i++)
        if (sweep.at[i].used && now > sweep.at[i].until) {
            shutdown(sweep.at[i].fd, SHUT_RDWR);
            sweep.at[i].used = false;
        }
    pthread_mutex_unlock(&sweep.lock);
}
