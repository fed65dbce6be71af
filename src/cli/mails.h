/* cli/mails.h - serve's options for mails to staff. */
#pragma once
#include "base/smtp.h"
#include "cli/command.h"
#include "web/server.h"

/* Fills smtp, and in options what goes with it; options->smtp stays NULL where no mail server is given. */
MUST_USE bool mails_read(struct command *command, struct smtp *smtp, struct server_options *options, struct error *err);
