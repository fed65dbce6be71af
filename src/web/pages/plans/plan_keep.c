/* Keeping a plan that was changed: only the records that differ, all of them or none; and the page for it. */
#include "web/pages/plans/plan.h"

#include <string.h>

bool plan_edit_conflicts(struct plan_edit *e, bool *any, struct error *err)
{
    struct request *rq = e->rq;
    const struct record_version *plan = &e->o->plan.record;
    *any = false;
    if (e->form_changed && e->form.replaces != plan->seq) {
        *any = true;
        if (!form_tell_conflict(rq, &e->form, e->o->view.pass, plan, err))
            return false;
    }
    for (size_t i = 0; i < e->row_count; i++) {
        struct plan_row *row = &e->rows[i];
        if (!row->changed || row->form.replaces == row->before->seq)
            continue;
        *any = true;
        if (!form_tell_conflict(rq, &row->form, e->o->view.pass, row->before, err))
            return false;
    }
    // What was seen of the others is what stands now: saving again is with open eyes.
    e->form.replaces = *any ? plan->seq : e->form.replaces;
    for (size_t i = 0; *any && i < e->row_count; i++)
        if (e->rows[i].before && !e->rows[i].changed) {
            e->rows[i].form.replaces = e->rows[i].before->seq;
            e->rows[i].form.posted = false;
        }
    return true;
}

id plan_edit_entry(const struct plan_edit *e, const struct record_bundle *bundle)
{
    return bundle->count == 0 ? e->form.entry : id_derived(e->form.entry, "line", bundle->count);
}

bool plan_edit_sent_before(struct request *rq)
{
    struct error none = { 0 };
    uint64_t seq;
    id entry;
    return id_from_hex(request_field(rq, "entry"), &entry) && ledger_find(rq->store, entry, &seq, &none);
}

static bool add_form(struct plan_edit *e, struct record_bundle *bundle, struct form *form, text reason, id *record,
                     struct record_version *version, struct error *err)
{
    struct request *rq = e->rq;
    id entry = form->entry;
    form->entry = plan_edit_entry(e, bundle);
    form->reason = reason;
    struct record_input input = form_input(rq, form, e->o->view.child);
    form->entry = entry;
    if (!access_may_write(&rq->actor, e->o->view.pass, &form->values, err)
            || !record_bundle_add(bundle, rq->arena, &input, record, err))
        return false;
    *version = (struct record_version){ .kind = form->kind, .record = *record, .subject = e->o->view.child,
                                        .values = form->values };
    return true;
}

bool plan_edit_fill(struct plan_edit *e, struct record_bundle *bundle, text reason, struct record_version *versions,
                    size_t *version_count, struct error *err)
{
    id record;
    *version_count = 0;
    if (e->form_changed && !add_form(e, bundle, &e->form, reason, &record, &versions[(*version_count)++], err))
        return false;
    for (int kind = ROW_NEED; kind <= ROW_ACTION; kind++)              // a new need is known before its actions name it
        for (size_t i = 0; i < e->row_count; i++) {
            struct plan_row *row = &e->rows[i];
            if (row->kind != (enum plan_row_kind)kind || !(row->before ? row->changed : row->filled))
                continue;
            const struct plan_row *need = row->kind == ROW_ACTION ? plan_edit_need(e, row->under) : NULL;
            if (need && !row->before)
                form_set(e->rq, &row->form, "need_id", id_hex(e->rq->arena, need->before ? need->before->record
                                                                                         : need->record));
            if (!add_form(e, bundle, &row->form, reason, &row->record, &versions[(*version_count)++], err))
                return false;
        }
    return true;
}

/* ---- the page ---- */

static bool edit_page(struct request *rq, struct plan_edit *e, bool restored, struct error *err)
{
    (void)err;
    struct plan_edit_page_model m = {
        .rq = rq, .edit = e, .name = e->o->name, .back_link = plan_link(rq, e->o->plan.record.record, ""),
        .action = plan_link(rq, e->o->plan.record.record, "/edit"), .restored = restored,
    };
    page_plan_edit(&rq->page, &m);
    return true;
}

static bool edit_show(struct request *rq, struct error *err)
{
    struct opened_plan *o = arena_new_of(rq->arena, struct opened_plan);
    struct plan_edit e;
    if (!plan_open(rq, MAY_RECORD, false, o, err))
        return false;
    bool restored = request_kept_form(rq);
    if (restored ? !plan_edit_read(rq, o, NULL, &e, err) : !plan_edit_new(rq, o, &e, err))
        return false;
    if (restored)
        plan_edit_forget_problems(&e);
    return edit_page(rq, &e, restored, err);
}

static bool edit_after(struct request *rq, struct error *err)
{
    struct error why = { 0 };
    struct opened_plan *o = arena_new_of(rq->arena, struct opened_plan);
    struct plan_edit e;
    bool any;
    if (!request_refused(rq, &why)) {
        reply_see_other(rq, text_format(rq->arena, "/plans/%.*s?kept=1", TEXT_ARG(request_path_value(rq, "record"))));
        return true;
    }
    if (!refusal_is_for_page(&why, err) || !plan_open(rq, MAY_RECORD, false, o, err)
            || !plan_edit_read(rq, o, NULL, &e, err) || !plan_edit_conflicts(&e, &any, err))
        return false;
    if (!any) {
        form_problem(&e.form, why.field, why.message);
        rq->status = 422;
    }
    return edit_page(rq, &e, false, err);
}

static bool edit_post(struct request *rq, struct error *err)
{
    struct opened_plan *o = arena_new_of(rq->arena, struct opened_plan);
    struct plan_edit e;
    bool any;
    if (plan_edit_sent_before(rq))
        return edit_after(rq, err);
    if (!plan_open(rq, MAY_RECORD, false, o, err) || !plan_edit_read(rq, o, NULL, &e, err))
        return false;
    text go = request_field(rq, "go");
    if (!text_is(go, "save")) {
        plan_edit_forget_problems(&e);
        if (!plan_edit_more(&e, go))
            return fail(err, ERROR_INPUT, NULL, "This form is not whole: open it anew.");
        return edit_page(rq, &e, false, err);
    }
    if (e.form.problem_count > 0) {
        rq->status = 422;
        return edit_page(rq, &e, false, err);
    }
    if (!plan_edit_conflicts(&e, &any, err))
        return false;
    if (any)
        return edit_page(rq, &e, false, err);
    if (e.changes == 0)
        return edit_after(rq, err);
    struct record_bundle *bundle = request_bundle(rq, PLAN_ROWS_MAX + 1);
    struct record_version *versions = arena_array(rq->arena, struct record_version, PLAN_ROWS_MAX + 1);
    size_t count;
    return plan_edit_fill(&e, bundle, TEXT("Plan changed"), versions, &count, err)
        && request_write(rq, &bundle->write, edit_after, err);
}

const struct route plan_edit_routes[] = {
    { .method = METHOD_GET, .path = "/plans/{record}/edit", .may = MAY_RECORD, .handle = edit_show },
    { .method = METHOD_POST, .path = "/plans/{record}/edit", .may = MAY_RECORD, .handle = edit_post },
    { 0 },
};
