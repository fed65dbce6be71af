#include "web/pages/records/before_final.h"
#include "web/pages/records/said.h"

#include "practice/closure.h"
#include "web/pages/records/begin.h"
#include "practice/carried.h"
#include "web/pages/assessments/assessment.h"
#include "web/pages/meetings/meeting.h"
#include "web/pages/plans/plan.h"

#include <string.h>

/* ---- one version as people read it ---- */

static text value_words(struct request *rq, const struct child_view *view,
                        const struct record_version *v, const struct field *field,
                        const struct names *names, text *link)
{
    const struct value *value = values_get(&v->values, field->name);
    *link = TEXT_NONE;
    if (value->hidden)                            // somebody who is hidden is nobody, for whatever reason
        return field->type == TYPE_PERSON ? TEXT(NAME_UNKNOWN) : TEXT("Not shown to your role");
    if (value->erased)
        return TEXT("Erased by law");
    if (!value->given)
        return TEXT_NONE;
    switch (field->type) {
    case TYPE_PERSON:
        if (names_hold(names, value->id))
            *link = text_format(rq->arena, "/children/%.*s", TEXT_ARG(id_hex(rq->arena, value->id)));
        return names_of(names, value->id);
    case TYPE_STAFF:
    case TYPE_TEAM:
        return names_of(names, value->id);
    case TYPE_RECORD:
        *link = record_link(rq, view, value->id, "");
        if (field_refers_only(field) && field_refers_only(field)->about == ABOUT_TEAM)     // the library is one page
            *link = text_join(rq->arena, TEXT("/tools#t"), id_hex(rq->arena, value->id));
        return names_of_record(names, rq->arena, field, value->id);
    case TYPE_FILE:
        *link = record_link(rq, view, v->record, "/file");
        return TEXT("Open the file");
    default:
        return values_display(&v->values, rq->arena, field);
    }
}

/* Lines that pages write for themselves, as people read them. What was carried over is marked beside what it is. */
static text lines_in_words(struct arena *arena, const struct record_version *v, const struct field *field)
{
    const struct value *value = values_get(&v->values, field->name);
    size_t lines = 0;
    if (!value->given || value->hidden || value->erased)
        return TEXT_NONE;
    if (!strcmp(field->name, "pulled_forward"))
        return carried_told(arena, &v->values);
    for (text rest = value->text; !text_empty(rest); lines++)
        rest = text_cut(rest, '\n').after;
    return text_format(arena, "%zu record%s", lines, lines == 1 ? "" : "s");
}

/* Then midnight would be said of something of which nobody knows the hour. */
static bool begins_with_a_day(const struct kind *kind)
{
    const struct field *begins = kind->begins ? field_by_name(kind, text_of(kind->begins)) : NULL;
    return kind->time == TIME_STATE || (begins && begins->type == TYPE_DAY);
}

struct shown_version version_shown(struct request *rq, const struct child_view *view,
                                   const struct record_version *v, const struct names *names)
{
    struct arena *arena = rq->arena;
    size_t fields = kind_field_count(v->kind);
    struct shown_version shown = {
        .version = v,
        .rows = arena_array(arena, struct shown_row, fields + said_rows_max(v->kind) + 1),
        .author = names_of(names, v->author),
        .role = text_of(role_label((enum role)v->role)),
        .recorded = instant_display(arena, v->recorded),
        .happened = begins_with_a_day(v->kind) ? day_display(arena, instant_london_day(v->valid_from))
                                               : instant_display(arena, v->valid_from),
        .entry = text_format(arena, "%llu", (unsigned long long)v->seq),
        .link = text_format(arena, "/records/%.*s?version=%llu",
                            TEXT_ARG(id_hex(arena, v->record)), (unsigned long long)v->seq),
    };
    struct carried_list carried = carried_of(arena, &v->values);
    for (size_t i = 0; i < fields; i++) {
        const struct field *field = &v->kind->fields[i];
        const struct carried *from = carried_in(&carried, field->name);
        struct shown_row row = { .label = text_of(field->label),
                                 .prose = field->type == TYPE_PROSE };
        row.value = value_words(rq, view, v, field, names, &row.link);
        row.picture = field->type == TYPE_FILE && !text_empty(row.link)
                   && attachment_is_picture(values_get(&v->values, field->name)->text);
        row.value = field->by_program ? lines_in_words(arena, v, field)
                                      : value_words(rq, view, v, field, names, &row.link);
        if (from)
            row.mark = carried_words(arena, from, v->kind);
        row.child_words = field->care == CARE_CHILD_WORDS;
        if (!text_empty(row.value))
            shown.rows[shown.row_count++] = row;
        else if (field->needed == WANTED || field->needed == ALWAYS)
            shown.rows[shown.row_count++] = (struct shown_row){
                .label = row.label, .value = TEXT("Not recorded"), .gap = true };
        said_add_rows(rq, view, v, field, names, &shown);
    }
    if (!text_empty(v->source_file))
        shown.source = text_format(arena, "%.*s, line %lld", TEXT_ARG(v->source_file),
                                   (long long)v->source_line);
    if (v->late)
        shown.delay = v->delay_hours >= 48
            ? text_format(arena, "Written up %lld days after it happened",
                          (long long)(v->delay_hours / 24))
            : text_format(arena, "Written up %lld hours after it happened",
                          (long long)v->delay_hours);
    return shown;
}

