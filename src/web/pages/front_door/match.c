/* A child as somebody outside described them, beside those we know who are like them. Whoever screens says that it is
 * one of those, which a record of the same person keeps and can undo, or a new person here, which the person's own
 * record says from then on. Until then the queue marks the contact; nothing waits for it. */
#include "web/pages/front_door/match.h"

#include "practice/queue.h"
#include "record/likeness.h"

#define LIKELY_MOST 6

/* ---- whom it could be ---- */

static bool question_of(struct request *rq, const struct pass *pass, const struct record_version *person,
                        struct likeness_question *question, struct error *err)
{
    const struct values *v = &person->values;
    struct record_query query = { .kind = kind_by_name(TEXT("address")), .limit = 1 };
    struct record_list addresses;
    if (!record_list(rq->store, pass, rq->arena, &query, &addresses, err))
        return false;
    *question = (struct likeness_question){
        .forename = values_get(v, "forename")->text, .surname = values_get(v, "surname")->text,
        .other_names = values_get(v, "known_as")->text, .sex = values_get(v, "sex")->text,
        .born = values_day(v, "dob"), .expected = values_day(v, "expected_dob"),
    };
    if (addresses.count > 0) {
        question->postcode = values_get(&addresses.at[0].values, "postcode")->text;
        question->address = values_get(&addresses.at[0].values, "lines")->text;
    }
    return true;
}

/* likely: only those that the score calls so. The child itself is in the index too, and is left out. */
static bool find_like(struct request *rq, const struct pass *pass, id child, bool likely, struct match_hit **hits,
                      size_t *count, struct error *err)
{
    struct record_version person;
    struct likeness_question question;
    struct likeness_list like;
    if (!record_get(rq->store, pass, rq->arena, child, &person, err)
            || !question_of(rq, pass, &person, &question, err)
            || !likeness_find(rq->store, rq->arena, rq->actor.staff, &question, LIKELY_MOST + 1, &like, err))
        return false;
    *hits = arena_array(rq->arena, struct match_hit, like.count + 1);
    *count = 0;
    for (size_t i = 0; i < like.count; i++) {
        const struct person_hit *hit = &like.at[i].hit;
        bool closed = hit->restricted;
        if (id_same(hit->person, child) || (likely && !like.at[i].likely))
            continue;
        (*hits)[(*count)++] = (struct match_hit){
            .person = hit->person, .restricted = closed,
            .name = closed ? TEXT("A record that you cannot open") : hit->name,
            .about = closed ? TEXT_NONE : hit_about(rq->arena, hit), .why = closed ? TEXT_NONE : like_why(rq->arena, &like.at[i]),
        };
    }
    return true;
}

bool match_hint_load(struct request *rq, const struct pass *pass, id contact, id child, struct match_hint *hint,
                     struct error *err)
{
    struct match_hit *hits;
    size_t count;
    *hint = (struct match_hint){ 0 };
    if (!contact_unmatched(rq->store, child, &hint->unmatched, err))
        return false;
    if (!hint->unmatched)
        return true;
    hint->link = text_format(rq->arena, "/contacts/%.*s/match", TEXT_ARG(id_hex(rq->arena, contact)));
    if (!find_like(rq, pass, child, true, &hits, &count, err))
        return false;
    struct bytes all = { 0 };
    for (size_t i = 0; i < count; i++)
        bytes_add_format(&all, "%s%.*s%s%.*s%s", i ? "; or " : "", TEXT_ARG(hits[i].name),
                         text_empty(hits[i].about) ? "" : " (", TEXT_ARG(hits[i].about),
                         text_empty(hits[i].about) ? "" : ")");
    hint->likely = text_copy(rq->arena, bytes_text(&all));
    bytes_free(&all);
    return true;
}

/* ---- the page ---- */

struct matching { struct opened_record contact; struct record_version person; };

static bool open_matching(struct request *rq, struct matching *x, struct error *err)
{
    bool unmatched;
    if (!record_open_named(rq, MAY_TAKE_CONTACTS, "contact", &x->contact, err)
            || !record_get(rq->store, x->contact.view.pass, rq->arena, x->contact.view.child, &x->person, err)
            || !contact_unmatched(rq->store, x->contact.view.child, &unmatched, err))
        return false;
    return unmatched
        || fail(err, ERROR_CONFLICT, NULL, "This child is matched already: the queue shows the contact.");
}

static bool match_page(struct request *rq, const struct matching *x, const char *problem, struct error *err)
{
    struct names names = { 0 };
    id team = values_id(&x->contact.version.values, "partner_team");
    struct match_page_model m = {
        .rq = rq, .described = values_get(&x->contact.version.values, "described")->text, .name = x->contact.name,
        .child_link = child_link(rq, &x->contact.view, ""), .action = rq->path, .problem = problem,
        .entry = id_new_ordered(), .why = request_field(rq, "why"),
        .chosen_new = text_is(request_field(rq, "same"), "new"),
    };
    if (!id_from_hex(request_field(rq, "same"), &m.chosen))
        m.chosen = ID_NONE;
    names_want(&names, rq->arena, team);
    if (!names_find(&names, rq, err))
        return false;
    m.from = id_none(team) ? TEXT("Sent by the public form")
                           : text_format(rq->arena, "Sent by %.*s", TEXT_ARG(names_of(&names, team)));
    if (!find_like(rq, x->contact.view.pass, x->contact.view.child, false, &m.hits, &m.hit_count, err))
        return false;
    rq->status = problem ? 422 : 200;
    page_match(&rq->page, &m);
    return true;
}

