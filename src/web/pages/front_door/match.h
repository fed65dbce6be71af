/* web/pages/front_door/match.h - a child whom somebody outside described, and who it is among those we know. */
#pragma once
#include "web/pages/pages.h"

struct match_hit { id person; text name, about, why; bool restricted; };
struct match_page_model {
    struct request *rq; text from, described, name, child_link, action, why; id entry;
    struct match_hit *hits; size_t hit_count;
    id chosen; bool chosen_new; const char *problem;
};
/* On the decision's page: whether the child is matched, and whom it likely is. */
struct match_hint { bool unmatched; text likely, link; };
MUST_USE bool match_hint_load(struct request *rq, const struct pass *pass, id contact, id child,
                              struct match_hint *hint, struct error *err);
void page_match(struct html *h, const struct match_page_model *m);
void match_hint(struct html *h, const struct match_hint *hint);
