#include "practice/plan.h"

#include <stdlib.h>
#include <string.h>

const struct plan_shape plan_shapes[] = {
    { .kind = "child_protection_plan", .worry = "danger_statement", .goal = "safety_goal", .must = "bottom_lines",
      .contingency = "contingency", .family_words = "family_words", .key_worker = "key_worker", .chair = "chair",
      .of_plan = { "danger_statement", "safety_goal", "bottom_lines", "contingency", "family_words", NULL } },
    { .kind = "child_in_need_plan", .goal = "goal", .contingency = "contingency", .family_words = "family_words",
      .key_worker = "lead_practitioner", .of_plan = { "goal", "contingency", "family_words", NULL } },
    { 0 },
};

const struct plan_meeting plan_meetings[] = {
    { .kind = "core_group", .link = "cp_plan_id", .plan = "child_protection_plan", .held = "held_at",
      .next = "next_planned_at", .fields = { "child_participation", "child_views", "progress", "scale_score", NULL },
      .closing = { "agreed", "dissent", "next_planned_at", "escalated", NULL } },
    { .kind = "cin_review", .link = "cin_plan_id", .plan = "child_in_need_plan", .held = "held_at",
      .fields = { "child_participation", "child_views", "progress", NULL },
      .closing = { "decision", "rationale", "agreed", "dissent", NULL } },
    { .kind = "cp_review", .link = "cp_plan_id", .plan = "child_protection_plan", .held = "review_date",
      .fields = { "child_participation", "child_views", "progress", NULL },
      .closing = { "agreed", "dissent", NULL } },
    { 0 },
};

const struct plan_shape *plan_shape_of(const struct kind *kind)
{
    for (const struct plan_shape *s = plan_shapes; kind && s->kind; s++)
        if (!strcmp(s->kind, kind->name))
            return s;
    return NULL;
}

const struct plan_shape *plan_shape_next(const struct plan_shape *after)
{
    const struct plan_shape *next = after ? after + 1 : plan_shapes;
    return next->kind ? next : NULL;
}

const struct plan_meeting *plan_meeting_of(const struct kind *kind)
{
    for (const struct plan_meeting *m = plan_meetings; kind && m->kind; m++)
        if (!strcmp(m->kind, kind->name))
            return m;
    return NULL;
}

const struct plan_meeting *plan_meeting_for(const struct kind *plan, const struct plan_meeting *after)
{
    for (const struct plan_meeting *m = after ? after + 1 : plan_meetings; m->kind; m++)
        if (!strcmp(m->plan, plan->name))
            return m;
    return NULL;
}

/* ---- reading ---- */

static int64_t place_of(const struct record_version *v)
{
    return values_number(&v->values, "position", INT64_MAX);
}

/* As the plan's author ordered them; what has no place stands at the end, in the order in which it was written. */
static int by_place(const void *a, const void *b)
{
    const struct record_version *x = a, *y = b;
    int64_t p = place_of(x), q = place_of(y);
    if (p != q)
        return p < q ? -1 : 1;
    int first = memcmp(x->record.b, y->record.b, sizeof x->record.b);
    return first < 0 ? -1 : first > 0;
}

static bool read_kind(struct store *store, const struct pass *pass, struct arena *arena, const char *name,
                      struct record_list *list, struct error *err)
{
    struct record_query query = { .kind = kind_by_name(text_of(name)), .limit = PLAN_LINES_MAX };
    struct record_list all;
    if (!record_list(store, pass, arena, &query, &all, err))
        return false;
    if (all.more)
        return fail(err, ERROR_INPUT, NULL,
                    "This child has more than %d records of the kind '%s': more than a plan shows. "
                    "Read them on the child's page.", PLAN_LINES_MAX, query.kind->label);
    *list = (struct record_list){ .at = arena_array(arena, struct record_version, all.count + 1) };
    for (size_t i = 0; i < all.count; i++)
        if (!all.at[i].withdrawn)
            list->at[list->count++] = all.at[i];
    return true;
}

/* Of another plan of the child's that has ended: what it left open is there to be taken up. */
static bool of_ended_plan(const struct record_list *plans, id plan)
{
    for (size_t i = 0; i < plans->count; i++)
        if (id_same(plans->at[i].record, plan))
            return values_given(&plans->at[i].values, "end_date");
    return false;
}

static bool carried_over(const struct record_version *action, const struct record_list *needs,
                         const struct record_list *plans)
{
    if (!action_open(action) || !of_ended_plan(plans, values_id(&action->values, "plan_id")))
        return false;
    for (size_t i = 0; i < needs->count; i++)
        if (action_of(action, needs->at[i].record))
            return true;
    return false;
}

