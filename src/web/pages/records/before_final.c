#include "web/pages/records/before_final.h"

#include "practice/copying.h"
#include "practice/quotation.h"
#include "practice/siblings.h"

#include <string.h>

enum { SAID_MAX = 200, PASSES_MAX = SIBLINGS_MAX + 10, UNSOURCED_MAX = 20, PASSAGES_SHOWN = 6 };

static bool tells(const struct field *f, const struct value *value, const struct values *before)
{
    return f->type == TYPE_PROSE && f->needed != NEVER_ASKED && value->given && !value->hidden && !value->problem
        && !(before && text_same(values_get(before, f->name)->text, value->text));
}

/* ---- copies ---- */

/* A few lines are nobody's copy: for them nobody else's record is opened. */
static bool enough_text(struct request *rq, const struct form *form, const struct values *before)
{
    size_t count = 0;
    bool more;
    for (const struct field *f = form->kind->fields; f->name; f++) {
        const struct value *value = values_get(&form->values, f->name);
        if (tells(f, value, before))
            count += words_of(rq->arena, value->text, COPIED_WORDS_LEAST, &more).count;
    }
    return count >= COPIED_WORDS_LEAST;
}

static bool has_pass(const struct pass *const *passes, size_t count, id subject)
{
    for (size_t i = 0; i < count; i++)
        if (id_same(access_subject(passes[i]), subject))
            return true;
    return false;
}

static bool add_siblings(struct request *rq, const struct pass **passes, size_t *count, struct error *err)
{
    id found[SIBLINGS_MAX];
    size_t siblings;
    if (!siblings_of(rq->store, &rq->actor, MAY_READ_CHILD, access_subject(passes[0]), found, &siblings, err))
        return false;
    for (size_t i = 0; i < siblings && *count < PASSES_MAX; i++) {
        if (has_pass(passes, *count, found[i]))
            continue;
        if (!request_open_also(rq, found[i], MAY_READ_CHILD, &passes[*count], err))
            return false;
        ++*count;
    }
    return true;
}

static text copy_words(struct request *rq, const struct copying *c, const struct names *names)
{
    text by = id_same(c->author, rq->actor.staff) ? TEXT("you") : names_of(names, c->author);
    return text_format(rq->arena, "%s of %.*s about %.*s, written by %.*s", c->kind->label,
                       TEXT_ARG(day_display(rq->arena, instant_london_day(c->when))),
                       TEXT_ARG(names_of(names, c->subject)), TEXT_ARG(by));
}

static bool show_copies(struct request *rq, struct before_final *m, const struct copyings *found,
                        struct error *err)
{
    struct names names = { 0 };
    for (size_t i = 0; i < found->count; i++) {
        names_want(&names, rq->arena, found->at[i].subject);
        names_want(&names, rq->arena, found->at[i].author);
    }
    if (found->count > 0 && !names_find(&names, rq, err))
        return false;
    m->copies = arena_array(rq->arena, struct mark_copy, found->count + 1);
    m->more_copies = found->more;
    for (size_t i = 0; i < found->count; i++) {
        const struct copying *c = &found->at[i];
        struct mark_copy *shown = &m->copies[m->copy_count++];
        *shown = (struct mark_copy){
            .what = copy_words(rq, c, &names),
            .share = text_format(rq->arena, "%d per cent of what you wrote (%zu of %zu words) stands there word for word",
                                 c->copied.share, c->copied.words, c->copied.of),
            .link = text_join(rq->arena, TEXT("/records/"), id_hex(rq->arena, c->record)),
            .passages = arena_array(rq->arena, struct mark_passage, PASSAGES_SHOWN),
            .more = c->copied.more,
        };
        for (size_t p = 0; p < c->copied.passage_count; p++)
            if (shown->passage_count < PASSAGES_SHOWN)
                shown->passages[shown->passage_count++] = (struct mark_passage){
                    c->copied.passages[p].here, c->copied.passages[p].there };
            else
                shown->more++;
    }
    return true;
}

static bool find_copies(struct request *rq, struct form *form, const struct before_final_asked *asked,
                        struct before_final *m, struct error *err)
{
    const struct pass *passes[PASSES_MAX];
    size_t count = 0;
    struct copyings found;
    if (!copying_concerns(form->kind) || !enough_text(rq, form, asked->before))
        return true;
    while (count < asked->pass_count && count < PASSES_MAX) {
        passes[count] = asked->passes[count];
        count++;
    }
    if (!add_siblings(rq, passes, &count, err))
        return false;
    struct copying_asked question = { .values = &form->values, .before = asked->before, .record = form->record,
                                      .author = rq->actor.staff, .passes = passes, .pass_count = count };
    return copying_find(rq->store, rq->arena, &question, &found, err) && show_copies(rq, m, &found, err);
}

/* ---- quotations ---- */

