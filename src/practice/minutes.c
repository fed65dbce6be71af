#include "practice/minutes.h"

#include <string.h>

const char *deed_words(enum plan_deed deed)
{
    static const char *const words[PLAN_DEEDS] = {
        [DEED_ADDED] = "Added", [DEED_CHANGED] = "Changed", [DEED_CLOSED] = "Closed", [DEED_DONE] = "Done",
        [DEED_DROPPED] = "Taken out", [DEED_OPENED] = "Open again", [DEED_GONE] = "No longer in this plan",
    };
    return words[deed];
}

/* ---- the difference ---- */

static text canonical(const struct record_version *v, size_t field)
{
    const struct value *value = v ? &v->values.at[field] : NULL;
    return value && value->given && !value->hidden && !value->erased ? value->text : TEXT_NONE;
}

static void find_steps(struct arena *arena, struct plan_change *c)
{
    const struct kind *kind = (c->after ? c->after : c->before)->kind;
    size_t fields = kind_field_count(kind);
    c->steps = arena_array(arena, struct plan_step, fields + 1);
    for (size_t i = 0; i < fields; i++) {
        text before = canonical(c->before, i), after = canonical(c->after, i);
        if (!text_same(before, after))
            c->steps[c->step_count++] = (struct plan_step){ &kind->fields[i], before, after };
    }
}

static bool given(const struct record_version *v, const char *field)
{
    return field_by_name(v->kind, text_of(field)) && values_given(&v->values, field);
}

static enum plan_deed deed_of(const struct record_version *before, const struct record_version *after)
{
    static const struct { const char *field; enum plan_deed deed; } ends[] = {
        { "closed_on", DEED_CLOSED }, { "done_on", DEED_DONE }, { "dropped_on", DEED_DROPPED },
    };
    if (!before)
        return DEED_ADDED;
    if (!after)
        return DEED_GONE;
    if (plan_shape_of(after->kind))
        return DEED_CHANGED;
    for (size_t i = 0; i < COUNT_OF(ends); i++)
        if (given(after, ends[i].field) && !given(before, ends[i].field))
            return ends[i].deed;
    for (size_t i = 0; i < COUNT_OF(ends); i++)
        if (given(before, ends[i].field) && !given(after, ends[i].field))
            return DEED_OPENED;
    return DEED_CHANGED;
}

static void add_change(struct arena *arena, struct plan_difference *d, const struct record_version *before,
                       const struct record_version *after)
{
    struct plan_change c = { .deed = deed_of(before, after), .before = before, .after = after };
    find_steps(arena, &c);
    if (c.step_count > 0 || !before || !after)
        d->at[d->count++] = c;
}

static const struct record_version *find_in(const struct record_list *list, id record)
{
    for (size_t i = 0; i < list->count; i++)
        if (id_same(list->at[i].record, record))
            return &list->at[i];
    return NULL;
}

static void compare_lists(struct arena *arena, struct plan_difference *d, const struct record_list *before,
                          const struct record_list *after)
{
    for (size_t i = 0; i < after->count; i++)
        add_change(arena, d, find_in(before, after->at[i].record), &after->at[i]);
    for (size_t i = 0; i < before->count; i++)
        if (!find_in(after, before->at[i].record))
            add_change(arena, d, &before->at[i], NULL);
}

struct plan_difference plan_difference(struct arena *arena, const struct plan *before, const struct plan *after)
{
    size_t most = 1 + before->needs.count + before->actions.count + after->needs.count + after->actions.count;
    struct plan_difference d = { .at = arena_array(arena, struct plan_change, most) };
    add_change(arena, &d, &before->record, &after->record);
    compare_lists(arena, &d, &before->needs, &after->needs);
    compare_lists(arena, &d, &before->actions, &after->actions);
    return d;
}

/* ---- and back ---- */

static struct record_version stepped(struct arena *arena, const struct plan_change *c)
{
    struct record_version v = c->before ? *c->before : *c->after;
    v.values = values_new(arena, v.kind, v.values.today);
    if (c->before)
        memcpy(v.values.at, c->before->values.at, kind_field_count(v.kind) * sizeof *v.values.at);
    for (size_t i = 0; i < c->step_count; i++) {
        v.values.at[field_index(v.kind, c->steps[i].field)] = (struct value){ 0 };
        if (!text_empty(c->steps[i].after))
            values_restore(&v.values, arena, c->steps[i].field, c->steps[i].after);
    }
    return v;
}

