/* Writing one part of an assessment: with what an earlier one says beside it, to be carried over where nothing is
 * written yet; and where brothers and sisters share the part, kept in the record of each by one write. */
#include "web/pages/assessments/assessment.h"

#include <string.h>

static const char *const beside[] = { "pull", "then", "cite", NULL };

const char *const *one_field(struct arena *arena, const char *field)
{
    const char **fields = arena_array(arena, const char *, 2);
    fields[0] = field;
    fields[1] = NULL;
    return fields;
}

const struct earlier_answer *earlier_of(const struct section_page_model *m, const char *field)
{
    for (size_t i = 0; i < m->earlier_count; i++)
        if (!strcmp(m->earlier[i].field, field))
            return &m->earlier[i];
    return NULL;
}

/* ---- brothers and sisters whose records hold the same part ---- */

struct brother { const struct assessment_brother *is; const struct pass *pass; struct record_version version; };
struct brothers { struct brother *at; size_t count; };

/* Those that this worker may open and whose assessment is not authorised yet. The others are left alone. */
static bool open_brothers(struct request *rq, const struct assessment_view *v, const struct assessment_section *section,
                          struct brothers *b, struct error *err)
{
    *b = (struct brothers){ arena_array(rq->arena, struct brother, v->brother_count + 1), 0 };
    for (size_t i = 0; section->shared && i < v->brother_count; i++) {
        const struct assessment_brother *is = &v->brothers[i];
        struct brother *to = &b->at[b->count];
        struct error why = { 0 };
        if (!is->opens || is->authorised)
            continue;
        *to = (struct brother){ .is = is };
        if (!request_open_also(rq, is->child, MAY_RECORD, &to->pass, &why)
                || !record_get(rq->store, to->pass, rq->arena, is->record, &to->version, &why)) {
            if (why.kind == ERROR_ABSENT)
                continue;
            *err = why;                        // ERROR_NONE: parked until the look is on disk
            return false;
        }
        b->count++;
    }
    return true;
}

static bool same_part(const struct values *a, const struct values *b, const struct assessment_section *section)
{
    for (const char *const *name = section->fields; *name; name++)
        if (!text_same(values_get(a, *name)->text, values_get(b, *name)->text))
            return false;
    return true;
}

static const struct brother *brother_opened(const struct brothers *b, const struct assessment_brother *is)
{
    for (size_t i = 0; i < b->count; i++)
        if (b->at[i].is == is)
            return &b->at[i];
    return NULL;
}

static void tell_brothers(struct request *rq, const struct brothers *b, struct section_page_model *m)
{
    size_t room = m->v->brother_count + 1;
    m->together = arena_array(rq->arena, text, room);
    m->left_alone = arena_array(rq->arena, text, room);
    m->differing = arena_array(rq->arena, text, room);
    for (size_t i = 0; m->section->shared && i < m->v->brother_count; i++) {
        const struct assessment_brother *is = &m->v->brothers[i];
        const struct brother *opened = brother_opened(b, is);
        if (!opened)
            m->left_alone[m->left_count++] = is->authorised
                ? text_format(rq->arena, "%.*s: the assessment is authorised already", TEXT_ARG(is->name))
                : text_format(rq->arena, "%.*s: not a record that you can open", TEXT_ARG(is->name));
        else
            m->together[m->together_count++] = is->name;
        if (opened && !same_part(&opened->version.values, &m->v->of.version.values, m->section))
            m->differing[m->differing_count++] = is->name;
    }
}

/* ---- what an earlier assessment says ---- */

struct earlier { bool there; struct record_version version; day of; text title; };