/* Needs of the plan; and its actions, with those of an ended plan whose need this one took up: needs, else NULL. */
static void keep_of_plan(struct record_list *list, id plan, const struct record_list *needs,
                         const struct record_list *plans)
{
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++)
        if (id_same(values_id(&list->at[i].values, "plan_id"), plan)
                || (needs && carried_over(&list->at[i], needs, plans)))
            list->at[kept++] = list->at[i];
    list->count = kept;
    qsort(list->at, list->count, sizeof *list->at, by_place);
}

static struct record_list found_of(struct arena *arena, const struct record_list *needs, const struct plan *plan,
                                   const struct record_list *plans)
{
    struct record_list found = { .at = arena_array(arena, struct record_version, needs->count + 1) };
    bool in_force = !values_given(&plan->record.values, "end_date");
    for (size_t i = 0; i < needs->count; i++) {
        const struct values *v = &needs->at[i].values;
        if (need_open(&needs->at[i]) && (!values_given(v, "plan_id")
                || (in_force && !id_same(values_id(v, "plan_id"), plan->record.record)
                    && of_ended_plan(plans, values_id(v, "plan_id")))))
            found.at[found.count++] = needs->at[i];
    }
    return found;
}

bool plan_read(struct store *store, const struct pass *pass, struct arena *arena, id record, struct plan *plan,
               struct error *err)
{
    *plan = (struct plan){ 0 };
    if (!record_get(store, pass, arena, record, &plan->record, err))
        return false;
    plan->shape = plan_shape_of(plan->record.kind);
    if (!plan->shape)
        return fail(err, ERROR_ABSENT, NULL, "There is no such page, or it is not yours to see.");
    if (!read_kind(store, pass, arena, "need", &plan->needs, err)
            || !read_kind(store, pass, arena, "plan_action", &plan->actions, err)
            || !read_kind(store, pass, arena, "child_words", &plan->words, err))
        return false;
    if (!plans_of(store, pass, arena, &plan->all, err))
        return false;
    plan->found = found_of(arena, &plan->needs, plan, &plan->all);
    keep_of_plan(&plan->needs, record, NULL, NULL);
    keep_of_plan(&plan->actions, record, &plan->needs, &plan->all);
    return true;
}

/* In force first; then the newest. */
static int by_force(const void *a, const void *b)
{
    const struct record_version *x = a, *y = b;
    bool open_x = x->valid_to.us == INSTANT_OPEN.us, open_y = y->valid_to.us == INSTANT_OPEN.us;
    if (open_x != open_y)
        return open_x ? -1 : 1;
    return x->valid_from.us > y->valid_from.us ? -1 : x->valid_from.us < y->valid_from.us;
}

bool plans_of(struct store *store, const struct pass *pass, struct arena *arena, struct record_list *plans,
              struct error *err)
{
    struct record_list lists[8];
    size_t kinds = 0, room = 0;
    for (const struct plan_shape *s = plan_shape_next(NULL); s; s = plan_shape_next(s), kinds++) {
        if (!read_kind(store, pass, arena, s->kind, &lists[kinds], err))
            return false;
        room += lists[kinds].count;
    }
    *plans = (struct record_list){ .at = arena_array(arena, struct record_version, room + 1) };
    for (size_t k = 0; k < kinds; k++)
        for (size_t i = 0; i < lists[k].count; i++)
            plans->at[plans->count++] = lists[k].at[i];
    qsort(plans->at, plans->count, sizeof *plans->at, by_force);
    return true;
}

/* ---- what it will be ---- */

static void put_into(struct record_list *list, const struct record_version *version)
{
    for (size_t i = 0; i < list->count; i++)
        if (id_same(list->at[i].record, version->record)) {
            list->at[i] = *version;
            return;
        }
    list->at[list->count++] = *version;
}

static struct record_list copy_of(struct arena *arena, const struct record_list *list, size_t more)
{
    struct record_list made = { .at = arena_array(arena, struct record_version, list->count + more + 1),
                                .count = list->count };
    if (list->count > 0)
        memcpy(made.at, list->at, list->count * sizeof *made.at);
    return made;
}

struct plan plan_with(struct arena *arena, const struct plan *plan, const struct record_version *versions, size_t count)
{
    struct plan made = *plan;
    made.needs = copy_of(arena, &plan->needs, count);
    made.actions = copy_of(arena, &plan->actions, count);
    for (size_t i = 0; i < count; i++) {
        const struct kind *kind = versions[i].kind;
        if (kind == plan->record.kind)
            made.record = versions[i];
        else if (!strcmp(kind->name, "need"))
            put_into(&made.needs, &versions[i]);
        else if (!strcmp(kind->name, "plan_action"))
            put_into(&made.actions, &versions[i]);
    }
    keep_of_plan(&made.needs, plan->record.record, NULL, NULL);
    keep_of_plan(&made.actions, plan->record.record, &made.needs, &made.all);
    return made;
}

/* ---- what is tied to what ---- */

bool need_open(const struct record_version *need)
{
    return !values_given(&need->values, "closed_on");
}

