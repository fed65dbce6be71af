/* The queue: contacts that wait for a decision, nearest limit first, out of hours the same. */
#include "web/pages/front_door/queue.h"

#include "record/same_person.h"

#include <string.h>

#define QUEUE_SHOWN 30                 // calls on a page, or so many contacts: it stays under 60 KB
#define CONTACTS_SHOWN 70
#define NEXT_SHOWN 10

const char *clock_class(enum clock_state state)
{
    return state == CLOCK_LATE || state == CLOCK_MISSED ? "govuk-tag govuk-tag--red"
         : state == CLOCK_SOON ? "govuk-tag govuk-tag--orange" : "govuk-tag govuk-tag--grey";
}

static const char *urgency_class(text rag)
{
    return text_is(rag, "RED") ? "govuk-tag govuk-tag--red"
         : text_is(rag, "AMBER") ? "govuk-tag govuk-tag--orange"
         : text_is(rag, "BLUE") ? "govuk-tag govuk-tag--blue" : "govuk-tag govuk-tag--green";
}

static text age_of(struct request *rq, const struct queued *q)
{
    if (day_known(q->born) && !day_after(q->born, rq->today))
        return text_format(rq->arena, "aged %d", day_age(q->born, rq->today));
    if (day_known(q->expected))
        return text_format(rq->arena, "unborn, due %.*s", TEXT_ARG(day_display(rq->arena, q->expected)));
    return TEXT("age not known");
}

static struct queue_child child_of(struct request *rq, const struct queued *q, const struct names *names)
{
    struct arena *arena = rq->arena;
    return (struct queue_child){
        .name = names_of(names, q->subject), .about = age_of(rq, q),
        .link = text_format(arena, "/contacts/%.*s/decide", TEXT_ARG(id_hex(arena, q->record))),
        .unmatched = q->unmatched,
        .match_link = q->unmatched ? text_format(arena, "/contacts/%.*s/match", TEXT_ARG(id_hex(arena, q->record)))
                                   : TEXT_NONE,
        .repeats = q->repeats >= REPEAT_MANY, .open_work = q->open_work,
        .repeats_words = text_format(arena, "%lld contacts in three months", (long long)q->repeats + 1),
    };
}

static bool line_of(struct request *rq, const struct queued *q, const struct names *names,
                    struct queue_line *line, struct error *err)
{
    text words;
    if (!clock_words(rq->arena, &q->clock, rq->now, &words, err))
        return false;
    *line = (struct queue_line){
        .record = q->record, .seq = q->seq, .received = instant_display(rq->arena, q->received),
        .source = !id_none(q->partner_team) ? names_of(names, q->partner_team)
                : q->outside ? text_format(rq->arena, "Public form: %.*s", TEXT_ARG(code_label(
                      code_set_find("contact_source"), q->source)))
                : code_label(code_set_find("contact_source"), q->source),
        .urgency = text_empty(q->rag) ? TEXT("Not rated") : text_cut(
            code_label(code_set_find("contact_rag"), q->rag), ':').before,
        .urgency_class = text_empty(q->rag) ? "govuk-tag govuk-tag--grey" : urgency_class(q->rag),
        .due = words, .due_class = clock_class(q->clock.state),
        .untaken = id_none(q->screened_by), .mine = id_same(q->screened_by, rq->actor.staff),
        .on_it = names_of(names, q->screened_by),
    };
    return true;
}

/* The children of one call stand together. */
static bool load_lines(struct request *rq, const struct queue *queue, const struct names *names,
                       struct queue_page_model *m, struct error *err)
{
    m->lines = arena_array(rq->arena, struct queue_line, queue->count + 1);
    for (size_t i = 0; i < queue->count;) {
        const struct queued *q = &queue->at[i];
        struct queue_line *line = &m->lines[m->line_count++];
        if (!line_of(rq, q, names, line, err))
            return false;
        line->children = arena_array(rq->arena, struct queue_child, queue->count - i);
        for (; i < queue->count && id_same(queue->at[i].call, q->call); i++)
            line->children[line->child_count++] = child_of(rq, &queue->at[i], names);
    }
    return true;
}

