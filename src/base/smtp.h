/* base/smtp.h - one mail to one address, through the authority's own mail server (libcurl).
 *
 * "smtps://mail.example.org" speaks TLS from the first byte; "smtp://mail.example.org:587" must turn to it (STARTTLS)
 * or nothing is sent. Only a server on this machine may be spoken to in the clear. Nothing that goes wrong is told with
 * an address or with the server's own words, which may repeat one. Blocks up to SMTP_SECONDS. */
#pragma once
#include "base/error.h"
#include "base/text.h"

#define SMTP_SECONDS 25
#define MAIL_ADDRESS_MAX 200

struct smtp {
    const char *url;           // smtps://host[:port] or smtp://host[:port]
    const char *from;          // the address that mails come from
    const char *user, *password;       // or NULL
};

/* ERROR_INPUT: what is wrong with the place. */
MUST_USE bool smtp_place_holds(const char *url, struct error *err);
/* One address as mail servers of today take it: ASCII, one @, a domain, no blanks, brackets or line ends. */
bool mail_address_holds(text address);

struct mail { text to, subject, body; };       // subject: printable ASCII on one line; body: UTF-8, lines with LF
/* ERROR_STORE: it was not taken; asking again may help. */
MUST_USE bool smtp_send(const struct smtp *smtp, const struct mail *mail, struct error *err);
/* As it goes over the wire: heads, an empty line, the body, with CRLF. For smtp_send and tests. */
struct bytes;
void mail_write(struct bytes *to, const char *from, const struct mail *mail);
