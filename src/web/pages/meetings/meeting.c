/* A meeting on one screen: shown, written up while it goes on, and decided. */
#include "web/pages/records/before_final.h"
#include "web/pages/meetings/meeting.h"

#include "web/pages/front_door/queue.h"

#include <string.h>

static const struct meeting_page *const all_pages[] = { &strategy_page, &conference_page, &review_page };

static const char *const row_fields[] = { "status", "information", "harm_view", "analysis", "dissent",
                                          "apology_reason", "direct_contact", NULL };
/* What the agency wrote itself is the agency's. */
static const char *const their_fields[] = { "status", "apology_reason", "direct_contact", NULL };
static const char *const beside[] = { "row-*", "child-*", "seen-*", "report-*", "go", "offer", NULL };

const struct meeting_page *meeting_page_of(const struct kind *kind)
{
    for (size_t i = 0; kind && i < COUNT_OF(all_pages); i++)
        if (!strcmp(all_pages[i]->kind, kind->name))
            return all_pages[i];
    return NULL;
}

const struct meeting_page *meeting_page_from(text start)
{
    for (size_t i = 0; i < COUNT_OF(all_pages); i++)
        if (text_is(start, all_pages[i]->start))
            return all_pages[i];
    return NULL;
}

/* ---- opening ---- */

static text row_name(struct request *rq, const char *what, id record)
{
    return text_format(rq->arena, "%s-%.*s-", what, TEXT_ARG(id_hex(rq->arena, record)));
}

static text seen_name(struct request *rq, id record)
{
    return text_format(rq->arena, "seen-%.*s", TEXT_ARG(id_hex(rq->arena, record)));
}

/* Which version the person saw; of a row that they did not see, the newest. */
static uint64_t seen_of(struct request *rq, const struct record_version *v)
{
    int64_t seen;
    return text_to_int(request_field(rq, text_cstr(rq->arena, seen_name(rq, v->record))), &seen) && seen >= 0
         ? (uint64_t)seen : v->seq;
}

static bool open_rows(struct meeting *m, struct error *err)
{
    struct request *rq = m->rq;
    struct record_list list;
    if (!meeting_attendance(rq->store, m->of.view.pass, rq->arena, m->of.record, &list, err))
        return false;
    m->rows = arena_array(rq->arena, struct meeting_row, list.count + 1);
    for (size_t i = 0; i < list.count; i++) {
        struct meeting_row *row = &m->rows[m->row_count++];
        *row = (struct meeting_row){ .version = &list.at[i], .seen = list.at[i].seq };
        form_from_version(rq, &list.at[i], &row->form);
        row->form.row = row_name(rq, "row", list.at[i].record);
        row->form.brief = true;
    }
    m->quorum = meeting_quorum_of(rq->arena, m->of.version.kind, &list);
    return true;
}

/* A brother or sister who is closed to whoever asks is left out: their own record says nothing here. */
static bool open_others(struct meeting *m, struct error *err)
{
    struct request *rq = m->rq;
    struct meeting_child children[MEETING_CHILDREN_MAX];
    size_t count;
    if (!meeting_others(rq->store, m->of.version.kind, m->of.record, children, &count, err))
        return false;
    m->others = arena_array(rq->arena, struct meeting_other, count + 1);
    for (size_t i = 0; i < count; i++) {
        struct meeting_other *o = &m->others[m->other_count];
        struct error why = { 0 };
        *o = (struct meeting_other){ 0 };
        if (!request_open_also(rq, children[i].child, MAY_READ_CHILD, &o->pass, &why)) {
            if (why.kind == ERROR_ABSENT)
                continue;
            *err = why;
            return false;
        }
        if (!record_get(rq->store, o->pass, rq->arena, children[i].record, &o->version, err))
            return false;
        form_from_version(rq, &o->version, &o->form);
        o->form.row = row_name(rq, "child", children[i].record);
        o->form.brief = true;
        o->seen = o->version.seq;
        m->other_count++;
    }
    return true;
}

