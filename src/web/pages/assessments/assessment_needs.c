/* The needs that an assessment found, written in it as lines: each is a record of its own that a plan takes up. All
 * lines of the page are one write. */
#include "web/pages/assessments/assessment.h"

#include <string.h>

enum { NEED_ROWS_MAX = 40, NEED_CHOICES_MAX = 100 };

const char *const need_fields[] = { "domain", "need", "change_wanted", "measure", "answers_words", NULL };
static const char *const beside[] = { "need-*", "then", NULL };
static const char *const none[] = { NULL };

struct lines {
    struct assessment_view v;
    struct form form;
    struct need_row *rows; size_t count;
};

static bool open_lines(struct request *rq, struct lines *l, struct error *err)
{
    if (!assessment_open(rq, MAY_RECORD, &l->v, err))
        return false;
    if (l->v.authorised)
        return fail(err, ERROR_REFUSED, NULL, "This assessment is authorised. Needs are changed in the plan that "
                    "answers them, or on their own records.");
    return true;
}

/* The child's words to choose from: what a need answers is said beside it. */
static void offer_words(struct request *rq, const struct lines *l, struct form *form)
{
    struct form_choices *c = &form->choices[form->choice_count++];
    size_t most = l->v.word_count < NEED_CHOICES_MAX ? l->v.word_count : NEED_CHOICES_MAX;
    *c = (struct form_choices){ "child_words", arena_array(rq->arena, struct form_choice, most + 1), 0 };
    for (size_t i = 0; i < most; i++) {
        text words = text_clip(l->v.words[i].words, 70);
        if (l->v.words[i].work)
            continue;
        c->at[c->count++] = (struct form_choice){
            id_hex(rq->arena, l->v.words[i].record),
            text_format(rq->arena, "\xE2\x80\x98%.*s%s\xE2\x80\x99", TEXT_ARG(words),
                        words.len < l->v.words[i].words.len ? "\xE2\x80\xA6" : "") };
    }
}

static text row_name(struct request *rq, size_t at)
{
    return text_format(rq->arena, "need-%zu-", at);
}

static text row_field(struct request *rq, size_t at, const char *name)
{
    return request_field(rq, text_cstr(rq->arena, text_format(rq->arena, "need-%zu-%s", at, name)));
}

static struct need_row *row_new(struct request *rq, struct lines *l, bool made)
{
    size_t at = l->count++;
    l->rows[at] = (struct need_row){
        .form = arena_new_of(rq->arena, struct form), .made = made,
        .title = made ? text_format(rq->arena, "Need %zu", at + 1) : TEXT("Another need"),
    };
    return &l->rows[at];
}

static void row_done(struct request *rq, const struct lines *l, struct need_row *row)
{
    row->form->row = row_name(rq, (size_t)(row - l->rows));
    row->form->brief = true;
    offer_words(rq, l, row->form);
}

/* Needs as they are recorded, oldest first, and an empty line. */
static void rows_recorded(struct request *rq, struct lines *l)
{
    const struct assessment_material *m = &l->v.material;
    for (size_t i = m->need_count; i-- > 0 && l->count < NEED_ROWS_MAX;) {
        struct need_row *row = row_new(rq, l, true);
        form_from_version(rq, &m->needs[i], row->form);
        row->record = id_hex(rq->arena, m->needs[i].record);
        row->seq = text_format(rq->arena, "%llu", (unsigned long long)m->needs[i].seq);
        row_done(rq, l, row);
    }
    struct need_row *row = row_new(rq, l, false);
    form_new(rq, kind_by_name(TEXT("need")), row->form);
    row_done(rq, l, row);
}

static const struct record_version *need_of(const struct lines *l, text hex)
{
    id record;
    for (size_t i = 0; id_from_hex(hex, &record) && i < l->v.material.need_count; i++)
        if (id_same(l->v.material.needs[i].record, record))
            return &l->v.material.needs[i];
    return NULL;
}

static bool row_is_empty(const struct form *form)
{
    for (const char *const *name = need_fields; *name; name++) {
        const struct value *v = values_get(&form->values, *name);
        if (v->given || v->problem)
            return false;
    }
    return true;
}

static void judge_row(struct request *rq, struct lines *l, struct need_row *row)
{
    struct form *form = row->form;
    if (row->out || (!row->made && row_is_empty(form)))
        return;
    if (!row->made) {
        form_set(rq, form, "found_in", id_hex(rq->arena, l->v.of.record));
        form_set(rq, form, "found_on", day_iso(rq->arena, rq->today));
    }
    form_check(rq, form);
    form_tell_row(rq, &l->form, form);
}

