#include "practice/authorising.h"

#include <string.h>

/* What a manager's signature is made of. */
static const char *const signing[] = { "authorised_at", "authorised_by", "checkpoint_at", "checkpoint_by",
                                       "returned_at" };
static const struct { const char *at, *by; } signatures[] = {
    { "authorised_at", "authorised_by" }, { "checkpoint_at", "checkpoint_by" },
};

static bool same_value(const struct values *a, const struct values *b, const char *field)
{
    const struct value *x = values_get(a, field), *y = values_get(b, field);
    return x->given == y->given && (!x->given || text_same(x->text, y->text));
}

static bool changes(const struct values *before, const struct values *after, const char *field)
{
    return before ? !same_value(before, after, field) : values_given(after, field);
}

bool assessment_is_own(const struct record_list *history, id staff)
{
    bool named = false;
    for (size_t i = 0; i < history->count; i++) {
        id worker = values_id(&history->at[i].values, "worker");
        named = named || !id_none(worker);
        if (!id_none(worker) && id_same(worker, staff))
            return true;
    }
    return !named && history->count > 0 && id_same(history->at[history->count - 1].author, staff);
}

/* A new record, or one whose versions so far name nobody, is that of the worker whom it names now, or else of whoever
 * records it. */
static bool own_now(const struct record_list *history, const struct values *values, id staff)
{
    id worker = values_id(values, "worker");
    if (!id_none(worker) && id_same(worker, staff))
        return true;
    return history->count == 0 ? id_none(worker) : assessment_is_own(history, staff);
}

static bool signed_by_self(const struct values *before, const struct values *after, id staff, struct error *err)
{
    for (size_t i = 0; i < COUNT_OF(signatures); i++) {
        if (!values_given(after, signatures[i].at)
                || (!changes(before, after, signatures[i].at) && !changes(before, after, signatures[i].by)))
            continue;
        if (!id_same(values_id(after, signatures[i].by), staff))
            return fail(err, ERROR_REFUSED, signatures[i].by, "Whoever signs an assessment does so themselves: put "
                        "your own name, or have that manager sign it.");
    }
    return true;
}

bool authorising_allows(struct store *store, const struct pass *pass, struct arena *arena,
                        const struct actor *actor, id record, const struct values *values, struct error *err)
{
    struct record_list history = { 0 };
    bool any = false;
    if (strcmp(values->kind->name, "assessment") != 0)
        return true;
    for (size_t i = 0; i < COUNT_OF(signing); i++)
        any = any || values_given(values, signing[i]);
    if (!any && id_none(record))
        return true;
    if (!id_none(record) && !record_history(store, pass, arena, record, &history, err))
        return false;
    const struct values *before = history.count > 0 ? &history.at[0].values : NULL;
    any = false;
    for (size_t i = 0; i < COUNT_OF(signing); i++)
        any = any || changes(before, values, signing[i]);
    if (!any)
        return true;
    if (!access_may(actor->role, MAY_AUTHORISE))
        return fail(err, ERROR_REFUSED, NULL, "Only a manager looks at an assessment half way, authorises it or "
                    "returns it. Send it to yours.");
    if (own_now(&history, values, actor->staff))
        return fail(err, ERROR_REFUSED, NULL, "Nobody authorises, checks or returns their own assessment. Ask another "
                    "manager.");
    return signed_by_self(before, values, actor->staff, err);
}
