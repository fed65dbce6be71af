/* What somebody asks of a child before anything else, answered at the top of the page. Every answer leads to the record
 * that gives it; where none does, it says what was looked at. */
#include "practice/situation.h"
#include "web/pages/pages.h"

#include <string.h>

struct glancing {
    struct child_page_model *m; struct situation now; struct glance *to; const struct names *names; day on;
};

static void ask(struct glancing *g, const char *question, const char *looked_at)
{
    g->to = &g->m->glances[g->m->glance_count++];
    *g->to = (struct glance){ .question = question, .looked_at = looked_at };
}

static struct glance_line *say(struct glancing *g, text words, const struct record_version *from)
{
    static struct glance_line nowhere;                 // more lines than there is room for say nothing
    if (g->to->count == GLANCE_LINES || text_empty(words))
        return &nowhere;
    struct glance_line *line = &g->to->lines[g->to->count++];
    *line = (struct glance_line){ .words = words };
    if (from)
        line->link = record_link(g->m->rq, &g->m->view, from->record, "");
    return line;
}

static void tag_red(struct glance_line *line, text tag)
{
    line->tag = tag;
    line->tag_class = "govuk-tag govuk-tag--red";
}

static text shown(const struct glancing *g, const struct record_version *v, const char *field)
{
    return values_display(&v->values, g->m->rq->arena, field_by_name(v->kind, text_of(field)));
}

static text day_of(const struct glancing *g, instant t)
{
    return day_display(g->m->rq->arena, instant_london_day(t));
}

/* "today", "12 days ago": what a date means at 16:55. */
static text ago(const struct glancing *g, instant t)
{
    day d = instant_london_day(t);
    if (!day_known(d) || day_after(d, g->on))
        return TEXT_NONE;
    int days = day_distance(d, g->on);
    return days == 0 ? TEXT("today") : days == 1 ? TEXT("yesterday")
                                                 : text_format(g->m->rq->arena, "%d days ago", days);
}

static void who(struct glancing *g)
{
    const struct values *v = &g->m->person->values;
    struct arena *arena = g->m->rq->arena;
    static const char *const fields[] = { "sex", "pronouns", "first_language", "communication_needs" };
    ask(g, "Who", "their own record");
    say(g, text_join(arena, g->m->age, day_known(values_day(v, "dob")) ? TEXT(", born ") : TEXT_NONE,
                     day_known(values_day(v, "dob")) ? day_display(arena, values_day(v, "dob")) : TEXT_NONE), NULL);
    if (values_given(v, "known_as"))
        say(g, text_join(arena, TEXT("Uses the name "), values_get(v, "known_as")->text), NULL);
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        const struct value *value = values_get(v, fields[i]);
        if (value->given && !value->hidden)
            say(g, text_clip(shown(g, g->m->person, fields[i]), 120), NULL);
    }
    if (values_is(v, "interpreter_needed", "Y"))
        say(g, TEXT("An interpreter is needed"), NULL);
}

static void where(struct glancing *g)
{
    struct arena *arena = g->m->rq->arena;
    ask(g, "Where", "addresses that are so today");
    for (size_t i = 0; i < g->now.home_count; i++) {
        const struct record_version *v = g->now.homes[i];
        const struct value *lines = values_get(&v->values, "lines");
        text place = lines->hidden ? TEXT("not shown to your role")
                   : lines->erased ? TEXT("erased by law")
                   : text_join(arena, lines->text, TEXT(", "), values_get(&v->values, "postcode")->text);
        struct glance_line *line = say(g, text_join(arena, shown(g, v, "address_type"), TEXT(": "), place), v);
        if (values_is(&v->values, "hidden", "Y"))
            tag_red(line, TEXT("Hidden from named people"));
    }
    if (values_is(&g->m->person->values, "protected_address", "Y"))
        tag_red(say(g, TEXT("The address"), g->m->person), TEXT("Protected"));
}

static void risk_line(struct glancing *g, const struct record_version *v, const char *what, text more, const char *tag)
{
    if (!v)
        return;
    struct arena *arena = g->m->rq->arena;
    tag_red(say(g, text_empty(more) ? text_of(what) : text_join(arena, text_of(what), more), v), text_of(tag));
}

static void risk(struct glancing *g)
{
    struct arena *arena = g->m->rq->arena;
    const struct situation *s = &g->now;
    ask(g, "Risk", "alerts, open enquiries and strategy discussions, missing, exploitation, orders, people who are a "
                   "risk");
    if (s->missing)
        risk_line(g, s->missing, "Missing since ",
                  instant_display(arena, values_instant(&s->missing->values, "start_at")), "Missing");
    if (s->strategy)
        risk_line(g, s->strategy, "Strategy discussion without a decision", TEXT_NONE, NULL);
    if (s->enquiry)
        risk_line(g, s->enquiry, "Section 47 enquiry open since ", day_of(g, s->enquiry->valid_from), NULL);
    for (size_t i = 0; i < s->order_count; i++)
        risk_line(g, s->orders[i], "", shown(g, s->orders[i], "order_kind"), NULL);
    if (s->proceedings)
        risk_line(g, s->proceedings, "Care proceedings before the court", TEXT_NONE, NULL);
    if (s->exploitation)
        risk_line(g, s->exploitation, "Exploitation: ", shown(g, s->exploitation, "level"), NULL);
    for (size_t i = 0; i < s->danger_count; i++) {
        id person = values_id(&s->dangers[i]->values, "related_person_id");
        if (names_hold(g->names, person))              // hidden from this reader: not told of
            risk_line(g, s->dangers[i], "Risk from ", names_of(g->names, person), NULL);
    }
    if (g->m->alert_count > 0)
        say(g, text_format(arena, "%zu %s, above", g->m->alert_count,
                           g->m->alert_count == 1 ? "alert" : "alerts"), NULL);
}