static bool rows_sent(struct request *rq, struct lines *l, struct error *err)
{
    for (size_t i = 0; i < NEED_ROWS_MAX; i++) {
        text record = row_field(rq, i, "record"), seq = row_field(rq, i, "seq");
        const struct record_version *before = need_of(l, record);
        int64_t seen;
        if (!request_has_field(rq, text_cstr(rq->arena, text_format(rq->arena, "need-%zu-need", i))))
            break;
        if (!text_empty(record) && (!before || !text_to_int(seq, &seen) || seen < 0))
            return fail(err, ERROR_CONFLICT, NULL, "Somebody changed these needs meanwhile: open the page anew. What "
                        "you typed is kept as a draft.");
        struct need_row *row = row_new(rq, l, before != NULL);
        form_read_row(rq, kind_by_name(TEXT("need")), row_name(rq, i), need_fields, before, row->form);
        row->record = record;
        row->seq = seq;
        row->out = text_is(row_field(rq, i, "out"), "Y");
        if (before)
            row->form->replaces = (uint64_t)seen;
        row->form->entry = id_derived(l->form.entry, "need", i);
        row_done(rq, l, row);
        judge_row(rq, l, row);
    }
    return true;
}

static bool read_lines(struct request *rq, struct lines *l, struct error *err)
{
    static const struct form_part part = { none, beside };
    return form_read_part(rq, l->v.of.version.kind, &part, &l->v.of.version, &l->form, err)
        && rows_sent(rq, l, err);
}

static bool needs_page(struct request *rq, struct lines *l)
{
    struct needs_page_model m = { .rq = rq, .v = &l->v, .form = &l->form, .action = rq->path,
                                  .rows = l->rows, .row_count = l->count };
    page_needs(&rq->page, &m);
    return true;
}

static bool needs_show(struct request *rq, struct error *err)
{
    struct lines l = { .rows = arena_array(rq->arena, struct need_row, NEED_ROWS_MAX + 1) };
    if (!open_lines(rq, &l, err))
        return false;
    if (request_kept_form(rq)) {
        if (!read_lines(rq, &l, err))
            return false;
        l.form.restored = true;
    } else {
        form_from_version(rq, &l.v.of.version, &l.form);
        rows_recorded(rq, &l);
    }
    return needs_page(rq, &l);
}

/* ---- keeping ---- */

static bool row_changes(const struct lines *l, const struct need_row *row)
{
    const struct record_version *before = need_of(l, row->record);
    if (!row->made)
        return !row_is_empty(row->form);
    for (const char *const *name = need_fields; before && *name; name++)
        if (!text_same(values_get(&before->values, *name)->text, values_get(&row->form->values, *name)->text))
            return true;
    return row->out;
}

static bool add_row(struct request *rq, const struct lines *l, const struct need_row *row,
                    struct record_bundle *bundle, struct error *err)
{
    struct form *form = row->form;
    form->withdraw = row->out;
    form->reason = row->out ? TEXT("Taken out while the assessment was written")
                 : row->made ? TEXT("Changed while the assessment was written") : TEXT_NONE;
    struct record_input input = form_input(rq, form, l->v.of.view.child);
    return access_may_write(&rq->actor, l->v.of.view.pass, &form->values, err)
        && record_bundle_add(bundle, rq->arena, &input, NULL, err);
}

static void go_on(struct request *rq)
{
    reply_see_other(rq, text_format(rq->arena, text_is(request_field(rq, "then"), "more")
                                    ? "/assessments/%.*s/needs" : "/assessments/%.*s?kept=needs#needs",
                                    TEXT_ARG(request_path_value(rq, "record"))));
}

static bool needs_after(struct request *rq, struct error *err)
{
    if (request_refused(rq, err)) {
        if (err->kind == ERROR_CONFLICT)
            snprintf(err->message, sizeof err->message, "Somebody changed one of these needs while you were writing. "
                     "Nothing of this page was kept: open it anew, and write your lines again.");
        return false;
    }
    go_on(rq);
    return true;
}

static bool needs_post(struct request *rq, struct error *err)
{
    struct lines l = { .rows = arena_array(rq->arena, struct need_row, NEED_ROWS_MAX + 1) };
    size_t changed = 0;
    if (!open_lines(rq, &l, err) || !read_lines(rq, &l, err))
        return false;
    if (l.form.problem_count > 0) {
        rq->status = 422;
        return needs_page(rq, &l);
    }
    struct record_bundle *bundle = request_bundle(rq, NEED_ROWS_MAX);
    for (size_t i = 0; i < l.count; i++) {
        if (!row_changes(&l, &l.rows[i]))
            continue;
        if (!add_row(rq, &l, &l.rows[i], bundle, err))
            return false;
        changed++;
    }
    if (changed == 0) {
        go_on(rq);
        return true;
    }
    return request_write(rq, &bundle->write, needs_after, err);
}

const struct route assessment_needs_routes[] = {
    { .method = METHOD_GET, .path = "/assessments/{record}/needs", .may = MAY_RECORD, .handle = needs_show },
    { .method = METHOD_POST, .path = "/assessments/{record}/needs", .may = MAY_RECORD, .handle = needs_post },
    { 0 },
};