bool meeting_open(struct request *rq, struct meeting *m, bool *elsewhere, struct error *err)
{
    *m = (struct meeting){ .rq = rq };
    *elsewhere = false;
    if (!record_open_named(rq, MAY_READ_CHILD, "strategy_discussion initial_conference cp_review", &m->of, err))
        return false;
    m->page = meeting_page_of(m->of.version.kind);
    m->terms = meeting_terms_of(m->of.version.kind);
    id first = values_id(&m->of.version.values, "same_meeting");
    if (!id_none(first)) {                       // its page is the first child's
        reply_see_other(rq, text_format(rq->arena, "%s%.*s", m->page->path, TEXT_ARG(id_hex(rq->arena, first))));
        *elsewhere = true;
        return true;
    }
    m->decided = meeting_is_decided(m->terms, &m->of.version.values);
    m->may_write = access_may_add(rq->actor.role, m->of.view.pass, m->of.version.kind);
    m->may_decide = m->may_write && access_may(rq->actor.role, m->page->decides);
    form_from_version(rq, &m->of.version, &m->form);
    m->offer = true;
    return open_rows(m, err) && open_others(m, err);
}

/* ---- showing ---- */

static text given(const struct values *v, const char *field)
{
    const struct value *value = values_get(v, field);
    return value->given && !value->hidden && !value->erased ? value->text : TEXT_NONE;
}

static text shown_of(struct request *rq, const struct values *v, const char *field)
{
    return values_display(v, rq->arena, field_by_name(v->kind, text_of(field)));
}

static void dress_row(struct meeting *m, struct meeting_row *row, const struct names *names)
{
    struct request *rq = m->rq;
    const struct values *v = &row->version->values;
    id staff = values_id(v, "staff_id"), team = values_id(v, "partner_team");
    text who = !text_empty(given(v, "invitee")) ? given(v, "invitee") : !id_none(staff) ? names_of(names, staff)
             : !id_none(team) ? names_of(names, team) : TEXT_NONE;
    text agency = shown_of(rq, v, "agency");
    row->title = text_format(rq->arena, "%.*s%s%.*s", TEXT_ARG(agency),
                             text_empty(agency) || text_empty(who) ? "" : ": ", TEXT_ARG(who));
    if (text_empty(row->title))
        row->title = TEXT("Somebody");
    row->ask_direct = strcmp(m->page->kind, strategy_page.kind) != 0
                   && !agency_works_with_children(given(v, "agency"))
                   && !code_among("CSC CHAIR FAMILY CHILD", given(v, "agency"));
    row->required = values_is(v, "required", "Y");
    row->invited = !values_is(v, "status", "NOTINV");
    row->came = !text_empty(shown_of(rq, v, "status")) ? shown_of(rq, v, "status")
              : values_is(v, "will_come", "Y") ? TEXT("Will come")
              : values_is(v, "will_come", "N") ? TEXT("Cannot come") : TEXT("Invited, no answer");
    row->theirs = values_given(v, "answered_by");
    row->information = given(v, "information");
    row->analysis = given(v, "analysis");
    row->harm = shown_of(rq, v, "harm_view");
    row->report_here = values_given(v, "report_received_at");
    if (row->theirs)
        row->answered = text_format(rq->arena, "%.*s, %.*s", TEXT_ARG(names_of(names, values_id(v, "answered_by"))),
                                    TEXT_ARG(instant_display(rq->arena, values_instant(v, "answered_at"))));
}

void meeting_next(struct meeting *m, text label, text link)
{
    if (m->next_count < COUNT_OF(m->next))
        m->next[m->next_count++] = (struct meeting_next){ label, link };
}

/* T15: the family can read the report before they are asked about it. */
static bool dress_report(struct meeting *m, struct error *err)
{
    const struct values *v = &m->of.version.values;
    day due, given_on;
    if (!field_by_name(m->of.version.kind, TEXT("report_to_family_at")) || !values_given(v, m->terms->planned))
        return true;
    if (!meeting_report_due(m->of.version.kind, values_instant(v, m->terms->planned), &due, err))
        return false;
    given_on = values_day(v, "report_to_family_at");
    bool late = day_after(day_known(given_on) ? given_on : m->rq->today, due);
    m->report = text_format(m->rq->arena, "Social care's report is with the family by %.*s%s",
                            TEXT_ARG(day_display(m->rq->arena, due)),
                            day_known(given_on) ? late ? ": it was late" : ": it was in time" : late ?
                                ": it is late" : "");
    m->report_class = late ? "govuk-tag govuk-tag--red" : "govuk-tag govuk-tag--grey";
    return true;
}