static bool match_show(struct request *rq, struct error *err)
{
    struct matching x = { 0 };
    return open_matching(rq, &x, err) && match_page(rq, &x, NULL, err);
}

/* ---- keeping ---- */

static bool match_after(struct request *rq, struct error *err)
{
    struct error why = { 0 };
    struct matching x = { 0 };
    bool refused = request_refused(rq, &why);
    if (refused && why.kind == ERROR_INPUT)
        return open_matching(rq, &x, err)
            && match_page(rq, &x, text_cstr(rq->arena, text_of(why.message)), err);
    if (refused && why.kind != ERROR_CONFLICT) {
        *err = why;
        return false;
    }
    // Somebody else was a moment faster, or it is done: the queue shows which.
    reply_see_other(rq, access_may(rq->actor.role, MAY_SCREEN)
                    ? text_format(rq->arena, "/contacts/%.*s/decide", TEXT_ARG(request_path_value(rq, "record")))
                    : TEXT("/queue"));
    return true;
}

static bool add_new_person(struct request *rq, const struct matching *x, id entry, struct record_bundle *bundle,
                           struct error *err)
{
    struct record_input input = {
        .values = &x->person.values, .entry = entry, .subject = x->person.subject, .record = x->person.record,
        .replaces = x->person.seq, .reason = TEXT("Looked for, and not known here before"),
        .author = rq->actor.staff, .role = (uint16_t)rq->actor.role,
    };
    return record_bundle_add(bundle, rq->arena, &input, NULL, err);
}

static bool add_same_person(struct request *rq, const struct matching *x, id entry, id same,
                            struct record_bundle *bundle, struct error *err)
{
    const struct kind *kind = kind_by_name(TEXT("same_person"));
    struct values *v = arena_new_of(rq->arena, struct values);
    *v = values_new(rq->arena, kind, rq->today);
    values_set(v, rq->arena, field_by_name(kind, TEXT("same_as")), id_hex(rq->arena, same));
    values_set(v, rq->arena, field_by_name(kind, TEXT("why")), request_field(rq, "why"));
    values_check(v, rq->arena);
    struct record_input input = {
        .values = v, .entry = entry, .subject = x->person.subject, .replaces = NO_ENTRY,
        .author = rq->actor.staff, .role = (uint16_t)rq->actor.role,
    };
    return record_bundle_add(bundle, rq->arena, &input, NULL, err);
}

/* Only whom this page offers, and only whom these eyes may open. */
static bool offered(struct request *rq, const struct matching *x, id same, bool *is, struct error *err)
{
    struct match_hit *hits;
    const struct pass *pass;
    size_t count;
    *is = false;
    if (!find_like(rq, x->contact.view.pass, x->contact.view.child, false, &hits, &count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        *is = *is || (id_same(hits[i].person, same) && !hits[i].restricted);
    return !*is || request_open_also(rq, same, MAY_TAKE_CONTACTS, &pass, err);
}

static bool match_post(struct request *rq, struct error *err)
{
    struct matching x = { 0 };
    text said = request_field(rq, "same");
    struct record_bundle *bundle;
    bool is;
    id entry, same;
    if (!open_matching(rq, &x, err))
        return false;
    if (!id_from_hex(request_field(rq, "entry"), &entry))
        return fail(err, ERROR_INPUT, NULL, "This form is not whole: open it anew.");
    if (text_is(said, "new")) {
        bundle = request_bundle(rq, 1);
        return add_new_person(rq, &x, entry, bundle, err) && request_write(rq, &bundle->write, match_after, err);
    }
    if (!id_from_hex(said, &same))
        return match_page(rq, &x, "Say who it is: somebody known, or a new person here", err);
    if (text_empty(text_trim(request_field(rq, "why"))))
        return match_page(rq, &x, "Say how you know that it is the same person", err);
    if (!offered(rq, &x, same, &is, err))
        return false;
    if (!is)
        return match_page(rq, &x, "Choose somebody of this list; anybody else is joined on the child's own page", err);
    bundle = request_bundle(rq, 1);
    return add_same_person(rq, &x, entry, same, bundle, err)
        && request_write(rq, &bundle->write, match_after, err);
}

const struct route match_routes[] = {
    { .method = METHOD_GET, .path = "/contacts/{record}/match", .may = MAY_TAKE_CONTACTS, .handle = match_show },
    { .method = METHOD_POST, .path = "/contacts/{record}/match", .may = MAY_TAKE_CONTACTS, .handle = match_post },
    { 0 },
};
