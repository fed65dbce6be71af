/* A record that is closed to whoever asks: whom to ask, how to open it in an emergency, and how somebody else
 * looks at that again. */
#include "web/pages/pages.h"

#include "practice/openings.h"

static bool absent(struct error *err)
{
    return fail(err, ERROR_ABSENT, NULL, "There is no such page, or it is not yours to see.");
}

static const struct kind *opening_kind(void)
{
    return kind_by_name(TEXT("emergency_opening"));
}

/* ---- the door ---- */

const char *const door_fields[] = { "ground", "why", NULL };
static const char *const nothing_beside[] = { NULL };
static const char *const code_beside[] = { "one-time-code", NULL };

static bool ask_door(struct request *rq, id child, struct door *door, struct error *err)
{
    struct access_question question = {
        .actor = &rq->actor, .may = MAY_READ_CHILD, .subject = child,
        .route = text_cstr(rq->arena, rq->pattern), .size = UINT64_MAX, .at = INSTANT_UNKNOWN,
    };
    return access_door(rq->store, &question, door, err);
}

/* Whoever has a second factor gives a code again, unless this session gave one in the last minutes
 * (security.md A5, S8). */
static bool code_due(struct request *rq, bool *due, struct error *err)
{
    bool confirmed = false;
    if (rq->second_factor && !request_confirmed(rq, &confirmed, err))
        return false;
    *due = rq->second_factor && !confirmed;
    return true;
}

static bool door_page(struct request *rq, id child, const struct door *door, struct form *form,
                      struct error *err)
{
    struct door_page_model m = { .rq = rq, .door = *door, .form = form };
    struct names names = { 0 };
    names_want(&names, rq->arena, door->ask);
    names_want(&names, rq->arena, child);
    if (!names_find(&names, rq, err))
        return false;
    // A search tells the name of whoever is not restricted; of the others only that the record is there.
    m.name = door->restricted ? TEXT("A record that you cannot open") : names_of(&names, child);
    m.ask = names_of(&names, door->ask);
    m.action = text_format(rq->arena, "/children/%.*s/emergency", TEXT_ARG(id_hex(rq->arena, child)));
    if (!code_due(rq, &m.code_due, err))
        return false;
    if (form->page_problem_count > 0)
        m.code_problem = text_cstr(rq->arena, form->page_problems[0].text);
    page_door(&rq->page, &m);
    return true;
}

bool child_door(struct request *rq, id child, struct error *err)
{
    struct door door;
    struct form form;
    if (!ask_door(rq, child, &door, err))
        return false;
    form_new(rq, opening_kind(), &form);
    rq->status = 403;
    return door_page(rq, child, &door, &form, err);
}

static text child_path(struct request *rq, id child)
{
    return text_format(rq->arena, "/children/%.*s", TEXT_ARG(id_hex(rq->arena, child)));
}

static bool emergency_after(struct request *rq, struct error *err)
{
    if (request_refused(rq, err))
        return false;
    reply_see_other(rq, text_format(rq->arena, "/children/%.*s",
                                    TEXT_ARG(request_path_value(rq, "child"))));
    return true;
}

static void code_at_fault(struct request *rq, struct form *form, const char *problem)
{
    form->page_problems = arena_array(rq->arena, struct error_item, 1);
    form->page_problems[form->page_problem_count++] = (struct error_item){ text_of(problem), TEXT("#one-time-code") };
    form->problem_count++;
}

static bool emergency(struct request *rq, struct error *err);

/* The form is gone through again: this time confirmed, or with what is wrong with the code. */
static bool emergency_again(struct request *rq, struct error *err)
{
    return !request_refused(rq, err) && emergency(rq, err);
}