static bool dress_clock(struct meeting *m, struct error *err)
{
    const char *name = !strcmp(m->page->kind, "strategy_discussion") ? "strategy_hold"
                     : !strcmp(m->page->kind, "initial_conference") ? "conference_hold" : NULL;
    const struct step *step = name ? step_by_name(text_of(name)) : NULL;
    struct clock clock;
    const struct values *v = &m->of.version.values;
    if (!step || !values_given(v, step->begins))
        return true;
    if (!clock_of(step, v, INSTANT_UNKNOWN, m->rq->now, &clock, err)
            || !clock_words(m->rq->arena, &clock, m->rq->now, &m->clock_words, err))
        return false;
    m->clock_class = clock_class(clock.state);
    return true;
}

bool meeting_dress(struct meeting *m, struct error *err)
{
    struct request *rq = m->rq;
    struct names names = { 0 };
    const struct field *plan = field_by_name(m->of.version.kind, TEXT("cp_plan_id"));
    if (plan && values_given(&m->of.version.values, plan->name))
        m->plan_link = text_join(rq->arena, TEXT("/plans/"),
                                 id_hex(rq->arena, values_id(&m->of.version.values, plan->name)));
    names_want_of(&names, rq->arena, &m->of.version);
    for (size_t i = 0; i < m->row_count; i++)
        names_want_of(&names, rq->arena, m->rows[i].version);
    for (size_t i = 0; i < m->other_count; i++)
        names_want(&names, rq->arena, m->others[i].version.subject);
    if (!names_find(&names, rq, err) || !form_offer_records(rq, &m->form, m->of.view.pass, err))
        return false;
    for (size_t i = 0; i < m->row_count; i++)
        dress_row(m, &m->rows[i], &names);
    for (size_t i = 0; i < m->other_count; i++) {
        struct meeting_other *o = &m->others[i];
        o->name = names_of(&names, o->version.subject);
        o->link = text_format(rq->arena, "/records/%.*s", TEXT_ARG(id_hex(rq->arena, o->version.record)));
    }
    form_new(rq, kind_by_name(TEXT("meeting_attendance")), &m->invite);
    m->invite.row = TEXT("new-");
    m->action = text_format(rq->arena, "%s%.*s", m->page->path, TEXT_ARG(id_hex(rq->arena, m->of.record)));
    m->child_link = child_link(rq, &m->of.view, "");
    m->shown = version_shown(rq, &m->of.view, &m->of.version, &names);
    m->shared = m->terms->shared && values_given(&m->of.version.values, m->terms->shared)
              ? instant_display(rq->arena, values_instant(&m->of.version.values, m->terms->shared)) : TEXT_NONE;
    m->has_minutes = field_by_name(m->of.version.kind, TEXT("minutes_sent_at")) != NULL;
    if (m->has_minutes && values_given(&m->of.version.values, "minutes_sent_at"))
        m->minutes = instant_display(rq->arena, values_instant(&m->of.version.values, "minutes_sent_at"));
    m->kept = text_is(request_query(rq, "kept"), "1");
    return form_offer_records(rq, &m->invite, NULL, err) && dress_clock(m, err) && dress_report(m, err)
        && (!m->decided || !m->page->next || m->page->next(rq, m, err));
}

static bool meeting_answer(struct meeting *m, struct error *err)
{
    if (!meeting_dress(m, err))
        return false;
    page_meeting(&m->rq->page, m);
    return true;
}

static struct form_part part_of(struct request *rq, const struct meeting_page *page)
{
    size_t count = 0;
    const char **all = arena_array(rq->arena, const char *, 64);
    for (const char *const *f = page->talk_fields; *f; f++)
        all[count++] = *f;
    for (const char *const *f = page->decide_fields; *f; f++)
        all[count++] = *f;
    all[count] = NULL;
    return (struct form_part){ all, beside };
}

static bool meeting_show(struct request *rq, struct error *err)
{
    struct meeting m;
    bool elsewhere;
    if (!meeting_open(rq, &m, &elsewhere, err) || elsewhere)
        return elsewhere;
    if (!m.decided && request_kept_form(rq)) {
        struct form_part part = part_of(rq, m.page);
        if (!form_read_part(rq, m.of.version.kind, &part, &m.of.version, &m.form, err))
            return false;
        m.form.restored = true;
    } else if (m.page->propose && !m.decided && !m.page->propose(rq, &m, err)) {
        return false;
    }
    return meeting_answer(&m, err);
}

