/* web/scan.h - files that come in, and the virus scanner that looks at each before any handler sees it.
 *
 * By whichever way a file comes (pages, the JSON API, partners, the public form), the router has it checked after it
 * knows who sends it and before the handler runs. What is not known to be clean has a problem, and becomes no
 * attachment: upload_take is the only way from one to the other. Without --clamd nothing is checked. */
#pragma once
#include "record/attachment.h"
#include "web/request.h"

bool scan_is_due(const struct request *rq);
/* Parks; `after` finds a problem at each upload that may not be kept. request_refused: too much is waiting. */
MUST_USE bool scan_uploads(struct request *rq, request_handler *after, struct error *err);

/* As attachment_make. ERROR_INPUT, field "file": also of what the scanner found, or could not look at. */
MUST_USE bool upload_take(struct request *rq, const struct upload *up, struct attachment *a, struct error *err);
