/* The mail server that serve is told of: where, from which address, and as whom. */
#include "cli/mails.h"

#include "base/file.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#define PASSWORD_BYTES_MAX 1000

static bool read_password(struct command *command, const char *path, const char **password, struct error *err)
{
    struct bytes content = { 0 };
    struct stat at;
    if (stat(path, &at))
        return fail(err, ERROR_ABSENT, NULL, "The password file %.150s cannot be read: %s.", path, strerror(errno));
    if (at.st_mode & 077)
        return fail(err, ERROR_REFUSED, NULL, "Others may read the password file %.120s: run 'chmod 600' on it first.",
                    path);
    if (!file_read(path, PASSWORD_BYTES_MAX, &content, err))
        return false;
    *password = text_cstr(command->arena, text_trim(bytes_text(&content)));
    secret_forget(content.at, content.len);
    bytes_free(&content);
    return **password || fail(err, ERROR_INPUT, NULL, "The password file %.150s is empty.", path);
}

static bool read_hours(const char *given, struct notice_hours *hours, struct error *err)
{
    int64_t from, until;
    struct text_pair pair = text_cut(text_of(given), '-');
    if (!text_to_int(pair.before, &from) || !text_to_int(pair.after, &until) || from < 0 || until > 24 || from >= until)
        return fail(err, ERROR_INPUT, NULL, "Give --mail-hours as two hours of the day, such as 7-11.");
    *hours = (struct notice_hours){ (int)from, (int)until };
    return true;
}

static bool public_url_holds(const char *url, struct error *err)
{
    text said = text_of(url);
    bool good = (text_starts(said, "https://") || text_starts(said, "http://")) && !text_ends(said, "/")
             && said.len < 200;
    for (size_t i = 0; i < said.len; i++)
        good = good && said.at[i] > ' ' && said.at[i] < 0x7F && !strchr("<>\"'?#@", said.at[i]);
    return good || fail(err, ERROR_INPUT, NULL, "Give --public-url as people type it, such as "
                        "https://candour.example.org, without a slash at its end.");
}

bool mails_read(struct command *command, struct smtp *smtp, struct server_options *options, struct error *err)
{
    const char *path = command_option(command, "smtp-password");
    *smtp = (struct smtp){ .url = command_option(command, "smtp"), .from = command_option(command, "mail-from"),
                           .user = command_option(command, "smtp-user") };
    options->public_url = command_option(command, "public-url");
    if (!read_hours(command_option(command, "mail-hours"), &options->mail_hours, err)
            || (options->public_url && !public_url_holds(options->public_url, err)))
        return false;
    if (!smtp->url)
        return true;
    if (!smtp_place_holds(smtp->url, err))
        return false;
    if (!smtp->from || !mail_address_holds(text_of(smtp->from)))
        return fail(err, ERROR_INPUT, NULL, "With --smtp give --mail-from ADDRESS: whose mails they are.");
    if (!options->public_url)
        return fail(err, ERROR_INPUT, NULL, "With --smtp give --public-url URL: where the mails say to sign in.");
    if (!smtp->user != !path)
        return fail(err, ERROR_INPUT, NULL, "Give both --smtp-user and --smtp-password, or neither.");
    if (path && !read_password(command, path, &smtp->password, err))
        return false;
    options->smtp = smtp;
    return true;
}