/* Decided as a referral, and none made: what would fall between two chairs. */
static bool load_next(struct request *rq, const struct guarded *guarded, struct queue_page_model *m,
                      struct error *err)
{
    const struct step *step = step_by_name(TEXT("contact_referral"));
    struct tasks tasks;
    struct names names = { 0 };
    if (!tasks_of_step(rq->store, rq->arena, guarded, "MM", rq->actor.staff, rq->now, step, 0, NEXT_SHOWN, &tasks,
                       err) || !tasks_show_kept(rq, &tasks, err))
        return false;
    m->next = arena_array(rq->arena, struct next_line, tasks.count + 1);
    m->next_more = tasks.more;
    for (size_t i = 0; i < tasks.count; i++)
        names_want(&names, rq->arena, tasks.at[i].subject);
    if (!names_find(&names, rq, err))
        return false;
    for (size_t i = 0; i < tasks.count; i++) {
        const struct task *t = &tasks.at[i];
        struct next_line *line = &m->next[m->next_count++];
        *line = (struct next_line){ .name = names_of(&names, t->subject), .link = task_link(rq, t),
                                    .due_class = clock_class(t->clock.state) };
        if (!clock_words(rq->arena, &t->clock, rq->now, &line->due, err))
            return false;
    }
    return true;
}

static void load_pages(struct request *rq, const struct queue *queue, int64_t from, struct queue_page_model *m)
{
    m->first = (size_t)from;
    m->again = text_format(rq->arena, "/queue/table?from=%lld", (long long)from);
    if (queue->more)
        m->next_link = text_format(rq->arena, "/queue?from=%lld", (long long)from + (long long)m->line_count);
    if (from > 0)
        m->before_link = text_format(rq->arena, "/queue?from=%lld",
                                     (long long)(from > QUEUE_SHOWN ? from - QUEUE_SHOWN : 0));
}

/* Whose record gave way stands as the person that is kept, with their age and their open work. */
static bool show_kept(struct request *rq, struct queue *queue, struct error *err)
{
    id *kept = arena_array(rq->arena, id, queue->count + 1), **all = arena_array(rq->arena, id *, queue->count + 1);
    for (size_t i = 0; i < queue->count; i++) {
        kept[i] = queue->at[i].subject;
        all[i] = &kept[i];
    }
    if (!same_persons_kept(rq->store, rq->actor.staff, all, queue->count, err))
        return false;
    for (size_t i = 0; i < queue->count; i++) {
        struct queued *q = &queue->at[i];
        struct person_hit hit;
        if (id_same(kept[i], q->subject))
            continue;
        if (!record_person_hit(rq->store, rq->arena, rq->actor.staff, kept[i], &hit, err))
            return false;
        q->subject = kept[i];
        q->born = hit.born;
        q->expected = hit.expected;
        q->open_work = hit.open;
    }
    return true;
}

bool queue_model_load(struct request *rq, struct queue_page_model *m, struct error *err)
{
    struct queue queue;
    struct guarded guarded;
    struct names names = { 0 };
    int64_t from = 0;
    text asked = request_query(rq, "from");
    *m = (struct queue_page_model){ .rq = rq, .may_screen = access_may(rq->actor.role, MAY_SCREEN) };
    if (!text_empty(asked) && (!text_to_int(asked, &from) || from < 0 || from > QUEUE_READ))
        return page_absent(err);
    // Whoever may not open a record does not decide on it: those who may see it in their queue.
    if (!record_guarded(rq->store, rq->arena, rq->actor.staff, &guarded, err)
            || !queue_page(rq->store, rq->arena, &guarded, rq->now,
                           (struct queue_cut){ (size_t)from, QUEUE_SHOWN, CONTACTS_SHOWN }, &queue, err)
            || !show_kept(rq, &queue, err))
        return false;
    for (size_t i = 0; i < queue.count; i++) {
        names_want(&names, rq->arena, queue.at[i].subject);
        names_want(&names, rq->arena, queue.at[i].screened_by);
        names_want(&names, rq->arena, queue.at[i].partner_team);
    }
    if (!names_find(&names, rq, err))
        return false;
    if (!load_lines(rq, &queue, &names, m, err))
        return false;
    load_pages(rq, &queue, from, m);
    m->children = queue.waiting;
    m->calls = queue.calls;
    m->untaken = (int64_t)queue.untaken;
    m->late = queue.late;
    return !m->may_screen || load_next(rq, &guarded, m, err);
}