/* Of this child; for what is shared, else of a brother or sister. */
static bool find_earlier(struct request *rq, const struct assessment_view *v, const struct brothers *b,
                         struct earlier *e, struct error *err)
{
    text whose = TEXT("the assessment");
    if (!assessment_earlier(rq->store, v->of.view.pass, rq->arena, &v->of.version, &e->version, &e->there, err))
        return false;
    for (size_t i = 0; i < b->count && !e->there; i++) {
        if (!assessment_earlier(rq->store, b->at[i].pass, rq->arena, &b->at[i].version, &e->version, &e->there, err))
            return false;
        if (e->there)
            whose = text_format(rq->arena, "%.*s\xE2\x80\x99s assessment", TEXT_ARG(b->at[i].is->name));
    }
    if (e->there) {
        e->of = instant_london_day(e->version.valid_from);
        e->title = text_format(rq->arena, "In %.*s of %.*s", TEXT_ARG(whose), TEXT_ARG(day_display(rq->arena, e->of)));
    }
    return true;
}

/* Only what was written: what was chosen or ticked is to be judged anew. */
static bool is_written(const struct field *f)
{
    return f->type == TYPE_PROSE || f->type == TYPE_TEXT;
}

static void tell_earlier(struct request *rq, const struct earlier *e, const struct form *form,
                         struct section_page_model *m)
{
    m->earlier = arena_array(rq->arena, struct earlier_answer, COUNT_OF(m->section->fields));
    for (const char *const *name = m->section->fields; e->there && *name; name++) {
        const struct field *f = field_by_name(form->kind, text_of(*name));
        const struct value *was = values_get(&e->version.values, *name);
        if (!was->given || was->hidden || was->erased)
            continue;
        struct earlier_answer *to = &m->earlier[m->earlier_count++];
        *to = (struct earlier_answer){
            .field = *name, .words = values_display(&e->version.values, rq->arena, f), .title = e->title,
            .can_pull = is_written(f) && !values_given(&form->values, *name),
        };
        m->pull_count += to->can_pull;
    }
}

/* Into fields that hold nothing: what was asked for, or all of them. */
static size_t pull_forward(struct request *rq, const struct assessment_section *section, const struct earlier *e,
                           struct form *form)
{
    text asked = request_field(rq, "pull");
    size_t pulled = 0;
    for (const char *const *name = section->fields; e->there && !text_empty(asked) && *name; name++) {
        const struct value *was = values_get(&e->version.values, *name);
        if ((!text_is(asked, "all") && !text_is(asked, *name)) || values_given(&form->values, *name)
                || !is_written(field_by_name(form->kind, text_of(*name))) || !was->given || was->hidden || was->erased)
            continue;
        form_set(rq, form, *name, was->text);
        form_set(rq, form, "pulled_forward", carried_with(rq->arena, &form->values, *name, &e->version, e->of));
        pulled++;
    }
    return pulled;
}

/* ---- reading what was sent ---- */

struct writing {
    struct assessment_view v;
    const struct assessment_section *section;
    struct brothers brothers;
    struct earlier earlier;
    struct form form;
};

static bool open_writing(struct request *rq, struct writing *w, struct error *err)
{
    w->section = assessment_section(request_path_value(rq, "section"));
    if (!w->section || !w->section->fields[0])
        return page_absent(err);
    if (!assessment_open(rq, MAY_RECORD, &w->v, err))
        return false;
    if (w->v.authorised)
        return fail(err, ERROR_REFUSED, NULL, "This assessment is authorised. What must be put right in it is amended "
                    "on its record, with the reason.");
    return record_is_whole(&w->v.of.version.values, err)
        && open_brothers(rq, &w->v, w->section, &w->brothers, err)
        && find_earlier(rq, &w->v, &w->brothers, &w->earlier, err);
}

/* What is cited, out of what was offered: the child's words and direct work. */
static void read_cited(struct request *rq, struct writing *w)
{
    struct bytes all = { 0 };
    if (strcmp(w->section->name, "voice") != 0)
        return;
    for (size_t i = 0; i < w->v.word_count; i++) {
        text hex = id_hex(rq->arena, w->v.words[i].record);
        for (size_t j = 0; j < rq->field_count; j++)
            if (text_is(rq->fields[j].name, "cite") && text_same(rq->fields[j].value, hex)) {
                bytes_add_format(&all, "%s%.*s", all.len ? "\n" : "", TEXT_ARG(hex));
                w->v.words[i].cited = true;
                break;
            }
    }
    form_set(rq, &w->form, "cited", text_copy(rq->arena, bytes_text(&all)));
    bytes_free(&all);
}

