#include "practice/library.h"

#include <stdlib.h>

static bool one_id(struct statement *s, id *found, struct error *err)
{
    enum stepped step = statement_step(s, err);
    if (step == STEP_ROW)
        *found = column_id(s, 0);
    statement_end(s);
    return step != STEP_FAILED;
}

bool library_open(struct store *store, struct arena *arena, const struct actor *actor, const struct pass **pass,
                  struct error *err)
{
    struct statement *s;
    id team = ID_NONE;
    if (!store_prepare_literal(store, "SELECT subject FROM direct_work_tool WHERE superseded_seq = " NEVER_SQL
            " ORDER BY source_seq LIMIT 1", &s, err) || !one_id(s, &team, err))
        return false;
    if (id_none(team)) {
        if (!store_prepare_literal(store, "SELECT team_id FROM staff WHERE record = :staff AND superseded_seq = "
                NEVER_SQL " AND team_id IS NOT NULL ORDER BY valid_from DESC LIMIT 1", &s, err))
            return false;
        bind_id(s, "staff", actor->staff);
        if (!one_id(s, &team, err))
            return false;
    }
    if (id_none(team))
        return fail(err, ERROR_INPUT, NULL, "You belong to no team yet: ask an administrator to record yours.");
    *pass = access_team(arena, actor, team);
    return true;
}

static int by_name(const void *a, const void *b)
{
    const struct record_version *x = a, *y = b;
    bool old_x = values_given(&x->values, "retired_on"), old_y = values_given(&y->values, "retired_on");
    if (old_x != old_y)
        return old_x ? 1 : -1;
    return text_compare(values_get(&x->values, "name")->text, values_get(&y->values, "name")->text);
}

bool library_list(struct store *store, const struct pass *pass, struct arena *arena, struct record_list *list,
                  struct error *err)
{
    struct record_query query = { .kind = kind_by_name(TEXT("direct_work_tool")), .limit = LIBRARY_MAX };
    if (!record_list(store, pass, arena, &query, list, err))
        return false;
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++)
        if (!list->at[i].withdrawn)
            list->at[kept++] = list->at[i];
    list->count = kept;
    qsort(list->at, list->count, sizeof *list->at, by_name);
    return true;
}
