/* Deciding again without a trace of the first decision, and afterwards both beside each other. */
#include "web/pages/front_door/second_decision.h"

#include "practice/clocks.h"

#include <string.h>

const char *const second_decision_asked[] = { "decision", "threshold_level", "rationale", NULL };
const char *const second_decision_learnt[] = { "learning", NULL };
static const char *const nothing_beside[] = { NULL };

static bool absent(struct error *err)
{
    return fail(err, ERROR_ABSENT, NULL, "There is no such page, or it is not yours to see.");
}

static bool name_child(struct request *rq, id child, text *name, struct error *err)
{
    struct names names = { 0 };
    names_want(&names, rq->arena, child);
    if (!names_find(&names, rq, err))
        return false;
    *name = names_of(&names, child);
    return true;
}

static text case_link(struct request *rq, id record, const char *more)
{
    return text_format(rq->arena, "/second-decisions/%.*s%s", TEXT_ARG(id_hex(rq->arena, record)), more);
}

/* ---- what waits ---- */

static bool waiting_rows(struct request *rq, const struct second_case *cases, size_t count,
                         struct waiting_page_model *m, struct error *err)
{
    const struct step *step = step_by_name(TEXT("second_decision"));
    struct names names = { 0 };
    for (size_t i = 0; i < count; i++)
        names_want(&names, rq->arena, cases[i].child);
    if (!names_find(&names, rq, err))
        return false;
    m->rows = arena_array(rq->arena, struct waiting_row, count + 1);
    for (size_t i = 0; i < count; i++) {
        struct waiting_row *row = &m->rows[m->row_count++];
        struct clock clock;
        *row = (struct waiting_row){
            .name = names_of(&names, cases[i].child), .link = case_link(rq, cases[i].record, ""),
            .arrived = day_display(rq->arena, instant_london_day(cases[i].received)),
        };
        if (!clock_read(step, TEXT_NONE, cases[i].drawn, INSTANT_UNKNOWN, rq->now, &clock, err)
                || !clock_words(rq->arena, &clock, rq->now, &row->due, err))
            return false;
        row->late = clock.state == CLOCK_LATE;
    }
    return true;
}

static bool waiting(struct request *rq, struct error *err)
{
    struct waiting_page_model m = { .rq = rq };
    struct second_case *cases;
    size_t count, others;
    if (!second_cases_waiting(rq->store, rq->arena, &rq->actor, &cases, &count, &others, err)
            || !waiting_rows(rq, cases, count, &m, err))
        return false;
    if (others > 0)
        m.others = text_format(rq->arena, "%zu more %s for somebody else.", others,
                               others == 1 ? "waits" : "wait");
    page_waiting(&rq->page, &m);
    return true;
}

/* ---- the case as it was known ---- */

struct opened_case { struct second_case of; const struct pass *pass; text name; };

/* Whatever is read from here on was recorded before the first decision: the pass ends there. */
static bool open_case(struct request *rq, struct opened_case *o, struct error *err)
{
    id record;
    if (!id_from_hex(request_path_value(rq, "record"), &record))
        return absent(err);
    if (!second_case_find(rq->store, record, &rq->actor, &o->of, err))
        return false;
    if (!id_none(o->of.decided_by))
        return true;
    rq->known_size = o->of.known;
    return request_open_child(rq, o->of.child, MAY_DECIDE_AGAIN, &o->pass, err)
        && name_child(rq, o->of.child, &o->name, err);
}

/* Only words: an id would have to be named, and the name may be that of who decided. */
static bool in_words(const struct field *field)
{
    switch (field->type) {
    case TYPE_PERSON: case TYPE_STAFF: case TYPE_TEAM: case TYPE_RECORD: case TYPE_FILE:
        return false;
    default:
        return true;
    }
}

static struct shown_row *rows_in_words(struct request *rq, const struct record_version *v,
                                       bool only_listed, size_t *count)
{
    struct shown_row *rows = arena_array(rq->arena, struct shown_row, kind_field_count(v->kind) + 1);
    *count = 0;
    for (const struct field *f = v->kind->fields; f->name; f++) {
        const struct value *value = values_get(&v->values, f->name);
        if (!value->given || value->erased || value->hidden || !in_words(f)
                || (only_listed && !second_case_shows(f->name)))
            continue;
        rows[(*count)++] = (struct shown_row){
            .label = text_of(f->label), .value = values_display(&v->values, rq->arena, f),
            .prose = f->type == TYPE_PROSE, .child_words = f->care == CARE_CHILD_WORDS,
        };
    }
    return rows;
}