/* ---- opening: which child is it about, may these eyes see it ---- */

static bool name_subject(struct request *rq, struct opened_record *o, struct names *names,
                         struct error *err)
{
    names_want(names, rq->arena, o->view.child);
    names_want_of(names, rq->arena, &o->version);
    if (!names_find(names, rq, err))
        return false;
    o->name = names_of(names, o->view.child);
    return true;
}

/* What is still missing of the child's words in this record. */
static void words_next(struct request *rq, const struct opened_record *o, struct record_page_model *m)
{
    bool saying = !strcmp(o->version.kind->name, "child_words");
    if (!access_may(rq->actor.role, MAY_RECORD) || !text_empty(o->view.known_day) || o->version.withdrawn)
        return;
    if (saying && !values_given(&o->version.values, "answer")) {
        m->words_link = record_link(rq, &o->view, o->record, "/do/words-answer");
        m->words_about = TEXT("Say what we did with these words");
    } else if (!saying && m->shown.unsourced) {
        m->words_link = record_link(rq, &o->view, o->record, "/words");
        m->words_about = TEXT("Say where the child's words come from");
    }
}

/* Where more of it stands than the record itself holds: who was invited to a meeting and came, for each of the brothers
 * and sisters of it; the lines of a plan; what changed in a plan while a meeting lasted. */
static void page_of_its_own(struct request *rq, const struct opened_record *o, struct record_page_model *m)
{
    const struct kind *kind = o->version.kind;
    const struct meeting_page *meeting = meeting_page_of(kind);
    text hex = id_hex(rq->arena, o->record);
    if (!text_empty(o->view.known_day) && strcmp(kind->name, "assessment") != 0)
        return;
    if (meeting) {
        m->work_link = text_join(rq->arena, text_of(meeting->path), hex, TEXT_NONE);
        m->work_words = TEXT("The meeting as a whole: who was invited, who came, what each said");
    } else if (plan_shape_of(kind)) {
        m->work_link = plan_link(rq, o->record, "");
        m->work_words = TEXT("The plan as it reads: needs, actions and who does them");
    } else if (field_by_name(kind, TEXT("begun_at")) && values_given(&o->version.values, "ended_at")) {
        m->work_link = text_join(rq->arena, TEXT("/meetings/"), hex, TEXT("/minutes"));
        m->work_words = TEXT("Minutes: who was there, and what changed in the plan");
    } else if (!strcmp(kind->name, "assessment")) {
        m->work_link = assessment_link(rq, &o->view, o->record, "");
        m->work_words = TEXT("Assessment as it reads, and what is left to do in it");
    }
}

