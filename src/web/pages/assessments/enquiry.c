/* A section 47 enquiry: what was seen and found, whether there is a conference, and a manager who did not write it. */
#include "web/pages/assessments/enquiry.h"

#include "web/pages/meetings/meeting.h"
#include "web/pages/front_door/queue.h"

#include <string.h>

static const char *const fields[] = { "child_seen_at", "child_presence", "bedroom_seen", "not_seen_reason",
    "joint_with_police", "analysis", "findings", "outcome", "conference_reason", "safety_plan", "parents_informed_at",
    "child_informed_at", NULL };
static const char *const beside[] = { "go", "offer", NULL };
static const struct form_part part = { fields, beside };

static bool open_enquiry(struct request *rq, struct enquiry_page_model *m, struct error *err)
{
    *m = (struct enquiry_page_model){ .rq = rq, .fields = fields, .offer = true };
    if (!record_open_named(rq, MAY_RECORD, "section_47_enquiry", &m->of, err))
        return false;
    const struct values *v = &m->of.version.values;
    m->submitted = values_given(v, "submitted_at");
    m->authorised = values_given(v, "authorised_at") || values_given(v, "end_date");
    m->may_write = access_may_add(rq->actor.role, m->of.view.pass, m->of.version.kind);
    m->own = id_same(values_id(v, "submitted_by"), rq->actor.staff)
          || id_same(m->of.version.author, rq->actor.staff);
    m->may_authorise = m->may_write && access_may(rq->actor.role, MAY_ALLOCATE);
    form_from_version(rq, &m->of.version, &m->form);
    return true;
}

/* One that was asked for already is not asked for twice. */
static bool find_conference(struct enquiry_page_model *m, struct error *err)
{
    struct request *rq = m->rq;
    struct record_list list;
    struct record_query query = { .kind = kind_by_name(TEXT("initial_conference")), .limit = 50 };
    if (!record_list(rq->store, m->of.view.pass, rq->arena, &query, &list, err))
        return false;
    for (size_t i = 0; i < list.count; i++)
        if (!list.at[i].withdrawn && id_same(values_id(&list.at[i].values, "s47_id"), m->of.record))
            m->conference = text_format(rq->arena, "/conferences/%.*s",
                                        TEXT_ARG(id_hex(rq->arena, list.at[i].record)));
    return true;
}

static bool enquiry_answer(struct enquiry_page_model *m, struct error *err)
{
    struct request *rq = m->rq;
    struct names names = { 0 };
    struct clock clock;
    const struct values *v = &m->of.version.values;
    const struct step *step = step_by_name(TEXT("enquiry_outcome"));
    names_want_of(&names, rq->arena, &m->of.version);
    if (!names_find(&names, rq, err) || !find_conference(m, err))
        return false;
    m->shown = version_shown(rq, &m->of.view, &m->of.version, &names);
    m->child_link = child_link(rq, &m->of.view, "");
    m->action = text_format(rq->arena, "/enquiries/%.*s", TEXT_ARG(id_hex(rq->arena, m->of.record)));
    m->kept = text_is(request_query(rq, "kept"), "1");
    m->sent_by = names_of(&names, values_id(v, "submitted_by"));
    if (values_given(v, "return_note") && !m->submitted && !m->authorised)
        m->returned = values_get(v, "return_note")->text;
    if (!clock_of(step, v, INSTANT_UNKNOWN, rq->now, &clock, err)
            || !clock_words(rq->arena, &clock, rq->now, &m->clock_words, err))
        return false;
    m->clock_class = clock_class(clock.state);
    page_enquiry(&rq->page, m);
    return true;
}

static bool enquiry_show(struct request *rq, struct error *err)
{
    struct enquiry_page_model m;
    if (!open_enquiry(rq, &m, err))
        return false;
    if (!m.submitted && request_kept_form(rq)) {
        if (!form_read_part(rq, m.of.version.kind, &part, &m.of.version, &m.form, err))
            return false;
        m.form.restored = true;
    }
    return enquiry_answer(&m, err);
}

