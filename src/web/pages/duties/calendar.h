/* web/pages/duties/calendar.h - the page of one's own calendar link. */
#pragma once
#include "web/pages/pages.h"

struct calendar_page_model {
    struct request *rq;
    text link;                         // shown once, when it is made; otherwise empty
    text made, role;                   // of the one there is; empty: there is none
    bool revoked;
};
void page_calendar(struct html *h, const struct calendar_page_model *m);
