/* One assessment opened for a page: with the visits, words and needs that bear on it, its clocks, what is missing, and
 * the brothers and sisters who are assessed together with this child. */
#include "web/pages/assessments/assessment.h"

#include "web/pages/front_door/queue.h"

#include <string.h>

text assessment_link(struct request *rq, const struct child_view *view, id record, const char *more)
{
    text hex = id_hex(rq->arena, record);
    if (text_empty(view->known_day))
        return text_format(rq->arena, "/assessments/%.*s%s", TEXT_ARG(hex), more);
    return text_format(rq->arena, "/assessments/%.*s%s?known=%.*s", TEXT_ARG(hex), more, TEXT_ARG(view->known_day));
}

text assessment_write_link(const struct assessment_view *v, const char *section)
{
    const struct assessment_section *s = assessment_section(text_of(section));
    return text_format(v->rq->arena, s->fields[0] ? "%.*s/write/%s" : "%.*s/%s", TEXT_ARG(v->link), section);
}

/* ---- clocks ---- */

static text clock_explained(struct request *rq, const struct clock *clock, const struct values *values,
                            const char *from)
{
    text done = text_of(clock->step->done_field);
    text until = instant_known(clock->stopped)
        ? text_format(rq->arena, " Done on %.*s.", TEXT_ARG(day_display(rq->arena,
                      values_day(values, text_cstr(rq->arena, done))))) : TEXT_NONE;
    return text_format(rq->arena, "%d working days from %.*s (%s): by the end of %.*s.%.*s %s.", clock->limit->length,
                       TEXT_ARG(day_display(rq->arena, instant_london_day(clock->began))), from,
                       TEXT_ARG(day_display(rq->arena, day_add(instant_london_day(clock->due), -1))), TEXT_ARG(until),
                       clock->limit->source);
}

static bool add_time(struct assessment_view *v, const char *step, const char *label, const char *from,
                     instant now, struct error *err)
{
    struct request *rq = v->rq;
    struct clock clock;
    const struct values *values = &v->of.version.values;
    if (!assessment_clock(step, values, now, &clock, err))
        return false;
    if (clock.state == CLOCK_NONE)
        return true;
    struct assessment_time *t = &v->times[v->time_count++];
    *t = (struct assessment_time){ .label = text_of(label), .tag = clock_class(clock.state),
                                   .explained = clock_explained(rq, &clock, values, from) };
    return clock_words(rq->arena, &clock, now, &t->words, err);
}

static bool load_times(struct assessment_view *v, struct error *err)
{
    const struct values *values = &v->of.version.values;
    // What was left to do on an earlier day is told by the clock of that day.
    instant end = { day_london_end(v->of.view.known).us - 1 }, now = v->rq->now;
    if (v->past && instant_before(end, now))
        now = end;
    bool own = day_same(values_day(values, "clock_from"), values_day(values, "start_date"));
    const char *from = own ? "the assessment started"
                     : values_given(values, "referral_id") ? "the referral was received" : "the day recorded for it";
    return add_time(v, "assessment_authorise", "Authorised", from, now, err)
        && add_time(v, "assessment_checkpoint", "Manager looks half way", "the assessment started", now, err);
}

/* ---- the child seen and heard ---- */

static text words_source(struct assessment_view *v, const struct record_version *w)
{
    struct arena *arena = v->rq->arena;
    bool work = field_by_name(w->kind, TEXT("child_showed")) != NULL;
    const char *how = work ? "tool" : "taken", *where = work ? "where" : "place", *by = work ? "worker" : "taken_by";
    id taker = values_id(&w->values, by);
    struct bytes all = { 0 };
    bytes_add_format(&all, "%.*s, %.*s, by %.*s",
                     TEXT_ARG(values_display(&w->values, arena, field_by_name(w->kind, text_of(how)))),
                     TEXT_ARG(day_display(arena, instant_london_day(w->valid_from))),
                     TEXT_ARG(names_of(&v->names, id_none(taker) ? w->author : taker)));
    const struct value *place = values_get(&w->values, where), *present = values_get(&w->values, "present");
    if (place->given && !place->hidden)
        bytes_add_format(&all, ", at %.*s", TEXT_ARG(place->text));
    if (present->given && !present->hidden)
        bytes_add_format(&all, "; present: %.*s", TEXT_ARG(present->text));
    text made = text_copy(arena, bytes_text(&all));
    bytes_free(&all);
    return made;
}