static void history_rows(struct request *rq, const struct opened_case *o,
                         const struct record_list *history, struct decide_page_model *m)
{
    m->history = arena_array(rq->arena, struct known_row, history->count + 1);
    m->more = history->more;
    for (size_t i = 0; i < history->count; i++) {
        const struct record_version *v = &history->at[i];
        m->history[m->history_count++] = (struct known_row){
            .when = day_display(rq->arena, instant_london_day(v->valid_from)),
            .what = text_of(v->kind->label), .summary = values_summary(&v->values, rq->arena),
            .link = text_format(rq->arena, "%.*s/%.*s", TEXT_ARG(case_link(rq, o->of.record, "/known")),
                                TEXT_ARG(id_hex(rq->arena, v->record))),
        };
    }
}

static bool age_when_received(struct request *rq, const struct opened_case *o, text *about,
                              struct error *err)
{
    struct record_version person;
    if (!record_get(rq->store, o->pass, rq->arena, o->of.child, &person, err))
        return false;
    int age = day_age(values_day(&person.values, "dob"), instant_london_day(o->of.received));
    *about = age == AGE_UNKNOWN ? TEXT_NONE : text_format(rq->arena, "aged %d", age);
    return true;
}

static bool decide_page(struct request *rq, struct opened_case *o, struct form *form,
                        struct error *err)
{
    struct decide_page_model m = { .rq = rq, .form = form, .name = o->name,
                                   .action = case_link(rq, o->of.record, "") };
    struct record_version contact;
    struct record_list history;
    if (!second_case_contact(rq->store, o->pass, rq->arena, &o->of, &contact, err)
            || !second_case_history(rq->store, o->pass, rq->arena, &o->of, &history, err)
            || !age_when_received(rq, o, &m.about, err))
        return false;
    m.contact = rows_in_words(rq, &contact, true, &m.contact_count);
    history_rows(rq, o, &history, &m);
    page_decide_again(&rq->page, &m);
    return true;
}

static bool known_show(struct request *rq, struct error *err)
{
    struct opened_case o = { 0 };
    struct record_list history;
    id other;
    if (!open_case(rq, &o, err))
        return false;
    if (!id_none(o.of.decided_by) || !id_from_hex(request_path_value(rq, "other"), &other))
        return absent(err);
    if (!second_case_history(rq->store, o.pass, rq->arena, &o.of, &history, err))
        return false;
    for (size_t i = 0; i < history.count; i++) {
        const struct record_version *v = &history.at[i];
        if (!id_same(v->record, other))
            continue;
        struct known_page_model m = {
            .rq = rq, .name = o.name, .what = text_of(v->kind->label),
            .when = day_display(rq->arena, instant_london_day(v->valid_from)),
            .back_link = case_link(rq, o.of.record, ""),
        };
        m.rows = rows_in_words(rq, v, false, &m.row_count);
        page_known(&rq->page, &m);
        return true;
    }
    return absent(err);
}

/* ---- deciding ---- */

static const struct kind *second_kind(void)
{
    return kind_by_name(TEXT("second_decision"));
}

/* What the draw recorded; the version in which it did is later than the pass reads. */
static void as_drawn(struct request *rq, const struct opened_case *o, struct form *form)
{
    form_set(rq, form, "contact_id", id_hex(rq->arena, o->of.contact));
    form_set(rq, form, "drawn_at", instant_iso(rq->arena, o->of.drawn));
    form->record = o->of.record;
    form->replaces = o->of.seq;
    form->amends = true;
    form->withdraw = false;                      // whatever was sent
    form->reason = TEXT("Decided again, without sight of the first decision");
}

static bool read_decision(struct request *rq, const struct opened_case *o, struct form *form,
                          struct error *err)
{
    static const struct form_part part = { second_decision_asked, nothing_beside };
    static const char *const missing[] = { "Select a decision", "Select a level of need",
                                           "Enter the reasons for the decision" };
    if (!form_read_part(rq, second_kind(), &part, NULL, form, err))
        return false;
    as_drawn(rq, o, form);
    for (size_t i = 0; second_decision_asked[i]; i++) {
        const struct value *value = values_get(&form->values, second_decision_asked[i]);
        if (!value->given && !value->problem)
            form_problem(form, second_decision_asked[i], missing[i]);
    }
    return true;
}

static bool decide_show(struct request *rq, struct error *err)
{
    struct opened_case o = { 0 };
    struct form form;
    if (!open_case(rq, &o, err))
        return false;
    if (!id_none(o.of.decided_by))
        return absent(err);
    if (request_kept_form(rq)) {
        if (!read_decision(rq, &o, &form, err))
            return false;
        form.restored = true;
    } else {
        form_new(rq, second_kind(), &form);
        as_drawn(rq, &o, &form);
    }
    return decide_page(rq, &o, &form, err);
}