/* ---- writing it ---- */

static void judge(struct enquiry_page_model *m)
{
    struct form *form = &m->form;
    const struct values *v = &form->values;
    bool conference = values_is(v, "outcome", "CP_CONFERENCE");
    if (!values_given(v, "child_seen_at") && !values_given(v, "not_seen_reason"))
        form_problem(form, "child_seen_at", "Enter when the child was seen, or say below why they were not");
    if (values_given(v, "child_seen_at") && !values_given(v, "child_presence"))
        form_problem(form, "child_presence", "Choose how the child was seen");
    if (!values_given(v, "analysis"))
        form_problem(form, "analysis", "Write down what the enquiry found, and what it means");
    if (!values_given(v, "findings"))
        form_problem(form, "findings", "Choose a finding");
    if (!values_given(v, "outcome"))
        form_problem(form, "outcome", "Choose an outcome");
    if (conference && !values_given(v, "safety_plan"))
        form_problem(form, "safety_plan", "Say what keeps the child safe until the conference");
    if (conference && values_is(v, "findings", "UNSUB") && !values_given(v, "conference_reason"))
        form_problem(form, "conference_reason", "Nothing was substantiated: say why a conference is needed");
}

static bool read_enquiry(struct enquiry_page_model *m, bool *send, struct error *err)
{
    struct request *rq = m->rq;
    *send = text_is(request_field(rq, "go"), "send");
    if (!form_read_part(rq, m->of.version.kind, &part, &m->of.version, &m->form, err))
        return false;
    m->offer = text_is(request_field(rq, "offer"), "Y");
    m->form.reason = *send ? TEXT("Sent for authorisation") : TEXT("Written on");
    if (*send) {
        const struct values *v = &m->form.values;
        form_set(rq, &m->form, "submitted_at", instant_iso(rq->arena, rq->now));
        form_set(rq, &m->form, "submitted_by", id_hex(rq->arena, rq->actor.staff));
        form_set(rq, &m->form, "nfa", values_is(v, "outcome", "NFA") ? TEXT("Y") : TEXT("N"));
        form_set(rq, &m->form, "icpc_not_required", values_is(v, "outcome", "CP_CONFERENCE") ? TEXT("N") : TEXT("Y"));
    }
    form_check(rq, &m->form);
    if (*send)
        judge(m);
    return true;
}

/* The conference is asked for with the enquiry that needs it; who is invited is settled on its own page. */
static bool add_conference(struct enquiry_page_model *m, struct record_bundle *bundle, struct error *err)
{
    struct request *rq = m->rq;
    struct form form;
    if (!m->offer || !values_is(&m->form.values, "outcome", "CP_CONFERENCE"))
        return true;
    if (!find_conference(m, err))
        return false;
    if (!text_empty(m->conference))
        return true;
    form_new(rq, kind_by_name(TEXT("initial_conference")), &form);
    if (!conference_page.found(rq, m->of.view.pass, &form, err))
        return false;
    form_set(rq, &form, "s47_id", id_hex(rq->arena, m->of.record));
    form.entry = id_derived(m->form.entry, "conference", 0);
    form_check(rq, &form);
    struct record_input input = form_input(rq, &form, m->of.view.child);
    return record_bundle_add(bundle, rq->arena, &input, NULL, err);
}

static bool enquiry_after(struct request *rq, struct error *err)
{
    struct error why = { 0 };
    struct enquiry_page_model m;
    bool send;
    if (!request_refused(rq, &why)) {
        reply_see_other(rq, text_format(rq->arena, "/enquiries/%.*s?kept=1",
                                        TEXT_ARG(request_path_value(rq, "record"))));
        return true;
    }
    return refusal_is_for_page(&why, err) && open_enquiry(rq, &m, err) && read_enquiry(&m, &send, err)
        && refusal_tell(rq, &m.form, &m.of, &why, err) && enquiry_answer(&m, err);
}

