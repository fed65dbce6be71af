/* A child's family: the drawing, and the same in words below it. */
#include "web/pages/child/family.h"

text age_of(struct arena *arena, day born, day expected, day died, day on)
{
    if (day_known(died))
        return text_format(arena, "died %.*s", TEXT_ARG(day_display(arena, died)));
    if (!day_known(born))
        return day_known(expected)
            ? text_format(arena, "not yet born, due %.*s", TEXT_ARG(day_display(arena, expected)))
            : TEXT("age not recorded");
    if (day_after(born, on))
        return TEXT("born in the future: check the date");
    int years = day_age(born, on);
    if (years > 1)
        return text_format(arena, "aged %d", years);
    int months = 0;
    while (!day_after(day_add_months(born, months + 1), on))
        months++;
    return text_format(arena, "aged %d month%s", months, months == 1 ? "" : "s");
}

bool family_of_view(struct request *rq, const struct child_view *view, struct family *family, struct error *err)
{
    id holders[FAMILY_HOLDERS_MOST];
    size_t count;
    family_begin(rq->arena, view->child, family);
    if (!family_add(rq->store, view->pass, rq->arena, family, err)
            || !family_holders(rq->store, view->pass, rq->arena, family, holders, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct pass *pass;
        bool opens;
        if (!access_opens(rq->store, &rq->actor, MAY_READ_CHILD, holders[i], &opens, err))
            return false;
        if (opens && (!request_open_also(rq, holders[i], MAY_READ_CHILD, &pass, err)
                || !family_add(rq->store, pass, rq->arena, family, err)))
            return false;
    }
    return family_finish(rq->store, view->pass, rq->arena, &rq->actor, family, err);
}

/* The tie that says most of somebody: the child's own record first. */
static const struct family_tie *tie_of(const struct family *f, size_t person)
{
    for (size_t i = 0; i < f->tie_count; i++)
        if (f->ties[i].of == 0 && f->ties[i].to == person)
            return &f->ties[i];
    return NULL;
}

static struct family_line line_of(struct family_page_model *m, size_t person, day on)
{
    struct arena *arena = m->rq->arena;
    const struct family *f = m->family;
    const struct family_person *p = &f->people[person];
    const struct family_tie *tie = tie_of(f, person);
    struct family_line line = {
        .name = p->name, .relation = family_words(arena, f, person), .household = p->household,
        .closed = !p->opens, .age = p->restricted ? TEXT_NONE : age_of(arena, p->born, p->expected, p->died, on),
    };
    struct child_view other = m->view;
    other.child_hex = id_hex(arena, p->person);
    if (p->opens)
        line.link = child_link(m->rq, &other, "");
    if (tie) {
        line.record_link = record_link(m->rq, &m->view, tie->record, "");
        if (!text_empty(tie->pr_basis))
            line.responsibility = code_label(code_set_find("pr_basis"), tie->pr_basis);
    }
    line.gap_count = family_gaps(f, person, line.gaps);
    return line;
}

static text couple_words(struct arena *arena, const struct family *f, const struct family_couple *c)
{
    text parted = text_empty(c->partnership) ? TEXT("whether they are a couple is not recorded")
                                             : code_label(code_set_find("partnership"), c->partnership);
    return text_format(arena, "%.*s and %.*s: %.*s", TEXT_ARG(f->people[c->a].name), TEXT_ARG(f->people[c->b].name),
                       TEXT_ARG(parted));
}

static void in_words(struct family_page_model *m)
{
    const struct family *f = m->family;
    struct arena *arena = m->rq->arena;
    day on = day_known(m->view.known) ? m->view.known : m->rq->today;
    m->lines = arena_array(arena, struct family_line, f->count + 1);
    m->couples = arena_array(arena, text, f->couple_count + 1);
    for (size_t i = 0; i < f->count; i++)
        m->lines[m->line_count++] = line_of(m, i, on);
    for (size_t i = 0; i < f->couple_count; i++)
        if (f->couples[i].b != FAMILY_NOBODY)
            m->couples[m->couple_count++] = couple_words(arena, f, &f->couples[i]);
}

/* ---- drawn on a job thread: the page waits for another program ---- */

struct family_drawing {
    struct family_page_model m; struct family family; struct genogram genogram; day on; bool drawn;
};

static void draw(void *with)
{
    struct family_drawing *d = with;
    struct error why = { 0 };                          // without a drawing the list still says it all
    d->drawn = genogram_draw(d->m.rq->arena, &d->family, d->on, &d->genogram, &why);
}

static bool drawn(struct request *rq, struct error *err)
{
    struct family_drawing *d = request_with(rq);
    struct error busy = { 0 };                         // too many documents are being made: the list alone
    (void)err;
    d->m.genogram = !request_refused(rq, &busy) && d->drawn ? &d->genogram : NULL;
    in_words(&d->m);
    page_family(&rq->page, &d->m);
    return true;
}

static bool family_page(struct request *rq, bool print, struct error *err)
{
    struct family_drawing *d = arena_new_of(rq->arena, struct family_drawing);
    struct family_page_model *m = &d->m;
    id child;
    *m = (struct family_page_model){ .rq = rq, .print = print, .family = &d->family };
    if (!id_from_hex(request_path_value(rq, "child"), &child))
        return page_absent(err);
    if (!child_view_open(rq, child, MAY_READ_CHILD, &m->view, err) || !family_of_view(rq, &m->view, &d->family, err))
        return false;
    m->name = d->family.people[0].name;
    m->may_record = access_may(rq->actor.role, MAY_RECORD) && text_empty(m->view.known_day)
                 && access_basis(m->view.pass) != BASIS_EMERGENCY;
    d->on = day_known(m->view.known) ? m->view.known : rq->today;
    request_set_with(rq, d);
    return request_long_job(rq, draw, d, drawn, err);
}

static bool family_show(struct request *rq, struct error *err)
{
    return family_page(rq, false, err);
}

static bool family_print(struct request *rq, struct error *err)
{
    return family_page(rq, true, err);
}

const struct route family_routes[] = {
    { .method = METHOD_GET, .path = "/children/{child}/family", .may = MAY_READ_CHILD, .handle = family_show },
    { .method = METHOD_GET, .path = "/children/{child}/family/print", .may = MAY_READ_CHILD, .handle = family_print },
    { 0 },
};
