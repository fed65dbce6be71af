#include "practice/chronology.h"

#include "practice/said.h"

#include <stdlib.h>
#include <string.h>

/* ---- from records to events ---- */

static struct event *event_add(struct arena *arena, struct chronology *c)
{
    if (c->count == c->room) {
        struct event *before = c->at;
        c->room = c->room ? 2 * c->room : 256;
        c->at = arena_array(arena, struct event, c->room);
        if (c->count > 0)
            memcpy(c->at, before, c->count * sizeof *before);
    }
    return &c->at[c->count++];
}

/* A worker's mark of a record, the newest: what it says stands beside the event. */
static const struct record_version *mark_of(const struct record_list *list, id record)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct record_version *v = &list->at[i];
        if (!v->withdrawn && !strcmp(v->kind->name, "chronology_entry")
                && id_same(values_id(&v->values, "source_record"), record))
            return v;
    }
    return NULL;
}

static bool holds(const struct record_list *list, id record)
{
    for (size_t i = 0; i < list->count; i++)
        if (id_same(list->at[i].record, record) && list->at[i].kind->in_chronology)
            return true;
    return false;
}

/* What the record itself is, and what rules find in it beside. */
static void events_of(struct arena *arena, struct chronology *c, const struct record_list *list,
                      const struct record_version *v, bool marks, const struct sayings *said)
{
    const struct key_event *rule = NULL, *own = NULL;
    const struct record_version *mark = marks ? mark_of(list, v->record) : NULL;
    uint32_t whose = (uint32_t)1 << (c->children - 1), nth = 0;
    bool entry = !strcmp(v->kind->name, "chronology_entry");
    while (!v->withdrawn && (rule = key_event_next(rule))) {
        if (!key_event_is(rule, &v->values))
            continue;
        if (!rule->at_field) {
            own = rule;
            continue;
        }
        *event_add(arena, c) = (struct event){
            .at = values_instant(&v->values, rule->at_field), .seq = v->seq, .nth = ++nth, .version = v, .whose = whose,
            .rule = rule, .what = text_of(rule->label), .summary = said_summary(arena, said, v),
        };
    }
    // A mark stands with what it marks; without that it is an event of its own.
    if (!v->kind->in_chronology
            || (entry && !v->withdrawn && holds(list, values_id(&v->values, "source_record"))))
        return;
    *event_add(arena, c) = (struct event){
        .at = v->valid_from, .seq = v->seq, .version = v, .whose = whose, .rule = own,
        .mark = entry && !v->withdrawn ? v : mark, .what = text_of(own ? own->label : v->kind->label),
        .summary = v->withdrawn ? TEXT("Withdrawn: recorded in error") : said_summary(arena, said, v),
    };
}

/* Most records of a busy child are none: who was asked to which meeting, what each need of a plan became. */
static bool may_hold_events(const struct kind *kind)
{
    return kind->in_chronology || key_event_possible(kind);
}

bool chronology_add(struct store *store, const struct pass *pass, struct arena *arena, struct chronology *c,
                    struct error *err)
{
    struct record_query query = { .limit = CHRONOLOGY_RECORDS_MOST, .only = may_hold_events };
    if (c->children == CHRONOLOGY_CHILDREN_MOST)
        return fail(err, ERROR_INPUT, NULL, "More children than can be looked at together.");
    struct record_list *list = &c->lists[c->children];
    if (!record_list(store, pass, arena, &query, list, err))
        return false;
    c->children++;
    c->cut = c->cut || list->more;
    bool marks = false;
    struct sayings *said = arena_new_of(arena, struct sayings);
    sayings_among(arena, list, said);
    for (size_t i = 0; i < list->count && !marks; i++)
        marks = !strcmp(list->at[i].kind->name, "chronology_entry");
    for (size_t i = 0; i < list->count; i++)
        events_of(arena, c, list, &list->at[i], marks, said);
    return true;
}

bool event_weighs(const struct event *e)
{
    return e->rule || e->mark || (!e->version->withdrawn && field_by_name(e->version->kind, TEXT("significant"))
        && values_is(&e->version->values, "significant", "Y"));
}

static bool is_end(const struct event *e)
{
    const char *ends = e->version->kind->ends;
    return e->nth > 0 && ends && e->rule && e->rule->at_field && !strcmp(e->rule->at_field, ends);
}

static bool end_is_event(const struct kind *kind)
{
    const struct key_event *rule = NULL;
    while ((rule = key_event_next(rule)))
        if (kind->ends && rule->at_field && !strcmp(rule->kind, kind->name) && !strcmp(rule->at_field, kind->ends))
            return true;
    return false;
}

bool event_late(const struct event *e)
{
    const struct record_version *v = e->version;
    bool end_judged = v->kind->time == TIME_STATE && v->valid_to.us != INSTANT_OPEN.us && end_is_event(v->kind);
    return v->late && (end_judged ? is_end(e) : e->nth == 0);
}

