/* A record added to what mattered, with what it meant for the child: one small form, from any record's page. */
#include "web/pages/child/chronology.h"

#include <string.h>

static const char *const mark_fields[] = { "what", "significance", "impact", NULL };
static const struct form_part mark_part = { .fields = mark_fields };

/* A mark is of what happened, not of another mark. Of any kind, also of one that is written on pages of its own: the
 * route asks for MAY_RECORD, and the record itself is only read. */
static bool open_source(struct request *rq, struct opened_record *o, struct error *err)
{
    if (!record_open_named(rq, MAY_READ_CHILD, NULL, o, err))
        return false;
    return (strcmp(o->version.kind->name, "chronology_entry") != 0 && o->version.kind->about == ABOUT_PERSON)
        || page_absent(err);
}

static bool mark_page(struct request *rq, struct opened_record *o, struct form *form, struct error *err)
{
    struct names names = { 0 };
    struct mark_page_model m = {
        .rq = rq, .form = form, .name = o->name, .action = rq->path, .fields = mark_fields,
        .back_link = record_link(rq, &o->view, o->record, ""),
    };
    names_want_of(&names, rq->arena, &o->version);
    if (!names_find(&names, rq, err))
        return false;
    m.source = version_shown(rq, &o->view, &o->version, &names);
    page_mark(&rq->page, &m);
    return true;
}

static bool mark_show(struct request *rq, struct error *err)
{
    struct opened_record o = { 0 };
    struct form form;
    const struct kind *kind = kind_by_name(TEXT("chronology_entry"));
    if (!open_source(rq, &o, err))
        return false;
    if (request_kept_form(rq)) {
        if (!form_read_part(rq, kind, &mark_part, NULL, &form, err))
            return false;
        form.restored = true;
    } else {
        form_new(rq, kind, &form);
        form_set(rq, &form, "what", text_join(rq->arena, text_of(o.version.kind->label), TEXT(": "),
                                              text_clip(values_summary(&o.version.values, rq->arena), 500)));
        form_set(rq, &form, "significance", TEXT("KEY"));
    }
    return mark_page(rq, &o, &form, err);
}

static bool read_mark(struct request *rq, const struct opened_record *o, struct form *form, struct error *err)
{
    if (!form_read_part(rq, kind_by_name(TEXT("chronology_entry")), &mark_part, NULL, form, err))
        return false;
    form_set(rq, form, "event_at", instant_iso(rq->arena, o->version.valid_from));
    form_set(rq, form, "source_record", id_hex(rq->arena, o->record));
    form_check(rq, form);
    return true;
}

static bool mark_after(struct request *rq, struct error *err)
{
    struct error why = { 0 };
    struct opened_record o = { 0 };
    struct form form;
    if (!request_refused(rq, &why)) {
        reply_see_other(rq, text_format(rq->arena, "/records/%.*s?kept=1", TEXT_ARG(id_hex(rq->arena,
                                                                                        request_kept_record(rq)))));
        return true;
    }
    return refusal_is_for_page(&why, err) && open_source(rq, &o, err) && read_mark(rq, &o, &form, err)
        && refusal_tell(rq, &form, &o, &why, err) && mark_page(rq, &o, &form, err);
}

static bool mark_post(struct request *rq, struct error *err)
{
    struct opened_record o = { 0 };
    struct form form;
    if (!open_source(rq, &o, err) || !read_mark(rq, &o, &form, err))
        return false;
    if (form.problem_count > 0) {
        rq->status = 422;
        return mark_page(rq, &o, &form, err);
    }
    return form_keep(rq, &form, o.view.child, mark_after, err);
}

const struct route mark_routes[] = {
    { .method = METHOD_GET, .path = "/records/{record}/significant", .may = MAY_RECORD, .handle = mark_show },
    { .method = METHOD_POST, .path = "/records/{record}/significant", .may = MAY_RECORD, .handle = mark_post },
    { 0 },
};
