#include "web/pages/pages.h"

#include <string.h>

/* Where this role can go: the navigation shows no door that is locked. */
static const struct { const char *label, *href; enum may may; } doors[] = {
    { "Home", "/partner", MAY_SEND_AS_PARTNER }, { "Home", "/", MAY_SIGNED_IN }, { "My day", "/day", MAY_HAVE_TASKS },
    { "The queue", "/queue", MAY_TAKE_CONTACTS }, { "Children", "/children", MAY_FIND_CHILDREN },
    { "Rows for analysis", "/export", MAY_EXPORT_ROWS }, { "Accounts", "/accounts", MAY_SEE_ACCOUNTS },
    { "The ledger", "/ledger", MAY_SEE_LEDGER }, { "Who am I", "/me", MAY_SIGNED_IN },
};

struct page_frame frame_of(struct request *rq, text title)
{
    struct page_frame frame = {
        .title = title, .authority = rq->authority, .demonstration = rq->demonstration,
        .size = rq->size, .size_known = true, .no_search = true,
    };
    if (rq->signed_in) {
        struct navigation_item *items = arena_array(rq->arena, struct navigation_item,
                                                    COUNT_OF(doors));
        for (size_t i = 0; i < COUNT_OF(doors); i++)
            if (access_may(rq->actor.role, doors[i].may)
                    && !(text_is(text_of(doors[i].href), "/") && access_may(rq->actor.role, MAY_SEND_AS_PARTNER)))
                items[frame.navigation_count++] = (struct navigation_item){
                    .text = text_of(doors[i].label), .href = text_of(doors[i].href),
                    .current = text_is(rq->path, doors[i].href) };
        frame.navigation = items;
        frame.person = rq->actor.name;
        frame.role = text_of(role_label(rq->actor.role));
        frame.csrf = rq->csrf;
        frame.no_ledger = !access_may(rq->actor.role, MAY_SEE_LEDGER);
        frame.no_search = !access_may(rq->actor.role, MAY_FIND_CHILDREN);
    }
    if (day_known(rq->known_day)) {
        frame.known = day_display(rq->arena, rq->known_day);
        frame.known_now_link = rq->path;
    }
    return frame;
}

bool entries_by(struct store *store, struct arena *arena, const struct actor *author, instant now,
                struct entry_line **entries, size_t *count, struct error *err)
{
    struct own_entry *own;
    instant since = { now.us - 7 * US_PER_DAY };
    if (!record_entries_by(store, arena, author->staff, since, 50, &own, count, err))
        return false;
    *entries = arena_array(arena, struct entry_line, *count + 1);
    for (size_t i = 0; i < *count; i++)
        (*entries)[i] = (struct entry_line){
            .entry = text_format(arena, "%llu", (unsigned long long)own[i].seq),
            .what = text_of(own[i].kind ? own[i].kind->label : "Entry"),
            .recorded = instant_display(arena, own[i].recorded),
            .link = access_may(author->role, MAY_READ_CHILD)
                ? text_format(arena, "/records/%.*s", TEXT_ARG(id_hex(arena, own[i].record))) : TEXT_NONE,
        };
    return true;
}