static bool decide_after(struct request *rq, struct error *err)
{
    if (request_refused(rq, err)) {
        if (err->kind == ERROR_CONFLICT)
            snprintf(err->message, sizeof err->message, "Somebody else has decided this contact again "
                     "meanwhile. Their decision stands, and yours was not kept.");
        return false;
    }
    reply_see_other(rq, text_format(rq->arena, "/second-decisions/%.*s/comparison?kept=1",
                                    TEXT_ARG(request_path_value(rq, "record"))));
    return true;
}

/* A case that protects more is opened again by the entry that says so. */
static bool fill_decision(struct request *rq, const struct opened_case *o, struct form *form,
                          struct error *err)
{
    struct decided first, second = { values_get(&form->values, "decision")->text,
                                     values_get(&form->values, "threshold_level")->text };
    text now = instant_iso(rq->arena, rq->now);
    if (!second_case_first(rq->store, rq->arena, &o->of, &first, err))
        return false;
    form_set(rq, form, "decided_at", now);
    form_set(rq, form, "decided_by", id_hex(rq->arena, rq->actor.staff));
    if (more_protective(second, first))
        form_set(rq, form, "reopened_at", now);
    form_check(rq, form);
    return true;
}

static bool decide(struct request *rq, struct error *err)
{
    struct opened_case o = { 0 };
    struct form form;
    if (!open_case(rq, &o, err))
        return false;
    if (id_same(o.of.decided_by, rq->actor.staff)) {             // sent twice: the first answer
        reply_see_other(rq, case_link(rq, o.of.record, "/comparison"));
        return true;
    }
    if (!id_none(o.of.decided_by))
        return fail(err, ERROR_CONFLICT, NULL, "Somebody else has decided this contact again meanwhile. "
                    "Their decision stands, and yours was not kept.");
    if (!read_decision(rq, &o, &form, err))
        return false;
    if (form.problem_count == 0 && !fill_decision(rq, &o, &form, err))
        return false;
    if (form.problem_count > 0) {
        rq->status = 422;
        return decide_page(rq, &o, &form, err);
    }
    return form_keep_own(rq, &form, o.of.child, decide_after, err);
}

/* ---- both beside each other ---- */

struct opened_pair {
    struct second_case of; const struct pass *pass; text name;
    struct record_version first, second;
};

static bool open_pair(struct request *rq, enum may may, struct opened_pair *o, struct error *err)
{
    struct record_list versions;
    id record;
    if (!id_from_hex(request_path_value(rq, "record"), &record))
        return absent(err);
    if (!second_case_decided(rq->store, record, &rq->actor, &o->of, err)
            || !request_open_child(rq, o->of.child, may, &o->pass, err)
            || !record_get(rq->store, o->pass, rq->arena, record, &o->second, err)
            || !record_history(rq->store, o->pass, rq->arena, o->of.contact, &versions, err)
            || !name_child(rq, o->of.child, &o->name, err))
        return false;
    for (size_t i = 0; i < versions.count; i++)
        if (versions.at[i].seq < o->of.drawn_seq) {              // as it stood when it was drawn
            o->first = versions.at[i];
            return true;
        }
    return absent(err);
}

static text shown(struct request *rq, const struct record_version *v, const char *name,
                  const struct names *names)
{
    const struct value *value = values_get(&v->values, name);
    const struct field *field = field_by_name(v->kind, text_of(name));
    if (value->erased)
        return TEXT("Erased by law");
    if (!value->given)
        return TEXT("Not recorded");
    return field->type == TYPE_STAFF ? names_of(names, value->id)
                                     : values_display(&v->values, rq->arena, field);
}

static const struct { const char *label, *first, *second; bool judged; } compared_fields[] = {
    { "Decision", "decision", "decision", true },
    { "Level of need", "threshold_level", "threshold_level", true },
    { "Reasons", "decision_rationale", "rationale", false },
    { "Decided by", "decision_by", "decided_by", false },
    { "When", "decision_at", "decided_at", false },
};

static bool compared_rows(struct request *rq, const struct opened_pair *o,
                          struct comparison_page_model *m, struct error *err)
{
    struct names names = { 0 };
    names_want_of(&names, rq->arena, &o->first);
    names_want_of(&names, rq->arena, &o->second);
    if (!names_find(&names, rq, err))
        return false;
    m->rows = arena_array(rq->arena, struct compared, COUNT_OF(compared_fields));
    m->agree = true;
    for (size_t i = 0; i < COUNT_OF(compared_fields); i++) {
        struct compared *row = &m->rows[m->row_count++];
        *row = (struct compared){
            .label = text_of(compared_fields[i].label),
            .first = shown(rq, &o->first, compared_fields[i].first, &names),
            .second = shown(rq, &o->second, compared_fields[i].second, &names),
            .prose = !strcmp(compared_fields[i].second, "rationale"),
        };
        row->differs = compared_fields[i].judged && !text_same(row->first, row->second);
        m->agree = m->agree && !row->differs;
    }
    return true;
}

