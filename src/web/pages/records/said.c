/* Beside every field that holds a child's words: where they come from, or that nobody said so. */
#include "web/pages/records/said.h"

size_t said_rows_max(const struct kind *kind)
{
    size_t most = 0;
    for (const struct field *f = kind->fields; f->name; f++)
        most += f->care == CARE_CHILD_WORDS ? SAID_SOURCES_MAX + 2 : f->type == TYPE_PROSE;
    return most;
}

static void row_add(struct shown_version *shown, const char *label, text value, bool gap)
{
    shown->rows[shown->row_count++] = (struct shown_row){ .label = text_of(label), .value = value, .gap = gap };
    shown->unsourced = shown->unsourced || gap;
}

/* Asked for once a page, and only where there are words. */
static const struct sayings *sayings_for(struct request *rq, const struct child_view *view, bool *failed)
{
    struct error why = { 0 };
    if (!view->said->asked) {
        view->said->asked = true;
        view->said->failed = !view->pass || !sayings_of(rq->store, view->pass, rq->arena, &view->said->sayings, &why);
        for (size_t i = 0; i < view->said->sayings.count; i++)
            names_want(&view->said->names, rq->arena, said_taker(view->said->sayings.at[i]));
        view->said->failed = view->said->failed
                          || (view->said->names.count > 0 && !names_find(&view->said->names, rq, &why));
    }
    *failed = view->said->failed;
    return &view->said->sayings;
}

static text taker_of(struct request *rq, const struct child_view *view, const struct names *names,
                     const struct record_version *source)
{
    id taker = said_taker(source);
    (void)rq;
    return names_hold(names, taker) ? names_of(names, taker) : names_of(&view->said->names, taker);
}

void said_add_rows(struct request *rq, const struct child_view *view, const struct record_version *v,
                   const struct field *f, const struct names *names, struct shown_version *shown)
{
    const struct value *value = values_get(&v->values, f->name);
    bool failed;
    if (!view->said || !value->given || value->hidden || value->erased || text_empty(value->text))
        return;
    if (f->care != CARE_CHILD_WORDS) {
        struct sayings none = { 0 };
        if (said_unsourced(rq->arena, &none, v, f).count == 0)
            return;
        struct quotations q = said_unsourced(rq->arena, sayings_for(rq, view, &failed), v, f);
        text all = TEXT_NONE;
        for (size_t i = 0; i < q.count; i++)
            all = text_join(rq->arena, all, i ? TEXT(" ") : TEXT_NONE, TEXT("\xE2\x80\x9C"), q.at[i].words,
                            TEXT("\xE2\x80\x9D"));
        if (q.count > 0)
            row_add(shown, SAID_NO_SOURCE, all, true);
        return;
    }
    const struct sayings *sayings = sayings_for(rq, view, &failed);
    if (failed) {
        row_add(shown, "Where these words come from", TEXT("Cannot be looked up just now: open the page again"), true);
        return;
    }
    struct said said = said_in(rq->arena, sayings, v, f);
    if (said.own && f->type == TYPE_PROSE)
        row_add(shown, "Where these words come from", said_source(rq->arena, v, taker_of(rq, view, names, v)), false);
    for (size_t i = 0; i < said.count; i++)
        row_add(shown, "Where these words come from",
                said_source(rq->arena, said.sources[i], taker_of(rq, view, names, said.sources[i])), false);
    if (!said.whole)
        row_add(shown, "Where these words come from",
                said.count == 0 ? TEXT(SAID_NO_SOURCE) : TEXT(SAID_REST_WITHOUT), true);
}