static bool record_show(struct request *rq, struct error *err)
{
    struct opened_record o = { 0 };
    struct names names = { 0 };
    if (!record_open(rq, MAY_READ_CHILD, NULL, &o, err) || !name_subject(rq, &o, &names, err))
        return false;
    if (!strcmp(o.version.kind->name, "second_decision") && text_empty(o.view.known_day)
            && values_given(&o.version.values, "decided_at")
            && access_may(rq->actor.role, MAY_COMPARE_DECISIONS)) {
        reply_see_other(rq, text_format(rq->arena, "/second-decisions/%.*s/comparison",
                                        TEXT_ARG(id_hex(rq->arena, o.record))));
        return true;
    }

    struct record_page_model m = { .rq = rq, .view = o.view, .name = o.name, .record = o.record };
    m.shown = version_shown(rq, &o.view, &o.version, &names);
    m.child_link = child_link(rq, &o.view, "");
    page_of_its_own(rq, &o, &m);
    m.history_link = record_link(rq, &o.view, o.record, "/history");
    m.amend_link = record_link(rq, &o.view, o.record, "/amend");
    words_next(rq, &o, &m);
    m.pdf_link = record_link(rq, &o.view, o.record, "/pdf");
    m.proof_link = record_link(rq, &o.view, o.record, "/proof");
    struct error why = { 0 };
    m.may_amend = access_may_add(rq->actor.role, o.view.pass, o.version.kind)
               && access_may_amend(o.version.kind, &why)
               && text_empty(o.view.known_day)
               && !o.version.withdrawn && !o.version.kind->own_pages;
    const struct kind *mark = kind_by_name(TEXT("chronology_entry"));
    if (o.version.kind != mark && o.version.kind->about == ABOUT_PERSON && !o.version.withdrawn
            && text_empty(o.view.known_day) && access_may_add(rq->actor.role, o.view.pass, mark))
        m.mark_link = record_link(rq, &o.view, o.record, "/significant");
    if (m.may_amend && access_may(rq->actor.role, MAY_RECORD)) {
        m.steps = arena_array(rq->arena, struct next_step, 2 * NEXT_STEPS_MAX);
        m.step_count = deeds_on_record(rq, &o.version, m.steps, NEXT_STEPS_MAX);
        m.step_count += beginnings_on_record(rq, &o.version, m.steps + m.step_count, NEXT_STEPS_MAX);
    }
    m.versions = text_format(rq->arena, "%u", o.version.versions);
    m.kept = text_is(request_query(rq, "kept"), "1");
    if (m.kept && text_empty(o.view.known_day)
            && !next_of_record(rq, o.view.child, o.record, &m.next, &m.next_link, err))
        return false;
    page_record(&rq->page, &m);
    return true;
}

/* ---- history: every version, and what changed from each to the next ---- */

static void lines_in_changes(struct arena *arena, const struct record_version *before,
                             const struct record_version *after, struct changes *changes)
{
    for (size_t i = 0; i < changes->count; i++) {
        struct field_change *c = &changes->at[i];
        if (!c->field->by_program)
            continue;
        c->before = lines_in_words(arena, before, c->field);
        c->after = lines_in_words(arena, after, c->field);
        c->pieces = difference_of(arena, c->before, c->after);
    }
}

static bool record_versions(struct request *rq, struct error *err)
{
    struct opened_record o = { 0 };
    struct names names = { 0 };
    struct record_list list;

    if (!record_open(rq, MAY_READ_CHILD, NULL, &o, err)
            || !record_history(rq->store, o.view.pass, rq->arena, o.record, &list, err))
        return false;
    for (size_t i = 0; i < list.count; i++)
        names_want_of(&names, rq->arena, &list.at[i]);
    if (!name_subject(rq, &o, &names, err))
        return false;

    struct history_page_model m = { .rq = rq, .view = o.view, .name = o.name,
                                    .kind = o.version.kind };
    m.record_link = record_link(rq, &o.view, o.record, "");
    m.child_link = child_link(rq, &o.view, "");
    m.steps = arena_array(rq->arena, struct history_step, list.count + 1);
    for (size_t i = 0; i < list.count; i++) {
        struct history_step *step = &m.steps[m.step_count++];
        step->shown = version_shown(rq, &o.view, &list.at[i], &names);
        step->first = i + 1 == list.count;
        if (step->first)
            continue;
        step->changes = record_changes(rq->arena, &list.at[i + 1], &list.at[i]);
        names_in_changes(rq->arena, &names, &list.at[i + 1], &list.at[i], &step->changes);
        lines_in_changes(rq->arena, &list.at[i + 1], &list.at[i], &step->changes);
    }
    page_history(&rq->page, &m);
    return true;
}