/* Somebody wrote another part meanwhile: that is no conflict, and both stay. */
static bool let_other_parts_be(struct request *rq, struct writing *w, struct error *err)
{
    const struct record_version *newest = &w->v.of.version;
    struct record_list list;
    if (w->form.replaces == newest->seq)
        return true;
    if (!record_history(rq->store, w->v.of.view.pass, rq->arena, newest->record, &list, err))
        return false;
    for (size_t i = 0; i < list.count; i++)
        if (list.at[i].seq == w->form.replaces && same_part(&list.at[i].values, &newest->values, w->section)
                && (strcmp(w->section->name, "voice") != 0
                    || text_same(values_get(&list.at[i].values, "cited")->text,
                                 values_get(&newest->values, "cited")->text)))
            w->form.replaces = newest->seq;
    return true;
}

static bool read_writing(struct request *rq, struct writing *w, struct error *err)
{
    struct form_part part = { w->section->fields, beside };
    if (!form_read_part(rq, w->v.of.version.kind, &part, &w->v.of.version, &w->form, err))
        return false;
    w->form.reason = text_format(rq->arena, "Written: %s", w->section->title);
    read_cited(rq, w);
    return let_other_parts_be(rq, w, err);
}

/* ---- the page ---- */

static const struct assessment_section *next_of(const struct assessment_section *section)
{
    return section[1].name ? &section[1] : NULL;
}

static bool section_page(struct request *rq, struct writing *w, struct error *err)
{
    struct section_page_model m = {
        .rq = rq, .v = &w->v, .form = &w->form, .section = w->section, .next = next_of(w->section),
        .action = rq->path,
    };
    (void)err;
    tell_brothers(rq, &w->brothers, &m);
    tell_earlier(rq, &w->earlier, &w->form, &m);
    page_section(&rq->page, &m);
    return true;
}

/* Nobody types a second time what a visit says. */
static void prefill_seen(struct request *rq, struct writing *w)
{
    if (strcmp(w->section->name, "voice") != 0)
        return;
    if (w->v.material.seen > 0 && !values_given(&w->form.values, "child_seen"))
        form_set(rq, &w->form, "child_seen", TEXT("Y"));
    if (w->v.material.alone > 0 && !values_given(&w->form.values, "child_seen_alone"))
        form_set(rq, &w->form, "child_seen_alone", TEXT("Y"));
}

static bool section_show(struct request *rq, struct error *err)
{
    struct writing w = { 0 };
    if (!open_writing(rq, &w, err))
        return false;
    if (request_kept_form(rq)) {
        if (!read_writing(rq, &w, err))
            return false;
        w.form.restored = true;
    } else {
        form_from_version(rq, &w.v.of.version, &w.form);
        prefill_seen(rq, &w);
    }
    return section_page(rq, &w, err);
}

/* ---- keeping ---- */

static bool changes_something(const struct writing *w)
{
    struct record_version after = w->v.of.version;
    after.values = w->form.values;
    for (const struct field *f = after.kind->fields; f->name; f++) {
        const struct value *was = values_get(&w->v.of.version.values, f->name);
        const struct value *is = values_get(&after.values, f->name);
        if (was->given != is->given || (is->given && !text_same(was->text, is->text)))
            return true;
    }
    return false;
}

