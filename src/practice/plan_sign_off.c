/* Signing a plan off: by somebody who did not write it, and with the gaps in view. */
#include "practice/plan.h"

bool plan_signed_off(const struct plan *plan)
{
    return values_given(&plan->record.values, "signed_off_at");
}

static bool later(const struct record_list *list, uint64_t than)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->at[i].seq > than)
            return true;
    return false;
}

/* Signing off is itself a version of the plan's record, recorded a moment after the time that it names. */
static bool is_sign_off(const struct record_version *record)
{
    return values_given(&record->values, "signed_off_by")
        && id_same(values_id(&record->values, "signed_off_by"), record->author)
        && record->recorded.us - values_instant(&record->values, "signed_off_at").us < 60 * US_PER_SECOND;
}

/* By the order of entries, which no clock can disturb. */
bool plan_changed_since(const struct plan *plan)
{
    return plan_signed_off(plan) && (!is_sign_off(&plan->record) || later(&plan->needs, plan->record.seq)
                                     || later(&plan->actions, plan->record.seq));
}

static bool wrote_some(const struct record_list *list, id staff)
{
    for (size_t i = 0; i < list->count; i++)
        if (id_same(list->at[i].author, staff))
            return true;
    return false;
}

bool plan_may_sign_off(const struct actor *actor, const struct plan *plan, struct error *err)
{
    bool wrote = wrote_some(&plan->needs, actor->staff) || wrote_some(&plan->actions, actor->staff)
        || (id_same(plan->record.author, actor->staff) && !is_sign_off(&plan->record));
    return !wrote
        || fail(err, ERROR_REFUSED, NULL,
                "You wrote a part of this plan as it stands. Ask another manager, or the chair, "
                "to sign it off.");
}

bool plans_signed_off(struct store *store, struct arena *arena, instant since, struct signed_off *count,
                      struct error *err)
{
    *count = (struct signed_off){ 0 };
    for (const struct plan_shape *s = plan_shape_next(NULL); s; s = plan_shape_next(s)) {
        struct statement *statement;
        text sql = text_format(arena, "SELECT count(*), count(plan.orphans_reason) FROM {%s} AS plan"
                               " WHERE plan.signed_off_at >= :since", s->kind);
        if (!store_prepare(store, record_sql(arena, sql, true), &statement, err))
            return false;
        bind_instant(statement, "since", since);
        enum stepped step = statement_step(statement, err);
        if (step == STEP_ROW) {
            count->all += column_int(statement, 0);
            count->with_gaps += column_int(statement, 1);
        }
        statement_end(statement);
        if (step == STEP_FAILED)
            return false;
    }
    return true;
}