/* ---- in order, and what was asked for ---- */

static int compare(const struct event *a, const struct event *b)
{
    if (a->at.us != b->at.us)
        return a->at.us < b->at.us ? -1 : 1;
    if (a->seq != b->seq)
        return a->seq < b->seq ? -1 : 1;
    return (a->nth > b->nth) - (a->nth < b->nth);
}

static int oldest_first(const void *a, const void *b)
{
    return compare(a, b);
}

static int newest_first(const void *a, const void *b)
{
    return compare(b, a);
}

static bool is_asked(const struct chronology_question *q, const struct event *e)
{
    int year = day_civil(instant_london_day(e->at)).year;
    return instant_known(e->at) && (text_empty(q->group) || text_is(q->group, e->version->kind->group))
        && (!q->significant || event_weighs(e))
        && (q->from_year == 0 || year >= q->from_year) && (q->to_year == 0 || year <= q->to_year);
}

/* Of one meeting, call or visit each child has a record: the same kind, moment and words. */
static bool same_event(const struct event *a, const struct event *b)
{
    return a->at.us == b->at.us && a->version->kind == b->version->kind && a->rule == b->rule && !(a->whose & b->whose)
        && a->version->withdrawn == b->version->withdrawn && !a->mark == !b->mark && text_same(a->summary, b->summary)
        && strcmp(a->version->kind->name, "person") != 0;
}

/* In order, so that those of one moment stand together. */
static size_t join_same(struct event *at, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        size_t k = kept;
        while (k > 0 && at[k - 1].at.us == at[i].at.us && !same_event(&at[k - 1], &at[i]))
            k--;
        if (k > 0 && same_event(&at[k - 1], &at[i]))
            at[k - 1].whose |= at[i].whose;
        else
            at[kept++] = at[i];
    }
    return kept;
}

struct chronology_answer chronology_ask(struct arena *arena, struct chronology *c, const struct chronology_question *q)
{
    struct event *kept = arena_array(arena, struct event, c->count + 1);
    struct event after = { .at = q->after, .seq = q->after_seq, .nth = q->after_nth };
    size_t count = 0, first = 0;
    for (size_t i = 0; i < c->count; i++)
        if (is_asked(q, &c->at[i]))
            kept[count++] = c->at[i];
    qsort(kept, count, sizeof *kept, q->oldest_first ? oldest_first : newest_first);
    if (c->children > 1)
        count = join_same(kept, count);
    while (instant_known(q->after) && first < count
            && (q->oldest_first ? compare(&kept[first], &after) <= 0 : compare(&kept[first], &after) >= 0))
        first++;
    struct chronology_answer answer = { .at = kept + first, .count = count - first, .all = count };
    if (answer.count > q->limit) {
        answer.count = q->limit;
        answer.more = true;
    }
    return answer;
}

/* ---- what repeats ---- */

static bool is_visit(const struct event *e)
{
    return field_by_name(e->version->kind, TEXT("child_presence")) && !event_weighs(e);
}

static bool repeats(const struct event *a, const struct event *b)
{
    return a->version->kind == b->version->kind && a->whose == b->whose && !b->version->withdrawn && !event_weighs(b);
}

static void line_count_in(struct chronology_line *line, const struct event *e)
{
    line->all[line->count++] = e;
    line->from = line->count == 1 || instant_before(e->at, line->from) ? e->at : line->from;
    line->to = line->count == 1 || instant_before(line->to, e->at) ? e->at : line->to;
    line->late += event_late(e);
    if (!is_visit(e))
        return;
    text how = values_get(&e->version->values, "child_presence")->text;
    line->seen += code_among("SEEN_ALONE SEEN_WITH SEEN_OBS", how);
    line->seen_alone += text_is(how, "SEEN_ALONE");
}

struct chronology_line *chronology_lines(struct arena *arena, const struct chronology_answer *answer, size_t *count)
{
    enum { REPEATS = 3 };
    struct chronology_line *lines = arena_array(arena, struct chronology_line, answer->count + 1);
    bool *taken = arena_array(arena, bool, answer->count + 1);
    *count = 0;
    for (size_t i = 0; i < answer->count; i++) {
        if (taken[i])
            continue;
        const struct event *e = &answer->at[i];
        struct chronology_line *line = &lines[(*count)++];
        size_t alike = 0, end = i;
        bool single = event_weighs(e) || e->version->withdrawn;
        for (; !single && end < answer->count && !event_weighs(&answer->at[end]); end++)
            alike += repeats(e, &answer->at[end]);
        *line = (struct chronology_line){ .first = e };
        line->all = arena_array(arena, const struct event *, alike + 1);
        if (alike < REPEATS)
            end = i + 1;
        for (size_t k = i; k < end; k++)
            if (k == i || (!taken[k] && repeats(e, &answer->at[k]))) {
                taken[k] = true;
                line_count_in(line, &answer->at[k]);
            }
    }
    return lines;
}
