#include "web/pages/records/said.h"

/* "As known on" a day: the tree size at the end of that day in London. Three fields come from the form
 * on the page, one from a link. */
static bool known_from_query(struct request *rq, text *known)
{
    *known = text_trim(request_query(rq, "known"));
    if (!text_empty(*known))
        return true;
    text day_text = text_trim(request_query(rq, "known-day"));
    text month = text_trim(request_query(rq, "known-month"));
    text year = text_trim(request_query(rq, "known-year"));
    int64_t d, m, y;
    day made;
    if (text_empty(day_text) && text_empty(month) && text_empty(year))
        return true;
    if (!text_to_int(day_text, &d) || !text_to_int(month, &m) || !text_to_int(year, &y)
            || d < 1 || d > 31 || m < 1 || m > 12 || y < 1900 || y > 9999
            || !day_from_civil((struct civil){ (int)y, (int)m, (int)d }, &made))
        return false;
    *known = day_iso(rq->arena, made);
    return true;
}

static bool view_moment(struct request *rq, struct child_view *view, struct error *err)
{
    text known;
    view->size = UINT64_MAX;                     // everything
    view->known = DAY_UNKNOWN;
    if (!known_from_query(rq, &known)
            || (!text_empty(known) && !day_parse_iso(known, &view->known)))
        return fail(err, ERROR_INPUT, "known",
                    "The day to look back to must be a real date, such as 12 10 2026");
    if (text_empty(known))
        return true;
    if (day_after(view->known, rq->today))
        return fail(err, ERROR_INPUT, "known",
                    "The day to look back to must be today or in the past");
    view->known_day = known;
    instant last = { day_london_end(view->known).us - 1 };
    return ledger_size_at(rq->store, last, &view->size, err);
}

bool child_view_open(struct request *rq, id child, enum may may, struct child_view *view,
                     struct error *err)
{
    *view = (struct child_view){ .child = child };
    if (!view_moment(rq, view, err))
        return false;
    view->child_hex = id_hex(rq->arena, child);
    view->said = arena_new_of(rq->arena, struct page_sayings);
    view->group = request_query(rq, "show");
    rq->known_size = view->size;
    rq->known_day = view->known;
    return request_open_child(rq, child, may, &view->pass, err);
}

text child_link(struct request *rq, const struct child_view *view, const char *more)
{
    if (text_empty(view->known_day))
        return text_join(rq->arena, TEXT("/children/"), view->child_hex, text_of(more));
    return text_format(rq->arena, "/children/%.*s%s%sknown=%.*s", TEXT_ARG(view->child_hex), more,
                       text_contains(text_of(more), TEXT("?")) ? "&" : "?",
                       TEXT_ARG(view->known_day));
}

text record_link(struct request *rq, const struct child_view *view, id record, const char *more)
{
    text hex = id_hex(rq->arena, record);
    if (text_empty(view->known_day))
        return text_join(rq->arena, TEXT("/records/"), hex, text_of(more));
    return text_format(rq->arena, "/records/%.*s%s?known=%.*s", TEXT_ARG(hex), more,
                       TEXT_ARG(view->known_day));
}
