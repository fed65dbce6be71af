/* The queue: contacts that wait for a decision, nearest limit first, out of hours the same. */
#include "web/pages/queue.h"

#include <string.h>

#define QUEUE_SHOWN 200

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

/* Nearest limit first; the children of one call stand together at the place of the nearest. */
static bool load_lines(struct request *rq, const struct queue *queue, const struct names *names,
                       struct queue_page_model *m, struct error *err)
{
    bool *done = arena_array(rq->arena, bool, queue->count + 1);
    m->lines = arena_array(rq->arena, struct queue_line, queue->count + 1);
    for (size_t i = 0; i < queue->count; i++) {
        const struct queued *q = &queue->at[i];
        if (done[i])
            continue;
        struct queue_line *line = &m->lines[m->line_count++];
        if (!line_of(rq, q, names, line, err))
            return false;
        line->children = arena_array(rq->arena, struct queue_child, queue->count - i);
        for (size_t j = i; j < queue->count; j++)
            if (!done[j] && id_same(queue->at[j].call, q->call)) {
                done[j] = true;
                line->children[line->child_count++] = child_of(rq, &queue->at[j], names);
            }
        m->untaken += line->untaken;
    }
    return true;
}

/* Decided as a referral, and none made: what would fall between two chairs. */
static bool load_next(struct request *rq, struct queue_page_model *m, struct error *err)
{
    struct tasks tasks;
    struct names names = { 0 };
    if (!tasks_list(rq->store, rq->arena, "MM", rq->actor.staff, rq->now, &tasks, err))
        return false;
    m->next = arena_array(rq->arena, struct next_line, tasks.count + 1);
    for (size_t i = 0; i < tasks.count; i++)
        if (!strcmp(tasks.at[i].step->name, "contact_referral"))
            names_want(&names, rq->arena, tasks.at[i].subject);
    if (!names_find(&names, rq, err))
        return false;
    for (size_t i = 0; i < tasks.count; i++) {
        const struct task *t = &tasks.at[i];
        if (strcmp(t->step->name, "contact_referral"))
            continue;
        struct next_line *line = &m->next[m->next_count++];
        *line = (struct next_line){ .name = names_of(&names, t->subject), .link = task_link(rq, t),
                                    .due_class = clock_class(t->clock.state) };
        if (!clock_words(rq->arena, &t->clock, rq->now, &line->due, err))
            return false;
    }
    return true;
}

/* Whoever may not open a record does not decide on it: those who may see it in their queue. */
static bool leave_out_guarded(struct request *rq, struct queue *queue, struct error *err)
{
    struct guarded guarded;
    size_t kept = 0;
    if (!record_guarded(rq->store, rq->arena, rq->actor.staff, &guarded, err))
        return false;
    for (size_t i = 0; i < queue->count; i++)
        if (!guarded_find(&guarded, queue->at[i].subject))
            queue->at[kept++] = queue->at[i];
        else
            queue->late -= queue->at[i].clock.state == CLOCK_LATE;
    queue->count = kept;
    return true;
}

bool queue_model_load(struct request *rq, struct queue_page_model *m, struct error *err)
{
    struct queue queue;
    struct names names = { 0 };
    *m = (struct queue_page_model){ .rq = rq, .may_screen = access_may(rq->actor.role, MAY_SCREEN) };
    if (!queue_list(rq->store, rq->arena, rq->now, QUEUE_SHOWN, &queue, err))
        return false;
    size_t left_out = queue.count;
    if (!leave_out_guarded(rq, &queue, err))
        return false;
    left_out -= queue.count;
    for (size_t i = 0; i < queue.count; i++) {
        names_want(&names, rq->arena, queue.at[i].subject);
        names_want(&names, rq->arena, queue.at[i].screened_by);
        names_want(&names, rq->arena, queue.at[i].partner_team);
    }
    if (!names_find(&names, rq, err))
        return false;
    if (!load_lines(rq, &queue, &names, m, err))
        return false;
    m->children = queue.waiting - left_out;
    m->late = queue.late;
    m->more = queue.more;
    return !m->may_screen || load_next(rq, m, err);
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
      .query = "kept decided" },
    { .method = METHOD_GET, .path = "/queue/table", .may = MAY_TAKE_CONTACTS, .handle = queue_part },
    { .method = METHOD_POST, .path = "/contacts/{record}/take", .may = MAY_TAKE_CONTACTS,
      .handle = take },
    { 0 },
};
