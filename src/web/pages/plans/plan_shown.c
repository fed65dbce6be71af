/* A plan in words that whoever reads it can follow: who does what by when, what is late, and what the child said. */
#include "web/pages/plans/plan.h"

#include <string.h>

text plan_link(struct request *rq, id plan, const char *more)
{
    return text_format(rq->arena, "/plans/%.*s%s", TEXT_ARG(id_hex(rq->arena, plan)), more);
}

static void want_all(struct names *names, struct arena *arena, const struct record_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        names_want_of(names, arena, &list->at[i]);
}

bool plan_open_of(struct request *rq, const struct child_view *view, const struct pass *pass, id record,
                  struct opened_plan *o, struct error *err)
{
    o->view = *view;
    if (!plan_read(rq->store, pass, rq->arena, record, &o->plan, err))
        return false;
    names_want(&o->names, rq->arena, view->child);
    names_want_of(&o->names, rq->arena, &o->plan.record);
    want_all(&o->names, rq->arena, &o->plan.needs);
    want_all(&o->names, rq->arena, &o->plan.actions);
    want_all(&o->names, rq->arena, &o->plan.words);
    if (!names_find(&o->names, rq, err))
        return false;
    o->name = names_of(&o->names, view->child);
    return true;
}

bool plan_open(struct request *rq, enum may may, bool shared, struct opened_plan *o, struct error *err)
{
    struct opened_record of = { 0 };
    struct bytes kinds = { 0 };
    for (const struct plan_shape *s = plan_shape_next(NULL); s; s = plan_shape_next(s))
        bytes_add_format(&kinds, "%s%s", kinds.len ? " " : "", s->kind);
    const char *names = text_cstr(rq->arena, bytes_text(&kinds));
    bytes_free(&kinds);
    return record_open(rq, may, names, &of, err)
        && plan_open_of(rq, &of.view, shared ? access_shared(rq->arena, of.view.pass) : of.view.pass, of.record, o,
                        err);
}

/* ---- the child's words ---- */

static text shown_text(const struct record_version *v, const char *field)
{
    const struct value *value = values_get(&v->values, field);
    return value->given && !value->hidden && !value->erased ? value->text : TEXT_NONE;
}

static text display(struct arena *arena, const struct record_version *v, const char *field)
{
    const struct value *value = values_get(&v->values, field);
    return value->hidden || value->erased ? TEXT_NONE
         : values_display(&v->values, arena, field_by_name(v->kind, text_of(field)));
}

struct words_shown words_show(struct request *rq, const struct names *names, const struct record_version *words)
{
    id taker = values_id(&words->values, "taken_by");
    text how = display(rq->arena, words, "taken"), place = shown_text(words, "place");
    return (struct words_shown){
        .words = shown_text(words, "words"),
        .source = text_format(rq->arena, "%.*s, taken by %.*s on %.*s%s%.*s", TEXT_ARG(how),
            TEXT_ARG(names_of(names, id_none(taker) ? words->author : taker)),
            TEXT_ARG(day_display(rq->arena, values_day(&words->values, "said_at"))),
            text_empty(place) ? "" : ", ", TEXT_ARG(place)),
    };
}

/* ---- actions ---- */

text action_who(struct request *rq, const struct names *names, const struct record_version *action)
{
    id staff = values_id(&action->values, "staff_id");
    text who = shown_text(action, "who"), agency = display(rq->arena, action, "agency");
    if (text_empty(who) && !id_none(staff))
        who = names_of(names, staff);
    if (text_empty(who))
        who = text_empty(agency) ? TEXT("Nobody is named") : text_join(rq->arena, agency, TEXT(", nobody by name"));
    else if (!text_empty(agency))
        who = text_join(rq->arena, who, TEXT(" ("), agency, TEXT(")"));
    return who;
}

static text late_words(struct request *rq, const struct record_version *action)
{
    day due = values_day(&action->values, "due_on"), on = day_known(rq->known_day) ? rq->known_day : rq->today;
    if (!day_known(due) || !day_before(due, on))
        return TEXT_NONE;
    int days = day_distance(due, on);
    return text_format(rq->arena, "Late by %d day%s", days, days == 1 ? "" : "s");
}

static text action_over(struct request *rq, const struct record_version *a)
{
    const char *field = values_given(&a->values, "done_on") ? "done_on" : "dropped_on";
    bool done = !strcmp(field, "done_on");
    text why = shown_text(a, done ? "evidence" : "not_done_reason");
    if (action_open(a))
        return TEXT_NONE;
    return text_format(rq->arena, "%s on %.*s%s%.*s", done ? "Done" : "Taken out",
                       TEXT_ARG(day_display(rq->arena, values_day(&a->values, field))), text_empty(why) ? "" : ": ",
                       TEXT_ARG(why));
}

static struct action_shown show_action(struct request *rq, const struct opened_plan *o, const struct record_version *a)
{
    return (struct action_shown){
        .version = a, .what = shown_text(a, "what"), .who = action_who(rq, &o->names, a),
        .due = values_given(&a->values, "due_on") ? day_display(rq->arena, values_day(&a->values, "due_on"))
                                                  : TEXT("No day is set"),
        .late = action_open(a) ? late_words(rq, a) : TEXT_NONE, .progress = display(rq->arena, a, "progress"),
        .happened = shown_text(a, "progress_note"), .over = action_over(rq, a),
        .link = record_link(rq, &o->view, a->record, ""),
    };
}