/* ---- writing it up ---- */

static bool differs(const struct form *form, const struct record_version *before)
{
    return !values_same(&form->values, &before->values);
}

static void read_rows(struct meeting *m)
{
    struct request *rq = m->rq;
    struct attended *came = arena_array(rq->arena, struct attended, m->row_count + 1);
    for (size_t i = 0; i < m->row_count; i++) {
        struct meeting_row *row = &m->rows[i];
        struct form *f = &row->form;
        bool there = request_has_field(rq, text_cstr(rq->arena, seen_name(rq, row->version->record)));
        bool theirs = values_given(&row->version->values, "answered_by");
        if (there) {                             // of a row that somebody added meanwhile nothing was sent
            text direct = text_copy(rq->arena, given(&row->version->values, "direct_contact"));
            bool asked = request_has_field(rq, text_cstr(rq->arena, text_join(rq->arena, f->row,
                TEXT("direct_contact"))));
            form_read_row(rq, f->kind, f->row, theirs ? their_fields : row_fields, row->version, f);
            f->brief = true;
            if (!asked)                          // only of those of whom it is not plain
                form_set(rq, f, "direct_contact", direct);
            row->seen = seen_of(rq, row->version);
        }
        text report = text_format(rq->arena, "report-%.*s", TEXT_ARG(id_hex(rq->arena, row->version->record)));
        if (text_is(request_field(rq, text_cstr(rq->arena, report)), "Y")
                && !values_given(&f->values, "report_received_at"))
            form_set(rq, f, "report_received_at", instant_iso(rq->arena, rq->now));
        form_check(rq, f);
        form_tell_row(rq, &m->form, f);
        came[i] = (struct attended){ given(&f->values, "agency"), given(&f->values, "status"),
                                     given(&f->values, "direct_contact") };
    }
    m->quorum = meeting_quorum(rq->arena, m->of.version.kind, came, m->row_count);
}

/* What all children of the meeting share is typed once; what is each child's own stands in its row. */
static void read_other(struct meeting *m, struct meeting_other *o, bool decide)
{
    struct request *rq = m->rq;
    const struct meeting_page *page = m->page;
    struct form own;
    form_read_row(rq, o->form.kind, o->form.row, page->each_fields, &o->version, &own);
    bool differs_here = values_given(&own.values, m->terms->decision);
    form_from_version(rq, &o->version, &o->form);
    o->form.row = own.row;
    o->form.posted = o->form.brief = true;
    struct form_part shared = part_of(rq, page);
    for (const char *const *f = shared.fields; *f; f++)
        if (!code_among("child_views child_participation", text_of(*f)))
            form_set(rq, &o->form, *f, given(&m->form.values, *f));
    for (const char *const *f = page->each_fields; *f; f++) {
        text typed = values_get(&own.values, *f)->text;
        bool of_decision = !code_among("child_views child_participation", text_of(*f));
        if (!of_decision || differs_here || (!decide && !text_empty(typed)))
            form_set(rq, &o->form, *f, typed);
    }
    o->seen = seen_of(rq, &o->version);
}

/* Whether enough were there is judged by the page itself, in words that name who is missing: after everything else. */
static void stamp(struct meeting *m, struct form *form)
{
    struct request *rq = m->rq;
    id chair = values_id(&form->values, "chair");
    form_set(rq, form, "decided_at", instant_iso(rq->arena, rq->now));
    form_set(rq, form, "decided_by", id_hex(rq->arena, id_none(chair) ? rq->actor.staff : chair));
    form_check(rq, form);
    form_set(rq, form, "quorate", m->quorum.met ? TEXT("Y") : TEXT("N"));
}