bool action_open(const struct record_version *action)
{
    return !values_given(&action->values, "done_on") && !values_given(&action->values, "dropped_on");
}

bool action_of(const struct record_version *action, id need)
{
    return id_same(values_id(&action->values, "need_id"), need);
}

const struct record_version *need_words(const struct plan *plan, const struct record_version *need)
{
    id named = values_id(&need->values, "answers_words");
    for (size_t i = 0; !id_none(named) && i < plan->words.count; i++)
        if (id_same(plan->words.at[i].record, named))
            return &plan->words.at[i];
    return NULL;
}

const char *orphan_words(enum orphan_kind kind)
{
    static const char *const words[ORPHAN_KINDS] = {
        [NEED_WITHOUT_ACTION] = "A need that nobody has anything to do about",
        [NEED_DONE_WITH] = "A need whose actions are over: close it, or say what is next",
        [ACTION_WITHOUT_NEED] = "An action that answers no need of this plan",
        [WORDS_WITHOUT_ANSWER] = "The child's words, with no answer",
        [NEED_NOT_TAKEN_UP] = "A need that is open and stands in no plan that is in force",
        [ACTION_OVERDUE] = "An action that is late",
        [ACTION_WITHOUT_PERSON] = "An action without a person",
        [ACTION_WITHOUT_DAY] = "An action without a day",
    };
    return words[kind];
}

static void orphan_add(struct orphans *orphans, enum orphan_kind kind, const struct record_version *of)
{
    orphans->at[orphans->count++] = (struct orphan){ kind, of, 1 };
    orphans->of_kind[kind]++;
}

/* A child who says the same every week says one thing. */
static void words_add(struct orphans *orphans, const struct record_version *words)
{
    text said = values_get(&words->values, "words")->text;
    for (size_t i = 0; i < orphans->count && !text_empty(said); i++) {
        struct orphan *before = &orphans->at[i];
        if (before->kind != WORDS_WITHOUT_ANSWER || !text_same(values_get(&before->of->values, "words")->text, said))
            continue;
        before->times++;
        if (instant_before(values_instant(&before->of->values, "said_at"), values_instant(&words->values, "said_at")))
            before->of = words;
        return;
    }
    orphan_add(orphans, WORDS_WITHOUT_ANSWER, words);
}

static void judge_need(struct orphans *orphans, const struct plan *plan, const struct record_version *need)
{
    bool any = false;
    for (size_t i = 0; i < plan->actions.count; i++)
        if (action_of(&plan->actions.at[i], need->record)) {
            if (action_open(&plan->actions.at[i]))
                return;
            any = true;
        }
    orphan_add(orphans, any ? NEED_DONE_WITH : NEED_WITHOUT_ACTION, need);
}

static bool action_needed(const struct plan *plan, const struct record_version *action)
{
    for (size_t i = 0; i < plan->needs.count; i++)
        if (need_open(&plan->needs.at[i]) && action_of(action, plan->needs.at[i].record))
            return true;
    return false;
}

static bool words_answered(const struct plan *plan, const struct record_version *words)
{
    if (values_given(&words->values, "answer"))
        return true;
    for (size_t i = 0; i < plan->needs.count; i++)
        if (id_same(values_id(&plan->needs.at[i].values, "answers_words"), words->record))
            return true;
    return false;
}

static void judge_action(struct orphans *orphans, const struct plan *plan, const struct record_version *action,
                         day today)
{
    const struct values *v = &action->values;
    if (!action_needed(plan, action))
        orphan_add(orphans, ACTION_WITHOUT_NEED, action);
    if (!values_given(v, "due_on"))
        orphan_add(orphans, ACTION_WITHOUT_DAY, action);
    else if (day_before(values_day(v, "due_on"), today))
        orphan_add(orphans, ACTION_OVERDUE, action);
    if (!values_given(v, "who") && !values_given(v, "staff_id"))
        orphan_add(orphans, ACTION_WITHOUT_PERSON, action);
}

struct orphans plan_orphans(struct arena *arena, const struct plan *plan, day today)
{
    size_t most = plan->needs.count + 3 * plan->actions.count + plan->words.count + plan->found.count;
    struct orphans orphans = { .at = arena_array(arena, struct orphan, most + 1) };
    for (size_t i = 0; i < plan->needs.count; i++)
        if (need_open(&plan->needs.at[i]))
            judge_need(&orphans, plan, &plan->needs.at[i]);
    for (size_t i = 0; i < plan->actions.count; i++)
        if (action_open(&plan->actions.at[i]))
            judge_action(&orphans, plan, &plan->actions.at[i], today);
    for (size_t i = 0; i < plan->words.count; i++)
        if (!words_answered(plan, &plan->words.at[i]))
            words_add(&orphans, &plan->words.at[i]);
    for (size_t i = 0; i < plan->found.count; i++)
        orphan_add(&orphans, NEED_NOT_TAKEN_UP, &plan->found.at[i]);
    return orphans;
}