static const struct due_row *due_of(const struct glancing *g, const char *part)
{
    for (size_t i = 0; i < g->m->due_count; i++)
        if (text_contains(g->m->due[i].what, text_of(part)))
            return &g->m->due[i];
    return NULL;
}

static void say_due(struct glancing *g, const struct due_row *due)
{
    struct glance_line *line = say(g, due->what, NULL);
    line->link = due->link;
    line->tag = due->due;
    line->tag_class = due->due_class;
}

static void plan(struct glancing *g)
{
    const struct record_version *v = g->now.plan;
    struct arena *arena = g->m->rq->arena;
    ask(g, "Plan", "child protection and child in need plans that are open");
    if (!v && g->now.ended_plan) {
        v = g->now.ended_plan;
        say(g, TEXT("None is open"), NULL);
        say(g, text_join(arena, text_of(v->kind->label), TEXT(" ended "), shown(g, v, "end_date")), v);
        return;
    }
    if (!v)
        return;
    say(g, text_of(v->kind->label), v)->link = child_link(g->m->rq, &g->m->view, "/plan");
    if (field_by_name(v->kind, TEXT("latest_category"))) {
        text category = shown(g, v, "latest_category");
        say(g, text_empty(category) ? shown(g, v, "initial_category") : category, NULL);
    }
    say(g, text_join(arena, TEXT("since "), day_of(g, v->valid_from)), NULL);
    const struct due_row *review = due_of(g, "Hold the review conference");
    review = review ? review : due_of(g, "Review the child in need plan");
    if (review)
        say_due(g, review);
    else if (text_empty(g->m->view.known_day))
        say(g, TEXT("When the next review is due is not recorded"), NULL);
}

static void last_seen(struct glancing *g)
{
    struct arena *arena = g->m->rq->arena;
    const struct situation *s = &g->now;
    ask(g, "Last seen", "visits, and when the child was seen in enquiries");
    if (!s->last.record)
        return;
    say(g, text_join(arena, TEXT("Seen "), day_of(g, s->last.at), TEXT(", "), ago(g, s->last.at)), s->last.record);
    if (!text_empty(s->last.how) && !text_is(s->last.how, "SEEN_ALONE"))
        say(g, code_label(code_set_find("child_presence"), s->last.how), NULL);
}

static void seen_alone(struct glancing *g)
{
    const struct seen *alone = &g->now.alone;
    ask(g, "Last seen alone", "visits and enquiries in which the child was seen and spoken to alone");
    if (alone->record)
        say(g, text_join(g->m->rq->arena, TEXT("Seen alone "), day_of(g, alone->at), TEXT(", "), ago(g, alone->at)),
            alone->record);
}

static void next_due(struct glancing *g)
{
    enum { NEAREST = 3 };
    ask(g, "Next due", text_empty(g->m->view.known_day) ? "everything that waits for somebody"
                                                        : "nothing: what is due is asked of today only");
    for (size_t i = 0; i < g->m->due_count && i < NEAREST; i++)
        say_due(g, &g->m->due[i]);
    if (g->m->due_count > NEAREST)
        say(g, text_format(g->m->rq->arena, "and %zu more, below", g->m->due_count - NEAREST), NULL);
}

/* Figures alone; empty for what is no number ("extension 12, mornings"). */
static text number_to_ring(struct arena *arena, text telephone)
{
    char figures[24];
    size_t count = 0;
    for (size_t i = 0; i < telephone.len; i++) {
        char c = telephone.at[i];
        if (c == ' ')
            continue;
        if (((c < '0' || c > '9') && !(c == '+' && count == 0)) || count == sizeof figures)
            return TEXT_NONE;
        figures[count++] = c;
    }
    return count < 5 ? TEXT_NONE : text_copy(arena, (text){ figures, count });
}

static void whom_to_ring(struct glancing *g)
{
    struct arena *arena = g->m->rq->arena;
    ask(g, "Who to ring", text_empty(g->m->view.known_day) ? "allocations, invitations to meetings, early help"
                                                           : "invitations to meetings, early help");
    for (size_t i = 0; i < g->m->worker_count; i++) {
        const struct worker_row *w = &g->m->workers[i];
        text number = number_to_ring(arena, w->telephone);
        struct glance_line *line = say(g, text_join(arena, w->name, TEXT(", "), w->role, TEXT(" since "), w->since,
            text_empty(w->telephone) ? TEXT(", no telephone recorded") : TEXT(", "), w->telephone), NULL);
        if (!text_empty(number))
            line->link = text_join(arena, TEXT("tel:"), number);
    }
    for (size_t i = 0; i < g->now.service_count; i++) {
        const struct record_version *v = g->now.services[i];
        bool early_help = field_by_name(v->kind, TEXT("organisation")) != NULL;
        text service = early_help ? values_get(&v->values, "organisation")->text : shown(g, v, "agency");
        text whom = early_help ? TEXT_NONE : values_get(&v->values, "invitee")->text;
        say(g, text_join(arena, service, text_empty(whom) ? TEXT_NONE : TEXT(": "), whom), v);
    }
}

void child_glance_load(struct child_page_model *m, const struct names *names)
{
    struct glancing g = { .m = m, .names = names, .on = day_known(m->view.known) ? m->view.known : m->rq->today };
    m->glances = arena_array(m->rq->arena, struct glance, 8);
    situation_find(&m->records, g.on, &g.now);
    who(&g);
    where(&g);
    risk(&g);
    plan(&g);
    last_seen(&g);
    seen_alone(&g);
    next_due(&g);
    whom_to_ring(&g);
}
