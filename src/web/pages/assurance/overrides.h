/* web/pages/assurance/overrides.h - what was done otherwise than the rule, with a reason: figures that open down to the
 * cases behind them. Whoever sees figures only sees no small count and no case. */
#pragma once
#include "practice/overrides.h"
#include "web/pages/pages.h"

struct override_row { text what, whose, link, month, year, rate; };
struct override_month_row { text month, of, given; };
struct override_case_row { text name, link, when, recorded; };

struct overrides_page_model {
    struct request *rq; struct override_row *rows; size_t row_count; bool some_hidden;
};
struct override_page_model {
    struct request *rq; text title, whose; struct override_month_row *months; size_t month_count;
    bool may_open, some_hidden; struct override_case_row *cases; size_t case_count, closed; bool more;
};
void page_overrides(struct html *h, const struct overrides_page_model *m);
void page_override(struct html *h, const struct override_page_model *m);