static bool comparison_page(struct request *rq, const struct opened_pair *o, struct form *form,
                            struct error *err)
{
    const struct values *v = &o->second.values;
    struct comparison_page_model m = {
        .rq = rq, .form = form, .name = o->name, .may_learn = form != NULL,
        .contact_link = text_format(rq->arena, "/records/%.*s",
                                    TEXT_ARG(id_hex(rq->arena, o->of.contact))),
        .learning_action = case_link(rq, o->of.record, "/learning"),
        .kept = text_is(request_query(rq, "kept"), "1"),
        .opened_again = values_given(v, "reopened_at"),
        .looked_again = values_given(v, "looked_again_at"),
        .opened_at = instant_display(rq->arena, values_instant(v, "reopened_at")),
        .looked_again_at = instant_display(rq->arena, values_instant(v, "looked_again_at")),
        .learning = values_get(v, "learning")->text,
    };
    if (!compared_rows(rq, o, &m, err))
        return false;
    page_comparison(&rq->page, &m);
    return true;
}

static bool comparison(struct request *rq, struct error *err)
{
    struct opened_pair o = { 0 };
    struct form form;
    if (!open_pair(rq, MAY_COMPARE_DECISIONS, &o, err))
        return false;
    bool may_learn = access_may(rq->actor.role, MAY_DECIDE_AGAIN);
    if (may_learn)
        form_from_version(rq, &o.second, &form);
    return comparison_page(rq, &o, may_learn ? &form : NULL, err);
}

/* ---- what is learnt; of a case opened again, that somebody has looked ---- */

static bool read_learning(struct request *rq, const struct opened_pair *o, struct form *form,
                          struct error *err)
{
    static const struct form_part part = { second_decision_learnt, nothing_beside };
    const struct values *before = &o->second.values;
    if (!form_read_part(rq, second_kind(), &part, &o->second, form, err))
        return false;
    form->record = o->of.record;
    form->withdraw = false;
    form->reason = TEXT("What we learn from the difference");
    if (!values_given(&form->values, "learning")) {
        if (!values_get(&form->values, "learning")->problem)
            form_problem(form, "learning", "Enter what we learn from the difference");
        return true;
    }
    if (values_given(before, "reopened_at") && !values_given(before, "looked_again_at"))
        form_set(rq, form, "looked_again_at", instant_iso(rq->arena, rq->now));
    form_check(rq, form);
    return true;
}

static bool learning_after(struct request *rq, struct error *err)
{
    struct error why = { 0 };
    struct opened_pair o = { 0 };
    struct form form;
    if (!request_refused(rq, &why)) {
        reply_see_other(rq, text_format(rq->arena, "/second-decisions/%.*s/comparison?kept=1",
                                        TEXT_ARG(request_path_value(rq, "record"))));
        return true;
    }
    if (why.kind != ERROR_CONFLICT) {
        *err = why;
        return false;
    }
    return open_pair(rq, MAY_DECIDE_AGAIN, &o, err) && read_learning(rq, &o, &form, err)
        && form_tell_conflict(rq, &form, o.pass, &o.second, err)
        && comparison_page(rq, &o, &form, err);
}

static bool learning(struct request *rq, struct error *err)
{
    struct opened_pair o = { 0 };
    struct form form;
    if (!open_pair(rq, MAY_DECIDE_AGAIN, &o, err) || !read_learning(rq, &o, &form, err))
        return false;
    if (form.problem_count > 0) {
        rq->status = 422;
        return comparison_page(rq, &o, &form, err);
    }
    return form_keep_own(rq, &form, o.of.child, learning_after, err);
}

const struct route second_decision_routes[] = {
    { .method = METHOD_GET, .path = "/second-decisions", .may = MAY_DECIDE_AGAIN, .handle = waiting },
    { .method = METHOD_GET, .path = SECOND_DECISION_ROUTE, .may = MAY_DECIDE_AGAIN,
      .handle = decide_show },
    { .method = METHOD_POST, .path = SECOND_DECISION_ROUTE, .may = MAY_DECIDE_AGAIN,
      .handle = decide },
    { .method = METHOD_GET, .path = SECOND_DECISION_KNOWN_ROUTE, .may = MAY_DECIDE_AGAIN,
      .handle = known_show },
    { .method = METHOD_GET, .path = "/second-decisions/{record}/comparison",
      .may = MAY_COMPARE_DECISIONS, .handle = comparison },
    { .method = METHOD_POST, .path = "/second-decisions/{record}/learning", .may = MAY_DECIDE_AGAIN,
      .handle = learning },
    { 0 },
};