static void take_out(struct record_list *list, id record)
{
    for (size_t i = 0; i < list->count; i++)
        if (id_same(list->at[i].record, record)) {
            memmove(&list->at[i], &list->at[i + 1], (list->count - i - 1) * sizeof *list->at);
            list->count--;
            return;
        }
}

struct plan plan_apply(struct arena *arena, const struct plan *before, const struct plan_difference *difference)
{
    struct record_version *versions = arena_array(arena, struct record_version, difference->count + 1);
    size_t count = 0;
    for (size_t i = 0; i < difference->count; i++)
        if (difference->at[i].after)
            versions[count++] = stepped(arena, &difference->at[i]);
    struct plan made = plan_with(arena, before, versions, count);
    for (size_t i = 0; i < difference->count; i++)
        if (!difference->at[i].after) {
            take_out(&made.needs, difference->at[i].before->record);
            take_out(&made.actions, difference->at[i].before->record);
        }
    return made;
}

static bool lists_same(const struct record_list *a, const struct record_list *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++) {
        const struct record_version *other = find_in(b, a->at[i].record);
        if (!other || !values_same(&a->at[i].values, &other->values))
            return false;
    }
    return true;
}

bool plan_same(const struct plan *a, const struct plan *b)
{
    return id_same(a->record.record, b->record.record) && values_same(&a->record.values, &b->record.values)
        && lists_same(&a->needs, &b->needs) && lists_same(&a->actions, &b->actions);
}

/* ---- a meeting ---- */

bool meeting_span(struct store *store, const struct pass *pass, struct arena *arena, id meeting,
                  struct meeting_span *span, struct error *err)
{
    struct record_list versions;
    *span = (struct meeting_span){ NO_ENTRY, NO_ENTRY };
    if (!record_history(store, pass, arena, meeting, &versions, err))
        return false;
    for (size_t i = 0; i < versions.count; i++) {            // newest first: the oldest that says so stays
        const struct record_version *v = &versions.at[i];
        if (given(v, "begun_at"))
            span->begun = v->seq + 1;
        if (given(v, "ended_at"))
            span->ended = v->seq + 1;
    }
    return true;
}

bool minutes_read(struct store *store, const struct pass *pass, struct arena *arena, id meeting,
                  struct minutes *minutes, struct error *err)
{
    const struct pass *then, *at_end = pass;
    *minutes = (struct minutes){ 0 };
    if (!record_get(store, pass, arena, meeting, &minutes->meeting, err))
        return false;
    minutes->of = plan_meeting_of(minutes->meeting.kind);
    if (!minutes->of)
        return fail(err, ERROR_ABSENT, NULL, "There is no such page, or it is not yours to see.");
    id plan = values_id(&minutes->meeting.values, minutes->of->link);
    if (id_none(plan))
        return fail(err, ERROR_INPUT, minutes->of->link, "This meeting names no plan. Amend its record, and say which "
                    "plan it was about.");
    if (!meeting_span(store, pass, arena, meeting, &minutes->span, err))
        return false;
    minutes->begun = minutes->span.begun != NO_ENTRY;
    minutes->ended = minutes->begun && minutes->span.ended != NO_ENTRY && minutes->span.ended >= minutes->span.begun;
    if (minutes->ended && !access_earlier(arena, pass, minutes->span.ended, &at_end, err))
        return false;
    if (!plan_read(store, at_end, arena, plan, &minutes->after, err))
        return false;
    minutes->nothing = true;
    if (!minutes->begun)
        return true;
    if (!access_earlier(arena, pass, minutes->span.begun, &then, err)
            || !plan_read(store, then, arena, plan, &minutes->before, err))
        return false;
    minutes->difference = plan_difference(arena, &minutes->before, &minutes->after);
    minutes->nothing = minutes->difference.count == 0;
    return true;
}

int64_t minutes_sent_after(const struct record_version *meeting)
{
    instant ended = values_instant(&meeting->values, "ended_at");
    instant sent = values_instant(&meeting->values, "minutes_sent_at");
    return instant_known(ended) && instant_known(sent) ? (sent.us - ended.us) / (60 * US_PER_SECOND) : -1;
}
