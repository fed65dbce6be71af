#include "cli/command.h"

#include "base/clamd.h"
#include "base/file.h"
#include "cli/mails.h"
#include "practice/calendar.h"
#include "practice/second_factor.h"
#include "web/pages/routes.h"
#include "web/server.h"

#include <string.h>

struct told { const struct command *command; };

static void tell(void *with, int port)
{
    const struct command *command = ((struct told *)with)->command;
    const char *listen = command_option(command, "listen");
    const char *colon = strrchr(listen, ':');
    printf("Candour is at http%s://%.*s:%d/\n", command_option(command, "tls-cert") ? "s" : "",
           (int)(colon - listen), listen, port);
    fflush(stdout);
}

/* NULL when the option is not given. */
static bool read_pem(struct command *command, const char *option, const char **pem,
                     struct error *err)
{
    const char *path = command_option(command, option);
    struct bytes content = { 0 };
    *pem = NULL;
    if (!path)
        return true;
    if (!file_read(path, 256 * 1024, &content, err))
        return false;
    *pem = text_cstr(command->arena, bytes_text(&content));
    bytes_free(&content);
    return true;
}

/* Without the key codes of apps cannot be checked; the rest goes on, and recovery codes count. */
static bool read_secrets(struct command *command, struct store *store, struct secret_key *key,
                         const struct secret_key **used, struct error *err)
{
    struct error why = { 0 };
    if (secrets_read(command, store, key, &why)) {
        *used = key;
        return true;
    }
    if (why.kind == ERROR_REFUSED || why.kind == ERROR_INPUT)
        return fail(err, why.kind, NULL, "%s", why.message);
    fprintf(stderr, "candour: %s\n", why.message);
    return true;
}

/* A store from before there was a second factor, mails or calendars gets their tables. used stays NULL without a
 * signing key to lie beside. */
static bool tables_ready(struct command *command, bool has_key, struct secret_key *key,
                                const struct secret_key **used, struct error *err)
{
    struct store *store;
    *used = NULL;
    if (!store_open(command_store(command), STORE_WRITE, &store, err))
        return false;
    bool good = command_fits(store, err) && second_factor_define(store, err) && notices_define(store, err)
             && calendar_define(store, err)
             && (!has_key || read_secrets(command, store, key, used, err));
    store_close(store);
    return good;
}

static int run(struct command *command, struct error *err)
{
    struct sign_seed seed;
    struct secret_key secrets;
    struct smtp smtp;
    struct told told = { command };
    struct server_options options = {
        .where = command_store(command), .listen = command_option(command, "listen"),
        .behind_proxy = command_option(command, "behind-proxy"), .seed = &seed,
        .clamd = command_option(command, "clamd"), .routes = all_routes, .ready = tell, .ready_with = &told,
    };
    if (!mails_read(command, &smtp, &options, err))
        return EXIT_COULD_NOT;
    if (options.clamd && !clamd_place_holds(options.clamd, err))
        return EXIT_COULD_NOT;
    if (!read_pem(command, "tls-cert", &options.tls_certificate, err)
            || !read_pem(command, "tls-key", &options.tls_key, err))
        return EXIT_COULD_NOT;
    if (!options.tls_certificate != !options.tls_key) {
        fail(err, ERROR_INPUT, NULL, "Give both --tls-cert and --tls-key, or neither.");
        return EXIT_COULD_NOT;
    }
    if (!file_exists(key_path(command))) {
        fprintf(stderr, "candour: there is no signing key at %s: no checkpoints will be signed.\n",
                key_path(command));
        options.seed = NULL;
    } else if (!key_read(key_path(command), &seed, err)) {
        return EXIT_COULD_NOT;
    }
    bool good = tables_ready(command, options.seed != NULL, &secrets, &options.secrets, err)
             && server_run(&options, err);
    sign_forget(&seed);
    secret_forget(&secrets, sizeof secrets);
    return good ? EXIT_CLEAN : EXIT_COULD_NOT;
}

static const struct option_row options[] = {
    { "listen", "ADDRESS:PORT", "127.0.0.1:8080", "where to listen; port 0 takes any free one" },
    { "tls-cert", "FILE", NULL, "certificate chain in PEM, to serve TLS" },
    { "tls-key", "FILE", NULL, "its private key" },
    { "behind-proxy", "ADDRESS", NULL, "believe the forwarding headers of that proxy" },
    { "clamd", "PLACE", NULL, "have clamd there check every file that comes in" },
    { "smtp", "URL", NULL, "send mails to staff through that server: smtps://HOST or smtp://HOST:587" },
    { "mail-from", "ADDRESS", NULL, "whose mails they are" },
    { "smtp-user", "NAME", NULL, "as whom to send them" },
    { "smtp-password", "FILE", NULL, "the password for it, in a file that nobody else may read" },
    { "mail-hours", "HOURS", "7-11", "when mails of the day go out" },
    { "public-url", "URL", NULL, "where people reach this server, for links in mails and calendars" },
    { "key", "FILE", NULL, "the signing key (otherwise STORE.key, or candour.key for PostgreSQL)" },
    { 0 },
};

const struct verb verb_serve = {
    .name = "serve", .arguments = "", .summary = "Serve the pages and the JSON API",
    .options = options, .run = run,
};