/* ---- amending ---- */

static bool amend_form(struct request *rq, const struct opened_record *o, struct form *form,
                       struct error *err)
{
    struct form_page_model m = {
        .rq = rq, .form = form, .kind = o->version.kind, .name = o->name,
        .title = text_format(rq->arena, "Amend: %s", o->version.kind->label),
        .action = text_format(rq->arena, "/records/%.*s/amend",
                              TEXT_ARG(id_hex(rq->arena, o->record))),
        .back_link = record_link(rq, &o->view, o->record, ""),
        .amending = true,
    };
    if (!form_offer_records(rq, form, o->view.pass, err))
        return false;
    page_form(&rq->page, &m);
    return true;
}

static bool record_amend_show(struct request *rq, struct error *err)
{
    struct opened_record o = { 0 };
    struct names names = { 0 };
    struct form form;

    if (!record_open(rq, MAY_RECORD, NULL, &o, err) || !access_may_amend(o.version.kind, err)
            || !record_is_whole(&o.version.values, err) || !name_subject(rq, &o, &names, err))
        return false;
    if (request_kept_form(rq)) {                 // the session had ended; nothing typed is lost
        if (!form_read(rq, o.version.kind, &form, err))
            return false;
        form.restored = true;
    } else {
        form_from_version(rq, &o.version, &form);
    }
    return amend_form(rq, &o, &form, err);
}

static bool record_amend_after(struct request *rq, struct error *err);

static bool record_amend(struct request *rq, struct error *err)
{
    struct opened_record o = { 0 };
    struct names names = { 0 };
    struct form form;

    if (!record_open(rq, MAY_RECORD, NULL, &o, err) || !record_is_whole(&o.version.values, err)
            || !name_subject(rq, &o, &names, err) || !form_read(rq, o.version.kind, &form, err))
        return false;
    form_keep_file(rq, &form, &o.version);
    if (!form.withdraw && !closure_check(rq->store, o.view.pass, rq->arena, &o.version, rq->now, &form.values, err))
        return false;
    form.problem_count += form.values.problem_count > form.problem_count
                        ? form.values.problem_count - form.problem_count : 0;
    if (form.problem_count > 0) {
        rq->status = 422;
        return amend_form(rq, &o, &form, err);
    }
    form.record = o.record;
    if (!before_final_of_child(rq, &form, &o.version, o.view.pass, err))
        return false;
    if (form.before_final->stops) {
        rq->status = 422;
        return amend_form(rq, &o, &form, err);
    }
    return form_keep(rq, &form, o.view.child, record_amend_after, err);
}

static bool record_amend_after(struct request *rq, struct error *err)
{
    struct error why = { 0 };
    if (!request_refused(rq, &why)) {
        reply_see_other(rq, text_format(rq->arena, "/records/%.*s?kept=1",
                                        TEXT_ARG(request_path_value(rq, "record"))));
        return true;
    }
    struct opened_record o = { 0 };
    struct names names = { 0 };
    struct form form;
    if (why.kind == ERROR_STORE || why.kind == ERROR_BROKEN) {
        *err = why;
        return false;
    }
    if (!record_open(rq, MAY_RECORD, NULL, &o, err) || !name_subject(rq, &o, &names, err)
            || !form_read(rq, o.version.kind, &form, err))
        return false;
    if (why.kind == ERROR_CONFLICT)
        return form_tell_conflict(rq, &form, o.view.pass, &o.version, err)
            && amend_form(rq, &o, &form, err);
    form_problem(&form, why.field, why.message);
    rq->status = 422;
    return amend_form(rq, &o, &form, err);
}

/* ---- a new record about a child ---- */

static const struct kind *kind_to_add(struct request *rq)
{
    const struct kind *kind = kind_by_name(request_path_value(rq, "kind"));
    return kind && kind->worth_opening && kind->about == ABOUT_PERSON && !kind->founds
        && !kind->own_pages ? kind : NULL;
}