static bool may_write_now(const struct enquiry_page_model *m, struct error *err)
{
    return m->may_write
        || fail(err, ERROR_REFUSED, NULL, "The role you act in, %s, writes nothing in this enquiry.",
                role_label(m->rq->actor.role));
}

static bool enquiry_post(struct request *rq, struct error *err)
{
    struct enquiry_page_model m;
    bool send;
    if (!open_enquiry(rq, &m, err) || !may_write_now(&m, err))
        return false;
    if (m.submitted || m.authorised) {           // what was sent waits for its answer
        reply_see_other(rq, rq->path);
        return true;
    }
    if (!read_enquiry(&m, &send, err))
        return false;
    if (m.form.problem_count > 0) {
        rq->status = 422;
        return enquiry_answer(&m, err);
    }
    struct record_bundle *bundle = request_bundle(rq, 4);
    struct record_input input = form_input(rq, &m.form, m.of.view.child);
    return record_bundle_add(bundle, rq->arena, &input, NULL, err) && (!send || add_conference(&m, bundle, err))
        && request_write(rq, &bundle->write, enquiry_after, err);
}

/* ---- the manager's answer ---- */

static bool answer_post(struct request *rq, struct error *err)
{
    struct enquiry_page_model m;
    bool back = text_is(request_field(rq, "go"), "return");
    int64_t seen;
    id entry;
    if (!open_enquiry(rq, &m, err) || !may_write_now(&m, err))
        return false;
    if (!m.submitted || m.authorised) {
        reply_see_other(rq, text_format(rq->arena, "/enquiries/%.*s", TEXT_ARG(id_hex(rq->arena, m.of.record))));
        return true;
    }
    if (m.own)
        return fail(err, ERROR_REFUSED, NULL, "You wrote this enquiry, or part of it: nobody authorises their own "
                    "work. Ask another manager.");
    if (!id_from_hex(request_field(rq, "entry"), &entry) || !text_to_int(request_field(rq, "replaces"), &seen))
        return fail(err, ERROR_INPUT, NULL, "This form is not whole: open it anew.");
    m.form.entry = entry;
    m.form.replaces = (uint64_t)seen;
    text note = text_trim(request_field(rq, "return_note"));
    m.note = note;
    if (back) {
        form_set(rq, &m.form, "return_note", note);
        form_set(rq, &m.form, "returned_at", instant_iso(rq->arena, rq->now));
        form_set(rq, &m.form, "submitted_at", TEXT_NONE);
        form_set(rq, &m.form, "submitted_by", TEXT_NONE);
        m.form.reason = TEXT("Returned");
    } else {
        form_set(rq, &m.form, "authorised_at", instant_iso(rq->arena, rq->now));
        form_set(rq, &m.form, "authorised_by", id_hex(rq->arena, rq->actor.staff));
        form_set(rq, &m.form, "end_date", day_iso(rq->arena, rq->today));
        m.form.reason = TEXT("Authorised");
    }
    form_check(rq, &m.form);
    if (back && text_empty(note))
        m.note_problem = TEXT("Say what must be done before it comes back");
    if (back && text_empty(note))
        form_problem(&m.form, NULL, "Say what must be done before it comes back");
    if (m.form.problem_count > 0) {
        rq->status = 422;
        return enquiry_answer(&m, err);
    }
    return form_keep_own(rq, &m.form, m.of.view.child, enquiry_after, err);
}

const struct route enquiry_routes[] = {
    { .method = METHOD_GET, .path = "/enquiries/{record}", .may = MAY_RECORD, .handle = enquiry_show, .query = "kept" },
    { .method = METHOD_POST, .path = "/enquiries/{record}", .may = MAY_RECORD, .handle = enquiry_post },
    { .method = METHOD_POST, .path = "/enquiries/{record}/answer", .may = MAY_ALLOCATE, .handle = answer_post },
    { 0 },
};