static void take_words(struct assessment_view *v, const struct record_version *at, size_t count, const char *field)
{
    for (size_t i = 0; i < count; i++) {
        const struct value *said = values_get(&at[i].values, field);
        if (!said->given || said->erased || said->hidden)
            continue;
        v->words[v->word_count++] = (struct assessment_words){
            .record = at[i].record, .words = said->text, .source = words_source(v, &at[i]),
            .link = record_link(v->rq, &v->of.view, at[i].record, ""),
            .cited = assessment_cites(&v->of.version.values, at[i].record),
            .work = !strcmp(field, "child_showed"),
        };
    }
}

static text seen_words(struct assessment_view *v)
{
    const struct assessment_material *m = &v->material;
    struct arena *arena = v->rq->arena;
    if (m->seen == 0)
        return m->visit_count == 0 ? TEXT("No visit is recorded since the clock began.")
                                   : TEXT("The child was not seen on any visit since the clock began.");
    text times = m->seen == 1 ? TEXT("once") : text_format(arena, "%zu times", m->seen);
    text alone = m->alone == 0 ? TEXT("never alone")
               : m->alone == 1 ? TEXT("once alone") : text_format(arena, "%zu times alone", m->alone);
    return text_format(arena, "Seen %.*s, %.*s, last on %.*s.", TEXT_ARG(times), TEXT_ARG(alone),
                       TEXT_ARG(day_display(arena, m->seen_last)));
}

static void take_material(struct assessment_view *v)
{
    struct arena *arena = v->rq->arena;
    const struct assessment_material *m = &v->material;
    v->words = arena_array(arena, struct assessment_words, m->word_count + m->work_count + 1);
    v->visits = arena_array(arena, struct assessment_visit, m->visit_count + 1);
    v->needs = arena_array(arena, struct assessment_need, m->need_count + 1);
    take_words(v, m->words, m->word_count, "words");
    take_words(v, m->work, m->work_count, "child_showed");
    for (size_t i = 0; i < m->visit_count; i++)
        v->visits[v->visit_count++] = (struct assessment_visit){
            .when = day_display(arena, instant_london_day(m->visits[i].valid_from)),
            .how = values_display(&m->visits[i].values, arena,
                                  field_by_name(m->visits[i].kind, TEXT("child_presence"))),
            .link = record_link(v->rq, &v->of.view, m->visits[i].record, ""),
        };
    for (size_t i = m->need_count; i-- > 0;) {              // oldest first
        const struct record_version *n = &m->needs[i];
        struct assessment_need *to = &v->needs[v->need_count++];
        *to = (struct assessment_need){
            .domain = values_display(&n->values, arena, field_by_name(n->kind, TEXT("domain"))),
            .need = values_get(&n->values, "need")->text, .change = values_get(&n->values, "change_wanted")->text,
            .measure = values_get(&n->values, "measure")->text,
            .link = record_link(v->rq, &v->of.view, n->record, ""),
        };
        for (size_t w = 0; w < v->word_count; w++)
            if (id_same(v->words[w].record, values_id(&n->values, "answers_words")))
                to->answers = v->words[w].words;
    }
    v->seen_words = seen_words(v);
}

/* ---- brothers and sisters ---- */