/* What is wrong in their own row; what was typed once is told once. */
static void tell_own(struct meeting *m, struct meeting_other *o)
{
    struct form own = o->form;
    size_t fields = kind_field_count(own.kind);
    struct values values = values_new(m->rq->arena, own.kind, m->rq->today);
    own.values = values;
    own.problem_count = 0;
    for (size_t i = 0; i < fields; i++) {
        bool asked = false;
        for (const char *const *f = m->page->each_fields; *f; f++)
            asked = asked || !strcmp(*f, own.kind->fields[i].name);
        if (!asked || !o->form.values.at[i].problem || m->form.values.at[i].problem)
            continue;
        own.values.at[i] = o->form.values.at[i];
        own.problem_count++;
    }
    form_tell_row(m->rq, &m->form, &own);
    if (own.problem_count == 0 && o->form.values.problem_count > 0 && m->form.problem_count == 0)
        form_problem(&m->form, NULL, "The record of a brother or sister does not take what was typed: look at theirs");
}

static bool read_meeting(struct meeting *m, bool *decide, struct error *err)
{
    struct request *rq = m->rq;
    struct form_part part = part_of(rq, m->page);
    *decide = text_is(request_field(rq, "go"), "decide");
    if (!form_read_part(rq, m->of.version.kind, &part, &m->of.version, &m->form, err))
        return false;
    m->offer = text_is(request_field(rq, "offer"), "Y");
    read_rows(m);
    size_t of_rows = m->form.page_problem_count;
    if (*decide)
        stamp(m, &m->form);
    else
        form_check(rq, &m->form);
    m->form.problem_count += of_rows;
    for (size_t i = 0; i < m->other_count; i++) {
        read_other(m, &m->others[i], *decide);
        if (*decide)
            stamp(m, &m->others[i].form);
        else
            form_check(rq, &m->others[i].form);
        tell_own(m, &m->others[i]);
    }
    if (!*decide)
        return true;
    const struct values *v = &m->form.values;
    if (!values_given(v, m->terms->held))
        form_problem(&m->form, m->terms->held, "Say when it was held");
    if (!values_given(v, m->terms->decision))
        form_problem(&m->form, m->terms->decision, "Choose a decision");
    if (!values_given(v, m->page->reasons) && !values_get(v, m->page->reasons)->problem)
        form_problem(&m->form, m->page->reasons, "Enter the reasons for the decision");
    if (!m->quorum.met && !values_given(v, "quorum_waiver_reason") && !values_get(v, "quorum_waiver_reason")->problem)
        form_problem(&m->form, "quorum_waiver_reason", text_cstr(rq->arena, text_format(rq->arena,
            "Missing: %.*s. Say who was there, or why it goes ahead without them", TEXT_ARG(m->quorum.missing))));
    return !m->page->judge || m->page->judge(rq, m, err);
}

static bool add_amended(struct request *rq, struct record_bundle *bundle, struct form *form, uint64_t seen, id entry,
                        const char *what, const char *reason, id child, struct error *err)
{
    form->entry = id_derived(entry, what, 0);
    form->replaces = seen;
    form->amends = true;
    form->reason = text_of(reason);
    struct record_input input = form_input(rq, form, child);
    return record_bundle_add(bundle, rq->arena, &input, NULL, err);
}

static bool add_rows(struct meeting *m, struct record_bundle *bundle, struct error *err)
{
    struct request *rq = m->rq;
    for (size_t i = 0; i < m->row_count; i++)
        if (differs(&m->rows[i].form, m->rows[i].version)
                && !add_amended(rq, bundle, &m->rows[i].form, m->rows[i].seen, m->form.entry,
                                text_cstr(rq->arena, m->rows[i].form.row), "Written down in the meeting",
                                m->of.view.child, err))
            return false;
    return true;
}

static bool add_children(struct meeting *m, struct record_bundle *bundle, bool decide, struct error *err)
{
    struct request *rq = m->rq;
    const char *reason = decide ? "Decided" : "Written down in the meeting";
    struct followed first = { m->of.view.pass, m->of.record, m->of.view.child, m->form.entry, &m->form,
                              &m->of.version };
    if (decide && m->page->follow && !m->page->follow(rq, m, bundle, &first, err))
        return false;
    m->form.reason = text_of(reason);
    if (decide || differs(&m->form, &m->of.version)) {
        struct record_input input = form_input(rq, &m->form, m->of.view.child);
        if (!record_bundle_add(bundle, rq->arena, &input, NULL, err))
            return false;
    }
    for (size_t i = 0; i < m->other_count; i++) {
        struct meeting_other *o = &m->others[i];
        id entry = id_derived(m->form.entry, text_cstr(rq->arena, o->form.row), 0);
        struct followed other = { o->pass, o->version.record, o->version.subject, entry, &o->form, &o->version };
        if (decide && m->page->follow && !m->page->follow(rq, m, bundle, &other, err))
            return false;
        if ((decide || differs(&o->form, &o->version))
                && !add_amended(rq, bundle, &o->form, o->seen, m->form.entry, text_cstr(rq->arena, o->form.row), reason,
                                o->version.subject, err))
            return false;
    }
    return true;
}