/* Asked only of a form that is good otherwise, since a code counts once. False with err clear: it is being taken. */
static bool code_judged(struct request *rq, struct form *form, struct error *err)
{
    text code = text_trim(request_field(rq, "one-time-code"));
    bool due;
    if (!code_due(rq, &due, err))
        return false;
    if (!due)
        return true;
    const char *problem = request_code_tried(rq) ? code_problem(request_code_answer(rq)) : NULL;
    if (text_empty(code) || code.len > 60)
        problem = "Enter the code from your app";
    if (!problem)
        return request_take_code(rq, code, emergency_again, err);
    code_at_fault(rq, form, problem);
    return true;
}

static bool emergency(struct request *rq, struct error *err)
{
    struct form_part part = { .fields = door_fields, .beside = code_beside };
    struct door door;
    struct form form;
    id child;

    if (!id_from_hex(request_path_value(rq, "child"), &child))
        return absent(err);
    if (!ask_door(rq, child, &door, err))
        return false;
    if (door.open) {
        reply_see_other(rq, child_path(rq, child));
        return true;
    }
    if (!form_read_part(rq, opening_kind(), &part, NULL, &form, err))
        return false;
    if (form.amends)
        return fail(err, ERROR_INPUT, NULL, "This form is not whole: open it anew.");
    instant until = { rq->now.us + OPENING_HOURS * INT64_C(3600) * US_PER_SECOND };
    form_set(rq, &form, "staff_id", id_hex(rq->arena, rq->actor.staff));
    form_set(rq, &form, "opened_at", instant_iso(rq->arena, rq->now));
    form_set(rq, &form, "until_at", instant_iso(rq->arena, until));
    form_check(rq, &form);
    if (form.problem_count == 0 && !code_judged(rq, &form, err))
        return false;
    if (form.problem_count > 0) {
        rq->status = 422;
        return door_page(rq, child, &door, &form, err);
    }
    return form_keep_own(rq, &form, child, emergency_after, err);
}

/* ---- what waits to be looked at again ---- */

bool trail_names(struct request *rq, const struct names *names, id person, text *name, struct error *err)
{
    if (!access_may(rq->actor.role, MAY_FIND_CHILDREN))
        return record_reference(rq->store, rq->arena, person, name, err);
    *name = names_of(names, person);
    return true;
}

static struct opening_line line_of(struct request *rq, const struct opened *o,
                                   const struct names *names, struct error *err)
{
    struct opening_line line = {
        .opened = o, .who = names_of(names, o->by),
        .when = instant_display(rq->arena, o->at),
        .ground = code_label(code_set_find("emergency_ground"), o->ground),
        .link = text_format(rq->arena, "/openings/%.*s", TEXT_ARG(id_hex(rq->arena, o->record))),
    };
    if (instant_known(o->reviewed_at))
        line.due = instant_display(rq->arena, o->reviewed_at);
    else if (!clock_words(rq->arena, &o->clock, rq->now, &line.due, err))
        line.due = TEXT_NONE;
    if (o->restricted && access_may(rq->actor.role, MAY_FIND_CHILDREN))
        line.whose = TEXT("A restricted record");
    else if (!trail_names(rq, names, o->person, &line.whose, err))
        line.whose = TEXT("A record that cannot be named now");
    return line;
}

static bool lines_of(struct request *rq, const struct opened_list *list, struct opening_line **lines, size_t *count,
                     struct error *err)
{
    struct names names = { 0 };
    for (size_t i = 0; i < list->count; i++) {
        names_want(&names, rq->arena, list->at[i].by);
        names_want(&names, rq->arena, list->at[i].person);
    }
    if (!names_find(&names, rq, err))
        return false;
    *lines = arena_array(rq->arena, struct opening_line, list->count + 1);
    for (*count = 0; *count < list->count; ++*count)
        (*lines)[*count] = line_of(rq, &list->at[*count], &names, err);
    return true;
}

