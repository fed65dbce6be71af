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

/* At the place of its number: numbers are given out from the lowest, and no more files may be open than that. */
struct swept { int64_t until; bool used; };         // until: on the monotonic clock, microseconds
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
    if (info->connect_fd >= SWEPT_MAX) {                // never unwatched
        shutdown(info->connect_fd, SHUT_RDWR);
        return;
    }
    pthread_mutex_lock(&sweep.lock);
    sweep.at[info->connect_fd] = (struct swept){ .used = seconds > 0,
                                                 .until = clock_us() + seconds * INT64_C(1000000) };
    pthread_mutex_unlock(&sweep.lock);
}

void sweep_late(void)
{
    int64_t now = clock_us();
    pthread_mutex_lock(&sweep.lock);
    for (int fd = 0; fd < SWEPT_MAX; fd++)
        if (sweep.at[fd].used && now > sweep.at[fd].until) {
            shutdown(fd, SHUT_RDWR);
            sweep.at[fd].used = false;
        }
    pthread_mutex_unlock(&sweep.lock);
}
