#include "practice/pathway.h"

#include <string.h>

static bool opens(const struct step *step, const struct values *v)
{
    if (strcmp(step->after, v->kind->name) != 0 || !values_given(v, step->begins))
        return false;
    if (step->when_field && !code_among(step->when_codes, values_get(v, step->when_field)->text))
        return false;
    return !step->unless_field || !values_given(v, step->unless_field);
}

size_t pathway_opens(const struct values *values, const struct step *steps[PATHWAY_MAX])
{
    size_t count = 0;
    for (const struct step *s = step_next(NULL); s && count < PATHWAY_MAX; s = step_next(s))
        if (opens(s, values))
            steps[count++] = s;
    return count;
}

static bool follows(struct store *store, const struct pass *pass, struct arena *arena,
                    const struct follow *follow, struct values *values, struct error *err)
{
    const struct field *link = field_by_name(values->kind, text_of(follow->link));
    const struct value *value = values_get(values, follow->link);
    struct record_version before;
    struct error why = { 0 };

    if (!value->given || value->problem)
        return true;
    if (!record_get(store, pass, arena, value->id, &before, &why)) {
        if (why.kind != ERROR_ABSENT) {
            *err = why;
            return false;
        }
        values_problem(values, link, "That record is not about this child");
        return true;
    }
    bool good = field_refers_to(link, before.kind->name) && !before.withdrawn
             && code_among(follow->codes, values_get(&before.values, follow->field)->text);
    if (!good)
        values_problem(values, link, follow->message);
    return true;
}

bool pathway_check(struct store *store, const struct pass *pass, struct arena *arena,
                   struct values *values, struct error *err)
{
    for (const struct follow *f = follow_next(NULL); f; f = follow_next(f))
        if (!strcmp(f->kind, values->kind->name)
                && !follows(store, pass, arena, f, values, err))
            return false;
    return true;
}

/* Was an assessment of that referral authorised before? Then the referral's own 45 days have had their end, and another
 * one of the same episode has its own. */
static bool assessed_before(struct store *store, const struct pass *pass, struct arena *arena,
                            const struct values *values, bool *before, struct error *err)
{
    struct record_list list;
    struct record_query query = { .kind = values->kind, .limit = 50 };
    *before = false;
    if (!record_list(store, pass, arena, &query, &list, err))
        return false;
    for (size_t i = 0; i < list.count; i++)
        *before = *before || (!list.at[i].withdrawn && values_given(&list.at[i].values, "authorised_at")
                              && id_same(values_id(&list.at[i].values, "referral_id"),
                                         values_id(values, "referral_id")));
    return true;
}

/* From the referral, not from the start nor from the allocation: CIN census guide 4.9. */
bool pathway_complete(struct store *store, const struct pass *pass, struct arena *arena,
                      struct values *values, struct error *err)
{
    struct record_version referral;
    struct error why = { 0 };
    if (strcmp(values->kind->name, "assessment") != 0 || values_given(values, "clock_from"))
        return true;
    day from = values_day(values, "start_date");
    bool before = false;
    if (values_given(values, "referral_id") && !assessed_before(store, pass, arena, values, &before, err))
        return false;
    if (values_given(values, "referral_id") && !before) {
        if (record_get(store, pass, arena, values_id(values, "referral_id"), &referral, &why)) {
            // Another kind of record is refused elsewhere, and has no such field.
            day received = strcmp(referral.kind->name, "referral") == 0 ? values_day(&referral.values, "received_at")
                                                                        : DAY_UNKNOWN;
            from = day_known(received) ? received : from;
        } else if (why.kind != ERROR_ABSENT) {
            *err = why;
            return false;
        }
    }
    if (day_known(from))
        values_set(values, arena, field_by_name(values->kind, TEXT("clock_from")), day_iso(arena, from));
    return true;
}