/* The same part in a brother's or sister's record, with the marks of what was carried over; all else is its own. */
static bool add_brother(struct request *rq, struct record_bundle *bundle, const struct writing *w,
                        const struct brother *b, struct error *err)
{
    struct form *form = arena_new_of(rq->arena, struct form);
    struct carried_list carried = carried_of(rq->arena, &w->form.values);
    form_from_version(rq, &b->version, form);
    form->entry = id_derived(w->form.entry, "together", (uint64_t)(b - w->brothers.at));
    form->reason = w->form.reason;
    for (const char *const *name = w->section->fields; *name; name++) {
        const struct carried *c = carried_in(&carried, *name);
        form_set(rq, form, *name, values_get(&w->form.values, *name)->text);
        if (c && id_same(c->record, w->earlier.version.record))
            form_set(rq, form, "pulled_forward",
                     carried_with(rq->arena, &form->values, *name, &w->earlier.version, w->earlier.of));
    }
    form_check(rq, form);
    struct record_input input = form_input(rq, form, b->is->child);
    return access_may_write(&rq->actor, b->pass, &form->values, err)
        && record_bundle_add(bundle, rq->arena, &input, NULL, err);
}

static void go_on(struct request *rq)
{
    text pull = request_field(rq, "pull"), record = request_path_value(rq, "record");
    const struct assessment_section *now = assessment_section(request_path_value(rq, "section"));
    const struct assessment_section *next = assessment_section(request_field(rq, "then"));
    const struct field *pulled = field_by_name(kind_by_name(TEXT("assessment")), pull);
    if (!text_empty(pull))
        reply_see_other(rq, text_format(rq->arena, "%.*s#%s", TEXT_ARG(rq->path),
                                        pulled ? pulled->name : now->fields[0]));
    else if (next)
        reply_see_other(rq, text_format(rq->arena, next->fields[0] ? "/assessments/%.*s/write/%s"
                                                                   : "/assessments/%.*s/%s", TEXT_ARG(record),
                                        next->name));
    else
        reply_see_other(rq, text_format(rq->arena, "/assessments/%.*s?kept=%s#%s", TEXT_ARG(record), now->name,
                                        now->name));
}

static bool section_after(struct request *rq, struct error *err)
{
    struct error why = { 0 };
    struct writing w = { 0 };
    if (!request_refused(rq, &why)) {
        go_on(rq);
        return true;
    }
    return refusal_is_for_page(&why, err) && open_writing(rq, &w, err) && read_writing(rq, &w, err)
        && refusal_tell(rq, &w.form, &w.v.of, &why, err) && section_page(rq, &w, err);
}

static bool section_post(struct request *rq, struct error *err)
{
    struct writing w = { 0 };
    if (!open_writing(rq, &w, err) || !read_writing(rq, &w, err))
        return false;
    pull_forward(rq, w.section, &w.earlier, &w.form);
    form_check(rq, &w.form);
    if (w.form.problem_count > 0) {
        rq->status = 422;
        return section_page(rq, &w, err);
    }
    bool differing = false;
    for (size_t i = 0; i < w.brothers.count; i++)
        differing = differing || !same_part(&w.brothers.at[i].version.values, &w.form.values, w.section);
    if (!changes_something(&w) && !differing) {
        go_on(rq);
        return true;
    }
    struct record_bundle *bundle = request_bundle(rq, ASSESSED_TOGETHER_MAX + 1);
    struct record_input input = form_input(rq, &w.form, w.v.of.view.child);
    if (!access_may_write(&rq->actor, w.v.of.view.pass, &w.form.values, err)
            || !record_bundle_add(bundle, rq->arena, &input, NULL, err))
        return false;
    for (size_t i = 0; i < w.brothers.count; i++)
        if (!same_part(&w.brothers.at[i].version.values, &w.form.values, w.section)
                && !add_brother(rq, bundle, &w, &w.brothers.at[i], err))
            return false;
    return request_write(rq, &bundle->write, section_after, err);
}

const struct route assessment_section_routes[] = {
    { .method = METHOD_GET, .path = "/assessments/{record}/write/{section}", .may = MAY_RECORD,
      .handle = section_show },
    { .method = METHOD_POST, .path = "/assessments/{record}/write/{section}", .may = MAY_RECORD,
      .handle = section_post },
    { 0 },
};