/* ---- needs ---- */

static text need_closed(struct request *rq, const struct record_version *need)
{
    text why = shown_text(need, "closing_evidence");
    if (need_open(need))
        return TEXT_NONE;
    return text_format(rq->arena, "Closed on %.*s%s%.*s",
                       TEXT_ARG(day_display(rq->arena, values_day(&need->values, "closed_on"))),
                       text_empty(why) ? "" : ": ", TEXT_ARG(why));
}

static struct need_shown show_need(struct request *rq, const struct opened_plan *o, const struct record_version *need)
{
    const struct record_version *words = need_words(&o->plan, need);
    struct need_shown shown = {
        .version = need, .need = shown_text(need, "need"), .change = shown_text(need, "change_wanted"),
        .measure = shown_text(need, "measure"), .now = shown_text(need, "baseline"),
        .about = display(rq->arena, need, "domain"), .progress = display(rq->arena, need, "progress"),
        .happened = shown_text(need, "progress_note"), .closed = need_closed(rq, need),
        .link = record_link(rq, &o->view, need->record, ""),
        .actions = arena_array(rq->arena, struct action_shown, o->plan.actions.count + 1),
    };
    if (words)
        shown.words = words_show(rq, &o->names, words);
    for (int open = 1; open >= 0; open--)
        for (size_t i = 0; i < o->plan.actions.count; i++) {
            const struct record_version *a = &o->plan.actions.at[i];
            if (action_open(a) != (open == 1) || !action_of(a, need->record))
                continue;
            shown.actions[shown.action_count++] = show_action(rq, o, a);
            shown.open_actions += action_open(a);
        }
    return shown;
}

static bool under_some(const struct plan *plan, const struct record_version *action)
{
    for (size_t i = 0; i < plan->needs.count; i++)
        if (action_of(action, plan->needs.at[i].record))
            return true;
    return false;
}

static void show_facts(struct request *rq, const struct plan *plan, struct plan_shown *shown)
{
    shown->facts = arena_array(rq->arena, struct child_fact, COUNT_OF(plan->shape->of_plan));
    for (const char *const *name = plan->shape->of_plan; *name; name++) {
        const struct field *f = field_by_name(plan->record.kind, text_of(*name));
        if (plan->shape->family_words && !strcmp(*name, plan->shape->family_words))
            shown->family_words = shown_text(&plan->record, *name);
        else if (values_given(&plan->record.values, *name))
            shown->facts[shown->fact_count++] = (struct child_fact){ text_of(f->label),
                                                                     shown_text(&plan->record, *name) };
    }
}

struct plan_shown plan_show(struct request *rq, const struct opened_plan *o)
{
    const struct plan *plan = &o->plan;
    struct plan_shown shown = {
        .needs = arena_array(rq->arena, struct need_shown, plan->needs.count + 1),
        .loose = arena_array(rq->arena, struct action_shown, plan->actions.count + 1),
    };
    for (int open = 1; open >= 0; open--)
        for (size_t i = 0; i < plan->needs.count; i++)
            if (need_open(&plan->needs.at[i]) == (open == 1)) {
                shown.needs[shown.need_count++] = show_need(rq, o, &plan->needs.at[i]);
                shown.open_count += open == 1;
            }
    for (size_t i = 0; i < plan->actions.count; i++)
        if (!under_some(plan, &plan->actions.at[i]))
            shown.loose[shown.loose_count++] = show_action(rq, o, &plan->actions.at[i]);
    show_facts(rq, plan, &shown);
    return shown;
}

/* ---- gaps ---- */

text line_words(struct arena *arena, const struct record_version *line)
{
    static const struct { const char *kind, *field; } words[] = {
        { "need", "need" }, { "plan_action", "what" }, { "child_words", "words" },
    };
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (!strcmp(line->kind->name, words[i].kind))
            return shown_text(line, words[i].field);
    return values_summary(&line->values, arena);
}

static text often_words(struct request *rq, const struct orphan *gap)
{
    if (gap->times < 2)
        return TEXT_NONE;
    day last = instant_london_day(values_instant(&gap->of->values, "said_at"));
    return text_format(rq->arena, "said %zu times, last on %s", gap->times,
                       text_cstr(rq->arena, day_display(rq->arena, last)));
}

struct gap_shown *gaps_show(struct request *rq, const struct child_view *view, const struct orphans *orphans)
{
    struct gap_shown *gaps = arena_array(rq->arena, struct gap_shown, orphans->count + 1);
    for (size_t i = 0; i < orphans->count; i++)
        gaps[i] = (struct gap_shown){
            .kind = orphan_words(orphans->at[i].kind), .of = line_words(rq->arena, orphans->at[i].of),
            .link = record_link(rq, view, orphans->at[i].of->record, ""), .often = often_words(rq, &orphans->at[i]),
        };
    return gaps;
}
