/* One record opened for a page: whose it is, whether these eyes may, and what a refused write means to its form. */
#include "web/pages/pages.h"

#include <string.h>

bool page_absent(struct error *err)
{
    return fail(err, ERROR_ABSENT, NULL, "There is no such page, or it is not yours to see.");
}

bool record_open(struct request *rq, enum may may, const char *kinds, struct opened_record *o,
                 struct error *err)
{
    id subject;
    const struct kind *kind;
    struct error why = { 0 };
    if (!id_from_hex(request_path_value(rq, "record"), &o->record))
        return page_absent(err);
    if (!record_subject(rq->store, o->record, &subject, &kind, &why)) {
        if (why.kind == ERROR_ABSENT)
            return page_absent(err);
        *err = why;
        return false;
    }
    if (kinds && !(kind && code_among(kinds, text_of(kind->name))))
        return page_absent(err);
    if (may == MAY_RECORD && kind && kind->own_pages)          // before a look is kept
        return page_absent(err);
    return child_view_open(rq, subject, may, &o->view, err)
        && record_get(rq->store, o->view.pass, rq->arena, o->record, &o->version, err);
}

bool record_open_named(struct request *rq, enum may may, const char *kinds, struct opened_record *o,
                       struct error *err)
{
    struct names names = { 0 };
    if (!record_open(rq, may, kinds, o, err))
        return false;
    names_want(&names, rq->arena, o->view.child);
    if (!names_find(&names, rq, err))
        return false;
    o->name = names_of(&names, o->view.child);
    return true;
}

bool refusal_is_for_page(const struct error *why, struct error *err)
{
    if (why->kind == ERROR_CONFLICT || why->kind == ERROR_INPUT)
        return true;
    *err = *why;
    return false;
}

bool refusal_tell(struct request *rq, struct form *form, const struct opened_record *o,
                  const struct error *why, struct error *err)
{
    if (why->kind == ERROR_CONFLICT)
        return form_tell_conflict(rq, form, o->view.pass, &o->version, err);
    form_problem(form, why->field, why->message);
    rq->status = 422;
    return true;
}
