/* web/paper.h - what a page shows, as a PDF to carry away (base/pdf.h says how one is made).
 *
 * Routes that answer so are `.carried_off`: who looked is on disk before the file is given. The head says whose records
 * they are, what is known in it, who made it and when; a demonstration says so on each page. Names of files are plain
 * words: no child's name, no reference. */
#pragma once
#include "base/pdf.h"
#include "web/request.h"

/* title: what it is and of whom; subtitle may be empty. In the request's arena. */
struct pdf *paper_new(struct request *rq, text title, text subtitle);
/* Draws it on a job thread and answers with it as a download. Last of a handler, as a redirect is. */
MUST_USE bool paper_reply(struct request *rq, struct pdf *pdf, const char *file_name, struct error *err);
