/* web/pages/records/said.h - the child's words on the pages of records, and all of them on a page of their own. */
#pragma once
#include "practice/said.h"
#include "web/pages/pages.h"

/* What a page has looked up of a child's sayings; child_view_open makes it empty. */
struct page_sayings { bool asked, failed; struct sayings sayings; struct names names; };

/* How many rows the fields of a kind may add. */
size_t said_rows_max(const struct kind *kind);
/* Rows behind that of the field: the sources of its words, or that none is recorded. shown->rows must have room. */
void said_add_rows(struct request *rq, const struct child_view *view, const struct record_version *v,
                   const struct field *f, const struct names *names, struct shown_version *shown);
