/* The library of direct-work tools: to read while one prepares a visit, and to keep. */
#include "web/pages/duties/library.h"

#include "practice/library.h"

#include <string.h>

static const char *const tool_fields[] = { "name", "tool", "ages", "good_for", "how", "care_with", "needs", "file",
                                           "retired_on", NULL };
static const char *const beside[] = { NULL };
static const struct form_part tool_part = { tool_fields, beside };

static bool library_show(struct request *rq, struct error *err)
{
    struct library_page_model m = { .rq = rq, .may_keep = access_may(rq->actor.role, MAY_ALLOCATE),
                                    .kept = text_is(request_query(rq, "kept"), "1") };
    struct record_list list = { 0 };
    const struct pass *pass;
    struct error why = { 0 };
    if (library_open(rq->store, rq->arena, &rq->actor, &pass, &why)) {
        if (!library_list(rq->store, pass, rq->arena, &list, err))
            return false;
    } else if (why.kind != ERROR_INPUT) {          // without a team there is nothing to read yet either
        *err = why;
        return false;
    }
    m.tools = arena_array(rq->arena, struct library_tool, list.count + 1);
    for (size_t i = 0; i < list.count; i++) {
        const struct values *v = &list.at[i].values;
        text hex = id_hex(rq->arena, list.at[i].record);
        m.tools[m.tool_count++] = (struct library_tool){
            .hex = hex, .name = values_get(v, "name")->text,
            .ages = values_display(v, rq->arena, field_by_name(v->kind, TEXT("ages"))),
            .good_for = values_get(v, "good_for")->text, .how = values_get(v, "how")->text,
            .care_with = values_get(v, "care_with")->text, .needs = values_get(v, "needs")->text,
            .retired = values_display(v, rq->arena, field_by_name(v->kind, TEXT("retired_on"))),
            .file_link = values_given(v, "file") ? text_format(rq->arena, "/tools/%.*s/file", TEXT_ARG(hex)) : TEXT_NONE,
        };
    }
    page_library(&rq->page, &m);
    return true;
}

/* ---- keeping ---- */

struct tool { const struct pass *pass; id record; struct record_version version; bool amends; };

static bool open_tool(struct request *rq, struct tool *t, struct error *err)
{
    text hex = request_path_value(rq, "tool");
    *t = (struct tool){ .amends = !text_empty(hex) };
    if (!library_open(rq->store, rq->arena, &rq->actor, &t->pass, err))
        return false;
    if (!t->amends)
        return true;
    return (id_from_hex(hex, &t->record) || page_absent(err))
        && record_get(rq->store, t->pass, rq->arena, t->record, &t->version, err)
        && (!strcmp(t->version.kind->name, "direct_work_tool") || page_absent(err));
}

static bool tool_page(struct request *rq, const struct tool *t, struct form *form, struct error *err)
{
    struct tool_page_model m = { .rq = rq, .form = form, .fields = tool_fields, .action = rq->path,
                                 .title = t->amends ? TEXT("Change a direct-work tool") : TEXT("New direct-work tool") };
    (void)err;
    page_tool(&rq->page, &m);
    return true;
}

static bool read_tool(struct request *rq, const struct tool *t, struct form *form, struct error *err)
{
    if (!form_read_part(rq, kind_by_name(TEXT("direct_work_tool")), &tool_part, t->amends ? &t->version : NULL, form,
                        err))
        return false;
    if (t->amends)
        form_keep_file(rq, form, &t->version);
    form_check(rq, form);
    form->reason = t->amends ? TEXT("Library kept up to date") : TEXT_NONE;
    form->record = t->record;
    return true;
}

static bool tool_show(struct request *rq, struct error *err)
{
    struct tool t;
    struct form form;
    if (!open_tool(rq, &t, err))
        return false;
    if (request_kept_form(rq)) {
        if (!read_tool(rq, &t, &form, err))
            return false;
        form.restored = true;
    } else if (t.amends) {
        form_from_version(rq, &t.version, &form);
    } else {
        form_new(rq, kind_by_name(TEXT("direct_work_tool")), &form);
    }
    return tool_page(rq, &t, &form, err);
}

static bool tool_after(struct request *rq, struct error *err)
{
    struct error why = { 0 };
    struct tool t;
    struct form form;
    if (!request_refused(rq, &why)) {
        reply_see_other(rq, TEXT("/tools?kept=1"));
        return true;
    }
    if (!refusal_is_for_page(&why, err) || !open_tool(rq, &t, err) || !read_tool(rq, &t, &form, err))
        return false;
    if (why.kind == ERROR_CONFLICT)
        return form_tell_conflict(rq, &form, t.pass, &t.version, err) && tool_page(rq, &t, &form, err);
    form_problem(&form, why.field, why.message);
    rq->status = 422;
    return tool_page(rq, &t, &form, err);
}

static bool tool_post(struct request *rq, struct error *err)
{
    struct tool t;
    struct form form;
    if (!open_tool(rq, &t, err) || !read_tool(rq, &t, &form, err))
        return false;
    if (form.problem_count > 0) {
        rq->status = 422;
        return tool_page(rq, &t, &form, err);
    }
    return form_keep_own(rq, &form, access_subject(t.pass), tool_after, err);
}

static bool tool_file(struct request *rq, struct error *err)
{
    struct tool t;
    struct attachment file;
    return open_tool(rq, &t, err) && attachment_get(rq->store, t.pass, rq->arena, t.record, &file, err)
        && reply_file(rq, &file, err);
}

/* Whoever runs a team keeps the library: MAY_ALLOCATE is theirs. */
const struct route library_routes[] = {
    { .method = METHOD_GET, .path = "/tools", .may = MAY_READ_CHILD, .handle = library_show, .query = "kept" },
    { .method = METHOD_GET, .path = "/tools/new", .may = MAY_ALLOCATE, .handle = tool_show },
    { .method = METHOD_POST, .path = "/tools/new", .may = MAY_ALLOCATE, .handle = tool_post, .takes_file = true },
    { .method = METHOD_GET, .path = "/tools/{tool}/amend", .may = MAY_ALLOCATE, .handle = tool_show },
    { .method = METHOD_POST, .path = "/tools/{tool}/amend", .may = MAY_ALLOCATE, .handle = tool_post,
      .takes_file = true },
    { .method = METHOD_GET, .path = "/tools/{tool}/file", .may = MAY_READ_CHILD, .handle = tool_file },
    { 0 },
};