/* kind: NULL while it is being chosen. */
static bool add_open(struct request *rq, const struct kind *kind, struct child_view *view, struct error *err)
{
    id child;
    if (!id_from_hex(request_path_value(rq, "child"), &child))
        return page_absent(err);
    if (!child_view_open(rq, child, MAY_RECORD, view, err))
        return false;
    if (kind && access_guards(kind) && !access_may_add(rq->actor.role, view->pass, kind))
        return page_absent(err);
    return true;
}

/* Whose record it is, for the page: a form that is kept needs no name. */
static bool add_name(struct request *rq, const struct child_view *view, text *name, struct error *err)
{
    struct names names = { 0 };
    names_want(&names, rq->arena, view->child);
    if (!names_find(&names, rq, err))
        return false;
    *name = names_of(&names, view->child);
    return true;
}

static bool add_choose(struct request *rq, struct error *err)
{
    struct add_page_model m = { .rq = rq };
    if (!add_open(rq, NULL, &m.view, err) || !add_name(rq, &m.view, &m.name, err))
        return false;
    m.choices = arena_array(rq->arena, struct add_choice, 64);
    for (const struct kind *k = kind_next(NULL); k && m.choice_count < 64; k = kind_next(k))
        if (k->worth_opening && k->about == ABOUT_PERSON && !k->founds
                && access_may_add(rq->actor.role, m.view.pass, k))
            m.choices[m.choice_count++] = (struct add_choice){
                .group = text_of(k->group), .label = text_of(k->label),
                .about = text_of(k->about_text),
                .link = text_format(rq->arena, strcmp(k->name, "assessment") ? "/children/%.*s/add/%s"
                                                                              : "/children/%.*s/%s",
                                    TEXT_ARG(m.view.child_hex), k->name),
            };
    m.begun = arena_array(rq->arena, struct next_step, NEXT_STEPS_MAX);
    m.begun_count = instant_known(access_until(m.view.pass)) ? 0
                  : beginnings_on_child(rq, m.view.child, m.begun, NEXT_STEPS_MAX);
    m.child_link = child_link(rq, &m.view, "");
    page_add(&rq->page, &m);
    return true;
}

static bool add_form(struct request *rq, const struct child_view *view, const struct kind *kind,
                     struct form *form, struct error *err)
{
    struct form_page_model m = {
        .rq = rq, .form = form, .kind = kind,
        .title = text_of(kind->label),
        .action = text_format(rq->arena, "/children/%.*s/add/%s", TEXT_ARG(view->child_hex),
                              kind->name),
        .back_link = child_link(rq, view, "/add"),
    };
    if (!form_offer_records(rq, form, view->pass, err) || !add_name(rq, view, &m.name, err))
        return false;
    page_form(&rq->page, &m);
    return true;
}

static bool add_show(struct request *rq, struct error *err)
{
    const struct kind *kind = kind_to_add(rq);
    struct child_view view;
    struct form form;

    if (!kind)
        return page_absent(err);
    if (!add_open(rq, kind, &view, err))
        return false;
    if (request_kept_form(rq)) {
        if (!form_read(rq, kind, &form, err))
            return false;
        form.restored = true;
    } else {
        form_new(rq, kind, &form);
    }
    return add_form(rq, &view, kind, &form, err);
}

static bool add_after(struct request *rq, struct error *err)
{
    struct error why = { 0 };
    if (!request_refused(rq, &why) && access_guards(kind_to_add(rq))) {
        // Whoever restricts a record may not be among those named: its own page says so.
        reply_see_other(rq, text_format(rq->arena, "/children/%.*s",
                                        TEXT_ARG(request_path_value(rq, "child"))));
        return true;
    }
    if (!request_refused(rq, &why)) {
        reply_see_other(rq, text_format(rq->arena, "/records/%.*s?kept=1",
                                        TEXT_ARG(id_hex(rq->arena, request_kept_record(rq)))));
        return true;
    }
    if (why.kind != ERROR_INPUT) {
        *err = why;
        return false;
    }
    const struct kind *kind = kind_to_add(rq);
    struct child_view view;
    struct form form;
    if (!add_open(rq, kind, &view, err) || !form_read(rq, kind, &form, err))
        return false;
    form_problem(&form, why.field, why.message);
    rq->status = 422;
    return add_form(rq, &view, kind, &form, err);
}

