/* Another day for a whole test: loaded before a program's libraries, it sets the clock on the wall forward or back by
 * OTHER_DAY_SHIFT seconds for that program and all that it starts. What has no date (how long something takes) and
 * what the kernel does (files' times, timeouts) stay as they are. Used by tools/other_days.sh. */
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec *at)
{
    long status = syscall(SYS_clock_gettime, clock, at);
    const char *shift = getenv("OTHER_DAY_SHIFT");
    if (status == 0 && shift && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        at->tv_sec += atol(shift);
    return (int)status;
}

int gettimeofday(struct timeval *restrict at, void *restrict zone)
{
    struct timespec now;
    (void)zone;
    if (clock_gettime(CLOCK_REALTIME, &now))
        return -1;
    *at = (struct timeval){ .tv_sec = now.tv_sec, .tv_usec = now.tv_nsec / 1000 };
    return 0;
}

time_t time(time_t *at)
{
    struct timespec now;
    if (clock_gettime(CLOCK_REALTIME, &now))
        return -1;
    if (at)
        *at = now.tv_sec;
    return now.tv_sec;
}