static bool openings_page(struct request *rq, const char *problem, struct error *err)
{
    struct openings_page_model m = {
        .rq = rq, .may_review = access_may(rq->actor.role, MAY_REVIEW_OPENINGS),
        .finds_trails = !access_may(rq->actor.role, MAY_FIND_CHILDREN), .problem = problem,
        .reference = text_trim(request_field(rq, "reference")),
    };
    struct opened_list waiting, reviewed = { 0 };
    if (!openings_to_review(rq->store, rq->arena, rq->actor.staff, rq->now, 200, &waiting, err)
        || (m.finds_trails && !openings_reviewed(rq->store, rq->arena, rq->actor.staff, rq->now, 200, &reviewed, err))
        || !lines_of(rq, &waiting, &m.rows, &m.row_count, err)
        || !lines_of(rq, &reviewed, &m.reviewed, &m.reviewed_count, err))
        return false;
    for (size_t i = 0; i < waiting.count; i++)
        m.late += waiting.at[i].clock.state == CLOCK_LATE;
    m.more = waiting.more;
    page_openings(&rq->page, &m);
    return true;
}

static bool openings(struct request *rq, struct error *err)
{
    return openings_page(rq, NULL, err);
}

/* For whoever finds no children by name: a trail by the reference that stands in somebody's letter. That a record is
 * hidden is answered as if there were none. */
static bool trail_find(struct request *rq, struct error *err)
{
    id person;
    bool opens = false;
    text reference = text_trim(request_field(rq, "reference"));
    if (text_empty(reference) || reference.len > 60) {
        rq->status = 422;
        return openings_page(rq, "Enter the reference of the child's record", err);
    }
    if (!record_by_reference(rq->store, reference, &person, err)
            || (!id_none(person)
                && !access_opens(rq->store, &rq->actor, MAY_SEE_LOOKS, person, &opens, err)))
        return false;
    if (!opens) {
        rq->status = 422;
        return openings_page(rq, "No record with this reference is open to you", err);
    }
    reply_see_other(rq, text_format(rq->arena, "/children/%.*s/looks", TEXT_ARG(id_hex(rq->arena, person))));
    return true;
}

/* ---- looking at one again ---- */

const char *const review_fields[] = { "justified", "review_note", NULL };

static text looks_link(struct request *rq, const struct child_view *view)
{
    return access_may(rq->actor.role, MAY_FIND_CHILDREN) ? TEXT_NONE : child_link(rq, view, "/looks");
}

struct review { struct child_view view; id record; struct record_version version; struct names names; };

static bool open_review(struct request *rq, enum may may, struct review *r, struct error *err)
{
    const struct kind *kind;
    id person;
    if (!id_from_hex(request_path_value(rq, "opening"), &r->record))
        return absent(err);
    if (!record_subject(rq->store, r->record, &person, &kind, err))
        return false;
    if (kind != opening_kind())
        return absent(err);
    if (!child_view_open(rq, person, may, &r->view, err)
            || !record_get(rq->store, r->view.pass, rq->arena, r->record, &r->version, err))
        return false;
    if (access_may(rq->actor.role, MAY_REVIEW_OPENINGS)
            && id_same(values_id(&r->version.values, "staff_id"), rq->actor.staff))
        return fail(err, ERROR_REFUSED, NULL, "You opened this record yourself. Another manager must look "
                    "at it again.");
    names_want(&r->names, rq->arena, person);
    names_want_of(&r->names, rq->arena, &r->version);
    return names_find(&r->names, rq, err);
}

/* What the opener looked at from then on, for as long as it was open. */
static bool load_looks(struct request *rq, struct review *r, struct review_page_model *m,
                       struct error *err)
{
    instant from = values_instant(&r->version.values, "opened_at");
    instant to = values_instant(&r->version.values, "until_at");
    id by = values_id(&r->version.values, "staff_id");
    struct look_rows looks;
    if (!looks_list(rq->store, r->view.pass, rq->arena, 500, &looks, err))
        return false;
    m->looks = arena_array(rq->arena, struct look_line, looks.count + 1);
    for (size_t i = 0; i < looks.count; i++)
        if (id_same(looks.at[i].reader, by) && !instant_before(looks.at[i].at, from)
                && instant_before(looks.at[i].at, to))
            m->looks[m->look_count++] = (struct look_line){
                .when = instant_display(rq->arena, looks.at[i].at), .what = look_words(looks.at[i].route),
                .basis = looks.at[i].basis };
    return true;
}