static bool queue_show(struct request *rq, struct error *err)
{
    struct queue_page_model m;
    id kept;
    if (!queue_model_load(rq, &m, err))
        return false;
    m.decided = id_from_hex(request_query(rq, "decided"), &kept);
    if (m.decided || id_from_hex(request_query(rq, "kept"), &kept)) {
        m.kept = true;
        m.kept_link = text_format(rq->arena, "/records/%.*s", TEXT_ARG(id_hex(rq->arena, kept)));
    }
    page_queue(&rq->page, &m);
    return true;
}

/* The table alone, for a page that is open and asks again. */
static bool queue_part(struct request *rq, struct error *err)
{
    struct queue_page_model m;
    if (!queue_model_load(rq, &m, err))
        return false;
    queue_table(&rq->page, &m);
    return true;
}

/* ---- who is on it ---- */

static bool take_after(struct request *rq, struct error *err)
{
    struct error why = { 0 };
    if (request_refused(rq, &why) && why.kind != ERROR_CONFLICT) {
        *err = why;
        return false;
    }
    // Somebody else was a moment faster, or amended it: the queue shows who.
    reply_see_other(rq, TEXT("/queue"));
    return true;
}

static bool take_one(struct request *rq, struct record_bundle *bundle, id record, uint64_t seen,
                     id entry, struct error *err)
{
    struct record_version v;
    struct form *form = arena_new_of(rq->arena, struct form);
    const struct kind *kind;
    const struct pass *pass;
    id subject;
    if (!record_subject(rq->store, record, &subject, &kind, err))
        return false;
    if (!kind || strcmp(kind->name, "contact"))
        return page_absent(err);
    if (!request_open_also(rq, subject, MAY_TAKE_CONTACTS, &pass, err)
            || !record_get(rq->store, pass, rq->arena, record, &v, err))
        return false;
    form_from_version(rq, &v, form);
    form->replaces = seen;
    form->entry = entry;
    form->reason = TEXT("Taken from the queue");
    form_set(rq, form, "screened_by", id_hex(rq->arena, rq->actor.staff));
    form_check(rq, form);
    struct record_input input = form_input(rq, form, subject);
    return record_bundle_add(bundle, rq->arena, &input, NULL, err);
}

/* The whole call: brothers and sisters are looked at by one pair of eyes. */
static bool take(struct request *rq, struct error *err)
{
    struct called *calls;
    size_t count;
    int64_t seen;
    id record, entry = id_new_ordered();
    if (!id_from_hex(request_path_value(rq, "record"), &record)
            || !text_to_int(request_field(rq, "seen"), &seen) || seen < 0)
        return page_absent(err);
    if (!queue_same_call(rq->store, rq->arena, record, &calls, &count, err))
        return false;
    struct record_bundle *bundle = request_bundle(rq, count + 1);
    if (!take_one(rq, bundle, record, (uint64_t)seen, entry, err))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!take_one(rq, bundle, calls[i].record, calls[i].seq, id_derived(entry, "take", i), err))
            return false;
    return request_write(rq, &bundle->write, take_after, err);
}

const struct route queue_routes[] = {
    { .method = METHOD_GET, .path = "/queue", .may = MAY_TAKE_CONTACTS, .handle = queue_show,
      .query = "kept decided from" },
    { .method = METHOD_GET, .path = "/queue/table", .may = MAY_TAKE_CONTACTS, .handle = queue_part,
      .query = "from" },
    { .method = METHOD_POST, .path = "/contacts/{record}/take", .may = MAY_TAKE_CONTACTS,
      .handle = take },
    { 0 },
};
