/* web/pages/duties/notices.h - the page of mails to staff. */
#pragma once
#include "web/pages/pages.h"

struct notices_page_model {
    struct request *rq;
    bool possible;                     // this server sends mails at all
    bool may_daily, may_openings, daily, openings, kept;
    text address; const char *problem; // beside the address
    int from, until;                   // hours of the morning
};
void page_notices(struct html *h, const struct notices_page_model *m);