static bool load_brothers(struct assessment_view *v, struct assessed **others, size_t *count, struct error *err)
{
    *count = 0;
    if (v->past)                               // who is assessed together is known of now
        return true;
    if (!assessment_together(v->rq->store, v->rq->arena, v->of.record, others, count, err))
        return false;
    for (size_t i = 0; i < *count; i++)
        names_want(&v->names, v->rq->arena, (*others)[i].child);
    return true;
}

/* Whoever is hidden from this reader is not there. */
static bool take_brothers(struct assessment_view *v, const struct assessed *others, size_t count, struct error *err)
{
    struct request *rq = v->rq;
    v->brothers = arena_array(rq->arena, struct assessment_brother, count + 1);
    for (size_t i = 0; i < count; i++) {
        bool opens;
        if (!names_hold(&v->names, others[i].child) || id_same(others[i].child, v->of.view.child))
            continue;
        if (!access_opens(rq->store, &rq->actor, MAY_READ_CHILD, others[i].child, &opens, err))
            return false;
        v->brothers[v->brother_count++] = (struct assessment_brother){
            .record = others[i].record, .child = others[i].child, .seq = others[i].seq,
            .name = names_of(&v->names, others[i].child), .opens = opens, .authorised = others[i].authorised,
            .link = opens ? assessment_link(rq, &v->of.view, others[i].record, "") : TEXT_NONE,
        };
    }
    return true;
}

/* ---- all of it ---- */

static void want_takers(struct assessment_view *v)
{
    const struct assessment_material *m = &v->material;
    for (size_t i = 0; i < m->word_count; i++)
        names_want_of(&v->names, v->rq->arena, &m->words[i]);
    for (size_t i = 0; i < m->work_count; i++)
        names_want_of(&v->names, v->rq->arena, &m->work[i]);
}

/* Asked only where it matters: of whoever might sign. */
static bool load_own(struct assessment_view *v, struct error *err)
{
    struct request *rq = v->rq;
    struct record_list history;
    if (!access_may(rq->actor.role, MAY_AUTHORISE))
        return true;
    if (!record_history(rq->store, v->of.view.pass, rq->arena, v->of.record, &history, err))
        return false;
    v->own = assessment_is_own(&history, rq->actor.staff);
    return true;
}

bool assessment_open(struct request *rq, enum may may, struct assessment_view *v, struct error *err)
{
    struct assessed *others = NULL;
    size_t count;
    *v = (struct assessment_view){ .rq = rq };
    if (!record_open(rq, may, "assessment", &v->of, err))
        return false;
    const struct values *values = &v->of.version.values;
    v->past = !text_empty(v->of.view.known_day);
    v->authorised = values_given(values, "authorised_at");
    v->sent = values_given(values, "submitted_at") && !v->authorised;
    if (!assessment_material(rq->store, v->of.view.pass, rq->arena, &v->of.version, &v->material, err)
            || !load_brothers(v, &others, &count, err) || !load_own(v, err))
        return false;
    names_want(&v->names, rq->arena, v->of.view.child);
    names_want_of(&v->names, rq->arena, &v->of.version);
    want_takers(v);
    if (!names_find(&v->names, rq, err) || !take_brothers(v, others, count, err) || !load_times(v, err))
        return false;
    v->of.name = names_of(&v->names, v->of.view.child);
    take_material(v);
    assessment_gaps(rq->arena, values, &v->material, &v->gaps);
    v->carried = carried_of(rq->arena, values);
    bool whole = record_is_whole(values, &(struct error){ 0 });
    v->may_write = !v->past && !v->authorised && !v->of.version.withdrawn && whole
                && access_may_add(rq->actor.role, v->of.view.pass, v->of.version.kind);
    v->may_answer = v->may_write && access_may(rq->actor.role, MAY_AUTHORISE) && !v->own;
    v->link = assessment_link(rq, &v->of.view, v->of.record, "");
    v->record_link = record_link(rq, &v->of.view, v->of.record, "");
    v->child_link = child_link(rq, &v->of.view, "");
    return true;
}
