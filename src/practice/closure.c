#include "practice/closure.h"

#include "practice/access.h"

#include <string.h>

/* Work that stands open until the field is given. */
static const struct { const char *kind, *until, *what; } lasting[] = {
    { "child_protection_plan", "end_date", "Child protection plan that has not ended" },
    { "child_in_need_plan", "end_date", "Child in need plan that has not ended" },
    { "assessment", "authorised_at", "Assessment that is not authorised" },
    { "section_47_enquiry", "end_date", "Section 47 enquiry that has not ended" },
    { "missing_episode", "end_at", "Missing episode: the child is not found" },
    { "private_fostering", "ended_on", "Private fostering that has not ended" },
    { "pre_proceedings", "step_decision", "Pre-proceedings without a decision" },
    { "legal_case", "ended_at", "Care proceedings that have not ended" },
};
enum { OF_A_KIND = 20 };

static bool add_lasting(struct store *store, const struct pass *pass, struct arena *arena, size_t which,
                        struct open_works *works, struct error *err)
{
    struct record_list list;
    struct record_query query = { .kind = kind_by_name(text_of(lasting[which].kind)), .limit = OF_A_KIND };
    if (!record_list(store, pass, arena, &query, &list, err))
        return false;
    for (size_t i = 0; i < list.count; i++)
        if (!list.at[i].withdrawn && !values_given(&list.at[i].values, lasting[which].until))
            works->at[works->count++] = (struct open_work){
                .kind = list.at[i].kind, .record = list.at[i].record, .what = lasting[which].what,
                .since = list.at[i].valid_from };
    works->more = works->more || list.more;
    return true;
}

static bool listed(const struct open_works *works, id record)
{
    for (size_t i = 0; i < works->count; i++)
        if (id_same(works->at[i].record, record))
            return true;
    return false;
}

bool closure_open_work(struct store *store, const struct pass *pass, struct arena *arena, id referral,
                       instant now, struct open_works *works, struct error *err)
{
    struct tasks tasks;
    if (!tasks_of_child(store, arena, access_subject(pass), now, &tasks, err))
        return false;
    *works = (struct open_works){
        .at = arena_array(arena, struct open_work, COUNT_OF(lasting) * OF_A_KIND + tasks.count + 1),
        .more = tasks.more };
    for (size_t i = 0; i < COUNT_OF(lasting); i++)
        if (!add_lasting(store, pass, arena, i, works, err))
            return false;
    size_t records = works->count;
    for (size_t i = 0; i < tasks.count; i++) {
        struct open_works before = { works->at, records, false };
        const struct task *t = &tasks.at[i];
        if (!id_same(t->record, referral) && !listed(&before, t->record))
            works->at[works->count++] = (struct open_work){
                .kind = kind_by_name(text_of(t->step->after)), .record = t->record, .what = t->step->label,
                .since = t->clock.began, .task = *t };
    }
    return true;
}

bool closure_check(struct store *store, const struct pass *pass, struct arena *arena,
                   const struct record_version *before, instant now, struct values *values, struct error *err)
{
    struct open_works works;
    if (strcmp(values->kind->name, "referral") != 0 || !values_given(values, "close_date")
            || values_given(&before->values, "close_date") || values_given(values, "left_open_reason"))
        return true;
    if (!closure_open_work(store, pass, arena, before->record, now, &works, err))
        return false;
    if (works.count > 0)
        values_problem(values, field_by_name(values->kind, TEXT("left_open_reason")),
                       works.count == 1 ? "Work is still open: say why the episode is closed although it is"
                                        : "Work is still open in several places: say why the episode is closed "
                                          "although it is");
    return true;
}