static bool meeting_after(struct request *rq, struct error *err)
{
    struct error why = { 0 };
    struct meeting m;
    bool elsewhere = false, decide;
    if (!request_refused(rq, &why)) {
        reply_see_other(rq, text_format(rq->arena, "%.*s?kept=1", TEXT_ARG(rq->path)));
        return true;
    }
    if (!refusal_is_for_page(&why, err) || !meeting_open(rq, &m, &elsewhere, err) || elsewhere
            || !read_meeting(&m, &decide, err))
        return elsewhere && err->kind == ERROR_NONE;
    if (why.kind == ERROR_CONFLICT && !form_tell_conflict(rq, &m.form, m.of.view.pass, &m.of.version, err))
        return false;
    for (size_t i = 0; i < m.row_count; i++)
        m.rows[i].seen = m.rows[i].version->seq;
    for (size_t i = 0; i < m.other_count; i++)
        m.others[i].seen = m.others[i].version.seq;
    m.form.entry = id_new_ordered();
    if (why.kind == ERROR_CONFLICT) {
        m.advice = "Somebody recorded first: an agency wrote its part, or somebody else saved. What you typed is kept "
                   "here. Look again, then save.";
    } else {
        form_problem(&m.form, why.field, why.message);
        rq->status = 422;
    }
    return meeting_answer(&m, err);
}

/* A decision is final: quotations without a source come back once, and the reason for them is every child's. */
static bool tell_first(struct meeting *m, struct error *err)
{
    static const char reason[] = "unsourced_reason";
    if (!before_final_of_child(m->rq, &m->form, NULL, m->of.view.pass, err))
        return false;
    if (field_by_name(m->form.kind, TEXT("unsourced_reason")))
        for (size_t i = 0; i < m->other_count; i++)
            form_set(m->rq, &m->others[i].form, reason, given(&m->form.values, reason));
    return true;
}

static bool meeting_post(struct request *rq, struct error *err)
{
    struct meeting m;
    bool elsewhere, decide;
    if (!meeting_open(rq, &m, &elsewhere, err) || elsewhere)
        return elsewhere;
    if (!m.may_write)
        return fail(err, ERROR_REFUSED, NULL, "The role you act in, %s, writes nothing in this meeting.",
                    role_label(rq->actor.role));
    if (m.decided) {                             // what was decided is amended on its own record's page
        reply_see_other(rq, rq->path);
        return true;
    }
    if (!read_meeting(&m, &decide, err))
        return false;
    if (decide && !m.may_decide)
        return fail(err, ERROR_REFUSED, NULL, "%s", m.page->who_decides);
    if (m.form.problem_count == 0 && decide && !tell_first(&m, err))
        return false;
    if (m.form.problem_count > 0) {
        rq->status = 422;
        return meeting_answer(&m, err);
    }
    struct record_bundle *bundle = request_bundle(rq, 120);
    if (!add_children(&m, bundle, decide, err) || !add_rows(&m, bundle, err))
        return false;
    if (bundle->count == 0) {                    // nothing was changed
        reply_see_other(rq, rq->path);
        return true;
    }
    return request_write(rq, &bundle->write, meeting_after, err);
}

#define MEETING_ROUTES(path_) \
    { .method = METHOD_GET, .path = path_, .may = MAY_READ_CHILD, .handle = meeting_show, .query = "kept" }, \
    { .method = METHOD_POST, .path = path_, .may = MAY_MEET, .handle = meeting_post }

const struct route meeting_routes[] = {
    MEETING_ROUTES("/strategy/{record}"), MEETING_ROUTES("/conferences/{record}"), MEETING_ROUTES("/reviews/{record}"),
    { 0 },
};
