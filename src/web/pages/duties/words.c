/* Words in the records of one's own children, or of the team's: whoever was named once, in whose record was that? Only
 * records that hold the words are opened, each with its look. */
#include "web/pages/front_door/queue.h"

#include <string.h>

#define CHILDREN_ASKED 600
#define CHILDREN_SHOWN 20
#define RECORDS_SHOWN 5                // of one child

static void child_add(id *children, size_t *count, id child, const struct guarded *guarded)
{
    for (size_t i = 0; i < *count; i++)
        if (id_same(children[i], child))
            return;
    if (*count < CHILDREN_ASKED && !guarded_find(guarded, child))
        children[(*count)++] = child;
}

/* One's own first, then, for a manager, the team's. */
static bool whose(struct request *rq, struct words_page_model *m, id *children, struct error *err)
{
    struct guarded guarded;
    struct my_child *mine;
    struct worker me;
    id *team;
    size_t count;
    if (!record_guarded(rq->store, rq->arena, rq->actor.staff, &guarded, err)
            || !children_of(rq->store, rq->arena, rq->actor.staff, rq->now, CHILDREN_ASKED, &mine, &count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        child_add(children, &m->asked, mine[i].child, &guarded);
    m->of_team = rq->actor.role == ROLE_TEAM_MANAGER;
    if (!m->of_team)
        return true;
    if (!worker_get(rq->store, rq->arena, rq->actor.staff, &me, err)
            || !children_of_team(rq->store, rq->arena, me.team, rq->now, CHILDREN_ASKED, &team, &count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        child_add(children, &m->asked, team[i], &guarded);
    return true;
}

static text words_around(struct request *rq, const struct record_version *v, text words)
{
    text found = record_excerpt(rq->arena, v, words);
    return v->withdrawn ? TEXT("Withdrawn: recorded in error")
         : text_empty(found) ? values_summary(&v->values, rq->arena) : found;
}

static void rows_of(struct request *rq, const struct record_list *list, text words, struct words_child *child)
{
    child->rows = arena_array(rq->arena, struct words_row, RECORDS_SHOWN);
    child->more = list->count > RECORDS_SHOWN;
    for (size_t i = 0; i < list->count && i < RECORDS_SHOWN; i++) {
        const struct record_version *v = &list->at[i];
        child->rows[child->row_count++] = (struct words_row){
            .when = day_display(rq->arena, instant_london_day(v->valid_from)), .what = text_of(v->kind->label),
            .summary = words_around(rq, v, words),
            .link = text_format(rq->arena, "/records/%.*s", TEXT_ARG(id_hex(rq->arena, v->record))),
        };
    }
}

/* What does not open to them by now, or holds the words where they may not see, is left out. */
static bool look_into(struct request *rq, id child, struct words_page_model *m, struct error *err)
{
    struct record_list list;
    const struct pass *pass;
    struct error why = { 0 };
    if (!request_open_also(rq, child, MAY_READ_CHILD, &pass, &why)) {
        *err = why.kind == ERROR_ABSENT ? *err : why;
        return why.kind == ERROR_ABSENT;
    }
    if (!record_search_text(rq->store, pass, rq->arena, m->words, &list, err))
        return false;
    if (list.count == 0)
        return true;
    struct words_child *found = &m->children[m->child_count++];
    *found = (struct words_child){
        .child = child, .link = text_format(rq->arena, "/children/%.*s", TEXT_ARG(id_hex(rq->arena, child))) };
    rows_of(rq, &list, m->words, found);
    return true;
}

static bool search(struct request *rq, struct words_page_model *m, const id *children, struct error *err)
{
    id found[CHILDREN_SHOWN + 1];
    size_t count;
    struct names names = { 0 };
    if (!record_with_words(rq->store, rq->arena, children, m->asked, m->words, found, COUNT_OF(found), &count, err))
        return false;
    m->more = count > CHILDREN_SHOWN;
    m->children = arena_array(rq->arena, struct words_child, CHILDREN_SHOWN);
    for (size_t i = 0; i < count && i < CHILDREN_SHOWN; i++) {
        if (!look_into(rq, found[i], m, err))
            return false;
        names_want(&names, rq->arena, found[i]);
    }
    if (!names_find(&names, rq, err))
        return false;
    for (size_t i = 0; i < m->child_count; i++)
        m->children[i].name = names_of(&names, m->children[i].child);
    return true;
}

static bool words_page(struct request *rq, struct error *err)
{
    struct words_page_model m = { .rq = rq, .words = text_trim(request_field(rq, "words")) };
    id *children = arena_array(rq->arena, id, CHILDREN_ASKED);
    if (m.words.len > 200)
        return fail(err, ERROR_INPUT, "words", "Search words must be 200 characters or fewer");
    m.searched = rq->method == METHOD_POST && !text_empty(m.words);
    if (!whose(rq, &m, children, err) || (m.searched && !search(rq, &m, children, err)))
        return false;
    page_words(&rq->page, &m);
    return true;
}

const struct route words_routes[] = {
    { .method = METHOD_GET, .path = "/words", .may = MAY_HAVE_TASKS, .handle = words_page },
    { .method = METHOD_POST, .path = "/words", .may = MAY_HAVE_TASKS, .handle = words_page },
    { 0 },
};
