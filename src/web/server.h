/* web/server.h - the server: two HTTP threads that never block, one writer, job threads. */
#pragma once
#include "base/error.h"
#include "base/sign.h"
#include "practice/notices.h"

struct route;
struct smtp;
struct secret_key;

struct server_options {
    const char *where;                 // the store
    const char *listen;                // "127.0.0.1:8080"
    const char *tls_certificate, *tls_key;         // PEM files, or NULL
    const char *behind_proxy;          // address of a proxy whose forwarding headers are believed, or NULL
    const struct sign_seed *seed;      // signs checkpoints; NULL: none are signed
    const struct secret_key *secrets;  // opens the secrets of authenticator apps; NULL: none can be set up
    const char *clamd;                 // where the virus scanner listens (base/clamd.h); NULL: files are not checked
    const struct smtp *smtp;           // through which mails go to staff (base/smtp.h); NULL: none do
    struct notice_hours mail_hours;    // of the morning, when those of the day go
    const char *public_url;            // where people reach it, without a slash at its end; NULL: not said, and no smtp
    const struct route *const *routes; // lists of routes; ends with NULL
    int head_seconds, body_seconds;    // deadlines; 0: 10 and 60
    void (*ready)(void *with, int port);           // once it listens; may be NULL
    void *ready_with;
};

/* Serves until server_end or SIGTERM or SIGINT. Finishes what was acknowledged before it answers. */
MUST_USE bool server_run(const struct server_options *options, struct error *err);
/* From a signal handler or another thread. */
void server_end(void);