bool words_recorded(struct request *rq, const struct pass *pass, struct record_list *list, struct error *err)
{
    struct record_query query = { .kind = kind_by_name(TEXT("child_words")), .limit = SAID_MAX };
    return record_list(rq->store, pass, rq->arena, &query, list, err);
}

static bool sources_of(struct request *rq, const struct before_final_asked *asked, text **sources, size_t *count,
                       struct error *err)
{
    *sources = arena_array(rq->arena, text, asked->said_count + asked->pass_count * SAID_MAX + 1);
    for (*count = 0; *count < asked->said_count; ++*count)
        (*sources)[*count] = asked->said[*count];
    for (size_t p = 0; p < asked->pass_count; p++) {
        struct record_list list;
        if (!words_recorded(rq, asked->passes[p], &list, err))
            return false;
        for (size_t i = 0; i < list.count; i++)
            if (!list.at[i].withdrawn)
                (*sources)[(*count)++] = values_get(&list.at[i].values, "words")->text;
    }
    return true;
}

static bool find_quotations(struct request *rq, struct form *form, const struct before_final_asked *asked,
                            struct before_final *m, struct error *err)
{
    text *sources = NULL;
    size_t source_count = 0;
    m->quotations = arena_array(rq->arena, struct mark_quotation, UNSOURCED_MAX);
    if (!field_by_name(form->kind, TEXT("unsourced_reason")))
        return true;
    for (const struct field *f = form->kind->fields; f->name; f++) {
        const struct value *value = values_get(&form->values, f->name);
        if (f->care == CARE_THIRD_PARTY || !tells(f, value, asked->before))       // there they are somebody else's
            continue;
        struct quotations q = quotations_of(rq->arena, value->text);
        if (q.count > 0 && !sources && !sources_of(rq, asked, &sources, &source_count, err))
            return false;
        quotations_attribute(rq->arena, &q, sources, source_count);
        for (size_t i = 0; i < q.count && m->quotation_count < UNSOURCED_MAX; i++)
            if (!q.at[i].attributed)
                m->quotations[m->quotation_count++] = (struct mark_quotation){ text_of(f->label), q.at[i].words };
    }
    return true;
}

/* ---- what the author answered ---- */

static void problem(struct request *rq, struct form *form, const char *message, text link)
{
    struct error_item *items = arena_array(rq->arena, struct error_item, form->page_problem_count + 1);
    if (form->page_problem_count > 0)
        memcpy(items, form->page_problems, form->page_problem_count * sizeof *items);
    items[form->page_problem_count++] = (struct error_item){ text_of(message), link };
    form->page_problems = items;
    form->problem_count++;
    form->before_final->stops = true;
}

static void take_answers(struct request *rq, struct form *form, struct before_final *m)
{
    m->copied_reason = text_trim(request_field(rq, "mark-copied"));
    m->unsourced_reason = text_trim(request_field(rq, "mark-unsourced"));
    if (m->copy_count > 0 && code_find(code_set_find("mark_reason"), m->copied_reason)) {
        form_set(rq, form, "copied_reason", m->copied_reason);
    } else if (m->copy_count > 0) {
        m->copied_problem = "Some of this text stands in an earlier record: change it, or say why it stays";
        problem(rq, form, m->copied_problem, TEXT("#mark-copied"));
    }
    if (m->quotation_count > 0 && !text_empty(m->unsourced_reason)) {
        form_set(rq, form, "unsourced_reason", m->unsourced_reason);
        if (values_get(&form->values, "unsourced_reason")->problem) {
            m->unsourced_problem = "Whose words they are must be said in 200 characters or fewer";
            problem(rq, form, m->unsourced_problem, TEXT("#mark-unsourced"));
        }
    } else if (m->quotation_count > 0) {
        m->unsourced_problem = "No source is recorded for words in quotation marks: record them as the child's words, "
                               "or say whose they are";
        problem(rq, form, m->unsourced_problem, TEXT("#mark-unsourced"));
    }
}

/* A form sent a second time would be told that it repeats itself. */
static bool sent_before(struct request *rq, const struct form *form)
{
    struct error none = { 0 };
    uint64_t seq;
    return ledger_find(rq->store, form->entry, &seq, &none);
}

bool before_final_find(struct request *rq, struct form *form, const struct before_final_asked *asked, struct error *err)
{
    form->before_final = arena_new_of(rq->arena, struct before_final);
    if (form->withdraw || sent_before(rq, form))
        return true;
    if (!find_copies(rq, form, asked, form->before_final, err)
            || !find_quotations(rq, form, asked, form->before_final, err))
        return false;
    take_answers(rq, form, form->before_final);
    return true;
}

bool before_final_of_child(struct request *rq, struct form *form, const struct record_version *before,
                    const struct pass *pass, struct error *err)
{
    const struct pass *passes[] = { pass };
    struct before_final_asked asked = { .before = before ? &before->values : NULL, .passes = passes, .pass_count = 1 };
    return before_final_find(rq, form, &asked, err);
}
