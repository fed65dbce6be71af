/* load - keep-alive clients that send one request again and again.
 *
 *   load PORT CLIENTS SECONDS REQUEST-FILE STATUS WORDS
 *
 * Each client waits for its answer before it sends anew. "@ENTRY@" in the request becomes 32 fresh hex digits,
 * ordered by time as the id that a form brings with it (same length: the length header stays true). An answer of
 * another status than STATUS, or without WORDS in head or body, counts as refused. Prints: requests per second, median,
 * 99th percentile (us), refused. Only ever talks to 127.0.0.1. */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define SAMPLES_MAX 400000
#define MARK "@ENTRY@@@@@@@@@@@@@@@@@@@@@@@@@@"

static char *request;
static size_t request_len;
static int port, wanted_status;
static const char *wanted_words;
static double seconds;

struct client { pthread_t thread; uint32_t *us; size_t count; size_t bad; };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int connect_to(void)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port),
                              .sin_addr = { htonl(INADDR_LOOPBACK) } };
    int one = 1, s = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(s, (struct sockaddr *)&at, sizeof at)) {
        perror("connect");
        exit(2);
    }
    return s;
}

/* Reads one answer with a Content-Length; its status, or 0 when the connection ended. */
static int read_answer(int s, char *buffer, size_t room)
{
    size_t len = 0, want = 0;
    for (;;) {
        ssize_t got = read(s, buffer + len, room - len - 1);
        if (got <= 0)
            return 0;
        len += (size_t)got;
        buffer[len] = 0;
        char *end = want ? NULL : strstr(buffer, "\r\n\r\n");
        if (end) {
            char *header = strcasestr(buffer, "\r\nContent-Length:");
            want = (size_t)(end + 4 - buffer) + (header ? strtoul(header + 17, NULL, 10) : 0);
        }
        if (want && len >= want)
            return atoi(buffer + 9);
        if (len + 1 >= room)
            return 0;
    }
}

static void *run(void *with)
{
    struct client *c = with;
    size_t room = 4 << 20;
    char *mine = malloc(request_len + 1), *answer = malloc(room);
    memcpy(mine, request, request_len + 1);
    char *mark = strstr(mine, MARK);
    int s = connect_to();
    for (double end = now() + seconds; now() < end && c->count < SAMPLES_MAX;) {
        if (mark) {
            unsigned char bytes[16];
            char hex[33];
            if (getrandom(bytes, sizeof bytes, 0) != sizeof bytes)
                exit(2);
            struct timespec t;
            clock_gettime(CLOCK_REALTIME, &t);
            uint64_t ms = (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
            for (int i = 0; i < 6; i++)
                bytes[i] = (unsigned char)(ms >> (40 - 8 * i));
            for (int i = 0; i < 16; i++)
                snprintf(hex + 2 * i, 3, "%02x", bytes[i]);
            memcpy(mark, hex, 32);
        }
        double start = now();
        if (write(s, mine, request_len) != (ssize_t)request_len)
            exit(2);
        int status = read_answer(s, answer, room);
        if (status == 0) {
            close(s);
            s = connect_to();
        }
        c->bad += status != wanted_status || !strstr(answer, wanted_words);
        c->us[c->count++] = (uint32_t)((now() - start) * 1e6);
    }
    close(s);
    free(mine);
    free(answer);
    return NULL;
}

static int by_size(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

int main(int argc, char **argv)
{
    if (argc != 7) {
        fprintf(stderr, "usage: load PORT CLIENTS SECONDS REQUEST-FILE STATUS WORDS\n");
        return 2;
    }
    port = atoi(argv[1]);
    int clients = atoi(argv[2]);
    seconds = atof(argv[3]);
    wanted_status = atoi(argv[5]);
    wanted_words = argv[6];
    FILE *file = fopen(argv[4], "rb");
    request = calloc(1, 1 << 20);
    request_len = file ? fread(request, 1, (1 << 20) - 1, file) : 0;
    struct client *all = calloc((size_t)clients, sizeof *all);
    double start = now();
    for (int i = 0; i < clients; i++) {
        all[i].us = malloc(SAMPLES_MAX * sizeof *all[i].us);
        pthread_create(&all[i].thread, NULL, run, &all[i]);
    }
    size_t count = 0, bad = 0;
    for (int i = 0; i < clients; i++) {
        pthread_join(all[i].thread, NULL);
        count += all[i].count;
        bad += all[i].bad;
    }
    double took = now() - start;
    uint32_t *us = malloc((count + 1) * sizeof *us);
    size_t n = 0;
    for (int i = 0; i < clients; i++) {
        memcpy(us + n, all[i].us, all[i].count * sizeof *us);
        n += all[i].count;
    }
    qsort(us, n, sizeof *us, by_size);
    printf("%.0f %u %u %zu\n", (double)count / took, n ? us[n / 2] : 0, n ? us[n * 99 / 100] : 0, bad);
    return 0;
}