static bool add_post(struct request *rq, struct error *err)
{
    const struct kind *kind = kind_to_add(rq);
    struct child_view view;
    struct form form;

    if (!kind)
        return page_absent(err);
    if (!add_open(rq, kind, &view, err) || !form_read(rq, kind, &form, err))
        return false;
    if (form.problem_count > 0) {
        rq->status = 422;
        return add_form(rq, &view, kind, &form, err);
    }
    if (!before_final_of_child(rq, &form, NULL, view.pass, err))
        return false;
    if (form.before_final->stops) {
        rq->status = 422;
        return add_form(rq, &view, kind, &form, err);
    }
    return form_keep(rq, &form, view.child, add_after, err);
}

/* ---- the file of a record ---- */

static bool record_file(struct request *rq, struct error *err)
{
    struct opened_record o = { 0 };
    struct attachment file;
    if (!record_open(rq, MAY_READ_CHILD, NULL, &o, err)
            || !attachment_get(rq->store, o.view.pass, rq->arena, o.record, &file, err))
        return false;
    return reply_file(rq, &file, err);
}

/* ---- a proof to carry away ---- */

static bool record_proof_signed(struct request *rq, struct error *err);

/* What these eyes may not see is carried as a bare commitment: it proves that it is there. */
static size_t shown_fields(const struct record_version *v, uint16_t shown[PARTS_MAX])
{
    size_t count = 0;
    for (const struct field *f = v->kind->fields; f->name; f++)
        if (!values_get(&v->values, f->name)->hidden && count < PARTS_MAX)
            shown[count++] = f->number;
    for (uint16_t own = FIELD_AMEND_REASON; own <= FIELD_WITHDRAWN && count < PARTS_MAX; own++)
        shown[count++] = own;
    return count;
}

static bool prove(struct request *rq, bool may_sign, struct error *err)
{
    struct opened_record o = { 0 };
    struct kept_checkpoint c;
    uint16_t shown[PARTS_MAX];
    struct error why = { 0 };
    text proof;
    if (!record_open(rq, MAY_READ_CHILD, NULL, &o, err))
        return false;
    if (!ledger_checkpoint_covering(rq->store, rq->arena, o.version.seq, &c, &why)) {
        if (why.kind == ERROR_ABSENT && may_sign)          // written within the last minute
            return request_checkpoint(rq, record_proof_signed, err);
        *err = why;
        return false;
    }
    size_t count = shown_fields(&o.version, shown);
    if (!ledger_prove_kept(rq->store, &c, o.version.seq, shown, count, rq->arena, &proof, err))
        return false;
    reply_download(rq, text_format(rq->arena, "entry-%llu.tlog-proof",
                                   (unsigned long long)o.version.seq),
                   TEXT("text/plain; charset=utf-8"), proof);
    return true;
}

static bool record_proof(struct request *rq, struct error *err)
{
    return prove(rq, true, err);
}

static bool record_proof_signed(struct request *rq, struct error *err)
{
    return !request_refused(rq, err) && prove(rq, false, err);
}

const struct route record_routes[] = {
    { .method = METHOD_GET, .path = "/records/{record}", .may = MAY_READ_CHILD,
      .handle = record_show },
    { .method = METHOD_GET, .path = "/records/{record}/history", .may = MAY_READ_CHILD,
      .handle = record_versions },
    { .method = METHOD_GET, .path = "/records/{record}/file", .may = MAY_READ_CHILD,
      .handle = record_file, .query = "known" },
    { .method = METHOD_GET, .path = "/records/{record}/proof", .may = MAY_READ_CHILD,
      .handle = record_proof },
    { .method = METHOD_GET, .path = "/records/{record}/amend", .may = MAY_RECORD,
      .handle = record_amend_show },
    { .method = METHOD_POST, .path = "/records/{record}/amend", .may = MAY_RECORD,
      .handle = record_amend, .takes_file = true },
    { .method = METHOD_GET, .path = "/children/{child}/add", .may = MAY_RECORD,
      .handle = add_choose },
    { .method = METHOD_GET, .path = "/children/{child}/add/{kind}", .may = MAY_RECORD,
      .handle = add_show },
    { .method = METHOD_POST, .path = "/children/{child}/add/{kind}", .may = MAY_RECORD,
      .handle = add_post, .takes_file = true },
    { 0 },
};
