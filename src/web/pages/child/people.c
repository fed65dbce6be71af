#include "web/pages/pages.h"

#define PEOPLE_A_PAGE 50

/* ---- the list of children, a page at a time ---- */

static struct person_row person_row_of(struct request *rq, const struct person_hit *hit)
{
    struct arena *arena = rq->arena;
    text about = TEXT("date of birth not recorded");
    if (day_known(hit->born))
        about = text_join(arena, TEXT("born "), day_display(arena, hit->born));
    else if (day_known(hit->expected))
        about = text_format(arena, "unborn, due %.*s", TEXT_ARG(day_display(arena, hit->expected)));
    return (struct person_row){
        .name = hit->name, .known_as = hit->known_as, .reference = hit->reference, .about = about,
        .age = day_known(hit->born) && !hit->died && !day_after(hit->born, rq->today)
             ? text_format(arena, "%d", day_age(hit->born, rq->today)) : TEXT_NONE,
        .place = hit->place, .why = hit->why, .open = hit->open, .adult = !hit->child,
        .link = text_join(arena, TEXT("/children/"), id_hex(arena, hit->person)),
    };
}

/* security.md A3: that it is there, so that nobody makes a second file, and whom to ask. */
static struct person_row restricted_row(struct request *rq, const struct person_hit *hit,
                                        const struct names *names)
{
    return (struct person_row){
        .name = hit->name, .why = hit->why, .adult = !hit->child, .restricted = true,
        .about = text_format(rq->arena, "ask %.*s", TEXT_ARG(names_of(names, hit->ask))),
        .link = text_format(rq->arena, "/children/%.*s", TEXT_ARG(id_hex(rq->arena, hit->person))),
    };
}

static bool rows_from(struct request *rq, struct people_page_model *m,
                      const struct person_hits *hits, struct error *err)
{
    struct names names = { 0 };
    for (size_t i = 0; i < hits->count; i++)
        names_want(&names, rq->arena, hits->at[i].ask);
    if (!names_find(&names, rq, err))
        return false;
    m->rows = arena_array(rq->arena, struct person_row, hits->count + 1);
    for (size_t i = 0; i < hits->count; i++)
        m->rows[m->row_count++] = hits->at[i].restricted ? restricted_row(rq, &hits->at[i], &names)
                                                         : person_row_of(rq, &hits->at[i]);
    m->more = hits->more;
    return true;
}

static bool children_list(struct request *rq, struct error *err)
{
    struct people_page_model m = { .rq = rq };
    struct person_hits hits;
    id after = ID_NONE;

    m.open_only = text_is(request_query(rq, "open"), "1");
    if (!text_empty(request_query(rq, "after"))
            && !id_from_hex(request_query(rq, "after"), &after))
        return fail(err, ERROR_ABSENT, NULL, "There is no such page, or it is not yours to see.");
    // The place in the list travels as an id, never as a name: addresses end in logs and histories.
    if (!record_list_children(rq->store, rq->arena, rq->actor.staff, m.open_only, after,
                              PEOPLE_A_PAGE, &hits, err)
            || !rows_from(rq, &m, &hits, err))
        return false;
    if (hits.more)
        m.next_link = text_format(rq->arena, "/children?%safter=%.*s", m.open_only ? "open=1&" : "",
                                  TEXT_ARG(id_hex(rq->arena, hits.at[hits.count - 1].person)));
    m.may_record = access_may(rq->actor.role, MAY_RECORD);
    page_children(&rq->page, &m);
    return true;
}

/* ---- searching: names are posted, so that no address holds one (security.md H4) ---- */

static bool children_search(struct request *rq, struct error *err)
{
    struct people_page_model m = { .rq = rq, .searched = true };
    struct person_hits hits = { 0 };

    m.words = text_trim(request_field(rq, "words"));
    m.everybody = text_is(request_field(rq, "everybody"), "1");
    if (m.words.len > 200)
        return fail(err, ERROR_INPUT, "words", "Search words must be 200 characters or fewer");
    if (!text_empty(m.words)
            && !record_search_people(rq->store, rq->arena, rq->actor.staff, m.words, !m.everybody,
                                     PEOPLE_A_PAGE, &hits, err))
        return false;
    if (!rows_from(rq, &m, &hits, err))
        return false;
    m.may_record = access_may(rq->actor.role, MAY_RECORD);
    page_children(&rq->page, &m);
    return true;
}

/* ---- a new person ---- */

static bool person_form(struct request *rq, struct form *form)
{
    struct form_page_model m = {
        .rq = rq, .form = form, .kind = form->kind, .title = TEXT("Add a person"),
        .action = TEXT("/people/add"), .back_link = TEXT("/children"),
    };
    page_form(&rq->page, &m);
    return true;
}

static bool person_add(struct request *rq, struct error *err)
{
    const struct kind *kind = kind_by_name(TEXT("person"));
    struct form form;
    if (request_kept_form(rq)) {
        if (!form_read(rq, kind, &form, err))
            return false;
        form.restored = true;
    } else {
        form_new(rq, kind, &form);
    }
    return person_form(rq, &form);
}

static bool person_add_after(struct request *rq, struct error *err)
{
    struct error why = { 0 };
    struct form form;
    if (!request_refused(rq, &why)) {
        reply_see_other(rq, text_format(rq->arena, "/children/%.*s",
                                        TEXT_ARG(id_hex(rq->arena, request_kept_record(rq)))));
        return true;
    }
    if (why.kind != ERROR_INPUT) {
        *err = why;
        return false;
    }
    if (!form_read(rq, kind_by_name(TEXT("person")), &form, err))
        return false;
    form_problem(&form, why.field, why.message);
    rq->status = 422;
    return person_form(rq, &form);
}

static bool person_add_post(struct request *rq, struct error *err)
{
    struct form form;
    if (!form_read(rq, kind_by_name(TEXT("person")), &form, err))
        return false;
    if (form.problem_count > 0) {
        rq->status = 422;
        return person_form(rq, &form);
    }
    return form_keep(rq, &form, ID_NONE, person_add_after, err);
}

const struct route people_routes[] = {
    { .method = METHOD_GET, .path = "/children", .may = MAY_FIND_CHILDREN,
      .handle = children_list },
    { .method = METHOD_POST, .path = "/children/search", .may = MAY_FIND_CHILDREN,
      .handle = children_search },
    { .method = METHOD_GET, .path = "/people/add", .may = MAY_RECORD, .handle = person_add },
    { .method = METHOD_POST, .path = "/people/add", .may = MAY_RECORD, .handle = person_add_post },
    { 0 },
};