static bool review_page(struct request *rq, struct review *r, struct form *form, struct error *err)
{
    struct review_page_model m = { .rq = rq, .form = form };
    if (!load_looks(rq, r, &m, err))
        return false;
    m.shown = version_shown(rq, &r->view, &r->version, &r->names);
    m.who = names_of(&r->names, values_id(&r->version.values, "staff_id"));
    m.name = TEXT("A record opened in an emergency");
    if (access_basis(r->view.pass) != BASIS_REVIEW && !trail_names(rq, &r->names, r->view.child, &m.name, err))
        return false;
    m.may_review = access_may(rq->actor.role, MAY_REVIEW_OPENINGS);
    m.looks_link = looks_link(rq, &r->view);
    m.action = text_format(rq->arena, "/openings/%.*s", TEXT_ARG(id_hex(rq->arena, r->record)));
    m.reviewed = values_given(&r->version.values, "reviewed_at");
    page_review(&rq->page, &m);
    return true;
}

static bool review_show(struct request *rq, struct error *err)
{
    struct review r = { 0 };
    struct form form;
    if (!open_review(rq, MAY_SEE_OPENINGS, &r, err))
        return false;
    form_from_version(rq, &r.version, &form);
    return review_page(rq, &r, &form, err);
}

static bool review_after(struct request *rq, struct error *err)
{
    if (request_refused(rq, err))
        return false;
    reply_see_other(rq, TEXT("/openings"));
    return true;
}

static bool review_post(struct request *rq, struct error *err)
{
    struct form_part part = { .fields = review_fields, .beside = nothing_beside };
    struct review r = { 0 };
    struct form form;

    if (!open_review(rq, MAY_REVIEW_OPENINGS, &r, err)
            || !form_read_part(rq, opening_kind(), &part, &r.version, &form, err))
        return false;
    if (values_given(&r.version.values, "reviewed_at"))
        return fail(err, ERROR_CONFLICT, NULL, "Somebody has looked at this opening again already.");
    form_set(rq, &form, "reviewed_at", instant_iso(rq->arena, rq->now));
    form_set(rq, &form, "reviewed_by", id_hex(rq->arena, rq->actor.staff));
    form.reason = TEXT("Looked at again");
    form.withdraw = false;
    form_check(rq, &form);
    if (!values_given(&form.values, "justified"))
        form_problem(&form, "justified", "Select whether it was right to open the record");
    if (!values_given(&form.values, "review_note"))
        form_problem(&form, "review_note", "Enter what you looked at, and what you found");
    if (form.problem_count > 0) {
        rq->status = 422;
        return review_page(rq, &r, &form, err);
    }
    return form_keep_own(rq, &form, r.view.child, review_after, err);
}

const struct route opening_routes[] = {
    { .method = METHOD_POST, .path = "/children/{child}/emergency", .may = MAY_OPEN_IN_EMERGENCY,
      .handle = emergency },
    { .method = METHOD_GET, .path = "/openings", .may = MAY_SEE_OPENINGS, .handle = openings },
    { .method = METHOD_POST, .path = "/looks", .may = MAY_SEE_LOOKS, .handle = trail_find },
    { .method = METHOD_GET, .path = "/openings/{opening}", .may = MAY_SEE_OPENINGS,
      .handle = review_show },
    { .method = METHOD_POST, .path = "/openings/{opening}", .may = MAY_REVIEW_OPENINGS,
      .handle = review_post },
    { 0 },
};
